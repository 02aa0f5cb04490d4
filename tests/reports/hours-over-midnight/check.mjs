// What expected.txt says, asked of the module.
export default ({ cadenza, list, text, file, attempt, same }) => {
  const contacts = list("contacts.csv");
  const plan = (name) => attempt(() => file(cadenza.planSchedule({ outline: text(name), contacts, today: "2026-11-29" })).touches.map((t) => t.when.planned.utc));
  same("calendar.txt", plan("calendar.txt")[0], "2026-11-30T21:00Z");
  same("touch.txt", plan("touch.txt")[0], "2026-11-29T23:00Z");
  same("split.txt", plan("split.txt"), ["2026-11-30T21:00Z", "2026-12-01T00:00Z", "2026-12-01T21:00Z"]);
};

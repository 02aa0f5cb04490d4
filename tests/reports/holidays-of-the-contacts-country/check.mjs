// What expected.txt says, asked of the module.
export default ({ cadenza, list, text, file, same }) => {
  const contacts = list("contacts.csv");
  const want = { Ann: ["2026-07-02", "2026-07-03", "2026-10-02"], Bob: ["2026-07-02", "2026-07-06", "2026-10-05"], Zoe: ["2026-07-02", "2026-07-03", "2026-10-02"] };
  for (const form of ["; holidays of the contact", "; holidays of the contact's country", "; holidays by country", "; holidays local"]) {
    const made = file(cadenza.planSchedule({ outline: text("outline.txt").replace("HOLIDAYS", form), contacts, today: "2026-06-01" }));
    const name = Object.fromEntries(made.contacts.map((contact) => [contact.number, contact.fields.first_name]));
    const days = {};
    for (const touch of made.touches) (days[name[touch.contact]] ??= []).push(touch.when.planned.local.slice(0, 10));
    same(form, Object.fromEntries(Object.entries(days).sort()), want);
    const moved = made.touches.filter((touch) => touch.when.moved_by?.includes("local_holiday")).map((touch) => name[touch.contact]);
    same("the file says why", moved, ["Bob"]);
  }
};

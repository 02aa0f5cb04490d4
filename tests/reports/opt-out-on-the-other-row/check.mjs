// What expected.txt says, asked of the module.
export default ({ cadenza, list, text, file, same, holds }) => {
  const contacts = list("contacts.csv");
  const made = file(cadenza.planSchedule({ outline: text("outline.txt"), contacts, today: "2026-11-29" }));
  const name = Object.fromEntries(made.contacts.map((c) => [c.number, c.fields.first_name]));
  const who = (step) => made.touches.filter((t) => t.name === step).map((t) => name[t.contact]).sort();
  same("five people", contacts.length, 5);
  same("mailed", who("Mail"), ["Ben", "Eli"]);
  holds("Ben is not called", !who("Call").includes("Ben"), who("Call"));
  holds("Eli is called", who("Call").includes("Eli"), who("Call"));
};

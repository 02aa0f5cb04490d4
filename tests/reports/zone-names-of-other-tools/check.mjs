// What expected.txt says, asked of the module.
export default ({ cadenza, list, rows, file, holds }) => {
  const contacts = list("contacts.csv");
  const outline = `calendar "Office": Mon-Fri 9:00-17:00\nsender "o@d.example": cap 50 a day, Europe/Berlin\nsequence "S"\nenter all\n  from 2026-11-30\n  calendar "Office"\nsenders: round robin\nemail "Mail"\nleave when replied`;
  const made = file(cadenza.planSchedule({ outline, contacts, today: "2026-11-29" }));
  const name = Object.fromEntries(made.contacts.map((c) => [c.number, c.fields.first_name]));
  const from = Object.fromEntries(made.contacts.map((c) => [c.fields.first_name, c.zone_from]));
  const named = new Set(contacts.report.problems.filter((p) => p.header === "Time Zone").flatMap((p) => p.rows));
  const want = { a: "08:00", b: "14:00", c: "03:30", d: "12:00", e: "07:00", f: "17:00", g: "03:30", h: "15:00", i: "14:00", j: "14:00", k: "07:00", l: "09:00", m: "08:00", n: "16:00", o: "07:00" };
  let understood = 0;
  for (const t of made.touches) {
    const n = name[t.contact], at = t.when.planned.utc.slice(11, 16), row = t.contact + 1;
    understood += at === want[n] ? 1 : 0;
    holds(`${n}: ${want[n]} or named`, at === want[n] || named.has(row) && from[n] !== "column", `${at} (${from[n]}), named ${named.has(row)}`);
  }
};

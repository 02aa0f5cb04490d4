// What expected.txt says, asked of the module.
export default ({ cadenza, list, rows, file, same }) => {
  const contacts = list("contacts.csv");
  const got = rows(contacts);
  const of = (field) => got.map((r) => (r[field] ?? "").replaceAll("\u200f", ""));
  same("last names", of("last_name"), ["Null", "Nan", "", "O’Neill", "כהן", "TRUE"]);
  same("first names", of("first_name"), ["Jennifer", "Yes", "O'Brien", "María José", "שרה", "Test"]);
  same("companies", of("company"), ["Null & Söhne", "True", "", '=HYPERLINK("x")', "🍕 Pizza", "1e5"]);
  same("countries", of("country"), ["DE", "CA", "NA", "NA", "IL", "GE"]);
  same("addresses", of("email"), ["jennifer.null@one.example", "yes@two.example", "obrien+sales@three.example", "maria@bücher.example", "sarah@five.example", "test@six.example"]);
  const outline = `calendar "Office": Mon-Fri 9:00-17:00\nsequence "S"\nenter all\n  from 2026-11-30\n  calendar "Office"\nsenders: round robin\nemail "Mail"\nleave when replied`;
  const made = file(cadenza.planSchedule({ outline, contacts, today: "2026-11-29" }));
  same("zones", made.contacts.sort((a, b) => a.number - b.number).map((c) => c.zone), ["Europe/Berlin", "America/Toronto", "Africa/Windhoek", "Africa/Windhoek", "Asia/Jerusalem", "Asia/Tbilisi"]);
};

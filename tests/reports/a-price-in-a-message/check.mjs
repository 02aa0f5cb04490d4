// What expected.txt says, asked of the module.
export default ({ cadenza, list, text, file, same }) => {
  const contacts = list("contacts.csv");
  const today = "2026-11-29";
  const plan = cadenza.planFromTemplate(text("template.txt"), { today });
  const made = file(cadenza.planSchedule({ plan, contacts, today }), { rendered: true });
  const got = made.touches.map((t) => `${t.rendered.subject} | ${t.rendered.body.trim()}`);
  same("Ann", got[0], "Your plan at 49.90 EUR | Version 2.10, 10 seats, 1,299.00 a year, code 1E5, until 2027-01-15.");
  same("Ben", got[1], "Your plan at 120.00 EUR | Version 2.9, 250 seats, 12,500.50 a year, code 20, until 2027-02-28.");
  same("Cem", got[2], "Your plan at 9.00 EUR | Version 3.0, 1 seats, 900.00 a year, code 007, until 2027-03-01.");
};

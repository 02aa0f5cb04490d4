// What expected.txt says, asked of the module.
export default ({ cadenza, list, text, file, attempt, holds }) => {
  const contacts = list("contacts.csv");
  const today = "2026-11-29";
  const run = (rule) => attempt(() => cadenza.evaluateSegment(contacts, rule, today).contacts);
  for (const [rule, want] of [
    ['"Lifecycle Stage" is customer', [1]],
    ['not "Lifecycle Stage" is customer', [2, 3]],
    ['"# Employees" < 50', [2, 3]],
    ['"Score" >= 0.6', [1, 3]],
    ['"Last Activity Date" within 30 days', [1, 3]],
    ['"Partner Level" is gold', [1]],
  ]) {
    const got = run(rule);
    holds(rule, got.refused !== undefined || JSON.stringify(got) === JSON.stringify(want), JSON.stringify(got));
  }
  for (const rule of ['"Partner Lvel" is gold', 'not "Partner Lvel" is gold']) holds(`${rule}: refused`, run(rule).refused !== undefined, JSON.stringify(run(rule)));
  const schedule = attempt(() => cadenza.planSchedule({ outline: text("outline.txt"), segments: { "Not customers": 'not "Lifecycle Stage" is customer' }, contacts, today }));
  if (!schedule.refused) {
    const made = file(schedule);
    const name = Object.fromEntries(made.contacts.map((c) => [c.number, c.fields.first_name]));
    const mailed = made.touches.map((t) => name[t.contact]).sort();
    holds("customers are kept out, or it is said", JSON.stringify(mailed) === '["Ben","Cem"]' || made.launch_check.some((p) => /lifecycle stage|column|field/i.test(p.message)), `mailed ${mailed}; launch check ${JSON.stringify(made.launch_check)}`);
  }
  const plan = cadenza.planFromTemplate(text("template.txt"), { today });
  const mail = file(cadenza.planSchedule({ plan, contacts, today }), { rendered: true });
  const ann = mail.touches[0].rendered;
  holds("merge fields by header, or it is said", ann.subject === "For Eins" && ann.body.trim() === "Hi Ann, as CEO at Eins (gold)" || mail.launch_check.some((p) => /job title|company name/i.test(p.message)), `${JSON.stringify(ann)}; launch check ${JSON.stringify(mail.launch_check)}`);
};

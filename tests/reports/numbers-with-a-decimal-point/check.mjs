// What expected.txt says, asked of the module.
export default ({ list, rows, same, holds }) => {
  const contacts = list("contacts.csv");
  const got = rows(contacts);
  const phones = got.flatMap((r) => [r.phone, r.mobile, r.company_phone]).filter(Boolean);
  const named = contacts.report.problems.filter((p) => /phone/i.test(p.header ?? ""));
  holds("no number ends in .0, or the rows are named", phones.every((p) => !p.endsWith(".0")) || named.some((p) => p.rows.includes(2)), JSON.stringify(phones));
  holds("the damaged number is named", named.some((p) => p.rows.includes(5)), JSON.stringify(named));
  same("ids", got.map((r) => r.contact_id), ["101", "102", "103", "104"]);
};

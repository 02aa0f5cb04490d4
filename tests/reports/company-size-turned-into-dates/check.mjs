// What expected.txt says, asked of the module.
export default ({ cadenza, list, rows, attempt, same, holds }) => {
  const contacts = list("contacts.csv");
  const run = (rule) => attempt(() => cadenza.evaluateSegment(contacts, rule, "2026-11-29").contacts);
  const named = contacts.report.problems.filter((p) => p.header === "Company Size").flatMap((p) => p.rows);
  same("employees >= 200", run("employees >= 200"), [4, 5, 6, 8]);
  same("employees between 50 and 200", run("employees between 50 and 200"), [3]);
  const small = JSON.stringify(run("employees < 50"));
  holds("employees < 50", small === "[10]" && [2, 3, 8].every((row) => named.includes(row)) || small === "[1,2,7,10]", `${small}, rows named ${JSON.stringify(named)}`);
};

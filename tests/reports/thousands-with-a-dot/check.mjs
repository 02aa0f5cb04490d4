// What expected.txt says, asked of the module.
export default ({ cadenza, list, attempt, same }) => {
  const contacts = list("contacts.csv");
  const run = (rule) => attempt(() => cadenza.evaluateSegment(contacts, rule, "2026-11-29").contacts);
  same("employees >= 1000", run("employees >= 1000"), [1, 3, 5]);
  same("employees < 100", run("employees < 100"), [4]);
  same("umsatz >= 1000000", run('"umsatz" >= 1000000'), [1, 3]);
  same("umsatz < 2000", run('"umsatz" < 2000'), [5]);
  same("umsatz >= 1000", run('"umsatz" >= 1000'), [1, 2, 3, 4, 5]);
  same("rabatt < 3", run('"rabatt" < 3'), [1, 4]);
};

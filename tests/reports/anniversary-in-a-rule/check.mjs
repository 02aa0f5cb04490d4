// What expected.txt says, asked of the module.
export default ({ cadenza, list, attempt, same, holds }) => {
  const contacts = list("contacts.csv");
  const run = (rule) => attempt(() => cadenza.evaluateSegment(contacts, rule, "2026-11-29").contacts);
  same("control", run('"renewal" within next 30 days'), [1, 2]);
  const forms = ['"birthday" anniversary within next 7 days', '"birthday" anniversary within the next 7 days', 'anniversary of "birthday" within next 7 days', '"birthday" yearly within next 7 days', '"birthday" within next 7 days, yearly', '"birthday" within next 7 days yearly', '"birthday" is anniversary', '"birthday" anniversary'];
  const got = forms.map(run);
  holds("a birthday within the next 7 days can be said", got.some((g) => JSON.stringify(g) === "[1,2]"), JSON.stringify(got.map((g) => g.refused ?? g).slice(0, 3)));
  const months = ['"birthday" in month December', '"birthday" month is 12', '"birthday" in December', '"birthday" like *-12-*', '"birthday" contains -12-'];
  const inMonth = months.map(run);
  holds("born in December can be said", inMonth.some((g) => JSON.stringify(g) === "[1,4]"), JSON.stringify(inMonth.map((g) => g.refused ?? g)));
};

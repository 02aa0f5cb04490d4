// What expected.txt says, asked of the module.
export default ({ cadenza, list, attempt, holds }) => {
  const contacts = list("contacts.csv");
  for (const [rule, numbers, shows] of [
    ["stage is not customer", [2, 3, 5], /not stage is|not before|before the field/],
    ["stage is not one of customer, lead", [3, 5], /not stage is|not before|before the field/],
    ["stage != customer", [2, 3, 5], /not stage|not before|before the field/],
    ["tags does not contain vip", [2, 3, 5], /not tags contains|not before|before the field/],
    ["last activity between 2026-11-01 and 2026-11-25", [1], /after|before/],
    ["last activity >= 2026-11-01", [1, 4], /after/],
    ["last activity within last 2 weeks", [1, 4], /days/],
  ]) {
    const got = attempt(() => cadenza.evaluateSegment(contacts, rule, "2026-11-29").contacts);
    const right = got.refused ? shows.test(got.refused.replace(rule, "")) : JSON.stringify(got) === JSON.stringify(numbers);
    holds(rule, right, JSON.stringify(got));
  }
};

// What expected.txt says, asked of the module.
export default ({ cadenza, list, text, file, attempt, same, holds }) => {
  const contacts = list("contacts.csv");
  const second = (wait) => attempt(() => file(cadenza.planSchedule({ outline: text("outline.txt").replace("WAIT", wait), contacts, today: "2027-01-01" })).touches[1].when.planned.utc);
  same("wait 1 month", second("wait 1 month"), "2027-02-27T23:00Z");
  same("wait 2 months", second("wait 2 months"), "2027-03-30T22:00Z");
  for (const wait of ['until date "renewal" - 1 month 9:00, else continue', "wait 1.5 days", "wait half a day"]) {
    const { refused } = second(wait);
    holds(`${wait}: refused with what reads`, refused && !/mean[^?]*(minute|hour|min\b)/i.test(refused) && /days|weeks|whole number/.test(refused), JSON.stringify(refused));
  }
};

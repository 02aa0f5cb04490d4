// What expected.txt says, asked of the module.
export default ({ cadenza, list, text, file, same, holds }) => {
  for (const name of ["listmonk.csv", "mailing-list.csv", "shop.csv", "members.csv"]) {
    const contacts = list(name);
    const made = file(cadenza.planSchedule({ outline: text("outline.txt"), contacts, today: "2026-11-29" }));
    const email = Object.fromEntries(made.contacts.map((c) => [c.number, c.fields.email]));
    const mailed = made.touches.map((t) => email[t.contact].split("@")[0]);
    const said = [...contacts.report.problems.map((p) => `${p.header ?? ""} ${p.what}`), ...made.launch_check.map((p) => p.message)].filter((line) => /status|accepts|subscribed|opt/i.test(line));
    same(`${name}: mailed`, mailed, ["ann"]);
    if (JSON.stringify(mailed) !== '["ann"]') holds(`${name}: at least it is said`, said.length > 0, JSON.stringify(said));
  }
};

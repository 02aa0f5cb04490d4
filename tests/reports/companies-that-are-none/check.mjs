// What expected.txt says, asked of the module.
export default ({ cadenza, list, text, file, holds, csvs }) => {
  const today = "2026-11-29";
  const plan = cadenza.planFromTemplate(text("template.txt"), { today });
  for (const name of csvs) {
    const contacts = list(name);
    const made = file(cadenza.planSchedule({ plan, contacts, today }));
    const arms = new Set(made.touches.flatMap((t) => (t.arms ?? []).map((a) => a.arm)));
    const forecast = cadenza.simulate({ plan, contacts, today, replications: 50 });
    const colleagues = forecast.exits.filter(([reason]) => reason.rule === "colleague_replied").map(([, range]) => range.mean)[0] ?? 0;
    holds(`${name}: ${contacts.length} strangers`, arms.size === 2 && colleagues === 0, `arms ${[...arms]}, stopped by a stranger's reply: ${colleagues.toFixed(1)} of ${contacts.length}`);
  }
};

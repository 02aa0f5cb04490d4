// Compiled, never run: what a caller may write, and (marked) what must not pass.
import init, * as cadenza from "../../pkg/cadenza.js";

export async function thread(csv: Uint8Array, template: string): Promise<string> {
  await init({ module_or_path: "cadenza_bg.wasm" });
  const today: cadenza.Day = "2026-11-24";
  const contacts: cadenza.Contacts = cadenza.parseContacts(csv, { name: "List", dates: "day-first" });
  const numbers: number[] = cadenza.evaluateSegment(contacts, "country is DE", today).contacts;
  const plan: cadenza.Plan = cadenza.planFromTemplate(template, { today, seed: 2 });
  const schedule: cadenza.PlannedSchedule = cadenza.planSchedule({ plan, contacts, today });
  for (const touch of schedule.touches(0, numbers.length)) {
    if (touch.when.kind === "planned") console.log(touch.when.planned.local, touch.cancel_when.includes("replied"));
  }
  const forecast = cadenza.simulate({ outline: "", segments: { A: "country is DE" }, contacts, today, replications: 3, onProgress: (done) => done < 2 });
  const reply: cadenza.Kpi | undefined = forecast.kpis.find((kpi) => kpi.kind === "reply_rate");
  const whole: cadenza.PlanForecast = cadenza.simulate({ plan, contacts, today, replications: 3, sequence: "all" });
  whole.sequences.map((one) => one.forecast.whole?.days.length ?? one.name);
  // @ts-expect-error an outline or a plan, not neither
  cadenza.planSchedule({ contacts, today });
  // @ts-expect-error no such format
  cadenza.exportSchedule(schedule, { format: "xlsx" });
  // @ts-expect-error no such kind of KPI
  forecast.kpis.find((kpi) => kpi.kind === "happiness");
  const file: cadenza.ExportedFile = cadenza.exportSchedule(schedule, { format: "csv", forMachines: true });
  const again: cadenza.ScheduleFile = cadenza.readSchedule(file.text);
  again.touches.map((touch) => touch.depends_on);
  cadenza.exportSchedule(schedule, { format: "ics", owner: "Mara", automatic: true });
  schedule.free();
  return `${file.name} ${reply?.value.q10 ?? 0}`;
}

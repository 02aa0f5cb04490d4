// What expected.txt says, asked of the module.
export default ({ cadenza, list, text, rows, file, attempt, same, holds }) => {
  {
    const contacts = list("lead-centre.csv");
    const got = rows(contacts);
    same("lead centre: phones", got.map((r) => r.phone ?? r.mobile ?? ""), ["+94 77 555 0101", "+94 77 555 0102", ""]);
    same("lead centre: created", got.map((r) => r.created_on ?? ""), ["2026-10-18", "2026-11-08", "2026-11-09"]);
    const made = attempt(() => file(cadenza.planSchedule({ outline: text("outline.txt"), contacts, today: "2026-11-29" })));
    holds("lead centre: planned", !made.refused, made.refused);
    if (!made.refused) {
      same("lead centre: calls by Mara", made.touches.map((t) => [t.contact, t.owner ?? null]), [[1, "Mara"], [2, "Mara"]]);
    }
  }
  {
    const contacts = list("instant-form.csv");
    const got = rows(contacts);
    same("instant form: contacts", contacts.length, 3);
    same("instant form: phones", got.map((r) => r.phone ?? r.mobile ?? ""), ["+919555501001", "+919555501002", "+919555501003"]);
    same("instant form: created", got.map((r) => r.created_on ?? ""), ["2026-11-20", "2026-11-21", "2026-11-22"]);
    const made = file(cadenza.planSchedule({ outline: text("outline.txt"), contacts, today: "2026-11-29" }));
    same("instant form: zone", made.contacts.map((c) => [c.zone, c.zone_from]), [["Asia/Kolkata", "phone"], ["Asia/Kolkata", "phone"], ["Asia/Kolkata", "phone"]]);
  }
};

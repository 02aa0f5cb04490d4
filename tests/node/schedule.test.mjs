// What comes out of the module: true to its schema, the same every time, complete.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { cadenza, demo, demoCsv, outline, plan, root, template, today } from "./load.mjs";

const ajv = new Ajv({ strict: false, validateFormats: false });
const checks = { plan: ajv.compile(cadenza.planSchema()), schedule: ajv.compile(cadenza.scheduleSchema()) };
const fits = (kind, value) => {
  assert.ok(checks[kind](value), JSON.stringify(checks[kind].errors?.slice(0, 3)));
};
const file = (schedule, options = {}) =>
  JSON.parse(cadenza.exportSchedule(schedule, { format: "json", exportedAt: "2026-11-24T09:30:00Z", ...options }).text);

test("the schemas are those that are committed", () => {
  for (const [name, schema] of [["plan", cadenza.planSchema()], ["schedule", cadenza.scheduleSchema()]]) {
    assert.deepEqual(schema, JSON.parse(readFileSync(`${root}schema/${name}.schema.json`, "utf8")));
  }
});

test("the exported demo schedule fits its schema, and the template's plan fits its own", () => {
  const contacts = demo();
  const made = plan();
  fits("plan", made);
  const schedule = cadenza.planSchedule({ plan: made, contacts, today });
  const exported = file(schedule);
  fits("schedule", exported);
  fits("schedule", file(schedule, { rendered: true, fields: ["email", "lifecycle stage"] }));
  assert.ok(!checks.schedule({ ...exported, touches: [{ ...exported.touches[0], colour: "blue" }] }), "the schema refuses what it does not know");
  assert.equal(exported.list.name, "Demo");
  assert.ok(exported.points.length > 20 && exported.points.every((point) => point.point && point.name && point.state), "the points of the launch check");
  assert.equal(exported.list.rows, contacts.length);
  assert.equal(exported.touches.length, schedule.length);
  assert.equal(exported.skipped.length, schedule.skippedLength);
  assert.equal(exported.held_back.length, schedule.heldBack.length);
  assert.ok(exported.held_back.length > 0 && schedule.mayEnter > 50);
  const ids = new Set([...exported.touches, ...exported.skipped].map((touch) => touch.id));
  assert.equal(ids.size, exported.touches.length + exported.skipped.length, "each id stands for one touch");
  for (const touch of exported.touches) {
    for (const before of touch.depends_on) assert.ok(ids.has(before));
    assert.ok(touch.cancel_when.length > 0 || touch.channel === "task");
  }
  const numbers = new Set(exported.contacts.map((contact) => contact.number));
  for (const entry of [...exported.touches, ...exported.held_back]) assert.ok(numbers.has(entry.contact));
});

test("touches asked for one by one are those of the file", () => {
  const schedule = cadenza.planSchedule({ plan: plan(), contacts: demo(), today });
  const exported = file(schedule);
  assert.deepEqual(schedule.touches(0, 5), exported.touches.slice(0, 5));
  assert.deepEqual(schedule.touches(schedule.length - 1, 100), exported.touches.slice(-1));
  assert.deepEqual(schedule.skipped(0, 2), exported.skipped.slice(0, 2));
  assert.deepEqual(schedule.touches(1e6, 5), []);
});

test("an export in pieces is the export", () => {
  const schedule = cadenza.planSchedule({ plan: plan(), contacts: demo(), today });
  for (const format of ["json", "csv", "ics"]) {
    const options = { format, exportedAt: "2026-11-24T09:30:00Z" };
    const whole = cadenza.exportSchedule(schedule, options);
    const pieces = [];
    const streamed = cadenza.exportSchedule(schedule, { ...options, onChunk: (text) => pieces.push(text) });
    assert.equal(streamed.text, "");
    assert.ok(pieces.length > 1);
    assert.equal(pieces.join(""), whole.text);
    assert.match(whole.name, new RegExp(`^cadenza-cold-outbound-revops-leaders-2026-11-24\\.${format}$`));
  }
});

test("a file that was written reads back, and one that was damaged is refused with its place", () => {
  const schedule = cadenza.planSchedule({ plan: plan(), contacts: demo(), today });
  const { text } = cadenza.exportSchedule(schedule, { format: "json", exportedAt: "2026-11-24T09:30:00Z" });
  assert.deepEqual(cadenza.readSchedule(text), JSON.parse(text));
  const damaged = (change) => {
    const object = JSON.parse(text);
    change(object);
    return JSON.stringify(object);
  };
  const cases = [
    [text.slice(0, -10), /^schedule\.\d+:\d+$/],
    [damaged((file) => delete file.touches[3].when), /^schedule\.touches\[3\]$/],
    [damaged((file) => (file.schema = 3)), /^schedule\.schema$/],
    [damaged((file) => (file.format = "cadenza-plan")), /^schedule\.format$/],
  ];
  for (const [bad, path] of cases) {
    assert.throws(() => cadenza.readSchedule(bad), (error) => error.code === "bad_schedule" && path.test(error.path));
  }
});

test("a calendar has an event a touch by hand, with the touch's id", () => {
  const schedule = cadenza.planSchedule({ plan: plan(), contacts: demo(), today });
  const { text, type } = cadenza.exportSchedule(schedule, { format: "ics", exportedAt: "2026-11-24T09:30:00Z" });
  assert.equal(type, "text/calendar");
  const uids = [...text.matchAll(/^UID:([0-9a-f]{16})-/gm)].map((match) => match[1]);
  const byHand = file(schedule).touches.filter((touch) => touch.by === "owner").map((touch) => touch.id);
  assert.deepEqual(uids, byHand);
  assert.ok(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75));
});

test("the same input gives the same bytes, and a freed list leaves its schedules alone", () => {
  const contacts = demo();
  const schedule = cadenza.planSchedule({ plan: plan(), contacts, today });
  const again = cadenza.planSchedule({ plan: JSON.stringify(plan()), contacts, today });
  contacts.free();
  assert.deepEqual(file(schedule), file(again));
  schedule.free();
  assert.ok(again.length > 0);
});

test("a sequence as text is planned over a list given as text", () => {
  const contacts = cadenza.parseContacts("Email,First Name,Country\nann@a.example,Ann,Germany\nyuki@b.example,Yuki,Japan\n");
  const schedule = cadenza.planSchedule({ outline, contacts, today });
  assert.equal(schedule.length, 4);
  const [first] = schedule.touches(0, 1);
  assert.equal(first.when.planned.zone, "Asia/Tokyo", "Tokyo's morning comes first");
  assert.equal(first.when.planned.local, "2026-11-30T09:00:00+09:00");
});

test("segments and a scenario go with an outline", () => {
  const contacts = demo();
  const german = outline.replace("enter all", 'enter segment "German"');
  const input = { outline: german, segments: { German: "country is DE" }, contacts, today };
  const schedule = cadenza.planSchedule(input);
  const { count } = cadenza.evaluateSegment(contacts, "country is DE", today);
  assert.equal(schedule.mayEnter + schedule.heldBack.length, count);
  const { scenarios } = plan();
  const scenario = Object.values(scenarios)[0];
  const forecast = cadenza.simulate({ ...input, scenario, replications: 20 });
  assert.ok(forecast.kpis.find((kpi) => kpi.kind === "reply_rate").value.mean > 0);
});

test("a simulation tells how far it is and stops when asked to", () => {
  const contacts = demo();
  const calls = [];
  const whole = cadenza.simulate({ plan: plan(), contacts, today, replications: 64, onProgress: (done, asked) => calls.push([done, asked]) });
  assert.equal(whole.replications, 64);
  assert.ok(calls.length > 1 && calls.every(([done, asked]) => done <= asked && asked === 64));
  assert.deepEqual(calls.at(-1), [64, 64]);
  const stopped = cadenza.simulate({ plan: plan(), contacts, today, replications: 5000, onProgress: (done) => done < 16 });
  assert.ok(stopped.replications >= 16 && stopped.replications < 5000);
  assert.equal(stopped.asked, 5000);
});

test("the same seed gives the same forecast, another seed another", () => {
  const contacts = demo();
  const run = (seed) => cadenza.simulate({ plan: plan(), contacts, today, replications: 20, seed });
  assert.deepEqual(run(7), run(7));
  assert.notDeepEqual(run(7).kpis, run(8).kpis);
});

test("a segment gives its rule as text and as data, and both give the same people", () => {
  const contacts = demo();
  const byText = cadenza.evaluateSegment(contacts, "country is one of DE, AT and not stage is customer", today);
  const byRule = cadenza.evaluateSegment(contacts, byText.rule, today);
  const again = cadenza.evaluateSegment(contacts, byText.text, today);
  assert.deepEqual(byRule, byText);
  assert.deepEqual(again.contacts, byText.contacts);
  assert.equal(byText.contacts.length, byText.count);
  assert.equal(byText.of, contacts.length);
});

test("a list reports what came in", () => {
  const contacts = cadenza.parseContacts(demoCsv);
  const { report } = contacts;
  assert.equal(report.rows_kept, contacts.length);
  assert.ok(report.problems.length > 0, "the demo list has the mess of real ones");
  const rows = contacts.rows(0, 3);
  assert.equal(rows.length, 3);
  assert.ok(rows.every((row) => row.number > 0 && row.fields.email));
  const other = cadenza.planFromTemplate(template, { today, id: "other", seed: 3 });
  assert.equal(other.settings.seed, 3);
});

test("the bits are those of the native build (E2)", () => {
  const constant = readFileSync(`${root}tests/it/digest.rs`, "utf8").match(/const DIGEST: u64 = 0x([0-9a-f_]+);/);
  assert.equal(cadenza.referenceDigest(), constant[1].replaceAll("_", "").padStart(16, "0"));
});

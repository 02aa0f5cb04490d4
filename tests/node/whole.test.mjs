// All sequences of a plan in one run: one load, and each entry says whose it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { cadenza, demo, plan, today } from "./load.mjs";

/** The template's plan with a second sequence: one mail from the same mailboxes to the same people. */
function two() {
  const made = plan();
  const [id, first] = Object.entries(made.sequences)[0];
  const mail = Object.values(made.steps).find((step) => step.kind.touch?.channel === "email" || JSON.stringify(step).includes('"email"'));
  made.steps["step-9001"] = { ...structuredClone(mail), name: "Renewal one" };
  made.sequences["sequence-9000"] = { ...structuredClone(first), name: "Renewal", body: ["step-9001"] };
  made.next_number = 9002;
  for (const sender of Object.values(made.senders)) sender.cap_per_day = 6;
  return { made, ids: [id, "sequence-9000"] };
}

/** Planned mails of a file by mailbox and UTC day. */
function mails(touches) {
  const days = new Map();
  for (const touch of touches.filter((touch) => touch.sender && touch.when.kind === "planned")) {
    const key = `${touch.sender} ${touch.when.planned.utc.slice(0, 10)}`;
    days.set(key, (days.get(key) ?? 0) + 1);
  }
  return days;
}

test("a schedule of all sequences keeps every mailbox within its limit, and each touch says whose it is", () => {
  const { made, ids } = two();
  const contacts = demo();
  const schedule = cadenza.planSchedule({ plan: made, contacts, today, sequence: "all" });
  assert.deepEqual(schedule.sequences, ids);
  const text = cadenza.exportSchedule(schedule, { format: "json", despite: true }).text;
  const file = JSON.parse(text);
  const fits = new Ajv({ strict: false, validateFormats: false }).compile(cadenza.scheduleSchema());
  assert.ok(fits(file), JSON.stringify(fits.errors?.slice(0, 3)));
  assert.deepEqual(file.sequences.map((sequence) => sequence.id), ids);
  assert.ok(file.touches.every((touch) => ids.includes(touch.sequence)));
  assert.equal(new Set(file.touches.map((touch) => touch.sequence)).size, 2);
  for (const [key, n] of mails(file.touches)) assert.ok(n <= 6, `${key}: ${n}`);
  assert.equal(cadenza.readSchedule(text).touches.length, file.touches.length);
  const csv = cadenza.exportSchedule(schedule, { format: "csv", despite: true }).text.split("\r\n");
  assert.ok(csv[0].endsWith(",sequence") && csv.some((row) => row.endsWith(",Renewal")));
  // planned apart, the two would pass the limit unseen
  const apart = ids.flatMap((sequence) => {
    const one = cadenza.planSchedule({ plan: made, contacts, today, sequence });
    return one.touches(0, one.length);
  });
  assert.ok([...mails(apart).values()].some((n) => n > 6));
  assert.ok(apart.every((touch) => touch.sequence === undefined), "one alone needs no name");
});

test("a forecast of all sequences has each one's own numbers and one load", () => {
  const { made, ids } = two();
  const contacts = demo();
  const { sequences } = cadenza.simulate({ plan: made, contacts, today, sequence: "all", replications: 8 });
  assert.deepEqual(sequences.map((one) => one.id), ids);
  const [first, second] = sequences.map((one) => one.forecast);
  assert.equal(first.whole.sequences, 2);
  assert.deepEqual(first.senders, second.senders);
  assert.deepEqual(first.owners, second.owners);
  for (const sender of first.senders) for (const [, n] of sender.days) assert.ok(n.q95 <= 6);
  const alone = cadenza.simulate({ plan: made, contacts, today, sequence: "Renewal", replications: 8 });
  assert.equal(alone.whole, undefined);
});

test("who names no sequence of several is told that all can be asked for, and preflight takes one", () => {
  const { made } = two();
  const contacts = demo();
  assert.throws(() => cadenza.planSchedule({ plan: made, contacts, today }), (error) => error.code === "no_sequence" && error.message.includes('"all"'));
  assert.throws(() => cadenza.preflight({ plan: made, contacts, today, sequence: "all" }), (error) => error.code === "bad_input" && error.path === "input.sequence");
});

// Nothing that can be given to the module makes it trap: every call answers or throws an Error with code, message and path,
// and the next call works.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cadenza, demo, outline, plan, team, template, today } from "./load.mjs";

const contacts = demo();
const good = () => ({ plan: plan(), contacts, today });
const schedule = () => cadenza.planSchedule(good());

/** Calls, and gives the error; a trap or an error without code fails the test. */
function thrown(call, hint) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof Error, `${hint}: not an Error`);
    assert.ok(!(error instanceof WebAssembly.RuntimeError), `${hint}: it trapped: ${error.stack}`);
    assert.equal(typeof error.code, "string", `${hint}: ${error.stack}`);
    assert.equal(typeof error.path, "string", hint);
    assert.ok(error.message.length > 5, hint);
    return error;
  }
  return assert.fail(`${hint}: nothing was thrown`);
}

const circle = {};
circle.self = circle;
const throwing = Object.defineProperty({}, "plan", { enumerable: true, get() { throw new Error("no"); } });
const strange = [undefined, null, true, 0, -1, NaN, Infinity, 1e300, 10n, "", "x", "\u0000", "\ud800", Symbol("s"), [], [[]], {}, () => {},
  new Date(NaN), new Map(), new Uint8Array(3), new Proxy({}, {}), circle, throwing, Object.create(null), { handle: 1 }, { handle: NaN }];

test("strange values in every place are refused with a code", () => {
  const calls = {
    parseContacts: (x) => cadenza.parseContacts(x),
    "parseContacts options": (x) => cadenza.parseContacts("Email\na@b.example\n", x),
    "evaluateSegment contacts": (x) => cadenza.evaluateSegment(x, "country is DE", today),
    "evaluateSegment rule": (x) => cadenza.evaluateSegment(contacts, x, today),
    "evaluateSegment today": (x) => cadenza.evaluateSegment(contacts, "country is DE", x),
    "planFromTemplate text": (x) => cadenza.planFromTemplate(x, { today }),
    "planFromTemplate options": (x) => cadenza.planFromTemplate(template, x),
    planSchedule: (x) => cadenza.planSchedule(x),
    "planSchedule plan": (x) => cadenza.planSchedule({ ...good(), plan: x }),
    "planSchedule outline": (x) => cadenza.planSchedule({ outline: x, contacts, today }),
    "planSchedule contacts": (x) => cadenza.planSchedule({ ...good(), contacts: x }),
    "planSchedule today": (x) => cadenza.planSchedule({ ...good(), today: x }),
    "planSchedule sequence": (x) => cadenza.planSchedule({ ...good(), sequence: x }),
    "planSchedule segments": (x) => cadenza.planSchedule({ outline, contacts, today, segments: x }),
    "planSchedule scenario": (x) => cadenza.planSchedule({ outline, contacts, today, scenario: x }),
    simulate: (x) => cadenza.simulate(x),
    "simulate replications": (x) => cadenza.simulate({ ...good(), replications: x }),
    exportSchedule: (x) => cadenza.exportSchedule(x, { format: "json" }),
    "exportSchedule options": (x) => cadenza.exportSchedule(schedule(), x),
    "exportSchedule format": (x) => cadenza.exportSchedule(schedule(), { format: x }),
    "exportSchedule fields": (x) => cadenza.exportSchedule(schedule(), { format: "json", fields: x }),
  };
  // these are fine to give there: nothing, or nothing of it
  const fine = {
    // a text of one line is a header with nobody under it
    parseContacts: ["x", "\ud800"],
    "parseContacts options": [undefined], "planSchedule sequence": [undefined], "planSchedule segments": [undefined],
    "planSchedule scenario": [undefined], "exportSchedule fields": [undefined],
  };
  for (const [name, call] of Object.entries(calls)) {
    for (const [index, value] of strange.entries()) {
      if (fine[name]?.includes(value)) continue;
      let answered = false;
      try {
        call(value);
        answered = true;
      } catch {
        thrown(() => call(value), `${name}, value ${index}`);
      }
      const isEmptyObject = typeof value === "object" && value !== null;
      if (answered) assert.ok(isEmptyObject || name.includes("options") || name.includes("segments"), `${name} took value ${index}`);
    }
  }
  assert.ok(schedule().length > 0, "and then it still works");
});

test("what is wrong is named with its place", () => {
  const cases = [
    [() => cadenza.planSchedule({ ...good(), tody: 1 }), "bad_input", "input.tody"],
    [() => cadenza.planSchedule({ ...good(), today: "24.11.2026" }), "bad_input", "input.today"],
    [() => cadenza.planSchedule({ ...good(), seed: -1 }), "bad_input", "input.seed"],
    [() => cadenza.planSchedule({ ...good(), sequence: "Nobody" }), "no_sequence", "input.sequence"],
    [() => cadenza.planSchedule({ contacts, today }), "bad_input", "input.plan"],
    [() => cadenza.planSchedule({ ...good(), outline }), "bad_input", "input.outline"],
    [() => cadenza.planSchedule({ ...good(), plan: "{" }), "bad_plan", "input.plan"],
    [() => cadenza.planSchedule({ ...good(), plan: { ...plan(), schema: 99 } }), "bad_plan", "input.plan"],
    [() => cadenza.planSchedule({ ...good(), plan: { ...plan(), colour: "blue" } }), "bad_plan", "input.plan.colour"],
    [() => cadenza.simulate({ ...good(), replications: 0 }), "bad_input", "input.replications"],
    [() => cadenza.simulate({ ...good(), replications: 1.5 }), "bad_input", "input.replications"],
    [() => cadenza.exportSchedule(schedule(), { format: "xlsx" }), "bad_input", "options.format"],
    [() => cadenza.exportSchedule(schedule(), { format: "csv", fields: [1] }), "bad_input", "options.fields[0]"],
    [() => cadenza.exportSchedule(schedule(), { format: "csv", exportedAt: "soon" }), "bad_input", "options.exportedAt"],
    [() => cadenza.exportSchedule(schedule(), { format: "ics", owner: "Nobody" }), "bad_input", "options.owner"],
    [() => cadenza.planFromTemplate(template, { today, id: "../x" }), "bad_input", "options.id"],
    [() => cadenza.planSchedule({ outline, contacts, today, zone: "Mars/Olympus" }), "bad_input", "input.zone"],
    [() => cadenza.planSchedule({ outline, contacts, today, segments: { A: "country ist DE" } }), "bad_rule", "input.segments.A"],
    [() => cadenza.evaluateSegment(contacts, "country is one of", today), "bad_rule", "rule"],
  ];
  for (const [call, code, path] of cases) {
    const error = thrown(call, path);
    assert.equal(error.code, code, error.stack);
    assert.ok(error.path === path || error.path.startsWith(`${path}:`), `${error.path} instead of ${path}`);
  }
});

test("an outline that does not read says line, column and what would read", () => {
  const error = thrown(() => cadenza.planSchedule({ outline: `${team}sequence "S"\nenter all\n  from 2026-11-30\nfax "Hello"\n`, contacts, today }), "fax");
  assert.equal(error.code, "bad_outline");
  assert.match(error.path, /^input\.outline:\d+:\d+$/);
  assert.match(error.message, /expected/);
});

test("a template that does not read says its line", () => {
  const error = thrown(() => cadenza.planFromTemplate(template.replace("| 2.0 % |", "| 200 % |"), { today }), "200 %");
  const line = template.split("\n").findIndex((text) => text.includes("| 2.0 % |")) + 1;
  assert.deepEqual([error.code, error.path], ["bad_template", `template:${line}`]);
});

test("a function that throws is told apart, and nothing is left locked", () => {
  const boom = () => { throw new Error("boom"); };
  const error = thrown(() => cadenza.exportSchedule(schedule(), { format: "json", onChunk: boom }), "onChunk");
  assert.deepEqual([error.code, error.path], ["callback", "options.onChunk"]);
  assert.match(error.message, /boom/);
  const run = { ...good(), replications: 5000, onProgress: boom };
  assert.equal(thrown(() => cadenza.simulate(run), "onProgress").code, "callback");
  const nested = cadenza.simulate({ ...good(), replications: 400, onProgress: () => { schedule(); } });
  assert.equal(nested.replications, 400, "the module may be called from within a callback");
});

test("what was freed is gone, and says so", () => {
  const list = demo();
  list.free();
  assert.equal(thrown(() => cadenza.planSchedule({ ...good(), contacts: list }), "freed").code, "freed");
  const gone = schedule();
  gone.free();
  assert.equal(thrown(() => cadenza.exportSchedule(gone, { format: "json" }), "freed").code, "freed");
});

test("files that are no lists are refused, and lists that are odd are read", () => {
  for (const csv of ["", " \n \n", new Uint8Array(), new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])]) {
    assert.equal(thrown(() => cadenza.parseContacts(csv), JSON.stringify(csv)).code, "bad_csv");
  }
  const nobody = cadenza.parseContacts("Email\n");
  assert.equal(nobody.length, 0, "a header and nobody is an empty list");
  nobody.free();
  for (const csv of ["a\nb", "\ufeffEmail;Name\r\nx@y.example;Ö\r\n", '"Email"\n"a""b@c.example"\n', "Email,Email\n1,2,3,4\n", "x".repeat(70000)]) {
    try {
      cadenza.parseContacts(csv).free();
    } catch {
      thrown(() => cadenza.parseContacts(csv), csv.slice(0, 20));
    }
  }
});

test("text with anything cut out or put in never traps", () => {
  let seed = 12345;
  const random = (n) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % n;
  const scraps = ['"', "\n", "enter all", "%", "|", "---", "2026-02-30", "}}", "{{", "\u0000", "🜂", "999999999999", "-", "end", "if ", "and "];
  const calls = [
    [outline, (text) => cadenza.planSchedule({ outline: text, contacts, today }).free()],
    [template, (text) => cadenza.planFromTemplate(text, { today })],
    [JSON.stringify(plan()), (text) => cadenza.planSchedule({ plan: text, contacts, today }).free()],
    ["country is one of DE, AT and employees between 50 and 1000 or not (title contains ops)", (text) => cadenza.evaluateSegment(contacts, text, today)],
    ["Email,First Name,Country\nann@a.example,Ann,Germany\n", (text) => cadenza.parseContacts(text).free()],
  ];
  for (const [whole, call] of calls) {
    for (let turn = 0; turn < 60; turn++) {
      const at = random(whole.length);
      const text = whole.slice(0, at) + scraps[random(scraps.length)] + whole.slice(at + random(30));
      try {
        call(text);
      } catch {
        thrown(() => call(text), text.slice(Math.max(0, at - 40), at + 40));
      }
    }
  }
});

test("what throws while it is looked at is refused with a code", () => {
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const no = () => { throw new TypeError("no"); };
  const hostile = [
    revoked(),
    new Proxy({}, { ownKeys: no }),
    new Proxy({}, { get: no }),
    new Proxy([], { get: no }),
    Object.defineProperty({}, "contacts", { enumerable: true, get: no }),
    { toJSON: no, plan: 1 },
    Object.assign(Object.create(new Proxy({}, { get: no, getPrototypeOf: no })), { plan: {} }),
  ];
  for (const [index, value] of hostile.entries()) {
    for (const [name, call] of Object.entries({
      planSchedule: (x) => cadenza.planSchedule(x),
      plan: (x) => cadenza.planSchedule({ ...good(), plan: x }),
      contacts: (x) => cadenza.planSchedule({ ...good(), contacts: x }),
      segments: (x) => cadenza.planSchedule({ outline, contacts, today, segments: { A: x } }),
      scenario: (x) => cadenza.planSchedule({ outline, contacts, today, scenario: x }),
      parseContacts: (x) => cadenza.parseContacts(x),
      columns: (x) => cadenza.parseContacts("Email\na@b.example\n", { columns: { Email: x } }),
      rule: (x) => cadenza.evaluateSegment(contacts, x, today),
      simulate: (x) => cadenza.simulate({ ...good(), replications: 2, onProgress: x }),
      fields: (x) => cadenza.exportSchedule(schedule(), { format: "json", fields: x }),
      readSchedule: (x) => cadenza.readSchedule(x),
      rows: (x) => contacts.rows(x, 1),
    })) {
      thrown(() => call(value), `${name}, value ${index}`);
    }
  }
  assert.ok(schedule().length > 0, "and then it still works");
});

test("numbers that are none are refused where rows are asked for", () => {
  const planned = schedule();
  for (const wrong of [NaN, -1, 1.5, Infinity, 10n, "1", Symbol("n"), {}, [], null, undefined]) {
    for (const call of [() => contacts.rows(wrong, 1), () => contacts.rows(0, wrong), () => planned.touches(wrong, 1), () => planned.skipped(0, wrong)]) {
      assert.equal(thrown(call, String(wrong)).code, "bad_input");
    }
  }
  assert.equal(contacts.rows(0, 4294967295).length, contacts.length, "more than there are is all of them");
});

test("methods of what was freed say so with a code", () => {
  const list = demo();
  list.free();
  for (const call of [() => list.length, () => list.rows(0, 1), () => list.report, () => list.handle]) {
    assert.equal(thrown(call, "a freed list").code, "freed");
  }
  const gone = schedule();
  gone.free();
  for (const call of [() => gone.length, () => gone.touches(0, 1), () => gone.problems]) {
    assert.equal(thrown(call, "a freed schedule").code, "freed");
  }
});

test("what is too large is refused with the bound, before it is copied", () => {
  const long = "x".repeat(100_000_000);
  const cases = [
    [() => cadenza.planSchedule({ outline: long, contacts, today }), "input.outline"],
    [() => cadenza.planSchedule({ ...good(), plan: long }), "input.plan"],
    [() => cadenza.planSchedule({ ...good(), plan: { schema: 1, id: long } }), "input.plan"],
    [() => cadenza.planSchedule({ outline, contacts, today, segments: { A: long } }), "input.segments.A"],
    [() => cadenza.planSchedule({ outline, contacts, today, scenario: { name: long } }), "input.scenario"],
    [() => cadenza.planSchedule({ ...good(), today: long }), "input.today"],
    [() => cadenza.planSchedule({ ...good(), sequence: long }), "input.sequence"],
    [() => cadenza.evaluateSegment(contacts, long, today), "rule"],
    [() => cadenza.evaluateSegment(contacts, { all: [{ is: { field: long } }] }, today), "rule"],
    [() => cadenza.planFromTemplate(long, { today }), "template"],
    [() => cadenza.readSchedule(`${long}x`), "schedule"],
    [() => cadenza.parseContacts("Email\n", { name: long }), "options.name"],
    [() => cadenza.exportSchedule(schedule(), { format: "json", fields: new Array(20_000).fill("email") }), "options.fields"],
  ];
  for (const [call, path] of cases) {
    const began = performance.now();
    const error = thrown(call, path);
    assert.equal(error.path, path, error.message);
    assert.ok(["too_large", "bad_input"].includes(error.code), `${error.code}: ${error.message}`);
    assert.ok(performance.now() - began < 10_000, `${path} took ${performance.now() - began} ms`);
  }
});

test("plans that nest without end are refused", () => {
  let deep = {};
  for (let i = 0; i < 100_000; i++) deep = { steps: deep };
  let rule = { is: { field: "country", one_of: ["DE"] } };
  for (let i = 0; i < 50_000; i++) rule = { all: [rule] };
  assert.equal(thrown(() => cadenza.planSchedule({ ...good(), plan: deep }), "a deep plan").path, "input.plan");
  assert.equal(thrown(() => cadenza.evaluateSegment(contacts, rule, today), "a deep rule").path, "rule");
  thrown(() => cadenza.evaluateSegment(contacts, `${"(".repeat(100_000)}country is DE`, today), "a deep text");
  thrown(() => cadenza.planSchedule({ ...good(), plan: "[".repeat(1_000_000) }), "a deep text of a plan");
  thrown(() => cadenza.readSchedule("[".repeat(1_000_000)), "a deep schedule");
});

test("a schedule or forecast that would not fit is refused at its place with the number", () => {
  const mails = Array.from({ length: 100 }, (_, n) => `    email "Mail ${n}"\n    wait 1 day\n`).join("");
  const bomb = `${team}sequence "Bomb"\nenter all\n  from 2026-11-30\n  calendar "Office"\nrepeat up to 50 times, every 1 day, until replied\n  repeat up to 10 times, every 1 day, until clicked\n${mails}  end\nend\n`;
  const error = thrown(() => cadenza.planSchedule({ outline: bomb, contacts, today }), "repeats in repeats");
  assert.equal(error.code, "too_large");
  assert.match(error.path, /^input\.plan\.step-\d+$/);
  assert.match(error.message, /50,000 for each of \d+ contacts/);
  const many = thrown(() => cadenza.simulate({ outline: bomb, contacts, today, replications: 100_000 }), "too many futures");
  assert.deepEqual([many.code, many.path], ["too_large", "input.replications"]);
});

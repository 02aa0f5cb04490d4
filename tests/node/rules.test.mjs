// Rules through the module: refused where the list cannot answer (G2a), with segments, other lists and events beside them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cadenza, outline } from "./load.mjs";

const today = "2026-11-29";
const csv = `First Name,Email,Job Title,Company Name,Lifecycle Stage,Score,# Employees,Last Activity Date,Partner Level,Country
Ann,ann@one.example,CEO,Eins,customer,0.9,120,2026-11-20,gold,Germany
Ben,ben@two.example,CFO,Zwei,lead,0.4,40,2026-03-01,silver,Austria
Cem,cem@three.example,CTO,Drei,,0.7,15,2026-11-25,,
`;
const contacts = cadenza.parseContacts(csv, { name: "People" });
const who = (rule, options) => cadenza.evaluateSegment(contacts, rule, today, options).contacts;
const refused = (call) => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was refused");
};

test("a rule takes segments by name, each of which may name the others", () => {
  const segments = { "Not ours": 'not in segment "Ours"', Ours: "stage is customer" };
  assert.deepEqual(who('in segment "Not ours"', { segments }), [2, 3]);
  const circle = refused(() => who("everybody", { segments: { A: 'in segment "B"', B: 'in segment "A"' } }));
  assert.equal(circle.code, "bad_rule");
  assert.match(circle.message, /refers to itself/);
  const slip = refused(() => who("everybody", { segments: { A: "stagee is lead" } }));
  assert.equal(slip.path, "options.segments.A:1");
  assert.match(slip.message, /did you mean stage\?/);
});

test("a rule takes other lists and events", () => {
  const customers = cadenza.parseContacts("Email\nBEN@two.example\n");
  assert.deepEqual(who('not on list "Customers"', { lists: { Customers: customers } }), [1, 3]);
  assert.match(refused(() => who('on list "Customers"')).message, /no list “Customers”/);
  const events = [
    { contact: 1, event: "opened", day: "2026-11-01" },
    { contact: 1, event: "opened", day: "2026-11-02" },
    { contact: 2, event: "opened", day: "2026-11-02" },
    { contact: 99, event: "opened", day: "2026-11-02" },
  ];
  assert.deepEqual(who("opened at least 2 times in the last 90 days", { events }), [1]);
  assert.match(refused(() => who("opened at least 2 times in the last 90 days")).message, /not when/);
  assert.equal(refused(() => who("everybody", { events: [{ contact: 1, event: "sneezed", day: today }] })).path, "options.events[0].event");
});

test("a sequence takes other lists, and lets nobody enter where one is missing", () => {
  const customers = cadenza.parseContacts("Email\nBEN@two.example\n");
  const asked = { outline, contacts, today, segments: { New: 'not on list "Customers"' } };
  asked.outline = outline.replace("enter all", 'enter segment "New"');
  assert.equal(cadenza.planSchedule({ ...asked, lists: { Customers: customers } }).mayEnter, 2);
  const gone = refused(() => cadenza.planSchedule(asked));
  assert.equal(gone.code, "cannot_run");
  assert.match(gone.message, /no list “Customers”/);
});

test("a rule takes personas and a fit, and neither is ever false where it is missing", () => {
  const personas = { Boss: "title is CEO", Money: "title is CFO" };
  assert.deepEqual(who("persona is one of (Boss, Money)", { personas }), [1, 2]);
  const fit = [{ rule: "persona is Boss", weight: 30 }, { rule: "employees >= 40", weight: 10 }];
  assert.deepEqual(who("fit >= 25", { personas, fit }), [1, 2]);
  assert.deepEqual(who("not fit >= 60", { personas, fit }), [2, 3]);
  assert.match(refused(() => who("fit >= 25")).message, /no fit score yet/);
  assert.match(refused(() => who("persona is Boss")).message, /no persona yet/);
  assert.match(refused(() => who("persona is Bos", { personas })).message, /did you mean "Boss"\?/);
  const inner = refused(() => who("persona is X", { personas: { X: 'persona is "Y"', Y: "title is CEO" } }));
  assert.equal(inner.path.startsWith("options.personas.X"), true);
  assert.equal(refused(() => who("everybody", { fit: [{ rule: "title is CEO", weight: 101 }] })).path, "options.fit[0].weight");
});

test("a pilot is drawn by seed, the same however often", () => {
  const drawn = who("in pilot of 2 from everybody by seed 7");
  assert.equal(drawn.length, 2);
  assert.deepEqual(who("in pilot of 2 from everybody by seed 7"), drawn);
  assert.equal(who("not in pilot of 2 from everybody by seed 7").length, 1);
});

test("what the list has no column for is an error, in a rule, a segment and a sequence", () => {
  assert.match(refused(() => who('not "Partner Lvel" is gold')).message, /no column.*did you mean "partner level"\?/);
  assert.match(refused(() => who("not city is Berlin")).message, /no column for City/);
  const stored = { none: [{ is: { field: { std: "city" }, test: { one_of: ["Berlin"] } } }] };
  assert.match(refused(() => who(stored)).message, /no column for City/);
  const outline = `calendar "Office": Mon-Fri 9:00-17:00
sender "out@desk.example": cap 50 a day, UTC
sequence "S"
enter segment "Who"
  from 2026-11-30
  calendar "Office"
senders: round robin
email "Mail"`;
  const segments = { Who: 'not "Lifecycle Stage" is customer' };
  assert.equal(cadenza.planSchedule({ outline, segments, contacts, today }).mayEnter, 2);
  const condition = `${outline}, skip if "partner lvel" is gold`;
  const error = refused(() => cadenza.planSchedule({ outline: condition, segments, contacts, today }));
  assert.equal(error.code, "bad_outline");
  assert.match(error.message, /line 8: .*no column “partner lvel”/);
  // a plan that was written for another list
  const other = cadenza.parseContacts("Email,Level\na@a.example,gold\n");
  const plan = cadenza.planFromTemplate(
    `--- about
name: T
plan: T
summary: One mail.
zone: UTC

--- segment "Who"
not city is Berlin

--- outline
${outline.split("\n").slice(2).join("\n")}

--- rates
email | replied | 1 % | enrolled | assumed | - | made up for this test

--- delays
email | replied | 60 | 0.5 | assumed | - | made up for this test

--- team
calendar "Office": Mon-Fri 9:00-17:00
sender "out@desk.example": cap 50 a day, UTC
`,
    { today },
  );
  const met = refused(() => cadenza.planSchedule({ plan, contacts: other, today }));
  assert.equal(met.code, "cannot_run");
  assert.match(met.path, /^input\.plan\.segment-\d+/);
  assert.match(met.message, /no column for City/);
});

// Who said no and who agreed, given to the module beside the list (G8): it decides who is touched, and its digest stands in the file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cadenza, team } from "./load.mjs";

const today = "2026-11-24";
const csv = `Email,First Name,Country,Company Name,Website,Unsubscribed
ann@one.example,Ann,Germany,Eins,one.example,
ben@two.example,Ben,Austria,Zwei,two.example,
cem@three.example,Cem,France,Drei,three.example,
dora@four.example,Dora,,Vier,four.example,yes
`;
const contacts = cadenza.parseContacts(csv, { name: "People" });
const plan = (consent = "") => `${team}
sequence "One mail"
enter all
  from 2026-11-30
  calendar "Office"
senders: round robin
${consent}email "Intro"
`;
const asking = plan("needs consent or existing customer for messages to DE, AT\n");
const input = (more, outline = plan()) => ({ outline, contacts, today, ...more });
const held = (more, outline) => {
  const schedule = cadenza.planSchedule(input(more, outline));
  const causes = Object.fromEntries(schedule.heldBack.map((entry) => [entry.contact, entry.cause]));
  schedule.free();
  return causes;
};
const file = (more, outline) => {
  const schedule = cadenza.planSchedule(input(more, outline));
  const { text } = cadenza.exportSchedule(schedule, { format: "json", exportedAt: "2026-11-24T09:30:00Z" });
  schedule.free();
  return JSON.parse(text);
};
const refused = (call) => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was refused");
};

test("a do-not-contact text holds back by address, domain and company, and its digest stands in the file", () => {
  assert.deepEqual(held({}), { 4: "opted_out" });
  assert.deepEqual(held({ doNotContact: "ANN@one.example\ntwo.example" }), { 1: "do_not_contact", 2: "do_not_contact", 4: "opted_out" });
  assert.deepEqual(held({ doNotContact: ["ann@one.example"] }), { 1: "do_not_contact", 4: "opted_out" });
  assert.equal(file({}).list.do_not_contact, undefined);
  const one = file({ doNotContact: "ann@one.example\ntwo.example" }).list.do_not_contact;
  assert.equal(one.lines, 2);
  assert.equal(file({ doNotContact: ["two.example", "ANN@one.example"] }).list.do_not_contact.digest, one.digest, "in any order and case");
  assert.notEqual(file({ doNotContact: "ann@one.example" }).list.do_not_contact.digest, one.digest);
  const error = refused(() => held({ doNotContact: "ann@one.example\n@@@" }));
  assert.equal(error.code, "bad_input");
  assert.match(error.path, /doNotContact/);
});

test("consent given beside the list lets those in whom a rule asks for it, a refusal takes them out, a no is lifted with a reason", () => {
  assert.deepEqual(held({}, asking), { 1: "no_consent", 2: "no_consent", 4: "opted_out" });
  const given = [{ email: "ann@one.example", state: "given", basis: "consent", channels: ["email"], since: "2026-01-01" }];
  assert.deepEqual(held({ consent: given }, asking), { 2: "no_consent", 4: "opted_out" });
  const ended = [{ ...given[0], until: "2026-11-29" }];
  assert.deepEqual(held({ consent: ended }, asking), { 1: "no_consent", 2: "no_consent", 4: "opted_out" });
  assert.deepEqual(held({ consent: [{ contact: 3, state: "refused" }] }), { 3: "refused", 4: "opted_out" });
  assert.equal(refused(() => held({ consent: [{ contact: 4, state: "unknown", lift: true }] })).code, "bad_input");
  const lifted = [{ contact: 4, state: "unknown", lift: true, reason: "wrote that she wants our mails" }];
  assert.deepEqual(held({ consent: lifted }), {});
  // whose country is not known is asked like those who live there
  assert.deepEqual(held({ consent: lifted }, asking), { 1: "no_consent", 2: "no_consent", 4: "country_unknown" });
});

test("the digest of consent stands in the file and is another where consent is", () => {
  const digest = (consent) => file(consent ? { consent } : {}).list.consent;
  const plain = digest();
  assert.match(plain, /^[0-9a-f]{16}$/);
  assert.equal(digest(), plain);
  assert.notEqual(digest([{ contact: 3, state: "refused" }]), plain);
});

test("a simulation takes both, and the file says how everybody stands", () => {
  const enters = (more) => cadenza.simulate(input({ replications: 2, ...more })).may_enter;
  assert.equal(enters({}), 3);
  assert.equal(enters({ doNotContact: "two.example" }), 2);
  assert.equal(enters({ consent: [{ contact: 3, state: "refused" }] }), 2);
  const { standing } = file({});
  assert.deepEqual([standing.contacts, standing.reached, standing.must_not], [4, 3, 1]);
  assert.deepEqual(standing.channels.find((one) => one.channel === "email"), { channel: "email", can: 3, must_not: 1, nothing: 0 });
  assert.deepEqual(standing.causes, [{ cause: "opted_out", contacts: 1, channels: ["email"] }]);
});

test("a column that looks like a no and was not mapped is an error before launch, and nobody is touched", () => {
  const odd = cadenza.parseContacts("Email,Optout flag 2\nann@one.example,a\nben@two.example,\n");
  const schedule = cadenza.planSchedule({ ...input(), contacts: odd });
  const errors = schedule.problems.filter((problem) => problem.severity === "error");
  assert.equal(errors.length, 1);
  assert.equal(schedule.length, 0);
  schedule.free();
  const known = cadenza.parseContacts("Email,Optout flag 2\nann@one.example,a\nben@two.example,\n", { consent: { "Optout flag 2": "negative email" } });
  assert.deepEqual(
    cadenza.planSchedule({ ...input(), contacts: known }).heldBack.map((entry) => [entry.contact, entry.cause]),
    [[1, "opted_out"]],
  );
});

test("abbreviations of zones are asked about, and an answer holds", () => {
  const zones = "Email,Time Zone,Country\nann@one.example,IST,Ireland\nben@two.example,IST,\n";
  const column = (options) => cadenza.parseContacts(zones, options).report.columns[1];
  assert.deepEqual(column().asks, ["zones"]);
  assert.deepEqual(column().zones[0].read_as, { "Asia/Kolkata": 1, "Europe/Dublin": 1 });
  assert.deepEqual(column({ zones: { IST: "Asia/Jerusalem" } }).asks, []);
  assert.equal(refused(() => column({ zones: { IST: "Atlantis" } })).path, "options.zones.IST");
});

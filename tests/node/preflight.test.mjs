// Preflight as a gate: findings as data, a fix by its name, the page of a rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadenza, team } from './load.mjs';

const today = '2026-11-24';
const outline = `${team}
sequence "S"
enter all
  from 2026-11-30
  calendar "Office"
goal 3 replies
senders: round robin
email "A"
wait 3 days
email "B"
leave when opted out, hard bounce
`;
const codes = (report) => report.found.map((finding) => finding.code);

test('a flaw is found by its code and place, with what it would cause and what would mend it', () => {
  const report = cadenza.preflight({ outline, today });
  const finding = report.found.find(({ code }) => code === 'no_exit_on_reply');
  assert.deepEqual([finding.severity, finding.effect], ['warning', 'annoy']);
  assert.match(finding.place, /^sequence-/);
  assert.ok(finding.fixes.length > 0);
  assert.equal(report.scheduled, false);
  assert.equal(report.errors + report.warnings + report.hints, report.found.length);
});

test('a fix takes its finding away, and the plan that comes of it is a plan', () => {
  const { found } = cadenza.preflight({ outline, today });
  const { code, place, fixes } = found.find(({ code }) => code === 'no_exit_on_reply');
  const plan = cadenza.applyFix({ outline, today, code, place, fix: fixes[0] });
  const after = cadenza.preflight({ plan, today });
  assert.ok(!codes(after).includes('no_exit_on_reply'));
  assert.throws(() => cadenza.applyFix({ outline, today, code, fix: 'Wish it away' }), { code: 'no_fix' });
});

test('with a list it is said how many are concerned and who, and the schedule is read', () => {
  const rows = ['info@one.example,Ann', 'ben@two.example,Ben', 'sales@three.example,Cem'];
  const contacts = cadenza.parseContacts(`Email,First Name\n${rows.join('\n')}\n`, { name: 'People' });
  const report = cadenza.preflight({ outline, contacts, today });
  assert.equal(report.scheduled, true);
  const roles = report.found.find(({ code }) => code === 'role_addresses');
  assert.deepEqual([roles.contacts, roles.some.length], [2, 2]);
  contacts.free();
});

test('every code that is found by a rule has its page, and a slip is answered with the near word', () => {
  assert.match(cadenza.explain('no_exit_on_reply'), /^# No exit on a reply[\s\S]*## Why/);
  assert.throws(() => cadenza.explain('no_exit_on_replies'), { code: 'no_page', message: /no_exit_on_reply/ });
  assert.throws(() => cadenza.explain(7), { code: 'bad_input' });
});

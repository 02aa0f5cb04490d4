// A messy list of 2,000 rows of which somebody wrote down what is true (scripts/messy-list.py): the same numbers at the end of the import, on
// the list, in outline, schedule, forecast and the exported file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { useApp, withPage } from './harness.mjs';
import { changed } from './states.mjs';

useApp();

const fixture = (name) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const facts = JSON.parse(await readFile(fixture('messy-facts.json'), 'utf8'));
const shown = (n) => n.toLocaleString('en');
const held = Object.values(facts.one_mail.held_back).reduce((a, b) => a + b);

/** One mail to everybody, all on one day. */
const oneMail = (plan) => {
  const sequence = Object.values(plan.sequences)[0];
  const [mail] = Object.entries(plan.steps).find(([, step]) => step.kind === 'touch' && step.channel === 'email');
  plan.steps = { [mail]: plan.steps[mail] };
  delete plan.steps[mail].on_missing;
  sequence.body = [mail];
  for (const key of ['segment', 'consent', 'exits', 'guardrails']) delete sequence[key];
  delete sequence.entry.per_business_day;
  for (const sender of Object.values(plan.senders)) delete sender.caps;
  plan.scenarios = Object.fromEntries(Object.entries(plan.scenarios).map(([id, of]) => [id, { ...of, rates: of.rates.filter((rate) => rate.of !== undefined && !String(rate.of).startsWith('step')) }]));
};

/** What the page says of who can be reached, by its own words. */
const standing = async (place) => ({
  sentence: await place.locator('.standing > p').first().innerText(),
  reached: await place.locator('.reaches .w4').allInnerTexts(),
});
const expected = {
  sentence: `${shown(facts.reached)} of ${shown(facts.contacts)} can be reached. For ${shown(facts.must_not)} a “no” is known.`,
  reached: facts.channels.filter(({ channel }) => ['email', 'call', 'linkedin', 'whatsapp'].includes(channel)).map(({ can }) => shown(can)),
};

test('a messy list says the same at the end of the import, in outline, schedule, forecast and file', { timeout: 240_000 }, async () => {
  await withPage({}, async (page) => {
    await changed(page, oneMail);
    const at = (part) => page.goto(page.url().replace(/(plan-[0-9a-f]+).*/, `$1/${part}`));
    await at('import');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose a file' }).click()]);
    await chooser.setFiles(fixture('messy-list.csv'));
    await page.getByText('Filled, of the first 199 rows').waitFor();
    await page.getByRole('button', { name: 'Import the list' }).click();
    await page.getByText(`contacts came in, of ${shown(facts.rows - facts.empty_rows)} rows`).waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('.bigfig').first().innerText(), shown(facts.contacts));
    await page.getByText(`${facts.merged_rows} rows went into`).waitFor();
    const end = await standing(page.getByRole('complementary', { name: 'Facts and problems' }));
    assert.equal(end.sentence, expected.sentence);
    assert.deepEqual(end.reached.slice(0, expected.reached.length), expected.reached);

    await at('sequence');
    await page.getByText(/up to date/).first().waitFor({ state: 'attached', timeout: 60_000 });
    const entry = page.getByRole('region', { name: 'Entry' });
    await entry.getByText(`${shown(held)} held back`).waitFor();
    assert.match(await entry.innerText(), new RegExp(`${shown(facts.one_mail.enters)}.*on the list`));
    await entry.getByRole('button', { name: 'Entry' }).click();
    assert.deepEqual(await standing(page.locator('dialog[open]')), end, 'the outline says what the import said');
    // a count opens the rows that it counts
    await page.locator('dialog[open]').getByRole('button', { name: /^389, .*: show them$/ }).click();
    await page.getByText('389 contacts', { exact: true }).filter({ visible: true }).first().waitFor();

    await at('schedule');
    await page.getByRole('button', { name: `Held back ${shown(held)}` }).waitFor({ timeout: 60_000 });
    assert.deepEqual(await standing(page.locator('main')), end, 'and so does the schedule');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Export JSON|^JSON/ }).first().click()]);
    const file = JSON.parse(await readFile(await download.path(), 'utf8'));
    assert.equal(file.held_back.length, held);
    assert.equal(new Set([...file.touches, ...file.skipped].map((touch) => touch.contact)).size, facts.one_mail.enters);
    assert.equal(file.standing.reached, facts.reached);
    for (const { channel, can } of facts.channels) assert.equal(file.standing.channels.find((one) => one.channel === channel).can, can, channel);

    // who gets nothing is looked for by name: why
    const press = page.getByRole('button', { name: `Held back ${shown(held)}` });
    await press.click();
    await page.locator('.schedtable.held tbody tr').first().waitFor();
    const barred = await page.locator('.schedtable.held .nm').allInnerTexts();
    const enter = new Set(file.touches.map((touch) => touch.contact));
    const names = file.contacts.filter(({ number }) => enter.has(number)).map(({ fields }) => Object.values(fields).join(' ').toLowerCase());
    const nobody = barred.find((name) => name.includes(' ') && !names.some((other) => name.toLowerCase().split(' ').every((word) => other.includes(word))));
    assert.ok(nobody, 'somebody who is held back has a name that nobody else has');
    await press.click();
    await page.getByLabel('Find a contact, company or step').fill(nobody);
    await page.getByText('Nothing goes to them').waitFor();
    await page.getByRole('button', { name: 'Show who and why' }).click();
    await page.locator('.schedtable.held tbody tr').first().waitFor();

    await at('forecast');
    await page.getByText(new RegExp(`${shown(facts.one_mail.enters)}`)).first().waitFor({ timeout: 60_000 });
  });
});

// The whole journey, as a new user goes along it: from a contact list to an exported schedule, then away and back again.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { useApp, withPage } from './harness.mjs';

useApp();

const csv = await readFile(fileURLToPath(new URL('../../static/demo/contacts.csv', import.meta.url)), 'utf8');
const facts = JSON.parse(await readFile(new URL('../fixtures/demo-facts.json', import.meta.url), 'utf8'));

const to = (page, name) => page.getByRole('complementary').first().getByRole('link', { name }).first().click();
const fresh = (page) => page.getByText(/200 futures, up to date/).first().waitFor({ timeout: 30_000 });
const saved = async (page) => {
  await page.getByText(/^Saved/).filter({ visible: true }).first().waitFor();
  await page.waitForLoadState('networkidle');
};
const download = async (page, press) => {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')];
};
/** Drops a file on the page as a desktop does. */
const drop = (page, name, text) => page.evaluate(([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: 'text/csv' }));
  for (const type of ['dragover', 'drop']) {
    document.querySelector('main').dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
  }
}, [name, text]);

test('from a list to an exported schedule: dropped, mapped, cut, designed, rehearsed, planned, exported; then away and back', { timeout: 240_000 }, async () => {
  await withPage({}, async (page) => {
    // 1. what it is, and the ways in
    await page.getByRole('heading', { level: 1, name: /Rehearse the sequence/ }).waitFor();
    for (const name of [/^Import a list/, /^Open a file/, /^Open the demo/]) await page.getByRole('button', { name }).waitFor();
    await page.getByRole('button', { name: /^B2B cold outbound/ }).click();
    await page.getByRole('treegrid').waitFor();

    // 2. the list is dropped, recognised, corrected; what came in and what is wrong is told with its rows
    await to(page, 'Import');
    await page.getByRole('heading', { name: 'Drop a CSV file here' }).waitFor();
    await drop(page, 'contacts.csv', csv);
    await page.getByText('HubSpot contacts').waitFor();
    await page.getByRole('combobox', { name: 'Meaning of Industry' }).selectOption('custom');
    await page.getByRole('button', { name: 'Import the list' }).click();
    await page.getByText(`contacts came in, of ${facts.contacts} rows`).waitFor();
    await page.getByText(/^Rows .*, column Email$/).first().waitFor();
    const [problemsName, problems] = await download(page, () => page.getByRole('button', { name: 'CSV', exact: true }).click());
    assert.match(problemsName, /problems\.csv$/);
    assert.match(problems, /^row,column,problem,what was done\r\n\d+,Email,Not an email address,/);
    // the same layout is known again
    await page.getByRole('button', { name: 'Import another file' }).click();
    await drop(page, 'contacts.csv', csv);
    await page.getByText('mapping remembered').waitFor();
    assert.equal(await page.getByRole('combobox', { name: 'Meaning of Industry' }).inputValue(), 'custom');
    await page.getByRole('button', { name: 'Import the list' }).click();
    await page.getByText(`contacts came in, of ${facts.contacts} rows`).waitFor();

    // 3. a segment of nested groups, with counts that answer
    await to(page, /^Segments/);
    await page.getByRole('button', { name: 'New segment' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).waitFor();
    const matched = async () => Number((await page.locator('.bigfig').innerText()).replaceAll(',', ''));
    await page.waitForFunction(() => document.querySelector('.bigfig')?.textContent === '500');
    const groups = page.locator('.builder [data-at][role=group]');
    /** Makes the last line of the innermost group say this. */
    const condition = async (fieldName, values) => {
      const group = groups.last();
      await group.getByRole('combobox', { name: 'Field' }).last().selectOption({ label: fieldName });
      await group.getByRole('combobox', { name: 'Test' }).last().selectOption({ label: 'is one of' });
      for (const value of values) {
        await group.getByLabel('Add a value').last().fill(value);
        await page.keyboard.press('Enter');
        await group.getByRole('button', { name: `Remove ${value}` }).last().waitFor();
      }
    };
    await page.getByRole('button', { name: 'Condition', exact: true }).click();
    await condition('Country', ['DE', 'AT', 'GB']);
    await page.waitForFunction(() => Number(document.querySelector('.bigfig').textContent) < 500);
    const inCountries = await matched();
    assert.ok(inCountries > 20, `${inCountries} in three countries`);
    await page.getByRole('button', { name: 'Group', exact: true }).first().click();
    // a group begins with a line
    await groups.last().getByRole('combobox', { name: 'How the lines are joined' }).selectOption({ label: 'None of' });
    await condition('Lifecycle stage', ['Customer']);
    await page.waitForFunction((before) => Number(document.querySelector('.bigfig').textContent) < before, inCountries);
    const wanted = await matched();
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('Three countries, no customers');
    await name.press('Enter');

    // 4. the sequence is for that segment
    await to(page, /^Cold outbound/);
    await page.getByRole('button', { name: 'Entry' }).click();
    await page.getByRole('combobox', { name: /segment|Who enters/i }).first().selectOption({ label: 'Three countries, no customers' });
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('link', { name: 'Three countries, no customers' }).waitFor();
    await fresh(page);

    // 5. rehearsed; the team's capacity changes the answer
    await to(page, 'Forecast');
    await page.getByText(/^Expect/).waitFor();
    await page.getByText(/Luck and ignorance/).first().waitFor();
    const expected = await page.locator('.kpis').innerText();
    await to(page, /^Team/);
    const minutes = page.getByRole('group', { name: 'Mara Lindholt' }).getByRole('textbox', { name: 'Minutes a day' });
    await minutes.fill('6');
    await minutes.press('Enter');
    await fresh(page);
    await to(page, 'Forecast');
    await page.waitForFunction((before) => { const now = document.querySelector('.kpis')?.innerText; return now && now !== before; }, expected);

    // 6. planned, read, walked, exported
    await to(page, 'Schedule');
    await page.getByText(/touches if nobody reacts/).first().waitFor({ timeout: 30_000 });
    const [jsonName, text] = await download(page, () => page.getByRole('button', { name: 'Export JSON' }).click());
    assert.match(jsonName, /^cadenza-.*\.json$/);
    const schedule = JSON.parse(text);
    assert.deepEqual([schedule.format, schedule.schema], ['cadenza-schedule', 2]);
    const contacts = new Set(schedule.touches.map((touch) => touch.contact));
    assert.ok(contacts.size > 0 && contacts.size <= wanted, `${contacts.size} of ${wanted} contacts have touches`);
    const ids = new Set(schedule.touches.map((touch) => touch.id));
    assert.equal(ids.size, schedule.touches.length, 'ids are unique');
    assert.ok(schedule.touches.every((touch) => touch.depends_on.every((id) => ids.has(id)) && touch.cancel_when.length > 0));
    const [, rows] = await download(page, () => page.getByRole('button', { name: 'CSV', exact: true }).click());
    assert.ok(rows.split('\r\n').length > schedule.touches.length);
    await page.getByRole('button', { name: 'Calendar and more' }).click();
    const [icsName, ics] = await download(page, () => page.getByRole('menuitem', { name: 'Calendar: work by hand' }).click());
    assert.match(icsName, /\.ics$/);
    assert.ok(ics.startsWith('BEGIN:VCALENDAR\r\n'));
    await page.locator('.schedtable tbody a').first().click();
    await page.locator('.walk').getByText('Enters the sequence').waitFor();
    await page.getByRole('radio', { name: 'If nobody reacts' }).focus();
    await page.keyboard.press('Escape');

    // 7. away and back
    await saved(page);
    await page.reload();
    await page.getByText(/touches if nobody reacts/).first().waitFor({ timeout: 30_000 });
    const [, again] = await download(page, () => page.getByRole('button', { name: 'Export JSON' }).click());
    const plain = (file) => JSON.stringify({ ...JSON.parse(file), exported_at: null, generated_at: null, created_at: null });
    assert.equal(plain(again), plain(text), 'the same schedule after a reload');
  });
});

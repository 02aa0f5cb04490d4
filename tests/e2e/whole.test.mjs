// A plan of two sequences: their load is one, on the schedule, in the file and in the forecast; and the page that says which waits for which.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { openDemo } from './screens.mjs';

useApp();

const paste = (field, text) => field.evaluate((area, all) => {
  area.focus();
  area.value = all;
  area.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
}, text);
const number = (text) => Number(text.replaceAll(',', '').match(/\d+/)[0]);
const there = (page, part) => page.goto(page.url().replace(/(#\/plan\/[^/]+)\/.*/, `$1/${part}`));

/** The demo with a second sequence to the same people from the same mailboxes, from the same day on. */
async function withTwo(page) {
  await openDemo(page);
  await page.locator('.oltools').getByText('Text', { exact: true }).click();
  const field = page.getByRole('textbox', { name: 'The sequence as text' });
  const [, from] = (await field.inputValue()).match(/from (\d{4}-\d\d-\d\d)/);
  const [, calendar] = (await field.inputValue()).match(/calendar "([^"]+)"/);
  const before = page.url();
  await page.getByRole('button', { name: 'More about this sequence' }).click();
  await page.getByRole('menuitem', { name: 'New sequence' }).click();
  await page.waitForURL((url) => url.href !== before);
  // the new one is shown as it was looked at before, or as a list
  if (!await field.isVisible()) await page.getByText('Text', { exact: true }).first().click();
  await paste(field, `sequence "Renewal"\nenter all\n  from ${from}\n  calendar "${calendar}"\nemail "Renewal one"\nwait 2 business days\nemail "Renewal two"\nleave when replied, opted out, hard bounce\n`);
  await page.locator('.textfoot').getByText(/all read$/).waitFor();
}

test('the load of all sequences is one number on the schedule, in the file and on the page of the whole plan', { timeout: 180_000 }, async () => {
  await withPage({}, async (page) => {
    page.setDefaultTimeout(60_000);
    await withTwo(page);
    await there(page, 'whole');
    await page.locator('.wholepage table').first().waitFor();
    const row = page.locator('.wholepage tr', { has: page.getByRole('rowheader', { name: 'Renewal', exact: true }) }).first();
    const touches = number(await row.locator('td').nth(1).innerText());
    await axe(page);

    await there(page, 'schedule');
    await page.locator('.schedtable tbody tr:not(.hour)').first().waitFor();
    await page.getByRole('heading', { level: 1, name: 'Schedule of all 2 sequences' }).waitFor();
    const all = number(await page.locator('.head .sub').innerText());
    const file = async (button) => {
      const waiting = page.waitForEvent('download');
      await page.getByRole('button', { name: button }).click();
      // the launch check may know of errors
      await Promise.race([waiting, page.getByRole('button', { name: 'Export all the same' }).click({ timeout: 5_000 }).catch(() => {})]);
      return JSON.parse(await readFile(await (await waiting).path(), 'utf8'));
    };
    const json = await file('Export JSON');
    const planned = json.touches.filter((touch) => touch.when.kind === 'planned');
    assert.equal(planned.length, all);
    assert.deepEqual(json.sequences.map((sequence) => sequence.name).includes('Renewal'), true);

    const own = json.sequences.find((sequence) => sequence.name === 'Renewal').id;
    assert.equal(planned.filter((touch) => touch.sequence === own).length, touches);
    await page.getByRole('combobox', { name: 'Sequences' }).selectOption('Renewal');
    await page.locator('.filtered').getByText('Renewal').waitFor();
    await page.waitForFunction((n) => Number(document.querySelector('.filtered .num')?.innerText.replace(/,/g, '').match(/\d+/)?.[0]) === n, touches);
    await fitsWidth(page);
  });
});

test('the forecast shows the load of all, and that of one alone at a press', { timeout: 180_000 }, async () => {
  await withPage({}, async (page) => {
    page.setDefaultTimeout(60_000);
    await withTwo(page);
    await there(page, 'forecast');
    const card = page.locator('.loadcard');
    await card.getByText('Touches a day of all 2 sequences').waitFor();
    await card.getByText('This one alone').click();
    await card.getByText('Touches a day, in the contact').waitFor();
    await card.getByText('All sequences', { exact: true }).click();
    await card.getByText('Touches a day of all 2 sequences').waitFor();
    await axe(page, '.loadcard');
  });
});

test('the page of the whole plan fits a phone, and says so where there is one sequence', { timeout: 120_000 }, async () => {
  await withPage({ ...PHONE }, async (page) => {
    page.setDefaultTimeout(60_000);
    await openDemo(page);
    await page.locator('[role=treegrid]').waitFor();
    await there(page, 'whole');
    await page.getByText(/^No sequence waits for another/).waitFor();
    await fitsWidth(page);
    await axe(page);
  });
});

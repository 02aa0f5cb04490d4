// Home's first forecast: it is there before anything is pressed, answers one handle, and becomes a plan with the same numbers.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';

useApp();

const finding = (page) => page.locator('.answerline b').innerText();
const handle = (page) => page.getByRole('slider', { name: 'New people a day' });
/** The answer to the newest numbers is there. */
const answered = (page) => page.locator('.planner:not(.is-behind)').waitFor({ timeout: 90_000 });

/** Sums up how far things jumped without anybody's doing. */
const prepare = (page) => page.addInitScript(() => {
  globalThis.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shifted += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
});

test('the first surprising number stands within 20 seconds and without a press; one press answers with dates, and nothing jumps', { timeout: 300_000 }, async () => {
  for (const width of [1440, PHONE.width]) {
    await withPage({ width, prepare }, async (page) => {
      const began = Date.now();
      await page.locator('.answerline b').waitFor();
      assert.match(await finding(page), /^480 people bring \d+–\d+ meetings and \d+–\d+ replies by business day 40\.$/);
      await page.getByText(/A division says 96 touches a day; with the follow-ups business day \d+ has \d+–\d+\./).waitFor();
      const first = Date.now() - began;
      await page.locator('.demoscore svg *').first().waitFor();
      const before = await page.locator('.planfacts').innerText();
      await handle(page).focus();
      await page.keyboard.press('ArrowRight');
      await page.locator('.planner.is-behind').waitFor();
      assert.match(await finding(page), /by business day 40/, 'the old answer stays while the new one is computed');
      await page.locator('.answerline b').filter({ hasText: /by (Mon|Tue|Wed|Thu|Fri) \d+ \w+\./ }).waitFor({ timeout: 90_000 });
      const second = Date.now() - began;
      await answered(page);
      console.log(`# ${width} px: first number after ${first} ms, one press later after ${second} ms`);
      assert.ok(first < 20_000, `${first} ms`);
      assert.notEqual(await page.locator('.planfacts').innerText(), before);
      await page.getByText(/^Meetings \d+–\d+, (was \d+–\d+|as before)$/).waitFor();
      const shifted = await page.evaluate(() => globalThis.shifted);
      console.log(`# ${width} px: layout shift ${shifted.toFixed(4)}`);
      assert.ok(shifted < 0.02, `layout shift ${shifted}`);
      await fitsWidth(page);
    });
  }
});

test('one press makes it a plan, whose forecast says the same', async () => {
  await withPage({}, async (page) => {
    const said = await page.locator('.planright .range').innerText();
    await page.getByRole('button', { name: 'Make it a plan' }).click();
    await page.getByRole('treegrid').waitFor({ timeout: 90_000 });
    await page.getByText(/200 futures, up to date/).first().waitFor({ timeout: 120_000 });
    await page.getByRole('link', { name: 'Forecast', exact: true }).filter({ visible: true }).first().click();
    await page.locator('.kpis, .kpi').first().waitFor();
    const meetings = page.locator('.kpi').filter({ hasText: /Meetings|meeting/ }).first();
    assert.match(await meetings.innerText(), new RegExp(said.replace('–', '.')));
  });
});

test('the numbers can be typed; one that cannot be is said and the answer before stays', async () => {
  await withPage({}, async (page) => {
    const people = page.getByRole('textbox', { name: 'People', exact: true });
    const first = await page.locator('.planright .range').innerText();
    await people.fill('none');
    await page.getByText('A whole number from 1 to 5,000').waitFor();
    assert.equal(await people.getAttribute('aria-invalid'), 'true');
    assert.match(await finding(page), /^480 people/);
    await people.fill('120');
    await page.locator('.answerline b').filter({ hasText: /^120 people bring / }).waitFor({ timeout: 90_000 });
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.locator('.answerline b').filter({ hasText: /^480 people bring / }).waitFor({ timeout: 90_000 });
    await answered(page);
    // the engine in the worker says what the build said
    assert.equal(await page.locator('.planright .range').innerText(), first);
  });
});

test('by keyboard alone from the first number to a plan', async () => {
  await withPage({}, async (page) => {
    await page.locator('.answerline b').waitFor();
    const to = async (name) => {
      for (let i = 0; i < 40; i += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => document.activeElement?.innerText || document.activeElement?.getAttribute('aria-labelledby') || document.activeElement?.getAttribute('aria-label'));
        if (at === name) return;
      }
      assert.fail(`the keyboard does not come to ${name}`);
    };
    await to('pace');
    await page.keyboard.press('End');
    await page.locator('.planner.is-behind').waitFor();
    await answered(page);
    await to('Make it a plan');
    await page.keyboard.press('Enter');
    await page.getByRole('treegrid').waitFor({ timeout: 90_000 });
  });
});

test('a list of one’s own sharpens it: the plan of these numbers waits for the file', async () => {
  const csv = await readFile(new URL('../../static/demo/contacts.csv', import.meta.url));
  await withPage({}, async (page) => {
    const began = Date.now();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'With my own list' }).click()]);
    await chooser.setFiles({ name: 'contacts.csv', mimeType: 'text/csv', buffer: csv });
    await page.getByRole('button', { name: 'Import the list' }).click({ timeout: 90_000 });
    await page.getByText(/contacts came in/).waitFor({ timeout: 90_000 });
    await page.getByRole('link', { name: 'Forecast', exact: true }).filter({ visible: true }).first().click();
    await page.getByText(/^Up to date, /).first().waitFor({ timeout: 120_000 });
    const took = Date.now() - began;
    console.log(`# own list to forecast: ${took} ms, three presses and a choice of file`);
    assert.ok(took < 120_000);
  });
});

test('the wave is there as a table too, and axe finds nothing, in both themes and widths', async () => {
  for (const options of [{}, { theme: 'dark' }, { width: PHONE.width }, { width: PHONE.width, theme: 'dark' }, { width: 320 }]) {
    await withPage(options, async (page) => {
      await page.locator('.demoscore svg *').first().waitFor();
      await axe(page);
      await fitsWidth(page);
      await page.locator('.planner').getByRole('button', { name: 'Table' }).click();
      assert.ok(await page.locator('.planner tbody tr').count() > 30);
      await axe(page, '.planner');
      await fitsWidth(page);
    });
  }
});

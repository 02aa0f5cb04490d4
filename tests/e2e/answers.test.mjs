// The thread's second half: from the demo to a forecast in ranges, a planned schedule, and a file that another program can read.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { openDemo } from './screens.mjs';

useApp();

const goTo = async (page, name) => {
  const link = page.getByRole('link', { name, exact: true }).filter({ visible: true });
  await link.first().click();
};
const forecastIsThere = (page) => page.getByRole('region', { name: 'Key figures, 8 in 10 futures' }).waitFor({ timeout: 20_000 });
const touches = (page) => page.locator('.schedtable tbody tr:not(.hour)');

test('the demo gets a forecast whose figures are ranges with numerator and denominator, and says that they hold luck and ignorance', async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    await goTo(page, 'Forecast');
    await forecastIsThere(page);
    const lead = await page.locator('.lead').innerText();
    assert.match(lead, /Expect \d+–\d+ meetings and \d+–\d+ replies/);
    assert.match(lead, /Luck and ignorance: .* between 1\/3 and 3 times the middle one/);
    // luck alone is a narrower range of the same futures
    const width = async () => {
      const [low, high] = (await page.locator('.lead b').first().innerText()).match(/\d+/g).map(Number).slice(-2);
      return high - low;
    };
    const both = await width();
    await page.getByRole('radio', { name: 'Luck only' }).check();
    await page.getByText('the assumed rates are taken as exact').first().waitFor({ timeout: 20_000 });
    assert.ok(await width() < both);
    await page.getByRole('radio', { name: 'Luck and ignorance' }).check();
    await page.getByText('between 1/3 and 3 times').first().waitFor({ timeout: 20_000 });
    assert.match(await page.locator('.kpis .kpi').first().innerText(), /middle \d+ of (about )?\d+ reached/);
    // every chart says itself in a sentence and shows its numbers
    const chart = page.getByRole('img', { name: /^Replies so far, by day: \d+ to \d+ by / });
    await chart.waitFor();
    await page.locator('.plotcard').first().getByRole('button', { name: 'Table' }).click();
    assert.ok(await page.locator('.plotcard').first().locator('tbody tr').count() > 10);
    // the goal moves by key, and the title counts
    const title = page.locator('.plotcard').nth(1).getByRole('heading');
    const before = await title.innerText();
    await page.locator('.goalline input').focus();
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await title.innerText(), before);
  });
});

test('a run of more futures can be stopped, and what is done is kept and labelled', async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    await goTo(page, 'Forecast');
    await page.getByText(/^Up to date/).first().waitFor({ timeout: 20_000 });
    await page.getByRole('combobox', { name: 'Futures' }).selectOption('5000');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^(3[2-9]|[4-9]\d|[1-9]\d\d|\d,\d+) of 5,000 futures/).waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText(/^Stopped after [\d,]+ of 5,000 futures/).filter({ visible: true }).first().waitFor({ timeout: 30_000 });
  });
});

test('the schedule shows days, the touches of one, and exports as JSON', async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    await goTo(page, 'Schedule');
    await touches(page).first().waitFor({ timeout: 20_000 });
    const [all] = (await page.locator('.head .sub').innerText()).replaceAll(',', '').match(/\d+/);
    // by key: an arrow goes to the next day with touches and shows it
    await page.locator('button.dayb').first().focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.locator('button.dayb').nth(1).getAttribute('aria-pressed'), 'true');

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export JSON' }).click();
    const download = await downloading;
    const file = JSON.parse(await readFile(await download.path(), 'utf8'));
    assert.equal(file.format, 'cadenza-schedule');
    assert.ok(file.touches.length >= Number(all), `${file.touches.length} touches in the file, ${all} on the page`);
  });
});

for (const theme of ['light', 'dark']) {
  for (const width of [1440, PHONE.width]) {
    test(`forecast and schedule are without axe violations and sideways scroll (${theme}, ${width} px)`, async () => {
      await withPage({ theme, width, touch: width === PHONE.width }, async (page) => {
        await openDemo(page);
        await goTo(page, 'Forecast');
        await forecastIsThere(page);
        await axe(page, 'main');
        await fitsWidth(page);
        await goTo(page, 'Schedule');
        await touches(page).first().waitFor({ timeout: 20_000 });
        await axe(page, 'main');
        await fitsWidth(page);
      });
    });
  }
}

// The computer's own time zone must not matter: the same plan over the same list gives the same schedule, to the byte, wherever it is
// computed. The zone is that of the browser's process, as on a computer there, not one that the page is merely told.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { launchBrowser, useApp, withPage } from './harness.mjs';

useApp();

const csv = fileURLToPath(new URL('../../static/demo/contacts.csv', import.meta.url));
// An instant of the same date in all of them: 21:00 in Auckland, 5:30 in St John's; the plan runs on over Auckland's change to winter time.
const NOW = '2026-03-30T08:00:00Z';
/** Minutes that its clock is behind UTC then, as Date says it. */
const ZONES = { UTC: 0, 'Pacific/Auckland': -780, 'America/St_Johns': 150 };

const choose = async (page, press, file) => {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press()]);
  await chooser.setFiles(file);
};
const download = async (page, press) => {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  return readFile(await file.path(), 'utf8');
};
const to = (page, name) => page.getByRole('complementary').first().getByRole('link', { name }).first().click();

/** Opens the plan, imports the list, forecasts, and exports the schedule in every format. */
async function journey(zone, plan) {
  const inBrowser = await launchBrowser({ env: { ...process.env, TZ: zone } });
  try {
    let files;
    await withPage({ inBrowser, timezoneId: null, prepare: (page) => page.clock.setFixedTime(NOW) }, async (page) => {
      assert.equal(await page.evaluate(() => new Date().getTimezoneOffset()), ZONES[zone], 'the browser runs in that zone');
      await choose(page, () => page.getByRole('button', { name: /^Open a file/ }).click(), { name: 'plan.cadenza.json', mimeType: 'application/json', buffer: Buffer.from(plan) });
      await page.getByRole('treegrid').waitFor();
      await to(page, 'Import');
      await choose(page, () => page.getByRole('button', { name: 'Choose a file' }).click(), csv);
      await page.getByRole('button', { name: 'Import the list' }).click();
      await page.getByText(/contacts came in, of/).waitFor();
      await to(page, 'Forecast');
      await page.getByText(/^Expect/).waitFor({ timeout: 30_000 });
      const figures = await page.locator('.kpis').innerText();
      await to(page, 'Schedule');
      await page.getByText(/touches if nobody reacts/).first().waitFor({ timeout: 30_000 });
      const json = await download(page, () => page.getByRole('button', { name: 'Export JSON' }).click());
      const rows = await download(page, () => page.getByRole('button', { name: 'CSV' }).click());
      const id = page.url().match(/plan-[0-9a-f]+/)[0];
      assert.ok(json.includes(id));
      files = { figures, json: json.replaceAll(id, 'plan-here'), rows: rows.replaceAll(id, 'plan-here') };
    });
    return files;
  } finally {
    await inBrowser.close();
  }
}

/** One plan for all, a template's, made somewhere else altogether; and what comes of it where the clock is UTC. Once. */
let base;
const inUtc = () => {
  base ??= (async () => {
    let plan;
    await withPage({ prepare: (page) => page.clock.setFixedTime(NOW) }, async (page) => {
      await page.locator('.demoscore svg *').first().waitFor();
      await page.getByRole('button', { name: /^B2B cold outbound/ }).click();
      await page.getByRole('treegrid').waitFor();
      await page.getByTitle(/^Plan: /).filter({ visible: true }).first().click();
      plan = await download(page, () => page.getByRole('menuitem', { name: 'Save as a file' }).click());
      await page.getByText(/^Saved/).filter({ visible: true }).first().waitFor();
      await page.waitForLoadState('networkidle');
    });
    const files = await journey('UTC', plan);
    assert.ok(JSON.parse(files.json).touches.length > 500);
    return { plan, files };
  })();
  return base;
};

for (const zone of Object.keys(ZONES).filter((name) => name !== 'UTC')) {
  test(`on a computer in ${zone} the same plan and list give the same figures and the same schedule, to the byte`, { timeout: 120_000 }, async () => {
    const { plan, files } = await inUtc();
    const here = await journey(zone, plan);
    assert.equal(here.figures, files.figures);
    assert.equal(here.rows, files.rows);
    assert.ok(here.json === files.json, 'the JSON differs');
  });
}

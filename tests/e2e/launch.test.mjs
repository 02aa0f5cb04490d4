// The launch check as a person reads it, and a schedule that goes out all the same.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { openDemo } from './screens.mjs';

useApp();

const settled = (page) => page.locator('.checkpage .verdict:not(.is-behind)').waitFor({ timeout: 60_000 });
const openCheck = async (page) => {
  await openDemo(page);
  await page.locator('[role=treegrid]').waitFor();
  await page.goto(page.url().replace(/\/sequence.*/, '/check'));
  await page.locator('.checkpage .pt').first().waitFor({ state: 'attached', timeout: 60_000 });
  await settled(page);
};
test('a plan with an error is exported only all the same, and the file says so', async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    await page.locator('[role=treegrid]').waitFor();
    await page.goto(page.url().replace(/\/sequence.*/, '/messages'));
    const body = page.locator('.msgedit textarea').last();
    await body.waitFor();
    await body.fill(`${await body.inputValue()} {{first_name`);
    await body.blur();
    await page.goto(page.url().replace(/\/messages.*/, '/schedule'));
    await page.locator('.schedtable tbody tr').first().waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Export JSON' }).click();
    const dialog = page.getByRole('dialog', { name: 'The launch check knows of errors' });
    await dialog.locator('.fd').first().waitFor();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export all the same' }).click();
    const file = JSON.parse(await readFile(await (await download).path(), 'utf8'));
    assert.deepEqual(file.despite, ['open_brace']);
    assert.ok(file.points.length > 20);
  });
});

for (const size of [{}, PHONE]) {
  test(`the check, its rule and the terms are readable and fit, ${size.width ?? 1440} wide`, async () => {
    await withPage({ ...size }, async (page) => {
      await openCheck(page);
      await axe(page);
      await fitsWidth(page);
      for (const [part, there] of [['rules', '.catalogue .card'], ['words', '.terms .term']]) {
        await page.goto(page.url().replace(/\/[a-z-]+$/, `/${part}`));
        await page.locator(there).first().waitFor();
        await axe(page);
        await fitsWidth(page);
      }
    });
  });
}

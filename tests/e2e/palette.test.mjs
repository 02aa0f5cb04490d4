// Find or do, and the sheet of keys: by keyboard alone, from the registry of actions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { openDemo } from './screens.mjs';

useApp();

const palette = (page) => page.getByRole('dialog', { name: 'Find or do' });
const open = async (page) => {
  await page.keyboard.press('Control+k');
  await palette(page).getByRole('combobox').waitFor();
};
const rows = (page) => page.locator('[role=row][data-row]').count();
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('data-row') ?? document.activeElement?.tagName);

test('the palette runs an action on the chosen step, undo takes it back, and the focus comes back where it was', async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    const row = page.locator('[role=row][data-row]').first();
    await row.click();
    await row.focus();
    const [before, at] = [await rows(page), await focused(page)];
    // Esc leaves all as it was
    await open(page);
    await axe(page, 'dialog.palette');
    await page.keyboard.press('Escape');
    await palette(page).waitFor({ state: 'hidden' });
    assert.equal(await focused(page), at);
    // a slip of the pen finds it, Enter does it
    await open(page);
    await page.keyboard.type('dupli');
    await palette(page).getByRole('option', { name: /^Duplicate/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction((n) => document.querySelectorAll('[role=row][data-row]').length > n, before);
    await open(page);
    await page.keyboard.type('undo');
    await palette(page).getByRole('option', { name: /Duplicate/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction((n) => document.querySelectorAll('[role=row][data-row]').length === n, before);
  });
});

test('it goes to pages, steps and plans, understands words of other tools and says when nothing is meant', async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    await open(page);
    await page.keyboard.type('validate');
    await palette(page).getByRole('option', { name: /^Launch check/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/check$/);
    await open(page);
    await page.keyboard.type('second call');
    await palette(page).getByRole('option', { name: /^Second call/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sequence\//);
    await page.locator('[role=row][aria-selected=true]').filter({ hasText: 'Second call' }).waitFor();
    await open(page);
    await page.keyboard.type('zzzz');
    await palette(page).getByText('Nothing is called “zzzz”.').waitFor();
    await axe(page, 'dialog.palette');
    await page.keyboard.press('Escape');
    await page.goto(page.url().replace(/#.*/, '#/'));
    await page.locator('.answerline b').waitFor();
    await open(page);
    await page.keyboard.type('cold outbound, demo');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sequence/);
  });
});

test('the sheet of keys opens with ?, and single letters can be switched off', async () => {
  for (const options of [{}, { theme: 'dark' }, { width: PHONE.width }]) {
    await withPage(options, async (page) => {
      await openDemo(page);
      await page.getByRole('treegrid').waitFor();
      await page.keyboard.press('?');
      const sheet = page.getByRole('dialog', { name: 'Keys' });
      await sheet.getByText('Find or do').waitFor();
      await axe(page, 'dialog[open]');
      await fitsWidth(page);
      await sheet.getByRole('checkbox').uncheck();
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });
      await page.keyboard.press('?');
      await page.keyboard.press('n');
      assert.equal(await page.locator('dialog[open], .menu.picker').count(), 0, 'neither ? nor N acts');
      // the keys with Ctrl still do
      await open(page);
      await page.keyboard.type('keys');
      await page.keyboard.press('Enter');
      await sheet.getByRole('checkbox').check();
      await page.keyboard.press('Escape');
      await page.keyboard.press('n');
      await page.getByRole('menu', { name: /^New step/ }).waitFor();
    });
  }
});

test('without a keyboard a button opens it, and a press on a line does it', async () => {
  await withPage({ width: PHONE.width, touch: true }, async (page) => {
    await page.locator('.demoscore svg *').first().waitFor();
    await page.getByRole('button', { name: /^Find or do/ }).click();
    await axe(page, 'dialog.palette');
    await fitsWidth(page);
    await palette(page).getByRole('option', { name: /^Keys/ }).click();
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  });
});

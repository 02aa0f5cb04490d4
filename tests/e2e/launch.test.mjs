// The launch check as a person uses it, by keyboard alone: findings that are mended one after the other, points that are answered, what
// may stand with a reason; and a schedule that goes out all the same.
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
  await page.locator('.checkpage .pt').first().waitFor({ timeout: 60_000 });
  await settled(page);
};
/** Whether the finding that has the focus is a row of the check. */
const atFinding = (page) => page.evaluate(() => document.activeElement?.dataset?.found ?? '');
const open = (page) => page.evaluate(() => document.querySelectorAll('.pt:is(.error, .warn, .open)').length);

test('a plan with many findings is brought to green by keyboard alone', { timeout: 240_000 }, async () => {
  await withPage({}, async (page) => {
    await openCheck(page);
    const began = await open(page);
    assert.ok(began > 5, `${began} points to begin with`);
    // what a rule finds: F8 to the next, Ctrl Enter shows what mends it and makes it, else it may stand with a reason
    for (let round = 0; round < 40; round++) {
      await settled(page);
      const left = await page.locator('.kinds .chip.error, .kinds .chip.warn').allInnerTexts();
      if (left.every((text) => Number(text) === 0)) break;
      const warn = page.locator('.checkpage .kinds .chip.warn');
      if (await warn.getAttribute('aria-pressed') !== 'true') { await warn.focus(); await page.keyboard.press('Enter'); }
      await page.keyboard.press('F8');
      const key = await atFinding(page);
      assert.notEqual(key, '', 'F8 goes to a finding');
      const row = page.locator(`[data-found="${key}"]`).first();
      await page.keyboard.press('Control+Enter');
      const apply = page.locator('.fdoffer .apply');
      const hasFix = await apply.waitFor({ timeout: 1_500 }).then(() => true, () => false);
      if (hasFix) {
        await page.waitForFunction(() => document.activeElement?.matches('.fdoffer .apply'));
        assert.ok(await page.locator('.fdoffer .diff li').count() > 0, 'what it changes is shown first');
        await page.keyboard.press('Enter');
        await row.waitFor({ state: 'detached', timeout: 15_000 }).catch(() => {});
      } else {
        // its field was opened: a person decides; here it may stand
        if (!page.url().endsWith('/check')) {
          await page.goBack();
          await page.locator('.checkpage .fd .what').first().waitFor();
        }
        await page.locator(`[data-found="${key}"]`).first().focus();
        await page.keyboard.press('Tab');
        while (!await page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.startsWith('More about'))) await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.getByRole('menuitem', { name: 'Why, or let it stand' }).press('Enter');
        await page.getByRole('textbox', { name: 'Why, without names' }).focus();
        await page.keyboard.type('Looked at, and meant so');
        await page.getByRole('button', { name: 'Let it stand' }).press('Enter');
        await page.locator('dialog[open]').waitFor({ state: 'detached' });
      }
    }
    // what is asked is answered
    for (let n = await page.locator('.asked input').count(), at = 0; at < n; at++) {
      await page.locator('.asked input').nth(at).focus();
      await page.keyboard.type('Decided by the head of sales');
      await page.keyboard.press('Enter');
    }
    await page.locator('.readymark').waitFor({ timeout: 30_000 });
    assert.equal(await open(page), 0);
    await page.getByText('Ready.', { exact: true }).waitFor();

    // each is one step back
    const names = await page.locator('.silenced .fact').allInnerTexts();
    assert.ok(names.every((text) => text.includes('Looked at, and meant so')));
    await page.keyboard.press('Control+z');
    await page.locator('.readymark').waitFor({ state: 'detached', timeout: 30_000 });
  });
});

test('Enter on a finding opens its field, and the rows of its contacts are as many as it says', async () => {
  await withPage({}, async (page) => {
    await openCheck(page);
    const people = page.locator('.checkpage .fd .where .link').first();
    const n = Number((await people.innerText()).replaceAll(',', '').match(/\d+/)[0]);
    await people.press('Enter');
    await page.locator('.peopletable tbody tr').first().waitFor({ timeout: 30_000 });
    await page.getByText(new RegExp(`\\b${n.toLocaleString('en')}\\b`)).first().waitFor();
    await page.goBack();
    const text = page.locator('.checkpage .fd').filter({ hasText: 'Text “' }).locator('.what').first();
    await text.focus();
    await page.keyboard.press('Enter');
    await page.locator('.msgedit').waitFor();
    await page.waitForFunction(() => document.activeElement?.closest('.msgedit') !== null);
  });
});

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

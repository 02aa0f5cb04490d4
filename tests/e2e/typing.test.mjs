// Typing never waits: what a letter in the text form sets going is read in slices, however long the text is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useApp, withPage } from './harness.mjs';
import { longestTask } from './tasks.mjs';

useApp();

const HEAD = 'sequence "Long"\nenter all\n  from 2026-11-16\n';
const mails = (n) => Array.from({ length: n }, (_, at) => `email "Mail number ${at}"\nwait 1 business day\n`).join('');
/** 31 KB whose every other row names a touch that is not there: each would like a near word. */
const lost = `${HEAD}${mails(300)}${Array.from({ length: 300 }, (_, at) => `await replied "Mial nubmer ${at}", at most 2 days\nend\n`).join('')}`;
const whole = `${HEAD}${mails(700)}`;
const quotes = '"" '.repeat(350_000);

/** Types at the end of a field, in a burst and then slowly, so that each letter is read to its end too; the longest task meanwhile (ms). */
const typing = (page, field) => longestTask(page, async () => {
  await field.focus();
  await page.keyboard.type('# a note at the end', { delay: 60 });
  for (const letter of ', on') {
    await page.waitForTimeout(700);
    await page.keyboard.type(letter);
  }
  await page.waitForTimeout(1_000);
});

/** Puts a text into a field as pasting does, with the cursor at its end. */
const paste = (field, text) => field.evaluate((area, all) => {
  area.focus();
  area.value = all;
  area.setSelectionRange(all.length, all.length);
  area.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
}, text);

for (const [name, text, read] of [
  ['31 KB of rows that name what is not there', `${lost}\n`, /errors\. The list shows/],
  ['1 MB of quotes', `${quotes}\n`, /errors?\. The list shows/],
  ['an outline of 1,400 rows', whole, /all read$/],
]) {
  test(`typing in the text form waits for nothing: ${name}`, { timeout: 180_000 }, async (t) => {
    await withPage({}, async (page) => {
      page.setDefaultTimeout(60_000);
      await page.getByRole('button', { name: /^From nothing/ }).click();
      await page.getByText('No steps yet', { exact: true }).waitFor();
      await page.getByText('Text', { exact: true }).first().click();
      const field = page.getByRole('textbox', { name: 'The sequence as text' });
      await paste(field, text);
      await page.locator('.textfoot').getByText(read).waitFor();
      const long = await typing(page, field);
      await page.locator('.textfoot').getByText(read).waitFor();
      // what the browser itself needs for such a text
      await page.evaluate((all) => {
        const bare = document.createElement('textarea');
        bare.id = 'bare';
        bare.wrap = 'off';
        bare.value = all;
        document.body.replaceChildren(bare);
        bare.setSelectionRange(all.length, all.length);
      }, text);
      const bare = await typing(page, page.locator('#bare'));
      t.diagnostic(`longest task while typing, ms: ${long}; in a field without Cadenza ${bare}`);
      assert.ok(long <= Math.max(50, bare + 50), `${long} ms; in a bare field ${bare}`);
    });
  });
}

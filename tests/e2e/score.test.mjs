// The Score of a sequence: a note stands where the schedule has the touch, and moves by keys and by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { score } from './screens.mjs';

useApp();

const note = (page, name) => page.getByRole('button', { name: new RegExp(`^\\d+\\w? ${name},`) });
const spoken = async (page, name) => note(page, name).getAttribute('aria-label');
/** The date of a note: `Fri 4 Dec`. */
const day = (words) => words.match(/(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ \w+/)[0];
const said = (page) => page.locator('.scoresaid');

test('a note stands on the day and at the hour at which the schedule has that touch of that contact', async () => {
  await withPage({}, async (page) => {
    await score(page);
    const who = await page.locator('.scorehead p b').innerText();
    const words = await spoken(page, 'First call');
    const time = words.match(/\b(\d+:\d\d)\b/)[1];
    await page.getByRole('link', { name: /^Schedule/ }).first().click();
    await page.getByPlaceholder('Find a contact, company or step').fill(who);
    // one contact's way, day by day
    await page.locator('.schedtable tbody a').filter({ hasText: who }).first().click({ timeout: 30_000 });
    await page.getByRole('heading', { name: who }).waitFor();
    await page.locator('.walkpane').getByText('First call').first().waitFor();
    const way = (await page.locator('.walkpane').innerText()).replace(/\s+/g, ' ');
    const at = way.indexOf(day(words));
    assert.ok(at >= 0, `${day(words)} is a day of the way: ${way.slice(0, 600)}`);
    assert.match(way.slice(at, at + 400), new RegExp(`${time}.*First call|First call.*${time}`));
  });
});

test('arrow keys move a note by a day and an hour, say what came of it, and Undo takes it back by its name', async () => {
  await withPage({}, async (page) => {
    await score(page);
    const before = day(await spoken(page, 'First call'));
    await note(page, 'First call').focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((before) => !document.querySelector('.scoresaid').textContent.includes(before) && document.querySelector('.scoresaid').textContent !== '', before);
    const after = await said(page).innerText();
    assert.match(after, /^First call: /);
    await page.waitForFunction((day) => [...document.querySelectorAll('.notebutton')].some((note) => /First call/.test(note.ariaLabel) && !note.ariaLabel.includes(day)), before);
    assert.equal(await page.evaluate(() => document.activeElement.ariaLabel.includes('First call')), true, 'the focus stays on the note');
    // its own hours move it within the day
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction((after) => document.querySelector('.scoresaid').textContent !== after, after);
    // what cannot move says why
    await note(page, 'Intro: demo to order form').focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => /nothing is waited for/.test(document.querySelector('.scoresaid').textContent));
    await page.getByRole('button', { name: /^Undo: Move First call to / }).filter({ visible: true }).first().click();
    await page.getByRole('button', { name: /^Undo: Move First call to / }).filter({ visible: true }).first().click();
    await page.waitForFunction((day) => [...document.querySelectorAll('.notebutton')].some((note) => /First call/.test(note.ariaLabel) && note.ariaLabel.includes(day)), before);
  });
});

test('a note that is dragged goes to the day under the pointer, and Escape leaves it where it was', async () => {
  await withPage({}, async (page) => {
    await score(page);
    const name = 'Close the loop';
    const before = day(await spoken(page, name));
    const box = await note(page, name).boundingBox();
    const from = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(from[0] - 60, from[1], { steps: 4 });
    await page.locator('.score.is-drag').waitFor();
    const target = await said(page).innerText();
    assert.match(target, /^(Mon|Tue|Wed|Thu|Fri) \d+ \w+, \d+:\d\d$/);
    await page.mouse.up();
    await page.waitForFunction((before) => [...document.querySelectorAll('.notebutton')].some((note) => /Close the loop/.test(note.ariaLabel) && !note.ariaLabel.includes(before)), before);
    const moved = day(await spoken(page, name));
    await note(page, name).focus();
    const again = await note(page, name).boundingBox();
    await page.mouse.move(again.x + 14, again.y + 14);
    await page.mouse.down();
    await page.mouse.move(again.x - 80, again.y + 14, { steps: 4 });
    await page.locator('.score.is-drag').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.score:not(.is-drag)').waitFor();
    await page.mouse.up();
    assert.equal(day(await spoken(page, name)), moved);
  });
});

test('on a phone the days run down, and the keys with them', async () => {
  await withPage({ ...PHONE, touch: true }, async (page) => {
    await score(page);
    await fitsWidth(page);
    const before = day(await spoken(page, 'First call'));
    await note(page, 'First call').focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction((day) => [...document.querySelectorAll('.notebutton')].some((note) => /First call/.test(note.ariaLabel) && !note.ariaLabel.includes(day)), before);
  });
});

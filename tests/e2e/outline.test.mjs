// The outline by keyboard alone, as step 4 of the journey goes: every kind of step is added, moved, copied, deleted, undone and changed
// without a mouse; messages are written with merge fields and read as a contact.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { openDemo } from './screens.mjs';
import { changed, fortySteps } from './states.mjs';

useApp();

const grid = (page) => page.getByRole('treegrid');
const rows = (page) => page.locator('[data-row]');
const text = (page) => grid(page).innerText();
const fields = (page) => page.getByRole('region', { name: 'Selected step', exact: true });
const focused = (page) => page.evaluate(() => {
  const at = document.activeElement;
  return { row: at?.getAttribute('data-row') ?? null, words: at?.innerText?.replace(/\s+/g, ' ').trim() ?? '', tag: at?.tagName };
});

/** Waits until the row in focus says this. */
const onRow = (page, words) => page.waitForFunction((pattern) => {
  const at = document.activeElement;
  return at?.hasAttribute('data-row') && new RegExp(pattern).test(at.innerText.replace(/\s+/g, ' '));
}, words.source);

/** An empty sequence in a plan of its own; ends with the focus on the page's heading. */
async function fromNothing(page) {
  await page.locator('main').waitFor();
  await page.getByRole('button', { name: /^From nothing/ }).press('Enter');
  await page.getByText('No steps yet', { exact: true }).waitFor();
}

/** Adds a step after the row in focus by its letter; a name or a wait that opens is kept as it is. */
async function add(page, letter, row) {
  await page.keyboard.press('n');
  await page.getByRole('menu', { name: /^New step/ }).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('[role=menu]'));
  await page.keyboard.press(letter);
  await page.getByRole('menu', { name: /^New step/ }).waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.matches('[data-row] input, [data-row], .one select'));
  if (await page.evaluate(() => document.activeElement.matches('input, select'))) await page.keyboard.press('Escape');
  await onRow(page, row);
}

const KINDS = [
  ['e', /Email/], ['c', /Call/], ['l', /LinkedIn invitation/], ['m', /LinkedIn message/], ['h', /WhatsApp message/], ['x', /SMS/],
  ['i', /In-app message/], ['d', /Ad .*For 14 days/], ['t', /Task/], ['w', /2 business days/], ['o', /Add tag/], ['q', /Leave/],
];

test('from nothing, every kind of step is added by its letter, and undo takes each back while the focus stays on a row', async () => {
  await withPage({}, async (page) => {
    await fromNothing(page);
    for (const [letter, row] of KINDS) await add(page, letter, row);
    assert.equal(await rows(page).count(), KINDS.length);
    // groups: each opens with its first list
    await page.keyboard.press('Home');
    for (const [letter, row] of [['a', /Await/], ['b', /If/], ['s', /Split/], ['r', /Repeat up to 3 times, every business day, until connected/]]) {
      await add(page, letter, row);
      await page.keyboard.press('Home');
    }
    await axe(page);
    const full = await text(page);
    const n = await rows(page).count();
    for (let i = 0; i < 4; i += 1) {
      await page.keyboard.press('Control+z');
      await page.waitForFunction(() => document.activeElement?.hasAttribute('data-row'));
    }
    assert.equal(await rows(page).count(), KINDS.length);
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('Control+Shift+z');
    await page.waitForFunction((wanted) => document.querySelectorAll('[data-row]').length === wanted, n);
    assert.equal(await text(page), full);
  });
});

test('a step is moved, copied, deleted and brought back, alone and with others, and keeps the focus', async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    await grid(page).waitFor();
    await page.getByText('200 futures, up to date').first().waitFor({ timeout: 60_000 }); // the rows say what it says
    const before = await text(page);
    await page.getByRole('row', { name: /First call/ }).first().focus();
    await page.keyboard.press('Alt+ArrowUp');
    await onRow(page, /First call/);
    await page.waitForFunction((old) => document.querySelector('[role=treegrid]').innerText !== old, before);
    await page.keyboard.press('Control+z');
    await onRow(page, /First call/);
    await page.keyboard.press('Control+d');
    await onRow(page, /First call 2/);
    await page.keyboard.press('Delete');
    await page.waitForFunction(() => document.activeElement?.hasAttribute('data-row'));
    await page.keyboard.press('Control+z');
    await onRow(page, /First call 2/);
    await page.keyboard.press('Control+z');
    await page.waitForFunction(() => document.activeElement?.hasAttribute('data-row'));

    // several: from the second touch to the third, with the wait between
    await page.getByRole('row', { name: /Invitation with a note/ }).first().focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    const bar = page.getByRole('toolbar', { name: 'Selected steps' });
    await bar.getByText('3 steps').waitFor();
    await axe(page);
    const whole = await rows(page).count();
    await page.keyboard.press('Control+d');
    await page.waitForFunction((n) => document.querySelectorAll('[data-row]').length === n + 3, whole);
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Delete');
    await page.waitForFunction((n) => document.querySelectorAll('[data-row]').length === n, whole);
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('Control+z');
    await page.waitForFunction((old) => document.querySelector('[role=treegrid]').innerText.replaceAll(/\d/g, '') === old.replaceAll(/\d/g, ''), before);
  });
});

/** By keys: to the fields of the step in focus; ends when one of them has the focus, which comes a frame later. */
async function inspect(page) {
  await page.keyboard.press('i');
  await page.waitForFunction(() => document.activeElement?.closest('.insp .one'));
}

/** By keys: Tab until the field of this name has the focus. */
async function tabTo(page, name) {
  for (let i = 0; i < 60; i += 1) {
    const label = await page.evaluate(() => {
      const at = document.activeElement;
      return (at?.getAttribute('aria-label') ?? at?.labels?.[0]?.querySelector('.name, .sr')?.textContent ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? '').trim();
    });
    if (label === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no field ${name} is reached with Tab`);
}
/** By keys: another choice of the select in focus. */
const choose = async (page, words) => {
  const at = await page.evaluateHandle(() => document.activeElement);
  await page.keyboard.type(words);
  const shown = () => at.evaluate((select) => select.selectedOptions?.[0]?.textContent ?? '');
  if (!(await shown()).startsWith(words)) await at.asElement().selectOption({ label: words });
};
const fill = async (page, words) => {
  await page.keyboard.press('Control+a');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
};

test('the fields of a touch, a wait, an action and a repeat are changed without a mouse, and their rows say it', async () => {
  await withPage({}, async (page) => {
    await fromNothing(page);
    await add(page, 'x', /SMS/);
    await inspect(page);
    await fields(page).getByLabel('Name').waitFor();
    await tabTo(page, 'Name');
    await fill(page, 'Reminder by text');
    await tabTo(page, 'Window');
    await fill(page, '10:00-12:00');
    await tabTo(page, 'Funnel stage');
    await choose(page, 'Purchase');
    await tabTo(page, 'Skip if');
    await page.keyboard.type('country is DE');
    await page.keyboard.press('Escape');
    await onRow(page, /Reminder by text .*skip if country is.*Purchase .*10:00–12:00/);
    await inspect(page);
    await tabTo(page, 'Skip if');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('contry is DE');
    await page.getByRole('alert').filter({ hasText: /is no field/ }).waitFor();
    await page.keyboard.press('Escape');
    await onRow(page, /Reminder by text/);

    await add(page, 'w', /2 business days/);
    await inspect(page);
    await tabTo(page, 'Wait');
    await choose(page, 'Until a date of the contact');
    // nothing changes before it is said what happens without the date
    await page.getByText('Nothing changes before you choose', { exact: false }).waitFor();
    await tabTo(page, 'If empty or past');
    await choose(page, 'Leave the sequence');
    await tabTo(page, 'Days');
    await fill(page, '14');
    await page.keyboard.press('Escape');
    await onRow(page, /until date .* - 14 days 9:00, else exit/);

    await add(page, 'o', /Add tag/);
    await inspect(page);
    await tabTo(page, 'Tag');
    await fill(page, 'loyal');
    await page.keyboard.press('Escape');
    await onRow(page, /Add tag “loyal”/);

    await add(page, 'r', /Repeat/);
    await inspect(page);
    await tabTo(page, 'Up to');
    await fill(page, '5');
    await tabTo(page, 'Every');
    await fill(page, '2');
    await tabTo(page, 'Unit');
    await choose(page, 'days');
    await page.keyboard.press('Escape');
    await onRow(page, /Repeat up to 5 times, every 2 days, until/);
    await axe(page);
  });
});

test('a message takes a field of the list with its fallback and is read as one contact and the next', async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    await grid(page).waitFor();
    await page.goto(page.url().replace(/\/sequence.*/, '/messages'));
    const body = page.getByRole('textbox', { name: 'Text', exact: true });
    await body.focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Field');
    await choose(page, 'Job title');
    await tabTo(page, 'If it is empty');
    await page.keyboard.type('colleague');
    await tabTo(page, 'Insert');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    assert.match(await body.inputValue(), /^\{\{title \| colleague\}\}/);
    const preview = page.getByRole('complementary', { name: 'Preview' });
    await preview.locator('.filled').first().waitFor();
    const one = await preview.locator('.letter').innerText();
    await preview.getByRole('button', { name: 'The next contact' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((old) => document.querySelector('.letter')?.innerText !== old, one);
    await axe(page);
    await page.getByRole('textbox', { name: 'Subject' }).fill('A subject that is quite a lot longer than what phones show of it');
    await preview.getByText(/phones cut the subject, 64 characters/).waitFor();
    await preview.getByText('A subject that is quite a lot longer than what ph…').waitFor();
  });
});

for (const theme of ['light', 'dark']) {
  for (const width of [1440, PHONE.width]) {
    test(`an outline with every kind of step passes axe and fits (${theme}, ${width} px)`, { timeout: 60_000 }, async () => {
      await withPage({ theme, width, touch: width === PHONE.width }, async (page) => {
        await fromNothing(page);
        // a phone's rows have no room for who does it and how long
        const shown = KINDS.map(([letter, row]) => [letter, letter === 'd' && width < 600 ? /\bAd\b/ : row]);
        for (const [letter, row] of [...shown, ['b', /If/], ['r', /Repeat/]]) await add(page, letter, row);
        await axe(page);
        await fitsWidth(page);
        await page.goto(page.url().replace(/\/sequence.*/, '/messages'));
        await page.getByText('No messages yet').waitFor();
        await axe(page);
        await fitsWidth(page);
      });
    });
  }
}

test('a sequence of 40 touches stands in weeks, each wait in the row that it leads to, and the keys still walk over it', async () => {
  await withPage({}, async (page) => {
    await changed(page, fortySteps);
    const weeks = await page.getByRole('rowheader').allTextContents();
    assert.equal(weeks[0], 'Week 1 7 touches from day 1');
    assert.ok(weeks.length > 8, `${weeks.length} weeks`);
    const counted = weeks.map((words) => Number(words.match(/(\d+) touch/)[1])).reduce((a, b) => a + b);
    assert.equal(counted, 40, 'every touch is in a week');

    const wait = page.getByRole('row').filter({ has: page.getByRole('button', { name: 'Wait 1 business day, edit' }) }).first();
    const touch = page.getByRole('row', { name: /Invitation with a note/ }).first();
    assert.equal((await wait.boundingBox()).y, (await touch.boundingBox()).y);
    await page.getByRole('row', { name: /Intro: demo to order form/ }).first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('4 business days');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Wait 4 business days, edit' }).first().waitFor();
    await axe(page);
  });
});

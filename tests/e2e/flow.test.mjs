// The Flow of a sequence by keyboard, by mouse and on a phone; and the ways into a plan that begin with a file or a paste.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { flow } from './screens.mjs';

useApp();

const CADENCE = 'Day | Channel | Purpose | Text\n1 | Email | Open | Who types your orders?\n2 | LinkedIn | Be seen | Invitation with a note\n4 | Call | Ask | You run orders, right?';
const names = (page) => page.locator('.flowblock .node .t').allInnerTexts();
const focused = (page) => page.evaluate(() => document.activeElement?.innerText?.replace(/\s+/g, ' ').trim() ?? '');

/** Drops a file onto the page, as from a folder. */
async function drop(page, name, text) {
  const data = await page.evaluateHandle(([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    return data;
  }, [name, text]);
  await page.dispatchEvent('.homepage', 'drop', { dataTransfer: data });
}

test('people on every edge are those of the list of steps, and nothing lies over anything', async () => {
  await withPage({}, async (page) => {
    await flow(page);
    const first = await page.locator('.flowcount').first().innerText();
    await page.locator('.oltools').getByText('List', { exact: true }).click();
    const cell = await page.locator('.ol-row .reach').first().innerText();
    const digits = (text) => text.replace(/\s+/g, ' ').trim();
    assert.equal(digits(first), digits(cell));
  });
});

test('by keyboard alone: walk, add, move, delete and undo in the Flow', async () => {
  await withPage({}, async (page) => {
    await flow(page);
    await page.locator('.node').filter({ hasText: 'Intro: demo' }).focus();
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(page), /1 business day/);
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(page), /Invitation with a note/);
    // a new email after it, by its letter
    await page.keyboard.press('n');
    await page.getByRole('menu', { name: /^New step/ }).waitFor();
    await page.keyboard.press('e');
    await page.locator('.node .t').filter({ hasText: /Email/ }).waitFor();
    const before = await names(page);
    await page.keyboard.press('Alt+ArrowUp');
    await page.waitForFunction((before) => JSON.stringify([...document.querySelectorAll('.flowblock .node .t')].map((t) => t.innerText)) !== before, JSON.stringify(before));
    await page.keyboard.press('Delete');
    await page.waitForFunction((n) => document.querySelectorAll('.flowblock .node .t').length === n, before.length - 1);
    await page.keyboard.press('Control+z');
    await page.waitForFunction((n) => document.querySelectorAll('.flowblock .node .t').length === n, before.length);
  });
});

test('left and right go to the list beside', async () => {
  await withPage({}, async (page) => {
    await flow(page);
    await page.locator('.node').filter({ hasText: 'What we said' }).focus();
    await page.keyboard.press('ArrowRight');
    assert.match(await focused(page), /Two numbers|1 business day|^No/);
    await page.keyboard.press('ArrowLeft');
    assert.match(await focused(page), /What we said|^Yes/);
  });
});

test('a step is dragged to another place, and the plus puts one where it stands', async () => {
  await withPage({}, async (page) => {
    await flow(page);
    const box = async (name) => page.locator('.node').filter({ hasText: name }).boundingBox();
    const [from, to] = [await box('Invitation with a note'), await box('Intro: demo')];
    await page.mouse.move(from.x + 100, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(from.x + 100, from.y - 20, { steps: 4 });
    await page.mouse.move(to.x + 100, to.y + 8, { steps: 8 });
    await page.locator('.flowdrop').waitFor();
    await page.mouse.up();
    await page.waitForFunction(() => /Invitation/.test(document.querySelector('.flowblock .node .t').innerText));
    await page.locator('.flowplus').first().click();
    await page.getByRole('menu', { name: /^New step/ }).waitFor();
    await page.keyboard.press('t');
    await page.waitForFunction(() => /Task/.test(document.querySelector('.flowblock .node .t').innerText));
  });
});

test('on a phone one list of a branch is seen, the chosen one, and the page is as wide as the phone', async () => {
  await withPage({ ...PHONE, touch: true }, async (page) => {
    await flow(page);
    await page.locator('.node').filter({ hasText: 'What we said' }).waitFor();
    await page.getByLabel('Way that is shown').first().selectOption({ label: 'No' });
    await page.locator('.node').filter({ hasText: 'Two numbers' }).waitFor();
    assert.equal(await page.locator('.node').filter({ hasText: 'What we said' }).count(), 0);
    await fitsWidth(page);
    await axe(page);
  });
});

test('the Flow has no violation of accessibility', async () => {
  await withPage({}, async (page) => {
    await flow(page);
    await axe(page);
  });
});

test('a pasted cadence is read while it is typed, says what it guessed, and becomes a plan', async () => {
  await withPage({ path: '/' }, async (page) => {
    await page.getByRole('button', { name: /^Paste a cadence/ }).click();
    await page.locator('.pastebox').fill('Day | Channel\nsoon | Email');
    await page.getByText('Row 2: “soon” is no day').waitFor();
    await page.locator('.pastebox').fill(CADENCE);
    await page.getByText('3 touches on 3 channels over 4 days: email, LinkedIn, calls').waitFor();
    await page.getByText('Row 3: the first “LinkedIn” is an invitation').waitFor();
    await axe(page);
    await page.locator('.pastebox').press('Control+Enter');
    await page.getByRole('treegrid').waitFor();
    assert.match(await page.getByRole('treegrid').innerText(), /Open[\s\S]*Be seen[\s\S]*Ask/);
  });
});

test('any file dropped on Home finds its reader', async () => {
  await withPage({ path: '/' }, async (page) => {
    await page.getByRole('button', { name: /^From nothing/ }).waitFor();
    await drop(page, 'cadence.csv', 'Day,Channel,Purpose\n1,Email,Open\n3,Call,Ask\n');
    await page.getByText(/^2 touches on 2 channels/).waitFor();
    await drop(page, 'people.csv', 'First Name,Email\nAda,ada@example.com\n');
    // the file is looked at on the import page of a new plan
    await page.getByText('ada@example.com').filter({ visible: true }).first().waitFor();
  });
});

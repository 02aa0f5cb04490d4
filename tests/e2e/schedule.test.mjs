// The schedule as a person reads it: filtered, day by day, one contact walked through it, and taken along as a calendar file.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { openDemo } from './screens.mjs';

useApp();

const rows = (page) => page.locator('.schedtable tbody tr:not(.hour)');
const openSchedule = async (page) => {
  await openDemo(page);
  await page.locator('[role=treegrid]').waitFor();
  await page.goto(page.url().replace(/\/sequence.*/, '/schedule'));
  await rows(page).first().waitFor({ timeout: 30_000 });
};
const number = (text) => Number(text.replaceAll(',', '').match(/\d+/)[0]);

test('a filter holds for table, calendar and counts alike, says what it leaves, and can be cleared', async () => {
  await withPage({}, async (page) => {
    await openSchedule(page);
    const days = page.locator('.calpane');
    const before = await days.innerText();
    const all = number(await page.locator('.head .sub').innerText());
    await page.getByRole('combobox', { name: 'Channel' }).selectOption('Email');
    const line = page.locator('.filtered');
    await line.getByText('Email').waitFor();
    await page.waitForFunction((text) => document.querySelector('.calpane').innerText !== text, before);
    const left = number(await line.innerText());
    assert.ok(left > 0 && left < all, `${left} of ${all}`);
    const inCalendar = (await page.locator('.dayb b').allInnerTexts()).reduce((sum, text) => sum + number(text), 0);
    assert.equal(inCalendar, left, 'the days add up to what the filter leaves');
    assert.ok(await rows(page).count() > 0, 'a day that the filter empties gives way to one that it leaves');
    assert.equal(await rows(page).locator('.tile:not(.email)').count(), 0);

    await page.getByRole('button', { name: 'Moved only' }).click();
    await line.getByText('Email, moved').waitFor();
    await page.waitForFunction((most) => Number(document.querySelector('.filtered .num').innerText.match(/\d+/)[0]) < most, left);
    assert.equal(await rows(page).locator('.note:not(:has(.moved))').count(), 0);

    await page.getByPlaceholder('Find a contact, company or step').fill('nobody is called this');
    await page.getByText(/^Nobody on the list has this/).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await line.waitFor({ state: 'detached' });
    assert.equal(await page.getByPlaceholder('Find a contact, company or step').inputValue(), '');
    await page.waitForFunction((text) => document.querySelector('.calpane').innerText === text, before);
  });
});

test('a day reads hour by hour, and arrows walk the days', async () => {
  await withPage({}, async (page) => {
    await openSchedule(page);
    await page.locator('.dayb[aria-pressed=true]').focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const day = page.locator('.dayb[aria-pressed=true]');
    assert.equal(await day.evaluate((button) => button === document.activeElement), true);
    const count = number(await day.locator('b').innerText());
    await page.locator('.dayhead [role=status]').filter({ hasText: String(count) }).waitFor();
    const hours = await page.locator('.hour th').allInnerTexts();
    assert.ok(hours.length > 1, hours.join(' '));
    const clock = hours.map((text) => Number(text.split(':')[0]));
    assert.deepEqual(clock, [...clock].sort((a, b) => a - b));
    const before = await page.locator('.dayhead h2').innerText();
    await page.getByRole('button', { name: 'Next day' }).press('Enter');
    await page.waitForFunction((text) => document.querySelector('.dayhead h2').innerText !== text, before);
  });
});

test('one contact is walked through the sequence by keyboard: planned, in a future, and back', async () => {
  await withPage({}, async (page) => {
    await openSchedule(page);
    const link = page.getByRole('link', { name: /^Bram Lammers/ }).first();
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Bram Lammers' }).waitFor();
    await page.waitForFunction(() => document.activeElement.textContent === 'Bram Lammers');
    const walk = page.locator('.walk');
    await walk.getByText('Enters the sequence').waitFor();
    // days on which nothing happens say why
    assert.match(await walk.locator('.walkgap').first().innerText(), /Nothing: waits \d+ business days?, until /);
    // the text of a touch is filled for this contact
    const letter = walk.locator('details').first();
    await letter.locator('summary').focus();
    await page.keyboard.press('Enter');
    await letter.getByText('Hi Bram').waitFor();
    await page.keyboard.press('Enter');
    await letter.getByText('Hi Bram').waitFor({ state: 'hidden' });

    await page.getByRole('radio', { name: 'If nobody reacts' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText(/^Future 1 of 200, seed \d+/).waitFor();
    const planned = await walk.innerText();
    const next = page.getByRole('button', { name: 'Next future' });
    await next.focus();
    // some future among the first brings a reaction
    for (let future = 2; (await walk.innerText()) === planned && future < 40; future++) {
      await page.keyboard.press('Enter');
      await page.getByText(`Future ${future} of 200`).waitFor();
      await page.locator('.walkpane [aria-busy=true]').waitFor({ state: 'detached' });
    }
    assert.notEqual(await walk.innerText(), planned);
    const address = page.url();
    assert.match(address, /schedule\/contact\/\d+\/future\/\d+$/);
    const told = await walk.innerText();
    await page.reload();
    await walk.getByText('Enters the sequence').waitFor({ timeout: 30_000 });
    assert.equal(await walk.innerText(), told, 'the address leads back to the same future');

    await page.getByRole('searchbox', { name: 'Find another contact' }).fill('zöllner');
    await page.locator('.walkfound a').first().press('Enter');
    await page.getByRole('heading', { name: /Zöllner/ }).waitFor();
    await page.keyboard.press('Escape');
    await rows(page).first().waitFor();
  });
});

test('who is held back or not on the list is told why', async () => {
  await withPage({}, async (page) => {
    await openSchedule(page);
    await page.getByRole('button', { name: /^Held back/ }).click();
    await rows(page).first().locator('a').click();
    await page.getByText(/^Held back: /).waitFor();
    await page.goto(page.url().replace(/contact\/\d+/, 'contact/999999'));
    await page.getByText('This contact is not on the list any more.').waitFor();
    await page.getByRole('link', { name: 'All touches' }).last().click();
    await page.getByRole('heading', { name: 'Held back' }).first().waitFor();
  });
});

test('the work by hand goes into a calendar, one file for all or one an owner', async () => {
  await withPage({}, async (page) => {
    await openSchedule(page);
    const take = async (name) => {
      await page.getByRole('button', { name: 'Calendar and more' }).click();
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name }).click()]);
      return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')];
    };
    const [name, all] = await take('Calendar: work by hand');
    assert.match(name, /^cadenza-.*\.ics$/);
    assert.ok(all.startsWith('BEGIN:VCALENDAR\r\n') && all.endsWith('END:VCALENDAR\r\n'));
    for (const line of all.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75 && !line.includes('\n'), line);
    const text = all.replaceAll('\r\n ', '');
    const uids = [...text.matchAll(/^UID:(.*)$/gm)].map((match) => match[1].trim());
    assert.ok(uids.length > 100);
    assert.equal(new Set(uids).size, uids.length);
    assert.match(text, /SUMMARY:Call: First call – /);
    assert.doesNotMatch(text, /SUMMARY:Email: /);
    const owners = ['Mara Lindholt', 'Tomás Ibarrola', 'Priya Ramanath'];
    let sum = 0;
    for (const owner of owners) {
      const [, own] = await take(`Calendar of ${owner}`);
      sum += own.match(/BEGIN:VEVENT/g).length;
      assert.ok(own.includes(`Owner: ${owner}`) || own.replaceAll('\r\n ', '').includes(`Owner: ${owner}`));
    }
    assert.equal(sum, uids.length, 'the owners\' files add up to the whole');
  });
});

for (const theme of ['light', 'dark']) {
  for (const width of [1440, PHONE.width]) {
    test(`walk and filter are without axe violations and sideways scroll (${theme}, ${width} px)`, async () => {
      await withPage({ theme, width, touch: width === PHONE.width }, async (page) => {
        await openSchedule(page);
        await page.getByRole('button', { name: 'Moved only' }).click();
        await page.locator('.filtered').waitFor();
        await axe(page);
        await fitsWidth(page);
        await rows(page).first().locator('a').click();
        await page.getByText('Enters the sequence').waitFor();
        await page.locator('.walk summary').first().click();
        await axe(page);
        await fitsWidth(page);
      });
    });
  }
}

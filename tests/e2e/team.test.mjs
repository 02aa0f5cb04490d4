// What a plan is made with: an edit of the team, a calendar or an assumption answers at once; a list is bound and deleted with what that means.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { openDemo } from './screens.mjs';

useApp();

const goTo = (page, part) => page.goto(page.url().replace(/(#\/plan\/[^/]+)\/.*/, `$1/${part}`));
const lead = (page) => page.locator('.teamlead .lead b').nth(1);
/** The demo plan at one of the three pages, when its forecast is there. */
const openAt = async (page, part) => {
  await openDemo(page);
  await page.locator('[role=treegrid]').waitFor();
  await goTo(page, part);
  await lead(page).waitFor({ timeout: 60_000 });
};
const changes = (locator, before) => locator.page().waitForFunction(
  ([was]) => document.querySelectorAll('.teamlead .lead b')[1]?.textContent !== was, [before], { timeout: 60_000 });

test('a smaller cap of a mailbox moves the last touch, and undo brings it back', async () => {
  await withPage({}, async (page) => {
    await openAt(page, 'team');
    const before = await lead(page).innerText();
    const sender = page.getByRole('group', { name: 'mara@orderdesk.example' });
    await sender.getByRole('textbox', { name: 'At most a day' }).fill('2');
    await page.keyboard.press('Enter');
    await sender.getByText(/^Is full on/).waitFor({ timeout: 60_000 });
    await changes(lead(page), before);
    await page.getByRole('button', { name: 'Undo: Change mara@orderdesk.example' }).click();
    await page.waitForFunction(([was]) => document.querySelectorAll('.teamlead .lead b')[1]?.textContent === was, [before], { timeout: 60_000 });
    assert.equal(await sender.getByRole('textbox', { name: 'At most a day' }).inputValue(), '40');
    // what it cannot take is said at the field
    await sender.getByRole('textbox', { name: 'At most a day' }).fill('many');
    await page.keyboard.press('Enter');
    await sender.getByRole('alert').getByText('A whole number from 1; empty for no limit').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await sender.getByRole('textbox', { name: 'At most a day' }).inputValue(), '40');
  });
});

test('an owner of the list that the plan does not know is added with one press', async () => {
  await withPage({}, async (page) => {
    await openAt(page, 'team');
    await page.getByRole('button', { name: 'Delete Mara Lindholt' }).click();
    const unknown = page.getByText('1 owner of the list is not in this plan.', { exact: false });
    await unknown.waitFor();
    await axe(page, 'main');
    await page.getByRole('button', { name: 'Add as owner: Mara Lindholt' }).click();
    await unknown.waitFor({ state: 'detached' });
    const mara = page.getByRole('group', { name: 'Mara Lindholt' });
    await mara.getByText('141').waitFor();
    // by the zone's city, by key alone
    await mara.getByRole('combobox', { name: 'Time zone' }).fill('lisbon');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => [...document.querySelectorAll('.owner input')].some((input) => input.value === 'Europe/Lisbon'));
    await page.getByRole('textbox', { name: 'Add an owner' }).fill('mara  lindholt');
    await page.keyboard.press('Enter');
    await page.getByText('There already is an owner “mara lindholt”', { exact: false }).or(page.getByText('There already is an owner “mara  lindholt”')).waitFor();
  });
});

/** The demo's calendar of its sequence; another one is that of the people. */
const sales = (page) => page.getByRole('group', { name: 'Sales calendar' });

test("a country's holidays move the schedule off their days; a calendar in use says by what", async () => {
  // from here the demo's thirteen business days reach over Epiphany, a holiday in Austria
  const prepare = (page) => page.clock.setFixedTime(new Date('2026-12-14T09:00:00'));
  await withPage({ prepare }, async (page) => {
    await openAt(page, 'calendars');
    await goTo(page, 'schedule');
    const epiphany = page.getByRole('button', { name: /Wed 6 Jan/ });
    await epiphany.first().waitFor({ timeout: 60_000 });
    await goTo(page, 'calendars');
    await sales(page).getByLabel('Add a country').selectOption({ label: 'Austria' });
    await sales(page).getByText(/^2027: 1[0-9] days/).click();
    await page.getByText('Epiphany').filter({ visible: true }).first().waitFor();
    await page.getByRole('button', { name: 'Delete Sales calendar' }).click();
    await sales(page).getByText(/^It is used by Cold outbound/).waitFor();
    await goTo(page, 'schedule');
    await page.getByRole('button', { name: /Thu 7 Jan/ }).first().waitFor({ timeout: 60_000 });
    assert.equal(await epiphany.count(), 0, 'nothing goes out on Epiphany');
  });
});

test('days off come from a file, and what is none is said with its line', async () => {
  await withPage({}, async (page) => {
    await openAt(page, 'calendars');
    const ics = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20270510', 'SUMMARY:Offsite', 'END:VEVENT', 'BEGIN:VEVENT', 'DTSTART:20270511T090000Z', 'SUMMARY:Stand-up', 'END:VEVENT', 'END:VCALENDAR'];
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), sales(page).getByRole('button', { name: 'From an .ics file' }).click()]);
    await chooser.setFiles({ name: 'days.ics', mimeType: 'text/calendar', buffer: Buffer.from(ics.join('\r\n')) });
    await page.getByText('1 day from days.ics.').waitFor();
    await page.getByText('Line 7: “Stand-up” has a clock time and is no whole day').waitFor();
    await page.getByRole('button', { name: 'Remove Mon 10 May 2027' }).click();
    await page.getByText('Mon 10 May 2027').waitFor({ state: 'detached' });
    // by hand
    await sales(page).getByLabel('Date').fill('2027-05-12');
    await sales(page).getByPlaceholder('Office closed').fill('Move');
    await page.keyboard.press('Enter');
    await page.getByText('Wed 12 May 2027').waitFor();
    // several spans a day
    await sales(page).getByRole('textbox', { name: 'Sat' }).fill('10-12, 13-14:30');
    await page.keyboard.press('Enter');
    assert.equal(await sales(page).getByRole('textbox', { name: 'Sat' }).inputValue(), '10:00–12:00, 13:00–14:30');
  });
});

test("a number of one's own is said to be, and the old one stays in reach", async () => {
  await withPage({}, async (page) => {
    await openAt(page, 'assumptions');
    const email = page.getByRole('region', { name: 'Email' });
    const row = email.getByRole('row', { name: /^Reply is positive/ });
    const before = await page.locator('.teamlead .lead b').nth(0).innerText();
    await row.getByRole('textbox').fill('70'); // with the negative ones 100 would be more than all
    await page.keyboard.press('Enter');
    await row.getByText('Your number').waitFor();
    await page.waitForFunction(([was]) => document.querySelectorAll('.teamlead .lead b')[0]?.textContent !== was, [before], { timeout: 60_000 });
    await row.getByRole('button', { name: 'Back to 30 %' }).click();
    await row.getByText('Secondary source').waitFor();
    assert.equal(await row.getByRole('textbox').inputValue(), '30');
    const spread = page.getByRole('row', { name: /^The rates may be wrong/ });
    await spread.getByRole('textbox').fill('0.5');
    await page.keyboard.press('Enter');
    await spread.getByText('A number from 1 to 20').waitFor();
  });
});

test('a list is deleted with what that means; the plan then asks which to take', async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    await page.locator('[role=treegrid]').waitFor();
    await goTo(page, 'contacts');
    await page.locator('.peopletable tbody tr').first().waitFor({ timeout: 60_000 });
    const plan = new URL(page.url()).hash;
    const go = (hash) => page.evaluate((to) => { location.hash = to; }, hash);
    await go('#/');
    await page.getByRole('button', { name: 'Lists' }).click();
    const dialog = page.getByRole('dialog', { name: 'Lists in this browser' });
    await dialog.getByText(/^500 contacts/).first().waitFor();
    await dialog.getByText('Used by Cold outbound, demo').waitFor();
    await axe(page);
    await dialog.getByRole('button', { name: 'Delete Demo list' }).click();
    await dialog.getByText('500 contacts are deleted from this browser for good, and Cadenza has no other copy of it. “Cold outbound, demo” stays as it is and asks for a list.').waitFor();
    await dialog.getByRole('button', { name: 'Delete the list' }).click();
    await dialog.getByText('There is no list in this browser.').waitFor();
    await page.keyboard.press('Escape');
    await go(plan);
    await page.getByText('The list of this plan is not in this browser').waitFor();
    await page.getByRole('button', { name: 'Use the demo list' }).click();
    await page.locator('.peopletable tbody tr').first().waitFor({ timeout: 60_000 });
  });
});

for (const theme of ['light', 'dark']) {
  for (const width of [1440, PHONE.width]) {
    test(`team, calendars and assumptions are without axe violations and sideways scroll (${theme}, ${width} px)`, async () => {
      await withPage({ theme, width, touch: width === PHONE.width }, async (page) => {
        await openAt(page, 'team');
        for (const part of ['team', 'calendars', 'assumptions']) {
          await goTo(page, part);
          await page.locator('.teamrow, .calcard, .assumed').first().waitFor();
          await axe(page, 'main');
          await fitsWidth(page);
        }
      });
    });
  }
}

test('a page can be left by the browser while a field of it has the focus: nothing breaks, on any page', { timeout: 60_000 }, async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    await page.locator('[role=treegrid]').waitFor();
    const to = async (part) => {
      await page.evaluate((next) => { location.hash = location.hash.replace(/(plan-[0-9a-f]+).*/, `$1/${next}`); }, part);
      await page.waitForFunction((next) => location.hash.endsWith(next), part);
    };
    for (const part of ['messages', 'segments', 'team', 'calendars', 'assumptions', 'contacts', 'schedule', 'forecast']) {
      for (const at of [0, -1]) {
        await to(part);
        if (part === 'segments') await page.locator('.segname').first().click();
        await page.locator('main :is(input:is([type=text], [type=search], [type=date]), textarea)').filter({ visible: true }).nth(at).focus();
        await page.goBack();
        await page.locator('.rail').waitFor();
      }
    }
    await page.getByRole('link', { name: /^Segments/ }).first().click();
    await page.locator('.segname').first().click();
    await page.getByText('Text', { exact: true }).first().click();
    await page.getByRole('textbox', { name: 'Rule' }).focus();
    await page.goBack();
    await to('team');
    await page.locator('.teamlead b').first().waitFor();
  });
});

// Working with a list: duplicates, consent, segments beside each other, personas and fit, pilot, events; by hand and by key.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { atAddress } from './screens.mjs';

useApp();

const part = (page, name) => page.getByRole('radio', { name, exact: true }).check({ force: true });
const toast = (page, words) => page.getByText(words).filter({ visible: true }).first().waitFor();

test('what was merged stands side by side, another rule is one press, and so is the way back', async () => {
  await withPage({}, async (page) => {
    await atAddress('contacts', '.peopletable tbody tr')(page);
    await part(page, 'Duplicates');
    await page.locator('.dbltable').first().waitFor();
    assert.equal(await page.locator('.dblcard').count(), 9);
    assert.ok(await page.locator('.keptcell').count() >= 9);
    await axe(page, 'main');
    await part(page, 'First');
    await toast(page, /Merged rows kept by the rule “first”/);
    await page.getByRole('button', { name: 'Undo', exact: true }).filter({ visible: true }).last().click();
    await page.waitForFunction(() => document.querySelector('input[value="newest"]')?.checked);
    await page.getByRole('button', { name: /^Different people: / }).first().click();
    await page.getByText('different people', { exact: true }).first().waitFor();
  });
});

test('all that is known of one contact opens from the row, with consent per channel', async () => {
  await withPage({}, async (page) => {
    await atAddress('contacts', '.peopletable tbody tr')(page);
    await page.getByRole('combobox', { name: 'Consent', exact: true }).selectOption({ label: 'Must not be contacted' });
    await page.getByText('17 contacts', { exact: true }).filter({ visible: true }).first().waitFor();
    const known = page.getByRole('button', { name: /^All that is known of/ }).first();
    await known.focus();
    await page.keyboard.press('Enter');
    await page.locator('.consentlines li').first().waitFor();
    assert.equal(await page.locator('.consentlines li').count(), 5);
    await axe(page, 'dialog[open]');
  });
});

test('segments stand beside each other, and each number opens its rows', async () => {
  await withPage({}, async (page) => {
    await atAddress('segments', '.segrow')(page);
    for (const name of ['Duplicate', 'Duplicate']) {
      await page.getByRole('button', { name: /^More for/ }).first().click();
      await page.getByRole('menuitem', { name }).click();
      await page.getByRole('link', { name: 'Segments', exact: false }).filter({ visible: true }).first().click();
      await page.locator('.segrow').first().waitFor();
    }
    await page.locator('.setcol').first().waitFor();
    await axe(page, 'main');
    await page.locator('.prioritytable tbody tr').nth(2).waitFor();
    await page.locator('.prioritytable .figopen').first().click();
    await page.locator('.peopletable tbody tr').first().waitFor();
    assert.match(await page.locator('.lookedat').innerText(), /^In /);
  });
});

test('a persona and a fit score are made, asked for in a rule, and undone', async () => {
  await withPage({}, async (page) => {
    await atAddress('segments', '.segrow')(page);
    await page.getByRole('button', { name: 'New persona' }).click();
    await page.getByLabel('Rule of Finance').fill('title contains RevOps');
    await page.keyboard.press('Enter');
    await page.locator('.namedrule .figopen').first().waitFor();
    await page.getByRole('button', { name: 'New fit score' }).click();
    await page.getByLabel('Condition 1', { exact: true }).fill('persona is Finance');
    await page.keyboard.press('Enter');
    const slider = page.getByRole('slider', { name: 'Fit at least' });
    await slider.focus();
    await page.keyboard.press('End');
    assert.match(await slider.getAttribute('aria-valuetext'), /^100: \d+ contacts?$/);
    await axe(page, 'main');
    await page.getByLabel('Weight of condition 1').fill('200');
    await page.keyboard.press('Enter');
    await page.getByText('A whole number between -100 and 100').waitFor();
  });
});

test('a pilot is drawn, compared with the rest and taken out as a file', async () => {
  await withPage({}, async (page) => {
    await atAddress('segments', '.segrow')(page);
    await page.locator('.segname').first().click();
    await page.getByRole('button', { name: 'Pilot and rest' }).click();
    await page.locator('.alikes li').first().waitFor();
    await page.getByLabel('People in the pilot').fill('7');
    await page.getByText(/^The pilot of [1-7] differs/).waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Pilot as CSV' }).click()]);
    assert.ok((await readFile(await file.path(), 'utf8')).trim().split('\r\n').length <= 8);
    await axe(page, 'dialog[open]');
    await page.getByRole('button', { name: 'Make both segments' }).click();
    await page.getByText('Two segments: the pilot and the rest').waitFor();
  });
});

test('a file of events is attached with its report, counted, and taken away again', async () => {
  await withPage({}, async (page) => {
    await atAddress('contacts', '.peopletable tbody tr')(page);
    await part(page, 'Overview');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Attach events' }).click()]);
    const csv = 'Email,Event,Time\nemre.loewenstein@morvanne-analytics.example,opened,2026-11-20\nnobody@nowhere.example,opened,2026-11-20\nemre.loewenstein@morvanne-analytics.example,wibbled,2026-11-20\n';
    await chooser.setFiles({ name: 'events.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByText(/1 event, .* to/).waitFor();
    await page.getByText('1 row does not read').click();
    await page.getByText(/column Event: “wibbled” is no event that is known/).waitFor();
    await axe(page, 'main');
    await page.getByRole('button', { name: 'Take events away' }).click();
    await page.getByRole('button', { name: 'Attach events' }).waitFor();
  });
});

test('single contacts are chosen by key, what is set is theirs alone, and one press takes it back', async () => {
  await withPage({}, async (page) => {
    await atAddress('contacts', '.peopletable tbody tr')(page);
    const chip = (words) => page.getByRole('button', { name: `Choose nobody: ${words}` });
    await page.locator('[data-pick="1"]').focus();
    await page.keyboard.press('Space');
    await chip('1 chosen').waitFor();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await chip('3 chosen').waitFor();
    assert.equal(await page.locator(':focus').getAttribute('data-pick'), '3');
    // whoever is chosen stays chosen while others are looked for
    await page.getByRole('searchbox', { name: 'Find a contact' }).fill('emre');
    await page.waitForFunction(() => document.querySelectorAll('.peopletable tbody tr').length < 5);
    await chip('3 chosen').waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV', exact: true }).click()]);
    assert.equal((await readFile(await file.path(), 'utf8')).trim().split('\r\n').length, 4);
    await page.getByRole('searchbox', { name: 'Find a contact' }).fill('');
    await page.locator('[data-pick="40"]').waitFor({ state: 'attached' });
    // Shift reaches from the row that was pressed last, over rows that are not in the page
    await page.locator('[data-pick="0"]').click();
    await page.getByRole('region', { name: 'Table of contacts' }).evaluate((area) => { area.scrollTop = area.scrollHeight; });
    await page.locator('[data-pick="499"]').waitFor();
    await page.locator('[data-pick="499"]').click({ modifiers: ['Shift'] });
    await chip('500 chosen').waitFor();
    await page.locator('[data-pick="499"]').focus();
    await page.keyboard.press('Escape');
    await chip('500 chosen').waitFor({ state: 'detached' });
    const all = page.getByRole('checkbox', { name: 'Choose all that are shown: 500 contacts' });
    await all.click();
    await chip('500 chosen').waitFor();
    assert.ok(await all.isChecked());
    await page.getByRole('region', { name: 'Table of contacts' }).evaluate((area) => { area.scrollTop = 0; });
    await page.locator('[data-pick="1"]').waitFor();
    await axe(page, 'main');
    await all.click();
    await chip('500 chosen').waitFor({ state: 'detached' });
    await page.locator('[data-pick="1"]').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await chip('3 chosen').waitFor();
    await page.getByRole('button', { name: 'Set consent' }).click();
    await page.getByLabel('Why').fill('Met at the fair');
    await axe(page, 'dialog[open]');
    await page.getByRole('button', { name: 'Set it for 3 contacts' }).click();
    await toast(page, /3 contacts: Met at the fair/);
    await page.getByRole('button', { name: 'Undo', exact: true }).filter({ visible: true }).last().click();
    await page.getByText('3 contacts: Met at the fair').waitFor({ state: 'detached' });
  });
});

test('another list is named in a rule by its name alone, and where it is locked the rule leads to what can be done', async () => {
  await withPage({}, async (page) => {
    await atAddress('contacts', '.peopletable tbody tr')(page);
    await part(page, 'Overview');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    const tomorrow = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('Last day; empty for no end').fill(tomorrow(1));
    await page.getByLabel('Why').fill('The trial ends');
    await page.getByRole('button', { name: 'Keep it until then' }).click();
    await page.getByText(/, then locked/).waitFor();
    await page.goto(page.url().replace(/contacts$/, 'import'));
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose a file' }).click()]);
    await chooser.setFiles({ name: 'six.csv', mimeType: 'text/csv', buffer: Buffer.from('First Name,Email\nAnn,ann@one.example\nBen,ben@two.example\n') });
    await page.getByRole('button', { name: 'Import the list' }).click();
    await page.getByText(/came in, of/).waitFor();
    await page.goto(page.url().replace(/import$/, 'segments'));
    await page.locator('.segname').first().click();
    await page.locator('.cond').first().waitFor();
    await part(page, 'Text');
    const text = page.getByRole('textbox', { name: 'Rule' });
    await text.fill('not on list Demo lst');
    await page.getByText('There is no list “Demo lst”').waitFor();
    await page.getByRole('button', { name: 'Write "Demo list"' }).click();
    await page.getByText('of 2 contacts, 2 companies').waitFor();
    await part(page, 'Builder');
    assert.equal(await page.getByRole('combobox', { name: 'List', exact: true }).inputValue(), 'Demo list');
    // the last day of the other list passes
    await page.clock.setFixedTime(Date.now() + 5 * 86_400_000);
    await page.reload();
    await page.getByText(/the list “Demo list” was to be kept until .* and is locked/).first().waitFor();
    await page.getByRole('complementary', { name: 'Who matches' }).getByRole('button', { name: 'Lists' }).click();
    const locked = page.getByRole('listitem').filter({ hasText: 'Locked: to be kept until' });
    await locked.waitFor();
    await axe(page, 'dialog[open]');
    await locked.getByLabel('Last day; empty for no end').fill(tomorrow(90));
    await locked.getByLabel('Why').fill('The trial was prolonged');
    await locked.getByRole('button', { name: 'Keep it until then' }).click();
    await locked.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByText('of 2 contacts, 2 companies').waitFor();
  });
});

test('on a phone nothing sticks out', async () => {
  await withPage({ ...PHONE, touch: true }, async (page) => {
    await atAddress('contacts', '.peopletable tbody tr')(page);
    for (const name of ['Duplicates', 'Overview']) {
      await part(page, name);
      await page.locator('.dbltable').first().waitFor();
      await fitsWidth(page);
    }
    await page.goto(page.url().replace(/contacts$/, 'segments'));
    await page.locator('.prioritytable').waitFor();
    await fitsWidth(page);
  });
});

// What is kept beside a plan: undo after a reload, and versions.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { stored } from './kept.mjs';

useApp();

const line = (page, words) => page.getByText(words).filter({ visible: true }).first();
const saved = (page) => line(page, /^Saved/).waitFor();
const start = async (page) => {
  await page.getByRole('button', { name: /^B2B cold outbound/ }).click();
  await page.getByRole('treegrid').waitFor();
  await saved(page);
  await page.waitForLoadState('networkidle'); // a reload would cut the worker's files off, and the harness minds
};
const rename = async (page, name) => {
  await page.getByRole('button', { name: 'Entry', exact: true }).click();
  await page.getByLabel('Name of the sequence').fill(name);
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await isNamed(page, name);
};
const isNamed = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const undo = (page) => page.getByRole('button', { name: /^Undo/ }).filter({ visible: true }).first();
const redo = (page) => page.getByRole('button', { name: /^Redo/ }).filter({ visible: true }).first();
const again = async (page) => {
  await page.reload();
  await page.getByRole('treegrid').waitFor();
};
const outline = (page) => page.getByRole('treegrid').innerText();

/** Waits for an undo log of so many steps; not for one that holds the text `other`. */
const logKept = (page, steps, other = '\0') => page.waitForFunction(([n, other]) => new Promise((resolve) => {
  const opening = indexedDB.open('cadenza-kept');
  opening.onsuccess = () => {
    const asked = opening.result.transaction('texts').objectStore('texts').getAll(IDBKeyRange.bound('log.', 'log.\uffff'));
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result.some((log) => !log.includes(other) && log.split('\n-').length - 1 === n)); };
  };
}), [steps, other]);

test('after a reload undo takes back what was done before it, step by step, and redo does it again', async () => {
  await withPage({}, async (page) => {
    await start(page);
    const name = await page.getByRole('heading', { level: 1 }).innerText();
    const before = await outline(page);
    await rename(page, 'First name');
    await rename(page, 'Second name');
    await page.getByRole('row', { name: /Invitation with a note/ }).first().focus();
    await page.keyboard.press('Control+d');
    await page.waitForFunction((text) => document.querySelector('[role=treegrid]').innerText.length > text.length, before);
    await saved(page);
    await logKept(page, 3);
    await again(page);
    await page.getByRole('button', { name: /^Undo: Duplicate/ }).filter({ visible: true }).first().click();
    await page.waitForFunction((text) => document.querySelector('[role=treegrid]').innerText === text, before);
    await undo(page).click();
    await isNamed(page, 'First name');
    // what was taken back can be done again after another reload
    await saved(page);
    await logKept(page, 1);
    await again(page);
    await isNamed(page, 'First name');
    await redo(page).click();
    await isNamed(page, 'Second name');
    await undo(page).click();
    await undo(page).click();
    await isNamed(page, name);
    assert.equal(await undo(page).isDisabled(), true, 'that was the first step');
  });
});

test('where the page goes before the undo log is written, one step bridges what is missing', async () => {
  await withPage({}, async (page) => {
    await start(page);
    const name = await page.getByRole('heading', { level: 1 }).innerText();
    await rename(page, 'With a log');
    await saved(page);
    await logKept(page, 1);
    // As if the page went at that moment: nothing more reaches the database.
    await page.evaluate(() => { IDBObjectStore.prototype.put = function () { return this.get('nothing'); }; });
    await rename(page, 'Without a log');
    await page.reload();
    await isNamed(page, 'Without a log');
    await page.getByRole('button', { name: 'Undo: Last edits' }).filter({ visible: true }).first().click();
    await isNamed(page, 'With a log');
    await undo(page).click();
    await isNamed(page, name);
  });
});

test('an undo log that does not end at the plan is dropped, and the plan is not', async () => {
  await withPage({}, async (page) => {
    await start(page);
    await rename(page, 'Kept');
    await saved(page);
    await logKept(page, 1);
    await page.evaluate(() => new Promise((resolve) => {
      const opening = indexedDB.open('cadenza-kept');
      opening.onsuccess = () => {
        const work = opening.result.transaction('texts', 'readwrite');
        const store = work.objectStore('texts');
        store.openCursor().onsuccess = ({ target }) => {
          if (!target.result) return;
          target.result.update(target.result.value.replace(/ \d+\n/, ' 999\n'));
          target.result.continue();
        };
        work.oncomplete = () => { opening.result.close(); resolve(); };
      };
    }));
    await again(page);
    await isNamed(page, 'Kept');
    await rename(page, 'Goes on');
    await saved(page);
    // a log is written only after the one before it was read: this one does not go on from it
    await logKept(page, 1, ' 999\n');
    await undo(page).click();
    await isNamed(page, 'Kept');
    assert.equal(await undo(page).isDisabled(), true);
  });
});

const openVersions = async (page) => {
  await page.getByTitle(/^Plan: /).filter({ visible: true }).first().click();
  await page.getByRole('menuitem', { name: 'Versions' }).click();
  return page.getByRole('dialog', { name: 'Versions' });
};

test('a version is kept, brought back as one step that can be undone, taken out as a file and deleted', async () => {
  await withPage({}, async (page) => {
    await start(page);
    const name = await page.getByRole('heading', { level: 1 }).innerText();
    const before = await outline(page);
    let dialog = await openVersions(page);
    await dialog.getByText('No versions yet.').waitFor();
    await dialog.getByLabel('Name').fill('Before the launch');
    await dialog.getByRole('button', { name: 'Keep a version' }).click();
    await dialog.getByRole('listitem').filter({ hasText: 'Before the launch' }).getByText(/^Today, .* \d+ steps$/).waitFor();
    await axe(page, 'dialog[open]');
    await page.keyboard.press('Escape');

    await rename(page, 'Changed');
    await page.getByRole('row', { name: /Invitation with a note/ }).first().focus();
    await page.keyboard.press('Delete');
    await page.waitForFunction((text) => document.querySelector('[role=treegrid]').innerText !== text, before);
    await saved(page);
    const changed = await outline(page);

    // after a reload it is there
    await again(page);
    dialog = await openVersions(page);
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await isNamed(page, name);
    assert.equal(await outline(page), before);
    await page.getByRole('button', { name: 'Undo: Restore Before the launch' }).filter({ visible: true }).first().click();
    await isNamed(page, 'Changed');
    assert.equal(await outline(page), changed);

    dialog = await openVersions(page);
    // what restoring replaced was kept by itself
    await dialog.getByText('Before restoring Before the launch').waitFor();
    await dialog.getByText(/kept by itself/).waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save Before the launch as a file' }).click()]);
    assert.match(file.suggestedFilename(), /Before the launch\.cadenza\.json$/);
    const plan = JSON.parse(await readFile(await file.path(), 'utf8'));
    assert.equal(plan.format, 'cadenza-plan');
    assert.equal(Object.values(plan.sequences)[0].name, name);

    await dialog.getByRole('button', { name: 'Delete Before the launch', exact: true }).click();
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.getByRole('button', { name: 'Delete Before the launch', exact: true }).click();
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await dialog.getByText('Before the launch', { exact: true }).waitFor({ state: 'detached' });
    const keys = Object.keys(await stored(page)).filter((key) => /^(head|body)\./.test(key));
    assert.equal(keys.length, 2, keys.join(' '));
  });
});

test('versions fit on a phone and are reached from More', async () => {
  await withPage({ width: PHONE.width, theme: 'dark' }, async (page) => {
    await start(page);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    const dialog = await openVersions(page);
    await dialog.getByRole('button', { name: 'Keep a version' }).click();
    await dialog.getByText(/^Version of Today/).waitFor();
    await axe(page, 'dialog[open]');
    await fitsWidth(page);
  });
});

for (const [how, refuse] of [
  ['cannot be opened', () => { IDBFactory.prototype.open = () => { throw new DOMException('no storage here', 'InvalidStateError'); }; }],
  ['never answers', () => { IDBFactory.prototype.open = () => new EventTarget(); }],
]) {
  test(`where the database ${how}, the plan is saved all the same and a version says that it is not kept`, async () => {
    await withPage({ prepare: (page) => page.addInitScript(refuse) }, async (page) => {
      await start(page);
      await rename(page, 'Saved without a database');
      await saved(page);
      const dialog = await openVersions(page);
      await dialog.getByRole('button', { name: 'Keep a version' }).click();
      await dialog.getByRole('alert').filter({ hasText: /blocked/ }).waitFor({ timeout: 30_000 });
      await page.keyboard.press('Escape');
      await page.reload();
      await isNamed(page, 'Saved without a database');
    });
  });
}

test('the versions of a deleted plan are there when it is brought back, and go for good after a while', async () => {
  await withPage({}, async (page) => {
    await start(page);
    const dialog = await openVersions(page);
    await dialog.getByLabel('Name').fill('Mine');
    await dialog.getByRole('button', { name: 'Keep a version' }).click();
    await dialog.getByText('Mine', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    const url = page.url();
    const remove = async () => {
      await page.getByTitle(/^Plan: /).filter({ visible: true }).first().click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await page.getByRole('status').getByText(/^Deleted/).waitFor();
    };
    await remove();
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await page.goto(url);
    await page.getByRole('treegrid').waitFor();
    await (await openVersions(page)).getByText('Mine', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForLoadState('networkidle');
    await page.reload(); // a plan that is there again is no longer noted as deleted
    await page.getByRole('treegrid').waitFor();
    await (await openVersions(page)).getByText('Mine', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await remove();
    await page.waitForLoadState('networkidle');
    await page.clock.install({ time: Date.now() + 10 * 60_000 });
    await page.reload();
    await page.getByRole('button', { name: /^Open a file/ }).waitFor();
    await page.waitForFunction(() => new Promise((resolve) => {
      const opening = indexedDB.open('cadenza-kept');
      opening.onsuccess = () => {
        const asked = opening.result.transaction('texts').objectStore('texts').getAllKeys();
        asked.onsuccess = () => { opening.result.close(); resolve(asked.result.every((key) => key.startsWith('gone.'))); };
      };
    }));
  });
});

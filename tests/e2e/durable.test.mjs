// "Saved" means saved: what was called saved is there after the whole browser was killed; what is not saved is not dropped without a
// question; what is deleted is gone; what is damaged is said.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { chromiumPath } from './chromium.mjs';
import { FLAGS, axe, origin, useApp, withPage, PHONE, WIDE } from './harness.mjs';
import { drop, fills, local, stored } from './kept.mjs';
import { keepsNothing, readingThrows } from './save-states.mjs';
import { longestTask } from './tasks.mjs';

useApp();

const line = (page, words) => page.getByText(words).filter({ visible: true }).first();
const saved = (page) => line(page, /^Saved(,| in this browser,) \d/).waitFor(); // the longer words on a narrow page
/** Waits until the save that holds this text is called saved. */
const savedWith = async (page, text) => {
  // once it is in localStorage the page no longer says "Saved" of the save before
  await page.waitForFunction((words) => Object.keys(localStorage).some((key) => key.startsWith('cadenza.plan.') && localStorage.getItem(key).includes(words)), text);
  await saved(page);
};
const isNamed = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const rename = async (page, name) => {
  await page.getByRole('button', { name: 'Entry', exact: true }).click();
  await page.getByLabel('Name of the sequence').fill(name);
  await page.getByRole('button', { name: 'Done', exact: true }).click();
};
const start = async (page) => {
  await page.getByRole('button', { name: /^B2B cold outbound/ }).click();
  await page.getByRole('treegrid').waitFor();
  await saved(page);
  await page.waitForLoadState('networkidle'); // a reload would cut the worker's files off, and the harness minds
};
const home = (page) => page.getByRole('button', { name: /^Open a file/ }).waitFor();
const brand = (page) => page.getByRole('link', { name: 'Cadenza' }).filter({ visible: true }).first();

// ---- the browser is killed ----------------------------------------------------------------------------------------------------

/** A Chromium of its own over a profile that stays; `kill` ends all of it at once, as a power cut does. */
async function launch(profile) {
  const child = spawn(chromiumPath(), [...FLAGS, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  const kill = async () => {
    process.kill(-child.pid, 'SIGKILL');
    await exited;
  };
  let said = '';
  const address = await new Promise((resolve, reject) => {
    child.stderr.on('data', (part) => {
      said += part;
      const found = said.match(/DevTools listening on (\S+)/);
      if (found) resolve(found[1]);
    });
    exited.then(() => reject(new Error(`Chromium did not start: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(address);
  const context = browser.contexts()[0];
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.setViewportSize(WIDE);
  await page.goto(origin());
  return { page, kill };
}

/** A plan of some 400 KB: the template with many long messages. */
function large(text) {
  const plan = JSON.parse(text);
  const [message] = Object.values(plan.messages);
  for (let n = 0; n < 95; n += 1) {
    plan.messages[`message-${plan.next_number}`] = { ...message, name: `Long ${n}`, body: `${'We saw that your order forms are typed by hand. '.repeat(85)}${n}` };
    plan.next_number += 1;
  }
  plan.settings.name = 'The large one';
  return JSON.stringify(plan);
}

test('what was called saved is there after the whole browser was killed, ten times, a small plan and one of 400 KB', { timeout: 240_000 }, async (t) => {
  const profile = mkdtempSync(join(tmpdir(), 'cadenza-profile-'));
  let browser = await launch(profile);
  t.after(async () => {
    await browser?.kill().catch(() => {});
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  const { page } = browser;
  await start(page);
  const small = new URL(page.url()).hash;
  const key = Object.keys(await local(page)).find((name) => name.startsWith('cadenza.plan.'));
  const text = (await local(page))[key].split('\n')[1];
  await brand(page).click();
  await home(page);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: /^Open a file/ }).click()]);
  await chooser.setFiles({ name: 'large.cadenza.json', mimeType: 'application/json', buffer: Buffer.from(large(text)) });
  await page.getByRole('treegrid').waitFor();
  await saved(page);
  const plans = [{ hash: small, name: null }, { hash: new URL(page.url()).hash, name: null }];
  const sizes = Object.entries(await stored(page)).filter(([name]) => name.startsWith('text.')).map(([, body]) => body.length);
  assert.ok(Math.max(...sizes) > 380_000, `${sizes}`);

  const waits = [];
  const tasks = [];
  for (let n = 0; n < 10; n += 1) {
    const { page: now } = browser;
    const plan = plans[n % 2];
    await now.goto(`${origin()}/${plan.hash}`);
    await now.getByRole('treegrid').waitFor();
    await saved(now);
    // two edits, so that a slot is written twice; what the dialog takes when it opens for the first time is not the save's
    await rename(now, `almost ${n}`);
    await isNamed(now, `almost ${n}`);
    const task = await longestTask(now, async () => {
      await rename(now, `kill ${n}`);
      const from = performance.now();
      await savedWith(now, `kill ${n}`);
      waits.push(Math.round(performance.now() - from));
    });
    tasks.push(task);
    plan.name = `kill ${n}`;
    await browser.kill();
    browser = await launch(profile);
    for (const { hash, name } of plans.filter((one) => one.name)) {
      await browser.page.goto(`${origin()}/${hash}`);
      await isNamed(browser.page, name);
      assert.equal(await browser.page.getByText(/different saves/).count(), 0, 'nothing is called apart');
    }
  }
  const of = (numbers, odd) => numbers.filter((_, n) => n % 2 === odd).join(', ');
  t.diagnostic(`from the edit to "Saved" (400 ms of quiet in it), ms: small ${of(waits, 0)}; 400 KB ${of(waits, 1)}`);
  t.diagnostic(`longest task meanwhile, ms: small ${of(tasks, 0)}; 400 KB ${of(tasks, 1)}`);
  assert.ok(Math.max(...tasks) <= 50, `a task of ${Math.max(...tasks)} ms`);
});

// ---- leaving ------------------------------------------------------------------------------------------------------------------

/** Whether the page would ask before the tab closes. */
const asks = (page) => page.evaluate(() => {
  const event = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(event);
  return event.defaultPrevented;
});

test('what is in neither store is not left without a question: brand, Back and closing the tab; the file is the way out', async () => {
  await withPage({ prepare: fills }, async (page) => {
    await start(page);
    assert.equal(await asks(page), false);
    await page.evaluate(() => { globalThis.isFull = true; });
    await rename(page, 'Nowhere but here');
    await line(page, /^Not saved: storage is full$/).waitFor();
    const url = page.url();
    const dialog = page.getByRole('dialog', { name: 'This plan is not saved' });
    const stays = async () => {
      await dialog.waitFor();
      await page.waitForURL(url);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      await isNamed(page, 'Nowhere but here');
    };
    await brand(page).press('Enter');
    await dialog.waitFor();
    await axe(page, 'dialog[open]');
    // by keyboard: into the dialog, out with Escape, back to where one was
    assert.ok(await page.evaluate(() => document.activeElement.closest('dialog[open]') !== null));
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.ok(await brand(page).evaluate((link) => link === document.activeElement));
    await brand(page).click();
    await stays();
    await page.evaluate(() => history.back());
    await stays();
    assert.equal(await asks(page), true);
    // another page of the same plan is no leaving
    await page.getByRole('link', { name: 'Forecast', exact: true }).filter({ visible: true }).first().click();
    await page.waitForURL(/forecast$/);
    assert.equal(await dialog.isVisible(), false);

    await brand(page).click();
    const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save as a file' }).click()]);
    const plan = JSON.parse(readFileSync(await file.path(), 'utf8'));
    assert.equal(Object.values(plan.sequences)[0].name, 'Nowhere but here');
    assert.equal(await asks(page), false, 'the file holds it');
    await dialog.getByRole('button', { name: 'Leave', exact: true }).click();
    await home(page);
  });
});

test('a person can leave without saving; and what is saved meanwhile is no longer asked about', async () => {
  await withPage({ prepare: fills, width: PHONE.width, theme: 'dark' }, async (page) => {
    await start(page);
    const url = page.url();
    await page.evaluate(() => { globalThis.isFull = true; });
    await rename(page, 'To be let go');
    await line(page, /^Not saved: storage is full$/).waitFor();
    const dialog = page.getByRole('dialog', { name: 'This plan is not saved' });
    await page.getByRole('link', { name: 'All plans' }).filter({ visible: true }).first().click();
    await dialog.getByRole('button', { name: 'Leave without a file' }).click();
    await home(page);
    assert.equal(await asks(page), false);
    await page.goto(url);
    await page.getByRole('treegrid').waitFor();
    assert.equal(await page.getByRole('heading', { level: 1, name: 'To be let go' }).count(), 0);
    await rename(page, 'To be kept');
    await line(page, /^Not saved: storage is full$/).waitFor();
    await page.evaluate(() => { globalThis.isFull = false; });
    await rename(page, 'Kept');
    await page.getByRole('link', { name: 'All plans' }).filter({ visible: true }).first().click();
    await home(page);
    await page.goto(url);
    await isNamed(page, 'Kept');
  });
});

test('a plan that is kept in this tab only is asked about, too', async () => {
  await withPage({ prepare: keepsNothing }, async (page) => {
    await page.getByRole('button', { name: /^B2B cold outbound/ }).click();
    await line(page, /Kept in this tab only/).waitFor();
    await brand(page).click();
    const dialog = page.getByRole('dialog', { name: 'This plan is kept in this tab only' });
    await dialog.getByRole('button', { name: 'Leave without a file' }).click();
    await home(page);
    assert.equal(await asks(page), true, 'it is still in this tab alone');
    await page.locator('.recrow a').first().click();
    await page.getByRole('treegrid').waitFor();
  });
});

// ---- two stores ---------------------------------------------------------------------------------------------------------------

test('where the database answers late the plan opens without it, and what it holds is offered as a version', async () => {
  await withPage({}, async (page, { context }) => {
    await start(page);
    await rename(page, 'Earlier');
    await savedWith(page, 'Earlier');
    const before = await local(page);
    await rename(page, 'Later');
    await savedWith(page, 'Later');
    const url = page.url();
    await brand(page).click();
    await home(page);
    // as after a kill: localStorage shows what it held before
    await page.evaluate((entries) => { for (const [key, text] of Object.entries(entries)) if (key.startsWith('cadenza.plan.')) localStorage.setItem(key, text); }, before);
    // and another tab keeps the database busy
    const other = await context.newPage();
    await other.goto(`${origin()}/icon.svg`);
    await other.evaluate(() => new Promise((resolve) => {
      const opening = indexedDB.open('cadenza-kept');
      opening.onsuccess = () => {
        const store = opening.result.transaction('texts', 'readwrite').objectStore('texts');
        const again = () => { if (!globalThis.isFree) store.get('nothing').onsuccess = again; };
        again();
        resolve();
      };
    }));
    await page.goto(url);
    await isNamed(page, 'Earlier');
    await line(page, /^Sav(ing|ed in local storage only)/).waitFor();
    await other.evaluate(() => { globalThis.isFree = true; });
    await line(page, /The two stores of this browser held different saves of this plan/).waitFor();
    await isNamed(page, 'Earlier');
    await page.getByRole('button', { name: 'Versions', exact: true }).filter({ visible: true }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Versions' });
    await dialog.getByText('Saved apart, found in the database').waitFor();
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await savedWith(page, 'Later');
    await other.close();
  });
});

// ---- deleting -----------------------------------------------------------------------------------------------------------------

test('after a deletion neither store holds the plan, and after two minutes not its versions', async () => {
  await withPage({}, async (page) => {
    await start(page);
    await rename(page, 'Zanzibar');
    await savedWith(page, 'Zanzibar');
    await page.getByTitle(/^Plan: /).filter({ visible: true }).first().click();
    await page.getByRole('menuitem', { name: 'Versions' }).click();
    const dialog = page.getByRole('dialog', { name: 'Versions' });
    await dialog.getByRole('button', { name: 'Keep a version' }).click();
    await dialog.getByText(/^Version of Today/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByTitle(/^Plan: /).filter({ visible: true }).first().click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('status').getByText(/^Deleted/).waitFor();
    assert.ok(!JSON.stringify(await local(page)).includes('Zanzibar'));
    const kept = await stored(page);
    assert.deepEqual(Object.keys(kept).filter((key) => /^(plan|text|log)\./.test(key)), []);
    assert.ok(Object.keys(kept).some((key) => key.startsWith('gone.')));
    await page.locator('.tcard').nth(4).waitFor(); // Home has its templates: a reload would cut them off, and the harness minds
    await page.clock.install({ time: Date.now() + 3 * 60_000 });
    await page.reload();
    await home(page);
    await page.waitForLoadState('networkidle');
    await page.waitForFunction(() => new Promise((resolve) => {
      const opening = indexedDB.open('cadenza-kept');
      opening.onsuccess = () => {
        const asked = opening.result.transaction('texts').objectStore('texts').getAll();
        asked.onsuccess = () => { opening.result.close(); resolve(!JSON.stringify(asked.result).includes('Zanzibar')); };
      };
    }));
    assert.equal(await page.locator('.recrow').count(), 0);
  });
});

test('edited, deleted and brought back within 400 ms, the plan has the edit', async () => {
  await withPage({}, async (page) => {
    await start(page);
    const url = page.url();
    await page.getByTitle(/^Plan: /).filter({ visible: true }).first().click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    const field = page.getByRole('dialog', { name: 'Rename the plan' }).getByLabel('Name');
    await field.fill('Edited just before');
    await page.keyboard.press('Enter');
    await page.evaluate(() => {
      document.querySelector('dialog[open]').close();
      const press = (name) => [...document.querySelectorAll('button')].find((one) => one.offsetWidth > 0 && one.title.startsWith(name)).click();
      press('Plan: ');
    });
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('status').getByText('Deleted “Edited just before”').waitFor();
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await page.locator('.recrow').getByText('Edited just before').waitFor();
    await page.goto(url);
    await page.getByTitle('Plan: Edited just before').filter({ visible: true }).first().waitFor();
    await saved(page);
  });
});

test('a plan that another tab deletes is said to be deleted and can be kept; brought back there, it is edited on here', async () => {
  await withPage({}, async (page, { context }) => {
    await start(page);
    const other = await context.newPage();
    await other.goto(origin());
    const remove = async () => {
      await other.getByRole('button', { name: /^More about/ }).click();
      await other.getByRole('menuitem', { name: 'Delete' }).click();
      await other.getByRole('status').getByText(/^Deleted/).first().waitFor();
    };
    await remove();
    await other.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await other.locator('.recrow').waitFor();
    await rename(page, 'On with it');
    await savedWith(page, 'On with it');
    await other.reload();
    await other.locator('.recrow').waitFor();
    await remove();
    await rename(page, 'Still here');
    await line(page, /^Not saved: the plan was deleted in another tab$/).waitFor();
    await page.getByRole('button', { name: 'Keep the plan' }).click();
    await savedWith(page, 'Still here');
    await page.waitForLoadState('networkidle');
    await page.reload();
    await isNamed(page, 'Still here');
    await other.close();
  });
});

// ---- damage -------------------------------------------------------------------------------------------------------------------

test('a damaged newer save opens the one before it, which is said with what is missing and its bytes; two damaged ones are not "kept in this tab"', async () => {
  await withPage({}, async (page) => {
    await start(page);
    await rename(page, 'Before the damage');
    await savedWith(page, 'Before the damage');
    const url = page.url();
    const id = url.match(/plan-[0-9a-f]+/)[0];
    await brand(page).click();
    await home(page);
    await drop(page, [`plan.${id}`, `text.${id}`, `log.${id}`]);
    const damage = () => page.evaluate((plan) => {
      const slots = ['a', 'b'].map((slot) => `cadenza.plan.${plan}.${slot}`).filter((key) => localStorage.getItem(key)?.includes('cadenza-slot'));
      const revision = (key) => JSON.parse(localStorage.getItem(key).split('\n')[0]).revision;
      const [newest] = slots.sort((one, other) => revision(other) - revision(one));
      localStorage.setItem(newest, localStorage.getItem(newest).replace('"steps"', '"stepz"'));
    }, id);
    await damage();
    await page.goto(url);
    await page.getByRole('treegrid').waitFor();
    const alert = page.getByRole('alert').filter({ hasText: /^.*The save of Today, .* is damaged \(the checksum differs\)/ });
    await alert.waitFor();
    await axe(page);
    const [file] = await Promise.all([page.waitForEvent('download'), alert.getByRole('button', { name: 'Download the bytes' }).click()]);
    assert.match(readFileSync(await file.path(), 'utf8'), /Before the damage/);
    await saved(page);

    await brand(page).click();
    await home(page);
    await drop(page, [`plan.${id}`, `text.${id}`, `log.${id}`]);
    await page.evaluate((plan) => { for (const slot of ['a', 'b']) localStorage.setItem(`cadenza.plan.${plan}.${slot}`, 'rubbish'); }, id);
    await page.goto(url);
    await page.getByRole('heading', { level: 1, name: 'This plan could not be read' }).waitFor();
    assert.equal(await page.getByText('Kept in this tab only').count(), 0);
    await axe(page);
    const [bytes] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the bytes' }).click()]);
    assert.equal(readFileSync(await bytes.path(), 'utf8'), 'rubbish');
  });
});

test('where reading localStorage throws the app starts and says so, and so does the rescue', async () => {
  await withPage({ prepare: readingThrows, storage: { 'cadenza.plan.p1.a': 'x' } }, async (page) => {
    await page.getByRole('alert').filter({ hasText: 'Local storage cannot be read' }).waitFor();
    await start2(page);
    await page.evaluate(() => { dispatchEvent(new CustomEvent('cadenza-dead', { detail: 'panicked at src/somewhere.rs:1' })); });
    const dialog = page.getByRole('dialog', { name: 'Cadenza has stopped' });
    // the database holds it
    await dialog.getByRole('button', { name: 'Download Cold outbound' }).waitFor();
  });
});

/** A plan where only the database takes it. */
async function start2(page) {
  await page.getByRole('button', { name: /^B2B cold outbound/ }).click();
  await page.getByRole('treegrid').waitFor();
  await line(page, /^Saved in the database only/).waitFor();
}

test('room for plans is said before it is short', async () => {
  await withPage({ storage: { 'cadenza.plan.p1.a': 'x', filler: 'x'.repeat(4_600_000) } }, async (page) => {
    await page.getByText(/^1[0-9] % of this browser's room for plans is free/).waitFor();
    await axe(page);
  });
});

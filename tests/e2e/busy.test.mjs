// A worker that does not answer: what it is busy with is said after ten seconds, with a button. A worker that dies names what it was doing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, useApp, withPage } from './harness.mjs';
import { openDemo } from './screens.mjs';

useApp();

/**
 * From now on a worker that is asked what matches goes on and on: neither that question nor any later one reaches it. `released(page)`:
 * workers that start from then on hear all.
 */
const swallow = (page, pattern) => page.evaluate((source) => {
  const matches = new RegExp(source);
  const post = Worker.prototype.postMessage;
  globalThis.workers = new Set();
  globalThis.swallowing = true;
  const busy = new Set();
  Worker.prototype.postMessage = function (message, ...more) {
    globalThis.workers.add(this);
    if (globalThis.swallowing && matches.test(JSON.stringify(message))) busy.add(this);
    if (!busy.has(this)) post.call(this, message, ...more);
  };
}, pattern.source);
const released = (page) => page.evaluate(() => { globalThis.swallowing = false; });
/** A plan of its own, from a template, with the demo's list: its schedule stands. */
const inAnotherPlan = async (page) => {
  await page.getByRole('link', { name: 'Cadenza' }).filter({ visible: true }).first().click();
  await page.getByRole('button', { name: /^B2B cold outbound/ }).click();
  await page.getByRole('treegrid').waitFor();
  await page.getByRole('button', { name: 'Use the demo list' }).first().click();
  await page.getByRole('link', { name: 'Schedule' }).filter({ visible: true }).first().click();
  await page.locator('.schedtable tbody tr').first().waitFor();
};

test('after ten seconds the page says what the worker is busy with, and offers to stop it', async () => {
  await withPage({}, async (page) => {
    page.setDefaultTimeout(60_000); // also a build without optimisation, on a busy machine
    await openDemo(page);
    await page.locator('[role=treegrid]').waitFor();
    await swallow(page, /Schedule\b/);
    await page.getByRole('link', { name: 'Schedule' }).first().click();
    const notice = page.locator('.notices [role=status]');
    await notice.waitFor({ timeout: 20_000 });
    assert.match(await notice.innerText(), /^Planning “.+” takes long: \d+ s so far/);
    await axe(page);
    assert.ok(await notice.getByRole('button', { name: 'Stop' }).isVisible());
  });
});

test('Stop ends what a busy worker does: it is said, the plan goes on, and another plan too', async () => {
  await withPage({}, async (page) => {
    page.setDefaultTimeout(60_000);
    await openDemo(page);
    await page.locator('[role=treegrid]').waitFor();
    await swallow(page, /Schedule\b/);
    await page.getByRole('link', { name: 'Schedule' }).first().click();
    const notice = page.locator('.notices [role=status]');
    await notice.waitFor();
    await released(page);
    await notice.getByRole('button', { name: 'Stop' }).press('Enter');
    await notice.waitFor({ state: 'detached' });
    // what was stopped is named where its answer would stand, with a way to ask again
    await page.getByText(/^Planning “.+” was stopped\.$/).first().waitFor();
    await axe(page);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.schedtable tbody tr').first().waitFor();
    await inAnotherPlan(page);
  });
});

test('another plan does not wait for what the one before has set going', async () => {
  await withPage({}, async (page) => {
    page.setDefaultTimeout(60_000);
    await openDemo(page);
    await page.locator('[role=treegrid]').waitFor();
    await swallow(page, /Schedule\b/);
    await page.getByRole('link', { name: 'Schedule' }).first().click();
    await page.getByText('Planning').first().waitFor();
    await page.waitForFunction((began) => performance.now() - began > 1_000, await page.evaluate(() => performance.now()));
    await released(page);
    await inAnotherPlan(page);
    assert.equal(await page.locator('.notices [role=status]').count(), 0);
  });
});

test('a worker that dies names what it was doing', async () => {
  await withPage({}, async (page) => {
    page.setDefaultTimeout(60_000); // also a build without optimisation, on a busy machine
    await openDemo(page);
    await page.locator('[role=treegrid]').waitFor();
    await swallow(page, /Schedule\b/);
    await page.getByRole('link', { name: 'Schedule' }).first().click();
    await page.getByText('Planning').first().waitFor();
    await page.waitForFunction(() => globalThis.workers.size > 0);
    await page.evaluate(() => {
      for (const worker of globalThis.workers) worker.dispatchEvent(new ErrorEvent('error', { message: 'Uncaught RuntimeError: unreachable' }));
    });
    const words = await page.getByText(/^Planning “.+” was interrupted: it needed more memory than the browser gives, or the program failed\.$/).first().innerText();
    assert.ok(!words.includes('unreachable'));
  });
});

test('rows that wait behind what does not hear that it should stop are asked of another worker, and come', async () => {
  await withPage({}, async (page) => {
    page.setDefaultTimeout(60_000);
    await openDemo(page);
    await page.getByText(/up to date/).first().waitFor({ state: 'attached' });
    await page.getByRole('row', { name: /First call/ }).first().focus();
    for (const key of ['n', 'e', 'Escape']) await page.keyboard.press(key);
    await page.getByText(/up to date/).first().waitFor({ state: 'attached' });
    await swallow(page, /Preflight/);
    await page.keyboard.press('Control+z');
    // a look through the plan is on its way, and nothing behind it is heard
    await page.waitForFunction(() => globalThis.workers.size > 0);
    await page.waitForTimeout(500);
    await page.getByRole('link', { name: 'Contacts' }).filter({ visible: true }).first().click();
    await page.locator('.peopletable thead').waitFor();
    await released(page);
    await page.keyboard.press('Control+Shift+z');
    await page.locator('.peopletable tbody tr').first().waitFor();
    assert.equal(await page.getByRole('alert').filter({ visible: true }).count(), 0);
  });
});

// A worker that does not answer: what it is busy with is said after ten seconds, a button ends it, and the next question is answered by a
// new one. A worker that dies names what it was doing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, useApp, withPage } from './harness.mjs';
import { openDemo } from './screens.mjs';

useApp();

const rows = (page) => page.locator('.schedtable tbody tr:not(.hour)');

/** From now on questions that match never reach a worker: to the page that is a worker which goes on and on. */
const swallow = (page, pattern) => page.evaluate((source) => {
  const matches = new RegExp(source);
  const post = Worker.prototype.postMessage;
  globalThis.workers = new Set();
  Worker.prototype.postMessage = function (message, ...more) {
    globalThis.workers.add(this);
    if (!globalThis.hears && matches.test(JSON.stringify(message))) return;
    post.call(this, message, ...more);
  };
}, pattern.source);

test('after ten seconds the page says what the worker is busy with; stopped, it answers the next question', async () => {
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
    // the rest of the page goes on: another page can be looked at meanwhile
    await page.getByRole('link', { name: 'Outline' }).first().click();
    await page.locator('[role=treegrid]').waitFor();
    await page.getByRole('link', { name: 'Schedule' }).first().click();
    await page.evaluate(() => { globalThis.hears = true; });
    await notice.getByRole('button', { name: 'Stop' }).press('Enter');
    await page.getByText(/was stopped/).first().waitFor();
    await notice.waitFor({ state: 'detached' });
    // another look asks again, and a new worker answers
    await page.getByRole('link', { name: 'Outline' }).first().click();
    await page.locator('[role=treegrid]').waitFor();
    await page.getByRole('link', { name: 'Schedule' }).first().click();
    await rows(page).first().waitFor({ timeout: 30_000 });
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

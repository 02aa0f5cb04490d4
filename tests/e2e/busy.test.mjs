// A worker that does not answer: what it is busy with is said after ten seconds, with a button. A worker that dies names what it was doing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, useApp, withPage } from './harness.mjs';
import { openDemo } from './screens.mjs';

useApp();

/** From now on questions that match never reach a worker: to the page that is a worker which goes on and on. */
const swallow = (page, pattern) => page.evaluate((source) => {
  const matches = new RegExp(source);
  const post = Worker.prototype.postMessage;
  globalThis.workers = new Set();
  Worker.prototype.postMessage = function (message, ...more) {
    globalThis.workers.add(this);
    if (matches.test(JSON.stringify(message))) return;
    post.call(this, message, ...more);
  };
}, pattern.source);

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

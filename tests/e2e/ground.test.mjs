// The ground that the app stands on: it starts, keeps to its policy, its worker answers, and what is saved survives a crash.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { axe, fitsWidth, origin, serveApp, useApp, withPage, PHONE } from './harness.mjs';
import { probeByShim, probeByUrl } from './probe.mjs';
import { openDemo } from './screens.mjs';

useApp();

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'";

const started = (page) => page.locator('main').waitFor();

for (const theme of ['light', 'dark']) {
  for (const width of [1440, PHONE.width]) {
    test(`the built app opens without a console error, a violation or a foreign request (${theme}, ${width} px)`, async () => {
      await withPage({ theme, width }, async (page) => {
        await started(page);
        assert.equal(await page.title(), 'Cadenza');
        await fitsWidth(page);
        await axe(page);
      });
    });
  }
}

test('the policy is sent as a header and stands in the page, word for word the same', async () => {
  const response = await fetch(origin());
  const [, meta] = (await response.text()).match(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/) ?? [];
  assert.equal(response.headers.get('Content-Security-Policy'), POLICY);
  assert.equal(meta, POLICY);
});

test('the server sends what a careful host sends', async () => {
  const { headers } = await fetch(origin(), { headers: { 'Accept-Encoding': 'gzip, br' } });
  assert.equal(headers.get('X-Content-Type-Options'), 'nosniff');
  assert.equal(headers.get('Referrer-Policy'), 'no-referrer');
  assert.equal(headers.get('Cross-Origin-Opener-Policy'), 'same-origin');
  assert.equal(headers.get('Content-Encoding'), 'br');
  const status = async (path) => (await fetch(origin() + path)).status;
  assert.deepEqual(await Promise.all(['/missing.js', '/_headers', '/by-digest/', '/..%2f..%2fCargo.toml', '/%2e%2e/Cargo.toml', '/%00'].map(status)), [404, 404, 404, 404, 404, 400]);
});

test('the app\'s own worker answers a ping', async () => {
  await withPage({}, async (page) => {
    await started(page);
    const answer = await page.evaluate(async () => {
      const worker = await globalThis.cadenza.startWorker();
      const answered = new Promise((resolve, reject) => {
        worker.onmessage = (event) => resolve(event.data);
        worker.onerror = (event) => reject(new Error(event.message));
        setTimeout(() => reject(new Error('no answer within 5 s')), 5000);
      });
      worker.postMessage({ ping: 7 });
      return answered;
    });
    assert.deepEqual(answer, { pong: 7 });
  });
});

test('in a worker that the app starts, a foreign fetch and eval are refused while wasm runs', async (t) => {
  // Not merely an address that does not answer: a second server that would be glad to.
  let asked = 0;
  const foreign = createServer((_, response) => { asked += 1; response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('hello'); });
  await new Promise((done) => foreign.listen(0, '127.0.0.1', done));
  // The host that cannot send headers is the harder case: only the policy in the page is left.
  const bare = await serveApp({ bare: true });
  t.after(() => Promise.all([bare.close(), new Promise((done) => { foreign.close(done); foreign.closeAllConnections(); })]));

  for (const at of [origin(), bare.origin]) {
    await withPage({ at }, async (page) => {
      await started(page);
      const answer = await page.evaluate(probeByShim, `http://127.0.0.1:${foreign.address().port}/`);
      assert.deepEqual(answer, { fetch: { refused: 'TypeError' }, eval: { refused: 'EvalError' }, function: { refused: 'EvalError' }, wasm: { done: 42 } });
      assert.equal(asked, 0, 'the foreign server was asked');
    });
  }
  // The control: without the shim the same probe gets through, so the test above can fail.
  await withPage({ at: bare.origin }, async (page, { expectProblems }) => {
    await started(page);
    expectProblems(/foreign request/);
    const answer = await page.evaluate(probeByUrl, `http://127.0.0.1:${foreign.address().port}/`);
    assert.deepEqual(answer, { fetch: { done: 'opaque' }, eval: { done: 2 }, function: { done: 2 }, wasm: { done: 42 } });
    assert.equal(asked, 1);
  });
});

test('once a plan has been open the app needs no network: every page, an import, a forecast and an export', async () => {
  await withPage({}, async (page, { context, expectProblems }) => {
    await openDemo(page);
    await page.getByText('200 futures, up to date').first().waitFor({ timeout: 60_000 });
    await context.setOffline(true);
    // the network is really gone; the browser itself asks for the tab's icon now and then
    expectProblems(/ERR_INTERNET_DISCONNECTED/);
    assert.equal(await page.evaluate(() => fetch('./index.html').then(() => 'came', () => 'gone')), 'gone');
    for (const [name, heading = name] of [['Messages'], ['Team and senders'], ['Calendars'], ['Assumptions'], ['Contacts', 'Demo list'], ['Segments'], ['Forecast']]) {
      await page.getByRole('link', { name: new RegExp(`^${name}`) }).first().click();
      await page.getByRole('heading', { level: 1, name: new RegExp(`^${heading}`) }).waitFor();
    }
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^1,000 futures of /).first().waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: /^Import/ }).first().click();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: /^Choose/ }).first().click()]);
    await chooser.setFiles({ name: 'ann.csv', mimeType: 'text/csv', buffer: Buffer.from('Email,First Name\nann@one.example,Ann\n') });
    await page.getByRole('button', { name: 'Import the list' }).waitFor();
    await page.getByRole('link', { name: /^Schedule/ }).first().click();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export JSON' }).click()]);
    assert.match(file.suggestedFilename(), /\.json$/);
    await context.setOffline(false);
  });
});

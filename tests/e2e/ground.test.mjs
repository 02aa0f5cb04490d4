// The ground that the app stands on: it starts, keeps to its policy, its worker answers, and what is saved survives a crash.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { serve } from '../../scripts/serve.mjs';
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

test('the policy is sent as a header and stands in the page, word for word the same but for who may frame it', async () => {
  const response = await fetch(origin());
  const [, meta] = (await response.text()).match(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/) ?? [];
  // in a page it would only be logged as an error
  assert.equal(response.headers.get('Content-Security-Policy'), `${POLICY}; frame-ancestors 'none'`);
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

test('the server takes only its own name, and a client\'s word on encodings', async () => {
  const port = Number(new URL(origin()).port);
  const ask = (headers) => new Promise((done, fail) => {
    request({ host: '127.0.0.1', port, path: '/', headers }, (response) => { response.resume(); done([response.statusCode, response.headers['content-encoding'] ?? null]); }).on('error', fail).end();
  });
  assert.deepEqual(await ask({ Host: 'rebound.example' }), [421, null]);
  assert.deepEqual(await ask({ Host: `rebound.example:${port}` }), [421, null]);
  assert.deepEqual(await ask({ Host: `localhost:${port}` }), [200, null]);
  const encoded = async (accepted) => (await ask({ Host: `127.0.0.1:${port}`, 'Accept-Encoding': accepted }))[1];
  assert.equal(await encoded('gzip, br'), 'br');
  assert.equal(await encoded('br;q=0, gzip;q=0.5'), 'gzip');
  assert.equal(await encoded('br; q=0, gzip; q=0.000'), null);
  assert.equal(await encoded('*, br;q=0'), 'gzip');
  assert.equal(await encoded('x-br'), null);
});

test('the server follows no link out of its folder, and one that stays inside', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'cadenza-serve-'));
  const root = join(home, 'dist');
  await mkdir(join(root, 'inner'), { recursive: true });
  await Promise.all([writeFile(join(root, '_headers'), ''), writeFile(join(root, 'inner', 'file.txt'), 'inside'), writeFile(join(home, 'secret.txt'), 'outside')]);
  await Promise.all([
    symlink(join(home, 'secret.txt'), join(root, 'out.txt')), symlink(home, join(root, 'up')), symlink(join(root, 'inner', 'file.txt'), join(root, 'in.txt')),
  ]);
  const server = await serve({ root, port: 0 });
  t.after(async () => { await server.close(); await rm(home, { recursive: true }); });
  const get = async (path) => { const response = await fetch(server.origin + path); return [response.status, response.ok ? await response.text() : '']; };
  assert.deepEqual(await get('/out.txt'), [404, '']);
  assert.deepEqual(await get('/up/secret.txt'), [404, '']);
  assert.deepEqual(await get('/in.txt'), [200, 'inside']);
});

test('inside another page the app does not start: with headers it does not load, without them it says so and offers itself alone', async (t) => {
  const bare = await serveApp({ bare: true });
  let framed = bare.origin;
  const host = createServer((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<!doctype html><title>Host</title><iframe src="${framed}/"></iframe>`));
  await new Promise((done) => host.listen(0, '127.0.0.1', done));
  t.after(() => Promise.all([bare.close(), new Promise((done) => { host.close(done); host.closeAllConnections(); })]));
  const at = `http://127.0.0.1:${host.address().port}`;
  await withPage({ at }, async (page, { context, expectProblems }) => {
    expectProblems(/foreign request/); // to the app, which is foreign to the page around it
    const frame = page.frameLocator('iframe');
    await frame.getByText('Cadenza does not run inside another page.').waitFor();
    assert.equal(await page.frames()[1].evaluate(() => globalThis.cadenza), undefined, 'nothing was started');
    const [alone] = await Promise.all([context.waitForEvent('page'), frame.getByRole('link', { name: 'Open Cadenza on its own' }).click()]);
    await alone.locator('main h1').first().waitFor();
    await alone.close();
  });
  framed = origin();
  await withPage({ at }, async (page, { expectProblems }) => {
    // the harness's own script runs in the browser's error page too, which has no storage
    expectProblems(/foreign request/, /frame-ancestors|X-Frame-Options|ERR_BLOCKED_BY_RESPONSE/, /Failed to read the 'sessionStorage'/);
    await page.waitForFunction(() => document.querySelector('iframe').contentWindow.length === 0);
    assert.equal(await page.frames()[1].evaluate(() => document.querySelector('main')), null);
  });
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

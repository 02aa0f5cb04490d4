// The thread in other engines than Chromium: a list comes in, is forecast, planned and exported, and is there after a reload; the worker
// keeps to the page's policy. One engine a run: `ENGINE=firefox node --test tests/engines/smoke.test.mjs` (or webkit).
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { serveApp } from '../e2e/harness.mjs';
import { probeByShim, probeByUrl } from '../e2e/probe.mjs';
import { ENGINES, launch } from './driver.mjs';

const name = process.env.ENGINE;
assert.ok(name in ENGINES, `ENGINE must be one of ${Object.keys(ENGINES).join(', ')}`);
assert.deepEqual(ENGINES[name].missing(), [], `${name} cannot be started: scripts/setup test installs what is missing`);

const csv = await readFile(new URL('../../static/demo/contacts.csv', import.meta.url), 'utf8');
const facts = JSON.parse(await readFile(new URL('../fixtures/demo-facts.json', import.meta.url), 'utf8'));

let server;
let browser;
before(async () => { [server, browser] = await Promise.all([serveApp(), launch(name)]); });
after(async () => { await browser?.close(); await server?.close(); });

/** The first element in sight of such a kind whose name or text matches. */
const press = (kind, words) => browser.until(`nothing to press: ${kind} ${words}`, (selector, pattern) => {
  const isNamed = (node) => new RegExp(pattern).test((node.getAttribute('aria-label') ?? node.innerText).trim());
  const node = [...document.querySelectorAll(selector)].find((found) => found.getClientRects().length > 0 && isNamed(found));
  node?.click();
  return Boolean(node);
}, kind, words.source);
const see = (words) => browser.until(`not seen: ${words}`, (pattern) => new RegExp(pattern, 'm').test(document.body.innerText), words.source);

/** What goes wrong in the page is kept; files are chosen and downloaded without the engine's own dialogs. */
const prepare = () => browser.run((text) => {
  window.wrong = [];
  window.files = [];
  // WebKit says when a notification of sizes takes a second round; nothing is wrong then
  addEventListener('error', (event) => { if (!event.message.startsWith('ResizeObserver loop')) window.wrong.push(event.message); });
  addEventListener('securitypolicyviolation', (event) => window.wrong.push(`${event.effectiveDirective} ${event.blockedURI}`));
  HTMLInputElement.prototype.click = function () {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'contacts.csv', { type: 'text/csv' }));
    this.files = transfer.files;
    this.dispatchEvent(new Event('change'));
  };
  const blobs = new Map();
  const create = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    const url = create.call(URL, blob);
    blobs.set(url, blob);
    return url;
  };
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    if (!this.download) return click.call(this);
    return window.files.push([this.download, blobs.get(this.href)]);
  };
}, csv);
const startFromTemplate = async () => {
  await browser.until('no template', () => document.querySelector('.demoscore svg *')); // it is read
  await press('button', /^B2B cold outbound/);
  await browser.until('no outline', () => document.querySelector('[role=treegrid]'));
};
const behaved = async () => assert.deepEqual(await browser.run(() => window.wrong), []);

test(`${name}: a list comes in, is forecast, planned and exported, and all is there after a reload`, { timeout: 300_000 }, async (t) => {
  t.diagnostic(browser.version);
  await browser.go(server.origin);
  await see(/Rehearse the sequence/);
  await prepare();
  await startFromTemplate();
  await press('a', /^Import/);
  await press('button', /^Choose a file$/);
  await press('button', /^Import the list$/);
  await see(new RegExp(`contacts came in, of ${facts.contacts} rows`));
  await press('a', /^Forecast/);
  await see(/Expect \d+–\d+ meetings and \d+–\d+ replies/);
  await press('a', /^Schedule/);
  await see(/touches if nobody reacts/);
  await press('button', /^(Export )?JSON$/);
  const [file, text] = await browser.until('no file', async () => {
    const [first] = window.files;
    return first && [first[0], await first[1].text()];
  });
  assert.match(file, /^cadenza-.*\.json$/);
  const schedule = JSON.parse(text);
  assert.deepEqual([schedule.format, schedule.schema], ['cadenza-schedule', 2]);
  assert.ok(schedule.touches.length > 500, `${schedule.touches.length} touches`);
  await see(/^Saved/);
  await behaved();

  await browser.reload();
  await see(/touches if nobody reacts/);
  await press('a', /^Contacts/);
  await see(/500 contacts/);
  await see(/^Saved/);
});

test(`${name}: an edit is there after a reload, and undo still takes it back`, { timeout: 120_000 }, async () => {
  await browser.go(`${server.origin}/#/`);
  await startFromTemplate();
  await browser.run(() => document.querySelectorAll('[role=row]')[2].focus());
  const before = await browser.run(() => document.querySelector('[role=treegrid]').innerText);
  await browser.run(() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'd', ctrlKey: true, bubbles: true, cancelable: true })));
  await browser.until('nothing was added', (text) => document.querySelector('[role=treegrid]').innerText.length > text.length, before);
  await see(/^Saved/);
  await browser.until('no undo log', () => new Promise((resolve) => {
    const opening = indexedDB.open('cadenza-kept');
    opening.onsuccess = () => {
      const asked = opening.result.transaction('texts').objectStore('texts').getAll();
      asked.onsuccess = () => { opening.result.close(); resolve(asked.result.some((log) => log.includes('\n-'))); };
    };
  }));
  await browser.reload();
  await press('button', /^Undo: Duplicate/);
  await browser.until('not taken back', (text) => document.querySelector('[role=treegrid]')?.innerText === text, before);
});

test(`${name}: in a worker that the app starts a foreign fetch and eval are refused while wasm runs`, async () => {
  let asked = 0;
  const foreign = createServer((_, response) => { asked += 1; response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('hello'); });
  await new Promise((done) => foreign.listen(0, '127.0.0.1', done));
  // The harder case: a host that sends no headers, so that only the policy in the page is left.
  const bare = await serveApp({ bare: true });
  try {
    const place = `http://127.0.0.1:${foreign.address().port}/`;
    await browser.go(bare.origin);
    await see(/Rehearse the sequence/);
    const answer = await browser.run(probeByShim, place);
    assert.deepEqual([answer.fetch, answer.eval, answer.function].map(({ refused }) => Boolean(refused)), [true, true, true], JSON.stringify(answer));
    assert.deepEqual(answer.wasm, { done: 42 });
    assert.equal(asked, 0, 'the foreign server was asked');
    // The control: from its URL the same probe gets through, so the test above can fail.
    const direct = await browser.run(probeByUrl, place);
    assert.equal(direct.eval.done, 2, JSON.stringify(direct));
    assert.equal(asked, 1);
  } finally {
    await bare.close();
    await new Promise((done) => { foreign.close(done); foreign.closeAllConnections(); });
  }
});

// WebKit (2.50) keeps the Web Lock of a worker that was ended, so there a worker that is gone without a word is not noticed.
if (name !== 'webkit') {
  test(`${name}: a worker that is gone without a word is noticed`, async () => {
    await browser.go(server.origin);
    await see(/Rehearse the sequence/);
    const noticed = await browser.run(async () => {
      const worker = await window.cadenza.startWorker();
      const error = new Promise((resolve) => {
        worker.onerror = (event) => resolve(event.message);
        setTimeout(() => resolve('nothing within 10 s'), 10_000);
      });
      worker.terminate();
      return error;
    });
    assert.equal(noticed, 'the worker is gone');
  });
}

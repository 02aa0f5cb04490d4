// Step 7 of the journey: everything is there after closing; a plan leaves as a file and comes back the same; files that are none, too new or
// bombs are refused with their reason and change nothing.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { useApp, withPage } from './harness.mjs';

useApp();

const line = (page, words) => page.getByText(words).filter({ visible: true }).first();
const saved = (page) => line(page, /^Saved/).waitFor();
const isNamed = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const start = async (page) => {
  await page.locator('.demoscore svg *').first().waitFor();
  await page.getByRole('button', { name: /^B2B cold outbound/ }).click();
  await page.getByRole('treegrid').waitFor();
  await saved(page);
  await page.waitForLoadState('networkidle'); // a reload would cut the worker's files off, and the harness minds
};
const home = async (page) => {
  await page.evaluate(() => { location.hash = '#/'; });
  await page.getByRole('button', { name: /^Open a file/ }).waitFor();
};
const rename = async (page, name) => {
  await page.getByRole('button', { name: 'Entry', exact: true }).click();
  await page.getByLabel('Name of the sequence').fill(name);
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await isNamed(page, name);
};
const renamePlan = async (page, name) => {
  await menu(page, 'Rename');
  await page.getByRole('dialog', { name: 'Rename the plan' }).getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Done', exact: true }).click();
};
const menu = async (page, item) => {
  await page.getByTitle(/^Plan: /).filter({ visible: true }).first().click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};
const download = async (page, press) => {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  return [await file.path(), await readFile(await file.path(), 'utf8')];
};
/** `file`: a path, or `{ name, text }`. */
const openFile = async (page, file) => {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: /^Open a file/ }).click()]);
  await chooser.setFiles(typeof file === 'string' ? file : { name: file.name, mimeType: 'application/json', buffer: Buffer.from(file.text) });
};
const idOf = (page) => page.url().match(/plan-[0-9a-f]+/)[0];
const plans = (page) => page.evaluate(() => [...new Set(Object.keys(localStorage).filter((key) => key.startsWith('cadenza.plan.')).map((key) => key.replace(/\.[ab]$/, '')))]);

test('a plan leaves as a file, is deleted, comes back from the file, and is the same to the byte but for its id', async () => {
  await withPage({}, async (page) => {
    await start(page);
    await rename(page, 'Größer & "better"');
    await saved(page);
    const first = idOf(page);
    const [path, text] = await download(page, () => menu(page, 'Save as a file'));
    await menu(page, 'Delete');
    await page.getByRole('status').getByText(/^Deleted/).waitFor();
    assert.deepEqual(await plans(page), []);
    await openFile(page, path);
    await isNamed(page, 'Größer & "better"');
    await saved(page);
    const second = idOf(page);
    assert.notEqual(second, first, 'a file never takes the place of what is here');
    const [, again] = await download(page, () => menu(page, 'Save as a file'));
    assert.equal(again.replace(second, first), text);
    assert.deepEqual(await plans(page), [`cadenza.plan.${second}`]);
  });
});

test('several plans are each there after the window was closed, and edits of one leave the others alone', async () => {
  await withPage({}, async (page, { context }) => {
    await start(page);
    await rename(page, 'Sequence of the first');
    await renamePlan(page, 'First plan');
    await saved(page);
    await menu(page, 'Duplicate the plan');
    await page.getByRole('status').getByText('Copied as “First plan, copy”').waitFor();
    await home(page);
    await start(page);
    await renamePlan(page, 'Another plan');
    await rename(page, 'Sequence of another');
    const url = page.url();
    // The window closes with the edit of a moment ago.
    await page.close({ runBeforeUnload: true });
    while (context.pages().length > 0) await new Promise((done) => setTimeout(done, 20));

    const next = await context.newPage();
    await next.goto(url);
    await isNamed(next, 'Sequence of another');
    await line(next, /^Saved/).waitFor();
    await home(next);
    const rows = next.locator('.recrow');
    await rows.nth(2).waitFor();
    assert.deepEqual((await rows.locator('b').allInnerTexts()).sort(), ['Another plan', 'First plan', 'First plan, copy']);
    await rows.filter({ has: next.getByText('First plan', { exact: true }) }).getByRole('link').click();
    await isNamed(next, 'Sequence of the first');
    await rename(next, 'Changed');
    await line(next, /^Saved/).waitFor();
    await home(next);
    await rows.filter({ hasText: 'First plan, copy' }).getByRole('link').click();
    await isNamed(next, 'Sequence of the first');
    await next.waitForLoadState('networkidle');
  });
});

test('the golden file of schema 1 opens in the built app, and leaves it as it came but for the schema', async () => {
  const golden = fileURLToPath(new URL('../golden/plan-1.json', import.meta.url));
  await withPage({}, async (page) => {
    await openFile(page, golden);
    await page.getByRole('treegrid').waitFor();
    await saved(page);
    assert.equal(await page.getByRole('alert').count(), 0, 'nothing was left out');
    const [, text] = await download(page, () => menu(page, 'Save as a file'));
    const plan = JSON.parse(text);
    assert.deepEqual({ ...plan, id: 'demo', schema: 1 }, JSON.parse(await readFile(golden, 'utf8')));
    await page.waitForLoadState('networkidle');
  });
});

test('what is no plan, too new, damaged or a bomb is refused with its reason and place, and changes nothing', async () => {
  await withPage({}, async (page) => {
    await start(page);
    const [, text] = await download(page, () => menu(page, 'Save as a file'));
    const before = await page.evaluate(() => JSON.stringify(localStorage));
    await home(page);
    const plan = JSON.parse(text);
    const bad = [
      ['newer.json', JSON.stringify({ ...plan, schema: 99 }), /newer\.json: schema: the plan was written by a newer version: schema 99/],
      ['other.json', '{"format":"cadenza-schedule","schema":1}', /format: the file is of another kind: "cadenza-schedule"/],
      ['half.json', text.slice(0, text.length / 2), /line \d+, column \d+: the file is not JSON/],
      ['words.json', 'Dear Sir or Madam', /line 1, column 1: the file is not JSON/],
      ['deep.json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /nested deeper than 64 levels/],
      ['many.json', `[${'0,'.repeat(300_000)}0]`, /more than 200000 values/],
      ['big.json', JSON.stringify({ ...plan, more: 'x'.repeat(9 * 1024 * 1024) }), /has \d+ MB; at most 8 MB are read/],
      ['binary.json', 'a\0b', /not text/],
    ];
    for (const [name, content, words] of bad) {
      await openFile(page, { name, text: content });
      await page.getByRole('alert').filter({ hasText: words }).waitFor();
      assert.equal(await page.evaluate(() => location.hash), '#/', `${name} stays on Home`);
    }
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage)), before);
  });
});

test('what is wrong in a plan file is named by its path, and the rest is kept', async () => {
  await withPage({}, async (page) => {
    await start(page);
    const [, text] = await download(page, () => menu(page, 'Save as a file'));
    await home(page);
    const plan = JSON.parse(text);
    const [message] = Object.keys(plan.messages);
    plan.messages[message] = 7;
    plan.hologram = true;
    await openFile(page, { name: 'odd.json', text: JSON.stringify(plan) });
    await page.getByRole('treegrid').waitFor();
    await page.getByRole('alert').filter({ hasText: new RegExp(`messages\\.${message}`) }).waitFor();
    await saved(page);
    await page.waitForLoadState('networkidle');
  });
});

test('a stored plan of a newer version opens to be read, says so, can be taken out, and is never written', async () => {
  await withPage({}, async (page) => {
    await start(page);
    const id = idOf(page);
    const url = page.url();
    await home(page);
    // As a newer Cadenza would have saved it: a slot of its own checksum.
    await page.evaluate((plan) => {
      const keys = ['a', 'b'].map((slot) => `cadenza.plan.${plan}.${slot}`);
      const text = keys.map((key) => localStorage.getItem(key)).find(Boolean);
      const [line] = text.split('\n');
      const body = text.slice(line.length + 1).replace('"schema":2', '"schema":99');
      const bytes = new TextEncoder().encode(body);
      const head = { ...JSON.parse(line), schema: 99, revision: 50, length: bytes.length, checksum: '' };
      let hash = 0xcbf29ce484222325n;
      for (const byte of [...new TextEncoder().encode(JSON.stringify(head)), 10, ...bytes]) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
      head.checksum = hash.toString(16).padStart(16, '0');
      for (const key of keys) localStorage.removeItem(key);
      localStorage.setItem(keys[0], `${JSON.stringify(head)}\n${body}`);
    }, id);
    const before = await page.evaluate(() => JSON.stringify(localStorage));
    await page.goto(url);
    await line(page, /made by a newer Cadenza \(schema 99/).waitFor();
    await line(page, /^Read only/).waitFor();
    const [, text] = await download(page, () => page.getByRole('button', { name: 'Save as a file' }).filter({ visible: true }).first().click());
    assert.ok(text.length > 1000);
    await page.evaluate(() => { dispatchEvent(new PageTransitionEvent('pagehide')); });
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage)), before);
  });
});

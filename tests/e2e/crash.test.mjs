// A worker dies in the middle of its work: the person is told and can go on, and nothing is lost.
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { useApp, withPage } from './harness.mjs';
import { openDemo } from './screens.mjs';

useApp();

/** Keeps hold of the workers that the app starts; each listens for the word to crash. */
const prepare = (page) => page.addInitScript(() => {
  const Own = globalThis.Worker;
  globalThis.workers = [];
  globalThis.Worker = class extends Own {
    constructor(url, options) {
      super(url, options);
      globalThis.workers.push([options.name, this]);
    }
  };
  const start = globalThis.Blob;
  globalThis.Blob = function (parts, options) {
    // As a trap does: what wasm calls between two slices throws, and unwinds through it.
    const crash = `new BroadcastChannel('crash').onmessage = ({ data }) => {
      if (data !== name) return;
      performance.now = Date.now = () => { throw new WebAssembly.RuntimeError('unreachable'); };
    };`;
    return new start(options?.type === 'text/javascript' ? [crash, ...parts] : parts, options);
  };
  globalThis.Blob.prototype = start.prototype;
});
/** As when the browser ends it: no event, no word. */
const vanish = (page, name) => page.evaluate((wanted) => {
  const found = globalThis.workers.filter(([called]) => called === wanted);
  for (const [, worker] of found) worker.terminate();
  return found.length;
}, name);
const trap = (page, name) => page.evaluate((wanted) => new BroadcastChannel('crash').postMessage(wanted), name);

const seen = (page, words) => page.getByText(words).filter({ visible: true }).first();
const toForecast = async (page) => {
  await openDemo(page);
  await page.getByRole('link', { name: 'Forecast', exact: true }).filter({ visible: true }).first().click();
  await seen(page, /^Up to date/).waitFor({ timeout: 30_000 });
};
const runMany = async (page) => {
  await page.getByRole('combobox', { name: 'Futures' }).selectOption('5000');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText(/^(3[2-9]|[4-9]\d|[1-9]\d\d|\d,\d+) of 5,000 futures/).waitFor({ timeout: 30_000 });
};
const runAgain = async (page) => {
  await page.getByRole('combobox', { name: 'Futures' }).selectOption('200');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await seen(page, /^Up to date/).waitFor({ timeout: 30_000 });
  assert.equal(await page.getByText(/interrupted/).filter({ visible: true }).count(), 0);
};
const figures = (page) => page.locator('.kpis').innerText();

test('simulation workers that are gone without a word are noticed; the old figures stay, and a new run gives the same', { timeout: 120_000 }, async () => {
  await withPage({ prepare }, async (page) => {
    await toForecast(page);
    const before = await figures(page);
    await runMany(page);
    assert.ok(await vanish(page, 'simulation') >= 1);
    await seen(page, /was interrupted: the worker is gone/).waitFor();
    assert.equal(await figures(page), before, 'what was there stays');
    await runAgain(page);
    assert.equal(await figures(page), before);
    await seen(page, /^Saved/).waitFor();
  });
});

test('a simulation worker that traps is said at once, and the next run gives the same figures', { timeout: 120_000 }, async () => {
  await withPage({ prepare }, async (page) => {
    await toForecast(page);
    const before = await figures(page);
    await runMany(page);
    await trap(page, 'simulation');
    await seen(page, /was interrupted/).waitFor({ timeout: 10_000 });
    await runAgain(page);
    assert.equal(await figures(page), before);
  });
});

test('the data worker is gone while nothing is asked: the next question starts a new one, which opens plan and list again', { timeout: 120_000 }, async () => {
  await withPage({ prepare }, async (page) => {
    await toForecast(page);
    const before = await figures(page);
    assert.equal(await vanish(page, 'data'), 1);
    await runAgain(page);
    assert.equal(await figures(page), before);
    assert.equal(await page.evaluate(() => globalThis.workers.filter(([name]) => name === 'data').length), 2);
    await page.getByRole('link', { name: /^Contacts/ }).filter({ visible: true }).first().click();
    await seen(page, /500 contacts/).waitFor();
  });
});

for (const [how, kill] of [['is gone without a word', vanish], ['traps', trap]]) {
  test(`an import whose worker ${how} is said, keeps nothing of the half-read list, and can be begun again`, { timeout: 180_000 }, async (t) => {
    const path = join(mkdtempSync(join(tmpdir(), 'cadenza-')), 'people.csv');
    t.after(() => rmSync(dirname(path), { recursive: true }));
    const file = openSync(path, 'w');
    writeSync(file, 'First Name,Last Name,Email,Company,Country\n');
    for (let n = 0; n < 300_000; n += 5000) {
      let part = '';
      for (let i = n; i < n + 5000; i += 1) part += `Ada${i % 997},Lovelace ${i % 89},ada.${i}@company-${i % 40000}.example,Company ${i % 40000},${['DE', 'AT', 'FR', 'US'][i % 4]}\n`;
      writeSync(file, part);
    }
    closeSync(file);
    await withPage({ prepare }, async (page) => {
      await openDemo(page);
      await page.evaluate(() => { location.hash = location.hash.replace(/(#\/plan\/[^/]+).*/, '$1/import'); });
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Choose a file' }).click();
      await (await chooser).setFiles(path);
      const begin = () => page.getByRole('button', { name: 'Import the list' }).click();
      await begin();
      await page.getByRole('progressbar').waitFor();
      await kill(page, 'import');
      await page.getByRole('alert').filter({ hasText: /was interrupted/ }).first().waitFor();
      // The plan still has its list, and nothing of the other one lies in storage.
      const lists = await page.evaluate(() => new Promise((resolve) => {
        const opening = indexedDB.open('cadenza');
        opening.onsuccess = () => {
          const asked = opening.result.transaction('lists').objectStore('lists').getAllKeys();
          asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
        };
      }));
      assert.deepEqual(lists, ['demo']);
      await begin();
      await page.getByText(/contacts came in, of 300,000 rows/).waitFor({ timeout: 120_000 });
    });
  });
}

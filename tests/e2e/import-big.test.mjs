// A file of 100 MB: it comes in with progress, it can be stopped, and the page never stutters meanwhile.
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { useApp, withPage } from './harness.mjs';
import { withTalk } from './talk.mjs';

useApp();

const BYTES = 100e6;

/** Starts noting every task of the page over 50 ms. */
const watchTasks = (page) => page.evaluate(() => {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries().map((task) => Math.round(task.duration)))).observe({ type: 'longtask' });
});

test('a list of 100 MB comes in with progress and without a task over 50 ms on the page', { timeout: 180_000 }, async () => {
  await withPage({}, async (page) => {
    await page.locator('.tcard').nth(5).waitFor(); // Home is whole: what follows is the import's alone
    await withTalk(page);
    await page.evaluate((bytes) => { globalThis.file = globalThis.makeList(bytes); }, BYTES);
    await watchTasks(page);
    const { size, heard, answer, longTasks } = await page.evaluate(async () => {
      const talk = await globalThis.talk();
      const heard = [];
      const answer = await globalThis.importFile(talk, globalThis.file, 'big', ({ done, rows }) => heard.push([done, rows]));
      talk.end();
      return { size: globalThis.file.size, heard, answer, longTasks: globalThis.longTasks };
    });
    assert.ok(answer.Imported, JSON.stringify(answer).slice(0, 300));
    assert.equal(answer.Imported.kept, 'browser');
    assert.ok(answer.Imported.record.rows > 500_000, `${answer.Imported.record.rows} contacts`);
    // told by time, not by bytes: a quick machine hears less
    assert.ok(heard.length >= 3, `progress was told ${heard.length} times`);
    assert.ok(heard.every(([done, rows], i) => i === 0 || (done >= heard[i - 1][0] && rows >= heard[i - 1][1])), 'progress only grows');
    assert.equal(heard.at(-1)[0], size);
    assert.deepEqual(longTasks, [], 'tasks over 50 ms on the page');

    // In another worker, as the app opens it; a page of rows comes at once.
    const opened = await page.evaluate(async () => {
      const talk = await globalThis.talk();
      const { List: info } = await talk.ask({ OpenList: { id: 'big' } });
      const view = { rule: null, today: null, find: '', sort: null };
      const { Rows: rows } = await talk.ask({ Rows: { list: { id: 'big', revision: 1 }, view, from: 400_000, n: 5, fields: [{ field: { std: 'email' } }] } });
      talk.end();
      return { contacts: info.record.rows, accounts: info.accounts, rows };
    });
    assert.equal(opened.contacts, answer.Imported.record.rows);
    assert.equal(opened.accounts, 40_000);
    assert.equal(opened.rows.rows[0][2][0], 'ada.400000@company-0.example');
  });
});

test('an import that is stopped ends soon and keeps nothing', { timeout: 120_000 }, async () => {
  await withPage({}, async (page) => {
    await page.locator('main').waitFor();
    await withTalk(page);
    await page.evaluate((bytes) => { globalThis.file = globalThis.makeList(bytes); }, BYTES);
    const { answer, tookMs, lists } = await page.evaluate(async () => {
      const talk = await globalThis.talk();
      let job;
      let stopped = 0;
      const heard = ({ done }) => {
        if (stopped || done < 10e6) return;
        stopped = performance.now();
        talk.cancel(job);
      };
      const answer = await globalThis.importFile(talk, globalThis.file, 'stopped', heard, (begun) => { job = begun; });
      const tookMs = performance.now() - stopped;
      const lists = await talk.ask('Lists');
      talk.end();
      return { answer, tookMs, lists };
    });
    assert.equal(answer, 'Cancelled');
    assert.ok(tookMs < 1000, `it took ${Math.round(tookMs)} ms to stop`);
    assert.deepEqual(lists, { Lists: [] });
  });
});

// ---- the same through the app's own page ---------------------------------------------------------------------------------------

/** A file of about so many bytes on disk, every contact another one. */
function bigFile(bytes) {
  const path = join(mkdtempSync(join(tmpdir(), 'cadenza-')), 'big.csv');
  const file = openSync(path, 'w');
  let size = writeSync(file, 'First Name,Last Name,Email,Company,Country,Job Title,Employees\n');
  for (let n = 0; size < bytes; ) {
    let part = '';
    for (let i = 0; i < 5000; i += 1, n += 1) part += `Ada${n % 997},Lovelace ${n % 89},ada.${n}@company-${n % 40000}.example,Company ${n % 40000},${['DE', 'AT', 'FR', 'US'][n % 4]},Head of Revenue Operations,${n % 5000}\n`;
    size += writeSync(file, part);
  }
  closeSync(file);
  return path;
}

test('on the Import page 100 MB come in, or are stopped, and the page stays quick', { timeout: 240_000 }, async (t) => {
  const path = bigFile(BYTES);
  t.after(() => rmSync(dirname(path), { recursive: true }));
  await withPage({}, async (page) => {
    await page.getByRole('button', { name: 'Open the demo' }).click();
    await page.waitForLoadState('networkidle');
    const begin = async () => {
      await page.evaluate(() => { location.hash = location.hash.replace(/(#\/plan\/[^/]+).*/, '$1/import'); });
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Choose a file' }).click();
      await (await chooser).setFiles(path);
      await page.getByRole('button', { name: 'Import the list' }).click();
      await page.getByRole('progressbar').waitFor();
    };
    await begin();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });

    await page.evaluate(() => { location.hash = location.hash.replace('/import', '/contacts'); });
    await begin();
    await watchTasks(page);
    await page.getByRole('region', { name: 'Columns that came in' }).or(page.getByRole('button', { name: 'Import another file' })).first().waitFor({ timeout: 120_000 });
    const longTasks = await page.evaluate(() => globalThis.longTasks);
    assert.deepEqual(longTasks, [], 'tasks over 50 ms on the page while it read');
  });
});

// What is kept in the browser: it survives a reload, and what the browser does to it never costs more than it must.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fitsWidth, useApp, withPage, PHONE } from './harness.mjs';
import { withTalk } from './talk.mjs';

useApp();

/** Imports a small list under each id. */
const importSmall = (page, ids) => page.evaluate(async (names) => {
  const talk = await globalThis.talk();
  for (const id of names) await globalThis.importFile(talk, globalThis.makeList(50_000), id);
  talk.end();
}, ids);

const open = (page, id) => page.evaluate(async (name) => {
  const talk = await globalThis.talk();
  const answer = await talk.ask({ OpenList: { id: name } });
  const lists = await talk.ask('Lists');
  const aside = await talk.ask('Aside');
  talk.end();
  return { answer, lists: lists.Lists?.map(({ record }) => record.id), aside: aside.Aside };
}, id);

test('a list is there after a reload', async () => {
  await withPage({}, async (page) => {
    await page.locator('main').waitFor();
    await withTalk(page);
    await importSmall(page, ['kept']);
    const before = await open(page, 'kept');
    await page.reload();
    await page.locator('main').waitFor();
    await withTalk(page);
    const after = await open(page, 'kept');
    assert.ok(before.answer.List.record.rows > 100);
    assert.deepEqual(after, before);
  });
});

test('a list whose bytes went bad is put aside and can be had as a file, and the others open', async () => {
  await withPage({}, async (page) => {
    await page.locator('main').waitFor();
    await withTalk(page);
    await importSmall(page, ['good', 'bad']);
    await page.evaluate(() => new Promise((resolve, reject) => {
      const request = indexedDB.open('cadenza');
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const work = request.result.transaction('chunks', 'readwrite');
        const chunks = work.objectStore('chunks');
        chunks.get(['bad', 0]).onsuccess = ({ target }) => {
          target.result[100] ^= 1;
          chunks.put(target.result, ['bad', 0]);
        };
        work.oncomplete = () => { request.result.close(); resolve(); };
        work.onabort = () => reject(work.error);
      };
    }));
    const bad = await open(page, 'bad');
    assert.equal(bad.answer.Failed.code, 'corrupt_list');
    assert.deepEqual(bad.lists, ['good']);
    assert.equal(bad.aside.length, 1);
    assert.ok((await open(page, 'good')).answer.List);
    const text = await page.evaluate(async (name) => {
      const talk = await globalThis.talk();
      const { answer } = talk.begin({ AsideFile: { name } });
      const { buffers } = await answer;
      talk.end();
      return new TextDecoder().decode(buffers[0]);
    }, bad.aside[0].name);
    assert.match(text, /^\{"format":"cadenza-list"/);
    assert.match(text, /ada\.17@company-17\.example/);
  });
});

test('where the browser stores no lists, a list comes in all the same and travels back to the tab', async () => {
  // Private modes differ: the database is missing, or opening it fails, or it never answers. This is the second.
  const prepare = (page) => page.addInitScript(() => {
    const start = globalThis.Blob;
    globalThis.Blob = function (parts, options) {
      const isShim = options?.type === 'text/javascript';
      const refuse = "IDBFactory.prototype.open = () => { throw new DOMException('no storage here', 'InvalidStateError'); };";
      return new start(isShim ? [refuse, ...parts] : parts, options);
    };
    globalThis.Blob.prototype = start.prototype;
  });
  await withPage({ prepare }, async (page) => {
    await page.locator('main').waitFor();
    await withTalk(page);
    const { kept, chunks, adopted, lists } = await page.evaluate(async () => {
      const reader = await globalThis.talk();
      const { Sniffed: found } = await reader.ask({ Sniff: { options: null } }, globalThis.makeList(50_000));
      const columns = found.columns.map(({ header, meaning, how }) => ({ header, meaning: { field: meaning }, how }));
      const record = { id: 'tab', name: 'A list', file_name: 'a.csv', rows: 0, layout: found.layout, mapping: { columns: [] }, next_contact_number: 1, revision: 1, imported_at: '' };
      const { answer } = reader.begin({ Import: { mapping: { columns }, options: found.options, record } }, globalThis.makeList(50_000));
      const { body: { Imported: imported }, buffers } = await answer;
      reader.end();
      const data = await globalThis.talk();
      const adopted = await data.ask({ AdoptList: { record: imported.record, chunks: buffers.map(() => []) } }, null, buffers);
      const lists = await data.ask('Lists');
      data.end();
      return { kept: imported.kept, chunks: buffers.length, adopted, lists };
    });
    assert.equal(kept, 'tab');
    assert.ok(chunks > 0);
    assert.equal(adopted.List.kept, 'tab');
    assert.deepEqual(lists.Lists.map((entry) => [entry.record.id, entry.kept]), [['tab', 'tab']]);
  });
});

/** What a list says of itself: rows, revision, and the owner of its first contact. */
const said = (page) => page.evaluate(async () => {
  const talk = await globalThis.talk();
  const { List: info, Failed: failed } = await talk.ask({ OpenList: { id: 'kept' } });
  if (failed) return failed;
  const list = { id: 'kept', revision: info.record.revision };
  const view = { rule: null, today: null, find: '', sort: null };
  const { Rows: rows } = await talk.ask({ Rows: { list, view, from: 0, n: 1, fields: [{ field: { std: 'owner' } }] } });
  talk.end();
  return { rows: info.record.rows, revision: info.record.revision, owner: rows.rows[0][2][0] };
});

/** Sets the owner of everybody; does not wait for it where `wait` is false. */
const setOwner = (page, owner, wait) => page.evaluate(async ([owner, wait]) => {
  const talk = await globalThis.talk();
  const { List: info } = await talk.ask({ OpenList: { id: 'kept' } });
  const list = { id: 'kept', revision: info.record.revision };
  const view = { rule: null, today: null, find: '', sort: null };
  const { answer } = talk.begin({ SetValue: { list, view, field: { std: 'owner' }, value: owner, reason: '', now: '2026-11-30T08:00:00Z' } });
  if (!wait) return null;
  const { body } = await answer;
  talk.end();
  return body.Failed ?? body.List.record.revision;
}, [owner, wait]);

test('a tab that closes while a list is changed leaves it whole: as it was, or as it was to be', { timeout: 120_000 }, async () => {
  await withPage({}, async (page, { context }) => {
    await page.locator('main').waitFor();
    await withTalk(page);
    await page.evaluate(async () => {
      const talk = await globalThis.talk();
      await globalThis.importFile(talk, globalThis.makeList(8_000_000), 'kept');
      talk.end();
    });
    const before = await said(page);
    for (const after of [0, 30, 120, 400]) {
      const other = await context.newPage();
      await other.goto(page.url());
      await other.locator('main').waitFor();
      await withTalk(other);
      await setOwner(other, `Owner ${after}`, false);
      await other.waitForTimeout(after);
      await other.close();
      const now = await said(page);
      assert.equal(now.rows, before.rows, 'nobody is lost');
      assert.ok(['', 'Owner 0', 'Owner 30', 'Owner 120', 'Owner 400'].includes(now.owner), JSON.stringify(now));
    }
  });
});

test('a change that the browser has no room for leaves the list as it was, and can be made once there is', { timeout: 120_000 }, async () => {
  // The browser is full from the second piece on: whatever was written of the change before must not stay.
  const prepare = (page) => page.addInitScript(() => {
    const start = globalThis.Blob;
    globalThis.Blob = function (parts, options) {
      const isShim = options?.type === 'text/javascript';
      const fill = `let full = false, written = 0;
        new BroadcastChannel('full').onmessage = ({ data }) => { full = data; written = 0; };
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...what) {
          if (full && (written += 1) > 1) throw new DOMException('no room', 'QuotaExceededError');
          return put.apply(this, what);
        };`;
      return new start(isShim ? [fill, ...parts] : parts, options);
    };
    globalThis.Blob.prototype = start.prototype;
  });
  await withPage({ prepare }, async (page) => {
    await page.locator('main').waitFor();
    await withTalk(page);
    await page.evaluate(async () => {
      const talk = await globalThis.talk();
      await globalThis.importFile(talk, globalThis.makeList(8_000_000), 'kept');
      talk.end();
    });
    const before = await said(page);
    const change = (full) => page.evaluate(async (full) => {
      const talk = await globalThis.talk();
      const { List: info } = await talk.ask({ OpenList: { id: 'kept' } });
      new BroadcastChannel('full').postMessage(full);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const list = { id: 'kept', revision: info.record.revision };
      const view = { rule: null, today: null, find: '', sort: null };
      const body = await talk.ask({ SetValue: { list, view, field: { std: 'owner' }, value: 'Mara', reason: '', now: '2026-11-30T08:00:00Z' } });
      talk.end();
      return body.Failed?.code ?? body.List.record.revision;
    }, full);
    assert.equal(await change(true), 'quota');
    assert.deepEqual(await said(page), before);
    assert.equal(await change(false), before.revision + 1);
    assert.equal((await said(page)).owner, 'Mara');
  });
});

test('an old tab does not block a newer layout of the database', async () => {
  await withPage({}, async (page) => {
    await page.locator('main').waitFor();
    await withTalk(page);
    const ended = await page.evaluate(async () => {
      const old = await globalThis.talk();
      await old.ask('Lists'); // its connection is open
      return new Promise((resolve) => {
        const newer = indexedDB.open('cadenza', 99);
        newer.onsuccess = () => { newer.result.close(); resolve('upgraded'); };
        newer.onerror = () => resolve(String(newer.error));
        setTimeout(() => resolve('blocked for 3 s'), 3000);
      });
    });
    assert.equal(ended, 'upgraded');
    // And an old version that meets the newer layout says so instead of hanging.
    const met = await page.evaluate(async () => {
      const old = await globalThis.talk();
      const answer = await old.ask({ OpenList: { id: 'x' } });
      old.end();
      return answer;
    });
    assert.equal(met.Failed.code, 'blocked');
  });
});

// ---- the plan, in the app itself ----------------------------------------------------------------------------------------------

/** Words that are seen; the save state stands twice in the page, once for narrow windows. */
const line = (page, words) => page.getByText(words).filter({ visible: true }).first();
const openDemo = async (page) => {
  await page.getByRole('button', { name: 'Open the demo' }).click();
  await line(page, /^Saved|^Kept/).waitFor();
  await page.waitForLoadState('networkidle'); // a reload would cut the worker's files off, and the harness minds
};
const rename = async (page, name) => {
  await page.getByRole('button', { name: 'Entry', exact: true }).click();
  await page.getByLabel('Name of the sequence').fill(name);
  await page.getByRole('button', { name: 'Done', exact: true }).click();
};
const isNamed = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

test('an edit is there after a reload, even when the page goes at once', async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    await rename(page, 'Renamed just now');
    await page.reload();
    await isNamed(page, 'Renamed just now');
  });
});

/** Fills localStorage to the last character, so that not even one more letter fits. */
const fill = (page) => page.evaluate(() => {
  let piece = 'x'.repeat(1 << 20);
  for (let n = 0; piece.length > 0; ) {
    try {
      localStorage.setItem(`filler-${n}`, piece);
      n += 1;
    } catch {
      piece = piece.slice(0, Math.floor(piece.length / 2));
    }
  }
});

test('where localStorage is really full the plan is saved in the database, which is said, and in both once there is room', async () => {
  await withPage({}, async (page) => {
    await openDemo(page);
    await fill(page);
    const long = `A name that needs room ${'and more '.repeat(40)}`.trim();
    await rename(page, long);
    await line(page, /^Saved in the database only, \d+:\d\d$/).waitFor();
    await line(page, /Not in local storage: storage is full\./).waitFor();
    await page.reload();
    await isNamed(page, long);
    await line(page, /^Saved in the database only/).waitFor();

    await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('filler-')).forEach((key) => localStorage.removeItem(key)));
    await rename(page, `${long} again`);
    await line(page, /^Saved, /).waitFor();
    await page.reload();
    await isNamed(page, `${long} again`);
  });
});

for (const width of [PHONE.width, 1000, 1440]) {
  test(`how the plan is kept is always in sight, in words (${width} px)`, async () => {
    const prepare = (page) => page.addInitScript(() => {
      const set = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, text) {
        if (globalThis.isFull && key.startsWith('cadenza.plan.')) throw new DOMException('full', 'QuotaExceededError');
        return set.call(this, key, text);
      };
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (value, key) {
        if (globalThis.isFull) throw new DOMException('full', 'QuotaExceededError');
        return put.call(this, value, key);
      };
    });
    await withPage({ width, prepare }, async (page, { context }) => {
      await openDemo(page);
      // At 1,000 px the rail is folded: the words stand in the sign's title, and what is wrong in a notice.
      const state = (words) => (width === 1000 ? page.locator('.rail .save').and(page.getByTitle(words)) : line(page, words));
      const inSight = async (words) => {
        const place = state(words);
        await place.waitFor();
        const box = await place.boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= width, `${words} is cut off: ${JSON.stringify(box)}`);
        await fitsWidth(page);
      };
      await inSight(width === PHONE.width ? /^Saved in this browser, \d+:\d\d$/ : /^Saved, \d+:\d\d$/);
      await page.evaluate(() => { globalThis.isFull = true; });
      await rename(page, 'Not to be saved');
      await inSight(/^Not saved: storage is full$/);
      await line(page, /^Not saved: storage is full\. Your last edits/).waitFor();
      // The way out: the plan as it stands, with what is not saved, as a file.
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as a file' }).filter({ visible: true }).first().click()]);
      const taken = JSON.parse(await readFile(await file.path(), 'utf8'));
      assert.equal(Object.values(taken.sequences)[0].name, 'Not to be saved');
      await page.evaluate(() => { globalThis.isFull = false; });
      await rename(page, 'Saved again');
      await inSight(/^Saved/);
      const second = await context.newPage();
      await second.setViewportSize({ width, height: 844 });
      await second.goto(page.url());
      await line(second, /open in another tab, so/).waitFor();
      await (width === 1000 ? second.locator('.rail .save').and(second.getByTitle('Read only: open in another tab')) : line(second, /^Read only: open in another tab$/)).waitFor();
      await second.close();
    });
  });
}

test('where the browser keeps nothing the app starts, says that the plan lives in this tab, and goes on', async () => {
  const prepare = (page) => page.addInitScript(() => {
    IDBFactory.prototype.open = () => { throw new DOMException('no storage here', 'InvalidStateError'); };
    Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: () => { throw new DOMException('blocked', 'SecurityError'); } });
  });
  // The harness seeds localStorage before the app starts, and meets the same wall.
  await withPage({ prepare }, async (page) => {
    await openDemo(page);
    await line(page, /Kept in this tab only/).waitFor();
    await rename(page, 'Only here');
    await isNamed(page, 'Only here');
    await line(page, /Kept in this tab only/).waitFor();
  });
});

test('a second tab reads; taking over lets the first one save, and then the first one reads', async () => {
  await withPage({}, async (page, { context }) => {
    await openDemo(page);
    const second = await context.newPage();
    await second.goto(page.url());
    await line(second, /open in another tab/).waitFor();
    // An edit that the first tab has not saved yet when the other one takes over.
    await rename(page, 'Typed in the first tab');
    await second.getByRole('button', { name: 'Take over' }).click();
    await line(second, /^Saved/).waitFor();
    await isNamed(second, 'Typed in the first tab');
    await line(page, /open in another tab/).waitFor();

    await rename(second, 'Typed in the second tab');
    await line(second, /^Saved/).waitFor();
    // The second tab closes: the first one edits again, with what the second wrote.
    await second.close();
    await line(page, /^Saved/).waitFor();
    await isNamed(page, 'Typed in the second tab');
  });
});

test('a tab that does not answer loses the plan to the one that takes over', async () => {
  await withPage({}, async (page, { context }) => {
    await openDemo(page);
    // As if it were frozen: it holds the lock and hears nothing.
    await page.evaluate(() => { BroadcastChannel.prototype.dispatchEvent = () => true; });
    const second = await context.newPage();
    await second.addInitScript(() => { BroadcastChannel.prototype.postMessage = () => {}; });
    await second.goto(page.url());
    await line(second, /open in another tab/).waitFor();
    await second.getByRole('button', { name: 'Take over' }).click();
    await line(second, /^Saved/).waitFor({ timeout: 8000 });
    await line(page, /open in another tab/).waitFor();
  });
});

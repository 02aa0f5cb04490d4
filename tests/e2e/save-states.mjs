// Screens of saving gone wrong: what a person sees where a plan is not saved, in one store alone, damaged or found twice. `make shots` takes them
// when they are asked for by name (SHOTS=save-); entries as in screens.mjs.
import { drop, fills } from './kept.mjs';
import { openDemo } from './screens.mjs';

const line = (page, words) => page.getByText(words).filter({ visible: true }).first();
const saved = (page) => line(page, /^Saved(,| in this browser,) \d/).waitFor();
const start = async (page, words) => {
  await page.getByRole('button', { name: /^B2B cold outbound/ }).click();
  await page.getByRole('treegrid').waitFor();
  await (words ? line(page, words).waitFor() : saved(page));
};
const rename = async (page, name) => {
  await page.getByRole('button', { name: 'Entry', exact: true }).click();
  await page.getByLabel('Name of the sequence').fill(name);
  await page.getByRole('button', { name: 'Done', exact: true }).click();
};
const leave = (page) => page.getByRole('link', { name: /^(Cadenza|All plans)$/ }).filter({ visible: true }).first().click();
const home = (page) => page.getByRole('button', { name: /^Start from a template/ }).waitFor();
const idOf = (page) => page.url().match(/plan-[0-9a-f]+/)[0];

/** localStorage alone has no room. */
const localIsFull = (page) => page.addInitScript(() => {
  const set = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, text) {
    if (key.startsWith('cadenza.plan.')) throw new DOMException('full', 'QuotaExceededError');
    return set.call(this, key, text);
  };
});
/** The database alone refuses. */
const databaseRefuses = (page) => page.addInitScript(() => {
  IDBObjectStore.prototype.put = () => { throw new DOMException('the disk is broken', 'UnknownError'); };
});
/** Nothing is kept for this page. */
export const keepsNothing = (page) => page.addInitScript(() => {
  IDBFactory.prototype.open = () => { throw new DOMException('no storage here', 'InvalidStateError'); };
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: () => { throw new DOMException('blocked', 'SecurityError'); } });
});
/** Reading localStorage throws. */
export const readingThrows = (page) => page.addInitScript(() => {
  const get = Storage.prototype.getItem;
  Storage.prototype.getItem = function (key) {
    if (this === globalThis.localStorage) throw new DOMException('the disk is broken', 'UnknownError');
    return get.call(this, key);
  };
});

const unsaved = async (page) => {
  await start(page);
  await page.evaluate(() => { globalThis.isFull = true; });
  await rename(page, 'Nowhere but here');
  await line(page, /^Not saved: storage is full/).waitFor();
};
/** A plan of one store, with its newer slot, or both, full of rubbish. */
const damaged = (both) => async (page) => {
  await start(page);
  await rename(page, 'Before the damage');
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => localStorage.getItem(key).includes('Before the damage')));
  await saved(page);
  const [url, id] = [page.url(), idOf(page)];
  await leave(page);
  await home(page);
  await drop(page, [`plan.${id}`, `text.${id}`, `log.${id}`]);
  await page.evaluate(([plan, all]) => {
    for (const slot of ['a', 'b']) {
      const key = `cadenza.plan.${plan}.${slot}`;
      const text = localStorage.getItem(key);
      if (all || text?.includes('Before the damage')) localStorage.setItem(key, all ? 'rubbish' : text.replace('"steps"', '"stepz"'));
    }
  }, [id, both]);
  await page.goto(url);
  await line(page, both ? /^This plan could not be read$/ : /is damaged/).waitFor();
};

export const saveStates = [
  { name: 'save-full', options: { prepare: fills }, steps: unsaved },
  { name: 'save-leaving', options: { prepare: fills }, steps: async (page) => { await unsaved(page); await leave(page); await page.getByRole('dialog', { name: 'This plan is not saved' }).waitFor(); } },
  {
    name: 'save-leaving-filed',
    options: { prepare: fills },
    steps: async (page) => {
      await unsaved(page);
      await leave(page);
      const dialog = page.getByRole('dialog', { name: 'This plan is not saved' });
      await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save as a file' }).click()]);
      await dialog.getByRole('button', { name: 'Leave', exact: true }).waitFor();
    },
  },
  { name: 'save-database-only', options: { prepare: localIsFull }, steps: (page) => start(page, /^Saved in the database only/) },
  { name: 'save-local-only', options: { prepare: databaseRefuses }, steps: (page) => start(page, /^Saved in local storage only/) },
  { name: 'save-tab-only', options: { prepare: keepsNothing }, steps: (page) => start(page, /Kept in this tab only/) },
  {
    name: 'save-tab-only-leaving',
    options: { prepare: keepsNothing },
    steps: async (page) => { await start(page, /Kept in this tab only/); await leave(page); await page.getByRole('dialog', { name: 'This plan is kept in this tab only' }).waitFor(); },
  },
  { name: 'save-damaged', steps: damaged(false) },
  { name: 'save-both-damaged', steps: damaged(true) },
  {
    name: 'save-apart',
    steps: async (page) => {
      await start(page);
      await rename(page, 'Here');
      await page.waitForFunction(() => Object.keys(localStorage).some((key) => localStorage.getItem(key).includes('"Here"')));
      await saved(page);
      const [url, id] = [page.url(), idOf(page)];
      await leave(page);
      await home(page);
      // the database goes back to another beginning: a save that the one in localStorage does not know of
      await page.evaluate((plan) => {
        for (const slot of ['a', 'b']) {
          const key = `cadenza.plan.${plan}.${slot}`;
          localStorage.removeItem(key);
        }
      }, id);
      const before = await page.evaluate((plan) => new Promise((resolve) => {
        const opening = indexedDB.open('cadenza-kept');
        opening.onsuccess = () => {
          const store = opening.result.transaction('texts').objectStore('texts');
          const head = store.get(`plan.${plan}`);
          const text = store.get(`text.${plan}`);
          text.onsuccess = () => { opening.result.close(); resolve([head.result, text.result]); };
        };
      }), id);
      await drop(page, [`plan.${id}`, `text.${id}`, `log.${id}`]);
      // written by an older version, it does not say what it was written over
      const seal = ([head, body]) => {
        const { run: _, over: __, ...old } = JSON.parse(head);
        const sealed = { ...old, revision: 1, checksum: '' };
        let hash = 0xcbf29ce484222325n;
        for (const byte of Buffer.from(`${JSON.stringify(sealed)}\n${body}`)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
        return `${JSON.stringify({ ...sealed, checksum: hash.toString(16).padStart(16, '0') })}\n${body}`;
      };
      await page.evaluate(([plan, text]) => localStorage.setItem(`cadenza.plan.${plan}.a`, text), [id, seal(before)]);
      await page.evaluate(([plan, [head, body]]) => new Promise((resolve) => {
        const opening = indexedDB.open('cadenza-kept');
        opening.onsuccess = () => {
          const work = opening.result.transaction('texts', 'readwrite');
          work.objectStore('texts').put(head, `plan.${plan}`);
          work.objectStore('texts').put(body, `text.${plan}`);
          work.oncomplete = () => { opening.result.close(); resolve(); };
        };
      }), [id, before]);
      await page.goto(url);
      await line(page, /The two stores of this browser held different saves/).waitFor();
    },
  },
  { name: 'save-room-short', options: { storage: { 'cadenza.plan.p1.a': 'x', filler: 'x'.repeat(4_600_000) } }, steps: (page) => line(page, /of this browser's room for plans is free/).waitFor() },
  { name: 'save-reading-throws', options: { prepare: readingThrows, storage: { 'cadenza.plan.p1.a': 'x' } }, steps: (page) => line(page, /Local storage cannot be read/).waitFor() },
  {
    name: 'save-rescue-throws',
    options: { prepare: readingThrows, storage: { 'cadenza.plan.p1.a': 'x' } },
    steps: async (page) => {
      await line(page, /Local storage cannot be read/).waitFor();
      await start(page, /^Saved in the database only/);
      await page.evaluate(() => { dispatchEvent(new CustomEvent('cadenza-dead', { detail: 'panicked at src/somewhere.rs:1' })); });
      await page.getByRole('dialog', { name: 'Cadenza has stopped' }).getByRole('button', { name: 'Download Cold outbound' }).waitFor();
    },
  },
  {
    name: 'save-busy',
    steps: async (page) => {
      await openDemo(page);
      await page.locator('[role=treegrid]').waitFor();
      await page.evaluate(() => {
        const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, ...more) { if (!/Schedule\b/.test(JSON.stringify(message))) post.call(this, message, ...more); };
      });
      await page.goto(page.url().replace(/\/sequence.*/, '/schedule'));
      await page.locator('.notices [role=status]').waitFor({ timeout: 30_000 });
    },
  },
];

// What this browser holds of plans, read and changed behind the app's back.

/** All texts of the page's database, by key. */
export const stored = (page) => page.evaluate(() => new Promise((resolve, reject) => {
  const opening = indexedDB.open('cadenza-kept');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const store = opening.result.transaction('texts').objectStore('texts');
    const keys = store.getAllKeys();
    const texts = store.getAll();
    texts.onsuccess = () => { opening.result.close(); resolve(Object.fromEntries(keys.result.map((key, n) => [key, texts.result[n]]))); };
  };
}));

/** Takes texts out of the page's database. */
export const drop = (page, keys) => page.evaluate((names) => new Promise((resolve) => {
  const opening = indexedDB.open('cadenza-kept');
  opening.onsuccess = () => {
    const work = opening.result.transaction('texts', 'readwrite');
    for (const key of names) work.objectStore('texts').delete(key);
    work.oncomplete = () => { opening.result.close(); resolve(); };
  };
}), keys);

/** All of localStorage, by key. */
export const local = (page) => page.evaluate(() => ({ ...localStorage }));

/** Neither store takes a plan while `globalThis.isFull` is true; put in before the page loads. */
export const fills = (page) => page.addInitScript(() => {
  const full = () => { throw new DOMException('full', 'QuotaExceededError'); };
  const set = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, text) { return globalThis.isFull && key.startsWith('cadenza.plan.') ? full() : set.call(this, key, text); };
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, key) { return globalThis.isFull ? full() : put.call(this, value, key); };
});

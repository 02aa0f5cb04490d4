// Everything that must work before the wasm does, or after it has died. No dependency, no build step, no inline style.
//
//   1. Theme    data-theme on <html> from localStorage "cadenza.theme" ("light" | "dark"; absent: the system's), before the
//               first paint: that is why this is a classic script in the head and not a module.
//   2. Frames   inside another page nothing starts: a host without headers cannot say `frame-ancestors`, and who frames the app
//               could have a person click what they do not see.
//   3. Workers  globalThis.cadenza.startWorker(): see below.
//   4. Rescue   after a panic or a failed start: download what is saved, reload. The page's own code is not asked.
//   5. Start    imports the app's glue and runs the wasm.
//
// Everything it needs to know stands on its own tag (Trunk.toml and scripts/after_build.mjs write it there):
// data-js, data-wasm: one binary is the page and its workers.
(() => {
  'use strict';

  const tag = document.currentScript;
  const place = (name) => new URL(tag.dataset[name], document.baseURI).href;

  // ---- 1. theme -------------------------------------------------------------------------------------------------------

  const storage = (() => {
    try { return window.localStorage; } catch { return null; } // the getter throws where storage is blocked
  })();
  /** A text of the storage; null where there is none or reading it throws. */
  const read = (key) => {
    try { return storage?.getItem(key) ?? null; } catch { return null; }
  };
  const theme = read('cadenza.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

  const element = (name, attributes, ...children) => {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  // ---- 2. frames ------------------------------------------------------------------------------------------------------

  if (window.self !== window.top) {
    const say = () => {
      const link = element('a', { href: document.baseURI, target: '_blank', rel: 'noopener' }, 'Open Cadenza on its own');
      document.body.append(element('main', { class: 'noscript' }, element('p', {}, 'Cadenza does not run inside another page.'), link));
    };
    if (document.body) say();
    else document.addEventListener('DOMContentLoaded', say);
    return;
  }

  // ---- 3. workers -----------------------------------------------------------------------------------------------------

  // A worker loaded from a URL does not inherit the page's CSP (a foreign fetch and eval would work in it); one that starts
  // from a blob does. So each worker starts as this shim, gets the module that was compiled once for all of them, and imports
  // the glue. Messages sent to a worker before it listens are lost: hence the promise.
  //
  // A worker that the browser ends fires no event. So it holds a Web Lock for as long as it lives, and the page waits in line for it
  // (WebKit does not let the lock go: there such a worker is not noticed).
  const shim = (glue, lock) => `
    onmessage = async (event) => {
      onmessage = null;
      globalThis.cadenzaFiles = ${JSON.stringify(new URL('.', glue).href)};
      try {
        const { default: init, listen } = await import(${JSON.stringify(glue)});
        await init({ module_or_path: event.data });
        await listen();
        await new Promise((go) => {
          if (!navigator.locks) go();
          else navigator.locks.request(${JSON.stringify(lock)}, () => { go(); return new Promise(() => {}); }).catch(go);
        });
        postMessage({ ready: true });
      } catch (error) {
        postMessage({ failed: String(error?.stack ?? error) });
      }
    };`;

  const fetched = async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
    const streams = response.headers.get('Content-Type')?.startsWith('application/wasm');
    return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
  };
  let compiling = null;
  /** The module of page and workers, compiled once for all of them. */
  const compiled = () => {
    compiling ??= fetched(place('wasm')).catch((error) => {
      compiling = null;
      throw error;
    });
    return compiling;
  };

  /**
   * Starts one worker. Contract:
   *   - resolves with a `Worker` whose wasm runs and listens (the shim posted `{ready: true}`): set `onmessage`, then post;
   *   - rejects with an `Error` when the files cannot be loaded or compiled, or the wasm stops while it starts
   *     (the shim posted `{failed: text}`); the worker is gone then, and the next call tries afresh;
   *   - after that every message belongs to the caller, who also listens to `error` (a panic in the worker, or it is gone) and
   *     terminates it;
   *   - the wasm must have set `onmessage` when its `listen` resolves, and must not post before it is asked.
   * The page's own module is shared, so a worker costs little more than the part of the code that is only its.
   * @param {string} [name] shown in the developer tools
   * @returns {Promise<Worker>}
   */
  const startWorker = async (name = 'cadenza') => {
    const module = await compiled();
    const lock = `cadenza-worker-${Date.now()}-${Math.random()}`;
    const url = URL.createObjectURL(new Blob([shim(place('js'), lock)], { type: 'text/javascript' }));
    const worker = new Worker(url, { type: 'module', name });
    try {
      await new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => (data?.ready ? resolve() : reject(new Error(data?.failed ?? 'the worker spoke before it was ready')));
        worker.onerror = (event) => reject(new Error(event.message || 'the worker could not be started'));
        worker.postMessage(module);
      });
    } catch (error) {
      worker.terminate();
      throw error;
    } finally {
      worker.onmessage = worker.onerror = null;
      URL.revokeObjectURL(url);
    }
    // Granted when the worker is gone: at the caller's word, and then nobody listens any more, or without a word.
    navigator.locks?.request(lock, () => {
      worker.dispatchEvent(new ErrorEvent('error', { message: 'the worker is gone' }));
    }).catch(() => {}); // this page is going away
    return worker;
  };

  // `dead`: the saver asks this before every write, because timers go on after a panic.
  globalThis.cadenza = { startWorker, dead: false };

  // ---- 4. rescue ------------------------------------------------------------------------------------------------------

  const parsed = (text) => {
    try { return JSON.parse(text); } catch { return null; }
  };

  /** What one slot holds. An envelope is a JSON header, a line break and the plan's own text; anything else is given out as it is. */
  const readSlot = (key, text) => {
    const cut = text.indexOf('\n');
    const header = cut > 0 ? parsed(text.slice(0, cut)) : null;
    const body = header && typeof header.revision === 'number' ? text.slice(cut + 1) : text;
    return { key, body, plan: parsed(body), revision: header?.revision ?? -1 };
  };

  const keys = () => {
    try { return storage ? Array.from({ length: storage.length }, (_, i) => storage.key(i)) : []; } catch { return []; }
  };

  /** The plans in the database (heads under "plan.<id>", bodies under "text.<id>"); none where it does not answer soon. */
  const storedPlans = () => new Promise((resolve) => {
    const none = () => resolve([]);
    setTimeout(none, 2000);
    try {
      const opening = indexedDB.open('cadenza-kept');
      opening.onerror = none;
      opening.onupgradeneeded = () => opening.transaction.abort(); // there is none, and none is made
      opening.onsuccess = () => {
        const found = new Map();
        const texts = opening.result.transaction('texts').objectStore('texts');
        const all = (begin) => IDBKeyRange.bound(begin, `${begin}\uffff`);
        texts.openCursor(all('plan.')).onsuccess = ({ target: { result: at } }) => {
          if (!at) return;
          found.set(at.key.slice('plan.'.length), { revision: parsed(at.value)?.revision ?? -1 });
          at.continue();
        };
        const bodies = texts.openCursor(all('text.'));
        bodies.onerror = none;
        bodies.onsuccess = ({ target: { result: at } }) => {
          if (at) {
            const id = at.key.slice('text.'.length);
            found.set(id, { ...found.get(id), id, key: at.key, body: at.value, plan: parsed(at.value) });
            at.continue();
          } else {
            opening.result.close();
            resolve([...found.values()].filter((copy) => copy.body));
          }
        };
      };
    } catch { none(); }
  });

  /**
   * The newest readable save of each plan (slots "cadenza.plan.<id>.<slot>", and what the database holds), where none can be read all of
   * them; and what the app has put aside.
   */
  const savedPlans = (stored) => {
    const plans = new Map();
    const aside = [];
    for (const key of keys()) {
      const text = read(key);
      if (text === null) continue;
      if (key.startsWith('cadenza.quarantine.')) aside.push({ id: key, key, body: text });
      if (!key.startsWith('cadenza.plan.')) continue;
      const id = key.slice('cadenza.plan.'.length).replace(/\.[^.]*$/, '');
      plans.set(id, [...(plans.get(id) ?? []), readSlot(key, text)]);
    }
    for (const copy of stored) plans.set(copy.id, [...(plans.get(copy.id) ?? []), copy]);
    const newest = [...plans].flatMap(([id, slots]) => {
      const readable = slots.filter((slot) => slot.plan).sort((a, b) => b.revision - a.revision);
      return readable.length > 0 ? [{ id, ...readable[0] }] : slots.map((slot) => ({ id: slot.key, ...slot }));
    });
    return [...newest, ...aside];
  };

  const download = (name, text) => {
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = element('a', { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };

  const planItem = ({ id, plan, body }) => {
    const title = plan?.settings?.name;
    const name = typeof title === 'string' && title.trim() ? title : id;
    const file = `${name.replace(/[^\p{L}\p{N}._-]+/gu, ' ').trim().slice(0, 80) || 'plan'}.cadenza.json`;
    const button = element('button', { type: 'button', class: 'rescue-button' }, 'Download');
    button.setAttribute('aria-label', `Download ${name}`);
    button.addEventListener('click', () => download(file, body));
    return element('li', { class: 'rescue-plan' }, element('span', { class: 'rescue-name' }, name), button);
  };

  const savedParts = (plans) => (plans.length > 0
    ? [element('p', {}, 'What was saved in this browser is untouched. You can download it here.'), element('ul', { class: 'rescue-plans' }, ...plans.map(planItem))]
    : [element('p', {}, storage ? 'No plan is saved in this browser.' : 'This browser blocks storage for this page, so no plan is saved in it.')]);

  const rescueDialog = (headline, reason) => {
    const saved = element('div', {}, ...savedParts(savedPlans([])));
    // the database answers later, and what it holds may be newer
    storedPlans().then((stored) => { if (stored.length > 0) saved.replaceChildren(...savedParts(savedPlans(stored))); });
    const reload = element('button', { type: 'button', class: 'rescue-button rescue-solid', autofocus: '' }, 'Reload');
    reload.addEventListener('click', () => window.location.reload());
    const details = element('details', { class: 'rescue-details' }, element('summary', {}, 'Technical details'), element('pre', { tabindex: '0', 'aria-label': 'Technical details' }, reason));
    const dialog = element(
      'dialog', { class: 'rescue', 'aria-labelledby': 'rescue-title' },
      element('h2', { id: 'rescue-title' }, headline), saved, details, element('div', { class: 'rescue-foot' }, reload),
    );
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    return dialog;
  };

  let dialog = null;
  const rescue = (headline, reason) => {
    if (globalThis.cadenza.dead) return;
    globalThis.cadenza.dead = true;
    const show = () => {
      dialog = rescueDialog(headline, reason);
      for (const open of document.querySelectorAll('dialog[open]')) open.close();
      document.body.append(dialog);
      dialog.showModal();
      // what of the app still runs lays nothing over it
      HTMLDialogElement.prototype.showModal = HTMLDialogElement.prototype.show = () => {};
    };
    if (document.body) show();
    else document.addEventListener('DOMContentLoaded', show);
  };

  // A wasm instance that panicked still answers events, with broken state. These listeners stand on window, in capture, before
  // any of the app's: once it is dead, only the dialog hears anything.
  const silenced = [
    'click', 'dblclick', 'auxclick', 'contextmenu', 'pointerdown', 'pointermove', 'pointerup', 'mousedown', 'mouseup', 'mousemove', 'touchstart', 'touchmove', 'touchend',
    'keydown', 'keyup', 'beforeinput', 'input', 'change', 'submit', 'focusin', 'focusout', 'focus', 'blur', 'paste', 'cut', 'copy', 'drop', 'dragstart', 'dragover', 'dragend',
    'scroll', 'wheel', 'resize', 'toggle', 'close', 'cancel', 'hashchange', 'popstate', 'storage', 'message', 'online', 'offline', 'visibilitychange', 'beforeunload', 'pagehide',
  ];
  const silence = (event) => {
    const ours = event.target instanceof Node && (dialog?.contains(event.target) || (event.target instanceof HTMLAnchorElement && event.target.download));
    if (globalThis.cadenza.dead && !ours) event.stopImmediatePropagation();
  };
  for (const name of silenced) window.addEventListener(name, silence, true);

  const stopped = 'Cadenza has stopped';
  window.addEventListener('cadenza-dead', (event) => rescue(stopped, String(event.detail ?? 'no details')));
  window.addEventListener('error', (event) => {
    // No error object: a notice (ResizeObserver's loop limit) or a foreign script. Another origin's file: a browser extension.
    if (!event.error || (event.filename && !event.filename.startsWith(window.location.origin))) return;
    rescue(stopped, String(event.error.stack ?? event.error));
  });
  window.addEventListener('unhandledrejection', (event) => {
    // A trap or an exhausted stack leaves the wasm broken; any other rejected promise does not.
    const broken = event.reason instanceof WebAssembly.RuntimeError || event.reason instanceof RangeError;
    if (broken) rescue(stopped, String(event.reason.stack ?? event.reason));
  });

  // ---- 5. start -------------------------------------------------------------------------------------------------------

  const start = async () => {
    const [{ default: init }, module] = await Promise.all([import(place('js')), compiled()]);
    if (document.readyState === 'loading') await new Promise((done) => document.addEventListener('DOMContentLoaded', done, { once: true }));
    await init({ module_or_path: module });
  };
  start().catch((error) => {
    console.error(error);
    rescue('Cadenza could not start', String(error?.stack ?? error));
  });
})();

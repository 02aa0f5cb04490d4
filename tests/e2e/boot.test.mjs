// boot.js: the theme before the first paint, and the rescue after a panic or a failed start.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { axe, fitsWidth, useApp, withPage, PHONE } from './harness.mjs';

useApp();

const slot = (revision, plan) => `${JSON.stringify({ format: 'cadenza-plan', revision })}\n${JSON.stringify(plan)}`;
const saved = {
  'cadenza.plan.p1.a': slot(7, { settings: { name: 'Cold outbound: DACH' } }),
  'cadenza.plan.p1.b': slot(8, { settings: { name: 'Cold outbound: DACH' }, steps: ['newest'] }),
  'cadenza.plan.p2.a': 'torn {"na',
};
const rescue = (page) => page.getByRole('dialog', { name: 'Cadenza has stopped' });
const die = (page) => page.evaluate(() => { dispatchEvent(new CustomEvent('cadenza-dead', { detail: 'panicked at src/somewhere.rs:1' })); });

test('the chosen theme stands before the first paint, and without a choice the system decides', async () => {
  const scheme = (page) => page.evaluate(() => [document.documentElement.dataset.theme, getComputedStyle(document.documentElement).colorScheme]);
  await withPage({ theme: 'light', storage: { 'cadenza.theme': 'dark' } }, async (page) => assert.deepEqual(await scheme(page), ['dark', 'dark']));
  await withPage({ theme: 'dark' }, async (page) => assert.deepEqual(await scheme(page), [undefined, 'light dark']));
  await withPage({ storage: { 'cadenza.theme': 'purple' } }, async (page) => assert.deepEqual(await scheme(page), [undefined, 'light dark']));
});

test('after a panic the newest saved state of every plan can be downloaded, and what cannot be read as it is', async () => {
  await withPage({ storage: { 'cadenza.plan.p2.a': 'torn {"na' } }, async (page) => {
    await page.locator('main').waitFor();
    await page.getByRole('button', { name: /^B2B cold outbound/ }).click();
    await page.getByText(/^Saved/).filter({ visible: true }).first().waitFor();
    await die(page);
    await rescue(page).waitFor();
    const fetchFile = async (label) => {
      const [file] = await Promise.all([page.waitForEvent('download'), rescue(page).getByRole('button', { name: label }).click()]);
      return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')];
    };
    const [name, text] = await fetchFile('Download Cold outbound');
    assert.equal(name, 'Cold outbound.cadenza.json');
    const plan = JSON.parse(text);
    assert.deepEqual([plan.format, plan.schema, plan.settings.name], ['cadenza-plan', 2, 'Cold outbound']);
    const [torn, bytes] = await fetchFile(/^Download cadenza\.plan\.p2/);
    assert.match(torn, /^cadenza\.plan\.p2/);
    assert.match(bytes, /torn \{"na/);
    assert.equal(await page.evaluate(() => globalThis.cadenza.dead), true);
  });
});

test('a real panic of the app ends in the rescue, and the file that it gives opens as the same plan', async () => {
  await withPage({}, async (page, { expectProblems }) => {
    expectProblems(/console error: panicked at/, /uncaught: RuntimeError: unreachable/);
    await page.getByRole('button', { name: /^B2B cold outbound/ }).click();
    await page.getByRole('treegrid').waitFor();
    const id = page.url().match(/plan-[0-9a-f]+/)[0];
    const rename = async (name) => {
      await page.getByRole('button', { name: 'Entry', exact: true }).click();
      await page.getByLabel('Name of the sequence').fill(name);
      await page.getByRole('button', { name: 'Done', exact: true }).click();
    };
    await rename('Edited before it stopped');
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => localStorage.getItem(key).includes('Edited before it stopped')));
    await page.getByText(/^Saved/).filter({ visible: true }).first().waitFor();
    await page.waitForLoadState('networkidle'); // the reload below would cut the worker's files off, and the harness minds
    const take = async (press) => {
      const [file] = await Promise.all([page.waitForEvent('download'), press()]);
      return { path: await file.path(), plan: JSON.parse(await readFile(await file.path(), 'utf8')) };
    };
    const saveAsFile = () => take(async () => {
      await page.getByTitle(/^Plan: /).filter({ visible: true }).first().click();
      await page.getByRole('menuitem', { name: 'Save as a file' }).click();
    });
    const before = await saveAsFile();

    // The renderer unwraps what this gives: a panic in the app's own wasm, from its own event handler.
    // Broken and pressed in one go, so that nothing else is drawn in between.
    await page.getByRole('button', { name: 'Entry', exact: true }).evaluate((button) => {
      Comment.prototype.cloneNode = () => { throw new Error('no node today'); };
      button.click();
    });
    await rescue(page).waitFor();
    await rescue(page).getByText('Technical details').first().click();
    await rescue(page).getByText(/panicked at .*no node today/s).waitFor();
    const rescued = await take(() => rescue(page).getByRole('button', { name: 'Download Cold outbound' }).click());
    assert.deepEqual(rescued.plan, before.plan);

    await Promise.all([page.waitForEvent('load'), rescue(page).getByRole('button', { name: 'Reload' }).click()]);
    await page.getByRole('heading', { level: 1, name: 'Edited before it stopped' }).waitFor();
    await page.goto(page.url().replace(/#.*/, '#/'));
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: /^Open a file/ }).click()]);
    await chooser.setFiles(rescued.path);
    await page.getByRole('heading', { level: 1, name: 'Edited before it stopped' }).waitFor();
    await page.waitForURL((url) => /plan-/.test(url.hash) && !url.hash.includes(id));
    const opened = await saveAsFile();
    assert.notEqual(opened.plan.id, id, 'a file always opens as a plan of its own');
    assert.deepEqual({ ...opened.plan, id }, before.plan);
  });
});

for (const theme of ['light', 'dark']) {
  test(`the rescue dialog is complete by keyboard, fits a phone and passes axe (${theme})`, async () => {
    await withPage({ theme, width: PHONE.width, storage: saved }, async (page) => {
      await page.locator('main').waitFor();
      await page.waitForLoadState('networkidle'); // a reload would break off Home's templates, and the harness minds
      await die(page);
      await rescue(page).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Reload');
      await page.keyboard.press('Escape');
      assert.ok(await rescue(page).isVisible(), 'Escape closes the dialog over a dead app');
      await fitsWidth(page);
      await axe(page);
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
      await page.locator('main').waitFor();
      assert.ok(!(await rescue(page).isVisible()));
    });
  });
}

test('a dead app hears nothing any more', async () => {
  await withPage({}, async (page) => {
    await page.locator('main').waitFor();
    const heard = () => page.evaluate(() => globalThis.heard);
    await page.evaluate(() => {
      globalThis.heard = 0;
      for (const name of ['click', 'keydown', 'hashchange', 'storage']) window.addEventListener(name, () => { globalThis.heard += 1; });
    });
    await page.evaluate(() => document.body.click());
    assert.equal(await heard(), 1);
    await die(page);
    await page.evaluate(() => {
      document.body.click();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', bubbles: true }));
      window.dispatchEvent(new HashChangeEvent('hashchange'));
      window.dispatchEvent(new StorageEvent('storage'));
    });
    assert.equal(await heard(), 1);
  });
});

test('an uncaught error of the app stops it, a notice of the browser or an unimportant rejection does not', async () => {
  await withPage({}, async (page, { expectProblems }) => {
    expectProblems(/uncaught:.*not important/, /uncaught:.*unreachable/);
    await page.locator('main').waitFor();
    await page.evaluate(async () => {
      window.dispatchEvent(new ErrorEvent('error', { message: 'ResizeObserver loop completed with undelivered notifications.' }));
      Promise.reject(new Error('not important'));
      await new Promise((done) => setTimeout(done, 50));
    });
    assert.equal(await page.evaluate(() => globalThis.cadenza.dead), false);
    await page.evaluate(() => { setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); }); });
    await rescue(page).waitFor();
    await rescue(page).getByText('Technical details').first().click();
    await rescue(page).getByText('RuntimeError: unreachable').waitFor();
  });
});

test('a wasm file that does not arrive is said, and what is saved can still be had', async () => {
  const prepare = (page) => page.route(/\/app_bg\.wasm$/, (route) => route.fulfill({ status: 404, body: '' }));
  await withPage({ storage: saved, prepare }, async (page, { expectProblems }) => {
    // the browser may report the file as broken off besides
    expectProblems(/404/, /404|request failed: .*app_bg\.wasm/, /app_bg\.wasm: 404/);
    const dialog = page.getByRole('dialog', { name: 'Cadenza could not start' });
    await dialog.getByRole('button', { name: 'Download Cold outbound: DACH' }).waitFor();
  });
});

test('the rest of the app that does not arrive is said, on Home and in a plan, and one press tries again', async () => {
  let isMissing = true;
  const prepare = (page) => page.route(/split_rest\.wasm$/, (route) => (isMissing ? route.fulfill({ status: 404, body: '' }) : route.continue()));
  await withPage({ prepare }, async (page, { expectProblems }) => {
    expectProblems(/404|request failed: .*rest\.wasm/, /console error: .*WebAssembly/);
    const said = page.getByRole('alert').filter({ hasText: 'Part of Cadenza could not be loaded' });
    await said.waitFor();
    await axe(page);
    await page.getByRole('button', { name: /^Import a list/ }).click();
    await page.waitForURL(/\/import$/);
    await said.waitFor();
    await axe(page);
    isMissing = false;
    await said.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Import' }).waitFor();
    assert.equal(await said.count(), 0);
  });
});

test('a worker that cannot be loaded rejects, and the next call tries afresh', async () => {
  await withPage({}, async (page, { expectProblems }) => {
    await page.locator('main').waitFor();
    // whether the browser reports the file as missing or as broken off is its own affair
    expectProblems(/404|request failed: .*missing\.js/);
    const answers = await page.evaluate(async () => {
      const boot = document.getElementById('boot');
      const own = globalThis.cadenza;
      const copy = document.createElement('script');
      Object.assign(copy.dataset, { js: '/e2e/probe.js', wasm: '/e2e/answer.wasm' });
      copy.src = boot.src;
      await new Promise((done) => { copy.onload = done; document.head.append(copy); });
      const { startWorker } = globalThis.cadenza;
      globalThis.cadenza = own;
      copy.dataset.js = '/e2e/missing.js';
      const missing = await startWorker().catch((error) => error.message);
      copy.dataset.js = '/e2e/probe.js';
      const found = await startWorker();
      return [missing, found instanceof Worker];
    });
    assert.match(answers[0], /missing\.js/);
    assert.equal(answers[1], true);
  });
});

for (const part of ['engine', 'roles']) {
  test(`a worker whose ${part} does not arrive is said, and the next time it is there`, async () => {
    let isMissing = true;
    const prepare = (page) => page.context().route(new RegExp(`split_${part}\\.wasm$`), (route) => (isMissing ? route.fulfill({ status: 404, body: '' }) : route.continue()));
    await withPage({ prepare }, async (page, { expectProblems }) => {
      expectProblems(/404|request failed: .*split_/, /console error: .*WebAssembly/);
      await page.getByRole('button', { name: 'Open the demo' }).click();
      await page.getByText(/could not be loaded|did not start/).first().waitFor();
      isMissing = false;
      await page.getByRole('button', { name: 'Open the demo' }).click();
      await page.getByRole('treegrid').waitFor();
    });
  });
}

test('a kept list that does not arrive lets nothing be read, which is said, and the next time it is there', async () => {
  let isMissing = true;
  const prepare = (page) => page.context().route(/\/mail-domains\.txt$/, (route) => (isMissing ? route.fulfill({ status: 404, body: '' }) : route.continue()));
  await withPage({ prepare }, async (page, { expectProblems }) => {
    expectProblems(/request failed: .*mail-domains\.txt|404/);
    await page.getByRole('button', { name: 'Open the demo' }).click();
    await page.getByText(/Part of Cadenza could not be loaded/).first().waitFor();
    isMissing = false;
    await page.getByRole('button', { name: 'Open the demo' }).click();
    await page.getByRole('treegrid').waitFor();
  });
});

// What every browser test stands on: the production server over dist/, one Chromium, pages that may not misbehave.
//
//   test('a sentence', async () => {
//     await withPage({ theme: 'dark', width: 390 }, async (page, ctx) => { … });
//   });
//
// A page fails its test, without being asked, on: a console error or warning, an uncaught error, a CSP violation, a failed request, and a
// request to any other origin. `ctx.expectProblems(/pattern/)` names those that a test provokes on purpose; each must then occur.
// There are no retries: a test that fails now and then is broken.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from '../../scripts/serve.mjs';
import { chromiumPath } from './chromium.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export const launchBrowser = (options = {}) => chromium.launch({ executablePath: chromiumPath() ?? undefined, args: FLAGS, ...options });

/** The built app on a free port; the tests' own files are served under /e2e/, so that they never get into dist/. */
export const serveApp = (options = {}) => serve({ root: here('../../dist'), port: 0, mounts: { '/e2e/': here('./probe') }, ...options });

let browser;
let server;
let standing = false;

/** Starts the server and the browser for the tests of the calling file, once. Called by each test file at its top. */
export function useApp() {
  if (standing) return;
  standing = true;
  before(async () => { [server, browser] = await Promise.all([serveApp(), launchBrowser()]); });
  after(async () => { await browser?.close(); await server?.close(); });
}

export const origin = () => server.origin;

/** Listens to everything that may go wrong in a page; returns the list that it grows. */
async function watch(page, ownOrigin) {
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.stack ?? error}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // the tab's icon is fetched late and at the browser's leisure: leaving the page may break it off
    if (why === 'net::ERR_ABORTED' && request.url().endsWith('/icon.svg')) return;
    problems.push(`request failed: ${request.url()} ${why}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.origin !== ownOrigin) problems.push(`foreign request: ${url}`);
  });
  await page.exposeBinding('__violation', (_, text) => problems.push(`CSP violation: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      globalThis.__violation(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ''}:${event.lineNumber}`);
    });
  });
  return problems;
}

/**
 * Opens a fresh profile with one page; resolves to `{ page, context, problems }`.
 * `theme`: 'light' | 'dark' (the system's); `width`, `height` in CSS px; `storage`: localStorage entries that are there before the app starts;
 * `touch`: a coarse pointer; `timezoneId`: `null` takes that of the browser's process; `reducedMotion`: 'reduce' unless told otherwise; `path`: where to go; `prepare`: async (page) => …, before that.
 */
export async function openPage(inBrowser, at, options = {}) {
  const { theme = 'light', width = WIDE.width, height = width < 600 ? PHONE.height : WIDE.height, path = '/', storage = {}, prepare } = options;
  const { touch = false, reducedMotion = 'reduce', timezoneId = 'Europe/Berlin', locale = 'en-GB' } = options;
  const context = await inBrowser.newContext({
    colorScheme: theme, viewport: { width, height }, hasTouch: touch, reducedMotion, timezoneId: timezoneId ?? undefined, locale, acceptDownloads: true, serviceWorkers: 'block',
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const problems = await watch(page, at);
  await page.addInitScript((entries) => {
    if (sessionStorage.getItem('seeded')) return;
    sessionStorage.setItem('seeded', 'yes'); // once: a reload must find what the app itself has saved
    for (const [key, value] of Object.entries(entries)) localStorage.setItem(key, value);
  }, storage);
  await prepare?.(page);
  await page.goto(new URL(path, at).href);
  return { page, context, problems };
}

/**
 * `openPage`, then `body(page, ctx)`, then the check that the page behaved. `at`: the origin of another server than the tests' own;
 * `inBrowser`: another browser.
 */
export async function withPage({ at = origin(), inBrowser = browser, ...options }, body) {
  const { page, context, problems } = await openPage(inBrowser, at, options);
  const expected = [];
  try {
    await body(page, { problems, context, expectProblems: (...patterns) => expected.push(...patterns) });
    const unexpected = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
    assert.deepEqual(unexpected, [], 'the page misbehaved');
    for (const pattern of expected) assert.ok(problems.some((problem) => pattern.test(problem)), `the provoked problem ${pattern} did not occur; there were: ${problems.join(' | ') || 'none'}`);
  } finally {
    await context.close();
  }
}

/** Asserts that axe finds nothing against WCAG 2.2 AA, on the page or within `selector`; says which rule, where and why. */
export async function axe(page, selector) {
  await page.evaluate(axeSource); // addScriptTag is refused by the CSP; evaluate is not the page's own doing
  const violations = await page.evaluate(async ([tags, within]) => {
    const results = await globalThis.axe.run(within ?? document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    return results.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`));
  }, [WCAG, selector]);
  assert.deepEqual(violations, [], 'axe found violations');
}

/** Asserts that the page has no sideways scroll; says what sticks out. */
export async function fitsWidth(page) {
  const [content, view, out] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [scrollWidth, clientWidth, []];
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const rights = [...document.body.querySelectorAll('input, select, textarea, button, svg')].map((node) => [node, node.getBoundingClientRect().right]);
    while (words.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(words.currentNode);
      rights.push([words.currentNode.parentElement, range.getBoundingClientRect().right]);
    }
    const name = (node) => `${node.tagName.toLowerCase()}.${node.getAttribute('class') ?? ''}`;
    const out = rights.filter(([, right]) => right > clientWidth + 1).sort(([, a], [, b]) => b - a);
    return [scrollWidth, clientWidth, out.slice(0, 6).map(([node, right]) => `${[node.parentElement?.parentElement, node.parentElement, node].filter(Boolean).map(name).join(' > ')} to ${Math.round(right)}`)];
  });
  assert.ok(content <= view, `the page is ${content} px wide in a view of ${view} px: ${out.join(' | ')}`);
}

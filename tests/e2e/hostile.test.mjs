// Texts that nobody types by accident, in every name, letter and cell: script, markup, formulas, marks that turn text round, characters of no
// width, a word without an end. They are shown on every screen and leave in every file as text, and nothing else comes of them.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';
import { PHONE, WIDE, fitsWidth, serveApp, useApp, withPage } from './harness.mjs';
import { atAddress, openDemo, screens } from './screens.mjs';

useApp();

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// quotation marks would end the names of the template's own sections
const MARKUP = '<img src=x onerror=globalThis.hit=1 data-hostile><script>globalThis.hit=1</script><b data-hostile>';
const TURNED = '\u202egnp.exe\u2066\u200b\u200d\u2060';
const ENDLESS = 'W'.repeat(160);
const HOSTILE = `${MARKUP} ${TURNED} ${ENDLESS}`;
const FORMULAS = ['=HYPERLINK("http://foreign.example","x")', 'x;=1+1', '＝1+1', '+49 1', '@SUM(1)', "'=1"];
const LETTER = `${HOSTILE} "><svg onload="globalThis.hit=1" data-hostile> <a href="javascript:globalThis.hit=1">x</a> {constructor} \${globalThis.hit=1}`;

/** The template of the demo with hostile names and letters; names stay the same to each other. */
function hostileTemplate(text) {
  const name = (whole, inner) => (inner.includes('@') ? whole : `"${inner} ${HOSTILE}"`);
  let section = '';
  return text.split('\n').map((line) => {
    if (line.startsWith('--- ')) {
      section = line.split(' ')[1];
      return line.replace(/"([^"]*)"/, name);
    }
    if (section === 'outline' || section === 'team') return line.replace(/"([^"]*)"/g, name);
    if (section === 'about' && /^(name|plan|summary): /.test(line)) return `${line} ${HOSTILE}`;
    if (section === 'message' && /^(subject|preview): /.test(line)) return `${line} ${HOSTILE}`;
    if (section === 'message' && line.startsWith('Hi {{')) return `${line}\n${LETTER}`;
    if (['rates', 'delays', 'spread'].includes(section) && line.includes('|')) return `${line} ${MARKUP} ${TURNED}`;
    return line;
  }).join('\n');
}

/** The demo's list with a hostile text in every cell that is no address, number or date, and two hostile columns. */
function hostileList(csv) {
  const cell = (text) => `"${text.replaceAll('"', '""')}"`;
  const [header, ...rows] = csv.trimEnd().split(/\r?\n/);
  const columns = header.split(',');
  const hostile = ['First Name', 'Last Name', 'Company Name', 'City', 'Industry', 'Seniority', 'Lead Status', 'Person Linkedin Url'];
  return [
    [...columns, `Note ${MARKUP}`, '=1+1'].map(cell).join(','),
    ...rows.map((row, index) => {
      const cells = row.match(/("([^"]|"")*"|[^,]*)(,|$)/g).slice(0, columns.length).map((part) => part.replace(/,$/, '').replace(/^"|"$/g, ''));
      const formula = FORMULAS[index % FORMULAS.length];
      const changed = cells.map((text, at) => {
        if (columns[at] === 'Contact owner') return text && `${text} ${HOSTILE}`;
        if (columns[at] === 'First Name') return formula;
        if (columns[at] === 'Person Linkedin Url' && index % 2) return 'javascript:globalThis.hit=1';
        return hostile.includes(columns[at]) ? `${text} ${HOSTILE}` : text;
      });
      return [...changed, HOSTILE, formula].map(cell).join(',');
    }),
  ].join('\r\n');
}

let at;
let close;
before(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cadenza-hostile-'));
  const root = join(folder, 'dist');
  await cp(here('../../dist'), root, { recursive: true });
  const change = async (path, how) => writeFile(join(root, path), how(await readFile(join(root, path), 'utf8')));
  await change('templates/b2b-cold-outbound.txt', hostileTemplate);
  await change('demo/contacts.csv', hostileList);
  const server = await serveApp({ root });
  at = server.origin;
  close = async () => { await server.close(); await rm(folder, { recursive: true }); };
});
after(() => close?.());

/** What has come of the texts: elements, handlers, links that run something, a frame, or the mark itself. */
const harm = (page) => page.evaluate(() => ({
  hit: globalThis.hit ?? null,
  elements: [...document.querySelectorAll('[data-hostile], iframe, object, embed, base, img[src="x"], body script')].map((node) => node.outerHTML.slice(0, 200)),
  handlers: [...document.querySelectorAll('*')].flatMap((node) => [...node.attributes].filter((attribute) => /^on/i.test(attribute.name)).map((attribute) => attribute.name)),
  links: [...document.querySelectorAll('a[href], form[action], [formaction]')].map((node) => node.getAttribute('href') ?? node.getAttribute('action')).filter((href) => /^\s*(javascript|data|vbscript):/i.test(href)),
}));
const NONE = { hit: null, elements: [], handlers: [], links: [] };
/** Whether the text stands on the page, as text: in what is written or in a field. */
const shows = (page) => page.evaluate((markup) => document.body.textContent.includes(markup) || [...document.querySelectorAll('input, textarea')].some((field) => field.value.includes(markup)), MARKUP.slice(0, 40));

// A sequence from nothing has no text of anybody.
const WITHOUT = new Set(['outline-empty']);

for (const [shape, size] of [['wide', WIDE], ['phone', PHONE]]) {
  for (const screen of screens) {
    test(`hostile texts are only text on the screen "${screen.name}" (${shape})`, async () => {
      await withPage({ at, ...size, ...screen.options }, async (page) => {
        await screen.steps(page);
        assert.deepEqual(await harm(page), NONE);
        assert.equal(await shows(page), !WITHOUT.has(screen.name), 'the texts are there to be seen, or this test says nothing');
        await fitsWidth(page);
      });
    });
  }
}

test('hostile texts leave in every file as text: JSON whole, CSV guarded, calendar escaped, the plan as it was', async () => {
  await withPage({ at }, async (page) => {
    await atAddress('schedule', '.schedtable tbody tr')(page);
    const take = async (...names) => {
      if (names.length > 1) await page.getByRole('button', { name: names[0] }).click();
      const button = page.getByRole(names.length > 1 ? 'menuitem' : 'button', { name: names.at(-1), exact: true });
      const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
      assert.match(file.suggestedFilename(), /^[\p{L}\p{N}._ -]+$/u, 'a file\'s name holds nothing but letters, digits and plain marks');
      return readFile(await file.path(), 'utf8');
    };
    const json = JSON.parse(await take('Export JSON'));
    assert.ok(json.sequence.name.includes(MARKUP));
    assert.ok(FORMULAS.every((formula) => formula.startsWith("'") || json.contacts.some((contact) => JSON.stringify(contact).includes(JSON.stringify(formula).slice(1, -1)))));

    const csv = await take('CSV');
    for (const separator of [',', ';']) {
      for (const cell of cells(csv, separator)) assert.doesNotMatch(cell, /^[=+\-@＝＋－＠]/u, `a formula begins a cell where "${separator}" separates`);
    }
    assert.ok(csv.includes("'=HYPERLINK") && csv.includes("x;'=1+1"));

    const ics = await take('Calendar and more', 'Calendar: work by hand');
    for (const line of ics.split('\r\n')) {
      assert.ok(Buffer.byteLength(line) <= 75 && !/[\n\r]/.test(line), line);
      assert.match(line, /^($| |[A-Z-]+[:;])/, 'a line is a property or goes on with one');
    }
    assert.deepEqual(await harm(page), NONE);
  });
});

/** Cells as a spreadsheet cuts them that takes `separator`, whatever the file says: a quote only counts where a cell begins. */
function cells(text, separator) {
  const found = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') { cell += '"'; i += 1; } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === separator || c === '\n' || c === '\r') { found.push(cell); cell = ''; } else cell += c;
  }
  return found;
}

test('the rescue offers plans with hostile names as text, under names that any file may have', async () => {
  const plan = JSON.stringify({ settings: { name: `../${HOSTILE}` } });
  await withPage({ at, storage: { 'cadenza.plan.p1.a': `{"revision":7}\n${plan}` } }, async (page) => {
    await page.locator('main').waitFor();
    await page.evaluate((words) => { dispatchEvent(new CustomEvent('cadenza-dead', { detail: words })); }, LETTER);
    const dialog = page.getByRole('dialog', { name: 'Cadenza has stopped' });
    await dialog.waitFor();
    assert.deepEqual(await harm(page), NONE);
    assert.equal(await shows(page), true);
    const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: /^Download/ }).click()]);
    assert.match(file.suggestedFilename(), /^[\p{L}\p{N}._ -]+$/u);
    assert.equal(await readFile(await file.path(), 'utf8'), plan);
  });
});

test('a plan file and a list full of hostile texts go in and come out as they were', async () => {
  await withPage({ at }, async (page) => {
    await openDemo(page);
    await page.locator('[role=treegrid]').waitFor();
    await page.getByTitle(/^Plan: /).filter({ visible: true }).first().click();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Save as a file' }).click()]);
    const plan = JSON.parse(await readFile(await file.path(), 'utf8'));
    assert.ok(Object.values(plan.sequences).every((sequence) => sequence.name.includes(HOSTILE)));
    assert.ok(Object.values(plan.messages).some((message) => message.body.includes(LETTER)));
    assert.ok(Object.values(plan.steps).every((step) => !step.name || step.name.includes(MARKUP)));
  });
});

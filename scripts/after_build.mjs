// Trunk's post_build hook: finishes what lies in the staging folder.
//   1. style/**/*.css becomes one stylesheet (tokens first: it declares the layers, so the order of the rest is free);
//   2. the app, with the parts that scripts/link has cut out of it, and the stylesheet move to by-digest/<digest>/: Trunk hashes before
//      wasm-bindgen and wasm-opt have run, or not at all, and these names may be kept for ever;
//   3. the pages of the launch check's rules become files under rules/, each alone and all as a catalogue, terms and holidays beside them;
//   4. index.html learns the new places.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) throw new Error('TRUNK_STAGING_DIR is not set: this script is a Trunk hook, run `trunk build`');
const release = process.env.TRUNK_PROFILE === 'release';
const target = process.env.CARGO_TARGET_DIR ?? 'target';

const digestOf = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
};

const folderFor = (digest) => {
  const folder = `by-digest/${digest}`;
  mkdirSync(join(staging, folder), { recursive: true });
  return folder;
};

function styleSheet() {
  const names = readdirSync('style', { recursive: true }).map((name) => name.replaceAll('\\', '/'));
  const sheets = names.filter((name) => name.endsWith('.css'));
  const depth = (name) => name.split('/').length;
  const rank = (name) => (name === 'tokens.css' ? 0 : depth(name));
  sheets.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const text = sheets.map((name) => readFileSync(join('style', name), 'utf8')).join('\n');
  return release ? text.replace(/\/\*[^]*?\*\//g, '').replace(/\s*([{};])\s*/g, '$1').replaceAll(';}', '}').trim() : text;
}

function placeStyle() {
  const css = styleSheet();
  const place = `${folderFor(digestOf(css))}/style.css`;
  writeFileSync(join(staging, place), css);
  return place;
}

/** Moves files of the staging folder together. */
function place(files) {
  const folder = folderFor(digestOf(...files.map((name) => readFileSync(join(staging, name)))));
  for (const name of files) renameSync(join(staging, name), join(staging, folder, name));
  return folder;
}

/** The app as Trunk has built it, and the folder into which scripts/link has put what it cut out of it. */
function linked() {
  const built = join(target, 'wasm32-unknown-unknown', release ? 'release' : 'debug');
  const wasm = join(built, 'app.wasm');
  const bytes = readFileSync(wasm);
  const folders = readdirSync(join(built, 'deps')).filter((name) => name.startsWith('app-') && name.endsWith('.split'));
  const parts = folders.map((name) => join(built, 'deps', name)).find((folder) => {
    const from = folder.replace(/split$/, 'wasm');
    return existsSync(from) && readFileSync(from).equals(bytes);
  });
  if (!parts) throw new Error(`${built}/deps has no parts of app.wasm: scripts/link writes them when that is linked; run cargo clean and build again`);
  return { wasm, parts };
}

// Brotli likes calls better than inlined code, and functions that are called often in front.
const SMALL = ['-O2', '--converge', '--one-caller-inline-max-function-size=50', '--low-memory-unused', '--reorder-functions'];
// What rustc and wasm-bindgen write: the parts that were cut out do not say so themselves.
const FEATURES = ['bulk-memory', 'bulk-memory-opt', 'call-indirect-overlong', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext', 'simd'];

/** In place. Takes ten seconds a file, so what came out is kept under the digest of what went in. */
function optimise(wasm) {
  const options = [...SMALL, ...FEATURES.map((name) => `--enable-${name}`)];
  const kept = join(target, 'wasm-opt');
  const known = join(kept, `${digestOf(readFileSync(wasm), options.join(' '))}.wasm`);
  if (!existsSync(known)) {
    mkdirSync(kept, { recursive: true });
    execFileSync('wasm-opt', [...options, wasm, '-o', `${known}.new`], { stdio: 'pipe' });
    renameSync(`${known}.new`, known);
  }
  copyFileSync(known, wasm);
}

/** Replaces every occurrence in a file, or says what is missing. */
function edit(path, pattern, replacement) {
  const text = readFileSync(path, 'utf8');
  if (!pattern.test(text)) throw new Error(`${path} has no ${pattern}: did wasm-split's loader change?`);
  writeFileSync(path, text.replaceAll(pattern, replacement));
}

/** The app in a folder of its own: `app.js`, `app_bg.wasm`, `parts.js` and the parts that it loads, and the kept lists. */
function placeApp() {
  const { wasm, parts } = linked();
  // Once more, since Trunk cannot pass this on: the parts share the table of functions, which wasm-bindgen drops unless told.
  execFileSync('wasm-bindgen', ['--target', 'web', '--keep-lld-exports', '--no-typescript', '--out-dir', staging, '--out-name', 'app', wasm], { stdio: 'pipe' });
  // the loader's own name begins with an underscore, which static hosts do not serve
  copyFileSync(join(parts, '__wasm_split.js'), join(staging, 'parts.js'));
  edit(join(staging, 'app.js'), /from "\.\/__wasm_split\.js"/g, 'from "./parts.js"');
  const split = readdirSync(parts).filter((name) => name.endsWith('.wasm'));
  for (const name of split) copyFileSync(join(parts, name), join(staging, name));
  if (release) for (const name of ['app_bg.wasm', ...split]) optimise(join(staging, name));
  // the worker fetches them, src/audience/kept.rs names them
  const lists = readdirSync('data').filter((name) => name.endsWith('.txt'));
  for (const name of lists) copyFileSync(join('data', name), join(staging, name));
  return place(['app.js', 'app_bg.wasm', 'parts.js', ...split, ...lists]); // glue and loader import each other by these names
}

/** The pages of rules: one file each, all of them in one with a form feed between, the glossary, and the holidays by rule. The app fetches them when wanted. */
function placeRules() {
  const folder = join('src', 'preflight', 'rules');
  const names = readdirSync(folder).filter((name) => name.endsWith('.md')).sort();
  mkdirSync(join(staging, 'rules'), { recursive: true });
  for (const name of names) copyFileSync(join(folder, name), join(staging, 'rules', name));
  writeFileSync(join(staging, 'rules', 'all.md'), names.map((name) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\f\n'));
  for (const name of ['terms.md', 'holidays.txt']) copyFileSync(join('data', name), join(staging, 'rules', name));
}

/** Replaces exactly one occurrence, or says what is missing: a silent miss would ship a page without its style. */
function replaceOnce(text, pattern, replacement) {
  if (!pattern.test(text)) throw new Error(`index.html has no ${pattern}: did Trunk.toml or index.html change?`);
  return text.replace(pattern, replacement);
}

const page = join(staging, 'index.html');
let html = readFileSync(page, 'utf8');
const [, glue] = html.match(/data-js="\.\/([^"]+)"/);
const [, wasm] = html.match(/data-wasm="\.\/([^"]+)"/);
for (const name of [glue, wasm]) rmSync(join(staging, name), { force: true });
placeRules();
const style = placeStyle();
const app = placeApp();
html = html.replaceAll(`./${glue}`, `./${app}/app.js`).replaceAll(`./${wasm}`, `./${app}/app_bg.wasm`);
html = replaceOnce(html, /(["=])\.\/style\.css/, `$1./${style}`);
// before the script, which asks for it at once
html = replaceOnce(html, /(<script\b[^>]*\bid=["']?boot\b[^]*?<\/script>)\s*((?:<link[^>]*>)+)/, '$2\n  $1\n');
writeFileSync(page, html);

// Trunk's post_build hook: finishes what lies in the staging folder.
//   1. style/**/*.css becomes one stylesheet (tokens first: it declares the layers, so the order of the rest is free);
//   2. app and worker, each with the rest that scripts/link has cut out of it, and the stylesheet move to by-digest/<digest>/: Trunk hashes
//      before wasm-bindgen and wasm-opt have run, or not at all, and these names may be kept for ever;
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

/** A binary as Trunk has built it, and the folder into which scripts/link has put what it cut out of it. */
function linked(bin, profile) {
  const built = join(target, 'wasm32-unknown-unknown', profile);
  const wasm = join(built, `${bin}.wasm`);
  const bytes = readFileSync(wasm);
  const folders = readdirSync(join(built, 'deps')).filter((name) => name.startsWith(`${bin}-`) && name.endsWith('.split'));
  const rest = folders.map((name) => join(built, 'deps', name)).find((folder) => {
    const from = folder.replace(/split$/, 'wasm');
    return existsSync(from) && readFileSync(from).equals(bytes);
  });
  if (!rest) throw new Error(`${built}/deps has no rest of ${bin}.wasm: scripts/link writes it when that is linked; run cargo clean and build again`);
  return { wasm, rest };
}

// Brotli likes calls better than inlined code, and functions that are called often in front.
const SMALL = ['-O2', '--converge', '--one-caller-inline-max-function-size=50', '--low-memory-unused', '--reorder-functions'];
// What rustc and wasm-bindgen write: the part that was cut out does not say so itself.
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

/** A binary and its rest, together in a folder of their own: `<bin>.js`, `<bin>_bg.wasm`, `rest.js`, `rest.wasm`. */
function placeSplit(bin, profile, beside = []) {
  const { wasm, rest } = linked(bin, profile);
  // Once more, since Trunk cannot pass this on: the rest shares the table of functions, which wasm-bindgen drops unless told.
  execFileSync('wasm-bindgen', ['--target', 'web', '--keep-lld-exports', '--no-typescript', '--out-dir', staging, '--out-name', bin, wasm], { stdio: 'pipe' });
  // the loader's own names begin with an underscore, which static hosts do not serve
  copyFileSync(join(rest, '__wasm_split.js'), join(staging, 'rest.js'));
  copyFileSync(join(rest, 'split_rest.wasm'), join(staging, 'rest.wasm'));
  edit(join(staging, 'rest.js'), /split_rest\.wasm/g, 'rest.wasm');
  edit(join(staging, `${bin}.js`), /from "\.\/__wasm_split\.js"/g, 'from "./rest.js"');
  if (release) for (const name of [`${bin}_bg.wasm`, 'rest.wasm']) optimise(join(staging, name));
  for (const name of beside) copyFileSync(join('data', name), join(staging, name));
  return place([`${bin}.js`, `${bin}_bg.wasm`, 'rest.js', 'rest.wasm', ...beside]); // glue and loader import each other by these names
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

/** Replaces exactly one occurrence, or says what is missing: a silent miss would ship a page without its worker. */
function replaceOnce(text, pattern, replacement) {
  if (!pattern.test(text)) throw new Error(`index.html has no ${pattern}: did Trunk.toml or index.html change?`);
  return text.replace(pattern, replacement);
}

const page = join(staging, 'index.html');
let html = readFileSync(page, 'utf8');
const [, glue] = html.match(/data-js="\.\/([^"]+)"/);
const [, wasm] = html.match(/data-wasm="\.\/([^"]+)"/);
for (const name of [glue, wasm, 'worker.js', 'worker_bg.wasm', 'worker_loader.js']) rmSync(join(staging, name), { force: true });
placeRules();
const style = placeStyle();
const app = placeSplit('app', release ? 'release' : 'debug');
// the kept lists: the worker fetches them, src/audience/kept.rs names them
const worker = placeSplit('worker', release ? 'engine' : 'debug', readdirSync('data').filter((name) => name.endsWith('.txt')));
html = html.replaceAll(`./${glue}`, `./${app}/app.js`).replaceAll(`./${wasm}`, `./${app}/app_bg.wasm`);
html = replaceOnce(html, /(["=])\.\/style\.css/, `$1./${style}`);
html = replaceOnce(html, /<script\b(?=[^>]*\bid=["']?boot\b)/, `<script data-worker-js="./${worker}/worker.js" data-worker-wasm="./${worker}/worker_bg.wasm"`);
writeFileSync(page, html);

// Trunk's post_build hook: finishes what lies in the staging folder.
//   1. style/**/*.css becomes one stylesheet (tokens first: it declares the layers, so the order of the rest is free);
//   2. the app's files, the rest of the app that scripts/link has cut out of it, the worker's files and the stylesheet move to
//      by-digest/<digest>/: Trunk hashes before wasm-bindgen and wasm-opt have run, or not at all, and these names may be kept for ever;
//   3. index.html learns the new places.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) throw new Error('TRUNK_STAGING_DIR is not set: this script is a Trunk hook, run `trunk build`');
const release = process.env.TRUNK_PROFILE === 'release';

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
  return release ? text.replace(/\/\*[^]*?\*\//g, '').replace(/\s*\n\s*/g, '\n').trim() : text;
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

function placeWorker() {
  rmSync(join(staging, 'worker_loader.js'), { force: true });
  return place(['worker.js', 'worker_bg.wasm']);
}

/** The app as Trunk has built it, and the folder into which scripts/link has put what it cut out of it. */
function linked() {
  const built = join(process.env.CARGO_TARGET_DIR ?? 'target', 'wasm32-unknown-unknown', release ? 'release' : 'debug');
  const app = join(built, 'app.wasm');
  const bytes = readFileSync(app);
  const folders = readdirSync(join(built, 'deps')).filter((name) => /^app-.*\.split$/.test(name));
  const rest = folders.map((name) => join(built, 'deps', name)).find((folder) => {
    const from = folder.replace(/split$/, 'wasm');
    return existsSync(from) && readFileSync(from).equals(bytes);
  });
  if (!rest) throw new Error(`${built}/deps has no rest of the app: scripts/link writes it when the app is linked; run cargo clean and build again`);
  return { app, rest };
}

// Brotli likes calls better than inlined code, and functions that are called often in front.
const SMALL = ['-O2', '--one-caller-inline-max-function-size=50', '--low-memory-unused', '--reorder-functions'];
// What rustc and wasm-bindgen write: the part that was cut out does not say so itself.
const FEATURES = ['bulk-memory', 'bulk-memory-opt', 'call-indirect-overlong', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext', 'simd'];

function optimise(wasm) {
  execFileSync('wasm-opt', [...SMALL, ...FEATURES.map((name) => `--enable-${name}`), wasm, '-o', wasm], { stdio: 'pipe' });
}

/** Replaces every occurrence in a file, or says what is missing. */
function edit(path, pattern, replacement) {
  const text = readFileSync(path, 'utf8');
  if (!pattern.test(text)) throw new Error(`${path} has no ${pattern}: did wasm-split's loader change?`);
  writeFileSync(path, text.replaceAll(pattern, replacement));
}

/** The app and its rest: where each name of Trunk's stands now. */
function placeApp(html) {
  const [, glue] = html.match(/data-js="\.\/([^"]+)"/);
  const [, wasm] = html.match(/data-wasm="\.\/([^"]+)"/);
  const { app, rest } = linked();
  // Once more, since Trunk cannot pass this on: the rest shares the table of functions, which wasm-bindgen drops unless told.
  execFileSync('wasm-bindgen', ['--target', 'web', '--keep-lld-exports', '--no-typescript', '--out-dir', staging, '--out-name', 'app', app], { stdio: 'pipe' });
  for (const name of [glue, wasm]) rmSync(join(staging, name));
  // the loader's own names begin with an underscore, which static hosts do not serve
  copyFileSync(join(rest, '__wasm_split.js'), join(staging, 'rest.js'));
  copyFileSync(join(rest, 'split_rest.wasm'), join(staging, 'rest.wasm'));
  edit(join(staging, 'rest.js'), /split_rest\.wasm/g, 'rest.wasm');
  edit(join(staging, 'app.js'), /from "\.\/__wasm_split\.js"/g, 'from "./rest.js"');
  if (release) for (const name of ['app_bg.wasm', 'rest.wasm']) optimise(join(staging, name));
  const to = place(['app.js', 'app_bg.wasm', 'rest.js', 'rest.wasm']); // glue and loader import each other by these names
  return [[`./${glue}`, `./${to}/app.js`], [`./${wasm}`, `./${to}/app_bg.wasm`]];
}

/** Replaces exactly one occurrence, or says what is missing: a silent miss would ship a page without its worker. */
function replaceOnce(text, pattern, replacement) {
  if (!pattern.test(text)) throw new Error(`index.html has no ${pattern}: did Trunk.toml or index.html change?`);
  return text.replace(pattern, replacement);
}

const page = join(staging, 'index.html');
const style = placeStyle();
const worker = placeWorker();
let html = readFileSync(page, 'utf8');
for (const [from, to] of placeApp(html)) {
  if (!html.includes(from)) throw new Error(`index.html has no ${from}`);
  html = html.replaceAll(from, to);
}
html = replaceOnce(html, /(["=])\.\/style\.css/, `$1./${style}`);
html = replaceOnce(html, /<script\b(?=[^>]*\bid=["']?boot\b)/, `<script data-worker-js="./${worker}/worker.js" data-worker-wasm="./${worker}/worker_bg.wasm"`);
writeFileSync(page, html);

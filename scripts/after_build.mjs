// Trunk's post_build hook: finishes what lies in the staging folder.
//   1. style/**/*.css becomes one stylesheet (tokens first: it declares the layers, so the order of the rest is free);
//   2. the app's files, the rest of the app that scripts/link has cut out of it, the worker's files and the stylesheet move to
//      by-digest/<digest>/: Trunk hashes before wasm-bindgen and wasm-opt have run, or not at all, and these names may be kept for ever;
//   3. index.html learns the new places.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

const bytesOf = (name) => readFileSync(join(staging, name));

/** Moves files of the staging folder together; [from, to] each. */
function place(files) {
  const folder = folderFor(digestOf(...files.map(([from]) => bytesOf(from))));
  for (const [from, to] of files) renameSync(join(staging, from), join(staging, folder, to));
  return folder;
}

function placeWorker() {
  rmSync(join(staging, 'worker_loader.js'), { force: true });
  return place(['worker.js', 'worker_bg.wasm'].map((name) => [name, name]));
}

/** Where scripts/link has put what it cut out of the app that Trunk has built. */
function restFolder() {
  const built = join(process.env.CARGO_TARGET_DIR ?? 'target', 'wasm32-unknown-unknown', release ? 'release' : 'debug');
  const app = readFileSync(join(built, 'app.wasm'));
  const folders = readdirSync(join(built, 'deps')).filter((name) => /^app-.*\.split$/.test(name));
  const fits = folders.find((name) => {
    const linked = join(built, 'deps', name.replace(/split$/, 'wasm'));
    return existsSync(linked) && readFileSync(linked).equals(app);
  });
  if (!fits) throw new Error(`${built}/deps has no rest of the app: scripts/link writes it when the app is linked; remove ${built}/app.wasm and build again`);
  return join(built, 'deps', fits);
}

/** The options that index.html gives wasm-opt for the app. */
function optimise(wasm) {
  const [, level, more] = readFileSync('index.html', 'utf8').match(/data-bin="app"[^>]*data-wasm-opt="(\w+)" data-wasm-opt-params="([^"]*)"/);
  execFileSync('wasm-opt', ['--all-features', `-O${level}`, ...more.split(' '), wasm, '-o', wasm], { stdio: 'pipe' });
}

function placeApp(html) {
  const [, glue] = html.match(/data-js="\.\/([^"]+)"/);
  const [, wasm] = html.match(/data-wasm="\.\/([^"]+)"/);
  const folder = restFolder();
  const rest = readdirSync(folder);
  for (const name of rest) {
    writeFileSync(join(staging, name), readFileSync(join(folder, name)));
    if (release && name.endsWith('.wasm')) optimise(join(staging, name));
  }
  // the glue and the loader of the rest import each other by these names
  const to = place([[glue, 'app.js'], [wasm, 'app_bg.wasm'], ...rest.map((name) => [name, name])]);
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

// Trunk's post_build hook: finishes what lies in the staging folder.
//   1. style/**/*.css becomes one stylesheet (tokens first: it declares the layers, so the order of the rest is free);
//   2. the worker's files, which Trunk leaves unhashed, and the stylesheet move to by-digest/<digest>/;
//   3. index.html learns the new places: the stylesheet's link, and two data attributes on the boot tag.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

function placeWorker() {
  const [js, wasm] = ['worker.js', 'worker_bg.wasm'];
  const folder = folderFor(digestOf(readFileSync(join(staging, js)), readFileSync(join(staging, wasm))));
  for (const name of [js, wasm]) renameSync(join(staging, name), join(staging, folder, name));
  rmSync(join(staging, 'worker_loader.js'), { force: true });
  return { js: `${folder}/${js}`, wasm: `${folder}/${wasm}` };
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
html = replaceOnce(html, /(["=])\.\/style\.css/, `$1./${style}`);
html = replaceOnce(html, /<script\b(?=[^>]*\bid=["']?boot\b)/, `<script data-worker-js="./${worker.js}" data-worker-wasm="./${worker.wasm}"`);
writeFileSync(page, html);

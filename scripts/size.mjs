// The size report of dist/ and its budget: fails, naming the file and by how much, when one is over.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const KB = 1000;
// brotli: what Home waits for, and everything that comes after it
const BUDGET = { 'first load': 420 * KB, 'after it': 1600 * KB };
// brotli, of the last release: what has grown since stands beside each size, so that nothing grows unseen
const RELEASE = { 'app wasm': 235 * KB, 'first load': 267 * KB, 'after it': 970 * KB };

const dist = process.argv[2] ?? 'dist';
if (!existsSync(join(dist, 'index.html'))) {
  console.error(`sizes: ${dist}/index.html is missing: run make build first`);
  process.exit(1);
}
const html = readFileSync(join(dist, 'index.html'), 'utf8');
const found = (pattern) => {
  const [, path] = html.match(pattern) ?? [];
  if (!path) throw new Error(`${dist}/index.html has no ${pattern}`);
  return path;
};

// The first load is what the page asks for before its first paint; the parts of the app that were cut out come after it.
const folder = found(/data-js="([^"]*)\/app\.js"/);
const first = {
  html: 'index.html',
  style: found(/href="([^"]*style\.css)"/),
  icon: found(/href="([^"]*icon\.svg)"/),
  boot: 'boot.js',
  'app glue': `${folder}/app.js`,
  'app loader': `${folder}/parts.js`,
  'app wasm': `${folder}/app_bg.wasm`,
};
const parts = readdirSync(join(dist, folder)).filter((name) => name.endsWith('.wasm') && name !== 'app_bg.wasm');
const after = Object.fromEntries(parts.map((name) => [name.replace('.wasm', '').replace('split_', 'part '), `${folder}/${name}`]));
// fetched by the worker and read as they are: no code, named beside it
const lists = readdirSync(new URL('../data', import.meta.url)).filter((name) => name.endsWith('.txt')).map((name) => `${folder}/${name}`);

const measure = (path) => {
  const bytes = readFileSync(join(dist, path));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length };
};
const [before, behind] = [first, after].map((files) => Object.entries(files).map(([name, path]) => ({ name, ...measure(path) })));
const total = (name, those) => ({ name, ...Object.fromEntries(['raw', 'gzip', 'brotli'].map((key) => [key, those.reduce((sum, row) => sum + row[key], 0)])) });
const rows = [...before, ...behind, total('kept lists', lists.map(measure)), total('first load', before), total('after it', behind)];

const kb = (bytes) => (bytes / KB).toFixed(1).padStart(9);
const blank = ''.padStart(9);
console.log(`${'KB'.padEnd(14)}${['raw', 'gzip', 'brotli', 'grown by', 'budget'].map((head) => head.padStart(9)).join('')}`);
for (const { name, raw, gzip, brotli } of rows) {
  console.log(`${name.padEnd(14)}${kb(raw)}${kb(gzip)}${kb(brotli)}${RELEASE[name] ? kb(brotli - RELEASE[name]) : blank}${BUDGET[name] ? kb(BUDGET[name]) : ''}`.trimEnd());
}

for (const { name, brotli } of rows.filter(({ name, brotli }) => brotli > (BUDGET[name] ?? Infinity))) {
  console.error(`sizes: ${name} is ${((brotli - BUDGET[name]) / KB).toFixed(1)} KB (brotli) over its budget of ${BUDGET[name] / KB} KB`);
  process.exitCode = 1;
}

// The size report of dist/ and its budget: fails, naming the file and by how much, when one is over.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const KB = 1000;
// brotli: what Home waits for, and everything that comes after it
const BUDGET = { 'first load': 420 * KB, 'after it': 1600 * KB };
// What is over a budget and must be paid back: named in every run, and a failure where it grows.
const DEBT = { 'after it': 56 * KB };
// brotli, of the last release: what has grown since stands beside each size, so that nothing grows unseen
const RELEASE = { 'app wasm': 235 * KB, 'app rest': 562 * KB, 'worker wasm': 140 * KB, 'worker rest': 258 * KB, 'first load': 267 * KB };

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

// The first load is what the page asks for before its first paint; the rest of the app and the worker come after it.
const folders = { app: found(/data-js="([^"]*)\/app\.js"/), worker: found(/data-worker-js="([^"]*)\/worker\.js"/) };
const files = {
  html: 'index.html',
  style: found(/href="([^"]*style\.css)"/),
  icon: found(/href="([^"]*icon\.svg)"/),
  boot: 'boot.js',
  'app glue': `${folders.app}/app.js`,
  'app loader': `${folders.app}/rest.js`,
  'app wasm': `${folders.app}/app_bg.wasm`,
  'app rest': `${folders.app}/rest.wasm`,
  'worker glue': `${folders.worker}/worker.js`,
  'worker loader': `${folders.worker}/rest.js`,
  'worker wasm': `${folders.worker}/worker_bg.wasm`,
  'worker rest': `${folders.worker}/rest.wasm`,
};
// fetched by the worker and read as they are: no code, named beside it
const lists = readdirSync(new URL('../data', import.meta.url)).filter((name) => name.endsWith('.txt')).map((name) => `${folders.worker}/${name}`);

const measure = (path) => {
  const bytes = readFileSync(join(dist, path));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length };
};
const rows = Object.entries(files).map(([name, path]) => ({ name, ...measure(path) }));
const isFirst = ({ name }) => !name.startsWith('worker') && name !== 'app rest';
const total = (name, those) => ({ name, ...Object.fromEntries(['raw', 'gzip', 'brotli'].map((key) => [key, those.reduce((sum, row) => sum + row[key], 0)])) });
const sums = [total('first load', rows.filter(isFirst)), total('after it', rows.filter((row) => !isFirst(row)))];
rows.push(total('kept lists', lists.map(measure)), ...sums);

const kb = (bytes) => (bytes / KB).toFixed(1).padStart(9);
const blank = ''.padStart(9);
console.log(`${'KB'.padEnd(14)}${['raw', 'gzip', 'brotli', 'grown by', 'budget'].map((head) => head.padStart(9)).join('')}`);
for (const { name, raw, gzip, brotli } of rows) {
  console.log(`${name.padEnd(14)}${kb(raw)}${kb(gzip)}${kb(brotli)}${RELEASE[name] ? kb(brotli - RELEASE[name]) : blank}${BUDGET[name] ? kb(BUDGET[name]) : ''}`.trimEnd());
}

for (const { name, brotli } of rows.filter(({ name, brotli }) => brotli > (BUDGET[name] ?? Infinity))) {
  const over = brotli - BUDGET[name];
  const isKnown = over <= (DEBT[name] ?? 0);
  console.error(`sizes: ${name} is ${(over / KB).toFixed(1)} KB (brotli) over its budget of ${BUDGET[name] / KB} KB${isKnown ? `: a debt of at most ${DEBT[name] / KB} KB, to be paid back` : ''}`);
  if (!isKnown) process.exitCode = 1;
}

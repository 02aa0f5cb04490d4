// The size report of dist/ and its budget: fails, naming the file and by how much, when one is over.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const KB = 1000;
// brotli. What is over its budget is a debt with a ceiling: it is printed at every run, may only shrink, and fails the gate when it grows.
const BUDGET = { 'app wasm': 330 * KB, 'worker wasm': 150 * KB, 'first load': 420 * KB };
const DEBT = { 'worker wasm': 380 * KB };
// The rest of the app comes after the first paint: no budget, but it must not grow unseen.
const CEILING = { 'rest wasm': 580 * KB };

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
const appFolder = found(/data-js="([^"]*)\/app\.js"/);
const files = {
  html: 'index.html',
  style: found(/href="([^"]*style\.css)"/),
  icon: found(/href="([^"]*icon\.svg)"/),
  boot: 'boot.js',
  'app glue': found(/data-js="([^"]*)"/),
  'app wasm': found(/data-wasm="([^"]*)"/),
  'rest loader': `${appFolder}/rest.js`,
  'rest wasm': `${appFolder}/rest.wasm`,
  'worker glue': found(/data-worker-js="([^"]*)"/),
  'worker wasm': found(/data-worker-wasm="([^"]*)"/),
};

const measure = (path) => {
  const bytes = readFileSync(join(dist, path));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length };
};
const rows = Object.entries(files).map(([name, path]) => ({ name, ...measure(path) }));
const sum = (key) => rows.filter(({ name }) => !name.startsWith('worker') && name !== 'rest wasm').reduce((total, row) => total + row[key], 0);
rows.push({ name: 'first load', raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli') });

const kb = (bytes) => (bytes / KB).toFixed(1).padStart(9);
console.log(`${'KB'.padEnd(12)}${['raw', 'gzip', 'brotli', 'budget'].map((head) => head.padStart(9)).join('')}`);
for (const { name, raw, gzip, brotli } of rows) console.log(`${name.padEnd(12)}${kb(raw)}${kb(gzip)}${kb(brotli)}${BUDGET[name] ? kb(BUDGET[name]) : ''}`);

for (const { name, brotli } of rows) {
  const budget = BUDGET[name] ?? CEILING[name] ?? Infinity;
  if (brotli <= budget) continue;
  const isKnown = brotli <= (DEBT[name] ?? 0);
  console.error(`sizes: ${name} is ${((brotli - budget) / KB).toFixed(1)} KB (brotli) over its ${budget / KB} KB${isKnown ? ', a known debt that may only shrink' : ''}`);
  if (!isKnown) process.exitCode = 1;
}

// How Cadenza compares with its peers, in one run on one machine: reading a list of 1,000,000 contacts, and five conditions over it.
// Times of two machines, or of two runs on a busy one, say nothing: read the ratios. Each contestant works in a process of its own, several
// times; its least processor time counts (its threads and its garbage collector's too), and the runs of all take turns.
//
//   node benches/peers/compare.mjs [reading|conditions] [runs]      wants pkg/ (make module)
//
// Peers that take text are given the text ready made (decoding the bytes is not counted); Cadenza and DuckDB are given the bytes.
// Cadenza reads with everything: types by evidence, duplicates, addresses, countries, the report. The peers type their columns, no more;
// PapaParse and "uDSV arrays" not even that.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { list, ROWS } from './list.mjs';

const here = fileURLToPath(import.meta.url);
const pkg = new URL('../../pkg/', import.meta.url);
const RULE = 'country is DE and employees >= 5000 and last activity after 2024-06-30 and title contains manager and company contains logistics';
const TODAY = '2026-11-24';

async function engine() {
  const cadenza = await import(new URL('cadenza.js', pkg));
  const wasm = cadenza.initSync({ module: readFileSync(new URL('cadenza_bg.wasm', pkg)) });
  return { cadenza, wasm };
}

async function duckdb() {
  const require = createRequire(import.meta.url);
  const dist = dirname(require.resolve('@duckdb/duckdb-wasm'));
  const duck = require(`${dist}/duckdb-node-blocking.cjs`);
  const bundle = (kind) => ({ mainModule: `${dist}/duckdb-${kind}.wasm`, mainWorker: `${dist}/duckdb-node-${kind}.worker.cjs` });
  const db = await duck.createDuckDB({ mvp: bundle('mvp'), eh: bundle('eh') }, new duck.VoidLogger(), duck.NODE_RUNTIME);
  await db.instantiate(() => {});
  return db;
}

const readInto = (db, bytes) => {
  db.registerFileBuffer('contacts.csv', bytes);
  const connection = db.connect();
  connection.query("create or replace table contacts as select * from read_csv('contacts.csv', header = true)");
  return connection;
};

const READERS = {
  cadenza: async (path) => {
    const { cadenza, wasm } = await engine();
    const bytes = new Uint8Array(readFileSync(path));
    return { work: () => cadenza.parseContacts(bytes).length, memory: () => wasm.memory.buffer.byteLength };
  },
  'uDSV typed columns': async (path) => {
    const { inferSchema, initParser } = await import('udsv');
    const text = readFileSync(path, 'utf8');
    return { work: () => initParser(inferSchema(text)).typedCols(text)[0].length };
  },
  'uDSV arrays': async (path) => {
    const { inferSchema, initParser } = await import('udsv');
    const text = readFileSync(path, 'utf8');
    return { work: () => initParser(inferSchema(text)).stringArrs(text).length };
  },
  PapaParse: async (path) => {
    const { default: papa } = await import('papaparse');
    const text = readFileSync(path, 'utf8');
    return { work: () => papa.parse(text, { skipEmptyLines: true }).data.length - 1 };
  },
  'DuckDB-wasm': async (path) => {
    const db = await duckdb();
    const bytes = new Uint8Array(readFileSync(path));
    return { work: () => Number(readInto(db, bytes).query('select count(*) as n from contacts').toArray()[0].n) };
  },
};

/** The list as arquero would be given it: typed columns. */
async function arqueroTable(path) {
  const aq = await import('arquero');
  const { inferSchema, initParser } = await import('udsv');
  const text = readFileSync(path, 'utf8');
  const schema = inferSchema(text);
  const columns = initParser(schema).typedCols(text);
  const table = aq.table(Object.fromEntries(schema.cols.map(({ name }, index) => [name, columns[index]])));
  return { aq, table };
}

const CONDITIONS = {
  cadenza: async (path) => {
    const { cadenza } = await engine();
    const contacts = cadenza.parseContacts(new Uint8Array(readFileSync(path)));
    // another number each time, so that no answer is one that is known
    let employees = 5000;
    return {
      work: () => cadenza.evaluateSegment(contacts, RULE, TODAY).count,
      changed: () => cadenza.evaluateSegment(contacts, RULE.replace('5000', String(++employees)), TODAY).count,
    };
  },
  arquero: async (path) => {
    const { aq, table } = await arqueroTable(path);
    const after = new Date('2024-06-30T00:00:00Z');
    const params = table.params({ after });
    return {
      work: () => params.filter((d, $) => d.Country === 'Germany' && d.Employees >= 5000 && d['Last Activity Date'] > $.after
        && aq.op.includes(aq.op.lower(d['Job Title']), 'manager') && aq.op.includes(aq.op.lower(d.Company), 'logistics')).numRows(),
    };
  },
  'DuckDB-wasm': async (path) => {
    const connection = readInto(await duckdb(), new Uint8Array(readFileSync(path)));
    const sql = `select count(*) as n from contacts where Country = 'Germany' and Employees >= 5000 and "Last Activity Date" > date '2024-06-30' and "Job Title" ilike '%manager%' and Company ilike '%logistics%'`;
    return { work: () => Number(connection.query(sql).toArray()[0].n) };
  },
};

/** Processor time of this process [ms]. */
const worked = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};

/** One contestant's work in this process: its answer, its least time and what it took. */
async function contend(what, name, path, runs) {
  const { work, changed, memory } = await (what === 'reading' ? READERS : CONDITIONS)[name](path);
  const best = (job) => {
    let [answer, least] = [0, Infinity];
    for (let run = 0; run < runs; run++) {
      const began = worked();
      answer = job();
      least = Math.min(least, worked() - began);
    }
    return { answer, ms: least };
  };
  const first = worked();
  work();
  const once = worked() - first;
  const peak = memory?.();
  const found = { ...(what === 'reading' && runs <= 1 ? { answer: work(), ms: once } : best(work)), once, peak };
  if (changed) found.changed = best(changed).ms;
  found.rss = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify(found));
}

/** Why a contestant stopped, from what it wrote: the line that names the error, short. */
const reason = (stderr) => (stderr.split('\n').find((line) => /^(\w*Error|RuntimeError|FATAL|Out of Memory)\b/i.test(line) && line.length < 300) ?? 'it stopped without a word').slice(0, 120);

function compare(what, runs) {
  const path = list();
  const [found, stopped] = [{}, {}];
  // in turns, so that a busy minute does not fall on one alone
  for (let turn = 0; turn < 2; turn++) {
    for (const name of Object.keys(what === 'reading' ? READERS : CONDITIONS)) {
      const child = spawnSync(process.execPath, ['--max-old-space-size=8192', here, 'contend', what, name, path, String(runs)], { encoding: 'utf8', maxBuffer: 1 << 26 });
      if (child.status !== 0) {
        // a peer that does not come to its end is named; the others are compared all the same
        if (name === 'cadenza') throw new Error(`${name}: ${child.stderr || child.signal}`);
        stopped[name] = child.signal ?? reason(child.stderr);
        continue;
      }
      const now = JSON.parse(child.stdout.trim().split('\n').pop());
      if (!found[name] || now.ms < found[name].ms) found[name] = { ...now, changed: Math.min(now.changed ?? Infinity, found[name]?.changed ?? Infinity) };
    }
  }
  const own = found.cadenza;
  const million = ROWS.toLocaleString('en');
  const title = what === 'reading' ? `Reading ${million} contacts, ${(readFileSync(path).length / 1e6).toFixed(0)} MB` : `Five conditions over ${million} contacts`;
  console.log(`\n${title} (Node ${process.versions.node}; least processor time, runs in turns)`);
  console.log(`  ${'-'.repeat(20)} ${'ms'.padStart(8)} ${'rows'.padStart(9)} ${'MB at most'.padStart(11)}   times Cadenza's`);
  for (const [name, { ms, answer, rss }] of Object.entries(found)) {
    const ratio = name === 'cadenza' ? '' : `${(ms / own.ms).toFixed(2)} x`;
    console.log(`  ${name.padEnd(20)} ${ms.toFixed(what === 'reading' ? 0 : 1).padStart(8)} ${String(answer).padStart(9)} ${(rss / 1e6).toFixed(0).padStart(11)}   ${ratio}`);
  }
  for (const [name, why] of Object.entries(stopped)) console.log(`  ${name.padEnd(20)} did not come to its end: ${why}`);
  if (what === 'reading') console.log(`  Cadenza's own memory: ${(own.peak / 1e6).toFixed(0)} MB at most`);
  else console.log(`  a changed condition is answered in ${own.changed.toFixed(1)} ms`);
  if (what !== 'reading' && new Set(Object.values(found).map(({ answer }) => answer)).size > 1) throw new Error('the answers differ');
}

const [, , command, ...rest] = process.argv;
if (command === 'contend') await contend(rest[0], rest[1], rest[2], Number(rest[3]));
else if (command) compare(command, Number(rest[0] ?? 3));
else for (const what of ['reading', 'conditions']) compare(what, what === 'reading' ? 2 : 10);

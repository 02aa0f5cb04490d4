// The production server in small: serves dist/ on 127.0.0.1 with the headers of dist/_headers, as a static host would.
// No dependency. As a command: `node scripts/serve.mjs [--root dist] [--port 8080]`; as a module: `serve({ root, port, mounts })`.
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8', '.webmanifest': 'application/manifest+json; charset=utf-8', '.csv': 'text/csv; charset=utf-8', '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSED = /^(text\/|application\/(wasm|json|manifest)|image\/svg)/;
const ENCODERS = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  gzip: promisify(gzip),
};

/** Reads the rules of a `_headers` file: a path pattern (with one `*` at its end), then indented `Name: value` lines. */
export function parseHeaders(text) {
  const rules = [];
  for (const line of text.split('\n')) {
    if (/^\s*(#|$)/.test(line)) continue;
    if (/^\S/.test(line)) {
      rules.push({ prefix: line.trim().replace(/\*$/, ''), whole: !line.trim().endsWith('*'), headers: [] });
    } else {
      const [, name, value] = line.match(/^\s+([\w-]+):\s*(.*?)\s*$/) ?? [];
      if (!name || rules.length === 0) throw new Error(`_headers: cannot read the line "${line}"`);
      rules.at(-1).headers.push([name, value]);
    }
  }
  return rules;
}

const headersFor = (rules, path) =>
  Object.fromEntries(rules.filter((rule) => (rule.whole ? path === rule.prefix : path.startsWith(rule.prefix))).flatMap((rule) => rule.headers));

/** The file that a request path names below one of the roots, or null: no traversal, no link that leads out, no dot files, no `_headers`. */
async function fileFor(roots, path) {
  const { prefix, folder } = roots.find((root) => path.startsWith(root.prefix));
  const name = path.slice(prefix.length) || 'index.html';
  const hidden = name.split('/').some((part) => part.startsWith('.') || part.startsWith('_'));
  const file = resolve(folder, name.endsWith('/') ? `${name}index.html` : name);
  if (hidden || !file.startsWith(folder + sep)) return null;
  const [real, home] = await Promise.all([realpath(file), realpath(folder)]).catch(() => []);
  return real?.startsWith(home + sep) ? real : null;
}

/** The first of `names` that a client takes (RFC 9110, 12.5.3): one that is not named is taken by `*`, and `q=0` means "not this one". */
function encodingFor(accepted, names) {
  const weights = new Map(accepted.split(',').map((part) => {
    const [name, ...parameters] = part.trim().toLowerCase().split(/\s*;\s*/);
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return [name, weight === undefined ? 1 : Number(weight)];
  }));
  return names.find((name) => (weights.get(name) ?? weights.get('*') ?? 0) > 0);
}

function pathOf(url) {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    return /[\0\\]/.test(path) ? null : path;
  } catch {
    return null;
  }
}

/**
 * Starts the server; resolves to `{ origin, close }`. Port 0 takes a free one; a taken port moves on to the next.
 * `mounts` maps further path prefixes (with slashes at both ends) to folders: the browser tests' own files.
 * `bare` sends no headers of ours, like a host that cannot: then the policy in the page itself must hold.
 */
export async function serve({ root = 'dist', port = 8080, mounts = {}, bare = false } = {}) {
  const main = resolve(root);
  const readRules = async () => parseHeaders(await readFile(resolve(main, '_headers'), 'utf8'));
  await readRules().catch(() => {
    throw new Error(`${main} holds no built app (no _headers file): build it first, with make build`);
  });
  const roots = [...Object.entries(mounts).map(([prefix, folder]) => ({ prefix, folder: resolve(folder) })), { prefix: '/', folder: main }];
  const cache = new Map(); // file -> { stamp, etag, bytes, br, gzip }

  const load = async (file) => {
    const found = file && (await stat(file).catch(() => null));
    if (!found?.isFile()) return null;
    const stamp = `${found.mtimeMs} ${found.size}`;
    if (cache.get(file)?.stamp !== stamp) {
      const bytes = await readFile(file);
      cache.set(file, { stamp, bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` });
    }
    return cache.get(file);
  };

  const hosts = () => ['127.0.0.1', 'localhost'].flatMap((name) => [`${name}:${server.address().port}`, ...(server.address().port === 80 ? [name] : [])]);

  const answer = async (request, response) => {
    // another name that leads here is a foreign page's doing (DNS rebinding): it would read the app's files as its own
    if (!hosts().includes(request.headers.host)) return response.writeHead(421).end();
    const path = pathOf(request.url);
    if (path === null) return response.writeHead(400).end();
    const headers = bare ? {} : headersFor(await readRules(), path);
    if (request.method !== 'GET' && request.method !== 'HEAD') return response.writeHead(405, { ...headers, Allow: 'GET, HEAD' }).end();

    const file = await fileFor(roots, path);
    const entry = await load(file);
    if (!entry) return response.writeHead(404, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');

    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    Object.assign(headers, { 'Content-Type': type, ETag: entry.etag, Vary: 'Accept-Encoding' });
    if (request.headers['if-none-match'] === entry.etag) return response.writeHead(304, headers).end();

    const encoding = COMPRESSED.test(type) ? encodingFor(request.headers['accept-encoding'] ?? '', ['br', 'gzip']) : undefined;
    const body = encoding ? (entry[encoding] ??= await ENCODERS[encoding](entry.bytes)) : entry.bytes;
    if (encoding) headers['Content-Encoding'] = encoding;
    headers['Content-Length'] = body.length;
    return response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const listen = (at) => new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(at, '127.0.0.1', () => { server.off('error', fail); done(); });
  });
  for (let at = port; ; at += 1) {
    try {
      await listen(at);
      break;
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || at >= port + 50) throw error;
    }
  }
  const close = () => new Promise((done) => { server.close(done); server.closeAllConnections(); });
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const option = (name, fallback) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : process.argv[at + 1];
  };
  try {
    const { origin } = await serve({ root: option('root', 'dist'), port: Number(option('port', process.env.PORT ?? 8080)) });
    console.log(`\n  Cadenza is served at ${origin}/   (Ctrl+C stops it)\n`);
  } catch (error) {
    console.error(`serve: ${error.message}`);
    process.exit(1);
  }
}

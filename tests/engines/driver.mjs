// A small WebDriver client (https://www.w3.org/TR/webdriver2/): Firefox by geckodriver, WebKit by WebKitWebDriver under xvfb. No dependency.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

const onPath = (name) => process.env.PATH.split(delimiter).map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;

/** MiniBrowser lies beside the library, in a folder that is named by the machine and the library's version. */
function miniBrowser() {
  for (const lib of readdirSync('/usr/lib', { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name.includes('linux'))) {
    for (const version of readdirSync(join('/usr/lib', lib.name)).filter((name) => name.startsWith('webkit2gtk-'))) {
      const path = join('/usr/lib', lib.name, version, 'MiniBrowser');
      if (existsSync(path)) return path;
    }
  }
  return null;
}

/** Each engine: what it needs, and how it is started on a port. `missing()` names what is not there. */
export const ENGINES = {
  firefox: {
    missing: () => [[onPath('firefox-esr') ?? onPath('firefox'), 'firefox-esr'], [onPath('geckodriver'), 'geckodriver']].filter(([path]) => !path).map(([, name]) => name),
    command: (port) => ['geckodriver', '--port', String(port), '--log', 'error'],
    capabilities: () => ({ browserName: 'firefox', 'moz:firefoxOptions': { binary: onPath('firefox-esr') ?? onPath('firefox'), args: ['-headless'] } }),
  },
  webkit: {
    missing: () => [[onPath('WebKitWebDriver') && miniBrowser(), 'webkit2gtk-driver'], [onPath('xvfb-run'), 'xvfb'], [onPath('xauth'), 'xauth']].filter(([path]) => !path).map(([, name]) => name),
    command: (port) => ['xvfb-run', '-a', 'WebKitWebDriver', `--port=${port}`],
    capabilities: () => ({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] } }),
  },
};

const freePort = () => new Promise((resolve, reject) => {
  const server = createServer();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Starts an engine; resolves with what can be done in its one window. */
export async function launch(name) {
  const engine = ENGINES[name];
  const port = await freePort();
  const [program, ...args] = engine.command(port);
  const env = { ...process.env, WEBKIT_FORCE_SANDBOX: '0' };
  if (process.getuid?.() === 0) env.WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS = '1'; // its sandbox does not start for root
  // A group of its own, so that the browser ends with its driver.
  const child = spawn(program, args, { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes) => { said = (said + bytes).slice(-4000); });
  const end = () => { try { process.kill(-child.pid, 'SIGKILL'); } catch { /* it has ended */ } };
  process.once('exit', end);

  const call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${name}: ${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  };
  let session = null;
  try {
    for (let tries = 0; ; tries += 1) {
      const status = await call('GET', '/status').catch(() => null);
      if (status?.ready) break;
      if (tries > 100 || child.exitCode !== null) throw new Error(`${program} does not start: ${said}`);
      await pause(200);
    }
    session = await call('POST', '/session', { capabilities: { alwaysMatch: engine.capabilities() } });
  } catch (error) {
    end();
    throw error;
  }
  const at = `/session/${session.sessionId}`;
  await call('POST', `${at}/timeouts`, { script: 60_000, pageLoad: 60_000 });

  /** Runs a function in the page; its value, or its promise's, comes back. What it throws is thrown here. */
  const run = async (body, ...args) => {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${body})(...[...arguments].slice(0, -1))).then((value) => done({ value }), (error) => done({ error: String(error?.stack ?? error) }));`;
    const { value, error } = await call('POST', `${at}/execute/async`, { script, args });
    if (error) throw new Error(`${name}, in the page: ${error}`);
    return value;
  };
  return {
    version: `${session.capabilities.browserName} ${session.capabilities.browserVersion}`,
    go: (url) => call('POST', `${at}/url`, { url }),
    reload: () => call('POST', `${at}/refresh`, {}),
    run,
    /** Asks until the page's answer is truthy. */
    until: async (what, body, ...args) => {
      for (const start = Date.now(); Date.now() - start < 40_000; await pause(100)) {
        const value = await run(body, ...args);
        if (value) return value;
      }
      const seen = await run(() => document.body.innerText.slice(0, 1500));
      throw new Error(`${name}: ${what}: not within 40 s. The page says: ${seen}`);
    },
    close: async () => {
      await call('DELETE', at).catch(() => null);
      end();
      process.removeListener('exit', end);
    },
  };
}

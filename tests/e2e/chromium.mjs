// Which browser the tests drive: $CHROMIUM, else the system's Chromium or Chrome, else Playwright's own build.
// As a command it prints the path, or fails: scripts/setup asks it.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/** The path of a browser that exists, or null. A set but wrong $CHROMIUM is not passed over. */
export function chromiumPath() {
  const named = process.env.CHROMIUM;
  const places = named ? [named] : ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', chromium.executablePath()];
  return places.find((path) => existsSync(path)) ?? null;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const path = chromiumPath();
  if (path) console.log(path);
  else console.error('no Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM');
  process.exitCode = path ? 0 : 1;
}

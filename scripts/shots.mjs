// Pictures of every screen in tests/e2e/screens.mjs, light and dark, wide and phone, into screenshots/. SHOTS=home,import takes only these, with
// those of tests/e2e/states.mjs (SHOTS=long- all whose names begin so); SHAPES=wide THEMES=dark only these.
// Exits with an error when a page misbehaves on the way, as the tests do.
import { mkdirSync } from 'node:fs';
import { launchBrowser, openPage, serveApp, PHONE, WIDE } from '../tests/e2e/harness.mjs';
import { screens } from '../tests/e2e/screens.mjs';
import { states } from '../tests/e2e/states.mjs';

const wanted = (process.env.SHOTS ?? '').split(',').filter(Boolean);
const fits = (want, name) => (want.endsWith('-') ? name.startsWith(want) : name === want);
const only = (variable, values) => values.filter((one) => (process.env[variable] ?? one).split(',').includes(one));
const all = [...screens, ...states];
const chosen = wanted.length === 0 ? screens : all.filter(({ name }) => wanted.some((want) => fits(want, name)));
const unknown = wanted.filter((want) => !all.some(({ name }) => fits(want, name)));
if (unknown.length > 0) {
  console.error(`shots: no screen is called ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}

mkdirSync('screenshots', { recursive: true });
const [server, browser] = await Promise.all([serveApp(), launchBrowser()]);
for (const { name, options = {}, steps } of chosen) {
  for (const theme of only('THEMES', ['light', 'dark'])) {
    for (const shape of only('SHAPES', ['wide', 'phone'])) {
      const size = shape === 'wide' ? WIDE : PHONE;
      const file = `screenshots/${name}-${theme}-${shape}.png`;
      const { page, context, problems } = await openPage(browser, server.origin, { ...options, ...size, theme, touch: shape === 'phone' });
      try {
        await steps(page);
        await page.screenshot({ path: file, animations: 'disabled' });
        console.log(file);
      } catch (error) {
        problems.push(error.message);
      }
      for (const problem of problems) console.error(`shots: ${file}: ${problem}`);
      if (problems.length > 0) process.exitCode = 1;
      await context.close();
    }
  }
}
await browser.close();
await server.close();

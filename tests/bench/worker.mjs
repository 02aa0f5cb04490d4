// How fast the engine is in the browser's worker: the reference plan of src/simulate/reference.rs. Run by `make bench`.
import { launchBrowser, serveApp } from '../e2e/harness.mjs';
import { withTalk } from '../e2e/talk.mjs';

const [server, browser] = await Promise.all([serveApp(), launchBrowser()]);
try {
  const page = await browser.newPage();
  await page.goto(server.origin);
  await page.locator('main').waitFor();
  await withTalk(page);
  const { Bench: found } = await page.evaluate(async () => {
    const talk = await globalThis.talk();
    const answer = await talk.ask({ Bench: { for_ms: 5000 } });
    talk.end();
    return answer;
  });
  const million = found.contact_steps_per_second / 1e6;
  console.log(`worker: ${million.toFixed(1)} million contact-steps a second, ${(1000 / million).toFixed(1)} ns each (20,000 contacts, ${await browser.version()}); digest ${found.digest}`);
} finally {
  await browser.close();
  await server.close();
}

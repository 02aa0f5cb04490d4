// The screens that `make shots` takes pictures of. One entry a screen:
//   name     the file's name
//   options  what the page opens with (see openPage in harness.mjs): path, storage, …
//   steps    async (page) => …: brings the page there; ends when what should be seen is there
export const screens = [
  { name: 'home', options: { path: '/' }, steps: (page) => page.locator('main').waitFor() },
  {
    name: 'rescue',
    options: { storage: { 'cadenza.plan.p1.a': '{"revision":7}\n{"name":"Cold outbound, DACH"}', 'cadenza.plan.p2.a': '{"revision":2}\n{"name":"Reviving quiet leads"}' } },
    steps: async (page) => {
      await page.locator('main').waitFor();
      await page.evaluate(() => dispatchEvent(new CustomEvent('cadenza-dead', { detail: 'panicked at src/ui/pages/outline.rs:120:9' })));
      await page.getByRole('dialog').waitFor();
    },
  },
];

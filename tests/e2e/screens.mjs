// The screens that `make shots` takes pictures of. One entry a screen:
//   name     the file's name
//   options  what the page opens with (see openPage in harness.mjs): path, storage, …
//   steps    async (page) => …: brings the page there; ends when what should be seen is there
export const screens = [
  { name: 'home', options: { path: '/' }, steps: (page) => page.locator('main').waitFor() },
];

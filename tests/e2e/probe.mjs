// What a worker may do, asked in the page: `probe/probe.js` tries a foreign fetch, eval and wasm, and says what came of each.

/** A second copy of boot.js, told of other files, starts the probe by the very shim that starts the app's worker. */
export async function probeByShim(foreign) {
  const boot = document.getElementById('boot');
  const own = globalThis.cadenza;
  const copy = document.createElement('script');
  Object.assign(copy.dataset, { js: '/e2e/probe.js', wasm: '/e2e/answer.wasm' });
  copy.src = boot.src;
  await new Promise((done) => { copy.onload = done; document.head.append(copy); });
  const probing = globalThis.cadenza;
  globalThis.cadenza = own;
  const worker = await probing.startWorker();
  return new Promise((resolve) => {
    worker.onmessage = (event) => resolve(event.data);
    worker.postMessage({ foreign });
  });
}

/** The same probe in a worker that starts from its URL: the control, in which everything gets through. */
export async function probeByUrl(foreign) {
  const module = await WebAssembly.compileStreaming(fetch('/e2e/answer.wasm'));
  const worker = new Worker('/e2e/direct.js', { type: 'module' });
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => (data.ready ? worker.postMessage({ foreign }) : resolve(data));
    worker.postMessage(module);
  });
}

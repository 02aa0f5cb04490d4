// Stands in for the worker's glue in a worker that the app's own shim starts: tries what the policy must refuse, and runs a wasm module.
// The module, in text form: (module (func (export "answer") (result i32) (i32.const 42)))
const attempt = async (action) => {
  try {
    return { done: await action() };
  } catch (error) {
    return { refused: error.name };
  }
};

export default async function init({ module_or_path: module }) {
  onmessage = async ({ data }) => {
    postMessage({
      fetch: await attempt(async () => (await fetch(data.foreign, { mode: 'no-cors' })).type),
      eval: await attempt(() => (0, eval)('1 + 1')),
      function: await attempt(() => new Function('return 2')()),
      wasm: await attempt(async () => (await WebAssembly.instantiate(module)).exports.answer()),
    });
  };
}

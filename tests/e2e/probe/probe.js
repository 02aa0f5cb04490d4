// Stands in for the app's glue where a test wants boot.js without the app: does nothing in the page, and in a worker that boot.js's shim starts
// tries what the policy must refuse, and runs a wasm module.
// The module, in text form: (module (func (export "answer") (result i32) (i32.const 42)))
const attempt = async (action) => {
  try {
    return { done: await action() };
  } catch (error) {
    return { refused: error.name };
  }
};

let module;

export default async function init({ module_or_path }) {
  module = module_or_path;
}

export async function listen() {
  onmessage = async ({ data }) => {
    postMessage({
      fetch: await attempt(async () => (await fetch(data.foreign, { mode: 'no-cors' })).type),
      eval: await attempt(() => (0, eval)('1 + 1')),
      function: await attempt(() => new Function('return 2')()),
      wasm: await attempt(async () => (await WebAssembly.instantiate(module)).exports.answer()),
    });
  };
}

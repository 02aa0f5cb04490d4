// The probe without the shim: a worker that starts from its URL, as a control.
import init, { listen } from './probe.js';

onmessage = async ({ data: module }) => {
  await init({ module_or_path: module });
  await listen();
  postMessage({ ready: true });
};

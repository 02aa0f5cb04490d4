// `node tests/engines/missing.mjs firefox` prints what the engine's smoke test needs and this machine lacks, by Debian's names; fails where that is anything.
import { ENGINES } from './driver.mjs';

const missing = ENGINES[process.argv[2]].missing();
console.log(missing.join(' '));
process.exitCode = missing.length > 0 ? 1 : 0;

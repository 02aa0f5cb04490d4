// The published types hold for the calls that people write, and refuse those that slip (marked in types.ts).
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { root } from "./load.mjs";

test("the published types fit a program that uses everything, and refuse one that slips", () => {
  const tsc = `${root}tests/node_modules/typescript/bin/tsc`;
  const run = spawnSync(process.execPath, [tsc, "--project", `${root}tests/node/tsconfig.json`], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stdout + run.stderr);
});

// The lines of the README, run as they stand there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "./load.mjs";

const blocks = [...readFileSync(`${root}README.md`, "utf8").matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]);

/** Runs code in a folder that has what a checkout has after `make module`. */
function run(code) {
  const folder = mkdtempSync(join(tmpdir(), "cadenza-readme-"));
  try {
    for (const name of ["pkg", "static", "templates"]) symlinkSync(join(root, name), join(folder, name));
    writeFileSync(join(folder, "lines.mjs"), code);
    const printed = execFileSync(process.execPath, ["lines.mjs"], { cwd: folder, encoding: "utf8" });
    return { printed, schedule: JSON.parse(readFileSync(join(folder, "schedule.json"), "utf8")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("ten lines of the README run the whole thread on the demo list", () => {
  const lines = blocks[0].trim().split("\n");
  assert.ok(lines.length <= 10, `they are ${lines.length}`);
  const { printed, schedule } = run(blocks[0]);
  const said = printed.match(/^(\d+) of (\d+) in Germany and Austria\. Replies: ([\d.]+) to ([\d.]+) % in 8 of 10 futures\.\n$/);
  assert.ok(said, printed);
  const [count, of, low, high] = said.slice(1).map(Number);
  assert.ok(count > 20 && count < of && of > 450 && of < 550, printed);
  assert.ok(low > 0 && low < high && high < 20, `replies are a plausible range: ${printed}`);
  assert.equal(schedule.format, "cadenza-schedule");
  assert.ok(schedule.touches.length > 200);
});

test("the README's sequence as text runs after them", () => {
  const { printed } = run(`${blocks[0]}\n${blocks[1]}`);
  assert.match(printed, /id: '[0-9a-f]{16}'/);
});

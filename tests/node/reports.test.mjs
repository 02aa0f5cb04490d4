// Faults and files that people who do this job made public, each turned into a small input (tests/reports): `expected.txt` says what a
// careful person would expect and why, `check.mjs` asks the module. People, companies and numbers are invented.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { cadenza, root } from "./load.mjs";

const exported = (schedule, options) => {
  try {
    return cadenza.exportSchedule(schedule, options);
  } catch (error) {
    if (error.code !== "has_errors") throw error;
    return cadenza.exportSchedule(schedule, { ...options, despite: true });
  }
};
const file = (schedule, options = {}) => JSON.parse(
  exported(schedule, { format: "json", exportedAt: "2026-11-29T12:00:00Z", fields: ["email", "first_name", "last_name"], ...options })
    .text.replace(/(T\d\d:\d\d):00Z/g, "$1Z"),
);
const attempt = (call) => {
  try {
    return call();
  } catch (error) {
    return { refused: `${error.code} ${error.path}: ${error.message}` };
  }
};

for (const name of readdirSync(`${root}tests/reports`).sort()) {
  const here = `${root}tests/reports/${name}`;
  test(`a report from the field: ${name.replaceAll("-", " ")}`, async () => {
    const { default: check } = await import(`${here}/check.mjs`);
    let asked = 0;
    check({
      cadenza,
      file,
      attempt,
      text: (file) => readFileSync(`${here}/${file}`, "utf8"),
      list: (file, options) => cadenza.parseContacts(new Uint8Array(readFileSync(`${here}/${file}`)), options),
      rows: (contacts) => contacts.rows(0, contacts.length).map((row) => row.fields),
      csvs: readdirSync(here).filter((file) => file.endsWith(".csv")).sort(),
      same: (what, got, want) => {
        asked += 1;
        assert.deepEqual(got, want, what);
      },
      holds: (what, truth, got = "") => {
        asked += 1;
        assert.ok(truth, `${what}; got ${got}`);
      },
    });
    assert.ok(asked > 0, "a report asks something");
  });
}

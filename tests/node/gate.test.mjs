// The example that shows preflight as a gate in a team's CI, run as a team would run it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "./load.mjs";

const folder = mkdtempSync(join(tmpdir(), "cadenza-gate-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name, text) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const gate = (...args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${root}examples/preflight-gate.mjs`, "--today=2026-11-24", ...args], { encoding: "utf8" });
  return { status, said: stdout + stderr };
};
const list = file("list.csv", `Email,First Name,Country\n${Array.from({ length: 12 }, (_, n) => `p${n}@one${n}.example,Ann,France`).join("\n")}\n`);
const outline = (cap, exits = "replied, opted out, hard bounce") => `calendar "Office": Mon-Fri 9:00-17:00
sender "mara@acme.example": cap ${cap} a day, Europe/Berlin
sequence "S"
enter all
  from 2026-11-30
  calendar "Office"
goal 3 replies
email "A"
wait 3 days
email "B"
leave when ${exits}
`;

test("a plan without an error whose mails do not wait passes, and says so with status 0", () => {
  const { status, said } = gate(file("good.txt", outline(40)), list);
  assert.equal(status, 0, said);
  assert.match(said, /0 error\(s\)[\s\S]*mails wait for their mailbox in 0\.0 % of 200 futures\nit may go out/);
});

test("mails that wait in more of the futures than the threshold stop it with status 1", () => {
  const tight = file("tight.txt", outline(3));
  const { status, said } = gate(tight, list, "--futures=20");
  assert.equal(status, 1, said);
  assert.match(said, /it stays here: mails wait for their mailbox in 100\.0 % of the futures, under 5 % is wanted/);
  assert.equal(gate(tight, list, "--futures=20", "--mails-wait=100").status, 1, "of all of them is not under 100 %");
});

test("warnings count where a team says how many there may be", () => {
  const careless = file("careless.txt", outline(40, "opted out"));
  assert.equal(gate(careless, list).status, 0);
  const { status, said } = gate(careless, list, "--warnings=0", "--json");
  const judged = JSON.parse(said);
  assert.deepEqual([status, judged.passes, judged.errors], [1, false, 0]);
  assert.ok(judged.found.some(({ code, fixes }) => code === "no_exit_on_reply" && fixes.length > 0));
});

test("an error stops it, and what cannot be judged is told apart from what is wrong", () => {
  const braces = `--- about\nname: T\nplan: T\nsummary: T\nzone: Europe/Berlin\n\n--- outline\n${outline(40).split("\n").slice(2).join("\n")}\n--- message "A"\nchannel: email\nsubject: Hi\nbody:\nHi {{first_name}}, {{no such}}\n\n--- message "B"\nchannel: email\nsubject: Hi\nbody:\nHi\n\n--- team\n${outline(40).split("\n").slice(0, 2).join("\n")}\n`;
  const { status, said } = gate(file("braces.txt", braces), list);
  assert.equal(status, 1, said);
  assert.match(said, /error +unknown_merge_field at message-\d+/);
  for (const args of [[list], ["nowhere.txt", list], [file("slip.txt", "sequence\nnonsense"), list], [file("good.txt", outline(40)), list, "--futures=many"]]) {
    const { status, said } = gate(...args);
    assert.equal(status, 2, said);
    assert.match(said, /^it could not be judged: /);
  }
});

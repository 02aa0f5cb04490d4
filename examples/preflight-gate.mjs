#!/usr/bin/env node
// Preflight as a gate in a team's own CI: judges a plan over the list it is to run over, prints what it found, and says by its exit status
// whether it may go out.
//
//   node examples/preflight-gate.mjs PLAN LIST [--today=2026-11-30] [--mails-wait=5] [--futures=200] [--warnings=0] [--json]
//
// PLAN is a plan file (.json), a template or an outline (.txt); LIST is a CSV file. It passes with no error, at most so many warnings
// (not limited unless given), and mails that wait for their mailbox in fewer than so many per cent of the futures.
//
// Exit status: 0 it may go out, 1 something is found that stops it, 2 it could not be judged.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const pkg = new URL("../pkg/", import.meta.url);

/** A number that an option gives, as it must be. */
function number(name, text, most) {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > most) throw new Error(`--${name} is a number up to ${most}, not ${JSON.stringify(text)}`);
  return value;
}

async function judge(args) {
  const options = { today: { type: "string" }, "mails-wait": { type: "string", default: "5" }, futures: { type: "string", default: "200" }, warnings: { type: "string" }, json: { type: "boolean", default: false } };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (positionals.length !== 2) throw new Error("give a plan and a list: preflight-gate.mjs PLAN LIST");
  const today = values.today ?? new Date().toISOString().slice(0, 10);
  const mostWaiting = number("mails-wait", values["mails-wait"], 100) / 100;
  const futures = number("futures", values.futures, 10_000);
  const mostWarnings = values.warnings === undefined ? Infinity : number("warnings", values.warnings, 1e9);

  const cadenza = await import(new URL("cadenza.js", pkg));
  cadenza.initSync({ module: readFileSync(new URL("cadenza_bg.wasm", pkg)) });
  const [planFile, listFile] = positionals;
  const text = readFileSync(planFile, "utf8");
  const what = planFile.endsWith(".json")
    ? { plan: JSON.parse(text) }
    : text.includes("\n--- outline") ? { plan: cadenza.planFromTemplate(text, { today }) } : { outline: text };
  const contacts = cadenza.parseContacts(new Uint8Array(readFileSync(listFile)), { name: listFile });
  try {
    const report = cadenza.preflight({ ...what, contacts, today, replications: futures });
    // a plan that cannot run has no futures
    const waits = report.mails_wait;
    const reasons = [];
    if (report.errors > 0) reasons.push(`${report.errors} error(s)`);
    if (report.warnings > mostWarnings) reasons.push(`${report.warnings} warning(s), at most ${mostWarnings}`);
    if (report.unfinished.length > 0) reasons.push(`not looked at to the end: ${report.unfinished.join(", ")}`);
    if (waits > 0 && waits >= mostWaiting) {
      reasons.push(`mails wait for their mailbox in ${(100 * waits).toFixed(1)} % of the futures, under ${100 * mostWaiting} % is wanted`);
    }
    return { values, report, futures, reasons };
  } finally {
    contacts.free();
  }
}

function print({ values, report, futures, reasons }) {
  if (values.json) {
    const counts = { errors: report.errors, warnings: report.warnings, hints: report.hints, mails_wait: report.mails_wait ?? null };
    console.log(JSON.stringify({ passes: reasons.length === 0, reasons, ...counts, found: report.found }, null, 1));
    return;
  }
  for (const { severity, code, place, message, contacts, fixes } of report.found) {
    const who = contacts === undefined ? "" : ` [${contacts} contact(s)]`;
    console.log(`${severity.padEnd(7)} ${code} at ${place}: ${message}${who}`);
    for (const fix of fixes) console.log(`        could be mended: ${fix}`);
  }
  for (const { code, reason, on } of report.silenced) console.log(`let stand ${code} since ${on}: ${reason}`);
  console.log(`${report.errors} error(s), ${report.warnings} warning(s), ${report.hints} hint(s)`);
  if (report.mails_wait !== undefined) console.log(`mails wait for their mailbox in ${(100 * report.mails_wait).toFixed(1)} % of ${futures} futures`);
  console.log(reasons.length === 0 ? "it may go out" : `it stays here: ${reasons.join("; ")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const judged = await judge(process.argv.slice(2));
    print(judged);
    process.exitCode = judged.reasons.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(`it could not be judged: ${error.code ? `${error.code} ` : ""}${error.path ? `${error.path}: ` : ""}${error.message}`);
    process.exitCode = 2;
  }
}

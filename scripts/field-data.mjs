#!/usr/bin/env node
// Writes the kept lists of data/ that others keep: countries.txt, mail-domains.txt, public-suffixes.txt and windows-zones.txt, each with
// its source and date. The other files of data/ are kept by hand.
// Regenerate with:  node scripts/field-data.mjs     (Node, npm and tar; the versions below, the same bytes every time)
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGES = { "i18n-iso-countries": "7.14.0", "cldr-core": "48.2.0", "free-email-domains": "1.12.6", "psl": "1.15.0" };
const READ_ON = "2026-11-29";
const OUT = join(dirname(fileURLToPath(import.meta.url)), "../data");

const folder = mkdtempSync(join(tmpdir(), "field-data-"));
const unpacked = (name) => {
  const said = execFileSync("npm", ["pack", "--silent", `${name}@${PACKAGES[name]}`], { cwd: folder, encoding: "utf8" });
  execFileSync("tar", ["xzf", said.trim().split("\n").at(-1), `--one-top-level=${name}`], { cwd: folder });
  return (file) => JSON.parse(readFileSync(join(folder, name, "package", file), "utf8"));
};
const write = (file, about, lines, mark = "#") => {
  writeFileSync(join(OUT, file), [...about.map((line) => `${mark} ${line}`), ...lines, ""].join("\n"));
  console.log(`${file}: ${lines.length} lines`);
};
const source = (name) => `Source: npm ${name}@${PACKAGES[name]}, read on ${READ_ON} by scripts/field-data.mjs`;
// as places::folded does: without case, accents and punctuation
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss").replace(/[^\p{L}\p{N}]+/gu, " ").trim();

// countries: the names that people write in lists, in English first, then in the languages of most lists and in their own
{
  const iso = unpacked("i18n-iso-countries");
  const territories = unpacked("cldr-core")("supplemental/territoryInfo.json").supplemental.territoryInfo;
  const wide = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja"];
  const languages = new Map();
  const names = (language, code) => {
    if (!languages.has(language)) {
      try { languages.set(language, iso(`langs/${language}.json`).countries); } catch { languages.set(language, {}); }
    }
    return [languages.get(language)[code] ?? []].flat();
  };
  const rows = iso("codes.json").map(([code, three]) => {
    const own = Object.entries(territories[code]?.languagePopulation ?? {}).filter(([, people]) => people._officialStatus).map(([language]) => language.split("_")[0]);
    return { code, three, names: [...new Set([...wide, ...own])].map((language) => names(language, code)) };
  }).sort((a, b) => (a.code < b.code ? -1 : 1));
  // a name that two countries have belongs to the one that has it in English, else to none
  const owner = new Map(rows.flatMap(({ code, three }) => [code, three].map((key) => [folded(key), { code, english: true }])));
  for (const english of [true, false]) {
    for (const row of rows) {
      for (const name of english ? row.names[0] : row.names.slice(1).flat()) {
        const key = folded(name);
        const other = owner.get(key);
        if (!other) owner.set(key, { code: row.code, english });
        else if (other.code !== row.code && other.english === english) other.code = "";
      }
    }
  }
  const lines = rows.map(({ code, three, names: [english, ...others] }) => {
    const seen = new Set([folded(code), folded(three)]);
    const kept = [english, others.flat()].flat().filter((name) => {
      const key = folded(name);
      return key && (key.length > 2 || english.includes(name) || !/^[a-z]+$/.test(key)) && !name.includes("|") && owner.get(key)?.code === code && !seen.has(key) && seen.add(key);
    });
    return [code, three, ...kept].join("|");
  });
  write("countries.txt", [
    "Countries: alpha-2, alpha-3, then names: the English one first, then German, French, Spanish, Italian, Portuguese, Dutch, Polish, Japanese and their own.",
    source("i18n-iso-countries"),
    source("cldr-core") + " (which languages are a country's own)",
  ], lines);
}

// mail domains at which anybody can have an address; names of dynamic hosts under a private suffix are left out
{
  const all = unpacked("free-email-domains")("domains.json");
  const more = ["duck.com", "hey.com", "kabelmail.de", "mailbox.org", "mozmail.com", "pm.me", "privaterelay.appleid.com", "sympatico.ca", "telus.net", "tutanota.com", "tutanota.de", "unitybox.de", "vodafone.de", "vodafonemail.de"];
  const isPlain = (domain) => /^[^.]+\.(?:[a-z]{2,}|(?:ac|co|com|edu|gen|ne|net|or|org)\.[a-z]{2})$/.test(domain);
  const kept = [...new Set([...all.filter(isPlain), ...more])].sort();
  write("mail-domains.txt", ["Domains of mail providers, sorted by bytes: an address there says nothing of a company.", source("free-email-domains"), "Fourteen more are named in the script."], kept);
}

// suffixes under which anybody can register a name; those of one label are the default of whoever reads the list
{
  unpacked("psl");
  const { default: rules } = await import(join(folder, "psl/package/data/rules.js"));
  write("public-suffixes.txt", ["The Public Suffix List (Mozilla, MPL 2.0), rules of two labels and more.", source("psl"), "BEGIN ICANN DOMAINS"], rules.filter((rule) => rule.includes(".")).sort(), "//");
}

// Windows' names of time zones
{
  const { windowsZones } = unpacked("cldr-core")("supplemental/windowsZones.json").supplemental;
  const lines = windowsZones.mapTimezones
    .map((entry) => entry.mapZone)
    .filter((zone) => zone._territory === "001")
    .map((zone) => `${zone._other}|${zone._type}`)
    .sort();
  write("windows-zones.txt", ["Time zones as Windows names them, and the IANA zone each stands for.", source("cldr-core") + " (supplemental/windowsZones.json)"], lines);
}
rmSync(folder, { recursive: true });

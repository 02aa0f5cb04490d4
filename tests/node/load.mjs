// The module as people load it in Node, once.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const cadenza = await import(new URL("../../pkg/cadenza.js", import.meta.url));
cadenza.initSync({ module: readFileSync(`${root}pkg/cadenza_bg.wasm`) });

export const today = "2026-11-24";
export const demoCsv = readFileSync(`${root}static/demo/contacts.csv`);
export const template = readFileSync(`${root}templates/b2b-cold-outbound.txt`, "utf8");
export const demo = () => cadenza.parseContacts(demoCsv, { name: "Demo" });
export const plan = () => cadenza.planFromTemplate(template, { today });

export const team = `
calendar "Office": Mon-Fri 9:00-17:00
owner "Mara": 60 minutes a day, Europe/Berlin, calendar "Office"
sender "mara@out.example": cap 50 a day, Europe/Berlin, owner "Mara"
`;
export const outline = `${team}
sequence "Two mails"
enter all
  from 2026-11-30
  calendar "Office"
email "Intro" 9:00-11:30
wait 1 business day
email "Again", reply to "Intro"
leave when replied
`;

// Screens in states that are rare, or that take long to reach: nothing in the plan, long names, forty steps, odd people, 100,000 contacts.
// `make shots` takes them when they are asked for by name; entries as in screens.mjs.
import { readFile } from 'node:fs/promises';
import { saveStates } from './save-states.mjs';
import { atAddress, openDemo } from './screens.mjs';

/** The demo plan out as a file, changed, and in again: what no hand would type. The list stays the demo's. */
export const changed = async (page, change) => {
  await openDemo(page);
  await page.locator('[role=treegrid]').waitFor();
  const more = page.getByRole('button', { name: 'More', exact: true });
  if (await more.isVisible()) await more.click();
  await page.getByTitle(/^Plan: /).filter({ visible: true }).first().click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Save as a file' }).click()]);
  const plan = JSON.parse(await readFile(await file.path(), 'utf8'));
  change(plan);
  const before = page.url();
  await page.goto(before.replace(/#.*/, '#/'));
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: /^Open a file/ }).click()]);
  await chooser.setFiles({ name: 'plan.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(plan)) });
  await page.waitForURL((url) => /plan-[0-9a-f]+/.test(url.hash) && !before.includes(url.hash.match(/plan-[0-9a-f]+/)[0]));
  await page.locator('[role=treegrid]').waitFor();
};

/** Names of more than 80 characters, every other one without a space. */
const LONG = ['A name that somebody wrote as if it were the whole brief, with region, quarter, team and owner in it', `${'Unbroken'.repeat(12)}`];
export function longNames(plan) {
  let n = 0;
  const long = (item) => {
    if (typeof item?.name === 'string' && item.name) item.name = `${LONG[n % 2]} ${(n += 1)}`;
  };
  for (const part of Object.values(plan)) {
    if (part && typeof part === 'object') Object.values(part).forEach(long);
  }
  long(plan.settings);
}

/** 40 steps over twelve weeks, with a branch here and there. */
export function fortySteps(plan) {
  const sequence = Object.values(plan.sequences)[0];
  const touches = Object.entries(plan.steps).filter(([, step]) => step.kind === 'touch');
  const group = sequence.body.find((id) => plan.steps[id].kind === 'branch');
  const inGroup = JSON.stringify(plan.steps[group]);
  const free = touches.filter(([id]) => !inGroup.includes(`"${id}"`));
  const put = (step) => {
    const id = `step-${plan.next_number++}`;
    plan.steps[id] = step;
    return id;
  };
  sequence.body = [...sequence.body];
  for (let n = touches.length; n < 40; n += 1) {
    const [, touch] = free[n % free.length];
    sequence.body.push(put({ kind: 'wait', until: { for: { business_days: 1 + (n % 3) } } }));
    const { reply_to: _, message: __, ...step } = structuredClone(touch);
    sequence.body.push(put({ ...step, name: `${touch.name}, round ${n}` }));
  }
}

/** A page of the changed plan by its address. */
const inChanged = (change, part, there) => async (page) => {
  await changed(page, change);
  if (part) await page.goto(page.url().replace(/(plan-[0-9a-f]+).*/, `$1/${part}`));
  await page.locator(there).first().waitFor({ timeout: 60_000 });
};
const PLACES = {
  outline: ['', '[role=treegrid] .res b'], messages: ['messages', '.msgview .filled'], contacts: ['contacts', '.peopletable tbody tr'], segments: ['segments', '.segrow'],
  forecast: ['forecast', '.kpis'], schedule: ['schedule', '.schedtable tbody tr'], team: ['team', '.teamlead b'], calendars: ['calendars', '.teamlead b'], assumptions: ['assumptions', '.teamlead b'],
};

/** A CSV into the demo's plan, up to the columns. */
const columnsOf = (csv) => async (page) => {
  await atAddress('import', '.dropzone')(page);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose a file' }).click()]);
  await chooser.setFiles({ name: 'a list with a name that is longer than any head of a page.csv', mimeType: 'text/csv', buffer: Buffer.from(csv()) });
  await page.getByRole('button', { name: 'Import the list' }).waitFor({ timeout: 60_000 });
};
const imported = (csv, part, there) => async (page) => {
  await columnsOf(csv)(page);
  await page.getByRole('button', { name: 'Import the list' }).click();
  await page.getByRole('button', { name: 'Import another file' }).or(page.getByText(/came in, of/)).first().waitFor({ timeout: 120_000 });
  if (part !== undefined) await page.goto(page.url().replace(/(plan-[0-9a-f]+).*/, `$1/${part}`));
  if (there) await page.locator(there).first().waitFor({ timeout: 240_000 });
};

/** People as no form would let them through: names of 90 characters, with and without a space, an address that is none, a row that is cut. */
const oddPeople = () => ['Employees,First Name,Last Name,Email,Company,Job Title,Country,Owner,A column nobody can place, with a comma', ...Array.from({ length: 60 }, (_, n) =>
  n % 3 === 0 ? `90,${'Wolfeschlegelsteinhausen'.repeat(4)},${'von und zu '.repeat(8)},a${n}@${'long-'.repeat(12)}company.example,${'Gesellschaft'.repeat(9)},Head of revenue operations and ${'everything else '.repeat(5)},DE,${'Ownerwithalongname'.repeat(5)},x`
    : n % 3 === 1 ? `90,Ada,Lovelace,ada(at)example,Analytical,RevOps lead,GB,Mara Lindholt,y` : `90,Bo,Li,bo${n}@li.example,Li,Sales operations,US`)].join('\n');

/** A list as a company of some size has it. */
const manyPeople = () => ['First Name,Last Name,Email,Company,Job Title,Country,Employees,Owner', ...Array.from({ length: 100_000 }, (_, n) =>
  `Ada${n % 997},Lovelace${n % 89},ada.${n}@company-${n % 40_000}.example,Company ${n % 40_000},Head of Revenue Operations,${['DE', 'AT', 'FR', 'US'][n % 4]},${50 + (n % 900)},${['Mara Lindholt', 'Priya Ramanath'][n % 2]}`)].join('\n');

/** A plan without steps, list or people, on a page of it. */
const fromNothing = (part) => async (page) => {
  await page.getByRole('button', { name: /^From nothing/ }).click();
  await page.getByText('No steps yet', { exact: true }).waitFor();
  await page.goto(page.url().replace(/(plan-[0-9a-f]+).*/, `$1/${part}`));
  await page.locator('h1').filter({ hasText: new RegExp(part, 'i') }).first().waitFor({ state: 'attached' });
};

export const states = [
  ...saveStates,
  ...['messages', 'contacts', 'segments', 'forecast', 'schedule', 'team', 'calendars', 'assumptions'].map((part) => ({ name: `empty-${part}`, steps: fromNothing(part) })),
  ...Object.entries(PLACES).map(([name, [part, there]]) => ({ name: `long-${name}`, steps: inChanged(longNames, part, there) })),
  { name: 'odd-columns', steps: columnsOf(oddPeople) },
  { name: 'odd-import', steps: imported(oddPeople) },
  { name: 'odd-contacts', steps: imported(oddPeople, 'contacts', '.peopletable tbody tr') },
  { name: 'odd-schedule', steps: imported(oddPeople, 'schedule', '.schedtable tbody tr') },
  { name: 'odd-team', steps: imported(oddPeople, 'team', '.teamlead b') },
  { name: 'many-import', steps: imported(manyPeople) },
  { name: 'many-contacts', steps: imported(manyPeople, 'contacts', '.peopletable tbody tr') },
  { name: 'many-outline', steps: imported(manyPeople, '', '[role=treegrid] .res b') },
  { name: 'many-forecast', steps: imported(manyPeople, 'forecast', '.kpis') },
  { name: 'many-schedule', steps: imported(manyPeople, 'schedule', '.schedtable tbody tr') },
  ...['outline', 'messages', 'forecast', 'schedule'].map((name) => ({ name: `forty-${name}`, steps: inChanged(fortySteps, ...PLACES[name]) })),
];

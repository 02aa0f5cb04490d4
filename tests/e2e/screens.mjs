// The screens that `make shots` takes pictures of. One entry a screen:
//   name     the file's name
//   options  what the page opens with (see openPage in harness.mjs): path, storage, …
//   steps    async (page) => …: brings the page there; ends when what should be seen is there

/** From Home into the demo plan; ends when the plan is on the bench. */
export async function openDemo(page) {
  await page.locator('.demoscore svg *').first().waitFor(); // the template is read
  await page.getByRole('button', { name: 'Open the demo' }).click();
  await page.locator('.bottombar, .rail').filter({ visible: true }).first().waitFor();
}

const inDemo = (name, there) => async (page) => {
  await openDemo(page);
  await page.getByRole('link', { name, exact: true }).filter({ visible: true }).first().click();
  await page.locator(there).first().waitFor({ timeout: 60_000 });
};

/** A page of the demo plan by its address: phones have no link to some of them in sight. */
export const atAddress = (part, there) => async (page) => {
  await openDemo(page);
  await page.locator('[role=treegrid]').waitFor();
  await page.goto(page.url().replace(/\/sequence.*/, `/${part}`));
  await page.locator(there).first().waitFor({ timeout: 60_000 });
};

/** The Flow of the demo's sequence, with people on its edges. */
export async function flow(page) {
  await openDemo(page);
  await page.locator('.oltools').getByText('Flow', { exact: true }).click();
  await page.locator('.flowcount').first().waitFor({ timeout: 60_000 });
}

/** The demo's sequence as a score, with its loads, for a contact of the list. */
export async function score(page) {
  await openDemo(page);
  await page.locator('.oltools').getByText('Score', { exact: true }).click();
  await page.locator('.notebutton').first().waitFor();
  await page.getByText(/up to date/).first().waitFor({ state: 'attached', timeout: 60_000 });
  await page.getByText(/, who enters on /).waitFor({ timeout: 60_000 });
}

export const screens = [
  { name: 'home', options: { path: '/' }, steps: (page) => page.locator('.demoscore svg *').first().waitFor() },
  {
    name: 'rescue',
    options: { storage: { 'cadenza.plan.p1.a': '{"revision":7}\n{"name":"Cold outbound, DACH"}', 'cadenza.plan.p2.a': '{"revision":2}\n{"name":"Reviving quiet leads"}' } },
    steps: async (page) => {
      await page.locator('.demoscore svg *').first().waitFor();
      await page.evaluate(() => dispatchEvent(new CustomEvent('cadenza-dead', { detail: 'panicked at src/ui/pages/outline.rs:120:9' })));
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'outline',
    steps: async (page) => {
      await openDemo(page);
      await page.getByText(/up to date/).first().waitFor({ state: 'attached', timeout: 60_000 });
    },
  },
  {
    name: 'outline-kinds',
    steps: async (page) => {
      await openDemo(page);
      await page.getByRole('row', { name: /First call/ }).first().focus();
      for (const letter of ['h', 'x', 'i', 'd', 'w']) {
        for (const key of ['n', letter, 'Escape']) {
          await page.keyboard.press(key);
          await page.waitForTimeout(50);
        }
      }
      await page.getByText(/up to date/).first().waitFor({ state: 'attached', timeout: 60_000 });
    },
  },
  {
    name: 'outline-empty',
    steps: async (page) => {
      await page.getByRole('button', { name: /^From nothing/ }).click();
      await page.getByText('No steps yet', { exact: true }).waitFor();
    },
  },
  { name: 'check', steps: atAddress('check', '.checkpage .chkmain .fds') },
  { name: 'rules', steps: atAddress('rules', '.catalogue .card') },
  { name: 'terms', steps: atAddress('words', '.terms .term') },
  { name: 'messages', steps: atAddress('messages', '.msgview .filled') },
  { name: 'contacts', steps: atAddress('contacts', '.peopletable tbody tr') },
  {
    name: 'contacts-overview',
    steps: async (page) => {
      await atAddress('contacts', '.peopletable tbody tr')(page);
      await page.getByText('Overview', { exact: true }).click();
      await page.locator('.reachrow').first().waitFor();
    },
  },
  {
    name: 'contacts-duplicates',
    steps: async (page) => {
      await atAddress('contacts', '.peopletable tbody tr')(page);
      await page.getByRole('radio', { name: 'Duplicates' }).check({ force: true });
      await page.locator('.dblcard').first().waitFor();
    },
  },
  {
    name: 'contact-known',
    steps: async (page) => {
      await atAddress('contacts', '.peopletable tbody tr')(page);
      await page.getByRole('button', { name: /^All that is known of/ }).first().focus();
      await page.keyboard.press('Enter');
      await page.locator('.consentlines').waitFor();
    },
  },
  {
    name: 'do-not-contact',
    steps: async (page) => {
      await atAddress('do-not-contact', '.baradd')(page);
      await page.locator('.bartext').fill('@nordlicht.example\nAcme GmbH\n+49 30 1234567\nno address@');
      await page.getByText(/1 domain, 1 company, 1 number/).waitFor();
      await page.getByRole('button', { name: 'Hold them back' }).click();
      await page.locator('.bartable tbody tr').first().waitFor();
    },
  },
  { name: 'import', steps: atAddress('import', '.dropzone') },
  { name: 'segments', steps: atAddress('segments', '.segrow') },
  {
    name: 'segment',
    steps: async (page) => {
      await atAddress('segments', '.segrow')(page);
      await page.locator('.segname').first().click();
      await page.locator('.cond').first().waitFor();
    },
  },
  { name: 'forecast', steps: inDemo('Forecast', '.kpis') },
  { name: 'schedule', steps: inDemo('Schedule', '.schedtable tbody tr') },
  { name: 'whole', steps: atAddress('whole', '.wholepage table') },
  {
    name: 'walk',
    steps: async (page) => {
      await atAddress('schedule', '.schedtable tbody a')(page);
      await page.locator('.schedtable tbody a').nth(1).click();
      await page.locator('.walk details').first().waitFor();
    },
  },
  {
    name: 'versions',
    steps: async (page) => {
      await openDemo(page);
      await page.locator('[role=treegrid]').waitFor();
      const more = page.getByRole('button', { name: 'More', exact: true });
      if (await more.isVisible()) await more.click();
      await page.getByTitle(/^Plan: /).filter({ visible: true }).first().click();
      await page.getByRole('menuitem', { name: 'Versions' }).click();
      const dialog = page.getByRole('dialog', { name: 'Versions' });
      for (const name of ['As agreed with sales', 'Before the launch']) {
        await dialog.getByLabel('Name').fill(name);
        await dialog.getByRole('button', { name: 'Keep a version' }).click();
        await dialog.getByText(name, { exact: true }).waitFor();
      }
    },
  },
  { name: 'team', steps: atAddress('team', '.teamlead b') },
  { name: 'calendars', steps: atAddress('calendars', '.teamlead b') },
  { name: 'assumptions', steps: atAddress('assumptions', '.teamlead b') },
  { name: 'flow', steps: flow },
  { name: 'score', steps: score },
  {
    name: 'palette',
    steps: async (page) => {
      await openDemo(page);
      await page.getByRole('treegrid').waitFor();
      await page.locator('[role=row][data-row]').nth(4).click();
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Find or do' }).fill('call');
      await page.getByRole('dialog').getByRole('option').nth(2).waitFor();
    },
  },
  {
    name: 'keys',
    steps: async (page) => {
      await openDemo(page);
      await page.getByRole('treegrid').waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    },
  },
  {
    name: 'home-paste',
    options: { path: '/' },
    steps: async (page) => {
      await page.locator('.demoscore svg *').first().waitFor();
      await page.getByRole('button', { name: /^Paste a cadence/ }).click();
      await page.locator('.pastebox').fill('Day | Channel | Purpose | Text\n1 | Email | Open | Who types your orders?\n2 | LinkedIn | Be seen | Invitation with a note\nWeek 2 | Pigeon | Ask | You run orders, right?');
      await page.getByText(/^3 touches on 3 channels/).waitFor();
    },
  },
  {
    name: 'outline-text',
    steps: async (page) => {
      await openDemo(page);
      await page.locator('[role=treegrid]').waitFor();
      await page.getByText('Text', { exact: true }).first().click();
      await page.locator('.oltext').waitFor();
    },
  },
  {
    name: 'columns',
    steps: async (page) => {
      await atAddress('contacts', '.peopletable tbody tr')(page);
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('dialog', { name: 'Columns in the table' }).waitFor();
    },
  },
  {
    name: 'lists',
    steps: async (page) => {
      await atAddress('contacts', '.peopletable tbody tr')(page);
      await page.getByRole('button', { name: 'Lists' }).click();
      await page.getByRole('dialog', { name: 'Lists in this browser' }).getByRole('listitem').first().waitFor();
    },
  },
];

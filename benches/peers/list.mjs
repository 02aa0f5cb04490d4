// The list that the comparisons read: 1,000,000 contacts in twelve columns, 162 MB, the same bytes every time. Made once, under target/.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROWS = Number(process.env.ROWS ?? 1_000_000);

const FIRST = 'Ada Ben Cem Dana Eva Finn Gülay Hugo Ines Jan Kaya Lea Mika Nora Omar Pia Quentin Rosa Sven Tara Uwe Vera Wim Xenia Yusuf Zoë'.split(' ');
const LAST = 'Abbott Becker Costa Dubois Eriksen Fischer García Hansen Ivanova Jansen Kowalski Lindqvist Moreau Novák Okafor Petersen Quinn Rossi Schmidt Tanaka Ünal Varga Weber Yılmaz Zhang'.split(' ');
const STEM = 'alpine amber beacon birch cobalt copper delta ember falcon garnet harbor indigo jasper kestrel lumen maple nickel onyx pioneer quartz river sierra timber umber vertex willow'.split(' ');
const KIND = 'analytics logistics software robotics foods health media energy systems partners'.split(' ');
const TITLE = 'Head of Sales,VP Marketing,Account Executive,Operations Manager,CFO,Data Engineer,Founder,Procurement Lead,Customer Success Manager,HR Business Partner'.split(',');
const PLACE = [['Berlin', 'Germany'], ['München', 'Germany'], ['Wien', 'Austria'], ['Zürich', 'Switzerland'], ['Paris', 'France'], ['Lyon', 'France'], ['Madrid', 'Spain'], ['Milano', 'Italy'], ['London', 'United Kingdom'], ['Leeds', 'United Kingdom'], ['New York', 'United States'], ['Austin', 'United States'], ['Chicago', 'United States'], ['Toronto', 'Canada'], ['Sydney', 'Australia'], ['Oslo', 'Norway'], ['Warszawa', 'Poland']];
const STAGE = 'Lead,Subscriber,Opportunity,Customer,Evangelist'.split(',');

/** Draws: mulberry32, so that any Node makes the same file. */
function draws(seed) {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

const plain = (name) => name.normalize('NFD').replace(/[^a-zA-Z]/g, '').toLowerCase();
const two = (n) => String(n).padStart(2, '0');

function row(number, draw) {
  const [first, last] = [FIRST[draw(FIRST.length)], LAST[draw(LAST.length)]];
  const company = `${STEM[draw(STEM.length)]} ${KIND[draw(KIND.length)]} ${draw(2000)}`;
  const [city, country] = PLACE[draw(PLACE.length)];
  const domain = `${company.replaceAll(' ', '-')}.example`;
  const revenue = `${draw(9_000_000) + 1000}.${two(draw(100))}`;
  const day = `${2019 + draw(8)}-${two(1 + draw(12))}-${two(1 + draw(28))}`;
  const note = draw(4) === 0 ? `"Met at ""hall ${draw(9)}"", call"` : `${STAGE[draw(STAGE.length)]} batch ${draw(500)}`;
  return `${number},${plain(first)}.${plain(last)}.${number}@${domain},${first},${last},${company},${TITLE[draw(TITLE.length)]},${city},${country},${draw(20_000) + 1},${revenue},${day},${note}\n`;
}

/** Path of the file; makes it where it is missing. */
export function list() {
  const path = fileURLToPath(new URL(`../../target/bench/contacts-${ROWS}.csv`, import.meta.url));
  if (existsSync(path)) return path;
  mkdirSync(fileURLToPath(new URL('../../target/bench/', import.meta.url)), { recursive: true });
  const draft = `${path}.part`;
  const file = openSync(draft, 'w');
  writeSync(file, 'Record ID,Email,First Name,Last Name,Company,Job Title,City,Country,Employees,Annual Revenue,Last Activity Date,Notes\n');
  const draw = draws(20261124);
  for (let number = 1, part = ''; number <= ROWS; number++) {
    part += row(number, draw);
    if (part.length > 4 << 20 || number === ROWS) {
      writeSync(file, part);
      part = '';
    }
  }
  closeSync(file);
  renameSync(draft, path);
  console.log(`made ${path}: ${(statSync(path).size / 1e6).toFixed(0)} MB`);
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(list());

//! Changes to inputs that know their structure: bytes, lines, cells of a table, values of a JSON tree. Each is a few changes of chance.

use serde_json::{Map, Value, json};

use crate::seeded::Seeded;
use crate::seeded::tree::{count, nth};

/// No input grows beyond this [bytes].
const MOST: usize = 48 << 10;

/// Texts that have been trouble somewhere.
const ODD: &[&str] = &[
    "",
    " ",
    "\u{feff}",
    "\0",
    "\u{202e}",
    "\u{200b}",
    "\u{301}",
    "ﬀ",
    "İ",
    "ß",
    "\u{1f469}\u{200d}\u{1f52c}",
    "\r",
    "\n",
    "\r\n",
    "\u{2028}",
    "\u{85}",
    "\"",
    "\"\"",
    "'",
    "\\",
    "\\u{110000}",
    "\\u{d800}",
    "{{",
    "}}",
    "{{first_name|}}",
    "{{a|{{b}}}}",
    "<script>",
    "=1+1",
    "-0",
    "0",
    "1e309",
    "-1e-400",
    "NaN",
    "inf",
    "4294967296",
    "18446744073709551616",
    "-9223372036854775809",
    "0.1",
    "1.7976931348623157e308",
    "00:00",
    "24:00",
    "24:01",
    "9:60",
    "1900-01-01",
    "2200-12-31",
    "2026-02-30",
    "2024-02-29",
    "9999-99-99",
    "Europe/Berlin",
    "UTC",
    "null",
    "true",
    "[]",
    "{}",
    ",",
    ";",
    "\t",
    "|",
    "(",
    ")",
    "#",
    "not",
    "and",
    "or",
    "any of",
    "none of",
    "in segment",
];

/// Mostly little, seldom up to below 2^`bits`.
fn few(chance: &mut Seeded, bits: usize) -> usize {
    let most = 1 << chance.below(bits);
    chance.below(most)
}

fn odd(chance: &mut Seeded) -> String {
    match chance.below(8) {
        0 => chance.pick(ODD).repeat(1 + chance.below(400)),
        1 => format!("{}{}", chance.pick(ODD), chance.pick(ODD)),
        2 => (chance.next() as i64).to_string(),
        _ => chance.pick(ODD).to_owned(),
    }
}

fn one<'f>(chance: &mut Seeded, fixtures: &'f [Vec<u8>]) -> &'f [u8] {
    &fixtures[chance.below(fixtures.len())]
}

fn capped(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(MOST);
    bytes
}

/// A place in a text between two characters.
fn seam(text: &str, chance: &mut Seeded) -> usize {
    let mut at = chance.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Changes that know nothing of the format.
pub fn bytes(chance: &mut Seeded, fixtures: &[Vec<u8>]) -> Vec<u8> {
    let mut input = one(chance, fixtures).to_vec();
    for _ in 0..1 + chance.below(6) {
        let at = chance.below(input.len() + 1);
        let end = (at + 1 + few(chance, 10)).min(input.len());
        match chance.below(8) {
            0 if at < input.len() => input[at] ^= 1 << chance.below(8),
            1 if at < input.len() => {
                input[at] = chance.pick(&["\0", "\"", ",", "\n", "\r", "{", "\u{7f}"]).as_bytes()[0]
            }
            2 => drop(input.drain(at..end)),
            3 => {
                let part = input[at..end].to_vec();
                let times = 1 + few(chance, 9);
                let part = part.repeat(times);
                input.splice(at..at, part.into_iter().take(MOST));
            }
            4 => {
                let word = odd(chance);
                input.splice(at..at, word.into_bytes());
            }
            5 => {
                let other = one(chance, fixtures);
                let from = chance.below(other.len() + 1);
                input.truncate(at);
                input.extend_from_slice(&other[from..]);
            }
            6 => input.truncate(at),
            _ => input.splice(at..at, [chance.below(256) as u8]).for_each(drop),
        }
        input = capped(input);
    }
    input
}

/// Changes to text in lines: lines move, come twice, go, are indented; words are changed for odd ones.
pub fn lines(chance: &mut Seeded, fixtures: &[Vec<u8>]) -> Vec<u8> {
    if chance.once_in(5) {
        return bytes(chance, fixtures);
    }
    let text = String::from_utf8_lossy(one(chance, fixtures)).into_owned();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..1 + chance.below(8) {
        let (at, other) = (chance.below(lines.len()), chance.below(lines.len()));
        if lines.is_empty() {
            break;
        }
        match chance.below(9) {
            0 => lines.swap(at, other),
            1 => drop(lines.remove(at)),
            2 => {
                let line = lines[at].clone();
                let times = 1 + few(chance, 8);
                (0..times).for_each(|_| lines.insert(other, line.clone()));
            }
            3 => lines[at].insert_str(0, ["  ", "\t", " ", "      "][chance.below(4)]),
            4 => lines[at] = lines[at].trim_start().to_owned(),
            5 => {
                let place = seam(&lines[at], chance);
                let word = odd(chance);
                lines[at].insert_str(place, &word);
            }
            6 => {
                // a word of one line in place of a word of another
                let word = lines[other].split(' ').nth(chance.below(6)).unwrap_or_default().to_owned();
                let mut words: Vec<&str> = lines[at].split(' ').collect();
                let place = chance.below(words.len());
                words[place] = &word;
                lines[at] = words.join(" ");
            }
            7 => {
                let strange = String::from_utf8_lossy(one(chance, fixtures)).into_owned();
                let all: Vec<&str> = strange.lines().collect();
                if !all.is_empty() {
                    lines.insert(at, all[chance.below(all.len())].to_owned());
                }
            }
            _ => {
                let place = seam(&lines[at], chance);
                lines[at].truncate(place);
            }
        }
    }
    let end = chance.pick(&["\n", "\n", "\n", "\r\n", "\r"]);
    capped(lines.join(end).into_bytes())
}

/// Changes to the cells of a table; quotes, separators and the header too.
pub fn table(chance: &mut Seeded, fixtures: &[Vec<u8>]) -> Vec<u8> {
    if chance.once_in(3) {
        return bytes(chance, fixtures);
    }
    let text = String::from_utf8_lossy(one(chance, fixtures)).into_owned();
    let mut rows: Vec<Vec<String>> = text
        .lines()
        .take(60)
        .map(|row| row.split([',', ';', '\t', '|']).map(str::to_owned).collect())
        .collect();
    for _ in 0..1 + chance.below(10) {
        let n = rows.len();
        let (at, other) = (chance.below(n), chance.below(n));
        if n == 0 {
            break;
        }
        let (cell, place) = (chance.below(rows[at].len()), chance.below(rows[other].len()));
        match chance.below(8) {
            0 if !rows[at].is_empty() => rows[at][cell] = odd(chance),
            1 if !rows[at].is_empty() => rows[at][cell] = format!("\"{}\"", odd(chance)),
            2 if !rows[at].is_empty() && !rows[other].is_empty() => {
                rows[at][cell] = rows[other][place].clone()
            }
            3 => {
                let times = 1 + few(chance, 9);
                let words = odd(chance);
                rows[at].extend(std::iter::repeat_n(words, times));
            }
            4 => {
                let row = rows[at].clone();
                let times = 1 + few(chance, 8);
                rows.splice(other..other, std::iter::repeat_n(row, times));
            }
            5 => rows.swap(at, other),
            6 => rows[at].truncate(cell),
            _ => {
                // every row gets the same cell: a column of its own
                let words = odd(chance);
                rows.iter_mut().for_each(|row| row.push(words.clone()));
            }
        }
    }
    let separator = chance.pick(&[",", ",", ";", "\t", "|"]);
    let end = chance.pick(&["\n", "\r\n", "\n", "\r"]);
    let text = rows.iter().map(|row| row.join(separator)).collect::<Vec<_>>().join(end);
    capped(text.into_bytes())
}

fn odd_value(chance: &mut Seeded) -> Value {
    match chance.below(9) {
        0 => Value::Null,
        1 => json!(chance.once_in(2)),
        2 => json!(chance.next() as i64),
        3 => json!(chance.next()),
        4 => json!([0, 1, 2, 65_535, 65_536, 4_294_967_295_u64][chance.below(6)]),
        5 => json!([0.5, -0.0, 1e308, -1e308, 1e-320][chance.below(5)]),
        6 => json!([]),
        7 => json!({}),
        _ => json!(odd(chance)),
    }
}

fn key(fields: &Map<String, Value>, chance: &mut Seeded) -> Option<String> {
    fields.keys().nth(chance.below(fields.len())).cloned()
}

/// Changes to a tree: values move, come twice, go, become odd; keys go, come twice and change.
pub fn tree(chance: &mut Seeded, value: &mut Value) {
    for _ in 0..1 + chance.below(8) {
        let n = count(value);
        if n > 20_000 {
            return;
        }
        let taken = nth(value, &mut chance.below(n)).cloned().unwrap_or_default();
        let Some(place) = nth(value, &mut chance.below(n)) else { continue };
        match (chance.below(7), place) {
            (0, place) => *place = odd_value(chance),
            (1, place) if count(&taken) < 2_000 => *place = taken,
            (2, Value::Object(fields)) => {
                if let Some(key) = key(fields, chance) {
                    fields.remove(&key);
                }
            }
            (3, Value::Object(fields)) => {
                // a record under another number, or a key of another name
                if let Some(key) = key(fields, chance) {
                    let value = fields.remove(&key).unwrap_or_default();
                    let other = match key.rsplit_once('-') {
                        Some((kind, _)) => format!("{kind}-{}", chance.below(30)),
                        None => odd(chance),
                    };
                    fields.insert(other, value);
                }
            }
            (4, Value::Object(fields)) => {
                let (key, value) = (odd(chance), odd_value(chance));
                fields.insert(key, value);
            }
            (5, Value::Array(values)) if !values.is_empty() => {
                let value = values[chance.below(values.len())].clone();
                let times = (1 + few(chance, 8)).min(2_000 / count(&value).max(1) + 1);
                values.extend(std::iter::repeat_n(value, times));
            }
            (6, Value::Array(values)) if !values.is_empty() => {
                values.remove(chance.below(values.len()));
            }
            (_, Value::Number(number)) => {
                let odd = number
                    .as_i64()
                    .unwrap_or_default()
                    .wrapping_add([-1, 1, 1_000, i64::MAX][chance.below(4)]);
                *number = odd.into();
            }
            (_, Value::String(text)) => {
                let place = seam(text, chance);
                let word = odd(chance);
                text.insert_str(place, &word);
            }
            _ => {}
        }
    }
}

/// Changes to JSON, mostly to its tree; now and then a key comes twice or the text itself is cut about.
pub fn json(chance: &mut Seeded, fixtures: &[Vec<u8>]) -> Vec<u8> {
    if chance.once_in(6) {
        return bytes(chance, fixtures);
    }
    let mut value: Value = serde_json::from_slice(one(chance, fixtures)).unwrap_or_default();
    tree(chance, &mut value);
    let mut text = value.to_string();
    if chance.once_in(20) {
        let at = text.find('{').map_or(0, |at| at + 1);
        text.insert_str(at, "\"settings\":{},");
    }
    text.into_bytes()
}

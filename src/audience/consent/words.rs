//! The words of the tools, read from `data/consent-words.txt`. Knows no list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::{Channels, ColumnKind, NoCause, Verdict};
use crate::audience::kept::KeptList;
use crate::model::Basis;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    // the file is part of the program, and a test reads every line: what would not read is left out
    Words::read(KeptList::ConsentWords.text()).0
});

/// What the file says, looked up by key.
#[derive(Default, Debug)]
pub(crate) struct Words {
    columns: BTreeMap<String, Header>,
    values: BTreeMap<String, (Verdict, bool)>,
    stages: BTreeMap<String, Verdict>,
    bases: BTreeMap<String, Basis>,
    answers: BTreeMap<String, bool>,
    suspect_headers: Vec<String>,
    suspect_values: BTreeSet<String>,
}

/// What a header says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Header {
    /// A column about consent.
    Speaks {
        kind: ColumnKind,
        channels: Channels,
        cause: NoCause,
        /// Only where one of its values shows it.
        perhaps: bool,
    },
    /// Known to be none.
    Silent,
}

/// The lines of the file of words that do not read, or all of another such text: their numbers from 1, and why.
pub fn unread_words(text: Option<&str>) -> Vec<(usize, String)> {
    Words::read(text.unwrap_or_else(|| KeptList::ConsentWords.text())).1
}

impl Words {
    /// The file's words.
    pub(crate) fn get() -> &'static Words {
        &WORDS
    }

    /// Reads the file; lines that do not read are named.
    pub(crate) fn read(text: &str) -> (Words, Vec<(usize, String)>) {
        let (mut words, mut unread) = (Words::default(), Vec::new());
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split_once('#').map_or(line, |(before, _)| before).trim();
            if line.is_empty() {
                continue;
            }
            if let Err(why) = words.line(line) {
                unread.push((number, why));
            }
        }
        (words, unread)
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let items = |list: &str| -> Result<Vec<String>, String> {
            let items: Vec<&str> = list.split(';').map(str::trim).filter(|item| !item.is_empty()).collect();
            if items.is_empty() {
                Err("the list is empty".to_owned())
            } else {
                Ok(items.into_iter().map(str::to_owned).collect())
            }
        };
        match parts.as_slice() {
            ["column", kind, channels, cause, headers] => {
                let (kind, perhaps) = match *kind {
                    "perhaps" => (Some(ColumnKind::Status), true),
                    "none" => (None, false),
                    name => match ColumnKind::ALL.into_iter().find(|kind| kind.name() == name) {
                        Some(kind) => (Some(kind), false),
                        None => return Err(format!("{name:?} is no kind of column")),
                    },
                };
                let channels =
                    Channels::parse(channels).ok_or_else(|| format!("{channels:?} are no channels"))?;
                let cause = match *cause {
                    "-" => NoCause::NotUnderstood,
                    name => cause_named(name)?,
                };
                for header in items(headers)? {
                    let says =
                        kind.map_or(Header::Silent, |kind| Header::Speaks { kind, channels, cause, perhaps });
                    put(&mut self.columns, header_key(&header), says, &header)?;
                }
            }
            ["value", meaning, values] => {
                let (weak, meaning) = match meaning.strip_prefix('*') {
                    Some(meaning) => (true, meaning.trim()),
                    None => (false, *meaning),
                };
                let verdict = verdict_named(meaning)?;
                for value in items(values)? {
                    put(&mut self.values, value_key(&value), (verdict, weak), &value)?;
                }
            }
            ["stage", meaning, values] => {
                let verdict = match meaning.strip_prefix("basis:") {
                    Some(basis) => Verdict::Given(basis_named(basis.trim())?),
                    None => verdict_named(meaning)?,
                };
                for value in items(values)? {
                    put(&mut self.stages, value_key(&value), verdict, &value)?;
                }
            }
            ["basis", basis, values] => {
                let basis = basis_named(basis)?;
                for value in items(values)? {
                    put(&mut self.bases, value_key(&value), basis, &value)?;
                }
            }
            ["answer", answer, values] => {
                let yes = match *answer {
                    "yes" => true,
                    "no" => false,
                    other => return Err(format!("{other:?} is neither yes nor no")),
                };
                for value in items(values)? {
                    put(&mut self.answers, value_key(&value), yes, &value)?;
                }
            }
            ["suspect", "headers", parts] => {
                self.suspect_headers.extend(items(parts)?.iter().map(|part| folded(part)))
            }
            ["suspect", "values", values] => {
                self.suspect_values.extend(items(values)?.iter().map(|value| value_key(value)));
            }
            _ => {
                return Err(
                    "a line begins with column, value, stage, basis, answer or suspect, and has its parts"
                        .to_owned(),
                );
            }
        }
        Ok(())
    }

    /// What the header says.
    pub(crate) fn header(&self, header: &str) -> Option<Header> {
        let key = header_key(header);
        // names of an interface stand behind "property_"
        let bare = key.strip_prefix("property").filter(|_| header.starts_with("property_"));
        self.columns.get(bare.unwrap_or(&key)).copied()
    }

    /// Yes or no in any of the languages.
    pub(crate) fn answer(&self, value: &str) -> Option<bool> {
        self.answers.get(&value_key(value)).copied()
    }

    /// What a value of a status column says.
    pub(crate) fn value(&self, value: &str) -> Option<Verdict> {
        self.values.get(&value_key(value)).map(|(verdict, _)| *verdict)
    }

    /// Whether the value alone shows that a column of statuses is about consent.
    pub(crate) fn shows(&self, value: &str) -> bool {
        self.values.get(&value_key(value)).is_some_and(|(_, weak)| !weak)
    }

    /// What a stage says.
    pub(crate) fn stage(&self, value: &str) -> Option<Verdict> {
        self.stages.get(&value_key(value)).copied()
    }

    /// Which legal basis it names.
    pub(crate) fn basis(&self, value: &str) -> Option<Basis> {
        self.bases.get(&value_key(value)).copied()
    }

    /// Whether a column of this name, which no line knows, must be looked at.
    pub(crate) fn is_suspect_header(&self, header: &str) -> bool {
        let key = folded(header);
        self.suspect_headers.iter().any(|part| key.contains(part.as_str()))
    }

    /// Whether a column with this value, which no line knows, must be looked at.
    pub(crate) fn is_suspect_value(&self, value: &str) -> bool {
        self.suspect_values.contains(&value_key(value))
    }
}

/// Adds a word; one that stands there already, as something else, is refused.
fn put<T: PartialEq + Copy>(
    map: &mut BTreeMap<String, T>,
    key: String,
    value: T,
    word: &str,
) -> Result<(), String> {
    if *map.entry(key).or_insert(value) == value {
        Ok(())
    } else {
        Err(format!("{word:?} stands there already, as something else"))
    }
}

fn cause_named(name: &str) -> Result<NoCause, String> {
    let causes = [NoCause::Listed, NoCause::NotUnderstood];
    NoCause::ALL
        .iter()
        .copied()
        .find(|cause| cause.label() == name && !causes.contains(cause))
        .ok_or_else(|| format!("{name:?} is no cause"))
}

fn basis_named(name: &str) -> Result<Basis, String> {
    Basis::ALL.into_iter().find(|basis| basis.name() == name).ok_or_else(|| format!("{name:?} is no basis"))
}

fn verdict_named(name: &str) -> Result<Verdict, String> {
    Ok(match name {
        "given" => Verdict::Given(Basis::Consent),
        "may" => Verdict::May,
        "unknown" => Verdict::Unknown,
        other => match other.strip_prefix("no:") {
            Some(cause) => Verdict::No(cause_named(cause.trim())?),
            None => return Err(format!("{other:?} is no meaning")),
        },
    })
}

/// Lower case, without accents, blanks and punctuation.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).map(plain).collect()
}

/// A letter without its accent.
fn plain(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' | 'ā' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' | 'ē' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ś' | 'š' => 's',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// A header's key: its words (also of `OptOut`) without plural, in one.
fn header_key(header: &str) -> String {
    let (mut words, mut before) = (vec![String::new()], ' ');
    for c in header.chars() {
        // an accent that stands for itself joins the letter before it
        if ('\u{300}'..='\u{36f}').contains(&c) {
            continue;
        }
        if !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase().map(plain));
        }
        before = c;
    }
    words
        .iter()
        .map(|word| if word.len() > 3 { word.strip_suffix('s').unwrap_or(word) } else { word })
        .collect()
}

/// A value's key; numbers and signs are themselves.
fn value_key(value: &str) -> String {
    let value = value.trim();
    let is_number = value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',');
    let key = folded(value);
    if is_number || key.is_empty() { value.to_owned() } else { key }
}

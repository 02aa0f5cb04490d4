//! Lines as words with columns, quoted names, suggestions. Knows no grammar and no plan.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::lean::order::Gather;
use crate::lean::text::unquoted;

/// One thing that does not read, at its word.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TextProblem {
    /// From 1.
    pub line: usize,
    /// Characters of the line from 1, half-open.
    pub columns: Range<usize>,
    /// The word itself.
    pub word: String,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What would read there.
    pub expected: String,
    /// The word to write instead, where one is near.
    pub fix: Option<String>,
}

/// What a word is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A run of characters.
    Word,
    /// A name between quotes, unescaped.
    Quoted,
    /// `,`
    Comma,
}

/// One word of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Characters of the line from 1, half-open.
    pub(super) at: Range<usize>,
}

impl Word {
    /// Whether it is this bare word; case and a colon at its end do not matter.
    pub(super) fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.trim_end_matches(':').eq_ignore_ascii_case(word)
    }
}

/// One line, cut into words.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: usize,
    /// White space before the first word; a tab counts as two.
    pub(super) indent: usize,
    pub(super) words: Vec<Word>,
    /// All characters, comment included: the columns of the words point into it.
    pub(super) characters: Vec<char>,
    /// A quote that is never closed, by its column.
    pub(super) open_quote: Option<usize>,
}

impl Line {
    /// Cuts a line into words. `#` at the start of a word begins a comment.
    pub(super) fn read(number: usize, text: &str) -> Line {
        let characters: Vec<char> = text.chars().collect();
        let mut line = Line { number, ..Line::default() };
        let blanks = characters.iter().take_while(|c| c.is_whitespace());
        line.indent = blanks.map(|c| if *c == '\t' { 2 } else { 1 }).sum();
        // where the words read so far end: in characters, and in bytes for what is read as text
        let (mut at, mut bytes) = (0, 0);
        while let Some(&c) = characters.get(at) {
            let start = at;
            if c.is_whitespace() {
                at += 1;
                bytes += c.len_utf8();
                continue;
            }
            if c == '#' {
                break;
            }
            let (kind, word) = match c {
                ',' => {
                    at += 1;
                    (Kind::Comma, ",".to_owned())
                }
                '"' => {
                    let rest = text.get(bytes + 1..).unwrap_or_default();
                    let (name, read, closed) = unquoted(rest);
                    let end = at + 1 + rest[..read].chars().count();
                    if !closed {
                        line.open_quote = Some(at + 1);
                    }
                    at = end;
                    (Kind::Quoted, name)
                }
                _ => {
                    while characters.get(at).is_some_and(|c| !c.is_whitespace() && !matches!(c, ',' | '"')) {
                        at += 1;
                    }
                    (Kind::Word, characters[start..at].iter().collect())
                }
            };
            bytes += characters[start..at].iter().map(|c| c.len_utf8()).sum::<usize>();
            line.words.push(Word { kind, text: word, at: start + 1..at + 1 });
        }
        line.characters = characters;
        line
    }

    /// The characters from one word to the end of another.
    pub(super) fn text(&self, columns: Range<usize>) -> String {
        self.characters[columns.start - 1..columns.end - 1].iter().collect()
    }

    /// The column after the last word.
    pub(super) fn end(&self) -> usize {
        self.words.last().map_or(1, |word| word.at.end)
    }
}

/// Each record under a name of its own: what it is called, or that with ` (2)`, ` (3)` … where an earlier one has the name.
pub(super) fn labels<Id: Copy + Ord>(records: &[(Id, &str)]) -> BTreeMap<String, Id> {
    let names: BTreeSet<&str> = records.iter().map(|(_, name)| *name).into_set();
    let mut taken: BTreeMap<String, Id> = BTreeMap::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, name) in records {
        let count = counts.entry(*name).or_insert(0);
        *count += 1;
        let mut label = (*name).to_owned();
        if *count > 1 {
            label = format!("{name} ({count})");
            while names.contains(label.as_str()) || taken.contains_key(&label) {
                *count += 1;
                label = format!("{name} ({count})");
            }
        }
        taken.insert(label, *id);
    }
    taken
}

/// [`labels`] the other way round.
pub(super) fn labels_by_id<Id: Copy + Ord>(records: &[(Id, &str)]) -> BTreeMap<Id, String> {
    labels(records).into_iter().map(|(label, id)| (id, label)).into_map()
}

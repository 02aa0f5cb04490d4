//! Texts that people type: names between quotes, cells that a spreadsheet would take for formulas, and the word that was probably
//! meant. Knows no grammar.

use std::borrow::Cow;

/// What begins a formula in a spreadsheet. The wide forms are taken for the narrow ones where East Asian text is typed.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
/// Behind these a spreadsheet may begin a cell, whatever the file's own separator is.
const CELL_ENDS: [char; 4] = [';', '\t', '\n', '\r'];

/// The text of a cell, so that no spreadsheet takes it, or what follows a separator in it, for a formula: an apostrophe stands before
/// what would begin one. [`unguarded`] gives the text back.
///
/// ```
/// # use cadenza::lean::text::{guarded, unguarded};
/// assert_eq!(guarded("x;=1+1"), "x;'=1+1");
/// assert_eq!(guarded("'=1"), "''=1");
/// assert_eq!(guarded("Ann O'Neil"), "Ann O'Neil");
/// assert_eq!(unguarded("''=1"), "'=1");
/// ```
pub fn guarded(text: &str) -> Cow<'_, str> {
    at_formulas(text, |out, from| {
        out.push('\'');
        from
    })
}

/// The text of a cell without the apostrophes that keep spreadsheets from taking it for a formula.
pub fn unguarded(text: &str) -> Cow<'_, str> {
    if !text.contains('\'') {
        return Cow::Borrowed(text);
    }
    at_formulas(text, |_, from| from + usize::from(text[from..].starts_with('\'')))
}

/// Copies a text; where a cell may begin with a formula, with or without apostrophes before it, `change` writes something and says
/// from which byte to copy on.
fn at_formulas(text: &str, change: impl Fn(&mut String, usize) -> usize) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let ends = text.match_indices(CELL_ENDS).map(|(at, end)| at + end.len());
    for start in std::iter::once(0).chain(ends) {
        if text[start..].trim_start_matches('\'').starts_with(FORMULA) {
            out.push_str(&text[copied..start]);
            copied = change(&mut out, start);
        }
    }
    if copied == 0 && out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// A name between quotes, in one line whatever it holds.
pub fn quoted(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 2);
    text.push('"');
    for c in name.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if c.is_control() => text.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

/// Reads on behind an opening quote: the name as it was before [`quoted`], the bytes read with the closing quote, and whether
/// there was one.
pub fn unquoted(rest: &str) -> (String, usize, bool) {
    let mut name = String::new();
    let mut chars = rest.chars();
    let mut is_closed = false;
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                is_closed = true;
                break;
            }
            '\\' => match chars.next() {
                Some('n') => name.push('\n'),
                Some('r') => name.push('\r'),
                Some('t') => name.push('\t'),
                Some('u') => match code_point(chars.as_str()) {
                    Some((c, after)) => {
                        name.push(c);
                        chars = after.chars();
                    }
                    None => name.push_str("\\u"),
                },
                Some(other) => name.push(other),
                None => name.push('\\'),
            },
            _ => name.push(c),
        }
    }
    (name, rest.len() - chars.as_str().len(), is_closed)
}

/// The character in `{7f}`, and what follows it.
fn code_point(text: &str) -> Option<(char, &str)> {
    let text = text.strip_prefix('{')?;
    // not in the whole rest: a text of nothing but beginnings would be looked through once for each
    let n = text.bytes().take(7).position(|byte| !byte.is_ascii_hexdigit())?;
    let after = text[n..].strip_prefix('}')?;
    let code = u32::from_str_radix(&text[..n], 16).ok()?;
    Some((char::from_u32(code)?, after))
}

/// Candidates beyond this many are not looked at.
pub const MOST_CANDIDATES: usize = 2_000;

/// The candidate nearest to a word, if it is near enough to be meant.
pub fn nearest<S: AsRef<str>>(word: &str, candidates: impl IntoIterator<Item = S>) -> Option<String> {
    let word: Vec<char> = word.to_lowercase().chars().take(64).collect();
    let mut rows = Rows::default();
    let mut most = 1 + word.len() / 4;
    let mut best: Option<(usize, S)> = None;
    for candidate in candidates.into_iter().take(MOST_CANDIDATES) {
        let Some(far) = rows.distance_to(&word, candidate.as_ref(), most) else { continue };
        let is_better =
            best.as_ref().is_none_or(|(least, other)| (far, candidate.as_ref()) < (*least, other.as_ref()));
        if is_better {
            most = far;
            best = Some((far, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.as_ref().to_owned())
}

/// What the search for near words writes on, again and again.
#[derive(Default)]
struct Rows {
    letters: Vec<char>,
    /// Edits to the beginnings of the candidate, for the beginning of the word at hand and the two before it.
    rows: [Vec<usize>; 3],
}

impl Rows {
    /// Edits (insert, delete, replace, swap neighbours) from a word to a candidate, if they are at most `most` and keep something
    /// of it.
    fn distance_to(&mut self, word: &[char], candidate: &str, most: usize) -> Option<usize> {
        self.letters.clear();
        self.letters.extend(candidate.chars().flat_map(char::to_lowercase).take(64));
        let letters = &self.letters;
        if word.len().abs_diff(letters.len()) > most {
            return None;
        }
        let [before, above, row] = &mut self.rows;
        above.clear();
        above.extend(0..=letters.len());
        for (i, letter) in word.iter().enumerate() {
            row.clear();
            row.push(i + 1);
            let mut least = i + 1;
            for (j, other) in letters.iter().enumerate() {
                let replace = above[j] + usize::from(letter != other);
                let mut far = replace.min(above[j + 1] + 1).min(row[j] + 1);
                if i > 0 && j > 0 && *letter == letters[j - 1] && word[i - 1] == *other {
                    far = far.min(before[j - 1] + 1);
                }
                least = least.min(far);
                row.push(far);
            }
            // a swap looks two rows back, so one more row may still come back under
            if least > most + 1 {
                return None;
            }
            std::mem::swap(before, above);
            std::mem::swap(above, row);
        }
        let far = above[letters.len()];
        (far <= most && far < letters.len().max(1)).then_some(far)
    }
}

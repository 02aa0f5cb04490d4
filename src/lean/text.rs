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
    let (digits, after) = text.strip_prefix('{')?.split_once('}')?;
    let is_hex = digits.len() <= 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let code = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
    Some((char::from_u32(code)?, after))
}

/// The candidate nearest to a word, if it is near enough to be meant.
pub fn nearest<S: AsRef<str>>(word: &str, candidates: impl IntoIterator<Item = S>) -> Option<String> {
    let word: Vec<char> = word.to_lowercase().chars().take(64).collect();
    let allowed = 1 + word.len() / 4;
    let mut best: Option<(usize, S)> = None;
    for candidate in candidates.into_iter().take(2_000) {
        let far = distance_to(&word, candidate.as_ref());
        let is_better =
            best.as_ref().is_none_or(|(least, other)| (far, candidate.as_ref()) < (*least, other.as_ref()));
        if far <= allowed && is_better {
            best = Some((far, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.as_ref().to_owned())
}

/// Edits to a candidate; more than any allowed where nothing of it would be kept.
fn distance_to(word: &[char], candidate: &str) -> usize {
    let lower: Vec<char> = candidate.to_lowercase().chars().take(64).collect();
    let far = distance(word, &lower);
    if far < lower.len().max(1) { far } else { usize::MAX }
}

/// Edits (insert, delete, replace, swap neighbours) between two words.
fn distance(a: &[char], b: &[char]) -> usize {
    if a.len().abs_diff(b.len()) > 1 + a.len() / 4 {
        return usize::MAX;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

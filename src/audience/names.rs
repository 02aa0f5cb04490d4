//! First and last names out of one: "Lee, Ann", "Ann Lee", 森田 花子. Knows no column.

use serde::{Deserialize, Serialize};

use super::places::folded;

/// Which of a full name's parts comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameOrder {
    /// Ann Lee.
    FirstLast,
    /// Lee Ann, as in Hungary or in many registers; with a comma the last name comes first in any case.
    LastFirst,
}

/// First and last name; what is not there is empty. Without an order a name in Chinese characters, kana or hangul has the family name first.
pub(super) fn split(name: &str, order: Option<NameOrder>) -> (String, String) {
    let name = name.trim();
    let joined = |words: &[&str]| words.join(" ");
    if let Some((last, first)) = name.split_once(',') {
        let behind = folded(first);
        let is_suffix = behind.split(' ').all(|word| SUFFIXES.contains(&word));
        if !is_suffix {
            let first: Vec<&str> = first.split(',').next().unwrap_or_default().split_whitespace().collect();
            return (joined(&without_titles(&first)), last.trim().to_owned());
        }
        return split(last, order);
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let words = without_titles(&words);
    let order =
        order.unwrap_or(if is_east_asian(name) { NameOrder::LastFirst } else { NameOrder::FirstLast });
    match (&words[..], order) {
        ([], _) => (String::new(), String::new()),
        // one word: a first name, unless the script does not part the two
        ([only], _) if is_east_asian(only) => (String::new(), (*only).to_owned()),
        ([only], _) => ((*only).to_owned(), String::new()),
        ([first, rest @ ..], NameOrder::FirstLast) => ((*first).to_owned(), joined(rest)),
        ([last, rest @ ..], NameOrder::LastFirst) => (joined(rest), (*last).to_owned()),
    }
}

const SUFFIXES: [&str; 14] =
    ["jr", "sr", "ii", "iii", "iv", "phd", "mba", "md", "cpa", "esq", "msc", "bsc", "pmp", "ph"];

/// Without what stands before a name.
fn without_titles<'a>(words: &[&'a str]) -> Vec<&'a str> {
    const TITLES: [&str; 16] = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "herr", "frau", "mme", "mlle", "sr", "sra", "dipl",
        "ing", "doc",
    ];
    let titles = words.iter().take_while(|word| TITLES.contains(&folded(word).as_str())).count();
    // a name that is nothing but titles is a name
    if titles == words.len() { words.to_vec() } else { words[titles..].to_vec() }
}

fn is_east_asian(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
}

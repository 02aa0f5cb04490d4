//! What was meant by a few letters: how well words fit what was typed. Knows no list and no screen.

use crate::lean::fold::folded;
use crate::lean::text::nearest;

/// From here on a fit is a guess: it is shown where nothing fits better.
pub const NEAR: u32 = 100;

/// How well words fit a query, 0 the best; none where they do not. Each word of the query must begin a word, stand within one, stand among
/// the other words for the same thing, or be near to one; what begins the words fits better than what only stands in them.
pub fn rank(query: &str, words: &str, also: &str) -> Option<u32> {
    let (query, words, also) = (folded(query), folded(words), folded(also));
    if query.is_empty() || words.starts_with(query.as_ref()) {
        return Some(0);
    }
    let of = |typed: &str| -> Option<u32> {
        if words.split_whitespace().any(|word| word.starts_with(typed)) {
            return Some(1);
        }
        if also.split_whitespace().any(|word| word.starts_with(typed)) {
            return Some(2);
        }
        if typed.len() > 2 && words.contains(typed) {
            return Some(3);
        }
        let is_near = typed.len() > 4
            && nearest(typed, words.split_whitespace().chain(also.split_whitespace())).is_some();
        is_near.then_some(NEAR)
    };
    query.split_whitespace().map(of).sum()
}

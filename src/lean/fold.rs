//! Texts made alike for comparing: Unicode normal form C, full case folding, every kind of space as a space. Tables come from the crates.

use std::borrow::Cow;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

/// The text as it is compared: `STRASSE` and `Straße`, `ΟΔΟΣ` and `οδος`, `Zoë` in one piece or in two are the same; borrowed where it
/// already is.
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let is_folded = !text
            .bytes()
            .any(|byte| byte.is_ascii_uppercase() || (byte.is_ascii_whitespace() && byte != b' '));
        return if is_folded {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(text.chars().map(spaced).collect::<String>().to_ascii_lowercase())
        };
    }
    Cow::Owned(text.nfd().default_case_fold().nfc().map(spaced).collect())
}

/// No-break, thin and other spaces as a space.
fn spaced(c: char) -> char {
    if c.is_whitespace() { ' ' } else { c }
}

/// Whether two texts are the same when compared, spaces around them and double ones inside left aside.
pub fn same(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        let (mut a, mut b) = (a.split_ascii_whitespace(), b.split_ascii_whitespace());
        return loop {
            match (a.next(), b.next()) {
                (None, None) => break true,
                (Some(a), Some(b)) if a.eq_ignore_ascii_case(b) => {}
                _ => break false,
            }
        };
    }
    let (a, b) = (folded(a), folded(b));
    a.split_whitespace().eq(b.split_whitespace())
}

//! Texts made alike for comparing: Unicode normal form C, full case folding, every kind of space as a space. Tables come from the crates; in
//! a browser the normal forms are the browser's, whose tables need not be loaded once more.

use std::borrow::Cow;

use caseless::Caseless;

#[cfg(feature = "app")]
pub use forms::set_normal_form;
use forms::{apart, together};

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
    let folded: String = apart(text).chars().default_case_fold().collect();
    Cow::Owned(together(&folded).chars().map(spaced).collect())
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

/// Normal forms D and C by the crate's tables.
#[cfg(not(feature = "app"))]
mod forms {
    use unicode_normalization::UnicodeNormalization;

    pub(super) fn apart(text: &str) -> String {
        text.nfd().collect()
    }

    pub(super) fn together(text: &str) -> String {
        text.nfc().collect()
    }
}

/// Normal forms D and C by what the shell handed over.
#[cfg(feature = "app")]
mod forms {
    use std::sync::OnceLock;

    /// Gives a text in a normal form: C where it is to be together, else D.
    pub type NormalForm = fn(&str, bool) -> String;

    static HOST: OnceLock<NormalForm> = OnceLock::new();

    /// Hands over how a text gets its normal form; once, before any text is compared.
    pub fn set_normal_form(form: NormalForm) {
        let _ = HOST.set(form);
    }

    fn formed(text: &str, together: bool) -> String {
        HOST.get().map_or_else(|| text.to_owned(), |form| form(text, together))
    }

    pub(super) fn apart(text: &str) -> String {
        formed(text, false)
    }

    pub(super) fn together(text: &str) -> String {
        formed(text, true)
    }
}

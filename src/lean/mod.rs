//! What std or a crate does as well, in fewer bytes of wasm: every user waits for every byte of it. Knows nothing of Cadenza.

pub mod fold;
pub mod json;
pub mod number;
pub mod order;
pub mod text;
pub mod turns;

/// The text with a capital where its first letter is one of a to z. (For all letters std carries a table of 12 KB.)
pub fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

//! A rule's text as tokens with their places.

use std::ops::Range;

use crate::lean::text::unquoted;

/// One token.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Bytes of the text.
    pub(super) at: Range<usize>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Kind {
    /// A bare word, as written.
    Word(String),
    /// A quoted text, unescaped.
    Quoted(String),
    Open,
    Close,
    Comma,
    /// `=`, `!=`, `<`, `<=`, `>`, `>=`.
    Sign(&'static str),
}

/// Characters that end a bare word.
pub(super) fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | ',' | '=' | '<' | '>' | '"' | '≤' | '≥' | '≠')
}

/// The tokens, or the place of a quote that is never closed.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Range<usize>> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let kind = match c {
            c if c.is_whitespace() => continue,
            '(' => Kind::Open,
            ')' => Kind::Close,
            ',' => Kind::Comma,
            '=' => {
                let _ = chars.next_if(|(_, c)| *c == '=');
                Kind::Sign("=")
            }
            '≠' => Kind::Sign("!="),
            '!' if chars.next_if(|(_, c)| *c == '=').is_some() => Kind::Sign("!="),
            '<' if chars.next_if(|(_, c)| *c == '>').is_some() => Kind::Sign("!="),
            '≤' => Kind::Sign("<="),
            '≥' => Kind::Sign(">="),
            '<' | '>' => {
                let or_equal = chars.next_if(|(_, c)| *c == '=').is_some();
                Kind::Sign(match (c, or_equal) {
                    ('<', false) => "<",
                    ('<', true) => "<=",
                    (_, false) => ">",
                    (_, true) => ">=",
                })
            }
            '"' => {
                let (inner, read, is_closed) = unquoted(&text[start + 1..]);
                if !is_closed {
                    return Err(start..text.len());
                }
                while chars.next_if(|(at, _)| *at <= start + read).is_some() {}
                Kind::Quoted(inner)
            }
            c => {
                let mut word = String::from(c);
                while let Some((_, c)) = chars.next_if(|(_, c)| !ends_word(*c)) {
                    word.push(c);
                }
                Kind::Word(word)
            }
        };
        let end = chars.peek().map_or(text.len(), |(at, _)| *at);
        // a following space belongs to nobody
        let end = start + text[start..end].trim_end().len();
        tokens.push(Token { kind, at: start..end });
    }
    Ok(tokens)
}

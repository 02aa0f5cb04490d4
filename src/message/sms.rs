//! How long a text message is: what a phone network sends and bills (GSM 03.38, 3GPP TS 23.040 and 23.038).

/// Letters of the basic set, beside ASCII ones.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// Letters that count twice.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// Length of a text message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sms {
    /// Characters as the network counts them.
    pub length: usize,
    /// Parts it is sent in.
    pub parts: usize,
    /// Characters that fit into so many parts.
    pub room: usize,
    /// It has a letter outside the basic set, so that fewer fit.
    pub is_wide: bool,
}

/// Counts a text: 160 characters in one part and 153 in each of several; 70 and 67 where a letter is outside the basic set.
pub fn sms(text: &str) -> Sms {
    let weight = |c: char| {
        if c.is_ascii_alphanumeric() || BASIC.contains(c) {
            Some(1)
        } else {
            EXTENDED.contains(c).then_some(2)
        }
    };
    let narrow: Option<usize> = text.chars().map(weight).sum();
    let (length, one, more) = match narrow {
        Some(length) => (length, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    let parts = if length <= one { 1 } else { length.div_ceil(more) };
    Sms { length, parts, room: if parts == 1 { one } else { parts * more }, is_wide: narrow.is_none() }
}

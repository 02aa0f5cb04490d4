//! Numbers as people write them: 1.234 · 1,234 · 1 234 · 1'234 · 12,5 · 1.250.000,00 € · 35 % · 5K · 2 Mio. What one cell leaves open (is
//! 1.234 a thousand or one and a bit?) the column answers, see [`Evidence`]. Knows no field.

use serde::{Deserialize, Serialize};

use crate::lean::number as lean;

/// The sign before the decimals of a column; asked once where no value decides it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalSign {
    /// 1,234.5
    Dot,
    /// 1.234,5
    Comma,
}

/// How a column's numbers are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Reading {
    /// The decimal sign, where it is known; else `1.234` is one and a bit and `1,234` a thousand.
    pub(super) sign: Option<DecimalSign>,
    /// Whether only whole numbers make sense: `1.234` and `1,234` are both a thousand.
    pub(super) is_whole: bool,
}

/// A number taken apart.
struct Parts {
    /// Digits and at most `.` and `,`.
    digits: String,
    is_negative: bool,
    /// What the unit multiplies by.
    factor: f64,
    /// Whether spaces or apostrophes part thousands, so that a single sign is the decimal one.
    is_grouped: bool,
}

/// What stands before or behind an amount.
const CURRENCIES: [&str; 34] = [
    "$", "€", "£", "¥", "₹", "₽", "₩", "₺", "₪", "₴", "฿", "₫", "R$", "US$", "zł", "Kč", "kr.", "kr", "Fr.",
    "USD", "EUR", "GBP", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "INR", "BRL", "CNY",
];

/// What stands behind a number and multiplies it.
const UNITS: [(&str, f64); 20] = [
    ("%", 1.0),
    ("k", 1e3),
    ("tsd", 1e3),
    ("tsd.", 1e3),
    ("thousand", 1e3),
    ("m", 1e6),
    ("mm", 1e6),
    ("mn", 1e6),
    ("mio", 1e6),
    ("mio.", 1e6),
    ("mln", 1e6),
    ("million", 1e6),
    ("millions", 1e6),
    ("millionen", 1e6),
    ("b", 1e9),
    ("bn", 1e9),
    ("mrd", 1e9),
    ("mrd.", 1e9),
    ("billion", 1e9),
    ("billions", 1e9),
];

fn is_space(c: char) -> bool {
    // no-break, figure, thin and narrow no-break space are white space too
    c.is_whitespace()
}

fn without_currency(text: &str) -> &str {
    let mut rest = text.trim_matches(is_space);
    for currency in CURRENCIES {
        let starts = rest.get(..currency.len()).is_some_and(|start| start.eq_ignore_ascii_case(currency));
        if starts
            && rest[currency.len()..]
                .trim_start_matches(is_space)
                .starts_with(|c: char| c.is_ascii_digit() || c == '-')
        {
            rest = &rest[currency.len()..];
            break;
        }
    }
    for currency in CURRENCIES {
        let Some(at) = rest.len().checked_sub(currency.len()) else { continue };
        if rest.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(currency)) {
            rest = &rest[..at];
            break;
        }
    }
    rest.trim_matches(is_space)
}

fn parts(text: &str) -> Option<Parts> {
    if text.len() > 60 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut rest = text.trim_matches(is_space);
    let mut is_negative = false;
    // bookkeepers' minus
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (rest, is_negative) = (inner, true);
    }
    rest = rest.strip_prefix('+').unwrap_or(rest);
    if let Some(positive) = rest.strip_prefix(['-', '−']) {
        (rest, is_negative) = (positive, true);
    }
    rest = without_currency(rest);
    if let Some(positive) = rest.strip_prefix(['-', '−']) {
        (rest, is_negative) = (positive, true);
    }
    let digits_end = rest.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (number, unit) = rest.split_at(digits_end);
    // as the Swiss write whole francs: 1'200.–
    let unit =
        unit.trim_start_matches(['.', ',']).trim_matches(|c| is_space(c) || matches!(c, '–' | '-' | '—'));
    let unit = without_currency(unit);
    let factor = match unit {
        "" => 1.0,
        unit => UNITS.iter().find(|(word, _)| unit.eq_ignore_ascii_case(word))?.1,
    };
    let is_part = |c: char| matches!(c, '\'' | '’' | '`') || is_space(c);
    let is_grouped = number.contains(is_part);
    let digits = if is_grouped {
        // every gap parts thousands, or it is no number but several
        let whole = number.find(['.', ',']).map_or(number, |at| &number[..at]);
        let mut groups = whole.split(is_part);
        let head = groups.next()?;
        let are_thousands = (1..=3).contains(&head.len()) && groups.all(|group| group.len() == 3);
        if !are_thousands || number[whole.len()..].contains(is_part) {
            return None;
        }
        number.chars().filter(|c| !is_part(*c)).collect()
    } else {
        number.to_owned()
    };
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    is_plain.then_some(Parts { digits, is_negative, factor, is_grouped })
}

/// A number as most are: at most 15 digits, perhaps with one dot between them, and nothing else. The whole part and the decimals.
///
/// What is said here of such texts is what the rest of this file says of them, without taking them apart first.
fn simple(text: &str) -> Option<(&str, Option<&str>)> {
    if text.len() > 16 {
        return None;
    }
    let mut dot = None;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => {}
            b'.' if dot.is_none() => dot = Some(index),
            _ => return None,
        }
    }
    let parts = match dot {
        None => (text, None),
        Some(dot) => (&text[..dot], Some(&text[dot + 1..])),
    };
    let has_digits = !parts.0.is_empty() && parts.1.is_none_or(|decimals| !decimals.is_empty());
    (has_digits && text.len() - usize::from(dot.is_some()) <= 15).then_some(parts)
}

/// Whether it is digits with at most one dot between them: certainly no day and no word.
pub(super) fn is_simple(text: &str) -> bool {
    simple(text).is_some()
}

/// What [`says_of`] says of a simple number.
fn simple_says((whole, decimals): (&str, Option<&str>)) -> Says {
    match decimals {
        None => Says::Nothing,
        Some(decimals) if decimals.len() == 3 && whole.len() <= 3 && !whole.starts_with('0') => Says::Open,
        Some(_) => Says::Sign(DecimalSign::Dot),
    }
}

/// The value of a simple number whose dot is before decimals. Both parts of the quotient are exact, so it is the nearest number there is.
fn simple_value((whole, decimals): (&str, Option<&str>)) -> f64 {
    const TENS: [f64; 16] =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    let decimals = decimals.unwrap_or_default();
    let digits = whole.bytes().chain(decimals.bytes());
    let all = digits.fold(0_u64, |all, digit| all * 10 + u64::from(digit - b'0'));
    all as f64 / TENS[decimals.len().min(15)]
}

/// What one number says about the column's decimal sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Says {
    /// Nothing: there is no sign in it.
    Nothing,
    /// It can be read in one way only, under this decimal sign.
    Sign(DecimalSign),
    /// `1.234` or `1,234`: either way.
    Open,
}

/// Splits `12.5` at its only sign.
fn at_sign(digits: &str) -> Option<(char, &str, &str)> {
    let at = digits.find(['.', ','])?;
    let sign = if digits.as_bytes()[at] == b'.' { '.' } else { ',' };
    Some((sign, &digits[..at], &digits[at + 1..]))
}

/// Whether `text` is groups of three digits between `sign`s; `1,23,45,678` too, as in India.
fn are_thousands(text: &str, sign: char) -> bool {
    let mut groups = text.split(sign);
    let head = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let Some((last, between)) = rest.split_last() else { return true };
    let is = |group: &str, n: usize| group.len() == n && group.bytes().all(|byte| byte.is_ascii_digit());
    let western = (1..=3).contains(&head.len()) && between.iter().all(|group| is(group, 3));
    let indian = sign == ','
        && (1..=2).contains(&head.len())
        && !between.is_empty()
        && between.iter().all(|group| is(group, 2));
    is(last, 3) && (western || indian)
}

fn says_of(parts: &Parts) -> Option<Says> {
    let digits = &parts.digits;
    let (dots, commas) = (digits.matches('.').count(), digits.matches(',').count());
    let sign =
        |is_comma: bool| Some(Says::Sign(if is_comma { DecimalSign::Comma } else { DecimalSign::Dot }));
    match (dots, commas) {
        (0, 0) => Some(Says::Nothing),
        (1, 0) | (0, 1) => {
            let (_, head, tail) = at_sign(digits)?;
            if tail.is_empty() || (head.is_empty() && dots == 0) {
                return None;
            }
            let is_open = tail.len() == 3
                && (1..=3).contains(&head.len())
                && !head.starts_with('0')
                && !parts.is_grouped;
            if is_open { Some(Says::Open) } else { sign(commas == 1) }
        }
        (_, 0) => are_thousands(digits, '.').then_some(Says::Sign(DecimalSign::Comma)),
        (0, _) => are_thousands(digits, ',').then_some(Says::Sign(DecimalSign::Dot)),
        (1, _) if digits.rfind(',') < digits.find('.') => {
            are_thousands(digits.split('.').next()?, ',').then_some(Says::Sign(DecimalSign::Dot))
        }
        (_, 1) if digits.rfind('.') < digits.find(',') => {
            are_thousands(digits.split(',').next()?, '.').then_some(Says::Sign(DecimalSign::Comma))
        }
        _ => None,
    }
}

/// What a text says about the decimal sign; `None` where it is no number.
pub(super) fn says(text: &str) -> Option<Says> {
    if let Some(parts) = simple(text) {
        return Some(simple_says(parts));
    }
    says_of(&parts(text)?)
}

/// The number, under the column's reading. Finite or nothing.
pub(super) fn number(text: &str, reading: Reading) -> Option<f64> {
    if let Some(parts) = simple(text)
        && simple_says(parts) != Says::Open
    {
        return Some(simple_value(parts));
    }
    let Some(parts) = parts(text) else { return exponent(text) };
    let decimal = match says_of(&parts)? {
        Says::Nothing => None,
        Says::Sign(sign) => Some(sign),
        // the other sign than that of the cell: it parts thousands
        Says::Open if reading.is_whole => {
            Some(if parts.digits.contains('.') { DecimalSign::Comma } else { DecimalSign::Dot })
        }
        Says::Open => Some(reading.sign.unwrap_or(DecimalSign::Dot)),
    };
    let plain = match decimal {
        None => parts.digits,
        Some(DecimalSign::Dot) => parts.digits.replace(',', ""),
        Some(DecimalSign::Comma) => parts.digits.replace('.', "").replace(',', "."),
    };
    let number = lean::parse(&plain)? * parts.factor;
    (number.is_finite()).then_some(if parts.is_negative { -number } else { number })
}

/// `1.2e5`, as programs write.
fn exponent(text: &str) -> Option<f64> {
    let text = text.trim();
    let (head, tail) = text.split_once(['e', 'E'])?;
    let is_number = |part: &str, more: &[u8]| {
        part.bytes().any(|byte| byte.is_ascii_digit())
            && part.bytes().all(|byte| byte.is_ascii_digit() || more.contains(&byte))
    };
    (is_number(head, b".-") && is_number(tail, b"+-")).then(|| lean::parse(text)).flatten()
}

/// The lower end of a size: `51-200`, `201-500 employees`, `1,001 – 5,000`, `10,001+`, `5K-10K`, `> 500`; or the number itself.
pub(super) fn size(text: &str, reading: Reading) -> Option<f64> {
    let reading = Reading { is_whole: true, ..reading };
    if is_simple(text) {
        return number(text, reading);
    }
    let text = text.trim_matches(is_space).trim_start_matches(['>', '≥', '~', '<', '≈']).trim_start();
    // the word behind it: employees, Mitarbeiter, people …
    let last = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let behind = text[last..].trim_matches(|c| is_space(c) || c == '.');
    let is_word = behind.chars().count() > 3 && behind.chars().all(|c| c.is_alphabetic() || is_space(c));
    let plus_word = behind.strip_prefix('+').map(str::trim_start);
    let (text, is_open) = match plus_word {
        Some(word) if word.chars().all(|c| c.is_alphabetic() || is_space(c)) => (&text[..last], true),
        _ if is_word && number(text, reading).is_none() => (&text[..last], false),
        _ => (text, false),
    };
    if let Some(whole) = number(text, reading) {
        return (whole >= 0.0).then_some(whole);
    }
    if let Some(start) = text.strip_suffix('+') {
        return number(start, reading);
    }
    if is_open {
        return None;
    }
    let (start, end) = [" to ", " bis ", " à ", " a "]
        .iter()
        .find_map(|word| text.split_once(word))
        .or_else(|| text.split_once(['-', '–', '—', '−', '‐']))?;
    let (start, end) = (start.trim().trim_start_matches("from "), end.trim());
    let (start, end) = (number(start, reading)?, number(end, reading)?);
    (start <= end).then_some(start)
}

/// Excel's `10-Nov`, `Nov-50`, `1 Oct`: a size that was taken for a day.
pub(super) fn is_damaged_size(text: &str) -> bool {
    let Some((a, b)) = text.trim().split_once(['-', ' ', '.', '/', '–']) else { return false };
    let (a, b) = (a.trim_matches(['.', ' ']), b.trim_matches(['.', ' ']));
    let is_small =
        |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_month = |part: &str| part.chars().count() <= 4 && super::values::month_name(part).is_some();
    (is_small(a) && is_month(b)) || (is_month(a) && is_small(b))
}

/// What the values of a column say of its decimal sign, by number of rows.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Evidence {
    dot: u32,
    comma: u32,
    open: u32,
}

impl Evidence {
    /// Takes a value in, that `rows` rows have; where only whole numbers make sense, 1.234 is a thousand and so says what the dot is.
    pub(super) fn add(&mut self, text: &str, rows: u32, is_whole: bool) {
        match says(text) {
            Some(Says::Sign(DecimalSign::Dot)) => self.dot += rows,
            Some(Says::Sign(DecimalSign::Comma)) => self.comma += rows,
            Some(Says::Open) if is_whole && text.contains('.') => self.comma += rows,
            Some(Says::Open) if is_whole => self.dot += rows,
            Some(Says::Open) => self.open += rows,
            Some(Says::Nothing) | None => {}
        }
    }

    /// Both together.
    pub(super) fn and(self, other: Evidence) -> Evidence {
        Evidence { dot: self.dot + other.dot, comma: self.comma + other.comma, open: self.open + other.open }
    }

    /// The sign that most of the values prove.
    pub(super) fn sign(self) -> Option<DecimalSign> {
        match self.dot.cmp(&self.comma) {
            std::cmp::Ordering::Greater => Some(DecimalSign::Dot),
            std::cmp::Ordering::Less => Some(DecimalSign::Comma),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// Whether a value can be read in two ways.
    pub(super) fn is_open(self) -> bool {
        self.open > 0
    }
}

/// Whether a number column may hold it: no leading zeros (they would be lost), no more digits than a number keeps, no plus (a phone's).
pub(super) fn is_plain(text: &str) -> bool {
    if let Some((whole, _)) = simple(text) {
        return whole.len() == 1 || !whole.starts_with('0');
    }
    let Some(parts) = parts(text) else { return false };
    let count = parts.digits.bytes().filter(u8::is_ascii_digit).count();
    let digits = parts.digits.as_str();
    let leading =
        digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.") && !digits.starts_with("0,");
    count <= 15 && !leading && !text.trim_start().starts_with('+') && says_of(&parts).is_some()
}

//! What one cell says: empty or not, number, day, yes or no, address. Knows no column.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::calendar::Date;

/// How `03/05/2024` is read; asked once per column where no value decides it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 3 May.
    DayFirst,
    /// 5 March.
    MonthFirst,
}

/// The words for "nothing", besides what programs write for "not a number"; none longer than six bytes.
const NOTHING: [&str; 9] = ["n/a", "#n/a", "-", "--", "–", "—", "null", "(null)", "\\n"];

/// White space trimmed; the ways files write "nothing" become nothing.
pub(super) fn trimmed(cell: &str) -> &str {
    // most cells are neither: they begin and end with a visible character of ASCII, and are longer than those words or begin otherwise
    let is_visible = |byte: &u8| byte.is_ascii_graphic();
    if let (Some(first), Some(last)) = (cell.as_bytes().first(), cell.as_bytes().last())
        && is_visible(first)
        && is_visible(last)
        && (cell.len() > 6 || !NOTHING.iter().any(|word| word.as_bytes()[0].eq_ignore_ascii_case(first)))
    {
        return cell;
    }
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    // a person may be called Nan: what programs write for "not a number" has other capitals
    if matches!(cell, "NaN" | "nan" | "NAN" | "-nan") {
        return "";
    }
    if cell.len() <= 6 && NOTHING.iter().any(|word| cell.eq_ignore_ascii_case(word)) { "" } else { cell }
}

/// A number as people write them: `1,000`, `1.234,50`, `$ 12`, `35 %`. Finite or nothing.
pub(super) fn number(text: &str) -> Option<f64> {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '$' | '€' | '£' | '¥' | '\'' | '’'))
        .collect();
    let kept = kept.strip_suffix('%').unwrap_or(&kept);
    let kept = kept.strip_prefix('+').unwrap_or(kept);
    if !kept.bytes().any(|byte| byte.is_ascii_digit())
        || !kept.bytes().all(|byte| byte.is_ascii_digit() || b".,-+eE".contains(&byte))
    {
        return None;
    }
    let (commas, dots) = (kept.matches(',').count(), kept.matches('.').count());
    let plain = match (commas, dots) {
        (0, 0 | 1) => Cow::Borrowed(kept),
        (0, _) => Cow::Owned(grouped(kept, '.')?),
        (1, 0) if grouped(kept, ',').is_none() => Cow::Owned(kept.replace(',', ".")),
        (_, 0) => Cow::Owned(grouped(kept, ',')?),
        (_, 1) if kept.rfind(',') < kept.find('.') => Cow::Owned(kept.replace(',', "")),
        (1, _) if kept.rfind('.') < kept.find(',') => Cow::Owned(kept.replace('.', "").replace(',', ".")),
        _ => return None,
    };
    crate::lean::number::parse(&plain)
}

/// `1,234,567` without its separators; nothing where the groups are not of three digits.
fn grouped(text: &str, separator: char) -> Option<String> {
    let mut groups = text.trim_start_matches('-').split(separator);
    let head = groups.next()?;
    let rest_ok = groups.all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()));
    (!head.is_empty() && head.len() <= 3 && rest_ok).then(|| text.replace(separator, ""))
}

/// The lower end of `51-200`, `51 – 200`, `1,000+`, `> 500`: at least so many.
pub(super) fn range_start(text: &str) -> Option<f64> {
    let text = text.trim().trim_start_matches(['>', '≥', '~', '<']);
    if let Some(start) = text.trim_end().strip_suffix('+') {
        return number(start);
    }
    let (start, end) = text.split_once(" to ").or_else(|| text.split_once(['-', '–', '—']))?;
    let (start, end) = (number(start)?, number(end)?);
    (start <= end).then_some(start)
}

/// Whether a number column may hold it: no leading zeros (they would be lost), no more digits than a number keeps.
pub(super) fn is_plain_number(text: &str) -> bool {
    let digits = text.trim_start_matches('-');
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    count > 0
        && count <= 15
        && !(digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0."))
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',')
        && number(text).is_some()
}

/// Yes or no, in the words files use.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "t" | "1" | "x" | "ja" | "oui" | "si" | "sí" | "opted out" | "opted_out"
        | "unsubscribed" => Some(true),
        "no" | "n" | "false" | "f" | "0" | "nein" | "non" | "opted in" | "opted_in" | "subscribed" => {
            Some(false)
        }
        _ => None,
    }
}

/// Whether a custom column of it is yes/no: words only, since 0 and 1 are numbers.
pub(super) fn is_yes_no_word(text: &str) -> bool {
    ["yes", "no", "true", "false", "y", "n"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A day as it is written, before the order of day and month is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Written {
    /// Only one reading.
    Day(Date),
    /// `first/second/year`.
    Numeric { first: u32, second: u32, year: i32 },
}

impl Written {
    /// The day, under an order; where that order gives no day, the other.
    pub(super) fn day(self, order: DateOrder) -> Option<Date> {
        match self {
            Written::Day(date) => Some(date),
            Written::Numeric { first, second, year } => {
                let day_first = || Date::new(year, second, first);
                let month_first = || Date::new(year, first, second);
                match order {
                    DateOrder::DayFirst => day_first().or_else(month_first),
                    DateOrder::MonthFirst => month_first().or_else(day_first),
                }
            }
        }
    }

    /// The order this value proves.
    pub(super) fn proves(self) -> Option<DateOrder> {
        match self {
            Written::Numeric { first: 13.., .. } => Some(DateOrder::DayFirst),
            Written::Numeric { second: 13.., .. } => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// Whether both orders give a day, and not the same.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Written::Numeric { first: 1..=12, second: 1..=12, .. })
            && self.day(DateOrder::DayFirst) != self.day(DateOrder::MonthFirst)
    }
}

/// A day; a time of day behind it is dropped.
pub(super) fn written_day(text: &str) -> Option<Written> {
    if text.len() > 40 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (mut parts, mut count) = ([""; 8], 0);
    for part in text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ',' | 'T')) {
        if part.is_empty() || (count == 0 && weekday_name(part)) {
            continue;
        }
        if count == parts.len() {
            break;
        }
        parts[count] = part;
        count += 1;
    }
    if count < 3 {
        return None;
    }
    // what follows the day must look like a time, or this is no date at all
    let is_time = |part: &str| {
        part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":+Z".contains(&byte)) && part.len() <= 15
    };
    if !parts[3..count].iter().all(|part| is_time(part)) {
        return None;
    }
    if count > 3 && !parts[3].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let [a, b, c] = [parts[0], parts[1], parts[2]];
    if let (Some(month), Some(day), Some(year)) = (month_name(a), small(b), year(c)) {
        return Date::new(year, month, day).map(Written::Day);
    }
    if let (Some(day), Some(month), Some(year)) = (small(a), month_name(b), year(c)) {
        return Date::new(year, month, day).map(Written::Day);
    }
    if a.len() == 4 {
        return Date::new(year(a)?, small(b)?, small(c)?).map(Written::Day);
    }
    let written = Written::Numeric { first: small(a)?, second: small(b)?, year: year(c)? };
    let day = written.day(DateOrder::DayFirst)?;
    // with dots the day comes first wherever dates are written with dots
    let has_dots = text.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('.');
    Some(if has_dots { Written::Day(day) } else { written })
}

fn small(text: &str) -> Option<u32> {
    let text = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn year(text: &str) -> Option<i32> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

fn month_name(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = text.to_ascii_lowercase();
    (lower.len() >= 3)
        .then(|| MONTHS.iter().position(|month| month.starts_with(&lower)))
        .flatten()
        .map(|i| i as u32 + 1)
}

fn weekday_name(text: &str) -> bool {
    text.parse::<crate::calendar::Weekday>().is_ok()
}

/// The address within `Ann <ann@a.example>`, `mailto:…` or `ann@a.example; ann@b.example`, if it can be one.
pub(super) fn email(text: &str) -> Option<&str> {
    let inner =
        text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(text, |(inner, _)| inner);
    let first = inner.split([';', ',']).next().unwrap_or_default().trim();
    let address = first.strip_prefix("mailto:").unwrap_or(first);
    is_email(address).then_some(address)
}

fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else { return false };
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c));
    local_ok && address.len() <= 254 && is_domain(domain)
}

/// Two labels or more of letters, digits and inner hyphens.
pub(super) fn is_domain(domain: &str) -> bool {
    let mut labels = 0;
    domain.split('.').all(|label| {
        labels += 1;
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    }) && labels >= 2
        && !domain.ends_with(|c: char| c.is_ascii_digit())
}

/// An address of a desk, not of a person.
pub(super) fn is_role_address(address: &str) -> bool {
    const ROLES: [&str; 37] = [
        "abuse",
        "accounting",
        "accounts",
        "admin",
        "billing",
        "careers",
        "contact",
        "customerservice",
        "enquiries",
        "feedback",
        "finance",
        "hello",
        "help",
        "helpdesk",
        "hi",
        "hr",
        "info",
        "inquiries",
        "jobs",
        "kontakt",
        "mail",
        "marketing",
        "media",
        "no-reply",
        "noreply",
        "office",
        "orders",
        "postmaster",
        "press",
        "privacy",
        "reception",
        "sales",
        "service",
        "support",
        "team",
        "webmaster",
        "hostmaster",
    ];
    address
        .split_once('@')
        .is_some_and(|(local, _)| ROLES.iter().any(|role| local.eq_ignore_ascii_case(role)))
}

/// Excel's `4.9E+11`: the digits of the number are gone.
pub(super) fn is_damaged_phone(text: &str) -> bool {
    let Some((head, tail)) = text.split_once(['E', 'e']) else { return false };
    let exponent = tail.strip_prefix('+').unwrap_or(tail);
    !head.is_empty()
        && head.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',')
        && !exponent.is_empty()
        && exponent.bytes().all(|byte| byte.is_ascii_digit())
}

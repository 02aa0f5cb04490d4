//! What one cell says: empty or not, number, day, yes or no, address. Knows no column.

use serde::{Deserialize, Serialize};

use super::addresses;
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
#[inline(always)]
pub(super) fn trimmed(cell: &str) -> &str {
    // most cells are neither: they begin and end with a visible character of ASCII, and are longer than those words or begin otherwise
    if let (Some(first), Some(last)) = (cell.as_bytes().first(), cell.as_bytes().last())
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
        && (cell.len() > 6 || !matches!(first, b'n' | b'N' | b'#' | b'-' | b'(' | b'\\'))
    {
        return cell;
    }
    trimmed_slowly(cell)
}

#[inline(never)]
fn trimmed_slowly(cell: &str) -> &str {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if cell.len() > 6 {
        return cell;
    }
    // a person may be called Nan: what programs write for "not a number" has other capitals
    if matches!(cell, "NaN" | "nan" | "NAN" | "-nan") {
        return "";
    }
    // … nor is Null, with a capital, nothing in a column of names: there the column decides
    let is_nothing = cell != NULL && NOTHING.iter().any(|word| cell.eq_ignore_ascii_case(word));
    if is_nothing { "" } else { cell }
}

/// What some programs write for "nothing", and some people are called.
pub(super) const NULL: &str = "Null";

/// Whether a text that is kept as it is means "nothing" everywhere but in a name: `Null`, as some programs write it.
pub(super) fn is_null(text: &str) -> bool {
    text == NULL
}

/// Words that stand for a value that is not there or not known: in a column of numbers or dates they are left empty and do not make it text.
pub(super) fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 26] = [
        "na",
        "n.a.",
        "n.a",
        "none",
        "null",
        "nil",
        "tbd",
        "tba",
        "tbc",
        "unknown",
        "unlimited",
        "pending",
        "not available",
        "not applicable",
        "not set",
        "?",
        "??",
        "x",
        "keine angabe",
        "k.a.",
        "unbekannt",
        "k. a.",
        "unbegrenzt",
        "inconnu",
        "nd",
        "s/o",
    ];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
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

    /// The same day a century earlier where a year of two digits (at the end of `text`) would be one to come: whoever has a day of birth was
    /// born before 2026.
    fn in_the_past(self, text: &str) -> Written {
        let has_two =
            text.trim().rsplit(|c: char| !c.is_ascii_digit()).next().is_some_and(|digits| digits.len() == 2);
        let earlier = |year: i32| if has_two && (2026..2070).contains(&year) { year - 100 } else { year };
        match self {
            Written::Day(date) => {
                let (year, month, day) = date.ymd();
                Date::new(earlier(year), month, day).map_or(self, Written::Day)
            }
            Written::Numeric { first, second, year } => {
                Written::Numeric { first, second, year: earlier(year) }
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

/// The year of a day that is written without one: it comes back every year. Nobody alive was born in it, and it has a 29 February.
pub(super) const NO_YEAR: i32 = 1904;

/// What a column's header says of its days.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct DateStyle {
    /// Days of birth and the like: a year of two digits is never to come, a day without a year comes back every year.
    pub(super) is_anniversary: bool,
    /// A bare number is a day: a spreadsheet's serial number, seconds or milliseconds since 1970, `20260103`.
    pub(super) has_numbers: bool,
}

/// A day under a column's style.
pub(super) fn styled_day(text: &str, style: DateStyle) -> Option<Written> {
    let written = written_day(text);
    if style.is_anniversary {
        return match written {
            Some(written) => Some(written.in_the_past(text)),
            None => day_of_year(text).or_else(|| numeric_day(text)),
        };
    }
    written.or_else(|| style.has_numbers.then(|| numeric_day(text)).flatten())
}

/// A day from a bare number.
fn numeric_day(text: &str) -> Option<Written> {
    let whole = text.split(['.', ',']).next()?;
    if whole.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let days = match whole.len() {
        // 1954 to 2119; shorter numbers are counts
        5 if (20_000..80_000).contains(&number) => number - 25_569,
        8 if whole.len() == text.len() => {
            let part = |from: usize, to: usize| whole[from..to].parse::<u32>().ok();
            return Date::new(i32::try_from(part(0, 4)?).ok()?, part(4, 6)?, part(6, 8)?).map(Written::Day);
        }
        9 | 10 if number > 300_000_000 && number < 4_102_444_800 => number / 86_400,
        12 | 13 if number > 300_000_000_000 && number < 4_102_444_800_000 => number / 86_400_000,
        _ => return None,
    };
    Some(Written::Day(Date::from_days(i32::try_from(days).ok()?)))
}

/// `--03-14`, `14.03.`, `14 March`, `Mar 14`, `3/14`.
fn day_of_year(text: &str) -> Option<Written> {
    let (text, iso) = match text.trim().strip_prefix("--") {
        Some(rest) => (rest, true),
        None => (text.trim(), false),
    };
    if iso && text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Date::new(NO_YEAR, text[..2].parse().ok()?, text[2..].parse().ok()?).map(Written::Day);
    }
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ','))
        .filter(|part| !part.is_empty())
        .collect();
    let [a, b] = parts[..] else { return None };
    if let (Some(month), Some(day)) = (month_name(a), small(b)) {
        return Date::new(NO_YEAR, month, day).map(Written::Day);
    }
    if let (Some(day), Some(month)) = (small(a), month_name(b)) {
        return Date::new(NO_YEAR, month, day).map(Written::Day);
    }
    let written = Written::Numeric { first: small(a)?, second: small(b)?, year: NO_YEAR };
    if iso {
        return written.day(DateOrder::MonthFirst).map(Written::Day);
    }
    let day = written.day(DateOrder::DayFirst)?;
    Some(if text.contains('.') { Written::Day(day) } else { written })
}

/// A day; a time of day behind it is dropped.
pub(super) fn written_day(text: &str) -> Option<Written> {
    if text.len() > 40 || super::numbers::is_simple(text) || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (mut parts, mut count) = ([""; 8], 0);
    for part in text
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ',' | 'T' | '年' | '月' | '日'))
    {
        if part.is_empty()
            || (count == 0 && weekday_name(part))
            || (count == 1 && part == "de")
            || (count == 2 && part == "de")
        {
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

/// Number of a month, by its name or three letters and more of it, in eight languages.
pub(super) fn month_name(text: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &[
            "january", "januar", "janner", "janvier", "enero", "gennaio", "janeiro", "januari", "styczen",
            "stycznia",
        ],
        &["february", "februar", "fevrier", "febrero", "febbraio", "fevereiro", "februari", "luty", "lutego"],
        &["march", "marz", "mrz", "mars", "marzo", "marco", "maart", "mrt", "marzec", "marca"],
        &["april", "avril", "abril", "aprile", "kwiecien", "kwietnia"],
        &["may", "mai", "mayo", "maggio", "maio", "mei", "maj", "maja"],
        &["june", "juni", "juin", "junio", "giugno", "junho", "czerwiec", "czerwca"],
        &["july", "juli", "juillet", "julio", "luglio", "julho", "lipiec", "lipca"],
        &["august", "aout", "agosto", "augustus", "sierpien", "sierpnia"],
        &["september", "septembre", "septiembre", "settembre", "setembro", "wrzesien", "wrzesnia"],
        &["october", "oktober", "octobre", "octubre", "ottobre", "outubro", "pazdziernik", "pazdziernika"],
        &["november", "novembre", "noviembre", "novembro", "listopad", "listopada"],
        &["december", "dezember", "decembre", "diciembre", "dicembre", "dezembro", "grudzien", "grudnia"],
    ];
    if text.len() < 3 || text.len() > 16 || !text.chars().all(char::is_alphabetic) {
        return None;
    }
    let word = super::places::folded(text);
    let is = |names: &&[&str]| word.len() >= 3 && names.iter().any(|name| name.starts_with(word.as_str()));
    MONTHS.iter().position(is).map(|index| index as u32 + 1)
}

fn weekday_name(text: &str) -> bool {
    text.parse::<crate::calendar::Weekday>().is_ok()
}

/// The first valid address within `Ann <ann@a.example>`, `mailto:…` or a cell with several (`ann@a.example; ann@b.example`).
pub(super) fn email(text: &str) -> Option<&str> {
    if addresses::look(text, None).is_some() {
        return Some(text);
    }
    one_email(text).or_else(|| several(text).find_map(one_email))
}

/// All valid addresses of a cell, in its order.
pub(super) fn emails(text: &str) -> Vec<&str> {
    match one_email(text) {
        Some(address) => vec![address],
        None => several(text).filter_map(one_email).collect(),
    }
}

fn one_email(text: &str) -> Option<&str> {
    let inner =
        text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(text, |(inner, _)| inner);
    let address = inner.trim().trim_matches(['"', '\'']);
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    (is_email(address) && !text.contains([';', ','])).then_some(address)
}

/// What a cell with several values is made of: parted by `;` `,` `/` `|` a line break or `:::`.
fn several(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', ',', '/', '|', '\n', '\r'])
        .flat_map(|part| part.split(":::"))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// The first number of a cell.
pub(super) fn first_phone(text: &str) -> &str {
    let parts = |byte| matches!(byte, b';' | b',' | b'|' | b'\n' | b'\r' | b':' | b'/');
    if text.bytes().any(parts) { phones(text)[0] } else { text }
}

/// The numbers of a cell, in its order; as they stand where there is one only.
pub(super) fn phones(text: &str) -> Vec<&str> {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let parts: Vec<&str> = text
        .split([';', ',', '|', '\n', '\r'])
        .flat_map(|part| part.split(":::"))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .flat_map(|part| {
            // 030/5550101 is one number, two long ones are two
            let halves: Vec<&str> = part.split('/').map(str::trim).collect();
            if halves.len() > 1 && halves.iter().all(|half| digits(half) >= 7) { halves } else { vec![part] }
        })
        .collect();
    if parts.len() > 1 && parts.iter().any(|part| digits(part) >= 5) {
        return parts.into_iter().filter(|part| digits(part) >= 5).collect();
    }
    vec![text]
}

/// A number without what spreadsheets and exports put around it: an apostrophe, `p:`, `tel:`, `.0`.
pub(super) fn bare_phone(text: &str) -> &str {
    let text = text.trim_start_matches('\'').trim();
    let text = text.strip_prefix("p:").or_else(|| text.strip_prefix("tel:")).unwrap_or(text).trim();
    without_decimal(text)
}

/// `101.0` → `101`: digits that a spreadsheet made a decimal number of.
pub(super) fn without_decimal(text: &str) -> &str {
    match text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")) {
        Some(digits)
            if !digits.is_empty()
                && digits.strip_prefix('+').unwrap_or(digits).bytes().all(|b| b.is_ascii_digit()) =>
        {
            digits
        }
        _ => text,
    }
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
    let local = address.bytes().take(16).position(|byte| byte == b'@').map(|at| &address[..at]);
    local.is_some_and(|local| ROLES.iter().any(|role| local.eq_ignore_ascii_case(role)))
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

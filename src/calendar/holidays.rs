//! Public holidays by rule (T5): fixed days, nth weekdays, days counted from Easter.
//!
//! Nationwide days under the law as it stands in 2026; no regional days, no one-off days such as coronations. It must not know
//! which calendar uses them.

use super::{Date, Weekday};
use crate::lean::order;

/// Countries [`for_country`] has rules for: ISO 3166 code and name.
pub const COUNTRIES: [(&str, &str); 7] = [
    ("AT", "Austria"),
    ("CH", "Switzerland"),
    ("DE", "Germany"),
    ("FR", "France"),
    ("GB", "United Kingdom (England and Wales)"),
    ("NL", "Netherlands"),
    ("US", "United States (federal)"),
];

/// When a holiday is, before it gives way to a weekend.
#[derive(Clone, Copy)]
enum On {
    /// Month and day.
    Day(u32, u32),
    /// The nth such weekday of the month.
    Nth(u32, Weekday, u32),
    /// The last such weekday of the month.
    Last(Weekday, u32),
    /// Days after Easter Sunday.
    Easter(i32),
    /// The king's birthday: month and day, the Saturday before where that is a Sunday.
    DayOrSaturday(u32, u32),
    /// Month and day, every fifth year.
    EveryFifthYear(u32, u32),
}

/// What happens when a holiday falls on a weekend.
#[derive(Clone, Copy, PartialEq)]
enum Weekend {
    /// Nothing: it is lost.
    Lost,
    /// Saturday's is also kept on Friday, Sunday's on Monday (5 U.S.C. § 6103, Executive Order 11582).
    Nearest,
    /// It is also kept on the next weekday that is no holiday (Banking and Financial Dealings Act 1971, proclamations).
    Next,
}

type Rules = (Weekend, &'static [(On, &'static str)]);

use On::{Day, DayOrSaturday, Easter, EveryFifthYear, Last, Nth};
use Weekday::{Mon, Thu};

// Arbeitsruhegesetz § 7
const AT: Rules = (
    Weekend::Lost,
    &[
        (Day(1, 1), "New Year's Day"),
        (Day(1, 6), "Epiphany"),
        (Easter(1), "Easter Monday"),
        (Day(5, 1), "Labour Day"),
        (Easter(39), "Ascension Day"),
        (Easter(50), "Whit Monday"),
        (Easter(60), "Corpus Christi"),
        (Day(8, 15), "Assumption Day"),
        (Day(10, 26), "National Day"),
        (Day(11, 1), "All Saints' Day"),
        (Day(12, 8), "Immaculate Conception"),
        (Day(12, 25), "Christmas Day"),
        (Day(12, 26), "St Stephen's Day"),
    ],
);

// The days all cantons share; each canton adds its own.
const CH: Rules = (
    Weekend::Lost,
    &[
        (Day(1, 1), "New Year's Day"),
        (Easter(39), "Ascension Day"),
        (Day(8, 1), "National Day"),
        (Day(12, 25), "Christmas Day"),
    ],
);

// The days all states share.
const DE: Rules = (
    Weekend::Lost,
    &[
        (Day(1, 1), "New Year's Day"),
        (Easter(-2), "Good Friday"),
        (Easter(1), "Easter Monday"),
        (Day(5, 1), "Labour Day"),
        (Easter(39), "Ascension Day"),
        (Easter(50), "Whit Monday"),
        (Day(10, 3), "German Unity Day"),
        (Day(12, 25), "Christmas Day"),
        (Day(12, 26), "Second Day of Christmas"),
    ],
);

// Code du travail, article L3133-1
const FR: Rules = (
    Weekend::Lost,
    &[
        (Day(1, 1), "New Year's Day"),
        (Easter(1), "Easter Monday"),
        (Day(5, 1), "Labour Day"),
        (Day(5, 8), "Victory Day"),
        (Easter(39), "Ascension Day"),
        (Easter(50), "Whit Monday"),
        (Day(7, 14), "Bastille Day"),
        (Day(8, 15), "Assumption Day"),
        (Day(11, 1), "All Saints' Day"),
        (Day(11, 11), "Armistice Day"),
        (Day(12, 25), "Christmas Day"),
    ],
);

// gov.uk/bank-holidays, England and Wales
const GB: Rules = (
    Weekend::Next,
    &[
        (Day(1, 1), "New Year's Day"),
        (Easter(-2), "Good Friday"),
        (Easter(1), "Easter Monday"),
        (Nth(1, Mon, 5), "Early May bank holiday"),
        (Last(Mon, 5), "Spring bank holiday"),
        (Last(Mon, 8), "Summer bank holiday"),
        (Day(12, 25), "Christmas Day"),
        (Day(12, 26), "Boxing Day"),
    ],
);

// Algemene termijnenwet, article 3; Good Friday is a working day in most companies, Liberation Day every fifth year a day off.
const NL: Rules = (
    Weekend::Lost,
    &[
        (Day(1, 1), "New Year's Day"),
        (Easter(0), "Easter Sunday"),
        (Easter(1), "Easter Monday"),
        (DayOrSaturday(4, 27), "King's Day"),
        (EveryFifthYear(5, 5), "Liberation Day"),
        (Easter(39), "Ascension Day"),
        (Easter(49), "Whit Sunday"),
        (Easter(50), "Whit Monday"),
        (Day(12, 25), "Christmas Day"),
        (Day(12, 26), "Second Day of Christmas"),
    ],
);

// 5 U.S.C. § 6103
const US: Rules = (
    Weekend::Nearest,
    &[
        (Day(1, 1), "New Year's Day"),
        (Nth(3, Mon, 1), "Martin Luther King Jr. Day"),
        (Nth(3, Mon, 2), "Washington's Birthday"),
        (Last(Mon, 5), "Memorial Day"),
        (Day(6, 19), "Juneteenth"),
        (Day(7, 4), "Independence Day"),
        (Nth(1, Mon, 9), "Labor Day"),
        (Nth(2, Mon, 10), "Columbus Day"),
        (Day(11, 11), "Veterans Day"),
        (Nth(4, Thu, 11), "Thanksgiving"),
        (Day(12, 25), "Christmas Day"),
    ],
);

/// The public holidays of a country (ISO 3166 code of two letters, any case) that fall into `year`, in order: the days
/// themselves and, where they fall on a weekend and the law gives another, that day too. Empty for a country without rules or a
/// year outside 1900–2200.
pub fn for_country(iso2: &str, year: i32) -> Vec<(Date, &'static str)> {
    let (weekend, rules) = match iso2.to_ascii_uppercase().as_str() {
        "AT" => AT,
        "CH" => CH,
        "DE" => DE,
        "FR" => FR,
        "GB" => GB,
        "NL" => NL,
        "US" => US,
        _ => return Vec::new(),
    };
    // The year after too: a New Year's Day on a Saturday is kept on 31 December.
    let mut days: Vec<(Date, &'static str)> = (year..=year.saturating_add(1))
        .flat_map(|year| rules.iter().filter_map(move |(on, name)| Some((on.date(year)?, *name))))
        .collect();
    for index in 0..days.len() {
        let (date, name) = days[index];
        let kept = match (weekend, date.weekday()) {
            (Weekend::Nearest, Weekday::Sat) => date.plus_days(-1),
            (Weekend::Nearest, Weekday::Sun) => date.plus_days(1),
            (Weekend::Next, Weekday::Sat | Weekday::Sun) => {
                let free = |day: &Date| {
                    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
                        && days.iter().all(|(taken, _)| taken != day)
                };
                (1..).map(|n| date.plus_days(n)).find(free).unwrap_or(date)
            }
            _ => continue,
        };
        days.push((kept, name));
    }
    days.retain(|(date, _)| date.ymd().0 == year);
    order::sort(&mut days);
    days
}

impl On {
    fn date(self, year: i32) -> Option<Date> {
        match self {
            Day(month, day) => Date::new(year, month, day),
            Nth(n, weekday, month) => {
                let first = Date::new(year, month, 1)?;
                let to_weekday = (weekday.index() + 7 - first.weekday().index()) % 7;
                Some(first.plus_days(to_weekday as i32 + 7 * (n as i32 - 1)))
            }
            Last(weekday, month) => {
                let last =
                    Date::new(if month == 12 { year + 1 } else { year }, month % 12 + 1, 1)?.plus_days(-1);
                let back = (last.weekday().index() + 7 - weekday.index()) % 7;
                Some(last.plus_days(-(back as i32)))
            }
            Easter(days) => Some(easter_sunday(year)?.plus_days(days)),
            DayOrSaturday(month, day) => {
                let date = Date::new(year, month, day)?;
                Some(if date.weekday() == Weekday::Sun { date.plus_days(-1) } else { date })
            }
            EveryFifthYear(month, day) => (year % 5 == 0).then(|| Date::new(year, month, day)).flatten(),
        }
    }
}

/// Easter Sunday of the Gregorian calendar (Meeus/Jones/Butcher, Astronomical Algorithms, chapter 8).
fn easter_sunday(year: i32) -> Option<Date> {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as u32, (n % 31 + 1) as u32)
}

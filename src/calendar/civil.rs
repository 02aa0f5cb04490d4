//! Date, clock time, weekday and instant: plain values with text forms.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Minutes in a day without a DST change.
pub const MINUTES_PER_DAY: i32 = 1440;

/// Instants stay within this many minutes of 1970 (some 3800 years), so that adding an offset cannot overflow.
const FAR: i32 = 2_000_000_000;

/// A UTC minute, counted from 1970-01-01T00:00Z. Text form: RFC 3339 ending in `Z`, whole minutes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Instant(pub i32);

/// A day on a wall calendar, without a zone. Text form `2026-11-16`.
///
/// Held as days since 1970-01-01, because calendars count days far more often than they name them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// A minute on a wall clock, 0 to 1440 (24:00 only as the end of a window). Text form `9:00`, `14:30`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Clock(u16);

/// Day of the week, Monday first. Text form `mon` … `sun`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

    /// Monday = 0 … Sunday = 6.
    pub fn index(self) -> usize {
        self as usize
    }

    /// `Mon` … `Sun`, as written on screen and in the outline.
    pub fn short(self) -> &'static str {
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][self.index()]
    }
}

impl FromStr for Weekday {
    type Err = String;

    /// Accepts short and long English names in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        let lower = text.to_ascii_lowercase();
        let long = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        Weekday::ALL
            .into_iter()
            .find(|day| lower == day.short().to_ascii_lowercase() || lower == long[day.index()])
            .ok_or_else(|| format!("{text:?} is not a weekday"))
    }
}

/// A set of weekdays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Monday to Friday.
    pub const WORKING: Weekdays = Weekdays(0b001_1111);

    /// Whether `day` is in the set.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.index()) != 0
    }

    /// The set with `day` added.
    #[must_use]
    pub fn with(self, day: Weekday) -> Weekdays {
        Weekdays(self.0 | 1 << day.index())
    }

    /// No day at all.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The days in order, Monday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Weekday::ALL.into_iter().filter(move |day| self.contains(*day))
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Weekdays::default(), Weekdays::with)
    }
}

impl Serialize for Weekdays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // formats without end marks ask for the length first
        serializer.collect_seq(self.iter().collect::<Vec<_>>())
    }
}

impl<'de> Deserialize<'de> for Weekdays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Weekday>::deserialize(deserializer)?.into_iter().collect())
    }
}

impl Date {
    /// Year, month 1–12, day 1–31; `None` where no such day exists or the year is outside 1900–2200.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Date> {
        let named =
            (1900..=2200).contains(&year).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten()?;
        Some(Date(named.signed_duration_since(NaiveDate::default()).num_days() as i32))
    }

    /// Days from 1970-01-01.
    pub const fn from_days(days: i32) -> Date {
        Date(days)
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The date `n` days later (earlier when negative).
    #[must_use]
    pub const fn plus_days(self, n: i32) -> Date {
        Date(self.0.saturating_add(n))
    }

    /// The same day `n` months later, or the last of that month; `None` outside the years 1900–2200.
    pub fn plus_months(self, n: u32) -> Option<Date> {
        let (year, month, day) = self.ymd();
        let months = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(n);
        let (year, month) = (i32::try_from(months / 12).ok()?, (months % 12) as u32 + 1);
        (1..=day).rev().find_map(|day| Date::new(year, month, day))
    }

    /// Day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday
        Weekday::ALL[(i64::from(self.0) + 3).rem_euclid(7) as usize]
    }

    /// Year, month 1–12, day 1–31.
    pub fn ymd(self) -> (i32, u32, u32) {
        let named = self.named();
        (named.year(), named.month(), named.day())
    }

    /// ISO 8601 year and week number.
    pub fn iso_week(self) -> (i32, u32) {
        let week = self.named().iso_week();
        (week.year(), week.week())
    }

    /// The day as chrono names it; further than chrono goes (262,000 years), its last day.
    fn named(self) -> NaiveDate {
        let epoch = NaiveDate::default();
        if self.0 < 0 {
            epoch.checked_sub_days(Days::new(u64::from(self.0.unsigned_abs()))).unwrap_or(NaiveDate::MIN)
        } else {
            epoch.checked_add_days(Days::new(u64::from(self.0.unsigned_abs()))).unwrap_or(NaiveDate::MAX)
        }
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = String;

    /// Only `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is not a date such as 2026-11-16");
        let mut parts = text.split('-');
        let (Some(y), Some(m), Some(d), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad());
        };
        if y.len() != 4 || m.len() != 2 || d.len() != 2 {
            return Err(bad());
        }
        let (Some(y), Some(m), Some(d)) = (digits(y), digits(m), digits(d)) else { return Err(bad()) };
        Date::new(i32::from(y), u32::from(m), u32::from(d)).ok_or_else(bad)
    }
}

impl Clock {
    /// 0:00.
    pub const MIDNIGHT: Clock = Clock(0);
    /// 24:00, the end of a day.
    pub const END_OF_DAY: Clock = Clock(1440);

    /// Hour 0–24, minute 0–59; 24 only with minute 0.
    pub fn new(hour: u16, minute: u16) -> Option<Clock> {
        (minute < 60 && hour * 60 + minute <= 1440).then_some(Clock(hour * 60 + minute))
    }

    /// From minutes after midnight, 0–1440.
    pub fn from_minutes(minutes: u16) -> Option<Clock> {
        (minutes <= 1440).then_some(Clock(minutes))
    }

    /// Minutes after midnight.
    pub fn minutes(self) -> i32 {
        i32::from(self.0)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for Clock {
    type Err = String;

    /// `9:00`, `09:00`, `14:30`, `24:00`.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is not a clock time such as 9:30");
        let (hour, minute) = text.split_once(':').ok_or_else(bad)?;
        if hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
            return Err(bad());
        }
        let (Some(hour), Some(minute)) = (digits(hour), digits(minute)) else { return Err(bad()) };
        Clock::new(hour, minute).ok_or_else(bad)
    }
}

impl Instant {
    /// The UTC minute at `clock` on `date`.
    pub fn from_utc(date: Date, clock: Clock) -> Instant {
        Instant(minute_of(date, clock))
    }

    /// UTC date and clock time.
    pub fn utc(self) -> (Date, Clock) {
        let days = self.0.div_euclid(MINUTES_PER_DAY);
        (Date::from_days(days), Clock(self.0.rem_euclid(MINUTES_PER_DAY) as u16))
    }

    /// The instant `minutes` later (earlier when negative), at most some 3800 years from 1970.
    #[must_use]
    pub fn plus_minutes(self, minutes: i32) -> Instant {
        Instant(self.0.saturating_add(minutes).clamp(-FAR, FAR))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, clock) = self.utc();
        write!(f, "{date}T{:02}:{:02}:00Z", clock.minutes() / 60, clock.minutes() % 60)
    }
}

impl FromStr for Instant {
    type Err = String;

    /// `2026-11-16T08:30:00Z` or `2026-11-16T08:30Z`; seconds must be zero.
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is not a UTC instant such as 2026-11-16T08:30:00Z");
        let (date, time) = text.strip_suffix('Z').and_then(|t| t.split_once('T')).ok_or_else(bad)?;
        let time = time.strip_suffix(":00").filter(|t| t.contains(':')).unwrap_or(time);
        Ok(Instant::from_utc(date.parse().map_err(|_| bad())?, time.parse().map_err(|_| bad())?))
    }
}

/// Minutes from 1970-01-01T00:00 to `clock` on `date`, read on one and the same clock.
pub(super) fn minute_of(date: Date, clock: Clock) -> i32 {
    (date.days().saturating_mul(MINUTES_PER_DAY)).clamp(-FAR, FAR) + clock.minutes()
}

/// Digits alone: `parse` would take "+9" too.
fn digits(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Serde and schema by the type's text form.
macro_rules! as_text {
    ($($type:ty, $pattern:literal, $example:literal;)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern, "examples": [$example] })
            }
        }
    )*};
}

as_text! {
    Date, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "2026-11-16";
    Clock, "^[0-9]{1,2}:[0-9]{2}$", "9:30";
    Instant, "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:00)?Z$", "2026-11-16T08:30:00Z";
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Weekdays {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Weekdays".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Vec<Weekday>>::json_schema(generator)
    }
}

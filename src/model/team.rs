//! Who does the work: owners, mailboxes, calendars, messages.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{CalendarId, Channel, ChannelKind, OwnerId, Ramp, Rule, SendLimit};
use crate::calendar::{Date, OpenHours, holidays};
use crate::lean::order;

/// An IANA zone name as it was written; it is looked up when a program is compiled, so that a file with an unknown zone still opens.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct ZoneName(pub String);

impl fmt::Display for ZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for ZoneName {
    fn from(name: &str) -> Self {
        ZoneName(name.to_owned())
    }
}

/// The person responsible for a contact; does the manual touches one after the other (C2).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Owner {
    /// The name as the list writes it.
    pub name: String,
    /// Where the owner works.
    pub zone: ZoneName,
    /// Minutes a working day for this plan's touches; a task starts while used < cap and may overrun (C2). Without it, no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes_per_day: Option<u32>,
    /// Manual touches a working day (C2). Without it, no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasks_per_day: Option<u32>,
    /// The owner's working days and hours, in the owner's zone; without one, never closed and every day a working day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
}

/// What an owner's name is found by: names on lists differ from those in plans by case and by spaces at most.
pub fn owner_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A mailbox, a phone number or a LinkedIn seat (C1).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sender {
    /// The channel it sends on: email, LinkedIn, WhatsApp or SMS.
    #[serde(default = "email", skip_serializing_if = "is_email")]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "email")))]
    pub channel: Channel,
    /// The address, number or profile it sends from.
    pub address: String,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<OwnerId>,
    /// Its day is a local day of this zone.
    pub zone: ZoneName,
    /// Touches a day, net of everything else it sends. Without it, no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap_per_day: Option<u32>,
    /// Limits over other spans than a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<SendLimit>,
    /// Minutes between two touches, at least; 0 = none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub spacing_minutes: u16,
    /// How it is warmed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramp: Option<Ramp>,
    /// Days and hours in which it sends, in its zone (T4); without one, never closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarId>,
}

impl Sender {
    /// The channels that something sends on.
    pub const CHANNELS: [Channel; 4] = [Channel::Email, Channel::Linkedin, Channel::Whatsapp, Channel::Sms];
}

fn email() -> Channel {
    Channel::Email
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(n: &u16) -> bool {
    *n == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_email(channel: &Channel) -> bool {
    *channel == Channel::Email
}

/// Working days, hours and holidays.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Calendar {
    /// Its name.
    pub name: String,
    /// Open hours in local time.
    pub hours: Vec<OpenHours>,
    /// Closed days that were entered or imported.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// Countries (ISO 3166 codes of two letters) whose public holidays are closed in every year, by rule (T5).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Whether the public holidays of each contact's place (country, state where it is known) move what reaches the contact, beside its own
    /// days off (T4b). Not in plans of schema 1.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub local_holidays: bool,
}

impl Calendar {
    /// The closed days from `from` to `to`, both included, in order: entered ones and those of its countries, a day once with
    /// the names of all. The lines of one day keep the order entered, then by country.
    pub fn days_off(&self, from: Date, to: Date) -> Vec<Holiday> {
        let entered = self.holidays.iter();
        let mut days: Vec<Holiday> =
            entered.flat_map(|off| off.dates().map(|date| Holiday::on(date, &off.name))).collect();
        for country in &self.countries {
            let by_rule = holidays::for_place(country, None, from.ymd().0..=to.ymd().0).into_iter();
            days.extend(by_rule.map(|(date, name)| Holiday::on(date, name)));
        }
        days.retain(|day| (from..=to).contains(&day.date));
        // what was entered stands before what a rule says
        order::sort_by_key(&mut days, |day| day.date);
        days.dedup_by(|next, kept| {
            let same = next.date == kept.date;
            let said = kept.name.split(", ").any(|name| name == next.name);
            if same && !next.name.is_empty() && !said {
                if !kept.name.is_empty() {
                    kept.name.push_str(", ");
                }
                kept.name.push_str(&next.name);
            }
            same
        });
        days
    }

    /// The same hours with the days off of a span written out as entered ones.
    #[must_use]
    pub fn laid_out(&self, from: Date, to: Date) -> Calendar {
        Calendar {
            name: self.name.clone(),
            hours: self.hours.clone(),
            holidays: self.days_off(from, to),
            countries: Vec::new(),
            local_holidays: self.local_holidays,
        }
    }
}

/// A closed day, or several in a row.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Holiday {
    /// The day; of several, the first.
    pub date: Date,
    /// The last of several days, itself closed; without one, the day alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl Holiday {
    /// Days in a row, at most.
    pub const LONGEST: u32 = 366;

    /// One day.
    pub fn on(date: Date, name: &str) -> Holiday {
        Holiday { date, until: None, name: name.to_owned() }
    }

    /// The last day.
    pub fn last(&self) -> Date {
        self.until.unwrap_or(self.date)
    }

    /// How many days; 0 where they end before they begin or last longer than [`Holiday::LONGEST`]: then nothing is closed.
    pub fn n_days(&self) -> u32 {
        let days = i64::from(self.last().days()) - i64::from(self.date.days()) + 1;
        u32::try_from(days).ok().filter(|days| *days <= Holiday::LONGEST).unwrap_or(0)
    }

    /// The days.
    pub fn dates(&self) -> impl Iterator<Item = Date> {
        let first = self.date;
        (0..self.n_days() as i32).map(move |n| first.plus_days(n))
    }
}

/// A text for a touch, with merge fields such as `{{first_name | there}}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Message {
    /// Its name.
    pub name: String,
    /// What it is written for.
    pub channel: ChannelKind,
    /// Subject line (email only).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// The line that mail programs show beside the subject (email only).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub preview: String,
    /// The text: mail body, call script, invitation note, task description.
    #[serde(default)]
    pub body: String,
}

/// A saved rule over a list.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Segment {
    /// Its name.
    pub name: String,
    /// Who is in.
    pub rule: Rule,
}

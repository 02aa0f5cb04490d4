//! What a sender may send beside its day: limits over other spans, a distance, a ramp (C1). Knows no queue.

use serde::{Deserialize, Serialize};

use super::{ChannelKind, Flaw, Sender};
use crate::calendar::{Date, MINUTES_PER_DAY};

/// At most so many touches in a span of time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SendLimit {
    /// So many at most; at least 1.
    pub most: u32,
    /// In which span.
    pub per: SendSpan,
    /// Of this kind, such as invitations; of all that goes out without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ChannelKind>,
}

/// The span of a limit on a sender.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SendSpan {
    /// The last 60 minutes.
    Hour,
    /// The last 24 hours.
    TwentyFourHours,
    /// The last 7 × 24 hours.
    SevenDays,
    /// A calendar month of the sender's zone.
    Month,
}

impl SendSpan {
    /// All, in the order they are offered.
    pub const ALL: [SendSpan; 4] =
        [SendSpan::Hour, SendSpan::TwentyFourHours, SendSpan::SevenDays, SendSpan::Month];

    /// How long it is [minutes]; none for a month, which is as long as it is.
    pub fn minutes(self) -> Option<i32> {
        match self {
            SendSpan::Hour => Some(60),
            SendSpan::TwentyFourHours => Some(1_440),
            SendSpan::SevenDays => Some(10_080),
            SendSpan::Month => None,
        }
    }
}

/// A sender that is warmed up: so many on its first sending day and more on each one after it, up to what it may send a day. Days on
/// which it is open count, used or not. Before its first day it sends nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ramp {
    /// On the first sending day; at least 1.
    pub first: u32,
    /// So many more on each sending day after it.
    pub step: u32,
    /// The day from which its sending days count.
    pub from: Date,
}

impl Ramp {
    /// What may go out on the nth sending day, from 0.
    pub fn on(self, nth: u32) -> u32 {
        self.first.saturating_add(self.step.saturating_mul(nth))
    }

    /// Sending days from its first until so many touches are out, at most `cap` of them on each: as many as there are touches where it
    /// lets nothing out.
    pub fn days_for(self, touches: u64, cap: Option<u32>) -> u64 {
        let cap = u64::from(cap.unwrap_or(u32::MAX));
        let (first, step) = (u64::from(self.first), u64::from(self.step));
        // the days on which it holds back more than the cap does
        let grows = if step == 0 { u64::MAX } else { cap.saturating_sub(first).div_ceil(step) };
        let growing = |days: u64| {
            let added = step.saturating_mul(days.saturating_mul(days.saturating_sub(1)) / 2);
            first.min(cap).saturating_mul(days).saturating_add(added)
        };
        let out = |days: u64| {
            let after = cap.saturating_mul(days.saturating_sub(grows));
            growing(days.min(grows)).saturating_add(after)
        };
        let (mut least, mut most) = (0, touches);
        while least < most {
            let middle = least + (most - least) / 2;
            if out(middle) < touches { least = middle + 1 } else { most = middle }
        }
        least
    }
}

impl Sender {
    /// Limits of one sender beside its day, at most.
    pub const MOST_LIMITS: usize = 10;
    /// The longest distance between two touches [minutes].
    pub const MOST_SPACING: u16 = 1_440;

    /// What makes its limits unfit to run.
    pub fn bad_value(&self) -> Option<Flaw> {
        let range = |what: &str, least: u32, limit: u32| Some(Flaw::out_of_range(what, least, limit));
        if self.limits.len() > Sender::MOST_LIMITS {
            return range("the limits of a sender are", 0, Sender::MOST_LIMITS as u32);
        }
        if self.limits.iter().any(|limit| limit.most == 0) {
            return range("the touches that a limit allows are", 1, u32::MAX);
        }
        if self.spacing_minutes > Sender::MOST_SPACING {
            return range("the minutes between two touches are", 0, u32::from(Sender::MOST_SPACING));
        }
        (self.ramp.is_some_and(|ramp| ramp.first == 0))
            .then(|| range("the touches on the first day of a ramp are", 1, u32::MAX))?
    }

    /// The most touches of a kind that it can send on one day of its zone, the least that its day, its limits, its distance and its ramp
    /// allow: on the day `on`, or whenever that is where none is told. `None` = nothing limits it.
    pub fn most_a_day(&self, kind: ChannelKind, on: Option<Date>) -> Option<u32> {
        self.most_in((1, 1), kind, on)
    }

    /// The same in seven days running that end on the day `on`, where it sends on `sending_days` of them.
    pub fn most_a_week(&self, kind: ChannelKind, sending_days: u32, on: Option<Date>) -> Option<u32> {
        self.most_in((7, sending_days), kind, on)
    }

    /// Hours and days on which it is closed are not looked at: as if each day since its ramp began had been a sending day.
    fn most_in(&self, (days, sending): (u32, u32), kind: ChannelKind, last: Option<Date>) -> Option<u32> {
        let day = MINUTES_PER_DAY.unsigned_abs();
        let of_kind = || self.limits.iter().filter(|limit| limit.kind.is_none_or(|of| of == kind));
        let within = |limit: &SendLimit| {
            let minutes = limit.per.minutes()?.unsigned_abs();
            (minutes <= day).then(|| limit.most.saturating_mul(day.div_ceil(minutes)))
        };
        let spaced = (self.spacing_minutes > 0).then(|| day.div_ceil(self.spacing_minutes.into()));
        let a_day = of_kind().filter_map(within).chain(self.cap_per_day).chain(spaced).min();
        let by_days = match (self.ramp, last) {
            (Some(ramp), Some(last)) => {
                let nth = last.days() - ramp.from.days();
                let on = |back: u32| {
                    let nth = u32::try_from(nth - back as i32).ok()?;
                    Some(ramp.on(nth).min(a_day.unwrap_or(u32::MAX)))
                };
                Some((0..sending).filter_map(on).fold(0, u32::saturating_add))
            }
            // one that stays as it begins holds for ever
            (Some(ramp), None) if ramp.step == 0 => {
                Some(ramp.first.min(a_day.unwrap_or(u32::MAX)).saturating_mul(sending))
            }
            _ => a_day.map(|most| most.saturating_mul(sending)),
        };
        let over = |limit: &SendLimit| {
            let times = match limit.per.minutes() {
                Some(minutes) if minutes.unsigned_abs() > day => {
                    (days * day).div_ceil(minutes.unsigned_abs())
                }
                Some(_) => return None,
                // days running may lie in two months
                None => 1 + (days - 1).div_ceil(28),
            };
            Some(limit.most.saturating_mul(times))
        };
        of_kind().filter_map(over).chain(by_days).min()
    }
}

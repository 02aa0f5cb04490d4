//! What keeps touches of one person apart (S9). Knows no sequence's steps and no queue.

use serde::{Deserialize, Serialize};

use super::{Channel, Code, Flaw, Length, SequenceId};
use crate::calendar::{Clock, Instant, MINUTES_PER_DAY, OpenHours, Weekday, Window, Zone, start_of_day};

/// A week of 24-hour days [minutes].
const WEEK: i32 = 7 * MINUTES_PER_DAY;

/// What keeps touches of one person apart. A touch that a rest or a limit refuses is held, and skipped when it was held too long.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Guardrails {
    /// Time between two contact-facing touches of a person, from one that was made to the next, over all sequences; elapsed, so a day
    /// is 24 hours. Minutes, hours, days or weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_gap: Option<Length>,
    /// How many touches a person gets at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<TouchLimit>,
    /// Hours in which nobody is touched, on the person's clock; they may run over midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Window>,
    /// For so many days of 24 hours a touch is held, from when it is refused first; then it is skipped. 0 = skipped at once.
    #[serde(default = "hold_days")]
    pub hold_days: u16,
}

fn hold_days() -> u16 {
    Guardrails::HOLD_DAYS
}

impl Default for Guardrails {
    fn default() -> Guardrails {
        Guardrails { min_gap: None, limits: Vec::new(), quiet: None, hold_days: Guardrails::HOLD_DAYS }
    }
}

/// At most so many touches of a person in a span of time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TouchLimit {
    /// So many at most; at least 1.
    pub most: u16,
    /// Of these channels; of all that reach a person where none is named.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// In which span.
    pub per: Span,
    /// Whether touches of all sequences of the plan count, and those before launch; else this sequence's alone.
    #[serde(default)]
    pub all_sequences: bool,
}

/// The span of a limit on touches.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// A calendar day of the person.
    Day,
    /// The last 7 × 24 hours.
    SevenDays,
}

/// A touch of a person that was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Made {
    /// When.
    pub at: Instant,
    /// On which channel; `None` where it was before launch and nobody knows: it counts for all.
    pub channel: Option<Channel>,
    /// In which sequence; `None` for one before launch.
    pub sequence: Option<SequenceId>,
}

impl Guardrails {
    /// Days for which a touch is held where nothing else is said.
    pub const HOLD_DAYS: u16 = 5;
    /// Limits of one sequence, at most.
    pub const MOST_LIMITS: usize = 20;

    /// Whether nothing is kept apart.
    pub fn is_empty(&self) -> bool {
        self.min_gap.is_none() && self.limits.is_empty() && self.quiet.is_none()
    }

    /// The rest between two touches [minutes]; 0 = none, or a length that is no elapsed time.
    pub fn gap_minutes(&self) -> i32 {
        let minutes = match self.min_gap {
            Some(Length::Minutes(n)) => n,
            Some(Length::Hours(n)) => n.saturating_mul(60),
            Some(Length::Days(n)) => n.saturating_mul(MINUTES_PER_DAY.unsigned_abs()),
            Some(Length::Weeks(n)) => n.saturating_mul(WEEK.unsigned_abs()),
            Some(Length::BusinessHours(_) | Length::BusinessDays(_) | Length::Months(_)) | None => 0,
        };
        i32::try_from(minutes).unwrap_or(i32::MAX)
    }

    /// What makes them unfit to run.
    pub fn bad_value(&self) -> Option<Flaw> {
        let range = |what: &str, least: u32, limit: u32| Some(Flaw::out_of_range(what, least, limit));
        if let Some(gap) = self.min_gap {
            if matches!(gap, Length::BusinessHours(_) | Length::BusinessDays(_) | Length::Months(_)) {
                return Some(Flaw::new(Code::GapNotElapsed));
            }
            if gap.is_nothing() || !gap.is_sane() {
                return range("the days of rest between two touches are", 1, Length::MAX_DAYS);
            }
        }
        if self.limits.len() > Guardrails::MOST_LIMITS {
            return range("the limits on touches are", 0, Guardrails::MOST_LIMITS as u32);
        }
        if self.limits.iter().any(|limit| limit.most == 0) {
            return range("the touches that a limit allows are", 1, u32::from(u16::MAX));
        }
        if self.quiet.is_some_and(|quiet| quiet.from == quiet.to) {
            return Some(Flaw::new(Code::QuietAllDay));
        }
        (u32::from(self.hold_days) > Length::MAX_DAYS)
            .then(|| range("the days for which a touch is held are", 0, Length::MAX_DAYS))?
    }
}

impl TouchLimit {
    /// Whether a touch on this channel is one of those that it limits.
    pub fn counts(&self, channel: Channel) -> bool {
        self.channels.is_empty() || self.channels.contains(&channel)
    }

    fn counts_made(&self, made: &Made, sequence: SequenceId) -> bool {
        made.channel.is_none_or(|channel| self.counts(channel))
            && (self.all_sequences || made.sequence == Some(sequence))
    }
}

/// The hours of every day that are not quiet.
pub fn loud_hours(Window { from, to }: Window) -> Vec<OpenHours> {
    let line = |from, to| OpenHours { days: Weekday::ALL.into_iter().collect(), from, to };
    if from < to {
        vec![line(Clock::MIDNIGHT, from), line(to, Clock::END_OF_DAY)]
    } else {
        vec![line(to, from)]
    }
}

/// The first instant from `at` on at which a rest of so many minutes and these limits allow a touch of a sequence on a channel;
/// `made` are the person's touches so far in the order of time, `zone` is the person's.
pub fn allowed_from(
    (gap_minutes, limits): (i32, &[TouchLimit]),
    (sequence, channel): (SequenceId, Channel),
    made: &[Made],
    zone: Zone,
    at: Instant,
) -> Instant {
    let last = made.last().filter(|_| gap_minutes > 0).map(|made| made.at.0.saturating_add(gap_minutes));
    let mut at = last.map_or(at, |rested| at.max(Instant(rested)));
    for limit in limits.iter().filter(|limit| limit.counts(channel)) {
        let mut counted = made.iter().rev().filter(|made| limit.counts_made(made, sequence));
        let Some(nth) = counted.nth(usize::from(limit.most.max(1)) - 1) else { continue };
        // one more is allowed when the nth from the last has fallen out of the span
        at = at.max(match limit.per {
            Span::SevenDays => Instant(nth.at.0.saturating_add(WEEK)),
            Span::Day => start_of_day(zone, zone.local(nth.at).0.plus_days(1)),
        });
    }
    at
}

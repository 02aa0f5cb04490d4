//! Where a contact can stand at a point of the program, for the planned schedule (E6): the dates that are shown, the reach of all who
//! come there, and what is sure of them. Knows no step and no log.

use super::Guard;
use super::kernel::Seen;
use crate::calendar::Instant;
use crate::model::{Channel, Happened, Rule};
use crate::program::NONE;

/// From an instant to another one, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Span {
    pub(super) from: Instant,
    pub(super) to: Instant,
}

impl Span {
    pub(super) fn at(at: Instant) -> Span {
        Span { from: at, to: at }
    }

    /// Both, and what lies between them.
    pub(super) fn with(self, other: Span) -> Span {
        Span { from: self.from.min(other.from), to: self.to.max(other.to) }
    }

    /// What a wait makes of it; who comes so late that it never ends is left out. `None` if it ends for nobody.
    pub(super) fn after(self, end: impl Fn(Instant) -> Option<Instant>) -> Option<Span> {
        let from = end(self.from)?;
        let to = if self.to == self.from { from } else { end(self.to).unwrap_or(self.to).max(from) };
        Some(Span { from, to })
    }
}

/// What waits count from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Times {
    /// What the next wait counts from.
    pub(super) base: Span,
    /// That of the nearest touch before, for pauses.
    pub(super) touched: Span,
}

impl Times {
    pub(super) fn with(self, other: Times) -> Times {
        Times { base: self.base.with(other.base), touched: self.touched.with(other.touched) }
    }
}

/// A point of the program, with everybody who can come to it.
///
/// On the path where nobody reacts the dates are those of the log. There may be others at the same point who came there otherwise:
/// who left a touch out, took another list that joins here, or was taken out of a repeat early. They are in the reach, which only
/// decides what can happen to anybody; the dates of what stands behind a guard count from the touches as they are planned.
#[derive(Clone)]
pub(super) struct Path {
    /// What the dates of the next steps count from.
    pub(super) dates: Times,
    /// The same of all who can be here, whatever they did.
    pub(super) reach: Times,
    /// Whether it is the path where nobody reacts.
    pub(super) is_trodden: bool,
    /// Whether the next touch is left out because the wait before it had no date; `None` = by some of those who are here.
    pub(super) skips_next: Option<bool>,
    /// The nearest touch before, or [`NONE`].
    pub(super) last: u16,
    /// That of others who can be here.
    pub(super) others_last: Vec<u16>,
    /// Id of the nearest touch that was not skipped.
    pub(super) before: Option<u64>,
    /// The same for all who can be here, among those that are not planned later than the first of them comes.
    pub(super) surely_before: Option<u64>,
    /// The channel on which nobody here can be reached any more: who opted out of it, or whose mail came back.
    pub(super) barred: Option<Channel>,
    /// What actions have set, as far as it is sure.
    pub(super) set: Vec<Option<bool>>,
    /// The score, if it is sure.
    pub(super) score: Option<Option<f64>>,
}

impl Path {
    pub(super) fn seen(&self) -> Seen<'_> {
        Seen { set: &self.set, score: self.score }
    }

    /// What becomes of the bases of the reach and of the dates, which mostly are the same.
    pub(super) fn bases(&self, make: impl Fn(Span) -> Option<Span>) -> (Option<Span>, Option<Span>) {
        let reach = make(self.reach.base);
        (reach, if self.dates.base == self.reach.base { reach } else { make(self.dates.base) })
    }

    /// The nearest touches before of all who can be here, first that of the path itself.
    pub(super) fn lasts(&self) -> impl Iterator<Item = u16> {
        std::iter::once(self.last).chain(self.others_last.iter().copied())
    }

    /// For some it may be another touch that was the nearest.
    pub(super) fn may_be_last(&mut self, touch: u16) {
        if touch != NONE && touch != self.last && !self.others_last.contains(&touch) {
            self.others_last.push(touch);
        }
    }

    /// The touch is over, executed or not, and what comes next counts from its bases.
    pub(super) fn is_past(&mut self, touch: u16) {
        self.dates.touched = self.dates.base;
        self.reach.touched = self.reach.base;
        self.last = touch;
        self.others_last.clear();
        self.skips_next = Some(false);
    }

    /// Goes on as those alone who are not where the dates say.
    pub(super) fn astray(mut self) -> Path {
        self.is_trodden = false;
        self.dates = self.reach;
        self.before = self.surely_before;
        self
    }

    /// Where two ways lead to the same point: the trodden one if it is among them, else between the first and the last of both.
    /// `surely_before` is what holds for both if they do not agree.
    pub(super) fn either(self, other: Path, surely_before: Option<u64>) -> Path {
        let is_other = other.is_trodden || !self.is_trodden && other.dates.base.from < self.dates.base.from;
        let (mut path, also) = if is_other { (other, self) } else { (self, other) };
        if !path.is_trodden {
            path.dates = path.dates.with(also.dates);
        }
        path.reach = path.reach.with(also.reach);
        also.lasts().for_each(|touch| path.may_be_last(touch));
        if path.skips_next != also.skips_next {
            path.skips_next = None;
        }
        if path.surely_before != also.surely_before {
            path.surely_before = surely_before;
        }
        for (bit, other) in path.set.iter_mut().zip(&also.set) {
            if *bit != *other {
                *bit = None;
            }
        }
        if path.score != also.score {
            path.score = None;
        }
        if path.barred != also.barred {
            path.barred = None;
        }
        path
    }
}

/// That one of several lists of guards holds whole; the guard itself if there is but one.
pub(super) fn any_of(ways: &[Vec<Guard>]) -> Guard {
    match ways {
        [only] if only.len() == 1 => only[0].clone(),
        _ => Guard::When(Rule::Any(ways.iter().map(|way| all_of(way)).collect())),
    }
}

fn all_of(guards: &[Guard]) -> Rule {
    match guards {
        [only] => as_rule(only),
        _ => Rule::All(guards.iter().map(as_rule).collect()),
    }
}

/// A guard as a rule. Of a repeat only its event can be said.
fn as_rule(guard: &Guard) -> Rule {
    let happened = |event, of| Rule::Happened(Happened { event, of });
    match guard {
        Guard::Happened(event, of) => happened(*event, Some(*of)),
        Guard::TimedOut(event, of) => Rule::None(vec![happened(*event, Some(*of))]),
        Guard::When(rule) => rule.clone(),
        Guard::Otherwise(rules) => Rule::None(rules.clone()),
        Guard::Repeating(event, _) => Rule::None(vec![happened(*event, None)]),
        Guard::RepeatEnded(event, _) => happened(*event, None),
    }
}

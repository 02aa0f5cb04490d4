//! A planned schedule in words, and its days laid out as weeks.

use super::text::{count, counted, day, sentence, span, weekday};
use crate::calendar::{Date, Weekday};
use crate::schedule::{PlannedDay, SkipCause};

/// `3,289 touches if nobody reacts, 16 Nov to 23 Dec. 212 more wait for an answer.`
pub fn schedule_line(touches: u32, guarded: u32, days: &[PlannedDay]) -> String {
    let mut line = format!("{} if nobody reacts", counted(touches.into(), "touch", "touches"));
    if let Some(span) = span_words(days) {
        line.push_str(&format!(", {span}"));
    }
    line.push('.');
    if guarded > 0 {
        line.push_str(&format!(" {} more only if somebody does.", count(guarded.into())));
    }
    line
}

/// What of a schedule is worth a look, with its cause: `93 late`, `12 not done in time`. Each is a way to the touches.
pub fn schedule_marks(late: u32, skipped: &[(SkipCause, u32)]) -> Vec<(Option<SkipCause>, String)> {
    let late = (late > 0).then(|| (None, format!("{} late", count(late.into()))));
    let skipped = skipped
        .iter()
        .map(|(cause, n)| (Some(*cause), format!("{} skipped: {}", count((*n).into()), cause.label())));
    late.into_iter().chain(skipped).collect()
}

/// What a schedule is and is not, with its last days: `Last enrolment 24 Nov, last touch 23 Dec.`
pub fn about_words(by_event: bool, last_entry: Option<Date>, days: &[PlannedDay]) -> String {
    let what = if by_event {
        "Planned if nobody reacts, for everybody as if the event came on the first day, without capacity: distances count, dates do not."
    } else {
        "Planned if nobody reacts, with the team’s capacity. It is not the heaviest load for people: replies and meetings add work."
    };
    let entry = last_entry.map(|date| format!("Last enrolment {}", day(date)));
    // by an event nobody knows on which day the last one is touched
    let touch = days.last().filter(|_| !by_event).map(|last| format!("last touch {}", day(last.date)));
    let lasts: Vec<String> = entry.into_iter().chain(touch).collect();
    if lasts.is_empty() { what.to_owned() } else { format!("{what} {}.", sentence(&lasts.join(", "))) }
}

/// `16 Nov to 23 Dec`.
pub fn span_words(days: &[PlannedDay]) -> Option<String> {
    let (first, last) = (days.first()?, days.last()?);
    Some(if first.date == last.date { day(first.date) } else { span(first.date, last.date) })
}

/// `260 touches, 41 late`.
pub fn day_words(planned: &PlannedDay) -> String {
    let touches = counted(planned.total().into(), "touch", "touches");
    if planned.late == 0 { touches } else { format!("{touches}, {} late", count(planned.late.into())) }
}

/// A day in a calendar of weeks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// The day.
    pub date: Date,
    /// As the calendar writes it: the month where it changes.
    pub label: String,
    /// `Mon 16 Nov: 54 touches`.
    pub sentence: String,
    /// What it holds, if anything.
    pub planned: Option<PlannedDay>,
}

/// A week of a calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Week {
    /// Weeks without a touch since the one before.
    pub gap: u32,
    /// Monday to Sunday.
    pub cells: Vec<Cell>,
}

/// Whole weeks, Monday first, from the first planned day to the last; those without a touch are left out and counted.
pub fn calendar_weeks(days: &[PlannedDay]) -> Vec<Week> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    let monday = first.date.plus_days(-(first.date.weekday().index() as i32));
    let n_weeks = (last.date.days() - monday.days()) / 7 + 1;
    let mut planned = days.iter().peekable();
    let mut weeks: Vec<Week> = Vec::new();
    let mut gap = 0;
    for week in 0..n_weeks {
        let starts_anew = weeks.is_empty() || gap > 0;
        let cells: Vec<Cell> = (0..7)
            .map(|at| {
                let date = monday.plus_days(week * 7 + at);
                let found = planned.next_if(|day| day.date == date).cloned();
                let (_, _, of_month) = date.ymd();
                let names_month = of_month == 1 || (starts_anew && at == 0);
                Cell {
                    date,
                    label: if names_month { day(date) } else { of_month.to_string() },
                    sentence: found.as_ref().map_or_else(
                        || format!("{}: no touch", weekday(date)),
                        |found| format!("{}: {}", weekday(date), day_words(found)),
                    ),
                    planned: found,
                }
            })
            .collect();
        if cells.iter().any(|cell| cell.planned.as_ref().is_some_and(|day| day.total() > 0)) {
            weeks.push(Week { gap, cells });
            gap = 0;
        } else {
            gap += 1;
        }
    }
    weeks
}

/// Whether anything stands on a Saturday or Sunday.
pub fn has_weekends(days: &[PlannedDay]) -> bool {
    days.iter().any(|day| matches!(day.date.weekday(), Weekday::Sat | Weekday::Sun) && day.total() > 0)
}

//! The answer of a sketch as sentences.

use super::{Answer, Binds, Sketch};
use crate::words::{between, count, counted, weekday};

/// What a page says of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// The finding.
    pub finding: String,
    /// What binds, and the wave against the division.
    pub rest: String,
    /// Meetings by the day it is to be done: `7–22`.
    pub meetings: String,
    /// Replies by that day.
    pub replies: String,
    /// The last touch: `Thu 14 Jan–Wed 20 Jan`, or `business day 39–42`.
    pub last: String,
    /// The busiest day: `165–175 on Tue 15 Dec`.
    pub busiest: String,
    /// What binds first: `call minutes, Wed 9 Dec`.
    pub binds: String,
    /// Calls that are given up.
    pub given_up: String,
}

/// An answer in sentences.
pub fn said(answer: &Answer) -> Said {
    let of = |[low, high]: [u32; 2]| between(&count(low.into()), &count(high.into()));
    let sketch = &answer.sketch;
    let [low, _, high] = answer.meetings;
    let (meetings, replies) = (of([low, high]), of(answer.replies));
    let day = |n: u32| match answer.date(n) {
        Some(date) => weekday(date),
        None => format!("business day {n}"),
    };
    let last = match (answer.date(answer.last[0]), answer.date(answer.last[1])) {
        (Some(from), Some(to)) => between(&weekday(from), &weekday(to)),
        _ => format!("business day {}", of(answer.last)),
    };
    let busiest = answer.busiest().map(|(n, of_day)| {
        let [low, _, high] = of_day.touches;
        (of([low, high]), day(n))
    });
    let given_up = of(answer.given_up);
    let binds = match answer.binds {
        Binds::Nothing => "Nothing waits for another day".to_owned(),
        Binds::Minutes(n) if answer.given_up[1] > 0 => {
            format!("Calls wait from {} on, {given_up} are given up after five days", day(n))
        }
        Binds::Minutes(n) => format!("Calls wait from {} on", day(n)),
        Binds::Mails(n) => format!("Mails wait from {} on", day(n)),
    };
    let wave = busiest.as_ref().map_or_else(String::new, |(amount, when)| {
        format!(". A division says {}; with the follow-ups {when} has {amount}.", division_words(sketch))
    });
    let late = if answer.last[1] > sketch.finish { ", too late" } else { "" };
    Said {
        finding: format!(
            "{} bring {meetings} {} and {replies} {} by {}.",
            counted(sketch.people.into(), "person", "people"),
            if meetings == "1" { "meeting" } else { "meetings" },
            if replies == "1" { "reply" } else { "replies" },
            day(sketch.finish),
        ),
        rest: format!("{binds}{wave} The last touch goes out on {last}{late}."),
        busiest: busiest.map_or_else(|| "none".to_owned(), |(amount, when)| format!("{amount}, {when}")),
        binds: match answer.binds {
            Binds::Nothing => "nothing".to_owned(),
            Binds::Minutes(n) => format!("call minutes, {}", day(n)),
            Binds::Mails(n) => format!("mailboxes, {}", day(n)),
        },
        meetings,
        replies,
        last,
        given_up,
    }
}

/// What a plain division says: `96 touches a day`.
pub fn division_words(sketch: &Sketch) -> String {
    format!("{} a day", counted(sketch.division().into(), "touch", "touches"))
}

/// What a change moved: `Meetings 9–24, was 7–22`; nothing where the range stays.
pub fn changed_words(before: &Answer, now: &Answer) -> String {
    let of = |answer: &Answer| {
        let [low, _, high] = answer.meetings;
        between(&count(low.into()), &count(high.into()))
    };
    let (was, is) = (of(before), of(now));
    if was == is { format!("Meetings {is}, as before") } else { format!("Meetings {is}, was {was}") }
}

//! The answer of a sketch as sentences.

use super::{Answer, Binds, CALL_MINUTES, Part, Sketch};
use crate::words::{Table, between, count, counted, weekday, whole};

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
    let late = if answer.last[1] > sketch.finish { ", later than wanted in some futures" } else { "" };
    let late = if answer.last[0] > sketch.finish { ", later than wanted" } else { late };
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

/// What a change moved: `Meetings 9–24, was 7–22`; `Meetings 9–24, as before` where the range stays.
pub fn changed_words(before: &Answer, now: &Answer) -> String {
    let of = |answer: &Answer| {
        let [low, _, high] = answer.meetings;
        between(&count(low.into()), &count(high.into()))
    };
    let (was, is) = (of(before), of(now));
    if was == is { format!("Meetings {is}, as before") } else { format!("Meetings {is}, was {was}") }
}

/// The line under a number of a sketch, which says what it comes to.
pub fn foot(sketch: &Sketch, part: Part, answer: &Answer) -> String {
    match part {
        Part::People => "made up, until you bring a list".to_owned(),
        Part::Touches => format!("on {}", counted(sketch.channels().into(), "channel", "channels")),
        Part::Mailboxes | Part::Mails => {
            format!("{} a day", counted(sketch.mail_cap().into(), "mail", "mails"))
        }
        Part::Callers | Part::Minutes => {
            let calls = sketch.minute_cap() / CALL_MINUTES;
            format!(
                "{} minutes, about {}",
                count(sketch.minute_cap().into()),
                counted(calls.into(), "call", "calls")
            )
        }
        Part::Finish => match answer.date(sketch.finish) {
            Some(date) => format!("business days, by {}", weekday(date)),
            None => "business days".to_owned(),
        },
        Part::Pace => String::new(),
    }
}

/// The handle, for those who do not see it: `24 a day: 2–14 meetings; first full: call minutes, business day 11`.
pub fn handle_words(sketch: &Sketch, said: &Said) -> String {
    format!("{} a day: {} meetings; first full: {}", sketch.pace, said.meetings, said.binds)
}

/// The wave as one sentence.
pub fn wave_words(answer: &Answer, said: &Said) -> String {
    format!(
        "Touches a day rise from {} to {} and end on {}; a division says {}. First full: {}",
        answer.days.first().map_or(0, |day| day.touches[1]),
        said.busiest,
        said.last,
        division_words(&answer.sketch),
        said.binds,
    )
}

/// The wave as a table, a row a business day.
pub fn wave_table(answer: &Answer) -> Table {
    let tenths = |n: u32| whole(f64::from(n) / 10.0);
    let head = ["Day", "Touches", "Mails", "LinkedIn", "Calls", "Calls that wait", "Mails that wait"];
    let rows = (1..).zip(&answer.days).map(|(n, day)| {
        let name = answer.date(n).map_or_else(|| count(n.into()), weekday);
        let touches = between(&count(day.touches[0].into()), &count(day.touches[2].into()));
        let parts = [day.mails, day.linkedin, day.calls, day.calls_wait, day.mails_wait].map(tenths);
        [name, touches].into_iter().chain(parts).collect()
    });
    Table { head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
}

//! Load by day against what there is: touches by channel, an owner's minutes, a mailbox's mails. Ranges of parts are never added up:
//! each part keeps its own.

use super::Table;
use super::text::{between, count, counted, range, range_of, weekday, whole};
use crate::calendar::Date;
use crate::chart::LoadDay;
use crate::model::{Channel, ChannelKind};
use crate::simulate::{Busiest, Forecast, OwnerLoad, Range, SenderLoad, Use, busiest};

/// What of a load is a way to its touches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Touches done late.
    Late,
    /// Touches given up.
    GivenUp,
}

/// A load chart in words and numbers.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LoadWords {
    /// The finding.
    pub title: String,
    /// How to read it.
    pub subtitle: String,
    /// The chart in a sentence.
    pub sentence: String,
    /// Its numbers.
    pub table: Table,
    /// The days.
    pub dates: Vec<Date>,
    /// The parts, from the bottom up.
    pub series: Vec<Channel>,
    /// The loads, one a day, in the order of the parts.
    pub days: Vec<LoadDay>,
    /// What there is a day.
    pub cap: Option<f64>,
    /// Words over a bar: position of the day, and what is said.
    pub notes: Vec<(usize, String)>,
    /// What is late and what is given up, in words.
    pub marks: Vec<(Mark, String)>,
}

/// `of all 3 sequences`: whose work stands in a load; nothing where one runs alone.
pub fn of_all(sequences: u32) -> Option<String> {
    (sequences > 1).then(|| format!("of all {} sequences", count(sequences.into())))
}

/// `93–104 late`, `7–9 not done in time`: the same words wherever they stand.
fn marks(late: &Range, given_up: &Range) -> Vec<(Mark, String)> {
    let late = (late.q90 >= 0.5).then(|| (Mark::Late, format!("{} late", range(late))));
    let given_up =
        (given_up.q90 >= 0.5).then(|| (Mark::GivenUp, format!("{} not done in time", range(given_up))));
    late.into_iter().chain(given_up).collect()
}

/// Touches by day and channel; what waits for capacity stands on top.
pub fn touches_load(forecast: &Forecast) -> LoadWords {
    let work = forecast.work();
    let days = &work.days;
    let series: Vec<Channel> = channels(days.iter().flat_map(|day| &day.touches));
    let last = days
        .iter()
        .rposition(|day| day.touches.iter().any(|(_, touches)| touches.q90 >= 0.5) || day.waiting.q90 >= 0.5)
        .map_or(0, |last| last + 1);
    let days = &days[..last];
    let loads = days.iter().map(|day| load_day(&series, &day.touches, day.waiting.q50)).collect();
    let waits = busiest(days.iter().map(|day| (day.date, day.waiting)));
    let fullest = busiest(days.iter().map(|day| (day.date, day.total)));
    // what is late, given up and left over go together, so each is said or none of them
    let mut parts: Vec<String> = Vec::new();
    parts.extend(waits.map(|day| {
        let touches = match range(&day.amount).as_str() {
            "1" => "1 touch waits".to_owned(),
            text => format!("{text} touches wait"),
        };
        format!("{touches} for capacity on {}", day.words())
    }));
    let marks = marks(&work.late, &work.given_up);
    parts.extend(marks.iter().map(|(_, words)| words.clone()));
    let title = match (&parts[..], fullest) {
        ([], Some(day)) => format!("Nothing waits; {} the busiest day", day.is()),
        ([], None) => "No touch goes out".to_owned(),
        (parts, _) => parts.join(", "),
    };
    let mut table = table("Day", &series);
    table.head.extend(["All", "Wait for capacity", "Late", "Not done in time"].map(str::to_owned));
    table.rows = days
        .iter()
        .map(|day| {
            let mut row = row(day.date, &series, &day.touches);
            row.extend([&day.total, &day.waiting, &day.late, &day.given_up].map(range));
            row
        })
        .collect();
    let sentence = format!("Touches by day and channel. {title}");
    LoadWords {
        title,
        subtitle: match of_all(work.sequences) {
            None => "Touches a day, in the contact's own date".to_owned(),
            Some(all) => format!("Touches a day {all}, in the contact's own date"),
        },
        sentence,
        table,
        dates: days.iter().map(|day| day.date).collect(),
        series,
        days: loads,
        cap: None,
        notes: Vec::new(),
        marks,
    }
}

/// An owner's minutes by day and channel, or tasks where those are what limits; the number over a bar is of tasks left over.
pub fn owner_load(owner: &OwnerLoad, name: &str) -> LoadWords {
    let by_tasks = is_by_tasks(owner);
    let (load, cap) = if by_tasks { (&owner.tasks, owner.task_cap) } else { (&owner.days, owner.cap) };
    let series = channels(load.iter().flat_map(|(_, parts)| parts));
    let left_over = |date: Date| owner.waiting.iter().find(|(day, _)| *day == date).map(|(_, tasks)| *tasks);
    let totals = owner.totals.iter().map(|(day, of)| (*day, if by_tasks { of.tasks } else { of.minutes }));
    let over: Vec<(Date, Range)> =
        owner.waiting.iter().filter(|(_, tasks)| tasks.q50 >= 0.5).copied().collect();
    let marks = marks(&owner.use_of.late, &owner.use_of.given_up);
    let mut parts: Vec<String> = Vec::new();
    match &over[..] {
        [] => {}
        [(day, tasks)] => {
            parts.push(format!("leaves {} over on {}", range_of(tasks, "task", "tasks"), weekday(*day)))
        }
        days => parts.push(format!("leaves tasks over on {} days", days.len())),
    }
    parts.extend(full_words(&owner.use_of));
    parts.extend(has_words(&marks));
    let is_late = !over.is_empty() || !marks.is_empty();
    let busiest = busiest(totals).map(|day| format!("{} the busiest day", day.is()));
    let title = match (is_late, busiest) {
        (_, None) if !is_late => format!("{name} has nothing to do"),
        (false, Some(busiest)) if owner.cap.is_none() && owner.task_cap.is_none() => {
            format!("{name} has no limit; {busiest}")
        }
        (false, Some(busiest)) => {
            let full = parts.first().map_or(String::new(), |full| format!(", {full}"));
            format!("{name} gets everything done{full}; {busiest}")
        }
        _ => format!("{name} {}", parts.join(", ")),
    };
    let minutes = owner.cap.map(|cap| counted(cap.into(), "minute", "minutes"));
    let tasks = owner.task_cap.map(|cap| counted(cap.into(), "task", "tasks"));
    let has: Vec<String> =
        if by_tasks { [tasks, minutes] } else { [minutes, tasks] }.into_iter().flatten().collect();
    let unit = if by_tasks { "Tasks" } else { "Minutes" };
    let subtitle = match &has[..] {
        [] => format!("{unit} a day"),
        has => format!("{unit} a day; {name} has {}", has.join(" and ")),
    };
    let mut table = table("Day", &series);
    table.head.push("Tasks left over".to_owned());
    table.rows = load
        .iter()
        .map(|(day, parts)| {
            let mut row = row(*day, &series, parts);
            row.push(left_over(*day).map_or_else(String::new, |tasks| range(&tasks)));
            row
        })
        .collect();
    let notes = load
        .iter()
        .enumerate()
        .filter_map(|(i, (day, _))| {
            let tasks = left_over(*day).filter(|tasks| tasks.q50 >= 0.5)?;
            Some((i, whole(tasks.q50)))
        })
        .collect();
    LoadWords {
        sentence: format!("{unit} of {name} by day and channel. {title}"),
        title,
        subtitle,
        table,
        dates: load.iter().map(|(day, _)| *day).collect(),
        days: load.iter().map(|(_, parts)| load_day(&series, parts, 0.0)).collect(),
        series,
        cap: cap.map(f64::from),
        notes,
        marks,
    }
}

/// Whether an owner's tasks are the tighter limit: the only one, or nearer to full on the busiest day.
fn is_by_tasks(owner: &OwnerLoad) -> bool {
    let full = |load: &[(Date, Vec<(Channel, Range)>)], cap: u32| {
        load.iter().map(|(_, parts)| sum(parts)).fold(0.0, f64::max) / f64::from(cap.max(1))
    };
    owner.task_cap.is_some_and(|tasks| {
        owner.cap.is_none_or(|minutes| full(&owner.tasks, tasks) > full(&owner.days, minutes))
    })
}

/// A mailbox's mails by day against its cap.
pub fn mailbox_load(sender: &SenderLoad, address: &str) -> LoadWords {
    let waits = busiest(sender.waiting.iter().copied());
    let mut parts: Vec<String> = Vec::new();
    parts.extend(full_words(&sender.use_of));
    parts.extend(
        waits.map(|day| format!("leaves {} over on {}", range_of(&day.amount, "mail", "mails"), day.words())),
    );
    let marks = marks(&sender.use_of.late, &sender.use_of.given_up);
    parts.extend(has_words(&marks));
    let title = match (&parts[..], busiest(sender.days.iter().copied())) {
        ([], None) => format!("{address} sends nothing"),
        ([], Some(day)) => {
            let of = sender.cap.map_or(String::new(), |cap| format!(" of {}", count(cap.into())));
            format!("{address} sends at most {}{of} a day, on {}", range(&day.amount), day.words())
        }
        (parts, _) => format!("{address} {}", parts.join(", ")),
    };
    let left_over = |date: Date| sender.waiting.iter().find(|(day, _)| *day == date).map(|(_, mails)| *mails);
    let mut table = Table::new(["Day", "Mails", "Middle", "Left over"]);
    table.rows = sender
        .days
        .iter()
        .map(|(day, mails)| {
            let over = left_over(*day).map_or_else(String::new, |mails| range(&mails));
            vec![weekday(*day), range(mails), whole(mails.q50), over]
        })
        .collect();
    let notes = sender.days.iter().enumerate().filter_map(|(at, (day, _))| {
        let over = left_over(*day).filter(|mails| mails.q50 >= 0.5)?;
        Some((at, whole(over.q50)))
    });
    let notes = notes.collect();
    LoadWords {
        sentence: format!("Mails of {address} by day. {title}"),
        title,
        subtitle: match sender.cap {
            Some(cap) => format!("Mails a day; the mailbox may send {}", count(cap.into())),
            None => "Mails a day; the mailbox has no limit".to_owned(),
        },
        table,
        dates: sender.days.iter().map(|(day, _)| *day).collect(),
        series: vec![ChannelKind::Email.channel()],
        days: sender
            .days
            .iter()
            .map(|(_, mails)| LoadDay {
                amounts: vec![mails.mean],
                ranges: vec![(mails.q10, mails.q90)],
                waiting: 0.0,
            })
            .collect(),
        cap: sender.cap.map(f64::from),
        notes,
        marks,
    }
}

/// `has 93–104 late and 7–9 not done in time`.
fn has_words(marks: &[(Mark, String)]) -> Option<String> {
    let words: Vec<&str> = marks.iter().map(|(_, words)| words.as_str()).collect();
    (!words.is_empty()).then(|| format!("has {}", words.join(" and ")))
}

/// `is full on 3–5 of about 21 days`; nothing where hardly a future fills a day.
fn full_words(used: &Use) -> Option<String> {
    (used.full.q90 >= 0.5).then(|| {
        let about = if used.days.sd > 0.0 { "about " } else { "" };
        format!(
            "is full on {} of {about}{}",
            range(&used.full),
            range_of(&Range { q10: used.days.q50, q90: used.days.q50, ..used.days }, "day", "days")
        )
    })
}

impl Busiest {
    /// `Wed 16 Dec`, `Wed 16 Dec and 2 more days alike`.
    fn words(&self) -> String {
        match self.alike {
            1 => weekday(self.date),
            2 => format!("{} and another day alike", weekday(self.date)),
            n => format!("{} and {} more days alike", weekday(self.date), n - 1),
        }
    }

    /// `Wed 16 Dec is`, `3 days alike, Wed 16 Dec the first, are`.
    fn is(&self) -> String {
        match self.alike {
            1 => format!("{} is", weekday(self.date)),
            n => format!("{}, the first of {n} days alike, is", weekday(self.date)),
        }
    }
}

fn channels<'a>(parts: impl Iterator<Item = &'a (Channel, Range)>) -> Vec<Channel> {
    let mut found: Vec<Channel> =
        parts.filter(|(_, amount)| amount.mean > 0.0).map(|(channel, _)| *channel).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn sum(parts: &[(Channel, Range)]) -> f64 {
    parts.iter().map(|(_, amount)| amount.mean).sum()
}

fn part(parts: &[(Channel, Range)], channel: Channel) -> Range {
    parts.iter().find(|(of, _)| *of == channel).map_or_else(Range::default, |(_, amount)| *amount)
}

fn load_day(series: &[Channel], parts: &[(Channel, Range)], waiting: f64) -> LoadDay {
    let amounts: Vec<Range> = series.iter().map(|channel| part(parts, *channel)).collect();
    LoadDay {
        amounts: amounts.iter().map(|amount| amount.mean).collect(),
        ranges: amounts.iter().map(|amount| (amount.q10, amount.q90)).collect(),
        waiting,
    }
}

fn table(first: &str, series: &[Channel]) -> Table {
    Table {
        head: std::iter::once(first)
            .chain(series.iter().map(|channel| channel.label()))
            .map(str::to_owned)
            .collect(),
        rows: Vec::new(),
    }
}

fn row(day: Date, series: &[Channel], parts: &[(Channel, Range)]) -> Vec<String> {
    let cells = series.iter().map(|channel| {
        let amount = part(parts, *channel);
        between(&whole(amount.q10), &whole(amount.q90))
    });
    std::iter::once(weekday(day)).chain(cells).collect()
}

//! Load by day against what there is: touches by channel, an owner's minutes, a mailbox's mails. Ranges of parts are never added up:
//! each part keeps its own.

use super::Table;
use super::text::{between, count, counted, range, weekday, whole};
use crate::calendar::Date;
use crate::chart::LoadDay;
use crate::model::{Channel, ChannelKind};
use crate::simulate::{Day, OwnerLoad, Range, SenderLoad};

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
}

/// Touches by day and channel; what waits for capacity stands on top.
pub fn touches_load(days: &[Day]) -> LoadWords {
    let series: Vec<Channel> = channels(days.iter().flat_map(|day| &day.touches));
    let last = days
        .iter()
        .rposition(|day| day.touches.iter().any(|(_, touches)| touches.q90 >= 0.5))
        .map_or(0, |last| last + 1);
    let days = &days[..last];
    let loads = days.iter().map(|day| load_day(&series, &day.touches, day.waiting.q50)).collect();
    let waits = days.iter().max_by(|a, b| a.waiting.q50.total_cmp(&b.waiting.q50));
    let busiest = days.iter().max_by(|a, b| sum(&a.touches).total_cmp(&sum(&b.touches)));
    let title = match (waits, busiest) {
        (Some(day), _) if day.waiting.q50 >= 0.5 => format!(
            "{} for capacity on {}",
            match range(&day.waiting).as_str() {
                "1" => "1 touch waits".to_owned(),
                text => format!("{text} touches wait"),
            },
            weekday(day.date)
        ),
        (_, Some(day)) => format!("Nothing waits; {} is the busiest day", weekday(day.date)),
        _ => "No touch goes out".to_owned(),
    };
    let mut table = table("Day", &series);
    table.head.push("Wait for another day".to_owned());
    table.rows = days
        .iter()
        .map(|day| {
            let mut row = row(day.date, &series, &day.touches);
            row.push(range(&day.waiting));
            row
        })
        .collect();
    let sentence = format!("Touches by day and channel. {title}");
    LoadWords {
        title,
        subtitle: "Touches a day, in the contact's own date".to_owned(),
        sentence,
        table,
        dates: days.iter().map(|day| day.date).collect(),
        series,
        days: loads,
        cap: None,
        notes: Vec::new(),
    }
}

/// An owner's minutes by day and channel, or tasks where those are what limits; the number over a bar is of tasks left over.
pub fn owner_load(owner: &OwnerLoad, name: &str) -> LoadWords {
    let by_tasks = is_by_tasks(owner);
    let (load, cap) = if by_tasks { (&owner.tasks, owner.task_cap) } else { (&owner.days, owner.cap) };
    let series = channels(load.iter().flat_map(|(_, parts)| parts));
    let left_over = |date: Date| owner.waiting.iter().find(|(day, _)| *day == date).map(|(_, tasks)| *tasks);
    let over: Vec<(Date, Range)> =
        owner.waiting.iter().filter(|(_, tasks)| tasks.q50 >= 0.5).copied().collect();
    let busiest = load.iter().max_by(|(_, a), (_, b)| sum(a).total_cmp(&sum(b)));
    let title = match (&over[..], busiest) {
        ([], Some((day, parts))) if sum(parts) > 0.0 => match cap {
            Some(_) => format!("{name} gets everything done; {} is the busiest day", weekday(*day)),
            None => format!("{name} has no limit; {} is the busiest day", weekday(*day)),
        },
        ([], _) => format!("{name} has nothing to do"),
        ([(day, tasks)], _) => format!("{name} leaves {} tasks over on {}", range(tasks), weekday(*day)),
        (days, _) => format!("{name} leaves tasks over on {} days", days.len()),
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
    let is_full =
        |mails: &Range| sender.cap.is_some_and(|cap| mails.q50 + 0.5 >= f64::from(cap) && mails.q50 > 0.0);
    let full = sender.days.iter().filter(|(_, mails)| is_full(mails)).count();
    let busiest = sender.days.iter().max_by(|(_, a), (_, b)| a.q90.total_cmp(&b.q90));
    let title = match (full, busiest) {
        (1, Some((day, _))) => format!("{address} is full on {}", weekday(*day)),
        (n, Some(_)) if n > 1 => format!("{address} is full on {n} days"),
        (_, Some((day, mails))) if mails.q90 >= 0.5 => match sender.cap {
            Some(cap) => format!(
                "{address} sends at most {} of {} a day, on {}",
                range(mails),
                count(cap.into()),
                weekday(*day)
            ),
            None => format!("{address} sends at most {} a day, on {}", range(mails), weekday(*day)),
        },
        _ => format!("{address} sends nothing"),
    };
    let mut table = Table::new(["Day", "Mails", "Middle"]);
    table.rows =
        sender.days.iter().map(|(day, mails)| vec![weekday(*day), range(mails), whole(mails.q50)]).collect();
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
        notes: Vec::new(),
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

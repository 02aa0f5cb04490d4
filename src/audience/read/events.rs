//! A file of events: which column says who, what, when and at which step, and which rows do not read. Knows no plan.

use std::collections::BTreeMap;

use super::{Raw, ReadError, Reader, sniff};
use crate::audience::columns::Columns;
use crate::audience::events::{Event, EventFile, EventsRead};
use crate::audience::values::{self, DateOrder};
use crate::lean::text::nearest;
use crate::model::{EventKind, StdField};

/// Headers of the columns, in small letters without signs.
const WHO: &[&str] = &[
    "contact id",
    "contact",
    "record id",
    "id",
    "prospect id",
    "lead id",
    "email",
    "e mail",
    "email address",
    "address",
    "recipient",
    "to",
];
const WHAT: &[&str] =
    &["event", "event type", "event name", "type", "action", "activity", "activity type", "status"];
const WHEN: &[&str] = &[
    "time",
    "date",
    "timestamp",
    "when",
    "event time",
    "event date",
    "occurred at",
    "created at",
    "datetime",
    "activity date",
];
const STEP: &[&str] =
    &["step", "step name", "sequence step", "touch", "campaign", "campaign name", "message", "subject"];

/// Words for events, in small letters without signs.
const WORDS: &[(&str, EventKind)] = &[
    ("open", EventKind::Opened),
    ("opened", EventKind::Opened),
    ("email open", EventKind::Opened),
    ("email opened", EventKind::Opened),
    ("click", EventKind::Clicked),
    ("clicked", EventKind::Clicked),
    ("email click", EventKind::Clicked),
    ("email clicked", EventKind::Clicked),
    ("reply", EventKind::Replied),
    ("replied", EventKind::Replied),
    ("email replied", EventKind::Replied),
    ("answered", EventKind::Replied),
    ("positive reply", EventKind::RepliedPositive),
    ("interested", EventKind::RepliedPositive),
    ("negative reply", EventKind::RepliedNegative),
    ("not interested", EventKind::RepliedNegative),
    ("bounce", EventKind::Bounced),
    ("bounced", EventKind::Bounced),
    ("hard bounce", EventKind::Bounced),
    ("hard bounced", EventKind::Bounced),
    ("unsubscribe", EventKind::OptedOut),
    ("unsubscribed", EventKind::OptedOut),
    ("opt out", EventKind::OptedOut),
    ("optout", EventKind::OptedOut),
    ("spam", EventKind::OptedOut),
    ("spam report", EventKind::OptedOut),
    ("spam complaint", EventKind::OptedOut),
    ("complaint", EventKind::OptedOut),
    ("complained", EventKind::OptedOut),
    ("call connected", EventKind::Connected),
    ("conversation", EventKind::Talked),
    ("meeting", EventKind::MeetingBooked),
    ("meeting scheduled", EventKind::MeetingBooked),
    ("booked", EventKind::MeetingBooked),
    ("connection accepted", EventKind::Accepted),
    ("completed", EventKind::Done),
    ("purchase", EventKind::Purchased),
    ("order", EventKind::Purchased),
    ("ordered", EventKind::Purchased),
    ("signed up", EventKind::Activated),
];
/// Words for what is done to somebody, or for nothing that counts.
const NO_EVENTS: &[&str] = &[
    "sent",
    "email sent",
    "delivered",
    "delivery",
    "processed",
    "deferred",
    "queued",
    "scheduled",
    "dropped",
    "soft bounce",
    "soft bounced",
    "forwarded",
    "call",
    "called",
    "dialed",
    "voicemail",
    "visited",
    "page view",
];
const COMPLAINTS: &[&str] = &["spam", "spam report", "spam complaint", "complaint", "complained"];

/// Small letters, words parted by single blanks.
fn plain(text: &str) -> String {
    let words: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn kind(word: &str) -> Option<EventKind> {
    let named = EventKind::ALL.iter().find(|kind| kind.name() == word).copied();
    named.or_else(|| WORDS.iter().find(|(other, _)| *other == word).map(|(_, kind)| *kind))
}

/// The minute of the day in a time such as `2026-11-20T14:05:00Z`, 0 where there is none.
fn minute(text: &str) -> u16 {
    let mut parts = text.splitn(2, ':');
    let (before, after) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let hours: String = before.chars().rev().take_while(char::is_ascii_digit).take(2).collect();
    let hours: String = hours.chars().rev().collect();
    let minutes: String = after.chars().take(2).take_while(char::is_ascii_digit).collect();
    let is_pm = text.to_ascii_lowercase().contains("pm");
    match (hours.parse::<u16>(), minutes.parse::<u16>()) {
        (Ok(hours), Ok(minutes)) if hours < 24 && minutes < 60 => {
            let hours = if is_pm && hours < 12 { hours + 12 } else { hours };
            hours * 60 + minutes
        }
        _ => 0,
    }
}

/// Reads a file of events about the contacts of a list.
///
/// # Errors
/// Why nothing of it reads, in a sentence.
pub fn read_events(list: &Columns, name: &str, bytes: &[u8]) -> Result<EventsRead, String> {
    let sniffed = sniff(bytes).map_err(|refusal| refusal.to_string())?;
    let raw = gathered(&sniffed.options, bytes).map_err(|error| format!("It does not read: {error}."))?;
    let headers: Vec<String> = raw.headers.iter().map(|header| plain(header)).collect();
    let place =
        |known: &[&str]| known.iter().find_map(|wanted| headers.iter().position(|header| header == wanted));
    let missing = |what: &str, known: &[&str]| {
        let near = headers.iter().find_map(|header| nearest(header, known.iter().copied()));
        let near = near.map(|near| format!(" Is “{near}” meant?")).unwrap_or_default();
        format!("No column says {what}. A header such as “{}” is looked for.{near}", known[0])
    };
    let what = place(WHAT).ok_or_else(|| missing("what happened", WHAT))?;
    let when = place(WHEN).ok_or_else(|| missing("when", WHEN))?;
    let ways: Vec<usize> =
        WHO.iter().filter_map(|wanted| headers.iter().position(|header| header == wanted)).collect();
    if ways.is_empty() {
        return Err(missing("to whom", WHO));
    }
    let step = place(STEP);
    let known = People::of(list);
    // how the days are written, by what the whole column proves
    let (mut day_first, mut month_first) = (0, 0);
    for row in 0..raw.rows.len() {
        match values::written_day(raw.columns[when].get(row)).and_then(|written| written.proves()) {
            Some(DateOrder::DayFirst) => day_first += 1,
            Some(DateOrder::MonthFirst) => month_first += 1,
            None => {}
        }
    }
    let order = if month_first > day_first { DateOrder::MonthFirst } else { DateOrder::DayFirst };
    let mut read = EventsRead {
        file: EventFile { name: name.to_owned(), rows: raw.rows.len() as u32, ..EventFile::default() },
        ..EventsRead::default()
    };
    let mut passed: BTreeMap<String, u32> = BTreeMap::new();
    for (row, sheet_row) in raw.rows.iter().enumerate() {
        let cell = |column: usize| raw.columns[column].get(row).trim();
        let word = plain(cell(what));
        if NO_EVENTS.contains(&word.as_str()) {
            *passed.entry(word).or_default() += 1;
            continue;
        }
        let Some(kind) = kind(&word) else {
            let why = match word.is_empty() {
                true => "nothing says what happened".to_owned(),
                false => "no event that is known".to_owned(),
            };
            read.file.problem(*sheet_row, &raw.headers[what], cell(what), &why);
            continue;
        };
        let Some(day) = values::written_day(cell(when)).and_then(|written| written.day(order)) else {
            read.file.problem(*sheet_row, &raw.headers[when], cell(when), "no day");
            continue;
        };
        let Some(contact) = ways.iter().find_map(|way| known.number(cell(*way))) else {
            match ways.iter().map(|way| cell(*way)).find(|cell| !cell.is_empty()) {
                Some(_) => read.file.strangers += 1,
                None => read.file.problem(*sheet_row, &raw.headers[ways[0]], "", "nothing says to whom"),
            }
            continue;
        };
        if COMPLAINTS.contains(&word.as_str()) {
            read.complained.insert(contact);
        }
        let event = Event { contact, day: day.days(), minute: minute(cell(when)), kind, step: 0 };
        read.file.taken += 1;
        read.rows.push((event, step.map(|step| cell(step).chars().take(200).collect()).unwrap_or_default()));
    }
    read.file.passed_over = passed.into_iter().collect();
    Ok(read)
}

fn gathered(options: &super::ReadOptions, bytes: &[u8]) -> Result<Raw, ReadError> {
    let mut reader = Reader::new(options);
    reader.feed(bytes)?;
    reader.finish()
}

/// Contacts of a list by what a file may call them: the list's own id, the address, the number here.
struct People {
    by_id: BTreeMap<String, u32>,
    by_address: BTreeMap<String, u32>,
}

impl People {
    fn of(list: &Columns) -> People {
        let (mut by_id, mut by_address) = (BTreeMap::new(), BTreeMap::new());
        let ids = list.std(StdField::ContactId);
        let addresses = list.std(StdField::Email);
        for (row, number) in list.numbers().iter().enumerate() {
            if let Some(id) = ids.and_then(|ids| ids.text(row)) {
                by_id.entry(id.trim().to_owned()).or_insert(*number);
            }
            if let Some(address) = addresses.and_then(|addresses| addresses.text(row)) {
                by_address.entry(address.trim().to_lowercase()).or_insert(*number);
            }
        }
        People { by_id, by_address }
    }

    fn number(&self, cell: &str) -> Option<u32> {
        if cell.is_empty() {
            return None;
        }
        let by_address =
            || values::email(cell).and_then(|address| self.by_address.get(&address.to_lowercase()));
        self.by_id.get(cell).or_else(by_address).copied()
    }
}

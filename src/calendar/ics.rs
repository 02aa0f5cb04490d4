//! Closed days out of an iCalendar file (RFC 5545): each `VEVENT` that lasts whole days, with its summary. It must not know which
//! calendar takes them. Recurrence rules are not followed: such an event counts on its first days, and is said.

use std::collections::BTreeMap;

use super::Date;

/// Days read from one file, at most.
pub const MOST_DAYS: usize = 1_000;
/// Days one event can last.
const LONGEST: i32 = 366;
/// Characters of a name that are kept.
const NAME: usize = 100;

/// What a file held.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Days {
    /// Days and what they are called, in order, each day once.
    pub days: Vec<(Date, String)>,
    /// What was left out, with the line it stands in.
    pub problems: Vec<Problem>,
}

/// Something that was not read as a closed day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Line of the file, from 1.
    pub line: usize,
    /// A sentence without a full stop.
    pub message: String,
}

/// An event between `BEGIN:VEVENT` and `END:VEVENT`.
#[derive(Default)]
struct Event {
    line: usize,
    start: Option<(usize, String, String)>,
    end: Option<(usize, String)>,
    summary: String,
    repeats: bool,
}

/// Reads the closed days of a calendar file. Events with a clock time are no days off and are left out.
pub fn days(text: &str) -> Days {
    let mut found = Days::default();
    if !text.trim_start().get(..15).is_some_and(|head| head.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        found.problem(1, "this is no calendar file: it does not begin with BEGIN:VCALENDAR");
        return found;
    }
    let mut days = BTreeMap::new();
    let mut event: Option<Event> = None;
    let mut depth = 0_u32;
    for (number, line) in unfolded(text) {
        let Some((head, value)) = split(&line) else { continue };
        let mut parts = head.split(';');
        let name = parts.next().unwrap_or_default().to_ascii_uppercase();
        let value_upper = value.trim().to_ascii_uppercase();
        match (name.as_str(), event.as_mut()) {
            ("BEGIN", None) if value_upper == "VEVENT" => {
                event = Some(Event { line: number, ..Event::default() });
            }
            // an alarm inside an event has properties of the same names
            ("BEGIN", Some(_)) => depth += 1,
            ("END", Some(_)) if depth > 0 => depth -= 1,
            ("END", Some(_)) if value_upper == "VEVENT" => {
                if let Some(event) = event.take() {
                    found.take(event, &mut days);
                }
            }
            (_, Some(event)) if depth == 0 => match name.as_str() {
                "DTSTART" => event.start = Some((number, value.trim().to_owned(), head.to_ascii_uppercase())),
                "DTEND" => event.end = Some((number, value.trim().to_owned())),
                "SUMMARY" => event.summary = plain(value),
                "RRULE" | "RDATE" => event.repeats = true,
                _ => {}
            },
            _ => {}
        }
        if days.len() > MOST_DAYS {
            while days.len() > MOST_DAYS {
                days.pop_last();
            }
            let message = format!("more than {MOST_DAYS} days; the rest was not read");
            found.problem(number, &message);
            break;
        }
    }
    found.days = days.into_iter().collect();
    if found.days.is_empty() && found.problems.is_empty() {
        found.problem(1, "the file holds no event");
    }
    found
}

impl Days {
    fn problem(&mut self, line: usize, message: &str) {
        // a file of a thousand appointments says so once or twice, not a thousand times
        if self.problems.len() < 20 {
            self.problems.push(Problem { line, message: message.to_owned() });
        }
    }

    fn take(&mut self, event: Event, days: &mut BTreeMap<Date, String>) {
        let Some((line, text, head)) = &event.start else {
            return self.problem(event.line, "an event without a start");
        };
        if text.len() > 8 && !head.contains("VALUE=DATE") || text.contains('T') {
            return self.problem(*line, &format!("“{}” has a clock time and is no whole day", event.summary));
        }
        let Some(first) = date(text) else {
            return self.problem(*line, &format!("“{text}” is not a date such as 20261224"));
        };
        // the end is the first day after; without one it is one day
        let until = match &event.end {
            None => first.plus_days(1),
            Some((line, text)) => match date(text) {
                Some(end) if end > first => end,
                Some(_) => first.plus_days(1),
                None => {
                    return self.problem(*line, &format!("“{text}” is not a date such as 20261224"));
                }
            },
        };
        if until.days() - first.days() > LONGEST {
            return self.problem(*line, &format!("“{}” lasts longer than a year", event.summary));
        }
        if event.repeats {
            self.problem(*line, &format!("“{}” repeats: only {first} is taken", event.summary));
        }
        for day in first.days()..until.days() {
            days.entry(Date::from_days(day)).or_insert_with(|| event.summary.clone());
        }
    }
}

/// Content lines with their numbers; a line that begins with a space or tab goes on the one before it (RFC 5545, 3.1).
fn unfolded(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut lines = text.lines().enumerate().peekable();
    std::iter::from_fn(move || {
        let (index, line) = lines.next()?;
        let mut whole = line.to_owned();
        while let Some((_, more)) = lines.next_if(|(_, next)| next.starts_with([' ', '\t'])) {
            // a property of any use here is short
            if whole.len() < 4_000 {
                whole.push_str(&more[1..]);
            }
        }
        Some((index + 1, whole))
    })
}

/// Name with parameters, and value: the first colon outside quotation marks parts them.
fn split(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = line.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b':' && !quoted
    })?;
    Some((&line[..at], &line[at + 1..]))
}

/// `20261224`.
fn date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?)
}

/// A text value as a person reads it (RFC 5545, 3.3.11), on one line.
fn plain(value: &str) -> String {
    let mut text = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => text.push(' '),
                Some(other) => text.push(other),
                None => {}
            },
            letter if letter.is_control() => text.push(' '),
            letter => text.push(letter),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME).collect()
}

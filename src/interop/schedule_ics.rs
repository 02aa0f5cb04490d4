//! The schedule as iCalendar (RFC 5545), for the calendars of those who do the work by hand. Knows no JSON and no clock: when it is
//! stamped is what the source says.
//!
//! An event is a touch. Its UID is the touch's stable id with the plan's, so a later export moves events instead of doubling them.
//! Work by hand is busy time as long as its effort; what goes out by itself, and what only a reaction leads to, is free time.

use super::schedule_file::Executor;
use super::schedule_json::hex;
use super::tables::{ExportSource, Tables};
use crate::calendar::{Clock, Date, Instant};
use crate::model::{OwnerId, StdField};
use crate::schedule::{PlannedTouch, Schedule, When};

/// About as much is handed over at once [bytes].
const CHUNK: usize = 64 * 1024;
/// The longest line without its end [octets].
const LINE: usize = 75;

/// Which touches become events.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct IcsOptions {
    /// Only this owner's: what the owner does by hand, and what goes out of the owner's mailboxes.
    pub owner: Option<OwnerId>,
    /// What goes out by itself too.
    pub automatic: bool,
}

/// An export under way: hands over the file chunk by chunk.
#[derive(Clone, Debug)]
pub struct IcsExport {
    options: IcsOptions,
    tables: Tables,
    /// When the file was made, `20261124T093000Z`.
    stamp: String,
    /// Dates that count from an entry nobody can foresee belong in no calendar.
    has_dates: bool,
    /// 0 = the head is next, else the event of touch `at - 1`; then the foot.
    at: usize,
}

/// Why a calendar file of a schedule would be empty; a sentence without a full stop.
pub fn no_events(schedule: &Schedule, automatic: bool) -> &'static str {
    if schedule.relative_to_entry.is_some() {
        "contacts enter by an event whose day nobody knows: the touches have distances from it and no dates to put into a calendar"
    } else if automatic {
        "no touch goes into this calendar: none is planned on the way where nobody reacts"
    } else {
        "no touch goes into this calendar: none is done by hand there"
    }
}

impl IcsExport {
    /// Begins an export.
    pub fn new(source: &ExportSource, options: IcsOptions) -> IcsExport {
        let has_dates = source.schedule.relative_to_entry.is_none();
        IcsExport { options, tables: Tables::of(source), stamp: stamp(source.exported_at), has_dates, at: 0 }
    }

    /// Events that the file will hold. A calendar without any is not valid: then there is nothing to export.
    pub fn n_events(&self, source: &ExportSource) -> usize {
        source.schedule.touches.iter().filter(|touch| self.is_wanted(touch)).count()
    }

    /// The next lines, about 64 KB of UTF-8; `None` when all is written. The source is the one it began with.
    pub fn next_chunk(&mut self, source: &ExportSource) -> Option<String> {
        let touches = &source.schedule.touches;
        if self.at > touches.len() + 1 {
            return None;
        }
        let mut out = String::with_capacity(CHUNK + CHUNK / 8);
        if self.at == 0 {
            self.head(source, &mut out);
            self.at = 1;
        }
        while out.len() < CHUNK && self.at <= touches.len() + 1 {
            match touches.get(self.at - 1) {
                Some(touch) if self.is_wanted(touch) => self.event(source, touch, &mut out),
                Some(_) => {}
                None => line("END:VCALENDAR", &mut out),
            }
            self.at += 1;
        }
        Some(out)
    }

    /// The whole file: for small schedules and tests.
    pub fn whole(source: &ExportSource, options: IcsOptions) -> String {
        let mut export = IcsExport::new(source, options);
        std::iter::from_fn(|| export.next_chunk(source)).collect()
    }

    fn is_wanted(&self, touch: &PlannedTouch) -> bool {
        let by_hand = touch.owner.is_some();
        self.has_dates
            && !matches!(touch.when, When::Skipped { .. })
            && (by_hand || self.options.automatic)
            && self.options.owner.is_none_or(|owner| self.tables.responsible(touch) == Some(owner))
    }

    fn head(&self, source: &ExportSource, out: &mut String) {
        let mut name = source.title();
        if let Some(owner) = self.options.owner.and_then(|id| source.plan.owners.get(&id)) {
            name = format!("{name}, {}", owner.name);
        }
        for fixed in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Cadenza//Schedule//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
        ] {
            line(fixed, out);
        }
        text("NAME", &name, out);
        text("X-WR-CALNAME", &name, out);
    }

    fn event(&self, source: &ExportSource, touch: &PlannedTouch, out: &mut String) {
        let Some(facts) = self.tables.steps.get(&touch.step) else { return };
        let is_sure = matches!(touch.when, When::At { .. });
        let by_hand = facts.by == Executor::Owner;
        let at = touch.when.instant();
        let who = source.contact(touch.row);
        let company = source.text(touch.row, StdField::Company);
        let whom = [who.as_str(), company.as_ref()].into_iter().filter(|part| !part.is_empty());
        let whom = whom.collect::<Vec<_>>().join(", ");
        line("BEGIN:VEVENT", out);
        line(&format!("UID:{}-{}@cadenza", hex(touch.id), source.plan.id), out);
        line(&format!("DTSTAMP:{}", self.stamp), out);
        line(&format!("DTSTART:{}", utc(at)), out);
        if by_hand && facts.effort_minutes > 0 {
            line(&format!("DTEND:{}", utc(at.plus_minutes(i32::from(facts.effort_minutes)))), out);
        }
        text("SUMMARY", &format!("{}: {} – {whom}", touch.channel.label(), facts.name), out);
        text("DESCRIPTION", &self.description(source, touch, &whom), out);
        text("CATEGORIES", touch.channel.channel().label(), out);
        line(if is_sure { "STATUS:CONFIRMED" } else { "STATUS:TENTATIVE" }, out);
        line(if is_sure && by_hand { "TRANSP:OPAQUE" } else { "TRANSP:TRANSPARENT" }, out);
        line("END:VEVENT", out);
    }

    fn description(&self, source: &ExportSource, touch: &PlannedTouch, whom: &str) -> String {
        let zone = source.zone(touch.row);
        let on_clock = |at: Instant| format!("{} {}", zone.rfc3339(at), zone.name());
        let mut lines = Vec::new();
        let mut add = |name: &str, value: &str| {
            if !value.is_empty() {
                lines.push(format!("{name}: {value}"));
            }
        };
        let facts = self.tables.steps.get(&touch.step);
        add("Sequence", facts.map(|facts| source.name_of(facts.sequence)).unwrap_or_default());
        add("Step", facts.map(|facts| facts.name.as_str()).unwrap_or_default());
        add("Contact", whom);
        for (name, field) in [
            ("Email", StdField::Email),
            ("Mobile", StdField::MobilePhone),
            ("Phone", StdField::DirectPhone),
            ("Company phone", StdField::CompanyPhone),
            ("LinkedIn", StdField::LinkedIn),
        ] {
            add(name, &source.text(touch.row, field));
        }
        add("Owner", self.tables.owner(touch).unwrap_or_default());
        add("Mailbox", self.tables.sender(touch).unwrap_or_default());
        match &touch.when {
            When::At { planned, .. } => {
                add("For the contact", &on_clock(*planned));
                let late = touch.when.late_days(zone);
                if late > 0 {
                    add("Late", &format!("{late} {}", if late == 1 { "day" } else { "days" }));
                }
            }
            When::Between { earliest, latest } => {
                add("For the contact, not before", &on_clock(*earliest));
                add("Not after", &on_clock(*latest));
            }
            When::Skipped { .. } => {}
        }
        add("Only if", self.tables.guards.get(touch.step, &touch.guard).unwrap_or_default());
        let cancel = facts.map(|facts| facts.cancel_when.iter().map(|cancel| cancel.label()));
        add("Cancel when", &cancel.into_iter().flatten().collect::<Vec<_>>().join(", "));
        lines.join("\n")
    }
}

/// A property whose value is a text.
fn text(name: &str, value: &str, out: &mut String) {
    line(&format!("{name}:{}", ics_escape(value)), out);
}

/// A line of the file, folded, with its end.
fn line(content: &str, out: &mut String) {
    out.push_str(&ics_fold(content));
    out.push_str("\r\n");
}

/// A text value: backslash first, then what separates, then line ends (RFC 5545, 3.3.11). Control characters are left out.
pub fn ics_escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.replace("\r\n", "\n").replace('\r', "\n").chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() && c != '\t' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A content line folded so that no line has more than 75 octets and no character is cut (RFC 5545, 3.1).
pub fn ics_fold(content: &str) -> String {
    let mut folded = String::with_capacity(content.len() + content.len() / 24);
    let mut octets = 0;
    for c in content.chars() {
        if octets + c.len_utf8() > LINE {
            folded.push_str("\r\n ");
            octets = 1;
        }
        folded.push(c);
        octets += c.len_utf8();
    }
    folded
}

/// `20261130T080000Z`.
fn utc(at: Instant) -> String {
    at.to_string().chars().filter(|c| *c != '-' && *c != ':').collect()
}

/// RFC 3339 as a UTC stamp. A time that does not read is the beginning of its day.
fn stamp(text: &str) -> String {
    let number =
        |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<u16>().ok());
    let date = text.get(..10).and_then(|date| date.parse::<Date>().ok()).unwrap_or(Date::from_days(0));
    let clock = number(11..13).zip(number(14..16)).and_then(|(hour, minute)| Clock::new(hour, minute));
    let Some(clock) = clock else { return utc(Instant::from_utc(date, Clock::MIDNIGHT)) };
    let seconds = number(17..19).filter(|seconds| *seconds < 60).unwrap_or(0);
    let rest = text.get(16..).unwrap_or_default();
    let offset = rest.find(['+', '-']).map_or(0, |at| {
        let part = |range: std::ops::Range<usize>| {
            rest.get(range).and_then(|digits| digits.parse::<i32>().ok()).unwrap_or(0)
        };
        let minutes = part(at + 1..at + 3) * 60 + part(at + 4..at + 6);
        if rest[at..].starts_with('-') { -minutes } else { minutes }
    });
    let at = utc(Instant::from_utc(date, clock).plus_minutes(-offset));
    format!("{}{seconds:02}Z", at.get(..13).unwrap_or_default())
}

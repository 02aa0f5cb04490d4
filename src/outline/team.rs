//! Calendars, owners and mailboxes as lines of text above an outline, for examples and templates. Knows no screen.
//!
//! ```text
//! calendar "Office": Mon-Fri 9:00-17:00; holidays DE, AT, 2026-12-24 "Office closed", 2026-12-31
//! owner "Mara": 60 minutes a day, Europe/Berlin, calendar "Office"
//! sender "mara@out.example": cap 50 a day, Europe/Berlin, owner "Mara"
//! sender "+49 151 5550100": sms, cap 200 a day, Europe/Berlin
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::parse::{MAX_PROBLEMS, MAX_TEXT, parse_over};
use super::sending;
use super::wait::{days_of, days_text};
use super::words::{Kind, Line, TextProblem, Word, labels_by_id};
use crate::calendar::{Clock, Date, OpenHours, Weekdays, Zone, holidays};
use crate::lean::order;
use crate::lean::text::{nearest, quoted};
use crate::model::{
    Calendar, CalendarId, Channel, Diff, Holiday, Owner, OwnerId, Plan, Put, Sender, SenderId, SequenceId,
    ZoneName,
};
use crate::segment::Heading;

/// The words of what a sender sends on; without one, email.
const SENDING: [(&str, Channel); 3] =
    [("linkedin", Channel::Linkedin), ("whatsapp", Channel::Whatsapp), ("sms", Channel::Sms)];

/// A plan made from text alone.
#[derive(Clone, Debug)]
pub struct PlanText {
    /// The plan: the team, and the sequence if one was read.
    pub plan: Plan,
    /// The sequence.
    pub sequence: Option<SequenceId>,
    /// What did not read.
    pub problems: Vec<TextProblem>,
}

/// Makes a plan of lines about the team and one outline. Lines about the team say `calendar`, `owner` or `sender`, a name and a colon.
/// The plan has seed 1 and the zone UTC; set both as needed.
pub fn plan_from_text(text: &str) -> PlanText {
    text_onto(Plan::new("plan", "Plan", 1, ZoneName::from(Zone::UTC.name())), text)
}

/// As [`plan_from_text`], added to a plan that may have segments and messages for the outline to name.
pub fn text_onto(plan: Plan, text: &str) -> PlanText {
    text_onto_list(plan, text, None)
}

/// As [`text_onto`], for a list with these columns.
pub fn text_onto_list(mut plan: Plan, text: &str, headings: Option<&[Heading]>) -> PlanText {
    let mut team = Team::default();
    let mut rest = String::with_capacity(text.len().min(MAX_TEXT));
    let mut taken = 0;
    for (index, line) in text.lines().enumerate().take(super::MAX_LINES + 1) {
        taken += line.len() + 1;
        if taken > MAX_TEXT {
            let line = Line { number: index + 1, ..Line::default() };
            let expected = format!("at most {MAX_TEXT} bytes");
            team.problem(&line, 1..1, "the text is too long from here on", &expected, None);
            break;
        }
        let read = Line::read(index + 1, if line.len() > super::MAX_LINE { "" } else { line });
        if is_team(&read) {
            team.line(&read);
            rest.push('\n');
        } else {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    let mut problems = team.put_into(&mut plan);
    let only_team = rest.lines().all(|line| line.trim().is_empty());
    let mut sequence = None;
    if !only_team {
        let parsed = parse_over(&rest, &plan, headings);
        problems.extend(parsed.problems);
        if let Some(draft) = parsed.draft {
            let (id, diff) = draft.into_diff(&plan, None);
            diff.apply(&mut plan);
            sequence = Some(id);
        }
    }
    order::sort_by_key(&mut problems, |problem| (problem.line, problem.columns.start));
    PlanText { plan, sequence, problems }
}

/// A zone as [`Team::zone`] reads it: one that does not exist stands between quotes, so that it is refused as what it is.
fn zone_text(zone: &ZoneName) -> String {
    Zone::from_name(&zone.0).map_or_else(|| quoted(&zone.0), |zone| zone.name().to_owned())
}

/// How the public holidays of each contact's place are asked for; the first is what is written.
const LOCAL: [&str; 8] = [
    "of the contact",
    "of the contact's place",
    "of the contact's country",
    "of each contact's place",
    "of contacts",
    "by country",
    "local",
    "contact",
];

/// A country whose holidays are known by its code; any other between quotes, where it is refused.
fn country_text(code: &str) -> String {
    let known = holidays::countries().find(|(known, _)| known.eq_ignore_ascii_case(code));
    known.map_or_else(|| quoted(code), |(known, _)| known.to_owned())
}

/// Calendars, owners and mailboxes of a plan as lines that [`plan_from_text`] reads. Of several with one name, the later ones are
/// told apart by a number. What the lines cannot say (a zone that does not exist, hours that begin and end with one minute) is refused
/// when they are read, never read as something else.
pub fn print_team(plan: &Plan) -> String {
    let mut text = String::new();
    let calendars: Vec<_> = plan.calendars.iter().map(|(id, c)| (*id, c.name.as_str())).collect();
    let calendars = labels_by_id(&calendars);
    let owners: Vec<_> = plan.owners.iter().map(|(id, o)| (*id, o.name.as_str())).collect();
    let owners = labels_by_id(&owners);
    for (id, calendar) in &plan.calendars {
        let hours: Vec<String> = calendar
            .hours
            .iter()
            .map(|open| format!("{} {}-{}", days_text(open.days), open.from, open.to))
            .collect();
        let _ = write!(text, "calendar {}: {}", quoted(&calendars[id]), hours.join(", "));
        let days = calendar.holidays.iter().map(|day| {
            let name = if day.name.is_empty() { String::new() } else { format!(" {}", quoted(&day.name)) };
            let until = day.until.map(|until| format!(" to {until}")).unwrap_or_default();
            format!("{}{until}{name}", day.date)
        });
        let local = calendar.local_holidays.then(|| LOCAL[0].to_owned());
        let countries = calendar.countries.iter().map(|code| country_text(code));
        let off: Vec<String> = local.into_iter().chain(countries).chain(days).collect();
        if !off.is_empty() {
            let _ = write!(text, "; holidays {}", off.join(", "));
        }
        text.push('\n');
    }
    let calendar_part = |id: Option<CalendarId>| {
        id.and_then(|id| calendars.get(&id))
            .map(|name| format!(", calendar {}", quoted(name)))
            .unwrap_or_default()
    };
    for (id, owner) in &plan.owners {
        let minutes = owner.minutes_per_day.map(|n| format!("{n} minutes a day, ")).unwrap_or_default();
        let tasks = owner.tasks_per_day.map(|n| format!("{n} tasks a day, ")).unwrap_or_default();
        let calendar = calendar_part(owner.calendar);
        let (name, zone) = (quoted(&owners[id]), zone_text(&owner.zone));
        let _ = writeln!(text, "owner {name}: {minutes}{tasks}{zone}{calendar}");
    }
    for sender in plan.senders.values() {
        let mut cap = sender.cap_per_day.map(|n| format!("cap {n} a day, ")).unwrap_or_default();
        for part in sending::parts(sender) {
            let _ = write!(cap, "{part}, ");
        }
        let owner =
            sender.owner.and_then(|id| owners.get(&id)).map(|name| format!(", owner {}", quoted(name)));
        let owner = owner.unwrap_or_default();
        let calendar = calendar_part(sender.calendar);
        let channel = SENDING.iter().find(|(_, channel)| *channel == sender.channel);
        let channel = match (channel, sender.channel) {
            (Some((word, _)), _) => format!("{word}, "),
            (None, Channel::Email) => String::new(),
            (None, other) => format!("{}, ", quoted(other.label())),
        };
        let (address, zone) = (quoted(&sender.address), zone_text(&sender.zone));
        let _ = writeln!(text, "sender {address}: {channel}{cap}{zone}{owner}{calendar}");
    }
    text
}

fn is_team(line: &Line) -> bool {
    matches!(line.words.as_slice(), [kind, name, colon, ..]
        if ["calendar", "owner", "sender"].iter().any(|word| kind.is(word))
            && name.kind == Kind::Quoted && colon.text.starts_with(':'))
}

/// How many words from `at` on ask for the holidays of each contact's place, the most that do.
fn local_at(words: &[&Word], at: usize) -> Option<usize> {
    let asks = |text: &&str| {
        let parts = text.split(' ');
        let said = |(i, part): (usize, &str)| {
            words.get(at + i).is_some_and(|word| {
                word.kind == Kind::Word && word.text.replace('’', "'").eq_ignore_ascii_case(part)
            })
        };
        parts.enumerate().all(said)
    };
    LOCAL.iter().filter(|text| asks(text)).map(|text| text.split(' ').count()).max()
}

/// A name that stands for a record of another line.
type Named = Option<(Line, Word)>;

#[derive(Default)]
struct Team {
    problems: Vec<TextProblem>,
    calendars: Vec<Calendar>,
    owners: Vec<(Owner, Named)>,
    senders: Vec<(Sender, Named, Named)>,
}

impl Team {
    /// Further problems are not listed, and no near word is looked for.
    fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS
    }

    fn problem(&mut self, line: &Line, at: Range<usize>, message: &str, expected: &str, fix: Option<String>) {
        if self.is_full() {
            return;
        }
        self.problems.push(TextProblem {
            line: line.number,
            word: line.text(at.clone()),
            columns: at,
            message: message.to_owned(),
            expected: expected.to_owned(),
            fix,
        });
    }

    fn unexpected(&mut self, line: &Line, word: &Word, expected: &str, fix: Option<String>) {
        let message = format!("{:?} does not belong here", line.text(word.at.clone()));
        self.problem(line, word.at.clone(), &message, expected, fix);
    }

    fn line(&mut self, line: &Line) {
        let name = line.words[1].text.clone();
        // the colon may stand against the next word
        let mut words = line.words[2..].to_vec();
        if words[0].text == ":" {
            words.remove(0);
        } else {
            words[0].text.remove(0);
            words[0].at.start += 1;
        }
        if line.words[0].is("calendar") {
            self.calendar(line, name, &words);
        } else if line.words[0].is("owner") {
            self.owner(line, name, &words);
        } else {
            self.sender(line, name, &words);
        }
    }

    fn calendar(&mut self, line: &Line, name: String, words: &[Word]) {
        let mut calendar = Calendar {
            name,
            hours: Vec::new(),
            holidays: Vec::new(),
            countries: Vec::new(),
            local_holidays: false,
        };
        let mut days = Weekdays::default();
        let mut in_holidays = false;
        // `to` stands between the first and the last of several days
        let mut spans = false;
        let words: Vec<&Word> = words.iter().filter(|word| word.kind != Kind::Comma).collect();
        let mut at = 0;
        while let Some(word) = words.get(at).copied() {
            at += 1;
            if let Some(n) = local_at(&words, at - 1).filter(|_| in_holidays) {
                calendar.local_holidays = true;
                at += n - 1;
                continue;
            }
            let is_name = word.kind == Kind::Quoted;
            let text = word.text.trim_end_matches(';');
            if text.is_empty() && !is_name {
                continue;
            }
            if in_holidays {
                let code = holidays::countries().map(|(code, _)| code).find(|code| !is_name && word.is(code));
                let text = text.replace("..", " to ");
                let (text, last) = match text.split_once(" to ") {
                    Some((first, last)) => (first, Some(last)),
                    None => (text.as_str(), None),
                };
                if !is_name
                    && word.is("to")
                    && calendar.holidays.last().is_some_and(|day| day.until.is_none())
                {
                    spans = true;
                    continue;
                }
                let date =
                    text.parse::<Date>().and_then(|date| Ok((date, last.map(str::parse).transpose()?)));
                match (date, is_name, calendar.holidays.last_mut()) {
                    (_, true, Some(day)) => day.name = word.text.clone(),
                    (Ok((date, last)), false, day) => {
                        match day.filter(|_| spans) {
                            Some(day) => day.until = Some(date),
                            None => calendar.holidays.push(Holiday { until: last, ..Holiday::on(date, "") }),
                        }
                        spans = false;
                        if calendar.holidays.last().is_some_and(|day| day.n_days() == 0) {
                            let message = "the days off end before they begin, or last over a year";
                            let expected = "a date from the first on";
                            self.problem(line, word.at.clone(), message, expected, None);
                            calendar.holidays.pop();
                        }
                    }
                    _ => match code {
                        Some(code) if calendar.countries.iter().any(|known| known == code) => {}
                        Some(code) => calendar.countries.push(code.to_owned()),
                        None if self.is_full() => {}
                        None => {
                            let codes: Vec<&str> = holidays::countries().map(|(code, _)| code).collect();
                            let expected = format!(
                                "a date such as 2026-12-25, {}, or a country: {}",
                                LOCAL[0],
                                codes.join(", ")
                            );
                            self.unexpected(line, word, &expected, nearest(text, codes));
                        }
                    },
                }
            } else if word.is("holidays") {
                in_holidays = true;
            } else if let Some(more) = days_of(text) {
                days = more.iter().fold(days, Weekdays::with);
            } else {
                let span = text.split_once(['-', '–']);
                let span = span.and_then(|(a, b)| Some((a.parse::<Clock>().ok()?, b.parse::<Clock>().ok()?)));
                let open = span.map(|(from, to)| OpenHours { days, from, to });
                match open.filter(|open| open.line().is_some() && !days.is_empty()) {
                    Some(open) => {
                        calendar.hours.push(open);
                        days = Weekdays::default();
                    }
                    None => self.unexpected(line, word, "days and hours such as Mon-Fri 9:00-17:00", None),
                }
            }
        }
        if let Some(flaw) = calendar.bad_value() {
            self.problem(line, line.words[1].at.clone(), &flaw.sentence(), "a shorter name", None);
        }
        self.calendars.push(calendar);
    }

    fn owner(&mut self, line: &Line, name: String, words: &[Word]) {
        let mut owner = Owner {
            name,
            zone: ZoneName::from(Zone::UTC.name()),
            minutes_per_day: None,
            tasks_per_day: None,
            calendar: None,
        };
        let mut calendar = None;
        for part in words.split(|word| word.kind == Kind::Comma).filter(|part| !part.is_empty()) {
            match part {
                [n, minutes, a, day] if minutes.is("minutes") && a.is("a") && day.is("day") => {
                    owner.minutes_per_day = self.number(line, n);
                }
                [n, tasks, a, day] if tasks.is("tasks") && a.is("a") && day.is("day") => {
                    owner.tasks_per_day = self.number(line, n);
                }
                [word, name] if word.is("calendar") && name.kind == Kind::Quoted => {
                    calendar = Some((line.clone(), name.clone()));
                }
                [zone] => self.zone(line, zone, &mut owner.zone),
                [word, ..] => {
                    let expected = "60 minutes a day, 20 tasks a day, a zone, calendar \"name\"";
                    self.unexpected(line, word, expected, None);
                }
                [] => {}
            }
        }
        self.owners.push((owner, calendar));
    }

    fn sender(&mut self, line: &Line, address: String, words: &[Word]) {
        let mut sender = Sender {
            channel: Channel::Email,
            address,
            owner: None,
            zone: ZoneName::from(Zone::UTC.name()),
            cap_per_day: None,
            limits: Vec::new(),
            spacing_minutes: 0,
            ramp: None,
            calendar: None,
        };
        let (mut owner, mut calendar) = (None, None);
        for part in words.split(|word| word.kind == Kind::Comma).filter(|part| !part.is_empty()) {
            match part {
                [cap, n, a, day] if cap.is("cap") && a.is("a") && day.is("day") => {
                    sender.cap_per_day = self.number(line, n);
                }
                [word, name] if word.is("owner") && name.kind == Kind::Quoted => {
                    owner = Some((line.clone(), name.clone()));
                }
                [word, name] if word.is("calendar") && name.kind == Kind::Quoted => {
                    calendar = Some((line.clone(), name.clone()));
                }
                [word] if SENDING.iter().any(|(name, _)| word.is(name)) => {
                    let of = SENDING.iter().find(|(name, _)| word.is(name));
                    sender.channel = of.map_or(Channel::Email, |(_, channel)| *channel);
                }
                [zone] => self.zone(line, zone, &mut sender.zone),
                part if sending::part_of(
                    &part.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(),
                    &mut sender,
                ) => {}
                [word, ..] if word.text.starts_with(|c: char| c.is_ascii_digit()) || word.is("ramp") => {
                    self.unexpected(line, word, sending::EXPECTED, None);
                }
                [word, ..] => {
                    let expected = "sms, cap 50 a day, a zone, owner \"name\", calendar \"name\"";
                    self.unexpected(line, word, expected, None);
                }
                [] => {}
            }
        }
        self.senders.push((sender, owner, calendar));
    }

    fn number(&mut self, line: &Line, word: &Word) -> Option<u32> {
        let n = word.text.parse().ok();
        if n.is_none() {
            self.unexpected(line, word, "a whole number", None);
        }
        n
    }

    fn zone(&mut self, line: &Line, word: &Word, zone: &mut ZoneName) {
        match Zone::from_name(&word.text) {
            Some(found) => *zone = ZoneName::from(found.name()),
            None => {
                let names = SENDING.iter().map(|(name, _)| *name).chain(Zone::all().map(Zone::name));
                let fix = if self.is_full() { None } else { nearest(&word.text, names) };
                self.problem(
                    line,
                    word.at.clone(),
                    "there is no such time zone",
                    "a zone such as Europe/Berlin",
                    fix,
                );
            }
        }
    }

    /// Puts the team into a plan; what was wrong comes back.
    fn put_into(mut self, plan: &mut Plan) -> Vec<TextProblem> {
        fn put<R: Put>(plan: &mut Plan, id: impl Fn(u32) -> R::Id, record: R) -> R::Id {
            let id = id(plan.fresh_number());
            Diff::put(plan, id, Some(record)).apply(plan);
            id
        }
        let mut calendars = BTreeMap::new();
        for calendar in std::mem::take(&mut self.calendars) {
            let name = calendar.name.clone();
            calendars.insert(name, put(plan, CalendarId, calendar));
        }
        let mut owners = BTreeMap::new();
        for (mut owner, calendar) in std::mem::take(&mut self.owners) {
            owner.calendar = self.find(calendar, &calendars);
            let name = owner.name.clone();
            owners.insert(name, put(plan, OwnerId, owner));
        }
        for (mut sender, owner, calendar) in std::mem::take(&mut self.senders) {
            sender.owner = self.find(owner, &owners);
            sender.calendar = self.find(calendar, &calendars);
            put(plan, SenderId, sender);
        }
        self.problems
    }

    fn find<Id: Copy>(&mut self, named: Named, known: &BTreeMap<String, Id>) -> Option<Id> {
        let (line, word) = named?;
        let found = known.get(&word.text).copied();
        if found.is_none() && !self.is_full() {
            let fix = nearest(&word.text, known.keys().map(String::as_str)).map(|name| quoted(&name));
            self.problem(&line, word.at.clone(), "no line has this name", "a name from a line above", fix);
        }
        found
    }
}

//! Owners, senders, calendars and assumptions as a form shows them: each field as text, and the command that a text stands for.
//! Knows no screen.

use super::Command;
use crate::calendar::{Clock, Date, OpenHours, Weekday, Weekdays, Window, Zone, holidays};
use crate::lean::number::parse as number_of;
use crate::lean::order;
use crate::model::{
    Calendar, CalendarId, Channel, ChannelKind, Delay, Denominator, EventKind, MissingRate, Owner, OwnerId,
    Place, Plan, Probability, Ramp, Rate, RateOf, SendLimit, SendSpan, Sender, SenderId, Source, SourceKind,
    ZoneName, owner_key,
};
use crate::outline::{sending_words, with_sending};

/// Characters of a name, at most.
const LONGEST: usize = 500;

/// A field of an owner, a sender or a calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TeamField {
    /// Name of an owner or a calendar, address of a sender.
    Name,
    /// Time zone.
    Zone,
    /// Minutes a day of an owner; empty = no limit.
    Minutes,
    /// Tasks a day of an owner; empty = no limit.
    Tasks,
    /// What a sender may send a day; empty = no limit.
    Cap,
    /// What a sender may send beside its day: limits over other spans, a distance, a ramp.
    Sending,
    /// The channel of a sender, by its place in [`Channel::ALL`].
    Channel,
    /// Whose a sender is: an owner's id, or empty.
    Whose,
    /// The calendar of an owner or a sender: its id, or empty.
    Calendar,
    /// Open hours of a calendar on one weekday: `9:00–12:00, 13:00–17:00`; empty = closed.
    Hours(Weekday),
}

/// A field as text; empty where there is no such record or field.
pub fn team_text(plan: &Plan, place: Place, field: TeamField) -> String {
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let id = |id: Option<CalendarId>| id.map(|id| id.to_string()).unwrap_or_default();
    let text = match place {
        Place::Owner(owner) => plan.owners.get(&owner).map(|owner| match field {
            TeamField::Name => owner.name.clone(),
            TeamField::Zone => owner.zone.0.clone(),
            TeamField::Minutes => number(owner.minutes_per_day),
            TeamField::Tasks => number(owner.tasks_per_day),
            TeamField::Calendar => id(owner.calendar),
            _ => String::new(),
        }),
        Place::Sender(sender) => plan.senders.get(&sender).map(|sender| match field {
            TeamField::Name => sender.address.clone(),
            TeamField::Zone => sender.zone.0.clone(),
            TeamField::Cap => number(sender.cap_per_day),
            TeamField::Sending => sending_words(sender),
            TeamField::Channel => Channel::ALL
                .iter()
                .position(|channel| *channel == sender.channel)
                .unwrap_or_default()
                .to_string(),
            TeamField::Whose => sender.owner.map(|id| id.to_string()).unwrap_or_default(),
            TeamField::Calendar => id(sender.calendar),
            _ => String::new(),
        }),
        Place::Calendar(calendar) => plan.calendars.get(&calendar).map(|calendar| match field {
            TeamField::Name => calendar.name.clone(),
            TeamField::Hours(day) => {
                let spans = spans_of(&calendar.hours, day).into_iter();
                spans.map(|span| format!("{}–{}", span.from, span.to)).collect::<Vec<_>>().join(", ")
            }
            _ => String::new(),
        }),
        _ => None,
    };
    text.unwrap_or_default()
}

/// The command that gives a field another value; `None` where it already says so.
///
/// # Errors
/// A sentence that says what would read.
pub fn put_team_text(
    plan: &Plan,
    place: Place,
    field: TeamField,
    text: &str,
) -> Result<Option<Command>, String> {
    let text = text.trim();
    if text == team_text(plan, place, field) {
        return Ok(None);
    }
    let gone = || "It is no longer there".to_owned();
    let command = match place {
        Place::Owner(id) => {
            let mut owner = (**plan.owners.get(&id).ok_or_else(gone)?).clone();
            match field {
                TeamField::Name => owner.name = owner_name(plan, Some(id), text)?,
                TeamField::Zone => owner.zone = zone(text)?,
                TeamField::Minutes => owner.minutes_per_day = limit(text, 1_440)?,
                TeamField::Tasks => owner.tasks_per_day = limit(text, 100_000)?,
                TeamField::Calendar => owner.calendar = text.parse().ok(),
                _ => return Ok(None),
            }
            Command::PutOwner(Some(id), owner)
        }
        Place::Sender(id) => {
            let mut sender = (**plan.senders.get(&id).ok_or_else(gone)?).clone();
            match field {
                TeamField::Name => sender.address = address(plan, Some(id), sender.channel, text)?,
                TeamField::Zone => sender.zone = zone(text)?,
                TeamField::Cap => sender.cap_per_day = limit(text, 1_000_000)?,
                TeamField::Sending => sender = with_sending(&sender, text)?,
                TeamField::Channel => {
                    let channel = text.parse::<usize>().ok().and_then(|n| Channel::ALL.get(n));
                    sender.channel = *channel.ok_or_else(gone)?;
                }
                TeamField::Whose => sender.owner = text.parse().ok(),
                TeamField::Calendar => sender.calendar = text.parse().ok(),
                _ => return Ok(None),
            }
            Command::PutSender(Some(id), sender)
        }
        Place::Calendar(id) => {
            let mut calendar = (**plan.calendars.get(&id).ok_or_else(gone)?).clone();
            match field {
                TeamField::Name => calendar.name = calendar_name(plan, Some(id), text)?,
                TeamField::Hours(day) => calendar.hours = with_day(&calendar.hours, day, spans(text)?),
                _ => return Ok(None),
            }
            Command::PutCalendar(Some(id), calendar)
        }
        _ => return Ok(None),
    };
    Ok(Some(command))
}

/// What is usual for a sender beside its day, in words and as a command: LinkedIn's limit of invitations, a mailbox's ramp from the first
/// start of a sequence on, else from `today`. `None` where it has its own, or nothing is usual.
pub fn usual_sending(plan: &Plan, id: SenderId, today: Date) -> Option<(&'static str, Command)> {
    let from = plan.sequences.values().map(|sequence| sequence.entry.from).min().unwrap_or(today);
    let sender = plan.senders.get(&id).filter(|sender| sender.limits.is_empty() && sender.ramp.is_none())?;
    let mut sender = (**sender).clone();
    let words = match sender.channel {
        Channel::Linkedin => {
            let kind = Some(ChannelKind::LinkedinInvite);
            sender.limits.push(SendLimit { most: 100, per: SendSpan::SevenDays, kind });
            "Limit to 100 invitations in 7 days"
        }
        Channel::Email => {
            sender.ramp = Some(Ramp { first: 5, step: 2, from });
            "Warm up: 5 on the first day, 2 more on each"
        }
        _ => return None,
    };
    Some((words, Command::PutSender(Some(id), sender)))
}

// ---- new ones -------------------------------------------------------------------------------------------------------------

/// Adds an owner of that name who works as the last one does.
///
/// # Errors
/// The name is empty, too long or taken.
pub fn new_owner(plan: &Plan, name: &str) -> Result<Command, String> {
    let name = owner_name(plan, None, name.trim())?;
    let like = plan.owners.values().next_back();
    Ok(Command::PutOwner(
        None,
        Owner {
            name,
            zone: like.map_or_else(|| plan.settings.zone.clone(), |owner| owner.zone.clone()),
            minutes_per_day: like.and_then(|owner| owner.minutes_per_day),
            tasks_per_day: like.and_then(|owner| owner.tasks_per_day),
            calendar: like.map_or_else(|| first_calendar(plan), |owner| owner.calendar),
        },
    ))
}

/// Adds owners of these names as [`new_owner`] does, as one change; names that are taken need no adding.
pub fn new_owners(plan: &Plan, names: &[String]) -> Command {
    let commands: Vec<Command> = names.iter().filter_map(|name| new_owner(plan, name).ok()).collect();
    let n = commands.len();
    let name = match names {
        [name] => format!("Add {name}"),
        _ => format!("Add {n} owners"),
    };
    Command::Together { name, commands }
}

/// Adds a sender; an address with `@` is a mailbox, a number is a phone, anything else a LinkedIn seat.
///
/// # Errors
/// The address is empty, too long or taken.
pub fn new_sender(plan: &Plan, text: &str) -> Result<Command, String> {
    let text = text.trim();
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || " +-()/.".contains(c));
    let channel = match text {
        text if text.contains('@') => Channel::Email,
        text if is_number(text) => Channel::Whatsapp,
        _ => Channel::Linkedin,
    };
    let address = address(plan, None, channel, text)?;
    let like = plan.senders.values().rev().find(|sender| sender.channel == channel);
    // an address that begins with a person's name is probably theirs
    let begins = address.to_lowercase();
    let whose = plan.owners.iter().find(|(_, owner)| {
        let first = owner.name.split_whitespace().next().unwrap_or_default().to_lowercase();
        first.chars().count() > 2 && begins.starts_with(&first)
    });
    let owner = whose.map(|(id, _)| *id);
    let owner_zone = whose.map(|(_, owner)| owner.zone.clone());
    Ok(Command::PutSender(
        None,
        Sender {
            channel,
            address,
            owner,
            zone: owner_zone
                .or_else(|| like.map(|sender| sender.zone.clone()))
                .unwrap_or_else(|| plan.settings.zone.clone()),
            cap_per_day: like.and_then(|sender| sender.cap_per_day),
            limits: Vec::new(),
            spacing_minutes: 0,
            ramp: None,
            // always open: hours of its own would cut off contacts in other zones without a word
            calendar: None,
        },
    ))
}

/// Adds a calendar, open from Monday to Friday.
///
/// # Errors
/// The name is empty, too long or taken.
pub fn new_calendar(plan: &Plan, name: &str) -> Result<Command, String> {
    let name = calendar_name(plan, None, name.trim())?;
    let (from, to) = (Clock::from_minutes(9 * 60), Clock::from_minutes(17 * 60));
    let hours = from.zip(to).map(|(from, to)| OpenHours { days: Weekdays::WORKING, from, to });
    let calendar = Calendar {
        name,
        hours: hours.into_iter().collect(),
        holidays: Vec::new(),
        countries: Vec::new(),
        // who is at home on a holiday is neither written to nor called (T4b)
        local_holidays: true,
    };
    Ok(Command::PutCalendar(None, calendar))
}

fn first_calendar(plan: &Plan) -> Option<CalendarId> {
    plan.calendars.keys().next().copied()
}

// ---- fields ---------------------------------------------------------------------------------------------------------------

fn named(text: &str, what: &str) -> Result<String, String> {
    match text.chars().count() {
        0 => Err(format!("{what} needs a name")),
        n if n > LONGEST => Err(format!("A name has at most {LONGEST} characters")),
        _ => Ok(text.to_owned()),
    }
}

fn owner_name(plan: &Plan, own: Option<OwnerId>, text: &str) -> Result<String, String> {
    let name = named(text, "An owner")?;
    let key = owner_key(&name);
    match plan.owners.iter().any(|(id, owner)| Some(*id) != own && owner_key(&owner.name) == key) {
        true => Err(format!("There already is an owner “{name}”")),
        false => Ok(name),
    }
}

fn calendar_name(plan: &Plan, own: Option<CalendarId>, text: &str) -> Result<String, String> {
    let name = named(text, "A calendar")?;
    match plan.calendars.iter().any(|(id, calendar)| Some(*id) != own && calendar.name == name) {
        true => Err(format!("There already is a calendar “{name}”")),
        false => Ok(name),
    }
}

fn address(plan: &Plan, own: Option<SenderId>, channel: Channel, text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("A sender needs an address, a number or a profile".to_owned());
    }
    let address = named(text, "A sender")?;
    if channel == Channel::Email && !address.contains('@') {
        return Err("A mailbox has an address such as mara@orbit.example".to_owned());
    }
    let same = |sender: &Sender| sender.channel == channel && sender.address.eq_ignore_ascii_case(&address);
    match plan.senders.iter().any(|(id, sender)| Some(*id) != own && same(sender)) {
        true => Err(format!("“{address}” is already there")),
        false => Ok(address),
    }
}

fn zone(text: &str) -> Result<ZoneName, String> {
    let found = Zone::from_name(text).or_else(|| {
        // the city alone says it as well
        let city = text.replace(' ', "_");
        Zone::all()
            .find(|zone| zone.name().rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&city)))
    });
    let zone = found.ok_or_else(|| format!("“{text}” is not a time zone such as Europe/Berlin"))?;
    Ok(ZoneName::from(zone.name()))
}

fn limit(text: &str, most: u32) -> Result<Option<u32>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
    let n = digits.parse::<u32>().ok().filter(|n| (1..=most).contains(n));
    n.map(Some).ok_or_else(|| "A whole number from 1; empty for no limit".to_owned())
}

/// The open spans of a weekday, in order.
pub fn spans_of(hours: &[OpenHours], day: Weekday) -> Vec<Window> {
    let lines = hours.iter().filter(|line| line.days.contains(day) && line.line().is_some());
    let mut spans: Vec<Window> = lines.map(|line| Window { from: line.from, to: line.to }).collect();
    order::sort_by_key(&mut spans, |span| *span);
    spans
}

/// `9-12, 13:30–17`, `closed`, or nothing.
fn spans(text: &str) -> Result<Vec<Window>, String> {
    let wanted = || "Hours such as 9:00–12:00, 13:00–17:00; empty where it is closed".to_owned();
    let clock = |text: &str| {
        let text = text.trim();
        let whole = if text.contains(':') { text.to_owned() } else { format!("{text}:00") };
        whole.parse::<Clock>().map_err(|_| wanted())
    };
    let lower = text.to_lowercase();
    if matches!(lower.as_str(), "" | "closed" | "-" | "–") {
        return Ok(Vec::new());
    }
    let mut spans = Vec::new();
    for part in lower.split([',', ';']).filter(|part| !part.trim().is_empty()) {
        let (from, to) = part.split_once(['-', '–']).ok_or_else(wanted)?;
        let span = Window { from: clock(from)?, to: clock(to)? };
        if span.line().is_none() {
            return Err(format!("{}–{} begins and ends with the same minute", span.from, span.to));
        }
        spans.push(span);
    }
    order::sort_by_key(&mut spans, |span| *span);
    let end = |span: &Window| span.line().map_or(0, |(_, to)| to);
    match spans.windows(2).find(|pair| pair[1].from.minutes() < end(&pair[0])) {
        Some(pair) => Err(format!("{}–{} lies inside the span before it", pair[1].from, pair[1].to)),
        None => Ok(spans),
    }
}

/// Hours with the spans of one day in place of its own; days with the same span share a line again.
fn with_day(hours: &[OpenHours], day: Weekday, spans: Vec<Window>) -> Vec<OpenHours> {
    let mut lines: Vec<OpenHours> = Vec::new();
    for of in Weekday::ALL {
        for span in if of == day { spans.clone() } else { spans_of(hours, of) } {
            match lines.iter_mut().find(|line| line.from == span.from && line.to == span.to) {
                Some(line) => line.days = line.days.with(of),
                None => {
                    lines.push(OpenHours { days: Weekdays::default().with(of), from: span.from, to: span.to })
                }
            }
        }
    }
    lines
}

/// The calendar with Tuesday to Friday as open as Monday.
#[must_use]
pub fn weekdays_as_monday(calendar: &Calendar) -> Calendar {
    let monday = spans_of(&calendar.hours, Weekday::Mon);
    let week = Weekday::ALL[1..5].iter();
    let hours = week.fold(calendar.hours.clone(), |hours, day| with_day(&hours, *day, monday.clone()));
    Calendar { hours, ..calendar.clone() }
}

/// The calendar with a country's public holidays on, or off again; on only where there are rules for it.
#[must_use]
pub fn with_country(calendar: &Calendar, country: &str, on: bool) -> Calendar {
    let mut countries = calendar.countries.clone();
    countries.retain(|known| known != country);
    if on && holidays::is_known(country) {
        countries.push(country.to_owned());
        order::sort_by(&mut countries, Ord::cmp);
    }
    Calendar { countries, ..calendar.clone() }
}

// ---- assumptions ----------------------------------------------------------------------------------------------------------

/// A share of 0 to 1 as people type it: `2.5`, `2,5 %`.
///
/// # Errors
/// A sentence that says what would read.
pub fn share(text: &str) -> Result<Probability, String> {
    let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
    let percent = number_of(&text);
    let exact = percent.and_then(|percent| Probability::new(percent / 100.0));
    exact.ok_or_else(|| "A number from 0 to 100".to_owned())
}

/// A share as it is typed: at most four digits after the point, no more than it needs.
pub fn share_text(share: f64) -> String {
    let text = format!("{:.4}", share * 100.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A line of the table of assumptions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Line {
    /// A rate, by its place in the scenario.
    Rate(usize),
    /// A rate that a step needs and the scenario does not have (B7).
    Missing(EventKind),
    /// A delay, by its place in the scenario.
    Delay(usize),
    /// How unlike contacts are.
    Frailty,
    /// How wrong the rates may be.
    Ignorance,
}

/// The assumptions in force as a table: kinds of touches in their order, each with its lines; kinds that no step of the plan has
/// and no number is about are left out.
pub fn assumption_lines(plan: &Plan) -> Vec<(ChannelKind, Vec<Line>)> {
    let scenario = plan.settings.scenario.and_then(|id| plan.scenarios.get(&id));
    // by the same function as the forecast's warnings
    let missing: Vec<MissingRate> =
        plan.sequences.keys().flat_map(|sequence| plan.missing_rates(*sequence)).collect();
    let kind_of = |of: RateOf| match of {
        RateOf::Channel(kind) | RateOf::Nth { channel: kind, .. } => Some(kind),
        RateOf::Step(step) => Some(plan.steps.get(&step)?.kind.touch()?.channel),
    };
    let lines = |kind: ChannelKind| {
        let (rates, delays) = scenario.map_or((&[][..], &[][..]), |s| (&s.rates[..], &s.delays[..]));
        let mut found: Vec<(EventKind, Option<RateOf>, Line)> = rates
            .iter()
            .enumerate()
            .filter(|(_, rate)| kind_of(rate.of) == Some(kind))
            .map(|(at, rate)| (rate.outcome, Some(rate.of), Line::Rate(at)))
            .collect();
        let missing = missing.iter().filter(|missing| missing.kind == kind);
        found.extend(missing.map(|missing| (missing.outcome, None, Line::Missing(missing.outcome))));
        order::sort_by_key(&mut found, |line| *line);
        found.dedup();
        let mut lines: Vec<Line> = found.into_iter().map(|(_, _, line)| line).collect();
        let of_kind = delays.iter().enumerate().filter(|(_, delay)| delay.channel == kind);
        lines.extend(of_kind.map(|(at, _)| Line::Delay(at)));
        lines
    };
    let all = ChannelKind::ALL.into_iter().map(|kind| (kind, lines(kind)));
    all.filter(|(_, lines)| !lines.is_empty()).collect()
}

/// A rate of the user's own for a kind of touch, of whom such rates usually are (assumptions: "Denominators").
pub fn own_rate(kind: ChannelKind, outcome: EventKind, value: Probability) -> Rate {
    let per = Denominator::fitting(kind, outcome).first().copied().unwrap_or(Denominator::Touch);
    Rate { of: RateOf::Channel(kind), outcome, value, per, source: own() }
}

/// Of whom a rate is a share, in words: `of delivered mails`.
pub fn of_whom(kind: ChannelKind, per: Denominator) -> &'static str {
    match per {
        Denominator::Enrolled => "of everybody enrolled",
        Denominator::Touch => match kind {
            ChannelKind::Email => "of delivered mails",
            ChannelKind::Call => "of dials",
            ChannelKind::LinkedinInvite => "of invitations sent",
            ChannelKind::Task => "of tasks",
            ChannelKind::Ad => "of those who see it",
            _ => "of messages sent",
        },
        Denominator::Address => "of addresses, once a contact",
        Denominator::Clicked => "of clicks",
        Denominator::Connected => "of answered calls",
        Denominator::Talked => "of conversations",
        Denominator::Accepted => "of accepted invitations",
        Denominator::Replied => "of replies",
        Denominator::RepliedPositive => "of positive replies",
    }
}

/// The 90 % point of the standard normal distribution.
const NINETIETH: f64 = 1.281_551_565_545;

/// Minutes within which 9 of 10 come, by the median and the spread of a lognormal; what is cut off at 30 days is not counted.
pub fn nine_in_ten(delay: &Delay) -> f64 {
    (delay.median_minutes * libm::exp(NINETIETH * delay.sigma)).min(30.0 * 24.0 * 60.0)
}

/// The same as text, as fine as it matters: `2.6 d`, `7.5 h`, `4 min`.
pub fn nine_in_ten_text(delay: &Delay) -> String {
    let within = nine_in_ten(delay);
    let (size, unit, per) = match within {
        m if m >= 1440.0 => (1440.0, "d", 10.0),
        m if m >= 60.0 => (60.0, "h", 10.0),
        _ => (1.0, "min", 1.0),
    };
    format!("{} {unit}", libm::round(within / size * per) / per)
}

/// The spread of a delay of which 9 in 10 come within a time as people type it; as long as half of them take, there is none.
///
/// # Errors
/// A sentence that says what would read.
pub fn spread_within(delay: &Delay, text: &str) -> Result<f64, String> {
    if text.trim() == nine_in_ten_text(delay) {
        return Ok(delay.sigma);
    }
    let within = minutes(text)?;
    if within < delay.median_minutes {
        return Err(format!("At least {}, within which half come", minutes_text(delay.median_minutes)));
    }
    Ok(libm::log(within / delay.median_minutes) / NINETIETH)
}

/// A plain number as people type it: `1.5`, `1,5`; nothing for none.
///
/// # Errors
/// It does not read.
pub fn number(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim().replace(',', ".");
    if text.is_empty() {
        return Ok(None);
    }
    number_of(&text).map(Some).ok_or_else(|| "A number such as 1.5".to_owned())
}

/// A length of time as people type it, in minutes: `90`, `90 min`, `8 h`, `1.5 days`.
///
/// # Errors
/// A sentence that says what would read.
pub fn minutes(text: &str) -> Result<f64, String> {
    let wanted = || "A time such as 47 min, 8 h or 1.5 days, at most 30 days".to_owned();
    let text = text.trim().to_lowercase().replace(',', ".");
    let unit_at = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let number = number_of(number.trim()).ok_or_else(wanted)?;
    let minutes = match unit.trim().chars().next() {
        None | Some('m') => number,
        Some('h') => number * 60.0,
        Some('d') => number * 1440.0,
        Some(_) => return Err(wanted()),
    };
    (1.0..=43_200.0).contains(&minutes).then_some(minutes).ok_or_else(wanted)
}

/// Minutes as they are typed: `47 min`, `8 h`, `1 d`.
pub fn minutes_text(minutes: f64) -> String {
    let (size, unit) = match minutes {
        m if m >= 1440.0 && m % 720.0 == 0.0 => (1440.0, "d"),
        m if m >= 60.0 && m % 30.0 == 0.0 => (60.0, "h"),
        _ => (1.0, "min"),
    };
    let text = format!("{:.2}", minutes / size);
    format!("{} {unit}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// The source of what the user entered.
pub fn own() -> Source {
    Source { kind: SourceKind::Own, text: "Entered here".to_owned(), year: None }
}

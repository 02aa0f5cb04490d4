//! A step in its place as a plain sentence, and as a short token. Knows no dates: what happens to whom and when is the program's.

use super::print::condition_text;
use super::wait::{length_text, wait_text};
use crate::calendar::{Weekday, Weekdays};
use crate::model::{
    Action, Await, By, ChannelKind, Field, Length, List, NoDate, OnMissing, Plan, SequenceId, Slot, StepId,
    StepKind, Touch, UntilDate, Visit, Wait,
};

/// The short text of a wait for an event: `await opened, at most 3 days`.
pub fn await_text(a: &Await) -> String {
    format!("await {}, at most {}", a.event.name(), length_text(a.at_most))
}

/// What a step does, in its place, in full sentences; the empty text where there is no such step.
///
/// "The owner calls on the 2nd business day after the invitation, between 10:00 and 12:00 in the contact's zone. Without a phone
/// number the step is skipped."
pub fn describe(plan: &Plan, id: StepId) -> String {
    let (Some(step), Some((sequence, visit))) = (plan.steps.get(&id), plan.find(id)) else {
        return String::new();
    };
    match &step.kind {
        StepKind::Touch(touch) => touch_sentences(plan, sequence, visit, touch),
        StepKind::Wait { until: Wait::UntilDate(until) } => {
            let or_else = match until.or_else {
                NoDate::Continue => "goes on at once",
                NoDate::SkipNextTouch => "goes on at once, without the next touch",
                NoDate::Exit => "leaves the sequence",
            };
            format!("Waits until {}. Who has no such date ahead {or_else}.", date_words(until))
        }
        StepKind::Wait { until } => format!("Waits {}.", wait_words(until)),
        StepKind::Await(a) => {
            let of = a.of.and_then(|of| plan.steps.get(&of)).map(|step| format!(" “{}”", step.name));
            let of = of.unwrap_or_else(|| {
                let since = if a.event.is_of_contact() { " since entry" } else { " by the touch before it" };
                since.to_owned()
            });
            let event = a.event.name();
            let at_most = length_text(a.at_most);
            format!("Waits for “{event}”{of}, at most {at_most}. Both ways join after it.")
        }
        StepKind::Branch(branch) => {
            let cases: Vec<String> =
                branch.cases.iter().map(|case| condition_text(plan, sequence, &case.when)).collect();
            match cases.as_slice() {
                [one] => format!("Goes one of two ways: {one}, or not. Both ways join after it."),
                _ => format!(
                    "Takes the first way that holds: {}, or otherwise. All ways join after it.",
                    cases.join("; ")
                ),
            }
        }
        StepKind::Split(split) => {
            let sum: u64 = split.arms.iter().map(|arm| u64::from(arm.weight)).sum();
            let arms: Vec<String> = split
                .arms
                .iter()
                .map(|arm| format!("{} {}", arm.name, share(u64::from(arm.weight), sum)))
                .collect();
            let who = if split.per_account { "Everybody of an account" } else { "A contact" };
            format!("Divides the contacts by lot: {}. {who} always gets the same arm.", arms.join(", "))
        }
        StepKind::Repeat(repeat) => format!(
            "Does the steps inside up to {} {}, {} apart, until “{}”.",
            repeat.times,
            plural(u32::from(repeat.times), "time"),
            length_text(repeat.every),
            repeat.until.name()
        ),
        StepKind::Action { what } => action_sentence(plan, what),
        StepKind::End { reason } if reason.is_empty() => "The contact leaves the sequence here.".to_owned(),
        StepKind::End { reason } => format!("The contact leaves the sequence here, counted as “{reason}”."),
    }
}

fn field_label(field: &Field) -> String {
    match field {
        Field::Std(field) => field.label().to_lowercase(),
        Field::Custom(header) => format!("“{header}”"),
    }
}

fn plural(n: u32, word: &str) -> String {
    if n == 1 { word.to_owned() } else { format!("{word}s") }
}

fn action_sentence(plan: &Plan, what: &Action) -> String {
    match what {
        Action::AddTag(tag) => format!("Puts the tag “{tag}” on the contact."),
        Action::RemoveTag(tag) => format!("Takes the tag “{tag}” off the contact."),
        Action::AddToList(list) => format!("Puts the contact on the list “{list}”."),
        Action::RemoveFromList(list) => format!("Takes the contact off the list “{list}”."),
        Action::SetField { field, value } if value.is_empty() => {
            format!("Empties the contact's {}.", field_label(field))
        }
        Action::SetField { field, value } => {
            format!("Sets the contact's {} to “{value}”.", field_label(field))
        }
        Action::SetStage(stage) => format!("Sets the lifecycle stage to “{stage}”."),
        Action::AddScore(n) if *n < 0 => format!("Takes {} off the fit score.", n.unsigned_abs()),
        Action::AddScore(n) => format!("Adds {n} to the fit score."),
        Action::Notify(text) => format!("Tells the contact's owner: “{text}”."),
        Action::Enrol(id) => match plan.sequences.get(id) {
            Some(sequence) => format!("Enrols the contact in “{}”.", sequence.name),
            None => "Enrols the contact in a sequence that is gone.".to_owned(),
        },
        Action::Quote(url) => format!("Hands off a quote at “{url}”, filled from the contact."),
    }
}

/// A share in whole per cent, or with one decimal where it is none.
fn share(part: u64, sum: u64) -> String {
    let thousandths = (part * 1_000 + sum / 2).checked_div(sum).unwrap_or(0);
    match thousandths % 10 {
        0 => format!("{} %", thousandths / 10),
        tenth => format!("{}.{tenth} %", thousandths / 10),
    }
}

fn touch_sentences(plan: &Plan, sequence: SequenceId, visit: Visit, touch: &Touch) -> String {
    let who = match (touch.channel, touch.by) {
        (ChannelKind::Email, By::Automatic) => "The email goes out",
        (ChannelKind::Email, By::Owner) => "The owner sends the email",
        (ChannelKind::Call, _) => "The owner calls",
        (ChannelKind::LinkedinInvite, _) => "The owner sends the invitation",
        (ChannelKind::LinkedinMessage, _) => "The owner sends the message",
        (ChannelKind::Whatsapp, By::Automatic) => "The WhatsApp message goes out",
        (ChannelKind::Sms, By::Automatic) => "The SMS goes out",
        (ChannelKind::Whatsapp, By::Owner) => "The owner sends the WhatsApp message",
        (ChannelKind::Sms, By::Owner) => "The owner sends the SMS",
        (ChannelKind::InApp, _) => "The message appears in the product",
        (ChannelKind::Ad, _) => "The contact joins the ad's audience",
        (ChannelKind::Task, _) => "The owner does the task",
    };
    let calendar = plan.sequences.get(&sequence).and_then(|record| record.calendar);
    let calendar = calendar.and_then(|id| plan.calendars.get(&id));
    let hours = match (touch.window, calendar) {
        (Some(window), _) => format!("between {} and {} in the contact's zone", window.from, window.to),
        (None, Some(calendar)) => format!("in the hours of “{}” in the contact's zone", calendar.name),
        (None, None) => "at any hour".to_owned(),
    };
    let mut text = format!("{who} {}, {hours}.", when(plan, sequence, visit));
    match (touch.channel, touch.days) {
        (ChannelKind::Ad, days) => text.push_str(&format!(
            " It stays there for {days} {}, or until the contact leaves the sequence.",
            plural(u32::from(days), "day")
        )),
        (ChannelKind::InApp, _) => text.push_str(" It is seen at the next visit."),
        _ => {}
    }
    if let Some(rule) = &touch.skip_if {
        text.push_str(&format!(" It is left out if {}.", condition_text(plan, sequence, rule)));
    }
    if let Some(last) = touch.not_after {
        text.push_str(&format!(" Where it would run after {last}, it is left out."));
    }
    if let Some(parent) = touch.reply_to.and_then(|id| plan.steps.get(&id)) {
        text.push_str(&format!(" It replies to “{}”: same thread, same subject.", parent.name));
    }
    let what = match touch.channel {
        ChannelKind::Email => "an email address",
        ChannelKind::Call => "a phone number",
        ChannelKind::LinkedinInvite => "a LinkedIn profile",
        ChannelKind::LinkedinMessage => "an accepted invitation",
        ChannelKind::Whatsapp | ChannelKind::Sms => "a mobile number",
        ChannelKind::InApp | ChannelKind::Ad | ChannelKind::Task => return text,
    };
    text.push_str(&match touch.on_missing {
        OnMissing::Skip => format!(" Without {what} the step is skipped."),
        OnMissing::Exit => format!(" Without {what} the contact leaves the sequence."),
    });
    text
}

/// When a touch is due, by the waits right before it and by what stands before those.
fn when(plan: &Plan, sequence: SequenceId, visit: Visit) -> String {
    let before = plan.list(visit.spot.list).unwrap_or_default();
    let before = &before[..visit.spot.index.min(before.len())];
    let kind = |id: &StepId| plan.steps.get(id).map(|step| &step.kind);
    let mut waits: Vec<&Wait> = Vec::new();
    let mut base = None;
    for id in before.iter().rev() {
        match kind(id) {
            Some(StepKind::Wait { until }) => waits.insert(0, until),
            // takes no time
            Some(StepKind::Action { .. }) => {}
            _ => {
                base = Some(*id);
                break;
            }
        }
    }
    let base = match base {
        Some(id) => match kind(&id) {
            Some(StepKind::Touch(touch)) => format!("the {}", noun(touch.channel)),
            Some(StepKind::Repeat(_)) => "the loop has ended".to_owned(),
            _ => "the ways have joined".to_owned(),
        },
        None => opening(plan, sequence, visit.spot.list),
    };
    match waits.as_slice() {
        [] if base == "entry" => "on entry".to_owned(),
        [] if ["the ways have joined", "the loop has ended", "a pass begins"].contains(&base.as_str()) => {
            format!("as soon as {base}")
        }
        [] => format!("right after {base}"),
        [Wait::For(Length::BusinessDays(n))] if *n > 0 => {
            format!("on the {} business day after {base}", nth(*n))
        }
        [Wait::For(length)] => format!("{} after {base}", length_text(*length)),
        [wait @ Wait::Day(_)] => wait_words(wait).replacen("until", "on", 1),
        [Wait::Until { days, at, not_same_day }] => {
            let same = if *not_same_day { ", but not on the same day" } else { "" };
            format!("on the next {} at {at} after {base}{same}", day_words(*days))
        }
        [Wait::UntilDate(until)] => date_words(until),
        [Wait::UntilDay { date, at }] => {
            format!("on {date} at {at}, or right after {base} where that has passed")
        }
        several => {
            let several: Vec<String> = several.iter().map(|wait| wait_text(wait)).collect();
            format!("after {base} and then {}", several.join(", then "))
        }
    }
}

/// What the first step of a list comes after.
fn opening(plan: &Plan, sequence: SequenceId, list: List) -> String {
    let List::Inside(container, slot) = list else { return "entry".to_owned() };
    let Some(step) = plan.steps.get(&container) else { return "entry".to_owned() };
    match (&step.kind, slot) {
        (StepKind::Await(a), Slot::Happened) => format!("“{}”", a.event.name()),
        (StepKind::Await(a), _) => format!("{} without “{}”", length_text(a.at_most), a.event.name()),
        (StepKind::Branch(branch), Slot::Case(case)) => match branch.cases.get(case) {
            Some(case) => format!("the branch, if {}", condition_text(plan, sequence, &case.when)),
            None => "the branch".to_owned(),
        },
        (StepKind::Branch(_), _) => "the branch, if no case holds".to_owned(),
        (StepKind::Repeat(_), _) => "a pass begins".to_owned(),
        (StepKind::Split(split), Slot::Arm(arm)) => match split.arms.get(arm) {
            Some(arm) => format!("the split, in arm {}", arm.name),
            None => "the split".to_owned(),
        },
        _ => "entry".to_owned(),
    }
}

fn noun(channel: ChannelKind) -> &'static str {
    match channel {
        ChannelKind::Email => "email",
        ChannelKind::Call => "call",
        ChannelKind::LinkedinInvite => "invitation",
        ChannelKind::LinkedinMessage => "message",
        ChannelKind::Whatsapp => "WhatsApp message",
        ChannelKind::Sms => "SMS",
        ChannelKind::InApp => "in-app message",
        ChannelKind::Ad => "ad",
        ChannelKind::Task => "task",
    }
}

fn nth(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

fn wait_words(wait: &Wait) -> String {
    match wait {
        Wait::For(length) => length_text(*length),
        Wait::Day(n) => format!("until day {n} of the sequence"),
        Wait::Until { days, at, not_same_day } => {
            let same = if *not_same_day { ", but not on the same day" } else { "" };
            format!("until the next {} at {at}{same}", day_words(*days))
        }
        Wait::UntilDate(until) => format!("until {}", date_words(until)),
        Wait::UntilDay { date, at } => format!("until {date} at {at}"),
    }
}

/// `14 days before the contact's “renewal date”, every year, at 9:00`
fn date_words(until: &UntilDate) -> String {
    let field = field_label(&until.field);
    let days = until.offset_days.unsigned_abs();
    let near = match until.offset_days {
        0 => format!("the day of the contact's {field}"),
        n if n < 0 => format!("{days} {} before the contact's {field}", plural(days, "day")),
        _ => format!("{days} {} after the contact's {field}", plural(days, "day")),
    };
    let yearly = if until.yearly { ", every year," } else { "" };
    format!("{near}{yearly} at {}", until.at)
}

/// `Tuesday or Thursday`, `weekday`, `day`.
fn day_words(days: Weekdays) -> String {
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    if days == Weekdays::WORKING {
        return "day from Monday to Friday".to_owned();
    }
    let names: Vec<&str> = days.iter().map(|day: Weekday| NAMES[day.index()]).collect();
    match names.as_slice() {
        [] => "day".to_owned(),
        [one] => (*one).to_owned(),
        [_, _, _, _, _, _, _] => "day".to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

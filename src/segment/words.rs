//! A node of a rule in the words of the screen.

use super::Names;
use super::dates::month_words;
use super::parse::past;
use super::print::weekday_words;
use crate::lean::capital;
use crate::model::{Draw, Field, Rule, Test, Way};

/// One node in words: `Job title contains any of RevOps, Sales Operations`. Groups say what they ask of their members.
pub fn words(rule: &Rule, names: &dyn Names) -> String {
    match rule {
        Rule::All(_) => "every line must be true".to_owned(),
        Rule::Any(_) => "at least one line must be true".to_owned(),
        Rule::None(_) => "no line may be true".to_owned(),
        Rule::Segment(id) => {
            format!("Is in segment {}", names.segment_name(*id).unwrap_or_else(|| id.to_string()))
        }
        Rule::Has(way) => match way {
            Way::Email => "Has an email address".to_owned(),
            Way::Phone => "Has a phone number".to_owned(),
            Way::Mobile => "Has a mobile number".to_owned(),
            Way::Linkedin => "Has a LinkedIn profile".to_owned(),
        },
        Rule::Did(did) => {
            let times = if did.at_least == 1 { "once".to_owned() } else { format!("{} times", did.at_least) };
            let days = if did.within_days == 1 { "day" } else { "days" };
            format!("{} at least {times} in the last {} {days}", capital(past(did.event)), did.within_days)
        }
        Rule::OnList(name) => format!("Is on the list {name}"),
        Rule::Persona(id) => {
            format!("Is of the persona {}", names.persona_name(*id).unwrap_or_else(|| id.to_string()))
        }
        Rule::Fit(fit) => {
            let name = names.score_name(fit.score).unwrap_or_else(|| fit.score.to_string());
            format!("{name} {}", test_words(&fit.test))
        }
        Rule::Pilot(pilot) => {
            let n = match pilot.take {
                Draw::People(n) => n.to_string(),
                Draw::Percent(percent) => format!("{percent} %"),
            };
            let from = match pilot.of {
                None => "everybody".to_owned(),
                Some(id) => names.segment_name(id).unwrap_or_else(|| id.to_string()),
            };
            let account = if pilot.by_account { ", whole companies" } else { "" };
            format!("Is in the pilot of {n} from {from}{account}, drawn by seed {}", pilot.seed)
        }
        Rule::Unread(why) => format!("Could not be read: {why}"),
        Rule::Consent(agreed) => capital(&super::print::consent(agreed)),
        Rule::Happened(happened) => {
            let event = happened.event.name();
            let event = capital(event);
            match happened.of {
                None => event,
                Some(step) => {
                    format!("{event}: {}", names.step_name(step).unwrap_or_else(|| step.to_string()))
                }
            }
        }
        Rule::Is(condition) => {
            let field = match &condition.field {
                Field::Std(field) => field.label().to_owned(),
                Field::Custom(header) => header.clone(),
            };
            format!("{field} {}", test_words(&condition.test))
        }
    }
}

/// A test in the words of the screen.
pub(super) fn test_words(test: &Test) -> String {
    let list = |texts: &[String]| if texts.is_empty() { "…".to_owned() } else { texts.join(", ") };
    let days = |n: u32| format!("{n} {}", if n == 1 { "day" } else { "days" });
    match test {
        Test::OneOf(texts) if texts.len() == 1 => format!("is {}", texts[0]),
        Test::OneOf(texts) => format!("is one of {}", list(texts)),
        Test::Contains(texts) if texts.len() == 1 => format!("contains {}", texts[0]),
        Test::Contains(texts) => format!("contains any of {}", list(texts)),
        Test::StartsWith(text) => format!("starts with {text}"),
        Test::EndsWith(text) => format!("ends with {text}"),
        Test::Like(text) => format!("fits {text}"),
        Test::Equals(n) => format!("is {n}"),
        Test::LessThan(n) => format!("is less than {n}"),
        Test::AtMost(n) => format!("is at most {n}"),
        Test::MoreThan(n) => format!("is more than {n}"),
        Test::AtLeast(n) => format!("is at least {n}"),
        Test::Between(low, high) => format!("is between {low} and {high}"),
        Test::On(date) => format!("is on {date}"),
        Test::Before(date) => format!("is before {date}"),
        Test::After(date) => format!("is after {date}"),
        Test::WithinLast(n) => format!("is within the last {}", days(*n)),
        Test::WithinNext(n) => format!("is within the next {}", days(*n)),
        Test::MoreThanAgo(n) => format!("is more than {} ago", days(*n)),
        Test::BetweenDays(from, to) => format!("is between {from} and {to}"),
        Test::OnWeekday(days) => {
            let days: Vec<&str> = days.iter().map(weekday_words).collect();
            format!("is on a {}", days.join(" or "))
        }
        Test::InMonth(month) => format!("is in the month of {}", month_words(*month)),
        Test::During(period) => format!("is in {}", period.name()),
        Test::AnniversaryNext(n) => format!("has its anniversary within the next {}", days(*n)),
        Test::AnniversaryLast(n) => format!("has its anniversary within the last {}", days(*n)),
        Test::Yes => "is yes".to_owned(),
        Test::No => "is no".to_owned(),
        Test::Empty => "is empty".to_owned(),
        Test::Known => "is known".to_owned(),
    }
}

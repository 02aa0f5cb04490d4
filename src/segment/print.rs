//! A rule as text, in the one form that reads back as the same rule.

use super::Names;
use super::dates::month_words;
use super::heading::comes_round;
use super::lex::ends_word;
use super::parse::{ALONE, RESERVED, STARTERS, channel_word, past, reads_as_field};
use crate::calendar::Weekday;
use crate::lean::text::quoted;
use crate::model::{Agreed, Condition, ConsentIs, Draw, Field, Rule, Test};

/// The text of a rule. An empty `all of` is `everybody`, an empty `any of` is `nobody`.
pub fn print(rule: &Rule, names: &dyn Names) -> String {
    match rule {
        Rule::All(rules) if rules.len() > 1 => {
            rules.iter().map(|rule| one(rule, names)).collect::<Vec<_>>().join(" and ")
        }
        _ => one(rule, names),
    }
}

fn one(rule: &Rule, names: &dyn Names) -> String {
    match rule {
        Rule::All(rules) if rules.is_empty() => "everybody".to_owned(),
        Rule::Any(rules) if rules.is_empty() => "nobody".to_owned(),
        Rule::All(rules) => group("all of", rules, names),
        Rule::Any(rules) => group("any of", rules, names),
        Rule::None(rules) => match rules.as_slice() {
            [Rule::Has(way)] => format!("no {}", way.name()),
            [
                single @ (Rule::Is(_)
                | Rule::Segment(_)
                | Rule::Happened(_)
                | Rule::Did(_)
                | Rule::OnList(_)
                | Rule::Fit(_)
                | Rule::Pilot(_)
                | Rule::Unread(_)
                | Rule::Consent(_)),
            ] => {
                format!("not {}", one(single, names))
            }
            _ => group("none of", rules, names),
        },
        Rule::Is(condition) => print_condition(condition),
        Rule::Has(way) => format!("has {}", way.name()),
        Rule::Did(did) => {
            let days = if did.within_days == 1 { "day" } else { "days" };
            let times = if did.at_least == 1 { "once".to_owned() } else { format!("{} times", did.at_least) };
            format!("{} at least {times} in the last {} {days}", past(did.event), did.within_days)
        }
        Rule::OnList(name) => format!("on list {}", quoted(name)),
        Rule::Persona(id) => {
            let name = names.persona_name(*id).unwrap_or_else(|| id.to_string());
            format!("persona is {}", persona_value(&name))
        }
        Rule::Fit(fit) => {
            let name = names.score_name(fit.score).unwrap_or_else(|| fit.score.to_string());
            format!("{}{}", fit_words(&name, names.scores().len()), test_of(&fit.test, false))
        }
        Rule::Pilot(pilot) => {
            let n = match pilot.take {
                Draw::People(n) => n.to_string(),
                Draw::Percent(percent) => format!("{percent}%"),
            };
            let from = match pilot.of {
                None => "everybody".to_owned(),
                Some(id) => {
                    format!("segment {}", quoted(&names.segment_name(id).unwrap_or_else(|| id.to_string())))
                }
            };
            let account = if pilot.by_account { " by account" } else { "" };
            format!("in pilot of {n} from {from}{account} by seed {}", pilot.seed)
        }
        Rule::Unread(why) => format!("unread {}", quoted(why)),
        Rule::Consent(agreed) => consent(agreed),
        Rule::Segment(id) => {
            let name = names.segment_name(*id).unwrap_or_else(|| id.to_string());
            format!("in segment {}", quoted(&name))
        }
        Rule::Happened(happened) => match happened.of {
            None => happened.event.name().to_owned(),
            Some(step) => {
                let name = names.step_name(step).unwrap_or_else(|| step.to_string());
                format!("{} {}", happened.event.name(), quoted(&name))
            }
        },
    }
}

/// What is asked of consent, as it is typed.
pub(super) fn consent(agreed: &Agreed) -> String {
    let lead = format!("consent for {}", channel_word(agreed.channel));
    match &agreed.is {
        ConsentIs::State(state) => format!("{lead} is {}", state.name()),
        ConsentIs::Basis(bases) => {
            let bases: Vec<&str> = bases.iter().map(|basis| basis.name()).collect();
            format!("{lead} based on {}", bases.join(" or "))
        }
        ConsentIs::EndsWithin(days) => {
            format!("{lead} expires within {days} {}", if *days == 1 { "day" } else { "days" })
        }
    }
}

fn group(word: &str, rules: &[Rule], names: &dyn Names) -> String {
    let inner: Vec<String> = rules.iter().map(|rule| one(rule, names)).collect();
    format!("{word} ({})", inner.join(", "))
}

/// A fit score in the text form: alone it needs no name.
pub(super) fn fit_words(name: &str, of: usize) -> String {
    if of == 1 { "fit".to_owned() } else { format!("fit {}", quoted(name)) }
}

/// A persona's name: bare where it reads back, else in quotes.
fn persona_value(name: &str) -> String {
    match name.split(' ').count() {
        1 => value(name),
        _ => quoted(name),
    }
}

fn print_condition(condition: &Condition) -> String {
    // of a birthday the year is left out unless it is asked for
    format!("{}{}", print_field(&condition.field), test_of(&condition.test, comes_round(&condition.field)))
}

/// A test behind what it is asked of, with the blank between them.
fn test_of(test: &Test, comes_round: bool) -> String {
    let with_year = if comes_round { " with the year" } else { "" };
    let list = |texts: &[String]| texts.iter().map(|text| value(text)).collect::<Vec<_>>().join(", ");
    match test {
        Test::OneOf(texts) if texts.len() == 1 => format!(" is {}", value(&texts[0])),
        Test::OneOf(texts) => format!(" is one of ({})", list(texts)),
        Test::Contains(texts) if texts.len() == 1 => format!(" contains {}", value(&texts[0])),
        Test::Contains(texts) => format!(" contains any of ({})", list(texts)),
        Test::StartsWith(text) => format!(" starts with {}", value(text)),
        Test::EndsWith(text) => format!(" ends with {}", value(text)),
        Test::Like(text) => format!(" like {}", quoted(text)),
        Test::Equals(n) => format!(" = {n}"),
        Test::LessThan(n) => format!(" < {n}"),
        Test::AtMost(n) => format!(" <= {n}"),
        Test::MoreThan(n) => format!(" > {n}"),
        Test::AtLeast(n) => format!(" >= {n}"),
        Test::Between(low, high) => format!(" between {low} and {high}"),
        Test::On(date) => format!(" on {date}"),
        Test::Before(date) => format!(" before {date}"),
        Test::After(date) => format!(" after {date}"),
        Test::WithinLast(days) => format!(" within last {days} days{with_year}"),
        Test::WithinNext(days) => format!(" within next {days} days{with_year}"),
        Test::MoreThanAgo(days) => format!(" more than {days} days ago"),
        Test::BetweenDays(from, to) => format!(" between {from} and {to}"),
        Test::OnWeekday(days) => {
            let days: Vec<&str> = days.iter().map(weekday_words).collect();
            format!(" on a {}", days.join(" or "))
        }
        Test::InMonth(month) => format!(" in month {}", month_words(*month)),
        Test::During(period) => format!(" {}", period.name()),
        Test::AnniversaryNext(days) => format!(" anniversary within next {days} days"),
        Test::AnniversaryLast(days) => format!(" anniversary within last {days} days"),
        Test::Yes => " is yes".to_owned(),
        Test::No => " is no".to_owned(),
        Test::Empty => " is empty".to_owned(),
        Test::Known => " is known".to_owned(),
    }
}

/// A weekday in full.
pub(super) fn weekday_words(day: Weekday) -> &'static str {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][day.index()]
}

/// A field by its name; columns without a meaning always stand in quotes.
/// A field as the text form writes it: its words, or a header in quotes.
pub fn print_field(field: &Field) -> String {
    match field {
        Field::Std(field) => field.name().to_owned(),
        Field::Custom(header) => quoted(header),
    }
}

/// A value: bare where it reads back as itself, else in quotes.
pub(super) fn value(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let plain = !text.is_empty()
        && words.iter().all(|word| {
            !word.is_empty()
                // in an outline it would begin a comment
                && !word.starts_with('#')
                && !word.contains('\\')
                && !word.chars().any(|c| ends_word(c) || c.is_control())
                && !RESERVED.contains(&word.to_lowercase().as_str())
        })
        && !(STARTERS.contains(&words[0].to_lowercase().as_str())
            && (words.len() > 1 || !ALONE.contains(&words[0].to_lowercase().as_str())))
        && !reads_as_field(&words);
    if plain { text.to_owned() } else { quoted(text) }
}

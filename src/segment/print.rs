//! A rule as text, in the one form that reads back as the same rule.

use super::Names;
use super::lex::ends_word;
use super::parse::{RESERVED, reads_as_field};
use crate::lean::text::quoted;
use crate::model::{Condition, Field, Rule, Test};

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
            [single @ (Rule::Is(_) | Rule::Segment(_) | Rule::Happened(_))] => {
                format!("not {}", one(single, names))
            }
            _ => group("none of", rules, names),
        },
        Rule::Is(condition) => print_condition(condition),
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

fn group(word: &str, rules: &[Rule], names: &dyn Names) -> String {
    let inner: Vec<String> = rules.iter().map(|rule| one(rule, names)).collect();
    format!("{word} ({})", inner.join(", "))
}

fn print_condition(condition: &Condition) -> String {
    let field = print_field(&condition.field);
    let list = |texts: &[String]| texts.iter().map(|text| value(text)).collect::<Vec<_>>().join(", ");
    match &condition.test {
        Test::OneOf(texts) if texts.len() == 1 => format!("{field} is {}", value(&texts[0])),
        Test::OneOf(texts) => format!("{field} is one of ({})", list(texts)),
        Test::Contains(texts) if texts.len() == 1 => format!("{field} contains {}", value(&texts[0])),
        Test::Contains(texts) => format!("{field} contains any of ({})", list(texts)),
        Test::StartsWith(text) => format!("{field} starts with {}", value(text)),
        Test::EndsWith(text) => format!("{field} ends with {}", value(text)),
        Test::Like(text) => format!("{field} like {}", quoted(text)),
        Test::Equals(n) => format!("{field} = {n}"),
        Test::LessThan(n) => format!("{field} < {n}"),
        Test::AtMost(n) => format!("{field} <= {n}"),
        Test::MoreThan(n) => format!("{field} > {n}"),
        Test::AtLeast(n) => format!("{field} >= {n}"),
        Test::Between(low, high) => format!("{field} between {low} and {high}"),
        Test::On(date) => format!("{field} on {date}"),
        Test::Before(date) => format!("{field} before {date}"),
        Test::After(date) => format!("{field} after {date}"),
        Test::WithinLast(days) => format!("{field} within last {days} days"),
        Test::WithinNext(days) => format!("{field} within next {days} days"),
        Test::MoreThanAgo(days) => format!("{field} more than {days} days ago"),
        Test::Yes => format!("{field} is yes"),
        Test::No => format!("{field} is no"),
        Test::Empty => format!("{field} is empty"),
        Test::Known => format!("{field} is known"),
    }
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
fn value(text: &str) -> String {
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
        && !reads_as_field(&words);
    if plain { text.to_owned() } else { quoted(text) }
}

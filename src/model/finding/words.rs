//! The one place where a finding becomes a sentence: the code's words with its facts put in.
//!
//! `{contacts}` is a count with what it counts (`12 contacts`), `{contacts:n}` the number alone (of what counts nothing: without
//! commas), `{contacts:is|are}` the word for one or for several, `{value:q}` a text in quotes; `[…]` stands only where all facts in it are known.

use super::{Code, Fact, Facts, Name};
use crate::model::Plan;

/// The sentence of a code with these facts, without a full stop; records by the plan's names, else by their ids.
pub(super) fn sentence(code: Code, facts: &Facts, plan: Option<&Plan>) -> String {
    filled(code.words(), facts, plan).0
}

/// The text filled, and whether every fact in it is known.
fn filled(words: &str, facts: &Facts, plan: Option<&Plan>) -> (String, bool) {
    let (mut text, mut rest, mut is_whole) = (String::new(), words, true);
    while let Some(at) = rest.find(['{', '[']) {
        text.push_str(&rest[..at]);
        let close = if rest[at..].starts_with('{') { '}' } else { ']' };
        let Some(end) = rest[at..].find(close).map(|end| at + end) else { break };
        let inside = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if close == ']' {
            let (part, is_known) = filled(inside, facts, plan);
            if is_known {
                text.push_str(&part);
            }
            continue;
        }
        let (key, how) = inside.split_once(':').unwrap_or((inside, ""));
        let name = Name::ALL.iter().copied().find(|name| name.key() == key);
        match name.and_then(|name| Some((name, facts.get(name)?))) {
            Some((name, fact)) => text.push_str(&said(name, fact, how, plan)),
            None => is_whole = false,
        }
    }
    text.push_str(rest);
    (text, is_whole)
}

fn said(name: Name, fact: &Fact, how: &str, plan: Option<&Plan>) -> String {
    if let Some((one, many)) = how.split_once('|') {
        return if *fact == Fact::Number(1) { one } else { many }.to_owned();
    }
    match fact {
        Fact::Number(n) => match name.unit() {
            ("", _) if how == "n" => n.to_string(),
            ("", _) if how == "n" => n.to_string(),
            ("", _) => grouped(*n),
            _ if how == "n" => grouped(*n),
            (one, _) if *n == 1 => format!("1 {one}"),
            (_, many) => format!("{} {many}", grouped(*n)),
        },
        Fact::Share(millionths) => percent(*millionths),
        Fact::Date(date) => date.to_string(),
        Fact::Clock(clock) => clock.to_string(),
        Fact::Text(text) if how == "q" => format!("{text:?}"),
        Fact::Text(text) => text.clone(),
        Fact::Texts(texts) if how == "q" => {
            texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ")
        }
        Fact::Texts(texts) => texts.join(", "),
        Fact::Event(event) => event.name().to_owned(),
        Fact::Kind(kind) => kind.label().to_owned(),
        Fact::Channel(channel) => channel.label().to_owned(),
        Fact::Record(place) => match plan.and_then(|plan| place.name(plan)) {
            Some(name) => format!("“{name}”"),
            None => place.to_string(),
        },
    }
}

/// `1,234,567`
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `0.3 %`, `12 %`: at most two decimals, none that say nothing.
fn percent(millionths: u32) -> String {
    let hundredths = (millionths + 50) / 100;
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => format!("{whole} %"),
        rest if rest % 10 == 0 => format!("{whole}.{} %", rest / 10),
        rest => format!("{whole}.{rest:02} %"),
    }
}

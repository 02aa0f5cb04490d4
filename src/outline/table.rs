//! Words of the outline that name something of the model: channels, events, fields, actions. Knows no rows and no plan.

use super::wait::{WordError, length_of, missing, nothing_after};
use super::words::{Kind, Line, Word};
use crate::lean::text::nearest;
use crate::model::{
    Action, Channel, ChannelKind, ConsentRule, EventKind, Field, FieldKind, GoalMetric, Length, Repeat,
    StdField,
};

/// The words that rows of touches begin with.
pub(super) const TOUCHES: &[&str] = &["email", "call", "linkedin", "whatsapp", "sms", "in-app", "ad", "task"];

/// Names of a channel that are read beside [`ChannelKind::name`].
const OTHER_TOUCHES: &[(&str, ChannelKind)] =
    &[("linkedin invitation", ChannelKind::LinkedinInvite), ("in app", ChannelKind::InApp)];

/// What a goal counts, in words; the first of each is what is printed.
pub(super) const GOALS: &[(&str, GoalMetric)] = &[
    ("replies", GoalMetric::Replies),
    ("positive replies", GoalMetric::PositiveReplies),
    ("meetings", GoalMetric::Meetings),
    ("purchases", GoalMetric::Purchases),
    ("activations", GoalMetric::Activations),
    ("reply", GoalMetric::Replies),
    ("positive reply", GoalMetric::PositiveReplies),
    ("meeting", GoalMetric::Meetings),
    ("purchase", GoalMetric::Purchases),
    ("activation", GoalMetric::Activations),
];

/// Channels in the words of a row that asks for consent; the first of each is what is printed.
pub(super) const CONSENT_CHANNELS: &[(&str, Channel)] = &[
    ("email", Channel::Email),
    ("calls", Channel::Call),
    ("linkedin", Channel::Linkedin),
    ("whatsapp", Channel::Whatsapp),
    ("texts", Channel::Sms),
    ("in-app", Channel::InApp),
    ("ads", Channel::Ad),
    ("tasks", Channel::Task),
    ("mail", Channel::Email),
    ("emails", Channel::Email),
    ("call", Channel::Call),
    ("sms", Channel::Sms),
    ("text", Channel::Sms),
    ("ad", Channel::Ad),
];

/// All channels on which a message is written to somebody, in one word.
pub(super) const MESSAGES: &str = "messages";

/// What a sequence asks for before it touches somebody, in the words that [`super::parse_consent`] reads.
pub fn consent_words(rules: &[ConsentRule]) -> String {
    rules.iter().map(consent_text).collect::<Vec<_>>().join("; ")
}

/// What a sequence asks for, as its row says it after `needs`.
pub(super) fn consent_text(rule: &ConsentRule) -> String {
    let bases: Vec<&str> = rule.bases.iter().map(|basis| basis.name()).collect();
    let name = |channel: &Channel| {
        CONSENT_CHANNELS.iter().find(|(_, named)| named == channel).map_or("", |(name, _)| *name)
    };
    let channels = if rule.channels == ConsentRule::MESSAGES {
        MESSAGES.to_owned()
    } else {
        rule.channels.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let to =
        if rule.countries.is_empty() { String::new() } else { format!(" to {}", rule.countries.join(", ")) };
    format!("{} for {channels}{to}", bases.join(" or "))
}

/// Words, and the action they make of a text.
type TextAction = (&'static str, fn(String) -> Action);

/// Actions that take one text.
pub(super) const TEXT_ACTIONS: &[TextAction] = &[
    ("add tag", Action::AddTag),
    ("remove tag", Action::RemoveTag),
    ("add to list", Action::AddToList),
    ("remove from list", Action::RemoveFromList),
    ("set stage to", Action::SetStage),
    ("notify", Action::Notify),
    ("quote", Action::Quote),
];

/// The words for matching names: what stands in quotes is no name.
pub(super) fn bare(words: &[Word]) -> Vec<&str> {
    words.iter().map(|word| if word.kind == Kind::Word { word.text.as_str() } else { "\"" }).collect()
}

/// Which name the words begin with, the longest first, and how many words it takes. Case and a colon do not matter.
pub(super) fn longest(words: &[&str], names: &[&str]) -> Option<(usize, usize)> {
    let takes = |name: &str| {
        let parts: Vec<&str> = name.split(' ').collect();
        let begins = parts.len() <= words.len()
            && parts.iter().zip(words).all(|(a, b)| a.eq_ignore_ascii_case(b.trim_end_matches(':')));
        begins.then_some(parts.len())
    };
    let found = names.iter().enumerate().filter_map(|(i, name)| takes(name).map(|n| (i, n)));
    found.max_by_key(|(i, n)| (*n, std::cmp::Reverse(*i)))
}

/// The channel that the words begin with.
pub(super) fn channel_of(words: &[&str]) -> Option<(ChannelKind, usize)> {
    let own = ChannelKind::ALL.iter().map(|kind| (kind.name(), *kind));
    let all: Vec<(&str, ChannelKind)> = own.chain(OTHER_TOUCHES.iter().copied()).collect();
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    longest(words, &names).map(|(i, n)| (all[i].1, n))
}

/// The event that the words begin with.
pub(super) fn event_of(words: &[&str]) -> Option<(EventKind, usize)> {
    let names: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
    longest(words, &names).map(|(i, n)| (EventKind::ALL[i], n))
}

/// The fields of a contact that `of` admits.
fn fields(of: Option<FieldKind>) -> Vec<StdField> {
    StdField::ALL.iter().copied().filter(|field| of.is_none_or(|kind| field.kind() == kind)).collect()
}

/// The field that the words begin with: its own words, or a header as it stands in quotes.
pub(super) fn field_of(words: &[&str], of: Option<FieldKind>) -> Option<(Field, usize)> {
    if let Some(header) = words.first().filter(|word| word.starts_with('"')) {
        let header = Line::read(1, header).words.into_iter().next()?.text;
        let header = header.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        return Some((Field::Custom(header), 1));
    }
    let fields = fields(of);
    let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
    longest(words, &names).map(|(i, n)| (Field::Std(fields[i]), n))
}

/// The name of a field near to a word.
pub(super) fn near_field(word: &str, of: Option<FieldKind>) -> Option<String> {
    nearest(word, fields(of).into_iter().map(StdField::name))
}

const REPEAT: &str = "repeat up to 3, every 2 days, until connected";

/// Reads `repeat up to 3, every 2 days, until connected` from words without commas.
pub(super) fn repeat_of(words: &[&str]) -> Result<Repeat, WordError> {
    let is = |at: usize, word: &str| words.get(at).is_some_and(|w| w.eq_ignore_ascii_case(word));
    let bad = |index: usize, expected: &'static str, fix: Option<String>| match words.get(index) {
        Some(word) => WordError { index, message: format!("{word:?} does not belong here"), expected, fix },
        None => missing(words, expected),
    };
    let mut at = 1;
    for word in ["up", "to"] {
        at += usize::from(is(at, word));
    }
    let times = words.get(at).and_then(|word| word.parse().ok());
    let times = times.filter(|n| (1..=Repeat::MAX_TIMES).contains(n));
    let times = times.ok_or_else(|| bad(at, "a number of passes from 1 to 50", None))?;
    at += 1;
    at += usize::from(is(at, "times") || is(at, "passes"));
    if !is(at, "every") {
        return Err(bad(at, REPEAT, Some("every".to_owned()).filter(|_| at < words.len())));
    }
    let until = (at..words.len()).find(|i| is(*i, "until")).unwrap_or(words.len());
    let every: Length = length_of(&words[..until], at + 1)?;
    if until == words.len() {
        return Err(missing(words, REPEAT));
    }
    let rest = &words[until + 1..];
    let (event, n) = event_of(rest).ok_or_else(|| {
        let names = EventKind::ALL.iter().map(|kind| kind.name());
        let fix = rest.first().and_then(|word| nearest(word, names));
        bad(until + 1, "an event such as connected, replied or meeting booked", fix)
    })?;
    nothing_after(words, until + 1 + n)?;
    Ok(Repeat { times, every, until: event, body: Vec::new() })
}

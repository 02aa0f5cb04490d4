//! A message as one contact gets it: filled, with the subject cut where phones cut it.

use std::borrow::Cow;

use leptos::prelude::*;

use super::person::Person;
use crate::message::{Part, fill, merges, parts, sms};
use crate::model::{ChannelKind, Field, Message, MessageId};
use crate::ui::erased::memo;
use crate::ui::format;
use crate::ui::workbench::{Same, Workbench};

/// Characters of a subject that a phone shows, about.
pub const SUBJECT_ON_PHONES: usize = 50;
/// Characters of the note of a LinkedIn invitation, at most.
const NOTE: usize = 300;

/// The fields that a message names, each once.
pub fn fields_of(message: &Message) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for text in [&message.subject, &message.preview, &message.body] {
        for merge in merges(text) {
            let field = merge.field();
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
    }
    fields
}

type Values = Option<Vec<(Field, String)>>;

fn value<'v>(values: &'v Values, field: &Field) -> Option<Cow<'v, str>> {
    let value = values.as_ref()?.iter().find(|(own, _)| own == field).map(|(_, value)| value.as_str());
    value.filter(|value| !value.is_empty()).map(Cow::Borrowed)
}

/// A text with what was filled in marked. Without a contact the fields stand by their names.
fn filled(text: &str, values: &Values) -> Vec<AnyView> {
    let parts = parts(text).0.into_iter().map(|part| match part {
        Part::Text(text) => text.to_owned().into_any(),
        Part::Merge(merge) => match merge.value(value(values, &merge.field())) {
            Some(value) => view! { <span class="filled">{value}</span> }.into_any(),
            None if values.is_none() => {
                view! { <span class="filled">{merge.name.to_owned()}</span> }.into_any()
            }
            None => {
                view! { <span class="gap">{format!("no {}", merge.name.replace('_', " "))}</span> }.into_any()
            }
        },
    });
    parts.collect()
}

/// A text as a phone shows it in its list: cut with three dots.
fn cut(text: &str, at: usize) -> String {
    if text.chars().count() <= at {
        return text.to_owned();
    }
    text.chars().take(at - 1).chain(['…']).collect()
}

/// The message as the person gets it.
#[component]
pub fn Preview(message: Memo<Option<MessageId>>, person: Person) -> impl IntoView {
    let record = Workbench::here().record(move |plan| plan.messages.get(&message.get()?));
    let fields =
        memo(move |_| record.with(|record| record.as_ref().map(|r| fields_of(r)).unwrap_or_default()));
    let values = person.values(fields);
    move || {
        let record: Same<Message> = record.get()?;
        let values = values.get();
        let plain = |text: &str| fill(text, |field| value(&values, field)).text;
        let subject = plain(&record.subject);
        let body = plain(&record.body);
        let mut missing: Vec<String> = Vec::new();
        if values.is_some() {
            for text in [&record.subject, &record.preview, &record.body] {
                missing.extend(fill(text, |field| value(&values, field)).missing);
            }
            missing.sort();
            missing.dedup();
        }
        let (name, company) = person.name();
        let to = if values.is_some() { [name, company].join(", ") } else { String::new() };
        let is_mail = record.channel == ChannelKind::Email;
        let class = format!("msgview {}", crate::ui::channel::class(record.channel.channel()));
        Some(view! {
            <div class=class>
                {is_mail.then(|| view! {
                    <div class="inbox">
                        <b class="blk">{cut(&subject, SUBJECT_ON_PHONES)}</b>
                        <span class="faint small blk">{cut(&plain(if record.preview.is_empty() { &record.body } else { &record.preview }), 90)}</span>
                    </div>
                    <p class="subject">{filled(&record.subject, &values)}</p>
                })}
                <p class="letter">{filled(&record.body, &values)}</p>
            </div>
            <p class="small faint">
                {(!to.is_empty()).then(|| format!("As {}: ", to.trim_end_matches(", ")))}
                {length(record.channel, &subject, &body)}
            </p>
            {(!missing.is_empty()).then(|| view! {
                <p class="msg warn">
                    {crate::ui::components::icon_small("warn")}
                    <span>{format!("Nothing stands for {} here: give it a fallback.", missing.join(", ").replace('_', " "))}</span>
                </p>
            })}
        })
    }
}

/// What counts of a text on its channel.
fn length(channel: ChannelKind, subject: &str, body: &str) -> String {
    let letters = body.chars().count();
    let words = format::counted(body.split_whitespace().count(), "word", "words");
    match channel {
        ChannelKind::Email => {
            let n = subject.chars().count();
            let cut = if n > SUBJECT_ON_PHONES {
                format!("phones cut the subject, {n} characters, at about {SUBJECT_ON_PHONES}")
            } else {
                format!("subject {n} characters, shown whole")
            };
            format!("{words}; {cut}.")
        }
        ChannelKind::Sms => {
            let count = sms(body);
            let wide = if count.is_wide { ", with letters outside the basic set" } else { "" };
            format!(
                "{} of {} characters, {}{wide}.",
                count.length,
                count.room,
                format::counted(count.parts, "SMS", "SMS")
            )
        }
        ChannelKind::LinkedinInvite if letters > NOTE => {
            format!("{letters} characters: LinkedIn takes {NOTE} in a note.")
        }
        ChannelKind::LinkedinInvite => format!("{letters} of {NOTE} characters."),
        _ => format!("{words}, {letters} characters."),
    }
}

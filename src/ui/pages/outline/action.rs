//! Actions: in words, and their fields. What an action takes depends on its kind, so the kind comes first.

use leptos::prelude::*;

use super::fields::{Edit, NUMBER, Options, Shape, TEXT, kind_of, label_of, line, list_fields, pick};
use crate::lean::number;
use crate::model::{Action, Field, FieldKind, Plan, SequenceId, Step, StepKind};
use crate::ui::components::Area;
use crate::ui::erased::{derive, memo};

/// Kinds of actions: what the option says, and what is filled in at first.
const KINDS: [(&str, &str); 10] = [
    ("Add a tag", "new tag"),
    ("Remove a tag", "new tag"),
    ("Add to a list", "new list"),
    ("Remove from a list", "new list"),
    ("Set a field", ""),
    ("Set the lifecycle stage", "customer"),
    ("Add to the fit score", ""),
    ("Notify the owner", "Please look at {{first_name | this contact}} of {{company | their company}}"),
    ("Enrol in another sequence", ""),
    ("Hand off a quote", "https://example.com/quote?for={{email}}"),
];

fn kind(what: &Action) -> usize {
    match what {
        Action::AddTag(_) => 0,
        Action::RemoveTag(_) => 1,
        Action::AddToList(_) => 2,
        Action::RemoveFromList(_) => 3,
        Action::SetField { .. } => 4,
        Action::SetStage(_) => 5,
        Action::AddScore(_) => 6,
        Action::Notify(_) => 7,
        Action::Enrol(_) => 8,
        Action::Quote(_) => 9,
    }
}

/// The one text of an action that has one.
fn text(what: &Action) -> Option<&String> {
    match what {
        Action::AddTag(text)
        | Action::RemoveTag(text)
        | Action::AddToList(text)
        | Action::RemoveFromList(text)
        | Action::SetStage(text)
        | Action::Notify(text)
        | Action::Quote(text) => Some(text),
        Action::SetField { .. } | Action::AddScore(_) | Action::Enrol(_) => None,
    }
}

/// The action of a kind that takes one text.
fn with_text(kind: usize, text: String) -> Option<Action> {
    Some(match kind {
        0 => Action::AddTag(text),
        1 => Action::RemoveTag(text),
        2 => Action::AddToList(text),
        3 => Action::RemoveFromList(text),
        5 => Action::SetStage(text),
        7 => Action::Notify(text),
        9 => Action::Quote(text),
        _ => return None,
    })
}

/// What an action does, as its row says it: what leads, and to what.
pub fn words(plan: &Plan, what: &Action) -> (&'static str, String) {
    let quoted = |text: &str| format!("“{text}”");
    match what {
        Action::AddTag(tag) => ("Add tag", quoted(tag)),
        Action::RemoveTag(tag) => ("Remove tag", quoted(tag)),
        Action::AddToList(list) => ("Add to list", quoted(list)),
        Action::RemoveFromList(list) => ("Remove from list", quoted(list)),
        Action::SetField { field, value } if value.is_empty() => ("Empty", label_of(field)),
        Action::SetField { field, value } => ("Set", format!("{} to “{value}”", label_of(field))),
        Action::SetStage(stage) => ("Set stage", quoted(stage)),
        Action::AddScore(n) => ("Score", format!("{n:+}").replace('-', "−")),
        Action::Notify(text) => ("Notify the owner", text.clone()),
        Action::Enrol(id) => (
            "Enrol in",
            plan.sequences.get(id).map_or_else(|| "a sequence that is gone".to_owned(), |s| quoted(&s.name)),
        ),
        Action::Quote(url) => ("Hand off quote", url.clone()),
    }
}

fn action(step: &Step) -> Option<&Action> {
    if let StepKind::Action { what } = &step.kind { Some(what) } else { None }
}

fn put(step: &mut Step, what: Action) -> Result<(), String> {
    step.kind = StepKind::Action { what };
    Ok(())
}

/// The fields.
#[component]
pub fn ActionFields(edit: Edit) -> impl IntoView {
    let bench = edit.outline.bench;
    let now = edit.read(|step| action(step).map(kind));
    let others = bench.read(move |plan| {
        let own = edit.outline.sequence.get();
        let others = plan.sequences.iter().filter(|(id, _)| Some(**id) != own);
        others.map(|(id, sequence)| (id.to_string(), sequence.name.clone())).collect::<Options>()
    });
    let others = derive(move || others.get().unwrap_or_default());
    let kinds = derive(move || {
        let is_alone = others.with(Vec::is_empty);
        let kinds = KINDS.iter().enumerate().filter(|(i, _)| !(is_alone && *i == 8) || now.get() == Some(8));
        kinds.map(|(i, (words, _))| (i.to_string(), (*words).to_owned())).collect::<Options>()
    });
    let chosen = move |key: &str| {
        let Some((kind, (_, sample))) = key.parse::<usize>().ok().and_then(|i| Some((i, *KINDS.get(i)?)))
        else {
            return;
        };
        let other = others.get_untracked().first().and_then(|(id, _)| id.parse::<SequenceId>().ok());
        let action = match (kind, other) {
            (4, _) => {
                let first = untrack(|| list_fields(None, Signal::stored(String::new())).get());
                let first = first.first().map(|(key, _)| crate::message::field(key));
                first.map(|field| Action::SetField { field, value: String::new() })
            }
            (6, _) => Some(Action::AddScore(10)),
            (8, other) => other.map(Action::Enrol),
            _ => with_text(kind, sample.to_owned()),
        };
        if let Some(what) = action.filter(|_| now.get_untracked() != Some(kind)) {
            // a refusal is shown by the frame
            drop(edit.change("kind of action", |step| drop(put(step, what))));
        }
    };
    let value = derive(move || now.get().map(|kind| kind.to_string()).unwrap_or_default());
    view! {
        {pick("Does".into(), kinds, value, chosen)}
        {move || {
            let label = match now.get()? {
                0 | 1 => "Tag",
                2 | 3 => "List",
                5 => "Stage",
                4 => return Some(view! { <SetField edit /> }.into_any()),
                6 => {
                    return Some(edit.line(
                        "Points",
                        Shape { note: "Negative takes away", ..TEXT },
                        |step| if let Some(Action::AddScore(n)) = action(step) { n.to_string() } else { String::new() },
                        |step, text| {
                            let points = text.trim().replace('−', "-").parse::<i32>().ok().filter(|n| n.abs() <= 1000);
                            put(step, Action::AddScore(points.ok_or("A whole number, at most 1000 either way")?))
                        },
                    ));
                }
                8 => {
                    return Some(edit.pick(
                        "Sequence",
                        others,
                        |step| if let Some(Action::Enrol(id)) = action(step) { id.to_string() } else { String::new() },
                        |step, key| match key.parse() {
                            Ok(id) => put(step, Action::Enrol(id)),
                            Err(_) => Ok(()),
                        },
                    ));
                }
                long => {
                    let value = edit.read(|step| action(step).and_then(text).cloned().unwrap_or_default());
                    let take = move |text: String| {
                        let what = with_text(long, text).ok_or_else(String::new)?;
                        edit.change("text", |step| drop(put(step, what)))
                    };
                    let note = "Fields of the contact are filled in, such as {{first_name | there}}";
                    return Some(view! {
                        <Area
                            label=if long == 7 { "What to say" } else { "Address" }
                            rows=3
                            value
                            take=Callback::new(take)
                            note=Signal::stored(Some(note.to_owned()))
                        />
                    }.into_any());
                }
            };
            Some(edit.line(
                label,
                TEXT,
                |step| action(step).and_then(text).cloned().unwrap_or_default(),
                |step, typed| {
                    let kind = action(step).map_or(0, kind);
                    match with_text(kind, typed.trim().to_owned()) {
                        Some(what) => put(step, what),
                        None => Ok(()),
                    }
                },
            ))
        }}
    }
}

/// Which field, and to what: by the type of the field.
#[component]
fn SetField(edit: Edit) -> impl IntoView {
    fn field(step: &Step) -> Option<Field> {
        if let Some(Action::SetField { field, .. }) = action(step) { Some(field.clone()) } else { None }
    }
    fn name(step: &Step) -> String {
        field(step).map(|field| crate::message::name(&field)).unwrap_or_default()
    }
    let chosen = edit.read(field);
    let kind = memo(move |_| chosen.get().map_or(FieldKind::Text, |field| kind_of(&field)));
    let value = edit.read(|step| {
        if let Some(Action::SetField { value, .. }) = action(step) { value.clone() } else { String::new() }
    });
    let take = move |text: &str| {
        let text = text.trim().to_owned();
        let fits = match kind.get_untracked() {
            _ if text.is_empty() => true,
            FieldKind::Number => number::parse(&text).is_some(),
            FieldKind::Date => text.parse::<crate::calendar::Date>().is_ok(),
            FieldKind::YesNo => text == "yes" || text == "no",
            FieldKind::Text | FieldKind::List => true,
        };
        if !fits {
            return Err("This field takes a number".to_owned());
        }
        edit.change("value", |step| {
            if let Some(field) = field(step) {
                drop(put(step, Action::SetField { field, value: text }));
            }
        })
    };
    view! {
        {edit.pick("Field", list_fields(None, edit.read(name).into()), name, |step, key| {
            put(step, Action::SetField { field: crate::message::field(key), value: String::new() })
        })}
        {move || match kind.get() {
            FieldKind::YesNo => {
                let options = super::fields::pairs(&[("", "Nothing: empty it"), ("yes", "Yes"), ("no", "No")]);
                pick("To".into(), options, value.into(), move |text: &str| drop(take(text)))
            }
            FieldKind::Date => line("To", Shape { kind: "date", ..TEXT }, value.into(), take),
            FieldKind::Number => line("To", NUMBER, value.into(), take),
            FieldKind::Text | FieldKind::List => {
                line("To", Shape { placeholder: "nothing: empty it", ..TEXT }, value.into(), take)
            }
        }}
    }
}

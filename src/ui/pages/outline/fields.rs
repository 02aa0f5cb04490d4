//! Fields over one step. What a field reads and writes are plain functions, so that one more field costs one more line.

use leptos::prelude::*;

use super::state::Outline;
use crate::model::{FieldKind, Happened, Length, Rule, StdField, Step, StepId, StepKind, Wait};
use crate::outline::{condition_text, length_text, parse_condition, parse_wait};
use crate::session::Command;
use crate::ui::components::{Area, Field, Item, Menu, Select};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, memo};
use crate::ui::format;
use crate::ui::workbench::Same;

/// Values and their words.
pub type Options = Vec<(String, String)>;
/// Takes text or says what is wrong with it.
pub type Taken = Result<(), String>;
/// Reads a value of a step as text.
pub type Read = fn(&Step) -> String;
/// Writes a text into a step.
pub type Write = fn(&mut Step, &str) -> Taken;

/// What a line of text looks like beside its name.
#[derive(Clone, Copy)]
pub struct Shape {
    /// Unit behind the value.
    pub unit: &'static str,
    /// Shown while it is empty.
    pub placeholder: &'static str,
    /// `text`, `date`.
    pub kind: &'static str,
    /// `numeric` for the keys of a phone.
    pub keys: &'static str,
    /// A sentence under it.
    pub note: &'static str,
}

/// A line of plain text.
pub const TEXT: Shape = Shape { unit: "", placeholder: "", kind: "text", keys: "text", note: "" };
/// A whole number.
pub const NUMBER: Shape = Shape { keys: "numeric", ..TEXT };

/// One step under edit.
#[derive(Clone, Copy)]
pub struct Edit {
    /// The outline it stands in.
    pub outline: Outline,
    /// Which step.
    pub id: StepId,
    /// The step, followed.
    pub step: Memo<Option<Same<Step>>>,
}

impl Edit {
    /// A step of the outline in sight.
    pub fn new(id: StepId) -> Edit {
        let outline = Outline::here();
        Edit { outline, id, step: outline.bench.record(move |plan| plan.steps.get(&id)) }
    }

    /// A value of the step, followed.
    pub fn read<T: PartialEq + Default + Send + Sync + 'static>(self, from: fn(&Step) -> T) -> Memo<T> {
        memo(move |_| self.step.with(|step| step.as_ref().map(|step| from(step)).unwrap_or_default()))
    }

    /// Changes the step; changes of one field that follow each other are one undo step.
    pub fn change(self, field: &str, with: impl FnOnce(&mut Step)) -> Taken {
        change(self.outline, self.id, field, with)
    }

    fn write(self, field: &str, text: &str, write: Write) -> Taken {
        let Some(mut step) = step_now(self.outline, self.id) else { return Ok(()) };
        write(&mut step, text)?;
        put(self.outline, self.id, field, step)
    }

    /// A line of text.
    pub fn line(self, label: &'static str, shape: Shape, read: Read, write: Write) -> AnyView {
        line(label, shape, self.read(read).into(), move |text: &str| self.write(label, text, write))
    }

    /// One of several.
    pub fn pick(
        self,
        label: &'static str,
        options: impl Into<Signal<Options>>,
        read: Read,
        write: Write,
    ) -> AnyView {
        // a refusal is shown by the frame
        pick(label.into(), options.into(), self.read(read).into(), move |key: &str| {
            drop(self.write(label, key, write));
        })
    }

    /// Yes or no.
    pub fn tick(self, label: &'static str, read: fn(&Step) -> bool, write: fn(&mut Step, bool)) -> AnyView {
        let value = self.read(read);
        view! {
            <label class="tick">
                <input
                    type="checkbox"
                    prop:checked=move || value.get()
                    on:change=move |_| drop(self.change(label, |step| write(step, !value.get_untracked())))
                />
                <span>{label}</span>
            </label>
        }
        .into_any()
    }

    /// How long: a number and its unit.
    pub fn length(
        self,
        label: &'static str,
        read: fn(&Step) -> Option<Length>,
        write: fn(&mut Step, Length),
    ) -> AnyView {
        let text = memo(move |_| {
            let length = self.step.with(|step| step.as_ref().and_then(|step| read(step)));
            length.map(length_text).unwrap_or_default()
        });
        let part = move |first: bool| {
            derive(move || {
                let text = text.get();
                let (n, unit) = text.split_once(' ').unwrap_or_default();
                if first { n.to_owned() } else { format!("{}s", unit.trim_end_matches('s')) }
            })
        };
        let keep = move |text: String| {
            let length = parse_length(&text)?;
            self.change(label, |step| write(step, length))
        };
        let (n, unit) = (part(true), part(false));
        let units = ["minutes", "hours", "business hours", "days", "business days", "weeks"];
        view! {
            <div class="lengthpair">
                {line(
                    label,
                    NUMBER,
                    n,
                    move |text: &str| {
                        // a whole length may be typed too: 2 bd
                        let whole = text.trim().chars().any(char::is_alphabetic);
                        keep(if whole { text.to_owned() } else { format!("{} {}", text.trim(), unit.get_untracked()) })
                    },
                )}
                {pick(
                    "Unit".into(),
                    Signal::stored(units.map(|unit| (unit.to_owned(), unit.to_owned())).to_vec()),
                    unit,
                    move |unit: &str| drop(keep(format!("{} {unit}", n.get_untracked()))),
                )}
            </div>
        }
        .into_any()
    }
}

/// A line of text.
pub fn line(
    label: &'static str,
    shape: Shape,
    value: Signal<String>,
    take: impl Fn(&str) -> Taken + Send + Sync + 'static,
) -> AnyView {
    let note = (!shape.note.is_empty()).then(|| shape.note.to_owned());
    view! {
        <Field
            label
            value
            unit=shape.unit
            placeholder=shape.placeholder
            kind=shape.kind
            keys=shape.keys
            note=Signal::stored(note)
            take=Callback::new(move |text: String| take(&text))
        />
    }
    .into_any()
}

/// One of several.
pub fn pick(
    label: Signal<String>,
    options: Signal<Options>,
    value: Signal<String>,
    take: impl Fn(&str) + Send + Sync + 'static,
) -> AnyView {
    view! { <Select label value options on_change=Callback::new(move |key: String| take(&key)) /> }.into_any()
}

/// A step, now.
pub fn step_now(outline: Outline, id: StepId) -> Option<Step> {
    outline.bench.plan_now(|plan| plan.steps.get(&id).map(|step| (**step).clone())).flatten()
}

fn put(outline: Outline, id: StepId, field: &str, step: Step) -> Taken {
    outline.bench.take_later(Command::UpdateStep { id, step }, format!("{id} {field}"))
}

/// Changes a step; changes of one field that follow each other are one undo step.
pub fn change(outline: Outline, id: StepId, field: &str, with: impl FnOnce(&mut Step)) -> Taken {
    let Some(mut step) = step_now(outline, id) else { return Ok(()) };
    with(&mut step);
    put(outline, id, field, step)
}

/// Options whose value is their name and whose words are its sentence.
pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Options {
    names.into_iter().map(|name| (name.to_owned(), format::sentence(name))).collect()
}

/// Options of words.
pub fn pairs(list: &[(&str, &str)]) -> Signal<Options> {
    Signal::stored(list.iter().map(|(key, words)| ((*key).to_owned(), (*words).to_owned())).collect())
}

/// A whole number within bounds.
pub fn number(text: &str, from: u32, to: u32) -> Result<u32, String> {
    let n = text.trim().parse::<u32>().ok().filter(|n| (from..=to).contains(n));
    n.ok_or_else(|| format!("A whole number from {from} to {to}"))
}

/// A length of time.
pub fn parse_length(text: &str) -> Result<Length, String> {
    match parse_wait(text)? {
        Wait::For(length) => Ok(length),
        _ => Err("A length such as 3 days or 2 business days".to_owned()),
    }
}

/// The fields of the open list, of one type where it is given; without a list those that have a meaning. The one in use is among them.
pub fn list_fields(kind: Option<FieldKind>, now: Signal<String>) -> Signal<Options> {
    let desk = Desk::here();
    derive(move || {
        let fits = |own: FieldKind| kind.is_none_or(|kind| kind == own);
        let mut fields: Options = match desk.info() {
            Some(info) => {
                let columns = info.columns.iter().filter(|column| fits(column.kind));
                columns.map(|column| (crate::message::name(&column.field), label_of(&column.field))).collect()
            }
            None => Vec::new(),
        };
        if fields.is_empty() {
            let all = StdField::ALL.iter().filter(|field| fits(field.kind()));
            fields.extend(all.map(|field| (field.name().replace(' ', "_"), field.label().to_owned())));
        }
        let now = now.get();
        if !now.is_empty() && !fields.iter().any(|(key, _)| *key == now) {
            let words = format!("{} (not on this list)", label_of(&crate::message::field(&now)));
            fields.push((now, words));
        }
        fields
    })
}

/// A field as the page names it.
pub fn label_of(field: &crate::model::Field) -> String {
    match field {
        crate::model::Field::Std(field) => field.label().to_owned(),
        crate::model::Field::Custom(header) => format::sentence(header),
    }
}

/// The type of a field's values on the open list.
pub fn kind_of(field: &crate::model::Field) -> FieldKind {
    let desk = Desk::here();
    desk.list.track();
    let headings = desk.headings().unwrap_or_default();
    crate::segment::kind_of(field, &headings).unwrap_or(FieldKind::Text)
}

// ---- conditions -----------------------------------------------------------------------------------------------------------

/// A condition as text: read at every letter, with what is wrong under it, and a menu of what can be asked here.
#[component]
pub fn ConditionField(
    edit: Edit,
    label: &'static str,
    /// The condition; none where the field may be empty and is.
    rule: Memo<Option<Rule>>,
    /// Takes another.
    take: Callback<Option<Rule>, Taken>,
    /// It may be empty.
    #[prop(default = false)]
    optional: bool,
) -> impl IntoView {
    let outline = edit.outline;
    let bench = outline.bench;
    let desk = Desk::here();
    // the words name other steps: they follow every change
    let value = derive(move || {
        bench.revision().track();
        let (rule, sequence) = (rule.get(), outline.sequence.get_untracked());
        rule.zip(sequence)
            .and_then(|(rule, sequence)| bench.plan_now(|plan| condition_text(plan, sequence, &rule)))
            .unwrap_or_default()
    });
    let typed = move |text: String| {
        if optional && text.trim().is_empty() {
            return take.run(None);
        }
        let sequence = outline.sequence.get_untracked();
        let headings = desk.headings();
        let read = |plan: &crate::model::Plan, id| parse_condition(plan, id, &text, headings.as_deref());
        match sequence.and_then(|sequence| bench.plan_now(|plan| read(plan, sequence))) {
            Some(Ok(rule)) => take.run(Some(rule)),
            Some(Err(problem)) => {
                let fix = problem.fix.map(|word| format!(" Meant: {word}?")).unwrap_or_default();
                Err(format!("{}. Known here: {}.{fix}", format::sentence(&problem.message), problem.expected))
            }
            None => Ok(()),
        }
    };
    let add = move |more: Rule| {
        let joined = match rule.get_untracked() {
            Some(Rule::All(mut rules)) if !rules.is_empty() => {
                rules.push(more);
                Rule::All(rules)
            }
            Some(old) if old != Rule::default() && optional => Rule::All(vec![old, more]),
            _ => more,
        };
        drop(take.run(Some(joined)));
    };
    view! {
        <div class="withmenu">
            <Area label rows=2 value take=Callback::new(typed) />
            <Menu label=format!("{label}: what can be asked") class="btn icon-only dense" face=|| crate::ui::components::icon("plus").into_any()>
                {suggestions(edit)
                    .into_iter()
                    .map(|(words, rule)| {
                        let rule = StoredValue::new(rule);
                        view! { <Item label=words on_press=move || add(rule.get_value()) /> }
                    })
                    .collect_view()}
            </Menu>
        </div>
    }
}

/// What can be asked at a step: what the touches before it can bring about, and the saved segments.
fn suggestions(edit: Edit) -> Vec<(String, Rule)> {
    let rules = edit.outline.bench.plan_now(|plan| {
        let (sequence, visit) = plan.find(edit.id)?;
        let before = plan.touches_before(visit.spot).into_iter();
        let touches: Vec<_> =
            before.filter_map(|id| Some((id, plan.steps.get(&id)?.kind.touch()?.channel))).collect();
        let mut rules = Vec::new();
        for (id, channel) in touches.into_iter().rev().take(3) {
            let events = channel.events().iter().filter(|event| !event.is_of_contact()).take(4);
            for event in events {
                let rule = Rule::Happened(Happened { event: *event, of: Some(id) });
                rules.push(rule.clone());
                rules.push(Rule::None(vec![rule]));
            }
        }
        rules.extend(plan.segments.keys().take(6).map(|id| Rule::Segment(*id)));
        Some(rules.into_iter().map(|rule| (condition_text(plan, sequence, &rule), rule)).collect::<Vec<_>>())
    });
    rules.flatten().unwrap_or_default()
}

/// Touches before a step, as options; the first is what holds without one.
pub fn touches_before(edit: Edit, without: &'static str, only_mail: bool) -> Signal<Options> {
    let id = edit.id;
    let touches = edit.outline.bench.read(move |plan| {
        let mut list = vec![(String::new(), without.to_owned())];
        if let Some((_, visit)) = plan.find(id) {
            list.extend(plan.touches_before(visit.spot).into_iter().filter_map(|step| {
                let record = plan.steps.get(&step)?;
                let StepKind::Touch(touch) = &record.kind else { return None };
                let fits = !only_mail || touch.channel == crate::model::ChannelKind::Email;
                fits.then(|| (step.to_string(), record.name.clone()))
            }));
        }
        list
    });
    derive(move || touches.get().unwrap_or_default())
}

/// A last day as people type it; none where the text is empty.
///
/// # Errors
/// A sentence that says what would read.
pub fn last_day(text: &str) -> Result<Option<crate::calendar::Date>, String> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| "A date such as 2026-12-20; empty for none".to_owned()),
    }
}

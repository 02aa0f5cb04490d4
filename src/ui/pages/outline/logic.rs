//! The fields of what is no touch: waits, groups, ways out.

use leptos::prelude::*;

use super::fields::{
    ConditionField, Edit, NUMBER, Options, Shape, TEXT, line, list_fields, named, number, pairs, pick,
    touches_before,
};
use crate::calendar::Clock;
use crate::model::{
    Arm, Await, Case, EventKind, FieldKind, Length, NoDate, Repeat, Rule, Split, Step, StepKind, UntilDate,
    Wait,
};
use crate::outline::{days_text, parse_wait};
use crate::ui::components::Button;
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, memo};

// ---- waits ----------------------------------------------------------------------------------------------------------------

fn wait(step: &Step) -> Option<&Wait> {
    if let StepKind::Wait { until } = &step.kind { Some(until) } else { None }
}

fn date(step: &mut Step) -> Option<&mut UntilDate> {
    if let StepKind::Wait { until: Wait::UntilDate(date) } = &mut step.kind { Some(date) } else { None }
}

fn with_date(step: &mut Step, with: impl FnOnce(&mut UntilDate)) -> Result<(), String> {
    if let Some(date) = date(step) {
        with(date);
    }
    Ok(())
}

fn of_date(step: &Step, read: fn(&UntilDate) -> String) -> String {
    if let Some(Wait::UntilDate(date)) = wait(step) { read(date) } else { String::new() }
}

/// Reads a wait from text into the step.
fn write_wait(step: &mut Step, text: &str) -> Result<(), String> {
    step.kind = StepKind::Wait { until: parse_wait(text)? };
    Ok(())
}

fn shape(step: &Step) -> &'static str {
    match wait(step) {
        Some(Wait::Day(_)) => "day",
        Some(Wait::Until { .. }) => "until",
        Some(Wait::UntilDate(_)) => "date",
        Some(Wait::UntilDay { .. }) => "fixed",
        Some(Wait::For(_)) | None => "for",
    }
}

/// A wait's fields; what kind of wait it is comes first.
#[component]
pub fn WaitFields(edit: Edit) -> impl IntoView {
    let today = Desk::here().today();
    let now = edit.read(shape);
    // a wait for a date is none before it is said what happens without the date
    let dating = RwSignal::new(false);
    let kind = derive(move || if dating.get() { "date" } else { now.get() }.to_owned());
    let chosen = move |key: &str| {
        dating.set(key == "date" && now.get_untracked() != "date");
        let sample = match key {
            "for" => "2 business days".to_owned(),
            "until" => "until Tue 10:00".to_owned(),
            "day" => "day 5".to_owned(),
            "fixed" => format!("until {} 9:00", today.plus_days(14)),
            _ => return,
        };
        if now.get_untracked() != key {
            // a refusal is shown by the frame
            drop(edit.change("kind of wait", |step| drop(write_wait(step, &sample))));
        }
    };
    let kinds = pairs(&[
        ("for", "For a length of time"),
        ("until", "Until a weekday and time"),
        ("day", "Until a day of the sequence"),
        ("date", "Until a date of the contact"),
        ("fixed", "Until a fixed date"),
    ]);
    view! {
        {pick("Wait".into(), kinds, kind, chosen)}
        {move || match kind.get().as_str() {
            "for" => {
                edit.length(
                    "How long",
                    |step| if let Some(Wait::For(length)) = wait(step) { Some(*length) } else { None },
                    |step, length| step.kind = StepKind::Wait { until: Wait::For(length) },
                )
            }
            "day" => {
                edit.line(
                    "Day",
                    Shape { note: "Day 1 is the day of entry", ..NUMBER },
                    |step| if let Some(Wait::Day(n)) = wait(step) { n.to_string() } else { String::new() },
                    |step, text| write_wait(step, &format!("day {}", text.trim())),
                )
            }
            "until" => view! { <UntilFields edit /> }.into_any(),
            "fixed" => view! { <FixedFields edit /> }.into_any(),
            _ => view! { <DateFields edit dating /> }.into_any(),
        }}
    }
}

/// A date that is the same for everybody, such as launch day.
#[component]
fn FixedFields(edit: Edit) -> impl IntoView {
    fn parts(step: &Step) -> (String, String) {
        match wait(step) {
            Some(Wait::UntilDay { date, at }) => (date.to_string(), at.to_string()),
            _ => Default::default(),
        }
    }
    view! {
        <div class="two">
            {edit.line("Date", Shape { note: "On the contact's clock; who comes later goes on at once", ..TEXT }, |step| parts(step).0, |step, text| {
                let (_, at) = parts(step);
                write_wait(step, &format!("until {} {at}", text.trim()))
            })}
            {edit.line("At", TEXT, |step| parts(step).1, |step, text| {
                let (date, _) = parts(step);
                write_wait(step, &format!("until {date} {}", text.trim()))
            })}
        </div>
    }
}

#[component]
fn UntilFields(edit: Edit) -> impl IntoView {
    fn at(step: &Step) -> String {
        if let Some(Wait::Until { at, .. }) = wait(step) { at.to_string() } else { String::new() }
    }
    fn days(step: &Step) -> String {
        if let Some(Wait::Until { days, .. }) = wait(step) { days_text(*days) } else { String::new() }
    }
    fn other_day(step: &Step) -> bool {
        matches!(wait(step), Some(Wait::Until { not_same_day: true, .. }))
    }
    fn put(step: &mut Step, days: &str, at: &str, other_day: bool) -> Result<(), String> {
        write_wait(step, &format!("until {days} {at}{}", if other_day { " not the same day" } else { "" }))
    }
    view! {
        <div class="two">
            {edit.line("Weekdays", TEXT, days, |step, text| {
                let (at, other) = (at(step), other_day(step));
                put(step, text, &at, other)
            })}
            {edit.line("At", TEXT, at, |step, text| {
                let (days, other) = (days(step), other_day(step));
                put(step, &days, text.trim(), other)
            })}
        </div>
        {edit.tick("Never on the same day", other_day, |step, on| {
            let (days, at) = (days(step), at(step));
            drop(put(step, &days, &at, on));
        })}
    }
}

#[component]
fn DateFields(edit: Edit, dating: RwSignal<bool>) -> impl IntoView {
    let field = Signal::from(edit.read(|step| of_date(step, |date| crate::message::name(&date.field))));
    let fields = list_fields(Some(FieldKind::Date), field);
    let or_else = edit.read(|step| of_date(step, |date| date.or_else.name().to_owned()));
    let choose = move |key: &str| {
        let Some(or_else) = NoDate::ALL.into_iter().find(|choice| choice.name() == key) else { return };
        let first = untrack(|| fields.get()).into_iter().next().map(|(key, _)| key).unwrap_or_default();
        dating.set(false);
        drop(edit.change("without a date", |step| match date(step) {
            Some(date) => date.or_else = or_else,
            None => {
                let until = UntilDate {
                    field: crate::message::field(&first),
                    offset_days: 0,
                    at: Clock::from_minutes(9 * 60).unwrap_or(Clock::MIDNIGHT),
                    yearly: false,
                    or_else,
                };
                step.kind = StepKind::Wait { until: Wait::UntilDate(until) };
            }
        }));
    };
    let options = derive(move || {
        let ask = dating.get().then(|| (String::new(), "Choose".to_owned()));
        let words = ["Go on at once", "Go on, without the next touch", "Leave the sequence"];
        let choices =
            NoDate::ALL.iter().zip(words).map(|(choice, words)| (choice.name().to_owned(), words.to_owned()));
        ask.into_iter().chain(choices).collect::<Options>()
    });
    view! {
        {move || (!dating.get()).then(|| view! {
            {edit.pick(
                "Date",
                fields,
                |step| of_date(step, |date| crate::message::name(&date.field)),
                |step, key| with_date(step, |date| date.field = crate::message::field(key)),
            )}
            <div class="two">
                {edit.line(
                    "Days",
                    NUMBER,
                    |step| of_date(step, |date| date.offset_days.unsigned_abs().to_string()),
                    |step, text| {
                        let days = number(text, 0, Length::MAX_DAYS)? as i32;
                        with_date(step, |date| date.offset_days = if date.offset_days > 0 { days } else { -days })
                    },
                )}
                {edit.pick(
                    "Before or after",
                    pairs(&[("-", "before it"), ("+", "after it")]),
                    |step| of_date(step, |date| if date.offset_days > 0 { "+".to_owned() } else { "-".to_owned() }),
                    |step, key| with_date(step, |date| {
                        let days = date.offset_days.abs();
                        date.offset_days = if key == "+" { days.max(1) } else { -days };
                    }),
                )}
                {edit.line(
                    "At",
                    TEXT,
                    |step| of_date(step, |date| date.at.to_string()),
                    |step, text| {
                        let at = text.trim().parse().map_err(|_| "A clock time such as 9:00".to_owned())?;
                        with_date(step, |date| date.at = at)
                    },
                )}
            </div>
            {edit.tick(
                "Every year",
                |step| matches!(wait(step), Some(Wait::UntilDate(date)) if date.yearly),
                |step, on| drop(with_date(step, |date| date.yearly = on)),
            )}
        })}
        {pick("If empty or past".into(), options, derive(move || or_else.get()), choose)}
        {move || dating.get().then(|| view! {
            <p class="small faint">"Nothing changes before you choose: without a date there must be a way on."</p>
        })}
    }
}

// ---- groups ---------------------------------------------------------------------------------------------------------------

/// Events that can be waited for; what happens to a contact and the one in use are always among them.
fn events(known: &[EventKind], now: Option<EventKind>) -> Options {
    let all = EventKind::ALL
        .iter()
        .filter(|event| event.is_of_contact() || known.contains(event) || now == Some(**event));
    named(all.map(|event| event.name()))
}

fn event(name: &str) -> Option<EventKind> {
    EventKind::ALL.iter().copied().find(|event| event.name() == name)
}

fn awaited(step: &Step) -> Option<&Await> {
    if let StepKind::Await(awaited) = &step.kind { Some(awaited) } else { None }
}

fn write_await(step: &mut Step, with: impl FnOnce(&mut Await)) -> Result<(), String> {
    if let StepKind::Await(awaited) = &mut step.kind {
        with(awaited);
    }
    Ok(())
}

/// An await's fields.
#[component]
pub fn AwaitFields(edit: Edit) -> impl IntoView {
    let of = edit.read(|step| awaited(step).map(|a| (a.event, a.of)));
    // what the touch asked about can bring about; the event in use stays among them
    let known = edit.outline.bench.read(move |plan| {
        let (now, of) = of.get()?;
        let channel = of.and_then(|id| Some(plan.steps.get(&id)?.kind.touch()?.channel));
        let known =
            channel.map_or_else(|| plan.events_in_reach(edit.id), |channel| channel.events().to_vec());
        Some(events(&known, Some(now)))
    });
    let is_of_contact = memo(move |_| of.get().is_some_and(|(event, _)| event.is_of_contact()));
    view! {
        {edit.pick(
            "Until",
            derive(move || known.get().flatten().unwrap_or_default()),
            |step| awaited(step).map(|a| a.event.name().to_owned()).unwrap_or_default(),
            |step, key| write_await(step, |a| {
                if let Some(event) = event(key) {
                    a.event = event;
                    if event.is_of_contact() {
                        a.of = None;
                    }
                }
            }),
        )}
        {move || if is_of_contact.get() {
            view! { <p class="small faint">"Counts from entry, whatever touch brought it about."</p> }.into_any()
        } else {
            edit.pick(
                "Of",
                touches_before(edit, "The touch before", false),
                |step| awaited(step).and_then(|a| a.of).map(|id| id.to_string()).unwrap_or_default(),
                |step, key| write_await(step, |a| a.of = key.parse().ok()),
            )
        }}
        {edit.length(
            "At most",
            |step| awaited(step).map(|a| a.at_most),
            |step, length| drop(write_await(step, |a| a.at_most = length)),
        )}
    }
}

fn repeat(step: &Step) -> Option<&Repeat> {
    if let StepKind::Repeat(repeat) = &step.kind { Some(repeat) } else { None }
}

fn write_repeat(step: &mut Step, with: impl FnOnce(&mut Repeat)) -> Result<(), String> {
    if let StepKind::Repeat(repeat) = &mut step.kind {
        with(repeat);
    }
    Ok(())
}

/// A repeat's fields.
#[component]
pub fn RepeatFields(edit: Edit) -> impl IntoView {
    let known = edit.outline.bench.read(move |plan| {
        let now = plan.steps.get(&edit.id).and_then(|step| repeat(step)).map(|repeat| repeat.until);
        events(&plan.events_in_reach(edit.id), now)
    });
    view! {
        {edit.line(
            "Up to",
            Shape { unit: "times", ..NUMBER },
            |step| repeat(step).map(|repeat| repeat.times.to_string()).unwrap_or_default(),
            |step, text| {
                let times = number(text, 1, u32::from(Repeat::MAX_TIMES))?;
                write_repeat(step, |repeat| repeat.times = times as u16)
            },
        )}
        {edit.length(
            "Every",
            |step| repeat(step).map(|repeat| repeat.every),
            |step, length| drop(write_repeat(step, |repeat| repeat.every = length)),
        )}
        {edit.pick(
            "Until",
            derive(move || known.get().unwrap_or_default()),
            |step| repeat(step).map(|repeat| repeat.until.name().to_owned()).unwrap_or_default(),
            |step, key| write_repeat(step, |repeat| repeat.until = event(key).unwrap_or(repeat.until)),
        )}
        <p class="small faint prose">
            "The pause runs from the last touch of a pass. The event ends it at once, and there is no pause after the last pass."
        </p>
    }
}

/// The ways of a branch.
#[component]
pub fn BranchFields(edit: Edit) -> impl IntoView {
    fn cases(step: &Step) -> Vec<Rule> {
        match &step.kind {
            StepKind::Branch(branch) => branch.cases.iter().map(|case| case.when.clone()).collect(),
            _ => Vec::new(),
        }
    }
    let cases = edit.read(cases);
    let n = memo(move |_| cases.with(Vec::len));
    let take = move |at: usize, rule: Option<Rule>| {
        edit.change("case", |step| {
            if let StepKind::Branch(branch) = &mut step.kind
                && let Some(case) = branch.cases.get_mut(at)
            {
                case.when = rule.unwrap_or_default();
            }
        })
    };
    let add = move || {
        drop(edit.change("add case", |step| {
            if let StepKind::Branch(branch) = &mut step.kind {
                let when = branch.cases.last().map(|case| case.when.clone()).unwrap_or_default();
                branch.cases.push(Case { when, body: Vec::new() });
            }
        }));
    };
    let remove = move |at: usize| {
        let gone = edit.change("remove case", |step| {
            if let StepKind::Branch(branch) = &mut step.kind {
                branch.cases.remove(at);
            }
        });
        if gone.is_ok() {
            edit.outline.bench.tell_with_undo("Case removed with its steps");
        }
    };
    view! {
        {move || {
            (0..n.get())
                .map(|at| {
                    let rule = memo(move |_| cases.with(|cases| cases.get(at).cloned()));
                    let take = Callback::new(move |rule| take(at, rule));
                    view! {
                        <div class="withbutton">
                            <ConditionField edit label=if at == 0 { "If" } else { "Or if" } rule take />
                            {(n.get() > 1).then(|| view! {
                                <Button kind="rm" glyph="close" icon_only=true label="Remove this case" on_press=move || remove(at) />
                            })}
                        </div>
                    }
                })
                .collect_view()
        }}
        <Button kind="dense" glyph="plus" label="Another case" on_press=add />
        <p class="small faint prose">
            "What happened in this run, such as: talked “First call”, not accepted; or a fact of the contact, such as: country is one of DE, AT."
        </p>
    }
}

fn split(step: &mut Step) -> Option<&mut Split> {
    if let StepKind::Split(split) = &mut step.kind { Some(split) } else { None }
}

/// The arms of a split.
#[component]
pub fn SplitFields(edit: Edit) -> impl IntoView {
    fn arms(step: &Step) -> Vec<(String, u32)> {
        match &step.kind {
            StepKind::Split(split) => split.arms.iter().map(|arm| (arm.name.clone(), arm.weight)).collect(),
            _ => Vec::new(),
        }
    }
    let arms = edit.read(arms);
    let n = memo(move |_| arms.with(Vec::len));
    let of = move |at: usize, part: fn(&(String, u32)) -> String| {
        derive(move || arms.with(|arms| arms.get(at).map(part)).unwrap_or_default())
    };
    let put = move |at: usize, field: &'static str, with: &dyn Fn(&mut Arm)| {
        edit.change(field, |step| {
            if let Some(arm) = split(step).and_then(|split| split.arms.get_mut(at)) {
                with(arm);
            }
        })
    };
    let add = move || {
        drop(edit.change("add arm", |step| {
            if let Some(split) = split(step) {
                let name = char::from(b'A' + (split.arms.len() % 26) as u8).to_string();
                let weight = split.arms.last().map_or(50, |arm| arm.weight);
                split.arms.push(Arm { name, weight, body: Vec::new() });
            }
        }));
    };
    let remove = move |at: usize| {
        let gone = edit.change("remove arm", |step| {
            if let Some(split) = split(step) {
                split.arms.remove(at);
            }
        });
        if gone.is_ok() {
            edit.outline.bench.tell_with_undo("Arm removed with its steps");
        }
    };
    view! {
        {move || {
            (0..n.get())
                .map(|at| {
                    view! {
                        <div class="armfields">
                            {line("Arm", TEXT, of(at, |arm| arm.0.clone()), move |text: &str| {
                                let name = text.trim().to_owned();
                                if name.is_empty() {
                                    return Err("An arm needs a name".to_owned());
                                }
                                put(at, "arm name", &move |arm| arm.name.clone_from(&name))
                            })}
                            {line("Weight", NUMBER, of(at, |arm| arm.1.to_string()), move |text: &str| {
                                let weight = number(text, 0, 1_000_000)?;
                                put(at, "arm weight", &move |arm| arm.weight = weight)
                            })}
                            {(n.get() > 2).then(|| view! {
                                <Button kind="rm" glyph="close" icon_only=true label="Remove this arm" on_press=move || remove(at) />
                            })}
                        </div>
                    }
                })
                .collect_view()
        }}
        <Button kind="dense" glyph="plus" label="Another arm" on_press=add />
        {edit.tick(
            "Everybody of a company goes the same way",
            |step| matches!(&step.kind, StepKind::Split(split) if split.per_account),
            |step, on| if let Some(split) = split(step) { split.per_account = on },
        )}
    }
}

/// The way out.
#[component]
pub fn EndFields(edit: Edit) -> impl IntoView {
    edit.line(
        "Reason",
        Shape { note: "People who leave here are counted under this name", ..TEXT },
        |step| if let StepKind::End { reason } = &step.kind { reason.clone() } else { String::new() },
        |step, text| {
            step.kind = StepKind::End { reason: text.trim().to_owned() };
            Ok(())
        },
    )
}

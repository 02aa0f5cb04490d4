//! The selected step: a plain sentence first, then its fields, then what becomes of it.

use leptos::prelude::*;

use super::rows::RowKey;
use super::state::Outline;
use crate::model::{
    Arm, Await, By, Case, ChannelKind, EventKind, Length, Message, MessageId, OnMissing, Place, Spot, Step,
    StepId, StepKind, Touch, Wait,
};
use crate::outline::{condition_text, describe, length_text, parse_condition, parse_wait, wait_text};
use crate::session::{Command, NewStep};
use crate::ui::channel;
use crate::ui::components::{Area, Button, Field, Item, Menu, Select, icon, severity};
use crate::ui::format;
use crate::ui::live::severity_name;
use crate::ui::workbench::Same;

/// Changes the step; typing into the same field is one undo step.
fn change(outline: Outline, id: StepId, field: &str, with: impl FnOnce(&mut Step)) -> Result<(), String> {
    let now = outline.bench.plan_now(|plan| plan.steps.get(&id).map(|step| (**step).clone())).flatten();
    let Some(mut step) = now else { return Ok(()) };
    with(&mut step);
    outline.bench.dispatch_later(Command::UpdateStep { id, step }, format!("{id} {field}"))
}

fn change_touch(
    outline: Outline,
    id: StepId,
    field: &str,
    with: impl FnOnce(&mut Touch),
) -> Result<(), String> {
    change(outline, id, field, |step| {
        if let StepKind::Touch(touch) = &mut step.kind {
            with(touch);
        }
    })
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(key, words)| ((*key).to_owned(), (*words).to_owned())).collect()
}

/// The panel of the selected step; nothing where none is selected.
#[component]
pub fn Inspector() -> impl IntoView {
    let outline = Outline::here();
    let selected = Memo::new(move |_| outline.leading());
    move || {
        let id = selected.get()?;
        let is_many = outline.selected.with(|selected| selected.len() > 1);
        Some(if is_many { view! { <Several /> }.into_any() } else { view! { <One id /> }.into_any() })
    }
}

#[component]
fn Several() -> impl IntoView {
    let outline = Outline::here();
    let n = move || outline.selected.with(std::collections::BTreeSet::len);
    view! {
        <section class="stack" aria-label="Selected steps">
            <h2>{move || format::counted(n(), "step", "steps")}" selected"</h2>
            <div class="row">
                <Button kind="line bad" glyph="trash" label="Delete" on_press=move || outline.delete() />
            </div>
        </section>
    }
}

#[component]
fn One(id: StepId) -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let step = bench.record(move |plan| plan.steps.get(&id));
    // a step keeps its kind, unless text or undo made it another
    let shape =
        Memo::new(move |_| step.with(|step| step.as_ref().map(|step| std::mem::discriminant(&step.kind))));
    let sentence = bench.read(move |plan| describe(plan, id));
    let title =
        Memo::new(move |_| step.with(|step| step.as_ref().map(|step| title(step)).unwrap_or_default()));
    let glyph = move || {
        step.with(|step| {
            step.as_ref().map(|step| match step.kind.touch() {
                Some(touch) => channel::tile(touch.channel.channel(), false).into_any(),
                None => view! { <span class="tile plaintile">{icon(channel::glyph(&step.kind))}</span> }
                    .into_any(),
            })
        })
    };
    let sub = move || {
        let kind = step.with(|step| step.as_ref().map(|step| kind_words(&step.kind)))?;
        let number = outline.row(RowKey::Step(id)).get().and_then(|row| match row.kind {
            super::rows::RowKind::Touch(number) => Some(format!("Step {number}, ")),
            _ => None,
        });
        Some(format!("{}{kind}", number.unwrap_or_default()))
    };
    view! {
        <section class="stack one" aria-label="Selected step">
            <div class="insp-head">
                {glyph}
                <div>
                    <h2>{title}</h2>
                    <p class="small faint">{sub}</p>
                </div>
                <Menu label="More about this step">
                    <Item label="Move up" glyph="up" key="Alt ↑" on_press=move || outline.act(Command::MoveUp(id)) />
                    <Item label="Move down" glyph="below" key="Alt ↓" on_press=move || outline.act(Command::MoveDown(id)) />
                    <Item label="Duplicate" glyph="copy" key="Ctrl D" on_press=move || outline.act(Command::DuplicateStep(id)) />
                    <Item label="Delete" glyph="trash" key="Del" class="bad" on_press=move || outline.delete() />
                </Menu>
            </div>
            <p class="prose plain">{sentence}</p>
            {move || {
                shape.get();
                let now = step.get_untracked()?;
                Some(match &now.kind {
                    StepKind::Touch(_) => view! { <TouchFields id step /> }.into_any(),
                    StepKind::Wait { .. } => view! { <WaitFields id step /> }.into_any(),
                    StepKind::Await(_) => view! { <AwaitFields id step /> }.into_any(),
                    StepKind::Branch(_) => view! { <BranchFields id /> }.into_any(),
                    StepKind::Split(_) => view! { <SplitFields id /> }.into_any(),
                    StepKind::Repeat(_) | StepKind::Action { .. } => return None,
                    StepKind::End { .. } => view! { <EndFields id step /> }.into_any(),
                })
            }}
            <Figures id step />
            <OwnProblems id />
        </section>
    }
}

fn title(step: &Step) -> String {
    if !step.name.is_empty() {
        return step.name.clone();
    }
    match &step.kind {
        StepKind::Touch(touch) => touch.channel.label().to_owned(),
        StepKind::Wait { until } => format!("Wait {}", wait_text(until)),
        StepKind::Await(a) => format!("Await {}", a.event.name()),
        StepKind::Branch(_) => "Branch".to_owned(),
        StepKind::Split(_) => "Split".to_owned(),
        StepKind::Repeat(_) => "Repeat".to_owned(),
        StepKind::Action { .. } => "Action".to_owned(),
        StepKind::End { .. } => "Leave".to_owned(),
    }
}

fn kind_words(kind: &StepKind) -> String {
    match kind {
        StepKind::Touch(touch) => {
            let by = if touch.by == By::Owner { "by the contact’s owner" } else { "automatic" };
            format!("{}, {by}", touch.channel.label())
        }
        StepKind::Wait { .. } => "Wait".to_owned(),
        StepKind::Await(_) => "Waits for an event".to_owned(),
        StepKind::Branch(_) => "Takes the first case that holds".to_owned(),
        StepKind::Split(_) => "By chance, fixed for each contact".to_owned(),
        StepKind::Repeat(_) => "Again and again, until something happens".to_owned(),
        StepKind::Action { .. } => "Changes the contact or tells somebody".to_owned(),
        StepKind::End { .. } => "Leaves the sequence here".to_owned(),
    }
}

type StepMemo = Memo<Option<Same<Step>>>;

/// A value of the touch as a signal of text.
fn of_touch(step: StepMemo, read: fn(&Touch) -> String) -> Signal<String> {
    Signal::derive(move || {
        step.with(|step| step.as_ref().and_then(|step| step.kind.touch().map(read))).unwrap_or_default()
    })
}

#[component]
fn TouchFields(id: StepId, step: StepMemo) -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let name = Signal::derive(move || {
        step.with(|step| step.as_ref().map(|step| step.name.clone())).unwrap_or_default()
    });
    let kinds: Vec<(String, String)> =
        ChannelKind::ALL.iter().map(|kind| (kind.name().to_owned(), kind.label().to_owned())).collect();
    let is_manual = Memo::new(move |_| {
        step.with(|step| {
            step.as_ref().and_then(|step| step.kind.touch()).is_some_and(|touch| touch.by == By::Owner)
        })
    });
    let kind = Memo::new(move |_| {
        step.with(|step| step.as_ref().and_then(|step| step.kind.touch().map(|touch| touch.channel)))
    });
    let missing = Memo::new(move |_| match kind.get() {
        Some(ChannelKind::Email) => "Without an address",
        Some(ChannelKind::Call) => "Without a number",
        Some(ChannelKind::LinkedinInvite | ChannelKind::LinkedinMessage) => "Without a profile",
        _ => "",
    });
    // mails above this one in reading order
    let parents = bench.read(move |plan| {
        let mut list = vec![(String::new(), "Nothing: a new thread".to_owned())];
        if let Some((sequence, _)) = plan.find(id) {
            let before = plan.walk(sequence).into_iter().map(|visit| visit.id).take_while(|step| *step != id);
            list.extend(before.filter_map(|step| {
                let record = plan.steps.get(&step)?;
                let touch = record.kind.touch()?;
                (touch.channel == ChannelKind::Email).then(|| (step.to_string(), record.name.clone()))
            }));
        }
        list
    });
    view! {
        <Field
            label="Name"
            value=name
            take=move |text: String| {
                let text = text.trim().to_owned();
                if text.is_empty() {
                    return Err("A step needs a name".to_owned());
                }
                change(outline, id, "name", |step| step.name = text)
            }
        />
        <div class="two">
            <WaitBefore id />
            <Field
                label="Window"
                value=of_touch(step, |touch| touch.window.map(format::window).unwrap_or_default())
                placeholder="the calendar’s hours"
                take=move |text: String| {
                    let text = text.trim().replace(['–', '—'], "-");
                    let window = if text.is_empty() { None } else { Some(text.parse().map_err(|_| "Such as 9:00-11:30".to_owned())?) };
                    change_touch(outline, id, "window", |touch| touch.window = window)
                }
            />
            <Select
                label="Done"
                value=of_touch(step, |touch| if touch.by == By::Owner { "owner".to_owned() } else { "automatic".to_owned() })
                options=Signal::stored(pairs(&[("automatic", "Automatically"), ("owner", "By the owner")]))
                on_change=move |key: String| {
                    drop(change_touch(outline, id, "by", |touch| {
                        touch.by = if key == "owner" { By::Owner } else { By::Automatic };
                    }));
                }
            />
            <Show when=move || is_manual.get()>
                <Field
                    label="Effort"
                    unit="min"
                    keys="numeric"
                    value=of_touch(step, |touch| touch.effort_minutes.to_string())
                    take=move |text: String| {
                        let minutes = text.trim().parse::<u16>().ok().filter(|n| *n <= 480).ok_or("0 to 480 minutes".to_owned())?;
                        change_touch(outline, id, "effort", |touch| touch.effort_minutes = minutes)
                    }
                />
            </Show>
            <Show when=move || !missing.get().is_empty()>
                <Select
                    label=Signal::derive(move || missing.get().to_owned())
                    value=of_touch(step, |touch| if touch.on_missing == OnMissing::Exit { "exit".to_owned() } else { "skip".to_owned() })
                    options=Signal::stored(pairs(&[("skip", "Skip the step"), ("exit", "Leave the sequence")]))
                    on_change=move |key: String| {
                        drop(change_touch(outline, id, "missing", |touch| {
                            touch.on_missing = if key == "exit" { OnMissing::Exit } else { OnMissing::Skip };
                        }));
                    }
                />
            </Show>
            <Select
                label="Channel"
                value=of_touch(step, |touch| touch.channel.name().to_owned())
                options=Signal::stored(kinds)
                on_change=move |key: String| {
                    if let Some(kind) = ChannelKind::ALL.into_iter().find(|kind| kind.name() == key) {
                        drop(change_touch(outline, id, "channel", |touch| touch.channel = kind));
                    }
                }
            />
        </div>
        <Show when=move || kind.get() == Some(ChannelKind::Email)>
            <Select
                label="Answers the thread of"
                value=of_touch(step, |touch| touch.reply_to.map(|id| id.to_string()).unwrap_or_default())
                options=Signal::derive(move || parents.get().unwrap_or_default())
                on_change=move |key: String| {
                    drop(change_touch(outline, id, "reply", |touch| touch.reply_to = key.parse().ok()));
                }
            />
        </Show>
        <MessageFields id step />
    }
}

/// The wait straight before a step: typed here as well as in the list.
#[component]
fn WaitBefore(id: StepId) -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let before = bench.read(move |plan| {
        let (_, visit) = plan.find(id)?;
        let above = *plan.list(visit.spot.list)?.get(visit.spot.index.checked_sub(1)?)?;
        match &plan.steps.get(&above)?.kind {
            StepKind::Wait { until } => Some((above, wait_text(until))),
            _ => None,
        }
    });
    let value = Signal::derive(move || before.get().flatten().map(|(_, text)| text).unwrap_or_default());
    let take = move |text: String| {
        let old = before.get_untracked().flatten().map(|(id, _)| id);
        if text.trim().is_empty() {
            return match old {
                Some(wait) => bench.dispatch(Command::DeleteSteps(vec![wait])),
                None => Ok(()),
            };
        }
        let until = parse_wait(&text)?;
        let wait = match old {
            Some(wait) => wait,
            None => {
                let spot = bench.plan_now(|plan| plan.find(id).map(|(_, visit)| visit.spot)).flatten();
                let Some(at) = spot else { return Ok(()) };
                bench.dispatch(Command::AddStep { at: Spot { ..at }, kind: NewStep::Wait })?;
                let added = bench
                    .plan_now(|plan| plan.list(at.list).and_then(|list| list.get(at.index).copied()))
                    .flatten();
                bench.select(vec![Place::Step(id)]);
                let Some(added) = added else { return Ok(()) };
                added
            }
        };
        change(outline, wait, "wait", |step| step.kind = StepKind::Wait { until })
    };
    view! { <Field label="Wait before" value placeholder="none" take /> }
}

// ---- the message ----------------------------------------------------------------------------------------------------------

#[component]
fn MessageFields(id: StepId, step: StepMemo) -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let kind = Memo::new(move |_| {
        step.with(|step| step.as_ref().and_then(|step| step.kind.touch().map(|touch| touch.channel)))
    });
    let current = Memo::new(move |_| {
        step.with(|step| step.as_ref().and_then(|step| step.kind.touch().and_then(|touch| touch.message)))
    });
    let options = bench.read(move |plan| {
        let kind = kind.get();
        let mut list = vec![(String::new(), "None".to_owned())];
        list.extend(
            plan.messages
                .iter()
                .filter(|(id, message)| Some(message.channel) == kind || Some(**id) == current.get())
                .map(|(id, message)| (id.to_string(), message.name.clone())),
        );
        list
    });
    let create = move || {
        let Some(channel) = kind.get_untracked() else { return };
        let name =
            step.with_untracked(|step| step.as_ref().map(|step| step.name.clone())).unwrap_or_default();
        let message =
            Message { name, channel, subject: String::new(), preview: String::new(), body: String::new() };
        if bench.dispatch(Command::PutMessage(None, message)).is_err() {
            return;
        }
        let made = bench.plan_now(|plan| plan.messages.keys().next_back().copied()).flatten();
        bench.select(vec![Place::Step(id)]);
        if let Some(made) = made {
            // a refusal is shown by the frame
            drop(change_touch(outline, id, "message", |touch| touch.message = Some(made)));
        }
    };
    view! {
        <div class="withbutton">
            <Select
                label=Signal::derive(move || match kind.get() {
                    Some(ChannelKind::Call) => "Script".to_owned(),
                    Some(ChannelKind::Task) => "What to do".to_owned(),
                    _ => "Message".to_owned(),
                })
                value=Signal::derive(move || current.get().map(|id| id.to_string()).unwrap_or_default())
                options=Signal::derive(move || options.get().unwrap_or_default())
                on_change=move |key: String| {
                    drop(change_touch(outline, id, "message", |touch| touch.message = key.parse::<MessageId>().ok()));
                }
            />
            <Show when=move || current.get().is_none()>
                <Button kind="line" glyph="plus" label="Write" on_press=create />
            </Show>
        </div>
        {move || current.get().map(|message| view! { <Letter message /> })}
    }
}

#[component]
fn Letter(message: MessageId) -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let record = bench.record(move |plan| plan.messages.get(&message));
    let read = move |from: fn(&Message) -> String| {
        Signal::derive(move || {
            record.with(|record| record.as_ref().map(|record| from(record))).unwrap_or_default()
        })
    };
    let write = move |field: &'static str, with: fn(&mut Message, String), text: String| {
        let now =
            bench.plan_now(|plan| plan.messages.get(&message).map(|message| (**message).clone())).flatten();
        let Some(mut changed) = now else { return Ok(()) };
        with(&mut changed, text);
        bench.dispatch_later(Command::PutMessage(Some(message), changed), format!("{message} {field}"))
    };
    let is_mail = Memo::new(move |_| {
        record.with(|record| record.as_ref().is_some_and(|record| record.channel == ChannelKind::Email))
    });
    let note = Signal::derive(move || {
        let text = record.with(|record| {
            record.as_ref().map(|record| (record.subject.clone(), record.body.clone())).unwrap_or_default()
        });
        let problem = [&text.0, &text.1]
            .into_iter()
            .find_map(|text| crate::message::parts(text).1.into_iter().next().map(|problem| problem.message));
        let words = text.1.split_whitespace().count();
        Some(problem.unwrap_or_else(|| {
            format!("{}. Merge fields: {{{{first name | there}}}}", format::counted(words, "word", "words"))
        }))
    });
    view! {
        <Show when=move || is_mail.get()>
            <Area
                label="Subject"
                rows=1
                value=read(|message| message.subject.clone())
                take=move |text: String| write("subject", |message, text| message.subject = text.replace('\n', " "), text)
            />
        </Show>
        <Area
            label="Text"
            rows=8
            value=read(|message| message.body.clone())
            take=move |text: String| write("body", |message, text| message.body = text, text)
            note
        />
    }
}

// ---- waits, groups, ends --------------------------------------------------------------------------------------------------

#[component]
fn WaitFields(id: StepId, step: StepMemo) -> impl IntoView {
    let outline = Outline::here();
    let value = Signal::derive(move || {
        step.with(|step| match step.as_ref().map(|step| &step.kind) {
            Some(StepKind::Wait { until }) => wait_text(until),
            _ => String::new(),
        })
    });
    view! {
        <Field
            label="Wait"
            value
            note=Signal::stored(Some("Such as 2 business days, 3 h, until Tue 10:00, day 5".to_owned()))
            take=move |text: String| {
                let until = parse_wait(&text)?;
                change(outline, id, "wait", |step| step.kind = StepKind::Wait { until })
            }
        />
    }
}

fn change_await(
    outline: Outline,
    id: StepId,
    field: &str,
    with: impl FnOnce(&mut Await),
) -> Result<(), String> {
    change(outline, id, field, |step| {
        if let StepKind::Await(a) = &mut step.kind {
            with(a);
        }
    })
}

fn parse_length(text: &str) -> Result<Length, String> {
    match parse_wait(text)? {
        Wait::For(length) => Ok(length),
        Wait::Day(_) | Wait::Until { .. } | Wait::UntilDate(_) => {
            Err("A length such as 3 days or 2 business days".to_owned())
        }
    }
}

#[component]
fn AwaitFields(id: StepId, step: StepMemo) -> impl IntoView {
    let outline = Outline::here();
    let of_await = move |read: fn(&Await) -> String| {
        Signal::derive(move || {
            step.with(|step| match step.as_ref().map(|step| &step.kind) {
                Some(StepKind::Await(a)) => read(a),
                _ => String::new(),
            })
        })
    };
    let touches = outline.bench.read(move |plan| {
        let mut list = vec![(String::new(), "The touch before".to_owned())];
        if let Some((sequence, _)) = plan.find(id) {
            let before = plan.walk(sequence).into_iter().map(|visit| visit.id).take_while(|step| *step != id);
            list.extend(before.filter_map(|step| {
                let record = plan.steps.get(&step)?;
                record.kind.touch().map(|_| (step.to_string(), record.name.clone()))
            }));
        }
        list
    });
    let events: Vec<(String, String)> = EventKind::ALL
        .iter()
        .map(|event| (event.name().to_owned(), format::sentence(event.name())))
        .collect();
    view! {
        <Select
            label="Until"
            value=of_await(|a| a.event.name().to_owned())
            options=Signal::stored(events)
            on_change=move |key: String| {
                if let Some(event) = EventKind::ALL.iter().copied().find(|event| event.name() == key) {
                    drop(change_await(outline, id, "event", |a| a.event = event));
                }
            }
        />
        <div class="two">
            <Select
                label="Of"
                value=of_await(|a| a.of.map(|id| id.to_string()).unwrap_or_default())
                options=Signal::derive(move || touches.get().unwrap_or_default())
                on_change=move |key: String| drop(change_await(outline, id, "of", |a| a.of = key.parse().ok()))
            />
            <Field
                label="At most"
                value=of_await(|a| length_text(a.at_most))
                take=move |text: String| {
                    let length = parse_length(&text)?;
                    change_await(outline, id, "at most", |a| a.at_most = length)
                }
            />
        </div>
    }
}

#[component]
fn BranchFields(id: StepId) -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let cases = bench.read(move |plan| {
        let (sequence, _) = plan.find(id)?;
        match &plan.steps.get(&id)?.kind {
            StepKind::Branch(branch) => Some(
                branch
                    .cases
                    .iter()
                    .map(|case| condition_text(plan, sequence, &case.when))
                    .collect::<Vec<_>>(),
            ),
            _ => None,
        }
    });
    let n = Memo::new(move |_| cases.get().flatten().map_or(0, |cases| cases.len()));
    let take = move |at: usize, text: String| {
        let sequence = outline.sequence.get_untracked();
        let read =
            sequence.and_then(|sequence| bench.plan_now(|plan| parse_condition(plan, sequence, &text)));
        match read {
            Some(Ok(rule)) => change(outline, id, "case", |step| {
                if let StepKind::Branch(branch) = &mut step.kind
                    && let Some(case) = branch.cases.get_mut(at)
                {
                    case.when = rule;
                }
            }),
            Some(Err(problem)) => {
                let fix = problem.fix.map(|word| format!(" Meant: {word}?")).unwrap_or_default();
                Err(format!("{}. Known here: {}.{fix}", format::sentence(&problem.message), problem.expected))
            }
            None => Ok(()),
        }
    };
    let add = move || {
        drop(change(outline, id, "add case", |step| {
            if let StepKind::Branch(branch) = &mut step.kind {
                let when = branch.cases.last().map(|case| case.when.clone()).unwrap_or_default();
                branch.cases.push(Case { when, body: Vec::new() });
            }
        }));
    };
    let remove = move |at: usize| {
        let gone = change(outline, id, "remove case", |step| {
            if let StepKind::Branch(branch) = &mut step.kind {
                branch.cases.remove(at);
            }
        });
        if gone.is_ok() {
            bench.tell_with_undo("Case removed with its steps");
        }
    };
    view! {
        {move || {
            (0..n.get())
                .map(|at| {
                    let value = Signal::derive(move || {
                        cases.get().flatten().and_then(|cases| cases.get(at).cloned()).unwrap_or_default()
                    });
                    view! {
                        <div class="withbutton">
                            <Area
                                label=if at == 0 { "If" } else { "Or if" }
                                rows=2
                                value
                                take=move |text: String| take(at, text)
                            />
                            <Show when=move || { n.get() > 1 }>
                                <Button kind="rm" glyph="close" icon_only=true label="Remove this case" on_press=move || remove(at) />
                            </Show>
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

#[component]
fn SplitFields(id: StepId) -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let arms = bench.read(move |plan| match &plan.steps.get(&id)?.kind {
        StepKind::Split(split) => {
            Some(split.arms.iter().map(|arm| (arm.name.clone(), arm.weight.to_string())).collect::<Vec<_>>())
        }
        _ => None,
    });
    let n = Memo::new(move |_| arms.get().flatten().map_or(0, |arms| arms.len()));
    let of = move |at: usize, part: fn(&(String, String)) -> String| {
        Signal::derive(move || {
            arms.get().flatten().and_then(|arms| arms.get(at).map(part)).unwrap_or_default()
        })
    };
    let with = move |at: usize, field: &'static str, with: Box<dyn FnOnce(&mut Arm)>| {
        change(outline, id, field, |step| {
            if let StepKind::Split(split) = &mut step.kind
                && let Some(arm) = split.arms.get_mut(at)
            {
                with(arm);
            }
        })
    };
    let add = move || {
        drop(change(outline, id, "add arm", |step| {
            if let StepKind::Split(split) = &mut step.kind {
                let name = char::from(b'A' + (split.arms.len() % 26) as u8).to_string();
                let weight = split.arms.last().map_or(50, |arm| arm.weight);
                split.arms.push(Arm { name, weight, body: Vec::new() });
            }
        }));
    };
    let remove = move |at: usize| {
        let gone = change(outline, id, "remove arm", |step| {
            if let StepKind::Split(split) = &mut step.kind {
                split.arms.remove(at);
            }
        });
        if gone.is_ok() {
            bench.tell_with_undo("Arm removed with its steps");
        }
    };
    view! {
        {move || {
            (0..n.get())
                .map(|at| {
                    view! {
                        <div class="armfields">
                            <Field
                                label="Arm"
                                value=of(at, |arm| arm.0.clone())
                                take=move |text: String| {
                                    if text.trim().is_empty() {
                                        return Err("An arm needs a name".to_owned());
                                    }
                                    with(at, "arm name", Box::new(move |arm| arm.name = text.trim().to_owned()))
                                }
                            />
                            <Field
                                label="Weight"
                                keys="numeric"
                                value=of(at, |arm| arm.1.clone())
                                take=move |text: String| {
                                    let weight = text.trim().parse::<u32>().map_err(|_| "A whole number".to_owned())?;
                                    with(at, "arm weight", Box::new(move |arm| arm.weight = weight))
                                }
                            />
                            <Show when=move || { n.get() > 2 }>
                                <Button kind="rm" glyph="close" icon_only=true label="Remove this arm" on_press=move || remove(at) />
                            </Show>
                        </div>
                    }
                })
                .collect_view()
        }}
        <Button kind="dense" glyph="plus" label="Another arm" on_press=add />
    }
}

#[component]
fn EndFields(id: StepId, step: StepMemo) -> impl IntoView {
    let outline = Outline::here();
    let value = Signal::derive(move || {
        step.with(|step| match step.as_ref().map(|step| &step.kind) {
            Some(StepKind::End { reason }) => reason.clone(),
            _ => String::new(),
        })
    });
    view! {
        <Field
            label="Reason"
            value
            note=Signal::stored(Some("People who leave here are counted under this name".to_owned()))
            take=move |text: String| {
                change(outline, id, "reason", |step| step.kind = StepKind::End { reason: text.trim().to_owned() })
            }
        />
    }
}

// ---- what becomes of it ---------------------------------------------------------------------------------------------------

#[component]
fn Figures(id: StepId, step: StepMemo) -> impl IntoView {
    let outline = Outline::here();
    let forecast = outline.live.step(id);
    let behind = outline.live.is_behind();
    move || {
        let forecast = forecast.get()?;
        let kind =
            step.with(|step| step.as_ref().and_then(|step| step.kind.touch().map(|touch| touch.channel)));
        let mut figures = vec![("Arrive", format::range(&forecast.reached))];
        if let Some(kind) = kind {
            let done = match kind {
                ChannelKind::Email => "Sent",
                ChannelKind::Call => "Called",
                ChannelKind::LinkedinInvite => "Invited",
                ChannelKind::LinkedinMessage => "Written to",
                ChannelKind::Whatsapp | ChannelKind::Sms | ChannelKind::InApp => "Sent",
                ChannelKind::Ad => "In the audience",
                ChannelKind::Task => "Done",
            };
            figures.push((done, format::range(&forecast.done)));
            let wanted: &[(EventKind, &str)] = match kind {
                ChannelKind::Call => &[(EventKind::Talked, "Talked"), (EventKind::MeetingBooked, "Meetings")],
                ChannelKind::LinkedinInvite => &[(EventKind::Accepted, "Accept")],
                ChannelKind::Task => &[],
                _ => &[(EventKind::Replied, "Replies"), (EventKind::MeetingBooked, "Meetings")],
            };
            for (event, name) in wanted {
                let range = forecast.outcomes.iter().find(|(e, _)| e == event).map(|(_, range)| *range);
                figures.push((name, format::range(&range.unwrap_or_default())));
            }
        }
        figures.push(("Leave", format::range(&forecast.left)));
        let skipped: Vec<String> = forecast
            .skipped
            .iter()
            .filter(|(_, range)| range.q90 >= 0.5)
            .map(|(cause, range)| format!("{} {}", format::range(range), cause.label()))
            .collect();
        Some(view! {
            <dl class="stepfig num" class:is-stale=move || behind.get()>
                {figures
                    .into_iter()
                    .map(|(name, range)| view! { <div><dt>{name}</dt><dd>{range}</dd></div> })
                    .collect_view()}
            </dl>
            {(!skipped.is_empty()).then(|| view! { <p class="small faint">"Skipped: "{skipped.join(", ")}</p> })}
        })
    }
}

#[component]
fn OwnProblems(id: StepId) -> impl IntoView {
    let outline = Outline::here();
    move || {
        let own: Vec<_> = outline
            .live
            .problems()
            .into_iter()
            .filter(|problem| problem.place == Place::Step(id))
            .map(|problem| {
                view! {
                    <div class="finding">
                        {severity(severity_name(problem.severity))} <span>{format::sentence(&problem.message)}</span>
                    </div>
                }
            })
            .collect();
        own
    }
}

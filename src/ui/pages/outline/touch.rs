//! The fields of a touch: name, when, by whom, what if; then its text.

use leptos::prelude::*;

use super::fields::{
    ConditionField, Edit, NUMBER, Options, Shape, TEXT, change, last_day, number, pairs, pick, touches_before,
};
use crate::model::{
    By, ChannelKind, FunnelStage, Length, Message, MessageId, OnMissing, Place, Spot, Step, StepKind, Touch,
    Wait,
};
use crate::outline::{parse_wait, wait_text};
use crate::session::{Command, NewStep};
use crate::ui::components::{Button, Field, icon};
use crate::ui::erased::{derive, memo};
use crate::ui::format;
use crate::ui::pages::messages::{Letter, Person, PersonPick, Preview};
use crate::ui::router::Page;

/// The touch of a step that is one.
fn touch(step: &mut Step) -> Option<&mut Touch> {
    if let StepKind::Touch(touch) = &mut step.kind { Some(touch) } else { None }
}

/// Writes into the touch.
fn write(step: &mut Step, with: impl FnOnce(&mut Touch)) -> Result<(), String> {
    if let Some(touch) = touch(step) {
        with(touch);
    }
    Ok(())
}

fn read(step: &Step, from: fn(&Touch) -> String) -> String {
    step.kind.touch().map(from).unwrap_or_default()
}

fn channel(step: &Step) -> Option<ChannelKind> {
    step.kind.touch().map(|touch| touch.channel)
}

/// What the touch cannot do without, as the field's name.
fn missing(kind: Option<ChannelKind>) -> &'static str {
    match kind {
        Some(ChannelKind::Email) => "Without an address",
        Some(ChannelKind::Call) => "Without a number",
        Some(ChannelKind::LinkedinInvite) => "Without a profile",
        Some(ChannelKind::LinkedinMessage) => "Without an accepted invitation",
        Some(ChannelKind::Whatsapp | ChannelKind::Sms) => "Without a mobile number",
        Some(ChannelKind::InApp | ChannelKind::Ad | ChannelKind::Task) | None => "",
    }
}

/// The stages, with none.
pub fn stages() -> Signal<Options> {
    let none = std::iter::once((String::new(), "None".to_owned()));
    let stages = FunnelStage::ALL.iter().map(|stage| (stage.name().to_owned(), stage.label().to_owned()));
    Signal::stored(none.chain(stages).collect())
}

/// The fields.
#[component]
pub fn TouchFields(edit: Edit) -> impl IntoView {
    let kind = edit.read(channel);
    let is_manual = edit.read(|step| step.kind.touch().is_some_and(|touch| touch.by == By::Owner));
    let kinds: Options =
        ChannelKind::ALL.iter().map(|kind| (kind.name().to_owned(), kind.label().to_owned())).collect();
    let skip_if = edit.read(|step| step.kind.touch().and_then(|touch| touch.skip_if.clone()));
    let skip = Callback::new(move |rule| {
        edit.change("skip", |step| drop(write(step, |touch| touch.skip_if = rule)))
    });
    view! {
        {edit.line("Name", TEXT, |step| step.name.clone(), |step, text| {
            let text = text.trim();
            if text.is_empty() {
                return Err("A step needs a name".to_owned());
            }
            text.clone_into(&mut step.name);
            Ok(())
        })}
        <div class="two">
            <WaitBefore edit />
            {edit.line(
                "Window",
                Shape { placeholder: "the calendar’s hours", ..TEXT },
                |step| read(step, |touch| touch.window.map(format::window).unwrap_or_default()),
                |step, text| {
                    let text = text.trim().replace(['–', '—'], "-");
                    let window = if text.is_empty() { None } else { Some(text.parse().map_err(|_| "Such as 9:00-11:30".to_owned())?) };
                    write(step, |touch| touch.window = window)
                },
            )}
            {edit.line(
                "Not after",
                Shape { placeholder: "no last day", ..TEXT },
                |step| read(step, |touch| touch.not_after.map(|last| last.to_string()).unwrap_or_default()),
                |step, text| {
                    let last = last_day(text)?;
                    write(step, |touch| touch.not_after = last)
                },
            )}
            {edit.pick(
                "Channel",
                Signal::stored(kinds),
                |step| read(step, |touch| touch.channel.name().to_owned()),
                |step, key| {
                    let kind = ChannelKind::ALL.into_iter().find(|kind| kind.name() == key);
                    write(step, |touch| {
                        let Some(kind) = kind else { return };
                        touch.channel = kind;
                        // what another channel cannot have goes
                        touch.days = if kind == ChannelKind::Ad { touch.days.max(14) } else { 0 };
                        if kind != ChannelKind::Email {
                            touch.reply_to = None;
                        }
                    })
                },
            )}
            {edit.pick(
                "Done",
                pairs(&[("automatic", "Automatically"), ("owner", "By the owner")]),
                |step| read(step, |touch| if touch.by == By::Owner { "owner".to_owned() } else { "automatic".to_owned() }),
                |step, key| write(step, |touch| touch.by = if key == "owner" { By::Owner } else { By::Automatic }),
            )}
            {move || is_manual.get().then(|| {
                edit.line(
                    "Effort",
                    Shape { unit: "min", ..NUMBER },
                    |step| read(step, |touch| touch.effort_minutes.to_string()),
                    |step, text| {
                        let minutes = number(text, 0, 480)?;
                        write(step, |touch| touch.effort_minutes = minutes as u16)
                    },
                )
            })}
            {move || (kind.get() == Some(ChannelKind::Ad)).then(|| {
                edit.line(
                    "In the audience",
                    Shape { unit: "days", ..NUMBER },
                    |step| read(step, |touch| touch.days.to_string()),
                    |step, text| {
                        let days = number(text, 1, Length::MAX_DAYS)?;
                        write(step, |touch| touch.days = days as u16)
                    },
                )
            })}
            {move || {
                let label = missing(kind.get());
                (!label.is_empty()).then(|| {
                    edit.pick(
                        label,
                        pairs(&[("skip", "Skip the step"), ("exit", "Leave the sequence")]),
                        |step| read(step, |touch| if touch.on_missing == OnMissing::Exit { "exit".to_owned() } else { "skip".to_owned() }),
                        |step, key| write(step, |touch| touch.on_missing = if key == "exit" { OnMissing::Exit } else { OnMissing::Skip }),
                    )
                })
            }}
            <StagePick edit />
        </div>
        {move || (kind.get() == Some(ChannelKind::Email)).then(|| {
            edit.pick(
                "Answers the thread of",
                touches_before(edit, "Nothing: a new thread", true),
                |step| read(step, |touch| touch.reply_to.map(|id| id.to_string()).unwrap_or_default()),
                |step, key| write(step, |touch| touch.reply_to = key.parse().ok()),
            )
        })}
        <ConditionField edit label="Skip if" rule=skip_if take=skip optional=true />
        <MessageFields edit />
    }
}

/// The funnel stage that the touch works on.
#[component]
fn StagePick(edit: Edit) -> impl IntoView {
    edit.pick(
        "Funnel stage",
        stages(),
        |step| step.stage.map(|stage| stage.name().to_owned()).unwrap_or_default(),
        |step, key| {
            step.stage = FunnelStage::ALL.into_iter().find(|stage| stage.name() == key);
            Ok(())
        },
    )
}

/// The wait straight before a step: typed here as well as in the list.
#[component]
fn WaitBefore(edit: Edit) -> impl IntoView {
    let bench = edit.outline.bench;
    let id = edit.id;
    let before = bench.read(move |plan| {
        let (_, visit) = plan.find(id)?;
        let above = *plan.list(visit.spot.list)?.get(visit.spot.index.checked_sub(1)?)?;
        match &plan.steps.get(&above)?.kind {
            StepKind::Wait { until } => Some((above, wait_text(until))),
            _ => None,
        }
    });
    let value = derive(move || before.get().flatten().map(|(_, text)| text).unwrap_or_default());
    let take = move |text: String| {
        let old = before.get_untracked().flatten().map(|(id, _)| id);
        if text.trim().is_empty() {
            let Some(wait) = old else { return Ok(()) };
            bench.dispatch(Command::DeleteSteps(vec![wait]))?;
            bench.select(vec![Place::Step(id)]);
            return Ok(());
        }
        let until: Wait = parse_wait(&text)?;
        let wait = match old {
            Some(wait) => wait,
            None => {
                let spot = bench.plan_now(|plan| plan.find(id).map(|(_, visit)| visit.spot)).flatten();
                let Some(at) = spot else { return Ok(()) };
                let done = bench.dispatch(Command::AddStep { at: Spot { ..at }, kind: NewStep::Wait })?;
                bench.select(vec![Place::Step(id)]);
                let Some(added) = done.made::<Step>() else { return Ok(()) };
                added
            }
        };
        change(edit.outline, wait, "wait", |step| step.kind = StepKind::Wait { until })
    };
    view! { <Field label="Wait before" value placeholder="none" take=Callback::new(take) /> }
}

/// The text: which, what it says, how it reads for a contact.
#[component]
fn MessageFields(edit: Edit) -> impl IntoView {
    let bench = edit.outline.bench;
    let kind = edit.read(channel);
    let current = edit.read(|step| step.kind.touch().and_then(|touch| touch.message));
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
            edit.step.with_untracked(|step| step.as_ref().map(|step| step.name.clone())).unwrap_or_default();
        let message =
            Message { name, channel, subject: String::new(), preview: String::new(), body: String::new() };
        let Ok(done) = bench.dispatch(Command::PutMessage(None, message)) else { return };
        let made = done.made::<Message>();
        bench.select(vec![Place::Step(edit.id)]);
        if made.is_some() {
            // a refusal is shown by the frame
            drop(edit.change("message", |step| drop(write(step, |touch| touch.message = made))));
        }
    };
    let label = derive(move || {
        match kind.get() {
            Some(ChannelKind::Call) => "Script",
            Some(ChannelKind::Task) => "What to do",
            _ => "Message",
        }
        .to_owned()
    });
    view! {
        <div class="withbutton">
            {pick(
                label,
                derive(move || options.get().unwrap_or_default()),
                derive(move || current.get().map(|id| id.to_string()).unwrap_or_default()),
                move |key: &str| {
                    let message = key.parse::<MessageId>().ok();
                    drop(edit.change("message", |step| drop(write(step, |touch| touch.message = message))));
                },
            )}
            {move || match current.get() {
                None => view! { <Button kind="line" glyph="plus" label="Write" on_press=create /> }.into_any(),
                Some(message) => {
                    let href = bench.href(Page::Messages(Some(message)));
                    view! { <a class="btn line" href=href>{icon("edit")}"Open"</a> }.into_any()
                }
            }}
        </div>
        {move || {
            current.get().map(|message| {
                let message = memo(move |_| Some(message));
                let person: Person = edit.outline.person;
                view! {
                    <Letter message />
                    <section class="stack" aria-label="Preview">
                        <PersonPick person />
                        <Preview message person />
                    </section>
                }
            })
        }}
    }
}

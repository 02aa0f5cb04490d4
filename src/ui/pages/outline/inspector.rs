//! The selected step: a plain sentence first, then its fields, then what becomes of it. Of several: what can be done with all.

use leptos::prelude::*;

use super::action::{self, ActionFields};
use super::fields::Edit;
use super::logic::{AwaitFields, BranchFields, EndFields, RepeatFields, SplitFields, WaitFields};
use super::state::Outline;
use super::touch::TouchFields;
use crate::model::{By, ChannelKind, EventKind, Plan, Step, StepId, StepKind};
use crate::outline::{describe, wait_text};
use crate::session::Command;
use crate::ui::channel;
use crate::ui::components::{Item, Menu, icon};
use crate::ui::erased::memo;
use crate::ui::format;
use crate::ui::launch::PlaceFindings;
use crate::ui::workbench::Same;
use crate::view::rows::RowKey;

/// The panel of the selected step; nothing where none is selected.
#[component]
pub fn Inspector() -> impl IntoView {
    let outline = Outline::here();
    let selected = memo(move |_| outline.leading());
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
            <p class="small faint prose">
                "They move, are copied and deleted together, with the waits between them. Shift with an arrow key takes more, Ctrl with a press one more or less."
            </p>
        </section>
    }
}

#[component]
fn One(id: StepId) -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let edit = Edit::new(id);
    let step = edit.step;
    // a step keeps its kind, unless text or undo made it another
    let shape = memo(move |_| step.with(|step| step.as_ref().map(|step| std::mem::discriminant(&step.kind))));
    let sentence = bench.read(move |plan| describe(plan, id));
    let title = bench.read(move |plan| plan.steps.get(&id).map(|step| title(plan, step)));
    let title = move || title.get().flatten();
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
            crate::view::rows::RowKind::Touch(number) => Some(format!("Step {number}, ")),
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
                    <Item label="Duplicate" glyph="copy" key="Ctrl D" on_press=move || outline.act(Command::DuplicateSteps(vec![id])) />
                    <Item label="Delete" glyph="trash" key="Del" class="bad" on_press=move || outline.delete() />
                </Menu>
            </div>
            <p class="prose plain">{sentence}</p>
            {move || {
                shape.get();
                let now = step.get_untracked()?;
                Some(match &now.kind {
                    StepKind::Touch(_) => view! { <TouchFields edit /> }.into_any(),
                    StepKind::Wait { .. } => view! { <WaitFields edit /> }.into_any(),
                    StepKind::Await(_) => view! { <AwaitFields edit /> }.into_any(),
                    StepKind::Branch(_) => view! { <BranchFields edit /> }.into_any(),
                    StepKind::Split(_) => view! { <SplitFields edit /> }.into_any(),
                    StepKind::Repeat(_) => view! { <RepeatFields edit /> }.into_any(),
                    StepKind::Action { .. } => view! { <ActionFields edit /> }.into_any(),
                    StepKind::End { .. } => view! { <EndFields edit /> }.into_any(),
                })
            }}
            <Figures id step />
            <PlaceFindings id />
        </section>
    }
}

fn title(plan: &Plan, step: &Step) -> String {
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
        StepKind::Action { what } => {
            let (lead, rest) = action::words(plan, what);
            format!("{lead} {rest}")
        }
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

// ---- what becomes of it ---------------------------------------------------------------------------------------------------

#[component]
fn Figures(id: StepId, step: Memo<Option<Same<Step>>>) -> impl IntoView {
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
                ChannelKind::Sms => &[(EventKind::Replied, "Replies"), (EventKind::Clicked, "Clicks")],
                ChannelKind::InApp => &[(EventKind::Opened, "Seen"), (EventKind::Clicked, "Clicks")],
                ChannelKind::Ad => &[(EventKind::Clicked, "Clicks")],
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

//! The rows between touches: waits, actions and the way out.

use leptos::prelude::*;

use super::super::action;
use super::super::fields::step_now;
use super::super::state::Outline;
use super::{Chips, Frame, InPlace, Shell};
use crate::model::{Step, StepId, StepKind};
use crate::outline::{parse_wait, wait_text};
use crate::session::Command;
use crate::ui::components::icon;
use crate::ui::erased::{derive, memo};

/// Puts another kind into the step: what a field in a row does.
fn put_kind(outline: Outline, id: StepId, kind: StepKind) -> Result<(), String> {
    match step_now(outline, id) {
        Some(step) => outline.bench.take(Command::UpdateStep { id, step: Step { kind, ..step } }),
        None => Ok(()),
    }
}

#[component]
pub(super) fn WaitRow(frame: Frame) -> impl IntoView {
    let (outline, key_) = (frame.outline, frame.key);
    let id = key_.step();
    let words = frame.text(|step| match &step.kind {
        StepKind::Wait { until } => wait_text(until),
        _ => String::new(),
    });
    let is_open = frame.is_open();
    let draft = RwSignal::new(String::new());
    let reading = derive(move || {
        let text = draft.get();
        (text != words.get()).then(|| parse_wait(&text).map(|wait| wait_text(&wait)))
    });
    let keep = Callback::new(move |text: String| {
        let until = parse_wait(&text)?;
        put_kind(outline, id, StepKind::Wait { until })
    });
    let label = derive(move || format!("wait {}", words.get()));
    let pill = move || {
        if is_open.get() {
            return view! {
                <span class="waitpill is-edit">
                    {icon("wait")} <InPlace key_ class="" label="Wait" value=words.get_untracked() keep reading draft />
                </span>
            }
            .into_any();
        }
        view! {
            <button
                type="button"
                class="waitpill num"
                tabindex="-1"
                aria-label=move || format!("Wait {}, edit", words.get())
                on:click=move |event: web_sys::MouseEvent| {
                    event.stop_propagation();
                    frame.press(&event);
                    if !event.shift_key() && !event.ctrl_key() && !event.meta_key() {
                        outline.editing.set(Some(key_));
                    }
                }
            >
                {icon("wait")}
                <span class="cut">{words}</span>
            </button>
        }
        .into_any()
    };
    view! {
        <Shell frame class="ol-wait ol-grid" share=frame.share() label>
            <span role="gridcell" class="waits">{pill}</span>
            {frame.mark(label)}
        </Shell>
    }
}

#[component]
pub(super) fn ActionRow(frame: Frame) -> impl IntoView {
    let outline = frame.outline;
    let words = memo(move |_| {
        // the words name other sequences: they follow every change
        outline.bench.revision().track();
        frame.step.with(|step| match step.as_ref().map(|step| &step.kind) {
            Some(StepKind::Action { what }) => outline.bench.plan_now(|plan| action::words(plan, what)),
            _ => None,
        })
    });
    let label = derive(move || words.get().map(|(lead, rest)| format!("{lead} {rest}")).unwrap_or_default());
    view! {
        <Shell frame class="ol-row ol-grid ol-action" share=frame.share() label>
            <span role="gridcell" class="ld">
                <span class="tile s plaintile">{icon("action")}</span>
                {move || words.get().map(|(lead, rest)| view! { <span class="kw">{lead}</span><span class="cut">{rest}</span> })}
                <Chips frame />
            </span>
            {frame.reached()}
            {frame.mark(label)}
        </Shell>
    }
}

#[component]
pub(super) fn EndRow(frame: Frame) -> impl IntoView {
    let (outline, key_) = (frame.outline, frame.key);
    let reason = frame.text(|step| match &step.kind {
        StepKind::End { reason } => reason.clone(),
        _ => String::new(),
    });
    let is_open = frame.is_open();
    let keep = Callback::new(move |text: String| {
        put_kind(outline, key_.step(), StepKind::End { reason: text.trim().to_owned() })
    });
    let label = derive(move || format!("leave {}", reason.get()));
    view! {
        <Shell frame class="ol-row ol-grid ol-action" share=frame.share() label>
            <span role="gridcell" class="ld">
                <span class="tile s plaintile">{icon("end")}</span>
                <span class="kw">"Leave"</span>
                {move || {
                    if is_open.get() {
                        view! { <InPlace key_ class="nmedit" label="Reason" value=reason.get_untracked() keep /> }.into_any()
                    } else {
                        view! { <span class="muted cut">{reason}</span> }.into_any()
                    }
                }}
            </span>
            {frame.reached()}
            {frame.mark(label)}
        </Shell>
    }
}

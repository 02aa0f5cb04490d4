//! The rows of a group: the head of each of its lists, and where they join.

use leptos::prelude::*;

use super::super::state::Outline;
use super::{Chips, Frame, Insert, People, Shell, share_of};
use crate::model::{Case, Slot, Step, StepKind};
use crate::outline::{condition_text, length_text};
use crate::ui::components::icon;
use crate::ui::erased::{derive, memo};
use crate::ui::format;
use crate::view::rows::{RowKey, RowKind};

/// The words of a list's head: the word that leads, and what is decided.
pub fn arm_words(outline: Outline, step: &Step, slot: Slot) -> (&'static str, String) {
    let condition = |n: usize, cases: &[Case]| {
        let rule = cases.get(n).map(|case| case.when.clone()).unwrap_or_default();
        let sequence = outline.sequence.get_untracked();
        sequence
            .and_then(|id| outline.bench.plan_now(|plan| condition_text(plan, id, &rule)))
            .unwrap_or_default()
    };
    match (&step.kind, slot) {
        (StepKind::Await(a), Slot::Happened) => {
            let of =
                a.of.and_then(|of| {
                    outline.bench.plan_now(|plan| plan.steps.get(&of).map(|step| step.name.clone())).flatten()
                })
                .map(|name| format!(" “{name}”"))
                .unwrap_or_default();
            ("Await", format!("{}{of}, at most {}", a.event.name(), length_text(a.at_most)))
        }
        (StepKind::Await(_), _) => ("Timed out", String::new()),
        (StepKind::Branch(branch), Slot::Case(0)) => ("If", condition(0, &branch.cases)),
        (StepKind::Branch(branch), Slot::Case(n)) => ("Or if", condition(n, &branch.cases)),
        (StepKind::Branch(_), _) => ("Otherwise", String::new()),
        (StepKind::Split(split), Slot::Arm(n)) => {
            let all: u32 = split.arms.iter().map(|arm| arm.weight).sum();
            let words = split.arms.get(n).map(|arm| {
                format!("{}, {} %", arm.name, (f64::from(arm.weight) * 100.0 / f64::from(all.max(1))).round())
            });
            (if n == 0 { "Split" } else { "And" }, words.unwrap_or_default())
        }
        (StepKind::Repeat(repeat), _) => {
            let times = format::counted(usize::from(repeat.times), "time", "times");
            let every = length_text(repeat.every);
            let every = every.strip_prefix("1 ").unwrap_or(&every);
            ("Repeat", format!("up to {times}, every {every}, until {}", repeat.until.name()))
        }
        _ => ("", String::new()),
    }
}

#[component]
pub(super) fn ArmRow(frame: Frame, position: usize) -> impl IntoView {
    let (outline, key_) = (frame.outline, frame.key);
    let id = key_.step();
    let slot = if let RowKey::Arm(_, slot) = key_ { slot } else { Slot::Pass };
    // the words name other steps, so they follow every change of the rows
    let words = memo(move |_| {
        outline.bench.revision().track();
        frame.step.with(|step| step.as_ref().map(|step| arm_words(outline, step, slot))).unwrap_or_default()
    });
    let label = derive(move || {
        let (word, rest) = words.get();
        format!("{word} {rest}").trim().to_owned()
    });
    let arm = move || match frame.row.get().map(|row| row.kind) {
        Some(RowKind::Arm { closed, touches, steps, .. }) => (closed, touches, steps),
        _ => (false, 0, 0),
    };
    let closed = derive(move || arm().0);
    let forecast = outline.live.step(id);
    let people = derive(move || forecast.get().and_then(|step| step.taken.get(position).copied()));
    let first = position == 0;
    view! {
        <Shell frame class="ol-arm ol-grid" share=share_of(outline, id, Some(position)).into() label movable=first closed>
            <span role="gridcell" class="ld">
                <button
                    type="button"
                    class="fold"
                    class:shut=closed
                    tabindex="-1"
                    aria-label=move || format!("{} {}", if closed.get() { "Open" } else { "Close" }, label.get())
                    on:click=move |event| {
                        event.stop_propagation();
                        outline.toggle(key_);
                    }
                >
                    {icon("down")}
                </button>
                <span class="kw">{move || words.get().0}</span>
                {move || {
                    let (_, rest) = words.get();
                    (!rest.is_empty()).then(|| view! { <span class="cond-t" title=rest.clone()><span class="cut">{rest.clone()}</span></span> })
                }}
                {move || {
                    let (closed, touches, steps) = arm();
                    if closed {
                        Some(format::counted(touches, "touch inside", "touches inside"))
                    } else if steps == 0 {
                        Some("nothing happens here".to_owned())
                    } else {
                        None
                    }
                        .map(|words| view! { <span class="faint small">{words}</span> })
                }}
                {first.then(|| view! { <Chips frame /> })}
            </span>
            <People range=people />
            {if first {
                frame.mark(label)
            } else {
                view! { <span role="gridcell" class="mk"><Insert key_ label /></span> }.into_any()
            }}
        </Shell>
    }
}

#[component]
pub(super) fn JoinRow(frame: Frame) -> impl IntoView {
    let outline = frame.outline;
    let words = move || {
        let until = frame.step.with(|step| match step.as_ref().map(|step| &step.kind) {
            Some(StepKind::Repeat(repeat)) => {
                Some(format!("goes on when {} or after {}", repeat.until.name(), repeat.times))
            }
            _ => None,
        });
        until.unwrap_or_else(|| {
            match frame.row.get().map(|row| row.kind) {
                Some(RowKind::Join(0 | 1)) => "goes on",
                Some(RowKind::Join(2)) => "both go on",
                _ => "all go on",
            }
            .to_owned()
        })
    };
    // people who go on are those who come to the next row
    let next = memo(move |_| {
        outline.rows.with(|rows| {
            let at = rows.iter().position(|row| row.key == frame.key)?;
            rows.get(at + 1).map(|row| row.key.step())
        })
    });
    let may_enter = outline.live.may_enter();
    let after = memo(move |_| {
        let id = next.get()?;
        outline
            .live
            .read(|forecast| forecast.steps.iter().find(|step| step.step == id).map(|step| step.reached))
    });
    let share = derive(move || Some(after.get()?.q50 / f64::from(may_enter.get().filter(|n| *n > 0)?)));
    let is_end = move || frame.row.get().is_some_and(|row| row.last);
    view! {
        <Shell frame class="ol-join ol-grid" share label=Signal::stored(String::new()) movable=false>
            <span role="gridcell" class="ld">{words}</span>
            <People range=derive(move || after.get().filter(|_| !is_end())) />
            <span role="gridcell" class="mk"><Insert key_=frame.key label=Signal::stored("the group".to_owned()) /></span>
        </Shell>
    }
}

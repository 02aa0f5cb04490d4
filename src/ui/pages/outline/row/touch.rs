//! The row of a touch: name, when, by whom, and what comes of it.

use leptos::prelude::*;

use super::super::fields::step_now;
use super::{Chips, Frame, InPlace, Shell};
use crate::model::{By, Step, Touch};
use crate::session::Command;
use crate::ui::channel;
use crate::ui::erased::memo;
use crate::ui::format;
use crate::view::rows::RowKind;
use crate::words;

/// By whom, and how long it takes.
pub fn by_words(touch: &Touch) -> String {
    match touch.by {
        By::Automatic if touch.days > 0 => {
            format!("For {}", format::counted(usize::from(touch.days), "day", "days"))
        }
        By::Automatic => "Automatic".to_owned(),
        By::Owner if touch.effort_minutes > 0 => format!("Owner, {} min", touch.effort_minutes),
        By::Owner => "Owner".to_owned(),
    }
}

#[component]
pub(super) fn TouchRow(frame: Frame) -> impl IntoView {
    let outline = frame.outline;
    let id = frame.key.step();
    let name = frame.text(|step| step.name.clone());
    let kind = memo(move |_| {
        frame.step.with(|step| step.as_ref().and_then(|s| s.kind.touch().map(|touch| touch.channel)))
    });
    let number = move || match frame.row.get().map(|row| row.kind) {
        Some(RowKind::Touch(number)) => number,
        _ => String::new(),
    };
    let day = move || {
        outline.pace.with(|pace| {
            pace.get(&id).map(|pace| format!("Day {}{}", pace.day, if pace.or_later { "+" } else { "" }))
        })
    };
    let window = frame.text(|step| {
        step.kind.touch().and_then(|touch| touch.window).map(format::window).unwrap_or_default()
    });
    let by = frame.text(|step| step.kind.touch().map(by_words).unwrap_or_default());
    let forecast = outline.live.step(id);
    let result = move || Some(words::outcome_words(&forecast.get()?, kind.get()?));
    let behind = outline.live.is_behind();
    view! {
        <Shell frame class="ol-row ol-grid" share=frame.share() label=name>
            <span role="gridcell" class="ld">
                {move || kind.get().map(|kind| channel::tile(kind.channel(), true))}
                <span class="no num">{number}</span>
                <NameOf frame name />
                <Chips frame />
            </span>
            <span role="gridcell" class="when num">
                <span class="faint">{day}</span>
                <span class="cut">{window}</span>
            </span>
            <span role="gridcell" class="by cut">{by}</span>
            {frame.reached()}
            <span role="gridcell" class="res num" class:is-behind=behind>
                {move || result().map(|(range, word)| view! { <b>{range}</b><span class="cut">{word}</span> })}
            </span>
            {frame.mark(name)}
        </Shell>
    }
}

/// A step's name, or the field it is typed in.
#[component]
pub(super) fn NameOf(frame: Frame, name: Signal<String>) -> impl IntoView {
    let (outline, id) = (frame.outline, frame.key.step());
    let is_open = frame.is_open();
    move || {
        if !is_open.get() {
            return view! { <span class="nm cut">{name}</span> }.into_any();
        }
        let keep = move |text: String| {
            let text = text.trim().to_owned();
            match step_now(outline, id) {
                Some(step) if step.name != text && !text.is_empty() => {
                    outline.bench.take(Command::UpdateStep { id, step: Step { name: text, ..step } })
                }
                _ => Ok(()),
            }
        };
        view! { <InPlace key_=frame.key class="nmedit" label="Name" value=name.get_untracked() keep=Callback::new(keep) /> }.into_any()
    }
}

//! How channels and steps look: glyphs and classes.

use leptos::prelude::*;

use super::components::icon;
use crate::model::{Channel, StepKind};

/// The class that carries the channel's colour, which is also its glyph's name.
pub fn class(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email",
        Channel::Call => "call",
        Channel::Linkedin => "linkedin",
        Channel::Whatsapp => "whatsapp",
        Channel::Sms => "sms",
        Channel::InApp => "in-app",
        Channel::Ad => "ad",
        Channel::Task => "task",
    }
}

/// The glyph on a tint of its channel; `small` is 24 px, else 32 px.
pub fn tile(channel: Channel, small: bool) -> impl IntoView {
    let size = if small { " s" } else { "" };
    view! { <span class=format!("tile{size} {}", class(channel))>{icon(class(channel))}</span> }
}

/// The glyph of a step that is no touch.
pub fn glyph(kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Touch(touch) => class(touch.channel.channel()),
        StepKind::Wait { .. } => "wait",
        StepKind::Await(_) => "await",
        StepKind::Branch(_) => "branch",
        StepKind::Split(_) => "split",
        StepKind::Repeat(_) => "repeat",
        StepKind::Action { .. } => "action",
        StepKind::End { .. } => "end",
    }
}

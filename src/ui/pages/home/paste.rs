//! A cadence, a template or an outline, pasted or from a file: read while it is typed, made a plan with one press.

use leptos::html;
use leptos::prelude::*;

use super::Gallery;
use crate::browser::clock;
use crate::interop::{Template, read_cadence};
use crate::model::Plan;
use crate::ui::components::{Button, severity};
use crate::ui::erased::{effect, memo};
use crate::ui::format;
use crate::ui::keep::Keep;
use crate::ui::router::Page;

/// What the field shows while it is empty.
pub(super) const EXAMPLE: &str = "Day | Channel  | Purpose  | Text\n1   | Email    | Open     | Who types your orders?\n2   | LinkedIn | Be seen  | Invitation with a note\n4   | Call     | Ask      | You run orders, right?";

/// What was read: the plan's template, a line about it, and what was guessed.
#[derive(Clone, PartialEq)]
struct Read {
    template: Template,
    words: String,
    guesses: Vec<String>,
}

/// Reads a template as it is, anything else as a cadence.
fn read(text: &str) -> Result<Read, String> {
    let problem = |line: usize, message: &str| format!("Line {line}: {message}");
    if text.trim_start().lines().any(|line| line.starts_with("--- ")) {
        return match Template::read(text) {
            Ok(template) => {
                Ok(Read { words: format!("A template: {}", template.name), template, guesses: Vec::new() })
            }
            Err(problems) => Err(problems.first().map(|p| problem(p.line, &p.message)).unwrap_or_default()),
        };
    }
    let cadence = read_cadence(text).map_err(|problem| problem.to_string())?;
    let template = Template::read(&cadence.template)
        .map_err(|problems| problems.first().map(|p| problem(p.line, &p.message)).unwrap_or_default())?;
    let words = format!(
        "{} on {} over {}: {}",
        format::counted(cadence.touches, "touch", "touches"),
        format::counted(cadence.channels.len(), "channel", "channels"),
        format::counted(cadence.last_day as usize, "day", "days"),
        cadence.channels.join(", "),
    );
    Ok(Read { template, words, guesses: cadence.guesses })
}

fn plan_of(template: &Template) -> Result<Plan, String> {
    template
        .instantiate(&clock::fresh_id("plan"), clock::seed(), clock::today())
        .map(|made| made.plan)
        .map_err(|problems| {
            problems.first().map(|p| format!("Line {}: {}", p.line, p.message)).unwrap_or_default()
        })
}

/// The card that a cadence is pasted into.
#[component]
pub fn Paste() -> impl IntoView {
    let (keep, gallery) = (Keep::here(), expect_context::<Gallery>());
    let text = move || gallery.pasting.get().unwrap_or_default();
    let reading = memo(move |_| {
        let text = text();
        (!text.trim().is_empty()).then(|| read(&text))
    });
    let field = NodeRef::<html::Textarea>::new();
    effect(move |_| {
        if let Some(field) = field.get() {
            // a field in the page can always take the focus
            let _ = field.focus();
        }
    });
    let make = move || {
        let Some(Ok(read)) = reading.get_untracked() else { return };
        match plan_of(&read.template) {
            Ok(plan) => keep.add(plan, Page::Sequence(None)),
            Err(why) => keep.refuse(why),
        }
    };
    view! {
        <section class="card paste" aria-label="Paste a cadence">
            <div class="row between">
                <h2>"Paste a cadence"</h2>
                <Button glyph="close" icon_only=true label="Close" on_press=move || gallery.pasting.set(None) />
            </div>
            <textarea
                class="pastebox"
                aria-label="Cadence: one row a touch"
                aria-describedby="paste-read"
                spellcheck="false"
                rows="7"
                placeholder=EXAMPLE
                node_ref=field
                prop:value=text
                on:input=move |event| gallery.pasting.set(Some(event_target_value(&event)))
                on:keydown=move |event| {
                    if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                        event.prevent_default();
                        make();
                    }
                }
            ></textarea>
            <div class="pasted" id="paste-read" aria-live="polite">
                {move || match reading.get() {
                    None => view! {
                        <p class="small muted">"From a sheet, a page or a chat: a column of days and one of channels; purpose, subject and text if there are any. It stays in this browser."</p>
                    }
                    .into_any(),
                    Some(Err(why)) => view! { <p class="msg bad row">{severity("error")} <span>{why}</span></p> }.into_any(),
                    Some(Ok(read)) => view! {
                        <p><b class="num">{read.words}</b></p>
                        {(!read.guesses.is_empty()).then(|| view! {
                            <ul class="guesses small muted">
                                {read.guesses.into_iter().map(|guess| view! { <li>{guess}</li> }).collect_view()}
                            </ul>
                        })}
                    }
                    .into_any(),
                }}
            </div>
            <div class="row">
                {move || {
                    let ready = matches!(reading.get(), Some(Ok(_)));
                    ready.then(|| view! { <Button kind="solid" label="Make it a plan" on_press=make /> })
                }}
            </div>
        </section>
    }
}

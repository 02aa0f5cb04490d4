//! The list: one row a step, waits between them, groups with brackets. A treegrid: arrows walk, Enter edits, letters act.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::picker::Picker;
use super::row::RowView;
use super::state::{Drag, Outline, Pick};
use super::{entry, exits};
use crate::model::StepId;
use crate::session::Command;
use crate::ui::app::is_typing;
use crate::ui::components::{Button, Empty, icon};
use crate::ui::erased::memo;
use crate::ui::palette::singles_are_on;
use crate::view::rows::RowKey;

/// The list with what stands above and below it.
#[component]
pub fn StepList() -> impl IntoView {
    let outline = Outline::here();
    let name = outline.bench.read(move |plan| {
        let id = outline.sequence.get()?;
        plan.sequences.get(&id).map(|sequence| sequence.name.clone())
    });
    let label = move || format!("Steps of {}", name.get().flatten().unwrap_or_default());
    let is_empty = memo(move |_| outline.rows.with(Vec::is_empty));
    let has_people = memo(move |_| outline.live.has());
    let scroll = NodeRef::<html::Div>::new();
    keep_focus(outline);
    view! {
        <div class="olscroll" node_ref=scroll>
            <entry::EntryCard />
            <div
                class="ol"
                class:dense=move || outline.weeks.with(|weeks| !weeks.is_empty())
                class:no-people=move || !has_people.get()
                class:is-drag=move || outline.drag.with(Option::is_some)
                on:keydown=move |event| keys(outline, &event)
                on:pointermove=move |event| drag_over(outline, &event)
                on:pointerup=move |_| drop_here(outline)
                on:pointercancel=move |_| outline.drag.set(None)
            >
                <Show when=move || !is_empty.get() fallback=move || view! { <NoSteps /> }>
                    <div role="treegrid" aria-label=label aria-multiselectable="true">
                        <div class="olhead" role="row">
                            <span role="columnheader"><span class="sr">"Move"</span></span>
                            <span role="columnheader">"Step"</span>
                            <span role="columnheader" class="when">
                                <span title="Business days since entry, where nobody reacts">"Day"</span>
                                " "
                                <span>"and window"</span>
                            </span>
                            <span role="columnheader" class="by">"By"</span>
                            <span role="columnheader" class="r reach">{move || has_people.get().then_some("People, range")}</span>
                            <span role="columnheader" class="reshead">{move || has_people.get().then_some("8 in 10 futures")}</span>
                            <span role="columnheader"><span class="sr">"Problem"</span></span>
                        </div>
                        <For each=move || outline.rows.get() key=|row| row.key let:row>
                            <RowView key_=row.key />
                        </For>
                    </div>
                    <div class="ol-addrow">
                        <Button
                            kind="dense ol-add"
                            glyph="plus"
                            label="Add a step"
                            on_press=move || {
                                let last = outline.rows.with_untracked(|rows| rows.last().map(|row| row.key));
                                outline.picking.set(Some(last));
                            }
                        />
                    </div>
                </Show>
                <Picker scroll />
            </div>
            <exits::Exits />
        </div>
        <SelectionBar />
        <KeysFoot />
    }
}

/// The focus in the grid, given back where it is lost with a row that moved or went away.
fn keep_focus(outline: Outline) {
    let inside = StoredValue::new(false);
    let heard = window_event_listener(leptos::ev::focusin, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        inside.set_value(target.is_some_and(|target| target.closest(".ol").ok().flatten().is_some()));
    });
    on_cleanup(move || heard.remove());
    // N works from anywhere on the page but a field, a menu or a dialog
    let pressed = window_event_listener(leptos::ev::keydown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_elsewhere =
            target.is_none_or(|t| t.closest(".ol, dialog, [popover]").ok().flatten().is_none());
        if is_elsewhere && !event.default_prevented() && !is_typing(&event) {
            keys_anywhere(outline, &event);
        }
    });
    on_cleanup(move || pressed.remove());
    Effect::new(move |before: Option<Vec<RowKey>>| {
        let keys: Vec<RowKey> = outline.rows.with(|rows| rows.iter().map(|row| row.key).collect());
        if let Some(before) = before
            && before != keys
            && inside.get_value()
        {
            // where the row in focus is gone, the one above it has the focus next
            let gone = outline.current.get_untracked().and_then(|key| before.iter().position(|k| *k == key));
            let above = gone.and_then(|at| keys.get(at.saturating_sub(1)).or(keys.last())).copied();
            request_animation_frame(move || {
                let is_lost = document().active_element().is_none_or(|element| {
                    // undo selects what it brought back: the keyboard goes on from there
                    element.tag_name() == "BODY"
                        || (element.has_attribute("data-row") && outline.is_elsewhere())
                });
                let is_free =
                    outline.editing.get_untracked().is_none() && outline.picking.get_untracked().is_none();
                if is_lost && is_free {
                    outline.refocus(above);
                }
            });
        }
        keys
    });
}

/// What can be done with several steps at once.
#[component]
fn SelectionBar() -> impl IntoView {
    let outline = Outline::here();
    let n = memo(move |_| outline.selected.with(std::collections::BTreeSet::len));
    move || {
        (n.get() > 1).then(|| {
            view! {
                <div class="selbar" role="toolbar" aria-label="Selected steps">
                    <b class="num">{move || crate::ui::format::counted(n.get(), "step", "steps")}</b>
                    <Button glyph="up" label="Up" on_press=move || outline.act_on_all("move up", false, Command::MoveUp) />
                    <Button glyph="below" label="Down" on_press=move || outline.act_on_all("move down", true, Command::MoveDown) />
                    <Button glyph="copy" label="Duplicate" on_press=move || outline.duplicate() />
                    <Button kind="bad" glyph="trash" label="Delete" on_press=move || outline.delete() />
                    <span class="push"></span>
                    <Button glyph="close" icon_only=true label="Select none" on_press=move || {
                        outline.bench.select(Vec::new());
                        outline.refocus(None);
                    } />
                </div>
            }
        })
    }
}

#[component]
fn NoSteps() -> impl IntoView {
    let outline = Outline::here();
    view! {
        <Empty glyph="sequence" title="No steps yet" words="A sequence starts with one touch.">
            <Button kind="solid" glyph="plus" label="Add a touch" on_press=move || outline.picking.set(Some(None)) />
            <a class="btn line" href="#/">{icon("template")}"Start from a template"</a>
        </Empty>
        <p class="orpress small faint">"Or press "<kbd>"N"</kbd>", then "<kbd>"E"</kbd>" for an email."</p>
    }
}

#[component]
fn KeysFoot() -> impl IntoView {
    const KEYS: [(&[&str], &str); 7] = [
        (&["↑", "↓"], "select"),
        (&["Enter"], "edit"),
        (&["I"], "all fields"),
        (&["Shift ↓"], "select more"),
        (&["Alt ↑", "Alt ↓"], "move"),
        (&["Alt →", "Alt ←"], "into, out of a group"),
        (&["N"], "new step"),
    ];
    view! {
        <div class="keysfoot">
            {KEYS
                .into_iter()
                .map(|(keys, words)| {
                    view! { <span>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()} {words}</span> }
                })
                .collect_view()}
        </div>
    }
}

/// The keys of the list and of the Flow. Keys typed into a field belong to the field.
pub fn keys(outline: Outline, event: &KeyboardEvent) {
    let in_place = outline.in_place.get_untracked();
    if is_typing(event) || outline.picking.get_untracked().is_some() {
        return;
    }
    let command = event.ctrl_key() || event.meta_key();
    let current = outline.current.get_untracked();
    match (event.key().as_str(), event.alt_key(), command) {
        ("ArrowUp", true, false) => outline.act_on_all("move up", false, Command::MoveUp),
        ("ArrowDown", true, false) => outline.act_on_all("move down", true, Command::MoveDown),
        ("ArrowRight", true, false) => outline.shift(true),
        ("ArrowLeft", true, false) => outline.shift(false),
        ("ArrowUp", false, false) => walk(outline, -1, event.shift_key()),
        ("ArrowDown", false, false) => walk(outline, 1, event.shift_key()),
        ("Home", false, false) => jump(outline, true),
        ("End", false, false) => jump(outline, false),
        ("ArrowLeft", false, false) => fold(outline, current, true),
        ("ArrowRight", false, false) => fold(outline, current, false),
        ("Enter" | "F2", false, false) => {
            let Some(key) = current.filter(|_| is_row(event)) else { return };
            if in_place && outline.can_edit(key) {
                outline.editing.set(Some(key));
            } else if in_place && matches!(key, RowKey::Arm(..)) {
                outline.toggle(key);
            } else {
                outline.go(key, Pick::One);
                outline.focus_fields();
            }
        }
        ("n" | "N", false, false) => return keys_anywhere(outline, event),
        ("d" | "D", false, true) => outline.duplicate(),
        ("i" | "I", false, false) => {
            if current.is_none() || !singles_are_on() {
                return;
            }
            outline.only_current();
            outline.focus_fields();
        }
        (" ", false, _) => {
            let Some(key) = current.filter(|_| is_row(event)) else { return };
            outline.go(key, Pick::Toggle);
        }
        ("Delete" | "Backspace", false, false) => outline.delete(),
        ("Escape", false, false) => {
            if outline.drag.get_untracked().is_some() {
                outline.drag.set(None);
            } else if outline.selected.with_untracked(|selected| selected.len() > 1) {
                outline.only_current();
            } else {
                return;
            }
        }
        _ => return,
    }
    event.prevent_default();
}

fn keys_anywhere(outline: Outline, event: &KeyboardEvent) {
    if matches!(event.key().as_str(), "n" | "N")
        && singles_are_on()
        && !(event.ctrl_key() || event.meta_key() || event.alt_key())
    {
        let last = outline.rows.with_untracked(|rows| rows.last().map(|row| row.key));
        outline.picking.set(Some(outline.current.get_untracked().or(last)));
        event.prevent_default();
    }
}

/// Whether the key was pressed on a row itself, not on a button in it.
fn is_row(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| element.has_attribute("data-row"))
}

fn walk(outline: Outline, by: isize, more: bool) {
    if let Some(key) = outline.step_by(by) {
        outline.go(key, if more { Pick::Range } else { Pick::One });
        outline.focus(key);
    }
}

fn jump(outline: Outline, first: bool) {
    let key = outline.rows.with_untracked(|rows| {
        if first { rows.first().map(|row| row.key) } else { rows.last().map(|row| row.key) }
    });
    if let Some(key) = key {
        outline.go(key, Pick::One);
        outline.focus(key);
    }
}

fn fold(outline: Outline, current: Option<RowKey>, close: bool) {
    if let Some(key @ RowKey::Arm(..)) = current
        && outline.closed.with_untracked(|closed| closed.contains(&key)) != close
    {
        outline.toggle(key);
        outline.focus(key);
    }
}

// ---- dragging by the grip -------------------------------------------------------------------------------------------------

/// The row under a step that is dragged.
pub fn drag_over(outline: Outline, event: &web_sys::PointerEvent) {
    let Some(drag) = outline.drag.get_untracked() else { return };
    event.prevent_default();
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let row =
        document().element_from_point(x, y).and_then(|element| element.closest("[data-row]").ok().flatten());
    let over = row.and_then(|row| {
        let key = row.get_attribute("data-row")?;
        let key =
            outline.rows.with_untracked(|rows| rows.iter().map(|row| row.key).find(|k| k.text() == key))?;
        let rect = row.get_bounding_client_rect();
        Some((key, f64::from(y) > rect.top() + rect.height() / 2.0))
    });
    if over.is_some() && over != drag.over {
        outline.drag.set(Some(Drag { over, ..drag }));
    }
}

/// Puts a dragged step where it is let go.
pub fn drop_here(outline: Outline) {
    let Some(drag) = outline.drag.get_untracked() else { return };
    outline.drag.set(None);
    let Some((key, below)) = drag.over.filter(|(key, _)| key.step() != drag.step) else { return };
    let Some(row) = outline.row_now(key) else { return };
    let to = if below { row.after } else { row.before };
    if outline.bench.dispatch(Command::MoveStep { id: drag.step, to }).is_ok() {
        outline.focus(outline.key_of(drag.step));
    }
}

/// The grip of a row.
#[component]
pub fn Grip(
    /// The step it moves.
    step: StepId,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let outline = Outline::here();
    view! {
        <button
            type="button"
            class="grip"
            tabindex="-1"
            aria-label=move || format!("Move {}: drag, or Alt with the arrow keys", label.get())
            on:pointerdown=move |event: web_sys::PointerEvent| {
                if event.button() == 0 {
                    event.prevent_default();
                    outline.drag.set(Some(Drag { step, over: None }));
                }
            }
        >
            {icon("grip")}
        </button>
    }
}

//! What a new step is: one letter picks it.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::state::Outline;
use crate::session::NewStep;
use crate::session::actions::{N_TOUCHES, NEW_STEPS, NewStepEntry};
use crate::ui::channel;
use crate::ui::components::icon;
use crate::ui::erased::{effect, memo};

fn glyph(kind: NewStep) -> (&'static str, &'static str) {
    match kind {
        NewStep::Touch(kind) => (channel::class(kind.channel()), channel::class(kind.channel())),
        NewStep::Wait => ("wait", ""),
        NewStep::Await => ("await", ""),
        NewStep::Branch => ("branch", ""),
        NewStep::Split => ("split", ""),
        NewStep::Repeat => ("repeat", ""),
        NewStep::Action => ("action", ""),
        NewStep::End => ("end", ""),
    }
}

/// The menu of new steps, beside the row after which one is added.
#[component]
pub fn Picker(scroll: NodeRef<html::Div>) -> impl IntoView {
    let outline = Outline::here();
    let node = NodeRef::<html::Div>::new();
    let is_open = memo(move |_| outline.picking.get().is_some());
    effect(move |_| {
        let (Some(after), Some(menu)) = (outline.picking.get(), node.get()) else { return };
        place(&menu, after.map(crate::view::rows::RowKey::text), scroll.get_untracked().as_ref());
        step(&menu, 0);
    });
    let close = move || {
        let after = outline.picking.get_untracked().flatten();
        outline.picking.set(None);
        if let Some(key) = after {
            outline.focus(key);
        }
    };
    let keydown = move |event: KeyboardEvent| {
        let Some(menu) = node.get_untracked() else { return };
        let key = event.key();
        match key.as_str() {
            "Escape" | "Tab" => close(),
            "ArrowDown" => step(&menu, 1),
            "ArrowUp" => step(&menu, -1),
            letter => {
                let upper = letter.to_ascii_uppercase();
                if event.ctrl_key() || event.meta_key() || event.alt_key() {
                    return;
                }
                match NEW_STEPS.iter().find(|step| step.letter == upper) {
                    Some(step) => outline.add(outline.picking.get_untracked().flatten(), step.kind),
                    None => return,
                }
            }
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let group = move |name: &'static str, choices: &'static [NewStepEntry]| {
        view! {
            <div role="group" aria-label=name>
                <span class="menu-head" aria-hidden="true">{name}</span>
                {choices
                    .iter()
                    .map(|NewStepEntry { kind, name, what, letter: key, .. }| {
                        let (glyph, class) = glyph(*kind);
                        view! {
                            <button
                                type="button"
                                role="menuitem"
                                tabindex="-1"
                                class=format!("glyphed {class}")
                                aria-keyshortcuts=*key
                                on:click=move |_| outline.add(outline.picking.get_untracked().flatten(), *kind)
                            >
                                <span class="glyph">{icon(glyph)}</span>
                                {*name}
                                <span class="small faint cut">{*what}</span>
                                <kbd>{*key}</kbd>
                            </button>
                        }
                    })
                    .collect_view()}
            </div>
        }
    };
    move || {
        is_open.get().then(|| {
            view! {
                <div class="pickback" on:click=move |_| close()></div>
                <div class="menu picker" role="menu" aria-label="New step: press its letter" node_ref=node on:keydown=keydown>
                    {group("Touches", &NEW_STEPS[..N_TOUCHES])}
                    {group("Logic", &NEW_STEPS[N_TOUCHES..])}
                </div>
            }
        })
    }
}

/// Puts the menu under its row, inside the part of the list that is seen.
fn place(menu: &HtmlElement, row: Option<String>, scroll: Option<&web_sys::HtmlDivElement>) {
    let find = |selector: String| document().query_selector(&selector).ok().flatten();
    let Some(host) = menu.offset_parent() else { return };
    let near = host.get_bounding_client_rect();
    // in the Flow the plus itself says where
    let plus = find(format!(".flowplus[data-at=\"{}\"]", row.clone().unwrap_or_default()));
    if let Some(plus) = &plus {
        let left = plus.get_bounding_client_rect().left() - near.left();
        let room = near.width() - f64::from(menu.offset_width()) - 8.0;
        let _ = HtmlElement::style(menu).set_property("left", &format!("{}px", left.min(room).max(8.0)));
    }
    let row = plus.or_else(|| find(format!("[data-row=\"{}\"]", row?)));
    let under = row.map_or(0.0, |row| row.get_bounding_client_rect().bottom() - near.top());
    let bottom = scroll.map_or(f64::MAX, |scroll| scroll.get_bounding_client_rect().bottom()) - near.top();
    let top = under.min(bottom - f64::from(menu.offset_height()) - 8.0).max(8.0);
    let _ = HtmlElement::style(menu).set_property("top", &format!("{top}px"));
}

fn step(menu: &HtmlElement, by: i32) {
    let Ok(items) = menu.query_selector_all("[role=menuitem]") else { return };
    let n = items.length() as i32;
    let here = document().active_element();
    let at = (0..n).find(|i| {
        items.item(*i as u32).zip(here.as_ref()).is_some_and(|(item, here)| item.is_same_node(Some(here)))
    });
    let to = at.map_or(0, |at| (at + by).rem_euclid(n.max(1)));
    if let Some(item) = items.item(to as u32).and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}

//! A menu that floats: a popover that opens beside its button and is walked with the arrow keys.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::icon;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A button and the menu it opens. Children are [`Item`]s.
#[component]
pub fn Menu(
    /// What the button is called.
    #[prop(into)]
    label: Signal<String>,
    /// Classes of the button.
    #[prop(default = "btn icon-only")]
    class: &'static str,
    /// What the button shows; without it, three dots.
    #[prop(optional, into)]
    face: Option<ViewFn>,
    /// The face is words, which then name the button themselves.
    #[prop(default = false)]
    worded: bool,
    /// The items; made when it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let id = format!("menu-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let place = move || {
        let (Some(button), Some(list), Some(window)) =
            (button.get_untracked(), list.get_untracked(), web_sys::window())
        else {
            return;
        };
        let size =
            |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|v| v.as_f64()).unwrap_or(0.0);
        let (width, height) = (size(window.inner_width()), size(window.inner_height()));
        let (near, own) = (button.get_bounding_client_rect(), list.get_bounding_client_rect());
        let left = near.left().min(width - own.width() - 8.0).max(8.0);
        let below = near.bottom() + 4.0;
        let top = if below + own.height() > height - 8.0 {
            (near.top() - own.height() - 4.0).max(8.0)
        } else {
            below
        };
        // Positions go through CSSOM: the policy forbids style attributes.
        let style = HtmlElement::style(&list);
        let _ = style.set_property("left", &format!("{left}px"));
        let _ = style.set_property("top", &format!("{top}px"));
    };
    let toggled = move |event: web_sys::Event| {
        let is_open =
            event.dyn_ref::<web_sys::ToggleEvent>().is_some_and(|toggle| toggle.new_state() == "open");
        open.set(is_open);
        if is_open {
            request_animation_frame(move || {
                place();
                if let Some(list) = list.get_untracked() {
                    step(&list, Step::First);
                }
            });
        }
    };
    let keydown = move |event: web_sys::KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        let to = match event.key().as_str() {
            "ArrowDown" => Step::Next,
            "ArrowUp" => Step::Before,
            "Home" => Step::First,
            "End" => Step::Last,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        step(&list, to);
    };
    let close = move |event: web_sys::MouseEvent| {
        let item = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|target| target.closest("[role=menuitem]").ok().flatten());
        if let (Some(item), Some(list)) = (item, list.get_untracked())
            && item.get_attribute("aria-disabled").is_none()
        {
            let _ = list.hide_popover();
        }
    };
    view! {
        <button
            type="button"
            node_ref=button
            class=class
            aria-label=move || (!worded).then(|| label.get())
            title=label
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            popovertarget=id.clone()
        >
            {match face {
                Some(face) => face.run(),
                None => icon("more").into_any(),
            }}
        </button>
        <div
            id=id
            node_ref=list
            class="menu"
            popover="auto"
            role="menu"
            aria-label=label
            on:toggle=toggled
            on:keydown=keydown
            on:click=close
        >
            {move || open.get().then(|| children())}
        </div>
    }
}

enum Step {
    First,
    Last,
    Next,
    Before,
}

fn step(list: &HtmlElement, to: Step) {
    let Ok(items) = list.query_selector_all("[role=menuitem]") else { return };
    let n = items.length();
    let here =
        web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    let at = (0..n).find(|i| {
        let item = items.item(*i);
        item.as_ref().zip(here.as_ref()).is_some_and(|(item, here)| item.is_same_node(Some(here)))
    });
    let next = match (to, at) {
        _ if n == 0 => return,
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Before, None) => n - 1,
        (Step::Next, Some(i)) => (i + 1) % n,
        (Step::Before, Some(i)) => (i + n - 1) % n,
    };
    if let Some(item) = items.item(next).and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}

/// One thing a menu offers.
#[component]
pub fn Item(
    /// The words.
    #[prop(into)]
    label: Signal<String>,
    /// Glyph before them.
    #[prop(default = "")]
    glyph: &'static str,
    /// The key that does the same.
    #[prop(default = "")]
    key: &'static str,
    /// `bad` for what destroys.
    #[prop(default = "")]
    class: &'static str,
    /// Why it cannot be used now.
    #[prop(optional, into)]
    reason: Signal<Option<String>>,
    /// What it does.
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            role="menuitem"
            tabindex="-1"
            class=class
            aria-disabled=move || reason.get().map(|_| "true")
            on:click=move |_| {
                if reason.get_untracked().is_none() {
                    on_press();
                }
            }
        >
            {(!glyph.is_empty()).then(|| icon(glyph))}
            <span>{label}{move || reason.get().map(|why| view! { <span class="why">": " {why}</span> })}</span>
            {(!key.is_empty()).then(|| view! { <kbd>{key}</kbd> })}
        </button>
    }
}

//! A dialog over the page, for questions and for panels that a phone has no room for.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icon;
use crate::ui::erased::effect;

/// Whether a dialog is open that is open while something is held; what is held is let go when the dialog closes, by whatever way.
pub fn open_while<T: Send + Sync + 'static>(held: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    effect(move |_| open.set(held.with(Option::is_some)));
    effect(move |_| {
        if !open.get() && held.with_untracked(Option::is_some) {
            held.set(None);
        }
    });
    open
}

/// A modal dialog. Escape, the cross and a press beside it close it; the browser gives focus back.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Rises from the foot of a phone.
    #[prop(default = false)]
    foot: bool,
    /// What it holds; made when it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    effect(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            // refused only where the element is not in the page: then there is nothing to show either
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let beside = move |event: web_sys::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlDialogElement>().ok());
        if target.is_some() {
            open.set(false);
        }
    };
    view! {
        <dialog
            node_ref=node
            class=if foot { "dialog foot" } else { "dialog" }
            aria-label=title
            on:close=move |_| open.set(false)
            on:click=beside
        >
            <header>
                <h2>{title}</h2>
                <button type="button" class="btn icon-only" aria-label="Close" on:click=move |_| open.set(false)>
                    {icon("close")}
                </button>
            </header>
            <div class="body">{move || open.get().then(|| children())}</div>
        </dialog>
    }
}

//! A button that says why it cannot be used.

use leptos::prelude::*;

use super::icon;

/// A button. With a `reason` it stays reachable, does nothing and says why.
#[component]
pub fn Button(
    /// `solid`, `line`, `bad`, `fix`, `dense`, `big`, several with spaces; quiet without.
    #[prop(default = "")]
    kind: &'static str,
    /// Glyph before the words.
    #[prop(default = "")]
    glyph: &'static str,
    /// The words.
    #[prop(into)]
    label: Signal<String>,
    /// Show the glyph alone; the words are read out and shown as a title.
    #[prop(default = false)]
    icon_only: bool,
    /// Why it cannot be used now.
    #[prop(optional, into)]
    reason: Signal<Option<String>>,
    /// What it does.
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    let title = move || reason.get().or_else(|| icon_only.then(|| label.get()));
    view! {
        <button
            type="button"
            class=format!("btn {kind}{}", if icon_only { " icon-only" } else { "" })
            title=title
            aria-label=move || icon_only.then(|| label.get())
            aria-disabled=move || reason.get().map(|_| "true")
            on:click=move |_| {
                if reason.get_untracked().is_none() {
                    on_press();
                }
            }
        >
            {(!glyph.is_empty()).then(|| icon(glyph))}
            {move || (!icon_only).then(|| label.get())}
        </button>
    }
}

/// Copies a text and says so.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move || {
        if let Some(window) = web_sys::window() {
            let promise = window.navigator().clipboard().write_text(&text.get_untracked());
            leptos::task::spawn_local(async move {
                copied.set(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok());
            });
        }
    };
    view! {
        <button type="button" class="btn dense" on:click=move |_| copy() on:blur=move |_| _ = copied.try_set(false)>
            {icon("copy")}
            <span aria-live="polite">{move || if copied.get() { "Copied" } else { "Copy" }}</span>
        </button>
    }
}

//! Light, dark, or as the system says; kept under `cadenza.theme`, where boot.js reads it before the first paint.

use leptos::prelude::*;

const KEY: &str = "cadenza.theme";

/// The look of the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    /// As the system says.
    System,
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

impl Theme {
    /// What is kept, as boot.js set it on the page.
    pub fn kept() -> Theme {
        let root = document().document_element();
        match root.and_then(|root| root.get_attribute("data-theme")).as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        }
    }

    /// The next one.
    pub fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }

    /// Its words.
    pub fn label(self) -> &'static str {
        match self {
            Theme::System => "Theme: as the system",
            Theme::Light => "Theme: light",
            Theme::Dark => "Theme: dark",
        }
    }

    /// Its glyph.
    pub fn glyph(self) -> &'static str {
        match self {
            Theme::System => "contrast",
            Theme::Light => "sun",
            Theme::Dark => "moon",
        }
    }

    /// Shows and keeps it.
    pub fn set(self) {
        let name = match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        };
        // Where storage is blocked the theme lasts as long as the tab: nothing to say.
        let storage = window().local_storage().ok().flatten();
        if let Some(root) = document().document_element() {
            let _ = match name {
                Some(name) => root.set_attribute("data-theme", name),
                None => root.remove_attribute("data-theme"),
            };
        }
        if let Some(storage) = storage {
            let _ = match name {
                Some(name) => storage.set_item(KEY, name),
                None => storage.remove_item(KEY),
            };
        }
    }
}

/// The switch in a bar: one press goes to the next theme.
#[component]
pub fn ThemeButton() -> impl IntoView {
    let theme = RwSignal::new(Theme::kept());
    view! {
        <button
            type="button"
            class="btn icon-only"
            title=move || theme.get().label()
            aria-label=move || theme.get().label()
            on:click=move |_| {
                theme.update(|theme| *theme = theme.next());
                theme.get_untracked().set();
            }
        >
            {move || super::components::icon(theme.get().glyph())}
        </button>
    }
}

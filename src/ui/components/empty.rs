//! Nothing here yet: what would be here, and what to do.

use leptos::prelude::*;

use super::icon;

/// An empty state: a glyph, a title, a sentence, and actions as children.
#[component]
pub fn Empty(
    /// Glyph above the title.
    glyph: &'static str,
    /// What is missing.
    #[prop(into)]
    title: Signal<String>,
    /// A sentence.
    #[prop(into)]
    words: Signal<String>,
    /// Actions, the first one solid.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="emptyart">{icon(glyph)}</span>
            <h3>{title}</h3>
            <p>{words}</p>
            {children.map(|children| view! { <div class="row row-wrap">{children()}</div> })}
        </div>
    }
}

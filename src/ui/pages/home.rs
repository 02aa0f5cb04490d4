//! Home.

use leptos::prelude::*;

/// Home.
#[component]
pub fn Home() -> impl IntoView {
    view! { <main><h1 tabindex="-1">"Rehearse the sequence before anyone receives it"</h1></main> }
}

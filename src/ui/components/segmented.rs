//! One of a few, all in sight.

use leptos::prelude::*;

use super::icon;

/// A segmented control: radio buttons in one row.
#[component]
pub fn Segmented(
    /// What is chosen.
    label: &'static str,
    /// Value, words and glyph (`""` = none) of each.
    options: Vec<(&'static str, &'static str, &'static str)>,
    /// The value chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Takes another.
    #[prop(into)]
    on_change: Callback<&'static str>,
) -> impl IntoView {
    view! {
        <div class="seg" role="radiogroup" aria-label=label>
            {options
                .into_iter()
                .map(|(key, words, glyph)| {
                    view! {
                        <label>
                            <input
                                type="radio"
                                name=label
                                value=key
                                prop:checked=move || value.get() == key
                                on:change=move |_| on_change.run(key)
                            />
                            {(!glyph.is_empty()).then(|| icon(glyph))}
                            {words}
                        </label>
                    }
                })
                .collect_view()}
        </div>
    }
}

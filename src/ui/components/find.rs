//! A box to search in. What it finds is shown by who uses it.

use leptos::prelude::*;

use super::icon;

/// The box: a glass, and what was typed.
#[component]
pub fn Find(
    /// What it finds, for those who do not see the place it stands in.
    label: &'static str,
    /// What can be typed; without it, the label.
    #[prop(optional)]
    placeholder: Option<&'static str>,
    /// What was typed.
    value: RwSignal<String>,
    /// Takes what is typed; without it, the value does.
    #[prop(optional, into)]
    on_input: Option<Callback<String>>,
    /// Lower.
    #[prop(default = true)]
    dense: bool,
) -> impl IntoView {
    view! {
        <label class="box find" class:dense=dense>
            {icon("search")}
            <input
                type="search"
                aria-label=label
                placeholder=placeholder.unwrap_or(label)
                autocomplete="off"
                prop:value=value
                on:input=move |event| {
                    let text = event_target_value(&event);
                    match on_input {
                        Some(take) => take.run(text),
                        None => value.set(text),
                    }
                }
            />
        </label>
    }
}

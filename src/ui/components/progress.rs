//! How far a job is, with a way out.

use leptos::prelude::*;

/// A bar with words and Cancel.
#[component]
pub fn JobProgress(
    /// What is being done.
    #[prop(into)]
    title: Signal<String>,
    /// How far: `412,000 of 1,000,000 rows`.
    #[prop(into)]
    words: Signal<String>,
    /// Share done, 0 to 1; `None` while it is not known.
    #[prop(into)]
    share: Signal<Option<f64>>,
    /// Stops it.
    #[prop(into)]
    on_cancel: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="prog">
            <div class="row between">
                <span>{title}</span>
                <span class="num muted">{words}</span>
            </div>
            <progress max="1" value=move || share.get().map(|share| share.to_string()) aria-label=title></progress>
            <div class="row between">
                <span class="small faint"></span>
                <button type="button" class="btn dense" on:click=move |_| on_cancel.run(())>"Cancel"</button>
            </div>
        </div>
    }
}

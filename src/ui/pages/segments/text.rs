//! The rule as text: what reads is taken at once, what does not is underlined with what was expected.

use leptos::prelude::*;

use super::editor::Editor;
use crate::segment::{self, ParseError};
use crate::ui::components::{icon, icon_small};
use crate::ui::workbench::Workbench;

/// The text form.
#[component]
pub fn TextForm(
    /// The segment under edit.
    editor: Editor,
    /// The rule as it is printed.
    text: Signal<String>,
) -> impl IntoView {
    let bench = Workbench::here();
    let draft = RwSignal::new(None::<String>);
    let error = RwSignal::new(None::<ParseError>);
    let shown = move || draft.get().unwrap_or_else(|| text.get());
    let typed = move |written: String| {
        let read = bench.plan_now(|plan| segment::parse(&written, plan));
        draft.set(Some(written));
        match read {
            Some(Ok(rule)) => {
                error.set(None);
                editor.put(rule, Some("segment text"));
            }
            Some(Err(wrong)) => error.set(Some(wrong)),
            None => {}
        }
    };
    let done = move || {
        if error.try_with_untracked(Option::is_none) == Some(true) {
            draft.set(None);
        }
    };
    let mend = move |wrong: &ParseError| {
        let (Some(better), Some(mut written)) = (&wrong.suggestion, draft.get_untracked()) else { return };
        if written.get(wrong.at.clone()).is_some() {
            written.replace_range(wrong.at.clone(), better);
            typed(written);
        }
    };
    view! {
        <div class="textedit">
            <label class="field">
                <span class="name">"Rule"</span>
                <span class="box" class:is-bad=move || error.with(Option::is_some)>
                    <textarea
                        class="mono"
                        rows="10"
                        spellcheck="false"
                        aria-invalid=move || error.with(|e| e.as_ref().map(|_| "true"))
                        aria-describedby="rule-error"
                        prop:value=shown
                        on:input=move |event| typed(event_target_value(&event))
                        on:blur=move |_| done()
                    ></textarea>
                </span>
            </label>
            <div id="rule-error" role="status">
                {move || {
                    error
                        .get()
                        .map(|wrong| {
                            let written = draft.get().unwrap_or_default();
                            let (before, word, after) = around(&written, &wrong.at);
                            let better = wrong.suggestion.clone();
                            let (words, expected) = (wrong.message.clone(), wrong.expected.join(", "));
                            view! {
                                <div class="banner error ruleerror">
                                    {icon("error")}
                                    <div>
                                        <p class="mono cut">{before}<mark>{word}</mark>{after}</p>
                                        <p>{crate::ui::format::sentence(&words)}</p>
                                        <p class="small muted">
                                            {(!expected.is_empty()).then(|| format!("Expected: {expected}"))}
                                        </p>
                                    </div>
                                    {better
                                        .map(|better| {
                                            view! {
                                                <button type="button" class="btn fix dense" on:click=move |_| mend(&wrong)>
                                                    {format!("Write {better}")}
                                                </button>
                                            }
                                        })}
                                </div>
                            }
                        })
                }}
            </div>
            <p class="small muted">
                {icon_small("hint")}
                " Columns without a meaning stand in quotes: \"region code\" is one of (n-1, n-2). Groups: any of (…, …), none of (…). The builder holds the last text that reads."
            </p>
        </div>
    }
}

/// The word that does not read, with what stands around it on its line; a missing word is shown as a gap.
fn around(text: &str, at: &std::ops::Range<usize>) -> (String, String, String) {
    let word = text.get(at.clone()).unwrap_or_default();
    let before = text.get(..at.start).unwrap_or_default();
    let after = text.get(at.end..).unwrap_or_default();
    let tail: Vec<char> = before.chars().rev().take(40).collect();
    let gap = if word.is_empty() { "␣".to_owned() } else { word.to_owned() };
    (tail.into_iter().rev().collect(), gap, after.chars().take(40).collect())
}

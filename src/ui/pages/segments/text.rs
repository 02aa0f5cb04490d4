//! The rule as text: what reads is taken at once, what does not is underlined with what was expected. What could stand at the caret is
//! offered: columns with their types, tests, values with how many contacts have them.

use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::editor::Editor;
use crate::segment::{self, Beside, Names, Offer, OverList, ParseError, complete};
use crate::ui::components::{icon, icon_small};
use crate::ui::desk::Desk;
use crate::ui::format;
use crate::ui::workbench::Workbench;

/// Offers shown at once.
const SHOWN: usize = 8;

/// Reads a rule for the open list, or for any where none is open.
pub(super) fn read(
    text: &str,
    bench: Workbench,
    desk: Desk,
) -> Option<Result<crate::model::Rule, ParseError>> {
    known(bench, desk, |names| segment::parse(text, names))
}

/// Asks something of the names that a rule may use: the plan's, the open list's columns, the other lists.
fn known<T>(bench: Workbench, desk: Desk, ask: impl FnOnce(&dyn Names) -> T) -> Option<T> {
    let (headings, lists) = (desk.headings(), desk.other_lists.get_untracked());
    bench.plan_now(|plan| {
        let over = headings.as_deref().map(|headings| OverList::new(plan, headings));
        let names: &dyn Names = over.as_ref().map_or(plan, |over| over);
        match &lists {
            Some(lists) => ask(&Beside { names, lists }),
            None => ask(names),
        }
    })
}

/// What is offered at the caret.
#[derive(Clone, PartialEq, Default)]
struct Offers {
    at: std::ops::Range<usize>,
    offers: Vec<Offer>,
    chosen: Option<usize>,
}

/// The text form.
#[component]
pub fn TextForm(
    /// The segment under edit.
    editor: Editor,
    /// The rule as it is printed.
    text: Signal<String>,
) -> impl IntoView {
    let bench = Workbench::here();
    let desk = Desk::here();
    let draft = RwSignal::new(None::<String>);
    let error = RwSignal::new(None::<ParseError>);
    let offers = RwSignal::new(Offers::default());
    let asked = StoredValue::new(0_u32);
    let area = NodeRef::<Textarea>::new();
    let shown = move || draft.get().unwrap_or_else(|| text.get());
    let typed = move |written: String| {
        let read = read(&written, bench, desk);
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
    let close = move || {
        asked.update_value(|asked| *asked += 1);
        offers.set(Offers::default());
    };
    let done = move || {
        close();
        if error.try_with_untracked(Option::is_none) == Some(true) {
            draft.set(None);
        }
    };
    // what could stand at the caret; values come from the worker a moment later
    let offer = move || {
        let Some(area) = area.get_untracked() else { return };
        let written = area.value();
        let caret = area.selection_start().ok().flatten().unwrap_or_default() as usize;
        let caret = byte_at(&written, caret);
        let Some(completion) = known(bench, desk, |names| complete(&written, caret, names)) else { return };
        asked.update_value(|asked| *asked += 1);
        let number = asked.get_value();
        let at = completion.at.clone();
        let mut found = completion.offers;
        found.truncate(SHOWN);
        offers.set(Offers { at: at.clone(), offers: found, chosen: None });
        if let Some((field, containing)) = completion.values.filter(|_| desk.headings().is_some()) {
            spawn_local(async move {
                let Ok(values) = desk.data().values(field, &containing, SHOWN as u32).await else { return };
                if asked.try_get_value() != Some(number) {
                    return;
                }
                let offer = |(value, n): (String, u32)| Offer {
                    insert: segment::typed_value(&value),
                    detail: format!(
                        "{} {}",
                        format::count(u64::from(n)),
                        if n == 1 { "contact" } else { "contacts" }
                    ),
                };
                let values = values.into_iter().map(offer).collect();
                offers.try_set(Offers { at, offers: values, chosen: None });
            });
        }
    };
    let take = move |index: usize| {
        let Offers { at, offers: found, .. } = offers.get_untracked();
        let (Some(offer), Some(area)) = (found.get(index), area.get_untracked()) else { return };
        let mut written = area.value();
        if written.get(at.clone()).is_none() {
            return;
        }
        written.replace_range(at.clone(), &offer.insert);
        let caret = at.start + offer.insert.len();
        let units = written.get(..caret).unwrap_or_default().encode_utf16().count() as u32;
        typed(written);
        close();
        request_animation_frame(move || {
            let _ = area.focus();
            let _ = area.set_selection_range(units, units);
        });
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        let (n, chosen) = offers.with_untracked(|offers| (offers.offers.len(), offers.chosen));
        let choose = |next: usize| {
            event.prevent_default();
            offers.update(|offers| offers.chosen = Some(next));
        };
        match event.key().as_str() {
            " " if event.ctrl_key() => {
                event.prevent_default();
                offer();
            }
            "ArrowDown" if n > 0 => choose(chosen.map_or(0, |chosen| (chosen + 1) % n)),
            "ArrowUp" if chosen.is_some() => choose(chosen.map_or(0, |chosen| (chosen + n - 1) % n)),
            "Enter" | "Tab" => {
                if let Some(chosen) = chosen {
                    event.prevent_default();
                    take(chosen);
                }
            }
            "Escape" if n > 0 => {
                event.prevent_default();
                event.stop_propagation();
                close();
            }
            _ => {}
        }
    };
    let mend = move |wrong: &ParseError| {
        let (Some(better), Some(mut written)) = (&wrong.suggestion, draft.get_untracked()) else { return };
        if written.get(wrong.at.clone()).is_some() {
            written.replace_range(wrong.at.clone(), better);
            typed(written);
        }
    };
    let many = move || offers.with(|offers| offers.offers.len());
    view! {
        <div class="textedit">
            <label class="field">
                <span class="name">"Rule"</span>
                <span class="box" class:is-bad=move || error.with(Option::is_some)>
                    <textarea
                        node_ref=area
                        class="mono"
                        rows="10"
                        spellcheck="false"
                        autocomplete="off"
                        aria-autocomplete="list"
                        aria-controls="rule-offers"
                        aria-activedescendant=move || {
                            offers.with(|offers| offers.chosen).map(|chosen| format!("rule-offer-{chosen}"))
                        }
                        aria-invalid=move || error.with(|e| e.as_ref().map(|_| "true"))
                        aria-describedby="rule-error rule-keys"
                        prop:value=shown
                        on:input=move |event| {
                            typed(event_target_value(&event));
                            offer();
                        }
                        on:keydown=keys
                        on:focus=move |_| desk.look_for_lists()
                        on:blur=move |_| done()
                    ></textarea>
                </span>
            </label>
            <ul id="rule-offers" class="offers" role="listbox" aria-label="What could stand here" hidden=move || many() == 0>
                {move || {
                    let Offers { offers: found, chosen, .. } = offers.get();
                    found
                        .into_iter()
                        .enumerate()
                        .map(|(index, offer)| {
                            let is_chosen = chosen == Some(index);
                            view! {
                                <li
                                    id=format!("rule-offer-{index}")
                                    role="option"
                                    class="offer"
                                    aria-selected=if is_chosen { "true" } else { "false" }
                                    on:mousedown=move |event| {
                                        // the caret stays where it is
                                        event.prevent_default();
                                        take(index);
                                    }
                                >
                                    <span class="mono cut">{offer.insert.trim_end().to_owned()}</span>
                                    <span class="small faint num push cut">{offer.detail}</span>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <p id="rule-keys" class="sr" role="status">
                {move || match many() {
                    0 => String::new(),
                    n => format!("{n} suggestions; arrow keys choose, Enter takes, Escape closes"),
                }}
            </p>
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
            <p class="small muted texthint">
                {icon_small("hint")}
                <span>"Ctrl and Space show what could stand at the caret. Columns answer to their header in quotes: \"region code\" is one of (n-1, n-2). Groups: any of (…, …), none of (…). The builder holds the last text that reads."</span>
            </p>
        </div>
    }
}

/// The byte at which a text's UTF-16 unit stands.
fn byte_at(text: &str, units: usize) -> usize {
    let mut seen = 0;
    text.char_indices()
        .find(|(_, c)| {
            let here = seen >= units;
            seen += c.len_utf16();
            here
        })
        .map_or(text.len(), |(at, _)| at)
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

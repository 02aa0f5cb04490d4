//! The outline as text: read after every letter; the list follows the last text that reads. Same undo as the list.
//!
//! A text of usual length is read and painted with each letter. A long one is read after the letter is seen, in slices that the next letter
//! ends, and is shown without colours: typing never waits for it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::KeyboardEvent;

use super::state::Outline;
use crate::browser::clock;
use crate::model::Plan;
use crate::outline::{Parsed, Reading, STARTS, TextProblem, parse_over, print};
use crate::session::Command;
use crate::ui::components::{CopyButton, severity};
use crate::ui::desk::Desk;
use crate::ui::erased::memo;
use crate::ui::format;

/// A longer text (bytes) is read in slices and shown plain.
const AT_ONCE: usize = 12_000;
/// A slice of reading (ms), and how much is read between two looks at the clock (bytes).
const SLICE_MS: f64 = 8.0;
const LOOK: usize = 500;

/// The text editor.
#[component]
pub fn TextForm() -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let desk = Desk::here();
    let node = NodeRef::<html::Textarea>::new();
    let printed = move || {
        let id = outline.sequence.get_untracked()?;
        bench.plan_now(|plan| print(plan, id))
    };
    let text = RwSignal::new(printed().unwrap_or_default());
    let problems = RwSignal::new(Vec::<TextProblem>::new());
    // what the list would print after our own last change: anything else came from elsewhere and is shown
    let own = StoredValue::new(bench.revision().get_untracked());
    let sequence = outline.sequence;
    // counts texts: reading one ends where another has come
    let newest = Arc::new(AtomicU32::new(0));
    let forget = {
        let newest = newest.clone();
        move || {
            newest.fetch_add(1, Ordering::Relaxed);
            bench.reads(None);
        }
    };
    let elsewhere = forget.clone();
    Effect::new(move |before: Option<Option<crate::model::SequenceId>>| {
        let revision = bench.revision().get();
        let id = sequence.get();
        if before.is_some() && (revision != own.get_value() || before != Some(id)) {
            elsewhere();
            own.set_value(revision);
            text.set(printed().unwrap_or_default());
            problems.set(Vec::new());
        }
        id
    });
    // the form may be closed by the time a long text is read
    let take = move |parsed: Parsed, sequence| {
        problems.try_set(parsed.problems.clone());
        if let (true, Some(draft)) = (parsed.problems.is_empty(), parsed.draft) {
            // the frame shows a refusal; the text stays as it was typed
            drop(bench.dispatch_later(Command::ReplaceOutline { sequence, draft }, "outline text"));
            let now = bench.session.with_untracked(|session| session.as_ref().map(|s| s.revision()));
            own.try_update_value(|own| *own = now);
        }
    };
    let read_now = move |text: &str, sequence| {
        let parsed = bench.plan_now(|plan| parse_over(text, plan, desk.headings().as_deref()));
        if let Some(parsed) = parsed {
            take(parsed, sequence);
        }
    };
    let counter = newest.clone();
    let typed = move |new: String| {
        text.set(new.clone());
        let number = counter.fetch_add(1, Ordering::Relaxed) + 1;
        let sequence = sequence.get_untracked();
        if new.len() <= AT_ONCE {
            bench.reads(None);
            return read_now(&new, sequence);
        }
        let whole: Arc<str> = new.into();
        let (again, counted) = (whole.clone(), counter.clone());
        bench.reads(Some(Callback::new(move |()| {
            counted.fetch_add(1, Ordering::Relaxed);
            read_now(&again, sequence);
        })));
        let counter = counter.clone();
        spawn_local(async move {
            clock::turn().await;
            let Some(plan) = bench.plan_now(Plan::clone) else { return };
            let headings = desk.headings();
            let mut reading = Reading::new(&whole, &plan, headings.as_deref());
            let is_newest = || counter.load(Ordering::Relaxed) == number;
            let mut goes_on = true;
            while goes_on {
                let began = clock::milliseconds();
                while goes_on && clock::milliseconds() - began < SLICE_MS {
                    goes_on = reading.step(LOOK);
                }
                clock::turn().await;
                if !is_newest() {
                    return;
                }
            }
            let parsed = reading.finish();
            clock::turn().await;
            if is_newest() {
                bench.reads(None);
                take(parsed, sequence);
            }
        });
    };
    // who closes the form has typed to the end
    on_cleanup(move || {
        spawn_local(async move {
            bench.read_in();
        });
    });
    let back = move || {
        forget();
        text.set(printed().unwrap_or_default());
        problems.set(Vec::new());
    };
    let keydown = move |event: KeyboardEvent| {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
            return;
        }
        match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
            // what does not read was never a change of the plan: undo first returns to the last text that read
            ("z", false) if !problems.with_untracked(Vec::is_empty) => back(),
            ("z", false) => {
                bench.undo();
                back();
            }
            ("z", true) | ("y", false) => {
                bench.redo();
                back();
            }
            _ => return,
        }
        event.prevent_default();
    };
    let retyped = typed.clone();
    let fix = move |problem: TextProblem| {
        let Some(word) = problem.fix.clone() else { return };
        let lines: Vec<String> = text
            .get_untracked()
            .lines()
            .enumerate()
            .map(|(i, line)| {
                if i + 1 != problem.line {
                    return line.to_owned();
                }
                let letters: Vec<char> = line.chars().collect();
                let (from, to) =
                    (problem.columns.start.saturating_sub(1), problem.columns.end.saturating_sub(1));
                let before: String = letters.iter().take(from).collect();
                let after: String = letters.iter().skip(to).collect();
                format!("{before}{word}{after}")
            })
            .collect();
        retyped(lines.join("\n") + "\n");
    };
    let jump = move |line: usize| {
        let Some(area) = node.get_untracked() else { return };
        let before: usize =
            text.get_untracked().lines().take(line - 1).map(|line| line.encode_utf16().count() + 1).sum();
        let _ = area.focus();
        let _ = area.set_selection_range(before as u32, before as u32);
    };
    let n_lines = memo(move |_| text.with(|text| text.lines().count().max(1)));
    let numbers = move || (1..=n_lines.get()).map(|n| format!("{n}\n")).collect::<String>();
    let is_plain = memo(move |_| text.with(|text| text.len() > AT_ONCE));
    view! {
        <div class="olscroll textform">
            <div class="oltext">
                <div class="gutter" aria-hidden="true">
                    <span class="ln">{numbers}</span>
                </div>
                <div class="texted" class:plain=is_plain>
                    <pre aria-hidden="true">{move || if is_plain.get() { ().into_any() } else { painted(&text.get(), &problems.get()) }}</pre>
                    <textarea
                        node_ref=node
                        aria-label="The sequence as text"
                        aria-describedby="text-problems"
                        spellcheck="false"
                        autocomplete="off"
                        autocapitalize="off"
                        wrap="off"
                        rows=move || n_lines.get() + 1
                        prop:value=text
                        on:input=move |event| typed(event_target_value(&event))
                        on:keydown=keydown
                        on:blur=move |_| {
                            bench.read_in();
                            bench.settle();
                        }
                    ></textarea>
                </div>
            </div>
        </div>
        <div id="text-problems" class="textproblems" aria-live="polite">
            {move || {
                problems
                    .get()
                    .into_iter()
                    .take(6)
                    .map(|problem| {
                        let line = problem.line;
                        let words = format!("Line {line}: {}. Known here: {}", problem.message, problem.expected);
                        let fixed = problem.fix.clone();
                        let whole = problem.clone();
                        let fix = fix.clone();
                        view! {
                            <div class="textmsg">
                                {severity("error")}
                                <span>{words}</span>
                                {fixed
                                    .map(|word| {
                                        view! {
                                            <button type="button" class="btn fix" on:click=move |_| fix(whole.clone())>
                                                {word}
                                            </button>
                                        }
                                    })}
                                <button type="button" class="btn fix" on:click=move |_| jump(line)>"Go to line"</button>
                            </div>
                        }
                    })
                    .collect_view()
            }}
        </div>
        <div class="textfoot">
            <span>
                {move || {
                    let n = problems.with(Vec::len);
                    if n == 0 {
                        format!("{}, all read", format::counted(n_lines.get(), "line", "lines"))
                    } else {
                        format!(
                            "{}, {}. The list shows the text up to the last good state.",
                            format::counted(n_lines.get(), "line", "lines"),
                            format::counted(n, "error", "errors"),
                        )
                    }
                }}
            </span>
            <span class="push"><CopyButton text /></span>
        </div>
    }
}

/// The text with its leading words strong, comments faint and wrong words underlined.
fn painted(text: &str, problems: &[TextProblem]) -> AnyView {
    let mut by_line: BTreeMap<usize, Vec<std::ops::Range<usize>>> = BTreeMap::new();
    for problem in problems {
        by_line.entry(problem.line).or_default().push(problem.columns.clone());
    }
    text.lines()
        .enumerate()
        .map(|(i, line)| {
            let letters: Vec<char> = line.chars().collect();
            let indent = letters.iter().take_while(|c| c.is_whitespace()).count();
            let first: String =
                letters.iter().skip(indent).take_while(|c| c.is_alphabetic() || **c == '-').collect();
            let lead = if STARTS.contains(&first.as_str()) { indent + first.chars().count() } else { indent };
            let comment = letters
                .iter()
                .position(|c| *c == '#')
                .filter(|at| letters.iter().take(*at).filter(|c| **c == '"').count() % 2 == 0);
            let class = |at: usize| {
                let bad = by_line.get(&(i + 1)).is_some_and(|all| {
                    all.iter().any(|columns| {
                        (columns.start..columns.end.max(columns.start + 1)).contains(&(at + 1))
                    })
                });
                if bad {
                    "bad"
                } else if comment.is_some_and(|from| at >= from) {
                    "c"
                } else if at < lead {
                    "k"
                } else {
                    ""
                }
            };
            let mut spans: Vec<(&'static str, String)> = Vec::new();
            for (at, letter) in letters.iter().enumerate() {
                let class = class(at);
                match spans.last_mut() {
                    Some((last, run)) if *last == class => run.push(*letter),
                    _ => spans.push((class, letter.to_string())),
                }
            }
            let spans: Vec<_> =
                spans.into_iter().map(|(class, run)| view! { <span class=class>{run}</span> }).collect();
            view! { {spans}"\n" }
        })
        .collect_view()
        .into_any()
}

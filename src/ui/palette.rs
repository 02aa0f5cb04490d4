//! Find or do: what can be done, and where one can go, by a few letters; and the sheet of keys. What can be done stands in the registry of
//! actions, pages in theirs. Part of the rest.

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::app::{Finder, is_typing};
use super::components::{Dialog, icon};
use super::desk::Desk;
use super::erased::{effect, memo};
use super::keep::Keep;
use super::launch::Checks;
use super::pages;
use super::router::{Page, Route, Router};
use super::workbench::Workbench;
use crate::browser::local;
use crate::model::{Place as At, SequenceId, StepId};
use crate::session::Command;
use crate::session::actions::{self, Act, Entry, Place, When};
use crate::view::find::{NEAR, rank};

/// Results that are shown of each kind.
const MOST: usize = 8;
/// Where it is kept that single letters are off.
const SINGLES: &str = "single-keys";
/// Words of other tools for pages.
const PAGES: [(&str, &str); 14] = [
    ("Contacts", "leads prospects people list audience"),
    ("Segments", "filter audience cohort list"),
    ("Import", "upload csv crm"),
    ("Do not contact", "suppression blocklist unsubscribe"),
    ("Launch check", "preflight validate errors problems"),
    ("Forecast", "simulate results analytics report"),
    ("Schedule", "calendar export send"),
    ("Messages", "templates copy text snippets mails"),
    ("Team and senders", "owners mailboxes users"),
    ("Calendars", "hours holidays windows"),
    ("Assumptions", "rates conversion benchmarks scenario"),
    ("Whole plan", "sequences capacity conflicts"),
    ("Rules", "preflight checks catalogue help"),
    ("Terms", "glossary words help"),
];

/// What a result does.
#[derive(Clone, PartialEq)]
enum Run {
    Act(Act),
    Go(Route),
    Step(SequenceId, StepId),
}

/// A line of the palette.
#[derive(Clone, PartialEq)]
struct Found {
    group: &'static str,
    words: String,
    sub: String,
    glyph: &'static str,
    keys: &'static [&'static str],
    run: Run,
}

/// Whether single letters act.
pub fn singles_are_on() -> bool {
    local::preference(SINGLES).as_deref() != Some("off")
}

/// Hears the keys of the palette and of the sheet; with the desk, once.
pub fn follow_keys(finder: Finder) {
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        let command = event.ctrl_key() || event.meta_key();
        let is_find = command && !event.alt_key() && event.key().eq_ignore_ascii_case("k");
        // another dialog has the page to itself
        let is_free = document().query_selector("dialog[open]").is_ok_and(|open| open.is_none());
        if is_find && (is_free || finder.find.get_untracked()) {
            event.prevent_default();
            finder.find.update(|open| *open = !*open);
        } else if event.key() == "?" && !command && is_free && !is_typing(&event) && singles_are_on() {
            event.prevent_default();
            finder.keys.set(true);
        }
    });
    on_cleanup(move || keys.remove());
}

/// The palette and the sheet of keys.
#[component]
pub fn Palette() -> impl IntoView {
    let finder = expect_context::<Finder>();
    let node = NodeRef::<html::Dialog>::new();
    effect(move |_| {
        let Some(dialog) = node.get() else { return };
        match (finder.find.get(), dialog.open()) {
            // refused only where the element is not in the page: then there is nothing to show either
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let beside = move |event: web_sys::MouseEvent| {
        let target = event.target().map(wasm_bindgen::JsCast::unchecked_into::<web_sys::Element>);
        if target.is_some_and(|element| element.tag_name() == "DIALOG") {
            finder.find.set(false);
        }
    };
    view! {
        <dialog
            node_ref=node
            class="dialog palette"
            aria-label="Find or do"
            on:close=move |_| finder.find.set(false)
            on:click=beside
        >
            {move || finder.find.get().then(|| view! { <Search finder /> })}
        </dialog>
        <Dialog open=finder.keys title="Keys">
            <Sheet />
        </Dialog>
    }
}

#[component]
fn Search(finder: Finder) -> impl IntoView {
    let doer = Doer::here(finder);
    let (query, at) = (RwSignal::new(String::new()), RwSignal::new(0_usize));
    let all = doer.everything();
    let found = memo(move |_| {
        let query = query.get();
        let mut shown: Vec<Found> = Vec::new();
        let fits = |(found, also): &(Found, String)| Some((rank(&query, &found.words, also)?, found.clone()));
        let fitting: Vec<(u32, Found)> = all.iter().filter_map(fits).collect();
        let is_meant = fitting.iter().any(|(rank, _)| *rank < NEAR);
        for group in ["Do", "Go to", "Steps", "Plans"] {
            let of_group =
                |(rank, found): &&(u32, Found)| found.group == group && (*rank < NEAR || !is_meant);
            let mut ranked: Vec<&(u32, Found)> = fitting.iter().filter(of_group).collect();
            crate::lean::order::sort_by_key(&mut ranked, |(rank, _)| *rank);
            shown.extend(ranked.into_iter().take(MOST).map(|(_, found)| found.clone()));
        }
        shown
    });
    let input = NodeRef::<html::Input>::new();
    effect(move |_| {
        if let Some(input) = input.get() {
            // a field in the page can always take the focus
            let _ = input.focus();
        }
    });
    let take = move |n: usize| {
        let Some(chosen) = found.with_untracked(|found| found.get(n).cloned()) else { return };
        finder.find.set(false);
        // when the dialog is closed and the focus is where it was
        request_animation_frame(move || doer.run(&chosen.run));
    };
    let to = move |n: usize| {
        at.set(n);
        request_animation_frame(move || {
            if let Some(option) = document().get_element_by_id(&format!("found-{n}")) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                option.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    };
    let keydown = move |event: KeyboardEvent| {
        let n = found.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if n > 0 => to((at.get_untracked() + 1) % n),
            "ArrowUp" if n > 0 => to((at.get_untracked() + n - 1) % n),
            "Enter" => take(at.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    };
    let active = move || found.with(|found| (!found.is_empty()).then(|| format!("found-{}", at.get())));
    view! {
        <label class="pal-in">
            {icon("search")}
            <input
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-controls="pal-list"
                aria-autocomplete="list"
                aria-activedescendant=active
                aria-label="Find or do"
                placeholder="A command, a page, a step, a plan"
                autocomplete="off"
                spellcheck="false"
                node_ref=input
                prop:value=query
                on:input=move |event| {
                    query.set(event_target_value(&event));
                    at.set(0);
                }
                on:keydown=keydown
            />
            <kbd>"Esc"</kbd>
        </label>
        <div class="pal-list" id="pal-list" role="listbox" aria-label="Found">
            {move || {
                let mut group = "";
                found
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(n, one)| {
                        let head = (one.group != group).then(|| view! { <div class="gh" role="presentation">{one.group}</div> });
                        group = one.group;
                        view! {
                            {head}
                            <div
                                class="pal-i"
                                role="option"
                                id=format!("found-{n}")
                                aria-selected=move || (at.get() == n).to_string()
                                on:click=move |_| take(n)
                            >
                                {icon(one.glyph)}
                                <span class="cut">{one.words}<span class="faint small">{one.sub}</span></span>
                                <span class="keys2">{keys(one.keys)}</span>
                            </div>
                        }
                    })
                    .collect_view()
            }}
        </div>
        <p class="pal-none" role="status">
            {move || found.with(Vec::is_empty).then(|| format!("Nothing is called “{}”. Try a page, a step or what you want to do.", query.get()))}
        </p>
        <div class="pal-foot" aria-hidden="true">
            <span><kbd>"↑"</kbd><kbd>"↓"</kbd>"choose"</span>
            <span><kbd>"Enter"</kbd>"do"</span>
            <span><kbd>"?"</kbd>"all keys"</span>
        </div>
    }
}

fn keys(keys: &'static [&'static str]) -> impl IntoView {
    keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()
}

/// All keys, by place.
#[component]
fn Sheet() -> impl IntoView {
    let on = RwSignal::new(singles_are_on());
    let switch = move |_| {
        on.update(|on| *on = !*on);
        // where storage is blocked it holds until the page goes: nothing to say
        let _ = local::set_preference(SINGLES, if on.get_untracked() { None } else { Some("off") });
    };
    let section = |place: Place| {
        let rows = actions::keys_of(place)
            .map(|entry| view! { <dt>{entry.words}</dt><dd>{keys(entry.keys)}</dd> })
            .collect_view();
        view! { <section><h3>{place.name()}</h3><dl>{rows}</dl></section> }
    };
    view! {
        <div class="keycols">{Place::ALL.into_iter().map(section).collect_view()}</div>
        <label class="row small">
            <input type="checkbox" prop:checked=on on:change=switch />
            "Single letters act, such as N and ?; never while a field has the focus"
        </label>
    }
}

/// Whoever runs what was found.
#[derive(Clone, Copy)]
struct Doer {
    bench: Workbench,
    keep: Keep,
    router: Router,
    desk: Desk,
    checks: Checks,
    finder: Finder,
}

impl Doer {
    fn here(finder: Finder) -> Doer {
        Doer {
            bench: Workbench::here(),
            keep: Keep::here(),
            router: Router::here(),
            desk: Desk::here(),
            checks: expect_context(),
            finder,
        }
    }

    /// What can be done and gone to now, each with other words for it.
    fn everything(self) -> Vec<(Found, String)> {
        // what can be done with the selected steps comes first
        let of_steps = |is: bool| actions::all().filter(move |entry| (entry.when == When::Steps) == is);
        let mut all: Vec<(Found, String)> = of_steps(true)
            .chain(of_steps(false))
            .filter(|entry| entry.act != Act::Find && self.can(entry))
            .map(|entry| {
                let sub = match entry.act {
                    Act::Undo => self.bench.next_undo().get_untracked().unwrap_or_default(),
                    Act::Redo => self.bench.next_redo().get_untracked().unwrap_or_default(),
                    _ if entry.when == When::Steps => self.chosen(),
                    _ => String::new(),
                };
                let (words, glyph) = (entry.words.to_owned(), entry.glyph);
                let found =
                    Found { group: "Do", words, sub, glyph, keys: entry.keys, run: Run::Act(entry.act) };
                (found, entry.also.to_owned())
            })
            .collect();
        let mut go = |group, words: &str, sub: String, glyph, run, also: String| {
            all.push((Found { group, words: words.to_owned(), sub, glyph, keys: &[], run }, also));
        };
        let open = self.bench.plan_now(|plan| {
            let sequences = plan.sequences.iter().map(|(id, of)| (*id, of.name.clone())).collect::<Vec<_>>();
            let steps: Vec<(SequenceId, StepId, String, String)> = plan
                .sequences
                .keys()
                .flat_map(|id| {
                    let of = plan.touch_numbers(*id);
                    let name = &plan.sequences[id].name;
                    of.into_iter().filter_map(move |(step, number)| {
                        let found = plan.steps.get(&step)?;
                        Some((*id, step, found.name.clone(), format!("step {number}, {name}")))
                    })
                })
                .collect();
            (plan.id.clone(), sequences, steps)
        });
        if let Some((id, sequences, steps)) = open.clone() {
            let at = |page| Run::Go(Route::Plan { id: id.clone(), page });
            for entry in pages::ALL.iter().filter(|entry| entry.group != pages::Group::Sequences) {
                let also = PAGES.iter().find(|(name, _)| *name == entry.name).map_or("", |(_, also)| also);
                go("Go to", entry.name, String::new(), entry.glyph, at(entry.page), also.to_owned());
            }
            for (sequence, name) in sequences {
                let also = "sequence outline cadence flow".to_owned();
                go(
                    "Go to",
                    &name,
                    "sequence".to_owned(),
                    "sequence",
                    at(Page::Sequence(Some(sequence))),
                    also,
                );
            }
            for (sequence, step, name, sub) in steps {
                go("Steps", &name, sub, "arrow", Run::Step(sequence, step), String::new());
            }
        }
        let here = open.map(|(id, ..)| id);
        for card in self.keep.cards.get_untracked().into_iter().filter(|card| Some(&card.id) != here.as_ref())
        {
            let run = Run::Go(Route::Plan { id: card.id, page: Page::Sequence(None) });
            go("Plans", &card.name, "plan".to_owned(), "folder", run, String::new());
        }
        all
    }

    fn steps(self) -> Vec<StepId> {
        let step = |place: At| if let At::Step(id) = place { Some(id) } else { None };
        self.bench.selection().get_untracked().into_iter().filter_map(step).collect()
    }

    /// The names of the selected steps.
    fn chosen(self) -> String {
        let steps = self.steps();
        let name = |id: &StepId| self.bench.plan_now(|plan| plan.steps.get(id).map(|step| step.name.clone()));
        match steps.as_slice() {
            [one] => name(one).flatten().unwrap_or_default(),
            many => format!("{} steps", many.len()),
        }
    }

    fn can(self, entry: &Entry) -> bool {
        let is_open = self.bench.session.with_untracked(Option::is_some);
        match entry.when {
            When::Always => true,
            When::Plan => is_open,
            When::CanUndo => self.bench.next_undo().get_untracked().is_some(),
            When::CanRedo => self.bench.next_redo().get_untracked().is_some(),
            When::Sequence => is_open && self.desk.sequence.get_untracked().is_some(),
            When::Steps => is_open && !self.steps().is_empty(),
            When::InPlace => false,
        }
    }

    fn run(self, run: &Run) {
        match run {
            Run::Go(route) => self.router.go(route),
            Run::Step(sequence, step) => {
                self.bench.select(vec![At::Step(*step)]);
                self.bench.go(Page::Sequence(Some(*sequence)));
            }
            Run::Act(act) => self.act(*act),
        }
    }

    fn act(self, act: Act) {
        let with_id = |run: &dyn Fn(&str)| {
            if let Some(id) = self.bench.plan_now(|plan| plan.id.clone()) {
                run(&id);
            }
        };
        match act {
            Act::Find | Act::NewStep | Act::InPlace => {}
            Act::Keys => self.finder.keys.set(true),
            Act::Undo => self.bench.undo(),
            Act::Redo => self.bench.redo(),
            Act::AllPlans => self.router.go(&Route::Home),
            Act::DuplicatePlan => with_id(&|id| self.keep.duplicate(id)),
            Act::SaveFile => with_id(&|id| self.keep.export(id)),
            Act::Versions => self.keep.versions.set(true),
            Act::AddSequence => pages::outline::add_sequence(self.bench),
            Act::NextFinding => self.checks.step(true),
            Act::FindingBefore => self.checks.step(false),
            Act::Add(_) | Act::Duplicate | Act::Up | Act::Down | Act::Delete => self.change(act),
        }
    }

    /// A change of steps: said by its name, with Undo beside it.
    fn change(self, act: Act) {
        let (sequence, steps) = (self.desk.sequence.get_untracked(), self.steps());
        let command = self.bench.plan_now(|plan| {
            let command = act.command(plan, sequence, &steps)?;
            let name = Command::name(&command, plan);
            Some((command, name))
        });
        let Some((command, name)) = command.flatten() else { return };
        if self.bench.dispatch(command).is_ok() {
            self.bench.tell_with_undo(name);
            self.bench.go(Page::Sequence(sequence));
        }
    }
}

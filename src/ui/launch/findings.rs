//! Findings as a list: by what they would cause, filtered and searched, each with its place, whom it concerns and what mends it.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{Checks, Offer, seek};
use crate::model::{Code, Effect, Place, Severity, StepKind};
use crate::ui::components::{Find, Item, Menu, icon, severity};
use crate::ui::erased::memo;
use crate::ui::format;
use crate::ui::live::severity_name;
use crate::ui::pages::lists::ListsButton;
use crate::ui::router::Page;
use crate::worker::protocol::FoundView;

/// What is said of something that was seen before an edit.
pub const BEHIND: &str = "Behind: looked for again with the schedule";
/// Of more findings of one kind than this, the first are shown.
const ALIKE: usize = 3;

/// All findings about the sequence in sight.
#[component]
pub fn Findings() -> impl IntoView {
    let checks = Checks::here();
    let n = memo(move |_| checks.found.with(Vec::len));
    // on paper nothing stands behind a button
    let printed = window_event_listener_untyped("beforeprint", move |_| {
        checks
            .whole
            .set(checks.found.with_untracked(|all| all.iter().map(|found| found.finding.code).collect()));
    });
    on_cleanup(move || printed.remove());
    view! {
        <Show when=move || { n.get() > 5 }>
            <Find label="Find a finding" value=checks.find />
        </Show>
        <Kinds checks />
        {move || checks.point.get().map(|_| view! {
            <button type="button" class="btn dense line" on:click=move |_| checks.point.set(None)>{icon("close")}"All points"</button>
        })}
        {Effect::ALL.map(|effect| view! { <Group checks effect /> }).collect_view()}
        {move || checks.shown.with(Vec::is_empty).then(|| {
            let words = if n.get() == 0 && checks.desk.check.with(Option::is_none) {
                "Looking"
            } else if n.get() == 0 {
                "Nothing is found"
            } else {
                "Nothing passes the filter"
            };
            view! { <p class="faint none">{words}</p> }
        })}
    }
}

/// The severities as a filter.
#[component]
fn Kinds(checks: Checks) -> impl IntoView {
    let button = move |kind: Severity| {
        let name = severity_name(kind);
        let label = match kind {
            Severity::Error => "Errors",
            Severity::Warning => "Warnings",
            Severity::Hint => "Hints",
        };
        view! {
            <button
                type="button"
                class=format!("chip num {name}")
                aria-label=move || format!("{label}: {}", checks.count(kind))
                aria-pressed=move || (checks.kind.get() == Some(kind)).to_string()
                on:click=move |_| checks.kind.update(|now| *now = (*now != Some(kind)).then_some(kind))
            >
                {severity(name)}
                {move || checks.count(kind)}
            </button>
        }
    };
    // what was not looked at yet is not none
    let is_known = memo(move |_| {
        checks.desk.check.with(Option::is_some) || checks.found.with(|found| !found.is_empty())
    });
    view! {
        <div class="row kinds" role="group" aria-label="Only">
            {move || is_known.get().then(|| [Severity::Error, Severity::Warning, Severity::Hint].map(button).collect_view())}
            {move || checks.desk.is_checking.get().then(|| view! { <span class="live busy">"Looking"</span> })}
        </div>
    }
}

/// What would cause the same.
#[component]
fn Group(checks: Checks, effect: Effect) -> impl IntoView {
    let own = memo(move |_| {
        checks.shown.with(|all| {
            all.iter().filter(|found| found.finding.code.effect() == effect).cloned().collect::<Vec<_>>()
        })
    });
    // of many alike the first, then a button for the rest
    let rows = memo(move |_| {
        own.with(|own| {
            checks.whole.with(|whole| {
                let at = |index: usize| {
                    own[..index].iter().filter(|it| it.finding.code == own[index].finding.code).count()
                };
                let rows = own
                    .iter()
                    .enumerate()
                    .filter(|(index, it)| at(*index) < ALIKE || whole.contains(&it.finding.code));
                rows.map(|(_, found)| found.clone()).collect::<Vec<_>>()
            })
        })
    });
    let more = move || {
        let codes: BTreeSet<Code> = own.with(|own| own.iter().map(|found| found.finding.code).collect());
        let of =
            |all: &Vec<FoundView>, code: Code| all.iter().filter(|found| found.finding.code == code).count();
        codes
            .into_iter()
            .filter_map(|code| {
                let left = own.with(|own| of(own, code)) - rows.with(|rows| of(rows, code));
                (left > 0).then(|| view! {
                    <button type="button" class="btn dense more" on:click=move |_| checks.whole.update(|whole| { whole.insert(code); })>
                        {format!("{left} more: {}", code.name().replace('_', " "))}
                    </button>
                })
            })
            .collect_view()
    };
    view! {
        <Show when=move || own.with(|own| !own.is_empty())>
            <section class="chkgrp">
                <header><h3>{effect.label()}</h3><span class="faint num">{move || own.with(Vec::len)}</span></header>
                {list(checks, rows, "fds")}
                {more}
            </section>
        </Show>
    }
}

/// Findings as rows; one stays the same row for as long as it says the same.
fn list(checks: Checks, rows: Memo<Vec<FoundView>>, class: &'static str) -> AnyView {
    view! {
        <ul class=class>
            <For each=move || rows.get() key=|found| (found.key(), found.finding.sentence(), found.fixes.len()) let:found>
                {row(checks, found)}
            </For>
        </ul>
    }
    .into_any()
}

/// A finding.
fn row(checks: Checks, found: FoundView) -> AnyView {
    let key = found.key();
    let words = checks.words(&found.finding);
    // as it is now: the changes that mend it begin at the plan as it stands
    let now = move || checks.found.with_untracked(|all| all.iter().find(|found| found.key() == key).cloned());
    let press = move || {
        if let Some(found) = now() {
            checks.press(&found);
        }
    };
    let keydown = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            press();
        }
    };
    let people = found.contacts.map(|n| {
        let words = format::counted(n as usize, "contact", "contacts");
        view! { <button type="button" class="link num" title="Show them" on:click=move |_| if let Some(found) = now() { checks.look(&found) }>{words}</button> }
    });
    let first = found.fixes.first().map(|fix| fix.name.clone());
    let first = match first {
        Some(name) => {
            view! { <button type="button" class="btn fix" on:click=move |_| press()>{name}</button> }
                .into_any()
        }
        None if matches!(key.code, Code::ListLocked | Code::NoSuchList) => {
            view! { <ListsButton /> }.into_any()
        }
        None => {
            view! { <button type="button" class="btn fix" on:click=move |_| checks.go(key)>"Open"</button> }
                .into_any()
        }
    };
    let label = format!("More about: {words}");
    let place = checks.place(key.place);
    let whole = place.clone();
    let is_behind =
        move || checks.found.with(|all| all.iter().any(|found| found.key() == key && found.behind));
    view! {
        <li class="fd" class:is-behind=is_behind title=move || is_behind().then_some(BEHIND) aria-current=move || (checks.at.get() == Some(key)).then_some("true")>
            {severity(severity_name(found.finding.severity()))}
            <div>
                <button
                    type="button"
                    class="what"
                    data-found=seek::id_of(key)
                    on:click=move |_| checks.go(key)
                    on:focus=move |_| checks.at.set(Some(key))
                    on:keydown=keydown
                >
                    {words}
                </button>
                <p class="where num"><span class="cut" title=whole>{place}</span>{people}</p>
            </div>
            <div class="acts">
                {first}
                <Menu label class="btn icon-only dense">
                    {move || {
                        let fixes = now().map(|found| found.fixes).unwrap_or_default();
                        let others = fixes.into_iter().skip(1).map(|fix| {
                            let name = fix.name.clone();
                            view! { <Item label=name glyph="edit" on_press=move || checks.show(key, fix.clone()) /> }
                        });
                        let alike = checks.found.with(|all| {
                            let alike = |it: &&FoundView| it.finding.code == key.code && it.fixes.iter().any(|fix| fix.diff.is_some());
                            all.iter().filter(alike).count()
                        });
                        view! {
                            <Item label="Go to its field" glyph="right" on_press=move || checks.go(key) />
                            {others.collect_view()}
                            {(alike > 1).then(|| view! { <Item label=format!("Mend all {alike} of this kind") glyph="check" on_press=move || checks.show_all(key) /> })}
                            <Item label="Why, or let it stand" glyph="help" on_press=move || checks.rule.set(now()) />
                        }
                    }}
                </Menu>
            </div>
            {move || checks.offer.get().filter(|offer| offer.key == key).map(|offer| offered(checks, offer))}
        </li>
    }
    .into_any()
}

/// What a fix would change.
fn offered(checks: Checks, offer: Offer) -> AnyView {
    let lines = offer.lines.into_iter().map(|line| {
        let (class, sign) = if line.comes { ("comes", "+") } else { ("goes", "−") };
        view! { <li class=class><span class="sign" aria-label=if line.comes { "comes" } else { "goes" }>{sign}</span><code>{line.text}</code></li> }
    });
    let lines: Vec<_> = lines.collect();
    let body = if lines.is_empty() {
        view! { <p class="small">"The list is changed; the state before stays beside it."</p> }.into_any()
    } else {
        view! { <ul class="diff">{lines}</ul> }.into_any()
    };
    view! {
        <div
            class="fdoffer"
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    checks.offer.set(None);
                    seek::focus_row(Some(offer.key));
                }
            }
        >
            <p class="small muted">{offer.name}</p>
            {body}
            <div class="row">
                <button type="button" class="btn solid dense apply" on:click=move |_| checks.apply()>"Apply"</button>
                <button type="button" class="btn dense" on:click=move |_| checks.offer.set(None)>"Not now"</button>
            </div>
        </div>
    }
    .into_any()
}

/// What is found about one step, its text included.
#[component]
pub fn PlaceFindings(
    /// The step.
    id: crate::model::StepId,
) -> impl IntoView {
    let checks = Checks::here();
    let text = checks.bench.read(move |plan| match &plan.steps.get(&id)?.kind {
        StepKind::Touch(touch) => touch.message,
        _ => None,
    });
    let own = memo(move |_| {
        let text = text.get().flatten().map(Place::Message);
        let is_own =
            |found: &&FoundView| found.finding.place == Place::Step(id) || Some(found.finding.place) == text;
        checks.found.with(|all| all.iter().filter(is_own).cloned().collect::<Vec<_>>())
    });
    list(checks, own, "fds own")
}

/// The worst that is found, and the way to the rest.
#[component]
pub fn WorstFindings() -> impl IntoView {
    let checks = Checks::here();
    let first = memo(move |_| checks.found.with(|all| all.iter().take(2).cloned().collect::<Vec<_>>()));
    let more = move || checks.found.with(Vec::len).saturating_sub(2);
    view! {
        <Show when=move || first.with(|first| !first.is_empty())>
            <section class="card findingcard" aria-label="Findings">
                {list(checks, first, "fds")}
                {move || (more() > 0).then(|| view! {
                    <a class="link small more" href=move || checks.bench.href(Page::Check)>{format!("{} more in the launch check", more())}</a>
                })}
            </section>
        </Show>
    }
}

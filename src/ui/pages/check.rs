//! The launch check: is it ready? The points of the field's checklist, each proven by rules or answered; what is found by what it would
//! cause; what is let stand; on paper too. What proves a point is the worker's.

use leptos::prelude::*;

use super::forecast::title_of;
use super::{Group, PageEntry};
use crate::model::Code;
use crate::ui::components::{Empty, Field, icon, severity};
use crate::ui::erased::{derive, memo};
use crate::ui::format;
use crate::ui::frame::Head;
use crate::ui::launch::{BEHIND, Catalogue, Checks, Findings, Glossary, PrintButton, to_answer};
use crate::ui::router::Page;
use crate::worker::protocol::{PointState, PointView};

/// This page in the registry.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::Check,
    group: Group::Rehearse,
    name: "Launch check",
    glyph: "check",
    bottom: None,
    count: |_| {
        let found = use_context::<Checks>()?.found.with(Vec::len) as u64;
        (found > 0).then_some(found)
    },
    view: |_| view! { <CheckPage /> }.into_any(),
};

/// The catalogue of rules in the registry.
pub const RULES: PageEntry = PageEntry {
    page: Page::Rules,
    group: Group::Help,
    name: "Rules",
    glyph: "table",
    bottom: None,
    count: |_| None,
    view: |_| view! { <Catalogue /> }.into_any(),
};

/// The terms in the registry.
pub const TERMS: PageEntry = PageEntry {
    page: Page::Terms,
    group: Group::Help,
    name: "Terms",
    glyph: "help",
    bottom: None,
    count: |_| None,
    view: |_| view! { <Glossary /> }.into_any(),
};

/// The mark of a point.
fn mark(state: PointState) -> &'static str {
    match state {
        PointState::Error => "error",
        PointState::Warning => "warn",
        PointState::Noted => "hint",
        PointState::Asked | PointState::Open => "open",
        PointState::Answered | PointState::Proven => "ok",
    }
}

fn state_words(state: PointState) -> &'static str {
    match state {
        PointState::Error => "Error",
        PointState::Warning => "Warning",
        PointState::Asked => "Not answered",
        PointState::Open => "Not known yet",
        PointState::Noted => "Hints alone",
        PointState::Answered => "Answered",
        PointState::Proven => "Proven",
    }
}

fn glyph(state: PointState) -> AnyView {
    match mark(state) {
        "ok" => view! { <span class="sev ok" title=state_words(state)>{icon("check")}<span class="sr">{state_words(state)}</span></span> }.into_any(),
        "open" => view! { <span class="sev open" title=state_words(state)>{icon("help")}<span class="sr">{state_words(state)}</span></span> }.into_any(),
        kind => severity(kind).into_any(),
    }
}

#[component]
fn CheckPage() -> impl IntoView {
    let checks = Checks::here();
    let points = memo(move |_| {
        checks.desk.check.with(|check| check.as_ref().map(|check| check.points.clone())).unwrap_or_default()
    });
    let done =
        memo(move |_| points.with(|points| points.iter().filter(|point| point.state.is_done()).count()));
    let all = memo(move |_| points.with(Vec::len));
    let is_ready = memo(move |_| all.get() > 0 && done.get() == all.get());
    let sub = derive(move || match all.get() {
        0 => String::new(),
        all => format!("{} of {} done", done.get(), format::counted(all, "point", "points")),
    });
    view! {
        <Head title=title_of("Launch check") sub>
            {move || checks.desk.is_checking.get().then(|| view! { <span class="live busy">"Looking"</span> })}
            <a class="btn noprint" href=move || checks.bench.href(Page::Rules)>"All rules"</a>
            <PrintButton />
            <a class="btn noprint" class:solid=is_ready class:line=move || !is_ready.get() href=move || checks.bench.href(Page::Schedule)>{icon("export")}"Schedule and export"</a>
        </Head>
        <Show
            when=move || checks.desk.sequence.get().is_some()
            fallback=|| view! { <Empty glyph="check" title="Nothing to check yet" words="A sequence is looked through before it goes out." /> }
        >
            <div class="checkpage chkwork">
                // before the first answer nothing is counted: no points and no findings are not none
                <Show when=move || { all.get() > 0 }><Points checks points done all /></Show>
                <section class="chkmain" tabindex="0" aria-label="What is found">
                    <Verdict checks points is_ready />
                    <Show when=move || { all.get() > 0 }>
                        <Asked checks points />
                        <Findings />
                        <Silenced checks />
                        <Packs checks />
                        <Proofs points />
                    </Show>
                </section>
            </div>
        </Show>
    }
}

/// Ready, or what stands in the way, in a sentence.
#[component]
fn Verdict(checks: Checks, points: Memo<Vec<PointView>>, is_ready: Memo<bool>) -> impl IntoView {
    let words = move || {
        let n = |state: PointState| {
            points.with(|points| points.iter().filter(|point| point.state == state).count())
        };
        let part = |state, one: &str, many: &str| match n(state) {
            0 => None,
            1 => Some(format!("1 point {one}")),
            n => Some(format!("{n} points {many}")),
        };
        let parts: Vec<String> = [
            part(PointState::Error, "has an error", "have errors"),
            part(PointState::Warning, "has a warning", "have warnings"),
            part(PointState::Asked, "waits for an answer", "wait for an answer"),
            part(PointState::Open, "is not known yet", "are not known yet"),
        ]
        .into_iter()
        .flatten()
        .collect();
        format!("{}.", parts.join(", "))
    };
    let behind = move || checks.desk.is_checking.get();
    let waits =
        move || checks.desk.check.with(|check| check.as_ref().and_then(|check| check.not_planned.clone()));
    let unfinished = move || {
        checks.desk.check.with(|check| {
            let check = check.as_ref().filter(|check| !check.unfinished.is_empty())?;
            let names: Vec<&str> = check.unfinished.iter().map(|code| code.name()).collect();
            Some(format!("Not looked for, because there is too much to look at: {}.", names.join(", ")))
        })
    };
    view! {
        <div class="verdict" class:is-behind=behind aria-live="polite">
            {move || if is_ready.get() {
                view! { <span class="readymark">{icon("check")}</span><p class="lead"><b>"Ready."</b>" Every point is proven or answered."</p> }.into_any()
            } else if points.with(Vec::is_empty) {
                view! { <p class="lead">"Looking through the plan."</p> }.into_any()
            } else {
                view! { <p class="lead"><b>"Not ready yet."</b>" "{words()}</p> }.into_any()
            }}
            {move || waits().map(|why| view! { <p class="small muted">"What only a schedule shows is not known: "{format::sentence(&why)}</p> })}
            {move || unfinished().map(|words| view! { <p class="small muted">{words}</p> })}
        </div>
    }
}

/// The points as a list and as a filter.
#[component]
fn Points(
    checks: Checks,
    points: Memo<Vec<PointView>>,
    done: Memo<usize>,
    all: Memo<usize>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let press = move |point: &PointView| {
        let word = point.word.clone();
        match point.state {
            PointState::Error | PointState::Warning | PointState::Noted => {
                checks.point.update(|now| *now = (now.as_deref() != Some(word.as_str())).then_some(word));
            }
            PointState::Asked | PointState::Answered => {
                checks.point.set(None);
                request_animation_frame(move || _ = to_answer(&word));
            }
            PointState::Open | PointState::Proven => checks.point.set(None),
        }
    };
    let groups = move || {
        let points = points.get();
        let mut groups: Vec<(String, Vec<PointView>)> = Vec::new();
        for point in points {
            match groups.last_mut().filter(|(group, _)| *group == point.group) {
                Some((_, own)) => own.push(point),
                None => groups.push((point.group.clone(), vec![point])),
            }
        }
        groups
            .into_iter()
            .map(|(group, own)| {
                let items = own
                    .into_iter()
                    .map(|point| {
                        let word = point.word.clone();
                        let is_chosen = move || checks.point.with(|now| (now.as_deref() == Some(word.as_str())).then_some("true"));
                        let face = (glyph(point.state), point.name.clone());
                        let title = if point.behind { BEHIND.to_owned() } else { point.words.clone() };
                        view! {
                            <li>
                                <button type="button" class=format!("pt {}", mark(point.state)) class:is-behind=point.behind aria-pressed=is_chosen title=title on:click=move |_| press(&point)>
                                    {face.0}
                                    <span class="cut">{face.1}</span>
                                </button>
                            </li>
                        }
                    })
                    .collect_view();
                view! { <div class="chkgroup"><h3>{group}</h3><ul>{items}</ul></div> }
            })
            .collect_view()
    };
    let share = move || if all.get() == 0 { 0 } else { done.get() * 100 / all.get() };
    view! {
        <nav class="chklist noprint" class:open=open aria-label="Points of the check">
            <button type="button" class="chkbar" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
                <span class="strong">{move || format!("{} of {} points", done.get(), all.get())}</span>
                <span class="bar" aria-hidden="true"><span class="fill" style:inline-size=move || format!("{}%", share())></span></span>
                {icon("down")}
            </button>
            <div class="chkpoints">{groups}</div>
        </nav>
    }
}

/// What a person must answer, with what was answered.
#[component]
fn Asked(checks: Checks, points: Memo<Vec<PointView>>) -> impl IntoView {
    let own = memo(move |_| {
        // a hint beside an answer does not take the answer away
        let is_asked = |point: &&PointView| point.state == PointState::Asked || point.answer.is_some();
        points.with(|points| points.iter().filter(is_asked).cloned().collect::<Vec<_>>())
    });
    let waiting = move || own.with(|own| own.iter().filter(|point| point.state == PointState::Asked).count());
    view! {
        <Show when=move || checks.point.with(Option::is_none) && own.with(|own| !own.is_empty())>
            <section class="chkgrp asked noprint">
                <header><h3>"To be answered"</h3><span class="faint num">{waiting}</span></header>
                <ul class="fds">
                    <For each=move || own.get() key=|point| point.word.clone() let:point>
                        {
                            let word = StoredValue::new(point.word.clone());
                            let name = StoredValue::new(point.name.clone());
                            let now = move || own.with(|own| own.iter().find(|own| word.with_value(|word| own.word == *word)).cloned());
                            // the page's own plan has it at once, the check comes after it
                            let answer = checks.answered(point.word.clone());
                            let value = derive(move || answer.get().flatten().map(|answer| answer.reason).unwrap_or_default());
                            let on = move || answer.get().flatten().map(|answer| format!("Answered on {}", format::day_year(answer.on)));
                            view! {
                                <li class="fd" data-point=point.word.clone()>
                                    {move || now().map(|point| glyph(point.state))}
                                    <div class="answer">
                                        <Field
                                            label=point.name.clone()
                                            value
                                            note=derive(move || Some(on().unwrap_or_else(|| point.asks.clone())))
                                            take=move |text: String| word.with_value(|word| name.with_value(|name| checks.answer(word, name, &text)))
                                        />
                                    </div>
                                </li>
                            }
                        }
                    </For>
                </ul>
            </section>
        </Show>
    }
}

/// What is let stand, each with its reason and a way to lift it.
#[component]
fn Silenced(checks: Checks) -> impl IntoView {
    let all = memo(move |_| {
        checks
            .desk
            .check
            .with(|check| {
                let check = check.as_ref()?;
                let known = check.silenced.iter().map(|it| (Some(it.found.clone()), it.silence.clone()));
                let others = check.idle.iter().chain(&check.unknown).map(|it| (None, it.clone()));
                Some(known.chain(others).collect::<Vec<_>>())
            })
            .unwrap_or_default()
    });
    view! {
        <Show when=move || all.with(|all| !all.is_empty())>
            <section class="chkgrp silenced">
                <header><h3>"Let stand"</h3><span class="faint num">{move || all.with(Vec::len)}</span></header>
                <ul class="fds">
                    {move || all.get().into_iter().map(|(found, silence)| {
                        let words = match &found {
                            Some(found) => checks.words(&found.finding),
                            None => match Code::named(&silence.code) {
                                Some(code) => format!("“{}”: nothing here falls under it any more", code.name().replace('_', " ")),
                                None => format!("“{}”: this version knows no such rule", silence.code),
                            },
                        };
                        let place = found.as_ref().map(|found| checks.place(found.finding.place));
                        let fact = format!("“{}”, {}", silence.reason, format::day_year(silence.on));
                        view! {
                            <li class="fd">
                                <span class="sev open" aria-hidden="true">{icon("minus")}</span>
                                <div><b>{words}</b><p class="where">{place}</p><p class="fact">{fact}</p></div>
                                <div class="acts noprint"><button type="button" class="btn dense" on:click=move |_| checks.lift(&silence)>"Lift"</button></div>
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </section>
        </Show>
    }
}

/// Which laws and platforms the plan is held against.
#[component]
fn Packs(checks: Checks) -> impl IntoView {
    let packs = memo(move |_| {
        checks.desk.check.with(|check| check.as_ref().map(|check| check.packs.clone())).unwrap_or_default()
    });
    view! {
        <section class="chkgrp packs">
            <header><h3>"Law and platforms"</h3><span class="faint small">"Not legal advice. A place that is not named is not checked."</span></header>
            <ul>
                {move || packs.get().into_iter().map(|(word, name, is_on)| view! {
                    <li><label class="tick">
                        <input type="checkbox" prop:checked=is_on disabled=checks.bench.is_read_only() on:change=move |_| checks.hold(&word, !is_on) />
                        <span>{name}</span>
                    </label></li>
                }).collect_view()}
            </ul>
        </section>
    }
}

/// What proves each point: to be read when all is done, and on paper.
#[component]
fn Proofs(points: Memo<Vec<PointView>>) -> impl IntoView {
    view! {
        <section class="chkgrp proofs" aria-label="All points">
            <header><h3>"All points"</h3></header>
            <ul>
                {move || points.get().into_iter().map(|point| {
                    let when = point.answer.filter(|_| point.state == PointState::Answered).map(|answer| format!(", {}", format::day_year(answer.on)));
                    view! {
                        <li class="proof" class:is-behind=point.behind>
                            {glyph(point.state)}
                            <span>{point.name}</span>
                            <small>{point.words}{when}</small>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </section>
    }
}

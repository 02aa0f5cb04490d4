//! What the simulator and the compiler say about the sequence as it stands: the right side, and the bar of a phone.

use leptos::prelude::*;

use super::state::Outline;
use crate::model::{Fix, Mend, Place, Severity};
use crate::session::Command;
use crate::ui::charts::{Strip, StripData};
use crate::ui::components::{Button, Dialog, icon, severity};
use crate::ui::desk::{Desk, ListState};
use crate::ui::format;
use crate::ui::live::{Live, LiveMark, severity_name};
use crate::ui::router::Page;
use crate::words::{self, Figure};

/// What leads in the forecast: what the goal is about first.
fn figures(live: Live) -> Memo<Vec<Figure>> {
    Memo::new(move |_| live.read(|forecast| Some(words::figures(forecast))).unwrap_or_default())
}

/// A range of people with its bar.
#[component]
fn Strips(figure: Figure, behind: Memo<bool>) -> impl IntoView {
    let Figure { name, people, goal, .. } = figure;
    let data = StripData {
        quantiles: [people.q10, people.q25, people.q50, people.q75, people.q90],
        max: people.q95.max(goal.unwrap_or(0.0)).max(1.0) * 1.25,
        mark: goal,
    };
    view! {
        <div class="fig">
            <div class="row between">
                <span>{name}</span>
                <b class="num" class:is-stale=behind>{format::range(&people)}</b>
            </div>
            <Strip data=Signal::stored(data) />
        </div>
    }
}

/// Forecast and problems.
#[component]
pub fn Answer() -> impl IntoView {
    let outline = Outline::here();
    let live = outline.live;
    let (figures, behind) = (figures(live), live.is_behind());
    let has = Memo::new(move |_| live.has());
    view! {
        <section aria-label="Forecast" class="stack">
            <div class="row between">
                <h2>"Forecast"</h2>
                <LiveMark />
            </div>
            <Show when=move || has.get() fallback=move || view! { <NoForecast /> }>
                {move || figures.get().into_iter().map(|figure| view! { <Strips figure behind /> }).collect_view()}
                <p class="small faint" class:is-stale=behind>{move || live.read(words::chance_words)}</p>
                <p class="small faint prose">
                    "Bands show 8 in 10 and half of all futures. "
                    {move || live.read(|forecast| Some(words::spread_words(forecast)))}
                </p>
            </Show>
        </section>
        <Problems />
    }
}

#[component]
fn NoForecast() -> impl IntoView {
    let outline = Outline::here();
    let desk = Desk::here();
    let needs_list = move || desk.list.with(|list| matches!(list, ListState::None));
    let demo = move || {
        leptos::task::spawn_local(async move {
            if let Err(failure) = desk.open_demo().await {
                outline.bench.refused.set(Some(failure.to_string()));
            }
        });
    };
    view! {
        <p class="muted prose">{move || outline.live.off()}</p>
        <Show when=needs_list>
            <div class="row row-wrap">
                {crate::ui::pages::at(Page::Import)
                    .map(|_| view! { <a class="btn line" href=outline.bench.href(Page::Import)>{icon("import")}"Import a list"</a> })}
                <Button kind="line" label="Use the demo list" on_press=demo />
            </div>
        </Show>
    }
}

#[component]
fn Problems() -> impl IntoView {
    let outline = Outline::here();
    let live = outline.live;
    let count =
        move |wanted: Severity| live.problems().iter().filter(|problem| problem.severity() == wanted).count();
    let place_name = move |place: Place| {
        outline
            .bench
            .plan_now(|plan| match place {
                Place::Step(id) => {
                    plan.steps.get(&id).map(|step| step.name.clone()).filter(|name| !name.is_empty())
                }
                Place::Sequence(id) => plan.sequences.get(&id).map(|sequence| sequence.name.clone()),
                Place::Segment(id) => plan.segments.get(&id).map(|segment| segment.name.clone()),
                Place::Persona(id) => plan.personas.get(&id).map(|persona| persona.name.clone()),
                Place::Score(id) => plan.scores.get(&id).map(|score| score.name.clone()),
                Place::Message(id) => plan.messages.get(&id).map(|message| message.name.clone()),
                Place::Owner(id) => plan.owners.get(&id).map(|owner| owner.name.clone()),
                Place::Sender(id) => plan.senders.get(&id).map(|sender| sender.address.clone()),
                Place::Calendar(id) => plan.calendars.get(&id).map(|calendar| calendar.name.clone()),
                _ => None,
            })
            .flatten()
    };
    view! {
        <section aria-label="Problems" class="stack">
            <div class="row between">
                <h2>"Problems"</h2>
                <span class="row">
                    {move || {
                        [Severity::Error, Severity::Warning, Severity::Hint]
                            .into_iter()
                            .filter(|kind| count(*kind) > 0)
                            .map(|kind| {
                                let name = severity_name(kind);
                                view! { <span class=format!("chip num {name}")>{severity(name)}{count(kind)}</span> }
                            })
                            .collect_view()
                    }}
                </span>
            </div>
            {move || {
                let problems = live.grouped();
                if problems.is_empty() {
                    return view! { <p class="faint">"None found"</p> }.into_any();
                }
                view! {
                    <ul class="findings">
                        {problems
                            .into_iter()
                            .map(|(problem, places)| {
                                // one place has its button at the side, several have theirs in their names
                                let show = |place: Place, class: &'static str, words: String| match place {
                                    Place::Step(id) => Some(view! {
                                        <button
                                            type="button"
                                            class=class
                                            on:click=move |_| {
                                                let key = outline.key_of(id);
                                                outline.go(key, super::state::Pick::One);
                                                outline.focus(key);
                                            }
                                        >
                                            {words}
                                        </button>
                                    }),
                                    _ => None,
                                };
                                let names = (places.len() > 1).then(|| {
                                    let named = |place: &Place| {
                                        let name = place_name(*place);
                                        match show(*place, "link", name.clone().unwrap_or_else(|| "Show".to_owned())) {
                                            Some(button) => button.into_any(),
                                            None => view! { <span class="blk">{name}</span> }.into_any(),
                                        }
                                    };
                                    places.iter().map(named).collect_view()
                                });
                                let one = names.is_none().then(|| show(problem.place, "btn fix", "Show".to_owned()));
                                let place = names.is_none().then(|| place_name(problem.place));
                                let of = problem.clone();
                                let bench = outline.bench;
                                let mend = bench.plan_now(|plan| Fix::of(&of, plan)).flatten().map(|fix| {
                                    let press = move |_| {
                                        let now = bench.plan_now(|plan| Fix::of(&of, plan)).flatten();
                                        if let Some(Fix { name, mend: Mend::Plan(diff) }) = now {
                                            // a refusal is shown by the frame
                                            drop(bench.dispatch(Command::Apply { name, diff }));
                                        }
                                    };
                                    view! { <button type="button" class="btn fix" on:click=press>{fix.name}</button> }
                                });
                                view! {
                                    <li class="finding">
                                        {severity(severity_name(problem.severity()))}
                                        <span>
                                            {format::sentence(&problem.sentence())}
                                            <span class="where blk">{place}{names}</span>
                                        </span>
                                        {one}
                                        {mend}
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                }
                    .into_any()
            }}
        </section>
    }
}

/// The answer on a phone: one bar, and a sheet behind it.
#[component]
pub fn AnswerBar() -> impl IntoView {
    let outline = Outline::here();
    let live = outline.live;
    let open = RwSignal::new(false);
    let (figures, behind) = (figures(live), live.is_behind());
    let shown = move || {
        let figure = |figure: Figure| {
            view! {
                <span class="fig">
                    <span class="small faint">{figure.name}</span>
                    <b class="num" class:is-stale=behind>{format::range(&figure.people)}</b>
                </span>
            }
        };
        figures.get().into_iter().map(figure).collect_view()
    };
    let problems = move || live.problems().len();
    view! {
        <button type="button" class="answerbar" aria-haspopup="dialog" on:click=move |_| open.set(true)>
            {shown}
            <span class="fig">
                <span class="small faint">"Problems"</span>
                <b class="num">{problems}</b>
            </span>
            <span class="push">{icon("up")}</span>
        </button>
        <Dialog open title="The answer" foot=true>
            <div class="answersheet"><Answer /></div>
        </Dialog>
    }
}

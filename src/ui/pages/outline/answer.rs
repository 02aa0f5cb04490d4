//! What the simulator and the compiler say about the sequence as it stands: the right side, and the bar of a phone.

use leptos::prelude::*;

use super::state::Outline;
use crate::ui::charts::{Strip, StripData};
use crate::ui::components::{Button, Dialog, icon};
use crate::ui::desk::{Desk, ListState};
use crate::ui::erased::memo;
use crate::ui::format;
use crate::ui::launch::Findings;
use crate::ui::live::{Live, LiveMark};
use crate::ui::router::Page;
use crate::words::{self, Figure};

/// What leads in the forecast: what the goal is about first.
fn figures(live: Live) -> Memo<Vec<Figure>> {
    memo(move |_| live.read(|forecast| Some(words::figures(forecast))).unwrap_or_default())
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
    let has = memo(move |_| live.has());
    view! {
        <section aria-label="Forecast" class="stack">
            <div class="row between">
                <h2>"Forecast"</h2>
                <LiveMark />
            </div>
            <Show when=move || has.get() fallback=move || view! { <NoForecast /> }>
                {move || figures.get().into_iter().map(|figure| view! { <Strips figure behind /> }).collect_view()}
                <p class="small faint" class:is-stale=behind>{move || live.read(words::chance_words)}</p>
                {move || live.read(words::diagnosis).map(|words| view! { <p class="small muted prose">{words}</p> })}
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

/// What is found before launch.
#[component]
fn Problems() -> impl IntoView {
    let bench = Outline::here().bench;
    view! {
        <section aria-label="Problems" class="stack problems">
            <div class="row between">
                <h2>"Problems"</h2>
                <a class="link small" href=move || bench.href(Page::Check)>"Launch check"</a>
            </div>
            <Findings />
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
    let problems = move || live.found().with(Vec::len);
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

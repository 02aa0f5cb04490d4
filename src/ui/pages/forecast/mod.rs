//! Forecast: what would come of the sequence, over many futures, as ranges. The numbers come from the simulator, the sentences from
//! `words`; this page arranges them.

mod cards;
mod load;
mod steps;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use self::cards::{ExitCard, GoalCard, HeldBackCard, Kpis, RepliesCard};
use self::load::LoadCard;
use self::steps::StepCard;
use super::{Group, PageEntry};
use crate::model::Settings;
use crate::session::Command;
use crate::simulate::Forecast;
use crate::ui::charts::TableData;
use crate::ui::components::{Button, Empty, Field, JobProgress, Segmented, Select, icon, severity};
use crate::ui::desk::{Desk, LIVE_FUTURES, ListState, Live};
use crate::ui::erased::{derive, memo};
use crate::ui::frame::Head;
use crate::ui::launch::WorstFindings;
use crate::ui::live::Live as Answered;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::words;

/// This page in the registry.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::Forecast,
    group: Group::Rehearse,
    name: "Forecast",
    glyph: "forecast",
    bottom: Some("Forecast"),
    count: |_| None,
    view: |_| view! { <ForecastPage /> }.into_any(),
};

/// A forecast that is there, followed by every card.
type Shown = Signal<Arc<Forecast>>;

impl From<words::Table> for TableData {
    fn from(table: words::Table) -> TableData {
        TableData { head: table.head, rows: table.rows }
    }
}

/// `Forecast, Cold outbound`: a page of the sequence in sight.
pub(super) fn title_of(page: &'static str) -> Signal<String> {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let names = bench.read(|plan| {
        plan.sequences.iter().map(|(id, sequence)| (*id, sequence.name.clone())).collect::<Vec<_>>()
    });
    derive(move || {
        let name = names.with(|names| {
            names
                .as_ref()?
                .iter()
                .find(|(id, _)| Some(*id) == desk.sequence.get())
                .map(|(_, name)| name.clone())
        });
        name.map_or_else(|| page.to_owned(), |name| format!("{page}, {name}"))
    })
}

#[component]
fn ForecastPage() -> impl IntoView {
    let desk = Desk::here();
    let sub = derive(move || {
        desk.forecast.with(|forecast| forecast.as_ref().map(|f| words::state_line(f)).unwrap_or_default())
    });
    let has_forecast = memo(move |_| desk.forecast.with(Option::is_some));
    view! {
        <Head title=title_of("Forecast") sub>
            <LiveMark />
            <Run />
        </Head>
        <div class="scroll" tabindex="0" role="region" aria-label="Forecast">
            <div class="page fpage" class:is-behind=Answered::of(desk).is_behind()>
                <Progress />
                {move || {
                    if has_forecast.get() {
                        let forecast = derive(move || desk.forecast.get().unwrap_or_default());
                        view! { <Answer forecast /> }.into_any()
                    } else {
                        view! { <Nothing /> }.into_any()
                    }
                }}
            </div>
        </div>
    }
}

/// How fresh the answer is.
#[component]
fn LiveMark() -> impl IntoView {
    let desk = Desk::here();
    move || {
        let (class, words, share) = match desk.live.get() {
            Live::Off(_) => return None,
            Live::Busy { done, of } => {
                ("live busy", format!("Computing, {done} of {of}"), done * 100 / of.max(1))
            }
            Live::Fresh { took_ms } => ("live", format!("Up to date, {:.1} s", took_ms / 1000.0), 0),
            Live::Behind => ("live stale", "Behind the plan".to_owned(), 0),
            Live::Failed(_) => ("live stale", "Not computed".to_owned(), 0),
        };
        Some(view! { <span class=class style:--done=format!("{share}%")>{words}</span> })
    }
}

/// How many futures, and go.
#[component]
fn Run() -> impl IntoView {
    let desk = Desk::here();
    let futures = RwSignal::new(1000_u32);
    let options = derive(|| {
        [LIVE_FUTURES, 1000, 5000]
            .map(|n| (n.to_string(), format!("{} futures", words::count(n.into()))))
            .to_vec()
    });
    let reason = derive(move || match desk.live.get() {
        Live::Off(why) => Some(why),
        _ => None,
    });
    view! {
        <Select
            label="Futures"
            bare=true
            value=derive(move || futures.get().to_string())
            options
            on_change=move |n: String| futures.set(n.parse().unwrap_or(LIVE_FUTURES))
        />
        <Button kind="solid" glyph="play" label="Run" reason on_press=move || desk.rerun(futures.get_untracked()) />
    }
}

/// A run that takes a while, with a way out.
#[component]
fn Progress() -> impl IntoView {
    let desk = Desk::here();
    let run = memo(move |_| match desk.live.get() {
        Live::Busy { done, of } if of > LIVE_FUTURES => Some((done, of)),
        _ => None,
    });
    let is_on = memo(move |_| run.get().is_some());
    let words = derive(move || {
        run.get().map_or_else(String::new, |(done, of)| {
            let [done, of] = [done, of].map(|n| words::count(n.into()));
            format!("{done} of {of} futures")
        })
    });
    let share = derive(move || run.get().map(|(done, of)| f64::from(done) / f64::from(of.max(1))));
    move || {
        is_on.get().then(|| {
            view! { <JobProgress title="Computing" words share on_cancel=move |()| desk.stop() /> }
        })
    }
}

/// Luck alone, or ignorance too (B2); nothing to choose where the scenario takes its rates as exact.
#[component]
fn SpreadSwitch() -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let has_ignorance = bench.read(|plan| {
        let scenario = plan.settings.scenario.and_then(|id| plan.scenarios.get(&id));
        scenario.and_then(|it| it.ignorance.as_ref()).is_some_and(|it| it.factor.get() > 1.0)
    });
    let take = move |value: &'static str| {
        desk.luck_only.set(value == "luck");
        desk.rerun(desk.forecast.with_untracked(|it| it.as_ref().map_or(LIVE_FUTURES, |it| it.asked)));
    };
    move || {
        (has_ignorance.get() == Some(true)).then(|| {
            view! {
                <Segmented
                    label="What the ranges contain"
                    options=vec![("luck", "Luck only", ""), ("both", "Luck and ignorance", "")]
                    value=derive(move || if desk.luck_only.get() { "luck" } else { "both" }.to_owned())
                    on_change=take
                />
            }
        })
    }
}

/// The seed: the same seed gives the same futures.
#[component]
fn Seed() -> impl IntoView {
    let bench = Workbench::here();
    let seed = bench.read(|plan| plan.settings.seed);
    let take = move |text: String| {
        let seed =
            text.trim().parse::<u32>().map_err(|_| "A whole number from 0 to 4,294,967,295".to_owned())?;
        match bench.plan_now(|plan| (*plan.settings).clone()) {
            Some(settings) if settings.seed != seed => {
                bench.take(Command::PutSettings(Settings { seed, ..settings }))
            }
            _ => Ok(()),
        }
    };
    view! {
        <div class="seedfield">
            <Field
                label="Seed"
                keys="numeric"
                value=derive(move || seed.get().unwrap_or_default().to_string())
                read_only=derive(move || bench.is_read_only())
                take
            />
        </div>
    }
}

/// Everything the forecast says.
#[component]
fn Answer(forecast: Shown) -> impl IntoView {
    let desk = Desk::here();
    let is_behind = Answered::of(desk).is_behind();
    view! {
        <div class="row between row-wrap toprow">
            {move || {
                forecast.with(|forecast| {
                    words::expectation(forecast).map(|expected| {
                        view! {
                            <p class="lead" class:is-stale=is_behind>
                                "Expect " <b class="num">{expected}</b> ", in 8 of 10 futures. "
                                {words::spread_words(forecast)}
                            </p>
                        }
                    })
                })
            }}
            <div class="row row-wrap">
                <SpreadSwitch />
                <Seed />
            </div>
        </div>
        <p class="small faint num narrow stateline">{move || forecast.with(|forecast| words::state_line(forecast))}</p>
        {move || match desk.live.get() {
            Live::Failed(failure) => {
                Some(view! { <p class="banner error">{severity("error")} <span>{failure.message}</span></p> })
            }
            _ => None,
        }}
        <WorstFindings />
                {move || forecast.with(|forecast| words::diagnosis(forecast)).map(|words| view! { <p class="muted diagnosis">{words}</p> })}
        {move || {
            let is_empty = forecast.with(|forecast| forecast.may_enter == 0);
            if is_empty {
                view! { <NobodyEnters forecast /> }.into_any()
            } else {
                view! { <Cards forecast /> }.into_any()
            }
        }}
    }
}

#[component]
fn Cards(forecast: Shown) -> impl IntoView {
    view! {
        <Kpis forecast />
        <RepliesCard forecast />
        <GoalCard forecast />
        <LoadCard forecast />
        <ExitCard forecast />
        <StepCard forecast />
        <HeldBackCard forecast />
    }
}

#[component]
fn NobodyEnters(forecast: Shown) -> impl IntoView {
    let bench = Workbench::here();
    let words = derive(move || match forecast.with(|forecast| words::held_back_of(forecast)) {
        (0, _) => "Nobody on the list matches the segment.".to_owned(),
        (held, _) => format!("All {held} contacts of the segment are held back."),
    });
    view! {
        <Empty glyph="people" title="Nobody enters" words>
            <a class="btn line" href=move || bench.href(Page::Segments(None))>"Open segments"</a>
        </Empty>
        <HeldBackCard forecast />
    }
}

/// No forecast: why, and what to do.
#[component]
fn Nothing() -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    move || {
        match (desk.list.get(), desk.live.get()) {
        (ListState::None, _) => view! { <NoList what="A forecast" /> }.into_any(),
        (ListState::Failed(failure), _) => view! {
            <Empty glyph="warn" title="The list could not be opened" words=failure.message>
                <a class="btn line" href=move || bench.href(Page::Contacts)>"Choose a list"</a>
            </Empty>
        }
        .into_any(),
        (ListState::Opening, _) => {
            view! { <Empty glyph="people" title="Opening the list" words="The forecast follows at once." /> }.into_any()
        }
        (_, Live::Failed(failure)) => view! {
            <Empty glyph="warn" title="The forecast could not be computed" words=failure.message>
                <Button kind="line" label="Try again" on_press=move || desk.rerun(LIVE_FUTURES) />
            </Empty>
        }
        .into_any(),
        (_, Live::Off(why)) => view! {
            <Empty glyph="forecast" title="No forecast yet" words=why>
                <a class="btn line" href=move || bench.href(Page::Sequence(desk.sequence.get()))>"Open the sequence"</a>
            </Empty>
            <WorstFindings />
        }
        .into_any(),
        _ => view! { <Empty glyph="forecast" title="Computing the first futures" words="They come in as they are done." /> }
            .into_any(),
    }
    }
}

/// No list is open: two ways to one.
#[component]
pub(super) fn NoList(
    /// What needs people: `A forecast`.
    what: &'static str,
) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let error = RwSignal::new(None::<String>);
    let demo = move || {
        spawn_local(async move {
            error.set(desk.open_demo().await.err().map(|failure| failure.message));
        });
    };
    view! {
        <Empty glyph="people" title="No list yet" words=format!("{what} needs people.")>
            <a class="btn solid" href=move || bench.href(Page::Import)>{icon("import")}"Import a list"</a>
            <Button kind="line" label="Use the demo list" on_press=demo />
        </Empty>
        {move || error.get().map(|why| view! { <p class="banner error" role="alert">{severity("error")} <span>{why}</span></p> })}
    }
}

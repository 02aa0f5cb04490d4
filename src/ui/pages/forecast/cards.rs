//! Key figures, the fan of replies, the dots of the goal, who leaves and who never enters.

use leptos::prelude::*;

use super::Shown;
use crate::calendar::{Date, Weekday};
use crate::simulate::Forecast;
use crate::ui::charts::{DayAxis, Dots, DotsData, FanChart, FanData, PlotCard, Strip, StripData, TableData};
use crate::ui::counted::Counted;
use crate::ui::erased::{derive, memo};
use crate::ui::launch::Term;
use crate::words;
use crate::worker::protocol::ScheduleFilter;

/// The days of an axis: weekends as bands, Mondays labelled.
pub(super) fn axis(dates: &[Date]) -> DayAxis {
    DayAxis {
        labels: dates.iter().map(|date| words::day(*date)).collect(),
        rest: dates.iter().map(|date| matches!(date.weekday(), Weekday::Sat | Weekday::Sun)).collect(),
        week: dates.iter().enumerate().map(|(i, date)| i == 0 || date.weekday() == Weekday::Mon).collect(),
    }
}

/// The KPIs with their strips, and who is held back beside them (§7).
#[component]
pub(super) fn Kpis(forecast: Shown) -> impl IntoView {
    view! {
        <section class="kpis card" aria-label="Key figures, 8 in 10 futures">
            {move || {
                forecast
                    .with(|forecast| words::kpi_lines(forecast))
                    .into_iter()
                    .enumerate()
                    .map(|(at, line)| {
                        // the first of them says what they are
                        let term = (at == 0).then(|| view! { <Term of="Operational KPI" /> });
                        let data = StripData { quantiles: line.quantiles, max: line.max, mark: line.goal };
                        view! {
                            <div class="kpi">
                                <span class="name">{line.name}{term}</span>
                                <span class="range">{line.range}</span>
                                <span class="mid">{line.middle}</span>
                                <Strip data=Signal::stored(data) />
                            </div>
                        }
                    })
                    .collect_view()
            }}
            {move || {
                let (held, of) = forecast.with(|forecast| words::held_back_of(forecast));
                view! {
                    <div class="kpi">
                        <span class="name">"Held back"</span>
                        <span class="range">{words::count(held.into())}</span>
                        <span class="mid">
                            {format!("of {} in the segment; they never enter and are not in these figures", words::count(of.into()))}
                        </span>
                    </div>
                }
            }}
        </section>
    }
}

fn fan(forecast: &Forecast, markers: Vec<(usize, String)>, meetings: bool) -> FanData {
    let (points, spoken) = if meetings {
        (
            words::fan_points(&forecast.days, |day| &day.meetings_so_far),
            words::meetings_words(forecast).sentence,
        )
    } else {
        (
            words::fan_points(&forecast.days, |day| &day.replies_so_far),
            words::replies_words(forecast).sentence,
        )
    };
    let dates: Vec<Date> = forecast.days.iter().map(|day| day.date).collect();
    FanData { days: axis(&dates), points, markers, sentence: spoken }
}

/// Replies so far, by day.
#[component]
pub(super) fn RepliesCard(forecast: Shown) -> impl IntoView {
    let words = memo(move |_| forecast.with(|forecast| words::replies_words(forecast)));
    let data = derive(move || forecast.with(|forecast| fan(forecast, words::fan_markers(forecast), false)));
    let lasts = move || {
        forecast.with(|forecast| {
            let lasts = [("Last enrolment", &forecast.last_entry), ("Last touch", &forecast.last_touch)];
            let told =
                lasts.into_iter().filter_map(|(name, last)| Some(words::last_words(name, last.as_ref()?)));
            told.collect::<Vec<_>>().join(". ")
        })
    };
    view! {
        <PlotCard
            class="c7"
            title=derive(move || words.with(|words| words.title.clone()))
            subtitle="Contacts with a reply so far, by day"
            table=derive(move || TableData::from(words.with(|words| words.table.clone())))
        >
            <FanChart data />
            <p class="small muted num">{lasts}</p>
        </PlotCard>
    }
}

/// Fifty futures against the goal, which can be moved to see other odds; without a goal, meetings so far.
#[component]
pub(super) fn GoalCard(forecast: Shown) -> impl IntoView {
    let has_goal = memo(move |_| forecast.with(|forecast| forecast.goal.is_some()));
    move || {
        if has_goal.get() {
            view! { <DotsCard forecast /> }.into_any()
        } else {
            view! { <MeetingsCard forecast /> }.into_any()
        }
    }
}

#[component]
fn MeetingsCard(forecast: Shown) -> impl IntoView {
    let words = memo(move |_| forecast.with(|forecast| words::meetings_words(forecast)));
    view! {
        <PlotCard
            class="c5"
            title=derive(move || words.with(|words| words.title.clone()))
            subtitle="Contacts with a meeting so far, by day; the sequence has no goal"
            table=derive(move || TableData::from(words.with(|words| words.table.clone())))
        >
            <FanChart data=derive(move || forecast.with(|forecast| fan(forecast, Vec::new(), true))) />
        </PlotCard>
    }
}

#[component]
fn DotsCard(forecast: Shown) -> impl IntoView {
    let tried = RwSignal::new(None::<u32>);
    let planned =
        memo(move |_| forecast.with(|forecast| forecast.goal.as_ref().map_or(0, |goal| goal.target)));
    let goal = derive(move || tried.get().unwrap_or_else(|| planned.get()));
    let most = memo(move |_| {
        let highest = forecast.with(|f| f.goal.as_ref().and_then(|goal| goal.values.iter().max().copied()));
        highest.unwrap_or(0).max(planned.get()) + 1
    });
    let bare = derive(move || {
        let values = forecast.with(|f| f.goal.as_ref().map(|goal| goal.values.clone()).unwrap_or_default());
        DotsData { values, goal: Some(goal.get()), ..DotsData::default() }
    });
    let words = memo(move |_| forecast.with(|forecast| words::dots_words(forecast, goal.get())));
    let data = derive(move || {
        let spoken = words.get();
        let (unit, sentence) = spoken.map(|words| (words.unit, words.sentence)).unwrap_or_default();
        DotsData { unit, sentence, ..bare.get() }
    });
    view! {
        <PlotCard
            class="c5"
            title=derive(move || words.with(|words| words.as_ref().map(|words| words.title.clone()).unwrap_or_default()))
            subtitle="Each dot is one of 50 equally likely futures; a filled one meets the goal"
            table=derive(move || {
                words.with(|words| words.as_ref().map(|words| words.table.clone().into()).unwrap_or_default())
            })
        >
            <Dots data />
            <label class="goalline">
                <span class="small">
                    {move || {
                        if goal.get() == planned.get() { "The goal of the sequence. Move it to see other odds" } else { "Trying another goal; the sequence keeps its own" }
                    }}
                </span>
                <input
                    type="range"
                    min="1"
                    max=move || most.get()
                    step="1"
                    prop:value=move || goal.get().to_string()
                    aria-valuetext=move || words.with(|words| words.as_ref().map(|words| words.title.clone()))
                    on:input=move |event| {
                        let value = event_target_value(&event).parse().ok();
                        tried.set(value.filter(|value| *value != planned.get_untracked()));
                    }
                />
            </label>
        </PlotCard>
    }
}

/// Who leaves early and why.
#[component]
pub(super) fn ExitCard(forecast: Shown) -> impl IntoView {
    let lines = memo(move |_| forecast.with(|forecast| words::exit_lines(forecast)));
    let title = derive(move || forecast.with(|forecast| words::exit_title(forecast)));
    let table = derive(move || TableData {
        head: ["Leaves because", "8 in 10 futures", "Middle, of those who may enter"]
            .map(str::to_owned)
            .to_vec(),
        rows: lines.get().into_iter().map(|line| vec![line.name, line.range, line.share]).collect(),
    });
    view! {
        <PlotCard class="c5" title subtitle="Who leaves early and why: band 8 in 10 futures, tick the middle one" table>
            <ul class="exitlines">
                {move || {
                    let lines = lines.get();
                    if lines.is_empty() {
                        return view! { <li class="muted">"Nobody leaves early."</li> }.into_any();
                    }
                    let max = lines.iter().map(|line| line.quantiles[4]).fold(0.0, f64::max) * 1.1;
                    lines
                        .into_iter()
                        .map(|line| {
                            let data = StripData { quantiles: line.quantiles, max, mark: None };
                            view! {
                                <li>
                                    <span class="cut">{line.name}</span>
                                    <Strip data=Signal::stored(data) />
                                    <b class="num">{line.range}</b>
                                    <span class="num faint">{line.share}</span>
                                </li>
                            }
                        })
                        .collect_view()
                        .into_any()
                }}
            </ul>
        </PlotCard>
    }
}

/// Who never enters, and why.
#[component]
pub(super) fn HeldBackCard(forecast: Shown) -> impl IntoView {
    move || {
        let (held, of) = forecast.with(|forecast| words::held_back_of(forecast));
        (held > 0).then(|| {
            let lines = forecast.with(|forecast| words::held_back_lines(forecast));
            view! {
                <section class="card heldcard">
                    <header>
                        <div class="t">
                            <h2>
                                {format!(
                                    "{} of {} in the segment are held back",
                                    words::count(held.into()),
                                    words::count(of.into()),
                                )}
                            </h2>
                            <p class="small faint">"They never enter, in no future"</p>
                        </div>
                    </header>
                    <dl class="body facts">
                        {lines
                            .into_iter()
                            .map(|(cause, words, n)| {
                                let filter =
                                    ScheduleFilter { held_back: true, held_by: Some(cause), ..ScheduleFilter::default() };
                                view! { <dt>{words}</dt> <dd><Counted filter words=words::count(n.into()) /></dd> }
                            })
                            .collect_view()}
                    </dl>
                </section>
            }
        })
    }
}

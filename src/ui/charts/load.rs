//! Load a day against a cap: bars by series, whisker 10–90 %, what waits hatched above.

use leptos::prelude::*;

use super::{DayAxis, short, use_width};
use crate::chart::{Load, LoadDay};
use crate::ui::components::icon_small;

/// A series of the stack.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// The class that carries its colour (`email`, `call` …).
    pub class: &'static str,
}

/// What a load chart shows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LoadData {
    /// The days.
    pub axis: DayAxis,
    /// The series, from the bottom up.
    pub series: Vec<Series>,
    /// The loads, one a day.
    pub days: Vec<LoadDay>,
    /// The cap in the unit of the axis.
    pub cap: Option<f64>,
    /// Words over a bar: position of the day, and what is said.
    pub notes: Vec<(usize, String)>,
    /// What the words over the bars count, for the legend.
    pub notes_count: &'static str,
    /// The whole chart in a sentence.
    pub sentence: String,
}

/// The bars.
#[component]
pub fn LoadChart(
    /// What they show.
    #[prop(into)]
    data: Signal<LoadData>,
) -> impl IntoView {
    let (node, width) = use_width();
    view! {
        <div class="plot" node_ref=node>
            {move || (width.get() > 0.0).then(|| draw(&data.get(), width.get()))}
            <div class="legend">{move || data.with(legend)}</div>
        </div>
    }
}

fn legend(data: &LoadData) -> impl IntoView + use<> {
    let series = data
        .series
        .iter()
        .map(|series| {
            view! { <span><span class=format!("glyph {}", series.class)>{icon_small(series.class)}</span>{series.name.clone()}</span> }
        })
        .collect_view();
    let waits = data.days.iter().any(|day| day.waiting > 0.0).then(|| {
        view! {
            <span>
                <svg class="chart swatch" viewBox="0 0 14 10" width="14" height="10" aria-hidden="true">
                    <rect class={"over"} width="14" height="10" />
                    <path class={"hatch-line"} d=hatch(0.0, 0.0, 14.0, 10.0) />
                </svg>
                "waits for another day"
            </span>
        }
    });
    let has_ranges = data.days.iter().any(|day| day.ranges.iter().any(|(from, to)| from < to));
    let whisker = has_ranges.then(|| {
        view! {
            <span>
                <svg class="chart swatch" viewBox="0 0 14 10" width="14" height="10" aria-hidden="true">
                    <path class={"whisk"} d="M7 0V10" />
                </svg>
                {if data.series.len() > 1 { "8 in 10 futures, each part" } else { "8 in 10 futures" }}
            </span>
        }
    });
    let notes = (!data.notes.is_empty())
        .then(|| view! { <span><b class="over-cap">"7"</b>{data.notes_count}</span> });
    view! {
        {series}
        {waits}
        {whisker}
        {notes}
    }
}

/// Diagonals five pixels apart that fill a box.
pub fn hatch(x: f64, y: f64, width: f64, height: f64) -> String {
    use std::fmt::Write as _;
    let mut path = String::new();
    let mut at = 3.0;
    while at < width + height {
        let (x0, y0) = if at <= height { (x, y + at) } else { (x + at - height, y + height) };
        let (x1, y1) = if at <= width { (x + at, y) } else { (x + width, y + at - width) };
        let _ = write!(path, "M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}");
        at += 5.0;
    }
    path
}

fn draw(data: &LoadData, width: f64) -> impl IntoView + use<> {
    let narrow = width < 480.0;
    let (height, bottom) = if narrow { (200.0, 176.0) } else { (224.0, 200.0) };
    let left = 40.0;
    let right = width - if narrow || data.cap.is_none() { 6.0 } else { 62.0 };
    let load = Load::new(&data.days, data.cap, left, right, 20.0, bottom);
    let slot = load.x.px(1.0) - load.x.px(0.0);
    let rests = data
        .axis
        .rest
        .iter()
        .enumerate()
        .filter(|(_, rest)| **rest)
        .map(|(i, _)| view! { <rect class={"weekend"} x=load.x.px(i as f64) y="20" width=slot height=bottom - 20.0 /> })
        .collect_view();
    let grid = load
        .y
        .ticks
        .iter()
        .map(|tick| {
            let y = load.y.span.px(*tick);
            let class = if *tick == 0.0 { "axis" } else { "grid-line" };
            view! {
                <path class={class} d=format!("M{left} {y}H{right}") />
                <text class={"e"} x="32" y=y + 4.0>{short(*tick)}</text>
            }
        })
        .collect_view();
    let bar_width = load.bar_width;
    let bars = load
        .bars
        .iter()
        .map(|bar| {
            let (x, middle) = (bar.x, bar.middle);
            let pieces = bar
                .pieces
                .iter()
                .map(|piece| {
                    let class =
                        format!("bar {}", data.series.get(piece.series).map_or("", |series| series.class));
                    let height = (piece.height - 0.8).max(0.4);
                    view! { <rect class={class} x=x y=piece.y width=bar_width height=height /> }
                })
                .collect_view();
            let waiting = bar.waiting.map(|(y, height)| {
                view! {
                    <rect class={"over"} x=x y=y width=bar_width height=height />
                    <path class={"hatch-line"} d=hatch(x, y, bar_width, height) />
                }
            });
            let whiskers = bar
                .pieces
                .iter()
                .filter_map(|piece| piece.whisker)
                .map(|(top, low)| view! { <path class={"whisk"} d=format!("M{middle} {low}V{top}") /> })
                .collect_view();
            view! {
                {pieces}
                {waiting}
                {whiskers}
            }
        })
        .collect_view();
    let notes = data
        .notes
        .iter()
        .filter_map(|(i, words)| {
            let bar = load.bars.get(*i)?;
            Some(
                view! { <text class={"m w"} x=bar.middle y=(bar.top - 5.0).max(12.0)>{words.clone()}</text> },
            )
        })
        .collect_view();
    let cap = load.cap.zip(data.cap).map(|(y, cap)| {
        let (class, x, text_y) = if narrow { ("on e", right, y - 6.0) } else { ("on", right + 6.0, y + 4.0) };
        view! {
            <path class={"cap"} d=format!("M{left} {y}H{right}") />
            <text class={class} x=x y=text_y>{format!("cap {}", short(cap))}</text>
        }
    });
    let labels = data
        .axis
        .labelled(slot, if narrow { 78.0 } else { 64.0 })
        .into_iter()
        .map(|i| view! { <text class={""} x=load.x.px(i as f64) + 2.0 y=bottom + 18.0>{data.axis.labels[i].clone()}</text> })
        .collect_view();
    view! {
        <svg class="chart lane" width=width height=height role="img" aria-label=data.sentence.clone()>
            {rests}
            {grid}
            {bars}
            {cap}
            {notes}
            {labels}
        </svg>
    }
}

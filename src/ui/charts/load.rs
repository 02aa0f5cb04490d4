//! Load a day against a cap: bars by series, whisker 10–90 %, what waits hatched above.

use leptos::prelude::*;

use super::{DayAxis, short, use_width};
use crate::chart::{Load, LoadDay};

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
            <div class="legend">
                {move || {
                    data.get()
                        .series
                        .into_iter()
                        .map(|series| {
                            view! {
                                <span>
                                    <span class=format!("swatch ch-swatch {}", series.class) aria-hidden="true"></span>
                                    {series.name}
                                </span>
                            }
                        })
                        .collect_view()
                }}
                {move || {
                    data.get()
                        .days
                        .iter()
                        .any(|day| day.waiting > 0.0)
                        .then(|| {
                            view! {
                                <span>
                                    <span class="swatch hatch-swatch" aria-hidden="true"></span>
                                    "waits for another day"
                                </span>
                            }
                        })
                }}
                <span>
                    <svg class="chart swatch" viewBox="0 0 14 10" width="14" height="10" aria-hidden="true">
                        <path class={"whisk"} d="M7 0V10" />
                    </svg>
                    "8 in 10 futures"
                </span>
            </div>
        </div>
    }
}

fn draw(data: &LoadData, width: f64) -> impl IntoView + use<> {
    let narrow = width < 480.0;
    let (height, bottom) = if narrow { (200.0, 176.0) } else { (224.0, 200.0) };
    let right = width - if narrow { 6.0 } else { 62.0 };
    let load = Load::new(&data.days, data.cap, 40.0, right, 16.0, bottom);
    let slot = load.x.px(1.0) - load.x.px(0.0);
    let rests = data
        .axis
        .rest
        .iter()
        .enumerate()
        .filter(|(_, rest)| **rest)
        .map(|(i, _)| view! { <rect class={"weekend"} x=load.x.px(i as f64) y="16" width=slot height=bottom - 16.0 /> })
        .collect_view();
    let grid = load
        .y
        .ticks
        .iter()
        .map(|tick| {
            let y = load.y.span.px(*tick);
            let class = if *tick == 0.0 { "axis" } else { "grid-line" };
            view! {
                <path class={class} d=format!("M40 {y}H{right}") />
                <text class={"e"} x="32" y=y + 4.0>{short(*tick)}</text>
            }
        })
        .collect_view();
    let bar_width = load.bar_width;
    let bars = load
        .bars
        .iter()
        .map(|bar| {
            let x = bar.x;
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
            let waiting = bar
                .waiting
                .map(|(y, height)| view! { <rect class={"over"} x=x y=y width=bar_width height=height /> });
            let whisker = bar
                .whisker
                .map(|(x, top, low)| view! { <path class={"whisk"} d=format!("M{x} {low}V{top}") /> });
            view! {
                {pieces}
                {waiting}
                {whisker}
            }
        })
        .collect_view();
    let cap = load.cap.zip(data.cap).map(|(y, cap)| {
        let (class, x, text_y) = if narrow { ("on e", right, y - 6.0) } else { ("on", right + 6.0, y + 4.0) };
        view! {
            <path class={"cap"} d=format!("M40 {y}H{right}") />
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
            {labels}
        </svg>
    }
}

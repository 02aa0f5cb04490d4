//! The fan of futures over days.

use leptos::prelude::*;

use super::{DayAxis, short, use_width};
use crate::chart::{Fan, FanPoint};

/// What a fan shows.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FanData {
    /// The days.
    pub days: DayAxis,
    /// The futures, one a day.
    pub points: Vec<FanPoint>,
    /// Dotted lines at days, with their words.
    pub markers: Vec<(usize, String)>,
    /// The whole chart in a sentence.
    pub sentence: String,
}

/// Bands of 90, 80 and 50 % and the median.
#[component]
pub fn FanChart(
    /// What it shows.
    #[prop(into)]
    data: Signal<FanData>,
) -> impl IntoView {
    let (node, width) = use_width();
    view! {
        <div class="plot" node_ref=node>
            {move || (width.get() > 0.0).then(|| draw(&data.get(), width.get()))}
            <div class="legend">
                <span><Swatch class="fan-50" />"half of futures"</span>
                <span><Swatch class="fan-80" />"8 in 10"</span>
                <span><Swatch class="fan-90" />"9 in 10"</span>
                <span><Swatch class="fan-mid" />"middle future"</span>
            </div>
        </div>
    }
}

/// A legend's patch of colour.
#[component]
pub fn Swatch(
    /// The paint.
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class="chart swatch" viewBox="0 0 14 10" width="14" height="10" aria-hidden="true">
            <rect class={class} width="14" height="10" />
        </svg>
    }
}

fn draw(data: &FanData, width: f64) -> impl IntoView + use<> {
    let narrow = width < 480.0;
    let (height, bottom) = if narrow { (220.0, 196.0) } else { (252.0, 228.0) };
    let right = width - if narrow { 34.0 } else { 118.0 };
    let fan = Fan::new(&data.points, 34.0, right, 14.0, bottom);
    let day = fan.x.px(1.0) - fan.x.px(0.0);
    let rests = data
        .days
        .rest
        .iter()
        .enumerate()
        .filter(|(_, rest)| **rest)
        .map(|(i, _)| {
            let from = fan.x.px(i as f64 - 0.5).max(34.0);
            let to = fan.x.px(i as f64 + 0.5).min(right);
            view! { <rect class={"weekend"} x=from y="14" width=(to - from).max(0.0) height=bottom - 14.0 /> }
        })
        .collect_view();
    let grid = fan
        .y
        .ticks
        .iter()
        .map(|tick| {
            let y = fan.y.span.px(*tick);
            let class = if *tick == 0.0 { "axis" } else { "grid-line" };
            view! {
                <path class={class} d=format!("M34 {y}H{right}") />
                <text class={"e"} x="26" y=y + 4.0>{short(*tick)}</text>
            }
        })
        .collect_view();
    let labels = data
        .days
        .labelled(day, if narrow { 78.0 } else { 64.0 })
        .into_iter()
        .map(|i| {
            let x = fan.x.px(i as f64);
            let class = if i == 0 { "" } else { "m" };
            view! {
                <path class={"axis"} d=format!("M{x} {bottom}v4") />
                <text class={class} x=x y=bottom + 18.0>{data.days.labels[i].clone()}</text>
            }
        })
        .collect_view();
    let mut taken = f64::MIN;
    let markers = data
        .markers
        .iter()
        .map(|(at, words)| {
            let x = fan.x.px(*at as f64);
            let before = x > right - 110.0;
            let (class, text_x) = if before { ("e halo", x - 5.0) } else { ("halo", x + 5.0) };
            // two labels side by side need about this much room; a second one goes below
            let y = if x - taken < 190.0 { 34.0 } else { 18.0 };
            taken = x;
            view! {
                <path class={"event"} d=format!("M{x} 10V{bottom}") />
                <text class={class} x=text_x y=y>{words.clone()}</text>
            }
        })
        .collect_view();
    let ends = data.points.last().map(|last| {
        let [high, middle, low] = spread([last.q90, last.q50, last.q10].map(|v| fan.y.span.px(v)));
        let x = right + 6.0;
        let words =
            |text: &'static str| (!narrow).then(|| view! { <tspan class={"after"} dx="6">{text}</tspan> });
        view! {
            <text class={"on"} x=x y=high + 4.0>{short(last.q90)}{words("1 in 10 above")}</text>
            <text class={"ans"} x=x y=middle + 4.0>{short(last.q50)}{words("middle")}</text>
            <text class={"on"} x=x y=low + 4.0>{short(last.q10)}{words("1 in 10 below")}</text>
        }
    });
    view! {
        <svg class="chart" width=width height=height role="img" aria-label=data.sentence.clone()>
            {rests}
            {grid}
            <path class={"fan-90"} d=fan.band_90 />
            <path class={"fan-80"} d=fan.band_80 />
            <path class={"fan-50"} d=fan.band_50 />
            <path class={"median"} d=fan.median />
            {labels}
            {markers}
            {ends}
        </svg>
    }
}

/// Pushes three label positions apart so that lines of 15 px do not overlap; the middle one stays.
fn spread([high, middle, low]: [f64; 3]) -> [f64; 3] {
    [high.min(middle - 15.0), middle, low.max(middle + 15.0)]
}

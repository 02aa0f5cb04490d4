//! A range on a track: pale band 80 %, strong 50 %, tick = middle, ▾ = goal or cap.

use leptos::prelude::*;

/// A range in the unit of its track.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct StripData {
    /// 10, 25, 50, 75 and 90 % quantiles.
    pub quantiles: [f64; 5],
    /// The track's end; its beginning is 0.
    pub max: f64,
    /// A goal or cap.
    pub mark: Option<f64>,
}

/// The range as a strip; decoration beside a text that says the same.
#[component]
pub fn Strip(
    /// The range.
    #[prop(into)]
    data: Signal<StripData>,
) -> impl IntoView {
    let percent = move |value: f64| {
        let max = data.get().max;
        let share = if max > 0.0 { (value / max).clamp(0.0, 1.0) } else { 0.0 };
        (share * 1000.0).round() / 10.0
    };
    let band = move |low: usize, high: usize| {
        let [from, to] = [percent(data.get().quantiles[low]), percent(data.get().quantiles[high])];
        (format!("{from}%"), format!("{}%", (to - from).max(0.6)))
    };
    view! {
        <svg class="chart strip" width="100%" height="14" aria-hidden="true">
            <rect class={"track"} y="4" width="100%" height="6" rx="3" />
            <rect class={"fan-80"} x=move || band(0, 4).0 y="3" width=move || band(0, 4).1 height="8" rx="2" />
            <rect class={"fan-50"} x=move || band(1, 3).0 y="3" width=move || band(1, 3).1 height="8" />
            <rect class={"mid-tick"} x=move || format!("{}%", percent(data.get().quantiles[2])) y="1" width="2" height="12" />
            {move || {
                data.get()
                    .mark
                    .map(|mark| {
                        view! {
                            <svg class="chart" x=format!("{}%", percent(mark)) y="0" width="1" height="14">
                                <path class={"goal-mark"} d="M-4 -3H4L0 3zM-.75 0H.75V14H-.75z" />
                            </svg>
                        }
                    })
            }}
        </svg>
    }
}

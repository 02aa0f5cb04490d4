//! How scores spread, with a threshold that can be moved by hand and by key. Knows no domain type.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::use_width;
use crate::ui::erased::memo;
use crate::words;

const HEIGHT: f64 = 158.0;
const TOP: f64 = 28.0;
const FLOOR: f64 = 136.0;
/// Scores in a bar.
const IN_BAR: usize = 5;

/// The chart: members by score from 0 to 100, five points a bar.
#[component]
pub fn Histogram(
    /// Members by score, 0 to 100.
    #[prop(into)]
    by_score: Signal<Vec<u32>>,
    /// Who reaches it is filled.
    threshold: RwSignal<u32>,
    /// What is scored, as the slider is called.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let (frame, width) = use_width();
    let reaching = memo(move |_| {
        let from = threshold.get() as usize;
        by_score.with(|all| all.iter().skip(from).sum::<u32>())
    });
    let dragging = RwSignal::new(false);
    let place = move |score: f64| 8.0 + (width.get() - 16.0) * score / 100.0;
    let set_by = move |event: &web_sys::PointerEvent| {
        let Some(target) =
            event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        else {
            return;
        };
        let x = f64::from(event.client_x()) - target.get_bounding_client_rect().left();
        let share = (x - 8.0) / (width.get_untracked() - 16.0).max(1.0);
        threshold.set((share.clamp(0.0, 1.0) * 20.0).round() as u32 * 5);
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        let by: i32 = match (event.key().as_str(), event.shift_key()) {
            ("ArrowRight" | "ArrowUp", false) => 1,
            ("ArrowLeft" | "ArrowDown", false) => -1,
            ("ArrowRight" | "ArrowUp", true) | ("PageUp", _) => 10,
            ("ArrowLeft" | "ArrowDown", true) | ("PageDown", _) => -10,
            ("Home", _) => -100,
            ("End", _) => 100,
            _ => return,
        };
        event.prevent_default();
        threshold.update(|now| *now = now.saturating_add_signed(by).min(100));
    };
    let bars = move || {
        let width = width.get();
        let all = by_score.get();
        // 100 stands with 95 to 99
        let of_bar = |bar: usize| -> u32 {
            let to = if bar == 19 { 101 } else { (bar + 1) * IN_BAR };
            all.get(bar * IN_BAR..to.min(all.len())).unwrap_or_default().iter().sum()
        };
        let most = (0..20).map(of_bar).max().unwrap_or(1).max(1);
        let wide = (width - 16.0) / 20.0;
        (0..20)
            .map(|bar| {
                let high = (FLOOR - TOP - 4.0) * f64::from(of_bar(bar)) / f64::from(most);
                let is_in = (bar * IN_BAR) as u32 >= threshold.get();
                let part = ((bar + 1) * IN_BAR) as u32 > threshold.get() && !is_in;
                let class = if is_in { "histbar in" } else if part { "histbar part" } else { "histbar" };
                view! { <rect class=class x=8.0 + wide * bar as f64 + 1.0 y=FLOOR - high width=(wide - 2.0).max(1.0) height=high /> }
            })
            .collect_view()
    };
    // the words stand on the side that has room
    let side = move || if threshold.get() > 50 { "on e" } else { "on" };
    let beside = move || place(threshold.get().into()) + if threshold.get() > 50 { -11.0 } else { 11.0 };
    let sentence = move || format!("{} or more: {}", threshold.get(), words::count(reaching.get().into()));
    view! {
        <div class="histogram" node_ref=frame>
            <svg
                class="chart"
                width=width
                height=HEIGHT
                role="group"
                aria-label=move || format!("{}, five points a bar", label.get())
                on:pointerdown=move |event| {
                    dragging.set(true);
                    set_by(&event);
                }
                on:pointermove=move |event| {
                    if dragging.get_untracked() {
                        set_by(&event);
                    }
                }
                on:pointerup=move |_| dragging.set(false)
                on:pointerleave=move |_| dragging.set(false)
            >
                <path class={"axis"} d=move || format!("M8 {:.1}H{:.1}", FLOOR + 0.5, width.get() - 8.0) />
                {bars}
                <path class={"goal"} d=move || format!("M{:.1} 20V{FLOOR}", place(threshold.get().into())) />
                <g
                    tabindex="0"
                    role="slider"
                    aria-label=move || format!("{} at least", label.get())
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-valuenow=move || threshold.get()
                    aria-valuetext=move || format!("{}: {}", threshold.get(), words::counted(reaching.get().into(), "contact", "contacts"))
                    on:keydown=keys
                >
                    <rect class={"handle"} x=move || place(threshold.get().into()) - 5.0 y="2" width="10" height="18" rx="3" />
                </g>
                <text
                    class=side
                    x=beside
                    y="15"
                >
                    {sentence}
                </text>
                {move || {
                    [0, 20, 40, 60, 80, 100]
                        .map(|score| {
                            let class = match score { 0 => "", 100 => "e", _ => "m" };
                            view! { <text class=class x=place(f64::from(score)) y=FLOOR + 16.0>{score}</text> }
                        })
                        .collect_view()
                }}
            </svg>
        </div>
    }
}

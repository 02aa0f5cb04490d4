//! How sets share their members: a column of dots for each combination, joined by a line, and a bar above it; bars of several sets are the
//! answer's colour. Knows no domain type.

use leptos::prelude::*;

use super::use_width;
use crate::words;

/// Sets and their combinations.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct OverlapData {
    /// Name and size of each set.
    pub sets: Vec<(String, u32)>,
    /// Places of sets, and members of exactly these.
    pub combos: Vec<(Vec<usize>, u32)>,
}

impl OverlapData {
    /// A combination in words: `A and B`.
    pub fn words(&self, combo: &[usize]) -> String {
        let name = |at: &usize| self.sets.get(*at).map(|(name, _)| name.clone()).unwrap_or_default();
        combo.iter().map(name).collect::<Vec<_>>().join(" and ")
    }
}

/// Height of a set's row and of the bars (pixels).
const ROW: f64 = 22.0;
const BARS: f64 = 84.0;
/// Room for the number above the tallest bar.
const TOP: f64 = 20.0;

/// The chart. Each column opens its members.
#[component]
pub fn OverlapChart(
    /// What is drawn.
    data: OverlapData,
    /// Opens the members of a combination, by its place.
    open: Callback<usize>,
) -> impl IntoView {
    let (frame, width) = use_width();
    let n = data.sets.len();
    let height = TOP + BARS + 14.0 + ROW * n as f64;
    let sentence = format!(
        "Contacts by the segments they are in: {}",
        data.combos
            .iter()
            .take(8)
            .map(|(combo, n)| format!("{} {}", words::count((*n).into()), data.words(combo)))
            .collect::<Vec<_>>()
            .join("; ")
    );
    let most = data.combos.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
    let data = StoredValue::new(data);
    let draw = move || {
        let width = width.get();
        if width < 40.0 {
            return ().into_any();
        }
        let left = (width * 0.36).clamp(96.0, 190.0);
        let step = 27.0;
        let shown = (((width - left - 8.0) / step).floor().max(1.0)) as usize;
        data.with_value(|data| {
            let y = |set: usize| TOP + BARS + 14.0 + ROW * (set as f64 + 0.5);
            let sets = data
                .sets
                .iter()
                .enumerate()
                .map(|(at, (name, size))| {
                    let room = ((left - 56.0) / 6.6) as usize;
                    let cut: String = if name.chars().count() > room {
                        name.chars().take(room.saturating_sub(1)).chain(['…']).collect()
                    } else {
                        name.clone()
                    };
                    view! {
                        {(at % 2 == 0).then(|| view! { <rect class={"setband"} x="0" y=y(at) - ROW / 2.0 width=width height=ROW rx="2" /> })}
                        <text x="0" y=y(at) + 4.0 class={"setname"}>{cut}<title>{name.clone()}</title></text>
                        <text x=left - 12.0 y=y(at) + 4.0 class={"e on"}>{words::count((*size).into())}</text>
                    }
                })
                .collect_view();
            let columns = data
                .combos
                .iter()
                .take(shown)
                .enumerate()
                .map(|(place, (combo, count))| {
                    let x = left + step * (place as f64 + 0.5);
                    // by square root: a rare overlap is still seen beside a large segment
                    let bar = (BARS * (f64::from(*count) / f64::from(most)).sqrt()).max(1.0);
                    let is_many = combo.len() > 1;
                    let label = format!("{} in exactly {}: show them", words::counted((*count).into(), "contact", "contacts"), data.words(combo));
                    let dots = (0..data.sets.len())
                        .map(|set| {
                            if combo.contains(&set) {
                                view! { <circle class={"setdot"} cx=x cy=y(set) r="4.5" /> }.into_any()
                            } else {
                                view! { <circle class={"setoff"} cx=x cy=y(set) r="2.5" /> }.into_any()
                            }
                        })
                        .collect_view();
                    let link = match (combo.iter().min(), combo.iter().max()) {
                        (Some(first), Some(last)) if first != last => format!("M{x:.1} {:.1}V{:.1}", y(*first), y(*last)),
                        _ => String::new(),
                    };
                    let keys = move |event: web_sys::KeyboardEvent| {
                        if matches!(event.key().as_str(), "Enter" | " ") {
                            event.prevent_default();
                            open.run(place);
                        }
                    };
                    view! {
                        <g class={"setcol"} role="button" tabindex="0" aria-label=label on:click=move |_| open.run(place) on:keydown=keys>
                            <rect class={"sethit"} x=x - step / 2.0 y="0" width=step height=height />
                            <rect class=if is_many { "setbar many" } else { "setbar" } x=x - 7.0 y=TOP + BARS - bar width="14" height=bar />
                            <text class=if is_many { "m ans" } else { "m" } x=x y=TOP + BARS - bar - 5.0>{words::count((*count).into())}</text>
                            {dots}
                            <path class={"setlink"} d=link />
                        </g>
                    }
                })
                .collect_view();
            let more = data.combos.len().saturating_sub(shown);
            view! {
                <svg class="chart" width=width height=height role="group" aria-label=sentence.clone()>
                    {sets}
                    <path class={"axis"} d=format!("M{left:.1} {:.1}H{width:.1}", TOP + BARS + 0.5) />
                    {columns}
                </svg>
                {(more > 0).then(|| view! { <p class="small muted">{format!("{} more in the table", words::counted(more as u64, "combination", "combinations"))}</p> })}
            }
            .into_any()
        })
    };
    view! { <div class="overlap" node_ref=frame>{draw}</div> }
}

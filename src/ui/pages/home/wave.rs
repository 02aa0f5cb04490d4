//! The wave of follow-ups: touches, call minutes and mails of every business day, against what a division says and what may be done.

use leptos::prelude::*;

use super::planner::Planner;
use crate::chart::{Axis, Weeks};
use crate::sketch::{Answer, AnswerDay, CALL_MINUTES, said, wave_table, wave_words};
use crate::ui::charts::{DataTable, TableData, TableSwitch, hatch, use_width};
use crate::ui::components::icon_small;
use crate::ui::format;

/// Height of the picture (pixels).
const HEIGHT: f64 = 268.0;

/// The picture, and the same numbers as a table.
#[component]
pub fn Wave() -> impl IntoView {
    let planner = expect_context::<Planner>();
    let (node, width) = use_width();
    let as_table = RwSignal::new(false);
    let legend = |class: &'static str, name: &'static str| {
        view! { <span><span class=format!("glyph {class}")>{icon_small(class)}</span>{name}</span> }
    };
    view! {
        <div class="wavebox" node_ref=node>
            {move || {
                if as_table.get() {
                    let table = planner.answer.with(|answer| TableData::from(wave_table(answer)));
                    view! { <DataTable title="Touches by business day" table /> }.into_any()
                } else {
                    (width.get() > 0.0).then(|| planner.answer.with(|answer| draw(answer, width.get()))).into_any()
                }
            }}
        </div>
        <div class="legrow">
            <div class="legend">
                {legend("email", "Mails")} {legend("linkedin", "LinkedIn")} {legend("call", "Calls")}
                <span>
                    <svg class="chart swatch" viewBox="0 0 14 10" width="14" height="10" aria-hidden="true">
                        <rect class={"over"} width="14" height="10" />
                        <path class={"hatch-line"} d="M0 5L5 0M0 10L10 0M4 10L14 0M9 10L14 5" />
                    </svg>
                    "waits for another day"
                </span>
            </div>
            <TableSwitch as_table />
        </div>
    }
}

/// A lane of bars between two pixels.
struct Lane {
    /// Its name.
    name: &'static str,
    /// Pixels of its top and of 0.
    top: f64,
    bottom: f64,
    /// The line across it, and what stands beside it.
    line: (f64, String),
    /// The line is a limit, not a guess.
    is_cap: bool,
    /// Ticks wanted.
    ticks: usize,
}

/// What stands on a day: classes and amounts from the bottom up, what waits, and the whisker.
type Stack = (Vec<(&'static str, f64)>, f64, Option<(f64, f64)>);

fn draw(answer: &Answer, width: f64) -> impl IntoView + use<> {
    let narrow = width < 520.0;
    let sketch = answer.sketch;
    let (left, right) = (34.0, width - if narrow { 2.0 } else { 86.0 });
    // whole fortnights, so that a change seldom moves the days
    let n = answer.days.len().max(sketch.finish as usize).next_multiple_of(10);
    let weeks = Weeks::new(n, left, right);
    let tenth = |n: u32| f64::from(n) / 10.0;
    let minutes = |n: u32| tenth(n) * f64::from(CALL_MINUTES);
    let touches = |day: &AnswerDay| -> Stack {
        let parts =
            [("email", tenth(day.mails)), ("linkedin", tenth(day.linkedin)), ("call", tenth(day.calls))];
        (parts.to_vec(), 0.0, Some((f64::from(day.touches[0]), f64::from(day.touches[2]))))
    };
    let calls =
        |day: &AnswerDay| -> Stack { (vec![("call", minutes(day.calls))], minutes(day.calls_wait), None) };
    let mails =
        |day: &AnswerDay| -> Stack { (vec![("email", tenth(day.mails))], tenth(day.mails_wait), None) };
    let cap = |n: u32| (f64::from(n), format!("cap {}", format::count(n.into())));
    let division = (
        f64::from(sketch.division()),
        format!("a division says {}", format::count(sketch.division().into())),
    );
    let lanes = [
        (
            Lane { name: "Touches a day", top: 20.0, bottom: 128.0, line: division, is_cap: false, ticks: 3 },
            &touches as &dyn Fn(&AnswerDay) -> Stack,
        ),
        (
            Lane {
                name: "Call minutes",
                top: 152.0,
                bottom: 200.0,
                line: cap(sketch.minute_cap()),
                is_cap: true,
                ticks: 1,
            },
            &calls,
        ),
        (
            Lane {
                name: "Mails",
                top: 222.0,
                bottom: 248.0,
                line: cap(sketch.mail_cap()),
                is_cap: true,
                ticks: 1,
            },
            &mails,
        ),
    ];
    let peak = answer.busiest();
    let drawn = lanes
        .into_iter()
        .enumerate()
        .map(|(at, (lane, stack))| {
            let stacks: Vec<Stack> = answer.days.iter().map(stack).collect();
            let high = |(parts, waits, whisker): &Stack| {
                let sum = parts.iter().map(|(_, amount)| amount).sum::<f64>() + waits;
                whisker.map_or(sum, |(_, to)| sum.max(to))
            };
            let tallest = stacks.iter().map(high).fold(lane.line.0, f64::max);
            let y = Axis::from_zero(tallest, lane.ticks, lane.bottom, lane.top);
            // a short lane names its ends alone
            let ticks: Vec<f64> = match lane.ticks {
                1 => y.ticks.first().into_iter().chain(y.ticks.last()).copied().collect(),
                _ => y.ticks.clone(),
            };
            let grid = ticks
                .into_iter()
                .map(|tick| {
                    let at = y.span.px(tick);
                    view! {
                        <path class=if tick == 0.0 { "axis" } else { "grid-line" } d=format!("M{left} {at:.1}H{right:.1}") />
                        <text class={"e"} x=left - 6.0 y=at + 4.0>{format::whole(tick)}</text>
                    }
                })
                .collect_view();
            let bars = stacks
                .iter()
                .enumerate()
                .map(|(day, (parts, waits, whisker))| {
                    let (x, wide) = (weeks.x(day) + weeks.day * 0.12, weeks.day * 0.76);
                    let mut base = 0.0;
                    let mut pieces = Vec::new();
                    for (class, amount) in parts.iter().filter(|(_, amount)| *amount > 0.0) {
                        let (low, high) = (y.span.px(base), y.span.px(base + amount));
                        base += amount;
                        let height = (low - high - 0.6).max(0.4);
                        pieces.push(view! { <rect class=format!("bar {class}") x=format!("{x:.1}") y=format!("{high:.1}") width=format!("{wide:.1}") height=format!("{height:.1}") /> });
                    }
                    let over = (*waits > 0.0).then(|| {
                        let (low, high) = (y.span.px(base), y.span.px(base + waits));
                        view! {
                            <rect class={"over"} x=format!("{x:.1}") y=format!("{high:.1}") width=format!("{wide:.1}") height=format!("{:.1}", low - high) />
                            <path class={"hatch-line"} d=hatch(x, high, wide, low - high) />
                        }
                    });
                    let whisker = whisker.filter(|(from, to)| from < to).map(|(from, to)| {
                        let middle = x + wide / 2.0;
                        view! { <path class={"whisk"} d=format!("M{middle:.1} {:.1}V{:.1}", y.span.px(from), y.span.px(to)) /> }
                    });
                    view! { {pieces} {over} {whisker} }
                })
                .collect_view();
            let line_at = y.span.px(lane.line.0);
            let (class, x, text_y) = if narrow {
                ("on e halo", right, line_at - 4.0)
            } else {
                ("on", right + 6.0, line_at + 4.0)
            };
            let over = (at == 0).then_some(peak).flatten().map(|(day, of)| {
                let x = weeks.x(day as usize - 1) + weeks.day / 2.0;
                let words = crate::words::between(&format::count(of.touches[0].into()), &format::count(of.touches[2].into()));
                view! { <text class={"m on"} x=x y=y.span.px(f64::from(of.touches[2])) - 5.0>{words}</text> }
            });
            view! {
                <text class={"on"} x=left y=lane.top - 8.0>{lane.name}</text>
                {grid}
                {bars}
                <path class=if lane.is_cap { "cap" } else { "goal" } d=format!("M{left} {line_at:.1}H{right:.1}") />
                {over}
                <text class=class x=x y=text_y>{lane.line.1}</text>
            }
        })
        .collect_view();
    let labels = weeks
        .starts(n, 64.0)
        .into_iter()
        .map(|day| {
            let number = day as u32 + 1;
            let words = answer.date(number).map_or_else(|| format!("day {number}"), crate::words::day);
            view! { <text x=format!("{:.1}", weeks.x(day)) y=HEIGHT - 4.0>{words}</text> }
        })
        .collect_view();
    let sentence = wave_words(answer, &said(answer));
    view! {
        <svg class="chart lane" width=width height=HEIGHT role="img" aria-label=sentence>
            {drawn}
            {labels}
        </svg>
    }
}

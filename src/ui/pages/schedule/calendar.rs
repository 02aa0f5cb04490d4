//! The weeks: a day is a button with its count, its channels and what is late on it. A strip of days on a phone.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::Planned;
use crate::calendar::Date;
use crate::model::Channel;
use crate::schedule::PlannedDay;
use crate::ui::channel;
use crate::ui::components::icon_small;
use crate::ui::desk::Desk;
use crate::ui::erased::memo;
use crate::ui::pages::standing::StandingFacts;
use crate::words::{self, Cell};
use crate::worker::protocol::ScheduleFilter;

/// Weeks, legend, what the schedule is, who is held back.
#[component]
pub(super) fn CalendarPane(planned: Planned) -> impl IntoView {
    let info = planned.seen;
    let span = move || info.with(|info| info.as_ref().and_then(|info| words::span_words(&info.days)));
    let channels = memo(move |_| {
        info.with(|info| {
            let days = info.iter().flat_map(|info| &info.days);
            let mut found: Vec<Channel> =
                days.flat_map(|day| day.touches.iter().map(|(channel, _)| *channel)).collect();
            found.sort_unstable();
            found.dedup();
            found
        })
    });
    view! {
        <section class="calpane" tabindex="0" role="region" aria-label="Days">
            <h2 class="num wide">{span}</h2>
            <Weeks planned />
            <div class="legend wide">
                {move || {
                    channels
                        .get()
                        .into_iter()
                        .map(|of| {
                            let class = channel::class(of);
                            view! { <span><span class=format!("glyph {class}")>{icon_small(class)}</span>{of.label()}</span> }
                        })
                        .collect_view()
                }}
            </div>
            <p class="small muted prose wide">
                {move || {
                    planned
                        .info
                        .with(|info| {
                            info.as_ref().map(|info| words::about_words(info.by_event, info.last_entry, &info.days))
                        })
                }}
            </p>
            <Marks planned />
            <HeldBack planned />
        </section>
    }
}

#[component]
fn Weeks(planned: Planned) -> impl IntoView {
    let days = memo(move |_| {
        planned.seen.with(|seen| seen.as_ref().map(|seen| seen.days.clone()).unwrap_or_default())
    });
    // the calendar is one stop of the tab key: the day that is shown, else the first
    let stop = memo(move |_| {
        let has_touches = |date: Date| days.with(|days| days.iter().any(|day| day.date == date));
        planned
            .filter
            .with(|filter| filter.day.filter(|day| has_touches(*day)))
            .or_else(|| days.with(|days| days.first().map(|day| day.date)))
    });
    let unfolded = memo(move |_| days.with(|days| words::has_weekends(days)));
    view! {
        <div class="cal" class:unfolded=unfolded on:keydown=move |event| walk(&event)>
            {["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
                .into_iter()
                .enumerate()
                .map(|(i, name)| view! { <span class="calhead small faint" class:rest=(i > 4) aria-hidden="true">{name}</span> })
                .collect_view()}
            {move || {
                let days = days.get();
                let most = days.iter().map(PlannedDay::total).max().unwrap_or(1).max(1);
                words::calendar_weeks(&days)
                    .into_iter()
                    .map(|week| {
                        let gap = (week.gap > 0).then(|| {
                            let weeks = words::counted(week.gap.into(), "week", "weeks");
                            view! { <span class="calgap small faint">{format!("{weeks} without a touch")}</span> }
                        });
                        let cells = week.cells.into_iter().map(|cell| view! { <DayCell planned cell most stop /> }).collect_view();
                        view! {
                            {gap}
                            {cells}
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}

#[component]
fn DayCell(planned: Planned, cell: Cell, most: u32, stop: Memo<Option<Date>>) -> impl IntoView {
    let date = cell.date;
    let is_rest = date.weekday().index() > 4;
    match cell.planned.filter(|day| day.total() > 0) {
        None => {
            view! { <span class="dayb off num" class:rest=is_rest aria-hidden="true">{cell.label}</span> }
                .into_any()
        }
        Some(day) => {
            let is_on =
                memo(move |_| planned.filter.with(|filter| filter.day == Some(date) && !filter.held_back));
            let late = (day.late > 0).then(|| {
                view! { <span class="lateb num">{icon_small("wait")} {format!("{} late", words::count(day.late.into()))}</span> }
            });
            view! {
                <button
                    type="button"
                    class="dayb"
                    class:rest=is_rest
                    tabindex=move || if stop.get() == Some(date) { "0" } else { "-1" }
                    aria-pressed=move || is_on.get().to_string()
                    on:click=move |_| {
                        planned
                            .filter
                            .update(|filter| {
                                filter.day = Some(date);
                                filter.held_back = false;
                            });
                    }
                >
                    <span class="sr">{cell.sentence}</span>
                    <span class="daytop num" aria-hidden="true"><span class="wd">{date.weekday().short()}</span> <span>{cell.label}</span> {late}</span>
                    <b class="num" aria-hidden="true">{words::count(day.total().into())}</b>
                    {bars(&day, most)}
                </button>
            }
            .into_any()
        }
    }
}

/// The channels of a day, as wide as its share of the fullest day.
fn bars(day: &PlannedDay, most: u32) -> impl IntoView + use<> {
    let mut at = 0.0;
    let parts = day
        .touches
        .iter()
        .map(|(of, n)| {
            let width = f64::from(*n) / f64::from(most) * 100.0;
            let x = at;
            at += width;
            let class = format!("bar {}", channel::class(*of));
            view! { <rect class=class x=format!("{x:.2}%") width=format!("{:.2}%", (width - 0.8).max(0.8)) height="8" /> }
        })
        .collect_view();
    view! { <svg class={"chart daybars"} width="100%" height="8" aria-hidden="true">{parts}</svg> }
}

/// Arrow keys go from day to day and show it; up and down a week, as far as there are touches.
fn walk(event: &KeyboardEvent) {
    let days = match event.key().as_str() {
        "ArrowRight" => 1,
        "ArrowLeft" => -1,
        "ArrowDown" => 7,
        "ArrowUp" => -7,
        _ => return,
    };
    let here = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let Some(cell) = here.and_then(|here| here.closest(".dayb").ok().flatten()) else { return };
    event.prevent_default();
    let mut at = Some(cell);
    let mut left: i32 = days;
    let mut last = None;
    while left != 0 {
        at =
            at.and_then(
                |cell| {
                    if days > 0 { cell.next_element_sibling() } else { cell.previous_element_sibling() }
                },
            );
        let Some(cell) = &at else { break };
        if cell.class_list().contains("calgap") {
            continue;
        }
        left -= days.signum();
        if cell.tag_name().eq_ignore_ascii_case("button") {
            last = Some(cell.clone());
            // a single step passes over days without touches
            if days.abs() == 1 {
                break;
            }
        } else if days.abs() == 1 {
            left += days.signum();
        }
    }
    if let Some(button) = last.and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) {
        // a button can always take the focus
        let _ = button.focus();
        button.click();
    }
}

/// What is late or skipped, by cause; each opens its touches.
#[component]
fn Marks(planned: Planned) -> impl IntoView {
    let filter = planned.filter;
    move || {
        let marks = planned.info.with(|info| {
            info.as_ref().map(|info| words::schedule_marks(info.late, &info.skipped)).unwrap_or_default()
        });
        (!marks.is_empty()).then(|| {
            let lines = marks.into_iter().map(|(cause, words)| {
                let show = move |_| {
                    filter.set(ScheduleFilter {
                        late: cause.is_none(),
                        skipped: cause,
                        ..ScheduleFilter::default()
                    });
                };
                view! { <li><button type="button" class="link num" on:click=show>{words}</button></li> }
            });
            view! {
                <section class="heldbox wide">
                    <h3>"Late or skipped"</h3>
                    <ul class="causes">{lines.collect_view()}</ul>
                </section>
            }
        })
    }
}

/// Who is held back, by cause; each opens its contacts.
#[component]
fn HeldBack(planned: Planned) -> impl IntoView {
    let filter = planned.filter;
    move || {
        let held =
            planned.seen.with(|seen| seen.as_ref().map(|seen| seen.held_back.clone()).unwrap_or_default());
        let standing = planned.seen.with(|seen| seen.as_ref().map(|seen| seen.standing.clone()));
        let standing = standing.filter(|standing| standing.of > 0).map(|standing| {
            view! {
                <section class="heldbox wide">
                    <h3>"Who of the segment can be reached"</h3>
                    <StandingFacts standing look=Desk::here().look_in_sequence() />
                </section>
            }
        });
        let held = (!held.is_empty()).then(|| {
            let lines = held.into_iter().map(|(cause, n)| {
                let show = move |_| {
                    filter.update(|filter| {
                        filter.held_back = true;
                        filter.held_by = Some(cause);
                    });
                };
                let words = format!("{} {}", words::count(n.into()), cause.label());
                view! { <li><button type="button" class="link num" on:click=show>{words}</button></li> }
            });
            view! {
                <section class="heldbox wide">
                    <h3>"Held back"</h3>
                    <ul class="causes">{lines.collect_view()}</ul>
                </section>
            }
        });
        (held, standing)
    }
}

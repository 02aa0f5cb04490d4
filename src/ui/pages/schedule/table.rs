//! The touches of the filter, a page at a time, asked from the data worker.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Planned, sieve};
use crate::browser::workers::ScheduleRows;
use crate::model::Rule;
use crate::ui::channel;
use crate::ui::components::{Button, Empty, icon, icon_small};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, effect, memo};
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::words::{self, StepName, day_words};
use crate::worker::protocol::{Code, ScheduleFilter, ScheduleRow, Shown as Column, View};

/// Rows on the page at a time; the worker gives at most 200.
const PAGE: u32 = 100;

/// Rows that were asked for.
#[derive(Clone, PartialEq, Default)]
struct Shown {
    from: u32,
    of: ScheduleRows,
    /// The filter names a day.
    is_day: bool,
}

/// The table with its head and its pages.
#[component]
pub(super) fn TablePane(planned: Planned, names: Signal<Vec<StepName>>) -> impl IntoView {
    let desk = Desk::here();
    let from = RwSignal::new(0_u32);
    let shown = RwSignal::new(None::<Shown>);
    let asked = StoredValue::new(0_u32);
    let filter = planned.filter;
    Effect::new(move |before: Option<_>| {
        let now = filter.get();
        if before.is_some_and(|before| before != now) {
            from.set(0);
        }
        now
    });
    effect(move |_| {
        let Some(revision) = planned.info.with(|info| info.as_ref().map(|info| info.revision)) else {
            return;
        };
        let (wanted, at) = (filter.get(), from.get());
        asked.update_value(|asked| *asked += 1);
        let number = asked.get_value();
        spawn_local(async move {
            let is_day = wanted.day.is_some() && !wanted.held_back;
            let answer = desk.data().schedule_rows(revision, wanted, at, PAGE).await;
            if asked.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(of) => shown.set(Some(Shown { from: at, of, is_day })),
                // a newer schedule is on its way and asks again
                Err(failure) if matches!(failure.code, Code::StalePlan | Code::Cancelled) => {}
                Err(failure) => planned.failure.set(Some(failure)),
            }
        });
    });
    let title = move || {
        filter.with(|filter| match filter.day {
            _ if filter.held_back => "Held back".to_owned(),
            Some(day) => words::weekday(day),
            None => "Every day".to_owned(),
        })
    };
    let count = move || {
        let total = shown.with(|shown| shown.as_ref().map_or(0, |shown| shown.of.total));
        let day = filter.with(|filter| filter.day.filter(|_| !filter.held_back));
        let planned_day = day.and_then(|day| {
            planned.seen.with(|seen| seen.as_ref()?.days.iter().find(|planned| planned.date == day).cloned())
        });
        match planned_day {
            Some(day) => day_words(&day),
            None if filter.with(|filter| filter.held_back) => {
                words::counted(total.into(), "contact", "contacts")
            }
            None => words::counted(total.into(), "row", "rows"),
        }
    };
    let is_held = memo(move |_| filter.with(|filter| filter.held_back));
    let has_day = memo(move |_| filter.with(|filter| filter.day.is_some()));
    view! {
        <section class="tablepane" aria-label="Touches">
            <header class="dayhead">
                <DayStep planned forward=false />
                <h2 class="num">{title}</h2>
                <DayStep planned forward=true />
                <span class="muted num" role="status">{count}</span>
                {move || {
                    (has_day.get() && !is_held.get()).then(|| {
                        let every = move || filter.update(|filter| filter.day = None);
                        view! { <Button kind="dense" label="Every day" on_press=every /> }
                    })
                }}
                <span class="push small faint wide">{move || if is_held.get() { "" } else { "In the contact’s own time" }}</span>
            </header>
            <div class="scroll" tabindex="0" role="region" aria-label="Touches">
                <table class="table schedtable" role="table" class:held=is_held class:dated=move || !has_day.get()>
                    <thead role="rowgroup">
                        <tr role="row">
                            {move || {
                                let heads: &[&str] = if is_held.get() {
                                    &["Contact", "Why"]
                                } else {
                                    &["Time", "Contact", "Step", "From", "Only if", "Moved, late or skipped"]
                                };
                                heads.iter().map(|head| view! { <th role="columnheader" scope="col">{*head}</th> }).collect_view()
                            }}
                        </tr>
                    </thead>
                    <tbody role="rowgroup">
                        {move || {
                            let shown = shown.get().unwrap_or_default();
                            let (held, dated) = (is_held.get(), !has_day.get());
                            let mut hour = None;
                            shown
                                .of
                                .rows
                                .into_iter()
                                .map(|row| {
                                    if held {
                                        return held_row(row).into_any();
                                    }
                                    let of = row.time.split(':').next().and_then(|hour| hour.parse().ok());
                                    let head = (shown.is_day && of != hour).then(|| hour_row(of, &shown.of.hours));
                                    hour = of;
                                    view! {
                                        {head}
                                        {touch_row(row, names, dated)}
                                    }
                                    .into_any()
                                })
                                .collect_view()
                        }}
                    </tbody>
                </table>
                {move || {
                    let is_empty = shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.of.rows.is_empty()));
                    is_empty.then(|| view! { <NoRow planned /> })
                }}
                <Pages shown from />
            </div>
        </section>
    }
}

/// Earlier and later rows.
#[component]
fn Pages(shown: RwSignal<Option<Shown>>, from: RwSignal<u32>) -> impl IntoView {
    move || {
        let (total, at, n) = shown
            .with(|shown| shown.as_ref().map_or((0, 0, 0), |s| (s.of.total, s.from, s.of.rows.len() as u32)));
        (total > PAGE).then(|| {
            let [first, last, all] = [at + 1, at + n, total].map(|n| words::count(n.into()));
            let (is_first, is_last) = (at == 0, at + n >= total);
            view! {
                <nav class="pages" aria-label="Rows">
                    <button type="button" class="btn line dense" disabled=is_first on:click=move |_| from.set(at.saturating_sub(PAGE))>
                        {icon("left")}
                        "Earlier"
                    </button>
                    <span class="num muted">{format!("{first}–{last} of {all}")}</span>
                    <button type="button" class="btn line dense" disabled=is_last on:click=move |_| from.set(at + PAGE)>
                        "Later"
                        {icon("right")}
                    </button>
                </nav>
            }
        })
    }
}

/// Time in the contact's zone; of a guarded touch the earliest, with the latest below.
fn time_cell(row: &ScheduleRow, dated: bool) -> impl IntoView + use<> {
    let date = row
        .date
        .filter(|_| dated)
        .map(|date| view! { <span class="small muted">{words::weekday(date)}" "</span> });
    let latest = (!row.latest.is_empty())
        .then(|| view! { <span class="small faint latest">{format!("until {}", row.latest)}</span> });
    let from = (!row.latest.is_empty()).then_some("from ");
    view! { {date} <b class="num">{from}{row.time.clone()}</b> {latest} }
}

/// The step with its tile and number.
fn step_cell(row: &ScheduleRow, names: Signal<Vec<StepName>>) -> impl IntoView + use<> {
    let name = names.with(|names| names.iter().find(|name| Some(name.step) == row.step).cloned());
    let tile = row.channel.map(|kind| channel::tile(kind.channel(), true));
    let (number, name) = name.map(|name| (name.number, name.name)).unwrap_or_default();
    view! {
        <span class="row">
            {tile} <span class="num faint sn2">{number}</span> <span class="cut">{name}</span>
        </span>
    }
}

/// Why it moved, is skipped or is late.
fn note_cell(row: &ScheduleRow) -> impl IntoView + use<> {
    (!row.note.is_empty()).then(|| {
        // hours and weekends are meant to move touches; a full mailbox or day is worth a look
        let (class, glyph) = match row.skipped {
            true => ("moved quiet", "minus"),
            false if row.late => ("moved", "wait"),
            false => ("moved quiet", "wait"),
        };
        view! { <span class=class>{icon_small(glyph)} {row.note.clone()}</span> }
    })
}

/// To the day before or after; nothing where every day is shown.
#[component]
fn DayStep(planned: Planned, forward: bool) -> impl IntoView {
    let is_day = memo(move |_| planned.filter.with(|filter| filter.day.is_some() && !filter.held_back));
    let reason = derive(move || {
        planned.next_day(forward).is_none().then(|| {
            if forward { "This is the last day".to_owned() } else { "This is the first day".to_owned() }
        })
    });
    let (glyph, label) = if forward { ("right", "Next day") } else { ("left", "Day before") };
    move || {
        is_day.get().then(|| {
            view! { <Button kind="dense" glyph label icon_only=true reason on_press=move || planned.step_day(forward) /> }
        })
    }
}

/// No row fits: what of it is on other days, and the way there.
#[component]
fn NoRow(planned: Planned) -> impl IntoView {
    let filter = planned.filter;
    let elsewhere = move || {
        let (is_day, is_plain) =
            filter.with(|f| (f.day.is_some() && !f.held_back, sieve(f) == ScheduleFilter::default()));
        let n = planned.seen.with(|seen| {
            seen.as_ref().map_or(0, |seen| {
                seen.touches + seen.guarded + seen.skipped.iter().map(|(_, n)| n).sum::<u32>()
            })
        });
        (n > 0 && is_day && !is_plain).then_some(n)
    };
    move || match elsewhere() {
        Some(n) => {
            let every = move || filter.update(|filter| filter.day = None);
            let words = format!("{} on other days.", words::counted(n.into(), "row fits", "rows fit"));
            view! {
                <Empty glyph="search" title="Nothing on this day fits" words>
                    <Button kind="line" label="Show every day" on_press=every />
                </Empty>
            }
            .into_any()
        }
        None if filter.with(|f| !f.find.is_empty() && !f.held_back) => {
            view! { <WhyNobody planned /> }.into_any()
        }
        None => {
            view! { <Empty glyph="search" title="Nothing fits" words="Take a filter away." /> }.into_any()
        }
    }
}

/// Who was looked for gets nothing that is in sight: why.
#[component]
fn WhyNobody(planned: Planned) -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let filter = planned.filter;
    let find = memo(move |_| filter.with(|filter| filter.find.clone()));
    let held = memo(move |_| {
        planned.seen.with(|seen| seen.as_ref().map(|seen| seen.held_back.clone()).unwrap_or_default())
    });
    // on the list, and in the segment
    let found = RwSignal::new(None::<(u32, u32)>);
    effect(move |_| {
        let find = find.get();
        found.set(None);
        let segment = bench.plan_now(|plan| plan.sequences.get(&desk.sequence.get_untracked()?)?.segment);
        let rule = segment.flatten().map(Rule::Segment);
        spawn_local(async move {
            let all = View { find, today: Some(desk.today()), ..View::default() };
            let inside = View { rule, ..all.clone() };
            let none = std::iter::empty::<Column>;
            let answers =
                (desk.data().rows(all, 0, 1, none()).await, desk.data().rows(inside, 0, 1, none()).await);
            if let (Ok(all), Ok(inside)) = answers {
                found.try_set(Some((all.total, inside.total)));
            }
        });
    });
    move || {
        let held = held.get();
        if !held.is_empty() {
            let causes: Vec<String> = held
                .iter()
                .map(|(cause, n)| format!("{} {}", words::count((*n).into()), cause.label()))
                .collect();
            let words = format!("Who was found is held back: {}.", causes.join(", "));
            let show = move || filter.update(|filter| filter.held_back = true);
            return view! {
                <Empty glyph="search" title="Nothing goes to them" words>
                    <Button kind="line" label="Show who and why" on_press=show />
                </Empty>
            }
            .into_any();
        }
        let Some((on_list, inside)) = found.get() else { return ().into_any() };
        let is_more = filter.with(|f| {
            let alone = ScheduleFilter { find: f.find.clone(), day: f.day, ..ScheduleFilter::default() };
            *f != alone
        });
        let words = if on_list == 0 {
            "Nobody on the list has this in name, address or company, and no step is called so.".to_owned()
        } else if inside == 0 {
            let who = words::counted(on_list.into(), "contact is", "contacts are");
            format!("{who} found on the list, none of them in the segment of this sequence.")
        } else {
            let who =
                words::counted(inside.into(), "contact of the segment is", "contacts of the segment are");
            let why = if is_more {
                "nothing of theirs passes the other filters: take one away"
            } else {
                "no touch of this sequence is planned for them"
            };
            format!("{who} found, and {why}.")
        };
        view! { <Empty glyph="search" title="Nothing goes to them" words /> }.into_any()
    }
}

/// The head of an hour of the day, with how many touches stand in it on all pages.
fn hour_row(hour: Option<u8>, hours: &[(u8, u32)]) -> impl IntoView + use<> {
    let hour = hour.unwrap_or_default();
    let n = hours.iter().find(|(of, _)| *of == hour).map_or(0, |(_, n)| *n);
    view! {
        <tr role="row" class="hour">
            <th role="rowheader" colspan="6" scope="rowgroup">
                <span class="num">{format!("{hour}:00")}</span>
                " "
                <span class="small muted num">{words::counted(n.into(), "row", "rows")}</span>
            </th>
        </tr>
    }
}

/// A contact's name as the way to its walk.
fn who(row: &ScheduleRow) -> impl IntoView + use<> {
    let bench = Workbench::here();
    let to = Page::Walk { contact: row.number, future: None };
    view! {
        <td role="cell" class="who">
            <a class="whob" href=move || bench.href(to) title=format!("Walk {} through the sequence", row.contact)>
                <span class="nm">{row.contact.clone()}</span>
                " "
                <span class="small faint">{row.company.clone()}</span>
            </a>
        </td>
    }
}

fn touch_row(row: ScheduleRow, names: Signal<Vec<StepName>>, dated: bool) -> impl IntoView {
    view! {
        <tr role="row" class:skipped=row.skipped>
            <td role="cell" class="time" title=row.zone.clone()>{time_cell(&row, dated)}</td>
            {who(&row)}
            <td role="cell" class="what">{step_cell(&row, names)}</td>
            <td role="cell" class="from"><span class="cut">{row.from.clone()}</span></td>
            <td role="cell" class="onlyif small muted">{row.only_if.clone()}</td>
            <td role="cell" class="note">{note_cell(&row)}</td>
        </tr>
    }
}

fn held_row(row: ScheduleRow) -> impl IntoView {
    view! {
        <tr role="row">
            {who(&row)}
            <td role="cell" class="note">{words::sentence(&row.note)}</td>
        </tr>
    }
}

//! The calendars: hours of each weekday, public holidays by rule, days off that were entered or imported.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Adder, Part, Refused, Remove, send, text_of};
use crate::browser::files;
use crate::calendar::{Date, Weekday, holidays, ics};
use crate::lean::order;
use crate::model::{Calendar, CalendarId, Holiday, Place};
use crate::session::Command;
use crate::session::team::{TeamField, new_calendar, spans_of, weekdays_as_monday, with_country};
use crate::ui::components::{Empty, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::memo;
use crate::ui::format;
use crate::ui::workbench::{Same, Workbench};
use crate::words;

/// The largest calendar file that is read (bytes).
const LARGEST: u64 = 4 << 20;
/// Years whose days off are shown, from this one on.
const YEARS: i32 = 3;
/// Entered days that are listed without unfolding.
const LISTED: usize = 8;

type Shown = Memo<Option<Same<Calendar>>>;

/// The page's body.
#[component]
pub(super) fn Calendars() -> impl IntoView {
    let bench = Workbench::here();
    let ids = bench.read(|plan| plan.calendars.keys().copied().collect::<Vec<_>>());
    let is_empty = memo(move |_| ids.get().is_none_or(|ids| ids.is_empty()));
    view! {
        <Show when=move || is_empty.get()>
            <Empty
                glyph="calendar"
                title="No calendars yet"
                words="Without one, every hour of every day is open. Add one and give it to a sequence, an owner or a sender."
            />
        </Show>
        <ul class="callist">
            <For each=move || ids.get().unwrap_or_default() key=|id| *id let:id>
                <CalendarCard id />
            </For>
        </ul>
        <Adder label="Add a calendar" placeholder="Name" make=new_calendar />
    }
}

#[component]
fn CalendarCard(id: CalendarId) -> impl IntoView {
    let bench = Workbench::here();
    let place = Place::Calendar(id);
    let refused = RwSignal::new(None);
    let name = text_of(bench, place, TeamField::Name);
    let calendar = bench.record(move |plan| plan.calendars.get(&id));
    let used = bench.read(move |plan| {
        let sequences = plan.sequences.values().filter(|s| s.calendar == Some(id)).map(|s| s.name.clone());
        let owners = plan.owners.values().filter(|owner| owner.calendar == Some(id)).count() as u64;
        let senders = plan.senders.values().filter(|sender| sender.calendar == Some(id)).count() as u64;
        let owners = (owners > 0).then(|| words::counted(owners, "owner", "owners"));
        let senders = (senders > 0).then(|| words::counted(senders, "sender", "senders"));
        sequences.chain(owners).chain(senders).collect::<Vec<_>>().join(", ")
    });
    let used = move || match used.get().unwrap_or_default() {
        names if names.is_empty() => "Not used yet".to_owned(),
        names => format!("Used by {names}"),
    };
    let as_monday = move |_| {
        if let Some(calendar) = calendar.get_untracked() {
            refused.set(send(bench, Command::PutCalendar(Some(id), weekdays_as_monday(&calendar))).err());
        }
    };
    let days = Weekday::ALL
        .into_iter()
        .map(|day| {
            view! {
                <li>
                    <Part place field=TeamField::Hours(day) label=day.short() placeholder="closed" />
                    <DayBar calendar day />
                </li>
            }
        })
        .collect_view();
    view! {
        <li><div class="card calcard" role="group" aria-label=name>
            <header>
                <Part place field=TeamField::Name label="Name" />
                <p class="small muted grow">{used}</p>
                <Remove name command=Command::DeleteCalendar(id) refused />
            </header>
            <Refused why=refused />
            <div class="calbody">
                <section class="week" aria-label="Opening hours">
                    <div class="row between">
                        <h3>"Opening hours"</h3>
                        <button type="button" class="btn dense" disabled=move || bench.is_read_only() on:click=as_monday>"Tue–Fri as Monday"</button>
                    </div>
                    <ol>{days}</ol>
                    <p class="hourscale small faint" aria-hidden="true"><span>"0"</span><span>"6"</span><span>"12"</span><span>"18"</span><span>"24"</span></p>
                </section>
                <section class="off" aria-label="Days off">
                    <h3>"Days off"</h3>
                    <Countries id calendar refused />
                    <Years calendar />
                    <Entered id calendar />
                </section>
            </div>
        </div></li>
    }
}

/// When it is open on a weekday, as a picture of the day.
#[component]
fn DayBar(calendar: Shown, day: Weekday) -> impl IntoView {
    let share = |minutes: i32| format!("{:.2}%", f64::from(minutes) / 14.4);
    view! {
        <span class="daybar" aria-hidden="true">
            {move || {
                let spans = calendar.get().map(|calendar| spans_of(&calendar.hours, day)).unwrap_or_default();
                spans
                    .into_iter()
                    .map(|span| {
                        let (from, to) = (span.from.minutes(), span.to.minutes());
                        view! { <i style:left=share(from) style:width=share(to - from)></i> }
                    })
                    .collect_view()
            }}
        </span>
    }
}

/// The countries whose public holidays it keeps, by rule.
#[component]
fn Countries(id: CalendarId, calendar: Shown, refused: RwSignal<Option<String>>) -> impl IntoView {
    let bench = Workbench::here();
    let turn = move |code: &'static str, on: bool| {
        if let Some(calendar) = calendar.get_untracked() {
            let changed = with_country(&calendar, code, on);
            refused.set(send(bench, Command::PutCalendar(Some(id), changed)).err());
        }
    };
    let mut countries: Vec<(&str, &str)> = holidays::countries().collect();
    order::sort_by_key(&mut countries, |(_, name)| *name);
    let kept = StoredValue::new(countries);
    let is_on = move |code: &str| {
        calendar.with(|calendar| calendar.iter().any(|c| c.countries.iter().any(|c| c == code)))
    };
    let those = move |on: bool| {
        let all = kept.get_value().into_iter();
        all.filter(|(code, _)| is_on(code) == on).collect::<Vec<_>>()
    };
    let list = NodeRef::<leptos::html::Select>::new();
    // those that it keeps; the others wait in a list
    let boxes = move || {
        let tick = |(code, name): (&'static str, &'static str)| {
            view! {
                <label class="tick">
                    <input
                        type="checkbox"
                        prop:checked=true
                        disabled=move || bench.is_read_only()
                        on:change=move |event| {
                            turn(code, event_target_checked(&event));
                            // the box is gone with it
                            if let Some(list) = list.get_untracked() {
                                let _ = list.focus();
                            }
                        }
                    />
                    <span>{name}</span>
                </label>
            }
        };
        those(true).into_iter().map(tick).collect_view()
    };
    let others = move || {
        let option = |(code, name)| view! { <option value=code>{name}</option> };
        those(false).into_iter().map(option).collect_view()
    };
    let add = move |event| {
        let chosen = event_target_value(&event);
        if let Some((code, _)) = kept.get_value().into_iter().find(|(code, _)| *code == chosen) {
            turn(code, true);
        }
    };
    let is_local = move || calendar.with(|calendar| calendar.as_ref().is_some_and(|c| c.local_holidays));
    let turn_local = move |event| {
        if let Some(calendar) = calendar.get_untracked() {
            let changed = Calendar { local_holidays: event_target_checked(&event), ..(*calendar.0).clone() };
            refused.set(send(bench, Command::PutCalendar(Some(id), changed)).err());
        }
    };
    // a code that a file brought and nobody has rules for: said, and let go with one press
    let unknown = move || {
        let calendar = calendar.get()?;
        let code = calendar.countries.iter().find(|code| !holidays::is_known(code))?.clone();
        let words = format!("There are no rules for “{code}”: none of its holidays are kept.");
        let drop = move |_| {
            if let Some(calendar) = bench.plan_now(|plan| plan.calendars.get(&id).cloned()).flatten() {
                refused.set(
                    send(bench, Command::PutCalendar(Some(id), with_country(&calendar, &code, false))).err(),
                );
            }
        };
        Some(view! {
            <p class="msg warn">{crate::ui::components::icon_small("warn")}<span>{words}</span>
                <button type="button" class="btn fix" on:click=drop>"Remove it"</button>
            </p>
        })
    };
    view! {
        <fieldset class="ticks">
            <legend class="small muted">"Public holidays, by rule in every year"</legend>
            <label class="tick wide">
                <input type="checkbox" prop:checked=is_local disabled=move || bench.is_read_only() on:change=turn_local />
                <span>"Of each contact's place"<small class="faint">"Country and state of the list; tasks are not moved"</small></span>
            </label>
            {boxes}
            <label class="field">
                <span class="box"><select node_ref=list aria-label="Add a country" disabled=move || bench.is_read_only() on:change=add>
                    <option value="">"Add a country"</option>
                    {others}
                </select></span>
            </label>
        </fieldset>
        {unknown}
    }
}

/// The days off of this year and the next ones, entered and by rule.
#[component]
fn Years(calendar: Shown) -> impl IntoView {
    let this = Desk::here().today().ymd().0;
    let has_any = move || {
        calendar.with(|calendar| {
            calendar.as_ref().is_some_and(|c| !c.countries.is_empty() || !c.holidays.is_empty())
        })
    };
    let year = move |year: i32| {
        let days = memo(move |_| {
            let calendar = calendar.get()?;
            Some(calendar.days_off(Date::new(year, 1, 1)?, Date::new(year, 12, 31)?))
        });
        let head = move || {
            let days = days.get().unwrap_or_default();
            let weekend = |day: &&Holiday| matches!(day.date.weekday(), Weekday::Sat | Weekday::Sun);
            let on_weekends = match days.iter().filter(weekend).count() {
                0 => String::new(),
                n => format!(", {n} on weekends"),
            };
            format!("{year}: {}{on_weekends}", words::counted(days.len() as u64, "day", "days"))
        };
        let lines = move || {
            let days = days.get().unwrap_or_default().into_iter();
            days.map(|day| {
                view! { <li><span class="num">{format::day(day.date)}</span><span>{day.name}</span></li> }
            })
            .collect_view()
        };
        let has_days = memo(move |_| days.with(|days| days.as_ref().is_some_and(|days| !days.is_empty())));
        view! {
            <details hidden=move || !has_days.get()>
                <summary class="num">{head}</summary>
                <ul class="daylist">{lines}</ul>
            </details>
        }
    };
    let years = move || (this..this + YEARS).map(year).collect_view();
    view! { <div class="years">{move || has_any().then(years)}</div> }
}

/// Days off of its own: entered one by one, or out of a calendar file.
#[component]
fn Entered(id: CalendarId, calendar: Shown) -> impl IntoView {
    let bench = Workbench::here();
    let (date, until) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let name = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let report = RwSignal::new(None::<(String, Vec<String>)>);
    let all = RwSignal::new(false);
    let put = move |days: Vec<Holiday>| {
        let now = calendar.get_untracked()?;
        let changed = Calendar { holidays: days, ..(*now.0).clone() };
        send(bench, Command::PutCalendar(Some(id), changed)).err()
    };
    let now = move || calendar.get_untracked().map(|calendar| calendar.holidays.clone()).unwrap_or_default();
    let add = move || {
        let Ok(date_read) = date.get_untracked().parse::<Date>() else {
            wrong.set(Some("Which day? A date with its year".to_owned()));
            return;
        };
        let last = until.get_untracked().parse::<Date>().ok().filter(|last| *last != date_read);
        let day = Holiday { until: last, ..Holiday::on(date_read, name.get_untracked().trim()) };
        if day.n_days() == 0 {
            wrong.set(Some("The last day is before the first, or more than a year after it".to_owned()));
            return;
        }
        let mut days = now();
        if days.iter().any(|known| known.date == date_read && known.last() == day.last()) {
            wrong.set(Some(format!("{} is already there", format::day_year(date_read))));
            return;
        }
        days.push(day);
        order::sort_by(&mut days, Ord::cmp);
        wrong.set(put(days));
        date.set(String::new());
        until.set(String::new());
        name.set(String::new());
    };
    let remove = move |gone: Holiday| {
        let mut days = now();
        if let Some(at) = days.iter().position(|day| *day == gone) {
            days.remove(at);
        }
        wrong.set(put(days));
    };
    let import = move |_| {
        spawn_local(async move {
            let Some(file) = files::choose(".ics,text/calendar").await else { return };
            let file_name = file.name();
            let text = match files::read_text(&file, LARGEST).await {
                Ok(text) => text,
                Err(error) => {
                    report.try_set(Some((error.to_string(), Vec::new())));
                    return;
                }
            };
            let found = ics::days(&text);
            let mut days = now();
            let before = days.len();
            let total = found.days.len();
            for (date, name) in found.days {
                if days.iter().all(|day| !(day.date..=day.last()).contains(&date)) {
                    days.push(Holiday::on(date, &name));
                }
            }
            order::sort_by(&mut days, Ord::cmp);
            let added = days.len() - before;
            let mut said = match (total, added) {
                (0, _) => format!("No day off was found in {file_name}."),
                (_, 0) => format!("Every day of {file_name} is already there."),
                _ => format!("{} from {file_name}.", words::counted(added as u64, "day", "days")),
            };
            if added > 0 && total > added {
                said.push_str(&format!(" {} already there.", total - added));
            }
            if added > 0
                && let Some(why) = put(days)
            {
                said = why;
            }
            let problems = found.problems.iter().map(|p| format!("Line {}: {}", p.line, p.message)).collect();
            report.try_set(Some((said, problems)));
        });
    };
    let days = memo(move |_| {
        let days = calendar.get().map(|calendar| calendar.holidays.clone()).unwrap_or_default();
        let n = days.len();
        let shown = if all.get() { n } else { LISTED.min(n) };
        (days.into_iter().take(shown).enumerate().collect::<Vec<_>>(), n - shown)
    });
    view! {
        <div class="entered">
            <h4 class="small muted">"Own days off"</h4>
            <ul class="daylist">
                <For
                    each=move || days.get().0
                    key=|(at, day)| (*at, day.clone())
                    let:row
                >
                    {
                        let day = row.1;
                        let label = format!("Remove {}", format::day_year(day.date));
                        let gone = day.clone();
                        view! {
                            <li>
                                <span class="num">{format::day_year(day.date)}{day.until.map(|last| format!(" – {}", format::day_year(last)))}</span>
                                <span>{day.name}</span>
                                <button type="button" class="btn dense icon-only rm" aria-label=label disabled=move || bench.is_read_only() on:click=move |_| remove(gone.clone())>
                                    {icon("close")}
                                </button>
                            </li>
                        }
                    }
                </For>
            </ul>
            {move || {
                let more = days.get().1;
                (more > 0).then(|| view! { <button type="button" class="btn dense" on:click=move |_| all.set(true)>{format!("{more} more")}</button> })
            }}
            <form
                class="dayadd"
                on:submit=move |event| {
                    event.prevent_default();
                    add();
                }
            >
                <label class="field">
                    <span class="name">"Date"</span>
                    <span class="box"><input type="date" prop:value=date on:input=move |event| date.set(event_target_value(&event)) /></span>
                </label>
                <label class="field">
                    <span class="name">"Last day, of several"</span>
                    <span class="box"><input type="date" prop:value=until on:input=move |event| until.set(event_target_value(&event)) /></span>
                </label>
                <label class="field grow">
                    <span class="name">"Name"</span>
                    <span class="box"><input type="text" autocomplete="off" placeholder="Office closed" prop:value=name on:input=move |event| name.set(event_target_value(&event)) /></span>
                </label>
                <button type="submit" class="btn line" disabled=move || bench.is_read_only()>{icon("plus")}"Add the day"</button>
                <button type="button" class="btn" disabled=move || bench.is_read_only() on:click=import>{icon("import")}"From an .ics file"</button>
            </form>
            <Refused why=wrong />
            <div role="status">
                {move || report.get().map(|(said, problems)| {
                    let lines = problems.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
                    view! {
                        <p class="small">{said}</p>
                        <ul class="small muted">{lines}</ul>
                    }
                })}
            </div>
        </div>
    }
}

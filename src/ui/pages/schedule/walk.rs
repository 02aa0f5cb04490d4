//! One contact's way through the sequence, day by day: if nobody reacts, or in one future. The words come from the data worker.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::KeyboardEvent;

use super::Planned;
use crate::calendar::Date;
use crate::model::{Field, StdField};
use crate::ui::channel;
use crate::ui::components::{Button, Empty, Find, Segmented, icon, icon_small};
use crate::ui::desk::{Desk, LIVE_FUTURES};
use crate::ui::erased::{derive, effect, memo};
use crate::ui::router::{Page, Route, Router};
use crate::ui::workbench::Workbench;
use crate::words::{self, StepName};
use crate::worker::protocol::{Code, Failure, Letter, View, WalkKind, WalkLine, WalkView};

/// Whose way, and through which future, counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Walked {
    contact: u32,
    future: Option<u32>,
}

impl Walked {
    /// What the address says.
    pub(super) fn followed() -> Memo<Option<Walked>> {
        let route = Router::here().route;
        memo(move |_| match route.get() {
            Route::Plan { page: Page::Walk { contact, future }, .. } => Some(Walked { contact, future }),
            _ => None,
        })
    }

    fn page(self) -> Page {
        Page::Walk { contact: self.contact, future: self.future }
    }
}

/// The way, with what leads to others.
#[component]
pub(super) fn WalkPane(
    planned: Planned,
    names: Signal<Vec<StepName>>,
    walked: Memo<Option<Walked>>,
) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let shown = RwSignal::new(None::<Result<WalkView, Failure>>);
    // the way shown is not yet the one that was asked for
    let busy = RwSignal::new(false);
    let asked = StoredValue::new(0_u32);
    effect(move |_| {
        let revision = planned.info.with(|info| info.as_ref().map(|info| info.revision));
        let (Some(revision), Some(at)) = (revision, walked.get()) else { return };
        asked.update_value(|asked| *asked += 1);
        let number = asked.get_value();
        busy.set(true);
        spawn_local(async move {
            let answer = desk.data().walk(revision, at.contact, at.future.map(|future| future - 1)).await;
            if asked.try_get_value() != Some(number) {
                return;
            }
            // a newer schedule is on its way and asks again
            if !matches!(&answer, Err(failure) if matches!(failure.code, Code::StalePlan | Code::Cancelled)) {
                shown.set(Some(answer));
                busy.set(false);
            }
        });
    });
    let heading = NodeRef::<html::H2>::new();
    let contact = memo(move |_| walked.with(|walked| walked.map(|at| at.contact)));
    effect(move |_| {
        // read, not only tracked: a memo that nobody reads does not follow
        contact.get();
        if let Some(heading) = heading.get() {
            // a heading in the page can always take the focus
            let _ = heading.focus();
        }
    });
    let leave = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            bench.go(Page::Schedule);
        }
    };
    let view_of = move |part: fn(&WalkView) -> String| {
        move || shown.with(|shown| shown.as_ref().and_then(|shown| shown.as_ref().ok()).map(part))
    };
    view! {
        <section class="walkpane" aria-label="One contact" on:keydown=leave>
            <header class="walkhead">
                <a class="btn dense" href=move || bench.href(Page::Schedule)>{icon("left")} "All touches"</a>
                <div class="grow">
                    <h2 tabindex="-1" node_ref=heading>{view_of(|view| view.name.clone())}</h2>
                    <p class="small muted">{view_of(facts)}</p>
                </div>
                <FindAnother />
            </header>
            <Which walked seed=derive(move || {
                shown.with(|shown| shown.as_ref().and_then(|shown| shown.as_ref().ok()).map(|view| view.seed))
            }) />
            <div class="scroll" tabindex="0" role="region" aria-label="Day by day" aria-busy=move || busy.get().then_some("true")>
                {move || match shown.get() {
                    None => view! { <p class="muted walknote">"Walking"</p> }.into_any(),
                    Some(Err(failure)) => view! {
                        <Empty glyph="warn" title="There is no way to show" words=failure.message>
                            <a class="btn line" href=move || bench.href(Page::Schedule)>"All touches"</a>
                        </Empty>
                    }
                    .into_any(),
                    Some(Ok(view)) => days(view.lines, names).into_any(),
                }}
            </div>
        </section>
    }
}

fn facts(view: &WalkView) -> String {
    let owner = if view.owner.is_empty() { String::new() } else { format!("owner {}", view.owner) };
    let parts = [&view.company, &view.email, &view.zone, &owner];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
}

/// If nobody reacts or one future, and which.
#[component]
fn Which(walked: Memo<Option<Walked>>, seed: Signal<Option<u32>>) -> impl IntoView {
    let bench = Workbench::here();
    let to = move |future: Option<u32>| {
        if let Some(at) = walked.get_untracked() {
            bench.go(Walked { future, ..at }.page());
        }
    };
    let future = memo(move |_| walked.with(|walked| walked.and_then(|at| at.future)));
    let reason = |is_end: fn(u32) -> bool, why: &'static str| {
        derive(move || future.get().filter(|at| is_end(*at)).map(|_| why.to_owned()))
    };
    let (first, last) =
        (reason(|at| at <= 1, "This is the first"), reason(|at| at >= LIVE_FUTURES, "This is the last"));
    view! {
        <div class="walkwhich">
            <Segmented
                label="What happens"
                options=vec![("planned", "If nobody reacts", ""), ("future", "One future", "")]
                value=derive(move || if future.get().is_some() { "future".to_owned() } else { "planned".to_owned() })
                on_change=move |value| to((value == "future").then_some(1))
            />
            {move || {
                future.get().map(|at| {
                    let seed = seed.get().map(|seed| format!(", seed {seed}"));
                    view! {
                        <span class="row">
                            <Button kind="dense" glyph="left" label="Future before" icon_only=true reason=first on_press=move || to(Some(at - 1)) />
                            <span class="num" role="status">{format!("Future {at} of {LIVE_FUTURES}")}{seed}</span>
                            <Button kind="dense" glyph="right" label="Next future" icon_only=true reason=last on_press=move || to(Some(at + 1)) />
                        </span>
                    }
                })
            }}
            <span class="small muted">
                {move || if future.get().is_some() { "Reactions as they are drawn in the forecast." } else { "With the team’s capacity." }}
            </span>
        </div>
    }
}

/// Another contact of the list, by name, address or company.
#[component]
fn FindAnother() -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let found = RwSignal::new(Vec::<(u32, String)>::new());
    let text = RwSignal::new(String::new());
    let asked = StoredValue::new(0_u32);
    let look = move |typed: String| {
        text.set(typed.clone());
        asked.update_value(|asked| *asked += 1);
        let number = asked.get_value();
        if typed.trim().is_empty() {
            found.set(Vec::new());
            return;
        }
        spawn_local(async move {
            let fields = [StdField::FirstName, StdField::LastName, StdField::FullName, StdField::Email];
            let view = View { find: typed, ..View::default() };
            let answer = desk.data().rows(view, 0, 6, fields.map(Field::Std).to_vec()).await;
            if asked.try_get_value() == Some(number) {
                let rows = answer.map(|rows| rows.rows).unwrap_or_default();
                let line = |cells: Vec<String>| {
                    cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
                };
                found.set(rows.into_iter().map(|(_, number, cells)| (number, line(cells))).collect());
            }
        });
    };
    let close = move || {
        text.set(String::new());
        found.set(Vec::new());
    };
    view! {
        <div class="walkfind">
            <Find label="Find another contact" placeholder="Another contact" value=text on_input=Callback::new(look) />
            {move || {
                let found = found.get();
                (!found.is_empty()).then(|| {
                    view! {
                        <ul class="walkfound">
                            {found
                                .into_iter()
                                .map(|(contact, line)| {
                                    let to = Page::Walk { contact, future: None };
                                    view! { <li><a class="cut" href=move || bench.href(to) on:click=move |_| close()>{line}</a></li> }
                                })
                                .collect_view()}
                        </ul>
                    }
                })
            }}
        </div>
    }
}

/// The lines under the heads of their days.
fn days(lines: Vec<WalkLine>, names: Signal<Vec<StepName>>) -> impl IntoView {
    let mut days: Vec<(Option<Date>, Vec<WalkLine>)> = Vec::new();
    for line in lines {
        match days.last_mut() {
            Some((date, of_day)) if *date == line.date && line.kind != WalkKind::Nothing => of_day.push(line),
            _ => days.push((line.date, vec![line])),
        }
    }
    let names = names.get_untracked();
    let days = days.into_iter().map(|(date, lines)| {
        let is_gap = lines.iter().any(|line| line.kind == WalkKind::Nothing);
        let until = lines.first().and_then(|line| line.until).filter(|until| Some(*until) != date);
        let offset = lines.first().filter(|_| !is_gap && date.is_some()).map(|line| offset(line.offset_minutes));
        let head = date.map(|date| match until {
            Some(until) => format!("{} to {}", words::weekday(date), words::weekday(until)),
            None => words::weekday(date),
        });
        let body = if is_gap {
            let why = lines.into_iter().next().map(|line| line.title).unwrap_or_default();
            let why = if why.is_empty() { "Nothing".to_owned() } else { format!("Nothing: {why}") };
            view! { <p class="muted">{why}</p> }.into_any()
        } else {
            view! { <ol class="walklines">{lines.into_iter().map(|line| one(line, &names)).collect_view()}</ol> }.into_any()
        };
        view! {
            <li class:walkgap=is_gap>
                <h3 class="num">{head}" "<span class="small faint">{offset}</span></h3>
                {body}
            </li>
        }
    });
    view! { <ol class="walk">{days.collect_view()}</ol> }
}

fn one(line: WalkLine, names: &[StepName]) -> impl IntoView + use<> {
    let (class, glyph) = match line.kind {
        WalkKind::Enter => ("w-enter", "enter"),
        WalkKind::Wait => ("w-wait", "wait"),
        WalkKind::Choice => ("w-choice", "branch"),
        WalkKind::Touch => ("w-touch", ""),
        WalkKind::Skip => ("w-skip", "minus"),
        WalkKind::Event => ("w-event", "await"),
        WalkKind::Nothing => ("w-none", "minus"),
        WalkKind::Leave => ("w-leave", "end"),
    };
    let number = names.iter().find(|name| Some(name.step) == line.step).map(|name| name.number.clone());
    let mark = match line.channel.filter(|_| line.kind == WalkKind::Touch) {
        Some(kind) => channel::tile(kind.channel(), true).into_any(),
        None => view! { <span class="walkmark">{icon_small(glyph)}</span> }.into_any(),
    };
    let number = number.filter(|_| matches!(line.kind, WalkKind::Touch | WalkKind::Skip));
    view! {
        <li class=class>
            <span class="num time">{line.time}</span>
            {mark}
            <div class="walkwhat">
                <p>
                    {number.map(|number| view! { <span class="num faint">{number}" "</span> })}
                    <span class="what">{line.title}</span>
                    {(!line.from.is_empty()).then(|| view! { <span class="small muted">" "{line.from}</span> })}
                </p>
                {line.notes.into_iter().map(|note| view! { <p class="small muted">{words::sentence(&note)}</p> }).collect_view()}
                {line.letter.map(letter)}
            </div>
        </li>
    }
}

/// The text, folded away until it is asked for.
fn letter(letter: Letter) -> impl IntoView {
    let missing = (!letter.missing.is_empty()).then(|| {
        let fields = letter.missing.join(", ");
        view! { <p class="small warnword">{icon_small("warn")} {format!("No value and no fallback: {fields}")}</p> }
    });
    view! {
        <details class="walkletter">
            <summary class="small">"What it says"</summary>
            {missing}
            {(!letter.subject.is_empty()).then(|| view! { <p class="strong">{letter.subject}</p> })}
            <p class="prose body">{letter.body}</p>
        </details>
    }
}

/// `UTC+1`, `UTC−3:30`.
fn offset(minutes: i32) -> String {
    let (sign, size) = (if minutes < 0 { '−' } else { '+' }, minutes.abs());
    match size % 60 {
        0 => format!("UTC{sign}{}", size / 60),
        rest => format!("UTC{sign}{}:{rest:02}", size / 60),
    }
}

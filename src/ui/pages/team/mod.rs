//! What the plan is made with: owners and senders, calendars, assumptions. Three pages of one kind: each field is a part of its
//! record's box, and what follows from it stands beside it. What a field takes stands in `session::team`.

mod assumptions;
mod calendars;
mod owners;
mod senders;

use leptos::prelude::*;

use self::assumptions::Assumptions;
use self::calendars::Calendars;
use self::owners::Owners;
use self::senders::Senders;
use super::{Group, PageEntry};
use crate::calendar::Zone;
use crate::model::{Place, Plan};
use crate::session::Command;
use crate::session::team::{TeamField, put_team_text, team_text};
use crate::ui::components::{Field, Select, icon_small};
use crate::ui::desk::{Desk, Live};
use crate::ui::erased::derive;
use crate::ui::frame::{Head, UndoButtons};
use crate::ui::live::Live as Answered;
use crate::ui::live::LiveMark;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::words;

/// Team and senders in the registry.
pub const TEAM: PageEntry = PageEntry {
    page: Page::Team,
    group: Group::Plan,
    name: "Team and senders",
    glyph: "person",
    bottom: None,
    count: |bench| count(bench, |plan| plan.owners.len()),
    view: |_| {
        let body = || view! { <Owners /> <Senders /> <Zones /> };
        page("Team and senders", "Their capacity and their hours decide when touches run.", body.into())
    },
};

/// Calendars in the registry.
pub const CALENDARS: PageEntry = PageEntry {
    page: Page::Calendars,
    group: Group::Plan,
    name: "Calendars",
    glyph: "calendar",
    bottom: None,
    count: |bench| count(bench, |plan| plan.calendars.len()),
    view: |_| {
        let body = || view! { <Calendars /> };
        page("Calendars", "Opening hours and days off of sequences, owners and senders.", body.into())
    },
};

/// Assumptions in the registry.
pub const ASSUMPTIONS: PageEntry = PageEntry {
    page: Page::Assumptions,
    group: Group::Plan,
    name: "Assumptions",
    glyph: "sliders",
    bottom: None,
    count: |_| None,
    view: |_| {
        let body = || view! { <Assumptions /> };
        page("Assumptions", "How people react. Every number says where it comes from.", body.into())
    },
};

fn count(bench: Workbench, of: fn(&Plan) -> usize) -> Option<u64> {
    bench.session.with(|session| session.as_ref().map(|session| of(session.plan()) as u64))
}

fn page(title: &'static str, sub: &'static str, body: ViewFn) -> AnyView {
    view! {
        <Head title sub>
            <LiveMark />
            <UndoButtons />
        </Head>
        <div class="scroll" tabindex="0" role="region" aria-label=title>
            <div class="page teampage">
                <Expectation />
                {body.run()}
            </div>
        </div>
    }
    .into_any()
}

/// What the sequence in sight would bring: an edit here moves it.
#[component]
fn Expectation() -> impl IntoView {
    let desk = Desk::here();
    let bench = Workbench::here();
    let is_behind = Answered::of(desk).is_behind();
    let words = move || {
        let found = desk.forecast.with(|forecast| {
            let forecast = forecast.as_ref()?;
            let last = forecast.last_touch.map(|last| words::weekday(last.q50));
            Some((words::expectation(forecast)?, last))
        });
        match (found, desk.live.get()) {
            (Some((expected, last)), _) => {
                view! {
                    <p class="lead" class:is-stale=is_behind>
                        "Expect " <b class="num">{expected}</b> ", in 8 of 10 futures. "
                        {last.map(|day| view! { "In the middle one the last touch goes out on " <b class="num">{day}</b> ". " })}
                        <a class="link" href=bench.href(Page::Forecast)>"Open the forecast"</a>
                    </p>
                }
                    .into_any()
            }
            (None, Live::Off(why)) => view! { <p class="lead">{why}</p> }.into_any(),
            _ => view! { <p class="lead">"The forecast follows."</p> }.into_any(),
        }
    };
    view! { <div class="teamlead" aria-live="polite">{words}</div> }
}

/// The zones that a zone field suggests.
#[component]
fn Zones() -> impl IntoView {
    view! {
        <datalist id="zones">
            {Zone::all().filter(|zone| zone.name().contains('/')).map(|zone| view! { <option value=zone.name()></option> }).collect_view()}
        </datalist>
    }
}

// ---- parts ----------------------------------------------------------------------------------------------------------------

/// A field as text, followed.
fn text_of(bench: Workbench, place: Place, field: TeamField) -> Signal<String> {
    let text = bench.read(move |plan| team_text(plan, place, field));
    derive(move || text.get().unwrap_or_default())
}

/// Gives a field another value; what is wrong is said at the field alone.
fn put(bench: Workbench, place: Place, field: TeamField, text: &str) -> Result<(), String> {
    match bench.plan_now(|plan| put_team_text(plan, place, field, text)) {
        Some(Ok(Some(command))) => send(bench, command),
        Some(Err(why)) => Err(why),
        _ => Ok(()),
    }
}

/// As the bench's own, but a refusal is the caller's to show, at its place.
fn send(bench: Workbench, command: Command) -> Result<(), String> {
    let done = bench.take(command);
    if done.is_err() {
        bench.refused.set(None);
        bench.say("");
    }
    done
}

/// A part of a record's box that is typed.
#[component]
fn Part(
    place: Place,
    field: TeamField,
    label: &'static str,
    #[prop(default = "")] unit: &'static str,
    #[prop(default = "text")] keys: &'static str,
    #[prop(default = "")] list: &'static str,
    #[prop(default = "")] placeholder: &'static str,
) -> impl IntoView {
    let bench = Workbench::here();
    let value = text_of(bench, place, field);
    let read_only = derive(move || bench.is_read_only());
    let take = move |text: String| put(bench, place, field, &text);
    view! { <Field label value take unit keys list placeholder read_only /> }
}

/// A part of a record's box that is picked.
#[component]
fn Pick(
    place: Place,
    field: TeamField,
    label: &'static str,
    options: Signal<Vec<(String, String)>>,
    refused: RwSignal<Option<String>>,
) -> impl IntoView {
    let bench = Workbench::here();
    let value = text_of(bench, place, field);
    let disabled = derive(move || bench.is_read_only());
    let on_change = move |key: String| refused.set(put(bench, place, field, &key).err());
    view! { <Select label value options on_change disabled /> }
}

/// The plan's calendars to pick from.
fn calendar_options(bench: Workbench) -> Signal<Vec<(String, String)>> {
    let options = bench.read(|plan| {
        let all = plan.calendars.iter().map(|(id, calendar)| (id.to_string(), calendar.name.clone()));
        std::iter::once((String::new(), "Always open".to_owned())).chain(all).collect::<Vec<_>>()
    });
    derive(move || options.get().unwrap_or_default())
}

/// Takes a record away, with Undo; a refusal stays at the record.
#[component]
fn Remove(
    #[prop(into)] name: Signal<String>,
    command: Command,
    refused: RwSignal<Option<String>>,
) -> impl IntoView {
    let bench = Workbench::here();
    let label = move || format!("Delete {}", name.get());
    let press = move |_| {
        let gone = name.get_untracked();
        match send(bench, command.clone()) {
            Ok(()) => bench.tell_with_undo(format!("{gone} deleted")),
            Err(why) => refused.set(Some(why)),
        }
    };
    view! {
        <button type="button" class="btn icon-only rm" title=label aria-label=label disabled=move || bench.is_read_only() on:click=press>
            {crate::ui::components::icon("trash")}
        </button>
    }
}

/// Why something at this place was refused.
#[component]
fn Refused(why: RwSignal<Option<String>>) -> impl IntoView {
    move || {
        why.get().map(|why| view! { <p class="msg bad recrefused" role="alert">{icon_small("error")}<span>{why}</span></p> })
    }
}

/// A line that adds a record: its name, Enter.
#[component]
fn Adder(
    label: &'static str,
    placeholder: &'static str,
    /// What a name stands for.
    make: fn(&Plan, &str) -> Result<Command, String>,
) -> impl IntoView {
    let bench = Workbench::here();
    let text = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let add = move || {
        let typed = text.get_untracked();
        let done = match bench.plan_now(|plan| make(plan, &typed)) {
            Some(Ok(command)) => send(bench, command),
            Some(Err(why)) => Err(why),
            None => Ok(()),
        };
        if done.is_ok() {
            bench.say(format!("{} added", typed.trim()));
            text.set(String::new());
        }
        wrong.set(done.err());
    };
    view! {
        <form
            class="adder"
            on:submit=move |event| {
                event.prevent_default();
                add();
            }
        >
            <label class="field">
                <span class="sr">{label}</span>
                <span class="box" class:is-bad=move || wrong.get().is_some()>
                    <input
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        placeholder=placeholder
                        readonly=move || bench.is_read_only()
                        prop:value=text
                        aria-invalid=move || wrong.get().map(|_| "true")
                        on:input=move |event| {
                            text.set(event_target_value(&event));
                            wrong.set(None);
                        }
                    />
                </span>
            </label>
            <button type="submit" class="btn line">{crate::ui::components::icon("plus")}{label}</button>
            <Refused why=wrong />
        </form>
    }
}

//! The events of the open list: a file of what happened to whom and when, its report, and what was counted of it. Reads nothing itself.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::audience::EventFile;
use crate::browser::files;
use crate::lean::capital;
use crate::ui::components::icon;
use crate::ui::desk::Desk;
use crate::ui::format;
use crate::words;
use crate::worker::protocol::{EventsInfo, ListInfo};

/// The most bytes of a file of events.
const MOST_BYTES: u64 = 200_000_000;

/// The card of events.
#[component]
pub fn Happened(info: std::sync::Arc<ListInfo>) -> impl IntoView {
    let desk = Desk::here();
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let attach = move |_| {
        spawn_local(async move {
            let Some(file) = files::choose(".csv,.tsv,.txt,text/csv").await else { return };
            wrong.set(None);
            busy.set(true);
            let name = file.name();
            let answer = match files::read_bytes(&file, MOST_BYTES).await {
                Ok(bytes) => desk.data().attach_events(&name, bytes).await,
                Err(why) => {
                    busy.try_set(false);
                    wrong.try_set(Some(format::sentence(&why.to_string())));
                    return;
                }
            };
            busy.try_set(false);
            desk.took_over(answer, wrong, || ());
        });
    };
    let detach = move |_| {
        spawn_local(async move { desk.took_over(desk.data().detach_events().await, wrong, || ()) });
    };
    let has = info.events.is_some();
    let body = match info.events.clone() {
        None => view! {
            <header><h2 id="happened" class="t">"What happened to them before?"</h2></header>
            <div class="body stack">
                <p class="muted">"A CSV of events with contact (id or address), event, time and step. It becomes columns of behaviour, and rules can ask: opened at least 2 times in the last 90 days. Who opted out there has said no."</p>
            </div>
        }
        .into_any(),
        Some(events) => view! { <Kept events /> }.into_any(),
    };
    view! {
        <section class="card" aria-labelledby="happened">
            {body}
            <div class="body row row-wrap">
                <button type="button" class="btn line" on:click=attach aria-disabled=move || busy.get().then_some("true")>{icon("import")}{move || if busy.get() { "Reading" } else if has { "Add a file of events" } else { "Attach events" }}</button>
                {has.then(|| view! { <button type="button" class="btn" on:click=detach>"Take events away"</button> })}
            </div>
            {move || wrong.get().map(|why| view! { <p class="msg bad cardmsg" role="alert">{icon("error")}<span>{why}</span></p> })}
        </section>
    }
}

#[component]
fn Kept(events: EventsInfo) -> impl IntoView {
    let title = match events.days {
        Some((from, to)) => format!(
            "{}, {} to {}",
            words::counted(events.events.into(), "event", "events"),
            format::day_year(from),
            format::day_year(to)
        ),
        None => "No event of anybody on the list".to_owned(),
    };
    let kinds = events
        .kinds
        .into_iter()
        .map(|(kind, n, contacts)| {
            view! { <tr><th scope="row">{capital(kind.name())}</th><td class="r">{words::count(n.into())}</td><td class="r">{words::count(contacts.into())}</td></tr> }
        })
        .collect_view();
    let has_kinds = events.events > 0;
    let reports = events.files.into_iter().map(report).collect_view();
    view! {
        <header>
            <div class="t">
                <h2 id="happened">{title}</h2>
                <p class="small muted">"Counted into columns of behaviour"</p>
            </div>
        </header>
        {has_kinds.then(|| view! {
            <table class="table heldtable" aria-labelledby="happened">
                <thead><tr><th scope="col">"Event"</th><th scope="col" class="r">"Times"</th><th scope="col" class="r">"Contacts"</th></tr></thead>
                <tbody>{kinds}</tbody>
            </table>
        })}
        <div class="body stack">{reports}</div>
    }
}

/// What came of a file, and where it does not read.
fn report(file: EventFile) -> impl IntoView {
    let passed: Vec<String> =
        file.passed_over.iter().map(|(word, n)| format!("{word} {}", words::count((*n).into()))).collect();
    let rest = [
        (file.known > 0).then(|| format!("{} known already", words::count(file.known.into()))),
        (file.strangers > 0)
            .then(|| format!("{} about nobody on the list", words::count(file.strangers.into()))),
        (!passed.is_empty()).then(|| format!("no events: {}", passed.join(", "))),
    ];
    let rest: Vec<String> = rest.into_iter().flatten().collect();
    let n = file.n_problems;
    let problems = file
        .problems
        .into_iter()
        .take(12)
        .map(|problem| {
            let cell = if problem.cell.is_empty() { "empty".to_owned() } else { format!("“{}”", problem.cell) };
            view! { <li class="small"><b class="num">{format!("Row {}", words::count(problem.row.into()))}</b>{format!(", column {}: {cell} is {}", problem.column, problem.why)}</li> }
        })
        .collect_view();
    view! {
        <div class="eventfile">
            <p><b class="breaks">{file.name}</b>{format!(": {} of {} taken", words::count(file.taken.into()), words::counted(file.rows.into(), "row", "rows"))}</p>
            {(!rest.is_empty()).then(|| view! { <p class="small muted">{capital(&rest.join(" · "))}</p> })}
            {(n > 0).then(|| view! {
                <details>
                    <summary class="small">{format!("{} not read", words::counted(n.into(), "row does", "rows do"))}</summary>
                    <ul class="eventwrongs">{problems}</ul>
                </details>
            })}
        </div>
    }
}

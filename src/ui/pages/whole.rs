//! Whole plan: its sequences side by side, planned in one run, and which of them waits for which. The numbers come from the data worker,
//! the sentences from `words`.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::forecast::NoList;
use super::{Group, PageEntry};
use crate::ui::components::Empty;
use crate::ui::desk::{Desk, ListState};
use crate::ui::erased::{effect, memo};
use crate::ui::frame::Head;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::words::{self, Table};
use crate::worker::protocol::{Code, Failure, WholeInfo};

/// This page in the registry.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::Whole,
    group: Group::Rehearse,
    name: "Whole plan",
    glyph: "score",
    bottom: None,
    count: |_| None,
    view: |_| view! { <WholePage /> }.into_any(),
};

#[component]
fn WholePage() -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let info = RwSignal::new(None::<Arc<WholeInfo>>);
    let failure = RwSignal::new(None::<Failure>);
    let is_busy = RwSignal::new(false);
    let asked = StoredValue::new(0_u32);
    let revision = bench.revision();
    effect(move |_| {
        revision.track();
        let is_open = desk.list.with(|list| matches!(list, ListState::Open(_)));
        asked.update_value(|asked| *asked += 1);
        if !is_open {
            info.set(None);
            return;
        }
        let number = asked.get_value();
        is_busy.set(true);
        spawn_local(async move {
            let answer = desk.data().whole(desk.today()).await;
            // the page may be gone, or a newer plan asked about
            if asked.try_get_value() == Some(number) {
                is_busy.set(false);
                failure.set(answer.as_ref().err().filter(|why| why.code != Code::Cancelled).cloned());
                if let Ok(found) = answer {
                    info.set(Some(Arc::new(found)));
                }
            }
        });
    });
    let told = memo(move |_| {
        let info = info.get()?;
        bench.session.with(|session| {
            let plan = session.as_ref()?.plan();
            let left_out: Vec<String> = info
                .left_out
                .iter()
                .filter_map(|id| plan.sequences.get(id))
                .map(|sequence| sequence.name.clone())
                .collect();
            Some((
                words::whole_words(plan, &info.waits),
                words::in_plan_table(plan, &info.sequences),
                words::waits_table(plan, &info.waits),
                left_out.join(", "),
            ))
        })
    });
    let body = move || {
        match (told.get(), failure.get(), desk.list.get()) {
        (_, _, ListState::None) => view! { <NoList what="A plan’s load" /> }.into_any(),
        (_, Some(failure), _) => view! {
            <Empty glyph="warn" title="The plan could not be looked at whole" words=words::sentence(&failure.message) />
        }
        .into_any(),
        (None, ..) => {
            view! { <Empty glyph="score" title="Planning" words="Each sequence among the others, and alone." /> }.into_any()
        }
        (Some((finding, sequences, waits, left_out)), ..) => view! {
            <p class="lead">{finding}</p>
            <p class="small muted">
                "Planned if nobody reacts, all sequences in one run over mailboxes, people and contacts. Late: on a later day than the contact’s own hours and place allow. Sequences that events let people into have no dates yet and are not in it."
                {(!left_out.is_empty()).then(|| format!(" Not in it, because they cannot run: {left_out}."))}
            </p>
            {tabled("Sequences", sequences)}
            {(!waits.rows.is_empty()).then(|| tabled("Who waits for whom", waits))}
        }
        .into_any(),
    }
    };
    view! {
        <Head title="Whole plan" sub="">
            {move || (is_busy.get() && info.with(Option::is_some)).then(|| view! { <span class="live busy">"Planning"</span> })}
        </Head>
        <div class="scroll" tabindex="0" role="region" aria-label="Whole plan">
            <div class="page wholepage" class:is-behind=is_busy>{body}</div>
        </div>
    }
}

/// A table in its card; numbers stand right.
fn tabled(title: &'static str, table: Table) -> impl IntoView {
    let is_number = |cell: &String| cell.starts_with(|c: char| c.is_ascii_digit());
    let right: Vec<bool> = (0..table.head.len())
        .map(|at| at > 0 && table.rows.iter().all(|row| row.get(at).is_some_and(is_number)))
        .collect();
    let class = |at: usize| if right.get(at) == Some(&true) { "r num" } else { "" };
    let head = table.head.iter().enumerate().map(|(at, name)| {
        view! { <th scope="col" class=class(at)>{name.clone()}</th> }
    });
    let head = head.collect_view();
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().enumerate().map(|(at, cell)| match at {
            0 => view! { <th scope="row">{cell.clone()}</th> }.into_any(),
            _ => view! { <td class=class(at)>{cell.clone()}</td> }.into_any(),
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    view! {
        <section class="card">
            <header><div class="t"><h2>{title}</h2></div></header>
            <div class="tablebox" tabindex="0" role="region" aria-label=title>
                <table class="table">
                    <thead><tr>{head}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

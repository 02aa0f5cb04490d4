//! One contact's touches in order: what one person gets.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Planned;
use super::table::{note_cell, step_cell, time_cell};
use crate::findings::StepName;
use crate::ui::components::Dialog;
use crate::ui::desk::Desk;
use crate::worker::protocol::{ScheduleFilter, ScheduleRow};

/// A contact as the table shows one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Person {
    /// Row of the list.
    pub(super) row: u32,
    /// Name.
    pub(super) name: String,
    /// Company and country.
    pub(super) company: String,
    /// Zone.
    pub(super) zone: String,
}

/// The panel; open while a contact is chosen.
#[component]
pub(super) fn PersonPanel(planned: Planned, names: Signal<Vec<StepName>>) -> impl IntoView {
    let desk = Desk::here();
    let open = RwSignal::new(false);
    let rows = RwSignal::new(None::<Result<Vec<ScheduleRow>, String>>);
    let person = planned.person;
    Effect::new(move |_| open.set(person.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && person.with_untracked(Option::is_some) {
            person.set(None);
        }
    });
    Effect::new(move |_| {
        rows.set(None);
        let (Some(chosen), Some(revision)) =
            (person.get(), planned.info.with_untracked(|info| info.as_ref().map(|info| info.revision)))
        else {
            return;
        };
        let filter = ScheduleFilter { row: Some(chosen.row), ..ScheduleFilter::default() };
        spawn_local(async move {
            let answer = desk.data().schedule_rows(revision, filter, 0, 200).await;
            if person.try_get_untracked().flatten() == Some(chosen) {
                rows.set(Some(answer.map(|(_, rows)| rows).map_err(|failure| failure.message)));
            }
        });
    });
    let title = Signal::derive(move || {
        person.with(|person| {
            person.as_ref().map_or_else(String::new, |person| format!("What {} gets", person.name))
        })
    });
    view! {
        <Dialog open title foot=true>
            <p class="muted">
                {move || person.with(|person| person.as_ref().map(|person| format!("{}. Times in {}.", person.company, person.zone)))}
            </p>
            {move || match rows.get() {
                None => view! { <p class="muted">"Looking it up"</p> }.into_any(),
                Some(Err(why)) => view! { <p class="banner error" role="alert">{why}</p> }.into_any(),
                Some(Ok(rows)) => view! { <ol class="gets">{rows.into_iter().map(|row| touch(row, names)).collect_view()}</ol> }.into_any(),
            }}
        </Dialog>
    }
}

fn touch(row: ScheduleRow, names: Signal<Vec<StepName>>) -> impl IntoView {
    let guard = (!row.only_if.is_empty())
        .then(|| view! { <span class="small muted">{format!("only if {}", row.only_if)}</span> });
    view! {
        <li class:skipped=row.skipped>
            {step_cell(&row, names)}
            <span class="when">{time_cell(&row, true)}</span>
            <span class="small muted">{row.from.clone()}</span>
            {guard}
            {note_cell(&row)}
        </li>
    }
}

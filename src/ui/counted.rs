//! A number with its cause as the way to the contacts or touches behind it, in the schedule.

use leptos::prelude::*;

use super::desk::Desk;
use super::router::Page;
use super::workbench::Workbench;
use crate::worker::protocol::ScheduleFilter;

/// The words of a number; pressed, the schedule shows what it counts, as it is planned.
#[component]
pub fn Counted(
    /// What the schedule is opened with.
    filter: ScheduleFilter,
    /// The number in words.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    view! {
        <a
            class="link num"
            title="Show them in the schedule"
            href=move || bench.href(Page::Schedule)
            on:click=move |_| desk.wanted.set(Some(filter.clone()))
        >
            {words}
        </a>
    }
}

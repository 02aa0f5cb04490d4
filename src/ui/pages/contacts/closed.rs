//! Contacts without an open list: none yet, one that this browser does not have, one that is past its last day.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::overview::RetainForm;
use crate::ui::components::{Empty, icon};
use crate::ui::desk::{Desk, ListState};
use crate::ui::erased::{derive, memo};
use crate::ui::format;
use crate::ui::frame::Head;
use crate::ui::pages::lists::StoredLists;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::worker::protocol::Code;

/// What stands in the place of the list.
#[component]
pub fn NoList() -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let failure = RwSignal::new(None::<String>);
    let demo = move || {
        spawn_local(async move {
            if let Err(wrong) = desk.open_demo().await {
                failure.try_set(Some(format::sentence(&wrong.message)));
            }
        });
    };
    // the plan names a list that this browser does not have: it asks which to take
    let is_missing = memo(move |_| {
        desk.list.with(|list| matches!(list, ListState::Failed(wrong) if wrong.code == Code::NoList))
    });
    let words = move || {
        failure.get().or_else(|| match desk.list.get() {
            ListState::Failed(wrong) if wrong.code != Code::NoList => Some(format::sentence(&wrong.message)),
            _ => None,
        })
    };
    let title = derive(move || {
        if is_missing.get() { "The list of this plan is not in this browser" } else { "No list yet" }
            .to_owned()
    });
    let sentence = derive(move || {
        if is_missing.get() {
            "A list stays where it was imported. Import the file here, or use the plan with another list."
        } else {
            "Bring the people: a CSV as your CRM exports it. It stays in this browser."
        }
        .to_owned()
    });
    view! {
        <Head title="Contacts" />
        <div class="scroll">
            <div class="page">
                {move || {
                    words().map(|words| view! { <div class="banner error" role="alert">{icon("error")}<p>{words}</p></div> })
                }}
                {move || {
                    matches!(desk.list.get(), ListState::Opening)
                        .then(|| view! { <p class="muted" role="status">"Opening the list"</p> })
                }}
                {move || {
                    let locked = matches!(desk.list.get(), ListState::Failed(wrong) if wrong.code == Code::Locked);
                    locked.then(|| view! { <Locked /> })
                }}
                <Show when=move || match desk.list.get() {
                    ListState::Opening => false,
                    ListState::Failed(wrong) => wrong.code != Code::Locked,
                    _ => true,
                }>
                    <Empty glyph="people" title words=sentence>
                        <a class="btn solid" href=move || bench.href(Page::Import)>
                            {icon("import")}
                            "Import a list"
                        </a>
                        <button type="button" class="btn line" on:click=move |_| demo()>"Use the demo list"</button>
                    </Empty>
                    <section class="herelists">
                        <StoredLists />
                    </section>
                </Show>
            </div>
        </div>
    }
}

/// The list of the plan is past its last day: delete it, or say why it is kept longer.
#[component]
fn Locked() -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let delete = move |_| {
        let Some(id) = bench.plan_now(|plan| plan.settings.list.clone()).flatten() else { return };
        desk.delete_locked(id);
    };
    let id = bench.plan_now(|plan| plan.settings.list.clone()).flatten().unwrap_or_default();
    let passed = desk.today().plus_days(-1);
    view! {
        <section class="card lockedcard" aria-labelledby="locked">
            <header><h2 id="locked" class="t">"Keep it longer, with a reason"</h2></header>
            <div class="body stack">
                <RetainForm id until=Some(passed) done=Callback::new(|()| ()) />
                <div class="row">
                    <button type="button" class="btn line bad" on:click=delete>{icon("trash")}"Delete the list"</button>
                    <span class="small muted">"Whoever said no on it stays on a do-not-contact list."</span>
                </div>
            </div>
        </section>
    }
}

//! The lists of this browser: what each is, which plans use it, and the two things to do with it. No page of its own: a dialog on
//! Contacts and on Home, and what a plan without its list asks.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::contacts::{RetainForm, size};
use crate::browser::local;
use crate::calendar::Date;
use crate::ui::components::{Dialog, icon, icon_small};
use crate::ui::desk::Desk;
use crate::ui::erased::effect;
use crate::ui::format;
use crate::ui::keep::Keep;
use crate::ui::workbench::Workbench;
use crate::words;
use crate::worker::protocol::{Kept, ListEntry};

/// A button that shows the lists of this browser.
#[component]
pub fn ListsButton() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="btn" aria-haspopup="dialog" on:click=move |_| open.set(true)>
            {icon("folder")}
            "Lists"
        </button>
        <Dialog open title="Lists in this browser">
            <StoredLists done=Callback::new(move |()| open.set(false)) said="There is no list in this browser." />
        </Dialog>
    }
}

/// The lists, each with what uses it.
#[component]
pub fn StoredLists(
    /// A list was bound to the plan.
    #[prop(optional)]
    done: Option<Callback<()>>,
    /// Said where there is none.
    #[prop(default = "")]
    said: &'static str,
) -> impl IntoView {
    let desk = Desk::here();
    let (bench, keep) = (Workbench::here(), Keep::here());
    let lists = RwSignal::new(None::<Result<Vec<(ListEntry, Vec<String>)>, String>>);
    let bound = bench.read(|plan| plan.settings.list.clone());
    let again = RwSignal::new(0_u32);
    let used = RwSignal::new(None::<u64>);
    effect(move |_| {
        bound.track();
        again.track();
        spawn_local(async move {
            if let Some(bytes) = local::used().await {
                used.try_set(Some(bytes));
            }
        });
        spawn_local(async move {
            let found = desk.data().lists().await.map_err(|failure| format::sentence(&failure.message));
            let mut uses = keep.uses().await;
            let with_users = |entry: ListEntry| {
                let users = uses.remove(&entry.record.id).unwrap_or_default();
                (entry, users)
            };
            lists.try_set(Some(found.map(|found| found.into_iter().map(with_users).collect())));
        });
    });
    move || match lists.get() {
        None => view! { <p class="muted" role="status">"Looking"</p> }.into_any(),
        Some(Err(why)) => {
            view! { <p class="msg bad" role="alert">{icon_small("error")}<span>{why}</span></p> }.into_any()
        }
        Some(Ok(found)) if found.is_empty() => view! { <p class="muted">{said}</p> }.into_any(),
        Some(Ok(found)) => {
            let bytes: u64 = found.iter().map(|(entry, _)| entry.record.bytes).sum();
            let used =
                used.get().map(|used| format!("; all that this page keeps in the browser: {}", size(used)));
            let total = format!("{} of lists{}", size(bytes), used.unwrap_or_default());
            let rows = found
                .into_iter()
                .map(|(entry, names)| {
                    let is_bound = bound.get().flatten().as_deref() == Some(entry.record.id.as_str());
                    view! { <ListRow entry names is_bound again done /> }
                })
                .collect_view();
            view! {
                <ul class="storedlists">{rows}</ul>
                <p class="small muted num">{total}</p>
            }
            .into_any()
        }
    }
}

#[component]
fn ListRow(
    entry: ListEntry,
    /// The plans that use it.
    names: Vec<String>,
    /// The open plan is used with it.
    is_bound: bool,
    again: RwSignal<u32>,
    done: Option<Callback<()>>,
) -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let record = entry.record;
    let (sure, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let when = record.imported_at.get(..10).and_then(|day| day.parse::<Date>().ok());
    let when = when.map(|day| format!(", {}", format::day_year(day))).unwrap_or_default();
    let facts = format!(
        "{}, {}, from {}{when}",
        words::counted(record.rows.into(), "contact", "contacts"),
        if record.bytes == 0 { "size not known".to_owned() } else { size(record.bytes) },
        if record.is_demo { "the demo" } else { record.file_name.as_str() },
    );
    let used = match names.as_slice() {
        [] => "No plan uses it".to_owned(),
        names => format!("Used by {}", names.join(", ")),
    };
    let consequence = format!(
        "{} is deleted from this browser for good, and Cadenza has no other copy of it.{}",
        words::counted(record.rows.into(), "contact", "contacts"),
        match names.as_slice() {
            [] => String::new(),
            [one] => format!(" “{one}” stays as it is and asks for a list."),
            many => format!(" {} plans stay as they are and ask for a list.", many.len()),
        },
    )
    .replace(" contacts is ", " contacts are ");
    let until = record.retain_until.filter(|_| record.is_locked(desk.today()));
    let id = StoredValue::new(record.id);
    let bind = move |_| {
        spawn_local(async move {
            match desk.use_list(&id.get_value()).await {
                Ok(()) => {
                    if let Some(done) = done {
                        done.run(());
                    }
                }
                Err(failure) => drop(wrong.try_set(Some(format::sentence(&failure.message)))),
            }
        });
    };
    let leave_no = RwSignal::new(true);
    let delete = move |_| {
        spawn_local(async move {
            let left = match leave_no.get_untracked() {
                true => desk.data().leave_no(&id.get_value()).await.map(drop),
                false => Ok(()),
            };
            let done = match left {
                Ok(()) => desk.delete_stored(&id.get_value()).await,
                Err(failure) => Err(failure),
            };
            match done {
                Ok(()) => {
                    again.try_update(|n| *n += 1);
                    // a rule that names it has another answer now
                    desk.people_changed();
                }
                Err(failure) => drop(wrong.try_set(Some(format::sentence(&failure.message)))),
            }
        });
    };
    let longer = Callback::new(move |()| again.update(|n| *n += 1));
    let can_bind = !is_bound && until.is_none() && bench.plan_now(|_| ()).is_some();
    let label = format!("Delete {}", record.name);
    let bind_label = format!("Use in this plan: {}", record.name);
    view! {
        <li>
            <div class="listfacts">
                <b>{record.name}</b>
                <span class="small muted num">{facts}</span>
                <span class="small muted">{used}</span>
                {until.map(|day| view! { <span class="chip warn">{icon_small("warn")}{format!("Locked: to be kept until {}", format::day_year(day))}</span> })}
                {(entry.kept == Kept::Tab).then(|| view! { <span class="chip warn">{icon_small("warn")}"In this tab only"</span> })}
            </div>
            {is_bound.then(|| view! { <span class="chip ok">{icon("check")}"In this plan"</span> })}
            {can_bind.then(|| {
                view! {
                    <button type="button" class="btn line dense" aria-label=bind_label disabled=move || bench.is_read_only() on:click=bind>"Use in this plan"</button>
                }
            })}
            <button type="button" class="btn icon-only rm" aria-label=label aria-expanded=move || sure.get().to_string() on:click=move |_| sure.update(|sure| *sure = !*sure)>
                {icon("trash")}
            </button>
            {until.map(|_| view! {
                <div class="listsure">
                    <p class="small muted">"It is past its last day, and no rule reads it: delete it, or say why it is kept longer."</p>
                    <RetainForm id=id.get_value() until done=longer />
                </div>
            })}
            {move || {
                sure.get().then(|| {
                    view! {
                        <div class="listsure">
                            <p>{consequence.clone()}</p>
                            <label class="tick">
                                <input type="checkbox" prop:checked=leave_no on:change=move |event| leave_no.set(event_target_checked(&event)) />
                                <span>"Whoever said no on it stays on a do-not-contact list"</span>
                            </label>
                            <button type="button" class="btn line bad" on:click=delete>"Delete the list"</button>
                            <button type="button" class="btn" on:click=move |_| sure.set(false)>"Keep it"</button>
                        </div>
                    }
                })
            }}
            {move || wrong.get().map(|why| view! { <p class="msg bad listsure" role="alert">{icon_small("error")}<span>{why}</span></p> })}
        </li>
    }
}

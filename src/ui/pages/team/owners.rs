//! The owners: how much each can do, where and when; and those that the list names and the plan does not know.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Adder, Part, Pick, Refused, Remove, calendar_options, send, text_of};
use crate::lean::order;
use crate::model::{Field, OwnerId, Place, StdField, owner_key};
use crate::schedule::SkipCause;
use crate::session::Command;
use crate::session::team::{TeamField, new_owner, new_owners};
use crate::ui::components::{icon_small, severity};
use crate::ui::counted::Counted;
use crate::ui::desk::Desk;
use crate::ui::erased::{effect, memo};
use crate::ui::live::Live;
use crate::ui::workbench::Workbench;
use crate::words::{self, LoadWords, Mark, owner_load};
use crate::worker::protocol::ScheduleFilter;

/// Owners of a list asked for, at most.
const MOST: u32 = 5_000;
/// Unknown owners that are named; the rest is counted.
const NAMED: usize = 8;

/// What the bound list says about owners.
#[derive(Clone, PartialEq, Default)]
struct Listed {
    /// Name and contacts by what names are found by.
    by_key: BTreeMap<String, (String, u32)>,
    /// Contacts without an owner.
    nobody: u32,
}

/// Asks the list for its owners; `None` without a list.
fn listed(desk: Desk) -> RwSignal<Option<Listed>> {
    let found = RwSignal::new(None::<Listed>);
    effect(move |_| {
        let Some(info) = desk.info() else {
            found.set(None);
            return;
        };
        spawn_local(async move {
            let Ok(values) = desk.data().values(Field::Std(StdField::Owner), "", MOST).await else { return };
            let mut listed = Listed { nobody: info.record.rows, ..Listed::default() };
            for (name, n) in values {
                listed.nobody = listed.nobody.saturating_sub(n);
                listed.by_key.entry(owner_key(&name)).or_insert((name, 0)).1 += n;
            }
            found.try_set(Some(listed));
        });
    });
    found
}

/// The section.
#[component]
pub(super) fn Owners() -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let ids = bench.read(|plan| plan.owners.keys().copied().collect::<Vec<_>>());
    let listed = listed(desk);
    let calendars = calendar_options(bench);
    let sub = move || {
        match listed.get() {
        None => "Who does calls, LinkedIn and tasks, one after the other. An owner is found by the name as the list writes it.".to_owned(),
        Some(listed) if listed.by_key.is_empty() => {
            "The list names no owners: its contacts go to these in turn.".to_owned()
        }
        Some(Listed { nobody: 0, .. }) => "Every contact of the list has an owner.".to_owned(),
        Some(listed) => format!(
            "{} of the list {} no owner and {} to these in turn.",
            words::counted(listed.nobody.into(), "contact", "contacts"),
            if listed.nobody == 1 { "has" } else { "have" },
            if listed.nobody == 1 { "goes" } else { "go" },
        ),
    }
    };
    view! {
        <section class="teamsec" aria-labelledby="owners">
            <header>
                <h2 id="owners">"Owners"</h2>
                <p class="small muted">{sub}</p>
            </header>
            <Unknown listed />
            <div class="rechead owner" aria-hidden="true">
                <div class="recbox"><span>"Name"</span><span>"Time zone"</span><span>"Minutes a day"</span><span>"Tasks a day"</span><span>"Hours"</span></div>
                <span class="r">"Contacts"</span>
                <span>"In the forecast"</span>
            </div>
            <ul class="teamlist">
                <For each=move || ids.get().unwrap_or_default() key=|id| *id let:id>
                    <OwnerRow id listed calendars />
                </For>
            </ul>
            <Adder label="Add an owner" placeholder="Name, as the list writes it" make=new_owner />
        </section>
    }
}

#[component]
fn OwnerRow(
    id: OwnerId,
    listed: RwSignal<Option<Listed>>,
    calendars: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let place = Place::Owner(id);
    let refused = RwSignal::new(None);
    let name = text_of(bench, place, TeamField::Name);
    let contacts = move || {
        listed.with(|listed| {
            let listed = listed.as_ref()?;
            let n = listed.by_key.get(&owner_key(&name.get())).map_or(0, |(_, n)| *n);
            let word = if n == 1 { " contact" } else { " contacts" };
            Some(view! { {words::count(n.into())}<span class="narrow">{word}</span> })
        })
    };
    let load = memo(move |_| {
        desk.forecast.with(|forecast| {
            let load = forecast.as_ref()?.owners.iter().find(|load| load.owner == id)?;
            let words = owner_load(load, "");
            let filter = ScheduleFilter { owner: Some(id), ..ScheduleFilter::default() };
            Some(LoadLine::of(&words, filter))
        })
    });
    view! {
        <li><div class="teamrow owner" role="group" aria-label=name>
            <div class="recbox">
                <Part place field=TeamField::Name label="Name" />
                <Part place field=TeamField::Zone label="Time zone" list="zones" />
                <Part place field=TeamField::Minutes label="Minutes a day" keys="numeric" placeholder="no limit" />
                <Part place field=TeamField::Tasks label="Tasks a day" keys="numeric" placeholder="no limit" />
                <Pick place field=TeamField::Calendar label="Hours" options=calendars refused />
            </div>
            <span class="reccount num">{contacts}</span>
            <Load load />
            <Remove name command=Command::DeleteOwner(id) refused />
            <Refused why=refused />
        </div></li>
    }
}

/// What the forecast says about a record's days, and the touches behind it.
#[derive(Clone, PartialEq)]
pub(super) struct LoadLine {
    words: String,
    /// Something is late, given up or left over.
    over: bool,
    filter: ScheduleFilter,
}

impl LoadLine {
    /// The line of a load; pressed, it opens what is late or given up, else all that is done.
    pub(super) fn of(words: &LoadWords, filter: ScheduleFilter) -> LoadLine {
        let first = words.marks.first().map(|(mark, _)| *mark);
        LoadLine {
            words: words::sentence(words.title.trim()),
            over: first.is_some() || !words.notes.is_empty(),
            filter: ScheduleFilter {
                late: first == Some(Mark::Late),
                skipped: (first == Some(Mark::GivenUp)).then_some(SkipCause::Stale),
                ..filter
            },
        }
    }
}

/// The line, as the way to its touches.
#[component]
pub(super) fn Load(load: Memo<Option<LoadLine>>) -> impl IntoView {
    let behind = Live::of(Desk::here()).is_behind();
    view! {
        <span class="recload small num" class:is-behind=behind>
            {move || {
                load.get().map(|LoadLine { words, over, filter }| view! {
                    <span class:over=over>{over.then(|| icon_small("warn"))}<Counted filter words /></span>
                })
            }}
        </span>
    }
}

/// Owners of the list that the plan does not know: one press each, or all.
#[component]
fn Unknown(listed: RwSignal<Option<Listed>>) -> impl IntoView {
    let bench = Workbench::here();
    let known =
        bench.read(|plan| plan.owners.values().map(|owner| owner_key(&owner.name)).collect::<Vec<_>>());
    let unknown = memo(move |_| {
        let known = known.get().unwrap_or_default();
        let mut unknown: Vec<(String, u32)> = listed.with(|listed| {
            let all = listed.iter().flat_map(|listed| &listed.by_key);
            all.filter(|(key, _)| !known.contains(key)).map(|(_, named)| named.clone()).collect()
        });
        order::sort_by(&mut unknown, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        unknown
    });
    let add = move |names: Vec<String>| {
        if let Some(command) = bench.plan_now(|plan| new_owners(plan, &names))
            && send(bench, command).is_ok()
        {
            bench.say(format!("{} added", words::counted(names.len() as u64, "owner", "owners")));
        }
    };
    let all = move || unknown.with(|all| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
    move || {
        let found = unknown.get();
        if found.is_empty() {
            return None;
        }
        let n: u64 = found.iter().map(|(_, n)| u64::from(*n)).sum();
        let title = format!(
            "{} of the list {} not in this plan. Their {} are shared out in turn until you add them.",
            words::counted(found.len() as u64, "owner", "owners"),
            if found.len() == 1 { "is" } else { "are" },
            words::counted(n, "contact", "contacts"),
        );
        let more = found.len().saturating_sub(NAMED);
        let rows = found
            .into_iter()
            .take(NAMED)
            .map(|(name, n)| {
                let own = name.clone();
                let label = format!("Add as owner: {name}");
                view! {
                    <li>
                        <b class="cut">{name}</b>
                        <span class="num muted">{words::counted(n.into(), "contact", "contacts")}</span>
                        <button type="button" class="btn line dense" aria-label=label on:click=move |_| add(vec![own.clone()])>
                            "Add as owner"
                        </button>
                    </li>
                }
            })
            .collect_view();
        Some(view! {
            <div class="unknown" role="status">
                <div class="row row-wrap">
                    {severity("warn")}
                    <p class="grow">{title}</p>
                    <button type="button" class="btn line dense" on:click=move |_| add(all())>"Add all"</button>
                </div>
                <ul>{rows}</ul>
                {(more > 0).then(|| view! { <p class="small muted">{format!("and {more} more")}</p> })}
            </div>
        })
    }
}

//! The list as a table: found, sorted, cut by a segment. The page holds the rows in sight and asks the data worker for others.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::lists::{ListsButton, StoredLists};
use super::{Group, PageEntry};
use crate::chart::Scroll;
use crate::model::{Channel, Field, SegmentId, StdField};
use crate::ui::charts::use_width;
use crate::ui::components::{Button, Dialog, Empty, Find, Select, icon};
use crate::ui::desk::{Desk, ListState};
use crate::ui::format;
use crate::ui::frame::Head;
use crate::ui::keep::Keep;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::worker::protocol::{Code, ListInfo, Rows, View};

/// This page in the registry.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::Contacts,
    fits: |page| matches!(page, Page::Contacts),
    group: Group::Audience,
    name: "Contacts",
    glyph: "people",
    bottom: Some("Audience"),
    count: |_| Desk::here().info().map(|info| u64::from(info.record.rows)),
    view: |_| view! { <Contacts /> }.into_any(),
};

/// Heights of a row (pixels), wide and on a phone.
const ROW: [f64; 2] = [40.0, 76.0];
/// Rows kept beyond those in sight, so that small steps need no question.
const SPARE: u32 = 30;

#[component]
fn Contacts() -> impl IntoView {
    let desk = Desk::here();
    let is_open = Memo::new(move |_| desk.list.with(|list| matches!(list, ListState::Open(_))));
    move || {
        if is_open.get() { view! { <OpenList /> }.into_any() } else { view! { <NoList /> }.into_any() }
    }
}

#[component]
fn NoList() -> impl IntoView {
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
    let is_missing = Memo::new(move |_| {
        desk.list.with(|list| matches!(list, ListState::Failed(wrong) if wrong.code == Code::NoList))
    });
    let words = move || {
        failure.get().or_else(|| match desk.list.get() {
            ListState::Failed(wrong) if wrong.code != Code::NoList => Some(format::sentence(&wrong.message)),
            _ => None,
        })
    };
    let title = Signal::derive(move || {
        if is_missing.get() { "The list of this plan is not in this browser" } else { "No list yet" }
            .to_owned()
    });
    let sentence = Signal::derive(move || {
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
                <Show when=move || !matches!(desk.list.get(), ListState::Opening)>
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

/// The columns to begin with: who, where, whose; those the list has.
fn first_columns(info: &ListInfo) -> Vec<Field> {
    let wanted = [
        StdField::FullName,
        StdField::FirstName,
        StdField::LastName,
        StdField::Title,
        StdField::Company,
        StdField::Country,
        StdField::Email,
        StdField::Owner,
        StdField::Stage,
    ];
    let has = |field: &Field| info.columns.iter().any(|column| column.field == *field);
    let mut fields: Vec<Field> = wanted.into_iter().map(Field::Std).filter(has).collect();
    if fields.is_empty() {
        fields = info.columns.iter().take(8).map(|column| column.field.clone()).collect();
    }
    fields
}

fn label(info: &ListInfo, field: &Field) -> String {
    match field {
        Field::Std(field) => field.label().to_owned(),
        Field::Custom(header) => info
            .columns
            .iter()
            .find(|column| column.field == Field::Custom(header.clone()))
            .map_or_else(|| header.clone(), |column| column.header.clone()),
    }
}

#[component]
fn OpenList() -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let keep = Keep::here();
    let find = RwSignal::new(String::new());
    let segment = RwSignal::new(None::<SegmentId>);
    let sort = RwSignal::new(None::<(Field, bool)>);
    let fields = RwSignal::new(untrack(|| desk.info()).map(|info| first_columns(&info)).unwrap_or_default());
    let choosing = RwSignal::new(false);
    let deleting = RwSignal::new(false);
    let segments = bench.read(|plan| {
        let mut options = vec![(String::new(), "Everybody".to_owned())];
        options.extend(plan.segments.iter().map(|(id, s)| (id.to_string(), s.name.clone())));
        options
    });
    let view = Memo::new(move |_| View {
        // a segment that is gone filters nothing
        rule: segment
            .get()
            .filter(|id| segments.with(|all| all.iter().flatten().any(|(key, _)| *key == id.to_string())))
            .map(crate::model::Rule::Segment),
        today: Some(desk.today()),
        find: find.get().trim().to_owned(),
        sort: sort.get(),
    });
    let name = Signal::derive(move || desk.info().map(|info| info.record.name.clone()).unwrap_or_default());
    let sub = Signal::derive(move || {
        desk.info()
            .map(|info| {
                let n = |n: u32| format::count(u64::from(n));
                format!(
                    "{} contacts at {} companies, from {}",
                    n(info.record.rows),
                    n(info.accounts),
                    info.record.file_name
                )
            })
            .unwrap_or_default()
    });
    let is_demo = move || desk.info().is_some_and(|info| info.record.is_demo);
    view! {
        <Head title=name sub=sub>
            <a class="btn line" href=move || bench.href(Page::Import)>
                {icon("import")}
                "Import"
            </a>
            <ListsButton />
            <Button glyph="trash" label="Delete the list" icon_only=true on_press=move || deleting.set(true) />
        </Head>
        <div class="work peoplework">
            <section class="centre paper people" aria-label="Contacts">
                {move || {
                    is_demo()
                        .then(|| {
                            view! {
                                <div class="banner hint">
                                    {icon("hint")}
                                    <p class="grow">"Fictional people. Import your own list when you are ready."</p>
                                    <button type="button" class="btn dense line" on:click=move |_| keep.remove_demo()>
                                        "Remove the demo"
                                    </button>
                                </div>
                            }
                        })
                }}
                <div class="toolbar">
                    <Find label="Find a contact" placeholder="Find a name, address or company" value=find />
                    <Select
                        label="Segment"
                        value=Signal::derive(move || segment.get().map(|id| id.to_string()).unwrap_or_default())
                        options=Signal::derive(move || segments.get().unwrap_or_default())
                        on_change=Callback::new(move |key: String| segment.set(key.parse().ok()))
                        bare=true
                        dense=true
                    />
                    <button type="button" class="btn dense" on:click=move |_| choosing.set(true)>
                        {icon("table")}
                        "Columns"
                    </button>
                </div>
                <PeopleTable view fields sort />
            </section>
            <aside class="panel wide" aria-label="About the list">
                <Facts />
            </aside>
        </div>
        <Dialog open=choosing title="Columns in the table">
            <ChooseColumns fields />
        </Dialog>
        <Dialog open=deleting title="Delete this list?">
            <p>
                {move || {
                    format!("“{}” is deleted from this browser for good, and Cadenza has no other copy of it. Other lists stay: “Lists” shows them.", name.get())
                }}
            </p>
            <div class="row row-wrap dialogdo">
                <button
                    type="button"
                    class="btn bad"
                    on:click=move |_| {
                        deleting.set(false);
                        desk.delete_list();
                    }
                >
                    "Delete the list"
                </button>
                <button type="button" class="btn line" on:click=move |_| deleting.set(false)>"Keep it"</button>
            </div>
        </Dialog>
    }
}

#[component]
fn ChooseColumns(fields: RwSignal<Vec<Field>>) -> impl IntoView {
    let desk = Desk::here();
    let columns = untrack(|| desk.info()).map(|info| info.columns.clone()).unwrap_or_default();
    view! {
        <ul class="checks">
            {columns
                .into_iter()
                .map(|column| {
                    let own = column.field.clone();
                    let is_on = {
                        let own = own.clone();
                        move || fields.with(|fields| fields.contains(&own))
                    };
                    let name = match &column.field {
                        Field::Std(field) => field.label().to_owned(),
                        Field::Custom(_) => column.header.clone(),
                    };
                    view! {
                        <li>
                            <label class="tick">
                                <input
                                    type="checkbox"
                                    prop:checked=is_on
                                    on:change=move |_| {
                                        fields
                                            .update(|fields| match fields.iter().position(|f| *f == own) {
                                                Some(at) if fields.len() > 1 => drop(fields.remove(at)),
                                                Some(_) => {}
                                                None => fields.push(own.clone()),
                                            });
                                    }
                                />
                                <span>{name}</span>
                            </label>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

#[component]
fn Facts() -> impl IntoView {
    let desk = Desk::here();
    move || {
        desk.info().map(|info| {
            let n = |n: u32| format::count(u64::from(n));
            let reach = info
                .reach
                .iter()
                .filter(|(channel, _)| *channel != Channel::Task)
                .map(|(channel, count)| {
                    view! {
                        <dt>{channel.label()}</dt>
                        <dd class="num">{n(*count)}</dd>
                    }
                })
                .collect_view();
            view! {
                <section class="stack">
                    <h2>"Can be reached by"</h2>
                    <dl class="factlist">{reach}</dl>
                </section>
                <section class="stack">
                    <h2>"Time zones"</h2>
                    <dl class="factlist">
                        <dt>"From the file"</dt>
                        <dd class="num">{n(info.zones.from_file)}</dd>
                        <dt>"Inferred from place or phone"</dt>
                        <dd class="num">{n(info.zones.inferred)}</dd>
                        <dt>"Unknown: the plan's own zone"</dt>
                        <dd class="num">{n(info.zones.unknown)}</dd>
                    </dl>
                </section>
                <section class="stack">
                    <h2>"Where it lies"</h2>
                    <p class="small muted">"In this browser, for whoever uses this browser profile. Never in a plan file, never anywhere else."</p>
                </section>
            }
        })
    }
}

#[component]
fn PeopleTable(
    view: Memo<View>,
    fields: RwSignal<Vec<Field>>,
    sort: RwSignal<Option<(Field, bool)>>,
) -> impl IntoView {
    let desk = Desk::here();
    let (frame, width) = use_width();
    let row = Memo::new(move |_| ROW[usize::from(width.get() > 0.0 && width.get() < 560.0)]);
    let area = NodeRef::<html::Div>::new();
    // the place of the scroll bar, and the rows above the one at the upper edge
    let at = RwSignal::new((0.0_f64, 0.0_f64));
    let rows = RwSignal::new(None::<(u32, Rows)>);
    let wrong = RwSignal::new(None::<String>);
    let asked = StoredValue::new(0_u32);
    let total = move || rows.with(|rows| rows.as_ref().map_or(0, |(_, rows)| rows.total));
    let height = move || area.get_untracked().map_or(600.0, |area| f64::from(area.client_height()));
    let scroll = move |view: f64| Scroll { rows: f64::from(total()), row: row.get(), view };
    let ask = move |from: u32, force: bool| {
        let n = ((height() / row.get_untracked()).ceil() as u32 + 2 * SPARE).min(200);
        let from = from.saturating_sub(SPARE);
        let held =
            rows.with_untracked(|rows| rows.as_ref().map(|(start, rows)| (*start, rows.rows.len() as u32)));
        let seen = (from + SPARE, from + n - SPARE);
        if !force
            && held.is_some_and(|(start, n)| {
                start <= seen.0.saturating_sub(2) && start + n >= seen.1.min(total())
            })
        {
            return;
        }
        let number = asked.get_value() + 1;
        asked.set_value(number);
        let (view, fields) = (view.get_untracked(), fields.get_untracked());
        spawn_local(async move {
            let answer = desk.data().rows(view, from, n, fields).await;
            if asked.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(answer) => {
                    wrong.set(None);
                    rows.set(Some((from, answer)));
                }
                Err(failure) => wrong.set(Some(format::sentence(&failure.message))),
            }
        });
    };
    Effect::new(move |_| {
        view.track();
        fields.track();
        row.track();
        desk.list.track();
        if let Some(area) = area.get_untracked() {
            area.set_scroll_top(0);
        }
        at.set((0.0, 0.0));
        ask(0, true);
    });
    let scrolled = move |_| {
        if let Some(area) = area.get_untracked() {
            let y = f64::from(area.scroll_top());
            // the rows in sight: without the head, which the spacer does not hold
            let beside = f64::from(area.scroll_height()) - untrack(|| scroll(0.0)).height();
            let scroll = untrack(|| scroll(height() - beside));
            let first = scroll.first(at.get_untracked(), y);
            at.set((y, first));
            ask(first as u32, false);
        }
    };
    let start = Memo::new(move |_| rows.with(|rows| rows.as_ref().map_or(0, |(start, _)| *start)));
    let offset = move || scroll(0.0).place(f64::from(start.get()), at.get());
    let info = move || desk.info();
    let heads = move || {
        let Some(info) = info() else { return Vec::new() };
        fields.get().into_iter().map(|field| (label(&info, &field), field)).collect::<Vec<_>>()
    };
    view! {
        <div class="peoplebox" node_ref=frame>
            {move || wrong.get().map(|words| view! { <div class="banner error" role="alert">{icon("error")}<p>{words}</p></div> })}
            <p class="sr" role="status">{move || format::counted(total() as usize, "contact", "contacts")}</p>
            <p class="small muted found num">{move || format::counted(total() as usize, "contact", "contacts")}</p>
            <div class="peoplearea" node_ref=area tabindex="0" role="region" aria-label="Table of contacts" on:scroll=scrolled>
                <table class="table peopletable" aria-rowcount=move || total() + 1>
                    <thead>
                        <tr>
                            {move || {
                                heads()
                                    .into_iter()
                                    .map(|(name, field)| {
                                        let own = field.clone();
                                        let state = move || {
                                            sort.with(|sort| match sort {
                                                Some((by, down)) if *by == field => Some(if *down { "descending" } else { "ascending" }),
                                                _ => None,
                                            })
                                        };
                                        let shown = state.clone();
                                        let press = move |_| {
                                            sort.update(|sort| {
                                                *sort = match sort.take() {
                                                    Some((by, false)) if by == own => Some((by, true)),
                                                    Some((by, true)) if by == own => None,
                                                    _ => Some((own.clone(), false)),
                                                };
                                            });
                                        };
                                        view! {
                                            <th scope="col" aria-sort=state>
                                                <button type="button" class="sorter" on:click=press>
                                                    <span class="cut">{name}</span>
                                                    {move || match shown() {
                                                        Some("ascending") => icon("up").into_any(),
                                                        Some(_) => icon("below").into_any(),
                                                        None => ().into_any(),
                                                    }}
                                                </button>
                                            </th>
                                        }
                                    })
                                    .collect_view()
                            }}
                        </tr>
                    </thead>
                    <tbody style:height=move || format!("{}px", scroll(0.0).height())>
                        {move || {
                            rows.get()
                                .map(|(start, rows)| {
                                    rows.rows
                                        .into_iter()
                                        .enumerate()
                                        .map(|(i, (_, number, cells))| {
                                            let y = move || format!("translateY({}px)", offset() + i as f64 * row.get());
                                            view! {
                                                <tr aria-rowindex=start as usize + i + 2 style:transform=y>
                                                    {cells
                                                        .into_iter()
                                                        .enumerate()
                                                        .map(|(column, cell)| {
                                                            if column == 0 && !cell.is_empty() {
                                                                return view! { <td><Walk number name=cell /></td> }.into_any();
                                                            }
                                                            let title = cell.clone();
                                                            view! { <td><span class="cut" title=title>{cell}</span></td> }.into_any()
                                                        })
                                                        .collect_view()}
                                                </tr>
                                            }
                                        })
                                        .collect_view()
                                })
                        }}
                    </tbody>
                </table>
                {move || {
                    (rows.with(Option::is_some) && total() == 0)
                        .then(|| view! { <p class="muted nobody">"Nobody matches. Clear the search, or choose another segment."</p> })
                }}
            </div>
        </div>
    }
}

/// The first cell of a contact: the way to its walk.
#[component]
fn Walk(number: u32, name: String) -> impl IntoView {
    let bench = Workbench::here();
    let href = move || bench.href(Page::Walk { contact: number, future: None });
    view! { <a class="cut walkto" href=href title=format!("Walk {name} through the sequence")>{name.clone()}</a> }
}

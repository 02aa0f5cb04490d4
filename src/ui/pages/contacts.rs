//! The list as a table: found, sorted, cut by a segment. The page holds the rows in sight and asks the data worker for others.

mod newer; // a newer export
mod overview; // the list at a glance

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use overview::{Overview, RetainForm};

use super::lists::{ListsButton, StoredLists};
use super::{Group, PageEntry};
use crate::audience::Only;
use crate::audience::consent::Channels;
use crate::browser::local;
use crate::chart::Scroll;
use crate::lean::json;
use crate::model::{Basis, Field, FieldKind, Rule, SegmentId, StdField};
use crate::ui::charts::use_width;
use crate::ui::components::{
    Button, Dialog, Empty, Field as TextField, Find, Segmented, Select, Toasts, icon,
};
use crate::ui::desk::{Desk, ListState};
use crate::ui::format;
use crate::ui::frame::Head;
use crate::ui::keep::Keep;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::worker::protocol::{Code, ConsentEdit, ListInfo, Rows, View};

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

/// Which contacts are looked at beside segment and search.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Looked {
    /// Those of whom this is true.
    pub only: Option<Only>,
    /// Those who match a rule, with its words.
    pub rule: Option<(String, Rule)>,
}

impl Looked {
    /// Those of whom this is true.
    pub fn only(only: Only) -> Looked {
        Looked { only: Some(only), ..Looked::default() }
    }

    fn words(&self) -> Option<String> {
        self.only.map(Only::label).or_else(|| self.rule.as_ref().map(|(words, _)| words.clone()))
    }
}

/// Where the columns shown of a list are remembered.
fn preference(list: &str) -> String {
    format!("columns.{list}")
}

/// The columns that were chosen for this list before, as far as it has them.
fn remembered(info: &ListInfo) -> Option<Vec<Field>> {
    let text = local::preference(&preference(&info.record.id))?;
    let mut fields = json::read::<Vec<Field>>(&text).ok()?;
    fields.retain(|field| info.columns.iter().any(|column| column.field == *field));
    (!fields.is_empty()).then_some(fields)
}

#[component]
fn OpenList() -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let keep = Keep::here();
    let find = RwSignal::new(String::new());
    let segment = RwSignal::new(None::<SegmentId>);
    let sort = RwSignal::new(None::<(Field, bool)>);
    let looked = RwSignal::new(Looked::default());
    let shows_rows = RwSignal::new(true);
    let fields = RwSignal::new(
        untrack(|| desk.info())
            .map(|info| remembered(&info).unwrap_or_else(|| first_columns(&info)))
            .unwrap_or_default(),
    );
    Effect::new(move |before: Option<()>| {
        let chosen = fields.get();
        let id = untrack(|| desk.info()).map(|info| info.record.id.clone());
        if let (Some(()), Some(id), Ok(text)) = (before, id, json::text(&chosen)) {
            local::set_preference(&preference(&id), Some(&text));
        }
    });
    let choosing = RwSignal::new(false);
    let setting = RwSignal::new(false);
    let consenting = RwSignal::new(false);
    let deleting = RwSignal::new(false);
    let leave_no = RwSignal::new(true);
    let segments = bench.read(|plan| {
        let mut options = vec![(String::new(), "Everybody".to_owned())];
        options.extend(plan.segments.iter().map(|(id, s)| (id.to_string(), s.name.clone())));
        options
    });
    let view = Memo::new(move |_| {
        let looked = looked.get();
        // a segment that is gone filters nothing
        let of_segment = segment
            .get()
            .filter(|id| segments.with(|all| all.iter().flatten().any(|(key, _)| *key == id.to_string())))
            .map(Rule::Segment);
        let rules: Vec<Rule> = of_segment.into_iter().chain(looked.rule.map(|(_, rule)| rule)).collect();
        View {
            rule: (!rules.is_empty()).then_some(Rule::All(rules)),
            today: Some(desk.today()),
            find: find.get().trim().to_owned(),
            only: looked.only,
            sort: sort.get(),
        }
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
    let says_no = move || desk.info().map_or(0, |info| info.standing.must_not);
    let total = RwSignal::new(0_u32);
    let toasts = expect_context::<Toasts>();
    let csv = move |_| {
        spawn_local(async move {
            match desk.data().list_csv(view.get_untracked(), fields.get_untracked(), false).await {
                Ok(file) => drop(crate::browser::files::save(&file.name, &file.media_type, &file.bytes)),
                Err(failure) => toasts.tell(format::sentence(&failure.message)),
            }
        });
    };
    view! {
        <Head title=name sub=sub>
            <Segmented
                label="What is shown"
                options=vec![("overview", "Overview", ""), ("rows", "Rows", "")]
                value=Signal::derive(move || if shows_rows.get() { "rows" } else { "overview" }.to_owned())
                on_change=Callback::new(move |key: &'static str| shows_rows.set(key == "rows"))
            />
            <a class="btn line" href=move || bench.href(Page::Import)>
                {icon("import")}
                "Import"
            </a>
            <ListsButton />
            <Button glyph="trash" label="Delete the list" icon_only=true on_press=move || deleting.set(true) />
        </Head>
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
        {move || {
            if !shows_rows.get() {
                let look = Callback::new(move |wanted: Looked| {
                    looked.set(wanted);
                    segment.set(None);
                    find.set(String::new());
                    shows_rows.set(true);
                });
                return view! { <Overview look /> }.into_any();
            }
            view! {
                <section class="people paper" aria-label="Contacts">
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
                        {move || {
                            looked.with(Looked::words).map(|words| {
                                let label = format!("Show everybody again, not only: {words}");
                                view! {
                                    <button type="button" class="chip answer lookedat" aria-label=label title="Show everybody again" on:click=move |_| looked.set(Looked::default())>
                                        {words}{icon("close")}
                                    </button>
                                }
                            })
                        }}
                        <span class="push row row-wrap">
                            <button type="button" class="btn dense" on:click=move |_| choosing.set(true)>
                                {icon("table")}
                                "Columns"
                            </button>
                            <button type="button" class="btn dense" on:click=move |_| setting.set(true)>
                                {icon("edit")}
                                "Set a field"
                            </button>
                            <button type="button" class="btn dense" on:click=move |_| consenting.set(true)>
                                {icon("check")}
                                "Set consent"
                            </button>
                            <button type="button" class="btn dense" title="These contacts with these columns, safe for spreadsheets" on:click=csv>
                                {icon("export")}
                                "CSV"
                            </button>
                        </span>
                    </div>
                    <PeopleTable view fields sort found=total />
                </section>
            }
                .into_any()
        }}
        <Dialog open=choosing title="Columns in the table">
            <ChooseColumns fields />
        </Dialog>
        <Dialog open=consenting title="Set consent">
            <SetConsent view total open=consenting />
        </Dialog>
        <Dialog open=setting title="Set a field">
            <SetField view total open=setting />
        </Dialog>
        <Dialog open=deleting title="Delete this list?">
            <p>
                {move || {
                    format!("“{}” is deleted from this browser for good, with its state before, and Cadenza has no other copy of it. Other lists stay: “Lists” shows them.", name.get())
                }}
            </p>
            {move || (says_no() > 0).then(|| view! {
                <label class="tick">
                    <input type="checkbox" prop:checked=leave_no on:change=move |event| leave_no.set(event_target_checked(&event)) />
                    <span>"Whoever said no on it stays on a do-not-contact list"</span>
                </label>
            })}
            <div class="row row-wrap dialogdo">
                <button
                    type="button"
                    class="btn bad"
                    on:click=move |_| {
                        deleting.set(false);
                        desk.delete_list(leave_no.get_untracked() && says_no() > 0);
                    }
                >
                    "Delete the list"
                </button>
                <button type="button" class="btn line" on:click=move |_| deleting.set(false)>"Keep it"</button>
            </div>
        </Dialog>
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

/// Enters consent for every contact that is shown, or lifts what says no to them, with a reason; one press takes it back.
#[component]
fn SetConsent(view: Memo<View>, total: RwSignal<u32>, open: RwSignal<bool>) -> impl IntoView {
    let desk = Desk::here();
    let toasts = expect_context::<Toasts>();
    let edits: Vec<(String, ConsentEdit)> = Basis::ALL
        .into_iter()
        .map(|basis| (format!("Given: {}", basis.name()), ConsentEdit::Given(basis)))
        .chain([
            ("Refused".to_owned(), ConsentEdit::Refused),
            ("Lift the “no” that is there".to_owned(), ConsentEdit::Lift),
        ])
        .collect();
    let options: Vec<(String, String)> =
        edits.iter().enumerate().map(|(index, (words, _))| (index.to_string(), words.clone())).collect();
    let (chosen, why, wrong) =
        (RwSignal::new(0_usize), RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let channels = RwSignal::new(Channels::EMAIL);
    let ticks = Channels::ALL
        .iter()
        .map(|channel| {
            let own = Channels::of(channel);
            view! {
                <label class="tick">
                    <input
                        type="checkbox"
                        prop:checked=move || channels.get().has(channel)
                        on:change=move |event| {
                            let is_on = event_target_checked(&event);
                            channels.update(|all| {
                                let rest = all.iter().filter(|other| *other != channel);
                                let rest = rest.fold(Channels::NONE, |set, other| set.with(Channels::of(other)));
                                *all = if is_on { rest.with(own) } else { rest };
                            });
                        }
                    />
                    <span>{channel.label()}</span>
                </label>
            }
        })
        .collect_view();
    let set = move |_| {
        let Some((_, edit)) = edits.get(chosen.get_untracked()).cloned() else { return };
        let (view, channels, why) = (view.get_untracked(), channels.get_untracked(), why.get_untracked());
        spawn_local(async move {
            match desk.data().set_consent(view, channels, edit, &why).await {
                Ok(info) => {
                    let what = info.record.last_change.as_ref().map(|change| change.what.clone());
                    open.set(false);
                    desk.changed(info);
                    toasts.offer(what.unwrap_or_default(), "Undo", move || desk.restore());
                }
                Err(failure) => drop(wrong.try_set(Some(format::sentence(&failure.message)))),
            }
        });
    };
    view! {
        <div class="stack">
            <Select
                label="From now on"
                value=Signal::derive(move || chosen.get().to_string())
                options=Signal::derive(move || options.clone())
                on_change=Callback::new(move |key: String| chosen.set(key.parse().unwrap_or_default()))
            />
            <fieldset class="checks"><legend class="small muted">"On"</legend>{ticks}</fieldset>
            <TextField
                label="Why"
                value=Signal::derive(move || why.get())
                take=Callback::new(move |text: String| {
                    why.set(text);
                    Ok(())
                })
                live=true
                note=Signal::derive(|| Some("It stands beside the contact as the source".to_owned()))
            />
            {move || wrong.get().map(|words| view! { <p class="msg bad" role="alert">{icon("error")}<span>{words}</span></p> })}
            <div class="row row-wrap dialogdo">
                <button type="button" class="btn solid" on:click=set>{move || format!("Set it for {}", format::counted(total.get() as usize, "contact", "contacts"))}</button>
                <button type="button" class="btn line" on:click=move |_| open.set(false)>"Leave it"</button>
            </div>
        </div>
    }
}

/// Sets a field in every contact that is shown; one press takes it back.
#[component]
fn SetField(view: Memo<View>, total: RwSignal<u32>, open: RwSignal<bool>) -> impl IntoView {
    let desk = Desk::here();
    let toasts = expect_context::<Toasts>();
    let columns = untrack(|| desk.info()).map(|info| info.columns.clone()).unwrap_or_default();
    let offered: Vec<(Field, String, FieldKind)> = {
        let mut all: Vec<(Field, String, FieldKind)> = [StdField::Owner, StdField::Stage]
            .into_iter()
            .map(|field| (Field::Std(field), field.label().to_owned(), field.kind()))
            .collect();
        for column in columns {
            if !all.iter().any(|(field, ..)| *field == column.field) {
                let name = match &column.field {
                    Field::Std(field) => field.label().to_owned(),
                    Field::Custom(_) => column.header.clone(),
                };
                all.push((column.field.clone(), name, column.kind));
            }
        }
        all
    };
    let options: Vec<(String, String)> =
        offered.iter().enumerate().map(|(index, (_, name, _))| (index.to_string(), name.clone())).collect();
    let offered = StoredValue::new(offered);
    let (chosen, value, why) =
        (RwSignal::new(0_usize), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<String>);
    let note = Signal::derive(move || {
        let kind = offered.with_value(|all| all.get(chosen.get()).map(|(_, _, kind)| *kind));
        Some(
            match kind {
                Some(FieldKind::YesNo) => "yes or no; empty takes the value away",
                Some(FieldKind::Date) => "A date such as 2026-11-30; empty takes the value away",
                Some(FieldKind::Number) => "A number; empty takes the value away",
                Some(FieldKind::List) => "Several with a semicolon between; empty takes the value away",
                _ => "Empty takes the value away",
            }
            .to_owned(),
        )
    });
    let typed = |signal: RwSignal<String>| {
        Callback::new(move |text: String| {
            signal.set(text);
            Ok(())
        })
    };
    let set = move |_| {
        let Some(field) =
            offered.with_value(|all| all.get(chosen.get_untracked()).map(|(field, ..)| field.clone()))
        else {
            return;
        };
        let (view, value, why) = (view.get_untracked(), value.get_untracked(), why.get_untracked());
        spawn_local(async move {
            match desk.data().set_value(view, field, &value, &why).await {
                Ok(info) => {
                    let what = info.record.last_change.as_ref().map(|change| change.what.clone());
                    open.set(false);
                    desk.changed(info);
                    toasts.offer(what.unwrap_or_default(), "Undo", move || desk.restore());
                }
                Err(failure) => drop(wrong.try_set(Some(format::sentence(&failure.message)))),
            }
        });
    };
    view! {
        <div class="stack">
            <Select
                label="Field"
                value=Signal::derive(move || chosen.get().to_string())
                options=Signal::derive(move || options.clone())
                on_change=Callback::new(move |key: String| chosen.set(key.parse().unwrap_or_default()))
            />
            <TextField label="Value" value=Signal::derive(move || value.get()) take=typed(value) live=true note />
            <TextField label="Why" value=Signal::derive(move || why.get()) take=typed(why) live=true />
            {move || wrong.get().map(|words| view! { <p class="msg bad" role="alert">{icon("error")}<span>{words}</span></p> })}
            <div class="row row-wrap dialogdo">
                <button type="button" class="btn solid" on:click=set>{move || format!("Set it for {}", format::counted(total.get() as usize, "contact", "contacts"))}</button>
                <button type="button" class="btn line" on:click=move |_| open.set(false)>"Leave it"</button>
            </div>
        </div>
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
fn PeopleTable(
    view: Memo<View>,
    fields: RwSignal<Vec<Field>>,
    sort: RwSignal<Option<(Field, bool)>>,
    found: RwSignal<u32>,
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
    let widths = RwSignal::new(String::new());
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
                    found.set(answer.total);
                    if from == 0 {
                        widths.set(fitting(&answer));
                    }
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
                <table class="table peopletable" style:--columns=widths aria-rowcount=move || total() + 1>
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
                                                            if column == 0 {
                                                                let name = if cell.is_empty() { "No name".to_owned() } else { cell };
                                                                return view! { <td><Walk number name /></td> }.into_any();
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

/// The widths of the columns as a grid: what stands in nine of ten of the first cells has room; who is short gives to who is long.
fn fitting(rows: &Rows) -> String {
    let columns = rows.rows.first().map_or(0, |(_, _, cells)| cells.len());
    let width = |column: usize| {
        let mut lengths: Vec<usize> = rows
            .rows
            .iter()
            .filter_map(|(_, _, cells)| cells.get(column))
            .map(|cell| cell.chars().count())
            .collect();
        lengths.sort_unstable();
        let most = lengths.get(lengths.len().saturating_sub(1) * 9 / 10).copied().unwrap_or_default();
        let pixels = (most * 7 + 24).clamp(88, 280);
        format!("minmax({pixels}px, {pixels}fr)")
    };
    (0..columns).map(width).collect::<Vec<_>>().join(" ")
}

/// The first cell of a contact: the way to its walk.
#[component]
fn Walk(number: u32, name: String) -> impl IntoView {
    let bench = Workbench::here();
    let href = move || bench.href(Page::Walk { contact: number, future: None });
    view! { <a class="cut walkto" href=href title=format!("Walk {name} through the sequence")>{name.clone()}</a> }
}

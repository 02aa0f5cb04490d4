//! The list as a table: found, sorted, cut by a segment. The page holds the rows in sight and asks the data worker for others.

mod bulk; // what is set in everybody that is shown
mod chosen; // single rows
mod closed; // no list, or one that is locked
mod doubles; // rows that were merged
mod events; // what happened to them
mod newer; // a newer export
mod overview; // the list at a glance
mod person; // one contact
mod suspects; // columns that may say no
mod table; // the rows

use leptos::prelude::*;
use leptos::task::spawn_local;

use bulk::{SetConsent, SetField};
use chosen::Chosen;
use closed::NoList;
use doubles::Doubles;
use overview::Overview;
pub use overview::{RetainForm, size};
use person::Person;
use table::{ChooseColumns, PeopleTable};

use super::lists::ListsButton;
use super::{Group, PageEntry};
use crate::audience::Only;
use crate::audience::consent::Channels;
use crate::browser::local;
use crate::lean::json;
use crate::model::{Channel, ConsentState, Field, Rule, SegmentId, StdField};
use crate::ui::components::{Button, Dialog, Find, Segmented, Select, Toasts, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, effect, memo};
use crate::ui::format;
use crate::ui::frame::Head;
use crate::ui::keep::Keep;
use crate::ui::looked::Looked;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::worker::protocol::{ListInfo, Shown, View};

/// This page in the registry.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::Contacts,
    group: Group::Audience,
    name: "Contacts",
    glyph: "people",
    bottom: Some("Audience"),
    count: |_| Desk::here().info().map(|info| u64::from(info.record.rows)),
    view: |_| view! { <Contacts /> }.into_any(),
};

#[component]
fn Contacts() -> impl IntoView {
    let desk = Desk::here();
    // another list has other columns, and nobody of it is chosen
    let open = memo(move |_| desk.info().map(|info| info.record.id.clone()));
    move || {
        if open.get().is_some() { view! { <OpenList /> }.into_any() } else { view! { <NoList /> }.into_any() }
    }
}

/// The columns to begin with: who, where, whose; those the list has.
fn first_columns(info: &ListInfo) -> Vec<Shown> {
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
    fields.into_iter().map(Shown::Field).collect()
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

/// Where the columns shown of a list are remembered.
fn preference(list: &str) -> String {
    format!("columns.{list}")
}

/// The columns that were chosen for this list before, as far as it has them.
fn remembered(info: &ListInfo) -> Option<Vec<Shown>> {
    let text = local::preference(&preference(&info.record.id))?;
    let mut shown = json::read::<Vec<Shown>>(&text).ok()?;
    shown.retain(|shown| match shown {
        Shown::Field(field) => info.columns.iter().any(|column| column.field == *field),
        Shown::Consent(_) | Shown::Persona | Shown::Fit(_) => true,
    });
    (!shown.is_empty()).then_some(shown)
}

/// The name of a column on screen.
fn shown_label(info: &ListInfo, shown: &Shown) -> String {
    match shown {
        Shown::Field(field) => label(info, field),
        Shown::Consent(channel) => consent_label(*channel),
        Shown::Persona => "Persona".to_owned(),
        Shown::Fit(id) => Workbench::here()
            .plan_now(|plan| plan.scores.get(id).map(|score| score.name.clone()))
            .flatten()
            .unwrap_or_else(|| "Fit".to_owned()),
    }
}

fn consent_label(channel: Channel) -> String {
    format!("{} consent", channel.label())
}

/// Channels on which consent is shown and looked for.
const CONSENTED: [Channel; 5] =
    [Channel::Email, Channel::Call, Channel::Linkedin, Channel::Whatsapp, Channel::Sms];

/// What can be looked for about consent, with the words.
fn consent_filters() -> Vec<(Option<Only>, String)> {
    let mut all =
        vec![(None, "Any consent".to_owned()), (Some(Only::Held), "Must not be contacted".to_owned())];
    for channel in CONSENTED {
        for state in ConsentState::ALL {
            let words = format!("{}: {}", crate::lean::capital(&Channels::of(channel).words()), state.name());
            all.push((Some(Only::Consent(channel, state)), words));
        }
    }
    all
}

#[component]
fn OpenList() -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let keep = Keep::here();
    let find = RwSignal::new(String::new());
    let segment = RwSignal::new(None::<SegmentId>);
    let sort = RwSignal::new(None::<(Shown, bool)>);
    let looked = desk.looked;
    let part = RwSignal::new("rows");
    let person = RwSignal::new(None::<(u32, String)>);
    let person_open = RwSignal::new(false);
    let called = RwSignal::new(String::new());
    effect(move |_| {
        if let Some((_, name)) = person.get() {
            called.set(name);
            person_open.set(true);
        }
    });
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
    let view = memo(move |_| {
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
            found: looked.found,
            sort: sort.get(),
            chosen: Vec::new(),
        }
    });
    let chosen = Chosen::new();
    // what is set, copied and exported
    let acted = memo(move |_| {
        let numbers: Vec<u32> = chosen.numbers.with(|all| all.iter().copied().collect());
        if numbers.is_empty() {
            return view.get();
        }
        View { today: Some(desk.today()), sort: sort.get(), chosen: numbers, ..View::default() }
    });
    let people = memo(move |_| desk.info().map(|info| info.record.rows));
    Effect::new(move |before: Option<Option<u32>>| {
        let people = people.get();
        if before.is_some_and(|before| before != people) {
            chosen.clear();
        }
        people
    });
    let name = derive(move || desk.info().map(|info| info.record.name.clone()).unwrap_or_default());
    let sub = derive(move || {
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
    let acted_n = derive(move || match chosen.n() {
        0 => total.get(),
        n => n,
    });
    let filters = StoredValue::new(consent_filters());
    let toasts = expect_context::<Toasts>();
    let give = move |tabs: bool| {
        spawn_local(async move {
            match desk.data().list_csv(acted.get_untracked(), fields.get_untracked(), tabs).await {
                Ok(file) if tabs => {
                    let n = format::counted(acted_n.get_untracked() as usize, "contact", "contacts");
                    let is_copied = crate::browser::files::copy(&String::from_utf8_lossy(&file.bytes)).await;
                    let refused = || "The browser refused the clipboard. Take the CSV file.".to_owned();
                    toasts.tell(if is_copied {
                        format!("{n} copied, safe for spreadsheets")
                    } else {
                        refused()
                    });
                }
                Ok(file) => drop(crate::browser::files::save(&file.name, &file.media_type, &file.bytes)),
                Err(failure) => toasts.tell(format::sentence(&failure.message)),
            }
        });
    };
    view! {
        <Head title=name sub=sub>
            <Segmented
                label="What is shown"
                options=vec![("overview", "Overview", ""), ("doubles", "Duplicates", ""), ("rows", "Rows", "")]
                value=derive(move || part.get().to_owned())
                on_change=Callback::new(move |key: &'static str| part.set(key))
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
            if part.get() == "overview" {
                let look = Callback::new(move |wanted: Looked| {
                    looked.set(wanted);
                    segment.set(None);
                    find.set(String::new());
                    part.set("rows");
                });
                let doubles = Callback::new(move |()| part.set("doubles"));
                return view! { <Overview look doubles /> }.into_any();
            }
            if part.get() == "doubles" {
                return view! { <Doubles /> }.into_any();
            }
            view! {
                <section class="people paper" aria-label="Contacts">
                    <div class="toolbar">
                        <Find label="Find a contact" placeholder="Find a name, address or company" value=find />
                        <Select
                            label="Segment"
                            value=derive(move || segment.get().map(|id| id.to_string()).unwrap_or_default())
                            options=derive(move || segments.get().unwrap_or_default())
                            on_change=Callback::new(move |key: String| segment.set(key.parse().ok()))
                            bare=true
                            dense=true
                        />
                        <Select
                            label="Consent"
                            value=derive(move || {
                                let only = looked.with(|looked| looked.only);
                                let at = filters.with_value(|all| all.iter().position(|(other, _)| *other == only));
                                at.unwrap_or(0).to_string()
                            })
                            options=derive(move || filters.with_value(|all| {
                                all.iter().enumerate().map(|(at, (_, words))| (at.to_string(), words.clone())).collect()
                            }))
                            on_change=Callback::new(move |key: String| {
                                let only = key.parse().ok().and_then(|at: usize| filters.with_value(|all| all.get(at)?.0));
                                looked.update(|looked| (looked.only, looked.called) = (only, None));
                            })
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
                        {move || {
                            let n = chosen.n();
                            (n > 0).then(|| {
                                let words = format!("{} chosen", format::count(u64::from(n)));
                                let label = format!("Choose nobody: {words}");
                                view! {
                                    <button type="button" class="chip answer lookedat" aria-label=label title="Choose nobody" on:click=move |_| chosen.clear()>
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
                            <button type="button" class="btn dense" title="These contacts with these columns, to be put into a spreadsheet" on:click=move |_| give(true)>
                                {icon("copy")}
                                "Copy"
                            </button>
                            <button type="button" class="btn dense" title="These contacts with these columns, safe for spreadsheets" on:click=move |_| give(false)>
                                {icon("export")}
                                "CSV"
                            </button>
                        </span>
                    </div>
                    <PeopleTable view fields sort found=total person chosen />
                </section>
            }
                .into_any()
        }}
        <Dialog open=person_open title=called>
            {move || person.get().map(|(row, _)| view! { <Person row called /> })}
        </Dialog>
        <Dialog open=choosing title="Columns in the table">
            <ChooseColumns fields />
        </Dialog>
        <Dialog open=consenting title="Set consent">
            <SetConsent view=acted total=acted_n open=consenting />
        </Dialog>
        <Dialog open=setting title="Set a field">
            <SetField view=acted total=acted_n open=setting />
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

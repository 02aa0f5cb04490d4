//! Home: a forecast that runs, three doors (any file finds its reader), the plans of this browser, templates.

mod paste;
mod planner;
mod rehearse;
mod starts;
mod wave;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

pub use self::paste::Paste;
use self::planner::{First, Planner};
pub use self::rehearse::Rehearse;
pub use self::starts::Starts;
use crate::browser::files;
use crate::interop::{FileKind, MAX_CADENCE_BYTES, Template, file_kind};
use crate::model::{Plan, StepKind};
use crate::outline::length_in_days;
use crate::store::PlanCard;
use crate::ui::app::FindButton;
use crate::ui::components::{Button, Item, Menu, icon, mark, severity};
use crate::ui::erased::{derive, memo};
use crate::ui::format;
use crate::ui::frame::{Refused, Title};
use crate::ui::keep::{Keep, when};
use crate::ui::rest::{Rest, RestFailed};
use crate::ui::router::{Page, Route};
use crate::ui::score::{MiniScore, Score, score};
use crate::ui::theme::ThemeButton;

/// What can be opened.
const FILES: &str = ".json,.cadenza,.csv,.tsv,.txt,.md,application/json,text/csv,text/plain";
/// So much of a file tells what it is (bytes).
const BEGINNING: f64 = 65_536.0;

/// Opens a file by what is in it: a plan, a template, a cadence, else a list of people.
async fn take(gallery: Gallery, keep: Keep, file: web_sys::File) {
    let beginning = match file.slice_with_f64_and_f64(0.0, BEGINNING) {
        Ok(part) => files::read_bytes(&part, BEGINNING as u64).await.unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    match file_kind(&file.name(), &beginning) {
        FileKind::Json => keep.take_file(file).await,
        FileKind::Text => match files::read_text(&file, MAX_CADENCE_BYTES as u64).await {
            Ok(text) => gallery.pasting.set(Some(text)),
            Err(error) => keep.refuse(format!("{}: {error}", file.name())),
        },
        FileKind::List => keep.import_into(keep.blank("New plan"), file),
    }
}

/// A template as its card shows it.
#[derive(Clone, PartialEq)]
struct Card {
    template: Template,
    score: Score,
    facts: String,
}

/// The templates, and what waits for the first of them: Home shows it, [`Starts`] fills it.
#[derive(Clone, Copy)]
struct Gallery {
    cards: RwSignal<Vec<Card>>,
    /// Why a template could not be read.
    failed: RwSignal<Option<String>>,
    /// Somebody pressed "Open the demo".
    demo_wanted: RwSignal<bool>,
    /// A cadence is being pasted: what has been typed so far.
    pasting: RwSignal<Option<String>>,
}

/// The score of a plan's first sequence, and a line about it.
fn picture(plan: &Plan) -> (Score, String) {
    let Some(id) = plan.sequences.keys().next().copied() else {
        return (Score::default(), "No sequence".to_owned());
    };
    let touches = plan
        .walk(id)
        .into_iter()
        .filter(|visit| matches!(plan.steps.get(&visit.id).map(|step| &step.kind), Some(StepKind::Touch(_))))
        .count();
    let score = score(plan, id);
    let facts = format!(
        "{} over {} on {}",
        format::counted(touches, "touch", "touches"),
        format::counted(length_in_days(plan, id) as usize, "business day", "business days"),
        format::counted(score.staves.len(), "channel", "channels"),
    );
    (score, facts)
}

/// Home.
#[component]
pub fn Home() -> impl IntoView {
    let keep = Keep::here();
    let rest = Rest::here();
    expect_context::<Title>().0.set(String::new());
    let gallery = Gallery {
        cards: RwSignal::new(Vec::new()),
        failed: RwSignal::new(None),
        demo_wanted: RwSignal::new(false),
        pasting: RwSignal::new(None),
    };
    provide_context(gallery);
    provide_context(Planner::new());
    let card = memo(move |_| gallery.cards.with(|cards| cards.first().cloned()));
    let over = RwSignal::new(false);
    let import = move || keep.add(keep.blank("New plan"), Page::Import);
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(file) = files::dropped(&event) {
            spawn_local(async move { take(gallery, keep, file).await });
        }
    };
    let open = move || {
        spawn_local(async move {
            if let Some(file) = files::choose(FILES).await {
                take(gallery, keep, file).await;
            }
        });
    };
    view! {
        <div
            class="homepage"
            class:is-over=move || over.get()
            on:dragover=move |event: web_sys::DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <header class="homebar">
                <span class="brand">{mark()}"Cadenza"</span>
                <span class="push row small muted lockline">{icon("lock")}"No account, no server. Your list never leaves this browser."</span>
                <FindButton />
                <ThemeButton />
            </header>
            <main class="home" id="main">
                <Refused class="banner error round" />
                <RestFailed class="banner error round" />
                <div class="starttop">
                    <h1 tabindex="-1">"Rehearse the sequence before anyone receives it"</h1>
                    <p class="muted">"Example numbers. Change any of them."</p>
                </div>
                <First />
                {rest.view(|parts| (parts.rehearse)())}
                <div class="doors">
                    <section class="door drop" aria-labelledby="door-list">
                        <h2 id="door-list">{icon("import")}"Drop a list"</h2>
                        <div class="doorbody">
                            <p>"A CSV from any CRM makes the answer yours: zones, phones, consent, duplicates. Up to 1,000,000 rows. A plan, a cadence or a template is read too."</p>
                            <p class="lockline">{icon("lock")}<span>"Read in this browser, and kept here. No request is made: the network panel stays empty."</span></p>
                        </div>
                        <div class="row row-wrap">
                            <Button kind="line" label="Import a list" on_press=import />
                            <Button label="Open a file" on_press=open />
                        </div>
                    </section>
                    <section class="door" aria-labelledby="door-paste">
                        <h2 id="door-paste">{icon("text")}"Paste a cadence"</h2>
                        <div class="doorbody">
                            <p>"A table from a sheet, a page or a chat. What was guessed is said."</p>
                            <pre class="cadence" aria-hidden="true">{paste::EXAMPLE}</pre>
                        </div>
                        <div class="row row-wrap">
                            <Button
                                kind="line"
                                label="Paste a cadence"
                                on_press=move || gallery.pasting.update(|text| {
                                    text.get_or_insert_default();
                                })
                            />
                        </div>
                    </section>
                    <DemoCard card on_open=Callback::new(move |()| gallery.demo_wanted.set(true)) />
                </div>
                {move || gallery.pasting.with(Option::is_some).then(|| rest.view(|parts| (parts.paste)()))}
                <Recent />
                <Aside />
                <section>
                    <h2 id="templates" tabindex="-1">"Templates"</h2>
                    <div class="tpls">
                        {rest.view(|parts| (parts.starts)())}
                    </div>
                    {move || gallery.failed.get().map(|why| view! { <p class="msg bad" role="alert">{why}</p> })}
                </section>
            </main>
        </div>
    }
}

#[component]
fn DemoCard(card: Memo<Option<Card>>, on_open: Callback<()>) -> impl IntoView {
    let picture = derive(move || card.get().map(|card| card.score).unwrap_or_default());
    let facts = move || card.get().map(|card| format!("{}, 500 fictional people", card.facts));
    let label = derive(move || card.get().map(|card| format!("Score of the demo sequence: {}", card.facts)));
    view! {
        <section class="door" aria-labelledby="door-template">
            <h2 id="door-template">{icon("template")}"Take a template"</h2>
            <div class="doorbody">
                <p>"Cold outbound on the demo list, or one of those below."</p>
                <div class="demoscore"><MiniScore score=picture height=104.0 scale=0.75 label /></div>
                <p class="small muted num">{facts}</p>
            </div>
            <div class="row row-wrap">
                <Button kind="line" label="Open the demo" on_press=move || on_open.run(()) />
                <Button label="All templates" on_press=to_templates />
            </div>
        </section>
    }
}

/// To the heading of the templates: the keyboard goes on from there.
fn to_templates() {
    if let Some(heading) = document().get_element_by_id("templates") {
        heading.scroll_into_view();
        if let Ok(heading) = heading.dyn_into::<web_sys::HtmlElement>() {
            // it takes the focus by its tabindex
            let _ = heading.focus();
        }
    }
}

/// The plans of this browser.
#[component]
fn Recent() -> impl IntoView {
    let keep = Keep::here();
    let is_empty = memo(move |_| keep.cards.with(Vec::is_empty));
    view! {
        <Show when=move || !is_empty.get()>
            <section>
                <div class="row between">
                    <h2>"Recent plans"</h2>
                    {Rest::here().view(|parts| (parts.lists)())}
                </div>
                <ul class="card reclist">
                    <For each=move || keep.cards.get() key=|card| (card.id.clone(), card.revision) let:card>
                        <PlanRow card />
                    </For>
                </ul>
                <RoomLeft />
            </section>
        </Show>
    }
}

/// How much room is left, said before it is short; and what deleting does.
#[component]
fn RoomLeft() -> impl IntoView {
    let keep = Keep::here();
    let short = move || keep.room.get().filter(|room| room.is_short());
    let words = move || {
        let room = keep.room.get()?;
        let more = room.free.checked_div(room.largest).unwrap_or(0);
        let plans = if more == 0 {
            "not enough for another plan like your largest".to_owned()
        } else {
            format!("enough for {} like your largest", format::counted(more, "more plan", "more plans"))
        };
        Some(format!("{} % of this browser's room for plans is free, {plans}.", room.free_percent()))
    };
    view! {
        {move || {
            short().map(|_| {
                view! {
                    <div class="banner warn round">
                        {severity("warn")}
                        <span class="grow">
                            {words} " Save plans that you do not need as files and delete them, before a save no longer fits."
                        </span>
                    </div>
                }
            })
        }}
        <p class="small muted">
            {move || if short().is_none() { words() } else { None }}
            " Deleting takes a plan out of the app at once and its versions after two minutes. Until the browser tidies up its own files, traces may stay on this disk."
        </p>
    }
}

#[component]
fn PlanRow(card: PlanCard) -> impl IntoView {
    let keep = Keep::here();
    let plan = RwSignal::new(keep.peek(&card.id));
    let said = RwSignal::new(String::new());
    if plan.with_untracked(Option::is_none) {
        let id = card.id.clone();
        spawn_local(async move {
            // it may lie in the database alone
            match keep.look(&id).await {
                Some((found, _)) => drop(plan.try_set(Some(found))),
                None => drop(said.try_set("It cannot be read".to_owned())),
            }
        });
    }
    let seen = memo(move |_| plan.with(|plan| plan.as_ref().map(picture)));
    let score = derive(move || seen.get().map(|(score, _)| score).unwrap_or_default());
    let facts = move || seen.get().map_or_else(|| said.get(), |(_, facts)| facts);
    let is_demo = move || plan.with(|plan| plan.as_ref().is_some_and(|plan| plan.settings.demo));
    let saved = card.saved_at.map(when).unwrap_or_default();
    let href = Route::Plan { id: card.id.clone(), page: Page::Sequence(None) }.href();
    let label = format!("More about {}", card.name);
    let id = StoredValue::new(card.id);
    view! {
        <li class="recrow">
            <span class="thumb"><MiniScore score height=56.0 scale=0.55 /></span>
            <a class="recname" href=href>
                <b class="cut">{card.name}</b>
                <span class="small muted cut">{facts}</span>
            </a>
            <span>{move || is_demo().then(|| view! { <span class="chip">"Demo"</span> })}</span>
            <span class="muted num when">{saved}</span>
            <Menu label>
                <Item label="Duplicate" glyph="copy" on_press=move || keep.duplicate(&id.get_value()) />
                <Item label="Save as a file" glyph="export" on_press=move || keep.export(&id.get_value()) />
                <hr />
                <Item label="Delete" glyph="trash" class="bad" on_press=move || keep.delete(&id.get_value()) />
            </Menu>
        </li>
    }
}

/// Bytes that could not be read: kept, and given out.
#[component]
fn Aside() -> impl IntoView {
    let keep = Keep::here();
    move || {
        let aside = keep.aside.get();
        (!aside.is_empty()).then(|| {
            view! {
                <section>
                    <h2>"Put aside"</h2>
                    {aside
                        .into_iter()
                        .map(|bytes| {
                            let key = bytes.key.clone();
                            let words = format!("Something saved here could not be read whole: {}. Nothing was deleted.", bytes.why);
                            view! {
                                <div class="banner warn round">
                                    {severity("warn")} <span class="grow">{words}</span>
                                    <Button kind="line" glyph="export" label="Download" on_press=move || keep.export_aside(&bytes) />
                                    <Button label="Let it go" on_press=move || keep.forget_aside(&key) />
                                </div>
                            }
                        })
                        .collect_view()}
                </section>
            }
        })
    }
}

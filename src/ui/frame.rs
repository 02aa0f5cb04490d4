//! What stands around every page of a plan: rail or bars, save state, notices. Knows the registry of pages, no page.

use leptos::html;
use leptos::prelude::*;

use super::app::FindButton;
use super::components::{
    Button, Dialog, Empty, Field, Item, Menu, icon, icon_small, mark, open_while, severity,
};
use super::desk::Desk;
use super::keep::{Found, Keep, when};
use super::launch::RuleDialog;
use super::pages::{self, Group, PageEntry};
use super::router::{Page, Route, Router};
use super::theme::ThemeButton;
use super::versions::VersionsDialog;
use super::workbench::{ReadOnly, SaveState, Workbench};
use crate::session::Command;
use crate::session::actions::{Act, entry_of as said};
use crate::ui::erased::{derive, effect, memo};

/// The title of the page in sight: on the phone's top bar and in the window's title.
#[derive(Clone, Copy)]
pub struct Title(pub RwSignal<String>);

/// The frame with a page in it.
#[component]
pub fn Frame() -> impl IntoView {
    let route = Router::here().route;
    let page = memo(move |_| match route.get() {
        Route::Plan { page, .. } => Some(page),
        Route::Home | Route::Unknown => None,
    });
    let more = RwSignal::new(false);
    let keep = Keep::here();
    // another record of the same page is the page's own affair: it is not made anew
    let shown = Memo::new_with_compare(
        move |_| page.get(),
        |a: Option<&Option<Page>>, b| {
            a.map(|page| page.map(Page::whole)) != b.map(|page| page.map(Page::whole))
        },
    );
    let main = NodeRef::<html::Main>::new();
    let skip = move |_| {
        if let Some(main) = main.get_untracked() {
            let _ = main.focus();
        }
    };
    view! {
        <button type="button" class="skip" on:click=skip>"Skip to content"</button>
        <TopBar />
        <div class="shell" class:noplan=move || matches!(keep.found.get(), Found::Nothing | Found::Unreadable)>
            <Rail page />
            <main class="sheet" id="main" tabindex="-1" node_ref=main>
                <Notices />
                {move || match keep.found.get() {
                    Found::Looking => ().into_any(),
                    Found::Open => {
                        move || {
                            let page = shown.get()?;
                            Some(match pages::at(page) {
                                Some(entry) => (entry.view)(page),
                                None => view! { <NoSuchPage /> }.into_any(),
                            })
                        }
                    }
                        .into_any(),
                    Found::Nothing => view! { <NoPlan unreadable=false /> }.into_any(),
                    Found::Unreadable => view! { <NoPlan unreadable=true /> }.into_any(),
                }}
            </main>
        </div>
        <BottomBar page more />
        <MoreSheet page more />
        <VersionsDialog open=keep.versions />
        <RuleDialog />
        <Leaving />
    }
}

/// Asks before a plan that is not saved is left; the file is the way out.
#[component]
fn Leaving() -> impl IntoView {
    let (bench, keep, router) = (Workbench::here(), Keep::here(), Router::here());
    let filed = RwSignal::new(false);
    let wanted = router.wanted;
    effect(move |_| filed.set(wanted.with(Option::is_some) && keep.is_filed()));
    // Escape, the cross, a press beside it: the page stays
    let open = open_while(wanted);
    let in_tab = move || matches!(bench.save.get(), SaveState::TabOnly);
    let title = derive(move || {
        let words = if in_tab() { "This plan is kept in this tab only" } else { "This plan is not saved" };
        words.to_owned()
    });
    let words = move || match bench.save.get() {
        _ if filed.get() => {
            "The file is in your downloads. Open it from Home to go on with the plan.".to_owned()
        }
        SaveState::TabOnly => {
            "The browser keeps nothing for this page. The plan is lost when the tab closes; a file keeps it."
                .to_owned()
        }
        SaveState::Unsaved { words, .. } => {
            format!("{words}. If you leave now, your last edits are lost; a file keeps them.")
        }
        _ => "Saving. It has not been written yet.".to_owned(),
    };
    let file = move || {
        if let Some(id) = bench.plan_now(|plan| plan.id.clone()) {
            keep.export(&id);
            filed.set(keep.is_filed());
        }
    };
    view! {
        <Dialog open title>
            <p>{words}</p>
            <div class="acts">
                <Button kind="line" label="Stay" on_press=move || open.set(false) />
                <Show
                    when=move || filed.get()
                    fallback=move || {
                        view! {
                            <Button kind="bad" label="Leave without a file" on_press=move || keep.let_go() />
                            <Button kind="solid" glyph="export" label="Save as a file" on_press=file />
                        }
                    }
                >
                    <Button kind="solid" label="Leave" on_press=move || keep.let_go() />
                </Show>
            </div>
        </Dialog>
    }
}

#[component]
fn NoPlan(unreadable: bool) -> impl IntoView {
    let keep = Keep::here();
    if unreadable {
        let aside = move || keep.aside.get();
        let bytes = move || aside().iter().for_each(|aside| keep.export_aside(aside));
        return view! {
            <Head title="This plan could not be read" />
            <Empty
                glyph="warn"
                title="Nothing was deleted"
                words="Both saves of this plan in this browser are damaged. Their bytes were put aside; a version that you have as a file can be opened."
            >
                <Show when=move || !aside().is_empty()>
                    <Button kind="solid" glyph="export" label="Download the bytes" on_press=bytes />
                </Show>
                <Button kind="line" glyph="folder" label="Open a file" on_press=move || keep.open_file() />
                <a class="btn line" href="#/">"All plans"</a>
            </Empty>
        }
            .into_any();
    }
    view! {
        <Head title="This plan is not in this browser" />
        <Empty
            glyph="folder"
            title="Plans are kept where they were made"
            words="If you have this one as a file, open the file."
        >
            <Button kind="solid" glyph="folder" label="Open a file" on_press=move || keep.open_file() />
            <a class="btn line" href="#/">"All plans"</a>
        </Empty>
    }
    .into_any()
}

#[component]
fn NoSuchPage() -> impl IntoView {
    view! {
        <Head title="There is nothing at this address" />
        <div class="page"><p><a class="link" href="#/">"All plans"</a></p></div>
    }
}

/// The head of a page: its title, a line under it, and its actions as children. Also names the window.
#[component]
pub fn Head(
    /// The title.
    #[prop(into)]
    title: Signal<String>,
    /// The line under it.
    #[prop(optional, into)]
    sub: Signal<String>,
    /// Actions, the solid one last.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let shown = expect_context::<Title>();
    let bare = children.is_none();
    effect(move |_| shown.0.set(title.get()));
    view! {
        <header class="head" class:bare=bare>
            <div class="grow">
                <h1 class="cut" tabindex="-1">{title}</h1>
                <p class="sub num">{sub}</p>
            </div>
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </header>
    }
}

/// Undo and redo, with the name of what they would do.
#[component]
pub fn UndoButtons() -> impl IntoView {
    let bench = Workbench::here();
    let (undo, redo) = (bench.next_undo(), bench.next_redo());
    let label = |verb: &'static str, name: Memo<Option<String>>| {
        move || name.get().map_or_else(|| verb.to_owned(), |name| format!("{verb}: {name}"))
    };
    view! {
        <button
            type="button"
            class="btn icon-only undo"
            disabled=move || undo.get().is_none()
            title=label("Undo", undo)
            aria-label=label("Undo", undo)
            on:click=move |_| bench.undo()
        >
            {icon("undo")}
        </button>
        <button
            type="button"
            class="btn icon-only undo"
            disabled=move || redo.get().is_none()
            title=label("Redo", redo)
            aria-label=label("Redo", redo)
            on:click=move |_| bench.redo()
        >
            {icon("redo")}
        </button>
    }
}

// ---- save state -----------------------------------------------------------------------------------------------------------

/// How the plan is kept, in a line.
#[component]
pub fn SaveLine(
    /// With "in this browser".
    #[prop(default = false)]
    long: bool,
) -> impl IntoView {
    let bench = Workbench::here();
    move || {
        let (class, glyph, words) = match bench.save.get() {
            SaveState::Saved(at) if long => ("save", "check", format!("Saved in this browser, {at}")),
            SaveState::Saved(at) => ("save", "check", format!("Saved, {at}")),
            SaveState::Saving => ("save busy", "history", "Saving".to_owned()),
            SaveState::Nothing => return ().into_any(),
            SaveState::Partly { words, .. } => ("save warn", "warn", words),
            SaveState::Unsaved { words, .. } => ("save warn", "warn", words),
            SaveState::TabOnly => ("save warn", "warn", "Kept in this tab only".to_owned()),
            SaveState::ReadOnly(ReadOnly::OtherTab) => {
                ("save still", "lock", "Read only: open in another tab".to_owned())
            }
            SaveState::ReadOnly(ReadOnly::Newer(_)) => {
                ("save still", "lock", "Read only: made by a newer version".to_owned())
            }
        };
        let title = words.clone();
        view! { <span class=class title=title>{icon_small(glyph)}<span class="label">{words}</span></span> }
            .into_any()
    }
}

/// What holds for the whole page, above it.
#[component]
fn Notices() -> impl IntoView {
    let bench = Workbench::here();
    view! {
        <div class="notices">
            {move || {
                let words = match bench.save.get() {
                    SaveState::Unsaved { words, .. } => {
                        Some(("warn", format!("{words}. Your last edits are only in this tab.")))
                    }
                    SaveState::Partly { words, why, is_early, is_full } => {
                        let then = match (is_early, is_full) {
                            (true, _) => "If the browser is killed, the last minutes may be lost.",
                            (false, true) => "It opens from there. Make room by deleting plans that you do not need.",
                            (false, false) => "It opens from there.",
                        };
                        Some((if is_early { "warn" } else { "hint" }, format!("{words}. {why}. {then}")))
                    }
                    SaveState::TabOnly => Some((
                        "warn",
                        "This browser keeps nothing for this page (a private window, or storage that is switched off). The plan is in this tab only; a file keeps it."
                            .to_owned(),
                    )),
                    SaveState::ReadOnly(ReadOnly::Newer(schema)) => {
                        Some((
                            "error",
                            format!(
                                "This plan was made by a newer Cadenza (schema {schema}, this one reads {}). Opened to read; nothing will be written.",
                                crate::model::SCHEMA,
                            ),
                        ))
                    }
                    SaveState::ReadOnly(ReadOnly::OtherTab) => {
                        Some(("hint", "This plan is open in another tab, so it is read only here.".to_owned()))
                    }
                    _ => None,
                };
                words.map(|(kind, words)| {
                    view! {
                        <div class=format!("banner {kind}")>
                            {severity(kind)} <span class="grow">{words}</span>
                            <NoticeActions />
                        </div>
                    }
                })
            }}
            <Damaged />
            <Apart />
            <Refused />
            <LongWork />
        </div>
    }
}

/// What the worker has been busy with for long, and a button that ends it.
#[component]
fn LongWork() -> impl IntoView {
    let desk = use_context::<Desk>();
    let busy = move || desk.and_then(|desk| desk.busy.get());
    // the words are said once; the seconds go on without being read out again and again
    let doing = memo(move |_| busy().map(|(doing, _)| doing));
    let seconds = move || busy().map(|(_, seconds)| seconds).unwrap_or_default();
    move || {
        doing.get().map(|doing| {
            view! {
                <div class="banner hint" role="status">
                    {severity("hint")}
                    <span class="grow">
                        {doing} " takes long: " <span class="num" aria-hidden="true">{seconds} " s"</span>
                        " so far. The rest of the page goes on."
                    </span>
                    <button
                        type="button"
                        class="btn line dense"
                        on:click=move |_| {
                            if let Some(desk) = desk {
                                desk.stop_work();
                            }
                        }
                    >
                        "Stop"
                    </button>
                </div>
            }
        })
    }
}

/// That an older save opened in the place of a damaged one, what is missing, and its bytes.
#[component]
fn Damaged() -> impl IntoView {
    let keep = Keep::here();
    move || {
        keep.missing.get().map(|missing| {
            let which = match missing.newer {
                Some(newer) => format!("The save of {} is damaged", when(newer)),
                None => "A later save may have been there, which is damaged".to_owned(),
            };
            let words = format!(
                "{which} ({}). The one before it is open, of {}: what was changed since is missing here. The damaged bytes were put aside.",
                missing.bytes.why,
                when(missing.opened),
            );
            let bytes = missing.bytes;
            view! {
                <div class="banner warn" role="alert">
                    {severity("warn")} <span class="grow">{words}</span>
                    <Button kind="line" glyph="export" label="Download the bytes" on_press=move || keep.export_aside(&bytes) />
                    <Button glyph="close" icon_only=true label="Close" on_press=move || keep.missing.set(None) />
                </div>
            }
        })
    }
}

/// That another save of the plan was found and is kept as a version.
#[component]
fn Apart() -> impl IntoView {
    let keep = Keep::here();
    move || {
        keep.apart.get().map(|version| {
            let words = format!(
                "The two stores of this browser held different saves of this plan. The one of {} was kept as the version “{}”.",
                when(version.at),
                version.name,
            );
            view! {
                <div class="banner warn" role="status">
                    {severity("warn")} <span class="grow">{words}</span>
                    <Button kind="line" glyph="history" label="Versions" on_press=move || keep.versions.set(true) />
                    <Button glyph="close" icon_only=true label="Close" on_press=move || keep.apart.set(None) />
                </div>
            }
        })
    }
}

/// Why the last command was refused.
#[component]
pub fn Refused(
    /// Its classes: within a page it is round.
    #[prop(default = "banner error")]
    class: &'static str,
) -> impl IntoView {
    let bench = Workbench::here();
    move || {
        bench.refused.get().map(|why| {
            view! {
                <div class=class role="alert">
                    {severity("error")} <span class="grow">{why}</span>
                    <button
                        type="button"
                        class="btn icon-only dense"
                        aria-label="Close"
                        on:click=move |_| bench.refused.set(None)
                    >
                        {icon("close")}
                    </button>
                </div>
            }
        })
    }
}

#[component]
fn NoticeActions() -> impl IntoView {
    let bench = Workbench::here();
    let keep = Keep::here();
    let export = move || {
        if let Some(id) = bench.plan_now(|plan| plan.id.clone()) {
            keep.export(&id);
        }
    };
    move || match bench.save.get() {
        SaveState::Unsaved { is_deleted: true, .. } => view! {
            <Button kind="line" glyph="export" label="Save as a file" on_press=export />
            <Button kind="line" label="Keep the plan" on_press=move || keep.bring_back() />
        }
        .into_any(),
        SaveState::Unsaved { .. } | SaveState::TabOnly => {
            view! { <Button kind="line" glyph="export" label="Save as a file" on_press=export /> }.into_any()
        }
        SaveState::ReadOnly(ReadOnly::Newer(_)) => {
            view! { <Button kind="line" glyph="export" label="Save as a file" on_press=export /> }.into_any()
        }
        SaveState::ReadOnly(ReadOnly::OtherTab) => {
            view! { <Button kind="line" glyph="edit" label="Take over" on_press=move || keep.take_over() /> }
                .into_any()
        }
        _ => ().into_any(),
    }
}

// ---- rail -----------------------------------------------------------------------------------------------------------------

#[component]
fn Rail(page: Memo<Option<Page>>) -> impl IntoView {
    let bench = Workbench::here();
    view! {
        <aside class="rail" aria-label="Plan">
            <a class="brand" href="#/" title="All plans">{mark()}<span class="label">"Cadenza"</span></a>
            <PlanMenu />
            {Group::ALL
                .into_iter()
                .filter(|group| pages::ALL.iter().any(|entry| entry.group == *group))
                .map(|group| {
                    view! {
                        <nav class="nav" aria-label=group.name()>
                            <span class="nav-head">{group.name()}</span>
                            {pages::ALL.iter().filter(|entry| entry.group == group).map(|entry| links(bench, entry, page)).collect_view()}
                        </nav>
                    }
                })
                .collect_view()}
            <div class="rail-foot">
                <RemoveDemo />
                <div class="row">
                    <span title="Nothing leaves this browser">{icon("lock")}</span>
                    <span class="label">"Nothing leaves this browser"</span>
                    <span class="push"><FindButton /></span>
                    <ThemeButton />
                </div>
            </div>
        </aside>
    }
}

/// The demo's mark and its way out: one press takes plan and list away.
#[component]
fn RemoveDemo() -> impl IntoView {
    let (bench, keep) = (Workbench::here(), Keep::here());
    let is_demo = bench.read(|plan| plan.settings.demo);
    view! {
        <Show when=move || is_demo.get() == Some(true)>
            <div class="row demomark">
                <span class="chip">"Demo"</span>
                <button type="button" class="btn dense" on:click=move |_| keep.remove_demo()>"Remove the demo"</button>
            </div>
        </Show>
    }
}

fn links(bench: Workbench, entry: &'static PageEntry, page: Memo<Option<Page>>) -> AnyView {
    if entry.group == Group::Sequences {
        return view! { <SequenceLinks entry page /> }.into_any();
    }
    let current = move || page.get().filter(|page| page.whole() == entry.page).map(|_| "page");
    view! {
        <a class="nav-item" href=move || bench.href(entry.page) title=entry.name aria-current=current>
            {icon(entry.glyph)}
            <span class="label cut">{entry.name}</span>
            <span class="count num">{move || (entry.count)(bench).map(super::format::count)}</span>
        </a>
    }
    .into_any()
}

#[component]
fn SequenceLinks(entry: &'static PageEntry, page: Memo<Option<Page>>) -> impl IntoView {
    let bench = Workbench::here();
    let rows = bench.read(|plan| {
        let touches = |id| {
            plan.walk(id)
                .iter()
                .filter(|visit| plan.steps.get(&visit.id).is_some_and(|step| step.kind.touch().is_some()))
                .count()
        };
        plan.sequences
            .iter()
            .map(|(id, sequence)| (*id, sequence.name.clone(), touches(*id)))
            .collect::<Vec<_>>()
    });
    let first = move || rows.get().and_then(|rows| rows.first().map(|(id, ..)| *id));
    view! {
        <For each=move || rows.get().unwrap_or_default() key=|row| row.clone() let:row>
            {
                let (id, name, touches) = row;
                let current = move || match page.get() {
                    Some(Page::Sequence(at)) if at.or_else(first) == Some(id) => Some("page"),
                    _ => None,
                };
                let hint = name.clone();
                view! {
                    <a
                        class="nav-item"
                        href=move || bench.href(Page::Sequence(Some(id)))
                        title=hint
                        aria-current=current
                    >
                        {icon(entry.glyph)}
                        <span class="label cut">{name}</span>
                        <span class="count num">{touches}</span>
                    </a>
                }
            }
        </For>
        <button type="button" class="nav-item" title="Add a sequence" on:click=move |_| pages::outline::add_sequence(bench)>
            {icon("plus")}
            <span class="label cut">"Add a sequence"</span>
        </button>
    }
}

/// The open plan's name and state, and what can be done with it as a whole.
#[component]
fn PlanMenu() -> impl IntoView {
    let bench = Workbench::here();
    let name = bench.read(|plan| plan.settings.name.clone());
    let renaming = RwSignal::new(false);
    let keep = Keep::here();
    let router = Router::here();
    let open = bench.plan_id();
    let with_id = move |act: &dyn Fn(&str)| {
        if let Some(id) = open.get_untracked() {
            act(&id);
        }
    };
    let label = derive(move || format!("Plan: {}", name.get().unwrap_or_default()));
    let face = move || {
        view! {
            <span class="name label cut">{move || name.get()}</span>
            {icon("down")}
            <SaveLine />
        }
    };
    view! {
        <Menu label class="plan" face=face worded=true>
            <Item label="Rename" glyph="edit" on_press=move || renaming.set(true) />
            <Item label=said(Act::DuplicatePlan).words glyph=said(Act::DuplicatePlan).glyph on_press=move || with_id(&|id| keep.duplicate(id)) />
            <Item label=said(Act::SaveFile).words glyph=said(Act::SaveFile).glyph on_press=move || with_id(&|id| keep.export(id)) />
            <Item label=said(Act::Versions).words glyph=said(Act::Versions).glyph on_press=move || keep.versions.set(true) />
            <hr />
            {move || {
                keep.cards
                    .get()
                    .into_iter()
                    .filter(|card| open.get().as_deref() != Some(&card.id))
                    .take(5)
                    .map(|card| {
                        let to = Route::Plan { id: card.id, page: Page::Sequence(None) };
                        view! { <Item label=card.name glyph="sequence" on_press=move || router.go(&to) /> }
                    })
                    .collect_view()
            }}
            <Item label=said(Act::AllPlans).words glyph=said(Act::AllPlans).glyph on_press=move || router.go(&Route::Home) />
            <hr />
            <Item
                label="Delete"
                glyph="trash"
                class="bad"
                on_press=move || {
                    with_id(&|id| keep.delete(id));
                    router.go(&Route::Home);
                }
            />
        </Menu>
        <Dialog open=renaming title="Rename the plan">
            <Field
                label="Name"
                value=derive(move || name.get().unwrap_or_default())
                take=move |text: String| {
                    let Some(settings) = bench.plan_now(|plan| (*plan.settings).clone()) else { return Ok(()) };
                    let trimmed = text.trim().to_owned();
                    if trimmed.is_empty() {
                        return Err("A plan needs a name".to_owned());
                    }
                    bench.take(Command::PutSettings(crate::model::Settings { name: trimmed, ..settings }))
                }
            />
            <div class="acts">
                <button type="button" class="btn solid" on:click=move |_| renaming.set(false)>"Done"</button>
            </div>
        </Dialog>
    }
}

// ---- phone ----------------------------------------------------------------------------------------------------------------

#[component]
fn TopBar() -> impl IntoView {
    let title = expect_context::<Title>();
    view! {
        <header class="topbar">
            <a class="btn icon-only" href="#/" aria-label="All plans">{mark()}</a>
            <div class="title">
                <h1 class="cut" tabindex="-1">{title.0}</h1>
                <SaveLine long=true />
            </div>
            <UndoButtons />
        </header>
    }
}

#[component]
fn BottomBar(page: Memo<Option<Page>>, more: RwSignal<bool>) -> impl IntoView {
    let bench = Workbench::here();
    view! {
        <nav class="bottombar" aria-label="Pages">
            {pages::ALL
                .iter()
                .filter_map(|entry| {
                    let name = entry.bottom?;
                    let current = move || page.get().filter(|page| page.whole() == entry.page).map(|_| "page");
                    Some(
                        view! {
                            <a href=move || bench.href(entry.page) aria-current=current>
                                {icon(entry.glyph)}
                                {name}
                            </a>
                        },
                    )
                })
                .collect_view()}
            <button type="button" aria-haspopup="dialog" on:click=move |_| more.set(true)>
                {icon("menu")}
                "More"
            </button>
        </nav>
    }
}

#[component]
fn MoreSheet(page: Memo<Option<Page>>, more: RwSignal<bool>) -> impl IntoView {
    let bench = Workbench::here();
    view! {
        <Dialog open=more title="More" foot=true>
            <nav class="nav" aria-label="All pages" on:click=move |_| more.set(false)>
                {pages::ALL.iter().map(|entry| links(bench, entry, page)).collect_view()}
            </nav>
            <div class="row between">
                <PlanMenu />
                <span class="push"><FindButton /></span>
                <ThemeButton />
            </div>
            <RemoveDemo />
        </Dialog>
    }
}

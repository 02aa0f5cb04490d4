//! Segments: the list of saved ones, and the builder of one. What a rule means and who matches stands in `segment`, behind the data worker.

mod agreed;
mod builder;
mod condition;
mod editor;
mod fit; // personas and scores
mod pilot;
mod side;
mod text;
mod together; // segments beside each other

use leptos::prelude::*;

use self::editor::EditorPage;
use self::fit::{Personas, Scores};
use self::together::Together;
use super::{Group, PageEntry};
use crate::model::{Rule, Segment, SegmentId};
use crate::segment;
use crate::session::Command;
use crate::ui::components::{Empty, Item, Menu, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, effect, memo};
use crate::ui::format;
use crate::ui::frame::Head;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;

/// This page in the registry.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::Segments(None),
    group: Group::Audience,
    name: "Segments",
    glyph: "segment",
    bottom: None,
    count: |bench| bench.session.with(|session| session.as_ref().map(|s| s.plan().segments.len() as u64)),
    view: |_| view! { <Segments /> }.into_any(),
};

#[component]
fn Segments() -> impl IntoView {
    let bench = Workbench::here();
    Desk::here().look_for_lists();
    let route = crate::ui::router::Router::here().route;
    let shown = memo(move |_| match route.get() {
        crate::ui::router::Route::Plan { page: Page::Segments(id), .. } => id,
        _ => None,
    });
    move || match shown.get() {
        Some(id) if bench.plan_now(|plan| plan.segments.contains_key(&id)) == Some(true) => {
            view! { <EditorPage id /> }.into_any()
        }
        _ => view! { <SegmentList /> }.into_any(),
    }
}

/// Adds a segment and opens it.
fn add(bench: Workbench, segment: Segment) {
    // a refusal is shown by the frame
    if let Ok(done) = bench.dispatch(Command::PutSegment(None, segment)) {
        bench.go(Page::Segments(done.made::<Segment>()));
    }
}

/// A name that no segment has yet.
fn free_name(bench: Workbench, wanted: &str) -> String {
    let taken: Vec<String> =
        bench.plan_now(|plan| plan.segments.values().map(|s| s.name.clone()).collect()).unwrap_or_default();
    std::iter::once(wanted.to_owned())
        .chain((2..).map(|n| format!("{wanted} {n}")))
        .find(|name| !taken.contains(name))
        .unwrap_or_else(|| wanted.to_owned())
}

#[component]
fn SegmentList() -> impl IntoView {
    let bench = Workbench::here();
    let ids = bench.read(|plan| plan.segments.keys().copied().collect::<Vec<_>>());
    let is_empty = memo(move |_| ids.get().is_none_or(|ids| ids.is_empty()));
    let new = move || {
        add(bench, Segment { name: free_name(bench, "New segment"), rule: Rule::All(Vec::new()) });
    };
    view! {
        <Head title="Segments" sub="Rules over the list. A sequence is for one segment, or for everybody.">
            <button type="button" class="btn solid" on:click=move |_| new()>
                {icon("plus")}
                "New segment"
            </button>
        </Head>
        <div class="scroll" tabindex="0" role="region" aria-label="Segments">
            <div class="page overpage">
                <Show when=move || is_empty.get()>
                    <Empty
                        glyph="segment"
                        title="No segments yet"
                        words="A segment is a rule: job title contains RevOps, and country is Germany. Until you make one, a sequence is for everybody on the list."
                    >
                        <button type="button" class="btn line" on:click=move |_| new()>
                            {icon("plus")}
                            "New segment"
                        </button>
                    </Empty>
                </Show>
                <ul class="seglist" class:hidden=move || is_empty.get()>
                    <For each=move || ids.get().unwrap_or_default() key=|id| *id let:id>
                        <SegmentCard id />
                    </For>
                </ul>
                <Together />
                <div class="overgrid namedgrid">
                    <Personas />
                    <Scores />
                </div>
            </div>
        </div>
    }
}

#[component]
fn SegmentCard(id: SegmentId) -> impl IntoView {
    let bench = Workbench::here();
    let desk = Desk::here();
    let segment = bench.record(move |plan| plan.segments.get(&id));
    let words = bench
        .read(move |plan| plan.segments.get(&id).map(|s| segment::print(&s.rule, plan)).unwrap_or_default());
    let used = bench.read(move |plan| {
        plan.sequences.values().filter(|s| s.segment == Some(id)).map(|s| s.name.clone()).collect::<Vec<_>>()
    });
    let counts = RwSignal::new(None::<(u32, u32)>);
    effect(move |_| {
        let Some(segment) = segment.get() else { return };
        if desk.info().is_none() {
            counts.set(None);
            return;
        }
        leptos::task::spawn_local(async move {
            let answer = desk.data().count(segment.rule.clone(), desk.today()).await;
            counts.set(answer.ok().map(|counts| (counts.matched, counts.of)));
        });
    });
    let name = move || segment.get().map(|s| s.name.clone()).unwrap_or_default();
    let delete = move || {
        if bench.dispatch(Command::DeleteSegment(id)).is_ok() {
            bench.tell_with_undo("Segment deleted");
        }
    };
    let copy = move || {
        let Some(segment) = segment.get_untracked() else { return };
        let name = free_name(bench, &format!("{} copy", segment.name));
        add(bench, Segment { name, rule: segment.rule.clone() });
    };
    view! {
        <li class="segrow">
            <a class="segname" href=move || bench.href(Page::Segments(Some(id)))>
                <b class="cut">{name}</b>
                <span class="small muted two-lines">{move || words.get()}</span>
            </a>
            <span class="num segcount">
                {move || match counts.get() {
                    Some((matched, of)) => {
                        view! {
                            <b>{format::count(u64::from(matched))}</b>
                            <span class="faint small">{format!(" of {}", format::count(u64::from(of)))}</span>
                        }
                            .into_any()
                    }
                    None => view! { <span class="faint small">"no list yet"</span> }.into_any(),
                }}
            </span>
            <span class="small muted cut segused">
                {move || match used.get().unwrap_or_default().as_slice() {
                    [] => "not used yet".to_owned(),
                    names => format!("used by {}", names.join(", ")),
                }}
            </span>
            <Menu label=derive(move || format!("More for {}", name()))>
                <Item label="Duplicate" glyph="copy" on_press=copy />
                <Item label="Delete" glyph="trash" class="bad" on_press=delete />
            </Menu>
        </li>
    }
}

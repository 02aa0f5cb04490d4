//! The outline of a sequence: the keyboard's editor, and the phone's. List or text, with the inspector and the answer beside.

mod action;
mod answer;
mod entry;
mod exits;
mod fields;
mod flow;
mod inspector;
mod list;
mod logic;
mod picker;
mod row;
mod score;
mod state;
mod text;
mod touch;

use leptos::prelude::*;

pub use self::fields::label_of;

use self::state::Outline;
use super::{Group, PageEntry};
use crate::model::StepKind;
use crate::model::{Entry, ExitRule, SenderRule, Sequence};
use crate::outline::length_in_days;
use crate::session::Command;
use crate::ui::components::{Button, Dialog, Empty, Field, Item, Menu, Segmented};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, memo};
use crate::ui::format;
use crate::ui::frame::{Head, UndoButtons};
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::view::rows::{RowKey, RowKind};
use crate::words;

/// The outline in the registry of pages.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::Sequence(None),
    group: Group::Sequences,
    name: "Sequence",
    glyph: "sequence",
    bottom: Some("Sequence"),
    count: |_| None,
    view: |_| view! { <OutlinePage /> }.into_any(),
};

/// How the steps are shown: the same sequence, selection and commands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shown {
    List,
    Flow,
    Score,
    Text,
}

impl Shown {
    const ALL: [Shown; 4] = [Shown::Flow, Shown::Score, Shown::List, Shown::Text];

    fn name(self) -> &'static str {
        match self {
            Shown::List => "list",
            Shown::Flow => "flow",
            Shown::Score => "score",
            Shown::Text => "text",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Shown::List => "List",
            Shown::Flow => "Flow",
            Shown::Score => "Score",
            Shown::Text => "Text",
        }
    }

    fn glyph(self) -> &'static str {
        match self {
            Shown::List => "sequence",
            Shown::Flow => "branch",
            Shown::Score => "score",
            Shown::Text => "text",
        }
    }
}

/// The page.
#[component]
fn OutlinePage() -> impl IntoView {
    let bench = Workbench::here();
    let sequence = Desk::here().sequence;
    let outline = Outline::new(sequence);
    provide_context(outline);

    let shown = RwSignal::new(Shown::List);
    let title = bench.read(move |plan| {
        sequence.get().and_then(|id| plan.sequences.get(&id)).map(|sequence| sequence.name.clone())
    });
    let title = derive(move || title.get().flatten().unwrap_or_else(|| "Sequence".to_owned()));
    let facts = bench.read(move |plan| {
        let id = sequence.get()?;
        let mut channels = Vec::new();
        let mut touches = 0;
        for visit in plan.walk(id) {
            if let Some(StepKind::Touch(touch)) = plan.steps.get(&visit.id).map(|step| &step.kind) {
                touches += 1;
                if !channels.contains(&touch.channel.channel()) {
                    channels.push(touch.channel.channel());
                }
            }
        }
        Some((touches, length_in_days(plan, id), channels.len()))
    });
    let enters = memo(move |_| outline.live.read(|forecast| Some(words::entry_words(forecast))));
    let sub = derive(move || {
        let Some((touches, days, channels)) = facts.get().flatten() else { return String::new() };
        if touches == 0 {
            return "No touches yet".to_owned();
        }
        let people = enters.get().map(|(who, verb)| format!("; {who} {verb}")).unwrap_or_default();
        format!(
            "{} over {} on {}{people}",
            format::counted(touches, "touch", "touches"),
            format::counted(days as usize, "business day", "business days"),
            format::counted(channels, "channel", "channels"),
        )
    });
    let has_arms = memo(move |_| {
        outline.rows.with(|rows| rows.iter().any(|row| matches!(row.kind, RowKind::Arm { .. })))
    });
    let all_closed = memo(move |_| outline.closed.with(|closed| !closed.is_empty()));
    let fold_all = move || {
        let arms = outline.rows.with_untracked(|rows| {
            rows.iter().map(|row| row.key).filter(|key| matches!(key, RowKey::Arm(..))).collect()
        });
        if all_closed.get_untracked() {
            outline.closed.update(std::collections::BTreeSet::clear);
        } else {
            outline.closed.set(arms);
        }
    };
    let fold_words = move || if all_closed.get() { "Open all" } else { "Close all" };
    view! {
        <Head title sub><UndoButtons /></Head>
        <Show when=move || sequence.get().is_some() fallback=|| view! { <NoSequence /> }>
            <div class="tabbar oltools">
                <Segmented
                    label="Shown as"
                    options=Shown::ALL.map(|shown| (shown.name(), shown.label(), shown.glyph())).to_vec()
                    value=derive(move || shown.get().name().to_owned())
                    on_change=move |key| {
                        shown.set(Shown::ALL.into_iter().find(|shown| shown.name() == key).unwrap_or(Shown::List));
                    }
                />
                <div class="row push">
                    <Show when=move || has_arms.get() && matches!(shown.get(), Shown::List | Shown::Flow)>
                        <button type="button" class="btn dense" aria-label=fold_words title=fold_words on:click=move |_| fold_all()>
                            {crate::ui::components::icon("fold")}
                            <span class="foldword">{fold_words}</span>
                        </button>
                    </Show>
                    <Show when=move || shown.get() != Shown::Text>
                        <button
                            type="button"
                            class="btn dense"
                            on:click=move |_| {
                                let last = outline.rows.with_untracked(|rows| rows.last().map(|row| row.key));
                                outline.picking.set(Some(outline.current.get_untracked().or(last)));
                            }
                        >
                            {crate::ui::components::icon("plus")}
                            "Step"
                            <kbd>"N"</kbd>
                        </button>
                    </Show>
                    <SequenceMenu outline />
                </div>
            </div>
            <div class="work">
                <section class="centre olcentre" aria-label="Outline">
                    {move || {
                        match shown.get() {
                            Shown::List => view! { <list::StepList /> }.into_any(),
                            Shown::Flow => view! { <flow::FlowView /> }.into_any(),
                            Shown::Score => view! { <score::ScoreView /> }.into_any(),
                            Shown::Text => view! { <text::TextForm /> }.into_any(),
                        }
                    }}
                </section>
                <aside
                    class="panel insp"
                    aria-label="Selected step and forecast"
                    on:keydown=move |event| {
                        // back to the row whose fields these are
                        if event.key() == "Escape" && !event.default_prevented() {
                            outline.refocus(None);
                        }
                    }
                >
                    <inspector::Inspector />
                    <answer::Answer />
                </aside>
            </div>
            <answer::AnswerBar />
            <Dialog open=outline.inspecting title="Step" foot=true>
                <inspector::Inspector />
            </Dialog>
        </Show>
    }
}

/// Puts a new sequence without steps into the plan and goes there.
pub fn add_sequence(bench: Workbench) {
    let sequence = Sequence {
        name: "New sequence".to_owned(),
        segment: None,
        entry: Entry { from: crate::browser::clock::today(), per_business_day: None, on: None },
        calendar: bench.plan_now(|plan| plan.calendars.keys().next().copied()).flatten(),
        body: Vec::new(),
        exits: ExitRule::ALL.iter().copied().filter(|rule| *rule != ExitRule::GoalReached).collect(),
        sender_rule: SenderRule::Owner,
        goal: None,
        consent: Vec::new(),
        not_after: None,
        guardrails: Default::default(),
    };
    // a refusal is shown by the frame
    if let Ok(done) = bench.dispatch(Command::PutSequence(None, sequence)) {
        bench.go(Page::Sequence(done.made::<Sequence>()));
    }
}

/// What can be done with the sequence as a whole.
#[component]
fn SequenceMenu(outline: Outline) -> impl IntoView {
    let bench = outline.bench;
    let renaming = RwSignal::new(false);
    let name = bench
        .read(move |plan| plan.sequences.get(&outline.sequence.get()?).map(|sequence| sequence.name.clone()));
    let name = derive(move || name.get().flatten().unwrap_or_default());
    let rename = move |text: String| {
        let Some(id) = outline.sequence.get_untracked() else { return Ok(()) };
        let now =
            bench.plan_now(|plan| plan.sequences.get(&id).map(|sequence| (**sequence).clone())).flatten();
        let name = text.trim().to_owned();
        match now {
            _ if name.is_empty() => Err("A sequence needs a name".to_owned()),
            Some(sequence) => bench.take(Command::PutSequence(Some(id), Sequence { name, ..sequence })),
            None => Ok(()),
        }
    };
    let delete = move || {
        let Some(id) = outline.sequence.get_untracked() else { return };
        let gone = name.get_untracked();
        if bench.dispatch(Command::DeleteSequence(id)).is_ok() {
            bench.go(Page::Sequence(None));
            bench.tell_with_undo(format!("Deleted “{gone}”"));
        }
    };
    view! {
        <Menu label="More about this sequence">
            <Item label="Rename" glyph="edit" on_press=move || renaming.set(true) />
            <Item label="New sequence" glyph="plus" on_press=move || add_sequence(bench) />
            <hr />
            <Item label="Delete" glyph="trash" class="bad" on_press=delete />
        </Menu>
        <Dialog open=renaming title="Rename the sequence">
            <Field label="Name" value=name take=Callback::new(rename) />
            <div class="acts">
                <button type="button" class="btn solid" on:click=move |_| renaming.set(false)>"Done"</button>
            </div>
        </Dialog>
    }
}

#[component]
fn NoSequence() -> impl IntoView {
    let bench = Workbench::here();
    view! {
        <Empty glyph="sequence" title="No sequence in this plan" words="A sequence says who gets what, and when.">
            <Button kind="solid" glyph="plus" label="New sequence" on_press=move || add_sequence(bench) />
            <a class="btn line" href="#/">{crate::ui::components::icon("template")}"Start from a template"</a>
        </Empty>
    }
}

//! The outline of a sequence: the keyboard's editor, and the phone's. List or text, with the inspector and the answer beside.

mod answer;
mod entry;
mod exits;
mod inspector;
mod list;
mod picker;
mod row;
mod rows;
mod state;
mod text;

use leptos::prelude::*;

use self::rows::{RowKey, RowKind};
use self::state::Outline;
use super::{Group, PageEntry};
use crate::model::StepKind;
use crate::outline::length_in_days;
use crate::ui::components::{Button, Dialog, Empty, Segmented};
use crate::ui::desk::Desk;
use crate::ui::format;
use crate::ui::frame::{Head, UndoButtons};
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;

/// The outline in the registry of pages.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::Sequence(None),
    fits: |page| matches!(page, Page::Sequence(_)),
    group: Group::Sequences,
    name: "Sequence",
    glyph: "sequence",
    bottom: Some("Sequence"),
    count: |_| None,
    view: |_| view! { <OutlinePage /> }.into_any(),
};

/// The page.
#[component]
fn OutlinePage() -> impl IntoView {
    let bench = Workbench::here();
    let sequence = Desk::here().sequence;
    let outline = Outline::new(sequence);
    provide_context(outline);

    let as_text = RwSignal::new(false);
    let title = bench.read(move |plan| {
        sequence.get().and_then(|id| plan.sequences.get(&id)).map(|sequence| sequence.name.clone())
    });
    let title = Signal::derive(move || title.get().flatten().unwrap_or_else(|| "Sequence".to_owned()));
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
    let enrolled = outline.live.enrolled();
    let sub = Signal::derive(move || {
        let Some((touches, days, channels)) = facts.get().flatten() else { return String::new() };
        let people = enrolled
            .get()
            .map(|n| format!(", for {} contacts", format::count(u64::from(n))))
            .unwrap_or_default();
        format!(
            "{} over {} on {}{people}",
            format::counted(touches, "touch", "touches"),
            format::counted(days as usize, "business day", "business days"),
            format::counted(channels, "channel", "channels"),
        )
    });
    let has_arms = Memo::new(move |_| {
        outline.rows.with(|rows| rows.iter().any(|row| matches!(row.kind, RowKind::Arm { .. })))
    });
    let all_closed = Memo::new(move |_| outline.closed.with(|closed| !closed.is_empty()));
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
    view! {
        <Head title sub><UndoButtons /></Head>
        <Show when=move || sequence.get().is_some() fallback=|| view! { <NoSequence /> }>
            <div class="tabbar oltools">
                <Segmented
                    label="Shown as"
                    options=vec![("list", "List", "sequence"), ("text", "Text", "text")]
                    value=Signal::derive(move || if as_text.get() { "text".to_owned() } else { "list".to_owned() })
                    on_change=move |key| as_text.set(key == "text")
                />
                <div class="row push">
                    <Show when=move || has_arms.get() && !as_text.get()>
                        <button type="button" class="btn dense" on:click=move |_| fold_all()>
                            {crate::ui::components::icon("fold")}
                            {move || if all_closed.get() { "Open all" } else { "Close all" }}
                        </button>
                    </Show>
                    <Show when=move || !as_text.get()>
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
                </div>
            </div>
            <div class="work">
                <section class="centre olcentre" aria-label="Outline">
                    {move || {
                        if as_text.get() {
                            view! { <text::TextForm /> }.into_any()
                        } else {
                            view! { <list::StepList /> }.into_any()
                        }
                    }}
                </section>
                <aside class="panel insp" aria-label="Selected step and forecast">
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

#[component]
fn NoSequence() -> impl IntoView {
    let bench = Workbench::here();
    let add = move || {
        let sequence = crate::model::Sequence {
            name: "New sequence".to_owned(),
            segment: None,
            entry: crate::model::Entry {
                from: crate::browser::clock::today(),
                per_business_day: None,
                on: None,
            },
            calendar: bench.plan_now(|plan| plan.calendars.keys().next().copied()).flatten(),
            body: Vec::new(),
            exits: crate::model::ExitRule::ALL.to_vec(),
            sender_rule: crate::model::SenderRule::Owner,
            goal: None,
        };
        // a refusal is shown by the frame
        drop(bench.dispatch(crate::session::Command::PutSequence(None, sequence)));
    };
    view! {
        <Empty glyph="sequence" title="No sequence in this plan" words="A sequence says who gets what, and when.">
            <Button kind="solid" glyph="plus" label="New sequence" on_press=add />
        </Empty>
    }
}

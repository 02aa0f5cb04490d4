//! One row of the list, of each kind. Reads its own step only, so that an edit elsewhere leaves it alone.

mod group;
mod plain;
mod touch;

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

pub use group::arm_words;
use group::{ArmRow, JoinRow};
use plain::{ActionRow, EndRow, WaitRow};
use touch::TouchRow;
pub use touch::by_words;

use super::list::Grip;
use super::state::{Outline, Pick};
use crate::model::{Place, Step, StepId};
use crate::outline::condition_text;
use crate::session::Command;
use crate::simulate::Range;
use crate::ui::components::{icon, icon_small};
use crate::ui::erased::{derive, effect, memo};
use crate::ui::format;
use crate::ui::live::found_mark;
use crate::ui::workbench::Same;
use crate::view::rows::{Row, RowKey, RowKind};
use crate::words;

/// A row.
#[component]
pub fn RowView(
    /// Which.
    key_: RowKey,
) -> impl IntoView {
    let outline = Outline::here();
    let row = outline.row(key_);
    let frame = Frame {
        outline,
        key: key_,
        row,
        step: outline.bench.record(move |plan| plan.steps.get(&key_.step())),
    };
    // The kind of a key's row never changes, but its place and numbers do.
    let kind = row.get_untracked().map(|row| row.kind);
    let content = match kind {
        Some(RowKind::Touch(_)) => view! { <TouchRow frame /> }.into_any(),
        Some(RowKind::Wait) => view! { <WaitRow frame /> }.into_any(),
        Some(RowKind::Action) => view! { <ActionRow frame /> }.into_any(),
        Some(RowKind::End) => view! { <EndRow frame /> }.into_any(),
        Some(RowKind::Arm { position, .. }) => view! { <ArmRow frame position /> }.into_any(),
        Some(RowKind::Join(_)) => view! { <JoinRow frame /> }.into_any(),
        None => ().into_any(),
    };
    let head = move || {
        let week = outline.weeks.with(|weeks| weeks.get(&key_).cloned())?;
        let words = format!("{} from day {}", format::counted(week.touches, "touch", "touches"), week.day);
        Some(view! {
            <div class="ol-week" role="row">
                <span role="rowheader"><b>{format!("Week {}", week.number)}</b>" "{words}</span>
            </div>
        })
    };
    (head, content)
}

/// What every row shares: step, level, focus, selection, drop mark.
#[derive(Clone, Copy)]
struct Frame {
    outline: Outline,
    key: RowKey,
    row: Memo<Option<Row>>,
    step: Memo<Option<Same<Step>>>,
}

impl Frame {
    fn depth(self) -> usize {
        self.row.get().map_or(0, |row| row.depth)
    }

    fn tab(self) -> &'static str {
        let current = self.outline.current.get();
        let is_first =
            move || self.outline.rows.with(|rows| rows.first().map(|row| row.key) == Some(self.key));
        if current == Some(self.key) || (current.is_none() && is_first()) { "0" } else { "-1" }
    }

    fn is_selected(self) -> bool {
        self.outline.selected.with(|selected| {
            selected.contains(&self.key.step())
                && match self.key {
                    RowKey::Arm(..) => selected.len() > 1 || self.outline.current.get() == Some(self.key),
                    RowKey::Step(_) => true,
                    RowKey::Join(_) => false,
                }
        })
    }

    fn drop_mark(self) -> Option<&'static str> {
        let drag = self.outline.drag.get()?;
        let (key, below) = drag.over?;
        (key == self.key && key.step() != drag.step).then_some(if below {
            "dropline"
        } else {
            "dropline above"
        })
    }

    fn press(self, event: &web_sys::MouseEvent) {
        let pick = if event.shift_key() {
            Pick::Range
        } else if event.ctrl_key() || event.meta_key() {
            Pick::Toggle
        } else {
            Pick::One
        };
        self.outline.go(self.key, pick);
    }

    /// A value of the step as text.
    fn text(self, read: fn(&Step) -> String) -> Signal<String> {
        memo(move |_| self.step.with(|step| step.as_ref().map(|step| read(step))).unwrap_or_default()).into()
    }

    /// The field of the row is open.
    fn is_open(self) -> Memo<bool> {
        memo(move |_| self.outline.editing.get() == Some(self.key))
    }

    /// How many come to the row, as a share of all who enter.
    fn share(self) -> Signal<Option<f64>> {
        share_of(self.outline, self.key.step(), None).into()
    }

    /// How many come to the row.
    fn reached(self) -> AnyView {
        let forecast = self.outline.live.step(self.key.step());
        let range = derive(move || forecast.get().map(|step| step.reached));
        let visits = derive(move || forecast.get().and_then(|step| words::visits_words(&step)));
        view! { <People range visits /> }.into_any()
    }

    /// The worst problem, and the plus.
    fn mark(self, label: Signal<String>) -> AnyView {
        let mark = self.outline.live.mark_of(Place::Step(self.key.step()));
        view! {
            <span role="gridcell" class="mk">
                {move || mark.get().map(found_mark)}
                <Insert key_=self.key label />
            </span>
        }
        .into_any()
    }
}

/// The row itself: its place in the grid, the lines left of it, the grip, and what a finger can do with it.
#[component]
fn Shell(
    frame: Frame,
    class: &'static str,
    share: Signal<Option<f64>>,
    /// What the grip moves, in words; without words there is no grip.
    label: Signal<String>,
    #[prop(default = true)] movable: bool,
    /// For rows that open and close.
    #[prop(optional)]
    closed: Option<Signal<bool>>,
    children: Children,
) -> impl IntoView {
    let outline = frame.outline;
    let id = frame.key.step();
    view! {
        <div
            class=class
            class:is-ghost=move || outline.drag.with(|drag| drag.is_some_and(|drag| drag.step == id))
            role="row"
            data-row=frame.key.text()
            {..custom_attribute("aria-level", move || (frame.depth() + 1).to_string())}
            aria-expanded=move || closed.map(|closed| (!closed.get()).to_string())
            aria-selected=move || frame.is_selected().to_string()
            tabindex=move || if movable || closed.is_some() { frame.tab() } else { "-1" }
            style:--depth=move || frame.depth().to_string()
            on:click=move |event| frame.press(&event)
            on:focus=move |_| outline.current.set(Some(frame.key))
            on:dblclick=move |_| {
                if outline.can_edit(frame.key) {
                    outline.editing.set(Some(frame.key));
                }
            }
        >
            <Rail frame share />
            <span role="gridcell">{movable.then(|| view! { <Grip step=id label /> })}</span>
            {children()}
            {move || frame.drop_mark().map(|class| view! { <span class=class aria-hidden="true"></span> })}
            {movable.then(|| view! { <Acts frame /> })}
        </div>
    }
}

/// The plus that adds a step after a row.
#[component]
fn Insert(key_: RowKey, #[prop(into)] label: Signal<String>) -> impl IntoView {
    let outline = Outline::here();
    let is_on = move || outline.picking.get() == Some(Some(key_));
    view! {
        <button
            type="button"
            class="ins at-end"
            class:is-on=is_on
            tabindex="-1"
            aria-label=move || format!("New step after {}", label.get())
            on:click=move |event| {
                event.stop_propagation();
                outline.picking.set(Some(Some(key_)));
            }
        >
            <span class="dot">{icon_small("plus")}</span>
        </button>
        <span class="insline" aria-hidden="true"></span>
    }
}

/// The funnel stage, and when a touch is left out.
#[component]
fn Chips(frame: Frame) -> impl IntoView {
    let outline = frame.outline;
    let skip = move || {
        // the words name other steps: they follow every change
        outline.bench.revision().track();
        let rule = frame.step.with(|step| step.as_ref()?.kind.touch()?.skip_if.clone())?;
        let sequence = outline.sequence.get_untracked()?;
        outline.bench.plan_now(|plan| condition_text(plan, sequence, &rule))
    };
    let stage = move || frame.step.with(|step| step.as_ref()?.stage);
    move || {
        let (skip, stage) = (skip(), stage());
        (skip.is_some() || stage.is_some()).then(|| {
            view! {
                <span class="ol-chips">
                    {skip.map(|rule| {
                        let words = format!("skip if {rule}");
                        view! { <span class="chip"><span class="cut">{words}</span></span> }
                    })}
                    {stage.map(|stage| view! { <span class="chip line">{stage.label()}</span> })}
                </span>
            }
        })
    }
}

// ---- people ---------------------------------------------------------------------------------------------------------------

/// Width of a line of people: 8 px are all who enter, nobody is half a pixel; without a forecast a plain line.
fn people_width(share: Option<f64>) -> String {
    match share {
        Some(share) => format!("{:.1}", (share * 8.0).clamp(0.5, 8.0)),
        None => "3".to_owned(),
    }
}

fn share_of(outline: Outline, id: StepId, taken: Option<usize>) -> Memo<Option<f64>> {
    let step = outline.live.step(id);
    let may_enter = outline.live.may_enter();
    memo(move |_| {
        let all = f64::from(may_enter.get()?);
        let step = step.get()?;
        let range = match taken {
            Some(position) => *step.taken.get(position)?,
            None => step.reached,
        };
        (all > 0.0).then(|| range.q50 / all)
    })
}

/// People at a row: those of the middle future, and 8 in 10; in a repeat the visits under them.
#[component]
fn People(
    #[prop(into)] range: Signal<Option<Range>>,
    #[prop(optional, into)] visits: Signal<Option<String>>,
) -> impl IntoView {
    let live = Outline::here().live;
    let (all, behind) = (live.may_enter(), live.is_behind());
    let people = move || {
        let range = range.get()?;
        let everybody = all.get().is_some_and(|n| range.q10 >= f64::from(n) && n > 0);
        let words = if everybody { "all".to_owned() } else { format::range(&range) };
        Some(view! { <b>{format::whole(range.q50)}</b>{words} })
    };
    view! {
        <span role="gridcell" class="reach num" class:is-behind=behind>
            {people} {move || visits.get().map(|visits| view! { <span class="small faint">{visits}</span> })}
        </span>
    }
}

/// The lines left of a row: brackets of the groups around it, and people. Each line is drawn at 0 and moved to its level by the
/// style sheet, which knows how far apart levels are.
#[component]
fn Rail(frame: Frame, share: Signal<Option<f64>>) -> impl IntoView {
    let line = |class: &'static str, depth: usize, y1: &'static str, y2: &'static str, width: String| {
        view! { <line class=class style:--d=depth.to_string() x1="0" x2="0" y1=y1 y2=y2 stroke-width=width /> }
    };
    let path = |class: &'static str, depth: usize, d: &'static str, width: String| {
        view! { <path class=class style:--d=depth.to_string() d=d stroke-width=width /> }
    };
    let hairline = || "1.5".to_owned();
    move || {
        let row = frame.row.get()?;
        let width = people_width(share.get());
        let own = row.depth;
        let around = (0..own).map(|depth| line("hair", depth, "0", "100%", hairline())).collect_view();
        let first = own == 0 && row.before.index == 0;
        let lines = match row.kind {
            RowKind::Touch(_) | RowKind::Wait | RowKind::Action | RowKind::End => {
                let from = if first { "50%" } else { "0" };
                let to = if row.last || row.kind == RowKind::End { "50%" } else { "100%" };
                line("ribbon", own, from, to, width).into_any()
            }
            RowKind::Arm { first: is_first, steps, closed, .. } => {
                let curve = (steps > 0 && !closed)
                    .then(|| path("ribbon", own, "M13 14H19Q28 14 28 23V200", width.clone()));
                let arriving = (is_first && !first).then(|| line("ribbon", own, "0", "50%", width));
                let hair = line("hair", own, if is_first { "50%" } else { "0" }, "100%", hairline());
                (arriving, hair, curve).into_any()
            }
            RowKind::Join(_) => {
                let on = (!row.last).then(|| line("ribbon below", own, "10", "100%", width));
                (path("hair", own, "M0 0V10H16", hairline()), on).into_any()
            }
        };
        Some(view! { <svg class={"ol-rail"} aria-hidden="true">{around}{lines}</svg> })
    }
}

// ---- by hand --------------------------------------------------------------------------------------------------------------

/// What a finger can do with the selected row: the keys of a phone.
#[component]
fn Acts(frame: Frame) -> impl IntoView {
    let outline = frame.outline;
    let id = frame.key.step();
    let act = move |glyph: &'static str, label: &'static str, act: fn(StepId) -> Command| {
        view! {
            <button
                type="button"
                class="btn icon-only"
                aria-label=label
                on:click=move |event| {
                    event.stop_propagation();
                    outline.act(act(id));
                }
            >
                {icon(glyph)}
            </button>
        }
    };
    move || {
        frame.is_selected().then(|| {
            view! {
                <span role="gridcell" class="ol-acts">
                    <button
                        type="button"
                        class="btn"
                        on:click=move |event| {
                            event.stop_propagation();
                            outline.inspecting.set(true);
                        }
                    >
                        {icon("edit")}
                        "Edit step"
                    </button>
                    <span class="push"></span>
                    {act("up", "Move up", Command::MoveUp)}
                    {act("below", "Move down", Command::MoveDown)}
                    {act("copy", "Duplicate", |id| Command::DuplicateSteps(vec![id]))}
                    <button
                        type="button"
                        class="btn icon-only"
                        aria-label="Delete"
                        on:click=move |event| {
                            event.stop_propagation();
                            outline.delete();
                        }
                    >
                        {icon("trash")}
                    </button>
                </span>
            }
        })
    }
}

/// A field in a row: Enter keeps, Escape restores, leaving keeps.
#[component]
fn InPlace(
    key_: RowKey,
    class: &'static str,
    label: &'static str,
    value: String,
    keep: Callback<String, Result<(), String>>,
    /// What the text would be read as.
    #[prop(optional, into)]
    reading: Signal<Option<Result<String, String>>>,
    #[prop(optional)] draft: Option<RwSignal<String>>,
) -> impl IntoView {
    let outline = Outline::here();
    let input = NodeRef::<html::Input>::new();
    let text = draft.unwrap_or_else(|| RwSignal::new(value.clone()));
    text.set(value);
    let done = StoredValue::new(false);
    effect(move |_| {
        if let Some(input) = input.get() {
            // what is typed first takes the place of what is there: so it is there before it is selected
            input.set_value(&text.get_untracked());
            let _ = input.focus();
            input.select();
        }
    });
    let close = move |refocus: bool| {
        done.set_value(true);
        outline.editing.set(None);
        if refocus {
            outline.focus(key_);
        }
    };
    let commit = move |refocus: bool| {
        if done.get_value() {
            return;
        }
        if keep.run(text.get_untracked()).is_ok() {
            close(refocus);
        }
    };
    view! {
        <input
            class=class
            type="text"
            aria-label=label
            autocomplete="off"
            spellcheck="false"
            node_ref=input
            prop:value=text
            aria-invalid=move || matches!(reading.get(), Some(Err(_))).then_some("true")
            on:input=move |event| text.set(event_target_value(&event))
            on:click=|event| event.stop_propagation()
            on:keydown=move |event: web_sys::KeyboardEvent| match event.key().as_str() {
                "Enter" => {
                    event.prevent_default();
                    event.stop_propagation();
                    commit(true);
                }
                "Escape" => {
                    event.stop_propagation();
                    close(true);
                }
                _ => {}
            }
            on:blur=move |_| {
                // the field that goes away with the focus in it is blurred too, when nothing of it is left
                if done.try_get_value() != Some(false) {
                    return;
                }
                // left with something that does not read: the old value stays
                if keep.run(text.get_untracked()).is_err() {
                    outline.bench.refused.set(None);
                }
                if done.try_get_value() == Some(false) {
                    close(false);
                }
            }
        />
        {move || {
            reading
                .get()
                .map(|reading| match reading {
                    Ok(words) => view! { <span class="readback small">{words}</span> }.into_any(),
                    Err(why) => view! { <span class="readback small bad" role="alert">{why}</span> }.into_any(),
                })
        }}
    }
}

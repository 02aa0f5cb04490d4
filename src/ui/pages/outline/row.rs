//! One row of the list, of each kind. Reads its own step only, so that an edit elsewhere leaves it alone.

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

use super::action;
use super::fields::step_now;
use super::list::Grip;
use super::rows::{Row, RowKey, RowKind};
use super::state::{Outline, Pick};
use crate::model::{By, Place, Slot, Step, StepId, StepKind, Touch};
use crate::outline::{condition_text, length_text, parse_wait, wait_text};
use crate::session::Command;
use crate::simulate::Range;
use crate::ui::channel;
use crate::ui::components::{icon, icon_small, severity};
use crate::ui::format;
use crate::ui::workbench::Same;

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
    match kind {
        Some(RowKind::Touch(_)) => view! { <TouchRow frame /> }.into_any(),
        Some(RowKind::Wait) => view! { <WaitRow frame /> }.into_any(),
        Some(RowKind::Action) => view! { <ActionRow frame /> }.into_any(),
        Some(RowKind::End) => view! { <EndRow frame /> }.into_any(),
        Some(RowKind::Arm { position, .. }) => view! { <ArmRow frame position /> }.into_any(),
        Some(RowKind::Join(_)) => view! { <JoinRow frame /> }.into_any(),
        None => ().into_any(),
    }
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
        Memo::new(move |_| self.step.with(|step| step.as_ref().map(|step| read(step))).unwrap_or_default())
            .into()
    }

    /// The field of the row is open.
    fn is_open(self) -> Memo<bool> {
        Memo::new(move |_| self.outline.editing.get() == Some(self.key))
    }

    /// How many come to the row, as a share of all who enter.
    fn share(self) -> Signal<Option<f64>> {
        share_of(self.outline, self.key.step(), None).into()
    }

    /// How many come to the row.
    fn reached(self) -> AnyView {
        let forecast = self.outline.live.step(self.key.step());
        let range = Signal::derive(move || forecast.get().map(|step| step.reached));
        view! { <span role="gridcell" class="reach num"><People range all=self.outline.live.enrolled() /></span> }
            .into_any()
    }

    /// The worst problem, and the plus.
    fn mark(self, label: Signal<String>) -> AnyView {
        let worst = self.outline.live.worst_of(Place::Step(self.key.step()));
        view! {
            <span role="gridcell" class="mk">
                {move || worst.get().map(severity)}
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
    let enrolled = outline.live.enrolled();
    Memo::new(move |_| {
        let all = f64::from(enrolled.get()?);
        let step = step.get()?;
        let range = match taken {
            Some(position) => *step.taken.get(position)?,
            None => step.reached,
        };
        (all > 0.0).then(|| range.mean / all)
    })
}

#[component]
fn People(#[prop(into)] range: Signal<Option<Range>>, all: Memo<Option<u32>>) -> impl IntoView {
    move || {
        let range = range.get()?;
        let everybody = all.get().is_some_and(|n| range.q10.round() as u32 == n && n > 0);
        let words = if everybody { "all".to_owned() } else { format::range(&range) };
        Some(view! { <b>{format::whole(range.mean)}</b>{words} })
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

// ---- touches --------------------------------------------------------------------------------------------------------------

fn by_words(touch: &Touch) -> String {
    match touch.by {
        By::Automatic if touch.days > 0 => {
            format!("For {}", format::counted(usize::from(touch.days), "day", "days"))
        }
        By::Automatic => "Automatic".to_owned(),
        By::Owner if touch.effort_minutes > 0 => format!("Owner, {} min", touch.effort_minutes),
        By::Owner => "Owner".to_owned(),
    }
}

#[component]
fn TouchRow(frame: Frame) -> impl IntoView {
    let outline = frame.outline;
    let id = frame.key.step();
    let name = frame.text(|step| step.name.clone());
    let kind = Memo::new(move |_| {
        frame.step.with(|step| step.as_ref().and_then(|s| s.kind.touch().map(|touch| touch.channel)))
    });
    let number = move || match frame.row.get().map(|row| row.kind) {
        Some(RowKind::Touch(number)) => number,
        _ => String::new(),
    };
    let day = move || {
        outline.pace.with(|pace| {
            pace.get(&id).map(|pace| format!("Day {}{}", pace.day, if pace.or_later { "+" } else { "" }))
        })
    };
    let window = frame.text(|step| {
        step.kind.touch().and_then(|touch| touch.window).map(format::window).unwrap_or_default()
    });
    let by = frame.text(|step| step.kind.touch().map(by_words).unwrap_or_default());
    let forecast = outline.live.step(id);
    let result = move || {
        let (event, word) = channel::outcome(kind.get()?);
        let step = forecast.get()?;
        let range =
            step.outcomes.iter().find(|(e, _)| *e == event).map(|(_, range)| *range).unwrap_or_default();
        Some((format::range(&range), word))
    };
    let behind = outline.live.is_behind();
    view! {
        <Shell frame class="ol-row ol-grid" share=frame.share() label=name>
            <span role="gridcell" class="ld">
                {move || kind.get().map(|kind| channel::tile(kind.channel(), true))}
                <span class="no num">{number}</span>
                <NameOf frame name />
                <Chips frame />
            </span>
            <span role="gridcell" class="when num">
                <span class="faint">{day}</span>
                <span class="cut">{window}</span>
            </span>
            <span role="gridcell" class="by cut">{by}</span>
            {frame.reached()}
            <span role="gridcell" class="res num" class:is-behind=behind>
                {move || result().map(|(range, word)| view! { <b>{range}</b><span class="cut">{word}</span> })}
            </span>
            {frame.mark(name)}
        </Shell>
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
                    {act("copy", "Duplicate", Command::DuplicateStep)}
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

/// A step's name, or the field it is typed in.
#[component]
fn NameOf(frame: Frame, name: Signal<String>) -> impl IntoView {
    let (outline, id) = (frame.outline, frame.key.step());
    let is_open = frame.is_open();
    move || {
        if !is_open.get() {
            return view! { <span class="nm cut">{name}</span> }.into_any();
        }
        let keep = move |text: String| {
            let text = text.trim().to_owned();
            match step_now(outline, id) {
                Some(step) if step.name != text && !text.is_empty() => {
                    outline.bench.dispatch(Command::UpdateStep { id, step: Step { name: text, ..step } })
                }
                _ => Ok(()),
            }
        };
        view! { <InPlace key_=frame.key class="nmedit" label="Name" value=name.get_untracked() keep=Callback::new(keep) /> }.into_any()
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
    Effect::new(move |_| {
        if let Some(input) = input.get() {
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

// ---- waits and ends -------------------------------------------------------------------------------------------------------

/// Puts another kind into the step: what a field in a row does.
fn put_kind(outline: Outline, id: StepId, kind: StepKind) -> Result<(), String> {
    match step_now(outline, id) {
        Some(step) => outline.bench.dispatch(Command::UpdateStep { id, step: Step { kind, ..step } }),
        None => Ok(()),
    }
}

#[component]
fn WaitRow(frame: Frame) -> impl IntoView {
    let (outline, key_) = (frame.outline, frame.key);
    let id = key_.step();
    let words = frame.text(|step| match &step.kind {
        StepKind::Wait { until } => wait_text(until),
        _ => String::new(),
    });
    let is_open = frame.is_open();
    let draft = RwSignal::new(String::new());
    let reading = Signal::derive(move || {
        let text = draft.get();
        (text != words.get()).then(|| parse_wait(&text).map(|wait| wait_text(&wait)))
    });
    let keep = Callback::new(move |text: String| {
        let until = parse_wait(&text)?;
        put_kind(outline, id, StepKind::Wait { until })
    });
    let label = Signal::derive(move || format!("wait {}", words.get()));
    let pill = move || {
        if is_open.get() {
            return view! {
                <span class="waitpill is-edit">
                    {icon("wait")} <InPlace key_ class="" label="Wait" value=words.get_untracked() keep reading draft />
                </span>
            }
            .into_any();
        }
        view! {
            <button
                type="button"
                class="waitpill num"
                tabindex="-1"
                aria-label=move || format!("Wait {}, edit", words.get())
                on:click=move |event: web_sys::MouseEvent| {
                    event.stop_propagation();
                    frame.press(&event);
                    if !event.shift_key() && !event.ctrl_key() && !event.meta_key() {
                        outline.editing.set(Some(key_));
                    }
                }
            >
                {icon("wait")}
                <span class="cut">{words}</span>
            </button>
        }
        .into_any()
    };
    view! {
        <Shell frame class="ol-wait ol-grid" share=frame.share() label>
            <span role="gridcell" class="waits">{pill}</span>
            {frame.mark(label)}
        </Shell>
    }
}

#[component]
fn ActionRow(frame: Frame) -> impl IntoView {
    let outline = frame.outline;
    let words = Memo::new(move |_| {
        // the words name other sequences: they follow every change
        outline.bench.revision().track();
        frame.step.with(|step| match step.as_ref().map(|step| &step.kind) {
            Some(StepKind::Action { what }) => outline.bench.plan_now(|plan| action::words(plan, what)),
            _ => None,
        })
    });
    let label =
        Signal::derive(move || words.get().map(|(lead, rest)| format!("{lead} {rest}")).unwrap_or_default());
    view! {
        <Shell frame class="ol-row ol-grid ol-action" share=frame.share() label>
            <span role="gridcell" class="ld">
                <span class="tile s plaintile">{icon("action")}</span>
                {move || words.get().map(|(lead, rest)| view! { <span class="kw">{lead}</span><span class="cut">{rest}</span> })}
                <Chips frame />
            </span>
            {frame.reached()}
            {frame.mark(label)}
        </Shell>
    }
}

#[component]
fn EndRow(frame: Frame) -> impl IntoView {
    let (outline, key_) = (frame.outline, frame.key);
    let reason = frame.text(|step| match &step.kind {
        StepKind::End { reason } => reason.clone(),
        _ => String::new(),
    });
    let is_open = frame.is_open();
    let keep = Callback::new(move |text: String| {
        put_kind(outline, key_.step(), StepKind::End { reason: text.trim().to_owned() })
    });
    let label = Signal::derive(move || format!("leave {}", reason.get()));
    view! {
        <Shell frame class="ol-row ol-grid ol-action" share=frame.share() label>
            <span role="gridcell" class="ld">
                <span class="tile s plaintile">{icon("end")}</span>
                <span class="kw">"Leave"</span>
                {move || {
                    if is_open.get() {
                        view! { <InPlace key_ class="nmedit" label="Reason" value=reason.get_untracked() keep /> }.into_any()
                    } else {
                        view! { <span class="muted cut">{reason}</span> }.into_any()
                    }
                }}
            </span>
            {frame.reached()}
            {frame.mark(label)}
        </Shell>
    }
}

// ---- groups ---------------------------------------------------------------------------------------------------------------

/// The words of a list's head: the word that leads, and what is decided.
fn arm_words(outline: Outline, step: &Step, slot: Slot) -> (&'static str, String) {
    let condition = |n: usize, cases: &[crate::model::Case]| {
        let rule = cases.get(n).map(|case| case.when.clone()).unwrap_or_default();
        let sequence = outline.sequence.get_untracked();
        sequence
            .and_then(|id| outline.bench.plan_now(|plan| condition_text(plan, id, &rule)))
            .unwrap_or_default()
    };
    match (&step.kind, slot) {
        (StepKind::Await(a), Slot::Happened) => {
            let of =
                a.of.and_then(|of| {
                    outline.bench.plan_now(|plan| plan.steps.get(&of).map(|step| step.name.clone())).flatten()
                })
                .map(|name| format!(" “{name}”"))
                .unwrap_or_default();
            ("Await", format!("{}{of}, at most {}", a.event.name(), length_text(a.at_most)))
        }
        (StepKind::Await(_), _) => ("Timed out", String::new()),
        (StepKind::Branch(branch), Slot::Case(0)) => ("If", condition(0, &branch.cases)),
        (StepKind::Branch(branch), Slot::Case(n)) => ("Or if", condition(n, &branch.cases)),
        (StepKind::Branch(_), _) => ("Otherwise", String::new()),
        (StepKind::Split(split), Slot::Arm(n)) => {
            let all: u32 = split.arms.iter().map(|arm| arm.weight).sum();
            let words = split.arms.get(n).map(|arm| {
                format!("{}, {} %", arm.name, (f64::from(arm.weight) * 100.0 / f64::from(all.max(1))).round())
            });
            (if n == 0 { "Split" } else { "And" }, words.unwrap_or_default())
        }
        (StepKind::Repeat(repeat), _) => {
            let times = format::counted(usize::from(repeat.times), "time", "times");
            let every = length_text(repeat.every);
            let every = every.strip_prefix("1 ").unwrap_or(&every);
            ("Repeat", format!("up to {times}, every {every}, until {}", repeat.until.name()))
        }
        _ => ("", String::new()),
    }
}

#[component]
fn ArmRow(frame: Frame, position: usize) -> impl IntoView {
    let (outline, key_) = (frame.outline, frame.key);
    let id = key_.step();
    let slot = if let RowKey::Arm(_, slot) = key_ { slot } else { Slot::Pass };
    // the words name other steps, so they follow every change of the rows
    let words = Memo::new(move |_| {
        outline.bench.revision().track();
        frame.step.with(|step| step.as_ref().map(|step| arm_words(outline, step, slot))).unwrap_or_default()
    });
    let label = Signal::derive(move || {
        let (word, rest) = words.get();
        format!("{word} {rest}").trim().to_owned()
    });
    let arm = move || match frame.row.get().map(|row| row.kind) {
        Some(RowKind::Arm { closed, touches, steps, .. }) => (closed, touches, steps),
        _ => (false, 0, 0),
    };
    let closed = Signal::derive(move || arm().0);
    let forecast = outline.live.step(id);
    let people = Signal::derive(move || forecast.get().and_then(|step| step.taken.get(position).copied()));
    let first = position == 0;
    view! {
        <Shell frame class="ol-arm ol-grid" share=share_of(outline, id, Some(position)).into() label movable=first closed>
            <span role="gridcell" class="ld">
                <button
                    type="button"
                    class="fold"
                    class:shut=closed
                    tabindex="-1"
                    aria-label=move || format!("{} {}", if closed.get() { "Open" } else { "Close" }, label.get())
                    on:click=move |event| {
                        event.stop_propagation();
                        outline.toggle(key_);
                    }
                >
                    {icon("down")}
                </button>
                <span class="kw">{move || words.get().0}</span>
                {move || {
                    let (_, rest) = words.get();
                    (!rest.is_empty()).then(|| view! { <span class="cond-t" title=rest.clone()><span class="cut">{rest.clone()}</span></span> })
                }}
                {move || {
                    let (closed, touches, steps) = arm();
                    if closed {
                        Some(format::counted(touches, "touch inside", "touches inside"))
                    } else if steps == 0 {
                        Some("nothing happens here".to_owned())
                    } else {
                        None
                    }
                        .map(|words| view! { <span class="faint small">{words}</span> })
                }}
                {first.then(|| view! { <Chips frame /> })}
            </span>
            <span role="gridcell" class="reach num"><People range=people all=outline.live.enrolled() /></span>
            {if first {
                frame.mark(label)
            } else {
                view! { <span role="gridcell" class="mk"><Insert key_ label /></span> }.into_any()
            }}
        </Shell>
    }
}

#[component]
fn JoinRow(frame: Frame) -> impl IntoView {
    let outline = frame.outline;
    let words = move || {
        let until = frame.step.with(|step| match step.as_ref().map(|step| &step.kind) {
            Some(StepKind::Repeat(repeat)) => {
                Some(format!("goes on when {} or after {}", repeat.until.name(), repeat.times))
            }
            _ => None,
        });
        until.unwrap_or_else(|| {
            match frame.row.get().map(|row| row.kind) {
                Some(RowKind::Join(0 | 1)) => "goes on",
                Some(RowKind::Join(2)) => "both go on",
                _ => "all go on",
            }
            .to_owned()
        })
    };
    // people who go on are those who come to the next row
    let next = Memo::new(move |_| {
        outline.rows.with(|rows| {
            let at = rows.iter().position(|row| row.key == frame.key)?;
            rows.get(at + 1).map(|row| row.key.step())
        })
    });
    let enrolled = outline.live.enrolled();
    let after = Memo::new(move |_| {
        let id = next.get()?;
        outline
            .live
            .read(|forecast| forecast.steps.iter().find(|step| step.step == id).map(|step| step.reached))
    });
    let share =
        Signal::derive(move || Some(after.get()?.mean / f64::from(enrolled.get().filter(|n| *n > 0)?)));
    let is_end = move || frame.row.get().is_some_and(|row| row.last);
    view! {
        <Shell frame class="ol-join ol-grid" share label=Signal::stored(String::new()) movable=false>
            <span role="gridcell" class="ld">{words}</span>
            <span role="gridcell" class="reach num">
                {move || (!is_end()).then(|| view! { <People range=after all=enrolled /> })}
            </span>
            <span role="gridcell" class="mk"><Insert key_=frame.key label=Signal::stored("the group".to_owned()) /></span>
        </Shell>
    }
}

//! One row of the list, of each kind. Reads its own step only, so that an edit elsewhere leaves it alone.

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

use super::list::Grip;
use super::rows::{Row, RowKey, RowKind};
use super::state::Outline;
use crate::model::{By, Place, Slot, Step, StepId, StepKind, Touch};
use crate::outline::{condition_text, length_text, parse_wait, wait_text};
use crate::session::Command;
use crate::simulate::Range;
use crate::ui::channel;
use crate::ui::components::{icon, icon_small, severity};
use crate::ui::format;
use crate::ui::workbench::Same;

/// Half of a row's first line (px): where lines bend.
const BEND: u32 = 14;

/// A row.
#[component]
pub fn RowView(
    /// Which.
    key_: RowKey,
) -> impl IntoView {
    let outline = Outline::here();
    let row = outline.row(key_);
    // The kind of a key's row never changes, but its place and numbers do.
    let kind = row.get_untracked().map(|row| row.kind);
    match kind {
        Some(RowKind::Touch(_)) => view! { <TouchRow key_ row /> }.into_any(),
        Some(RowKind::Wait) => view! { <WaitRow key_ row /> }.into_any(),
        Some(RowKind::End) => view! { <EndRow key_ row /> }.into_any(),
        Some(RowKind::Arm { .. }) => view! { <ArmRow key_ row /> }.into_any(),
        Some(RowKind::Join(_)) => view! { <JoinRow key_ row /> }.into_any(),
        None => ().into_any(),
    }
}

fn step_of(outline: Outline, id: StepId) -> Memo<Option<Same<Step>>> {
    outline.bench.record(move |plan| plan.steps.get(&id))
}

/// What every row shares: level, focus, selection, drop mark.
#[derive(Clone, Copy)]
struct Frame {
    outline: Outline,
    key: RowKey,
    row: Memo<Option<Row>>,
}

impl Frame {
    fn depth(self) -> usize {
        self.row.get().map_or(0, |row| row.depth)
    }

    fn level(self) -> String {
        (self.depth() + 1).to_string()
    }

    fn tab(self) -> &'static str {
        let current = self.outline.current.get();
        let is_first =
            move || self.outline.rows.with(|rows| rows.first().map(|row| row.key) == Some(self.key));
        if current == Some(self.key) || (current.is_none() && is_first()) { "0" } else { "-1" }
    }

    fn is_selected(self) -> bool {
        let own = match self.key {
            RowKey::Arm(..) => self.outline.current.get() == Some(self.key),
            _ => true,
        };
        own && self.outline.selected.with(|selected| selected.contains(&self.key.step()))
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
        self.outline.go(self.key, event.shift_key() || event.ctrl_key() || event.meta_key());
    }
}

#[component]
fn DropMark(frame: StoredValue<Frame>) -> impl IntoView {
    move || frame.get_value().drop_mark().map(|class| view! { <span class=class aria-hidden="true"></span> })
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

/// The lines left of a row: brackets of the groups around it, and people.
#[component]
fn Rail(frame: StoredValue<Frame>, #[prop(into)] share: Signal<Option<f64>>) -> impl IntoView {
    let frame = frame.get_value();
    let x = |depth: usize| 40 + 28 * depth;
    move || {
        let row = frame.row.get()?;
        let own = x(row.depth);
        let width = people_width(share.get());
        let around = (0..row.depth)
            .map(|depth| view! { <line class={"hair"} x1=x(depth) x2=x(depth) y1="0" y2="100%" /> })
            .collect_view();
        let line = |class: &'static str, y1: &'static str, y2: &'static str, width: String| {
            view! { <line class=class x1=own x2=own y1=y1 y2=y2 stroke-width=width /> }
        };
        let first = row.depth == 0 && row.before.index == 0;
        let lines = match row.kind {
            RowKind::Touch(_) | RowKind::Wait | RowKind::End => {
                let from = if first { "50%" } else { "0" };
                let to = if row.last || row.kind == RowKind::End { "50%" } else { "100%" };
                line("ribbon", from, to, width).into_any()
            }
            RowKind::Arm { first: is_first, steps, closed, .. } => {
                let bend = format!(
                    "M{} {BEND}H{}Q{} {BEND} {} {}V200",
                    own + 13,
                    own + 19,
                    own + 28,
                    own + 28,
                    BEND + 9
                );
                let curve = (steps > 0 && !closed)
                    .then(|| view! { <path class={"ribbon"} stroke-width=width.clone() d=bend /> });
                let arriving = (is_first && !first).then(|| line("ribbon", "0", "50%", width.clone()));
                let hair = line("hair", if is_first { "50%" } else { "0" }, "100%", "1.5".to_owned());
                (arriving, hair, curve).into_any()
            }
            RowKind::Join(_) => {
                let corner = format!("M{own} 0V10H{}", own + 16);
                let on = (!row.last).then(|| {
                    view! { <line class={"ribbon"} x1=own x2=own y1="10" y2="100%" stroke-width=width.clone() /> }
                });
                (view! { <path class={"hair"} d=corner /> }, on).into_any()
            }
        };
        Some(view! { <svg class={"ol-rail"} aria-hidden="true">{around}{lines}</svg> })
    }
}

// ---- touches --------------------------------------------------------------------------------------------------------------

fn by_words(touch: &Touch) -> String {
    match touch.by {
        By::Automatic => "Automatic".to_owned(),
        By::Owner if touch.effort_minutes > 0 => format!("Owner, {} min", touch.effort_minutes),
        By::Owner => "Owner".to_owned(),
    }
}

#[component]
fn TouchRow(key_: RowKey, row: Memo<Option<Row>>) -> impl IntoView {
    let outline = Outline::here();
    let id = key_.step();
    let step = step_of(outline, id);
    let frame = StoredValue::new(Frame { outline, key: key_, row });
    let own = frame.get_value();
    let touch = move |read: fn(&Touch) -> String| {
        step.with(|step| step.as_ref().and_then(|step| step.kind.touch().map(read))).unwrap_or_default()
    };
    let name =
        Signal::derive(move || step.with(|step| step.as_ref().map(|s| s.name.clone())).unwrap_or_default());
    let kind = Memo::new(move |_| {
        step.with(|step| step.as_ref().and_then(|s| s.kind.touch().map(|touch| touch.channel)))
    });
    let number = move || match row.get().map(|row| row.kind) {
        Some(RowKind::Touch(number)) => number,
        _ => String::new(),
    };
    let day = move || {
        outline.pace.with(|pace| {
            pace.get(&id).map(|pace| format!("Day {}{}", pace.day, if pace.or_later { "+" } else { "" }))
        })
    };
    let forecast = outline.live.step(id);
    let enrolled = outline.live.enrolled();
    let reached = Signal::derive(move || forecast.get().map(|step| step.reached));
    let result = move || {
        let (event, word) = channel::outcome(kind.get()?);
        let step = forecast.get()?;
        let range =
            step.outcomes.iter().find(|(e, _)| *e == event).map(|(_, range)| *range).unwrap_or_default();
        Some((format::range(&range), word))
    };
    let behind = outline.live.is_behind();
    let worst = outline.live.worst_of(Place::Step(id));
    let share = share_of(outline, id, None);
    view! {
        <div
            class="ol-row ol-grid"
            class:is-behind=move || behind.get()
            class:is-ghost=move || outline.drag.with(|drag| drag.is_some_and(|drag| drag.step == id))
            role="row"
            data-row=key_.text()
            {..custom_attribute("aria-level", move || own.level())}
            aria-selected=move || own.is_selected().to_string()
            tabindex=move || own.tab()
            style:--depth=move || own.depth().to_string()
            on:click=move |event| own.press(&event)
            on:focus=move |_| outline.current.set(Some(key_))
            on:dblclick=move |_| outline.editing.set(Some(key_))
        >
            <Rail frame share />
            <span role="gridcell"><Grip step=id label=name /></span>
            <span role="gridcell" class="ld">
                {move || kind.get().map(|kind| channel::tile(kind.channel(), true))}
                <span class="no num">{number}</span>
                <NameOf key_ name />
            </span>
            <span role="gridcell" class="when num">
                <span class="faint">{day}</span>
                <span class="cut">{move || touch(|touch| touch.window.map(format::window).unwrap_or_default())}</span>
            </span>
            <span role="gridcell" class="by cut">{move || touch(by_words)}</span>
            <span role="gridcell" class="reach num"><People range=reached all=enrolled /></span>
            <span role="gridcell" class="res num">
                {move || result().map(|(range, word)| view! { <b>{range}</b><span class="cut">{word}</span> })}
            </span>
            <span role="gridcell" class="mk">
                {move || worst.get().map(severity)}
                <Insert key_ label=name />
            </span>
            <DropMark frame />
            <Acts id frame />
        </div>
    }
}

/// What a finger can do with the selected row: the keys of a phone.
#[component]
fn Acts(id: StepId, frame: StoredValue<Frame>) -> impl IntoView {
    let outline = Outline::here();
    let frame = frame.get_value();
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
fn NameOf(key_: RowKey, name: Signal<String>) -> impl IntoView {
    let outline = Outline::here();
    let is_open = Memo::new(move |_| outline.editing.get() == Some(key_));
    move || {
        if !is_open.get() {
            return view! { <span class="nm cut">{name}</span> }.into_any();
        }
        let keep = move |text: String| {
            let text = text.trim().to_owned();
            let step = outline
                .bench
                .plan_now(|plan| plan.steps.get(&key_.step()).map(|step| (**step).clone()))
                .flatten();
            match step {
                Some(step) if step.name != text && !text.is_empty() => outline
                    .bench
                    .dispatch(Command::UpdateStep { id: key_.step(), step: Step { name: text, ..step } }),
                _ => Ok(()),
            }
        };
        view! { <InPlace key_ class="nmedit" label="Name" value=name.get_untracked() keep=Callback::new(keep) /> }.into_any()
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
                // left with something that does not read: the old value stays
                if !done.get_value() && keep.run(text.get_untracked()).is_err() {
                    outline.bench.refused.set(None);
                }
                if !done.get_value() {
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

#[component]
fn WaitRow(key_: RowKey, row: Memo<Option<Row>>) -> impl IntoView {
    let outline = Outline::here();
    let id = key_.step();
    let step = step_of(outline, id);
    let frame = StoredValue::new(Frame { outline, key: key_, row });
    let own = frame.get_value();
    let words = Signal::derive(move || {
        step.with(|step| match step.as_ref().map(|step| &step.kind) {
            Some(StepKind::Wait { until }) => wait_text(until),
            _ => String::new(),
        })
    });
    let is_open = Memo::new(move |_| outline.editing.get() == Some(key_));
    let draft = RwSignal::new(String::new());
    let reading = Signal::derive(move || {
        let text = draft.get();
        (text != words.get()).then(|| parse_wait(&text).map(|wait| wait_text(&wait)))
    });
    let keep = Callback::new(move |text: String| {
        let until = parse_wait(&text)?;
        let step = outline.bench.plan_now(|plan| plan.steps.get(&id).map(|step| (**step).clone())).flatten();
        match step {
            Some(step) => outline
                .bench
                .dispatch(Command::UpdateStep { id, step: Step { kind: StepKind::Wait { until }, ..step } }),
            None => Ok(()),
        }
    });
    let share = share_of(outline, id, None);
    let label = Signal::derive(move || format!("wait {}", words.get()));
    let worst = outline.live.worst_of(Place::Step(id));
    view! {
        <div
            class="ol-wait ol-grid"
            role="row"
            data-row=key_.text()
            {..custom_attribute("aria-level", move || own.level())}
            aria-selected=move || own.is_selected().to_string()
            tabindex=move || own.tab()
            style:--depth=move || own.depth().to_string()
            on:click=move |event| own.press(&event)
            on:focus=move |_| outline.current.set(Some(key_))
        >
            <Rail frame share />
            <span role="gridcell"><Grip step=id label /></span>
            <span role="gridcell" class="waits">
                {move || {
                    if is_open.get() {
                        view! {
                            <span class="waitpill is-edit">
                                {icon("wait")}
                                <InPlace
                                    key_
                                    class=""
                                    label="Wait"
                                    value=words.get_untracked()
                                    keep
                                    reading
                                    draft
                                />
                            </span>
                        }
                            .into_any()
                    } else {
                        view! {
                            <button
                                type="button"
                                class="waitpill num"
                                tabindex="-1"
                                aria-label=move || format!("Wait {}, edit", words.get())
                                on:click=move |event| {
                                    event.stop_propagation();
                                    outline.go(key_, false);
                                    outline.editing.set(Some(key_));
                                }
                            >
                                {icon("wait")}
                                {words}
                            </button>
                        }
                            .into_any()
                    }
                }}
                {move || worst.get().map(severity)}
                <Insert key_ label />
            </span>
            <DropMark frame />
            <Acts id frame />
        </div>
    }
}

#[component]
fn EndRow(key_: RowKey, row: Memo<Option<Row>>) -> impl IntoView {
    let outline = Outline::here();
    let id = key_.step();
    let step = step_of(outline, id);
    let frame = StoredValue::new(Frame { outline, key: key_, row });
    let own = frame.get_value();
    let reason = Signal::derive(move || {
        step.with(|step| match step.as_ref().map(|step| &step.kind) {
            Some(StepKind::End { reason }) => reason.clone(),
            _ => String::new(),
        })
    });
    let is_open = Memo::new(move |_| outline.editing.get() == Some(key_));
    let keep = Callback::new(move |text: String| {
        let step = outline.bench.plan_now(|plan| plan.steps.get(&id).map(|step| (**step).clone())).flatten();
        match step {
            Some(step) => {
                let kind = StepKind::End { reason: text.trim().to_owned() };
                outline.bench.dispatch(Command::UpdateStep { id, step: Step { kind, ..step } })
            }
            None => Ok(()),
        }
    });
    let forecast = outline.live.step(id);
    let reached = Signal::derive(move || forecast.get().map(|step| step.reached));
    let enrolled = outline.live.enrolled();
    let share = share_of(outline, id, None);
    view! {
        <div
            class="ol-row ol-grid ol-end"
            role="row"
            data-row=key_.text()
            {..custom_attribute("aria-level", move || own.level())}
            aria-selected=move || own.is_selected().to_string()
            tabindex=move || own.tab()
            style:--depth=move || own.depth().to_string()
            on:click=move |event| own.press(&event)
            on:focus=move |_| outline.current.set(Some(key_))
            on:dblclick=move |_| outline.editing.set(Some(key_))
        >
            <Rail frame share />
            <span role="gridcell"><Grip step=id label=reason /></span>
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
            <span role="gridcell" class="when"></span>
            <span role="gridcell" class="by"></span>
            <span role="gridcell" class="reach num"><People range=reached all=enrolled /></span>
            <span role="gridcell" class="res"></span>
            <span role="gridcell" class="mk"></span>
            <DropMark frame />
            <Acts id frame />
        </div>
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
        _ => ("", String::new()),
    }
}

#[component]
fn ArmRow(key_: RowKey, row: Memo<Option<Row>>) -> impl IntoView {
    let outline = Outline::here();
    let id = key_.step();
    let RowKey::Arm(_, slot) = key_ else { return ().into_any() };
    let step = step_of(outline, id);
    let frame = StoredValue::new(Frame { outline, key: key_, row });
    let own = frame.get_value();
    // the words name other steps, so they follow every change of the rows
    let words = Memo::new(move |_| {
        outline.bench.revision().track();
        step.with(|step| step.as_ref().map(|step| arm_words(outline, step, slot))).unwrap_or_default()
    });
    let label = Signal::derive(move || {
        let (word, rest) = words.get();
        format!("{word} {rest}").trim().to_owned()
    });
    let arm = move || match row.get().map(|row| row.kind) {
        Some(RowKind::Arm { closed, touches, steps, position, .. }) => (closed, touches, steps, position),
        _ => (false, 0, 0, 0),
    };
    let position = untrack(arm).3;
    let is_closed = move || arm().0;
    let forecast = outline.live.step(id);
    let enrolled = outline.live.enrolled();
    let people = Signal::derive(move || forecast.get().and_then(|step| step.taken.get(position).copied()));
    let share = share_of(outline, id, Some(position));
    let worst = outline.live.worst_of(Place::Step(id));
    view! {
        <div
            class="ol-arm ol-grid"
            role="row"
            data-row=key_.text()
            {..custom_attribute("aria-level", move || own.level())}
            aria-expanded=move || (!is_closed()).to_string()
            aria-selected=move || own.is_selected().to_string()
            tabindex=move || own.tab()
            style:--depth=move || own.depth().to_string()
            on:click=move |event| own.press(&event)
            on:focus=move |_| outline.current.set(Some(key_))
        >
            <Rail frame share />
            <span role="gridcell">{(position == 0).then(|| view! { <Grip step=id label /> })}</span>
            <span role="gridcell" class="ld">
                <button
                    type="button"
                    class="fold"
                    class:shut=is_closed
                    tabindex="-1"
                    aria-label=move || format!("{} {}", if is_closed() { "Open" } else { "Close" }, label.get())
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
                    (!rest.is_empty()).then(|| view! { <span class="cond-t"><span class="cut">{rest}</span></span> })
                }}
                {move || {
                    let (closed, touches, steps, _) = arm();
                    if closed {
                        Some(format::counted(touches, "touch inside", "touches inside"))
                    } else if steps == 0 {
                        Some("nothing happens here".to_owned())
                    } else {
                        None
                    }
                        .map(|words| view! { <span class="faint small">{words}</span> })
                }}
            </span>
            <span role="gridcell" class="reach num"><People range=people all=enrolled /></span>
            <span role="gridcell" class="mk">
                {move || (position == 0).then(|| worst.get().map(severity))}
                <Insert key_ label />
            </span>
            <DropMark frame />
            {(position == 0).then(|| view! { <Acts id frame /> })}
        </div>
    }
    .into_any()
}

#[component]
fn JoinRow(key_: RowKey, row: Memo<Option<Row>>) -> impl IntoView {
    let outline = Outline::here();
    let frame = StoredValue::new(Frame { outline, key: key_, row });
    let own = frame.get_value();
    let words = move || match row.get().map(|row| row.kind) {
        Some(RowKind::Join(0 | 1)) => "goes on",
        Some(RowKind::Join(2)) => "both go on",
        _ => "all go on",
    };
    // people who go on are those who come to the next row
    let next = Memo::new(move |_| {
        outline.rows.with(|rows| {
            let at = rows.iter().position(|row| row.key == key_)?;
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
    let share = Memo::new(move |_| Some(after.get()?.mean / f64::from(enrolled.get().filter(|n| *n > 0)?)));
    let is_end = move || row.get().is_some_and(|row| row.last);
    view! {
        <div
            class="ol-join ol-grid"
            role="row"
            data-row=key_.text()
            {..custom_attribute("aria-level", move || own.level())}
            style:--depth=move || own.depth().to_string()
        >
            <Rail frame share />
            <span role="gridcell"></span>
            <span role="gridcell" class="ld">{words}</span>
            <span role="gridcell" class="reach num">
                {move || (!is_end()).then(|| view! { <People range=Signal::derive(move || after.get()) all=enrolled /> })}
            </span>
            <span role="gridcell" class="mk"><Insert key_ label="the group" /></span>
            <DropMark frame />
        </div>
    }
}

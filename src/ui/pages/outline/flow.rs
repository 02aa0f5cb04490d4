//! The Flow: people as ribbons through boxes, with how many come to each, who leaves, and what comes of it. The layout is the view
//! room's; selection, keys and commands are the outline's.

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;

use super::action;
use super::list::{drag_over, drop_here, keys};
use super::picker::Picker;
use super::row::{arm_words, by_words};
use super::state::{Drag, Outline, Pick};
use crate::model::{Place, Slot, StepId, StepKind};
use crate::outline::wait_text;
use crate::simulate::{Exit, Range};
use crate::ui::channel;
use crate::ui::charts::use_width;
use crate::ui::components::{Button, Empty, icon, icon_small};
use crate::ui::erased::{effect, memo};
use crate::ui::format;
use crate::ui::live::found_mark;
use crate::view::flow::{Block, Breadth, Flow, Kind, Link, People, flow};
use crate::view::rows::{RowKey, RowKind};
use crate::words;

/// A ribbon of all who enter (px).
const ALL_WIDE: f64 = 18.0;
/// Below this width one list of a container is seen at a time (px).
const NARROW: f64 = 560.0;
/// Steps of the zoom: each is a quarter more than the one before.
const ZOOM: f64 = 1.25;
/// So far the pointer moves before a box is dragged (px).
const DRAG_FROM: i32 = 5;
/// Room left of and right of the flow when it is fitted (px).
const AROUND: f64 = 16.0;

/// What the parts of the Flow share.
#[derive(Clone, Copy)]
struct Canvas {
    outline: Outline,
    flow: Memo<Flow>,
    /// The list that is seen of each container, where one is.
    chosen: RwSignal<BTreeMap<StepId, usize>>,
    is_narrow: Memo<bool>,
    zoom: RwSignal<f64>,
    /// Where a press began that may become a drag.
    pressed: StoredValue<Option<(StepId, i32, i32)>>,
}

/// The Flow of the sequence in sight.
#[component]
pub fn FlowView() -> impl IntoView {
    let outline = Outline::here();
    outline.in_place.set(false);
    on_cleanup(move || {
        let _ = outline.in_place.try_set(true);
    });
    let (node, width) = use_width();
    let is_narrow = memo(move |_| (1.0..NARROW).contains(&width.get()));
    let chosen = RwSignal::new(BTreeMap::new());
    let laid = memo(move |_| {
        let Some(id) = outline.sequence.get() else { return Flow::default() };
        let breadth = if is_narrow.get() { Breadth::Narrow(chosen.get()) } else { Breadth::Wide };
        outline.bench.session.with(|session| {
            let Some(session) = session.as_ref() else { return Flow::default() };
            outline.closed.with(|closed| flow(session.plan(), id, closed, &breadth))
        })
    });
    let zoom = RwSignal::new(1.0);
    let canvas = Canvas { outline, flow: laid, chosen, is_narrow, zoom, pressed: StoredValue::new(None) };
    let name = outline.bench.read(move |plan| {
        let id = outline.sequence.get()?;
        plan.sequences.get(&id).map(|sequence| sequence.name.clone())
    });
    let label = move || format!("Flow of {}", name.get().flatten().unwrap_or_default());
    let scroll = NodeRef::<html::Div>::new();
    let scrolled = Trigger::new();
    let is_empty = memo(move |_| outline.rows.with(Vec::is_empty));
    view! {
        <div class="flowbox" node_ref=node>
            <div class="flowscroll" node_ref=scroll on:scroll=move |_| scrolled.notify()>
                <div
                    class="ol flowpage"
                    class:is-drag=move || outline.drag.with(Option::is_some)
                    role="group"
                    aria-label=label
                    on:keydown=move |event| {
                        if !aside(canvas, &event) {
                            keys(outline, &event);
                        }
                    }
                    on:pointermove=move |event| {
                        begin_drag(canvas, &event);
                        drag_over(outline, &event);
                    }
                    on:pointerup=move |_| {
                        canvas.pressed.set_value(None);
                        drop_here(outline);
                    }
                    on:pointercancel=move |_| {
                        canvas.pressed.set_value(None);
                        outline.drag.set(None);
                    }
                >
                    <Drawing canvas />
                    <Show when=move || is_empty.get()>
                        <Empty glyph="sequence" title="No steps yet" words="A sequence starts with one touch.">
                            <Button kind="solid" glyph="plus" label="Add a touch" on_press=move || outline.picking.set(Some(None)) />
                        </Empty>
                    </Show>
                    <Picker scroll />
                </div>
            </div>
            <Tools canvas scroll scrolled width />
        </div>
    }
}

/// Boxes and edges at the zoom that is chosen.
#[component]
fn Drawing(canvas: Canvas) -> impl IntoView {
    let Canvas { outline, flow, zoom, .. } = canvas;
    let size = move |of: fn(&Flow) -> f64| move || format!("{}px", flow.with(of) * zoom.get());
    let keyed =
        move || flow.with(|flow| flow.blocks.iter().map(|block| (block.kind, block.key)).collect::<Vec<_>>());
    let links = move || flow.with(|flow| flow.links.clone());
    view! {
        <div class="flowsize" style:width=size(|flow| flow.width) style:height=size(|flow| flow.height)>
            <div class="flow" style:transform=move || format!("scale({})", zoom.get())>
                <svg
                    class="flow-lines"
                    aria-hidden="true"
                    width=move || flow.with(|flow| flow.width)
                    height=move || flow.with(|flow| flow.height)
                >
                    {move || links().into_iter().map(|link| view! { <Ribbon canvas link /> }).collect_view()}
                </svg>
                <For each=keyed key=|key| *key let:key>
                    <BlockView canvas kind=key.0 key_=key.1 />
                </For>
                {move || {
                    links()
                        .into_iter()
                        .filter(|link| link.shows_people || link.spot.is_some())
                        .map(|link| view! { <OnEdge canvas link /> })
                        .collect_view()
                }}
                {move || {
                    let (key, below) = outline.drag.get()?.over?;
                    let block = flow.with(|flow| flow.blocks.iter().find(|block| block.key == Some(key)).copied())?;
                    let y = if below { block.y + block.height + 7.0 } else { block.y - 9.0 };
                    Some(view! {
                        <span
                            class="flowdrop"
                            aria-hidden="true"
                            style:left=format!("{}px", block.x)
                            style:top=format!("{y}px")
                            style:width=format!("{}px", block.width)
                        ></span>
                    })
                }}
            </div>
        </div>
    }
}

// ---- people ---------------------------------------------------------------------------------------------------------------

impl Canvas {
    /// The people of an edge, as the forecast counts them.
    fn people(self, people: People) -> Memo<Option<Range>> {
        let live = self.outline.live;
        memo(move |_| {
            live.read(|forecast| {
                let step = |id| forecast.steps.iter().find(|step| step.step == id);
                match people {
                    People::All => Some(forecast.enters),
                    People::To(id) => step(id).map(|step| step.reached),
                    People::Taking(id, at) => step(id)?.taken.get(at).copied(),
                    People::After(id) => step(id).map(|step| step.stayed),
                    People::Finished => forecast
                        .exits
                        .iter()
                        .find(|(exit, _)| *exit == Exit::Finished)
                        .map(|(_, range)| *range),
                }
            })
        })
    }

    /// What is drawn of a box.
    fn block(self, kind: Kind, key: Option<RowKey>) -> Memo<Option<Block>> {
        memo(move |_| {
            self.flow
                .with(|flow| flow.blocks.iter().find(|block| (block.kind, block.key) == (kind, key)).copied())
        })
    }
}

#[component]
fn Ribbon(canvas: Canvas, link: Link) -> impl IntoView {
    let people = canvas.people(link.people);
    let may_enter = canvas.outline.live.may_enter();
    let width = move || {
        let share = people.get().zip(may_enter.get().filter(|n| *n > 0));
        match share {
            _ if matches!(link.way, crate::view::flow::Way::Back(_)) => 1.5,
            Some((range, all)) => (range.q50 / f64::from(all) * ALL_WIDE).clamp(1.0, ALL_WIDE),
            None => 3.0,
        }
    };
    let class = if matches!(link.way, crate::view::flow::Way::Back(_)) { "back" } else { "ribbon" };
    view! { <path class=class d=link.path() stroke-width=move || format!("{:.1}", width()) /> }
}

/// What stands beside an edge: how many come along, and the plus that puts a step onto it.
#[component]
fn OnEdge(canvas: Canvas, link: Link) -> impl IntoView {
    let outline = canvas.outline;
    let people = canvas.people(link.people);
    let behind = outline.live.is_behind();
    let (x, y) = link.middle();
    let number = move || {
        let range = people.get().filter(|_| link.shows_people)?;
        let words = if range.q10 == range.q90 { String::new() } else { format::range(&range) };
        Some(view! {
            <span
                class="flowcount num"
                class:is-behind=behind
                style:left=format!("{}px", x + ALL_WIDE / 2.0 + 6.0)
                style:top=format!("{}px", y - 8.0)
            >
                <b>{format::whole(range.q50)}</b>
                {words}
            </span>
        })
    };
    let plus = link.spot.map(|(_, after)| {
        let at = after.map(RowKey::text).unwrap_or_default();
        view! {
            <button
                type="button"
                class="flowplus"
                class:is-on=move || outline.picking.get() == Some(after)
                tabindex="-1"
                data-at=at
                aria-label=move || {
                    let name = after.and_then(|key| {
                        outline.bench.plan_now(|plan| plan.steps.get(&key.step()).map(|step| step.name.clone())).flatten()
                    });
                    match name {
                        Some(name) if !name.is_empty() => format!("New step after {name}"),
                        Some(_) => "New step here".to_owned(),
                        None => "New step before the first".to_owned(),
                    }
                }
                style:left=format!("{}px", x - ALL_WIDE / 2.0 - 30.0)
                style:top=format!("{}px", y - 12.0)
                on:click=move |event| {
                    event.stop_propagation();
                    outline.picking.set(Some(after));
                }
            >
                <span class="dot">{icon_small("plus")}</span>
            </button>
        }
    });
    (number, plus)
}

// ---- boxes ----------------------------------------------------------------------------------------------------------------

#[component]
fn BlockView(canvas: Canvas, kind: Kind, key_: Option<RowKey>) -> impl IntoView {
    let block = canvas.block(kind, key_);
    let place = move |of: fn(Block) -> f64| move || block.get().map(|block| format!("{}px", of(block)));
    let inner = match (kind, key_) {
        (Kind::Entry, _) => view! { <EntryBox canvas /> }.into_any(),
        (Kind::End, _) => view! { <EndBox canvas /> }.into_any(),
        (Kind::Step | Kind::Wait, Some(key)) => view! { <StepBox canvas key_=key kind /> }.into_any(),
        (Kind::Container, Some(key)) => view! { <ContainerBox canvas key_=key /> }.into_any(),
        (Kind::Arm, Some(key)) => view! { <ArmBox canvas key_=key /> }.into_any(),
        (Kind::Closed, Some(key)) => view! { <ClosedBox canvas key_=key /> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <div
            class="flowblock"
            style:left=place(|block| block.x)
            style:top=place(|block| block.y)
            style:width=place(|block| block.width)
            style:height=place(|block| block.height)
        >
            {inner}
        </div>
    }
}

#[component]
fn EntryBox(canvas: Canvas) -> impl IntoView {
    let outline = canvas.outline;
    let who = outline.bench.read(move |plan| {
        let sequence = plan.sequences.get(&outline.sequence.get()?)?;
        Some(match sequence.segment.and_then(|id| plan.segments.get(&id)) {
            Some(segment) => segment.name.clone(),
            None => "Everybody on the list".to_owned(),
        })
    });
    let enters = memo(move |_| outline.live.read(|forecast| Some(words::range(&forecast.enters))));
    let behind = outline.live.is_behind();
    view! {
        <div class="node entry">
            {icon("people")}
            <span class="body cut"><b>{move || who.get().flatten()}</b></span>
            <span class="fig num" class:is-behind=behind>{move || enters.get().map(|n| view! { <b>{n}</b> })}</span>
        </div>
    }
}

#[component]
fn EndBox(canvas: Canvas) -> impl IntoView {
    let finished = canvas.people(People::Finished);
    let words = move || match finished.get() {
        Some(range) => format!("{} went through all of it", format::range(&range)),
        None => "Gone through".to_owned(),
    };
    view! { <div class="node entry end">{icon("end")} <span class="body cut num">{words}</span></div> }
}

impl Canvas {
    /// Whether a row is the one that Tab comes to.
    fn tab(self, key: RowKey) -> &'static str {
        let current = self.outline.current.get();
        let first = move || self.outline.rows.with(|rows| rows.first().map(|row| row.key) == Some(key));
        if current == Some(key) || (current.is_none() && first()) { "0" } else { "-1" }
    }

    fn is_selected(self, key: RowKey) -> bool {
        self.outline.selected.with(|selected| selected.contains(&key.step()))
    }

    fn press(self, key: RowKey, event: &web_sys::MouseEvent) {
        let pick = if event.shift_key() {
            Pick::Range
        } else if event.ctrl_key() || event.meta_key() {
            Pick::Toggle
        } else {
            Pick::One
        };
        self.outline.go(key, pick);
    }

    fn down(self, key: RowKey, event: &web_sys::PointerEvent) {
        if event.button() == 0 && event.pointer_type() != "touch" {
            self.pressed.set_value(Some((key.step(), event.client_x(), event.client_y())));
        }
    }

    fn mark(self, key: RowKey) -> impl IntoView {
        let mark = self.outline.live.mark_of(Place::Step(key.step()));
        move || mark.get().map(|mark| view! { <span class="mark-sev">{found_mark(mark)}</span> })
    }
}

/// A touch, an action, a way out or a wait.
#[component]
fn StepBox(canvas: Canvas, key_: RowKey, kind: Kind) -> impl IntoView {
    let outline = canvas.outline;
    let id = key_.step();
    let step = outline.bench.record(move |plan| plan.steps.get(&id));
    let row = outline.row(key_);
    let class = if kind == Kind::Wait { "waitpill flowwait num" } else { "node" };
    let forecast = outline.live.step(id);
    let behind = outline.live.is_behind();
    let content = move || {
        outline.bench.revision().track();
        let step = step.get()?;
        Some(match &step.kind {
            StepKind::Wait { until } => view! { {icon("wait")} <span class="cut">{wait_text(until)}</span> }.into_any(),
            StepKind::Touch(touch) => {
                let number = match row.get().map(|row| row.kind) {
                    Some(RowKind::Touch(number)) => number,
                    _ => String::new(),
                };
                let day = outline.pace.with(|pace| {
                    pace.get(&id).map(|pace| format!("Day {}{}", pace.day, if pace.or_later { "+" } else { "" }))
                });
                let when: Vec<String> =
                    [day, touch.window.map(format::window), Some(by_words(touch))].into_iter().flatten().collect();
                let kind = touch.channel;
                let figure = move || {
                    let (range, word) = words::outcome_words(&forecast.get()?, kind);
                    Some(view! {
                        <span class="fig num" class:is-behind=behind>
                            <b>{range}</b>
                            <span>{word}</span>
                        </span>
                    })
                };
                view! {
                    {channel::tile(touch.channel.channel(), false)}
                    <span class="body">
                        <span class="t cut"><span class="n num">{number}</span>{step.name.clone()}</span>
                        <span class="s cut num">{when.join(", ")}</span>
                    </span>
                    {figure}
                }
                .into_any()
            }
            StepKind::Action { what } => {
                let (lead, rest) = outline.bench.plan_now(|plan| action::words(plan, what)).unwrap_or_default();
                view! {
                    <span class="tile plaintile">{icon("action")}</span>
                    <span class="body"><span class="t cut">{lead}</span><span class="s cut">{rest}</span></span>
                }
                .into_any()
            }
            StepKind::End { reason } => view! {
                <span class="tile plaintile">{icon("end")}</span>
                <span class="body"><span class="t cut">"Leave"</span><span class="s cut">{reason.clone()}</span></span>
            }
            .into_any(),
            _ => ().into_any(),
        })
    };
    let left = move || {
        let left = forecast.get().filter(|_| kind == Kind::Step)?.left;
        (left.q90.round() >= 1.0).then(|| {
            view! {
                <span class="flowleft num" class:is-behind=behind title="Who leaves the sequence here or because of what comes of it">
                    <b>{format::range(&left)}</b>" leave"
                </span>
            }
        })
    };
    view! {
        <button
            type="button"
            class=class
            class:is-ghost=move || outline.drag.with(|drag| drag.is_some_and(|drag| drag.step == id))
            data-row=key_.text()
            tabindex=move || canvas.tab(key_)
            aria-pressed=move || canvas.is_selected(key_).to_string()
            on:pointerdown=move |event| canvas.down(key_, &event)
            on:click=move |event| canvas.press(key_, &event)
            on:focus=move |_| outline.current.set(Some(key_))
        >
            {content}
        </button>
        {left}
        {canvas.mark(key_)}
    }
}

/// The head of a container: what is decided, awaited or repeated.
#[component]
fn ContainerBox(canvas: Canvas, key_: RowKey) -> impl IntoView {
    let outline = canvas.outline;
    let id = key_.step();
    let step = outline.bench.record(move |plan| plan.steps.get(&id));
    let content = move || {
        outline.bench.revision().track();
        let step = step.get()?;
        let slot = if let RowKey::Arm(_, slot) = key_ { slot } else { Slot::Pass };
        let (lead, rest) = arm_words(outline, &step, slot);
        let (lead, rest) = match &step.kind {
            StepKind::Split(split) => ("Split", format!("{} ways", split.arms.len())),
            StepKind::Branch(branch) if branch.cases.len() > 1 => {
                ("Branch", format!("{} ways", branch.cases.len() + 1))
            }
            _ => (lead, rest),
        };
        let words = format!("{lead} {rest}");
        Some(
            view! { {icon(channel::glyph(&step.kind))} <span class="cut" title=words><b>{lead}</b>" "{rest}</span> },
        )
    };
    view! {
        <button
            type="button"
            class="branchpill"
            class:is-ghost=move || outline.drag.with(|drag| drag.is_some_and(|drag| drag.step == id))
            data-row=key_.text()
            tabindex=move || canvas.tab(key_)
            aria-pressed=move || canvas.is_selected(key_).to_string()
            on:pointerdown=move |event| canvas.down(key_, &event)
            on:click=move |event| canvas.press(key_, &event)
            on:focus=move |_| outline.current.set(Some(key_))
        >
            {content}
        </button>
        {canvas.mark(key_)}
    }
}

/// The words of a list's head, without the condition that the container says already.
fn short_words(outline: Outline, id: StepId, slot: Slot) -> String {
    let words = |step: &crate::model::Step| {
        let (lead, rest) = arm_words(outline, step, slot);
        match (&step.kind, slot) {
            (StepKind::Await(_), Slot::Happened) => "Happened".to_owned(),
            (StepKind::Branch(branch), Slot::Case(0)) if branch.cases.len() == 1 => "Yes".to_owned(),
            (StepKind::Branch(branch), Slot::Otherwise) if branch.cases.len() == 1 => "No".to_owned(),
            (StepKind::Split(_), _) => rest,
            _ => format!("{lead} {rest}").trim().to_owned(),
        }
    };
    let step = outline.bench.plan_now(|plan| plan.steps.get(&id).cloned()).flatten();
    step.map(|step| words(&step)).unwrap_or_default()
}

/// The head of a list: who takes it. On a phone it is the switch between the lists of its container.
#[component]
fn ArmBox(canvas: Canvas, key_: RowKey) -> impl IntoView {
    let outline = canvas.outline;
    let RowKey::Arm(id, slot) = key_ else { return ().into_any() };
    let lists = move || {
        outline.bench.revision().track();
        let lists = outline.bench.plan_now(|plan| {
            plan.steps
                .get(&id)
                .map(|step| step.kind.lists().into_iter().map(|(slot, _)| slot).collect::<Vec<_>>())
        });
        lists.flatten().unwrap_or_default()
    };
    let position = memo(move |_| lists().iter().position(|own| *own == slot).unwrap_or(0));
    let words = move || {
        outline.bench.revision().track();
        short_words(outline, id, slot)
    };
    let step = outline.live.step(id);
    let taken = move || step.get().and_then(|step| step.taken.get(position.get()).copied());
    let count = move || {
        taken().map(|range| view! { <b class="num">{format::whole(range.q50)}</b><span class="num faint">{format::range(&range)}</span> })
    };
    let is_closed = move || outline.closed.with(|closed| closed.contains(&key_));
    let switch = move || {
        let options = lists()
            .into_iter()
            .enumerate()
            .map(|(at, own)| {
                let words = short_words(outline, id, own);
                view! { <option value=at.to_string() selected=move || position.get() == at>{words}</option> }
            })
            .collect_view();
        view! {
            <select
                class="flowswitch"
                aria-label="Way that is shown"
                on:change=move |event| {
                    if let Ok(at) = event_target_value(&event).parse() {
                        canvas.chosen.update(|chosen| {
                            chosen.insert(id, at);
                        });
                    }
                }
            >
                {options}
            </select>
            {count}
        }
    };
    let pill = move || {
        view! {
            <button
                type="button"
                class="armpill"
                data-row=key_.text()
                tabindex=move || canvas.tab(key_)
                aria-pressed=move || (outline.current.get() == Some(key_) && canvas.is_selected(key_)).to_string()
                on:click=move |event| canvas.press(key_, &event)
                on:focus=move |_| outline.current.set(Some(key_))
            >
                <span class="cut">{words}</span>
                {count}
            </button>
            <button
                type="button"
                class="fold"
                class:shut=is_closed
                tabindex="-1"
                aria-label=move || format!("{} {}", if is_closed() { "Open" } else { "Close" }, words())
                on:click=move |_| outline.toggle(key_)
            >
                {icon("down")}
            </button>
        }
    };
    view! {
        <div class="armhead">
            {move || if canvas.is_narrow.get() { switch().into_any() } else { pill().into_any() }}
        </div>
    }
    .into_any()
}

/// A list that is closed: how much is in it.
#[component]
fn ClosedBox(canvas: Canvas, key_: RowKey) -> impl IntoView {
    let outline = canvas.outline;
    let row = outline.row(key_);
    let words = move || match row.get().map(|row| row.kind) {
        Some(RowKind::Arm { touches, .. }) => format::counted(touches, "touch inside", "touches inside"),
        _ => String::new(),
    };
    view! {
        <button type="button" class="flowclosed" tabindex="-1" on:click=move |_| outline.toggle(key_)>
            {icon("fold")}
            {words}
        </button>
    }
}

// ---- moving ---------------------------------------------------------------------------------------------------------------

/// Left and right go to the list beside; whether the key was one of them.
fn aside(canvas: Canvas, event: &web_sys::KeyboardEvent) -> bool {
    let by: i32 = match event.key().as_str() {
        "ArrowLeft" => -1,
        "ArrowRight" => 1,
        _ => return false,
    };
    let outline = canvas.outline;
    if event.alt_key() || event.ctrl_key() || event.meta_key() || crate::ui::app::is_typing(event) {
        return false;
    }
    let Some(current) = outline.current.get_untracked() else { return false };
    // the box that is nearest in height among those of the next column on that side
    let next = canvas.flow.with_untracked(|flow| {
        let own = flow.blocks.iter().find(|block| block.key == Some(current))?;
        let (x, y) = (own.x + own.width / 2.0, own.y + own.height / 2.0);
        let side = |block: &&Block| {
            let dx = block.x + block.width / 2.0 - x;
            block.key.is_some() && block.kind != Kind::Closed && dx * f64::from(by) > 1.0
        };
        let far = |block: &Block| {
            (block.x + block.width / 2.0 - x).abs() + 4.0 * (block.y + block.height / 2.0 - y).abs()
        };
        flow.blocks.iter().filter(side).min_by(|a, b| far(a).total_cmp(&far(b)))?.key
    });
    if let Some(key) = next {
        outline.go(key, Pick::One);
        outline.focus(key);
    }
    event.prevent_default();
    true
}

fn begin_drag(canvas: Canvas, event: &web_sys::PointerEvent) {
    let Some((step, x, y)) = canvas.pressed.get_value() else { return };
    if (event.client_x() - x).abs().max((event.client_y() - y).abs()) >= DRAG_FROM
        && canvas.outline.drag.get_untracked().is_none()
    {
        canvas.outline.drag.set(Some(Drag { step, over: None }));
    }
}

// ---- zoom -----------------------------------------------------------------------------------------------------------------

/// Zoom, fit, and the whole in small.
#[component]
fn Tools(
    canvas: Canvas,
    scroll: NodeRef<html::Div>,
    /// Told when it is scrolled.
    scrolled: Trigger,
    width: ReadSignal<f64>,
) -> impl IntoView {
    let Canvas { flow, zoom, .. } = canvas;
    let by = move |factor: f64| zoom.update(|zoom| *zoom = (*zoom * factor).clamp(0.25, 2.0));
    let fit = move || {
        let wide = flow.with_untracked(|flow| flow.width).max(1.0);
        zoom.set(((width.get_untracked() - 2.0 * AROUND) / wide).clamp(0.25, 1.0));
    };
    // a flow that is wider than the page is fitted once, when it is first seen
    let fitted = StoredValue::new(false);
    effect(move |_| {
        if width.get() > 1.0 && flow.with(|flow| flow.width) > 1.0 && !fitted.get_value() {
            fitted.set_value(true);
            if flow.with_untracked(|flow| flow.width) > width.get_untracked() {
                fit();
            }
        }
    });
    view! {
        <div class="flowtools">
            <div class="zoom" role="group" aria-label="Zoom">
                <Button kind="dense" glyph="plus" icon_only=true label="Zoom in" on_press=move || by(ZOOM) />
                <Button kind="dense" glyph="minus" icon_only=true label="Zoom out" on_press=move || by(1.0 / ZOOM) />
                <Button kind="dense" glyph="fit" icon_only=true label="Fit the width" on_press=fit />
            </div>
            <Minimap canvas scroll scrolled />
        </div>
    }
}

/// The whole in small, and what of it is seen; a press goes there. Decoration for who reads by keyboard or ear: the boxes are all there.
#[component]
fn Minimap(canvas: Canvas, scroll: NodeRef<html::Div>, scrolled: Trigger) -> impl IntoView {
    const TALL: f64 = 112.0;
    const WIDE: f64 = 64.0;
    let Canvas { flow, zoom, .. } = canvas;
    // left, top, width and height of what is seen, in the flow's own px
    let seen = RwSignal::new((0.0, 0.0, 0.0, 0.0));
    let look = move || {
        if let Some(element) = scroll.get_untracked() {
            let zoom = zoom.get_untracked();
            let px = |n: i32| f64::from(n) / zoom;
            let (x, y) = (px(element.scroll_left()), px(element.scroll_top()));
            seen.set((x, y, px(element.client_width()), px(element.client_height())));
        }
    };
    effect(move |_| {
        zoom.track();
        flow.track();
        scroll.track();
        scrolled.track();
        request_animation_frame(look);
    });
    move || {
        let (width, height) = flow.with(|flow| (flow.width.max(1.0), flow.height.max(1.0)));
        let (_, _, w, h) = seen.get();
        if w >= width && h >= height {
            return None;
        }
        let scale = (TALL / height).min(WIDE / width);
        let boxes = flow.with(|flow| {
            flow.blocks
                .iter()
                .filter(|block| matches!(block.kind, Kind::Step | Kind::Closed | Kind::Entry | Kind::End))
                .map(|b| {
                    view! {
                        <rect class={"minibox"} x=b.x * scale y=b.y * scale width=b.width * scale height=(b.height * scale).max(1.5) rx="1" />
                    }
                })
                .collect_view()
        });
        let go = move |event: web_sys::MouseEvent| {
            let Some(element) = scroll.get_untracked() else { return };
            let (x, y) = (f64::from(event.offset_x()) / scale, f64::from(event.offset_y()) / scale);
            let zoom = zoom.get_untracked();
            element.set_scroll_left((x * zoom) as i32 - element.client_width() / 2);
            element.set_scroll_top((y * zoom) as i32 - element.client_height() / 2);
            look();
        };
        Some(view! {
            <div class="minimap" aria-hidden="true" on:click=go>
                <svg class="chart" width=width * scale height=height * scale>
                    {boxes}
                    <rect
                        class={"miniview"}
                        x=move || seen.get().0 * scale
                        y=move || seen.get().1 * scale
                        width=move || (seen.get().2.min(width)) * scale
                        height=move || (seen.get().3.min(height)) * scale
                        rx="2"
                    />
                </svg>
            </div>
        })
    }
}

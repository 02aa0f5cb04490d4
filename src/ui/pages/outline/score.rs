//! The Score: a staff a channel, a note a touch at the day and hour at which one contact gets it. A note that is moved changes the wait
//! before it. Layout and moves are the view room's; whose way it is comes from the planned schedule.

mod paper;

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use self::paper::{brackets, lines, names, strips};
use super::list::keys;
use super::picker::Picker;
use super::state::{Outline, Pick};
use crate::calendar::{Clock, Date, Zone};
use crate::model::StepId;
use crate::outline::pace_from;
use crate::session::Command;
use crate::ui::channel;
use crate::ui::charts::use_width;
use crate::ui::components::Empty;
use crate::ui::desk::Desk;
use crate::ui::erased::{effect, memo};
use crate::ui::format;
use crate::ui::pages::messages::PersonPick;
use crate::ui::score::drawing;
use crate::view::rows::RowKey;
use crate::view::score::{
    Placed, Rest, Score, Shifted, Sizes, TALL, WIDE, by_hour, by_step, notes, score, to_day,
};
use crate::worker::protocol::{WalkKind, WalkView};

/// Below this width the days run down (px).
const NARROW: f64 = 560.0;
/// Names of the staves, beside them (px).
const NAMES: f64 = 104.0;
/// Rulers above the staves: week, date, business day (px).
const RULERS: f64 = 64.0;
/// A row of brackets (px).
const BRACKET: f64 = 28.0;
/// Dates at the left where the days run down (px).
const DATES: f64 = 96.0;
/// Right of the last day (px).
const AFTER: f64 = 24.0;
/// Of a letter of a note's name (px).
const LETTER: f64 = 6.3;
/// A strip of load with the room above it (px).
const STRIP: f64 = 84.0;
/// So far the pointer moves before a note is dragged (px).
const DRAG_FROM: i32 = 5;

/// One contact's planned way.
#[derive(Clone, PartialEq)]
struct Lived {
    name: String,
    company: String,
    zone: Zone,
    /// The day of entry; none of a contact that never enters, and why.
    entered: Result<Date, String>,
    /// When each touch first is.
    at: BTreeMap<StepId, (Date, Clock)>,
    /// Why a touch is passed over.
    passed: BTreeMap<StepId, String>,
    /// Of which revision of the plan.
    revision: u64,
}

impl Lived {
    fn of(view: WalkView, revision: u64) -> Lived {
        let (mut at, mut passed) = (BTreeMap::new(), BTreeMap::new());
        let mut entered = Err(String::new());
        for line in view.lines {
            match (line.kind, line.step, line.date) {
                (WalkKind::Enter, _, Some(date)) => entered = Ok(date),
                (WalkKind::Touch, Some(step), Some(date)) => {
                    if let Ok(time) = line.time.parse() {
                        at.entry(step).or_insert((date, time));
                    }
                }
                (WalkKind::Skip, Some(step), _) => {
                    let why = line.notes.into_iter().next().unwrap_or(line.title);
                    passed.entry(step).or_insert(why);
                }
                (WalkKind::Leave, _, None) if entered.is_err() => entered = Err(line.title),
                _ => {}
            }
        }
        let zone = Zone::from_name(&view.zone).unwrap_or(Zone::UTC);
        Lived { name: view.name, company: view.company, zone, entered, at, passed, revision }
    }
}

/// What the parts of the Score share.
#[derive(Clone, Copy)]
struct Sheet {
    outline: Outline,
    lived: RwSignal<Option<Lived>>,
    laid: Memo<Score>,
    is_tall: Memo<bool>,
    /// Where a press began that may become a drag.
    pressed: StoredValue<Option<(StepId, i32, i32)>>,
    /// The note that is dragged, and what would come of it here.
    dragged: RwSignal<Option<(StepId, Result<Shifted, &'static str>)>>,
    /// What came of the last move.
    said: RwSignal<String>,
    page: NodeRef<html::Div>,
}

impl Sheet {
    fn staff(self) -> f64 {
        let sizes: Sizes = if self.is_tall.get() { TALL } else { WIDE };
        sizes.staff
    }

    /// A place on the sheet (px).
    fn place(self, along: f64, across: f64) -> (f64, f64) {
        if self.is_tall.get() { (DATES + across, along) } else { (along, self.head() + across) }
    }

    /// What stands above the staves (px).
    fn head(self) -> f64 {
        let levels = self.laid.with(|laid| laid.brackets.iter().map(|bracket| bracket.level + 1).max());
        RULERS + BRACKET * levels.unwrap_or(0).min(3) as f64
    }

    fn move_by(
        self,
        step: StepId,
        how: impl FnOnce(&crate::model::Plan, crate::model::SequenceId) -> Result<Shifted, &'static str>,
    ) {
        let Some(sequence) = self.outline.sequence.get_untracked() else { return };
        if let Some(shifted) = self.outline.bench.plan_now(|plan| how(plan, sequence)) {
            self.take(step, shifted);
        }
    }

    fn take(self, step: StepId, shifted: Result<Shifted, &'static str>) {
        let name = self.name(step);
        self.said.set(match shifted {
            Err(why) => format!("{name}: {why}."),
            Ok(Shifted { diff, to }) => {
                let to = format!("{}, {}", format::day(to.date), to.time);
                let name = format!("Move {name} to {to}");
                match self.outline.bench.dispatch(Command::Apply { name, diff }) {
                    Ok(_) => format!("{}: {to}", self.name(step)),
                    Err(refused) => String::from(refused),
                }
            }
        });
    }

    fn name(self, step: StepId) -> String {
        self.outline
            .bench
            .plan_now(|plan| plan.steps.get(&step).map(|step| step.name.clone()))
            .flatten()
            .unwrap_or_default()
    }
}

/// The Score of the sequence in sight.
#[component]
pub fn ScoreView() -> impl IntoView {
    let outline = Outline::here();
    outline.in_place.set(false);
    on_cleanup(move || {
        let _ = outline.in_place.try_set(true);
    });
    let (node, width) = use_width();
    let is_tall = memo(move |_| (1.0..NARROW).contains(&width.get()));
    let lived = lived(outline);
    let laid = memo(move |_| {
        let Some(id) = outline.sequence.get() else { return Score::default() };
        let room = if is_tall.get() { 0.0 } else { width.get() - NAMES - AFTER };
        let revision = outline.bench.revision().get();
        outline.bench.session.with(|session| {
            let Some(plan) = session.as_ref().map(crate::session::Session::plan) else {
                return Score::default();
            };
            let first = plan.sequences.get(&id).map(|sequence| sequence.entry.from);
            lived.with(|lived| {
                let way = lived.as_ref().and_then(|lived| Some((lived, *lived.entered.as_ref().ok()?)));
                let Some(from) = way.map(|(_, from)| from).or(first) else { return Score::default() };
                let drawn = match way {
                    None => outline.pace.with(|pace| notes(plan, id, pace)),
                    Some((lived, from)) => {
                        let mut drawn = notes(plan, id, &pace_from(plan, id, lived.zone, from));
                        // until the planned run of the changed plan is there, its arithmetic stands for it
                        if Some(lived.revision) == revision {
                            for note in &mut drawn {
                                if let Some((date, time)) = lived.at.get(&note.step) {
                                    (note.date, note.time) = (*date, *time);
                                }
                            }
                        }
                        drawn
                    }
                };
                let sizes =
                    if is_tall.get() { TALL.filling(width.get() - DATES - AFTER, &drawn) } else { WIDE };
                score(plan, id, from, drawn, sizes, room)
            })
        })
    });
    let sheet = Sheet {
        outline,
        lived,
        laid,
        is_tall,
        pressed: StoredValue::new(None),
        dragged: RwSignal::new(None),
        said: RwSignal::new(String::new()),
        page: NodeRef::new(),
    };
    let scroll = NodeRef::<html::Div>::new();
    let is_empty = memo(move |_| laid.with(|laid| laid.notes.is_empty()));
    view! {
        <div class="scorepage" node_ref=node>
            <div class="scorehead">
                <p class="small muted">{move || who(sheet)}</p>
                <PersonPick person=outline.person />
            </div>
            <div class="scorescroll" node_ref=scroll>
                <Show when=move || is_empty.get() fallback=move || view! { <Paper sheet /> }>
                    <Empty glyph="score" title="No notes yet" words="A touch that runs on a day is a note. Press N for the first touch.">""</Empty>
                </Show>
                <Picker scroll />
            </div>
            <Foot sheet />
        </div>
    }
}

/// The way of the contact that messages are shown as, once the schedule of the plan as it stands is planned.
fn lived(outline: Outline) -> RwSignal<Option<Lived>> {
    let desk = Desk::here();
    let lived = RwSignal::new(None);
    let no_fields = memo(|_| Vec::new());
    // asks for the contact, and for nothing about it
    let _values = outline.person.values(no_fields);
    let contact = outline.person.number();
    let asked = StoredValue::new(0_u32);
    effect(move |_| {
        let (contact, sequence, revision) =
            (contact.get(), outline.sequence.get(), outline.bench.revision().get());
        let number = asked.get_value() + 1;
        asked.set_value(number);
        let (Some(contact), Some(sequence), Some(_)) = (contact, sequence, revision) else {
            return lived.set(None);
        };
        spawn_local(async move {
            let way = async {
                let planned = desk.data().schedule(sequence, desk.today()).await.ok()?;
                let view = desk.data().walk(planned.revision, contact, None).await.ok()?;
                Some(Lived::of(view, planned.revision))
            };
            let way = way.await;
            // what cannot be planned is drawn for who enters first
            if asked.try_get_value() == Some(number) {
                lived.set(way);
            }
        });
    });
    lived
}

/// For whom the notes stand where they stand.
fn who(sheet: Sheet) -> impl IntoView {
    let laid = sheet.laid;
    let off: Vec<String> = laid.with(|laid| {
        let names = laid.columns.iter().filter_map(|column| match &column.rest {
            Rest::Off(name) => Some(format!(
                "{}, {}",
                if name.is_empty() { "A day off" } else { name },
                format::day(column.date)
            )),
            _ => None,
        });
        names.collect()
    });
    let rests = match off.as_slice() {
        [] => String::new(),
        [one] => format!(" {one}, is a rest."),
        [first, second] => format!(" Rests: {first} and {second}."),
        [first, .., last] => format!(" {} rests from {first} to {last}.", off.len()),
    };
    let lived = sheet.lived.get();
    let from =
        laid.with(|laid| laid.columns.first().map(|column| format::day(column.date))).unwrap_or_default();
    match lived {
        Some(Lived { name, company, entered: Ok(date), zone, .. }) => {
            let company = if company.is_empty() { String::new() } else { format!(", {company}") };
            let words = format!(
                "{company}, who enters on {}, on the clocks of {}.{rests}",
                format::day(date),
                zone.name()
            );
            view! { "For "<b>{name}</b>{words} }.into_any()
        }
        Some(Lived { name, entered: Err(why), .. }) if !why.is_empty() => {
            view! { <b>{name}</b>": "{why}". Drawn for who enters first, on "{from}"." }.into_any()
        }
        _ => view! { "For who enters first, on "{from}", if nobody reacts."{rests} }.into_any(),
    }
}

/// Staves, days, notes.
#[component]
fn Paper(sheet: Sheet) -> impl IntoView {
    let Sheet { outline, laid, is_tall, .. } = sheet;
    let loads = memo(move |_| {
        if is_tall.get() {
            Vec::new()
        } else {
            outline.live.read(|forecast| Some(strips(forecast, outline))).unwrap_or_default()
        }
    });
    let size = move || {
        let (length, breadth) = laid.with(|laid| (laid.length, laid.breadth));
        if is_tall.get() {
            (DATES + breadth, length + AFTER)
        } else {
            (length, sheet.head() + breadth + loads.with(Vec::len) as f64 * STRIP)
        }
    };
    let keyed =
        move || laid.with(|laid| laid.notes.iter().map(|placed| placed.note.step).collect::<Vec<_>>());
    view! {
        <div class="scoresheet" class:is-tall=is_tall>
            <div class="scorenames" aria-hidden="true">{move || names(sheet, &loads.get())}</div>
            <div
                class="score ol"
                class:is-drag=move || sheet.dragged.with(Option::is_some)
                node_ref=sheet.page
                role="group"
                aria-label="Score: notes in the order of the steps. Arrow keys move a note"
                style:width=move || format!("{}px", size().0)
                style:height=move || format!("{}px", size().1)
                on:keydown=move |event| on_key(sheet, &event)
                on:pointermove=move |event| drag(sheet, &event)
                on:pointerup=move |_| drop_note(sheet)
                on:pointercancel=move |_| {
                    sheet.pressed.set_value(None);
                    sheet.dragged.set(None);
                }
            >
                <svg class="chart scorelines" aria-hidden="true" width=move || size().0 height=move || size().1>
                    {move || lines(sheet, &loads.get())}
                </svg>
                {move || brackets(sheet)}
                <For each=keyed key=|step| *step let:step><NoteView sheet step /></For>
            </div>
        </div>
    }
}

/// A note: a button that arrow keys and the pointer move.
#[component]
fn NoteView(sheet: Sheet, step: StepId) -> impl IntoView {
    let outline = sheet.outline;
    let key = RowKey::Step(step);
    let placed = memo(move |_| {
        sheet.laid.with(|laid| laid.notes.iter().find(|placed| placed.note.step == step).cloned())
    });
    let at = move |part: fn((f64, f64)) -> f64| {
        move || {
            placed.with(|placed| {
                placed
                    .as_ref()
                    .map(|placed| format!("{:.1}px", part(sheet.place(placed.along, placed.across)) - 14.0))
            })
        }
    };
    let passed =
        move || sheet.lived.with(|lived| lived.as_ref().and_then(|lived| lived.passed.get(&step).cloned()));
    let spoken = move || {
        placed.with(|placed| {
            let Some(Placed { note, close, .. }) = placed else { return String::new() };
            let when = format!(
                "{} {}{}",
                format::day(note.date),
                note.time,
                if note.or_later { " or later" } else { "" }
            );
            let mut words =
                vec![format!("{} {}", note.number, note.name), note.channel.label().to_owned(), when];
            if note.minutes > 0 {
                words.push(format!("{} min by hand", note.minutes));
            }
            if !note.on_path {
                words.push("another path".to_owned());
            }
            words.extend(close.map(|minutes| format!("{} after the touch before it", apart(minutes))));
            words.extend(passed().map(|why| format!("passed over: {why}")));
            words.join(", ")
        })
    };
    let shape = move || {
        placed.with(|placed| {
            let Placed { note, close, room, is_last, .. } = placed.as_ref()?;
            let (shape, d) = drawing(note.channel);
            let is_passed = passed().is_some();
            let other = if note.on_path && !is_passed { "" } else { " other" };
            let stem = (note.minutes > 0 && !sheet.is_tall.get()).then(|| {
                view! { <path class="stem" d="M5-2V-20" /><text class="halo" x="9" y="-14">{format!("{} min", note.minutes)}</text> }
            });
            let close = close.filter(|_| !sheet.is_tall.get()).map(|minutes| {
                view! { <text class="halo w" x="-9" y="37">{format!("{} apart", apart(minutes))}</text> }
            });
            let whole = format!("{} {}", note.number, note.name);
            let is_wide = !sheet.is_tall.get();
            // the last of a staff may end where the staff ends
            let ends = is_wide && *is_last && LETTER * whole.chars().count() as f64 > room + AFTER;
            let label = if !is_wide { note.number.clone() } else if *is_last { whole } else { cut(&whole, *room) };
            let (x, y) = match (is_wide, ends) {
                (false, _) => (10.0, -6.0),
                (true, false) => (-9.0, 22.0),
                (true, true) => (9.0, 22.0),
            };
            Some(view! {
                <svg class="scorenote" class:is-other=!other.is_empty() width="28" height="28" viewBox="-14 -14 28 28" aria-hidden="true">
                    {stem}
                    <path class=format!("note {}{shape}{other}", channel::class(note.channel)) d=d />
                    <text class=if ends { "halo e" } else { "halo" } x=x y=y>{label}</text>
                    {close}
                </svg>
            })
        })
    };
    view! {
        <button
            type="button"
            class="notebutton"
            class:is-ghost=move || sheet.dragged.with(|dragged| dragged.as_ref().is_some_and(|(dragged, _)| *dragged == step))
            data-row=key.text()
            aria-label=spoken
            aria-pressed=move || outline.selected.with(|selected| selected.contains(&step)).to_string()
            style:left=at(|(x, _)| x)
            style:top=at(|(_, y)| y)
            on:pointerdown=move |event| {
                if event.button() == 0 {
                    sheet.pressed.set_value(Some((step, event.client_x(), event.client_y())));
                }
            }
            on:click=move |_| outline.go(key, Pick::One)
            on:focus=move |_| outline.current.set(Some(key))
        >
            {shape}
        </button>
    }
}

/// As many letters as there is room for; its number always.
fn cut(whole: &str, room: f64) -> String {
    let most = ((room - 10.0) / LETTER).max(3.0) as usize;
    if whole.chars().count() <= most {
        return whole.to_owned();
    }
    let number = whole.split(' ').next().unwrap_or_default();
    let short: String = whole.chars().take(most - 1).collect();
    if short.chars().count() < number.chars().count() + 4 {
        number.to_owned()
    } else {
        format!("{}…", short.trim_end())
    }
}

/// `3 h`, `20 min`.
fn apart(minutes: i32) -> String {
    if minutes >= 60 { format!("{} h", minutes / 60) } else { format!("{minutes} min") }
}

/// What is said of the last move, and the keys.
#[component]
fn Foot(sheet: Sheet) -> impl IntoView {
    let now = move || {
        sheet.dragged.with(|dragged| {
            dragged.as_ref().map(|(_, to)| match to {
                Ok(shifted) => format!("{}, {}", format::day(shifted.to.date), shifted.to.time),
                Err(why) => format!("{why}."),
            })
        })
    };
    view! {
        <footer class="scorefoot small">
            <p class="scoresaid" role="status">{move || now().unwrap_or_else(|| sheet.said.get())}</p>
            <p class="faint scorekeys">
                <kbd>"←"</kbd>" "<kbd>"→"</kbd>" day, "<kbd>"↑"</kbd>" "<kbd>"↓"</kbd>" hour, "<kbd>"Enter"</kbd>" fields; "
                "on a stem: minutes by hand; dashed: another path"
            </p>
        </footer>
    }
}

// ---- moving ---------------------------------------------------------------------------------------------------------------

fn on_key(sheet: Sheet, event: &web_sys::KeyboardEvent) {
    let outline = sheet.outline;
    let plain = !(event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key());
    let note = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.class_list().contains("notebutton"));
    let Some(RowKey::Step(step)) = outline.current.get_untracked().filter(|_| note && plain) else {
        return keys(outline, event);
    };
    // days run to the right, hours down; where the days run down it is the other way round
    let is_tall = sheet.is_tall.get_untracked();
    let (day, later) = match event.key().as_str() {
        "ArrowLeft" => (!is_tall, false),
        "ArrowRight" => (!is_tall, true),
        "ArrowUp" => (is_tall, false),
        "ArrowDown" => (is_tall, true),
        "Escape" if sheet.dragged.with_untracked(Option::is_some) => {
            sheet.pressed.set_value(None);
            return sheet.dragged.set(None);
        }
        _ => return keys(outline, event),
    };
    event.prevent_default();
    outline.go(RowKey::Step(step), Pick::One);
    sheet.move_by(step, |plan, sequence| {
        if day { by_step(plan, sequence, step, later) } else { by_hour(plan, sequence, step, later) }
    });
}

fn drag(sheet: Sheet, event: &web_sys::PointerEvent) {
    let Some((step, x, y)) = sheet.pressed.get_value() else { return };
    let far = (event.client_x() - x).abs().max((event.client_y() - y).abs()) >= DRAG_FROM;
    if !far && sheet.dragged.with_untracked(Option::is_none) {
        return;
    }
    event.prevent_default();
    let outline = sheet.outline;
    let (Some(page), Some(sequence)) = (sheet.page.get_untracked(), outline.sequence.get_untracked()) else {
        return;
    };
    let near = page.get_bounding_client_rect();
    let along = if sheet.is_tall.get_untracked() {
        f64::from(event.client_y()) - near.top()
    } else {
        f64::from(event.client_x()) - near.left()
    };
    // whom the notes are drawn for may enter later than who enters first: the same number of days lies between
    let (day, drawn) = sheet.laid.with_untracked(|laid| {
        let drawn = laid.notes.iter().find(|placed| placed.note.step == step).map(|placed| placed.note.date);
        (laid.day_at(along), drawn)
    });
    let first = outline.pace.with_untracked(|pace| pace.get(&step).map(|pace| pace.date));
    let (Some(day), Some(drawn), Some(first)) = (day, drawn, first) else { return };
    let wanted = first.plus_days(day.days() - drawn.days());
    let to = outline.bench.plan_now(|plan| to_day(plan, sequence, step, wanted));
    sheet.dragged.set(to.map(|to| (step, to)));
}

fn drop_note(sheet: Sheet) {
    sheet.pressed.set_value(None);
    if let Some((step, to)) = sheet.dragged.get_untracked() {
        sheet.dragged.set(None);
        sheet.outline.go(RowKey::Step(step), Pick::One);
        sheet.take(step, to);
    }
}

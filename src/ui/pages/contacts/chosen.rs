//! Contacts that are chosen one by one: what is set, copied or exported is about them while there are any, whatever is searched for
//! meanwhile. Holds their numbers; the rows between two presses are asked of the worker.

use std::collections::BTreeSet;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use crate::ui::components::Toasts;
use crate::ui::desk::Desk;
use crate::ui::format;
use crate::worker::protocol::{Shown, View};

/// So many can be chosen; a segment or a search holds more.
const MOST: usize = 10_000;
/// Rows asked for at once.
const ASKED: u32 = 200;

/// Who is chosen. Copy it freely.
#[derive(Clone, Copy)]
pub struct Chosen {
    /// Their contact numbers.
    pub numbers: RwSignal<BTreeSet<u32>>,
    /// The view all of whose rows were chosen by one press, until the next.
    whole: RwSignal<Option<View>>,
    /// The row (of the view) that was pressed last: Shift reaches from there.
    anchor: StoredValue<Option<u32>>,
    /// The row (of the view) whose box has the focus: rows are made anew while they are scrolled.
    focused: StoredValue<Option<u32>>,
    /// Rows that were asked for last: an older answer is too late.
    asked: StoredValue<u32>,
    toasts: Toasts,
}

impl Chosen {
    /// Nobody.
    pub fn new() -> Chosen {
        Chosen {
            numbers: RwSignal::new(BTreeSet::new()),
            whole: RwSignal::new(None),
            anchor: StoredValue::new(None),
            focused: StoredValue::new(None),
            asked: StoredValue::new(0),
            toasts: expect_context(),
        }
    }

    /// How many.
    pub fn n(self) -> u32 {
        self.numbers.with(BTreeSet::len) as u32
    }

    /// Nobody is chosen any more.
    pub fn clear(self) {
        self.asked.update_value(|asked| *asked += 1);
        self.numbers.set(BTreeSet::new());
        self.whole.set(None);
        self.anchor.set_value(None);
    }

    /// Chooses these, or takes them out.
    fn put(self, numbers: &[u32], is_in: bool) -> bool {
        let more = |all: &BTreeSet<u32>| numbers.iter().filter(|number| !all.contains(number)).count();
        if is_in && self.numbers.with_untracked(|all| all.len() + more(all) > MOST) {
            self.refuse();
            return false;
        }
        self.whole.set(None);
        self.numbers.update(|all| {
            for number in numbers {
                let _ = if is_in { all.insert(*number) } else { all.remove(number) };
            }
        });
        true
    }

    fn refuse(self) {
        self.toasts.tell("At most 10,000 contacts can be chosen one by one. A segment holds more.");
    }

    /// One row of the view is pressed; with Shift, all from the one before.
    fn press(self, view: Memo<View>, (row, number): (u32, u32), is_in: bool, shift: bool) {
        match self.anchor.get_value().filter(|anchor| shift && *anchor != row) {
            Some(from) => self.reach(view.get_untracked(), from.min(row), from.max(row), is_in, false),
            None => {
                self.put(&[number], is_in);
                self.anchor.set_value(Some(row));
            }
        }
    }

    /// Every row of the view, or none of them.
    fn all(self, view: View, total: u32, is_in: bool) {
        self.anchor.set_value(None);
        if total > 0 {
            self.reach(view, 0, total - 1, is_in, is_in);
        }
    }

    /// The rows of the view from one to another.
    fn reach(self, view: View, from: u32, to: u32, is_in: bool, is_whole: bool) {
        let desk = Desk::here();
        if is_in && (to - from) as usize >= MOST {
            return self.refuse();
        }
        self.asked.update_value(|asked| *asked += 1);
        let number = self.asked.get_value();
        spawn_local(async move {
            let mut numbers = Vec::new();
            let mut at = from;
            while at <= to {
                let n = (to - at + 1).min(ASKED);
                match desk.data().rows(view.clone(), at, n, Vec::<Shown>::new()).await {
                    Ok(rows) if rows.rows.is_empty() => break,
                    Ok(rows) => {
                        at += rows.rows.len() as u32;
                        numbers.extend(rows.rows.into_iter().map(|(_, number, _)| number));
                    }
                    Err(failure) => return self.toasts.tell(format::sentence(&failure.message)),
                }
            }
            if self.asked.try_get_value() == Some(number) && self.put(&numbers, is_in) && is_whole {
                self.whole.set(Some(view));
            }
        });
    }

    /// Before other rows are put into the elements of those before: the box that has the focus lets go, since the browser scrolls to wherever
    /// the element of the focus goes.
    pub fn let_go(self) {
        let active = document().active_element().filter(|active| active.has_attribute("data-pick"));
        if let Some(active) = active.and_then(|active| active.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = active.blur();
        }
    }

    /// After they were: the focus is with its row again, where that is still in the page and nothing else has it.
    pub fn refocus(self) {
        let Some(row) = self.focused.get_value() else { return };
        request_animation_frame(move || {
            if document().active_element().is_some_and(|active| active.tag_name() != "BODY") {
                return;
            }
            match box_of(row) {
                Some(element) => {
                    let options = web_sys::FocusOptions::new();
                    options.set_prevent_scroll(true);
                    let _ = element.focus_with_options(&options);
                }
                None => drop(self.focused.try_set_value(None)),
            }
        });
    }
}

/// The box of a row of the view, where it is in the page.
fn box_of(row: u32) -> Option<web_sys::HtmlElement> {
    document().query_selector(&format!("[data-pick=\"{row}\"]")).ok().flatten()?.dyn_into().ok()
}

/// Focuses the box of a row of the view, where it is in the page.
fn focus(row: u32) -> bool {
    box_of(row).is_some_and(|element| element.focus().is_ok())
}

/// The box over the column of boxes.
#[component]
pub fn PickAll(chosen: Chosen, view: Memo<View>, total: Signal<u32>) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let is_whole = move || chosen.whole.with(|whole| whole.as_ref() == Some(&view.get()));
    crate::ui::erased::effect(move |_| {
        if let Some(input) = node.get() {
            input.set_checked(is_whole());
            input.set_indeterminate(!is_whole() && chosen.n() > 0);
        }
    });
    view! {
        <th scope="col" class="pickcell">
            <input
                node_ref=node
                type="checkbox"
                aria-label=move || format!("Choose all that are shown: {}", format::counted(total.get() as usize, "contact", "contacts"))
                on:change=move |event| {
                    let is_in = event_target_checked(&event);
                    chosen.all(view.get_untracked(), total.get_untracked(), is_in);
                    // it is checked when they are chosen, which may be refused
                    if let Some(input) = node.get_untracked() {
                        input.set_checked(untrack(is_whole));
                        input.set_indeterminate(untrack(|| chosen.n()) > 0);
                    }
                }
            />
        </th>
    }
}

/// The box of a row.
#[component]
pub fn Pick(
    chosen: Chosen,
    view: Memo<View>,
    /// Which row of the view, and its contact number.
    at: (u32, u32),
    name: String,
) -> impl IntoView {
    let (row, number) = at;
    let is_in = move || chosen.numbers.with(|all| all.contains(&number));
    let press = move |shift: bool| {
        let wanted =
            !untrack(is_in) || (shift && chosen.anchor.get_value().is_some_and(|anchor| anchor != row));
        chosen.press(view, at, wanted, shift);
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        let shift = event.shift_key();
        match event.key().as_str() {
            " " if shift => {
                event.prevent_default();
                press(true);
            }
            key @ ("ArrowDown" | "ArrowUp") => {
                event.prevent_default();
                let Some(next) = (if key == "ArrowDown" { row.checked_add(1) } else { row.checked_sub(1) })
                else {
                    return;
                };
                if focus(next) && shift {
                    if chosen.anchor.get_value().is_none() {
                        chosen.press(view, at, true, false);
                    }
                    let from = chosen.anchor.get_value().unwrap_or(row);
                    chosen.reach(view.get_untracked(), from.min(next), from.max(next), true, false);
                }
            }
            "Escape" if untrack(|| chosen.n()) > 0 => {
                event.prevent_default();
                event.stop_propagation();
                chosen.clear();
            }
            _ => {}
        }
    };
    view! {
        <td class="pickcell">
            <input
                type="checkbox"
                data-pick=row
                aria-label=format!("Choose {name}")
                prop:checked=is_in
                on:click=move |event| {
                    press(event.shift_key());
                    // it is checked when the contact is chosen, which may be refused
                    event_target::<web_sys::HtmlInputElement>(&event).set_checked(untrack(is_in));
                }
                on:keydown=keys
                on:focus=move |_| chosen.focused.set_value(Some(row))
                on:blur=move |event| {
                    // an element that goes with its row keeps the place
                    let node = event_target::<web_sys::Node>(&event);
                    request_animation_frame(move || {
                        if node.is_connected() && chosen.focused.try_get_value().flatten() == Some(row) {
                            chosen.focused.set_value(None);
                        }
                    });
                }
            />
        </td>
    }
}

//! Whom a message is shown as: a contact of the sequence's segment, found by name or reached one by one.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::model::{Field, Rule, SequenceId, StdField};
use crate::ui::components::{Button, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::{effect, memo};
use crate::ui::format;
use crate::ui::workbench::Workbench;
use crate::worker::protocol::View;

const NAMES: [StdField; 5] =
    [StdField::FirstName, StdField::LastName, StdField::FullName, StdField::Email, StdField::Company];

/// Whom messages are shown as; a copyable handle.
#[derive(Clone, Copy)]
pub struct Person {
    /// The contact, counted from 0 among those found.
    at: RwSignal<u32>,
    /// The text looked for.
    find: RwSignal<String>,
    /// Who may be chosen.
    rule: Memo<Option<Rule>>,
    /// Found so many.
    total: RwSignal<u32>,
    /// Name and company.
    name: RwSignal<(String, String)>,
    /// The contact's number; none where nobody is found.
    number: RwSignal<Option<u32>>,
}

impl Person {
    /// The first contact of a sequence's segment.
    pub fn new(sequence: Memo<Option<SequenceId>>) -> Person {
        let rule = Workbench::here().read(move |plan| {
            let segment = plan.sequences.get(&sequence.get()?)?.segment?;
            plan.segments.get(&segment).map(|segment| segment.rule.clone())
        });
        Person {
            at: RwSignal::new(0),
            find: RwSignal::new(String::new()),
            rule: memo(move |_| rule.get().flatten()),
            total: RwSignal::new(0),
            name: RwSignal::new((String::new(), String::new())),
            number: RwSignal::new(None),
        }
    }

    /// The contact's values of these fields, followed; none without a list or where nobody is found.
    pub fn values(self, fields: Memo<Vec<Field>>) -> ReadSignal<Option<Vec<(Field, String)>>> {
        let desk = Desk::here();
        let values = RwSignal::new(None);
        let asked = StoredValue::new(0_u32);
        effect(move |_| {
            let (wanted, at, find, rule) = (fields.get(), self.at.get(), self.find.get(), self.rule.get());
            let number = asked.get_value() + 1;
            asked.set_value(number);
            if desk.info().is_none() {
                values.set(None);
                return;
            }
            spawn_local(async move {
                let columns: Vec<Field> =
                    NAMES.iter().map(|name| Field::Std(*name)).chain(wanted.iter().cloned()).collect();
                let view = View { rule, today: Some(desk.today()), find, ..View::default() };
                let answer = desk.data().rows(view, at, 1, columns).await;
                if asked.try_get_value() != Some(number) {
                    return;
                }
                let Ok(rows) = answer else {
                    self.number.set(None);
                    return values.set(None);
                };
                self.total.set(rows.total);
                if at > 0 && at >= rows.total {
                    self.at.set(0);
                    return;
                }
                self.number.set(rows.rows.first().map(|(_, number, _)| *number));
                values.set(rows.rows.into_iter().next().map(|(_, _, cells)| {
                    let cell = |i: usize| cells.get(i).map(String::as_str).unwrap_or_default();
                    let whole = format!("{} {}", cell(0), cell(1));
                    let name = [whole.trim(), cell(2), cell(3)].into_iter().find(|name| !name.is_empty());
                    self.name.set((name.unwrap_or("No name").to_owned(), cell(4).to_owned()));
                    wanted.into_iter().zip(cells.into_iter().skip(NAMES.len())).collect()
                }));
            });
        });
        values.read_only()
    }

    /// The contact's name and company.
    pub fn name(self) -> (String, String) {
        self.name.get()
    }

    /// The contact's number, followed where [`Person::values`] are.
    pub fn number(self) -> ReadSignal<Option<u32>> {
        self.number.read_only()
    }

    fn step(self, by: i64) {
        let (at, total) = (i64::from(self.at.get_untracked()), i64::from(self.total.get_untracked()));
        if total > 0 {
            self.at.set((at + by).rem_euclid(total) as u32);
        }
    }
}

/// Finds a contact, and walks to the next and the one before.
#[component]
pub fn PersonPick(person: Person) -> impl IntoView {
    let desk = Desk::here();
    let has_list = memo(move |_| desk.info().is_some());
    let place = move || match person.total.get() {
        0 => "nobody".to_owned(),
        n => format!("{} of {}", format::count(u64::from(person.at.get()) + 1), format::count(u64::from(n))),
    };
    view! {
        <Show when=move || has_list.get()>
            <div class="asperson">
                <label class="box">
                    {icon("person")}
                    <input
                        type="search"
                        aria-label="Show as: find a contact"
                        placeholder=move || person.name.get().0
                        autocomplete="off"
                        prop:value=person.find
                        on:input=move |event| {
                            person.at.set(0);
                            person.find.set(event_target_value(&event));
                        }
                    />
                    <span class="unit num" aria-live="polite">{place}</span>
                </label>
                <Button kind="line" glyph="left" icon_only=true label="The contact before" on_press=move || person.step(-1) />
                <Button kind="line" glyph="right" icon_only=true label="The next contact" on_press=move || person.step(1) />
            </div>
        </Show>
    }
}

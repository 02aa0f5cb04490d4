//! One line of a rule: field, operator, value.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::agreed::{self, AgreedParts};
use super::builder::LineCounts;
use super::editor::{Editor, Path, Shape, focus_later, mark};
use crate::calendar::{Date, Weekday, Weekdays};
use crate::lean::fold::same;
use crate::model::{Condition, Field, FieldKind, Period, Plan, Rule, SegmentId, StdField, Test};
use crate::segment::{self, Operator, default_test, edit, month_words, operators_for, words};
use crate::ui::components::{Field as TextField, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, memo};
use crate::ui::workbench::Workbench;

/// A line.
#[component]
pub fn ConditionRow(
    /// The segment under edit.
    editor: Editor,
    /// Where.
    path: Path,
    /// What it is made of.
    shape: Shape,
) -> impl IntoView {
    let keys = {
        let path = path.clone();
        move |event: web_sys::KeyboardEvent| {
            if event.alt_key() && matches!(event.key().as_str(), "ArrowUp" | "ArrowDown") {
                event.prevent_default();
                event.stop_propagation();
                editor.shift(&path, event.key() == "ArrowUp");
            }
        }
    };
    let remove = {
        let path = path.clone();
        move |_| {
            let rule = editor.rule.with_untracked(|rule| edit::removed(rule, &path));
            editor.put(rule, None);
        }
    };
    let body = match shape {
        Shape::Condition(field, operator) => {
            view! { <TestParts editor path=path.clone() field operator /> }.into_any()
        }
        Shape::Consent(_) => {
            let place = path.clone();
            let on_field = Callback::new(move |event: web_sys::Event| begin(&event, editor, &place));
            view! { <AgreedParts editor path=path.clone() on_field /> }.into_any()
        }
        Shape::Said => view! { <SaidParts editor path=path.clone() /> }.into_any(),
        Shape::List => view! { <NamedParts editor path=path.clone() key=ON_LIST /> }.into_any(),
        _ => view! { <NamedParts editor path=path.clone() key=IN_SEGMENT /> }.into_any(),
    };
    let at = mark(&path);
    view! {
        <li class="cond" data-at=at on:keydown=keys>
            <button type="button" class="grip" data-part="grip" title="Alt and arrow keys move the line" aria-label="Move the line: Alt with the arrow keys">
                {icon("grip")}
            </button>
            <div class="rule">{body}</div>
            <LineCounts editor path />
            <button type="button" class="btn dense icon-only rm" aria-label="Remove condition" on:click=remove>
                {icon("close")}
            </button>
        </li>
    }
}

fn kind_of(field: &Field, desk: Desk) -> FieldKind {
    let headings = desk.headings();
    segment::kind_of(field, headings.as_deref().unwrap_or_default()).unwrap_or(FieldKind::Text)
}

/// A field as the value of an option.
fn key_of(field: &Field) -> String {
    match field {
        Field::Std(field) => field.name().to_owned(),
        Field::Custom(header) => format!("\"{header}"),
    }
}

fn field_of(key: &str) -> Option<Field> {
    match key.strip_prefix('"') {
        Some(header) => Some(Field::Custom(header.to_owned())),
        None => StdField::ALL.iter().find(|f| f.name() == key).map(|f| Field::Std(*f)),
    }
}

/// The keys under which a segment and another list stand among the fields.
const IN_SEGMENT: &str = "in segment";
const ON_LIST: &str = "on list";

/// What a line begins with that is about no field, where that is what was chosen.
fn other_than_field(key: &str, editor: Editor) -> Option<Rule> {
    let (bench, desk) = (Workbench::here(), Desk::here());
    match key {
        agreed::KEY => Some(agreed::fresh()),
        IN_SEGMENT => {
            let others = |plan: &Plan| plan.segments.keys().find(|id| **id != editor.id).copied();
            bench.plan_now(others).flatten().map(Rule::Segment)
        }
        ON_LIST => {
            let own = untrack(|| desk.info()).map(|info| info.record.name.clone());
            let lists = desk.other_lists.get_untracked().unwrap_or_default();
            let other = lists.iter().find(|name| Some(*name) != own.as_ref()).or(lists.first());
            other.cloned().map(Rule::OnList)
        }
        _ => None,
    }
}

/// A line about something else: the field that was chosen, or what is none.
fn begin(event: &web_sys::Event, editor: Editor, place: &Path) {
    let key = event_target_value(event);
    let known = |field| Rule::Is(Condition { field, test: Test::Known });
    if let Some(node) = field_of(&key).map(known).or_else(|| other_than_field(&key, editor)) {
        editor.replace(place, node, None);
        focus_later(place, "field");
    }
}

#[component]
fn TestParts(editor: Editor, path: Path, field: Field, operator: Operator) -> impl IntoView {
    let desk = Desk::here();
    let kind = kind_of(&field, desk);
    let chosen = StoredValue::new(field.clone());
    let place = StoredValue::new(path.clone());
    let test_now = move || match place.with_value(|path| editor.at(path)) {
        Some(Rule::Is(condition)) => Some(condition.test),
        _ => None,
    };
    let change_field = move |event| {
        let key = event_target_value(&event);
        if let Some(other) = other_than_field(&key, editor) {
            place.with_value(|path| editor.replace(path, other, None));
            place.with_value(|path| focus_later(path, "field"));
            return;
        }
        let Some(field) = field_of(&key) else { return };
        let kind = kind_of(&field, desk);
        let old = untrack(test_now);
        let test = match old {
            Some(test) if test.fits(kind) => test,
            _ => Test::Known,
        };
        place.with_value(|path| editor.replace(path, Rule::Is(Condition { field, test }), None));
        place.with_value(|path| focus_later(path, "field"));
    };
    let change_operator = move |event| {
        let value = event_target_value(&event);
        let Some(operator) = operators_for(kind).iter().find(|o| o.label() == value) else { return };
        let test = default_test(*operator, untrack(test_now).as_ref(), desk.today());
        let field = chosen.get_value();
        place.with_value(|path| editor.replace(path, Rule::Is(Condition { field, test }), None));
        place.with_value(|path| focus_later(path, "value"));
    };
    let operators = operators_for(kind)
        .iter()
        .map(|o| view! { <option value=o.label() selected=*o == operator>{o.label()}</option> })
        .collect_view();
    let unknown_operator = (!operators_for(kind).contains(&operator))
        .then(|| view! { <option selected=true>{operator.label()}</option> });
    view! {
        <span class="f pickpart">
            <FieldSelect chosen=Some(field.clone()) on_change=change_field own=editor.id />
        </span>
        <span class="o pickpart">
            <select data-part="operator" aria-label="Test" on:change=change_operator>
                {unknown_operator}
                {operators}
            </select>
        </span>
        <span class="v">
            <ValuePart editor path field operator />
        </span>
    }
}

/// What a line is about: a column of the list, consent, a segment, another list.
#[component]
pub(super) fn FieldSelect(
    /// The field, if it is one.
    chosen: Option<Field>,
    /// What else it is about.
    #[prop(default = "")]
    key: &'static str,
    /// Hears another one.
    on_change: impl Fn(web_sys::Event) + 'static,
    /// The segment under edit, which no line may name.
    own: SegmentId,
) -> impl IntoView {
    let desk = Desk::here();
    let bench = Workbench::here();
    let has_other = bench.plan_now(|plan| plan.segments.keys().any(|id| *id != own)).unwrap_or(false);
    let has_list = move || {
        key == ON_LIST || desk.other_lists.with(|lists| lists.as_ref().is_some_and(|all| all.len() > 1))
    };
    let options = move || {
        let info = desk.info();
        let on_list: Vec<(Field, String)> = match &info {
            Some(info) => info
                .columns
                .iter()
                .map(|c| match &c.field {
                    Field::Std(field) => (c.field.clone(), field.label().to_owned()),
                    Field::Custom(_) => (c.field.clone(), c.header.clone()),
                })
                .collect(),
            None => StdField::ALL.iter().map(|f| (Field::Std(*f), f.label().to_owned())).collect(),
        };
        let missing = chosen.as_ref().filter(|chosen| !on_list.iter().any(|(field, _)| field == *chosen));
        let missing = missing.map(|chosen| {
            let label = match chosen {
                Field::Std(field) => field.label().to_owned(),
                Field::Custom(header) => header.clone(),
            };
            view! { <option value=key_of(chosen) selected=true>{format!("{label} (not on this list)")}</option> }
        });
        let options = on_list
            .into_iter()
            .map(|(field, label)| {
                let selected = chosen.as_ref() == Some(&field);
                view! { <option value=key_of(&field) selected=selected>{label}</option> }
            })
            .collect_view();
        view! {
            {missing}
            {options}
        }
    };
    view! {
        <select data-part="field" aria-label="Field" on:change=on_change>
            {options}
            <option value=agreed::KEY selected=key == agreed::KEY>"Consent on a channel"</option>
            {(has_other || key == IN_SEGMENT).then(|| view! { <option value=IN_SEGMENT selected=key == IN_SEGMENT>"Is in a segment"</option> })}
            {move || has_list().then(|| view! { <option value=ON_LIST selected=key == ON_LIST>"Is on another list"</option> })}
        </select>
    }
}

/// A line in words, for what has no field of its own.
#[component]
fn SaidParts(editor: Editor, path: Path) -> impl IntoView {
    let bench = Workbench::here();
    let place = StoredValue::new(path);
    let said = move || {
        let rule = place.with_value(|path| editor.at(path));
        rule.and_then(|rule| bench.plan_now(|plan| words(&rule, plan))).unwrap_or_default()
    };
    view! { <span class="f said" title="Change it in the text form">{said}</span> }
}

/// The segment or the other list that a line names.
#[component]
fn NamedParts(
    editor: Editor,
    path: Path,
    /// Which of the two.
    key: &'static str,
) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let (place, field) = (StoredValue::new(path.clone()), path);
    let current = move || match place.with_value(|path| editor.at(path)) {
        Some(Rule::Segment(id)) => id.to_string(),
        Some(Rule::OnList(name)) => name,
        _ => String::new(),
    };
    let segments = bench.read(move |plan| {
        let others = plan.segments.iter().filter(|(id, _)| **id != editor.id);
        others.map(|(id, segment)| (id.to_string(), segment.name.clone())).collect::<Vec<_>>()
    });
    let options = move || {
        let now = current();
        if key == IN_SEGMENT {
            return segments.get().unwrap_or_default();
        }
        let lists = desk.other_lists.get();
        let mut options: Vec<(String, String)> =
            lists.iter().flatten().map(|name| (name.clone(), name.clone())).collect();
        if !options.iter().any(|(name, _)| same(name, &now)) {
            let said = if lists.is_some() { format!("{now} (not in this browser)") } else { now.clone() };
            options.insert(0, (now, said));
        }
        options
    };
    let change = move |event| {
        let chosen = event_target_value(&event);
        let node = match key {
            IN_SEGMENT => chosen.parse::<SegmentId>().ok().map(Rule::Segment),
            _ => Some(Rule::OnList(chosen)),
        };
        if let Some(node) = node {
            place.with_value(|path| editor.replace(path, node, None));
        }
    };
    let label = if key == IN_SEGMENT { "Segment" } else { "List" };
    view! {
        <span class="f pickpart">
            <FieldSelect chosen=None key on_change=move |event| begin(&event, editor, &field) own=editor.id />
        </span>
        <span class="v pickpart span2">
            <select data-part="value" aria-label=label on:change=change>
                {move || {
                    let now = current();
                    options()
                        .into_iter()
                        .map(|(own, name)| {
                            let selected = same(&own, &now);
                            view! { <option value=own selected=selected>{name}</option> }
                        })
                        .collect_view()
                }}
            </select>
        </span>
    }
}

#[component]
fn ValuePart(editor: Editor, path: Path, field: Field, operator: Operator) -> impl IntoView {
    let key = format!("segment {} {}", editor.id, mark(&path));
    let place = StoredValue::new(path);
    let chosen = StoredValue::new(field.clone());
    let test = memo(move |_| match place.with_value(|path| editor.at(path)) {
        Some(Rule::Is(condition)) => Some(condition.test),
        _ => None,
    });
    let key = StoredValue::new(key);
    let put = move |test: Test| {
        let node = Rule::Is(Condition { field: chosen.get_value(), test });
        place.with_value(|path| key.with_value(|key| editor.replace(path, node, Some(key))));
    };
    match operator {
        Operator::OneOf | Operator::Contains => {
            let values = derive(move || match test.get() {
                Some(Test::OneOf(values) | Test::Contains(values)) => values,
                _ => Vec::new(),
            });
            let put = Callback::new(move |values: Vec<String>| {
                put(if operator == Operator::OneOf { Test::OneOf(values) } else { Test::Contains(values) });
            });
            view! { <Values values put field suggest=operator == Operator::OneOf /> }.into_any()
        }
        Operator::StartsWith | Operator::EndsWith | Operator::Like => {
            let value = derive(move || match test.get() {
                Some(Test::StartsWith(text) | Test::EndsWith(text) | Test::Like(text)) => text,
                _ => String::new(),
            });
            let take = Callback::new(move |text: String| {
                put(match operator {
                    Operator::StartsWith => Test::StartsWith(text),
                    Operator::EndsWith => Test::EndsWith(text),
                    _ => Test::Like(text),
                });
                Ok(())
            });
            view! { <Plain value take label="Text" keys="text" kind="text" /> }.into_any()
        }
        Operator::Equals | Operator::LessThan | Operator::AtMost | Operator::MoreThan | Operator::AtLeast => {
            let value = derive(move || match test.get() {
                Some(
                    Test::Equals(n)
                    | Test::LessThan(n)
                    | Test::AtMost(n)
                    | Test::MoreThan(n)
                    | Test::AtLeast(n),
                ) => n.to_string(),
                _ => String::new(),
            });
            let take = Callback::new(move |text: String| {
                let n = number(&text)?;
                put(match operator {
                    Operator::Equals => Test::Equals(n),
                    Operator::LessThan => Test::LessThan(n),
                    Operator::AtMost => Test::AtMost(n),
                    Operator::MoreThan => Test::MoreThan(n),
                    _ => Test::AtLeast(n),
                });
                Ok(())
            });
            view! { <Plain value take label="Number" keys="decimal" kind="text" /> }.into_any()
        }
        Operator::Between => {
            let ends = move || match test.get() {
                Some(Test::Between(low, high)) => (low, high),
                _ => (0.0, 0.0),
            };
            let low = derive(move || ends().0.to_string());
            let high = derive(move || ends().1.to_string());
            let take_low = Callback::new(move |text: String| {
                number(&text).map(|low| put(Test::Between(low, untrack(ends).1)))
            });
            let take_high = Callback::new(move |text: String| {
                number(&text).map(|high| put(Test::Between(untrack(ends).0, high)))
            });
            view! {
                <Plain value=low take=take_low label="From" keys="decimal" kind="text" />
                <span class="muted">"and"</span>
                <Plain value=high take=take_high label="To" keys="decimal" kind="text" />
            }
            .into_any()
        }
        Operator::BetweenDays => {
            let ends = move || match test.get() {
                Some(Test::BetweenDays(from, to)) => (from, to),
                _ => (Date::from_days(0), Date::from_days(0)),
            };
            let from = derive(move || ends().0.to_string());
            let to = derive(move || ends().1.to_string());
            let take_from = Callback::new(move |text: String| {
                date(&text).map(|from| put(Test::BetweenDays(from, untrack(ends).1)))
            });
            let take_to = Callback::new(move |text: String| {
                date(&text).map(|to| put(Test::BetweenDays(untrack(ends).0, to)))
            });
            view! {
                <Plain value=from take=take_from label="From" keys="none" kind="date" />
                <span class="muted">"and"</span>
                <Plain value=to take=take_to label="To" keys="none" kind="date" />
            }
            .into_any()
        }
        Operator::OnWeekday => {
            let chosen = move || match test.get() {
                Some(Test::OnWeekday(days)) => days,
                _ => Weekdays::default(),
            };
            Weekday::ALL
                .into_iter()
                .map(|day| {
                    let is_on = move || chosen().contains(day);
                    let press = move |_| {
                        let days = untrack(chosen);
                        let rest = days.iter().filter(|other| *other != day);
                        let days = if days.contains(day) { rest.collect() } else { days.with(day) };
                        put(Test::OnWeekday(days));
                    };
                    view! {
                        <button
                            type="button"
                            class="btn dense"
                            aria-pressed=move || if is_on() { "true" } else { "false" }
                            on:click=press
                        >
                            {day.short()}
                        </button>
                    }
                })
                .collect_view()
                .into_any()
        }
        Operator::InMonth => {
            let month = move || if let Some(Test::InMonth(month)) = test.get() { month } else { 0 };
            let options = (1..=12_u8)
                .map(|n| view! { <option value=n.to_string() selected=move || month() == n>{month_words(n)}</option> })
                .collect_view();
            let change = move |event| {
                if let Ok(month) = event_target_value(&event).parse() {
                    put(Test::InMonth(month));
                }
            };
            view! {
                <select data-part="value" aria-label="Month" on:change=change>
                    {options}
                </select>
            }
            .into_any()
        }
        Operator::During => {
            let period =
                move || if let Some(Test::During(period)) = test.get() { Some(period) } else { None };
            let options = Period::ALL
                .into_iter()
                .map(|one| {
                    view! { <option value=one.name() selected=move || period() == Some(one)>{one.name()}</option> }
                })
                .collect_view();
            let change = move |event| {
                let name = event_target_value(&event);
                if let Some(period) = Period::ALL.into_iter().find(|period| period.name() == name) {
                    put(Test::During(period));
                }
            };
            view! {
                <select data-part="value" aria-label="Period" on:change=change>
                    {options}
                </select>
            }
            .into_any()
        }
        Operator::On | Operator::Before | Operator::After => {
            let value = derive(move || match test.get() {
                Some(Test::On(date) | Test::Before(date) | Test::After(date)) => date.to_string(),
                _ => String::new(),
            });
            let take = Callback::new(move |text: String| {
                let date = date(&text)?;
                put(match operator {
                    Operator::On => Test::On(date),
                    Operator::Before => Test::Before(date),
                    _ => Test::After(date),
                });
                Ok(())
            });
            view! { <Plain value take label="Date" keys="none" kind="date" /> }.into_any()
        }
        Operator::WithinLast
        | Operator::WithinNext
        | Operator::MoreThanAgo
        | Operator::AnniversaryNext
        | Operator::AnniversaryLast => {
            let value = derive(move || match test.get() {
                Some(
                    Test::WithinLast(n)
                    | Test::WithinNext(n)
                    | Test::MoreThanAgo(n)
                    | Test::AnniversaryNext(n)
                    | Test::AnniversaryLast(n),
                ) => n.to_string(),
                _ => String::new(),
            });
            let take = Callback::new(move |text: String| {
                let n: u32 = text
                    .trim()
                    .parse()
                    .ok()
                    .filter(|n| *n <= 36_500)
                    .ok_or("A whole number of days, at most 36,500")?;
                put(match operator {
                    Operator::WithinLast => Test::WithinLast(n),
                    Operator::WithinNext => Test::WithinNext(n),
                    Operator::AnniversaryNext => Test::AnniversaryNext(n),
                    Operator::AnniversaryLast => Test::AnniversaryLast(n),
                    _ => Test::MoreThanAgo(n),
                });
                Ok(())
            });
            view! {
                <Plain value take label="Days" keys="numeric" kind="text" />
                <span class="muted">"days"</span>
            }
            .into_any()
        }
        Operator::Yes | Operator::No | Operator::Empty | Operator::Known => {
            view! { <span class="faint" aria-hidden="true">"–"</span> }.into_any()
        }
    }
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "Choose a date".to_owned())
}

fn number(text: &str) -> Result<f64, String> {
    crate::lean::number::parse(&text.trim().replace(',', ""))
        .ok_or_else(|| format!("“{text}” is not a number"))
}

#[component]
pub(super) fn Plain(
    value: Signal<String>,
    take: Callback<String, Result<(), String>>,
    label: &'static str,
    keys: &'static str,
    kind: &'static str,
) -> impl IntoView {
    view! {
        <span class="plain" data-part-of="value">
            <TextField label value take live=true bare=true keys kind />
        </span>
    }
}

/// Several values as chips; `Enter` or a comma adds what is typed, `Backspace` in the empty field takes the last away.
#[component]
fn Values(
    values: Signal<Vec<String>>,
    put: Callback<Vec<String>>,
    field: Field,
    suggest: bool,
) -> impl IntoView {
    let desk = Desk::here();
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<(String, u32)>::new());
    let field = StoredValue::new(field);
    let id = format!("values-{}", uid());
    let list = id.clone();
    let add = move |text: &str| {
        let mut all = values.get_untracked();
        for one in text.split(',').map(str::trim).filter(|one| !one.is_empty()) {
            if !all.iter().any(|had| had.eq_ignore_ascii_case(one)) {
                all.push(one.to_owned());
            }
        }
        typed.set(String::new());
        if all != values.get_untracked() {
            put.run(all);
        }
    };
    let ask = move || {
        if !suggest || untrack(|| desk.info()).is_none() {
            return;
        }
        spawn_local(async move {
            let containing = typed.get_untracked();
            let answer = desk.data().values(field.get_value(), &containing, 12).await;
            if let Ok(answer) = answer {
                found.try_set(answer);
            }
        });
    };
    let input = move |event| {
        let text = event_target_value(&event);
        // a choice from the suggestions comes as a whole value
        let chosen = found.with_untracked(|found| found.iter().any(|(value, _)| *value == text));
        if chosen || text.contains(',') {
            add(&text);
        } else {
            typed.set(text);
            ask();
        }
    };
    let keydown = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            add(&typed.get_untracked());
        }
        "Backspace" if typed.with_untracked(String::is_empty) => {
            let mut all = values.get_untracked();
            if all.pop().is_some() {
                put.run(all);
            }
        }
        _ => {}
    };
    let numbered = move || values.get().into_iter().enumerate().collect::<Vec<(usize, String)>>();
    view! {
        <For
            each=numbered
            key=|(index, value)| (*index, value.clone())
            let:item
        >
            {
                let (index, value) = item;
                let label = format!("Remove {value}");
                view! {
                    <span class="chip">
                        <span class="cut">{value}</span>
                        <button
                            type="button"
                            class="chip-x"
                            aria-label=label
                            on:click=move |_| {
                                let mut all = values.get_untracked();
                                if index < all.len() {
                                    all.remove(index);
                                    put.run(all);
                                }
                            }
                        >
                            {icon("close")}
                        </button>
                    </span>
                }
            }
        </For>
        <input
            class="values-in"
            data-part="value"
            type="text"
            autocomplete="off"
            spellcheck="false"
            aria-label="Add a value"
            placeholder=move || if values.with(Vec::is_empty) { "Type a value, then Enter" } else { "" }
            list=id
            prop:value=typed
            on:focus=move |_| ask()
            on:input=input
            on:keydown=keydown
            on:blur=move |_| {
                if let Some(text) = typed.try_get_untracked() {
                    add(&text);
                }
            }
        />
        <datalist id=list>
            {move || {
                found
                    .get()
                    .into_iter()
                    .map(|(value, n)| view! { <option value=value>{format!("{n} contacts")}</option> })
                    .collect_view()
            }}
        </datalist>
    }
}

fn uid() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

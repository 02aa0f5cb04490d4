//! Rows that were merged into one contact, side by side: the cell that was kept is tinted and ticked, the others are struck, and the rule
//! is named. And contacts who share a phone, as a question. Merges nothing itself.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::audience::{MergeRule, PhoneAnswer};
use crate::ui::components::{Segmented, icon, icon_small};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, effect};
use crate::ui::format;
use crate::words;
use crate::worker::protocol::{DoubleView, DoublesInfo, PhoneView};

/// Merged contacts shown at first, and more at a time.
const STEP: u32 = 10;
/// Questions shown before the rest is asked for.
const ASKED: usize = 3;

/// How a rule is said in one line.
fn rule_words(rule: MergeRule) -> &'static str {
    match rule {
        MergeRule::Newest => {
            "The row with the newest activity wins; gaps are filled from the others; a “no” of any row stays."
        }
        MergeRule::First => "The first row wins; gaps are filled from the others; a “no” of any row stays.",
        MergeRule::FillOnly => {
            "What stands there stays, a newer export fills gaps only; a “no” of any row stays."
        }
    }
}

/// The finding of a list's duplicates.
fn title(info: &DoublesInfo) -> String {
    let people = words::counted(info.contacts.into(), "person", "people");
    let said = match info.said_no {
        0 => String::new(),
        1 => "; 1 of them has said no".to_owned(),
        n => format!("; {} of them have said no", words::count(n.into())),
    };
    match info.contacts {
        0 => "No two rows are one person".to_owned(),
        _ => format!("{people} stood in the file more than once{said}"),
    }
}

/// One merged contact: its rows beside each other.
#[component]
pub fn Group(
    /// What was merged.
    group: DoubleView,
) -> impl IntoView {
    let heads = group
        .rows
        .iter()
        .map(|(row, day)| {
            let day = day.map(|day| format!(", {}", format::day_year(day))).unwrap_or_default();
            view! { <th scope="col">{format!("Row {}{day}", words::count((*row).into()))}</th> }
        })
        .collect_view();
    let rows: Vec<u32> = group.rows.iter().map(|(row, _)| *row).collect();
    let lines = group
        .lines
        .into_iter()
        .map(|line| {
            let cells = line
                .cells
                .into_iter()
                .enumerate()
                .map(|(at, cell)| {
                    let row = rows.get(at).copied().unwrap_or_default();
                    let place = view! { <span class="small faint onphone num">{format!("row {}", words::count(row.into()))}</span> };
                    if line.kept == Some(at as u32) {
                        let text = if cell.is_empty() { "empty".to_owned() } else { cell };
                        return view! { <td class="keptcell"><span class="dblcell">{icon_small("check")}<span class="sr">"Kept: "</span><span>{text}</span></span>{place}</td> }.into_any();
                    }
                    if cell.is_empty() {
                        return view! { <td class="muted"><span class="dblcell">"empty"</span>{place}</td> }.into_any();
                    }
                    view! { <td><span class="dblcell"><s>{cell}</s></span>{place}</td> }.into_any()
                })
                .collect_view();
            let why = match line.kept {
                Some(_) => line.because.label().to_owned(),
                None if line.now.is_empty() => "emptied since".to_owned(),
                None => format!("changed since: {}", line.now),
            };
            view! { <tr><th scope="row">{line.column}</th>{cells}<td class="muted dblwhy">{why}</td></tr> }
        })
        .collect_view();
    let name = if group.name.is_empty() { "Not on the list any more".to_owned() } else { group.name };
    view! {
        <div class="dblscroll" tabindex="0" role="region" aria-label=format!("Rows of {name}")>
            <table class="table dbltable">
                <thead><tr><th scope="col"><span class="cut" title=name.clone()>{name.clone()}</span></th>{heads}<th scope="col">"Kept because"</th></tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        <p class="small muted dblby">{format!("One contact by: {}", group.by.label())}</p>
    }
}

/// The duplicates of the open list.
#[component]
pub fn Doubles() -> impl IntoView {
    let desk = Desk::here();
    let info = RwSignal::new(None::<DoublesInfo>);
    let groups = RwSignal::new(Vec::<DoubleView>::new());
    let shown = RwSignal::new(STEP);
    let wrong = RwSignal::new(None::<String>);
    let asked = StoredValue::new(0_u32);
    effect(move |_| {
        desk.list.track();
        let most = shown.get();
        let number = asked.get_value() + 1;
        asked.set_value(number);
        spawn_local(async move {
            let mut all = Vec::new();
            loop {
                let from = all.len() as u32;
                match desk.data().doubles(from, most - from).await {
                    Ok(answer) if asked.try_get_value() == Some(number) => {
                        let is_last = answer.groups.is_empty();
                        all.extend(answer.groups.iter().cloned());
                        info.set(Some(answer));
                        if is_last || all.len() as u32 >= most {
                            break;
                        }
                    }
                    Ok(_) => return,
                    Err(failure) => return drop(wrong.try_set(Some(format::sentence(&failure.message)))),
                }
            }
            groups.try_set(all);
        });
    });
    let rule = derive(move || {
        info.with(|info| info.as_ref().map_or(String::new(), |info| info.rule.name().to_owned()))
    });
    let choose = Callback::new(move |key: &'static str| {
        let Some(rule) = MergeRule::ALL.into_iter().find(|rule| rule.name() == key) else { return };
        spawn_local(async move { desk.took_over(desk.data().merge_by(rule).await, wrong, || ()) });
    });
    view! {
        <div class="scroll">
            <div class="page overpage">
                {move || wrong.get().map(|why| view! { <p class="msg bad" role="alert">{icon("error")}<span>{why}</span></p> })}
                {move || info.get().map(|info| {
                    let (rows, questions) = (info.rows, info.questions.clone());
                    let old = (info.kept == 0 && info.contacts > 0).then(|| view! {
                        <div class="banner hint">{icon("hint")}<p>"This list was stored before merged rows were kept beside it. Read the file again as a newer export to see them."</p></div>
                    });
                    let lead = match rows {
                        0 => String::new(),
                        rows => format!(" {} went into others.", capital(&words::counted(rows.into(), "row", "rows"))),
                    };
                    view! {
                        <p class="lead"><b>{title(&info)}</b>"."{lead}</p>
                        {old}
                        {(info.kept > 0).then(|| view! {
                            <section class="card" aria-labelledby="mergerule">
                                <header>
                                    <div class="t">
                                        <h2 id="mergerule">"Which row wins"</h2>
                                        <p class="small muted">{rule_words(info.rule)}</p>
                                    </div>
                                    <Segmented
                                        label="Which row wins"
                                        options=vec![("newest", "Newest", ""), ("first", "First", ""), ("fill only", "Fill only", "")]
                                        value=rule
                                        on_change=choose
                                    />
                                </header>
                            </section>
                        })}
                        <Phones questions />
                    }
                })}
                {move || groups.get().into_iter().map(|group| view! {
                    <section class="card dblcard"><Group group /></section>
                }).collect_view()}
                {move || info.with(|info| info.as_ref().map_or(0, |info| info.kept)).checked_sub(groups.with(Vec::len) as u32).filter(|more| *more > 0 && !groups.with(Vec::is_empty)).map(|more| view! {
                    <p><button type="button" class="btn line" on:click=move |_| shown.update(|n| *n += 50)>{format!("Show more of the {} left", words::count(more.into()))}</button></p>
                })}
            </div>
        </div>
    }
}

fn capital(text: &str) -> String {
    crate::lean::capital(text)
}

/// Contacts who share a phone: asked, never joined by themselves.
#[component]
fn Phones(questions: Vec<PhoneView>) -> impl IntoView {
    let desk = Desk::here();
    let wrong = RwSignal::new(None::<String>);
    let open = questions.iter().filter(|question| question.answer.is_none()).count();
    let title = match (questions.len(), open) {
        (n, 0) => format!("{} answered", words::counted(n as u64, "shared phone", "shared phones")),
        (_, 1) => "1 phone belongs to several contacts: are they one person?".to_owned(),
        (_, n) => {
            format!("{} phones belong to several contacts each: are they one person?", words::count(n as u64))
        }
    };
    let is_empty = questions.is_empty();
    let all = RwSignal::new(false);
    let total = questions.len();
    let line = move |question: PhoneView| {
        let number = question.question;
        let people = question
            .people
            .into_iter()
            .map(|(name, address)| view! { <span><b>{name}</b>" "<span class="muted breaks">{address}</span></span> })
            .collect_view();
        let answer = move |answer: PhoneAnswer| {
            spawn_local(async move {
                desk.took_over(desk.data().answer_phone(number, answer).await, wrong, || ())
            });
        };
        let phone = question.phone;
        let (one, several) = (format!("One person: {phone}"), format!("Different people: {phone}"));
        let said = match question.answer {
            Some(PhoneAnswer::One) => view! { <span class="chip ok">{icon_small("check")}"joined as one person"</span> }.into_any(),
            Some(PhoneAnswer::Several) => view! {
                <span class="chip">"different people"</span>
                <button type="button" class="btn dense" aria-label=format!("One person after all: {phone}") on:click=move |_| answer(PhoneAnswer::One)>"One person after all"</button>
            }.into_any(),
            None => view! {
                <button type="button" class="btn line dense" aria-label=one on:click=move |_| answer(PhoneAnswer::One)>"One person"</button>
                <button type="button" class="btn line dense" aria-label=several on:click=move |_| answer(PhoneAnswer::Several)>"Different people"</button>
            }.into_any(),
        };
        view! {
            <li class="phoneask">
                <span class="num">{phone.clone()}</span>
                <span class="phonepeople">{people}</span>
                <span class="row row-wrap">{said}</span>
            </li>
        }
    };
    let questions = StoredValue::new(questions);
    view! {
        {(!is_empty).then(|| view! {
            <section class="card" aria-labelledby="phones">
                <header>
                    <div class="t">
                        <h2 id="phones">{title}</h2>
                        <p class="small muted">"A shared phone alone never joins anybody. The answer is kept, also for the next export."</p>
                    </div>
                </header>
                <ul class="phoneasks">
                    {move || {
                        let most = if all.get() { usize::MAX } else { ASKED };
                        questions.with_value(|questions| questions.iter().take(most).cloned().map(line).collect_view())
                    }}
                </ul>
                {move || (total > ASKED && !all.get()).then(|| view! {
                    <div class="body"><button type="button" class="btn line dense" on:click=move |_| all.set(true)>{format!("All {} phones", words::count(total as u64))}</button></div>
                })}
                {move || wrong.get().map(|why| view! { <p class="msg bad cardmsg" role="alert">{icon("error")}<span>{why}</span></p> })}
            </section>
        })}
    }
}

/// The card of the overview: one merged contact after the other.
#[component]
pub fn Twins(
    /// Opens all of them.
    all: Callback<()>,
) -> impl IntoView {
    let desk = Desk::here();
    let at = RwSignal::new(0_u32);
    let info = RwSignal::new(None::<DoublesInfo>);
    effect(move |_| {
        desk.list.track();
        let from = at.get();
        spawn_local(async move {
            if let Ok(answer) = desk.data().doubles(from, 1).await {
                info.try_set(Some(answer));
            }
        });
    });
    let step = move |by: i32| {
        let n = info.with_untracked(|info| info.as_ref().map_or(0, |info| info.kept));
        at.update(|at| *at = at.saturating_add_signed(by).min(n.saturating_sub(1)));
    };
    move || {
        info.get().filter(|info| info.contacts > 0 || !info.questions.is_empty()).map(|info| {
            let open = info.questions.iter().filter(|question| question.answer.is_none()).count();
            let title = title(&info);
            let (n, group) = (info.kept, info.groups.first().cloned());
            let asks = match open {
                0 => String::new(),
                1 => "1 shared phone is a question".to_owned(),
                n => format!("{} shared phones are a question", words::count(n as u64)),
            };
            view! {
                <section class="card" aria-labelledby="twins">
                    <header>
                        <div class="t">
                            <h2 id="twins">{title}</h2>
                            <p class="small muted">"What was kept from which row: tinted cells"</p>
                        </div>
                    </header>
                    {group.map(|group| view! { <Group group /> })}
                    <div class="body row row-wrap">
                        {(n > 1).then(|| view! {
                            <span class="row">
                                <button type="button" class="btn dense icon-only" aria-label="The one before" on:click=move |_| step(-1)>{icon("left")}</button>
                                <span class="num small" aria-live="polite">{move || format!("{} of {}", words::count(u64::from(at.get()) + 1), words::count(n.into()))}</span>
                                <button type="button" class="btn dense icon-only" aria-label="The next one" on:click=move |_| step(1)>{icon("right")}</button>
                            </span>
                        })}
                        <span class="small muted">{asks}</span>
                        <button type="button" class="btn line dense push" on:click=move |_| all.run(())>"All duplicates, and the rule"</button>
                    </div>
                </section>
            }
        })
    }
}

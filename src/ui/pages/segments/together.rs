//! Segments beside each other: who is in several, who in none, and whose a contact is when the first that has them counts. Counts nothing
//! itself; each number opens its rows.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::free_name;
use crate::browser::local;
use crate::lean::json;
use crate::model::{Rule, Segment, SegmentId};
use crate::session::Command;
use crate::ui::charts::{OverlapChart, OverlapData, PlotCard, TableData};
use crate::ui::components::icon;
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, effect, memo};
use crate::ui::format;
use crate::ui::looked::Looked;
use crate::ui::workbench::Workbench;
use crate::words;
use crate::worker::protocol::CoverInfo;

/// Where the order of a plan's segments is remembered.
fn preference(plan: &str) -> String {
    format!("segment-order.{plan}")
}

/// The rule of those who are in exactly these segments of all.
fn exactly(info: &CoverInfo, combo: &[u32]) -> Rule {
    let id = |at: &u32| info.segments.get(*at as usize).map(|segment| Rule::Segment(segment.id));
    let others = (0..info.segments.len() as u32).filter(|at| !combo.contains(at));
    let out: Vec<Rule> = others.filter_map(|at| id(&at)).collect();
    let mut all: Vec<Rule> = combo.iter().filter_map(id).collect();
    if !out.is_empty() {
        all.push(Rule::None(out));
    }
    Rule::All(all)
}

/// The rule of those of a segment whom none before it has.
fn first_of(info: &CoverInfo, at: usize) -> Rule {
    let before: Vec<Rule> = info.segments[..at].iter().map(|segment| Rule::Segment(segment.id)).collect();
    let mut all = vec![Rule::Segment(info.segments[at].id)];
    if !before.is_empty() {
        all.push(Rule::None(before));
    }
    Rule::All(all)
}

/// The part of the page.
#[component]
pub fn Together() -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let ids = bench.read(|plan| plan.segments.keys().copied().collect::<Vec<_>>());
    let plan = bench.plan_id();
    let chosen = RwSignal::new(
        plan.get_untracked()
            .and_then(|plan| local::preference(&preference(&plan)))
            .and_then(|text| json::read::<Vec<SegmentId>>(&text).ok())
            .unwrap_or_default(),
    );
    // the order that was chosen, and behind it whatever is new
    let order = memo(move |_| {
        let all = ids.get().unwrap_or_default();
        let mut order: Vec<SegmentId> = chosen.get().into_iter().filter(|id| all.contains(id)).collect();
        order.extend(all.iter().copied().filter(|id| !chosen.with(|chosen| chosen.contains(id))));
        order
    });
    let info = RwSignal::new(None::<CoverInfo>);
    let wrong = RwSignal::new(None::<String>);
    let asked = StoredValue::new(0_u32);
    let revision = bench.revision();
    effect(move |_| {
        revision.track();
        let order = order.get();
        let number = asked.get_value() + 1;
        asked.set_value(number);
        if desk.info().is_none() || order.is_empty() {
            info.set(None);
            return;
        }
        spawn_local(async move {
            // the change that woke this goes to the worker first
            leptos::task::tick().await;
            let answer = desk.data().cover(order, desk.today()).await;
            if asked.try_get_value() == Some(number) {
                match answer {
                    Ok(answer) => {
                        wrong.set(None);
                        info.set(Some(answer));
                    }
                    Err(failure) => wrong.set(Some(format::sentence(&failure.message))),
                }
            }
        });
    });
    let shift = Callback::new(move |(id, up): (SegmentId, bool)| {
        let mut now = order.get_untracked();
        let Some(at) = now.iter().position(|other| *other == id) else { return };
        let to = if up { at.saturating_sub(1) } else { (at + 1).min(now.len() - 1) };
        now.swap(at, to);
        if let (Some(plan), Ok(text)) = (plan.get_untracked(), json::text(&now)) {
            local::set_preference(&preference(&plan), Some(&text));
        }
        chosen.set(now);
        bench.say(if up { "Counts earlier now" } else { "Counts later now" });
    });
    view! {
        {move || wrong.get().map(|why| view! { <p class="msg bad" role="alert">{icon("error")}<span>{why}</span></p> })}
        {move || info.get().filter(|info| !info.segments.is_empty()).map(|info| {
            let unanswered = info
                .unanswered
                .iter()
                .map(|(_, why)| view! { <p class="msg bad">{icon("warn")}<span>{why.clone()}</span></p> })
                .collect_view();
            view! {
                <section class="together" aria-label="Segments beside each other">
                    {(info.segments.len() > 1).then(|| view! { <Overlaps info=info.clone() /> })}
                    <Priority info=info.clone() shift />
                    {unanswered}
                </section>
            }
        })}
    }
}

#[component]
fn Overlaps(info: CoverInfo) -> impl IntoView {
    let desk = Desk::here();
    let several: u32 = info.combos.iter().filter(|(combo, _)| combo.len() > 1).map(|(_, n)| *n).sum();
    let title = match several {
        0 => "No contact is in more than one segment".to_owned(),
        1 => "1 contact is in more than one segment".to_owned(),
        n => format!("{} contacts are in more than one segment", words::count(n.into())),
    };
    // whoever is in one alone first, then those who are in several
    let mut combos = info.combos.clone();
    combos.sort_by_key(|(combo, _)| combo.len() > 1);
    let data = OverlapData {
        sets: info.segments.iter().map(|segment| (segment.name.clone(), segment.size)).collect(),
        combos: combos.iter().map(|(combo, n)| (combo.iter().map(|at| *at as usize).collect(), *n)).collect(),
    };
    let table = TableData {
        head: vec!["In exactly these segments".to_owned(), "Contacts".to_owned()],
        rows: data
            .combos
            .iter()
            .map(|(combo, n)| vec![data.words(combo), words::count((*n).into())])
            .collect(),
    };
    let shared = data.clone();
    let info = StoredValue::new(info);
    let combos = StoredValue::new(combos);
    let open = Callback::new(move |place: usize| {
        let Some((combo, _)) = combos.with_value(|combos| combos.get(place).cloned()) else { return };
        let words = shared.words(&combo.iter().map(|at| *at as usize).collect::<Vec<_>>());
        let rule = info.with_value(|info| exactly(info, &combo));
        desk.look(Looked::rule(format!("Only in {words}"), rule));
    });
    let drawn = StoredValue::new(data);
    view! {
        <PlotCard
            title=derive(move || title.clone())
            subtitle=derive(|| "Bars: contacts in exactly these segments, height by square root; a bar opens its rows".to_owned())
            table=derive(move || table.clone())
        >
            <OverlapChart data=drawn.get_value() open />
        </PlotCard>
    }
}

#[component]
fn Priority(info: CoverInfo, shift: Callback<(SegmentId, bool)>) -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let nobody = info.of - info.covered;
    let share = if info.of == 0 { 0.0 } else { f64::from(info.covered) / f64::from(info.of) };
    let title = match nobody {
        0 => "Every contact is in a segment".to_owned(),
        n => format!("{} in no segment", words::counted(n.into(), "contact is", "contacts are")),
    };
    let n = info.segments.len();
    let all: Vec<Rule> = info.segments.iter().map(|segment| Rule::Segment(segment.id)).collect();
    let nobody_rule = Rule::None(all);
    let figure = move |n: u32, words: String, rule: Rule| {
        let label = format!("{} {words}: show them", words::count(n.into()));
        if n == 0 {
            return view! { <span class="num">"0"</span> }.into_any();
        }
        view! {
            <button type="button" class="figopen num" aria-label=label on:click=move |_| desk.look(Looked::rule(words.clone(), rule.clone()))>
                <b>{words::count(n.into())}</b>
            </button>
        }
        .into_any()
    };
    let rows = info
        .segments
        .iter()
        .enumerate()
        .map(|(at, segment)| {
            let (id, name) = (segment.id, segment.name.clone());
            let only = exactly(&info, &[at as u32]);
            let (up, down) = (format!("{name} counts earlier"), format!("{name} counts later"));
            view! {
                <tr>
                    <td class="num faint">{at + 1}</td>
                    <th scope="row"><span class="cut" title=name.clone()>{name.clone()}</span></th>
                    <td class="r">{figure(segment.size, format!("In {name}"), Rule::Segment(id))}</td>
                    <td class="r">{figure(segment.alone, format!("Only in {name}"), only)}</td>
                    <td class="r">{figure(segment.first, format!("{name} first"), first_of(&info, at))}</td>
                    <td class="r moves">
                        <button type="button" class="btn dense icon-only" aria-label=up aria-disabled=(at == 0).then_some("true") on:click=move |_| shift.run((id, true))>{icon("up")}</button>
                        <button type="button" class="btn dense icon-only" aria-label=down aria-disabled=(at + 1 == n).then_some("true") on:click=move |_| shift.run((id, false))>{icon("below")}</button>
                    </td>
                </tr>
            }
        })
        .collect_view();
    let stored = StoredValue::new(info);
    let make = move |_| {
        let commands = stored.with_value(|info| {
            (0..info.segments.len())
                .map(|at| {
                    let name = free_name(bench, &format!("{}, first", info.segments[at].name));
                    Command::PutSegment(None, Segment { name, rule: first_of(info, at) })
                })
                .collect()
        });
        if bench.dispatch(Command::Together { name: "Add segments by priority".to_owned(), commands }).is_ok()
        {
            bench.tell_with_undo("A segment each, nobody twice");
        }
    };
    let rule = nobody_rule.clone();
    let keep = move |_| {
        let segment = Segment { name: free_name(bench, "In no segment"), rule: rule.clone() };
        super::add(bench, segment);
    };
    view! {
        <section class="card" aria-labelledby="priority">
            <header>
                <div class="t">
                    <h2 id="priority">{title}</h2>
                    <p class="small muted">{format!("{} % of the list stand in at least one. Where a contact is in several, the first that has them counts.", words::percent(share))}</p>
                </div>
            </header>
            <div class="tablebox" tabindex="0" role="region" aria-labelledby="priority">
                <table class="table prioritytable">
                    <thead><tr><th scope="col"><span class="sr">"Order"</span></th><th scope="col">"Segment"</th><th scope="col" class="r">"In it"</th><th scope="col" class="r">"Alone"</th><th scope="col" class="r">"First counts"</th><th scope="col"><span class="sr">"Move"</span></th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="body row row-wrap">
                {(nobody > 0).then(|| view! {
                    <button type="button" class="btn line dense" on:click=move |_| desk.look(Looked::rule("In no segment", nobody_rule.clone()))>{format!("Show the {} in none", words::count(nobody.into()))}</button>
                    <button type="button" class="btn dense" on:click=keep>{icon("plus")}"Make them a segment"</button>
                })}
                {(n > 1).then(|| view! {
                    <button type="button" class="btn dense push" on:click=make>{icon("plus")}"Segments by this order, nobody twice"</button>
                })}
            </div>
        </section>
    }
}

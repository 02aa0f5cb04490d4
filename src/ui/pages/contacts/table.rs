//! The rows of the list: those in sight, and others when they are scrolled to. The page never holds the list.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::chosen::{Chosen, Pick, PickAll};
use super::{CONSENTED, shown_label};
use crate::chart::Scroll;
use crate::ui::charts::use_width;
use crate::ui::components::icon;
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, effect, memo};
use crate::ui::format;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::worker::protocol::{Rows, Shown, View};

/// Heights of a row (pixels), wide and on a phone.
const ROW: [f64; 2] = [40.0, 76.0];
/// Rows kept beyond those in sight, so that small steps need no question.
const SPARE: u32 = 30;

/// Chooses the columns of the table.
#[component]
pub fn ChooseColumns(
    /// Those that are shown.
    fields: RwSignal<Vec<Shown>>,
) -> impl IntoView {
    let desk = Desk::here();
    let bench = Workbench::here();
    let info = untrack(|| desk.info());
    let offered: Vec<(Shown, String)> = info
        .iter()
        .flat_map(|info| {
            let columns = info.columns.iter().map(|column| Shown::Field(column.field.clone()));
            let (personas, scores) = bench
                .plan_now(|plan| (!plan.personas.is_empty(), plan.scores.keys().copied().collect::<Vec<_>>()))
                .unwrap_or_default();
            let named =
                personas.then_some(Shown::Persona).into_iter().chain(scores.into_iter().map(Shown::Fit));
            let all = columns.chain(CONSENTED.into_iter().map(Shown::Consent)).chain(named);
            all.map(|shown| (shown.clone(), shown_label(info, &shown))).collect::<Vec<_>>()
        })
        .collect();
    view! {
        <ul class="checks">
            {offered
                .into_iter()
                .map(|(own, name)| {
                    let is_on = {
                        let own = own.clone();
                        move || fields.with(|fields| fields.contains(&own))
                    };
                    view! {
                        <li>
                            <label class="tick">
                                <input
                                    type="checkbox"
                                    prop:checked=is_on
                                    on:change=move |_| {
                                        fields
                                            .update(|fields| match fields.iter().position(|f| *f == own) {
                                                Some(at) if fields.len() > 1 => drop(fields.remove(at)),
                                                Some(_) => {}
                                                None => fields.push(own.clone()),
                                            });
                                    }
                                />
                                <span>{name}</span>
                            </label>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

/// The table.
#[component]
pub fn PeopleTable(
    /// Whose rows.
    view: Memo<View>,
    /// Which columns.
    fields: RwSignal<Vec<Shown>>,
    /// By which column, and whether descending.
    sort: RwSignal<Option<(Shown, bool)>>,
    /// How many rows there are.
    found: RwSignal<u32>,
    /// The contact that is looked at: row and name.
    person: RwSignal<Option<(u32, String)>>,
    /// Who is chosen.
    chosen: Chosen,
) -> impl IntoView {
    let desk = Desk::here();
    let (frame, width) = use_width();
    let row = memo(move |_| ROW[usize::from(width.get() > 0.0 && width.get() < 560.0)]);
    let area = NodeRef::<html::Div>::new();
    // the place of the scroll bar, and the rows above the one at the upper edge
    let at = RwSignal::new((0.0_f64, 0.0_f64));
    let rows = RwSignal::new(None::<(u32, Rows)>);
    let wrong = RwSignal::new(None::<String>);
    let asked = StoredValue::new(0_u32);
    let widths = RwSignal::new(String::new());
    let total = move || rows.with(|rows| rows.as_ref().map_or(0, |(_, rows)| rows.total));
    let height = move || area.get_untracked().map_or(600.0, |area| f64::from(area.client_height()));
    let scroll = move |view: f64| Scroll { rows: f64::from(total()), row: row.get(), view };
    let ask = move |from: u32, force: bool| {
        let n = ((height() / row.get_untracked()).ceil() as u32 + 2 * SPARE).min(200);
        let from = from.saturating_sub(SPARE);
        let held =
            rows.with_untracked(|rows| rows.as_ref().map(|(start, rows)| (*start, rows.rows.len() as u32)));
        let seen = (from + SPARE, from + n - SPARE);
        if !force
            && held.is_some_and(|(start, n)| {
                start <= seen.0.saturating_sub(2) && start + n >= seen.1.min(total())
            })
        {
            return;
        }
        let number = asked.get_value() + 1;
        asked.set_value(number);
        let (view, fields) = (view.get_untracked(), fields.get_untracked());
        spawn_local(async move {
            let answer = desk.data().rows(view, from, n, fields).await;
            if asked.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(answer) => {
                    wrong.set(None);
                    found.set(answer.total);
                    if from == 0 {
                        widths.set(fitting(&answer));
                    }
                    chosen.let_go();
                    rows.set(Some((from, answer)));
                    chosen.refocus();
                }
                Err(failure) => wrong.set(Some(format::sentence(&failure.message))),
            }
        });
    };
    effect(move |_| {
        view.track();
        fields.track();
        row.track();
        desk.list.track();
        if let Some(area) = area.get_untracked() {
            area.set_scroll_top(0);
        }
        at.set((0.0, 0.0));
        ask(0, true);
    });
    let scrolled = move |_| {
        if let Some(area) = area.get_untracked() {
            let y = f64::from(area.scroll_top());
            // the rows in sight: without the head, which the spacer does not hold
            let beside = f64::from(area.scroll_height()) - untrack(|| scroll(0.0)).height();
            let scroll = untrack(|| scroll(height() - beside));
            let first = scroll.first(at.get_untracked(), y);
            at.set((y, first));
            ask(first as u32, false);
        }
    };
    let start = memo(move |_| rows.with(|rows| rows.as_ref().map_or(0, |(start, _)| *start)));
    let offset = move || scroll(0.0).place(f64::from(start.get()), at.get());
    let info = move || desk.info();
    let heads = move || {
        let Some(info) = info() else { return Vec::new() };
        fields.get().into_iter().map(|field| (shown_label(&info, &field), field)).collect::<Vec<_>>()
    };
    view! {
        <div class="peoplebox" node_ref=frame>
            {move || wrong.get().map(|words| view! { <div class="banner error" role="alert">{icon("error")}<p>{words}</p></div> })}
            <p class="sr" role="status">{move || {
                let all = format::counted(total() as usize, "contact", "contacts");
                if chosen.n() == 0 { all } else { format!("{all}, {} chosen", format::count(u64::from(chosen.n()))) }
            }}</p>
            <p class="small muted found num">{move || format::counted(total() as usize, "contact", "contacts")}</p>
            <div class="peoplearea" node_ref=area tabindex="0" role="region" aria-label="Table of contacts" on:scroll=scrolled>
                <table class="table peopletable" style:--columns=widths aria-rowcount=move || total() + 1>
                    <thead>
                        <tr>
                            <PickAll chosen view total=derive(total) />
                            {move || {
                                heads()
                                    .into_iter()
                                    .map(|(name, field)| {
                                        let own = field.clone();
                                        let state = move || {
                                            sort.with(|sort| match sort {
                                                Some((by, down)) if *by == field => Some(if *down { "descending" } else { "ascending" }),
                                                _ => None,
                                            })
                                        };
                                        let shown = state.clone();
                                        let press = move |_| {
                                            sort.update(|sort| {
                                                *sort = match sort.take() {
                                                    Some((by, false)) if by == own => Some((by, true)),
                                                    Some((by, true)) if by == own => None,
                                                    _ => Some((own.clone(), false)),
                                                };
                                            });
                                        };
                                        view! {
                                            <th scope="col" aria-sort=state>
                                                <button type="button" class="sorter" on:click=press>
                                                    <span class="cut">{name}</span>
                                                    {move || match shown() {
                                                        Some("ascending") => icon("up").into_any(),
                                                        Some(_) => icon("below").into_any(),
                                                        None => ().into_any(),
                                                    }}
                                                </button>
                                            </th>
                                        }
                                    })
                                    .collect_view()
                            }}
                        </tr>
                    </thead>
                    <tbody style:height=move || format!("{}px", scroll(0.0).height())>
                        {move || {
                            rows.get()
                                .map(|(start, rows)| {
                                    rows.rows
                                        .into_iter()
                                        .enumerate()
                                        .map(|(i, (at, number, cells))| {
                                            let y = move || format!("translateY({}px)", offset() + i as f64 * row.get());
                                            let is_chosen = move || chosen.numbers.with(|all| all.contains(&number));
                                            let name = cells.first().filter(|cell| !cell.is_empty()).cloned();
                                            let name = name.unwrap_or_else(|| format!("contact {number}"));
                                            view! {
                                                <tr aria-rowindex=start as usize + i + 2 class:is-chosen=is_chosen style:transform=y>
                                                    <Pick chosen view at=(start + i as u32, number) name />
                                                    {cells
                                                        .into_iter()
                                                        .enumerate()
                                                        .map(|(column, cell)| {
                                                            if column == 0 {
                                                                let name = if cell.is_empty() { "No name".to_owned() } else { cell };
                                                                return view! { <td><Walk number name=name.clone() /><Known row=at name person /></td> }.into_any();
                                                            }
                                                            let title = cell.clone();
                                                            view! { <td><span class="cut" title=title>{cell}</span></td> }.into_any()
                                                        })
                                                        .collect_view()}
                                                </tr>
                                            }
                                        })
                                        .collect_view()
                                })
                        }}
                    </tbody>
                </table>
                {move || {
                    (rows.with(Option::is_some) && total() == 0)
                        .then(|| view! { <p class="muted nobody">"Nobody matches. Clear the search, or choose another segment."</p> })
                }}
            </div>
        </div>
    }
}

/// The widths of the columns as a grid: what stands in nine of ten of the first cells has room; who is short gives to who is long.
fn fitting(rows: &Rows) -> String {
    let columns = rows.rows.first().map_or(0, |(_, _, cells)| cells.len());
    let width = |column: usize| {
        let mut lengths: Vec<usize> = rows
            .rows
            .iter()
            .filter_map(|(_, _, cells)| cells.get(column))
            .map(|cell| cell.chars().count())
            .collect();
        lengths.sort_unstable();
        let most = lengths.get(lengths.len().saturating_sub(1) * 9 / 10).copied().unwrap_or_default();
        // the first also holds the way to what is known
        let beside = if column == 0 { 28 } else { 0 };
        let pixels = (most * 7 + 24).clamp(88, 280) + beside;
        // a long column gives way before a short one, and both before one is beyond the edge
        format!("minmax({}px, {pixels}fr)", if pixels <= 128 { pixels } else { (pixels * 3 / 5).max(128) })
    };
    (0..columns).map(width).collect::<Vec<_>>().join(" ")
}

/// The first cell of a contact: the way to its walk.
#[component]
fn Walk(number: u32, name: String) -> impl IntoView {
    let bench = Workbench::here();
    let href = move || bench.href(Page::Walk { contact: number, future: None });
    view! { <a class="cut walkto" href=href title=format!("Walk {name} through the sequence")>{name.clone()}</a> }
}

/// Opens all that is known of a contact.
#[component]
fn Known(row: u32, name: String, person: RwSignal<Option<(u32, String)>>) -> impl IntoView {
    let label = format!("All that is known of {name}");
    view! {
        <button type="button" class="btn dense icon-only knownbtn" aria-label=label title="All that is known" on:click=move |_| person.set(Some((row, name.clone())))>
            {icon("person")}
        </button>
    }
}

//! Who matches, why a contact is in or out, and the first rows.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::editor::Editor;
use crate::audience::Only;
use crate::model::{Field, Rule, StdField};
use crate::ui::components::{Dialog, Find, icon, icon_small};
use crate::ui::desk::Desk;
use crate::ui::erased::{effect, memo};
use crate::ui::format;
use crate::ui::looked::Looked;
use crate::ui::pages::lists::ListsButton;
use crate::ui::pages::standing::StandingFacts;
use crate::ui::workbench::Workbench;
use crate::worker::protocol::{Rows, View, WhyLine};

const SHOWN: u32 = 5;

fn fields() -> Vec<Field> {
    [
        StdField::FirstName,
        StdField::LastName,
        StdField::FullName,
        StdField::Email,
        StdField::Title,
        StdField::Company,
        StdField::Country,
    ]
    .map(Field::Std)
    .to_vec()
}

/// Name, a line under it, and the country of a row.
fn person(cells: &[String]) -> (String, String, String) {
    let cell = |i: usize| cells.get(i).map(String::as_str).unwrap_or_default();
    let name = format!("{} {}", cell(0), cell(1)).trim().to_owned();
    let name = [name.as_str(), cell(2), cell(3), cell(5)]
        .into_iter()
        .find(|n| !n.is_empty())
        .unwrap_or("No name")
        .to_owned();
    let under = [cell(4), cell(5)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    (name, under, cell(6).to_owned())
}

/// The panel.
#[component]
pub fn Side(
    /// The segment under edit.
    editor: Editor,
) -> impl IntoView {
    view! {
        <aside class="panel segside wide" aria-label="Who matches">
            <SideBody editor />
        </aside>
    }
}

#[component]
fn SideBody(editor: Editor) -> impl IntoView {
    let desk = Desk::here();
    let has_list = memo(move |_| desk.info().is_some());
    move || {
        if has_list.get() {
            view! {
                <Matches editor />
                <Why editor />
                <FirstRows editor />
            }
            .into_any()
        } else {
            view! {
                <section class="stack">
                    <h2>"No list yet"</h2>
                    <p class="muted">"The rule can be written now. Counts and names appear as soon as a list is imported."</p>
                </section>
            }
            .into_any()
        }
    }
}

#[component]
fn Matches(editor: Editor) -> impl IntoView {
    let counts = editor.counts;
    let (desk, bench) = (Desk::here(), Workbench::here());
    let name = move || {
        bench
            .plan_now(|plan| plan.segments.get(&editor.id).map(|s| s.name.clone()))
            .flatten()
            .unwrap_or_default()
    };
    let names_list = memo(move |_| {
        editor.rule.with(|rule| rule.nodes().into_iter().any(|node| matches!(node, Rule::OnList(_))))
    });
    let look = Callback::new(move |only: Only| {
        desk.look(Looked::only(only).within(name(), Rule::Segment(editor.id)));
    });
    view! {
        <section class="stack">
            <div class="row between">
                <span class="muted">"Matches now"</span>
                {move || {
                    counts
                        .get()
                        .map(|c| view! { <span class="live">{format!("whole list, {} ms", (c.took_ms.ceil() as u32).max(1))}</span> })
                }}
            </div>
            {move || {
                counts
                    .get()
                    .map(|c| {
                        view! {
                            <div class="row base" aria-live="polite">
                                <span class="bigfig num">{format::count(u64::from(c.matched))}</span>
                                <span class="muted num">
                                    {format!("of {} contacts, {} companies", format::count(u64::from(c.of)), format::count(u64::from(c.accounts)))}
                                </span>
                            </div>
                            {(c.matched == 0).then(|| view! { <p class="msg bad">{icon_small("warn")}<span>{nobody(&c)}</span></p> })}
                            <StandingFacts standing=c.standing look />
                        }
                    })
            }}
            {move || editor.failure.get().map(|failure| view! { <p class="msg bad" role="alert">{icon_small("error")}<span>{failure.message}</span></p> })}
            // where one of them is locked or gone, what can be done about it
            {move || names_list.get().then(|| view! { <div><ListsButton /></div> })}
        </section>
    }
}

/// Which line empties the rule.
fn nobody(counts: &crate::worker::protocol::Counts) -> String {
    match counts.nodes.iter().skip(1).find(|node| node.so_far == 0 && node.before > 0) {
        Some(node) => format!(
            "Nobody matches: one line leaves none of the {} before it.",
            format::count(u64::from(node.before))
        ),
        None => "Nobody matches.".to_owned(),
    }
}

#[component]
fn Why(editor: Editor) -> impl IntoView {
    let desk = Desk::here();
    let find = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<(u32, String, String)>::new());
    let chosen = RwSignal::new(None::<(u32, String)>);
    let lines = RwSignal::new(Vec::<WhyLine>::new());
    let search = move |text: String| {
        find.set(text.clone());
        if text.trim().chars().count() < 2 {
            found.set(Vec::new());
            return;
        }
        spawn_local(async move {
            let view = View { find: text.clone(), ..View::default() };
            if let Ok(rows) = desk.data().rows(view, 0, 6, fields()).await
                && find.try_get_untracked().as_ref() == Some(&text)
            {
                let people = rows.rows.iter().map(|(row, _, cells)| {
                    let (name, under, _) = person(cells);
                    (*row, name, under)
                });
                found.set(people.collect());
            }
        });
    };
    effect(move |_| {
        let rule = editor.rule.get();
        let Some((row, _)) = chosen.get() else { return };
        spawn_local(async move {
            if let Ok(answer) = desk.data().why(rule, desk.today(), row).await {
                lines.try_set(answer);
            }
        });
    });
    let is_in = move || lines.with(|lines| lines.first().map(|line| line.holds));
    view! {
        <section class="stack">
            <div class="row between">
                <h2>"Why"</h2>
                {move || {
                    chosen
                        .get()
                        .and_then(|_| is_in())
                        .map(|inside| {
                            if inside {
                                view! { <span class="chip ok">{icon("check")}"In"</span> }.into_any()
                            } else {
                                view! { <span class="chip warn">{icon("close")}"Out"</span> }.into_any()
                            }
                        })
                }}
            </div>
            <Find label="Find a contact" value=find on_input=Callback::new(search) dense=false />
            <ul class="whofound">
                {move || {
                    found
                        .get()
                        .into_iter()
                        .map(|(row, name, under)| {
                            let shown = name.clone();
                            view! {
                                <li>
                                    <button
                                        type="button"
                                        class="btn dense"
                                        on:click=move |_| {
                                            chosen.set(Some((row, name.clone())));
                                            find.set(name.clone());
                                            found.set(Vec::new());
                                        }
                                    >
                                        <b class="cut">{shown}</b>
                                        <span class="small faint cut">{under}</span>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <ul class="why">
                {move || {
                    lines
                        .get()
                        .into_iter()
                        .skip(1)
                        .map(|line| {
                            let (class, glyph, word) =
                                if line.helps { ("yes", "check", "Helps in: ") } else { ("no", "close", "Keeps out: ") };
                            view! {
                                <li class="whyline" style:padding-inline-start=format!("{}px", line.depth.saturating_sub(1) * 12)>
                                    <span class=class>{icon_small(glyph)}</span>
                                    <span class="sr">{word}</span>
                                    <span>{line.words}</span>
                                    <span class="num val cut">{line.value}</span>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            {move || chosen.get().is_none().then(|| view! { <p class="small muted">"Find somebody to see each line with their value."</p> })}
        </section>
    }
}

#[component]
fn FirstRows(editor: Editor) -> impl IntoView {
    let desk = Desk::here();
    let rows = RwSignal::new(None::<Rows>);
    let bench = Workbench::here();
    let name = move || {
        bench
            .plan_now(|plan| plan.segments.get(&editor.id).map(|s| s.name.clone()))
            .flatten()
            .unwrap_or_default()
    };
    let asked = StoredValue::new(0_u32);
    effect(move |_| {
        let rule = editor.rule.get();
        if desk.info().is_none() {
            return;
        }
        let number = asked.get_value() + 1;
        asked.set_value(number);
        spawn_local(async move {
            let view = View { rule: Some(rule), today: Some(desk.today()), ..View::default() };
            if let Ok(answer) = desk.data().rows(view, 0, SHOWN, fields()).await
                && asked.try_get_value() == Some(number)
            {
                rows.set(Some(answer));
            }
        });
    });
    view! {
        <section class="samples">
            <div class="row between padx">
                <h2>"First rows"</h2>
                {move || rows.with(|rows| rows.as_ref().map(|rows| rows.total)).filter(|total| *total > 0).map(|total| view! {
                    <button type="button" class="btn dense" on:click=move |_| desk.look(Looked::rule(name(), Rule::Segment(editor.id)))>{icon("table")}{format!("All {}", format::count(u64::from(total)))}</button>
                })}
            </div>
            <table>
                <tbody>
                    {move || {
                        rows.get()
                            .map(|rows| rows.rows)
                            .unwrap_or_default()
                            .into_iter()
                            .map(|(_, _, cells)| {
                                let (name, under, country) = person(&cells);
                                view! {
                                    <tr>
                                        <td>
                                            <b class="nm">{name}</b>
                                            <span class="small faint">{under}</span>
                                        </td>
                                        <td class="r small">{country}</td>
                                    </tr>
                                }
                            })
                            .collect_view()
                    }}
                </tbody>
            </table>
        </section>
    }
}

/// The panel's answer on a phone, which opens as a sheet.
#[component]
pub fn AnswerBar(
    /// The segment under edit.
    editor: Editor,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let figure = move |pick: fn(&crate::worker::protocol::Counts) -> u32| {
        editor.counts.with(|c| c.as_ref().map_or("–".to_owned(), |c| format::count(u64::from(pick(c)))))
    };
    view! {
        <button type="button" class="answerbar" aria-haspopup="dialog" on:click=move |_| open.set(true)>
            <span class="fig num"><span class="small faint">"Match"</span><b>{move || figure(|c| c.matched)}</b></span>
            <span class="fig num"><span class="small faint">"Of"</span><b>{move || figure(|c| c.of)}</b></span>
            <span class="fig num"><span class="small faint">"Companies"</span><b>{move || figure(|c| c.accounts)}</b></span>
            <span class="push">{icon("up")}</span>
        </button>
        <Dialog open title="Who matches" foot=true>
            <SideBody editor />
        </Dialog>
    }
}

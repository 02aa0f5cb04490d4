//! What came in, what was inferred, what is wrong and where.

use leptos::prelude::*;

use super::consent::ConsentQuestions;
use super::state::Importer;
use crate::audience::{ColumnReport, DateOrder, DecimalSign, How, ProblemKind, ReadProblem, ZoneGuess};
use crate::browser::workers::Imported;
use crate::ui::components::{icon, icon_small};
use crate::ui::desk::Desk;
use crate::ui::format;
use crate::ui::looked::Looked;
use crate::ui::pages::standing::StandingFacts;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::worker::protocol::Kept;

/// The result.
#[component]
pub fn Done(
    /// The import.
    importer: Importer,
    /// What came in.
    imported: Imported,
) -> impl IntoView {
    let bench = Workbench::here();
    let desk = Desk::here();
    let report = imported.report;
    let kept_report = StoredValue::new(report.clone());
    let kept = format::count(u64::from(report.rows_kept));
    let of = format::count(u64::from(report.rows_in_file));
    let mixed = |header: &str| {
        let is_mixed =
            |p: &&ReadProblem| p.kind == ProblemKind::MixedDates && p.header.as_deref() == Some(header);
        report.problems.iter().any(|problem| is_mixed(&problem))
    };
    let questions: Vec<(String, Asked)> = report
        .columns
        .iter()
        .filter_map(|column| {
            let asked = match (column.asks_date_order, column.asks_decimal_sign) {
                (true, _) if mixed(&column.header) => Asked::MixedDays,
                (true, _) => Asked::Days,
                (_, true) => Asked::Numbers,
                _ => return None,
            };
            Some((column.header.clone(), asked))
        })
        .collect();
    let asks = questions
        .into_iter()
        .map(|(header, asked)| view! { <Question importer header asked /> })
        .collect_view();
    let zones = report
        .columns
        .iter()
        .flat_map(|column| column.zones.iter().map(|guess| (column.header.clone(), guess.clone())))
        .map(|(header, guess)| view! { <ZoneQuestion importer header guess /> })
        .collect_view();
    let filled = report
        .columns
        .iter()
        .filter(|c| c.field.is_some())
        .map(|c| {
            let share =
                if report.rows_kept == 0 { 0.0 } else { f64::from(c.filled) / f64::from(report.rows_kept) };
            let width = format!("{:.1}", 44.0 * share);
            let what = match &c.field {
                Some(crate::model::Field::Std(field)) => field.label().to_owned(),
                _ => "Custom field".to_owned(),
            };
            view! {
                <tr>
                    <th scope="row" class="cut">{c.header.clone()}</th>
                    <td>{what}</td>
                    <td>{kind_words(c.kind)}</td>
                    <td class="small readas">{read_as(c)}</td>
                    <td class="num">
                        <span class="row">
                            <svg class="chart" width="44" height="6" viewBox="0 0 44 6" aria-hidden="true">
                                <rect class={"track"} width="44" height="6" rx="3" />
                                <rect class={"bar"} width=width height="6" rx="3" />
                            </svg>
                            {format!("{:.0} %", share * 100.0)}
                        </span>
                    </td>
                    <td class="r">{distinct(c.distinct)}</td>
                </tr>
            }
        })
        .collect_view();
    let problems = report.problems.iter().map(problem).collect_view();
    let is_clean = report.problems.is_empty();
    let merged = match (report.merges.rows, report.merges.contacts) {
        (0, _) => "No two rows are one person.".to_owned(),
        (rows, contacts) => format!(
            "{} went into {}. A “no” of any row stays.",
            format::counted(rows as usize, "row", "rows"),
            format::counted(contacts as usize, "contact", "contacts"),
        ),
    };
    let file = format!("{} problems.csv", imported.record.name);
    let save = move |_| {
        crate::browser::files::save(&file, "text/csv", crate::interop::problems_csv(&report).as_bytes());
    };
    view! {
        <div class="work impwork">
            <section class="centre paper" aria-label="Result">
                <div class="page">
                    <div class="impsum">
                        <p class="row base">
                            <span class="bigfig num">{kept}</span>
                            <span class="muted num">{format!("contacts came in, of {of} rows")}</span>
                        </p>
                        {(imported.kept == Kept::Tab)
                            .then(|| {
                                view! {
                                    <div class="banner warn">
                                        {icon("warn")}
                                        <p>"This browser does not keep the list: it is gone when the tab closes."</p>
                                    </div>
                                }
                            })}
                        {asks}
                        {zones}
                        <ConsentQuestions importer report=kept_report />
                        <div class="row row-wrap">
                            <a class="btn solid" href=move || bench.href(Page::Segments(None))>"Cut it into segments"</a>
                            <a class="btn line" href=move || bench.href(Page::Sequence(None))>"To the sequence"</a>
                            <button type="button" class="btn line" on:click=move |_| importer.correct()>"Read it otherwise"</button>
                            <button type="button" class="btn" on:click=move |_| importer.again()>"Import another file"</button>
                        </div>
                    </div>
                    <div class="camein" tabindex="0" role="region" aria-label="Columns that came in">
                        <table class="table">
                            <thead>
                                <tr>
                                    <th scope="col">"Column"</th>
                                    <th scope="col">"Became"</th>
                                    <th scope="col">"Type"</th>
                                    <th scope="col">"How it was read"</th>
                                    <th scope="col">"Filled"</th>
                                    <th scope="col" class="r">"Different"</th>
                                </tr>
                            </thead>
                            <tbody>{filled}</tbody>
                        </table>
                    </div>
                </div>
            </section>
            <aside class="panel" aria-label="Facts and problems">
                <section class="stack">
                    <h2>"Who can be reached, who must not be and why"</h2>
                    {move || {
                        desk.info().map(|info| {
                            let has_causes = !info.standing.causes.is_empty();
                            view! {
                                <StandingFacts standing=info.standing.clone() look=Callback::new(move |only| desk.look(Looked::only(only))) />
                                {has_causes.then(|| view! { <p><a class="link" href=move || bench.href(Page::Contacts)>"Their rows are on the Contacts page"</a></p> })}
                            }
                        })
                    }}
                </section>
                <section class="stack">
                    <h2>"What was merged"</h2>
                    <p class="muted">{merged}</p>
                </section>
                <section class="stack">
                    <h2>"What was inferred"</h2>
                    {move || {
                        desk.info()
                            .map(|info| {
                                let n = |n: u32| format::count(u64::from(n));
                                view! {
                                    <dl class="factlist">
                                        <dt>"Companies"</dt><dd class="num">{n(info.accounts)}</dd>
                                        <dt>"Time zone from the file"</dt><dd class="num">{n(info.zones.from_file)}</dd>
                                        <dt>"Time zone inferred"</dt><dd class="num">{n(info.zones.inferred)}</dd>
                                        <dt>"Time zone unknown"</dt><dd class="num">{n(info.zones.unknown)}</dd>
                                    </dl>
                                }
                            })
                    }}
                </section>
                <section class="stack">
                    <div class="row between">
                        <h2>"What is wrong, where"</h2>
                        {(!is_clean)
                            .then(|| view! { <button type="button" class="btn line dense" on:click=save>{icon("export")}"CSV"</button> })}
                    </div>
                    {is_clean.then(|| view! { <p class="muted">"Nothing was found wrong."</p> })}
                    <ul class="wrongs">{problems}</ul>
                </section>
            </aside>
        </div>
    }
}

fn kind_words(kind: crate::model::FieldKind) -> &'static str {
    use crate::model::FieldKind;
    match kind {
        FieldKind::Text => "text",
        FieldKind::Number => "number",
        FieldKind::Date => "date",
        FieldKind::YesNo => "yes or no",
        FieldKind::List => "list",
    }
}

fn distinct(n: u32) -> String {
    if n >= 10_000 { "10,000 or more".to_owned() } else { format::count(u64::from(n)) }
}

fn problem(problem: &ReadProblem) -> impl IntoView + use<> {
    let (class, glyph) = match problem.kind {
        ProblemKind::NotAnEmail | ProblemKind::DamagedPhone => ("error", "error"),
        ProblemKind::RoleAddress
        | ProblemKind::NothingInRow
        | ProblemKind::Footer
        | ProblemKind::OddByte
        | ProblemKind::NullByte => ("hint", "hint"),
        _ => ("warn", "warn"),
    };
    let shown: Vec<String> = problem.rows.iter().take(6).map(|row| format::count(u64::from(*row))).collect();
    let more = if problem.count as usize > shown.len() { " …" } else { "" };
    let word = if problem.count == 1 { "Row" } else { "Rows" };
    let place = match &problem.header {
        Some(header) => format!("{word} {}{more}, column {header}", shown.join(", ")),
        None => format!("{word} {}{more}", shown.join(", ")),
    };
    let samples = problem.samples.join(" · ");
    view! {
        <li class="finding">
            <span class=format!("sev {class}")>{icon_small(glyph)}</span>
            <div>
                <p class="row between"><b>{problem.kind.label()}</b><span class="num small muted">{format::counted(problem.count as usize, "row", "rows")}</span></p>
                <p class="small muted">{place}</p>
                {(!samples.is_empty()).then(|| view! { <p class="small faint cut">{samples}</p> })}
                <p class="small muted">{problem.kind.done()}</p>
            </div>
        </li>
    }
}

/// What the whole file leaves open about a column.
/// How a column was recognised, what was concluded about it, and the values that show it.
fn read_as(column: &ColumnReport) -> String {
    let how = match column.how {
        How::ByName => "by its header",
        How::ByContent => "by its values",
        How::ByHand => "as you said",
        How::NotByContent | How::NotKnown => "kept as it is",
    };
    let mut said = vec![how.to_owned()];
    said.extend(column.guesses.iter().map(|guess| guess.label().to_owned()));
    let words = said.join("; ");
    let shown: Vec<&str> = column.samples.iter().take(2).map(String::as_str).collect();
    if column.guesses.is_empty() || shown.is_empty() {
        return words;
    }
    format!("{words}: {}", shown.join(" · "))
}

/// An abbreviation of several time zones: read by the contacts' countries until somebody says what it stands for.
#[component]
fn ZoneQuestion(importer: Importer, header: String, guess: ZoneGuess) -> impl IntoView {
    let text = guess.text.clone();
    let own = header.clone();
    let answer = move |zone: String| {
        importer.mapping.update(|mapping| {
            for column in mapping.columns.iter_mut().filter(|column| column.header == own) {
                column.zones.retain(|(word, _)| *word != text);
                column.zones.push((text.clone(), zone.clone()));
            }
        });
        importer.read();
    };
    let read: Vec<String> = guess
        .read_as
        .iter()
        .map(|(zone, n)| format!("{zone} for {}", format::count(u64::from(*n))))
        .collect();
    let words = format!(
        "“{}” in “{header}” stands for several time zones. By the contacts’ countries it was read as {}.",
        guess.text,
        read.join(", ")
    );
    let buttons = guess
        .could_be
        .into_iter()
        .map(|zone| {
            let (answer, said) = (answer.clone(), zone.clone());
            view! { <button type="button" class="btn line dense" on:click=move |_| answer(said.clone())>{zone}</button> }
        })
        .collect_view();
    view! {
        <div class="banner warn askline">
            {icon("warn")}
            <p class="grow">
                <b>"One question. "</b>
                {words}
            </p>
            <span class="row row-wrap">{buttons}</span>
        </div>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// No value says whether the day or the month comes first.
    Days,
    /// As many values say one as the other.
    MixedDays,
    /// No value says which sign stands before the decimals.
    Numbers,
}

#[component]
fn Question(importer: Importer, header: String, asked: Asked) -> impl IntoView {
    let own = header.clone();
    let answer = move |first: bool| {
        importer.mapping.update(|mapping| {
            for column in mapping.columns.iter_mut().filter(|column| column.header == own) {
                match asked {
                    Asked::Numbers => {
                        column.decimal_sign = Some(if first { DecimalSign::Comma } else { DecimalSign::Dot });
                    }
                    Asked::Days | Asked::MixedDays => {
                        column.date_order =
                            Some(if first { DateOrder::DayFirst } else { DateOrder::MonthFirst });
                    }
                }
            }
        });
        importer.read();
    };
    let other = answer.clone();
    let (words, one, two) = match asked {
        Asked::Days => (
            "could be day first or month first: no day above 12 in the whole column. It was read day first.",
            "Day first",
            "Month first",
        ),
        Asked::MixedDays => (
            "has days that are day first and days that are month first, as many of each. What can be either was read day first.",
            "Day first",
            "Month first",
        ),
        Asked::Numbers => (
            "has numbers such as 1.234 or 1,234, and nothing in the file says which sign stands before the decimals. It was read with a dot before them.",
            "1.234 is a thousand",
            "1,234 is a thousand",
        ),
    };
    view! {
        <div class="banner warn askline">
            {icon("warn")}
            <p class="grow">
                <b>"One question. "</b>
                {format!("“{header}” {words}")}
            </p>
            <span class="row">
                <button type="button" class="btn line dense" on:click=move |_| answer(true)>{one}</button>
                <button type="button" class="btn line dense" on:click=move |_| other(false)>{two}</button>
            </span>
        </div>
    }
}

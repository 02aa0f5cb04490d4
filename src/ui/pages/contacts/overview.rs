//! A list at a glance: who can be reached by which channel, who must not be and why, how full its columns are, where it lies. Each
//! figure opens its rows. Counts nothing itself.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::doubles::Twins;
use super::events::Happened;
use super::label;
use super::newer::Newer;
use super::suspects::Suspects;
use crate::audience::{ChannelReach, Only, Part};
use crate::calendar::Date;
use crate::lean::capital;
use crate::model::{Condition, Rule, Test};
use crate::ui::channel::{class, tile};
use crate::ui::charts::use_width;
use crate::ui::components::{Field, Toasts, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::derive;
use crate::ui::format;
use crate::ui::looked::Looked;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::words;
use crate::worker::protocol::{ColumnInfo, Kept, ListInfo};

/// Columns shown before the rest is asked for.
const COLUMNS: usize = 8;

/// The overview of the open list.
#[component]
pub fn Overview(
    /// Opens rows.
    look: Callback<Looked>,
    /// Opens the duplicates.
    doubles: Callback<()>,
) -> impl IntoView {
    let desk = Desk::here();
    move || {
        desk.info().map(|info| {
            view! {
                <div class="scroll">
                    <div class="page overpage">
                        <Lead info=info.clone() />
                        <Suspects info=info.clone() />
                        <div class="overgrid">
                            <div class="overcol">
                                <Reach info=info.clone() look />
                                <Twins all=doubles />
                                <Lies info=info.clone() />
                            </div>
                            <div class="overcol">
                                <Held info=info.clone() look />
                                <Newer info=info.clone() />
                                <Happened info=info.clone() />
                            </div>
                        </div>
                        <Columns info look />
                    </div>
                </div>
            }
        })
    }
}

/// The finding first.
#[component]
fn Lead(info: std::sync::Arc<ListInfo>) -> impl IntoView {
    let standing = &info.standing;
    let none = standing.of - standing.reached;
    let n = |n: u32| words::count(n.into());
    let rest = match none {
        0 => " by at least one channel.".to_owned(),
        none => format!(" by at least one channel, {} by none.", n(none)),
    };
    let held = match standing.must_not {
        0 => " Nobody has said no.".to_owned(),
        1 => " For 1 a no is known.".to_owned(),
        held => format!(" For {} a no is known.", n(held)),
    };
    view! {
        <p class="lead">
            <b>{format!("{} of {} can be reached", n(standing.reached), n(standing.of))}</b>
            {rest}
            {held}
        </p>
    }
}

#[component]
fn Reach(info: std::sync::Arc<ListInfo>, look: Callback<Looked>) -> impl IntoView {
    let standing = info.standing.clone();
    let email = standing.channels.first().map_or((0, 0), |email| (email.can, email.must_not));
    let title = match email {
        (can, 0) => format!("Email reaches {}", words::count(can.into())),
        (can, not) => format!(
            "Email reaches {}, and {} must not be mailed",
            words::count(can.into()),
            words::count(not.into())
        ),
    };
    let of = standing.of;
    let rows =
        standing.channels.into_iter().map(|channel| view! { <ReachRow channel of look /> }).collect_view();
    view! {
        <section class="card" aria-labelledby="reach">
            <header>
                <div class="t">
                    <h2 id="reach">{title}</h2>
                    <p class="small muted">{format!("{} by channel. Reached means that no “no” is known", words::counted(of.into(), "contact", "contacts"))}</p>
                </div>
            </header>
            <div class="body">
                {rows}
                <p class="legend reachkey">
                    <span><svg class="swatch" viewBox="0 0 14 10" aria-hidden="true"><rect class={"reach-can"} width="14" height="10" rx="2" /></svg>"can be reached"</span>
                    <span><svg class="swatch" viewBox="0 0 14 10" aria-hidden="true"><path class={"reach-not"} d=hatch(0.0, 14.0) /></svg>"must not"</span>
                    <span><svg class="swatch" viewBox="0 0 14 10" aria-hidden="true"><rect class={"track"} width="14" height="10" rx="2" /></svg>"nothing to reach them by"</span>
                </p>
            </div>
        </section>
    }
}

/// Strokes of 45° over a bar of height 10.
fn hatch(x: f64, width: f64) -> String {
    let mut path = String::new();
    let mut at = x;
    while at < x + width {
        let run = 10.0_f64.min(x + width - at);
        path.push_str(&format!("M{at:.1} 10l{run:.1} -{run:.1}"));
        at += 5.0;
    }
    path
}

#[component]
fn ReachRow(channel: ChannelReach, of: u32, look: Callback<Looked>) -> impl IntoView {
    let (frame, width) = use_width();
    let share = move |n: u32| if of == 0 { 0.0 } else { width.get() * f64::from(n) / f64::from(of) };
    let (can, not) = (channel.can, channel.must_not);
    let name = channel.channel;
    let open = move |part: Part| look.run(Looked::only(Only::Part(name, part)));
    let sentence = format!(
        "{}: {} can be reached, {} must not be, {} without an address or number",
        name.label(),
        can,
        not,
        channel.nothing
    );
    view! {
        <div class="reachrow">
            <span class="nmch">{tile(name, true)}{name.label()}</span>
            <div class=format!("reachbar {}", class(name)) node_ref=frame>
                <svg class="chart" width=width height="10" role="img" aria-label=sentence>
                    <rect class={"track"} width=width height="10" rx="2" />
                    <rect class={"bar"} width=move || share(can) height="10" rx="2" />
                    <path class={"reach-not"} d=move || hatch(share(can), share(not)) />
                </svg>
            </div>
            <span class="fig num">
                <button type="button" class="figopen" on:click=move |_| open(Part::Can) aria-label=format!("{} can be reached by {}: show them", words::count(can.into()), name.label())><b>{words::count(can.into())}</b></button>
                {(not > 0).then(|| view! {
                    <button type="button" class="figopen small" on:click=move |_| open(Part::MustNot) aria-label=format!("{} must not be reached by {}: show them", words::count(not.into()), name.label())>{format!("{} must not", words::count(not.into()))}</button>
                })}
            </span>
        </div>
    }
}

#[component]
fn Held(info: std::sync::Arc<ListInfo>, look: Callback<Looked>) -> impl IntoView {
    let bench = Workbench::here();
    let standing = info.standing.clone();
    let is_empty = standing.causes.is_empty();
    let rows = standing
        .causes
        .into_iter()
        .map(|held| {
            let (cause, n) = (held.cause, held.contacts);
            view! {
                <tr>
                    <th scope="row">{capital(cause.label())}</th>
                    <td class="r">{words::count(n.into())}</td>
                    <td class="muted">{held.channels.words()}</td>
                    <td class="r"><button type="button" class="btn dense" aria-label=format!("Rows: {}", cause.label()) on:click=move |_| look.run(Looked::only(Only::MustNot(cause)))>"Rows"</button></td>
                </tr>
            }
        })
        .collect_view();
    let title = match standing.must_not {
        0 => "Nobody must be left alone".to_owned(),
        1 => "1 contact must be left alone on some channel".to_owned(),
        n => format!("{} must be left alone on some channel", words::count(n.into())),
    };
    view! {
        <section class="card" aria-labelledby="held">
            <header>
                <div class="t">
                    <h2 id="held">{title}</h2>
                    <p class="small muted">"A contact may stand in several lines"</p>
                </div>
            </header>
            {(!is_empty).then(|| view! {
                <table class="table heldtable" aria-labelledby="held">
                    <thead><tr><th scope="col">"Why"</th><th scope="col" class="r">"Contacts"</th><th scope="col">"Blocks"</th><th scope="col"><span class="sr">"Rows"</span></th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            })}
            <div class="body">
                <a class="link" href=move || bench.href(Page::DoNotContact)>"Do-not-contact lists"</a>
            </div>
        </section>
    }
}

/// How full each column is; what is empty opens.
#[component]
fn Columns(info: std::sync::Arc<ListInfo>, look: Callback<Looked>) -> impl IntoView {
    let all = RwSignal::new(false);
    let rows = info.record.rows;
    let mut columns: Vec<ColumnInfo> = info.columns.clone();
    // those with gaps first, as the file has them among equals
    let is_noted =
        |column: &ColumnInfo| info.noted.iter().any(|(header, ..)| header.as_deref() == Some(&column.header));
    columns.sort_by_key(|column| (!is_noted(column), column.filled == rows));
    let n = columns.len();
    let gaps = columns.iter().filter(|column| column.filled < rows).count();
    let title = match gaps {
        0 => "Every column is full".to_owned(),
        1 => format!("1 of {n} columns has gaps"),
        gaps => format!("{gaps} of {n} columns have gaps"),
    };
    let named: Vec<(String, ColumnInfo)> =
        columns.into_iter().map(|column| (label(&info, &column.field), column)).collect();
    let noted = StoredValue::new(info.noted.clone());
    let note = move |at: usize, words: String, n: u32, name: &str| {
        let words_shown = format!("{} {}", words::count(n.into()), lower(&words));
        let looked = Looked::only(Only::Noted(at as u16)).called(format!("{name}: {}", lower(&words)));
        let aria = format!("{words_shown}: show them");
        view! { <button type="button" class="figopen small notebtn" aria-label=aria on:click=move |_| look.run(looked.clone())>{words_shown}</button> }
    };
    let notes_of = move |header: Option<&str>, name: &str| {
        noted.with_value(|noted| {
            let mine = noted.iter().enumerate().filter(|(_, (of, ..))| of.as_deref() == header);
            mine.map(|(at, (_, words, n))| note(at, words.clone(), *n, name)).collect_view()
        })
    };
    let of_rows = noted.with_value(|noted| noted.iter().any(|(header, ..)| header.is_none()));
    let line = move |(name, column): (String, ColumnInfo)| {
        let notes = notes_of(Some(&column.header), &name);
        let share = if rows == 0 { 0.0 } else { f64::from(column.filled) / f64::from(rows) };
        let empty = rows - column.filled;
        let what = format!("{name} is empty");
        let aria = format!("{} empty: show who has no {name}", words::count(empty.into()));
        let rule = Rule::Is(Condition { field: column.field.clone(), test: Test::Empty });
        let different = if column.distinct >= 10_000 {
            "10,000 or more".to_owned()
        } else {
            words::count(column.distinct.into())
        };
        view! {
            <tr>
                <th scope="row"><span class="cut" title=column.header.clone()>{name}</span></th>
                <td class="num">
                    <span class="row">
                        <svg class="chart" width="56" height="6" viewBox="0 0 56 6" aria-hidden="true">
                            <rect class={"track"} width="56" height="6" rx="3" />
                            <rect class={"bar"} width=format!("{:.1}", 56.0 * share) height="6" rx="3" />
                        </svg>
                        {format!("{} %", words::percent(share))}
                    </span>
                </td>
                <td class="r">{different}</td>
                <td>{notes}</td>
                <td class="r">
                    {(empty > 0).then(|| view! {
                        <button type="button" class="btn dense" aria-label=aria on:click=move |_| look.run(Looked { rule: Some((what.clone(), rule.clone())), ..Looked::default() })>
                            {format!("{} empty", words::count(empty.into()))}
                        </button>
                    })}
                </td>
            </tr>
        }
    };
    view! {
        <section class="card" aria-labelledby="quality">
            <header>
                <div class="t">
                    <h2 id="quality">{title}</h2>
                    <p class="small muted">"Filled cells and different values of each column"</p>
                </div>
                {(n > COLUMNS).then(|| view! {
                    <button type="button" class="btn dense" aria-expanded=move || all.get().to_string() on:click=move |_| all.update(|all| *all = !*all)>
                        {move || if all.get() { "Fewer".to_owned() } else { format!("All {n}") }}
                    </button>
                })}
            </header>
            <table class="table qualtable" aria-labelledby="quality">
                <thead><tr><th scope="col">"Column"</th><th scope="col">"Filled"</th><th scope="col" class="r">"Different"</th><th scope="col">"What stands out"</th><th scope="col" class="r"><span class="sr">"Empty"</span></th></tr></thead>
                <tbody>
                    {move || {
                        let most = if all.get() { usize::MAX } else { COLUMNS };
                        named.iter().take(most).cloned().map(&line).collect_view()
                    }}
                </tbody>
            </table>
            {of_rows.then(|| view! { <div class="body row row-wrap"><span class="small muted">"Whole rows:"</span>{notes_of(None, "Rows")}</div> })}
        </section>
    }
}

/// A label in the middle of a line: `Not an email address` as `not an email address`; what is all capitals stays.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

/// `1.1 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..=999 => format!("{bytes} bytes"),
        1_000..=999_499 => format!("{:.0} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// Where the list lies, until when, and what was done to it last.
#[component]
fn Lies(info: std::sync::Arc<ListInfo>) -> impl IntoView {
    let desk = Desk::here();
    let toasts = expect_context::<Toasts>();
    let record = info.record.clone();
    let wrong = RwSignal::new(None::<String>);
    let editing = RwSignal::new(false);
    let when = record.imported_at.get(..10).and_then(|day| day.parse::<Date>().ok()).map(format::day_year);
    let until = record.retain_until;
    let id = StoredValue::new(record.id.clone());
    let restore = move |_| {
        spawn_local(async move {
            match desk.data().restore().await {
                Ok(info) => {
                    let what = info.record.last_change.as_ref().map(|change| change.what.clone());
                    desk.changed(info);
                    toasts.tell(what.unwrap_or_else(|| "The old state is back".to_owned()));
                }
                Err(failure) => drop(wrong.try_set(Some(format::sentence(&failure.message)))),
            }
        });
    };
    let reasons = record
        .extensions
        .iter()
        .filter(|extension| !extension.reason.is_empty())
        .map(|extension| {
            let to = extension
                .until
                .map_or("without an end".to_owned(), |until| format!("until {}", format::day_year(until)));
            view! { <p class="small muted">{format!("Kept {to}: {}", extension.reason)}</p> }
        })
        .collect_view();
    view! {
        <section class="card" aria-labelledby="lies">
            <header><h2 id="lies" class="t">"Where it lies"</h2></header>
            <div class="body stack">
                <dl class="facts">
                    <dt>"Read from"</dt><dd>{record.file_name.clone()}{when.map(|when| format!(", {when}"))}</dd>
                    <dt>"Contacts"</dt><dd class="num">{format!("{} at {}", words::count(record.rows.into()), words::counted(info.accounts.into(), "company", "companies"))}</dd>
                    <dt>"Size"</dt><dd class="num">{if record.bytes == 0 { "not known".to_owned() } else { size(record.bytes) }}</dd>
                    <dt>"Kept until"</dt>
                    <dd class="num">
                        {until.map_or("you delete it".to_owned(), |until| format!("{}, then locked", format::day_year(until)))}
                        " "
                        <button type="button" class="btn dense" aria-expanded=move || editing.get().to_string() on:click=move |_| editing.update(|on| *on = !*on)>"Change"</button>
                    </dd>
                </dl>
                {move || editing.get().then(|| view! { <RetainForm id=id.get_value() until done=Callback::new(move |()| editing.set(false)) /> })}
                {reasons}
                {record.last_change.clone().map(|change| view! {
                    <div class="row between lastchange">
                        <p class="small">{change.what}</p>
                        <button type="button" class="btn line dense" on:click=restore>{icon("undo")}"Bring the state before back"</button>
                    </div>
                })}
                {move || wrong.get().map(|why| view! { <p class="msg bad" role="alert">{icon("error")}<span>{why}</span></p> })}
                <p class="small muted">
                    {match info.kept {
                        Kept::Browser => "In this browser, for whoever uses this browser profile. Never in a plan file, a link or a picture.",
                        Kept::Tab => "In this tab only: this browser stores nothing for this page.",
                    }}
                </p>
            </div>
        </section>
    }
}

/// Moves a list's last day, with the reason.
#[component]
pub fn RetainForm(
    /// Which list.
    id: String,
    /// Its last day as it is.
    until: Option<Date>,
    /// The day was moved.
    done: Callback<()>,
) -> impl IntoView {
    let desk = Desk::here();
    let id = StoredValue::new(id);
    let (day, reason) = (RwSignal::new(until), RwSignal::new(String::new()));
    let wrong = RwSignal::new(None::<String>);
    let save = move |_| {
        let (day, why) = (day.get_untracked(), reason.get_untracked().trim().to_owned());
        if day.is_some_and(|day| day < desk.today()) {
            wrong.set(Some("That day has passed. Choose a later one.".to_owned()));
            return;
        }
        // a day that comes earlier needs no reason
        let is_later = until.is_some_and(|before| day.is_none_or(|day| day > before));
        if is_later && why.is_empty() {
            wrong.set(Some("Say why it is kept longer.".to_owned()));
            return;
        }
        spawn_local(async move {
            match desk.data().retain(&id.get_value(), day, &why).await {
                Ok(()) => {
                    done.run(());
                    desk.open_again();
                }
                Err(failure) => drop(wrong.try_set(Some(format::sentence(&failure.message)))),
            }
        });
    };
    view! {
        <div class="retainform">
            <Field
                label="Last day; empty for no end"
                kind="date"
                value=derive(move || day.get().map(|day| day.to_string()).unwrap_or_default())
                take=Callback::new(move |text: String| {
                    if text.trim().is_empty() {
                        day.set(None);
                        return Ok(());
                    }
                    let read = crate::audience::read_date(text.trim(), crate::audience::DateOrder::DayFirst);
                    day.set(Some(read.ok_or_else(|| "Write it as 2027-05-31".to_owned())?));
                    Ok(())
                })
            />
            <Field
                label="Why"
                value=derive(move || reason.get())
                take=Callback::new(move |text: String| {
                    reason.set(text);
                    Ok(())
                })
                live=true
            />
            <button type="button" class="btn line" on:click=save>"Keep it until then"</button>
            {move || wrong.get().map(|why| view! { <p class="msg bad" role="alert">{icon("error")}<span>{why}</span></p> })}
        </div>
    }
}

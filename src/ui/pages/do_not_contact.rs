//! The do-not-contact lists of this browser: pasted or read from a file, seen line by line, taken from. What a line means is the core's.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Group, PageEntry};
use crate::audience::LineProblem;
use crate::browser::files;
use crate::calendar::Date;
use crate::ui::components::{Dialog, Find, Toasts, icon, icon_small};
use crate::ui::desk::Desk;
use crate::ui::erased::{effect, memo};
use crate::ui::format;
use crate::ui::frame::Head;
use crate::ui::router::Page;
use crate::words;
use crate::worker::protocol::{BarInfo, BarLook, BarRow, BarsInfo, Kept};

/// This page in the registry.
pub const ENTRY: PageEntry = PageEntry {
    page: Page::DoNotContact,
    group: Group::Audience,
    name: "Do not contact",
    glyph: "stop",
    bottom: None,
    count: |_| None,
    view: |_| view! { <DoNotContact /> }.into_any(),
};

/// Bytes of a text that may be added.
const MOST_BYTES: u64 = 64 << 20;
/// Lines of a list that are shown at first, and more at a time.
const STEP: u32 = 12;
/// Problems shown.
const PROBLEMS: usize = 8;
/// What is pasted is looked at so long after the last key.
const SETTLE: Duration = Duration::from_millis(200);

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Bars {
    desk: Desk,
    known: RwSignal<Option<Result<BarsInfo, String>>>,
    wrong: RwSignal<Option<String>>,
    toasts: Toasts,
}

impl Bars {
    fn ask(self) {
        spawn_local(async move {
            let answer = self.desk.data().bars().await.map_err(|failure| format::sentence(&failure.message));
            self.known.try_set(Some(answer));
        });
    }

    /// Takes what a change answered; who is held back shows everywhere.
    fn changed(self, info: BarsInfo) {
        self.wrong.try_set(None);
        self.known.try_set(Some(Ok(info)));
        self.desk.people_changed();
    }

    fn failed(self, failure: &crate::worker::protocol::Failure) {
        self.wrong.try_set(Some(format::sentence(&failure.message)));
    }

    /// Takes lines out of a list, which a toast offers to undo.
    fn remove(self, list: String, at: u32) {
        spawn_local(async move {
            let data = self.desk.data();
            match data.bar_remove(&list, vec![at]).await {
                Ok(gone) => {
                    let said = gone.first().map(|line| line.text.clone()).unwrap_or_default();
                    self.ask();
                    self.desk.people_changed();
                    let undo = move || {
                        let (list, gone) = (list.clone(), gone.clone());
                        spawn_local(async move {
                            match self.desk.data().bar_put(&list, "", gone).await {
                                Ok(info) => self.changed(info),
                                Err(failure) => self.failed(&failure),
                            }
                        });
                    };
                    self.toasts.offer(format!("“{said}” is taken out"), "Undo", undo);
                }
                Err(failure) => self.failed(&failure),
            }
        });
    }
}

#[component]
fn DoNotContact() -> impl IntoView {
    let bars = Bars {
        desk: Desk::here(),
        known: RwSignal::new(None),
        wrong: RwSignal::new(None),
        toasts: expect_context(),
    };
    bars.ask();
    // another list on the bench: other contacts are held back
    let open = memo(move |_| bars.desk.info().map(|info| (info.record.id.clone(), info.record.revision)));
    Effect::new(move |before: Option<()>| {
        open.track();
        if before.is_some() {
            bars.ask();
        }
    });
    let ids = memo(move |_| {
        bars.known.with(|known| match known {
            Some(Ok(info)) => info.lists.iter().map(|list| list.id.clone()).collect::<Vec<_>>(),
            _ => Vec::new(),
        })
    });
    view! {
        <Head title="Do not contact" sub="For every plan in this browser" />
        <div class="scroll">
            <div class="page barpage">
                <Sentence bars open />
                {move || {
                    bars.wrong.get().map(|words| {
                        view! { <div class="banner error round" role="alert">{icon("error")}<p class="grow">{words}</p></div> }
                    })
                }}
                <Broken bars />
                <Add bars />
                <For each=move || ids.get() key=Clone::clone let:id>
                    <List bars id />
                </For>
            </div>
        </div>
    }
}

/// The finding first: how many are held back.
#[component]
fn Sentence(bars: Bars, open: Memo<Option<(String, u32)>>) -> impl IntoView {
    let rows = move || bars.desk.info().map_or(0, |info| info.record.rows);
    move || {
        match bars.known.get() {
        None => view! { <p class="lead" role="status">"Looking"</p> }.into_any(),
        Some(Err(why)) => {
            view! { <div class="banner error round" role="alert">{icon("error")}<p class="grow">{why}</p></div> }.into_any()
        }
        Some(Ok(info)) if info.lists.is_empty() => view! {
            <p class="lead">
                <b>"Nobody is held back by a list of your own yet."</b>
                " Add whoever asked not to be contacted: an address, a domain, a company or a number on each line. No plan in this browser writes to them, on any channel."
            </p>
        }
        .into_any(),
        Some(Ok(info)) => {
            let lines: u64 = info.lists.iter().map(|list| u64::from(list.lines)).sum();
            let held = match open.get() {
                Some(_) => {
                    let (are, of) = (if info.held == 1 { "is" } else { "are" }, words::count(rows().into()));
                    format!("{} of {of} contacts {are} held back", words::count(info.held.into()))
                }
                None => "No list is open to be compared".to_owned(),
            };
            let by = format!(
                " by {}. No plan in this browser writes to them, on any channel.",
                words::counted(lines, "line", "lines")
            );
            let by = if open.get().is_some() { by } else { format!(". There {} to compare.", if lines == 1 { "is 1 line".to_owned() } else { format!("are {} lines", words::count(lines)) }) };
            view! {
                <p class="lead"><b>{held}</b>{by}</p>
                {(info.kept == Kept::Tab).then(|| {
                    view! {
                        <div class="banner warn round">{icon("warn")}<p class="grow">"This browser stores nothing for this page: these lists are gone when the tab closes."</p></div>
                    }
                })}
            }
            .into_any()
        }
    }
    }
}

/// Lists that cannot be read: while one is there, nobody enters.
#[component]
fn Broken(bars: Bars) -> impl IntoView {
    let broken = memo(move |_| {
        bars.known.with(|known| match known {
            Some(Ok(info)) => info.broken.clone(),
            _ => Vec::new(),
        })
    });
    move || {
        broken
            .get()
            .into_iter()
            .map(|(id, why)| {
                let delete = move |_| {
                    let id = id.clone();
                    spawn_local(async move {
                        match bars.desk.data().bar_delete(&id).await {
                            Ok(info) => bars.changed(info),
                            Err(failure) => bars.failed(&failure),
                        }
                    });
                };
                view! {
                    <div class="banner error round" role="alert">
                        {icon("error")}
                        <p class="grow">{format!("A list cannot be read ({why}). It may name anybody, so nobody enters a sequence until it is deleted. Add its lines again from where they came.")}</p>
                        <button type="button" class="btn line bad" on:click=delete>"Delete this list"</button>
                    </div>
                }
            })
            .collect_view()
    }
}

/// Pasting, or a file; what it would hold back stands there before it is added.
#[component]
fn Add(bars: Bars) -> impl IntoView {
    let text = RwSignal::new(String::new());
    // the bytes of a file, and its name
    let file = RwSignal::new(None::<(String, Vec<u8>)>);
    let looked = RwSignal::new(None::<BarLook>);
    let asked = StoredValue::new(0_u32);
    let busy = RwSignal::new(false);
    let area = NodeRef::<html::Textarea>::new();
    let bytes = move || match file.get_untracked() {
        Some((_, bytes)) => bytes,
        None => text.get_untracked().into_bytes(),
    };
    let look_now = move |number: u32| {
        if asked.try_get_value() != Some(number) {
            return;
        }
        let bytes = bytes();
        if bytes.iter().all(u8::is_ascii_whitespace) {
            looked.set(None);
            return;
        }
        spawn_local(async move {
            let answer = bars.desk.data().bar_look(bytes).await;
            if asked.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(found) => {
                    bars.wrong.try_set(None);
                    looked.try_set(Some(found));
                }
                Err(failure) => {
                    bars.failed(&failure);
                    looked.try_set(None);
                }
            }
        });
    };
    let look = move || {
        let number = asked.get_value() + 1;
        asked.set_value(number);
        set_timeout(move || look_now(number), SETTLE);
    };
    let choose = move |_| {
        spawn_local(async move {
            let Some(chosen) = files::choose(".csv,.txt,.tsv,text/csv,text/plain").await else { return };
            match files::read_bytes(&chosen, MOST_BYTES).await {
                Ok(bytes) => {
                    file.set(Some((chosen.name(), bytes)));
                    look();
                }
                Err(error) => drop(bars.wrong.try_set(Some(format::sentence(&error.to_string())))),
            }
        });
    };
    let clear = move || {
        asked.update_value(|asked| *asked += 1);
        text.set(String::new());
        file.set(None);
        looked.set(None);
    };
    let add = move |_| {
        let bytes = bytes();
        let name = file.with_untracked(|file| match file {
            Some((name, _)) => name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned(),
            None => "Pasted".to_owned(),
        });
        busy.set(true);
        spawn_local(async move {
            let answer = bars.desk.data().bar_add(&name, bytes).await;
            busy.try_set(false);
            match answer {
                Ok(info) => {
                    clear();
                    bars.changed(info);
                    if let Some(area) = area.get_untracked() {
                        let _ = area.focus();
                    }
                }
                Err(failure) => bars.failed(&failure),
            }
        });
    };
    let can_add = move || looked.with(|looked| looked.as_ref().is_some_and(|looked| looked.lines > 0));
    view! {
        <section class="card baradd" aria-labelledby="baradd">
            <header><h2 id="baradd" class="t">"Add a list"</h2></header>
            <div class="body stack">
                {move || match file.get() {
                    Some((name, _)) => view! {
                        <p class="row">
                            <span class="chip line">{icon_small("table")}{name}</span>
                            <button type="button" class="btn dense" on:click=move |_| clear()>"Take another"</button>
                        </p>
                    }.into_any(),
                    None => view! {
                        <label class="field">
                            <span class="name">"One on each line: an address, a domain, a company or a number"</span>
                            <span class="box"><textarea
                                class="bartext"
                                rows="5"
                                spellcheck="false"
                                autocomplete="off"
                                node_ref=area
                                placeholder="dana@acme.example\nacme.example\nAcme GmbH\n+49 30 1234567"
                                prop:value=text
                                on:input=move |event| {
                                    text.set(event_target_value(&event));
                                    look();
                                }
                            ></textarea></span>
                        </label>
                    }.into_any(),
                }}
                <div aria-live="polite">
                    {move || looked.get().map(|looked| view! { <Looked looked /> })}
                </div>
                <div class="row row-wrap">
                    <button
                        type="button"
                        class="btn solid"
                        aria-disabled=move || (!can_add() || busy.get()).then_some("true")
                        title=move || (!can_add()).then_some("No line names anybody yet")
                        on:click=move |event| if can_add() && !busy.get_untracked() { add(event) }
                    >
                        "Hold them back"
                    </button>
                    <button type="button" class="btn line" on:click=choose>{icon("folder")}"Choose a file"</button>
                    <span class="small muted">"CSV or text. It stays in this browser."</span>
                </div>
            </div>
        </section>
    }
}

/// `3 addresses, 1 domain`.
fn kinds(kinds: &[(String, u32)]) -> String {
    let many = |kind: &str| match kind {
        "address" => "addresses".to_owned(),
        "company" => "companies".to_owned(),
        kind => format!("{kind}s"),
    };
    let all: Vec<String> =
        kinds.iter().map(|(kind, n)| words::counted(u64::from(*n), kind, &many(kind))).collect();
    all.join(", ")
}

#[component]
fn Looked(looked: BarLook) -> impl IntoView {
    let held = looked.held.map(|held| match held {
        0 => ". Nobody on the open list".to_owned(),
        1 => ". 1 contact of the open list".to_owned(),
        n => format!(". {} contacts of the open list", words::count(n.into())),
    });
    let more = (looked.n_problems as usize).saturating_sub(PROBLEMS);
    view! {
        <p><b>{if looked.lines == 0 { "No line names anybody".to_owned() } else { kinds(&looked.kinds) }}</b>{held}</p>
        <ul class="wrongs">
            {looked.problems.into_iter().take(PROBLEMS).map(problem).collect_view()}
            {(more > 0).then(|| view! { <li class="small muted">{format!("and {} more", words::count(more as u64))}</li> })}
        </ul>
    }
}

fn problem(problem: LineProblem) -> impl IntoView {
    let glyph = if problem.fault.is_error() { "error" } else { "warn" };
    view! {
        <li class="finding">
            <span class=format!("sev {glyph}")>{icon_small(glyph)}</span>
            <div>
                <p class="cut">{format!("Line {}: “{}”", words::count(problem.line.into()), problem.text)}</p>
                <p class="small muted">{problem.fault.label()}</p>
            </div>
        </li>
    }
}

#[component]
fn List(bars: Bars, id: String) -> impl IntoView {
    let own = StoredValue::new(id);
    let info = memo(move |_| {
        bars.known.with(|known| match known {
            Some(Ok(info)) => own.with_value(|own| info.lists.iter().find(|list| list.id == *own).cloned()),
            _ => None,
        })
    });
    let find = RwSignal::new(String::new());
    let shown = RwSignal::new(STEP);
    let lines = RwSignal::new((0_u32, Vec::<BarRow>::new()));
    let asked = StoredValue::new(0_u32);
    let deleting = RwSignal::new(false);
    effect(move |_| {
        info.track();
        let (find, n) = (find.get(), shown.get());
        let number = asked.get_value() + 1;
        asked.set_value(number);
        spawn_local(async move {
            // a question has at most 200 lines for an answer
            let (mut all, mut total) = (Vec::new(), 0);
            while (all.len() as u32) < n {
                let answer = bars
                    .desk
                    .data()
                    .bar_lines(&own.get_value(), &find, all.len() as u32, n - all.len() as u32)
                    .await;
                let Ok((of, more)) = answer else { return };
                total = of;
                if more.is_empty() {
                    break;
                }
                all.extend(more);
            }
            if asked.try_get_value() == Some(number) {
                lines.try_set((total, all));
            }
        });
    });
    let facts = move |info: &BarInfo| {
        let when = info.added_at.get(..10).and_then(|day| day.parse::<Date>().ok());
        let when = when.map(|day| format!(", added {}", format::day_year(day))).unwrap_or_default();
        format!("{}{when}", kinds(&info.kinds))
    };
    let delete = move |_| {
        deleting.set(false);
        spawn_local(async move {
            match bars.desk.data().bar_delete(&own.get_value()).await {
                Ok(info) => bars.changed(info),
                Err(failure) => bars.failed(&failure),
            }
        });
    };
    move || {
        let known = info.get()?;
        let (name, many) = (known.name.clone(), known.lines > STEP);
        let held = match known.held {
            0 => "holds nobody of the open list back".to_owned(),
            1 => "holds 1 contact back".to_owned(),
            n => format!("holds {} contacts back", words::count(n.into())),
        };
        let label = format!("Lines of {name}");
        let title = format!("Delete “{name}”?");
        let consequence = format!(
            "{} deleted from this browser for good. Whoever is named by no other list can be contacted again.",
            if known.lines == 1 {
                "1 line is".to_owned()
            } else {
                format!("{} lines are", words::count(known.lines.into()))
            },
        );
        Some(view! {
            <section class="card barlist" aria-label=name.clone()>
                <header>
                    <div class="t">
                        <h2>{format!("{name} {held}")}</h2>
                        <p class="small muted">{facts(&known)}</p>
                    </div>
                    <button type="button" class="btn icon-only" aria-label=format!("Delete {name}") title="Delete the list" on:click=move |_| deleting.set(true)>{icon("trash")}</button>
                </header>
                {many.then(|| view! { <div class="barfind"><Find label="Find a line" value=find /></div> })}
                <table class="table bartable" aria-label=label>
                    <thead>
                        <tr>
                            <th scope="col" class="r">"Line"</th>
                            <th scope="col">"Whoever it names"</th>
                            <th scope="col">"Kind"</th>
                            <th scope="col" class="r">"Held back"</th>
                            <th scope="col"><span class="sr">"Take out"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || lines.get().1.into_iter().map(|row| line(bars, own, row)).collect_view()}
                    </tbody>
                </table>
                {move || {
                    let (total, rows) = lines.with(|(total, rows)| (*total, rows.len() as u32));
                    (total == 0 && !find.with(String::is_empty)).then(|| view! { <p class="muted nobody">"No line has this text."</p> }.into_any())
                        .or_else(|| (rows < total).then(|| view! {
                            <p class="barmore">
                                <button type="button" class="btn line dense" on:click=move |_| shown.update(|n| *n = n.saturating_add(100))>{format!("Show more of {}", words::counted(total.into(), "line", "lines"))}</button>
                            </p>
                        }.into_any()))
                }}
                <Dialog open=deleting title=title.clone()>
                    <p>{consequence.clone()}</p>
                    <div class="row row-wrap dialogdo">
                        <button type="button" class="btn bad" on:click=delete>"Delete the list"</button>
                        <button type="button" class="btn line" on:click=move |_| deleting.set(false)>"Keep it"</button>
                    </div>
                </Dialog>
            </section>
        })
    }
}

fn line(bars: Bars, list: StoredValue<String>, row: BarRow) -> impl IntoView {
    let label = format!("Take out line {}, {}", row.line, row.text);
    let at = row.at;
    view! {
        <tr>
            <td class="r faint">{words::count(row.line.into())}</td>
            <td><span class="cut" title=row.text.clone()>{row.text.clone()}</span></td>
            <td class="muted">{row.kind}</td>
            <td class="r">{if row.held == 0 { "–".to_owned() } else { words::count(row.held.into()) }}</td>
            <td>
                <button type="button" class="btn icon-only dense" aria-label=label title="Take out" on:click=move |_| bars.remove(list.get_value(), at)>
                    {icon("close")}
                </button>
            </td>
        </tr>
    }
}

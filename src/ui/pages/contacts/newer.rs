//! A newer export of the open list: read, compared, shown, then taken over or left. Compares nothing itself.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::files;
use crate::browser::workers::{Data, Import, Stop};
use crate::ui::components::{JobProgress, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, effect};
use crate::ui::format;
use crate::words;
use crate::worker::protocol::{Code, Failure, ListInfo, Progress, UpdateInfo, UpdatePart, UpdateRow};

/// Contacts of a part that are shown at first, and more at a time.
const STEP: u32 = 12;

/// Where the newer export is.
#[derive(Clone)]
enum Stage {
    /// None was chosen.
    None,
    /// It is being read.
    Reading,
    /// It was compared.
    Compared(UpdateInfo),
}

/// The card of newer exports.
#[component]
pub fn Newer(info: std::sync::Arc<ListInfo>) -> impl IntoView {
    let desk = Desk::here();
    let stage = RwSignal::new(Stage::None);
    let wrong = RwSignal::new(None::<String>);
    let progress = RwSignal::new((0.0, 0.0, 0_u32));
    let stopper = StoredValue::new_local(None::<Stop>);
    let record = StoredValue::new(info.record.clone());
    let failed = move |failure: &Failure| {
        if failure.code != Code::Cancelled {
            wrong.try_set(Some(format!("{} The list is as it was.", format::sentence(&failure.message))));
        }
        stage.try_set(Stage::None);
    };
    let choose = move |_| {
        spawn_local(async move {
            let Some(file) = files::choose(".csv,.tsv,.txt,text/csv").await else { return };
            wrong.set(None);
            progress.set((0.0, file.size(), 0));
            stage.set(Stage::Reading);
            let name = file.name();
            let import = Import::new(file);
            let looked = match import.sniff(None).await {
                Ok(looked) => looked,
                Err(failure) => return failed(&failure),
            };
            let list = record.get_value();
            // columns mean what they mean in the list
            let mapping = looked.mapping().as_in(&list.mapping);
            let fresh = Data::new_record(&list.name, &name);
            let heard = move |p: Progress| {
                progress.try_set((p.done, p.total, p.rows));
            };
            let (stop, answer) = import.read_update(mapping, looked.options, fresh, heard);
            stopper.set_value(Some(stop));
            let imported = match answer.await {
                Ok(imported) => imported,
                Err(failure) => return failed(&failure),
            };
            stopper.try_set_value(None);
            match desk.data().compare_update(imported).await {
                Ok(info) => drop(stage.try_set(Stage::Compared(info))),
                Err(failure) => failed(&failure),
            }
        });
    };
    on_cleanup(move || {
        stopper.try_update_value(|stop| {
            if let Some(stop) = stop.take() {
                stop.stop();
            }
        });
    });
    let stop = move || {
        stopper.with_value(|stop| {
            if let Some(stop) = stop {
                stop.stop();
            }
        });
    };
    let leave_no = RwSignal::new(true);
    let take = move |only_no: bool| {
        spawn_local(async move {
            desk.took_over(desk.data().apply_update(only_no, leave_no.get_untracked()).await, wrong, || ());
        });
    };
    let drop_it = move || {
        stage.set(Stage::None);
        spawn_local(async move { desk.data().drop_update().await });
    };
    view! {
        <section class="card" aria-labelledby="newer">
            {move || match stage.get() {
                Stage::None => view! {
                    <header><h2 id="newer" class="t">"Is there a newer export?"</h2></header>
                    <div class="body stack">
                        <p class="muted">"Who is added, changed and gone is shown before anything changes. Contacts keep their numbers, and every “no” stays."</p>
                        <p><button type="button" class="btn line" on:click=choose>{icon("import")}"Compare a newer export"</button></p>
                    </div>
                }.into_any(),
                Stage::Reading => view! {
                    <header><h2 id="newer" class="t">"Reading the newer export"</h2></header>
                    <div class="body">
                        <JobProgress
                            title="Reading the file"
                            words=derive(move || words::counted(progress.get().2.into(), "row", "rows"))
                            share=derive(move || {
                                let (done, total, _) = progress.get();
                                (total > 0.0).then(|| (done / total).clamp(0.0, 1.0))
                            })
                            on_cancel=Callback::new(move |()| stop())
                        />
                    </div>
                }.into_any(),
                Stage::Compared(update) => view! { <Compared update leave_no take=Callback::new(take) drop_it=Callback::new(move |()| drop_it()) /> }.into_any(),
            }}
            {move || wrong.get().map(|why| view! { <p class="msg bad cardmsg" role="alert">{icon("error")}<span>{why}</span></p> })}
        </section>
    }
}

#[component]
fn Compared(
    update: UpdateInfo,
    leave_no: RwSignal<bool>,
    take: Callback<bool>,
    drop_it: Callback<()>,
) -> impl IntoView {
    let n = |n: u32| words::count(n.into());
    let is_nothing = update.added.of == 0 && update.changed == 0 && update.gone == 0;
    let title = if is_nothing {
        "The newer export says the same".to_owned()
    } else {
        format!(
            "{} would change {}",
            update.file_name,
            words::counted((update.added.of + update.changed + update.gone).into(), "contact", "contacts")
        )
    };
    let [by_id, by_address, by_page] = update.found_by;
    let found: Vec<String> = [(by_id, "id"), (by_address, "address"), (by_page, "LinkedIn page")]
        .into_iter()
        .filter(|(found, _)| *found > 0)
        .map(|(found, by)| format!("{} by {by}", n(found)))
        .collect();
    let found = if found.is_empty() {
        "Nobody of it is on the list. Is it an export of the same people?".to_owned()
    } else {
        format!("The same people found: {}. {} as they were.", found.join(", "), n(update.same))
    };
    let reach = update.added.channels.iter().filter(|channel| channel.can > 0).take(2);
    let reach: Vec<String> =
        reach.map(|channel| format!("{} reachable by {}", n(channel.can), channel.channel.label())).collect();
    let fields: Vec<String> =
        update.fields.iter().take(4).map(|(name, k)| format!("{name} {}", n(*k))).collect();
    let more_fields = update.fields.len().saturating_sub(4);
    let fields = format!(
        "{}{}",
        fields.join(", "),
        if more_fields > 0 { format!(" and {more_fields} more columns") } else { String::new() }
    );
    let says_no = (update.says_no > 0).then(|| format!("{} said no since", n(update.says_no)));
    let kept = match update.kept_no {
        0 => String::new(),
        1 => " 1 “no” that it does not have any more stays.".to_owned(),
        kept => format!(" {} “no” that it does not have any more stay.", n(kept)),
    };
    let given: Vec<String> = update
        .kept_given
        .iter()
        .map(|(column, k)| {
            format!(
                " Consent from “{column}”, which it does not have, stays with its date and source: {}.",
                words::counted((*k).into(), "contact", "contacts")
            )
        })
        .collect();
    let gone_no = match update.gone_no {
        0 => String::new(),
        1 => "1 had said no".to_owned(),
        gone => format!("{} had said no", n(gone)),
    };
    let (changes, no) = (!is_nothing, update.says_no);
    view! {
        <header>
            <div class="t">
                <h2 id="newer">{title}</h2>
                <p class="small muted">{found}{kept}{given}</p>
            </div>
        </header>
        <div class="body stack">
            <div class="updparts">
                <Part part=UpdatePart::Added n=update.added.of name="added" words=reach.join(", ") warn=None />
                <Part part=UpdatePart::Changed n=update.changed name="changed" words=fields warn=says_no />
                <Part part=UpdatePart::Gone n=update.gone name="gone" words=gone_no warn=None />
            </div>
            {(update.gone_no > 0).then(|| view! {
                <label class="tick">
                    <input type="checkbox" prop:checked=leave_no on:change=move |event| leave_no.set(event_target_checked(&event)) />
                    <span>"Who is gone and had said no becomes a do-not-contact line"</span>
                </label>
            })}
            <div class="row row-wrap">
                {changes.then(|| view! { <button type="button" class="btn solid" on:click=move |_| take.run(false)>"Take it over"</button> })}
                {(no > 0).then(|| view! { <button type="button" class="btn line" on:click=move |_| take.run(true)>{format!("Only the {} who said no", n(no))}</button> })}
                <button type="button" class="btn" on:click=move |_| drop_it.run(())>{if changes { "Leave the list as it is" } else { "Close" }}</button>
            </div>
        </div>
    }
}

#[component]
fn Part(part: UpdatePart, n: u32, name: &'static str, words: String, warn: Option<String>) -> impl IntoView {
    let desk = Desk::here();
    let open = RwSignal::new(false);
    let shown = RwSignal::new(STEP);
    let rows = RwSignal::new(Vec::<UpdateRow>::new());
    effect(move |_| {
        let most = shown.get();
        if !open.get() {
            return;
        }
        spawn_local(async move {
            let mut all = Vec::new();
            while (all.len() as u32) < most {
                let from = all.len() as u32;
                let Ok((_, more)) = desk.data().update_rows(part, from, most - from).await else { return };
                if more.is_empty() {
                    break;
                }
                all.extend(more);
            }
            rows.try_set(all);
        });
    });
    let label = format!("Rows: who is {name}");
    view! {
        <div class="updpart">
            <b class="num updn">{words::count(n.into())}</b>
            <div class="grow">
                <p><b>{name}</b></p>
                <p class="small muted">{warn.map(|warn| view! { <b class="warnword">{warn}</b> ". " })}{words}</p>
            </div>
            {(n > 0).then(|| view! {
                <button type="button" class="btn dense" aria-label=label aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>"Rows"</button>
            })}
        </div>
        {move || open.get().then(|| view! {
            <ul class="updrows">
                {move || rows.get().into_iter().map(row).collect_view()}
                {move || (rows.with(Vec::len) < n as usize).then(|| view! {
                    <li><button type="button" class="btn line dense" on:click=move |_| shown.update(|n| *n += 50)>{format!("Show more of {}", words::count(n.into()))}</button></li>
                })}
            </ul>
        })}
    }
}

fn row(row: UpdateRow) -> impl IntoView {
    let what = row
        .what
        .into_iter()
        .map(|(column, before, after)| {
            let empty = |text: String| if text.is_empty() { "empty".to_owned() } else { text };
            if before.is_empty() && column == crate::model::StdField::Email.label() {
                return view! { <span class="cut muted">{after}</span> }.into_any();
            }
            view! { <span class="change"><span class="muted">{column}</span>" "<s>{empty(before)}</s>" → "<b>{empty(after)}</b></span> }.into_any()
        })
        .collect_view();
    view! {
        <li>
            <span class="cut who">{row.name}<span class="faint">{if row.company.is_empty() { String::new() } else { format!(", {}", row.company) }}</span></span>
            <span class="changes small">{what}</span>
        </li>
    }
}

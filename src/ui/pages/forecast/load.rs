//! Load by day: touches by channel, an owner's minutes, a mailbox's mails, each against what there is.

use leptos::prelude::*;

use super::Shown;
use super::cards::axis;
use crate::model::{OwnerId, SenderId};
use crate::schedule::SkipCause;
use crate::simulate::Forecast;
use crate::ui::channel;
use crate::ui::charts::{LoadChart, LoadData, PlotCard, Series, TableData};
use crate::ui::components::{Segmented, Select};
use crate::ui::counted::Counted;
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, memo};
use crate::ui::workbench::Workbench;
use crate::words::{self, LoadWords, Mark, mailbox_load, owner_load, touches_load};
use crate::worker::protocol::ScheduleFilter;

/// The load card.
#[component]
pub(super) fn LoadCard(forecast: Shown) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let has_several = desk.has_several();
    let kind = RwSignal::new("touches");
    let which = RwSignal::new(String::new());
    let names = bench.read(|plan| {
        let owners: Vec<_> = plan.owners.iter().map(|(id, owner)| (*id, owner.name.clone())).collect();
        let senders: Vec<_> = plan.senders.iter().map(|(id, sender)| (*id, sender.address.clone())).collect();
        (owners, senders)
    });
    // those with something to do, in the order of the team
    let choices = memo(move |_| {
        let (owners, senders) = names.get().unwrap_or_default();
        forecast.with(|forecast| match kind.get() {
            "owners" => forecast
                .owners
                .iter()
                .map(|load| {
                    let name = owners.iter().find(|(id, _)| *id == load.owner).map(|(_, name)| name.clone());
                    (load.owner.0.to_string(), name.unwrap_or_default())
                })
                .collect::<Vec<_>>(),
            "mailboxes" => forecast
                .senders
                .iter()
                .map(|load| {
                    let name =
                        senders.iter().find(|(id, _)| *id == load.sender).map(|(_, name)| name.clone());
                    (load.sender.0.to_string(), name.unwrap_or_default())
                })
                .collect(),
            _ => Vec::new(),
        })
    });
    let shown = memo(move |_| {
        let choices = choices.get();
        let at = choices.iter().position(|(key, _)| *key == which.get()).unwrap_or(0);
        let (key, name) = choices.get(at).cloned().unwrap_or_default();
        forecast
            .with(|forecast| {
                let words = load(forecast, kind.get(), at, &name)?;
                let all = words::of_all(forecast.work().sequences).filter(|_| kind.get() != "touches");
                let subtitle =
                    all.map_or_else(|| words.subtitle.clone(), |all| format!("{}; {all}", words.subtitle));
                Some(LoadWords { subtitle, ..words })
            })
            .map(|words| (key, words))
    });
    let words = move |of: fn(&LoadWords) -> String| {
        derive(move || {
            shown.with(|shown| {
                shown.as_ref().map_or_else(|| "There is none in this plan".to_owned(), |(_, words)| of(words))
            })
        })
    };
    let data =
        derive(move || shown.with(|shown| shown.as_ref().map(|(_, words)| drawn(words)).unwrap_or_default()));
    let table = derive(move || {
        shown.with(|shown| {
            shown.as_ref().map(|(_, words)| TableData::from(words.table.clone())).unwrap_or_default()
        })
    });
    // what is late or given up opens its touches
    let marks = move || {
        let shown = shown.get().map(|(_, words)| words.marks).unwrap_or_default();
        let key = shown_key(&choices.get(), &which.get());
        (!shown.is_empty()).then(|| {
            let marks = shown.into_iter().enumerate().map(|(at, (mark, words))| {
                let filter = of_mark(mark, kind.get(), key);
                view! { {(at > 0).then_some(", ")} <Counted filter words /> }
            });
            view! { <p class="small">{marks.collect_view()}</p> }
        })
    };
    let actions = move || {
        view! {
            <Segmented
                label="Load of"
                options=vec![("touches", "Touches", ""), ("owners", "Owners", ""), ("mailboxes", "Mailboxes", "")]
                value=derive(move || kind.get().to_owned())
                on_change=move |value| kind.set(value)
            />
        }
    };
    view! {
        <PlotCard class="c7 loadcard" title=words(|words| words.title.clone()) subtitle=words(|words| words.subtitle.clone()) table actions>
            {move || has_several.get().then(|| view! {
                <Segmented
                    label="Work of"
                    options=vec![("all", "All sequences", ""), ("alone", "This one alone", "")]
                    value=derive(move || if desk.alone.get() { "alone" } else { "all" }.to_owned())
                    on_change=move |value| desk.look_alone(value == "alone")
                />
            })}
            {move || {
                (choices.with(Vec::len) > 1).then(|| {
                    view! {
                        <Select
                            label=derive(move || if kind.get() == "owners" { "Owner".to_owned() } else { "Mailbox".to_owned() })
                            bare=true
                            dense=true
                            value=derive(move || shown.with(|shown| shown.as_ref().map(|(key, _)| key.clone()).unwrap_or_default()))
                            options=derive(move || choices.get())
                            on_change=move |key| which.set(key)
                        />
                    }
                })
            }}
            <LoadChart data />
            {marks}
        </PlotCard>
    }
}

/// The number of the owner or sender in sight.
fn shown_key(choices: &[(String, String)], which: &str) -> Option<u32> {
    let (key, _) = choices.iter().find(|(key, _)| key == which).or(choices.first())?;
    key.parse().ok()
}

/// The touches behind a mark, of all, of an owner or of a sender.
fn of_mark(mark: Mark, kind: &str, key: Option<u32>) -> ScheduleFilter {
    ScheduleFilter {
        late: mark == Mark::Late,
        skipped: (mark == Mark::GivenUp).then_some(SkipCause::Stale),
        owner: key.filter(|_| kind == "owners").map(OwnerId),
        sender: key.filter(|_| kind == "mailboxes").map(SenderId),
        ..ScheduleFilter::default()
    }
}

fn load(forecast: &Forecast, kind: &str, at: usize, name: &str) -> Option<LoadWords> {
    match kind {
        "owners" => forecast.owners.get(at).map(|owner| owner_load(owner, name)),
        "mailboxes" => forecast.senders.get(at).map(|sender| mailbox_load(sender, name)),
        _ => Some(touches_load(forecast)),
    }
}

fn drawn(words: &LoadWords) -> LoadData {
    LoadData {
        axis: axis(&words.dates),
        series: words
            .series
            .iter()
            .map(|of| Series { name: of.label().to_owned(), class: channel::class(*of) })
            .collect(),
        days: words.days.clone(),
        cap: words.cap,
        notes: words.notes.clone(),
        notes_count: "tasks left over, middle future",
        sentence: words.sentence.clone(),
    }
}

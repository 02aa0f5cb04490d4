//! Who enters, when, and on which calendar: the card above the steps.

use leptos::prelude::*;

use super::state::Outline;
use crate::model::{CalendarId, Goal, GoalMetric, SegmentId, SenderRule, Sequence, SequenceId};
use crate::session::Command;
use crate::ui::components::{Dialog, Field, Select, icon};
use crate::ui::format;
use crate::ui::router::Page;

/// The card.
#[component]
pub fn EntryCard() -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let open = RwSignal::new(false);
    let head = bench.read(move |plan| {
        let sequence = plan.sequences.get(&outline.sequence.get()?)?;
        let segment = sequence.segment.and_then(|id| Some((id, plan.segments.get(&id)?.name.clone())));
        let calendar = sequence.calendar.and_then(|id| plan.calendars.get(&id).cloned());
        Some(((**sequence).clone(), segment, calendar))
    });
    let head = Memo::new(move |_| head.get().flatten());
    let enrolled = outline.live.enrolled();
    let who = move || {
        let (_, segment, _) = head.get()?;
        let lead = match enrolled.get() {
            Some(n) => {
                format!("{} {}", format::count(u64::from(n)), if n == 1 { "contact" } else { "contacts" })
            }
            None => "Everybody".to_owned(),
        };
        Some(match segment {
            Some((id, name)) => {
                let href = bench.href(Page::Segments(Some(id)));
                let linked = crate::ui::pages::at(Page::Segments(Some(id))).is_some();
                let name = if linked {
                    view! { <a class="link" href=href>{name}</a> }.into_any()
                } else {
                    view! { <b>{name}</b> }.into_any()
                };
                view! { <b class="num">{lead}</b>" of "{name}" enter" }.into_any()
            }
            None => view! { <b class="num">{lead}</b>" on the list enter" }.into_any(),
        })
    };
    let tokens = move || {
        let (sequence, _, calendar) = head.get()?;
        let pace = match sequence.entry.per_business_day {
            Some(n) => format!("{} a business day", format::count(u64::from(n))),
            None => "all at once".to_owned(),
        };
        let hours = calendar.map_or_else(
            || "every hour of every day".to_owned(),
            |calendar| {
                let span = match calendar.hours.as_slice() {
                    [one] => format!(", {}–{}", one.from, one.to),
                    _ => String::new(),
                };
                format!("{}{span}", calendar.name)
            },
        );
        let token = move |words: String| {
            view! { <button type="button" class="tok" on:click=move |_| open.set(true)>{words}</button> }
        };
        let goal = sequence.goal.map(|goal| {
            view! { <span>"for "{token(format!("{} {}", goal.target, metric_words(goal.metric)))}</span> }
        });
        Some(view! {
            {token(pace)}
            <span>"from "{token(format::day_year(sequence.entry.from))}</span>
            <span>"on "{token(hours)}</span>
            <span>"in "<span class="tok still">"the contact’s zone"</span></span>
            {goal}
        })
    };
    view! {
        <section class="olentry" aria-label="Entry">
            <span class="inicon">{icon("enter")}</span>
            <span class="t">{who}</span>
            <button type="button" class="btn dense" on:click=move |_| open.set(true)>{icon("sliders")} "Entry"</button>
            <span class="tokens num">{tokens}</span>
        </section>
        <Dialog open title="Who enters, and when">
            <EntryFields />
            <div class="acts">
                <button type="button" class="btn solid" on:click=move |_| open.set(false)>"Done"</button>
            </div>
        </Dialog>
    }
}

fn metric_words(metric: GoalMetric) -> &'static str {
    match metric {
        GoalMetric::Meetings => "meetings",
        GoalMetric::Replies => "replies",
        GoalMetric::PositiveReplies => "positive replies",
        GoalMetric::Purchases => "purchases",
        GoalMetric::Activations => "activations",
    }
}

/// Changes the head of the sequence in sight.
fn change(outline: Outline, with: impl FnOnce(&mut Sequence)) -> Result<(), String> {
    let Some(id) = outline.sequence.get_untracked() else { return Ok(()) };
    let now =
        outline.bench.plan_now(|plan| plan.sequences.get(&id).map(|sequence| (**sequence).clone())).flatten();
    let Some(mut sequence) = now else { return Ok(()) };
    with(&mut sequence);
    outline.bench.dispatch(Command::PutSequence(Some(id), sequence))
}

#[component]
fn EntryFields() -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let read = move |from: fn(&Sequence) -> String| {
        let value = bench.read(move |plan| {
            let id: SequenceId = outline.sequence.get()?;
            plan.sequences.get(&id).map(|sequence| from(sequence))
        });
        Signal::derive(move || value.get().flatten().unwrap_or_default())
    };
    let segments = bench.read(|plan| {
        let all = plan.segments.iter().map(|(id, segment)| (id.to_string(), segment.name.clone()));
        std::iter::once((String::new(), "Everybody on the list".to_owned())).chain(all).collect::<Vec<_>>()
    });
    let calendars = bench.read(|plan| {
        let all = plan.calendars.iter().map(|(id, calendar)| (id.to_string(), calendar.name.clone()));
        std::iter::once((String::new(), "None: every hour is open".to_owned())).chain(all).collect::<Vec<_>>()
    });
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(key, words)| ((*key).to_owned(), (*words).to_owned())).collect()
    };
    let metrics = pairs(&[
        ("", "No goal"),
        ("meetings", "Meetings"),
        ("replies", "Replies"),
        ("positive", "Positive replies"),
    ]);
    let senders = pairs(&[("owner", "The owner’s mailboxes in turn"), ("round", "All mailboxes in turn")]);
    view! {
        <Field
            label="Name of the sequence"
            value=read(|sequence| sequence.name.clone())
            take=move |text: String| {
                if text.trim().is_empty() {
                    return Err("A sequence needs a name".to_owned());
                }
                change(outline, |sequence| sequence.name = text.trim().to_owned())
            }
        />
        <Select
            label="Segment"
            value=read(|sequence| sequence.segment.map(|id| id.to_string()).unwrap_or_default())
            options=Signal::derive(move || segments.get().unwrap_or_default())
            on_change=move |key: String| drop(change(outline, |sequence| sequence.segment = key.parse::<SegmentId>().ok()))
        />
        <div class="two">
            <Field
                label="A business day"
                keys="numeric"
                unit="contacts"
                placeholder="all at once"
                value=read(|sequence| sequence.entry.per_business_day.map(|n| n.to_string()).unwrap_or_default())
                take=move |text: String| {
                    let n = match text.trim() {
                        "" => None,
                        text => match text.parse::<u32>() {
                            Ok(n) if n > 0 => Some(n),
                            _ => return Err("A whole number from 1, or nothing for all at once".to_owned()),
                        },
                    };
                    change(outline, |sequence| sequence.entry.per_business_day = n)
                }
            />
            <Field
                label="From"
                kind="date"
                value=read(|sequence| sequence.entry.from.to_string())
                take=move |text: String| {
                    let date = text.parse()?;
                    change(outline, |sequence| sequence.entry.from = date)
                }
            />
        </div>
        <Select
            label="Calendar"
            value=read(|sequence| sequence.calendar.map(|id| id.to_string()).unwrap_or_default())
            options=Signal::derive(move || calendars.get().unwrap_or_default())
            on_change=move |key: String| drop(change(outline, |sequence| sequence.calendar = key.parse::<CalendarId>().ok()))
        />
        <Select
            label="Mails are sent from"
            value=read(|sequence| if sequence.sender_rule == SenderRule::Owner { "owner".to_owned() } else { "round".to_owned() })
            options=Signal::stored(senders)
            on_change=move |key: String| {
                drop(change(outline, |sequence| {
                    sequence.sender_rule = if key == "owner" { SenderRule::Owner } else { SenderRule::RoundRobin };
                }));
            }
        />
        <div class="two">
            <Select
                label="Goal"
                value=read(|sequence| match sequence.goal.map(|goal| goal.metric) {
                    Some(GoalMetric::Meetings) => "meetings".to_owned(),
                    Some(GoalMetric::Replies) => "replies".to_owned(),
                    Some(GoalMetric::PositiveReplies) => "positive".to_owned(),
                    Some(GoalMetric::Purchases) => "purchases".to_owned(),
                    Some(GoalMetric::Activations) => "activations".to_owned(),
                    None => String::new(),
                })
                options=Signal::stored(metrics)
                on_change=move |key: String| {
                    let metric = match key.as_str() {
                        "meetings" => Some(GoalMetric::Meetings),
                        "replies" => Some(GoalMetric::Replies),
                        "positive" => Some(GoalMetric::PositiveReplies),
                        "purchases" => Some(GoalMetric::Purchases),
                        "activations" => Some(GoalMetric::Activations),
                        _ => None,
                    };
                    drop(change(outline, |sequence| {
                        let target = sequence.goal.map_or(1, |goal| goal.target);
                        sequence.goal = metric.map(|metric| Goal { metric, target });
                    }));
                }
            />
            <Field
                label="At least"
                keys="numeric"
                value=read(|sequence| sequence.goal.map(|goal| goal.target.to_string()).unwrap_or_default())
                read_only=Signal::derive(move || read(|s| s.goal.map(|_| "goal".to_owned()).unwrap_or_default()).get().is_empty())
                take=move |text: String| {
                    let target = text.trim().parse::<u32>().map_err(|_| "A whole number".to_owned())?;
                    change(outline, |sequence| {
                        if let Some(goal) = &mut sequence.goal {
                            goal.target = target;
                        }
                    })
                }
            />
        </div>
    }
}

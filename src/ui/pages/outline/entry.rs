//! Who enters, when, and on which calendar: the card above the steps.

use leptos::prelude::*;

use super::fields::{
    NUMBER, Options, Shape, TEXT, line, list_fields, named, number, pairs, parse_length, pick,
};
use super::state::Outline;
use crate::model::{
    CalendarId, ConsentRule, EntryEvent, FieldKind, Goal, GoalMetric, Length, Occurs, SegmentId, SenderRule,
    Sequence, Trigger,
};
use crate::session::Command;
use crate::ui::components::{Dialog, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, memo};
use crate::ui::format;
use crate::ui::pages::standing::StandingFacts;
use crate::ui::router::Page;
use crate::words;

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
    let head = memo(move |_| head.get().flatten());
    let desk = Desk::here();
    // those of the segment who do not enter; the rest of the line says who does
    let held = move || {
        let held = outline.live.read(|forecast| Some(forecast.n_held_back()));
        held.filter(|held| *held > 0).map(|held| {
            let words = format!("{} held back", format::count(u64::from(held)));
            view! { ", " <a class="link" href=move || bench.href(Page::Schedule)>{words}</a> }
        })
    };
    let enters = memo(move |_| outline.live.read(|forecast| Some(words::entry_words(forecast))));
    let behind = outline.live.is_behind();
    let who = move || {
        let (_, segment, _) = head.get()?;
        let (lead, verb) = enters.get().unwrap_or_else(|| ("Everybody".to_owned(), "enters".to_owned()));
        let verb = view! { <span class:is-stale=move || behind.get()>" "{verb}</span> };
        let lead = view! { <b class="num" class:is-stale=move || behind.get()>{lead}</b> };
        Some(match segment {
            Some((id, name)) => {
                let href = bench.href(Page::Segments(Some(id)));
                let linked = crate::ui::pages::at(Page::Segments(Some(id))).is_some();
                let name = if linked {
                    view! { <a class="link" href=href>{name}</a> }.into_any()
                } else {
                    view! { <b>{name}</b> }.into_any()
                };
                view! { {lead}" of "{name}{verb} }.into_any()
            }
            None => view! { {lead}" on the list"{verb} }.into_any(),
        })
    };
    let tokens = move || {
        let (sequence, _, calendar) = head.get()?;
        let pace = match (&sequence.entry.on, sequence.entry.per_business_day) {
            (Some(event), _) => {
                let when = match &event.when {
                    Occurs::Daily { per_day, days } => {
                        format!(
                            "about {per_day} a day for {}",
                            format::counted(usize::from(*days), "day", "days")
                        )
                    }
                    Occurs::On(field) => format!("on the date in {}", super::fields::label_of(field)),
                };
                format!("{}, {when}", event.trigger.name())
            }
            (None, Some(n)) => format!("{} a business day", format::count(u64::from(n))),
            (None, None) => "all at once".to_owned(),
        };
        let on_event = sequence.entry.on.is_some().then_some("when ");
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
        let consent = (!sequence.consent.is_empty()).then(|| {
            view! { <span>"needs "{token("consent".to_owned())}</span> }
        });
        let rails = (!sequence.guardrails.is_empty()).then(|| {
            view! { <span>"with "{token("rest and limits".to_owned())}</span> }
        });
        Some(view! {
            <span>{on_event}{token(pace)}</span>
            <span>"from "{token(format::day_year(sequence.entry.from))}</span>
            <span>"on "{token(hours)}</span>
            <span>"in "<span class="tok still">"the contact’s zone"</span></span>
            {goal}
            {consent}
            {rails}
        })
    };
    view! {
        <section class="olentry" aria-label="Entry">
            <span class="inicon">{icon("enter")}</span>
            <span class="t">{who}{held}</span>
            <button type="button" class="btn dense" on:click=move |_| open.set(true)>{icon("sliders")} "Entry"</button>
            <span class="tokens num">{tokens}</span>
        </section>
        <Dialog open title="Who enters, and when">
            <EntryFields />
            {move || desk.standing.get().filter(|standing| standing.of > 0).map(|standing| view! {
                <section class="stack">
                    <h3>"Who of them can be reached"</h3>
                    <StandingFacts standing look=desk.look_in_sequence() />
                </section>
            })}
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
    outline.bench.take(Command::PutSequence(Some(id), sequence))
}

/// Reads a value of the head, followed.
fn read(outline: Outline, from: fn(&Sequence) -> String) -> Signal<String> {
    let value = outline.bench.read(move |plan| {
        let id = outline.sequence.get()?;
        plan.sequences.get(&id).map(|sequence| from(sequence))
    });
    derive(move || value.get().flatten().unwrap_or_default())
}

type Write = fn(&mut Sequence, &str) -> Result<(), String>;

fn write(outline: Outline, text: &str, write: Write) -> Result<(), String> {
    let mut answer = Ok(());
    change(outline, |sequence| {
        let mut changed = sequence.clone();
        answer = write(&mut changed, text);
        if answer.is_ok() {
            *sequence = changed;
        }
    })?;
    answer
}

fn text(
    outline: Outline,
    label: &'static str,
    shape: Shape,
    from: fn(&Sequence) -> String,
    to: Write,
) -> AnyView {
    line(label, shape, read(outline, from), move |text: &str| write(outline, text, to))
}

fn choice(
    outline: Outline,
    label: &'static str,
    options: impl Into<Signal<Options>>,
    from: fn(&Sequence) -> String,
    to: Write,
) -> AnyView {
    // a refusal is shown by the frame
    pick(label.into(), options.into(), read(outline, from), move |key: &str| drop(write(outline, key, to)))
}

/// Records of the plan as options, after one for none.
fn records(outline: Outline, none: &'static str, all: fn(&crate::model::Plan) -> Options) -> Signal<Options> {
    let all = outline.bench.read(move |plan| {
        std::iter::once((String::new(), none.to_owned())).chain(all(plan)).collect::<Options>()
    });
    derive(move || all.get().unwrap_or_default())
}

#[component]
fn EntryFields() -> impl IntoView {
    let outline = Outline::here();
    let segments = records(outline, "Everybody on the list", |plan| {
        plan.segments.iter().map(|(id, segment)| (id.to_string(), segment.name.clone())).collect()
    });
    let calendars = records(outline, "None: every hour is open", |plan| {
        plan.calendars.iter().map(|(id, calendar)| (id.to_string(), calendar.name.clone())).collect()
    });
    let is_event =
        read(outline, |s| if s.entry.on.is_some() { "event".to_owned() } else { "date".to_owned() });
    let goal =
        read(outline, |s| s.goal.map(|goal| goal.metric).map(metric_words).unwrap_or_default().to_owned());
    let asked = read(outline, |s| if s.consent.is_empty() { "none".to_owned() } else { "asked".to_owned() });
    let holds = read(outline, |s| {
        let holds = s.guardrails.min_gap.is_some() || !s.guardrails.limits.is_empty();
        if holds { "held".to_owned() } else { String::new() }
    });
    let metrics = std::iter::once((String::new(), "No goal".to_owned()))
        .chain(named(GoalMetric::ALL.into_iter().map(metric_words)))
        .collect::<Options>();
    view! {
        {text(outline, "Name of the sequence", TEXT, |s| s.name.clone(), |s, text| {
            if text.trim().is_empty() {
                return Err("A sequence needs a name".to_owned());
            }
            text.trim().clone_into(&mut s.name);
            Ok(())
        })}
        {choice(outline, "Segment", segments, |s| s.segment.map(|id| id.to_string()).unwrap_or_default(), |s, key| {
            s.segment = key.parse::<SegmentId>().ok();
            Ok(())
        })}
        {choice(
            outline,
            "They enter",
            pairs(&[("date", "At a date, in the order of the list"), ("event", "When something happens")]),
            |s| if s.entry.on.is_some() { "event".to_owned() } else { "date".to_owned() },
            |s, key| {
                if key == "event" && s.entry.on.is_none() {
                    s.entry.per_business_day = None;
                    s.entry.on = Some(EntryEvent {
                        trigger: Trigger::FormSubmitted,
                        when: Occurs::Daily { per_day: 5.0, days: 30 },
                    });
                } else if key == "date" {
                    s.entry.on = None;
                }
                Ok(())
            },
        )}
        {move || (is_event.get() == "event").then(|| view! { <EventFields /> })}
        <div class="two">
            {move || (is_event.get() != "event").then(|| text(
                outline,
                "A business day",
                Shape { unit: "contacts", placeholder: "all at once", ..NUMBER },
                |s| s.entry.per_business_day.map(|n| n.to_string()).unwrap_or_default(),
                |s, text| {
                    s.entry.per_business_day = match text.trim() {
                        "" => None,
                        text => match text.parse::<u32>() {
                            Ok(n) if n > 0 => Some(n),
                            _ => return Err("A whole number from 1, or nothing for all at once".to_owned()),
                        },
                    };
                    Ok(())
                },
            ))}
            {text(outline, "From", Shape { kind: "date", ..TEXT }, |s| s.entry.from.to_string(), |s, text| {
                s.entry.from = text.parse()?;
                Ok(())
            })}
        </div>
        {choice(outline, "Calendar", calendars, |s| s.calendar.map(|id| id.to_string()).unwrap_or_default(), |s, key| {
            s.calendar = key.parse::<CalendarId>().ok();
            Ok(())
        })}
        {choice(
            outline,
            "Mails are sent from",
            pairs(&[("owner", "The owner’s mailboxes in turn"), ("round", "All mailboxes in turn")]),
            |s| if s.sender_rule == SenderRule::Owner { "owner".to_owned() } else { "round".to_owned() },
            |s, key| {
                s.sender_rule = if key == "owner" { SenderRule::Owner } else { SenderRule::RoundRobin };
                Ok(())
            },
        )}
        {choice(
            outline,
            "Before somebody is written to",
            pairs(&[("none", "No consent is asked for"), ("asked", "Consent is asked for, by channel and country")]),
            |s| if s.consent.is_empty() { "none".to_owned() } else { "asked".to_owned() },
            |s, key| {
                match key {
                    "none" => s.consent.clear(),
                    _ if s.consent.is_empty() => s.consent = ConsentRule::cold(),
                    _ => {}
                }
                Ok(())
            },
        )}
        {move || (asked.get() == "asked").then(|| text(
            outline,
            "What suffices, for which channels and where",
            Shape { placeholder: "consent for messages to DE, AT", ..TEXT },
            |s| crate::outline::consent_words(&s.consent),
            |s, text| {
                s.consent = crate::outline::parse_consent(text)?;
                Ok(())
            },
        ))}
        <h3>"Rest and limits"</h3>
        <div class="two">
            {text(
                outline,
                "Between two touches of a person",
                Shape { placeholder: "24 hours", ..TEXT },
                |s| s.guardrails.min_gap.map(crate::outline::length_text).unwrap_or_default(),
                |s, text| {
                    let gap = if text.trim().is_empty() { None } else { Some(parse_length(text)?) };
                    s.guardrails.min_gap = gap;
                    fit(s)
                },
            )}
            {text(
                outline,
                "No touch after",
                Shape { placeholder: "2026-12-20", ..TEXT },
                |s| s.not_after.map(|last| last.to_string()).unwrap_or_default(),
                |s, text| {
                    s.not_after = super::fields::last_day(text)?;
                    fit(s)
                },
            )}
            {text(
                outline,
                "Quiet hours of the person",
                Shape { placeholder: "20:00-8:00", ..TEXT },
                |s| s.guardrails.quiet.map(|quiet| quiet.to_string()).unwrap_or_default(),
                |s, text| {
                    s.guardrails.quiet = crate::outline::parse_quiet(text)?;
                    fit(s)
                },
            )}
        </div>
        {text(
            outline,
            "A person gets at most",
            Shape { placeholder: "3 email in 7 days; 1 a day over all sequences", ..TEXT },
            |s| crate::outline::limit_words(&s.guardrails.limits),
            |s, text| {
                s.guardrails.limits = crate::outline::parse_limits(text)?;
                fit(s)
            },
        )}
        {move || (holds.get() == "held").then(|| text(
            outline,
            "What would be too much is held for at most, then skipped",
            Shape { unit: "days", ..NUMBER },
            |s| s.guardrails.hold_days.to_string(),
            |s, text| {
                s.guardrails.hold_days = number(text, 0, Length::MAX_DAYS)? as u16;
                Ok(())
            },
        ))}
        <div class="two">
            {choice(
                outline,
                "Goal",
                Signal::stored(metrics),
                |s| s.goal.map(|goal| metric_words(goal.metric).to_owned()).unwrap_or_default(),
                |s, key| {
                    let metric = GoalMetric::ALL.into_iter().find(|metric| metric_words(*metric) == key);
                    let target = s.goal.map_or(1, |goal| goal.target);
                    s.goal = metric.map(|metric| Goal { metric, target });
                    Ok(())
                },
            )}
            {move || (!goal.get().is_empty()).then(|| text(
                outline,
                "At least",
                NUMBER,
                |s| s.goal.map(|goal| goal.target.to_string()).unwrap_or_default(),
                |s, text| {
                    let target = number(text, 1, 10_000_000)?;
                    if let Some(goal) = &mut s.goal {
                        goal.target = target;
                    }
                    Ok(())
                },
            ))}
        </div>
    }
}

/// Whether what keeps touches apart can run.
fn fit(sequence: &Sequence) -> Result<(), String> {
    sequence.guardrails.bad_value().map_or(Ok(()), |flaw| Err(flaw.sentence()))
}

fn when(sequence: &Sequence) -> Option<&Occurs> {
    sequence.entry.on.as_ref().map(|event| &event.when)
}

/// Puts when the event happens; a refused text changes nothing.
fn put_when(sequence: &mut Sequence, when: Occurs) -> Result<(), String> {
    if let Some(event) = &mut sequence.entry.on {
        event.when = when;
    }
    Ok(())
}

/// What lets contacts in, and when it happens.
#[component]
fn EventFields() -> impl IntoView {
    let outline = Outline::here();
    fn is_dated(sequence: &Sequence) -> String {
        if let Some(Occurs::On(_)) = when(sequence) { "date".to_owned() } else { "rate".to_owned() }
    }
    fn rate(sequence: &Sequence) -> (f64, u16) {
        if let Some(Occurs::Daily { per_day, days }) = when(sequence) { (*per_day, *days) } else { (5.0, 30) }
    }
    fn field(sequence: &Sequence) -> String {
        if let Some(Occurs::On(field)) = when(sequence) { crate::message::name(field) } else { String::new() }
    }
    let dated = read(outline, is_dated);
    let fields = list_fields(Some(FieldKind::Date), read(outline, field));
    let choose = move |key: &str| {
        let first = untrack(|| fields.get()).into_iter().next().map(|(key, _)| key).unwrap_or_default();
        let to = if key == "date" {
            Occurs::On(crate::message::field(&first))
        } else {
            Occurs::Daily { per_day: 5.0, days: 30 }
        };
        if dated.get_untracked() != key {
            // a refusal is shown by the frame
            drop(change(outline, |sequence| drop(put_when(sequence, to))));
        }
    };
    view! {
        {choice(
            outline,
            "The event",
            Signal::stored(named(Trigger::ALL.iter().map(|trigger| trigger.name()))),
            |s| s.entry.on.as_ref().map(|event| event.trigger.name().to_owned()).unwrap_or_default(),
            |s, key| {
                let found = Trigger::ALL.iter().find(|trigger| trigger.name() == key);
                if let (Some(event), Some(trigger)) = (&mut s.entry.on, found) {
                    event.trigger = *trigger;
                }
                Ok(())
            },
        )}
        {pick(
            "It happens".into(),
            pairs(&[("rate", "By chance, so often a day"), ("date", "On a date of the contact")]),
            dated,
            choose,
        )}
        {move || if dated.get() == "date" {
            choice(outline, "Date", fields, field, |s, key| put_when(s, Occurs::On(crate::message::field(key))))
        } else {
            view! {
                <div class="two">
                    {text(outline, "Events a day", Shape { keys: "decimal", ..TEXT }, |s| rate(s).0.to_string(), |s, text| {
                        let per_day = crate::lean::number::parse(&text.trim().replace(',', ".")).filter(|n| *n > 0.0);
                        let per_day = per_day.ok_or("A number more than 0, such as 2.5")?;
                        let days = rate(s).1;
                        put_when(s, Occurs::Daily { per_day, days })
                    })}
                    {text(outline, "For", Shape { unit: "days", ..NUMBER }, |s| rate(s).1.to_string(), |s, text| {
                        let days = number(text, 1, Length::MAX_DAYS)? as u16;
                        let per_day = rate(s).0;
                        put_when(s, Occurs::Daily { per_day, days })
                    })}
                </div>
            }.into_any()
        }}
    }
}

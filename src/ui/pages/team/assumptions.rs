//! The assumptions in force: rates and delays by channel, each with its value, of whom, and where the number comes from.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{Refused, Remove, send};
use crate::model::{
    ChannelKind, Delay, EventKind, Factor, Frailty, Ignorance, Rate, RateOf, Scenario, ScenarioId, Settings,
    Source, SourceKind, Variance,
};
use crate::session::Command;
use crate::session::team::{
    Line, assumption_lines, minutes, minutes_text, nine_in_ten_text, number, of_whom, own, own_rate, share,
    share_text, spread_within,
};
use crate::ui::channel;
use crate::ui::components::{Empty, Field, Select, Take, icon_small};
use crate::ui::erased::{derive, memo};
use crate::ui::workbench::{Same, Workbench};
use crate::words;

/// What a line said before it became the user's own.
#[derive(Clone, PartialEq)]
enum Before {
    Rate(Rate),
    Delay(Delay),
    Frailty(Option<Frailty>),
    Ignorance(Option<Ignorance>),
}

impl Before {
    /// The value as it was typed.
    fn words(&self) -> String {
        match self {
            Before::Rate(rate) => format!("{} %", share_text(rate.value.get())),
            Before::Delay(delay) => {
                format!("{} and {}", minutes_text(delay.median_minutes), nine_in_ten_text(delay))
            }
            Before::Frailty(frailty) => frailty.as_ref().map_or(0.0, |f| f.variance.get()).to_string(),
            Before::Ignorance(ignorance) => ignorance.as_ref().map_or(1.0, |i| i.factor.get()).to_string(),
        }
    }
}

/// The scenario in force, and what was changed of it since the page was opened.
#[derive(Clone, Copy)]
struct Table {
    bench: Workbench,
    id: Memo<Option<ScenarioId>>,
    scenario: Memo<Option<Same<Scenario>>>,
    before: RwSignal<BTreeMap<(ScenarioId, Line), Before>>,
}

impl Table {
    /// Changes the scenario.
    fn change(self, with: impl FnOnce(&mut Scenario)) -> Result<(), String> {
        let (Some(id), Some(now)) = (self.id.get_untracked(), self.scenario.get_untracked()) else {
            return Ok(());
        };
        let mut scenario = (*now.0).clone();
        with(&mut scenario);
        if scenario == *now.0 { Ok(()) } else { send(self.bench, Command::PutScenario(Some(id), scenario)) }
    }

    fn rate(self, at: usize) -> Option<Rate> {
        self.scenario.with(|scenario| scenario.as_ref()?.rates.get(at).cloned())
    }

    fn delay(self, at: usize) -> Option<Delay> {
        self.scenario.with(|scenario| scenario.as_ref()?.delays.get(at).cloned())
    }

    fn now(self, line: Line) -> Option<Before> {
        match line {
            Line::Rate(at) => self.rate(at).map(Before::Rate),
            Line::Delay(at) => self.delay(at).map(Before::Delay),
            Line::Frailty => self.scenario.with(|s| Some(Before::Frailty(s.as_ref()?.frailty.clone()))),
            Line::Ignorance => self.scenario.with(|s| Some(Before::Ignorance(s.as_ref()?.ignorance.clone()))),
            Line::Missing(_) => None,
        }
    }

    /// Keeps what a line says, so that it can be taken back until the page is left.
    fn keep(self, line: Line) {
        if let (Some(id), Some(now)) = (self.id.get_untracked(), untrack(|| self.now(line))) {
            self.before.update(|before| {
                before.entry((id, line)).or_insert(now);
            });
        }
    }

    /// What to go back to, where it is something else.
    fn kept(self, line: Line) -> Option<Before> {
        let key = (self.id.get()?, line);
        let now = self.now(line)?;
        self.before.with(|before| before.get(&key).filter(|before| **before != now).cloned())
    }

    fn reset(self, line: Line) {
        let kept = untrack(|| self.kept(line));
        // a refusal leaves the value as it is
        let _ = self.change(|scenario| match (line, kept) {
            (Line::Rate(at), Some(Before::Rate(rate))) => {
                if let Some(now) = scenario.rates.get_mut(at) {
                    *now = rate;
                }
            }
            (Line::Delay(at), Some(Before::Delay(delay))) => {
                if let Some(now) = scenario.delays.get_mut(at) {
                    *now = delay;
                }
            }
            (_, Some(Before::Frailty(frailty))) => scenario.frailty = frailty,
            (_, Some(Before::Ignorance(ignorance))) => scenario.ignorance = ignorance,
            _ => {}
        });
    }
}

/// The page's body.
#[component]
pub(super) fn Assumptions() -> impl IntoView {
    let bench = Workbench::here();
    let id = bench.read(|plan| plan.settings.scenario.filter(|id| plan.scenarios.contains_key(id)));
    let id = memo(move |_| id.get().flatten());
    let scenario = bench.record(|plan| plan.scenarios.get(&plan.settings.scenario?));
    let table = Table { bench, id, scenario, before: RwSignal::new(BTreeMap::new()) };
    let groups = bench.read(assumption_lines);
    let kinds = memo(move |_| {
        groups.with(|groups| groups.iter().flatten().map(|(kind, _)| *kind).collect::<Vec<_>>())
    });
    let missing = memo(move |_| {
        let is_missing = |line: &&Line| matches!(line, Line::Missing(_));
        groups.with(|groups| groups.iter().flatten().flat_map(|(_, lines)| lines).filter(is_missing).count())
    });
    view! {
        <Choice table />
        <Show when=move || id.get().is_some()>
            {move || {
                (missing.get() > 0).then(|| {
                    let n = missing.get();
                    let words = format!(
                        "{} {} a value: until then what they are about never happens in a forecast.",
                        words::counted(n as u64, "number", "numbers"),
                        if n == 1 { "needs" } else { "need" },
                    );
                    view! { <p class="banner warn round">{crate::ui::components::severity("warn")}<span class="grow">{words}</span></p> }
                })
            }}
            <SpreadCard table />
            <For each=move || kinds.get() key=|kind| *kind let:kind>
                {
                    let lines = memo(move |_| {
                        groups.with(|groups| {
                            let found = groups.iter().flatten().find(|(of, _)| *of == kind);
                            found.map(|(_, lines)| lines.clone()).unwrap_or_default()
                        })
                    });
                    view! { <Group table kind lines /> }
                }
            </For>
        </Show>
    }
}

/// Which assumptions are in force, their name, and a copy to change.
#[component]
fn Choice(table: Table) -> impl IntoView {
    let bench = table.bench;
    let options = bench.read(|plan| {
        plan.scenarios.iter().map(|(id, s)| (id.to_string(), s.name.clone())).collect::<Vec<_>>()
    });
    let options = derive(move || options.get().unwrap_or_default());
    let is_empty = memo(move |_| options.with(Vec::is_empty));
    let refused = RwSignal::new(None);
    let choose = move |id: Option<ScenarioId>| {
        if let Some(settings) = bench.plan_now(|plan| (*plan.settings).clone()) {
            let settings = Settings { scenario: id, ..settings };
            refused.set(send(bench, Command::PutSettings(settings)).err());
        }
    };
    let add = move |scenario: Scenario| {
        let put = bench.plan_now(|plan| Command::Together {
            name: format!("Add {}", scenario.name),
            commands: vec![
                Command::PutScenario(None, scenario),
                Command::PutSettings(Settings {
                    scenario: Some(ScenarioId(plan.next_number)),
                    ..(*plan.settings).clone()
                }),
            ],
        });
        if let Some(put) = put {
            refused.set(send(bench, put).err());
        }
    };
    let copy = move |_| {
        if let Some(scenario) = table.scenario.get_untracked() {
            add(Scenario { name: format!("{}, copy", scenario.name), ..(*scenario.0).clone() });
        }
    };
    let rename = move |text: String| {
        let name = text.trim().to_owned();
        if name.is_empty() {
            return Err("Assumptions need a name".to_owned());
        }
        table.change(|scenario| scenario.name = name)
    };
    let name = derive(move || table.scenario.get().map(|s| s.name.clone()).unwrap_or_default());
    let chosen = derive(move || table.id.get().map(|id| id.to_string()).unwrap_or_default());
    let read_only = derive(move || bench.is_read_only());
    view! {
        <Show
            when=move || !is_empty.get()
            fallback=move || {
                let start = move |_| add(Scenario { name: "My numbers".to_owned(), ..Scenario::default() });
                view! {
                    <Empty glyph="sliders" title="No assumptions yet" words="Without rates nobody ever reacts. Start empty and enter your own, or begin from a template.">
                        <button type="button" class="btn line" on:click=start>"Start empty"</button>
                    </Empty>
                }
            }
        >
            <div class="choice">
                <Select label="In force" value=chosen options on_change=move |key: String| choose(key.parse().ok()) disabled=read_only />
                <Field label="Name" value=name take=rename read_only />
                <button type="button" class="btn line" disabled=read_only on:click=copy>"Duplicate"</button>
                {move || table.id.get().map(|id| view! { <Remove name command=Command::DeleteScenario(id) refused /> })}
            </div>
            <Refused why=refused />
        </Show>
    }
}

#[component]
fn Group(table: Table, kind: ChannelKind, lines: Memo<Vec<Line>>) -> impl IntoView {
    view! {
        <section class="card assumed" aria-label=kind.label()>
            <header>{channel::tile(kind.channel(), true)}<h2>{kind.label()}</h2></header>
            <table class="table">
                <Heads second="Value" third="Of whom" />
                <tbody>
                    <For each=move || lines.get() key=|line| *line let:line>
                        {match line {
                            Line::Rate(at) => view! { <RateRow table kind at /> }.into_any(),
                            Line::Missing(outcome) => view! { <MissingRow table kind outcome /> }.into_any(),
                            Line::Delay(at) => view! { <DelayRow table at /> }.into_any(),
                            Line::Frailty | Line::Ignorance => ().into_any(),
                        }}
                    </For>
                </tbody>
            </table>
        </section>
    }
}

/// How unlike contacts are, and how wrong the rates may be: what makes a forecast wider than luck alone.
#[component]
fn SpreadCard(table: Table) -> impl IntoView {
    let frailty = move |text: String| {
        let variance = number(&text)?
            .map(|n| Variance::new(n).ok_or_else(|| format!("A number from 0 to {}", Variance::MOST)))
            .transpose()?
            .filter(|variance| variance.get() > 0.0);
        table.keep(Line::Frailty);
        table.change(|scenario| {
            if scenario.frailty.as_ref().map(|frailty| frailty.variance) != variance {
                scenario.frailty = variance.map(|variance| Frailty { variance, source: own() });
            }
        })
    };
    let ignorance = move |text: String| {
        let factor = number(&text)?
            .map(|n| Factor::new(n).ok_or_else(|| format!("A number from 1 to {}", Factor::MOST)))
            .transpose()?
            .filter(|factor| factor.get() > 1.0);
        table.keep(Line::Ignorance);
        table.change(|scenario| {
            if scenario.ignorance.as_ref().map(|ignorance| ignorance.factor) != factor {
                scenario.ignorance = factor.map(|factor| Ignorance { factor, source: own() });
            }
        })
    };
    let (take_frailty, take_ignorance): (Take, Take) = (Callback::new(frailty), Callback::new(ignorance));
    view! {
        <section class="card assumed" aria-label="Spread">
            <header><h2>"How sure this is"</h2></header>
            <table class="table">
                <Heads second="Size" third="What it means" />
                <tbody>
                    <SpreadRow
                        table
                        line=Line::Ignorance
                        name="The rates may be wrong"
                        unit="×"
                        means="8 in 10 campaigns lie between the middle divided by this and multiplied by it, channel by channel. 1: the rates are exact, all spread is luck."
                        take=take_ignorance
                    />
                    <SpreadRow
                        table
                        line=Line::Frailty
                        name="Contacts differ"
                        unit="θ"
                        means="Variance of how ready people are to respond. 0: all alike. 1: a few answer to almost everything, most to hardly anything, so later touches reach the harder ones."
                        take=take_frailty
                    />
                </tbody>
            </table>
        </section>
    }
}

#[component]
fn SpreadRow(
    table: Table,
    line: Line,
    name: &'static str,
    unit: &'static str,
    means: &'static str,
    take: Take,
) -> impl IntoView {
    let now = memo(move |_| table.now(line));
    let value = derive(move || now.with(|now| now.as_ref().map(Before::words).unwrap_or_default()));
    let source = derive(move || match now.get()? {
        Before::Frailty(frailty) => frailty.map(|frailty| frailty.source),
        Before::Ignorance(ignorance) => ignorance.map(|ignorance| ignorance.source),
        _ => None,
    });
    let read_only = derive(move || table.bench.is_read_only());
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="val"><Field label=name bare=true value take keys="decimal" unit read_only /></td>
            <td class="whom muted small">{means}</td>
            <SourceCell table line source />
        </tr>
    }
}

#[component]
fn Heads(second: &'static str, third: &'static str) -> impl IntoView {
    view! {
        <thead>
            <tr>
                <th scope="col">"What"</th>
                <th scope="col">{second}</th>
                <th scope="col">{third}</th>
                <th scope="col">"Where it comes from"</th>
            </tr>
        </thead>
    }
}

/// An outcome as a row names it.
fn outcome_words(outcome: EventKind) -> &'static str {
    match outcome {
        EventKind::Bounced => "Bounced",
        EventKind::Opened => "Opened",
        EventKind::Clicked => "Clicked",
        EventKind::Replied => "Replied",
        EventKind::RepliedPositive => "Reply is positive",
        EventKind::RepliedNeutral => "Reply is neutral",
        EventKind::RepliedNegative => "Reply is negative",
        EventKind::OptedOut => "Opted out",
        EventKind::Connected => "Answered",
        EventKind::Talked => "Conversation",
        EventKind::MeetingBooked => "Meeting booked",
        EventKind::Accepted => "Accepted",
        EventKind::Done => "Done",
        EventKind::Purchased => "Purchased",
        EventKind::Activated => "Activated",
    }
}

/// Which touches of the kind, where it is not all of them: `2nd`, `4th and later`, the name of a step.
fn which(bench: Workbench, scenario: &Scenario, rate: &Rate) -> String {
    match rate.of {
        RateOf::Channel(_) => String::new(),
        RateOf::Step(id) => bench
            .plan_now(|plan| plan.steps.get(&id).map(|step| format!("only “{}”", step.name)))
            .flatten()
            .unwrap_or_default(),
        RateOf::Nth { channel, nth } => {
            let later = scenario.rates.iter().any(|other| {
                other.outcome == rate.outcome
                    && matches!(other.of, RateOf::Nth { channel: c, nth: n } if c == channel && n > nth)
            });
            let ending = match (nth % 10, nth % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{nth}{ending}{}", if later { "" } else { " and later" })
        }
    }
}

#[component]
fn RateRow(table: Table, kind: ChannelKind, at: usize) -> impl IntoView {
    let rate = memo(move |_| table.rate(at));
    let name = move || rate.get().map(|rate| outcome_words(rate.outcome)).unwrap_or_default();
    let which = memo(move |_| {
        table.scenario.with(|scenario| {
            let scenario = scenario.as_ref()?;
            Some(which(table.bench, scenario, scenario.rates.get(at)?))
        })
    });
    let value = derive(move || rate.get().map(|rate| share_text(rate.value.get())).unwrap_or_default());
    let take = move |text: String| {
        let value = share(&text)?;
        table.keep(Line::Rate(at));
        table.change(|scenario| {
            if let Some(rate) = scenario.rates.get_mut(at).filter(|rate| rate.value != value) {
                rate.value = value;
                rate.source = own();
            }
        })
    };
    let label = derive(move || format!("{} {}, percent", name(), which.get().unwrap_or_default()));
    let source = derive(move || rate.get().map(|rate| rate.source));
    let read_only = derive(move || table.bench.is_read_only());
    view! {
        <tr>
            <th scope="row">{name} " " <span class="small faint">{move || which.get()}</span></th>
            <td class="val"><Field label bare=true value take keys="decimal" unit="%" read_only /></td>
            <td class="whom muted">{move || rate.get().map(|rate| of_whom(kind, rate.per))}</td>
            <SourceCell table line=Line::Rate(at) source />
        </tr>
    }
}

#[component]
fn MissingRow(table: Table, kind: ChannelKind, outcome: EventKind) -> impl IntoView {
    let take = move |text: String| {
        if text.trim().is_empty() {
            return Ok(());
        }
        let value = share(&text)?;
        table.change(|scenario| scenario.rates.push(own_rate(kind, outcome, value)))
    };
    let name = outcome_words(outcome);
    let per = own_rate(kind, outcome, crate::model::Probability::default()).per;
    let read_only = derive(move || table.bench.is_read_only());
    view! {
        <tr class="missing">
            <th scope="row">{name}</th>
            <td class="val">
                <Field label=format!("{name}, percent: needs a value") bare=true value=String::new() take keys="decimal" unit="%" read_only />
            </td>
            <td class="whom muted">{of_whom(kind, per)}</td>
            <td class="src"><span class="chip warn">{icon_small("warn")}"Needs a value"</span></td>
        </tr>
    }
}

#[component]
fn DelayRow(table: Table, at: usize) -> impl IntoView {
    let delay = memo(move |_| table.delay(at));
    let name = move || delay.get().map(|delay| outcome_words(delay.outcome)).unwrap_or_default();
    let value =
        derive(move || delay.get().map(|delay| minutes_text(delay.median_minutes)).unwrap_or_default());
    let take = move |text: String| {
        let median = minutes(&text)?;
        table.keep(Line::Delay(at));
        table.change(|scenario| {
            if let Some(delay) = scenario.delays.get_mut(at).filter(|delay| delay.median_minutes != median) {
                delay.median_minutes = median;
                delay.source = own();
            }
        })
    };
    let label = derive(move || format!("{}: half come within", name()));
    let within = derive(move || delay.with(|delay| delay.as_ref().map(nine_in_ten_text).unwrap_or_default()));
    let take_within = move |text: String| {
        let Some(delay) = delay.get_untracked() else { return Ok(()) };
        let sigma = spread_within(&delay, &text)?;
        table.keep(Line::Delay(at));
        table.change(|scenario| {
            if let Some(delay) = scenario.delays.get_mut(at).filter(|delay| delay.sigma != sigma) {
                delay.sigma = sigma;
                delay.source = own();
            }
        })
    };
    let within_label = derive(move || format!("{}: 9 in 10 come within", name()));
    let source = derive(move || delay.get().map(|delay| delay.source));
    let read_only = derive(move || table.bench.is_read_only());
    view! {
        <tr class="delay">
            <th scope="row">{name} " " <span class="small faint">"half within"</span></th>
            <td class="val"><Field label bare=true value take read_only /></td>
            <td class="whom muted">
                <div class="row">
                    <span>"9 in 10 within"</span>
                    <Field label=within_label bare=true value=within take=take_within read_only />
                </div>
            </td>
            <SourceCell table line=Line::Delay(at) source />
        </tr>
    }
}

/// Where a number comes from, and the way back to what it was.
#[component]
fn SourceCell(table: Table, line: Line, source: Signal<Option<Source>>) -> impl IntoView {
    let kept = memo(move |_| table.kept(line));
    view! {
        <td class="src">
            {move || {
                source.get().map(|source| {
                    let class = if source.kind == SourceKind::Own { "chip line strong" } else { "chip" };
                    let year = source.year.map(|year| format!(", {year}")).unwrap_or_default();
                    // the chip says already whose number it is
                    let text = source.text.trim_start_matches("our assumption").trim_start_matches([':', ' ']);
                    let text = (source.kind != SourceKind::Own).then(|| words::sentence(text));
                    view! {
                        <span class=class>{source.kind.label()}{year}</span>
                        <span class="small muted">{text}</span>
                    }
                })
            }}
            {move || {
                kept.get().map(|kept| {
                    let words = format!("Back to {}", kept.words());
                    view! { <button type="button" class="btn fix" on:click=move |_| table.reset(line)>{words}</button> }
                })
            }}
        </td>
    }
}

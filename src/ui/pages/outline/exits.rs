//! What takes people out of the sequence: toggles, with how many leave so.

use leptos::prelude::*;

use super::state::Outline;
use crate::model::ExitRule;
use crate::session::Command;
use crate::simulate::Exit;
use crate::ui::format;
use crate::ui::launch::Term;

/// What a rule means, in a few words.
fn meaning(rule: ExitRule) -> &'static str {
    match rule {
        ExitRule::Replied => "any human answer",
        ExitRule::RepliedPositive => "an interested answer",
        ExitRule::MeetingBooked => "a date is set",
        ExitRule::HardBounce => "the address does not exist",
        ExitRule::OptedOut => "asked not to be contacted",
        ExitRule::ColleagueReplied => "somebody at the same company",
        ExitRule::GoalReached => "what the goal counts happened",
    }
}

/// "Leaves the sequence when…"
#[component]
pub fn Exits() -> impl IntoView {
    let outline = Outline::here();
    let bench = outline.bench;
    let rules = bench.read(move |plan| {
        let id = outline.sequence.get()?;
        plan.sequences.get(&id).map(|sequence| sequence.exits.clone())
    });
    let is_on = move |rule: ExitRule| rules.get().flatten().is_some_and(|rules| rules.contains(&rule));
    let toggle = move |rule: ExitRule| {
        let Some(id) = outline.sequence.get_untracked() else { return };
        let now =
            bench.plan_now(|plan| plan.sequences.get(&id).map(|sequence| (**sequence).clone())).flatten();
        let Some(mut sequence) = now else { return };
        if sequence.exits.contains(&rule) {
            sequence.exits.retain(|other| *other != rule);
        } else {
            sequence.exits = ExitRule::ALL
                .iter()
                .copied()
                .filter(|other| *other == rule || sequence.exits.contains(other))
                .collect();
        }
        // a refusal is shown by the frame
        drop(bench.dispatch(Command::PutSequence(Some(id), sequence)));
    };
    let left = move |rule: ExitRule| {
        outline.live.read(|forecast| {
            let exits = &forecast.exits;
            exits.iter().find(|(exit, _)| *exit == Exit::Rule(rule)).map(|(_, range)| format::range(range))
        })
    };
    view! {
        <section class="exits" aria-label="Leaves the sequence when">
            <header><h3>"Leaves the sequence when…"</h3><Term of="Exit" /></header>
            <ul>
                {ExitRule::ALL
                    .iter()
                    .copied()
                    .map(|rule| {
                        view! {
                            <li>
                                <label class="tick">
                                    <input
                                        type="checkbox"
                                        prop:checked=move || is_on(rule)
                                        on:change=move |_| toggle(rule)
                                    />
                                    <span>{rule.label()}</span>
                                </label>
                                <span class="small faint">{meaning(rule)}</span>
                                <span class="num small">{move || is_on(rule).then(|| left(rule).map(|n| view! { <b>{n}</b>" leave" }))}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}

//! How some contacts stand, the same wherever it stands: Segments, Outline, Schedule, the end of an import. Counts nothing itself.

use leptos::prelude::*;

use crate::audience::{ChannelReach, Only, Part, Standing};
use crate::lean::capital;
use crate::ui::channel;
use crate::ui::components::icon;
use crate::words;

/// Who can be reached by which channel, who must not be contacted and why.
#[component]
pub fn StandingFacts(
    /// How they stand.
    standing: Standing,
    /// Opens the rows of a count.
    #[prop(optional)]
    look: Option<Callback<Only>>,
) -> impl IntoView {
    let of = standing.of;
    let sentence = standing_sentence(&standing);
    let causes = standing
        .causes
        .iter()
        .map(|held| {
            view! {
                <dt>{format!("{}, {}", capital(held.cause.label()), held.channels.words())}</dt>
                <dd class="num">{figure(held.contacts, Only::MustNot(held.cause), look)}</dd>
            }
        })
        .collect_view();
    let has_causes = !standing.causes.is_empty();
    let channels = standing.channels.iter().map(|reach| channel_row(*reach, of, look)).collect_view();
    view! {
        <div class="stack standing">
            <p class="small muted">{sentence}</p>
            <ul class="stack-1 reaches">{channels}</ul>
            {has_causes.then(|| view! { <dl class="factlist" aria-label="Who must not be contacted, and why">{causes}</dl> })}
        </div>
    }
}

fn standing_sentence(standing: &Standing) -> String {
    let n = |n: u32| words::count(n.into());
    let held = match standing.must_not {
        0 => "Nobody has said no.".to_owned(),
        1 => "For 1 a “no” is known.".to_owned(),
        held => format!("For {} a “no” is known.", n(held)),
    };
    format!("{} of {} can be reached. {held}", n(standing.reached), n(standing.of))
}

/// A count, which opens its rows where that is possible.
fn figure(n: u32, only: Only, look: Option<Callback<Only>>) -> AnyView {
    match look.filter(|_| n > 0) {
        None => words::count(n.into()).into_any(),
        Some(look) => {
            let label = format!("{}, {}: show them", words::count(n.into()), only.label());
            view! { <button type="button" class="figopen" aria-label=label on:click=move |_| look.run(only)>{words::count(n.into())}</button> }
                .into_any()
        }
    }
}

fn channel_row(reach: ChannelReach, of: u32, look: Option<Callback<Only>>) -> impl IntoView {
    let class = channel::class(reach.channel);
    let width = format!("{:.1}", 96.0 * f64::from(reach.can) / f64::from(of.max(1)));
    let not = (reach.must_not > 0).then(|| {
        view! { <span class="small muted num">{figure(reach.must_not, Only::Part(reach.channel, Part::MustNot), look)}" must not"</span> }
    });
    view! {
        <li class="row">
            <span class=format!("tile s {class}")>{icon(class)}</span>
            <span class="reach-n">{reach.channel.label()}</span>
            {not}
            <svg class=format!("chart push {class}") width="96" height="8" viewBox="0 0 96 8" preserveAspectRatio="none" aria-hidden="true">
                <rect class={"track"} width="96" height="6" y="1" rx="3" />
                <rect class={"bar"} width=width height="6" y="1" rx="2" />
            </svg>
            <b class="num w4">{figure(reach.can, Only::Part(reach.channel, Part::Can), look)}</b>
        </li>
    }
}

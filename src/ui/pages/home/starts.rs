//! What a new plan can start from: templates, nothing, the demo. Reads the templates' texts, so it is part of the rest.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Card, Gallery};
use crate::browser::{clock, files};
use crate::interop::{Template, TemplateProblem};
use crate::model::Plan;
use crate::outline::text_onto;
use crate::ui::components::icon;
use crate::ui::desk::{DEMO_LIST, Desk};
use crate::ui::erased::effect;
use crate::ui::format;
use crate::ui::keep::Keep;
use crate::ui::router::Page;
use crate::ui::score::MiniScore;
use crate::ui::workbench::Workbench;

/// The templates beside the page, in the order of their cards; the first one is the demo's.
const TEMPLATES: [&str; 5] =
    ["b2b-cold-outbound", "inbound-lead", "abandoned-cart", "welcome-onboarding", "post-purchase"];
/// What "from nothing" begins with: hours to work in, and what takes people out.
const NOTHING: &str = "calendar \"Working hours\": Mon-Fri 9:00-17:00\n\
    sequence \"New sequence\"\nenter all\n  from DATE\n  calendar \"Working hours\"\n\
    leave when replied, meeting booked, hard bounce, opted out, colleague replied\n";

/// Reads a template of this app.
pub async fn fetch_template(name: &str) -> Result<Template, String> {
    let bytes =
        files::fetch_own(&format!("templates/{name}.txt")).await.map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "The template is not text".to_owned())?;
    Template::read(&text).map_err(|problems| first_problem(&problems))
}

/// Reads a template and draws what its card shows.
async fn load(name: &str) -> Result<Card, String> {
    let template = fetch_template(name).await?;
    let plan = make(&template)?;
    let (score, facts) = super::picture(&plan);
    Ok(Card { template, score, facts })
}

fn first_problem(problems: &[TemplateProblem]) -> String {
    problems
        .first()
        .map(|problem| format!("Template, line {}: {}", problem.line, problem.message))
        .unwrap_or_default()
}

/// A new plan from the template.
fn make(template: &Template) -> Result<Plan, String> {
    template
        .instantiate(&clock::fresh_id("plan"), clock::seed(), clock::today())
        .map(|made| made.plan)
        .map_err(|problems| first_problem(&problems))
}

/// The cards.
#[component]
pub fn Starts() -> impl IntoView {
    let (keep, bench, desk) = (Keep::here(), Workbench::here(), Desk::here());
    let Gallery { cards, failed, demo_wanted, .. } = expect_context();
    spawn_local(async move {
        for name in TEMPLATES {
            match load(name).await {
                Ok(loaded) => cards.update(|cards| cards.push(loaded)),
                Err(why) => failed.set(Some(why)),
            }
        }
    });
    let start = move |card: &Card| match make(&card.template) {
        Ok(plan) => keep.add(plan, Page::Sequence(None)),
        Err(why) => bench.refused.set(Some(why)),
    };
    let open_demo = move |card: &Card| match make(&card.template) {
        Ok(mut plan) => {
            let settings = std::sync::Arc::make_mut(&mut plan.settings);
            settings.demo = true;
            settings.name = "Cold outbound, demo".to_owned();
            settings.list = Some(DEMO_LIST.to_owned());
            spawn_local(async move {
                match desk.store_demo().await {
                    Ok(()) => keep.add(plan, Page::Sequence(None)),
                    Err(failure) => bench.refused.set(Some(format::sentence(&failure.message))),
                }
            });
        }
        Err(why) => bench.refused.set(Some(why)),
    };
    // who is quicker than the template's file gets the demo when it is there
    effect(move |_| {
        if !demo_wanted.get() {
            return;
        }
        let card = cards.with(|cards| cards.first().cloned());
        match (card, failed.get()) {
            (Some(card), _) => open_demo(&card),
            (None, Some(why)) => bench.refused.set(Some(why)),
            (None, None) => return,
        }
        demo_wanted.set(false);
    });
    let nothing = move || {
        let text = NOTHING.replace("DATE", &clock::today().to_string());
        keep.add(text_onto(keep.blank("New plan"), &text).plan, Page::Sequence(None));
    };
    view! {
        <For each=move || cards.get() key=|card| card.template.name.clone() let:card>
            {
                let score = Signal::stored(card.score.clone());
                let (name, facts) = (card.template.name.clone(), card.facts.clone());
                view! {
                    <button type="button" class="card tcard" on:click=move |_| start(&card)>
                        <MiniScore score height=76.0 scale=0.7 />
                        <b>{name}</b>
                        <span class="small muted">{facts}</span>
                    </button>
                }
            }
        </For>
        <button type="button" class="card tcard nothing" on:click=move |_| nothing()>
            <span class="emptyart">{icon("plus")}</span>
            <b>"From nothing"</b>
            <span class="small muted">"An empty sequence: add the first touch"</span>
        </button>
    }
}

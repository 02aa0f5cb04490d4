//! What Home's first forecast asks of the engine, and what becomes of it when it is made a plan. Part of the rest.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::planner::{Planner, Standing, Wanted};
use super::starts::fetch_template;
use crate::browser::{clock, files};
use crate::calendar::Zone;
use crate::interop::{FromTemplate, Template};
use crate::sketch::{Answer, Sketch, list_id, people_csv};
use crate::ui::desk::{Desk, LIVE_FUTURES};
use crate::ui::erased::effect;
use crate::ui::format;
use crate::ui::keep::Keep;
use crate::ui::router::Page;
use crate::worker::protocol::Code;

/// After the last change, so long until the engine is asked: a drag is not one question a pixel.
const SETTLE: Duration = Duration::from_millis(80);
/// Futures of the first, rough answer.
const QUICK_FUTURES: u32 = 48;
/// Files that hold a list.
const LISTS: &str = ".csv,.tsv,.txt,text/csv";
/// Where the rates come from, beside the page.
const PUBLISHED: &str = "b2b-cold-outbound";

/// Follows the numbers; shows nothing.
#[component]
pub fn Rehearse() -> impl IntoView {
    let (keep, desk) = (Keep::here(), Desk::here());
    let planner = expect_context::<Planner>();
    let published = StoredValue::new(None::<Template>);
    let asked = StoredValue::new(0_u32);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let begin = move |sketch: Sketch| {
        let number = asked.get_value();
        let is_current = move || asked.try_get_value() == Some(number);
        spawn_local(async move {
            let was = planner.answer.get_untracked();
            // a rough answer first: it is there in a quarter of the time
            for futures in [QUICK_FUTURES, LIVE_FUTURES] {
                let outcome = ask(desk, published, sketch, futures, move |done| {
                    if is_current() {
                        planner.standing.set(Standing::Busy(done, LIVE_FUTURES));
                    }
                });
                let outcome = outcome.await;
                if !is_current() {
                    return;
                }
                match outcome {
                    Ok(answer) => {
                        planner.before.set(Some(was.clone()));
                        planner.answer.set(answer);
                    }
                    Err(None) => return,
                    Err(Some(why)) => return planner.standing.set(Standing::Failed(why)),
                }
            }
            planner.standing.set(Standing::Fresh);
        });
    };
    effect(move |_| {
        let sketch = planner.sketch.get();
        // what the build has answered is not asked again
        if planner.answer.with_untracked(|answer| answer.sketch == sketch)
            && planner.standing.get_untracked() == Standing::Fresh
        {
            return;
        }
        // whatever is on its way answers other numbers
        asked.update_value(|asked| *asked += 1);
        planner.standing.set(Standing::Busy(0, LIVE_FUTURES));
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        timer.set_value(set_timeout_with_handle(move || begin(sketch), SETTLE).ok());
    });
    on_cleanup(move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    });
    effect(move |_| {
        let Some(wanted) = planner.wanted.get() else { return };
        planner.wanted.set(None);
        let sketch = planner.sketch.get_untracked();
        spawn_local(async move {
            let done = match wanted {
                Wanted::Plan => over_made_up_people(keep, desk, published, sketch).await,
                Wanted::List => over_a_list(keep, published, sketch).await,
            };
            if let Err(why) = done {
                keep.refuse(why);
            }
        });
    });
}

fn zone() -> Zone {
    Zone::from_name(&clock::zone()).unwrap_or(Zone::UTC)
}

/// The plan of a sketch, under an id of its own.
async fn plan(published: StoredValue<Option<Template>>, sketch: Sketch) -> Result<FromTemplate, String> {
    if published.with_value(Option::is_none) {
        let fetched = fetch_template(PUBLISHED).await?;
        published.set_value(Some(fetched));
    }
    let made = published
        .with_value(|published| {
            let published = published.as_ref()?;
            Some(sketch.plan(published, &clock::fresh_id("plan"), zone(), clock::today()))
        })
        .ok_or("The published rates are missing")?;
    made.map_err(|problems| problems.first().map(ToString::to_string).unwrap_or_default())
}

/// Rehearses the sketch; no words where a newer question has taken its place.
async fn ask(
    desk: Desk,
    published: StoredValue<Option<Template>>,
    sketch: Sketch,
    futures: u32,
    heard: impl Fn(u32) + 'static,
) -> Result<Answer, Option<String>> {
    let made = plan(published, sketch).await.map_err(Some)?;
    let csv = people_csv(sketch.people, zone());
    let forecast = desk.rehearse(&made.plan, made.sequence, csv, futures, heard).await;
    let forecast = forecast
        .map_err(|failure| (failure.code != Code::Cancelled).then(|| format::sentence(&failure.message)))?;
    Ok(Answer::of(sketch, &forecast, Sketch::starts(clock::today())))
}

/// A plan over the made-up people, who become a list of this browser: its forecast is the one in sight.
async fn over_made_up_people(
    keep: Keep,
    desk: Desk,
    published: StoredValue<Option<Template>>,
    sketch: Sketch,
) -> Result<(), String> {
    let mut made = plan(published, sketch).await?;
    let id = list_id(sketch.people, zone());
    let name = format!("{} made-up people", format::count(sketch.people.into()));
    desk.store_made_up(&id, &name, || people_csv(sketch.people, zone()))
        .await
        .map_err(|failure| format::sentence(&failure.message))?;
    std::sync::Arc::make_mut(&mut made.plan.settings).list = Some(id);
    keep.add(made.plan, Page::Sequence(None));
    Ok(())
}

/// A plan that waits for a list of one's own.
async fn over_a_list(
    keep: Keep,
    published: StoredValue<Option<Template>>,
    sketch: Sketch,
) -> Result<(), String> {
    // the browser opens its dialog only right after a press
    let Some(file) = files::choose(LISTS).await else { return Ok(()) };
    let made = plan(published, sketch).await?;
    keep.import_into(made.plan, file);
    Ok(())
}

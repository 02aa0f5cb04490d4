//! A pilot and the rest (G7): how many are drawn, by which seed, and how alike the two are before anybody is written to. Draws nothing itself.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::free_name;
use crate::browser::files;
use crate::model::{Draw, Pilot, Rule, Segment, SegmentId};
use crate::session::Command;
use crate::ui::components::{Field, Segmented, Toasts, icon};
use crate::ui::desk::Desk;
use crate::ui::erased::{derive, effect, memo};
use crate::ui::format;
use crate::ui::router::Page;
use crate::ui::workbench::Workbench;
use crate::words;
use crate::worker::protocol::{AlikeInfo, View};

/// Draws a pilot from a segment and makes two segments of it.
#[component]
pub fn PilotForm(
    /// From which.
    id: SegmentId,
    /// Whether this is in sight.
    open: RwSignal<bool>,
) -> impl IntoView {
    let (desk, bench) = (Desk::here(), Workbench::here());
    let toasts = expect_context::<Toasts>();
    let seed = bench.plan_now(|plan| plan.settings.seed).unwrap_or(1);
    let (n, percent) = (RwSignal::new(60_u32), RwSignal::new(10_u8));
    let (by_people, by_account, seed) = (RwSignal::new(true), RwSignal::new(true), RwSignal::new(seed));
    let pilot = memo(move |_| {
        let take = if by_people.get() { Draw::People(n.get()) } else { Draw::Percent(percent.get()) };
        Pilot { of: Some(id), take, seed: seed.get(), by_account: by_account.get() }
    });
    let rest = move |pilot: Pilot| Rule::All(vec![Rule::Segment(id), Rule::None(vec![Rule::Pilot(pilot)])]);
    let alike = RwSignal::new(None::<Result<AlikeInfo, String>>);
    let asked = StoredValue::new(0_u32);
    effect(move |_| {
        let pilot = pilot.get();
        let number = asked.get_value() + 1;
        asked.set_value(number);
        if desk.info().is_none() {
            return;
        }
        spawn_local(async move {
            let answer = desk.data().alike(Rule::Pilot(pilot), rest(pilot), desk.today()).await;
            if asked.try_get_value() == Some(number) {
                alike.set(Some(answer.map_err(|failure| format::sentence(&failure.message))));
            }
        });
    });
    let name = move || {
        bench
            .plan_now(|plan| plan.segments.get(&id).map(|segment| segment.name.clone()))
            .flatten()
            .unwrap_or_default()
    };
    let make = move |_| {
        let (name, pilot) = (name(), pilot.get_untracked());
        let before = bench.plan_now(|plan| plan.next_number).unwrap_or(0);
        let drawn = Segment { name: free_name(bench, &format!("{name}, pilot")), rule: Rule::Pilot(pilot) };
        let others = Segment { name: free_name(bench, &format!("{name}, rest")), rule: rest(pilot) };
        let commands = vec![Command::PutSegment(None, drawn), Command::PutSegment(None, others)];
        if bench.dispatch(Command::Together { name: "Add pilot and rest".to_owned(), commands }).is_ok() {
            open.set(false);
            bench.tell_with_undo("Two segments: the pilot and the rest");
            bench.go(Page::Segments(Some(SegmentId(before))));
        }
    };
    let csv = move |_| {
        let (file, pilot) = (format!("{} pilot.csv", name()), pilot.get_untracked());
        spawn_local(async move {
            let view = View { rule: Some(Rule::Pilot(pilot)), today: Some(desk.today()), ..View::default() };
            match desk.data().list_csv(view, Vec::new(), false).await {
                Ok(made) => drop(files::save(&file, &made.media_type, &made.bytes)),
                Err(failure) => toasts.tell(format::sentence(&failure.message)),
            }
        });
    };
    let number = move |signal: RwSignal<u32>| {
        Callback::new(move |text: String| match text.trim().replace(',', "").parse::<u32>() {
            Ok(value) => {
                signal.set(value);
                Ok(())
            }
            Err(_) => Err("A whole number".to_owned()),
        })
    };
    let share =
        Callback::new(move |text: String| match text.trim().trim_end_matches('%').trim().parse::<u8>() {
            Ok(value) if (1..=100).contains(&value) => {
                percent.set(value);
                Ok(())
            }
            _ => Err("A whole number from 1 to 100".to_owned()),
        });
    view! {
        <div class="stack pilotform">
            <div class="row row-wrap pilotfields">
                <Segmented
                    label="How much is drawn"
                    options=vec![("people", "People", ""), ("share", "Share", "")]
                    value=derive(move || if by_people.get() { "people" } else { "share" }.to_owned())
                    on_change=Callback::new(move |key: &'static str| by_people.set(key == "people"))
                />
                {move || if by_people.get() {
                    view! { <Field label="People in the pilot" value=derive(move || n.get().to_string()) take=number(n) live=true keys="numeric" /> }.into_any()
                } else {
                    view! { <Field label="Share in the pilot" value=derive(move || percent.get().to_string()) take=share live=true keys="numeric" unit="%" /> }.into_any()
                }}
                <Field label="Seed" value=derive(move || seed.get().to_string()) take=number(seed) live=true keys="numeric" />
            </div>
            <label class="tick">
                <input type="checkbox" prop:checked=by_account on:change=move |event| by_account.set(event_target_checked(&event)) />
                <span>"Whole companies together, so that colleagues are never apart"</span>
            </label>
            {move || alike.get().map(|alike| match alike {
                Err(why) => view! { <p class="msg bad" role="alert">{icon("error")}<span>{why}</span></p> }.into_any(),
                Ok(alike) => view! { <Alike alike /> }.into_any(),
            })}
            <div class="row row-wrap dialogdo">
                <button type="button" class="btn solid" on:click=make>"Make both segments"</button>
                <button type="button" class="btn line" on:click=csv>{icon("export")}"Pilot as CSV"</button>
                <button type="button" class="btn" on:click=move |_| open.set(false)>"Leave it"</button>
            </div>
        </div>
    }
}

/// The shares of the pilot and of the rest.
#[component]
fn Alike(alike: AlikeInfo) -> impl IntoView {
    let (pilot, rest) = alike.sizes;
    let points = |(_, a, b): &(String, f64, f64)| (a - b).abs() * 100.0;
    let worst = alike.shares.iter().map(points).fold(0.0_f64, f64::max).ceil();
    let title = match (pilot, rest) {
        (0, _) => "Nobody is drawn".to_owned(),
        (n, 0) => format!("The pilot of {} is everybody", words::count(n.into())),
        (n, _) => format!(
            "The pilot of {} differs from the rest by at most {}",
            words::count(n.into()),
            words::counted(worst as u64, "point", "points")
        ),
    };
    let lines = alike
        .shares
        .into_iter()
        .map(|(words, a, b)| {
            let (one, two) = (format!("{} %", words::percent(a)), format!("{} %", words::percent(b)));
            let sentence = format!("{words}: pilot {one}, rest {two}");
            view! {
                <li>
                    <span class="cut" title=words.clone()>{words.clone()}</span>
                    <svg class="chart" width="100%" height="14" role="img" aria-label=sentence>
                        <rect class={"track"} y="5" width="100%" height="4" rx="2" />
                        <circle class={"dot-out"} cx=format!("{:.1}%", 3.0 + 94.0 * b) cy="7" r="4.5" />
                        <circle class={"dot-in"} cx=format!("{:.1}%", 3.0 + 94.0 * a) cy="7" r="4" />
                    </svg>
                    <span class="muted num">{format!("{one}, {two}")}</span>
                </li>
            }
        })
        .collect_view();
    let both = pilot > 0 && rest > 0;
    view! {
        <div class="alike" aria-live="polite">
            <h3>{title}</h3>
            {both.then(|| view! {
                <p class="legend">
                    <span><svg class="chart" width="10" height="10" aria-hidden="true"><circle class={"dot-in"} cx="5" cy="5" r="4" /></svg>{format!("pilot, {}", words::count(pilot.into()))}</span>
                    <span><svg class="chart" width="10" height="10" aria-hidden="true"><circle class={"dot-out"} cx="5" cy="5" r="4" /></svg>{format!("rest, {}", words::count(rest.into()))}</span>
                </p>
                <ul class="alikes">{lines}</ul>
            })}
        </div>
    }
}

//! The funnel: each touch with who arrives, for whom it is done, who is skipped and why, what it brings and who leaves.

use leptos::prelude::*;

use super::Shown;
use crate::ui::channel;
use crate::ui::components::icon;
use crate::ui::counted::Counted;
use crate::ui::desk::Desk;
use crate::ui::erased::memo;
use crate::ui::workbench::Workbench;
use crate::words::{self, StepLine};
use crate::worker::protocol::ScheduleFilter;

/// The funnel as a table: it is its own table.
#[component]
pub(super) fn StepCard(forecast: Shown) -> impl IntoView {
    let (bench, desk) = (Workbench::here(), Desk::here());
    let names = memo(move |_| {
        let id = desk.sequence.get()?;
        bench.session.with(|session| Some(words::step_names(session.as_ref()?.plan(), id)))
    });
    let of = move || words::count(forecast.with(|forecast| forecast.may_enter).into());
    view! {
        <section class="card funnelcard">
            <header>
                <div class="t">
                    <h2>
                        {move || {
                            forecast.with(|forecast| words::step_title(forecast, &names.get().unwrap_or_default()))
                        }}
                    </h2>
                    <p class="small faint">
                        "Each touch: pale is the people who come to it, dark is the touches done, both in the middle future; whisker 8 in 10 futures"
                    </p>
                </div>
            </header>
            <div class="funnelscroll" tabindex="0" role="region" aria-label="Steps">
                <table class="table" role="table">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Step"</th>
                            <th role="columnheader" scope="col">"People and touches done; " <span class="num">{of}</span> " may enter"</th>
                            <th role="columnheader" scope="col" class="r">"People"</th>
                            <th role="columnheader" scope="col" class="r">"Done"</th>
                            <th role="columnheader" scope="col">"Skipped"</th>
                            <th role="columnheader" scope="col" class="r">"Brings"</th>
                            <th role="columnheader" scope="col" class="r">"Leave"</th>
                            <th role="columnheader" scope="col" class="r">"Late"</th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">
                        {move || {
                            let names = names.get().unwrap_or_default();
                            forecast.with(|forecast| {
                                let most = words::most_at_a_step(forecast);
                                words::step_lines(forecast, &names).into_iter().map(|line| row(line, most)).collect_view()
                            })
                        }}
                    </tbody>
                </table>
            </div>
        </section>
    }
}

fn row(line: StepLine, most: f64) -> impl IntoView + use<> {
    let percent = |value: f64| (value / most * 100.0).clamp(0.0, 100.0);
    let at = |value: f64| format!("{:.1}%", percent(value));
    let [low, done, high] = line.done;
    let of_step = ScheduleFilter { step: Some(line.name.step), ..ScheduleFilter::default() };
    let skipped = line
        .skipped
        .into_iter()
        .enumerate()
        .map(|(at, (cause, words))| {
            let filter = ScheduleFilter { skipped: Some(cause), ..of_step.clone() };
            view! { {(at > 0).then_some(", ")} <Counted filter words /> }
        })
        .collect_view();
    let late = if line.is_late {
        let filter = ScheduleFilter { late: true, ..of_step };
        view! { {icon("wait")} " " <Counted filter words=line.late /> }.into_any()
    } else {
        line.late.into_any()
    };
    let brings_nothing = line.brings == "–";
    view! {
        <tr role="row">
            <td role="cell" class="step">
                <span class="row">
                    {channel::tile(line.name.channel, true)} <span class="num faint sn">{line.name.number}</span>
                    <span class="cut">{line.name.name}</span>
                </span>
            </td>
            <td role="cell" class="fb">
                <svg class="chart" width="100%" height="20" aria-hidden="true">
                    <rect class={"track"} y="5" width="100%" height="10" rx="2" />
                    <rect class={"bar soft"} y="5" width=at(line.arrive[1]) height="10" rx="2" />
                    <rect class={"bar"} y="5" width=at(done) height="10" rx="2" />
                    <line class={"whisk-2"} x1=at(low) x2=at(high) y1="10" y2="10" />
                    <line class={"whisk-2"} x1=at(low) x2=at(low) y1="6" y2="14" />
                    <line class={"whisk-2"} x1=at(high) x2=at(high) y1="6" y2="14" />
                </svg>
            </td>
            <td role="cell" class="r" data-name="People">{line.arrive_range}</td>
            <td role="cell" class="r strong" data-name="Done">{line.done_range}</td>
            <td role="cell" class="small muted" data-name="Skipped">{skipped}</td>
            <td role="cell" class="r" class:ans=!brings_nothing data-name="Brings">{line.brings}</td>
            <td role="cell" class="r" data-name="Leave">{line.left}</td>
            <td role="cell" class="r" class:late=line.is_late data-name="Late">
                {late}
            </td>
        </tr>
    }
}

//! The live forecast as pages read it: step by step, with words for how fresh it is. The forecast itself is the desk's.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::components::severity;
use super::desk::{Desk, LIVE_FUTURES, Live as State};
use super::format;
use crate::lean::order;
use crate::model::{Place, Severity, Step, StepId};
use crate::simulate::{Forecast, StepForecast};
use crate::ui::erased::memo;
use crate::worker::protocol::{FoundRef, FoundView};

/// The live forecast of the sequence in sight; a copyable handle.
#[derive(Clone, Copy)]
pub struct Live {
    desk: Desk,
    found: Memo<Vec<FoundView>>,
    marks: Memo<BTreeMap<Place, (Severity, usize)>>,
}

impl Live {
    /// The live forecast of a desk.
    pub fn of(desk: Desk) -> Live {
        let found = memo(move |_| found_now(desk));
        let texts = desk.bench().read(|plan| {
            let text = |(id, step): (&StepId, &Arc<Step>)| Some((*id, step.kind.touch()?.message?));
            plan.steps.iter().filter_map(text).collect::<Vec<_>>()
        });
        let marks = memo(move |_| {
            let mut marks: BTreeMap<Place, (Severity, usize)> = BTreeMap::new();
            let mut note = |place, severity: Severity| {
                let mark = marks.entry(place).or_insert((severity, 0));
                *mark = (severity.min(mark.0), mark.1 + 1);
            };
            found.with(|found| {
                for finding in found.iter().map(|found| &found.finding) {
                    note(finding.place, finding.severity());
                    if let Place::Message(text) = finding.place {
                        let uses = texts.get().into_iter().flatten().filter(|(_, used)| *used == text);
                        uses.for_each(|(step, _)| note(Place::Step(step), finding.severity()));
                    }
                }
            });
            marks
        });
        Live { desk, found, marks }
    }

    /// The live forecast of this app.
    pub fn here() -> Live {
        expect_context()
    }

    /// A value of the forecast, followed; `None` while there is none.
    pub fn read<T>(self, from: impl FnOnce(&Forecast) -> Option<T>) -> Option<T> {
        self.desk.forecast.with(|forecast| from(forecast.as_ref()?))
    }

    /// Whether there is a forecast.
    pub fn has(self) -> bool {
        self.desk.forecast.with(Option::is_some)
    }

    /// What it says about one step.
    pub fn step(self, id: StepId) -> Memo<Option<StepForecast>> {
        memo(move |_| self.read(|forecast| forecast.steps.iter().find(|step| step.step == id).cloned()))
    }

    /// Contacts that may enter.
    pub fn may_enter(self) -> Memo<Option<u32>> {
        memo(move |_| self.read(|forecast| Some(forecast.may_enter)))
    }

    /// Whether what is shown is about an older state of the plan.
    pub fn is_behind(self) -> Memo<bool> {
        memo(move |_| self.desk.is_behind.get() || matches!(self.desk.live.get(), State::Failed(_)))
    }

    /// What is found about the sequence, the worst first.
    pub fn found(self) -> Memo<Vec<FoundView>> {
        self.found
    }

    /// The worst finding of a place and how many there are; what is found about a touch's text stands at the touch too.
    pub fn mark_of(self, place: Place) -> Memo<Option<(Severity, usize)>> {
        memo(move |_| self.marks.with(|marks| marks.get(&place).copied()))
    }

    /// Why there is no forecast.
    pub fn off(self) -> Option<String> {
        match self.desk.live.get() {
            State::Off(why) => Some(why),
            State::Failed(failure) => Some(failure.to_string()),
            _ => None,
        }
    }
}

/// What preflight found, and what only the forecast knows.
fn found_now(desk: Desk) -> Vec<FoundView> {
    let mut silenced = Vec::new();
    let mut all: Vec<FoundView> = match desk.check.get() {
        Some(check) => {
            silenced.extend(check.silenced.iter().map(|silenced| silenced.found.key()));
            check.found.clone()
        }
        None => desk.problems.get().into_iter().map(FoundView::plain).collect(),
    };
    desk.forecast.with(|forecast| {
        for problem in forecast.iter().flat_map(|forecast| &forecast.problems) {
            let is_known = |key: FoundRef| (key.code, key.place) == (problem.code, problem.place);
            if !all.iter().map(FoundView::key).chain(silenced.iter().copied()).any(is_known) {
                all.push(FoundView::plain(problem.clone()));
            }
        }
    });
    order::sort_by(&mut all, |a, b| a.finding.cmp(&b.finding));
    all
}

/// The mark of what is found about a step: the worst, and how many where there are several.
pub fn found_mark((worst, n): (Severity, usize)) -> AnyView {
    let many = (n > 1).then(|| view! { <small class="num">{n}</small> });
    view! { <span class="foundmark">{severity(severity_name(worst))}{many}</span> }.into_any()
}

/// The name of a severity's mark.
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warn",
        Severity::Hint => "hint",
    }
}

/// `200 futures, up to date` and its kin.
#[component]
pub fn LiveMark() -> impl IntoView {
    let live = Live::here();
    move || {
        let futures = live
            .read(|forecast| Some(forecast.replications))
            .map(|n| format::counted(n as usize, "future", "futures"));
        let (class, words, share) = match live.desk.live.get() {
            State::Off(_) => ("live none", "No forecast yet".to_owned(), 0),
            State::Fresh { .. } => ("live", format!("{}, up to date", futures.unwrap_or_default()), 0),
            State::Busy { done, of } => {
                ("live busy", format!("Computing, {done} of {of}"), done * 100 / of.max(LIVE_FUTURES.min(1)))
            }
            State::Behind => ("live stale", "Behind your last edit".to_owned(), 0),
            State::Failed(_) => ("live stale", "The simulator stopped".to_owned(), 0),
        };
        view! { <span class=class style:--done=format!("{share}%")>{words}</span> }
    }
}

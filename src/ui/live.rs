//! The live forecast as pages read it: step by step, with words for how fresh it is. The forecast itself is the desk's.

use leptos::prelude::*;

use super::desk::{Desk, LIVE_FUTURES, Live as State};
use super::format;
use crate::model::{Finding, Place, Severity, StepId};
use crate::simulate::{Forecast, StepForecast};

/// The live forecast of the sequence in sight; a copyable handle.
#[derive(Clone, Copy)]
pub struct Live {
    desk: Desk,
}

impl Live {
    /// The live forecast of a desk.
    pub fn of(desk: Desk) -> Live {
        Live { desk }
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
        Memo::new(move |_| self.read(|forecast| forecast.steps.iter().find(|step| step.step == id).cloned()))
    }

    /// Contacts that may enter.
    pub fn may_enter(self) -> Memo<Option<u32>> {
        Memo::new(move |_| self.read(|forecast| Some(forecast.may_enter)))
    }

    /// Whether what is shown is about an older state of the plan.
    pub fn is_behind(self) -> Memo<bool> {
        Memo::new(move |_| self.desk.is_behind.get() || matches!(self.desk.live.get(), State::Failed(_)))
    }

    /// What stands in the way of running the sequence, or runs otherwise than meant.
    pub fn problems(self) -> Vec<Finding> {
        let mut all = self.desk.problems.get();
        self.desk.forecast.with(|forecast| {
            all.extend(forecast.iter().flat_map(|forecast| forecast.problems.iter().cloned()));
        });
        all.sort();
        all.dedup();
        all
    }

    /// Findings of one flaw once, the first of them with the places of all.
    pub fn grouped(self) -> Vec<(Finding, Vec<Place>)> {
        let mut groups: Vec<(Finding, Vec<Place>)> = Vec::new();
        for finding in self.problems() {
            let place = finding.place;
            match groups.iter_mut().find(|(first, _)| first.code == finding.code) {
                Some((_, places)) => places.push(place),
                None => groups.push((finding, vec![place])),
            }
        }
        groups
    }

    /// The worst problem of a place.
    pub fn worst_of(self, place: Place) -> Memo<Option<&'static str>> {
        Memo::new(move |_| {
            let here = self.problems().into_iter().filter(|problem| problem.place == place);
            here.map(|problem| problem.severity()).min().map(severity_name)
        })
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

//! Preflight as a gate of one's own: findings as data, a fix by its name, the page of a rule. The rules are the core's.

use std::sync::Arc;

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::fault::Fault;
use super::input::Input;
use super::out::plain;
use super::plans::Chosen;
use super::run::{self, Known};
use crate::interop::LaunchFinding;
use crate::model::{Diff, Plan};
use crate::preflight::{
    Found, Inputs, Known as Rows, ListInput, Report, codes, page, preflight as run_rules,
};
use crate::program::{Cohort, compile};
use crate::schedule::{Schedule, plan_schedule, too_large_to_plan, too_large_to_run};
use crate::simulate::{Batch, Forecast, summary};
use crate::store;

/// A finding as a caller reads it.
#[derive(Serialize)]
struct FindingOut {
    #[serde(flatten)]
    finding: LaunchFinding,
    /// What it would cause.
    effect: &'static str,
    /// How many contacts of the list it concerns, where it concerns contacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<usize>,
    /// The first of them, by their numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    some: Vec<u32>,
    /// Names of the changes of the plan that would mend it, for `applyFix`.
    fixes: Vec<String>,
}

#[derive(Serialize)]
struct SilencedOut {
    #[serde(flatten)]
    finding: FindingOut,
    reason: String,
    on: String,
}

/// What was found.
#[derive(Serialize)]
struct ReportOut {
    errors: usize,
    warnings: usize,
    hints: usize,
    found: Vec<FindingOut>,
    silenced: Vec<SilencedOut>,
    /// Codes that are silenced and that this version does not know.
    unknown: Vec<String>,
    /// Rules that had too much to look at: what they would have said is not known.
    unfinished: Vec<&'static str>,
    /// Share of the futures in which a mail waits for its mailbox, where futures were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    mails_wait: Option<f64>,
    /// Whether the planned schedule was read too: not without a list, nor where the plan cannot run.
    scheduled: bool,
}

/// So many contact numbers stand beside a finding.
const SOME: usize = 100;

struct Gone {
    chosen: Chosen,
    known: Option<Known>,
    report: Report,
    scheduled: bool,
    mails_wait: Option<f64>,
}

/// So many futures may be asked for: a report is no forecast, and each of them is kept.
const MOST_FUTURES: u32 = 10_000;

/// The schedule and the forecast, where they can be made.
fn planned(
    input: &Input,
    chosen: &Chosen,
    known: &Known,
    today: crate::calendar::Date,
) -> Result<(Option<Schedule>, Option<Forecast>), Fault> {
    let futures = input.whole("replications", 1, MOST_FUTURES)?;
    let (program, problems) = compile(&chosen.plan, chosen.sequence);
    if problems.iter().any(|problem| problem.is_error()) {
        return Ok((None, None));
    }
    let Ok(cohort) = Cohort::of_list(&program, &chosen.plan, &known.list.columns, &known.people, today)
    else {
        return Ok((None, None));
    };
    let schedule = too_large_to_plan(&program, &cohort).is_none().then(|| plan_schedule(&program, &cohort));
    let forecast = match futures.filter(|_| too_large_to_run(&program, &cohort).is_none()) {
        Some(futures) => {
            let part = (Arc::new(program), Arc::new(cohort));
            super::forecast::refuse_too_many(input, std::slice::from_ref(&part), futures)?;
            Some(summary(&part.0, &[Batch::run(&part.0, &part.1, 0..futures)], futures))
        }
        None => None,
    };
    Ok((schedule, forecast))
}

fn look(input: &Input) -> Result<Gone, Fault> {
    let today = input.date("today")?;
    let (chosen, known) = run::known(input, today)?;
    if chosen.all {
        let message = "preflight looks at one sequence at a time: name it";
        return Err(Fault::new("bad_input", input.at("sequence"), message));
    }
    let (schedule, forecast) = match &known {
        Some(known) => planned(input, &chosen, known, today)?,
        None => (None, None),
    };
    let rows = Rows::default();
    let list = known.as_ref().map(|known| ListInput {
        columns: &known.list.columns,
        people: &known.people,
        known: &rows,
    });
    let report = run_rules(&Inputs {
        sequence: Some(chosen.sequence),
        list,
        schedule: schedule.as_ref(),
        forecast: forecast.as_ref(),
        ..Inputs::of(&chosen.plan, today)
    });
    let (scheduled, mails_wait) = (schedule.is_some(), forecast.map(|forecast| forecast.mails_wait));
    Ok(Gone { chosen, known, report, scheduled, mails_wait })
}

fn written(found: &Found, gone: &Gone) -> FindingOut {
    let rows = found.rows.as_ref().zip(gone.known.as_ref());
    FindingOut {
        finding: LaunchFinding::of(&found.finding, &gone.chosen.plan),
        effect: found.finding.code.effect().name(),
        contacts: rows.map(|(rows, _)| rows.rows().count()),
        some: rows
            .map(|(rows, known)| {
                let numbers = known.list.columns.numbers();
                rows.rows().take(SOME).filter_map(|row| numbers.get(row).copied()).collect()
            })
            .unwrap_or_default(),
        fixes: found.fixes.iter().filter(|fix| fix.diff().is_some()).map(|fix| fix.name.clone()).collect(),
    }
}

/// What is found about a plan, and about the list it is to run over.
pub(super) fn preflight(input: &Input) -> Result<JsValue, Fault> {
    let gone = look(input)?;
    let count =
        |severity| gone.report.found.iter().filter(|found| found.finding.severity() == severity).count();
    use crate::model::Severity;
    plain(&ReportOut {
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        hints: count(Severity::Hint),
        found: gone.report.found.iter().map(|found| written(found, &gone)).collect(),
        silenced: gone
            .report
            .silenced
            .iter()
            .map(|(found, silence)| SilencedOut {
                finding: written(found, &gone),
                reason: silence.reason.clone(),
                on: silence.on.to_string(),
            })
            .collect(),
        unknown: gone.report.unknown.iter().map(|silence| silence.code.clone()).collect(),
        unfinished: gone.report.unfinished.iter().map(|code| code.name()).collect(),
        mails_wait: gone.mails_wait,
        scheduled: gone.scheduled,
    })
}

/// The plan with one fix of one finding applied.
pub(super) fn apply_fix(input: &Input) -> Result<JsValue, Fault> {
    let (Some(code), Some(name)) = (input.text("code")?, input.text("fix")?) else {
        return Err(Fault::new(
            "bad_input",
            input.at("code"),
            "give the code of a finding and the name of a fix",
        ));
    };
    let place = input.text("place")?;
    let gone = look(input)?;
    let is_it = |found: &&Found| {
        found.finding.code.name() == code
            && place.as_ref().is_none_or(|place| found.finding.place.to_string() == *place)
    };
    let fixes = gone.report.found.iter().filter(is_it).flat_map(|found| &found.fixes);
    let diff: Option<&Diff> = fixes.filter(|fix| fix.name == name).find_map(|fix| fix.diff());
    let Some(diff) = diff else {
        let message =
            format!("{code:?} is not found there, or has no fix {name:?}: preflight says which there are");
        return Err(Fault::new("no_fix", input.at("fix"), message));
    };
    let mut plan: Plan = gone.chosen.plan;
    diff.apply(&mut plan);
    let text = store::write_plan(&plan);
    js_sys::JSON::parse(&text).map_err(|_| Fault::new("internal", "", "the plan could not be written"))
}

/// The page of a rule.
pub(super) fn explain(code: &JsValue) -> Result<JsValue, Fault> {
    let Some(word) = super::input::text(code, "code", 1_000)? else {
        return Err(Fault::input("code", "the code of a finding", code));
    };
    page(&word).map(JsValue::from).ok_or_else(|| {
        let known: Vec<&str> = codes().map(|code| code.name()).collect();
        let near = crate::lean::text::nearest(&word, known).map(|near| format!("; did you mean {near:?}?"));
        let message = format!("there is no page of {word:?}{}", near.unwrap_or_default());
        Fault::new("no_page", "code", message)
    })
}

//! What would embarrass, annoy, waste, break a limit or a law, found before launch: with whom it concerns, when, and a fix.
//!
//! A rule is a file and a page under `rules/`; the registry there is the only list of them. Rules read a [`Context`] that is made once a
//! run and say findings with their fixes. What the compiler and the list itself find stands beside them. Knows no screen and no clock.

mod checklist;
mod context;
pub mod law;
mod mend_all;
mod rules;
mod silence;
mod text;

pub use checklist::{Checked, Group, POINTS, Point, State, checklist, point_of};
pub use context::{Context, Inputs, Known, Line, ListInput};
pub use mend_all::mend_all;
#[cfg(feature = "module")]
pub use rules::page;
use rules::{Reads, Rule};
pub use rules::{codes, waits};
pub use silence::is_silenced;

use crate::lean::order;
use crate::lean::turns::{at_once, straight_on};
use crate::model::{Code, Finding, Fix, Plan, Silence};
use crate::program::{compile, unanswerable};
use crate::segment::Bitmap;

/// A finding with what would mend it and whom it concerns.
#[derive(Clone, Debug)]
pub struct Found {
    /// What was found.
    pub finding: Finding,
    /// Ways to mend it, the one to offer first in front; none where a person must decide: then [`Finding::part`] opens.
    pub fixes: Vec<Fix>,
    /// The rows of the list it concerns, where it concerns contacts.
    pub rows: Option<Bitmap>,
}

impl Found {
    fn plain(finding: Finding) -> Found {
        Found { finding, fixes: Vec::new(), rows: None }
    }

    /// The same with a way to mend it; one that changes nothing is none.
    pub(crate) fn fix(&mut self, fix: Fix) -> &mut Found {
        if fix.diff().is_none_or(|diff| !diff.is_empty()) {
            self.fixes.push(fix);
        }
        self
    }

    /// The same with the rows it concerns.
    pub(crate) fn rows(&mut self, rows: Bitmap) -> &mut Found {
        self.rows = Some(rows);
        self
    }
}

/// What a run of the rules found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Worst first.
    pub found: Vec<Found>,
    /// What was found and is silenced, with the silence.
    pub silenced: Vec<(Found, Silence)>,
    /// Silences whose code no rule of this version has; they are kept.
    pub unknown: Vec<Silence>,
    /// Silences that nothing which was looked at falls under.
    pub idle: Vec<Silence>,
    /// Rules that gave up because there was too much to look at: what they would have said is not known.
    pub unfinished: Vec<Code>,
    /// Whether there was a schedule to look at.
    pub scheduled: bool,
    /// Whether there was a forecast to look at.
    pub forecast: bool,
}

impl Report {
    /// What is found that stops or breaks, and is not silenced.
    pub fn errors(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(|found| found.finding.is_error())
    }
}

/// Where rules say what they find.
#[derive(Debug, Default)]
pub(crate) struct Out {
    found: Vec<Found>,
}

impl Out {
    pub(crate) fn say(&mut self, finding: Finding) -> &mut Found {
        self.found.push(Found::plain(finding));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }
}

/// Runs every rule over a plan, and over a list, its schedule and its forecast where they are given.
pub fn preflight(inputs: &Inputs) -> Report {
    at_once(preflight_in_turns(inputs, None, &mut straight_on))
}

/// Runs every rule as [`preflight`] does, in pieces: others get a turn between two rules. Over what was found `before` of the same plan and
/// list, only the rules are asked that read what has come since: the schedule, or the forecast.
///
/// # Errors
/// Where a turn says that the work is to stop.
pub async fn preflight_in_turns<S>(
    inputs: &Inputs<'_>,
    before: Option<&Report>,
    turn: &mut impl AsyncFnMut() -> Result<(), S>,
) -> Result<Report, S> {
    let context = Context::of(inputs);
    turn().await?;
    let (scheduled, forecast) = (inputs.schedule.is_some(), inputs.forecast.is_some());
    let mut report = Report { scheduled, forecast, ..Report::default() };
    let is_asked = |rule: &Rule| {
        before.is_none_or(|before| match rule.reads {
            Reads::Design => false,
            Reads::Days | Reads::Schedule => before.scheduled != scheduled,
            Reads::Forecast => before.forecast != forecast,
        })
    };
    let mut out = Out::default();
    for finding in before_rules(inputs, &context) {
        let fix = Fix::of(&finding, inputs.plan);
        let found = out.say(finding);
        if let Some(fix) = fix {
            found.fix(fix);
        }
    }
    if let Some(before) = before {
        // what is asked again says it again
        let again = |code: Code| rules::RULES.iter().any(|rule| rule.code == code && is_asked(rule));
        let silenced = before.silenced.iter().map(|(found, _)| found);
        let said = before.found.iter().chain(silenced).filter(|found| !again(found.finding.code));
        out.found.extend(said.cloned());
        report.unfinished.extend(before.unfinished.iter().filter(|code| !again(**code)));
    }
    turn().await?;
    for rule in rules::RULES.iter().filter(|rule| is_asked(rule)) {
        let before = out.found.len();
        context.meter.set(inputs.work);
        rule.run(&context, &mut out);
        if context.meter.is_over() {
            out.found.truncate(before);
            report.unfinished.push(rule.code);
        }
        turn().await?;
    }
    sort(inputs.plan, out.found, &mut report);
    report.unknown = silence::unknown(inputs.plan);
    report.idle = silence::idle(inputs, &report);
    Ok(report)
}

/// What compiling the plan and asking the list says.
fn before_rules(inputs: &Inputs, context: &Context) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    for line in &context.lines {
        let (mut program, _) = compile(inputs.plan, line.id);
        program.notice_today(inputs.today);
        all.extend(program.problems().iter().cloned());
        if let Some(list) = &inputs.list {
            all.extend(unanswerable(inputs.plan, line.id, list.columns));
        }
        all.extend(line.fault.clone());
    }
    if let Some(list) = &inputs.list {
        all.extend(list.columns.consents().suspects().iter().map(|suspect| {
            use crate::model::{Name, Part, Place};
            Finding::new(Code::NoColumnUnmapped, Place::Plan)
                .of(Part::Columns)
                .with(Name::Column, &suspect.header)
                .with(Name::Samples, suspect.samples.clone())
                .with(Name::Contacts, suspect.filled)
        }));
    }
    if let Some(schedule) = inputs.schedule {
        all.extend(schedule.problems.iter().cloned());
    }
    // a forecast says most of it again, in numbers of its own
    let again =
        |it: &&Finding, all: &[Finding]| all.iter().any(|one| one.code == it.code && one.place == it.place);
    for problem in inputs.forecast.iter().flat_map(|forecast| &forecast.problems) {
        if !again(&problem, &all) {
            all.push(problem.clone());
        }
    }
    all
}

/// Puts findings in order, each once, and the silenced ones aside.
fn sort(plan: &Plan, mut found: Vec<Found>, report: &mut Report) {
    order::sort_by(&mut found, |a, b| a.finding.cmp(&b.finding));
    found.dedup_by(|next, kept| next.finding == kept.finding);
    for found in found {
        match is_silenced(plan, &found.finding) {
            Some(silence) => report.silenced.push((found, silence)),
            None => report.found.push(found),
        }
    }
}

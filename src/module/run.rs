//! Everything that stands between the input of a call and a run: plan, list, program, cohort.

use std::rc::Rc;

use super::consent;
use super::contacts::{self, List};
use super::fault::Fault;
use super::input::Input;
use super::plans::{self, Chosen};
use crate::audience::{BarList, BarRead, Columns, DoNotContact, People};
use crate::calendar::{Date, Zone};
use crate::model::{Finding, Plan, SequenceId};
use crate::program::{Cohort, Program, Sequenced, Together, compile};
use crate::schedule::fits_beside;
use crate::segment::headings;

/// What a run needs.
pub(super) struct Ready {
    pub(super) chosen: Chosen,
    pub(super) list: Rc<List>,
    pub(super) people: People,
    /// What runs: the sequence chosen, or all of the plan.
    pub(super) parts: Together,
}

/// The keys of an input, with those of one call.
pub(super) fn keys(more: &[&'static str]) -> Vec<&'static str> {
    plans::KEYS
        .iter()
        .copied()
        .chain(["contacts", "today", "doNotContact", "consent", "lists"])
        .chain(more.iter().copied())
        .collect()
}

/// Who must not be contacted: a text, or an array of its lines. A line that names nobody is refused: it would hold nobody back.
fn do_not_contact(input: &Input) -> Result<Option<DoNotContact>, Fault> {
    let key = "doNotContact";
    let Some(value) = input.get(key)? else { return Ok(None) };
    let lines = match value.as_string() {
        Some(text) => text,
        None => {
            let lines = input.texts(key)?.unwrap_or_default();
            lines.iter().map(|line| line.replace(['\r', '\n'], " ")).collect::<Vec<_>>().join("\n")
        }
    };
    let read = BarRead::of(&lines);
    if let Some(problem) = read.problems.iter().find(|problem| problem.fault.is_error()) {
        let path = match value.as_string() {
            Some(_) => format!("{}:{}", input.at(key), problem.line),
            None => format!("{}[{}]", input.at(key), problem.line.saturating_sub(1)),
        };
        return Err(Fault::new("bad_input", path, format!("{:?}: {}", problem.text, problem.fault.label())));
    }
    let list = BarList {
        id: String::new(),
        name: "doNotContact".to_owned(),
        added_at: String::new(),
        lines: read.lines,
    };
    Ok(Some(DoNotContact::new(vec![list])))
}

/// A list, and what it implies.
pub(super) struct Known {
    pub(super) list: Rc<List>,
    pub(super) people: People,
}

/// The plan of a call, and the list where one is given.
pub(super) fn known(input: &Input, today: Date) -> Result<(Chosen, Option<Known>), Fault> {
    let list = match input.get("contacts")? {
        Some(contacts) => {
            Some(consent::entered(contacts::list(&contacts, &input.at("contacts"))?, input, today)?)
        }
        None => None,
    };
    let columns = list.as_ref().map(|list| headings(&list.columns));
    let chosen = plans::chosen(input, columns.as_deref())?;
    let zone = Zone::from_name(&chosen.plan.settings.zone.0).unwrap_or(Zone::UTC);
    let lines = do_not_contact(input)?;
    let Some(list) = list else { return Ok((chosen, None)) };
    let mut people = People::of(&list.columns, zone);
    if let Some(lines) = &lines {
        people.bar(&list.columns, lines);
    }
    contacts::others(input, &list.columns, &mut people)?;
    Ok((chosen, Some(Known { list, people })))
}

/// Reads, compiles, gathers; `too_large` says whether what is wanted of it is more than there is memory for.
pub(super) fn ready(
    input: &Input,
    too_large: impl Fn(&Program, &Cohort) -> Option<Finding>,
) -> Result<Ready, Fault> {
    let today = input.date("today")?;
    let (chosen, known) = known(input, today)?;
    let Some(Known { list, people }) = known else {
        // says what a list is
        contacts::list(&wasm_bindgen::JsValue::UNDEFINED, &input.at("contacts"))?;
        return Err(Fault::new("bad_input", input.at("contacts"), "give a list of contacts"));
    };
    let wanted: Vec<SequenceId> =
        if chosen.all { chosen.plan.sequences.keys().copied().collect() } else { vec![chosen.sequence] };
    let known = (&list.columns, &people, today);
    let mut parts: Vec<Sequenced> = Vec::with_capacity(wanted.len());
    for sequence in wanted {
        let (program, cohort) = one(input, &chosen.plan, sequence, known)?;
        let refusal = too_large(&program, &cohort);
        if let Some(refusal) = refusal {
            return Err(refused(input, &chosen.plan, "too_large", &refusal));
        }
        if !parts.is_empty() && !fits_beside(&parts, &program, &cohort) {
            let message = "all sequences together are more than one call plans: name one of them";
            return Err(Fault::new("too_large", input.at("sequence"), message));
        }
        parts.push((program.into(), cohort.into()));
    }
    let parts = Together::of(parts)
        .ok_or_else(|| Fault::new("no_sequence", input.at("plan"), "the plan has no sequence"))?;
    Ok(Ready { chosen, list, people, parts })
}

/// One sequence compiled, and who of the list runs through it.
fn one(
    input: &Input,
    plan: &Plan,
    sequence: SequenceId,
    (columns, people, today): (&Columns, &People, Date),
) -> Result<(Program, Cohort), Fault> {
    let (mut program, problems) = compile(plan, sequence);
    program.notice_today(today);
    if let Some(error) = problems.iter().find(|problem| problem.is_error()) {
        return Err(refused(input, plan, "cannot_run", error));
    }
    let cohort = Cohort::of_list(&program, plan, columns, people, today)
        .map_err(|problem| refused(input, plan, "cannot_run", &problem))?;
    Ok((program, cohort))
}

/// Why the plan does not run, with its place in the input.
fn refused(input: &Input, plan: &Plan, code: &'static str, why: &Finding) -> Fault {
    let path = format!("{}.{}", input.at("plan"), why.place);
    Fault::new(code, path, format!("{}: {}", why.place, why.sentence_in(plan)))
}

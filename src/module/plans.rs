//! The plan a call is about: as a plan file, or as outline text with team lines.

use wasm_bindgen::JsValue;

use super::contacts::read_segments;
use super::fault::Fault;
use super::input::{Input, json, text};
use crate::calendar::Zone;
use crate::interop::Template;
use crate::model::{Diff, Plan, Put, Scenario, ScenarioId, SequenceId, ZoneName};
use crate::segment::Heading;
use crate::{outline, store};

/// The keys that say which plan and sequence.
pub(super) const KEYS: [&str; 7] = ["plan", "outline", "segments", "scenario", "zone", "seed", "sequence"];

/// UTF-16 units of an outline: more than it reads, so that the refusal names the line.
const MOST_OUTLINE: usize = 4 * outline::MAX_TEXT;
/// UTF-16 units of a plan file, a rule, a scenario, a template: more than they read, so that the refusal is theirs.
const MOST_PLAN: usize = 2 * store::MAX_BYTES;
pub(super) const MOST_RULE: usize = 2_000_000;
const MOST_TEMPLATE: usize = 4_000_000;

/// A plan and the sequence of it that is meant.
pub(super) struct Chosen {
    pub(super) plan: Plan,
    pub(super) sequence: SequenceId,
    /// All sequences of the plan are meant; the one above is the first.
    pub(super) all: bool,
}

/// In the place of a sequence's name: all of the plan, which then run together.
const ALL: &str = "all";

/// Reads it off the input of a call.
pub(super) fn chosen(input: &Input, columns: Option<&[Heading]>) -> Result<Chosen, Fault> {
    let mut plan = match (input.get("plan")?, input.long_text("outline", MOST_OUTLINE)?) {
        (Some(plan), None) => {
            for key in ["segments", "scenario", "zone"] {
                if input.get(key)?.is_some() {
                    return Err(Fault::new(
                        "bad_input",
                        input.at(key),
                        format!("{key} goes with outline; a plan has its own"),
                    ));
                }
            }
            from_file(&plan, &input.at("plan"))?
        }
        (None, Some(outline)) => from_outline(input, &outline, columns)?,
        (Some(_), Some(_)) => {
            return Err(Fault::new(
                "bad_input",
                input.at("outline"),
                "give either plan or outline, not both",
            ));
        }
        (None, None) => {
            return Err(Fault::new(
                "bad_input",
                input.at("plan"),
                "give a plan, or the text of an outline as outline",
            ));
        }
    };
    if let Some(seed) = input.whole("seed", 0, u32::MAX)? {
        let mut settings = (*plan.settings).clone();
        settings.seed = seed;
        Diff::settings(&plan, settings).apply(&mut plan);
    }
    let all = input.text("sequence")?.as_deref() == Some(ALL);
    let sequence = match plan.sequences.keys().next() {
        Some(first) if all => *first,
        None if all => return Err(Fault::new("no_sequence", input.at("plan"), "the plan has no sequence")),
        _ => sequence(input, &plan)?,
    };
    Ok(Chosen { plan, sequence, all })
}

/// The sequence named by id or name; without a name the only one. One that is called "all" goes by its id.
fn sequence(input: &Input, plan: &Plan) -> Result<SequenceId, Fault> {
    let names = || plan.sequences.values().map(|s| format!("{:?}", s.name)).collect::<Vec<_>>().join(", ");
    let Some(wanted) = input.text("sequence")? else {
        let mut all = plan.sequences.keys();
        return match (all.next(), all.next()) {
            (Some(only), None) => Ok(*only),
            (None, _) => Err(Fault::new("no_sequence", input.at("plan"), "the plan has no sequence")),
            (Some(_), Some(_)) => Err(Fault::new(
                "no_sequence",
                input.at("sequence"),
                format!(
                    "the plan has several sequences, say which, or \"all\" for all together: {}",
                    names()
                ),
            )),
        };
    };
    let by_id = wanted.parse().ok().filter(|id| plan.sequences.contains_key(id));
    let by_name = || plan.sequences.iter().find(|(_, sequence)| sequence.name == wanted).map(|(id, _)| *id);
    by_id.or_else(by_name).ok_or_else(|| {
        let message = format!("there is no sequence {wanted:?}; the plan has {}", names());
        Fault::new("no_sequence", input.at("sequence"), message)
    })
}

/// A plan file as text or as the object it is. Whoever calls a module is not there to look at what was left out, so a plan
/// with problems is refused.
fn from_file(value: &JsValue, path: &str) -> Result<Plan, Fault> {
    let text = match text(value, path, MOST_PLAN)? {
        Some(text) => text,
        None if value.is_object() => json(value, path, MOST_PLAN)?,
        None => return Err(Fault::input(path, "a plan, as an object or as the text of its file", value)),
    };
    let (plan, problems) =
        store::read_plan(text.as_bytes()).map_err(|error| Fault::new("bad_plan", path, error.to_string()))?;
    match problems.into_iter().next() {
        None => Ok(plan),
        Some(problem) => Err(Fault::new("bad_plan", format!("{path}.{}", problem.path), problem.message)),
    }
}

/// The zone of contacts whose zone is not known.
pub(super) fn zone(input: &Input) -> Result<Zone, Fault> {
    match input.text("zone")? {
        None => Ok(Zone::UTC),
        Some(name) => Zone::from_name(&name).ok_or_else(|| {
            Fault::new("bad_input", input.at("zone"), format!("there is no time zone {name:?}"))
        }),
    }
}

fn from_outline(input: &Input, text: &str, columns: Option<&[Heading]>) -> Result<Plan, Fault> {
    let zone = zone(input)?;
    let mut plan = Plan::new("outline", "Outline", 1, ZoneName::from(zone.name()));
    read_segments(input, columns, &mut plan)?;
    if let Some(value) = input.get("scenario")? {
        let path = input.at("scenario");
        let scenario: Scenario = crate::lean::json::read(&json(&value, &path, MOST_RULE)?)
            .map_err(|error| Fault::new("bad_input", &path, format!("{path} is no scenario: {error}")))?;
        let id = put(&mut plan, ScenarioId, scenario);
        let mut settings = (*plan.settings).clone();
        settings.scenario = Some(id);
        Diff::settings(&plan, settings).apply(&mut plan);
    }
    let made = outline::text_onto_list(plan, text, columns);
    if let Some(problem) = made.problems.into_iter().next() {
        let path = format!("{}:{}:{}", input.at("outline"), problem.line, problem.columns.start);
        let near = problem.fix.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        let (line, said, expected) = (problem.line, problem.message, problem.expected);
        let message = format!("line {line}: {said}{near}; expected {expected}");
        return Err(Fault::new("bad_outline", path, message));
    }
    Ok(made.plan)
}

/// A plan made from a template's text.
pub(super) fn from_template(text: &JsValue, input: &Input) -> Result<Plan, Fault> {
    let text = super::input::text(text, "template", MOST_TEMPLATE)?
        .ok_or_else(|| Fault::input("template", "the text of a template", text))?;
    let today = input.date("today")?;
    let seed = input.whole("seed", 0, u32::MAX)?.unwrap_or(1);
    let id = input.text("id")?.unwrap_or_else(|| "template".to_owned());
    let is_id = |id: &str| {
        (1..=64).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if !is_id(&id) {
        let message = format!("{} is up to 64 lower-case letters, digits and hyphens", input.at("id"));
        return Err(Fault::new("bad_input", input.at("id"), message));
    }
    let bad = |problems: Vec<crate::interop::TemplateProblem>| {
        let (line, message) = problems
            .into_iter()
            .next()
            .map_or((1, "it does not read".to_owned()), |problem| (problem.line, problem.to_string()));
        Fault::new("bad_template", format!("template:{line}"), message)
    };
    let made =
        Template::read(&text).and_then(|template| template.instantiate(&id, seed, today)).map_err(bad)?;
    Ok(made.plan)
}

fn put<R: Put>(plan: &mut Plan, id: impl Fn(u32) -> R::Id, record: R) -> R::Id {
    let id = id(plan.fresh_number());
    Diff::put(plan, id, Some(record)).apply(plan);
    id
}

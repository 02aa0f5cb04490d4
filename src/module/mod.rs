//! The engine for JavaScript: plain objects in, plain objects out; lists and schedules stay inside and are known by handles.
//! Holds no rule of its own: it reads, calls the core, and turns what is wrong into an `Error` with code, message and path.
//!
//! No call traps, whatever it is given: what is more than there is memory or time for is refused (`too_large`) before it is copied or
//! begun. README.md states the bounds.

mod consent;
mod contacts;
mod fault;
mod file;
mod forecast;
mod handles;
mod input;
mod js;
mod out;
mod plans;
mod preflight;
mod run;
mod schedule;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

pub use contacts::Contacts;
pub use schedule::PlannedSchedule;

use input::Input;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// Reads a contact list out of a CSV file: text, or the file's bytes in whatever encoding they are.
///
/// # Errors
/// Throws where the file is none, or where nothing in it reads.
#[wasm_bindgen(js_name = parseContacts)]
pub fn parse_contacts(
    #[wasm_bindgen(unchecked_param_type = "string | Uint8Array")] csv: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "ParseOptions")] options: &JsValue,
) -> Result<Contacts, JsValue> {
    Ok(contacts::parse(csv, options)?)
}

/// Who on the list matches a rule, given as text or as plan files have it.
///
/// # Errors
/// Throws where the rule does not read.
#[wasm_bindgen(js_name = evaluateSegment, unchecked_return_type = "SegmentResult")]
pub fn evaluate_segment(
    #[wasm_bindgen(unchecked_param_type = "Contacts")] contacts: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "string | Rule")] rule: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Day")] today: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "SegmentOptions")] options: &JsValue,
) -> Result<JsValue, JsValue> {
    Ok(contacts::evaluate(contacts, rule, today, options)?)
}

/// A plan made from the text of a template.
///
/// # Errors
/// Throws where the template does not read.
#[wasm_bindgen(js_name = planFromTemplate, unchecked_return_type = "Plan")]
pub fn plan_from_template(
    #[wasm_bindgen(unchecked_param_type = "string")] template: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "TemplateOptions")] options: &JsValue,
) -> Result<JsValue, JsValue> {
    let options = Input::object(options, "options", &["today", "seed", "id"])?;
    Ok(out::plain(&plans::from_template(template, &options)?)?)
}

/// Plans a sequence over a list: who gets what and when if nobody reacts, with capacity.
///
/// # Errors
/// Throws where plan, outline or input do not read, or the plan cannot run.
#[wasm_bindgen(js_name = planSchedule)]
pub fn plan_schedule(
    #[wasm_bindgen(unchecked_param_type = "ScheduleInput")] input: &JsValue,
) -> Result<PlannedSchedule, JsValue> {
    let input = Input::object(input, "input", &run::keys(&[]))?;
    Ok(PlannedSchedule::keep(schedule::Planned::of(&input)?))
}

/// What would embarrass, annoy, waste, break a limit or a law, as data: of the plan alone, and with a list of those it concerns.
///
/// # Errors
/// Throws where plan, outline or input do not read. A plan that cannot run is no error here: that is what is found.
#[wasm_bindgen(unchecked_return_type = "PreflightReport")]
pub fn preflight(
    #[wasm_bindgen(unchecked_param_type = "PreflightInput")] input: &JsValue,
) -> Result<JsValue, JsValue> {
    let input = Input::object(input, "input", &run::keys(&["replications"]))?;
    Ok(preflight::preflight(&input)?)
}

/// The plan with one fix of one finding applied.
///
/// # Errors
/// As `preflight`; and where there is no such finding or fix.
#[wasm_bindgen(js_name = applyFix, unchecked_return_type = "Plan")]
pub fn apply_fix(
    #[wasm_bindgen(unchecked_param_type = "ApplyFixInput")] input: &JsValue,
) -> Result<JsValue, JsValue> {
    let input = Input::object(input, "input", &run::keys(&["code", "place", "fix", "replications"]))?;
    Ok(preflight::apply_fix(&input)?)
}

/// The page of a rule, as Markdown: what it finds, why and by which source, two examples, when to ignore it.
///
/// # Errors
/// Throws where no rule has that code.
#[wasm_bindgen(unchecked_return_type = "string")]
pub fn explain(#[wasm_bindgen(unchecked_param_type = "string")] code: &JsValue) -> Result<JsValue, JsValue> {
    Ok(preflight::explain(code)?)
}

/// Runs a sequence over a list many times, by chance, and says what came of it.
///
/// # Errors
/// As `planSchedule`.
#[wasm_bindgen(unchecked_return_type = "Forecast")]
pub fn simulate(
    #[wasm_bindgen(unchecked_param_type = "SimulateInput")] input: &JsValue,
) -> Result<JsValue, JsValue> {
    let input = Input::object(input, "input", &run::keys(&["replications", "onProgress"]))?;
    Ok(forecast::simulate(&input)?)
}

/// A schedule as a file.
///
/// # Errors
/// Throws where an option does not read, a callback throws, or the launch check has errors and `despite` is not set.
#[wasm_bindgen(js_name = exportSchedule, unchecked_return_type = "ExportedFile")]
pub fn export_schedule(
    #[wasm_bindgen(unchecked_param_type = "PlannedSchedule")] schedule: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "ExportOptions")] options: &JsValue,
) -> Result<JsValue, JsValue> {
    Ok(schedule::export(schedule, options)?)
}

/// A schedule file read back: whole, or refused with the place of what is wrong.
///
/// # Errors
/// Throws where it is no schedule file of this version.
#[wasm_bindgen(js_name = readSchedule, unchecked_return_type = "ScheduleFile")]
pub fn read_schedule(
    #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
) -> Result<JsValue, JsValue> {
    Ok(schedule::read(text)?)
}

/// The JSON Schema of plan files.
///
/// # Errors
/// None that is known.
#[wasm_bindgen(js_name = planSchema, unchecked_return_type = "Record<string, unknown>")]
pub fn plan_schema() -> Result<JsValue, JsValue> {
    js_sys::JSON::parse(include_str!("../../schema/plan.schema.json"))
}

/// The JSON Schema of schedule files.
///
/// # Errors
/// None that is known.
#[wasm_bindgen(js_name = scheduleSchema, unchecked_return_type = "Record<string, unknown>")]
pub fn schedule_schema() -> Result<JsValue, JsValue> {
    js_sys::JSON::parse(include_str!("../../schema/schedule.schema.json"))
}

/// Digest of a fixed run: 16 hexadecimal digits that are the same natively, in Node and in every browser. If it differs, the
/// build is broken.
#[wasm_bindgen(js_name = referenceDigest)]
pub fn reference_digest() -> String {
    forecast::reference_digest()
}

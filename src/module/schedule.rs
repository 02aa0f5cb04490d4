//! The planned schedule as a handle, and its export.

use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::contacts::List;
use super::fault::Fault;
use super::handles::Handles;
use super::input::{self, Input};
use super::js;
use super::out::plain;
use super::plans::Chosen;
use crate::audience::People;
use crate::calendar::Date;
use crate::interop::{
    CsvExport, CsvOptions, ExportSource, HeldBackEntry, IcsExport, IcsOptions, JsonExport, JsonOptions,
    LaunchFinding, LaunchNotes, ScheduleEntries, ScheduleFile, no_events,
};
use crate::lean::turns::{at_once, straight_on};
use crate::message;
use crate::model::{Finding, OwnerId, Plan, SequenceId};
use crate::preflight::{Inputs, Known, ListInput, checklist, preflight};
use crate::schedule::{HeldBack, Schedule, When, plan_together, too_large_to_plan};

thread_local! {
    pub(super) static SCHEDULES: Handles<Planned> = const { Handles::new() };
}

/// Entries that are given back at once.
const MOST_ENTRIES: usize = 100_000;
/// The longest file that is given back as one text (bytes); a longer one goes piece by piece to `onChunk`.
const MOST_TEXT: usize = 200_000_000;
/// The longest schedule file that is read back (UTF-16 units).
const MOST_SCHEDULE: usize = 100_000_000;

/// A planned schedule with all that its entries name.
pub(super) struct Planned {
    chosen: Chosen,
    list: Rc<List>,
    people: People,
    /// The schedule of each sequence that was planned, in the plan's order.
    each: Vec<(SequenceId, Schedule)>,
    /// All of them as one, where there are several.
    merged: Option<Schedule>,
    /// The sequences beside the first.
    also: Vec<SequenceId>,
    entries: ScheduleEntries,
    may_enter: u32,
    today: Date,
    /// Places of the touches that run or may run, and of those passed over.
    touches: Vec<u32>,
    skipped: Vec<u32>,
}

impl Planned {
    pub(super) fn of(input: &Input) -> Result<Planned, Fault> {
        let today = input.date("today")?;
        let mut ready = super::run::ready(input, too_large_to_plan)?;
        let mut parts = ready.parts.parts().to_vec();
        if parts.len() > 1 {
            // distances from an entry that nobody foresees take nothing from anybody
            parts.retain(|(program, _)| !program.is_by_event());
        }
        let Some((first, _)) = parts.first() else {
            let message = "events let people into all of its sequences, so their dates are distances: plan each by its name";
            return Err(Fault::new("cannot_run", input.at("sequence"), message));
        };
        ready.chosen.sequence = first.sequence();
        let schedules = at_once(plan_together(&parts, &mut straight_on));
        let also = parts[1..].iter().map(|(program, _)| program.sequence()).collect::<Vec<_>>();
        let may_enter = parts.iter().map(|(_, cohort)| cohort.n_contacts()).fold(0, u32::saturating_add);
        let merged = (parts.len() > 1).then(|| Schedule::merged(schedules.iter()));
        let each: Vec<(SequenceId, Schedule)> =
            parts.iter().map(|(program, _)| program.sequence()).zip(schedules).collect();
        let schedule = merged.as_ref().unwrap_or(&each[0].1);
        let (mut touches, mut skipped) = (Vec::new(), Vec::new());
        for (index, touch) in (0..).zip(&schedule.touches) {
            if matches!(touch.when, When::Skipped { .. }) { skipped.push(index) } else { touches.push(index) }
        }
        let source = source(&ready.chosen, (schedule, &also), &ready.list, &ready.people, "");
        let entries = ScheduleEntries::new(&source, JsonOptions::default());
        Ok(Planned {
            may_enter,
            today,
            chosen: ready.chosen,
            list: ready.list,
            people: ready.people,
            each,
            merged,
            also,
            entries,
            touches,
            skipped,
        })
    }

    /// Of all sequences that were planned.
    fn schedule(&self) -> &Schedule {
        self.merged.as_ref().unwrap_or(&self.each[0].1)
    }

    fn source<'a>(&'a self, exported_at: &'a str) -> ExportSource<'a> {
        source(&self.chosen, (self.schedule(), &self.also), &self.list, &self.people, exported_at)
    }

    /// The launch check as it goes into a file: with errors only where that is asked for.
    fn launch(&self, options: &Input) -> Result<LaunchNotes, Fault> {
        let known = Known::default();
        let plan = &self.chosen.plan;
        let (mut notes, mut worst) = (Vec::with_capacity(self.each.len()), None);
        for (sequence, schedule) in &self.each {
            let inputs = Inputs {
                sequence: Some(*sequence),
                list: Some(ListInput { columns: &self.list.columns, people: &self.people, known: &known }),
                schedule: Some(schedule),
                ..Inputs::of(plan, self.today)
            };
            let report = preflight(&inputs);
            worst = worst.or_else(|| report.errors().next().map(|found| found.finding.clone()));
            notes.push(LaunchNotes::of(plan, &report, checklist(&inputs, *sequence, &report)));
        }
        let notes = notes.into_iter().reduce(LaunchNotes::and).unwrap_or_default();
        if let Some(first) = worst
            && !options.yes_no("despite")?.unwrap_or(false)
        {
            let message = format!(
                "the launch check has errors ({}), {} in all, the first at {}: {}; with `despite: true` it is exported all the same, and the file says so",
                notes.despite.join(", "),
                notes.n_errors(),
                first.place,
                first.sentence_in(plan)
            );
            return Err(Fault::new("has_errors", "options.despite", message));
        }
        Ok(notes)
    }

    /// The owner of this name.
    fn owner(&self, options: &Input, name: &str) -> Result<OwnerId, Fault> {
        let mut owners = self.chosen.plan.owners.iter();
        let found = owners.find(|(_, owner)| owner.name == name).map(|(id, _)| *id);
        found.ok_or_else(|| {
            Fault::input(&options.at("owner"), "the name of an owner of the plan", &name.into())
        })
    }

    /// Entries `from..from + n` of some touches.
    fn some<T>(
        &self,
        which: &[u32],
        from: &JsValue,
        n: &JsValue,
        entry: impl Fn(&ExportSource, usize) -> Option<T>,
    ) -> Result<Vec<T>, Fault> {
        let source = self.source("");
        let (from, to) = input::span(from, n, which.len())?;
        if to - from > MOST_ENTRIES {
            return Err(input::too_large("n", "entries", to - from, MOST_ENTRIES));
        }
        Ok(which[from..to].iter().filter_map(|index| entry(&source, *index as usize)).collect())
    }
}

fn source<'a>(
    chosen: &'a Chosen,
    (schedule, also): (&'a Schedule, &'a [SequenceId]),
    list: &'a List,
    people: &'a People,
    exported_at: &'a str,
) -> ExportSource<'a> {
    ExportSource {
        plan: &chosen.plan,
        sequence: chosen.sequence,
        also,
        schedule,
        columns: &list.columns,
        people,
        list_name: &list.name,
        exported_at,
        launch: None,
    }
}

/// Problems as plain objects.
pub(super) fn findings(found: &[Finding], plan: &Plan) -> Vec<LaunchFinding> {
    found.iter().map(|finding| LaunchFinding::of(finding, plan)).collect()
}

/// A planned schedule. It stays in the engine; `free()` gives its memory back.
#[wasm_bindgen]
pub struct PlannedSchedule {
    handle: u32,
}

impl PlannedSchedule {
    pub(super) fn keep(planned: Planned) -> PlannedSchedule {
        PlannedSchedule { handle: SCHEDULES.with(|schedules| schedules.keep(planned)) }
    }

    fn get(&self) -> Result<Rc<Planned>, Fault> {
        let freed = || Fault::new("freed", "schedule", "the schedule was freed");
        SCHEDULES.with(|schedules| schedules.by_number(self.handle)).ok_or_else(freed)
    }
}

impl Drop for PlannedSchedule {
    fn drop(&mut self) {
        SCHEDULES.with(|schedules| schedules.forget(self.handle));
    }
}

#[wasm_bindgen]
impl PlannedSchedule {
    /// Number by which the engine knows it.
    #[wasm_bindgen(getter)]
    pub fn handle(&self) -> u32 {
        self.handle
    }

    /// Touches that run or may run.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> Result<u32, JsValue> {
        Ok(self.get()?.touches.len() as u32)
    }

    /// Touches that are passed over.
    #[wasm_bindgen(getter, js_name = skippedLength)]
    pub fn skipped_length(&self) -> Result<u32, JsValue> {
        Ok(self.get()?.skipped.len() as u32)
    }

    /// Contacts that may enter: those of the segment that are not held back; of several sequences, enrolments.
    #[wasm_bindgen(getter, js_name = mayEnter)]
    pub fn may_enter(&self) -> Result<u32, JsValue> {
        Ok(self.get()?.may_enter)
    }

    /// Ids of the sequences that were planned, in the plan's order.
    #[wasm_bindgen(getter, unchecked_return_type = "string[]")]
    pub fn sequences(&self) -> Result<JsValue, JsValue> {
        let planned = self.get()?;
        Ok(plain(&planned.each.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>())?)
    }

    /// What was found before launch.
    #[wasm_bindgen(getter, unchecked_return_type = "Problem[]")]
    pub fn problems(&self) -> Result<JsValue, JsValue> {
        let planned = self.get()?;
        Ok(plain(&findings(&planned.schedule().problems, &planned.chosen.plan))?)
    }

    /// Contacts that never enter, and why.
    #[wasm_bindgen(getter, js_name = heldBack, unchecked_return_type = "HeldBackEntry[]")]
    pub fn held_back(&self) -> Result<JsValue, JsValue> {
        let planned = self.get()?;
        let held = planned.schedule().held_back.iter();
        let entry = |held: &HeldBack| HeldBackEntry {
            sequence: planned.merged.as_ref().map(|_| held.sequence),
            ..HeldBackEntry::of(held, held.line(&planned.people))
        };
        let entries: Vec<HeldBackEntry> = held.map(entry).collect();
        Ok(plain(&entries)?)
    }

    /// `n` touches from number `from` on, in the order of their instants; at most 100,000 at once.
    #[wasm_bindgen(unchecked_return_type = "TouchEntry[]")]
    pub fn touches(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] n: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let planned = self.get()?;
        let entry = |source: &ExportSource, index: usize| {
            planned.entries.touch(source, &planned.schedule().touches[index])
        };
        Ok(plain(&planned.some(&planned.touches, from, n, entry)?)?)
    }

    /// `n` touches that are passed over, from number `from` on; at most 100,000 at once.
    #[wasm_bindgen(unchecked_return_type = "SkippedEntry[]")]
    pub fn skipped(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] n: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let planned = self.get()?;
        let entry = |source: &ExportSource, index: usize| {
            planned.entries.skipped(source, &planned.schedule().touches[index])
        };
        Ok(plain(&planned.some(&planned.skipped, from, n, entry)?)?)
    }
}

/// A file as it is given back.
#[derive(Serialize)]
struct ExportedFile {
    name: String,
    #[serde(rename = "type")]
    media_type: &'static str,
    text: String,
}

/// Writes a schedule to a file.
pub(super) fn export(schedule: &JsValue, options: &JsValue) -> Result<JsValue, Fault> {
    let wanted = "a schedule from planSchedule";
    let planned = SCHEDULES.with(|schedules| schedules.of(schedule, "schedule", wanted))?;
    let known = [
        "format",
        "fields",
        "rendered",
        "forMachines",
        "owner",
        "automatic",
        "exportedAt",
        "onChunk",
        "despite",
    ];
    let options = Input::object(options, "options", &known)?;
    let format = options.text("format")?;
    let exported_at = match options.text("exportedAt")? {
        Some(text) => instant_text(&options, text)?,
        None => js_sys::Date::new_0().to_iso_string().into(),
    };
    let launch = planned.launch(&options)?;
    let source = ExportSource { launch: Some(&launch), ..planned.source(&exported_at) };
    let for_machines = options.yes_no("forMachines")?.unwrap_or(false);
    let mut json =
        JsonOptions { rendered: options.yes_no("rendered")?.unwrap_or(false), ..JsonOptions::default() };
    if let Some(fields) = options.texts("fields")? {
        json.fields = fields.iter().map(|name| message::field(name)).collect();
    }
    let sink = options.function("onChunk")?;
    let (name, media_type, text) = match format.as_deref() {
        Some("json") => {
            let mut export = JsonExport::new(&source, json);
            (source.file_name("json"), "application/json", pour(|| export.next_chunk(&source), sink)?)
        }
        Some("csv") => {
            let mut export = CsvExport::new(&source, CsvOptions { for_machines });
            (source.file_name("csv"), "text/csv", pour(|| export.next_chunk(&source), sink)?)
        }
        Some("ics") => {
            let automatic = options.yes_no("automatic")?.unwrap_or(false);
            let owner = options.text("owner")?.map(|name| planned.owner(&options, &name)).transpose()?;
            let mut export = IcsExport::new(&source, IcsOptions { owner, automatic });
            if export.n_events(&source) == 0 {
                let message = no_events(planned.schedule(), automatic);
                return Err(Fault::new("cannot_run", "options", message));
            }
            (source.file_name("ics"), "text/calendar", pour(|| export.next_chunk(&source), sink)?)
        }
        _ => {
            let got = options.get("format")?.unwrap_or(JsValue::UNDEFINED);
            return Err(Fault::input(&options.at("format"), "\"json\", \"csv\" or \"ics\"", &got));
        }
    };
    plain(&ExportedFile { name, media_type, text })
}

/// Reads a schedule file.
pub(super) fn read(text: &JsValue) -> Result<JsValue, Fault> {
    let Some(text) = input::text(text, "schedule", MOST_SCHEDULE)? else {
        return Err(Fault::input("schedule", "the text of a schedule file", text));
    };
    let file = ScheduleFile::read(&text)
        .map_err(|fault| Fault::new("bad_schedule", format!("schedule.{}", fault.path), fault.to_string()))?;
    plain(&file)
}

/// All chunks as one text, or one after the other to a function, whose own error goes through.
fn pour(mut next: impl FnMut() -> Option<String>, sink: Option<js_sys::Function>) -> Result<String, Fault> {
    let mut text = String::new();
    while let Some(chunk) = next() {
        match &sink {
            None if text.len() + chunk.len() > MOST_TEXT => {
                let message =
                    format!("the file is longer than {MOST_TEXT} bytes: take it piece by piece with onChunk");
                return Err(Fault::new("too_large", "options.onChunk", message));
            }
            None => text.push_str(&chunk),
            Some(sink) => {
                sink.call1(&JsValue::UNDEFINED, &chunk.into()).map_err(|thrown| {
                    let message = format!("onChunk threw: {}", js::words_of(&thrown));
                    Fault::new("callback", "options.onChunk", message)
                })?;
            }
        }
    }
    Ok(text)
}

/// A text that begins like an instant; it is written as it was given.
fn instant_text(options: &Input, text: String) -> Result<String, Fault> {
    let date: String = text.chars().take(10).collect();
    if date.parse::<crate::calendar::Date>().is_ok() && text.chars().count() <= 40 && text.is_ascii() {
        return Ok(text);
    }
    Err(Fault::input(&options.at("exportedAt"), "an instant such as \"2026-11-24T09:30:00Z\"", &text.into()))
}

//! What a worker is doing, in words for the person who waits for it. Knows requests and the names of a plan, no clock and no screen.

use super::protocol::{ExportFormat, Request};
use crate::model::{Plan, Rule, SequenceId};

/// What is being done when a request is worked on, without a full stop: `Planning “Outbound”`. Names are the plan's, where it has
/// them.
pub fn doing(request: &Request, plan: Option<&Plan>) -> String {
    let sequence = |id: &SequenceId| {
        let found = plan.and_then(|plan| plan.sequences.get(id)).map(|sequence| sequence.name.as_str());
        named(found.unwrap_or_default()).unwrap_or_else(|| "the sequence".to_owned())
    };
    let segment = |rule: &Rule| {
        let found = plan.and_then(|plan| plan.segments.values().find(|segment| segment.rule == *rule));
        match found.and_then(|segment| named(&segment.name)) {
            Some(name) => format!("the segment {name}"),
            None => "a rule".to_owned(),
        }
    };
    let of_plan = |plan: Option<&Plan>| {
        let name = plan.and_then(|plan| named(&plan.settings.name));
        name.map_or_else(|| "the plan".to_owned(), |name| format!("the plan {name}"))
    };
    match request {
        Request::Ping | Request::Cancel { .. } => "Answering".to_owned(),
        Request::Plan { plan, .. } => format!("Taking in {}", of_plan(Some(plan))),
        Request::Diff { .. } => format!("Taking in a change of {}", of_plan(plan)),
        Request::OpenList { .. } => format!("Opening the list of {}", of_plan(plan)),
        Request::OpenDemo { name, .. } => match named(name) {
            Some(name) => format!("Reading {name}"),
            None => "Reading a list".to_owned(),
        },
        Request::AdoptList { record, .. } => match named(&record.name) {
            Some(name) => format!("Keeping {name}"),
            None => "Keeping a list".to_owned(),
        },
        Request::DeleteList { .. } => "Deleting a list".to_owned(),
        Request::Retain { .. } => "Moving a list’s last day".to_owned(),
        Request::CompareUpdate { record, .. } => match named(&record.file_name) {
            Some(name) => format!("Comparing {name} with the list"),
            None => "Comparing a newer export".to_owned(),
        },
        Request::UpdateRows { .. } => "Looking through a newer export".to_owned(),
        Request::ApplyUpdate { .. } | Request::DropUpdate => "Taking over a newer export".to_owned(),
        Request::SetValue { .. } => "Setting a field".to_owned(),
        Request::Cover { .. } => "Laying the segments beside each other".to_owned(),
        Request::FitSpread { .. } => "Scoring the list".to_owned(),
        Request::Alike { .. } => "Comparing two parts of the list".to_owned(),
        Request::AttachEvents { name, .. } => match named(name) {
            Some(name) => format!("Reading events of {name}"),
            None => "Reading events".to_owned(),
        },
        Request::DetachEvents { .. } => "Taking events away".to_owned(),
        Request::Contact { .. } => "Looking at one contact".to_owned(),
        Request::Doubles { .. } => "Looking at what was merged".to_owned(),
        Request::MergeBy { .. } => "Keeping merged rows by another rule".to_owned(),
        Request::AnswerPhone { .. } => "Answering for a shared phone".to_owned(),
        Request::SetConsent { .. } => "Setting consent".to_owned(),
        Request::AnswerColumn { header, .. } => format!("Reading what “{header}” says"),
        Request::Restore { .. } => "Bringing the state before back".to_owned(),
        Request::LeaveNo { .. } => "Keeping who has said no".to_owned(),
        Request::ListCsv { tabs: true, .. } => "Copying the contacts".to_owned(),
        Request::ListCsv { .. } => "Writing the CSV file".to_owned(),
        Request::Bars
        | Request::BarLines { .. }
        | Request::BarLook { .. }
        | Request::BarAdd { .. }
        | Request::BarPut { .. }
        | Request::BarRemove { .. }
        | Request::BarDelete { .. } => "Looking through the do-not-contact lists".to_owned(),
        Request::ReadUpdate { record, .. } => match named(&record.file_name) {
            Some(name) => format!("Reading {name}"),
            None => "Reading a newer export".to_owned(),
        },
        Request::Lists => "Looking through the lists".to_owned(),
        Request::Aside | Request::AsideFile { .. } | Request::ForgetAside { .. } => {
            "Looking at what was put aside".to_owned()
        }
        Request::Rows { .. } => "Finding rows of the list".to_owned(),
        Request::Values { .. } => "Counting the values of a column".to_owned(),
        Request::Count { rule, .. } => format!("Counting {}", segment(rule)),
        Request::Why { rule, .. } => format!("Looking who is in {}", segment(rule)),
        Request::Schedule { sequence: id, .. } => format!("Planning {}", sequence(id)),
        Request::Whole { .. } => "Planning all sequences".to_owned(),
        Request::ScheduleRows { .. } | Request::ScheduleCounts { .. } => "Filtering the schedule".to_owned(),
        Request::Walk { .. } => "Following one contact".to_owned(),
        Request::Preflight { sequence: id, .. } => format!("Looking through {}", sequence(id)),
        Request::Forecasted { .. } => "Taking in a forecast".to_owned(),
        Request::MendAll { .. } | Request::MendList { .. } => "Mending what was found".to_owned(),
        Request::Export { format, .. } => match format {
            ExportFormat::Json { .. } => "Writing the JSON file".to_owned(),
            ExportFormat::Csv { .. } => "Writing the CSV file".to_owned(),
            ExportFormat::Ics { .. } => "Writing the calendar file".to_owned(),
        },
        Request::Compile { sequence: id, .. } => format!("Preparing the forecast of {}", sequence(id)),
        Request::Trial { .. } => "Preparing a first forecast".to_owned(),
        Request::Sniff { .. } => "Looking at the file".to_owned(),
        Request::Import { record, .. } => match named(&record.file_name) {
            Some(name) => format!("Reading {name}"),
            None => "Reading the file".to_owned(),
        },
        Request::Load { .. } | Request::Run { .. } => "Computing futures".to_owned(),
        Request::Summarise { .. } => "Adding the futures up".to_owned(),
        Request::Bench { .. } => "Measuring".to_owned(),
    }
}

/// A name between quotation marks, cut where it is long; nothing for an empty one.
fn named(name: &str) -> Option<String> {
    /// Characters of a name that are shown.
    const MOST: usize = 60;
    let name = name.trim();
    let cut: String = name.chars().take(MOST).collect();
    let more = if cut.len() < name.len() { "…" } else { "" };
    (!name.is_empty()).then(|| format!("“{cut}{more}”"))
}

/// Why a worker died, for the person: a trap says nothing that anybody could use.
pub fn reason(why: &str) -> String {
    const TRAPS: [&str; 6] =
        ["unreachable", "RuntimeError", "out of bounds", "out of memory", "RangeError", "call stack"];
    if TRAPS.iter().any(|trap| why.contains(trap)) {
        "it needed more memory than the browser gives, or the program failed".to_owned()
    } else {
        why.trim_end_matches('.').to_owned()
    }
}

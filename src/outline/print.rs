//! Writing a sequence as an outline. What is written reads back to the same sequence.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::parse::missing_word;
use super::rails;
use super::table::{GOALS, TEXT_ACTIONS, consent_text};
use super::wait::{length_text, wait_text};
use super::words::{TextProblem, labels_by_id};
use crate::lean::order::Gather;
use crate::lean::text::quoted;
use crate::model::{
    Action, By, ChannelKind, ExitRule, Field, MessageId, Occurs, OnMissing, Plan, Rule, SegmentId,
    SenderRule, SequenceId, Slot, StdField, Step, StepId, StepKind, Touch, Wait,
};
use crate::segment::{self, Heading, OverList};

/// A condition in the words of the outline, with the names of this sequence's touches.
pub fn condition_text(plan: &Plan, sequence: SequenceId, rule: &Rule) -> String {
    let names = Names::of(plan, sequence);
    segment::print(rule, &names)
}

/// Reads a condition as the outline writes it after `if`, with the names of this sequence's touches; `headings` are the columns of the list
/// that it is for, where one is open.
///
/// # Errors
/// The word that does not read, on line 1.
pub fn parse_condition(
    plan: &Plan,
    sequence: SequenceId,
    text: &str,
    headings: Option<&[Heading]>,
) -> Result<Rule, TextProblem> {
    let gives = |visit: crate::model::Visit| match &plan.steps.get(&visit.id)?.kind {
        StepKind::Action { what } => what.gives(),
        _ => None,
    };
    let given = plan.walk(sequence).into_iter().filter_map(gives).into_set();
    let names = OverList {
        names: &Names::of(plan, sequence),
        headings: headings.unwrap_or_default(),
        given: Some(&given),
    };
    let read = match headings {
        Some(_) => segment::parse(text, &names),
        None => segment::parse(text, names.names),
    };
    read.map_err(|error| {
        let chars = |bytes: usize| text.get(..bytes).map_or(0, |before| before.chars().count());
        TextProblem {
            line: 1,
            columns: chars(error.at.start) + 1..chars(error.at.end) + 1,
            word: text.get(error.at).unwrap_or_default().to_owned(),
            message: error.message,
            expected: error.expected.join(", "),
            fix: error.suggestion,
        }
    })
}

/// A sequence as text; the empty text where there is no such sequence.
pub fn print(plan: &Plan, sequence: SequenceId) -> String {
    let Some(record) = plan.sequences.get(&sequence) else { return String::new() };
    let names = Names::of(plan, sequence);
    let mut text = format!("sequence {}\n", quoted(&record.name));
    match record.segment.and_then(|id| names.segments.get(&id)) {
        Some(name) => {
            let _ = writeln!(text, "enter segment {}", quoted(name));
        }
        None => text.push_str("enter all\n"),
    }
    let mut entry: Vec<String> = Vec::new();
    if let Some(event) = &record.entry.on {
        entry.push(format!("on {}", event.trigger.name()));
        entry.push(match &event.when {
            Occurs::Daily { per_day, days: 1 } => format!("{per_day} a day for 1 day"),
            Occurs::Daily { per_day, days } => format!("{per_day} a day for {days} days"),
            Occurs::On(field) => format!("at {}", segment::print_field(field)),
        });
    }
    entry.extend(record.entry.per_business_day.map(|n| format!("{n} a business day")));
    entry.push(format!("from {}", record.entry.from));
    let _ = writeln!(text, "  {}", entry.join(", "));
    let calendars: Vec<_> = plan.calendars.iter().map(|(id, c)| (*id, c.name.as_str())).collect();
    if let Some(name) = record.calendar.and_then(|id| labels_by_id(&calendars).remove(&id)) {
        let _ = writeln!(text, "  calendar {}", quoted(&name));
    }
    if let Some(goal) = record.goal {
        let unit = GOALS.iter().find(|(_, metric)| *metric == goal.metric).map_or("", |(unit, _)| *unit);
        let _ = writeln!(text, "  goal {} {unit}", goal.target);
    }
    let senders = match record.sender_rule {
        SenderRule::Owner => "owner",
        SenderRule::RoundRobin => "round robin",
    };
    let _ = writeln!(text, "  senders: {senders}");
    for rule in &record.consent {
        let _ = writeln!(text, "  needs {}", consent_text(rule));
    }
    if let Some(last) = record.not_after {
        let _ = writeln!(text, "  not after {last}");
    }
    for row in rails::rows(&record.guardrails) {
        let _ = writeln!(text, "  {row}");
    }
    for id in &record.body {
        rows(plan, &names, *id, 0, &mut text);
    }
    if !record.exits.is_empty() {
        let exits: Vec<&str> = record.exits.iter().copied().map(ExitRule::name).collect();
        let _ = writeln!(text, "leave when {}", exits.join(", "));
    }
    text
}

/// What the sequences of a plan are called.
pub(super) fn sequence_labels(plan: &Plan) -> BTreeMap<SequenceId, String> {
    let sequences: Vec<_> = plan.sequences.iter().map(|(id, s)| (*id, s.name.as_str())).collect();
    labels_by_id(&sequences)
}

/// What things are called in the text of one sequence.
pub(super) struct Names {
    pub(super) steps: BTreeMap<StepId, String>,
    pub(super) segments: BTreeMap<SegmentId, String>,
    pub(super) sequences: BTreeMap<SequenceId, String>,
    messages: BTreeMap<MessageId, String>,
    own_messages: BTreeMap<(String, ChannelKind), MessageId>,
}

impl Names {
    pub(super) fn of(plan: &Plan, sequence: SequenceId) -> Names {
        let walk = plan.walk(sequence);
        let touches: Vec<(StepId, &str)> = walk
            .iter()
            .filter_map(|visit| plan.steps.get(&visit.id).map(|step| (visit.id, step)))
            .filter(|(_, step)| step.kind.touch().is_some())
            .map(|(id, step)| (id, step.name.as_str()))
            .collect();
        let segments: Vec<_> = plan.segments.iter().map(|(id, s)| (*id, s.name.as_str())).collect();
        let messages: Vec<_> = plan.messages.iter().map(|(id, m)| (*id, m.name.as_str())).collect();
        Names {
            steps: labels_by_id(&touches),
            segments: labels_by_id(&segments),
            sequences: sequence_labels(plan),
            messages: labels_by_id(&messages),
            own_messages: own_messages(plan),
        }
    }
}

impl segment::Names for Names {
    fn step(&self, name: &str) -> Option<StepId> {
        self.steps.iter().find(|(_, label)| *label == name).map(|(id, _)| *id)
    }
    fn step_name(&self, id: StepId) -> Option<String> {
        self.steps.get(&id).cloned()
    }
    fn segment(&self, name: &str) -> Option<SegmentId> {
        self.segments.iter().find(|(_, label)| *label == name).map(|(id, _)| *id)
    }
    fn segment_name(&self, id: SegmentId) -> Option<String> {
        self.segments.get(&id).cloned()
    }
    fn steps(&self) -> Vec<String> {
        self.steps.values().cloned().collect()
    }
    fn segments(&self) -> Vec<String> {
        self.segments.values().cloned().collect()
    }
    fn in_run(&self) -> bool {
        true
    }
}

/// The message that a touch of a name and channel has when its row says nothing: the first of that name for that channel.
pub(super) fn own_messages(plan: &Plan) -> BTreeMap<(String, ChannelKind), MessageId> {
    let newest_first = plan.messages.iter().rev();
    newest_first.map(|(id, message)| ((message.name.clone(), message.channel), *id)).into_map()
}

fn rows(plan: &Plan, names: &Names, id: StepId, depth: usize, text: &mut String) {
    let Some(step) = plan.steps.get(&id).filter(|_| depth <= crate::model::MAX_DEPTH) else { return };
    let indent = "  ".repeat(depth);
    let _ = writeln!(text, "{indent}{}", head(step, names));
    for (slot, list) in step.kind.lists() {
        if let Some(line) = slot_line(step, slot, !list.is_empty(), names) {
            let inner = if matches!(slot, Slot::Arm(_)) { "  " } else { "" };
            let _ = writeln!(text, "{indent}{inner}{line}");
        }
        let deeper = if matches!(slot, Slot::Arm(_)) { depth + 2 } else { depth + 1 };
        for child in list {
            inner_rows(plan, names, *child, depth + 1, deeper, text);
        }
    }
    if !step.kind.lists().is_empty() {
        let _ = writeln!(text, "{indent}end");
    }
}

/// Rows inside a group, whose indent is not their depth where an `arm` line stands between.
fn inner_rows(plan: &Plan, names: &Names, id: StepId, depth: usize, indent: usize, text: &mut String) {
    let mut inner = String::new();
    rows(plan, names, id, depth, &mut inner);
    for line in inner.lines() {
        let _ = writeln!(text, "{}{line}", "  ".repeat(indent - depth));
    }
}

/// The line that begins a list of a container, where it has one.
fn slot_line(step: &Step, slot: Slot, filled: bool, names: &Names) -> Option<String> {
    match (&step.kind, slot) {
        (StepKind::Await(_), Slot::TimedOut) => filled.then(|| "timed out".to_owned()),
        (StepKind::Branch(_), Slot::Otherwise) => filled.then(|| "otherwise".to_owned()),
        (StepKind::Branch(branch), Slot::Case(n)) if n > 0 => {
            let case = branch.cases.get(n)?;
            Some(format!("else if {}", segment::print(&case.when, names)))
        }
        (StepKind::Split(split), Slot::Arm(n)) => Some(format!("arm {}", arm_name(&split.arms.get(n)?.name))),
        _ => None,
    }
}

fn arm_name(name: &str) -> String {
    let plain = name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if plain { name.to_owned() } else { quoted(name) }
}

/// The row of a step itself.
pub(super) fn head(step: &Step, names: &Names) -> String {
    let mut text = match &step.kind {
        StepKind::Touch(touch) => return touch_row(step, touch, names),
        StepKind::Wait { until: wait @ Wait::For(_) } => format!("wait {}", wait_text(wait)),
        StepKind::Wait { until } => wait_text(until),
        StepKind::Await(a) => {
            let of = a.of.and_then(|of| names.steps.get(&of)).map(|name| format!(" {}", quoted(name)));
            let of = of.unwrap_or_default();
            format!("await {}{of}, at most {}", a.event.name(), length_text(a.at_most))
        }
        StepKind::Branch(branch) => {
            let when = branch.cases.first().map(|case| segment::print(&case.when, names));
            format!("if {}", when.unwrap_or_default())
        }
        StepKind::Split(split) => {
            let arms: Vec<String> =
                split.arms.iter().map(|arm| format!("{} {}", arm_name(&arm.name), arm.weight)).collect();
            let per_account = if split.per_account { ", per account" } else { "" };
            format!("split {}{per_account}", arms.join(", "))
        }
        StepKind::Repeat(repeat) => format!(
            "repeat up to {}, every {}, until {}",
            repeat.times,
            length_text(repeat.every),
            repeat.until.name()
        ),
        StepKind::Action { what } => action_text(what, names),
        StepKind::End { reason } if reason.is_empty() => "stop".to_owned(),
        StepKind::End { reason } => format!("stop {}", quoted(reason)),
    };
    if !step.name.is_empty() {
        let _ = write!(text, ", named {}", quoted(&step.name));
    }
    text
}

fn action_text(what: &Action, names: &Names) -> String {
    let (index, text) = match what {
        Action::AddTag(text) => (0, text),
        Action::RemoveTag(text) => (1, text),
        Action::AddToList(text) => (2, text),
        Action::RemoveFromList(text) => (3, text),
        Action::SetStage(text) => (4, text),
        Action::Notify(text) => (5, text),
        Action::Quote(text) => (6, text),
        Action::SetField { field, value } => {
            // the stage has an action of its own
            let word = if *field == Field::Std(StdField::Stage) { "field " } else { "" };
            return format!("set {word}{} to {}", segment::print_field(field), quoted(value));
        }
        Action::AddScore(n) => return format!("add score {n}"),
        Action::Enrol(id) => {
            let name = names.sequences.get(id).map(|name| quoted(name)).unwrap_or_default();
            return format!("enrol in {name}");
        }
    };
    format!("{} {}", TEXT_ACTIONS[index].0, quoted(text))
}

fn touch_row(step: &Step, touch: &Touch, names: &Names) -> String {
    let name = step.name.as_str();
    let mut text = format!("{} {}", touch.channel.name(), quoted(name));
    if let Some(window) = touch.window {
        let _ = write!(text, " {}-{}", window.from, window.to);
    }
    match touch.by {
        By::Owner => text.push_str(", owner"),
        By::Automatic if touch.channel.usual_by() == By::Automatic => {}
        By::Automatic => text.push_str(", automatic"),
    }
    if touch.effort_minutes > 0 {
        let _ = write!(text, ", {} min", touch.effort_minutes);
    }
    match touch.days {
        0 => {}
        1 => text.push_str(", for 1 day"),
        days => {
            let _ = write!(text, ", for {days} days");
        }
    }
    let missing = missing_word(touch.channel);
    match touch.on_missing {
        OnMissing::Exit => {
            let _ = write!(text, ", no {missing}: exit");
        }
        OnMissing::Skip if touch.channel == ChannelKind::Call => text.push_str(", no phone: skip"),
        OnMissing::Skip => {}
    }
    if let Some(parent) = touch.reply_to.and_then(|id| names.steps.get(&id)) {
        let _ = write!(text, ", reply to {}", quoted(parent));
    }
    let own = names.own_messages.get(&(name.to_owned(), touch.channel));
    match touch.message.filter(|id| names.messages.contains_key(id)) {
        Some(id) if Some(&id) == own => {}
        Some(id) => {
            let _ = write!(text, ", message {}", quoted(&names.messages[&id]));
        }
        None if own.is_some() => text.push_str(", no message"),
        None => {}
    }
    if let Some(last) = touch.not_after {
        let _ = write!(text, ", not after {last}");
    }
    if let Some(stage) = step.stage {
        let _ = write!(text, ", stage {}", stage.name());
    }
    // the last: a rule has commas of its own
    if let Some(rule) = &touch.skip_if {
        let _ = write!(text, ", skip if {}", segment::print(rule, names));
    }
    text
}

//! A plan made from a template: team, segments, letters, the sequence, its assumptions. Knows no list and no screen.

use std::collections::{BTreeMap, BTreeSet};

use super::template_text::{Lines, Template, TemplateProblem};
use crate::calendar::{Date, Weekday, Zone};
use crate::lean::order::{self, Gather};
use crate::model::{
    Diff, Message, MessageId, Plan, Put, Rule, Scenario, ScenarioId, Segment, SegmentId, Sequence,
    SequenceId, StepKind, ZoneName,
};
use crate::{outline, segment};

/// A plan made from a template.
#[derive(Clone, PartialEq, Debug)]
pub struct FromTemplate {
    /// The plan.
    pub plan: Plan,
    /// Its sequence.
    pub sequence: SequenceId,
}

impl Template {
    /// Another sequence with the same rates, delays and spread: its name, its outline and its team as text, without letters and segments.
    #[must_use]
    pub fn with_sequence(&self, name: &str, zone: Zone, outline: &str, team: &str) -> Template {
        let lines = |text: &str| Lines { first: 1, text: text.to_owned() };
        Template {
            plan_name: name.to_owned(),
            zone,
            segments: Vec::new(),
            letters: Vec::new(),
            outline: lines(outline),
            team: lines(team),
            ..self.clone()
        }
    }

    /// Makes a plan under a new `id`. Contacts enter from the first working day of the sequence's calendar after `today` on.
    ///
    /// # Errors
    /// Every line of the template's segments, outline, letters and team that does not read.
    pub fn instantiate(
        &self,
        id: &str,
        seed: u32,
        today: Date,
    ) -> Result<FromTemplate, Vec<TemplateProblem>> {
        let mut problems = Vec::new();
        let team = outline::plan_from_text(&self.team.text);
        report(&mut problems, &self.team, team.problems);
        let mut plan = Plan::new(id, &self.plan_name, seed, ZoneName::from(self.zone.name()));
        plan.next_number = team.plan.next_number;
        plan.calendars = team.plan.calendars;
        plan.owners = team.plan.owners;
        plan.senders = team.plan.senders;
        for section in &self.segments {
            match read_rule(&section.lines, &plan) {
                Ok(rule) => {
                    put(&mut plan, SegmentId, Segment { name: section.name.clone(), rule });
                }
                Err(problem) => problems.push(problem),
            }
        }
        for letter in &self.letters {
            let message = Message {
                name: letter.name.clone(),
                channel: letter.channel,
                subject: letter.subject.clone(),
                preview: letter.preview.clone(),
                body: letter.body.clone(),
            };
            put(&mut plan, MessageId, message);
        }
        let scenario = Scenario {
            name: format!("{}, as published", self.name),
            rates: self.rates.clone(),
            delays: self.delays.clone(),
            frailty: self.frailty.clone(),
            ignorance: self.ignorance.clone(),
        };
        let scenario = put(&mut plan, ScenarioId, scenario);
        let mut settings = (*plan.settings).clone();
        settings.scenario = Some(scenario);
        Diff::settings(&plan, settings).apply(&mut plan);

        let parsed = outline::parse(&self.outline.text, &plan);
        report(&mut problems, &self.outline, parsed.problems);
        let Some(draft) = parsed.draft else {
            return Err(sorted(problems));
        };
        let (sequence, diff) = draft.into_diff(&plan, None);
        diff.apply(&mut plan);
        self.check_letters(&plan, sequence, &mut problems);
        if !problems.is_empty() {
            return Err(sorted(problems));
        }
        if let Some(record) = plan.sequences.get(&sequence) {
            let mut record: Sequence = (**record).clone();
            record.entry.from = next_working_day(&plan, &record, today);
            Diff::put(&plan, sequence, Some(record)).apply(&mut plan);
        }
        Ok(FromTemplate { plan, sequence })
    }

    /// A letter that no touch of its channel uses is a slip of the pen.
    fn check_letters(&self, plan: &Plan, sequence: SequenceId, problems: &mut Vec<TemplateProblem>) {
        let used: BTreeSet<MessageId> = plan
            .walk(sequence)
            .iter()
            .filter_map(|visit| plan.steps.get(&visit.id)?.kind.touch()?.message)
            .into_set();
        // of several of one name the first
        let messages = plan.messages.iter().rev();
        let ids: BTreeMap<&str, MessageId> =
            messages.map(|(id, message)| (message.name.as_str(), *id)).into_map();
        let touches = plan.steps.values().filter(|step| matches!(step.kind, StepKind::Touch(_)));
        let touches: BTreeSet<&str> = touches.map(|step| step.name.as_str()).into_set();
        for letter in &self.letters {
            let id = ids.get(letter.name.as_str());
            if id.is_none_or(|id| !used.contains(id)) {
                let why = if touches.contains(letter.name.as_str()) {
                    "its channel is another one"
                } else {
                    "no touch has its name"
                };
                problems.push(TemplateProblem {
                    line: letter.line,
                    message: format!("no touch uses the message {:?}: {why}", letter.name),
                });
            }
        }
    }
}

/// Puts a new record into a plan.
fn put<R: Put>(plan: &mut Plan, id: impl Fn(u32) -> R::Id, record: R) -> R::Id {
    let id = id(plan.fresh_number());
    Diff::put(plan, id, Some(record)).apply(plan);
    id
}

/// Problems of a part, by the lines of the file.
fn report(problems: &mut Vec<TemplateProblem>, part: &Lines, found: Vec<outline::TextProblem>) {
    problems.extend(found.into_iter().map(|problem| TemplateProblem {
        line: part.first + problem.line - 1,
        message: format!("{}; expected {}", problem.message, problem.expected),
    }));
}

fn sorted(mut problems: Vec<TemplateProblem>) -> Vec<TemplateProblem> {
    order::sort_by_key(&mut problems, |problem| problem.line);
    problems
}

/// The first day after `today` on which the sequence's calendar is open; without a calendar the next Monday to Friday.
fn next_working_day(plan: &Plan, sequence: &Sequence, today: Date) -> Date {
    let calendar = sequence.calendar.and_then(|id| plan.calendars.get(&id));
    let calendar = calendar.map(|calendar| calendar.laid_out(today, today.plus_days(31)));
    let is_open = |date: &Date| match &calendar {
        Some(calendar) => {
            calendar.hours.iter().any(|open| open.days.contains(date.weekday()))
                && !calendar.holidays.iter().any(|holiday| holiday.date == *date)
        }
        None => !matches!(date.weekday(), Weekday::Sat | Weekday::Sun),
    };
    (1..=31).map(|n| today.plus_days(n)).find(is_open).unwrap_or(today.plus_days(1))
}

/// The rule of a segment, which may go over several lines.
fn read_rule(lines: &Lines, plan: &Plan) -> Result<Rule, TemplateProblem> {
    let text = &lines.text;
    segment::parse(text, plan).map_err(|error| {
        let before = text.get(..error.at.start).unwrap_or_default().matches('\n').count();
        let message = format!("{}; expected {}", error.message, error.expected.join(", "));
        TemplateProblem { line: lines.first + before, message }
    })
}

//! One contact's way in words, day by day on the contact's own clock: what happens, why then, and why nothing on the days between.
//! Knows the kept schedule; the facts come from [`Walker`].

use std::collections::BTreeSet;

use super::schedule::{Kept, company, moment_words, zone};
use crate::audience::{Columns, People};
use crate::calendar::{Date, Instant, Zone};
use crate::interop::contact_name;
use crate::lean::{capital, order};
use crate::model::{
    By, EventKind, Field, Occurs, Plan, Rule, SenderId, SequenceId, StdField, StepId, StepKind, Touch,
};
use crate::program::SetValues;
use crate::schedule::{MoveCause, Passed, Walk, WalkEntry};
use crate::segment::{Also, Evaluator, Named, Why, words};
use crate::simulate::Walker;
use crate::worker::host::Host;
use crate::worker::lists::OpenList;
use crate::worker::protocol::{Code, Failure, Letter, Reply, WalkKind, WalkLine, WalkView};
use crate::{message, outline};

/// Activations between two turns of the host.
const BUDGET: u32 = 20_000;

impl Kept {
    /// The way of the contact with this number: if nobody reacts, or in a replication.
    pub(super) async fn walk<H: Host>(
        &self,
        host: &H,
        list: &OpenList,
        contact: u32,
        replication: Option<u32>,
    ) -> Result<Reply, Failure> {
        let rows = list.columns.numbers();
        let Some(row) = rows.iter().position(|number| *number == contact).map(|row| row as u32) else {
            return Err(Failure::new(Code::NoContact, "This contact is not on the list any more."));
        };
        let parts = self.parts.looking_for(contact);
        let walker = Walker::together(&parts, contact, replication);
        let walk = match walker {
            None => None,
            Some(mut walker) => {
                while !walker.step(BUDGET) {
                    host.turn().await?;
                }
                Some(walker.into_walk())
            }
        };
        let plan = &self.plan;
        let owner = walk.as_ref().and_then(|walk| walk.owner).and_then(|id| plan.owners.get(&id));
        let email = list.columns.text(row as usize, &Field::Std(StdField::Email)).unwrap_or_default();
        Ok(Reply::Walk(Box::new(WalkView {
            contact,
            name: contact_name(&list.columns, row),
            company: company(&list.columns, row),
            email: email.into_owned(),
            zone: zone(&list.people, row).name().to_owned(),
            owner: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
            seed: plan.settings.seed,
            lines: match &walk {
                Some(walk) if walk.entries.is_empty() => {
                    vec![leave(
                        "Never enters: the event that lets people in does not happen to them".to_owned(),
                    )]
                }
                Some(walk) => {
                    let sequence = parts.sight().0.sequence();
                    Teller::of(self, sequence, list, walk, replication.is_some()).tell()
                }
                None => vec![self.outside(list, contact, row)],
            },
        })))
    }

    /// Why a contact never enters.
    fn outside(&self, list: &OpenList, contact: u32, row: u32) -> WalkLine {
        if let Some(held) = self.schedule().held_back.iter().find(|held| held.contact == contact) {
            return WalkLine::new(WalkKind::Leave, format!("Held back: {}", held.words(&list.people)));
        }
        let segment = self.plan.sequences.get(&self.sequence).and_then(|sequence| sequence.segment);
        let Some(segment) = segment.and_then(|id| self.plan.segments.get(&id)) else {
            return WalkLine::new(
                WalkKind::Leave,
                "Never enters: the sequence cannot run as it is".to_owned(),
            );
        };
        let mut line =
            WalkLine::new(WalkKind::Leave, format!("Never enters: is not in the segment “{}”", segment.name));
        let evaluator = list.evaluator(self.today, &self.plan.segments, Some(Named::of(&self.plan)));
        let why = evaluator.why(&segment.rule, row as usize).unwrap_or_default();
        // what does not help keeps out: inside "none of" that is a line that holds
        let leaf = |line: &&Why| !matches!(line.rule, Rule::All(_) | Rule::Any(_) | Rule::None(_));
        line.notes = why
            .iter()
            .filter(|line| !line.helps)
            .filter(leaf)
            .map(|line| {
                let value = match (line.value.as_str(), line.rule) {
                    ("", Rule::Is(_)) => " (empty)".to_owned(),
                    ("", _) => String::new(),
                    (value, _) => format!(" ({value})"),
                };
                format!("{}: {}{value}", words(line.rule, &self.plan), yes_no(line.holds))
            })
            .collect();
        line
    }
}

/// Puts a walk into words.
struct Teller<'a> {
    plan: &'a Plan,
    sequence: SequenceId,
    columns: &'a Columns,
    people: &'a People,
    zone: Zone,
    walk: &'a Walk,
    /// Events happen when they are drawn; else as if at the first opening (E6).
    is_future: bool,
    /// What happened so far, of which touch.
    seen: BTreeSet<(EventKind, StepId)>,
    /// What actions have set so far.
    set: SetValues,
    lines: Vec<WalkLine>,
    /// Why nothing happens, from when to when.
    spans: Vec<(Instant, Instant, String)>,
}

impl<'a> Teller<'a> {
    fn of(
        kept: &'a Kept,
        sequence: SequenceId,
        list: &'a OpenList,
        walk: &'a Walk,
        is_future: bool,
    ) -> Teller<'a> {
        Teller {
            is_future,
            plan: &kept.plan,
            sequence,
            columns: &list.columns,
            people: &list.people,
            zone: zone(&list.people, walk.row),
            walk,
            seen: BTreeSet::new(),
            set: SetValues::default(),
            lines: Vec::new(),
            spans: Vec::new(),
        }
    }

    /// All lines in order, those between days without any included.
    fn tell(mut self) -> Vec<WalkLine> {
        let mut is_over = false;
        for entry in &self.walk.entries {
            if let Passed::Happened { step, event } = entry.what
                && self.goes_without_saying(entry.at, step, event)
            {
                self.seen.insert((event, step));
                continue;
            }
            let mut line = self.line(entry);
            let (date, clock) = self.zone.local(entry.at);
            let before = self.lines.last().and_then(|line| line.date);
            if let Some(before) = before.filter(|_| !is_over) {
                self.gap(before, date);
            }
            is_over |= line.kind == WalkKind::Leave;
            line.date = Some(date);
            line.time = clock.to_string();
            line.offset_minutes = self.zone.offset_minutes(entry.at);
            self.lines.push(line);
        }
        self.lines
    }

    /// A task is done when it is served; a kind of reply says that there is one, a conversation that somebody picked up.
    fn goes_without_saying(&self, at: Instant, step: StepId, event: EventKind) -> bool {
        use EventKind::{Connected, Done, Replied, RepliedNegative, RepliedNeutral, RepliedPositive, Talked};
        let more: &[EventKind] = match event {
            Done => return true,
            Replied => &[RepliedPositive, RepliedNeutral, RepliedNegative],
            Connected => &[Talked],
            _ => return false,
        };
        self.walk.entries.iter().any(|entry| {
            entry.at == at
                && matches!(&entry.what, Passed::Happened { step: of, event } if *of == step && more.contains(event))
        })
    }

    /// Says why nothing happens between two days, if there are days between them.
    fn gap(&mut self, before: Date, after: Date) {
        let (first, last) = (before.plus_days(1), after.plus_days(-1));
        if first > last {
            return;
        }
        let (from, to) = (self.zone.start_of_day(first), self.zone.start_of_day(after));
        let why: Vec<String> = self
            .spans
            .iter()
            .filter(|(begins, ends, _)| *begins < to && *ends > from)
            .map(|(_, _, why)| why.clone())
            .collect();
        let mut line = WalkLine::new(WalkKind::Nothing, why.join("; then "));
        (line.date, line.until) = (Some(first), Some(last));
        self.lines.push(line);
    }

    fn name(&self, step: StepId) -> &'a str {
        self.plan.steps.get(&step).map(|step| step.name.as_str()).unwrap_or_default()
    }

    fn moment(&self, at: Instant) -> String {
        moment_words(self.zone, at)
    }

    fn line(&mut self, entry: &WalkEntry) -> WalkLine {
        let at = entry.at;
        match &entry.what {
            Passed::Entered => {
                let mut line = WalkLine::new(WalkKind::Enter, "Enters the sequence".to_owned());
                let entry = self.plan.sequences.get(&self.sequence).map(|sequence| &sequence.entry);
                match entry.map(|entry| (&entry.on, entry.per_business_day)) {
                    Some((Some(event), _)) => {
                        let drawn = matches!(event.when, Occurs::Daily { .. }) && !self.is_future;
                        let note = if drawn { ", as if it came at the first opening" } else { "" };
                        line.notes.push(format!("{}{note}", event.trigger.name()));
                    }
                    Some((None, Some(places))) => {
                        line.notes
                            .push(format!("{places} enter on each business day, in the order of the list"));
                    }
                    _ => {}
                }
                line
            }
            Passed::Waited { step, from, until } => {
                let wait = match self.plan.steps.get(step).map(|step| &step.kind) {
                    Some(StepKind::Wait { until }) => outline::wait_text(until),
                    Some(StepKind::Repeat(repeat)) => outline::length_text(repeat.every),
                    _ => String::new(),
                };
                let until_words = self.moment(*until);
                self.spans.push((*from, *until, format!("waits {wait}, until {until_words}")));
                let mut line = WalkLine::new(WalkKind::Wait, format!("Waits {wait}"));
                line.step = Some(*step);
                line.notes.push(match (until <= &at, from == &at) {
                    (true, _) => "over at once".to_owned(),
                    (false, true) => format!("until {until_words}"),
                    (false, false) => format!("counted from {}, until {until_words}", self.moment(*from)),
                });
                line
            }
            Passed::Awaited { step, event, of, until, happened, .. } => {
                let at_most = match self.plan.steps.get(step).map(|step| &step.kind) {
                    Some(StepKind::Await(wait)) => outline::length_text(wait.at_most),
                    _ => String::new(),
                };
                let of = of.map(|of| format!(" of “{}”", self.name(of))).unwrap_or_default();
                let waits = format!("waits for “{}”{of}, at most {at_most}", event.name());
                self.spans.push((at, *until, waits.clone()));
                let mut line = WalkLine::new(WalkKind::Wait, capital(&waits));
                line.step = Some(*step);
                line.notes.push(match happened {
                    Some(true) if *until <= at => "it has happened already: goes on at once".to_owned(),
                    Some(true) => format!("it happens on {}", self.moment(*until)),
                    Some(false) => format!("it does not happen: goes on at {}", self.moment(*until)),
                    None => "leaves before that".to_owned(),
                });
                line
            }
            Passed::Took { step, list } => self.choice(*step, *list, at),
            Passed::Touched { step, channel, sender, due, open, moved_by } => {
                let mut line = WalkLine::new(WalkKind::Touch, self.name(*step).to_owned());
                line.step = Some(*step);
                line.channel = Some(*channel);
                line.from = self.from(*step, *sender);
                self.moves(&mut line, (*due, *open, at), moved_by);
                if !line.from.is_empty() {
                    let by_hand = self.touch(*step).is_some_and(|touch| touch.by == By::Owner);
                    line.from.insert_str(0, if by_hand { "by " } else { "from " });
                }
                line.letter = self.letter(*step, *sender);
                line
            }
            Passed::Skipped { step, due, cause } => {
                let title = format!("{}, skipped: {}", self.name(*step), cause.label());
                let mut line = WalkLine::new(WalkKind::Skip, title);
                line.step = Some(*step);
                if *due < at {
                    line.notes.push(format!("was due {}", self.moment(*due)));
                    self.spans.push((*due, at, format!("“{}” is due and cannot be done", self.name(*step))));
                }
                line.channel = self.touch(*step).map(|touch| touch.channel);
                line
            }
            Passed::Happened { step, event } => {
                self.seen.insert((*event, *step));
                let title = format!("{}: “{}”", capital(event.name()), self.name(*step));
                let mut line = WalkLine::new(WalkKind::Event, title);
                line.step = Some(*step);
                line.channel = self.touch(*step).map(|touch| touch.channel);
                line
            }
            Passed::Acted { step } => {
                if let Some(StepKind::Action { what }) = self.plan.steps.get(step).map(|step| &step.kind) {
                    self.set.note(what, |field| self.columns.text(self.walk.row as usize, field));
                }
                let mut line = WalkLine::new(WalkKind::Choice, outline::describe(self.plan, *step));
                line.step = Some(*step);
                line
            }
            Passed::Cancelled { step } => {
                let mut line = WalkLine::new(WalkKind::Skip, format!("{}, cancelled", self.name(*step)));
                line.step = Some(*step);
                line.channel = self.touch(*step).map(|touch| touch.channel);
                line
            }
            Passed::Finished => leave("Has gone through to the last step".to_owned()),
            Passed::Exited(rule, touch) => {
                let after = touch.map(|touch| format!(", after “{}”", self.name(touch))).unwrap_or_default();
                leave(format!("Leaves: {}{after}", rule.name()))
            }
            Passed::Refused => leave("Never enters: a colleague has answered".to_owned()),
            Passed::Stopped { reason, .. } if reason.is_empty() => leave("Leaves at a stop".to_owned()),
            Passed::Stopped { reason, .. } => leave(format!("Leaves at a stop: {reason}")),
            Passed::MissedData(step) => {
                leave(format!("Leaves: what “{}” needs is missing", self.name(*step)))
            }
            Passed::NoDate(_) => {
                leave("Leaves: the date that is waited for is not known or has passed".to_owned())
            }
            Passed::Stuck(Some(step)) => leave(format!(
                "Waits for “{}”: nothing is free or open within the time that is looked at",
                self.name(*step)
            )),
            Passed::Stuck(None) => {
                leave("Waits: nothing is open within the time that is looked at".to_owned())
            }
        }
    }

    /// Which way at a branch or split, and why.
    fn choice(&self, step: StepId, list: usize, at: Instant) -> WalkLine {
        let mut line = WalkLine::new(WalkKind::Choice, String::new());
        line.step = Some(step);
        match self.plan.steps.get(&step).map(|step| &step.kind) {
            Some(StepKind::Branch(branch)) => {
                let rule = |rule: &Rule| outline::condition_text(self.plan, self.sequence, rule);
                line.title = match branch.cases.get(list) {
                    Some(case) => format!("Goes the way “if {}”", rule(&case.when)),
                    None => "Goes the way “otherwise”".to_owned(),
                };
                for (index, case) in branch.cases.iter().take(list + 1).enumerate() {
                    let mut judge = Judge {
                        plan: self.plan,
                        columns: self.columns,
                        people: self.people,
                        row: self.walk.row,
                        today: self.zone.local(at).0,
                        seen: &self.seen,
                        lines: Vec::new(),
                    };
                    let holds = judge.holds(&case.when);
                    // what an action set on the way is not on the list: then only the answer is known, not what it rests on
                    if holds == (index == list) {
                        line.notes.append(&mut judge.lines);
                    } else {
                        line.notes.push(format!("{}: {}", rule(&case.when), yes_no(index == list)));
                    }
                }
            }
            Some(StepKind::Split(split)) => {
                let sum: u64 = split.arms.iter().map(|arm| u64::from(arm.weight)).sum();
                if let Some(arm) = split.arms.get(list) {
                    line.title = format!("Goes arm “{}”", arm.name);
                    line.notes.push(format!(
                        "by lot, {} of {sum}; this contact always gets the same arm",
                        arm.weight
                    ));
                }
            }
            Some(StepKind::Repeat(repeat)) => {
                line.title = format!("Begins a pass, of {} until {}", repeat.times, repeat.until.name());
            }
            _ => {}
        }
        line
    }

    /// Why a touch is later than due.
    fn moves(
        &mut self,
        line: &mut WalkLine,
        (due, open, at): (Instant, Instant, Instant),
        causes: &[MoveCause],
    ) {
        let closed: Vec<&str> =
            causes.iter().filter(|cause| **cause != MoveCause::Capacity).map(|cause| cause.label()).collect();
        if !closed.is_empty() {
            let why = closed.join(", ");
            line.notes.push(format!("due {}, closed until {}: {why}", self.moment(due), self.moment(open)));
            self.spans.push((due, open, format!("“{}” is due, closed: {why}", line.title)));
        }
        if causes.contains(&MoveCause::Capacity) {
            let who = if line.from.is_empty() { "Whoever does it" } else { line.from.as_str() };
            // within a day others are served first; overnight only a full day makes wait
            let why = if self.zone.local(open).0 == self.zone.local(at).0 {
                format!("{who} is busy with others")
            } else {
                format!("the day of {who} is full")
            };
            let cause = MoveCause::Capacity.label();
            line.notes.push(format!("waits from {}, {why}: {cause}", self.moment(open)));
            self.spans.push((open, at, format!("“{}” waits, {why}", line.title)));
        }
    }

    fn touch(&self, step: StepId) -> Option<&'a Touch> {
        match self.plan.steps.get(&step).map(|step| &step.kind) {
            Some(StepKind::Touch(touch)) => Some(touch),
            _ => None,
        }
    }

    /// The owner of a manual touch, else the mailbox or number that it goes out of.
    fn from(&self, step: StepId, sender: Option<SenderId>) -> String {
        let by_hand = self.touch(step).is_some_and(|touch| touch.by == By::Owner);
        let owner = self.walk.owner.filter(|_| by_hand).and_then(|id| self.plan.owners.get(&id));
        let sender = sender.and_then(|id| self.plan.senders.get(&id));
        owner
            .map(|owner| owner.name.clone())
            .or_else(|| sender.map(|sender| sender.address.clone()))
            .unwrap_or_default()
    }

    /// The text that a touch sends, filled for this contact. A reply without a subject has that of the mail it replies to.
    fn letter(&self, step: StepId, sender: Option<SenderId>) -> Option<Letter> {
        let touch = self.touch(step)?;
        let letter = self.plan.messages.get(&touch.message?)?;
        let owner = self.responsible(touch.by, sender);
        let value = |field: &Field| match (field, owner) {
            (Field::Std(StdField::Owner), Some(name)) => Some(name.into()),
            _ => match self.set.get(field) {
                Some(value) => (!value.is_empty()).then(|| value.into()),
                None => self.columns.text(self.walk.row as usize, field),
            },
        };
        let mut subject = message::fill(&letter.subject, value);
        if letter.subject.trim().is_empty()
            && let Some(first) = touch.reply_to.and_then(|parent| self.touch(parent)?.message)
            && let Some(first) = self.plan.messages.get(&first)
        {
            subject = message::fill(&first.subject, value);
            subject.text.insert_str(0, "Re: ");
        }
        let body = message::fill(&letter.body, value);
        let mut missing = subject.missing;
        missing.extend(body.missing);
        order::sort(&mut missing);
        missing.dedup();
        Some(Letter { subject: subject.text, body: body.text, missing })
    }

    /// Who signs: who does the touch, else who owns what it goes out of.
    fn responsible(&self, by: By, sender: Option<SenderId>) -> Option<&'a str> {
        let of_sender = || self.plan.senders.get(&sender?)?.owner;
        let owner = self.walk.owner.filter(|_| by == By::Owner).or_else(of_sender)?;
        Some(&self.plan.owners.get(&owner)?.name)
    }
}

/// Whether a rule holds for a contact at a point of the way, condition by condition.
struct Judge<'a> {
    plan: &'a Plan,
    columns: &'a Columns,
    people: &'a People,
    row: u32,
    today: Date,
    seen: &'a BTreeSet<(EventKind, StepId)>,
    lines: Vec<String>,
}

impl Judge<'_> {
    fn holds(&mut self, rule: &Rule) -> bool {
        // every member is said, so none of these may stop early
        let mut each = |rules: &[Rule]| rules.iter().map(|rule| self.holds(rule)).collect::<Vec<_>>();
        match rule {
            Rule::All(rules) => each(rules).into_iter().all(|holds| holds),
            Rule::Any(rules) => each(rules).into_iter().any(|holds| holds),
            Rule::None(rules) => !each(rules).into_iter().any(|holds| holds),
            Rule::Happened(happened) => {
                let holds = self.seen.iter().any(|(event, step)| {
                    *event == happened.event && happened.of.is_none_or(|of| of == *step)
                });
                self.say(rule, holds, "");
                holds
            }
            Rule::Is(_)
            | Rule::Segment(_)
            | Rule::Has(_)
            | Rule::Did(_)
            | Rule::OnList(_)
            | Rule::Persona(_)
            | Rule::Fit(_)
            | Rule::Pilot(_)
            | Rule::Unread(_)
            | Rule::Consent(_) => {
                let also =
                    Also { people: Some(self.people), named: Some(Named::of(self.plan)), ..Also::default() };
                let evaluator =
                    Evaluator::new(self.columns, self.today, &self.plan.segments).with(also).checked();
                let answer = evaluator.why(rule, self.row as usize).ok();
                let line = answer.as_ref().and_then(|lines| lines.first());
                let holds = line.is_some_and(|line| line.holds);
                let value = line.map(|line| line.value.clone()).unwrap_or_default();
                self.say(
                    rule,
                    holds,
                    if value.is_empty() && matches!(rule, Rule::Is(_)) { "empty" } else { &value },
                );
                holds
            }
        }
    }

    fn say(&mut self, rule: &Rule, holds: bool, value: &str) {
        let value = if value.is_empty() { String::new() } else { format!(" ({value})") };
        self.lines.push(format!("{}: {}{value}", words(rule, self.plan), yes_no(holds)));
    }
}

fn yes_no(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

fn leave(title: String) -> WalkLine {
    WalkLine::new(WalkKind::Leave, title)
}

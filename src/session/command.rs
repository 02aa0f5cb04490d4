//! Everything a person can do to a plan, as values. Knows no history and no screen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Refusal, moves};
use crate::lean::order::Gather;
use crate::model::{
    Action, Arm, Await, Branch, Calendar, CalendarId, Case, ChannelKind, Diff, EventKind, Happened, Length,
    List, Message, MessageId, Owner, OwnerId, Persona, PersonaId, Place, Plan, Put, RateFault, Repeat, Rule,
    Scenario, ScenarioId, Score, ScoreId, Segment, SegmentId, Sender, SenderId, Sequence, SequenceId,
    Settings, Split, Spot, Step, StepId, StepKind, Touch, Wait, rate_faults,
};
use crate::outline::{Draft, renumber_step, wait_text};

/// A kind of step to add; each begins with sensible values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NewStep {
    /// A touch of this kind.
    Touch(ChannelKind),
    /// A wait of 2 business days.
    Wait,
    /// Wait for what the touch before it can bring about.
    Await,
    /// Go one of two ways by what the touch before it brought about.
    Branch,
    /// Two equal arms.
    Split,
    /// A call, up to 3 times until somebody answers.
    Repeat,
    /// A tag on the contact.
    Action,
    /// Leave here.
    End,
}

/// A change of the plan, in the user's words. Where an id is optional, `None` adds a record.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    /// Adds a step.
    AddStep {
        /// Where.
        at: Spot,
        /// What.
        kind: NewStep,
    },
    /// Changes a step's own values. Children of a case or arm that is taken away go with it; others stay in their lists.
    UpdateStep {
        /// Which.
        id: StepId,
        /// As it shall be.
        step: Step,
    },
    /// Moves a step with everything inside it to a spot, given as the lists stand now.
    MoveStep {
        /// Which.
        id: StepId,
        /// Where.
        to: Spot,
    },
    /// Moves a step one row up, into and out of groups.
    MoveUp(StepId),
    /// Moves a step one row down, into and out of groups.
    MoveDown(StepId),
    /// Puts copies of steps, with everything inside them, after the last of them. What they say about each other, their copies say
    /// about each other.
    DuplicateSteps(Vec<StepId>),
    /// Takes steps away with everything inside them.
    DeleteSteps(Vec<StepId>),
    /// Replaces a sequence by one read from text, or adds it. Steps that stay keep their numbers.
    ReplaceOutline {
        /// Which; `None` adds one.
        sequence: Option<SequenceId>,
        /// What was read.
        draft: Draft,
    },
    /// Changes a sequence's head, or adds a sequence without steps.
    PutSequence(Option<SequenceId>, Sequence),
    /// Takes a sequence and its steps away.
    DeleteSequence(SequenceId),
    /// Changes or adds a message.
    PutMessage(Option<MessageId>, Message),
    /// Takes a message away; touches that had it have none.
    DeleteMessage(MessageId),
    /// Changes or adds an owner.
    PutOwner(Option<OwnerId>, Owner),
    /// Takes an owner away; the owner's mailboxes are nobody's.
    DeleteOwner(OwnerId),
    /// Changes or adds a sender.
    PutSender(Option<SenderId>, Sender),
    /// Takes a sender away.
    DeleteSender(SenderId),
    /// Changes or adds a calendar.
    PutCalendar(Option<CalendarId>, Calendar),
    /// Takes a calendar away; refused while it is used.
    DeleteCalendar(CalendarId),
    /// Changes or adds assumptions.
    PutScenario(Option<ScenarioId>, Scenario),
    /// Takes assumptions away; if they were in force, others are then.
    DeleteScenario(ScenarioId),
    /// Changes or adds a segment.
    PutSegment(Option<SegmentId>, Segment),
    /// Takes a segment away; refused while it is used.
    DeleteSegment(SegmentId),
    /// Changes or adds a persona.
    PutPersona(Option<PersonaId>, Persona),
    /// Takes a persona away; refused while it is used.
    DeletePersona(PersonaId),
    /// Changes or adds a fit score.
    PutScore(Option<ScoreId>, Score),
    /// Takes a fit score away; refused while it is used.
    DeleteScore(ScoreId),
    /// Changes the settings.
    PutSettings(Settings),
    /// Several commands as one: all of them or none.
    Together {
        /// What they do.
        name: String,
        /// In order; each meets the plan as the one before it leaves it.
        commands: Vec<Command>,
    },
    /// A change that was worked out elsewhere, such as a fix of a finding: one undo step. Refused where the plan no longer stands as it did.
    Apply {
        /// What it does, as the undo menu says it: `Widen Mara's hours`.
        name: String,
        /// The change, from the plan as it stands.
        diff: Diff,
    },
    /// Brings a version of the plan back. The list that the plan is used with stays as it is.
    Restore {
        /// The version's name.
        name: String,
        /// The plan as it was.
        plan: Box<Plan>,
    },
}

/// What a command does.
pub(super) struct Effect {
    pub(super) diff: Diff,
    /// The selection after it; `None` leaves it as it is.
    pub(super) selection: Option<Vec<Place>>,
}

impl Effect {
    fn of(diff: Diff) -> Effect {
        Effect { diff, selection: None }
    }

    fn select(diff: Diff, place: Place) -> Effect {
        Effect { diff, selection: Some(vec![place]) }
    }
}

impl Command {
    /// The name in the undo menu: `Move First call`.
    pub fn name(&self, plan: &Plan) -> String {
        let step = |id: &StepId| step_name(plan, *id);
        let steps = |ids: &[StepId]| match ids {
            [id] => step(id),
            _ => format!("{} steps", ids.len()),
        };
        match self {
            Command::AddStep { kind, .. } => format!("Add {}", kind.label()),
            Command::UpdateStep { id, .. } => format!("Change {}", step(id)),
            Command::MoveStep { id, .. } | Command::MoveUp(id) | Command::MoveDown(id) => {
                format!("Move {}", step(id))
            }
            Command::DuplicateSteps(ids) => format!("Duplicate {}", steps(ids)),
            Command::DeleteSteps(ids) => format!("Delete {}", steps(ids)),
            Command::ReplaceOutline { sequence: Some(_), .. } => "Edit as text".to_owned(),
            Command::ReplaceOutline { sequence: None, draft } => format!("Add {}", draft.sequence.name),
            Command::PutSequence(id, record) => put_name(*id, record),
            Command::DeleteSequence(id) => delete_name::<Sequence>(plan, *id),
            Command::PutMessage(id, record) => put_name(*id, record),
            Command::DeleteMessage(id) => delete_name::<Message>(plan, *id),
            Command::PutOwner(id, record) => put_name(*id, record),
            Command::DeleteOwner(id) => delete_name::<Owner>(plan, *id),
            Command::PutSender(id, record) => put_name(*id, record),
            Command::DeleteSender(id) => delete_name::<Sender>(plan, *id),
            Command::PutCalendar(id, record) => put_name(*id, record),
            Command::DeleteCalendar(id) => delete_name::<Calendar>(plan, *id),
            Command::PutScenario(id, record) => put_name(*id, record),
            Command::DeleteScenario(id) => delete_name::<Scenario>(plan, *id),
            Command::PutSegment(id, record) => put_name(*id, record),
            Command::DeleteSegment(id) => delete_name::<Segment>(plan, *id),
            Command::PutPersona(id, record) => put_name(*id, record),
            Command::DeletePersona(id) => delete_name::<Persona>(plan, *id),
            Command::PutScore(id, record) => put_name(*id, record),
            Command::DeleteScore(id) => delete_name::<Score>(plan, *id),
            Command::PutSettings(_) => "Change settings".to_owned(),
            Command::Together { name, .. } | Command::Apply { name, .. } => name.clone(),
            Command::Restore { name, .. } => format!("Restore {name}"),
        }
    }

    /// What it does to a plan. The caller checks that the plan stays sound.
    pub(super) fn run(self, plan: &Plan) -> Result<Effect, Refusal> {
        match self {
            Command::AddStep { at, kind } => add(plan, at, kind),
            Command::UpdateStep { id, step } => update(plan, id, step),
            Command::MoveStep { id, to } => relocate(plan, id, to),
            Command::MoveUp(id) => relocate(plan, id, moves::up(plan, id)?),
            Command::MoveDown(id) => relocate(plan, id, moves::down(plan, id)?),
            Command::DuplicateSteps(ids) => duplicate(plan, &ids),
            Command::DeleteSteps(ids) => delete(plan, &ids),
            Command::ReplaceOutline { sequence, draft } => {
                if let Some(id) = sequence.filter(|id| !plan.sequences.contains_key(id)) {
                    return Err(Refusal::Gone(Place::Sequence(id)));
                }
                let (id, diff) = draft.into_diff(plan, sequence);
                Ok(match sequence {
                    Some(_) => Effect { diff, selection: None },
                    None => Effect::select(diff, Place::Sequence(id)),
                })
            }
            Command::PutSequence(id, sequence) => {
                let before = id.and_then(|id| plan.sequences.get(&id));
                if sequence.body != before.map(|before| before.body.clone()).unwrap_or_default() {
                    return Err(Refusal::ListsDiffer);
                }
                put(plan, id, sequence)
            }
            Command::DeleteSequence(id) => delete_sequence(plan, id),
            Command::PutMessage(id, record) => put(plan, id, record),
            Command::DeleteMessage(id) => delete_message(plan, id),
            Command::PutOwner(id, record) => put(plan, id, record),
            Command::DeleteOwner(id) => delete_owner(plan, id),
            Command::PutSender(id, record) => put(plan, id, record),
            Command::DeleteSender(id) => {
                present::<Sender>(plan, id)?;
                Ok(Effect::of(Diff::put::<Sender>(plan, id, None)))
            }
            Command::PutCalendar(id, record) => put(plan, id, record),
            Command::DeleteCalendar(id) => delete_calendar(plan, id),
            Command::PutScenario(id, record) => put_scenario(plan, id, record),
            Command::DeleteScenario(id) => delete_scenario(plan, id),
            Command::PutSegment(id, record) => put(plan, id, record),
            Command::DeleteSegment(id) => delete_segment(plan, id),
            Command::PutPersona(id, record) => put(plan, id, record),
            Command::DeletePersona(id) => {
                present::<Persona>(plan, id)?;
                unused(Place::Persona(id), users(plan, |rule| rule.personas().contains(&id)))?;
                Ok(Effect::of(Diff::put::<Persona>(plan, id, None)))
            }
            Command::PutScore(id, record) => put(plan, id, record),
            Command::DeleteScore(id) => {
                present::<Score>(plan, id)?;
                unused(Place::Score(id), users(plan, |rule| rule.scores().contains(&id)))?;
                Ok(Effect::of(Diff::put::<Score>(plan, id, None)))
            }
            Command::PutSettings(settings) => Ok(Effect::of(Diff::settings(plan, settings))),
            Command::Together { commands, .. } => {
                let mut after = plan.clone();
                let mut all = Effect::of(Diff::default());
                for command in commands {
                    let done = command.run(&after)?;
                    done.diff.apply(&mut after);
                    all = Effect {
                        diff: all.diff.then(&done.diff),
                        selection: done.selection.or(all.selection),
                    };
                }
                Ok(all)
            }
            Command::Apply { diff, .. } => {
                if !diff.fits(plan) || diff.reuses_numbers(plan) {
                    return Err(Refusal::Stale);
                }
                Ok(Effect::of(diff))
            }
            Command::Restore { plan: mut was, .. } => {
                let list = plan.settings.list.clone();
                was.settings = Arc::new(Settings { list, ..(*was.settings).clone() });
                Ok(Effect::of(Diff::between(plan, &was)))
            }
        }
    }
}

/// Puts a scenario; rates that cannot be simulated as they say are refused, unless they stood there before.
fn put_scenario(plan: &Plan, id: Option<ScenarioId>, scenario: Scenario) -> Result<Effect, Refusal> {
    let kind_of = |id: StepId| Some(plan.steps.get(&id)?.kind.touch()?.channel);
    let before = id.and_then(|id| plan.scenarios.get(&id)).map_or(&[][..], |before| &before.rates[..]);
    let before = rate_faults(before, kind_of);
    let is_new = |fault: &RateFault| before.iter().all(|known| known.message != fault.message);
    if let Some(fault) = rate_faults(&scenario.rates, kind_of).into_iter().find(is_new) {
        let place = id.map_or(Place::Plan, Place::Scenario);
        return Err(Refusal::Bad(fault.finding(place)));
    }
    put(plan, id, scenario)
}

fn present<R: Put>(plan: &Plan, id: R::Id) -> Result<&Arc<R>, Refusal> {
    R::find(plan, id).ok_or(Refusal::Gone(R::place(id)))
}

fn put_name<R: Put>(id: Option<R::Id>, record: &R) -> String {
    format!("{} {}", if id.is_some() { "Change" } else { "Add" }, record.title())
}

fn delete_name<R: Put>(plan: &Plan, id: R::Id) -> String {
    format!("Delete {}", R::find(plan, id).map_or(R::WHAT, |record| record.title()))
}

/// A short name of a step for menus: its name, else what it is.
fn step_name(plan: &Plan, id: StepId) -> String {
    let Some(step) = plan.steps.get(&id) else { return "step".to_owned() };
    if !step.name.is_empty() {
        return step.name.clone();
    }
    match &step.kind {
        StepKind::Touch(touch) => touch.channel.label().to_owned(),
        StepKind::Wait { until } => format!("wait {}", wait_text(until)),
        StepKind::Await(a) => format!("await {}", a.event.name()),
        StepKind::Branch(_) => "branch".to_owned(),
        StepKind::Split(_) => "split".to_owned(),
        StepKind::Repeat(_) => "repeat".to_owned(),
        StepKind::Action { .. } => "action".to_owned(),
        StepKind::End { .. } => "stop".to_owned(),
    }
}

fn put<R: Put>(plan: &Plan, id: Option<R::Id>, record: R) -> Result<Effect, Refusal> {
    if let Some(id) = id {
        present::<R>(plan, id)?;
        return Ok(Effect::of(Diff::put(plan, id, Some(record))));
    }
    let id = R::id(plan.fresh_number());
    Ok(Effect::select(Diff::put(plan, id, Some(record)), R::place(id)))
}

// ---- steps ----

impl NewStep {
    /// What the menu calls it, in the middle of a sentence.
    pub fn label(self) -> &'static str {
        match self {
            NewStep::Touch(ChannelKind::Email) => "email",
            NewStep::Touch(ChannelKind::Call) => "call",
            NewStep::Touch(ChannelKind::LinkedinInvite) => "LinkedIn invitation",
            NewStep::Touch(ChannelKind::LinkedinMessage) => "LinkedIn message",
            NewStep::Touch(ChannelKind::Whatsapp) => "WhatsApp message",
            NewStep::Touch(ChannelKind::Sms) => "SMS",
            NewStep::Touch(ChannelKind::InApp) => "in-app message",
            NewStep::Touch(ChannelKind::Ad) => "ad",
            NewStep::Touch(ChannelKind::Task) => "task",
            NewStep::Wait => "wait",
            NewStep::Await => "wait for an event",
            NewStep::Branch => "branch",
            NewStep::Split => "split",
            NewStep::Repeat => "repeat",
            NewStep::Action => "action",
            NewStep::End => "stop",
        }
    }
}

fn add(plan: &Plan, at: Spot, kind: NewStep) -> Result<Effect, Refusal> {
    let sequence = match at.list {
        List::Body(id) => id,
        List::Inside(id, _) => plan.find(id).map(|(sequence, _)| sequence).ok_or(Refusal::NoSuchSpot)?,
    };
    let id = StepId(plan.fresh_number());
    let before = plan.touches_before(at).last().copied();
    let goal = plan.sequences.get(&sequence).and_then(|record| record.goal).map(|goal| goal.metric.event());
    // what the touch before it is usually asked; before any touch, what happens to a contact in any case
    let event = before.and_then(|id| plan.steps.get(&id)?.kind.touch().map(|touch| touch.channel)).map_or(
        goal.filter(|event| event.is_of_contact()).unwrap_or(EventKind::Purchased),
        |channel| match channel {
            ChannelKind::Email => EventKind::Opened,
            ChannelKind::Call => EventKind::Talked,
            ChannelKind::LinkedinInvite => EventKind::Accepted,
            ChannelKind::LinkedinMessage | ChannelKind::Whatsapp => EventKind::Replied,
            ChannelKind::Sms | ChannelKind::Ad => EventKind::Clicked,
            ChannelKind::InApp => EventKind::Opened,
            ChannelKind::Task => EventKind::Done,
        },
    );
    let touch = |channel: ChannelKind| {
        Step::named(
            free_name(plan, sequence, channel.label(), &BTreeSet::new()),
            StepKind::Touch(Touch {
                effort_minutes: match channel {
                    ChannelKind::Call => 6,
                    ChannelKind::LinkedinInvite => 2,
                    ChannelKind::LinkedinMessage => 3,
                    ChannelKind::Task => 10,
                    _ => 0,
                },
                days: if channel == ChannelKind::Ad { 14 } else { 0 },
                ..Touch::new(channel, channel.usual_by())
            }),
        )
    };
    let mut inside = None;
    let step = match kind {
        NewStep::Touch(channel) => touch(channel),
        NewStep::Wait => unnamed(StepKind::Wait { until: Wait::For(Length::BusinessDays(2)) }),
        NewStep::Await => unnamed(StepKind::Await(Await {
            event,
            of: before,
            at_most: Length::Days(3),
            happened: Vec::new(),
            timed_out: Vec::new(),
        })),
        NewStep::Branch => unnamed(StepKind::Branch(Branch {
            cases: vec![Case { when: Rule::Happened(Happened { event, of: before }), body: Vec::new() }],
            otherwise: Vec::new(),
        })),
        NewStep::Split => {
            let arm = |name: &str| Arm { name: name.to_owned(), weight: 50, body: Vec::new() };
            unnamed(StepKind::Split(Split { per_account: false, arms: vec![arm("A"), arm("B")] }))
        }
        // an empty loop does nothing
        NewStep::Repeat => {
            let call = StepId(id.0 + 1);
            inside = Some((call, touch(ChannelKind::Call)));
            unnamed(StepKind::Repeat(Repeat {
                times: 3,
                every: Length::BusinessDays(1),
                until: EventKind::Connected,
                body: vec![call],
            }))
        }
        NewStep::Action => unnamed(StepKind::Action { what: Action::AddTag("contacted".to_owned()) }),
        NewStep::End => unnamed(StepKind::End { reason: "not a fit".to_owned() }),
    };
    let steps = std::iter::once((id, step)).chain(inside).collect();
    let diff = plan.insert(at, &[id], steps).ok_or(Refusal::NoSuchSpot)?;
    Ok(Effect::select(diff, Place::Step(id)))
}

fn unnamed(kind: StepKind) -> Step {
    Step::unnamed(kind)
}

/// `wanted`, or with the first number that makes it differ from the names of the sequence's steps and `taken`.
fn free_name(plan: &Plan, sequence: SequenceId, wanted: &str, taken: &BTreeSet<String>) -> String {
    let names: BTreeSet<&str> = plan
        .walk(sequence)
        .iter()
        .filter_map(|visit| plan.steps.get(&visit.id).map(|step| step.name.as_str()))
        .chain(taken.iter().map(String::as_str))
        .into_set();
    std::iter::once(wanted.to_owned())
        .chain((2_u32..).map(|n| format!("{wanted} {n}")))
        .find(|name| !names.contains(name.as_str()))
        .unwrap_or_default()
}

fn update(plan: &Plan, id: StepId, step: Step) -> Result<Effect, Refusal> {
    let before = present::<Step>(plan, id)?;
    let children = |step: &Step| -> BTreeSet<StepId> {
        step.kind.lists().into_iter().flat_map(|(_, list)| list.iter().copied()).into_set()
    };
    let (old, new) = (children(before), children(&step));
    if !new.is_subset(&old) {
        return Err(Refusal::ListsDiffer);
    }
    let gone: BTreeSet<StepId> = old.difference(&new).flat_map(|child| plan.subtree(*child)).into_set();
    let mut after = plan.clone();
    let was_touch = before.kind.touch().map(|touch| touch.channel);
    let is_touch = step.kind.touch().map(|touch| touch.channel);
    after.steps.insert(id, Arc::new(step));
    for id in &gone {
        after.steps.remove(id);
    }
    after.clear_references(&gone);
    if was_touch != is_touch {
        after.clear_stray_references();
    }
    Ok(Effect::of(Diff::between(plan, &after)))
}

fn relocate(plan: &Plan, id: StepId, to: Spot) -> Result<Effect, Refusal> {
    present::<Step>(plan, id)?;
    if plan.list(to.list).is_none_or(|list| to.index > list.len()) {
        return Err(Refusal::NoSuchSpot);
    }
    let diff = plan.relocate(id, to).ok_or(Refusal::CannotMoveThere)?;
    let mut after = plan.clone();
    diff.apply(&mut after);
    // into another sequence: what it referred to stayed behind
    after.clear_stray_references();
    Ok(Effect::select(Diff::between(plan, &after), Place::Step(id)))
}

fn duplicate(plan: &Plan, ids: &[StepId]) -> Result<Effect, Refusal> {
    let last = ids.last().copied().ok_or(Refusal::NoSuchSpot)?;
    let (sequence, visit) = plan.find(last).ok_or(Refusal::Gone(Place::Step(last)))?;
    let mut originals = Vec::new();
    let mut roots = Vec::new();
    for id in ids {
        present::<Step>(plan, *id)?;
        // one inside another is copied with it
        let is_inside = ids.iter().any(|other| other != id && plan.subtree(*other).contains(id));
        if !is_inside && !roots.contains(id) {
            roots.push(*id);
            originals.extend(plan.subtree(*id));
        }
    }
    let numbers: BTreeMap<StepId, StepId> =
        originals.iter().copied().zip(plan.fresh_numbers().map(StepId)).into_map();
    let mut taken = BTreeSet::new();
    let mut steps = Vec::new();
    for original in &originals {
        let Some(step) = plan.steps.get(original) else { continue };
        let mut copy = (**step).clone();
        if copy.kind.touch().is_some() {
            copy.name = free_name(plan, sequence, &copy.name, &taken);
            taken.insert(copy.name.clone());
        }
        renumber_step(&mut copy, &numbers);
        steps.push((numbers[original], copy));
    }
    let copies: Vec<StepId> = roots.iter().map(|id| numbers[id]).collect();
    let at = Spot { index: visit.spot.index + 1, ..visit.spot };
    let diff = plan.insert(at, &copies, steps).ok_or(Refusal::NoSuchSpot)?;
    let mut after = plan.clone();
    diff.apply(&mut after);
    // from another list: what came before the original may not come before the copy
    after.clear_stray_references();
    Ok(Effect {
        diff: Diff::between(plan, &after),
        selection: Some(copies.into_iter().map(Place::Step).collect()),
    })
}

fn delete(plan: &Plan, ids: &[StepId]) -> Result<Effect, Refusal> {
    let mut after = plan.clone();
    let mut next = None;
    for id in ids {
        present::<Step>(plan, *id)?;
        // inside one that is already gone
        let Some((_, visit)) = after.find(*id) else { continue };
        let Some(diff) = after.remove(*id) else { continue };
        diff.apply(&mut after);
        next = Some(visit.spot);
    }
    // the step that took its place, else the one before it: the keyboard goes on from there
    let selection = next.map(|spot| {
        let list = after.list(spot.list).unwrap_or_default();
        let step = list.get(spot.index).or_else(|| list.last()).copied();
        let container = match spot.list {
            List::Inside(id, _) => Some(id),
            List::Body(_) => None,
        };
        step.or(container).map(Place::Step).into_iter().collect()
    });
    Ok(Effect { diff: Diff::between(plan, &after), selection })
}

fn delete_sequence(plan: &Plan, id: SequenceId) -> Result<Effect, Refusal> {
    present::<Sequence>(plan, id)?;
    let enrolling = plan.sequences.iter().filter(|(other, _)| **other != id).filter(|(other, _)| {
        let steps = plan.walk(**other).into_iter().filter_map(|visit| plan.steps.get(&visit.id));
        steps.into_iter().any(|step| step.kind.enrols_in() == Some(id))
    });
    unused(Place::Sequence(id), enrolling.map(|(_, record)| record.name.clone()).collect())?;
    let gone: BTreeSet<StepId> = plan.walk(id).into_iter().map(|visit| visit.id).into_set();
    let mut after = plan.clone();
    after.sequences.remove(&id);
    for step in &gone {
        after.steps.remove(step);
    }
    after.clear_references(&gone);
    Ok(Effect::of(Diff::between(plan, &after)))
}

// ---- what others refer to ----

fn delete_message(plan: &Plan, id: MessageId) -> Result<Effect, Refusal> {
    present::<Message>(plan, id)?;
    let mut after = plan.clone();
    after.messages.remove(&id);
    for (step_id, step) in &plan.steps {
        if step.kind.touch().is_some_and(|touch| touch.message == Some(id)) {
            let mut changed = (**step).clone();
            if let StepKind::Touch(touch) = &mut changed.kind {
                touch.message = None;
            }
            after.steps.insert(*step_id, Arc::new(changed));
        }
    }
    Ok(Effect::of(Diff::between(plan, &after)))
}

fn delete_owner(plan: &Plan, id: OwnerId) -> Result<Effect, Refusal> {
    present::<Owner>(plan, id)?;
    let mut after = plan.clone();
    after.owners.remove(&id);
    for (sender_id, sender) in &plan.senders {
        if sender.owner == Some(id) {
            after.senders.insert(*sender_id, Arc::new(Sender { owner: None, ..(**sender).clone() }));
        }
    }
    Ok(Effect::of(Diff::between(plan, &after)))
}

fn delete_scenario(plan: &Plan, id: ScenarioId) -> Result<Effect, Refusal> {
    present::<Scenario>(plan, id)?;
    let mut after = plan.clone();
    after.scenarios.remove(&id);
    if plan.settings.scenario == Some(id) {
        // others are in force then, if there are any: without assumptions nobody ever reacts
        let scenario = after.scenarios.keys().next().copied();
        after.settings = Arc::new(Settings { scenario, ..(*plan.settings).clone() });
    }
    Ok(Effect::of(Diff::between(plan, &after)))
}

fn unused(place: Place, by: Vec<String>) -> Result<(), Refusal> {
    if by.is_empty() { Ok(()) } else { Err(Refusal::Used { place, by }) }
}

/// Without its calendar a sequence would send at night, so it must be given another first.
fn delete_calendar(plan: &Plan, id: CalendarId) -> Result<Effect, Refusal> {
    present::<Calendar>(plan, id)?;
    let sequences = plan.sequences.values().filter(|s| s.calendar == Some(id)).map(|s| s.name.clone());
    let owners = plan.owners.values().filter(|o| o.calendar == Some(id)).map(|o| o.name.clone());
    let senders = plan.senders.values().filter(|s| s.calendar == Some(id)).map(|s| s.address.clone());
    unused(Place::Calendar(id), sequences.chain(owners).chain(senders).collect())?;
    Ok(Effect::of(Diff::put::<Calendar>(plan, id, None)))
}

/// The names of the segments, steps and scores with a rule of which something is true.
fn users(plan: &Plan, names_it: impl Fn(&Rule) -> bool) -> Vec<String> {
    let segments = plan.segments.values().filter(|s| names_it(&s.rule)).map(|s| s.name.clone());
    let scores = plan.scores.values().filter(|s| s.conditions.iter().any(|c| names_it(&c.rule)));
    let scores = scores.map(|score| score.name.clone());
    let in_step = |step: &Step| step.kind.rules().into_iter().any(&names_it);
    let steps = plan.steps.iter().filter(|(_, step)| in_step(step)).map(|(step, _)| step_name(plan, *step));
    segments.chain(scores).chain(steps).collect()
}

/// Without its segment a sequence would write to everybody, so it must be given another first.
fn delete_segment(plan: &Plan, id: SegmentId) -> Result<Effect, Refusal> {
    present::<Segment>(plan, id)?;
    let sequences = plan.sequences.values().filter(|s| s.segment == Some(id)).map(|s| s.name.clone());
    let others = users(plan, |rule| rule.segments().contains(&id));
    unused(Place::Segment(id), sequences.chain(others).collect())?;
    Ok(Effect::of(Diff::put::<Segment>(plan, id, None)))
}

//! What the exporters look up again and again: steps with their texts and arms, names of people, threads. Knows no format.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::guard::GuardWords;
use super::schedule_file::{ActionWhat, ArmEntry, CancelWhen, Executor, LaunchNotes, Moment};
use crate::audience::{Columns, People};
use crate::calendar::{Instant, Zone};
use crate::lean::order::{self, Gather};
use crate::message;
use crate::model::{
    Action, By, Channel, ChannelKind, ExitRule, Field, FunnelStage, List, MessageId, OwnerId, Plan, SenderId,
    SequenceId, Slot, StdField, StepId, StepKind,
};
use crate::program::SetValues;
use crate::schedule::{PlannedAction, PlannedTouch, Schedule, When};

/// All an export is made of. A bundle of references, so that a worker can put it together anew for each slice.
#[derive(Clone, Copy, Debug)]
pub struct ExportSource<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The sequence that was planned.
    pub sequence: SequenceId,
    /// The other sequences that the schedule is of, in the plan's order; none where it is of one.
    pub also: &'a [SequenceId],
    /// Its planned schedule.
    pub schedule: &'a Schedule,
    /// The list it was planned over.
    pub columns: &'a Columns,
    /// What the list implies, for the same columns.
    pub people: &'a People,
    /// The list's name.
    pub list_name: &'a str,
    /// Now, RFC 3339; begins with the date.
    pub exported_at: &'a str,
    /// What the launch check said, where it was asked; it goes into the JSON file.
    pub launch: Option<&'a LaunchNotes>,
}

impl ExportSource<'_> {
    /// `cadenza-<sequence, or plan>-<date>.<ending>`, in letters that every file system takes.
    pub fn file_name(&self, ending: &str) -> String {
        let name = slug(&self.title());
        let name = if name.is_empty() { "schedule".to_owned() } else { name };
        let date: String =
            self.exported_at.chars().take(10).filter(|c| c.is_ascii_digit() || *c == '-').collect();
        format!("cadenza-{name}-{date}.{ending}")
    }

    /// The name of the sequence; of the plan where there are several.
    pub(super) fn title(&self) -> String {
        if !self.also.is_empty() {
            return self.plan.settings.name.clone();
        }
        self.name_of(self.sequence).to_owned()
    }

    /// The name of a sequence.
    pub(super) fn name_of(&self, sequence: SequenceId) -> &str {
        self.plan.sequences.get(&sequence).map(|sequence| sequence.name.as_str()).unwrap_or_default()
    }

    /// All sequences that the schedule is of, in the plan's order.
    pub(super) fn sequences(&self) -> Vec<SequenceId> {
        let mut all: Vec<SequenceId> = self.also.iter().copied().chain([self.sequence]).collect();
        order::sort(&mut all);
        all
    }

    /// A sequence as an entry names it: only where there are several.
    pub(super) fn named(&self, sequence: SequenceId) -> Option<SequenceId> {
        (!self.also.is_empty()).then_some(sequence)
    }

    pub(super) fn zone(&self, row: u32) -> Zone {
        self.people.zone.get(row as usize).copied().unwrap_or(Zone::UTC)
    }

    /// A contact as people call one.
    pub(super) fn contact(&self, row: u32) -> String {
        contact_name(self.columns, row)
    }

    /// A value of the list; empty where it has none.
    pub(super) fn text(&self, row: u32, field: StdField) -> Cow<'_, str> {
        self.columns.text(row as usize, &Field::Std(field)).unwrap_or_default()
    }
}

/// The contact's name, else the address, else the number.
pub fn contact_name(columns: &Columns, row: u32) -> String {
    let text = |field| columns.std(field).and_then(|column| column.str(row as usize));
    let parts: Vec<&str> = [StdField::FirstName, StdField::LastName].into_iter().filter_map(text).collect();
    if !parts.is_empty() {
        return parts.join(" ");
    }
    let known = text(StdField::FullName).or_else(|| text(StdField::Email));
    known.map(str::to_owned).unwrap_or_else(|| {
        format!("Contact {}", columns.numbers().get(row as usize).copied().unwrap_or_default())
    })
}

/// Lower-case letters and digits of a name, hyphens between.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if c.is_alphabetic() {
            slug.push_str(match c {
                'ä' | 'Ä' => "ae",
                'ö' | 'Ö' => "oe",
                'ü' | 'Ü' => "ue",
                'ß' => "ss",
                _ => "",
            });
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// An instant on a contact's clock.
pub(super) fn moment(at: Instant, zone: Zone) -> Moment {
    Moment { utc: at.to_string(), local: zone.rfc3339(at), zone: zone.name().to_owned() }
}

/// A touch step, looked up once.
#[derive(Clone, Debug)]
pub(super) struct StepFacts {
    pub(super) sequence: SequenceId,
    pub(super) name: String,
    pub(super) stage: Option<FunnelStage>,
    pub(super) by: Executor,
    pub(super) message: Option<MessageId>,
    pub(super) reply_to: Option<StepId>,
    /// Days in an ad's audience.
    pub(super) days: Option<u16>,
    pub(super) arms: Vec<ArmEntry>,
    pub(super) cancel_when: Vec<CancelWhen>,
    pub(super) effort_minutes: u16,
    /// Merge fields of its text: as written, the field, what stands in.
    pub(super) merges: Vec<(String, Field, Option<String>)>,
}

/// An action step, looked up once.
#[derive(Clone, Debug)]
pub(super) struct ActionFacts {
    pub(super) sequence: SequenceId,
    pub(super) name: String,
    what: Action,
    /// What cancels it while it has not been done.
    pub(super) cancel_when: Vec<CancelWhen>,
}

/// Look-ups that hold for a whole export.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    pub(super) steps: BTreeMap<StepId, StepFacts>,
    /// Each action step.
    pub(super) actions: BTreeMap<StepId, ActionFacts>,
    /// Actions that set something, by contact, as positions in the schedule.
    setting: BTreeMap<u32, Vec<usize>>,
    /// Positions of the steps in reading order.
    places: BTreeMap<StepId, usize>,
    pub(super) guards: GuardWords,
    owners: BTreeMap<OwnerId, String>,
    /// Address and owner of each mailbox.
    senders: BTreeMap<SenderId, (String, Option<OwnerId>)>,
    /// Ids of the touches that others reply to.
    threads: BTreeMap<(u32, StepId), u64>,
    /// Contacts that are named, by number, with their rows.
    pub(super) contacts: Vec<(u32, u32)>,
    /// Texts that are used.
    pub(super) messages: Vec<MessageId>,
}

impl Tables {
    pub(super) fn of(source: &ExportSource) -> Tables {
        let plan = source.plan;
        let (mut steps, mut actions, mut places) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut messages = BTreeSet::new();
        for sequence in source.sequences() {
            let exits = plan.sequences.get(&sequence).map(|sequence| sequence.exits.as_slice());
            let exits = exits.unwrap_or_default();
            for visit in plan.walk(sequence) {
                let Some(step) = plan.steps.get(&visit.id) else { continue };
                places.insert(visit.id, places.len());
                if let StepKind::Action { what } = &step.kind {
                    let (name, what) = (step.name.clone(), what.clone());
                    let cancel_when = cancel_when(exits, ChannelKind::Task);
                    actions.insert(visit.id, ActionFacts { sequence, name, what, cancel_when });
                }
                let StepKind::Touch(touch) = &step.kind else { continue };
                messages.extend(touch.message);
                steps.insert(
                    visit.id,
                    StepFacts {
                        sequence,
                        name: step.name.clone(),
                        stage: step.stage,
                        by: if touch.by == By::Owner { Executor::Owner } else { Executor::Automatic },
                        message: touch.message,
                        reply_to: touch.reply_to,
                        days: Some(touch.days).filter(|days| *days > 0),
                        arms: arms(plan, visit.spot.list),
                        cancel_when: cancel_when(exits, touch.channel),
                        effort_minutes: touch.effort_minutes,
                        merges: touch.message.map(|id| merges(plan, id)).unwrap_or_default(),
                    },
                );
            }
        }
        let parents: BTreeSet<StepId> =
            steps.values().filter_map(|facts: &StepFacts| facts.reply_to).into_set();
        let schedule = source.schedule;
        let touches = schedule.touches.iter();
        let mut contacts: BTreeMap<u32, u32> =
            touches.clone().map(|touch| (touch.contact, touch.row)).into_map();
        contacts.extend(schedule.actions.iter().map(|action| (action.contact, action.row)));
        contacts.extend(schedule.exits.iter().map(|exit| (exit.contact, exit.row)));
        contacts.extend(schedule.held_back.iter().map(|held| (held.contact, held.row)));
        let mut setting: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, action) in schedule.actions.iter().enumerate() {
            setting.entry(action.contact).or_default().push(at);
        }
        Tables {
            steps,
            actions,
            setting,
            places,
            guards: GuardWords::of(plan, schedule),
            owners: plan.owners.iter().map(|(id, owner)| (*id, owner.name.clone())).into_map(),
            senders: plan.senders.iter().map(|(id, s)| (*id, (s.address.clone(), s.owner))).into_map(),
            threads: touches
                .filter(|touch| parents.contains(&touch.step))
                .map(|touch| ((touch.contact, touch.step), touch.id))
                .into_map(),
            contacts: contacts.into_iter().collect(),
            messages: messages.into_iter().collect(),
        }
    }

    pub(super) fn owner(&self, touch: &PlannedTouch) -> Option<&str> {
        self.owners.get(&touch.owner?).map(String::as_str)
    }

    pub(super) fn told(&self, action: &PlannedAction) -> Option<&str> {
        self.owners.get(&action.owner?).map(String::as_str)
    }

    /// What an action does, filled in for its contact.
    pub(super) fn what(&self, source: &ExportSource, action: &PlannedAction) -> Option<ActionWhat> {
        let value = |field: &Field| match self.told(action).filter(|_| *field == Field::Std(StdField::Owner))
        {
            Some(name) => Some(Cow::Borrowed(name)),
            None => source.columns.text(action.row as usize, field),
        };
        let encoded = |field: &Field| value(field).map(|value| Cow::Owned(percent_encoded(&value)));
        Some(match &self.actions.get(&action.step)?.what {
            Action::AddTag(tag) => ActionWhat::AddTag { tag: tag.clone() },
            Action::RemoveTag(tag) => ActionWhat::RemoveTag { tag: tag.clone() },
            Action::AddToList(list) => ActionWhat::AddToList { list: list.clone() },
            Action::RemoveFromList(list) => ActionWhat::RemoveFromList { list: list.clone() },
            Action::SetField { field, value } => {
                ActionWhat::SetField { field: message::name(field), value: value.clone() }
            }
            Action::SetStage(stage) => ActionWhat::SetStage { stage: stage.clone() },
            Action::AddScore(points) => ActionWhat::AddScore { points: *points },
            Action::Notify(text) => ActionWhat::Notify { text: message::fill(text, value).text },
            Action::Enrol(sequence) => {
                let name = source.plan.sequences.get(sequence).map(|sequence| sequence.name.clone());
                ActionWhat::Enrol { sequence: *sequence, name: name.unwrap_or_default() }
            }
            Action::Quote(url) => ActionWhat::Quote { url: message::fill(url, encoded).text },
        })
    }

    pub(super) fn sender(&self, touch: &PlannedTouch) -> Option<&str> {
        self.senders.get(&touch.sender?).map(|(address, _)| address.as_str())
    }

    /// Who does the touch, else who owns the mailbox it goes out of.
    pub(super) fn responsible(&self, touch: &PlannedTouch) -> Option<OwnerId> {
        let of_sender = || self.senders.get(&touch.sender?).and_then(|(_, owner)| *owner);
        touch.owner.or_else(of_sender)
    }

    /// Id of the touch whose thread this one goes on with.
    pub(super) fn reply_to(&self, touch: &PlannedTouch) -> Option<u64> {
        let parent = self.steps.get(&touch.step)?.reply_to?;
        self.threads.get(&(touch.contact, parent)).copied()
    }

    /// The contact's value of a field, or what an action has `set` it to. The owner is whoever does the touch or owns the mailbox, else the list's.
    pub(super) fn value<'a>(
        &'a self,
        source: &ExportSource<'a>,
        touch: &PlannedTouch,
        set: &'a SetValues,
        field: &Field,
    ) -> Option<Cow<'a, str>> {
        if *field == Field::Std(StdField::Owner)
            && let Some(name) = self.responsible(touch).and_then(|id| self.owners.get(&id))
        {
            return Some(Cow::Borrowed(name));
        }
        match set.get(field) {
            Some(value) => Some(Cow::Borrowed(value)),
            None => source.columns.text(touch.row as usize, field),
        }
    }

    /// What actions have surely set when the touch runs: those before it whose conditions are among its own (S6).
    pub(super) fn set_before(&self, source: &ExportSource, touch: &PlannedTouch) -> SetValues {
        let mut set = SetValues::default();
        // what another sequence sets, and when, is not of this one's making
        let own = self.steps.get(&touch.step).map(|facts| facts.sequence);
        let actions = self.setting.get(&touch.contact).into_iter().flatten();
        let mut before: Vec<(Option<Instant>, usize, &PlannedAction)> = actions
            .filter_map(|at| source.schedule.actions.get(*at))
            .filter(|action| self.actions.get(&action.step).map(|facts| facts.sequence) == own)
            .filter(|action| action.guard.iter().all(|guard| touch.guard.contains(guard)))
            .filter_map(|action| Some((instant(&action.when), *self.places.get(&action.step)?, action)))
            .filter(|(at, place, _)| {
                let own = self.places.get(&touch.step).copied().unwrap_or_default();
                match (at, instant(&touch.when)) {
                    (Some(at), Some(when)) => (*at, *place) < (when, own),
                    _ => *place < own,
                }
            })
            .collect();
        // behind a guard no instant is known: there the order of reading is that of time
        let is_planned = instant(&touch.when).is_some();
        order::sort_by_key(&mut before, |(at, place, action)| {
            (at.filter(|_| is_planned), *place, action.visit)
        });
        for (.., action) in before {
            if let Some(facts) = self.actions.get(&action.step) {
                set.note(&facts.what, |field| source.columns.text(action.row as usize, field));
            }
        }
        set
    }
}

/// When something runs, if that is known.
fn instant(when: &When) -> Option<Instant> {
    match when {
        When::At { planned, .. } => Some(*planned),
        _ => None,
    }
}

/// The arms of splits that a list stands in, outermost first.
fn arms(plan: &Plan, mut list: List) -> Vec<ArmEntry> {
    let mut arms = Vec::new();
    while let List::Inside(step, slot) = list {
        if let (Some(StepKind::Split(split)), Slot::Arm(index)) =
            (plan.steps.get(&step).map(|s| &s.kind), slot)
            && let Some(arm) = split.arms.get(index)
        {
            arms.push(ArmEntry { step, arm: arm.name.clone() });
        }
        match plan.find(step) {
            Some((_, visit)) => list = visit.spot.list,
            None => break,
        }
    }
    arms.reverse();
    arms
}

/// The sequence's exit rules, and what blocks the channel whatever they say (S7, S8).
fn cancel_when(exits: &[ExitRule], channel: ChannelKind) -> Vec<CancelWhen> {
    let mut cancel: BTreeSet<CancelWhen> = exits
        .iter()
        .map(|rule| match rule {
            ExitRule::Replied => CancelWhen::Replied,
            ExitRule::RepliedPositive => CancelWhen::RepliedPositive,
            ExitRule::MeetingBooked => CancelWhen::MeetingBooked,
            ExitRule::HardBounce => CancelWhen::HardBounce,
            ExitRule::OptedOut => CancelWhen::OptedOut,
            ExitRule::ColleagueReplied => CancelWhen::ColleagueReplied,
            ExitRule::GoalReached => CancelWhen::GoalReached,
        })
        .into_set();
    if channel.channel() == Channel::Email {
        cancel.insert(CancelWhen::HardBounce);
    }
    if channel.is_contact_facing() && !cancel.contains(&CancelWhen::OptedOut) {
        cancel.insert(CancelWhen::OptedOutOfChannel);
    }
    cancel.into_iter().collect()
}

fn merges(plan: &Plan, id: MessageId) -> Vec<(String, Field, Option<String>)> {
    let Some(letter) = plan.messages.get(&id) else { return Vec::new() };
    let mut merges: Vec<(String, Field, Option<String>)> = Vec::new();
    for merge in [&letter.subject, &letter.body].into_iter().flat_map(|text| message::merges(text)) {
        // the first fallback of a name is the one in the table; a rendered text uses each its own
        if !merges.iter().any(|(name, ..)| name == merge.name) {
            merges.push((merge.name.to_owned(), merge.field(), merge.fallback.map(str::to_owned)));
        }
    }
    merges
}

/// A value inside an address (RFC 3986): everything but unreserved characters is encoded.
fn percent_encoded(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.extend(
                    [byte >> 4, byte & 15].map(|digit| {
                        char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
                    }),
                );
            }
        }
    }
    out
}

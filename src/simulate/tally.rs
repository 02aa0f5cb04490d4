//! What one replication adds up to: whole numbers only, margins instead of the full product. Knows no draws.

use serde::{Deserialize, Serialize};

use super::Exit;
use super::quantile::quantile;
use crate::calendar::{Instant, Zone};
use crate::model::{Channel, ChannelKind, EventKind, ExitRule, FunnelStage};
use crate::program::{LocalDays, NONE, Program, TouchInfo};
use crate::schedule::{Leave, SkipCause, Witness, World, days_waited, late_days, opens_far};

/// Series a calendar day of the contacts: touches by channel, then these.
pub(super) const CHANNELS: usize = Channel::ALL.len();
pub(super) const WAITING: usize = CHANNELS;
pub(super) const LATE: usize = CHANNELS + 1;
pub(super) const GIVEN_UP: usize = CHANNELS + 2;
/// Levels, from the beginning to the end of the day.
pub(super) const REPLIES: usize = CHANNELS + 3;
pub(super) const MEETINGS: usize = CHANNELS + 4;
pub(super) const DAY_WIDTH: usize = CHANNELS + 5;

/// Series a day of a sender.
pub(super) const MAILS: usize = 0;
pub(super) const WAITING_AT_SENDER: usize = 1;
pub(super) const SENDER_WIDTH: usize = 2;

/// Series a step: these, then skips by cause, then events by kind.
pub(super) const REACHED: usize = 0;
pub(super) const VISITS: usize = 1;
pub(super) const DONE: usize = 2;
pub(super) const LEFT: usize = 3;
pub(super) const LATE_TOUCHES: usize = 4;
pub(super) const LATE_DAYS: usize = 5;
pub(super) const SKIPS: usize = 6;
pub(super) const EVENTS_AT: usize = SKIPS + SKIP_CAUSES.len();
pub(super) const STEP_WIDTH: usize = EVENTS_AT + EventKind::ALL.len();

/// The causes in the order of their series.
pub(super) const SKIP_CAUSES: [SkipCause; 15] = [
    SkipCause::NoEmail,
    SkipCause::NoPhone,
    SkipCause::NoProfile,
    SkipCause::NotConnected,
    SkipCause::OptedOut,
    SkipCause::Bounced,
    SkipCause::NobodyToDoIt,
    SkipCause::Stale,
    SkipCause::NoMobile,
    SkipCause::SkipIf,
    SkipCause::NoDate,
    SkipCause::RepeatEnded,
    SkipCause::NoConsent,
    SkipCause::FrequencyCap,
    SkipCause::Deadline,
];

/// Numbers by day and series; grows with the days.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Margin {
    pub(super) width: u32,
    pub(super) values: Vec<u32>,
}

impl Margin {
    fn new(width: usize) -> Margin {
        Margin { width: width as u32, values: Vec::new() }
    }

    #[inline(always)]
    fn add(&mut self, day: usize, series: usize, n: u32) {
        let at = day * self.width as usize + series;
        if at >= self.values.len() {
            self.values.resize((day + 1) * self.width as usize, 0);
        }
        self.values[at] = self.values[at].wrapping_add(n);
    }

    /// Adds the first so many series of another one, whose days begin so many days later.
    fn add_all(&mut self, other: &Margin, later: usize, series: usize) {
        self.width = self.width.max(other.width);
        for day in 0..other.days() {
            for series in 0..series {
                self.add(day + later, series, other.get(day, series));
            }
        }
    }

    /// Turns differences from day to day into levels.
    fn accumulate(&mut self, series: impl Iterator<Item = usize>) {
        let width = self.width as usize;
        for series in series {
            let mut level = 0_u32;
            for day in self.values.chunks_mut(width) {
                level = level.wrapping_add(day[series]);
                day[series] = level;
            }
        }
    }

    pub(super) fn days(&self) -> usize {
        if self.width == 0 { 0 } else { self.values.len() / self.width as usize }
    }

    pub(super) fn get(&self, day: usize, series: usize) -> u32 {
        self.values.get(day * self.width as usize + series).copied().unwrap_or(0)
    }
}

/// One replication, added up.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Replication {
    /// Contacts whose first contact-facing touch executed.
    pub(super) started: u32,
    pub(super) replied: u32,
    pub(super) positive: u32,
    pub(super) meetings: u32,
    pub(super) bounced: u32,
    pub(super) opted_out: u32,
    /// Started, and received every step they were due.
    pub(super) followed_up: u32,
    pub(super) purchased: u32,
    pub(super) activated: u32,
    /// Median minutes from first touch to first reply over those who replied.
    pub(super) response_minutes: Option<u32>,
    /// The same to the purchase and to the activation.
    pub(super) purchase_minutes: Option<u32>,
    pub(super) activation_minutes: Option<u32>,
    /// By funnel stage: contacts who received a touch of it, and who engaged with one.
    pub(super) stages: [[u32; 2]; STAGES],
    /// Day of the contact × [`DAY_WIDTH`].
    pub(super) days: Margin,
    /// Day of the sender × sender × [`SENDER_WIDTH`]: what went out of it, and what was left over at the end of the day.
    pub(super) senders: Margin,
    /// Day of the owner × owner × [`owner_width`]: minutes by channel, tasks left over at the end of the day, and where an owner
    /// is limited by tasks, tasks by channel.
    pub(super) owners: Margin,
    /// Step × [`STEP_WIDTH`].
    pub(super) steps: Vec<u32>,
    /// Lists of all containers in reading order.
    pub(super) taken: Vec<u32>,
    /// Contacts by [`exit_number`].
    pub(super) exits: Vec<u32>,
    /// Contacts that entered, and those that have not when the run ends.
    pub(super) entered: u32,
    pub(super) not_entered: u32,
    /// The last days on which somebody entered and was touched, counted from the origin on the contacts' calendars.
    pub(super) last_entry: Option<u32>,
    pub(super) last_touch: Option<u32>,
    /// By queue (senders, then owners): touches done late, and given up.
    pub(super) queues: Vec<[u32; 2]>,
    /// Contacts that wait beyond the time that is looked at, by touch; the last for those who wait elsewhere.
    pub(super) stuck: Vec<u32>,
    /// Contacts for whom a touch opens far from where it is due, by touch.
    pub(super) far: Vec<u32>,
}

impl Replication {
    /// Adds the work of a sequence that ran beside it in the same replication, whose days count from so many days later. What contacts
    /// came to is not added: one may be in both.
    pub(super) fn add_work(&mut self, other: &Replication, later: usize) {
        self.days.add_all(&other.days, later, REPLIES);
        self.senders.add_all(&other.senders, later, other.senders.width as usize);
        self.owners.add_all(&other.owners, later, other.owners.width as usize);
        self.queues.resize(self.queues.len().max(other.queues.len()), [0; 2]);
        for (sum, queue) in self.queues.iter_mut().zip(&other.queues) {
            *sum = [sum[0] + queue[0], sum[1] + queue[1]];
        }
    }

    /// What it takes in memory (bytes).
    pub(super) fn bytes(&self) -> usize {
        let margins = [&self.days, &self.senders, &self.owners].map(|margin| margin.values.capacity());
        let lists =
            [&self.steps, &self.taken, &self.exits, &self.stuck, &self.far].map(|list| list.capacity());
        let numbers = margins.into_iter().chain(lists).sum::<usize>() + 2 * self.queues.capacity();
        size_of::<Replication>() + numbers * size_of::<u32>()
    }
}

/// Series an owner: tasks are counted only where the program limits them.
pub(super) fn owner_width(program: &Program) -> usize {
    let is_by_tasks = program.team.owners.iter().any(|owner| owner.tasks_per_day.is_some());
    CHANNELS + 1 + if is_by_tasks { CHANNELS } else { 0 }
}

/// Number of ways out.
pub(super) fn n_exits(program: &Program) -> usize {
    3 + ExitRule::ALL.len() + program.reasons.len()
}

/// The way out with that number.
pub(super) fn exit(program: &Program, number: usize) -> Exit {
    match number {
        0 => Exit::Finished,
        1 => Exit::MissingData,
        2 => Exit::NoDate,
        n if n < 3 + ExitRule::ALL.len() => Exit::Rule(ExitRule::ALL[n - 3]),
        n => Exit::Stopped(program.reasons.get(n - 3 - ExitRule::ALL.len()).cloned().unwrap_or_default()),
    }
}

fn exit_number(how: Leave) -> usize {
    let rule = |rule: ExitRule| 3 + rule as usize;
    match how {
        Leave::Finished => 0,
        Leave::MissingData { .. } => 1,
        Leave::NoDate { .. } => 2,
        Leave::Rule(of, _) => rule(of),
        Leave::Refused => rule(ExitRule::ColleagueReplied),
        Leave::Stopped { reason, .. } => 3 + ExitRule::ALL.len() + usize::from(reason),
    }
}

/// What is remembered of a contact until the replication ends.
#[derive(Clone, Copy, Debug)]
struct Note {
    first_touch: Instant,
    first_reply: Instant,
    purchase: Instant,
    activation: Instant,
    /// The touch it had last, for whom a colleague took out.
    last: u16,
    flags: u16,
}

const STAGES: usize = FunnelStage::ALL.len();

const POSITIVE: u16 = 1;
const MET: u16 = 2;
const BOUNCED: u16 = 4;
const OPTED_OUT: u16 = 8;
const MISSED: u16 = 16;
/// Received a touch of the first funnel stage; the other stages are the bits above.
const IN_STAGE: u16 = 32;
/// Engaged with one; likewise.
const ENGAGED: u16 = IN_STAGE << STAGES;

const NEVER: Instant = Instant(i32::MIN);
const BLANK: Note =
    Note { first_touch: NEVER, first_reply: NEVER, purchase: NEVER, activation: NEVER, last: NONE, flags: 0 };

/// The changing half: reused from replication to replication.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    notes: Vec<Note>,
    current: Replication,
    /// First of each step's lists in `taken`.
    first_list: Vec<u32>,
    /// The days of each of the cohort's zones, of each sender and of each owner.
    zones: Vec<LocalDays>,
    senders: Vec<LocalDays>,
    owners: Vec<LocalDays>,
    owner_width: usize,
    /// Steps that a contact can come to again: what it has met there already, as bits by member and looped step.
    met: Vec<u64>,
    /// Place among the looped steps, or [`NONE`].
    looped: Vec<u16>,
    n_looped: usize,
}

impl Tally {
    pub(super) fn new(world: &World) -> Tally {
        let days = |zone: Zone| LocalDays::new(zone, world.timetable.origin, world.timetable.end);
        let mut n_lists = 0;
        let first_list = world
            .program
            .steps
            .iter()
            .map(|step| {
                n_lists += u32::from(step.lists);
                n_lists - u32::from(step.lists)
            })
            .collect();
        let mut n_looped = 0;
        let looped = world.program.looped().into_iter().map(|is| {
            n_looped += usize::from(is);
            if is { n_looped as u16 - 1 } else { NONE }
        });
        let looped = looped.collect();
        Tally {
            met: vec![0; world.cohort.members.len() * n_looped],
            looped,
            n_looped,
            notes: vec![BLANK; world.cohort.members.len()],
            current: Replication::default(),
            first_list,
            zones: (0..world.cohort.zones.len() as u16)
                .map(|zone| days(world.timetable.zone(zone)))
                .collect(),
            senders: world.program.team.senders.iter().map(|sender| days(sender.zone)).collect(),
            owners: world.program.team.owners.iter().map(|owner| days(owner.zone)).collect(),
            owner_width: owner_width(&world.program),
        }
    }

    pub(super) fn begin(&mut self, world: &World) {
        let program = &world.program;
        self.notes.fill(BLANK);
        self.met.fill(0);
        self.current = Replication {
            days: Margin::new(DAY_WIDTH),
            senders: Margin::new(program.team.senders.len() * SENDER_WIDTH),
            owners: Margin::new(program.team.owners.len() * owner_width(program)),
            queues: vec![[0; 2]; program.team.senders.len() + program.team.owners.len()],
            steps: vec![0; program.steps.len() * STEP_WIDTH],
            taken: vec![0; program.steps.iter().map(|step| usize::from(step.lists)).sum()],
            exits: vec![0; n_exits(program)],
            stuck: vec![0; program.touches.len() + 1],
            far: vec![0; program.touches.len()],
            ..Replication::default()
        };
    }

    /// The finished replication.
    pub(super) fn take(&mut self) -> Replication {
        let mut row = std::mem::take(&mut self.current);
        let [mut responses, mut purchases, mut activations] = [const { Vec::new() }; 3];
        for note in self.notes.iter().filter(|note| note.first_touch != NEVER) {
            row.started += 1;
            row.positive += u32::from(note.flags & POSITIVE != 0);
            row.meetings += u32::from(note.flags & MET != 0);
            row.bounced += u32::from(note.flags & BOUNCED != 0);
            row.opted_out += u32::from(note.flags & OPTED_OUT != 0);
            row.followed_up += u32::from(note.flags & MISSED == 0);
            for (at, all) in [
                (note.first_reply, &mut responses),
                (note.purchase, &mut purchases),
                (note.activation, &mut activations),
            ] {
                if at != NEVER {
                    all.push((at.0 - note.first_touch.0).max(0) as u32);
                }
            }
            for (stage, counts) in row.stages.iter_mut().enumerate() {
                counts[0] += u32::from(note.flags & IN_STAGE << stage != 0);
                counts[1] += u32::from(note.flags & ENGAGED << stage != 0);
            }
        }
        row.replied = responses.len() as u32;
        row.purchased = purchases.len() as u32;
        row.activated = activations.len() as u32;
        [row.response_minutes, row.purchase_minutes, row.activation_minutes] =
            [responses, purchases, activations].map(|mut all| {
                all.sort_unstable();
                quantile(&all, 50)
            });
        row.days.accumulate(REPLIES..DAY_WIDTH);
        row
    }
}

/// Whether an event shows that the contact engaged with the touch. Opens of mails do not: machines open them too.
fn is_engagement(channel: ChannelKind, event: EventKind) -> bool {
    match event {
        EventKind::Opened => channel == ChannelKind::InApp,
        EventKind::Clicked
        | EventKind::Replied
        | EventKind::Talked
        | EventKind::Accepted
        | EventKind::MeetingBooked
        | EventKind::Purchased
        | EventKind::Activated => true,
        _ => false,
    }
}

/// A tally that looks on.
pub(super) struct Watch<'a> {
    tally: &'a mut Tally,
    world: &'a World,
    program: &'a Program,
    /// The tallies of the sequences that are not at work.
    others: Vec<Option<&'a mut Tally>>,
    worlds: &'a [World],
    part: usize,
}

impl<'a> Watch<'a> {
    /// Looks on with one tally a sequence; `None` where there is none.
    pub(super) fn over(tallies: &'a mut [Tally], worlds: &'a [World]) -> Option<Watch<'a>> {
        let mut others: Vec<_> = tallies.iter_mut().map(Some).collect();
        let world = worlds.first()?;
        Some(Watch {
            tally: others.first_mut()?.take()?,
            world,
            program: &world.program,
            others,
            worlds,
            part: 0,
        })
    }
}

impl Watch<'_> {
    /// Day of a contact's calendar, counted from the origin.
    #[inline(always)]
    fn day(&self, member: u32, at: Instant) -> usize {
        self.tally.zones[usize::from(self.world.cohort.members[member as usize].zone)].day(at)
    }

    #[inline(always)]
    fn step(&mut self, step: u16, series: usize) -> &mut u32 {
        &mut self.tally.current.steps[usize::from(step) * STEP_WIDTH + series]
    }

    /// Whether a contact meets something of a step for the first time: what counts people counts each once, however often a repeat
    /// brings it back.
    #[inline(always)]
    fn is_first(&mut self, member: u32, step: u16, what: usize) -> bool {
        let looped = self.tally.looped[usize::from(step)];
        if looped == NONE {
            return true;
        }
        let met = &mut self.tally.met[member as usize * self.tally.n_looped + usize::from(looped)];
        let bit = 1 << what.min(63);
        let is_first = *met & bit == 0;
        *met |= bit;
        is_first
    }

    /// The queue that a touch of a contact waits in: of its owner, else of its sender.
    fn queue(&self, member: u32, info: &TouchInfo) -> Option<usize> {
        let contact = &self.world.cohort.members[member as usize];
        let n_senders = self.program.team.senders.len();
        let (at, first) = if info.by_owner { (contact.owner, n_senders) } else { (contact.sender(info), 0) };
        (at != NONE).then(|| first + usize::from(at))
    }

    fn of_queue(&mut self, member: u32, info: &TouchInfo, what: usize) {
        if let Some(counts) = self.queue(member, info).and_then(|at| self.tally.current.queues.get_mut(at)) {
            counts[what] += 1;
        }
    }
}

/// What of a looped step was met: that the contact came to it, then its events or its lists.
const CAME: usize = 0;
const OUTCOMES: usize = 1;

impl Witness for Watch<'_> {
    fn turn_to(&mut self, part: usize) {
        if let Some(next) = self.others.get_mut(part).and_then(Option::take) {
            self.others[self.part] = Some(std::mem::replace(&mut self.tally, next));
            self.part = part;
            self.world = &self.worlds[part];
            self.program = &self.world.program;
        }
    }

    #[inline(always)]
    fn entered(&mut self, member: u32, at: Instant) {
        let day = self.day(member, at) as u32;
        let row = &mut self.tally.current;
        row.entered += 1;
        row.last_entry = row.last_entry.max(Some(day));
    }

    #[inline(always)]
    fn reached(&mut self, member: u32, step: u16) {
        *self.step(step, VISITS) += 1;
        if self.is_first(member, step, CAME) {
            *self.step(step, REACHED) += 1;
        }
    }

    fn took(&mut self, member: u32, step: u16, list: u16) {
        if !self.is_first(member, step, OUTCOMES + usize::from(list)) {
            return;
        }
        let at = self.tally.first_list[usize::from(step)] + u32::from(list);
        self.tally.current.taken[at as usize] += 1;
    }

    fn waited(&mut self, member: u32, touch: u16, joined: Instant, until: Instant) {
        let info = &self.program.touches[usize::from(touch)];
        let contact = &self.world.cohort.members[member as usize];
        let timetable = &self.world.timetable;
        let (days, margin, series) = if info.by_owner {
            let series = usize::from(contact.owner) * self.tally.owner_width + CHANNELS;
            (self.tally.owners.get(usize::from(contact.owner)), &mut self.tally.current.owners, series)
        } else {
            let sender = usize::from(contact.sender(info));
            let series = sender * SENDER_WIDTH + WAITING_AT_SENDER;
            (self.tally.senders.get(sender), &mut self.tally.current.senders, series)
        };
        let Some(days) = days else { return };
        for day in days_waited(timetable.gate(timetable.gate_number(touch, member)), days, joined, until) {
            self.tally.current.days.add(day, WAITING, 1);
            margin.add(day, series, 1);
        }
    }

    #[inline]
    fn executed(&mut self, member: u32, touch: u16, due: Instant, joined: Instant, at: Instant) {
        let info = &self.program.touches[usize::from(touch)];
        let channel = info.channel.channel();
        *self.step(info.step, DONE) += 1;
        let day = self.day(member, at);
        self.tally.current.days.add(day, channel as usize, 1);
        self.tally.current.last_touch = self.tally.current.last_touch.max(Some(day as u32));
        self.tally.current.far[usize::from(touch)] += u32::from(opens_far(due, joined));
        let late = late_days(self.day(member, joined) as i32, day as i32);
        if late > 0 {
            *self.step(info.step, LATE_TOUCHES) += 1;
            let worst = self.step(info.step, LATE_DAYS);
            *worst = late.max(*worst);
            self.tally.current.days.add(day, LATE, 1);
            self.of_queue(member, info, 0);
        }
        let note = &mut self.tally.notes[member as usize];
        note.last = touch;
        if info.channel.is_contact_facing() && note.first_touch == NEVER {
            note.first_touch = at;
        }
        if let Some(stage) = self.program.steps[usize::from(info.step)].stage {
            note.flags |= IN_STAGE << stage as u16;
        }
        let contact = self.world.cohort.members[member as usize];
        let sender = contact.sender(info);
        if let Some(days) = self.tally.senders.get(usize::from(sender)) {
            let day = days.day(at);
            self.tally.current.senders.add(day, usize::from(sender) * SENDER_WIDTH + MAILS, 1);
        }
        if info.by_owner
            && let Some(days) = self.tally.owners.get(usize::from(contact.owner))
        {
            let day = days.day(at);
            let width = self.tally.owner_width;
            let series = usize::from(contact.owner) * width + channel as usize;
            self.tally.current.owners.add(day, series, u32::from(info.effort_minutes));
            if width > CHANNELS + 1 {
                self.tally.current.owners.add(day, series + CHANNELS + 1, 1);
            }
        }
    }

    fn skipped(&mut self, member: u32, touch: u16, _: Instant, at: Instant, cause: SkipCause) {
        let info = &self.program.touches[usize::from(touch)];
        *self.step(info.step, SKIPS + cause as usize) += 1;
        if cause.is_given_up() {
            let day = self.day(member, at);
            self.tally.current.days.add(day, GIVEN_UP, 1);
            self.of_queue(member, info, 1);
        }
        // missing data, capacity and time limits fail a contact; what the contact did or did not do was never due (§7)
        let fails = !matches!(
            cause,
            SkipCause::NotConnected
                | SkipCause::OptedOut
                | SkipCause::Bounced
                | SkipCause::SkipIf
                | SkipCause::NoDate
                | SkipCause::RepeatEnded
                | SkipCause::NoConsent
                | SkipCause::Deadline
        );
        if fails {
            self.tally.notes[member as usize].flags |= MISSED;
        }
    }

    fn happened(&mut self, member: u32, touch: u16, event: EventKind, at: Instant) {
        let TouchInfo { step, channel, .. } = self.program.touches[usize::from(touch)];
        if self.is_first(member, step, OUTCOMES + event as usize) {
            *self.step(step, EVENTS_AT + event as usize) += 1;
        }
        if let Some(stage) = self.program.steps[usize::from(step)].stage
            && is_engagement(channel, event)
        {
            self.tally.notes[member as usize].flags |= ENGAGED << stage as u16;
        }
        let note = &mut self.tally.notes[member as usize];
        let flag = match event {
            EventKind::Replied => {
                if note.first_reply == NEVER {
                    note.first_reply = at;
                    let day = self.day(member, at);
                    self.tally.current.days.add(day, REPLIES, 1);
                }
                0
            }
            EventKind::RepliedPositive => POSITIVE,
            EventKind::MeetingBooked => MET,
            EventKind::Bounced => BOUNCED,
            EventKind::OptedOut => OPTED_OUT,
            EventKind::Purchased => {
                note.purchase = if note.purchase == NEVER { at } else { note.purchase.min(at) };
                0
            }
            EventKind::Activated => {
                note.activation = if note.activation == NEVER { at } else { note.activation.min(at) };
                0
            }
            _ => 0,
        };
        let note = &mut self.tally.notes[member as usize];
        if flag == MET && note.flags & MET == 0 {
            note.flags |= MET;
            let day = self.day(member, at);
            self.tally.current.days.add(day, MEETINGS, 1);
        }
        self.tally.notes[member as usize].flags |= flag;
    }

    fn left(&mut self, member: u32, _: Instant, how: Leave) {
        self.tally.current.exits[exit_number(how)] += 1;
        let touch = match how {
            Leave::Finished | Leave::Refused => NONE,
            Leave::Stopped { step, .. } | Leave::NoDate { step } => {
                *self.step(step, LEFT) += 1;
                NONE
            }
            Leave::Rule(_, NONE) => self.tally.notes[member as usize].last,
            Leave::Rule(_, touch) | Leave::MissingData { touch } => touch,
        };
        if let Some(info) = self.program.touches.get(usize::from(touch)) {
            *self.step(info.step, LEFT) += 1;
        }
    }

    fn never_entered(&mut self, _: u32) {
        self.tally.current.not_entered += 1;
    }

    fn stuck(&mut self, member: u32, touch: Option<u16>) {
        let at = touch.map_or(self.program.touches.len(), usize::from);
        self.tally.current.stuck[at] += 1;
        self.tally.notes[member as usize].flags |= MISSED;
    }
}

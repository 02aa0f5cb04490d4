//! The event loop, strictly by minute: the one interpreter of a program. Knows no probabilities.
//!
//! Within a minute (C5): events, exits and their actions, entries, joining queues, service. What service makes due joins in the
//! next minute; branches and skips chain within one. What follows from a touch comes from [`Reactions`], what is done with
//! the facts is up to a [`Witness`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::SkipCause;
use super::agenda::{Agenda, Note};
use super::queue::{Gate, NEVER, Pace, Queue, Waiting};
use super::ties::Ties;
use crate::calendar::Instant;
use crate::model::{Channel, ChannelKind, EventKind, ExitRule, Made, NoDate, OnMissing, allowed_from};
use crate::program::{
    Arrivals, Cohort, Expr, Loop, Member, NONE, Op, Program, Rails, Reach, Timetable, TouchInfo, pick,
    span_days,
};

/// Working days of the owner after its due instant after which a manual touch that was not done is skipped (T3, C4).
const STALE_AFTER_DAYS: u32 = 5;

/// A touch that was executed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Executed {
    /// Index of the contact in the cohort.
    pub member: u32,
    /// Contact number.
    pub contact: u32,
    /// Index of the touch in the program.
    pub touch: u16,
    /// Channel and kind of the touch.
    pub channel: ChannelKind,
    /// Arrivals of this contact at this step before this one.
    pub visit: u16,
    /// When.
    pub at: Instant,
}

/// What follows from touches.
pub trait Reactions {
    /// Adds what follows from `touch`: each kind at most once, after so many minutes. Only what is known when the touch is
    /// over (connected, talked, done) may follow after 0 minutes; everything else takes at least one (C5). A kind of reply
    /// implies the reply, a conversation the connection.
    fn react(&mut self, touch: &Executed, follow: &mut Vec<(EventKind, u32)>);

    /// What follows is of the sequence with this place in the run, until another is named; a run begins at the first.
    fn turn_to(&mut self, part: usize) {
        let _ = part;
    }

    /// Whether the event follows from a click on the touch, and so falls away with it.
    fn needs_click(&self, touch: u16, event: EventKind) -> bool {
        let _ = (touch, event);
        false
    }
}

/// Nobody ever reacts; tasks are done when they are served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Nobody;

impl Reactions for Nobody {
    fn react(&mut self, touch: &Executed, follow: &mut Vec<(EventKind, u32)>) {
        if touch.channel == ChannelKind::Task {
            follow.push((EventKind::Done, 0));
        }
    }
}

/// How a contact left the sequence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Leave {
    Finished,
    /// By an exit rule; the touch from which it followed, or [`NONE`] for a colleague's.
    Rule(ExitRule, u16),
    /// By a `stop`: its step and reason.
    Stopped {
        step: u16,
        reason: u16,
    },
    MissingData {
        touch: u16,
    },
    /// At a wait for a date that is not known or has passed.
    NoDate {
        step: u16,
    },
    /// A colleague answered before the contact entered.
    Refused,
}

/// Who looks on. Every method is called in the order of time, but for events that nothing can depend on.
#[expect(unused_variables, reason = "the names document the arguments of methods that do nothing by default")]
pub(crate) trait Witness {
    /// What follows is of the sequence with this place in the run, until another is named; a run begins at the first.
    fn turn_to(&mut self, part: usize) {}
    fn entered(&mut self, member: u32, at: Instant) {}
    fn reached(&mut self, member: u32, step: u16) {}
    /// Waits for a time or an event: what the wait counts from, and when it ends unless something ends it.
    fn waits(&mut self, member: u32, step: u16, from: Instant, until: Instant) {}
    /// Took a list of a container, by position.
    fn took(&mut self, member: u32, step: u16, list: u16) {}
    /// A touch that waited for capacity was served, skipped or cancelled; also at the end of the run, for those that never were.
    fn waited(&mut self, member: u32, touch: u16, joined: Instant, until: Instant) {}
    fn executed(&mut self, member: u32, touch: u16, due: Instant, joined: Instant, at: Instant) {}
    fn skipped(&mut self, member: u32, touch: u16, due: Instant, at: Instant, cause: SkipCause) {}
    /// Did an action: its step and its number.
    fn acted(&mut self, member: u32, step: u16, action: u16, at: Instant) {}
    fn happened(&mut self, member: u32, touch: u16, event: EventKind, at: Instant) {}
    fn left(&mut self, member: u32, at: Instant, how: Leave) {}
    /// The run ended and the contact has not entered.
    fn never_entered(&mut self, member: u32) {}
    /// The run ended and the contact still waits for something that never comes.
    fn stuck(&mut self, member: u32, touch: Option<u16>) {}
}

/// What a run reads of one sequence and never changes. A run of several has one of each, over the same team.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) program: Arc<Program>,
    pub(crate) cohort: Arc<Cohort>,
    pub(crate) timetable: Timetable,
    /// Nothing queues: for dates that are relative to an entry whose day nobody knows (E6).
    is_uncapped: bool,
}

impl World {
    /// The worlds of sequences of one plan that run together: each looks as far ahead as all of them may take in one queue.
    pub(crate) fn together(parts: Vec<(Arc<Program>, Arc<Cohort>)>) -> Vec<World> {
        let spans: Vec<u32> = parts.iter().map(|(program, cohort)| span_days(program, cohort)).collect();
        let all = spans.iter().copied().fold(0, u32::saturating_add);
        let world = |((program, cohort), span): ((Arc<Program>, Arc<Cohort>), u32)| {
            let timetable = Timetable::new(&program, &cohort, all - span);
            World { program, cohort, timetable, is_uncapped: false }
        };
        parts.into_iter().zip(spans).map(world).collect()
    }

    /// The worlds of a plan without reactions: with entry by events that nobody can foresee, without capacity (E6).
    pub(crate) fn planned(parts: Vec<(Arc<Program>, Arc<Cohort>)>) -> Vec<World> {
        let mut worlds = World::together(parts);
        for world in &mut worlds {
            world.is_uncapped = matches!(world.program.arrivals, Arrivals::Daily { .. });
        }
        worlds
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Has not been chosen for entry yet.
    Outside,
    Entering,
    /// Until a wait ends, or in the same minute.
    Waiting,
    /// A touch is due and its hours are closed.
    Due,
    Awaiting,
    Queued,
    /// Waits for something beyond the laid-out time.
    Stuck,
    Out,
}

/// One enrolment in flight.
#[derive(Clone, Copy, Debug)]
struct Enrolment {
    /// When its next activation is due; while queued, when it joined.
    at: Instant,
    /// What the next wait counts from; while a touch is pending, its due instant.
    base: Instant,
    entered: Instant,
    op: u32,
    /// The nearest touch before this point of the path, or [`NONE`].
    last: u16,
    flags: u16,
    state: State,
}

const BOUNCED: u16 = 1;
const CONNECTED: u16 = 2;
/// The contact has had a contact-facing touch.
const TOUCHED: u16 = 4;
const NO_EMAIL: u16 = 8;
const NO_CALL: u16 = 16;
const NO_LINKEDIN: u16 = 32;
const NO_WHATSAPP: u16 = 64;
const NO_SMS: u16 = 128;
/// The next touch is left out: the wait before it had no date (S3).
const SKIP_NEXT: u16 = 256;
/// Something took the contact out, and with it out of the audiences of ads (B1). Who finishes stays in them for their days.
const NO_ADS: u16 = 512;

/// The flag of an opt-out from a channel; 0 for channels that nobody opts out of.
fn opt_out(channel: Channel) -> u16 {
    match channel {
        Channel::Email => NO_EMAIL,
        Channel::Call => NO_CALL,
        Channel::Linkedin => NO_LINKEDIN,
        Channel::Whatsapp => NO_WHATSAPP,
        Channel::Sms => NO_SMS,
        Channel::InApp | Channel::Ad | Channel::Task => 0,
    }
}

/// Where an enrolment stands in a repeat.
#[derive(Clone, Copy, Debug)]
struct Pass {
    done: u16,
    /// What the pass under way counts from.
    began: Instant,
}

/// A touch that a rest or a limit holds back (S9).
#[derive(Clone, Copy, Debug)]
struct Hold {
    /// Since when; [`NEVER`] = it is not held.
    since: Instant,
    /// When it had joined its queue before, which keeps its place; [`NEVER`] = it had not.
    joined: Instant,
}

const FREE: Hold = Hold { since: NEVER, joined: NEVER };

const NEW: Enrolment =
    Enrolment { at: NEVER, base: NEVER, entered: NEVER, op: 0, last: NONE, flags: 0, state: State::Outside };

/// The changing half of a run; reused from replication to replication. Members of several sequences are numbered through, so that
/// queues and limits see them side by side; whoever looks on is told their number in their own cohort.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// The first member of each sequence.
    firsts: Vec<u32>,
    /// Who is the same person and who are colleagues over several sequences; empty for one.
    ties: Ties,
    enrolments: Vec<Enrolment>,
    /// What happened, as bits, `words` a member.
    marks: Vec<u64>,
    words: usize,
    /// Repeats a member, `n_turns` each; empty without repeats, as all that follows.
    passes: Vec<Pass>,
    n_turns: usize,
    /// Arrivals at repeated touches, by member, `n_repeated` each.
    visits: Vec<u16>,
    n_repeated: usize,
    /// When each member's last touch was executed or passed over.
    touched: Vec<Instant>,
    /// The score as actions have left it; empty where no condition asks.
    scores: Vec<Option<f64>>,
    /// Senders, then owners.
    queues: Vec<Queue>,
    n_senders: usize,
    agenda: Agenda,
    /// Members of each sequence's entry order that were looked at.
    n_looked_at: Vec<usize>,
    follow: Vec<(EventKind, u32)>,
    /// What members' touches are held by, and what each person got so far; empty where nothing keeps touches apart.
    holds: Vec<Hold>,
    made: Vec<Vec<Made>>,
    /// Clicks on ads that did not happen because the contact had left: member, touch and visit.
    missed_clicks: BTreeSet<(u32, u16, u16)>,
}

impl Run {
    /// Bytes that are remembered of each contact, at most; what the simulation counts of it beside is in it.
    pub(super) fn bytes_a_contact(program: &Program) -> u64 {
        /// First touch, first reply, readiness and their like.
        const COUNTED: usize = 64;
        let marks = usize::from(program.n_marks).div_ceil(64) * size_of::<u64>();
        let passes = program.turns.len() * size_of::<Pass>();
        let visits = usize::from(program.n_repeated) * size_of::<u16>();
        let scores = size_of::<Option<f64>>() + size_of::<Instant>();
        let apart = if program.rails.is_some() { size_of::<Hold>() + 4 * size_of::<Made>() } else { 0 };
        let met = program.looped().into_iter().filter(|is| *is).count() * size_of::<u64>();
        (size_of::<Enrolment>() + marks + passes + visits + scores + met + apart + COUNTED) as u64
    }

    pub(crate) fn new(worlds: &[World]) -> Run {
        // the team is the same for all sequences of a plan
        let team = worlds.first().map(|world| &world.program.team);
        let (owners, senders) = team.map_or((&[][..], &[][..]), |team| (&team.owners, &team.senders));
        let n_senders = senders.len();
        let senders = senders.iter().map(|sender| {
            // how far the slowest of them looks ahead
            let first = worlds.iter().map(|world| world.timetable.origin).min();
            let first = first.unwrap_or(crate::calendar::Date::from_days(0));
            let last = worlds.iter().map(|world| world.timetable.end.utc().0.days()).max().unwrap_or(0);
            let days = (last - first.days()).max(0) as usize + 2;
            let ramp = team.and_then(|team| team.ramp(sender, first, days)).unwrap_or_default();
            let pace = Pace::new(&sender.limits, sender.spacing, (first, ramp));
            Queue::new(sender.zone, None, sender.cap_per_day, pace)
        });
        let owners = owners
            .iter()
            .map(|owner| Queue::new(owner.zone, owner.minutes_per_day, owner.tasks_per_day, None));
        let mut n = 0;
        let firsts = worlds.iter().map(|world| {
            n += world.cohort.members.len();
            (n - world.cohort.members.len()) as u32
        });
        let firsts = firsts.collect();
        let most = |of: &dyn Fn(&Program) -> usize| worlds.iter().map(|world| of(&world.program)).max();
        let ties = Ties::of(worlds);
        let keeps_apart = worlds.iter().any(|world| world.program.rails.as_ref().is_some_and(Rails::holds));
        let words = most(&|program| usize::from(program.n_marks).div_ceil(64)).unwrap_or(0);
        let n_turns = most(&|program| program.turns.len()).unwrap_or(0);
        let n_repeated = most(&|program| usize::from(program.n_repeated)).unwrap_or(0);
        Run {
            firsts,
            enrolments: vec![NEW; n],
            marks: vec![0; n * words],
            words,
            passes: vec![Pass { done: 0, began: NEVER }; n * n_turns],
            n_turns,
            visits: vec![0; n * n_repeated],
            n_repeated,
            touched: vec![NEVER; if n_turns == 0 { 0 } else { n }],
            scores: Vec::new(),
            queues: senders.chain(owners).collect(),
            n_senders,
            agenda: Agenda::default(),
            n_looked_at: vec![0; worlds.len()],
            follow: Vec::new(),
            holds: vec![FREE; if keeps_apart { n } else { 0 }],
            made: vec![Vec::new(); if keeps_apart { ties.n_people().unwrap_or(n) } else { 0 }],
            ties,
            missed_clicks: BTreeSet::new(),
        }
    }

    /// Begins from nothing; nobody has entered or will. [`Run::let_in`] or [`Run::let_in_with`] follows for each sequence.
    pub(crate) fn begin(&mut self, worlds: &[World]) {
        self.enrolments.fill(NEW);
        self.marks.fill(0);
        self.visits.fill(0);
        self.touched.fill(NEVER);
        self.scores.clear();
        if worlds.iter().any(|world| !world.cohort.scores.is_empty()) {
            for world in worlds {
                self.scores.extend(&world.cohort.scores);
                let none = world.cohort.members.len() - world.cohort.scores.len();
                self.scores.extend(std::iter::repeat_n(None, none));
            }
        }
        self.queues.iter_mut().for_each(Queue::clear);
        self.n_looked_at.fill(0);
        self.holds.fill(FREE);
        self.note_before_launch(worlds);
        self.missed_clicks.clear();
        let origin = worlds.iter().map(|world| world.timetable.origin).min();
        let origin = origin.unwrap_or(crate::calendar::Date::from_days(0));
        self.agenda.clear(crate::calendar::start_of_day(crate::calendar::Zone::UTC, origin));
    }

    /// What people got before launch: once, at the end of the day on which the list says that they were contacted last.
    fn note_before_launch(&mut self, worlds: &[World]) {
        self.made.iter_mut().for_each(Vec::clear);
        if self.made.is_empty() {
            return;
        }
        for (part, world) in worlds.iter().enumerate() {
            let (program, cohort) = (&world.program, &world.cohort);
            let Some(rails) = &program.rails else { continue };
            for (local, member) in (0..).zip(&cohort.members) {
                let day = cohort.date(local, rails.contacted, program.dates.len());
                let Some(day) = day.map(crate::calendar::Date::from_days) else { continue };
                let person = self.ties.person(self.firsts[part] + local);
                if day <= program.entry_from && self.made[person].is_empty() {
                    let zone = world.timetable.zone(member.zone);
                    let at = crate::calendar::start_of_day(zone, day.plus_days(1)).plus_minutes(-1);
                    self.made[person].push(Made { at, channel: None, sequence: None });
                }
            }
        }
    }

    /// Lets everybody of a sequence in by the plan: a segment from its date on, others on their own dates, and where events decide
    /// all as if they happened at the first opening (E6).
    pub(crate) fn let_in(&mut self, worlds: &[World], part: usize) {
        let world = &worlds[part];
        if world.program.has_errors() {
            return;
        }
        let n = world.cohort.n_contacts();
        match world.program.arrivals {
            Arrivals::Segment if world.program.per_business_day.is_some() => {
                self.plan_entry_day(world, part, world.program.entry_from);
            }
            Arrivals::Segment | Arrivals::Daily { .. } => {
                (0..n).for_each(|local| self.plan_entry(world, part, local, world.program.entry_from));
            }
            Arrivals::On(date) => {
                for local in 0..n {
                    let day = world.cohort.date(local, date, world.program.dates.len());
                    let zone = world.cohort.members[local as usize].zone;
                    let day = day.map(crate::calendar::Date::from_days);
                    let at = day.and_then(|day| world.timetable.event(day, 0, zone));
                    self.enter_at(self.firsts[part] + local, at);
                }
            }
        }
    }

    /// Lets these members of a sequence's cohort in, each with its event; the others of it never enter.
    pub(crate) fn let_in_with(&mut self, worlds: &[World], part: usize, events: &[(u32, Instant)]) {
        if !worlds[part].program.has_errors() {
            events.iter().for_each(|(local, at)| self.enter_at(self.firsts[part] + local, Some(*at)));
        }
    }

    fn plan_entry_day(&mut self, world: &World, part: usize, from: crate::calendar::Date) {
        let day = world.timetable.entry_day(from);
        if let Some((day, at)) = day.and_then(|day| Some((day, world.timetable.first_entry(day)?))) {
            let n_days = day.days() - world.timetable.origin.days();
            self.agenda.push(at, Note::EntryDay { part: part as u32, day: n_days as u32 });
        }
    }

    fn plan_entry(&mut self, world: &World, part: usize, local: u32, date: crate::calendar::Date) {
        let at = world.timetable.entry(date, world.cohort.members[local as usize].zone);
        self.enter_at(self.firsts[part] + local, at);
    }

    fn enter_at(&mut self, member: u32, at: Option<Instant>) {
        let enrolment = &mut self.enrolments[member as usize];
        match at {
            Some(at) => {
                enrolment.state = State::Entering;
                enrolment.at = at;
                self.agenda.push(at, Note::Contact(member));
            }
            None => enrolment.state = State::Stuck,
        }
    }

    /// Works through at most `budget` entries of the agenda; true when nothing is left and the witness has heard all.
    pub(crate) fn advance<R: Reactions, W: Witness>(
        &mut self,
        worlds: &[World],
        reactions: &mut R,
        witness: &mut W,
        budget: &mut u32,
    ) -> bool {
        let Some(world) = worlds.first() else { return true };
        let program = &world.program;
        let mut turn = Turn { run: self, worlds, part: 0, first: 0, world, program, reactions, witness };
        turn.reactions.turn_to(0);
        turn.witness.turn_to(0);
        while *budget > 0 {
            *budget -= 1;
            match turn.run.agenda.pop() {
                Some((now, note)) => turn.handle(now, note),
                None => {
                    turn.finish();
                    return true;
                }
            }
        }
        false
    }
}

/// A run with its surroundings.
struct Turn<'a, R, W> {
    run: &'a mut Run,
    worlds: &'a [World],
    /// The sequence whose member is at work: its place, its first member, its world.
    part: usize,
    first: u32,
    world: &'a World,
    program: &'a Program,
    reactions: &'a mut R,
    witness: &'a mut W,
}

impl<R: Reactions, W: Witness> Turn<'_, R, W> {
    /// Turns to the sequence of a member.
    #[inline(always)]
    fn turn_to(&mut self, member: u32) {
        if self.worlds.len() > 1 {
            let part = self.run.firsts.partition_point(|first| *first <= member) - 1;
            self.turn_to_part(part);
        }
    }

    fn turn_to_part(&mut self, part: usize) {
        if part != self.part {
            self.part = part;
            self.first = self.run.firsts[part];
            self.world = &self.worlds[part];
            self.program = &self.world.program;
            self.reactions.turn_to(part);
            self.witness.turn_to(part);
        }
    }

    /// The number of a member in its own cohort.
    #[inline(always)]
    fn local(&self, member: u32) -> u32 {
        member - self.first
    }

    fn handle(&mut self, now: Instant, note: Note) {
        match note {
            Note::Event { member, .. } | Note::Contact(member) | Note::Limit { member, .. } => {
                self.turn_to(member);
            }
            Note::EntryDay { part, .. } => self.turn_to_part(part as usize),
            Note::Queue(_) => {}
        }
        match note {
            Note::Event { member, touch, visit, event } => self.happen(member, touch, visit, event, now),
            Note::EntryDay { day, .. } => self.enter_some(day as i32),
            Note::Contact(member) => self.activate(member, now),
            Note::Limit { member, touch } => self.give_up(member, touch, now),
            Note::Queue(queue) => {
                if self.run.queues[queue as usize].wake == now {
                    self.serve(queue as usize, now);
                }
            }
        }
    }

    #[inline(always)]
    fn member(&self, member: u32) -> &Member {
        &self.world.cohort.members[self.local(member) as usize]
    }

    /// Lets the next contacts in: refused ones use no place, unused places lapse (S7).
    fn enter_some(&mut self, n_days: i32) {
        let date = self.world.timetable.origin.plus_days(n_days);
        let mut places = self.program.per_business_day.unwrap_or(u32::MAX);
        while places > 0
            && let Some(local) = self.world.cohort.order.get(self.run.n_looked_at[self.part]).copied()
        {
            self.run.n_looked_at[self.part] += 1;
            if self.run.enrolments[(self.first + local) as usize].state == State::Outside {
                self.run.plan_entry(self.world, self.part, local, date);
                places -= 1;
            }
        }
        if self.run.n_looked_at[self.part] < self.world.cohort.order.len() {
            self.run.plan_entry_day(self.world, self.part, date.plus_days(1));
        }
    }

    fn activate(&mut self, member: u32, now: Instant) {
        let enrolment = &mut self.run.enrolments[member as usize];
        if enrolment.at != now {
            return; // a wait that was cut short
        }
        match enrolment.state {
            State::Entering => {
                enrolment.entered = now;
                enrolment.base = now;
                self.witness.entered(self.local(member), now);
                self.flow(member, now, false);
            }
            State::Waiting => self.flow(member, now, false),
            State::Due => self.come_due(member, now),
            State::Awaiting => self.time_out(member, now),
            State::Outside | State::Queued | State::Stuck | State::Out => {}
        }
    }

    /// Goes on from the enrolment's operation until something has to be waited for. `served` = service of this minute led here.
    fn flow(&mut self, member: u32, now: Instant, served: bool) {
        loop {
            let mut enrolment = self.run.enrolments[member as usize];
            let zone = self.member(member).zone;
            let program = self.program;
            match &program.ops[enrolment.op as usize] {
                Op::Touch(touch) => {
                    let info = &program.touches[usize::from(*touch)];
                    self.witness.reached(self.local(member), info.step);
                    if info.repeated != NONE {
                        self.come_again(member, *touch);
                    }
                    let cause = self.left_out(info, member, enrolment.flags, now);
                    if let Some(cause) = cause.or_else(|| self.skip_cause(info, member, enrolment.flags, now))
                    {
                        // decided when due: no time has passed, the base stays the due instant (S3)
                        if !self.skip(member, *touch, now, cause) {
                            return;
                        }
                        continue;
                    }
                    let earliest = if served { now.plus_minutes(1) } else { now };
                    let gate = self
                        .world
                        .timetable
                        .gate(self.world.timetable.gate_number(*touch, self.local(member)));
                    // a due instant that has passed is at once (T3): its time limit counts from now
                    let from = enrolment.base.max(now);
                    if info.until != i32::MAX
                        && let opens = gate.next_open(from.max(earliest))
                        && let Some(cause) = past_deadline(self.world, info, self.local(member), opens)
                    {
                        if !self.skip(member, *touch, now, cause) {
                            return;
                        }
                        continue;
                    }
                    self.run.enrolments[member as usize].base = from;
                    let due = from.max(earliest);
                    let owner = if info.by_owner { self.member(member).owner } else { NONE };
                    let limit = self.time_limit(owner, from);
                    match (gate.next_open(due), limit) {
                        (Some(open), limit) if limit.is_none_or(|limit| open <= limit) => {
                            if open == now {
                                self.hold_or_join(member, *touch, now, served);
                            } else {
                                self.sleep(member, State::Due, open);
                            }
                        }
                        // its hours do not open in time (or ever): it is given up when its time is over
                        (_, Some(limit)) => self.sleep(member, State::Due, limit),
                        _ => self.run.enrolments[member as usize].state = State::Stuck,
                    }
                    return;
                }
                op @ (Op::For { step, .. }
                | Op::Day { step, .. }
                | Op::Until { step, .. }
                | Op::UntilDay { step, .. }) => {
                    self.witness.reached(self.local(member), *step);
                    let end = self.world.timetable.wait(op, enrolment.base, enrolment.entered, zone);
                    let Some(end) = end else {
                        self.run.enrolments[member as usize].state = State::Stuck;
                        return;
                    };
                    self.witness.waits(self.local(member), *step, enrolment.base, end);
                    enrolment.base = end;
                    enrolment.op += 1;
                    self.run.enrolments[member as usize] = enrolment;
                    if end > now {
                        self.sleep(member, State::Waiting, end);
                        return;
                    }
                }
                op @ Op::UntilDate { step, date, or_else, .. } => {
                    self.witness.reached(self.local(member), *step);
                    let date =
                        date_of(self.world, self.local(member), *date, |bit| self.is_marked(member, bit));
                    match self.world.timetable.until_date(op, date, enrolment.base, zone) {
                        Some(end) if end >= self.world.timetable.end => {
                            self.run.enrolments[member as usize].state = State::Stuck;
                            return;
                        }
                        Some(end) => {
                            self.witness.waits(self.local(member), *step, enrolment.base, end);
                            enrolment.base = end;
                        }
                        None => match or_else {
                            NoDate::Continue => {}
                            NoDate::SkipNextTouch => enrolment.flags |= SKIP_NEXT,
                            NoDate::Exit => {
                                self.leave(member, now, Leave::NoDate { step: *step });
                                return;
                            }
                        },
                    }
                    enrolment.op += 1;
                    self.run.enrolments[member as usize] = enrolment;
                    if enrolment.base > now {
                        self.sleep(member, State::Waiting, enrolment.base);
                        return;
                    }
                }
                Op::Await { step, event, of, at_most, .. } => {
                    self.witness.reached(self.local(member), *step);
                    let has_happened = if *of == NONE && event.is_of_contact() {
                        self.is_marked(member, program.any_marks[*event as usize])
                    } else {
                        let touch = if *of == NONE { enrolment.last } else { *of };
                        self.has_happened(member, touch, *event)
                    };
                    if has_happened {
                        self.witness.took(self.local(member), *step, 0);
                        self.run.enrolments[member as usize].op += 1;
                        continue;
                    }
                    let end = self.world.timetable.after(*at_most, enrolment.base, zone);
                    if let Some(end) = end {
                        self.witness.waits(self.local(member), *step, enrolment.base, end);
                    }
                    match end {
                        Some(end) if end > now => {
                            self.sleep(member, State::Awaiting, end);
                            return;
                        }
                        Some(end) => {
                            self.run.enrolments[member as usize].at = end;
                            self.time_out_here(member, end);
                        }
                        None => {
                            self.run.enrolments[member as usize].state = State::Stuck;
                            return;
                        }
                    }
                }
                Op::Branch { step, cases, otherwise, .. } => {
                    self.witness.reached(self.local(member), *step);
                    let taken = cases
                        .iter()
                        .position(|(expr, _)| self.holds(&program.exprs[usize::from(*expr)], member, now));
                    let target = taken.map_or(*otherwise, |case| cases[case].1);
                    self.witness.took(self.local(member), *step, taken.unwrap_or(cases.len()) as u16);
                    self.run.enrolments[member as usize].op = target;
                }
                Op::Split { step, per_account, arms, join } => {
                    self.witness.reached(self.local(member), *step);
                    let id = program.steps[usize::from(*step)].id;
                    let arm = arm_of(
                        arms,
                        program.seed,
                        id.0,
                        drawn_by(self.world, self.local(member), *per_account),
                    );
                    self.witness.took(self.local(member), *step, arm as u16);
                    self.run.enrolments[member as usize].op = arms.get(arm).map_or(*join, |arm| arm.1);
                }
                Op::Repeat { step, turn } => {
                    self.witness.reached(self.local(member), *step);
                    self.witness.took(self.local(member), *step, 0);
                    *self.pass(member, *turn) = Pass { done: 0, began: enrolment.base };
                    self.run.enrolments[member as usize].op += 1;
                }
                Op::Again { turn } => {
                    let record = &program.turns[usize::from(*turn)];
                    let pass = self.pass(member, *turn);
                    pass.done += 1;
                    let Pass { done, began } = *pass;
                    if done >= record.times {
                        self.run.enrolments[member as usize].op += 1;
                        continue;
                    }
                    // the pause runs from the last touch of the pass (S4); a pass without one, from its beginning
                    let from = began.max(self.run.touched[member as usize]);
                    let Some(end) = self.world.timetable.after(record.every, from, zone) else {
                        self.run.enrolments[member as usize].state = State::Stuck;
                        return;
                    };
                    self.witness.waits(self.local(member), record.step, from, end);
                    self.witness.took(self.local(member), record.step, 0);
                    enrolment.base = enrolment.base.max(end);
                    enrolment.op = record.start + 1;
                    self.pass(member, *turn).began = enrolment.base;
                    self.run.enrolments[member as usize] = enrolment;
                    if enrolment.base > now {
                        self.sleep(member, State::Waiting, enrolment.base);
                        return;
                    }
                }
                Op::Act { step, action } => {
                    self.witness.reached(self.local(member), *step);
                    self.act(member, *action);
                    self.witness.acted(self.local(member), *step, *action, now);
                    self.run.enrolments[member as usize].op += 1;
                }
                Op::Jump(to) => self.run.enrolments[member as usize].op = *to,
                Op::End { step, reason } => {
                    self.witness.reached(self.local(member), *step);
                    self.leave(member, now, Leave::Stopped { step: *step, reason: *reason });
                    return;
                }
                Op::Finish => {
                    self.leave(member, now, Leave::Finished);
                    return;
                }
            }
        }
    }

    fn pass(&mut self, member: u32, turn: u16) -> &mut Pass {
        &mut self.run.passes[member as usize * self.run.n_turns + usize::from(turn)]
    }

    fn visits(&mut self, member: u32, repeated: u16) -> &mut u16 {
        &mut self.run.visits[member as usize * self.run.n_repeated + usize::from(repeated)]
    }

    /// Another visit of a repeated touch: waits for its events begin anew.
    fn come_again(&mut self, member: u32, touch: u16) {
        let place = usize::from(touch);
        let visits = self.visits(member, self.program.touches[place].repeated);
        *visits = visits.saturating_add(1);
        for mark in self.program.latest[place].into_iter().filter(|mark| *mark != NONE) {
            self.clear_mark(member, mark);
        }
    }

    /// The repeat that an event takes the member out of: the outermost one that it stands in and that ends with it.
    fn ended_by(&self, member: u32, touch: u16, event: EventKind) -> Option<&Loop> {
        let op = self.run.enrolments[member as usize].op;
        let turns = self.program.turns.iter().filter(|turn| turn.holds(op));
        turns.filter(|turn| self.shows(touch, event, turn.until)).max_by_key(|turn| turn.again)
    }

    /// Whether an event of a touch is another one, or implies it: a click on what cannot be opened shows no open.
    #[inline(always)]
    fn shows(&self, touch: u16, event: EventKind, other: EventKind) -> bool {
        event == other
            || (other != EventKind::Opened || can_open(&self.program.touches[usize::from(touch)]))
                && implied(event).any(|event| event == other)
    }

    /// What an action changes of what later conditions see.
    fn act(&mut self, member: u32, action: u16) {
        let info = &self.program.actions[usize::from(action)];
        info.clear.iter().for_each(|mark| self.clear_mark(member, *mark));
        info.set.iter().for_each(|mark| self.set_mark(member, *mark));
        if let Some(score) = self.run.scores.get_mut(member as usize) {
            *score = info.score.after(*score);
        }
    }

    /// The member's last touch was at its base.
    #[inline(always)]
    fn note_touched(&mut self, member: u32) {
        if let Some(touched) = self.run.touched.get_mut(member as usize) {
            *touched = self.run.enrolments[member as usize].base;
        }
    }

    /// A touch was passed over after it had been held: the wait after it counts from now (S3).
    fn go_on_from(&mut self, member: u32, now: Instant, served: bool) {
        self.run.enrolments[member as usize].base = now;
        self.note_touched(member);
        self.flow(member, now, served);
    }

    fn sleep(&mut self, member: u32, state: State, until: Instant) {
        let enrolment = &mut self.run.enrolments[member as usize];
        enrolment.state = state;
        enrolment.at = until;
        self.run.agenda.push(until, Note::Contact(member));
    }

    /// Passes the touch at hand over; false if that takes the contact out.
    fn skip(&mut self, member: u32, touch: u16, now: Instant, cause: SkipCause) -> bool {
        let enrolment = &mut self.run.enrolments[member as usize];
        enrolment.op += 1;
        enrolment.last = touch;
        enrolment.flags &= !SKIP_NEXT;
        let due = enrolment.base;
        self.witness.skipped(self.local(member), touch, due, now, cause);
        let info = &self.program.touches[usize::from(touch)];
        if cause.is_missing_data() && info.on_missing == OnMissing::Exit {
            self.leave(member, now, Leave::MissingData { touch });
            return false;
        }
        self.note_touched(member);
        true
    }

    /// The window of a due touch opens.
    fn come_due(&mut self, member: u32, now: Instant) {
        let enrolment = self.run.enrolments[member as usize];
        let Op::Touch(touch) = self.program.ops[enrolment.op as usize] else { return };
        let info = &self.program.touches[usize::from(touch)];
        let gate = self.world.timetable.gate(self.world.timetable.gate_number(touch, self.local(member)));
        let too_late = (!gate.is_open(now)).then(|| match self.held_until(member) {
            Some(end) if end <= now => SkipCause::FrequencyCap,
            _ => SkipCause::Stale,
        });
        match too_late.or(self.skip_cause(info, member, enrolment.flags, now)) {
            Some(cause) => {
                self.end_hold(member, touch, now);
                if self.skip(member, touch, now, cause) {
                    self.go_on_from(member, now, false);
                }
            }
            None => self.hold_or_join(member, touch, now, false),
        }
    }

    /// Until when a touch that is held may be, at most; `None` where none is.
    fn held_until(&self, member: u32) -> Option<Instant> {
        let hold = self.run.holds.get(member as usize).filter(|hold| hold.since != NEVER)?;
        Some(hold.since.plus_minutes(self.program.rails.as_ref()?.hold))
    }

    /// A held touch is held no more, nor will it be made: what it waited in a queue is told.
    fn end_hold(&mut self, member: u32, touch: u16, now: Instant) {
        if let Some(hold) = self.run.holds.get_mut(member as usize) {
            let joined = std::mem::replace(hold, FREE).joined;
            if joined != NEVER {
                self.witness.waited(self.local(member), touch, joined, now);
            }
        }
    }

    /// When rests and limits allow a touch, and its hours are open then: the first such instant from `now` on (T4, S9).
    fn allowed_from(&self, member: u32, touch: u16, now: Instant) -> Option<Instant> {
        let info = &self.program.touches[usize::from(touch)];
        let Some(rails) = self.program.rails.as_ref().filter(|rails| rails.holds()) else { return Some(now) };
        if !info.channel.is_contact_facing() {
            return Some(now);
        }
        let made = self.run.made.get(self.run.ties.person(member))?;
        let (sequence, channel) = (self.program.sequence, info.channel.channel());
        let timetable = &self.world.timetable;
        let zone = timetable.zone(self.member(member).zone);
        let gate = timetable.gate(timetable.gate_number(touch, self.local(member)));
        let mut at = now;
        loop {
            let rested = allowed_from((rails.gap, &rails.limits), (sequence, channel), made, zone, at);
            // its hours are open at `now`, as who asks knows, and at what was found since
            if rested == at {
                return Some(at);
            }
            at = gate.next_open(rested)?;
        }
    }

    /// The hook between hours and queue: what keeps touches of one person apart lets the touch through now, holds it, or skips it
    /// when it was held too long (S9).
    fn hold_or_join(&mut self, member: u32, touch: u16, now: Instant, served: bool) {
        let allowed = self.allowed_from(member, touch, now);
        if allowed == Some(now) {
            self.join(member, touch, now);
            return;
        }
        let hold = &mut self.run.holds[member as usize];
        if hold.since == NEVER {
            hold.since = now;
        }
        let end = self.held_until(member).unwrap_or(now);
        let owner = self.member(member).owner;
        let by_owner = self.program.touches[usize::from(touch)].by_owner;
        let base = self.run.enrolments[member as usize].base;
        let limit = if by_owner { self.time_limit(owner, base) } else { None };
        let is_stale = limit.is_some_and(|limit| limit <= now);
        if end <= now || is_stale {
            let cause = if end <= now { SkipCause::FrequencyCap } else { SkipCause::Stale };
            self.end_hold(member, touch, now);
            if self.skip(member, touch, now, cause) {
                self.go_on_from(member, now, served);
            }
            return;
        }
        let until = limit.into_iter().chain(allowed).fold(end, Instant::min);
        self.sleep(member, State::Due, until.max(now.plus_minutes(1)));
    }

    /// The touch may run now as far as hours, rests and limits go: it queues, or runs where nothing limits it.
    fn join(&mut self, member: u32, touch: u16, now: Instant) {
        let info = &self.program.touches[usize::from(touch)];
        let record = self.member(member);
        let (owner, sender) = (record.owner, record.sender(info));
        let queue = if self.world.is_uncapped {
            self.execute(member, touch, now, now);
            return;
        } else if info.by_owner {
            self.run.n_senders + usize::from(owner)
        } else if sender != NONE && self.run.queues[usize::from(sender)].has_cap() {
            usize::from(sender)
        } else {
            self.execute(member, touch, now, now);
            return;
        };
        let gate = (self.part as u16, self.world.timetable.gate_number(touch, self.local(member)));
        let also = if info.by_owner { sender } else { NONE };
        let told = self.run.queues.get(usize::from(sender)).filter(|_| sender != NONE);
        let kind = told.filter(|queue| queue.tells_kinds()).map(|_| info.channel);
        let enrolment = &mut self.run.enrolments[member as usize];
        enrolment.state = State::Queued;
        // who was held while it waited keeps its place
        let held = self.run.holds.get_mut(member as usize).map_or(NEVER, |hold| {
            hold.since = NEVER;
            std::mem::replace(&mut hold.joined, NEVER)
        });
        let joined = if held == NEVER { now } else { held };
        enrolment.at = joined;
        let due = enrolment.base;
        let is_follow_up = enrolment.flags & TOUCHED != 0;
        self.run.queues[queue].join((gate, kind), also, is_follow_up, Waiting { joined, member });
        if self.run.queues[queue].wake != now {
            self.run.queues[queue].wake = now;
            self.run.agenda.push(now, Note::Queue(queue as u32));
        }
        if info.by_owner
            && let Some(limit) = self.time_limit(owner, due)
        {
            // it may have come due so long before its hours opened that the limit is over with this minute
            let limit = limit.max(now.plus_minutes(1));
            self.run.agenda.push(limit, Note::Limit { member, touch });
        }
    }

    fn time_limit(&self, owner: u16, from: Instant) -> Option<Instant> {
        time_limit(self.world, owner, from)
    }

    /// The time limit of a manual touch ends, counted from its due instant: if it still waits it is skipped (T3, C4).
    fn give_up(&mut self, member: u32, touch: u16, now: Instant) {
        let enrolment = self.run.enrolments[member as usize];
        // a repeated touch may wait again when the limit of its visit before ends
        let waits = enrolment.state == State::Queued
            && matches!(self.program.ops[enrolment.op as usize], Op::Touch(current) if current == touch)
            && self.time_limit(self.member(member).owner, enrolment.base).is_some_and(|limit| limit <= now);
        if waits {
            self.witness.waited(self.local(member), touch, enrolment.at, now);
            if self.skip(member, touch, now, SkipCause::Stale) {
                self.go_on_from(member, now, false);
            }
        }
    }

    /// Serves what a queue can start in this minute, then says when it can next.
    fn serve(&mut self, queue: usize, now: Instant) {
        let worlds = self.worlds;
        let open_times = |(part, gate): Gate| worlds[usize::from(part)].timetable.gate(gate);
        loop {
            if !self.run.queues[queue].may_start(now) {
                break;
            }
            let (senders, rest) = self.run.queues.split_at_mut(self.run.n_senders);
            let (enrolments, firsts) = (&self.run.enrolments, &self.run.firsts);
            let is_stale = |waiting: Waiting| is_stale(enrolments, waiting);
            let number = |member| contact_number(worlds, firsts, member);
            let taken = match queue.checked_sub(senders.len()) {
                Some(owner) => rest[owner].take(now, open_times, number, is_stale, |sender, kind| {
                    !senders[usize::from(sender)].has_room(now, kind)
                }),
                None => senders[queue].take(now, open_times, number, is_stale, |_, _| false),
            };
            let Some(Waiting { joined, member }) = taken else { break };
            self.turn_to(member);
            let enrolment = self.run.enrolments[member as usize];
            let Op::Touch(touch) = self.program.ops[enrolment.op as usize] else { continue };
            let info = &self.program.touches[usize::from(touch)];
            // another sequence may have touched the person since it joined
            if self.worlds.len() > 1 && self.allowed_from(member, touch, now) != Some(now) {
                self.run.holds[member as usize].joined = joined;
                self.hold_or_join(member, touch, now, true);
                continue;
            }
            self.witness.waited(self.local(member), touch, joined, now);
            if let Some(cause) = self.skip_cause(info, member, enrolment.flags, now) {
                if self.skip(member, touch, now, cause) {
                    self.go_on_from(member, now, true);
                }
                continue;
            }
            if info.by_owner {
                self.run.queues[queue].start(now, info.effort_minutes, info.channel);
                let sender = self.member(member).sender(info);
                if sender != NONE {
                    self.run.queues[usize::from(sender)].start(now, 0, info.channel);
                }
            } else {
                self.run.queues[queue].start(now, 0, info.channel);
            }
            self.execute(member, touch, joined, now);
        }
        let (senders, rest) = self.run.queues.split_at_mut(self.run.n_senders);
        let enrolments = &self.run.enrolments;
        let is_stale = |waiting: Waiting| is_stale(enrolments, waiting);
        let chance = match queue.checked_sub(senders.len()) {
            Some(owner) => rest[owner].next_chance(now, open_times, is_stale, |sender, kind| {
                let sender = &mut senders[usize::from(sender)];
                (!sender.has_room(now, kind)).then(|| sender.room_from(now, kind))
            }),
            None => senders[queue].next_chance(now, open_times, is_stale, |_, _| None),
        };
        let record = &mut self.run.queues[queue];
        record.wake = chance.unwrap_or(NEVER);
        if let Some(chance) = chance.filter(|chance| *chance != record.noted) {
            record.noted = chance;
            self.run.agenda.push(chance, Note::Queue(queue as u32));
        }
    }

    fn execute(&mut self, member: u32, touch: u16, joined: Instant, now: Instant) {
        let program = self.program;
        let info = &program.touches[usize::from(touch)];
        let enrolment = &mut self.run.enrolments[member as usize];
        let due = enrolment.base;
        enrolment.base = now;
        enrolment.last = touch;
        enrolment.op += 1;
        if info.channel.is_contact_facing() {
            enrolment.flags |= TOUCHED;
            if !self.run.made.is_empty() {
                self.note_made(member, touch, now);
            }
        }
        self.note_touched(member);
        let visit = if info.repeated == NONE { 0 } else { *self.visits(member, info.repeated) - 1 };
        self.witness.executed(self.local(member), touch, due, joined, now);
        let mut follow = std::mem::take(&mut self.run.follow);
        let contact = self.member(member).number;
        self.reactions.react(
            &Executed { member: self.local(member), contact, touch, channel: info.channel, visit, at: now },
            &mut follow,
        );
        for (event, delay) in follow.drain(..) {
            let at_once = matches!(event, EventKind::Connected | EventKind::Talked | EventKind::Done);
            if delay == 0 && at_once {
                self.remember(member, touch, visit, event, now);
                if let Some(turn) = self.ended_by(member, touch, event) {
                    self.run.enrolments[member as usize].op = turn.again + 1;
                }
            } else {
                let at = now.plus_minutes(i32::try_from(delay.max(1)).unwrap_or(i32::MAX / 2));
                let is_told_early = at_once || matches!(event, EventKind::Opened | EventKind::Clicked);
                // whether an ad still runs when it would be clicked is not known yet
                if is_told_early && info.channel != ChannelKind::Ad && !self.matters(touch, event) {
                    self.remember(member, touch, visit, event, at);
                } else {
                    self.run.agenda.push(at, Note::Event { member, touch, visit, event });
                }
            }
        }
        self.run.follow = follow;
        self.flow(member, now, true);
    }

    fn note_made(&mut self, member: u32, touch: u16, now: Instant) {
        self.run.holds[member as usize] = FREE;
        let channel = Some(self.program.touches[usize::from(touch)].channel.channel());
        let sequence = Some(self.program.sequence);
        let made = &mut self.run.made[self.run.ties.person(member)];
        made.push(Made { at: now, channel, sequence });
    }

    /// Whether anything in the program asks about the event of the touch, or about what it implies.
    #[inline(always)]
    fn matters(&self, touch: u16, event: EventKind) -> bool {
        implied(event).any(|event| {
            self.program.marks[usize::from(touch)][event as usize] != NONE
                || self.program.latest[usize::from(touch)][event as usize] != NONE
                || self.program.any_marks[event as usize] != NONE
                || self.program.turns.iter().any(|turn| turn.until == event)
        })
    }

    fn set_mark(&mut self, member: u32, mark: u16) {
        let word = member as usize * self.run.words + usize::from(mark) / 64;
        self.run.marks[word] |= 1 << (mark % 64);
    }

    fn clear_mark(&mut self, member: u32, mark: u16) {
        let word = member as usize * self.run.words + usize::from(mark) / 64;
        self.run.marks[word] &= !(1 << (mark % 64));
    }

    /// Whether it is the last visit so far of a touch.
    fn is_latest(&mut self, member: u32, touch: u16, visit: u16) -> bool {
        let repeated = self.program.touches[usize::from(touch)].repeated;
        repeated == NONE || self.visits(member, repeated).wrapping_sub(1) == visit
    }

    /// Tells of an event and what it implies, and sets the bits that remember them.
    fn remember(&mut self, member: u32, touch: u16, visit: u16, event: EventKind, at: Instant) {
        let program = self.program;
        let info = &program.touches[usize::from(touch)];
        let can_open = can_open(info);
        for event in implied(event).filter(|event| can_open || *event != EventKind::Opened) {
            let own = program.marks[usize::from(touch)][event as usize];
            for mark in [own, program.any_marks[event as usize]] {
                if mark != NONE {
                    self.set_mark(member, mark);
                }
            }
            if info.repeated != NONE && self.is_latest(member, touch, visit) {
                let latest = program.latest[usize::from(touch)][event as usize];
                if latest != NONE {
                    self.set_mark(member, latest);
                }
            }
            if event != EventKind::Opened {
                self.witness.happened(self.local(member), touch, event, at);
            }
        }
        if event == EventKind::Opened {
            self.witness.happened(self.local(member), touch, event, at);
        }
    }

    fn has_happened(&self, member: u32, touch: u16, event: EventKind) -> bool {
        self.program
            .latest
            .get(usize::from(touch))
            .is_some_and(|marks| self.is_marked(member, marks[event as usize]))
    }

    #[inline(always)]
    fn is_marked(&self, member: u32, mark: u16) -> bool {
        mark != NONE
            && self.run.marks[member as usize * self.run.words + usize::from(mark) / 64] >> (mark % 64) & 1
                == 1
    }

    fn holds(&self, expr: &Expr, member: u32, now: Instant) -> bool {
        match expr {
            Expr::All(all) => all.iter().all(|expr| self.holds(expr, member, now)),
            Expr::Any(any) => any.iter().any(|expr| self.holds(expr, member, now)),
            Expr::None(none) => !none.iter().any(|expr| self.holds(expr, member, now)),
            Expr::Seen(mark) => self.is_marked(member, *mark),
            Expr::Score(test) => {
                let score = self.run.scores.get(member as usize).copied().flatten();
                self.program.score_holds(*test, score)
            }
            Expr::Fixed(_) | Expr::Dated(_) | Expr::Probe(_) | Expr::DatedAt(..) => {
                known(expr, self.world, self.local(member), (now, now), Seen::default()).unwrap_or(false)
            }
        }
    }

    /// An event at its time: bits, blocks, exits, and the release of who waited for it.
    fn happen(&mut self, member: u32, touch: u16, visit: u16, event: EventKind, now: Instant) {
        let program = self.program;
        if program.touches[usize::from(touch)].channel == ChannelKind::Ad
            && self.came_too_late(member, touch, visit, event)
        {
            return;
        }
        self.remember(member, touch, visit, event, now);
        let flags = match event {
            EventKind::Bounced => BOUNCED,
            EventKind::Accepted => CONNECTED,
            EventKind::OptedOut => opt_out(program.touches[usize::from(touch)].channel.channel()),
            _ => 0,
        };
        self.run.enrolments[member as usize].flags |= flags;
        if flags != 0 {
            for other in self.run.ties.same_person(member) {
                self.run.enrolments[*other as usize].flags |= flags;
            }
        }
        let rules: &[ExitRule] = match event {
            EventKind::Bounced => &[ExitRule::HardBounce],
            EventKind::Replied | EventKind::RepliedNeutral | EventKind::RepliedNegative => {
                &[ExitRule::Replied]
            }
            EventKind::RepliedPositive => &[ExitRule::Replied, ExitRule::RepliedPositive],
            EventKind::MeetingBooked => &[ExitRule::MeetingBooked],
            EventKind::OptedOut => &[ExitRule::OptedOut],
            _ => &[],
        };
        if let Some(rule) = rules.iter().find(|rule| program.exits_on(**rule)) {
            self.leave(member, now, Leave::Rule(*rule, touch));
        } else if program.exits_on(ExitRule::GoalReached)
            && program.goal.is_some_and(|(metric, _)| implied(event).any(|event| event == metric.event()))
        {
            self.leave(member, now, Leave::Rule(ExitRule::GoalReached, touch));
        }
        let answered = implied(event).any(|e| matches!(e, EventKind::Replied | EventKind::MeetingBooked));
        if answered && program.exits_on(ExitRule::ColleagueReplied) {
            for colleague in self.world.timetable.colleagues(self.member(member).account) {
                if self.first + *colleague != member {
                    self.leave_with_colleague(self.first + *colleague, now);
                }
            }
        }
        if self.worlds.len() > 1 {
            self.leave_elsewhere(member, rules, answered, now);
        }
        if self.end_repeat(member, touch, event, now) {
            return;
        }
        let enrolment = self.run.enrolments[member as usize];
        if enrolment.state == State::Awaiting
            && let Op::Await { step, event: awaited, of, .. } = &program.ops[enrolment.op as usize]
            && (*of == NONE && awaited.is_of_contact()
                || touch == (if *of == NONE { enrolment.last } else { *of })
                    && self.is_latest(member, touch, visit))
            && self.shows(touch, event, *awaited)
        {
            self.witness.took(self.local(member), *step, 0);
            let enrolment = &mut self.run.enrolments[member as usize];
            enrolment.op += 1;
            enrolment.base = now;
            self.sleep(member, State::Waiting, now); // goes on after all events of this minute
        }
    }

    fn leave_with_colleague(&mut self, member: u32, now: Instant) {
        match self.run.enrolments[member as usize].state {
            // no event comes for them anyway
            State::Outside if matches!(self.program.arrivals, Arrivals::Daily { .. }) => {}
            State::Outside | State::Entering => self.leave(member, now, Leave::Refused),
            _ => self.leave(member, now, Leave::Rule(ExitRule::ColleagueReplied, NONE)),
        }
    }

    /// What an event of a person does in the other sequences of the run, each by its own exit rules: to the person where they are
    /// under way, and to their colleagues (S8).
    fn leave_elsewhere(&mut self, member: u32, rules: &[ExitRule], answered: bool, now: Instant) {
        let home = self.part;
        for at in 0..self.run.ties.same_person(member).len() {
            let other = self.run.ties.same_person(member)[at];
            self.turn_to(other);
            let is_in =
                !matches!(self.run.enrolments[other as usize].state, State::Outside | State::Entering);
            if let Some(rule) = rules.iter().find(|rule| self.program.exits_on(**rule)).filter(|_| is_in) {
                self.leave(other, now, Leave::Rule(*rule, NONE));
            }
        }
        for at in 0..if answered { self.run.ties.colleagues(member).len() } else { 0 } {
            let other = self.run.ties.colleagues(member)[at];
            self.turn_to(other);
            if self.part != home
                && self.program.exits_on(ExitRule::ColleagueReplied)
                && !self.run.ties.same_person(member).contains(&other)
            {
                self.leave_with_colleague(other, now);
            }
        }
        self.turn_to_part(home);
    }

    /// Whether an ad was taken away before it could be clicked (B1), or before what would have followed from the click.
    fn came_too_late(&mut self, member: u32, touch: u16, visit: u16, event: EventKind) -> bool {
        let click = (member, touch, visit);
        if event == EventKind::Clicked && self.run.enrolments[member as usize].flags & NO_ADS != 0 {
            self.run.missed_clicks.insert(click);
            return true;
        }
        self.run.missed_clicks.contains(&click) && self.reactions.needs_click(touch, event)
    }

    /// Takes the member out of the repeat that the event ends, if there is one: an open touch of it is cancelled, and the event
    /// is what the next wait counts from (S4).
    fn end_repeat(&mut self, member: u32, touch: u16, event: EventKind, now: Instant) -> bool {
        let enrolment = self.run.enrolments[member as usize];
        if matches!(enrolment.state, State::Outside | State::Entering | State::Out) {
            return false;
        }
        let Some(turn) = self.ended_by(member, touch, event) else { return false };
        let after = turn.again + 1;
        if let (State::Queued | State::Due, Op::Touch(open)) =
            (enrolment.state, &self.program.ops[enrolment.op as usize])
        {
            if enrolment.state == State::Queued {
                self.witness.waited(self.local(member), *open, enrolment.at, now);
            }
            self.end_hold(member, *open, now);
            self.witness.skipped(self.local(member), *open, enrolment.base, now, SkipCause::RepeatEnded);
        }
        let enrolment = &mut self.run.enrolments[member as usize];
        enrolment.op = after;
        enrolment.base = now;
        enrolment.flags &= !SKIP_NEXT;
        self.sleep(member, State::Waiting, now); // goes on after all events of this minute
        true
    }

    fn time_out(&mut self, member: u32, now: Instant) {
        self.time_out_here(member, now);
        self.flow(member, now, false);
    }

    fn time_out_here(&mut self, member: u32, end: Instant) {
        let enrolment = &mut self.run.enrolments[member as usize];
        if let Op::Await { step, timed_out, .. } = &self.program.ops[enrolment.op as usize] {
            enrolment.base = end;
            enrolment.op = *timed_out;
            self.witness.took(self.local(member), *step, 1);
        }
    }

    fn leave(&mut self, member: u32, now: Instant, how: Leave) {
        if how != Leave::Finished {
            // also for who finished before: exit rules end the ads that still run
            self.run.enrolments[member as usize].flags |= NO_ADS;
        }
        let enrolment = self.run.enrolments[member as usize];
        if enrolment.state == State::Out {
            return;
        }
        if let (State::Queued | State::Due, Op::Touch(touch)) =
            (enrolment.state, &self.program.ops[enrolment.op as usize])
        {
            if enrolment.state == State::Queued {
                self.witness.waited(self.local(member), *touch, enrolment.at, now);
            }
            self.end_hold(member, *touch, now);
        }
        self.run.enrolments[member as usize].state = State::Out;
        self.witness.left(self.local(member), now, how);
    }

    /// Why the design leaves a due touch out, whatever could reach the contact: judged when it is due and never again (S3).
    fn left_out(&self, info: &TouchInfo, member: u32, flags: u16, now: Instant) -> Option<SkipCause> {
        if flags & SKIP_NEXT != 0 {
            return Some(SkipCause::NoDate);
        }
        let condition = self.program.exprs.get(usize::from(info.skip_if))?;
        self.holds(condition, member, now).then_some(SkipCause::SkipIf)
    }

    /// Why a due touch cannot be made now: asked when it is due, and again when it is served (S3).
    fn skip_cause(&self, info: &TouchInfo, member: u32, flags: u16, now: Instant) -> Option<SkipCause> {
        let record = self.member(member);
        skip_cause(info, record.reach, record.owner, record.sender(info)).or(match info.channel {
            ChannelKind::Email if flags & BOUNCED != 0 => Some(SkipCause::Bounced),
            kind if flags & opt_out(kind.channel()) != 0 => Some(SkipCause::OptedOut),
            ChannelKind::LinkedinMessage if flags & CONNECTED == 0 => Some(SkipCause::NotConnected),
            _ => no_consent(self.world, info, self.local(member), now)
                .or_else(|| past_deadline(self.world, info, self.local(member), Some(now))),
        })
    }

    /// Nothing is left to happen: whoever is still in waits for ever.
    fn finish(&mut self) {
        for member in 0..self.run.enrolments.len() as u32 {
            self.turn_to(member);
            let enrolment = self.run.enrolments[member as usize];
            if enrolment.state == State::Out {
                continue;
            }
            let entered = enrolment.entered != NEVER;
            if !entered {
                self.witness.never_entered(self.local(member));
            }
            if enrolment.state == State::Outside && matches!(self.program.arrivals, Arrivals::Daily { .. }) {
                continue; // no event came, and none was promised
            }
            let touch = match self.program.ops.get(enrolment.op as usize) {
                Some(Op::Touch(touch)) if entered => Some(*touch),
                _ => None,
            };
            if enrolment.state == State::Queued
                && let Some(touch) = touch
            {
                self.witness.waited(self.local(member), touch, enrolment.at, self.world.timetable.end);
            }
            self.witness.stuck(self.local(member), touch);
        }
    }
}

/// What members are told apart by who joined a queue in one minute (C3): members of one cohort stand in the order of their contact
/// numbers.
#[inline(always)]
fn contact_number(worlds: &[World], firsts: &[u32], member: u32) -> u32 {
    if worlds.len() < 2 {
        return member;
    }
    let part = firsts.partition_point(|first| *first <= member) - 1;
    worlds[part].cohort.members[(member - firsts[part]) as usize].number
}

#[inline(always)]
fn is_stale(enrolments: &[Enrolment], waiting: Waiting) -> bool {
    let enrolment = &enrolments[waiting.member as usize];
    enrolment.state != State::Queued || enrolment.at != waiting.joined
}

/// Until when an owner's touch may wait: five of the owner's working days (T3). None for touches that nobody does by hand.
pub(super) fn time_limit(world: &World, owner: u16, from: Instant) -> Option<Instant> {
    world.timetable.owner(owner).and_then(|work| work.plus_business_days(from, STALE_AFTER_DAYS))
}

/// Why a touch cannot reach a contact whatever happens in the run.
pub(super) fn skip_cause(info: &TouchInfo, reach: Reach, owner: u16, sender: u16) -> Option<SkipCause> {
    let missing = match info.channel {
        ChannelKind::Email if !reach.has(Reach::EMAIL) => Some(SkipCause::NoEmail),
        ChannelKind::Email if sender == NONE => Some(SkipCause::NobodyToDoIt),
        ChannelKind::Call if !reach.has(Reach::PHONE) => Some(SkipCause::NoPhone),
        ChannelKind::LinkedinInvite | ChannelKind::LinkedinMessage if !reach.has(Reach::PROFILE) => {
            Some(SkipCause::NoProfile)
        }
        ChannelKind::Whatsapp | ChannelKind::Sms if !reach.has(Reach::MOBILE) => Some(SkipCause::NoMobile),
        // it is by the address that an ad's audience is matched
        ChannelKind::Ad if !reach.has(Reach::EMAIL) => Some(SkipCause::NoEmail),
        kind if reach.says_no(kind.channel()) => Some(SkipCause::OptedOut),
        _ => None,
    };
    missing.or((info.by_owner && owner == NONE).then_some(SkipCause::NobodyToDoIt))
}

/// Whether consent that the sequence asks for is missing on this day of the contact, or has ended before it.
pub(super) fn no_consent(world: &World, info: &TouchInfo, member: u32, at: Instant) -> Option<SkipCause> {
    let until = world.cohort.consent_until(member, info.channel.channel())?;
    let zone = world.cohort.zones[usize::from(world.cohort.members[member as usize].zone)];
    (zone.local(at).0.days() > until).then_some(SkipCause::NoConsent)
}

/// Whether a touch would run after its last day: `runs` is when, `None` = never (S3).
pub(super) fn past_deadline(
    world: &World,
    info: &TouchInfo,
    member: u32,
    runs: Option<Instant>,
) -> Option<SkipCause> {
    if info.until == i32::MAX {
        return None;
    }
    let zone = world.timetable.zone(world.cohort.members[member as usize].zone);
    let is_past = runs.is_none_or(|runs| zone.local(runs).0.days() > info.until);
    is_past.then_some(SkipCause::Deadline)
}

/// Whether a touch is opened before it is clicked or answered, as a mail is.
fn can_open(info: &TouchInfo) -> bool {
    matches!(info.channel, ChannelKind::Email | ChannelKind::InApp)
}

/// The event and what it implies (B1): a kind of reply the reply, a conversation the connection, a click or reply the open.
fn implied(event: EventKind) -> impl Iterator<Item = EventKind> {
    use EventKind::{
        Clicked, Connected, Opened, Replied, RepliedNegative, RepliedNeutral, RepliedPositive, Talked,
    };
    let (also, open) = match event {
        RepliedPositive | RepliedNeutral | RepliedNegative => (Some(Replied), Some(Opened)),
        Replied | Clicked => (None, Some(Opened)),
        Talked => (Some(Connected), None),
        _ => (None, None),
    };
    [Some(event), also, open].into_iter().flatten()
}

/// The arm of a split that a contact takes (S5).
pub(super) fn arm_of(arms: &[(u64, u32)], seed: u32, step: u32, contact: u32) -> usize {
    let sum = arms.last().map_or(0, |arm| arm.0);
    let point = ((u128::from(pick(seed, step, contact)) * u128::from(sum)) >> 64) as u64;
    arms.partition_point(|arm| arm.0 <= point)
}

/// By which number the arm of a contact is drawn: its own, or that of its account.
pub(super) fn drawn_by(world: &World, member: u32, per_account: bool) -> u32 {
    let own = world.cohort.members[member as usize].number;
    if per_account { world.cohort.account_keys.get(member as usize).copied().unwrap_or(own) } else { own }
}

/// A date of a contact [days]: what an action has set it to, else that of the list.
pub(super) fn date_of(world: &World, member: u32, date: u16, is_set: impl Fn(u16) -> bool) -> Option<i32> {
    let set = world.program.set_dates.get(usize::from(date)).into_iter().flatten();
    match set.into_iter().find(|(bit, _)| is_set(*bit)) {
        Some((_, day)) => *day,
        None => world.cohort.date(member, date, world.program.dates.len()),
    }
}

/// What is known of what actions have set, on the way to a condition.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen<'a> {
    /// Bits of actions that are surely set or surely not.
    pub(super) set: &'a [Option<bool>],
    /// The score, if it is known.
    pub(super) score: Option<Option<f64>>,
}

/// The answer of a condition, asked between the first and the last of two instants, as far as it does not depend on what happens in
/// the run or on when that is.
pub(super) fn known(
    expr: &Expr,
    world: &World,
    member: u32,
    now: (Instant, Instant),
    seen: Seen,
) -> Option<bool> {
    let cohort = &world.cohort;
    let program = &world.program;
    let all = |exprs: &[Expr], breaks: bool| {
        let mut sure = Some(!breaks);
        for expr in exprs {
            match known(expr, world, member, now, seen) {
                Some(value) if value == breaks => return Some(breaks),
                Some(_) => {}
                None => sure = None,
            }
        }
        sure
    };
    let bit = |bit: usize| {
        let word = member as usize * usize::from(cohort.n_words) + bit / 64;
        Some(cohort.fixed.get(word).is_some_and(|word| word >> (bit % 64) & 1 == 1))
    };
    let today = || {
        let zone = world.timetable.zone(cohort.members[member as usize].zone);
        let first = zone.local(now.0).0.days();
        (first, if now.0 == now.1 { first } else { zone.local(now.1).0.days() })
    };
    match expr {
        Expr::All(exprs) => all(exprs, false),
        Expr::Any(exprs) => all(exprs, true),
        Expr::None(exprs) => all(exprs, true).map(|any| !any),
        Expr::Fixed(rule) => bit(usize::from(*rule)),
        Expr::Probe(probe) => bit(program.fixed_rules().len() + usize::from(*probe)),
        Expr::Dated(test) => {
            let test = &program.dated[usize::from(*test)];
            let value = cohort.date(member, test.date, program.dates.len());
            value.map_or(Some(false), |value| test.holds(value, today()))
        }
        Expr::DatedAt(test, value) => program.dated[usize::from(*test)].holds(*value, today()),
        Expr::Seen(mark) => seen.set.get(usize::from(*mark)).copied().flatten(),
        Expr::Score(test) => seen.score.map(|score| program.score_holds(*test, score)),
    }
}

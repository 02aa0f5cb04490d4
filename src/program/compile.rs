//! From the tree of steps to flat operations.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::{self, Changes};
use super::code::{
    Arrivals, AssumedDelay, AssumedRate, Assumptions, DatedTest, EVENTS, Expr, Hours, Loop, NONE, Op,
    OwnerInfo, Program, Rails, RatedTouches, Rules, SENDING, SenderInfo, StepInfo, TagProbe, Team, TouchInfo,
    sends_by,
};
use crate::calendar::{Date, FIRST_YEAR, LAST_YEAR, MINUTES_PER_DAY, Zone, holidays};
use crate::lean::order::Gather;
use crate::model::{
    Action, Await, Branch, By, CalendarId, Channel, Code, EventKind, ExitRule, Field, Finding, Flaw,
    Happened, Length, MAX_DEPTH, MAX_SEGMENT_DEPTH, MissingRate, Name, Occurs, OwnerId, Part, Place, Plan,
    RateOf, Repeat, Rule, Score, SegmentId, Sequence, SequenceId, Split, StdField, StepId, StepKind, Test,
    Touch, Wait, ZoneName, rate_faults,
};
use crate::segment::text_holds;

/// Passes of repeats inside each other, at most.
const MAX_PASSES: u32 = 500;
/// Lines of all conditions with their segments written out, at most: what the run can change is judged line by line.
const MAX_LINES: usize = 5_000;

/// Compiles a sequence of a plan with the scenario in force. Problems of severity *error* mean that nothing can run;
/// the program then carries them and runs nothing.
pub fn compile(plan: &Plan, sequence: SequenceId) -> (Program, Vec<Finding>) {
    let mut compiler = Compiler::new(plan, sequence);
    match plan.sequences.get(&sequence) {
        Some(record) => compiler.sequence(sequence, record),
        None => compiler.say(Place::Plan, Flaw::new(Code::DanglingReference).with(Name::Record, sequence)),
    }
    let program = compiler.program;
    let problems = program.problems.clone();
    (program, problems)
}

struct Compiler<'a> {
    plan: &'a Plan,
    program: Program,
    /// Touch number of each touch step, in reading order.
    touch_of: BTreeMap<StepId, u16>,
    calendar_of: BTreeMap<CalendarId, u16>,
    changes: Changes,
    /// Passes of the repeats that a step stands in, at most, for those that stand in one.
    passes: BTreeMap<StepId, u32>,
    seen: BTreeSet<StepId>,
    /// Whether nothing in the run can change who is in a segment, for those asked about so far.
    fixed_segments: BTreeMap<SegmentId, bool>,
    /// Lines that conditions have so far, segments written out.
    lines: usize,
    /// The last day of all touches.
    deadline: Option<Date>,
}

impl<'a> Compiler<'a> {
    fn new(plan: &'a Plan, sequence: SequenceId) -> Compiler<'a> {
        let program = Program {
            seed: plan.settings.seed,
            sequence,
            ops: Vec::new(),
            steps: Vec::new(),
            touches: Vec::new(),
            windows: Vec::new(),
            exprs: Vec::new(),
            fixed: Rules::default(),
            dates: Vec::new(),
            dated: Vec::new(),
            cases: Vec::new(),
            marks: Vec::new(),
            latest: Vec::new(),
            any_marks: [NONE; EVENTS],
            n_marks: 0,
            n_set: 0,
            turns: Vec::new(),
            n_repeated: 0,
            actions: Vec::new(),
            probes: Vec::new(),
            score_tests: Vec::new(),
            set_dates: Vec::new(),
            rails: None,
            exits: Vec::new(),
            reasons: Vec::new(),
            team: Team::default(),
            calendar: NONE,
            local_holidays: false,
            sender_rule: Default::default(),
            entry_from: Date::from_days(0),
            per_business_day: None,
            arrivals: Arrivals::Segment,
            goal: None,
            path_days: 0,
            assumptions: Assumptions::default(),
            problems: Vec::new(),
            unsaid: Vec::new(),
        };
        Compiler {
            plan,
            program,
            touch_of: BTreeMap::new(),
            calendar_of: BTreeMap::new(),
            changes: Changes::default(),
            passes: BTreeMap::new(),
            seen: BTreeSet::new(),
            fixed_segments: BTreeMap::new(),
            lines: 0,
            deadline: None,
        }
    }

    fn say(&mut self, place: Place, flaw: Flaw) {
        self.note(flaw.at(place));
    }

    fn note(&mut self, finding: Finding) {
        self.program.problems.push(finding);
    }

    /// A reference to what is not there.
    fn dangling(&mut self, place: Place, to: Place) {
        self.say(place, Flaw::new(Code::DanglingReference).with(Name::Record, to));
    }

    fn sequence(&mut self, id: SequenceId, record: &Sequence) {
        let here = Place::Sequence(id);
        // days off by rule are written out from here on
        self.program.entry_from = record.entry.from;
        self.zone(&self.plan.settings.zone, Place::Plan);
        self.team();
        if let Some(calendar) = record.calendar {
            self.program.calendar = self.calendar(calendar, here);
            self.program.local_holidays =
                self.plan.calendars.get(&calendar).is_some_and(|record| record.local_holidays);
        }
        self.program.exits = record.exits.clone();
        self.deadline = record.not_after;
        self.program.sender_rule = record.sender_rule;
        self.program.per_business_day = record.entry.per_business_day;
        self.program.goal = record.goal.map(|goal| (goal.metric, goal.target));
        let rails = &record.guardrails;
        if !rails.is_empty() {
            self.program.rails = Some(Rails {
                gap: rails.gap_minutes(),
                limits: rails.limits.clone(),
                quiet: rails.quiet,
                hold: i32::from(rails.hold_days) * MINUTES_PER_DAY,
                contacted: self.date(&Field::Std(StdField::LastContacted)),
            });
        }
        if let Some(flaw) = record.bad_value() {
            self.say(here, flaw);
        }
        let (year, ..) = record.entry.from.ymd();
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            let flaw = Flaw::new(Code::OutOfYears).with(Name::Date, record.entry.from);
            let flaw = flaw.with(Name::Least, FIRST_YEAR.unsigned_abs());
            self.note(flaw.with(Name::Limit, LAST_YEAR.unsigned_abs()).at(here).of(Part::Entry));
        }
        if record.body.is_empty() {
            self.note(Finding::new(Code::NoSteps, here).of(Part::Steps));
        }
        if record.exits.contains(&ExitRule::GoalReached) && record.goal.is_none() {
            self.note(Finding::new(Code::GoalExitWithoutGoal, here).of(Part::Goal));
        }
        self.entry(id, record);
        let walk = self.plan.walk(id);
        let steps = || walk.iter().filter_map(|visit| Some((visit.id, self.plan.steps.get(&visit.id)?)));
        let touches = steps().filter(|(_, step)| step.kind.touch().is_some()).map(|(id, _)| id);
        self.touch_of = touches.zip(0..NONE).into_map();
        self.changes = Changes::of(steps().filter_map(|(_, step)| match &step.kind {
            StepKind::Action { what } => Some(what),
            _ => None,
        }));
        (self.program.n_set, self.program.n_marks) = (self.changes.n_bits, self.changes.n_bits);
        self.program.marks = vec![[NONE; EVENTS]; self.touch_of.len()];
        self.program.latest = vec![[NONE; EVENTS]; self.touch_of.len()];
        self.count_passes(walk.iter().map(|visit| visit.id));
        self.list(&record.body, here, 0);
        self.program.ops.push(Op::Finish);
        for field in &self.program.dates {
            let set = self.changes.values.get(field).into_iter().flatten();
            let set = set.map(|(value, bit)| (*bit, changes::day(value).map(Date::days)));
            self.program.set_dates.push(set.collect());
        }
        if self.program.steps.len() >= usize::from(NONE) || self.program.ops.len() > 1 << 20 {
            self.say(here, Flaw::new(Code::TooManySteps).with(Name::Limit, usize::from(NONE)));
        }
        self.scenario();
    }

    /// When contacts enter (S7).
    fn entry(&mut self, id: SequenceId, record: &Sequence) {
        let Some(event) = &record.entry.on else { return };
        let here = Place::Sequence(id);
        if record.entry.per_business_day.is_some() {
            self.note(Finding::new(Code::ThrottleWithoutEffect, here).of(Part::Entry));
            self.program.per_business_day = None;
        }
        self.program.arrivals = match &event.when {
            Occurs::Daily { per_day, days } => Arrivals::Daily { per_day: *per_day, days: *days },
            Occurs::On(field) => Arrivals::On(self.date(field)),
        };
    }

    /// How often steps inside repeats are come to, at most.
    fn count_passes(&mut self, steps: impl Iterator<Item = StepId>) {
        for id in steps {
            let Some(StepKind::Repeat(repeat)) = self.plan.steps.get(&id).map(|step| &step.kind) else {
                continue;
            };
            let times = u32::from(repeat.times);
            let inside = self.passes.get(&id).copied().unwrap_or(1).saturating_mul(times);
            if inside > MAX_PASSES {
                let flaw = Flaw::new(Code::TooManyPasses).with(Name::Passes, inside);
                self.say(Place::Step(id), flaw.with(Name::Limit, MAX_PASSES));
            }
            for step in self.plan.subtree(id).into_iter().skip(1) {
                let passes = self.passes.entry(step).or_insert(1);
                *passes = passes.saturating_mul(times);
            }
        }
    }

    fn zone(&mut self, name: &ZoneName, place: Place) -> Zone {
        match Zone::from_name(&name.0) {
            Some(zone) => zone,
            None => {
                self.note(Finding::new(Code::NoZone, place).of(Part::Zone).with(Name::Value, &name.0));
                Zone::UTC
            }
        }
    }

    fn calendar(&mut self, id: CalendarId, user: Place) -> u16 {
        if let Some(index) = self.calendar_of.get(&id) {
            return *index;
        }
        let Some(record) = self.plan.calendars.get(&id) else {
            self.dangling(user, Place::Calendar(id));
            return NONE;
        };
        for country in &record.countries {
            if !holidays::is_known(country) {
                let finding = Finding::new(Code::NoHolidayRules, Place::Calendar(id)).of(Part::Holidays);
                self.note(finding.with(Name::Country, country));
            }
        }
        // the last contact enters before the first has been gone for long; beyond, the timetable ends as well
        let from = self.program.entry_from.plus_days(-366);
        let off = record.days_off(from, from.plus_days(super::timetable::MAX_SPAN as i32 + 2 * 366));
        let hours =
            Hours { hours: record.hours.clone(), holidays: off.into_iter().map(|day| day.date).collect() };
        if let Some(flaw) = record.bad_value() {
            self.say(Place::Calendar(id), flaw);
        }
        if hours.open_weekdays() == 0 {
            self.note(Finding::new(Code::CalendarNeverOpens, Place::Calendar(id)).of(Part::Hours));
        }
        let index = self.program.team.calendars.len() as u16;
        self.program.team.calendars.push(hours);
        self.calendar_of.insert(id, index);
        index
    }

    fn team(&mut self) {
        let plan = self.plan;
        let mut owner_of: BTreeMap<OwnerId, u16> = BTreeMap::new();
        for (index, (id, owner)) in (0..NONE).zip(&plan.owners) {
            let zone = self.zone(&owner.zone, Place::Owner(*id));
            let calendar = owner.calendar.map_or(NONE, |calendar| self.calendar(calendar, Place::Owner(*id)));
            self.program.team.owners.push(OwnerInfo {
                id: *id,
                zone,
                minutes_per_day: owner.minutes_per_day,
                tasks_per_day: owner.tasks_per_day,
                calendar,
            });
            owner_of.insert(*id, index);
        }
        for (id, sender) in plan.senders.iter().take(usize::from(NONE)) {
            let zone = self.zone(&sender.zone, Place::Sender(*id));
            let calendar =
                sender.calendar.map_or(NONE, |calendar| self.calendar(calendar, Place::Sender(*id)));
            let owner = sender.owner.and_then(|owner| owner_of.get(&owner)).copied().unwrap_or(NONE);
            if !SENDING.contains(&sender.channel) {
                let flaw = Flaw::new(Code::SenderWithoutUse).with(Name::Channel, sender.channel);
                self.say(Place::Sender(*id), flaw);
            }
            if let Some(flaw) = sender.bad_value() {
                self.say(Place::Sender(*id), flaw);
            }
            self.program.team.senders.push(SenderInfo {
                id: *id,
                channel: sender.channel,
                zone,
                cap_per_day: sender.cap_per_day,
                limits: sender.limits.iter().map(|limit| (limit.most, limit.per, limit.kind)).collect(),
                spacing: sender.spacing_minutes,
                ramp: sender.ramp,
                owner,
                calendar,
            });
        }
    }

    /// Where the next operation will stand.
    fn here(&self) -> u32 {
        self.program.ops.len() as u32
    }

    fn list(&mut self, list: &[StepId], place: Place, depth: usize) {
        for id in list {
            let Some(step) = self.plan.steps.get(id).cloned() else {
                self.dangling(place, Place::Step(*id));
                continue;
            };
            if depth > MAX_DEPTH || !self.seen.insert(*id) {
                self.say(Place::Step(*id), Flaw::new(Code::StepInCircle));
                continue;
            }
            if let Some(flaw) = step.bad_value() {
                self.say(Place::Step(*id), flaw);
            }
            let index = self.program.steps.len() as u16;
            let touch = self.touch_of.get(id).copied().unwrap_or(NONE);
            let lists = step.kind.lists().len() as u16;
            self.program.steps.push(StepInfo { id: *id, stage: step.stage, lists, touch });
            match &step.kind {
                StepKind::Touch(touch) => self.touch(*id, index, touch),
                StepKind::Wait { until } => self.wait(index, until),
                StepKind::Await(record) => self.awaiting(*id, index, record, depth),
                StepKind::Branch(branch) => self.branch(*id, index, branch, depth),
                StepKind::Split(split) => self.split(*id, index, split, depth),
                StepKind::Repeat(repeat) => self.repeat(*id, index, repeat, depth),
                StepKind::Action { what } => self.action(*id, index, what),
                StepKind::End { reason } => {
                    let number = self.program.reasons.len() as u16;
                    self.program.reasons.push(reason.clone());
                    self.program.ops.push(Op::End { step: index, reason: number });
                }
            }
        }
    }

    fn touch(&mut self, id: StepId, step: u16, touch: &Touch) {
        let here = Place::Step(id);
        let window = match touch.window {
            None => NONE,
            Some(window) => match self.program.windows.iter().position(|known| *known == window) {
                Some(index) => index as u16,
                None => {
                    self.program.windows.push(window);
                    (self.program.windows.len() - 1) as u16
                }
            },
        };
        let channel = touch.channel.channel();
        let mails = || self.program.team.senders.iter().any(|sender| sender.channel == Channel::Email);
        if channel == Channel::Email && !mails() {
            self.say(here, Flaw::new(Code::NoMailbox));
        }
        if touch.by == By::Owner && self.program.team.owners.is_empty() {
            self.note(Finding::new(Code::NoOwner, here).of(Part::By));
        }
        let (mut skip_if, mut skip_rule) = (NONE, NONE);
        if let Some(rule) = &touch.skip_if {
            let expr = self.expr(id, rule, &mut Vec::new());
            skip_if = self.program.exprs.len() as u16;
            self.program.exprs.push(expr);
            skip_rule = self.program.cases.len() as u16;
            self.program.cases.push(Rules(vec![rule.clone()]));
        }
        let mut repeated = NONE;
        if self.passes.contains_key(&id) {
            repeated = self.program.n_repeated;
            self.program.n_repeated += 1;
        }
        self.program.path_days = self.program.path_days.saturating_add(9);
        self.program.ops.push(Op::Touch(self.program.touches.len() as u16));
        self.program.touches.push(TouchInfo {
            id,
            step,
            channel: touch.channel,
            days: touch.days,
            by_owner: touch.by == By::Owner,
            window,
            on_missing: touch.on_missing,
            effort_minutes: touch.effort_minutes,
            skip_if,
            skip_rule,
            until: self.deadline.into_iter().chain(touch.not_after).min().map_or(i32::MAX, Date::days),
            sends_by: sends_by(channel),
            repeated,
            most_visits: self.passes.get(&id).copied().unwrap_or(1),
        });
    }

    fn length(&mut self, length: Length) -> Length {
        let days = match length {
            Length::Minutes(n) => n / 1440 + 1,
            Length::Hours(n) => n / 24 + 1,
            Length::BusinessHours(n) => {
                let calendar = self.program.team.calendars.get(usize::from(self.program.calendar));
                let a_week = calendar.map_or(7 * 24 * 60, Hours::minutes_per_week).max(1);
                n.saturating_mul(7 * 60).div_ceil(a_week).saturating_add(7)
            }
            Length::Days(n) => n,
            Length::BusinessDays(n) => {
                let open = self.program.team.calendars.get(usize::from(self.program.calendar));
                let days = |open: u32| n.saturating_mul(7).div_ceil(open);
                open.map_or(days(7), |hours| {
                    let days = days(hours.open_weekdays().max(1));
                    days.saturating_add(hours.holidays_within(days).min(n.saturating_mul(2)))
                })
            }
            Length::Weeks(n) => n.saturating_mul(7),
            Length::Months(n) => n.saturating_mul(31),
        };
        if !length.is_sane() {
            return Length::Days(0);
        }
        self.program.path_days = self.program.path_days.saturating_add(days);
        length
    }

    fn wait(&mut self, step: u16, wait: &Wait) {
        let op = match wait {
            Wait::For(length) => Op::For { step, length: self.length(*length) },
            Wait::Day(n) => {
                let days = self.length(Length::Days(u32::from(*n)));
                Op::Day { step, n: if days == Length::Days(0) { 1 } else { *n } }
            }
            Wait::UntilDate(until) => {
                if until.yearly {
                    self.program.path_days = self.program.path_days.saturating_add(367);
                }
                Op::UntilDate {
                    step,
                    date: self.date(&until.field),
                    offset_days: until.offset_days,
                    at: until.at,
                    yearly: until.yearly,
                    or_else: until.or_else,
                }
            }
            Wait::UntilDay { date, at } => Op::UntilDay { step, date: *date, at: *at },
            Wait::Until { days, at, not_same_day } => {
                self.program.path_days = self.program.path_days.saturating_add(8);
                Op::Until { step, days: *days, at: *at, not_same_day: *not_same_day }
            }
        };
        self.program.ops.push(op);
    }

    /// The number of a date field.
    fn date(&mut self, field: &Field) -> u16 {
        number_of(&mut self.program.dates, field)
    }

    fn awaiting(&mut self, id: StepId, step: u16, record: &Await, depth: usize) {
        let of = match record.of {
            None if record.event.is_of_contact() => {
                self.any_mark(record.event);
                NONE
            }
            None => {
                // the nearest touch is known on the way only: each touch that can cause the event is remembered
                let plan = self.plan;
                for (touch_id, touch) in self.touch_of.clone() {
                    let kind = plan.steps.get(&touch_id).and_then(|s| s.kind.touch()).map(|t| t.channel);
                    if kind.is_some_and(|kind| kind.events().contains(&record.event)) {
                        self.latest(touch_id, touch, record.event);
                    }
                }
                NONE
            }
            Some(id_of) => match self.touch_of.get(&id_of).copied() {
                Some(touch) => {
                    self.latest(id_of, touch, record.event);
                    touch
                }
                None => {
                    self.say(Place::Step(id), Flaw::new(Code::StrayReference).with(Name::Record, id_of));
                    NONE
                }
            },
        };
        let at_most = self.length(record.at_most);
        let at = self.program.ops.len();
        let event = record.event;
        self.program.ops.push(Op::Finish); // replaced below, when the lists are laid out
        self.list(&record.happened, Place::Step(id), depth + 1);
        let jump = self.program.ops.len();
        self.program.ops.push(Op::Finish);
        let timed_out = self.here();
        self.list(&record.timed_out, Place::Step(id), depth + 1);
        let join = self.here();
        self.program.ops[jump] = Op::Jump(join);
        self.program.ops[at] = Op::Await { step, event, of, at_most, timed_out, join };
    }

    fn repeat(&mut self, id: StepId, step: u16, repeat: &Repeat, depth: usize) {
        let causes = |touch: &StepId| {
            let touch = self.plan.steps.get(touch).and_then(|step| step.kind.touch());
            touch.is_some_and(|touch| touch.channel.events().contains(&repeat.until))
        };
        if !self.touch_of.keys().any(causes) {
            self.say(Place::Step(id), Flaw::new(Code::RepeatNeverEnds).with(Name::Event, repeat.until));
        }
        let before = self.program.path_days;
        let every = self.length(repeat.every);
        let turn = self.program.turns.len() as u16;
        let start = self.here();
        self.program.ops.push(Op::Repeat { step, turn });
        let (times, until) = (repeat.times, repeat.until);
        self.program.turns.push(Loop { step, times, every, until, start, again: start });
        self.list(&repeat.body, Place::Step(id), depth + 1);
        self.program.turns[usize::from(turn)].again = self.here();
        self.program.ops.push(Op::Again { turn });
        let a_pass = self.program.path_days - before;
        self.program.path_days = before.saturating_add(a_pass.saturating_mul(u32::from(times)));
    }

    fn action(&mut self, id: StepId, step: u16, what: &Action) {
        let here = Place::Step(id);
        match what {
            Action::Enrol(to) if !self.plan.sequences.contains_key(to) => {
                self.dangling(here, Place::Sequence(*to));
            }
            Action::Enrol(to) if *to == self.program.sequence => {
                self.say(here, Flaw::new(Code::EnrolsInItself));
            }
            Action::SetField { field, value }
                if !value.trim().is_empty() && changes::written(field, value).is_empty() =>
            {
                self.say(here, Flaw::new(Code::ValueNotOfField).with(Name::Value, value));
            }
            _ => {}
        }
        let action = self.program.actions.len() as u16;
        self.program.actions.push(self.changes.action(id, what));
        self.program.ops.push(Op::Act { step, action });
    }

    fn branch(&mut self, id: StepId, step: u16, branch: &Branch, depth: usize) {
        let at = self.program.ops.len();
        self.program.ops.push(Op::Finish);
        let rules = self.program.cases.len() as u16;
        self.program.cases.push(Rules(branch.cases.iter().map(|case| case.when.clone()).collect()));
        let (mut cases, mut jumps) = (Vec::new(), Vec::new());
        for case in &branch.cases {
            let expr = self.expr(id, &case.when, &mut Vec::new());
            self.program.exprs.push(expr);
            cases.push(((self.program.exprs.len() - 1) as u16, self.here()));
            self.list(&case.body, Place::Step(id), depth + 1);
            jumps.push(self.program.ops.len());
            self.program.ops.push(Op::Finish);
        }
        let otherwise = self.here();
        self.list(&branch.otherwise, Place::Step(id), depth + 1);
        let join = self.here();
        for jump in jumps {
            self.program.ops[jump] = Op::Jump(join);
        }
        self.program.ops[at] = Op::Branch { step, cases, rules, otherwise, join };
    }

    fn split(&mut self, id: StepId, step: u16, split: &Split, depth: usize) {
        let at = self.program.ops.len();
        self.program.ops.push(Op::Finish);
        let (mut arms, mut jumps, mut sum) = (Vec::new(), Vec::new(), 0);
        for arm in &split.arms {
            sum += u64::from(arm.weight);
            arms.push((sum, self.here()));
            self.list(&arm.body, Place::Step(id), depth + 1);
            jumps.push(self.program.ops.len());
            self.program.ops.push(Op::Finish);
        }
        let join = self.here();
        for jump in jumps {
            self.program.ops[jump] = Op::Jump(join);
        }
        self.program.ops[at] = Op::Split { step, per_account: split.per_account, arms, join };
    }

    /// The bit that remembers an event of the latest visit of a touch.
    fn latest(&mut self, id: StepId, touch: u16, event: EventKind) {
        let place = (usize::from(touch), event as usize);
        if self.program.latest[place.0][place.1] == NONE {
            let bit = if self.passes.contains_key(&id) {
                self.program.n_marks += 1;
                self.program.n_marks - 1
            } else {
                self.mark(touch, event)
            };
            self.program.latest[place.0][place.1] = bit;
        }
    }

    /// The bit that remembers an event of a touch.
    fn mark(&mut self, touch: u16, event: EventKind) -> u16 {
        let n_marks = &mut self.program.n_marks;
        let mark = &mut self.program.marks[usize::from(touch)][event as usize];
        if *mark == NONE {
            *mark = *n_marks;
            *n_marks += 1;
        }
        *mark
    }

    fn any_mark(&mut self, event: EventKind) -> u16 {
        let mark = &mut self.program.any_marks[event as usize];
        if *mark == NONE {
            *mark = self.program.n_marks;
            self.program.n_marks += 1;
        }
        *mark
    }

    /// A rule with its unchanging parts as bits. `inside` holds the segments being looked through.
    fn expr(&mut self, step: StepId, rule: &Rule, inside: &mut Vec<SegmentId>) -> Expr {
        if self.is_fixed(rule, inside) {
            return Expr::Fixed(number_of(&mut self.program.fixed.0, rule));
        }
        self.lines += 1;
        if self.lines > MAX_LINES {
            if self.lines == MAX_LINES + 1 {
                self.say(Place::Step(step), Flaw::new(Code::TooManyLines).with(Name::Limit, MAX_LINES));
            }
            return Expr::Any(Vec::new());
        }
        let mut all = |rules: &[Rule], inside: &mut Vec<SegmentId>| -> Vec<Expr> {
            rules.iter().map(|rule| self.expr(step, rule, inside)).collect()
        };
        match rule {
            Rule::All(rules) => Expr::All(all(rules, inside)),
            Rule::Any(rules) => Expr::Any(all(rules, inside)),
            Rule::None(rules) => Expr::None(all(rules, inside)),
            Rule::Is(condition) => self.changed(&condition.field, &condition.test, rule),
            // a pilot is drawn from the list as it is
            Rule::Has(_)
            | Rule::Did(_)
            | Rule::OnList(_)
            | Rule::Pilot(_)
            | Rule::Unread(_)
            | Rule::Consent(_) => Expr::Fixed(number_of(&mut self.program.fixed.0, rule)),
            Rule::Persona(id) => match self.plan.personas.get(id).cloned() {
                Some(persona) => self.expr(step, &persona.rule, inside),
                None => {
                    let lost = Flaw::new(Code::DanglingReference).with(Name::Record, Place::Persona(*id));
                    self.say(Place::Step(step), lost);
                    Expr::Any(Vec::new())
                }
            },
            Rule::Fit(fit) => {
                match self.plan.scores.get(&fit.score) {
                    None => {
                        let lost = Place::Score(fit.score);
                        self.say(
                            Place::Step(step),
                            Flaw::new(Code::DanglingReference).with(Name::Record, lost),
                        );
                    }
                    Some(score) if self.is_moved(score) => {
                        let flaw = Flaw::new(Code::FitMoved).with(Name::Value, &score.name);
                        self.say(Place::Step(step), flaw);
                    }
                    Some(_) => {}
                }
                Expr::Fixed(number_of(&mut self.program.fixed.0, rule))
            }
            Rule::Segment(id) => {
                match self.plan.segments.get(id).filter(|_| may_open(inside, *id)).cloned() {
                    Some(segment) => {
                        inside.push(*id);
                        let expr = self.expr(step, &segment.rule, inside);
                        inside.pop();
                        expr
                    }
                    None => {
                        self.say(Place::Step(step), Flaw::new(Code::SegmentClosed).with(Name::Record, *id));
                        Expr::Any(Vec::new())
                    }
                }
            }
            Rule::Happened(Happened { event, of: None }) => Expr::Seen(self.any_mark(*event)),
            Rule::Happened(Happened { event, of: Some(of) }) => match self.touch_of.get(of).copied() {
                Some(touch) => Expr::Seen(self.mark(touch, *event)),
                None => {
                    self.say(Place::Step(step), Flaw::new(Code::StrayReference).with(Name::Record, *of));
                    Expr::Any(Vec::new())
                }
            },
        }
    }

    /// A condition whose answer depends on the simulated day, or on what actions have set.
    fn changed(&mut self, field: &Field, test: &Test, rule: &Rule) -> Expr {
        let is_dated = is_dated(test);
        if !self.changes.reach(field) {
            return self.of_list(field, test, rule);
        }
        match field {
            Field::Std(StdField::Tags) => self.tagged(test),
            Field::Std(StdField::FitScore) => Expr::Score(number_of(&mut self.program.score_tests, test)),
            field => {
                let values = self.changes.values.get(field).cloned().unwrap_or_default();
                let base = self.of_list(field, test, rule);
                let set = values.iter().map(|(_, bit)| Expr::Seen(*bit)).collect();
                let mut ways = vec![Expr::All(vec![Expr::None(set), base])];
                for (value, bit) in &values {
                    if is_dated {
                        let Some(day) = changes::day(value) else { continue };
                        let test = DatedTest { date: self.date(field), test: test.clone() };
                        let test = number_of(&mut self.program.dated, &test);
                        ways.push(Expr::All(vec![Expr::Seen(*bit), Expr::DatedAt(test, day.days())]));
                    } else if changes::holds(test, value) {
                        ways.push(Expr::Seen(*bit));
                    }
                }
                Expr::Any(ways)
            }
        }
    }

    /// A condition by the values of the list.
    fn of_list(&mut self, field: &Field, test: &Test, rule: &Rule) -> Expr {
        if is_dated(test) {
            let test = DatedTest { date: self.date(field), test: test.clone() };
            return Expr::Dated(number_of(&mut self.program.dated, &test));
        }
        Expr::Fixed(number_of(&mut self.program.fixed.0, rule))
    }

    /// A condition on tags, some of which actions put on and take off.
    fn tagged(&mut self, test: &Test) -> Expr {
        if *test == Test::Empty {
            return Expr::None(vec![self.tagged(&Test::Known)]);
        }
        let tags = self.changes.tags.clone();
        let replaced = self.changes.replaced;
        let gone = |mut bits: Vec<u16>| {
            bits.extend(Some(replaced).filter(|bit| *bit != NONE));
            Expr::None(bits.into_iter().map(Expr::Seen).collect())
        };
        let others = TagProbe { test: test.clone(), without: tags.keys().cloned().collect() };
        let others = Expr::Probe(number_of(&mut self.program.probes, &others));
        let mut ways = vec![Expr::All(vec![others, gone(Vec::new())])];
        for (tag, (on, off)) in tags.iter().filter(|(tag, _)| text_holds(test, tag)) {
            let probe = TagProbe { test: Test::OneOf(vec![tag.clone()]), without: Vec::new() };
            let of_list = Expr::Probe(number_of(&mut self.program.probes, &probe));
            ways.push(Expr::Seen(*on));
            ways.push(Expr::All(vec![of_list, gone(vec![*off])]));
        }
        Expr::Any(ways)
    }

    /// Whether nothing in the run can change the rule's answer for a contact.
    fn is_fixed(&mut self, rule: &Rule, inside: &mut Vec<SegmentId>) -> bool {
        match rule {
            Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) => {
                rules.iter().all(|rule| self.is_fixed(rule, inside))
            }
            Rule::Is(condition) => !is_dated(&condition.test) && !self.changes.reach(&condition.field),
            Rule::Segment(id) => {
                if let Some(known) = self.fixed_segments.get(id) {
                    return *known;
                }
                let plan = self.plan;
                let Some(segment) = plan.segments.get(id).filter(|_| may_open(inside, *id)) else {
                    return false;
                };
                inside.push(*id);
                let fixed = self.is_fixed(&segment.rule, inside);
                inside.pop();
                self.fixed_segments.insert(*id, fixed);
                fixed
            }
            // counted from the day on which the list is asked
            Rule::Has(_)
            | Rule::Did(_)
            | Rule::OnList(_)
            | Rule::Pilot(_)
            | Rule::Unread(_)
            | Rule::Consent(_) => true,
            Rule::Persona(id) => {
                let plan = self.plan;
                plan.personas.get(id).is_some_and(|persona| self.is_fixed(&persona.rule, inside))
            }
            Rule::Fit(fit) => self.plan.scores.get(&fit.score).is_some_and(|score| !self.is_moved(score)),
            Rule::Happened(_) => false,
        }
    }

    /// Whether an action of the sequence changes a field that a score counts.
    fn is_moved(&self, score: &Score) -> bool {
        let persona = |rule: &Rule| -> Vec<Rule> {
            let personas = rule.personas().into_iter().filter_map(|id| self.plan.personas.get(&id));
            personas.map(|persona| persona.rule.clone()).collect()
        };
        let moves = |rule: &Rule| {
            rule.nodes()
                .into_iter()
                .any(|node| matches!(node, Rule::Is(condition) if self.changes.reach(&condition.field)))
        };
        score
            .conditions
            .iter()
            .any(|condition| moves(&condition.rule) || persona(&condition.rule).iter().any(&moves))
    }

    fn scenario(&mut self) {
        let plan = self.plan;
        let unsaid = |missing: MissingRate| {
            let of_one = matches!(missing.place, Place::Step(_));
            let code = if of_one { Code::MissingRate } else { Code::MissingRateOfAny };
            Finding::new(code, missing.place).of(Part::Rates).with(Name::Event, missing.outcome)
        };
        let missing = plan.missing_rates(self.program.sequence).into_iter();
        self.program.unsaid = missing.map(unsaid).collect();
        let Some(scenario) = plan.settings.scenario.and_then(|id| plan.scenarios.get(&id)) else { return };
        self.program.assumptions.frailty = scenario.frailty.as_ref().map_or(0.0, |it| it.variance.get());
        self.program.assumptions.ignorance = scenario.ignorance.as_ref().map_or(1.0, |it| it.factor.get());
        let kind_of = |id: StepId| Some(plan.steps.get(&id)?.kind.touch()?.channel);
        for fault in rate_faults(&scenario.rates, kind_of) {
            let place = plan.settings.scenario.map_or(Place::Plan, Place::Scenario);
            self.note(fault.finding(place));
        }
        for rate in &scenario.rates {
            let of = match rate.of {
                RateOf::Channel(channel) => RatedTouches::Channel(channel),
                RateOf::Nth { channel, nth } => RatedTouches::Nth(channel, nth),
                RateOf::Step(id) => match self.touch_of.get(&id) {
                    Some(touch) => RatedTouches::Touch(*touch),
                    None => continue, // of another sequence
                },
            };
            let (outcome, value, per) = (rate.outcome, rate.value.get(), rate.per);
            self.program.assumptions.rates.push(AssumedRate { of, outcome, value, per });
        }
        for delay in &scenario.delays {
            let sound = delay.median_minutes.is_finite()
                && delay.median_minutes > 0.0
                && delay.sigma.is_finite()
                && delay.sigma >= 0.0;
            if !sound {
                let place = plan.settings.scenario.map_or(Place::Plan, Place::Scenario);
                self.say(place, Flaw::new(Code::DelayUnsound).with(Name::Event, delay.outcome));
                continue;
            }
            self.program.assumptions.delays.push(AssumedDelay {
                channel: delay.channel,
                outcome: delay.outcome,
                median_minutes: delay.median_minutes,
                sigma: delay.sigma,
            });
        }
    }
}

/// Whether a segment may be looked through inside those that are.
fn may_open(inside: &[SegmentId], id: SegmentId) -> bool {
    inside.len() <= MAX_SEGMENT_DEPTH && !inside.contains(&id)
}

/// Whether the answer depends on the day on which it is asked.
fn is_dated(test: &Test) -> bool {
    test.is_dated()
}

/// The place of a value in a table that holds each once.
fn number_of<T: Clone + PartialEq>(table: &mut Vec<T>, value: &T) -> u16 {
    let index = table.iter().position(|known| known == value).unwrap_or_else(|| {
        table.push(value.clone());
        table.len() - 1
    });
    index as u16
}

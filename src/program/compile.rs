//! From the tree of steps to flat operations.

use std::collections::{BTreeMap, BTreeSet};

use super::code::{
    AssumedDelay, AssumedRate, Assumptions, DatedTest, EVENTS, Expr, Hours, NONE, Op, OwnerInfo, Program,
    RatedTouches, Rules, SENDING, SenderInfo, StepInfo, TouchInfo, sends_by,
};
use crate::calendar::{Date, Zone, holidays};
use crate::lean::order::Gather;
use crate::model::{
    Await, Branch, By, CalendarId, Channel, EventKind, ExitRule, Field, Happened, Length, MAX_DEPTH, OwnerId,
    Place, Plan, Problem, RateOf, Rule, SegmentId, Sequence, SequenceId, Severity, Split, StepId, StepKind,
    Test, Touch, Wait, ZoneName,
};

/// Compiles a sequence of a plan with the scenario in force. Problems of severity *error* mean that nothing can run;
/// the program then carries them and runs nothing.
pub fn compile(plan: &Plan, sequence: SequenceId) -> (Program, Vec<Problem>) {
    let mut compiler = Compiler::new(plan, sequence);
    match plan.sequences.get(&sequence) {
        Some(record) => compiler.sequence(sequence, record),
        None => compiler.error(Place::Plan, format!("there is no {sequence}")),
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
    seen: BTreeSet<StepId>,
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
            any_marks: [NONE; EVENTS],
            n_marks: 0,
            exits: Vec::new(),
            reasons: Vec::new(),
            owners: Vec::new(),
            senders: Vec::new(),
            calendars: Vec::new(),
            calendar: NONE,
            sender_rule: Default::default(),
            entry_from: Date::from_days(0),
            per_business_day: None,
            goal: None,
            path_days: 0,
            assumptions: Assumptions::default(),
            problems: Vec::new(),
        };
        Compiler {
            plan,
            program,
            touch_of: BTreeMap::new(),
            calendar_of: BTreeMap::new(),
            seen: BTreeSet::new(),
        }
    }

    fn problem(&mut self, severity: Severity, place: Place, message: String) {
        self.program.problems.push(Problem { severity, place, message });
    }

    fn error(&mut self, place: Place, message: String) {
        self.problem(Severity::Error, place, message);
    }

    fn warn(&mut self, place: Place, message: String) {
        self.problem(Severity::Warning, place, message);
    }

    fn sequence(&mut self, id: SequenceId, record: &Sequence) {
        let here = Place::Sequence(id);
        // days off by rule are written out from here on
        self.program.entry_from = record.entry.from;
        self.zone(&self.plan.settings.zone, Place::Plan);
        self.team();
        if let Some(calendar) = record.calendar {
            self.program.calendar = self.calendar(calendar, here);
        }
        self.program.exits = record.exits.clone();
        self.program.sender_rule = record.sender_rule;
        self.program.per_business_day = record.entry.per_business_day;
        self.program.goal = record.goal.map(|goal| (goal.metric, goal.target));
        if record.entry.per_business_day == Some(0) {
            self.error(here, "0 contacts a business day: nobody ever enters".to_owned());
        }
        if record.body.is_empty() {
            self.warn(here, "has no steps".to_owned());
        }
        if record.exits.contains(&ExitRule::GoalReached) && record.goal.is_none() {
            self.warn(here, "is left when the goal is reached, but has no goal".to_owned());
        }
        let touches =
            self.plan.walk(id).into_iter().filter(|visit| {
                self.plan.steps.get(&visit.id).is_some_and(|step| step.kind.touch().is_some())
            });
        self.touch_of = (0..NONE).zip(touches).map(|(touch, visit)| (visit.id, touch)).into_map();
        self.program.marks = vec![[NONE; EVENTS]; self.touch_of.len()];
        self.list(&record.body, here, 0);
        self.program.ops.push(Op::Finish);
        if self.program.steps.len() >= usize::from(NONE) || self.program.ops.len() > 1 << 20 {
            self.error(here, "has more steps than can be run".to_owned());
        }
        self.scenario();
    }

    fn zone(&mut self, name: &ZoneName, place: Place) -> Zone {
        match Zone::from_name(&name.0) {
            Some(zone) => zone,
            None => {
                self.error(place, format!("{:?} is not a time zone such as Europe/Berlin", name.0));
                Zone::UTC
            }
        }
    }

    fn calendar(&mut self, id: CalendarId, user: Place) -> u16 {
        if let Some(index) = self.calendar_of.get(&id) {
            return *index;
        }
        let Some(record) = self.plan.calendars.get(&id) else {
            self.error(user, format!("refers to {id}, which does not exist"));
            return NONE;
        };
        for country in &record.countries {
            if holidays::for_country(country, 2026).is_empty() {
                let words = format!("has no rules for public holidays of {country:?}: none are kept there");
                self.warn(Place::Calendar(id), words);
            }
        }
        // the last contact enters before the first has been gone for long; beyond, the timetable ends as well
        let from = self.program.entry_from.plus_days(-366);
        let off = record.days_off(from, from.plus_days(super::timetable::MAX_SPAN as i32 + 2 * 366));
        let hours =
            Hours { hours: record.hours.clone(), holidays: off.into_iter().map(|day| day.date).collect() };
        if hours.open_weekdays() == 0 {
            self.error(Place::Calendar(id), "never opens".to_owned());
        }
        let index = self.program.calendars.len() as u16;
        self.program.calendars.push(hours);
        self.calendar_of.insert(id, index);
        index
    }

    fn team(&mut self) {
        let plan = self.plan;
        let mut owner_of: BTreeMap<OwnerId, u16> = BTreeMap::new();
        for (index, (id, owner)) in (0..NONE).zip(&plan.owners) {
            let zone = self.zone(&owner.zone, Place::Owner(*id));
            let calendar = owner.calendar.map_or(NONE, |calendar| self.calendar(calendar, Place::Owner(*id)));
            self.program.owners.push(OwnerInfo {
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
                let channel = sender.channel.label();
                self.warn(Place::Sender(*id), format!("nothing is sent from it: {channel} needs no sender"));
            }
            self.program.senders.push(SenderInfo {
                id: *id,
                channel: sender.channel,
                zone,
                cap_per_day: sender.cap_per_day,
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
                self.error(place, format!("names {id}, which does not exist"));
                continue;
            };
            if depth > MAX_DEPTH || !self.seen.insert(*id) {
                self.error(Place::Step(*id), "stands in a circle, twice or too deep".to_owned());
                continue;
            }
            let index = self.program.steps.len() as u16;
            let touch = self.touch_of.get(id).copied().unwrap_or(NONE);
            let lists = step.kind.lists().len() as u16;
            self.program.steps.push(StepInfo { id: *id, stage: step.stage, lists, touch });
            match &step.kind {
                StepKind::Touch(touch) => self.touch(*id, index, touch),
                StepKind::Wait { until } => self.wait(*id, index, until),
                StepKind::Await(record) => self.awaiting(*id, index, record, depth),
                StepKind::Branch(branch) => self.branch(*id, index, branch, depth),
                StepKind::Split(split) => self.split(*id, index, split, depth),
                StepKind::Repeat(_) | StepKind::Action { .. } => {
                    self.error(Place::Step(*id), "cannot be run yet".to_owned());
                }
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
            Some(window) => {
                if window.from >= window.to {
                    self.error(here, format!("its window {}-{} never opens", window.from, window.to));
                }
                match self.program.windows.iter().position(|known| *known == window) {
                    Some(index) => index as u16,
                    None => {
                        self.program.windows.push(window);
                        (self.program.windows.len() - 1) as u16
                    }
                }
            }
        };
        let channel = touch.channel.channel();
        let mails = || self.program.senders.iter().any(|sender| sender.channel == Channel::Email);
        if channel == Channel::Email && !mails() {
            self.warn(here, "there is no mailbox to send it from".to_owned());
        }
        if touch.by == By::Owner && self.program.owners.is_empty() {
            self.warn(here, "there is no owner to do it".to_owned());
        }
        let (mut skip_if, mut skip_rule) = (NONE, NONE);
        if let Some(rule) = &touch.skip_if {
            let expr = self.expr(id, rule, &mut Vec::new());
            skip_if = self.program.exprs.len() as u16;
            self.program.exprs.push(expr);
            skip_rule = self.program.cases.len() as u16;
            self.program.cases.push(Rules(vec![rule.clone()]));
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
            sends_by: sends_by(channel),
        });
    }

    fn length(&mut self, id: StepId, length: Length) -> Length {
        let days = match length {
            Length::Minutes(n) => n / 1440 + 1,
            Length::Hours(n) => n / 24 + 1,
            Length::BusinessHours(n) => {
                let calendar = self.program.calendars.get(usize::from(self.program.calendar));
                let a_week = calendar.map_or(7 * 24 * 60, Hours::minutes_per_week).max(1);
                n.saturating_mul(7 * 60).div_ceil(a_week).saturating_add(7)
            }
            Length::Days(n) => n,
            Length::BusinessDays(n) => {
                let open = self.program.calendars.get(usize::from(self.program.calendar));
                let days = |open: u32| n.saturating_mul(7).div_ceil(open);
                open.map_or(days(7), |hours| {
                    let days = days(hours.open_weekdays().max(1));
                    days.saturating_add(hours.holidays_within(days).min(n.saturating_mul(2)))
                })
            }
            Length::Weeks(n) => n.saturating_mul(7),
        };
        if !length.is_sane() {
            self.error(Place::Step(id), format!("is longer than {} days", Length::MAX_DAYS));
            return Length::Days(0);
        }
        self.program.path_days = self.program.path_days.saturating_add(days);
        length
    }

    fn wait(&mut self, id: StepId, step: u16, wait: &Wait) {
        let op = match wait {
            Wait::For(length) => Op::For { step, length: self.length(id, *length) },
            Wait::Day(n) => {
                let days = self.length(id, Length::Days(u32::from(*n)));
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
            Wait::Until { days, at, not_same_day } => {
                if days.is_empty() {
                    self.error(Place::Step(id), "waits until no weekday at all".to_owned());
                }
                self.program.path_days = self.program.path_days.saturating_add(8);
                Op::Until { step, days: *days, at: *at, not_same_day: *not_same_day }
            }
        };
        self.program.ops.push(op);
    }

    /// The number of a date field.
    fn date(&mut self, field: &Field) -> u16 {
        let dates = &mut self.program.dates;
        let index = dates.iter().position(|known| known == field).unwrap_or_else(|| {
            dates.push(field.clone());
            dates.len() - 1
        });
        index as u16
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
                        self.mark(touch, record.event);
                    }
                }
                NONE
            }
            Some(touch) => match self.touch_of.get(&touch).copied() {
                Some(touch) => {
                    self.mark(touch, record.event);
                    touch
                }
                None => {
                    self.error(
                        Place::Step(id),
                        format!("waits for {touch}, which is no touch of this sequence"),
                    );
                    NONE
                }
            },
        };
        let at_most = self.length(id, record.at_most);
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
        if split.arms.iter().all(|arm| arm.weight == 0) {
            self.error(Place::Step(id), "has no arm with a weight".to_owned());
        }
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
            let fixed = &mut self.program.fixed.0;
            let bit = fixed.iter().position(|known| known == rule).unwrap_or_else(|| {
                fixed.push(rule.clone());
                fixed.len() - 1
            });
            return Expr::Fixed(bit as u16);
        }
        let mut all = |rules: &[Rule], inside: &mut Vec<SegmentId>| -> Vec<Expr> {
            rules.iter().map(|rule| self.expr(step, rule, inside)).collect()
        };
        match rule {
            Rule::All(rules) => Expr::All(all(rules, inside)),
            Rule::Any(rules) => Expr::Any(all(rules, inside)),
            Rule::None(rules) => Expr::None(all(rules, inside)),
            Rule::Is(condition) => {
                let test = DatedTest { date: self.date(&condition.field), test: condition.test.clone() };
                let dated = &mut self.program.dated;
                let index = dated.iter().position(|known| *known == test).unwrap_or_else(|| {
                    dated.push(test);
                    dated.len() - 1
                });
                Expr::Dated(index as u16)
            }
            Rule::Segment(id) => match self.plan.segments.get(id).filter(|_| !inside.contains(id)).cloned() {
                Some(segment) => {
                    inside.push(*id);
                    let expr = self.expr(step, &segment.rule, inside);
                    inside.pop();
                    expr
                }
                None => {
                    self.error(
                        Place::Step(step),
                        format!("refers to {id}, which does not exist or refers to itself"),
                    );
                    Expr::Any(Vec::new())
                }
            },
            Rule::Happened(Happened { event, of: None }) => Expr::Seen(self.any_mark(*event)),
            Rule::Happened(Happened { event, of: Some(of) }) => match self.touch_of.get(of).copied() {
                Some(touch) => Expr::Seen(self.mark(touch, *event)),
                None => {
                    self.error(
                        Place::Step(step),
                        format!("asks about {of}, which is no touch of this sequence"),
                    );
                    Expr::Any(Vec::new())
                }
            },
        }
    }

    /// Whether nothing in the run can change the rule's answer for a contact.
    fn is_fixed(&self, rule: &Rule, inside: &mut Vec<SegmentId>) -> bool {
        match rule {
            Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) => {
                rules.iter().all(|rule| self.is_fixed(rule, inside))
            }
            Rule::Is(condition) => {
                !matches!(condition.test, Test::WithinLast(_) | Test::WithinNext(_) | Test::MoreThanAgo(_))
            }
            Rule::Segment(id) => match self.plan.segments.get(id) {
                Some(segment) if !inside.contains(id) => {
                    inside.push(*id);
                    let fixed = self.is_fixed(&segment.rule, inside);
                    inside.pop();
                    fixed
                }
                _ => false,
            },
            Rule::Happened(_) => false,
        }
    }

    fn scenario(&mut self) {
        let plan = self.plan;
        let Some(scenario) = plan.settings.scenario.and_then(|id| plan.scenarios.get(&id)) else { return };
        self.program.assumptions.frailty = scenario.frailty.as_ref().map_or(0.0, |it| it.variance.get());
        self.program.assumptions.ignorance = scenario.ignorance.as_ref().map_or(1.0, |it| it.factor.get());
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
                let id = plan.settings.scenario.map_or(Place::Plan, Place::Scenario);
                self.error(
                    id,
                    format!(
                        "the delay until {} needs a median above 0 and a spread of at least 0",
                        delay.outcome.name()
                    ),
                );
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

//! What a run would take, estimated before it begins, and the refusal where that is more than there is. Knows program and cohort,
//! no screen and no file.
//!
//! The estimates are upper bounds that cost nothing beside a run: each operation is looked at once, nobody is walked.

use super::kernel::Run;
use crate::model::{Code, Finding, Name, Place};
use crate::program::{Cohort, Op, Program, Timetable};

/// More touches and actions than this are not planned: some 150 bytes each stand in memory at once, of 4 GB that wasm has.
pub const MOST_PLANNED: u64 = 5_000_000;

/// More points than this are not gone through to plan: each branch, wait, pass, touch and action of each contact is one.
pub(super) const MOST_PASSED: u64 = 4 * MOST_PLANNED;

/// Memory that one run may take beside the list (bytes).
pub(super) const MOST_BYTES: u64 = 1 << 30;

/// At most so many touches and actions can be planned for one contact, and which repeat makes most of them, if one does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Most {
    n: u64,
    /// Points that are gone through, these among them.
    passed: u64,
    /// The most points that one repeat makes, and its step.
    repeat: Option<(u64, u16)>,
}

impl Most {
    const NONE: Most = Most { n: 0, passed: 0, repeat: None };
    const POINT: Most = Most { n: 0, passed: 1, repeat: None };
    const TOUCH: Most = Most { n: 1, passed: 1, repeat: None };

    fn and(self, other: Most) -> Most {
        Most {
            n: self.n.saturating_add(other.n),
            passed: self.passed.saturating_add(other.passed),
            repeat: self.repeat.max(other.repeat),
        }
    }

    /// Of operations `from..to`: all lists of a branch or an await, the longest arm of a split, all passes of a repeat.
    fn of(program: &Program, from: usize, to: usize) -> Most {
        let mut most = Most::NONE;
        let mut at = from;
        while at < to.min(program.ops.len()) {
            let list = |from: u32, to: u32| Most::of(program, from as usize, to.max(from) as usize);
            let next = at as u32 + 1;
            match &program.ops[at] {
                Op::Touch(_) | Op::Act { .. } => most = most.and(Most::TOUCH),
                Op::Await { timed_out, join, .. } => {
                    most = most.and(Most::POINT).and(list(next, timed_out - 1)).and(list(*timed_out, *join));
                    at = *join as usize;
                    continue;
                }
                Op::Branch { cases, otherwise, join, .. } => {
                    for (index, (_, start)) in cases.iter().enumerate() {
                        let end = cases.get(index + 1).map_or(*otherwise, |case| case.1) - 1;
                        most = most.and(list(*start, end));
                    }
                    most = most.and(Most::POINT).and(list(*otherwise, *join));
                    at = *join as usize;
                    continue;
                }
                Op::Split { arms, join, .. } => {
                    let arm = |(index, (_, start)): (usize, &(u64, u32))| {
                        let end = arms.get(index + 1).map_or(*join, |next| next.1) - 1;
                        list(*start, end)
                    };
                    most = most.and(
                        arms.iter()
                            .enumerate()
                            .map(arm)
                            .max_by_key(|arm| (arm.n, arm.passed))
                            .unwrap_or(Most::NONE),
                    );
                    at = *join as usize;
                    continue;
                }
                Op::Repeat { turn, step } => {
                    let record = &program.turns[usize::from(*turn)];
                    let once = list(record.start + 1, record.again);
                    let times = u64::from(record.times);
                    let (n, passed) = (once.n.saturating_mul(times), (once.passed + 1).saturating_mul(times));
                    most = most.and(Most { n, passed, repeat: once.repeat.max(Some((passed, *step))) });
                    at = record.again as usize;
                }
                Op::Jump(target) => {
                    at = (*target as usize).max(at + 1);
                    continue;
                }
                Op::For { .. }
                | Op::Day { .. }
                | Op::Until { .. }
                | Op::UntilDay { .. }
                | Op::UntilDate { .. }
                | Op::Again { .. }
                | Op::End { .. }
                | Op::Finish => most = most.and(Most::POINT),
            }
            at += 1;
        }
        most
    }
}

/// At most so many touches and actions stand in the planned schedule of a program over a cohort.
pub fn most_planned(program: &Program, cohort: &Cohort) -> u64 {
    Most::of(program, 0, program.ops.len()).n.saturating_mul(u64::from(cohort.n_contacts()))
}

/// At most so many points are gone through in one run of a program over a cohort.
pub fn most_passed(program: &Program, cohort: &Cohort) -> u64 {
    Most::of(program, 0, program.ops.len()).passed.saturating_mul(u64::from(cohort.n_contacts()))
}

/// Why a schedule is not planned, with its place and the number: it would hold more than [`MOST_PLANNED`], or its calendars alone
/// would fill the memory.
pub fn too_large_to_plan(program: &Program, cohort: &Cohort) -> Option<Finding> {
    let most = Most::of(program, 0, program.ops.len());
    let contacts = u64::from(cohort.n_contacts());
    let total = most.n.saturating_mul(contacts);
    let passed = most.passed.saturating_mul(contacts);
    if total <= MOST_PLANNED && passed <= MOST_PASSED {
        return too_large_to_run(program, cohort);
    }
    let place = match most.repeat {
        Some((in_repeat, step)) if in_repeat > most.passed / 2 => {
            Place::Step(program.steps[usize::from(step)].id)
        }
        _ => Place::Sequence(program.sequence),
    };
    let fewer = if matches!(place, Place::Step(_)) { "fewer passes" } else { "fewer steps" };
    if total <= MOST_PLANNED {
        let finding = Finding::new(Code::TooManyPoints, place).with(Name::Second, passed);
        let finding = finding.with(Name::Number, most.passed).with(Name::Contacts, contacts);
        return Some(finding.with(Name::Limit, MOST_PASSED).with(Name::Meant, fewer));
    }
    let finding = Finding::new(Code::TooManyTouches, place).with(Name::Touches, total);
    let finding = finding.with(Name::Number, most.n).with(Name::Contacts, contacts);
    Some(finding.with(Name::Limit, MOST_PLANNED).with(Name::Meant, fewer))
}

/// Bytes that a run remembers of its contacts.
pub(super) fn state_bytes(program: &Program, cohort: &Cohort) -> u64 {
    u64::from(cohort.n_contacts()).saturating_mul(Run::bytes_a_contact(program))
}

/// Why a program cannot run over a cohort, planned or by chance: what is remembered of its contacts, or its calendars, would fill the
/// memory.
pub fn too_large_to_run(program: &Program, cohort: &Cohort) -> Option<Finding> {
    let here = Place::Sequence(program.sequence);
    let contacts = u64::from(cohort.n_contacts());
    let state = state_bytes(program, cohort);
    if state > MOST_BYTES {
        let finding = Finding::new(Code::TooManyToFollow, here).with(Name::Contacts, contacts);
        let finding = finding.with(Name::Steps, program.steps.len()).with(Name::Megabytes, state >> 20);
        return Some(finding.with(Name::Limit, MOST_BYTES >> 20));
    }
    let tables = Timetable::bytes(program, cohort);
    (tables > MOST_BYTES).then(|| {
        let finding = Finding::new(Code::TooManyHours, here).with(Name::Megabytes, tables >> 20);
        finding.with(Name::Limit, MOST_BYTES >> 20)
    })
}

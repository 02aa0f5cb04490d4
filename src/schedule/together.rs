//! Several sequences of one plan side by side: whether there is room for one more, what each of them comes to among the others, and
//! which waits for which at whose mailbox or desk. Knows no chance and no words.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::bounds::{
    MOST_BYTES, MOST_PASSED, MOST_PLANNED, most_passed, most_planned, state_bytes, too_large_to_plan,
};
use super::{PlannedCount, PlannedTouch, Schedule, When};
use crate::calendar::{Date, Zone};
use crate::lean::order::{self, Gather};
use crate::model::{OwnerId, SenderId, SequenceId};
use crate::program::{Cohort, Program, Sequenced, Timetable};

/// Whether a sequence fits into memory beside those that are to run with it.
pub fn fits_beside(others: &[Sequenced], program: &Program, cohort: &Cohort) -> bool {
    let sum = |of: fn(&Program, &Cohort) -> u64| {
        others.iter().fold(of(program, cohort), |sum, (p, c)| sum.saturating_add(of(p, c)))
    };
    too_large_to_plan(program, cohort).is_none()
        && sum(most_planned) <= MOST_PLANNED
        && sum(most_passed) <= MOST_PASSED
        && sum(state_bytes) <= MOST_BYTES
        && sum(Timetable::bytes) <= MOST_BYTES
}

/// Whose queue something waits in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Desk {
    /// A mailbox, a number or a seat.
    Sender(SenderId),
    /// A person.
    Owner(OwnerId),
}

/// A sequence **waits for others** at a mailbox or a person: touches that are later than they would be if it ran alone, in days that their
/// own hours were open and the day was used up. What follows from an earlier touch having been late is not counted again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wait {
    /// Which waits.
    pub sequence: SequenceId,
    /// Where.
    pub at: Desk,
    /// Its touches that wait for others.
    pub touches: u32,
    /// Days that they wait, all together.
    pub days: u32,
    /// Days that one of them waits, at most.
    pub most: u32,
    /// What the others did there on those days, the most first.
    pub others: Vec<(SequenceId, u32)>,
}

/// What a sequence comes to in the plan, if nobody reacts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InPlan {
    /// Which.
    pub sequence: SequenceId,
    /// Contacts that may enter.
    pub may_enter: u32,
    /// Touches planned.
    pub touches: u32,
    /// Of these, those that are late among the others, and those that would be if it ran alone.
    pub late: u32,
    /// The same if it ran alone.
    pub late_alone: u32,
    /// The first and the last day with a touch, among the others.
    pub days: Option<(Date, Date)>,
}

/// What each sequence comes to, in the order of the parts: their schedules `together` and each `alone`.
pub fn in_plan(parts: &[Sequenced], together: &[Schedule], alone: &[Schedule]) -> Vec<InPlan> {
    let numbers = |(_, cohort): &Sequenced, schedule: &Schedule| {
        let mut count = PlannedCount::default();
        schedule.touches.iter().for_each(|touch| count.add(touch, zone_of(cohort, touch)));
        count.done(&schedule.held_back)
    };
    let rows = parts.iter().zip(together).zip(alone);
    let row = |((part, together), alone): ((&Sequenced, &Schedule), &Schedule)| {
        let among = numbers(part, together);
        let day = |day: Option<&super::PlannedDay>| day.map(|day| day.date);
        InPlan {
            sequence: part.0.sequence(),
            may_enter: part.1.n_contacts(),
            touches: among.touches,
            late: among.late,
            late_alone: numbers(part, alone).late,
            days: day(among.days.first()).zip(day(among.days.last())),
        }
    };
    rows.map(row).collect()
}

/// Which sequence waits for which, and where, the most days first: from their schedules `together` and each `alone`.
pub fn waits(parts: &[Sequenced], together: &[Schedule], alone: &[Schedule]) -> Vec<Wait> {
    let Some((program, _)) = parts.first() else { return Vec::new() };
    let zones: BTreeMap<Desk, Zone> = {
        let senders = program.team.senders.iter().map(|sender| (Desk::Sender(sender.id), sender.zone));
        let owners = program.team.owners.iter().map(|owner| (Desk::Owner(owner.id), owner.zone));
        senders.chain(owners).into_map()
    };
    let day = |desk: Desk, at| zones.get(&desk).copied().unwrap_or(Zone::UTC).local(at).0.days();
    // what each sequence did at each desk on each day
    let mut done: BTreeMap<(Desk, i32), BTreeMap<usize, u32>> = BTreeMap::new();
    for (part, schedule) in together.iter().enumerate() {
        for touch in &schedule.touches {
            let When::At { planned, .. } = touch.when else { continue };
            for desk in desks(touch) {
                *done.entry((desk, day(desk, planned))).or_default().entry(part).or_default() += 1;
            }
        }
    }
    let others = |part: usize, desk: Desk, days: &BTreeSet<i32>| {
        let mut sum: BTreeMap<usize, u32> = BTreeMap::new();
        for day in days {
            for (other, n) in
                done.get(&(desk, *day)).into_iter().flatten().filter(|(other, _)| **other != part)
            {
                *sum.entry(*other).or_default() += n;
            }
        }
        sum
    };
    let mut found: BTreeMap<(usize, Desk), (Wait, BTreeSet<i32>)> = BTreeMap::new();
    for (part, ((program, cohort), schedule)) in parts.iter().zip(together).enumerate() {
        let late = |touch: &PlannedTouch| touch.when.late_days(zone_of(cohort, touch));
        let before: BTreeMap<u64, u32> = match alone.get(part) {
            Some(alone) => {
                alone.touches.iter().map(|touch| (touch.id, late(touch))).filter(|it| it.1 > 0).into_map()
            }
            None => continue,
        };
        for touch in &schedule.touches {
            let When::At { open, planned, .. } = touch.when else { continue };
            let more = late(touch).saturating_sub(before.get(&touch.id).copied().unwrap_or(0));
            if more == 0 {
                continue;
            }
            let on = |desk: Desk| day(desk, open)..day(desk, planned);
            // who does it is where it waits, unless nobody else had anything done there on those days
            let busy = |desk: &Desk| {
                on(*desk)
                    .filter_map(|day| done.get(&(*desk, day)))
                    .any(|by| by.keys().any(|other| *other != part))
            };
            let at = desks(touch).find(busy);
            let Some(at) = at.or_else(|| desks(touch).next()) else { continue };
            let (wait, days) = found.entry((part, at)).or_insert_with(|| {
                let wait = Wait {
                    sequence: program.sequence(),
                    at,
                    touches: 0,
                    days: 0,
                    most: 0,
                    others: Vec::new(),
                };
                (wait, BTreeSet::new())
            });
            wait.touches += 1;
            wait.days += more;
            wait.most = wait.most.max(more);
            days.extend(on(at));
        }
    }
    let mut waits: Vec<Wait> = Vec::with_capacity(found.len());
    for ((part, at), (mut wait, days)) in found {
        let of = |(other, n): (usize, u32)| (parts[other].0.sequence(), n);
        wait.others = others(part, at, &days).into_iter().map(of).collect();
        order::sort_by_key(&mut wait.others, |(id, n)| (std::cmp::Reverse(*n), *id));
        waits.push(wait);
    }
    order::sort_by_key(&mut waits, |wait| (std::cmp::Reverse(wait.days), wait.sequence, wait.at));
    waits
}

/// Where a touch may wait: at whoever does it, then at what it goes out of.
fn desks(touch: &PlannedTouch) -> impl Iterator<Item = Desk> {
    touch.owner.map(Desk::Owner).into_iter().chain(touch.sender.map(Desk::Sender))
}

fn zone_of(cohort: &Cohort, touch: &PlannedTouch) -> Zone {
    let member = cohort.member_of(touch.contact).and_then(|member| cohort.members.get(member as usize));
    member.and_then(|member| cohort.zones.get(usize::from(member.zone))).copied().unwrap_or(Zone::UTC)
}

impl Schedule {
    /// The schedules of several sequences that ran together as one, touches and actions in the order of time. How the contacts of each
    /// segment stand, and the last day of entry, are of one sequence each and are not in it.
    pub fn merged<'a>(schedules: impl Iterator<Item = &'a Schedule>) -> Schedule {
        let mut all = Schedule::default();
        for schedule in schedules {
            all.touches.extend(schedule.touches.iter().cloned());
            all.actions.extend(schedule.actions.iter().cloned());
            all.held_back.extend(schedule.held_back.iter().copied());
            all.exits.extend(schedule.exits.iter().cloned());
            all.problems.extend(schedule.problems.iter().cloned());
        }
        let instant = super::plan::in_order;
        order::sort_by_number(&mut all.touches, |t| instant(t.when.instant(), t.contact, t.step, t.visit));
        order::sort_by_number(&mut all.actions, |a| instant(a.when.instant(), a.contact, a.step, a.visit));
        order::sort_by_number(&mut all.held_back, |held| {
            u128::from(held.contact) << 32 | u128::from(held.sequence.0)
        });
        order::sort_by_number(&mut all.exits, |exit| {
            instant(exit.at, exit.contact, crate::model::StepId(exit.sequence.0), 0)
        });
        all
    }
}

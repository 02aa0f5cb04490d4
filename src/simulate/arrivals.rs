//! Who enters when, where events that nobody can foresee let contacts in (S7): a Poisson process over the segment, drawn once per
//! replication. Knows no step.
//!
//! The kth event meets the contact that comes kth when all are ordered by a draw of their own, so nobody is met twice; its minute
//! is on the contact's own clock, evenly over the day. Both draws have their own keys: neither another rate nor a contact more
//! changes the luck of the rest.

use super::rng::{Draws, Purpose};
use crate::calendar::Instant;
use crate::lean::order;
use crate::model::{Code, Finding, Name, Part, Place};
use crate::program::{Arrivals, Program};
use crate::schedule::{Run, World};

const MINUTES: f64 = 1440.0;

/// Begins the replication: by the plan, or with the events drawn for it.
pub(crate) fn begin(run: &mut Run, worlds: &[World], replication: u32) {
    run.begin(worlds);
    for (part, world) in worlds.iter().enumerate() {
        match world.program.arrivals {
            Arrivals::Daily { per_day, days } => {
                run.let_in_with(worlds, part, &events(world, replication, per_day, days));
            }
            Arrivals::Segment | Arrivals::On(_) => run.let_in(worlds, part),
        }
    }
}

/// Members and the minutes of their events.
fn events(world: &World, replication: u32, per_day: f64, days: u16) -> Vec<(u32, Instant)> {
    let draws = Draws::new(world.program.seed, replication);
    let members = &world.cohort.members;
    let mut times = Vec::new();
    let mut time = 0.0;
    for k in 0..members.len() as u32 {
        // an exponential gap; the draw is never 0
        let even = 1.0 - draws.at(k, 0, 0).unit(Purpose::NextEvent);
        time -= libm::log(even) / per_day;
        if time.is_nan() || time >= f64::from(days) {
            break;
        }
        times.push(time);
    }
    let key = |member: u32| {
        let number = members[member as usize].number;
        u128::from(draws.at(number, 0, 0).bits(Purpose::EventOrder)) << 32 | u128::from(number)
    };
    let mut met: Vec<u32> = (0..members.len() as u32).collect();
    order::sort_by_number(&mut met, |member| key(*member));
    let met = met.into_iter().zip(times).filter_map(|(member, time)| {
        let day = libm::floor(time);
        let minute = ((time - day) * MINUTES) as u16;
        let date = world.program.entry_from.plus_days(day as i32);
        Some((member, world.timetable.event(date, minute, members[member as usize].zone)?))
    });
    met.collect()
}

/// More events than contacts: said, because each contact enters once.
pub(super) fn problem(program: &Program, n_contacts: u32) -> Option<Finding> {
    let Arrivals::Daily { per_day, days } = program.arrivals else { return None };
    let expected = libm::round(per_day * f64::from(days));
    (expected > f64::from(n_contacts)).then(|| {
        Finding::new(Code::MoreEventsThanContacts, Place::Sequence(program.sequence))
            .of(Part::Entry)
            .with(Name::Events, expected as u64)
            .with(Name::Of, n_contacts)
    })
}

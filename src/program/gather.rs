//! Who of a list runs through a program: the segment's contacts with what the columns imply, and what the program's conditions
//! need to know of them.

use std::collections::BTreeMap;

use super::changes;
use super::cohort::Facts;
use super::{Candidate, Cohort, Program};
use crate::audience::{Columns, NO_OWNER, People, Reach};
use crate::calendar::Date;
use crate::lean::order::Gather;
use crate::model::{OwnerId, Plan, Problem, StdField, owner_key};
use crate::segment::{Bitmap, Evaluator, text_holds};

impl Cohort {
    /// Gathers the contacts of the sequence's segment, in the order of the list, and decides who enters (S7). Relative dates of
    /// segment and branches that the run cannot change count from `today`. `people` is what the same columns imply.
    ///
    /// # Errors
    /// A segment that is missing or refers to itself.
    pub fn of_list(
        program: &Program,
        plan: &Plan,
        columns: &Columns,
        people: &People,
        today: Date,
    ) -> Result<Cohort, Problem> {
        let evaluator = Evaluator::new(columns, today, &plan.segments);
        let segment = plan.sequences.get(&program.sequence()).and_then(|sequence| sequence.segment);
        let enters = match segment.and_then(|id| plan.segments.get(&id)) {
            Some(segment) => evaluator.matches(&segment.rule)?,
            None => Bitmap::all(columns.len()),
        };
        let owners: BTreeMap<String, OwnerId> =
            plan.owners.iter().rev().map(|(id, owner)| (owner_key(&owner.name), *id)).into_map();
        let owners: Vec<Option<OwnerId>> =
            people.owners.iter().map(|name| owners.get(&owner_key(name)).copied()).collect();
        // without a column of profiles nobody knows: people are looked up by name
        let knows_profiles = columns.std(StdField::LinkedIn).is_some();
        // an account goes by its contact with the lowest number: that survives a list in another order
        let mut first_of = vec![u32::MAX; people.accounts as usize];
        for (account, number) in people.account.iter().zip(columns.numbers()) {
            if let Some(first) = first_of.get_mut(*account as usize) {
                *first = (*first).min(*number);
            }
        }
        let candidates: Vec<Candidate> = enters
            .rows()
            .filter(|row| *row < people.zone.len())
            .map(|row| {
                let reach = people.reach[row];
                Candidate {
                    number: columns.numbers()[row],
                    row: row as u32,
                    account: first_of.get(people.account[row] as usize).copied(),
                    zone: people.zone[row],
                    owner: Some(people.owner[row])
                        .filter(|owner| *owner != NO_OWNER)
                        .and_then(|owner| owners.get(usize::from(owner)).copied().flatten()),
                    has_email: !reach.has(Reach::NO_EMAIL.with(Reach::BOUNCED).with(Reach::INVALID)),
                    has_phone: !reach.has(Reach::NO_PHONE),
                    has_mobile: !reach.has(Reach::NO_MOBILE),
                    has_profile: !knows_profiles || reach.linkedin(),
                    do_not_contact: reach.has(Reach::DO_NOT_CONTACT),
                    opted_out: reach.has(Reach::OPTED_OUT),
                    do_not_call: reach.has(Reach::DO_NOT_CALL),
                    in_sequence: reach.has(Reach::IN_SEQUENCE),
                }
            })
            .collect();
        let mut facts = Facts::default();
        for rule in &program.fixed.0 {
            let mut bits = vec![0; columns.len().div_ceil(64)];
            for row in evaluator.matches(rule)?.rows() {
                bits[row / 64] |= 1 << (row % 64);
            }
            facts.fixed.push(bits);
        }
        let tags = columns.std(StdField::Tags);
        for probe in &program.probes {
            let mut bits = vec![0; columns.len().div_ceil(64)];
            for row in 0..columns.len() {
                let items = tags.map(|tags| tags.items(row)).unwrap_or_default();
                let mut items = items.into_iter().filter(|tag| !probe.without.contains(&changes::key(tag)));
                if items.any(|tag| text_holds(&probe.test, tag)) {
                    bits[row / 64] |= 1 << (row % 64);
                }
            }
            facts.fixed.push(bits);
        }
        if !program.score_tests.is_empty() {
            let scores = columns.std(StdField::FitScore);
            facts.scores =
                (0..columns.len()).map(|row| scores.and_then(|scores| scores.number(row))).collect();
        }
        for field in program.dated_fields() {
            let column = columns.column(field);
            let date = |row| column.and_then(|column| column.date(row));
            facts.dates.push((0..columns.len()).map(date).collect());
        }
        Ok(Cohort::with_facts(program, &candidates, &facts))
    }
}

//! Who of a list runs through a program: the segment's contacts with what the columns imply, and what the program's conditions
//! need to know of them.

use std::collections::{BTreeMap, BTreeSet};

use super::cohort::Facts;
use super::{Candidate, Cohort, Program};
use super::{changes, unanswerable};
use crate::audience::consent::Channels;
use crate::audience::{Columns, Countries, NO_OWNER, People, Reach, Standing};
use crate::calendar::Date;
use crate::lean::order::{self, Gather};
use crate::model::{
    Channel, ConsentRule, OwnerId, Place, Plan, Problem, SequenceId, Severity, StdField, owner_key,
};
use crate::segment::{Also, Bitmap, Evaluator, text_holds};

impl Cohort {
    /// Gathers the contacts of the sequence's segment, in the order of the list, and decides who enters (S7). Relative dates of
    /// segment and branches that the run cannot change count from `today`. `people` is what the same columns imply.
    ///
    /// # Errors
    /// What the list cannot answer ([`unanswerable`]); a segment that is missing or refers to itself.
    pub fn of_list(
        program: &Program,
        plan: &Plan,
        columns: &Columns,
        people: &People,
        today: Date,
    ) -> Result<Cohort, Problem> {
        if let Some(problem) = unanswerable(plan, program.sequence(), columns).into_iter().next() {
            return Err(problem);
        }
        let also = Also { people: Some(people), ..Also::default() };
        let place = Place::Sequence(program.sequence());
        let evaluator = Evaluator::new(columns, today, &plan.segments).with(also).at(place).checked();
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
        let asks = Asks::of(plan, program.sequence(), columns);
        let shared = shared_addresses(columns, people, &enters);
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
                    has_email: !shared.contains(&row)
                        && !reach.has(Reach::NO_EMAIL.with(Reach::BOUNCED).with(Reach::INVALID)),
                    has_phone: !reach.has(Reach::NO_PHONE),
                    has_mobile: !reach.has(Reach::NO_MOBILE),
                    has_profile: !knows_profiles || reach.linkedin(),
                    do_not_contact: reach.has(Reach::DO_NOT_CONTACT),
                    noes: people.noes(columns, row),
                    consent: asks.until(columns, row),
                    without_basis: asks.without_basis(columns, row),
                    is_unplaced: asks.is_unplaced(row),
                    shares_address: shared.contains(&row),
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
        let mut cohort = Cohort::with_facts(program, &candidates, &facts);
        cohort.stand(Standing::of(columns, people, enters.rows()));
        for suspect in columns.consents().suspects() {
            let samples: Vec<String> = suspect.samples.iter().map(|sample| format!("{sample:?}")).collect();
            cohort.note(Problem {
                severity: Severity::Error,
                place: Place::Plan,
                message: format!(
                    "the list's column {:?} looks as if it said who said no ({}), and nobody has said what it means: \
                     {} contacts have a value in it",
                    suspect.header,
                    samples.join(", "),
                    suspect.filled,
                ),
            });
        }
        Ok(cohort)
    }
}

/// What a sequence asks for before it touches somebody, and what a new cold one would ask for.
struct Asks<'a> {
    rules: &'a [ConsentRule],
    /// The channels of the rules.
    channels: Vec<Channel>,
    /// Asked by nobody; looked at where the sequence asks nothing.
    cold: Vec<ConsentRule>,
    countries: Countries<'a>,
}

impl<'a> Asks<'a> {
    fn of(plan: &'a Plan, sequence: SequenceId, columns: &'a Columns) -> Asks<'a> {
        let rules = plan.sequences.get(&sequence).map_or(&[][..], |sequence| &sequence.consent);
        let mut channels: Vec<Channel> =
            rules.iter().flat_map(|rule| rule.channels.iter().copied()).collect();
        order::sort(&mut channels);
        channels.dedup();
        let cold = if rules.is_empty() { ConsentRule::cold() } else { Vec::new() };
        Asks { rules, channels, cold, countries: Countries::of(columns) }
    }

    /// Whether only the country of the contact, which is not known, would tell whether anything is asked.
    fn is_unplaced(&self, row: usize) -> bool {
        let rules = if self.rules.is_empty() { &self.cold } else { self.rules };
        rules.iter().all(|rule| !rule.countries.is_empty()) && self.countries.country(row).is_none()
    }

    /// Per asked channel the last day on which the contact may be touched [days]: the first on which one of the rules ends.
    fn until(&self, columns: &Columns, row: usize) -> Vec<(Channel, i32)> {
        if self.channels.is_empty() {
            return Vec::new();
        }
        let country = self.countries.country(row);
        let until = |channel: &Channel| {
            let consent = columns.consent(row, *channel);
            let asked = self.rules.iter().filter(|rule| rule.asks(*channel, country));
            let ends = asked.map(|rule| consent.suffices_until(&rule.bases).map_or(i32::MIN, Date::days));
            Some((*channel, ends.min()?))
        };
        self.channels.iter().filter_map(until).collect()
    }

    /// Channels on which a new cold sequence would ask for what is not there.
    fn without_basis(&self, columns: &Columns, row: usize) -> Channels {
        if self.cold.is_empty() {
            return Channels::NONE;
        }
        let country = self.countries.country(row);
        let lacks = |channel: &Channel| {
            let asked = self.cold.iter().filter(|rule| rule.asks(*channel, country));
            asked.into_iter().any(|rule| columns.consent(row, *channel).suffices_until(&rule.bases).is_none())
        };
        let lacking = ConsentRule::MESSAGES.into_iter().filter(lacks);
        lacking.fold(Channels::NONE, |all, channel| all.with(Channels::of(channel)))
    }
}

/// Rows whose role address another contact of the segment has too, who comes before: it is mailed once (G9).
fn shared_addresses(columns: &Columns, people: &People, enters: &Bitmap) -> BTreeSet<usize> {
    let (mut met, mut shared) = (BTreeSet::new(), BTreeSet::new());
    let Some(email) = columns.std(StdField::Email) else { return shared };
    for row in enters.rows().filter(|row| people.reach.get(*row).is_some_and(|reach| reach.has(Reach::ROLE)))
    {
        // whoever may not be mailed is held back for that, and a "no" of theirs holds for the address
        if let Some(address) = email.str(row).filter(|_| people.reach[row].email())
            && !met.insert(address.to_lowercase())
        {
            shared.insert(row);
        }
    }
    shared
}

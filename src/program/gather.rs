//! Who of a list runs through a program: the segment's contacts with what the columns imply, and what the program's conditions
//! need to know of them.

use std::collections::{BTreeMap, BTreeSet};

use super::cohort::Facts;
use super::{Candidate, Cohort, Program};
use super::{changes, unanswerable};
use crate::audience::consent::Channels;
use crate::audience::{Columns, Countries, NO_OWNER, People, Reach, Regions, Standing};
use crate::calendar::Date;
use crate::lean::order::{self, Gather};
use crate::lean::turns::{A_TURN, at_once, straight_on};
use crate::model::{
    Channel, Code, ConsentRule, Finding, Name, OwnerId, Part, Place, Plan, SequenceId, StdField, owner_key,
};
use crate::segment::{Also, Bitmap, Evaluator, History, Named, text_holds};

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
    ) -> Result<Cohort, Finding> {
        at_once(Cohort::of_list_in_turns(program, plan, (columns, people), today, &mut straight_on))
    }

    /// As [`Cohort::of_list`], a piece at a time. Each of the segment's and the branches' conditions is asked of the list in one piece.
    ///
    /// # Errors
    /// Where it was stopped; within, as [`Cohort::of_list`].
    pub async fn of_list_in_turns<S>(
        program: &Program,
        plan: &Plan,
        (columns, people): (&Columns, &People),
        today: Date,
        turn: &mut impl AsyncFnMut() -> Result<(), S>,
    ) -> Result<Result<Cohort, Finding>, S> {
        if let Some(problem) = unanswerable(plan, program.sequence(), columns).into_iter().next() {
            return Ok(Err(problem));
        }
        let history = History::of_list(columns);
        let also = Also { people: Some(people), history: history.as_ref(), named: Some(Named::of(plan)) };
        let place = Place::Sequence(program.sequence());
        let evaluator = Evaluator::new(columns, today, &plan.segments).with(also).at(place).checked();
        let segment = plan.sequences.get(&program.sequence()).and_then(|sequence| sequence.segment);
        let enters = match segment.and_then(|id| plan.segments.get(&id)) {
            Some(segment) => match evaluator.matches(&segment.rule) {
                Ok(rows) => rows,
                Err(problem) => return Ok(Err(problem)),
            },
            None => Bitmap::all(columns.len()),
        };
        turn().await?;
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
        turn().await?;
        let asks = Asks::of(plan, program.sequence(), columns);
        let shared = shared_addresses(columns, people, &enters);
        turn().await?;
        let regions = program.local_holidays.then(|| Regions::of(columns));
        let mut candidates: Vec<Candidate> = Vec::new();
        let candidate = |row: usize| {
            let reach = people.reach[row];
            Candidate {
                number: columns.numbers()[row],
                row: row as u32,
                account: first_of.get(people.account[row] as usize).copied(),
                zone: people.zone[row],
                region: regions.as_ref().and_then(|regions| regions.of_row(row)),
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
        };
        for row in enters.rows().filter(|row| *row < people.zone.len()) {
            candidates.push(candidate(row));
            if candidates.len().is_multiple_of(A_TURN) {
                turn().await?;
            }
        }
        let mut facts = Facts::default();
        for rule in &program.fixed.0 {
            let mut bits = vec![0; columns.len().div_ceil(64)];
            let rows = match evaluator.matches(rule) {
                Ok(rows) => rows,
                Err(problem) => return Ok(Err(problem)),
            };
            for row in rows.rows() {
                bits[row / 64] |= 1 << (row % 64);
            }
            facts.fixed.push(bits);
            turn().await?;
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
                if row % A_TURN == A_TURN - 1 {
                    turn().await?;
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
            turn().await?;
        }
        let mut cohort = Cohort::with_facts_in_turns(program, &candidates, &facts, turn).await?;
        cohort.stand(Standing::of(columns, people, enters.rows()));
        turn().await?;
        for suspect in columns.consents().suspects() {
            cohort.note(
                Finding::new(Code::NoColumnUnmapped, Place::Plan)
                    .of(Part::Columns)
                    .with(Name::Column, &suspect.header)
                    .with(Name::Samples, suspect.samples.clone())
                    .with(Name::Contacts, suspect.filled),
            );
        }
        Ok(Ok(cohort))
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

//! Sequences of one plan that run together (C5): their programs and cohorts, in the plan's order, and which of them is in sight. They
//! travel between workers as bytes. Knows no queue.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Cohort, Damaged, Program, compile};
use crate::audience::{Columns, People};
use crate::calendar::Date;
use crate::model::{Plan, SequenceId};

/// A sequence compiled, and who runs through it.
pub type Sequenced = (Arc<Program>, Arc<Cohort>);

/// The sequences of a run, of which one is in sight. In one run all compete for people, mailboxes and contacts.
#[derive(Clone, Debug)]
pub struct Together {
    parts: Vec<Sequenced>,
    at: usize,
    left_out: Vec<SequenceId>,
}

impl Together {
    /// One sequence alone.
    pub fn alone(program: impl Into<Arc<Program>>, cohort: impl Into<Arc<Cohort>>) -> Together {
        Together { parts: vec![(program.into(), cohort.into())], at: 0, left_out: Vec::new() }
    }

    /// Several that run together, the first in sight; `None` of none.
    pub fn of(parts: Vec<Sequenced>) -> Option<Together> {
        (!parts.is_empty()).then_some(Together { parts, at: 0, left_out: Vec::new() })
    }

    /// With all other sequences of the plan over the same list. What cannot run does not compete, and what `fits` not beside what is
    /// there is left out; both are named. A sequence that cannot run itself stays alone.
    ///
    /// # Errors
    /// Where it was stopped.
    pub async fn with_others<S>(
        self,
        plan: &Plan,
        (columns, people): (&Columns, &People),
        today: Date,
        fits: impl Fn(&[Sequenced], &Program, &Cohort) -> bool,
        turn: &mut impl AsyncFnMut() -> Result<(), S>,
    ) -> Result<Together, S> {
        let (program, cohort) = &self.parts[self.at];
        if program.has_errors() || cohort.has_errors() {
            return Ok(self);
        }
        let sight = program.sequence();
        let (parts, left_out) =
            all_in_turns(plan, (columns, people), today, fits, self.parts.clone(), turn).await?;
        let at = parts.iter().position(|(program, _)| program.sequence() == sight).unwrap_or(0);
        Ok(Together { parts, at, left_out })
    }

    /// Those whose dates are known before anybody reacts, for the planned schedule: contacts that events let in are planned as distances,
    /// without capacity (E6), so they take nothing from the others and the others nothing from them.
    pub fn dated(&self) -> Together {
        let is_daily = |(program, _): &Sequenced| program.is_by_event();
        let sight = &self.parts[self.at];
        if self.parts.len() < 2 || !self.parts.iter().any(is_daily) {
            return self.clone();
        }
        if is_daily(sight) {
            return Together { parts: vec![sight.clone()], at: 0, left_out: self.left_out.clone() };
        }
        let parts: Vec<Sequenced> = self.parts.iter().filter(|part| !is_daily(part)).cloned().collect();
        let at = parts.iter().position(|(program, _)| program.sequence() == sight.0.sequence()).unwrap_or(0);
        Together { parts, at, left_out: self.left_out.clone() }
    }

    /// The sequences in the plan's order.
    pub fn parts(&self) -> &[Sequenced] {
        &self.parts
    }

    /// Place of the sequence in sight.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The sequence in sight.
    pub fn sight(&self) -> &Sequenced {
        &self.parts[self.at]
    }

    /// With the sequence in sight that a contact runs through: the one in sight if it does, else the first.
    #[must_use]
    pub fn looking_for(&self, contact: u32) -> Together {
        let has = |at: &usize| self.parts[*at].1.member_of(contact).is_some();
        let at = std::iter::once(self.at).chain(0..self.parts.len()).find(has).unwrap_or(self.at);
        Together { at, ..self.clone() }
    }

    /// Which sequences run, in the plan's order.
    pub fn ids(&self) -> Vec<SequenceId> {
        self.parts.iter().map(|(program, _)| program.sequence()).collect()
    }

    /// Sequences of the plan with touches that cannot run, or not beside the others.
    pub fn left_out(&self) -> &[SequenceId] {
        &self.left_out
    }

    /// With rates that are taken as exact (B2).
    #[must_use]
    pub fn with_exact_rates(self) -> Together {
        let exact = |(program, cohort): Sequenced| {
            (Arc::new(Arc::unwrap_or_clone(program).with_exact_rates()), cohort)
        };
        Together { parts: self.parts.into_iter().map(exact).collect(), ..self }
    }

    /// As bytes, for another worker; the order of the plan and the place in sight are in them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let parts: Vec<(&Program, &Cohort)> =
            self.parts.iter().map(|(program, cohort)| (&**program, &**cohort)).collect();
        postcard::to_allocvec(&Sent { parts, at: self.at as u32 }).unwrap_or_default()
    }

    /// What is in `bytes`.
    ///
    /// # Errors
    /// [`Damaged`] unless they come from [`Together::to_bytes`] of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Together, Damaged> {
        let sent: Sent<(Program, Cohort)> = postcard::from_bytes(bytes).map_err(|_| Damaged)?;
        let at = sent.at as usize;
        let parts: Vec<Sequenced> =
            sent.parts.into_iter().map(|(program, cohort)| (program.into(), cohort.into())).collect();
        (at < parts.len()).then_some(Together { parts, at, left_out: Vec::new() }).ok_or(Damaged)
    }
}

/// All sequences of a plan that can run over a list and fit beside each other, in the plan's order, those of `parts` as they are; and those
/// with touches that cannot. A sequence without a touch takes nothing from anybody.
///
/// # Errors
/// Where it was stopped.
pub async fn all_in_turns<S>(
    plan: &Plan,
    (columns, people): (&Columns, &People),
    today: Date,
    fits: impl Fn(&[Sequenced], &Program, &Cohort) -> bool,
    mut parts: Vec<Sequenced>,
    turn: &mut impl AsyncFnMut() -> Result<(), S>,
) -> Result<(Vec<Sequenced>, Vec<SequenceId>), S> {
    let mut left_out = Vec::new();
    for id in plan.sequences.keys().copied() {
        if parts.iter().any(|(program, _)| program.sequence() == id) {
            continue;
        }
        let (mut program, _) = compile(plan, id);
        if program.touches.is_empty() {
            continue;
        }
        program.notice_today(today);
        turn().await?;
        let gathered = match program.has_errors() {
            true => None,
            false => Cohort::of_list_in_turns(&program, plan, (columns, people), today, turn).await?.ok(),
        };
        match gathered.filter(|cohort| !cohort.has_errors() && fits(&parts, &program, cohort)) {
            Some(cohort) => parts.push((program.into(), cohort.into())),
            None => left_out.push(id),
        }
        turn().await?;
    }
    crate::lean::order::sort_by_key(&mut parts, |(program, _)| program.sequence());
    Ok((parts, left_out))
}

/// What travels.
#[derive(Serialize, Deserialize)]
struct Sent<T> {
    parts: Vec<T>,
    at: u32,
}

//! The worker's copy of the plan, kept up to date by changes. Knows revisions, not what they mean.

use crate::model::{Diff, Plan};
use crate::worker::protocol::{Code, Failure};

/// A plan at a revision of the page's session.
#[derive(Debug, Default)]
pub(super) struct PlanCopy(Option<(u64, Plan)>);

impl PlanCopy {
    pub(super) fn set(&mut self, revision: u64, plan: Plan) {
        self.0 = Some((revision, plan));
    }

    /// Makes a change; false where this copy is not the one it starts from, and is left as it was.
    pub(super) fn change(&mut self, from: u64, revision: u64, diff: &Diff) -> bool {
        match &mut self.0 {
            Some((known, plan)) if *known == from && diff.fits(plan) => {
                diff.apply(plan);
                *known = revision;
                true
            }
            _ => false,
        }
    }

    /// The plan at this revision.
    pub(super) fn at(&self, revision: u64) -> Result<&Plan, Failure> {
        match &self.0 {
            Some((known, plan)) if *known == revision => Ok(plan),
            Some(_) => Err(Failure::new(Code::StalePlan, "The plan has changed meanwhile.")),
            None => Err(Failure::new(Code::NoPlan, "No plan was sent.")),
        }
    }

    /// The plan as it was sent last, with its revision.
    pub(super) fn known(&self) -> Option<(u64, &Plan)> {
        self.0.as_ref().map(|(revision, plan)| (*revision, plan))
    }

    /// The plan as it was sent last.
    pub(super) fn latest(&self) -> Option<&Plan> {
        self.0.as_ref().map(|(_, plan)| plan)
    }
}

//! What would mend a finding: a change of the plan, or an edit of the list, with the name it is pressed by.

use serde::{Deserialize, Serialize};

use crate::model::{Code, ConsentRule, Diff, Finding, Place, Plan};

/// One way to mend a finding.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Fix {
    /// What pressing it does, as a command: `Add an exit on reply`. It names the undo step too.
    pub name: String,
    /// What it changes.
    pub mend: Mend,
}

/// What a fix changes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mend {
    /// The plan.
    Plan(Diff),
    /// The list.
    List(ListEdit),
}

/// An edit of the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListEdit {
    /// Gives contacts (by their numbers) to an owner.
    Owner {
        /// Contact numbers.
        contacts: Vec<u32>,
        /// The owner's name as the plan writes it.
        owner: String,
    },
    /// Says that a filled cell of a column is a "no" on every channel.
    NoColumn {
        /// Its header.
        header: String,
    },
}

impl Fix {
    /// A change of the plan.
    pub fn plan(name: impl Into<String>, diff: Diff) -> Fix {
        Fix { name: name.into(), mend: Mend::Plan(diff) }
    }

    /// An edit of the list.
    pub fn list(name: impl Into<String>, edit: ListEdit) -> Fix {
        Fix { name: name.into(), mend: Mend::List(edit) }
    }

    /// What would mend a finding of the planned schedule: cold messages without a basis are held back once the sequence asks for one (G8).
    pub fn of(finding: &Finding, plan: &Plan) -> Option<Fix> {
        let (Code::ColdWithoutBasis | Code::ColdToUnknownCountry, Place::Sequence(id)) =
            (finding.code, finding.place)
        else {
            return None;
        };
        let mut changed = (**plan.sequences.get(&id)?).clone();
        if !changed.consent.is_empty() {
            return None;
        }
        changed.consent = ConsentRule::cold();
        Some(Fix::plan("Ask for consent, and hold the others back", Diff::put(plan, id, Some(changed))))
    }

    /// The change of the plan, if it is one.
    pub fn diff(&self) -> Option<&Diff> {
        match &self.mend {
            Mend::Plan(diff) => Some(diff),
            Mend::List(_) => None,
        }
    }
}

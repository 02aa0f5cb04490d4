//! Who a contact is to the sender: personas, fit scores, and the pilot that is drawn first (G6, G7). Their text forms and meaning live in
//! `segment`.

use serde::{Deserialize, Serialize};

use super::{PersonaId, Rule, ScoreId, SegmentId, Test};

/// A kind of person, by a rule over title, department and seniority.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Persona {
    /// Its name.
    pub name: String,
    /// Who is one. Asks about the contact alone: no segment, no persona, no fit, nothing that happens in a run.
    pub rule: Rule,
}

/// How well contacts fit: conditions with weights, as a score from 0 to 100 (G6).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Score {
    /// Its name.
    pub name: String,
    /// The score is the weights of what holds as a share of all weights above zero, between 0 and 100.
    #[serde(default)]
    pub conditions: Vec<Weighted>,
}

impl Score {
    /// A score has at most so many conditions.
    pub const MOST: usize = 100;

    /// Whether any condition counts for somebody: without one there is no score.
    pub fn counts(&self) -> bool {
        self.conditions.iter().any(|condition| condition.weight > 0)
    }
}

/// A condition of a score.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Weighted {
    /// Asks about the contact, or for a persona: no segment, no fit, nothing that happens in a run.
    pub rule: Rule,
    /// What it counts, -100 to 100; below zero against the contact.
    pub weight: i16,
}

impl Weighted {
    /// The greatest weight, and below zero the least.
    pub const MOST: i16 = 100;
}

/// A test of a fit score. Everybody has one: "is empty" holds for nobody.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FitTest {
    /// Which score.
    pub score: ScoreId,
    /// A test of a number.
    pub test: Test,
}

/// The contacts of a segment that are drawn first, the same for one seed however often they are drawn (G7). Who comes into the list later
/// has a place of their own in the draw.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pilot {
    /// From whom; none = from everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<SegmentId>,
    /// How many.
    pub take: Draw,
    /// What the draw hangs on.
    pub seed: u32,
    /// Whole accounts together: at most so many people, colleagues never apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_account: bool,
}

/// How many are drawn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Draw {
    /// So many people.
    People(u32),
    /// So many of a hundred, rounded to the nearest person.
    Percent(u8),
}

impl Draw {
    /// How many of `n` that is.
    pub fn of(self, n: u32) -> u32 {
        match self {
            Draw::People(people) => people.min(n),
            Draw::Percent(percent) => {
                let percent = u64::from(percent.min(100));
                ((u64::from(n) * percent * 2 + 100) / 200) as u32
            }
        }
    }
}

impl Rule {
    /// The personas it names.
    pub fn personas(&self) -> Vec<PersonaId> {
        self.nodes()
            .into_iter()
            .filter_map(|r| if let Rule::Persona(id) = r { Some(*id) } else { None })
            .collect()
    }

    /// The scores it names.
    pub fn scores(&self) -> Vec<ScoreId> {
        self.nodes()
            .into_iter()
            .filter_map(|r| if let Rule::Fit(fit) = r { Some(fit.score) } else { None })
            .collect()
    }

    /// What a persona's rule, or (`with_personas`) a score's condition, may not ask: in words.
    pub fn asks_too_much(&self, with_personas: bool) -> Option<&'static str> {
        self.nodes().into_iter().find_map(|node| match node {
            Rule::Segment(_) => Some("it names a segment"),
            Rule::Fit(_) => Some("it asks for a fit score"),
            Rule::Pilot(_) => Some("it asks for a pilot"),
            Rule::Happened(_) => Some("it asks what happened in a run"),
            Rule::Persona(_) if !with_personas => Some("it names a persona"),
            _ => None,
        })
    }
}

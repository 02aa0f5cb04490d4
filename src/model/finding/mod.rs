//! What is found about a plan, as data: a code of one registry, a typed place, facts that carry their quantity. Sentences are made of
//! code and facts in one place ([`words`](Finding::sentence)). Knows no rule that finds anything.

mod codes;
mod facts;
mod fix;
mod words;

use serde::{Deserialize, Serialize};

use super::{
    CalendarId, MessageId, OwnerId, PersonaId, Plan, ScenarioId, ScoreId, SegmentId, SenderId, SequenceId,
    StepId,
};

pub use codes::{Code, Effect};
pub use facts::{Fact, Facts, Name};
pub use fix::{Fix, ListEdit, Mend};
pub use words::grouped;

/// A spot in a plan, or the list it runs over, that something can be said about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The plan as a whole.
    Plan,
    /// A sequence.
    Sequence(SequenceId),
    /// A step.
    Step(StepId),
    /// A segment.
    Segment(SegmentId),
    /// A message.
    Message(MessageId),
    /// An owner.
    Owner(OwnerId),
    /// A sender.
    Sender(SenderId),
    /// A calendar.
    Calendar(CalendarId),
    /// A scenario.
    Scenario(ScenarioId),
    /// A persona.
    Persona(PersonaId),
    /// A fit score.
    Score(ScoreId),
}

impl Place {
    /// The name that the plan gives to what stands there; `None` where it has none.
    pub fn name(self, plan: &Plan) -> Option<String> {
        let name = match self {
            Place::Plan => Some(&plan.settings.name),
            Place::Sequence(id) => plan.sequences.get(&id).map(|record| &record.name),
            Place::Step(id) => plan.steps.get(&id).map(|record| &record.name),
            Place::Segment(id) => plan.segments.get(&id).map(|record| &record.name),
            Place::Message(id) => plan.messages.get(&id).map(|record| &record.name),
            Place::Owner(id) => plan.owners.get(&id).map(|record| &record.name),
            Place::Sender(id) => plan.senders.get(&id).map(|record| &record.address),
            Place::Calendar(id) => plan.calendars.get(&id).map(|record| &record.name),
            Place::Scenario(id) => plan.scenarios.get(&id).map(|record| &record.name),
            Place::Persona(id) => plan.personas.get(&id).map(|record| &record.name),
            Place::Score(id) => plan.scores.get(&id).map(|record| &record.name),
        };
        name.filter(|name| !name.is_empty()).cloned()
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Plan => f.write_str("plan"),
            Place::Sequence(id) => id.fmt(f),
            Place::Step(id) => id.fmt(f),
            Place::Segment(id) => id.fmt(f),
            Place::Message(id) => id.fmt(f),
            Place::Owner(id) => id.fmt(f),
            Place::Sender(id) => id.fmt(f),
            Place::Calendar(id) => id.fmt(f),
            Place::Scenario(id) => id.fmt(f),
            Place::Persona(id) => id.fmt(f),
            Place::Score(id) => id.fmt(f),
        }
    }
}

macro_rules! parts {
    ($($(#[$doc:meta])* $variant:ident $name:literal;)*) => {
        /// The field of a place that a finding opens.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Part {
            $($(#[$doc])* $variant,)*
        }

        impl Part {
            /// All, in the order of their names here.
            pub const ALL: &'static [Part] = &[$(Part::$variant,)*];

            /// The word in files; empty = the place as a whole.
            pub fn name(self) -> &'static str {
                match self { $(Part::$variant => $name,)* }
            }
        }
    };
}

parts! {
    /// All of it.
    #[default]
    Whole "";
    /// A name, or an address.
    Called "name";
    /// A step's own hours.
    Window "window";
    /// Who does it.
    By "by";
    /// Channel and kind.
    ChannelKind "channel";
    /// The text that a touch uses.
    Text "message";
    /// A subject line.
    Subject "subject";
    /// A preview line.
    Preview "preview";
    /// The body of a text.
    Body "body";
    /// What leaves a touch out.
    SkipIf "skip_if";
    /// What if data are missing.
    OnMissing "on_missing";
    /// Minutes of a touch.
    Effort "effort_minutes";
    /// A wait's length or instant.
    Wait "until";
    /// Conditions of a branch.
    Cases "cases";
    /// The arms of a split.
    Arms "arms";
    /// The list of steps.
    Steps "body";
    /// What takes contacts out.
    Exits "exits";
    /// When contacts enter.
    Entry "entry";
    /// Who enters.
    Who "segment";
    /// What is asked for before somebody is touched.
    Consent "consent";
    /// The goal.
    Goal "goal";
    /// The calendar.
    Calendar "calendar";
    /// Open hours.
    Hours "hours";
    /// Days off.
    Holidays "holidays";
    /// A limit a day: mails, minutes or tasks.
    Limit "limit";
    /// Rates of a scenario.
    Rates "rates";
    /// The scenario in force.
    Scenario "scenario";
    /// A rule.
    Rule "rule";
    /// A zone.
    Zone "zone";
    /// Columns of the list and what they mean.
    Columns "columns";
    /// Contacts of the list.
    Contacts "contacts";
}

/// How bad it is. Each code has one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Cannot run, or must not.
    Error,
    /// Runs, but not as meant.
    Warning,
    /// Worth knowing.
    Hint,
}

impl Severity {
    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

/// What is wrong with a value, without its place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Flaw {
    /// Which flaw.
    pub code: Code,
    /// What is known of it.
    pub facts: Facts,
}

impl Flaw {
    /// A flaw that needs no facts.
    pub fn new(code: Code) -> Flaw {
        Flaw { code, facts: Facts::default() }
    }

    /// The same with one more fact.
    #[must_use]
    pub fn with(mut self, name: Name, fact: impl Into<Fact>) -> Flaw {
        self.facts.set(name, fact.into());
        self
    }

    /// A number that is not between two others. `what` says which, with its verb: `the day is`.
    pub fn out_of_range(what: &str, least: u32, limit: u32) -> Flaw {
        let flaw = Flaw::new(Code::ValueOutOfRange).with(Name::What, what);
        flaw.with(Name::Least, least).with(Name::Limit, limit)
    }

    /// The flaw at a place.
    #[must_use]
    pub fn at(self, place: Place) -> Finding {
        Finding { code: self.code, place, part: Part::Whole, facts: self.facts }
    }

    /// In words, without a full stop; records by their ids.
    pub fn sentence(&self) -> String {
        words::sentence(self.code, &self.facts, None)
    }
}

/// Something to say about a place. Its severity is that of its code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// Which flaw.
    pub code: Code,
    /// Where.
    pub place: Place,
    /// Which field of it opens; of several, the one that a person would change.
    pub part: Part,
    /// What is known of it: how many, which, when, the limit.
    pub facts: Facts,
}

impl Finding {
    /// A finding without facts.
    pub fn new(code: Code, place: Place) -> Finding {
        Flaw::new(code).at(place)
    }

    /// The same with one more fact.
    #[must_use]
    pub fn with(mut self, name: Name, fact: impl Into<Fact>) -> Finding {
        self.facts.set(name, fact.into());
        self
    }

    /// The same, opening a field of its place.
    #[must_use]
    pub fn of(mut self, part: Part) -> Finding {
        self.part = part;
        self
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Whether it stands in the way of running.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }

    /// In words, without a full stop; records that facts name by their ids.
    pub fn sentence(&self) -> String {
        words::sentence(self.code, &self.facts, None)
    }

    /// In words, without a full stop; records that facts name by the names that the plan gives them.
    pub fn sentence_in(&self, plan: &Plan) -> String {
        words::sentence(self.code, &self.facts, Some(plan))
    }
}

impl PartialOrd for Finding {
    fn partial_cmp(&self, other: &Finding) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Worst first, then by place, then by code.
impl Ord for Finding {
    fn cmp(&self, other: &Finding) -> std::cmp::Ordering {
        let key = |it: &Finding| (it.severity(), it.place, it.code, it.part);
        key(self).cmp(&key(other)).then_with(|| self.facts.cmp(&other.facts))
    }
}

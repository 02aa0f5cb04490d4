//! What rules may name beyond the fields with a meaning.

use std::collections::BTreeSet;

use super::Heading;
use crate::lean::fold::same;
use crate::model::{Field, PersonaId, ScoreId, SegmentId, StepId};

/// Looks names up, both ways. Names are compared without case by the implementation.
pub trait Names {
    /// The step of that name.
    fn step(&self, name: &str) -> Option<StepId>;
    /// The name of a step.
    fn step_name(&self, id: StepId) -> Option<String>;
    /// The segment of that name.
    fn segment(&self, name: &str) -> Option<SegmentId>;
    /// The name of a segment.
    fn segment_name(&self, id: SegmentId) -> Option<String>;
    /// Names of steps, for suggestions.
    fn steps(&self) -> Vec<String>;
    /// Names of segments, for suggestions.
    fn segments(&self) -> Vec<String>;
    /// The persona with this name, in any case.
    fn persona(&self, _: &str) -> Option<PersonaId> {
        None
    }
    /// The name of a persona.
    fn persona_name(&self, _: PersonaId) -> Option<String> {
        None
    }
    /// Names of all personas.
    fn personas(&self) -> Vec<String> {
        Vec::new()
    }
    /// The fit score with this name, in any case.
    fn score(&self, _: &str) -> Option<ScoreId> {
        None
    }
    /// The name of a fit score.
    fn score_name(&self, _: ScoreId) -> Option<String> {
        None
    }
    /// Names of all fit scores.
    fn scores(&self) -> Vec<String> {
        Vec::new()
    }
    /// Names of the lists that a rule may ask membership of; `None` where nobody has looked, and each name is taken as it stands.
    fn lists(&self) -> Option<&[String]> {
        None
    }
    /// The columns of the list that the rule is for; `None` where no list is known yet, and what names a column is taken as it stands.
    fn headings(&self) -> Option<&[Heading]> {
        None
    }
    /// Whether the rule is asked of contacts on their way through a sequence, so that it may ask what happened there.
    fn in_run(&self) -> bool {
        false
    }
    /// Whether the sequence itself gives the field its values, so that the list need not have it.
    fn gives(&self, _: &Field) -> bool {
        false
    }
}

/// The same names, for a rule over a list with these columns.
#[derive(Clone, Copy)]
pub struct OverList<'a> {
    /// Who knows the names.
    pub names: &'a dyn Names,
    /// The columns.
    pub headings: &'a [Heading],
    /// Fields that the sequence itself sets.
    pub given: Option<&'a BTreeSet<Field>>,
}

impl<'a> OverList<'a> {
    /// A rule before any sequence begins: only the list gives values.
    pub fn new(names: &'a dyn Names, headings: &'a [Heading]) -> OverList<'a> {
        OverList { names, headings, given: None }
    }
}

/// The same names, for a rule that is asked of contacts on their way.
#[derive(Clone, Copy)]
pub struct OnTheWay<'a> {
    /// Who knows the names.
    pub names: &'a dyn Names,
}

macro_rules! same_names {
    ($of:ident) => {
        fn step(&self, name: &str) -> Option<StepId> {
            self.$of.step(name)
        }
        fn step_name(&self, id: StepId) -> Option<String> {
            self.$of.step_name(id)
        }
        fn segment(&self, name: &str) -> Option<SegmentId> {
            self.$of.segment(name)
        }
        fn segment_name(&self, id: SegmentId) -> Option<String> {
            self.$of.segment_name(id)
        }
        fn steps(&self) -> Vec<String> {
            self.$of.steps()
        }
        fn segments(&self) -> Vec<String> {
            self.$of.segments()
        }
        fn persona(&self, name: &str) -> Option<PersonaId> {
            self.$of.persona(name)
        }
        fn persona_name(&self, id: PersonaId) -> Option<String> {
            self.$of.persona_name(id)
        }
        fn personas(&self) -> Vec<String> {
            self.$of.personas()
        }
        fn score(&self, name: &str) -> Option<ScoreId> {
            self.$of.score(name)
        }
        fn score_name(&self, id: ScoreId) -> Option<String> {
            self.$of.score_name(id)
        }
        fn scores(&self) -> Vec<String> {
            self.$of.scores()
        }
    };
}

/// The same names, where it is known which other lists there are.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// Who knows the names.
    pub names: &'a dyn Names,
    /// The other lists.
    pub lists: &'a [String],
}

impl Names for Beside<'_> {
    same_names!(names);
    fn lists(&self) -> Option<&[String]> {
        Some(self.lists)
    }
    fn headings(&self) -> Option<&[Heading]> {
        self.names.headings()
    }
    fn gives(&self, field: &Field) -> bool {
        self.names.gives(field)
    }
    fn in_run(&self) -> bool {
        self.names.in_run()
    }
}

impl Names for OverList<'_> {
    same_names!(names);
    fn lists(&self) -> Option<&[String]> {
        self.names.lists()
    }
    fn headings(&self) -> Option<&[Heading]> {
        Some(self.headings)
    }
    fn gives(&self, field: &Field) -> bool {
        self.given.is_some_and(|given| given.contains(field)) || self.names.gives(field)
    }
    fn in_run(&self) -> bool {
        self.names.in_run()
    }
}

impl Names for OnTheWay<'_> {
    same_names!(names);
    fn lists(&self) -> Option<&[String]> {
        self.names.lists()
    }
    fn headings(&self) -> Option<&[Heading]> {
        self.names.headings()
    }
    fn gives(&self, field: &Field) -> bool {
        self.names.gives(field)
    }
    fn in_run(&self) -> bool {
        true
    }
}

/// Knows no step and no segment; prints them by their ids, which do not read back.
#[derive(Clone, Copy, Debug)]
pub struct NoNames;

impl Names for NoNames {
    fn step(&self, _: &str) -> Option<StepId> {
        None
    }
    fn step_name(&self, _: StepId) -> Option<String> {
        None
    }
    fn segment(&self, _: &str) -> Option<SegmentId> {
        None
    }
    fn segment_name(&self, _: SegmentId) -> Option<String> {
        None
    }
    fn steps(&self) -> Vec<String> {
        Vec::new()
    }
    fn segments(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Names for crate::model::Plan {
    fn step(&self, name: &str) -> Option<StepId> {
        self.steps.iter().find(|(_, step)| same(&step.name, name)).map(|(id, _)| *id)
    }
    fn step_name(&self, id: StepId) -> Option<String> {
        self.steps.get(&id).map(|step| step.name.clone())
    }
    fn segment(&self, name: &str) -> Option<SegmentId> {
        self.segments.iter().find(|(_, segment)| same(&segment.name, name)).map(|(id, _)| *id)
    }
    fn segment_name(&self, id: SegmentId) -> Option<String> {
        self.segments.get(&id).map(|segment| segment.name.clone())
    }
    fn steps(&self) -> Vec<String> {
        self.steps.values().map(|step| step.name.clone()).filter(|name| !name.is_empty()).collect()
    }
    fn segments(&self) -> Vec<String> {
        self.segments.values().map(|segment| segment.name.clone()).collect()
    }
    fn persona(&self, name: &str) -> Option<PersonaId> {
        self.personas.iter().find(|(_, persona)| same(&persona.name, name)).map(|(id, _)| *id)
    }
    fn persona_name(&self, id: PersonaId) -> Option<String> {
        self.personas.get(&id).map(|persona| persona.name.clone())
    }
    fn personas(&self) -> Vec<String> {
        self.personas.values().map(|persona| persona.name.clone()).collect()
    }
    fn score(&self, name: &str) -> Option<ScoreId> {
        self.scores.iter().find(|(_, score)| same(&score.name, name)).map(|(id, _)| *id)
    }
    fn score_name(&self, id: ScoreId) -> Option<String> {
        self.scores.get(&id).map(|score| score.name.clone())
    }
    fn scores(&self) -> Vec<String> {
        self.scores.values().map(|score| score.name.clone()).collect()
    }
}

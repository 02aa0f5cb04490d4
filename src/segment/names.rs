//! What rules may name beyond the fields with a meaning.

use crate::model::{SegmentId, StepId};

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
        let same = |step: &&std::sync::Arc<crate::model::Step>| step.name.eq_ignore_ascii_case(name);
        self.steps.iter().find(|(_, step)| same(step)).map(|(id, _)| *id)
    }
    fn step_name(&self, id: StepId) -> Option<String> {
        self.steps.get(&id).map(|step| step.name.clone())
    }
    fn segment(&self, name: &str) -> Option<SegmentId> {
        self.segments.iter().find(|(_, segment)| segment.name.eq_ignore_ascii_case(name)).map(|(id, _)| *id)
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
}

//! Segments that name segments: which lead back to themselves, and which stand on too many others. One pass, whatever the plan.

use std::collections::{BTreeMap, BTreeSet};

use super::{Code, Flaw, Name, Plan, SegmentId};

/// Segments stand on other segments at most so many deep.
pub const MAX_SEGMENT_DEPTH: usize = 32;

impl Plan {
    /// What is wrong with the way segments name each other, by segment. A chain that is too long is named
    /// where it would have to be cut.
    pub fn nesting_faults(&self) -> BTreeMap<SegmentId, Flaw> {
        let mut named: BTreeMap<SegmentId, BTreeSet<SegmentId>> = BTreeMap::new();
        let mut users: BTreeMap<SegmentId, Vec<SegmentId>> = BTreeMap::new();
        for (id, segment) in &self.segments {
            let mut others = BTreeSet::new();
            for other in segment.rule.segments() {
                if self.segments.contains_key(&other) && others.insert(other) {
                    users.entry(other).or_default().push(*id);
                }
            }
            named.insert(*id, others);
        }
        let mut faults = BTreeMap::new();
        // from those that name nobody upwards; what is left over leads into a circle
        let mut open: BTreeMap<SegmentId, usize> =
            named.iter().map(|(id, others)| (*id, others.len())).collect();
        let mut depth: BTreeMap<SegmentId, usize> = BTreeMap::new();
        let mut ready: Vec<SegmentId> = open.iter().filter(|(_, n)| **n == 0).map(|(id, _)| *id).collect();
        while let Some(id) = ready.pop() {
            open.remove(&id);
            let below = named[&id].iter().filter_map(|other| depth.get(other)).max();
            let own = below.map_or(0, |below| below + 1);
            if own > MAX_SEGMENT_DEPTH {
                faults.insert(id, Flaw::new(Code::SegmentsTooDeep).with(Name::Limit, MAX_SEGMENT_DEPTH));
                depth.insert(id, 0);
            } else {
                depth.insert(id, own);
            }
            for user in users.get(&id).into_iter().flatten() {
                if let Some(n) = open.get_mut(user) {
                    *n -= 1;
                    if *n == 0 {
                        ready.push(*user);
                    }
                }
            }
        }
        // of those, whoever nobody of them names only leads there
        let mut used: BTreeMap<SegmentId, usize> = open.keys().map(|id| (*id, 0)).collect();
        let inside = |id: &SegmentId| named[id].iter().filter(|other| open.contains_key(other));
        for other in open.keys().flat_map(inside) {
            *used.entry(*other).or_default() += 1;
        }
        let mut outside: Vec<SegmentId> = used.iter().filter(|(_, n)| **n == 0).map(|(id, _)| *id).collect();
        while let Some(id) = outside.pop() {
            used.remove(&id);
            for other in inside(&id) {
                if let Some(n) = used.get_mut(other) {
                    *n -= 1;
                    if *n == 0 {
                        outside.push(*other);
                    }
                }
            }
        }
        faults.extend(used.into_keys().map(|id| (id, Flaw::new(Code::SegmentInCircle))));
        faults
    }
}

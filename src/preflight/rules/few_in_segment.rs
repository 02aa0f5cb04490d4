//! Too few for a test. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    if let Some(n) = line.rows.as_ref().map(Bitmap::count).filter(|n| (1..30).contains(n))
        && line.record.goal.is_some()
        && line.is_cold()
        && line.others().any(|(_, kind)| matches!(kind, StepKind::Split(_)))
    {
        let finding = Finding::new(Code::FewInSegment, line.place()).of(Part::Who);
        out.say(finding.with(Name::Contacts, n));
    }
}

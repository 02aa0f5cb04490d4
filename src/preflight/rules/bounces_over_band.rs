//! More bounces than is healthy. The page beside it says why, with examples and sources.

use super::prelude::*;
use crate::simulate::KpiKind;

pub(super) fn check(context: &Foreseen, line: &Line, out: &mut Out) {
    let rate = context.forecast_of(line).and_then(|forecast| forecast.kpi(KpiKind::BounceRate));
    if let Some(rate) = rate.map(|kpi| kpi.value.q50).filter(|rate| *rate > law::BOUNCES) {
        let finding = Finding::new(Code::BouncesOverBand, line.place()).of(Part::Who);
        let finding = finding.with(Name::Share, (rate * 1e6) as u64);
        out.say(finding.with(Name::Limit, (law::BOUNCES * 100.0) as u64));
    }
}

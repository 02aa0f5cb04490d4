//! How the sequences of a plan get on with each other: each planned among the others and alone. Keeps nothing.

use crate::calendar::{Date, Zone};
use crate::model::Plan;
use crate::program::all_in_turns;
use crate::schedule::{fits_beside, in_plan, plan_in_turns, plan_together, waits};
use crate::worker::host::Host;
use crate::worker::lists::OpenList;
use crate::worker::protocol::{Failure, Reply, WholeInfo};

/// Plans all sequences whose dates are known before anybody reacts, together and each alone.
pub(super) async fn info<H: Host>(
    host: &H,
    list: &mut OpenList,
    (revision, plan): (u64, &Plan),
    today: Date,
) -> Result<Reply, Failure> {
    list.assume(Zone::from_name(&plan.settings.zone.0).unwrap_or(Zone::UTC));
    let mut turn = async || host.turn().await;
    let list = (&list.columns, &list.people);
    let (mut parts, left_out) = all_in_turns(plan, list, today, fits_beside, Vec::new(), &mut turn).await?;
    parts.retain(|(program, _)| !program.is_by_event());
    let together = plan_together(&parts, &mut turn).await?;
    let mut alone = Vec::with_capacity(parts.len());
    for (program, cohort) in &parts {
        alone.push(plan_in_turns(program, cohort, &mut turn).await?);
    }
    Ok(Reply::Whole(Box::new(WholeInfo {
        revision,
        sequences: in_plan(&parts, &together, &alone),
        left_out,
        waits: waits(&parts, &together, &alone),
    })))
}

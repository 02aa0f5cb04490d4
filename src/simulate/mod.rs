//! Reactions by draw, replications, KPIs. Knows no screen and no file.
//!
//! Luck is drawn per contact. How unlike contacts are and how wrong the rates may be (B4, B2) stand in `spread`; a plan that says
//! neither is luck only.

mod arrivals;
mod batch;
mod behaviour;
mod dist;
mod forecast;
mod mixture;
mod quantile;
mod reference;
mod rng;
mod spread;
mod summary;
mod tally;
mod walk;

pub use batch::{Batch, Progress, Simulation};
pub use forecast::{
    Busiest, DateRange, Day, DayTotals, Exit, Forecast, GoalForecast, Kpi, KpiKind, OwnerLoad, Range,
    SenderLoad, SpreadUsed, StepForecast, Use, Work, WorkDay, busiest,
};
pub use mixture::{Exposed, Mixture, Readiness, sigma_of};
pub use quantile::quantile;
pub use reference::{Reference, reference};
pub use summary::{digest, summary, summary_together};
pub use walk::Walker;

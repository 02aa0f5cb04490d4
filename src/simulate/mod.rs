//! Reactions by draw, replications, KPIs. Knows no screen and no file.
//!
//! Luck only: every rate is taken as known. Ignorance and frailty (B2, B4) are factors on the chances in `behaviour`.

mod batch;
mod behaviour;
mod dist;
mod forecast;
mod reference;
mod rng;
mod summary;
mod tally;

pub use batch::{Batch, Progress, Simulation};
pub use forecast::{
    Day, Exit, Forecast, GoalForecast, Kpi, KpiKind, OwnerLoad, Range, SenderLoad, StepForecast,
};
pub use reference::{Reference, reference};
pub use summary::{digest, summary};

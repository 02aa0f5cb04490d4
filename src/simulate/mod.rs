//! Reactions by draw, replications, KPIs. Knows no screen and no file.

mod batch;
mod forecast;

pub use batch::{Batch, Progress, Simulation, digest, summary};
pub use forecast::{
    Day, Exit, Forecast, GoalForecast, Kpi, KpiKind, OwnerLoad, Range, SenderLoad, StepForecast,
};

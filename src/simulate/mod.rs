//! Reactions by draw, replications, KPIs. Knows no screen and no file.

mod forecast;

pub use forecast::{
    Day, Exit, Forecast, GoalForecast, Kpi, KpiKind, OwnerLoad, Range, SenderLoad, StepForecast,
};

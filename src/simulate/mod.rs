//! Reactions by draw, replications, KPIs. Knows no screen and no file.

//! Files out and in: schedule JSON and CSV, plan JSON.

//! What is seen. Derives, dispatches commands, holds no rules.

pub mod charts;

//! All native tests: one binary, one file a subject.
#![expect(clippy::unwrap_used, reason = "where a test cannot go on it should stop")]

mod calendar;
mod chart;
mod layers;
mod message;
mod outline;
mod schema;
mod session;
mod store;

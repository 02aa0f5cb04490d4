//! Cadenza: design an outreach sequence, rehearse it over a contact list, export the schedule.
//!
//! The modules in reading order. The pure half knows no browser, no clock and no randomness but a seed.

pub mod lean; // JSON, order and numbers in few bytes; knows nothing of Cadenza

pub mod calendar; // civil dates, zones, working hours: the only module that names chrono
pub mod model; // the plan as data: records, edits, invariants, findings

pub mod audience; // a contact list as typed columns; CSV in
pub mod chart; // geometry of charts
pub mod interop; // schedule as JSON and CSV, plan files
pub mod message; // merge fields
pub mod outline; // a sequence as text, both ways
pub mod preflight;
pub mod program; // plan + columns + calendars compiled to flat operations: the one meaning of a step
pub mod schedule; // the event loop; nobody reacts = the planned schedule
pub mod segment; // the rule language over those columns
pub mod session; // commands, history, selection
pub mod simulate; // reactions by draw, replications, KPIs
pub mod sketch; // a first plan in the calculators' words, and what it comes to
pub mod store; // saving: envelopes, shelves, migrations
pub mod view; // a sequence laid out to be looked at: rows, boxes and edges
pub mod words; // a forecast's numbers and a schedule's days as sentences, titles and tables
pub mod worker; // messages between page and worker, and the work behind them

#[cfg(feature = "app")]
pub mod browser; // storage, tabs, files, workers
#[cfg(feature = "module")]
pub mod module; // the engine for JavaScript
#[cfg(feature = "app")]
pub mod ui; // what is seen

//! Messages between page and worker, and the work behind them. Knows every pure module, no browser.

mod data; // the list, its views and its schedule
mod host; // what a job asks of where it runs
mod import; // a file into a list
mod job; // which request is whose
mod lists; // lists in and out of storage
pub mod protocol; // what is said
mod record; // the record that a list starts from
pub mod shelf; // where lists lie
mod simulation; // ranges of replications
mod words; // what a worker is doing

pub use host::{Host, cancelled};
pub use job::{Rest, Worker, rest};
pub use record::new_record;
pub use words::{doing, reason};

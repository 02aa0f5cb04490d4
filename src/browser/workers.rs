//! The page's side of the workers: ask, hear how far it is, get the answer; start a worker when it is first asked, and a new one
//! when it has died. Knows the protocol; keeps no column and computes nothing.

mod client;
mod data;
mod import;
mod lists; // questions about the open list
mod simulators;

pub use client::{Asked, Busy, Client, Stop};
pub use data::{Data, ScheduleRows};
pub use import::{Import, Imported};
pub use simulators::Simulators;

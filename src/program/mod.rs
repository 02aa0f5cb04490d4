//! Plan, columns and calendars compiled to flat operations. The only place where a step gets its meaning.
//!
//! [`compile`] turns a sequence into a [`Program`]; a [`Cohort`] holds who runs through it. Both travel between workers as
//! bytes. It must not know of queues, draws or screens.

mod code;
mod cohort;
mod held;

pub use code::{Damaged, Program, compile};
pub use cohort::{Candidate, Cohort};
pub use held::{HeldBack, HoldCause};

//! Plan, columns and calendars compiled to flat operations. The only place where a step gets its meaning.
//!
//! [`compile`] turns a sequence into a [`Program`]; a [`Cohort`] holds who runs through it; a [`Timetable`] answers "when"
//! for both. Program and cohort travel between workers as bytes, the timetable is laid out where they arrive. It must not
//! know of queues, draws or screens.

mod answer;
mod changes;
mod code;
mod cohort;
mod compile;
mod gather;
mod hash;
mod held;
mod timetable;
mod together;

pub use crate::audience::Standing;
pub use answer::unanswerable;
pub use changes::SetValues;
pub(crate) use code::{
    Arrivals, Assumptions, Expr, Loop, NONE, Op, OwnerInfo, Rails, RatedTouches, SenderInfo, TouchInfo,
};
pub use code::{Damaged, Program};
pub use cohort::{Candidate, Cohort, Facts};
pub(crate) use cohort::{Member, Reach};
pub use compile::compile;
pub(crate) use hash::{mix, pick};
pub use held::{HeldBack, HoldCause};
pub(crate) use timetable::{LocalDays, Timetable, span_days};
pub use together::{Sequenced, Together, all_in_turns};

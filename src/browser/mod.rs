//! What only a browser can do: storage, tabs, files, the clock, workers. The one place beside `ui` that names the DOM.
//! Holds no rules and no words of the domain beyond what it stores and sends.

pub mod clock; // now, today, zone, fresh numbers
pub mod files; // choose, read, save
mod js; // futures and look-ups that JavaScript makes awkward
pub mod local; // localStorage: plans and preferences
pub mod tabs; // one tab edits a plan, the others read

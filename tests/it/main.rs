//! All native tests: one binary, one file a subject.
#![expect(clippy::unwrap_used, reason = "where a test cannot go on it should stop")]

mod answers;
mod audience;
mod bounds;
mod cadence;
mod calendar;
mod cases;
mod chart;
mod consent;
mod cutting;
mod digest;
mod do_not_contact;
mod doubles;
mod durable;
mod encodings;
mod evidence;
mod faults;
mod gather;
mod ics;
mod interop;
mod job;
mod keep;
mod kinds;
mod laws;
mod layers;
mod lean;
mod message;
mod model;
mod nesting;
mod one_number;
mod oracle;
mod outline;
mod pace;
mod plan_schema;
mod reactions;
mod rules;
mod schedule;
mod schema;
mod segment;
mod session;
mod simulate;
mod spread;
mod standing;
mod store;
mod stored;
mod team;
mod template;
mod template_facts;
mod update;
mod view;
mod walk;
mod words;

#[path = "../seeded/mod.rs"]
mod seeded;

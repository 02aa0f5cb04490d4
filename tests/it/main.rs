//! All native tests: one binary, one file a subject.

mod calendar;

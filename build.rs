//! Generates the zone table (see src/calendar/zone.rs).
fn main() {}

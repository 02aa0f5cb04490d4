//! From older schemas to the one this version reads, one numbered step after the other. Knows JSON, not the typed plan.

use serde_json::Value;

use crate::model::SCHEMA;

/// Step n leads from schema n to schema n + 1; the first is at 0 and leads from 1 to 2.
const STEPS: &[fn(&mut Value)] = &[from_1];

// contiguous: every schema before this one has its step
const _: () = assert!(STEPS.len() as u32 + 1 == SCHEMA);

/// Schema 2 adds fields alone, and what they say where they are missing is what schema 1 meant: nothing has to be rewritten.
fn from_1(_: &mut Value) {}

/// Brings a plan of an older schema (1 or more) up to date.
pub(super) fn to_current(plan: &mut Value, schema: u32) {
    for step in STEPS.iter().skip(schema.saturating_sub(1) as usize) {
        step(plan);
    }
    if let Some(plan) = plan.as_object_mut() {
        plan.insert("schema".to_owned(), Value::from(SCHEMA));
    }
}

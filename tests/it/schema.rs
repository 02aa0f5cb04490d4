//! The JSON Schemas of plan and schedule are generated from the types. `UPDATE_SCHEMA=1 cargo test --features schema` rewrites them.
#![cfg(feature = "schema")]

use std::path::Path;

use cadenza::interop::{SCHEDULE_SCHEMA, ScheduleFile};
use cadenza::model::{Plan, SCHEMA};
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// The committed schema must be what the types say.
fn holds((name, version): (&str, u32), title: &str, schema: schemars::Schema) {
    let mut schema = schema.to_value();
    schema["title"] = title.into();
    schema["$id"] = format!("urn:cadenza:{name}:{version}").into();
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(format!("{name}.schema.json"));
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed.parse::<Value>().ok() == Some(schema),
        "schema/{name}.schema.json is not what the types say: run UPDATE_SCHEMA=1 cargo test --features schema schema",
    );
}

fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12()
}

#[test]
fn the_schema_of_plans_is_what_the_types_say() {
    holds(("plan", SCHEMA), "Cadenza plan", settings().into_generator().into_root_schema_for::<Plan>());
}

#[test]
fn the_schema_of_schedules_is_what_the_types_say() {
    let generator = settings().for_serialize().into_generator();
    holds(
        ("schedule", SCHEDULE_SCHEMA),
        "Cadenza schedule",
        generator.into_root_schema_for::<ScheduleFile>(),
    );
}

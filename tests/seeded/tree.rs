//! Places in a tree of JSON by number, in reading order: what changes a file anywhere needs one of them.

use serde_json::Value;

/// How many places a tree has, itself one of them.
pub fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(values) => values.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// The nth place of a tree.
pub fn nth<'v>(value: &'v mut Value, n: &mut usize) -> Option<&'v mut Value> {
    if *n == 0 {
        return Some(value);
    }
    *n -= 1;
    match value {
        Value::Array(values) => values.iter_mut().find_map(|value| nth(value, n)),
        Value::Object(fields) => fields.values_mut().find_map(|value| nth(value, n)),
        _ => None,
    }
}

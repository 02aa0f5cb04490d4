//! The published schema of plans and the reader of plans say the same: what the schema allows is read. What only makes sense together
//! (a reference to a step that exists, days of an ad) no schema can say; that is put right with a word, which is not what is asked here.

use std::collections::BTreeSet;

use cadenza::store::read_plan;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::seeded::Seeded;

fn schema() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/plan.schema.json");
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

struct Schema {
    root: Value,
}

impl Schema {
    fn target<'s>(&'s self, node: &'s Value) -> Option<&'s Value> {
        let name = node["$ref"].as_str()?.strip_prefix("#/$defs/")?;
        Some(&self.root["$defs"][name])
    }

    /// Whether a value could be what a part of the schema describes: enough to tell the alternatives of `oneOf` and `anyOf` apart.
    fn fits(&self, node: &Value, value: &Value) -> bool {
        if let Some(constant) = node.get("const") {
            return constant == value;
        }
        if self.target(node).is_some_and(|target| !self.fits(target, value)) {
            return false;
        }
        let is_typed = |name: &Value| match name.as_str() {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("null") => value.is_null(),
            Some("boolean") => value.is_boolean(),
            _ => value.is_number(),
        };
        let types = match &node["type"] {
            Value::Array(names) => names.iter().any(is_typed),
            Value::Null => true,
            name => is_typed(name),
        };
        let required = node["required"].as_array().into_iter().flatten();
        let has_all = required.filter_map(Value::as_str).all(|name| value.get(name).is_some());
        let properties = node["properties"].as_object().into_iter().flatten();
        let constants = properties
            .filter(|(_, property)| property.get("const").is_some())
            .all(|(name, property)| value.get(name) == property.get("const"));
        types && has_all && constants
    }

    /// Puts in, at every place, each key that may be left out and is: with what says nothing there.
    fn say_nothing(&self, node: &Value, value: &mut Value, said: &mut Vec<String>, path: &str) {
        if let Some(target) = self.target(node) {
            self.say_nothing(target, value, said, path);
        }
        for word in ["oneOf", "anyOf"] {
            let fitting = node[word].as_array().into_iter().flatten().find(|one| self.fits(one, value));
            if let Some(fitting) = fitting {
                self.say_nothing(fitting, value, said, path);
            }
        }
        if let (Some(items), Value::Array(values)) = (node.get("items"), &mut *value) {
            for (index, value) in values.iter_mut().enumerate() {
                self.say_nothing(items, value, said, &format!("{path}[{index}]"));
            }
        }
        let Value::Object(fields) = value else { return };
        if let Some(pattern) = node["patternProperties"].as_object().and_then(|of| of.values().next()) {
            for (name, value) in fields.iter_mut() {
                self.say_nothing(pattern, value, said, &format!("{path}.{name}"));
            }
        }
        let required: BTreeSet<&str> =
            node["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, property) in node["properties"].as_object().into_iter().flatten() {
            match fields.get_mut(name) {
                Some(value) => self.say_nothing(property, value, said, &format!("{path}.{name}")),
                None if required.contains(name.as_str()) => {}
                None => {
                    fields.insert(name.clone(), self.nothing(property));
                    said.push(format!("{path}.{name}"));
                }
            }
        }
    }

    /// What a key says that might as well be left out.
    fn nothing(&self, node: &Value) -> Value {
        let nullable = |node: &Value| node["type"].as_array().is_some_and(|of| of.contains(&json!("null")));
        if let Some(default) = node.get("default") {
            return default.clone();
        }
        if nullable(node)
            || node["anyOf"].as_array().is_some_and(|of| of.contains(&json!({ "type": "null" })))
        {
            return Value::Null;
        }
        match node["type"].as_str() {
            Some("string") => json!(""),
            Some("integer" | "number") => json!(0),
            Some("boolean") => json!(false),
            Some("array") => json!([]),
            Some("object") if node.get("patternProperties").is_some() => json!({}),
            other => panic!(
                "a key of type {other:?} may be left out, and the schema does not say what that means: {node}"
            ),
        }
    }

    /// Any value that the schema allows.
    fn any(&self, node: &Value, chance: &mut Seeded, depth: usize) -> Value {
        if let Some(constant) = node.get("const") {
            return constant.clone();
        }
        if let Some(words) = node["enum"].as_array() {
            return words[chance.below(words.len())].clone();
        }
        let mut made = self.target(node).map(|target| self.any(target, chance, depth));
        for word in ["oneOf", "anyOf"] {
            if let Some(ways) = node[word].as_array() {
                let way = &ways[chance.below(ways.len())];
                made = Some(merged(made, self.any(way, chance, depth + 1)));
            }
        }
        let name = match &node["type"] {
            Value::Array(names) => names[chance.below(names.len())].as_str(),
            name => name.as_str(),
        };
        let own = match name {
            Some("object") => self.any_object(node, chance, depth),
            Some("array") => self.any_list(node, chance, depth),
            Some("string") => any_text(node, chance),
            Some("boolean") => json!(chance.once_in(2)),
            Some("null") => Value::Null,
            Some("integer") => {
                let (least, most) = (node["minimum"].as_i64().unwrap_or(-1000), node["maximum"].as_i64());
                let most = most.unwrap_or(if chance.once_in(4) { i64::from(i32::MAX) } else { 40 });
                json!(least + (chance.next() % (most - least + 1) as u64) as i64)
            }
            Some("number") => {
                let (least, most) = (node["minimum"].as_f64(), node["maximum"].as_f64());
                let part = chance.below(1_001) as f64 / 1_000.0;
                let (least, most) = (least.unwrap_or(-1e6), most.unwrap_or(1e6));
                json!(least + part * (most - least))
            }
            _ => return made.unwrap_or_else(|| json!({})),
        };
        merged(made, own)
    }

    fn any_object(&self, node: &Value, chance: &mut Seeded, depth: usize) -> Value {
        let mut fields = Map::new();
        let required: Vec<&str> =
            node["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, property) in node["properties"].as_object().into_iter().flatten() {
            if required.contains(&name.as_str()) || chance.once_in(2) {
                fields.insert(name.clone(), self.any(property, chance, depth + 1));
            }
        }
        for (pattern, property) in node["patternProperties"].as_object().into_iter().flatten() {
            for _ in 0..chance.below(12) {
                fields.insert(id_like(pattern, chance), self.any(property, chance, depth + 1));
            }
        }
        Value::Object(fields)
    }

    fn any_list(&self, node: &Value, chance: &mut Seeded, depth: usize) -> Value {
        if let Some(each) = node["prefixItems"].as_array() {
            return each.iter().map(|item| self.any(item, chance, depth + 1)).collect();
        }
        let n = if depth > 12 { 0 } else { chance.below(4) };
        (0..n).map(|_| self.any(&node["items"], chance, depth + 1)).collect()
    }
}

fn merged(first: Option<Value>, second: Value) -> Value {
    match (first, second) {
        (Some(Value::Object(mut first)), Value::Object(second)) => {
            // the alternative's own keys win: it says which it is
            second.into_iter().for_each(|(name, value)| {
                first.insert(name, value);
            });
            Value::Object(first)
        }
        (Some(first), Value::Object(second)) if second.is_empty() => first,
        (_, second) => second,
    }
}

/// `step-17` for `^step-[0-9]+$`. Each table has numbers of its own, as no number may stand in two.
fn id_like(pattern: &str, chance: &mut Seeded) -> String {
    let kind = pattern.trim_start_matches('^').split('-').next().unwrap_or_default();
    let table = kind.bytes().map(usize::from).sum::<usize>() % 97;
    format!("{kind}-{}", table * 100 + chance.below(20))
}

fn any_text(node: &Value, chance: &mut Seeded) -> Value {
    if let Some(example) = node["examples"].as_array().and_then(|of| of.first()) {
        return example.clone();
    }
    match node["pattern"].as_str() {
        Some(pattern) => json!(id_like(pattern, chance)),
        None => json!(chance.pick(&[
            "",
            "DE",
            "Europe/Berlin",
            "a b",
            "=1+1",
            "\u{202e}x",
            "{{first_name}}",
            "<script>",
            "x\ny"
        ])),
    }
}

/// A plan with every kind of step, and with a record of each table that says no more than it must.
fn golden() -> Value {
    let mut value: Value = include_str!("../golden/plan-1-whole.json").parse().unwrap();
    for (table, id, record) in [
        ("messages", "message-901", json!({ "name": "Bare", "channel": "email" })),
        ("calendars", "calendar-902", json!({ "name": "Bare", "hours": [] })),
        ("owners", "owner-903", json!({ "name": "Bare", "zone": "UTC" })),
        ("senders", "sender-904", json!({ "address": "bare@b.example", "zone": "UTC" })),
        ("scenarios", "scenario-905", json!({ "name": "Bare" })),
        ("sequences", "sequence-906", json!({ "name": "Bare", "entry": { "from": "2026-11-16" } })),
    ] {
        value[table][id] = record;
    }
    value["next_number"] = json!(1_000);
    value
}

#[test]
fn a_key_that_says_nothing_is_read_as_one_that_is_left_out_at_every_place_of_the_schema() {
    let schema = Schema { root: schema() };
    let (plan, problems) = read_plan(golden().to_string().as_bytes()).unwrap();
    assert_eq!(problems, []);
    let mut value = golden();
    let mut said = Vec::new();
    schema.say_nothing(&schema.root, &mut value, &mut said, "");
    for key in [
        "preview",
        "stage",
        "skip_if",
        "days",
        "on",
        "countries",
        "channel",
        "frailty",
        "year",
        "tasks_per_day",
    ] {
        assert!(
            said.iter().any(|path| path.ends_with(&format!(".{key}"))),
            "{key} stands nowhere in {said:?}"
        );
    }
    let (read, problems) = read_plan(value.to_string().as_bytes()).unwrap();
    assert_eq!(problems, []);
    assert_eq!(read, plan);
}

#[test]
fn a_key_that_no_record_knows_is_named_with_its_place_even_when_it_says_nothing() {
    let mut value = golden();
    let step = value["steps"].as_object().unwrap().keys().next().unwrap().clone();
    value["steps"][&step]["colour"] = Value::Null;
    value["settings"]["zone_name"] = json!("");
    let calendar = value["calendars"].as_object().unwrap().keys().next().unwrap().clone();
    value["calendars"][&calendar]["hours"][0]["until"] = json!("9:00");
    let (_, problems) = read_plan(value.to_string().as_bytes()).unwrap();
    let mut paths: Vec<String> = problems.iter().map(|problem| problem.path.clone()).collect();
    paths.sort();
    assert_eq!(
        paths,
        [
            format!("calendars.{calendar}.hours[0].until"),
            "settings.zone_name".to_owned(),
            format!("steps.{step}.colour")
        ]
    );
    assert!(problems.iter().all(|problem| problem.message == "unknown; left out"), "{problems:?}");
}

/// A file that the schema allows, for a seed.
pub fn any_plan(seed: u64) -> Value {
    let schema = Schema { root: schema() };
    let mut value = schema.any(&schema.root, &mut Seeded::new(seed), 0);
    for (key, known) in [
        ("format", json!("cadenza-plan")),
        ("schema", json!(1)),
        ("id", json!("any")),
        ("next_number", json!(20_000)),
    ] {
        value[key] = known;
    }
    value
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_plan_that_the_schema_allows_is_read_record_by_record(seed in any::<u64>()) {
        let value = any_plan(seed);
        let read = read_plan(value.to_string().as_bytes());
        prop_assert!(read.is_ok(), "{:?} of {}", read, value);
        for problem in read.unwrap().1 {
            let words = ["unknown; left out", "missing field", "invalid type", "invalid value", "invalid length", "unknown variant", "too many", "unreadable", "not an object"];
            prop_assert!(!words.iter().any(|word| problem.message.contains(word)), "{}: {} of {}", problem.path, problem.message, value);
        }
    }
}

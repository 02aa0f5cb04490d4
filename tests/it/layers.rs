//! The house's rules about who may know whom, read from the source itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module may import from, beside itself. A new edge is a decision: make it here, in the open.
const ALLOWED: &[(&str, &[&str])] = &[
    ("lean", &[]),
    ("calendar", &["lean"]),
    ("chart", &[]),
    ("model", &["lean", "calendar"]),
    ("audience", &["lean", "calendar", "model"]),
    ("segment", &["lean", "calendar", "model", "audience"]),
    ("message", &["calendar", "model", "audience", "segment"]),
    ("outline", &["lean", "calendar", "model", "segment", "message"]),
    ("program", &["lean", "calendar", "model", "audience", "segment", "message", "outline"]),
    ("schedule", &["lean", "calendar", "model", "program"]),
    ("simulate", &["lean", "calendar", "model", "program", "schedule"]),
    ("words", &["lean", "calendar", "model", "chart", "schedule", "simulate"]),
    (
        "interop",
        &[
            "lean",
            "calendar",
            "model",
            "audience",
            "segment",
            "message",
            "outline",
            "program",
            "schedule",
            "simulate",
            "preflight",
            "store",
        ],
    ),
    (
        "preflight",
        &[
            "lean", "calendar", "model", "audience", "segment", "message", "outline", "program", "schedule",
            "simulate",
        ],
    ),
    ("store", &["lean", "calendar", "model"]),
    ("session", &["lean", "calendar", "model", "outline"]),
    ("sketch", &["calendar", "model", "interop", "simulate", "words"]),
    ("view", &["lean", "calendar", "model", "outline"]),
    (
        "worker",
        &[
            "lean",
            "calendar",
            "model",
            "audience",
            "segment",
            "message",
            "outline",
            "program",
            "schedule",
            "simulate",
            "preflight",
            "interop",
            "store",
        ],
    ),
    ("browser", &["lean", "calendar", "model", "audience", "schedule", "simulate", "store", "worker"]),
    (
        "module",
        &[
            "lean",
            "calendar",
            "model",
            "audience",
            "segment",
            "message",
            "outline",
            "program",
            "schedule",
            "simulate",
            "preflight",
            "interop",
            "store",
        ],
    ),
    (
        "ui",
        &[
            "lean", "calendar", "model", "audience", "segment", "message", "outline", "schedule", "simulate",
            "words", "interop", "session", "sketch", "store", "browser", "worker", "chart", "view",
        ],
    ),
];

/// Rooms that only what is seen may use.
const BROWSER_ONLY: &[&str] = &["browser", "module", "ui"];

fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let text = fs::read_to_string(&path).expect("a source file is text");
                files.push((path, text));
            }
        }
    }
    files.sort();
    files
}

/// The module a file of src/ belongs to: its first folder, or its own name.
fn module_of(path: &Path) -> String {
    let relative =
        path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("it is in src");
    relative.iter().next().expect("it has a name").to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The rooms that a source file names behind `crate::`, each with its line; of a group `crate::{a, b::{c, d}}` every member.
fn imports(text: &str) -> Vec<(usize, String)> {
    let code: Vec<(usize, &str)> = code_lines(text).collect();
    let code: String = code.iter().map(|(number, line)| format!("{number}\u{0}{line}\n")).collect();
    let name = |text: &str| {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    let mut found = Vec::new();
    for (at, word) in code.match_indices("crate::") {
        let line = code[..at].rsplit('\n').next().and_then(|line| line.split('\u{0}').next());
        let number = line.and_then(|number| number.parse().ok()).unwrap_or(0);
        let rest = &code[at + word.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push((number, name(rest)));
            continue;
        };
        // without the numbers of the lines that the group goes over
        let group: String =
            group.lines().map(|line| line.rsplit('\u{0}').next().unwrap_or_default()).collect();
        let (mut depth, mut is_first) = (0, true);
        for (at, c) in group.char_indices() {
            match c {
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                '{' => depth += 1,
                ',' if depth == 0 => is_first = true,
                c if is_first && !c.is_whitespace() => {
                    found.push((number, name(&group[at..])));
                    is_first = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn an_import_is_seen_alone_in_a_group_and_over_several_lines() {
    let text = "use crate::lean::json;\n// use crate::ui;\nuse crate::{outline, segment::{self, Rule},\n    store};\nfn f() { crate::model::g() }\n";
    let found = imports(text).into_iter().map(|(line, name)| format!("{line} {name}")).collect::<Vec<_>>();
    assert_eq!(found, ["1 lean", "3 outline", "3 segment", "3 store", "5 model"]);
}

#[test]
fn modules_import_only_what_they_may() {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let mut bad = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        if module == "lib" || module == "bin" {
            continue;
        }
        let edges = allowed.get(module.as_str()).unwrap_or_else(|| panic!("{module} has no line in ALLOWED"));
        for (number, target) in imports(&text) {
            if target != module && allowed.contains_key(target.as_str()) && !edges.contains(&target.as_str())
            {
                bad.push(format!("{}:{number}: {module} imports {target}", path.display()));
            }
        }
    }
    assert!(bad.is_empty(), "edges that are not allowed:\n{}", bad.join("\n"));
}

#[test]
fn the_pure_half_names_no_browser_no_clock_and_no_random_source() {
    let words = [
        "web_sys",
        "js_sys",
        "wasm_bindgen",
        "leptos",
        "gloo_",
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "getrandom",
        "thread_rng",
    ];
    let mut bad = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        if BROWSER_ONLY.contains(&module.as_str()) || module == "bin" || module == "lib" {
            continue;
        }
        for (number, line) in code_lines(&text) {
            for word in words.iter().filter(|word| line.contains(**word)) {
                bad.push(format!("{}:{number}: names {word}", path.display()));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn only_the_calendar_names_chrono() {
    let bad: Vec<String> = sources()
        .into_iter()
        .filter(|(path, text)| {
            module_of(path) != "calendar" && code_lines(text).any(|(_, line)| line.contains("chrono::"))
        })
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn components_and_charts_know_no_domain_type() {
    let mut bad = Vec::new();
    for (path, text) in sources() {
        let place = path.to_string_lossy().into_owned();
        if !(place.contains("src/ui/components") || place.contains("src/ui/charts")) {
            continue;
        }
        for (number, line) in code_lines(&text) {
            for module in [
                "model", "audience", "segment", "session", "schedule", "simulate", "worker", "store",
                "program",
            ] {
                if line.contains(&format!("crate::{module}")) {
                    bad.push(format!("{place}:{number}: names {module}"));
                }
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn every_file_says_what_it_is_in_its_first_line() {
    let bad: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(bad.is_empty(), "no //! at the top of:\n{}", bad.join("\n"));
}

#[test]
fn nothing_is_left_for_later_without_a_name() {
    let marks = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["todo", "!("].concat(),
        ["unimplemented", "!("].concat(),
    ];
    let mut bad = Vec::new();
    for (path, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark.as_str())) {
                bad.push(format!("{}:{}", path.display(), number + 1));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn types_are_read_and_written_by_the_one_json_and_numbers_by_the_one_parser() {
    // each further reader or writer is instantiated for every type; std's tables weigh more than the code that uses them
    let words = ["serde_json::from_", "serde_json::to_", "parse::<f64>", "parse::<f32>", ".to_uppercase()"];
    let mut bad = Vec::new();
    for (path, text) in sources() {
        if ["lean", "module"].contains(&module_of(&path).as_str()) {
            continue;
        }
        for (number, line) in code_lines(&text) {
            if words.iter().any(|word| line.contains(word)) {
                bad.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(bad.is_empty(), "crate::lean does it in fewer bytes:\n{}", bad.join("\n"));
}

//! What is fuzzed: the fixtures an input is made from, how it is made, and what must hold of whatever was read.

use std::path::Path;
use std::sync::OnceLock;

use cadenza::audience::{Columns, People, Reader, sniff};
use cadenza::calendar::{Date, Instant, Zone, ics};
use cadenza::interop::{ExportSource, JsonExport, JsonOptions, ScheduleFile, Template};
use cadenza::model::{Plan, SCHEMA, ZoneName};
use cadenza::outline::{plan_from_text, print, print_team};
use cadenza::program::{self, Cohort};
use cadenza::schedule::plan_schedule;
use cadenza::segment::{self, Evaluator};
use cadenza::session::{Capture, Command, Session};
use cadenza::store::{self, Envelope, MemoryShelf, PlanShelf, read_plan, write_plan};
use serde_json::Value;

use crate::mutate;
use crate::seeded::Seeded;

/// Something that reads what others wrote.
pub struct Target {
    pub name: &'static str,
    /// What inputs are made from.
    pub fixtures: fn() -> Vec<Vec<u8>>,
    pub make: fn(&mut Seeded, &[Vec<u8>]) -> Vec<u8>,
    /// Reads an input; panics where it does not hold what must hold.
    pub run: fn(&[u8]),
}

pub const TARGETS: &[Target] = &[
    Target {
        name: "csv",
        fixtures: || files(&["tests/fixtures/csv", "static/demo"]),
        make: mutate::table,
        run: csv,
    },
    Target { name: "rule", fixtures: rules, make: mutate::lines, run: rule },
    Target { name: "outline", fixtures: outlines, make: mutate::lines, run: outline },
    Target { name: "plan", fixtures: plans, make: mutate::json, run: plan },
    Target { name: "schedule", fixtures: schedules, make: mutate::json, run: schedule },
    Target { name: "template", fixtures: || files(&["templates"]), make: mutate::lines, run: template },
    Target { name: "holidays", fixtures: calendars, make: mutate::lines, run: holidays },
    Target { name: "columns", fixtures: stored, make: chunks, run: columns },
    Target { name: "log", fixtures: logs, make: log_lines, run: log },
    Target { name: "slots", fixtures: plans, make: slots, run: open_slots },
];

fn file(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn files(folders: &[&str]) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    for folder in folders {
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "csv" || ending == "txt") {
                paths.push(path);
            }
        }
    }
    // a seed must name the same input everywhere
    paths.sort();
    let read = paths.iter().map(|path| std::fs::read(path).unwrap());
    read.map(|bytes| if bytes.len() > 16 << 10 { bytes[..16 << 10].to_vec() } else { bytes }).collect()
}

fn text(input: &[u8]) -> Option<&str> {
    std::str::from_utf8(input).ok()
}

fn is_sound(plan: &Plan) {
    assert_eq!(plan.broken_invariants(), []);
    assert_eq!(plan.bad_values(), []);
}

// ---- contact lists --------------------------------------------------------------------------------------------------------

fn csv(input: &[u8]) {
    let Ok(sniffed) = sniff(input) else { return };
    let read = |step: usize| {
        let mut reader = Reader::new(&sniffed.options);
        input.chunks(step).try_for_each(|part| reader.feed(part))?;
        reader.finish()
    };
    let whole = read(1 << 16);
    let Ok(raw) = whole else { return };
    let imported = raw.import(&sniffed.mapping(), 1);
    let columns = &imported.columns;
    assert_eq!(columns.len(), imported.report.rows_kept as usize);
    if input.len() < 4 << 10 {
        let again = read(7).expect("what reads whole reads in parts").import(&sniffed.mapping(), 1);
        assert_eq!(again.columns, *columns, "the parts that a file comes in change nothing");
    }
    assert_eq!(Columns::from_chunks(&columns.to_chunks()).as_ref(), Ok(columns));
    People::of(columns, Zone::UTC);
}

fn list() -> &'static Columns {
    static LIST: OnceLock<Columns> = OnceLock::new();
    LIST.get_or_init(|| {
        let bytes = file("static/demo/contacts.csv");
        let sniffed = sniff(&bytes).unwrap();
        let mut reader = Reader::new(&sniffed.options);
        reader.feed(&bytes).unwrap();
        reader.finish().unwrap().import(&sniffed.mapping(), 1).columns
    })
}

fn stored() -> Vec<Vec<u8>> {
    let lists = files(&["tests/fixtures/csv"]).into_iter().filter_map(|bytes| {
        let sniffed = sniff(&bytes).ok()?;
        let mut reader = Reader::new(&sniffed.options);
        reader.feed(&bytes).ok()?;
        Some(reader.finish().ok()?.import(&sniffed.mapping(), 1).columns.to_chunks())
    });
    lists.map(|chunks| framed(&chunks)).collect()
}

/// Chunks in one input, each behind its length.
fn framed(chunks: &[Vec<u8>]) -> Vec<u8> {
    let framed = chunks
        .iter()
        .flat_map(|chunk| (chunk.len() as u32).to_le_bytes().into_iter().chain(chunk.iter().copied()));
    framed.collect()
}

fn unframed(mut input: &[u8]) -> Vec<Vec<u8>> {
    let mut chunks = Vec::new();
    while let Some((length, rest)) = input.split_first_chunk::<4>() {
        let end = (u32::from_le_bytes(*length) as usize).min(rest.len());
        chunks.push(rest[..end].to_vec());
        input = &rest[end..];
    }
    chunks
}

fn chunks(chance: &mut Seeded, fixtures: &[Vec<u8>]) -> Vec<u8> {
    let mut chunks = unframed(&fixtures[chance.below(fixtures.len())]);
    let at = chance.below(chunks.len());
    match chance.below(6) {
        0 => drop(chunks.remove(at)),
        1 => {
            let other = unframed(&fixtures[chance.below(fixtures.len())]);
            let from = chance.below(other.len());
            chunks[at] = other[from].clone();
        }
        _ => chunks[at] = mutate::bytes(chance, &chunks[at..=at]),
    }
    framed(&chunks)
}

fn columns(input: &[u8]) {
    let Ok(columns) = Columns::from_chunks(&unframed(input)) else { return };
    for column in columns.columns() {
        (0..column.len()).for_each(|row| drop(column.value(row).to_string()));
    }
    People::of(&columns, Zone::UTC);
}

// ---- text -----------------------------------------------------------------------------------------------------------------

fn today() -> Date {
    Date::new(2026, 11, 16).unwrap()
}

fn rules() -> Vec<Vec<u8>> {
    [
        "title contains one of revops, sales ops and employees between 50 and 1000",
        "country is one of DE, AT and not (do not call is yes or opted out of email is yes)",
        "last contacted more than 30 days ago or last contacted is empty",
        "tag is one of webinar, \"trade fair\" and created on within last 90 days",
        "none of (title like \"*intern*\", email ends with \"@gmail.com\", state starts with Bav)",
        "any of (employees at least 50, fit score > 70, all of (in segment \"Core\", city known))",
        "cart abandoned on 2026-11-16 and purchase count = 0",
    ]
    .map(|rule| rule.as_bytes().to_vec())
    .to_vec()
}

/// A plan whose segments rules may name.
fn with_segments() -> &'static Plan {
    static PLAN: OnceLock<Plan> = OnceLock::new();
    PLAN.get_or_init(golden)
}

fn rule(input: &[u8]) {
    let Some(input) = text(input) else { return };
    let plan = with_segments();
    let Ok(rule) = segment::parse(input, plan) else { return };
    assert_eq!(rule.misfit(), None, "what the text says fits its field");
    let printed = segment::print(&rule, plan);
    assert_eq!(segment::parse(&printed, plan).as_ref(), Ok(&segment::normal(rule.clone())), "{printed}");
    let evaluator = Evaluator::new(list(), today(), &plan.segments);
    if let Ok(matched) = evaluator.matches(&rule) {
        assert!(matched.count() as usize <= list().len());
    }
}

fn outlines() -> Vec<Vec<u8>> {
    let mut all = files(&["tests/cases"]);
    all.push(file("tests/golden/plan-1.outline.txt"));
    all.push(file("tests/golden/whole.txt"));
    let templates = files(&["templates"]).into_iter().filter_map(|bytes| {
        let template = Template::read(text(&bytes)?).ok()?;
        let plan = template.instantiate("plan", 1, today()).ok()?;
        let outline = print(&plan.plan, plan.sequence);
        Some(format!("{}{outline}", print_team(&plan.plan)).into_bytes())
    });
    all.extend(templates);
    all
}

fn outline(input: &[u8]) {
    let Some(input) = text(input) else { return };
    let read = plan_from_text(input);
    assert_eq!(read.plan.broken_invariants(), []);
    if read.problems.is_empty() {
        assert_eq!(read.plan.bad_values(), [], "what cannot run is said");
    }
    if let Some(sequence) = read.sequence {
        let printed = format!("{}{}", print_team(&read.plan), print(&read.plan, sequence));
        let again = plan_from_text(&printed);
        if read.problems.is_empty() {
            assert_eq!(
                again.problems,
                [],
                "what was read without a problem is printed so that it reads:\n{printed}"
            );
        }
        program::compile(&read.plan, sequence);
    }
}

fn template(input: &[u8]) {
    let Some(input) = text(input) else { return };
    let Ok(template) = Template::read(input) else { return };
    if let Ok(made) = template.instantiate("plan", 1, today()) {
        is_sound(&made.plan);
        program::compile(&made.plan, made.sequence);
    }
}

fn calendars() -> Vec<Vec<u8>> {
    let own = file("tests/golden/schedule.ics");
    let event = |start: &str, more: &str| {
        format!(
            "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{start}\r\nSUMMARY;LANGUAGE=en:Day\\, off\r\n{more}END:VEVENT\r\n"
        )
    };
    let days = [
        event("20261224", "DTEND;VALUE=DATE:20261227\r\n"),
        event("20270101", "RRULE:FREQ=YEARLY\r\n"),
        event("20270201", "DURATION:P3D\r\n"),
        event("20271224T090000Z", "BEGIN:VALARM\r\nSUMMARY:not this\r\nEND:VALARM\r\n"),
    ];
    let calendar = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", days.concat());
    vec![calendar.into_bytes(), own]
}

fn holidays(input: &[u8]) {
    let found = ics::days(&String::from_utf8_lossy(input));
    assert!(found.days.len() <= ics::MOST_DAYS);
}

// ---- files of plans and schedules -----------------------------------------------------------------------------------------

fn golden() -> Plan {
    read_plan(&file("tests/golden/plan-1-whole.json")).unwrap().0
}

fn plans() -> Vec<Vec<u8>> {
    let mut all = vec![file("tests/golden/plan-1-whole.json"), file("tests/golden/plan-1.json")];
    let templates = files(&["templates"]).into_iter().filter_map(|bytes| {
        let made = Template::read(text(&bytes)?).ok()?.instantiate("plan", 1, today()).ok()?;
        Some(write_plan(&made.plan).into_bytes())
    });
    all.extend(templates);
    all
}

fn plan(input: &[u8]) {
    let Ok((plan, _)) = read_plan(input) else { return };
    is_sound(&plan);
    let (again, problems) = read_plan(write_plan(&plan).as_bytes()).expect("what we write we read");
    assert_eq!(problems, []);
    assert_eq!(again, plan);
    for sequence in plan.sequences.keys() {
        program::compile(&plan, *sequence);
        print(&plan, *sequence);
    }
    print_team(&plan);
}

fn schedules() -> Vec<Vec<u8>> {
    let bytes = file("static/demo/contacts.csv");
    let head: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').take(6).collect();
    let head = head.concat();
    let sniffed = sniff(&head).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(&head).unwrap();
    let columns = reader.finish().unwrap().import(&sniffed.mapping(), 1).columns;
    let people = People::of(&columns, Zone::UTC);
    // the whole plan asks for columns that this list does not have: only what can run over it has a schedule
    let plain = read_plan(&file("tests/golden/plan-1.json")).unwrap().0;
    let plans = [golden(), plain];
    let all = plans.iter().flat_map(|plan| plan.sequences.keys().map(move |sequence| (plan, *sequence)));
    let schedules = all.filter_map(|(plan, sequence)| {
        let (program, _) = program::compile(plan, sequence);
        let cohort = Cohort::of_list(&program, plan, &columns, &people, today()).ok()?;
        let schedule = plan_schedule(&program, &cohort);
        let source = ExportSource {
            plan,
            sequence,
            also: &[],
            schedule: &schedule,
            columns: &columns,
            people: &people,
            list_name: "Six",
            launch: None,
            exported_at: "2026-11-24T09:30:00Z",
        };
        Some(JsonExport::whole(&source, JsonOptions::default()).into_bytes())
    });
    schedules.collect()
}

fn schedule(input: &[u8]) {
    let Some(input) = text(input) else { return };
    let Ok(file) = ScheduleFile::read(input) else { return };
    let written = serde_json::to_string(&file).unwrap();
    assert_eq!(ScheduleFile::read(&written).as_ref(), Ok(&file));
}

// ---- what a browser keeps -------------------------------------------------------------------------------------------------

/// A plan with a history, and the log of it.
fn edited() -> &'static (Plan, String) {
    static EDITED: OnceLock<(Plan, String)> = OnceLock::new();
    EDITED.get_or_init(|| {
        let mut session = Session::new(golden());
        let steps: Vec<_> = session.plan().steps.keys().copied().collect();
        for (index, id) in steps.into_iter().enumerate() {
            let command = match index % 4 {
                0 => Command::MoveUp(id),
                1 => Command::DuplicateSteps(vec![id]),
                2 => Command::MoveDown(id),
                _ => Command::DeleteSteps(vec![id]),
            };
            let _ = session.apply(command, Capture::Now);
        }
        session.undo();
        session.undo();
        (session.plan().clone(), session.log(7))
    })
}

fn logs() -> Vec<Vec<u8>> {
    vec![edited().1.clone().into_bytes()]
}

/// Lines of a log, or the JSON within one.
fn log_lines(chance: &mut Seeded, fixtures: &[Vec<u8>]) -> Vec<u8> {
    if chance.once_in(2) {
        return mutate::lines(chance, fixtures);
    }
    let log = String::from_utf8_lossy(&fixtures[chance.below(fixtures.len())]).into_owned();
    let mut lines: Vec<String> = log.lines().map(str::to_owned).collect();
    let at = 1 + chance.below(lines.len() - 1);
    if let Some(mut value) = lines[at].get(1..).and_then(|json| json.parse::<Value>().ok()) {
        mutate::tree(chance, &mut value);
        lines[at] = format!("{}{value}", &lines[at][..1]);
    }
    (lines.join("\n") + "\n").into_bytes()
}

fn log(input: &[u8]) {
    let Some(input) = text(input) else { return };
    let mut session = Session::new(edited().0.clone());
    let count = session.resume(input, 7, || None);
    for _ in 0..count {
        session.undo();
        is_sound(session.plan());
    }
    while session.redo().is_some() {
        is_sound(session.plan());
    }
}

/// Stands between the texts of the two slots of an input.
const BETWEEN: &str = "\u{1e}";

/// Two slots: plans cut about and sealed again, or what was sealed cut about.
fn slots(chance: &mut Seeded, fixtures: &[Vec<u8>]) -> Vec<u8> {
    let slot = |chance: &mut Seeded| {
        let body = match chance.below(3) {
            0 => fixtures[chance.below(fixtures.len())].clone(),
            _ => mutate::json(chance, fixtures),
        };
        let body = String::from_utf8_lossy(&body).into_owned();
        let revision = [0, 1, 7, u64::MAX][chance.below(4)];
        let (schema, at) = ([SCHEMA, SCHEMA, SCHEMA + 1, 0][chance.below(4)], Instant(chance.next() as i32));
        let (_, text) = Envelope::seal(&body, ("plan", "Plan"), schema, revision, at);
        match chance.below(4) {
            0 => String::from_utf8_lossy(&mutate::bytes(chance, &[text.into_bytes()])).into_owned(),
            _ => text,
        }
    };
    let first = slot(chance);
    let second = slot(chance);
    format!("{first}{BETWEEN}{second}").into_bytes()
}

fn open_slots(input: &[u8]) {
    let input = String::from_utf8_lossy(input);
    let shelf = MemoryShelf::default();
    for (name, text) in ["a", "b"].iter().zip(input.split(BETWEEN)) {
        shelf.set(&format!("cadenza.plan.plan.{name}"), text).unwrap();
    }
    store::list_plans(&shelf).unwrap();
    let mut opened = store::open(&shelf, "plan").unwrap();
    let is_newer = opened.newer.is_some();
    let plan = opened.plan.unwrap_or_else(|| Plan::new("plan", "Plan", 1, ZoneName::from("UTC")));
    is_sound(&plan);
    if !is_newer {
        opened.saver.mark_changed();
        opened.saver.save(&shelf, &plan, Instant(0));
        let again = store::open(&shelf, "plan").unwrap();
        if again.saver.revision() > 0 {
            is_sound(&again.plan.expect("what was saved opens"));
        }
    }
}

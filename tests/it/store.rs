//! Saving survives what storage does wrong; a plan file is read as far as it can be, and bombs are refused.

use std::fs;
use std::path::Path;

use cadenza::audience::{Columns, People};
use cadenza::calendar::{Instant, Zone};
use cadenza::model::*;
use cadenza::outline::{plan_from_text, print};
use cadenza::program::{Cohort, compile};
use cadenza::store::*;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::seeded::tree::{count, nth};

const PLAN: &str = r#"
calendar "Office": Mon-Fri 9:00-17:00; holidays 2026-12-25 "Christmas"
owner "Mara": 60 minutes a day, Europe/Berlin, calendar "Office"
sender "mara@out.example": cap 50 a day, Europe/Berlin, owner "Mara"
sequence "Cold outbound – größer"
enter all
  54 a business day, from 2026-11-16
  calendar "Office"
  goal 6 meetings
email "Intro" 9:00-11:30
wait 1 business day
call "First call" 10:00-12:00, owner, 6 min, no phone: exit
if talked "First call" and country is DE
  email "What we said"
otherwise
  email "Two numbers", reply to "Intro"
end
await opened "Intro", at most 3 days
  until Tue, Thu 10:00, not the same day
timed out
  day 5
end
split A 50, B 45, hold-out 5
  arm A
    linkedin invite "Invitation"
  arm B
    linkedin message "Message"
  arm hold-out
    stop "not a fit"
end
task "Research"
leave when replied, meeting booked
"#;

fn plan() -> Plan {
    let read = plan_from_text(PLAN);
    assert_eq!(read.problems, []);
    let mut plan = read.plan;
    plan.id = "demo".to_owned();
    let message = MessageId(plan.fresh_number());
    let text = Message {
        name: "Hello".to_owned(),
        channel: ChannelKind::Email,
        subject: "Your order forms".to_owned(),
        preview: String::new(),
        body: "Hi {{first_name | there}},\n\nhow are you?".to_owned(),
    };
    Diff::put(&plan, message, Some(text)).apply(&mut plan);
    let segment = SegmentId(plan.fresh_number());
    let country =
        Condition { field: Field::Std(StdField::Country), test: Test::OneOf(vec!["DE".to_owned()]) };
    let rule = Rule::All(vec![Rule::Is(country), Rule::None(vec![])]);
    Diff::put(&plan, segment, Some(Segment { name: "Germans".to_owned(), rule })).apply(&mut plan);
    let scenario = ScenarioId(plan.fresh_number());
    let source = Source { kind: SourceKind::Vendor, text: "a study".to_owned(), year: Some(2025) };
    let rate = Rate {
        of: RateOf::Nth { channel: ChannelKind::Email, nth: 1 },
        outcome: EventKind::Replied,
        value: Probability::new(0.02).unwrap(),
        per: Denominator::Enrolled,
        source: source.clone(),
    };
    let delay = Delay {
        channel: ChannelKind::Email,
        outcome: EventKind::Replied,
        median_minutes: 480.0,
        sigma: 1.6,
        source,
    };
    let assumptions =
        Scenario { name: "Usual".to_owned(), rates: vec![rate], delays: vec![delay], ..Scenario::default() };
    Diff::put(&plan, scenario, Some(assumptions)).apply(&mut plan);
    let settings = Settings { scenario: Some(scenario), demo: true, ..(*plan.settings).clone() };
    Diff::settings(&plan, settings).apply(&mut plan);
    assert_eq!(plan.broken_invariants(), []);
    plan
}

fn renamed(name: &str) -> Plan {
    let mut plan = plan();
    let settings = Settings { name: name.to_owned(), ..(*plan.settings).clone() };
    Diff::settings(&plan, settings).apply(&mut plan);
    plan
}

fn at(minute: i32) -> Instant {
    Instant(29_000_000 + minute)
}

/// A shelf on which "first" and then "second" were saved.
fn shelf_of_two() -> (MemoryShelf, Saver) {
    let shelf = MemoryShelf::default();
    let mut saver = open(&shelf, "demo").unwrap().saver;
    assert_eq!(saver.save(&shelf, &renamed("first"), at(1)), &SaveState::Saved { at: at(1) });
    assert_eq!(saver.save(&shelf, &renamed("second"), at(2)), &SaveState::Saved { at: at(2) });
    (shelf, saver)
}

fn opened_name(shelf: &MemoryShelf) -> Option<String> {
    open(shelf, "demo").unwrap().plan.map(|plan| plan.settings.name.clone())
}

// ---- two slots ----

#[test]
fn what_was_saved_is_opened_again_and_saving_goes_on() {
    let (shelf, saver) = shelf_of_two();
    let opened = open(&shelf, "demo").unwrap();
    assert_eq!(opened.plan.unwrap(), renamed("second"));
    assert_eq!((opened.problems, opened.quarantined, opened.slot), (vec![], vec![], Some(SlotName::B)));
    assert_eq!((opened.saver.revision(), opened.saver.state()), (saver.revision(), saver.state()));
    let mut saver = opened.saver;
    saver.mark_changed();
    assert_eq!(saver.state(), &SaveState::Saving);
    saver.save(&shelf, &renamed("third"), at(3));
    assert_eq!(opened_name(&shelf).as_deref(), Some("third"));
    let keys = ["cadenza.plan.demo.a", "cadenza.plan.demo.b"];
    assert_eq!(shelf.keys().unwrap(), keys);
    let cards = list_plans(&shelf).unwrap();
    assert_eq!(cards.len(), 1);
    assert_eq!((cards[0].name.as_str(), cards[0].saved_at, cards[0].revision), ("third", Some(at(3)), 3));
    delete_plan(&shelf, "demo").unwrap();
    assert_eq!(list_plans(&shelf).unwrap(), []);
}

#[test]
fn the_body_of_a_slot_is_the_plan_as_it_is() {
    let (shelf, _) = shelf_of_two();
    let text = shelf.get("cadenza.plan.demo.b").unwrap().unwrap();
    let (head, body) = text.split_once('\n').unwrap();
    let head: Value = serde_json::from_str(head).unwrap();
    assert_eq!(head["revision"], 2);
    assert_eq!(head["length"], body.len());
    assert_eq!(read_plan(body.as_bytes()).unwrap(), (renamed("second"), vec![]));
}

#[test]
fn a_save_that_dies_at_any_byte_leaves_a_whole_version() {
    let (shelf, saver) = shelf_of_two();
    let length = shelf.get("cadenza.plan.demo.a").unwrap().unwrap().len();
    // every byte of the head, one in eleven of the body, every byte of the end
    for bytes in (0..=length).filter(|at| *at < 500 || at % 11 == 0 || at + 20 > length) {
        for torn in [false, true] {
            let (shelf, mut saver) = (copy(&shelf), saver.clone());
            let fault = if torn {
                Faults { torn: Some(bytes), ..Faults::default() }
            } else {
                Faults { dies: Some(bytes), ..Faults::default() }
            };
            shelf.fail(fault);
            let saved = matches!(saver.save(&shelf, &renamed("third"), at(3)), SaveState::Saved { .. });
            assert!(!saved || (torn && bytes >= length), "said to be saved at {bytes}");
            shelf.fail(Faults::default());
            let opened = open(&shelf, "demo").unwrap();
            let name = opened.plan.unwrap().settings.name.clone();
            assert!(name == "second" || (bytes >= length && name == "third"), "{name} at {bytes}");
            // and the saver gets over it by itself
            assert_eq!(saver.save(&shelf, &renamed("fourth"), at(4)), &SaveState::Saved { at: at(4) });
            assert_eq!(opened_name(&shelf).as_deref(), Some("fourth"));
            if bytes % 97 != 0 {
                break;
            }
        }
    }
}

fn copy(shelf: &MemoryShelf) -> MemoryShelf {
    let copy = MemoryShelf::default();
    for key in shelf.keys().unwrap() {
        copy.set(&key, &shelf.get(&key).unwrap().unwrap()).unwrap();
    }
    copy
}

#[test]
fn a_full_storage_is_said_and_keeps_what_was_saved() {
    let (shelf, mut saver) = shelf_of_two();
    let both: usize =
        shelf.keys().unwrap().iter().map(|k| k.len() + shelf.get(k).unwrap().unwrap().len()).sum();
    for quota in [0, 1_000, both / 2, both - 2] {
        shelf.fail(Faults { quota: Some(quota), ..Faults::default() });
        let state = saver.save(&shelf, &renamed("third"), at(3));
        assert_eq!(state, &SaveState::NotSaved(NotSaved::Full));
        assert_eq!(opened_name(&shelf).as_deref(), Some("second"));
    }
    assert_eq!(NotSaved::Full.to_string(), "storage is full");
    shelf.fail(Faults::default());
    assert_eq!(saver.save(&shelf, &renamed("third"), at(3)), &SaveState::Saved { at: at(3) });
}

#[test]
fn a_blocked_storage_keeps_the_plan_in_the_tab() {
    let shelf = MemoryShelf::default();
    let mut saver = open(&shelf, "demo").unwrap().saver;
    shelf.fail(Faults { blocked: true, ..Faults::default() });
    assert_eq!(open(&shelf, "demo").unwrap_err(), ShelfError::Blocked);
    assert_eq!(saver.save(&shelf, &plan(), at(1)), &SaveState::KeptInTabOnly);
    let tab = MemoryShelf::for_this_tab();
    let mut saver = open(&tab, "demo").unwrap().saver;
    assert_eq!(saver.save(&tab, &plan(), at(1)), &SaveState::KeptInTabOnly);
    assert_eq!(open(&tab, "demo").unwrap().plan.unwrap(), plan());
}

#[test]
fn a_shelf_that_cannot_be_read_is_not_written() {
    let (shelf, mut saver) = shelf_of_two();
    shelf.fail(Faults { unreadable: true, ..Faults::default() });
    assert!(open(&shelf, "demo").is_err(), "so there is no saver either");
    assert!(matches!(saver.save(&shelf, &renamed("third"), at(3)), SaveState::NotSaved(NotSaved::Other(_))));
    shelf.fail(Faults::default());
    assert_eq!(opened_name(&shelf).as_deref(), Some("second"));
}

#[test]
fn what_another_tab_saved_is_not_written_over() {
    let (shelf, mut mine) = shelf_of_two();
    let mut theirs = open(&shelf, "demo").unwrap().saver;
    theirs.save(&shelf, &renamed("theirs"), at(3));
    let state = mine.save(&shelf, &renamed("mine"), at(4));
    assert_eq!(state, &SaveState::NotSaved(NotSaved::ChangedElsewhere));
    assert_eq!(opened_name(&shelf).as_deref(), Some("theirs"));
    mine.set_read_only(true);
    assert_eq!(mine.save(&shelf, &renamed("mine"), at(4)), &SaveState::ReadOnly);
}

#[test]
fn any_changed_byte_is_noticed_and_kept_aside() {
    let (shelf, _) = shelf_of_two();
    let text = shelf.get("cadenza.plan.demo.b").unwrap().unwrap();
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at) && text.is_char_boundary(at + 1)) {
        // every byte of the head, one in seven of the body
        if at > 300 && at % 7 != 0 {
            continue;
        }
        let shelf = copy(&shelf);
        let other = if &text[at..=at] == "x" { "y" } else { "x" };
        let damaged = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        shelf.set("cadenza.plan.demo.b", &damaged).unwrap();
        let opened = open(&shelf, "demo").unwrap();
        assert_eq!(opened.plan.unwrap().settings.name, "first", "byte {at}");
        assert_eq!(opened.quarantined.len(), 1);
        assert_eq!(opened.quarantined[0].key, "cadenza.quarantine.1");
        assert_eq!(opened.quarantined[0].text, damaged);
        assert_eq!(shelf.get("cadenza.quarantine.1").unwrap().unwrap(), damaged);
        // opened again nothing is put aside twice, and saving goes on
        let mut opened = open(&shelf, "demo").unwrap();
        assert_eq!(opened.quarantined, []);
        assert_eq!(
            opened.saver.save(&shelf, &renamed("next"), self::at(5)),
            &SaveState::Saved { at: self::at(5) }
        );
        assert_eq!(list_quarantined(&shelf).unwrap().len(), 1);
    }
}

#[test]
fn two_damaged_slots_are_both_kept_and_nothing_is_made_up() {
    let shelf = MemoryShelf::default();
    shelf.set("cadenza.plan.demo.a", "rubbish").unwrap();
    shelf.set("cadenza.plan.demo.b", "{}\nmore rubbish").unwrap();
    let opened = open(&shelf, "demo").unwrap();
    assert!(opened.plan.is_none());
    let kept: Vec<_> = opened.quarantined.iter().map(|q| q.text.as_str()).collect();
    assert_eq!(kept, ["rubbish", "{}\nmore rubbish"]);
    assert_eq!(list_quarantined(&shelf).unwrap().len(), 2);
    discard_quarantined(&shelf, "cadenza.quarantine.1").unwrap();
    discard_quarantined(&shelf, "cadenza.plan.demo.a").unwrap();
    assert_eq!(list_quarantined(&shelf).unwrap().len(), 1);
}

#[test]
fn damaged_bytes_that_cannot_be_put_aside_are_not_written_over() {
    let (shelf, _) = shelf_of_two();
    shelf.set("cadenza.plan.demo.a", "rubbish").unwrap();
    shelf.fail(Faults { quota: Some(0), ..Faults::default() });
    let opened = open(&shelf, "demo").unwrap();
    assert_eq!(opened.quarantined[0].key, "cadenza.plan.demo.a");
    let mut saver = opened.saver;
    shelf.fail(Faults::default());
    let state = saver.save(&shelf, &renamed("third"), at(3));
    assert_eq!(state, &SaveState::NotSaved(NotSaved::DamagedInTheWay));
    assert_eq!(shelf.get("cadenza.plan.demo.a").unwrap().unwrap(), "rubbish");
    saver.release_damaged();
    assert_eq!(saver.save(&shelf, &renamed("third"), at(3)), &SaveState::Saved { at: at(3) });
}

#[test]
fn a_newer_schema_is_opened_to_look_at_and_never_written() {
    let shelf = MemoryShelf::default();
    let mut body: Value = serde_json::to_value(renamed("from the future")).unwrap();
    body["schema"] = json!(SCHEMA + 1);
    body["settings"]["hologram"] = json!(true);
    let (_, text) = Envelope::seal(&body.to_string(), ("demo", "from the future"), SCHEMA + 1, 7, at(9));
    shelf.set("cadenza.plan.demo.a", &text).unwrap();
    let opened = open(&shelf, "demo").unwrap();
    assert_eq!(opened.plan.unwrap().settings.name, "from the future");
    assert_eq!(opened.newer, Some(SCHEMA + 1));
    let mut saver = opened.saver;
    assert_eq!(saver.save(&shelf, &plan(), at(10)), &SaveState::ReadOnly);
    assert_eq!(shelf.get("cadenza.plan.demo.a").unwrap().unwrap(), text);
    let refused = read_plan(body.to_string().as_bytes()).unwrap_err();
    assert_eq!(refused, FileError::Newer(SCHEMA + 1));
}

#[test]
fn a_saved_plan_with_something_unknown_is_kept_whole_beside() {
    let shelf = MemoryShelf::default();
    let mut body: Value = serde_json::to_value(plan()).unwrap();
    body["settings"]["hologram"] = json!(true);
    let body = body.to_string();
    let (_, text) = Envelope::seal(&body, ("demo", "x"), SCHEMA, 7, at(9));
    shelf.set("cadenza.plan.demo.a", &text).unwrap();
    let opened = open(&shelf, "demo").unwrap();
    assert_eq!(opened.plan.unwrap(), plan());
    assert_eq!(opened.problems[0].path, "settings.hologram");
    assert_eq!(opened.quarantined[0].text, body);
    assert_eq!(list_quarantined(&shelf).unwrap().len(), 1);
    open(&shelf, "demo").unwrap();
    assert_eq!(list_quarantined(&shelf).unwrap().len(), 1, "once is enough");
}

// ---- files ----

fn golden(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() && !path.exists() {
        let plan = match name {
            "plan-1-whole.json" | "plan-2-consent.json" => {
                let text = if name.starts_with("plan-1") { "whole.txt" } else { "whole-2.txt" };
                let whole = cadenza::interop::Template::read(&golden(text)).unwrap();
                whole.instantiate("whole", 7, "2026-11-24".parse().unwrap()).unwrap().plan
            }
            "plan-2-fit.json" => plan_with_fit(),
            "plan-2-launch.json" => plan_looked_through(),
            _ => plan(),
        };
        let text = match name.ends_with(".json") {
            true => write_plan(&plan),
            false => print(&plan, *plan.sequences.keys().next().unwrap()),
        };
        fs::write(&path, text).unwrap();
    }
    fs::read_to_string(path).unwrap()
}

/// The golden files are never changed again: what was saved once loads for ever.
#[test]
fn a_plan_of_schema_1_loads_for_ever() {
    let (plan, problems) = read_plan(golden("plan-1.json").as_bytes()).unwrap();
    assert_eq!(problems, []);
    assert_eq!(plan.id, "demo");
    assert_eq!(print(&plan, *plan.sequences.keys().next().unwrap()), golden("plan-1.outline.txt"));
    assert_eq!(plan.scenarios.values().next().unwrap().rates[0].value.get(), 0.02);
    assert_eq!(plan.messages.len() + plan.segments.len() + plan.owners.len() + plan.senders.len(), 4);
}

/// Schema 1 is frozen: this file holds every kind of step and wait, exit and entry it knows, and loads for ever.
#[test]
fn a_plan_with_everything_that_schema_1_knows_loads_for_ever() {
    let (plan, problems) = read_plan(golden("plan-1-whole.json").as_bytes()).unwrap();
    assert_eq!(problems, []);
    assert_eq!(plan.broken_invariants(), []);
    let whole = cadenza::interop::Template::read(&golden("whole.txt")).unwrap();
    let made = whole.instantiate("whole", 7, "2026-11-24".parse().unwrap()).unwrap();
    assert_eq!(print(&plan, *plan.sequences.keys().next().unwrap()), print(&made.plan, made.sequence));
    // nothing that schema 1 can say is missing from the file
    let kinds: std::collections::BTreeSet<&str> =
        plan.steps.values().filter_map(|step| step.kind.touch()).map(|touch| touch.channel.name()).collect();
    assert_eq!(kinds.len(), cadenza::model::ChannelKind::ALL.len());
    let text = golden("plan-1-whole.json");
    for word in [
        "wait",
        "await",
        "branch",
        "split",
        "repeat",
        "action",
        "end",
        "until_date",
        "skip_if",
        "goal_reached",
        "business_hours",
    ] {
        assert!(text.contains(&format!("\"{word}\"")), "{word}");
    }
}

/// Schema 2, as it was when sequences began to ask for consent (G8): loads for ever.
#[test]
fn a_plan_of_schema_2_that_asks_for_consent_loads_for_ever() {
    let text = golden("plan-2-consent.json");
    assert!(text.contains("\"schema\": 2"));
    let (plan, problems) = read_plan(text.as_bytes()).unwrap();
    assert_eq!(problems, []);
    let sequence = *plan.sequences.keys().next().unwrap();
    assert_eq!(plan.sequences[&sequence].consent[..2], cadenza::model::ConsentRule::cold());
    let made = cadenza::interop::Template::read(&golden("whole-2.txt")).unwrap();
    let made = made.instantiate("whole", 7, "2026-11-24".parse().unwrap()).unwrap();
    assert_eq!(print(&plan, sequence), print(&made.plan, made.sequence));
}

/// Schema 2, as it was when time came to be whole: hours over midnight, days off in a row, holidays of the contact's place, months, fixed
/// dates.
#[test]
fn a_plan_of_schema_2_with_dates_and_months_loads_for_ever() {
    let (plan, problems) = read_plan(golden("plan-2-time.json").as_bytes()).unwrap();
    assert_eq!(problems, []);
    let team = "calendar \"Office\": Mon-Fri 9:00-17:00, Fri 22:00-2:00; holidays of the contact, DE, 2026-12-24 to 2027-01-01 \"Closed\"\n\
        sender \"a@out.example\": Europe/Berlin\n";
    assert_eq!(cadenza::outline::print_team(&plan), team);
    let text = print(&plan, *plan.sequences.keys().next().unwrap());
    for line in ["wait 1 month", "email \"Second\" 22:00-2:00", "until 2027-02-01 9:00"] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    let again = cadenza::outline::plan_from_text(&format!("{team}{text}"));
    assert_eq!(again.problems, []);
}

/// The plan of a golden file before, looked through before launch: a finding is let stand, two points are answered.
fn plan_looked_through() -> Plan {
    let (mut plan, _) = read_plan(golden("plan-2-consent.json").as_bytes()).unwrap();
    let on = "2026-11-30".parse().unwrap();
    let sequence = plan.sequences.keys().next().unwrap().to_string();
    let answer = |point: &str, reason: &str| LaunchAnswer {
        point: point.to_owned(),
        place: sequence.clone(),
        reason: reason.to_owned(),
        on,
    };
    let settings = std::sync::Arc::make_mut(&mut plan.settings);
    settings.silences.push(Silence {
        code: "no_preview".to_owned(),
        place: None,
        reason: "Plain text mails".to_owned(),
        on,
    });
    settings.answers =
        vec![answer("previewed", "Read as five contacts"), answer("of_a_later_version", "Kept")];
    plan
}

/// Schema 2, as it was when answers of the launch check came into it: loads for ever, points that nobody knows included.
#[test]
fn a_plan_of_schema_2_that_was_looked_through_loads_for_ever() {
    let text = golden("plan-2-launch.json");
    let (plan, problems) = read_plan(text.as_bytes()).unwrap();
    assert_eq!(problems, []);
    assert_eq!(plan, plan_looked_through());
    assert_eq!(write_plan(&plan), text);
}

/// The plan of the golden file before, with personas, a fit score and a pilot.
fn plan_with_fit() -> Plan {
    let (mut plan, _) = read_plan(golden("plan-2-consent.json").as_bytes()).unwrap();
    let first = plan.next_number;
    let rule = |text: &str| cadenza::segment::parse(text, &cadenza::segment::NoNames).unwrap();
    let finance = Persona { name: "Finance".into(), rule: rule("title contains any of (CFO, Finance)") };
    Diff::put(&plan, PersonaId(first), Some(finance)).apply(&mut plan);
    let conditions = vec![
        Weighted { rule: Rule::Persona(PersonaId(first)), weight: 30 },
        Weighted { rule: rule("employees >= 500"), weight: -20 },
    ];
    let score = Score { name: "Fit".into(), conditions };
    Diff::put(&plan, ScoreId(first + 1), Some(score)).apply(&mut plan);
    let fits = Rule::Fit(FitTest { score: ScoreId(first + 1), test: Test::AtLeast(60.0) });
    let rule = Rule::All(vec![fits, Rule::Persona(PersonaId(first))]);
    Diff::put(&plan, SegmentId(first + 2), Some(Segment { name: "Good fit".into(), rule })).apply(&mut plan);
    let pilot = Pilot { of: Some(SegmentId(first + 2)), take: Draw::People(60), seed: 42, by_account: true };
    let segment = Segment { name: "Pilot".into(), rule: Rule::Pilot(pilot) };
    Diff::put(&plan, SegmentId(first + 3), Some(segment)).apply(&mut plan);
    plan
}

/// Schema 2, as it was when personas, fit scores and pilots came (G6, G7): loads for ever.
#[test]
fn a_plan_of_schema_2_with_personas_a_fit_score_and_a_pilot_loads_for_ever() {
    let text = golden("plan-2-fit.json");
    assert!(text.contains("\"schema\": 2"));
    let (plan, problems) = read_plan(text.as_bytes()).unwrap();
    assert_eq!(problems, []);
    assert_eq!(plan, plan_with_fit());
}

#[test]
fn a_plan_without_personas_and_scores_means_what_it_meant() {
    let (plan, _) = read_plan(golden("plan-2-consent.json").as_bytes()).unwrap();
    assert!(plan.personas.is_empty() && plan.scores.is_empty());
    assert!(!write_plan(&plan).contains("personas"), "and is written as before");
}

#[test]
fn a_plan_of_schema_1_asks_for_no_consent_and_is_written_as_schema_2() {
    let (plan, _) = read_plan(golden("plan-1-whole.json").as_bytes()).unwrap();
    assert!(plan.sequences.values().all(|sequence| sequence.consent.is_empty()));
    assert_eq!(plan.schema, 2);
}

#[test]
fn consent_that_is_asked_for_in_no_country_there_is_is_asked_for_everywhere() {
    let text = golden("plan-2-consent.json").replace("\"DE\"", "\"Deutschland\"");
    let (plan, problems) = read_plan(text.as_bytes()).unwrap();
    assert!(problems[0].path.ends_with(".consent"), "{problems:?}");
    assert!(plan.sequences.values().next().unwrap().consent[0].countries.is_empty());
}

#[test]
fn a_written_plan_reads_back_the_same() {
    let text = write_plan(&plan());
    assert_eq!(read_plan(text.as_bytes()).unwrap(), (plan(), vec![]));
    let with_mark = format!("\u{feff}{text}");
    assert_eq!(read_plan(with_mark.as_bytes()).unwrap(), (plan(), vec![]));
}

/// The golden plan with a change made to its JSON: what became of it, and the problems.
fn changed(change: impl FnOnce(&mut Value)) -> (Plan, Vec<(String, String)>) {
    let mut value = serde_json::to_value(plan()).unwrap();
    change(&mut value);
    let (plan, problems) = read_plan(value.to_string().as_bytes()).unwrap();
    assert_eq!(plan.broken_invariants(), []);
    assert_eq!(plan.bad_values(), []);
    (plan, problems.into_iter().map(|problem| (problem.path, problem.message)).collect())
}

fn id_of(name: &str) -> String {
    plan().steps.iter().find(|(_, step)| step.name == name).unwrap().0.to_string()
}

#[test]
fn what_is_wrong_in_a_file_is_named_by_its_path_and_the_rest_is_kept() {
    let (intro, numbers) = (id_of("Intro"), id_of("Two numbers"));
    let (plan, problems) = changed(|value| value["steps"][&intro]["colour"] = json!("red"));
    assert_eq!(problems, [(format!("steps.{intro}.colour"), "unknown; left out".to_owned())]);
    assert_eq!(plan, self::plan());

    let (plan, problems) = changed(|value| value["steps"][&intro]["effort_minutes"] = json!("six"));
    assert_eq!(problems[0].0, format!("steps.{intro}.effort_minutes"));
    assert!(problems[0].1.contains("\"six\""), "{problems:?}");
    assert_eq!(plan.steps.len(), self::plan().steps.len() - 1);
    let left: StepId = numbers.parse().unwrap();
    assert_eq!(plan.steps[&left].kind.references(), [], "the reply to it was cleared");

    let (_, problems) = changed(|value| value["steps"][&intro]["kind"] = json!("fax"));
    assert!(problems[0].1.contains("fax"), "{problems:?}");

    let (_, problems) = changed(|value| value["tables"] = json!([1]));
    assert_eq!(problems, [("tables".to_owned(), "unknown; left out".to_owned())]);

    let (_, problems) = changed(|value| value["messages"]["message-x"] = json!({}));
    assert_eq!(problems[0].0, "messages.message-x");

    let (plan, problems) = changed(|value| value["next_number"] = json!(2));
    assert_eq!(problems[0].0, "next_number");
    assert_eq!(plan.next_number, self::plan().next_number);
}

#[test]
fn what_is_not_said_or_said_with_nothing_in_it_is_no_problem() {
    let intro = id_of("Intro");
    let (plan, problems) = changed(|value| {
        value["steps"][&intro]["message"] = Value::Null;
        value["steps"][&intro]["effort_minutes"] = json!(0);
        value["settings"]["list"] = Value::Null;
    });
    assert_eq!(problems, []);
    assert_eq!(plan, self::plan());
}

#[test]
fn a_file_whose_tree_is_broken_is_put_right_with_a_word() {
    let (intro, call) = (id_of("Intro"), id_of("First call"));
    let sequence = plan().sequences.keys().next().unwrap().to_string();
    let (plan, problems) = changed(|value| {
        let body = value["sequences"][&sequence]["body"].as_array_mut().unwrap();
        body.push(json!(intro));
        body.push(json!("step-999"));
        body.retain(|id| id != &json!(call));
    });
    let paths: Vec<&str> = problems.iter().map(|(path, _)| path.as_str()).collect();
    assert!(paths.contains(&format!("sequences.{sequence}.body").as_str()), "{problems:?}");
    assert!(paths.contains(&format!("steps.{call}").as_str()), "{problems:?}");
    assert_eq!(plan.steps.len(), self::plan().steps.len() - 1);
}

#[test]
fn a_group_that_holds_itself_or_nothing_to_choose_from_is_left_out() {
    let plan = plan();
    let group =
        |want: fn(&StepKind) -> bool| plan.steps.iter().find(|(_, s)| want(&s.kind)).unwrap().0.to_string();
    let branch = group(|kind| matches!(kind, StepKind::Branch(_)));
    let (_, problems) = changed(|value| value["steps"][&branch]["otherwise"] = json!([branch]));
    assert!(problems.iter().any(|(path, _)| *path == format!("steps.{branch}")), "{problems:?}");
    let (read, problems) = changed(|value| value["steps"][&branch]["cases"] = json!([]));
    assert!(problems.iter().any(|(_, why)| why.contains("no case")), "{problems:?}");
    assert!(!read.steps.contains_key(&branch.parse().unwrap()));
}

/// A reference that is gone must never let a sequence reach more people, or at night.
#[test]
fn a_missing_segment_has_no_answer_and_a_missing_calendar_is_office_hours() {
    let sequence = plan().sequences.keys().next().unwrap().to_string();
    let (plan, problems) = changed(|value| {
        value["sequences"][&sequence]["segment"] = json!("segment-4711");
        value["sequences"][&sequence]["calendar"] = json!("calendar-4711");
    });
    assert_eq!(problems.len(), 2);
    let record = plan.sequences.values().next().unwrap();
    assert!(matches!(plan.segments[&record.segment.unwrap()].rule, Rule::Unread(_)));
    let hours = plan.calendars[&record.calendar.unwrap()].hours[0];
    assert_eq!((hours.from.to_string(), hours.to.to_string()), ("9:00".to_owned(), "17:00".to_owned()));
}

#[test]
fn what_a_file_says_of_entries_skips_and_other_sequences_never_reaches_more_people() {
    let sequence = plan().sequences.keys().next().unwrap().to_string();
    let (intro, call) = (id_of("Intro"), id_of("First call"));
    let (plan, problems) = changed(|value| {
        value["sequences"][&sequence]["entry"]["on"] =
            json!({ "trigger": "signed_up", "when": { "daily": { "per_day": -3.0, "days": 0 } } });
        value["steps"][&intro]["skip_if"] = json!({ "none": [{ "segment": "segment-4711" }] });
        value["steps"][&call] = json!({ "kind": "action", "what": { "enrol": "sequence-4711" } });
    });
    let whys: Vec<&str> = problems.iter().map(|(_, why)| why.as_str()).collect();
    assert!(whys.contains(&"not how often something can happen; set to 1 a day for 1 days"), "{whys:?}");
    assert!(whys.contains(&"segment-4711 does not exist; the touch is left out for everybody"), "{whys:?}");
    assert!(whys.contains(&"enrols in sequence-4711, which does not exist; left out"), "{whys:?}");
    assert_eq!((plan.broken_invariants(), plan.bad_values()), (vec![], vec![]));
    // still by the event, not everybody at the date
    let entry = &plan.sequences.values().next().unwrap().entry;
    let when = &entry.on.as_ref().unwrap().when;
    assert_eq!(when, &Occurs::Daily { per_day: 1.0, days: 1 });
    let intro: StepId = intro.parse().unwrap();
    assert_eq!(plan.steps[&intro].kind.touch().unwrap().skip_if, Some(Rule::All(vec![])));
    // by a date that is none: by a column that no list has
    let (plan, problems) = changed(|value| {
        value["sequences"][&sequence]["entry"]["on"] =
            json!({ "trigger": "purchase", "when": { "on": { "std": "country" } } });
    });
    assert_eq!(problems.len(), 1, "{problems:?}");
    let entry = &plan.sequences.values().next().unwrap().entry;
    assert_eq!(entry.on.as_ref().unwrap().when, Occurs::On(Field::Custom("country".to_owned())));
}

#[test]
fn segments_in_a_circle_have_no_answer() {
    let id = plan().segments.keys().next().unwrap().to_string();
    let (plan, problems) = changed(|value| value["segments"][&id]["rule"] = json!({ "segment": id }));
    assert_eq!(problems[0].0, format!("segments.{id}.rule"));
    assert_eq!(plan.segments.values().next().unwrap().rule, Rule::Unread("refers to itself".to_owned()));
}

/// G2a: what a file says of a segment that does not read is never read as false, so that `not` cannot let everybody in.
#[test]
fn a_segment_that_could_not_be_read_lets_nobody_in_also_where_it_is_negated() {
    let id = plan().segments.keys().next().unwrap().to_string();
    let sequence = plan().sequences.keys().next().unwrap().to_string();
    let columns = Columns::from_texts(
        vec![1, 2],
        vec![("Email", Field::Std(StdField::Email), vec!["a@a.example", "b@b.example"])],
    );
    let people = People::of(&columns, Zone::UTC);
    let day = "2026-11-16".parse().unwrap();
    let circle = json!({ "segment": id });
    let misfit = json!({ "is": { "field": { "std": "title" }, "test": { "less_than": 5.0 } } });
    for broken in [json!({ "segment": "segment-4711" }), circle, misfit] {
        for asked in [
            json!({ "segment": id }),
            json!({ "none": [{ "segment": id }] }),
            json!({ "any": [{ "all": [] }, { "none": [{ "segment": id }] }] }),
        ] {
            let (plan, problems) = changed(|value| {
                value["segments"][&id]["rule"] = broken.clone();
                value["segments"]["segment-900"] = json!({ "name": "Asked", "rule": asked });
                value["next_number"] = json!(901);
                value["sequences"][&sequence]["segment"] = json!("segment-900");
            });
            assert!(problems.iter().any(|(path, _)| *path == format!("segments.{id}.rule")), "{problems:?}");
            let (program, _) = compile(&plan, sequence.parse().unwrap());
            let refused = Cohort::of_list(&program, &plan, &columns, &people, day).unwrap_err();
            assert!(refused.sentence().contains("could not be read"), "{}", refused.sentence());
            assert!(matches!(refused.place, Place::Segment(_)), "{:?}", refused.place);
        }
    }
    // and where a branch asks: neither way is gone, so nobody enters
    let branch =
        plan().steps.iter().find(|(_, s)| matches!(s.kind, StepKind::Branch(_))).unwrap().0.to_string();
    let (plan, _) = changed(|value| {
        value["segments"][&id]["rule"] = json!({ "segment": id });
        value["steps"][&branch]["cases"][0]["when"] = json!({ "none": [{ "segment": id }] });
    });
    let (program, _) = compile(&plan, sequence.parse().unwrap());
    let refused = Cohort::of_list(&program, &plan, &columns, &people, day).unwrap_err();
    assert_eq!(refused.place, Place::Segment(id.parse().unwrap()));
}

#[test]
fn what_is_no_plan_is_refused_with_its_reason() {
    let refused = |text: &str| read_plan(text.as_bytes()).unwrap_err();
    assert_eq!(refused("[]"), FileError::OtherFormat(None));
    assert_eq!(refused(r#"{"format":"n8n"}"#), FileError::OtherFormat(Some("n8n".to_owned())));
    assert_eq!(refused(r#"{"format":"cadenza-plan"}"#), FileError::NoSchema);
    assert_eq!(refused(r#"{"format":"cadenza-plan","schema":0}"#), FileError::NoSchema);
    assert!(matches!(refused("{\n  \"a\": 1,,\n}"), FileError::NotJson { line: 2, column: 10, .. }));
    assert_eq!(read_plan(&[0x50, 0x4b, 3, 4, 0, 0xff]).unwrap_err(), FileError::Binary);
    assert_eq!(read_plan(b"{\0}").unwrap_err(), FileError::Binary);
}

#[test]
fn a_key_that_stands_twice_is_refused_because_nobody_can_say_which_was_meant() {
    let text = write_plan(&plan());
    let twice = text.replacen("\"settings\": {", "\"settings\": {\n\"seed\": 5,", 1);
    assert_ne!(twice, text);
    let refused = read_plan(twice.as_bytes()).unwrap_err();
    assert!(matches!(&refused, FileError::Doubled { path, .. } if path == "settings.seed"), "{refused:?}");
    assert!(
        refused.to_string().starts_with("settings.seed: the key stands twice, again in line "),
        "{refused}"
    );
    let (key, step) = (id_of("Intro"), id_of("Two numbers"));
    let twice = text.replacen(&format!("\"{step}\": {{"), &format!("\"{key}\": {{"), 1);
    let refused = read_plan(twice.as_bytes()).unwrap_err();
    assert!(
        matches!(&refused, FileError::Doubled { path, .. } if *path == format!("steps.{key}")),
        "{refused:?}"
    );
}

// G2
#[test]
fn a_rule_that_does_not_fit_its_field_is_named_and_never_reaches_more_people() {
    let misfit = json!({ "is": { "field": { "std": "title" }, "test": { "less_than": 5.0 } } });
    let segment = plan().segments.keys().next().unwrap().to_string();
    let (read, problems) = changed(|value| {
        let rule = json!({ "all": [{ "is": { "field": { "custom": "any" }, "test": { "less_than": 5.0 } } }, { "none": [misfit] }] });
        value["segments"][&segment]["rule"] = rule;
    });
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].0, format!("segments.{segment}.rule"));
    assert!(
        problems[0].1.starts_with("Job title is a text, and the test is one for another type"),
        "{problems:?}"
    );
    assert!(matches!(read.segments.values().next().unwrap().rule, Rule::Unread(_)));

    let (intro, branch) = (
        id_of("Intro"),
        plan().steps.iter().find(|(_, step)| matches!(step.kind, StepKind::Branch(_))).unwrap().0.to_string(),
    );
    let (read, problems) = changed(|value| {
        value["steps"][&intro]["skip_if"] =
            json!({ "is": { "field": { "std": "employees" }, "test": "yes" } });
        value["steps"][&branch]["cases"][0]["when"] =
            json!({ "is": { "field": { "std": "tags" }, "test": { "like": "a*" } } });
    });
    let paths: Vec<&str> = problems.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths.len(), 2, "{problems:?}");
    assert!(
        paths.contains(&format!("steps.{intro}.skip_if").as_str())
            && paths.contains(&format!("steps.{branch}.cases[0].when").as_str()),
        "{paths:?}"
    );
    let intro: StepId = intro.parse().unwrap();
    assert_eq!(
        read.steps[&intro].kind.touch().unwrap().skip_if,
        Some(Rule::All(vec![])),
        "left out for everybody"
    );
    let StepKind::Branch(branch) = &read.steps[&branch.parse().unwrap()].kind else { panic!() };
    assert!(matches!(branch.cases[0].when, Rule::Unread(_)));
    assert_eq!(read.steps.len(), plan().steps.len(), "nothing is lost but the condition");
}

#[test]
fn bombs_are_refused_before_anything_is_built() {
    let large = " ".repeat(MAX_BYTES + 1);
    assert_eq!(read_plan(large.as_bytes()).unwrap_err(), FileError::TooLarge(MAX_BYTES + 1));
    let deep = "[".repeat(MAX_NESTING + 1);
    assert_eq!(read_plan(deep.as_bytes()).unwrap_err(), FileError::TooDeep);
    let deep = "{\"a\":".repeat(1_000_000);
    assert_eq!(read_plan(deep.as_bytes()).unwrap_err(), FileError::TooDeep);
    let many = format!("[{}0]", "0,".repeat(MAX_VALUES));
    assert_eq!(read_plan(many.as_bytes()).unwrap_err(), FileError::TooManyValues);
}

#[test]
fn numbers_without_room_to_count_on_are_left_out() {
    let (plan, problems) = changed(|value| {
        value["messages"]["message-4294967295"] =
            value["messages"].as_object().unwrap().values().next().unwrap().clone();
        value["next_number"] = json!(4_294_967_295_u32);
    });
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert_eq!(plan.messages.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever is done to a file, what is read of it is sound.
    #[test]
    fn a_file_with_any_values_swapped_is_read_soundly_or_refused(swaps in proptest::collection::vec((any::<u16>(), any::<u16>()), 1..6)) {
        let mut value = serde_json::to_value(plan()).unwrap();
        for (from, to) in swaps {
            let count = count(&value);
            let taken = nth(&mut value, &mut (usize::from(from) % count)).cloned().unwrap();
            if count < 3_000 && let Some(target) = nth(&mut value, &mut (usize::from(to) % count)) {
                *target = taken;
            }
        }
        if let Ok((plan, problems)) = read_plan(value.to_string().as_bytes()) {
            prop_assert_eq!(plan.broken_invariants(), []);
            prop_assert_eq!(plan.bad_values(), []);
            let (again, none) = read_plan(write_plan(&plan).as_bytes()).unwrap();
            prop_assert_eq!(again, plan, "{:?}", problems);
            prop_assert_eq!(none, vec![]);
        }
    }

    #[test]
    fn every_plan_of_the_editor_reads_back_without_a_problem(commands in crate::session::commands()) {
        let session = crate::session::after(&commands);
        let (read, problems) = read_plan(write_plan(session.plan()).as_bytes()).unwrap();
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(&read, session.plan());
    }
}

// ---- what goes wrong, in any order ----

/// One thing that goes wrong during a save or while a plan is opened; the number says at which byte.
fn fault(kind: u8, k: usize) -> Faults {
    let none = Faults::default();
    match kind % 7 {
        0 | 1 => none,
        2 => Faults { quota: Some(k), ..none },
        3 => Faults { torn: Some(k), ..none },
        4 => Faults { dies: Some(k), ..none },
        5 => Faults { unreadable: true, ..none },
        _ => Faults { blocked: true, ..none },
    }
}

#[test]
fn whatever_room_there_is_the_last_saved_plan_stays() {
    let small = |name: &str| Plan::new("demo", name, 1, ZoneName::from("UTC"));
    let shelf = MemoryShelf::default();
    let mut saver = open(&shelf, "demo").unwrap().saver;
    for (n, name) in ["first", "second"].into_iter().enumerate() {
        saver.save(&shelf, &small(name), at(n as i32));
    }
    let used: usize =
        shelf.keys().unwrap().iter().map(|k| k.len() + shelf.get(k).unwrap().unwrap().len()).sum();
    let longer = small(&"third ".repeat(20));
    for quota in 0..2 * used {
        let (shelf, mut saver) = (copy(&shelf), saver.clone());
        shelf.fail(Faults { quota: Some(quota), ..Faults::default() });
        let is_saved = matches!(saver.save(&shelf, &longer, at(3)), SaveState::Saved { .. });
        assert!(is_saved || saver.state() == &SaveState::NotSaved(NotSaved::Full), "{quota}");
        assert_eq!(is_saved, opened_name(&shelf) == Some(longer.settings.name.clone()), "{quota}");
        assert!(is_saved || opened_name(&shelf).as_deref() == Some("second"), "{quota}");
        assert!(!is_saved || quota > used, "{quota}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Saves and openings in any order, each with any fault at any byte: what was last said to be saved is there, or what was written
    /// whole after it; and a shelf that works again is written again.
    #[test]
    fn the_last_saved_plan_is_never_lost(steps in proptest::collection::vec((any::<bool>(), any::<u8>(), 0_usize..1_200), 1..25)) {
        let shelf = MemoryShelf::default();
        let mut saver = open(&shelf, "demo").unwrap().saver;
        let mut saved: Option<String> = None;
        let mut tried: Vec<String> = Vec::new();
        for (number, (is_save, kind, k)) in steps.into_iter().enumerate() {
            let number = number as i32;
            shelf.fail(fault(kind, k));
            if is_save {
                let name = format!("plan {number}");
                let plan = Plan::new("demo", &name, 1, ZoneName::from("UTC"));
                tried.push(name.clone());
                if matches!(saver.save(&shelf, &plan, at(number)), SaveState::Saved { .. }) {
                    saved = Some(name);
                    tried.clear();
                }
            } else if let Ok(opened) = open(&shelf, "demo") {
                saver = opened.saver;
            }
            shelf.fail(Faults::default());
            let there = opened_name(&copy(&shelf));
            prop_assert!(there == saved || there.as_ref().is_some_and(|name| tried.contains(name)), "{there:?} and not {saved:?}");
        }
        // All is well again: after an opening the plan can be saved, damaged bytes are aside and none of them is gone.
        let mut opened = open(&shelf, "demo").unwrap();
        let plan = Plan::new("demo", "the end", 1, ZoneName::from("UTC"));
        prop_assert_eq!(opened.saver.save(&shelf, &plan, at(99)), &SaveState::Saved { at: at(99) });
        let there = opened_name(&shelf);
        prop_assert_eq!(there.as_deref(), Some("the end"));
    }
}

#[test]
fn a_slot_whose_revision_leaves_none_for_the_next_save_is_not_trusted_and_saving_goes_on() {
    let shelf = MemoryShelf::default();
    let (_, text) = Envelope::seal(&write_plan(&plan()), ("demo", "x"), SCHEMA, u64::MAX, at(9));
    shelf.set("cadenza.plan.demo.a", &text).unwrap();
    let mut opened = open(&shelf, "demo").unwrap();
    assert!(opened.plan.is_none() && !opened.quarantined.is_empty());
    opened.saver.save(&shelf, &plan(), at(10));
    assert_eq!(opened.saver.revision(), 1);
    assert!(open(&shelf, "demo").unwrap().plan.is_some());
}

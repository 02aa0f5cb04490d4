//! The schedule as iCalendar (RFC 5545): what an owner finds in the calendar, and that any calendar can read it.

use std::path::Path;

use cadenza::audience::{Columns, People};
use cadenza::calendar::Zone;
use cadenza::interop::{IcsExport, IcsOptions, ics_escape, ics_fold};
use cadenza::model::{Field, OwnerId, StdField};
use cadenza::outline::plan_from_text;
use cadenza::program::{Cohort, compile};
use cadenza::schedule::plan_schedule;
use proptest::prelude::*;

use super::interop::World;

const TEXT: &str = r#"
calendar "Office": Mon-Fri 9:00-17:00
owner "Mara": 60 minutes a day, Europe/Berlin, calendar "Office"
owner "Tomás": 60 minutes a day, Europe/Berlin, calendar "Office"
sender "mara@out.example": cap 40 a day, Europe/Berlin, owner "Mara"
sender "tomas@out.example": cap 40 a day, Europe/Berlin, owner "Tomás"
sequence "Köln; first, second"
enter all
  from 2026-11-30
  calendar "Office"
email "Intro" 9:00-11:30
wait 1 business day
call "First call" 10:00-12:00, owner, 6 min, no phone: skip
if talked "First call"
  task "Send what was asked for", owner, 10 min
end
leave when replied, meeting booked
"#;

fn world() -> World {
    let made = plan_from_text(TEXT);
    assert_eq!(made.problems, []);
    let (plan, sequence) = (made.plan, made.sequence.unwrap());
    let list = [
        ("First Name", StdField::FirstName, ["Ann", "Ben", "Cem"]),
        ("Last Name", StdField::LastName, ["Lee", "Ørsted \\ Söhne", ""]),
        ("Email", StdField::Email, ["ann@a.example", "ben@b.example", "cem@c.example"]),
        ("Phone", StdField::DirectPhone, ["+49 30 5550101", "+49 30 5550102", ""]),
        ("Company", StdField::Company, ["A GmbH", "B; B, and \"B\"", "C"]),
        ("Country", StdField::Country, ["DE", "DE", "DE"]),
        ("Owner", StdField::Owner, ["Mara", "Tomás", "Mara"]),
    ];
    let columns = Columns::from_texts(
        vec![1, 2, 3],
        list.into_iter().map(|(name, field, texts)| (name, Field::Std(field), texts.to_vec())).collect(),
    );
    let people = People::of(&columns, Zone::UTC);
    let (program, _) = compile(&plan, sequence);
    let today = plan.sequences[&sequence].entry.from;
    let cohort = Cohort::of_list(&program, &plan, &columns, &people, today).unwrap();
    World { schedule: plan_schedule(&program, &cohort), plan, sequence, columns, people }
}

fn ics(world: &World, options: IcsOptions) -> String {
    IcsExport::whole(&world.exported("2026-11-24T09:30:15Z"), options)
}

fn owner(world: &World, name: &str) -> OwnerId {
    *world.plan.owners.iter().find(|(_, owner)| owner.name == name).unwrap().0
}

const ALL: IcsOptions = IcsOptions { owner: None, automatic: true };

/// RFC 5545, 3.1: a line end and one white space are taken out.
fn unfold(text: &str) -> String {
    text.replace("\r\n ", "").replace("\r\n\t", "")
}

/// The events of a file, as their lines.
fn events(text: &str) -> Vec<Vec<String>> {
    unfold(text)
        .split("BEGIN:VEVENT\r\n")
        .skip(1)
        .map(|event| event.split("END:VEVENT").next().unwrap().lines().map(str::to_owned).collect())
        .collect()
}

fn value<'a>(event: &'a [String], name: &str) -> &'a str {
    event.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap_or_default()
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => match letters.next() {
                Some('n') => out.push('\n'),
                Some(c) => out.push(c),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

#[test]
fn work_by_hand_is_busy_as_long_as_its_effort() {
    let text = ics(&world(), IcsOptions::default());
    let events = events(&text);
    let call = events.iter().find(|e| value(e, "SUMMARY") == r"Call: First call – Ann Lee\, A GmbH").unwrap();
    // entry on Monday 30 November 9:00, the call a business day later, from 10:00 in Berlin
    assert_eq!((value(call, "DTSTART"), value(call, "DTEND")), ("20261201T090000Z", "20261201T090600Z"));
    assert_eq!((value(call, "TRANSP"), value(call, "STATUS")), ("OPAQUE", "CONFIRMED"));
    let said = unescape(value(call, "DESCRIPTION"));
    for line in [
        "Sequence: Köln; first, second",
        "Step: First call",
        "Phone: +49 30 5550101",
        "Owner: Mara",
        "For the contact: 2026-12-01T10:00:00+01:00 Europe/Berlin",
        "Cancel when: replied, meeting booked, opted out of this channel",
    ] {
        assert!(said.lines().any(|known| known == line), "{line} is not in\n{said}");
    }
    assert!(!text.contains("ATTENDEE"), "nobody is invited");
    assert!(
        !events.iter().any(|event| value(event, "SUMMARY").contains("Intro")),
        "mails stay out unless asked for"
    );
    assert!(
        !events.iter().any(|event| value(event, "SUMMARY").contains("First call – Cem")),
        "Cem has no phone"
    );
}

#[test]
fn what_goes_out_by_itself_and_what_may_never_happen_is_free_time() {
    let events = events(&ics(&world(), ALL));
    let mail = events.iter().find(|e| value(e, "SUMMARY").starts_with("Email: Intro – Ann")).unwrap();
    assert_eq!((value(mail, "TRANSP"), value(mail, "DTEND")), ("TRANSPARENT", ""));
    let task = events.iter().find(|e| value(e, "SUMMARY").starts_with("Task: Send")).unwrap();
    assert_eq!((value(task, "TRANSP"), value(task, "STATUS")), ("TRANSPARENT", "TENTATIVE"));
    assert!(unescape(value(task, "DESCRIPTION")).contains("Only if: talked \"First call\""));
}

#[test]
fn an_owner_gets_a_file_of_their_own() {
    let world = world();
    let of =
        |name, automatic| events(&ics(&world, IcsOptions { owner: Some(owner(&world, name)), automatic }));
    let (mara, tomas) = (of("Mara", false), of("Tomás", false));
    assert_eq!(mara.len() + tomas.len(), events(&ics(&world, IcsOptions::default())).len());
    assert!(tomas.iter().all(|event| value(event, "SUMMARY").contains("Ben")));
    assert!(of("Tomás", true).iter().any(|event| value(event, "SUMMARY").starts_with("Email: Intro – Ben")));
    let source = world.exported("2026-11-24T09:30:00Z");
    let nobody = IcsExport::new(&source, IcsOptions { owner: Some(OwnerId(999)), automatic: true });
    assert_eq!(nobody.n_events(&source), 0);
}

#[test]
fn a_later_export_moves_events_and_doubles_none() {
    let world = world();
    let uids = |text: &str| {
        let mut uids: Vec<String> = events(text).iter().map(|event| value(event, "UID").to_owned()).collect();
        uids.sort();
        uids
    };
    let first = ics(&world, ALL);
    let later = IcsExport::whole(&world.exported("2027-01-01T00:00:00+02:00"), ALL);
    assert_eq!(uids(&first), uids(&later));
    let n = uids(&first).len();
    let mut distinct = uids(&first);
    distinct.dedup();
    assert_eq!(distinct.len(), n);
    assert_eq!(value(&events(&first)[0], "DTSTAMP"), "20261124T093015Z");
    assert_eq!(value(&events(&later)[0], "DTSTAMP"), "20261231T220000Z", "stamps are UTC");
}

#[test]
fn the_file_is_the_one_that_was_looked_at() {
    let text = ics(&world(), ALL);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/schedule.ics");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(path).unwrap_or_default(), "UPDATE_GOLDEN=1 rewrites it");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    for line in text.split("\r\n") {
        assert!(!line.contains(['\n', '\r']) && line.len() <= 75, "{line}");
    }
}

proptest! {
    #[test]
    fn folding_never_cuts_a_character_and_unfolds_to_what_it_was(text in "([a-z;,é–日𝄐 ]|\t){0,400}") {
        let folded = ics_fold(&text);
        for line in folded.split("\r\n") {
            prop_assert!(line.len() <= 75, "{} octets", line.len());
        }
        prop_assert_eq!(unfold(&folded), text);
    }

    #[test]
    fn escaped_text_reads_back_and_stands_on_one_line(text in "([a-zA-Z;,\\\\n:\"é日 ]|\n){0,200}") {
        let escaped = ics_escape(&text);
        prop_assert!(!escaped.contains(['\n', '\r']));
        prop_assert_eq!(unescape(&escaped), text);
    }
}

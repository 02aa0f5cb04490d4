//! A cadence as people paste it.

use cadenza::interop::{Cadence, Template, looks_like_cadence, read_cadence};
use cadenza::model::{Plan, StepKind};
use cadenza::outline::print;
use proptest::prelude::*;

fn read(text: &str) -> Cadence {
    read_cadence(text).unwrap_or_else(|problem| panic!("{problem}"))
}

fn plan(text: &str) -> Plan {
    let template = Template::read(&read(text).template).unwrap_or_else(|problems| panic!("{problems:?}"));
    template
        .instantiate("p", 1, "2026-11-30".parse().unwrap())
        .unwrap_or_else(|problems| panic!("{problems:?}"))
        .plan
}

/// The steps of the plan, as the outline writes them.
fn steps(text: &str) -> Vec<String> {
    let plan = plan(text);
    let sequence = *plan.sequences.keys().next().unwrap();
    let text = print(&plan, sequence);
    let steps = text.lines().filter(|line| {
        ["day ", "email", "call", "linkedin", "whatsapp", "sms", "task", "ad ", "in-app", "wait"]
            .iter()
            .any(|word| line.starts_with(word))
    });
    steps.map(str::to_owned).collect()
}

#[test]
fn a_table_of_day_channel_purpose_and_text_becomes_a_sequence() {
    let text = "Day | Channel | Purpose | Text\n1 | Email | Open | Who types your orders?\n2 | LinkedIn | Be seen | Invitation with a note\n4 | Call | Ask | You run orders, right?\n";
    let cadence = read(text);
    assert_eq!((cadence.touches, cadence.channels.len(), cadence.last_day), (3, 3, 4));
    assert_eq!(
        steps(text),
        [
            "email \"Open\"",
            "day 2",
            "linkedin invite \"Be seen\", owner, 3 min",
            "day 4",
            "call \"Ask\", owner, 6 min, no phone: skip",
        ]
    );
    let plan = plan(text);
    let bodies: Vec<&str> = plan.messages.values().map(|message| message.body.as_str()).collect();
    assert_eq!(bodies, ["Who types your orders?", "Invitation with a note", "You run orders, right?"]);
}

#[test]
fn what_was_guessed_is_said_with_its_row() {
    let text = "Day\tType\tNotes\n0\tEmail\tHello\n\tPigeon\tFly\nWeek 2\tLinkedIn\t\n+2\tLinkedIn\tSecond\n";
    let cadence = read(text);
    assert_eq!(
        cadence.guesses,
        [
            "Row 3: “Pigeon” is no channel that is known: it is a task",
            "Row 4: “Week 2” is day 6, five business days a week",
            "Row 4: the first “LinkedIn” is an invitation, later ones are messages",
            "Day 0 is the day of entry, so every day counts one more",
        ]
    );
    assert!(steps(text).iter().any(|step| step.starts_with("linkedin message")));
}

#[test]
fn other_shapes_read_too() {
    // a sheet's CSV with quotes
    assert_eq!(steps("Day,Touch,Subject\n1,Email,\"Yes, you\"\n3,\"SMS\",\n")[0], "email \"Yes, you\"");
    // a Markdown table
    assert_eq!(steps("| Day | Channel |\n|---|---|\n| 1 | Phone call |\n| 5 | E-Mail |\n").len(), 3);
    // a chat
    let chat = "- Day 1: Email - Introduce\n- Day 3: Call - Ask for ten minutes\n- Day 3: LinkedIn message\n";
    assert_eq!(steps(chat)[0], "email \"Introduce\"");
    assert_eq!(steps(chat).len(), 4);
    // no header at all
    let bare = read("1\tEmail\tOpen\n2\tCall\tAsk\n");
    assert_eq!(bare.guesses, ["There is no header: the columns were read as day, channel, purpose"]);
}

#[test]
fn what_is_no_cadence_is_refused_with_its_place() {
    let fails = |text: &str| read_cadence(text).unwrap_err().to_string();
    assert_eq!(fails("Day | Channel\n3 | Email\n1 | Call\n"), "Row 3: day 1 comes after day 3");
    assert_eq!(fails("Day | Channel\nsoon | Email\n"), "Row 2: “soon” is no day: write a number, such as 3");
    assert_eq!(fails("Day | Channel\n | Email\n"), "Row 2: the first touch has no day");
    assert!(fails("").starts_with("Nothing to read"));
    assert!(fails("First name,Email\nAda,ada@example.com\n").starts_with("A cadence needs a column of days"));
    assert!(fails(&"x".repeat(300_000)).starts_with("This is longer"));
}

#[test]
fn a_list_of_people_is_no_cadence() {
    assert!(!looks_like_cadence("First Name,Last Name,Email,Phone\nAda,L,ada@example.com,1\n"));
    assert!(looks_like_cadence("Day,Channel,Text\n1,Email,Hi\n"));
}

proptest! {
    #[test]
    fn whatever_reads_becomes_a_plan(
        rows in prop::collection::vec((0..40_u32, "(Email|Call|LinkedIn|LinkedIn message|SMS|Gift|[a-z\"|{}#]{0,12})", "[ -~]{0,90}", "[ -~\n]{0,60}"), 1..12)
    ) {
        let mut day = 0;
        let mut text = "Day\tChannel\tPurpose\tText\n".to_owned();
        for (more, channel, purpose, body) in rows {
            day += more;
            text.push_str(&format!("{day}\t{channel}\t{purpose}\t{}\n", body.replace('\n', "<br>")));
        }
        if let Ok(cadence) = read_cadence(&text) {
            let template = Template::read(&cadence.template);
            prop_assert!(template.is_ok(), "{:?}\n{}", template, cadence.template);
            let made = template.unwrap().instantiate("p", 1, "2026-11-30".parse().unwrap());
            prop_assert!(made.is_ok(), "{:?}\n{}", made.err(), cadence.template);
            let plan = made.unwrap().plan;
            let touches = plan.steps.values().filter(|step| matches!(step.kind, StepKind::Touch(_))).count();
            prop_assert_eq!(touches, cadence.touches);
        }
    }
}

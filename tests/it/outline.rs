//! A sequence as text: what people type is read, what is printed reads back, what is wrong is named.

use std::fs;
use std::path::Path;

use cadenza::model::{Plan, StepKind};
use cadenza::outline::{parse, plan_from_text, print};
use proptest::prelude::*;

const OUTLINE: &str = r#"
# the whole form
calendar "Sales calendar": Mon-Fri 9:00-17:00
owner "Mara": 60 minutes a day, Europe/Berlin
sequence "Cold outbound"
enter all
  54 a business day, from 2026-11-16
  calendar "Sales calendar"
  goal 6 meetings
  senders: round robin
email "Intro: demo to order form" 9:00-11:30
wait 1 business day
linkedin invite "Invitation with a note", owner, 2 min
call "First call" 10:00-12:00, owner, 6 min, no phone: exit
if talked "First call" and country is DE
  email "What we said"
else if opened   # further cases
  day 3
otherwise
  wait 1 business day
  email "Two numbers" 9:00-11:30, reply to "Intro: demo to order form"
end
await opened "Two numbers", at most 3 days
  call "Call the openers", owner, 6 min, no phone: skip
timed out
  email "Other subject", owner
end
split A 50, B 45, hold-out 5
  arm A
    email "a"
  arm B
    email "b"
  arm hold-out
end
until Tue, Thu 10:00, not the same day
linkedin message "Voice note offer", owner, 3 min
task "Research the account", owner, 10 min
day 5
stop "not a fit"
leave when replied, meeting booked, hard bounce, opted out, colleague replied
"#;

fn read(text: &str) -> (Plan, cadenza::model::SequenceId) {
    let read = plan_from_text(text);
    assert_eq!(read.problems, [], "{text}");
    assert_eq!(read.plan.broken_invariants(), [], "{text}");
    (read.plan, read.sequence.unwrap())
}

#[test]
fn the_whole_form_is_read_and_printed_as_it_was_typed() {
    let (plan, sequence) = read(OUTLINE);
    let printed = print(&plan, sequence);
    let typed: Vec<String> = OUTLINE
        .lines()
        .skip_while(|line| !line.starts_with("sequence"))
        .map(|line| line.split(" #").next().unwrap().trim_end().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let printed: Vec<&str> = printed.lines().collect();
    assert_eq!(printed.join("\n"), typed.join("\n"));
}

#[test]
fn every_worked_example_is_read_without_a_problem() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for entry in fs::read_dir(root.join("tests/cases")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let Some((head, rest)) = text.split_once("--- sequence\n") else { continue };
        let outline = rest.split("--- contacts").next().unwrap();
        let (plan, sequence) = read(&format!("{head}\n{outline}"));
        let printed = print(&plan, sequence);
        let again = parse(&printed, &plan);
        assert_eq!(again.problems, [], "{printed}");
        let (_, diff) = again.draft.unwrap().into_diff(&plan, Some(sequence));
        assert!(diff.is_empty(), "{}: {diff:?}", path.display());
        assert!(plan.steps.values().any(|step| matches!(step.kind, StepKind::Touch(_))));
        seen += 1;
    }
    assert!(seen >= 28, "{seen}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_back_to_the_same_sequence(commands in crate::session::commands()) {
        let session = crate::session::after(&commands);
        let plan = session.plan();
        for sequence in plan.sequences.keys() {
            let printed = print(plan, *sequence);
            let read = parse(&printed, plan);
            prop_assert_eq!(&read.problems, &[], "{}", printed);
            let draft = read.draft.unwrap();
            // in its own place nothing changes, numbers included
            let (_, diff) = draft.clone().into_diff(plan, Some(*sequence));
            prop_assert!(diff.is_empty(), "{}\n{:?}", printed, diff);
            // as a new sequence it says the same
            let mut copy = plan.clone();
            let (new, diff) = draft.into_diff(plan, None);
            diff.apply(&mut copy);
            prop_assert_eq!(copy.broken_invariants(), []);
            prop_assert_eq!(print(&copy, new), printed);
        }
    }

    #[test]
    fn no_text_makes_it_panic(lines in proptest::collection::vec("(  )*(email|if|await|split|arm|end|else|call|wait|leave when|enter|goal|from|timed out|stop|\\PC{0,6})( |, )(\"a\"|\"|\\\\u|opened|5|days|not|[\\PC]{0,12}|9:00-10:00|reply to|one of| )*", 0..40)) {
        let text = lines.join("\n");
        let read = plan_from_text(&text);
        prop_assert_eq!(read.plan.broken_invariants(), []);
        for problem in &read.problems {
            let line = text.lines().nth(problem.line - 1).unwrap_or_default();
            prop_assert!(problem.columns.start >= 1 && problem.columns.end <= line.chars().count() + 2, "{:?}", problem);
        }
    }

    #[test]
    fn a_bad_row_loses_only_itself(at in 0_usize..26, bad in "[a-z]{1,8}!( [a-z\"]{1,5}){0,3}") {
        let mut lines: Vec<&str> = OUTLINE.lines().collect();
        let at = lines.len() - 1 - at;
        lines.insert(at, &bad);
        let read = plan_from_text(&lines.join("\n"));
        prop_assert!(!read.problems.is_empty());
        prop_assert!(read.problems.iter().any(|problem| problem.line == at + 1));
        let (whole, sequence) = self::read(OUTLINE);
        prop_assert_eq!(print(&read.plan, read.sequence.unwrap()), print(&whole, sequence));
    }
}

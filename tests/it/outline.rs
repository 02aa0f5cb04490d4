//! A sequence as text: what people type is read, what is printed reads back, what is wrong is named.

use std::fs;
use std::path::Path;

use cadenza::model::*;
use cadenza::outline::{
    await_text, condition_text, describe, parse, parse_wait, plan_from_text, print, print_team, wait_text,
};
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

// ---- what is wrong is named ----

/// Line, word and fix of each problem of an outline with one more row before its last.
fn problems(row: &str) -> Vec<(usize, String, Option<String>)> {
    let text =
        format!("sequence \"S\"\nenter all from 2026-11-16\nemail \"Intro\"\n{row}\nleave when replied\n");
    let plan = Plan::new("p", "P", 1, ZoneName::from("UTC"));
    let read = parse(&text, &plan);
    assert!(read.draft.is_some());
    read.problems.into_iter().map(|p| (p.line, p.word, p.fix)).collect()
}

#[test]
fn an_error_names_line_word_and_one_fix() {
    for (row, word, fix) in [
        ("emial \"Second\"", "emial", Some("email")),
        ("email Second", "Second", Some("\"Second\"")),
        ("email \"Second\" 11:30-9:00", "11:30-9:00", None),
        ("email \"Second\", ownr", "ownr", Some("owner")),
        ("email \"Second\", no phone: skip", "phone:", Some("email:")),
        ("email \"Second\", reply to \"Inrto\"", "\"Inrto\"", Some("\"Intro\"")),
        ("email \"Second\", reply to \"Second\"", "email \"Second\", reply to \"Second\"", None),
        ("call \"Call\", reply to \"Intro\"", "call \"Call\", reply to \"Intro\"", None),
        ("wait 2 busness days", "busness", Some("business")),
        ("wait 900 days", "900", None),
        ("wait days", "days", Some("day")),
        ("until Tue", "", None),
        ("until Tuw 10:00", "Tuw", Some("Tue")),
        ("day 0", "0", None),
        ("linkedin invit \"Hello\"", "invit", Some("invite")),
        ("calendar \"Office\"", "\"Office\"", None),
        ("enter segment \"Leaders\" from 2026-11-16", "\"Leaders\"", None),
        ("goal 6 metings", "metings", Some("meetings")),
        ("senders: round robbin", "round", None),
        ("leave when replyed", "replyed", Some("replied")),
        ("from 2026-02-30", "2026-02-30", None),
        ("end", "end", None),
        ("otherwise", "otherwise", None),
        ("email \"Second", "\"Second", None),
    ] {
        let found = problems(row);
        assert_eq!(found.len(), 1, "{row}: {found:?}");
        let (line, found_word, found_fix) = &found[0];
        assert_eq!((*line, found_word.as_str()), (4, word), "{row}");
        if let Some(fix) = fix {
            assert_eq!(found_fix.as_deref(), Some(fix), "{row}");
        }
    }
}

/// Well-typed rules of any shape.
fn rules() -> impl Strategy<Value = Rule> {
    let text = prop_oneof![
        "[a-z]{1,5}( [a-z]{1,4}){0,2}",
        "(and|or|not|yes|one of|empty|5|a,b|\\(x\\)|#1|\"q\"|)",
        "\\PC{0,8}"
    ];
    let texts = || proptest::collection::vec(text.clone(), 0..4);
    let number = || prop_oneof![Just(0.5), Just(-3.0), Just(1e21), (0_u32..100_000).prop_map(f64::from)];
    let date = || (0_i32..40_000).prop_map(cadenza::calendar::Date::from_days);
    let known = || prop_oneof![Just(Test::Empty), Just(Test::Known)];
    let text_test = prop_oneof![
        texts().prop_map(Test::OneOf),
        texts().prop_map(Test::Contains),
        text.clone().prop_map(Test::StartsWith),
        text.clone().prop_map(Test::EndsWith),
        text.clone().prop_map(Test::Like),
        known(),
    ];
    let list_test = prop_oneof![texts().prop_map(Test::OneOf), texts().prop_map(Test::Contains), known()];
    let number_test = prop_oneof![
        number().prop_map(Test::Equals),
        number().prop_map(Test::LessThan),
        number().prop_map(Test::AtMost),
        number().prop_map(Test::MoreThan),
        number().prop_map(Test::AtLeast),
        (number(), number()).prop_map(|(a, b)| Test::Between(a, b)),
        known(),
    ];
    let date_test = prop_oneof![
        date().prop_map(Test::On),
        date().prop_map(Test::Before),
        date().prop_map(Test::After),
        (0_u32..1_000).prop_map(Test::WithinLast),
        (0_u32..1_000).prop_map(Test::WithinNext),
        (0_u32..1_000).prop_map(Test::MoreThanAgo),
        known(),
    ];
    let yes_no = prop_oneof![Just(Test::Yes), Just(Test::No), known()];
    let any_test = prop_oneof![text_test.clone(), number_test.clone(), date_test.clone(), yes_no.clone()];
    let std = |kind: FieldKind| {
        let fields: Vec<_> = StdField::ALL.iter().copied().filter(|field| field.kind() == kind).collect();
        proptest::sample::select(fields).prop_map(Field::Std)
    };
    let is = prop_oneof![
        (std(FieldKind::Text), text_test),
        (std(FieldKind::List), list_test),
        (std(FieldKind::Number), number_test),
        (std(FieldKind::Date), date_test),
        (std(FieldKind::YesNo), yes_no),
        ("[a-z0-9#\"(),\\\\]{1,8}".prop_map(Field::Custom), any_test),
    ]
    .prop_map(|(field, test)| Rule::Is(Condition { field, test }));
    let happened = proptest::sample::select(EventKind::ALL)
        .prop_map(|event| Rule::Happened(Happened { event, of: None }));
    prop_oneof![5 => is, 1 => happened].prop_recursive(5, 24, 4, |rule| {
        let rules = || proptest::collection::vec(rule.clone(), 0..4);
        prop_oneof![rules().prop_map(Rule::All), rules().prop_map(Rule::Any), rules().prop_map(Rule::None),]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_condition_reads_back_as_it_is_printed_between_other_rows(rule in rules().prop_map(cadenza::segment::normal)) {
        let (plan, sequence) = read("sequence \"S\"\nenter all from 2026-11-16\n");
        let printed = condition_text(&plan, sequence, &rule);
        let read = parse(&format!("sequence \"S\"\nenter all from 2026-11-16\nif {printed}\nend\n"), &plan);
        prop_assert_eq!(&read.problems, &[], "{}", printed);
        let step = read.draft.unwrap().steps.into_values().next().unwrap();
        let StepKind::Branch(branch) = step.kind else { panic!("a branch was written") };
        prop_assert_eq!(&branch.cases[0].when, &rule, "{}", printed);
    }
}

#[test]
fn the_deepest_rule_a_plan_may_hold_reads_back() {
    let (mut plan, sequence) = read("sequence \"S\"\nenter all from 2026-11-16\nif opened\nend\n");
    let opened = || Rule::Happened(Happened { event: EventKind::Opened, of: None });
    let mut rule = opened();
    for level in 0..40 {
        rule = if level % 2 == 0 { Rule::Any(vec![rule, opened()]) } else { Rule::All(vec![rule, opened()]) };
        let id = *plan.steps.keys().next().unwrap();
        let mut step = (*plan.steps[&id]).clone();
        if let StepKind::Branch(branch) = &mut step.kind {
            branch.cases[0].when = rule.clone();
        }
        Diff::put(&plan, id, Some(step)).apply(&mut plan);
        if !plan.bad_values().is_empty() {
            assert!(level >= 10, "{level}");
            return;
        }
        let read = parse(&print(&plan, sequence), &plan);
        assert_eq!(read.problems, [], "level {level}");
    }
    panic!("the depth has no bound");
}

#[test]
fn a_condition_that_does_not_read_is_named_at_its_word_and_lets_nobody_through() {
    let found = problems("if opend \"Intro\"\nend");
    assert_eq!(found, [(4, "opend".to_owned(), Some("opened".to_owned()))]);
    let found = problems("if opened \"Outro\"\nend");
    assert_eq!((found[0].0, found[0].1.as_str()), (4, "\"Outro\""));
}

#[test]
fn a_group_without_end_is_named_where_it_opens_or_where_its_end_is_missing() {
    assert_eq!(problems("if opened\n  email \"Second\""), [(6, "leave".to_owned(), Some("end".to_owned()))]);
    let text = "sequence \"S\"\nenter all from 2026-11-16\nif opened\nemail \"A\"\n";
    let plan = Plan::new("p", "P", 1, ZoneName::from("UTC"));
    let read = parse(text, &plan);
    assert_eq!((read.problems.len(), read.problems[0].line, read.problems[0].word.as_str()), (1, 3, "if"));
    assert_eq!(read.draft.unwrap().steps.len(), 2);
}

#[test]
fn too_many_lines_and_too_deep_groups_are_refused_without_a_hang() {
    let mut text = "sequence \"S\"\nenter all from 2026-11-16\n".to_owned();
    let deep = 40;
    text.push_str(&"if opened\n".repeat(deep));
    text.push_str(&"end\n".repeat(deep));
    let read = plan_from_text(&text);
    assert_eq!(read.problems.len(), deep - MAX_DEPTH);
    assert_eq!(read.plan.broken_invariants(), []);
    let long = plan_from_text(&text.repeat(200));
    assert!(long.problems.iter().any(|problem| problem.message.contains("too long")));
    let empty = parse("\n# nothing\n", &read.plan);
    assert!(empty.draft.is_none() && empty.problems.len() == 1);
}

// ---- editing as text keeps what is the same ----

/// The number of each touch, wait and group of the sequence, by row.
fn numbers(plan: &Plan) -> Vec<(String, StepId)> {
    let sequence = *plan.sequences.keys().next().unwrap();
    plan.walk(sequence)
        .into_iter()
        .map(|visit| {
            let step = &plan.steps[&visit.id];
            let name = match &step.kind {
                StepKind::Wait { until } => wait_text(until),
                StepKind::Touch(_) => step.name.clone(),
                StepKind::Branch(_) => "if".to_owned(),
                StepKind::Split(_) => "split".to_owned(),
                StepKind::Await(a) => await_text(a),
                StepKind::Repeat(_) => "repeat".to_owned(),
                StepKind::Action { .. } => "action".to_owned(),
                StepKind::End { reason } => reason.clone(),
            };
            (name, visit.id)
        })
        .collect()
}

fn edited(plan: &Plan, edit: impl FnOnce(String) -> String) -> Plan {
    let sequence = *plan.sequences.keys().next().unwrap();
    let read = parse(&edit(print(plan, sequence)), plan);
    assert_eq!(read.problems, []);
    let (id, diff) = read.draft.unwrap().into_diff(plan, Some(sequence));
    assert_eq!(id, sequence);
    let mut after = plan.clone();
    diff.apply(&mut after);
    assert_eq!(after.broken_invariants(), []);
    after
}

#[test]
fn steps_that_stay_keep_their_numbers_hence_their_luck_e2() {
    let (plan, _) = read(OUTLINE);
    let before = numbers(&plan);
    // a row more, in front of everything and inside a group
    let after = edited(&plan, |text| {
        text.replace("email \"Intro:", "wait 1 hour\nemail \"Intro:")
            .replace("  day 3\n", "  day 3\n  task \"New\"\n")
    });
    let kept: Vec<_> = numbers(&after).into_iter().filter(|row| before.contains(row)).collect();
    assert_eq!(kept, before);
    let fresh: Vec<_> = numbers(&after).into_iter().filter(|row| !before.contains(row)).collect();
    assert_eq!(fresh.len(), 2);
    assert!(fresh.iter().all(|(_, id)| id.0 >= plan.next_number));
    // a group moved as a whole
    let after = edited(&plan, |text| {
        let (from, to) = (text.find("split").unwrap(), text.find("until").unwrap());
        let split = text[from..to].to_owned();
        format!("{}{}", text.replace(&split, "").replace("leave when", &format!("{split}leave when")), "")
    });
    let (mut sorted, mut moved) = (before.clone(), numbers(&after));
    sorted.sort();
    moved.sort();
    assert_eq!(sorted, moved);
}

#[test]
fn a_touch_that_is_renamed_keeps_its_number_and_its_message() {
    let (mut plan, _) = read(OUTLINE);
    let message = Message {
        name: "First call".to_owned(),
        channel: ChannelKind::Call,
        subject: String::new(),
        preview: String::new(),
        body: "Hello".to_owned(),
    };
    let id = MessageId(plan.fresh_number());
    Diff::put(&plan, id, Some(message)).apply(&mut plan);
    // by default a message with the touch's own name binds
    let plan = edited(&plan, |text| text.replace("no phone: exit, no message", "no phone: exit"));
    let call = *plan.steps.iter().find(|(_, step)| step.name == "First call").unwrap().0;
    assert_eq!(plan.steps[&call].kind.touch().unwrap().message, Some(id));
    let after = edited(&plan, |text| text.replace("\"First call\"", "\"Opening call\""));
    assert_eq!(after.steps[&call].name, "Opening call");
    assert_eq!(after.steps[&call].kind.touch().unwrap().message, Some(id));
    assert!(print(&after, *after.sequences.keys().next().unwrap()).contains(", message \"First call\""));
    assert!(print(&after, *after.sequences.keys().next().unwrap()).contains("if talked \"Opening call\""));
}

#[test]
fn what_is_deleted_is_forgotten_by_what_referred_to_it() {
    let (mut plan, _) = read(OUTLINE);
    let intro = *plan.steps.iter().find(|(_, step)| step.name.starts_with("Intro")).unwrap().0;
    let source = Source { kind: SourceKind::Own, text: String::new(), year: None };
    let rate = Rate {
        of: RateOf::Step(intro),
        outcome: EventKind::Replied,
        value: Probability::new(0.1).unwrap(),
        per: Denominator::Enrolled,
        source,
    };
    let id = ScenarioId(plan.fresh_number());
    let scenario =
        Scenario { name: "S".to_owned(), rates: vec![rate], delays: vec![], ..Scenario::default() };
    Diff::put(&plan, id, Some(scenario)).apply(&mut plan);
    let after = edited(&plan, |text| {
        text.replace("email \"Intro: demo to order form\" 9:00-11:30\n", "")
            .replace(", reply to \"Intro: demo to order form\"", "")
    });
    assert!(!after.steps.contains_key(&intro));
    assert_eq!(after.scenarios[&id].rates, []);
}

#[test]
fn two_touches_of_one_name_are_told_apart_where_they_are_referred_to() {
    let (plan, sequence) = read(
        "sequence \"S\"\nenter all from 2026-11-16\nemail \"A\"\nemail \"A\"\nif opened \"A (2)\" and not opened \"A\"\nend\n",
    );
    let ids: Vec<StepId> = plan.walk(sequence).iter().map(|visit| visit.id).collect();
    assert_eq!(plan.steps[&ids[2]].kind.references(), [ids[1], ids[0]]);
}

// ---- team, waits, sentences ----

#[test]
fn the_team_is_printed_as_it_was_read() {
    let team = "calendar \"Office\": Mon-Fri 9:00-17:00, Sat 10:00-12:00; holidays 2026-12-25 \"Christmas\", 2027-01-01\n\
                owner \"Mara\": 60 minutes a day, Europe/Berlin, calendar \"Office\"\n\
                owner \"Lee\": America/Los_Angeles\n\
                sender \"mara@out.example\": cap 50 a day, Europe/Berlin, owner \"Mara\", calendar \"Office\"\n";
    let read = plan_from_text(team);
    assert_eq!(read.problems, []);
    assert_eq!(read.sequence, None);
    assert_eq!(print_team(&read.plan), team);
    let wrong = plan_from_text("owner \"Mara\": sixty minutes a day, Europe/Berln, calendar \"Ofice\"");
    let words: Vec<_> = wrong.problems.iter().map(|p| (p.word.as_str(), p.fix.as_deref())).collect();
    assert_eq!(words, [("sixty", None), ("Europe/Berln", Some("Europe/Berlin")), ("\"Ofice\"", None)]);
}

#[test]
fn a_wait_is_read_as_people_type_it() {
    for (typed, means) in [
        ("2 bus d", "2 business days"),
        ("2 bd", "2 business days"),
        ("2bd", "2 business days"),
        ("3d", "3 days"),
        ("30 min", "30 minutes"),
        ("30m", "30 minutes"),
        ("1 w", "1 week"),
        ("4 hours", "4 hours"),
        ("tue 10:00", "until Tue 10:00"),
        ("Tuesday, Thursday at 10:00, not the same day", "until Tue, Thu 10:00, not the same day"),
        ("wait until mon-fri 9:00", "until Mon-Fri 9:00"),
        ("until sat-mon 9:00", "until Mon, Sat, Sun 9:00"),
        ("day 5", "day 5"),
        ("for 1 working day", "1 business day"),
    ] {
        assert_eq!(wait_text(&parse_wait(typed).unwrap()), means, "{typed}");
    }
    for (typed, why) in [
        ("", "something is missing here"),
        ("2", "something is missing here"),
        ("2 fortnights", "\"fortnights\" is not a unit of time"),
        ("10:00", "the weekday is missing"),
        ("999999999999 days", "\"999999999999\" is not a whole number"),
        ("soon", "\"soon\" is not a wait"),
    ] {
        let said = parse_wait(typed).unwrap_err();
        assert!(said.starts_with(why), "{typed}: {said}");
    }
}

#[test]
fn a_step_is_said_in_plain_sentences() {
    let (plan, _) = read(OUTLINE);
    let said = |name: &str| {
        let id = plan.steps.iter().find(|(_, step)| step.name == name).unwrap().0;
        describe(&plan, *id)
    };
    assert_eq!(
        said("Intro: demo to order form"),
        "The email goes out on entry, between 9:00 and 11:30 in the contact's zone. Without an email address the step is skipped."
    );
    assert_eq!(
        said("Invitation with a note"),
        "The owner sends the invitation on the 1st business day after the email, in the hours of “Sales calendar” in the contact's zone. Without a LinkedIn profile the step is skipped."
    );
    assert_eq!(
        said("First call"),
        "The owner calls right after the invitation, between 10:00 and 12:00 in the contact's zone. Without a phone number the contact leaves the sequence."
    );
    assert_eq!(
        said("Voice note offer"),
        "The owner sends the message on the next Tuesday or Thursday at 10:00 after the ways have joined, but not on the same day, in the hours of “Sales calendar” in the contact's zone. Without an accepted invitation the step is skipped."
    );
    for id in plan.steps.keys() {
        let text = describe(&plan, *id);
        assert!(text.ends_with('.') && !text.contains("  "), "{text}");
    }
}

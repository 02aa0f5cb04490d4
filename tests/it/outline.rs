//! A sequence as text: what people type is read, what is printed reads back, what is wrong is named.

use std::fs;
use std::path::Path;

use cadenza::calendar::{Clock, Window};
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

/// Every form that [`OUTLINE`] has not.
const MORE: &str = r#"
sequence "Cart"
enter all
  on cart abandoned, 12.5 a day for 20 days, from 2026-11-30
  goal 20 purchases
  senders: owner
in-app "Hello", no data: exit, stage awareness
whatsapp "Anything we can do?" 9:00-20:00, no mobile: exit, stage consideration
sms "Code", owner, 2 min, skip if any of (purchased, tag is one of (vip, "x, y"))
ad "Retarget", for 14 days, stage purchase
ad "One day", automatic
wait 4 business hours
until date created on + 30 days 9:00, yearly, else skip next touch
until date "renewal date" - 1 day 9:00, else exit
until date "say \"when\"" 0:00, else continue, named "On the day"
add tag "cart"
remove tag "new"
add to list "Loyal, or so"
remove from list "First time"
set lead status to "Open"
set "plan, as sold" to ""
set field stage to "Lead"
set stage to "Customer"
add score 10
add score -5, named "Cold"
notify "{{first_name}} left a cart"
enrol in "Cold outbound"
quote "https://quote.example/?for={{company | you}}"
repeat up to 3, every 2 days, until connected
  call "Try again", owner, 6 min, no phone: skip
  repeat up to 1, every 30 minutes, until replied positive
  end
end
split A 50, "B 2" 45, per account
  arm A
  arm "B 2"
end
await purchased, at most 3 days
  stop
end
leave when goal reached, opted out
"#;

fn with_cold_outbound() -> Plan {
    read("sequence \"Cold outbound\"\nenter all from 2026-11-16\n").0
}

#[test]
fn the_rest_of_the_form_is_read_and_printed_as_it_was_typed() {
    let plan = with_cold_outbound();
    let text = MORE.trim_start().replace("\"One day\", automatic", "\"One day\", for 1 day");
    let read = parse(&text, &plan);
    assert_eq!(read.problems, []);
    let (sequence, diff) = read.draft.unwrap().into_diff(&plan, None);
    let mut after = plan.clone();
    diff.apply(&mut after);
    assert_eq!(print(&after, sequence), text);
    assert_eq!(after.bad_values(), []);
    // nothing is left to the default: each value stands where the row says
    let kinds: Vec<&StepKind> =
        after.walk(sequence).iter().map(|visit| &after.steps[&visit.id].kind).collect();
    assert!(kinds.contains(&&StepKind::Wait {
        until: Wait::UntilDate(UntilDate {
            field: Field::Custom("renewal date".to_owned()),
            offset_days: -1,
            at: cadenza::calendar::Clock::new(9, 0).unwrap(),
            yearly: false,
            or_else: NoDate::Exit,
        })
    }));
    let on = after.sequences[&sequence].entry.on.clone().unwrap();
    assert_eq!(
        on,
        EntryEvent { trigger: Trigger::CartAbandoned, when: Occurs::Daily { per_day: 12.5, days: 20 } }
    );
}

#[test]
fn an_entry_by_the_contacts_own_date_is_read() {
    let plan = with_cold_outbound();
    for (typed, printed) in [
        (
            "on purchase, at \"Last  Order\", from 2026-11-16",
            "on purchase, at \"last order\", from 2026-11-16",
        ),
        ("from 2026-11-16 on date reached at created on", "on date reached, at created on, from 2026-11-16"),
        (
            "on form submitted, 1 a day for 1 day, 5 per business day, from 2026-11-16",
            "on form submitted, 1 a day for 1 day, 5 a business day, from 2026-11-16",
        ),
    ] {
        let read = parse(&format!("sequence \"S\"\nenter all\n  {typed}\n"), &plan);
        assert_eq!(read.problems, [], "{typed}");
        let (id, diff) = read.draft.unwrap().into_diff(&plan, None);
        let mut after = plan.clone();
        diff.apply(&mut after);
        assert!(print(&after, id).contains(&format!("\n  {printed}\n")), "{}", print(&after, id));
    }
}

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
        ("email \"Second\" 11:30-11:30", "11:30-11:30", None),
        ("email \"Second\", ownr", "ownr", Some("owner")),
        ("email \"Second\", no phone: skip", "phone:", Some("email:")),
        ("email \"Second\", reply to \"Inrto\"", "\"Inrto\"", Some("\"Intro\"")),
        ("email \"Second\", reply to \"Second\"", "email \"Second\", reply to \"Second\"", None),
        ("call \"Call\", reply to \"Intro\"", "call \"Call\", reply to \"Intro\"", None),
        ("wait 2 busness days", "busness", Some("business")),
        ("wait 900 days", "900", None),
        ("wait 25 months", "25", None),
        ("wait 1.5 days", "1.5", None),
        ("until 2026-13-01 9:00", "2026-13-01", None),
        ("until 2026-12-01", "", None),
        ("until 2026-12-01 soon", "soon", None),
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
        // one of each form
        ("whatsap \"Hi\"", "whatsap", Some("whatsapp")),
        ("sms Hello", "Hello", Some("\"Hello\"")),
        ("in-app \"Hi\", stage awarness", "awarness", Some("awareness")),
        ("ad \"Retarget\"", "ad \"Retarget\"", None),
        ("ad \"Retarget\", for ten days", "ten", None),
        ("email \"Second\", for 14 days", "email \"Second\", for 14 days", None),
        ("email \"Second\", skip if opend, owner", "opend", Some("opened")),
        ("email \"Second\", skip if", "", None),
        ("sms \"Hi\", no phone: skip", "phone:", Some("mobile:")),
        ("wait 4 business ours", "ours", Some("hours")),
        ("until date country 9:00, else exit", "country", None),
        ("until date creatd on 9:00, else exit", "creatd", None),
        ("until date created on - 14 9:00, else exit", "9:00", Some("days")),
        ("until date created on - 14 days 9:00", "", None),
        ("until date created on 9:00, els exit", "els", Some("else")),
        ("until date created on 9:00, else exti", "exti", Some("exit")),
        ("until date created on - 900 days 9:00, else exit", "900", None),
        ("repeat up to 3, evry 2 days, until replied\nend", "evry", Some("every")),
        ("repeat up to 0, every 2 days, until replied\nend", "0", None),
        ("repeat up to 3, every 2 days, until replyed\nend", "replyed", Some("replied")),
        ("repeat up to 3, every 2 days\nend", "", None),
        ("add tga \"x\"", "tga", Some("tag")),
        ("add tag x", "x", Some("\"x\"")),
        ("add tag \"\"", "add tag \"\"", None),
        ("add score many", "many", None),
        ("set stat to \"x\"", "stat", Some("state")),
        ("set stage \"x\"", "\"x\"", Some("to")),
        ("set created on to \"soon\"", "set created on to \"soon\"", None),
        ("notify", "", None),
        ("enrol in \"Elsewhere\"", "\"Elsewhere\"", None),
        ("quote \"https://x.example\" now", "now", None),
        ("split A 50, B, per account\nend", "B", None),
        ("on form submited, 5 a day for 20 days", "form submited", Some("form submitted")),
        ("on form submitted", "on form submitted", None),
        ("12 a day for 20 days", "12 a day for 20 days", None),
        ("on purchase, at country", "country", None),
        ("on purchase, 12 a day for twenty days", "twenty", None),
        ("on purchase, 12 a day, for 20 days", ",", Some("for")),
        ("goal 6 purchase orders", "orders", None),
        ("leave when goal reachd", "goal reachd", Some("goal reached")),
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

#[test]
fn an_error_says_what_was_expected() {
    let expected = |row: &str| {
        let text = format!("sequence \"S\"\nenter all from 2026-11-16\nemail \"Intro\"\n{row}\n");
        let read = parse(&text, &with_cold_outbound());
        read.problems.into_iter().next().map(|problem| problem.expected).unwrap_or_default()
    };
    assert_eq!(expected("ad \"A\", for 14 days, stage late"), "awareness, consideration, purchase");
    assert_eq!(expected("until date created on 9:00"), "else continue, else skip next touch or else exit");
    assert_eq!(expected("add thing"), "add tag, add to list, add score");
    assert_eq!(
        expected("repeat up to 3, until replied\nend"),
        "repeat up to 3, every 2 days, until connected"
    );
    assert_eq!(expected("enrol in \"Cold\""), "the name of a sequence");
    assert!(expected("on tuesday").starts_with("form submitted, cart abandoned, signed up"));
    assert_eq!(expected("wait 3 business"), "business days or business hours");
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

// ---- every kind, every field ----

/// A step and the steps of its lists, before numbers.
#[derive(Clone, Debug)]
struct Node {
    step: Step,
    lists: Vec<Vec<Node>>,
    /// Picks what it refers to.
    pick: u16,
}

/// Names and texts as people and machines write them.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,6}( [A-Z]{1,4}){0,2}", "\\PC{0,8}", "[\"\\\\#,:(){}|\n\r\t\u{7}\u{85} a]{0,6}"]
}

fn filled() -> impl Strategy<Value = String> {
    texts().prop_filter("an action says something", |text| !text.trim().is_empty())
}

fn headers() -> impl Strategy<Value = String> {
    texts().prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}

fn clocks() -> impl Strategy<Value = cadenza::calendar::Clock> {
    (0_u16..1440).prop_map(|n| cadenza::calendar::Clock::from_minutes(n).unwrap())
}

fn lengths() -> impl Strategy<Value = Length> {
    let of = |max: u32, make: fn(u32) -> Length| (0..=max).prop_map(make);
    prop_oneof![
        of(1_051_200, Length::Minutes),
        of(17_520, Length::Hours),
        of(5_840, Length::BusinessHours),
        of(730, Length::Days),
        of(730, Length::BusinessDays),
        of(104, Length::Weeks),
        of(24, Length::Months),
    ]
}

fn date_fields() -> impl Strategy<Value = Field> {
    let fields: Vec<_> = StdField::ALL.iter().filter(|field| field.kind() == FieldKind::Date).collect();
    prop_oneof![
        proptest::sample::select(fields).prop_map(|field| Field::Std(*field)),
        headers().prop_map(Field::Custom)
    ]
}

fn waits() -> impl Strategy<Value = Wait> {
    let days = proptest::collection::btree_set(0_usize..7, 1..7)
        .prop_map(|days| days.into_iter().map(|day| cadenza::calendar::Weekday::ALL[day]).collect());
    let until_date =
        (date_fields(), -730_i32..=730, clocks(), any::<bool>(), proptest::sample::select(&NoDate::ALL[..]));
    prop_oneof![
        lengths().prop_map(Wait::For),
        (1_u16..=730).prop_map(Wait::Day),
        (days, clocks(), any::<bool>()).prop_map(|(days, at, not_same_day)| Wait::Until {
            days,
            at,
            not_same_day
        }),
        until_date.prop_map(|(field, offset_days, at, yearly, or_else)| {
            Wait::UntilDate(UntilDate { field, offset_days, at, yearly, or_else })
        }),
        ((19_800_i32..25_000).prop_map(cadenza::calendar::Date::from_days), clocks())
            .prop_map(|(date, at)| Wait::UntilDay { date, at }),
    ]
}

fn actions() -> impl Strategy<Value = Action> {
    let field = proptest::sample::select(StdField::ALL).prop_flat_map(|field| {
        let value = match field.kind() {
            FieldKind::Number => "(-?[0-9]{1,3}(\\.5)?)?".boxed(),
            FieldKind::Date => "(2026-11-16)?".boxed(),
            FieldKind::YesNo => "(yes|no)?".boxed(),
            FieldKind::Text | FieldKind::List => texts().boxed(),
        };
        (Just(Field::Std(field)), value)
    });
    let custom = (headers().prop_map(Field::Custom), texts());
    prop_oneof![
        filled().prop_map(Action::AddTag),
        filled().prop_map(Action::RemoveTag),
        filled().prop_map(Action::AddToList),
        filled().prop_map(Action::RemoveFromList),
        filled().prop_map(Action::SetStage),
        filled().prop_map(Action::Notify),
        filled().prop_map(Action::Quote),
        (-1000_i32..=1000).prop_map(Action::AddScore),
        Just(Action::Enrol(SequenceId(0))),
        prop_oneof![field, custom].prop_map(|(field, value)| Action::SetField { field, value }),
    ]
}

fn touches() -> impl Strategy<Value = (Option<FunnelStage>, Touch)> {
    let window = (clocks(), clocks()).prop_map(|(from, to)| cadenza::calendar::Window { from, to });
    let window = window.prop_filter("hours last", |window| window.line().is_some());
    (
        proptest::sample::select(&ChannelKind::ALL[..]),
        any::<bool>(),
        proptest::option::of(window),
        any::<bool>(),
        any::<u16>(),
        proptest::option::of(rules().prop_map(cadenza::segment::normal)),
        1_u16..=730,
        proptest::option::of(proptest::sample::select(&FunnelStage::ALL[..])),
        proptest::option::of((20_000_i32..22_000).prop_map(cadenza::calendar::Date::from_days)),
    )
        .prop_map(|(channel, by, window, exits, effort, skip_if, days, stage, not_after)| {
            let by = if by { By::Owner } else { By::Automatic };
            let mut touch = Touch::new(channel, by);
            touch.window = window;
            touch.on_missing = if exits { OnMissing::Exit } else { OnMissing::Skip };
            touch.effort_minutes = effort;
            touch.skip_if = skip_if;
            touch.not_after = not_after;
            touch.days = if channel == ChannelKind::Ad { days } else { 0 };
            (stage, touch)
        })
}

fn nodes() -> impl Strategy<Value = Vec<Node>> {
    let leaf = prop_oneof![
        4 => touches().prop_map(|(stage, touch)| Step { stage, ..Step::unnamed(StepKind::Touch(touch)) }),
        2 => waits().prop_map(|until| Step::unnamed(StepKind::Wait { until })),
        2 => actions().prop_map(|what| Step::unnamed(StepKind::Action { what })),
        1 => texts().prop_map(|reason| Step::unnamed(StepKind::End { reason })),
    ]
    .prop_map(|step| (step, Vec::new()));
    let node = |inner: BoxedStrategy<(Step, Vec<Vec<Node>>)>| {
        (inner, texts(), any::<u16>()).prop_map(|((mut step, lists), name, pick)| {
            step.name = name;
            Node { step, lists, pick }
        })
    };
    let list = node(leaf.boxed()).prop_recursive(4, 24, 4, move |one| {
        let list = || proptest::collection::vec(one.clone(), 0..4);
        let events = || proptest::sample::select(EventKind::ALL);
        let waiting = (events(), lengths(), list(), list()).prop_map(|(event, at_most, yes, no)| {
            let (happened, timed_out) = (Vec::new(), Vec::new());
            let step = StepKind::Await(Await { event, of: None, at_most, happened, timed_out });
            (Step::unnamed(step), vec![yes, no])
        });
        let case = (rules().prop_map(cadenza::segment::normal), list());
        let branch = (proptest::collection::vec(case, 1..3), list()).prop_map(|(cases, otherwise)| {
            let lists = cases.iter().map(|(_, list)| list.clone()).chain([otherwise]).collect();
            let cases = cases.into_iter().map(|(when, _)| Case { when, body: Vec::new() }).collect();
            (Step::unnamed(StepKind::Branch(Branch { cases, otherwise: Vec::new() })), lists)
        });
        let arm = (texts(), 1_u32..100, list());
        let split = (any::<bool>(), proptest::collection::vec(arm, 1..4)).prop_map(|(per_account, arms)| {
            let lists = arms.iter().map(|(_, _, list)| list.clone()).collect();
            let arm = |(name, weight, _)| Arm { name, weight, body: Vec::new() };
            let arms = arms.into_iter().map(arm).collect();
            (Step::unnamed(StepKind::Split(Split { per_account, arms })), lists)
        });
        let repeat = (1_u16..=50, lengths(), events(), list()).prop_map(|(times, every, until, list)| {
            (Step::unnamed(StepKind::Repeat(Repeat { times, every, until, body: Vec::new() })), vec![list])
        });
        node(prop_oneof![waiting, branch, split, repeat].boxed())
    });
    proptest::collection::vec(list, 0..8)
}

fn heads() -> impl Strategy<Value = Sequence> {
    let when = prop_oneof![
        ((1_u32..4_000).prop_map(|n| f64::from(n) / 8.0), 1_u16..=730)
            .prop_map(|(per_day, days)| Occurs::Daily { per_day, days }),
        date_fields().prop_map(Occurs::On),
    ];
    let on = (proptest::sample::select(Trigger::ALL), when)
        .prop_map(|(trigger, when)| EntryEvent { trigger, when });
    let goal = (proptest::sample::select(&GoalMetric::ALL[..]), 0_u32..500)
        .prop_map(|(metric, target)| Goal { metric, target });
    let exits = proptest::sample::subsequence(ExitRule::ALL, 0..=ExitRule::ALL.len());
    (
        texts(),
        0_i32..40_000,
        proptest::option::of(1_u32..500),
        proptest::option::of(on),
        any::<(bool, bool, bool)>(),
        exits,
        proptest::option::of(goal),
        (
            proptest::collection::vec(consent(), 0..3),
            guardrails(),
            proptest::option::of((20_000_i32..22_000).prop_map(cadenza::calendar::Date::from_days)),
        ),
    )
        .prop_map(
            |(
                name,
                from,
                per_business_day,
                on,
                (segment, calendar, owner),
                exits,
                goal,
                (consent, guardrails, not_after),
            )| Sequence {
                name,
                segment: segment.then_some(SegmentId(0)),
                entry: Entry { from: cadenza::calendar::Date::from_days(from), per_business_day, on },
                calendar: calendar.then_some(CalendarId(0)),
                body: Vec::new(),
                exits,
                sender_rule: if owner { SenderRule::Owner } else { SenderRule::RoundRobin },
                goal,
                consent,
                not_after,
                guardrails,
            },
        )
}

/// What keeps touches of one person apart.
fn guardrails() -> impl Strategy<Value = Guardrails> {
    let gap = (1_u32..700, 0..4_u8).prop_map(|(n, unit)| match unit {
        0 => Length::Minutes(n),
        1 => Length::Hours(n),
        2 => Length::Days(n),
        _ => Length::Weeks(n % 100 + 1),
    });
    let channels = proptest::sample::subsequence(&Channel::ALL[..7], 0..=7);
    let limit =
        (1_u16.., channels, any::<(bool, bool)>()).prop_map(|(most, channels, (day, all_sequences))| {
            TouchLimit { most, channels, per: if day { Span::Day } else { Span::SevenDays }, all_sequences }
        });
    let clock = || (0_u16..1440).prop_map(|minute| Clock::from_minutes(minute).unwrap());
    let quiet = (clock(), clock()).prop_filter("no time at all", |(from, to)| from != to);
    let quiet = quiet.prop_map(|(from, to)| Window { from, to });
    let all = (
        proptest::option::of(gap),
        proptest::collection::vec(limit, 0..3),
        proptest::option::of(quiet),
        0_u16..=730,
    );
    all.prop_map(|(min_gap, limits, quiet, hold_days)| {
        let rails = Guardrails { min_gap, limits, quiet, hold_days };
        if rails.is_empty() { Guardrails::default() } else { rails }
    })
}

/// What a sequence asks for before it touches somebody.
fn consent() -> impl Strategy<Value = ConsentRule> {
    let subset = |n: usize| proptest::sample::subsequence((0..n).collect::<Vec<_>>(), 1..=n);
    let channels =
        subset(7).prop_map(|places| places.into_iter().map(|place| Channel::ALL[place]).collect::<Vec<_>>());
    let channels = prop_oneof![channels, Just(ConsentRule::MESSAGES.to_vec())];
    let countries = proptest::sample::subsequence(vec!["DE", "AT", "US", "TO"], 0..=4);
    (subset(4), channels, countries).prop_map(|(bases, channels, countries)| ConsentRule {
        bases: bases.into_iter().map(|place| Basis::ALL[place]).collect(),
        channels,
        countries: countries.into_iter().map(str::to_owned).collect(),
    })
}

/// Puts the steps under numbers; gives those of the list.
fn number(nodes: Vec<Node>, plan: &mut Plan, picks: &mut Vec<(StepId, u16)>) -> Vec<StepId> {
    let mut list = Vec::new();
    for node in nodes {
        let id = StepId(plan.next_number);
        plan.next_number += 1;
        let mut step = node.step;
        let slots: Vec<Slot> = step.kind.lists().into_iter().map(|(slot, _)| slot).collect();
        for (slot, inner) in slots.into_iter().zip(node.lists) {
            *step.kind.list_mut(slot).unwrap() = number(inner, plan, picks);
        }
        plan.steps.insert(id, std::sync::Arc::new(step));
        picks.push((id, node.pick));
        list.push(id);
    }
    list
}

/// A plan with a random sequence over everything that it can name.
fn plans() -> impl Strategy<Value = (Plan, SequenceId)> {
    (heads(), nodes(), proptest::collection::vec(texts(), 8)).prop_map(|(mut head, nodes, names)| {
        let mut plan = read("sequence \"Cold outbound\"\nenter all from 2026-11-16\n").0;
        let other = *plan.sequences.keys().next().unwrap();
        let fresh = plan.next_number;
        let segment = |name: &String| Segment { name: name.clone(), rule: Rule::default() };
        for (i, name) in names.iter().take(3).enumerate() {
            plan.segments.insert(SegmentId(fresh + i as u32), segment(name).into());
        }
        let calendar = Calendar {
            name: names[3].clone(),
            hours: Vec::new(),
            holidays: Vec::new(),
            countries: Vec::new(),
            local_holidays: false,
        };
        plan.calendars.insert(CalendarId(fresh + 3), calendar.into());
        for (i, name) in names.iter().skip(4).enumerate() {
            let channel = ChannelKind::ALL[i * 2];
            let (subject, preview, body) = (String::new(), String::new(), String::new());
            let message = Message { name: name.clone(), channel, subject, preview, body };
            plan.messages.insert(MessageId(fresh + 4 + i as u32), message.into());
        }
        plan.next_number = fresh + 10;
        let id = SequenceId(fresh + 9);
        head.segment = head.segment.map(|_| SegmentId(fresh + 1));
        head.calendar = head.calendar.map(|_| CalendarId(fresh + 3));
        let mut picks = Vec::new();
        head.body = number(nodes, &mut plan, &mut picks);
        plan.sequences.insert(id, std::sync::Arc::new(head));
        let all: Vec<StepId> = plan.walk(id).iter().map(|visit| visit.id).collect();
        let channel = |step: &StepId| plan.steps[step].kind.touch().map(|touch| touch.channel);
        let touches: Vec<StepId> = all.iter().copied().filter(|step| channel(step).is_some()).collect();
        let emails: Vec<StepId> =
            all.iter().copied().filter(|step| channel(step) == Some(ChannelKind::Email)).collect();
        for (step_id, pick) in picks {
            let mut step = (*plan.steps[&step_id]).clone();
            let choose = |from: &[StepId]| {
                (pick % 3 > 0 && !from.is_empty()).then(|| from[usize::from(pick) % from.len()])
            };
            match &mut step.kind {
                StepKind::Touch(touch) => {
                    touch.reply_to =
                        choose(&emails).filter(|to| touch.channel == ChannelKind::Email && *to != step_id);
                    touch.message = plan.messages.keys().nth(usize::from(pick % 6)).copied();
                    if pick % 4 == 0 {
                        step.name = names[usize::from(pick % 8)].clone();
                    }
                }
                StepKind::Await(a) => a.of = choose(&touches),
                StepKind::Action { what: what @ Action::Enrol(_) } => {
                    *what = Action::Enrol(if pick % 2 == 0 { other } else { id });
                }
                _ => {}
            }
            for rule in step.kind.rules_mut() {
                refer(rule, choose(&touches), SegmentId(fresh + u32::from(pick % 3)));
            }
            plan.steps.insert(step_id, std::sync::Arc::new(step));
        }
        (plan, id)
    })
}

/// Gives the conditions of a rule something to refer to.
fn refer(rule: &mut Rule, touch: Option<StepId>, segment: SegmentId) {
    match rule {
        Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) => {
            rules.iter_mut().for_each(|rule| refer(rule, touch, segment));
        }
        Rule::Happened(happened) => happened.of = touch,
        Rule::Is(_) if touch.is_none() => *rule = Rule::Segment(segment),
        Rule::Is(_)
        | Rule::Segment(_)
        | Rule::Has(_)
        | Rule::Did(_)
        | Rule::OnList(_)
        | Rule::Unread(_)
        | Rule::Persona(_)
        | Rule::Fit(_)
        | Rule::Pilot(_)
        | Rule::Consent(_) => {}
    }
}

#[test]
fn parse_of_print_is_the_sequence_whatever_it_holds() {
    let law = || {
        let config = ProptestConfig { cases: 300, ..ProptestConfig::default() };
        proptest!(config, |((plan, sequence) in plans())| {
            prop_assert_eq!(plan.broken_invariants(), []);
            prop_assert_eq!(plan.bad_values(), []);
            let printed = print(&plan, sequence);
            let read = parse(&printed, &plan);
            prop_assert_eq!(&read.problems, &[], "{}", printed);
            let (_, diff) = read.draft.unwrap().into_diff(&plan, Some(sequence));
            prop_assert!(diff.is_empty(), "{}\n{:#?}", printed, diff);
            for id in plan.steps.keys() {
                prop_assert!(!describe(&plan, *id).is_empty());
            }
        });
    };
    // the generator of nested steps wants more stack than a test thread has in a debug build
    std::thread::Builder::new().stack_size(256 << 20).spawn(law).unwrap().join().unwrap();
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
                owner \"Noa\": 120 minutes a day, 40 tasks a day, Europe/Berlin\n\
                owner \"Pat\": 40 tasks a day, Europe/Berlin\n\
                sender \"+49 170 0000000\": sms, cap 200 a day, Europe/Berlin, owner \"Noa\"\n\
                sender \"+49 170 0000001\": whatsapp, Europe/Berlin\n\
                sender \"https://linkedin.example/mara\": linkedin, cap 20 a day, Europe/Berlin\n\
                sender \"mara@out.example\": cap 50 a day, Europe/Berlin, owner \"Mara\", calendar \"Office\"\n";
    let read = plan_from_text(team);
    assert_eq!(read.problems, []);
    assert_eq!(read.sequence, None);
    assert_eq!(print_team(&read.plan), team);
    let wrong = plan_from_text("sender \"+49\": smss, Europe/Berlin");
    let words: Vec<_> = wrong.problems.iter().map(|p| (p.word.as_str(), p.fix.as_deref())).collect();
    assert_eq!(words, [("smss", Some("sms"))]);
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
        ("1 month", "1 month"),
        ("wait 3 mo", "3 months"),
        ("until 2026-12-01 at 9:00", "until 2026-12-01 9:00"),
        ("2026-12-01 14:30", "until 2026-12-01 14:30"),
        ("until sat-mon 9:00", "until Mon, Sat, Sun 9:00"),
        ("day 5", "day 5"),
        ("for 1 working day", "1 business day"),
        ("4 business hours", "4 business hours"),
        ("1bh", "1 business hour"),
        (
            "until date created on - 14 days at 9:00, else exit",
            "until date created on - 14 days 9:00, else exit",
        ),
        (
            "until date \"Renewal  Date\" −1 day 9:00 yearly else continue",
            "until date \"renewal date\" - 1 day 9:00, yearly, else continue",
        ),
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
    let mut more = with_cold_outbound();
    let read = parse(&MORE.replace("\"One day\", automatic", "\"One day\", for 1 day"), &more);
    read.draft.unwrap().into_diff(&more, None).1.apply(&mut more);
    let sentences: Vec<String> = more.steps.keys().map(|id| describe(&more, *id)).collect();
    for sentence in [
        "The message appears in the product on entry, at any hour. It is seen at the next visit.",
        "The owner sends the SMS right after the WhatsApp message, at any hour. It is left out if any of (purchased, tag is one of (vip, \"x, y\")). Without a mobile number the step is skipped.",
        "The contact joins the ad's audience right after the SMS, at any hour. It stays there for 14 days, or until the contact leaves the sequence.",
        "Waits 4 business hours.",
        "Waits until 30 days after the contact's created on, every year, at 9:00. Who has no such date ahead goes on at once, without the next touch.",
        "Waits until 1 day before the contact's “renewal date” at 9:00. Who has no such date ahead leaves the sequence.",
        "Puts the contact on the list “Loyal, or so”.",
        "Empties the contact's “plan, as sold”.",
        "Takes 5 off the fit score.",
        "Enrols the contact in “Cold outbound”.",
        "Does the steps inside up to 3 times, 2 days apart, until “connected”.",
        "The owner calls as soon as a pass begins, at any hour. Without a phone number the step is skipped.",
        "Divides the contacts by lot: A 52.6 %, B 2 47.4 %. Everybody of an account always gets the same arm.",
        "Waits for “purchased” since entry, at most 3 days. Both ways join after it.",
    ] {
        assert!(sentences.iter().any(|said| said == sentence), "{sentence}\n{sentences:#?}");
    }
    for text in sentences {
        assert!(text.ends_with('.') && !text.contains("  "), "{text}");
    }
    for id in plan.steps.keys() {
        let text = describe(&plan, *id);
        assert!(text.ends_with('.') && !text.contains("  "), "{text}");
    }
}

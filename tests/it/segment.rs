//! Segments (spec §8): the rule language in its two forms, and who matches.

use std::sync::Arc;

use cadenza::audience::{Columns, People, Value};
use cadenza::calendar::{Date, Weekday, Zone};
use cadenza::model::{
    Agreed, Basis, Channel, Condition, ConsentIs, ConsentState, Did, EventKind, Field, FieldKind, Happened,
    Period, Plan, Rule, Segment, SegmentId, StdField, Step, StepId, StepKind, Test, Way,
};
use cadenza::segment::{
    Also, Bitmap, Evaluator, OnTheWay, OverList, edit, faults, headings, normal, parse, print,
};
use proptest::prelude::*;

fn plan() -> Plan {
    let mut plan = Plan::new("p", "P", 1, "UTC".into());
    let segment = |name: &str, text: &str| {
        Arc::new(Segment {
            name: name.to_owned(),
            rule: parse(text, &Plan::new("x", "X", 1, "UTC".into())).unwrap(),
        })
    };
    plan.segments.insert(SegmentId(1), segment("Inbound, active", "country is DE"));
    plan.segments.insert(SegmentId(2), segment("Big", "employees >= 1000"));
    for (id, name) in [(3, "Intro"), (4, "First call")] {
        let kind = StepKind::End { reason: String::new() };
        plan.steps.insert(StepId(id), Arc::new(Step::named(name, kind)));
    }
    plan
}

fn list() -> Columns {
    let std = Field::Std;
    Columns::from_texts(
        vec![1, 2, 3, 4, 5],
        vec![
            ("First Name", std(StdField::FirstName), vec!["Ann", "Bob", "Cem", "Dora", ""]),
            (
                "Job Title",
                std(StdField::Title),
                vec!["Head of RevOps", "CFO", "Sales Operations Lead", "", "REVOPS Manager"],
            ),
            ("Country", std(StdField::Country), vec!["DE", "AT", "US", "", "DE"]),
            ("Employees", std(StdField::Employees), vec!["120", "50", "1200", "0", ""]),
            (
                "Last Activity",
                std(StdField::LastActivity),
                vec!["2026-11-20", "2026-10-20", "", "2026-11-25", "2026-11-24"],
            ),
            ("Opted out", std(StdField::EmailOptOut), vec!["no", "yes", "", "no", "no"]),
            ("Tags", std(StdField::Tags), vec!["webinar; customer", "customer", "", "lead", ""]),
            ("Region code", Field::Custom("region code".to_owned()), vec!["n-1", "", "s-2", "n-3", "N-10"]),
        ],
    )
}

fn today() -> Date {
    "2026-11-24".parse().unwrap()
}

/// The contact numbers that match.
fn who(text: &str) -> Vec<u32> {
    let (plan, list) = (plan(), list());
    let headings = headings(&list);
    let rule = parse(text, &OverList::new(&plan, &headings)).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    let rows = Evaluator::new(&list, today(), &plan.segments).matches(&rule).unwrap();
    rows.rows().map(|row| list.numbers()[row]).collect()
}

#[test]
fn text_tests_ignore_case_g2() {
    assert_eq!(who("title contains revops"), [1, 5]);
    assert_eq!(who("title contains any of (revops, \"sales operations\")"), [1, 3, 5]);
    assert_eq!(who("title contains one of revops, sales operations and employees > 0"), [1, 3]);
    assert_eq!(who("country is one of de, at"), [1, 2, 5]);
    assert_eq!(who("title starts with head"), [1]);
    assert_eq!(who("title ends with LEAD"), [3]);
    assert_eq!(who("\"region code\" like \"n-?\""), [1, 4]);
    assert_eq!(who("\"Region  Code\" like \"n-*\""), [1, 4, 5]);
}

#[test]
fn number_tests_g2() {
    assert_eq!(who("employees between 50 and 1000"), [1, 2]);
    assert_eq!(who("employees ≥ 120"), [1, 3]);
    assert_eq!(who("employees < 50"), [4]);
    assert_eq!(who("employees = 0"), [4]);
}

#[test]
fn dates_count_from_the_stated_day_both_ends_included_g2() {
    assert_eq!(who("last activity within last 4 days"), [1, 5]);
    assert_eq!(who("last activity within 3 days"), [5]);
    assert_eq!(who("last activity within next 1 days"), [4, 5]);
    assert_eq!(who("last activity more than 4 days ago"), [2]);
    assert_eq!(who("last activity before 2026-11-20"), [2]);
    assert_eq!(who("last activity on 2026-11-24"), [5]);
}

#[test]
fn empty_is_not_zero_and_comparisons_with_it_are_false_g3() {
    assert_eq!(who("employees < 1"), [4]);
    assert_eq!(who("employees is empty"), [5]);
    assert_eq!(who("employees is known"), [1, 2, 3, 4]);
    assert_eq!(who("opted out of email is no"), [1, 4, 5]);
    assert_eq!(who("not opted out of email is yes"), [1, 3, 4, 5]);
    assert_eq!(who("first name is empty"), [5]);
}

#[test]
fn groups_nest_and_a_list_column_matches_by_item_g1() {
    assert_eq!(who("tag is customer"), [1, 2]);
    assert_eq!(who("country is one of DE, AT and not tag is customer"), [5]);
    assert_eq!(who("any of (country is US, all of (country is DE, title contains manager))"), [3, 5]);
    assert_eq!(who("none of (country is DE, employees >= 1000)"), [2, 4]);
    assert_eq!(who("country is US or country is AT and employees = 50"), [2, 3]);
    assert_eq!(who("(country is US or country is AT) and employees = 50"), [2]);
    assert_eq!(who("everybody"), [1, 2, 3, 4, 5]);
    assert_eq!(who("nobody"), Vec::<u32>::new());
    assert_eq!(
        who("any of (country is one of US, AT, employees = 0)"),
        [2, 3, 4],
        "in a group a bare list ends where a condition begins"
    );
}

#[test]
fn a_segment_may_name_another_but_not_itself_g2() {
    assert_eq!(who("in segment \"inbound, active\" and employees is known"), [1]);
    let mut plan = plan();
    let list = list();
    plan.segments
        .insert(SegmentId(2), Arc::new(Segment { name: "Big".into(), rule: Rule::Segment(SegmentId(1)) }));
    plan.segments
        .insert(SegmentId(1), Arc::new(Segment { name: "Loop".into(), rule: Rule::Segment(SegmentId(2)) }));
    let error =
        Evaluator::new(&list, today(), &plan.segments).matches(&Rule::Segment(SegmentId(1))).unwrap_err();
    assert!(error.sentence().contains("refers to itself"), "{}", error.sentence());
}

#[test]
fn counts_stand_at_every_line_alone_and_so_far_g4() {
    let (plan, list) = (plan(), list());
    let rule = parse(
        "employees is known and any of (country is DE, country is US) and none of (tag is customer)",
        &plan,
    )
    .unwrap();
    let counts = Evaluator::new(&list, today(), &plan.segments).counts(&rule).unwrap();
    let shown: Vec<(u32, u32)> = counts.iter().map(|c| (c.alone, c.so_far)).collect();
    // the rule; employees known; any of, DE, US; not, customer
    assert_eq!(shown, [(1, 1), (4, 4), (3, 2), (2, 1), (1, 2), (3, 1), (2, 1)]);
}

#[test]
fn why_names_each_line_with_the_value_g4() {
    let (plan, list) = (plan(), list());
    let rule = parse("country is DE and employees >= 1000", &plan).unwrap();
    let why = Evaluator::new(&list, today(), &plan.segments).why(&rule, 0).unwrap();
    let lines: Vec<(usize, bool, &str)> = why.iter().map(|w| (w.depth, w.holds, w.value.as_str())).collect();
    assert_eq!(lines, [(0, false, ""), (1, true, "DE"), (1, false, "120")]);
}

#[test]
fn what_happened_in_a_run_reads_with_and_without_a_step_s4() {
    let here = plan();
    let plan = OnTheWay { names: &here };
    let happened = |event, of| Rule::Happened(Happened { event, of });
    assert_eq!(parse("opened \"intro\"", &plan), Ok(happened(EventKind::Opened, Some(StepId(3)))));
    assert_eq!(parse("replied positive", &plan), Ok(happened(EventKind::RepliedPositive, None)));
    assert_eq!(parse("opened count >= 2", &plan).unwrap().steps(), []);
    assert!(matches!(parse("opened count >= 2", &plan), Ok(Rule::Is(_))));
}

#[test]
fn errors_point_at_the_word_and_say_what_was_meant() {
    let at = |text: &str| {
        let error = parse(text, &OnTheWay { names: &plan() }).unwrap_err();
        (text[error.at.clone()].to_owned(), error.message, error.suggestion)
    };
    assert_eq!(at("contry is DE").0, "contry");
    assert_eq!(at("contry is DE").2.as_deref(), Some("country"));
    assert_eq!(at("country is DE and employees bigger 5").0, "bigger");
    assert_eq!(at("employees >= many").0, "many");
    assert_eq!(at("country is DE and").0, "");
    assert_eq!(at("talked \"Frist call\"").2.as_deref(), Some("\"First call\""));
    assert_eq!(at("in segment \"Bigg\"").2.as_deref(), Some("\"Big\""));
    assert_eq!(at("title is \"never closed").1, "this quote is never closed");
    assert_eq!(at("employees contains 5").1, "Employees is a number: “contains 5” cannot be asked of it");
    assert!(at(&"(".repeat(40)).1.contains("deep"));
    let long = vec!["country is DE"; 501].join(" and ");
    assert!(parse(&long, &plan()).unwrap_err().message.contains("at most 500"));
}

#[test]
fn a_rule_prints_in_the_form_it_is_typed() {
    let text = "title contains any of (RevOps, Sales Operations) and country is one of (DE, AT) and employees between 50 and 1000 \
                and any of (clicked count >= 1, last activity within last 30 days) and none of (stage is Customer, in segment \"Inbound, active\") \
                and not tag is customer";
    let plan = plan();
    assert_eq!(print(&parse(text, &plan).unwrap(), &plan), text);
}

fn field() -> impl Strategy<Value = (Field, FieldKind)> {
    prop_oneof![
        prop::sample::select(StdField::ALL).prop_map(|f| (Field::Std(f), f.kind())),
        (
            "[a-z#&(\"\\\\,=]{1,6}( [a-z0-9]{1,4})?",
            prop::sample::select(vec![FieldKind::Text, FieldKind::Number, FieldKind::Date, FieldKind::YesNo])
        )
            .prop_map(|(name, kind)| (Field::Custom(name), kind)),
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z]{1,5}",
        "[ -~äß]{0,12}",
        prop::sample::select(vec![
            "DE",
            "and",
            "one of us",
            "in segment",
            "empty handed",
            "on hold",
            "country is",
            "yes",
            "not me",
            "a, b"
        ])
        .prop_map(str::to_owned)
    ]
}

fn test_for(kind: FieldKind) -> BoxedStrategy<Test> {
    let number = || prop_oneof![(-1e6..1e6f64), (-50..50i32).prop_map(f64::from)];
    let date = || (18_000..22_000i32).prop_map(Date::from_days);
    let days = || 0..2000u32;
    prop_oneof![
        prop::collection::vec(value(), 0..4).prop_map(Test::OneOf),
        prop::collection::vec(value(), 0..4).prop_map(Test::Contains),
        value().prop_map(Test::StartsWith),
        value().prop_map(Test::EndsWith),
        value().prop_map(Test::Like),
        number().prop_map(Test::Equals),
        number().prop_map(Test::LessThan),
        number().prop_map(Test::AtMost),
        number().prop_map(Test::MoreThan),
        number().prop_map(Test::AtLeast),
        (number(), number()).prop_map(|(a, b)| Test::Between(a, b)),
        date().prop_map(Test::On),
        date().prop_map(Test::Before),
        date().prop_map(Test::After),
        days().prop_map(Test::WithinLast),
        days().prop_map(Test::WithinNext),
        days().prop_map(Test::MoreThanAgo),
        (date(), date()).prop_map(|(a, b)| Test::BetweenDays(a, b)),
        (1..128u8).prop_map(|bits| {
            Test::OnWeekday(Weekday::ALL.into_iter().filter(|day| bits >> day.index() & 1 == 1).collect())
        }),
        (1..13u8).prop_map(Test::InMonth),
        prop::sample::select(&Period::ALL[..]).prop_map(Test::During),
        days().prop_map(Test::AnniversaryNext),
        days().prop_map(Test::AnniversaryLast),
        Just(Test::Yes),
        Just(Test::No),
        Just(Test::Empty),
        Just(Test::Known),
    ]
    .prop_filter("fits its field", move |test| test.fits(kind))
    .boxed()
}

fn agreed() -> impl Strategy<Value = Agreed> {
    let channel = prop::sample::select(
        Channel::ALL.iter().copied().filter(|channel| *channel != Channel::Task).collect::<Vec<_>>(),
    );
    let is = prop_oneof![
        prop::sample::select(&ConsentState::ALL[..]).prop_map(ConsentIs::State),
        prop::sample::subsequence(Basis::ALL.to_vec(), 1..=4).prop_map(ConsentIs::Basis),
        (0..400u32).prop_map(ConsentIs::EndsWithin),
    ];
    (channel, is).prop_map(|(channel, is)| Agreed { channel, is })
}

fn rule() -> impl Strategy<Value = Rule> {
    let leaf = prop_oneof![
        8 => field().prop_flat_map(|(field, kind)| test_for(kind).prop_map(move |test| Rule::Is(Condition { field: field.clone(), test }))),
        1 => (1..3u32).prop_map(|id| Rule::Segment(SegmentId(id))),
        1 => (prop::sample::select(EventKind::ALL), prop::option::of(3..5u32)).prop_map(|(event, of)| Rule::Happened(Happened { event, of: of.map(StepId) })),
        1 => prop::sample::select(&Way::ALL[..]).prop_map(Rule::Has),
        1 => (prop::sample::select(&[EventKind::Opened, EventKind::Clicked, EventKind::Replied][..]), 1..9u32, 0..90u32)
            .prop_map(|(event, at_least, within_days)| Rule::Did(Did { event, at_least, within_days })),
        1 => value().prop_map(Rule::OnList),
        1 => value().prop_map(Rule::Unread),
        1 => agreed().prop_map(Rule::Consent),
    ];
    grown(leaf)
}

/// Rules that the list can answer.
fn listed_rule() -> impl Strategy<Value = Rule> {
    let fields: Vec<(Field, FieldKind)> =
        headings(&list()).into_iter().map(|heading| (heading.field, heading.kind)).collect();
    let field = prop::sample::select(fields);
    let leaf = prop_oneof![
        8 => field.prop_flat_map(|(field, kind)| test_for(kind).prop_map(move |test| Rule::Is(Condition { field: field.clone(), test }))),
        1 => (1..3u32).prop_map(|id| Rule::Segment(SegmentId(id))),
    ];
    grown(leaf)
}

fn grown(leaf: impl Strategy<Value = Rule> + 'static) -> impl Strategy<Value = Rule> {
    leaf.prop_recursive(4, 24, 4, |inner| {
        let rules = prop::collection::vec(inner, 0..4);
        prop_oneof![
            rules.clone().prop_map(Rule::All),
            rules.clone().prop_map(Rule::Any),
            rules.prop_map(Rule::None)
        ]
    })
    .prop_map(normal)
}

/// Code and names of the country that a cell names, as the kept list has them; nothing where it names none.
fn country(texts: &[String]) -> Vec<String> {
    let lines = include_str!("../../data/countries.txt").lines().filter(|line| !line.starts_with('#'));
    let words = lines.map(|line| line.to_lowercase().split('|').map(str::to_owned).collect::<Vec<_>>());
    let mut line =
        words.into_iter().find(|words| texts.iter().any(|text| words.contains(text))).unwrap_or_default();
    // the code of three letters is none of its names
    if line.len() > 1 {
        line.remove(1);
    }
    line
}

/// The same meaning, row by row, written without bitmaps.
fn holds(rule: &Rule, list: &Columns, row: usize, plan: &Plan) -> bool {
    match rule {
        Rule::All(rules) => rules.iter().all(|r| holds(r, list, row, plan)),
        Rule::Any(rules) => rules.iter().any(|r| holds(r, list, row, plan)),
        Rule::None(rules) => !rules.iter().any(|r| holds(r, list, row, plan)),
        Rule::Segment(id) => holds(&plan.segments[id].rule, list, row, plan),
        Rule::Happened(_)
        | Rule::Has(_)
        | Rule::Did(_)
        | Rule::OnList(_)
        | Rule::Unread(_)
        | Rule::Persona(_)
        | Rule::Fit(_)
        | Rule::Pilot(_)
        | Rule::Consent(_) => unreachable!("not over a list"),
        Rule::Is(Condition { field, test }) => {
            let value = list.value(row, field);
            let texts: Vec<String> = match &value {
                Value::Empty => Vec::new(),
                Value::List(items) => items.iter().map(|i| i.to_lowercase()).collect(),
                other => vec![other.to_string().to_lowercase()],
            };
            // a country answers to its code, and to longer parts of its names
            let country = if *field == Field::Std(StdField::Country) { country(&texts) } else { Vec::new() };
            let (code, names) =
                country.split_first().map_or((None, &[][..]), |(code, names)| (Some(code), names));
            let is_long = |part: &str| part.chars().filter(|c| !matches!(c, '*' | '?')).count() > 2;
            let any = |part: &str, ok: &dyn Fn(&str) -> bool| {
                texts.iter().chain(code).any(|t| ok(t)) || (is_long(part) && names.iter().any(|t| ok(t)))
            };
            let number = |ok: &dyn Fn(f64) -> bool| matches!(value, Value::Number(n) if ok(n));
            let date =
                |ok: &dyn Fn(i32) -> bool| matches!(value, Value::Date(d) if ok(d.days() - today().days()));
            match test {
                Test::OneOf(ones) => ones
                    .iter()
                    .map(|one| one.trim().to_lowercase())
                    .any(|one| texts.contains(&one) || (!one.is_empty() && country.contains(&one))),
                Test::Contains(parts) => parts
                    .iter()
                    .map(|p| p.trim().to_lowercase())
                    .filter(|p| !p.is_empty())
                    .any(|p| any(&p, &|t| t.contains(&p))),
                Test::StartsWith(s) => !s.is_empty() && any(s, &|t| t.starts_with(&s.to_lowercase())),
                Test::EndsWith(s) => !s.is_empty() && any(s, &|t| t.ends_with(&s.to_lowercase())),
                Test::Like(pattern) => any(pattern, &|t| {
                    like(&pattern.to_lowercase().chars().collect::<Vec<_>>(), &t.chars().collect::<Vec<_>>())
                }),
                Test::Equals(x) => number(&|n| n == *x),
                Test::LessThan(x) => number(&|n| n < *x),
                Test::AtMost(x) => number(&|n| n <= *x),
                Test::MoreThan(x) => number(&|n| n > *x),
                Test::AtLeast(x) => number(&|n| n >= *x),
                Test::Between(a, b) => number(&|n| n >= *a && n <= *b),
                Test::On(d) => date(&|n| n == d.days() - today().days()),
                Test::Before(d) => date(&|n| n < d.days() - today().days()),
                Test::After(d) => date(&|n| n > d.days() - today().days()),
                Test::WithinLast(k) => date(&|n| n <= 0 && n >= -(*k as i32)),
                Test::WithinNext(k) => date(&|n| n >= 0 && n <= *k as i32),
                Test::MoreThanAgo(k) => date(&|n| n < -(*k as i32)),
                Test::BetweenDays(a, b) => date(&|n| (a.days()..=b.days()).contains(&(n + today().days()))),
                Test::OnWeekday(days) => date(&|n| days.contains(today().plus_days(n).weekday())),
                Test::InMonth(month) => date(&|n| today().plus_days(n).ymd().1 == u32::from(*month)),
                Test::During(period) => date(&|n| in_period(today().plus_days(n), *period)),
                Test::AnniversaryNext(k) => date(&|n| (0..=(*k as i32).min(400)).any(|d| round(n, d))),
                Test::AnniversaryLast(k) => date(&|n| (0..=(*k as i32).min(400)).any(|d| round(n, -d))),
                Test::Yes => value == Value::YesNo(true),
                Test::No => value == Value::YesNo(false),
                Test::Empty => value == Value::Empty,
                Test::Known => value != Value::Empty,
            }
        }
    }
}

/// Whether the day `n` days from today comes round on the day `d` days from today.
fn round(n: i32, d: i32) -> bool {
    let ((_, month, day), (year, on_month, on_day)) =
        (today().plus_days(n).ymd(), today().plus_days(d).ymd());
    let leap = Date::new(year, 2, 29).is_some();
    (month, day) == (on_month, on_day) || ((month, day) == (2, 29) && !leap && (on_month, on_day) == (2, 28))
}

/// The period by numbers of weeks, months, quarters and years.
fn in_period(day: Date, period: Period) -> bool {
    let week = |day: Date| (day.days() + 3).div_euclid(7);
    let month = |day: Date| day.ymd().0 * 12 + day.ymd().1 as i32 - 1;
    let (unit, by): (&dyn Fn(Date) -> i32, i32) = match period {
        Period::ThisWeek => (&week, 0),
        Period::LastWeek => (&week, -1),
        Period::NextWeek => (&week, 1),
        Period::ThisMonth => (&month, 0),
        Period::LastMonth => (&month, -1),
        Period::NextMonth => (&month, 1),
        Period::ThisQuarter => (&|day| month(day) / 3, 0),
        Period::LastQuarter => (&|day| month(day) / 3, -1),
        Period::NextQuarter => (&|day| month(day) / 3, 1),
        Period::ThisYear => (&|day| day.ymd().0, 0),
        Period::LastYear => (&|day| day.ymd().0, -1),
        Period::NextYear => (&|day| day.ymd().0, 1),
    };
    unit(day) == unit(today()) + by
}

/// Wildcards by plain recursion.
fn like(pattern: &[char], text: &[char]) -> bool {
    match (pattern.first(), text.first()) {
        (None, None) => true,
        (Some('*'), _) => like(&pattern[1..], text) || (!text.is_empty() && like(pattern, &text[1..])),
        (Some('?'), Some(_)) => like(&pattern[1..], &text[1..]),
        (Some(p), Some(t)) if p == t => like(&pattern[1..], &text[1..]),
        _ => false,
    }
}

#[test]
fn the_builder_moves_a_line_past_lines_into_groups_and_out() {
    let plan = plan();
    let text = |rule: &Rule| print(rule, &plan);
    let rule =
        parse("country is DE and any of (country is US, tag is lead) and employees > 5", &plan).unwrap();
    let (down, at) = edit::moved(&rule, &[0], false).unwrap();
    assert_eq!(text(&down), "any of (country is DE, country is US, tag is lead) and employees > 5");
    assert_eq!(at, [0, 0]);
    let (back, at) = edit::moved(&down, &at, true).unwrap();
    assert_eq!((back, at), (rule.clone(), vec![0]));
    let (up, at) = edit::moved(&rule, &[2], true).unwrap();
    assert_eq!(text(&up), "country is DE and any of (country is US, tag is lead, employees > 5)");
    assert_eq!(at, [1, 2]);
    assert_eq!(edit::moved(&rule, &[0], true), None);
    assert_eq!(
        text(&edit::removed(&edit::removed(&rule, &[1, 0]), &[1, 0])),
        "country is DE and employees > 5"
    );
    assert_eq!(edit::removed(&edit::as_group(&rule), &[]), rule);
}

proptest! {
    #[test]
    fn a_move_loses_no_condition_and_names_where_it_went(rule in rule(), pick in any::<prop::sample::Index>(), up in any::<bool>()) {
        let rule = edit::as_group(&rule);
        let paths = edit::paths(&rule);
        prop_assert_eq!(paths.len(), rule.nodes().len());
        let path = &paths[pick.index(paths.len())];
        if let Some((after, at)) = edit::moved(&rule, path, up) {
            prop_assert_eq!(edit::at(&after, &at), edit::at(&rule, path));
            let conditions = |rule: &Rule| {
                let mut found: Vec<String> = rule.nodes().into_iter().filter(|n| edit::members(n).is_none()).map(|n| format!("{n:?}")).collect();
                found.sort();
                found
            };
            prop_assert_eq!(conditions(&after), conditions(&rule));
        }
    }

    #[test]
    fn what_is_printed_reads_back_as_the_same_rule_g1(rule in rule()) {
        let plan = plan();
        let plan = OnTheWay { names: &plan };
        let text = print(&rule, &plan);
        prop_assert_eq!(parse(&text, &plan).map_err(|e| format!("{text}\n{e:?}")), Ok(rule));
    }

    #[test]
    fn a_rule_has_an_answer_or_a_fault_is_named_g2a(rule in rule()) {
        let (plan, list) = (plan(), list());
        let headings = headings(&list);
        let faults = faults(&rule, &OverList::new(&plan, &headings));
        // a zone is told of everybody, from the place where no column says it (T1)
        let people = People::of(&list, Zone::UTC);
        let also = Also { people: Some(&people), ..Also::default() };
        let answer = Evaluator::new(&list, today(), &plan.segments).with(also).matches(&rule);
        let needs_more = rule.nodes().iter().any(|node| matches!(node, Rule::Did(_) | Rule::OnList(_)));
        if faults.is_empty() && !needs_more {
            prop_assert!(answer.is_ok(), "{:?}", answer);
        } else {
            prop_assert!(answer.is_err(), "{}", print(&rule, &plan));
        }
    }

    #[test]
    fn bitmaps_agree_with_asking_row_by_row(rule in listed_rule()) {
        let (plan, list) = (plan(), list());
        let rows = Evaluator::new(&list, today(), &plan.segments).matches(&rule).unwrap();
        for row in 0..list.len() {
            prop_assert_eq!(rows.contains(row), holds(&rule, &list, row, &plan), "row {} of {}", row, print(&rule, &plan));
        }
        let counts = Evaluator::new(&list, today(), &plan.segments).counts(&rule).unwrap();
        prop_assert_eq!(counts[0].so_far, rows.count());
        prop_assert_eq!(counts.len(), rule.nodes().len());
    }

    #[test]
    fn none_of_is_the_complement_of_any_of(rules in prop::collection::vec(listed_rule(), 0..4)) {
        let (plan, list) = (plan(), list());
        let evaluator = Evaluator::new(&list, today(), &plan.segments);
        let any = evaluator.matches(&Rule::Any(rules.clone())).unwrap();
        let none = evaluator.matches(&Rule::None(rules)).unwrap();
        prop_assert_eq!(any.clone().or(&none), Bitmap::all(list.len()));
        prop_assert!(any.and(&none).is_empty());
    }

    #[test]
    fn no_text_stops_the_reader(text in "[a-z \"(),=<>≤\\\\0-9-]{0,80}") {
        if let Err(error) = parse(&text, &plan()) {
            prop_assert!(error.at.end <= text.len() && text.get(error.at.clone()).is_some());
        }
    }

    #[test]
    fn no_shuffled_rule_stops_the_reader(words in prop::collection::vec(prop::sample::select(vec!["country", "is", "one", "of", "(", ")", ",", "and", "or", "not", "any", "none", "in", "segment", "\"Big\"", "employees", "between", "5", "within", "last", "days", "empty", "="]), 0..30)) {
        let text = words.join(" ");
        if let Err(error) = parse(&text, &plan()) {
            prop_assert!(text.get(error.at.clone()).is_some());
        }
    }
}

// G2
#[test]
fn a_type_offers_the_tests_that_its_values_can_pass_and_no_others() {
    use cadenza::segment::{Operator, default_test, operators_for};
    let kinds = [FieldKind::Text, FieldKind::Number, FieldKind::Date, FieldKind::YesNo, FieldKind::List];
    let all: std::collections::BTreeSet<Operator> =
        kinds.iter().flat_map(|kind| operators_for(*kind).iter().copied()).collect();
    for kind in kinds {
        for operator in &all {
            let test = default_test(*operator, None, Date::new(2026, 11, 16).unwrap());
            assert_eq!(test.fits(kind), operators_for(kind).contains(operator), "{operator:?} on {kind:?}");
        }
    }
}

#[test]
fn segments_beside_each_other_g5() {
    let set = |rows: &[usize]| {
        let mut set = Bitmap::none(8);
        rows.iter().for_each(|row| set.insert(*row));
        set
    };
    let sets = [set(&[0, 1, 2, 3]), set(&[3, 4]), set(&[0, 3, 5])];
    let cover = cadenza::segment::cover(&sets, 8);
    assert_eq!(cover.sizes, [4, 2, 3]);
    assert_eq!(cover.alone, [2, 1, 1]);
    assert_eq!(cover.first, [4, 1, 1]);
    assert_eq!(cover.shared, [(0, 1, 1), (0, 2, 2), (1, 2, 1)]);
    // a segment is a bit: 7 is who is in all three
    assert_eq!(cover.combos, [(1, 2), (2, 1), (4, 1), (5, 1), (7, 1)], "who is in exactly which");
    assert_eq!((cover.covered, cover.nobody.rows().collect::<Vec<_>>()), (6, vec![6, 7]));
    let mine = cadenza::segment::by_priority(&sets, 8);
    let rows: Vec<Vec<usize>> = mine.iter().map(|set| set.rows().collect()).collect();
    assert_eq!(rows, [vec![0, 1, 2, 3], vec![4], vec![5]]);
}

#[test]
fn weighted_conditions_score_a_list_g6() {
    let (plan, list) = (plan(), list());
    let rule = |text: &str| parse(text, &plan).unwrap();
    let evaluator = Evaluator::new(&list, today(), &plan.segments);
    let conditions = [
        (rule("country is one of (DE, AT)"), 30),
        (rule("employees >= 100"), 10),
        (rule("tag is lead"), -15),
    ];
    let fit = cadenza::segment::fit(&conditions, &evaluator, list.len()).unwrap();
    // Ann 40 of 40, Bob 30, Cem 10, Dora below zero is zero, the last 30
    assert_eq!(fit.scores, [100, 75, 25, 0, 75]);
    let bars: Vec<(usize, u32)> = fit.spread.iter().copied().enumerate().filter(|(_, n)| *n > 0).collect();
    assert_eq!(bars, [(0, 1), (5, 1), (15, 2), (19, 1)]);
    assert_eq!(fit.reaching(75).rows().collect::<Vec<_>>(), [0, 1, 4]);
    assert_eq!(cadenza::segment::fit(&[], &evaluator, list.len()).unwrap().scores, [0; 5]);
    let unknown = [(rule("city is Berlin"), 1)];
    assert!(cadenza::segment::fit(&unknown, &evaluator, list.len()).is_err(), "never read as false");
}

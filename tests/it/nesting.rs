//! Segments that name segments: answered in one pass, refused where they stand too deep. None of these may take long.

use std::sync::Arc;
use std::time::Duration;

use cadenza::audience::Columns;
use cadenza::calendar::Date;
use cadenza::model::{
    Branch, Case, Condition, Entry, Field, MAX_SEGMENT_DEPTH, Place, Plan, Rule, Segment, SegmentId,
    SenderRule, Sequence, SequenceId, Severity, StdField, Step, StepId, StepKind, Test,
};
use cadenza::program::compile;
use cadenza::segment::Evaluator;

use crate::bounds::grows_with_its_input;

/// Segments 1 to n, each made from its number; the last names nobody.
fn plan(n: u32, rule: impl Fn(u32) -> Rule, last: Rule) -> Plan {
    let mut plan = Plan::new("p", "P", 1, "UTC".into());
    for number in 1..=n {
        let rule = if number == n { last.clone() } else { rule(number) };
        plan.segments.insert(SegmentId(number), Arc::new(Segment { name: format!("S{number}"), rule }));
    }
    plan.next_number = n + 1;
    plan
}

fn next(number: u32) -> Rule {
    Rule::Segment(SegmentId(number + 1))
}

fn twice(number: u32) -> Rule {
    Rule::Any(vec![next(number), Rule::All(vec![next(number), Rule::All(Vec::new())])])
}

fn country(code: &str) -> Rule {
    let test = Test::OneOf(vec![code.to_owned()]);
    Rule::Is(Condition { field: Field::Std(StdField::Country), test })
}

fn list() -> Columns {
    let country = ("Country", Field::Std(StdField::Country), vec!["DE", "AT", "DE"]);
    let active = ("Last Activity", Field::Std(StdField::LastActivity), vec!["2026-11-20", "", "2026-01-01"]);
    Columns::from_texts(vec![1, 2, 3], vec![country, active])
}

fn today() -> Date {
    "2026-11-24".parse().unwrap()
}

#[test]
fn thirty_segments_that_each_name_the_next_twice_are_looked_through_once() {
    let plan = plan(30, twice, country("DE"));
    assert!(plan.nesting_faults().is_empty());
    let list = list();
    let evaluator = Evaluator::new(&list, today(), &plan.segments);
    let first = Rule::Segment(SegmentId(1));
    assert_eq!(evaluator.matches(&first).unwrap().rows().collect::<Vec<_>>(), [0, 2]);
    // five nodes a segment, and one condition: not 2^29
    let n = evaluator.nodes_looked_at(&first).unwrap();
    assert!((30..=30 * 5 + 1).contains(&n), "{n}");
    assert_eq!(evaluator.counts(&twice(0)).unwrap()[0].so_far, 2);
    let asked = twice(0);
    assert!(evaluator.why(&asked, 2).unwrap()[0].holds);
}

#[test]
fn a_chain_of_segments_is_checked_in_one_pass_and_named_where_it_is_too_deep() {
    for n in [8_000, 30_000] {
        let plan = plan(n, next, country("DE"));
        let faults = plan.nesting_faults();
        // the last stands on nobody; every 33rd above it would have to be cut
        assert_eq!(faults.len(), (n as usize - 1) / (MAX_SEGMENT_DEPTH + 1));
        assert!(faults.values().all(|fault| fault.sentence().contains("more than 32 deep")), "{faults:?}");
        let broken = plan.broken_invariants();
        assert!(broken.iter().all(|problem| matches!(problem.place, Place::Segment(_))));
        let list = list();
        let error = Evaluator::new(&list, today(), &plan.segments).matches(&next(0)).unwrap_err();
        assert!(error.sentence().contains("more than 32 deep"), "{}", error.sentence());
    }
}

#[test]
fn looking_for_faults_grows_with_the_number_of_segments() {
    let chain = |n: usize| plan(n as u32, next, country("DE"));
    grows_with_its_input(chain, 2_000, Duration::from_secs(4), Plan::nesting_faults);
}

#[test]
fn whoever_leads_to_a_circle_is_not_blamed_for_it() {
    let mut plan = plan(5, next, Rule::Segment(SegmentId(3)));
    assert_eq!(plan.nesting_faults().into_keys().collect::<Vec<_>>(), [3, 4, 5].map(SegmentId));
    plan.segments
        .insert(SegmentId(5), Arc::new(Segment { name: "S5".into(), rule: Rule::Segment(SegmentId(5)) }));
    assert_eq!(plan.nesting_faults().into_keys().collect::<Vec<_>>(), [SegmentId(5)]);
    let list = list();
    let error = Evaluator::new(&list, today(), &plan.segments).matches(&next(0)).unwrap_err();
    assert!(error.sentence().contains("refers to itself"), "{}", error.sentence());
}

/// A plan whose branch asks for the first segment.
fn branched(mut plan: Plan) -> (Plan, SequenceId) {
    let (step, sequence) = (StepId(plan.next_number), SequenceId(plan.next_number + 1));
    let case = Case { when: Rule::Segment(SegmentId(1)), body: Vec::new() };
    let kind = StepKind::Branch(Branch { cases: vec![case], otherwise: Vec::new() });
    plan.steps.insert(step, Arc::new(Step::named("Which", kind)));
    let record = Sequence {
        name: "S".to_owned(),
        segment: None,
        entry: Entry { from: today(), per_business_day: None, on: None },
        body: vec![step],
        exits: Vec::new(),
        calendar: None,
        goal: None,
        consent: Vec::new(),
        not_after: None,
        guardrails: Default::default(),
        sender_rule: SenderRule::Owner,
    };
    plan.sequences.insert(sequence, Arc::new(record));
    plan.next_number += 2;
    (plan, sequence)
}

#[test]
fn a_branch_over_many_segments_compiles_at_once_or_is_refused_with_its_size() {
    let errors = |plan: Plan| {
        let (plan, sequence) = branched(plan);
        let (_, problems) = compile(&plan, sequence);
        problems.into_iter().filter(|problem| problem.severity() == Severity::Error).collect::<Vec<_>>()
    };
    assert_eq!(errors(plan(30, twice, country("DE"))), []);
    let recent = Condition { field: Field::Std(StdField::LastActivity), test: Test::WithinLast(30) };
    let refused = errors(plan(30, twice, Rule::Is(recent)));
    assert_eq!(refused.len(), 1);
    assert!(refused[0].sentence().contains("more than 5,000 lines"), "{}", refused[0].sentence());
    assert!(matches!(refused[0].place, Place::Step(_)));
}

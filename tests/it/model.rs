//! The plan as data: diffs as values, a tree that stays a tree, numbers that are never used twice.

use std::sync::Arc;

use cadenza::model::*;
use cadenza::outline::plan_from_text;
use proptest::prelude::*;

const PLAN: &str = r#"
sequence "S"
enter all from 2026-11-16
email "A"
if opened "A"
  email "B"
  split X 1, Y 1
    arm X
      email "C", reply to "A"
    arm Y
  end
otherwise
  email "D"
end
email "E"
"#;

fn plan() -> (Plan, SequenceId) {
    let read = plan_from_text(PLAN);
    assert_eq!(read.problems, []);
    (read.plan, read.sequence.unwrap())
}

fn id(plan: &Plan, name: &str) -> StepId {
    *plan.steps.iter().find(|(_, step)| step.name == name).unwrap().0
}

fn branch(plan: &Plan) -> StepId {
    *plan.steps.iter().find(|(_, step)| matches!(step.kind, StepKind::Branch(_))).unwrap().0
}

fn names(plan: &Plan, sequence: SequenceId) -> String {
    let rows = plan.walk(sequence).into_iter().map(|visit| {
        let step = &plan.steps[&visit.id];
        let name = match &step.kind {
            StepKind::Branch(_) => "if",
            StepKind::Split(_) => "split",
            _ => step.name.as_str(),
        };
        format!("{}{name}", visit.depth)
    });
    rows.collect::<Vec<_>>().join(" ")
}

fn moved(name: &str, to: impl FnOnce(&Plan, SequenceId) -> Spot) -> Option<String> {
    let (mut plan, sequence) = plan();
    let to = to(&plan, sequence);
    plan.relocate(id(&plan, name), to)?.apply(&mut plan);
    assert_eq!(plan.broken_invariants(), []);
    Some(names(&plan, sequence))
}

#[test]
fn a_walk_reads_depth_first_as_the_outline_does() {
    let (plan, sequence) = plan();
    assert_eq!(names(&plan, sequence), "0A 0if 1B 1split 2C 1D 0E");
    assert_eq!(plan.subtree(branch(&plan)).len(), 5);
    let (found, visit) = plan.find(id(&plan, "D")).unwrap();
    assert_eq!(found, sequence);
    assert_eq!(visit.spot, Spot { list: List::Inside(branch(&plan), Slot::Otherwise), index: 0 });
}

#[test]
fn a_spot_is_given_as_the_lists_stand_before_the_move() {
    let body = |index| move |_: &Plan, sequence| Spot { list: List::Body(sequence), index };
    assert_eq!(moved("A", body(3)).unwrap(), "0if 1B 1split 2C 1D 0E 0A");
    assert_eq!(moved("A", body(2)).unwrap(), "0if 1B 1split 2C 1D 0A 0E");
    assert_eq!(moved("E", body(0)).unwrap(), "0E 0A 0if 1B 1split 2C 1D");
    assert_eq!(moved("C", body(0)).unwrap(), "0C 0A 0if 1B 1split 1D 0E");
    // where it already stands: before itself, and before the one after it
    assert_eq!(moved("A", body(0)), None);
    assert_eq!(moved("A", body(1)), None);
    assert_eq!(moved("A", body(9)), None);
    let otherwise = |plan: &Plan, _| Spot { list: List::Inside(branch(plan), Slot::Otherwise), index: 1 };
    assert_eq!(moved("A", otherwise).unwrap(), "0if 1B 1split 2C 1D 1A 0E");
    let no_such_case = |plan: &Plan, _| Spot { list: List::Inside(branch(plan), Slot::Case(7)), index: 0 };
    assert_eq!(moved("A", no_such_case), None);
}

#[test]
fn a_group_cannot_stand_inside_itself() {
    let (plan, _) = plan();
    let branch = branch(&plan);
    let split = *plan.steps.iter().find(|(_, step)| matches!(step.kind, StepKind::Split(_))).unwrap().0;
    for list in [List::Inside(branch, Slot::Otherwise), List::Inside(split, Slot::Arm(1))] {
        assert_eq!(plan.relocate(branch, Spot { list, index: 0 }), None);
    }
}

#[test]
fn what_is_taken_away_takes_what_is_inside_and_every_reference_with_it() {
    let (mut plan, sequence) = plan();
    plan.remove(id(&plan, "A")).unwrap().apply(&mut plan);
    assert_eq!(names(&plan, sequence), "0if 1B 1split 2C 1D 0E");
    assert!(plan.steps.values().all(|step| step.kind.references().is_empty()));
    plan.remove(branch(&plan)).unwrap().apply(&mut plan);
    assert_eq!(names(&plan, sequence), "0E");
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.broken_invariants(), []);
}

#[test]
fn a_number_is_never_used_twice_not_even_after_its_record_is_gone_e2() {
    let (mut plan, _) = plan();
    let last = id(&plan, "E");
    let before = plan.fresh_number();
    let gone = plan.remove(last).unwrap();
    gone.apply(&mut plan);
    gone.reversed().apply(&mut plan);
    assert_eq!(plan.fresh_number(), before);
    let message = Message {
        name: "M".into(),
        channel: ChannelKind::Email,
        subject: "".into(),
        preview: String::new(),
        body: "".into(),
    };
    let added = Diff::put(&plan, MessageId(plan.fresh_number()), Some(message));
    added.apply(&mut plan);
    added.reversed().apply(&mut plan);
    assert_eq!(plan.fresh_number(), before + 1);
}

#[test]
fn a_diff_that_starts_from_another_state_does_not_fit() {
    let (plan, sequence) = plan();
    let mut record = (*plan.sequences[&sequence]).clone();
    record.name = "T".to_owned();
    let diff = Diff::put(&plan, sequence, Some(record));
    assert!(diff.fits(&plan));
    let mut after = plan.clone();
    diff.apply(&mut after);
    assert!(!diff.fits(&after) && diff.clone().reversed().fits(&after));
    assert!(Diff::put(&after, sequence, Some((*after.sequences[&sequence]).clone())).is_empty());
}

#[test]
fn a_broken_tree_is_reported_and_walked_without_a_hang() {
    let (mut plan, sequence) = plan();
    let branch_id = branch(&plan);
    let mut step = (*plan.steps[&branch_id]).clone();
    step.kind.list_mut(Slot::Otherwise).unwrap().push(branch_id);
    plan.steps.insert(branch_id, Arc::new(step));
    assert_eq!(names(&plan, sequence), "0A 0if 1B 1split 2C 1D 0E");
    let problems = plan.broken_invariants();
    assert_eq!(problems[0].place, Place::Step(branch_id));
    assert_eq!(problems[0].sentence(), "stands in more than one list");
    plan.steps.remove(&id(&plan, "B"));
    assert!(plan.broken_invariants().iter().any(|p| p.sentence().ends_with("which does not exist")));
    plan.next_number = 1;
    assert!(plan.broken_invariants().iter().any(|p| p.sentence().contains("next_number")));
}

#[test]
fn ids_read_and_write_as_their_kind_and_number() {
    assert_eq!("step-4".parse(), Ok(StepId(4)));
    assert_eq!(StepId(4).to_string(), "step-4");
    for bad in ["step-", "step-x", "steps-4", "4", "step--4", "segment-4", "step-4294967296"] {
        assert!(bad.parse::<StepId>().is_err(), "{bad}");
    }
}

#[test]
fn a_probability_is_between_none_and_all() {
    for (value, fits) in [(0.0, true), (1.0, true), (-0.1, false), (1.1, false), (f64::NAN, false)] {
        assert_eq!(Probability::new(value).is_some(), fits, "{value}");
    }
    assert!(serde_json::from_str::<Probability>("1.5").unwrap_err().to_string().contains("between 0 and 1"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn diffs_compose_and_reverse(first in crate::session::commands(), second in crate::session::commands()) {
        let a = crate::session::after(&first).plan().clone();
        let both: Vec<_> = first.iter().chain(&second).copied().collect();
        let b = crate::session::after(&both).plan().clone();
        let diff = Diff::between(&a, &b);
        prop_assert!(diff.fits(&a));
        let mut there = a.clone();
        diff.apply(&mut there);
        prop_assert!(Diff::between(&there, &b).is_empty());
        diff.clone().reversed().apply(&mut there);
        prop_assert!(Diff::between(&there, &a).is_empty());
        prop_assert!(diff.clone().then(&diff.clone().reversed()).is_empty(), "there and back is nothing");
        let text = serde_json::to_string(&diff).unwrap();
        prop_assert_eq!(serde_json::from_str::<Diff>(&text).unwrap(), diff, "a diff travels as JSON");
    }
}

//! How a sequence is laid out to be looked at.

use std::collections::{BTreeMap, BTreeSet};

use cadenza::model::{Plan, SequenceId, StepId};
use cadenza::outline::plan_from_text;
use cadenza::view::flow::{Block, Breadth, Flow, Kind, People, flow};
use cadenza::view::rows::{RowKey, rows};
use proptest::prelude::*;

const BRANCHED: &str = r#"
sequence "S"
enter all
  from 2026-11-16
email "One"
wait 2 days
call "Two"
if talked "Two"
  email "Talked"
  stop "has talked"
otherwise
  wait 1 day
  email "Not yet"
  await opened "Not yet", at most 3 days
    call "Opened"
  timed out
  end
end
repeat up to 3, every 2 days, until connected
  call "Again"
end
email "Last"
"#;

fn read(text: &str) -> (Plan, SequenceId) {
    let read = plan_from_text(text);
    assert_eq!(read.problems, []);
    let sequence = *read.plan.sequences.keys().next().unwrap();
    (read.plan, sequence)
}

fn wide(plan: &Plan, sequence: SequenceId) -> Flow {
    flow(plan, sequence, &BTreeSet::new(), &Breadth::Wide)
}

fn named<'a>(plan: &Plan, flow: &'a Flow, name: &str) -> &'a Block {
    let is = |block: &&Block| matches!(block.key, Some(RowKey::Step(id)) if plan.steps[&id].name == name);
    flow.blocks.iter().find(is).unwrap()
}

fn overlap(a: &Block, b: &Block) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/// What holds of every layout.
fn check(plan: &Plan, sequence: SequenceId, closed: &BTreeSet<RowKey>, breadth: &Breadth) -> Flow {
    let flow = flow(plan, sequence, closed, breadth);
    for (i, a) in flow.blocks.iter().enumerate() {
        assert!(a.x >= 0.0 && a.y >= 0.0, "{a:?} is outside");
        assert!(a.x + a.width <= flow.width && a.y + a.height <= flow.height, "{a:?} is outside");
        for b in &flow.blocks[i + 1..] {
            assert!(!overlap(a, b), "{a:?} lies over {b:?}");
        }
    }
    for link in &flow.links {
        for (x, y) in [link.from, link.to] {
            assert!(
                (0.0..=flow.width).contains(&x) && (0.0..=flow.height).contains(&y),
                "{link:?} is outside"
            );
        }
    }
    flow
}

#[test]
fn a_list_goes_down_and_containers_part_side_by_side() {
    let (plan, sequence) = read(BRANCHED);
    let flow = wide(&plan, sequence);
    let y = |name: &str| named(&plan, &flow, name).y;
    let x = |name: &str| named(&plan, &flow, name).x;
    assert!(y("One") < y("Two") && y("Two") < y("Talked") && y("Again") < y("Last"));
    // the first case is left of the other, and both begin below where they part
    assert!(x("Talked") < x("Two") && x("Two") < x("Not yet"));
    assert_eq!(x("One"), x("Last"));
    // after a branch everything is below the lower of its lists
    assert!(y("Again") > y("Opened") && y("Again") > y("Talked"));
}

#[test]
fn who_leaves_has_no_edge_to_where_the_others_meet() {
    let (plan, sequence) = read(BRANCHED);
    let flow = wide(&plan, sequence);
    let leave = plan.steps.iter().find(|(_, step)| step.name.is_empty() || step.kind.touch().is_none());
    assert!(leave.is_some());
    let talked = named(&plan, &flow, "Talked");
    let ways_out = flow
        .blocks
        .iter()
        .filter(|block| block.kind == Kind::Step && (block.x - talked.x).abs() < 0.5 && block.y > talked.y);
    let out = ways_out.clone().next().unwrap();
    assert_eq!(ways_out.count(), 1);
    assert!(flow.links.iter().all(|link| link.from != (out.x + out.width / 2.0, out.y + out.height)));
}

#[test]
fn an_edge_says_whose_number_stands_on_it() {
    let (plan, sequence) = read(BRANCHED);
    let flow = wide(&plan, sequence);
    let branch = plan.steps.iter().find(|(_, step)| step.kind.lists().len() == 2).map(|(id, _)| *id).unwrap();
    let into = |block: &Block| {
        let top = (block.x + block.width / 2.0, block.y);
        flow.links.iter().find(|link| link.to == top).unwrap().people
    };
    let one = named(&plan, &flow, "One");
    assert_eq!(into(one), People::To(one.key.unwrap().step()));
    // the first step of a list is come to by who takes that list
    assert_eq!(into(named(&plan, &flow, "Talked")), People::Taking(branch, 0));
    let end = flow.blocks.iter().find(|block| block.kind == Kind::End).unwrap();
    assert_eq!(into(end), People::Finished);
}

#[test]
fn on_a_phone_one_list_of_a_container_is_seen_the_chosen_one() {
    let (plan, sequence) = read(BRANCHED);
    let branch = plan.sequences[&sequence].body[3];
    let seen = |chosen: BTreeMap<StepId, usize>| -> Vec<String> {
        let flow = check(&plan, sequence, &BTreeSet::new(), &Breadth::Narrow(chosen));
        let keys = flow.blocks.iter().filter(|block| block.kind == Kind::Step).filter_map(|block| block.key);
        keys.map(|key| plan.steps[&key.step()].name.clone()).collect()
    };
    assert!(seen(BTreeMap::new()).contains(&"Talked".to_owned()));
    let other = seen(BTreeMap::from([(branch, 1)]));
    assert!(other.contains(&"Not yet".to_owned()) && !other.contains(&"Talked".to_owned()));
    // a choice that is no longer there is the first again
    assert!(seen(BTreeMap::from([(branch, 9)])).contains(&"Talked".to_owned()));
}

#[test]
fn a_closed_list_is_one_box() {
    let (plan, sequence) = read(BRANCHED);
    let branch = plan.sequences[&sequence].body[3];
    let key = RowKey::Arm(branch, cadenza::model::Slot::Otherwise);
    let flow = check(&plan, sequence, &BTreeSet::from([key]), &Breadth::Wide);
    assert_eq!(flow.blocks.iter().filter(|block| block.kind == Kind::Closed).count(), 1);
    assert!(
        flow.blocks
            .iter()
            .all(|block| { block.key.is_none_or(|key| plan.steps[&key.step()].name != "Not yet") })
    );
}

#[test]
fn nothing_but_an_entry_and_an_end_stand_where_there_are_no_steps() {
    let (plan, sequence) = read("sequence \"S\"\nenter all\n  from 2026-11-16\n");
    let flow = check(&plan, sequence, &BTreeSet::new(), &Breadth::Wide);
    assert_eq!(flow.blocks.iter().map(|block| block.kind).collect::<Vec<_>>(), [Kind::Entry, Kind::End]);
    // and a step can be put between them
    assert_eq!(flow.links.iter().filter(|link| link.spot.is_some()).count(), 1);
}

proptest! {
    #[test]
    fn every_step_is_drawn_once_in_its_order_and_nothing_lies_over_anything(text in crate::laws::sequence()) {
        let read = plan_from_text(&text);
        let Some(sequence) = read.plan.sequences.keys().next().copied() else { return Ok(()) };
        let plan = read.plan;
        let flow = check(&plan, sequence, &BTreeSet::new(), &Breadth::Wide);
        let drawn: Vec<StepId> = flow
            .blocks
            .iter()
            .filter(|block| matches!(block.kind, Kind::Step | Kind::Wait | Kind::Container))
            .filter_map(|block| block.key)
            .map(RowKey::step)
            .collect();
        let walked: Vec<StepId> = plan.walk(sequence).into_iter().map(|visit| visit.id).collect();
        prop_assert_eq!(&drawn, &walked);
        // a step can be put into every spot that the outline has
        let mut spots: Vec<_> = flow.links.iter().filter_map(|link| link.spot).map(|(spot, _)| spot).collect();
        spots.dedup();
        let rows = rows(&plan, sequence, &BTreeSet::new());
        for row in rows.iter().filter(|row| matches!(row.key, RowKey::Step(_))) {
            prop_assert!(spots.contains(&row.before), "{:?}", row.before);
        }
        check(&plan, sequence, &BTreeSet::new(), &Breadth::Narrow(BTreeMap::new()));
        let closed = rows.iter().map(|row| row.key).filter(|key| matches!(key, RowKey::Arm(..))).collect();
        check(&plan, sequence, &closed, &Breadth::Wide);
    }
}

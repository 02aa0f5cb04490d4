//! How a sequence is laid out to be looked at.

use std::collections::{BTreeMap, BTreeSet};

use cadenza::model::{Plan, SequenceId, StepId};
use cadenza::outline::{pace, plan_from_text, print};
use cadenza::view::flow::{Block, Breadth, Flow, Kind, People, flow};
use cadenza::view::rows::{RowKey, rows};
use cadenza::view::score::{
    Rest, Score, Shifted, TO_A_BUSINESS_DAY, WIDE, by_hour, by_step, notes, score, to_day,
};
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

// ---- the Score ------------------------------------------------------------------------------------------------------------

const LIVED: &str = r#"
calendar "Office": Mon-Fri 9:00-17:00
sequence "S"
enter all
  from 2026-11-16
  calendar "Office"
email "One"
wait 2 days
call "Two" 10:00-12:00
if talked "Two"
  email "Talked"
otherwise
  wait 5 business days
  email "Not yet"
end
wait 3 weeks
wait until Tue 10:00
email "Last"
"#;

fn lived(text: &str) -> (Plan, SequenceId, Score) {
    let (plan, sequence) = read(text);
    let made = notes(&plan, sequence, &pace(&plan, sequence));
    let entered = plan.sequences[&sequence].entry.from;
    let laid = score(&plan, sequence, entered, made, WIDE, 900.0);
    (plan, sequence, laid)
}

fn touch(plan: &Plan, name: &str) -> StepId {
    *plan.steps.iter().find(|(_, step)| step.name == name).unwrap().0
}

/// What holds of every score.
fn check_score(plan: &Plan, sequence: SequenceId, laid: &Score) {
    let mut at = 0.0;
    for column in &laid.columns {
        assert_eq!(column.at, at, "a hole before {column:?}");
        assert!(column.size > 0.0 && column.date <= column.until);
        at += column.size;
    }
    for pair in laid.columns.windows(2) {
        assert_eq!(pair[1].date, pair[0].until.plus_days(1));
    }
    let dated = pace(plan, sequence);
    let drawn: BTreeSet<StepId> = laid.notes.iter().map(|placed| placed.note.step).collect();
    assert_eq!((drawn.len(), drawn), (laid.notes.len(), dated.keys().copied().collect()), "each note once");
    for placed in &laid.notes {
        let column = laid
            .columns
            .iter()
            .find(|column| (column.date..=column.until).contains(&placed.note.date))
            .unwrap();
        assert_eq!(column.date, column.until, "days with a note are drawn one by one");
        assert!(placed.along >= column.at && placed.along <= column.at + column.size, "{placed:?}");
        assert!(placed.across > 0.0 && placed.across < laid.breadth, "{placed:?}");
        let staff = laid.staves.iter().find(|staff| staff.channel == placed.note.channel).unwrap();
        assert!(placed.across >= staff.at - WIDE.edge && placed.across <= staff.at + WIDE.staff + WIDE.edge);
    }
}

#[test]
fn notes_stand_at_their_day_and_hour_and_long_rests_are_drawn_as_one() {
    let (plan, sequence, laid) = lived(LIVED);
    check_score(&plan, sequence, &laid);
    let note = |name: &str| &laid.notes.iter().find(|placed| placed.note.name == name).unwrap().note;
    let when = |name: &str| format!("{} {}", note(name).date, note(name).time);
    // Mon 16 Nov at nine; two days later in the call's own hours; five business days after it
    assert_eq!(when("One"), "2026-11-16 9:00");
    assert_eq!(when("Two"), "2026-11-18 10:00");
    assert_eq!(when("Not yet"), "2026-11-25 10:00");
    assert!(note("Not yet").on_path && !note("Talked").on_path);
    assert_eq!(when("Last"), "2026-12-22 10:00");
    let weekend: Vec<String> = laid
        .columns
        .iter()
        .filter(|column| column.rest == Rest::Week)
        .map(|column| column.date.to_string())
        .collect();
    assert_eq!(weekend, ["2026-11-21", "2026-11-22"]);
    let long = laid.columns.iter().find(|column| column.date < column.until).unwrap();
    assert_eq!((long.date.to_string(), long.until.to_string()), ("2026-11-26".into(), "2026-12-21".into()));
    // the business days within it are counted on: 22 December is the 27th
    assert_eq!(laid.columns.iter().find(|column| column.date == note("Last").date).unwrap().day, Some(27));
    assert_eq!(laid.brackets.len(), 1);
}

#[test]
fn a_note_that_is_moved_changes_the_wait_before_it_in_its_own_unit() {
    let (plan, sequence, _) = lived(LIVED);
    let waits = |shifted: &Shifted| {
        let mut after = plan.clone();
        shifted.diff.apply(&mut after);
        (print(&after, sequence), format!("{} {}", shifted.to.date, shifted.to.time))
    };
    let day = |text: &str| text.parse().unwrap();
    let (two, not_yet, last) = (touch(&plan, "Two"), touch(&plan, "Not yet"), touch(&plan, "Last"));
    // Wednesday to Friday
    let (text, to) = waits(&to_day(&plan, sequence, two, day("2026-11-20")).unwrap());
    assert!(text.contains("wait 4 days\ncall \"Two\""), "{text}");
    assert_eq!(to, "2026-11-20 10:00");
    // one press: Thursday; back: Tuesday
    assert!(waits(&by_step(&plan, sequence, two, true).unwrap()).0.contains("wait 3 days"));
    assert!(waits(&by_step(&plan, sequence, two, false).unwrap()).0.contains("wait 1 day\n"));
    // business days never come to a weekend
    let (text, to) = waits(&to_day(&plan, sequence, not_yet, day("2026-11-28")).unwrap());
    assert!(text.contains("wait 7 business days"), "{text}");
    assert_eq!(to, "2026-11-27 10:00");
    // a weekday is another weekday; three weeks after 25 November is a Wednesday, so Tuesday is the last that can come
    let (text, to) = waits(&by_step(&plan, sequence, last, false).unwrap());
    assert!(text.contains("until Mon 10:00"), "{text}");
    assert_eq!(to, "2026-12-21 10:00");
    assert!(by_step(&plan, sequence, last, true).is_err());
    // within the day: the touch's own hours, else the clock of the wait
    assert!(waits(&by_hour(&plan, sequence, two, true).unwrap()).0.contains("call \"Two\" 11:00-13:00"));
    assert!(waits(&by_hour(&plan, sequence, last, false).unwrap()).0.contains("until Tue 9:00"));
    assert_eq!(by_hour(&plan, sequence, not_yet, true), Err(TO_A_BUSINESS_DAY));
}

#[test]
fn where_nothing_is_waited_for_a_later_note_gets_a_wait_and_an_earlier_one_its_reason() {
    let (plan, sequence, _) = lived(LIVED);
    let one = touch(&plan, "One");
    let shifted = by_step(&plan, sequence, one, true).unwrap();
    let mut after = plan.clone();
    shifted.diff.apply(&mut after);
    assert!(print(&after, sequence).contains("wait 1 business day\nemail \"One\""));
    assert!(by_step(&plan, sequence, one, false).unwrap_err().contains("nothing is waited for"));
    let (plan, sequence, _) = lived(
        "calendar \"Office\": Mon-Fri 9:00-17:00\nsequence \"S\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\nemail \"One\"\nwait 1 day\nemail \"Two\"\nwait 3 business hours\nemail \"Three\"\nwait until Mon, Thu 9:00\nemail \"Four\"\n",
    );
    let locked = |name: &str| by_step(&plan, sequence, touch(&plan, name), false).unwrap_err();
    assert!(locked("Two").contains("on one day"));
    assert!(locked("Three").contains("by the hour"));
    assert!(locked("Four").contains("several weekdays"));
}

proptest! {
    #[test]
    fn every_touch_of_every_sequence_is_one_note_and_a_note_that_is_moved_goes_where_it_is_said(text in crate::laws::sequence(), by in -9_i32..40) {
        let read = plan_from_text(&text);
        let Some(sequence) = read.plan.sequences.keys().next().copied() else { return Ok(()) };
        let plan = read.plan;
        let dated = pace(&plan, sequence);
        let from = plan.sequences[&sequence].entry.from;
        check_score(&plan, sequence, &score(&plan, sequence, from, notes(&plan, sequence, &dated), WIDE, 900.0));
        for (step, at) in dated.iter().take(3) {
            let wanted = at.date.plus_days(by);
            let later = by > 0;
            for shifted in [to_day(&plan, sequence, *step, wanted), by_step(&plan, sequence, *step, later)] {
                let Ok(shifted) = shifted else { continue };
                prop_assert!(shifted.diff.fits(&plan) && !shifted.diff.reuses_numbers(&plan));
                let mut after = plan.clone();
                shifted.diff.apply(&mut after);
                prop_assert!(after.broken_invariants().is_empty());
                prop_assert_eq!(pace(&after, sequence).get(step).copied(), Some(shifted.to));
                prop_assert_eq!(shifted.to.date > at.date, later, "{} to {}", at.date, shifted.to.date);
            }
        }
    }
}

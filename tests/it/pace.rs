//! The day numbers that outline rows show.

use cadenza::outline::{pace, plan_from_text};

fn days(outline: &str) -> Vec<(String, u32)> {
    let text = format!("calendar \"Office\": Mon-Fri 9:00-17:00\n{outline}");
    let read = plan_from_text(&text);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let plan = read.plan;
    let sequence = *plan.sequences.keys().next().unwrap();
    let pace = pace(&plan, sequence);
    let rows = plan.walk(sequence);
    rows.iter()
        .filter_map(|visit| Some((plan.steps[&visit.id].name.clone(), pace.get(&visit.id)?.day)))
        .collect()
}

const HEAD: &str = "sequence \"S\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\n";

#[test]
fn business_days_are_counted_from_the_day_of_entry() {
    let rows = days(&format!(
        "{HEAD}email \"A\"\nwait 1 business day\ncall \"B\"\nwait 4 business days\nemail \"C\"\nwait 3 days\nemail \"D\"\n"
    ));
    // entry Mon 16 Nov; C on Mon 23; three days later is Thu 26
    assert_eq!(rows, [("A".into(), 1), ("B".into(), 2), ("C".into(), 6), ("D".into(), 9)]);
}

#[test]
fn after_a_branch_the_way_goes_on_where_nobody_reacts() {
    let rows = days(&format!(
        "{HEAD}call \"A\"\nif talked \"A\"\n  email \"Yes\"\notherwise\n  wait 2 business days\n  email \"No\"\nend\nemail \"C\"\n"
    ));
    assert_eq!(rows, [("A".into(), 1), ("Yes".into(), 1), ("No".into(), 3), ("C".into(), 3)]);
}

#[test]
fn a_touch_due_at_the_weekend_shows_the_monday() {
    let rows = days(&format!("{HEAD}email \"A\"\nwait 5 days\nemail \"B\"\n"));
    assert_eq!(rows, [("A".into(), 1), ("B".into(), 6)]);
}

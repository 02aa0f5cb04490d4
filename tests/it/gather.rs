//! Who of a list enters a sequence, and who is held back (S7).

use cadenza::audience::{Columns, People};
use cadenza::calendar::{Date, Zone};
use cadenza::model::{Diff, Field, Plan, Segment, SegmentId, SequenceId, StdField, ZoneName};
use cadenza::outline::text_onto;
use cadenza::program::{Cohort, HoldCause, compile};
use cadenza::schedule::{SkipCause, When, plan_schedule};
use cadenza::segment;

const TEXT: &str = r#"
owner "Mara  Lindholt": 600 minutes a day, Europe/Berlin
owner "Tom": 600 minutes a day, Europe/Berlin
sender "mara@out.example": cap 50 a day, Europe/Berlin, owner "Mara  Lindholt"
sender "tom@out.example": cap 50 a day, Europe/Berlin, owner "Tom"
sequence "S"
enter segment "Germans"
  from 2026-11-30
if title is Boss
  email "To the boss"
otherwise
  email "To all"
end
call "Call", owner, 6 min, no phone: skip
"#;

fn list() -> Columns {
    let std = Field::Std;
    Columns::from_texts(
        vec![11, 12, 13, 14, 15, 16],
        vec![
            (
                "Email",
                std(StdField::Email),
                vec!["a@a.example", "b@b.example", "c@c.example", "d@d.example", "", "f@f.example"],
            ),
            (
                "Phone",
                std(StdField::DirectPhone),
                vec!["+49 30 1", "", "+49 30 3", "+49 30 4", "", "+49 30 6"],
            ),
            ("Country", std(StdField::Country), vec!["DE", "DE", "FR", "DE", "DE", "DE"]),
            ("Title", std(StdField::Title), vec!["Boss", "Clerk", "Boss", "Boss", "Boss", "boss"]),
            ("Owner", std(StdField::Owner), vec!["mara lindholt", "", "", "", "", "Tom"]),
            ("Opt out", std(StdField::EmailOptOut), vec!["no", "no", "no", "yes", "no", ""]),
            ("Sequence", std(StdField::InSequence), vec!["", "", "", "", "", "yes"]),
        ],
    )
}

fn plan(columns: &Columns, rule: &str) -> (Plan, SequenceId, People, Date) {
    let mut plan = Plan::new("p", "P", 1, ZoneName::from("UTC"));
    let id = SegmentId(plan.fresh_number());
    let rule = segment::parse(rule, &plan).unwrap();
    Diff::put(&plan, id, Some(Segment { name: "Germans".to_owned(), rule })).apply(&mut plan);
    let made = text_onto(plan, TEXT);
    assert_eq!(made.problems, []);
    (made.plan, made.sequence.unwrap(), People::of(columns, Zone::UTC), "2026-11-24".parse().unwrap())
}

#[test]
fn the_segment_enters_but_for_those_held_back() {
    let columns = list();
    let (plan, sequence, people, today) = plan(&columns, "country is DE");
    let (program, problems) = compile(&plan, sequence);
    assert_eq!(problems, []);
    let cohort = Cohort::of_list(&program, &plan, &columns, &people, today).unwrap();
    let held: Vec<_> = cohort.held_back().iter().map(|held| (held.contact, held.cause)).collect();
    let expected = [(14, HoldCause::OptedOut), (15, HoldCause::NothingReaches), (16, HoldCause::InSequence)];
    assert_eq!(held, expected, "13 is in another country and not of the segment at all");
    assert_eq!(cohort.n_contacts(), 2);

    let schedule = plan_schedule(&program, &cohort);
    let name = |step| plan.steps[&step].name.as_str();
    let mut mails: Vec<_> = schedule.touches.iter().filter(|t| t.sender.is_some()).collect();
    mails.sort_by_key(|touch| touch.contact);
    assert_eq!(
        mails.iter().map(|t| (t.contact, name(t.step))).collect::<Vec<_>>(),
        [(11, "To the boss"), (12, "To all")]
    );
    let addresses: Vec<&str> =
        mails.iter().map(|t| plan.senders[&t.sender.unwrap()].address.as_str()).collect();
    assert_eq!(addresses[0], "mara@out.example", "the list's owner is found whatever its case and spaces");
    let skipped = schedule.touches.iter().find(|t| matches!(t.when, When::Skipped { .. })).unwrap();
    assert_eq!((skipped.contact, name(skipped.step)), (12, "Call"));
    assert!(matches!(skipped.when, When::Skipped { cause: SkipCause::NoPhone, .. }));
}

#[test]
fn a_segment_that_refers_to_itself_is_refused() {
    let columns = list();
    let (mut plan, sequence, people, today) = plan(&columns, "country is DE");
    let id = *plan.segments.keys().next().unwrap();
    let circle = Segment { name: "Germans".to_owned(), rule: cadenza::model::Rule::Segment(id) };
    Diff::put(&plan, id, Some(circle)).apply(&mut plan);
    let (program, _) = compile(&plan, sequence);
    if !program.has_errors() {
        assert!(Cohort::of_list(&program, &plan, &columns, &people, today).is_err());
    }
}

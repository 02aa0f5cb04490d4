//! Rules that name another list of the browser, asked of the data worker.

use cadenza::calendar::Date;
use cadenza::model::{Code as FoundCode, Plan, Rule, Segment, SegmentId, SequenceId};
use cadenza::segment::parse;
use cadenza::worker::protocol::{Code, ListInfo, ListRef, Reply, Request, View};
use cadenza::worker::{Worker, new_record};

use crate::job::{Desk, ask, failure, import, list, send_plan, today};

const NOW: &str = "2026-11-16T08:00:00.000Z";
const PEOPLE: &str = "Email,First Name,Person Linkedin Url\n\
                      ANN@one.example,Ann,\n\
                      b@b.example,Ben,https://www.linkedin.com/in/ben/\n\
                      c@c.example,Cem,\n";

fn store(desk: &mut Desk, id: &str, name: &str, file: &str) {
    desk.put_file(file.as_bytes());
    let reply = import(&mut Worker::default(), desk, new_record(id, name, "a.csv", NOW));
    assert!(matches!(reply, Reply::Imported { .. }), "{reply:?}");
}

fn open(worker: &mut Worker<Desk>, desk: &Desk) -> ListInfo {
    list(ask(worker, desk, Request::OpenList { id: "a".into(), today: None }))
}

fn rule(text: &str) -> Rule {
    parse(text, &Plan::new("p", "P", 1, "UTC".into())).unwrap()
}

fn rows(worker: &mut Worker<Desk>, desk: &Desk, info: &ListInfo, rule: Rule, today: Date) -> Reply {
    let list = ListRef { id: info.record.id.clone(), revision: info.record.revision };
    let view = View { rule: Some(rule), today: Some(today), ..View::default() };
    ask(worker, desk, Request::Rows { list, view, from: 0, n: 10, fields: vec![] })
}

#[track_caller]
fn numbers(reply: Reply) -> Vec<u32> {
    let Reply::Rows(rows) = reply else { panic!("{reply:?}") };
    rows.rows.into_iter().map(|(_, number, _)| number).collect()
}

fn delete(desk: &Desk, id: &str) {
    assert_eq!(ask(&mut Worker::default(), desk, Request::DeleteList { id: id.into() }), Reply::Done);
}

#[test]
fn membership_of_another_list_is_answered_by_address_and_page_and_follows_that_list_g2() {
    let mut desk = Desk::default();
    store(&mut desk, "a", "Autumn", PEOPLE);
    store(&mut desk, "b", "Customers", "Email,Person Linkedin Url\nann@one.example,\n,linkedin.com/in/ben\n");
    let mut worker = Worker::default();
    let info = open(&mut worker, &desk);
    let on =
        |worker: &mut _, desk: &Desk, text: &str| numbers(rows(worker, desk, &info, rule(text), today()));
    assert_eq!(on(&mut worker, &desk, r#"on list "customers""#), [1, 2]);
    assert_eq!(on(&mut worker, &desk, r#"not on list "Customers""#), [3]);
    assert_eq!(on(&mut worker, &desk, r#"on list "Autumn""#), [1, 2, 3], "itself too");

    // another tab imports a second list of the same name: on either is on the list
    store(&mut desk, "c", "Customers", "Email\nc@c.example\n");
    assert_eq!(on(&mut worker, &desk, r#"not on list "Customers""#), [] as [u32; 0]);
    // and deletes the first
    delete(&desk, "b");
    assert_eq!(on(&mut worker, &desk, r#"on list "Customers""#), [3]);
    let slip = failure(rows(&mut worker, &desk, &info, rule(r#"not on list "Customrs""#), today()));
    assert!(slip.message.contains("“Customrs”; did you mean \"Customers\"?"), "{}", slip.message);
    delete(&desk, "c");
    let gone = failure(rows(&mut worker, &desk, &info, rule(r#"not on list "Customers""#), today()));
    assert!(gone.message.contains("there is no list “Customers”"), "never read as false: {}", gone.message);
}

/// A plan whose one sequence takes whoever is not on the list Customers.
fn plan_without_customers() -> (Plan, SequenceId) {
    let (mut plan, sequence) = crate::job::plan();
    let segment = SegmentId(plan.fresh_number());
    let outside = Segment { name: "New".into(), rule: rule(r#"not on list "Customers""#) };
    cadenza::model::Diff::put(&plan, segment, Some(outside)).apply(&mut plan);
    let mut changed = (*plan.sequences[&sequence]).clone();
    changed.segment = Some(segment);
    cadenza::model::Diff::put(&plan, sequence, Some(changed)).apply(&mut plan);
    (plan, sequence)
}

/// The launch check is about who enters, and who enters hangs on the other list.
#[test]
fn what_is_found_follows_the_other_list_that_a_segment_names() {
    let mut desk = Desk::default();
    store(&mut desk, "a", "Autumn", PEOPLE);
    store(&mut desk, "b", "Customers", "Email\nann@one.example\nb@b.example\n");
    let mut worker = Worker::default();
    open(&mut worker, &desk);
    let (plan, sequence) = plan_without_customers();
    send_plan(&mut worker, &desk, 1, &plan);
    let mut finds_nobody = |desk: &Desk| {
        let look = Request::Preflight { sequence, revision: 1, today: today(), timed: false, alone: false };
        let Reply::Preflight(info) = ask(&mut worker, desk, look) else { panic!("not looked through") };
        info.found.iter().any(|found| found.finding.code == FoundCode::NobodyInSegment)
    };
    assert!(!finds_nobody(&desk), "Cem is no customer and enters");
    store(&mut desk, "c", "Customers", "Email\nc@c.example\n");
    assert!(finds_nobody(&desk), "now all are");
}

#[test]
fn a_segment_that_names_a_list_that_is_gone_or_locked_lets_nobody_in_g2a() {
    let mut desk = Desk::default();
    store(&mut desk, "a", "Autumn", PEOPLE);
    store(&mut desk, "b", "Customers", "Email\nann@one.example\n");
    let mut worker = Worker::default();
    open(&mut worker, &desk);
    let (plan, sequence) = plan_without_customers();
    send_plan(&mut worker, &desk, 1, &plan);
    let schedule = Request::Schedule { sequence, revision: 1, today: today(), alone: false };
    let Reply::Schedule(planned) = ask(&mut worker, &desk, schedule.clone()) else { panic!() };
    assert_eq!(planned.standing.of, 2, "Ann is a customer");

    let until = "2026-11-10".parse().ok();
    let retain = Request::Retain { id: "b".into(), until, reason: "kept so long".into(), now: NOW.into() };
    assert_eq!(ask(&mut Worker::default(), &desk, retain), Reply::Done);
    let locked = failure(ask(&mut worker, &desk, schedule.clone()));
    assert_eq!(locked.code, Code::CannotRun);
    assert!(locked.message.contains("locked") && locked.message.contains("2026-11-10"), "{}", locked.message);

    delete(&desk, "b");
    let gone = failure(ask(&mut worker, &desk, schedule));
    assert!(gone.message.contains("there is no list “Customers”"), "{}", gone.message);
}

//! What is kept beside a plan: undo outlives a reload or is dropped, never the plan; versions are whole or said not to be.

use std::future::Future;
use std::task::{Context, Poll, Waker};

use cadenza::calendar::Instant;
use cadenza::model::*;
use cadenza::session::{Capture, Command, LOG_BYTES, LOG_ENTRIES, Session};
use cadenza::store::*;
use proptest::prelude::*;

use crate::session::{after, commands};

fn none() -> Option<(u64, Plan)> {
    None
}

/// Apart from the counter, which only grows.
fn same(a: &Plan, b: &Plan) -> bool {
    Diff::between(a, b).is_empty()
}

/// As after a reload: the plan alone, and what the log gives back.
fn reopened(session: &Session, log: &str, revision: u64) -> (Session, usize) {
    let mut again = Session::new(session.plan().clone());
    let count = again.resume(log, revision, none);
    (again, count)
}

/// The plans that undo passes, newest first, ending with the one that cannot be undone.
fn way_back(session: &Session) -> Vec<Plan> {
    let mut session = session.clone();
    let mut plans = vec![session.plan().clone()];
    while session.undo().is_some() {
        plans.push(session.plan().clone());
    }
    plans
}

fn rename(session: &mut Session, name: &str) {
    let settings = Settings { name: name.to_owned(), ..(*session.plan().settings).clone() };
    session.apply(Command::PutSettings(settings), Capture::Now).unwrap();
}

fn session() -> Session {
    after(&[])
}

// ---- the undo log ----

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, ..ProptestConfig::default() })]

    #[test]
    fn after_a_reload_undo_and_redo_go_the_same_way(commands in commands(), back in 0_usize..40) {
        let mut live = after(&commands);
        for _ in 0..back {
            live.undo();
        }
        let (mut again, count) = reopened(&live, &live.log(7), 7);
        prop_assert_eq!(count, live.undo_count());
        prop_assert_eq!(again.next_undo(), live.next_undo());
        prop_assert_eq!(again.next_redo(), live.next_redo());
        let (one, other) = (way_back(&live), way_back(&again));
        prop_assert_eq!(one.len(), other.len());
        prop_assert!(one.iter().zip(&other).all(|(a, b)| same(a, b)));
        loop {
            let (a, b) = (live.redo(), again.redo());
            prop_assert_eq!(a.is_some(), b.is_some());
            prop_assert!(same(live.plan(), again.plan()));
            if a.is_none() {
                break;
            }
        }
    }

    #[test]
    fn a_log_that_was_damaged_anywhere_never_harms_the_plan(commands in commands(), at in any::<prop::sample::Index>(), byte in 32_u8..127) {
        let live = after(&commands);
        let mut log = live.log(7).into_bytes();
        let at = at.index(log.len());
        if log[at].is_ascii() {
            log[at] = byte;
        }
        let log = String::from_utf8_lossy(&log).into_owned();
        let (mut again, _) = reopened(&live, &log, 7);
        prop_assert!(same(again.plan(), live.plan()), "reading a log changes nothing");
        loop {
            prop_assert_eq!(again.plan().broken_invariants(), []);
            prop_assert_eq!(again.plan().bad_values(), []);
            if again.undo().is_none() {
                break;
            }
        }
    }

    #[test]
    fn a_log_that_was_cut_off_gives_back_the_newest_steps(commands in commands(), at in any::<prop::sample::Index>()) {
        let live = after(&commands);
        let log = live.log(7);
        let mut end = at.index(log.len() + 1);
        while !log.is_char_boundary(end) {
            end -= 1;
        }
        let (again, count) = reopened(&live, &log[..end], 7);
        prop_assert!(count <= live.undo_count());
        let (long, short) = (way_back(&live), way_back(&again));
        prop_assert_eq!(short.len(), count + 1);
        prop_assert!(long.iter().zip(&short).all(|(a, b)| same(a, b)));
    }

    #[test]
    fn edits_made_before_the_log_arrived_lie_on_top_of_it(before in commands(), then in commands()) {
        let live = after(&before);
        let log = live.log(3);
        let mut again = Session::new(live.plan().clone());
        for (number, _) in then.iter().enumerate() {
            rename(&mut again, &format!("name {number}"));
        }
        prop_assert_eq!(again.resume(&log, 3, none), live.undo_count());
        let back = way_back(&again);
        prop_assert_eq!(back.len(), live.undo_count() + then.len() + 1);
        prop_assert!(same(back.last().unwrap(), way_back(&live).last().unwrap()));
    }
}

#[test]
fn a_log_that_ends_at_another_revision_is_dropped_and_the_plan_is_not() {
    let mut live = session();
    rename(&mut live, "one");
    let log = live.log(4);
    assert_eq!(reopened(&live, &log, 4).1, 1);
    for revision in [0, 3, 5, 44] {
        let (again, count) = reopened(&live, &log, revision);
        assert_eq!((count, again.undo_count()), (0, 0));
        assert!(same(again.plan(), live.plan()));
    }
    let mut other = live.plan().clone();
    other.id = "another".to_owned();
    assert_eq!(Session::new(other).resume(&log, 4, none), 0, "another plan's log");
}

#[test]
fn a_log_of_the_same_revision_that_does_not_fit_the_plan_is_dropped() {
    // A plan deleted and made again counts its revisions anew.
    let mut live = session();
    rename(&mut live, "one");
    let log = live.log(4);
    let mut other = session();
    rename(&mut other, "another life");
    assert_eq!(reopened(&other, &log, 4).1, 0);
}

#[test]
fn where_the_page_went_before_the_log_was_written_one_step_bridges_the_gap() {
    let mut live = session();
    let first = live.plan().clone();
    rename(&mut live, "one");
    let log = live.log(4);
    let older = live.plan().clone();
    rename(&mut live, "two");
    rename(&mut live, "three");
    // revision 5 is saved, its log is not
    let mut again = Session::new(live.plan().clone());
    assert_eq!(again.resume(&log, 5, || Some((4, older.clone()))), 2);
    assert_eq!(again.next_undo(), Some("Last edits"));
    again.undo().unwrap();
    assert_eq!(again.plan().settings.name, "one");
    again.undo().unwrap();
    assert!(same(again.plan(), &first));
    // a gap of two saves is not bridged
    let mut again = Session::new(live.plan().clone());
    assert_eq!(again.resume(&log, 6, || Some((5, older.clone()))), 0);
}

#[test]
fn a_log_is_bounded_in_steps_and_in_bytes_and_keeps_the_newest() {
    let mut live = session();
    for n in 0..LOG_ENTRIES + 50 {
        rename(&mut live, &format!("name {n}"));
    }
    let (again, count) = reopened(&live, &live.log(1), 1);
    assert_eq!(count, LOG_ENTRIES);
    assert_eq!(way_back(&again).last().unwrap().settings.name, "name 49");

    let mut live = session();
    let long = "long ".repeat(LOG_BYTES / 50);
    for n in 0..20 {
        rename(&mut live, &format!("{n} {long}"));
    }
    let log = live.log(1);
    assert!(log.len() <= LOG_BYTES);
    let count = reopened(&live, &log, 1).1;
    assert!((1..20).contains(&count), "{count} steps fit");
    // a single step that is too long leaves an empty log, and nothing else is wrong
    rename(&mut live, &"x".repeat(LOG_BYTES));
    assert_eq!(reopened(&live, &live.log(1), 1).1, 0);
}

#[test]
fn a_step_that_would_break_the_plan_ends_the_history() {
    // Fits, and leads to a sequence whose list names a step that is not there.
    let live = session();
    let (id, sequence) = live.plan().sequences.iter().next().unwrap();
    let mut broken = (**sequence).clone();
    broken.body.push(StepId(9_999));
    let diff = Diff::put(live.plan(), *id, Some(broken)).reversed();
    let line = serde_json::to_string(&("Something", diff)).unwrap();
    let head = live.log(2).lines().next().unwrap().to_owned();
    let (mut again, count) = reopened(&live, &format!("{head}\n-{line}\n"), 2);
    assert_eq!(count, 1);
    assert!(again.undo().is_none());
    assert_eq!(again.undo_count(), 0);
    assert!(same(again.plan(), live.plan()));
}

#[test]
fn the_older_slot_is_what_was_saved_before() {
    let shelf = MemoryShelf::default();
    let mut live = session();
    let id = live.plan().id.clone();
    let mut saver = open(&shelf, &id).unwrap().saver;
    assert_eq!(saver.revision(), 0);
    let first = live.plan().clone();
    saver.save(&shelf, &first, Instant(1));
    assert!(older(&shelf, &id, saver.revision()).is_none());
    rename(&mut live, "second");
    saver.save(&shelf, live.plan(), Instant(2));
    assert_eq!(saver.revision(), 2);
    assert_eq!(open(&shelf, &id).unwrap().saver.revision(), 2);
    assert_eq!(older(&shelf, &id, 2), Some((1, first)));
}

// ---- versions ----

/// What a future gives that never has to wait; `None` where it hangs.
fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

fn keep(shelf: &MemoryTexts, plan: &Plan, name: &str) -> Result<Version, VersionError> {
    now(keep_version(shelf, plan, name, Instant(5), false)).unwrap()
}

fn names(shelf: &MemoryTexts, plan: &Plan) -> Vec<String> {
    now(list_versions(shelf, &plan.id)).unwrap().unwrap().into_iter().map(|version| version.name).collect()
}

#[test]
fn a_version_is_kept_listed_read_and_deleted_and_other_plans_have_their_own() {
    let shelf = MemoryTexts::default();
    let mut live = session();
    let first = live.plan().clone();
    let kept = keep(&shelf, &first, "  Before the launch ").unwrap();
    assert_eq!((kept.number, kept.name.as_str(), kept.at), (1, "Before the launch", Instant(5)));
    assert_eq!(kept.steps as usize, first.steps.len());
    rename(&mut live, "renamed");
    keep(&shelf, live.plan(), "After").unwrap();
    // an id that begins like the other one
    let near = Plan { id: format!("{}-1", first.id), ..first.clone() };
    keep(&shelf, &near, "Elsewhere").unwrap();
    assert_eq!(names(&shelf, &first), ["After", "Before the launch"]);
    assert_eq!(names(&shelf, &near), ["Elsewhere"]);
    let read = now(read_version(&shelf, &first.id, 1)).unwrap().unwrap();
    assert_eq!(write_plan(&read), write_plan(&first), "to the byte");
    now(delete_version(&shelf, &first.id, 1)).unwrap().unwrap();
    assert_eq!(names(&shelf, &first), ["After"]);
    assert_eq!(now(read_version(&shelf, &first.id, 1)).unwrap(), Err(VersionError::Gone));
}

#[test]
fn what_was_kept_beside_a_plan_goes_only_when_the_person_deleted_it_and_did_not_bring_it_back() {
    let (texts, shelf) = (MemoryTexts::default(), MemoryShelf::default());
    let live = session();
    let mine = live.plan().clone();
    let near = Plan { id: format!("{}-1", mine.id), ..mine.clone() };
    let save = |plan: &Plan, above: u64| {
        keep(&texts, plan, "Version").unwrap();
        let database = Database::Answered(now(read_stored(&texts, &plan.id)).unwrap().unwrap());
        let mut saver = open_with(&shelf, &plan.id, &database).unwrap().saver;
        saver.save(&shelf, plan, Instant(900));
        assert_eq!(saver.revision(), above + 1);
        now(put_copy(&texts, saver.copy().unwrap(), Some(live.log(1)), true)).unwrap().unwrap();
    };
    save(&mine, 0);
    save(&near, 0);
    let all = texts.texts();
    let forget = |at| now(forget_deleted(&texts, &shelf, Instant(at))).unwrap().unwrap();
    forget(1_000);
    assert_eq!(texts.texts(), all);
    delete_plan(&shelf, &mine.id).unwrap();
    forget(1_000);
    assert_eq!(texts.texts(), all, "a plan that is merely not there keeps its versions");
    now(bury(&texts, &mine.id, 1, Instant(1_000))).unwrap().unwrap();
    forget(1_001);
    assert_eq!(names(&texts, &mine), ["Version"], "it can still be brought back");
    save(&mine, 1);
    forget(1_010);
    assert_eq!(names(&texts, &mine).len(), 2, "it was brought back");
    delete_plan(&shelf, &mine.id).unwrap();
    now(bury(&texts, &mine.id, 2, Instant(1_010))).unwrap().unwrap();
    forget(1_012);
    let left: Vec<String> = texts.texts().into_keys().filter(|key| !key.contains(&near.id)).collect();
    assert_eq!(left, [format!("gone.{}", mine.id)], "only that it is deleted");
    assert_eq!(texts.texts()[&left[0]], "1010 2");
    assert_eq!(names(&texts, &near), ["Version"]);
}

#[test]
fn restoring_a_version_is_one_step_that_undo_takes_back_and_leaves_the_list() {
    let mut live = session();
    let before = live.plan().clone();
    rename(&mut live, "renamed");
    let step = *live.plan().steps.keys().next().unwrap();
    live.apply(Command::DeleteSteps(vec![step]), Capture::Now).unwrap();
    let settings = Settings { list: Some("list-7".to_owned()), ..(*live.plan().settings).clone() };
    live.apply(Command::PutSettings(settings), Capture::Now).unwrap();
    let (now, count) = (live.plan().clone(), live.undo_count());
    live.apply(Command::Restore { name: "Start".to_owned(), plan: Box::new(before.clone()) }, Capture::Now)
        .unwrap();
    assert_eq!(live.next_undo(), Some("Restore Start"));
    assert_eq!(live.undo_count(), count + 1);
    assert_eq!(live.plan().settings.list.as_deref(), Some("list-7"), "the list is not the version's affair");
    assert_eq!(live.plan().settings.name, before.settings.name);
    assert_eq!(live.plan().steps, before.steps);
    assert!(live.plan().next_number >= now.next_number, "no number is ever used twice");
    live.undo().unwrap();
    assert!(same(live.plan(), &now));
}

#[test]
fn a_full_shelf_refuses_a_version_and_loses_none_at_any_size() {
    let mut live = session();
    let plan = live.plan().clone();
    let shelf = MemoryTexts::default();
    keep(&shelf, &plan, "First").unwrap();
    let before = shelf.texts();
    let used: usize = before.iter().map(|(key, text)| key.len() + text.len()).sum();
    rename(&mut live, "another");
    let mut kept_at = None;
    for quota in used..2 * used + 200 {
        shelf.fail(TextFaults { quota: Some(quota), ..TextFaults::default() });
        match keep(&shelf, live.plan(), "Second") {
            Err(error) => {
                assert_eq!(error, VersionError::Shelf(ShelfError::Quota));
                assert_eq!(shelf.texts(), before, "at {quota}");
            }
            Ok(_) => {
                kept_at = Some(quota);
                break;
            }
        }
    }
    assert!(kept_at.is_some_and(|quota| quota > used), "it fits in the end");
    assert_eq!(now(read_version(&shelf, &plan.id, 1)).unwrap().unwrap(), plan);
}

#[test]
fn a_version_that_does_not_read_back_is_not_said_to_be_kept_and_a_shelf_that_hangs_holds_nothing_up() {
    let live = session();
    let shelf = MemoryTexts::default();
    for bytes in [0, 10, 400] {
        shelf.fail(TextFaults { torn: Some(bytes), ..TextFaults::default() });
        assert!(matches!(keep(&shelf, live.plan(), "Torn"), Err(VersionError::ReadBack)), "{bytes}");
    }
    shelf.fail(TextFaults { hangs: true, ..TextFaults::default() });
    assert!(now(keep_version(&shelf, live.plan(), "Hangs", Instant(5), false)).is_none());
    assert!(now(read_stored(&shelf, "plan")).is_none());
    shelf.fail(TextFaults { refuses: Some(ShelfError::Blocked), ..TextFaults::default() });
    assert_eq!(keep(&shelf, live.plan(), "Blocked"), Err(VersionError::Shelf(ShelfError::Blocked)));
}

#[test]
fn a_version_whose_bytes_went_bad_is_refused_with_its_bytes() {
    let live = session();
    let shelf = MemoryTexts::default();
    keep(&shelf, live.plan(), "Good").unwrap();
    let (key, text) = shelf.texts().into_iter().find(|(key, _)| key.starts_with("body.")).unwrap();
    let bad = text.replace("Cold outbound", "Cold outbounD");
    assert_ne!(bad, text);
    now(shelf.write(&[(key.clone(), Some(bad.clone()))])).unwrap().unwrap();
    let read = now(read_version(&shelf, &live.plan().id, 1)).unwrap();
    assert_eq!(read, Err(VersionError::Unreadable { why: "the checksum differs".to_owned(), text: bad }));
    // one of a newer schema is refused, never half-read
    let newer = serde_json::to_string(live.plan()).unwrap().replace("\"schema\":2", "\"schema\":99");
    let (_, newer) = Envelope::seal(&newer, (&live.plan().id, "Newer"), 99, 1, Instant(5));
    now(shelf.write(&[(key, Some(newer))])).unwrap().unwrap();
    match now(read_version(&shelf, &live.plan().id, 1)).unwrap() {
        Err(VersionError::Unreadable { why, .. }) => assert!(why.contains("newer version"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn automatic_versions_make_room_for_each_other_and_never_push_out_a_named_one() {
    let live = session();
    let shelf = MemoryTexts::default();
    keep(&shelf, live.plan(), "Mine").unwrap();
    for n in 0..MAX_AUTOMATIC + 5 {
        now(keep_version(&shelf, live.plan(), &format!("Before {n}"), Instant(6), true)).unwrap().unwrap();
    }
    let names = names(&shelf, live.plan());
    assert_eq!(names.len(), MAX_AUTOMATIC + 1);
    assert_eq!(names.first().unwrap(), &format!("Before {}", MAX_AUTOMATIC + 4));
    assert_eq!(names.last().unwrap(), "Mine");
    for n in names.len()..MAX_VERSIONS {
        keep(&shelf, live.plan(), &format!("Mine {n}")).unwrap();
    }
    assert_eq!(keep(&shelf, live.plan(), "One too many"), Err(VersionError::TooMany));
}

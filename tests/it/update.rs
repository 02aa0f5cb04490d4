//! Lists over time (spec §1, G8, G9): a newer export is compared before it is taken over, contact numbers and every "no" survive, one
//! press brings the old state back; a list past its last day is locked; deleted means gone.

use std::collections::{BTreeMap, BTreeSet};

use cadenza::audience::consent::{Channels, NoCause, Source};
use cadenza::audience::{Columns, Only, Part, Take, Update};
use cadenza::calendar::Date;
use cadenza::model::{Basis, Channel, ConsentState, Field, StdField};
use cadenza::worker::protocol::{
    BarsInfo, Code, ConsentEdit, ListInfo, ListRef, Reply, Request, UpdateInfo, UpdatePart, UpdateRow, View,
};
use cadenza::worker::shelf::{ListShelf, ShelfError};
use cadenza::worker::{Worker, new_record};
use proptest::prelude::*;

use super::job::{Desk, ask, failure, import, list, now, today};

const NOW: &str = "2026-11-16T08:00:00.000Z";

fn std(field: StdField) -> Field {
    Field::Std(field)
}

/// A list of id, address and whether they opted out.
fn people<S: AsRef<str>>(first: u32, rows: &[(S, S, S)]) -> Columns {
    Columns::from_texts(
        (first..first + rows.len() as u32).collect(),
        vec![
            ("Id", std(StdField::ContactId), rows.iter().map(|row| row.0.as_ref()).collect()),
            ("Email", std(StdField::Email), rows.iter().map(|row| row.1.as_ref()).collect()),
            ("Opted out", std(StdField::EmailOptOut), rows.iter().map(|row| row.2.as_ref()).collect()),
        ],
    )
}

fn no_of(columns: &Columns) -> BTreeSet<u32> {
    (0..columns.len()).filter(|row| columns.says_no(*row)).map(|row| columns.numbers()[row]).collect()
}

#[test]
fn who_is_the_same_is_found_by_id_then_by_address_and_keeps_the_number() {
    let old =
        people(11, &[("1", "ada@x.example", ""), ("2", "bob@x.example", ""), ("", "cyd@x.example", "")]);
    // ada has a new address, which was bob's; bob has another; cyd got an id; dee is new
    let new = people(
        1,
        &[
            ("4", "dee@x.example", ""),
            ("1", "bob@x.example", ""),
            ("2", "bob2@x.example", ""),
            ("3", "CYD@x.example", ""),
        ],
    );
    let update = Update::between(&old, &new);
    assert_eq!(update.same, [(0, 1), (1, 2), (2, 3)]);
    assert_eq!(update.found_by, [2, 1, 0]);
    assert_eq!((update.added.as_slice(), update.gone.as_slice()), ([0].as_slice(), [].as_slice()));
    let list = update.apply(&old, &new, 14, Take::Everything);
    assert_eq!(
        list.numbers(),
        [14, 11, 12, 13],
        "the order is the new file's, the numbers are the contacts' own"
    );
}

#[test]
fn a_no_of_the_old_list_stays_where_the_new_one_says_nothing_or_yes() {
    let old = people(
        1,
        &[("1", "ada@x.example", "yes"), ("2", "bob@x.example", "yes"), ("3", "cyd@x.example", "")],
    );
    let new =
        people(1, &[("1", "ada@x.example", "no"), ("2", "bob@x.example", ""), ("3", "cyd@x.example", "yes")]);
    let update = Update::between(&old, &new);
    assert_eq!(update.kept_no, 2);
    let no: Vec<u32> = update.changed.iter().filter(|changed| changed.says_no).map(|c| c.old).collect();
    assert_eq!(no, [2]);
    assert_eq!(no_of(&update.apply(&old, &new, 4, Take::Everything)), BTreeSet::from([1, 2, 3]));
}

#[test]
fn columns_that_only_the_old_list_has_are_kept_for_whom_they_are_known() {
    let old = Columns::from_texts(
        vec![1, 2],
        vec![
            ("Email", std(StdField::Email), vec!["ada@x.example", "bob@x.example"]),
            ("Owner", std(StdField::Owner), vec!["Mara", "Tomas"]),
            ("Tags", std(StdField::Tags), vec!["a; b", ""]),
            ("Fit", std(StdField::FitScore), vec!["77", "71.5"]),
            ("Last", std(StdField::LastContacted), vec!["2026-03-01", ""]),
        ],
    );
    let new = Columns::from_texts(
        vec![1, 2],
        vec![("Email", std(StdField::Email), vec!["cyd@x.example", "ada@x.example"])],
    );
    let list = Update::between(&old, &new).apply(&old, &new, 3, Take::Everything);
    for (field, row) in
        [(StdField::Owner, "Mara"), (StdField::FitScore, "77"), (StdField::LastContacted, "2026-03-01")]
    {
        assert_eq!(list.text(1, &std(field)).as_deref(), Some(row));
        assert_eq!(list.text(0, &std(field)), None, "nothing is known of who is added");
    }
    assert_eq!(list.column(&std(StdField::Tags)).unwrap().items(1), ["a", "b"]);
}

#[test]
fn g8_consent_given_in_a_column_that_the_newer_export_does_not_have_stays_with_its_day_and_source() {
    let old = Columns::from_texts(
        vec![1, 2, 3],
        vec![
            ("Email", std(StdField::Email), vec!["ada@x.example", "bob@x.example", "cyd@x.example"]),
            ("Email Consent", Field::Custom("email consent".into()), vec!["2026-03-04", "yes", ""]),
            ("Consent Expires", Field::Custom("consent expires".into()), vec!["2027-03-04", "", ""]),
        ],
    );
    let without = Columns::from_texts(
        vec![1, 2, 3],
        vec![("Email", std(StdField::Email), vec!["cyd@x.example", "bob@x.example", "ada@x.example"])],
    );
    let update = Update::between(&old, &without);
    assert_eq!(update.kept_given, [("Email Consent".to_owned(), 2)]);
    let list = update.apply(&old, &without, 4, Take::Everything);
    let ada = list.consent(2, Channel::Email);
    assert_eq!((ada.state, ada.basis), (ConsentState::Given, Some(Basis::Consent)));
    assert_eq!((ada.since, ada.until), ("2026-03-04".parse().ok(), "2027-03-04".parse().ok()));
    assert_eq!(ada.source, Some(Source::Earlier("Email Consent")));
    assert_eq!(list.consent(0, Channel::Email).state, ConsentState::Unknown, "Cyd never gave any");
    // and it stays over another such export, until one says something else
    let again = Update::between(&list, &without).apply(&list, &without, 4, Take::Everything);
    assert_eq!(again.consent(2, Channel::Email).since, "2026-03-04".parse().ok());
    let newer = Columns::from_texts(
        vec![1, 2],
        vec![
            ("Email", std(StdField::Email), vec!["ada@x.example", "bob@x.example"]),
            ("Email Consent", Field::Custom("email consent".into()), vec!["", "no"]),
        ],
    );
    let update = Update::between(&again, &newer);
    assert_eq!(update.kept_given, []);
    let last = update.apply(&again, &newer, 4, Take::Everything);
    let states = [0, 1].map(|row| last.consent(row, Channel::Email).state);
    assert_eq!(states, [ConsentState::Unknown, ConsentState::Refused], "the newer export has the column");
    // taking over the "no" alone takes no consent over
    let only_no = Update::between(&without, &old).apply(&without, &old, 4, Take::OnlyNo);
    assert_eq!(only_no.consent(2, Channel::Email).state, ConsentState::Unknown);
}

#[test]
fn only_who_said_no_can_be_taken_over() {
    let old = people(1, &[("1", "ada@x.example", ""), ("2", "bob@x.example", "yes")]);
    let new = people(1, &[("1", "ada2@x.example", "yes"), ("3", "cyd@x.example", "yes")]);
    let list = Update::between(&old, &new).apply(&old, &new, 3, Take::OnlyNo);
    assert_eq!(list.numbers(), old.numbers());
    assert_eq!(list.text(0, &std(StdField::Email)).as_deref(), Some("ada@x.example"));
    assert_eq!(no_of(&list), BTreeSet::from([1, 2]));
    // also where the old list knew nothing of the kind
    let bare = Columns::from_texts(vec![7], vec![("Email", std(StdField::Email), vec!["ada2@x.example"])]);
    assert_eq!(no_of(&Update::between(&bare, &new).apply(&bare, &new, 8, Take::OnlyNo)), BTreeSet::from([7]));
}

fn rows() -> impl Strategy<Value = Vec<(String, String, String)>> {
    let row = (0..9_u8, 0..9_u8, 0..3_u8).prop_map(|(id, address, no)| {
        let id = if id == 0 { String::new() } else { id.to_string() };
        let address = if address == 0 { String::new() } else { format!("p{address}@x.example") };
        (id, address, ["", "yes", "no"][usize::from(no)].to_owned())
    });
    prop::collection::vec(row, 0..12)
}

proptest! {
    /// Everybody of the new list is somebody, everybody of the old one is there or gone; a number is one contact's for ever.
    #[test]
    fn nobody_is_lost_and_no_number_is_given_twice(old in rows(), new in rows()) {
        let (old, new) = (people(1, &old), people(1, &new));
        let update = Update::between(&old, &new);
        prop_assert_eq!(update.same.len() + update.added.len(), new.len());
        prop_assert_eq!(update.same.len() + update.gone.len(), old.len());
        let first = old.len() as u32 + 1;
        let list = update.apply(&old, &new, first, Take::Everything);
        prop_assert_eq!(list.len(), new.len());
        let numbers: BTreeSet<u32> = list.numbers().iter().copied().collect();
        prop_assert_eq!(numbers.len(), list.len());
        let same: BTreeMap<u32, u32> = update.same.iter().map(|(old, new)| (*new, *old)).collect();
        for (row, number) in list.numbers().iter().enumerate() {
            match same.get(&(row as u32)) {
                Some(was) => prop_assert_eq!(*number, old.numbers()[*was as usize]),
                None => prop_assert!(*number >= first, "a new contact takes no old number"),
            }
        }
    }

    /// G8: whoever has said "no" and is still there says it afterwards, however much is taken over.
    #[test]
    fn no_update_ever_loses_a_no(old in rows(), new in rows()) {
        let (old, new) = (people(1, &old), people(1, &new));
        let update = Update::between(&old, &new);
        let before = no_of(&old);
        let first = old.len() as u32 + 1;
        let all = update.apply(&old, &new, first, Take::Everything);
        let there: BTreeSet<u32> = all.numbers().iter().copied().collect();
        prop_assert!(before.iter().filter(|number| there.contains(number)).all(|number| no_of(&all).contains(number)));
        let only = update.apply(&old, &new, first, Take::OnlyNo);
        prop_assert!(no_of(&only).is_superset(&before));
        prop_assert_eq!(only.numbers(), old.numbers());
        // and what the new list says is heard
        for (old_row, new_row) in &update.same {
            if new.says_no(*new_row as usize) {
                prop_assert!(no_of(&only).contains(&old.numbers()[*old_row as usize]));
            }
        }
    }

    /// The same export once more changes nothing.
    #[test]
    fn the_same_export_twice_is_once(old in rows(), new in rows()) {
        // who has neither id nor address is nobody one could meet again
        let named = |rows: Vec<(String, String, String)>| {
            rows.into_iter().filter(|row| !row.0.is_empty() || !row.1.is_empty()).collect::<Vec<_>>()
        };
        let (old, new) = (people(1, &named(old)), people(1, &named(new)));
        let list = Update::between(&old, &new).apply(&old, &new, 100, Take::Everything);
        let again = Update::between(&list, &new);
        let twice = again.apply(&list, &new, 200, Take::Everything);
        prop_assert_eq!(twice.numbers(), list.numbers());
        prop_assert!(again.added.is_empty() && again.gone.is_empty() && again.changed.is_empty(), "{:?}", again);
    }
}

// ---- in the workers

const OLD: &str = "Record ID,First Name,Email,Title,Opted out\n\
                   1,Ada,ada@acme.example,Engineer,\n\
                   2,Bob,bob@beta.example,Buyer,yes\n\
                   3,Cyd,cyd@gamma.example,Chief,\n";
const NEW: &str = "Record ID,First Name,Email,Title,Opted out\n\
                   1,Ada,ada@acme.example,Head of Engineering,\n\
                   3,Cyd,cyd@gamma.example,Chief,yes\n\
                   4,Dee,dee@delta.example,Driver,\n";

fn open(worker: &mut Worker<Desk>, desk: &Desk) -> ListInfo {
    list(ask(worker, desk, Request::OpenList { id: "a".into(), today: None }))
}

fn state(info: &ListInfo) -> ListRef {
    ListRef { id: info.record.id.clone(), revision: info.record.revision }
}

fn started() -> (Worker<Desk>, Desk, ListInfo) {
    let (mut worker, desk) = (Worker::default(), Desk::with_file(OLD.as_bytes()));
    import(&mut worker, &desk, new_record("a", "Autumn", "autumn.csv", NOW));
    let info = open(&mut worker, &desk);
    (worker, desk, info)
}

/// Compares the newer export with the open list, as the page does: read by a worker of its own, which stores nothing.
fn compare(worker: &mut Worker<Desk>, desk: &mut Desk, info: &ListInfo) -> UpdateInfo {
    desk.put_file(NEW.as_bytes());
    let Reply::Sniffed(sniffed) = ask(worker, desk, Request::Sniff { options: None }) else { panic!() };
    let record = new_record("other", "Autumn", "november.csv", NOW);
    let request =
        Request::ReadUpdate { mapping: sniffed.mapping(), options: sniffed.options.clone(), record };
    let Reply::Imported { record, chunks, .. } = ask(&mut Worker::default(), desk, request) else { panic!() };
    assert_eq!(now(desk.lists.heads()).unwrap().len(), 1, "nothing is stored by reading");
    match ask(worker, desk, Request::CompareUpdate { list: state(info), record, chunks }) {
        Reply::Update(info) => *info,
        other => panic!("{other:?}"),
    }
}

fn update_rows(worker: &mut Worker<Desk>, desk: &Desk, part: UpdatePart) -> Vec<UpdateRow> {
    let Reply::UpdateRows { total, rows } = ask(worker, desk, Request::UpdateRows { part, from: 0, n: 50 })
    else {
        panic!()
    };
    assert_eq!(total as usize, rows.len());
    rows
}

fn titles(worker: &mut Worker<Desk>, desk: &Desk, info: &ListInfo) -> Vec<(u32, String)> {
    let fields = vec![std(StdField::Title).into()];
    let request = Request::Rows { list: state(info), view: View::default(), from: 0, n: 50, fields };
    let Reply::Rows(rows) = ask(worker, desk, request) else { panic!() };
    rows.rows.into_iter().map(|(_, number, mut cells)| (number, cells.remove(0))).collect()
}

#[test]
fn a_newer_export_is_shown_before_it_is_taken_over_and_one_press_brings_the_old_state_back() {
    let (mut worker, mut desk, info) = started();
    let update = compare(&mut worker, &mut desk, &info);
    assert_eq!(
        (update.added.of, update.changed, update.says_no, update.gone, update.gone_no),
        (1, 2, 1, 1, 1)
    );
    assert_eq!(update.fields, [("Job title".to_owned(), 1), ("Opted out of email".to_owned(), 1)]);
    assert_eq!((update.added.reached, update.found_by), (1, [2, 0, 0]));
    let changed = update_rows(&mut worker, &desk, UpdatePart::Changed);
    assert_eq!(changed[0].what, [("Job title".into(), "Engineer".into(), "Head of Engineering".into())]);
    assert_eq!(update_rows(&mut worker, &desk, UpdatePart::SaysNo)[0].name, "Cyd");
    assert_eq!(update_rows(&mut worker, &desk, UpdatePart::Gone)[0].name, "Bob");
    assert_eq!(update_rows(&mut worker, &desk, UpdatePart::Added)[0].what[0].2, "dee@delta.example");
    let before = titles(&mut worker, &desk, &info);
    assert_eq!(open(&mut Worker::default(), &desk), info, "until it is confirmed the list is as it was");

    let apply = Request::ApplyUpdate { only_no: false, leave_no: true, now: NOW.into() };
    let updated = list(ask(&mut worker, &desk, apply));
    let expected = [(1, "Head of Engineering".to_owned()), (3, "Chief".to_owned()), (4, "Driver".to_owned())];
    assert_eq!(titles(&mut worker, &desk, &updated), expected);
    assert_eq!(updated.record.revision, info.record.revision + 1);
    assert_eq!(updated.record.last_change.as_ref().unwrap().what, "Updated from november.csv");
    let Reply::Bars(bars) = ask(&mut worker, &desk, Request::Bars) else { panic!() };
    assert_eq!(bars.lists[0].lines, 1, "Bob said no and is gone: a line holds him back");
    assert_eq!(open(&mut Worker::default(), &desk), updated, "another tab opens the same");

    let restored = list(ask(&mut worker, &desk, Request::Restore { list: state(&updated), now: NOW.into() }));
    assert_eq!(titles(&mut worker, &desk, &restored), before);
    assert_eq!(restored.record.file_name, "autumn.csv");
    assert!(restored.record.next_contact_number > 4, "4 was Dee and is nobody else's");
    let again = list(ask(&mut worker, &desk, Request::Restore { list: state(&restored), now: NOW.into() }));
    assert_eq!(titles(&mut worker, &desk, &again), expected, "and once more");
}

#[test]
fn only_the_new_nos_can_be_taken_over() {
    let (mut worker, mut desk, info) = started();
    compare(&mut worker, &mut desk, &info);
    let apply = Request::ApplyUpdate { only_no: true, leave_no: false, now: NOW.into() };
    let updated = list(ask(&mut worker, &desk, apply));
    assert_eq!(updated.record.rows, 3);
    let causes: Vec<_> = updated.standing.causes.iter().map(|held| (held.cause, held.contacts)).collect();
    assert_eq!(causes, [(NoCause::OptedOut, 2)]);
    assert_eq!(updated.record.file_name, "autumn.csv");
}

#[test]
fn a_full_disk_leaves_the_old_list_whole_and_the_update_can_be_tried_again() {
    let (mut worker, mut desk, info) = started();
    compare(&mut worker, &mut desk, &info);
    desk.lists.refuse_writes(Some(ShelfError::Quota));
    let apply = Request::ApplyUpdate { only_no: false, leave_no: false, now: NOW.into() };
    assert_eq!(failure(ask(&mut worker, &desk, apply.clone())).code, Code::Quota);
    assert_eq!(open(&mut Worker::default(), &desk), info);
    desk.lists.refuse_writes(None);
    assert_eq!(list(ask(&mut worker, &desk, apply)).record.rows, 3);
}

#[test]
fn an_update_that_is_stopped_wherever_it_is_leaves_the_old_list_whole_or_the_new_one() {
    let mut stopped = 0;
    for turn in 1.. {
        let (mut worker, mut desk, info) = started();
        compare(&mut worker, &mut desk, &info);
        desk.stop_at(Some(turn));
        let reply = ask(
            &mut worker,
            &desk,
            Request::ApplyUpdate { only_no: false, leave_no: false, now: NOW.into() },
        );
        desk.stop_at(None);
        let found = open(&mut Worker::default(), &desk);
        assert!(found.record.rows == 3 && found.record.revision <= info.record.revision + 1);
        if reply != Reply::Cancelled {
            list(reply);
            break;
        }
        stopped += 1;
        if found.record.revision == info.record.revision {
            assert_eq!(found, info, "stopped at turn {turn}");
        }
    }
    assert!(stopped > 0, "it lets messages in");
}

#[test]
fn an_update_of_another_state_of_the_list_is_refused() {
    let (mut worker, mut desk, info) = started();
    compare(&mut worker, &mut desk, &info);
    let set = Request::SetValue {
        list: state(&info),
        view: View::default(),
        reason: String::new(),
        field: std(StdField::Owner),
        value: "Mara".into(),
        now: NOW.into(),
    };
    list(ask(&mut worker, &desk, set));
    let apply = Request::ApplyUpdate { only_no: false, leave_no: false, now: NOW.into() };
    assert_eq!(failure(ask(&mut worker, &desk, apply)).code, Code::StaleList);
}

#[test]
fn a_field_is_set_in_many_contacts_and_taken_back_as_one_step() {
    let (mut worker, desk, info) = started();
    let set = |value: &str, field: StdField, info: &ListInfo| Request::SetValue {
        list: state(info),
        view: View::default(),
        reason: String::new(),
        field: std(field),
        value: value.into(),
        now: NOW.into(),
    };
    let edited = list(ask(&mut worker, &desk, set("Mara", StdField::Owner, &info)));
    assert_eq!(edited.record.last_change.as_ref().unwrap().what, "Owner set to “Mara” for 3 contacts");
    assert_eq!(edited.columns.iter().find(|c| c.field == std(StdField::Owner)).unwrap().filled, 3);
    let wrong = failure(ask(&mut worker, &desk, set("soon", StdField::LastContacted, &edited)));
    assert_eq!(wrong.code, Code::BadRequest);
    assert!(wrong.message.contains("takes a date"), "{wrong}");
    let back = list(ask(&mut worker, &desk, Request::Restore { list: state(&edited), now: NOW.into() }));
    assert!(back.columns.iter().all(|column| column.field != std(StdField::Owner)));
}

#[test]
fn what_is_set_for_chosen_contacts_leaves_the_others_and_is_taken_back_as_one_step() {
    let (mut worker, desk, info) = started();
    let chosen = View { chosen: vec![3, 1, 99], ..View::default() };
    let rows = Request::Rows { list: state(&info), view: chosen.clone(), from: 0, n: 10, fields: vec![] };
    let Reply::Rows(rows) = ask(&mut worker, &desk, rows) else { panic!() };
    let numbers: Vec<u32> = rows.rows.iter().map(|(_, number, _)| *number).collect();
    assert_eq!(numbers, [1, 3], "in the order of the list; a number that nobody has is nobody");
    let set = Request::SetValue {
        list: state(&info),
        view: chosen.clone(),
        reason: String::new(),
        field: std(StdField::Owner),
        value: "Mara".into(),
        now: NOW.into(),
    };
    let edited = list(ask(&mut worker, &desk, set));
    assert_eq!(edited.record.last_change.as_ref().unwrap().what, "Owner set to “Mara” for 2 contacts");
    let file = Request::ListCsv {
        list: state(&edited),
        view: chosen,
        fields: vec![std(StdField::FirstName).into(), std(StdField::Owner).into()],
        for_machines: false,
        tabs: false,
    };
    let Reply::File { bytes, .. } = ask(&mut worker, &desk, file) else { panic!() };
    assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), 3, "a header and the two");
    let back = list(ask(&mut worker, &desk, Request::Restore { list: state(&edited), now: NOW.into() }));
    assert!(back.columns.iter().all(|column| column.field != std(StdField::Owner)));
}

#[test]
fn consent_is_set_for_many_with_a_reason_and_a_no_is_lifted_by_hand_until_a_newer_one() {
    let (mut worker, mut desk, info) = started();
    let set = |edit, reason: &str, only, info: &ListInfo| Request::SetConsent {
        list: state(info),
        view: View { only, ..View::default() },
        channels: Channels::ALL,
        edit,
        reason: reason.into(),
        today: today(),
        now: NOW.into(),
    };
    let opted_out = Some(Only::MustNot(NoCause::OptedOut));
    let without = failure(ask(&mut worker, &desk, set(ConsentEdit::Lift, " ", opted_out, &info)));
    assert_eq!(without.code, Code::BadRequest, "a no is lifted with a reason");
    let lifted = list(ask(&mut worker, &desk, set(ConsentEdit::Lift, "Bob wrote to us", opted_out, &info)));
    assert_eq!((lifted.standing.must_not, lifted.standing.channels[0].can), (0, 3));
    assert_eq!(
        lifted.record.last_change.as_ref().unwrap().what,
        "No lifted for every channel, 1 contact: Bob wrote to us"
    );
    // the export still has the old no, and has a new one of Cyd
    desk.put_file(OLD.replace("Chief,", "Chief,yes").as_bytes());
    let Reply::Sniffed(sniffed) = ask(&mut worker, &desk, Request::Sniff { options: None }) else { panic!() };
    let record = new_record("other", "Autumn", "november.csv", NOW);
    let request =
        Request::ReadUpdate { mapping: sniffed.mapping(), options: sniffed.options.clone(), record };
    let Reply::Imported { record, chunks, .. } = ask(&mut Worker::default(), &desk, request) else {
        panic!()
    };
    ask(&mut worker, &desk, Request::CompareUpdate { list: state(&lifted), record, chunks });
    let apply = Request::ApplyUpdate { only_no: false, leave_no: false, now: NOW.into() };
    let updated = list(ask(&mut worker, &desk, apply));
    assert_eq!(updated.standing.must_not, 1, "Bob's no stays lifted, Cyd's is new");
    let refused =
        list(ask(&mut worker, &desk, set(ConsentEdit::Refused, "Told us on the phone", None, &updated)));
    assert_eq!(refused.standing.channels[0].must_not, 3);
    let back = list(ask(&mut worker, &desk, Request::Restore { list: state(&refused), now: NOW.into() }));
    assert_eq!(back.standing, updated.standing, "taken back as one step");
    // a column that says who may be contacted is not set like any other
    let column = Request::SetValue {
        list: state(&back),
        view: View::default(),
        field: std(StdField::EmailOptOut),
        value: "no".into(),
        reason: String::new(),
        now: NOW.into(),
    };
    assert!(failure(ask(&mut worker, &desk, column)).message.contains("Set consent instead"));
}

#[test]
fn a_list_past_its_last_day_opens_locked_until_somebody_says_why_it_is_kept() {
    let (mut worker, desk, _) = started();
    let day = |text: &str| Some(text.parse::<Date>().unwrap());
    let retain = |until, reason: &str| Request::Retain {
        id: "a".into(),
        until,
        reason: reason.into(),
        now: NOW.into(),
    };
    assert_eq!(ask(&mut worker, &desk, retain(day("2026-11-16"), "")), Reply::Done);
    let on = |day| Request::OpenList { id: "a".into(), today: day };
    list(ask(&mut worker, &desk, on(day("2026-11-16"))));
    let locked = failure(ask(&mut worker, &desk, on(day("2026-11-17"))));
    assert_eq!(locked.code, Code::Locked);
    assert!(locked.message.contains("delete it, or say why"), "{locked}");
    let rows = Request::Rows {
        list: ListRef { id: "a".into(), revision: 1 },
        view: View::default(),
        from: 0,
        n: 1,
        fields: vec![],
    };
    assert_eq!(failure(ask(&mut worker, &desk, rows)).code, Code::NoList, "what is locked is not read");
    ask(&mut worker, &desk, retain(day("2027-05-31"), "The contract runs on"));
    let opened = list(ask(&mut worker, &desk, on(day("2026-11-17"))));
    assert_eq!(opened.record.extensions.last().unwrap().reason, "The contract runs on");
}

#[test]
fn deleted_means_gone_from_every_store_and_a_no_is_left_if_the_person_wants() {
    let (mut worker, mut desk, info) = started();
    compare(&mut worker, &mut desk, &info);
    ask(&mut worker, &desk, Request::ApplyUpdate { only_no: false, leave_no: false, now: NOW.into() });
    assert!(now(desk.lists.before("a")).unwrap().is_some());
    let left = ask(&mut worker, &desk, Request::LeaveNo { id: "a".into(), now: NOW.into() });
    let Reply::Bars(left) = left else { panic!("{left:?}") };
    let BarsInfo { lists, .. } = *left;
    assert_eq!((lists[0].name.as_str(), lists[0].lines), ("Left with a list", 1));
    assert_eq!(ask(&mut worker, &desk, Request::DeleteList { id: "a".into() }), Reply::Done);
    assert_eq!(now(desk.lists.heads()).unwrap(), []);
    assert!(now(desk.lists.before("a")).unwrap().is_none());
    assert!(now(desk.lists.load("a")).unwrap().is_none());
}

#[test]
fn who_stands_how_adds_up_and_each_count_opens_its_rows() {
    let (mut worker, desk, info) = started();
    let standing = &info.standing;
    assert_eq!((standing.of, standing.reached, standing.must_not), (3, 2, 1));
    for channel in &standing.channels {
        assert_eq!(channel.can + channel.must_not + channel.nothing, 3, "{channel:?}");
        for (part, n) in
            [(Part::Can, channel.can), (Part::MustNot, channel.must_not), (Part::Nothing, channel.nothing)]
        {
            let view = View { only: Some(Only::Part(channel.channel, part)), ..View::default() };
            let request = Request::Rows { list: state(&info), view, from: 0, n: 10, fields: vec![] };
            let Reply::Rows(rows) = ask(&mut worker, &desk, request) else { panic!() };
            assert_eq!(rows.total, n, "{:?} {part:?}", channel.channel);
        }
    }
    let email = standing.channels.iter().find(|channel| channel.channel == Channel::Email).unwrap();
    assert_eq!((email.can, email.must_not), (2, 1));
    let view = View { only: Some(Only::MustNot(NoCause::OptedOut)), ..View::default() };
    let fields = vec![std(StdField::FirstName).into()];
    let request = Request::Rows { list: state(&info), view, from: 0, n: 10, fields };
    let Reply::Rows(rows) = ask(&mut worker, &desk, request) else { panic!() };
    assert_eq!(rows.rows[0].2, ["Bob"]);
}

#[test]
fn contacts_go_out_as_csv_that_a_spreadsheet_cannot_run() {
    let text = "First Name,Email,Note\n=cmd(),ada@acme.example,\"said \"\"yes\"\", twice\"\nBob,bob@beta.example,-5\n";
    let (mut worker, desk) = (Worker::default(), Desk::with_file(text.as_bytes()));
    import(&mut worker, &desk, new_record("a", "Autumn", "autumn.csv", NOW));
    let info = open(&mut worker, &desk);
    let csv = |for_machines, tabs| Request::ListCsv {
        list: state(&info),
        view: View::default(),
        fields: vec![],
        for_machines,
        tabs,
    };
    let Reply::File { name, bytes, .. } = ask(&mut worker, &desk, csv(false, false)) else { panic!() };
    assert_eq!(name, "Autumn.csv");
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "First Name,Email,Note\r\n'=cmd(),ada@acme.example,\"said \"\"yes\"\", twice\"\r\nBob,bob@beta.example,'-5\r\n"
    );
    let Reply::File { bytes, .. } = ask(&mut worker, &desk, csv(true, false)) else { panic!() };
    assert!(String::from_utf8(bytes).unwrap().contains("\r\nBob,bob@beta.example,-5\r\n"));
    let Reply::File { bytes, .. } = ask(&mut worker, &desk, csv(false, true)) else { panic!() };
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "First Name\tEmail\tNote\r\n'=cmd()\tada@acme.example\t\"said \"\"yes\"\", twice\"\r\nBob\tbob@beta.example\t'-5\r\n",
        "as a clipboard holds them, and as safe"
    );
}

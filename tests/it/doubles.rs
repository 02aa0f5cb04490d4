//! Rows that became one contact (G9): what was kept from which row, another rule afterwards, and shared phones as a question.

use cadenza::audience::{Columns, KeptBecause, MergeRule, Only, PhoneAnswer, Reader, Take, Update, sniff};
use cadenza::model::{Channel, ConsentState, Field, StdField};
use cadenza::worker::protocol::{ListInfo, ListRef, Reply, Request, Shown, View};
use cadenza::worker::{Worker, new_record};
use proptest::prelude::*;

use super::job::{Desk, ask, import as import_file, list};

const NOW: &str = "2026-11-16T08:00:00.000Z";

/// Jonas stands in the file twice, Emma and Emil share a phone.
const FILE: &str = "Record ID,First Name,Last Name,Email,Job Title,Mobile Phone,Email Opt Out,Last Activity Date\n\
    1,Jonas,Brandt,j@nordlicht.example,Sales Ops Manager,+49 30 5550 142,yes,2026-03-03\n\
    2,Emma,Berg,emma@berg.example,Chief,+49 171 222 33 44,,2026-01-01\n\
    1,Jonas,Brandt,jonas@nordlicht.example,Head of RevOps,,no,2026-09-11\n\
    3,Emil,Berg,emil@berg.example,,+49 171 222 33 44,yes,2026-02-01\n";

fn read(csv: &str, rule: MergeRule) -> Columns {
    let sniffed = sniff(csv.as_bytes()).unwrap();
    let mut mapping = sniffed.mapping();
    mapping.merge = rule;
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(csv.as_bytes()).unwrap();
    reader.finish().unwrap().import(&mapping, 1).columns
}

fn text(list: &Columns, row: usize, field: StdField) -> String {
    list.text(row, &Field::Std(field)).unwrap_or_default().into_owned()
}

fn jonas(list: &Columns) -> Vec<(StdField, Option<usize>, KeptBecause)> {
    let std = |field: Field| if let Field::Std(field) = field { field } else { panic!("{field:?}") };
    list.differing(0).into_iter().map(|line| (std(line.field), line.kept, line.because)).collect()
}

#[test]
fn what_was_kept_from_which_row_and_why_can_be_read() {
    let list = read(FILE, MergeRule::Newest);
    assert_eq!(list.len(), 3);
    assert_eq!(list.doubles().groups()[0].rows, [2, 4], "as a spreadsheet numbers them");
    assert_eq!(
        jonas(&list),
        [
            (StdField::Email, Some(1), KeptBecause::Newer),
            (StdField::Title, Some(1), KeptBecause::Newer),
            (StdField::MobilePhone, Some(0), KeptBecause::Filled),
            (StdField::EmailOptOut, Some(0), KeptBecause::Stricter),
            (StdField::LastActivity, Some(1), KeptBecause::Newer),
        ]
    );
}

#[test]
fn another_rule_chosen_later_gives_the_list_that_reading_with_it_gives() {
    for (was, will) in [
        (MergeRule::Newest, MergeRule::First),
        (MergeRule::First, MergeRule::Newest),
        (MergeRule::First, MergeRule::FillOnly),
    ] {
        let (chosen, fresh) = (read(FILE, was).merged_by(will), read(FILE, will));
        for field in [StdField::Email, StdField::Title, StdField::MobilePhone, StdField::EmailOptOut] {
            let texts =
                |list: &Columns| (0..list.len()).map(|row| text(list, row, field)).collect::<Vec<_>>();
            let mut chosen = texts(&chosen);
            let mut fresh = texts(&fresh);
            // the contact stands where its first winner stood
            chosen.sort();
            fresh.sort();
            assert_eq!(chosen, fresh, "{was:?} {will:?} {field:?}");
        }
        let jonas = (0..3).find(|row| text(&chosen, *row, StdField::FirstName) == "Jonas").unwrap();
        assert!(chosen.says_no(jonas), "a no stays under every rule");
    }
}

#[test]
fn a_value_that_was_changed_since_is_not_taken_back_by_another_rule() {
    let list = read(FILE, MergeRule::Newest);
    let row = (0..3).find(|row| text(&list, *row, StdField::FirstName) == "Jonas").unwrap();
    let meant: Vec<bool> = (0..3).map(|other| other == row).collect();
    let title = Field::Std(StdField::Title);
    let value = cadenza::audience::Value::Text("Boss");
    let list = list.with_value(&title, "Job Title", cadenza::model::FieldKind::Text, &meant, &value);
    assert!(jonas(&list).contains(&(StdField::Title, None, KeptBecause::Changed)));
    assert_eq!(text(&list.merged_by(MergeRule::First), row, StdField::Title), "Boss");
}

#[test]
fn a_shared_phone_only_asks_and_one_person_is_joined_when_somebody_says_so() {
    let list = read(FILE, MergeRule::Newest);
    let asked = list.doubles().questions();
    assert_eq!((asked.len(), asked[0].rows.as_slice(), asked[0].answer), (1, [3, 5].as_slice(), None));
    let several = list.answered(0, PhoneAnswer::Several).unwrap();
    assert_eq!((several.len(), several.doubles().questions()[0].answer), (3, Some(PhoneAnswer::Several)));

    let one = list.answered(0, PhoneAnswer::One).unwrap();
    assert_eq!(one.len(), 2);
    let emma = (0..2).find(|row| text(&one, *row, StdField::ContactId) != "1").unwrap();
    assert_eq!(one.numbers()[emma], asked[0].contacts[0], "the first keeps its number");
    assert_eq!(text(&one, emma, StdField::Title), "Chief", "gaps are filled from the other");
    assert!(one.says_no(emma), "the no of the other row stays");
    assert_eq!(one.doubles().groups().len(), 2);
    assert!(
        one.answered(0, PhoneAnswer::Several).is_none(),
        "what was joined is not taken apart by an answer"
    );
    let stored = Columns::from_chunks(&one.to_chunks()).unwrap();
    assert_eq!(stored, one, "and all of it is stored");
}

#[test]
fn an_answer_about_a_phone_outlives_the_next_export() {
    for (answer, left) in [(PhoneAnswer::One, 2), (PhoneAnswer::Several, 3)] {
        let list = read(FILE, MergeRule::Newest).answered(0, answer).unwrap();
        let next = read(FILE, MergeRule::Newest);
        let update = Update::between(&list, &next);
        let updated = update.apply(&list, &next, 10, Take::Everything);
        assert_eq!((updated.len(), updated.doubles().questions()[0].answer), (left, Some(answer)));
        let numbers: Vec<u32> = updated.doubles().groups().iter().map(|group| group.contact).collect();
        assert!(numbers.iter().all(|number| updated.row_of(*number).is_some()), "{numbers:?}");
    }
}

#[test]
fn fill_only_lets_a_newer_export_fill_gaps_alone() {
    let list = read(FILE, MergeRule::FillOnly);
    let next = FILE.replace("Chief", "Driver").replace("emil@berg.example,,", "emil@berg.example,Baker,");
    let next = read(&next, MergeRule::FillOnly);
    let update = Update::between(&list, &next);
    assert_eq!(update.changed.len(), 1, "only the gap is a change");
    let updated = update.apply(&list, &next, 10, Take::Everything);
    let mut titles: Vec<String> = (0..3).map(|row| text(&updated, row, StdField::Title)).collect();
    titles.sort();
    assert_eq!(titles, ["Baker", "Chief", "Sales Ops Manager"]);
}

proptest! {
    /// Whatever rows are one contact and whichever rule is chosen after whichever: nobody is lost and no "no" is.
    #[test]
    fn no_rule_and_no_answer_ever_loses_a_no(
        rows in prop::collection::vec((0..4_u8, prop::bool::ANY, 0..3_u8, 1..28_u8), 1..12),
        rules in prop::collection::vec(0..3_usize, 1..4),
    ) {
        let mut csv = "Record ID,First Name,Email,Mobile Phone,Opted out,Last Activity Date\n".to_owned();
        for (id, no, phone, day) in &rows {
            let no = if *no { "yes" } else { "" };
            csv += &format!("{id},P{id},p{id}@acme.example,+49 171 555 000{phone},{no},2026-03-{day:02}\n");
        }
        let mut list = read(&csv, MergeRule::Newest);
        let said: std::collections::BTreeSet<u8> = rows.iter().filter(|row| row.1).map(|row| row.0).collect();
        let held = |list: &Columns| (0..list.len()).filter(|row| list.says_no(*row)).count();
        prop_assert_eq!(held(&list), said.len());
        for rule in rules {
            list = list.merged_by(MergeRule::ALL[rule]);
            prop_assert_eq!(held(&list), said.len());
        }
        for question in 0..list.doubles().questions().len() {
            let before: Vec<bool> = (0..list.len()).map(|row| list.says_no(row)).collect();
            if let Some(joined) = list.answered(question, PhoneAnswer::One) {
                let any = before.iter().any(|no| *no);
                prop_assert_eq!(any, held(&joined) > 0);
                prop_assert!(Columns::from_chunks(&joined.to_chunks()).is_ok());
                list = joined;
            }
        }
    }
}

fn started() -> (Worker<Desk>, Desk, ListInfo) {
    let (mut worker, desk) = (Worker::default(), Desk::with_file(FILE.as_bytes()));
    import_file(&mut worker, &desk, new_record("a", "Autumn", "autumn.csv", NOW));
    let info = list(ask(&mut worker, &desk, Request::OpenList { id: "a".into(), today: None }));
    (worker, desk, info)
}

fn state(info: &ListInfo) -> ListRef {
    ListRef { id: info.record.id.clone(), revision: info.record.revision }
}

#[test]
fn a_rule_and_an_answer_are_taken_back_with_one_press() {
    let (mut worker, desk, info) = started();
    let request = Request::Doubles { list: state(&info), from: 0, n: 10 };
    let Reply::Doubles(doubles) = ask(&mut worker, &desk, request) else { panic!() };
    assert_eq!((doubles.contacts, doubles.rows, doubles.said_no), (1, 1, 1));
    assert_eq!(doubles.groups[0].lines[1].cells, ["Sales Ops Manager", "Head of RevOps"]);
    assert_eq!(doubles.questions[0].people[0].0, "Emma Berg");
    let rule = Request::MergeBy { list: state(&info), rule: MergeRule::First, now: NOW.into() };
    let by_first = list(ask(&mut worker, &desk, rule));
    assert_eq!(by_first.record.mapping.merge, MergeRule::First, "the next export is read by it too");
    let answer = Request::AnswerPhone {
        list: state(&by_first),
        question: 0,
        answer: PhoneAnswer::One,
        now: NOW.into(),
    };
    let joined = list(ask(&mut worker, &desk, answer));
    assert_eq!(joined.record.rows, 2);
    let back = list(ask(&mut worker, &desk, Request::Restore { list: state(&joined), now: NOW.into() }));
    assert_eq!(back.record.rows, 3);
}

#[test]
fn consent_is_shown_for_one_contact_in_a_column_and_looked_for() {
    let (mut worker, desk, info) = started();
    let only = Only::Consent(Channel::Email, ConsentState::Refused);
    let view = View { only: Some(only), ..View::default() };
    let fields = vec![Field::Std(StdField::FirstName).into(), Shown::Consent(Channel::Email)];
    let request = Request::Rows { list: state(&info), view, from: 0, n: 10, fields };
    let Reply::Rows(rows) = ask(&mut worker, &desk, request) else { panic!() };
    let cells: Vec<&[String]> = rows.rows.iter().map(|(_, _, cells)| cells.as_slice()).collect();
    assert_eq!(cells, [["Jonas", "No: opted out"], ["Emil", "No: opted out"]]);
    let request =
        Request::Contact { list: state(&info), row: rows.rows[0].0, today: "2026-11-16".parse().unwrap() };
    let Reply::Contact(contact) = ask(&mut worker, &desk, request) else { panic!() };
    assert_eq!(contact.consents[0].source, "column “Email Opt Out”");
    assert_eq!(contact.merged.unwrap().rows.len(), 2);
    assert!(contact.cells.contains(&("Job title".into(), "Head of RevOps".into())));
}

#[test]
fn what_was_noted_about_a_column_is_kept_with_the_list_and_opens_its_rows() {
    let csv = "Record ID,First Name,Email,Employees\n1,Ann,no address,10\n2,Ben,ben@two.example,tbd\n3,Cyd,info@three.example,30\n";
    let (mut worker, desk) = (Worker::default(), Desk::with_file(csv.as_bytes()));
    import_file(&mut worker, &desk, new_record("a", "Autumn", "autumn.csv", NOW));
    let info = list(ask(&mut worker, &desk, Request::OpenList { id: "a".into(), today: None }));
    for (at, (header, words, n)) in info.noted.iter().enumerate() {
        let view = View { only: Some(Only::Noted(at as u16)), ..View::default() };
        let request = Request::Rows { list: state(&info), view, from: 0, n: 10, fields: vec![] };
        let Reply::Rows(rows) = ask(&mut worker, &desk, request) else { panic!() };
        assert_eq!(rows.total, *n, "{header:?} {words}");
    }
    let noted: Vec<(Option<&str>, &str, u32)> =
        info.noted.iter().map(|(header, words, n)| (header.as_deref(), words.as_str(), *n)).collect();
    assert!(noted.contains(&(Some("Email"), "Not an email address", 1)), "{noted:?}");
    assert!(noted.contains(&(Some("Email"), "Role address", 1)), "{noted:?}");
}

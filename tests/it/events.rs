//! Files of events beside a list: what is read, what does not read and where, what is counted, and that nobody's "no" is lost (G8).

use cadenza::audience::{Columns, Reader, Take, Update, read_events, sniff};
use cadenza::calendar::Date;
use cadenza::model::{Channel, EventKind, Field, Plan, Rule, StdField};
use cadenza::segment::{Also, Evaluator, History, NoNames, parse};
use cadenza::worker::protocol::{Code, ListInfo, ListRef, Reply, Request};
use cadenza::worker::shelf::ListShelf;
use cadenza::worker::{Worker, new_record};

use super::job::{Desk, ask, failure, import, list, now};

const NOW: &str = "2026-11-29T08:00:00.000Z";
const PEOPLE: &str =
    "Record ID,First Name,Email\n1,Ann,ann@one.example\n2,Ben,ben@two.example\n3,Cyd,cyd@three.example\n";
const EVENTS: &str = "Contact,Step,Event,Time\n\
    ann@one.example,Intro,sent,2026-11-20 09:00\n\
    ann@one.example,Intro,opened,2026-11-20 09:05\n\
    ann@one.example,Intro,opened,2026-11-21 10:00\n\
    1,Intro,clicked,2026-11-21 10:01\n\
    ben@two.example,Intro,unsubscribed,2026-11-22 11:00\n\
    cyd@three.example,Intro,hard bounce,2026-11-22 12:00\n\
    zed@nowhere.example,Intro,opened,2026-11-22 12:00\n\
    ann@one.example,Intro,wibbled,2026-11-22 12:00\n\
    ann@one.example,Intro,opened,soon\n";

fn read(csv: &str) -> Columns {
    let sniffed = sniff(csv.as_bytes()).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(csv.as_bytes()).unwrap();
    reader.finish().unwrap().import(&sniffed.mapping(), 1).columns
}

fn today() -> Date {
    "2026-11-29".parse().unwrap()
}

fn with_events(list: &Columns, text: &str) -> Columns {
    list.with_events(&read_events(list, "events.csv", text.as_bytes()).unwrap())
}

fn who(list: &Columns, text: &str) -> Vec<u32> {
    let plan = Plan::new("p", "P", 1, "UTC".into());
    let rule: Rule = parse(text, &NoNames).unwrap();
    let history = History::of_list(list);
    let also = Also { history: history.as_ref(), ..Also::default() };
    let found = Evaluator::new(list, today(), &plan.segments).with(also).matches(&rule).unwrap();
    found.rows().map(|row| list.numbers()[row]).collect()
}

#[test]
fn a_file_of_events_is_read_with_its_report_and_the_place_of_what_is_wrong() {
    let list = with_events(&read(PEOPLE), EVENTS);
    let file = &list.events().files()[0];
    assert_eq!((file.rows, file.taken, file.known, file.strangers, file.n_problems), (9, 5, 0, 1, 2));
    assert_eq!(file.passed_over, [("sent".to_owned(), 1)]);
    let places: Vec<(u32, &str, &str)> =
        file.problems.iter().map(|p| (p.row, p.column.as_str(), p.cell.as_str())).collect();
    assert_eq!(places, [(9, "Event", "wibbled"), (10, "Time", "soon")]);
    assert_eq!(list.events().step(&list.events().rows()[0]), "Intro");
}

#[test]
fn events_become_columns_of_behaviour_and_answer_how_often_within_days() {
    let list = with_events(&read(PEOPLE), EVENTS);
    let opened = list.std(StdField::Opened).unwrap();
    assert_eq!((opened.number(0), opened.number(1)), (Some(2.0), Some(0.0)));
    let last = Field::Custom("last opened (events)".to_owned());
    assert_eq!(list.text(0, &last).as_deref(), Some("2026-11-21"));
    assert_eq!(who(&list, "opened at least 2 times in the last 30 days"), [1]);
    assert_eq!(who(&list, "opened at least 2 times in the last 8 days"), [] as [u32; 0]);
    assert_eq!(who(&list, "opened count >= 1"), [1]);
    let bare = list.without_events();
    assert_eq!(bare.columns().len(), read(PEOPLE).columns().len(), "what was counted goes with them");
    assert!(bare.says_no(1), "a no stays");
}

#[test]
fn who_opted_out_or_bounced_in_the_events_has_said_no() {
    let list = with_events(&read(PEOPLE), EVENTS);
    let no = list.consent(1, Channel::Email).no.unwrap();
    assert_eq!((no.cause.label(), no.on), ("opted out", Some("2026-11-22".parse().unwrap())));
    assert_eq!(list.consent(2, Channel::Email).no.unwrap().cause.label(), "bounced");
    assert!(list.consent(0, Channel::Email).no.is_none());
    let spam = "email,event,time\nann@one.example,spam report,2026-11-22\n";
    assert_eq!(
        with_events(&read(PEOPLE), spam).consent(0, Channel::Email).no.unwrap().cause.label(),
        "complained"
    );
}

#[test]
fn the_same_file_twice_counts_once_and_a_column_of_the_list_keeps_its_meaning() {
    let once = with_events(&read(PEOPLE), EVENTS);
    let twice = with_events(&once, EVENTS);
    assert_eq!(twice.events().rows(), once.events().rows());
    assert_eq!(twice.events().files()[1].known, 5);
    let own = read("Record ID,Email,Emails Opened\n1,ann@one.example,7\n");
    let own = with_events(&own, EVENTS);
    assert_eq!(own.std(StdField::Opened).unwrap().number(0), Some(7.0), "the list's own figure stays");
    let counted = Field::Custom("opened (events)".to_owned());
    assert_eq!(own.text(0, &counted).as_deref(), Some("2"));
}

#[test]
fn events_outlive_the_next_export_for_whoever_is_still_on_it() {
    let list = with_events(&read(PEOPLE), EVENTS);
    let next = read(
        "Record ID,First Name,Email\n1,Anna,ann@one.example\n4,Dee,dee@four.example\n2,Ben,ben@two.example\n",
    );
    let updated = Update::between(&list, &next).apply(&list, &next, 10, Take::Everything);
    assert_eq!(who(&updated, "opened at least 2 times in the last 30 days"), [1]);
    assert_eq!(updated.std(StdField::Opened).unwrap().number(1), Some(0.0), "who is new has none yet");
    assert!(updated.events().rows().iter().all(|event| event.contact != 3), "who is gone takes theirs along");
    let ben = updated.row_of(2).unwrap();
    assert!(updated.says_no(ben));
    let stored = Columns::from_chunks(&updated.to_chunks()).unwrap();
    assert_eq!(stored, updated);
}

#[test]
fn a_file_without_a_needed_column_is_refused_with_what_is_missing() {
    for (text, what) in [
        ("Contact,Time\n1,2026-11-20\n", "what happened"),
        ("Contact,Event\n1,opened\n", "when"),
        ("Event,Time\nopened,2026-11-20\n", "to whom"),
    ] {
        let why = read_events(&read(PEOPLE), "events.csv", text.as_bytes()).unwrap_err();
        assert!(why.contains(what), "{why}");
    }
}

fn state(info: &ListInfo) -> ListRef {
    ListRef { id: info.record.id.clone(), revision: info.record.revision }
}

#[test]
fn events_are_kept_with_the_list_taken_back_with_one_press_and_gone_with_it() {
    let (mut worker, desk) = (Worker::default(), Desk::with_file(PEOPLE.as_bytes()));
    import(&mut worker, &desk, new_record("a", "Autumn", "autumn.csv", NOW));
    let open = |worker: &mut Worker<Desk>| {
        list(ask(worker, &desk, Request::OpenList { id: "a".into(), today: None }))
    };
    let info = open(&mut worker);
    let attach = |info: &ListInfo, bytes: &str| Request::AttachEvents {
        list: state(info),
        name: "events.csv".into(),
        bytes: bytes.as_bytes().to_vec(),
        now: NOW.into(),
    };
    assert_eq!(failure(ask(&mut worker, &desk, attach(&info, "a,b\n1,2\n"))).code, Code::BadFile);
    assert_eq!(open(&mut worker), info, "a file that does not read leaves the list whole");
    let with = list(ask(&mut worker, &desk, attach(&info, EVENTS)));
    let events = with.events.clone().unwrap();
    assert!(events.kinds.contains(&(EventKind::Opened, 2, 1)), "{:?}", events.kinds);
    assert_eq!(open(&mut Worker::default()), with, "another tab opens the same");
    let back = list(ask(&mut worker, &desk, Request::Restore { list: state(&with), now: NOW.into() }));
    assert_eq!(back.events, None);
    assert_eq!(ask(&mut worker, &desk, Request::DeleteList { id: "a".into() }), Reply::Done);
    assert_eq!(now(desk.lists.heads()).unwrap(), vec![]);
}

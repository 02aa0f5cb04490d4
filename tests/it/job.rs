//! The work behind the page's questions, driven without a browser: lists in memory, files as bytes, a host that counts turns.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use cadenza::audience::AudienceRecord;
use cadenza::calendar::Date;
use cadenza::lean::json;
use cadenza::model::{
    Channel, Condition, Diff, Field, Plan, Rule, Segment, SegmentId, SequenceId, StdField, Test,
};
use cadenza::simulate::{Forecast, reference};
use cadenza::worker::protocol::{
    Carries, Code, Envelope, ExportFormat, Failure, Kept, ListInfo, ListRef, Progress, Reply, Request, Rows,
    ScheduleFilter, ScheduleInfo, ScheduleRow, View,
};
use cadenza::worker::shelf::{MemoryLists, ShelfError};
use cadenza::worker::{Host, Rest, Worker, cancelled, new_record, rest};

use crate::bounds::worked;

const DEMO: &[u8] = include_bytes!("../../static/demo/contacts.csv");
const NOW: &str = "2026-11-16T08:00:00.000Z";

#[derive(Default)]
pub(super) struct Desk {
    pub(super) lists: MemoryLists,
    file: Option<Vec<u8>>,
    turns: Cell<u32>,
    /// The job is stopped at this turn.
    stop_at: Option<u32>,
    heard: RefCell<Vec<Progress>>,
    clock: Cell<f64>,
    /// When the last turn was, in time that this thread has worked, and the longest time without one.
    turned: Cell<Duration>,
    longest: Cell<Duration>,
}

impl Desk {
    /// The next job is stopped at this turn of its own; none is.
    pub(super) fn stop_at(&mut self, turn: Option<u32>) {
        self.stop_at = turn.map(|turn| self.turns.get() + turn);
    }

    /// Another file comes with the next request.
    pub(super) fn put_file(&mut self, file: &[u8]) {
        self.file = Some(file.to_vec());
    }

    /// A desk with this file on it.
    pub(super) fn with_file(file: &[u8]) -> Desk {
        Desk { file: Some(file.to_vec()), ..Desk::default() }
    }
}

impl Host for Desk {
    type Lists = MemoryLists;

    fn lists(&self) -> &MemoryLists {
        &self.lists
    }

    async fn rest(&self) -> Result<Box<dyn Rest<Desk>>, Failure> {
        Ok(rest())
    }

    fn progress(&self, progress: Progress) {
        self.heard.borrow_mut().push(progress);
    }

    async fn turn(&self) -> Result<(), Failure> {
        self.turns.set(self.turns.get() + 1);
        let now = worked();
        self.longest.set(self.longest.get().max(now.saturating_sub(self.turned.replace(now))));
        if self.stop_at == Some(self.turns.get()) { Err(cancelled()) } else { Ok(()) }
    }

    fn milliseconds(&self) -> f64 {
        self.clock.set(self.clock.get() + 60.0);
        self.clock.get()
    }

    fn file_size(&self) -> Option<u64> {
        self.file.as_ref().map(|file| file.len() as u64)
    }

    async fn read_file(&self, from: u64, to: u64) -> Result<Vec<u8>, Failure> {
        let file = self.file.as_ref().unwrap();
        Ok(file[from as usize..(to as usize).min(file.len())].to_vec())
    }
}

/// Nothing here ever waits, so one look is enough.
pub(super) fn now<T>(future: impl Future<Output = T>) -> T {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a job waits although nothing is outstanding"),
    }
}

pub(super) fn ask(worker: &mut Worker<Desk>, desk: &Desk, request: Request) -> Reply {
    now(worker.handle(desk, request))
}

pub(super) fn failure(reply: Reply) -> Failure {
    let Reply::Failed(failure) = reply else { panic!("it did not fail") };
    failure
}

pub(super) fn list(reply: Reply) -> ListInfo {
    let Reply::List(info) = reply else { panic!("no list: {reply:?}") };
    *info
}

fn rows(reply: Reply) -> Rows {
    let Reply::Rows(rows) = reply else { panic!("no rows: {reply:?}") };
    rows
}

pub(super) fn open_demo(worker: &mut Worker<Desk>, desk: &Desk) -> ListInfo {
    let request = Request::OpenDemo {
        id: "demo".into(),
        csv: DEMO.to_vec(),
        name: "Demo contacts".into(),
        now: NOW.into(),
    };
    list(ask(worker, desk, request))
}

fn state(info: &ListInfo) -> ListRef {
    ListRef { id: info.record.id.clone(), revision: info.record.revision }
}

pub(super) fn today() -> Date {
    "2026-11-16".parse().unwrap()
}

pub(super) fn plan() -> (Plan, SequenceId) {
    let reference = reference(1);
    (reference.plan, reference.sequence)
}

pub(super) fn send_plan(worker: &mut Worker<Desk>, desk: &Desk, revision: u64, plan: &Plan) {
    let reply = ask(worker, desk, Request::Plan { revision, plan: Box::new(plan.clone()) });
    assert_eq!(reply, Reply::Done);
}

fn std(field: StdField) -> Field {
    Field::Std(field)
}

fn is(field: StdField, value: &str) -> Rule {
    Rule::Is(Condition { field: std(field), test: Test::OneOf(vec![value.to_owned()]) })
}

/// A list of `n` contacts as a file.
fn csv(n: usize) -> Vec<u8> {
    let mut text = "First Name,Last Name,Email,Company,Country,Employees\n".to_owned();
    for i in 0..n {
        text += &format!("Ada{i},Lovelace,ada{i}@c{}.example,Company {},DE,{}\n", i % 50, i % 50, i % 7);
    }
    text.into_bytes()
}

pub(super) fn import(worker: &mut Worker<Desk>, desk: &Desk, record: AudienceRecord) -> Reply {
    let sniffed = match ask(worker, desk, Request::Sniff { options: None }) {
        Reply::Sniffed(sniffed) => sniffed,
        other => return other,
    };
    let request = Request::Import { mapping: sniffed.mapping(), options: sniffed.options.clone(), record };
    ask(worker, desk, request)
}

fn fresh(id: &str) -> AudienceRecord {
    new_record(id, "Autumn list", "autumn.csv", NOW)
}

#[test]
fn the_demo_opens_with_its_columns_its_accounts_and_who_can_be_reached() {
    let (mut worker, desk) = (Worker::default(), Desk::default());
    let info = open_demo(&mut worker, &desk);
    assert!(info.record.is_demo);
    assert_eq!(info.record.rows, 500, "509 rows with 9 addresses twice");
    assert_eq!(info.columns.len(), 28);
    assert_eq!(info.kept, Kept::Browser);
    assert_eq!(info.zones.from_file + info.zones.inferred + info.zones.unknown, 500);
    let country = info.columns.iter().find(|column| column.field == std(StdField::Country)).unwrap();
    assert_eq!(country.distinct, 11);
    assert!(
        info.standing
            .channels
            .iter()
            .any(|reach| reach.channel == Channel::Email && (400..500).contains(&reach.can))
    );

    let mut other = Worker::default();
    assert_eq!(list(ask(&mut other, &desk, Request::OpenList { id: "demo".into(), today: None })), info);
}

#[test]
fn a_file_comes_in_piece_by_piece_with_progress_and_another_worker_opens_the_list() {
    // Over 4 MB: more than one piece is asked for.
    let file = csv(80_000);
    let desk = Desk { file: Some(file.clone()), ..Desk::default() };
    let reply = import(&mut Worker::default(), &desk, fresh("a"));
    let Reply::Imported { record, report, kept, chunks } = reply else { panic!("{reply:?}") };
    assert_eq!((record.rows, record.next_contact_number), (80_000, 80_001));
    assert_eq!((report.rows_kept, kept, chunks), (80_000, Kept::Browser, vec![]));
    let heard = desk.heard.borrow();
    assert!(heard.len() > 3, "progress was told {} times", heard.len());
    assert!(heard.windows(2).all(|two| two[0].done <= two[1].done && two[0].rows <= two[1].rows));
    assert_eq!(heard.last().map(|last| last.done), Some(file.len() as f64));
    assert!(desk.turns.get() > 30, "it let messages in {} times", desk.turns.get());
    let info = list(ask(&mut Worker::default(), &desk, Request::OpenList { id: "a".into(), today: None }));
    assert_eq!((info.record.rows, info.accounts), (80_000, 50));
}

#[test]
fn a_stopped_import_keeps_nothing_wherever_it_is_stopped() {
    let file = csv(3_000);
    let whole = Desk { file: Some(file.clone()), ..Desk::default() };
    import(&mut Worker::default(), &whole, fresh("a"));
    for stop_at in 1..=whole.turns.get() {
        let desk = Desk { file: Some(file.clone()), stop_at: Some(stop_at), ..Desk::default() };
        assert_eq!(
            import(&mut Worker::default(), &desk, fresh("a")),
            Reply::Cancelled,
            "stopped at turn {stop_at}"
        );
        assert_eq!(ask(&mut Worker::default(), &desk, Request::Lists), Reply::Lists(vec![]));
    }
}

#[test]
fn a_list_lets_messages_in_all_along_while_it_is_read_and_made() {
    let desk = Desk { file: Some(csv(60_000)), ..Desk::default() };
    let began = worked();
    desk.turned.set(began);
    let reply = import(&mut Worker::default(), &desk, fresh("a"));
    assert!(matches!(reply, Reply::Imported { .. }), "{reply:?}");
    // however quick the machine: a cancel is heard within a small part of the whole
    let (took, longest) = (worked() - began, desk.longest.get());
    assert!(longest < took / 5, "{longest:?} without a turn, of {took:?}");
}

#[test]
fn planning_that_is_stopped_wherever_it_is_leaves_the_worker_whole() {
    let (mut worker, desk) = (Worker::default(), Desk::default());
    open_demo(&mut worker, &desk);
    let (plan, sequence) = plan();
    send_plan(&mut worker, &desk, 1, &plan);
    let schedule = |revision| Request::Schedule { sequence, revision, today: today(), alone: false };
    let whole = Desk::default();
    let planned = ask(&mut worker, &whole, schedule(1));
    let Reply::Schedule(planned) = planned else { panic!("{planned:?}") };
    assert!(planned.touches > 0);
    let n = whole.turns.get();
    assert!(n > 10, "it let messages in {n} times");
    for stop_at in 1..=n {
        // what is planned already is not planned again: each time it is another state of the plan
        let revision = 1 + u64::from(stop_at);
        send_plan(&mut worker, &whole, revision, &plan);
        let desk = Desk { stop_at: Some(stop_at), ..Desk::default() };
        assert_eq!(
            ask(&mut worker, &desk, schedule(revision)),
            Reply::Cancelled,
            "stopped at turn {stop_at}"
        );
    }
    let revision = 1 + u64::from(n);
    let again = Reply::Schedule(ScheduleInfo { revision, ..planned });
    assert_eq!(ask(&mut worker, &desk, schedule(revision)), again);
    let before = desk.turns.get();
    assert_eq!(ask(&mut worker, &desk, schedule(revision)), again);
    assert!(desk.turns.get() - before < n / 2, "it is counted, not planned again");
}

#[test]
fn another_plan_at_the_same_revision_is_planned_anew() {
    let (mut worker, desk) = (Worker::default(), Desk::default());
    open_demo(&mut worker, &desk);
    let (plan, sequence) = plan();
    let planned = |worker: &mut Worker<Desk>, plan: &Plan| {
        send_plan(worker, &desk, 1, plan);
        match ask(worker, &desk, Request::Schedule { sequence, revision: 1, today: today(), alone: false }) {
            Reply::Schedule(info) => info.touches,
            other => panic!("{other:?}"),
        }
    };
    let touches = planned(&mut worker, &plan);
    let mut other = plan.clone();
    let mut changed = (*other.sequences[&sequence]).clone();
    changed.body.truncate(1);
    Diff::put(&other, sequence, Some(changed)).apply(&mut other);
    assert!(planned(&mut worker, &other) < touches, "what was planned for the first plan is not the other's");
    assert_eq!(planned(&mut worker, &plan), touches);
}

#[test]
fn planning_lets_messages_in_all_along() {
    let desk = Desk { file: Some(csv(12_000)), ..Desk::default() };
    let mut worker = Worker::default();
    import(&mut worker, &desk, fresh("a"));
    list(ask(&mut worker, &desk, Request::OpenList { id: "a".into(), today: None }));
    let (plan, sequence) = plan();
    send_plan(&mut worker, &desk, 1, &plan);
    let began = worked();
    desk.turned.set(began);
    desk.longest.set(Duration::ZERO);
    let filter = ScheduleFilter { day: "2026-11-16".parse().ok(), ..ScheduleFilter::default() };
    for request in [
        Request::Schedule { sequence, revision: 1, today: today(), alone: false },
        Request::ScheduleRows { revision: 1, filter, from: 0, n: 50 },
    ] {
        let reply = ask(&mut worker, &desk, request);
        assert!(matches!(reply, Reply::Schedule(_) | Reply::ScheduleRows { .. }), "{reply:?}");
    }
    // however quick the machine: a cancel is heard within a small part of the whole
    let (took, longest) = (worked() - began, desk.longest.get());
    assert!(longest < took / 12, "{longest:?} without a turn, of {took:?}");
}

#[test]
fn a_file_that_is_no_list_is_refused_in_a_sentence_and_keeps_nothing() {
    for (file, said) in [
        (Vec::new(), "empty"),
        (b"PK\x03\x04rest".to_vec(), "Excel"),
        (
            [b"Name,Email\nAda,\"never closed".to_vec(), b"\nand on".repeat(20_000)].concat(),
            "Row 2, column 2",
        ),
    ] {
        let desk = Desk { file: Some(file), ..Desk::default() };
        let failure = failure(import(&mut Worker::default(), &desk, fresh("a")));
        assert_eq!(failure.code, Code::BadFile);
        assert!(failure.message.contains(said) && failure.message.ends_with('.'), "{}", failure.message);
        assert_eq!(ask(&mut Worker::default(), &desk, Request::Lists), Reply::Lists(vec![]));
    }
}

#[test]
fn where_the_browser_has_no_room_the_list_lives_in_this_tab() {
    for refusal in [ShelfError::Quota, ShelfError::Blocked("private mode".into())] {
        let desk = Desk { file: Some(csv(100)), ..Desk::default() };
        desk.lists.refuse_writes(Some(refusal));
        let reply = import(&mut Worker::default(), &desk, fresh("a"));
        let Reply::Imported { record, kept, chunks, .. } = reply else { panic!("{reply:?}") };
        assert_eq!(kept, Kept::Tab);

        let mut data = Worker::default();
        let info = list(ask(&mut data, &desk, Request::AdoptList { record, chunks }));
        assert_eq!((info.record.rows, info.kept), (100, Kept::Tab));
        let Reply::Lists(lists) = ask(&mut data, &desk, Request::Lists) else { panic!("no lists") };
        assert_eq!(lists.len(), 1);
        assert_eq!(lists[0].kept, Kept::Tab);
        let view = View::default();
        let request = Request::Rows { list: state(&info), view, from: 0, n: 5, fields: vec![] };
        assert_eq!(rows(ask(&mut data, &desk, request)).total, 100);
    }
}

#[test]
fn a_list_with_a_bad_byte_is_put_aside_whole_and_the_others_open() {
    let desk = Desk { file: Some(csv(500)), ..Desk::default() };
    let mut worker = Worker::default();
    import(&mut worker, &desk, fresh("good"));
    import(&mut worker, &desk, fresh("bad"));
    desk.lists.damage("bad", |list| {
        let middle = list.chunks[0].len() / 2;
        list.chunks[0][middle] ^= 0x20;
    });
    let failure = failure(ask(&mut worker, &desk, Request::OpenList { id: "bad".into(), today: None }));
    assert_eq!(failure.code, Code::CorruptList);
    assert!(failure.message.contains("put aside"), "{}", failure.message);

    let Reply::Lists(lists) = ask(&mut worker, &desk, Request::Lists) else { panic!("no lists") };
    assert_eq!(lists.iter().map(|entry| entry.record.id.as_str()).collect::<Vec<_>>(), ["good"]);
    assert_eq!(
        list(ask(&mut worker, &desk, Request::OpenList { id: "good".into(), today: None })).record.rows,
        500
    );

    let Reply::Aside(aside) = ask(&mut worker, &desk, Request::Aside) else { panic!("nothing aside") };
    let name = aside[0].name.clone();
    let Reply::File { bytes, .. } = ask(&mut worker, &desk, Request::AsideFile { name: name.clone() }) else {
        panic!("no file")
    };
    assert_eq!(bytes.len(), aside[0].bytes as usize);
    assert!(bytes.windows(4).any(|four| four == b"Ada7"), "the contacts are still in it");
    ask(&mut worker, &desk, Request::ForgetAside { name });
    assert_eq!(ask(&mut worker, &desk, Request::Aside), Reply::Aside(vec![]));
}

#[test]
fn a_list_without_its_last_chunk_or_with_an_unreadable_head_is_corrupt_too() {
    let desk = Desk { file: Some(csv(100)), ..Desk::default() };
    let mut worker = Worker::default();
    for id in ["short", "headless"] {
        import(&mut worker, &desk, fresh(id));
    }
    desk.lists.damage("short", |list| drop(list.chunks.pop()));
    desk.lists.damage("headless", |list| list.head.truncate(20));
    for id in ["short", "headless"] {
        let failure = failure(ask(&mut worker, &desk, Request::OpenList { id: id.into(), today: None }));
        assert_eq!(failure.code, Code::CorruptList, "{id}");
    }
}

#[test]
fn a_list_of_a_newer_version_is_left_as_it_is() {
    let desk = Desk { file: Some(csv(10)), ..Desk::default() };
    let mut worker = Worker::default();
    import(&mut worker, &desk, fresh("a"));
    desk.lists.damage("a", |list| list.head = list.head.replace("\"schema\":3", "\"schema\":99"));
    let failure = failure(ask(&mut worker, &desk, Request::OpenList { id: "a".into(), today: None }));
    assert_eq!(failure.code, Code::Storage);
    assert!(failure.message.contains("newer version"), "{}", failure.message);
    assert_eq!(ask(&mut worker, &desk, Request::Aside), Reply::Aside(vec![]));
}

#[test]
fn a_question_about_another_list_is_refused() {
    let (mut worker, desk) = (Worker::default(), Desk { file: Some(csv(10)), ..Desk::default() });
    let rule = Rule::default();
    let asked = |list| Request::Count { list, rule: rule.clone(), today: today() };
    assert_eq!(failure(ask(&mut worker, &desk, asked(ListRef::default()))).code, Code::NoList);
    let demo = open_demo(&mut worker, &desk);
    let Reply::Counts(counts) = ask(&mut worker, &desk, asked(state(&demo))) else { panic!("no counts") };
    assert_eq!((counts.of, counts.matched), (500, 500));
    import(&mut worker, &desk, fresh("a"));
    ask(&mut worker, &desk, Request::OpenList { id: "a".into(), today: None });
    assert_eq!(failure(ask(&mut worker, &desk, asked(state(&demo)))).code, Code::StaleList);
    ask(&mut worker, &desk, Request::DeleteList { id: "a".into() });
    assert_eq!(failure(ask(&mut worker, &desk, asked(state(&demo)))).code, Code::NoList);
    assert_eq!(
        failure(ask(&mut worker, &desk, Request::OpenList { id: "a".into(), today: None })).code,
        Code::NoList
    );
}

#[test]
fn the_plan_is_kept_by_its_changes_and_asked_for_where_they_do_not_fit() {
    let (mut worker, desk) = (Worker::default(), Desk::default());
    let demo = open_demo(&mut worker, &desk);
    let (mut plan, sequence) = plan();
    let schedule = |revision| Request::Schedule { sequence, revision, today: today(), alone: false };
    assert_eq!(failure(ask(&mut worker, &desk, schedule(1))).code, Code::NoPlan);
    send_plan(&mut worker, &desk, 4, &plan);

    let id = SegmentId(plan.fresh_number());
    let segment = Segment { name: "Germany".into(), rule: is(StdField::Country, "DE") };
    let diff = Diff::put(&plan, id, Some(segment));
    diff.apply(&mut plan);
    let change = Request::Diff { from: 4, revision: 6, diff: diff.clone() };
    assert_eq!(ask(&mut worker, &desk, change), Reply::Done);
    let count = |rule| Request::Count { list: state(&demo), rule, today: today() };
    let Reply::Counts(by_name) = ask(&mut worker, &desk, count(Rule::Segment(id))) else { panic!() };
    let Reply::Counts(by_rule) = ask(&mut worker, &desk, count(is(StdField::Country, "DE"))) else {
        panic!()
    };
    assert_eq!(by_name.matched, by_rule.matched);
    assert!(by_name.matched > 50);

    // From another revision, or a change that was made already.
    for (from, revision) in [(4, 7), (7, 8), (6, 7)] {
        let change = Request::Diff { from, revision, diff: diff.clone() };
        assert_eq!(ask(&mut worker, &desk, change), Reply::PlanWanted, "from {from}");
    }
    assert_eq!(failure(ask(&mut worker, &desk, schedule(7))).code, Code::StalePlan);
    let Reply::Schedule(info) = ask(&mut worker, &desk, schedule(6)) else { panic!("no schedule") };
    assert_eq!(info.revision, 6);
    send_plan(&mut worker, &desk, 7, &plan);
    let Reply::Schedule(again) = ask(&mut worker, &desk, schedule(7)) else { panic!("no schedule") };
    assert_eq!((again.may_enter, again.days), (info.may_enter, info.days));
    let gone = Request::Schedule { sequence: SequenceId(9_999), revision: 7, today: today(), alone: false };
    assert_eq!(failure(ask(&mut worker, &desk, gone)).code, Code::NoSequence);
}

#[test]
fn rows_are_found_by_name_over_two_columns_and_sorted_with_empty_values_last() {
    let (mut worker, desk) = (Worker::default(), Desk::default());
    let info = open_demo(&mut worker, &desk);
    let mut view = |view: View, from, n| {
        let fields = [StdField::FirstName, StdField::LastName, StdField::Email]
            .map(|field| std(field).into())
            .to_vec();
        rows(ask(&mut worker, &desk, Request::Rows { list: state(&info), view, from, n, fields }))
    };
    let found = view(View { find: "emre löw".into(), ..View::default() }, 0, 10);
    assert_eq!(found.total, 1);
    assert_eq!(found.rows[0].2[..2], ["Emre".to_owned(), "Löwenstein".to_owned()]);

    for is_descending in [false, true] {
        let sorted = View { sort: Some((std(StdField::Email).into(), is_descending)), ..View::default() };
        let first = view(sorted.clone(), 0, 3);
        assert!(first.rows.iter().all(|row| !row.2[2].is_empty()));
        let last = view(sorted.clone(), 497, 200);
        assert_eq!(last.rows.len(), 3);
        assert!(last.rows.iter().all(|row| row.2[2].is_empty()), "people without an address come last");
        let all: Vec<String> = (0..3)
            .flat_map(|page| view(sorted.clone(), page * 200, 500).rows)
            .map(|row| row.2[2].clone())
            .collect();
        assert_eq!(all.len(), 500, "never more than 200 at a time");
        let known: Vec<&String> = all.iter().filter(|email| !email.is_empty()).collect();
        assert!(known.windows(2).all(|two| two[0] != two[1] && (two[0] > two[1]) == is_descending));
    }
    let view_of = View { rule: Some(is(StdField::Country, "AT")), today: Some(today()), ..View::default() };
    assert_eq!(view(view_of, 0, 200).rows.len(), 14);
}

#[test]
fn counts_and_reasons_follow_the_rule_line_by_line() {
    let (mut worker, desk) = (Worker::default(), Desk::default());
    let info = open_demo(&mut worker, &desk);
    let rule =
        Rule::All(vec![is(StdField::Country, "DE"), Rule::None(vec![is(StdField::Stage, "Customer")])]);
    let request = Request::Count { list: state(&info), rule: rule.clone(), today: today() };
    let Reply::Counts(counts) = ask(&mut worker, &desk, request) else { panic!("no counts") };
    assert_eq!(counts.nodes.len(), 4);
    assert_eq!((counts.nodes[0].before, counts.nodes[0].so_far), (500, counts.matched));
    assert_eq!(counts.nodes[2].before, counts.nodes[1].so_far);
    assert!(counts.accounts <= counts.matched && counts.accounts > 0);

    let view = View { rule: Some(rule.clone()), today: Some(today()), ..View::default() };
    let request = Request::Rows { list: state(&info), view, from: 0, n: 1, fields: vec![] };
    let row = rows(ask(&mut worker, &desk, request)).rows[0].0;
    let request = Request::Why { list: state(&info), rule, today: today(), row };
    let Reply::Why(lines) = ask(&mut worker, &desk, request) else { panic!("no reasons") };
    assert_eq!(
        lines.iter().map(|line| (line.depth, line.holds)).collect::<Vec<_>>(),
        [(0, true), (1, true), (1, true), (2, false)]
    );
    assert_eq!(lines[1].value, "DE");

    let request =
        Request::Values { list: state(&info), field: std(StdField::Country), containing: "d".into(), n: 3 };
    let Reply::Values(values) = ask(&mut worker, &desk, request) else { panic!("no values") };
    assert_eq!(values.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>(), ["DE"]);
}

fn schedule_rows(
    worker: &mut Worker<Desk>,
    desk: &Desk,
    filter: ScheduleFilter,
    from: u32,
) -> (u32, Vec<ScheduleRow>) {
    let request = Request::ScheduleRows { revision: 1, filter, from, n: 200 };
    let reply = ask(worker, desk, request);
    let Reply::ScheduleRows { total, rows, .. } = reply else { panic!("no rows: {reply:?}") };
    (total, rows)
}

#[test]
fn the_schedule_is_kept_filtered_and_written_as_a_file() {
    let (mut worker, desk) = (Worker::default(), Desk::default());
    open_demo(&mut worker, &desk);
    let (plan, sequence) = plan();
    send_plan(&mut worker, &desk, 1, &plan);
    let Reply::Schedule(info) =
        ask(&mut worker, &desk, Request::Schedule { sequence, revision: 1, today: today(), alone: false })
    else {
        panic!("no schedule")
    };
    assert!(info.problems.iter().all(|problem| problem.severity() != cadenza::model::Severity::Error));
    assert!(info.may_enter > 50 && info.touches > info.may_enter);
    let (total, first) = schedule_rows(&mut worker, &desk, ScheduleFilter::default(), 0);
    let skipped: u32 = info.skipped.iter().map(|(_, n)| n).sum();
    assert_eq!(total, info.touches + info.guarded + skipped);
    assert_eq!(first.len(), 200);

    // The days of the summary are those of the rows.
    let day = &info.days[0];
    let on_day = ScheduleFilter { day: Some(day.date), ..ScheduleFilter::default() };
    let (n, _) = schedule_rows(&mut worker, &desk, on_day.clone(), 0);
    let pages =
        (0..n.div_ceil(200)).map(|page| schedule_rows(&mut worker, &desk, on_day.clone(), page * 200).1);
    let rows: Vec<ScheduleRow> = pages.collect::<Vec<_>>().concat();
    let planned = rows.iter().filter(|row| !row.skipped && row.only_if.is_empty()).count();
    assert_eq!(planned as u32, day.touches.iter().map(|(_, n)| n).sum::<u32>());
    assert!(rows.iter().all(|row| row.date == Some(day.date)));

    let by_name = ScheduleFilter { find: first[0].contact.clone(), ..ScheduleFilter::default() };
    let (n, rows) = schedule_rows(&mut worker, &desk, by_name, 0);
    assert!(n >= 1 && rows.iter().any(|row| row.number == first[0].number));
    let held = ScheduleFilter { held_back: true, ..ScheduleFilter::default() };
    assert_eq!(
        schedule_rows(&mut worker, &desk, held, 0).0,
        info.held_back.iter().map(|(_, n)| n).sum::<u32>()
    );

    let export =
        |format| Request::Export { revision: 1, sequence: None, format, despite: true, now: NOW.into() };
    let Reply::File { name, mime, bytes } =
        ask(&mut worker, &desk, export(ExportFormat::Json { rendered: false }))
    else {
        panic!("no file")
    };
    assert_eq!(mime, "application/json");
    assert!(name.ends_with("2026-11-16.json"), "{name}");
    let file: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(file["touches"].as_array().map(Vec::len), Some((info.touches + info.guarded) as usize));
    let Reply::File { bytes, .. } =
        ask(&mut worker, &desk, export(ExportFormat::Csv { for_machines: false }))
    else {
        panic!("no file")
    };
    assert!(bytes.starts_with(b"touch_id,") || bytes.starts_with(b"\xEF\xBB\xBF"));

    // Another schedule, another list: what was planned before is not asked about any more.
    send_plan(&mut worker, &desk, 2, &plan);
    ask(&mut worker, &desk, Request::Schedule { sequence, revision: 2, today: today(), alone: false });
    assert_eq!(
        failure(ask(&mut worker, &desk, export(ExportFormat::Csv { for_machines: false }))).code,
        Code::StalePlan
    );
}

fn forecast(worker: &mut Worker<Desk>, desk: &Desk, ranges: &[(u32, u32)], asked: u32) -> Forecast {
    let mut batches = Vec::new();
    for (from, to) in ranges {
        let reply = ask(worker, desk, Request::Run { from: *from, to: *to });
        let Reply::Batch { bytes, .. } = reply else { panic!("no batch: {reply:?}") };
        batches.push(bytes);
    }
    let Reply::Forecast(forecast) = ask(worker, desk, Request::Summarise { batches, asked }) else {
        panic!("no forecast")
    };
    *forecast
}

#[test]
fn the_forecast_does_not_depend_on_how_the_futures_were_handed_out() {
    let (mut data, desk) = (Worker::default(), Desk::default());
    open_demo(&mut data, &desk);
    let (plan, sequence) = plan();
    send_plan(&mut data, &desk, 1, &plan);
    let Reply::Compiled { parts, may_enter, problems, .. } =
        ask(&mut data, &desk, Request::Compile { sequence, revision: 1, today: today(), alone: false })
    else {
        panic!("not compiled")
    };
    assert!(!parts.is_empty() && may_enter > 50, "{problems:?}");
    let mut simulation = Worker::default();
    assert_eq!(failure(ask(&mut simulation, &desk, Request::Run { from: 0, to: 1 })).code, Code::BadRequest);
    assert_eq!(ask(&mut simulation, &desk, Request::Load { parts, luck_only: false }), Reply::Done);
    let whole = forecast(&mut simulation, &desk, &[(0, 12)], 12);
    assert_eq!((whole.replications, whole.asked, whole.may_enter), (12, 12, may_enter));
    assert_eq!(forecast(&mut simulation, &desk, &[(0, 4), (4, 12)], 12), whole);
    assert_eq!(forecast(&mut simulation, &desk, &[(7, 12), (0, 1), (1, 7)], 12), whole);
    let partial = forecast(&mut simulation, &desk, &[(0, 4)], 12);
    assert_eq!((partial.replications, partial.asked), (4, 12), "a partial answer says so");

    let desk = Desk { stop_at: Some(2), ..Desk::default() };
    assert_eq!(ask(&mut simulation, &desk, Request::Run { from: 0, to: 200 }), Reply::Cancelled);
    let damaged = Request::Load { parts: vec![1, 2, 3], luck_only: false };
    assert_eq!(failure(ask(&mut simulation, &desk, damaged)).code, Code::BadRequest);
}

/// As the browser does it: byte fields out, text over, byte fields in.
fn over_the_wire<T>(message: &T) -> T
where
    T: Carries + Clone + serde::Serialize + serde::de::DeserializeOwned,
{
    let mut sent = Envelope { job: 7, body: message.clone() };
    let buffers: Vec<Vec<u8>> = sent.body.buffers().into_iter().map(std::mem::take).collect();
    let text = serde_json::to_string(&sent).unwrap();
    let mut heard: Envelope<T> = serde_json::from_str(&text).unwrap();
    for (field, bytes) in heard.body.buffers().into_iter().zip(buffers) {
        *field = bytes;
    }
    heard.body
}

#[test]
fn messages_come_out_of_the_wire_as_they_went_in() {
    let (mut worker, desk) = (Worker::default(), Desk { file: Some(csv(30)), ..Desk::default() });
    let info = open_demo(&mut worker, &desk);
    let (plan, sequence) = plan();
    let list = state(&info);
    let rule = is(StdField::Country, "DE");
    let sniffed = ask(&mut worker, &desk, Request::Sniff { options: None });
    let mut requests = vec![
        Request::Plan { revision: 1, plan: Box::new(plan.clone()) },
        Request::Diff {
            from: 1,
            revision: 2,
            diff: Diff::between(&plan, &Plan::new("reference", "x", 1, "UTC".into())),
        },
        Request::Schedule { sequence, revision: 1, today: today(), alone: false },
        Request::Compile { sequence, revision: 1, today: today(), alone: false },
        Request::Count { list: list.clone(), rule: rule.clone(), today: today() },
        Request::Why { list, rule, today: today(), row: 3 },
        Request::Export {
            revision: 1,
            sequence: None,
            format: ExportFormat::Csv { for_machines: false },
            despite: true,
            now: NOW.into(),
        },
        Request::AdoptList { record: info.record, chunks: vec![vec![1, 2], vec![], vec![3]] },
        Request::Summarise { batches: vec![vec![], vec![9; 100]], asked: 3 },
        Request::Load { parts: vec![1], luck_only: true },
    ];
    let Reply::Sniffed(found) = &sniffed else { panic!("not sniffed") };
    requests.push(Request::Import {
        mapping: found.mapping(),
        options: found.options.clone(),
        record: fresh("a"),
    });
    requests.push(Request::Sniff { options: Some(found.options.clone()) });
    assert_eq!(over_the_wire(&sniffed), sniffed);
    for request in requests {
        assert_eq!(over_the_wire(&request), request);
        // Plans travel in order: the schedule is asked for at revision 1.
        if !matches!(request, Request::Diff { .. } | Request::AdoptList { .. } | Request::Summarise { .. }) {
            let reply = ask(&mut worker, &desk, request);
            assert_eq!(over_the_wire(&reply), reply);
        }
    }
}

#[test]
fn what_a_simulation_worker_is_asked_reads_the_same_with_and_without_the_reader_of_all_requests() {
    let own = [
        Request::Ping,
        Request::Cancel { job: 7 },
        Request::Load { parts: vec![], luck_only: true },
        Request::Load { parts: vec![], luck_only: false },
        Request::Run { from: 3, to: 4_000_000_000 },
        Request::Summarise { batches: vec![vec![]; 3], asked: 200 },
    ];
    for request in own {
        let tree = json::parse(&json::text(&request).unwrap()).unwrap();
        assert_eq!(json::from_tree::<Request>(&tree), Ok(request.clone()));
        assert_eq!(Request::of_simulation(&tree), Some(request));
    }
    for other in
        [Request::Lists, Request::OpenList { id: "a".into(), today: None }, Request::Bench { for_ms: 1 }]
    {
        let tree = json::parse(&json::text(&other).unwrap()).unwrap();
        assert_eq!(Request::of_simulation(&tree), None, "{other:?}");
    }
    for text in [r#"{"Run":{"from":-1,"to":2}}"#, r#"{"Run":{"from":0}}"#, r#"{"Load":{}}"#, "[]", "7"] {
        assert_eq!(Request::of_simulation(&json::parse(text).unwrap()), None, "{text}");
    }
}

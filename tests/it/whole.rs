//! All sequences of a plan through the worker: one load in schedule, forecast and file, whichever sequence is in sight.

use std::collections::BTreeMap;

use cadenza::calendar::Date;
use cadenza::model::{Plan, SenderId, SequenceId};
use cadenza::outline::text_onto;
use cadenza::simulate::Forecast;
use cadenza::worker::Worker;
use cadenza::worker::protocol::{
    ExportFormat, Reply, Request, ScheduleFilter, ScheduleInfo, WalkKind, WholeInfo,
};

use super::job::{Desk, ask, open_demo, send_plan, today};
use super::template::plan_of;

const NOW: &str = "2026-11-16T08:00:00.000Z";

/// The template, and a renewal that writes to the same people from the same mailboxes.
fn plan() -> (Plan, SequenceId, SequenceId) {
    let made = plan_of("b2b-cold-outbound", "2026-11-16");
    let first = made.plan.sequences[&made.sequence].clone();
    let calendar = first.calendar.map(|id| made.plan.calendars[&id].name.clone()).unwrap();
    let text = format!(
        "sequence \"Renewal\"\nenter all\n  from {}\n  calendar \"{calendar}\"\nemail \"Renewal one\"\nwait 2 business days\nemail \"Renewal two\"\nleave when replied, opted out, hard bounce\n",
        first.entry.from
    );
    let read = text_onto(made.plan, &text);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let mut plan = read.plan;
    // mailboxes that are too small for both
    let senders: Vec<SenderId> = plan.senders.keys().copied().collect();
    for id in senders {
        let mut sender = (*plan.senders[&id]).clone();
        sender.cap_per_day = Some(8);
        plan.senders.insert(id, sender.into());
    }
    (plan, made.sequence, read.sequence.unwrap())
}

struct App {
    data: Worker<Desk>,
    desk: Desk,
}

impl App {
    fn open(plan: &Plan) -> App {
        let (mut data, desk) = (Worker::default(), Desk::default());
        open_demo(&mut data, &desk);
        send_plan(&mut data, &desk, 1, plan);
        App { data, desk }
    }

    fn ask(&mut self, request: Request) -> Reply {
        ask(&mut self.data, &self.desk, request)
    }

    fn schedule(&mut self, sequence: SequenceId, alone: bool) -> ScheduleInfo {
        match self.ask(Request::Schedule { sequence, revision: 1, today: today(), alone }) {
            Reply::Schedule(info) => info,
            other => panic!("{other:?}"),
        }
    }

    fn counts(&mut self, filter: ScheduleFilter) -> ScheduleInfo {
        match self.ask(Request::ScheduleCounts { revision: 1, filter }) {
            Reply::Schedule(info) => info,
            other => panic!("{other:?}"),
        }
    }

    fn json(&mut self, sequence: Option<SequenceId>) -> serde_json::Value {
        let format = ExportFormat::Json { rendered: false };
        let request = Request::Export { revision: 1, sequence, format, despite: true, now: NOW.into() };
        match self.ask(request) {
            Reply::File { bytes, .. } => serde_json::from_slice(&bytes).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    fn forecast(&mut self, sequence: SequenceId, alone: bool) -> Forecast {
        let request = Request::Compile { sequence, revision: 1, today: today(), alone };
        let Reply::Compiled { parts, problems, .. } = self.ask(request) else { panic!("not compiled") };
        assert!(!parts.is_empty(), "{problems:?}");
        let mut simulation = Worker::default();
        let mut one = |request| ask(&mut simulation, &self.desk, request);
        assert_eq!(one(Request::Load { parts, luck_only: false }), Reply::Done);
        let Reply::Batch { bytes, .. } = one(Request::Run { from: 0, to: 6 }) else { panic!("no batch") };
        let Reply::Forecast(forecast) = one(Request::Summarise { batches: vec![bytes.clone()], asked: 6 })
        else {
            panic!("no forecast")
        };
        // what preflight hears of it is the same run
        let heard =
            Request::Forecasted { sequence, revision: 1, today: today(), asked: 6, batches: vec![bytes] };
        assert_eq!(ask(&mut self.data, &self.desk, heard), Reply::Done);
        *forecast
    }
}

fn total(info: &ScheduleInfo) -> BTreeMap<Date, u32> {
    info.days.iter().map(|day| (day.date, day.total())).collect()
}

/// Planned touches of a file by day of the contact, of one mailbox or of all.
fn in_file(file: &serde_json::Value, sender: Option<&str>) -> BTreeMap<Date, u32> {
    let mut days = BTreeMap::new();
    for touch in file["touches"].as_array().unwrap() {
        let is_wanted = sender.is_none_or(|sender| touch["sender"] == sender);
        if let (true, Some(local)) = (is_wanted, touch["when"]["planned"]["local"].as_str()) {
            *days.entry(local[..10].parse().unwrap()).or_default() += 1;
        }
    }
    days
}

#[test]
fn c5_schedule_and_file_of_a_plan_show_one_load_by_day_and_mailbox_whichever_sequence_is_in_sight() {
    let (plan, cold, renewal) = plan();
    let mut app = App::open(&plan);
    let all = app.schedule(cold, false);
    assert_eq!((all.sequences.clone(), all.left_out.clone()), (vec![cold, renewal], vec![]));
    let of = |sequence| ScheduleFilter { sequence: Some(sequence), ..ScheduleFilter::default() };
    let parts = [app.counts(of(cold)), app.counts(of(renewal))];
    assert_eq!(all.touches, parts[0].touches + parts[1].touches);
    let file = app.json(None);
    assert_eq!(in_file(&file, None), total(&all));
    let each =
        file["touches"].as_array().unwrap().iter().filter(|touch| touch["sequence"] == renewal.to_string());
    assert_eq!(each.filter(|touch| touch["when"]["kind"] == "planned").count() as u32, parts[1].touches);
    assert_eq!(file["sequences"].as_array().unwrap().len(), 2);
    for (id, sender) in &plan.senders {
        let filter = ScheduleFilter { sender: Some(*id), ..ScheduleFilter::default() };
        let shown = total(&app.counts(filter));
        assert_eq!(shown, in_file(&file, Some(&sender.address)), "{}", sender.address);
    }
    // the file reads back, whole
    assert!(cadenza::interop::ScheduleFile::read(&file.to_string()).is_ok());
    // a file of one names no other, and has the dates of the run together
    let own = app.json(Some(renewal));
    assert!(own.get("sequences").is_none() && own["touches"][0].get("sequence").is_none());
    assert_eq!(in_file(&own, None), total(&parts[1]));

    let other = app.schedule(renewal, false);
    assert_eq!((total(&other), other.touches, other.late), (total(&all), all.touches, all.late));
    let alone = app.schedule(renewal, true);
    assert_eq!(alone.sequences, vec![renewal]);
    assert!(alone.late <= parts[1].late, "alone it waits less: {} and {}", alone.late, parts[1].late);

    let Reply::Whole(whole) = app.ask(Request::Whole { revision: 1, today: today() }) else { panic!("none") };
    let WholeInfo { sequences, waits, .. } = *whole;
    let of_renewal = sequences.iter().find(|of| of.sequence == renewal).unwrap();
    assert_eq!((of_renewal.touches, of_renewal.late), (parts[1].touches, parts[1].late));
    assert_eq!(of_renewal.late_alone, alone.late);
    assert!(
        waits
            .iter()
            .any(|wait| wait.sequence == renewal && wait.others.first().is_some_and(|other| other.0 == cold)),
        "{waits:?}"
    );
}

#[test]
fn c5_the_forecast_s_load_is_of_all_sequences_and_the_same_whichever_is_in_sight() {
    let (plan, cold, renewal) = plan();
    let mut app = App::open(&plan);
    let (one, other) = (app.forecast(cold, false), app.forecast(renewal, false));
    assert_eq!((&one.senders, &one.owners, &one.whole), (&other.senders, &other.owners, &other.whole));
    assert_eq!(one.work().sequences, 2);
    assert!(one.senders.iter().flat_map(|sender| &sender.days).all(|(_, mails)| mails.q95 <= 8.0));
    let alone = app.forecast(renewal, true);
    assert_eq!((alone.whole.is_none(), alone.work().sequences), (true, 1));
    let mails = |forecast: &Forecast| -> f64 {
        forecast.senders.iter().flat_map(|sender| &sender.days).map(|(_, mails)| mails.mean).sum()
    };
    assert!(mails(&alone) < mails(&one));
}

#[test]
fn e5_a_contact_is_walked_in_the_run_that_the_schedule_shows() {
    let (plan, cold, renewal) = plan();
    let mut app = App::open(&plan);
    app.schedule(cold, false);
    // somebody who is in the renewal alone is followed there
    let of = |sequence| ScheduleFilter { sequence: Some(sequence), ..ScheduleFilter::default() };
    for sequence in [cold, renewal] {
        let request = Request::ScheduleRows { revision: 1, filter: of(sequence), from: 0, n: 1 };
        let Reply::ScheduleRows { rows, .. } = app.ask(request) else { panic!("no rows") };
        let request = Request::Walk { revision: 1, contact: rows[0].number, replication: None };
        let Reply::Walk(walk) = app.ask(request) else { panic!("no walk") };
        assert!(walk.lines.iter().any(|line| line.kind == WalkKind::Touch), "{walk:?}");
    }
}

#[test]
fn a_sequence_that_cannot_run_is_left_out_and_named_and_the_others_run() {
    let (plan, cold, renewal) = plan();
    let read = text_onto(
        plan,
        "sequence \"Broken\"\nenter all\n  from 2026-11-16\nemail \"x\", skip if fit score > 3\nleave when replied\n",
    );
    let broken = read.sequence.unwrap();
    let mut app = App::open(&read.plan);
    let info = app.schedule(cold, false);
    assert_eq!((info.sequences, info.left_out), (vec![cold, renewal], vec![broken]));
    // and who looks at it is told why
    assert_eq!(app.schedule(broken, false).touches, 0);
}

//! Who can be reached, who must not be and why: the same numbers wherever they stand (numbers.md, G8).

use std::collections::BTreeMap;

use cadenza::audience::consent::NoCause;
use cadenza::audience::{Columns, People, Reader, sniff};
use cadenza::calendar::Zone;
use cadenza::interop::{ChannelEntry, ScheduleFile, StandingEntry};
use cadenza::model::{Plan, Rule, SequenceId, ZoneName};
use cadenza::outline::text_onto;
use cadenza::program::{Cohort, HoldCause, compile};
use cadenza::simulate::{Batch, summary};
use cadenza::worker::protocol::{
    Counts, ExportFormat, ListInfo, ListRef, Reply, Request, ScheduleFilter, ScheduleInfo,
};

use cadenza::worker::{Worker, new_record};

use super::job::{Desk, ask, import, list, open_demo, plan, send_plan, today};

/// What every place that shows people says of a list and a plan.
pub(super) struct Places {
    pub(super) list: ListInfo,
    pub(super) counts: Counts,
    pub(super) schedule: ScheduleInfo,
    pub(super) file: ScheduleFile,
    /// Contacts that enter and those held back, as the forecast has them.
    pub(super) compiled: (u32, Vec<(HoldCause, u32)>),
}

impl Places {
    /// Asks all of them; the plan's sequence is about everybody on the list.
    pub(super) fn of(
        worker: &mut Worker<Desk>,
        desk: &Desk,
        list: ListInfo,
        plan: &Plan,
        sequence: SequenceId,
    ) -> Places {
        send_plan(worker, desk, 1, plan);
        let state = ListRef { id: list.record.id.clone(), revision: list.record.revision };
        let counts =
            ask(worker, desk, Request::Count { list: state, rule: Rule::All(Vec::new()), today: today() });
        let Reply::Counts(counts) = counts else { panic!("{counts:?}") };
        let schedule =
            ask(worker, desk, Request::Schedule { sequence, revision: 1, today: today(), alone: false });
        let Reply::Schedule(schedule) = schedule else { panic!("{schedule:?}") };
        let file = ask(
            worker,
            desk,
            Request::Export {
                revision: 1,
                sequence: None,
                format: ExportFormat::Json { rendered: false },
                despite: true,
                now: "2026-11-16T08:00:00Z".into(),
            },
        );
        let Reply::File { bytes, .. } = file else { panic!("{file:?}") };
        let file = ScheduleFile::read(std::str::from_utf8(&bytes).unwrap()).unwrap();
        let compiled =
            ask(worker, desk, Request::Compile { sequence, revision: 1, today: today(), alone: false });
        let Reply::Compiled { may_enter, held_back, standing, .. } = compiled else { panic!("{compiled:?}") };
        assert_eq!(standing, schedule.standing, "the outline and the schedule");
        Places { list, counts, schedule, file, compiled: (may_enter, held_back) }
    }

    /// Nowhere stands another number.
    pub(super) fn agree(&self) {
        assert_eq!(self.list.standing, self.counts.standing, "the list and a segment of everybody");
        assert_eq!(self.list.standing, self.schedule.standing, "the list and the schedule");
        assert_eq!(self.file.standing, Some(StandingEntry::from(&self.list.standing)), "the file");
        for reach in &self.list.standing.channels {
            assert_eq!(reach.can + reach.must_not + reach.nothing, self.list.standing.of, "{reach:?}");
        }
        assert_eq!(
            self.compiled,
            (self.schedule.may_enter, self.schedule.held_back.clone()),
            "the forecast and the schedule"
        );
        let held: u32 = self.schedule.held_back.iter().map(|(_, n)| *n).sum();
        assert_eq!(
            self.schedule.may_enter + held,
            self.list.standing.of,
            "who enters and who is held back are all"
        );
        assert_eq!(self.file.held_back.len() as u32, held);
    }
}

#[test]
fn the_demo_says_the_same_in_list_segment_outline_schedule_and_file() {
    let (mut worker, desk) = (Worker::default(), Desk::default());
    let info = open_demo(&mut worker, &desk);
    assert!(info.standing.must_not > 0 && !info.standing.causes.is_empty());
    let (mut plan, sequence) = plan();
    std::sync::Arc::make_mut(plan.sequences.get_mut(&sequence).unwrap()).segment = None;
    let places = Places::of(&mut worker, &desk, info, &plan, sequence);
    places.agree();
    // a filter of the table is no filter of the people
    let filter = ScheduleFilter { find: "nobody is called so".into(), ..ScheduleFilter::default() };
    let seen = ask(&mut worker, &desk, Request::ScheduleCounts { revision: 1, filter });
    let Reply::Schedule(seen) = seen else { panic!("{seen:?}") };
    assert_eq!(seen.standing, places.list.standing);
}

/// What scripts/messy-list.py wrote down about the people it made up.
#[derive(serde::Deserialize)]
struct Facts {
    rows: u32,
    empty_rows: u32,
    contacts: u32,
    merged_rows: u32,
    accounts: u32,
    reached: u32,
    must_not: u32,
    channels: Vec<ChannelEntry>,
    causes: BTreeMap<NoCause, u32>,
    one_mail: Held,
    one_mail_with_consent_in_de_and_at: Held,
}

#[derive(serde::Deserialize)]
struct Held {
    enters: u32,
    held_back: BTreeMap<HoldCause, u32>,
}

const MESSY: &[u8] = include_bytes!("../fixtures/messy-list.csv");

fn facts() -> Facts {
    serde_json::from_str(include_str!("../fixtures/messy-facts.json")).unwrap()
}

/// A plan of one mail to everybody, with or without a line about consent.
fn one_mail(consent: &str) -> (Plan, SequenceId) {
    let plan = Plan::new("p", "P", 1, ZoneName::from("Europe/Berlin"));
    let text = format!(
        "calendar \"Office\": Mon-Fri 9:00-17:00\nowner \"Mara\": 600 minutes a day, Europe/Berlin\n\
         sender \"out@desk.example\": Europe/Berlin\nsequence \"S\"\nenter all\n  from 2026-11-30\n  calendar \"Office\"\n\
         senders: round robin\n{consent}email \"Mail\"\n"
    );
    let made = text_onto(plan, &text);
    assert_eq!(made.problems, []);
    (made.plan, made.sequence.unwrap())
}

#[test]
fn a_messy_list_of_2000_rows_says_the_same_everywhere_and_what_was_written_down_about_it() {
    let facts = facts();
    let (mut worker, desk) = (Worker::default(), Desk::with_file(MESSY));
    let reply = import(
        &mut worker,
        &desk,
        new_record("messy", "Messy", "messy-list.csv", "2026-11-16T08:00:00.000Z"),
    );
    let Reply::Imported { report, .. } = reply else { panic!("{reply:?}") };
    assert_eq!((report.rows_in_file, report.rows_kept), (facts.rows - facts.empty_rows, facts.contacts));
    assert_eq!(report.rows_in_file - report.rows_kept, facts.merged_rows);
    assert_eq!(report.merges.rows, facts.merged_rows);
    assert_eq!(report.suspects, []);
    let info = list(ask(&mut worker, &desk, Request::OpenList { id: "messy".into(), today: None }));
    let standing = &info.standing;
    assert_eq!(
        (info.record.rows, standing.of, info.accounts),
        (facts.contacts, facts.contacts, facts.accounts)
    );
    assert_eq!(StandingEntry::from(standing).channels, facts.channels);
    let causes: BTreeMap<NoCause, u32> =
        standing.causes.iter().map(|held| (held.cause, held.contacts)).collect();
    assert_eq!(causes, facts.causes);
    assert_eq!((standing.reached, standing.must_not), (facts.reached, facts.must_not));
    for (consent, held) in [
        ("", facts.one_mail),
        (
            "needs consent or existing customer for messages to DE, AT\n",
            facts.one_mail_with_consent_in_de_and_at,
        ),
    ] {
        let (plan, sequence) = one_mail(consent);
        let places = Places::of(&mut worker, &desk, info.clone(), &plan, sequence);
        places.agree();
        let by_cause: BTreeMap<HoldCause, u32> = places.schedule.held_back.iter().copied().collect();
        assert_eq!((places.schedule.may_enter, by_cause), (held.enters, held.held_back), "{consent:?}");
        assert_eq!(places.schedule.touches, held.enters, "one mail each");
        // the forecast, of the same program and cohort
        let (program, _) = compile(&plan, sequence);
        let columns = columns();
        let people = People::of(&columns, Zone::from_name("Europe/Berlin").unwrap());
        let cohort = Cohort::of_list(&program, &plan, &columns, &people, today()).unwrap();
        let forecast = summary(&program, &[Batch::run(&program, &cohort, 0..2)], 2);
        assert_eq!(forecast.may_enter, held.enters);
        let sent: Vec<f64> = forecast.steps.iter().map(|step| step.done.mean).collect();
        assert_eq!(sent, [f64::from(held.enters)], "in every future everybody who enters is mailed");
    }
}

fn columns() -> Columns {
    let sniffed = sniff(MESSY).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(MESSY).unwrap();
    reader.finish().unwrap().import(&sniffed.mapping(), 1).columns
}

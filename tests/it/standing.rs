//! Who can be reached, who must not be and why: the same numbers wherever they stand (numbers.md, G8).

use cadenza::interop::{ScheduleFile, StandingEntry};
use cadenza::model::{Plan, Rule};
use cadenza::worker::Worker;
use cadenza::worker::protocol::{
    Counts, ExportFormat, ListInfo, ListRef, Reply, Request, ScheduleFilter, ScheduleInfo,
};

use super::job::{Desk, ask, open_demo, plan, send_plan, today};

/// What every place that shows people says of a list and a plan.
pub(super) struct Places {
    pub(super) list: ListInfo,
    pub(super) counts: Counts,
    pub(super) schedule: ScheduleInfo,
    pub(super) file: ScheduleFile,
    /// Contacts that enter and those held back, as the forecast has them.
    pub(super) compiled: (u32, Vec<(cadenza::program::HoldCause, u32)>),
}

impl Places {
    /// Asks all of them; the plan's sequence is about everybody on the list.
    pub(super) fn of(
        worker: &mut Worker<Desk>,
        desk: &Desk,
        list: ListInfo,
        plan: &Plan,
        sequence: cadenza::model::SequenceId,
    ) -> Places {
        send_plan(worker, desk, 1, plan);
        let state = ListRef { id: list.record.id.clone(), revision: list.record.revision };
        let counts =
            ask(worker, desk, Request::Count { list: state, rule: Rule::All(Vec::new()), today: today() });
        let Reply::Counts(counts) = counts else { panic!("{counts:?}") };
        let schedule = ask(worker, desk, Request::Schedule { sequence, revision: 1, today: today() });
        let Reply::Schedule(schedule) = schedule else { panic!("{schedule:?}") };
        let file = ask(
            worker,
            desk,
            Request::Export {
                revision: 1,
                format: ExportFormat::Json { rendered: false },
                now: "2026-11-16T08:00:00Z".into(),
            },
        );
        let Reply::File { bytes, .. } = file else { panic!("{file:?}") };
        let file = ScheduleFile::read(std::str::from_utf8(&bytes).unwrap()).unwrap();
        let compiled = ask(worker, desk, Request::Compile { sequence, revision: 1, today: today() });
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

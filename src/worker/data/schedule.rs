//! The planned schedule that is kept: in short, as rows of a table, as a file. Knows no storage.

use std::collections::{BTreeMap, BTreeSet};

use super::views::{MOST_ROWS, Needle};
use crate::audience::{Columns, People};
use crate::calendar::{Date, Instant, Zone};
use crate::interop::{
    CsvExport, CsvOptions, ExportSource, IcsExport, IcsOptions, JsonExport, JsonOptions, LaunchNotes,
    contact_name, guard_words, no_events,
};
use crate::lean::order::{self, Gather};
use crate::lean::turns::A_TURN;
use crate::model::{Plan, SequenceId, StdField, StepId};
use crate::program::Together;
use crate::schedule::{
    HeldBack, MoveCause, PlannedCount, PlannedTouch, Schedule, SkipCause, When, plan_together,
};
use crate::worker::host::Host;
use crate::worker::lists::OpenList;
use crate::worker::protocol::{
    Code, ExportFormat, Failure, ListRef, Reply, ScheduleFilter, ScheduleInfo, ScheduleRow,
};

/// Hands over an export piece by piece.
type Chunks = Box<dyn FnMut(&ExportSource) -> Option<String>>;

/// A planned schedule and what it was planned for.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) revision: u64,
    pub(super) list: ListRef,
    pub(super) sequence: SequenceId,
    /// Relative dates were counted from this day.
    pub(super) today: Date,
    /// The plan as it was then: names and texts in the file are those that were planned.
    pub(super) plan: Plan,
    /// What was planned together, the sequence in sight among it.
    pub(super) parts: Together,
    /// One of each.
    schedules: Vec<Schedule>,
}

impl Kept {
    pub(super) async fn plan<H: Host>(
        host: &H,
        (revision, plan): (u64, &Plan),
        list: &OpenList,
        (sequence, today): (SequenceId, Date),
        parts: &Together,
    ) -> Result<Kept, Failure> {
        let parts = parts.dated();
        let schedules = plan_together(parts.parts(), &mut async || host.turn().await).await?;
        Ok(Kept { revision, list: list.state(), sequence, today, plan: plan.clone(), parts, schedules })
    }

    /// Of the sequence in sight.
    pub(super) fn schedule(&self) -> &Schedule {
        &self.schedules[self.parts.at()]
    }

    /// Of one of the sequences that were planned.
    pub(super) fn schedule_of(&self, sequence: SequenceId) -> Option<&Schedule> {
        let at = self.parts.parts().iter().position(|(program, _)| program.sequence() == sequence)?;
        self.schedules.get(at)
    }

    /// Of those that a filter names: of one, or of all.
    fn wanted(&self, sequence: Option<SequenceId>) -> Vec<&Schedule> {
        match sequence {
            Some(sequence) => self.schedule_of(sequence).into_iter().collect(),
            None => self.schedules.iter().collect(),
        }
    }

    /// The schedule in short, as far as it passes the filter; on every day, whichever one the filter names.
    pub(super) async fn info<H: Host>(
        &self,
        host: &H,
        list: &OpenList,
        filter: &ScheduleFilter,
    ) -> Result<ScheduleInfo, Failure> {
        let filter = ScheduleFilter { day: None, held_back: false, held_by: None, ..filter.clone() };
        let mut sieve = Sieve::new(self, list, &filter);
        let mut count = PlannedCount::default();
        let wanted = self.wanted(filter.sequence);
        let touches = wanted.iter().flat_map(|schedule| &schedule.touches);
        for (n, touch) in touches.enumerate() {
            if n % A_TURN == A_TURN - 1 {
                host.turn().await?;
            }
            if sieve.lets_through(touch) {
                count.add(touch, zone(&list.people, touch.row));
            }
        }
        let own = self.schedule();
        let numbers = count.done(own.held_back.iter().filter(|held| sieve.lets_held(held)));
        Ok(ScheduleInfo {
            revision: self.revision,
            sequences: self.parts.ids(),
            left_out: self.parts.left_out().to_vec(),
            may_enter: self.parts.sight().1.n_contacts(),
            touches: numbers.touches,
            guarded: numbers.guarded,
            skipped: numbers.skipped,
            moved: numbers.moved,
            late: numbers.late,
            days: numbers.days,
            held_back: numbers.held_back,
            standing: own.standing.clone(),
            last_entry: own.last_entry,
            by_event: own.relative_to_entry.is_some(),
            problems: own.problems.clone(),
        })
    }

    /// Some rows of the table, and how many pass the filter.
    pub(super) async fn rows<H: Host>(
        &self,
        host: &H,
        list: &OpenList,
        filter: &ScheduleFilter,
        from: u32,
        n: u32,
    ) -> Result<Reply, Failure> {
        let n = n.min(MOST_ROWS) as usize;
        let mut sieve = Sieve::new(self, list, filter);
        if filter.held_back {
            let found: Vec<&HeldBack> =
                self.schedule().held_back.iter().filter(|held| sieve.lets_held(held)).collect();
            let rows = found.iter().skip(from as usize).take(n).map(|held| held_row(list, held)).collect();
            return Ok(Reply::ScheduleRows { total: found.len() as u32, hours: Vec::new(), rows });
        }
        let mut found: Vec<&PlannedTouch> = Vec::new();
        let wanted = self.wanted(filter.sequence);
        for touches in wanted.iter().flat_map(|schedule| schedule.touches.chunks(A_TURN)) {
            found.extend(touches.iter().filter(|touch| sieve.lets_through(touch)));
            host.turn().await?;
        }
        if wanted.len() > 1 {
            let mut turn = async || host.turn().await;
            order::sort_by_number_in_turns(&mut found, |touch| touch.in_order(), &mut turn).await?;
        }
        let mut hours: BTreeMap<u8, u32> = BTreeMap::new();
        if filter.day.is_some() {
            // a day is read on the contacts' clocks, whatever their zones
            let clock =
                |touch: &PlannedTouch| zone(&list.people, touch.row).local(touch.when.instant()).1.minutes();
            let mut turn = async || host.turn().await;
            order::sort_by_number_in_turns(&mut found, |touch| clock(touch) as u128, &mut turn).await?;
            for touches in found.chunks(A_TURN) {
                for touch in touches {
                    *hours.entry((clock(touch) / 60) as u8).or_default() += 1;
                }
                host.turn().await?;
            }
        }
        let rows = found.iter().skip(from as usize).take(n).map(|touch| self.row(list, touch)).collect();
        Ok(Reply::ScheduleRows { total: found.len() as u32, hours: hours.into_iter().collect(), rows })
    }

    fn row(&self, list: &OpenList, touch: &PlannedTouch) -> ScheduleRow {
        let zone = zone(&list.people, touch.row);
        let (date, clock) = zone.local(touch.when.instant());
        let owner = touch.owner.and_then(|id| self.plan.owners.get(&id)).map(|owner| owner.name.clone());
        let sender =
            touch.sender.and_then(|id| self.plan.senders.get(&id)).map(|sender| sender.address.clone());
        let (latest, note, is_skipped) = match &touch.when {
            When::At { moved_by, .. } => (String::new(), moved(zone, &touch.when, moved_by), false),
            When::Between { latest, .. } => (short_moment(zone, *latest), String::new(), false),
            When::Skipped { cause, .. } => (String::new(), cause.label().to_owned(), true),
        };
        ScheduleRow {
            number: touch.contact,
            contact: contact_name(&list.columns, touch.row),
            company: company(&list.columns, touch.row),
            step: Some(touch.step),
            channel: Some(touch.channel),
            date: Some(date),
            time: clock.to_string(),
            latest,
            zone: zone.name().to_owned(),
            from: owner.or(sender).unwrap_or_default(),
            only_if: guard_words(&self.plan, &touch.guard),
            note,
            skipped: is_skipped,
            late: touch.when.late_days(zone) > 0,
        }
    }

    /// The schedule of some of the sequences that were planned together as a file.
    pub(super) async fn export<H: Host>(
        &self,
        host: &H,
        list: &OpenList,
        (format, of): (ExportFormat, &[SequenceId]),
        notes: &LaunchNotes,
        now: &str,
    ) -> Result<Reply, Failure> {
        let sequence = of.iter().copied().find(|id| *id == self.sequence).or(of.first().copied());
        let sequence = sequence.ok_or_else(stale)?;
        let also: Vec<SequenceId> = of.iter().copied().filter(|id| *id != sequence).collect();
        let merged;
        let schedule = match &also[..] {
            [] => self.schedule_of(sequence).ok_or_else(stale)?,
            _ => {
                merged = Schedule::merged(of.iter().filter_map(|id| self.schedule_of(*id)));
                host.turn().await?;
                &merged
            }
        };
        let source = ExportSource {
            plan: &self.plan,
            sequence,
            also: &also,
            schedule,
            columns: &list.columns,
            people: &list.people,
            list_name: &list.record.name,
            exported_at: now,
            launch: Some(notes),
        };
        let mut bytes = Vec::new();
        // one loop over whichever export it is: each hands over a chunk at a time
        let (ending, mime, mut next): (_, _, Chunks) = match format {
            ExportFormat::Json { rendered } => {
                let options = JsonOptions { rendered, ..JsonOptions::default() };
                let mut export = JsonExport::new(&source, options);
                ("json", "application/json", Box::new(move |source| export.next_chunk(source)))
            }
            ExportFormat::Csv { for_machines } => {
                let mut export = CsvExport::new(&source, CsvOptions { for_machines });
                ("csv", "text/csv;charset=utf-8", Box::new(move |source| export.next_chunk(source)))
            }
            ExportFormat::Ics { owner, automatic } => {
                let mut export = IcsExport::new(&source, IcsOptions { owner, automatic });
                if export.n_events(&source) == 0 {
                    let why = no_events(schedule, automatic);
                    return Err(Failure::new(Code::CannotRun, format!("No calendar file: {why}.")));
                }
                ("ics", "text/calendar;charset=utf-8", Box::new(move |source| export.next_chunk(source)))
            }
        };
        while let Some(chunk) = next(&source) {
            bytes.extend_from_slice(chunk.as_bytes());
            host.turn().await?;
        }
        Ok(Reply::File { name: source.file_name(ending), mime: mime.to_owned(), bytes })
    }
}

/// What is kept for another plan or list is not what is asked about.
pub(super) fn stale() -> Failure {
    Failure::new(Code::StalePlan, "Another schedule was planned meanwhile.")
}

/// Which touches and which contacts a filter lets through. Each contact's text is looked at once, not once a touch.
struct Sieve<'a> {
    filter: &'a ScheduleFilter,
    people: &'a People,
    needle: Needle<'a>,
    /// Steps whose name has the text.
    steps: BTreeSet<StepId>,
    known: BTreeMap<u32, bool>,
}

impl<'a> Sieve<'a> {
    fn new(kept: &Kept, list: &'a OpenList, filter: &'a ScheduleFilter) -> Sieve<'a> {
        let needle = Needle::new(&list.columns, &filter.find);
        let named = kept.plan.steps.iter().filter(|(_, step)| needle.is_in_text(&step.name));
        let steps = if needle.is_empty() { BTreeSet::new() } else { named.map(|(id, _)| *id).into_set() };
        Sieve { filter, people: &list.people, needle, steps, known: BTreeMap::new() }
    }

    fn lets_row(&mut self, row: u32) -> bool {
        self.needle.is_empty() || *self.known.entry(row).or_insert_with(|| self.needle.is_in(row as usize))
    }

    fn lets_held(&mut self, held: &HeldBack) -> bool {
        self.filter.held_by.is_none_or(|cause| cause == held.cause) && self.lets_row(held.row)
    }

    fn lets_through(&mut self, touch: &PlannedTouch) -> bool {
        let filter = self.filter;
        let when = &touch.when;
        let place = || zone(self.people, touch.row);
        let is_skipped = |by: SkipCause| matches!(when, When::Skipped { cause, .. } if *cause == by);
        filter.channel.is_none_or(|channel| channel == touch.channel.channel())
            && filter.owner.is_none_or(|owner| touch.owner == Some(owner))
            && filter.sender.is_none_or(|sender| touch.sender == Some(sender))
            && filter.step.is_none_or(|step| step == touch.step)
            && (!filter.moved || when.moved_days(place()) > 0)
            && (!filter.late || when.late_days(place()) > 0)
            && filter.skipped.is_none_or(is_skipped)
            && filter.day.is_none_or(|day| place().local(when.instant()).0 == day)
            && (self.steps.contains(&touch.step) || self.lets_row(touch.row))
    }
}

pub(super) fn zone(people: &People, row: u32) -> Zone {
    people.zone.get(row as usize).copied().unwrap_or(Zone::UTC)
}

fn held_row(list: &OpenList, held: &HeldBack) -> ScheduleRow {
    ScheduleRow {
        number: held.contact,
        contact: contact_name(&list.columns, held.row),
        company: company(&list.columns, held.row),
        step: None,
        channel: None,
        date: None,
        time: String::new(),
        latest: String::new(),
        zone: zone(&list.people, held.row).name().to_owned(),
        from: String::new(),
        only_if: String::new(),
        note: held.words(&list.people),
        skipped: false,
        late: false,
    }
}

/// `Acme, DE`.
pub(super) fn company(columns: &Columns, row: u32) -> String {
    let text = |field| columns.std(field).and_then(|column| column.str(row as usize));
    let parts: Vec<&str> = [StdField::Company, StdField::Country].into_iter().filter_map(text).collect();
    parts.join(", ")
}

/// `30 Nov 9:00` on the contact's clock.
fn short_moment(zone: Zone, at: Instant) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (date, clock) = zone.local(at);
    let (_, month, day) = date.ymd();
    let month = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
    format!("{day} {month} {clock}")
}

/// `Mon 30 Nov 9:00` on the contact's clock.
pub(super) fn moment_words(zone: Zone, at: Instant) -> String {
    format!("{} {}", zone.local(at).0.weekday().short(), short_moment(zone, at))
}

/// `2 days later: weekend`, `1 day late: capacity`, or both; empty where its day is the one on which it is due. What moves it within a
/// day the walk tells.
fn moved(zone: Zone, when: &When, causes: &[MoveCause]) -> String {
    let part = |days: u32, word: &str, is_wanted: fn(&MoveCause) -> bool| {
        let causes: Vec<&str> =
            causes.iter().filter(|cause| is_wanted(cause)).map(|cause| cause.label()).collect();
        let days = format!("{days} {}", if days == 1 { "day" } else { "days" });
        format!("{days} {word}: {}", causes.join(", "))
    };
    let (moved, late) = (when.moved_days(zone), when.late_days(zone));
    let moved = (moved > 0).then(|| part(moved, "later", |cause| !cause.makes_late()));
    let late = (late > 0).then(|| part(late, "late", |cause| cause.makes_late()));
    moved.into_iter().chain(late).collect::<Vec<_>>().join("; ")
}

//! The data worker's state: the copy of the plan, the open list, the lists that this tab alone keeps.

mod bars; // who must not be contacted
mod cells; // what the columns of the table say
mod change; // a newer export, bulk edits
mod compare; // parts of the list beside each other
mod doubles; // rows that were merged
mod launch; // what preflight finds
mod others; // lists that rules name beside the open one
mod plan_copy;
mod schedule;
mod trial;
mod views;
mod walk;
mod whole; // how sequences get on with each other

use std::sync::Arc;

use super::host::Host;
use super::import;
use super::lists::{self, OpenList};
use super::protocol::{
    Code, ExportFormat, Failure, Kept, ListRef, Reply, Request, ScheduleFilter, Shown, View,
};
use super::record::new_record;
use super::shelf::{ListShelf, MemoryLists, ShelfError, Stored};
use super::simulation::forecast_of;
use crate::audience::{AudienceRecord, BarLine, Columns, Extension, LastChange, lines_naming, read_events};
use crate::calendar::{Date, Zone};
use crate::interop::LaunchNotes;
use crate::model::{Finding, Place, Plan, SequenceId};
use crate::program::{Cohort, Program, Together, compile, unanswerable};
use crate::schedule::{fits_beside, held_by_cause, too_large_to_plan, too_large_to_run};
use crate::segment::Bitmap;
use bars::Bars;
use plan_copy::PlanCopy;
use views::KnownView;

/// What is asked about: a sequence, the revision of its plan, the day from which relative dates count.
type About = (SequenceId, u64, Date);

/// What was compiled last: whose batches a run comes back with.
#[derive(Debug)]
struct Compiled {
    about: About,
    /// The list over which.
    list: ListRef,
    /// The sequences that run together.
    programs: Vec<Arc<Program>>,
    /// The place of the one that is looked at.
    at: usize,
}

/// What the data worker keeps.
#[derive(Debug, Default)]
pub(super) struct DataWorker {
    plan: PlanCopy,
    list: Option<OpenList>,
    /// Lists that the browser could not store.
    tab: MemoryLists,
    view: Option<KnownView>,
    schedule: Option<schedule::Kept>,
    /// Sequences are looked at as if each were alone; what is kept is of that way of looking.
    alone: bool,
    compiled: Option<Compiled>,
    launch: Option<launch::Launch>,
    forecast: Option<launch::Forecasted>,
    bars: Bars,
    /// A newer export of the open list that was read and not taken over yet.
    pending: Option<change::Pending>,
    trial: trial::Trial,
}

/// Begins the words of a change that was taken back.
const UNDONE: &str = "Undone: ";

impl DataWorker {
    pub(super) async fn answer<H: Host>(&mut self, host: &H, request: Request) -> Result<Reply, Failure> {
        if counts_people(&request) {
            self.follow_bars(host).await?;
        }
        if others::asks_rules(&request)
            && let Some(list) = &mut self.list
        {
            let news = others::follow(host, &self.tab, list, self.plan.latest(), &request).await?;
            if news.any {
                self.view = None;
            }
            if news.in_plan {
                (self.schedule, self.launch, self.forecast) = (None, None, None);
            }
        }
        match request {
            Request::Plan { revision, plan } => {
                self.plan.set(revision, *plan);
                // another plan may be at the same revision: nothing that was worked out for the one before is its own
                (self.schedule, self.view, self.launch, self.forecast) = (None, None, None, None);
                self.compiled = None;
                Ok(Reply::Done)
            }
            Request::Diff { from, revision, diff } => {
                Ok(if self.plan.change(from, revision, &diff) { Reply::Done } else { Reply::PlanWanted })
            }
            Request::OpenList { id, today } => self.open_on(host, &id, today).await,
            Request::Retain { id, until, reason, now } => {
                self.retain(host, &id, until, Extension { until, reason, at: now }).await
            }
            Request::CompareUpdate { list, record, chunks } => {
                let open = self.list(&list)?;
                let (pending, info) = change::Pending::compare(host, open, record, &chunks).await?;
                self.pending = Some(pending);
                Ok(Reply::Update(Box::new(info)))
            }
            Request::UpdateRows { part, from, n } => {
                let (list, pending) = self.pending()?;
                Ok(pending.rows(list, part, from, n))
            }
            Request::ApplyUpdate { only_no, leave_no, now } => {
                self.apply_update(host, only_no, leave_no, &now).await
            }
            Request::DropUpdate => {
                self.pending = None;
                Ok(Reply::Done)
            }
            Request::SetValue { list, view, field, value, reason, now } => {
                let (list, found) = (self.list(&list)?, self.found(&view));
                let known = KnownView::find(host, list, self.plan.known(), view, found).await?;
                let (columns, what) = change::set_value(list, known.all(), &field, &value, &reason)?;
                let change = LastChange { what, at: now };
                self.put_over(host, columns, |record| record.last_change = Some(change)).await
            }
            Request::SetConsent { list, view, channels, edit, reason, today, now } => {
                let (list, found) = (self.list(&list)?, self.found(&view));
                let known = KnownView::find(host, list, self.plan.known(), view, found).await?;
                let (columns, what) =
                    change::set_consent(list, known.all(), (channels, edit), &reason, today)?;
                let change = LastChange { what, at: now };
                self.put_over(host, columns, |record| record.last_change = Some(change)).await
            }
            Request::AnswerColumn { list, header, choice, now } => {
                let columns = self.list(&list)?.columns.with_meaning(&header, &choice);
                let columns = columns.ok_or_else(|| {
                    Failure::new(Code::BadRequest, format!("Nothing is asked about “{header}”."))
                })?;
                let what = format!("Said what “{header}” means");
                self.put_over(host, columns, |record| {
                    // a newer export is read the same way
                    let mut columns = record.mapping.columns.iter_mut();
                    if let Some(column) = columns.find(|column| column.header == header) {
                        column.consent = Some(choice);
                    }
                    record.last_change = Some(LastChange { what, at: now });
                })
                .await
            }
            Request::Contact { list, row, today } => {
                cells::contact(self.list(&list)?, self.plan.latest(), row, today)
            }
            Request::Cover { list, order, today } => {
                let list = self.list(&list)?;
                compare::covered(host, list, self.plan.latest().ok_or_else(no_plan)?, &order, today).await
            }
            Request::FitSpread { list, score, today } => {
                let list = self.list(&list)?;
                compare::spread(list, self.plan.latest().ok_or_else(no_plan)?, score, today)
            }
            Request::Alike { list, a, b, today } => {
                let list = self.list(&list)?;
                compare::alike(list, self.plan.latest().ok_or_else(no_plan)?, (&a, &b), today)
            }
            Request::AttachEvents { list, name, bytes, now } => {
                let open = self.list(&list)?;
                let read = read_events(&open.columns, &name, &bytes)
                    .map_err(|why| Failure::new(Code::BadFile, why))?;
                host.turn().await?;
                let columns = open.columns.with_events(&read);
                let what = format!("Events of {name} attached");
                let change = LastChange { what, at: now };
                self.put_over(host, columns, |record| record.last_change = Some(change)).await
            }
            Request::DetachEvents { list, now } => {
                let columns = self.list(&list)?.columns.without_events();
                let change = LastChange { what: "Events taken away".to_owned(), at: now };
                self.put_over(host, columns, |record| record.last_change = Some(change)).await
            }
            Request::Doubles { list, from, n } => Ok(doubles::info(self.list(&list)?, from, n)),
            Request::MergeBy { list, rule, now } => {
                let columns = self.list(&list)?.columns.merged_by(rule);
                let what = format!("Merged rows kept by the rule “{}”", rule.name());
                self.put_over(host, columns, |record| {
                    record.mapping.merge = rule;
                    record.last_change = Some(LastChange { what, at: now });
                })
                .await
            }
            Request::AnswerPhone { list, question, answer, now } => {
                let (columns, what) = doubles::answered(self.list(&list)?, question, answer)?;
                let change = LastChange { what, at: now };
                self.put_over(host, columns, |record| record.last_change = Some(change)).await
            }
            Request::Restore { list, now } => self.restore(host, &list, &now).await,
            Request::LeaveNo { id, now } => {
                let shelf = lists::open(&self.tab, &id, Kept::Tab).await?;
                let list = match shelf {
                    Some(list) => Some(list),
                    None => lists::open(host.lists(), &id, Kept::Browser).await?,
                };
                let columns = list.ok_or_else(gone)?.columns;
                let rows = (0..columns.len()).filter(|row| columns.says_no(*row));
                self.leave_no(host, lines_naming(&columns, rows), &now).await?;
                self.bars_changed(host).await
            }
            Request::ListCsv { list, view, fields, for_machines, tabs } => {
                let list = self.list(&list)?;
                let plan = self.plan.known();
                let found = self.found(&view);
                let known = KnownView::find(host, list, plan, view, found).await?;
                known.csv(host, list, plan.map(|(_, plan)| plan), &fields, (for_machines, tabs)).await
            }
            Request::OpenDemo { id, csv, name, now } => {
                let record = AudienceRecord { is_demo: true, ..new_record(&id, &name, "contacts.csv", &now) };
                let (record, columns) = import::read_own(host, &csv, record).await?;
                self.keep(host, record, columns).await
            }
            Request::Trial { plan, sequence, csv, today } => {
                let of = (&*plan, sequence);
                let (program, cohort) = self.trial.compile(host, of, csv, today).await?;
                Ok(compiled(0, &Together::alone(program, cohort)))
            }
            Request::AdoptList { record, chunks } => {
                let stored = lists::with_head(&record, chunks);
                self.adopt(host, &record.id, stored).await
            }
            Request::DeleteList { id } => self.delete(host, &id).await,
            Request::Lists => self.lists(host).await,
            Request::Aside => Ok(Reply::Aside(host.lists().aside().await?)),
            Request::AsideFile { name } => self.aside_file(host, name).await,
            Request::ForgetAside { name } => {
                host.lists().forget_aside(&name).await?;
                Ok(Reply::Done)
            }
            Request::Rows { list, view, from, n, fields } => {
                self.rows(host, &list, view, from, n, &fields).await
            }
            Request::Values { list, field, containing, n } => {
                let list = self.list(&list)?;
                Ok(Reply::Values(views::values(&list.columns, &field, &containing, n)))
            }
            Request::Count { list, rule, today } => {
                let list = self.list(&list)?;
                Ok(Reply::Counts(views::counts(host, list, self.plan.latest(), &rule, today)?))
            }
            Request::Why { list, rule, today, row } => {
                let list = self.list(&list)?;
                Ok(Reply::Why(views::why(list, self.plan.latest(), &rule, today, row)?))
            }
            Request::Schedule { sequence, revision, today, alone } => {
                self.look_at(alone);
                self.plan_schedule(host, sequence, revision, today).await
            }
            Request::ScheduleRows { revision, filter, from, n } => {
                let (list, kept) = self.scheduled(revision)?;
                kept.rows(host, list, &filter, from, n).await
            }
            Request::ScheduleCounts { revision, filter } => {
                let (list, kept) = self.scheduled(revision)?;
                Ok(Reply::Schedule(kept.info(host, list, &filter).await?))
            }
            Request::Walk { revision, contact, replication } => {
                let (list, kept) = self.scheduled(revision)?;
                kept.walk(host, list, contact, replication).await
            }
            Request::Whole { revision, today } => {
                self.bars.are_whole()?;
                let list = self.list.as_mut().ok_or_else(no_list)?;
                whole::info(host, list, (revision, self.plan.at(revision)?), today).await
            }
            Request::Export { revision, format, sequence, despite, now } => {
                self.export(host, (revision, sequence), (format, despite), &now).await
            }
            Request::Preflight { sequence, revision, today, timed, alone } => {
                self.look_at(alone);
                self.preflight(host, (sequence, revision, today), timed).await
            }
            Request::Forecasted { sequence, revision, today, asked, batches } => {
                let about = (sequence, revision, today);
                let list = self.list.as_ref().ok_or_else(no_list)?.state();
                let ran = self.compiled.as_ref().filter(|ran| ran.about == about && ran.list == list);
                let ran = ran.ok_or_else(schedule::stale)?;
                let programs: Vec<&Program> = ran.programs.iter().map(|program| &**program).collect();
                let forecast = forecast_of(&programs, ran.at, &batches, asked)?;
                self.forecast = Some(launch::Forecasted { about, list, forecast });
                Ok(Reply::Done)
            }
            Request::MendAll { sequence, revision, today, code } => {
                let plan = self.plan.at(revision)?;
                let ask = self.ask((sequence, revision, today), plan);
                let (diff, n) = ask.mend_all(host, code).await?;
                Ok(Reply::Mended { diff, n: n as u32 })
            }
            Request::MendList { list, found, fix, now } => {
                let list = self.list(&list)?;
                let edit = self.launch.as_ref().and_then(|launch| launch.list_fix(&found, &fix));
                let edit =
                    edit.ok_or_else(|| Failure::new(Code::BadRequest, "This is not found any more."))?;
                let (columns, what) = launch::mended(list, edit)?;
                let change = LastChange { what, at: now };
                self.put_over(host, columns, |record| record.last_change = Some(change)).await
            }
            Request::Compile { sequence, revision, today, alone } => {
                self.look_at(alone);
                self.compile(host, sequence, revision, today).await
            }
            Request::Bars => Ok(self.bars.info(self.list.as_ref())),
            Request::BarLines { id, find, from, n } => {
                self.bars.lines(self.list.as_ref(), &id, &find, from, n)
            }
            Request::BarLook { bytes } => self.bars.look(self.list.as_ref(), &bytes),
            Request::BarAdd { id, name, bytes, now } => {
                self.bars.add(host, &self.tab, (&id, &name, &now), &bytes).await?;
                self.bars_changed(host).await
            }
            Request::BarPut { id, name, lines, now } => {
                self.bars.put(host, &self.tab, (&id, &name, &now), lines).await?;
                self.bars_changed(host).await
            }
            Request::BarRemove { id, at } => {
                let gone = self.bars.remove(host, &self.tab, &id, &at).await?;
                self.bars_changed(host).await?;
                Ok(Reply::BarRemoved(gone))
            }
            Request::BarDelete { id } => {
                self.bars.delete(host, &self.tab, &id).await?;
                self.bars_changed(host).await
            }
            _ => Err(Failure::new(Code::BadRequest, "The data worker does not do this.")),
        }
    }

    /// Reads the do-not-contact lists again if they were changed, by whichever tab.
    async fn follow_bars<H: Host>(&mut self, host: &H) -> Result<(), Failure> {
        if self.bars.follow(host, &self.tab, self.list.as_mut()).await? {
            // who enters, and who is looked at, may be another now
            self.schedule = None;
            self.view = None;
            self.launch = None;
            self.forecast = None;
        }
        Ok(())
    }

    async fn bars_changed<H: Host>(&mut self, host: &H) -> Result<Reply, Failure> {
        self.follow_bars(host).await?;
        Ok(self.bars.info(self.list.as_ref()))
    }

    /// The open list, if it is still the one that is asked about.
    fn list(&self, asked: &ListRef) -> Result<&OpenList, Failure> {
        let list = self.list.as_ref().ok_or_else(no_list)?;
        if list.state() == *asked {
            Ok(list)
        } else {
            Err(Failure::new(Code::StaleList, "Another list is open now."))
        }
    }

    async fn rows<H: Host>(
        &mut self,
        host: &H,
        asked: &ListRef,
        view: View,
        from: u32,
        n: u32,
        fields: &[Shown],
    ) -> Result<Reply, Failure> {
        let before = self.view.take();
        let list = self.list(asked)?;
        let plan = self.plan.known();
        let revision = plan.map(|(revision, _)| revision);
        let known = match before.filter(|known| known.is(asked, revision, &view)) {
            Some(known) => known,
            None => {
                let found = self.found(&view);
                KnownView::find(host, list, plan, view, found).await?
            }
        };
        let rows = known.rows(list, plan.map(|(_, plan)| plan), from, n, fields);
        self.view = Some(known);
        Ok(Reply::Rows(rows))
    }

    /// The sequence compiled, and who of the open list enters.
    async fn gather<H: Host>(
        &mut self,
        host: &H,
        sequence: SequenceId,
        revision: u64,
        today: Date,
    ) -> Result<(Program, Cohort), Failure> {
        self.bars.are_whole()?;
        let plan = self.plan.at(revision)?;
        if !plan.sequences.contains_key(&sequence) {
            return Err(Failure::new(Code::NoSequence, "This sequence is not in the plan any more."));
        }
        let list = self.list.as_mut().ok_or_else(no_list)?;
        // An unknown name is a finding of the program; contacts then live in UTC.
        list.assume(Zone::from_name(&plan.settings.zone.0).unwrap_or(Zone::UTC));
        let (mut program, _) = compile(plan, sequence);
        program.notice_today(today);
        host.turn().await?;
        // what the list cannot answer lets nobody enter: never read as "false" (G2a)
        let refused = unanswerable(plan, sequence, &list.columns);
        if !refused.is_empty() {
            let program = program.refused(refused);
            let nobody = Cohort::gather(&program, &[]);
            return Ok((program, nobody));
        }
        let mut turn = async || host.turn().await;
        let list = (&list.columns, &list.people);
        let cohort = Cohort::of_list_in_turns(&program, plan, list, today, &mut turn)
            .await?
            .map_err(|problem| Failure::new(Code::CannotRun, format!("{}.", problem.sentence_in(plan))))?;
        host.turn().await?;
        Ok((program, cohort))
    }

    /// From now on sequences are looked at alone, or in their plan.
    fn look_at(&mut self, alone: bool) {
        if std::mem::replace(&mut self.alone, alone) != alone {
            self.schedule = None;
            self.forecast = None;
            self.launch = None;
            self.compiled = None;
        }
    }

    /// The sequence compiled with who of the open list enters, and the others of the plan that run with it.
    async fn together<H: Host>(&mut self, host: &H, about: About) -> Result<Together, Failure> {
        let (sequence, revision, today) = about;
        let (program, cohort) = self.gather(host, sequence, revision, today).await?;
        let one = Together::alone(program, cohort);
        let (plan, list) = (self.plan.at(revision)?, self.list.as_ref().ok_or_else(no_list)?);
        if self.alone {
            return Ok(one);
        }
        let list = (&list.columns, &list.people);
        one.with_others(plan, list, today, fits_beside, &mut async || host.turn().await).await
    }

    /// The rows that the finding of a view concerns.
    fn found(&self, view: &View) -> Option<&Bitmap> {
        self.launch.as_ref()?.rows(view.found.as_ref()?)
    }

    /// What preflight is asked about; with the schedule where it is planned for this very plan, list and day.
    fn ask<'a>(
        &'a self,
        (sequence, revision, today): (SequenceId, u64, Date),
        plan: &'a Plan,
    ) -> launch::Ask<'a> {
        let list = self.list.as_ref();
        let kept = self.schedule.as_ref().filter(|kept| {
            list.is_some_and(|list| kept.list == list.state())
                && (kept.sequence, kept.revision, kept.today) == (sequence, revision, today)
        });
        let forecast = self.forecast.as_ref().filter(|known| {
            known.about == (sequence, revision, today) && list.is_some_and(|list| known.list == list.state())
        });
        let forecast = forecast.map(|known| &known.forecast);
        launch::Ask { revision, plan, list, kept, forecast, sequence, today, waits: false }
    }

    async fn preflight<H: Host>(
        &mut self,
        host: &H,
        about: (SequenceId, u64, Date),
        timed: bool,
    ) -> Result<Reply, Failure> {
        let (sequence, revision, today) = about;
        if !self.plan.at(revision)?.sequences.contains_key(&sequence) {
            return Err(Failure::new(Code::NoSequence, "This sequence is not in the plan any more."));
        }
        let mut not_planned = None;
        if timed && self.list.is_some() && self.ask(about, self.plan.at(revision)?).kept.is_none() {
            match self.plan_schedule(host, sequence, revision, today).await {
                Ok(_) => {}
                Err(failure) if matches!(failure.code, Code::Cancelled | Code::StalePlan) => {
                    return Err(failure);
                }
                Err(failure) => not_planned = Some(failure.message),
            }
        }
        if let Some(list) = self.list.as_mut() {
            list.assume(Zone::from_name(&self.plan.at(revision)?.settings.zone.0).unwrap_or(Zone::UTC));
        }
        let ask = self.ask(about, self.plan.at(revision)?);
        let ask = if timed { ask } else { launch::Ask { kept: None, forecast: None, waits: true, ..ask } };
        // a look that is stopped leaves the one before, whose contacts can still be seen
        let known = self.launch.as_ref();
        if let Some(known) = known.filter(|known| known.answers(&ask)) {
            return Ok(Reply::Preflight(Box::new(known.info(&ask, not_planned))));
        }
        let looked = launch::Launch::look(host, ask, known).await?;
        let info = looked.info(&ask, not_planned);
        self.launch = Some(looked);
        self.view.take_if(|known| known.is_of_finding());
        Ok(Reply::Preflight(Box::new(info)))
    }

    async fn export<H: Host>(
        &mut self,
        host: &H,
        (revision, sequence): (u64, Option<SequenceId>),
        (format, despite): (ExportFormat, bool),
        now: &str,
    ) -> Result<Reply, Failure> {
        let (list, kept) = self.scheduled(revision)?;
        let of = sequence.map_or_else(|| kept.parts.ids(), |id| vec![id]);
        let (mut notes, mut first) = (Vec::with_capacity(of.len()), None);
        for sequence in of.iter().copied() {
            let ask = launch::Ask {
                revision,
                plan: &kept.plan,
                list: Some(list),
                kept: Some(kept),
                // a file says the same whether or not somebody has looked at the forecast
                forecast: None,
                sequence,
                today: kept.today,
                waits: false,
            };
            let looked;
            let launch = match self.launch.as_ref().filter(|launch| launch.answers(&ask)) {
                Some(launch) => launch,
                None => {
                    looked = launch::Launch::look(host, ask, None).await?;
                    &looked
                }
            };
            first = first.or_else(|| launch.errors().first().map(|found| found.finding.clone()));
            notes.push(launch.notes(&kept.plan));
        }
        let notes = notes.into_iter().reduce(LaunchNotes::and).unwrap_or_default();
        if let (Some(first), false) = (first, despite) {
            let more = match notes.n_errors() {
                1 => String::new(),
                n => format!(" ({n} errors)"),
            };
            return Err(Failure::new(Code::HasErrors, format!("{}{more}", said(&kept.plan, &first))));
        }
        kept.export(host, list, (format, &of), &notes, now).await
    }

    async fn plan_schedule<H: Host>(
        &mut self,
        host: &H,
        sequence: SequenceId,
        revision: u64,
        today: Date,
    ) -> Result<Reply, Failure> {
        let is_there = self.ask((sequence, revision, today), self.plan.at(revision)?).kept.is_some();
        if let (true, Some(list), Some(kept)) = (is_there, &self.list, &self.schedule) {
            return Ok(Reply::Schedule(kept.info(host, list, &ScheduleFilter::default()).await?));
        }
        let parts = self.together(host, (sequence, revision, today)).await?;
        let list = self.list.as_ref().ok_or_else(no_list)?;
        let plan = (revision, self.plan.at(revision)?);
        let (program, cohort) = parts.sight();
        if let Some(refusal) = too_large_to_plan(program, cohort) {
            self.schedule = None;
            return Err(Failure::new(Code::CannotRun, said(plan.1, &refusal)));
        }
        let kept = schedule::Kept::plan(host, plan, list, (sequence, today), &parts).await?;
        let info = kept.info(host, list, &ScheduleFilter::default()).await?;
        self.schedule = Some(kept);
        Ok(Reply::Schedule(info))
    }

    /// The schedule that was planned for this revision over the list that is open now.
    fn scheduled(&self, revision: u64) -> Result<(&OpenList, &schedule::Kept), Failure> {
        let list = self.list.as_ref().ok_or_else(no_list)?;
        let kept =
            self.schedule.as_ref().filter(|kept| kept.revision == revision && kept.list == list.state());
        Ok((list, kept.ok_or_else(schedule::stale)?))
    }

    async fn compile<H: Host>(
        &mut self,
        host: &H,
        sequence: SequenceId,
        revision: u64,
        today: Date,
    ) -> Result<Reply, Failure> {
        let parts = self.together(host, (sequence, revision, today)).await?;
        let programs = parts.parts().iter().map(|(program, _)| program.clone()).collect();
        let list = self.list.as_ref().ok_or_else(no_list)?.state();
        self.compiled = Some(Compiled { about: (sequence, revision, today), list, programs, at: parts.at() });
        Ok(compiled(revision, &parts))
    }

    /// The update that is kept, and the list it is about.
    fn pending(&self) -> Result<(&OpenList, &change::Pending), Failure> {
        let list = self.list.as_ref().ok_or_else(no_list)?;
        let pending = self.pending.as_ref().filter(|pending| pending.list == list.state());
        let gone = || Failure::new(Code::StaleList, "The list has changed since. Read the new export again.");
        Ok((list, pending.ok_or_else(gone)?))
    }

    async fn apply_update<H: Host>(
        &mut self,
        host: &H,
        only_no: bool,
        leave_no: bool,
        now: &str,
    ) -> Result<Reply, Failure> {
        let (list, pending) = self.pending()?;
        let (columns, lines, what) = pending.applied(list, only_no);
        let (mapping, file_name) = (pending.record.mapping.clone(), pending.record.file_name.clone());
        host.turn().await?;
        if leave_no && !only_no {
            // before the list changes: a "no" is never without a place
            self.leave_no(host, lines, now).await?;
        }
        let change = LastChange { what, at: now.to_owned() };
        let reply = self
            .put_over(host, columns, |record| {
                record.last_change = Some(change);
                if !only_no {
                    record.mapping = mapping;
                    record.file_name = file_name;
                    record.imported_at = now.to_owned();
                }
            })
            .await?;
        self.pending = None;
        Ok(reply)
    }

    async fn leave_no<H: Host>(&mut self, host: &H, lines: Vec<BarLine>, now: &str) -> Result<(), Failure> {
        if lines.is_empty() {
            return Ok(());
        }
        self.follow_bars(host).await?;
        self.bars.put(host, &self.tab, ("bar-left", "Left with a list", now), lines).await?;
        self.follow_bars(host).await
    }

    /// Puts changed columns in the place of the open list's; the state before stays beside it.
    async fn put_over<H: Host>(
        &mut self,
        host: &H,
        columns: Columns,
        change: impl FnOnce(&mut AudienceRecord),
    ) -> Result<Reply, Failure> {
        let list = self.list.as_ref().ok_or_else(no_list)?;
        let kept = list.kept;
        let mut record = list.record.clone();
        let next = columns.numbers().iter().max().map_or(1, |number| number + 1);
        record.next_contact_number = record.next_contact_number.max(next);
        record.rows = columns.len() as u32;
        record.revision += 1;
        change(&mut record);
        let stored = lists::stored(&mut record, &columns);
        host.turn().await?;
        match kept {
            Kept::Browser => host.lists().save_over(&record.id, &stored).await?,
            Kept::Tab => self.tab.save_over(&record.id, &stored).await?,
        }
        self.show(host, OpenList::new(record, columns, kept)).await
    }

    async fn restore<H: Host>(&mut self, host: &H, asked: &ListRef, now: &str) -> Result<Reply, Failure> {
        let list = self.list(asked)?;
        let before = match list.kept {
            Kept::Browser => host.lists().before(&list.record.id).await?,
            Kept::Tab => self.tab.before(&list.record.id).await?,
        };
        let none = || Failure::new(Code::NoList, "The state before is not there any more.");
        let (was, columns) = lists::read_stored(&before.ok_or_else(none)?)?;
        let undone = list.record.last_change.as_ref().map(|change| change.what.clone()).unwrap_or_default();
        // numbers that were given meanwhile stay used
        let next = list.record.next_contact_number;
        let what = match undone.strip_prefix(UNDONE) {
            Some(again) => again.to_owned(),
            None => format!("{UNDONE}{undone}"),
        };
        self.put_over(host, columns, |record| {
            record.mapping = was.mapping;
            record.file_name = was.file_name;
            record.imported_at = was.imported_at;
            record.next_contact_number = record.next_contact_number.max(next);
            record.last_change = Some(LastChange { what, at: now.to_owned() });
        })
        .await
    }

    async fn retain<H: Host>(
        &mut self,
        host: &H,
        id: &str,
        until: Option<Date>,
        extension: Extension,
    ) -> Result<Reply, Failure> {
        let is_tab = self.tab.load(id).await?.is_some();
        let stored = if is_tab { self.tab.load(id).await? } else { host.lists().load(id).await? };
        let (record, head) = lists::changed_head(&stored.ok_or_else(gone)?, |record| {
            record.retain_until = until;
            record.extensions.push(extension);
        })?;
        if is_tab {
            self.tab.save_head(id, &head).await?;
        } else {
            host.lists().save_head(id, &head).await?;
        }
        if let Some(list) = self.list.as_mut().filter(|list| list.record.id == id) {
            list.record = record;
        }
        Ok(Reply::Done)
    }

    /// Opens a list, if it may be used on that day.
    async fn open_on<H: Host>(&mut self, host: &H, id: &str, today: Option<Date>) -> Result<Reply, Failure> {
        let reply = self.open(host, id).await?;
        if let (Reply::List(info), Some(today)) = (&reply, today)
            && info.record.is_locked(today)
            && let Some(until) = info.record.retain_until
        {
            // what is locked is not read either
            self.list = None;
            let words = format!(
                "“{}” was to be kept until {until}. It is locked: delete it, or say why it is kept longer.",
                info.record.name
            );
            return Err(Failure::new(Code::Locked, words));
        }
        Ok(reply)
    }

    async fn open<H: Host>(&mut self, host: &H, id: &str) -> Result<Reply, Failure> {
        if let Some(list) = self.list.as_ref().filter(|list| list.record.id == id && list.kept == Kept::Tab) {
            return Ok(Reply::List(Box::new(list.info(host).await?)));
        }
        let opened = match lists::open(&self.tab, id, Kept::Tab).await? {
            Some(list) => Some(list),
            None => lists::open(host.lists(), id, Kept::Browser).await?,
        };
        let Some(list) = opened else {
            return Err(gone());
        };
        self.show(host, list).await
    }

    async fn show<H: Host>(&mut self, host: &H, mut list: OpenList) -> Result<Reply, Failure> {
        self.bars.follow(host, &self.tab, Some(&mut list)).await?;
        let info = list.info(host).await?;
        self.list = Some(list);
        Ok(Reply::List(Box::new(info)))
    }

    /// Stores a list, in the tab where the browser has no room, and opens it.
    async fn keep<H: Host>(
        &mut self,
        host: &H,
        mut record: AudienceRecord,
        columns: Columns,
    ) -> Result<Reply, Failure> {
        let stored = lists::stored(&mut record, &columns);
        let kept = match host.lists().save(&record.id, &stored).await {
            Ok(()) => Kept::Browser,
            Err(ShelfError::Quota | ShelfError::Blocked(_)) => {
                self.tab.save(&record.id, &stored).await?;
                Kept::Tab
            }
            Err(error) => return Err(error.into()),
        };
        self.show(host, OpenList::new(record, columns, kept)).await
    }

    async fn adopt<H: Host>(&mut self, host: &H, id: &str, stored: Stored) -> Result<Reply, Failure> {
        self.tab.save(id, &stored).await?;
        self.open(host, id).await
    }

    async fn delete<H: Host>(&mut self, host: &H, id: &str) -> Result<Reply, Failure> {
        self.tab.delete(id).await?;
        match host.lists().delete(id).await {
            // Where nothing is stored there is nothing to delete.
            Ok(()) | Err(ShelfError::Blocked(_)) => {}
            Err(error) => return Err(error.into()),
        }
        self.list = self.list.take().filter(|list| list.record.id != id);
        Ok(Reply::Done)
    }

    async fn lists<H: Host>(&mut self, host: &H) -> Result<Reply, Failure> {
        Ok(Reply::Lists(others::all(host, &self.tab).await?))
    }

    async fn aside_file<H: Host>(&mut self, host: &H, name: String) -> Result<Reply, Failure> {
        let Some(bytes) = host.lists().aside_bytes(&name).await? else {
            return Err(Failure::new(Code::NoList, "This is not there any more."));
        };
        let mime = "application/octet-stream".to_owned();
        Ok(Reply::File { name: format!("{name}.bin"), mime, bytes })
    }
}

/// A sequence ready for simulation, or what stands in the way.
fn compiled(revision: u64, parts: &Together) -> Reply {
    let (program, cohort) = parts.sight();
    let mut problems: Vec<Finding> = program.problems().iter().chain(cohort.problems()).cloned().collect();
    if !program.has_errors() {
        problems.extend(too_large_to_run(program, cohort));
    }
    let is_refused = problems.iter().any(Finding::is_error);
    Reply::Compiled {
        revision,
        may_enter: cohort.n_contacts(),
        held_back: held_by_cause(cohort.held_back()),
        standing: cohort.standing().clone(),
        problems,
        parts: if is_refused { Vec::new() } else { parts.to_bytes() },
    }
}

/// A problem as a sentence that names its step or sequence.
fn said(plan: &Plan, problem: &Finding) -> String {
    let named = match problem.place {
        Place::Step(id) => plan.steps.get(&id).map(|step| ("the step", step.name.clone())),
        Place::Sequence(id) => {
            plan.sequences.get(&id).map(|sequence| ("the sequence", sequence.name.clone()))
        }
        _ => None,
    };
    match named.filter(|(_, name)| !name.is_empty()) {
        Some((what, name)) => format!("In {what} “{name}”, {}.", problem.sentence_in(plan)),
        None => format!("{}.", problem.sentence_in(plan)),
    }
}

/// Whether the answer depends on who must not be contacted, which another tab may have changed.
fn counts_people(request: &Request) -> bool {
    matches!(
        request,
        Request::OpenList { .. }
            | Request::Count { .. }
            | Request::Schedule { .. }
            | Request::Whole { .. }
            | Request::Compile { .. }
            | Request::Preflight { .. }
            | Request::AnswerColumn { .. }
            | Request::Bars
            | Request::BarLines { .. }
            | Request::BarLook { .. }
            | Request::BarAdd { .. }
            | Request::BarPut { .. }
            | Request::BarRemove { .. }
            | Request::BarDelete { .. }
    )
}

fn gone() -> Failure {
    Failure::new(Code::NoList, "This list is not in this browser.")
}

fn no_plan() -> Failure {
    Failure::new(Code::NoPlan, "No plan is open.")
}

fn no_list() -> Failure {
    Failure::new(Code::NoList, "No list is open.")
}

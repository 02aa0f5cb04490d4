//! The data worker's state: the copy of the plan, the open list, the lists that this tab alone keeps.

mod plan_copy;
mod schedule;
mod views;
mod walk;

use std::collections::BTreeMap;

use super::host::Host;
use super::import;
use super::lists::{self, OpenList};
use super::protocol::{Code, Failure, Kept, ListRef, Reply, Request, ScheduleFilter, View};
use super::record::new_record;
use super::shelf::{ListShelf, MemoryLists, ShelfError, Stored};
use crate::audience::{AudienceRecord, Columns};
use crate::calendar::{Date, Zone};
use crate::model::{Field, Place, Plan, Problem, SequenceId, Severity};
use crate::program::{Cohort, Program, compile};
use crate::schedule::{too_large_to_plan, too_large_to_run};
use plan_copy::PlanCopy;
use views::KnownView;

/// What the data worker keeps.
#[derive(Debug, Default)]
pub(super) struct DataWorker {
    plan: PlanCopy,
    list: Option<OpenList>,
    /// Lists that the browser could not store.
    tab: MemoryLists,
    view: Option<KnownView>,
    schedule: Option<schedule::Kept>,
}

impl DataWorker {
    pub(super) async fn answer<H: Host>(&mut self, host: &H, request: Request) -> Result<Reply, Failure> {
        match request {
            Request::Plan { revision, plan } => {
                self.plan.set(revision, *plan);
                Ok(Reply::Done)
            }
            Request::Diff { from, revision, diff } => {
                Ok(if self.plan.change(from, revision, &diff) { Reply::Done } else { Reply::PlanWanted })
            }
            Request::OpenList { id } => self.open(host, &id).await,
            Request::OpenDemo { id, csv, name, now } => {
                let record = AudienceRecord { is_demo: true, ..new_record(&id, &name, "contacts.csv", &now) };
                let (record, columns) = import::read_own(host, &csv, record).await?;
                self.keep(host, record, columns).await
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
                let none = BTreeMap::new();
                let segments = self.plan.latest().map_or(&none, |plan| &plan.segments);
                Ok(Reply::Counts(views::counts(host, self.list(&list)?, segments, &rule, today)?))
            }
            Request::Why { list, rule, today, row } => {
                let columns = &self.list(&list)?.columns;
                Ok(Reply::Why(views::why(columns, self.plan.latest(), &rule, today, row)?))
            }
            Request::Schedule { sequence, revision, today } => {
                self.plan_schedule(host, sequence, revision, today).await
            }
            Request::ScheduleRows { revision, filter, from, n } => {
                let (list, kept) = self.scheduled(revision)?;
                Ok(kept.rows(list, &filter, from, n))
            }
            Request::ScheduleCounts { revision, filter } => {
                let (list, kept) = self.scheduled(revision)?;
                Ok(Reply::Schedule(kept.info(list, &filter)))
            }
            Request::Walk { revision, contact, replication } => {
                let (list, kept) = self.scheduled(revision)?;
                kept.walk(host, list, contact, replication).await
            }
            Request::Export { revision, format, now } => {
                let (list, kept) = self.scheduled(revision)?;
                kept.export(host, list, format, &now).await
            }
            Request::Compile { sequence, revision, today } => {
                self.compile(host, sequence, revision, today).await
            }
            _ => Err(Failure::new(Code::BadRequest, "The data worker does not do this.")),
        }
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
        fields: &[Field],
    ) -> Result<Reply, Failure> {
        let before = self.view.take();
        let list = self.list(asked)?;
        let plan = self.plan.known();
        let revision = plan.map(|(revision, _)| revision);
        let known = match before.filter(|known| known.is(asked, revision, &view)) {
            Some(known) => known,
            None => KnownView::find(host, list, plan, view).await?,
        };
        let rows = known.rows(&list.columns, from, n, fields);
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
        let cohort = Cohort::of_list(&program, plan, &list.columns, &list.people, today)
            .map_err(|problem| Failure::new(Code::CannotRun, format!("{}.", problem.message)))?;
        host.turn().await?;
        Ok((program, cohort))
    }

    async fn plan_schedule<H: Host>(
        &mut self,
        host: &H,
        sequence: SequenceId,
        revision: u64,
        today: Date,
    ) -> Result<Reply, Failure> {
        let (program, cohort) = self.gather(host, sequence, revision, today).await?;
        let list = self.list.as_ref().ok_or_else(no_list)?;
        let plan = (revision, self.plan.at(revision)?);
        if let Some(refusal) = too_large_to_plan(&program, &cohort) {
            self.schedule = None;
            return Err(Failure::new(Code::CannotRun, said(plan.1, &refusal)));
        }
        let kept = schedule::Kept::new(plan, list, (sequence, today), program, cohort);
        let info = kept.info(list, &ScheduleFilter::default());
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
        let (program, cohort) = self.gather(host, sequence, revision, today).await?;
        let mut problems = program.problems().to_vec();
        if !program.has_errors() {
            problems.extend(too_large_to_run(&program, &cohort));
        }
        let is_refused = problems.iter().any(|problem| problem.severity == Severity::Error);
        let bytes = |bytes: &dyn Fn() -> Vec<u8>| if is_refused { Vec::new() } else { bytes() };
        Ok(Reply::Compiled {
            revision,
            enrolled: cohort.n_contacts(),
            held_back: schedule::by_cause(cohort.held_back()),
            problems,
            program: bytes(&|| program.to_bytes()),
            cohort: bytes(&|| cohort.to_bytes()),
        })
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
            return Err(Failure::new(Code::NoList, "This list is not in this browser."));
        };
        self.show(host, list).await
    }

    async fn show<H: Host>(&mut self, host: &H, list: OpenList) -> Result<Reply, Failure> {
        let info = list.info(host).await?;
        self.list = Some(list);
        Ok(Reply::List(Box::new(info)))
    }

    /// Stores a list, in the tab where the browser has no room, and opens it.
    async fn keep<H: Host>(
        &mut self,
        host: &H,
        record: AudienceRecord,
        columns: Columns,
    ) -> Result<Reply, Failure> {
        let stored = lists::stored(&record, &columns);
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
        let mut entries = lists::entries(&self.tab, Kept::Tab).await?;
        match host.lists().heads().await {
            Err(ShelfError::Blocked(_)) => {}
            _ => entries.extend(lists::entries(host.lists(), Kept::Browser).await?),
        }
        Ok(Reply::Lists(entries))
    }

    async fn aside_file<H: Host>(&mut self, host: &H, name: String) -> Result<Reply, Failure> {
        let Some(bytes) = host.lists().aside_bytes(&name).await? else {
            return Err(Failure::new(Code::NoList, "This is not there any more."));
        };
        let mime = "application/octet-stream".to_owned();
        Ok(Reply::File { name: format!("{name}.bin"), mime, bytes })
    }
}

/// A problem as a sentence that names its step or sequence.
fn said(plan: &Plan, problem: &Problem) -> String {
    let named = match problem.place {
        Place::Step(id) => plan.steps.get(&id).map(|step| ("the step", step.name.clone())),
        Place::Sequence(id) => {
            plan.sequences.get(&id).map(|sequence| ("the sequence", sequence.name.clone()))
        }
        _ => None,
    };
    match named.filter(|(_, name)| !name.is_empty()) {
        Some((what, name)) => format!("In {what} “{name}”, {}.", problem.message),
        None => format!("{}.", problem.message),
    }
}

fn no_list() -> Failure {
    Failure::new(Code::NoList, "No list is open.")
}

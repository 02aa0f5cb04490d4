//! The worker that owns the list's columns: keeps its copy of the plan up to date, opens the list again in a new worker, and asks
//! in typed form. Knows which list is open and at which revision the plan was sent, not what either says.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::client::{Asked, Busy, Client, Stop};
use super::import::{Imported, unexpected};
use crate::audience::consent::{Channels, ConsentChoice};
use crate::audience::{AudienceRecord, BarLine, Standing};
use crate::browser::clock;
use crate::calendar::Date;
use crate::model::{Diff, Field, Finding, Plan, Rule, SequenceId};
use crate::schedule::HoldCause;
use crate::worker::doing;
use crate::worker::protocol::{
    AsideEntry, BarLook, BarRow, BarsInfo, Code, ConsentEdit, Counts, ExportFormat, Failure, FoundRef,
    ListEntry, ListInfo, ListRef, PreflightInfo, Reply, Request, Rows, ScheduleFilter, ScheduleInfo,
    ScheduleRow, Shown, UpdateInfo, UpdatePart, UpdateRow, View, WalkView, WholeInfo, WhyLine,
};

/// Another plan waits this long for what the one before has set going.
const PATIENCE_MS: f64 = 500.0;

/// The data worker. Copies of the handle mean the same one.
#[derive(Clone)]
pub struct Data(Rc<Inner>);

struct Inner {
    client: Client,
    /// Which worker of the client was told about plan and list.
    life: Cell<u32>,
    /// The plan as it was given last.
    plan: RefCell<Option<(u64, Plan)>>,
    /// The revision that the worker was sent last.
    sent: Cell<Option<u64>>,
    list: RefCell<Option<ListRef>>,
    /// Stops what preflight looks at.
    looking: RefCell<Option<Stop>>,
    /// Sequences are looked at as if each were the only one of its plan.
    alone: Cell<bool>,
}

/// A file to give to the person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exported {
    /// Suggested name.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Rows of a schedule that were asked for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ScheduleRows {
    /// Rows that pass the filter.
    pub total: u32,
    /// Of one day: how many rows in each hour.
    pub hours: Vec<(u8, u32)>,
    /// Those asked for.
    pub rows: Vec<ScheduleRow>,
}

/// A sequence ready for simulation.
#[derive(Clone, PartialEq, Debug)]
pub struct Compiled {
    /// The revision compiled.
    pub revision: u64,
    /// Contacts that enter.
    pub may_enter: u32,
    /// Contacts of the segment that never enter, by cause.
    pub held_back: Vec<(HoldCause, u32)>,
    /// How the contacts of the segment stand.
    pub standing: Standing,
    /// For the simulation workers.
    pub parts: Vec<u8>,
    /// What stands in the way; with an error nothing can be simulated.
    pub problems: Vec<Finding>,
}

fn compiled(reply: Reply) -> Result<Compiled, Failure> {
    match reply {
        Reply::Compiled { revision, may_enter, held_back, standing, parts, problems } => {
            Ok(Compiled { revision, may_enter, held_back, standing, parts, problems })
        }
        _ => Err(unexpected()),
    }
}

impl Default for Data {
    fn default() -> Self {
        Data::new()
    }
}

impl Data {
    /// A data worker that starts when it is first asked.
    pub fn new() -> Data {
        Data(Rc::new(Inner {
            client: Client::new("data"),
            life: Cell::new(0),
            plan: RefCell::default(),
            sent: Cell::default(),
            list: RefCell::default(),
            looking: RefCell::default(),
            alone: Cell::new(false),
        }))
    }

    /// Gives the plan as it is now, and how it came there from the last call: one change a revision, or `None` where it was read anew.
    /// Only what changed is sent to a worker that knows the rest.
    pub fn sync(&self, revision: u64, plan: &Plan, changes: Option<Vec<Diff>>) {
        let before = self.0.plan.replace(Some((revision, plan.clone())));
        if before.as_ref().is_some_and(|(_, before)| before.id != plan.id)
            && self.busy().is_some_and(|busy| busy.for_ms > PATIENCE_MS)
        {
            // another plan does not wait for what the one before has set going
            *self.0.list.borrow_mut() = None;
            self.stop();
        }
        let is_known = self.0.life.get() == self.0.client.wake();
        let sent = self.0.sent.get().filter(|_| is_known);
        match (sent, changes) {
            (Some(sent), Some(diffs)) if sent + diffs.len() as u64 == revision => {
                for (from, diff) in (sent..).zip(diffs) {
                    self.tell(Request::Diff { from, revision: from + 1, diff });
                }
                self.0.sent.set(Some(revision));
            }
            _ => self.send_plan(),
        }
    }

    /// Sends the whole plan.
    fn send_plan(&self) {
        let Some((revision, plan)) = self.0.plan.borrow().clone() else { return };
        self.0.sent.set(Some(revision));
        self.tell(Request::Plan { revision, plan: Box::new(plan) });
    }

    /// Sends something whose answer matters only when the plan is wanted.
    fn tell(&self, request: Request) {
        let asked = self.put(request);
        let data = self.clone();
        spawn_local(async move {
            // A failure shows at the next question, which asks for the plan again.
            if let Ok(Reply::PlanWanted) = asked.await {
                data.send_plan();
            }
        });
    }

    /// Tells a new worker what the old one knew.
    async fn prepare(&self) -> Result<(), Failure> {
        let life = self.0.client.wake();
        if self.0.life.replace(life) == life {
            return Ok(());
        }
        self.send_plan();
        let list = self.0.list.borrow().clone();
        if let Some(list) = list {
            let opened = self.put(Request::OpenList { id: list.id, today: Some(clock::today()) }).await;
            if let Err(failure) = opened.and_then(|reply| self.opened(reply)) {
                *self.0.list.borrow_mut() = None;
                return Err(failure);
            }
        }
        Ok(())
    }

    pub(super) async fn ask(&self, request: Request) -> Result<Reply, Failure> {
        let again = request.only_asks().then(|| request.clone());
        let answer = self.ask_once(request).await;
        match (&answer, again) {
            // the worker was ended for what somebody else had asked
            (Err(failure), Some(again)) if failure.code == Code::Interrupted => self.ask_once(again).await,
            _ => answer,
        }
    }

    async fn ask_once(&self, request: Request) -> Result<Reply, Failure> {
        self.prepare().await?;
        let answer = self.put(request.clone()).await;
        match &answer {
            Err(failure) if matches!(failure.code, Code::StalePlan | Code::NoPlan) => {
                self.send_plan();
                self.put(request).await
            }
            _ => answer,
        }
    }

    /// Puts a question to the worker, in words that name what it is about.
    fn put(&self, request: Request) -> Asked {
        let doing = {
            let plan = self.0.plan.borrow();
            doing(&request, plan.as_ref().map(|(_, plan)| plan))
        };
        self.0.client.ask_with(request, doing, None, |_| {})
    }

    /// What the worker is working on, if anything.
    pub fn busy(&self) -> Option<Busy> {
        self.0.client.busy()
    }

    /// Ends the worker, which answers new questions from then on: a new one is told what the old one knew.
    pub fn stop(&self) {
        self.0.client.stop();
    }

    pub(super) fn opened(&self, reply: Reply) -> Result<ListInfo, Failure> {
        let Reply::List(info) = reply else { return Err(unexpected()) };
        *self.0.list.borrow_mut() =
            Some(ListRef { id: info.record.id.clone(), revision: info.record.revision });
        Ok(*info)
    }

    pub(super) fn list(&self) -> ListRef {
        self.0.list.borrow().clone().unwrap_or_default()
    }

    /// The revision that is asked for: what was given by [`Data::sync`] last.
    pub fn revision(&self) -> u64 {
        self.0.plan.borrow().as_ref().map_or(0, |(revision, _)| *revision)
    }

    /// The lists of this browser.
    ///
    /// # Errors
    /// Where the storage does not answer.
    pub async fn lists(&self) -> Result<Vec<ListEntry>, Failure> {
        match self.ask(Request::Lists).await? {
            Reply::Lists(lists) => Ok(lists),
            _ => Err(unexpected()),
        }
    }

    /// Opens a list; the questions below are about it from then on.
    ///
    /// # Errors
    /// `NoList`; `CorruptList` where its bytes cannot be read: they are put aside and the other lists are as they were.
    pub async fn open(&self, id: &str) -> Result<ListInfo, Failure> {
        let reply = self.ask(Request::OpenList { id: id.to_owned(), today: Some(clock::today()) }).await?;
        self.opened(reply)
    }

    /// Puts a file of the app's own into storage as a demo list and opens it.
    ///
    /// # Errors
    /// `BadFile`.
    pub async fn open_demo(&self, id: &str, name: &str, csv: Vec<u8>) -> Result<ListInfo, Failure> {
        let request = Request::OpenDemo { id: id.to_owned(), csv, name: name.to_owned(), now: clock::now() };
        let reply = self.ask(request).await?;
        self.opened(reply)
    }

    /// Opens a list that has just come in, wherever it lies.
    ///
    /// # Errors
    /// As [`Data::open`].
    pub async fn open_imported(&self, imported: Imported) -> Result<ListInfo, Failure> {
        if imported.chunks.is_empty() {
            return self.open(&imported.record.id).await;
        }
        let request = Request::AdoptList { record: imported.record, chunks: imported.chunks };
        let reply = self.ask(request).await?;
        self.opened(reply)
    }

    /// Deletes a list from this browser.
    ///
    /// # Errors
    /// Where the storage refuses.
    pub async fn delete(&self, id: &str) -> Result<(), Failure> {
        self.ask(Request::DeleteList { id: id.to_owned() }).await?;
        let is_open = self.list().id == id;
        if is_open {
            *self.0.list.borrow_mut() = None;
        }
        Ok(())
    }

    /// Moves the last day on which a list may be used (none = without an end), with the reason.
    ///
    /// # Errors
    /// Where the storage refuses.
    pub async fn retain(&self, id: &str, until: Option<Date>, reason: &str) -> Result<(), Failure> {
        let (id, reason, now) = (id.to_owned(), reason.to_owned(), clock::now());
        self.ask(Request::Retain { id, until, reason, now }).await.map(drop)
    }

    /// What a newer export, read by [`Import::read_update`](super::Import::read_update), would do to the open list.
    ///
    /// # Errors
    /// `NoList`; `StaleList`.
    pub async fn compare_update(&self, imported: Imported) -> Result<UpdateInfo, Failure> {
        let request =
            Request::CompareUpdate { list: self.list(), record: imported.record, chunks: imported.chunks };
        match self.ask(request).await? {
            Reply::Update(info) => Ok(*info),
            _ => Err(unexpected()),
        }
    }

    /// Some contacts of the update that was compared last, with how many there are.
    ///
    /// # Errors
    /// `StaleList` where the list was changed since.
    pub async fn update_rows(
        &self,
        part: UpdatePart,
        from: u32,
        n: u32,
    ) -> Result<(u32, Vec<UpdateRow>), Failure> {
        match self.ask(Request::UpdateRows { part, from, n }).await? {
            Reply::UpdateRows { total, rows } => Ok((total, rows)),
            _ => Err(unexpected()),
        }
    }

    /// Takes the update that was compared last over; the state before stays beside it.
    ///
    /// # Errors
    /// `StaleList`; where the storage refuses, the old list is whole.
    pub async fn apply_update(&self, only_no: bool, leave_no: bool) -> Result<ListInfo, Failure> {
        let request = Request::ApplyUpdate { only_no, leave_no, now: clock::now() };
        let reply = self.ask(request).await?;
        self.opened(reply)
    }

    /// Forgets the update that was compared last.
    pub async fn drop_update(&self) {
        let _ = self.ask(Request::DropUpdate).await;
    }

    /// Sets a field in every contact of a view; the state before stays beside it.
    ///
    /// # Errors
    /// `BadRequest` where the value does not fit the field; where the storage refuses, the list is as it was.
    pub async fn set_value(
        &self,
        view: View,
        field: Field,
        value: &str,
        reason: &str,
    ) -> Result<ListInfo, Failure> {
        let (list, now) = (self.list(), clock::now());
        let (value, reason) = (value.to_owned(), reason.to_owned());
        let reply = self.ask(Request::SetValue { list, view, field, value, reason, now }).await?;
        self.opened(reply)
    }

    /// Enters consent for every contact of a view, or lifts what says no to them; the state before stays beside it.
    ///
    /// # Errors
    /// `BadRequest` without a reason, or where nobody has said no; where the storage refuses, the list is as it was.
    pub async fn set_consent(
        &self,
        view: View,
        channels: Channels,
        edit: ConsentEdit,
        reason: &str,
    ) -> Result<ListInfo, Failure> {
        let (list, now, reason) = (self.list(), clock::now(), reason.to_owned());
        let today = clock::today();
        let request = Request::SetConsent { list, view, channels, edit, reason, today, now };
        let reply = self.ask(request).await?;
        self.opened(reply)
    }

    /// Says what a column that looks as if it said who said no means.
    ///
    /// # Errors
    /// `BadRequest` where nothing is asked about it; where the storage refuses, the list is as it was.
    pub async fn answer_column(&self, header: &str, choice: ConsentChoice) -> Result<ListInfo, Failure> {
        let (list, header, now) = (self.list(), header.to_owned(), clock::now());
        let reply = self.ask(Request::AnswerColumn { list, header, choice, now }).await?;
        self.opened(reply)
    }

    /// Goes back to the state before the last change of the open list.
    ///
    /// # Errors
    /// `NoList` where there is none.
    pub async fn restore(&self) -> Result<ListInfo, Failure> {
        let reply = self.ask(Request::Restore { list: self.list(), now: clock::now() }).await?;
        self.opened(reply)
    }

    /// Puts whoever of a stored list has said "no" on a do-not-contact list.
    ///
    /// # Errors
    /// `NoList`; where the storage refuses.
    pub async fn leave_no(&self, id: &str) -> Result<BarsInfo, Failure> {
        bars(self.ask(Request::LeaveNo { id: id.to_owned(), now: clock::now() }).await?)
    }

    /// The contacts of a view as CSV, safe for spreadsheets; or parted by tabs, for the clipboard.
    ///
    /// # Errors
    /// `NoList`; `BadRequest` where they are too many for a clipboard.
    pub async fn list_csv(&self, view: View, fields: Vec<Shown>, tabs: bool) -> Result<Exported, Failure> {
        let (list, for_machines) = (self.list(), false);
        exported(self.ask(Request::ListCsv { list, view, fields, for_machines, tabs }).await?)
    }

    /// Some rows of a view, at most 200.
    ///
    /// # Errors
    /// `NoList`.
    pub async fn rows(
        &self,
        view: View,
        from: u32,
        n: u32,
        fields: impl IntoIterator<Item = impl Into<Shown>>,
    ) -> Result<Rows, Failure> {
        let fields = fields.into_iter().map(Into::into).collect();
        match self.ask(Request::Rows { list: self.list(), view, from, n, fields }).await? {
            Reply::Rows(rows) => Ok(rows),
            _ => Err(unexpected()),
        }
    }

    /// The most frequent values of a column that contain a text, with how many contacts have them.
    ///
    /// # Errors
    /// `NoList`.
    pub async fn values(
        &self,
        field: Field,
        containing: &str,
        n: u32,
    ) -> Result<Vec<(String, u32)>, Failure> {
        let request = Request::Values { list: self.list(), field, containing: containing.to_owned(), n };
        match self.ask(request).await? {
            Reply::Values(values) => Ok(values),
            _ => Err(unexpected()),
        }
    }

    /// Counts of a rule over the list.
    ///
    /// # Errors
    /// `NoList`.
    pub async fn count(&self, rule: Rule, today: Date) -> Result<Counts, Failure> {
        match self.ask(Request::Count { list: self.list(), rule, today }).await? {
            Reply::Counts(counts) => Ok(counts),
            _ => Err(unexpected()),
        }
    }

    /// Why the contact in a row is in or out.
    ///
    /// # Errors
    /// `NoList`.
    pub async fn why(&self, rule: Rule, today: Date, row: u32) -> Result<Vec<WhyLine>, Failure> {
        match self.ask(Request::Why { list: self.list(), rule, today, row }).await? {
            Reply::Why(lines) => Ok(lines),
            _ => Err(unexpected()),
        }
    }

    /// Plans the schedule of a sequence over the open list, as the plan was given last.
    ///
    /// # Errors
    /// `NoList`, `NoSequence`.
    pub async fn schedule(&self, sequence: SequenceId, today: Date) -> Result<ScheduleInfo, Failure> {
        let alone = self.0.alone.get();
        let request = Request::Schedule { sequence, revision: self.revision(), today, alone };
        match self.ask(request).await? {
            Reply::Schedule(info) => Ok(info),
            _ => Err(unexpected()),
        }
    }

    /// Some rows of the schedule planned for `revision`.
    ///
    /// # Errors
    /// `StalePlan` where another schedule was planned since.
    pub async fn schedule_rows(
        &self,
        revision: u64,
        filter: ScheduleFilter,
        from: u32,
        n: u32,
    ) -> Result<ScheduleRows, Failure> {
        self.prepare().await?;
        match self.put(Request::ScheduleRows { revision, filter, from, n }).await? {
            Reply::ScheduleRows { total, hours, rows } => Ok(ScheduleRows { total, hours, rows }),
            _ => Err(unexpected()),
        }
    }

    /// The schedule planned for `revision` in short, as far as it passes a filter.
    ///
    /// # Errors
    /// `StalePlan` where another schedule was planned since.
    pub async fn schedule_counts(
        &self,
        revision: u64,
        filter: ScheduleFilter,
    ) -> Result<ScheduleInfo, Failure> {
        self.prepare().await?;
        match self.put(Request::ScheduleCounts { revision, filter }).await? {
            Reply::Schedule(info) => Ok(info),
            _ => Err(unexpected()),
        }
    }

    /// One contact's way through the schedule planned for `revision`, or through a replication.
    ///
    /// # Errors
    /// `StalePlan` where another schedule was planned since; `NoContact`.
    pub async fn walk(
        &self,
        revision: u64,
        contact: u32,
        replication: Option<u32>,
    ) -> Result<WalkView, Failure> {
        self.prepare().await?;
        match self.put(Request::Walk { revision, contact, replication }).await? {
            Reply::Walk(view) => Ok(*view),
            _ => Err(unexpected()),
        }
    }

    /// From now on sequences are looked at as if each were the only one of its plan, or all together.
    pub fn look_alone(&self, alone: bool) {
        self.0.alone.set(alone);
    }

    /// How the sequences of the plan get on with each other.
    ///
    /// # Errors
    /// `NoList`; where it was stopped.
    pub async fn whole(&self, today: Date) -> Result<WholeInfo, Failure> {
        match self.ask(Request::Whole { revision: self.revision(), today }).await? {
            Reply::Whole(info) => Ok(*info),
            _ => Err(unexpected()),
        }
    }

    /// The schedule planned for `revision` as a file: of one of the sequences that were planned together, or of all.
    ///
    /// # Errors
    /// `StalePlan` where another schedule was planned since.
    pub async fn export(
        &self,
        (revision, sequence): (u64, Option<SequenceId>),
        format: ExportFormat,
        despite: bool,
    ) -> Result<Exported, Failure> {
        self.prepare().await?;
        let asked = self.put(Request::Export { revision, format, sequence, despite, now: clock::now() });
        exported(asked.await?)
    }

    /// What preflight finds about a sequence, as the plan was given last; what was asked before and is not answered is stopped.
    ///
    /// # Errors
    /// `NoSequence`; `Cancelled` where it is asked again meanwhile.
    pub async fn preflight(
        &self,
        sequence: SequenceId,
        today: Date,
        timed: bool,
    ) -> Result<PreflightInfo, Failure> {
        self.prepare().await?;
        let alone = self.0.alone.get();
        let request = || Request::Preflight { sequence, revision: self.revision(), today, timed, alone };
        let mut answer = self.look(request()).await;
        match answer.as_ref().map_err(|failure| failure.code) {
            Err(Code::StalePlan | Code::NoPlan) => {
                self.send_plan();
                answer = self.look(request()).await;
            }
            Err(Code::Interrupted) => {
                self.prepare().await?;
                answer = self.look(request()).await;
            }
            _ => {}
        }
        match answer? {
            Reply::Preflight(info) => Ok(*info),
            _ => Err(unexpected()),
        }
    }

    /// Gives what a run of the plan at a revision came to, so that preflight reads it.
    ///
    /// # Errors
    /// `StalePlan` where the plan was changed meanwhile.
    pub async fn forecasted(
        &self,
        (sequence, revision, today): (SequenceId, u64, Date),
        asked: u32,
        batches: Vec<Vec<u8>>,
    ) -> Result<(), Failure> {
        self.prepare().await?;
        self.put(Request::Forecasted { sequence, revision, today, asked, batches }).await.map(drop)
    }

    async fn look(&self, request: Request) -> Result<Reply, Failure> {
        let asked = self.put(request);
        if let Some(before) = self.0.looking.replace(Some(asked.stopper())) {
            before.stop();
        }
        asked.await
    }

    /// The change that mends all findings of a code, and how many they are.
    ///
    /// # Errors
    /// `StalePlan` where the plan was changed meanwhile.
    pub async fn mend_all(
        &self,
        sequence: SequenceId,
        today: Date,
        code: crate::model::Code,
    ) -> Result<(Diff, u32), Failure> {
        let request = Request::MendAll { sequence, revision: self.revision(), today, code };
        match self.ask(request).await? {
            Reply::Mended { diff, n } => Ok((diff, n)),
            _ => Err(unexpected()),
        }
    }

    /// Makes the edit of the list that is a fix of what was found last.
    ///
    /// # Errors
    /// `BadRequest` where it is not found any more; where the storage refuses, the list is as it was.
    pub async fn mend_list(&self, found: FoundRef, fix: &str) -> Result<ListInfo, Failure> {
        let request = Request::MendList { list: self.list(), found, fix: fix.to_owned(), now: clock::now() };
        let reply = self.ask(request).await?;
        self.opened(reply)
    }

    /// Compiles a sequence over the open list for simulation, as the plan was given last.
    ///
    /// # Errors
    /// `NoList`, `NoSequence`.
    pub async fn compile(&self, sequence: SequenceId, today: Date) -> Result<Compiled, Failure> {
        let alone = self.0.alone.get();
        let request = Request::Compile { sequence, revision: self.revision(), today, alone };
        compiled(self.ask(request).await?)
    }

    /// Compiles a sequence of a plan that is not open over made-up people, given as CSV.
    ///
    /// # Errors
    /// `CannotRun`, `NoSequence`.
    pub async fn trial(
        &self,
        plan: &Plan,
        sequence: SequenceId,
        csv: String,
        today: Date,
    ) -> Result<Compiled, Failure> {
        let plan = Box::new(plan.clone());
        compiled(self.ask(Request::Trial { plan, sequence, csv: csv.into_bytes(), today }).await?)
    }

    /// The do-not-contact lists of this browser.
    ///
    /// # Errors
    /// Where the storage does not answer.
    pub async fn bars(&self) -> Result<BarsInfo, Failure> {
        bars(self.ask(Request::Bars).await?)
    }

    /// Some lines of a do-not-contact list, with how many pass.
    ///
    /// # Errors
    /// `NoList` where it is gone.
    pub async fn bar_lines(
        &self,
        id: &str,
        find: &str,
        from: u32,
        n: u32,
    ) -> Result<(u32, Vec<BarRow>), Failure> {
        let request = Request::BarLines { id: id.to_owned(), find: find.to_owned(), from, n };
        match self.ask(request).await? {
            Reply::BarLines { total, rows } => Ok((total, rows)),
            _ => Err(unexpected()),
        }
    }

    /// What a text would hold back if it were added.
    ///
    /// # Errors
    /// `BadFile` where it is no text.
    pub async fn bar_look(&self, bytes: Vec<u8>) -> Result<BarLook, Failure> {
        match self.ask(Request::BarLook { bytes }).await? {
            Reply::BarLooked(look) => Ok(*look),
            _ => Err(unexpected()),
        }
    }

    /// Adds a text as a do-not-contact list of its own.
    ///
    /// # Errors
    /// `BadFile`; where the storage refuses.
    pub async fn bar_add(&self, name: &str, bytes: Vec<u8>) -> Result<BarsInfo, Failure> {
        let (id, name, now) = (clock::fresh_id("bar"), name.to_owned(), clock::now());
        bars(self.ask(Request::BarAdd { id, name, bytes, now }).await?)
    }

    /// Puts lines into a do-not-contact list, which begins with them if it is not there.
    ///
    /// # Errors
    /// Where the storage refuses.
    pub async fn bar_put(&self, id: &str, name: &str, lines: Vec<BarLine>) -> Result<BarsInfo, Failure> {
        let (id, name, now) = (id.to_owned(), name.to_owned(), clock::now());
        bars(self.ask(Request::BarPut { id, name, lines, now }).await?)
    }

    /// Takes lines out of a do-not-contact list; they come back so that they can be put back.
    ///
    /// # Errors
    /// Where the storage refuses.
    pub async fn bar_remove(&self, id: &str, at: Vec<u32>) -> Result<Vec<BarLine>, Failure> {
        match self.ask(Request::BarRemove { id: id.to_owned(), at }).await? {
            Reply::BarRemoved(lines) => Ok(lines),
            _ => Err(unexpected()),
        }
    }

    /// Deletes a do-not-contact list.
    ///
    /// # Errors
    /// Where the storage refuses.
    pub async fn bar_delete(&self, id: &str) -> Result<BarsInfo, Failure> {
        bars(self.ask(Request::BarDelete { id: id.to_owned() }).await?)
    }

    /// What could not be read and was put aside.
    ///
    /// # Errors
    /// Where the storage does not answer.
    pub async fn aside(&self) -> Result<Vec<AsideEntry>, Failure> {
        match self.ask(Request::Aside).await? {
            Reply::Aside(entries) => Ok(entries),
            _ => Err(unexpected()),
        }
    }

    /// Something that was put aside, as it lay in storage.
    ///
    /// # Errors
    /// Where it is gone or the storage does not answer.
    pub async fn aside_file(&self, name: &str) -> Result<Exported, Failure> {
        exported(self.ask(Request::AsideFile { name: name.to_owned() }).await?)
    }

    /// Deletes something that was put aside.
    ///
    /// # Errors
    /// Where the storage refuses.
    pub async fn forget_aside(&self, name: &str) -> Result<(), Failure> {
        self.ask(Request::ForgetAside { name: name.to_owned() }).await.map(drop)
    }

    /// The record that a new list starts from; the import fills in what it finds.
    pub fn new_record(name: &str, file_name: &str) -> AudienceRecord {
        crate::worker::new_record(&clock::fresh_id("list"), name, file_name, &clock::now())
    }
}

fn bars(reply: Reply) -> Result<BarsInfo, Failure> {
    match reply {
        Reply::Bars(info) => Ok(*info),
        _ => Err(unexpected()),
    }
}

fn exported(reply: Reply) -> Result<Exported, Failure> {
    match reply {
        Reply::File { name, mime, bytes } => Ok(Exported { name, media_type: mime, bytes }),
        _ => Err(unexpected()),
    }
}

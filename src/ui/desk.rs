//! The open list and the live forecast, as one copyable handle. The page holds no column: it asks the data worker; it simulates
//! nothing: it asks the simulation workers. Every answer is kept only if it is about what is on the bench now.

use std::sync::Arc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::components::Toasts;
use super::looked::Looked;
use super::router::{Page, Route, Router};
use super::workbench::{Since, Workbench};
use crate::audience::{Only, Standing};
use crate::browser::workers::{Data, Imported, Simulators};
use crate::browser::{clock, files, local};
use crate::calendar::Date;
use crate::model::{Finding, Plan, Rule, SequenceId};
use crate::segment::Heading;
use crate::session::Command;
use crate::simulate::Forecast;
use crate::ui::erased::{effect, memo};
use crate::worker::protocol::{Code, Failure, ListInfo, PreflightInfo, ScheduleFilter};

/// Futures that an edit asks for by itself.
pub const LIVE_FUTURES: u32 = 200;
/// After the last edit, so long until the forecast follows: typing is not one forecast a letter.
const SETTLE: Duration = Duration::from_millis(150);
/// Where the demo list lies, beside the page.
const DEMO_FILE: &str = "demo/contacts.csv";
/// After so long a person is told what the worker is busy with, and may stop it (ms).
const LONG_MS: f64 = 10_000.0;
/// How often that is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// The id of the demo list in storage: there is one.
pub const DEMO_LIST: &str = "demo";

/// The list that the plan is used with.
#[derive(Clone, Debug)]
pub enum ListState {
    /// The plan has none.
    None,
    /// It is being opened.
    Opening,
    /// It is open.
    Open(Arc<ListInfo>),
    /// It could not be opened.
    Failed(Failure),
}

/// How fresh the forecast is.
#[derive(Clone, PartialEq, Debug)]
pub enum Live {
    /// There is nothing to forecast; why, in a sentence.
    Off(String),
    /// It is being computed.
    Busy {
        /// Futures done.
        done: u32,
        /// Futures asked for.
        of: u32,
    },
    /// It is about the plan as it stands.
    Fresh {
        /// How long it took.
        took_ms: f64,
    },
    /// The plan has changed since.
    Behind,
    /// It could not be computed.
    Failed(Failure),
}

/// The open list and the live forecast. Copy it freely.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The list.
    pub list: RwSignal<ListState>,
    /// The sequence in sight: the address's, else the plan's first.
    pub sequence: Memo<Option<SequenceId>>,
    /// The newest forecast; [`Desk::live`] says how fresh it is.
    pub forecast: RwSignal<Option<Arc<Forecast>>>,
    /// How fresh the forecast is.
    pub live: RwSignal<Live>,
    /// The forecast in sight is of the plan or the list before an edit; until the next one is there, a run under way included.
    pub is_behind: RwSignal<bool>,
    /// Forecasts take the rates as exact: they show luck without ignorance (B2).
    pub luck_only: RwSignal<bool>,
    /// Sequences are looked at as if each were the only one of its plan; else they run together, and share mailboxes and people.
    pub alone: RwSignal<bool>,
    /// How the contacts of the sequence's segment stand, as of the last compiling.
    pub standing: RwSignal<Option<Standing>>,
    /// What compiling the sequence found.
    pub problems: RwSignal<Vec<Finding>>,
    /// What preflight found last; of the plan before an edit while [`Desk::is_checking`].
    pub check: RwSignal<Option<Arc<PreflightInfo>>>,
    /// Preflight is looking, or about to.
    pub is_checking: RwSignal<bool>,
    /// Which contacts the Contacts page looks at.
    pub looked: RwSignal<Looked>,
    /// What the data worker has been busy with for long: the words, and whole seconds.
    pub busy: RwSignal<Option<(String, u32)>>,
    /// Names of the lists that a rule may ask membership of; `None` until somebody looks ([`Desk::look_for_lists`]).
    pub other_lists: RwSignal<Option<Vec<String>>>,
    /// Touches or contacts that the schedule is to be opened with: those behind a number. Taken once.
    pub wanted: RwSignal<Option<ScheduleFilter>>,
    data: StoredValue<Data, LocalStorage>,
    simulators: StoredValue<Simulators, LocalStorage>,
    bench: Workbench,
    toasts: Toasts,
    /// Counts forecasts asked for: an answer to an older one is dropped.
    asked: StoredValue<u32>,
    /// Counts edits and looks through the plan: only the newest says that all is looked through.
    looks: StoredValue<u32>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Desk {
    /// The columns of the open list as rules see them; `None` without a list. Not tracked.
    pub fn headings(self) -> Option<Vec<Heading>> {
        let info = untrack(|| self.info())?;
        let heading = |column: &crate::worker::protocol::ColumnInfo| Heading {
            header: column.header.clone(),
            field: column.field.clone(),
            kind: column.kind,
        };
        Some(info.columns.iter().map(heading).collect())
    }

    /// A desk that follows the bench: the plan goes to the data worker after every change, its list is opened, the forecast follows.
    pub fn new(bench: Workbench, router: Router, toasts: Toasts) -> Desk {
        let first = bench.read(|plan| plan.sequences.keys().copied().collect::<Vec<_>>());
        let sequence = memo(move |before: Option<&Option<SequenceId>>| {
            let all = first.get()?;
            let wanted = router.route.with(|route| match route {
                Route::Plan { page: Page::Sequence(id), .. } => *id,
                _ => None,
            });
            // pages without a sequence of their own stay with the one that was in sight
            let kept = before.copied().flatten();
            [wanted, kept].into_iter().flatten().find(|id| all.contains(id)).or(all.first().copied())
        });
        let desk = Desk {
            list: RwSignal::new(ListState::None),
            sequence,
            forecast: RwSignal::new(None),
            live: RwSignal::new(Live::Off(String::new())),
            is_behind: RwSignal::new(false),
            luck_only: RwSignal::new(false),
            alone: RwSignal::new(false),
            standing: RwSignal::new(None),
            problems: RwSignal::new(Vec::new()),
            check: RwSignal::new(None),
            is_checking: RwSignal::new(false),
            looked: RwSignal::new(Looked::default()),
            busy: RwSignal::new(None),
            other_lists: RwSignal::new(None),
            wanted: RwSignal::new(None),
            data: StoredValue::new_local(Data::new()),
            simulators: StoredValue::new_local(Simulators::new()),
            bench,
            toasts,
            asked: StoredValue::new(0),
            looks: StoredValue::new(0),
            timer: StoredValue::new(None),
        };
        desk.follow_plan();
        desk.follow_list();
        desk.follow_forecast();
        desk.follow_check();
        desk.follow_work();
        desk
    }

    /// The desk of this app.
    pub fn here() -> Desk {
        expect_context()
    }

    /// The bench that it follows.
    pub fn bench(self) -> Workbench {
        self.bench
    }

    /// The data worker's client.
    pub fn data(self) -> Data {
        self.data.with_value(Clone::clone)
    }

    /// Today, where the person is: what relative dates count from.
    pub fn today(self) -> Date {
        clock::today()
    }

    /// Whether the plan has sequences that share mailboxes and people: several with a touch. Follows it.
    pub fn has_several(self) -> Memo<bool> {
        let several = self.bench.read(|plan| {
            let touches = |id| {
                plan.walk(id)
                    .iter()
                    .any(|it| plan.steps.get(&it.id).is_some_and(|step| step.kind.touch().is_some()))
            };
            plan.sequences.keys().filter(|id| touches(**id)).count() > 1
        });
        memo(move |_| several.get() == Some(true))
    }

    /// Looks at each sequence alone, or at all together: schedule, forecast and launch check follow.
    pub fn look_alone(self, alone: bool) {
        self.data().look_alone(alone);
        if self.alone.get_untracked() != alone {
            self.alone.set(alone);
        }
    }

    /// The open list; follows it.
    pub fn info(self) -> Option<Arc<ListInfo>> {
        self.list.with(|list| if let ListState::Open(info) = list { Some(info.clone()) } else { None })
    }

    fn follow_plan(self) {
        let bench = self.bench;
        effect(move |_| {
            bench.session.with(|session| {
                if let Some(session) = session {
                    let changes = match bench.take_since() {
                        Since::Opened => None,
                        Since::Changed(diffs) => Some(diffs),
                    };
                    self.data().sync(session.revision(), session.plan(), changes);
                }
            });
        });
    }

    fn follow_list(self) {
        let wanted = self.bench.read(|plan| (plan.id.clone(), plan.settings.list.clone()));
        effect(move |_| {
            let list = wanted.get().and_then(|(_, list)| list);
            let is_open = self.list.with_untracked(
                |now| matches!((now, &list), (ListState::Open(info), Some(id)) if info.record.id == *id),
            );
            if is_open {
                return;
            }
            match list {
                None => self.list.set(ListState::None),
                Some(id) => {
                    self.list.set(ListState::Opening);
                    spawn_local(async move {
                        let answer = self.data().open(&id).await;
                        let still = wanted.get_untracked().and_then(|(_, list)| list);
                        if still.as_deref() == Some(id.as_str()) {
                            self.list.set(match answer {
                                Ok(info) => ListState::Open(Arc::new(info)),
                                Err(failure) => ListState::Failed(failure),
                            });
                        }
                    });
                }
            }
        });
    }

    fn follow_forecast(self) {
        let plan = self.bench.plan_id();
        effect(move |_| {
            // another plan or sequence: nothing of the old forecast is about it
            plan.track();
            self.sequence.track();
            self.forecast.set(None);
            self.problems.set(Vec::new());
        });
        let revision = self.bench.revision();
        effect(move |_| {
            revision.track();
            plan.track();
            self.alone.track();
            let sequence = self.sequence.get();
            let list = self.list.with(|list| match list {
                ListState::Open(_) => None,
                ListState::None => Some("No list yet. A forecast needs people."),
                ListState::Opening => Some("Opening the list"),
                ListState::Failed(_) => Some("The list could not be opened"),
            });
            let steps = sequence.and_then(|id| self.bench.plan_now(|plan| plan.walk(id).len())).unwrap_or(0);
            self.drop_timer();
            self.begin();
            let off = list.or(if sequence.is_none() {
                Some("No sequence yet")
            } else if steps == 0 {
                Some("No steps yet. A sequence starts with one touch.")
            } else {
                None
            });
            match off {
                Some(why) => {
                    self.forecast.set(None);
                    self.live.set(Live::Off(why.to_owned()));
                }
                None => {
                    if self.forecast.with_untracked(Option::is_some) {
                        self.live.set(Live::Behind);
                        self.is_behind.set(true);
                    } else {
                        self.live.set(Live::Busy { done: 0, of: LIVE_FUTURES });
                    }
                    let timer = set_timeout_with_handle(move || self.rerun(LIVE_FUTURES), SETTLE);
                    self.timer.set_value(timer.ok());
                }
            }
        });
    }

    /// Looks through the plan after every edit: first what plan and list say, then what only their schedule says.
    fn follow_check(self) {
        let (plan, revision) = (self.bench.plan_id(), self.bench.revision());
        let timer = StoredValue::new(None::<TimeoutHandle>);
        Effect::new(move |before: Option<(Option<String>, Option<SequenceId>)>| {
            revision.track();
            self.alone.track();
            let about = (plan.get(), self.sequence.get());
            let is_opening = self.list.with(|list| matches!(list, ListState::Opening));
            if let Some(timer) = timer.try_update_value(Option::take).flatten() {
                timer.clear();
            }
            if before.is_some_and(|before| before != about) {
                // another plan or sequence: nothing that was found is about it
                self.check.set(None);
            }
            // a look that still runs is about what was: it does not say that this is looked through
            self.looks.update_value(|looks| *looks += 1);
            self.is_checking.set(about.1.is_some());
            if let (Some(sequence), false) = (about.1, is_opening) {
                timer.set_value(
                    set_timeout_with_handle(move || self.look_through(sequence, &[false, true]), SETTLE).ok(),
                );
            }
            about
        });
    }

    /// Without what only a schedule and a forecast say, then with it.
    fn look_through(self, sequence: SequenceId, stages: &'static [bool]) {
        self.looks.update_value(|looks| *looks += 1);
        let number = self.looks.get_value();
        let is_newest = move || self.looks.get_value() == number;
        spawn_local(async move {
            for timed in stages.iter().copied() {
                match self.data().preflight(sequence, self.today(), timed).await {
                    Ok(info) if self.sequence.get_untracked() == Some(sequence) => {
                        self.check.set(Some(Arc::new(info)));
                    }
                    // asked again meanwhile, or about what is not in sight any more
                    Ok(_) => return,
                    Err(failure) if failure.code == Code::Cancelled && !is_newest() => return,
                    Err(failure) => {
                        self.check.update(|check| {
                            if let Some(check) = check {
                                Arc::make_mut(check).not_planned = Some(failure.message);
                            }
                        });
                        break;
                    }
                }
            }
            if is_newest() {
                self.is_checking.set(false);
            }
        });
    }

    /// Looks now and then what the data worker has been busy with for long.
    fn follow_work(self) {
        let look = move || {
            let long = self.data().busy().filter(|busy| busy.for_ms >= LONG_MS);
            let now = long.map(|busy| (busy.doing, (busy.for_ms / 1000.0) as u32));
            if self.busy.with_untracked(|before| *before != now) {
                self.busy.set(now);
            }
        };
        if let Ok(timer) = set_interval_with_handle(look, LOOK) {
            on_cleanup(move || timer.clear());
        }
    }

    /// Ends what the data worker is busy with: whoever waits for it is told so, and the next question is answered by a new worker.
    pub fn stop_work(self) {
        self.data().stop();
        self.busy.set(None);
    }

    fn drop_timer(self) {
        self.timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
        });
    }

    /// Ends what runs and returns the number of the next forecast.
    fn begin(self) -> u32 {
        self.simulators.with_value(Simulators::stop);
        self.asked.update_value(|asked| *asked += 1);
        self.asked.get_value()
    }

    /// Forecasts the sequence in sight as it stands, with so many futures.
    pub fn rerun(self, replications: u32) {
        self.drop_timer();
        let Some(sequence) = self.sequence.get_untracked() else { return };
        if self.list.with_untracked(|list| !matches!(list, ListState::Open(_))) {
            return;
        }
        let number = self.begin();
        self.live.set(Live::Busy { done: 0, of: replications });
        spawn_local(async move {
            let is_current = move || self.asked.get_value() == number;
            match self.compute(sequence, replications, is_current).await {
                Ok(()) => {}
                Err(failure) if !is_current() || failure.code == Code::Cancelled => {
                    if is_current() {
                        self.live.set(Live::Behind);
                        self.is_behind.set(true);
                    }
                }
                Err(failure) => self.live.set(Live::Failed(failure)),
            }
        });
    }

    async fn compute(
        self,
        sequence: SequenceId,
        replications: u32,
        is_current: impl Fn() -> bool + Copy + 'static,
    ) -> Result<(), Failure> {
        let start = clock::milliseconds();
        let compiled = self.data().compile(sequence, self.today()).await?;
        if !is_current() {
            return Ok(());
        }
        let error = compiled.problems.iter().find(|problem| problem.is_error()).cloned();
        self.problems.set(compiled.problems);
        self.standing.set(Some(compiled.standing));
        if let Some(error) = error {
            self.forecast.set(None);
            self.live.set(Live::Off(super::format::sentence(&error.sentence())));
            return Ok(());
        }
        let simulators = self.simulators.with_value(Clone::clone);
        let heard = move |progress: crate::worker::protocol::Progress| {
            if is_current() {
                self.live.set(Live::Busy { done: progress.done as u32, of: replications });
            }
        };
        let luck_only = self.luck_only.get_untracked();
        let (mut forecast, batches) = simulators.run(compiled.parts, luck_only, replications, heard).await?;
        if is_current() {
            forecast.held_back = compiled.held_back;
            self.forecast.set(Some(Arc::new(forecast)));
            self.is_behind.set(false);
            self.live.set(Live::Fresh { took_ms: clock::milliseconds() - start });
            let about = (sequence, compiled.revision, self.today());
            let is_known = !luck_only && self.data().forecasted(about, replications, batches).await.is_ok();
            // another sequence may have come into sight meanwhile: it is looked through by itself
            if is_known && is_current() {
                // what is being looked for now is looked for with it
                self.look_through(sequence, &[true]);
            }
        }
        Ok(())
    }

    /// Stops the forecast that runs; what is done of it is shown and labelled.
    pub fn stop(self) {
        self.simulators.with_value(Simulators::stop);
    }

    /// Opens a list that came in and binds the plan to it. The list of the same file that it takes the place of is deleted.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub async fn open_imported(self, imported: Imported, replaces: Option<String>) -> Result<(), Failure> {
        let info = self.data().open_imported(imported).await?;
        let own = info.record.id.clone();
        self.bind(info);
        if let Some(old) = replaces.filter(|old| *old != own) {
            self.drop_list(&old).await;
        }
        Ok(())
    }

    /// Puts the demo list into storage, if it is not there, opens it and binds the plan to it.
    ///
    /// # Errors
    /// Where its file cannot be fetched or the storage refuses.
    pub async fn open_demo(self) -> Result<(), Failure> {
        let info = self.demo_list().await?;
        self.bind(info);
        super::app::keep_focus();
        Ok(())
    }

    /// Puts the demo list into storage for a plan that names it.
    ///
    /// # Errors
    /// As [`Desk::open_demo`].
    pub async fn store_demo(self) -> Result<(), Failure> {
        self.demo_list().await.map(drop)
    }

    async fn demo_list(self) -> Result<ListInfo, Failure> {
        match self.data().open(DEMO_LIST).await {
            Ok(info) => Ok(info),
            Err(_) => {
                let csv = files::fetch_own(DEMO_FILE)
                    .await
                    .map_err(|error| Failure::new(Code::BadFile, error.to_string()))?;
                self.data().open_demo(DEMO_LIST, "Demo list", csv).await
            }
        }
    }

    /// Puts made-up people into storage as a list, if they are not there.
    ///
    /// # Errors
    /// Where the storage refuses.
    pub async fn store_made_up(
        self,
        id: &str,
        name: &str,
        csv: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if self.data().open(id).await.is_err() {
            self.data().open_demo(id, name, csv().into_bytes()).await?;
        }
        Ok(())
    }

    /// Forecasts a plan that is not open over people that are no list of this browser.
    ///
    /// # Errors
    /// Why there is no forecast; `Cancelled` where a newer one was asked for.
    pub async fn rehearse(
        self,
        plan: &Plan,
        sequence: SequenceId,
        csv: String,
        futures: u32,
        heard: impl Fn(u32) + 'static,
    ) -> Result<Forecast, Failure> {
        let compiled = self.data().trial(plan, sequence, csv, self.today()).await?;
        if let Some(error) = compiled.problems.iter().find(|problem| problem.is_error()) {
            return Err(Failure::new(Code::CannotRun, super::format::sentence(&error.sentence())));
        }
        let simulators = self.simulators.with_value(Clone::clone);
        let heard = move |progress: crate::worker::protocol::Progress| heard(progress.done as u32);
        let run = simulators.run(compiled.parts, false, futures, heard);
        Ok(run.await?.0)
    }

    fn bind(self, info: ListInfo) {
        let id = info.record.id.clone();
        self.looked.set(Looked::default());
        self.list.set(ListState::Open(Arc::new(info)));
        self.set_list(Some(id));
    }

    fn set_list(self, list: Option<String>) {
        let settings = self.bench.plan_now(|plan| (*plan.settings).clone());
        if let Some(settings) = settings.filter(|settings| settings.list != list) {
            // a refusal is shown by the bench
            let _ = self.bench.dispatch(Command::PutSettings(crate::model::Settings { list, ..settings }));
        }
    }

    /// Deletes a list that nothing names any more from this browser; a failure leaves it there, which is shown.
    async fn drop_list(self, id: &str) {
        if let Err(failure) = self.data().delete(id).await {
            self.toasts.tell(super::format::sentence(&failure.message));
        }
    }

    /// Takes the demo away: its list. The plan is the keeper's to delete.
    pub fn delete_demo(self) {
        spawn_local(async move {
            self.list.set(ListState::None);
            self.drop_list(DEMO_LIST).await;
        });
    }

    /// The open list was changed: it is shown, and the forecast follows.
    pub fn changed(self, info: ListInfo) {
        self.list.set(ListState::Open(Arc::new(info)));
    }

    /// Opens the rows of those contacts.
    pub fn look(self, wanted: Looked) {
        self.looked.set(wanted);
        self.bench.go(Page::Contacts);
    }

    /// Opens the rows behind a count of the contacts of the sequence in sight.
    pub fn look_in_sequence(self) -> Callback<Only> {
        Callback::new(move |only| {
            let segment = self.bench.plan_now(|plan| {
                let id = plan.sequences.get(&self.sequence.get_untracked()?)?.segment?;
                Some((plan.segments.get(&id)?.name.clone(), Rule::Segment(id)))
            });
            let looked = Looked::only(only);
            self.look(match segment.flatten() {
                Some((name, rule)) => looked.within(name, rule),
                None => looked,
            });
        })
    }

    /// A change of the open list was asked for: where it was made it is shown and can be taken back with one press, else `wrong` says why
    /// it was not.
    pub fn took_over(
        self,
        answer: Result<ListInfo, Failure>,
        wrong: RwSignal<Option<String>>,
        done: impl FnOnce(),
    ) {
        match answer {
            Ok(info) => {
                let what = info.record.last_change.as_ref().map(|change| change.what.clone());
                wrong.try_set(None);
                done();
                self.changed(info);
                self.toasts.offer(what.unwrap_or_default(), "Undo", move || self.restore());
            }
            Err(failure) => drop(wrong.try_set(Some(super::format::sentence(&failure.message)))),
        }
    }

    /// Goes back to the state before the last change of the open list.
    pub fn restore(self) {
        spawn_local(async move {
            match self.data().restore().await {
                Ok(info) => self.changed(info),
                Err(failure) => self.toasts.tell(super::format::sentence(&failure.message)),
            }
        });
    }

    /// Looks which lists there are: another tab may have read one meanwhile.
    pub fn look_for_lists(self) {
        spawn_local(async move {
            if let Ok(lists) = self.data().lists().await {
                self.other_lists.set(Some(lists.into_iter().map(|it| it.record.name).collect()));
            }
        });
    }

    /// Opens the list of the plan again: it was locked, or its record was changed.
    pub fn open_again(self) {
        let Some(id) = self.bench.plan_now(|plan| plan.settings.list.clone()).flatten() else { return };
        spawn_local(async move {
            let answer = self.data().open(&id).await;
            let still = self.bench.plan_now(|plan| plan.settings.list.clone()).flatten();
            if still.as_deref() == Some(id.as_str()) {
                self.list.set(match answer {
                    Ok(info) => ListState::Open(Arc::new(info)),
                    Err(failure) => ListState::Failed(failure),
                });
            }
        });
    }

    /// Who may be contacted is another since: the open list is asked again, and the forecast follows.
    pub fn people_changed(self) {
        let Some(id) = self.info_now().map(|info| info.record.id.clone()) else { return };
        spawn_local(async move {
            let answer = self.data().open(&id).await;
            let is_same = self.info_now().is_some_and(|info| info.record.id == id);
            if let (Ok(info), true) = (answer, is_same) {
                self.list.set(ListState::Open(Arc::new(info)));
            }
        });
    }

    /// Deletes the open list from this browser and frees the plan of it; whoever has said "no" on it first becomes a line of a
    /// do-not-contact list, if `leave_no`.
    pub fn delete_list(self, leave_no: bool) {
        let Some(info) = self.info_now() else { return };
        spawn_local(async move {
            let left = match leave_no {
                true => self.data().leave_no(&info.record.id).await.map(drop),
                false => Ok(()),
            };
            if let Err(failure) = left {
                self.toasts
                    .tell(format!("{} The list is still there.", super::format::sentence(&failure.message)));
                return;
            }
            match self.delete_stored(&info.record.id).await {
                Ok(()) => self.toasts.tell(format!("“{}” is deleted from this browser", info.record.name)),
                Err(failure) => self.list.set(ListState::Failed(failure)),
            }
        });
    }

    /// Deletes a locked list; whoever has said "no" on it first becomes a line of a do-not-contact list.
    pub fn delete_locked(self, id: String) {
        spawn_local(async move {
            let left = self.data().leave_no(&id).await.map(drop);
            let done = match left {
                Ok(()) => self.delete_stored(&id).await,
                Err(failure) => Err(failure),
            };
            match done {
                Ok(()) => self.toasts.tell("The list is deleted from this browser"),
                Err(failure) => self.toasts.tell(super::format::sentence(&failure.message)),
            }
        });
    }

    /// Opens a list of this browser and binds the plan to it.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub async fn use_list(self, id: &str) -> Result<(), Failure> {
        let info = self.data().open(id).await?;
        self.bind(info);
        Ok(())
    }

    /// Deletes a list from this browser; a plan on the bench that names it is freed of it.
    ///
    /// # Errors
    /// Where the storage refuses.
    pub async fn delete_stored(self, id: &str) -> Result<(), Failure> {
        self.data().delete(id).await?;
        local::set_preference(&format!("columns.{id}"), None);
        let names_it = self.bench.plan_now(|plan| plan.settings.list.as_deref() == Some(id));
        if names_it == Some(true) {
            self.list.set(ListState::None);
            self.set_list(None);
        }
        Ok(())
    }

    fn info_now(self) -> Option<Arc<ListInfo>> {
        untrack(|| self.info())
    }
}

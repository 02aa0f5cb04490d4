//! Opening, saving, copying and deleting plans in this browser. Nothing is written before it was read, and nothing is called saved
//! before it was read back; how that is done stands in `store`.

use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::components::Toasts;
use super::format;
use super::router::{Page, Route, Router};
use super::workbench::{ReadOnly, SaveState, Workbench};
use crate::browser::clock;
use crate::browser::files;
use crate::browser::local::{LocalShelf, may_write};
use crate::browser::tabs::{Standing, Tab};
use crate::browser::texts::IdbTexts;
use crate::calendar::Instant;
use crate::model::{Plan, Settings};
use crate::session::Session;
use crate::store::{self, FileProblem, MemoryShelf, PlanCard, PlanShelf, Quarantined, Saver};

/// Quiet time after the last edit before it is written.
const QUIET: Duration = Duration::from_millis(400);

/// Plans of this browser; a copyable handle kept in the context.
#[derive(Clone, Copy)]
pub struct Keep {
    /// The plans, newest first.
    pub cards: RwSignal<Vec<PlanCard>>,
    /// Bytes that could not be read, kept until the person lets them go.
    pub aside: RwSignal<Vec<Quarantined>>,
    /// What opening the plan of the address found.
    pub found: RwSignal<Found>,
    /// Whether the versions of the open plan are shown.
    pub versions: RwSignal<bool>,
    bench: Workbench,
    toasts: Toasts,
    router: Router,
    inner: StoredValue<Inner, LocalStorage>,
}

/// What opening a plan found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// It is being read.
    Looking,
    /// It is on the bench.
    Open,
    /// There is no such plan in this browser.
    Nothing,
    /// It is there and cannot be read.
    Unreadable,
}

struct Inner {
    shelf: Rc<dyn PlanShelf>,
    saver: Option<Saver>,
    tab: Option<Tab>,
    timer: Option<TimeoutHandle>,
    /// Counts openings, so that a late answer about another plan is dropped.
    opening: u32,
    /// Undo logs and versions.
    texts: IdbTexts,
    log: Log,
    /// What is to be said when the plan of this id opens.
    told: Option<(String, String)>,
}

/// The undo log of the plan on the bench, on its way to storage.
#[derive(Default)]
struct Log {
    /// Counts readings, so that a late log of another plan is dropped.
    reading: u32,
    /// What was kept before has arrived, so that it is not written over.
    is_read: bool,
    /// The plan's id and the newest log that waits for the one before it to be written.
    waiting: Option<(String, String)>,
    is_writing: bool,
}

impl Keep {
    /// Looks what this browser keeps. Where it keeps nothing, plans live in this tab.
    pub fn new(bench: Workbench, toasts: Toasts, router: Router) -> Keep {
        let shelf: Rc<dyn PlanShelf> = match LocalShelf.keys() {
            Ok(_) => Rc::new(LocalShelf),
            Err(_) => Rc::new(MemoryShelf::for_this_tab()),
        };
        let (texts, log) = (IdbTexts::default(), Log::default());
        let inner = Inner { shelf, saver: None, tab: None, timer: None, opening: 0, texts, log, told: None };
        let keep = Keep {
            cards: RwSignal::new(Vec::new()),
            aside: RwSignal::new(Vec::new()),
            found: RwSignal::new(Found::Looking),
            versions: RwSignal::new(false),
            bench,
            toasts,
            router,
            inner: StoredValue::new_local(inner),
        };
        keep.refresh();
        spawn_local(async move {
            let shelf = keep.shelf();
            let is_there = |id: &str| {
                store::list_plans(&*shelf).is_ok_and(|cards| cards.iter().any(|card| card.id == id))
            };
            // what is not forgotten now is forgotten at the next start
            let _ = store::forget_deleted(&keep.texts(), is_there, now()).await;
        });
        keep
    }

    /// The plans of this app.
    pub fn here() -> Keep {
        expect_context()
    }

    /// Follows edits, and saves at once when the page goes away.
    pub fn watch(self) {
        let edits = self.bench.edits();
        Effect::new(move |before: Option<u32>| {
            let now = edits.get();
            if before.is_some_and(|before| before != now) {
                self.soon();
            }
            now
        });
        let hide = window_event_listener(leptos::ev::pagehide, move |_| self.save_if_changed());
        let hidden =
            window_event_listener(leptos::ev::Custom::<web_sys::Event>::new("visibilitychange"), move |_| {
                if document().hidden() {
                    self.save_if_changed();
                }
            });
        on_cleanup(move || {
            hide.remove();
            hidden.remove();
        });
    }

    fn shelf(self) -> Rc<dyn PlanShelf> {
        self.inner.with_value(|inner| inner.shelf.clone())
    }

    pub(super) fn texts(self) -> IdbTexts {
        self.inner.with_value(|inner| inner.texts.clone())
    }

    /// Reads the list of plans and of what was put aside again.
    pub fn refresh(self) {
        let shelf = self.shelf();
        self.cards.set(store::list_plans(&*shelf).unwrap_or_default());
        let aside = store::list_quarantined(&*shelf).unwrap_or_default();
        self.aside.set(
            aside
                .into_iter()
                .map(|(key, text)| Quarantined { key, text, why: "It could not be read whole".to_owned() })
                .collect(),
        );
    }

    // ---- opening ----------------------------------------------------------------------------------------------------------

    /// Puts the plan of the address on the bench, unless it lies there already.
    pub fn open(self, id: &str) {
        if self.bench.plan_now(|plan| plan.id.clone()).as_deref() == Some(id) {
            return;
        }
        self.leave();
        self.found.set(Found::Looking);
        let Some(saver) = self.read(id) else { return };
        self.hold(saver);
        let opening = self.inner.try_update_value(|inner| {
            inner.opening += 1;
            inner.opening
        });
        if matches!(self.bench.save.get_untracked(), SaveState::ReadOnly(ReadOnly::Newer(_))) {
            return;
        }
        let id = id.to_owned();
        spawn_local(async move {
            let tab =
                Tab::open(&id, move || self.save_if_changed(), move |standing| self.stand(standing)).await;
            let standing = tab.standing();
            let is_current = self.inner.try_with_value(|inner| Some(inner.opening) == opening) == Some(true);
            if is_current {
                self.inner.update_value(|inner| inner.tab = Some(tab));
                if standing == Standing::Reading {
                    self.read_only();
                }
            }
        });
    }

    /// Keeps the way to save the plan that was just read, and asks for its undo log.
    fn hold(self, saver: Saver) {
        let revision = saver.revision();
        let reading = self.inner.try_update_value(|inner| {
            inner.saver = Some(saver);
            inner.log.is_read = false;
            inner.log.reading += 1;
            inner.log.reading
        });
        self.show_state();
        let Some(id) = self.bench.plan_now(|plan| plan.id.clone()) else { return };
        spawn_local(async move {
            let log = store::read_log(&self.texts(), &id).await;
            if self.inner.try_with_value(|inner| Some(inner.log.reading) != reading) != Some(false) {
                return;
            }
            if let Ok(Some(log)) = log {
                let shelf = self.shelf();
                self.bench.resume(&log, revision, || store::older(&*shelf, &id, revision));
            }
            self.inner.update_value(|inner| inner.log.is_read = true);
            // what was saved while the log was on its way
            if self.bench.session.with_untracked(|session| session.as_ref().is_some_and(|s| s.revision() > 0))
            {
                self.write_log();
            }
        });
    }

    /// Writes the undo log of the plan as it was just saved. Where it cannot be kept, undo ends with the tab, and nothing else does.
    fn write_log(self) {
        let log = self.inner.with_value(|inner| {
            let saver = inner.saver.as_ref().filter(|_| inner.log.is_read)?;
            let store::SaveState::Saved { .. } = saver.state() else { return None };
            let log = |session: &Session| (session.plan().id.clone(), session.log(saver.revision()));
            self.bench.session.with_untracked(|session| session.as_ref().map(log))
        });
        let begins = self.inner.try_update_value(|inner| {
            inner.log.waiting = log;
            inner.log.waiting.is_some() && !std::mem::replace(&mut inner.log.is_writing, true)
        });
        if begins != Some(true) {
            return;
        }
        spawn_local(async move {
            let texts = self.texts();
            while let Some((id, log)) =
                self.inner.try_update_value(|inner| inner.log.waiting.take()).flatten()
            {
                let _ = store::write_log(&texts, &id, log).await;
            }
            self.inner.update_value(|inner| inner.log.is_writing = false);
        });
    }

    /// Reads a plan and puts it on the bench; the way to save it.
    fn read(self, id: &str) -> Option<Saver> {
        let opened = match store::open(&*self.shelf(), id) {
            Ok(opened) => opened,
            Err(error) => {
                self.bench.refused.set(Some(format!("The plan could not be read: {error:?}")));
                self.found.set(Found::Unreadable);
                return None;
            }
        };
        if !opened.quarantined.is_empty() {
            self.aside.set(opened.quarantined.clone());
        }
        let Some(plan) = opened.plan else {
            self.bench.close();
            self.found.set(if opened.quarantined.is_empty() { Found::Nothing } else { Found::Unreadable });
            return None;
        };
        self.bench.open(plan);
        self.found.set(Found::Open);
        let told = self.inner.try_update_value(|inner| inner.told.take()).flatten();
        let told = told.filter(|(plan, _)| plan == id).map(|(_, words)| words);
        self.bench.refused.set(told.or_else(|| left_out(&opened.problems)));
        if let Some(schema) = opened.newer {
            self.bench.save.set(SaveState::ReadOnly(ReadOnly::Newer(schema)));
        } else {
            self.bench.save.set(SaveState::Saving);
        }
        Some(opened.saver)
    }

    /// Writes what is unsaved and lets the plan go.
    pub fn leave(self) {
        self.save_if_changed();
        self.inner.update_value(|inner| {
            inner.saver = None;
            inner.tab = None;
            inner.opening += 1;
            inner.log.reading += 1;
            if let Some(timer) = inner.timer.take() {
                timer.clear();
            }
        });
        self.bench.close();
    }

    /// Another tab took the plan over, or let it go.
    fn stand(self, standing: Standing) {
        match standing {
            Standing::Reading => self.read_only(),
            Standing::Editing => {
                // the other tab wrote meanwhile
                let Some(id) = self.bench.plan_now(|plan| plan.id.clone()) else { return };
                if let Some(saver) = self.read(&id) {
                    self.hold(saver);
                    self.bench.say("This tab edits the plan now");
                }
            }
        }
    }

    fn read_only(self) {
        self.inner.update_value(|inner| {
            if let Some(saver) = &mut inner.saver {
                saver.set_read_only(true);
            }
        });
        self.bench.save.set(SaveState::ReadOnly(ReadOnly::OtherTab));
    }

    /// Makes this the tab that edits.
    pub fn take_over(self) {
        let Some(tab) = self.inner.with_value(|inner| inner.tab.clone()) else { return };
        spawn_local(async move { tab.take_over().await });
    }

    // ---- saving -----------------------------------------------------------------------------------------------------------

    fn soon(self) {
        if matches!(self.bench.save.get_untracked(), SaveState::ReadOnly(_)) {
            return;
        }
        self.inner.update_value(|inner| {
            if let Some(saver) = &mut inner.saver {
                saver.mark_changed();
            }
            if let Some(timer) = inner.timer.take() {
                timer.clear();
            }
            inner.timer = set_timeout_with_handle(move || self.save_now(), QUIET).ok();
        });
        if matches!(self.bench.save.get_untracked(), SaveState::Saved(_)) {
            self.bench.save.set(SaveState::Saving);
        }
    }

    fn save_if_changed(self) {
        let waiting = self.inner.try_with_value(|inner| inner.timer.is_some()) == Some(true);
        if waiting {
            self.save_now();
        }
    }

    /// Writes the plan on the bench.
    pub fn save_now(self) {
        // after a panic nothing that is left can be trusted
        if !may_write() {
            return;
        }
        let plan = self.bench.plan_now(Plan::clone);
        self.inner.update_value(|inner| {
            if let Some(timer) = inner.timer.take() {
                timer.clear();
            }
            let shelf = inner.shelf.clone();
            if let (Some(saver), Some(plan)) = (&mut inner.saver, &plan) {
                saver.save(&*shelf, plan, now());
            }
        });
        self.bench.settle();
        self.show_state();
        self.write_log();
    }

    fn show_state(self) {
        let state = self.inner.with_value(|inner| inner.saver.as_ref().map(|saver| saver.state().clone()));
        let shown = match state {
            Some(store::SaveState::Saving) => SaveState::Saving,
            Some(store::SaveState::Saved { at }) => SaveState::Saved(clock_time(at)),
            Some(store::SaveState::NotSaved(why)) => SaveState::Unsaved(format!("Not saved: {why}")),
            Some(store::SaveState::KeptInTabOnly) => SaveState::TabOnly,
            // the bench says which of the two reasons it is
            Some(store::SaveState::ReadOnly) | None => return,
        };
        self.bench.save.set(shown);
    }

    // ---- new plans --------------------------------------------------------------------------------------------------------

    /// Keeps a new plan and goes to a page of it.
    pub fn add(self, plan: Plan, page: Page) {
        self.leave();
        let id = plan.id.clone();
        let shelf = self.shelf();
        match store::open(&*shelf, &id) {
            Ok(mut opened) => {
                opened.saver.save(&*shelf, &plan, now());
                if matches!(opened.saver.state(), store::SaveState::NotSaved(_)) {
                    // there is no room: it lives on the bench, and the frame says so
                    self.bench.open(plan);
                    self.found.set(Found::Open);
                    self.inner.update_value(|inner| inner.saver = Some(opened.saver));
                    self.show_state();
                }
            }
            Err(error) => self.bench.refused.set(Some(format!("The plan could not be kept: {error:?}"))),
        }
        self.refresh();
        self.router.go(&Route::Plan { id, page });
    }

    /// An empty plan with this name.
    pub fn blank(self, name: &str) -> Plan {
        Plan::new(&clock::fresh_id("plan"), name, clock::seed(), clock::zone().as_str().into())
    }

    fn stored(self, id: &str) -> Option<Plan> {
        store::open(&*self.shelf(), id).ok().and_then(|opened| opened.plan)
    }

    /// A plan of this browser, to look at.
    pub fn peek(self, id: &str) -> Option<Plan> {
        self.stored(id)
    }

    /// Copies a plan under a new name.
    pub fn duplicate(self, id: &str) {
        let Some(plan) = self.stored(id) else { return };
        let name = format!("{}, copy", plan.settings.name);
        let copy = Plan {
            id: clock::fresh_id("plan"),
            settings: std::sync::Arc::new(Settings { name: name.clone(), ..(*plan.settings).clone() }),
            ..plan
        };
        self.put(&copy);
        self.toasts.tell(format!("Copied as “{name}”"));
    }

    fn put(self, plan: &Plan) {
        let shelf = self.shelf();
        match store::open(&*shelf, &plan.id) {
            Ok(mut opened) => {
                if let store::SaveState::NotSaved(why) = opened.saver.save(&*shelf, plan, now()) {
                    self.bench.refused.set(Some(format!("Not saved: {why}")));
                }
            }
            Err(error) => self.bench.refused.set(Some(format!("The plan could not be kept: {error:?}"))),
        }
        self.refresh();
    }

    /// Deletes a plan; one press brings it back.
    pub fn delete(self, id: &str) {
        let Some(plan) = self.stored(id) else { return };
        if self.bench.plan_now(|open| open.id == plan.id) == Some(true) {
            self.leave();
        }
        if let Err(error) = store::delete_plan(&*self.shelf(), id) {
            self.bench.refused.set(Some(format!("The plan could not be deleted: {error:?}")));
            return;
        }
        self.refresh();
        let gone = plan.id.clone();
        spawn_local(async move {
            // where that fails the versions of a deleted plan stay; nothing is lost
            let _ = store::note_deleted(&self.texts(), &gone, now()).await;
        });
        let name = plan.settings.name.clone();
        self.toasts.offer(format!("Deleted “{name}”"), "Undo", move || self.put(&plan));
    }

    /// Takes the demo away: the list, and the plan where it was made for it.
    pub fn remove_demo(self) {
        let desk = super::desk::Desk::here();
        let demo = self.bench.plan_now(|plan| plan.settings.demo.then(|| plan.id.clone())).flatten();
        match demo {
            Some(id) => {
                self.delete(&id);
                self.router.go(&Route::Home);
                desk.delete_demo();
            }
            None => desk.delete_list(),
        }
    }

    // ---- files ------------------------------------------------------------------------------------------------------------

    /// Gives the person a plan as a file.
    pub fn export(self, id: &str) {
        let open = self.bench.plan_now(|plan| (plan.id == id).then(|| plan.clone())).flatten();
        let Some(plan) = open.or_else(|| self.stored(id)) else { return };
        let name = format!("{}.cadenza.json", file_name(&plan.settings.name));
        if !files::save(&name, "application/json", store::write_plan(&plan).as_bytes()) {
            self.bench.refused.set(Some("The browser refused the download".to_owned()));
        }
    }

    /// Gives the person bytes that were put aside.
    pub fn export_aside(self, aside: &Quarantined) {
        files::save(&format!("{}.txt", aside.key), "text/plain", aside.text.as_bytes());
    }

    /// Lets bytes that were put aside go.
    pub fn forget_aside(self, key: &str) {
        // where that fails they stay listed
        let _ = store::discard_quarantined(&*self.shelf(), key);
        self.refresh();
    }

    /// Lets the person choose a plan file, and opens it as a new plan.
    pub fn open_file(self) {
        spawn_local(async move {
            if let Some(file) = files::choose(".json,.cadenza,application/json").await {
                self.take_file(file).await;
            }
        });
    }

    /// Opens a plan file as a new plan: links, files and demos never overwrite what is here.
    pub async fn take_file(self, file: web_sys::File) {
        let bytes = match files::read_bytes(&file, store::MAX_BYTES as u64).await {
            Ok(bytes) => bytes,
            Err(error) => return self.bench.refused.set(Some(error.to_string())),
        };
        match store::read_plan(&bytes) {
            Ok((plan, problems)) => {
                let plan = Plan { id: clock::fresh_id("plan"), ..plan };
                let told = left_out(&problems).map(|words| (plan.id.clone(), words));
                self.inner.update_value(|inner| inner.told = told);
                self.add(plan, Page::Sequence(None));
            }
            Err(error) => self.bench.refused.set(Some(format!("{}: {error}", file.name()))),
        }
    }
}

/// What did not read, in a sentence.
fn left_out(problems: &[FileProblem]) -> Option<String> {
    let first = problems.first()?;
    let was = if problems.len() == 1 { "was" } else { "were" };
    let n = format::counted(problems.len(), "thing", "things");
    Some(format!(
        "{n} in the plan did not read and {was} left out or put right: {}: {}",
        first.path, first.message
    ))
}

/// This minute.
pub fn now() -> Instant {
    Instant((js_sys::Date::now() / 60_000.0) as i32)
}

fn local(at: Instant) -> js_sys::Date {
    js_sys::Date::new(&(f64::from(at.0) * 60_000.0).into())
}

/// `14:32` on this computer's clock.
fn clock_time(at: Instant) -> String {
    let date = local(at);
    format!("{}:{:02}", date.get_hours(), date.get_minutes())
}

/// `Today, 14:32` or `Tue 10 Nov`, on this computer's clock.
pub fn when(at: Instant) -> String {
    let date = local(at);
    let day = crate::calendar::Date::new(date.get_full_year() as i32, date.get_month() + 1, date.get_date());
    match day {
        Some(day) if day == clock::today() => format!("Today, {}", clock_time(at)),
        Some(day) => format::day(day),
        None => String::new(),
    }
}

pub(super) fn file_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | ',') { c } else { ' ' })
        .take(80)
        .collect();
    let plain = plain.trim();
    if plain.is_empty() { "plan".to_owned() } else { plain.to_owned() }
}

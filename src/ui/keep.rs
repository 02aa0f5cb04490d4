//! Opening, saving, copying and deleting plans in this browser. Nothing is written before it was read, and nothing is called saved before
//! both stores hold it; which save opens, and what is kept of the others, stands in `store`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, WindowListenerHandle};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::components::Toasts;
use super::format;
use super::router::{Page, Route, Router};
use super::workbench::{ReadOnly, SaveState, Workbench};
use crate::browser::clock;
use crate::browser::files;
use crate::browser::local::{LocalShelf, forget_preferences, may_write};
use crate::browser::tabs::{Standing, Tab};
use crate::browser::texts::IdbTexts;
use crate::calendar::Instant;
use crate::model::{Plan, Settings};
use crate::session::Session;
use crate::store::{
    self, Apart, Database, Envelope, FileProblem, MemoryShelf, Missing, NotSaved, Opened, PlanCard, PlanCopy,
    PlanShelf, Quarantined, Room, Saver, Side, Store, Stored, Tombstone, Version,
};

/// Quiet time after the last edit before it is written.
const QUIET: Duration = Duration::from_millis(400);
/// The database is waited for so long (ms); then the plan opens, is said to be saved in one store, or is deleted, without it.
const PATIENCE_MS: u32 = 2_000;
/// After so long what is kept beside a deleted plan goes: one press no longer brings it back.
const GRACE: Duration = Duration::from_secs(125);

/// Plans of this browser; a copyable handle kept in the context.
#[derive(Clone, Copy)]
pub struct Keep {
    /// The plans of both stores, newest first.
    pub cards: RwSignal<Vec<PlanCard>>,
    /// Bytes that could not be read, kept until the person lets them go.
    pub aside: RwSignal<Vec<Quarantined>>,
    /// How much room is left for plans; `None` where nothing can be said.
    pub room: RwSignal<Option<Room>>,
    /// What opening the plan of the address found.
    pub found: RwSignal<Found>,
    /// That an older save of the plan opened in the place of a damaged one.
    pub missing: RwSignal<Option<Missing>>,
    /// A save that the one on the bench does not know of, kept as a version.
    pub apart: RwSignal<Option<Version>>,
    /// Whether the versions of the open plan are shown.
    pub versions: RwSignal<bool>,
    bench: Workbench,
    toasts: Toasts,
    router: Router,
    inner: StoredValue<Inner, LocalStorage>,
    /// A list on its way to the import page.
    incoming: StoredValue<Option<web_sys::File>, LocalStorage>,
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
    /// How the newest save stands in the database.
    side: Side,
    tab: Option<Tab>,
    timer: Option<TimeoutHandle>,
    /// Counts saves, so that one that another overtakes ends.
    saves: u32,
    /// A save in steps is under way.
    is_saving: bool,
    /// Counts openings, so that a late answer about another plan is dropped.
    opening: u32,
    /// Plans with their undo logs, and versions.
    texts: IdbTexts,
    /// The database was waited for in vain: the next opening does not wait again.
    is_silent: bool,
    /// What the database holds of the open plan was seen: what lies there later and is newer is another tab's.
    is_seen: bool,
    copying: Copying,
    /// The heads of the plans in the database, as they were last.
    stored: Vec<Envelope>,
    /// Plans that are being deleted: no longer shown.
    going: BTreeSet<String>,
    /// Plans whose newest save is in neither store, with its revision.
    loose: BTreeMap<String, u64>,
    /// Which revision of a plan was given out as a file.
    filed: BTreeMap<String, u64>,
    /// The plan that the person lets go without saving it.
    let_go: Option<String>,
    /// Asks before the page goes away; there only while something would be lost.
    unload: Option<WindowListenerHandle>,
}

/// The newest save of a plan with its undo log, on its way to the database.
#[derive(Default)]
struct Copying {
    /// What waits for the one before it to be written, by plan; and whether what the database holds of it was seen.
    waiting: BTreeMap<String, (PlanCopy, String, bool)>,
    is_writing: bool,
}

impl Keep {
    /// Looks what this browser keeps. Where it keeps nothing, plans live in this tab.
    pub fn new(bench: Workbench, toasts: Toasts, router: Router) -> Keep {
        let readable = LocalShelf.keys().and_then(|keys| {
            keys.iter()
                .find(|key| key.starts_with("cadenza.plan."))
                .map_or(Ok(None), |key| LocalShelf.get(key))
        });
        let shelf: Rc<dyn PlanShelf> = match &readable {
            Ok(_) => Rc::new(LocalShelf),
            Err(_) => Rc::new(MemoryShelf::for_this_tab()),
        };
        let inner = Inner {
            shelf,
            saver: None,
            side: Side::Waits,
            tab: None,
            timer: None,
            saves: 0,
            is_saving: false,
            opening: 0,
            texts: IdbTexts::default(),
            is_silent: false,
            is_seen: false,
            copying: Copying::default(),
            stored: Vec::new(),
            going: BTreeSet::new(),
            loose: BTreeMap::new(),
            filed: BTreeMap::new(),
            let_go: None,
            unload: None,
        };
        let keep = Keep {
            cards: RwSignal::new(Vec::new()),
            aside: RwSignal::new(Vec::new()),
            room: RwSignal::new(None),
            found: RwSignal::new(Found::Looking),
            missing: RwSignal::new(None),
            apart: RwSignal::new(None),
            versions: RwSignal::new(false),
            bench,
            toasts,
            router,
            incoming: StoredValue::new_local(None),
            inner: StoredValue::new_local(inner),
        };
        if let Err(store::ShelfError::Other(why)) = readable {
            bench
                .refused
                .set(Some(format!("Local storage cannot be read ({why}). Nothing in it was changed.")));
        }
        router.guard(move |to| keep.would_lose(to));
        // older versions remembered under these names how a file was read, with its header row, which may have been a person
        forget_preferences("mapping.");
        spawn_local(async move {
            // what is not done now is done at the next start
            let _ = store::carry_tombstones(&keep.texts(), &*keep.shelf()).await;
            keep.forget_deleted().await;
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
        self.show_cards();
        let shelf = self.shelf();
        self.room.set(store::room(&*shelf).ok().filter(|_| shelf.lasts()));
        let aside = store::list_quarantined(&*shelf).unwrap_or_default();
        self.aside.set(
            aside
                .into_iter()
                .map(|(key, text)| Quarantined { key, text, why: "It could not be read whole".to_owned() })
                .collect(),
        );
        spawn_local(async move {
            if let Ok(stored) = store::list_stored(&self.texts()).await {
                self.inner.try_update_value(|inner| {
                    inner.is_silent = false;
                    inner.stored = stored;
                });
                self.show_cards();
            }
        });
    }

    fn show_cards(self) {
        let shelf = self.shelf();
        let local = store::list_plans(&*shelf).unwrap_or_default();
        let cards = self.inner.try_with_value(|inner| {
            let mut cards = store::merged(local, &inner.stored, &*shelf);
            cards.retain(|card| !inner.going.contains(&card.id));
            cards
        });
        if let Some(cards) = cards.filter(|cards| self.cards.with_untracked(|shown| shown != cards)) {
            self.cards.set(cards);
        }
    }

    /// Lets go of what was kept beside plans that were deleted a while ago.
    async fn forget_deleted(self) {
        // what is not forgotten now is forgotten at the next start
        let _ = store::forget_deleted(&self.texts(), &*self.shelf(), now()).await;
        self.refresh();
    }

    // ---- opening ----------------------------------------------------------------------------------------------------------

    /// Puts the plan of the address on the bench, unless it lies there already.
    pub fn open(self, id: &str) {
        if self.bench.plan_now(|plan| plan.id.clone()).as_deref() == Some(id) {
            return;
        }
        self.leave();
        self.found.set(Found::Looking);
        let opening = self.opening();
        let id = id.to_owned();
        spawn_local(async move { self.fetch(id, opening, false).await });
    }

    fn opening(self) -> u32 {
        self.inner
            .try_update_value(|inner| {
                inner.end_steps();
                inner.opening += 1;
                inner.opening
            })
            .unwrap_or_default()
    }

    fn is_current(self, opening: u32) -> bool {
        self.inner.try_with_value(|inner| inner.opening == opening) == Some(true)
    }

    /// Reads the plan from both stores and puts it on the bench. The database is waited for, but not for long: what it says later is offered.
    /// `has_lock`: this tab edits the plan already.
    async fn fetch(self, id: String, opening: u32, has_lock: bool) {
        let texts = self.texts();
        let mut reading = Box::pin(store::read_stored(&texts, &id));
        let is_silent = self.inner.with_value(|inner| inner.is_silent);
        let mut answer = clock::at_most(if is_silent { 0 } else { PATIENCE_MS }, &mut reading).await;
        let is_late = answer.is_none();
        let is_local = || {
            let looked = store::look(&*self.shelf(), &id, &Database::Silent);
            looked.is_ok_and(|opened| opened.plan.is_some() || opened.newer.is_some())
        };
        if is_late && !is_local() {
            // there is nothing else to show
            answer = Some(reading.as_mut().await);
        }
        if !self.is_current(opening) {
            return;
        }
        self.inner.update_value(|inner| inner.is_silent = is_late);
        let database = match answer {
            None => Database::Silent,
            Some(Ok(stored)) => Database::Answered(stored),
            Some(Err(error)) => Database::Refused(error),
        };
        let Some(apart) = self.read(&id, &database) else { return };
        if self.inner.with_value(|inner| inner.saver.is_none()) {
            return;
        }
        if !has_lock && !self.take_lock(&id, opening).await {
            return;
        }
        self.settle(&id, opening, apart).await;
        if !matches!(database, Database::Silent) {
            return;
        }
        match reading.await {
            Ok(stored) if self.is_current(opening) => {
                self.resume(&id, &stored);
                self.copy_out();
            }
            Err(error) if self.is_current(opening) => self.stands(Side::Refused(error.into())),
            _ => {}
        }
    }

    /// Reads a plan and puts it on the bench; the saves that went apart from it.
    fn read(self, id: &str, database: &Database) -> Option<Vec<Apart>> {
        let opened = match store::open_with(&*self.shelf(), id, database) {
            Ok(opened) => opened,
            Err(error) => {
                self.bench.close();
                self.bench.refused.set(Some(format!("The plan could not be read: {error}")));
                self.found.set(Found::Unreadable);
                return None;
            }
        };
        if !opened.quarantined.is_empty() {
            self.aside.set(opened.quarantined.clone());
        }
        let Opened { plan, problems, quarantined, missing, apart, newer, database: side, mut saver, .. } =
            opened;
        let Some(plan) = plan else {
            self.bench.close();
            self.found.set(if quarantined.is_empty() { Found::Nothing } else { Found::Unreadable });
            return None;
        };
        // until they are kept
        for slot in apart.iter().filter_map(|apart| apart.slot) {
            saver.hold(slot);
        }
        self.bench.open(plan);
        self.found.set(Found::Open);
        self.missing.set(missing);
        self.apart.set(None);
        self.bench.refused.set(left_out(&problems));
        self.inner.update_value(|inner| {
            inner.saver = newer.is_none().then_some(saver);
            inner.side = side;
            inner.is_seen = matches!(database, Database::Answered(_));
        });
        match newer {
            Some(schema) => self.bench.save.set(SaveState::ReadOnly(ReadOnly::Newer(schema))),
            None => self.show_state(),
        }
        if let Database::Answered(stored) = database {
            self.resume(id, stored);
        }
        Some(apart)
    }

    /// Takes up the undo log that was written with the save in the database.
    fn resume(self, id: &str, stored: &Stored) {
        let revision = self.inner.with_value(|inner| inner.saver.as_ref().map(Saver::revision));
        if let (Some(log), Some(revision)) = (&stored.log, revision) {
            let shelf = self.shelf();
            let older = || stored.plan(id).or_else(|| store::older(&*shelf, id, revision));
            self.bench.resume(log, revision, older);
        }
    }

    /// Asks to be the tab that edits; whether it is, and the plan still the one on the bench.
    async fn take_lock(self, id: &str, opening: u32) -> bool {
        let tab = Tab::open(id, move || self.save_if_changed(), move |standing| self.stand(standing)).await;
        let standing = tab.standing();
        if !self.is_current(opening) {
            return false;
        }
        self.inner.update_value(|inner| inner.tab = Some(tab));
        if standing == Standing::Reading {
            self.read_only();
        }
        standing == Standing::Editing
    }

    /// Makes the two stores one again: what went apart is kept as a version, and each store gets what it lacks.
    async fn settle(self, id: &str, opening: u32, apart: Vec<Apart>) {
        for Apart { slot, copy } in apart {
            // what lies in the database is kept when it is written over
            let Some(slot) = slot else { continue };
            let at = copy.head.saved_at;
            let kept =
                store::keep_other(&self.texts(), id, &copy.body, "Saved apart, found in local storage", at)
                    .await;
            if !self.is_current(opening) {
                return;
            }
            match kept {
                Ok(version) => {
                    self.apart.set(Some(version));
                    self.inner.update_value(|inner| {
                        let shelf = inner.shelf.clone();
                        if let Some(saver) = &mut inner.saver {
                            saver.clear(&*shelf, slot);
                        }
                    });
                }
                Err(why) => self
                    .bench
                    .refused
                    .set(Some(format!("Another save of this plan could not be kept: {why}"))),
            }
        }
        let is_there = self.inner.try_update_value(|inner| {
            let shelf = inner.shelf.clone();
            if let Some(saver) = &mut inner.saver {
                saver.heal(&*shelf);
            }
            inner.side == Side::Holds
        });
        self.show_state();
        if is_there == Some(false) {
            self.copy_out();
        }
    }

    /// Writes what is unsaved and lets the plan go.
    pub fn leave(self) {
        self.save_if_changed();
        let shelf_lasts = self.shelf().lasts();
        let id = self.bench.plan_now(|plan| plan.id.clone());
        self.inner.update_value(|inner| {
            inner.end_steps();
            inner.saver = None;
            inner.side = Side::Waits;
            inner.tab = None;
            inner.opening += 1;
            inner.let_go = None;
            if let Some(timer) = inner.timer.take() {
                timer.clear();
            }
            // it was asked about, or is in this tab's list
            if let Some(id) = id.filter(|_| shelf_lasts) {
                inner.loose.remove(&id);
            }
        });
        self.missing.set(None);
        self.apart.set(None);
        self.bench.close();
        self.watch_unload();
    }

    /// Another tab took the plan over, or let it go.
    fn stand(self, standing: Standing) {
        match standing {
            Standing::Reading => self.read_only(),
            Standing::Editing => {
                // the other tab wrote meanwhile
                let Some(id) = self.bench.plan_now(|plan| plan.id.clone()) else { return };
                let opening = self.opening();
                spawn_local(async move {
                    self.fetch(id, opening, true).await;
                    if self.is_current(opening) {
                        self.bench.say("This tab edits the plan now");
                    }
                });
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
            inner.timer = set_timeout_with_handle(move || self.save_in_steps(), QUIET).ok();
        });
        if matches!(self.bench.save.get_untracked(), SaveState::Saved(_) | SaveState::Partly { .. }) {
            self.bench.save.set(SaveState::Saving);
        }
        self.watch_unload();
    }

    fn save_if_changed(self) {
        let is_read_in = self.bench.read_in();
        let waits = self.inner.try_with_value(|inner| inner.timer.is_some() || inner.is_saving);
        if is_read_in || waits == Some(true) {
            self.save_now();
        }
    }

    /// Writes the plan on the bench in steps between which keys are heard: text, first store, reading back, undo log, database. An edit
    /// meanwhile has its own save behind it, and what must be written at once ([`Keep::save_now`]) overtakes this one.
    fn save_in_steps(self) {
        if !may_write() {
            return;
        }
        let number = self.inner.try_update_value(|inner| {
            if let Some(timer) = inner.timer.take() {
                timer.clear();
            }
            inner.end_steps();
            inner.is_saving = inner.saver.is_some();
            inner.is_saving.then_some(inner.saves)
        });
        // the plan and the history that ends at it, whatever is done while they are written
        let session = self.bench.session.with_untracked(Clone::clone);
        let (Some(Some(number)), Some(session)) = (number, session) else { return };
        self.bench.settle();
        spawn_local(async move {
            let body = store::plan_text(session.plan());
            clock::turn().await;
            let name = &session.plan().settings.name;
            let written = self.step(number, |inner, shelf| {
                inner.side = Side::Waits;
                if let Some(saver) = &mut inner.saver {
                    saver.write(shelf, body, name, now());
                }
            });
            if !written {
                return;
            }
            clock::turn().await;
            let read = self.step(number, |inner, shelf| {
                let is_changed = inner.timer.is_some();
                if let Some(saver) = &mut inner.saver {
                    saver.read_back(shelf);
                    if is_changed {
                        saver.mark_changed();
                    }
                }
            });
            if !read {
                return;
            }
            self.show_state();
            clock::turn().await;
            if self.step(number, |inner, _| inner.is_saving = false) {
                self.copy_out_with(Some(&session));
            }
        });
    }

    /// One step of a save; false where the save was overtaken.
    fn step(self, number: u32, work: impl FnOnce(&mut Inner, &dyn PlanShelf)) -> bool {
        let done = self.inner.try_update_value(|inner| {
            let goes_on = inner.saves == number;
            if goes_on {
                let shelf = inner.shelf.clone();
                work(inner, &*shelf);
            }
            goes_on
        });
        done == Some(true)
    }

    /// Writes the plan on the bench: to the synchronous store at once, and to the database with its undo log.
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
            inner.end_steps();
            let shelf = inner.shelf.clone();
            if let (Some(saver), Some(plan)) = (&mut inner.saver, &plan) {
                saver.save(&*shelf, plan, now());
            }
        });
        self.bench.settle();
        self.copy_out();
        self.show_state();
    }

    /// Sends the newest save to the database, with the undo log that ends at it.
    fn copy_out(self) {
        self.copy_out_with(None);
    }

    /// The same; `session`: the one that was saved, where the one on the bench may have gone on.
    fn copy_out_with(self, session: Option<&Session>) {
        let begins = self.inner.try_update_value(|inner| {
            let copy = inner.saver.as_ref().and_then(|saver| saver.copy().cloned())?;
            let log = |session: &Session| session.log(copy.head.revision);
            let log = match session {
                Some(session) => log(session),
                None => self.bench.session.with_untracked(|session| session.as_ref().map(log))?,
            };
            inner.side = Side::Waits;
            inner.copying.waiting.insert(copy.head.id.clone(), (copy, log, inner.is_seen));
            Some(!std::mem::replace(&mut inner.copying.is_writing, true))
        });
        if begins.flatten() != Some(true) {
            return;
        }
        spawn_local(async move {
            let texts = self.texts();
            while let Some((copy, log, is_seen)) = self.next_copy() {
                let mut putting = Box::pin(store::put_copy(&texts, &copy, Some(log), is_seen));
                let put = match clock::at_most(PATIENCE_MS, &mut putting).await {
                    Some(put) => put,
                    None => {
                        self.copied(&copy, Side::Refused(NotSaved::Silent));
                        putting.await
                    }
                };
                let side = match put {
                    Ok(apart) => {
                        if let Some(version) = apart.filter(|_| self.is_open(&copy.head.id)) {
                            self.apart.set(Some(version));
                        }
                        Side::Holds
                    }
                    Err(why) => Side::Refused(why),
                };
                self.copied(&copy, side);
            }
        });
    }

    fn next_copy(self) -> Option<(PlanCopy, String, bool)> {
        self.inner
            .try_update_value(|inner| {
                let next = inner.copying.waiting.pop_first();
                inner.copying.is_writing = next.is_some();
                next.map(|(_, next)| next)
            })
            .flatten()
    }

    fn is_open(self, id: &str) -> bool {
        self.bench.plan_now(|plan| plan.id == id) == Some(true)
    }

    /// How a save stands in the database; what is newer on the bench is not touched by it.
    fn copied(self, copy: &PlanCopy, side: Side) {
        if !self.is_open(&copy.head.id) {
            return;
        }
        self.inner.update_value(|inner| {
            inner.is_seen |= side == Side::Holds;
            let newest = inner.saver.as_ref().and_then(Saver::copy);
            if newest.is_some_and(|newest| newest.head.is(&copy.head)) {
                inner.side = side;
            }
        });
        self.show_state();
    }

    fn stands(self, side: Side) {
        self.inner.update_value(|inner| inner.side = side);
        self.show_state();
    }

    fn show_state(self) {
        let state = self.inner.try_update_value(|inner| {
            let saver = inner.saver.as_ref()?;
            let id = self.bench.plan_now(|plan| plan.id.clone())?;
            if saver.is_loose(&inner.side) {
                inner.loose.insert(id, saver.revision());
            } else {
                inner.loose.remove(&id);
            }
            Some(saver.state_with(&inner.side))
        });
        let shown = match state.flatten() {
            Some(store::SaveState::Saving) => SaveState::Saving,
            Some(store::SaveState::Saved { at }) => SaveState::Saved(clock_time(at)),
            Some(store::SaveState::InOne { holds, at, why }) => {
                let (place, other) = match holds {
                    Store::Local => ("local storage", "the database"),
                    Store::Database => ("the database", "local storage"),
                };
                SaveState::Partly {
                    words: format!("Saved in {place} only, {}", clock_time(at)),
                    is_full: why == NotSaved::Full,
                    why: format!("Not in {other}: {why}"),
                    is_early: holds == Store::Local,
                }
            }
            Some(store::SaveState::NotSaved(why)) => SaveState::Unsaved {
                words: format!("Not saved: {why}"),
                is_deleted: why == NotSaved::DeletedElsewhere,
            },
            Some(store::SaveState::KeptInTabOnly) => SaveState::TabOnly,
            // the bench says which of the two reasons it is
            Some(store::SaveState::ReadOnly) | None => return,
        };
        if self.bench.save.with_untracked(|save| *save != shown) {
            self.bench.save.set(shown);
        }
        self.watch_unload();
        // what was asked about may be saved by now
        if let Some(to) = self.router.wanted.get_untracked()
            && !self.would_lose(&to)
        {
            self.router.go(&to);
        }
    }

    // ---- nothing is dropped without a question ----------------------------------------------------------------------------

    /// Whether going there would drop what is in neither store and was not given out as a file.
    fn would_lose(self, to: &Route) -> bool {
        let Some(id) = self.bench.plan_now(|plan| plan.id.clone()) else { return false };
        if to.plan() == Some(&id) || !may_write() {
            return false;
        }
        self.save_if_changed();
        self.inner.try_with_value(|inner| inner.let_go.as_ref() != Some(&id) && inner.is_lost(&id))
            == Some(true)
    }

    /// Whether the newest save of the open plan was given out as a file.
    pub fn is_filed(self) -> bool {
        let id = self.bench.plan_now(|plan| plan.id.clone());
        id.is_some_and(|id| self.inner.with_value(|inner| inner.is_filed(&id)))
    }

    /// Goes where the person wanted to go, without what is not saved.
    pub fn let_go(self) {
        let Some(to) = self.router.wanted.get_untracked() else { return };
        let id = self.bench.plan_now(|plan| plan.id.clone());
        self.inner.update_value(|inner| inner.let_go = id);
        self.router.go(&to);
    }

    /// Asks before the page goes away, only while something would be lost.
    fn watch_unload(self) {
        let wants = self.inner.try_with_value(|inner| {
            inner.timer.is_some() || inner.is_saving || inner.loose.keys().any(|id| inner.is_lost(id))
        });
        let Some(wants) = wants else { return };
        let is_there = self.inner.with_value(|inner| inner.unload.is_some());
        if wants && !is_there {
            let ask = window_event_listener(leptos::ev::beforeunload, move |event| {
                self.save_if_changed();
                let is_lost =
                    self.inner.try_with_value(|inner| inner.loose.keys().any(|id| inner.is_lost(id)));
                if may_write() && is_lost == Some(true) {
                    event.prevent_default();
                    // older browsers ask only for this
                    event.set_return_value("not saved");
                }
            });
            self.inner.update_value(|inner| inner.unload = Some(ask));
        } else if !wants && is_there {
            let ask = self.inner.try_update_value(|inner| inner.unload.take()).flatten();
            if let Some(ask) = ask {
                ask.remove();
            }
        }
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
                self.bench.open(plan);
                self.found.set(Found::Open);
                let opening = self.opening();
                self.inner.update_value(|inner| {
                    inner.saver = Some(opened.saver);
                    // nothing lies under a new id
                    inner.is_seen = true;
                });
                self.copy_out();
                self.show_state();
                let id = id.clone();
                spawn_local(async move {
                    let _ = self.take_lock(&id, opening).await;
                });
            }
            Err(error) => self.bench.refused.set(Some(format!("The plan could not be kept: {error}"))),
        }
        self.refresh();
        self.router.go(&Route::Plan { id, page });
    }

    /// An empty plan with this name.
    pub fn blank(self, name: &str) -> Plan {
        Plan::new(&clock::fresh_id("plan"), name, clock::seed(), clock::zone().as_str().into())
    }

    fn stored(self, id: &str) -> Option<Plan> {
        store::look(&*self.shelf(), id, &Database::Silent).ok().and_then(|opened| opened.plan)
    }

    /// A plan of this browser, to look at; from the synchronous store alone.
    pub fn peek(self, id: &str) -> Option<Plan> {
        self.stored(id)
    }

    /// A plan of this browser, from both stores; and its revision.
    pub async fn look(self, id: &str) -> Option<(Plan, u64)> {
        let texts = self.texts();
        let database = match clock::at_most(PATIENCE_MS, store::read_stored(&texts, id)).await {
            Some(Ok(stored)) => Database::Answered(stored),
            Some(Err(error)) => Database::Refused(error),
            None => Database::Silent,
        };
        let opened = store::look(&*self.shelf(), id, &database).ok()?;
        let revision = opened.saver.revision();
        opened.plan.map(|plan| (plan, revision))
    }

    /// Which plans use which list, by the list's id: the open plan as it stands, the others as they lie in whichever store holds the newer
    /// save.
    pub async fn uses(self) -> BTreeMap<String, Vec<String>> {
        let mut uses: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let open = self.bench.plan_now(|plan| (plan.id.clone(), plan.settings.clone()));
        if let Some((_, settings)) = &open
            && let Some(list) = &settings.list
        {
            uses.entry(list.clone()).or_default().push(settings.name.clone());
        }
        let open = open.map(|(id, _)| id);
        // the cards that are shown may be of one store yet
        let stored = clock::at_most(PATIENCE_MS, store::list_stored(&self.texts())).await;
        let is_silent = stored.is_none();
        let shelf = self.shelf();
        let local = store::list_plans(&*shelf).unwrap_or_default();
        for card in store::merged(local, &stored.and_then(Result::ok).unwrap_or_default(), &*shelf) {
            if open.as_ref() == Some(&card.id) {
                continue;
            }
            // a database that does not answer is not waited for once a plan
            let plan = if is_silent {
                self.stored(&card.id)
            } else {
                self.look(&card.id).await.map(|(plan, _)| plan)
            };
            if let Some(list) = plan.and_then(|plan| plan.settings.list.clone()) {
                uses.entry(list).or_default().push(card.name);
            }
            clock::turn().await;
        }
        uses
    }

    /// Copies a plan under a new name.
    pub fn duplicate(self, id: &str) {
        self.save_if_changed();
        let open = self.bench.plan_now(|plan| (plan.id == id).then(|| plan.clone())).flatten();
        let id = id.to_owned();
        spawn_local(async move {
            let plan = match open {
                Some(plan) => Some(plan),
                None => self.look(&id).await.map(|(plan, _)| plan),
            };
            let Some(plan) = plan else { return };
            let name = format!("{}, copy", plan.settings.name);
            let copy = Plan {
                id: clock::fresh_id("plan"),
                settings: std::sync::Arc::new(Settings { name: name.clone(), ..(*plan.settings).clone() }),
                ..plan
            };
            self.put(copy, None).await;
            self.toasts.tell(format!("Copied as “{name}”"));
        });
    }

    /// Puts a plan into both stores. `gone`: it was deleted, and comes back.
    async fn put(self, plan: Plan, gone: Option<Tombstone>) {
        let shelf = self.shelf();
        let database = Database::Answered(Stored { gone, ..Stored::default() });
        let mut saver = match store::open_with(&*shelf, &plan.id, &database) {
            Ok(opened) => opened.saver,
            Err(error) => {
                return self.bench.refused.set(Some(format!("The plan could not be kept: {error}")));
            }
        };
        // where that fails it is still deleted from the database, and what comes now is not
        let _ = store::unnote_gone(&*shelf, &plan.id);
        saver.save(&*shelf, &plan, now());
        self.show_cards();
        let mut side = Side::Refused(NotSaved::Silent);
        if let Some(copy) = saver.copy() {
            let put = clock::at_most(PATIENCE_MS, store::put_copy(&self.texts(), copy, None, true)).await;
            side = match put {
                Some(Ok(_)) => Side::Holds,
                Some(Err(why)) => Side::Refused(why),
                None => side,
            };
        }
        if let store::SaveState::NotSaved(why) = saver.state_with(&side) {
            self.bench.refused.set(Some(format!("Not saved: {why}")));
        }
        self.refresh();
    }

    /// Deletes a plan; one press brings it back.
    pub fn delete(self, id: &str) {
        let id = id.to_owned();
        let mut open = None;
        if self.is_open(&id) {
            // what was typed just now is part of what can be brought back
            self.save_if_changed();
            open = self
                .bench
                .plan_now(Plan::clone)
                .zip(self.inner.with_value(|inner| inner.saver.as_ref().map(Saver::revision)).or(Some(0)));
            self.leave();
        }
        self.inner.update_value(|inner| {
            inner.going.insert(id.clone());
            inner.loose.remove(&id);
            inner.copying.waiting.remove(&id);
        });
        self.watch_unload();
        self.show_cards();
        spawn_local(async move { self.bury(id, open).await });
    }

    async fn bury(self, id: String, open: Option<(Plan, u64)>) {
        let found = match open {
            Some(found) => Some(found),
            None => self.look(&id).await,
        };
        let (shelf, texts, at) = (self.shelf(), self.texts(), now());
        if found.is_none() && !self.put_aside(&id).await {
            self.inner.update_value(|inner| {
                inner.going.remove(&id);
            });
            self.show_cards();
            let why =
                "The plan cannot be read, and there is no room to put its bytes aside. It was not deleted";
            return self.bench.refused.set(Some(why.to_owned()));
        }
        let revision = found.as_ref().map_or(0, |(_, revision)| *revision);
        // done when the database has it on disk: then nothing rises again, whatever happens to the other store
        let buried = clock::at_most(PATIENCE_MS, store::bury(&texts, &id, revision, at)).await;
        let (gone, is_done) = match buried {
            Some(Ok(gone)) => (gone, true),
            // noted in the other store until the database takes it
            _ => {
                let noted = store::note_gone(&*shelf, &id, revision, at);
                if let Err(error) = noted.and_then(|()| store::delete_plan(&*shelf, &id)) {
                    self.bench.refused.set(Some(format!("The plan could not be deleted: {error}")));
                }
                (Tombstone { at, revision }, false)
            }
        };
        if is_done && let Err(error) = store::delete_plan(&*shelf, &id) {
            self.bench
                .refused
                .set(Some(format!("The plan could not be deleted from local storage: {error}")));
        }
        self.inner.update_value(|inner| {
            inner.going.remove(&id);
            inner.stored.retain(|head| head.id != id);
        });
        self.refresh();
        set_timeout(move || spawn_local(async move { self.forget_deleted().await }), GRACE);
        let Some((plan, _)) = found else {
            return self.toasts.tell("Deleted. The bytes that could not be read were put aside");
        };
        let name = plan.settings.name.clone();
        let words = if is_done {
            format!("Deleted “{name}”")
        } else {
            format!("Deleted “{name}” here; from the database as soon as it answers")
        };
        self.toasts.offer(words, "Undo", move || {
            let plan = plan.clone();
            spawn_local(async move { self.put(plan, Some(gone)).await });
        });
    }

    /// Puts the bytes of a plan that cannot be read aside; whether all of them are there now.
    async fn put_aside(self, id: &str) -> bool {
        let stored = clock::at_most(PATIENCE_MS, store::read_stored(&self.texts(), id)).await;
        let database = stored.and_then(Result::ok).map_or(Database::Silent, Database::Answered);
        let opened = store::open_with(&*self.shelf(), id, &database);
        opened.is_ok_and(|opened| {
            opened.quarantined.iter().all(|bytes| bytes.key.starts_with("cadenza.quarantine."))
        })
    }

    /// Keeps the plan on the bench, which another tab deleted.
    pub fn bring_back(self) {
        let Some(id) = self.bench.plan_now(|plan| plan.id.clone()) else { return };
        spawn_local(async move {
            let texts = self.texts();
            let stored = clock::at_most(PATIENCE_MS, store::read_stored(&texts, &id)).await;
            let shelf = self.shelf();
            let in_database = stored.and_then(Result::ok).and_then(|stored| stored.gone);
            let gone = in_database.or(store::local_tombstone(&*shelf, &id));
            let _ = store::unnote_gone(&*shelf, &id);
            if !self.is_open(&id) {
                return;
            }
            self.inner.update_value(|inner| {
                if let Some(saver) = &mut inner.saver {
                    saver.revive(gone.map_or(0, |gone| gone.revision));
                }
            });
            self.save_now();
            self.refresh();
        });
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
            None => desk.delete_list(false),
        }
    }

    // ---- files ------------------------------------------------------------------------------------------------------------

    /// Gives the person a plan as a file.
    pub fn export(self, id: &str) {
        let open = self.bench.plan_now(|plan| (plan.id == id).then(|| plan.clone())).flatten();
        if let Some(plan) = open {
            self.save_if_changed();
            self.give(&plan);
            self.inner.update_value(|inner| {
                let revision = inner.saver.as_ref().map_or(0, Saver::revision);
                inner.filed.insert(plan.id, revision);
            });
            return self.watch_unload();
        }
        if let Some(plan) = self.stored(id) {
            return self.give(&plan);
        }
        let id = id.to_owned();
        spawn_local(async move {
            if let Some((plan, _)) = self.look(&id).await {
                self.give(&plan);
            }
        });
    }

    fn give(self, plan: &Plan) {
        let name = format!("{}.cadenza.json", file_name(&plan.settings.name));
        if !files::save(&name, "application/json", store::write_plan(plan).as_bytes()) {
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

    /// Keeps a new plan and goes to its import page, which reads the file.
    pub fn import_into(self, plan: Plan, file: web_sys::File) {
        self.incoming.set_value(Some(file));
        self.add(plan, Page::Import);
    }

    /// The file that waits for the import page; only once.
    pub fn take_incoming(self) -> Option<web_sys::File> {
        self.incoming.try_update_value(Option::take).flatten()
    }

    /// Says on the page why something was not done.
    pub fn refuse(self, why: String) {
        self.bench.refused.set(Some(why));
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
                let told = left_out(&problems);
                self.add(plan, Page::Sequence(None));
                if told.is_some() {
                    self.bench.refused.set(told);
                }
            }
            Err(error) => self.bench.refused.set(Some(format!("{}: {error}", file.name()))),
        }
    }
}

impl Inner {
    /// Ends the save in steps that is under way: another one, or nothing, takes its place.
    fn end_steps(&mut self) {
        self.saves = self.saves.wrapping_add(1);
        self.is_saving = false;
    }

    fn is_filed(&self, id: &str) -> bool {
        let newest = self.loose.get(id).copied().or(self.saver.as_ref().map(Saver::revision));
        newest.is_some() && self.filed.get(id).copied() == newest
    }

    /// Whether the newest save of this plan is in no store and in no file.
    fn is_lost(&self, id: &str) -> bool {
        self.loose.contains_key(id) && !self.is_filed(id)
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
pub(super) fn clock_time(at: Instant) -> String {
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

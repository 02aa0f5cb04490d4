//! The open plan, as one copyable handle: views read memos of it, every change goes through `dispatch`. Holds no rules: what a
//! command does and may do stands in `session`.

use std::fmt;
use std::sync::Arc;

use leptos::prelude::*;

use super::components::Toasts;
use super::router::{Page, Route, Router};
use crate::model::{Diff, Place, Plan};
use crate::session::{Capture, Command, Done, Refusal, Session};
use crate::ui::erased::memo;

/// A shared record, equal to another only if it is the very same one: a memo of it costs a pointer comparison.
#[derive(Clone, Debug)]
pub struct Same<T: ?Sized>(pub Arc<T>);

impl<T: ?Sized> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: ?Sized> std::ops::Deref for Same<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// How the plan is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SaveState {
    /// No plan is open.
    Nothing,
    /// In both stores and read back, at this clock time.
    Saved(String),
    /// There are edits that are not written yet.
    Saving,
    /// In one of the two stores alone.
    Partly {
        /// In which, and when.
        words: String,
        /// Why not in the other.
        why: String,
        /// Only in the one that the browser writes to disk some time later.
        is_early: bool,
        /// The other one has no room.
        is_full: bool,
    },
    /// It could not be written.
    Unsaved {
        /// Why, in a sentence.
        words: String,
        /// Another tab deleted the plan.
        is_deleted: bool,
    },
    /// The browser keeps nothing for this page (private window, blocked storage).
    TabOnly,
    /// Nothing may be written; why.
    ReadOnly(ReadOnly),
}

/// Why a plan can be read only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReadOnly {
    /// Another tab edits it.
    OtherTab,
    /// A newer version wrote it; its schema.
    Newer(u32),
}

/// Why a command did nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// No plan is open.
    NothingOpen,
    /// Nothing of this plan may be changed here.
    ReadOnly,
    /// The session refused it.
    Refusal(Refusal),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::NothingOpen => f.write_str("No plan is open"),
            Refused::ReadOnly => f.write_str("This plan is read only"),
            Refused::Refusal(refusal) => f.write_str(&super::format::sentence(&refusal.to_string())),
        }
    }
}

/// What a field says beneath itself.
impl From<Refused> for String {
    fn from(refused: Refused) -> String {
        refused.to_string()
    }
}

/// What happened to the plan on the bench since somebody last asked.
#[derive(Clone, Debug)]
pub enum Since {
    /// Another one was put there.
    Opened,
    /// These changes were made, oldest first; each is one revision.
    Changed(Vec<Diff>),
}

/// The open plan. Copy it freely.
#[derive(Clone, Copy)]
pub struct Workbench {
    /// The session; `None` until a plan is open. Its readers are told of changes of the plan, not of the selection.
    pub session: RwSignal<Option<Session>>,
    /// What the session has selected.
    selected: RwSignal<Vec<Place>>,
    /// How the plan is kept.
    pub save: RwSignal<SaveState>,
    /// What is read out to people who do not see the page.
    pub said: RwSignal<String>,
    /// Why the last command was refused; cleared by the next one that works.
    pub refused: RwSignal<Option<String>>,
    changed: RwSignal<u32>,
    since: StoredValue<Since>,
    /// Ends the reading of a text that was typed and is not in the plan yet.
    reading: StoredValue<Option<Callback<()>>>,
    toasts: Toasts,
    router: Router,
}

impl Workbench {
    /// An empty bench.
    pub fn new(toasts: Toasts, router: Router) -> Workbench {
        Workbench {
            session: RwSignal::new(None),
            selected: RwSignal::new(Vec::new()),
            save: RwSignal::new(SaveState::Nothing),
            said: RwSignal::new(String::new()),
            refused: RwSignal::new(None),
            changed: RwSignal::new(0),
            since: StoredValue::new(Since::Opened),
            reading: StoredValue::new(None),
            toasts,
            router,
        }
    }

    /// The workbench of this app.
    pub fn here() -> Workbench {
        expect_context()
    }

    /// Puts a plan on the bench.
    pub fn open(self, plan: Plan) {
        self.since.set_value(Since::Opened);
        self.reading.set_value(None);
        self.refused.set(None);
        self.session.set(Some(Session::new(plan)));
        self.follow_selection();
    }

    /// Takes up the history of before a reload; see [`Session::resume`].
    pub fn resume(self, log: &str, revision: u64, older: impl FnOnce() -> Option<(u64, Plan)>) {
        self.with_session(|session| session.resume(log, revision, older));
    }

    /// Takes the plan off the bench.
    pub fn close(self) {
        self.since.set_value(Since::Opened);
        self.session.set(None);
        self.follow_selection();
        self.save.set(SaveState::Nothing);
    }

    /// A value of the plan that updates only when it differs.
    pub fn read<T: PartialEq + Send + Sync + 'static>(
        self,
        from: impl Fn(&Plan) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        memo(move |_| self.session.with(|session| session.as_ref().map(|session| from(session.plan()))))
    }

    /// A record of the plan, shared.
    pub fn record<T: Send + Sync + 'static>(
        self,
        find: impl Fn(&Plan) -> Option<&Arc<T>> + Send + Sync + 'static,
    ) -> Memo<Option<Same<T>>> {
        memo(move |_| self.session.with(|session| find(session.as_ref()?.plan()).cloned().map(Same)))
    }

    /// The plan now, without following it.
    pub fn plan_now<T>(self, from: impl FnOnce(&Plan) -> T) -> Option<T> {
        self.session.with_untracked(|session| session.as_ref().map(|session| from(session.plan())))
    }

    /// Id of the open plan.
    pub fn plan_id(self) -> Memo<Option<String>> {
        self.read(|plan| plan.id.clone())
    }

    /// Grows with every change.
    pub fn revision(self) -> Memo<Option<u64>> {
        memo(move |_| self.session.with(|session| session.as_ref().map(Session::revision)))
    }

    /// Whether nothing may be changed.
    pub fn is_read_only(self) -> bool {
        matches!(self.save.get(), SaveState::ReadOnly(_))
    }

    /// Counts edits of this plan, undo and redo included.
    pub fn edits(self) -> ReadSignal<u32> {
        self.changed.read_only()
    }

    /// The one door for changes: what was changed and made. A refusal is shown, read out and returned.
    ///
    /// # Errors
    /// Why nothing was done; it is shown already.
    pub fn dispatch(self, command: Command) -> Result<Done, Refused> {
        self.send(command, Capture::Now)
    }

    /// As [`Workbench::dispatch`], for typing and dragging: commands with the same `key` are one undo step.
    ///
    /// # Errors
    /// Why nothing was done; it is shown already.
    pub fn dispatch_later(self, command: Command, key: impl Into<String>) -> Result<Done, Refused> {
        self.send(command, Capture::Later(key.into()))
    }

    /// As [`Workbench::dispatch`], for a field, which says beneath itself what is wrong.
    ///
    /// # Errors
    /// The sentence.
    pub fn take(self, command: Command) -> Result<(), String> {
        self.dispatch(command).map(drop).map_err(String::from)
    }

    /// As [`Workbench::take`], for fields that are taken while somebody types.
    ///
    /// # Errors
    /// The sentence.
    pub fn take_later(self, command: Command, key: impl Into<String>) -> Result<(), String> {
        self.dispatch_later(command, key).map(drop).map_err(String::from)
    }

    fn send(self, command: Command, capture: Capture) -> Result<Done, Refused> {
        let result = if matches!(self.save.get_untracked(), SaveState::ReadOnly(_)) {
            Err(Refused::ReadOnly)
        } else {
            match self.with_session(|session| session.apply(command, capture)) {
                None => Err(Refused::NothingOpen),
                Some(result) => result.map_err(Refused::Refusal),
            }
        };
        match &result {
            Ok(done) => self.noted(done.diff.clone()),
            Err(Refused::NothingOpen) => {}
            Err(why) => {
                self.refused.set(Some(why.to_string()));
                self.said.set(why.to_string());
            }
        }
        result
    }

    /// Changes the session and tells its readers once.
    fn with_session<T>(self, change: impl FnOnce(&mut Session) -> T) -> Option<T> {
        let mut answer = None;
        self.session.update(|session| answer = session.as_mut().map(change));
        self.follow_selection();
        answer
    }

    /// The selection has its own signal: to look at another row is not an edit, and readers of the plan have nothing to do.
    fn follow_selection(self) {
        let now = self.session.with_untracked(|session| {
            session.as_ref().map(|session| session.selection().to_vec()).unwrap_or_default()
        });
        if self.selected.with_untracked(|before| *before != now) {
            self.selected.set(now);
        }
    }

    fn noted(self, diff: Diff) {
        self.refused.set(None);
        if !diff.is_empty() {
            self.since.update_value(|since| {
                if let Since::Changed(diffs) = since {
                    diffs.push(diff);
                }
            });
            self.changed.update(|n| *n += 1);
        }
    }

    /// What happened to the plan since the last call: for the data worker's copy, which has one caller.
    pub fn take_since(self) -> Since {
        let mut taken = Since::Changed(Vec::new());
        self.since.update_value(|since| std::mem::swap(&mut taken, since));
        taken
    }

    /// A text was typed that takes a moment to read: `end` reads it to its end at once, and is called where nothing may wait. `None` when it
    /// is read.
    pub fn reads(self, end: Option<Callback<()>>) {
        self.reading.set_value(end);
    }

    /// Reads what was typed to its end; whether there was anything to read.
    pub fn read_in(self) -> bool {
        let end = self.reading.try_update_value(Option::take).flatten();
        if let Some(end) = end {
            end.run(());
        }
        end.is_some()
    }

    /// Name of what undo would take back.
    pub fn next_undo(self) -> Memo<Option<String>> {
        memo(move |_| self.session.with(|session| session.as_ref()?.next_undo().map(str::to_owned)))
    }

    /// Name of what redo would do again.
    pub fn next_redo(self) -> Memo<Option<String>> {
        memo(move |_| self.session.with(|session| session.as_ref()?.next_redo().map(str::to_owned)))
    }

    /// Takes the last change back.
    pub fn undo(self) {
        let name = self.next_undo_now();
        if let Some(Some(diff)) = self.with_session(Session::undo) {
            self.noted(diff);
            self.said.set(format!("Undone: {}", name.unwrap_or_default()));
        }
    }

    /// Does again what was taken back.
    pub fn redo(self) {
        if let Some(Some(diff)) = self.with_session(Session::redo) {
            self.noted(diff);
            self.said.set("Done again".to_owned());
        }
    }

    fn next_undo_now(self) -> Option<String> {
        self.session.with_untracked(|session| session.as_ref()?.next_undo().map(str::to_owned))
    }

    /// Ends an undo step that squashes typing.
    pub fn settle(self) {
        // nothing that is shown depends on it
        self.session.update_untracked(|session| {
            if let Some(session) = session {
                session.settle();
            }
        });
    }

    /// Selects.
    pub fn select(self, places: Vec<Place>) {
        self.session.update_untracked(|session| {
            if let Some(session) = session {
                session.select(places);
            }
        });
        self.follow_selection();
    }

    /// What is selected, the leading one last.
    pub fn selection(self) -> ReadSignal<Vec<Place>> {
        self.selected.read_only()
    }

    /// Tells something once, with Undo beside it.
    pub fn tell_with_undo(self, text: impl Into<String>) {
        self.toasts.offer(text, "Undo", move || self.undo());
    }

    /// Reads something out.
    pub fn say(self, text: impl Into<String>) {
        self.said.set(text.into());
    }

    /// Goes to a page of the open plan.
    pub fn go(self, page: Page) {
        if let Some(id) = self.plan_now(|plan| plan.id.clone()) {
            self.router.go(&Route::Plan { id, page });
        }
    }

    /// The address of a page of the open plan.
    pub fn href(self, page: Page) -> String {
        let id = self.session.with(|session| session.as_ref().map(|session| session.plan().id.clone()));
        id.map_or_else(|| "#/".to_owned(), |id| Route::Plan { id, page }.href())
    }
}

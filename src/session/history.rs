//! What can be taken back and done again. Knows diffs, not commands.

use std::sync::{Arc, OnceLock};

use crate::lean::json;
use crate::model::{Change, Diff, Place};

/// Older changes than this many are forgotten.
const MAX_ENTRIES: usize = 500;

/// How a change is remembered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Capture {
    /// As an undo step of its own.
    Now,
    /// Together with the changes of the same key right before it: typing in one field, dragging one thing.
    Later(String),
    /// Not at all. Undo steps about the same records are forgotten, since they would bring old values back.
    Never,
}

/// One undo step.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// What was done: `Move First call`.
    pub name: String,
    /// What it changed.
    pub diff: Diff,
    /// The selection before it.
    pub before: Vec<Place>,
    /// The selection after it.
    pub after: Vec<Place>,
}

/// An undo step as it is kept: shared, so that a history is cheap to copy, and written as text once.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) entry: Entry,
    line: OnceLock<Option<String>>,
}

impl Kept {
    pub(super) fn new(entry: Entry) -> Arc<Kept> {
        Arc::new(Kept { entry, line: OnceLock::new() })
    }

    /// Name and diff as JSON; `None` where they cannot be written.
    pub(super) fn line(&self) -> Option<&str> {
        let write = || json::text(&(&self.entry.name, &self.entry.diff)).ok();
        self.line.get_or_init(write).as_deref()
    }
}

/// Undo and redo.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Arc<Kept>>,
    undone: Vec<Arc<Kept>>,
    /// The key that the last entry still takes changes for.
    open: Option<String>,
}

impl History {
    pub(super) fn record(&mut self, entry: Entry, capture: Capture) {
        match capture {
            Capture::Never => {
                self.open = None;
                let keep = self.done.iter().rposition(|old| touches(&old.entry.diff, &entry.diff));
                self.done.drain(..keep.map_or(0, |last| last + 1));
                let keep = self.undone.iter().rposition(|old| touches(&old.entry.diff, &entry.diff));
                self.undone.drain(..keep.map_or(0, |last| last + 1));
                return;
            }
            Capture::Later(key) => {
                self.undone.clear();
                if self.open.as_deref() == Some(key.as_str())
                    && let Some(last) = self.done.pop()
                {
                    let last = &last.entry;
                    let diff = last.diff.clone().then(&entry.diff);
                    if diff.is_empty() {
                        self.open = None;
                    } else {
                        let (name, before) = (last.name.clone(), last.before.clone());
                        self.done.push(Kept::new(Entry { diff, name, before, ..entry }));
                    }
                    return;
                }
                self.done.push(Kept::new(entry));
                self.open = Some(key);
            }
            Capture::Now => {
                self.undone.clear();
                self.done.push(Kept::new(entry));
                self.open = None;
            }
        }
        if self.done.len() > MAX_ENTRIES {
            self.done.remove(0);
        }
    }

    pub(super) fn settle(&mut self) {
        self.open = None;
    }

    pub(super) fn undo(&mut self) -> Option<Entry> {
        self.open = None;
        let step = self.done.pop()?;
        self.undone.push(step.clone());
        Some(step.entry.clone())
    }

    pub(super) fn redo(&mut self) -> Option<Entry> {
        self.open = None;
        let step = self.undone.pop()?;
        self.done.push(step.clone());
        Some(step.entry.clone())
    }

    pub(super) fn next_undo(&self) -> Option<&str> {
        self.done.last().map(|step| step.entry.name.as_str())
    }

    pub(super) fn next_redo(&self) -> Option<&str> {
        self.undone.last().map(|step| step.entry.name.as_str())
    }

    pub(super) fn undo_count(&self) -> usize {
        self.done.len()
    }

    /// What can be taken back, oldest first.
    pub(super) fn done(&self) -> &[Arc<Kept>] {
        &self.done
    }

    /// What can be done again, the next one last.
    pub(super) fn undone(&self) -> &[Arc<Kept>] {
        &self.undone
    }

    /// Puts an older history below this one.
    pub(super) fn prepend(&mut self, mut older: History) {
        let room = MAX_ENTRIES.saturating_sub(self.done.len());
        older.done.drain(..older.done.len().saturating_sub(room));
        older.done.append(&mut self.done);
        self.done = older.done;
        if self.undone.is_empty() {
            self.undone = older.undone;
        }
    }

    pub(super) fn of(done: Vec<Entry>, undone: Vec<Entry>) -> History {
        let kept = |entries: Vec<Entry>| entries.into_iter().map(Kept::new).collect();
        History { done: kept(done), undone: kept(undone), open: None }
    }
}

/// Whether two diffs are about a common record.
fn touches(a: &Diff, b: &Diff) -> bool {
    let same =
        |a: &Change, b: &Change| Diff { changes: vec![a.clone()] }.then(&Diff { changes: vec![b.clone()] });
    a.changes.iter().any(|x| b.changes.iter().any(|y| same(x, y).changes.len() < 2))
}

//! The history as text, so that undo outlives a reload. Knows no storage, and trusts nothing that it reads: a step is taken up only
//! if it fits the plan as it would then stand.
//!
//! The first line names the plan and the revision at which the log ends. Then one line a step: `+` what can be done again, the next
//! one first; `-` what can be taken back, the newest first. A log that was cut off anywhere still reads up to there.

use std::sync::Arc;

use super::Session;
use super::history::{Entry, History, Kept};
use crate::lean::json;
use crate::model::{Diff, Plan, SCHEMA};

/// At most so many steps are written of what can be taken back; half as many of what can be done again.
pub const LOG_ENTRIES: usize = 200;
/// At most so many bytes are written; half of them for what can be done again.
pub const LOG_BYTES: usize = 512 * 1024;
/// What lies between the log's end and the plan, where the plan was saved once more and the log was not.
const LAST_EDITS: &str = "Last edits";

fn head(plan: &str, revision: u64) -> String {
    format!("cadenza-log {SCHEMA} {plan} {revision}\n")
}

/// Adds steps, the last one first, until one does not fit: what lies behind it could not be reached.
fn write(text: &mut String, sign: &str, steps: &[Arc<Kept>], most: usize, bytes: usize) {
    for step in steps.iter().rev().take(most) {
        let Some(step) = step.line() else { return };
        if text.len() + step.len() + 2 > bytes {
            return;
        }
        text.push_str(sign);
        text.push_str(step);
        text.push('\n');
    }
}

/// A step as it was written; the records that it is about are selected with it.
fn read(text: &str) -> Option<Entry> {
    let (name, diff): (String, Diff) = json::read(text).ok()?;
    let places = diff.places();
    Some(Entry { name, before: places.clone(), after: places, diff })
}

/// Goes from `plan` along a diff that fits it.
fn step(plan: &mut Plan, diff: &Diff) -> bool {
    let fits = diff.fits(plan);
    if fits {
        diff.apply(plan);
    }
    fits
}

impl Session {
    /// The history as text. `revision` is the one under which the plan as it stands was saved.
    pub fn log(&self, revision: u64) -> String {
        let mut text = head(&self.plan.id, revision);
        write(&mut text, "+", self.history.undone(), LOG_ENTRIES / 2, LOG_BYTES / 2);
        write(&mut text, "-", self.history.done(), LOG_ENTRIES, LOG_BYTES);
        text
    }

    /// Takes up the history that [`Session::log`] wrote, below what was done since this session began; how many steps can be taken back
    /// by it.
    ///
    /// `revision` is the one that the session's plan was opened from. A log that ends elsewhere is of no use, with one exception: the page
    /// may have gone between saving the plan and saving the log, so a log that ends at `older`, the revision saved before, is bridged by
    /// one step.
    pub fn resume(
        &mut self,
        text: &str,
        revision: u64,
        older: impl FnOnce() -> Option<(u64, Plan)>,
    ) -> usize {
        let Some(end) = text.find('\n').map(|end| end + 1) else { return 0 };
        let (first, lines) = text.split_at(end);
        let mut back = self.plan.clone();
        for step in self.history.done().iter().rev() {
            step.entry.diff.clone().reversed().apply(&mut back);
        }
        let mut ahead = (self.revision == 0).then(|| back.clone());
        let mut done = Vec::new();
        if first != head(&back.id, revision) {
            let Some((_, was)) = older().filter(|(revision, _)| first == head(&back.id, *revision)) else {
                return 0;
            };
            let diff = Diff::between(&was, &back);
            if !diff.is_empty() {
                let places = diff.places();
                let name = LAST_EDITS.to_owned();
                done.push(Entry { name, before: places.clone(), after: places, diff });
                ahead = None;
            }
            back = was;
        }
        let mut undone = Vec::new();
        for line in lines.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')) {
            let Some(entry) = line.get(1..).and_then(read) else { break };
            if line.starts_with('+') {
                if let Some(mut plan) = ahead.take()
                    && step(&mut plan, &entry.diff)
                {
                    undone.push(entry);
                    ahead = Some(plan);
                }
            } else if line.starts_with('-') && step(&mut back, &entry.diff.clone().reversed()) {
                done.push(entry);
            } else {
                break;
            }
        }
        done.reverse();
        undone.reverse();
        let count = done.len();
        self.history.prepend(History::of(done, undone));
        count
    }
}

//! One witness for each sequence of a run. Knows nothing of what they make of it.

use super::SkipCause;
use super::kernel::{Leave, Witness};
use crate::calendar::Instant;
use crate::model::EventKind;

/// Tells the witness of the sequence that is at work.
pub(super) struct Each<W> {
    pub(super) all: Vec<W>,
    part: usize,
}

impl<W> Each<W> {
    pub(super) fn of(all: Vec<W>) -> Each<W> {
        Each { all, part: 0 }
    }

    fn now(&mut self) -> &mut W {
        &mut self.all[self.part]
    }
}

impl<W: Witness> Witness for Each<W> {
    fn turn_to(&mut self, part: usize) {
        self.part = part;
    }
    fn entered(&mut self, member: u32, at: Instant) {
        self.now().entered(member, at);
    }
    fn reached(&mut self, member: u32, step: u16) {
        self.now().reached(member, step);
    }
    fn waits(&mut self, member: u32, step: u16, from: Instant, until: Instant) {
        self.now().waits(member, step, from, until);
    }
    fn took(&mut self, member: u32, step: u16, list: u16) {
        self.now().took(member, step, list);
    }
    fn waited(&mut self, member: u32, touch: u16, joined: Instant, until: Instant) {
        self.now().waited(member, touch, joined, until);
    }
    fn executed(&mut self, member: u32, touch: u16, due: Instant, joined: Instant, at: Instant) {
        self.now().executed(member, touch, due, joined, at);
    }
    fn skipped(&mut self, member: u32, touch: u16, due: Instant, at: Instant, cause: SkipCause) {
        self.now().skipped(member, touch, due, at, cause);
    }
    fn acted(&mut self, member: u32, step: u16, action: u16, at: Instant) {
        self.now().acted(member, step, action, at);
    }
    fn happened(&mut self, member: u32, touch: u16, event: EventKind, at: Instant) {
        self.now().happened(member, touch, event, at);
    }
    fn left(&mut self, member: u32, at: Instant, how: Leave) {
        self.now().left(member, at, how);
    }
    fn never_entered(&mut self, member: u32) {
        self.now().never_entered(member);
    }
    fn stuck(&mut self, member: u32, touch: Option<u16>) {
        self.now().stuck(member, touch);
    }
}

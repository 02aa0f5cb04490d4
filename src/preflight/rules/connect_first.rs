//! The invitation comes first. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    if line.is_cold()
        && let Some(first) = line.on_path().next()
        && first.touch.channel == ChannelKind::LinkedinInvite
    {
        out.say(Finding::new(Code::ConnectFirst, Place::Step(first.id)));
    }
}

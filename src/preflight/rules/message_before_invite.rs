//! A LinkedIn message before an invitation. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    let mut invited = false;
    for at in &line.touches {
        match at.touch.channel {
            ChannelKind::LinkedinInvite => invited = true,
            ChannelKind::LinkedinMessage if !invited => {
                out.say(Finding::new(Code::MessageBeforeInvite, Place::Step(at.id)).of(Part::ChannelKind));
            }
            _ => {}
        }
    }
}

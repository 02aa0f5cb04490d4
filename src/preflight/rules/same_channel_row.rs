//! The same channel many times in a row. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    let (mut last, mut n) = (None, 0u32);
    for at in line.on_path() {
        n = if last == Some(at.touch.channel) { n + 1 } else { 1 };
        last = Some(at.touch.channel);
        if n == 4 && line.kinds().len() > 1 {
            let finding = Finding::new(Code::SameChannelRow, Place::Step(at.id)).of(Part::ChannelKind);
            out.say(finding.with(Name::Number, n).with(Name::Channel, at.touch.channel));
        }
    }
}

//! WhatsApp without an open window. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Days, line: &Line, out: &mut Out) {
    let first = line.touches.iter().find(|at| at.touch.channel == ChannelKind::Whatsapp);
    if let Some(at) = first.filter(|_| line.record.entry.on.is_none())
        && context.holds(law::Act::WhatsappWindow, context.days(line, at))
    {
        out.say(Finding::new(Code::WhatsappCold, Place::Step(at.id)).of(Part::Text));
    }
}

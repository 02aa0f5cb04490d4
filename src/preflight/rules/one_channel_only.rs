//! One channel only. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    let channels: std::collections::BTreeSet<Channel> =
        line.kinds().into_iter().map(ChannelKind::channel).collect();
    if line.is_cold()
        && channels.len() == 1
        && line.on_path().count() >= 3
        && let Some(channel) = channels.first()
    {
        out.say(
            Finding::new(Code::OneChannelOnly, line.place()).of(Part::Steps).with(Name::Channel, *channel),
        );
    }
}

//! The invitation comes late. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(_context: &Context, line: &Line, out: &mut Out) {
    let path: Vec<&At> = line.on_path().collect();
    let at = path.iter().position(|at| at.touch.channel == ChannelKind::LinkedinInvite);
    if let Some(index) = at.filter(|index| line.is_cold() && *index >= 3) {
        let finding = Finding::new(Code::ConnectLate, Place::Step(path[index].id));
        out.say(finding.with(Name::Touches, index));
    }
}

//! More invitations than LinkedIn lets through. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, out: &mut Out) {
    let invites = context.lines.iter().any(|line| line.uses(ChannelKind::LinkedinInvite))
        && context.holds(law::Act::Invites, context.whole_run());
    for (id, sender) in &context.plan.senders {
        if !invites || sender.channel != Channel::Linkedin {
            continue;
        }
        let week = sender.cap_per_day.map(|cap| cap.saturating_mul(5));
        if let Some(week) = week.filter(|week| *week > law::INVITES_A_WEEK) {
            let fix = mend::sender(context.plan, *id, "Limit it to 20 a day", |sender| {
                sender.cap_per_day = Some(20)
            });
            let finding = Finding::new(Code::InvitesOverWeek, Place::Sender(*id)).of(Part::Limit);
            out.say(finding.with(Name::Number, week).with(Name::Limit, law::INVITES_A_WEEK)).fix(fix);
        }
    }
}

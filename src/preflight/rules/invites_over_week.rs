//! More invitations than LinkedIn lets through. The page beside it says why, with examples and sources.

use super::prelude::*;
use crate::calendar::{Weekdays, open_weekdays};

pub(super) fn check(context: &Days, out: &mut Out) {
    let run = context.whole_run();
    let invites = context.lines.iter().any(|line| line.uses(ChannelKind::LinkedinInvite))
        && context.holds(law::Act::Invites, run);
    for (id, sender) in &context.plan.senders {
        if !invites || sender.channel != Channel::Linkedin {
            continue;
        }
        let days = sending_days(context.plan, sender);
        let week = sender.most_a_week(ChannelKind::LinkedinInvite, days, Some(run.1));
        if let Some(week) = week.filter(|week| *week > law::INVITES_A_WEEK) {
            let cap = law::INVITES_A_WEEK / days;
            let fix = mend::sender(context.plan, *id, &format!("Limit it to {cap} a day"), |sender| {
                sender.cap_per_day = Some(cap)
            });
            let finding = Finding::new(Code::InvitesOverWeek, Place::Sender(*id)).of(Part::Limit);
            out.say(finding.with(Name::Number, week).with(Name::Limit, law::INVITES_A_WEEK)).fix(fix);
        }
    }
}

/// Days of a week on which it is open by its own calendar; working days where it has none.
fn sending_days(plan: &Plan, sender: &Sender) -> u32 {
    let calendar = sender.calendar.and_then(|id| plan.calendars.get(&id));
    calendar.map_or(Weekdays::WORKING.iter().count() as u32, |calendar| open_weekdays(&calendar.hours)).max(1)
}

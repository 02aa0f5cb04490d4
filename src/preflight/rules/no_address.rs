//! Nothing to be reached by. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let (Some(list), Some(all)) = (&context.list, &line.rows) else { return };
    for kind in line.kinds() {
        let (what, flag) = match kind {
            ChannelKind::Email => ("email address", Reach::NO_EMAIL),
            ChannelKind::Call => ("phone number", Reach::NO_PHONE),
            ChannelKind::Whatsapp | ChannelKind::Sms => ("mobile number", Reach::NO_MOBILE),
            ChannelKind::LinkedinInvite if list.columns.std(StdField::LinkedIn).is_some() => {
                ("LinkedIn profile", Reach::NO_LINKEDIN)
            }
            _ => continue,
        };
        let Some(rows) = line.rows_where(|row| list.people.reach[row].has(flag)) else { continue };
        if let Some(first) = line.touches.iter().find(|at| at.touch.channel == kind) {
            let finding = Finding::new(Code::NoAddress, Place::Step(first.id)).of(Part::OnMissing);
            let finding = finding.with(Name::Contacts, rows.count()).with(Name::Of, all.count());
            out.say(finding.with(Name::What, what)).rows(rows);
        }
    }
}

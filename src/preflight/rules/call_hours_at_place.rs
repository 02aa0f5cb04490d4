//! Calls outside the hours of the place. The page beside it says why, with examples and sources.

use super::prelude::*;
use crate::calendar::{Clock, Window};

pub(super) fn check(context: &Days, line: &Line, out: &mut Out) {
    // who asked, signed up or bought is called as somebody with business here, which is no solicitation
    let Some(list) = context.list.as_ref().filter(|_| line.record.entry.on.is_none()) else { return };
    for at in line.touches.iter() {
        let days = context.days(line, at);
        let is_call = at.touch.channel == ChannelKind::Call;
        if !is_call && at.touch.channel != ChannelKind::Sms || !context.holds(law::Act::CallHours, days) {
            continue;
        }
        let spans = mend::hours_by_weekday(context, line, at);
        let mut rows = Bitmap::none(list.columns.len());
        let (mut open, mut close) = (0, 24 * 60);
        let mut places = Vec::new();
        for (state, there) in list.states() {
            let hours = law::call_hours(Some(state));
            let counts = is_call || hours.texts().is_some_and(|act| context.holds(act, days));
            let clashes = spans.iter().enumerate().any(|(weekday, span)| match (*span, hours.on(weekday)) {
                (None, _) => false,
                (Some(_), None) => true,
                (Some((from, to)), Some((first, last))) => from < first || to > last,
            });
            if let Some(found) = line.among(there).filter(|_| counts && clashes) {
                rows = rows.or(&found);
                places.push(if state.is_empty() { "US" } else { state }.to_owned());
                // hours that are lawful on each of the days on which it may run
                for (weekday, _) in spans.iter().enumerate().filter(|(_, span)| span.is_some()) {
                    let (first, last) = hours.on(weekday).unwrap_or((24 * 60, 0));
                    (open, close) = (first.max(open), last.min(close));
                }
            }
        }
        if rows.is_empty() {
            continue;
        }
        places.sort();
        let from = spans.iter().flatten().map(|span| span.0).min().unwrap_or(0);
        let to = spans.iter().flatten().map(|span| span.1).max().unwrap_or(24 * 60);
        let clock = |minutes: u16| Clock::from_minutes(minutes.min(24 * 60 - 1)).unwrap_or(Clock::MIDNIGHT);
        let finding = Finding::new(Code::CallHoursAtPlace, Place::Step(at.id)).of(Part::Window);
        let finding = finding
            .with(Name::Contacts, rows.count())
            .with(Name::Opens, clock(from))
            .with(Name::Closes, clock(to))
            .with(Name::Places, places);
        // on a day on which nobody may be called there is no hour to name
        let window = Window { from: clock(from.max(open)), to: clock(to.min(close)) };
        let finding = if open < close {
            finding.with(Name::Value, clock(open).to_string()).with(Name::Meant, clock(close).to_string())
        } else {
            finding
        };
        let found = out.say(finding);
        if window.from < window.to {
            let name = format!("Keep it between {} and {}", window.from, window.to);
            found.fix(mend::touch(context.plan, at.id, &name, |touch| touch.window = Some(window)));
        }
        found.rows(rows);
    }
}

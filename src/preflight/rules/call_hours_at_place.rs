//! Calls outside the hours of the place. The page beside it says why, with examples and sources.

use super::prelude::*;

pub(super) fn check(context: &Context, line: &Line, out: &mut Out) {
    let Some(list) = &context.list else { return };
    let state = list.columns.std(StdField::State);
    for at in
        line.touches.iter().filter(|at| matches!(at.touch.channel, ChannelKind::Call | ChannelKind::Sms))
    {
        let Some((from, to)) = mend::hours(context, line, at) else { continue };
        let clashes = |row: usize| {
            list.country(row) == Some("US")
                && {
                    let hours =
                        law::call_hours(state.and_then(|state| state.str(row)).and_then(mend::state_code));
                    at.touch.channel == ChannelKind::Call || hours.state == "TX" || hours.state == "FL"
                }
                && {
                    let hours =
                        law::call_hours(state.and_then(|state| state.str(row)).and_then(mend::state_code));
                    from < hours.weekdays.0 || to > hours.weekdays.1
                }
        };
        let Some(rows) = line.rows_where(clashes) else { continue };
        let (mut open, mut close) = (0, 24 * 60);
        let mut places = std::collections::BTreeSet::new();
        for row in rows.rows() {
            let hours = law::call_hours(state.and_then(|state| state.str(row)).and_then(mend::state_code));
            (open, close) = (hours.weekdays.0.max(open), hours.weekdays.1.min(close));
            places.insert(if hours.state.is_empty() { "US" } else { hours.state });
        }
        let clock = |minutes: u16| {
            crate::calendar::Clock::from_minutes(minutes.min(24 * 60 - 1))
                .unwrap_or(crate::calendar::Clock::MIDNIGHT)
        };
        let finding = Finding::new(Code::CallHoursAtPlace, Place::Step(at.id)).of(Part::Window);
        let finding = finding
            .with(Name::Contacts, rows.count())
            .with(Name::Opens, clock(from))
            .with(Name::Closes, clock(to));
        let places: Vec<String> = places.into_iter().map(str::to_owned).collect();
        let finding = finding
            .with(Name::Places, places)
            .with(Name::Value, clock(open).to_string())
            .with(Name::Meant, clock(close).to_string());
        let window = crate::calendar::Window { from: clock(from.max(open)), to: clock(to.min(close)) };
        let found = out.say(finding);
        if window.from < window.to {
            let name = format!("Keep it between {} and {}", window.from, window.to);
            found.fix(mend::touch(context.plan, at.id, &name, |touch| touch.window = Some(window)));
        }
        found.rows(rows);
    }
}

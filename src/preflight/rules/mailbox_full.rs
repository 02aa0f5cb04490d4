//! A mailbox at its limit. The page beside it says why, with examples and sources.

use std::collections::{BTreeMap, BTreeSet};

use super::prelude::*;
use crate::calendar::{Date, Instant, Zone};
use crate::program::compile;
use crate::schedule::When;

type Sent = (Instant, ChannelKind);

pub(super) fn check(context: &Planned, out: &mut Out) {
    let Some(schedule) = context.dated_schedule() else { return };
    let mut sent: BTreeMap<SenderId, Vec<Sent>> = BTreeMap::new();
    for touch in &schedule.touches {
        if let (When::At { planned, .. }, Some(sender)) = (&touch.when, touch.sender) {
            sent.entry(sender).or_default().push((*planned, touch.channel));
        }
    }
    // a ramp counts the days on which its sender is open as the schedule does
    let team = context.lines.first().map(|line| compile(context.plan, line.id).0.team);
    for (id, sender) in &context.plan.senders {
        let Some(sent) = sent.get_mut(id) else { continue };
        crate::lean::order::sort_by(sent, |a, b| a.cmp(b));
        let zone = Zone::from_name(&sender.zone.0).unwrap_or(Zone::UTC);
        let day = |at: Instant| zone.local(at).0;
        let mut days: BTreeMap<Date, u32> = BTreeMap::new();
        sent.iter().for_each(|(at, _)| *days.entry(day(*at)).or_default() += 1);
        let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value()) else {
            continue;
        };
        let n = (last.days() - first.days()) as usize + 1;
        let ramp = team.as_ref().and_then(|team| {
            let info = team.senders.iter().find(|info| info.id == *id)?;
            team.ramp(info, *first, n)
        });
        let most = |day: Date| {
            let ramp = ramp.as_ref().and_then(|ramp| ramp.get((day.days() - first.days()) as usize));
            ramp.copied().into_iter().chain(sender.cap_per_day).min()
        };
        let mut full: BTreeSet<Date> = days
            .iter()
            .filter(|(day, n)| most(**day).is_some_and(|most| **n >= most))
            .map(|(day, _)| *day)
            .collect();
        for limit in &sender.limits {
            full.extend(filled(limit, sent, day));
        }
        if let Some(first) = full.first() {
            let finding = Finding::new(Code::MailboxFull, Place::Sender(*id)).of(Part::Limit);
            let finding = finding.with(Name::Days, full.len()).with(Name::FirstOn, *first);
            out.say(finding.with(Name::Touches, days.get(first).copied().unwrap_or(0)));
        }
    }
}

/// The days on which a limit over another span leaves no more; an hour that is full is over soon.
fn filled(limit: &SendLimit, sent: &[Sent], day: impl Fn(Instant) -> Date) -> BTreeSet<Date> {
    let counted = sent.iter().filter(|(_, kind)| limit.kind.is_none_or(|of| of == *kind));
    let counted: Vec<Instant> = counted.map(|(at, _)| *at).collect();
    let month = |at: Instant| {
        let (year, month, _) = day(at).ymd();
        (year, month)
    };
    let last_of = |span: &[Instant]| {
        let (first, last) = (*span.first()?, *span.last()?);
        let is_full = match (limit.per, limit.per.minutes()) {
            (SendSpan::Hour, _) => false,
            (_, Some(minutes)) => last.0 - first.0 < minutes,
            (_, None) => month(first) == month(last),
        };
        is_full.then(|| day(last))
    };
    counted.windows(limit.most.max(1) as usize).filter_map(last_of).collect()
}

//! The forecast in words: what to expect, each KPI with numerator and denominator (§7), titles that are findings.

use super::Table;
use super::text::{
    count, counted, day, duration, duration_range, percent, percent_range, range, range_of, sentence, span,
    weekday, whole,
};
use crate::calendar::Date;
use crate::chart::FanPoint;
use crate::model::{
    Calendar, Channel, Entry, EventKind, ExitRule, FunnelStage, GoalMetric, List, MAX_DEPTH, Plan,
    SequenceId, StepId,
};
use crate::simulate::{Day, Exit, Forecast, Kpi, KpiKind, Range, SpreadUsed, StepForecast};

/// A step as the reader knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepName {
    /// Which.
    pub step: StepId,
    /// Its number in the sequence: `3`, `4a`.
    pub number: String,
    /// Its name.
    pub name: String,
    /// How it goes out.
    pub channel: Channel,
}

/// The touches of a sequence in reading order, numbered as the outline numbers them: lists of a container count on side by side,
/// each with its letter.
pub fn step_names(plan: &Plan, sequence: SequenceId) -> Vec<StepName> {
    let mut names = Vec::new();
    name_list(plan, List::Body(sequence), (0, ""), 0, &mut names);
    names
}

/// Names the touches of a list that begins after touch `n`; returns the number its last touch has.
fn name_list(
    plan: &Plan,
    list: List,
    (n, letters): (usize, &str),
    depth: usize,
    names: &mut Vec<StepName>,
) -> usize {
    let mut n = n;
    for id in plan.list(list).unwrap_or_default().iter().copied() {
        let Some(step) = plan.steps.get(&id).filter(|_| depth <= MAX_DEPTH) else { continue };
        if let Some(touch) = step.kind.touch() {
            n += 1;
            names.push(StepName {
                step: id,
                number: format!("{n}{letters}"),
                name: step.name.clone(),
                channel: touch.channel.channel(),
            });
        }
        let before = n;
        for (position, (slot, _)) in step.kind.lists().into_iter().enumerate() {
            let letters = format!("{letters}{}", char::from(b'a' + (position % 26) as u8));
            n = n.max(name_list(plan, List::Inside(id, slot), (before, &letters), depth + 1, names));
        }
    }
    n
}

/// What to expect, for the line on top: replies, and meetings or what else the goal counts.
pub fn expectation(forecast: &Forecast) -> Option<(String, String)> {
    let replies = kpi(forecast, KpiKind::ReplyRate)?;
    let (kind, one, many) = match forecast.goal.as_ref().map(|goal| goal.metric) {
        Some(GoalMetric::Purchases) => (KpiKind::ConversionRate, "purchase", "purchases"),
        Some(GoalMetric::Activations) => (KpiKind::ActivationRate, "activation", "activations"),
        _ => (KpiKind::MeetingRate, "meeting", "meetings"),
    };
    let second = kpi(forecast, kind)?;
    Some((range_of(&replies.numerator, "reply", "replies"), range_of(&second.numerator, one, many)))
}

/// What the ranges contain: luck, and how wrong the rates may be (B2); and whether people are taken to be alike (B4).
pub fn spread_words(forecast: &Forecast) -> String {
    let SpreadUsed { frailty, ignorance } = forecast.spread;
    let rates = if ignorance > 1.0 {
        format!(
            "Luck and ignorance: whole campaigns may do better or worse than the assumed rates, 8 in 10 of them between 1/{0} and {0} times the middle one.",
            short(ignorance)
        )
    } else {
        "Luck only: the assumed rates are taken as exact.".to_owned()
    };
    if frailty > 0.0 { format!("{rates} People differ: some answer readily, many hardly.") } else { rates }
}

/// `3`, `2.5`.
fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `1,000 futures of 486 contacts, 16 Nov to 23 Dec. Seed 42.`; a partial run says how far it came.
pub fn state_line(forecast: &Forecast) -> String {
    let futures = if forecast.replications < forecast.asked {
        format!(
            "Stopped after {} of {} futures",
            count(forecast.replications.into()),
            count(forecast.asked.into())
        )
    } else {
        counted(forecast.replications.into(), "future", "futures")
    };
    let contacts = counted(forecast.enrolled.into(), "contact", "contacts");
    let days = match (forecast.days.first(), forecast.days.last()) {
        (Some(first), Some(last)) if first.date != last.date => {
            format!(", {}", span(first.date, last.date))
        }
        (Some(first), _) => format!(", {}", day(first.date)),
        _ => String::new(),
    };
    format!("{futures} of {contacts}{days}. Seed {}.", forecast.seed)
}

fn kpi(forecast: &Forecast, kind: KpiKind) -> Option<&Kpi> {
    forecast.kpis.iter().find(|kpi| kpi.kind == kind)
}

/// A KPI in words, with the quantiles of its strip.
#[derive(Clone, PartialEq, Debug)]
pub struct KpiLine {
    /// Which.
    pub kind: KpiKind,
    /// Its name.
    pub name: &'static str,
    /// Eight in ten futures.
    pub range: String,
    /// The middle future, with numerator and denominator.
    pub middle: String,
    /// 10, 25, 50, 75 and 90 % quantiles.
    pub quantiles: [f64; 5],
    /// End of the strip's track.
    pub max: f64,
    /// The goal of the sequence, if this is what it counts.
    pub goal: Option<f64>,
}

/// The KPIs in the order of reading.
pub fn kpi_lines(forecast: &Forecast) -> Vec<KpiLine> {
    let goal = |metric| {
        let goal = forecast.goal.as_ref().filter(|goal| goal.metric == metric);
        goal.map(|goal| f64::from(goal.target))
    };
    forecast
        .kpis
        .iter()
        .map(|kpi| {
            let of = format!("{} of {} reached", whole(kpi.numerator.q50), whole(kpi.denominator.q50));
            let (name, goal) = match kpi.kind {
                KpiKind::ReplyRate => ("Replies", goal(GoalMetric::Replies)),
                KpiKind::PositiveReplyRate => ("Positive replies", goal(GoalMetric::PositiveReplies)),
                KpiKind::MeetingRate => ("Meetings", goal(GoalMetric::Meetings)),
                KpiKind::TimeToFirstResponse => ("First response", None),
                KpiKind::EffectiveFollowUp => ("Effective follow-up", None),
                KpiKind::BounceRate => ("Bounced", None),
                KpiKind::OptOutRate => ("Opted out", None),
                KpiKind::ConversionRate => ("Purchases", goal(GoalMetric::Purchases)),
                KpiKind::TimeToConversion => ("Time to purchase", None),
                KpiKind::ActivationRate => ("Activated", goal(GoalMetric::Activations)),
                KpiKind::TimeToActivation => ("Time to activation", None),
                KpiKind::StageEngagement(FunnelStage::Awareness) => ("Engaged at awareness", None),
                KpiKind::StageEngagement(FunnelStage::Consideration) => ("Engaged at consideration", None),
                KpiKind::StageEngagement(FunnelStage::Purchase) => ("Engaged at purchase", None),
            };
            let responders = match kpi.kind {
                KpiKind::TimeToFirstResponse => Some(("nobody responds", "who reply")),
                KpiKind::TimeToConversion => Some(("nobody buys", "who buy")),
                KpiKind::TimeToActivation => Some(("nobody gets there", "who get there")),
                _ => None,
            };
            let people = range(&kpi.numerator);
            let (range, middle, value) = match (kpi.kind, responders) {
                (_, Some((nobody, _))) if kpi.value.q90 <= 0.0 => {
                    ("–".to_owned(), nobody.to_owned(), &kpi.value)
                }
                (_, Some((_, who))) => (
                    duration_range(&kpi.value),
                    format!(
                        "middle {} after the first touch, over {} {who}",
                        duration(kpi.value.q50),
                        whole(kpi.numerator.q50)
                    ),
                    &kpi.value,
                ),
                (KpiKind::StageEngagement(_), _) => (
                    percent_range(&kpi.value),
                    format!(
                        "middle {} of {} who got a touch of this stage clicked, answered, talked or bought",
                        whole(kpi.numerator.q50),
                        whole(kpi.denominator.q50)
                    ),
                    &kpi.value,
                ),
                (KpiKind::EffectiveFollowUp, _) => (
                    percent_range(&kpi.value),
                    format!(
                        "middle {} of {} got every step due",
                        whole(kpi.numerator.q50),
                        whole(kpi.denominator.q50)
                    ),
                    &kpi.value,
                ),
                (KpiKind::MeetingRate, _) => {
                    (people, format!("middle {of}, {} per 100", percent(kpi.value.q50)), &kpi.numerator)
                }
                _ => (people, format!("middle {of}, {} %", percent(kpi.value.q50)), &kpi.numerator),
            };
            let is_share = matches!(kpi.kind, KpiKind::EffectiveFollowUp | KpiKind::StageEngagement(_));
            let top = if is_share { 1.0 } else { (value.q95 * 1.25).max(goal.unwrap_or(0.0) * 1.25) };
            KpiLine { kind: kpi.kind, name, range, middle, quantiles: quantiles(value), max: top, goal }
        })
        .collect()
}

fn quantiles(range: &Range) -> [f64; 5] {
    [range.q10, range.q25, range.q50, range.q75, range.q90]
}

// ---- fan ------------------------------------------------------------------------------------------------------------------

/// A fan in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FanWords {
    /// The finding.
    pub title: String,
    /// The chart in a sentence.
    pub sentence: String,
    /// Its numbers.
    pub table: Table,
}

/// Replies so far, by day.
pub fn replies_words(forecast: &Forecast) -> FanWords {
    fan_words(forecast, "Replies", "reply", |day| &day.replies_so_far)
}

/// Meetings so far, by day.
pub fn meetings_words(forecast: &Forecast) -> FanWords {
    fan_words(forecast, "Meetings", "meeting", |day| &day.meetings_so_far)
}

fn fan_words(forecast: &Forecast, many: &str, one: &str, of: fn(&Day) -> &Range) -> FanWords {
    let mut table =
        Table::new(["Day", "1 in 10 below", "1 in 4 below", "Middle", "1 in 4 above", "1 in 10 above"]);
    table.rows = forecast
        .days
        .iter()
        .map(|entry| {
            let futures = of(entry);
            let cells = [futures.q10, futures.q25, futures.q50, futures.q75, futures.q90].map(whole);
            std::iter::once(weekday(entry.date)).chain(cells).collect()
        })
        .collect();
    let Some(last) = forecast.days.last() else {
        return FanWords {
            title: format!("{many} so far"),
            sentence: format!("{many} so far, by day: nothing happens"),
            table,
        };
    };
    let (end, by) = (of(last), day(last.date));
    let title = if end.q90 < 0.5 {
        format!("Hardly a future brings a {one}")
    } else {
        format!("{many} reach {} by {by}", range(end))
    };
    let spoken = format!(
        "{many} so far, by day: {} to {} by {by} in 8 of 10 futures, {} in the middle one",
        whole(end.q10),
        whole(end.q90),
        whole(end.q50)
    );
    FanWords { title, sentence: spoken, table }
}

/// The points of a fan, one a day.
pub fn fan_points(days: &[Day], of: fn(&Day) -> &Range) -> Vec<FanPoint> {
    days.iter()
        .map(|day| {
            let Range { q05, q10, q25, q50, q75, q90, q95, .. } = *of(day);
            FanPoint { q05, q10, q25, q50, q75, q90, q95 }
        })
        .collect()
}

/// Position of the last day on which a touch goes out in most futures.
pub fn last_touch(days: &[Day]) -> Option<usize> {
    days.iter().rposition(|day| day.touches.iter().any(|(_, touches)| touches.q50 >= 0.5))
}

/// The day on which the last of so many contacts enters (S7): all on the first, or some a business day.
pub fn last_enrolment(entry: &Entry, calendar: Option<&Calendar>, enrolled: u32) -> Option<Date> {
    const FAR: i32 = 1500;
    let calendar = calendar.map(|calendar| calendar.laid_out(entry.from, entry.from.plus_days(FAR)));
    let is_open = |date: &Date| {
        calendar.as_ref().is_none_or(|calendar| {
            calendar.hours.iter().any(|hours| hours.days.contains(date.weekday()))
                && calendar.holidays.iter().all(|holiday| holiday.date != *date)
        })
    };
    let days = match entry.per_business_day {
        Some(n) => enrolled.div_ceil(n.max(1)),
        None => 1,
    };
    let last = (days as usize).checked_sub(1)?;
    // a calendar that is never open enrols nobody: look no further than the span of a run
    (0..FAR).map(|n| entry.from.plus_days(n)).filter(is_open).nth(last)
}

// ---- dots -----------------------------------------------------------------------------------------------------------------

/// Dots in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DotsWords {
    /// The finding.
    pub title: String,
    /// The chart in a sentence.
    pub sentence: String,
    /// What is counted, for the axis.
    pub unit: String,
    /// Its numbers.
    pub table: Table,
}

/// Fifty futures against a goal; `filled` of them meet it.
pub fn dots_words(forecast: &Forecast, goal: u32, filled: usize) -> Option<DotsWords> {
    let found = forecast.goal.as_ref()?;
    let (one, many) = match found.metric {
        GoalMetric::Replies => ("reply", "replies"),
        GoalMetric::PositiveReplies => ("positive reply", "positive replies"),
        GoalMetric::Meetings => ("meeting", "meetings"),
        GoalMetric::Purchases => ("purchase", "purchases"),
        GoalMetric::Activations => ("activation", "activations"),
    };
    let wanted = counted(goal.into(), one, many);
    let by = forecast.days.last().map_or(String::new(), |last| format!(" by {}", day(last.date)));
    let title = match filled {
        0 => format!("None of 50 futures reaches {wanted}"),
        50 => format!("All 50 futures reach {wanted}"),
        n => format!("{n} of 50 futures {} {wanted}", if n == 1 { "reaches" } else { "reach" }),
    };
    let spoken = format!("50 equally likely futures; {filled} of them reach {wanted} or more");
    let mut table = Table::new(["", "Futures", "Share", "At least as many"]);
    table.head[0] = sentence(many);
    let n = found.values.len().max(1) as f64;
    let mut values = found.values.clone();
    values.sort_unstable();
    let mut at = 0;
    while let Some(value) = values.get(at) {
        let same = values[at..].iter().take_while(|other| *other == value).count();
        table.rows.push(vec![
            count(u64::from(*value)),
            count(same as u64),
            format!("{} %", percent(same as f64 / n)),
            format!("{} %", percent((values.len() - at) as f64 / n)),
        ]);
        at += same;
    }
    Some(DotsWords { title, sentence: spoken, unit: format!("{many}{by}"), table })
}

// ---- exits ----------------------------------------------------------------------------------------------------------------

/// A range with its name, for a row with a strip.
#[derive(Clone, PartialEq, Debug)]
pub struct RangeLine {
    /// What.
    pub name: String,
    /// Eight in ten futures.
    pub range: String,
    /// The middle future as a share of those enrolled.
    pub share: String,
    /// 10, 25, 50, 75 and 90 % quantiles.
    pub quantiles: [f64; 5],
}

/// Who leaves early and why, the most first; then who has not entered by the end.
pub fn exit_lines(forecast: &Forecast) -> Vec<RangeLine> {
    let enrolled = f64::from(forecast.enrolled.max(1));
    let exits = forecast.exits.iter().filter(|(exit, _)| *exit != Exit::Finished);
    let outside = Some(&forecast.not_entered).filter(|people| people.mean > 0.0);
    exits
        .map(|(exit, people)| (exit_name(exit), people))
        .chain(outside.map(|people| ("Not entered by the end".to_owned(), people)))
        .map(|(name, people)| RangeLine {
            name,
            range: range(people),
            share: format!("{} %", percent(people.q50 / enrolled)),
            quantiles: quantiles(people),
        })
        .collect()
}

fn exit_name(exit: &Exit) -> String {
    match exit {
        Exit::Finished => "Went through".to_owned(),
        Exit::Rule(ExitRule::MeetingBooked) => "Booked a meeting".to_owned(),
        Exit::Rule(rule) => rule.label().to_owned(),
        Exit::Stopped(reason) if reason.is_empty() => "Stopped by a step".to_owned(),
        Exit::Stopped(reason) => sentence(reason),
        Exit::MissingData => "Data missing".to_owned(),
        Exit::NoDate => "No date to wait for".to_owned(),
    }
}

/// `408–452 of 486 go through to the end`.
pub fn exit_title(forecast: &Forecast) -> String {
    let finished = forecast.exits.iter().find(|(exit, _)| *exit == Exit::Finished);
    let people = finished.map_or_else(Range::default, |(_, people)| *people);
    format!("{} of {} go through to the end", range(&people), count(forecast.enrolled.into()))
}

/// Who never enters: the cause and how many.
pub fn held_back_lines(forecast: &Forecast) -> Vec<(String, u32)> {
    forecast.held_back.iter().map(|(cause, n)| (sentence(cause.label()), *n)).collect()
}

/// How many never enter, of how many in the segment.
pub fn held_back_of(forecast: &Forecast) -> (u32, u32) {
    let held = forecast.held_back.iter().map(|(_, n)| *n).sum();
    (held, forecast.enrolled + held)
}

// ---- steps ----------------------------------------------------------------------------------------------------------------

/// A touch of the funnel.
#[derive(Clone, PartialEq, Debug)]
pub struct StepLine {
    /// Its name.
    pub name: StepName,
    /// Contacts that arrive: 10 %, middle, 90 %.
    pub arrive: [f64; 3],
    /// In words.
    pub arrive_range: String,
    /// Contacts it is done for: 10 %, middle, 90 %.
    pub done: [f64; 3],
    /// In words.
    pub done_range: String,
    /// Skips with their causes: `51 no profile`.
    pub skipped: String,
    /// Replies, meetings, acceptances: what it brings, in words; a dash where it can bring nothing.
    pub brings: String,
    /// Contacts that leave the sequence because of it.
    pub left: String,
    /// Working days it slips at the most, in words.
    pub slip: String,
    /// It slips.
    pub is_late: bool,
}

/// The touches in reading order.
pub fn step_lines(forecast: &Forecast, names: &[StepName]) -> Vec<StepLine> {
    names
        .iter()
        .filter_map(|name| {
            let step = forecast.steps.iter().find(|step| step.step == name.step)?;
            Some(step_line(name.clone(), step))
        })
        .collect()
}

fn step_line(name: StepName, step: &StepForecast) -> StepLine {
    let skipped: Vec<String> = step
        .skipped
        .iter()
        .filter(|(_, people)| people.q90 >= 0.5)
        .map(|(cause, people)| format!("{} {}", range(people), cause.label()))
        .collect();
    let brings = [EventKind::Replied, EventKind::MeetingBooked, EventKind::Accepted, EventKind::Talked]
        .into_iter()
        .filter_map(|event| step.outcomes.iter().find(|(kind, _)| *kind == event))
        .find(|(event, people)| *event != EventKind::Talked || people.q90 >= 0.5)
        .map(|(event, people)| match event {
            EventKind::Replied => range_of(people, "reply", "replies"),
            EventKind::MeetingBooked => range_of(people, "meeting", "meetings"),
            EventKind::Accepted => format!("{} accept", range(people)),
            _ => range_of(people, "talk", "talks"),
        })
        .unwrap_or_else(|| "–".to_owned());
    // what converts or, where nobody can answer, is clicked or seen stands beside it
    let also = [EventKind::Purchased, EventKind::Activated, EventKind::Clicked, EventKind::Opened]
        .into_iter()
        .filter(|event| event.is_of_contact() || matches!(name.channel, Channel::InApp | Channel::Ad))
        .filter_map(|event| step.outcomes.iter().find(|(kind, _)| *kind == event))
        .filter(|(_, people)| people.q90 >= 0.5)
        .map(|(event, people)| match event {
            EventKind::Purchased => range_of(people, "purchase", "purchases"),
            EventKind::Activated => range_of(people, "activation", "activations"),
            EventKind::Clicked => range_of(people, "click", "clicks"),
            _ => format!("{} see it", range(people)),
        });
    let brings = std::iter::once(brings).filter(|text| text != "–").chain(also).collect::<Vec<_>>();
    let brings = if brings.is_empty() { "–".to_owned() } else { brings.join(", ") };
    let slip = &step.slip_days;
    let is_late = slip.q90 >= 0.5;
    StepLine {
        name,
        arrive: [step.reached.q10, step.reached.q50, step.reached.q90],
        arrive_range: range(&step.reached),
        done: [step.done.q10, step.done.q50, step.done.q90],
        done_range: range(&step.done),
        skipped: skipped.join(", "),
        brings,
        left: range(&step.left),
        slip: if is_late { format!("up to {}", whole(slip.q90)) } else { "0".to_owned() },
        is_late,
    }
}

/// The finding of the funnel: the touch that is skipped most, else the one after which most leave.
pub fn step_title(forecast: &Forecast, names: &[StepName]) -> String {
    let steps: Vec<(&StepName, &StepForecast)> = names
        .iter()
        .filter_map(|name| Some((name, forecast.steps.iter().find(|step| step.step == name.step)?)))
        .filter(|(_, step)| step.reached.q50 >= 0.5)
        .collect();
    let skip_share = |step: &StepForecast| {
        step.skipped.iter().map(|(_, people)| people.mean).sum::<f64>() / step.reached.mean.max(1.0)
    };
    let most_skipped = steps
        .iter()
        .max_by(|(_, a), (_, b)| skip_share(a).total_cmp(&skip_share(b)))
        .filter(|(_, step)| skip_share(step) >= 0.02);
    if let Some((name, step)) = most_skipped {
        let cause = step.skipped.iter().max_by(|(_, a), (_, b)| a.mean.total_cmp(&b.mean));
        let why = cause.map_or(String::new(), |(cause, _)| format!(": {}", cause.label()));
        return format!(
            "“{}” goes to {} of the {} who come to it{why}",
            name.name,
            range(&step.done),
            range(&step.reached)
        );
    }
    let loses = steps.iter().max_by(|(_, a), (_, b)| a.left.mean.total_cmp(&b.left.mean));
    match loses {
        Some((name, step)) if step.left.q90 >= 0.5 => {
            format!("Most leave after “{}”: {}", name.name, range(&step.left))
        }
        Some(_) => "Everybody gets every step".to_owned(),
        None => "Nobody comes to a step".to_owned(),
    }
}

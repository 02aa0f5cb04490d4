//! The forecast in words: what to expect, each KPI with numerator and denominator (§7), titles that are findings.

use super::Table;
use super::text::{
    count, counted, day, duration, duration_range, percent, percent_range, range, range_of, sentence, span,
    weekday, whole,
};
use crate::chart::FanPoint;
use crate::model::{Channel, ChannelKind, EventKind, FunnelStage, GoalMetric, Plan, SequenceId, StepId};
use crate::schedule::{HoldCause, SkipCause};
use crate::simulate::{
    DateRange, Day, Exit, Forecast, GoalForecast, Kpi, KpiKind, Range, SpreadUsed, StepForecast,
};

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

/// The touches of a sequence in reading order, with their numbers.
pub fn step_names(plan: &Plan, sequence: SequenceId) -> Vec<StepName> {
    let named = |(id, number): (StepId, String)| {
        let step = plan.steps.get(&id)?;
        let channel = step.kind.touch()?.channel.channel();
        Some(StepName { step: id, number, name: step.name.clone(), channel })
    };
    plan.touch_numbers(sequence).into_iter().filter_map(named).collect()
}

/// The same of several sequences, each name with that of its sequence.
pub fn step_names_of(plan: &Plan, sequences: &[SequenceId]) -> Vec<StepName> {
    let of = |id: &SequenceId| {
        let whose = plan.sequences.get(id).map(|sequence| sequence.name.clone()).unwrap_or_default();
        let named = |name: StepName| StepName { name: format!("{whose}: {}", name.name), ..name };
        step_names(plan, *id).into_iter().map(named).collect::<Vec<_>>()
    };
    sequences.iter().flat_map(of).collect()
}

/// A key figure of a sequence: how many people, over the futures.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// Which.
    pub kind: KpiKind,
    /// Its name.
    pub name: &'static str,
    /// People.
    pub people: Range,
    /// The goal of the sequence, if this is what it counts.
    pub goal: Option<f64>,
}

/// What leads wherever a forecast is told in short: what the goal is about, then replies; where the goal is replies, meetings after them.
pub fn figures(forecast: &Forecast) -> Vec<Figure> {
    let goal = forecast.goal.as_ref().map(|goal| goal.metric);
    let leads = match goal {
        Some(GoalMetric::Replies) => [KpiKind::ReplyRate, KpiKind::MeetingRate],
        Some(metric) => [kpi_of(metric), KpiKind::ReplyRate],
        None => [KpiKind::MeetingRate, KpiKind::ReplyRate],
    };
    let figure = |kind: KpiKind| {
        let people = forecast.kpi(kind)?.numerator;
        Some(Figure { kind, name: kpi_name(kind), people, goal: goal_of(forecast, kind) })
    };
    leads.into_iter().filter_map(figure).collect()
}

/// The KPI that a goal counts.
fn kpi_of(metric: GoalMetric) -> KpiKind {
    match metric {
        GoalMetric::Replies => KpiKind::ReplyRate,
        GoalMetric::PositiveReplies => KpiKind::PositiveReplyRate,
        GoalMetric::Meetings => KpiKind::MeetingRate,
        GoalMetric::Purchases => KpiKind::ConversionRate,
        GoalMetric::Activations => KpiKind::ActivationRate,
    }
}

/// The target of the sequence, if this KPI is what its goal counts.
fn goal_of(forecast: &Forecast, kind: KpiKind) -> Option<f64> {
    let goal = forecast.goal.as_ref().filter(|goal| kpi_of(goal.metric) == kind)?;
    Some(f64::from(goal.target))
}

/// What a KPI is called.
fn kpi_name(kind: KpiKind) -> &'static str {
    match kind {
        KpiKind::ReplyRate => "Replies",
        KpiKind::PositiveReplyRate => "Positive replies",
        KpiKind::MeetingRate => "Meetings",
        KpiKind::TimeToFirstResponse => "First response",
        KpiKind::EffectiveFollowUp => "Effective follow-up",
        KpiKind::BounceRate => "Bounced",
        KpiKind::OptOutRate => "Opted out",
        KpiKind::ConversionRate => "Purchases",
        KpiKind::TimeToConversion => "Time to purchase",
        KpiKind::ActivationRate => "Activations",
        KpiKind::TimeToActivation => "Time to activation",
        KpiKind::StageEngagement(FunnelStage::Awareness) => "Engaged at awareness",
        KpiKind::StageEngagement(FunnelStage::Consideration) => "Engaged at consideration",
        KpiKind::StageEngagement(FunnelStage::Purchase) => "Engaged at purchase",
    }
}

/// `137 of 200 futures reach 6 meetings`.
pub fn chance_words(forecast: &Forecast) -> Option<String> {
    let goal = forecast.goal.as_ref()?;
    Some(reaching(goal, goal.target))
}

/// How many futures reach a target, in words.
fn reaching(goal: &GoalForecast, target: u32) -> String {
    let (one, many) = goal_nouns(goal.metric);
    let wanted = counted(target.into(), one, many);
    let (n, of) = (goal.n_reaching(target), goal.values.len());
    let verb = if n == 1 || of == 1 { "reaches" } else { "reach" };
    let futures = if of == 1 { "future" } else { "futures" };
    match n {
        0 => format!("None of {} {futures} reaches {wanted}", count(of as u64)),
        n if n == of => format!("All {} {futures} {verb} {wanted}", count(of as u64)),
        n => format!("{} of {} {futures} {verb} {wanted}", count(n as u64), count(of as u64)),
    }
}

/// Where to look when fewer than half of the futures reach the goal, with who was never reached here; nothing where it is likely.
pub fn diagnosis(forecast: &Forecast) -> Option<String> {
    let goal = forecast.goal.as_ref().filter(|goal| 2 * goal.n_reaching(goal.target) < goal.values.len())?;
    let (_, many) = goal_nouns(goal.metric);
    let look = match goal.metric {
        GoalMetric::Replies | GoalMetric::PositiveReplies => "targeting, text or timing",
        GoalMetric::Meetings => "targeting, what is asked for, or the calls that reach nobody",
        GoalMetric::Purchases | GoalMetric::Activations => "the offer, the moment, or the way there",
    };
    let (held, of) = held_back_of(forecast);
    let never = match held {
        0 => String::new(),
        held => format!("; here {} of {} are never reached", count(held.into()), count(of.into())),
    };
    Some(format!("Few {many}: {look}{never}."))
}

fn goal_nouns(metric: GoalMetric) -> (&'static str, &'static str) {
    match metric {
        GoalMetric::Replies => ("reply", "replies"),
        GoalMetric::PositiveReplies => ("positive reply", "positive replies"),
        GoalMetric::Meetings => ("meeting", "meetings"),
        GoalMetric::Purchases => ("purchase", "purchases"),
        GoalMetric::Activations => ("activation", "activations"),
    }
}

/// Who enters: how many contacts, and the verb. `486 contacts`, `enter`; by an event `421 contacts`, `may enter; 232–251 do`.
pub fn entry_words(forecast: &Forecast) -> (String, String) {
    let may = forecast.may_enter;
    let contacts = counted(may.into(), "contact", "contacts");
    let all = f64::from(may);
    let verb = if forecast.enters.q05 >= all || forecast.replications == 0 {
        if may == 1 { "enters" } else { "enter" }.to_owned()
    } else {
        format!("may enter; {} do", range(&forecast.enters))
    };
    (contacts, verb)
}

/// What to expect, for the line on top: `3–12 meetings and 18–42 replies`, what the goal is about first.
pub fn expectation(forecast: &Forecast) -> Option<String> {
    let told = |figure: Figure| {
        let (one, many) = match figure.kind {
            KpiKind::ReplyRate => ("reply", "replies"),
            KpiKind::PositiveReplyRate => ("positive reply", "positive replies"),
            KpiKind::ConversionRate => ("purchase", "purchases"),
            KpiKind::ActivationRate => ("activation", "activations"),
            _ => ("meeting", "meetings"),
        };
        range_of(&figure.people, one, many)
    };
    let told: Vec<String> = figures(forecast).into_iter().map(told).collect();
    (!told.is_empty()).then(|| told.join(" and "))
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
    let may = counted(forecast.may_enter.into(), "contact", "contacts");
    let contacts = if forecast.enters.q05 >= f64::from(forecast.may_enter) {
        may
    } else {
        format!("{} who enter, of {may} who may", range(&forecast.enters))
    };
    let days = match (forecast.days.first(), forecast.days.last()) {
        (Some(first), Some(last)) if first.date != last.date => {
            format!(", {}", span(first.date, last.date))
        }
        (Some(first), _) => format!(", {}", day(first.date)),
        _ => String::new(),
    };
    format!("{futures} of {contacts}{days}")
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
    forecast
        .kpis
        .iter()
        .map(|kpi| {
            let (name, goal) = (kpi_name(kpi.kind), goal_of(forecast, kpi.kind));
            let of = of_denominator(kpi);
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
                    format!("middle {of} who got a touch of this stage clicked, answered, talked or bought"),
                    &kpi.value,
                ),
                (KpiKind::EffectiveFollowUp, _) => {
                    (percent_range(&kpi.value), format!("middle {of} got every step due"), &kpi.value)
                }
                (KpiKind::MeetingRate, _) => {
                    let middle = format!("middle {of} reached, {} per 100", percent(kpi.value.q50));
                    (people, middle, &kpi.numerator)
                }
                _ => {
                    // the glossary's rate stands beside the first, named (§7)
                    let segment = kpi.of_segment.map_or(String::new(), |share| {
                        format!(
                            "; {} % of the {} in the segment",
                            percent(share.q50),
                            count(forecast.in_segment().into())
                        )
                    });
                    let middle = format!("middle {of} reached, {} %{segment}", percent(kpi.value.q50));
                    (people, middle, &kpi.numerator)
                }
            };
            let is_share = matches!(kpi.kind, KpiKind::EffectiveFollowUp | KpiKind::StageEngagement(_));
            let top = if is_share { 1.0 } else { (value.q95 * 1.25).max(goal.unwrap_or(0.0) * 1.25) };
            KpiLine { kind: kpi.kind, name, range, middle, quantiles: quantiles(value), max: top, goal }
        })
        .collect()
}

/// `28 of 486`; where the denominator differs from future to future the two middles are not of the same one: `28 of about 471`.
fn of_denominator(kpi: &Kpi) -> String {
    let about = if kpi.denominator.sd > 0.0 { "about " } else { "" };
    format!("{} of {about}{}", whole(kpi.numerator.q50), whole(kpi.denominator.q50))
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

/// `Last enrolment 24 Nov`, with its span where futures differ: `Last touch 18 Dec, in 8 of 10 futures 16 Dec to 22 Dec`.
pub fn last_words(what: &str, last: &DateRange) -> String {
    if last.q10 == last.q90 {
        return format!("{what} {}", day(last.q50));
    }
    format!("{what} {}, in 8 of 10 futures {}", day(last.q50), span(last.q10, last.q90))
}

/// Lines across a fan: the last day on which somebody enters and is touched, in the middle future; the position of the day and its name.
pub fn fan_markers(forecast: &Forecast) -> Vec<(usize, String)> {
    let lasts = [("Last enrolment", &forecast.last_entry), ("Last touch", &forecast.last_touch)];
    let marker = |(name, last): (&str, &Option<DateRange>)| {
        let last = last.as_ref()?.q50;
        Some((forecast.days.iter().position(|day| day.date == last)?, name.to_owned()))
    };
    lasts.into_iter().filter_map(marker).collect()
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

/// The futures against a goal; the dots are fifty of them.
pub fn dots_words(forecast: &Forecast, goal: u32) -> Option<DotsWords> {
    let found = forecast.goal.as_ref()?;
    let (_, many) = goal_nouns(found.metric);
    let by = forecast.days.last().map_or(String::new(), |last| format!(" by {}", day(last.date)));
    let title = reaching(found, goal);
    let spoken = format!("{title}; each of 50 dots stands for as many futures");
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
    /// The middle future as a share of those who may enter.
    pub share: String,
    /// 10, 25, 50, 75 and 90 % quantiles.
    pub quantiles: [f64; 5],
}

/// Who leaves early and why, the most first; then who has not entered by the end. Who left because of a reply is not who replied: a
/// reply may come after the end, or take nobody out.
pub fn exit_lines(forecast: &Forecast) -> Vec<RangeLine> {
    let may_enter = f64::from(forecast.may_enter.max(1));
    let exits = forecast.exits.iter().filter(|(exit, _)| *exit != Exit::Finished);
    let outside = Some(&forecast.not_entered).filter(|people| people.mean > 0.0);
    exits
        .map(|(exit, people)| (exit_name(exit), people))
        .chain(outside.map(|people| ("Not entered by the end".to_owned(), people)))
        .map(|(name, people)| RangeLine {
            name,
            range: range(people),
            share: format!("{} %", percent(people.q50 / may_enter)),
            quantiles: quantiles(people),
        })
        .collect()
}

fn exit_name(exit: &Exit) -> String {
    match exit {
        Exit::Finished => "Went through".to_owned(),
        Exit::Rule(rule) => format!("Left: {}", rule.name()),
        Exit::Stopped(reason) if reason.is_empty() => "Left: stopped by a step".to_owned(),
        Exit::Stopped(reason) => format!("Left: {reason}"),
        Exit::MissingData => "Left: data missing".to_owned(),
        Exit::NoDate => "Left: no date to wait for".to_owned(),
    }
}

/// `408–452 of 486 who may enter go through to the end`.
pub fn exit_title(forecast: &Forecast) -> String {
    let finished = forecast.exits.iter().find(|(exit, _)| *exit == Exit::Finished);
    let people = finished.map_or_else(Range::default, |(_, people)| *people);
    format!("{} of {} who may enter go through to the end", range(&people), count(forecast.may_enter.into()))
}

/// Who never enters: the cause, in words, and how many.
pub fn held_back_lines(forecast: &Forecast) -> Vec<(HoldCause, String, u32)> {
    forecast.held_back.iter().map(|(cause, n)| (*cause, sentence(cause.label()), *n)).collect()
}

/// How many never enter, of how many in the segment.
pub fn held_back_of(forecast: &Forecast) -> (u32, u32) {
    (forecast.n_held_back(), forecast.in_segment())
}

// ---- steps ----------------------------------------------------------------------------------------------------------------

/// A touch of the funnel.
#[derive(Clone, PartialEq, Debug)]
pub struct StepLine {
    /// Its name.
    pub name: StepName,
    /// People at it: 10 %, middle, 90 %.
    pub arrive: [f64; 3],
    /// In words; where a repeat brings them back, with the visits.
    pub arrive_range: String,
    /// Touches done: 10 %, middle, 90 %.
    pub done: [f64; 3],
    /// In words.
    pub done_range: String,
    /// Touches skipped, by cause: `51 no profile`.
    pub skipped: Vec<(SkipCause, String)>,
    /// Replies, meetings, acceptances: what it brings, in words; a dash where it can bring nothing.
    pub brings: String,
    /// Contacts that leave the sequence because of it.
    pub left: String,
    /// Touches done late, and by how many days at the most, in words.
    pub late: String,
    /// Some are late.
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
    let skipped = step
        .skipped
        .iter()
        .filter(|(_, touches)| touches.q90 >= 0.5)
        .map(|(cause, touches)| (*cause, format!("{} {}", range(touches), cause.label())));
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
    let is_late = step.late.q90 >= 0.5;
    StepLine {
        name,
        arrive: [step.reached.q10, step.reached.q50, step.reached.q90],
        arrive_range: people_words(step),
        done: [step.done.q10, step.done.q50, step.done.q90],
        done_range: range(&step.done),
        skipped: skipped.collect(),
        brings,
        left: range(&step.left),
        late: if is_late { late_words(step) } else { "0".to_owned() },
        is_late,
    }
}

/// `240–251`; where a repeat brings people back: `240–251, 507–519 visits`.
pub fn people_words(step: &StepForecast) -> String {
    let visits = visits_words(step).map_or(String::new(), |visits| format!(", {visits}"));
    format!("{}{visits}", range(&step.reached))
}

/// `507–519 visits`, where a repeat brings people back.
pub fn visits_words(step: &StepForecast) -> Option<String> {
    step.visits.map(|visits| range_of(&visits, "visit", "visits"))
}

/// The end of the funnel's bars: all who may enter, or more where a repeat does a touch several times for each.
pub fn most_at_a_step(forecast: &Forecast) -> f64 {
    let done = forecast.steps.iter().map(|step| step.done.q90);
    done.fold(f64::from(forecast.may_enter), f64::max).max(1.0)
}

/// `12–15, up to 2 days`.
fn late_words(step: &StepForecast) -> String {
    let days = step.late_days.q90.max(1.0) as u64;
    format!("{}, up to {}", range(&step.late), counted(days, "day", "days"))
}

/// What a touch is sent for and how many bring it: `3–9`, `replies`.
pub fn outcome_words(step: &StepForecast, kind: ChannelKind) -> (String, &'static str) {
    let (event, word) = match kind {
        ChannelKind::Email | ChannelKind::LinkedinMessage | ChannelKind::Whatsapp => {
            (EventKind::Replied, "replies")
        }
        ChannelKind::Sms | ChannelKind::Ad => (EventKind::Clicked, "clicks"),
        ChannelKind::InApp => (EventKind::Opened, "seen"),
        ChannelKind::Call => (EventKind::MeetingBooked, "meetings"),
        ChannelKind::LinkedinInvite => (EventKind::Accepted, "accept"),
        ChannelKind::Task => (EventKind::Done, "done"),
    };
    let people = step.outcomes.iter().find(|(of, _)| *of == event).map(|(_, people)| *people);
    (range(&people.unwrap_or_default()), word)
}

/// The finding of the funnel: the touch that is skipped most, else the one after which most leave.
pub fn step_title(forecast: &Forecast, names: &[StepName]) -> String {
    let steps: Vec<(&StepName, &StepForecast)> = names
        .iter()
        .filter_map(|name| Some((name, forecast.steps.iter().find(|step| step.step == name.step)?)))
        .filter(|(_, step)| step.reached.q50 >= 0.5)
        .collect();
    let skip_share = |step: &StepForecast| {
        let come = step.visits.as_ref().unwrap_or(&step.reached);
        step.skipped.iter().map(|(_, touches)| touches.mean).sum::<f64>() / come.mean.max(1.0)
    };
    let most_skipped = steps
        .iter()
        .max_by(|(_, a), (_, b)| skip_share(a).total_cmp(&skip_share(b)))
        .filter(|(_, step)| skip_share(step) >= 0.02);
    if let Some((name, step)) = most_skipped {
        let cause = step.skipped.iter().max_by(|(_, a), (_, b)| a.mean.total_cmp(&b.mean));
        let why = cause.map_or(String::new(), |(cause, _)| format!(": {}", cause.label()));
        let come = match &step.visits {
            Some(visits) => range_of(visits, "visit", "visits"),
            None => format!("{} who come to it", range(&step.reached)),
        };
        return format!("“{}” is done for {} of the {come}{why}", name.name, range(&step.done));
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

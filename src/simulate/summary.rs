//! From replications to a forecast: ranges with exact quantiles, each KPI with numerator and denominator (§7).

use std::collections::BTreeMap;

use super::quantile::quantile;
use super::tally::{self, CHANNELS, Margin, Replication, SENDER_WIDTH, SKIP_CAUSES, STEP_WIDTH};
use super::{
    Batch, DateRange, Day, DayTotals, Exit, Forecast, GoalForecast, Kpi, KpiKind, OwnerLoad, Range,
    SenderLoad, SpreadUsed, StepForecast, Use, Work, WorkDay,
};
use crate::calendar::Date;
use crate::lean::order;
use crate::model::{Channel, EventKind, FunnelStage, GoalMetric};
use crate::program::{NONE, Program};
use crate::schedule::{far_problems, stuck_problems};

/// The answer of all batches together, in whatever order they came; `asked` replications were wanted.
pub fn summary(program: &Program, batches: &[Batch], asked: u32) -> Forecast {
    summed(program, &batches.iter().collect::<Vec<_>>(), asked)
}

/// As [`summary`], of the sequence at that place of those that ran together: its own numbers, and the load of all. Each of `batches` has
/// one of every sequence, of the same replications.
pub fn summary_together(programs: &[&Program], at: usize, batches: &[Vec<Batch>], asked: u32) -> Forecast {
    let of = |part: usize| batches.iter().filter_map(|batch| batch.get(part)).collect::<Vec<&Batch>>();
    let mut forecast = summed(programs[at], &of(at), asked);
    if programs.len() < 2 || programs[at].has_errors() || forecast.replications == 0 {
        return forecast;
    }
    let origin = |program: &Program| program.entry_from.plus_days(-2);
    let first = programs.iter().map(|program| origin(program)).fold(origin(programs[at]), Date::min);
    let mut all: Vec<Replication> = Vec::new();
    for (part, program) in programs.iter().enumerate() {
        let rows = in_order(&of(part));
        let later = (origin(program).days() - first.days()).max(0) as usize;
        all.resize_with(all.len().max(rows.len()), Replication::default);
        all.iter_mut().zip(rows).for_each(|(all, row)| all.add_work(row, later));
    }
    let all: Vec<&Replication> = all.iter().collect();
    set_load(&mut forecast, programs[at], &all, first);
    let of_queues = |what: usize| counted(&all, |row| row.queues.iter().map(|queue| queue[what]).sum());
    forecast.whole = Some(Work {
        sequences: programs.len() as u32,
        days: days(&all, first).into_iter().map(WorkDay::from).collect(),
        late: of_queues(LATE),
        given_up: of_queues(GIVEN_UP),
    });
    forecast
}

/// The replications of all batches by their number, each once.
fn in_order<'a>(batches: &[&'a Batch]) -> Vec<&'a Replication> {
    let mut rows: Vec<(u32, &Replication)> =
        batches.iter().flat_map(|batch| (batch.first..).zip(&batch.rows)).collect();
    order::sort_by_key(&mut rows, |(number, _)| *number);
    rows.dedup_by_key(|(number, _)| *number);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// How mailboxes and people are used.
fn set_load(forecast: &mut Forecast, program: &Program, rows: &[&Replication], origin: Date) {
    forecast.senders = senders(program, rows, origin);
    forecast.owners = owners(program, rows, origin);
    let at_sender = |index: usize| index * SENDER_WIDTH + tally::WAITING_AT_SENDER;
    forecast.mails_wait = share_waiting(rows, |row| &row.senders, program.team.senders.len(), at_sender);
    let at_owner = |index: usize| index * tally::owner_width(program) + CHANNELS;
    forecast.tasks_wait = share_waiting(rows, |row| &row.owners, program.team.owners.len(), at_owner);
}

fn summed(program: &Program, batches: &[&Batch], asked: u32) -> Forecast {
    let rows = in_order(batches);
    let mut forecast = Forecast {
        seed: program.seed,
        replications: rows.len() as u32,
        asked,
        problems: program.problems().to_vec(),
        spread: SpreadUsed {
            frailty: program.assumptions.frailty,
            ignorance: program.assumptions.ignorance.max(1.0),
        },
        ..Forecast::default()
    };
    if let Some(batch) = batches.first() {
        forecast.may_enter = batch.may_enter;
        forecast.held_back = batch.held_back.clone();
    }
    if program.has_errors() || rows.is_empty() {
        return forecast;
    }
    if let Some(batch) = batches.first() {
        forecast.problems.extend(batch.problems.iter().cloned());
    }
    forecast.problems.extend(program.unsaid.iter().cloned());
    let most = |touch: usize| rows.iter().map(|row| row.far[touch]).max().unwrap_or(0);
    forecast.problems.extend(far_problems(program, (0..).zip((0..program.touches.len()).map(most))));
    forecast.problems.extend(stuck(program, &rows));
    forecast.kpis = kpis(program, &rows, forecast.in_segment());
    let origin = program.entry_from.plus_days(-2);
    forecast.days = days(&rows, origin);
    set_load(&mut forecast, program, &rows, origin);
    forecast.steps = steps(program, &rows);
    forecast.exits = exits(program, &rows);
    forecast.enters = counted(&rows, |row| row.entered);
    forecast.not_entered = counted(&rows, |row| row.not_entered);
    forecast.last_entry = date_range(origin, rows.iter().map(|row| row.last_entry));
    forecast.last_touch = date_range(origin, rows.iter().map(|row| row.last_touch));
    let of_queues = |what: usize| counted(&rows, |row| row.queues.iter().map(|queue| queue[what]).sum());
    forecast.late = of_queues(LATE);
    forecast.given_up = of_queues(GIVEN_UP);
    forecast.goal = program.goal.map(|(metric, target)| goal(metric, target, &rows));
    forecast
}

/// A number that is the same for the same answer everywhere: natively, in Node and in a browser (FNV-1a over its bytes). What was
/// assumed is not part of the answer.
pub fn digest(forecast: &Forecast) -> u64 {
    let Forecast { seed, replications, asked, may_enter, held_back, enters, not_entered, .. } = forecast;
    let Forecast { kpis, days, senders, owners, steps, exits, goal, problems, .. } = forecast;
    let Forecast { last_entry, last_touch, late, given_up, .. } = forecast;
    let run = (seed, replications, asked, may_enter, held_back, enters, not_entered);
    let waits = (last_entry, last_touch, late, given_up);
    let bytes =
        postcard::to_allocvec(&(run, waits, kpis, days, senders, owners, steps, exits, goal, problems));
    let bytes = bytes.unwrap_or_default();
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn counted(rows: &[&Replication], of: impl Fn(&Replication) -> u32) -> Range {
    Range::of(&rows.iter().map(|row| f64::from(of(row))).collect::<Vec<_>>())
}

/// Share of the replications in which something waits at one of `n` at the end of a day.
fn share_waiting(
    rows: &[&Replication],
    of: fn(&Replication) -> &Margin,
    n: usize,
    series: impl Fn(usize) -> usize,
) -> f64 {
    let waits = |row: &&&Replication| {
        let margin = of(row);
        (0..margin.days()).any(|day| (0..n).any(|index| margin.get(day, series(index)) > 0))
    };
    rows.iter().filter(waits).count() as f64 / rows.len().max(1) as f64
}

/// Places in the counts of a queue.
const LATE: usize = 0;
const GIVEN_UP: usize = 1;

/// The range of a day; replications without one do not count.
fn date_range(origin: Date, days: impl Iterator<Item = Option<u32>>) -> Option<DateRange> {
    let mut days: Vec<u32> = days.flatten().collect();
    days.sort_unstable();
    let at = |percent| Some(date(origin, quantile(&days, percent)? as usize));
    Some(DateRange { q10: at(10)?, q50: at(50)?, q90: at(90)? })
}

/// How a sender or an owner was used: by day what was done, and whether that was all that may be done.
fn use_of(
    rows: &[&Replication],
    span: std::ops::Range<usize>,
    queue: usize,
    day: impl Fn(&Replication, usize) -> (bool, bool),
) -> Use {
    let days = |of: fn((bool, bool)) -> bool| {
        counted(rows, |row| span.clone().filter(|at| of(day(row, *at))).count() as u32)
    };
    Use {
        days: days(|(is_used, _)| is_used),
        full: days(|(_, is_full)| is_full),
        late: counted(rows, |row| row.queues[queue][LATE]),
        given_up: counted(rows, |row| row.queues[queue][GIVEN_UP]),
    }
}

fn kpis(program: &Program, rows: &[&Replication], in_segment: u32) -> Vec<Kpi> {
    let share = |kind: KpiKind, of: fn(&Replication) -> u32| {
        let value = |row: &&Replication| {
            if row.started == 0 { 0.0 } else { f64::from(of(row)) / f64::from(row.started) }
        };
        kpi(
            kind,
            &rows.iter().map(value).collect::<Vec<_>>(),
            counted(rows, of),
            counted(rows, |row| row.started),
        )
    };
    let time = |kind: KpiKind, minutes: fn(&Replication) -> Option<u32>, of: fn(&Replication) -> u32| {
        let minutes: Vec<f64> = rows.iter().filter_map(|row| minutes(row).map(f64::from)).collect();
        let of = counted(rows, of);
        kpi(kind, &minutes, of, of)
    };
    // the glossary's definition of a reply rate stands beside the first (§7)
    let both_ways = |kind: KpiKind, of: fn(&Replication) -> u32| {
        let shares = rows.iter().map(|row| f64::from(of(row)) / f64::from(in_segment.max(1)));
        Kpi { of_segment: Some(Range::of(&shares.collect::<Vec<_>>())), ..share(kind, of) }
    };
    let mut kpis = vec![
        both_ways(KpiKind::ReplyRate, |row| row.replied),
        both_ways(KpiKind::PositiveReplyRate, |row| row.positive),
        share(KpiKind::MeetingRate, |row| row.meetings),
        time(KpiKind::TimeToFirstResponse, |row| row.response_minutes, |row| row.replied),
        share(KpiKind::EffectiveFollowUp, |row| row.followed_up),
        share(KpiKind::BounceRate, |row| row.bounced),
        share(KpiKind::OptOutRate, |row| row.opted_out),
    ];
    // what the plan says nothing about would be a row of zeros
    let is_about = |event: EventKind| {
        program.assumptions.rates.iter().any(|rate| rate.outcome == event)
            || program.goal.is_some_and(|(metric, _)| metric.event() == event)
    };
    if is_about(EventKind::Purchased) {
        kpis.push(share(KpiKind::ConversionRate, |row| row.purchased));
        kpis.push(time(KpiKind::TimeToConversion, |row| row.purchase_minutes, |row| row.purchased));
    }
    if is_about(EventKind::Activated) {
        kpis.push(share(KpiKind::ActivationRate, |row| row.activated));
        kpis.push(time(KpiKind::TimeToActivation, |row| row.activation_minutes, |row| row.activated));
    }
    for stage in FunnelStage::ALL {
        if program.steps.iter().any(|step| step.touch != NONE && step.stage == Some(stage)) {
            let counts = |row: &Replication| row.stages[stage as usize];
            let value = |row: &&Replication| {
                let [reached, engaged] = counts(row);
                if reached == 0 { 0.0 } else { f64::from(engaged) / f64::from(reached) }
            };
            kpis.push(kpi(
                KpiKind::StageEngagement(stage),
                &rows.iter().map(value).collect::<Vec<_>>(),
                counted(rows, |row| counts(row)[1]),
                counted(rows, |row| counts(row)[0]),
            ));
        }
    }
    kpis
}

fn kpi(kind: KpiKind, values: &[f64], numerator: Range, denominator: Range) -> Kpi {
    let value = Range::of(values);
    let error = if values.is_empty() { 0.0 } else { value.sd / (values.len() as f64).sqrt() };
    Kpi { kind, value, numerator, denominator, of_segment: None, error }
}

/// The days from the first to the last on which anything is not zero in any replication.
fn span<'a>(
    rows: &[&'a Replication],
    of: fn(&'a Replication) -> &'a Margin,
    is_something: impl Fn(&Margin, usize) -> bool,
) -> std::ops::Range<usize> {
    let n = rows.iter().map(|row| of(row).days()).max().unwrap_or(0);
    let is = |day: &usize| rows.iter().any(|row| *day < of(row).days() && is_something(of(row), *day));
    match ((0..n).find(is), (0..n).rev().find(is)) {
        (Some(first), Some(last)) => first..last + 1,
        _ => 0..0,
    }
}

fn date(origin: Date, day: usize) -> Date {
    origin.plus_days(day as i32)
}

fn days(rows: &[&Replication], origin: Date) -> Vec<Day> {
    let is_something = |margin: &Margin, day: usize| {
        let before = |series| if day == 0 { 0 } else { margin.get(day - 1, series) };
        (0..tally::REPLIES).any(|series| margin.get(day, series) > 0)
            || (tally::REPLIES..tally::DAY_WIDTH).any(|series| margin.get(day, series) != before(series))
    };
    // a level holds after the last day of its replication
    let level = |row: &Replication, day: usize, series: usize| {
        row.days.days().checked_sub(1).map_or(0, |last| row.days.get(day.min(last), series))
    };
    span(rows, |row| &row.days, is_something)
        .map(|day| Day {
            date: date(origin, day),
            touches: Channel::ALL
                .into_iter()
                .map(|channel| (channel, counted(rows, |row| row.days.get(day, channel as usize))))
                .filter(|(_, range)| range.mean > 0.0)
                .collect(),
            total: counted(rows, |row| (0..CHANNELS).map(|channel| row.days.get(day, channel)).sum()),
            waiting: counted(rows, |row| row.days.get(day, tally::WAITING)),
            late: counted(rows, |row| row.days.get(day, tally::LATE)),
            given_up: counted(rows, |row| row.days.get(day, tally::GIVEN_UP)),
            replies_so_far: counted(rows, |row| level(row, day, tally::REPLIES)),
            meetings_so_far: counted(rows, |row| level(row, day, tally::MEETINGS)),
        })
        .collect()
}

fn senders(program: &Program, rows: &[&Replication], origin: Date) -> Vec<SenderLoad> {
    let span = span(
        rows,
        |row| &row.senders,
        |margin, day| (0..margin.width as usize).any(|series| margin.get(day, series) > 0),
    );
    let load = |(index, sender): (usize, &crate::program::SenderInfo)| {
        let ramp = program.team.ramp(sender, origin, span.end);
        let cap = |day: usize| ramp.as_ref().map_or(sender.cap_per_day, |ramp| ramp.get(day).copied());
        let at = |row: &Replication, day: usize, series: usize| {
            row.senders.get(day, index * SENDER_WIDTH + series)
        };
        let by_day = |series: usize| {
            span.clone()
                .map(|day| (date(origin, day), counted(rows, |row| at(row, day, series))))
                .collect::<Vec<_>>()
        };
        SenderLoad {
            sender: sender.id,
            cap: sender.cap_per_day,
            days: by_day(tally::MAILS),
            waiting: by_day(tally::WAITING_AT_SENDER),
            use_of: use_of(rows, span.clone(), index, |row, day| {
                let n = at(row, day, tally::MAILS);
                (n > 0, cap(day).is_some_and(|cap| n > 0 && n >= cap))
            }),
        }
    };
    program.team.senders.iter().enumerate().map(load).collect()
}

fn owners(program: &Program, rows: &[&Replication], origin: Date) -> Vec<OwnerLoad> {
    let span = span(
        rows,
        |row| &row.owners,
        |margin, day| (0..margin.width as usize).any(|series| margin.get(day, series) > 0),
    );
    let load = |(index, owner): (usize, &crate::program::OwnerInfo)| {
        let series = |of: usize| index * tally::owner_width(program) + of;
        let by_channel = |first: usize| {
            let of = move |day: usize| {
                let channel = |channel: Channel| {
                    (channel, counted(rows, |row| row.owners.get(day, series(first + channel as usize))))
                };
                Channel::ALL.into_iter().map(channel).filter(|(_, range)| range.mean > 0.0).collect()
            };
            span.clone().map(|day| (date(origin, day), of(day))).collect()
        };
        let waiting = |day: usize| counted(rows, |row| row.owners.get(day, series(CHANNELS)));
        let total = |row: &Replication, day: usize, first: usize| -> u32 {
            (0..CHANNELS).map(|channel| row.owners.get(day, series(first + channel))).sum()
        };
        let by_tasks = owner.tasks_per_day.is_some();
        let totals = |day: usize| DayTotals {
            minutes: counted(rows, |row| total(row, day, 0)),
            tasks: if by_tasks {
                counted(rows, |row| total(row, day, CHANNELS + 1))
            } else {
                Range::default()
            },
        };
        OwnerLoad {
            owner: owner.id,
            cap: owner.minutes_per_day,
            days: by_channel(0),
            task_cap: owner.tasks_per_day,
            tasks: if by_tasks { by_channel(CHANNELS + 1) } else { Vec::new() },
            totals: span.clone().map(|day| (date(origin, day), totals(day))).collect(),
            waiting: span.clone().map(|day| (date(origin, day), waiting(day))).collect(),
            use_of: use_of(rows, span.clone(), program.team.senders.len() + index, |row, day| {
                let minutes = total(row, day, 0);
                let tasks = if by_tasks { total(row, day, CHANNELS + 1) } else { 0 };
                let is_full = owner.minutes_per_day.is_some_and(|cap| minutes > 0 && minutes >= cap)
                    || owner.tasks_per_day.is_some_and(|cap| tasks > 0 && tasks >= cap);
                (minutes > 0 || tasks > 0, is_full)
            }),
        }
    };
    program.team.owners.iter().enumerate().map(load).collect()
}

fn steps(program: &Program, rows: &[&Replication]) -> Vec<StepForecast> {
    let mut first_list = 0;
    let looped = program.looped();
    (0..)
        .zip(&program.steps)
        .map(|(index, step)| {
            let of = |series: usize| counted(rows, |row| row.steps[index * STEP_WIDTH + series]);
            let lists = first_list..first_list + usize::from(step.lists);
            first_list = lists.end;
            let touch = (step.touch != NONE).then(|| program.touches.get(usize::from(step.touch))).flatten();
            let events = touch.map_or(&[][..], |touch| touch.channel.events());
            // an action is done when it is come to
            let is_action = program.actions.iter().any(|action| action.id == step.id);
            StepForecast {
                step: step.id,
                reached: of(tally::REACHED),
                visits: looped[index].then(|| of(tally::VISITS)),
                done: of(if is_action { tally::VISITS } else { tally::DONE }),
                skipped: (0..)
                    .zip(SKIP_CAUSES)
                    .map(|(cause, name): (usize, _)| (name, of(tally::SKIPS + cause)))
                    .filter(|(_, range)| range.mean > 0.0)
                    .collect(),
                outcomes: EventKind::ALL
                    .iter()
                    .filter(|event| events.contains(event))
                    .map(|event| (*event, of(tally::EVENTS_AT + *event as usize)))
                    .collect(),
                left: of(tally::LEFT),
                stayed: counted(rows, |row| {
                    let at = |series: usize| row.steps[index * STEP_WIDTH + series];
                    at(tally::REACHED).saturating_sub(at(tally::LEFT))
                }),
                late: of(tally::LATE_TOUCHES),
                late_days: of(tally::LATE_DAYS),
                taken: lists.map(|list| counted(rows, |row| row.taken[list])).collect(),
            }
        })
        .collect()
}

fn exits(program: &Program, rows: &[&Replication]) -> Vec<(Exit, Range)> {
    // reasons of the same words are one way out
    let mut ways: BTreeMap<Exit, Vec<usize>> = BTreeMap::new();
    for number in 0..tally::n_exits(program) {
        ways.entry(tally::exit(program, number)).or_default().push(number);
    }
    let mut exits: Vec<(Exit, Range)> = ways
        .into_iter()
        .map(|(exit, numbers)| {
            (exit, counted(rows, |row| numbers.iter().map(|number| row.exits[*number]).sum()))
        })
        .filter(|(_, range)| range.mean > 0.0)
        .collect();
    order::sort_by(&mut exits, |(a, x), (b, y)| y.mean.total_cmp(&x.mean).then_with(|| a.cmp(b)));
    exits
}

fn goal(metric: GoalMetric, target: u32, rows: &[&Replication]) -> GoalForecast {
    let value = |row: &&Replication| match metric {
        GoalMetric::Replies => row.replied,
        GoalMetric::PositiveReplies => row.positive,
        GoalMetric::Meetings => row.meetings,
        GoalMetric::Purchases => row.purchased,
        GoalMetric::Activations => row.activated,
    };
    let values: Vec<u32> = rows.iter().map(value).collect();
    let mut goal = GoalForecast { metric, target, probability: 0.0, values };
    goal.probability = goal.n_reaching(target) as f64 / goal.values.len().max(1) as f64;
    goal
}

/// Contacts that wait beyond the time that is looked at, the most in any replication.
fn stuck(program: &Program, rows: &[&Replication]) -> Vec<crate::model::Finding> {
    let n_touches = program.touches.len();
    let mut most = BTreeMap::new();
    for row in rows {
        for (touch, n) in row.stuck.iter().enumerate().filter(|(_, n)| **n > 0) {
            let place = (touch < n_touches).then_some(touch as u16);
            let known: &mut u32 = most.entry(place).or_default();
            *known = (*n).max(*known);
        }
    }
    stuck_problems(program, &most)
}

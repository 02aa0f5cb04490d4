//! One number, one telling: every number that a screen, a file or the module shows is collected as a fact, by its quantity and the place
//! that shows it, over the same plan and list; two places that show one quantity show the same.
//!
//! The module hands out what is collected here as "forecast" and "JSON": the same functions make both.

use std::collections::{BTreeMap, BTreeSet};

use cadenza::calendar::Date;
use cadenza::interop::FromTemplate;
use cadenza::model::{
    EventKind, GoalMetric, OwnerId, Plan, Scenario, SenderId, SequenceId, StepId, StepKind,
};
use cadenza::schedule::{HoldCause, SkipCause};
use cadenza::simulate::{Forecast, KpiKind, Range, quantile};
use cadenza::words;
use cadenza::worker::Worker;
use cadenza::worker::protocol::{
    ExportFormat, Reply, Request, ScheduleFilter, ScheduleInfo, ScheduleRow, WalkKind,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::job::{Desk, ask, open_demo, send_plan, today};
use super::template::plan_of;

const NOW: &str = "2026-11-16T08:00:00.000Z";
const FUTURES: u32 = 40;

/// What is counted. Two facts of the same quantity must say the same.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Quantity {
    InSegment,
    MayEnter,
    HeldBack(HoldCause),
    Planned,
    PlannedOn(Date),
    Guarded,
    Late,
    LateOn(Date),
    Moved,
    Skipped(SkipCause),
    LastPlanned,
    LastEntry,
    /// Of a contact's planned touches: the dates.
    TouchesOf(u32),
    // over the futures
    People(StepId),
    Replied,
    Positive,
    Meetings,
    Purchases,
    Activations,
    ReachesGoal,
    /// Means: these add up.
    Done,
    DoneLate,
    GivenUp,
    Waiting(Date),
    LastTouch,
}

/// The facts collected so far, by quantity and place.
#[derive(Default)]
struct Facts {
    told: BTreeMap<Quantity, Vec<(String, String)>>,
}

impl Facts {
    fn add(&mut self, quantity: Quantity, place: &str, value: impl std::fmt::Display) {
        self.told.entry(quantity).or_default().push((place.to_owned(), value.to_string()));
    }

    /// Means are sums of whole numbers over the futures, so parts and wholes agree to the last digits of a double.
    fn mean(&mut self, quantity: Quantity, place: &str, value: f64) {
        self.add(quantity, place, format!("{:.6}", value + 0.0)); // no sum is -0
    }

    fn range(&mut self, quantity: Quantity, place: &str, range: &Range) {
        self.add(quantity, place, words::range(range));
    }

    /// Every quantity that is told otherwise somewhere.
    fn contradictions(&self) -> Vec<String> {
        let differ = |(quantity, told): (&Quantity, &Vec<(String, String)>)| {
            let values: BTreeSet<&String> = told.iter().map(|(_, value)| value).collect();
            (values.len() > 1).then(|| format!("{quantity:?}: {told:?}"))
        };
        self.told.iter().filter_map(differ).collect()
    }
}

/// The data worker with the demo list and a plan, and a simulation beside it.
struct App {
    plan: Plan,
    sequence: SequenceId,
    data: Worker<Desk>,
    desk: Desk,
    info: ScheduleInfo,
    forecast: Forecast,
    compiled: (u32, Vec<(HoldCause, u32)>),
}

impl App {
    fn open(plan: Plan, sequence: SequenceId) -> App {
        let (mut data, desk) = (Worker::default(), Desk::default());
        open_demo(&mut data, &desk);
        App::with_list((data, desk), plan, sequence)
    }

    fn with_list((mut data, desk): (Worker<Desk>, Desk), plan: Plan, sequence: SequenceId) -> App {
        send_plan(&mut data, &desk, 1, &plan);
        let request = Request::Schedule { sequence, revision: 1, today: today(), alone: false };
        let Reply::Schedule(info) = ask(&mut data, &desk, request) else { panic!("no schedule") };
        let request = Request::Compile { sequence, revision: 1, today: today(), alone: false };
        let Reply::Compiled { parts, may_enter, held_back, problems, .. } = ask(&mut data, &desk, request)
        else {
            panic!("not compiled")
        };
        assert!(!parts.is_empty(), "{problems:?}");
        let mut simulation = Worker::default();
        ask(&mut simulation, &desk, Request::Load { parts, luck_only: false });
        let Reply::Batch { bytes, .. } = ask(&mut simulation, &desk, Request::Run { from: 0, to: FUTURES })
        else {
            panic!("no batch")
        };
        let request = Request::Summarise { batches: vec![bytes], asked: FUTURES };
        let Reply::Forecast(forecast) = ask(&mut simulation, &desk, request) else { panic!("no forecast") };
        App { plan, sequence, data, desk, info, forecast: *forecast, compiled: (may_enter, held_back) }
    }

    fn rows(&mut self, filter: &ScheduleFilter) -> Vec<ScheduleRow> {
        let mut found = Vec::new();
        loop {
            let request = Request::ScheduleRows {
                revision: 1,
                filter: filter.clone(),
                from: found.len() as u32,
                n: 200,
            };
            let Reply::ScheduleRows { total, rows, .. } = ask(&mut self.data, &self.desk, request) else {
                panic!("no rows")
            };
            found.extend(rows);
            if found.len() as u32 >= total {
                return found;
            }
        }
    }

    fn file(&mut self, format: ExportFormat) -> Option<String> {
        let request = Request::Export { revision: 1, sequence: None, format, despite: true, now: NOW.into() };
        match ask(&mut self.data, &self.desk, request) {
            Reply::File { bytes, .. } => Some(String::from_utf8(bytes).unwrap()),
            _ => None,
        }
    }

    /// Every number of every place.
    fn collect(&mut self) -> Facts {
        let mut facts = Facts::default();
        self.schedule_page(&mut facts);
        self.json(&mut facts);
        self.csv(&mut facts);
        self.calendar(&mut facts);
        self.walks(&mut facts);
        self.forecast_page(&mut facts);
        self.outline_page(&mut facts);
        self.team_page(&mut facts);
        facts
    }

    fn schedule_page(&mut self, facts: &mut Facts) {
        let info = self.info.clone();
        facts.add(Quantity::MayEnter, "schedule", info.may_enter);
        facts.add(Quantity::Planned, "schedule", info.touches);
        facts.add(Quantity::Guarded, "schedule", info.guarded);
        facts.add(Quantity::Late, "schedule", info.late);
        facts.add(Quantity::Moved, "schedule", info.moved);
        info.skipped.iter().for_each(|(cause, n)| facts.add(Quantity::Skipped(*cause), "schedule", n));
        info.held_back.iter().for_each(|(cause, n)| facts.add(Quantity::HeldBack(*cause), "schedule", n));
        for day in &info.days {
            facts.add(Quantity::PlannedOn(day.date), "calendar of days", day.total());
            facts.add(Quantity::LateOn(day.date), "calendar of days", day.late);
        }
        facts.add(Quantity::Planned, "days added up", info.days.iter().map(|day| day.total()).sum::<u32>());
        facts.add(Quantity::Late, "days added up", info.days.iter().map(|day| day.late).sum::<u32>());
        let line = words::schedule_line(info.touches, info.guarded, &info.days);
        facts.add(Quantity::Planned, "the line on top", line.split(' ').next().unwrap().replace(',', ""));
        if let Some(last) = info.days.last() {
            facts.add(Quantity::LastPlanned, "days", last.date);
        }

        // the rows that a number opens are those that it counts
        let plain = ScheduleFilter::default();
        let late = self.rows(&ScheduleFilter { late: true, ..plain.clone() });
        facts.add(Quantity::Late, "rows of late only", late.len());
        assert!(late.iter().all(|row| row.note.contains(" late: ")), "{:?}", late.first());
        let moved = self.rows(&ScheduleFilter { moved: true, ..plain.clone() });
        facts.add(Quantity::Moved, "rows of moved only", moved.len());
        for (cause, _) in &info.skipped {
            let skipped = self.rows(&ScheduleFilter { skipped: Some(*cause), ..plain.clone() });
            facts.add(Quantity::Skipped(*cause), "rows of the cause", skipped.len());
        }
        for (cause, _) in &info.held_back {
            let held = self.rows(&ScheduleFilter { held_back: true, held_by: Some(*cause), ..plain.clone() });
            facts.add(Quantity::HeldBack(*cause), "rows of the cause", held.len());
        }
        let rows = self.rows(&plain);
        // what stands behind a condition has a latest date too
        let planned = || rows.iter().filter(|row| !row.skipped && row.latest.is_empty());
        facts.add(Quantity::Planned, "rows", planned().count());
        facts.add(Quantity::Late, "rows", planned().filter(|row| row.late).count());
        let mut by_day: BTreeMap<Date, (u32, u32)> = BTreeMap::new();
        for row in planned() {
            let day = by_day.entry(row.date.unwrap()).or_default();
            day.0 += 1;
            day.1 += u32::from(row.late);
        }
        for (date, (touches, late)) in by_day {
            facts.add(Quantity::PlannedOn(date), "rows", touches);
            facts.add(Quantity::LateOn(date), "rows", late);
        }
    }

    fn json(&mut self, facts: &mut Facts) {
        let text = self.file(ExportFormat::Json { rendered: false }).unwrap();
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let entries = |name: &str| file[name].as_array().unwrap();
        let mut days: BTreeMap<Date, (u32, u32)> = BTreeMap::new();
        let (mut planned, mut guarded, mut late, mut moved) = (0, 0, 0, 0);
        let mut of_contact: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        let day =
            |moment: &serde_json::Value| -> Date { moment["local"].as_str().unwrap()[..10].parse().unwrap() };
        for touch in entries("touches") {
            let when = &touch["when"];
            if when["kind"] == "between" {
                guarded += 1;
                continue;
            }
            planned += 1;
            let late_days = when["late_days"].as_i64().unwrap_or(0) as i32;
            late += u32::from(late_days > 0);
            let apart = day(&when["planned"]).days() - day(&when["due"]).days();
            moved += u32::from(apart - late_days > 0);
            let of_day = days.entry(day(&when["planned"])).or_default();
            of_day.0 += 1;
            of_day.1 += u32::from(late_days > 0);
            let contact = touch["contact"].as_u64().unwrap() as u32;
            let local = &when["planned"]["local"].as_str().unwrap()[..16];
            of_contact.entry(contact).or_default().push(local.to_owned());
        }
        facts.add(Quantity::Planned, "JSON", planned);
        facts.add(Quantity::Guarded, "JSON", guarded);
        facts.add(Quantity::Late, "JSON", late);
        facts.add(Quantity::Moved, "JSON", moved);
        for (date, (touches, late)) in &days {
            facts.add(Quantity::PlannedOn(*date), "JSON", touches);
            facts.add(Quantity::LateOn(*date), "JSON", late);
        }
        if let Some(last) = days.keys().next_back() {
            facts.add(Quantity::LastPlanned, "JSON", last);
        }
        for (contact, mut dates) in of_contact {
            dates.sort();
            facts.add(Quantity::TouchesOf(contact), "JSON", dates.join(" "));
        }
        let mut skipped: BTreeMap<String, u32> = BTreeMap::new();
        for entry in entries("skipped") {
            *skipped.entry(entry["cause"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        for (cause, _) in &self.info.skipped {
            let name = serde_json::to_value(cause).unwrap().as_str().unwrap().to_owned();
            facts.add(Quantity::Skipped(*cause), "JSON", skipped.remove(&name).unwrap_or(0));
        }
        assert!(skipped.is_empty(), "{skipped:?}");
        let held: u32 = self.info.held_back.iter().map(|(_, n)| n).sum();
        assert_eq!(entries("held_back").len() as u32, held);
    }

    fn csv(&mut self, facts: &mut Facts) {
        let text = self.file(ExportFormat::Csv { for_machines: true }).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        let mut rows = csv_rows(text).into_iter();
        let head = rows.next().unwrap();
        let at = |name: &str| head.iter().position(|cell| cell == name).unwrap();
        let (status, late, local, what) = (at("status"), at("late_days"), at("planned_local"), at("channel"));
        let (mut planned, mut guarded, mut n_late, mut held) = (0, 0, 0, 0);
        let mut days: BTreeMap<Date, u32> = BTreeMap::new();
        for row in rows {
            let is_touch = !row[what].is_empty() && row[what] != "action";
            match row[status].as_str() {
                "planned" | "relative to entry" if is_touch => {
                    planned += 1;
                    n_late += u32::from(!row[late].is_empty());
                    *days.entry(row[local][..10].parse().unwrap()).or_default() += 1;
                }
                "only if" | "only if, relative to entry" if is_touch => guarded += 1,
                "held back" => held += 1,
                _ => {}
            }
        }
        facts.add(Quantity::Planned, "CSV", planned);
        facts.add(Quantity::Guarded, "CSV", guarded);
        facts.add(Quantity::Late, "CSV", n_late);
        days.into_iter().for_each(|(date, n)| facts.add(Quantity::PlannedOn(date), "CSV", n));
        assert_eq!(held, self.info.held_back.iter().map(|(_, n)| n).sum::<u32>(), "{head:?}");
    }

    fn calendar(&mut self, facts: &mut Facts) {
        let Some(text) = self.file(ExportFormat::Ics { owner: None, automatic: true }) else { return };
        let text = text.replace("\r\n ", "");
        let of = |line: &str| text.lines().filter(|found| *found == line).count();
        facts.add(Quantity::Planned, "calendar file", of("STATUS:CONFIRMED"));
        facts.add(Quantity::Guarded, "calendar file", of("STATUS:TENTATIVE"));
        facts.add(Quantity::Late, "calendar file", text.matches("\\nLate: ").count());
    }

    /// The walks of some contacts: the dates of their touches are those of the schedule.
    fn walks(&mut self, facts: &mut Facts) {
        let all = facts.told.keys().filter_map(|quantity| match quantity {
            Quantity::TouchesOf(contact) => Some(*contact),
            _ => None,
        });
        let all: Vec<u32> = all.collect();
        for contact in all.iter().step_by((all.len() / 12).max(1)) {
            let request = Request::Walk { revision: 1, contact: *contact, replication: None };
            let Reply::Walk(view) = ask(&mut self.data, &self.desk, request) else { panic!("no walk") };
            let mut dates: Vec<String> = view
                .lines
                .iter()
                .filter(|line| line.kind == WalkKind::Touch)
                .map(|line| format!("{}T{:0>5}", line.date.unwrap(), line.time))
                .collect();
            dates.sort();
            facts.add(Quantity::TouchesOf(*contact), "walk", dates.join(" "));
        }
    }

    fn forecast_page(&mut self, facts: &mut Facts) {
        let forecast = &self.forecast;
        facts.add(Quantity::MayEnter, "forecast", forecast.may_enter);
        facts.add(Quantity::MayEnter, "compiled", self.compiled.0);
        for (place, held) in [("forecast", &forecast.held_back), ("compiled", &self.compiled.1)] {
            held.iter().for_each(|(cause, n)| facts.add(Quantity::HeldBack(*cause), place, n));
        }
        for (cause, _, n) in words::held_back_lines(forecast) {
            facts.add(Quantity::HeldBack(cause), "card of those held back", n);
        }
        let (held, of) = words::held_back_of(forecast);
        facts.add(Quantity::InSegment, "card of those held back", of);
        facts.add(Quantity::InSegment, "schedule", self.info.may_enter + held);

        for line in words::kpi_lines(forecast) {
            if let Some(quantity) = counted(line.kind) {
                facts.add(quantity, "key figures", &line.range);
            }
        }
        let Some(last) = forecast.days.last() else { return };
        facts.range(Quantity::Replied, "the fan's last day", &last.replies_so_far);
        facts.range(Quantity::Meetings, "the fan's last day", &last.meetings_so_far);
        for (quantity, fan) in [
            (Quantity::Replied, words::replies_words(forecast)),
            (Quantity::Meetings, words::meetings_words(forecast)),
        ] {
            let row = fan.table.rows.last().unwrap();
            facts.add(quantity, "the fan's table", words::between(&row[1], &row[5]));
        }
        if let Some(goal) = &forecast.goal {
            facts.add(Quantity::ReachesGoal, "dots", words::dots_words(forecast, goal.target).unwrap().title);
            // the dots are the count of its KPI
            let mut values = goal.values.clone();
            values.sort_unstable();
            let ends = [10, 90].map(|percent| quantile(&values, percent).unwrap().to_string());
            facts.add(of_goal(goal.metric), "dots", words::between(&ends[0], &ends[1]));
        }
        let names = words::step_names(&self.plan, self.sequence);
        for line in words::step_lines(forecast, &names) {
            facts.add(Quantity::People(line.name.step), "funnel", line.arrive_range);
        }
        let sum = |of: &dyn Fn(&cadenza::simulate::Day) -> f64| forecast.days.iter().map(of).sum::<f64>();
        let touches = |id: &StepId| matches!(self.plan.steps[id].kind, StepKind::Touch(_));
        let steps = || forecast.steps.iter().filter(|step| touches(&step.step));
        facts.mean(Quantity::Done, "days", sum(&|day| day.total.mean));
        let by_channel = |day: &cadenza::simulate::Day| day.touches.iter().map(|(_, n)| n.mean).sum::<f64>();
        facts.mean(Quantity::Done, "days by channel", sum(&by_channel));
        facts.mean(Quantity::Done, "funnel", steps().map(|step| step.done.mean).sum());
        facts.mean(Quantity::DoneLate, "in all", forecast.late.mean);
        facts.mean(Quantity::DoneLate, "days", sum(&|day| day.late.mean));
        facts.mean(Quantity::DoneLate, "funnel", steps().map(|step| step.late.mean).sum());
        facts.mean(Quantity::GivenUp, "in all", forecast.given_up.mean);
        facts.mean(Quantity::GivenUp, "days", sum(&|day| day.given_up.mean));
        let stale = steps().flat_map(|step| &step.skipped).filter(|(cause, _)| cause.is_given_up());
        facts.mean(Quantity::GivenUp, "funnel", stale.map(|(_, n)| n.mean).sum());
        for day in &forecast.days {
            facts.mean(Quantity::Waiting(day.date), "days", day.waiting.mean);
        }
        let touched = forecast.days.iter().rfind(|day| day.total.q95 > 0.0).map(|day| day.date);
        let last = forecast.last_touch.map(|last| last.q90);
        assert!(last <= touched.max(last), "{last:?} {touched:?}");
        for (at, name) in words::fan_markers(forecast) {
            let quantity = if name == "Last touch" { Quantity::LastTouch } else { Quantity::LastEntry };
            facts.add(quantity, "mark on the fan", forecast.days[at].date);
        }
    }

    fn outline_page(&mut self, facts: &mut Facts) {
        let forecast = &self.forecast;
        for figure in words::figures(forecast) {
            facts.range(counted(figure.kind).unwrap(), "panel", &figure.people);
        }
        facts.told.entry(Quantity::ReachesGoal).or_default();
        if let Some(chance) = words::chance_words(forecast) {
            facts.add(Quantity::ReachesGoal, "panel", chance);
        }
        let touch = |id: &StepId| self.plan.steps[id].kind.touch();
        for step in forecast.steps.iter().filter(|step| touch(&step.step).is_some()) {
            facts.add(Quantity::People(step.step), "row", words::people_words(step));
        }
        let (contacts, _) = words::entry_words(forecast);
        facts.add(Quantity::MayEnter, "who enters", contacts.split(' ').next().unwrap().replace(',', ""));
        // the touches are numbered as the forecast numbers them
        let rows = cadenza::view::rows::rows(&self.plan, self.sequence, &BTreeSet::new());
        let numbered = rows.into_iter().filter_map(|row| match row.kind {
            cadenza::view::rows::RowKind::Touch(number) => Some((row.key.step(), number)),
            _ => None,
        });
        let names = words::step_names(&self.plan, self.sequence);
        let named: Vec<(StepId, String)> = names.into_iter().map(|name| (name.step, name.number)).collect();
        assert_eq!(numbered.collect::<Vec<_>>(), named);
    }

    fn team_page(&mut self, facts: &mut Facts) {
        let forecast = &self.forecast;
        let used =
            || forecast.owners.iter().map(|it| it.use_of).chain(forecast.senders.iter().map(|it| it.use_of));
        // what nobody queues for is never late
        facts.mean(Quantity::DoneLate, "team", used().map(|used| used.late.mean).sum());
        facts.mean(Quantity::GivenUp, "team", used().map(|used| used.given_up.mean).sum());
        let mut waiting: BTreeMap<Date, f64> = forecast.days.iter().map(|day| (day.date, 0.0)).collect();
        let owners = forecast.owners.iter().flat_map(|owner| &owner.waiting);
        let senders = forecast.senders.iter().flat_map(|sender| &sender.waiting);
        for (date, n) in owners.chain(senders).filter(|(_, n)| n.mean > 0.0) {
            *waiting.entry(*date).or_default() += n.mean;
        }
        waiting.into_iter().for_each(|(date, n)| facts.mean(Quantity::Waiting(date), "team", n));
        if let Some(last) = &forecast.last_touch {
            facts.add(Quantity::LastTouch, "line on top", last.q50);
        }
        // no title says that all is done where something is late, given up or left over
        for owner in &forecast.owners {
            let load = words::owner_load(owner, "Somebody");
            let is_behind = owner.use_of.late.q90 > 0.0 || owner.use_of.given_up.q90 > 0.0;
            assert!(!is_behind || !load.title.contains("gets everything done"), "{}", load.title);
        }
        let load = words::touches_load(forecast);
        let is_behind = forecast.late.q90 > 0.0 || forecast.given_up.q90 > 0.0;
        assert!(!is_behind || !load.title.contains("Nothing waits"), "{}", load.title);
    }
}

/// The count behind a KPI, where people are counted.
fn counted(kind: KpiKind) -> Option<Quantity> {
    match kind {
        KpiKind::ReplyRate => Some(Quantity::Replied),
        KpiKind::PositiveReplyRate => Some(Quantity::Positive),
        KpiKind::MeetingRate => Some(Quantity::Meetings),
        KpiKind::ConversionRate => Some(Quantity::Purchases),
        KpiKind::ActivationRate => Some(Quantity::Activations),
        _ => None,
    }
}

fn of_goal(metric: GoalMetric) -> Quantity {
    match metric {
        GoalMetric::Replies => Quantity::Replied,
        GoalMetric::PositiveReplies => Quantity::Positive,
        GoalMetric::Meetings => Quantity::Meetings,
        GoalMetric::Purchases => Quantity::Purchases,
        GoalMetric::Activations => Quantity::Activations,
    }
}

/// Rows of a CSV file with quoted cells.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut is_quoted, mut chars) = (false, text.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}

/// The plan with so little capacity that touches queue for days.
fn tight(mut plan: Plan) -> Plan {
    let owners: Vec<OwnerId> = plan.owners.keys().copied().collect();
    for id in owners {
        let mut owner = (*plan.owners[&id]).clone();
        (owner.minutes_per_day, owner.tasks_per_day) = (Some(20), Some(2));
        cadenza::model::Diff::put(&plan.clone(), id, Some(owner)).apply(&mut plan);
    }
    let senders: Vec<SenderId> = plan.senders.keys().copied().collect();
    for id in senders {
        let mut sender = (*plan.senders[&id]).clone();
        sender.cap_per_day = Some(3);
        cadenza::model::Diff::put(&plan.clone(), id, Some(sender)).apply(&mut plan);
    }
    plan
}

fn demo() -> (Plan, SequenceId) {
    let FromTemplate { plan, sequence } = plan_of("b2b-cold-outbound", "2026-11-16");
    (plan, sequence)
}

fn no_contradictions(plan: Plan, sequence: SequenceId, what: &str) -> App {
    tells_once(App::open(plan, sequence), what)
}

fn tells_once(mut app: App, what: &str) -> App {
    let facts = app.collect();
    let found = facts.contradictions();
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
    let shared = facts.told.values().filter(|told| told.len() > 1).count();
    assert!(shared > 3, "{what}: {shared} quantities stand in two places");
    app
}

#[test]
fn the_demo_tells_every_number_once() {
    let (plan, sequence) = demo();
    no_contradictions(plan, sequence, "demo");
}

#[test]
fn with_tight_capacity_late_and_waiting_and_given_up_are_told_alike() {
    let (plan, sequence) = demo();
    let app = no_contradictions(tight(plan), sequence, "tight");
    assert!(app.info.late > 100, "{}", app.info.late);
    let given_up = app.info.skipped.iter().find(|(cause, _)| *cause == SkipCause::Stale);
    assert!(given_up.is_some_and(|(_, n)| *n > 10), "{given_up:?}");
    // nothing waits on a day on which nobody works: owners and the sequence are Monday to Friday
    let rest = |date: &Date| date.weekday().index() > 4;
    let waits = app.forecast.days.iter().filter(|day| day.waiting.mean > 0.0);
    let on_weekends: Vec<Date> = waits.map(|day| day.date).filter(rest).collect();
    assert_eq!(on_weekends, [], "waiting on a weekend");
    // and a full sender is full on some of its days
    assert!(app.forecast.senders.iter().any(|sender| sender.use_of.full.q50 > 0.0));
    assert!(app.forecast.owners.iter().any(|owner| owner.use_of.full.q50 > 0.0));
}

#[test]
fn where_nobody_reacts_the_forecast_is_the_schedule() {
    let (plan, sequence) = demo();
    let mut plan = tight(plan);
    let id = plan.settings.scenario.unwrap();
    let silent = Scenario { rates: Vec::new(), ..(*plan.scenarios[&id]).clone() };
    cadenza::model::Diff::put(&plan.clone(), id, Some(silent)).apply(&mut plan);
    let app = no_contradictions(plan, sequence, "nobody reacts");
    let (info, forecast) = (&app.info, &app.forecast);
    for day in &info.days {
        let same = forecast.days.iter().find(|of| of.date == day.date).unwrap();
        assert_eq!((same.total.q10, same.total.q90), (f64::from(day.total()), f64::from(day.total())));
        assert_eq!(
            (same.late.q10, same.late.q90),
            (f64::from(day.late), f64::from(day.late)),
            "{}",
            day.date
        );
    }
    assert_eq!(forecast.late.q50, f64::from(info.late));
    let given_up: u32 = info.skipped.iter().filter(|(cause, _)| cause.is_given_up()).map(|(_, n)| n).sum();
    assert_eq!(forecast.given_up.q50, f64::from(given_up));
    assert_eq!(forecast.last_touch.unwrap().q50, info.days.last().unwrap().date);
    assert_eq!(Some(forecast.last_entry.unwrap().q50), info.last_entry);
}

#[test]
fn each_template_tells_every_number_once() {
    for name in super::template::NAMES {
        let FromTemplate { plan, sequence } = plan_of(name, "2026-11-16");
        let app = no_contradictions(plan, sequence, name);
        let forecast = &app.forecast;
        // by an event fewer enter than may; who comes to the first step is who enters
        let first = app.plan.touch_numbers(sequence)[0].0;
        let people = forecast.steps.iter().find(|step| step.step == first).unwrap().reached;
        assert!(people.q90 <= forecast.enters.q90, "{name}: {people:?} {:?}", forecast.enters);
        // people are never more than those who enter, in a repeat too
        for step in &forecast.steps {
            assert!(step.reached.q95 <= forecast.enters.q95, "{name}: {step:?}");
            if let Some(visits) = step.visits {
                assert!(visits.mean >= step.reached.mean, "{name}: {step:?}");
            }
            assert!(
                step.outcomes.iter().all(|(_, people)| people.q95 <= step.reached.q95),
                "{name}: {step:?}"
            );
        }
        // the panel leads with what the goal is about, which is not nothing
        if let Some(goal) = &forecast.goal {
            let leads = &words::figures(forecast)[0];
            assert_eq!(counted(leads.kind), Some(of_goal(goal.metric)), "{name}");
        }
    }
}

#[test]
fn the_last_enrolment_of_an_entry_by_events_is_at_the_end_of_its_span() {
    let FromTemplate { plan, sequence } = plan_of("inbound-lead", "2026-11-16");
    let entry = plan.sequences[&sequence].entry.clone();
    let cadenza::model::Occurs::Daily { days, .. } = entry.on.unwrap().when else { panic!("by events") };
    let app = App::open(plan, sequence);
    let end = entry.from.plus_days(i32::from(days) - 1);
    assert_eq!(app.info.last_entry, Some(end));
    let last = app.forecast.last_entry.unwrap();
    assert!(last.q10 > entry.from && last.q90 <= end.plus_days(1), "{last:?}");
}

#[test]
fn a_random_plan_tells_every_number_once() {
    let mut runner = TestRunner::new(Config { cases: 6, failure_persistence: None, ..Config::default() });
    runner
        .run(&super::laws::sequence(), |text| {
            let made = cadenza::outline::plan_from_text(&text);
            prop_assert_eq!(&made.problems, &[]);
            // a list with the columns that the random rules ask about
            let mut csv =
                "First name,Email,Phone,LinkedIn,Country,Stage,Tags,Fit score,Created on,Consent\n".to_owned();
            for n in 0..30 {
                let (country, stage) = (["DE", "US", "AU"][n % 3], ["Lead", "Done"][n % 2]);
                let (tag, day) = (["Hot", "", "Cold"][n % 3], n % 28 + 1);
                let email = if n % 5 == 0 { String::new() } else { format!("p{n}@firm{}.example", n / 2) };
                csv.push_str(&format!(
                    "P{n},{email},+49 151 5550{n:03},https://linkedin.com/in/p{n},{country},{stage},{tag},{},2026-12-{day:02},yes\n",
                    n % 9
                ));
            }
            let (mut data, desk) = (Worker::default(), Desk::default());
            let request =
                Request::OpenDemo { id: "r".into(), csv: csv.into(), name: "Random".into(), now: NOW.into() };
            assert!(matches!(ask(&mut data, &desk, request), Reply::List(_)));
            tells_once(App::with_list((data, desk), made.plan, made.sequence.unwrap()), &text);
            Ok(())
        })
        .unwrap();
}

#[test]
fn replies_by_channel_do_not_count_twice_who_answers_twice() {
    // in a repeat that a reply does not end, somebody may answer every message: one person
    let text = "owner \"Mara\": Europe/Berlin\nsender \"m@out.example\": Europe/Berlin\nsequence \"S\"\nenter all\n  from 2026-11-16\nrepeat up to 3, every 1 day, until purchased\n  email \"Again\"\nend\n";
    let made = cadenza::outline::plan_from_text(text);
    assert_eq!(made.problems, []);
    let (mut plan, sequence) = (made.plan, made.sequence.unwrap());
    super::walk::answered(&mut plan, 1.0);
    let app = App::open(plan, sequence);
    let step = &app.forecast.steps.iter().find(|step| step.visits.is_some() && step.done.mean > 0.0).unwrap();
    let replies = step.outcomes.iter().find(|(event, _)| *event == EventKind::Replied).unwrap().1;
    assert_eq!(replies.q50, step.reached.q50, "each person once");
    assert_eq!(step.visits.unwrap().q50, 3.0 * step.reached.q50);
    assert_eq!(words::outcome_words(step, cadenza::model::ChannelKind::Email).0, words::range(&replies));
}

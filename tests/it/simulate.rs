//! The simulation against closed forms. Seeds are fixed, so a |z| under 4 stays one.

use std::sync::Arc;

use cadenza::calendar::Zone;
use cadenza::model::{
    ChannelKind, Delay, Denominator, EventKind, Plan, Probability, Rate, RateOf, Scenario, ScenarioId,
    SequenceId, Settings, Source, SourceKind, StepId,
};
use cadenza::outline::plan_from_text;
use cadenza::program::{Candidate, Cohort, Program, compile};
use cadenza::simulate::{Batch, Exit, Forecast, KpiKind, Simulation, digest, reference, summary};

const TEAM: &str = "calendar \"Office\": Mon-Fri 9:00-17:00\ncalendar \"Ever\": Mon-Sun 0:00-24:00\n";

/// A plan made of team lines and an outline, with rates and delays.
pub struct Told {
    pub plan: Plan,
    pub sequence: SequenceId,
}

impl Told {
    pub fn new(text: &str) -> Told {
        let read = plan_from_text(text);
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        let mut plan = read.plan;
        let id = ScenarioId(plan.next_number);
        plan.next_number += 1;
        let scenario = Scenario { name: "Test".to_owned(), ..Scenario::default() };
        plan.scenarios.insert(id, Arc::new(scenario));
        plan.settings = Arc::new(Settings { scenario: Some(id), ..(*plan.settings).clone() });
        Told { plan, sequence: read.sequence.unwrap() }
    }

    pub fn assume(mut self, change: impl FnOnce(&mut Scenario)) -> Told {
        let id = self.plan.settings.scenario.unwrap();
        change(Arc::make_mut(self.plan.scenarios.get_mut(&id).unwrap()));
        self
    }

    pub fn rate(self, of: RateOf, outcome: EventKind, value: f64, per: Denominator) -> Told {
        let value = Probability::new(value).unwrap();
        self.assume(|scenario| scenario.rates.push(Rate { of, outcome, value, per, source: source() }))
    }

    pub fn delay(self, channel: ChannelKind, outcome: EventKind, median_minutes: f64, sigma: f64) -> Told {
        let delay = Delay { channel, outcome, median_minutes, sigma, source: source() };
        self.assume(|scenario| scenario.delays.push(delay))
    }

    pub fn step(&self, name: &str) -> StepId {
        *self.plan.steps.iter().find(|(_, step)| step.name == name).unwrap().0
    }

    pub fn program(&self) -> Program {
        let (program, problems) = compile(&self.plan, self.sequence);
        assert!(!program.has_errors(), "{problems:?}");
        program
    }

    pub fn run(&self, n_contacts: u32, replications: u32) -> Forecast {
        let program = self.program();
        let cohort = Cohort::gather(&program, &people(n_contacts));
        summary(&program, &[Batch::run(&program, &cohort, 0..replications)], replications)
    }
}

fn source() -> Source {
    Source { kind: SourceKind::Own, text: String::new(), year: None }
}

/// Contacts in Berlin whom everything reaches, each alone at their account.
pub fn people(n: u32) -> Vec<Candidate> {
    let person = |index: u32| Candidate {
        number: index + 1,
        row: index,
        account: None,
        zone: Zone::from_name("Europe/Berlin").unwrap(),
        region: None,
        owner: None,
        has_email: true,
        has_phone: true,
        has_mobile: true,
        has_profile: true,
        do_not_contact: false,
        noes: Vec::new(),
        consent: Vec::new(),
        without_basis: Default::default(),
        is_unplaced: false,
        shares_address: false,
        in_sequence: false,
    };
    (0..n).map(person).collect()
}

fn mails(n: u32, calendar: &str) -> Told {
    let steps: Vec<String> = (1..=n).map(|k| format!("email \"Mail {k}\"")).collect();
    Told::new(&format!(
        "{TEAM}sender \"a@out.example\": Europe/Berlin\n\nsequence \"Mails\"\nenter all\n  from 2026-11-16\n  calendar \"{calendar}\"\n{}\nleave when replied, hard bounce, opted out, meeting booked\n",
        steps.join("\nwait 2 business days\n")
    ))
}

const EMAIL: RateOf = RateOf::Channel(ChannelKind::Email);

fn kpi(forecast: &Forecast, kind: KpiKind) -> f64 {
    forecast.kpis.iter().find(|kpi| kpi.kind == kind).unwrap().value.mean
}

fn outcome(forecast: &Forecast, step: StepId, event: EventKind) -> f64 {
    let step = forecast.steps.iter().find(|record| record.step == step).unwrap();
    step.outcomes.iter().find(|(kind, _)| *kind == event).unwrap().1.mean
}

fn done(forecast: &Forecast, step: StepId) -> f64 {
    forecast.steps.iter().find(|record| record.step == step).unwrap().done.mean
}

/// A share of `n` independent trials is what it should be.
#[track_caller]
fn close(got: f64, expected: f64, n: f64) {
    let z = (got - expected) / (expected * (1.0 - expected) / n).sqrt();
    assert!(z.abs() < 4.0, "got {got}, expected {expected}: z = {z}");
}

#[test]
fn b1_independent_steps_reply_with_one_minus_the_product() {
    let told = mails(3, "Office")
        .rate(
            RateOf::Nth { channel: ChannelKind::Email, nth: 1 },
            EventKind::Replied,
            0.05,
            Denominator::Touch,
        )
        .rate(
            RateOf::Nth { channel: ChannelKind::Email, nth: 2 },
            EventKind::Replied,
            0.03,
            Denominator::Touch,
        )
        .delay(ChannelKind::Email, EventKind::Replied, 480.0, 1.6);
    let told = {
        let third = told.step("Mail 3");
        told.rate(RateOf::Step(third), EventKind::Replied, 0.10, Denominator::Touch)
    };
    let (n, replications) = (2_000, 50);
    let forecast = told.run(n, replications);
    close(kpi(&forecast, KpiKind::ReplyRate), 1.0 - 0.95 * 0.97 * 0.90, f64::from(n * replications));
}

#[test]
fn e3_the_ways_out_are_those_of_an_absorbing_chain() {
    // each mail bounces, is answered, or makes somebody opt out, at once: a chain that is left with 1 − stay at each of its steps
    let (bounce, reply, opt_out, n_mails) = (0.01, 0.02, 0.005, 6);
    let told = mails(n_mails, "Office")
        .rate(EMAIL, EventKind::Bounced, bounce, Denominator::Touch)
        .rate(EMAIL, EventKind::Replied, reply, Denominator::Touch)
        .rate(EMAIL, EventKind::OptedOut, opt_out, Denominator::Touch);
    let (n, replications) = (2_000, 50);
    let forecast = told.run(n, replications);
    let trials = f64::from(n * replications);
    let stay: f64 = (1.0 - bounce) * (1.0 - reply) * (1.0 - opt_out);
    let visits = (1.0 - stay.powi(n_mails as i32)) / (1.0 - stay);
    close(kpi(&forecast, KpiKind::ReplyRate), visits * (1.0 - bounce) * reply, trials);
    close(kpi(&forecast, KpiKind::BounceRate), visits * bounce, trials);
    close(kpi(&forecast, KpiKind::OptOutRate), visits * (1.0 - bounce) * opt_out, trials);
    // what follows from the last mail finds nobody in any more
    let finished = forecast.exits.iter().find(|(exit, _)| *exit == Exit::Finished).unwrap().1.mean;
    close(finished / f64::from(n), stay.powi(n_mails as i32 - 1), trials);
    for k in 1..=n_mails {
        let sent = done(&forecast, told.step(&format!("Mail {k}"))) / f64::from(n);
        let expected = stay.powi(k as i32 - 1);
        if k == 1 { assert_eq!(sent, 1.0) } else { close(sent, expected, trials) }
    }
}

#[test]
fn b4_rates_of_those_enrolled_come_out_as_entered_when_answers_are_quick() {
    let rates = [0.20, 0.10, 0.30, 0.05];
    let mut told = mails(4, "Office");
    for (nth, rate) in (1..).zip(rates) {
        let of = RateOf::Nth { channel: ChannelKind::Email, nth };
        told = told.rate(of, EventKind::Replied, rate, Denominator::Enrolled);
    }
    let (n, replications) = (2_000, 50);
    let forecast = told.run(n, replications);
    for (nth, rate) in (1..).zip(rates) {
        let replied =
            outcome(&forecast, told.step(&format!("Mail {nth}")), EventKind::Replied) / f64::from(n);
        close(replied, rate, f64::from(n * replications));
    }
    close(kpi(&forecast, KpiKind::ReplyRate), 0.65, f64::from(n * replications));
}

#[test]
fn b4_a_whole_list_that_answers_leaves_nobody_for_the_next_step() {
    let told = mails(2, "Office")
        .rate(
            RateOf::Nth { channel: ChannelKind::Email, nth: 1 },
            EventKind::Replied,
            0.75,
            Denominator::Enrolled,
        )
        .rate(
            RateOf::Nth { channel: ChannelKind::Email, nth: 2 },
            EventKind::Replied,
            0.75,
            Denominator::Enrolled,
        );
    let forecast = told.run(1_000, 4);
    assert_eq!(kpi(&forecast, KpiKind::ReplyRate), 1.0);
}

#[test]
fn b1_an_address_is_dead_once_and_not_once_a_mail() {
    let told = mails(5, "Office").rate(EMAIL, EventKind::Bounced, 0.02, Denominator::Address);
    let (n, replications) = (2_000, 50);
    let forecast = told.run(n, replications);
    close(kpi(&forecast, KpiKind::BounceRate), 0.02, f64::from(n * replications));
    assert_eq!(outcome(&forecast, told.step("Mail 2"), EventKind::Bounced), 0.0);
}

#[test]
fn b1_the_entered_open_rate_includes_who_clicked_or_replied() {
    let told = mails(1, "Office")
        .rate(EMAIL, EventKind::Opened, 0.40, Denominator::Touch)
        .rate(EMAIL, EventKind::Clicked, 0.10, Denominator::Touch)
        .rate(EMAIL, EventKind::Replied, 0.25, Denominator::Touch);
    let (n, replications) = (2_000, 50);
    let forecast = told.run(n, replications);
    let trials = f64::from(n * replications);
    let mail = told.step("Mail 1");
    close(outcome(&forecast, mail, EventKind::Opened) / f64::from(n), 0.40, trials);
    close(outcome(&forecast, mail, EventKind::Clicked) / f64::from(n), 0.10, trials);
    close(outcome(&forecast, mail, EventKind::Replied) / f64::from(n), 0.25, trials);
}

#[test]
fn b1_replies_are_positive_negative_or_neutral_and_positive_ones_lead_to_meetings() {
    let told = mails(1, "Office")
        .rate(EMAIL, EventKind::Replied, 0.5, Denominator::Touch)
        .rate(EMAIL, EventKind::RepliedPositive, 0.30, Denominator::Replied)
        .rate(EMAIL, EventKind::RepliedNegative, 0.20, Denominator::Replied)
        .rate(EMAIL, EventKind::MeetingBooked, 0.60, Denominator::RepliedPositive);
    let (n, replications) = (2_000, 50);
    let forecast = told.run(n, replications);
    let trials = f64::from(n * replications);
    let mail = told.step("Mail 1");
    let share = |event| outcome(&forecast, mail, event) / f64::from(n);
    close(share(EventKind::RepliedPositive), 0.15, trials);
    close(share(EventKind::RepliedNegative), 0.10, trials);
    close(share(EventKind::RepliedNeutral), 0.25, trials);
    close(kpi(&forecast, KpiKind::MeetingRate), 0.09, trials);
}

#[test]
fn b1_dials_to_meetings_are_a_product() {
    let call = RateOf::Channel(ChannelKind::Call);
    let told = Told::new(&format!(
        "{TEAM}owner \"Mara\": Europe/Berlin\n\nsequence \"Dial\"\nenter all\n  from 2026-11-16\n  calendar \"Ever\"\ncall \"Dial\", owner, 0 min\nleave when meeting booked\n"
    ))
    .rate(call, EventKind::Connected, 0.3, Denominator::Touch)
    .rate(call, EventKind::Talked, 0.58, Denominator::Connected)
    .rate(call, EventKind::MeetingBooked, 0.2, Denominator::Talked);
    let (n, replications) = (2_000, 50);
    let forecast = told.run(n, replications);
    let trials = f64::from(n * replications);
    close(outcome(&forecast, told.step("Dial"), EventKind::Connected) / f64::from(n), 0.3, trials);
    close(kpi(&forecast, KpiKind::MeetingRate), 0.3 * 0.58 * 0.2, trials);
}

#[test]
fn s2_a_linkedin_message_reaches_only_those_who_accepted_in_time() {
    let told = Told::new(&format!(
        "{TEAM}owner \"Mara\": Europe/Berlin\n\nsequence \"Connect\"\nenter all\n  from 2026-11-16\n  calendar \"Ever\"\nlinkedin invite \"Invitation\", owner, 0 min\nwait 2 days\nlinkedin message \"Message\", owner, 0 min\nleave when replied\n"
    ))
    .rate(RateOf::Channel(ChannelKind::LinkedinInvite), EventKind::Accepted, 0.264, Denominator::Touch)
    .rate(RateOf::Channel(ChannelKind::LinkedinMessage), EventKind::Replied, 0.094, Denominator::Accepted)
    .delay(ChannelKind::LinkedinInvite, EventKind::Accepted, 2880.0, 1.0);
    let (n, replications) = (2_000, 50);
    let forecast = told.run(n, replications);
    let trials = f64::from(n * replications);
    // half of the accepted come within the median, which truncation at 30 days makes a little more
    let in_time = 0.264 * truncated_cdf(2880.0, 2880.0, 1.0);
    close(done(&forecast, told.step("Message")) / f64::from(n), in_time, trials);
    close(kpi(&forecast, KpiKind::ReplyRate), in_time * 0.094, trials);
}

/// Share of a lognormal truncated at 30 days that is at most `minutes`, rounded delays taken into account.
fn truncated_cdf(minutes: f64, median: f64, sigma: f64) -> f64 {
    let cdf = |x: f64| 0.5 * libm::erfc(-libm::log(x / median) / sigma / std::f64::consts::SQRT_2);
    cdf(minutes + 0.5) / cdf(43_200.0)
}

#[test]
fn b3_delays_have_the_quantiles_of_a_truncated_lognormal() {
    for (median, sigma) in [(480.0, 1.6), (47.0, 2.67), (120.0, 0.4), (20_000.0, 1.0)] {
        let told = mails(1, "Ever").rate(EMAIL, EventKind::Replied, 1.0, Denominator::Touch).delay(
            ChannelKind::Email,
            EventKind::Replied,
            median,
            sigma,
        );
        let n = 100_000;
        let forecast = told.run(n, 1);
        // entry is at midnight, so the end of day d is (d + 1) × 1440 minutes later
        for (index, day) in (1..).zip(&forecast.days) {
            let expected = truncated_cdf(f64::from(index) * 1440.0 - 1.0, median, sigma).min(1.0);
            if (0.001..0.999).contains(&expected) {
                close(day.replies_so_far.mean / f64::from(n), expected, f64::from(n));
            }
        }
        let half = kpi(&forecast, KpiKind::TimeToFirstResponse);
        close(truncated_cdf(half - 0.5, median, sigma), 0.5, f64::from(n));
    }
}

#[test]
fn s7_forty_five_a_day_load_the_days_with_45_90_55_10() {
    let told = Told::new(&format!(
        "{TEAM}sender \"a@out.example\": Europe/Berlin\n\nsequence \"45\"\nenter all\n  45 a business day, from 2026-11-16\n  calendar \"Office\"\nemail \"One\"\nwait 1 business day\nemail \"Two\"\nleave when replied\n"
    ));
    let forecast = told.run(100, 3);
    let loads: Vec<f64> = forecast.days.iter().map(|day| day.touches[0].1.q50).collect();
    assert_eq!(loads, [45.0, 90.0, 55.0, 10.0]);
}

#[test]
fn s7_who_had_no_event_by_the_horizon_has_not_entered_and_is_neither_in_nor_out() {
    let by = |entry: &str| {
        Told::new(&format!(
            "{TEAM}sender \"a@out.example\": Europe/Berlin\n\nsequence \"Carts\"\nenter all\n  {entry}from 2026-11-16\n  calendar \"Ever\"\nemail \"One\"\nleave when replied\n"
        ))
    };
    let forecast = by("on cart abandoned, 2 a day for 10 days, ").run(100, 200);
    let finished = forecast.exits.iter().find(|(exit, _)| *exit == Exit::Finished).unwrap().1;
    assert_eq!(finished.mean + forecast.not_entered.mean, 100.0, "everybody is in one of the two");
    // 20 events are expected; their number is Poisson
    assert!((forecast.not_entered.mean - 80.0).abs() < 4.0 * (20.0_f64 / 200.0).sqrt());
    assert!(forecast.not_entered.sd > 3.0, "futures differ in it");
    assert_eq!(by("").run(100, 2).not_entered.mean, 0.0, "a segment enters whole");
}

#[test]
fn c1_a_saturated_mailbox_sends_its_cap_every_day_until_all_is_sent() {
    let told = Told::new(&format!(
        "{TEAM}sender \"a@out.example\": cap 30 a day, Europe/Berlin\n\nsequence \"Full\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\nemail \"One\"\nwait 1 business day\nemail \"Two\"\nleave when replied\n"
    ));
    let forecast = told.run(500, 2);
    let loads: Vec<f64> =
        forecast.senders[0].days.iter().map(|(_, load)| load.mean).filter(|n| *n > 0.0).collect();
    assert_eq!(loads.iter().sum::<f64>(), 1000.0);
    // 1000 ÷ 30: full days as long as anybody waits; the last 20 get their first mail on day 33 and their second a day later
    assert_eq!(loads.len(), 34);
    assert!(loads[..32].iter().all(|n| *n == 30.0), "{loads:?}");
    assert_eq!(loads[32..], [20.0, 20.0]);
    // Lindley: what waits at the end of a day is what waited, plus what came due, minus the cap
    assert_eq!(forecast.days[0].waiting.mean, 470.0);
}

#[test]
fn c2_a_saturated_owner_works_her_minutes_every_day() {
    let told = Told::new(&format!(
        "{TEAM}owner \"Mara\": 60 minutes a day, Europe/Berlin, calendar \"Office\"\n\nsequence \"Tasks\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\ntask \"Look\", owner, 6 min\n"
    ));
    let forecast = told.run(45, 2);
    let owner = &forecast.owners[0];
    let loads: Vec<f64> =
        owner.days.iter().filter_map(|(_, channels)| Some(channels.first()?.1.mean)).collect();
    assert_eq!(loads, [60.0, 60.0, 60.0, 60.0, 30.0]);
    let waiting: Vec<f64> =
        owner.waiting.iter().map(|(_, waiting)| waiting.mean).filter(|n| *n > 0.0).collect();
    assert_eq!(waiting, [35.0, 25.0, 15.0, 5.0]);
}

#[test]
fn c2_an_owner_limited_by_tasks_does_that_many_a_day_and_her_load_counts_them() {
    let told = Told::new(&format!(
        "{TEAM}owner \"Max\": Europe/Berlin\nowner \"Mara\": 10 tasks a day, Europe/Berlin, calendar \"Office\"\n\nsequence \"Tasks\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\ntask \"Look\", owner, 6 min\n"
    ));
    let forecast = told.run(90, 2);
    let [max, mara] = &forecast.owners[..] else { panic!("two owners") };
    let sums =
        |days: &[(cadenza::calendar::Date, Vec<(cadenza::model::Channel, cadenza::simulate::Range)>)]| {
            days.iter().filter_map(|(_, channels)| Some(channels.first()?.1.mean)).collect::<Vec<_>>()
        };
    assert_eq!((mara.task_cap, sums(&mara.tasks)), (Some(10), vec![10.0, 10.0, 10.0, 10.0, 5.0]));
    assert_eq!(sums(&mara.days), [60.0, 60.0, 60.0, 60.0, 30.0], "her minutes are still there");
    let left: Vec<f64> = mara.waiting.iter().map(|(_, tasks)| tasks.mean).filter(|n| *n > 0.0).collect();
    assert_eq!(left, [35.0, 25.0, 15.0, 5.0]);
    assert_eq!((max.task_cap, sums(&max.days)), (None, vec![270.0]), "who has no limit does all at once");
    assert!(max.tasks.is_empty());
}

#[test]
fn e2_adding_a_step_does_not_roll_the_others_again() {
    let rates = |told: Told| told.rate(EMAIL, EventKind::Replied, 0.1, Denominator::Touch);
    let (one, two) = (rates(mails(1, "Office")), rates(mails(2, "Office")));
    let (a, b) = (one.run(2_000, 3), two.run(2_000, 3));
    let replied =
        |told: &Told, forecast: &Forecast| outcome(forecast, told.step("Mail 1"), EventKind::Replied);
    assert_eq!(replied(&one, &a), replied(&two, &b));
    assert!(replied(&one, &a) > 0.0);
}

#[test]
fn e2_replications_differ_and_do_not_depend_on_slices_or_batches() {
    let told = mails(3, "Office")
        .rate(EMAIL, EventKind::Replied, 0.1, Denominator::Touch)
        .rate(EMAIL, EventKind::Opened, 0.4, Denominator::Touch)
        .delay(ChannelKind::Email, EventKind::Replied, 480.0, 1.6);
    let program = told.program();
    let cohort = Cohort::gather(&program, &people(300));
    let whole = Batch::run(&program, &cohort, 0..12);
    let forecast = summary(&program, std::slice::from_ref(&whole), 12);
    assert!(forecast.kpis[0].value.sd > 0.0, "every replication is the same");

    for budget in [1, 7, 1000] {
        let (program, cohort) = (Arc::new(program.clone()), Arc::new(cohort.clone()));
        let mut run = Simulation::new(program, cohort, 0..12);
        while !run.step(budget).is_finished() {}
        assert_eq!(run.batch().to_bytes(), whole.to_bytes(), "slices of {budget}");
    }
    let late = Batch::run(&program, &cohort, 5..12);
    let early = Batch::run(&program, &cohort, 0..5);
    let through_bytes = Batch::from_bytes(&late.to_bytes()).unwrap();
    assert_eq!(digest(&summary(&program, &[through_bytes, early], 12)), digest(&forecast));
}

#[test]
fn e2_the_order_of_an_uncoupled_list_changes_nothing() {
    let told = mails(3, "Office").rate(EMAIL, EventKind::Replied, 0.1, Denominator::Touch);
    let program = told.program();
    let mut list = people(200);
    let run = |list: &[Candidate]| {
        digest(&summary(&program, &[Batch::run(&program, &Cohort::gather(&program, list), 0..5)], 5))
    };
    let before = run(&list);
    list.reverse();
    assert_eq!(run(&list), before);
}

#[test]
fn c3_a_cap_that_never_bites_is_no_cap() {
    let text = |cap: &str| {
        format!(
            "{TEAM}sender \"a@out.example\": {cap}Europe/Berlin\n\nsequence \"S\"\nenter all\n  20 a business day, from 2026-11-16\n  calendar \"Office\"\nemail \"A\"\nwait 1 business day\nemail \"B\"\nleave when replied\n"
        )
    };
    let run = |cap: &str| {
        let mut forecast =
            Told::new(&text(cap)).rate(EMAIL, EventKind::Replied, 0.1, Denominator::Touch).run(150, 8);
        forecast.senders.iter_mut().for_each(|sender| sender.cap = None);
        digest(&forecast)
    };
    assert_eq!(run("cap 100000 a day, "), run(""));
}

#[test]
fn b7_a_rate_that_is_missing_is_said_and_never_silently_zero() {
    let forecast = mails(1, "Office").run(10, 2);
    assert!(
        forecast.problems.iter().any(|problem| problem.sentence().contains("needs a value")),
        "{:?}",
        forecast.problems
    );
}

#[test]
fn nobody_at_all_and_one_alone_are_forecast_too() {
    let told = mails(2, "Office").rate(EMAIL, EventKind::Replied, 1.0, Denominator::Touch);
    let empty = told.run(0, 3);
    assert_eq!((empty.replications, empty.may_enter), (3, 0));
    assert_eq!(kpi(&empty, KpiKind::ReplyRate), 0.0);
    let one = told.run(1, 3);
    assert_eq!(kpi(&one, KpiKind::ReplyRate), 1.0);
}

#[test]
fn a_mailbox_that_may_send_nothing_leaves_everybody_waiting_and_says_so() {
    let told = Told::new(&format!(
        "{TEAM}sender \"a@out.example\": cap 0 a day, Europe/Berlin\n\nsequence \"Never\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\nemail \"A\"\nleave when replied\n"
    ));
    let forecast = told.run(5, 2);
    assert!(
        forecast.problems.iter().any(|problem| problem.sentence().contains("5 contacts wait")),
        "{:?}",
        forecast.problems
    );
}

#[test]
fn the_reference_plan_runs() {
    let reference = reference(500);
    let (program, problems) = compile(&reference.plan, reference.sequence);
    assert!(problems.is_empty(), "{problems:?}");
    assert!(reference.plan.broken_invariants().is_empty());
    let cohort = Cohort::gather(&program, &reference.contacts);
    let forecast = summary(&program, &[Batch::run(&program, &cohort, 0..20)], 20);
    // six mails and two calls: 1 − 0.98^6 of those with a good address, less who opted out before
    let replies = kpi(&forecast, KpiKind::ReplyRate);
    assert!((0.09..0.13).contains(&replies), "{replies}");
}

#[test]
fn five_hundred_steps_run() {
    let told = mails(500, "Office").rate(EMAIL, EventKind::Replied, 0.0, Denominator::Touch);
    let forecast = told.run(3, 1);
    assert_eq!(done(&forecast, told.step("Mail 500")), 3.0);
}

#[test]
fn rates_of_nought_and_one_mean_never_and_always() {
    let told = mails(2, "Office").rate(EMAIL, EventKind::Replied, 0.0, Denominator::Enrolled).rate(
        EMAIL,
        EventKind::OptedOut,
        1.0,
        Denominator::Touch,
    );
    let forecast = told.run(50, 2);
    assert_eq!((kpi(&forecast, KpiKind::ReplyRate), kpi(&forecast, KpiKind::OptOutRate)), (0.0, 1.0));
    assert_eq!(done(&forecast, told.step("Mail 2")), 0.0, "whoever opted out is gone before the second mail");
}

#[test]
fn a_line_that_will_never_be_through_is_cut_off_and_said() {
    // one a day for 20,000 people would take 76 years; what is planned ends with 2040: from 2026-11-16 on 3,686 days from Monday to Friday
    let told = Told::new(&format!(
        "{TEAM}sender \"a@out.example\": Europe/Berlin\n\nsequence \"Slow\"\nenter all\n  1 a business day, from 2026-11-16\n  calendar \"Office\"\nemail \"A\"\nleave when replied\n"
    ));
    let forecast = told.run(20_000, 1);
    let sent = done(&forecast, told.step("A"));
    assert!((3_685.0..=3_686.0).contains(&sent), "{sent}");
    assert!(
        forecast.problems.iter().any(|problem| problem.sentence().contains("to the end of 2040")),
        "{:?}",
        forecast.problems
    );
}

#[test]
fn dates_at_the_ends_of_what_a_date_can_be_do_no_harm() {
    let told = |date: &str| {
        Told::new(&format!(
            "{TEAM}sender \"a@out.example\": cap 2 a day, Europe/Berlin\n\nsequence \"Far\"\nenter all\n  2 a business day, from {date}\n  calendar \"Office\"\nemail \"A\"\nwait 730 days\nemail \"B\"\nleave when replied\n"
        ))
    };
    // only between the years whose clock changes are known it can be planned
    for date in ["1900-01-01", "2200-12-31"] {
        let told = told(date);
        let (program, problems) = compile(&told.plan, told.sequence);
        assert!(
            program.has_errors() && problems.iter().any(|problem| problem.sentence().contains(date)),
            "{date}"
        );
    }
    let first = told("2024-01-01");
    assert_eq!(done(&first.run(6, 1), first.step("B")), 6.0);
    // two enter on the last day, a Monday; the wait and the others' days lie beyond
    let last = told("2040-12-31");
    let forecast = last.run(6, 1);
    assert_eq!((done(&forecast, last.step("A")), done(&forecast, last.step("B"))), (2.0, 0.0));
}

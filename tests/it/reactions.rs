//! What texts, messages in the product and ads bring, purchases and activations: against closed forms, with fixed seeds, where a
//! |z| under 4 stays one.

use cadenza::model::{
    ChannelKind, Denominator, EventKind, Factor, Frailty, FunnelStage, Ignorance, RateOf, Source, SourceKind,
    Variance,
};
use cadenza::simulate::{Exit, Forecast, Kpi, KpiKind};

use crate::simulate::Told;

/// Contacts and replications of every run here.
const N: u32 = 2_000;
const REPLICATIONS: u32 = 50;

/// A sequence that enters all at midnight under a calendar that never closes.
fn told(head: &str, steps: &str) -> Told {
    Told::new(&format!(
        "calendar \"Ever\": Mon-Sun 0:00-24:00\nowner \"Mara\": Europe/Berlin\nsender \"a@out.example\": Europe/Berlin\n\nsequence \"S\"\nenter all\n  from 2026-11-16\n  calendar \"Ever\"\n{head}{steps}\n"
    ))
}

fn all(channel: ChannelKind) -> RateOf {
    RateOf::Channel(channel)
}

fn kpi(forecast: &Forecast, kind: KpiKind) -> &Kpi {
    forecast.kpis.iter().find(|kpi| kpi.kind == kind).unwrap()
}

/// Means of what followed from a step and of its touches.
fn followed(forecast: &Forecast, told: &Told, step: &str, event: EventKind) -> (f64, f64) {
    let step = told.step(step);
    let record = forecast.steps.iter().find(|record| record.step == step).unwrap();
    (record.outcomes.iter().find(|(kind, _)| *kind == event).unwrap().1.mean, record.done.mean)
}

/// That share of those reached at a step, within chance.
#[track_caller]
fn shows(forecast: &Forecast, told: &Told, step: &str, event: EventKind, expected: f64) {
    let (followed, reached) = followed(forecast, told, step, event);
    close(followed / reached, expected, reached * f64::from(REPLICATIONS));
}

#[track_caller]
fn close(got: f64, expected: f64, n: f64) {
    let z = (got - expected) / (expected * (1.0 - expected) / n).sqrt();
    assert!(z.abs() < 4.0, "got {got}, expected {expected}: z = {z}");
}

fn source() -> Source {
    Source { kind: SourceKind::Own, text: String::new(), year: None }
}

#[test]
fn b1_a_text_is_replied_to_in_three_ways_clicked_refused_and_leads_to_meetings_and_purchases() {
    for (channel, step) in
        [(ChannelKind::Sms, "sms \"Text\""), (ChannelKind::Whatsapp, "whatsapp \"Text\", owner")]
    {
        let of = all(channel);
        let told = told("", step)
            .rate(of, EventKind::Replied, 0.20, Denominator::Touch)
            .rate(of, EventKind::RepliedPositive, 0.50, Denominator::Replied)
            .rate(of, EventKind::RepliedNegative, 0.20, Denominator::Replied)
            .rate(of, EventKind::MeetingBooked, 0.40, Denominator::RepliedPositive)
            .rate(of, EventKind::Clicked, 0.09, Denominator::Touch)
            .rate(of, EventKind::Purchased, 0.15, Denominator::Clicked)
            .rate(of, EventKind::OptedOut, 0.035, Denominator::Touch);
        let forecast = told.run(N, REPLICATIONS);
        for (event, share) in [
            (EventKind::Replied, 0.20),
            (EventKind::RepliedPositive, 0.10),
            (EventKind::RepliedNegative, 0.04),
            (EventKind::RepliedNeutral, 0.06),
            (EventKind::MeetingBooked, 0.04),
            (EventKind::Clicked, 0.09),
            (EventKind::Purchased, 0.09 * 0.15),
            (EventKind::OptedOut, 0.035),
        ] {
            shows(&forecast, &told, "Text", event, share);
        }
    }
}

#[test]
fn b7_texts_have_no_default_reply_rate_and_say_that_they_need_a_value() {
    for step in ["sms \"Text\"", "whatsapp \"Text\", owner"] {
        let forecast = told("", step).run(10, 2);
        let said = |problem: &cadenza::model::Finding| {
            problem.sentence().contains("\"replied\"") && problem.sentence().contains("needs a value")
        };
        assert!(forecast.problems.iter().any(said), "{step}: {:?}", forecast.problems);
    }
}

#[test]
fn b1_a_message_in_the_product_is_seen_at_the_next_visit_and_clicked_only_after_it_was_seen() {
    let of = all(ChannelKind::InApp);
    // who has not seen it within three days gets the mail
    let told = told(
        "",
        "in-app \"Tip\"\nawait opened \"Tip\", at most 3 days\n  task \"Seen\", owner\ntimed out\n  email \"Mail\"\nend",
    )
    .rate(of, EventKind::Opened, 0.6, Denominator::Touch)
    .rate(of, EventKind::Clicked, 0.15, Denominator::Touch)
    .rate(of, EventKind::Activated, 0.5, Denominator::Clicked)
    .delay(ChannelKind::InApp, EventKind::Opened, 4_320.0, 1.0);
    let forecast = told.run(N, REPLICATIONS);
    shows(&forecast, &told, "Tip", EventKind::Opened, 0.6);
    shows(&forecast, &told, "Tip", EventKind::Clicked, 0.15);
    shows(&forecast, &told, "Tip", EventKind::Activated, 0.075);
    // half of those who see it do so within the median, which truncation at 30 days makes a little more
    let cdf = |x: f64| 0.5 * libm::erfc(-libm::log(x / 4_320.0) / std::f64::consts::SQRT_2);
    let in_time = 0.6 * cdf(4_320.5) / cdf(43_200.0);
    let (_, seen) = followed(&forecast, &told, "Seen", EventKind::Done);
    close(seen / f64::from(N), in_time, f64::from(N * REPLICATIONS));
    // clicks come after the visit: an activation a minute after the click is no sooner than it
    let median = kpi(&forecast, KpiKind::TimeToActivation).value.q50;
    assert!((3_900.0..4_700.0).contains(&median), "{median}");
}

#[test]
fn b1_an_ad_is_clicked_while_it_runs_or_not_at_all() {
    let of = all(ChannelKind::Ad);
    let ad = || {
        told("", "ad \"Ad\", for 4 days\nwait 60 days\nemail \"Mail\"")
            .rate(of, EventKind::Clicked, 0.3, Denominator::Touch)
            .rate(of, EventKind::Purchased, 1.0, Denominator::Clicked)
    };
    let median_of = |told: &Told| {
        let forecast = told.run(N, REPLICATIONS);
        shows(&forecast, told, "Ad", EventKind::Clicked, 0.3);
        kpi(&forecast, KpiKind::TimeToConversion).value
    };
    // nothing known: at any time while it runs, half of them in the first half
    let even = median_of(&ad());
    let days = 4.0 * 1_440.0;
    assert!(
        (even.mean - days / 2.0).abs() < 4.0 * days / 2.0 / f64::from(600 * REPLICATIONS).sqrt(),
        "{even:?}"
    );
    // a delay that is longer than the ad is cut off where it ends
    let slow = median_of(&ad().delay(ChannelKind::Ad, EventKind::Clicked, 20_000.0, 1.0));
    assert!(slow.q95 < days, "{slow:?}");
}

#[test]
fn s8_the_goal_of_purchases_counts_contacts_and_takes_them_out() {
    let of = all(ChannelKind::Email);
    let told =
        told("goal 10 purchases\n", "email \"One\"\nwait 2 days\nemail \"Two\"\nleave when goal reached")
            .rate(of, EventKind::Replied, 0.0, Denominator::Touch)
            .rate(of, EventKind::Purchased, 0.05, Denominator::Touch);
    let forecast = told.run(N, REPLICATIONS);
    let all = 1.0 - 0.95 * 0.95;
    let rate = kpi(&forecast, KpiKind::ConversionRate);
    close(rate.value.mean, all, f64::from(N * REPLICATIONS));
    assert_eq!(rate.denominator.mean, f64::from(N), "of those whose first touch executed");
    let goal = forecast.goal.as_ref().unwrap();
    let mean = goal.values.iter().sum::<u32>() as f64 / goal.values.len() as f64;
    assert_eq!(mean, rate.numerator.mean);
    let reached =
        forecast.exits.iter().find(|(exit, _)| *exit == Exit::Rule(cadenza::model::ExitRule::GoalReached));
    // who buys after the last mail has gone through to the end
    assert_eq!(reached.unwrap().1.mean, followed(&forecast, &told, "One", EventKind::Purchased).0);
    shows(&forecast, &told, "Two", EventKind::Purchased, 0.05);
}

#[test]
fn b4_with_frailty_and_ignorance_the_entered_share_of_those_reached_still_buys() {
    let of = all(ChannelKind::Email);
    let told = told(
        "goal 10 purchases\n",
        "email \"One\"\nwait 2 days\nemail \"Two\"\nwait 2 days\nemail \"Three\"\nleave when goal reached",
    )
    .rate(of, EventKind::Replied, 0.0, Denominator::Touch)
    .rate(of, EventKind::Purchased, 0.20, Denominator::Touch)
    .assume(|scenario| {
        scenario.frailty = Some(Frailty { variance: Variance::new(1.0).unwrap(), source: source() });
        scenario.ignorance = Some(Ignorance { factor: Factor::new(1.0).unwrap(), source: source() });
    });
    let forecast = told.run(N, REPLICATIONS);
    for step in ["One", "Two", "Three"] {
        shows(&forecast, &told, step, EventKind::Purchased, 0.20);
    }
}

#[test]
fn b7_a_goal_of_activations_without_a_rate_needs_a_value_and_says_so_once() {
    let told = told("goal 10 activations\n", "email \"One\"\nwait 2 days\nemail \"Two\"").rate(
        all(ChannelKind::Email),
        EventKind::Replied,
        0.02,
        Denominator::Touch,
    );
    let forecast = told.run(20, 2);
    let said =
        forecast.problems.iter().filter(|problem| problem.sentence().contains("\"activated\"")).count();
    assert_eq!(said, 1, "{:?}", forecast.problems);
    assert_eq!(kpi(&forecast, KpiKind::ActivationRate).value.mean, 0.0);
}

#[test]
fn kpis_engagement_is_of_those_who_got_a_touch_of_the_stage_and_opened_mails_do_not_count() {
    let of = all(ChannelKind::Email);
    let told = told(
        "",
        "email \"One\", stage awareness\nwait 2 days\nemail \"Two\", stage awareness\nwait 2 days\ncall \"Call\", owner, stage consideration\nwait 2 days\nemail \"Plain\"",
    )
    .rate(of, EventKind::Replied, 0.0, Denominator::Touch)
    .rate(of, EventKind::Opened, 0.9, Denominator::Touch)
    .rate(of, EventKind::Clicked, 0.10, Denominator::Touch)
    .rate(all(ChannelKind::Call), EventKind::Connected, 0.5, Denominator::Touch)
    .rate(all(ChannelKind::Call), EventKind::Talked, 0.4, Denominator::Connected);
    let forecast = told.run(N, REPLICATIONS);
    let trials = f64::from(N * REPLICATIONS);
    let engaged = |stage| kpi(&forecast, KpiKind::StageEngagement(stage));
    close(engaged(FunnelStage::Awareness).value.mean, 1.0 - 0.9 * 0.9, trials);
    close(engaged(FunnelStage::Consideration).value.mean, 0.5 * 0.4, trials);
    assert_eq!(engaged(FunnelStage::Awareness).denominator.mean, f64::from(N));
    // a stage without a touch has no figure
    assert!(forecast.kpis.iter().all(|kpi| kpi.kind != KpiKind::StageEngagement(FunnelStage::Purchase)));
}

#[test]
fn b1_who_leaves_is_taken_out_of_an_ads_audience_and_clicks_it_no_more() {
    let (ad, email) = (all(ChannelKind::Ad), all(ChannelKind::Email));
    // everybody answers after a day and would click, and then buy, at some time in the ad's ten days
    let by = |leave: &str, after_the_ad: &str| {
        told("", &format!("ad \"Ad\", for 10 days\nemail \"Mail\"{after_the_ad}\n{leave}"))
            .rate(email, EventKind::Replied, 1.0, Denominator::Touch)
            .delay(ChannelKind::Email, EventKind::Replied, 1_440.0, 0.0)
            .rate(ad, EventKind::Clicked, 1.0, Denominator::Touch)
            .rate(ad, EventKind::Purchased, 1.0, Denominator::Clicked)
    };
    let waits = "\nwait 60 days\nemail \"Late\"";
    for (told, share) in [
        (by("leave when replied", waits), 0.1),
        // who has come to the end still sees the ad, until an exit rule ends it
        (by("leave when replied", ""), 0.1),
        (by("", waits), 1.0),
        (by("", ""), 1.0),
        // a stop takes out as an exit rule does
        (by("", "\nwait 2 days\nstop \"enough\""), 0.2),
    ] {
        let forecast = told.run(N, REPLICATIONS);
        for event in [EventKind::Clicked, EventKind::Purchased] {
            let (followed, reached) = followed(&forecast, &told, "Ad", event);
            let got = followed / reached;
            assert!((got - share).abs() < 0.005, "{event:?}: {got}, expected {share}");
        }
    }
}

#[test]
fn b1_a_purchase_that_needs_no_click_outlives_the_ad() {
    let told = told("", "ad \"Ad\", for 10 days\nwait 1 day\nstop \"enough\"")
        .rate(all(ChannelKind::Ad), EventKind::Clicked, 0.5, Denominator::Touch)
        .rate(all(ChannelKind::Ad), EventKind::Purchased, 0.2, Denominator::Touch)
        .delay(ChannelKind::Ad, EventKind::Purchased, 20_000.0, 0.0);
    let forecast = told.run(N, REPLICATIONS);
    shows(&forecast, &told, "Ad", EventKind::Clicked, 0.05);
    shows(&forecast, &told, "Ad", EventKind::Purchased, 0.2);
}

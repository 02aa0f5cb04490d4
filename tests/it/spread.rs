//! Frailty and ignorance (B2, B4) against closed forms: first the hazards alone, to many digits, then whole simulations with
//! fixed seeds, where a |z| under 4 stays one.

use cadenza::model::{
    ChannelKind, Denominator, EventKind, Factor, Frailty, Ignorance, RateOf, Source, SourceKind, Variance,
};
use cadenza::program::{Cohort, compile};
use cadenza::simulate::{
    Batch, Exposed, Forecast, KpiKind, Mixture, Readiness, digest, reference, sigma_of, summary,
};

use crate::simulate::{Told, people};

fn laplace(variance: f64, s: f64) -> f64 {
    libm::pow(1.0 + variance * s, -1.0 / variance)
}

/// Mean of exp(−F·x) over a lognormal factor, by brute force.
fn damped(sigma: f64, of: impl Fn(f64) -> f64) -> f64 {
    let n = 20_000;
    (0..n)
        .map(|k| -9.0 + 18.0 * (f64::from(k) + 0.5) / f64::from(n))
        .map(|z| of(libm::exp(sigma * z)) * libm::exp(-z * z / 2.0) * 18.0 / f64::from(n))
        .sum::<f64>()
        / (2.0 * std::f64::consts::PI).sqrt()
}

#[test]
fn b4_hazards_of_a_path_are_those_of_the_laplace_transform() {
    for variance in [0.05, 0.5, 1.0, 3.0, 10.0] {
        let mixture = Mixture::new(variance, 0.0);
        let mut exposed = Exposed::default();
        let mut left = 1.0;
        for share in [0.02, 0.4, 0.006, 0.9, 0.25] {
            left *= 1.0 - share;
            let hazard = mixture.hazard(&exposed, 0, share, 0.0);
            exposed = exposed.and(0, hazard);
            let expected = (libm::pow(left, -variance) - 1.0) / variance;
            let error = (exposed.on(0) / expected - 1.0).abs();
            assert!(error < 1e-7, "θ = {variance}, share {share}: {error}");
        }
    }
}

#[test]
fn b2_a_factor_leaves_the_entered_mean() {
    for (variance, factor) in [(0.0, 3.0), (1.0, 3.0), (0.5, 2.0), (0.0, 20.0)] {
        let sigma = sigma_of(factor);
        let mixture = Mixture::new(variance, sigma);
        for share in [0.0005, 0.02, 0.264, 0.8] {
            let hazard = mixture.hazard(&Exposed::default(), 0, share, 0.0);
            let left = damped(sigma, |f| {
                if variance > 0.0 { laplace(variance, f * hazard) } else { libm::exp(-f * hazard) }
            });
            let error = ((1.0 - left) / share - 1.0).abs();
            assert!(error < 1e-5, "θ = {variance}, ×{factor}, {share}: {error}");
        }
    }
}

#[test]
fn b4_of_those_who_accepted_the_entered_share_answers() {
    let (variance, sigma) = (1.0, sigma_of(3.0));
    let mixture = Mixture::new(variance, sigma);
    let accepted = mixture.hazard(&Exposed::default(), 2, 0.264, 0.0);
    let replied = mixture.hazard(&Exposed::default(), 2, 0.094, accepted);
    let l = |s: f64| damped(sigma, |f| laplace(variance, f * s));
    let share = (1.0 - l(accepted) - l(replied) + l(accepted + replied)) / (1.0 - l(accepted));
    assert!((share / 0.094 - 1.0).abs() < 1e-5, "{share}");
}

#[test]
fn b4_readiness_has_the_mean_and_the_variance_asked_for() {
    for variance in [0.05, 0.5, 1.0, 3.0, 10.0] {
        let table = Readiness::new(variance);
        let n = 1_u64 << 20;
        let at = |k: u64| table.at((k << 44) | (1 << 43));
        let mean = (0..n).map(at).sum::<f64>() / n as f64;
        let square = (0..n).map(|k| (at(k) - mean) * (at(k) - mean)).sum::<f64>() / n as f64;
        assert!((mean - 1.0).abs() < 1e-4, "θ = {variance}: mean {mean}");
        assert!((square / variance - 1.0).abs() < 5e-3, "θ = {variance}: variance {square}");
        // the exponential has its quantiles in closed form
        if variance == 1.0 {
            let median = at(n / 2);
            assert!((median - std::f64::consts::LN_2).abs() < 1e-3, "{median}");
        }
    }
}

#[test]
fn the_factor_lies_in_its_interval_eight_times_in_ten() {
    let sigma = sigma_of(3.0);
    let inside = 1.0 - libm::erfc(libm::log(3.0) / sigma / std::f64::consts::SQRT_2);
    assert!((inside - 0.8).abs() < 1e-12, "{inside}");
}

fn source() -> Source {
    Source { kind: SourceKind::Own, text: String::new(), year: None }
}

/// The plan with that variance of readiness and that factor of ignorance.
fn spread(told: Told, variance: f64, factor: f64) -> Told {
    told.assume(|scenario| {
        scenario.frailty = Some(Frailty { variance: Variance::new(variance).unwrap(), source: source() });
        scenario.ignorance = Some(Ignorance { factor: Factor::new(factor).unwrap(), source: source() });
    })
}

/// Mails two business days apart, whose replies come after a minute.
fn mails(shares: &[f64], per: Denominator) -> Told {
    let steps: Vec<String> = (1..=shares.len()).map(|k| format!("email \"Mail {k}\"")).collect();
    let told = Told::new(&format!(
        "calendar \"Office\": Mon-Fri 9:00-17:00\nsender \"a@out.example\": Europe/Berlin\n\nsequence \"Mails\"\nenter all\n  from 2026-11-16\n  calendar \"Office\"\ngoal 1 replies\n{}\nleave when replied, hard bounce, opted out\n",
        steps.join("\nwait 2 business days\n")
    ));
    (1..).zip(shares).fold(told, |told, (nth, share)| {
        told.rate(RateOf::Nth { channel: ChannelKind::Email, nth }, EventKind::Replied, *share, per)
    })
}

/// Sum of what followed over replications, and of the touches, at a step.
fn counts(forecast: &Forecast, told: &Told, step: &str, event: EventKind) -> (f64, f64) {
    let step = told.step(step);
    let record = forecast.steps.iter().find(|record| record.step == step).unwrap();
    let (_, followed) = record.outcomes.iter().find(|(kind, _)| *kind == event).unwrap();
    let n = f64::from(forecast.replications);
    (followed.mean * n, record.done.mean * n)
}

#[track_caller]
fn close(got: f64, expected: f64, n: f64) {
    let z = (got - expected) / (expected * (1.0 - expected) / n).sqrt();
    assert!(z.abs() < 4.0, "got {got}, expected {expected}: z = {z}");
}

#[test]
fn b4_of_those_reached_the_entered_share_replies_at_every_step_although_the_ready_ones_have_left() {
    let shares = [0.40, 0.40, 0.25, 0.10];
    let told = spread(mails(&shares, Denominator::Touch), 1.0, 1.0);
    let forecast = told.run(2_000, 100);
    for (nth, share) in (1..).zip(shares) {
        let (replied, reached) = counts(&forecast, &told, &format!("Mail {nth}"), EventKind::Replied);
        // taken as chances of each contact, the second 40 % would come out as 34 % or less
        close(replied / reached, share, reached);
    }
    let all = 1.0 - shares.iter().map(|share| 1.0 - share).product::<f64>();
    close(kpi(&forecast, KpiKind::ReplyRate), all, 200_000.0);
}

#[test]
fn b4_of_those_enrolled_the_entered_share_replies_at_every_step() {
    let shares = [0.20, 0.10, 0.30, 0.05];
    let told = spread(mails(&shares, Denominator::Enrolled), 1.0, 1.0);
    let forecast = told.run(2_000, 100);
    for (nth, share) in (1..).zip(shares) {
        let (replied, _) = counts(&forecast, &told, &format!("Mail {nth}"), EventKind::Replied);
        close(replied / 200_000.0, share, 200_000.0);
    }
    close(kpi(&forecast, KpiKind::ReplyRate), 0.65, 200_000.0);
}

#[test]
fn b4_two_dials_of_the_same_person_go_together_as_the_gamma_says() {
    // both connect: 1 − 2 L(λ) + L(2λ), with L(λ) = 1 − p
    let told = Told::new(
        "calendar \"Ever\": Mon-Sun 0:00-24:00\nowner \"Mara\": Europe/Berlin\n\nsequence \"Dials\"\nenter all\n  from 2026-11-16\n  calendar \"Ever\"\ncall \"One\", owner, 0 min\nwait 1 day\nif connected \"One\"\n  call \"Two\", owner, 0 min\nend\nleave when meeting booked\n",
    )
    .rate(RateOf::Channel(ChannelKind::Call), EventKind::Connected, 0.3, Denominator::Touch);
    let told = spread(told, 1.0, 1.0);
    let forecast = told.run(2_000, 100);
    let (connected, dials) = counts(&forecast, &told, "One", EventKind::Connected);
    close(connected / dials, 0.3, dials);
    let hazard = 0.3 / 0.7;
    let both = (1.0 - 2.0 * laplace(1.0, hazard) + laplace(1.0, 2.0 * hazard)) / 0.3;
    let (again, redials) = counts(&forecast, &told, "Two", EventKind::Connected);
    close(again / redials, both, redials);
}

#[test]
fn b2_b4_of_those_who_accept_the_entered_share_answers_the_message() {
    let told = Told::new(
        "calendar \"Ever\": Mon-Sun 0:00-24:00\nowner \"Mara\": Europe/Berlin\n\nsequence \"Connect\"\nenter all\n  from 2026-11-16\n  calendar \"Ever\"\nlinkedin invite \"Invitation\", owner, 0 min\nwait 2 days\nlinkedin message \"Message\", owner, 0 min\nleave when replied\n",
    )
    .rate(RateOf::Channel(ChannelKind::LinkedinInvite), EventKind::Accepted, 0.264, Denominator::Touch)
    .rate(RateOf::Channel(ChannelKind::LinkedinMessage), EventKind::Replied, 0.094, Denominator::Accepted);
    let told = spread(told, 1.0, 1.0);
    let forecast = told.run(2_000, 100);
    let (accepted, invited) = counts(&forecast, &told, "Invitation", EventKind::Accepted);
    close(accepted / invited, 0.264, invited);
    let (replied, sent) = counts(&forecast, &told, "Message", EventKind::Replied);
    close(replied / sent, 0.094, sent);
}

#[test]
fn b4_dials_until_somebody_answers_connect_with_the_entered_share_of_those_they_reach() {
    let told = Told::new(
        "calendar \"Ever\": Mon-Sun 0:00-24:00\nowner \"Mara\": Europe/Berlin\n\nsequence \"Dials\"\nenter all\n  from 2026-11-16\n  calendar \"Ever\"\nrepeat up to 3, every 1 day, until connected\n  call \"Dial\", owner, 0 min\nend\nleave when meeting booked\n",
    )
    .rate(RateOf::Channel(ChannelKind::Call), EventKind::Connected, 0.3, Denominator::Touch);
    let forecast = spread(told, 1.0, 1.0).run(2_000, 100);
    let dial = forecast
        .steps
        .iter()
        .find(|step| step.outcomes.iter().any(|(e, _)| *e == EventKind::Connected))
        .unwrap();
    let connected = dial.outcomes.iter().find(|(event, _)| *event == EventKind::Connected).unwrap().1.mean;
    // taken as chances of each contact alone, 56 % would be reached: 1 − L(3λ)
    close(connected / 2_000.0, 1.0 - 0.7 * 0.7 * 0.7, 200_000.0);
}

/// Entered rates and what single campaigns show: per replication the share that replied to the only mail.
fn campaigns(share: f64, variance: f64, factor: f64, n: u32, replications: u32) -> (f64, f64, Vec<f64>) {
    let told = spread(mails(&[share], Denominator::Touch), variance, factor);
    let forecast = told.run(n, replications);
    let replied = &forecast.goal.as_ref().unwrap().values;
    let mut shares: Vec<f64> = replied.iter().map(|replied| f64::from(*replied) / f64::from(n)).collect();
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    let sd =
        (shares.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (shares.len() as f64 - 1.0)).sqrt();
    shares.sort_by(f64::total_cmp);
    (mean, sd, shares)
}

#[test]
fn b2_the_mean_over_campaigns_stays_the_entered_rate() {
    // a factor of mean 1 on the hazard alone would make 22.9 % of 26.4 %
    for (variance, factor) in [(0.0, 3.0), (1.0, 3.0), (0.5, 2.0)] {
        let replications = 1_000;
        let (mean, sd, _) = campaigns(0.264, variance, factor, 400, replications);
        let z = (mean - 0.264) / (sd / f64::from(replications).sqrt());
        assert!(z.abs() < 4.0, "θ = {variance}, ×{factor}: {mean}, z = {z}");
        assert!(sd > 0.08, "campaigns hardly differ: {sd}");
    }
}

#[test]
fn b2_eight_campaigns_in_ten_lie_between_a_third_and_three_times_the_median_hazard() {
    let replications = 1_000;
    let (_, _, shares) = campaigns(0.05, 1.0, 3.0, 4_000, replications);
    // of one campaign: 1 − L(F·λ); with θ = 1 the hazard is share ÷ (1 − share)
    let hazard = |place: f64| {
        let share = shares[(place * f64::from(replications - 1)) as usize];
        share / (1.0 - share)
    };
    let (low, high) = (hazard(0.5) / hazard(0.1), hazard(0.9) / hazard(0.5));
    // the standard error of such a log quantile is σ √(q(1−q)/n) ÷ φ(z): 0.05 at the edges; luck adds little
    for ratio in [low, high] {
        assert!((libm::log(ratio) - libm::log(3.0)).abs() < 4.0 * 0.055, "{low}, {high}");
    }
}

#[test]
fn b2_ignorance_widens_the_range_and_luck_alone_can_be_shown() {
    let told = spread(mails(&[0.05], Denominator::Touch), 1.0, 3.0);
    let program = told.program();
    let cohort = Cohort::gather(&program, &people(1_000));
    let sd = |program: &cadenza::program::Program| {
        let forecast = summary(program, &[Batch::run(program, &cohort, 0..200)], 200);
        forecast.kpis[0].value.sd
    };
    let (both, luck) = (sd(&program), sd(&program.clone().with_exact_rates()));
    let binomial = (0.05_f64 * 0.95 / 1_000.0).sqrt();
    assert!((luck / binomial - 1.0).abs() < 0.2, "{luck}, {binomial}");
    assert!(both > 4.0 * luck, "{both}, {luck}");
}

#[test]
fn b4_no_frailty_and_a_factor_of_one_are_luck_only_to_the_last_bit() {
    let run = |told: Told| digest(&told.run(300, 8));
    let shares = [0.2, 0.1];
    assert_eq!(
        run(spread(mails(&shares, Denominator::Touch), 0.0, 1.0)),
        run(mails(&shares, Denominator::Touch))
    );
}

#[test]
fn b4_the_entered_open_rate_includes_who_clicked_or_replied_although_these_are_the_same_people() {
    let email = RateOf::Channel(ChannelKind::Email);
    let told = mails(&[0.25], Denominator::Touch)
        .rate(email, EventKind::Opened, 0.40, Denominator::Touch)
        .rate(email, EventKind::Clicked, 0.10, Denominator::Touch);
    let told = spread(told, 1.0, 1.0);
    let forecast = told.run(2_000, 100);
    for (event, share) in [(EventKind::Opened, 0.40), (EventKind::Clicked, 0.10), (EventKind::Replied, 0.25)]
    {
        let (followed, sent) = counts(&forecast, &told, "Mail 1", event);
        close(followed / sent, share, sent);
    }
}

fn kpi(forecast: &Forecast, kind: KpiKind) -> f64 {
    forecast.kpis.iter().find(|kpi| kpi.kind == kind).unwrap().value.mean
}

/// Frailty and ignorance over the reference plan: the same natively and everywhere else.
const SPREAD_DIGEST: u64 = 0x2d36_f1ee_a7b3_3516;

#[test]
fn e2_frailty_and_ignorance_have_the_bits_they_always_had() {
    let mut reference = reference(2_000);
    let id = reference.plan.settings.scenario.unwrap();
    let scenario = std::sync::Arc::make_mut(reference.plan.scenarios.get_mut(&id).unwrap());
    scenario.frailty = Some(Frailty { variance: Variance::new(1.0).unwrap(), source: source() });
    scenario.ignorance = Some(Ignorance { factor: Factor::new(3.0).unwrap(), source: source() });
    let (program, _) = compile(&reference.plan, reference.sequence);
    let cohort = Cohort::gather(&program, &reference.contacts);
    let whole = digest(&summary(&program, &[Batch::run(&program, &cohort, 0..8)], 8));
    assert_eq!(whole, SPREAD_DIGEST, "{whole:#x}");
    // nor does it depend on who walked a path first
    let parts = [Batch::run(&program, &cohort, 5..8), Batch::run(&program, &cohort, 0..5)];
    assert_eq!(digest(&summary(&program, &parts, 8)), whole);
}

#[test]
fn b2_b4_what_is_no_variance_and_no_factor_is_refused_with_its_place() {
    let told = spread(mails(&[0.05], Denominator::Touch), 1.0, 3.0);
    let good = serde_json::to_value(&told.plan).unwrap();
    let scenario = good["scenarios"].as_object().unwrap().keys().next().unwrap().clone();
    for (field, number, bad) in [
        ("frailty", "variance", serde_json::json!(-0.1)),
        ("frailty", "variance", serde_json::json!(11)),
        ("frailty", "variance", serde_json::json!(null)),
        ("ignorance", "factor", serde_json::json!(0.5)),
        ("ignorance", "factor", serde_json::json!(1e9)),
    ] {
        let mut plan = good.clone();
        plan["scenarios"][&scenario][field][number] = bad.clone();
        let (_, problems) = cadenza::store::read_plan(plan.to_string().as_bytes()).unwrap();
        let place = format!("scenarios.{scenario}.{field}.{number}");
        assert!(problems.iter().any(|problem| problem.path == place), "{bad}: {problems:?}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(40))]
    #[test]
    fn b4_on_any_path_over_any_channels_the_entered_share_of_those_reached_responds(
        variance in 0.0..10.0_f64,
        factor in 1.0..20.0_f64,
        path in proptest::collection::vec((0..3_u8, 0.0001..0.9_f64), 1..8),
    ) {
        let mixture = Mixture::new(variance, sigma_of(factor));
        let mut exposed = Exposed::default();
        for (channel, share) in path {
            let hazard = mixture.hazard(&exposed, channel, share, 0.0);
            proptest::prop_assert!(hazard > 0.0);
            if hazard.is_infinite() {
                break; // nobody is left
            }
            let got = mixture.share(&exposed, channel, hazard);
            proptest::prop_assert!((got / share - 1.0).abs() < 1e-6, "{got} for {share}");
            exposed = exposed.and(channel, hazard);
        }
    }
}

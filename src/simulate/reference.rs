//! The reference plan of the benchmarks: the model that the engine's speed is compared by, as an ordinary plan.
//!
//! Eight touches (email, email, call, email, email, call, email, email), two business days between them, 500 contacts enrolled
//! a day, one mailbox of 400 mails a day. Bounce, open, reply and opt-out at every step, answers after a lognormal delay, the
//! earliest ends the contact.

use std::sync::Arc;

use crate::calendar::{Clock, Date, OpenHours, Weekdays, Zone};
use crate::model::{
    By, Calendar, CalendarId, Channel, ChannelKind, Delay, Denominator, Entry, EventKind, ExitRule, Length,
    Plan, Probability, Rate, RateOf, Scenario, ScenarioId, Sender, SenderId, SenderRule, Sequence,
    SequenceId, Source, SourceKind, Step, StepId, StepKind, Touch, Wait, ZoneName,
};
use crate::program::Candidate;

/// A plan that compiles, its sequence, and who is on the list.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The plan.
    pub plan: Plan,
    /// Its only sequence.
    pub sequence: SequenceId,
    /// The list.
    pub contacts: Vec<Candidate>,
}

/// The reference plan over so many contacts (20,000 for the published figures).
pub fn reference(n_contacts: u32) -> Reference {
    let mut plan = Plan::new("reference", "Reference", 7, ZoneName::from("Europe/Berlin"));
    let (calendar, sender, scenario, sequence) = (CalendarId(1), SenderId(2), ScenarioId(3), SequenceId(4));
    plan.calendars.insert(calendar, Arc::new(office()));
    plan.senders.insert(
        sender,
        Arc::new(Sender {
            channel: Channel::Email,
            address: "reference@out.example".to_owned(),
            owner: None,
            zone: ZoneName::from("Europe/Berlin"),
            cap_per_day: Some(400),
            limits: Vec::new(),
            spacing_minutes: 0,
            ramp: None,
            calendar: None,
        }),
    );
    use ChannelKind::{Call, Email};
    let mut body = Vec::new();
    let mut number = 5;
    let mut add = |plan: &mut Plan, kind: StepKind| {
        plan.steps.insert(StepId(number), Arc::new(Step::named(format!("Step {number}"), kind)));
        body.push(StepId(number));
        number += 1;
    };
    for (index, channel) in [Email, Email, Call, Email, Email, Call, Email, Email].into_iter().enumerate() {
        if index > 0 {
            add(&mut plan, StepKind::Wait { until: Wait::For(Length::BusinessDays(2)) });
        }
        add(&mut plan, StepKind::Touch(Touch::new(channel, By::Automatic)));
    }
    plan.next_number = number;
    plan.scenarios.insert(scenario, Arc::new(assumptions()));
    plan.settings = Arc::new(crate::model::Settings { scenario: Some(scenario), ..(*plan.settings).clone() });
    plan.sequences.insert(
        sequence,
        Arc::new(Sequence {
            name: "Reference".to_owned(),
            segment: None,
            entry: Entry { from: Date::from_days(20_773), per_business_day: Some(500), on: None },
            calendar: Some(calendar),
            body,
            exits: vec![ExitRule::Replied, ExitRule::HardBounce, ExitRule::OptedOut],
            sender_rule: SenderRule::RoundRobin,
            goal: None,
            consent: Vec::new(),
            not_after: None,
            guardrails: Default::default(),
        }),
    );
    let zone = Zone::from_name("Europe/Berlin").unwrap_or(Zone::UTC);
    let contact = |index: u32| Candidate {
        number: index + 1,
        row: index,
        account: None,
        zone,
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
    Reference { plan, sequence, contacts: (0..n_contacts).map(contact).collect() }
}

fn office() -> Calendar {
    let at = |hour: u16| Clock::new(hour, 0).unwrap_or(Clock::MIDNIGHT);
    Calendar {
        name: "Office".to_owned(),
        hours: vec![OpenHours { days: Weekdays::WORKING, from: at(9), to: at(17) }],
        holidays: Vec::new(),
        countries: Vec::new(),
        local_holidays: false,
    }
}

fn assumptions() -> Scenario {
    let source = || Source { kind: SourceKind::Assumed, text: "benchmark".to_owned(), year: None };
    let rate = |channel, outcome, value, per| Rate {
        of: RateOf::Channel(channel),
        outcome,
        value: Probability::new(value).unwrap_or_default(),
        per,
        source: source(),
    };
    use ChannelKind::{Call, Email};
    let delay =
        |channel, outcome| Delay { channel, outcome, median_minutes: 480.0, sigma: 1.6, source: source() };
    Scenario {
        name: "Benchmark".to_owned(),
        rates: vec![
            rate(Email, EventKind::Bounced, 0.02, Denominator::Address),
            rate(Email, EventKind::Opened, 0.40, Denominator::Touch),
            rate(Email, EventKind::Replied, 0.02, Denominator::Touch),
            rate(Email, EventKind::OptedOut, 0.004, Denominator::Touch),
            rate(Call, EventKind::Connected, 0.10, Denominator::Touch),
            rate(Call, EventKind::Talked, 0.58, Denominator::Connected),
            rate(Call, EventKind::OptedOut, 0.01, Denominator::Connected),
        ],
        delays: vec![delay(Email, EventKind::Replied), delay(Email, EventKind::OptedOut)],
        frailty: None,
        ignorance: None,
    }
}

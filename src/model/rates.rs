//! Rates against what they are a share of, and the rates that a sequence needs: one declaration, read by whoever enters rates, compiles
//! them or shows which are missing. Knows no value's source and draws nothing.

use std::collections::BTreeSet;

use super::{
    ChannelKind, Code, Denominator, EventKind, Finding, Name, Part, Place, Plan, Rate, RateOf, Rule,
    SequenceId, StepId, StepKind,
};

impl Denominator {
    /// The word in templates and messages.
    pub fn name(self) -> &'static str {
        match self {
            Denominator::Enrolled => "enrolled",
            Denominator::Touch => "touch",
            Denominator::Address => "address",
            Denominator::Connected => "connected",
            Denominator::Talked => "talked",
            Denominator::Accepted => "accepted",
            Denominator::Clicked => "clicked",
            Denominator::Replied => "replied",
            Denominator::RepliedPositive => "replied positive",
        }
    }

    /// All of them.
    pub const ALL: [Denominator; 9] = [
        Denominator::Enrolled,
        Denominator::Touch,
        Denominator::Address,
        Denominator::Connected,
        Denominator::Talked,
        Denominator::Accepted,
        Denominator::Clicked,
        Denominator::Replied,
        Denominator::RepliedPositive,
    ];

    /// Of whom a rate of that outcome of a touch can be a share, the most usual first: these are simulated as they say, others are
    /// refused. Empty where no such touch brings it.
    pub fn fitting(kind: ChannelKind, outcome: EventKind) -> &'static [Denominator] {
        use Denominator::{
            Accepted, Address, Clicked, Connected, Enrolled, Replied, RepliedPositive, Talked, Touch,
        };
        if !kind.events().contains(&outcome) {
            return &[];
        }
        match (outcome, kind) {
            (EventKind::Bounced, _) => &[Address, Touch],
            (EventKind::RepliedPositive | EventKind::RepliedNeutral | EventKind::RepliedNegative, _) => {
                &[Replied]
            }
            (EventKind::Replied, ChannelKind::LinkedinMessage) => &[Accepted, Enrolled, Touch],
            (EventKind::Replied, ChannelKind::Email) => &[Enrolled, Touch],
            (EventKind::Replied, _) => &[Touch, Enrolled],
            (EventKind::Talked, _) => &[Connected, Touch],
            (EventKind::MeetingBooked, ChannelKind::Call) => &[Talked, Connected],
            (EventKind::MeetingBooked, _) => &[RepliedPositive, Replied, Touch, Enrolled],
            (EventKind::OptedOut, ChannelKind::Call) => &[Connected, Talked],
            (EventKind::OptedOut, _) => &[Touch, Enrolled],
            (EventKind::Purchased | EventKind::Activated, ChannelKind::Call) => {
                &[Touch, Enrolled, Connected, Talked]
            }
            (EventKind::Purchased | EventKind::Activated, ChannelKind::LinkedinMessage) => {
                &[Touch, Enrolled, Accepted, Replied, RepliedPositive]
            }
            (EventKind::Purchased | EventKind::Activated, ChannelKind::InApp | ChannelKind::Ad) => {
                &[Touch, Enrolled, Clicked]
            }
            (EventKind::Purchased | EventKind::Activated, _) => {
                &[Touch, Enrolled, Clicked, Replied, RepliedPositive]
            }
            _ => &[Touch],
        }
    }
}

/// A rate that cannot be simulated as it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RateFault {
    /// Its place among the rates.
    pub at: usize,
    /// What is wrong, and what works.
    pub message: String,
}

impl RateFault {
    /// What is said of it where the scenario stands.
    pub fn finding(&self, place: Place) -> Finding {
        Finding::new(Code::RateUnsound, place).of(Part::Rates).with(Name::What, &self.message)
    }
}

/// Every rate of a scenario that cannot be simulated as it says: of an outcome that the touch does not bring, a share of something it
/// cannot be a share of, given twice, kinds of replies that make more than all replies, conversations without connections.
/// `kind_of` tells the kind of a step's touch; rates of unknown steps are passed over.
pub fn rate_faults(rates: &[Rate], kind_of: impl Fn(StepId) -> Option<ChannelKind>) -> Vec<RateFault> {
    let kind = |of: RateOf| match of {
        RateOf::Channel(kind) | RateOf::Nth { channel: kind, .. } => Some(kind),
        RateOf::Step(step) => kind_of(step),
    };
    // the value that holds for these touches: their own, else that of their kind
    let value = |of: RateOf, kind: ChannelKind, outcome: EventKind| {
        let given = |of: RateOf| rates.iter().find(|rate| rate.of == of && rate.outcome == outcome);
        given(of).or_else(|| given(RateOf::Channel(kind))).map(|rate| rate.value.get())
    };
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for (at, rate) in rates.iter().enumerate() {
        let Some(kind) = kind(rate.of) else { continue };
        let (name, outcome) = (kind.name(), rate.outcome);
        let fitting = Denominator::fitting(kind, outcome);
        let mut fault = |message: String| faults.push(RateFault { at, message });
        if fitting.is_empty() {
            let brought: Vec<&str> = kind.events().iter().map(|event| event.name()).collect();
            fault(format!(
                "\"{}\" does not follow from \"{name}\"; what does is {}",
                outcome.name(),
                brought.join(", ")
            ));
            continue;
        }
        if !fitting.contains(&rate.per) {
            let names: Vec<&str> = fitting.iter().map(|per| per.name()).collect();
            fault(format!(
                "\"{}\" of \"{name}\" cannot be a share per {}; it can be one per {}",
                outcome.name(),
                rate.per.name(),
                names.join(" or per ")
            ));
        }
        if !seen.insert((rate.of, outcome)) {
            fault(format!("\"{}\" of \"{name}\" is given twice for the same touches", outcome.name()));
        }
        let of_kind = |outcome| value(rate.of, kind, outcome).unwrap_or(0.0);
        let kinds_of_reply =
            [EventKind::RepliedPositive, EventKind::RepliedNeutral, EventKind::RepliedNegative];
        let sum: f64 = kinds_of_reply.into_iter().map(of_kind).sum();
        if kinds_of_reply.contains(&outcome) && sum > 1.0 + 1e-9 {
            fault(format!(
                "positive, neutral and negative replies of \"{name}\" make {} % of all replies together",
                (sum * 1e4).round() / 1e2
            ));
        }
        if outcome == EventKind::Talked && rate.per == Denominator::Touch {
            match value(rate.of, kind, EventKind::Connected) {
                None => fault(format!(
                    "\"talked\" per touch says nothing without a rate of \"connected\" for \"{name}\"; give that, or \"talked\" per connected"
                )),
                Some(connected) if connected < rate.value.get() => fault(format!(
                    "more calls of \"{name}\" would be talked in than connect: \"talked\" per touch is at most \"connected\" per touch"
                )),
                Some(_) => {}
            }
        }
    }
    faults
}

/// A rate that a sequence needs and the scenario in force does not have (B7): until it is there the event never happens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct MissingRate {
    /// Where it is said: a touch, or the sequence where any touch would do.
    pub place: Place,
    /// The kind of touch it would be of.
    pub kind: ChannelKind,
    /// What.
    pub outcome: EventKind,
}

impl Plan {
    /// The rates that a sequence needs and the scenario in force does not have: what each touch is sent for, and every event that
    /// conditions, waits, repeats and the goal ask about.
    pub fn missing_rates(&self, sequence: SequenceId) -> Vec<MissingRate> {
        let visits = self.walk(sequence);
        let kind_of = |id: StepId| Some(self.steps.get(&id)?.kind.touch()?.channel);
        let touches: Vec<(StepId, ChannelKind)> =
            visits.iter().filter_map(|visit| Some((visit.id, kind_of(visit.id)?))).collect();
        let rates = self.settings.scenario.and_then(|id| self.scenarios.get(&id));
        let rates = rates.map_or(&[][..], |scenario| &scenario.rates[..]);
        let has = |(id, kind): (StepId, ChannelKind), outcome: EventKind, nth: u16| {
            rates.iter().any(|rate| {
                rate.outcome == outcome
                    && match rate.of {
                        RateOf::Channel(of) => of == kind,
                        RateOf::Nth { channel, nth: from } => channel == kind && from <= nth,
                        RateOf::Step(of) => of == id,
                    }
            })
        };
        // what is left of the replies is neutral, and a task is done when nothing else is said
        let derived = [EventKind::RepliedNeutral, EventKind::RepliedNegative, EventKind::Done];
        let mut missing = BTreeSet::new();
        let mut of_touch = |(id, kind): (StepId, ChannelKind), outcome: EventKind| {
            let wanted = kind.events().contains(&outcome) && !derived.contains(&outcome);
            if wanted && !has((id, kind), outcome, 1) {
                missing.insert(MissingRate { place: Place::Step(id), kind, outcome });
            }
        };
        let mut of_any: BTreeSet<EventKind> = BTreeSet::new();
        for touch in &touches {
            touch.1.main_outcome().into_iter().for_each(|outcome| of_touch(*touch, outcome));
        }
        let mut ask = |event: EventKind, of: Option<StepId>| match of.and_then(|of| Some((of, kind_of(of)?)))
        {
            Some(touch) if !event.is_of_contact() => of_touch(touch, event),
            _ => {
                of_any.insert(event);
            }
        };
        let mut rule = |rule: &Rule| {
            for node in rule.nodes() {
                if let Rule::Happened(happened) = node {
                    ask(happened.event, happened.of);
                }
            }
        };
        for visit in &visits {
            match self.steps.get(&visit.id).map(|step| &step.kind) {
                Some(StepKind::Touch(touch)) => touch.skip_if.iter().for_each(&mut rule),
                Some(StepKind::Branch(branch)) => branch.cases.iter().for_each(|case| rule(&case.when)),
                _ => {}
            }
        }
        for visit in &visits {
            match self.steps.get(&visit.id).map(|step| &step.kind) {
                // without a touch of its own it waits for the nearest before it
                Some(StepKind::Await(wait)) => {
                    let of = wait.of.or_else(|| self.touches_before(visit.spot).last().copied());
                    ask(wait.event, of);
                }
                Some(StepKind::Repeat(repeat)) => ask(repeat.until, None),
                _ => {}
            }
        }
        if let Some(goal) = self.sequences.get(&sequence).and_then(|sequence| sequence.goal.as_ref()) {
            of_any.insert(goal.metric.event());
        }
        for outcome in of_any.into_iter().filter(|outcome| !derived.contains(outcome)) {
            let mut can = touches.iter().filter(|(_, kind)| kind.events().contains(&outcome));
            let Some(first) = can.next() else { continue };
            if !std::iter::once(first).chain(can).any(|touch| has(*touch, outcome, u16::MAX)) {
                let place =
                    if outcome.is_of_contact() { Place::Sequence(sequence) } else { Place::Step(first.0) };
                missing.insert(MissingRate { place, kind: first.1, outcome });
            }
        }
        missing.into_iter().collect()
    }
}

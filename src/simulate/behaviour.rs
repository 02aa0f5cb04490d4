//! What people do, by draw (B1): the rates of the scenario per touch, one luck per contact. Knows no calendar and no queue.
//!
//! A rate of those *enrolled* is a share of everybody who entered. Who has answered gets no further touch, so the share of those
//! who are still in is p_k = q_k / (1 − Σ q_j over the touches j before on the path), on the path where nobody reacts in any
//! other way. The sums are kept per contact because paths differ. From the share of those reached to the chance of this contact
//! in this campaign: `spread` (B2, B4); where all are alike and rates are exact the one is the other.

use std::sync::Arc;

use crate::model::{ChannelKind, Denominator, EventKind, ExitRule};
use crate::program::{Loop, Op, Program, RatedTouches};
use crate::schedule::{Executed, Reactions, World};

use super::dist::Delay;
use super::rng::{Draws, Purpose, Spot};
use super::spread::{Ending, Spread, Who};

/// A chance and of whom; none = it never happens.
type Rate = Option<(f64, Denominator)>;

/// Kinds of touches that the counters tell apart.
const KINDS: usize = ChannelKind::ALL.len();
/// Later touches of a kind count like this one.
const MOST: usize = 64;

/// The rates of one touch at one position among the touches of its kind.
#[derive(Clone, Debug)]
struct Rates {
    bounced: Rate,
    opened: Rate,
    clicked: Rate,
    replied: Rate,
    /// Shares of the replies: positive, then negative; the rest is neutral.
    positive: f64,
    negative: f64,
    opted_out: Rate,
    meeting: Rate,
    connected: Rate,
    talked: Rate,
    accepted: Rate,
    done: Rate,
    purchased: Rate,
    activated: Rate,
}

/// Delays of one kind of touch; after a minute where nothing is known.
#[derive(Clone, Debug)]
struct Delays {
    bounced: Arc<Delay>,
    opened: Arc<Delay>,
    clicked: Arc<Delay>,
    positive: Arc<Delay>,
    neutral: Arc<Delay>,
    negative: Arc<Delay>,
    opted_out: Arc<Delay>,
    meeting: Arc<Delay>,
    accepted: Arc<Delay>,
    purchased: Arc<Delay>,
    activated: Arc<Delay>,
}

#[derive(Clone, Debug)]
struct Touch {
    step: u32,
    kind: usize,
    /// After how long an ad is clicked, if it is: while it runs.
    while_it_runs: Option<Arc<Delay>>,
    ends: Ends,
    /// By position, the last for all later ones.
    rates: Vec<Rates>,
}

/// Which responses to a touch end the path, so that the next touch reaches those alone who did not respond: exits, the goal, and
/// the repeats that the touch stands in.
#[derive(Clone, Copy, Debug)]
struct Ends {
    reply: bool,
    meeting: bool,
    purchase: bool,
    activation: bool,
    connection: bool,
}

impl Ends {
    fn new(program: &Program, touch: u16) -> Ends {
        let at = program.ops.iter().position(|op| matches!(op, Op::Touch(of) if *of == touch));
        let ends = |event: EventKind, rule: Option<ExitRule>| {
            let is_goal = program.goal.is_some_and(|(metric, _)| metric.event() == event);
            let is_until = |turn: &Loop| turn.until == event && at.is_some_and(|at| turn.holds(at as u32));
            rule.is_some_and(|rule| program.exits_on(rule))
                || is_goal && program.exits_on(ExitRule::GoalReached)
                || program.turns.iter().any(is_until)
        };
        Ends {
            reply: ends(EventKind::Replied, Some(ExitRule::Replied)),
            meeting: ends(EventKind::MeetingBooked, Some(ExitRule::MeetingBooked)),
            purchase: ends(EventKind::Purchased, None),
            activation: ends(EventKind::Activated, None),
            connection: ends(EventKind::Connected, None),
        }
    }
}

/// What is remembered of a contact between touches.
#[derive(Clone, Copy, Debug, Default)]
struct Person {
    /// Touches executed by kind.
    counts: [u8; KINDS],
    /// The address does not exist.
    is_dead: bool,
    /// Shares of those enrolled that have answered, opted out or booked by now.
    replied: f64,
    opted_out: f64,
    met: f64,
    purchased: f64,
    activated: f64,
}

/// Reactions by draw.
#[derive(Clone, Debug)]
pub(crate) struct Behaviour {
    touches: Vec<Touch>,
    delays: Vec<Delays>,
    people: Vec<Person>,
    /// None = luck only.
    spread: Option<Spread>,
    draws: Draws,
    seed: u32,
}

impl Behaviour {
    /// The behaviour of `n` contacts under the program's assumptions.
    pub(crate) fn new(program: &Program, n: usize) -> Behaviour {
        let positions = |kind: ChannelKind| {
            let last = program.assumptions.rates.iter().filter_map(|rate| match rate.of {
                RatedTouches::Nth(of, nth) if of == kind => Some(usize::from(nth)),
                _ => None,
            });
            last.max().unwrap_or(1).clamp(1, MOST)
        };
        let touches = (0..)
            .zip(&program.touches)
            .map(|(index, touch)| Touch {
                step: touch.id.0,
                kind: kind_index(touch.channel),
                ends: Ends::new(program, index),
                while_it_runs: (touch.channel == ChannelKind::Ad)
                    .then(|| Arc::new(while_it_runs(program, touch.days))),
                rates: (1..=positions(touch.channel))
                    .map(|nth| Rates::new(|outcome| rate(program, index, touch.channel, nth, outcome)))
                    .collect(),
            })
            .collect();
        let mut tables = Tables::default();
        let delays = ChannelKind::ALL.iter().map(|kind| Delays::new(program, *kind, &mut tables)).collect();
        let people = vec![Person::default(); n];
        Behaviour {
            touches,
            delays,
            people,
            spread: Spread::new(&program.assumptions, n),
            draws: Draws::new(program.seed, 0),
            seed: program.seed,
        }
    }

    /// Begins a replication.
    pub(crate) fn begin(&mut self, replication: u32) {
        self.people.fill(Person::default());
        self.draws = Draws::new(self.seed, replication);
        if let Some(spread) = &mut self.spread {
            spread.begin(self.draws);
        }
    }
}

/// When an ad is clicked: by the delay that is known, cut off where it ends; else at any time while it runs (B1).
fn while_it_runs(program: &Program, days: u16) -> Delay {
    let minutes = u32::from(days.max(1)) * 24 * 60;
    let mut delays = program.assumptions.delays.iter();
    let known = delays.find(|delay| delay.channel == ChannelKind::Ad && delay.outcome == EventKind::Clicked);
    known.map_or(Delay::Even(minutes), |delay| {
        Delay::lognormal_within(delay.median_minutes, delay.sigma, minutes)
    })
}

fn kind_index(kind: ChannelKind) -> usize {
    ChannelKind::ALL.iter().position(|other| *other == kind).unwrap_or(0)
}

/// The rate of an outcome: the touch's own, else that of its position, else that of its kind.
fn rate(program: &Program, touch: u16, kind: ChannelKind, nth: usize, outcome: EventKind) -> Rate {
    let of = |is: &dyn Fn(RatedTouches) -> Option<usize>| {
        let rates = program.assumptions.rates.iter().filter(|rate| rate.outcome == outcome);
        let best = rates.filter_map(|rate| Some((is(rate.of)?, rate))).max_by_key(|(rank, _)| *rank);
        best.map(|(_, rate)| (rate.value, rate.per))
    };
    of(&|rated| (rated == RatedTouches::Touch(touch)).then_some(0))
        .or_else(|| {
            of(&|rated| match rated {
                RatedTouches::Nth(of, n) if of == kind && usize::from(n) <= nth => Some(usize::from(n)),
                _ => None,
            })
        })
        .or_else(|| of(&|rated| (rated == RatedTouches::Channel(kind)).then_some(0)))
}

impl Rates {
    fn new(of: impl Fn(EventKind) -> Rate) -> Rates {
        let share = |outcome| of(outcome).map(|(value, _)| value);
        let positive = share(EventKind::RepliedPositive).unwrap_or(0.0);
        let negative = match (share(EventKind::RepliedNegative), share(EventKind::RepliedNeutral)) {
            (Some(negative), _) => negative,
            (None, Some(neutral)) => 1.0 - positive - neutral,
            (None, None) => 0.0,
        };
        Rates {
            bounced: of(EventKind::Bounced),
            opened: of(EventKind::Opened),
            clicked: of(EventKind::Clicked),
            replied: of(EventKind::Replied),
            positive,
            negative: negative.clamp(0.0, 1.0 - positive),
            opted_out: of(EventKind::OptedOut),
            meeting: of(EventKind::MeetingBooked),
            connected: of(EventKind::Connected),
            talked: of(EventKind::Talked),
            accepted: of(EventKind::Accepted),
            done: of(EventKind::Done),
            purchased: of(EventKind::Purchased),
            activated: of(EventKind::Activated),
        }
    }
}

impl Delays {
    fn new(program: &Program, kind: ChannelKind, tables: &mut Tables) -> Delays {
        let mut known = |outcomes: &[EventKind]| {
            let delay = outcomes.iter().find_map(|outcome| {
                let mut delays = program.assumptions.delays.iter();
                delays.find(|delay| delay.channel == kind && delay.outcome == *outcome)
            });
            delay.map_or_else(
                || Arc::new(Delay::Always(1)),
                |delay| tables.get(delay.median_minutes, delay.sigma),
            )
        };
        Delays {
            bounced: known(&[EventKind::Bounced]),
            opened: known(&[EventKind::Opened]),
            clicked: known(&[EventKind::Clicked]),
            positive: known(&[EventKind::RepliedPositive, EventKind::Replied]),
            neutral: known(&[EventKind::RepliedNeutral, EventKind::Replied]),
            negative: known(&[EventKind::RepliedNegative, EventKind::Replied]),
            opted_out: known(&[EventKind::OptedOut]),
            meeting: known(&[EventKind::MeetingBooked]),
            accepted: known(&[EventKind::Accepted]),
            purchased: known(&[EventKind::Purchased]),
            activated: known(&[EventKind::Activated]),
        }
    }
}

/// Delay tables by median and spread: each is built once, which takes longer than many replications use it.
#[derive(Default)]
struct Tables(Vec<(f64, f64, Arc<Delay>)>);

impl Tables {
    fn get(&mut self, median_minutes: f64, sigma: f64) -> Arc<Delay> {
        let known = self.0.iter().find(|(median, spread, _)| *median == median_minutes && *spread == sigma);
        if let Some((_, _, table)) = known {
            return table.clone();
        }
        let table = Arc::new(Delay::lognormal(median_minutes, sigma));
        self.0.push((median_minutes, sigma, table.clone()));
        table
    }
}

/// The chance of somebody who is still in, and the sum moved on: see the head of this file.
#[inline(always)]
fn chance(rate: Rate, sum: &mut f64) -> f64 {
    match rate {
        None => 0.0,
        Some((share, Denominator::Enrolled)) => {
            let left = 1.0 - *sum;
            *sum += share;
            if left <= share { 1.0 } else { share / left }
        }
        Some((share, _)) => share,
    }
}

/// The chance of what follows from something else, given that its denominator happened.
#[inline(always)]
fn given(rate: Rate, happened: impl Fn(Denominator) -> bool) -> f64 {
    rate.filter(|(_, per)| happened(*per)).map_or(0.0, |(share, _)| share)
}

/// What a touch has brought, after how many minutes.
#[derive(Clone, Copy, Debug, Default)]
struct Brought {
    clicked: Option<u32>,
    replied: Option<u32>,
    is_positive: bool,
    is_connected: bool,
    has_talked: bool,
}

impl Brought {
    /// When what a rate is a share of happened; none where it did not. What is a share of those reached counts from the touch.
    fn since(&self, per: Denominator) -> Option<u32> {
        match per {
            Denominator::Enrolled | Denominator::Touch | Denominator::Address | Denominator::Accepted => {
                Some(0)
            }
            Denominator::Connected => self.is_connected.then_some(0),
            Denominator::Talked => self.has_talked.then_some(0),
            Denominator::Clicked => self.clicked,
            Denominator::Replied => self.replied,
            Denominator::RepliedPositive => self.replied.filter(|_| self.is_positive),
        }
    }
}

/// A contact at a touch: what is known of it, and what its draws are.
struct Scene<'a> {
    rates: &'a Rates,
    delays: &'a Delays,
    person: &'a mut Person,
    /// None = luck only: a share is a chance.
    who: Option<Who<'a>>,
    ends: Ends,
    /// What this touch has brought so far.
    brought: Brought,
    spot: Spot,
    follow: &'a mut Vec<(EventKind, u32)>,
}

/// What people do in each sequence of a run.
#[derive(Clone, Debug)]
pub(crate) struct Behaviours {
    all: Vec<Behaviour>,
    part: usize,
}

impl Behaviours {
    /// Of each world in order.
    pub(crate) fn of(worlds: &[World]) -> Behaviours {
        let of = |world: &World| Behaviour::new(&world.program, world.cohort.members.len());
        Behaviours { all: worlds.iter().map(of).collect(), part: 0 }
    }

    /// Begins a replication.
    pub(crate) fn begin(&mut self, replication: u32) {
        self.all.iter_mut().for_each(|behaviour| behaviour.begin(replication));
    }
}

impl Reactions for Behaviours {
    #[inline(always)]
    fn react(&mut self, touch: &Executed, follow: &mut Vec<(EventKind, u32)>) {
        self.all[self.part].react(touch, follow);
    }

    fn turn_to(&mut self, part: usize) {
        self.part = part;
    }

    fn needs_click(&self, touch: u16, event: EventKind) -> bool {
        self.all[self.part].needs_click(touch, event)
    }
}

impl Reactions for Behaviour {
    fn react(&mut self, touch: &Executed, follow: &mut Vec<(EventKind, u32)>) {
        let model = &self.touches[usize::from(touch.touch)];
        let person = &mut self.people[touch.member as usize];
        let count = &mut person.counts[model.kind];
        let is_first = *count == 0;
        let rates = &model.rates[usize::from(*count).min(model.rates.len() - 1)];
        *count = count.saturating_add(1);
        let mut scene = Scene {
            rates,
            delays: &self.delays[model.kind],
            person,
            who: self
                .spread
                .as_mut()
                .map(|spread| spread.who(touch.member, touch.contact, touch.channel.channel())),
            ends: model.ends,
            brought: Brought::default(),
            spot: self.draws.at(touch.contact, model.step, touch.visit),
            follow,
        };
        match touch.channel {
            ChannelKind::Email => {
                // drawn once per contact: it shows at the first mail (B1)
                let address = self.draws.at(touch.contact, 0, 0);
                scene.email(is_first, address);
            }
            ChannelKind::Whatsapp | ChannelKind::Sms => scene.text_message(),
            ChannelKind::InApp => scene.in_app(),
            ChannelKind::Ad => scene.ad(model.while_it_runs.as_deref()),
            ChannelKind::LinkedinMessage => {
                scene.reply();
                scene.convert();
            }
            ChannelKind::Call => scene.call(),
            ChannelKind::LinkedinInvite => scene.invitation(),
            ChannelKind::Task => scene.task(),
        }
    }

    fn needs_click(&self, touch: u16, event: EventKind) -> bool {
        self.touches[usize::from(touch)].rates.iter().any(|rates| {
            let rate = match event {
                EventKind::Purchased => rates.purchased,
                EventKind::Activated => rates.activated,
                _ => None,
            };
            rate.is_some_and(|(_, per)| per == Denominator::Clicked)
        })
    }
}

impl Scene<'_> {
    #[inline(always)]
    fn draw(&self, purpose: Purpose) -> f64 {
        self.spot.unit(purpose)
    }

    /// After how many minutes what `purpose` decided happens.
    #[inline(always)]
    fn after(&self, delay: &Delay, purpose: Purpose) -> u32 {
        delay.minutes(self.spot.delay_bits(purpose))
    }

    /// The chance of a wanted response of which that share of those reached shows.
    fn wanted(&mut self, share: f64) -> f64 {
        self.who.as_mut().map_or(share, |who| who.wanted(share))
    }

    fn unwanted(&mut self, share: f64) -> f64 {
        self.who.as_mut().map_or(share, |who| who.unwanted(share))
    }

    fn email(&mut self, is_first: bool, address: Spot) {
        let bounces = match self.rates.bounced {
            None => self.person.is_dead,
            Some((share, Denominator::Touch)) => self.draw(Purpose::Bounced) < self.unwanted(share),
            Some((share, _)) => {
                let is_dead = is_first && address.unit(Purpose::Address) < self.unwanted(share);
                self.person.is_dead |= is_dead;
                self.person.is_dead
            }
        };
        if bounces {
            let delay = self.after(&self.delays.bounced, Purpose::Bounced);
            self.follow.push((EventKind::Bounced, delay));
            return;
        }
        let mut open = self.open();
        if let Some(delay) = self.reply() {
            open.limit(delay);
        }
        if let Some((share, _)) = self.rates.clicked
            && self.draw(Purpose::Clicked) < self.wanted(share)
        {
            let delay = self.after(&self.delays.clicked, Purpose::Clicked);
            self.brought.clicked = Some(delay);
            self.follow.push((EventKind::Clicked, delay));
            open.limit(delay);
        }
        if let Some(delay) = open.delay() {
            self.follow.push((EventKind::Opened, delay));
        }
        self.convert();
        self.opt_out();
    }

    fn call(&mut self) {
        let connected = chance(self.rates.connected, &mut 0.0);
        let connects = match &mut self.who {
            Some(who) if self.ends.connection => who.ends(Ending::Connection, connected),
            _ => self.wanted(connected),
        };
        if self.draw(Purpose::Connected) >= connects {
            self.convert(); // a voicemail can
            return;
        }
        let talked = match self.rates.talked {
            // of all dials: of those that connected it is more
            Some((share, Denominator::Touch | Denominator::Enrolled)) => {
                self.draw(Purpose::Talked) * connected < share
            }
            rate => self.draw(Purpose::Talked) < given(rate, |_| true),
        };
        self.brought.is_connected = true;
        self.brought.has_talked = talked;
        self.follow.push((if talked { EventKind::Talked } else { EventKind::Connected }, 0));
        let happened = |per| per != Denominator::Talked || talked;
        if self.draw(Purpose::Meeting) < given(self.rates.meeting, happened) {
            let delay = self.after(&self.delays.meeting, Purpose::Meeting);
            self.follow.push((EventKind::MeetingBooked, delay));
        }
        if self.rates.opted_out.is_some_and(|(_, per)| happened(per)) {
            self.opt_out();
        }
        self.convert();
    }

    /// WhatsApp and SMS: what a mail can bring but for bounces and opens, which nobody knows of (B1).
    fn text_message(&mut self) {
        self.reply();
        if let Some((share, _)) = self.rates.clicked
            && self.draw(Purpose::Clicked) < self.wanted(share)
        {
            let delay = self.after(&self.delays.clicked, Purpose::Clicked);
            self.brought.clicked = Some(delay);
            self.follow.push((EventKind::Clicked, delay));
        }
        self.convert();
        self.opt_out();
    }

    /// Seen at the next visit, after the delay of its opening; clicked only where it is seen, and counted from there (B1).
    fn in_app(&mut self) {
        let seen = self.rates.opened.map(|(share, _)| share);
        let sees = seen.is_some_and(|share| self.draw(Purpose::Opened) < share);
        let at = if sees { self.after(&self.delays.opened, Purpose::Opened) } else { 0 };
        if sees {
            self.follow.push((EventKind::Opened, at));
        }
        if let Some((share, _)) = self.rates.clicked {
            let clicks = self.wanted(share);
            // of all whom the message reached: of those who see it, it is more
            let of_all = self.draw(Purpose::Clicked) * seen.unwrap_or(1.0);
            if of_all < clicks && (sees || seen.is_none()) {
                let delay = at + self.after(&self.delays.clicked, Purpose::Clicked);
                self.brought.clicked = Some(delay);
                self.follow.push((EventKind::Clicked, delay));
            }
        }
        self.convert();
    }

    /// Clicked while it runs, or not at all (B1).
    fn ad(&mut self, while_it_runs: Option<&Delay>) {
        if let Some((share, _)) = self.rates.clicked
            && self.draw(Purpose::Clicked) < self.wanted(share)
        {
            let delay = self.after(while_it_runs.unwrap_or(&self.delays.clicked), Purpose::Clicked);
            self.brought.clicked = Some(delay);
            self.follow.push((EventKind::Clicked, delay));
        }
        self.convert();
    }

    /// Purchases and activations, which any touch may lead to (B1).
    fn convert(&mut self) {
        let (rates, delays) = (self.rates, self.delays);
        let share = chance(rates.purchased, &mut self.person.purchased);
        let purchases = self.conversion(rates.purchased, share, Ending::Purchase, self.ends.purchase);
        if let Some(since) = purchases.filter(|(_, chance)| self.draw(Purpose::Purchased) < *chance) {
            let delay = since.0 + self.after(&delays.purchased, Purpose::Purchased);
            self.follow.push((EventKind::Purchased, delay));
        }
        let share = chance(rates.activated, &mut self.person.activated);
        let activates = self.conversion(rates.activated, share, Ending::Activation, self.ends.activation);
        if let Some(since) = activates.filter(|(_, chance)| self.draw(Purpose::Activated) < *chance) {
            let delay = since.0 + self.after(&delays.activated, Purpose::Activated);
            self.follow.push((EventKind::Activated, delay));
        }
    }

    /// From when a conversion's delay counts, and its chance; none where what it is a share of did not happen.
    fn conversion(&mut self, rate: Rate, share: f64, ending: Ending, ends: bool) -> Option<(u32, f64)> {
        let (_, per) = rate?;
        let since = self.brought.since(per)?;
        let chance = match (&mut self.who, per) {
            (None, _) => share,
            (Some(who), Denominator::Enrolled) => who.ends(ending, share),
            (Some(who), Denominator::Touch | Denominator::Address) if ends => who.ends(ending, share),
            (Some(who), Denominator::Touch | Denominator::Address) => who.wanted(share),
            (Some(who), Denominator::Accepted) => who.accepted(share),
            // chains within the touch keep their share: readiness has acted on the first link
            (Some(_), _) => share,
        };
        Some((since, chance))
    }

    fn invitation(&mut self) {
        let share = chance(self.rates.accepted, &mut 0.0);
        let accepts = self.who.as_mut().map_or(share, |who| who.accepts(share));
        if self.draw(Purpose::Accepted) < accepts {
            let delay = self.after(&self.delays.accepted, Purpose::Accepted);
            self.follow.push((EventKind::Accepted, delay));
        }
    }

    fn task(&mut self) {
        if self.rates.done.is_none_or(|(share, _)| self.draw(Purpose::Done) < share) {
            self.follow.push((EventKind::Done, 0));
        }
    }

    /// Draws the open of a mail so that the entered rate is that of all delivered mails, those included whose click or reply
    /// implies an open (B1).
    fn open(&mut self) -> Open {
        let mut open = Open { by_itself: None, at_latest: None };
        let Some((share, _)) = self.rates.opened else { return open };
        let replies = chance(self.rates.replied, &mut self.person.replied.clone());
        let clicks = given(self.rates.clicked, |_| true);
        let shown = match &mut self.who {
            None => replies + clicks - replies * clicks,
            Some(who) => who.either(replies, clicks),
        };
        let others = if shown < 1.0 { ((share - shown) / (1.0 - shown)).max(0.0) } else { 0.0 };
        if self.draw(Purpose::Opened) < others {
            open.by_itself = Some(self.after(&self.delays.opened, Purpose::Opened));
        }
        open
    }

    /// A reply, its kind, and the meeting it may lead to; after how many minutes the first of them comes.
    fn reply(&mut self) -> Option<u32> {
        let mut is_positive = false;
        let mut after = None;
        let share = chance(self.rates.replied, &mut self.person.replied);
        let replies = match (&mut self.who, self.rates.replied) {
            (None, _) | (_, None) => share,
            (Some(who), Some((_, Denominator::Accepted))) => who.accepted(share),
            (Some(who), Some((_, per))) if self.ends.reply || per == Denominator::Enrolled => {
                who.ends(Ending::Reply, share)
            }
            (Some(who), _) => who.wanted(share),
        };
        if self.draw(Purpose::Replied) < replies {
            let kind = self.draw(Purpose::KindOfReply);
            is_positive = kind < self.rates.positive;
            let (event, delay) = if is_positive {
                (EventKind::RepliedPositive, &self.delays.positive)
            } else if kind < self.rates.positive + self.rates.negative {
                (EventKind::RepliedNegative, &self.delays.negative)
            } else {
                (EventKind::RepliedNeutral, &self.delays.neutral)
            };
            let delay = self.after(delay, Purpose::Replied);
            self.follow.push((event, delay));
            self.brought.replied = Some(delay);
            self.brought.is_positive = is_positive;
            after = Some(delay);
        }
        let meets = match self.rates.meeting {
            Some((share, Denominator::RepliedPositive)) => is_positive && self.draw(Purpose::Meeting) < share,
            Some((share, Denominator::Replied)) => after.is_some() && self.draw(Purpose::Meeting) < share,
            rate => {
                let share = chance(rate, &mut self.person.met);
                let meets = match (&mut self.who, rate) {
                    (None, _) | (_, None) => share,
                    (Some(who), Some((_, per))) if self.ends.meeting || per == Denominator::Enrolled => {
                        who.ends(Ending::Meeting, share)
                    }
                    (Some(who), _) => who.wanted(share),
                };
                self.draw(Purpose::Meeting) < meets
            }
        };
        if !meets {
            return after;
        }
        let delay = after.unwrap_or(0) + self.after(&self.delays.meeting, Purpose::Meeting);
        self.follow.push((EventKind::MeetingBooked, delay));
        Some(after.map_or(delay, |first| first.min(delay)))
    }

    fn opt_out(&mut self) {
        if self.rates.opted_out.is_none() {
            return;
        }
        let share = chance(self.rates.opted_out, &mut self.person.opted_out);
        let leaves = self.who.as_mut().map_or(share, |who| who.ends(Ending::OptOut, share));
        if self.draw(Purpose::OptedOut) < leaves {
            let delay = self.after(&self.delays.opted_out, Purpose::OptedOut);
            self.follow.push((EventKind::OptedOut, delay));
        }
    }
}

/// When a mail is opened: by itself, or because something shows that it was.
struct Open {
    by_itself: Option<u32>,
    at_latest: Option<u32>,
}

impl Open {
    fn limit(&mut self, delay: u32) {
        self.at_latest = Some(self.at_latest.map_or(delay, |known| known.min(delay)));
    }

    fn delay(&self) -> Option<u32> {
        match (self.by_itself, self.at_latest) {
            (Some(own), Some(latest)) => Some(own.min(latest)),
            (own, latest) => own.or(latest),
        }
    }
}

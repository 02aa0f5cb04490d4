//! Frailty and ignorance at work (B2, B4): one readiness per contact, one factor per channel and replication, and the hazards
//! that go with the entered rates. Absent from plans that have neither: those are luck only.
//!
//! Readiness serves the wanted responses (reply, booking, connection, acceptance, click, conversion), and none of bounce, opt-out
//! and complaint. The factors of a channel multiply all its hazards; those nobody wants have a factor of their own, of the same
//! width, because a campaign that is answered three times as often is not one that bounces three times as often. What chains within
//! one touch (a conversation of a connection, a meeting of a reply, kinds of replies) keeps its share: both have acted on the first
//! link. Opens have neither: their rate stays that of the delivered mails.

use super::mixture::{Exposed, Mixture, Readiness, sigma_of};
use super::rng::{Draws, Purpose};
use crate::model::Channel;
use crate::program::Assumptions;

const CHANNELS: usize = Channel::ALL.len();

/// Responses that take a contact off the path, so that those whom the next touch reaches are the less ready ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ending {
    Reply,
    Meeting,
    OptOut,
    Purchase,
    Activation,
    Connection,
}

const ENDINGS: usize = 6;

/// What stays with a contact for a replication.
#[derive(Clone, Copy, Debug, Default)]
struct Soul {
    /// Not yet drawn = 0, which no readiness is.
    readiness: f64,
    /// Hazards of the invitations the contact got.
    invited: f64,
    /// Where on its path of each ending it is.
    at: [u32; ENDINGS],
}

/// Frailty and ignorance of a run.
#[derive(Clone, Debug)]
pub(super) struct Spread {
    readiness: Option<Readiness>,
    sigma: f64,
    wanted: Paths,
    unwanted: Paths,
    /// Of this replication, by channel: for the wanted responses and for the others.
    factors: [[f64; 2]; CHANNELS],
    souls: Vec<Soul>,
    draws: Draws,
}

impl Spread {
    /// None where all contacts are alike and all rates exact.
    pub(super) fn new(assumptions: &Assumptions, n: usize) -> Option<Spread> {
        let sigma = sigma_of(assumptions.ignorance);
        let has_frailty = assumptions.frailty > 0.0;
        if !has_frailty && sigma <= 0.0 {
            return None;
        }
        let wanted = Mixture::new(assumptions.frailty, sigma);
        Some(Spread {
            readiness: has_frailty.then(|| Readiness::new(assumptions.frailty)),
            sigma,
            unwanted: Paths::new(wanted.without_frailty()),
            wanted: Paths::new(wanted),
            factors: [[1.0; 2]; CHANNELS],
            souls: vec![Soul::default(); n],
            draws: Draws::new(0, 0),
        })
    }

    pub(super) fn begin(&mut self, draws: Draws) {
        self.souls.fill(Soul::default());
        self.draws = draws;
        if self.sigma > 0.0 {
            for (index, of) in self.factors.iter_mut().enumerate() {
                let spot = draws.at(u32::MAX, number(Channel::ALL[index]), 0);
                let factor = |purpose| {
                    let z = super::dist::normal_quantile(spot.unit(purpose).max(f64::MIN_POSITIVE));
                    libm::exp(self.sigma * z)
                };
                *of = [factor(Purpose::WantedFactor), factor(Purpose::UnwantedFactor)];
            }
        }
    }

    /// The contact at a touch.
    pub(super) fn who(&mut self, member: u32, contact: u32, channel: Channel) -> Who<'_> {
        let soul = &mut self.souls[member as usize];
        if soul.readiness == 0.0 {
            soul.readiness = match &self.readiness {
                Some(table) => table.at(self.draws.at(contact, 0, 0).bits(Purpose::Readiness)),
                None => 1.0,
            };
        }
        let [wanted, unwanted] = self.factors[channel as usize];
        Who {
            wanted: &mut self.wanted,
            unwanted: &mut self.unwanted,
            push: soul.readiness * wanted,
            nuisance: unwanted,
            place: soul.at[Ending::Reply as usize],
            soul,
            channel: channel as u8,
        }
    }
}

/// A channel's part of the keys of draws: part of every result, so not its place in a list.
fn number(channel: Channel) -> u32 {
    match channel {
        Channel::Email => 1,
        Channel::Call => 2,
        Channel::Linkedin => 3,
        Channel::Task => 4,
        Channel::Whatsapp => 5,
        Channel::Sms => 6,
        Channel::InApp => 7,
        Channel::Ad => 8,
    }
}

/// A contact at a touch. Each method turns the share of those reached into the chance of this contact in this campaign.
pub(super) struct Who<'a> {
    wanted: &'a mut Paths,
    unwanted: &'a mut Paths,
    soul: &'a mut Soul,
    channel: u8,
    /// Readiness × factor.
    push: f64,
    nuisance: f64,
    /// Where on the path of replies the touch finds the contact.
    place: u32,
}

fn chance(hazard: f64, factor: f64) -> f64 {
    if hazard == f64::INFINITY { 1.0 } else { -libm::expm1(-hazard * factor) }
}

impl Who<'_> {
    /// Of those reached, who are those that have not answered yet.
    pub(super) fn wanted(&mut self, share: f64) -> f64 {
        chance(self.wanted.hazard(self.place, self.channel, share, 0.0), self.push)
    }

    /// An invitation: as [`Who::wanted`], and remembered for what is a share of those who accept.
    pub(super) fn accepts(&mut self, share: f64) -> f64 {
        let hazard = self.wanted.hazard(self.place, self.channel, share, 0.0);
        self.soul.invited += hazard;
        chance(hazard, self.push)
    }

    /// Of those who accepted an invitation on this channel. A second message finds them as ready as the first.
    pub(super) fn accepted(&mut self, share: f64) -> f64 {
        let after = if self.soul.invited.is_finite() { self.soul.invited } else { 0.0 };
        chance(self.wanted.hazard(self.place, self.channel, share, after), self.push)
    }

    /// A response that takes the contact off the path.
    pub(super) fn ends(&mut self, ending: Ending, share: f64) -> f64 {
        let (paths, factor) = match ending {
            Ending::OptOut => (&mut *self.unwanted, self.nuisance),
            _ => (&mut *self.wanted, self.push),
        };
        let at = &mut self.soul.at[ending as usize];
        let (hazard, next) = paths.step(*at, self.channel, share);
        *at = next;
        chance(hazard, factor)
    }

    /// What nobody wants and what leaves the contact on the path, or happens once.
    pub(super) fn unwanted(&mut self, share: f64) -> f64 {
        chance(self.unwanted.hazard(0, self.channel, share, 0.0), self.nuisance)
    }

    /// Of those reached, the share who reply or click: less than if these came independently, as it is the same who do both.
    pub(super) fn either(&mut self, replies: f64, clicks: f64) -> f64 {
        self.wanted.either(self.place, self.channel, replies, clicks)
    }
}

/// What a number at a place is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum About {
    Hazard,
    Either,
}

/// About, channel, and two shares or hazards by their bits.
type Key = (About, u8, u64, u64);

/// A place on a path: what those there were exposed to, and what was worked out for the touches that follow, in order of the keys.
#[derive(Clone, Debug, Default)]
struct Place {
    exposed: Exposed,
    known: Vec<(Key, f64)>,
    /// By channel and bits of the share.
    next: Vec<((u8, u64), u32)>,
}

/// The paths of a population, worked out as they are walked: a path is a succession of shares on channels, so there are few. A
/// number depends on its path alone, not on who walked it first.
#[derive(Clone, Debug)]
struct Paths {
    mixture: Mixture,
    places: Vec<Place>,
}

impl Paths {
    fn new(mixture: Mixture) -> Paths {
        Paths { mixture, places: vec![Place::default()] }
    }

    fn known(&mut self, at: u32, key: Key, work_out: impl FnOnce(&Mixture, &Exposed) -> f64) -> f64 {
        let place = &mut self.places[at as usize];
        match place.known.binary_search_by(|(known, _)| known.cmp(&key)) {
            Ok(index) => place.known[index].1,
            Err(index) => {
                let value = work_out(&self.mixture, &place.exposed);
                place.known.insert(index, (key, value));
                value
            }
        }
    }

    fn hazard(&mut self, at: u32, channel: u8, share: f64, after: f64) -> f64 {
        let key = (About::Hazard, channel, share.to_bits(), after.to_bits());
        self.known(at, key, |mixture, exposed| mixture.hazard(exposed, channel, share, after))
    }

    fn either(&mut self, at: u32, channel: u8, a: f64, b: f64) -> f64 {
        let key = (About::Either, channel, a.to_bits(), b.to_bits());
        let both = self.hazard(at, channel, a, 0.0) + self.hazard(at, channel, b, 0.0);
        self.known(at, key, |mixture, exposed| {
            if both == f64::INFINITY {
                1.0
            } else if both > 0.0 {
                mixture.share(exposed, channel, both)
            } else {
                0.0
            }
        })
    }

    /// The hazard of a response that ends the path, and the place after it.
    fn step(&mut self, at: u32, channel: u8, share: f64) -> (f64, u32) {
        let hazard = self.hazard(at, channel, share, 0.0);
        if hazard == 0.0 || hazard == f64::INFINITY {
            return (hazard, at);
        }
        let key = (channel, share.to_bits());
        let place = &self.places[at as usize];
        match place.next.binary_search_by(|(known, _)| known.cmp(&key)) {
            Ok(index) => (hazard, place.next[index].1),
            Err(index) => {
                let next = self.places.len() as u32;
                let exposed = place.exposed.and(channel, hazard);
                self.places[at as usize].next.insert(index, (key, next));
                self.places.push(Place { exposed, ..Place::default() });
                (hazard, next)
            }
        }
    }
}

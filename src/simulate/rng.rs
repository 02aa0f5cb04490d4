//! Counter-based draws (E2): a draw depends on (seed, replication, contact, step, visit, purpose) and on nothing else, so
//! results depend neither on order nor on chunks nor on threads, and variants of a plan share their luck.

use crate::program::mix;

/// The golden ratio in 64 bits: the step of a Weyl sequence, as in splitmix64.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// What a draw decides. The numbers are part of every result: a new purpose gets a new number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u16)]
pub(crate) enum Purpose {
    Address = 1,
    Bounced = 2,
    Opened = 3,
    Clicked = 4,
    Replied = 5,
    KindOfReply = 6,
    OptedOut = 7,
    Meeting = 8,
    Connected = 9,
    Talked = 10,
    Accepted = 11,
    Done = 12,
    /// How ready a contact is to respond.
    Readiness = 13,
    /// The campaign's factor on the wanted responses of a channel.
    WantedFactor = 14,
    /// The campaign's factor on what nobody wants of a channel.
    UnwantedFactor = 15,
    Purchased = 16,
    Activated = 17,
    /// How long it takes until the next event that lets a contact in.
    NextEvent = 18,
    /// Which contact comes before which when events let them in.
    EventOrder = 19,
    /// Delays: one purpose for each of the above, this much higher.
    Delay = 32,
}

/// The draws of one replication.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draws {
    key: u64,
}

/// The draws of one contact at one step and visit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    word: u64,
    visit: u16,
}

impl Draws {
    /// The draws of a replication of a plan with that seed.
    pub(crate) fn new(seed: u32, replication: u32) -> Draws {
        Draws {
            key: mix(mix(u64::from(seed) ^ GOLDEN).wrapping_add(u64::from(replication).wrapping_mul(GOLDEN))),
        }
    }

    /// `step` is the step's number in the plan; 0 stands for the contact itself.
    #[inline(always)]
    pub(crate) fn at(self, contact: u32, step: u32, visit: u16) -> Spot {
        Spot { word: mix(self.key ^ (u64::from(contact) << 32 | u64::from(step))), visit }
    }
}

impl Spot {
    /// 64 even bits for a purpose.
    #[inline(always)]
    pub(crate) fn bits(self, purpose: Purpose) -> u64 {
        self.word_of(purpose as u16)
    }

    /// 64 even bits for the delay of what `purpose` decided.
    #[inline(always)]
    pub(crate) fn delay_bits(self, purpose: Purpose) -> u64 {
        self.word_of(purpose as u16 + Purpose::Delay as u16)
    }

    #[inline(always)]
    fn word_of(self, purpose: u16) -> u64 {
        let counter = u64::from(self.visit) << 16 | u64::from(purpose);
        mix(self.word.wrapping_add(counter.wrapping_mul(GOLDEN)))
    }

    /// Even in [0, 1), a multiple of 2⁻⁵³.
    #[inline(always)]
    pub(crate) fn unit(self, purpose: Purpose) -> f64 {
        (self.bits(purpose) >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }
}

//! Who of some contacts can be reached by which channel, who must not be written to and why: counted in one place for every screen and
//! file (numbers.md). Knows reachability alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::consent::{Channels, NoCause};
use super::infer::{People, Reach};
use crate::model::{Channel, ConsentState};

/// Some contacts by one channel; the three parts add up to all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChannelReach {
    /// The channel.
    pub channel: Channel,
    /// An address or number is there and no "no" is known (which is not "allowed").
    pub can: u32,
    /// A "no" is known, whether there is an address or not.
    pub must_not: u32,
    /// No "no", and nothing to reach them by.
    pub nothing: u32,
}

/// How some contacts stand.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Standing {
    /// How many they are.
    pub of: u32,
    /// Those whom at least one channel reaches.
    pub reached: u32,
    /// By channel.
    pub channels: Vec<ChannelReach>,
    /// Why contacts must not be contacted, the gravest cause first; a contact may stand in several.
    pub causes: Vec<Held>,
    /// Contacts with a "no" on at least one channel.
    pub must_not: u32,
}

/// Contacts with a "no" for one reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Held {
    /// Why.
    pub cause: NoCause,
    /// How many.
    pub contacts: u32,
    /// The channels that it blocks for any of them.
    pub channels: Channels,
}

/// One of the parts of [`ChannelReach`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Can be reached.
    Can,
    /// Must not be contacted.
    MustNot,
    /// Nothing to reach them by.
    Nothing,
}

/// Channels that reach a person of a list.
const CHANNELS: [Channel; 4] = [Channel::Email, Channel::Call, Channel::Linkedin, Channel::Whatsapp];

/// The part in which a contact is, by a channel.
pub fn part(channel: Channel, reach: Reach) -> Part {
    let (no, can) = match channel {
        Channel::Email => (Reach::OPTED_OUT.with(Reach::BOUNCED).with(Reach::INVALID), reach.email()),
        Channel::Call => (Reach::DO_NOT_CALL, reach.phone()),
        Channel::Sms => (Reach::NO_TO_SMS, reach.mobile()),
        Channel::Whatsapp => (Reach::NO_TO_WHATSAPP, !reach.has(Reach::NO_MOBILE)),
        Channel::Linkedin => (Reach::NO_TO_LINKEDIN, reach.linkedin()),
        Channel::InApp => (Reach::NO_TO_APP, true),
        Channel::Ad => (Reach::NO_TO_ADS, !reach.has(Reach::NO_EMAIL)),
        Channel::Task => (Reach::default(), true),
    };
    let no = no.with(Reach::DO_NOT_CONTACT);
    match (reach.has(no), can) {
        (true, _) => Part::MustNot,
        (false, true) => Part::Can,
        (false, false) => Part::Nothing,
    }
}

/// Why the contact in a row must not be reached, with the channels of each reason. Empty for most.
fn causes(columns: &Columns, people: &People, row: usize) -> BTreeMap<NoCause, Channels> {
    let mut causes: BTreeMap<NoCause, Channels> = BTreeMap::new();
    if people.reach.get(row).is_some_and(|reach| reach.has(Reach::DO_NOT_CONTACT)) {
        causes.insert(NoCause::Listed, Channels::ALL);
    }
    for (channel, cause) in people.noes(columns, row) {
        let channels = causes.entry(cause).or_default();
        *channels = channels.with(Channels::of(channel));
    }
    causes
}

impl Standing {
    /// How the contacts in those rows stand; `people` is what the same columns imply.
    pub fn of(columns: &Columns, people: &People, rows: impl Iterator<Item = usize>) -> Standing {
        let mut standing = Standing::default();
        let mut channels = CHANNELS.map(|channel| ChannelReach { channel, can: 0, must_not: 0, nothing: 0 });
        let mut held: BTreeMap<NoCause, (u32, Channels)> = BTreeMap::new();
        for row in rows {
            let Some(reach) = people.reach.get(row).copied() else { continue };
            standing.of += 1;
            let mut is_reached = false;
            for channel in &mut channels {
                match part(channel.channel, reach) {
                    Part::Can => {
                        channel.can += 1;
                        is_reached = true;
                    }
                    Part::MustNot => channel.must_not += 1,
                    Part::Nothing => channel.nothing += 1,
                }
            }
            standing.reached += u32::from(is_reached);
            let causes = causes(columns, people, row);
            standing.must_not += u32::from(!causes.is_empty());
            for (cause, blocked) in causes {
                let (n, all) = held.entry(cause).or_default();
                *n += 1;
                *all = all.with(blocked);
            }
        }
        standing.channels = channels.to_vec();
        let line = |(cause, (contacts, channels))| Held { cause, contacts, channels };
        standing.causes = held.into_iter().map(line).collect();
        standing
    }
}

/// Which contacts of a list are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Only {
    /// Those who must not be contacted, for this reason.
    MustNot(NoCause),
    /// Those who must not be contacted, for any reason.
    Held,
    /// Those who are in this part, by this channel.
    Part(Channel, Part),
    /// Those of whom this is known about consent on this channel.
    Consent(Channel, ConsentState),
    /// Those of whom this was noted when their file was read: its place among the list's notes.
    Noted(u16),
}

impl Only {
    /// Whether the contact in a row is one of them; `people` is what the same columns imply.
    pub fn is(self, columns: &Columns, people: &People, row: usize) -> bool {
        let Some(reach) = people.reach.get(row).copied() else { return false };
        match self {
            Only::MustNot(cause) => causes(columns, people, row).contains_key(&cause),
            Only::Held => !causes(columns, people, row).is_empty(),
            Only::Part(channel, wanted) => part(channel, reach) == wanted,
            Only::Consent(channel, state) => columns.consent(row, channel).state == state,
            Only::Noted(at) => {
                let number = columns.numbers().get(row).copied().unwrap_or_default();
                columns.noted().get(usize::from(at)).is_some_and(|noted| noted.is_about(number))
            }
        }
    }

    /// Who they are, on screen.
    pub fn label(self) -> String {
        match self {
            Only::MustNot(cause) => crate::lean::capital(cause.label()),
            Only::Held => "Must not be contacted".to_owned(),
            Only::Noted(_) => "Noted when the file was read".to_owned(),
            Only::Consent(channel, state) => {
                format!("Consent for {}: {}", Channels::of(channel).words(), state.name())
            }
            Only::Part(channel, Part::Can) => format!("Can be reached by {}", channel.label()),
            Only::Part(channel, Part::MustNot) => format!("Must not be reached by {}", channel.label()),
            Only::Part(channel, Part::Nothing) => format!("Nothing to reach them by {}", channel.label()),
        }
    }
}

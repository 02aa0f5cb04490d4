//! Facts of a finding: values under names, and each name says its quantity.

use serde::{Deserialize, Serialize};

use super::Place;
use crate::calendar::{Clock, Date};
use crate::model::{Channel, ChannelKind, EventKind, OwnerId, SegmentId, SenderId, SequenceId, StepId};

macro_rules! names {
    ($($(#[$doc:meta])* $variant:ident $name:literal $one:literal $many:literal;)*) => {
        /// What a fact is about. Counts say of what: `12 contacts`.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Name {
            $($(#[$doc])* $variant,)*
        }

        impl Name {
            /// All names.
            pub const ALL: &'static [Name] = &[$(Name::$variant,)*];

            /// The key in files and in the module.
            pub fn key(self) -> &'static str {
                match self { $(Name::$variant => $name,)* }
            }

            /// What a count is of, for one and for several; empty for what is no count.
            pub(super) fn unit(self) -> (&'static str, &'static str) {
                match self { $(Name::$variant => ($one, $many),)* }
            }
        }
    };
}

names! {
    /// Contacts concerned.
    Contacts "contacts" "contact" "contacts";
    /// Contacts that can enter, or of which a share is.
    Of "of" "contact" "contacts";
    /// Touches concerned.
    Touches "touches" "touch" "touches";
    /// Days.
    Days "days" "day" "days";
    /// Minutes.
    Minutes "minutes" "minute" "minutes";
    /// Steps.
    Steps "steps" "step" "steps";
    /// Passes of repeats.
    Passes "passes" "pass" "passes";
    /// Events expected.
    Events "events" "event" "events";
    /// Megabytes.
    Megabytes "megabytes" "MB" "MB";
    /// Characters.
    Characters "characters" "character" "characters";
    /// Mails.
    Mails "mails" "mail" "mails";
    /// Calls.
    Calls "calls" "call" "calls";
    /// A bare number.
    Number "number" "" "";
    /// Another bare number.
    Second "second" "" "";
    /// The most that can be.
    Limit "limit" "" "";
    /// The least that should be.
    Least "least" "" "";
    /// A share, in millionths; printed in per cent.
    Share "share" "" "";
    /// A day.
    Date "date" "" "";
    /// The first day it concerns.
    FirstOn "first_on" "" "";
    /// The last day it concerns.
    LastOn "last_on" "" "";
    /// Today.
    Today "today" "" "";
    /// Hours from.
    Opens "opens" "" "";
    /// Hours to.
    Closes "closes" "" "";
    /// Which value or word is meant, as the plan's fields are called.
    What "what" "" "";
    /// Who or what, in words.
    Who "who" "" "";
    /// A value.
    Value "value" "" "";
    /// A column of the list, by its header.
    Column "column" "" "";
    /// What was probably meant.
    Meant "meant" "" "";
    /// A field, as it is called on screen.
    Field "field" "" "";
    /// The type of a field.
    Kind "kind" "" "";
    /// Time zones.
    Zones "zones" "" "";
    /// Countries or states.
    Places "places" "" "";
    /// Values seen.
    Samples "samples" "" "";
    /// A country.
    Country "country" "" "";
    /// An event.
    Event "event" "" "";
    /// A channel.
    Channel "channel" "" "";
    /// A record of the plan.
    Record "record" "" "";
    /// Another record of the plan.
    Other "other" "" "";
    /// Who publishes the number or the rule.
    Source "source" "" "";
}

/// One fact.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A count or a number.
    Number(u64),
    /// A share in millionths.
    Share(u32),
    /// A day.
    Date(Date),
    /// A clock time.
    Clock(Clock),
    /// A text.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// A kind of event.
    Event(EventKind),
    /// A channel and its kind.
    Kind(ChannelKind),
    /// A channel.
    Channel(Channel),
    /// A record of the plan.
    Record(Place),
}

impl Fact {
    /// A share between 0 and 1.
    pub fn share(value: f64) -> Fact {
        Fact::Share((value.clamp(0.0, 1.0) * 1e6) as u32)
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $fact:expr;)*) => {$(
        impl From<$type> for Fact {
            fn from($value: $type) -> Fact {
                $fact
            }
        }
    )*};
}

from! {
    u64 => |n| Fact::Number(n);
    u32 => |n| Fact::Number(n.into());
    u16 => |n| Fact::Number(n.into());
    usize => |n| Fact::Number(n as u64);
    Date => |date| Fact::Date(date);
    Clock => |clock| Fact::Clock(clock);
    String => |text| Fact::Text(text);
    &str => |text| Fact::Text(text.to_owned());
    &String => |text| Fact::Text(text.clone());
    Vec<String> => |texts| Fact::Texts(texts);
    EventKind => |event| Fact::Event(event);
    ChannelKind => |kind| Fact::Kind(kind);
    Channel => |channel| Fact::Channel(channel);
    Place => |place| Fact::Record(place);
    SequenceId => |id| Fact::Record(Place::Sequence(id));
    StepId => |id| Fact::Record(Place::Step(id));
    SegmentId => |id| Fact::Record(Place::Segment(id));
    OwnerId => |id| Fact::Record(Place::Owner(id));
    SenderId => |id| Fact::Record(Place::Sender(id));
}

/// The facts of a finding, each name once, in the order they were set.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub struct Facts(Vec<(Name, Fact)>);

impl Facts {
    /// A fact by its name.
    pub fn get(&self, name: Name) -> Option<&Fact> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, fact)| fact)
    }

    /// A number by its name.
    pub fn number(&self, name: Name) -> Option<u64> {
        match self.get(name)? {
            Fact::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// A day by its name.
    pub fn date(&self, name: Name) -> Option<Date> {
        match self.get(name)? {
            Fact::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// Sets a fact; one of that name is replaced.
    pub fn set(&mut self, name: Name, fact: Fact) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = fact,
            None => self.0.push((name, fact)),
        }
    }

    /// Names and facts, in the order they were set.
    pub fn iter(&self) -> impl Iterator<Item = (Name, &Fact)> {
        self.0.iter().map(|(name, fact)| (*name, fact))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

//! Who said no, and who agreed, per channel (G8): what the columns of a list say, what was entered by hand, and what was lifted.
//! The words come from `data/consent-words.txt`. Knows no plan and no file.

mod held;
mod says;
mod words;

use serde::{Deserialize, Serialize};

pub use held::{ByHand, Consent, Consents, Lift, LiftOf, No, Source, Suspect};
pub(super) use says::{Cells, Looked, Speaker, look_at, stage_basis};
pub use words::unread_words;

use crate::model::{Basis, Channel};

/// A set of channels.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Channels(u8);

impl Channels {
    /// Every channel that reaches somebody.
    pub const ALL: Channels = Channels(0b0111_1111);
    /// No channel.
    pub const NONE: Channels = Channels(0);
    /// Email alone.
    pub const EMAIL: Channels = Channels(1);

    /// The channel alone; tasks reach nobody.
    pub fn of(channel: Channel) -> Channels {
        Channels(match channel {
            Channel::Email => 1,
            Channel::Call => 1 << 1,
            Channel::Linkedin => 1 << 2,
            Channel::Whatsapp => 1 << 3,
            Channel::Sms => 1 << 4,
            Channel::InApp => 1 << 5,
            Channel::Ad => 1 << 6,
            Channel::Task => 0,
        })
    }

    /// Both sets.
    #[must_use]
    pub fn with(self, other: Channels) -> Channels {
        Channels(self.0 | other.0)
    }

    /// Whether the channel is in it.
    pub fn has(self, channel: Channel) -> bool {
        self.0 & Channels::of(channel).0 != 0
    }

    /// Whether the two have a channel in common.
    pub fn meets(self, other: Channels) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The channels, in the order they are drawn.
    pub fn iter(self) -> impl Iterator<Item = Channel> {
        Channel::ALL.into_iter().filter(move |channel| self.has(*channel))
    }

    /// As it stands in the file of words and in the module's options: `all`, or channels with blanks between them.
    pub fn parse(text: &str) -> Option<Channels> {
        if text.trim() == "all" {
            return Some(Channels::ALL);
        }
        let channels = text.split_whitespace().map(|word| {
            Some(Channels::of(match word {
                "email" => Channel::Email,
                "call" => Channel::Call,
                "linkedin" => Channel::Linkedin,
                "whatsapp" => Channel::Whatsapp,
                "sms" => Channel::Sms,
                "in-app" => Channel::InApp,
                "ad" => Channel::Ad,
                _ => return None,
            }))
        });
        let all = channels.collect::<Option<Vec<_>>>()?.into_iter().fold(Channels::NONE, Channels::with);
        (!all.is_empty()).then_some(all)
    }

    /// The channels in words: `every channel`, `email`, `calls and texts`.
    pub fn words(self) -> String {
        if self == Channels::ALL {
            return "every channel".to_owned();
        }
        let names: Vec<&str> = self
            .iter()
            .map(|channel| match channel {
                Channel::Email => "email",
                Channel::Call => "calls",
                Channel::Linkedin => "LinkedIn",
                Channel::Whatsapp => "WhatsApp",
                Channel::Sms => "texts",
                Channel::InApp => "in-app messages",
                Channel::Ad => "ads",
                Channel::Task => "tasks",
            })
            .collect();
        match names.split_last() {
            None => "no channel".to_owned(),
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        }
    }
}

macro_rules! causes {
    ($($(#[$doc:meta])* $variant:ident $name:literal;)*) => {
        /// Why somebody must not be reached on a channel, the gravest first.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum NoCause {
            $($(#[$doc])* $variant,)*
        }

        impl NoCause {
            /// All causes, the gravest first.
            pub const ALL: &'static [NoCause] = &[$(NoCause::$variant,)*];

            /// The words on screen and in files.
            pub fn label(self) -> &'static str {
                match self { $(NoCause::$variant => $name,)* }
            }
        }
    };
}

causes! {
    /// Complained, or marked a mail as spam.
    Complained "complained";
    /// Must not be contacted at all.
    DoNotContact "do not contact";
    /// Opted out.
    OptedOut "opted out";
    /// Consent was refused or withdrawn.
    Refused "refused";
    /// Stands on a do-not-contact list of this browser.
    Listed "on a do-not-contact list";
    /// A tool has suppressed or blocked the person.
    Suppressed "suppressed";
    /// Has died.
    Deceased "deceased";
    /// The stage says that the person is out of the question.
    Disqualified "disqualified";
    /// A mail has come back for good.
    Bounced "bounced";
    /// The address is not valid.
    Invalid "invalid";
    /// A column about consent says something that nobody knows; it is asked about.
    NotUnderstood "not understood";
}

impl NoCause {
    /// Whether the person or the law said it: a refusal. A dead address is none.
    pub fn is_refusal(self) -> bool {
        !matches!(self, NoCause::Bounced | NoCause::Invalid | NoCause::NotUnderstood)
    }
}

/// What one value of a column about consent says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing at all (an empty cell of a negative column, or "no" in it).
    Nothing,
    /// No "no", and no consent either.
    May,
    /// There is a basis.
    Given(Basis),
    /// Not known: not given.
    Unknown,
    /// No.
    No(NoCause),
    /// The last day of a consent stands beside it.
    Until,
}

/// How a column speaks about consent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// A filled cell is a no.
    Negative,
    /// Yes is consent, no is a refusal.
    Positive,
    /// Its values say it.
    Status,
    /// A stage, of which some values say it.
    Stage,
    /// The legal basis.
    Basis,
    /// The last day for which consent counts.
    Until,
}

impl ColumnKind {
    /// All kinds that a person may choose, in the order they are offered.
    pub const ALL: [ColumnKind; 6] = [
        ColumnKind::Negative,
        ColumnKind::Positive,
        ColumnKind::Status,
        ColumnKind::Stage,
        ColumnKind::Basis,
        ColumnKind::Until,
    ];

    /// The word in files and in the module.
    pub fn name(self) -> &'static str {
        match self {
            ColumnKind::Negative => "negative",
            ColumnKind::Positive => "positive",
            ColumnKind::Status => "status",
            ColumnKind::Stage => "stage",
            ColumnKind::Basis => "basis",
            ColumnKind::Until => "until",
        }
    }

    /// What a filled cell of such a column means, on screen.
    pub fn label(self) -> &'static str {
        match self {
            ColumnKind::Negative => "A filled cell is a no",
            ColumnKind::Positive => "Yes is consent, no is a refusal",
            ColumnKind::Status => "Each value says it",
            ColumnKind::Stage => "Some stages are a no",
            ColumnKind::Basis => "The legal basis",
            ColumnKind::Until => "Last day of the consent",
        }
    }
}

/// What a person said about a column: kept with the mapping, so that it is remembered.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ConsentChoice {
    /// How it speaks about consent; `None` = it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ColumnKind>,
    /// On which channels.
    #[serde(default)]
    pub channels: Channels,
    /// What single values mean, in the person's answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<(String, Verdict)>,
    /// Why, where the answer is that it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How it was found that a column speaks about consent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recognised {
    /// By its header.
    ByName,
    /// By its header and one of its values.
    ByValue,
    /// A person said so.
    ByHand,
}

/// What a column of the file says about consent: for the report of an import.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConsentReport {
    /// How it speaks.
    pub kind: ColumnKind,
    /// About which channels.
    pub channels: Channels,
    /// How that was found.
    pub how: Recognised,
    /// Its values and what they were taken for, with the number of contacts: the most frequent first, at most [`ConsentReport::MOST`].
    pub values: Vec<ConsentValue>,
}

impl ConsentReport {
    /// Values that are named; dates count as one.
    pub const MOST: usize = 40;

    /// Values that nobody knows: they count as a no until somebody says what they mean.
    pub fn asked(&self) -> impl Iterator<Item = &ConsentValue> {
        self.values.iter().filter(|value| value.asked)
    }
}

/// A value of a column about consent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConsentValue {
    /// As the file writes it; empty cells under "", days under `(date)`.
    pub value: String,
    /// What it was taken for.
    pub verdict: Verdict,
    /// Contacts with it.
    pub count: u32,
    /// Whether nobody knows it, so that it is asked about.
    pub asked: bool,
}

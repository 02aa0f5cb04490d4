//! Assumptions about behaviour: rates and delays, each with its source (B7).

use serde::{Deserialize, Deserializer, Serialize, de};

use super::{ChannelKind, EventKind, StepId};

/// A probability: finite, 0 to 1.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Probability(#[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1.0)))] f64);

impl Probability {
    /// `None` unless `value` is finite and in 0–1.
    pub fn new(value: f64) -> Option<Probability> {
        (0.0..=1.0).contains(&value).then_some(Probability(value))
    }

    /// The value, 0 to 1.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Probability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Probability::new(value)
            .ok_or_else(|| de::Error::custom(format!("{value} is not a probability between 0 and 1")))
    }
}

/// Variance of how ready contacts are to respond: 0 to [`Variance::MOST`].
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Variance(#[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 10.0)))] f64);

impl Variance {
    /// Beyond it hardly anybody would ever respond, and a few to everything.
    pub const MOST: f64 = 10.0;

    /// `None` unless `value` is finite, at least 0 and at most [`Variance::MOST`].
    pub fn new(value: f64) -> Option<Variance> {
        (0.0..=Variance::MOST).contains(&value).then_some(Variance(value))
    }

    /// The value; 0 = all alike.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Variance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Variance::new(value).ok_or_else(|| {
            de::Error::custom(format!("{value} is not a variance between 0 and {}", Variance::MOST))
        })
    }
}

/// A factor by which a rate may be wrong, either way: 1 to [`Factor::MOST`].
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Factor(#[cfg_attr(feature = "schema", schemars(range(min = 1.0, max = 20.0)))] f64);

impl Factor {
    /// Beyond it the rates say nothing.
    pub const MOST: f64 = 20.0;

    /// `None` unless `value` is finite, at least 1 and at most [`Factor::MOST`].
    pub fn new(value: f64) -> Option<Factor> {
        (1.0..=Factor::MOST).contains(&value).then_some(Factor(value))
    }

    /// The value; 1 = the rates are exact.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Default for Factor {
    fn default() -> Factor {
        Factor(1.0)
    }
}

impl<'de> Deserialize<'de> for Factor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        Factor::new(value).ok_or_else(|| {
            de::Error::custom(format!("{value} is not a factor between 1 and {}", Factor::MOST))
        })
    }
}

/// Named assumptions.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// Rates; of several that fit a touch, the one for its step wins, then the one for its position, then the one for its channel.
    #[serde(default)]
    pub rates: Vec<Rate>,
    /// Delays between a touch and what follows from it.
    #[serde(default)]
    pub delays: Vec<Delay>,
    /// How unlike the contacts are; without it all are alike (B4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frailty: Option<Frailty>,
    /// How wrong the rates may be; without it they are taken as exact (B2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ignorance: Option<Ignorance>,
}

/// Some contacts respond to everything, some to nothing: a factor per contact on the wanted responses, Gamma with mean 1 (B4).
/// The entered rates stay what is observed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Frailty {
    /// Variance of the factor.
    pub variance: Variance,
    /// Where the number comes from.
    pub source: Source,
}

/// A campaign may go better or worse than its rates say: a factor per channel and campaign, lognormal (B2). The entered rates
/// stay the mean.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ignorance {
    /// Eight in ten campaigns lie between the median divided by and multiplied by this.
    pub factor: Factor,
    /// Where the number comes from.
    pub source: Source,
}

/// How often something follows from a touch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rate {
    /// Which touches.
    pub of: RateOf,
    /// What follows.
    pub outcome: EventKind,
    /// How often.
    pub value: Probability,
    /// Of whom.
    pub per: Denominator,
    /// Where the number comes from.
    pub source: Source,
}

/// The touches a rate is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RateOf {
    /// Every touch of this kind.
    Channel(ChannelKind),
    /// The nth touch of this kind on the path, from 1; the last one given also holds for later ones.
    Nth {
        /// The kind.
        channel: ChannelKind,
        /// From 1.
        nth: u16,
    },
    /// One step.
    Step(StepId),
}

/// Of whom a rate is a share (B4, assumptions: "Denominators").
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Denominator {
    /// Of all who were enrolled (email replies are reported so).
    Enrolled,
    /// Of those whom the touch reached: delivered mails, dials, invitations sent.
    Touch,
    /// Of all addresses, drawn once per contact (hard bounces).
    Address,
    /// Of the calls that connected.
    Connected,
    /// Of the conversations.
    Talked,
    /// Of the accepted invitations.
    Accepted,
    /// Of those who clicked.
    Clicked,
    /// Of the replies.
    Replied,
    /// Of the positive replies.
    RepliedPositive,
}

/// Where a number comes from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// How sound it is.
    pub kind: SourceKind,
    /// Who says so.
    pub text: String,
    /// Year of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
}

/// The kinds of source of the assumptions table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Vendor documentation, paper, regulator.
    Primary,
    /// Somebody quotes somebody.
    Secondary,
    /// A vendor's study of its own data: biased, self-selected.
    Vendor,
    /// Derived by arithmetic.
    Derived,
    /// Assumed by us, and said so.
    Assumed,
    /// Entered by the user.
    Own,
}

impl SourceKind {
    /// The label on screen.
    pub fn label(self) -> &'static str {
        match self {
            SourceKind::Primary => "Primary source",
            SourceKind::Secondary => "Secondary source",
            SourceKind::Vendor => "Vendor study",
            SourceKind::Derived => "Derived",
            SourceKind::Assumed => "Assumption",
            SourceKind::Own => "Your number",
        }
    }
}

/// A lognormal delay, truncated at 30 days and renormalised (B3).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delay {
    /// The channel of the touch.
    pub channel: ChannelKind,
    /// What follows; a meeting's delay runs from the positive reply, that of a purchase or an activation from what its
    /// rate is a share of, an in-app click's from when the message is seen, all others from the touch.
    pub outcome: EventKind,
    /// Half of them come within this many minutes (before truncation).
    pub median_minutes: f64,
    /// Standard deviation of the logarithm; 0 = always the median.
    pub sigma: f64,
    /// Where the numbers come from.
    pub source: Source,
}

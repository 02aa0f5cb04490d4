//! What allows a contact to be written to: the words that plan, list and rules share. Who has what stands in `audience`.

use serde::{Deserialize, Serialize};

use super::{Channel, Code, Flaw, Name};

/// Whether a contact has agreed to a channel (spec §1). "Unknown" is not given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentState {
    /// Nothing is known.
    #[default]
    Unknown,
    /// There is a basis.
    Given,
    /// The person said no.
    Refused,
}

impl ConsentState {
    /// All states, in the order they are offered.
    pub const ALL: [ConsentState; 3] = [ConsentState::Given, ConsentState::Refused, ConsentState::Unknown];

    /// The word on screen and in the text forms.
    pub fn name(self) -> &'static str {
        match self {
            ConsentState::Unknown => "unknown",
            ConsentState::Given => "given",
            ConsentState::Refused => "refused",
        }
    }
}

/// On what ground a contact may be written to, the strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The person agreed.
    Consent,
    /// The person buys from us.
    ExistingCustomer,
    /// Our interest outweighs theirs.
    LegitimateInterest,
    /// It follows from what the person did.
    Implied,
}

impl Basis {
    /// All bases, in the order they are offered.
    pub const ALL: [Basis; 4] =
        [Basis::Consent, Basis::ExistingCustomer, Basis::LegitimateInterest, Basis::Implied];

    /// The words on screen and in the text forms.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Consent => "consent",
            Basis::ExistingCustomer => "existing customer",
            Basis::LegitimateInterest => "legitimate interest",
            Basis::Implied => "implied",
        }
    }
}

/// What a sequence asks for before it touches somebody: on these channels, in these countries, one of these bases (G8).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConsentRule {
    /// The bases that suffice; at least one.
    pub bases: Vec<Basis>,
    /// The channels it is asked on; at least one.
    pub channels: Vec<Channel>,
    /// Countries as ISO 3166 alpha-2; none = everywhere.
    #[serde(default)]
    pub countries: Vec<String>,
}

impl ConsentRule {
    /// The channels on which a message is written to somebody.
    pub const MESSAGES: [Channel; 4] = [Channel::Email, Channel::Linkedin, Channel::Whatsapp, Channel::Sms];

    /// What a new cold sequence asks for: consent or existing customer for messages to Germany and Austria, consent for texts to
    /// the United States (G8).
    pub fn cold() -> Vec<ConsentRule> {
        let rule = |bases: &[Basis], channels: &[Channel], countries: &[&str]| ConsentRule {
            bases: bases.to_vec(),
            channels: channels.to_vec(),
            countries: countries.iter().map(|country| (*country).to_owned()).collect(),
        };
        vec![
            rule(&[Basis::Consent, Basis::ExistingCustomer], &ConsentRule::MESSAGES, &["DE", "AT"]),
            rule(&[Basis::Consent], &[Channel::Sms], &["US"]),
        ]
    }

    /// What makes the rule unfit.
    pub fn bad_value(&self) -> Option<Flaw> {
        let is_code = |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if self.bases.is_empty() {
            return Some(Flaw::new(Code::ConsentWithoutBasis));
        }
        if self.channels.is_empty() {
            return Some(Flaw::new(Code::ConsentOnNoChannel));
        }
        let odd = self.countries.iter().find(|code| !is_code(code))?;
        Some(Flaw::new(Code::NoCountry).with(Name::Value, odd))
    }

    /// Whether it asks something of a contact of this country (alpha-2) on this channel. Whose country is not known may live in one of
    /// the rule's, and is asked: unknown is not given.
    pub fn asks(&self, channel: Channel, country: Option<&str>) -> bool {
        self.channels.contains(&channel)
            && (self.countries.is_empty()
                || country.is_none_or(|country| self.countries.iter().any(|one| one == country)))
    }
}

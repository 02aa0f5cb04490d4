//! What is known of consent: `consent for email is given`, `consent for sms = refused`, `has email consent`, `consent for email based on existing
//! customer`, `consent for email expires within 30 days`. A column of the list that is called so comes first.

use super::{Kind, ParseError, Reader, Subject};
use crate::model::{Agreed, Basis, Channel, ConsentIs, ConsentState, Field, Rule};

/// Words for the channels on which somebody agrees.
const CHANNELS: &[(&str, Channel)] = &[
    ("email", Channel::Email),
    ("e-mail", Channel::Email),
    ("mail", Channel::Email),
    ("calls", Channel::Call),
    ("call", Channel::Call),
    ("phone", Channel::Call),
    ("linkedin", Channel::Linkedin),
    ("whatsapp", Channel::Whatsapp),
    ("texts", Channel::Sms),
    ("text", Channel::Sms),
    ("sms", Channel::Sms),
    ("in-app messages", Channel::InApp),
    ("in-app", Channel::InApp),
    ("ads", Channel::Ad),
    ("ad", Channel::Ad),
];

/// Words for what is so.
const STATES: &[(&str, ConsentState)] = &[
    ("given", ConsentState::Given),
    ("yes", ConsentState::Given),
    ("known", ConsentState::Given),
    ("refused", ConsentState::Refused),
    ("withdrawn", ConsentState::Refused),
    ("no", ConsentState::Refused),
    ("unknown", ConsentState::Unknown),
    ("not known", ConsentState::Unknown),
    ("empty", ConsentState::Unknown),
];

const BASES: &[(&str, Basis)] = &[
    ("consent", Basis::Consent),
    ("existing customer", Basis::ExistingCustomer),
    ("legitimate interest", Basis::LegitimateInterest),
    ("implied", Basis::Implied),
];

/// The word of a channel in a rule.
pub(in crate::segment) fn channel_word(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email",
        Channel::Call => "calls",
        Channel::Linkedin => "linkedin",
        Channel::Whatsapp => "whatsapp",
        Channel::Sms => "sms",
        Channel::InApp => "in-app",
        Channel::Ad => "ads",
        Channel::Task => "tasks",
    }
}

impl Reader<'_> {
    /// A condition about consent; where nothing of the kind stands here nothing is read.
    pub(super) fn consent(&mut self) -> Result<Option<Rule>, ParseError> {
        let before = self.at;
        let lacks = self.take_any(&["has no", "have no", "without", "no"]);
        let has = lacks || self.take_any(&["has given", "has", "have", "with"]);
        // a column that is called so is meant
        if matches!(self.subject_at(0), Some((Subject::Field(Field::Custom(_), _), 2..))) {
            self.at = before;
            return Ok(None);
        }
        let Some(channel) = self.consent_channel(has)? else {
            self.at = before;
            return Ok(None);
        };
        let rule = |is| Rule::Consent(Agreed { channel, is });
        if has {
            let given = rule(ConsentIs::State(ConsentState::Given));
            return Ok(Some(if lacks { Rule::None(vec![given]) } else { given }));
        }
        if self.take_any(&["is based on", "based on", "by"]) {
            return Ok(Some(rule(ConsentIs::Basis(self.bases()?))));
        }
        if self.take_any(&["expires", "ends", "runs out"]) {
            let within =
                ["within the next", "within next", "within the", "within", "in the next", "in next", "in"];
            if !self.take_any(&within) {
                return Err(self.unexpected(&["within 30 days"]));
            }
            return Ok(Some(rule(ConsentIs::EndsWithin(self.days()?))));
        }
        let mut negated = self.take_any(&["is not", "isn't", "was not", "wasn't"]);
        let mut is_linked = negated || self.take_any(&["is", "was", "has been"]);
        if !is_linked && let Some(Kind::Sign(sign @ ("=" | "!="))) = self.kind(0).cloned() {
            self.at += 1;
            (negated, is_linked) = (sign == "!=", true);
        }
        if !is_linked && self.ends(0) {
            return Ok(Some(rule(ConsentIs::State(ConsentState::Given))));
        }
        let state = STATES.iter().find(|(word, _)| self.take(word)).map(|(_, state)| *state);
        let Some(state) = state else {
            return Err(self.unexpected(&[
                "given",
                "refused",
                "unknown",
                "based on",
                "expires within 30 days",
            ]));
        };
        let found = rule(ConsentIs::State(state));
        Ok(Some(if negated { Rule::None(vec![found]) } else { found }))
    }

    /// `consent for email`, `email consent`; behind `has` also `consent` alone is refused with what is missing.
    fn consent_channel(&mut self, has: bool) -> Result<Option<Channel>, ParseError> {
        let known = |reader: &mut Self| {
            CHANNELS.iter().find(|(word, _)| reader.take(word)).map(|(_, channel)| *channel)
        };
        if self.take("consent") {
            let is_for = self.take_any(&["for", "on", "by", "to"]);
            if let Some(channel) = known(self) {
                return Ok(Some(channel));
            }
            if !(is_for || has && self.ends(0)) {
                return Ok(None);
            }
            return Err(self.unexpected(&["email", "calls", "linkedin", "whatsapp", "sms", "in-app", "ads"]));
        }
        let before = self.at;
        if let Some(channel) = known(self)
            && self.take("consent")
        {
            return Ok(Some(channel));
        }
        self.at = before;
        Ok(None)
    }

    fn bases(&mut self) -> Result<Vec<Basis>, ParseError> {
        let mut bases = Vec::new();
        loop {
            let Some((_, basis)) = BASES.iter().find(|(words, _)| self.take(words)) else {
                return Err(self.unexpected(&[
                    "consent",
                    "existing customer",
                    "legitimate interest",
                    "implied",
                ]));
            };
            if !bases.contains(basis) {
                bases.push(*basis);
            }
            let more = BASES.iter().any(|(words, _)| {
                let first = words.split(' ').next().unwrap_or_default();
                self.word(1).is_some_and(|word| word.eq_ignore_ascii_case(first))
            });
            // `or consent for sms` is another condition
            let is_other = self.word(1).is_some_and(|word| word.eq_ignore_ascii_case("consent"))
                && self.word(2).is_some_and(|word| {
                    ["for", "on", "by", "to"].iter().any(|one| word.eq_ignore_ascii_case(one))
                });
            if !(self.sees("or") && more && !is_other) {
                return Ok(bases);
            }
            self.at += 1;
        }
    }
}

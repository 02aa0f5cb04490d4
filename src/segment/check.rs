//! Whether a list can answer a rule at all (G2a): a column that is not there, a test that does not fit its type, an event that only a run
//! knows. None of these is ever read as "false".

use super::heading::{Heading, column_of, field_words, near};
use super::words::test_words;
use super::{Names, read_of};
use crate::model::{
    Agreed, Channel, Code, Condition, ConsentIs, Field, FieldKind, Flaw, Name, Pilot, Place, Rule, StdField,
    Test,
};

/// Why a rule has no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What is wrong.
    pub flaw: Flaw,
    /// What was probably meant, as it is typed.
    pub suggestion: Option<String>,
}

impl Fault {
    /// In words, without a full stop.
    pub fn message(&self) -> String {
        self.flaw.sentence()
    }
}

/// Whether there is an answer without a column: of whom no "no" is known none is known, and nobody is known to be in another sequence.
pub(super) fn known_without_column(field: &Field) -> bool {
    use StdField::{BouncedOn, DoNotCall, EmailOptOut, InSequence, UnsubscribedOn};
    matches!(field, Field::Std(EmailOptOut | DoNotCall | BouncedOn | UnsubscribedOn | InSequence))
}

/// Whether the list has the field, or something else gives it; without a list nobody knows. A zone is inferred where the list has none.
pub(super) fn is_there(field: &Field, names: &dyn Names) -> bool {
    *field == Field::Std(StdField::TimeZone)
        || known_without_column(field)
        || names.gives(field)
        || names.headings().is_none_or(|headings| column_of(field, headings).is_some())
}

/// What stands in the way of answering a rule, the segments that it names left aside. Where `names` knows no list, only what no list could
/// answer is named.
pub fn faults(rule: &Rule, names: &dyn Names) -> Vec<Fault> {
    rule.nodes().into_iter().filter_map(|node| fault(node, names)).collect()
}

pub(super) fn unread(why: &str) -> Flaw {
    Flaw::new(Code::UnreadCondition).with(Name::What, why)
}

/// A record that is named is not there.
pub(super) fn lost(place: Place) -> Flaw {
    Flaw::new(Code::NoSuchRecord).with(Name::Record, place)
}

fn fault(rule: &Rule, names: &dyn Names) -> Option<Fault> {
    let plain = |flaw: Flaw| Some(Fault { flaw, suggestion: None });
    match rule {
        Rule::Is(Condition { field, test }) => field_fault(field, names).or_else(|| {
            let kind = kind_of(field, names.headings().unwrap_or_default())?;
            match test {
                Test::InMonth(month) if !(1..=12).contains(month) => {
                    plain(Flaw::new(Code::NoSuchMonth).with(Name::Number, u32::from(*month)))
                }
                test if answers(test, kind) => None,
                test => plain(misfit(field, kind, test)),
            }
        }),
        Rule::Happened(happened) if !names.in_run() => {
            plain(Flaw::new(Code::OnlyARunKnows).with(Name::Event, happened.event))
        }
        Rule::Segment(id) if names.segment_name(*id).is_none() => {
            plain(Flaw::new(Code::NoSuchSegment).with(Name::Record, *id))
        }
        Rule::Unread(why) => plain(unread(why)),
        Rule::Consent(Agreed { channel: Channel::Task, .. }) => {
            plain(unread("tasks reach nobody, so no consent is asked for them"))
        }
        Rule::Consent(Agreed { is: ConsentIs::Basis(bases), .. }) if bases.is_empty() => {
            plain(unread("consent is asked on no ground"))
        }
        Rule::Persona(id) if names.persona_name(*id).is_none() => plain(lost(Place::Persona(*id))),
        Rule::Fit(fit) if names.score_name(fit.score).is_none() => plain(lost(Place::Score(fit.score))),
        Rule::Pilot(Pilot { of: Some(id), .. }) if names.segment_name(*id).is_none() => {
            plain(Flaw::new(Code::NoSuchSegment).with(Name::Record, *id))
        }
        _ => None,
    }
}

/// Why the list cannot give a field.
pub fn field_fault(field: &Field, names: &dyn Names) -> Option<Fault> {
    if is_there(field, names) {
        return None;
    }
    let headings = names.headings().unwrap_or_default();
    let suggestion = match field {
        Field::Std(field) => near(field.label(), headings),
        Field::Custom(header) => near(header, headings),
    };
    let mut flaw = Flaw::new(Code::UnknownColumn).with(Name::Field, field_words(field));
    if let Some(column) = &suggestion {
        flaw = flaw.with(Name::Meant, column);
    }
    Some(Fault { flaw, suggestion })
}

/// Why the list cannot give a date to wait for.
pub fn date_fault(field: &Field, names: &dyn Names) -> Option<Fault> {
    field_fault(field, names).or_else(|| {
        let kind =
            kind_of(field, names.headings().unwrap_or_default()).filter(|kind| *kind != FieldKind::Date)?;
        let flaw = Flaw::new(Code::WaitForNoDate).with(Name::Field, field_words(field));
        Some(Fault { flaw: flaw.with(Name::Kind, kind.words()), suggestion: None })
    })
}

/// The type of a field's values, as far as it is known: the column's own, else the field's.
pub fn kind_of(field: &Field, headings: &[Heading]) -> Option<FieldKind> {
    column_of(field, headings).map(|column| column.kind).or(match field {
        Field::Std(field) => Some(field.kind()),
        Field::Custom(_) => None,
    })
}

/// Whether values of a type answer a test: it fits ([`Test::fits`]), or it asks for texts that are such values, as a rule does that was
/// written by a column's header where the column was a text.
pub(super) fn answers(test: &Test, kind: FieldKind) -> bool {
    test.fits(kind) || matches!(test, Test::OneOf(texts) if read_of(texts, kind).is_some())
}

pub(super) fn misfit(field: &Field, kind: FieldKind, test: &Test) -> Flaw {
    let flaw = Flaw::new(Code::TestUnanswerable).with(Name::Field, field_words(field));
    flaw.with(Name::Kind, kind.words()).with(Name::Value, test_words(test))
}

//! Which tests a field's type offers (G2): one table for the builder, the parser and the printer.

use crate::calendar::Weekdays;
use crate::model::{FieldKind, Period, Test};

/// A test without its value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are those of Test")]
pub enum Operator {
    OneOf,
    Contains,
    StartsWith,
    EndsWith,
    Like,
    Equals,
    LessThan,
    AtMost,
    MoreThan,
    AtLeast,
    Between,
    On,
    Before,
    After,
    WithinLast,
    WithinNext,
    MoreThanAgo,
    BetweenDays,
    OnWeekday,
    InMonth,
    During,
    AnniversaryNext,
    AnniversaryLast,
    Yes,
    No,
    Empty,
    Known,
}

impl Operator {
    /// The operator of a test.
    pub fn of(test: &Test) -> Operator {
        match test {
            Test::OneOf(_) => Operator::OneOf,
            Test::Contains(_) => Operator::Contains,
            Test::StartsWith(_) => Operator::StartsWith,
            Test::EndsWith(_) => Operator::EndsWith,
            Test::Like(_) => Operator::Like,
            Test::Equals(_) => Operator::Equals,
            Test::LessThan(_) => Operator::LessThan,
            Test::AtMost(_) => Operator::AtMost,
            Test::MoreThan(_) => Operator::MoreThan,
            Test::AtLeast(_) => Operator::AtLeast,
            Test::Between(..) => Operator::Between,
            Test::On(_) => Operator::On,
            Test::Before(_) => Operator::Before,
            Test::After(_) => Operator::After,
            Test::WithinLast(_) => Operator::WithinLast,
            Test::WithinNext(_) => Operator::WithinNext,
            Test::MoreThanAgo(_) => Operator::MoreThanAgo,
            Test::BetweenDays(..) => Operator::BetweenDays,
            Test::OnWeekday(_) => Operator::OnWeekday,
            Test::InMonth(_) => Operator::InMonth,
            Test::During(_) => Operator::During,
            Test::AnniversaryNext(_) => Operator::AnniversaryNext,
            Test::AnniversaryLast(_) => Operator::AnniversaryLast,
            Test::Yes => Operator::Yes,
            Test::No => Operator::No,
            Test::Empty => Operator::Empty,
            Test::Known => Operator::Known,
        }
    }

    /// The words on screen.
    pub fn label(self) -> &'static str {
        match self {
            Operator::OneOf => "is one of",
            Operator::Contains => "contains any of",
            Operator::StartsWith => "starts with",
            Operator::EndsWith => "ends with",
            Operator::Like => "fits the pattern",
            Operator::Equals => "is exactly",
            Operator::LessThan => "is less than",
            Operator::AtMost => "is at most",
            Operator::MoreThan => "is more than",
            Operator::AtLeast => "is at least",
            Operator::Between => "is between",
            Operator::On => "is on",
            Operator::Before => "is before",
            Operator::After => "is after",
            Operator::WithinLast => "is within the last days",
            Operator::WithinNext => "is within the next days",
            Operator::MoreThanAgo => "is more than days ago",
            Operator::BetweenDays => "is between",
            Operator::OnWeekday => "is on a",
            Operator::InMonth => "is in the month of",
            Operator::During => "is in",
            Operator::AnniversaryNext => "has its anniversary within the next days",
            Operator::AnniversaryLast => "has its anniversary within the last days",
            Operator::Yes => "is yes",
            Operator::No => "is no",
            Operator::Empty => "is empty",
            Operator::Known => "is known",
        }
    }
}

/// The operators of a type, in the order they are offered.
pub fn operators_for(kind: FieldKind) -> &'static [Operator] {
    use Operator::*;
    match kind {
        FieldKind::Text => &[OneOf, Contains, StartsWith, EndsWith, Like, Known, Empty],
        FieldKind::List => &[OneOf, Contains, Known, Empty],
        FieldKind::Number => &[AtLeast, AtMost, MoreThan, LessThan, Between, Equals, Known, Empty],
        FieldKind::Date => &[
            WithinLast,
            WithinNext,
            MoreThanAgo,
            Before,
            After,
            On,
            BetweenDays,
            During,
            OnWeekday,
            InMonth,
            AnniversaryNext,
            AnniversaryLast,
            Known,
            Empty,
        ],
        FieldKind::YesNo => &[Yes, No, Known, Empty],
    }
}

/// A test to begin with, keeping what it can of the value `old` had. `today` is what date tests begin with.
pub fn default_test(operator: Operator, old: Option<&Test>, today: crate::calendar::Date) -> Test {
    let texts = match old {
        Some(Test::OneOf(texts) | Test::Contains(texts)) => texts.clone(),
        Some(Test::StartsWith(text) | Test::EndsWith(text) | Test::Like(text)) => vec![text.clone()],
        _ => Vec::new(),
    };
    let text = texts.first().cloned().unwrap_or_default();
    let (low, high) = match old {
        Some(
            Test::Equals(n) | Test::LessThan(n) | Test::AtMost(n) | Test::MoreThan(n) | Test::AtLeast(n),
        ) => (*n, *n),
        Some(Test::Between(low, high)) => (*low, *high),
        _ => (0.0, 0.0),
    };
    let date = match old {
        Some(Test::On(date) | Test::Before(date) | Test::After(date) | Test::BetweenDays(date, _)) => *date,
        _ => today,
    };
    let days = match old {
        Some(
            Test::WithinLast(days)
            | Test::WithinNext(days)
            | Test::MoreThanAgo(days)
            | Test::AnniversaryNext(days)
            | Test::AnniversaryLast(days),
        ) => *days,
        _ => 30,
    };
    match operator {
        Operator::OneOf => Test::OneOf(texts),
        Operator::Contains => Test::Contains(texts),
        Operator::StartsWith => Test::StartsWith(text),
        Operator::EndsWith => Test::EndsWith(text),
        Operator::Like => Test::Like(text),
        Operator::Equals => Test::Equals(low),
        Operator::LessThan => Test::LessThan(high),
        Operator::AtMost => Test::AtMost(high),
        Operator::MoreThan => Test::MoreThan(low),
        Operator::AtLeast => Test::AtLeast(low),
        Operator::Between => Test::Between(low, high),
        Operator::On => Test::On(date),
        Operator::Before => Test::Before(date),
        Operator::After => Test::After(date),
        Operator::WithinLast => Test::WithinLast(days),
        Operator::WithinNext => Test::WithinNext(days),
        Operator::MoreThanAgo => Test::MoreThanAgo(days),
        Operator::BetweenDays => Test::BetweenDays(date, date.max(today)),
        Operator::OnWeekday => Test::OnWeekday(Weekdays::default().with(date.weekday())),
        Operator::InMonth => Test::InMonth(date.ymd().1 as u8),
        Operator::During => Test::During(Period::ThisMonth),
        Operator::AnniversaryNext => Test::AnniversaryNext(days),
        Operator::AnniversaryLast => Test::AnniversaryLast(days),
        Operator::Yes => Test::Yes,
        Operator::No => Test::No,
        Operator::Empty => Test::Empty,
        Operator::Known => Test::Known,
    }
}

//! The rule language over columns: parse, print, evaluate, explain. Knows nothing of sequences beyond their names.
//!
//! ```text
//! title contains any of (RevOps, "Sales Operations") and country is one of (DE, AT, CH) and employees between 50 and 1000
//! and any of (opened count >= 1, last activity within last 30 days)
//! and none of (stage is Customer, in segment "Inbound, active")
//! ```
//!
//! A rule means what is typed or it is refused (G2a): [`parse`] names the word, [`faults`] what a list cannot answer.
//!
//! Normal form: what [`parse`] gives. A group of one rule in `all of` or `any of` is that rule; a rule is a group only where it has to be;
//! tests fit the type of their field ([`crate::model::Test::fits`]). On normal rules `parse(print(rule)) = rule`.

mod answers;
mod bitmap;
mod check;
mod complete;
mod cover;
mod dates;
pub mod edit; // the builder's moves on the tree
mod eval;
mod fit;
mod heading;
mod lex;
mod names;
mod operator;
mod parse;
mod pilot;
mod print;
mod sweep;
mod text_test;
mod words;

pub use answers::Answers;
pub use bitmap::Bitmap;
pub use check::{Fault, date_fault, faults, field_fault, kind_of};
pub use complete::{Completion, Offer, complete, typed_value};
pub use cover::{Cover, by_priority, cover};
pub use dates::{date_holds, month_words};
pub use eval::{Also, Evaluator, History, Named, NodeCounts, Why, number_holds};
pub use fit::{Fit, fit};
pub use heading::{Heading, column_of, field_words, headings, near};
pub use names::{Beside, Names, NoNames, OnTheWay, OverList};
pub use operator::{Operator, default_test, operators_for};
pub use parse::{MAX_CONDITIONS, ParseError, normal, parse};
pub use print::{print, print_field};
pub use text_test::text_holds;
pub use words::words;

use text_test::read_of;

//! The rule language over columns: parse, print, evaluate, explain. Knows nothing of sequences beyond their names.
//!
//! ```text
//! title contains any of (RevOps, "Sales Operations") and country is one of (DE, AT, CH) and employees between 50 and 1000
//! and any of (opened count >= 1, last activity within last 30 days)
//! and none of (stage is Customer, in segment "Inbound, active")
//! ```
//!
//! Normal form: what [`parse`] gives. A group of one rule in `all of` or `any of` is that rule; a rule is a group only where it has to be;
//! tests fit the type of their field ([`fits`]). On normal rules `parse(print(rule)) = rule`.

mod answers;
mod bitmap;
pub mod edit; // the builder's moves on the tree
mod eval;
mod lex;
mod names;
mod operator;
mod parse;
mod print;
mod sweep;
mod words;

pub use answers::Answers;
pub use bitmap::Bitmap;
pub use eval::{Evaluator, NodeCounts, Why, number_holds, text_holds};
pub use names::{Names, NoNames};
pub use operator::{Operator, default_test, fits, operators_for};
pub use parse::{MAX_CONDITIONS, ParseError, normal, parse};
pub use print::{print, print_field};
pub use words::words;

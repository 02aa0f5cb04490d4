//! How a sequence is laid out to be looked at: the rows of the Outline, boxes and edges of the Flow, notes of the Score. Plans in,
//! positions out; knows no signal and no browser, so that every layout is tested natively.

pub mod find;
pub mod flow;
pub mod rows;
pub mod score;

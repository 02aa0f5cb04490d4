//! Merge fields: parse and fill.

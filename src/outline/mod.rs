//! A sequence as text, both ways. Knows no columns and no clock.

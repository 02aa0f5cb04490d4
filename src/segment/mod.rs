//! The rule language over columns: parse, print, evaluate, explain. Knows nothing of sequences.

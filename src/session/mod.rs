//! Commands, history, selection over one plan. Knows the model alone.

//! The event loop over a Reactions trait; nobody reacts = the planned schedule. Knows no probabilities.

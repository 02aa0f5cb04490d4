//! A contact list as typed columns; CSV in. Knows nothing of plans.

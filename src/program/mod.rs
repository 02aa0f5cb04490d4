//! Plan, columns and calendars compiled to flat operations. The only place where a step gets its meaning.

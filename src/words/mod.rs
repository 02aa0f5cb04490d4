//! The room of words: numbers, dates and durations as text, and what a forecast or a planned schedule says as sentences, titles, series
//! and tables. Computes no forecast, knows no screen.

mod forecast;
mod load;
mod schedule;
mod text;

pub use forecast::{
    DotsWords, FanWords, KpiLine, RangeLine, StepLine, StepName, dots_words, exit_lines, exit_title,
    expectation, fan_points, held_back_lines, held_back_of, kpi_lines, last_enrolment, last_touch,
    meetings_words, replies_words, spread_words, state_line, step_lines, step_names, step_title,
};
pub use load::{LoadWords, mailbox_load, owner_load, touches_load};
pub use schedule::{
    Cell, Week, calendar_weeks, day_counts, has_weekends, moved_words, schedule_line, span_words,
};
pub use text::{
    between, count, counted, day, duration, duration_range, percent, percent_range, range, range_of,
    sentence, span, weekday, whole,
};

/// Numbers as a table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// Column heads.
    pub head: Vec<String>,
    /// Rows; the first cell names the row.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    fn new<const N: usize>(head: [&str; N]) -> Table {
        Table { head: head.map(str::to_owned).to_vec(), rows: Vec::new() }
    }
}

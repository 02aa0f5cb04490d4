//! The room of words: numbers, dates and durations as text, and what a forecast or a planned schedule says as sentences, titles, series
//! and tables. Computes no forecast, knows no screen.

mod forecast;
mod load;
mod schedule;
mod text;
mod whole;

pub use forecast::{
    DotsWords, FanWords, Figure, KpiLine, RangeLine, StepLine, StepName, chance_words, diagnosis, dots_words,
    entry_words, exit_lines, exit_title, expectation, fan_markers, fan_points, figures, held_back_lines,
    held_back_of, kpi_lines, last_words, meetings_words, most_at_a_step, outcome_words, people_words,
    replies_words, spread_words, state_line, step_lines, step_names, step_names_of, step_title, visits_words,
};
pub use load::{LoadWords, Mark, mailbox_load, of_all, owner_load, touches_load};
pub use schedule::{
    Cell, Week, about_words, calendar_weeks, day_words, has_weekends, schedule_line, schedule_marks,
    span_words,
};
pub use text::{
    between, count, counted, day, duration, duration_range, percent, percent_range, range, range_of,
    sentence, span, weekday, whole,
};
pub use whole::{in_plan_table, wait_words, waits_table, whole_words};

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

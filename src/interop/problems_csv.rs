//! What was wrong in an imported file, one line a row concerned: for who mends the file. Safe for spreadsheets.

use super::schedule_csv::Row;
use crate::audience::Report;

/// The problems of a report as CSV: `row,column,problem,what was done`, rows as a spreadsheet numbers them. Rows beyond those that
/// the report keeps are told in one line.
pub fn problems_csv(report: &Report) -> String {
    let mut out = String::new();
    let mut line = |row: &str, column: &str, problem: &str, done: &str| {
        let mut cells = Row::new(&mut out, false);
        cells.ours(row);
        cells.text(column);
        cells.ours(problem);
        cells.ours(done);
        cells.end();
    };
    line("row", "column", "problem", "what was done");
    for problem in &report.problems {
        let column = problem.header.as_deref().unwrap_or_default();
        let (what, done) = (problem.kind.label(), problem.kind.done());
        for row in &problem.rows {
            line(&row.to_string(), column, what, done);
        }
        let more = (problem.count as usize).saturating_sub(problem.rows.len());
        if more > 0 {
            line(&format!("and {more} more"), column, what, done);
        }
    }
    out
}

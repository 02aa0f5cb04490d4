//! Questions about the open list: rows of a view, values of a column, counts of a rule, why a contact is in or out. Knows no storage.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::cells::Cells;
use crate::audience::{Column, Columns, Standing};
use crate::calendar::Date;
use crate::lean::order::{self, Gather};
use crate::model::{Field, FieldKind, Finding, Place, Plan, Rule, StdField};
use crate::segment::{Bitmap, Named, NoNames, words};
use crate::worker::host::Host;
use crate::worker::lists::OpenList;
use crate::worker::protocol::{Code, Counts, Failure, ListRef, NodeCount, Reply, Rows, Shown, View, WhyLine};

/// The most rows in one answer.
pub(super) const MOST_ROWS: u32 = 200;
/// The most contacts that are copied.
const MOST_COPIED: usize = 100_000;

/// The rows of the view that was asked for last: scrolling asks for the same one again and again.
#[derive(Debug)]
pub(super) struct KnownView {
    list: ListRef,
    /// Revision of the plan, whose segments the rule may name.
    plan: Option<u64>,
    view: View,
    rows: Vec<u32>,
}

impl KnownView {
    pub(super) fn is(&self, list: &ListRef, plan: Option<u64>, view: &View) -> bool {
        self.list == *list && self.plan == plan && self.view == *view
    }

    /// Whether it shows the contacts of a finding.
    pub(super) fn is_of_finding(&self) -> bool {
        self.view.found.is_some()
    }

    /// Finds and sorts the rows of a view.
    pub(super) async fn find<H: Host>(
        host: &H,
        list: &OpenList,
        plan: Option<(u64, &Plan)>,
        view: View,
        found: Option<&Bitmap>,
    ) -> Result<KnownView, Failure> {
        let columns = &list.columns;
        let mut rows: Vec<u32> = match &view.rule {
            None => (0..columns.len() as u32).collect(),
            Some(rule) => {
                let none = BTreeMap::new();
                let segments = plan.map_or(&none, |(_, plan)| &plan.segments);
                let today = view.today.unwrap_or_else(|| Date::from_days(0));
                let evaluator = list.evaluator(today, segments, plan.map(|(_, plan)| Named::of(plan)));
                let matched =
                    evaluator.matches(rule).map_err(|problem| cannot(problem, plan.map(|(_, plan)| plan)))?;
                matched.rows().map(|row| row as u32).collect()
            }
        };
        host.turn().await?;
        if !view.chosen.is_empty() {
            let chosen: BTreeSet<u32> = view.chosen.iter().copied().into_set();
            let numbers = columns.numbers();
            rows.retain(|row| numbers.get(*row as usize).is_some_and(|number| chosen.contains(number)));
        }
        let needle = Needle::new(columns, &view.find);
        if !needle.is_empty() {
            rows.retain(|row| needle.is_in(*row as usize));
            host.turn().await?;
        }
        if view.found.is_some() {
            // what is not found any more concerns nobody
            rows.retain(|row| found.is_some_and(|found| found.contains(*row as usize)));
        }
        if let Some(only) = view.only {
            rows.retain(|row| only.is(columns, &list.people, *row as usize));
        }
        match &view.sort {
            Some((Shown::Field(field), is_descending)) => {
                if let Some(column) = columns.column(field) {
                    sort(&mut rows, column, *is_descending);
                }
            }
            Some((shown, is_descending)) => {
                let plan = plan.map(|(_, plan)| plan);
                Cells::new(list, plan, view.today, std::slice::from_ref(shown))
                    .sort(&mut rows, *is_descending)
            }
            None => {}
        }
        Ok(KnownView { list: list.state(), plan: plan.map(|(revision, _)| revision), view, rows })
    }

    pub(super) fn rows(
        &self,
        list: &OpenList,
        plan: Option<&Plan>,
        from: u32,
        n: u32,
        shown: &[Shown],
    ) -> Rows {
        let cells = Cells::new(list, plan, self.view.today, shown);
        let wanted = self.rows.iter().skip(from as usize).take(n.min(MOST_ROWS) as usize);
        let row = |row: &u32| {
            let number = list.columns.numbers().get(*row as usize).copied().unwrap_or_default();
            (*row, number, cells.of(*row as usize).map(|(text, _)| text.into_owned()).collect())
        };
        Rows { total: self.rows.len() as u32, rows: wanted.map(row).collect() }
    }

    /// All its rows.
    pub(super) fn all(&self) -> &[u32] {
        &self.rows
    }

    /// All rows as a CSV file (or parted by tabs), with a header; cells that a spreadsheet would take for a formula are made safe.
    pub(super) async fn csv<H: Host>(
        &self,
        host: &H,
        list: &OpenList,
        plan: Option<&Plan>,
        shown: &[Shown],
        (for_machines, tabs): (bool, bool),
    ) -> Result<Reply, Failure> {
        if tabs && self.rows.len() > MOST_COPIED {
            let words =
                "More than 100,000 contacts are too many for the clipboard. Take the CSV file, or fewer.";
            return Err(Failure::new(Code::BadRequest, words));
        }
        let form = Form { for_machines, between: if tabs { '\t' } else { ',' } };
        let all: Vec<Shown>;
        let shown = match shown {
            [] => {
                all = list.columns.columns().iter().map(|column| column.field().clone().into()).collect();
                &all
            }
            shown => shown,
        };
        let cells = Cells::new(list, plan, self.view.today, shown);
        let mut text = String::new();
        csv_row(&mut text, form, cells.headers().map(|header| (header.into(), false)));
        for rows in self.rows.chunks(2_000) {
            for row in rows {
                csv_row(&mut text, form, cells.of(*row as usize));
            }
            host.turn().await?;
        }
        Ok(Reply::File {
            name: format!("{}.csv", list.record.name),
            mime: "text/csv;charset=utf-8".to_owned(),
            bytes: text.into_bytes(),
        })
    }
}

/// How rows are written.
#[derive(Clone, Copy)]
struct Form {
    /// Cells as they are.
    for_machines: bool,
    /// What stands between two cells.
    between: char,
}

/// One row of a CSV file (RFC 4180). Numbers are ours and are never guarded.
fn csv_row<'a>(text: &mut String, form: Form, cells: impl Iterator<Item = (Cow<'a, str>, bool)>) {
    for (index, (cell, is_number)) in cells.enumerate() {
        if index > 0 {
            text.push(form.between);
        }
        let guarded = !form.for_machines && !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let guard = if guarded { "'" } else { "" };
        if cell.contains([form.between, '"', '\r', '\n']) {
            text.push('"');
            text.push_str(guard);
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(guard);
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

/// A text that is looked for in name, email and company.
pub(super) struct Needle<'a> {
    columns: Vec<&'a Column>,
    text: String,
}

impl<'a> Needle<'a> {
    pub(super) fn new(columns: &'a Columns, find: &str) -> Needle<'a> {
        use StdField::{Company, Email, FirstName, FullName, LastName};
        let looked_at = [FirstName, LastName, FullName, Email, Company];
        let columns = looked_at.iter().filter_map(|field| columns.std(*field)).collect();
        Needle { columns, text: find.trim().to_lowercase() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether a row has it. "Ada Lovelace" is found over two columns.
    pub(super) fn is_in(&self, row: usize) -> bool {
        let mut all = String::new();
        for text in self.columns.iter().filter_map(|column| column.str(row)) {
            all.push_str(text);
            all.push(' ');
        }
        self.is_in_text(&all)
    }

    pub(super) fn is_in_text(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.text)
    }
}

/// Sorts by a column, in the order of the list among equals; empty values come last either way.
fn sort(rows: &mut [u32], column: &Column, is_descending: bool) {
    let mut by = |number: &dyn Fn(usize) -> Option<f64>| {
        order::sort_by_number(rows, |row| match number(*row as usize).map(order::number_of) {
            Some(number) if is_descending => (!number).into(),
            Some(number) => number.into(),
            None => u128::MAX,
        });
    };
    match column.kind() {
        FieldKind::Number => by(&|row| column.number(row)),
        FieldKind::Date => by(&|row| Some(column.date(row)?.days().into())),
        FieldKind::YesNo => by(&|row| Some(f64::from(u8::from(column.yes_no(row)?)))),
        FieldKind::Text | FieldKind::List => {
            // Lower-casing once a row, not once a comparison.
            let lower = |row: u32| column.text(row as usize).map(|text| text.to_lowercase());
            let mut keyed: Vec<(Option<String>, u32)> = rows.iter().map(|row| (lower(*row), *row)).collect();
            order::sort_by(&mut keyed, |(a, _), (b, _)| match (a, b) {
                (Some(a), Some(b)) if is_descending => b.cmp(a),
                (Some(a), Some(b)) => a.cmp(b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            });
            rows.iter_mut().zip(keyed).for_each(|(place, (_, row))| *place = row);
        }
    }
}

/// The most frequent values of a column that contain a text; ties by the alphabet.
pub(super) fn values(columns: &Columns, field: &Field, containing: &str, n: u32) -> Vec<(String, u32)> {
    let Some(column) = columns.column(field) else { return Vec::new() };
    let containing = containing.trim().to_lowercase();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    if let Some((words, code)) = column.dictionary() {
        let mut by_code = vec![0; words.len()];
        for row in 0..column.len() {
            if let Some(count) = by_code.get_mut(code(row)) {
                *count += 1;
            }
        }
        let counted = words.iter().zip(by_code).skip(1).filter(|(_, count)| *count > 0);
        counts.extend(counted.map(|(word, count)| ((*word).to_owned(), count)));
    } else if column.kind() == FieldKind::List {
        for row in 0..column.len() {
            for item in column.items(row) {
                *counts.entry(item.to_owned()).or_default() += 1;
            }
        }
    } else {
        for text in (0..column.len()).filter_map(|row| column.text(row)) {
            *counts.entry(text.into_owned()).or_default() += 1;
        }
    }
    let mut found: Vec<(String, u32)> =
        counts.into_iter().filter(|(value, _)| value.to_lowercase().contains(&containing)).collect();
    order::sort_by(&mut found, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.truncate(n as usize);
    found
}

/// Counts of a rule, node by node.
pub(super) fn counts<H: Host>(
    host: &H,
    list: &OpenList,
    plan: Option<&Plan>,
    rule: &Rule,
    today: Date,
) -> Result<Counts, Failure> {
    let began = host.milliseconds();
    let none = BTreeMap::new();
    let segments = plan.map_or(&none, |plan| &plan.segments);
    let evaluator = list.evaluator(today, segments, plan.map(Named::of));
    let nodes = evaluator.counts(rule).map_err(|problem| cannot(problem, plan))?;
    let matched = evaluator.matches(rule).map_err(|problem| cannot(problem, plan))?;
    let accounts: BTreeSet<u32> =
        matched.rows().filter_map(|row| list.people.account.get(row).copied()).into_set();
    let node =
        |n: crate::segment::NodeCounts| NodeCount { alone: n.alone, so_far: n.so_far, before: n.before };
    Ok(Counts {
        of: list.columns.len() as u32,
        matched: matched.count(),
        accounts: accounts.len() as u32,
        standing: Standing::of(&list.columns, &list.people, matched.rows()),
        nodes: nodes.into_iter().map(node).collect(),
        took_ms: host.milliseconds() - began,
    })
}

/// Each node of a rule for one contact.
pub(super) fn why(
    list: &OpenList,
    plan: Option<&Plan>,
    rule: &Rule,
    today: Date,
    row: u32,
) -> Result<Vec<WhyLine>, Failure> {
    let none = BTreeMap::new();
    let segments = plan.map_or(&none, |plan| &plan.segments);
    let evaluator = list.evaluator(today, segments, plan.map(Named::of));
    let lines = evaluator.why(rule, row as usize).map_err(|problem| cannot(problem, plan))?;
    let said = |rule: &Rule| match plan {
        Some(plan) => words(rule, plan),
        None => words(rule, &NoNames),
    };
    Ok(lines
        .into_iter()
        .map(|line| WhyLine {
            depth: line.depth as u32,
            words: said(line.rule),
            holds: line.holds,
            helps: line.helps,
            value: line.value,
        })
        .collect())
}

pub(super) fn cannot(problem: Finding, plan: Option<&Plan>) -> Failure {
    let segment = match problem.place {
        Place::Segment(id) => plan.and_then(|plan| plan.segments.get(&id)),
        _ => None,
    };
    let of = segment.map(|segment| format!(" (in the segment “{}”)", segment.name)).unwrap_or_default();
    Failure::new(Code::CannotRun, format!("This rule cannot be answered{of}: {}.", problem.sentence()))
}

//! Rules over columns: who matches, how many at each line, and why a contact is in or out (G3, G4).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::sweep::{coded, sweep};
use super::{Answers, Bitmap};
use crate::audience::{Column, Columns};
use crate::calendar::Date;
use crate::model::{
    Condition, FieldKind, MAX_SEGMENT_DEPTH, Place, Problem, Rule, Segment, SegmentId, Severity, Test,
};

/// Evaluates rules over one list on one day.
#[derive(Clone, Copy, Debug)]
pub struct Evaluator<'a> {
    columns: &'a Columns,
    today: Date,
    segments: &'a BTreeMap<SegmentId, Arc<Segment>>,
    answers: Option<&'a Answers>,
}

/// What is known while one question is answered: each segment is looked through once, however often rules name it.
struct Memo {
    /// The rows that are asked about.
    rows: Bitmap,
    /// Who of them is in each segment.
    segments: BTreeMap<SegmentId, Bitmap>,
    /// The segments that are being looked through.
    open: Vec<SegmentId>,
}

impl Memo {
    fn over(rows: Bitmap) -> Memo {
        Memo { rows, segments: BTreeMap::new(), open: Vec::new() }
    }
}

/// Counts of one node of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NodeCounts {
    /// Rows of the list that match this node alone.
    pub alone: u32,
    /// Rows that were left before it.
    pub before: u32,
    /// Rows that are left after it and all before it.
    pub so_far: u32,
}

/// One node of a rule for one contact.
#[derive(Clone, PartialEq, Debug)]
pub struct Why<'r> {
    /// 0 for the rule itself.
    pub depth: usize,
    /// The node.
    pub rule: &'r Rule,
    /// Whether it holds.
    pub holds: bool,
    /// The contact's value, as shown; empty for groups and for no value.
    pub value: String,
}

impl<'a> Evaluator<'a> {
    /// An evaluator; relative dates count from `today`, segments are looked up in `segments`.
    pub fn new(columns: &'a Columns, today: Date, segments: &'a BTreeMap<SegmentId, Arc<Segment>>) -> Self {
        Evaluator { columns, today, segments, answers: None }
    }

    /// The same, which looks up and keeps what is known of this list.
    #[must_use]
    pub fn keeping(self, answers: &'a Answers) -> Self {
        Evaluator { answers: Some(answers), ..self }
    }

    /// The rows that match.
    ///
    /// # Errors
    /// A segment that is missing or refers to itself.
    pub fn matches(&self, rule: &Rule) -> Result<Bitmap, Problem> {
        let mut memo = Memo::over(Bitmap::all(self.columns.len()));
        self.within(rule, &memo.rows.clone(), &mut memo)
    }

    /// The rows that match one condition. What happened in a run is not known here: use [`Evaluator::matches`] for rules.
    pub fn condition(&self, condition: &Condition) -> Bitmap {
        self.test(condition, &Bitmap::all(self.columns.len()))
    }

    /// Counts per node in reading order, a group before its members. In `any of` and `none of` a member's *so far* is what the group would
    /// leave if it ended there.
    ///
    /// # Errors
    /// As [`Evaluator::matches`].
    pub fn counts(&self, rule: &Rule) -> Result<Vec<NodeCounts>, Problem> {
        let mut counts = Vec::new();
        let mut memo = Memo::over(Bitmap::all(self.columns.len()));
        self.count(rule, &memo.rows.clone(), &mut memo, &mut counts)?;
        Ok(counts)
    }

    fn count(
        &self,
        rule: &Rule,
        before: &Bitmap,
        memo: &mut Memo,
        counts: &mut Vec<NodeCounts>,
    ) -> Result<Bitmap, Problem> {
        let alone = self.within(rule, &memo.rows.clone(), memo)?.count();
        let at = counts.len();
        counts.push(NodeCounts { alone, before: before.count(), so_far: 0 });
        let left = match rule {
            Rule::All(rules) => {
                let mut left = before.clone();
                for rule in rules {
                    left = self.count(rule, &left, memo, counts)?;
                }
                left
            }
            Rule::Any(rules) => {
                let mut found = Bitmap::none(before.len());
                for rule in rules {
                    let place = counts.len();
                    found = found.or(&self.count(rule, before, memo, counts)?);
                    counts[place].so_far = found.count();
                }
                found
            }
            Rule::None(rules) => {
                let mut left = before.clone();
                for rule in rules {
                    let place = counts.len();
                    let hit = self.count(rule, before, memo, counts)?;
                    left = left.minus(&hit);
                    counts[place].so_far = left.count();
                }
                left
            }
            _ => self.within(rule, before, memo)?,
        };
        counts[at].so_far = left.count();
        Ok(left)
    }

    /// Each node for one contact, in reading order.
    ///
    /// # Errors
    /// As [`Evaluator::matches`].
    pub fn why<'r>(&self, rule: &'r Rule, row: usize) -> Result<Vec<Why<'r>>, Problem> {
        let mut lines = Vec::new();
        let mut only = Bitmap::none(self.columns.len());
        only.insert(row);
        self.explain(rule, row, 0, &mut Memo::over(only), &mut lines)?;
        Ok(lines)
    }

    fn explain<'r>(
        &self,
        rule: &'r Rule,
        row: usize,
        depth: usize,
        memo: &mut Memo,
        lines: &mut Vec<Why<'r>>,
    ) -> Result<(), Problem> {
        let holds = self.within(rule, &memo.rows.clone(), memo)?.contains(row);
        let value = match rule {
            Rule::Is(condition) => self.columns.value(row, &condition.field).to_string(),
            _ => String::new(),
        };
        lines.push(Why { depth, rule, holds, value });
        if let Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) = rule {
            for rule in rules {
                self.explain(rule, row, depth + 1, memo, lines)?;
            }
        }
        Ok(())
    }

    /// The rows of `rows` that match.
    fn within(&self, rule: &Rule, rows: &Bitmap, memo: &mut Memo) -> Result<Bitmap, Problem> {
        match rule {
            Rule::All(rules) => {
                let mut order: Vec<&Rule> = rules.iter().collect();
                crate::lean::order::sort_by_key(&mut order, |rule| self.cost(rule));
                let mut left = rows.clone();
                for rule in order {
                    left = self.within(rule, &left, memo)?;
                }
                Ok(left)
            }
            Rule::Any(rules) => {
                let mut order: Vec<&Rule> = rules.iter().collect();
                crate::lean::order::sort_by_key(&mut order, |rule| self.cost(rule));
                let mut found = Bitmap::none(rows.len());
                for rule in order {
                    let rest = rows.clone().minus(&found);
                    found = found.or(&self.within(rule, &rest, memo)?);
                }
                Ok(found)
            }
            Rule::None(rules) => {
                let mut left = rows.clone();
                for rule in rules {
                    let hit = self.within(rule, &left, memo)?;
                    left = left.minus(&hit);
                }
                Ok(left)
            }
            Rule::Is(condition) => Ok(self.answer(condition, rows)),
            Rule::Segment(id) => {
                let problem = |message: &str| Problem {
                    severity: Severity::Error,
                    place: Place::Segment(*id),
                    message: message.to_owned(),
                };
                if let Some(known) = memo.segments.get(id) {
                    return Ok(rows.clone().and(known));
                }
                if memo.open.contains(id) {
                    return Err(problem("this segment refers to itself"));
                }
                if memo.open.len() > MAX_SEGMENT_DEPTH {
                    let words = format!("segments stand inside segments more than {MAX_SEGMENT_DEPTH} deep");
                    return Err(problem(&words));
                }
                let segment = self.segments.get(id).ok_or_else(|| problem("this segment does not exist"))?;
                memo.open.push(*id);
                let found = self.within(&segment.rule, &memo.rows.clone(), memo)?;
                memo.open.pop();
                let here = rows.clone().and(&found);
                memo.segments.insert(*id, found);
                Ok(here)
            }
            // in a list nothing has happened yet
            Rule::Happened(_) => Ok(Bitmap::none(rows.len())),
        }
    }

    /// Tests of plain texts last, on the rows that are left.
    fn cost(&self, rule: &Rule) -> u8 {
        match rule {
            Rule::Is(condition) => match self.columns.column(&condition.field) {
                None => 0,
                Some(column) if is_plain_text(column) => 3,
                Some(_) => 1,
            },
            _ => 2,
        }
    }

    /// The rows of `rows` that pass, from what is known where it is; what is asked of most of a list is asked of all of it and kept.
    fn answer(&self, condition: &Condition, rows: &Bitmap) -> Bitmap {
        let Some(answers) = self.answers else { return self.test(condition, rows) };
        if let Some(found) = answers.known(condition, self.today, rows) {
            return found;
        }
        let is_dear = self.columns.column(&condition.field).is_some_and(is_plain_text);
        if is_dear && (rows.count() as usize) < rows.len() / 8 {
            return self.test(condition, rows);
        }
        let all = self.test(condition, &Bitmap::all(rows.len()));
        let found = rows.clone().and(&all);
        answers.keep(condition, self.today, all);
        found
    }

    fn test(&self, condition: &Condition, rows: &Bitmap) -> Bitmap {
        let Some(column) = self.columns.column(&condition.field) else {
            // a field that the list does not have is empty for everybody
            return if condition.test == Test::Empty { rows.clone() } else { Bitmap::none(rows.len()) };
        };
        if let Some(found) = sweep(column, &condition.test, self.today, rows) {
            return found;
        }
        if !is_of_texts(&condition.test) {
            // a test of another type than the column's
            return Bitmap::none(rows.len());
        }
        let test = TextTest::new(&condition.test);
        if let Some((words, _)) = column.dictionary() {
            let passes: Vec<bool> = words.iter().map(|word| !word.is_empty() && test.holds(word)).collect();
            if let Some(found) = coded(column, &passes, rows) {
                return found;
            }
        }
        rows.keep(|row| holds_text(column, row, &test))
    }
}

fn is_of_texts(test: &Test) -> bool {
    matches!(
        test,
        Test::OneOf(_) | Test::Contains(_) | Test::StartsWith(_) | Test::EndsWith(_) | Test::Like(_)
    )
}

/// Whether its tests have to look at each row's text.
fn is_plain_text(column: &Column) -> bool {
    column.kind() == FieldKind::Text && column.dictionary().is_none()
}

/// A text test on a column that is no dictionary: a list holds if one item does, other types are tested as they are shown.
fn holds_text(column: &Column, row: usize, test: &TextTest) -> bool {
    match column.kind() {
        FieldKind::List => column.items(row).iter().any(|item| test.holds(item)),
        _ => column.text(row).is_some_and(|text| test.holds(&text)),
    }
}

/// Whether a test of texts holds for one; false for tests of numbers, dates and answers.
pub fn text_holds(test: &Test, text: &str) -> bool {
    match test {
        Test::Empty => text.is_empty(),
        Test::Known => !text.is_empty(),
        test => is_of_texts(test) && !text.is_empty() && TextTest::new(test).holds(text),
    }
}

/// Whether a test of numbers holds for one; false for others, and for no number but [`Test::Empty`].
pub fn number_holds(test: &Test, number: Option<f64>) -> bool {
    let Some(value) = number else { return *test == Test::Empty };
    match test {
        Test::Known => true,
        Test::Equals(n) => value == *n,
        Test::LessThan(n) => value < *n,
        Test::AtMost(n) => value <= *n,
        Test::MoreThan(n) => value > *n,
        Test::AtLeast(n) => value >= *n,
        Test::Between(low, high) => (*low..=*high).contains(&value),
        _ => false,
    }
}

/// A text test with its needles in lower case.
enum TextTest {
    OneOf(Vec<String>),
    Contains(Vec<String>),
    StartsWith(String),
    EndsWith(String),
    Like(Vec<char>),
}

impl TextTest {
    fn new(test: &Test) -> TextTest {
        let lower =
            |texts: &[String]| texts.iter().map(|text| text.trim().to_lowercase()).collect::<Vec<_>>();
        match test {
            Test::Contains(texts) => TextTest::Contains(lower(texts)),
            Test::StartsWith(text) => TextTest::StartsWith(text.to_lowercase()),
            Test::EndsWith(text) => TextTest::EndsWith(text.to_lowercase()),
            Test::Like(text) => TextTest::Like(text.to_lowercase().chars().collect()),
            Test::OneOf(texts) => TextTest::OneOf(lower(texts)),
            _ => TextTest::OneOf(Vec::new()),
        }
    }

    fn holds(&self, text: &str) -> bool {
        let text = folded(text);
        match self {
            TextTest::OneOf(texts) => texts.iter().any(|one| *one == text),
            TextTest::Contains(texts) => {
                texts.iter().any(|part| !part.is_empty() && text.contains(part.as_str()))
            }
            TextTest::StartsWith(start) => !start.is_empty() && text.starts_with(start.as_str()),
            TextTest::EndsWith(end) => !end.is_empty() && text.ends_with(end.as_str()),
            TextTest::Like(pattern) => fits_pattern(pattern, &text.chars().collect::<Vec<_>>()),
        }
    }
}

/// In lower case; borrowed where it already is.
fn folded(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// `*` is any run, `?` one character. Linear in the text for each star, never exponential.
fn fits_pattern(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    p = at + 1;
                    t = from + 1;
                    star = Some((at, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

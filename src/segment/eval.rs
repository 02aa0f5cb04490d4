//! Rules over columns: who matches, how many at each line, and why a contact is in or out (G3, G4). What a list cannot answer is an error
//! with its place, never "false" (G2a).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check::{answers, known_without_column, lost, misfit, unread};
use super::dates::date_holds;
use super::heading::field_words;
use super::sweep::{coded, sweep};
use super::text_test::{TextTest, read_of};
use super::{Answers, Bitmap, fit, pilot};
use crate::audience::{Column, Columns, OnList, People, ZoneOrigin};
use crate::calendar::Date;
use crate::lean::text::quoted;
use crate::model::{
    Agreed, Code, Condition, ConsentIs, ConsentState, Did, EventKind, Field, FieldKind, Finding, FitTest,
    Flaw, MAX_SEGMENT_DEPTH, Name, Persona, PersonaId, Pilot, Place, Plan, Rule, Score, ScoreId, Segment,
    SegmentId, StdField, Test,
};

/// Evaluates rules over one list on one day.
#[derive(Clone, Copy, Debug)]
pub struct Evaluator<'a> {
    columns: &'a Columns,
    today: Date,
    segments: &'a BTreeMap<SegmentId, Arc<Segment>>,
    answers: Option<&'a Answers>,
    also: Also<'a>,
    place: Place,
    is_checked: bool,
}

/// What is known beside the columns. What a rule needs and is not here is an error.
#[derive(Clone, Copy, Debug, Default)]
pub struct Also<'a> {
    /// What the columns imply: zones that are inferred, who stands on other lists.
    pub people: Option<&'a People>,
    /// What happened when.
    pub history: Option<&'a History>,
    /// The personas and fit scores of the plan.
    pub named: Option<Named<'a>>,
}

/// What rules name of a plan beside its segments.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// Its personas.
    pub personas: &'a BTreeMap<PersonaId, Arc<Persona>>,
    /// Its fit scores.
    pub scores: &'a BTreeMap<ScoreId, Arc<Score>>,
}

impl<'a> Named<'a> {
    /// Those of a plan.
    pub fn of(plan: &'a Plan) -> Named<'a> {
        Named { personas: &plan.personas, scores: &plan.scores }
    }
}

/// What happened to the contacts of a list, and when.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History(BTreeMap<EventKind, Vec<(u32, Date)>>);

impl History {
    /// From events as row, kind and day, in any order.
    pub fn of(events: impl IntoIterator<Item = (u32, EventKind, Date)>) -> History {
        let mut by_kind: BTreeMap<EventKind, Vec<(u32, Date)>> = BTreeMap::new();
        for (row, kind, day) in events {
            by_kind.entry(kind).or_default().push((row, day));
        }
        for days in by_kind.values_mut() {
            crate::lean::order::sort(days);
        }
        History(by_kind)
    }

    /// From the events that a list keeps; nothing where it has none.
    pub fn of_list(columns: &Columns) -> Option<History> {
        if columns.events().is_empty() {
            return None;
        }
        let rows: BTreeMap<u32, u32> = columns.numbers().iter().copied().zip(0..).collect();
        let events = columns.events().rows().iter();
        Some(History::of(
            events.filter_map(|event| {
                Some((*rows.get(&event.contact)?, event.kind, Date::from_days(event.day)))
            }),
        ))
    }

    fn count(&self, row: usize, did: &Did, today: Date) -> u32 {
        let days = self.0.get(&did.event).map(Vec::as_slice).unwrap_or_default();
        let row = row as u32;
        let first = days.partition_point(|(other, _)| *other < row);
        let mine = days[first..].iter().take_while(|(other, _)| *other == row);
        let within = Test::WithinLast(did.within_days);
        mine.filter(|(_, day)| date_holds(&within, *day, today)).count() as u32
    }
}

/// What is known while one question is answered: each segment is looked through once, however often rules name it.
struct Memo {
    /// The rows that are asked about.
    rows: Bitmap,
    /// Who of them is in each segment.
    segments: BTreeMap<SegmentId, Bitmap>,
    /// The segments that are being looked through.
    open: Vec<SegmentId>,
    /// Nodes looked at.
    nodes: usize,
}

impl Memo {
    fn over(rows: Bitmap) -> Memo {
        Memo { rows, segments: BTreeMap::new(), open: Vec::new(), nodes: 0 }
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
    /// Whether that helps the contact in: inside "none of" what does not hold does.
    pub helps: bool,
    /// The contact's value, as shown; empty for groups and for no value.
    pub value: String,
}

impl<'a> Evaluator<'a> {
    /// An evaluator; relative dates count from `today`, segments are looked up in `segments`.
    pub fn new(columns: &'a Columns, today: Date, segments: &'a BTreeMap<SegmentId, Arc<Segment>>) -> Self {
        Evaluator {
            columns,
            today,
            segments,
            answers: None,
            also: Also::default(),
            place: Place::Plan,
            is_checked: false,
        }
    }

    /// The same, which looks up and keeps what is known of this list.
    #[must_use]
    pub fn keeping(self, answers: &'a Answers) -> Self {
        Evaluator { answers: Some(answers), ..self }
    }

    /// The same with what is known beside the columns.
    #[must_use]
    pub fn with(self, also: Also<'a>) -> Self {
        Evaluator { also, ..self }
    }

    /// The same for rules that were looked through for what the list cannot answer: a column that is still missing is one whose values
    /// only the sequence gives, and is empty before.
    #[must_use]
    pub fn checked(self) -> Self {
        Evaluator { is_checked: true, ..self }
    }

    /// The same for rules that stand there: errors name it, unless a segment has them.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        Evaluator { place, ..self }
    }

    /// The rows that match.
    ///
    /// # Errors
    /// A segment that is missing or refers to itself; a condition that the list cannot answer (G2a).
    pub fn matches(&self, rule: &Rule) -> Result<Bitmap, Finding> {
        let mut memo = Memo::over(Bitmap::all(self.columns.len()));
        self.within(rule, &memo.rows.clone(), &mut memo)
    }

    /// How many nodes are looked at to find the rows that match: those of the rule, and those of each segment once.
    ///
    /// # Errors
    /// As [`Evaluator::matches`].
    pub fn nodes_looked_at(&self, rule: &Rule) -> Result<usize, Finding> {
        let mut memo = Memo::over(Bitmap::all(self.columns.len()));
        self.within(rule, &memo.rows.clone(), &mut memo)?;
        Ok(memo.nodes)
    }

    /// Counts per node in reading order, a group before its members. In `any of` and `none of` a member's *so far* is what the group would
    /// leave if it ended there.
    ///
    /// # Errors
    /// As [`Evaluator::matches`].
    pub fn counts(&self, rule: &Rule) -> Result<Vec<NodeCounts>, Finding> {
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
    ) -> Result<Bitmap, Finding> {
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
    pub fn why<'r>(&self, rule: &'r Rule, row: usize) -> Result<Vec<Why<'r>>, Finding> {
        let mut lines = Vec::new();
        let mut only = Bitmap::none(self.columns.len());
        only.insert(row);
        self.explain(rule, row, (0, false), &mut Memo::over(only), &mut lines)?;
        Ok(lines)
    }

    /// `excludes`: what holds here takes the contact out.
    fn explain<'r>(
        &self,
        rule: &'r Rule,
        row: usize,
        (depth, excludes): (usize, bool),
        memo: &mut Memo,
        lines: &mut Vec<Why<'r>>,
    ) -> Result<(), Finding> {
        let holds = self.within(rule, &memo.rows.clone(), memo)?.contains(row);
        lines.push(Why { depth, rule, holds, helps: holds != excludes, value: self.value(rule, row) });
        let excludes = excludes != matches!(rule, Rule::None(_));
        if let Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) = rule {
            for rule in rules {
                self.explain(rule, row, (depth + 1, excludes), memo, lines)?;
            }
        }
        Ok(())
    }

    /// What the contact has where a rule looks.
    fn value(&self, rule: &Rule, row: usize) -> String {
        match rule {
            Rule::Is(condition) if condition.field == Field::Std(StdField::TimeZone) => {
                self.zone(row).unwrap_or_default().to_owned()
            }
            Rule::Is(condition) => self.columns.value(row, &condition.field).to_string(),
            Rule::Has(way) => {
                let values = way.fields().iter().filter_map(|field| self.columns.std(*field)?.text(row));
                values.map(std::borrow::Cow::into_owned).next().unwrap_or_default()
            }
            Rule::Did(did) => {
                let count = self.also.history.map(|history| history.count(row, did, self.today));
                count.map(|n| n.to_string()).unwrap_or_default()
            }
            Rule::Consent(agreed) => {
                let consent = self.columns.consent(row, agreed.channel);
                let basis = consent.basis.map(|basis| format!(", {}", basis.name())).unwrap_or_default();
                let until = consent.until.map(|until| format!(", until {until}")).unwrap_or_default();
                format!("{}{basis}{until}", consent.state.name())
            }
            _ => String::new(),
        }
    }

    /// Whether what is known of a contact's consent is as asked, on the stated day.
    fn agrees(&self, agreed: &Agreed, row: usize) -> bool {
        let consent = self.columns.consent(row, agreed.channel);
        let is_given =
            consent.state == ConsentState::Given && consent.until.is_none_or(|until| until >= self.today);
        match &agreed.is {
            ConsentIs::State(ConsentState::Given) => is_given,
            ConsentIs::State(ConsentState::Refused) => consent.state == ConsentState::Refused,
            ConsentIs::State(ConsentState::Unknown) => !is_given && consent.state != ConsentState::Refused,
            ConsentIs::Basis(bases) => is_given && consent.basis.is_some_and(|basis| bases.contains(&basis)),
            ConsentIs::EndsWithin(days) => {
                is_given
                    && consent
                        .until
                        .is_some_and(|until| date_holds(&Test::WithinNext(*days), until, self.today))
            }
        }
    }

    fn problem(&self, memo: &Memo, flaw: Flaw) -> Finding {
        flaw.at(memo.open.last().map_or(self.place, |id| Place::Segment(*id)))
    }

    /// The rows of `rows` that match.
    fn within(&self, rule: &Rule, rows: &Bitmap, memo: &mut Memo) -> Result<Bitmap, Finding> {
        memo.nodes += 1;
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
            Rule::Is(condition) => self.answer(condition, rows).map_err(|flaw| self.problem(memo, flaw)),
            Rule::Segment(id) => {
                let problem = |code: Code| Flaw::new(code).with(Name::Record, *id).at(Place::Segment(*id));
                if let Some(known) = memo.segments.get(id) {
                    return Ok(rows.clone().and(known));
                }
                if memo.open.contains(id) {
                    return Err(problem(Code::SegmentInCircle));
                }
                if memo.open.len() > MAX_SEGMENT_DEPTH {
                    return Err(problem(Code::SegmentsTooDeep).with(Name::Limit, MAX_SEGMENT_DEPTH));
                }
                let segment = self.segments.get(id).ok_or_else(|| problem(Code::NoSuchSegment))?;
                memo.open.push(*id);
                let found = self.within(&segment.rule, &memo.rows.clone(), memo)?;
                memo.open.pop();
                let here = rows.clone().and(&found);
                memo.segments.insert(*id, found);
                Ok(here)
            }
            Rule::Has(way) => {
                let columns: Vec<&Column> =
                    way.fields().iter().filter_map(|field| self.columns.std(*field)).collect();
                Ok(rows.keep(|row| columns.iter().any(|column| column.text(row).is_some())))
            }
            Rule::Did(did) => {
                let Some(history) = self.also.history else {
                    return Err(self.problem(memo, Flaw::new(Code::NoHistory)));
                };
                Ok(rows.keep(|row| history.count(row, did, self.today) >= did.at_least))
            }
            Rule::OnList(name) => match self.also.people.and_then(|people| people.on_lists.get(name)) {
                Some(OnList::Known(among)) => {
                    Ok(rows.keep(|row| among.get(row).copied().unwrap_or_default()))
                }
                Some(OnList::Locked(until)) => {
                    let flaw = Flaw::new(Code::ListLocked).with(Name::Value, name);
                    Err(self.problem(memo, flaw.with(Name::Date, *until)))
                }
                None => {
                    let mut flaw = Flaw::new(Code::NoSuchList).with(Name::Value, name);
                    if let Some(near) = self.also.people.and_then(|people| people.on_lists.near(name)) {
                        flaw = flaw.with(Name::Meant, quoted(&near));
                    }
                    Err(self.problem(memo, flaw))
                }
            },
            Rule::Persona(id) => {
                let found = self.also.named.and_then(|named| named.personas.get(id));
                let persona = found.ok_or_else(|| self.problem(memo, lost(Place::Persona(*id))))?;
                self.within(&persona.rule, rows, memo)
            }
            Rule::Fit(fit) => self.fit(fit, rows, memo),
            Rule::Pilot(pilot) => Ok(rows.clone().and(&self.pilot(pilot, memo)?)),
            Rule::Unread(why) => Err(self.problem(memo, unread(why))),
            Rule::Consent(agreed) => Ok(rows.keep(|row| self.agrees(agreed, row))),
            Rule::Happened(happened) => {
                let flaw = Flaw::new(Code::OnlyARunKnows).with(Name::Event, happened.event);
                Err(self.problem(memo, flaw))
            }
        }
    }

    /// The rows of `rows` whose score passes. A score that counts nothing has no answer: everybody would have 0.
    fn fit(&self, asked: &FitTest, rows: &Bitmap, memo: &mut Memo) -> Result<Bitmap, Finding> {
        let found = self.also.named.and_then(|named| named.scores.get(&asked.score));
        let score = found.ok_or_else(|| self.problem(memo, lost(Place::Score(asked.score))))?;
        if !score.counts() {
            let flaw = Flaw::new(Code::FitCountsNothing).with(Name::Value, &score.name);
            return Err(self.problem(memo, flaw));
        }
        fit::passes(score, &asked.test, rows, |rule| self.within(rule, rows, memo))
    }

    /// Who is drawn for a pilot: of the whole list, whatever rows are asked about.
    fn pilot(&self, pilot: &Pilot, memo: &mut Memo) -> Result<Bitmap, Finding> {
        let account = match (pilot.by_account, self.also.people) {
            (false, _) => None,
            (true, Some(people)) => Some(people.account.as_slice()),
            (true, None) => {
                return Err(self.problem(memo, Flaw::new(Code::NoCompanies)));
            }
        };
        let all = Bitmap::all(self.columns.len());
        let from = match pilot.of {
            None => all,
            Some(id) => {
                let mut inside = Memo { open: memo.open.clone(), ..Memo::over(all.clone()) };
                let found = self.within(&Rule::Segment(id), &all, &mut inside)?;
                memo.nodes += inside.nodes;
                found
            }
        };
        Ok(pilot::drawn(pilot, &from, self.columns.numbers(), account))
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

    /// The zone of a contact where it is known or inferred.
    fn zone(&self, row: usize) -> Option<&'static str> {
        let people = self.also.people?;
        let origin = people.zone_origin.get(row)?;
        (*origin != ZoneOrigin::Assumed).then(|| people.zone.get(row).map(|zone| zone.name())).flatten()
    }

    /// The rows of `rows` that pass, from what is known where it is, or why the list cannot say; what is asked of most of a list is asked of
    /// all of it and kept.
    fn answer(&self, condition: &Condition, rows: &Bitmap) -> Result<Bitmap, Flaw> {
        let (field, test) = (&condition.field, &condition.test);
        if *field == Field::Std(StdField::TimeZone) && self.also.people.is_some() {
            return self.zone_test(field, test, rows);
        }
        let Some(column) = self.columns.column(field) else {
            if self.is_checked || known_without_column(field) {
                return Ok(if *test == Test::Empty { rows.clone() } else { Bitmap::none(rows.len()) });
            }
            return Err(Flaw::new(Code::UnknownColumn).with(Name::Field, field_words(field)));
        };
        if !answers(test, column.kind()) {
            return Err(misfit(field, column.kind(), test));
        }
        let Some(known) = self.answers else { return Ok(self.test(column, test, rows)) };
        if let Some(found) = known.known(condition, self.today, rows) {
            return Ok(found);
        }
        if is_plain_text(column) && (rows.count() as usize) < rows.len() / 8 {
            return Ok(self.test(column, test, rows));
        }
        let all = self.test(column, test, &Bitmap::all(rows.len()));
        let found = rows.clone().and(&all);
        known.keep(condition, self.today, all);
        Ok(found)
    }

    /// The rows of `rows` that pass a test that the column answers.
    fn test(&self, column: &Column, test: &Test, rows: &Bitmap) -> Bitmap {
        if let Some(found) = sweep(column, test, self.today, rows) {
            return found;
        }
        // texts that are numbers, days or answers in this list
        if let Test::OneOf(texts) = test
            && let Some(tests) = read_of(texts, column.kind())
        {
            let mut found = Bitmap::none(rows.len());
            for test in tests {
                found = found.or(&self.test(column, &test, rows));
            }
            return found;
        }
        let test = TextTest::new(test);
        let is_country = *column.field() == Field::Std(StdField::Country);
        let holds = |text: &str| if is_country { test.holds_country(text) } else { test.holds(text) };
        if let Some((words, _)) = column.dictionary() {
            let passes: Vec<bool> = words.iter().map(|word| !word.is_empty() && holds(word)).collect();
            if let Some(found) = coded(column, &passes, rows) {
                return found;
            }
        }
        if column.kind() == FieldKind::List {
            return rows.keep(|row| column.items(row).iter().any(|item| holds(item)));
        }
        rows.keep(|row| column.str(row).is_some_and(holds))
    }

    /// Zones as they are inferred; one that is only assumed is none.
    fn zone_test(&self, field: &Field, test: &Test, rows: &Bitmap) -> Result<Bitmap, Flaw> {
        if !test.fits(FieldKind::Text) {
            return Err(misfit(field, FieldKind::Text, test));
        }
        let text = TextTest::new(test);
        Ok(rows.keep(|row| match (self.zone(row), test) {
            (zone, Test::Empty) => zone.is_none(),
            (zone, Test::Known) => zone.is_some(),
            (zone, _) => zone.is_some_and(|zone| text.holds(zone)),
        }))
    }
}

/// Whether its tests have to look at each row's text.
fn is_plain_text(column: &Column) -> bool {
    column.kind() == FieldKind::Text && column.dictionary().is_none()
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

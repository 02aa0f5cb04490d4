//! A contact list as a handle: read from CSV, looked at row by row, cut by rules.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::consent;
use super::fault::Fault;
use super::file::File;
use super::handles::Handles;
use super::input::{self, Input};
use super::js;
use super::out::plain;
use super::plans::MOST_RULE;
use crate::audience::consent::{ConsentReport, Recognised, Verdict};
use crate::audience::{
    ColumnReport, Columns, DateOrder, DecimalSign, How, Meaning, Members, MergeRule, Merged, People,
    ReadProblem, Reader, Report, ZoneGuess, sniff,
};
use crate::calendar::Zone;
use crate::message;
use crate::model::{
    Diff, EventKind, Field, FieldKind, Persona, PersonaId, Plan, Rule, Score, ScoreId, Segment, SegmentId,
    StdField, Weighted, ZoneName,
};
use crate::segment::{self, Also, Answers, Evaluator, Heading, History, Named, Names, OverList, headings};

thread_local! {
    pub(super) static LISTS: Handles<List> = const { Handles::new() };
}

/// What the caller is told to give.
pub(super) const WANTED: &str = "a list from parseContacts";

/// The longest file that is read (bytes, or UTF-16 units of a text).
const MOST_CSV: usize = 500_000_000;
/// Values of rows that are given back at once.
const MOST_VALUES: usize = 1_000_000;

/// A list in the engine.
pub(super) struct List {
    pub(super) name: String,
    pub(super) columns: Columns,
    pub(super) report: Report,
    pub(super) answers: Answers,
}

/// The list behind what the caller gives as `path`.
pub(super) fn list(value: &JsValue, path: &str) -> Result<Rc<List>, Fault> {
    LISTS.with(|lists| lists.of(value, path, WANTED))
}

/// A contact list. Its columns stay in the engine; `free()` gives their memory back.
#[wasm_bindgen]
pub struct Contacts {
    handle: u32,
}

impl Contacts {
    fn get(&self) -> Result<Rc<List>, Fault> {
        let freed = || Fault::new("freed", "contacts", "the list was freed");
        LISTS.with(|lists| lists.by_number(self.handle)).ok_or_else(freed)
    }
}

impl Drop for Contacts {
    fn drop(&mut self) {
        LISTS.with(|lists| lists.forget(self.handle));
    }
}

#[wasm_bindgen]
impl Contacts {
    /// Number by which the engine knows it.
    #[wasm_bindgen(getter)]
    pub fn handle(&self) -> u32 {
        self.handle
    }

    /// Contacts on the list.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> Result<u32, JsValue> {
        Ok(self.get()?.columns.len() as u32)
    }

    /// How it came in: what each column was read as, and what is wrong with which rows.
    #[wasm_bindgen(getter, unchecked_return_type = "ImportReport")]
    pub fn report(&self) -> Result<JsValue, JsValue> {
        Ok(plain(&ImportReport::of(&self.get()?.report))?)
    }

    /// `n` rows from number `from` on; at most a million values at once.
    #[wasm_bindgen(unchecked_return_type = "ContactRow[]")]
    pub fn rows(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] n: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let list = self.get()?;
        let columns = &list.columns;
        let (from, to) = input::span(from, n, columns.len())?;
        let values = (to - from).saturating_mul(columns.columns().len());
        if values > MOST_VALUES {
            return Err(input::too_large("n", "values in its rows", values, MOST_VALUES).into());
        }
        let row = |row: usize| ContactRow {
            number: columns.numbers()[row],
            fields: columns
                .columns()
                .iter()
                .filter_map(|column| Some((message::name(column.field()), column.text(row)?.into_owned())))
                .collect(),
        };
        Ok(plain(&(from..to).map(row).collect::<Vec<_>>())?)
    }
}

/// A row as it is given back.
#[derive(Serialize)]
struct ContactRow {
    number: u32,
    fields: BTreeMap<String, String>,
}

/// A report as it is given back.
#[derive(Serialize)]
struct ImportReport<'a> {
    rows_in_file: u32,
    rows_kept: u32,
    columns: Vec<ImportColumn<'a>>,
    problems: Vec<ImportProblem<'a>>,
    merged: ImportMerges<'a>,
    /// Headers of columns that look as if they said who said no.
    suspects: Vec<&'a str>,
}

#[derive(Serialize)]
struct ImportMerges<'a> {
    contacts: u32,
    rows: u32,
    records: Vec<ImportMerged<'a>>,
}

#[derive(Serialize)]
struct ImportMerged<'a> {
    contact: u32,
    why: &'static str,
    kept: u32,
    others: &'a [u32],
    taken: BTreeMap<&'a str, u32>,
}

#[derive(Serialize)]
struct ImportConsent<'a> {
    kind: &'static str,
    channels: String,
    how: Recognised,
    values: Vec<ImportConsentValue<'a>>,
}

#[derive(Serialize)]
struct ImportConsentValue<'a> {
    value: &'a str,
    means: String,
    count: u32,
    asked: bool,
}

#[derive(Serialize)]
struct ImportColumn<'a> {
    header: &'a str,
    field: Option<String>,
    #[serde(rename = "type")]
    kind: FieldKind,
    how: How,
    guessed: Vec<&'static str>,
    asks: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    zones: Vec<ImportZone<'a>>,
    filled: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    consent: Option<ImportConsent<'a>>,
}

#[derive(Serialize)]
struct ImportZone<'a> {
    text: &'a str,
    read_as: BTreeMap<&'a str, u32>,
    could_be: &'a [String],
}

#[derive(Serialize)]
struct ImportProblem<'a> {
    what: &'static str,
    done: &'static str,
    header: Option<&'a str>,
    count: u32,
    rows: &'a [u32],
    samples: &'a [String],
}

impl ImportReport<'_> {
    fn of(report: &Report) -> ImportReport<'_> {
        fn column(column: &ColumnReport) -> ImportColumn<'_> {
            let field = column.field.as_ref().map(message::name);
            let asks = [
                (column.asks_date_order, "dates"),
                (column.asks_decimal_sign, "decimals"),
                (!column.zones.is_empty(), "zones"),
            ];
            ImportColumn {
                header: &column.header,
                field,
                kind: column.kind,
                how: column.how,
                guessed: column.guesses.iter().map(|guess| guess.label()).collect(),
                asks: asks.into_iter().filter(|(asks, _)| *asks).map(|(_, option)| option).collect(),
                zones: column.zones.iter().map(zone).collect(),
                filled: column.filled,
                consent: column.consent.as_ref().map(consent),
            }
        }
        fn zone(guess: &ZoneGuess) -> ImportZone<'_> {
            ImportZone {
                text: &guess.text,
                read_as: guess.read_as.iter().map(|(zone, n)| (zone.as_str(), *n)).collect(),
                could_be: &guess.could_be,
            }
        }
        fn consent(report: &ConsentReport) -> ImportConsent<'_> {
            let values = report.values.iter().map(|value| ImportConsentValue {
                value: &value.value,
                means: match value.verdict {
                    Verdict::Nothing => "nothing".to_owned(),
                    Verdict::May => "may".to_owned(),
                    Verdict::Given(basis) => format!("given: {}", basis.name()),
                    Verdict::Unknown => "unknown".to_owned(),
                    Verdict::No(cause) => format!("no: {}", cause.label()),
                    Verdict::Until => "until".to_owned(),
                },
                count: value.count,
                asked: value.asked,
            });
            ImportConsent {
                kind: report.kind.name(),
                channels: report.channels.words(),
                how: report.how,
                values: values.collect(),
            }
        }
        fn merged(merged: &Merged) -> ImportMerged<'_> {
            ImportMerged {
                contact: merged.contact,
                why: merged.by.label(),
                kept: merged.kept,
                others: &merged.others,
                taken: merged.taken.iter().map(|(header, row)| (header.as_str(), *row)).collect(),
            }
        }
        fn problem(problem: &ReadProblem) -> ImportProblem<'_> {
            ImportProblem {
                what: problem.kind.label(),
                done: problem.kind.done(),
                header: problem.header.as_deref(),
                count: problem.count,
                rows: &problem.rows,
                samples: &problem.samples,
            }
        }
        ImportReport {
            rows_in_file: report.rows_in_file,
            rows_kept: report.rows_kept,
            columns: report.columns.iter().map(column).collect(),
            problems: report.problems.iter().map(problem).collect(),
            merged: ImportMerges {
                contacts: report.merges.contacts,
                rows: report.merges.rows,
                records: report.merges.records.iter().map(merged).collect(),
            },
            suspects: report.suspects.iter().map(|suspect| suspect.header.as_str()).collect(),
        }
    }
}

/// Reads a list.
pub(super) fn parse(csv: &JsValue, options: &JsValue) -> Result<Contacts, Fault> {
    let file = File::of(csv, "csv", MOST_CSV)?;
    let known = ["name", "dates", "decimals", "columns", "consent", "answers", "zones", "merge"];
    let options = Input::optional(options, "options", &known)?;
    let name = options.text("name")?.unwrap_or_else(|| "Contacts".to_owned());
    let dates = match options.text("dates")?.as_deref() {
        None => None,
        Some("day-first") => Some(DateOrder::DayFirst),
        Some("month-first") => Some(DateOrder::MonthFirst),
        Some(other) => {
            return Err(Fault::input(
                &options.at("dates"),
                "\"day-first\" or \"month-first\"",
                &other.into(),
            ));
        }
    };
    let decimals = match options.text("decimals")?.as_deref() {
        None => None,
        Some("dot") => Some(DecimalSign::Dot),
        Some("comma") => Some(DecimalSign::Comma),
        Some(other) => {
            return Err(Fault::input(&options.at("decimals"), "\"dot\" or \"comma\"", &other.into()));
        }
    };
    let meanings = options.named_texts("columns", 1_000)?;
    let bad = |message: String| Fault::new("bad_csv", "csv", message);
    let sniffed = sniff(&file.head()).map_err(|refusal| bad(refusal.to_string()))?;
    let mut mapping = sniffed.mapping();
    for (header, meaning) in meanings {
        let Some(index) = mapping.columns.iter().position(|column| column.header == header) else {
            let path = format!("{}.{header}", options.at("columns"));
            return Err(Fault::new("bad_input", path, format!("the file has no column {header:?}")));
        };
        let meaning =
            if meaning.is_empty() { Meaning::Ignore } else { Meaning::Field(message::field(&meaning)) };
        mapping.set(index, meaning);
    }
    consent::choices(&options, &mut mapping)?;
    let zones = options.named_texts("zones", 1_000)?;
    for (text, zone) in &zones {
        if Zone::from_name(zone).is_none() {
            let path = format!("{}.{text}", options.at("zones"));
            let message = format!("{zone:?} is no time zone such as \"Asia/Kolkata\"");
            return Err(Fault::new("bad_input", path, message));
        }
    }
    for column in &mut mapping.columns {
        column.zones.clone_from(&zones);
    }
    if let Some(rule) = options.text("merge")? {
        let known = MergeRule::ALL.into_iter().find(|known| known.name() == rule);
        let wrong = || {
            Fault::input(
                &options.at("merge"),
                "\"newest\", \"first\" or \"fill only\"",
                &rule.as_str().into(),
            )
        };
        mapping.merge = known.ok_or_else(wrong)?;
    }
    // what the file shows itself needs no answer
    for (column, seen) in mapping.columns.iter_mut().zip(&sniffed.columns) {
        column.date_order = dates.filter(|_| seen.date_order.is_none());
        column.decimal_sign = decimals.filter(|_| seen.decimal_sign.is_none());
    }
    let mut reader = Reader::new(&sniffed.options).expecting(u64::from(file.length()));
    file.feed(&mut reader).map_err(|error| bad(error.to_string()))?;
    let imported = reader.finish().map_err(|error| bad(error.to_string()))?.into_list(&mapping, 1);
    let list = List { name, columns: imported.columns, report: imported.report, answers: Answers::default() };
    Ok(Contacts { handle: LISTS.with(|lists| lists.keep(list)) })
}

/// Who matches, as it is given back.
#[derive(Serialize)]
struct SegmentResult {
    count: u32,
    of: u32,
    contacts: Vec<u32>,
    rule: Rule,
    text: String,
}

/// Evaluates a rule over a list.
pub(super) fn evaluate(
    contacts: &JsValue,
    rule: &JsValue,
    today: &JsValue,
    options: &JsValue,
) -> Result<JsValue, Fault> {
    let list = list(contacts, "contacts")?;
    let today = input::date(today, "today")?;
    let options =
        Input::optional(options, "options", &["segments", "personas", "fit", "lists", "events", "zone"])?;
    let columns = headings(&list.columns);
    let mut plan = Plan::new("rule", "Rule", 1, ZoneName::from("UTC"));
    read_named(&options, Some(&columns), &mut plan)?;
    read_segments(&options, Some(&columns), &mut plan)?;
    let zone = super::plans::zone(&options)?;
    let history = history(&options, &list.columns)?;
    let over = OverList::new(&plan, &columns);
    let rule = match input::text(rule, "rule", MOST_RULE)? {
        Some(text) => read_rule(&text, &over, "rule")?,
        None if rule.is_object() => {
            let text = input::json(rule, "rule", MOST_RULE)?;
            let rule: Rule = crate::lean::json::read(&text)
                .map_err(|error| Fault::new("bad_rule", "rule", format!("this is no rule: {error}")))?;
            if let Some(why) = rule.misfit() {
                return Err(Fault::new("bad_rule", "rule", why.sentence()));
            }
            segment::normal(rule)
        }
        None => return Err(Fault::input("rule", "a rule, as text or as plan files have it", rule)),
    };
    // what the columns imply costs more than most rules: it is worked out where it is asked for
    let segments = plan.segments.values().map(|segment| &segment.rule);
    let personas = plan.personas.values().map(|persona| &persona.rule);
    let scores = plan.scores.values().flat_map(|score| &score.conditions).map(|it| &it.rule);
    let asks =
        asks_what_is_implied(&rule) || segments.chain(personas).chain(scores).any(asks_what_is_implied);
    let people = if asks || options.get("lists")?.is_some() {
        let mut people = People::of(&list.columns, zone);
        others(&options, &list.columns, &mut people)?;
        Some(people)
    } else {
        None
    };
    let also = Also { people: people.as_ref(), history: history.as_ref(), named: Some(Named::of(&plan)) };
    let evaluator = Evaluator::new(&list.columns, today, &plan.segments).with(also).keeping(&list.answers);
    let matched =
        evaluator.matches(&rule).map_err(|problem| Fault::new("bad_rule", "rule", problem.sentence()))?;
    let numbers = list.columns.numbers();
    plain(&SegmentResult {
        count: matched.count(),
        of: list.columns.len() as u32,
        contacts: matched.rows().map(|row| numbers[row]).collect(),
        text: segment::print(&rule, &plan),
        rule,
    })
}

/// Whether a rule asks for what the columns imply: inferred zones, accounts, who is on another list.
fn asks_what_is_implied(rule: &Rule) -> bool {
    rule.nodes().into_iter().any(|node| match node {
        Rule::OnList(_) => true,
        Rule::Pilot(pilot) => pilot.by_account,
        Rule::Is(condition) => condition.field == Field::Std(StdField::TimeZone),
        _ => false,
    })
}

/// A rule from text; the path of the error names the byte of the text.
pub(super) fn read_rule(text: &str, names: &dyn Names, path: &str) -> Result<Rule, Fault> {
    segment::parse(text, names).map_err(|error| {
        let near = error.suggestion.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        let expected = match error.expected.join(", ") {
            none if none.is_empty() => none,
            expected => format!("; expected {expected}"),
        };
        let column = text.get(..error.at.start).unwrap_or_default().chars().count() + 1;
        Fault::new("bad_rule", format!("{path}:{column}"), format!("{}{near}{expected}", error.message))
    })
}

/// The personas and the conditions of the fit given beside a rule, into the plan: a rule may then ask for them.
fn read_named(input: &Input, columns: Option<&[Heading]>, plan: &mut Plan) -> Result<(), Fault> {
    let rule = |text: &str, plan: &Plan, path: &str, with_personas: bool| {
        let rule = match columns {
            Some(headings) => read_rule(text, &OverList::new(plan, headings), path)?,
            None => read_rule(text, plan, path)?,
        };
        match rule.asks_too_much(with_personas) {
            Some(why) => Err(Fault::new("bad_rule", path, why)),
            None => Ok(rule),
        }
    };
    for (name, text) in input.named_texts("personas", MOST_RULE)? {
        let rule = rule(&text, plan, &format!("{}.{name}", input.at("personas")), false)?;
        let id = PersonaId(plan.fresh_number());
        Diff::put(plan, id, Some(Persona { name, rule })).apply(plan);
    }
    let Some(conditions) = input.get("fit")? else { return Ok(()) };
    let path = input.at("fit");
    let items = Some(&conditions)
        .filter(|conditions| js::is_array(conditions))
        .and_then(|conditions| js::items(conditions, Score::MOST as u32));
    let Some(items) = items else {
        let wanted = format!("an array of at most {} conditions", Score::MOST);
        return Err(Fault::input(&path, &wanted, &conditions));
    };
    let mut read = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let field = |key: &str| js_sys::Reflect::get(item, &key.into()).unwrap_or(JsValue::UNDEFINED);
        let (text, weight) = (field("rule"), field("weight"));
        let at = format!("{path}.rule");
        let Some(text) = input::text(&text, &at, MOST_RULE)? else {
            return Err(Fault::input(&at, "a rule as text", &text));
        };
        let rule = rule(&text, plan, &at, true)?;
        let at = format!("{path}.weight");
        let most = f64::from(Weighted::MOST);
        let weight = match weight.as_f64().filter(|weight| weight.fract() == 0.0 && weight.abs() <= most) {
            Some(weight) => weight as i16,
            None => {
                return Err(Fault::input(
                    &at,
                    &format!("a whole number between -{most} and {most}"),
                    &weight,
                ));
            }
        };
        read.push(Weighted { rule, weight });
    }
    let id = ScoreId(plan.fresh_number());
    Diff::put(plan, id, Some(Score { name: "Fit".to_owned(), conditions: read })).apply(plan);
    Ok(())
}

/// The segments given beside a rule or an outline, into the plan: each may name those before it and those behind it.
pub(super) fn read_segments(
    input: &Input,
    columns: Option<&[Heading]>,
    plan: &mut Plan,
) -> Result<(), Fault> {
    let texts = input.named_texts("segments", MOST_RULE)?;
    let mut ids = Vec::new();
    for (name, _) in &texts {
        let id = SegmentId(plan.fresh_number());
        Diff::put(plan, id, Some(Segment { name: name.clone(), rule: Rule::default() })).apply(plan);
        ids.push(id);
    }
    for ((name, text), id) in texts.into_iter().zip(ids) {
        let path = format!("{}.{name}", input.at("segments"));
        let rule = match columns {
            Some(headings) => read_rule(&text, &OverList::new(&*plan, headings), &path)?,
            None => read_rule(&text, &*plan, &path)?,
        };
        Diff::put(plan, id, Some(Segment { name, rule })).apply(plan);
    }
    if let Some((id, fault)) = plan.nesting_faults().into_iter().next() {
        let name = plan.segments.get(&id).map(|segment| segment.name.clone()).unwrap_or_default();
        let path = format!("{}.{name}", input.at("segments"));
        return Err(Fault::new("bad_rule", path, format!("this segment {}", fault.sentence())));
    }
    Ok(())
}

/// Other lists by name, for `on list "Name"`.
pub(super) fn others(input: &Input, columns: &Columns, people: &mut People) -> Result<(), Fault> {
    for (name, value) in input.named("lists")? {
        let path = format!("{}.{name}", input.at("lists"));
        people.on_lists.put(&name, columns, &Members::of(&list(&value, &path)?.columns));
    }
    Ok(())
}

/// Events beside a rule, at most.
const MOST_EVENTS: u32 = 2_000_000;

/// What happened when, for `opened at least 2 times in the last 90 days`: contact, event, day.
fn history(options: &Input, columns: &Columns) -> Result<Option<History>, Fault> {
    let Some(events) = options.get("events")? else { return Ok(None) };
    let path = options.at("events");
    let items =
        Some(&events).filter(|events| js::is_array(events)).and_then(|events| js::items(events, MOST_EVENTS));
    let Some(items) = items else {
        return Err(Fault::input(&path, &format!("an array of at most {MOST_EVENTS} events"), &events));
    };
    let rows: BTreeMap<u32, u32> = columns.numbers().iter().copied().zip(0..).collect();
    let mut read = Vec::new();
    for (index, event) in items.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let field = |key: &str| js_sys::Reflect::get(event, &key.into()).unwrap_or(JsValue::UNDEFINED);
        let contact = input::whole(&field("contact"), &format!("{path}.contact"), 0, u32::MAX)?;
        let name = field("event");
        let kind =
            name.as_string().and_then(|name| EventKind::ALL.iter().copied().find(|kind| kind.name() == name));
        let Some(kind) = kind else {
            return Err(Fault::input(&format!("{path}.event"), "an event such as \"opened\"", &name));
        };
        let day = input::date(&field("day"), &format!("{path}.day"))?;
        // whoever is not on the list is nobody's event
        if let Some(row) = rows.get(&contact) {
            read.push((*row, kind, day));
        }
    }
    Ok(Some(History::of(read)))
}

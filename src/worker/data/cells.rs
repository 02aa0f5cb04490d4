//! What the columns of the table say of a row: columns of the list, and what is known beside them. One place for table, sorting and CSV.

use std::borrow::Cow;

use crate::audience::consent::{Consent, Source};
use crate::audience::{Column, Columns, Value};
use crate::calendar::Date;
use crate::interop::contact_name;
use crate::lean::{capital, order};
use crate::model::{Channel, ConsentState, EventKind, FieldKind, Plan, Rule, ScoreId};
use crate::segment::{Bitmap, Evaluator, Named, fit};
use crate::worker::lists::OpenList;
use crate::worker::protocol::{Code, ConsentView, ContactView, Failure, Reply, Shown};

/// Some columns over a list.
pub(super) struct Cells<'a> {
    list: &'a OpenList,
    columns: Vec<Cell<'a>>,
}

enum Cell<'a> {
    Column(Option<&'a Column>),
    Consent(Channel),
    /// Each persona with who is of it; nobody where the list cannot say.
    Persona(Vec<(&'a str, Bitmap)>),
    /// Name, and the score of each row; none where the list cannot say.
    Fit(&'a str, Vec<u8>),
}

impl<'a> Cells<'a> {
    /// What hangs on the day counts from `today`.
    pub(super) fn new(
        list: &'a OpenList,
        plan: Option<&'a Plan>,
        today: Option<Date>,
        shown: &[Shown],
    ) -> Cells<'a> {
        let asker = plan.map(|plan| (plan, asker(list, plan, today)));
        let columns = shown
            .iter()
            .map(|shown| match shown {
                Shown::Field(field) => Cell::Column(list.columns.column(field)),
                Shown::Consent(channel) => Cell::Consent(*channel),
                Shown::Persona => Cell::Persona(
                    asker.as_ref().map(|(plan, asker)| personas(plan, asker)).unwrap_or_default(),
                ),
                Shown::Fit(id) => {
                    let found = asker.as_ref().and_then(|(plan, asker)| scored(list, plan, asker, *id));
                    found.map_or(Cell::Column(None), |(name, scores)| Cell::Fit(name, scores))
                }
            })
            .collect();
        Cells { list, columns }
    }

    /// The headers of a file.
    pub(super) fn headers(&self) -> impl Iterator<Item = String> + '_ {
        self.columns.iter().map(|cell| match cell {
            Cell::Column(column) => column.map(|column| column.header().to_owned()).unwrap_or_default(),
            Cell::Consent(channel) => format!("{} consent", channel.label()),
            Cell::Persona(_) => "Persona".to_owned(),
            Cell::Fit(name, _) => (*name).to_owned(),
        })
    }

    /// The cells of a row, each with whether it is a number of ours; empty where there is no value.
    pub(super) fn of(&self, row: usize) -> impl Iterator<Item = (Cow<'a, str>, bool)> + '_ {
        self.columns.iter().map(move |cell| match cell {
            Cell::Column(None) => (Cow::Borrowed(""), false),
            Cell::Column(Some(column)) => {
                (column.text(row).unwrap_or_default(), column.kind() == FieldKind::Number)
            }
            Cell::Consent(channel) => {
                (consent_words(&self.list.columns.consent(row, *channel)).into(), false)
            }
            Cell::Persona(personas) => (names_of(personas, row).join(", ").into(), false),
            Cell::Fit(_, scores) => (scores.get(row).map(u8::to_string).unwrap_or_default().into(), true),
        })
    }

    /// The scores of the first column, where that is what it shows.
    fn scores(&self) -> Option<&[u8]> {
        match self.columns.first() {
            Some(Cell::Fit(_, scores)) => Some(scores),
            _ => None,
        }
    }

    /// Sorts by the first column, in the order of the list among equals; empty cells come last either way.
    pub(super) fn sort(&self, rows: &mut [u32], is_descending: bool) {
        if let Some(scores) = self.scores() {
            order::sort_by_number(rows, |row| {
                let score = u128::from(scores.get(*row as usize).copied().unwrap_or_default());
                if is_descending { 100 - score } else { score }
            });
            return;
        }
        let key =
            |row: u32| self.of(row as usize).next().map(|(text, _)| text).filter(|text| !text.is_empty());
        let mut keyed: Vec<(Option<Cow<str>>, u32)> = rows.iter().map(|row| (key(*row), *row)).collect();
        order::sort_by(&mut keyed, |(a, _), (b, _)| match (a, b) {
            (Some(a), Some(b)) if is_descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        rows.iter_mut().zip(keyed).for_each(|(place, (_, row))| *place = row);
    }
}

/// Asks the list for what the plan names.
fn asker<'a>(list: &'a OpenList, plan: &'a Plan, today: Option<Date>) -> Evaluator<'a> {
    list.evaluator(today.unwrap_or_else(|| Date::from_days(0)), &plan.segments, Some(Named::of(plan)))
}

fn personas<'a>(plan: &'a Plan, asker: &Evaluator) -> Vec<(&'a str, Bitmap)> {
    let of = plan
        .personas
        .iter()
        .filter_map(|(id, persona)| Some((persona.name.as_str(), asker.matches(&Rule::Persona(*id)).ok()?)));
    of.collect()
}

fn names_of<'a>(personas: &[(&'a str, Bitmap)], row: usize) -> Vec<&'a str> {
    personas.iter().filter(|(_, set)| set.contains(row)).map(|(name, _)| *name).collect()
}

/// A score's name and the score of each row; nothing where the list cannot say, or it counts nothing.
fn scored<'a>(list: &OpenList, plan: &'a Plan, asker: &Evaluator, id: ScoreId) -> Option<(&'a str, Vec<u8>)> {
    let score = plan.scores.get(&id).filter(|score| score.counts())?;
    let weighted: Vec<(Rule, i16)> =
        score.conditions.iter().map(|condition| (condition.rule.clone(), condition.weight)).collect();
    Some((score.name.as_str(), fit(&weighted, asker, list.columns.len()).ok()?.scores))
}

/// What is known of consent, in a few words; empty where nothing is.
fn consent_words(consent: &Consent) -> String {
    if let Some(no) = consent.no {
        let on = no.on.map(|on| format!(", {on}")).unwrap_or_default();
        return format!("No: {}{on}", no.cause.label());
    }
    let basis = consent.basis.map_or("given", |basis| basis.name());
    match consent.state {
        ConsentState::Unknown => String::new(),
        ConsentState::Refused => "No".to_owned(),
        ConsentState::Given => match consent.until {
            Some(until) => format!("{} until {until}", capital(basis)),
            None => capital(basis),
        },
    }
}

/// Where it was said.
fn source_words(source: Option<Source>) -> String {
    match source {
        None => String::new(),
        Some(Source::Column(header)) => format!("column “{header}”"),
        Some(Source::Earlier(header)) => format!("column “{header}” of an earlier file"),
        Some(Source::Hand(reason)) => format!("by hand: {reason}"),
    }
}

/// All that is known of one contact.
pub(super) fn contact(list: &OpenList, plan: Option<&Plan>, row: u32, today: Date) -> Result<Reply, Failure> {
    let columns = &list.columns;
    let at = row as usize;
    let Some(number) = columns.numbers().get(at).copied() else {
        return Err(Failure::new(Code::NoContact, "The list has no such contact."));
    };
    let cell = |column: &Column| {
        let value = column.value(at);
        let text = column.text(at)?.into_owned();
        let written = column.written(at).unwrap_or_default();
        // what was made of the cell, and the cell where that says more
        let text = match value {
            Value::Text(_) | Value::Number(_) => text,
            _ if *written == *text => text,
            _ => format!("{text} (in the file: {written})"),
        };
        Some((super::change::label(columns, column.field()), text))
    };
    let consent = |channel: Channel| {
        let known = columns.consent(at, channel);
        ConsentView {
            channel,
            state: known.state,
            basis: known.basis,
            since: known.since,
            until: known.until,
            source: source_words(known.no.map(|no| no.source).or(known.source)),
            no: known.no.map(|no| (no.cause, no.on)),
        }
    };
    let merged = columns.doubles().groups().iter().position(|group| group.contact == number);
    Ok(Reply::Contact(Box::new(ContactView {
        number,
        name: contact_name(columns, row),
        company: super::schedule::company(columns, row),
        cells: columns.columns().iter().filter_map(cell).collect(),
        consents: SAID.into_iter().map(consent).collect(),
        listed: list.people.held_by.line(at).map(str::to_owned),
        merged: merged.map(|index| super::doubles::view(columns, index)),
        personas: plan
            .map(|plan| names_of(&personas(plan, &asker(list, plan, Some(today))), at))
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        fits: plan
            .into_iter()
            .flat_map(|plan| {
                let asker = asker(list, plan, Some(today));
                let fit = |id: &ScoreId| {
                    let (name, scores) = scored(list, plan, &asker, *id)?;
                    Some((name.to_owned(), *scores.get(at)?))
                };
                plan.scores.keys().filter_map(fit).collect::<Vec<_>>()
            })
            .collect(),
        events: happened(columns, number),
    })))
}

/// What happened to a contact, the newest first.
fn happened(columns: &Columns, number: u32) -> Vec<(Date, EventKind, String)> {
    let events = columns.events();
    let first = events.rows().partition_point(|event| event.contact < number);
    let mut mine: Vec<_> = events.rows()[first..]
        .iter()
        .take_while(|event| event.contact == number)
        .map(|event| (Date::from_days(event.day), event.kind, events.step(event).to_owned()))
        .collect();
    mine.reverse();
    mine.truncate(super::views::MOST_ROWS as usize);
    mine
}

/// Channels on which consent is shown.
const SAID: [Channel; 5] =
    [Channel::Email, Channel::Call, Channel::Linkedin, Channel::Whatsapp, Channel::Sms];

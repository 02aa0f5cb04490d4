//! What the columns of the table say of a row: columns of the list, and what is known beside them. One place for table, sorting and CSV.

use std::borrow::Cow;

use crate::audience::consent::{Consent, Source};
use crate::audience::{Column, Value};
use crate::interop::contact_name;
use crate::lean::{capital, order};
use crate::model::{Channel, ConsentState, FieldKind};
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
}

impl<'a> Cells<'a> {
    pub(super) fn new(list: &'a OpenList, shown: &[Shown]) -> Cells<'a> {
        let columns = shown
            .iter()
            .map(|shown| match shown {
                Shown::Field(field) => Cell::Column(list.columns.column(field)),
                Shown::Consent(channel) => Cell::Consent(*channel),
            })
            .collect();
        Cells { list, columns }
    }

    /// The headers of a file.
    pub(super) fn headers(&self) -> impl Iterator<Item = String> + '_ {
        self.columns.iter().map(|cell| match cell {
            Cell::Column(column) => column.map(|column| column.header().to_owned()).unwrap_or_default(),
            Cell::Consent(channel) => format!("{} consent", channel.label()),
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
        })
    }

    /// Sorts by the first column, in the order of the list among equals; empty cells come last either way.
    pub(super) fn sort(&self, rows: &mut [u32], is_descending: bool) {
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
pub(super) fn contact(list: &OpenList, row: u32) -> Result<Reply, Failure> {
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
    })))
}

/// Channels on which consent is shown.
const SAID: [Channel; 5] =
    [Channel::Email, Channel::Call, Channel::Linkedin, Channel::Whatsapp, Channel::Sms];

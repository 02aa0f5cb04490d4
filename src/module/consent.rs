//! Consent as a caller gives it: what columns of a file say, and what is entered or lifted by hand for a run.

use std::rc::Rc;

use serde::Deserialize;

use super::contacts::List;
use super::fault::Fault;
use super::input::{self, Input};
use crate::audience::Mapping;
use crate::audience::consent::{ByHand, Channels, ColumnKind, ConsentChoice, Verdict};
use crate::calendar::Date;
use crate::model::{Basis, ConsentState, Field, StdField};
use crate::segment::Answers;

/// Bytes of what is said about consent, at most.
const MOST: usize = 10_000_000;

/// What the caller says about one contact.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The contact's number.
    contact: Option<u32>,
    /// Or the address.
    email: Option<String>,
    /// All if not given.
    channels: Option<Vec<String>>,
    state: ConsentState,
    basis: Option<Basis>,
    since: Option<Date>,
    until: Option<Date>,
    /// Lifts what the list says against it; wants a reason.
    #[serde(default)]
    lift: bool,
    reason: Option<String>,
}

/// The list with what the input says about consent; the list itself where it says nothing.
pub(super) fn entered(list: Rc<List>, input: &Input, today: Date) -> Result<Rc<List>, Fault> {
    let Some(value) = input.get("consent")? else { return Ok(list) };
    let path = input.at("consent");
    let entries: Vec<Entry> = crate::lean::json::read_whole(&input::json(&value, &path, MOST)?)
        .map_err(|error| Fault::new("bad_input", &path, format!("{path} is no list of consents: {error}")))?;
    let mut columns = list.columns.clone();
    for (index, entry) in entries.into_iter().enumerate() {
        let at = format!("{path}[{index}]");
        let bad = |what: &str| Fault::new("bad_input", &at, format!("{at}: {what}"));
        let channels = match &entry.channels {
            None => Channels::ALL,
            Some(names) => Channels::parse(&names.join(" ")).ok_or_else(|| {
                bad("channels are some of email, call, linkedin, whatsapp, sms, in-app and ad")
            })?,
        };
        let rows: Vec<usize> = match (entry.contact, &entry.email) {
            (Some(number), None) => columns.numbers().iter().position(|n| *n == number).into_iter().collect(),
            (None, Some(address)) => {
                let is_theirs = |row: &usize| {
                    let text = columns.text(*row, &Field::Std(StdField::Email));
                    text.is_some_and(|text| text.to_lowercase() == address.trim().to_lowercase())
                };
                (0..columns.len()).filter(is_theirs).collect()
            }
            _ => return Err(bad("say whom it is about: contact or email")),
        };
        // who is not on the list has nothing to be held to
        let reason = entry.reason.clone().unwrap_or_default();
        if entry.lift && reason.trim().is_empty() {
            return Err(bad("a no is lifted with a reason"));
        }
        let contacts: Vec<u32> = rows.iter().map(|row| columns.numbers()[*row]).collect();
        if entry.lift {
            for (row, contact) in rows.iter().zip(&contacts) {
                columns.consents_mut().lift((*row, *contact), channels, &reason, today);
            }
        }
        if !contacts.is_empty() {
            let Entry { state, basis, since, until, .. } = entry;
            columns.consents_mut().enter(ByHand {
                contacts,
                channels,
                state,
                basis,
                since,
                until,
                reason,
                on: today,
            });
        }
    }
    let answers = Answers::default();
    Ok(Rc::new(List { name: list.name.clone(), columns, report: list.report.clone(), answers }))
}

/// What the options of reading a file say about its columns: `consent` by header (`negative email`, `status sms`, `none: a code
/// of the shop`), and `answers` by header and value (`may`, `given`, `unknown`, `no`).
pub(super) fn choices(options: &Input, mapping: &mut Mapping) -> Result<(), Fault> {
    for (header, text) in options.named_texts("consent", MOST)? {
        let path = format!("{}.{header}", options.at("consent"));
        let choice = column(mapping, &header, &path)?;
        if let Some(reason) = text.strip_prefix("none:").map(str::trim).filter(|reason| !reason.is_empty()) {
            (choice.kind, choice.reason) = (None, Some(reason.to_owned()));
            continue;
        }
        let (kind, channels) = text.split_once(' ').unwrap_or((text.as_str(), "all"));
        let known = ColumnKind::ALL.into_iter().find(|one| one.name() == kind).zip(Channels::parse(channels));
        let Some((kind, channels)) = known else {
            let message = format!(
                "{path} is a kind (negative, positive, status, stage, basis, until) and channels, such as \
                 \"negative email\", or \"none: \" and the reason"
            );
            return Err(Fault::new("bad_input", path, message));
        };
        (choice.kind, choice.channels) = (Some(kind), channels);
    }
    let Some(value) = options.get("answers")? else { return Ok(()) };
    let path = options.at("answers");
    type Answers = std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>>;
    let answers: Answers = crate::lean::json::read(&input::json(&value, &path, MOST)?).map_err(|error| {
        Fault::new("bad_input", &path, format!("{path} is no object of answers by column and value: {error}"))
    })?;
    for (header, answers) in answers {
        let path = format!("{path}.{header}");
        let choice = column(mapping, &header, &path)?;
        for (value, answer) in answers {
            let verdict = match answer.as_str() {
                "may" => Verdict::May,
                "given" => Verdict::Given(Basis::Consent),
                "unknown" => Verdict::Unknown,
                "no" => Verdict::No(crate::audience::consent::NoCause::Refused),
                _ => {
                    let message = format!("{path}.{value} is may, given, unknown or no");
                    return Err(Fault::new("bad_input", format!("{path}.{value}"), message));
                }
            };
            choice.answers.push((value, verdict));
        }
    }
    Ok(())
}

fn column<'a>(mapping: &'a mut Mapping, header: &str, path: &str) -> Result<&'a mut ConsentChoice, Fault> {
    let no = || Fault::new("bad_input", path, format!("the file has no column {header:?}"));
    let mapped = mapping.columns.iter_mut().find(|column| column.header == header).ok_or_else(no)?;
    Ok(mapped.consent.get_or_insert_default())
}

//! Changes of the open list: a newer export that is compared before it is taken over, a field set in many contacts. Knows no storage.

use std::collections::BTreeMap;

use super::schedule::company;
use super::views::MOST_ROWS;
use crate::audience::consent::{ByHand, Channels};
use crate::audience::{
    AudienceRecord, BarLine, Changed, Columns, DoNotContact, People, Standing, Take, Update, Value,
    lines_naming, read_date, read_number, read_yes_no,
};
use crate::calendar::{Date, Zone};
use crate::interop::contact_name;
use crate::lean::{self, order};
use crate::model::{Basis, ConsentState, Field, FieldKind, StdField};
use crate::worker::host::Host;
use crate::worker::lists::OpenList;
use crate::worker::protocol::{
    Code, ConsentEdit, Failure, ListRef, Reply, UpdateInfo, UpdatePart, UpdateRow,
};

/// A newer export of the open list that was read and compared.
#[derive(Debug)]
pub(super) struct Pending {
    /// The state of the list it was compared with.
    pub(super) list: ListRef,
    pub(super) record: AudienceRecord,
    columns: Columns,
    update: Update,
}

impl Pending {
    pub(super) async fn compare<H: Host>(
        host: &H,
        list: &OpenList,
        record: AudienceRecord,
        chunks: &[Vec<u8>],
    ) -> Result<(Pending, UpdateInfo), Failure> {
        let columns = Columns::from_chunks(chunks).map_err(|corrupt| {
            Failure::new(Code::BadFile, format!("The file was not read whole: {corrupt}."))
        })?;
        host.turn().await?;
        let update = Update::between(&list.columns, &columns);
        host.turn().await?;
        let mut people = People::of(&columns, Zone::UTC);
        people.bar(&columns, &DoNotContact::new(list.bars().lists().to_vec()));
        let added = update.added.iter().map(|row| *row as usize);
        let mut fields: BTreeMap<String, u32> = BTreeMap::new();
        for changed in &update.changed {
            for field in &changed.fields {
                *fields.entry(label(&columns, field)).or_default() += 1;
            }
        }
        let mut fields: Vec<(String, u32)> = fields.into_iter().collect();
        order::sort_by(&mut fields, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let info = UpdateInfo {
            file_name: record.file_name.clone(),
            rows: columns.len() as u32,
            added: Standing::of(&columns, &people, added),
            changed: update.changed.len() as u32,
            fields,
            says_no: update.changed.iter().filter(|changed| changed.says_no).count() as u32,
            kept_no: update.kept_no,
            kept_given: update.kept_given.clone(),
            gone: update.gone.len() as u32,
            gone_no: update.gone.iter().filter(|row| list.columns.says_no(**row as usize)).count() as u32,
            same: (update.same.len() - update.changed.len()) as u32,
            found_by: update.found_by,
        };
        Ok((Pending { list: list.state(), record, columns, update }, info))
    }

    /// Some of its contacts.
    pub(super) fn rows(&self, list: &OpenList, part: UpdatePart, from: u32, n: u32) -> Reply {
        let (from, n) = (from as usize, n.min(MOST_ROWS) as usize);
        let person = |columns: &Columns, row: u32, what: Vec<(String, String, String)>| UpdateRow {
            name: contact_name(columns, row),
            company: company(columns, row),
            what,
        };
        let address = |columns: &Columns, row: u32| {
            let text = columns.text(row as usize, &Field::Std(StdField::Email)).unwrap_or_default();
            vec![(StdField::Email.label().to_owned(), String::new(), text.into_owned())]
        };
        let changed: Vec<&Changed> = match part {
            UpdatePart::SaysNo => self.update.changed.iter().filter(|changed| changed.says_no).collect(),
            _ => self.update.changed.iter().collect(),
        };
        let (total, rows) = match part {
            UpdatePart::Added => {
                let rows = self.update.added.iter().skip(from).take(n);
                let row = |row: &u32| person(&self.columns, *row, address(&self.columns, *row));
                (self.update.added.len(), rows.map(row).collect())
            }
            UpdatePart::Gone => {
                let rows = self.update.gone.iter().skip(from).take(n);
                let row = |row: &u32| person(&list.columns, *row, address(&list.columns, *row));
                (self.update.gone.len(), rows.map(row).collect())
            }
            UpdatePart::Changed | UpdatePart::SaysNo => {
                let row = |changed: &&Changed| {
                    let text = |columns: &Columns, row: u32, field: &Field| {
                        columns.text(row as usize, field).unwrap_or_default().into_owned()
                    };
                    let what = changed.fields.iter().map(|field| {
                        let before = text(&list.columns, changed.old, field);
                        (label(&self.columns, field), before, text(&self.columns, changed.new, field))
                    });
                    person(&list.columns, changed.old, what.collect())
                };
                (changed.len(), changed.iter().skip(from).take(n).map(row).collect())
            }
        };
        Reply::UpdateRows { total: total as u32, rows }
    }

    /// The list as it is then, the lines that name whoever goes and has said "no", and what was done in words.
    pub(super) fn applied(&self, list: &OpenList, only_no: bool) -> (Columns, Vec<BarLine>, String) {
        let take = if only_no { Take::OnlyNo } else { Take::Everything };
        let first = list.record.next_contact_number;
        let columns = self.update.apply(&list.columns, &self.columns, first, take);
        let gone = self.update.gone.iter().map(|row| *row as usize);
        let lines = lines_naming(&list.columns, gone.filter(|row| list.columns.says_no(*row)));
        let what = match take {
            Take::Everything => format!("Updated from {}", self.record.file_name),
            Take::OnlyNo => format!("Who said no, from {}", self.record.file_name),
        };
        (columns, lines, what)
    }
}

/// A field's name on screen.
pub(super) fn label(columns: &Columns, field: &Field) -> String {
    match field {
        Field::Std(field) => field.label().to_owned(),
        Field::Custom(name) => {
            columns.column(field).map_or(name.clone(), |column| column.header().to_owned())
        }
    }
}

/// Fields that only say who must not be contacted.
const SAYS_NO: [StdField; 5] = [
    StdField::EmailOptOut,
    StdField::UnsubscribedOn,
    StdField::BouncedOn,
    StdField::EmailStatus,
    StdField::DoNotCall,
];

/// A "no" is lifted for at most so many contacts at a time: by hand, not by the thousand.
const MOST_LIFTED: usize = 200;

/// The list with consent entered for those rows, or what says no to them lifted, and what was done in words.
pub(super) fn set_consent(
    list: &OpenList,
    rows: &[u32],
    (channels, edit): (Channels, ConsentEdit),
    reason: &str,
    today: Date,
) -> Result<(Columns, String), Failure> {
    let refuse = |words: &str| Err(Failure::new(Code::BadRequest, words));
    let reason = reason.trim();
    if reason.is_empty() {
        return refuse("This changes who may be contacted. Say why.");
    }
    if channels.is_empty() {
        return refuse("Choose at least one channel.");
    }
    let mut columns = list.columns.clone();
    let numbers: Vec<u32> =
        rows.iter().filter_map(|row| columns.numbers().get(*row as usize).copied()).collect();
    let on = channels.words();
    let many = |n: usize| if n == 1 { "1 contact".to_owned() } else { format!("{n} contacts") };
    let entry = |contacts: Vec<u32>, basis: Option<Basis>| ByHand {
        contacts,
        channels,
        state: if basis.is_some() { ConsentState::Given } else { ConsentState::Refused },
        basis,
        since: Some(today),
        until: None,
        reason: reason.to_owned(),
        on: today,
    };
    let n = numbers.len();
    let what = match edit {
        ConsentEdit::Given(basis) => {
            columns.consents_mut().enter(entry(numbers, Some(basis)));
            format!("{} noted for {on}, {}", lean::capital(basis.name()), many(n))
        }
        ConsentEdit::Refused => {
            columns.consents_mut().enter(entry(numbers, None));
            format!("Refusal noted for {on}, {}", many(n))
        }
        ConsentEdit::Lift if n > MOST_LIFTED => {
            return refuse("A “no” is lifted by hand, for at most 200 contacts at a time. Show fewer.");
        }
        ConsentEdit::Lift => {
            let consents = columns.consents_mut();
            let people = rows.iter().map(|row| *row as usize).zip(numbers);
            let lifted = people.filter(|person| consents.lift(*person, channels, reason, today)).count();
            if lifted == 0 {
                return refuse(
                    "Nobody of them has said no there. Do-not-contact lists have a page of their own.",
                );
            }
            format!("No lifted for {on}, {}", many(lifted))
        }
    };
    Ok((columns, format!("{what}: {reason}")))
}

/// The list with a field set in those rows, and what was done in words.
pub(super) fn set_value(
    list: &OpenList,
    rows: &[u32],
    field: &Field,
    value: &str,
    reason: &str,
) -> Result<(Columns, String), Failure> {
    let kind = match (list.columns.column(field), field) {
        (Some(column), _) => column.kind(),
        (None, Field::Std(field)) => field.kind(),
        (None, Field::Custom(_)) => FieldKind::Text,
    };
    let name = label(&list.columns, field);
    let header = list.columns.column(field).map(|column| column.header());
    let speaks = list.columns.consents().columns().any(|(speaker, ..)| Some(speaker) == header);
    if speaks || SAYS_NO.iter().any(|no| *field == Field::Std(*no)) {
        let words = format!("“{name}” says who may be contacted. Set consent instead, with a reason.");
        return Err(Failure::new(Code::BadRequest, words));
    }
    let value = value.trim();
    let items: Vec<&str> = value.split(';').map(str::trim).filter(|item| !item.is_empty()).collect();
    let parsed = match kind {
        _ if value.is_empty() => Some(Value::Empty),
        FieldKind::Text => Some(Value::Text(value)),
        FieldKind::Number => read_number(value).map(Value::Number),
        FieldKind::Date => read_date(value, crate::audience::DateOrder::DayFirst).map(Value::Date),
        FieldKind::YesNo => read_yes_no(value).map(Value::YesNo),
        FieldKind::List => Some(Value::List(items)),
    };
    let Some(parsed) = parsed else {
        let wanted = match kind {
            FieldKind::Number => "a number",
            FieldKind::Date => "a date",
            _ => "yes or no",
        };
        return Err(Failure::new(
            Code::BadRequest,
            format!("“{name}” takes {wanted}, and “{value}” is none."),
        ));
    };
    let mut is_meant = vec![false; list.columns.len()];
    for row in rows {
        if let Some(is_meant) = is_meant.get_mut(*row as usize) {
            *is_meant = true;
        }
    }
    let n = rows.len();
    let columns = list.columns.with_value(field, &name, kind, &is_meant, &parsed);
    let contacts = if n == 1 { "1 contact".to_owned() } else { format!("{n} contacts") };
    let what = match value {
        "" => format!("{name} emptied for {contacts}"),
        value => format!("{name} set to “{value}” for {contacts}"),
    };
    let why = reason.trim();
    Ok((columns, if why.is_empty() { what } else { format!("{what}: {why}") }))
}

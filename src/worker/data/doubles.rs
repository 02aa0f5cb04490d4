//! What was merged when the open list was read, as the screen shows it. Knows no storage.

use super::change::label;
use super::views::MOST_ROWS;
use crate::audience::{Columns, Double, MergedBy, PhoneAnswer, SharedPhone};
use crate::interop::contact_name;
use crate::model::{Field, StdField};
use crate::worker::lists::OpenList;
use crate::worker::protocol::{Code, DoubleLine, DoubleView, DoublesInfo, Failure, PhoneView, Reply};

/// Some of the merged contacts, and all questions about phones.
pub(super) fn info(list: &OpenList, from: u32, n: u32) -> Reply {
    let columns = &list.columns;
    let doubles = columns.doubles();
    let groups = doubles.groups();
    let says_no = |group: &&Double| columns.row_of(group.contact).is_some_and(|row| columns.says_no(row));
    let questions = (0..).zip(doubles.questions()).filter_map(|(at, question)| phone(columns, at, question));
    let joined = groups.iter().filter(|group| group.by == MergedBy::Phone);
    let (more_contacts, more_rows) =
        joined.fold((0, 0), |(n, rows), group| (n + 1, rows + group.rows.len() as u32 - 1));
    Reply::Doubles(Box::new(DoublesInfo {
        rule: doubles.rule(),
        contacts: columns.merges().contacts + more_contacts,
        rows: columns.merges().rows + more_rows,
        kept: groups.len() as u32,
        said_no: groups.iter().filter(says_no).count() as u32,
        groups: (0..groups.len())
            .skip(from as usize)
            .take(n.min(MOST_ROWS) as usize)
            .map(|index| view(columns, index))
            .collect(),
        questions: questions.collect(),
    }))
}

pub(super) fn view(columns: &Columns, index: usize) -> DoubleView {
    let doubles = columns.doubles();
    let group = &doubles.groups()[index];
    let row = columns.row_of(group.contact);
    let line = |line: crate::audience::Differing| DoubleLine {
        column: label(columns, &line.field),
        kept: line.kept.map(|at| at as u32),
        because: line.because,
        now: match (line.kept, row) {
            (None, Some(row)) => columns.text(row, &line.field).unwrap_or_default().into_owned(),
            _ => String::new(),
        },
        cells: line.cells,
    };
    DoubleView {
        name: row.map(|row| contact_name(columns, row as u32)).unwrap_or_default(),
        by: group.by,
        rows: group.rows.iter().enumerate().map(|(at, row)| (*row, doubles.day(group, at))).collect(),
        lines: columns.differing(index).into_iter().map(line).collect(),
    }
}

/// A question about a phone; `None` where one of those it is about is gone and it was not answered.
fn phone(columns: &Columns, at: u32, question: &SharedPhone) -> Option<PhoneView> {
    let person = |contact: &u32| {
        let row = columns.row_of(*contact)?;
        let address = columns.text(row, &Field::Std(StdField::Email)).unwrap_or_default().into_owned();
        Some((contact_name(columns, row as u32), address))
    };
    let people: Vec<(String, String)> = question.contacts.iter().filter_map(person).collect();
    (people.len() == question.contacts.len() || (question.answer.is_some() && !people.is_empty()))
        .then(|| PhoneView { question: at, phone: question.phone.clone(), people, answer: question.answer })
}

/// The list after an answer about a phone, and what was done in words.
pub(super) fn answered(
    list: &OpenList,
    question: u32,
    answer: PhoneAnswer,
) -> Result<(Columns, String), Failure> {
    let columns = list.columns.answered(question as usize, answer);
    let gone = || Failure::new(Code::BadRequest, "This was answered before, or somebody of them is gone.");
    let phone = list.columns.doubles().questions().get(question as usize).map(|q| q.phone.clone());
    let phone = phone.unwrap_or_default();
    let what = match answer {
        PhoneAnswer::One => format!("Contacts at {phone} joined as one person"),
        PhoneAnswer::Several => format!("Contacts at {phone} kept as several people"),
    };
    Ok((columns.ok_or_else(gone)?, what))
}

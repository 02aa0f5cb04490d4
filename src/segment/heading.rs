//! What a rule may ask of a list: its columns by header, meaning and type.

use crate::audience::{Columns, comes_every_year};
use crate::lean::fold::same;
use crate::lean::text::{nearest, quoted};
use crate::model::{Field, FieldKind, StdField};

/// A column as rules see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heading {
    /// As the file writes it.
    pub header: String,
    /// What the column means.
    pub field: Field,
    /// The type of its values.
    pub kind: FieldKind,
}

/// The columns of a list as rules see them.
pub fn headings(columns: &Columns) -> Vec<Heading> {
    let heading = |column: &crate::audience::Column| Heading {
        header: column.header().to_owned(),
        field: column.field().clone(),
        kind: column.kind(),
    };
    columns.columns().iter().map(heading).collect()
}

/// The column of a list that a field means: its own, else the one with that header, else the one that is called so on screen (G2a).
pub fn column_of<'h>(field: &Field, headings: &'h [Heading]) -> Option<&'h Heading> {
    headings.iter().find(|heading| heading.field == *field).or_else(|| {
        let Field::Custom(header) = field else { return None };
        let std = StdField::named(header).map(Field::Std);
        headings
            .iter()
            .find(|heading| same(&heading.header, header))
            .or_else(|| headings.iter().find(|heading| Some(&heading.field) == std.as_ref()))
    })
}

/// What a field is called in a sentence.
pub fn field_words(field: &Field) -> String {
    match field {
        Field::Std(field) => field.label().to_owned(),
        Field::Custom(header) => format!("“{header}”"),
    }
}

/// How a column is typed in a rule.
pub(super) fn typed(heading: &Heading) -> String {
    match &heading.field {
        Field::Std(field) => field.name().to_owned(),
        Field::Custom(header) => quoted(header),
    }
}

/// The column that was probably meant, as it is typed.
pub fn near(word: &str, headings: &[Heading]) -> Option<String> {
    let names = headings.iter().flat_map(|heading| {
        let std = if let Field::Std(field) = heading.field { Some(field) } else { None };
        let mut names = vec![heading.header.as_str()];
        names.extend(std.into_iter().flat_map(|field| [field.name(), field.label()]));
        names.into_iter().map(move |name| (name, heading))
    });
    let names: Vec<(&str, &Heading)> = names.collect();
    let found = nearest(word, names.iter().map(|(name, _)| *name))?;
    names.iter().find(|(name, _)| *name == found).map(|(_, heading)| typed(heading))
}

/// Whether two words are the same when compared.
pub(super) fn same_word(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!(a.is_ascii() && b.is_ascii()) && same(a, b))
}

/// Whether days of the field come round every year, by what it is called.
pub(super) fn comes_round(field: &Field) -> bool {
    matches!(field, Field::Custom(header) if comes_every_year(header))
}

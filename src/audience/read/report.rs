//! What an import found: counts a column, and what is wrong with which rows. Says nothing about what to do with people.

use serde::{Deserialize, Serialize};

use super::{How, Merges};
use crate::audience::consent::{ConsentReport, Suspect};
use crate::model::{Field, FieldKind};

/// Row numbers kept per problem; more are only counted.
pub(super) const KEPT_ROWS: usize = 1000;

/// What came in and what was wrong.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// Rows below the header that hold anything.
    pub rows_in_file: u32,
    /// Contacts kept.
    pub rows_kept: u32,
    /// Distinct countries whose spellings were joined, as `(spellings, codes)`.
    pub country_spellings: (u32, u32),
    /// One entry a column of the file.
    pub columns: Vec<ColumnReport>,
    /// What was wrong, most serious first.
    pub problems: Vec<ReadProblem>,
    /// What was merged.
    pub merges: Merges,
    /// Columns that look as if they said who said no, and that nobody has looked at.
    pub suspects: Vec<Suspect>,
}

/// One column of the file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ColumnReport {
    /// Header as in the file.
    pub header: String,
    /// What it became; `None` when it was left out.
    pub field: Option<Field>,
    /// How that was found.
    pub how: How,
    /// The type of its values.
    pub kind: FieldKind,
    /// Kept rows with a value.
    pub filled: u32,
    /// Distinct values; counting stops at 10,000.
    pub distinct: u32,
    /// The first few different values, as the file writes them.
    pub samples: Vec<String>,
    /// Whether its dates could be day first or month first, and nothing in the whole column says which.
    pub asks_date_order: bool,
    /// Whether its numbers could have their decimals behind a dot or a comma (is 1.234 a thousand?), and nothing in the file says which.
    pub asks_decimal_sign: bool,
    /// What was concluded rather than read.
    pub guesses: Vec<Guess>,
    /// What it says about consent, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentReport>,
    /// Abbreviations in it that stand for several time zones, and nobody has said which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<ZoneGuess>,
}

/// An abbreviation of several time zones: `IST` is India, Ireland and Israel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ZoneGuess {
    /// As the file writes it first.
    pub text: String,
    /// What it was read as, with the number of contacts: by their country, else as it is usually meant.
    pub read_as: Vec<(String, u32)>,
    /// What it can stand for, the usual zone first.
    pub could_be: Vec<String>,
}

/// What was concluded about a column, so that a person can contradict.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guess {
    /// Its header names a field that its values cannot be.
    NotByContent,
    /// Days are read day first, as its own values show.
    DayFirst,
    /// Days are read month first, as its own values show.
    MonthFirst,
    /// Day and month as in another column of the file.
    DaysAsElsewhere,
    /// A comma stands before the decimals, a dot between thousands.
    DecimalComma,
    /// The sign before the decimals as in another column of the file.
    DecimalsAsElsewhere,
    /// The lower end of sizes such as 51-200 counts.
    LowerEnd,
    /// First and last names were made of it.
    NamesSplit,
    /// Of several values in a cell the first that is valid is used; all are kept beside it.
    FirstOfSeveral,
    /// Its gaps were filled from further columns.
    GapsFilled,
    /// Abbreviations that stand for several zones were read by the contacts' countries.
    ZonesByCountry,
}

impl Guess {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Guess::NotByContent => "the header names a field that the values cannot be",
            Guess::DayFirst => "day first, as the values show",
            Guess::MonthFirst => "month first, as the values show",
            Guess::DaysAsElsewhere => "day and month as in another column",
            Guess::DecimalComma => "a comma before the decimals, a dot between thousands",
            Guess::DecimalsAsElsewhere => "decimals as in another column",
            Guess::LowerEnd => "the lower end of a range counts",
            Guess::NamesSplit => "first and last names were made of it",
            Guess::FirstOfSeveral => "of several values the first that is valid",
            Guess::GapsFilled => "gaps filled from further columns",
            Guess::ZonesByCountry => {
                "abbreviations of several time zones by the contact's country, else as usually meant"
            }
        }
    }
}

/// Something wrong in some rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReadProblem {
    /// What.
    pub kind: ProblemKind,
    /// In which column, where it is about one.
    pub header: Option<String>,
    /// The first rows concerned, as a spreadsheet numbers them (the header of a plain file is row 1).
    pub rows: Vec<u32>,
    /// How many rows in all (bytes, for `OddByte`).
    pub count: u32,
    /// A few of the values.
    pub samples: Vec<String>,
}

/// What can be wrong with a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// No address can be made of it.
    NotAnEmail,
    /// A spreadsheet has turned it into `4.9E+11`.
    DamagedPhone,
    /// Two rows have one address, in any case.
    SameAddress,
    /// Two rows have one id.
    SameId,
    /// Two rows have one LinkedIn page.
    SamePage,
    /// Two people have one id.
    SharedId,
    /// Two people have one role address.
    SharedAddress,
    /// Two people have one phone number.
    SharedPhone,
    /// A value of a column about consent that nobody knows.
    UnknownConsent,
    /// A column that looks as if it said who said no.
    MaybeNo,
    /// `info@`, `sales@`: a desk, not a person.
    RoleAddress,
    /// More or fewer fields than the header.
    RaggedRow,
    /// Not a day.
    BadDate,
    /// Not a number.
    BadNumber,
    /// Neither yes nor no.
    BadYesNo,
    /// A zone nobody knows.
    UnknownZone,
    /// An abbreviation that names several zones.
    ZoneOfSeveral,
    /// A size of a company that a spreadsheet has turned into a day: `10-Nov`.
    DamagedSize,
    /// No first name to greet by, in a list of names.
    NoFirstName,
    /// A null byte within a field.
    NullByte,
    /// Bytes that are not UTF-8 in a file that otherwise is.
    OddByte,
    /// The file ends within quotes.
    UnclosedQuote,
    /// Two columns have one name.
    DuplicateHeader,
    /// Days of the column that can only be read in the other order.
    MixedDates,
    /// A row without any value.
    NothingInRow,
    /// A line behind the contacts: totals, "Confidential", who made the report.
    Footer,
}

impl ProblemKind {
    /// What is wrong, on screen.
    pub fn label(self) -> &'static str {
        match self {
            ProblemKind::NotAnEmail => "Not an email address",
            ProblemKind::DamagedPhone => "Phone written as 4.9E+11",
            ProblemKind::SameAddress => "Same address twice",
            ProblemKind::SameId => "Same id twice",
            ProblemKind::SamePage => "Same LinkedIn page twice",
            ProblemKind::SharedId => "Two people with one id",
            ProblemKind::SharedAddress => "Two people at one role address",
            ProblemKind::SharedPhone => "Two people with one phone number",
            ProblemKind::UnknownConsent => "About consent, and not understood",
            ProblemKind::MaybeNo => "Looks as if it said who said no",
            ProblemKind::RoleAddress => "Role address",
            ProblemKind::RaggedRow => "More or fewer fields than the header",
            ProblemKind::BadDate => "Not a date",
            ProblemKind::BadNumber => "Not a number",
            ProblemKind::BadYesNo => "Neither yes nor no",
            ProblemKind::UnknownZone => "Time zone not known",
            ProblemKind::ZoneOfSeveral => "Abbreviation of several time zones",
            ProblemKind::DamagedSize => "Company size turned into a date",
            ProblemKind::NoFirstName => "No first name",
            ProblemKind::NullByte => "Null byte",
            ProblemKind::OddByte => "Not UTF-8",
            ProblemKind::UnclosedQuote => "A quote is opened and never closed",
            ProblemKind::DuplicateHeader => "Two columns with one name",
            ProblemKind::MixedDates => "Day first and month first in one column",
            ProblemKind::NothingInRow => "Row with nothing in it",
            ProblemKind::Footer => "Footer of a report",
        }
    }

    /// Whether it says something about the contact of a row; what was merged has a page of its own.
    pub fn is_about_contacts(self) -> bool {
        !matches!(
            self,
            ProblemKind::SameAddress
                | ProblemKind::SameId
                | ProblemKind::SamePage
                | ProblemKind::SharedPhone
                | ProblemKind::OddByte
                | ProblemKind::UnclosedQuote
                | ProblemKind::DuplicateHeader
                | ProblemKind::NothingInRow
                | ProblemKind::Footer
        )
    }

    /// What was done about it, on screen.
    pub fn done(self) -> &'static str {
        match self {
            ProblemKind::NotAnEmail => "Email left empty",
            ProblemKind::DamagedPhone => "Phone left empty",
            ProblemKind::SameAddress | ProblemKind::SameId | ProblemKind::SamePage => {
                "Made one contact: gaps filled, a no from any row kept"
            }
            ProblemKind::SharedId | ProblemKind::SharedPhone => "Kept apart: say so if they are one person",
            ProblemKind::SharedAddress => "Kept apart, mailed once",
            ProblemKind::UnknownConsent => "Taken for a no until you say what it means",
            ProblemKind::MaybeNo => "Not understood: say what it means before launch",
            ProblemKind::RoleAddress => "Kept and marked",
            ProblemKind::RaggedRow => "Missing fields left empty, surplus fields left out",
            ProblemKind::BadDate | ProblemKind::BadNumber | ProblemKind::BadYesNo => "Value left empty",
            ProblemKind::UnknownZone => "Kept as text; the zone is inferred from the place",
            ProblemKind::ZoneOfSeveral => "Read as the contact's country has it, else as it is usually meant",
            ProblemKind::DamagedSize => "Value left empty; the file has lost it",
            ProblemKind::NoFirstName => "Kept; a greeting by first name is empty without a fallback",
            ProblemKind::NullByte => "Null byte taken out",
            ProblemKind::OddByte => "Read as Windows-1252",
            ProblemKind::UnclosedQuote => "Read to the end of the file as one field",
            ProblemKind::DuplicateHeader => "Both kept, the later one under a number",
            ProblemKind::MixedDates => "Read the only way they can be",
            ProblemKind::NothingInRow | ProblemKind::Footer => "Row left out",
        }
    }
}

/// Gathers problems row by row.
#[derive(Clone, Debug, Default)]
pub(super) struct Problems {
    found: std::collections::BTreeMap<(ProblemKind, Option<usize>), ReadProblem>,
    /// All rows of each, up to [`MOST_NOTED`].
    rows: std::collections::BTreeMap<(ProblemKind, Option<usize>), Vec<u32>>,
}

/// Rows of one problem that are kept with the list.
const MOST_NOTED: usize = 20_000;

impl Problems {
    /// Adds a row to the problem of that kind (and column).
    pub(super) fn add(&mut self, kind: ProblemKind, column: Option<(usize, &str)>, row: u32, sample: &str) {
        let key = (kind, column.map(|(index, _)| index));
        let rows = self.rows.entry(key).or_default();
        if rows.len() < MOST_NOTED {
            rows.push(row);
        }
        let problem = self.found.entry(key).or_insert_with(|| ReadProblem {
            kind,
            header: column.map(|(_, header)| header.to_owned()),
            rows: Vec::new(),
            count: 0,
            samples: Vec::new(),
        });
        problem.count += 1;
        if problem.rows.len() < KEPT_ROWS {
            problem.rows.push(row);
        }
        if problem.samples.len() < 3 && !sample.is_empty() {
            problem.samples.push(sample.chars().take(80).collect());
        }
    }

    /// Notes bytes that were not UTF-8; which rows they were in is not known.
    pub(super) fn odd_bytes(&mut self, count: u32) {
        if count > 0 {
            self.add(ProblemKind::OddByte, None, 0, "");
            if let Some(problem) = self.found.get_mut(&(ProblemKind::OddByte, None)) {
                problem.rows.clear();
                problem.count = count;
            }
        }
    }

    pub(super) fn into_list(self) -> Vec<ReadProblem> {
        self.found.into_values().collect()
    }

    /// Each problem that is about contacts: what, in which column, in which rows.
    pub(super) fn about_contacts(&self) -> impl Iterator<Item = (ProblemKind, Option<&str>, &[u32])> {
        let about = self.found.iter().filter(|((kind, _), _)| kind.is_about_contacts());
        about.filter_map(|(key, problem)| {
            Some((key.0, problem.header.as_deref(), self.rows.get(key)?.as_slice()))
        })
    }
}

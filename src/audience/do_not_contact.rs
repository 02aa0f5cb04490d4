//! Do-not-contact lists: lines that name an address, a domain, a company or a number, and whom of a list they hold back (G8). Knows
//! columns, no storage and no plan.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::accounts::{company_name, is_mail_provider};
use super::columns::{Column, Columns, normal_header};
use super::{read, values};
use crate::model::{Field, StdField};

/// The most lines that are read from one text; what follows is a problem, not dropped in silence.
const MOST_LINES: usize = 1_000_000;
/// A line is kept and shown up to so many characters.
const MOST_CHARS: usize = 300;
/// Fewer digits name no telephone.
const LEAST_DIGITS: usize = 7;

/// Whom a line names, in the form in which it is compared.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// An email address, in lower case.
    Address(String),
    /// Everybody with an address or a website at this domain or below it.
    Domain(String),
    /// Everybody at this company: its name in lower case, without legal form.
    Company(String),
    /// A telephone number: its digits, after `+` where the country code is written.
    Phone(String),
}

impl Named {
    /// What kind of thing it is, on screen.
    pub fn label(&self) -> &'static str {
        match self {
            Named::Address(_) => "address",
            Named::Domain(_) => "domain",
            Named::Company(_) => "company",
            Named::Phone(_) => "number",
        }
    }
}

/// A line of a do-not-contact list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BarLine {
    /// Its number in the text it came in, from 1.
    pub line: u32,
    /// As it was written.
    pub text: String,
    /// Whom it names.
    pub names: Vec<Named>,
}

/// A do-not-contact list, as it is kept. It holds for every plan of the browser.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BarList {
    /// Its id within this browser.
    pub id: String,
    /// Its name on screen.
    pub name: String,
    /// When it was added, RFC 3339.
    pub added_at: String,
    /// Its lines.
    pub lines: Vec<BarLine>,
}

/// A text read as a do-not-contact list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BarRead {
    /// The lines that name somebody.
    pub lines: Vec<BarLine>,
    /// Lines that do not, and lines to look at twice.
    pub problems: Vec<LineProblem>,
}

/// A line that names nobody, or more than was perhaps meant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LineProblem {
    /// Its number, from 1.
    pub line: u32,
    /// As it was written.
    pub text: String,
    /// What about it.
    pub fault: LineFault,
}

/// What can be wrong with a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineFault {
    /// It has an `@` and is no address.
    NotAnAddress,
    /// Digits, too few for a number, or turned into `4.9E+11` by a spreadsheet.
    NoNumber,
    /// A page of a social network: pages are not compared.
    Page,
    /// Nothing that could be a name.
    Nothing,
    /// Too many lines: it was not read.
    TooMany,
    /// Kept, but it holds back everybody with an address at a mail provider.
    Provider,
}

impl LineFault {
    /// Whether the line holds nobody.
    pub fn is_error(self) -> bool {
        self != LineFault::Provider
    }

    /// What is wrong and what then, on screen.
    pub fn label(self) -> &'static str {
        match self {
            LineFault::NotAnAddress => "This is not an address. It holds nobody back",
            LineFault::NoNumber => {
                "This is no telephone number: too few digits are left. It holds nobody back"
            }
            LineFault::Page => "Pages are not compared. Name the address, domain, company or number",
            LineFault::Nothing => "This names nobody",
            LineFault::TooMany => "This line and those after it are not read: a list holds 1,000,000 lines",
            LineFault::Provider => "This is a mail provider: it holds back everybody with an address there",
        }
    }
}

impl BarRead {
    /// Reads a text: one line each, as it was pasted or exported. The first line may be a header (email, domain, company, phone);
    /// then a line names the address and numbers of its row, else its domain, else its company. Without a header the line says
    /// itself what it is; `company: Booking.com` says it outright. A line that begins with `#` is a comment.
    pub fn of(text: &str) -> BarRead {
        let mut read = BarRead::default();
        let mut columns: Option<(char, Vec<Option<StdField>>)> = None;
        let mut is_first = true;
        let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
        for (number, line) in lines.map(|(index, line)| (index as u32 + 1, line.trim())) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if std::mem::take(&mut is_first) {
                columns = header(line);
                if columns.is_some() {
                    continue;
                }
            }
            if read.lines.len() >= MOST_LINES {
                read.problem(number, line, LineFault::TooMany);
                break;
            }
            let named = match &columns {
                Some((delimiter, meanings)) => of_row(&cells(line, *delimiter), meanings),
                None => of_line(line),
            };
            match named {
                Ok(names) => {
                    if names
                        .iter()
                        .any(|name| matches!(name, Named::Domain(domain) if is_mail_provider(domain)))
                    {
                        read.problem(number, line, LineFault::Provider);
                    }
                    read.lines.push(BarLine { line: number, text: shown(line), names });
                }
                Err(fault) => read.problem(number, line, fault),
            }
        }
        read
    }

    fn problem(&mut self, line: u32, text: &str, fault: LineFault) {
        self.problems.push(LineProblem { line, text: shown(text), fault });
    }
}

/// A line that names one thing, as a person would write it: `None` where nothing of it can be compared.
pub fn bar_line(text: &str) -> Option<BarLine> {
    of_line(text.trim()).ok().map(|names| BarLine { line: 1, text: shown(text.trim()), names })
}

fn shown(line: &str) -> String {
    line.chars().take(MOST_CHARS).collect()
}

/// The cells of a line; quotes hold delimiters together.
fn cells(line: &str, delimiter: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(cell) = cells.last_mut() else { break };
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if is_quoted || cell.trim().is_empty() => is_quoted = !is_quoted,
            c if c == delimiter && !is_quoted => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

/// The meanings of a header line, where the line is one: it names a column that can be compared, and nobody.
fn header(line: &str) -> Option<(char, Vec<Option<StdField>>)> {
    if line.contains('@') {
        return None;
    }
    [',', ';', '\t', '|'].into_iter().find_map(|delimiter| {
        let cells = cells(line, delimiter);
        // "Company" alone on the first line is a header; "Acme, Inc." is none
        let meanings: Vec<Option<StdField>> = cells.iter().map(|cell| meaning(cell)).collect();
        meanings.iter().any(Option::is_some).then_some((delimiter, meanings))
    })
}

/// What a header of a do-not-contact list means, where it can be compared.
fn meaning(header: &str) -> Option<StdField> {
    use StdField::{Company, CompanyPhone, DirectPhone, Email, MobilePhone, Website};
    match normal_header(header).as_str() {
        "domain" | "domains" => Some(Website),
        "number" | "phone number" => Some(DirectPhone),
        "address" | "addresses" | "emails" => Some(Email),
        _ => read::header_meaning(header).filter(|field| {
            [Email, Website, Company, DirectPhone, MobilePhone, CompanyPhone].contains(field)
        }),
    }
}

/// What a row under a header names: the narrowest, so that one person's "no" does not bar the company.
fn of_row(cells: &[String], meanings: &[Option<StdField>]) -> Result<Vec<Named>, LineFault> {
    let (mut names, mut domains, mut companies, mut fault) = (Vec::new(), Vec::new(), Vec::new(), None);
    for (cell, meaning) in cells.iter().zip(meanings).filter(|(cell, _)| !cell.is_empty()) {
        match meaning {
            Some(StdField::Email) => match addresses(cell) {
                found if !found.is_empty() => names.extend(found.into_iter().map(Named::Address)),
                // a column of addresses may hold "@acme.example"
                _ => match domain(cell) {
                    Some(domain) => domains.push(Named::Domain(domain)),
                    None => fault = Some(LineFault::NotAnAddress),
                },
            },
            Some(StdField::Website) => match domain(cell) {
                Some(domain) => domains.push(Named::Domain(domain)),
                None => fault = fault.or(Some(LineFault::Nothing)),
            },
            Some(StdField::Company) => companies.extend(company(cell)),
            Some(_) => match phone(cell) {
                Some(phone) => names.push(Named::Phone(phone)),
                None => fault = fault.or(Some(LineFault::NoNumber)),
            },
            None => {}
        }
    }
    let found = [names, domains, companies].into_iter().find(|found| !found.is_empty());
    match (found, fault) {
        (Some(found), _) => Ok(found),
        (None, Some(fault)) => Err(fault),
        (None, None) => Err(LineFault::Nothing),
    }
}

/// What a line without a header names.
fn of_line(line: &str) -> Result<Vec<Named>, LineFault> {
    if let Some((word, rest)) =
        line.split_once(':').map(|(word, rest)| (word.trim().to_lowercase(), rest.trim()))
    {
        let said = match word.as_str() {
            "company" => Some(company(rest).ok_or(LineFault::Nothing)),
            "domain" => Some(domain(rest).map(Named::Domain).ok_or(LineFault::Nothing)),
            "phone" | "number" | "tel" => Some(phone(rest).map(Named::Phone).ok_or(LineFault::NoNumber)),
            "email" | "address" => {
                return Some(addresses(rest))
                    .filter(|found| !found.is_empty())
                    .map(|found| found.into_iter().map(Named::Address).collect())
                    .ok_or(LineFault::NotAnAddress);
            }
            _ => None,
        };
        if let Some(said) = said {
            return said.map(|named| vec![named]);
        }
    }
    let found = addresses(line);
    if !found.is_empty() {
        return Ok(found.into_iter().map(Named::Address).collect());
    }
    // what stands behind the first cell is a note
    let first = [';', '\t', '|', ',']
        .into_iter()
        .map(|delimiter| cells(line, delimiter))
        .find(|cells| cells.len() > 1)
        .and_then(|cells| cells.into_iter().next())
        .unwrap_or_else(|| line.trim_matches('"').to_owned());
    if is_page(&first) {
        return Err(LineFault::Page);
    }
    if let Some(domain) = domain(&first) {
        return Ok(vec![Named::Domain(domain)]);
    }
    let lower = first.to_lowercase();
    if ["@", "(at)", "[at]"].iter().any(|at| lower.contains(at)) {
        return Err(LineFault::NotAnAddress);
    }
    if let Some(phone) = phone(&first) {
        return Ok(vec![Named::Phone(phone)]);
    }
    if values::is_damaged_phone(&first) || !first.chars().any(char::is_alphabetic) {
        return Err(if first.chars().any(|c| c.is_ascii_digit()) {
            LineFault::NoNumber
        } else {
            LineFault::Nothing
        });
    }
    // "Acme, Inc." is one name
    company(line.trim_matches('"')).map(|company| vec![company]).ok_or(LineFault::Nothing)
}

/// All addresses of a text, in lower case.
fn addresses(text: &str) -> Vec<String> {
    if !text.contains('@') {
        return Vec::new();
    }
    let parts = text.split(|c: char| c.is_whitespace() || ",;|<>\"'()".contains(c));
    parts
        .filter(|part| !part.starts_with("*@"))
        .filter_map(|part| values::email(part.trim_end_matches('.')))
        .map(str::to_lowercase)
        .collect()
}

/// `acme.example` in `@acme.example`, `*.acme.example`, `https://www.acme.example/about`.
fn domain(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let rest = lower.trim_start_matches("*@").trim_start_matches('@').trim_start_matches("*.");
    let rest = rest.split_once("://").map_or(rest, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    // a top-level domain is letters: "v1.2" and "1.234" are none
    let has_name =
        host.rsplit('.').next().is_some_and(|top| top.len() > 1 && top.chars().all(char::is_alphabetic));
    (has_name && values::is_domain(host)).then(|| host.to_owned())
}

fn is_page(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["linkedin.com/", "xing.com/", "facebook.com/", "twitter.com/", "x.com/"].iter().any(|host| {
        lower.split_once(host).is_some_and(|(before, _)| before.ends_with(['/', '.']) || before.is_empty())
    })
}

fn company(text: &str) -> Option<Named> {
    let name = company_name(text, "");
    (!name.is_empty()).then_some(Named::Company(name))
}

/// The digits of a number, after `+` where its country code is written (`+` or `00`); `None` for what is no number.
fn phone(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches("tel:");
    let lower = text.to_lowercase();
    // an extension is no part of who is called
    let number = ["ext", "x", "durchwahl"]
        .iter()
        .fold(lower.as_str(), |rest, word| rest.split(word).next().unwrap_or_default());
    if !number.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+()-–./\u{a0}".contains(c))
        || values::written_day(number.trim()).is_some()
    {
        return None;
    }
    let number = number.replace("(0)", "");
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_international = number.trim_start().starts_with('+') || digits.starts_with("00");
    let digits = digits.trim_start_matches('0');
    if !(LEAST_DIGITS..=15).contains(&digits.len()) {
        return None;
    }
    Some(if is_international { format!("+{digits}") } else { digits.to_owned() })
}

/// Whether two numbers may be one: where a country code is missing, the shorter is the end of the longer.
fn same_phone(a: &str, b: &str) -> bool {
    match (a.strip_prefix('+'), b.strip_prefix('+')) {
        (Some(a), Some(b)) => a == b,
        (a_with, b_with) => {
            let (a, b) = (a_with.unwrap_or(a), b_with.unwrap_or(b));
            a.ends_with(b) || b.ends_with(a)
        }
    }
}

/// Lines that name contacts of a list, each by all its addresses, else by its numbers; who has neither cannot be named.
pub fn lines_naming(columns: &Columns, rows: impl Iterator<Item = usize>) -> Vec<BarLine> {
    let looked_at = LookedAt::of(columns);
    let texts = |of: &[&Column], row: usize| {
        of.iter().filter_map(|column| column.text(row)).map(|text| text.into_owned()).collect::<Vec<_>>()
    };
    let named = |row: usize| {
        let mails = texts(&looked_at.emails, row).join("; ");
        let names: Vec<Named> = addresses(&mails).into_iter().map(Named::Address).collect();
        if !names.is_empty() {
            return (names, mails);
        }
        let numbers = texts(&looked_at.phones, row);
        let names = numbers.iter().filter_map(|number| phone(number)).map(Named::Phone).collect();
        (names, numbers.join("; "))
    };
    let lines = rows.map(named).filter(|(names, _)| !names.is_empty());
    (1..).zip(lines).map(|(line, (names, text))| BarLine { line, text: shown(&text), names }).collect()
}

/// Where a line stands: the list and the line in it, both from 0.
type Line = (u32, u32);

/// All do-not-contact lists of a browser (or those that a call of the module gives), ready to be compared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DoNotContact {
    lists: Vec<BarList>,
    /// Address, domain or company to the place of its line.
    by_name: BTreeMap<Named, Line>,
    /// The last digits of a number to whole numbers and the places of their lines.
    by_digits: BTreeMap<String, Vec<(String, Line)>>,
}

impl DoNotContact {
    /// Those lists. A name that stands in several is held by the first.
    pub fn new(lists: Vec<BarList>) -> DoNotContact {
        let mut all = DoNotContact::default();
        for (list, lines) in (0..).zip(lists.iter().map(|list| &list.lines)) {
            for (line, names) in (0..).zip(lines.iter().map(|line| &line.names)) {
                for name in names {
                    if let Named::Phone(number) = name {
                        let numbers = all.by_digits.entry(end_of(number).to_owned()).or_default();
                        numbers.push((number.clone(), (list, line)));
                    } else {
                        all.by_name.entry(name.clone()).or_insert((list, line));
                    }
                }
            }
        }
        all.lists = lists;
        all
    }

    /// The lists.
    pub fn lists(&self) -> &[BarList] {
        &self.lists
    }

    /// Lines in all.
    pub fn len(&self) -> usize {
        self.lists.iter().map(|list| list.lines.len()).sum()
    }

    /// Whether no line names anybody.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty() && self.by_digits.is_empty()
    }

    /// Names what is held back and by nothing else: the same lines in another order, list or writing have the same digest.
    pub fn digest(&self) -> String {
        let mut names: Vec<Named> = self.by_name.keys().cloned().collect();
        names.extend(self.by_digits.values().flatten().map(|(number, _)| Named::Phone(number.clone())));
        crate::lean::order::sort(&mut names);
        names.dedup();
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325; // FNV-1a
        for name in &names {
            let (Named::Address(text) | Named::Domain(text) | Named::Company(text) | Named::Phone(text)) =
                name;
            for byte in name.label().bytes().chain([b' ']).chain(text.bytes()).chain([b'\n']) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        format!("{hash:016x}")
    }

    /// Whom of a list they hold back, and by which line.
    pub fn hold(&self, columns: &Columns) -> HeldBy {
        if self.is_empty() {
            return HeldBy::default();
        }
        let looked_at = LookedAt::of(columns);
        let mut numbers: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut held = HeldBy { of_row: vec![0; columns.len()], ..HeldBy::default() };
        for (row, of_row) in held.of_row.iter_mut().enumerate() {
            let Some(place) = self.place(&looked_at, row) else { continue };
            *of_row = *numbers.entry(place).or_insert_with(|| {
                held.lines.push(place);
                held.words.push(self.words(place));
                held.lines.len() as u32
            });
        }
        held
    }

    fn words(&self, (list, line): (u32, u32)) -> String {
        let list = self.lists.get(list as usize);
        match list.and_then(|list| Some((list, list.lines.get(line as usize)?))) {
            Some((list, line)) => format!("{}, line {}: {}", list.name, line.line, line.text),
            None => String::new(),
        }
    }

    /// The place of the line that holds a row: address, number, domain, company, in this order.
    fn place(&self, looked_at: &LookedAt, row: usize) -> Option<(u32, u32)> {
        let mails: Vec<String> = looked_at
            .emails
            .iter()
            .filter_map(|column| column.text(row))
            .flat_map(|text| addresses(&text))
            .collect();
        let by_address =
            mails.iter().find_map(|mail| self.by_name.get(&Named::Address(mail.clone())).copied());
        if let Some(place) = by_address.or_else(|| self.by_phone(looked_at, row)) {
            return Some(place);
        }
        let site = looked_at.website.and_then(|column| domain(column.str(row)?));
        let domains = mails
            .iter()
            .filter_map(|mail| mail.rsplit_once('@'))
            .map(|(_, domain)| domain.to_owned())
            .chain(site);
        let by_domain = domains.into_iter().find_map(|domain| self.by_domain(&domain));
        by_domain.or_else(|| {
            let name = looked_at.company?.str(row)?;
            let country = looked_at.country.and_then(|column| column.str(row)).unwrap_or_default();
            // a line knows no country: a form that only the contact's country has goes too
            ["", country]
                .into_iter()
                .find_map(|country| self.by_name.get(&Named::Company(company_name(name, country))).copied())
        })
    }

    fn by_phone(&self, looked_at: &LookedAt, row: usize) -> Option<(u32, u32)> {
        if self.by_digits.is_empty() {
            return None;
        }
        let numbers = looked_at.phones.iter().filter_map(|column| column.text(row));
        numbers.into_iter().find_map(|text| {
            // a cell may hold several
            text.split([';', ',', '|', '\n']).filter_map(phone).find_map(|number| {
                let known = self.by_digits.get(end_of(&number))?;
                known.iter().find(|(other, _)| same_phone(&number, other)).map(|(_, place)| *place)
            })
        })
    }

    /// A line for the domain, or for one it lies below.
    fn by_domain(&self, domain: &str) -> Option<(u32, u32)> {
        let mut rest = domain;
        loop {
            if let Some(place) = self.by_name.get(&Named::Domain(rest.to_owned())) {
                return Some(*place);
            }
            rest = rest.split_once('.').map(|(_, rest)| rest).filter(|rest| rest.contains('.'))?;
        }
    }
}

/// The last digits, which two writings of one number share.
fn end_of(number: &str) -> &str {
    number.get(number.len().saturating_sub(LEAST_DIGITS)..).unwrap_or(number)
}

/// The columns that lines are compared with.
struct LookedAt<'a> {
    emails: Vec<&'a Column>,
    phones: Vec<&'a Column>,
    website: Option<&'a Column>,
    company: Option<&'a Column>,
    country: Option<&'a Column>,
}

impl<'a> LookedAt<'a> {
    fn of(columns: &'a Columns) -> LookedAt<'a> {
        // a second address or number may stand in a column of its own
        let also = |words: &'static [&'static str]| {
            columns.columns().iter().filter(move |column| {
                matches!(column.field(), Field::Custom(name) if words.iter().any(|word| name.contains(word)))
            })
        };
        let std = |fields: &'static [StdField]| fields.iter().filter_map(|field| columns.std(*field));
        LookedAt {
            emails: std(&[StdField::Email]).chain(also(&["mail"])).collect(),
            phones: std(&[StdField::MobilePhone, StdField::DirectPhone, StdField::CompanyPhone])
                .chain(also(&["phone", "mobil", "telefon", "tel."]))
                .collect(),
            website: columns.std(StdField::Website),
            company: columns.std(StdField::Company),
            country: columns.std(StdField::Country),
        }
    }
}

/// Whom of a list the do-not-contact lists hold back.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HeldBy {
    /// By row: 0, or the number of a line in `words`, from 1. Empty where nothing was compared.
    of_row: Vec<u32>,
    /// Place of the line: list, line.
    lines: Vec<(u32, u32)>,
    words: Vec<String>,
}

impl HeldBy {
    /// The line that holds a row, in words: `Suppressed, line 3: acme.example`.
    pub fn line(&self, row: usize) -> Option<&str> {
        let number = *self.of_row.get(row)?;
        self.words.get((number as usize).checked_sub(1)?).map(String::as_str)
    }

    /// Rows that are held back.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.of_row.iter().enumerate().filter(|(_, number)| **number > 0).map(|(row, _)| row)
    }

    /// How many contacts each line holds back, by the line's place: number of the list, number of the line, from 0.
    pub fn counts(&self) -> BTreeMap<(u32, u32), u32> {
        let mut counts = BTreeMap::new();
        for number in self.of_row.iter().filter(|number| **number > 0) {
            if let Some(place) = self.lines.get(*number as usize - 1) {
                *counts.entry(*place).or_insert(0) += 1;
            }
        }
        counts
    }
}

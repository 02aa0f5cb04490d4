//! From gathered texts to a typed list under a mapping: duplicates, cleaning, types, the report. Knows no bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;

use super::evidence::{LOOK, can_be};
use super::headers;
use super::merge::{self, Group, Known, MergeRule, Merged, MergedBy, Merges};
use super::report::{ColumnReport, Guess, ProblemKind, Problems, ZoneGuess};
use super::sniff::Taken;
use super::turns::{self, at_once};
use super::{How, Imported, Layout, Mapped, Mapping, Meaning, Raw, Report};
use crate::audience::addresses;
use crate::audience::columns::{Column, Columns, Data, Remade, Strings, TextBuilder, Written, normal_header};
use crate::audience::consent::{Cells, Consents, Looked, Speaker, Verdict, look_at, stage_basis};
use crate::audience::convert::{Ways, cleaned, code, is_cleaned, kind_of, typed, weighted};
use crate::audience::doubles::{Double, Doubles, SharedPhone, Stay};
use crate::audience::names::{self, NameOrder};
use crate::audience::noted::Noted;
use crate::audience::numbers::{self, DecimalSign, is_damaged_size};
use crate::audience::places::country_code;
use crate::audience::values::{self, DateOrder, DateStyle};
use crate::audience::zones;
use crate::calendar::Zone;
use crate::lean::order;
use crate::model::{Basis, Field, FieldKind, StdField};

/// Contacts at one phone that are asked about: more are a switchboard's.
const MOST_AT_PHONE: usize = 6;
/// Questions about phones that are kept.
const MOST_ASKED: usize = 1_000;
/// Distinct values are counted up to here.
const MOST_DISTINCT: u32 = 10_000;

/// The chosen rows of a gathered column, as cells that may speak about consent.
struct Picked<'a> {
    raw: &'a TextBuilder,
    rows: &'a [u32],
}

/// What is known of each column, and of the addresses: its field, its order of day and month, what was seen in it.
type Seen<'a> = (&'a [Option<Field>], &'a [Order], &'a [Looked], &'a Option<Addresses>);

impl Cells for Picked<'_> {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, row: usize) -> Cow<'_, str> {
        Cow::Borrowed(self.raw.get(self.rows[row] as usize))
    }

    fn words(&self) -> Option<Vec<&str>> {
        self.raw.dictionary().map(|(words, _)| words.iter().collect())
    }

    fn word(&self, row: usize) -> usize {
        self.raw.dictionary().map_or(0, |(_, codes)| code(codes, self.rows[row]))
    }
}

impl Raw {
    /// The list under `mapping`; contacts are numbered from `first_number` in the file's order. What was gathered stays, to be imported
    /// again under another mapping.
    pub fn import(&self, mapping: &Mapping, first_number: u32) -> Imported {
        self.clone().into_list(mapping, first_number)
    }

    /// The same, out of what was gathered: texts that are kept as they are move.
    pub fn into_list(self, mapping: &Mapping, first_number: u32) -> Imported {
        at_once(self.into_list_in_turns::<Infallible>(mapping, first_number, &mut turns::none))
    }

    /// The same with a turn for others every few milliseconds.
    ///
    /// # Errors
    /// That of a turn, at once.
    pub async fn into_list_in_turns<E>(
        mut self,
        mapping: &Mapping,
        first_number: u32,
        turn: &mut impl AsyncFnMut() -> Result<(), E>,
    ) -> Result<Imported, E> {
        let Made { mut columns, mut report, rows, mut problems, own } =
            self.made(mapping, first_number, turn).await?;
        for (place, index) in own {
            columns.columns[place].data = Data::Text(self.columns[index].take_texts());
        }
        self.note_nameless(&columns, &rows, &mut problems);
        columns.noted = self.noted(&problems, &rows, &columns);
        report.problems = problems.into_list();
        Ok(Imported { columns, report })
    }

    async fn made<E>(
        &self,
        mapping: &Mapping,
        first_number: u32,
        turn: &mut impl AsyncFnMut() -> Result<(), E>,
    ) -> Result<Made, E> {
        let (fields, refused) = self.fields(mapping);
        turn().await?;
        let orders = self.orders(mapping, &fields, turn).await?;
        let kinds = self.kinds(mapping, &fields, turn).await?;
        let signs = self.signs(mapping, &fields, &kinds, turn).await?;
        let mut problems = self.problems.clone();
        let looked = self.looked(mapping, &fields, &orders);
        turn().await?;
        let addresses = self.addresses(&fields, turn).await?;
        let Merging { rows, taken, merges, mut doubles, alike, stays } = self
            .merged((mapping, first_number), (&fields, &orders, &looked, &addresses), &mut problems, turn)
            .await?;
        let is_fine = addresses.map(|addresses| addresses.is_fine);
        let mut own = Vec::new();
        let mut report = Report {
            rows_in_file: self.rows.len() as u32,
            rows_kept: rows.len() as u32,
            ..Report::default()
        };
        let countries = fields.iter().position(|field| *field == Some(Field::Std(StdField::Country)));
        let (mut columns, mut lines, mut derived) = (Vec::new(), Vec::new(), Vec::new());
        // where each column of the file stands among those of the merged rows
        let mut places = vec![None; fields.len()];
        let numbers: Vec<u32> = (0..rows.len() as u32).map(|row| first_number.saturating_add(row)).collect();
        for (index, field) in fields.iter().enumerate() {
            let raw = &self.columns[index];
            let mapped = mapping.columns.get(index);
            let rows = with_taken(&rows, &taken[index]);
            let in_order = if taken[index].is_empty() {
                Cow::Borrowed(rows.as_ref())
            } else {
                let mut in_order = rows.to_vec();
                in_order.sort_unstable();
                Cow::Owned(in_order)
            };
            let mut line = ColumnReport {
                header: self.headers[index].clone(),
                field: field.clone(),
                how: mapped.map_or(How::NotKnown, |mapped| mapped.how),
                kind: kinds[index],
                filled: 0,
                distinct: 0,
                samples: samples(raw, &rows),
                asks_date_order: false,
                asks_decimal_sign: false,
                guesses: Vec::new(),
                consent: None,
                zones: Vec::new(),
            };
            if refused[index] {
                line.how = How::NotByContent;
            }
            if line.how == How::NotByContent {
                line.guesses.push(Guess::NotByContent);
            }
            let speaker = match &looked[index] {
                Looked::Speaks(speaker) => Some(speaker),
                Looked::Silent => None,
                Looked::Suspect(suspect) => {
                    report.suspects.push(suspect.clone());
                    self.note_suspect(&mut problems, index, &rows);
                    None
                }
            };
            if let Some(speaker) = speaker {
                let (said, told) = speaker.read(&self.headers[index], &Picked { raw, rows: &rows });
                turn().await?;
                if told.asked().next().is_some() {
                    let is_asked = by_word(raw, |text| speaker.says(text).asked);
                    for row in in_order.iter().filter(|row| is_asked(**row)) {
                        self.note(&mut problems, ProblemKind::UnknownConsent, index, *row);
                    }
                }
                lines.extend(said);
                line.consent = Some(told);
            }
            if let Some(field) = field {
                let more = self.gap_fillers(index, field, mapping, &fields);
                let clean = match speaker.filter(|_| is_answer(field)) {
                    Some(speaker) => Cow::Owned(answers(raw, speaker)),
                    None => {
                        let by = (more.as_slice(), countries, is_fine.as_deref());
                        self.clean(index, (field, mapped), &in_order, by, &mut problems, turn).await?
                    }
                };
                turn().await?;
                if *field == Field::Std(StdField::TimeZone) {
                    line.zones = self.zone_guesses((index, mapped), &rows, countries);
                    if !line.zones.is_empty() {
                        line.guesses.push(Guess::ZonesByCountry);
                    }
                }
                if *field == Field::Std(StdField::Country) {
                    report.country_spellings =
                        (raw.distinct(&rows, MOST_DISTINCT), clean.distinct(&rows, MOST_DISTINCT));
                }
                let (kind, order, sign) = (kinds[index], orders[index], signs[index]);
                let mut ways = self.ways(index, field, raw);
                (ways.order, ways.number.sign) = (order.order, sign.sign);
                if !alike.is_empty() {
                    let (data, _) = typed(&clean, kind, ways, &alike, turn).await?;
                    let written = Written::beside(&data, raw, &alike);
                    places[index] = Some(doubles.columns.len() as u32);
                    let header = self.headers[index].clone();
                    doubles.columns.push(Column { header, field: field.clone(), data, written });
                }
                line.distinct = clean.distinct(&rows, MOST_DISTINCT);
                let is_column = kind == FieldKind::Text && clean.is_column(&rows, ways.nothing());
                // its texts are looked at where they lie until all columns are made
                let (data, bad) = match is_column {
                    true => (Data::Text(Strings::default()), Vec::new()),
                    false => typed(&clean, kind, ways, &rows, turn).await?,
                };
                // "yes" in a column of days on which people opted out is no day, and yet understood
                let is_bad = speaker
                    .filter(|_| !bad.is_empty())
                    .map(|speaker| by_word(raw, |text| speaker.says(text).asked));
                for row in bad.into_iter().filter(|row| is_bad.as_ref().is_none_or(|is_bad| is_bad(*row))) {
                    let problem = match kind {
                        FieldKind::Date => ProblemKind::BadDate,
                        FieldKind::Number if is_damaged_size(raw.get(row as usize)) => {
                            ProblemKind::DamagedSize
                        }
                        FieldKind::Number => ProblemKind::BadNumber,
                        _ => ProblemKind::BadYesNo,
                    };
                    self.note(&mut problems, problem, index, row);
                }
                match kind {
                    FieldKind::Date => {
                        line.asks_date_order = order.is_open;
                        line.guesses.extend(order.guess);
                        if order.is_mixed {
                            let mixed = |row: &&u32| order.contradicts(clean.get(**row as usize));
                            for row in in_order.iter().filter(mixed) {
                                self.note(&mut problems, ProblemKind::MixedDates, index, *row);
                            }
                        }
                    }
                    FieldKind::Number => {
                        line.asks_decimal_sign = sign.is_open;
                        line.guesses.extend(sign.guess);
                        if ways.is_size && raw.any(|text| text.contains(['-', '–', '+'])) {
                            line.guesses.push(Guess::LowerEnd);
                        }
                    }
                    _ => {}
                }
                if !more.is_empty() {
                    line.guesses.push(Guess::GapsFilled);
                }
                let header = self.headers[index].clone();
                if let Some(others) = self.others(index, field, &rows) {
                    line.guesses.push(Guess::FirstOfSeveral);
                    derived.push((header.clone(), "others", Field::Custom(normal_header(&header)), others));
                }
                if *field == Field::Std(StdField::FullName) {
                    let order = mapped.and_then(|mapped| mapped.name_order);
                    for (name, data) in self.split_names(index, &fields, order, &rows, turn).await? {
                        if !line.guesses.contains(&Guess::NamesSplit) {
                            line.guesses.push(Guess::NamesSplit);
                        }
                        derived.push((header.clone(), name.name(), Field::Std(name), data));
                    }
                }
                turn().await?;
                let is_raw = matches!(clean, Cow::Borrowed(_));
                let (data, written) = match clean {
                    Cow::Borrowed(_) if is_column => {
                        own.push((columns.len(), index));
                        line.filled = raw.texts().filled() as u32;
                        (data, Written::AsPrinted)
                    }
                    Cow::Owned(clean) if is_column => {
                        let data = Data::Text(clean.into_texts());
                        let written = Written::beside(&data, raw, &rows);
                        (data, written)
                    }
                    _ if is_raw
                        && kind == FieldKind::Text
                        && !ways.nothing().is_some_and(|word| raw.has(word)) =>
                    {
                        (data, Written::AsPrinted)
                    }
                    _ => {
                        let written = Written::beside(&data, raw, &rows);
                        (data, written)
                    }
                };
                let column = Column { header, field: field.clone(), data, written };
                line.filled = line.filled.max(column.filled());
                columns.push(column);
            }
            report.columns.push(line);
            turn().await?;
        }
        // what was made of other columns stands behind them
        let mut given = Taken::default();
        columns.iter().for_each(|column: &Column| _ = given.take(&column.field));
        for (header, what, field, data) in derived {
            let field = match field {
                Field::Std(_) if given.take(&field) => field,
                _ => given.custom(&format!("{header} {what}")),
            };
            let header = format!("{header} ({what})");
            columns.push(Column { header, field, data, written: Written::AsPrinted });
        }
        report.merges = merges.clone();
        let consents = Consents::of_lines(lines, report.suspects.clone());
        doubles.stays = stays
            .into_iter()
            .filter_map(|(index, stay)| Some(Stay { column: places[index]?, ..stay }))
            .collect();
        let columns = Columns { numbers, columns, consents, merges, doubles, ..Columns::default() };
        Ok(Made { columns, report, rows, problems, own })
    }

    /// What is noted about contacts: of each problem the contacts whose rows have it.
    fn noted(&self, problems: &Problems, rows: &[u32], columns: &Columns) -> Vec<Noted> {
        // rows that went into others
        let mut gone: BTreeMap<u32, u32> = BTreeMap::new();
        for record in &columns.merges.records {
            gone.extend(record.others.iter().map(|row| (*row, record.contact)));
        }
        let contact = |sheet_row: &u32| {
            let row = self.rows.binary_search(sheet_row).ok()? as u32;
            let kept = rows.binary_search(&row).ok().map(|place| columns.numbers[place]);
            kept.or_else(|| gone.get(sheet_row).copied())
        };
        let noted = problems.about_contacts().map(|(kind, header, rows)| {
            let mut contacts: Vec<u32> = rows.iter().filter_map(contact).collect();
            order::sort(&mut contacts);
            contacts.dedup();
            Noted { kind, header: header.map(str::to_owned), contacts }
        });
        noted.filter(|noted| !noted.contacts.is_empty()).collect()
    }

    /// Names those who have an address and no first name to greet them by, in a list that has names.
    fn note_nameless(&self, columns: &Columns, rows: &[u32], problems: &mut Problems) {
        let (Some(first), Some(email)) = (columns.std(StdField::FirstName), columns.std(StdField::Email))
        else {
            return;
        };
        for row in (0..columns.len()).filter(|row| first.str(*row).is_none()) {
            if let Some(address) = email.str(row) {
                problems.add(ProblemKind::NoFirstName, None, self.rows[rows[row] as usize], address);
            }
        }
    }

    /// What each column says about consent; one that is left out says nothing.
    fn looked(&self, mapping: &Mapping, fields: &[Option<Field>], orders: &[Order]) -> Vec<Looked> {
        let all: Vec<u32> = (0..self.rows.len() as u32).collect();
        let look = |index: usize| {
            let choice = mapping.columns.get(index).and_then(|mapped| mapped.consent.as_ref());
            let cells = Picked { raw: &self.columns[index], rows: &all };
            let looked = look_at(&self.headers[index], &cells, choice, orders[index].order);
            match (&fields[index], looked) {
                // who leaves a column out has looked at it
                (None, Looked::Suspect(_)) => Looked::Silent,
                (_, looked) => looked,
            }
        };
        (0..self.columns.len()).map(look).collect()
    }

    fn note_suspect(&self, problems: &mut Problems, index: usize, rows: &[u32]) {
        for row in rows.iter().filter(|row| !self.columns[index].get(**row as usize).is_empty()) {
            self.note(problems, ProblemKind::MaybeNo, index, *row);
        }
    }

    /// What each column is kept as, no two as the same, `None` where it is left out; and whose header is known but names what the values
    /// cannot be.
    fn fields(&self, mapping: &Mapping) -> (Vec<Option<Field>>, Vec<bool>) {
        let mut taken = Taken::default();
        let mut refused = vec![false; self.headers.len()];
        let fields = self
            .headers
            .iter()
            .enumerate()
            .map(|(index, header)| match mapping.columns.get(index) {
                Some(Mapped { meaning: Meaning::Ignore, .. }) => None,
                Some(Mapped { meaning: Meaning::Field(field), how, .. }) => {
                    if let (Field::Std(std), How::ByName) = (field, how) {
                        let is_weak =
                            headers::meaning(Layout::Plain, header).is_some_and(|meant| meant.is_weak);
                        let values = self.different(index);
                        refused[index] = !can_be(*std, is_weak, self.style(index, field), &values);
                    }
                    let is_kept = !refused[index] && taken.take(field);
                    Some(if is_kept { field.clone() } else { taken.custom(header) })
                }
                None => Some(taken.custom(header)),
            })
            .collect();
        (fields, refused)
    }

    /// The first different filled values of a column.
    fn different(&self, index: usize) -> Vec<&str> {
        let raw = &self.columns[index];
        let mut values: Vec<&str> = match raw.dictionary() {
            Some((words, _)) => words.iter().take(LOOK + 1).collect(),
            None => (0..raw.len().min(LOOK)).map(|row| raw.get(row)).collect(),
        };
        values.retain(|value| !value.is_empty() && !values::is_null(value));
        values
    }

    /// What its header says of a column's days.
    fn style(&self, index: usize, field: &Field) -> DateStyle {
        let header = &self.headers[index];
        let is_day = matches!(field, Field::Std(std) if std.kind() == FieldKind::Date);
        DateStyle {
            is_anniversary: headers::comes_every_year(header),
            has_numbers: is_day || headers::is_dated(header),
        }
    }

    fn ways(&self, index: usize, field: &Field, raw: &TextBuilder) -> Ways {
        use StdField::{FirstName, FullName, LastName};
        let is_name = matches!(field, Field::Std(FirstName | LastName | FullName));
        let is_other = |text: &str| !text.is_empty() && !values::is_null(text);
        Ways {
            style: self.style(index, field),
            // beside other names, Null is a name
            keeps_null: is_name && raw.any(is_other),
            ..Ways::of(field)
        }
    }

    /// The type of each column: the field's own, as a person said, or as its values show.
    async fn kinds<E>(
        &self,
        mapping: &Mapping,
        fields: &[Option<Field>],
        turn: &mut impl AsyncFnMut() -> Result<(), E>,
    ) -> Result<Vec<FieldKind>, E> {
        let mut kinds = Vec::with_capacity(fields.len());
        for (index, field) in fields.iter().enumerate() {
            let chosen = || mapping.columns.get(index).and_then(|mapped| mapped.kind);
            kinds.push(match field {
                Some(Field::Std(std)) => std.kind(),
                Some(custom) => {
                    chosen().unwrap_or_else(|| kind_of(&self.columns[index], self.style(index, custom)))
                }
                None => FieldKind::Text,
            });
            turn().await?;
        }
        Ok(kinds)
    }

    /// One look at each address.
    async fn addresses<E>(
        &self,
        fields: &[Option<Field>],
        turn: &mut impl AsyncFnMut() -> Result<(), E>,
    ) -> Result<Option<Addresses>, E> {
        let Some(index) = fields.iter().position(|field| *field == Some(Field::Std(StdField::Email))) else {
            return Ok(None);
        };
        let (raw, rows) = (&self.columns[index], self.rows.len());
        let (mut hashes, mut is_fine) = (Vec::with_capacity(rows), vec![0; rows.div_ceil(64)]);
        for row in 0..rows {
            if row % turns::ROWS == 0 {
                turn().await?;
            }
            let (text, bytes) = raw.look(row);
            let (hash, fine) = match addresses::look(text, bytes) {
                Some(plain) => (Some(plain.hash), !plain.may_be_desk || !values::is_role_address(text)),
                None => (values::email(text).map(|text| addresses::hash(&text.to_lowercase())), false),
            };
            hashes.push(hash.and_then(std::num::NonZeroU64::new));
            is_fine[row / 64] |= u64::from(fine) << (row % 64);
        }
        Ok(Some(Addresses { hashes, is_fine }))
    }

    /// How each column's dates are read: as a person said, as the column proves, as another column of the file proves.
    async fn orders<E>(
        &self,
        mapping: &Mapping,
        fields: &[Option<Field>],
        turn: &mut impl AsyncFnMut() -> Result<(), E>,
    ) -> Result<Vec<Order>, E> {
        let mut evidence: Vec<Evidence> = Vec::with_capacity(fields.len());
        for (index, field) in fields.iter().enumerate() {
            evidence.push(match field {
                Some(Field::Std(std)) if std.kind() != FieldKind::Date => Evidence::default(),
                Some(field) => Evidence::of(&self.columns[index], self.style(index, field)),
                None => Evidence::default(),
            });
            turn().await?;
        }
        let file = evidence.iter().fold(Evidence::default(), |sum, one| sum.and(one)).order();
        let orders = (0..evidence.len())
            .map(|index| {
                let said = mapping.columns.get(index).and_then(|mapped: &Mapped| mapped.date_order);
                let one = evidence[index];
                let found = said.or_else(|| one.order()).or(file);
                let guess = match (said, one.order()) {
                    (None, Some(DateOrder::DayFirst)) => Some(Guess::DayFirst),
                    (None, Some(DateOrder::MonthFirst)) => Some(Guess::MonthFirst),
                    (None, None) if file.is_some() && one.open > 0 => Some(Guess::DaysAsElsewhere),
                    _ => None,
                };
                Order {
                    order: found.unwrap_or(DateOrder::DayFirst),
                    is_open: said.is_none()
                        && one.open > 0
                        && (found.is_none() || (one.is_mixed() && one.order().is_none())),
                    is_mixed: one.is_mixed(),
                    style: fields[index].as_ref().map(|field| self.style(index, field)).unwrap_or_default(),
                    guess,
                }
            })
            .collect();
        Ok(orders)
    }

    /// How each column's numbers are read, likewise.
    async fn signs<E>(
        &self,
        mapping: &Mapping,
        fields: &[Option<Field>],
        kinds: &[FieldKind],
        turn: &mut impl AsyncFnMut() -> Result<(), E>,
    ) -> Result<Vec<Sign>, E> {
        let mut evidence: Vec<numbers::Evidence> = Vec::with_capacity(fields.len());
        for (index, field) in fields.iter().enumerate() {
            let mut one = numbers::Evidence::default();
            if let (FieldKind::Number, Some(field)) = (kinds[index], field) {
                let is_whole = Ways::of(field).number.is_whole;
                weighted(&self.columns[index], |text, rows| one.add(text, rows, is_whole));
            }
            evidence.push(one);
            turn().await?;
        }
        let file = evidence.iter().fold(numbers::Evidence::default(), |sum, one| sum.and(*one)).sign();
        let signs = (0..evidence.len())
            .map(|index| {
                let said = mapping.columns.get(index).and_then(|mapped| mapped.decimal_sign);
                let one = evidence[index];
                let guess = match (said, one.sign()) {
                    (None, Some(DecimalSign::Comma)) => Some(Guess::DecimalComma),
                    (None, None) if file.is_some() && one.is_open() => Some(Guess::DecimalsAsElsewhere),
                    _ => None,
                };
                let sign = said.or_else(|| one.sign()).or(file);
                Sign { sign, is_open: sign.is_none() && one.is_open(), guess }
            })
            .collect();
        Ok(signs)
    }

    /// Further columns of the same field, in the file's order: their values stand in where the chosen column has none.
    fn gap_fillers(
        &self,
        index: usize,
        field: &Field,
        mapping: &Mapping,
        fields: &[Option<Field>],
    ) -> Vec<usize> {
        let Field::Std(std @ (StdField::Email | StdField::DirectPhone)) = field else { return Vec::new() };
        let is_one = |other: &usize| {
            let by_hand = mapping.columns.get(*other).is_none_or(|mapped| mapped.how == How::ByHand);
            *other != index
                && !by_hand
                && matches!(fields[*other], Some(Field::Custom(_)))
                && headers::meaning(Layout::Plain, &self.headers[*other])
                    .is_some_and(|meant| meant.field == *std)
                && can_be(*std, true, DateStyle::default(), &self.different(*other))
        };
        (0..self.headers.len()).filter(is_one).collect()
    }

    /// The further values of cells that hold several; `None` where none does.
    fn others(&self, index: usize, field: &Field, rows: &[u32]) -> Option<Data> {
        let Field::Std(std) = field else { return None };
        let several: fn(&str) -> Vec<&str> = match std {
            StdField::Email => values::emails,
            StdField::MobilePhone | StdField::DirectPhone | StdField::CompanyPhone => values::phones,
            _ => return None,
        };
        let raw = &self.columns[index];
        const PARTS: &[u8] = b";,/|\n\r:";
        if !raw.has_sign(PARTS) {
            return None;
        }
        let may = |text: &str| text.bytes().any(|byte| PARTS.contains(&byte));
        let mut others = TextBuilder::default();
        let mut any = false;
        for row in rows {
            let text = raw.get(*row as usize);
            if may(text)
                && let [_, rest @ ..] = several(text).as_slice()
                && !rest.is_empty()
            {
                any = true;
                others.push(&rest.join(";"));
            } else {
                others.push("");
            }
        }
        let all: Vec<u32> = (0..rows.len() as u32).collect();
        any.then(|| at_once(typed(&others, FieldKind::List, Ways::of(field), &all, &mut turns::none)).0)
    }

    /// First and last names out of a column of full ones, where the file has no columns of them.
    async fn split_names<E>(
        &self,
        index: usize,
        fields: &[Option<Field>],
        order: Option<NameOrder>,
        rows: &[u32],
        turn: &mut impl AsyncFnMut() -> Result<(), E>,
    ) -> Result<Vec<(StdField, Data)>, E> {
        let has = |name| fields.contains(&Some(Field::Std(name)));
        let wanted =
            [(StdField::FirstName, has(StdField::FirstName)), (StdField::LastName, has(StdField::LastName))];
        let mut builders = [TextBuilder::default(), TextBuilder::default()];
        if wanted.iter().all(|(_, has)| *has) {
            return Ok(Vec::new());
        }
        for rows in rows.chunks(turns::ROWS) {
            for row in rows {
                let (first, last) = names::split(self.columns[index].get(*row as usize), order);
                builders[0].push(&first);
                builders[1].push(&last);
            }
            turn().await?;
        }
        let made = wanted.into_iter().zip(builders).filter(|((_, has), _)| !has);
        Ok(made.map(|((name, _), texts)| (name, texts.finish())).collect())
    }

    /// Which rows stay, and which of their cells come from other rows of the same contact (G9).
    async fn merged<E>(
        &self,
        (mapping, first_number): (&Mapping, u32),
        (fields, orders, looked, addresses): Seen<'_>,
        problems: &mut Problems,
        turn: &mut impl AsyncFnMut() -> Result<(), E>,
    ) -> Result<Merging, E> {
        let place = |std| fields.iter().position(|field| *field == Some(Field::Std(std)));
        let named = Named {
            raw: self,
            id: place(StdField::ContactId),
            email: place(StdField::Email),
            more_emails: place(StdField::Email)
                .map(|index| self.gap_fillers(index, &Field::Std(StdField::Email), mapping, fields))
                .unwrap_or_default(),
            page: place(StdField::LinkedIn),
            names: [place(StdField::FirstName), place(StdField::LastName)],
            full_name: place(StdField::FullName),
            hashes: addresses.as_ref().map_or(&[], |addresses| addresses.hashes.as_slice()),
        };
        let all = self.rows.len() as u32;
        let alike = merge::alike(all, &named, turn).await?;
        let note = |problems: &mut Problems, kind, column: Option<usize>, row: u32, sample: &str| {
            let column = column.map(|column| (column, self.headers[column].as_str()));
            problems.add(kind, column, self.rows[row as usize], sample);
        };
        for row in &alike.shared_id {
            note(problems, ProblemKind::SharedId, named.id, *row, named.id(*row));
        }
        for row in &alike.shared_address {
            let address = named.address(*row).unwrap_or_default();
            note(problems, ProblemKind::SharedAddress, named.email, *row, address);
        }
        let dates: Vec<usize> =
            [StdField::LastActivity, StdField::LastContacted].into_iter().filter_map(place).collect();
        let newest = |row: u32| {
            dates.iter().find_map(|index| {
                values::written_day(self.columns[*index].get(row as usize))?.day(orders[*index].order)
            })
        };
        let mut merging = Merging {
            rows: Vec::new(),
            taken: vec![BTreeMap::new(); fields.len()],
            merges: Merges::default(),
            doubles: Doubles { rule: mapping.merge, ..Doubles::default() },
            alike: Vec::new(),
            stays: Vec::new(),
        };
        let mut gone: BTreeMap<u32, (MergedBy, u32)> = BTreeMap::new();
        let mut winners: Vec<(u32, &Group)> = Vec::new();
        for (nth, group) in alike.groups.iter().enumerate() {
            if nth % 1024 == 0 {
                turn().await?;
            }
            let mut winner = group.rows[0];
            if mapping.merge == MergeRule::Newest {
                for row in &group.rows {
                    if newest(*row) > newest(winner) {
                        winner = *row;
                    }
                }
            }
            gone.extend(
                group.rows.iter().filter(|row| **row != winner).map(|row| (*row, (group.by, winner))),
            );
            winners.push((winner, group));
        }
        for (row, (by, winner)) in &gone {
            let kept = format!("row {} kept", self.rows[*winner as usize]);
            let (kind, column, what) = match by {
                MergedBy::Id => (ProblemKind::SameId, named.id, named.id(*row).to_owned()),
                MergedBy::Address => {
                    let address = named.address(*row).unwrap_or_default().to_lowercase();
                    (ProblemKind::SameAddress, named.email, address)
                }
                MergedBy::Page | MergedBy::Phone => {
                    (ProblemKind::SamePage, named.page, named.page(*row).unwrap_or_default().into_owned())
                }
            };
            note(problems, kind, column, *row, &format!("{what}: {kept}"));
        }
        merging.rows = (0..all).filter(|row| !gone.contains_key(row)).collect();
        order::sort_by_number(&mut winners, |(winner, _)| u128::from(*winner));
        for (nth, (winner, group)) in winners.into_iter().enumerate() {
            if nth % 1024 == 0 {
                turn().await?;
            }
            let place = merging.rows.partition_point(|row| *row < winner) as u32;
            let mut record = Merged {
                contact: first_number.saturating_add(place),
                by: group.by,
                kept: self.rows[winner as usize],
                others: group
                    .rows
                    .iter()
                    .filter(|row| **row != winner)
                    .map(|row| self.rows[*row as usize])
                    .collect(),
                taken: Vec::new(),
            };
            let keeps = merging.merges.records.len() < Merges::MOST;
            for (index, field) in fields.iter().enumerate() {
                let speaker = match &looked[index] {
                    Looked::Speaks(speaker) => Some(speaker),
                    _ => None,
                };
                let (from, stays) =
                    self.cell_from(index, field.as_ref(), (speaker, orders[index]), winner, &group.rows);
                if keeps
                    && stays
                    && let Some(at) = group.rows.iter().position(|row| *row == from)
                {
                    let is_consent = speaker.is_some() || is_day_of_no(field.as_ref());
                    let group = merging.doubles.groups.len() as u32;
                    merging.stays.push((index, Stay { group, column: 0, at: at as u32, is_consent }));
                }
                if from != winner {
                    merging.taken[index].insert(place, from);
                    record.taken.push((self.headers[index].clone(), self.rows[from as usize]));
                }
            }
            merging.merges.contacts += 1;
            merging.merges.rows += group.rows.len() as u32 - 1;
            if keeps {
                merging.doubles.groups.push(Double {
                    contact: record.contact,
                    by: record.by,
                    rows: group.rows.iter().map(|row| self.rows[*row as usize]).collect(),
                    first: merging.alike.len() as u32,
                });
                merging.alike.extend(&group.rows);
                merging.merges.records.push(record);
            }
        }
        merging.doubles.questions =
            self.shared_phones(fields, (&merging.rows, first_number), problems, turn).await?;
        Ok(merging)
    }

    /// From which of a contact's rows the cell comes: a no from any row, the gravest first; an earlier day of opting out,
    /// "customer" and "in a sequence" from any; else the winner's, and where that is empty, the first other.
    /// Second: whether it would stay so whichever row wins.
    fn cell_from(
        &self,
        index: usize,
        field: Option<&Field>,
        (speaker, order): (Option<&Speaker>, Order),
        winner: u32,
        rows: &[u32],
    ) -> (u32, bool) {
        let text = |row: u32| self.columns[index].get(row as usize);
        if let Some(speaker) = speaker {
            let strongest = rows
                .iter()
                .filter_map(|row| Some((speaker.says(text(*row)).rank()?, *row != winner, *row)))
                .min();
            if let Some((_, _, row)) = strongest {
                return (row, true);
            }
        }
        let std = if let Some(Field::Std(std)) = field { Some(*std) } else { None };
        let first = |test: &dyn Fn(u32) -> bool| {
            std::iter::once(winner).chain(rows.iter().copied()).find(|row| test(*row))
        };
        let must_stay = match std {
            Some(StdField::InSequence) => first(&|row| values::yes_no(text(row)) == Some(true)),
            Some(StdField::Stage) => first(&|row| stage_basis(text(row)) == Some(Basis::ExistingCustomer)),
            Some(StdField::UnsubscribedOn | StdField::BouncedOn) => {
                let day = |row: u32| values::written_day(text(row))?.day(order.order);
                rows.iter()
                    .filter_map(|row| Some((day(*row)?, *row != winner, *row)))
                    .min()
                    .map(|(.., row)| row)
            }
            _ => None,
        };
        let is_filled = |row: u32| match std {
            Some(StdField::Email) => values::email(text(row)).is_some(),
            _ => !text(row).is_empty(),
        };
        match must_stay {
            Some(row) => (row, true),
            None => (first(&is_filled).unwrap_or(winner), false),
        }
    }

    /// Different people with one mobile or direct number: asked about, never joined.
    async fn shared_phones<E>(
        &self,
        fields: &[Option<Field>],
        (rows, first_number): (&[u32], u32),
        problems: &mut Problems,
        turn: &mut impl AsyncFnMut() -> Result<(), E>,
    ) -> Result<Vec<SharedPhone>, E> {
        let mut questions: Vec<SharedPhone> = Vec::new();
        for std in [StdField::MobilePhone, StdField::DirectPhone] {
            let Some(index) = fields.iter().position(|field| *field == Some(Field::Std(std))) else {
                continue;
            };
            let raw = &self.columns[index];
            let digits = |row: u32| raw.get(row as usize).bytes().filter(u8::is_ascii_digit);
            let hash = |row: u32| {
                let (count, hash) = digits(row).fold((0, 0), |(count, hash), digit| {
                    (count + 1, u64::wrapping_add(hash, u64::from(digit)).wrapping_mul(0x9e37_79b9_7f4a_7c15))
                });
                (count >= 7).then_some(hash)
            };
            let mut shared: Vec<u32> = Vec::new();
            let hashes = merge::repeated(rows.iter().copied(), hash, turn).await?;
            for alike in hashes.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
                let is_same = |row: &u32| digits(*row).eq(digits(alike[0].1));
                let same: Vec<u32> = alike.iter().map(|(_, row)| *row).filter(is_same).collect();
                shared.extend(&same[1..]);
                let of = |row: &u32| {
                    let place = rows.partition_point(|other| other < row) as u32;
                    first_number.saturating_add(place)
                };
                let contacts: Vec<u32> = same.iter().map(of).collect();
                let is_known = questions.iter().any(|question| question.contacts == contacts);
                // who is many at one number is a switchboard
                if same.len() > 1 && same.len() <= MOST_AT_PHONE && !is_known && questions.len() < MOST_ASKED
                {
                    questions.push(SharedPhone {
                        phone: raw.get(same[0] as usize).to_owned(),
                        contacts,
                        rows: same.iter().map(|row| self.rows[*row as usize]).collect(),
                        answer: None,
                    });
                }
            }
            order::sort_by_number(&mut shared, |row| u128::from(*row));
            for row in shared {
                self.note(problems, ProblemKind::SharedPhone, index, row);
            }
        }
        order::sort_by(&mut questions, |a, b| a.contacts.cmp(&b.contacts));
        Ok(questions)
    }

    /// The column with addresses, numbers, countries and zones put in order, its gaps filled from other columns.
    async fn clean<E>(
        &self,
        index: usize,
        (field, mapped): (&Field, Option<&Mapped>),
        rows: &[u32],
        (more, countries, is_fine): (&[usize], Option<usize>, Option<&[u64]>),
        problems: &mut Problems,
        turn: &mut impl AsyncFnMut() -> Result<(), E>,
    ) -> Result<Cow<'_, TextBuilder>, E> {
        let raw = &self.columns[index];
        let Field::Std(std) = field else { return Ok(Cow::Borrowed(raw)) };
        if !is_cleaned(*std) {
            return Ok(Cow::Borrowed(raw));
        }
        // a distinct text is looked at once
        let known: Option<Vec<_>> =
            raw.dictionary().map(|(words, _)| words.iter().map(|word| cleaned(*std, word)).collect());
        if let Some(known) = known.as_ref().filter(|_| more.is_empty() && *std != StdField::TimeZone) {
            return Ok(self.reworded(index, rows, known, problems));
        }
        let is_fine = is_fine.filter(|_| *std == StdField::Email);
        let is_fine = |row: usize| {
            is_fine.and_then(|fine| fine.get(row / 64)).is_some_and(|fine| fine >> (row % 64) & 1 == 1)
        };
        let codes = raw.dictionary().map(|(_, codes)| codes);
        let (mut clean, mut kept) = (Remade::of(raw), rows.iter().copied().peekable());
        let stand_in = |row| {
            let mut texts = more.iter().map(|other| cleaned(*std, self.columns[*other].get(row)).0);
            texts.find(|text| !text.is_empty())
        };
        for row in 0..self.rows.len() {
            if row % turns::ROWS == 0 {
                turn().await?;
            }
            let is_kept = kept.next_if_eq(&(row as u32)).is_some();
            if is_fine(row) {
                clean.keep(row + 1);
                continue;
            }
            let fresh;
            let (text, problem) = match (&known, codes) {
                (Some(known), Some(codes)) => &known[code(codes, row as u32)],
                _ => {
                    fresh = cleaned(*std, raw.get(row));
                    &fresh
                }
            };
            // a name with a slash is one already
            let said = mapped.and_then(|mapped| mapped.zone_said(raw.get(row)));
            if let Some(zone) = said.filter(|_| *std == StdField::TimeZone) {
                clean.push(zone.name());
                continue;
            }
            if *std == StdField::TimeZone
                && !text.contains('/')
                && let Some(zone) = self.zone_by_country(raw.get(row), countries, row)
            {
                clean.push(zone.name());
            } else if let Some(text) = text.is_empty().then(|| stand_in(row)).flatten() {
                clean.push(&text);
            } else {
                clean.push(text);
            }
            if is_kept && let Some(problem) = problem {
                self.note(problems, *problem, index, row as u32);
            }
        }
        Ok(clean.finish())
    }

    /// A column with each of its words put in order.
    fn reworded(
        &self,
        index: usize,
        rows: &[u32],
        known: &[(Cow<str>, Option<ProblemKind>)],
        problems: &mut Problems,
    ) -> Cow<'_, TextBuilder> {
        let raw = &self.columns[index];
        let Some((words, codes)) = raw.dictionary() else { return Cow::Borrowed(raw) };
        if known.iter().any(|(_, problem)| problem.is_some()) {
            for row in rows {
                if let (_, Some(problem)) = &known[code(codes, *row)] {
                    self.note(problems, *problem, index, *row);
                }
            }
        }
        if words.iter().zip(known).all(|(word, (text, _))| word == text) {
            return Cow::Borrowed(raw);
        }
        let texts: Vec<&str> = known.iter().map(|(text, _)| text.as_ref()).collect();
        raw.reworded(&texts).map_or(Cow::Borrowed(raw), Cow::Owned)
    }

    /// What abbreviations of several zones in a column were read as.
    fn zone_guesses(
        &self,
        (index, mapped): (usize, Option<&Mapped>),
        rows: &[u32],
        countries: Option<usize>,
    ) -> Vec<ZoneGuess> {
        let mut guesses: BTreeMap<String, (ZoneGuess, BTreeMap<&str, u32>)> = BTreeMap::new();
        let mut known: BTreeMap<&str, bool> = BTreeMap::new();
        for row in rows {
            let text = self.columns[index].get(*row as usize);
            let is_asked = *known.entry(text).or_insert_with(|| {
                matches!(zones::zone_named(text), Some(zones::Named::Usual(_)))
                    && mapped.and_then(|mapped| mapped.zone_said(text)).is_none()
            });
            if !is_asked {
                continue;
            }
            let Some(zone) = self.zone_by_country(text, countries, *row as usize) else { continue };
            let guess = guesses.entry(text.trim().to_lowercase()).or_insert_with(|| {
                let could_be = zones::meanings(text).into_iter().map(str::to_owned).collect();
                (ZoneGuess { text: text.to_owned(), read_as: Vec::new(), could_be }, BTreeMap::new())
            });
            *guess.1.entry(zone.name()).or_default() += 1;
        }
        let told = |(mut guess, zones): (ZoneGuess, BTreeMap<&str, u32>)| {
            guess.read_as = zones.into_iter().map(|(zone, n)| (zone.to_owned(), n)).collect();
            order::sort_by(&mut guess.read_as, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            guess
        };
        guesses.into_values().map(told).collect()
    }

    /// The zone of a text that the contact's country makes clear: an abbreviation, or an offset without summer time.
    fn zone_by_country(&self, text: &str, countries: Option<usize>, row: usize) -> Option<Zone> {
        match zones::zone_named(text)? {
            zones::Named::Zone(_) => None,
            zones::Named::Usual(_) | zones::Named::Offset(..) => {
                let country = countries.and_then(|index| country_code(self.columns[index].get(row)));
                zones::zone_in(text, country)
            }
        }
    }

    fn note(&self, problems: &mut Problems, kind: ProblemKind, index: usize, row: u32) {
        let sample = self.columns[index].get(row as usize);
        problems.add(kind, Some((index, &self.headers[index])), self.rows[row as usize], sample);
    }
}

/// A list all but its last touch.
struct Made {
    columns: Columns,
    report: Report,
    /// The rows it is made of.
    rows: Vec<u32>,
    problems: Problems,
    /// Which of its columns (by place) are the texts of which gathered column; they have not moved yet.
    own: Vec<(usize, usize)>,
}

/// What one look at the addresses of a list has told.
struct Addresses {
    /// A number for each row's first valid address, the same for the same address in any case.
    hashes: Vec<Option<std::num::NonZeroU64>>,
    /// Rows (a bit each) whose cell is an address with nothing around it, and of a person: it stays as it is.
    is_fine: Vec<u64>,
}

/// What merging made of the rows.
struct Merging {
    /// The rows that stay, in the file's order.
    rows: Vec<u32>,
    /// Per column, which contacts (by place among `rows`) have their cell from another row, and that row.
    taken: Vec<BTreeMap<u32, u32>>,
    merges: Merges,
    doubles: Doubles,
    /// All rows of the contacts in `doubles`, group after group.
    alike: Vec<u32>,
    /// Cells that stay whichever row wins, by column of the file.
    stays: Vec<(usize, Stay)>,
}

/// The rows a column's cells come from.
fn with_taken<'a>(rows: &'a [u32], taken: &BTreeMap<u32, u32>) -> Cow<'a, [u32]> {
    if taken.is_empty() {
        return Cow::Borrowed(rows);
    }
    let mut rows = rows.to_vec();
    for (place, row) in taken {
        rows[*place as usize] = *row;
    }
    Cow::Owned(rows)
}

/// The columns by which people are told apart.
struct Named<'a> {
    raw: &'a Raw,
    id: Option<usize>,
    email: Option<usize>,
    /// Further columns of addresses, which stand in where the first has none.
    more_emails: Vec<usize>,
    page: Option<usize>,
    names: [Option<usize>; 2],
    full_name: Option<usize>,
    /// A number for each row's address.
    hashes: &'a [Option<std::num::NonZeroU64>],
}

impl Named<'_> {
    fn text(&self, column: Option<usize>, row: u32) -> &str {
        column.map_or("", |column| self.raw.columns[column].get(row as usize))
    }
}

impl Known for Named<'_> {
    fn id(&self, row: u32) -> &str {
        self.text(self.id, row)
    }

    fn address(&self, row: u32) -> Option<&str> {
        let columns = self.email.into_iter().chain(self.more_emails.iter().copied());
        columns.into_iter().find_map(|column| values::email(self.text(Some(column), row)))
    }

    fn address_hash(&self, row: u32) -> Option<u64> {
        let first = self.hashes.get(row as usize).copied().flatten().map(u64::from);
        first.or_else(|| {
            let mut more = self.more_emails.iter();
            let address = more.find_map(|column| values::email(self.text(Some(*column), row)))?;
            Some(addresses::hash(&address.to_lowercase()))
        })
    }

    fn page(&self, row: u32) -> Option<Cow<'_, str>> {
        merge::person_page(self.text(self.page, row))
    }

    fn has(&self, key: MergedBy) -> bool {
        match key {
            MergedBy::Id => self.id.is_some(),
            MergedBy::Address => self.email.is_some(),
            MergedBy::Page => self.page.is_some(),
            MergedBy::Phone => false,
        }
    }

    fn ids_rise(&self) -> bool {
        let mut before = "";
        (0..self.raw.rows.len() as u32).map(|row| self.id(row)).filter(|id| !id.is_empty()).all(|id| {
            let before = std::mem::replace(&mut before, id);
            (before.len(), before) < (id.len(), id)
        })
    }

    fn name(&self, row: u32) -> String {
        let parts = merge::folded_name(self.names.map(|column| self.text(column, row)));
        if parts.is_empty() { merge::folded_name([self.text(self.full_name, row), ""]) } else { parts }
    }
}

/// Whether a field is the day of a no, of which the earlier stays.
fn is_day_of_no(field: Option<&Field>) -> bool {
    matches!(field, Some(Field::Std(StdField::UnsubscribedOn | StdField::BouncedOn)))
}

/// Whether a field is yes or no about consent, so that its cells are what its words mean.
fn is_answer(field: &Field) -> bool {
    matches!(field, Field::Std(StdField::EmailOptOut | StdField::DoNotCall))
}

/// A column of answers about a no: yes where the cell says no, no where it says something else, empty where it says nothing.
fn answers(raw: &TextBuilder, speaker: &Speaker) -> TextBuilder {
    let answer = by_word(raw, |text| match speaker.says(text).verdict {
        Verdict::No(_) => "yes",
        Verdict::Unknown => "",
        _ if text.is_empty() => "",
        _ => "no",
    });
    let mut clean = TextBuilder::default();
    (0..raw.len() as u32).for_each(|row| clean.push(answer(row)));
    clean
}

/// What is said of each row's text; of a word of a dictionary it is said once.
fn by_word<T: Copy>(raw: &TextBuilder, says: impl Fn(&str) -> T) -> impl Fn(u32) -> T {
    let known: Option<(Vec<T>, _)> =
        raw.dictionary().map(|(words, codes)| (words.iter().map(&says).collect(), codes));
    move |row| match &known {
        Some((said, codes)) => said[code(codes, row)],
        None => says(raw.get(row as usize)),
    }
}

/// How a column's dates are read, and whether a person should say.
#[derive(Clone, Copy)]
struct Order {
    order: DateOrder,
    is_open: bool,
    is_mixed: bool,
    style: DateStyle,
    guess: Option<Guess>,
}

/// How a column's numbers are read, and whether a person should say.
#[derive(Clone, Copy)]
struct Sign {
    sign: Option<DecimalSign>,
    is_open: bool,
    guess: Option<Guess>,
}

impl Order {
    fn contradicts(self, text: &str) -> bool {
        let proved = values::styled_day(text, self.style).and_then(|written| written.proves());
        proved.is_some_and(|order| order != self.order)
    }
}

/// Values that prove an order, and such that could be either.
#[derive(Clone, Copy, Default)]
struct Evidence {
    day_first: u32,
    month_first: u32,
    open: u32,
}

impl Evidence {
    fn of(raw: &TextBuilder, style: DateStyle) -> Evidence {
        let mut evidence = Evidence::default();
        weighted(raw, |text, rows| {
            let Some(written) = values::styled_day(text, style) else { return };
            match written.proves() {
                Some(DateOrder::DayFirst) => evidence.day_first += rows,
                Some(DateOrder::MonthFirst) => evidence.month_first += rows,
                None => evidence.open += if written.is_open() { rows } else { 0 },
            }
        });
        evidence
    }

    fn is_mixed(&self) -> bool {
        self.day_first > 0 && self.month_first > 0
    }

    fn and(self, other: &Evidence) -> Evidence {
        Evidence {
            day_first: self.day_first + other.day_first,
            month_first: self.month_first + other.month_first,
            open: self.open + other.open,
        }
    }

    fn order(&self) -> Option<DateOrder> {
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => Some(DateOrder::DayFirst),
            std::cmp::Ordering::Less => Some(DateOrder::MonthFirst),
            std::cmp::Ordering::Equal => None,
        }
    }
}

fn samples(raw: &TextBuilder, rows: &[u32]) -> Vec<String> {
    let mut samples: Vec<&str> = Vec::new();
    for row in rows.iter().take(10_000) {
        let text = raw.get(*row as usize);
        if samples.len() < 3 && !text.is_empty() && !samples.contains(&text) {
            samples.push(text);
        }
    }
    samples.into_iter().map(|text| text.chars().take(80).collect()).collect()
}

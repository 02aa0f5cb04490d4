//! Contact lists: what an import makes of each file of tests/fixtures/csv, and what the columns imply about people.

use std::fs;
use std::path::{Path, PathBuf};

use cadenza::audience::{
    self, AudienceRecord, Columns, DateOrder, Encoding, Imported, MappingMemory, Meaning, People,
    ProblemKind, Raw, Reach, ReadError, ReadOptions, Reader, Refusal, Value, ZoneOrigin, sniff, sniff_as,
};
use cadenza::calendar::{Date, Zone};
use cadenza::model::{Field, FieldKind, StdField};
use proptest::prelude::*;
use serde_json::Value as Json;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn read(bytes: &[u8], options: &ReadOptions, chunk: usize) -> Result<Raw, ReadError> {
    let mut reader = Reader::new(options);
    for part in bytes.chunks(chunk.max(1)) {
        reader.feed(part)?;
    }
    reader.finish()
}

fn import(bytes: &[u8]) -> Imported {
    let sniffed = sniff(bytes).unwrap();
    read(bytes, &sniffed.options, 1 << 16).unwrap().import(&sniffed.mapping(), 1)
}

fn list(csv: &str) -> Columns {
    import(csv.as_bytes()).columns
}

fn problem(imported: &Imported, kind: ProblemKind) -> (u32, Vec<u32>) {
    let found: Vec<_> = imported.report.problems.iter().filter(|problem| problem.kind == kind).collect();
    (found.iter().map(|p| p.count).sum(), found.iter().flat_map(|p| p.rows.clone()).collect())
}

fn std(field: StdField) -> Field {
    Field::Std(field)
}

fn named(name: &str) -> StdField {
    *StdField::ALL.iter().find(|field| field.name() == name).unwrap()
}

fn kind_named(kind: &str) -> Vec<ProblemKind> {
    use ProblemKind::*;
    match kind {
        "not_an_address" => vec![NotAnEmail],
        "scientific_phone" => vec![DamagedPhone],
        "too_few_cells" | "too_many_cells" => vec![RaggedRow],
        "blank_row" => vec![NothingInRow],
        "duplicate_header" => vec![DuplicateHeader],
        "duplicate_address" => vec![SameAddress],
        "null_byte" => vec![NullByte],
        "unclosed_quote" => vec![UnclosedQuote],
        "mixed_dates" => vec![MixedDates],
        other => panic!("no problem is called {other}"),
    }
}

/// Everything that expected.json claims of one file and that does not hold.
fn complaints(name: &str, expected: &Json) -> Vec<String> {
    let bytes = fs::read(fixtures().join("csv").join(name)).unwrap();
    let sniffed = match (sniff(&bytes), expected["refused"].as_str()) {
        (Err(Refusal::Empty), Some("empty")) | (Err(Refusal::Binary(_)), Some("binary")) => {
            return Vec::new();
        }
        (Ok(sniffed), None) => sniffed,
        (other, wanted) => return vec![format!("{name}: refused {other:?}, wanted {wanted:?}")],
    };
    let mut bad = Vec::new();
    let mut same = |what: &str, is: String, wanted: String| {
        if is != wanted {
            bad.push(format!("{name}: {what} is {is}, wanted {wanted}"));
        }
    };
    let encoding = match sniffed.options.encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16Le => "utf-16le",
        Encoding::Utf16Be => "utf-16be",
        Encoding::Windows1252 => "windows-1252",
    };
    let wanted = expected["encoding"].as_str().unwrap();
    same("encoding", encoding.to_owned(), wanted.trim_end_matches(" with bom").to_owned());
    same(
        "header row",
        format!("{:?}", sniffed.options.header_row),
        format!("{:?}", expected["header_row"].as_u64()),
    );
    if expected["columns"].as_u64() > Some(1) {
        same(
            "delimiter",
            sniffed.options.delimiter.to_string(),
            expected["delimiter"].as_str().unwrap().to_owned(),
        );
    }
    let raw = read(&bytes, &sniffed.options, 7).unwrap();
    let imported = raw.import(&sniffed.mapping(), 1);
    let report = &imported.report;
    same("columns", report.columns.len().to_string(), expected["columns"].to_string());
    let (_, dropped) = problem(&imported, ProblemKind::SameAddress);
    let rows = report.rows_kept as usize + dropped.len();
    same("rows", rows.to_string(), expected["rows"].to_string());
    let place = |name: &str| match name.split_once('@') {
        Some((_, place)) => place.parse::<usize>().unwrap() - 1,
        None => report.columns.iter().position(|column| column.header == name).unwrap(),
    };
    for (header, field) in expected["meanings"].as_object().into_iter().flatten() {
        let is = &report.columns[place(header)].field;
        same(header, format!("{is:?}"), format!("{:?}", Some(std(named(field.as_str().unwrap())))));
    }
    for header in expected["custom"].as_array().into_iter().flatten() {
        let is = &report.columns[place(header.as_str().unwrap())].field;
        same(&header.to_string(), matches!(is, Some(Field::Custom(_))).to_string(), "true".to_owned());
    }
    let file_rows: Vec<u32> = raw.file_rows().iter().copied().filter(|row| !dropped.contains(row)).collect();
    for value in expected["values"].as_array().into_iter().flatten() {
        let row = file_rows.iter().position(|row| u64::from(*row) == value["row"].as_u64().unwrap());
        let column = report.columns[place(value["column"].as_str().unwrap())].field.clone().unwrap();
        let is = row.map(|row| imported.columns.value(row, &column).to_string());
        same(&value.to_string(), format!("{is:?}"), format!("{:?}", value["value"].as_str()));
    }
    if let Some(label) = expected["layout"].as_str() {
        same("layout", sniffed.layout.label().to_owned(), label.to_owned());
    }
    for (field, values) in expected["whole"].as_object().into_iter().flatten() {
        let field = std(named(field));
        let is: Vec<String> =
            (0..imported.columns.len()).map(|row| imported.columns.value(row, &field).to_string()).collect();
        let wanted: Vec<&str> = values.as_array().unwrap().iter().filter_map(Json::as_str).collect();
        same(&format!("{field:?}"), format!("{is:?}"), format!("{wanted:?}"));
    }
    if let (Some(whole), Some(types)) = (expected["whole"].as_object(), expected["types"].as_object()) {
        for column in imported.columns.columns() {
            let known = match column.field() {
                Field::Std(field) => whole.contains_key(field.name()),
                Field::Custom(_) => true,
            };
            same(&format!("{:?} is expected", column.field()), known.to_string(), "true".to_owned());
        }
        for (header, kind) in types {
            let line = &report.columns[place(header)];
            let is = serde_json::to_value(line.kind).unwrap();
            same(
                header,
                format!("{is} {:?}", matches!(line.field, Some(Field::Custom(_)))),
                format!("{kind} true"),
            );
        }
    }
    for wanted in expected["problems"].as_array().into_iter().flatten() {
        let kinds = kind_named(wanted["kind"].as_str().unwrap());
        let found = report.problems.iter().any(|problem| {
            kinds.contains(&problem.kind)
                && wanted["row"].as_u64().is_none_or(|row| problem.rows.contains(&(row as u32)))
                && wanted["column"].as_str().is_none_or(|column| problem.header.as_deref() == Some(column))
        });
        same(&format!("problem {wanted}"), found.to_string(), "true".to_owned());
    }
    let asked: Vec<&str> =
        report.columns.iter().filter(|c| c.asks_date_order).map(|column| column.header.as_str()).collect();
    let wanted: Vec<&str> =
        expected["ask"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    same("question", format!("{asked:?}"), format!("{wanted:?}"));
    bad
}

#[test]
fn every_layout_and_trap_of_the_field_is_read_as_its_fixture_says() {
    let text = fs::read_to_string(fixtures().join("csv/expected.json")).unwrap();
    let expected: Json = serde_json::from_str(&text).unwrap();
    let files = expected["files"].as_object().unwrap();
    assert!(files.len() > 40);
    let bad: Vec<String> = files.iter().flat_map(|(name, file)| complaints(name, file)).collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn the_demo_list_comes_in_as_its_facts_say() {
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("static/demo/contacts.csv")).unwrap();
    let facts: Json =
        serde_json::from_str(&fs::read_to_string(fixtures().join("demo-facts.json")).unwrap()).unwrap();
    let imported = import(&bytes);
    let rows = |name: &str, key: &str| -> Vec<u32> {
        facts[name].as_array().unwrap().iter().map(|fact| fact[key].as_u64().unwrap() as u32).collect()
    };
    assert_eq!(u64::from(imported.report.rows_in_file), facts["contacts"].as_u64().unwrap());
    assert_eq!(u64::from(imported.report.rows_kept), facts["people"].as_u64().unwrap());
    assert_eq!(problem(&imported, ProblemKind::NothingInRow).1, [252]);
    assert_eq!(problem(&imported, ProblemKind::NotAnEmail).1, rows("malformed_email", "row"));
    assert_eq!(problem(&imported, ProblemKind::RoleAddress).1, rows("role_email", "row"));
    assert_eq!(problem(&imported, ProblemKind::DamagedPhone).1, rows("excel_phone", "row"));
    assert_eq!(problem(&imported, ProblemKind::SameAddress).0, 9);
    let people = People::of(&imported.columns, Zone::UTC);
    assert_eq!(u64::from(people.accounts), facts["companies"].as_u64().unwrap());
    let mut owners = people.owners.clone();
    owners.sort();
    let mut wanted: Vec<&String> = facts["owners"].as_object().unwrap().keys().collect();
    wanted.sort();
    assert_eq!(owners.iter().collect::<Vec<_>>(), wanted);
    assert_eq!(people.reach.iter().filter(|reach| reach.has(Reach::OPTED_OUT)).count(), 17);
    let country = imported.columns.column(&std(StdField::Country)).unwrap();
    let codes = facts["countries"].as_object().unwrap();
    assert!(
        (0..imported.columns.len()).filter_map(|row| country.str(row)).all(|code| codes.contains_key(code))
    );
}

#[test]
fn of_two_rows_with_one_address_the_newer_activity_stays_and_numbers_follow_the_file() {
    let imported = import(
        b"Email,First Name,Last Activity Date\nann@a.example,Old,2026-01-02\nben@b.example,Ben,\nANN@A.example,New,2026-03-04\n",
    );
    let names: Vec<_> =
        (0..2).map(|row| imported.columns.value(row, &std(StdField::FirstName)).to_string()).collect();
    assert_eq!(names, ["Ben", "New"]);
    assert_eq!(imported.columns.numbers(), [1, 2]);
    assert_eq!(problem(&imported, ProblemKind::SameAddress), (1, vec![2]));
}

#[test]
fn custom_columns_take_the_narrowest_type_that_all_their_values_have() {
    let columns = list(
        "Email,Score A,Plan end,Pilot,Topics,Zip,Note\na@a.example,\"1,200\",2026-05-01 10:00,yes,x; y,01234,1\nb@b.example,-3.5,2026-06-01T10:00Z,no,z,10115,b\n",
    );
    let kind = |name: &str| columns.column(&Field::Custom(name.to_owned())).unwrap().kind();
    assert_eq!(kind("score a"), FieldKind::Number);
    assert_eq!(kind("plan end"), FieldKind::Date);
    assert_eq!(kind("pilot"), FieldKind::YesNo);
    assert_eq!(kind("topics"), FieldKind::List);
    assert_eq!(kind("zip"), FieldKind::Text, "a leading zero must not be lost");
    assert_eq!(kind("note"), FieldKind::Text);
    assert_eq!(columns.value(0, &Field::Custom("score a".to_owned())), Value::Number(1200.0));
}

#[test]
fn a_person_may_say_what_a_column_means_and_which_way_round_its_dates_are() {
    let bytes = b"Email,Ref,When\na@a.example,17,03/05/2024\nb@b.example,18,04/06/2024\n";
    let sniffed = sniff(bytes).unwrap();
    let raw = read(bytes, &sniffed.options, 5).unwrap();
    let mut mapping = sniffed.mapping();
    let key = mapping.key();
    mapping.set(1, Meaning::Field(std(StdField::ContactId)));
    mapping.set(2, Meaning::Field(std(StdField::LastContacted)));
    assert!(raw.import(&mapping, 1).report.columns[2].asks_date_order);
    mapping.columns[2].date_order = Some(DateOrder::MonthFirst);
    assert_eq!(mapping.key(), key, "the key names the header row, not the answers");
    let imported = raw.import(&mapping, 100);
    assert!(!imported.report.columns[2].asks_date_order);
    assert_eq!(
        imported.columns.value(0, &std(StdField::LastContacted)),
        Value::Date(Date::new(2024, 3, 5).unwrap())
    );
    assert_eq!(imported.columns.value(1, &std(StdField::ContactId)), Value::Text("18"));
    assert_eq!(imported.columns.numbers(), [100, 101]);
    mapping.set(2, Meaning::Ignore);
    assert_eq!(raw.import(&mapping, 1).columns.columns().len(), 2);
}

#[test]
fn a_zone_is_the_columns_else_the_states_else_the_countrys_else_the_phones_else_the_offsets_else_assumed() {
    let columns = list(
        "Email,Time Zone,State,Country,Phone,GMTOFF,DSTOFF\n\
         a@x.example,america_slash_chicago,NY,US,,,\n\
         b@x.example,,Oregon,USA,+49 30 1,,\n\
         c@x.example,,,Deutschland,+33 1,,\n\
         d@x.example,,,US,+49 30 1234567,,\n\
         e@x.example,Mars,,,,-6,-5\n\
         f@x.example,,,US,,,\n\
         g@x.example,EST,,,,,\n\
         h@x.example,,WA,AU,,,\n\
         i@x.example,,GA,,,,\n",
    );
    let people = People::of(&columns, Zone::UTC);
    let found: Vec<(&str, ZoneOrigin)> =
        people.zone.iter().map(|zone| zone.name()).zip(people.zone_origin.iter().copied()).collect();
    assert_eq!(
        found,
        [
            ("America/Chicago", ZoneOrigin::Column),
            ("America/Los_Angeles", ZoneOrigin::State),
            ("Europe/Berlin", ZoneOrigin::Country),
            ("Europe/Berlin", ZoneOrigin::Phone),
            ("America/Chicago", ZoneOrigin::Offset),
            ("UTC", ZoneOrigin::Assumed),
            ("America/New_York", ZoneOrigin::Column),
            ("Australia/Perth", ZoneOrigin::State),
            ("UTC", ZoneOrigin::Assumed),
        ]
    );
}

#[test]
fn an_account_is_a_domain_that_is_not_freemail_else_a_company_name_with_its_country() {
    let columns = list(
        "Email,Website,Company,Country\n\
         z@gmail.com,,\"Acme, Ltd.\",DE\n\
         a@acme.example,,Acme,DE\n\
         b@gmail.com,https://www.acme.example/x,,\n\
         c@gmail.com,,Halden GmbH,DE\n\
         d@gmx.de,,\"HALDEN, GmbH & Co. KG\",DE\n\
         e@gmail.com,,Halden Inc.,US\n\
         f@gmail.com,,,\n\
         g@gmail.com,,,\n",
    );
    let people = People::of(&columns, Zone::UTC);
    assert_eq!(people.account, [0, 0, 0, 1, 1, 2, 3, 4]);
    assert_eq!(people.accounts, 5);
}

#[test]
fn opt_outs_bounces_and_calls_refused_close_their_channel_alone() {
    let columns = list(
        "Email,Email Status,Phone,Mobile,Unsubscribed,Do Not Call,EmailBouncedDate,Linkedin Url\n\
         a@x.example,verified,+49 1,,no,no,,https://linkedin.com/in/a\n\
         b@x.example,,+49 1,+49 2,yes,no,,\n\
         c@x.example,,,,no,no,2026-01-01,\n\
         d@x.example,Invalid,+49 1,,no,yes,,\n\
         nonsense,,,,no,no,,\n",
    );
    let people = People::of(&columns, Zone::UTC);
    let reach = |test: fn(Reach) -> bool| people.reach.iter().map(|reach| test(*reach)).collect::<Vec<_>>();
    assert_eq!(reach(Reach::email), [true, false, false, false, false]);
    assert_eq!(reach(Reach::phone), [true, true, false, false, false]);
    assert_eq!(reach(Reach::mobile), [false, true, false, false, false]);
    assert_eq!(reach(Reach::linkedin), [true, false, false, false, false]);
}

#[test]
fn a_quote_that_is_never_closed_stops_at_its_row_instead_of_swallowing_the_file() {
    let mut text = String::from("Email,Note\na@a.example,\"never closed\n");
    for n in 0..20_000 {
        text.push_str(&format!("p{n}@a.example,note\n"));
    }
    let sniffed = sniff(text.as_bytes()).unwrap();
    let error = read(text.as_bytes(), &sniffed.options, 4096).unwrap_err();
    assert_eq!(error, ReadError::FieldTooLong { row: 2, column: 2 });
}

#[test]
fn more_than_two_thousand_columns_are_refused() {
    let text = format!("{}\n", vec!["x"; 2001].join(","));
    let options = ReadOptions { encoding: Encoding::Utf8, delimiter: ',', header_row: Some(1) };
    assert_eq!(read(text.as_bytes(), &options, 64).unwrap_err(), ReadError::TooManyColumns { row: 1 });
    let text = format!("{}\n", vec!["x"; 2000].join(","));
    assert!(read(text.as_bytes(), &options, 64).is_ok());
}

/// The quickest of three runs: what else the machine does only ever makes a run longer.
fn seconds(mut work: impl FnMut()) -> f64 {
    let run = |work: &mut dyn FnMut()| {
        let began = std::time::Instant::now();
        work();
        began.elapsed().as_secs_f64()
    };
    (0..3).map(|_| run(&mut work)).fold(f64::INFINITY, f64::min)
}

#[test]
fn short_rows_under_a_wide_header_are_refused_before_they_fill_the_memory() {
    let header: Vec<String> = (0..2000).map(|n| format!("h{n}")).collect();
    let text = format!("{}\n{}", header.join(","), "x\n".repeat(25_000));
    let options = ReadOptions { encoding: Encoding::Utf8, delimiter: ',', header_row: Some(1) };
    let error = read(text.as_bytes(), &options, 1 << 16).unwrap_err();
    let ReadError::RowsTooShort { row, columns: 2000 } = error else { panic!("{error}") };
    assert!((10_000..10_020).contains(&row), "refused at row {row}");
    assert!(error.to_string().contains("the header has 2000 columns"), "{error}");
    // a wide list whose rows are as wide comes in
    let text = format!("{}\n{}", header.join(","), format!("{}\n", vec!["x"; 2000].join(",")).repeat(50));
    assert_eq!(read(text.as_bytes(), &options, 1 << 16).unwrap().rows(), 50);
}

#[test]
fn a_column_without_values_costs_nothing_until_one_is_there() {
    let mut text = String::from("Email,A,B\n");
    (0..5000).for_each(|n| text.push_str(&format!("p{n}@a.example,,\n")));
    text.push_str("last@a.example,,there\nend@a.example,,\n");
    let imported = import(text.as_bytes());
    let b = |row| imported.columns.value(row, &Field::Custom("b".to_owned()));
    assert_eq!((b(0), b(5000), b(5001)), (Value::Empty, Value::Text("there"), Value::Empty));
    assert_eq!(imported.columns.column(&Field::Custom("a".to_owned())).unwrap().len(), 5002);
    assert_eq!(imported.report.columns[2].filled, 1);
}

#[test]
fn the_work_for_headers_grows_with_their_number_not_with_its_square() {
    let time = |header: &str, n: usize| {
        let text = format!("{}\n{}\n", vec![header; n].join(","), vec!["x"; n].join(","));
        seconds(|| {
            let options = ReadOptions { encoding: Encoding::Utf8, delimiter: ',', header_row: Some(1) };
            let sniffed = sniff_as(text.as_bytes(), &options).unwrap();
            let raw = read(text.as_bytes(), &options, 1 << 16).unwrap();
            assert_eq!(raw.import(&sniffed.mapping(), 1).columns.columns().len(), n);
        })
    };
    // equal ones once took 5 s, long ones 10 to 21 s
    for header in ["equal", &"a long header ".repeat(10)] {
        let (few, many) = (time(header, 100), time(header, 800));
        assert!(many < 24.0 * few + 1.0, "{}: {few} s for 100, {many} s for 800", &header[..5]);
    }
}

#[test]
fn a_windows_1252_byte_far_into_a_utf8_file_is_read_as_what_it_was() {
    let mut bytes = b"Name,Email\nZo\xc3\xab,z@z.example\n".to_vec();
    for n in 0..5000 {
        bytes.extend_from_slice(format!("Ann,a{n}@a.example\n").as_bytes());
    }
    bytes.extend_from_slice(b"J\xfcrgen,j@j.example\n");
    let imported = import(&bytes);
    let last = imported.columns.len() - 1;
    assert_eq!(imported.columns.value(last, &std(StdField::FullName)), Value::Text("Jürgen"));
    assert_eq!(problem(&imported, ProblemKind::OddByte).0, 1);
}

#[test]
fn a_large_list_goes_to_chunks_and_comes_back() {
    let mut text = String::from("Record ID,Email,Country,Tags,Employees,Last Activity Date,Do Not Call\n");
    for n in 0..60_000 {
        text.push_str(&format!("{n},person{n}@company{}.example,DE,a;b,{n},2026-01-02,no\n", n / 3));
    }
    let columns = list(&text);
    assert_eq!(columns.len(), 60_000);
    let chunks = columns.to_chunks();
    assert!(chunks.len() > 1 && chunks.iter().all(|chunk| chunk.len() <= 1 << 20));
    assert_eq!(Columns::from_chunks(&chunks).unwrap(), columns);
    assert!(Columns::from_chunks(&chunks[..chunks.len() - 1]).is_err(), "a missing chunk is seen");
    let mut swapped = chunks.clone();
    swapped.swap(0, 1);
    assert!(Columns::from_chunks(&swapped).is_err(), "chunks in the wrong order are seen");
    assert!(Columns::from_chunks::<Vec<u8>>(&[]).is_err());
    let mut mixed = chunks.clone();
    mixed[0] = list("Email\na@a.example\n").to_chunks().remove(0);
    assert!(Columns::from_chunks(&mixed).is_err(), "a chunk of another list is seen");
}

#[test]
fn a_record_survives_its_file() {
    let sniffed = sniff(b"Email,City\na@a.example,K\n").unwrap();
    let record = AudienceRecord {
        rows: 1,
        layout: sniffed.layout,
        mapping: sniffed.mapping(),
        next_contact_number: 2,
        retain_until: Date::new(2027, 5, 31),
        ..cadenza::worker::new_record("list-1", "Contacts", "contacts.csv", "2026-11-16T09:00:00Z")
    };
    let text = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<AudienceRecord>(&text).unwrap(), record);
}

#[test]
fn days_numbers_and_answers_are_read_as_people_write_them() {
    let day = |y, m, d| Date::new(y, m, d);
    let read = |text| audience::read_date(text, DateOrder::DayFirst);
    assert_eq!(read("2026-11-16T09:30:00+01:00"), day(2026, 11, 16));
    assert_eq!(read("01 Jan 2024"), day(2024, 1, 1));
    assert_eq!(read("October 3, 2025"), day(2025, 10, 3));
    assert_eq!(read("Mon, 16 Nov 2026 10:00"), day(2026, 11, 16));
    assert_eq!(read("3/5/24"), day(2024, 5, 3));
    assert_eq!(read("03/05/2024 10:05 PM"), day(2024, 5, 3));
    assert_eq!(read("31/02/2024"), None);
    assert_eq!(read("+49 30 555-01-85"), None);
    assert_eq!(read("Building 4, 12 May Street"), None);
    let number = audience::read_number;
    assert_eq!(number("1,234"), Some(1234.0));
    assert_eq!(number("1.234,50"), Some(1234.5));
    assert_eq!(number("1,5"), Some(1.5));
    assert_eq!(number("$ 1,234,567.25"), Some(1_234_567.25));
    assert_eq!(number("12 %"), Some(12.0));
    assert_eq!(number("1e999"), None);
    assert_eq!(number("twelve"), None);
    assert_eq!(audience::read_yes_no("TRUE"), Some(true));
    assert_eq!(audience::read_yes_no("maybe"), None);
    assert_eq!(audience::country_code("Österreich"), Some("AT"));
    assert_eq!(audience::country_code("gbr"), Some("GB"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Any bytes: no panic, and the cuts between chunks never show.
    #[test]
    fn chunking_never_changes_what_is_read(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..400),
            proptest::collection::vec(
                prop_oneof![
                    Just(b','), Just(b'"'), Just(b'\n'), Just(b'\r'), Just(b';'), Just(0_u8), Just(b' '),
                    Just(0xc3), Just(0xab), Just(b'@'), Just(b'.'), b'a'..=b'f', b'0'..=b'9',
                ],
                0..400,
            ),
        ],
        sizes in proptest::collection::vec(1_usize..40, 1..20),
        encoding in prop_oneof![
            Just(Encoding::Utf8), Just(Encoding::Utf16Le), Just(Encoding::Utf16Be), Just(Encoding::Windows1252),
        ],
        header_row in prop_oneof![Just(None), Just(Some(1)), Just(Some(3))],
    ) {
        let _ = sniff(&bytes);
        let options = ReadOptions { encoding, delimiter: ',', header_row };
        let whole = read(&bytes, &options, usize::MAX);
        let mut reader = Reader::new(&options);
        let (mut rest, mut sizes) = (bytes.as_slice(), sizes.iter().cycle());
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(*sizes.next().unwrap()));
            reader.feed(now).unwrap();
            rest = later;
        }
        match (whole, reader.finish()) {
            (Ok(whole), Ok(cut)) => {
                let mapping = Default::default();
                let (whole, cut) = (whole.import(&mapping, 1), cut.import(&mapping, 1));
                prop_assert_eq!(&whole, &cut);
                let chunks = whole.columns.to_chunks();
                prop_assert_eq!(&Columns::from_chunks(&chunks).unwrap(), &whole.columns);
                let people = People::of(&whole.columns, Zone::UTC);
                prop_assert_eq!(people.zone.len(), whole.columns.len());
            }
            (whole, cut) => prop_assert_eq!(whole.err(), cut.err()),
        }
    }

    /// Whatever a sniffed file is, it can be read and imported as sniffed.
    #[test]
    fn what_is_sniffed_is_read_with_the_same_columns(text in "[a-zA-Z0-9@.,;\"\n\t é/-]{0,200}") {
        if let Ok(sniffed) = sniff(text.as_bytes())
            && let Ok(raw) = read(text.as_bytes(), &sniffed.options, 3)
        {
            let headers: Vec<&String> = sniffed.columns.iter().map(|column| &column.header).collect();
            prop_assert_eq!(raw.headers().iter().collect::<Vec<_>>(), headers);
            let imported = raw.import(&sniffed.mapping(), 1);
            // what was made of other columns stands behind them
            prop_assert!(imported.columns.columns().len() >= raw.headers().len());
        }
    }

    /// One changed byte anywhere in what is stored is found.
    #[test]
    fn a_damaged_byte_is_found(at in any::<proptest::sample::Index>(), bit in 0..8) {
        let columns = list("Email,Employees,Tags,Created on,Pilot\na@a.example,5,x;y,2026-01-02,yes\nb@b.example,,,,no\n");
        let mut chunks = columns.to_chunks();
        let at = at.index(chunks[0].len());
        chunks[0][at] ^= 1_u8 << bit;
        prop_assert!(Columns::from_chunks(&chunks).is_err());
    }
}

#[test]
fn the_guard_that_keeps_a_spreadsheet_from_a_formula_is_no_part_of_a_name() {
    let columns = list(
        "Email,First Name,Company,'=Odd\na@one.example,'=Ann,\"One;'=1+1\",'＠x\nb@two.example,O'Neil,'quoted',''-y\n",
    );
    let text = |row: usize, field: &Field| columns.value(row, field).to_string();
    assert_eq!(text(0, &std(StdField::FirstName)), "=Ann");
    assert_eq!(text(0, &std(StdField::Company)), "One;=1+1");
    assert_eq!(text(1, &std(StdField::FirstName)), "O'Neil");
    assert_eq!(text(1, &std(StdField::Company)), "'quoted'");
    let odd = Field::Custom("=odd".to_owned());
    assert_eq!((text(0, &odd).as_str(), text(1, &odd).as_str()), ("＠x", "'-y"));
}

// ---- what is remembered of a file ----

#[test]
fn what_was_decided_about_a_header_row_is_remembered_without_a_word_of_the_file() {
    let file = b"Ada,Lovelace,London\nGrace,Hopper,New York\nAlan,Turing,Wilmslow\n";
    let found = sniff(file).unwrap().mapping();
    assert_eq!(found.columns[0].header, "Ada", "a first person who passes for a header row");
    let mut mapping = found.clone();
    let std = |field| Meaning::Field(Field::Std(field));
    mapping.set(0, std(StdField::FirstName));
    mapping.set(1, Meaning::Ignore);
    mapping.set(2, Meaning::Field(Field::Custom("london".to_owned())));
    let mut memory = MappingMemory::default();
    assert_eq!(memory.applied(&found), None);
    memory.remember(&found);
    assert_eq!(memory, MappingMemory::default(), "nothing was decided");
    memory.remember(&mapping);
    let text = serde_json::to_string(&memory).unwrap();
    for word in ["Ada", "ada", "Lovelace", "lovelace", "London", "london"] {
        assert!(!text.contains(word), "{text}");
    }
    let again: MappingMemory = serde_json::from_str(&text).unwrap();
    assert_eq!(again.applied(&found), Some(mapping.clone()));
    // another file is another matter
    let other = sniff(b"Ada,Byron,London\nGrace,Hopper,New York\n").unwrap().mapping();
    assert_eq!(memory.applied(&other), None);
    memory.forget(&found);
    assert_eq!(memory, MappingMemory::default());
}

#[test]
fn what_is_remembered_of_files_is_bounded_and_the_oldest_goes() {
    let wide = |name: &str| {
        let header: Vec<String> = (0..200).map(|n| format!("{name} {n}")).collect();
        let mut mapping = sniff(format!("{}\n", header.join(",")).as_bytes()).unwrap().mapping();
        for n in 0..mapping.columns.len() {
            mapping.set(n, Meaning::Ignore);
        }
        mapping
    };
    let mut memory = MappingMemory::default();
    for n in 0..50 {
        memory.remember(&wide(&format!("column of {n}")));
    }
    assert!(serde_json::to_string(&memory).unwrap().len() < 16_000);
    assert_eq!(memory.applied(&wide("column of 0")), None);
    assert!(memory.applied(&wide("column of 49")).is_some());
}

proptest! {
    /// However simply a number is written, it is the nearest one there is.
    #[test]
    fn digits_with_one_dot_are_the_number_they_write(text in "[0-9]{1,14}(\\.[0-9]{1,8})?") {
        prop_assert_eq!(audience::read_number(&text), text.parse::<f64>().ok());
    }
}

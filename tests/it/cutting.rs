//! Cutting a file into cells, held against another cutter: csv-core, fed byte by byte.

use cadenza::audience::{
    Column, Columns, Encoding, Mapped, Mapping, Meaning, ProblemKind, ReadError, ReadOptions, Reader, sniff,
};
use cadenza::model::{Field, StdField};
use proptest::prelude::*;

const OPTIONS: ReadOptions = ReadOptions { encoding: Encoding::Utf8, delimiter: ',', header_row: None };

/// The rows of a text as csv-core cuts them; a quote that is never closed reaches to the end.
fn oracle(text: &str) -> Vec<Vec<String>> {
    let mut csv = csv_core::Reader::new();
    let (mut out, mut ends) = (vec![0; text.len() + 8], vec![0; text.len() + 8]);
    let (mut n_out, mut n_ends, mut rows) = (0, 0, Vec::new());
    let mut input = text.as_bytes();
    loop {
        let (result, n_in, written, ended) = csv.read_record(input, &mut out[n_out..], &mut ends[n_ends..]);
        input = &input[n_in..];
        n_out += written;
        n_ends += ended;
        match result {
            csv_core::ReadRecordResult::Record => {
                let starts = std::iter::once(0).chain(ends[..n_ends].iter().copied());
                let cells = starts.zip(&ends[..n_ends]).map(|(from, to)| &out[from..*to]);
                rows.push(cells.map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect());
                (n_out, n_ends) = (0, 0);
            }
            csv_core::ReadRecordResult::End => return rows,
            _ => {}
        }
    }
}

/// Reads in pieces of the given sizes; every column as text.
fn read(text: &str, sizes: &[usize]) -> Result<(Columns, Vec<u32>, u32), ReadError> {
    let mut reader = Reader::new(&OPTIONS);
    let (mut rest, mut sizes) = (text.as_bytes(), sizes.iter().cycle());
    while !rest.is_empty() {
        let (now, later) = rest.split_at(rest.len().min(*sizes.next().unwrap()));
        reader.feed(now)?;
        rest = later;
    }
    let raw = reader.finish()?;
    let rows = raw.file_rows().to_vec();
    let mut mapping = Mapping::default();
    mapping.columns.extend(raw.headers().iter().map(|header| mapped(header)));
    let imported = raw.import(&mapping, 1);
    let ragged = imported.report.problems.iter().filter(|problem| problem.kind == ProblemKind::RaggedRow);
    Ok((imported.columns, rows, ragged.map(|problem| problem.count).sum()))
}

fn mapped(header: &str) -> Mapped {
    let field = header.to_lowercase();
    let text = format!(
        r#"{{"header":{header:?},"meaning":{{"field":{{"custom":{field:?}}}}},"how":"by_hand","kind":"text"}}"#
    );
    serde_json::from_str(&text).unwrap()
}

fn cells(columns: &Columns) -> Vec<Vec<String>> {
    let cell = |column: &Column, row| column.text(row).unwrap_or_default().into_owned();
    (0..columns.len()).map(|row| columns.columns().iter().map(|c| cell(c, row)).collect()).collect()
}

/// Short texts of the characters that matter, long runs of others between them, so that pieces and blocks end anywhere. Without the letter
/// n: a cell that says "nan" is an empty one.
fn awkward() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[,\"\n\r]",
        2 => "[a-mo-z]{1,3}",
        1 => Just("\"\"".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just(",\"".to_owned()),
        1 => Just("\",".to_owned()),
        1 => "[a-mo-zé€𝄞 ]{0,90}",
    ];
    proptest::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_in_any_pieces_is_cut_as_csv_core_cuts_it(
        text in awkward(),
        sizes in proptest::collection::vec(1_usize..150, 1..20),
    ) {
        let is_nothing = |cell: &String| cell.trim().is_empty();
        let wanted = oracle(&text);
        let Some(width) = wanted.first().map(Vec::len) else { return Ok(()) };
        // rows of nothing are left out, rows have the width of the first, white space around a cell is no part of it
        let shaped: Vec<Vec<String>> = wanted
            .into_iter()
            .filter(|row| !row.iter().all(is_nothing))
            .map(|mut row| {
                row.resize(width, String::new());
                row.iter().map(|cell| cell.trim().to_owned()).collect()
            })
            .collect();
        let (columns, ..) = read(&text, &sizes).unwrap();
        prop_assert_eq!(cells(&columns), shaped);
    }

    #[test]
    fn pieces_of_any_size_give_the_same_rows_numbers_and_problems(
        text in awkward(),
        sizes in proptest::collection::vec(1_usize..150, 1..20),
    ) {
        prop_assert_eq!(read(&text, &sizes), read(&text, &[usize::MAX]));
    }
}

#[test]
fn texts_of_every_length_are_told_apart_in_a_dictionary() {
    // rows of one to forty letters that differ in one place only
    let mut wanted = Vec::new();
    for length in 1..40 {
        for at in 0..length {
            let mut text = vec![b'a'; length];
            text[at] = b'b';
            wanted.push(String::from_utf8(text).unwrap());
        }
    }
    let mut csv = String::from("Word\n");
    for _ in 0..30 {
        wanted.iter().for_each(|word| csv.extend([word, "\n"]));
    }
    let mut reader = Reader::new(&ReadOptions { header_row: Some(1), ..OPTIONS });
    reader.feed(csv.as_bytes()).unwrap();
    let columns = reader.finish().unwrap().import(&Mapping::default(), 1).columns;
    let (words, _) = columns.columns()[0].dictionary().expect("few words, many rows");
    assert_eq!(words.len(), 1 + wanted.len());
    for row in 0..columns.len() {
        assert_eq!(columns.columns()[0].text(row).unwrap(), wanted[row % wanted.len()]);
    }
}

#[test]
fn a_field_or_row_beyond_all_measure_stops_the_reading_where_it_stands() {
    let fails = |text: &str, sizes: &[usize]| read(text, sizes).map(|_| ()).unwrap_err();
    let long = format!("a,b\n\n1,\"{}", "x".repeat(70_000));
    for sizes in [&[usize::MAX][..], &[4096], &[7, 1 << 15]] {
        assert_eq!(fails(&long, sizes), ReadError::FieldTooLong { row: 3, column: 2 });
        let row = format!("{}\n", vec!["y".repeat(60_000); 80].join(","));
        assert_eq!(fails(&row, sizes), ReadError::RowTooLong { row: 1 });
    }
}

#[test]
fn an_address_is_one_or_not_whether_it_is_of_the_usual_kind_or_not() {
    let part = "x".repeat(64);
    let good = [
        "ann@one.example".to_owned(),
        "Ann.B-C_d+e@sub.One-Two.example".to_owned(),
        "-_+@1.x".to_owned(),
        format!("{part}@one.example"),
        format!("ann@{}.example", "y".repeat(63)),
        "o'neil@one.example".to_owned(),
        "zoë@münchen.example".to_owned(),
    ];
    let bad = [
        "ann@one".to_owned(),
        "@one.example".to_owned(),
        ".ann@one.example".to_owned(),
        "ann.@one.example".to_owned(),
        "a..b@one.example".to_owned(),
        "ann@one..example".to_owned(),
        "ann@-one.example".to_owned(),
        "ann@one-.example".to_owned(),
        "ann@one.example-".to_owned(),
        "ann@.example".to_owned(),
        "ann@one.example.".to_owned(),
        "ann@one.1".to_owned(),
        "ann@o_e.example".to_owned(),
        "ann@one@two.example".to_owned(),
        format!("{part}x@one.example"),
        format!("ann@{}.example", "y".repeat(64)),
        format!("ann@{}example", "y.".repeat(125)),
    ];
    let lines: Vec<String> = good.iter().chain(&bad).map(|address| format!("{address},x")).collect();
    let csv = format!("Email,City\n{}\n", lines.join("\n"));
    let sniffed = sniff(csv.as_bytes()).unwrap();
    let mut mapping = sniffed.mapping();
    mapping.set(0, Meaning::Field(Field::Std(StdField::Email)));
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(csv.as_bytes()).unwrap();
    let columns = reader.finish().unwrap().import(&mapping, 1).columns;
    let kept: Vec<_> = (0..columns.len()).map(|row| columns.columns()[0].text(row)).collect();
    for (address, kept) in good.iter().zip(&kept) {
        assert_eq!(kept.as_deref(), Some(address.as_str()));
    }
    for (address, kept) in bad.iter().zip(&kept[good.len()..]) {
        assert_eq!(*kept, None, "{address}");
    }
}

#[test]
fn a_row_is_numbered_as_a_spreadsheet_does() {
    let (columns, rows, ragged) = read("a,b\r\n\r\n\"c\r\nd\",e\r\nf,g,h\nx\r", &[3]).unwrap();
    assert_eq!(rows, [1, 3, 4, 5]);
    assert_eq!(columns.columns()[0].text(1).unwrap(), "c\r\nd");
    assert_eq!(ragged, 2);
}

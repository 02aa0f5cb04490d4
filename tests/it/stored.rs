//! Lists as they are stored: what was stored by earlier versions is read for ever, and what the file wrote is kept beside the values.

use cadenza::audience::{Column, Columns, Reader, Value, sniff};

fn list(csv: &str) -> Columns {
    let sniffed = sniff(csv.as_bytes()).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(csv.as_bytes()).unwrap();
    reader.finish().unwrap().import(&sniffed.mapping(), 1).columns
}

fn column<'a>(columns: &'a Columns, header: &str) -> &'a Column {
    columns.columns().iter().find(|column| column.header() == header).unwrap()
}

/// Header, and each row's value as it is shown.
fn shown(columns: &Columns) -> Vec<String> {
    let cells = |column: &Column| {
        (0..columns.len()).map(|row| column.text(row).unwrap_or_default().into_owned()).collect::<Vec<_>>()
    };
    columns
        .columns()
        .iter()
        .map(|column| format!("{}: {}", column.header(), cells(column).join(" | ")))
        .collect()
}

#[test]
fn a_list_that_was_stored_before_cells_were_kept_is_read_for_ever() {
    let columns = Columns::from_chunks(&[include_bytes!("../golden/list-1.chunk")]).unwrap();
    assert_eq!(columns.numbers(), [1, 2, 3]);
    assert_eq!(
        shown(&columns),
        [
            "Record ID: 1 | 2 | 3",
            "Email: ann@one.example | ben@two.example | cem@three.example",
            "First Name: Ann | Ben | ",
            "Country: DE | AT | TR",
            "Employees: 1200 | 10 | ",
            "Annual Revenue: 49.9 | 120 | ",
            "Last Activity Date: 2026-11-24 | 2026-01-02 | ",
            "Do Not Call: no | yes | ",
            "Tags: vip; new |  | new",
            "Price: 9.9 | 12 | ",
        ]
    );
    // what the file wrote is not known of it: the value's print stands for it
    assert_eq!(column(&columns, "Price").written(0).unwrap(), "9.9");
    // stored again it takes the new form and says the same
    let again = Columns::from_chunks(&columns.to_chunks()).unwrap();
    assert_eq!(again, columns);
}

const AWKWARD: &str = "Email,Country,Employees,Price,Last Activity Date,Do Not Call,Tags\n\
    Ann <ann@one.example>,Germany,\"1,200\",49.90,24.11.2026,nein,vip;new\n\
    ben@two.example,AT,10,120.00,2026-01-02,no,\n\
    nobody,Atlantis,many,9.5,someday,perhaps,new\n";

#[test]
fn a_number_is_shown_as_the_file_writes_it_and_counts_as_what_it_is() {
    let columns = list(AWKWARD);
    let price = column(&columns, "Price");
    assert_eq!(price.value(0), Value::Number(49.9));
    let texts: Vec<_> = (0..3).map(|row| price.text(row).unwrap().into_owned()).collect();
    assert_eq!(texts, ["49.90", "120.00", "9.5"]);
    // what is no number is no value, and is not shown as one
    let employees = column(&columns, "Employees");
    assert_eq!((employees.value(2), employees.text(2)), (Value::Empty, None));
}

#[test]
fn every_cell_can_be_had_as_the_file_wrote_it_after_it_was_stored() {
    let columns = Columns::from_chunks(&list(AWKWARD).to_chunks()).unwrap();
    let rows = AWKWARD.lines().skip(1).map(|line| line.replace("\"1,200\"", "1\u{2009}200"));
    for (row, line) in rows.enumerate() {
        for (column, cell) in columns.columns().iter().zip(line.split(',')) {
            let cell = cell.replace('\u{2009}', ",");
            let written = column.written(row).unwrap_or_default();
            assert_eq!(written, cell, "{} in row {row}", column.header());
        }
    }
}

#[test]
fn cells_that_are_printed_as_they_stand_cost_nothing() {
    let mut plain = String::from("Email,Employees,Last Activity Date\n");
    let mut odd = plain.clone();
    for n in 0..5000 {
        plain.push_str(&format!("p{n}@a.example,{n},2026-01-{:02}\n", 1 + n % 28));
        let price = if n == 4000 { "4,000".to_owned() } else { n.to_string() };
        odd.push_str(&format!("p{n}@a.example,{},2026-01-{:02}\n", price.replace(',', "'"), 1 + n % 28));
    }
    let size = |csv: &str| list(csv).to_chunks().iter().map(Vec::len).sum::<usize>();
    let (plain, odd) = (size(&plain), size(&odd));
    assert!(odd > plain && odd < plain + 64, "{odd} against {plain}: one odd cell in 5,000 is kept alone");
}

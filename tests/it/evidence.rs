//! Columns by evidence: what values say about their column, in the files that people made public (invented people).

use cadenza::audience::{
    Columns, DecimalSign, Guess, How, Imported, Meaning, NameOrder, People, ProblemKind, Reader, Value,
    ZoneOrigin, country_code, sniff,
};
use cadenza::calendar::Zone;
use cadenza::model::{Field, FieldKind, StdField};
use proptest::prelude::*;

fn import(text: &str) -> Imported {
    let sniffed = sniff(text.as_bytes()).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(text.as_bytes()).unwrap();
    reader.finish().unwrap().import(&sniffed.mapping(), 1)
}

fn texts(columns: &Columns, field: StdField) -> Vec<String> {
    (0..columns.len()).map(|row| columns.value(row, &Field::Std(field)).to_string()).collect()
}

fn custom(columns: &Columns, name: &str) -> Vec<String> {
    (0..columns.len()).map(|row| columns.value(row, &Field::Custom(name.to_owned())).to_string()).collect()
}

fn kind(imported: &Imported, header: &str) -> FieldKind {
    imported.report.columns.iter().find(|column| column.header == header).unwrap().kind
}

fn rows(imported: &Imported, kind: ProblemKind) -> Vec<u32> {
    imported.report.problems.iter().filter(|p| p.kind == kind).flat_map(|p| p.rows.clone()).collect()
}

fn column<'a>(imported: &'a Imported, header: &str) -> &'a cadenza::audience::ColumnReport {
    imported.report.columns.iter().find(|column| column.header == header).unwrap()
}

#[test]
fn a_dot_between_thousands_is_read_by_the_evidence_of_the_file() {
    let imported = import(
        "Vorname;Nachname;E-Mail;Firma;Mitarbeiter;Umsatz;Rabatt;Land\n\
         Ann;Lee;ann@eins.example;Eins GmbH;1.234;1.250.000,00 €;2,5;Deutschland\n\
         Ben;Ash;ben@zwei.example;Zwei GmbH;850;320.000,50;10;Deutschland\n\
         Cem;Oz;cem@drei.example;Drei AG;12.500;9.800.000;7,25;Österreich\n\
         Dora;Lind;dora@vier.example;Vier KG;75;45.000,00;0,5;Schweiz\n\
         Eli;Roth;eli@fuenf.example;Fünf GmbH;2.000;1.500;3;Deutschland\n",
    );
    assert_eq!(texts(&imported.columns, StdField::Employees), ["1234", "850", "12500", "75", "2000"]);
    assert_eq!(custom(&imported.columns, "umsatz"), ["1250000", "320000.5", "9800000", "45000", "1500"]);
    assert_eq!(custom(&imported.columns, "rabatt"), ["2.5", "10", "7.25", "0.5", "3"]);
    assert_eq!(texts(&imported.columns, StdField::Country), ["DE", "DE", "AT", "CH", "DE"]);
    assert!(imported.report.columns.iter().all(|column| !column.asks_decimal_sign));
    assert!(column(&imported, "Umsatz").guesses.contains(&Guess::DecimalComma));
}

#[test]
fn a_column_of_numbers_that_could_be_either_is_asked_about_and_the_answer_holds() {
    let text = "Email,Budget\na@a.example,1.234\nb@b.example,2.500\n";
    let imported = import(text);
    assert!(column(&imported, "Budget").asks_decimal_sign);
    let sniffed = sniff(text.as_bytes()).unwrap();
    assert!(sniffed.columns[1].has_open_numbers);
    let mut mapping = sniffed.mapping();
    mapping.columns[1].decimal_sign = Some(DecimalSign::Comma);
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(text.as_bytes()).unwrap();
    let imported = reader.finish().unwrap().import(&mapping, 1);
    assert!(!column(&imported, "Budget").asks_decimal_sign);
    assert_eq!(custom(&imported.columns, "budget"), ["1234", "2500"]);
}

#[test]
fn spaces_apostrophes_currencies_and_units_belong_to_the_number() {
    for (text, wanted) in [
        ("1 234,5", "1234.5"),
        ("1\u{a0}234", "1234"),
        ("1\u{202f}234\u{202f}567", "1234567"),
        ("1'234.50", "1234.5"),
        ("CHF 1'200.–", "1200"),
        ("$ 1,234,567.25", "1234567.25"),
        ("12,34,567", "1234567"),
        ("35 %", "35"),
        ("5K", "5000"),
        ("1.2M", "1200000"),
        ("2,5 Mio. €", "2500000"),
        ("(1,200.00)", "-1200"),
        ("-3.5", "-3.5"),
        ("EUR 45.000,00", "45000"),
    ] {
        let imported = import(&format!("Email;Amount\na@a.example;{text}\n"));
        assert_eq!(custom(&imported.columns, "amount"), [wanted], "{text}");
        assert_eq!(kind(&imported, "Amount"), FieldKind::Number, "{text}");
    }
    for text in ["12 34", "1.2.3", "030 1234567", "+49 30 1234", "1,23,4", "12a", "192.168.0.1"] {
        let imported = import(&format!("Email;Amount\na@a.example;{text}\n"));
        assert_eq!(kind(&imported, "Amount"), FieldKind::Text, "{text}");
    }
}

#[test]
fn a_company_size_counts_from_its_lower_end_and_what_a_spreadsheet_broke_is_named() {
    let imported = import(
        "First Name,Email,Company Size\n\
         Ann,ann@one.example,10-Jan\n\
         Ben,ben@two.example,Nov-50\n\
         Cem,cem@three.example,51-200\n\
         Dora,dora@four.example,201-500 employees\n\
         Eli,eli@five.example,\"1,001-5,000\"\n\
         Fay,fay@six.example,\"10,001+ employees\"\n\
         Gus,gus@seven.example,1 Oct\n\
         Hal,hal@eight.example,5K-10K\n\
         Ida,ida@nine.example,Self-employed\n\
         Jon,jon@ten.example,2-10\n",
    );
    let sizes = texts(&imported.columns, StdField::Employees);
    assert_eq!(sizes, ["", "", "51", "201", "1001", "10001", "", "5000", "", "2"]);
    assert_eq!(rows(&imported, ProblemKind::DamagedSize), [2, 3, 8]);
    assert_eq!(rows(&imported, ProblemKind::BadNumber), [10]);
}

#[test]
fn a_few_odd_cells_empty_themselves_and_are_named_and_the_column_stays_a_number() {
    let mut text = String::from("Email,Seats,Zip,House\n");
    for n in 0..20 {
        let seats = match n {
            3 => "tbd".to_owned(),
            7 => "unlimited".to_owned(),
            11 => "NA".to_owned(),
            15 => "about five".to_owned(),
            n => n.to_string(),
        };
        let house = if n == 4 { "12a".to_owned() } else { (n + 1).to_string() };
        text.push_str(&format!("p{n}@a.example,{seats},0{}000,{house}\n", n + 10));
    }
    let imported = import(&text);
    assert_eq!(kind(&imported, "Seats"), FieldKind::Number);
    assert_eq!(rows(&imported, ProblemKind::BadNumber), [5, 9, 13, 17]);
    assert_eq!(kind(&imported, "Zip"), FieldKind::Text, "a leading zero must not be lost");
    assert_eq!(kind(&imported, "House"), FieldKind::Text, "12a must not be lost");
}

#[test]
fn a_header_is_believed_only_where_the_values_can_be_its_field() {
    let imported = import(
        "Title,First Name,Last Name,E-mail Address,Job Title,State,Last Activity,Contact,Score\n\
         Mr.,Ann,Lee,ann@one.example,CFO,enabled,Email Opened,cellular,good\n\
         Ms.,Ben,Ash,ben@two.example,CTO,disabled,Email Clicked,telephone,fair\n\
         Dr.,Cem,Oz,cem@three.example,COO,enabled,Meeting Booked,cellular,good\n",
    );
    let field = |header: &str| column(&imported, header).field.clone().unwrap();
    assert_eq!(field("Job Title"), Field::Std(StdField::Title));
    for header in ["Title", "State", "Last Activity", "Contact", "Score"] {
        assert_eq!(field(header), Field::Custom(header.to_lowercase()), "{header}");
        assert_eq!(column(&imported, header).how, How::NotByContent, "{header}");
        assert_eq!(kind(&imported, header), FieldKind::Text, "{header}");
    }
    // the same headers over what they say
    let imported = import(
        "Title,State,Country,Last Activity,Contact,Email\n\
         CFO,Ohio,US,2026-01-02,Ann Lee,ann@one.example\nCTO,TX,US,2026-02-03,Ben Ash,ben@two.example\n",
    );
    for (header, name) in [
        ("Title", StdField::Title),
        ("State", StdField::State),
        ("Last Activity", StdField::LastActivity),
        ("Contact", StdField::FullName),
    ] {
        let found = imported.report.columns.iter().find(|column| column.header == header).unwrap();
        assert_eq!((found.field.clone(), found.how), (Some(Field::Std(name)), How::ByName), "{header}");
    }
}

#[test]
fn of_several_values_in_a_cell_the_first_valid_one_is_used_and_all_are_kept() {
    let imported = import(
        "Name,Email,Secondary Email,Phone\n\
         Ann Lee,n/a; ann@one.example ; ann.lee@home.example,,+44 7700 900111 ::: +44 20 7946 0000\n\
         Ben Ash,,ben@two.example,030/5550101\n\
         Cem Oz,cem@three.example | cem@home.example,,\"+49 30 5550102, +49 30 5550103\"\n",
    );
    assert_eq!(
        texts(&imported.columns, StdField::Email),
        ["ann@one.example", "ben@two.example", "cem@three.example"]
    );
    assert_eq!(
        texts(&imported.columns, StdField::DirectPhone),
        ["+44 7700 900111", "030/5550101", "+49 30 5550102"]
    );
    assert_eq!(custom(&imported.columns, "email others"), ["ann.lee@home.example", "", "cem@home.example"]);
    assert_eq!(custom(&imported.columns, "phone others"), ["+44 20 7946 0000", "", "+49 30 5550103"]);
    let guesses = &column(&imported, "Email").guesses;
    assert!(guesses.contains(&Guess::FirstOfSeveral) && guesses.contains(&Guess::GapsFilled), "{guesses:?}");
}

#[test]
fn digits_that_a_spreadsheet_made_decimal_lose_their_point_zero() {
    let imported = import(
        "Record ID,First Name,Email,Phone Number,Mobile Phone Number,ZIP,Country/Region\n\
         101.0,Ann,ann@one.example,4930555010.0,4915155501001.0,10115.0,Germany\n\
         102.0,Ben,ben@two.example,+49 30 5550102,,1067.0,Germany\n\
         103.0,Cem,cem@three.example,,4915155501003.0,,Germany\n\
         104.0,Dora,dora@four.example,4.93E+11,,80331.0,Germany\n",
    );
    assert_eq!(texts(&imported.columns, StdField::ContactId), ["101", "102", "103", "104"]);
    assert_eq!(texts(&imported.columns, StdField::DirectPhone), ["4930555010", "+49 30 5550102", "", ""]);
    assert_eq!(texts(&imported.columns, StdField::MobilePhone), ["4915155501001", "", "4915155501003", ""]);
    assert_eq!(rows(&imported, ProblemKind::DamagedPhone), [5]);
}

#[test]
fn people_called_null_keep_their_names_and_places_called_na_their_country() {
    let imported = import(
        "First Name,Last Name,Email,Company,State,Country,Lead Status\n\
         Jennifer,Null,jennifer.null@one.example,Null & Söhne,,Germany,Open\n\
         Yes,Nan,yes@two.example,True,ON,Canada,Open\n\
         O'Brien,-,obrien+sales@three.example,N/A,,Namibia,Open\n\
         María José,O’Neill,maria@bücher.example,\"=HYPERLINK(\"\"x\"\")\",,NA,Open\n\
         שרה,כהן,sarah@five.example,🍕 Pizza,Null,Israel,Open\n\
         Test,TRUE,test@six.example,1e5,GA,Georgia,Open\n",
    );
    let columns = &imported.columns;
    assert_eq!(texts(columns, StdField::LastName), ["Null", "Nan", "", "O’Neill", "כהן", "TRUE"]);
    assert_eq!(
        texts(columns, StdField::Company),
        ["Null & Söhne", "True", "", "=HYPERLINK(\"x\")", "🍕 Pizza", "1e5"]
    );
    assert_eq!(texts(columns, StdField::Country), ["DE", "CA", "NA", "NA", "IL", "GE"]);
    assert_eq!(texts(columns, StdField::State)[4], "", "beside no name, Null is nothing");
    let zones: Vec<&str> = People::of(columns, Zone::UTC).zone.iter().map(|zone| zone.name()).collect();
    let wanted = [
        "Europe/Berlin",
        "America/Toronto",
        "Africa/Windhoek",
        "Africa/Windhoek",
        "Asia/Jerusalem",
        "Asia/Tbilisi",
    ];
    assert_eq!(zones, wanted);
    let nobody = import("Last Name,Email\nNull,a@a.example\nNull,b@b.example\n");
    assert_eq!(texts(&nobody.columns, StdField::LastName), ["", ""]);
}

#[test]
fn one_column_of_names_gives_first_and_last_names_and_a_person_may_say_which_comes_first() {
    let text = "Name,Email\n\"Lee, Ann\",a@a.example\nDr. Ben van der Ash,b@b.example\n森田 花子,c@c.example\nPrince,d@d.example\n\"Oz, MBA\",e@e.example\n,f@f.example\n";
    let imported = import(text);
    assert_eq!(texts(&imported.columns, StdField::FirstName), ["Ann", "Ben", "花子", "Prince", "Oz", ""]);
    assert_eq!(texts(&imported.columns, StdField::LastName), ["Lee", "van der Ash", "森田", "", "", ""]);
    assert_eq!(rows(&imported, ProblemKind::NoFirstName), [7], "a greeting that would be empty");
    assert!(column(&imported, "Name").guesses.contains(&Guess::NamesSplit));
    let sniffed = sniff(text.as_bytes()).unwrap();
    let mut mapping = sniffed.mapping();
    mapping.columns[0].name_order = Some(NameOrder::LastFirst);
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(text.as_bytes()).unwrap();
    let imported = reader.finish().unwrap().import(&mapping, 1);
    assert_eq!(texts(&imported.columns, StdField::LastName)[..3], ["Lee", "Ben", "森田"]);
    // columns of their own are left as they are
    let own = import("Name,First Name,Last Name,Email\nAnn Lee,Anna,Leeds,a@a.example\n");
    assert_eq!(texts(&own.columns, StdField::FirstName), ["Anna"]);
}

#[test]
fn days_without_a_year_come_back_and_two_digits_of_a_birthday_are_never_to_come() {
    let imported = import(
        "Email,Birthday,Renewal Date,Created At,Updated At\n\
         a@a.example,--03-14,45992,1764460800,1764460800000\n\
         b@b.example,14.03.68,45993,1764547200,1764547200000\n\
         c@c.example,2 May,45994,1764633600,1764633600000\n",
    );
    let columns = &imported.columns;
    assert_eq!(custom(columns, "birthday"), ["--03-14", "1968-03-14", "--05-02"]);
    assert_eq!(custom(columns, "renewal date"), ["2025-12-01", "2025-12-02", "2025-12-03"]);
    assert_eq!(texts(columns, StdField::CreatedOn), ["2025-11-30", "2025-12-01", "2025-12-02"]);
    assert_eq!(texts(columns, StdField::LastActivity), ["2025-11-30", "2025-12-01", "2025-12-02"]);
    let more = import("Email,Date of birth (CRM)\na@a.example,14.03.68\nb@b.example,2 May\n");
    assert_eq!(
        custom(&more.columns, "date of birth (crm)"),
        ["1968-03-14", "--05-02"],
        "the words may stand among others"
    );
    // a number under another header is a number
    assert_eq!(kind(&import("Email,Points\na@a.example,45992\n"), "Points"), FieldKind::Number);
}

#[test]
fn months_are_read_in_the_languages_of_the_lists() {
    let days = import(
        "Email,Date\na@a.example,3. März 2024\nb@b.example,3 août 2024\nc@c.example,5 de octubre de 2024\nd@d.example,2024年5月3日\n",
    );
    assert_eq!(custom(&days.columns, "date"), ["2024-03-03", "2024-08-03", "2024-10-05", "2024-05-03"]);
}

#[test]
fn whose_account_it_is_is_the_owner_where_nothing_says_whose_contact_it_is() {
    let imported = import("Email,Account Owner,Contact Owner\na@a.example,Priya,Mara\nb@b.example,Priya,\n");
    assert_eq!(texts(&imported.columns, StdField::Owner), ["Mara", ""]);
    assert_eq!(custom(&imported.columns, "account owner"), ["Priya", "Priya"]);
    let alone = import("Email,Account Owner\na@a.example,Priya\nb@b.example,Mara\n");
    assert_eq!(texts(&alone.columns, StdField::Owner), ["Priya", "Mara"]);
}

#[test]
fn a_sample_says_that_it_is_one() {
    let list = |n: usize| (0..n).map(|n| format!("a{n}@a.example,x\n")).collect::<String>();
    let seen = |n| {
        let sniffed = sniff(format!("Email,Name\n{}", list(n)).as_bytes()).unwrap();
        (sniffed.rows, sniffed.has_more)
    };
    assert_eq!(seen(6), (6, false));
    assert_eq!(seen(302), (199, true), "the page must not say “of 199 rows” of 302");
}

#[test]
fn a_column_in_which_a_day_says_how_it_is_read_is_not_asked_about() {
    let imported = import(
        "Email,Last Contacted\na@a.example,7/19/2026\nb@b.example,3/5/2026\nc@c.example,25/3/2026\nd@d.example,7/20/2026\n",
    );
    let line = column(&imported, "Last Contacted");
    assert!(!line.asks_date_order);
    assert_eq!(line.guesses, [Guess::MonthFirst]);
    assert_eq!(rows(&imported, ProblemKind::MixedDates), [4]);
    let sniffed = sniff(b"Email,Last Contacted\na@a.example,3/5/2026\n").unwrap();
    assert!(sniffed.columns[1].has_open_days && sniffed.columns[1].date_order.is_none());
}

#[test]
fn the_footer_of_a_report_is_no_contact_and_its_header_may_stand_low() {
    let mut text = String::new();
    (0..20).for_each(|n| text.push_str(&format!("Filter {n}: all leads\n")));
    text.push_str("First Name,Last Name,Email,Created Date\nAnn,Lee,ann@one.example,2026-01-02\nBen,Ash,ben@two.example,2026-01-03\n\nGrand Totals (2 records)\nConfidential Information - Do Not Distribute\nCopyright (c) 2000-2026 a vendor\nGenerated By: Mara Lindholt\nNorth Office\n");
    let imported = import(&text);
    assert_eq!(texts(&imported.columns, StdField::FirstName), ["Ann", "Ben"]);
    assert_eq!(rows(&imported, ProblemKind::Footer), [25, 26, 27, 28, 29]);
    // somebody of the company Total is no footer
    let kept = import(
        "Company,First Name,Last Name,Email\nTotal,Ann,Lee,ann@total.example\nTotal,Ben,Ash,ben@total.example\n",
    );
    assert_eq!(kept.columns.len(), 2);
}

#[test]
fn zones_are_understood_as_other_tools_name_them() {
    let cases = [
        ("\"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna\"", "Europe/Amsterdam"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("GMT+0530", "Asia/Kolkata"),
        ("UTC-3", "Etc/GMT+3"),
        ("Europe/Kiev", "Europe/Kiev"),
        ("US/Pacific", "US/Pacific"),
        ("(GMT-06:00) Central Time (US & Canada)", "America/Chicago"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("+02:00", "Etc/GMT-2"),
        ("GMT Standard Time", "Europe/London"),
        ("/mozilla.org/20070129_1/Europe/Berlin", "Europe/Berlin"),
        ("Arizona", "America/Phoenix"),
        ("Kyiv", "Europe/Kyiv"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("America/New_york", "America/New_York"),
    ];
    let mut text = String::from("Email,Time Zone\n");
    for (n, (zone, _)) in cases.iter().enumerate() {
        text.push_str(&format!("p{n}@a.example,{zone}\n"));
    }
    text.push_str("lost@a.example,Atlantis Time\n");
    let imported = import(&text);
    let people = People::of(&imported.columns, Zone::UTC);
    for (row, (text, zone)) in cases.iter().enumerate() {
        let wanted = Zone::from_name(zone).unwrap();
        assert!(people.zone[row].same_rules(wanted), "{text} is {}", people.zone[row].name());
        assert_eq!(people.zone_origin[row], ZoneOrigin::Column, "{text}");
    }
    assert_eq!(rows(&imported, ProblemKind::UnknownZone), [17]);
    assert_eq!(people.zone_origin[15], ZoneOrigin::Assumed);
}

#[test]
fn an_abbreviation_of_several_zones_is_read_by_the_country_and_named() {
    let imported = import(
        "Email,Time Zone,Country\na@a.example,IST,Ireland\nb@b.example,IST,India\nc@c.example,CST,China\nd@d.example,CST,\ne@e.example,+01:00,Germany\n",
    );
    let people = People::of(&imported.columns, Zone::UTC);
    let zones: Vec<&str> = people.zone.iter().map(|zone| zone.name()).collect();
    assert_eq!(zones, ["Europe/Dublin", "Asia/Kolkata", "Asia/Shanghai", "America/Chicago", "Europe/Berlin"]);
    assert_eq!(rows(&imported, ProblemKind::ZoneOfSeveral), [2, 3, 4, 5]);
    // it is asked about, with what it was read as and what it can stand for
    let column = imported.report.columns.iter().find(|column| column.header == "Time Zone").unwrap();
    assert!(column.guesses.contains(&Guess::ZonesByCountry));
    let asked: Vec<(&str, Vec<(&str, u32)>)> = column
        .zones
        .iter()
        .map(|guess| {
            (guess.text.as_str(), guess.read_as.iter().map(|(zone, n)| (zone.as_str(), *n)).collect())
        })
        .collect();
    assert_eq!(
        asked,
        [
            ("CST", vec![("America/Chicago", 1), ("Asia/Shanghai", 1)]),
            ("IST", vec![("Asia/Kolkata", 1), ("Europe/Dublin", 1)]),
        ]
    );
    assert_eq!(column.zones[1].could_be, ["Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"]);
}

#[test]
fn what_a_person_says_an_abbreviation_stands_for_is_so_whatever_the_country() {
    let csv = "Email,Time Zone,Country\na@a.example,IST,Ireland\nb@b.example,ist,\nc@c.example,CST,China\n";
    let sniffed = sniff(csv.as_bytes()).unwrap();
    let mut mapping = sniffed.mapping();
    for column in mapping.columns.iter_mut().filter(|column| column.header == "Time Zone") {
        column.zones = vec![("IST".to_owned(), "Asia/Jerusalem".to_owned())];
    }
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(csv.as_bytes()).unwrap();
    let imported = reader.finish().unwrap().import(&mapping, 1);
    let people = People::of(&imported.columns, Zone::UTC);
    let zones: Vec<&str> = people.zone.iter().map(|zone| zone.name()).collect();
    assert_eq!(zones, ["Asia/Jerusalem", "Asia/Jerusalem", "Asia/Shanghai"]);
    let asked: Vec<&str> = imported.report.columns[1].zones.iter().map(|guess| guess.text.as_str()).collect();
    assert_eq!(asked, ["CST"], "what was answered is not asked again");
    assert_eq!(rows(&imported, ProblemKind::ZoneOfSeveral), [4]);
}

fn accounts(text: &str) -> Vec<u32> {
    People::of(&import(text).columns, Zone::UTC).account
}

#[test]
fn strangers_do_not_become_one_account() {
    let strangers = |header: &str, line: &dyn Fn(usize) -> String| {
        let mut text = format!("First Name,Email,{header}\n");
        (0..30).for_each(|n| text.push_str(&format!("Ann {n},{}\n", line(n))));
        accounts(&text)
    };
    let all: Vec<u32> = (0..30).collect();
    for page in [
        "https://www.facebook.com/shop",
        "https://www.instagram.com/shop",
        "https://www.linkedin.com/company/shop",
        "https://linktr.ee/shop",
        "https://sites.google.com/view/shop",
        "https://www.amazon.de/shops/shop",
        "https://goo.gl/maps/shop",
        "https://blogspot.com/shop",
    ] {
        let found = strangers("Company,Website", &|n| format!("p{n}@gmail.com,Shop {n},{page}-{n}"));
        assert_eq!(found, all, "{page}");
    }
    // each site of a builder is somebody's own
    let found = strangers("Website", &|n| format!("p{n}@gmail.com,https://shop{n}.wixsite.com/home"));
    assert_eq!(found, all);
    for domain in [
        "wanadoo.fr",
        "arcor.de",
        "bigpond.com",
        "hotmail.fr",
        "libero.it",
        "naver.com",
        "posteo.de",
        "rediffmail.com",
        "sbcglobal.net",
        "seznam.cz",
        "sky.com",
        "wp.pl",
        "ymail.com",
        "yahoo.co.jp",
        "mailbox.org",
    ] {
        assert_eq!(strangers("City", &|n| format!("p{n}@{domain},Town")), all, "{domain}");
    }
    for word in [
        "Self-employed",
        "Freelance",
        "None",
        "Selbständig",
        "Stealth Startup",
        "Indépendant",
        "n.a.",
        "—",
        "学生",
    ] {
        assert_eq!(strangers("Company", &|n| format!("p{n}@gmail.com,{word}")), all, "{word}");
    }
}

#[test]
fn colleagues_are_one_account() {
    // by the registrable domain, by the mail domain although websites differ, by the name without its form
    assert_eq!(
        accounts(
            "Email,Website,Company,Country\n\
             a@mail.acme.co.uk,,,GB\nb@acme.co.uk,https://shop.acme.co.uk/x,,GB\n\
             c@other.co.uk,,,GB\n\
             d@orbit.example,https://orbit.example,,US\ne@orbit.example,https://orbit-labs.example,,US\n\
             f@gmail.com,orbit-labs.example,,US\n"
        ),
        [0, 0, 1, 2, 2, 2]
    );
    for (country, name, forms) in [
        (
            "DE",
            "Halden",
            &["Halden GmbH", "HALDEN GmbH & Co. KG", "Halden AG", "Halden UG (haftungsbeschränkt)"][..],
        ),
        ("AT", "Halden", &["Halden GesmbH", "Halden OG"]),
        ("CH", "Halden", &["Halden Sàrl", "Halden AG"]),
        ("GB", "Halden", &["Halden Ltd.", "Halden PLC", "Halden LLP"]),
        ("IE", "Halden", &["Halden DAC", "Halden Limited"]),
        ("US", "Halden", &["Halden, Inc.", "Halden LLC", "Halden Corp.", "The Halden"][..3]),
        ("CA", "Halden", &["Halden Ltée", "Halden ULC"]),
        ("FR", "Halden", &["Halden S.A.S.", "Halden SARL", "Halden et Cie"]),
        ("BE", "Halden", &["Halden BVBA", "Halden SPRL"]),
        ("NL", "Halden", &["Halden B.V.", "Halden N.V.", "Halden VOF"]),
        ("LU", "Halden", &["Halden S.à r.l.", "Halden SCS"][1..]),
        ("ES", "Halden", &["Halden S.L.", "Halden SLU", "Halden, S.A."]),
        ("PT", "Halden", &["Halden Lda.", "Halden Unipessoal Lda"]),
        ("IT", "Halden", &["Halden S.p.A.", "Halden S.r.l.", "Halden SNC"]),
        ("DK", "Halden", &["Halden A/S", "Halden ApS"][1..]),
        ("SE", "Halden", &["Halden AB", "Halden Aktiebolag"][..1]),
        ("NO", "Halden", &["Halden AS", "Halden ASA"]),
        ("FI", "Halden", &["Halden Oy", "Halden Oyj"]),
        ("IS", "Halden", &["Halden ehf."]),
        ("EE", "Halden", &["Halden OÜ", "OÜ Halden"]),
        ("LV", "Halden", &["SIA Halden"]),
        ("LT", "Halden", &["UAB Halden", "Halden, UAB"]),
        ("PL", "Halden", &["Halden Sp. z o.o.", "Halden S.A."]),
        ("CZ", "Halden", &["Halden s.r.o.", "Halden a.s."]),
        ("SK", "Halden", &["Halden, s.r.o."]),
        ("HU", "Halden", &["Halden Kft.", "Halden Zrt."]),
        ("RO", "Halden", &["Halden SRL"]),
        ("BG", "Halden", &["Halden EOOD"]),
        ("HR", "Halden", &["Halden d.o.o."]),
        ("SI", "Halden", &["Halden d.d."]),
        ("GR", "Halden", &["Halden AE"]),
        ("TR", "Halden", &["Halden A.Ş.", "Halden Ltd. Şti."]),
        ("RU", "Halden", &["OOO Halden"]),
        ("IN", "Halden", &["Halden Pvt. Ltd.", "Halden Private Limited"]),
        ("SG", "Halden", &["Halden Pte Ltd"]),
        ("MY", "Halden", &["Halden Sdn Bhd"]),
        ("ID", "Halden", &["PT Halden Tbk"]),
        ("JP", "森田製作所", &["株式会社森田製作所", "森田製作所 株式会社"]),
        ("CN", "海登", &["海登有限公司"]),
        ("KR", "할덴", &["주식회사 할덴"]),
        ("AU", "Halden", &["Halden Pty Ltd"]),
        ("ZA", "Halden", &["Halden (Pty) Ltd"]),
        ("BR", "Halden", &["Halden Ltda.", "Halden S.A."]),
        ("MX", "Halden", &["Halden S.A. de C.V."]),
        ("IL", "Halden", &["Halden Ltd"]),
        ("AE", "Halden", &["Halden FZE"]),
    ] {
        let mut text = format!("Email,Company,Country\nx@gmail.com,{name},{country}\n");
        for (n, form) in forms.iter().enumerate() {
            text.push_str(&format!("p{n}@gmail.com,\"{form}\",{country}\n"));
        }
        assert!(
            accounts(&text).iter().all(|account| *account == 0),
            "{country}: {forms:?} {:?}",
            accounts(&text)
        );
    }
    // two letters that are a form elsewhere are a part of the name here
    assert_eq!(accounts("Email,Company,Country\na@gmail.com,Studio NL,DE\nb@gmail.com,Studio,DE\n"), [0, 1]);
}

#[test]
fn countries_answer_to_their_names_in_english_in_their_own_language_and_in_short() {
    for (text, code) in [
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("ger", "DE"),
        ("DEU", "DE"),
        ("de", "DE"),
        ("Côte d’Ivoire", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("Österreich", "AT"),
        ("O\u{308}sterreich", "AT"),
        ("Osterreich", "AT"),
        ("The Netherlands", "NL"),
        ("U.S.A.", "US"),
        ("USA", "US"),
        ("united states", "US"),
        ("UK", "GB"),
        ("England", "GB"),
        ("España", "ES"),
        ("日本", "JP"),
        ("Korea, South", "KR"),
        ("Czechia", "CZ"),
        ("Türkiye", "TR"),
        ("NA", "NA"),
        ("Polska", "PL"),
        ("Россия", "RU"),
        ("中国", "CN"),
        ("Suomi", "FI"),
        ("Hellas", "GR"),
    ] {
        assert_eq!(country_code(text), Some(code), "{text}");
    }
    assert_eq!(country_code("Atlantis"), None);
    assert_eq!(country_code(""), None);
}

#[test]
fn what_a_person_chose_is_not_taken_back_by_what_the_values_show() {
    let text = "State,Email\nenabled,a@a.example\ndisabled,b@b.example\n";
    let sniffed = sniff(text.as_bytes()).unwrap();
    let mut mapping = sniffed.mapping();
    mapping.set(0, Meaning::Field(Field::Std(StdField::State)));
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(text.as_bytes()).unwrap();
    let imported = reader.finish().unwrap().import(&mapping, 1);
    assert_eq!(imported.columns.value(0, &Field::Std(StdField::State)), Value::Text("enabled"));
}

proptest! {
    /// Nearly all addresses are known at one look, sixteen letters together; what stands in angle brackets is judged letter by letter. Both
    /// say the same of every text, or a list would be read one way or the other by how it is written.
    #[test]
    fn an_address_is_one_at_one_look_as_it_is_letter_by_letter(
        address in prop_oneof![
            "[a-zA-Z0-9._+-]{1,12}@[a-zA-Z0-9.-]{1,14}",
            "[a-z]{1,9}(\\.[a-z]{1,9})?@[a-z0-9-]{1,20}(\\.[a-z]{1,6}){1,2}",
            "(info|sales|no-reply|kontakt|ann)@[a-z]{3}\\.[a-z]{2,3}",
            "[a-z@._+-]{1,24}",
            "[a-z]{30}@[a-z]{25}\\.[a-z]{2,12}",
        ],
    ) {
        // a cell that stands for nothing stands for something within brackets
        prop_assume!(address.contains('@') && address.contains(|c: char| c.is_ascii_alphanumeric()));
        let read = |cell: &str| {
            let imported = import(&format!("Email,Name\n{cell},Zoe\nann@a.example,Ann\nben@b.example,Ben\n"));
            let people = People::of(&imported.columns, Zone::UTC);
            let noted: Vec<_> = imported.report.problems.iter().map(|problem| (problem.kind, problem.rows.clone())).collect();
            (imported.columns.text(0, &Field::Std(StdField::Email)).map(|text| text.into_owned()), people.reach, noted)
        };
        prop_assert_eq!(read(&address), read(&format!("<{address}>")));
    }
}

//! Who said no (G8) and who is one contact (G9): what the columns of lists of many tools and languages say, and what merging keeps.

use cadenza::audience::consent::{
    Channels, ColumnKind, ConsentChoice, NoCause, Recognised, Source, Verdict, unread_words,
};
use cadenza::audience::{Columns, Imported, MergeRule, MergedBy, People, ProblemKind, Reader, sniff};
use cadenza::calendar::{Date, Zone};
use cadenza::model::{
    Basis, Channel, ConsentRule, ConsentState, Field, Fix, Plan, SequenceId, Severity, StdField, ZoneName,
};
use cadenza::outline::text_onto;
use cadenza::program::{Cohort, HoldCause, compile};
use cadenza::schedule::{Schedule, SkipCause, When, plan_schedule};
use proptest::prelude::*;

fn import_with(csv: &str, change: impl FnOnce(&mut cadenza::audience::Mapping)) -> Imported {
    let sniffed = sniff(csv.as_bytes()).unwrap();
    let mut mapping = sniffed.mapping();
    change(&mut mapping);
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(csv.as_bytes()).unwrap();
    reader.finish().unwrap().import(&mapping, 1)
}

fn import(csv: &str) -> Imported {
    import_with(csv, |_| {})
}

fn list(csv: &str) -> Columns {
    import(csv).columns
}

/// First names of those whom a mail may reach.
fn mailed(list: &Columns) -> Vec<String> {
    may(list, Channel::Email)
}

fn may(list: &Columns, channel: Channel) -> Vec<String> {
    let email = Field::Std(StdField::Email);
    (0..list.len())
        .filter(|row| list.consent(*row, channel).no.is_none())
        .map(|row| {
            list.text(row, &email).unwrap_or_default().split('@').next().unwrap_or_default().to_owned()
        })
        .collect()
}

fn no(list: &Columns, row: usize, channel: Channel) -> Option<NoCause> {
    list.consent(row, channel).no.map(|no| no.cause)
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A list of one column of answers, one contact a value.
fn column(header: &str, values: &[&str]) -> Imported {
    let rows = (1..).zip(values).map(|(n, value)| format!("p{n}@a{n}.example,\"{value}\"\n"));
    import(&format!("Email,{header}\n{}", rows.collect::<String>()))
}

#[test]
fn g8_every_line_of_the_words_reads_and_one_that_does_not_is_named() {
    assert_eq!(unread_words(None), []);
    let text = "value | maybe | Perhaps\n# a comment\ncolumn | negative | post | opted out | X\nvalue | may | Bounced";
    let lines: Vec<usize> = unread_words(Some(text)).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [1, 3]);
    // a word cannot mean two things
    assert_eq!(unread_words(Some("value | may | Odd\nvalue | unknown | odd")).len(), 1);
}

#[test]
fn g8_a_filled_cell_of_a_negative_column_is_a_no_in_every_language() {
    for header in [
        "Opt Out",
        "Opted Out",
        "Optout",
        "OPT_OUT",
        "opt-outs",
        "Email Opt Out",
        "Email Opted Out",
        "Marketing Opt Out",
        "HasOptedOutOfEmail",
        "Unsubscribe",
        "Unsubscribed",
        "Unsubscribed from all email",
        "Email Unsubscribed",
        "UNSUB_TIME",
        "UNSUB_REASON",
        "Do Not Contact",
        "DNC",
        "Do Not Email",
        "Blacklisted",
        "Blocklisted",
        "Blocked",
        "EMAIL_BLACKLISTED",
        "Suppressed",
        "Email Suppressions",
        "Suppression Reason",
        "Bounced",
        "Hard Bounced",
        "Email hard bounce reason",
        "EmailBouncedDate",
        "Complained",
        "Spam",
        "Deceased",
        "property_hs_email_optout",
        "Abgemeldet",
        "Abmeldedatum",
        "Werbesperre",
        "Keine Werbung",
        "Désabonné",
        "Desabonne",
        "Désinscrit",
        "Opposition",
        "Baja",
        "No contactar",
        "Disiscritto",
        "Descadastrado",
        "Afgemeld",
        "Uitgeschreven",
        "Wypisany",
        "配信停止",
    ] {
        for value in
            ["yes", "TRUE", "1", "1.0", "x", "✓", "2026-05-01", "too many mails", "ja", "VRAI", "sí", "はい"]
        {
            let list = column(header, &["", value]).columns;
            assert_eq!(mailed(&list), ["p1"], "{header}: {value}");
        }
        for value in ["no", "FALSE", "0", "0.0", "off", "nein", "FAUX", "não", "nie", "いいえ"] {
            let list = column(header, &["", value]).columns;
            assert_eq!(mailed(&list), ["p1", "p2"], "{header}: {value}");
        }
    }
}

#[test]
fn g8_a_positive_column_gives_consent_or_refuses_it_and_an_empty_cell_is_unknown() {
    for header in [
        "Subscribed",
        "Opted In",
        "Accepts Marketing",
        "Accepts Email Marketing",
        "Email Consent",
        "Marketing Consent",
        "GDPR Consent",
        "Permission",
        "Newsletter",
        "subscribed_to_emails",
        "Einwilligung",
        "Consentement",
        "Consentimiento",
        "Consenso",
        "Consentimento",
        "Toestemming",
        "Zgoda",
        "同意",
    ] {
        let list = column(header, &["yes", "no", "", "2026-03-04", "pending", "who knows"]).columns;
        let states: Vec<ConsentState> = (0..6).map(|row| list.consent(row, Channel::Email).state).collect();
        use ConsentState::*;
        assert_eq!(states, [Given, Refused, Unknown, Given, Unknown, Unknown], "{header}");
        assert_eq!(list.consent(3, Channel::Email).since, Some(day("2026-03-04")), "{header}");
        assert_eq!(list.consent(0, Channel::Email).source, Some(Source::Column(header)));
        // G8: a filled value that nobody knows is a no
        assert_eq!(no(&list, 5, Channel::Email), Some(NoCause::NotUnderstood), "{header}");
        assert_eq!(no(&list, 2, Channel::Email), None, "{header}: empty is unknown, not a no");
    }
}

#[test]
fn g8_a_status_says_may_unknown_or_no() {
    use ConsentState::{Given, Refused, Unknown};
    for (value, state, cause) in [
        ("SUBSCRIBED", Given, None),
        ("NEVER_SUBSCRIBED", Unknown, None),
        ("UNSUBSCRIBED", Refused, Some(NoCause::OptedOut)),
        ("HARD_BOUNCE", Unknown, Some(NoCause::Bounced)),
        ("USER_SUPPRESSED", Refused, Some(NoCause::Suppressed)),
        ("Unconfirmed", Unknown, None),
        ("enabled", Unknown, None),
        ("disabled", Refused, Some(NoCause::Suppressed)),
        ("blocklisted", Refused, Some(NoCause::Suppressed)),
        ("unreachable", Unknown, Some(NoCause::Bounced)),
        ("junk", Refused, Some(NoCause::Complained)),
        ("cleaned", Unknown, Some(NoCause::Bounced)),
        ("non-subscribed", Unknown, None),
        ("pending", Unknown, None),
        ("no_consent", Refused, Some(NoCause::Refused)),
        ("archived", Refused, Some(NoCause::Suppressed)),
        ("catch-all", Unknown, None),
        ("do_not_mail", Unknown, Some(NoCause::Invalid)),
        ("spamtrap", Unknown, Some(NoCause::Invalid)),
        ("role", Unknown, None),
        ("half subscribed", Unknown, Some(NoCause::NotUnderstood)),
        ("", Unknown, None),
    ] {
        let list = column("Subscription Status", &["active", value]).columns;
        let consent = list.consent(1, Channel::Email);
        assert_eq!((consent.state, consent.no.map(|no| no.cause)), (state, cause), "{value}");
        assert_eq!(no(&list, 1, Channel::Call), None, "{value}: it speaks of mail alone");
    }
}

#[test]
fn g8_a_generic_status_is_about_consent_only_where_one_of_its_values_says_so() {
    assert_eq!(mailed(&column("Status", &["Open", "Working", "Unknown", "Pending"]).columns).len(), 4);
    let imported = column("Status", &["active", "unsubscribed", "paused", ""]);
    assert_eq!(mailed(&imported.columns), ["p1", "p4"]);
    let told = imported.report.columns[1].consent.clone().unwrap();
    assert_eq!((told.kind, told.how), (ColumnKind::Status, Recognised::ByValue));
    let asked: Vec<&str> = told.asked().map(|value| value.value.as_str()).collect();
    assert_eq!(asked, ["paused"]);
    let problem = imported.report.problems.iter().find(|p| p.kind == ProblemKind::UnknownConsent).unwrap();
    assert_eq!((problem.rows.as_slice(), problem.header.as_deref()), (&[4][..], Some("Status")));
}

#[test]
fn g8_do_not_contact_means_every_channel_and_a_stage_says_only_what_it_says() {
    let list = column("Do Not Contact", &["no", "yes"]).columns;
    for channel in Channels::ALL.iter() {
        assert_eq!(
            (no(&list, 0, channel), no(&list, 1, channel)),
            (None, Some(NoCause::DoNotContact)),
            "{channel:?}"
        );
    }
    let list = column("Lead Status", &["Open", "Disqualified", "Do not contact", "Nurture"]).columns;
    assert_eq!(mailed(&list), ["p1", "p4"]);
    let list = column("Do Not Call", &["yes"]).columns;
    assert_eq!((no(&list, 0, Channel::Email), no(&list, 0, Channel::Call)), (None, Some(NoCause::OptedOut)));
}

#[test]
fn g8_several_columns_count_together_and_the_basis_its_day_and_its_end_are_known() {
    let list = list(
        "Email,Email Consent,Consent Date,Consent Expires,Legal Basis,Unsubscribed,SMS Consent\n\
         ann@a.example,yes,2026-01-02,2026-12-15,,,no\n\
         ben@b.example,yes,,,,2026-02-03,yes\n\
         cem@c.example,,,,Legitimate interest,,\n",
    );
    let ann = list.consent(0, Channel::Email);
    assert_eq!(
        (ann.basis, ann.since, ann.until),
        (Some(Basis::Consent), Some(day("2026-01-02")), Some(day("2026-12-15")))
    );
    assert_eq!(ann.suffices_until(&[Basis::Consent]), Some(day("2026-12-15")));
    assert_eq!(no(&list, 0, Channel::Sms), Some(NoCause::Refused));
    let ben = list.consent(1, Channel::Email);
    assert_eq!((ben.state, ben.no.unwrap().on), (ConsentState::Refused, Some(day("2026-02-03"))));
    assert_eq!(list.consent(1, Channel::Sms).state, ConsentState::Given);
    assert_eq!(list.consent(2, Channel::Email).basis, Some(Basis::LegitimateInterest));
    assert_eq!(list.consent(2, Channel::Email).suffices_until(&[Basis::Consent]), None);
}

#[test]
fn g8_a_column_that_looks_like_a_no_and_that_nobody_knows_is_said() {
    let imported = column("Optout flag 2", &["a", ""]);
    assert_eq!(imported.report.suspects[0].header, "Optout flag 2");
    assert_eq!(imported.columns.consents().suspects().len(), 1);
    let by_value = column("Notes from sales", &["called", "unsubscribed"]);
    assert_eq!(by_value.report.suspects[0].samples[0], "unsubscribed");
    assert!(column("Option", &["a", "b"]).report.suspects.is_empty());
    assert!(column("OPTIN_IP", &["1.2.3.4", ""]).report.suspects.is_empty(), "known to be none");
    // a person has looked
    let looked = import_with("Email,Optout flag 2\nann@a.example,a\n", |mapping| {
        mapping.columns[1].consent =
            Some(ConsentChoice { reason: Some("a code of the shop".into()), ..Default::default() });
    });
    assert!(looked.report.suspects.is_empty());
    assert_eq!(mailed(&looked.columns), ["ann"]);
    let negative = import_with("Email,Optout flag 2\nann@a.example,a\nben@b.example,\n", |mapping| {
        mapping.columns[1].consent = Some(ConsentChoice {
            kind: Some(ColumnKind::Negative),
            channels: Channels::EMAIL,
            answers: vec![("b".into(), Verdict::May)],
            reason: None,
        });
    });
    assert_eq!(mailed(&negative.columns), ["ben"]);
    assert_eq!(negative.report.columns[1].consent.as_ref().unwrap().how, Recognised::ByHand);
}

#[test]
fn g8_an_answer_about_a_value_is_what_it_means_from_then_on() {
    let csv = "Email,Status\nann@a.example,active\nben@b.example,paused\ncem@c.example,unsubscribed\n";
    let answered = import_with(csv, |mapping| {
        mapping.columns[1].consent =
            Some(ConsentChoice { answers: vec![("paused".into(), Verdict::May)], ..Default::default() });
    });
    assert_eq!(mailed(&answered.columns), ["ann", "ben"]);
    assert!(answered.report.columns[1].consent.as_ref().unwrap().asked().next().is_none());
}

#[test]
fn report_08_a_subscriber_status_of_another_tool_holds_its_people_back() {
    let listmonk = "uuid,email,name,attributes,status,created_at,updated_at\n\
        5f1c0b1e-01,ann@one.example,Ann Lee,\"{\"\"city\"\": \"\"Köln\"\"}\",enabled,2024-05-02 10:11:12.123456 +0000 UTC,2026-11-01 08:00:00 +0000 UTC\n\
        5f1c0b1e-02,ben@two.example,Ben Ash,{},blocklisted,2024-05-02 10:11:12.123456 +0000 UTC,2026-11-02 08:00:00 +0000 UTC\n\
        5f1c0b1e-03,cem@three.example,Cem Oz,{},disabled,2024-05-03 10:11:12.123456 +0000 UTC,2026-11-03 08:00:00 +0000 UTC\n";
    let mailing = "Email,First name,Last name,Status\nann@one.example,Ann,Lee,active\nben@two.example,Ben,Ash,unsubscribed\n\
        cem@three.example,Cem,Oz,unreachable\ndora@four.example,Dora,Lind,bounced\n";
    let shop = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Phone,Accepts SMS Marketing,Tags\n\
        '7001,Ann,Lee,ann@one.example,yes,'+31612345678,no,\"vip, horeca\"\n'7002,Ben,Ash,ben@two.example,no,'+4915155501002,no,\n\
        '7003,Cem,Oz,cem@three.example,no,,no,newsletter\n";
    let members = "id,email,name,note,subscribed_to_emails,complimentary_plan,created_at,labels\n\
        1,ann@one.example,Ann Lee,,true,false,2024-05-02T10:11:12.000Z,\n2,ben@two.example,Ben Ash,,false,false,2024-05-02T10:11:12.000Z,\n";
    for (name, csv) in
        [("listmonk", listmonk), ("mailing list", mailing), ("shop", shop), ("members", members)]
    {
        assert_eq!(mailed(&list(csv)), ["ann"], "{name}");
    }
}

/// The file of report 07: a person is lead and contact, and said no on one of the rows.
const TWO_ROWS: &str = include_str!("../fixtures/csv/opt-out-on-the-other-row.csv");

#[test]
fn report_07_a_no_on_the_other_row_counts() {
    let imported = import(TWO_ROWS);
    let list = &imported.columns;
    assert_eq!(list.len(), 5);
    assert_eq!(mailed(list), ["ben", "eli"]);
    let called = may(list, Channel::Call);
    assert!(!called.contains(&"ben".to_owned()) && called.contains(&"eli".to_owned()));
    // what was kept from which row can be read: Mara is the newer row, and her no is of the older
    let mara = &imported.report.merges.records[0];
    assert_eq!((mara.by, mara.kept, mara.others.as_slice()), (MergedBy::Address, 3, &[2][..]));
    assert_eq!(mara.taken, [("HasOptedOutOfEmail".to_owned(), 2)]);
    assert_eq!((imported.report.merges.contacts, imported.report.merges.rows), (4, 4));
    assert_eq!(list.merges(), &imported.report.merges);
}

#[test]
fn g9_gaps_are_filled_and_the_rule_says_which_row_wins() {
    let csv = "Email,First Name,Last Name,Title,City,Last Activity Date,Lifecycle Stage,Unsubscribed On\n\
        Ann@A.example,Ann,Lee,Buyer,,2026-01-01,customer,2026-03-01\n\
        ann@a.example,Ann,,Head of buying,Graz,2026-05-01,lead,2026-02-01\n";
    let text = |list: &Columns, field| {
        list.text(0, &Field::Std(field)).map(|text| text.into_owned()).unwrap_or_default()
    };
    let newest = list(csv);
    assert_eq!(newest.len(), 1);
    assert_eq!(
        (text(&newest, StdField::Title), text(&newest, StdField::LastName)),
        ("Head of buying".into(), "Lee".into())
    );
    assert_eq!(text(&newest, StdField::Stage), "customer", "a customer stays one");
    assert_eq!(text(&newest, StdField::UnsubscribedOn), "2026-02-01", "the earlier day of opting out stays");
    let first = import_with(csv, |mapping| mapping.merge = MergeRule::First).columns;
    assert_eq!(
        (text(&first, StdField::Title), text(&first, StdField::City)),
        ("Buyer".into(), "Graz".into())
    );
}

#[test]
fn g9_the_same_id_address_or_page_is_one_contact_and_a_shared_phone_or_desk_is_not() {
    let by_id = list("Id,Email,First Name,Last Name\n7,,Ann,Lee\n7,ann@a.example,Ann,Lee\n");
    assert_eq!((by_id.len(), mailed(&by_id)), (1, vec!["ann".to_owned()]));
    let by_page = list(
        "First Name,Last Name,LinkedIn URL,Email\nAnn,Lee,https://www.linkedin.com/in/annlee/,\n\
         Ann,Lee,linkedin.com/in/AnnLee?x=1,ann@a.example\n",
    );
    assert_eq!(by_page.len(), 1);
    let phones = import(
        "Email,First Name,Mobile\nann@a.example,Ann,+43 660 1234567\nben@b.example,Ben,+436601234567\n",
    );
    assert_eq!(phones.columns.len(), 2);
    assert!(phones.report.problems.iter().any(|p| p.kind == ProblemKind::SharedPhone && p.rows == [3]));
    let desk = import("Email,First Name\ninfo@a.example,Ann\ninfo@a.example,Ben\ninfo@a.example,ann\n");
    assert_eq!(desk.columns.len(), 2);
    assert!(desk.report.problems.iter().any(|p| p.kind == ProblemKind::SharedAddress && p.rows == [3]));
    // an id that two people have is none of people
    let ids = import("Id,Email,First Name\n7,ann@a.example,Ann\n7,ben@b.example,Ben\n");
    assert_eq!(ids.columns.len(), 2);
    assert!(ids.report.problems.iter().any(|p| p.kind == ProblemKind::SharedId));
}

#[test]
fn g9_an_address_that_stands_in_the_second_column_alone_finds_the_same_person() {
    let csv = "First Name,Email,E-mail 2 Address,Unsubscribed\nAnn,ann@a.example,,\nAnn,,ANN@a.example,yes\nBen,ben@b.example,ann@a.example,\n";
    let list = list(csv);
    assert_eq!(list.len(), 2, "the first address that is there counts: Ben is another person");
    assert_eq!(mailed(&list), ["ben"], "and the no of the other row is Ann's");
}

/// Types that a column may be given, and fields it may be taken for.
fn other_reading() -> impl Strategy<Value = (usize, Option<cadenza::model::FieldKind>, Option<StdField>)> {
    use cadenza::model::FieldKind::{Date, List, Number, Text, YesNo};
    let kind = prop::option::of(prop::sample::select(vec![Text, Number, Date, YesNo, List]));
    let field = prop::option::of(prop::sample::select(vec![
        StdField::Title,
        StdField::EmailStatus,
        StdField::BouncedOn,
        StdField::Tags,
        StdField::Employees,
    ]));
    (1_usize..5, kind, field)
}

proptest! {
    #[test]
    fn a_new_type_or_meaning_of_a_column_never_mails_whom_it_held_back(
        rows in rows(),
        (place, kind, field) in other_reading(),
    ) {
        let line = |(n, row): (usize, &[&str; 4])| format!("p{n}@a{n}.example,{},{},{},{}\n", row[0], row[1], row[2], row[3]);
        let rows: String = rows.iter().enumerate().map(line).collect();
        let csv = format!("Email,Email Opt Out,Email Status,Do Not Call,Last Activity Date\n{rows}zoe@z.example,,active,,\n");
        let channels = [Channel::Email, Channel::Call];
        let held = |list: &Columns| channels.map(|channel| (0..list.len()).filter(|row| no(list, *row, channel).is_some()).collect::<Vec<_>>());
        let before = held(&list(&csv));
        let other = import_with(&csv, |mapping| {
            let meaning = match field {
                Some(field) => Field::Std(field),
                None => Field::Custom(cadenza::audience::normal_header(&mapping.columns[place].header)),
            };
            mapping.set(place, cadenza::audience::Meaning::Field(meaning));
            mapping.columns[place].kind = kind;
        });
        for (before, after) in before.iter().zip(held(&other.columns)) {
            prop_assert!(before.iter().all(|row| after.contains(row)), "{before:?} {after:?}\n{csv}");
        }
    }
}

#[test]
fn g8_a_no_is_lifted_by_hand_with_a_reason_until_a_newer_one() {
    let csv = |cell: &str| format!("Email,Unsubscribed\nann@a.example,{cell}\nben@b.example,yes\n");
    let mut old = list(&csv("yes"));
    assert!(old.consents_mut().lift(
        (0, 1),
        Channels::EMAIL,
        "wrote that she wants our mails",
        day("2026-06-01")
    ));
    assert_eq!(mailed(&old), ["ann"]);
    let again = |csv: &str| {
        let mut new = list(csv);
        let rows = new.numbers().iter().zip(0..).map(|(number, row)| (*number, row)).collect();
        let (numbers, n) = (new.numbers().to_vec(), new.len());
        assert_eq!(numbers, old.numbers());
        new.consents_mut().take_over(old.consents(), &numbers, &rows, n);
        new
    };
    assert_eq!(mailed(&again(&csv("yes"))), ["ann"], "the lift survives an update");
    assert_eq!(mailed(&again(&csv("2026-05-01"))), ["ann"], "an older day is no newer no");
    assert!(mailed(&again(&csv("2026-06-02"))).is_empty(), "a newer one is");
    // a file that says nothing lifts nothing
    assert_eq!(mailed(&again("Email,Unsubscribed\nann@a.example,\nben@b.example,no\n")), ["ann"]);
    let stored = Columns::from_chunks(&old.to_chunks()).unwrap();
    assert_eq!(stored, old, "consent and lifts are stored with the list");
    let mut column = list(&csv("yes"));
    column.consents_mut().lift_column(
        "Unsubscribed",
        Channels::ALL,
        "another newsletter's",
        day("2026-06-01"),
    );
    assert_eq!(mailed(&column), ["ann", "ben"]);
}

/// What the rows of one person say in each of the columns.
fn rows() -> impl Strategy<Value = Vec<[&'static str; 4]>> {
    let opt_out = prop::sample::select(vec!["", "TRUE", "FALSE", "2026-01-05"]);
    let status = prop::sample::select(vec!["", "active", "unsubscribed", "bounced", "paused"]);
    let call = prop::sample::select(vec!["", "yes", "no"]);
    let newest = prop::sample::select(vec!["", "2026-01-01", "2026-02-01"]);
    prop::collection::vec((opt_out, status, call, newest).prop_map(|(a, b, c, d)| [a, b, c, d]), 1..5)
}

proptest! {
    #[test]
    fn g9_merging_in_any_order_keeps_every_no(rows in rows(), turn in 0_usize..24) {
        let file = |rows: &[[&str; 4]]| {
            let line = |row: &[&str; 4]| format!("ann@a.example,{},{},{},{}\n", row[0], row[1], row[2], row[3]);
            let rows: String = rows.iter().map(line).collect();
            // another contact, so that the column of statuses is known whatever Ann's rows say
            format!("Email,Email Opt Out,Email Status,Do Not Call,Last Activity Date\n{rows}zoe@z.example,,active,,\n")
        };
        let noes = |csv: &str| {
            let list = list(csv);
            assert_eq!(list.len(), 2);
            [Channel::Email, Channel::Call].map(|channel| no(&list, 0, channel).is_some())
        };
        let of_each: Vec<[bool; 2]> = rows.iter().map(|row| noes(&file(&[*row]))).collect();
        let any = [0, 1].map(|channel| of_each.iter().any(|said| said[channel]));
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        if turn % 2 == 1 {
            turned.reverse();
        }
        prop_assert_eq!(noes(&file(&rows)), any);
        prop_assert_eq!(noes(&file(&turned)), any);
    }
}

/// A plan of an outline, run over a list.
struct Run {
    schedule: Schedule,
    list: Columns,
}

const TEAM: &str = "calendar \"Office\": Mon-Fri 9:00-17:00\nowner \"Mara\": 600 minutes a day, Europe/Berlin\n\
    sender \"out@desk.example\": cap 50 a day, Europe/Berlin\nsequence \"S\"\nenter all\n  from 2026-11-30\n  calendar \"Office\"\n\
    senders: round robin\n";

fn run(list: Columns, outline: &str) -> Run {
    let (plan, sequence) = planned(outline);
    run_of(list, &plan, sequence)
}

fn planned(outline: &str) -> (Plan, SequenceId) {
    let plan = Plan::new("p", "P", 1, ZoneName::from("Europe/Berlin"));
    let made = text_onto(plan, &format!("{TEAM}{outline}"));
    assert_eq!(made.problems, []);
    (made.plan, made.sequence.unwrap())
}

fn run_of(list: Columns, plan: &Plan, sequence: SequenceId) -> Run {
    let people = People::of(&list, Zone::UTC);
    let (program, _) = compile(plan, sequence);
    let cohort = Cohort::of_list(&program, plan, &list, &people, day("2026-11-29")).unwrap();
    Run { schedule: plan_schedule(&program, &cohort), list }
}

impl Run {
    /// Who is touched on a channel, by the beginning of the address.
    fn touched(&self, channel: Channel) -> Vec<String> {
        let mut names: Vec<String> = self
            .schedule
            .touches
            .iter()
            .filter(|touch| touch.channel.channel() == channel && !matches!(touch.when, When::Skipped { .. }))
            .map(|touch| self.name(touch.row))
            .collect();
        names.sort();
        names
    }

    fn name(&self, row: u32) -> String {
        let text = self.list.text(row as usize, &Field::Std(StdField::Email)).unwrap_or_default();
        text.split('@').next().unwrap_or_default().to_owned()
    }

    fn held(&self) -> Vec<(String, HoldCause)> {
        self.schedule.held_back.iter().map(|held| (self.name(held.row), held.cause)).collect()
    }

    fn skipped(&self) -> Vec<(String, SkipCause)> {
        let cause = |touch: &cadenza::schedule::PlannedTouch| match touch.when {
            When::Skipped { cause, .. } => Some((self.name(touch.row), cause)),
            _ => None,
        };
        self.schedule.touches.iter().filter_map(cause).collect()
    }
}

#[test]
fn report_07_who_said_no_on_a_channel_gets_no_touch_on_it_and_others_go_on() {
    let run = run(
        list(TWO_ROWS),
        "email \"Mail\"\nwait 1 business day\ncall \"Call\", automatic, no phone: skip\n",
    );
    assert_eq!(run.touched(Channel::Email), ["ben", "eli"]);
    let called = run.touched(Channel::Call);
    assert!(!called.contains(&"ben".to_owned()) && called.contains(&"eli".to_owned()));
    assert_eq!(run.held(), []);
}

#[test]
fn s7_who_has_no_touch_left_is_held_back_by_the_cause() {
    let list = list(
        "Email,Unsubscribed,Bounced,Status,Do Not Contact\n\
         ann@a.example,,,active,\nben@b.example,yes,,active,\ncem@c.example,,2026-01-01,active,\ndora@d.example,,,paused,\n\
         eli@e.example,,,active,yes\n",
    );
    let run = run(list, "email \"Mail\"\n");
    use HoldCause::*;
    let expected = [("ben", OptedOut), ("cem", Bounced), ("dora", NotUnderstood), ("eli", NotToContact)];
    assert_eq!(run.held(), expected.map(|(name, cause)| (name.to_owned(), cause)));
    assert_eq!(run.touched(Channel::Email), ["ann"]);
}

const CONSENTS: &str = "Email,Country,Email Consent,Consent Expires,Lifecycle Stage,Phone\n\
    ann@a.example,Germany,yes,,,+49 30 5550101\n\
    ben@b.example,DE,,,,+49 30 5550102\n\
    cem@c.example,DE,yes,2026-12-02,,+49 30 5550103\n\
    dora@d.example,France,,,,+33 1 5550104\n\
    eli@e.example,AT,,,Customer,+43 1 5550105\n\
    fay@f.example,AT,no,,,+43 1 5550106\n";

#[test]
fn g8_a_sequence_asks_for_a_basis_by_channel_and_country_and_consent_that_ends_before_a_touch_gives_none() {
    let outline = "needs consent or existing customer for messages to DE, AT\nemail \"One\"\nwait 3 business days\nemail \"Two\"\n";
    let run = run(list(CONSENTS), outline);
    use HoldCause::*;
    assert_eq!(run.held(), [("ben".to_owned(), NoConsent), ("fay".to_owned(), Refused)]);
    // Cem's ends on 2 December, between the first mail on 30 November and the second on 3 December
    assert_eq!(run.touched(Channel::Email), ["ann", "ann", "cem", "dora", "dora", "eli", "eli"]);
    assert_eq!(run.skipped(), [("cem".to_owned(), SkipCause::NoConsent)]);
}

#[test]
fn g8_consent_that_ends_shuts_what_stands_behind_a_condition_too() {
    let outline = "needs consent for messages to DE\nemail \"One\"\nwait 3 business days\nif opened \"One\"\n  email \"Two\"\nend\n\
        call \"Call\", automatic\n";
    let run = run(list(CONSENTS), outline);
    // Ben has no consent for mail, and is called all the same
    assert!(run.touched(Channel::Call).contains(&"ben".to_owned()));
    let mails = run.touched(Channel::Email);
    let of = |name: &str| mails.iter().filter(|mail| *mail == name).count();
    assert_eq!((of("ann"), of("ben"), of("cem"), of("dora")), (2, 0, 1, 2));
}

#[test]
fn g8_a_sequence_that_asks_for_nothing_says_whom_it_would_write_to_without_consent() {
    let run = run(list(CONSENTS), "wait 1 business day\nemail \"One\"\n");
    let said: Vec<String> = run
        .schedule
        .problems
        .iter()
        .filter(|problem| problem.sentence().contains("consent"))
        .map(|problem| problem.sentence())
        .collect();
    assert_eq!(
        said,
        [
            "1 person in countries where cold messages need consent would be written to without any consent that is known, the first on \
          2026-12-01; let the sequence ask for consent to hold them back"
        ],
        "Ben alone: Ann and Cem gave it, Eli buys from us, Dora lives in France, Fay said no",
    );
}

#[test]
fn g8_a_column_that_looks_like_a_no_is_an_error_before_launch() {
    let run = run(column("Optout flag 2", &["a", ""]).columns, "email \"Mail\"\n");
    let error = run.schedule.problems.iter().find(|problem| problem.severity() == Severity::Error).unwrap();
    assert!(error.sentence().contains("\"Optout flag 2\""), "{}", error.sentence());
    assert!(run.touched(Channel::Email).is_empty(), "with an error nobody is touched");
}

#[test]
fn g8_a_column_that_was_asked_about_says_what_a_person_says_it_does() {
    let list = column("Optout flag 2", &["a", "", "b"]).columns;
    assert_eq!(mailed(&list).len(), 3);
    let answer = |kind, reason: Option<&str>| {
        let choice = ConsentChoice {
            kind,
            channels: Channels::EMAIL,
            reason: reason.map(str::to_owned),
            ..ConsentChoice::default()
        };
        let list = list.with_meaning("Optout flag 2", &choice).unwrap();
        assert_eq!(list.consents().suspects(), []);
        mailed(&list)
    };
    assert_eq!(answer(Some(ColumnKind::Negative), None), ["p2"]);
    assert_eq!(answer(None, Some("a code of the shop")).len(), 3);
    assert!(list.with_meaning("Email", &ConsentChoice::default()).is_none(), "nothing is asked about it");
    assert!(list.with_meaning("Optout flag 2", &ConsentChoice::default()).is_none(), "which is no answer");
}

#[test]
fn g9_a_shared_role_address_is_mailed_once() {
    let desk = list("Email,First Name\ninfo@a.example,Ann\nINFO@a.example,Ben\n");
    let run = run(desk, "email \"Mail\"\n");
    assert_eq!(run.touched(Channel::Email).len(), 1);
    assert_eq!(
        run.schedule.held_back.iter().map(|held| held.cause).collect::<Vec<_>>(),
        [HoldCause::SharedAddress]
    );
}

#[test]
fn g9_a_no_of_an_address_holds_for_everybody_who_has_it() {
    let mail = "email \"Mail\"\nwait 1 business day\ncall \"Call\", automatic, no phone: skip\n";
    for (said, cause) in [("yes", HoldCause::OptedOut), ("2026-01-05", HoldCause::OptedOut)] {
        // the one who said no comes first, and last; both are at the same desk, and Cem's address is his own
        for rows in [[(said, "Ann"), ("", "Ben")], [("", "Ben"), (said, "Ann")]] {
            let row = |(said, name): (&str, &str)| format!("info@a.example,{name},{said}\n");
            let csv = format!(
                "Email,First Name,Unsubscribed\n{}{}cem@a.example,Cem,\n",
                row(rows[0]),
                row(rows[1])
            );
            let list = list(&csv);
            assert_eq!(list.len(), 3, "two people and a third");
            let run = run(list, "email \"Mail\"\n");
            assert_eq!(run.touched(Channel::Email), ["cem"]);
            assert_eq!(
                run.schedule.held_back.iter().map(|held| held.cause).collect::<Vec<_>>(),
                [cause, cause]
            );
        }
    }
    // the "no" to email says nothing of calls: Ben is called, and counts as one who must not be mailed
    let desk = list(
        "Email,First Name,Unsubscribed,Phone\ninfo@a.example,Ann,yes,\nINFO@a.example,Ben,,+43 1 5550105\n",
    );
    let people = People::of(&desk, Zone::UTC);
    let standing = cadenza::audience::Standing::of(&desk, &people, 0..2);
    assert_eq!(
        (
            standing.must_not,
            standing.causes.iter().map(|held| (held.cause, held.contacts)).collect::<Vec<_>>()
        ),
        (2, vec![(NoCause::OptedOut, 2)])
    );
    let run = run(desk, mail);
    assert!(run.touched(Channel::Email).is_empty());
    assert_eq!(run.touched(Channel::Call), ["INFO"]);
}

#[test]
fn g9_a_no_of_an_address_that_is_lifted_is_lifted_for_the_address() {
    let mut desk = list("Email,First Name,Unsubscribed\ninfo@a.example,Ann,yes\ninfo@a.example,Ben,\n");
    let number = desk.numbers()[0];
    assert!(desk.consents_mut().lift(
        (0, number),
        Channels::EMAIL,
        "wrote that they want mail",
        day("2026-06-01")
    ));
    assert_eq!(run(desk, "email \"Mail\"\n").touched(Channel::Email).len(), 1);
}

const PLACES: &str = "Email,Country,State,Phone,Time Zone,Email Consent\n\
    ann@a.example,Deutchland,,,,\n\
    ben@b.example,,,+33 1 5550104,,\n\
    cem@c.example,,California,,,\n\
    dora@d.example,,,,Europe/Berlin,\n\
    eli@e.example,,,,,\n\
    fay@f.example,,,,,yes\n\
    gus@g.example,France,,+49 30 5550101,,\n";

#[test]
fn g8_whose_country_is_not_known_is_asked_for_consent_like_those_who_live_there() {
    let run =
        run(list(PLACES), "needs consent or existing customer for messages to DE, AT\nemail \"Mail\"\n");
    use HoldCause::*;
    // "Deutchland" is no country; what a number, a state or a zone shows counts where the list says nothing
    let expected = [("ann", CountryUnknown), ("dora", NoConsent), ("eli", CountryUnknown)];
    assert_eq!(run.held(), expected.map(|(name, cause)| (name.to_owned(), cause)));
    assert_eq!(run.touched(Channel::Email), ["ben", "cem", "fay", "gus"]);
}

#[test]
fn g8_one_press_lets_the_sequence_ask_and_holds_them_back() {
    let (mut plan, sequence) = planned("wait 1 business day\nemail \"One\"\n");
    let said = run_of(list(CONSENTS), &plan, sequence).schedule.problems;
    let fixes: Vec<Fix> = said.iter().filter_map(|finding| Fix::of(finding, &plan)).collect();
    let [fix] = &fixes[..] else { panic!("{fixes:?}") };
    assert_eq!(fix.name, "Ask for consent, and hold the others back");
    fix.diff().unwrap().apply(&mut plan);
    assert_eq!(plan.sequences[&sequence].consent, ConsentRule::cold());
    let run = run_of(list(CONSENTS), &plan, sequence);
    assert_eq!(
        run.held(),
        [("ben".to_owned(), HoldCause::NoConsent), ("fay".to_owned(), HoldCause::Refused)]
    );
    assert!(
        run.schedule.problems.iter().all(|finding| Fix::of(finding, &plan).is_none()),
        "and nothing is left to press"
    );
}

#[test]
fn g8_a_sequence_that_asks_for_nothing_counts_those_whose_country_is_not_known() {
    let said = run(list(PLACES), "email \"Mail\"\n").schedule.problems;
    assert_eq!(
        said.iter().map(cadenza::model::Finding::sentence).collect::<Vec<_>>(),
        [
            "1 person in countries where cold messages need consent would be written to without any consent that is known, the first on \
         2026-11-30; let the sequence ask for consent to hold them back",
            "2 people whose country is not known would be written to without any consent that is known, the first on 2026-11-30; \
         let the sequence ask for consent to hold them back"
        ],
        "Dora lives in Germany by her zone; of Ann and Eli nothing is known",
    );
}

#[test]
fn g8_what_a_sequence_asks_for_is_read_and_printed_and_what_does_not_read_is_named() {
    let plan = Plan::new("p", "P", 1, ZoneName::from("UTC"));
    let text = "sequence \"S\"\nenter all\n  from 2026-11-30\nneeds consent or existing customer for messages to DE and AT\n\
        needs consent for sms, calls to us\nneeds implied or legitimate interest for email\nemail \"A\"\n";
    let made = text_onto(plan.clone(), text);
    assert_eq!(made.problems, []);
    let sequence = made.sequence.unwrap();
    let asked = &made.plan.sequences[&sequence].consent;
    assert_eq!(asked[0], ConsentRule::cold()[0]);
    assert_eq!(
        (asked[1].channels.as_slice(), asked[1].countries.as_slice()),
        (&[Channel::Sms, Channel::Call][..], &["US".to_owned()][..])
    );
    let printed = cadenza::outline::print(&made.plan, sequence);
    assert!(printed.contains("  needs consent or existing customer for messages to DE, AT\n  needs consent for texts, calls to US\n"), "{printed}");
    for (row, word) in [
        ("needs permission for email", "permission"),
        ("needs consent for pigeons", "pigeons"),
        ("needs consent for email to Germany", "Germany"),
    ] {
        let problems = text_onto(
            plan.clone(),
            &format!("sequence \"S\"\nenter all\n  from 2026-11-30\n{row}\nemail \"A\"\n"),
        )
        .problems;
        assert_eq!(problems.iter().map(|problem| problem.word.as_str()).collect::<Vec<_>>(), [word]);
    }
}

#[test]
fn report_13_leads_of_a_social_network_are_called_by_whoever_is_there() {
    let text = |list: &Columns, row: usize, field: StdField| {
        list.text(row, &Field::Std(field)).map(std::borrow::Cow::into_owned).unwrap_or_default()
    };
    let phone = |list: &Columns, row: usize| {
        let direct = text(list, row, StdField::DirectPhone);
        if direct.is_empty() { text(list, row, StdField::MobilePhone) } else { direct }
    };
    let centre = list(include_str!("../fixtures/csv/lead-centre.csv"));
    let phones: Vec<String> = (0..3).map(|row| phone(&centre, row)).collect();
    assert_eq!(phones, ["+94 77 555 0101", "+94 77 555 0102", ""]);
    let created: Vec<String> = (0..3).map(|row| text(&centre, row, StdField::CreatedOn)).collect();
    assert_eq!(created, ["2026-10-18", "2026-11-08", "2026-11-09"]);
    // "Unassigned" is nobody's name, and a stage such as "Intake" is no "no"
    let run = run(centre, "call \"Call\", owner, 5 min, no phone: skip\n");
    let calls: Vec<(u32, bool)> = run
        .schedule
        .touches
        .iter()
        .filter(|touch| !matches!(touch.when, When::Skipped { .. }))
        .map(|touch| (touch.contact, touch.owner.is_some()))
        .collect();
    assert_eq!(calls, [(1, true), (2, true)]);

    let bytes = include_bytes!("../fixtures/csv/instant-form.csv");
    let sniffed = sniff(bytes).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(bytes).unwrap();
    let form = reader.finish().unwrap().import(&sniffed.mapping(), 1).columns;
    let phones: Vec<String> = (0..form.len()).map(|row| phone(&form, row)).collect();
    assert_eq!(phones, ["+919555501001", "+919555501002", "+919555501003"]);
    let created: Vec<String> = (0..3).map(|row| text(&form, row, StdField::CreatedOn)).collect();
    assert_eq!(created, ["2026-11-20", "2026-11-21", "2026-11-22"]);
    let people = People::of(&form, Zone::UTC);
    assert!(people.zone.iter().all(|zone| zone.name() == "Asia/Kolkata"), "{:?}", people.zone);
}

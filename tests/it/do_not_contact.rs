//! Do-not-contact lists (spec §1, G8): what a line names, whom it holds back, and that no plan of the browser writes to them.

use cadenza::audience::{
    AudienceRecord, BarList, BarRead, Columns, DoNotContact, LineFault, Named, People, Reach, bar_line,
};
use cadenza::calendar::Zone;
use cadenza::lean::json;
use cadenza::model::{Field, StdField};
use cadenza::program::HoldCause;
use cadenza::worker::protocol::{
    BarInfo, BarLook, BarsInfo, Code, ExportFormat, Kept, Reply, Request, ScheduleFilter,
};
use cadenza::worker::shelf::{ListShelf, MemoryLists, ShelfError};
use cadenza::worker::{Worker, new_record};
use proptest::prelude::*;

use super::job::{Desk, ask, failure, import, list, now, plan, send_plan, today};

fn names(line: &str) -> Vec<Named> {
    bar_line(line).map(|line| line.names).unwrap_or_default()
}

fn address(text: &str) -> Named {
    Named::Address(text.to_owned())
}

fn domain(text: &str) -> Named {
    Named::Domain(text.to_owned())
}

fn company(text: &str) -> Named {
    Named::Company(text.to_owned())
}

fn phone(text: &str) -> Named {
    Named::Phone(text.to_owned())
}

#[test]
fn a_line_names_an_address_a_domain_a_company_or_a_number_as_people_write_them() {
    let cases: &[(&str, Vec<Named>)] = &[
        ("Ada@Acme.example", vec![address("ada@acme.example")]),
        ("\"Ada Lovelace\" <ada@acme.example>", vec![address("ada@acme.example")]),
        ("mailto:ada@acme.example", vec![address("ada@acme.example")]),
        (
            "a@x.example; b@y.example, c@z.example",
            vec![address("a@x.example"), address("b@y.example"), address("c@z.example")],
        ),
        ("ada@acme.example;complained;2026-03-01", vec![address("ada@acme.example")]),
        ("acme.example", vec![domain("acme.example")]),
        ("@acme.example", vec![domain("acme.example")]),
        ("*@acme.example", vec![domain("acme.example")]),
        ("*.acme.example", vec![domain("acme.example")]),
        ("https://www.acme.example/about?x=1", vec![domain("acme.example")]),
        ("domain: acme.example", vec![domain("acme.example")]),
        ("Acme GmbH & Co. KG", vec![company("acme")]),
        ("Acme, Inc.", vec![company("acme")]),
        ("company: Booking.com", vec![company("bookingcom")]),
        ("+49 (0)30 1234567", vec![phone("+49301234567")]),
        ("0049 30 1234567", vec![phone("+49301234567")]),
        ("030 / 123 45 67", vec![phone("301234567")]),
        ("(212) 555-0142 x17", vec![phone("2125550142")]),
        ("tel:+12125550142", vec![phone("+12125550142")]),
    ];
    for (line, expected) in cases {
        assert_eq!(&names(line), expected, "{line}");
    }
}

#[test]
fn a_line_that_names_nobody_is_said_with_its_number_and_the_others_hold() {
    let text = "# told us on the phone\n\nada(at)acme.example\nada@acme\n12345\n4.9E+11\nlinkedin.com/in/ada\n---\nacme.example\ngmail.com\n";
    let read = BarRead::of(text);
    let problems: Vec<(u32, LineFault)> = read.problems.iter().map(|p| (p.line, p.fault)).collect();
    assert_eq!(
        problems,
        [
            (3, LineFault::NotAnAddress),
            (4, LineFault::NotAnAddress),
            (5, LineFault::NoNumber),
            (6, LineFault::NoNumber),
            (7, LineFault::Page),
            (8, LineFault::Nothing),
            (10, LineFault::Provider),
        ]
    );
    let lines: Vec<u32> = read.lines.iter().map(|line| line.line).collect();
    assert_eq!(lines, [9, 10], "a provider's domain holds too, it is only said");
}

#[test]
fn under_a_header_a_row_names_the_person_else_the_domain_else_the_company() {
    let text = "Email;Company;Domain;Phone;Reason\n\
                ada@acme.example;Acme GmbH;acme.example;+49 30 1234567;\"asked; twice\"\n\
                ;Beta AG;beta.example;;\n\
                ;\"Gamma, Inc.\";;;\n\
                no address;;;;\n";
    let read = BarRead::of(text);
    let names: Vec<Vec<Named>> = read.lines.into_iter().map(|line| line.names).collect();
    assert_eq!(
        names,
        [
            vec![address("ada@acme.example"), phone("+49301234567")],
            vec![domain("beta.example")],
            vec![company("gamma")],
        ],
        "one person's no does not bar the whole of Acme"
    );
    assert_eq!(
        read.problems.iter().map(|p| (p.line, p.fault)).collect::<Vec<_>>(),
        [(5, LineFault::NotAnAddress)]
    );
}

fn columns() -> Columns {
    let std = Field::Std;
    Columns::from_texts(
        (1..=7).collect(),
        vec![
            (
                "Email",
                std(StdField::Email),
                vec![
                    "Ada@acme.example",
                    "bob@mail.beta.example",
                    "",
                    "dee@delta.example",
                    "eve@gmail.com",
                    "fay@notbeta.example",
                    "",
                ],
            ),
            (
                "Second Email",
                Field::Custom("second email".into()),
                vec!["", "", "", "dee@old.example", "", "", ""],
            ),
            (
                "Company",
                std(StdField::Company),
                vec!["Acme", "Beta", "Gamma Ltd.", "", "Eve & Co", "", "Gammatec"],
            ),
            ("Website", std(StdField::Website), vec!["", "", "", "", "https://www.epsilon.example", "", ""]),
            (
                "Mobile",
                std(StdField::MobilePhone),
                vec!["", "", "", "", "", "+49 171 1234567", "0171 7654321"],
            ),
        ],
    )
}

fn list_of(name: &str, text: &str) -> BarList {
    BarList {
        id: name.to_owned(),
        name: name.to_owned(),
        added_at: String::new(),
        lines: BarRead::of(text).lines,
    }
}

fn held(text: &str) -> Vec<usize> {
    DoNotContact::new(vec![list_of("No", text)]).hold(&columns()).rows().collect()
}

#[test]
fn each_kind_of_line_holds_whom_it_names_and_nobody_else() {
    assert_eq!(held("ada@ACME.example"), [0]);
    assert_eq!(held("beta.example"), [1], "a subdomain is held, another domain that ends alike is not");
    assert_eq!(held("Gamma"), [2], "the legal form does not matter, a longer name does");
    assert_eq!(held("dee@old.example"), [3], "a second address column counts");
    assert_eq!(held("epsilon.example"), [4], "the website counts");
    assert_eq!(held("0171 1234567"), [5], "without a country code the end of the number decides");
    assert_eq!(held("+49 171 7654321"), [6]);
    assert_eq!(held("+43 171 1234567"), Vec::<usize>::new(), "another country is another number");
    assert_eq!(held("# nobody\n\n"), Vec::<usize>::new());
}

#[test]
fn each_contact_is_told_the_line_and_the_narrowest_reason_comes_first() {
    let lists = vec![list_of("Old", "acme.example\nAcme"), list_of("New", "\nada@acme.example")];
    let held = DoNotContact::new(lists).hold(&columns());
    assert_eq!(held.line(0), Some("New, line 2: ada@acme.example"));
    assert_eq!(held.line(1), None);
    assert_eq!(held.counts().into_iter().collect::<Vec<_>>(), [((1, 0), 1)]);
}

#[test]
fn whom_a_line_names_is_reached_by_no_channel_and_is_free_again_without_it() {
    let columns = columns();
    let mut people = People::of(&columns, Zone::UTC);
    let before = people.reach.clone();
    people.bar(&columns, &DoNotContact::new(vec![list_of("No", "notbeta.example")]));
    let reach = people.reach[5];
    assert!(reach.has(Reach::DO_NOT_CONTACT));
    assert!(!reach.email() && !reach.phone() && !reach.mobile() && !reach.linkedin());
    people.bar(&columns, &DoNotContact::default());
    assert_eq!((people.reach, people.barred_by), (before, None));
}

proptest! {
    /// The digest is about who is named, not about order, list or writing; and no order of the lines loses a "no" (G8).
    #[test]
    fn in_any_order_and_any_writing_the_same_people_are_held(order in Just(vec![
        "ada@acme.example", "beta.example", "Gamma", "+49 171 1234567", "eve@gmail.com",
    ]).prop_shuffle(), cut in 0..5_usize, capitals in any::<bool>()) {
        let write = |lines: &[&str]| {
            let text = lines.join("\n");
            if capitals { text.to_uppercase() } else { text }
        };
        let lists = vec![list_of("a", &write(&order[..cut])), list_of("b", &write(&order[cut..]))];
        let all = DoNotContact::new(lists);
        prop_assert_eq!(all.hold(&columns()).rows().collect::<Vec<_>>(), [0, 1, 2, 4, 5]);
        let plain = DoNotContact::new(vec![list_of("c", "ada@acme.example\nbeta.example\nGamma\n+49 171 1234567\neve@gmail.com")]);
        prop_assert_eq!(all.digest(), plain.digest());
    }

    /// Whatever is pasted, nothing panics and every line is either held or said.
    #[test]
    fn any_text_reads(text in "(\\PC{0,20}[\n;,@:.]){0,12}") {
        let read = BarRead::of(&text);
        let said = |line: u32| read.lines.iter().any(|l| l.line == line) || read.problems.iter().any(|p| p.line == line);
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate().skip(1) {
            let line = line.trim();
            prop_assert!(line.is_empty() || line.starts_with('#') || said(index as u32 + 1), "line {} of {text:?}", index + 1);
        }
    }
}

// ---- in the data worker

const NOW: &str = "2026-11-16T08:00:00.000Z";

fn bars(reply: Reply) -> BarsInfo {
    let Reply::Bars(info) = reply else { panic!("{reply:?}") };
    *info
}

fn add(worker: &mut Worker<Desk>, desk: &Desk, id: &str, text: &str) -> Reply {
    let request = Request::BarAdd {
        id: id.into(),
        name: "Suppressed".into(),
        bytes: text.as_bytes().to_vec(),
        now: NOW.into(),
    };
    ask(worker, desk, request)
}

fn open(worker: &mut Worker<Desk>, desk: &Desk) -> AudienceRecord {
    let reply = import(worker, desk, new_record("a", "Autumn", "autumn.csv", NOW));
    assert!(matches!(reply, Reply::Imported { .. }), "{reply:?}");
    list(ask(worker, desk, Request::OpenList { id: "a".into(), today: None })).record
}

fn desk() -> Desk {
    let text = "First Name,Last Name,Email,Company\n\
                Ada,Lovelace,ada@acme.example,Acme\n\
                Bob,Babbage,bob@beta.example,Beta\n\
                Cyd,Curie,cyd@gamma.example,Gamma\n";
    Desk::with_file(text.as_bytes())
}

#[test]
fn a_line_holds_a_contact_back_in_every_plan_with_the_line_as_the_reason_in_page_and_file() {
    let (mut worker, desk) = (Worker::default(), desk());
    open(&mut worker, &desk);
    let look =
        ask(&mut worker, &desk, Request::BarLook { bytes: b"acme.example\nnobody.example\n".to_vec() });
    let Reply::BarLooked(look) = look else { panic!("{look:?}") };
    let expected = BarLook {
        lines: 2,
        kinds: vec![("domain".into(), 2)],
        problems: vec![],
        n_problems: 0,
        held: Some(1),
    };
    assert_eq!(*look, expected, "what it would hold back is known before it is added");

    let info = bars(add(&mut worker, &desk, "no", "acme.example\nnobody.example\n"));
    let listed = BarInfo {
        id: "no".into(),
        name: "Suppressed".into(),
        added_at: NOW.into(),
        lines: 2,
        kinds: vec![("domain".into(), 2)],
        held: 1,
    };
    assert_eq!(info, BarsInfo { kept: Kept::Browser, lists: vec![listed], broken: vec![], held: 1 });
    let opened = list(ask(&mut worker, &desk, Request::OpenList { id: "a".into(), today: None }));
    assert_eq!(opened.standing.channels[0].can, 2, "{:?}", opened.standing);

    let (plan, sequence) = plan();
    send_plan(&mut worker, &desk, 7, &plan);
    let reply =
        ask(&mut worker, &desk, Request::Compile { sequence, revision: 7, today: today(), alone: false });
    let Reply::Compiled { may_enter, held_back, .. } = reply else { panic!("{reply:?}") };
    assert_eq!((may_enter, held_back), (2, vec![(HoldCause::DoNotContact, 1)]));
    let reply =
        ask(&mut worker, &desk, Request::Schedule { sequence, revision: 7, today: today(), alone: false });
    assert!(matches!(reply, Reply::Schedule(_)), "{reply:?}");
    let filter = ScheduleFilter { held_back: true, ..ScheduleFilter::default() };
    let reply = ask(&mut worker, &desk, Request::ScheduleRows { revision: 7, filter, from: 0, n: 10 });
    let Reply::ScheduleRows { rows, .. } = reply else { panic!("{reply:?}") };
    assert_eq!(rows[0].note, "on a do-not-contact list (Suppressed, line 1: acme.example)");
    let format = ExportFormat::Json { rendered: false };
    let reply = ask(
        &mut worker,
        &desk,
        Request::Export { revision: 7, sequence: None, format, despite: true, now: NOW.into() },
    );
    let Reply::File { bytes, .. } = reply else { panic!("{reply:?}") };
    let file = cadenza::interop::ScheduleFile::read(std::str::from_utf8(&bytes).unwrap()).unwrap();
    assert_eq!(file.held_back[0].line.as_deref(), Some("Suppressed, line 1: acme.example"));
    let digest = DoNotContact::new(vec![list_of("x", "nobody.example\nacme.example")]).digest();
    let by = file.list.do_not_contact.unwrap();
    assert_eq!((by.lines, by.digest), (2, digest));
}

#[test]
fn a_line_taken_out_frees_the_contact_and_can_be_put_back() {
    let (mut worker, desk) = (Worker::default(), desk());
    open(&mut worker, &desk);
    add(&mut worker, &desk, "no", "acme.example\nbeta.example\n");
    let reply = ask(&mut worker, &desk, Request::BarRemove { id: "no".into(), at: vec![0] });
    let Reply::BarRemoved(gone) = reply else { panic!("{reply:?}") };
    assert_eq!(gone[0].text, "acme.example");
    assert_eq!(bars(ask(&mut worker, &desk, Request::Bars)).held, 1);
    let back = Request::BarPut { id: "no".into(), name: String::new(), lines: gone, now: NOW.into() };
    assert_eq!(bars(ask(&mut worker, &desk, back)).held, 2);
    let lines = Request::BarLines { id: "no".into(), find: "ACME".into(), from: 0, n: 10 };
    let Reply::BarLines { total, rows } = ask(&mut worker, &desk, lines) else { panic!() };
    assert_eq!(
        (total, rows[0].line, rows[0].text.as_str(), rows[0].kind.as_str(), rows[0].held),
        (1, 1, "acme.example", "domain", 1)
    );
    assert_eq!(bars(ask(&mut worker, &desk, Request::BarDelete { id: "no".into() })).lists, []);
}

#[test]
fn a_line_that_another_tab_adds_holds_in_this_one_and_two_tabs_do_not_undo_each_other() {
    let (mut here, mut there, desk) = (Worker::default(), Worker::default(), desk());
    open(&mut here, &desk);
    assert_eq!(bars(ask(&mut here, &desk, Request::Bars)).held, 0);
    add(&mut there, &desk, "no", "acme.example");
    let (plan, sequence) = plan();
    send_plan(&mut here, &desk, 1, &plan);
    let reply =
        ask(&mut here, &desk, Request::Compile { sequence, revision: 1, today: today(), alone: false });
    let Reply::Compiled { held_back, .. } = reply else { panic!("{reply:?}") };
    assert_eq!(held_back, [(HoldCause::DoNotContact, 1)]);
    // written by another tab between this tab's look and its write
    let seen = now(desk.lists.bars_revision()).unwrap();
    now(desk.lists.change_bars(seen, "other", Some("x"))).unwrap();
    assert_eq!(now(desk.lists.change_bars(seen, "no", None)), Err(ShelfError::Changed));
}

#[test]
fn where_a_do_not_contact_list_cannot_be_read_nobody_enters_until_it_is_deleted() {
    let (mut worker, desk) = (Worker::default(), desk());
    open(&mut worker, &desk);
    now(desk.lists.change_bars(0, "no", Some("{\"format\":"))).unwrap();
    let (plan, sequence) = plan();
    send_plan(&mut worker, &desk, 1, &plan);
    let compile = Request::Compile { sequence, revision: 1, today: today(), alone: false };
    let wrong = failure(ask(&mut worker, &desk, compile.clone()));
    assert_eq!(wrong.code, Code::CannotRun);
    assert!(wrong.message.contains("nobody enters"), "{wrong}");
    assert_eq!(bars(ask(&mut worker, &desk, Request::Bars)).broken.len(), 1);
    ask(&mut worker, &desk, Request::BarDelete { id: "no".into() });
    assert!(matches!(ask(&mut worker, &desk, compile), Reply::Compiled { .. }));
}

#[test]
fn a_full_disk_keeps_the_list_as_it_was_and_a_spreadsheet_file_is_refused() {
    let (mut worker, desk) = (Worker::default(), desk());
    add(&mut worker, &desk, "no", "acme.example");
    desk.lists.refuse_writes(Some(ShelfError::Quota));
    assert_eq!(failure(add(&mut worker, &desk, "no", "beta.example")).code, Code::Quota);
    desk.lists.refuse_writes(None);
    assert_eq!(bars(ask(&mut worker, &desk, Request::Bars)).lists[0].lines, 1);
    let bytes = b"PK\x03\x04\x14\x00".to_vec();
    assert_eq!(failure(ask(&mut worker, &desk, Request::BarLook { bytes })).code, Code::BadFile);
    assert_eq!(failure(add(&mut worker, &desk, "no", "# nobody")).code, Code::BadFile);
}

#[test]
fn what_is_stored_today_is_read_for_ever() {
    let text = r#"{"format":"cadenza-do-not-contact","schema":1,"list":{"id":"no","name":"Suppressed","added_at":"2026-11-29T23:00:00Z","lines":[{"line":1,"text":"Ada@acme.example","names":[{"address":"ada@acme.example"}]},{"line":2,"text":"beta.example","names":[{"domain":"beta.example"}]},{"line":3,"text":"Gamma","names":[{"company":"gamma"}]},{"line":4,"text":"+49 30 1234567","names":[{"phone":"+49301234567"}]}]}}"#;
    let desk = desk();
    now(desk.lists.change_bars(0, "no", Some(text))).unwrap();
    let mut worker = Worker::default();
    open(&mut worker, &desk);
    let info = bars(ask(&mut worker, &desk, Request::Bars));
    assert_eq!((info.broken.len(), info.lists[0].lines, info.held), (0, 4, 3));
    assert!(json::text(&info).is_ok());
    let _: &MemoryLists = &desk.lists;
}

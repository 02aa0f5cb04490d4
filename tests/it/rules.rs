//! What is typed means that, or is refused with the word and the way to say it (spec G2a, G2b); reports 04, 05, 06 and 24 in the project's
//! own form.

use std::sync::Arc;

use cadenza::audience::{Columns, Members, People, Reader, sniff};
use cadenza::calendar::{Date, Zone};
use cadenza::model::{
    Condition, EventKind, Field, Place, Plan, Rule, Segment, SegmentId, Severity, StdField, Test,
};
use cadenza::outline::plan_from_text;
use cadenza::program::{Cohort, compile, unanswerable};
use cadenza::segment::{
    Also, Beside, Evaluator, Heading, History, OnTheWay, OverList, ParseError, complete, faults, headings,
    parse, print,
};

fn read(csv: &str) -> Columns {
    let sniffed = sniff(csv.as_bytes()).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(csv.as_bytes()).unwrap();
    reader.finish().unwrap().import(&sniffed.mapping(), 1).columns
}

fn today() -> Date {
    "2026-11-29".parse().unwrap()
}

fn plan() -> Plan {
    Plan::new("p", "P", 1, "UTC".into())
}

/// A list and what is known beside it.
struct Desk {
    columns: Columns,
    headings: Vec<Heading>,
    plan: Plan,
    people: People,
}

impl Desk {
    fn over(csv: &str) -> Desk {
        let columns = read(csv);
        let (headings, people) = (headings(&columns), People::of(&columns, Zone::UTC));
        Desk { columns, headings, plan: plan(), people }
    }

    fn parse(&self, text: &str) -> Result<Rule, ParseError> {
        parse(text, &OverList::new(&self.plan, &self.headings))
    }

    #[track_caller]
    fn who(&self, text: &str) -> Vec<u32> {
        let rule = self.parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let names = OverList::new(&self.plan, &self.headings);
        let printed = print(&rule, &names);
        assert_eq!(parse(&printed, &names).as_ref(), Ok(&rule), "{text} is printed as {printed}");
        let also = Also { people: Some(&self.people), ..Also::default() };
        let evaluator = Evaluator::new(&self.columns, today(), &self.plan.segments).with(also);
        let found =
            evaluator.matches(&rule).unwrap_or_else(|problem| panic!("{text}: {}", problem.sentence()));
        found.rows().map(|row| self.columns.numbers()[row]).collect()
    }

    #[track_caller]
    fn refused(&self, text: &str) -> ParseError {
        match self.parse(text) {
            Err(error) => error,
            Ok(rule) => panic!("{text} reads as {rule:?}"),
        }
    }
}

const PEOPLE: &str = "\
First Name,Email,Lifecycle Stage,Tags,Partner Level,Last Activity Date,# Employees
Ann,ann@one.example,customer,vip;news,gold,2026-11-20,120
Ben,ben@two.example,lead,news,silver,2026-03-01,40
Cem,cem@three.example,,,,,
Dora,dora@four.example,Customer,vip,,2026-11-28,0
Eli,eli@five.example,n/a,-,NULL,,n/a
";

#[test]
fn whoever_has_no_value_is_not_what_is_asked_and_is_found_by_not_g3() {
    let desk = Desk::over(PEOPLE);
    for (rule, who) in [
        ("not stage is customer", &[2, 3, 5][..]),
        ("none of (stage is customer, stage is lead)", &[3, 5]),
        ("stage is empty", &[3, 5]),
        ("tag is empty", &[3, 5]),
        ("tag is not empty", &[1, 2, 4]),
        ("not tag contains vip", &[2, 3, 5]),
        ("not \"partner level\" is gold", &[2, 3, 4, 5]),
        ("\"partner level\" is empty", &[3, 4, 5]),
        ("not last activity within 30 days", &[2, 3, 5]),
        ("employees < 50", &[2, 4]),
        ("not employees < 50", &[1, 3, 5]),
    ] {
        assert_eq!(desk.who(rule), who, "{rule}");
    }
}

#[test]
fn the_usual_ways_of_saying_it_read_g2b() {
    let desk = Desk::over(PEOPLE);
    for (rule, who) in [
        ("stage is not customer", &[2, 3, 5][..]),
        ("stage is not one of customer, lead", &[3, 5]),
        ("stage isn't customer", &[2, 3, 5]),
        ("stage != customer", &[2, 3, 5]),
        ("stage <> customer", &[2, 3, 5]),
        ("stage ≠ customer", &[2, 3, 5]),
        ("tags does not contain vip", &[2, 3, 5]),
        ("tags doesn't contain vip", &[2, 3, 5]),
        ("last activity between 2026-11-01 and 2026-11-25", &[1]),
        ("last activity >= 2026-11-01", &[1, 4]),
        ("last activity within last 2 weeks", &[1, 4]),
        ("last activity in the last 30 days", &[1, 4]),
        ("last activity this month", &[1, 4]),
        ("last activity in March", &[2]),
        ("last activity on a Friday", &[1]),
        ("last activity on a Saturday or Sunday", &[2, 4]),
        ("last activity more than 30 days ago", &[2]),
        ("last activity older than 30 days", &[2]),
        ("# Employees > 30 and < 200", &[1, 2]),
        ("employees >= 1,000", &[]),
        ("employees is at least 40", &[1, 2]),
        ("employees < 10 or > 100", &[1, 4]),
        ("stage contains cust or lead", &[1, 2, 4]),
        ("stage is lead or customer and employees > 50", &[1]),
        ("has email", &[1, 2, 3, 4, 5]),
        ("no phone", &[1, 2, 3, 4, 5]),
        ("has a stage", &[1, 2, 4]),
        ("no stage", &[3, 5]),
        ("\"Partner Level\" has no value", &[3, 4, 5]),
        ("stage is customer or \"lead\"", &[1, 2, 4]),
        ("partner level is gold", &[1]),
        ("Lifecycle stage is lead", &[2]),
    ] {
        assert_eq!(desk.who(rule), who, "{rule}");
    }
    let canonical = |text: &str| print(&desk.parse(text).unwrap(), &desk.plan);
    assert_eq!(canonical("stage != customer"), "not stage is customer");
    assert_eq!(canonical("stage is not one of customer, lead"), "not stage is one of (customer, lead)");
    assert_eq!(canonical("employees > 50 and < 2,000"), "employees > 50 and employees < 2000");
    assert_eq!(canonical("last activity within the last 2 weeks"), "last activity within last 14 days");
    assert_eq!(canonical("no phone"), "no phone");
    assert_eq!(canonical("\"# Employees\" is at least 5"), "employees >= 5");
}

#[test]
fn a_day_whose_year_does_not_count_can_be_asked_g2b() {
    let desk = Desk::over(
        "First Name,Email,Birthday,Renewal\n\
         Ann,ann@one.example,1988-12-02,2026-12-20\n\
         Ben,ben@two.example,1990-11-29,2026-12-05\n\
         Cem,cem@three.example,2001-06-14,\n\
         Dora,dora@four.example,1979-12-31,2027-01-15\n\
         Fay,fay@six.example,2000-02-29,\n\
         Eli,eli@five.example,,\n",
    );
    for rule in [
        "birthday within 7 days",
        "\"birthday\" within next 7 days",
        "\"birthday\" anniversary within the next 7 days",
        "anniversary of \"birthday\" within next 7 days",
        "\"birthday\" yearly within next 7 days",
        "birthday has its anniversary within the next 7 days",
    ] {
        assert_eq!(desk.who(rule), [1, 2], "{rule}");
    }
    assert_eq!(desk.who("birthday is today"), [2]);
    for rule in [
        "birthday in December",
        "\"birthday\" in month December",
        "\"birthday\" month is 12",
        "birthday month is Dec",
    ] {
        assert_eq!(desk.who(rule), [1, 4], "{rule}");
    }
    assert_eq!(desk.who("birthday before 1990-01-01"), [1, 4], "the year counts where a whole date is given");
    assert_eq!(desk.who("\"renewal\" within next 30 days"), [1, 2], "of any other day the year counts");
    assert_eq!(desk.who("renewal anniversary within next 60 days"), [1, 2, 4]);
    // 29 February comes on the 28th where there is none
    let leap = desk.parse("birthday within 1 days").unwrap();
    let on = |day: &str| {
        let evaluator = Evaluator::new(&desk.columns, day.parse().unwrap(), &desk.plan.segments);
        evaluator.matches(&leap).unwrap().rows().collect::<Vec<_>>()
    };
    assert_eq!((on("2027-02-27"), on("2028-02-27"), on("2028-02-28")), (vec![4], vec![], vec![4]));
}

const HEADERS: &str = "\
First Name,Email,Job Title,Company Name,Lifecycle Stage,Score,# Employees,Last Activity Date,Partner Level,Country
Ann,ann@one.example,CEO,Eins,customer,0.9,120,2026-11-20,gold,Germany
Ben,ben@two.example,CFO,Zwei,lead,0.4,40,2026-03-01,silver,Österreich
Cem,cem@three.example,CTO,Drei,,0.7,15,2026-11-25,,DE
";

#[test]
fn a_column_answers_to_its_header_its_label_and_its_name_g2a() {
    let desk = Desk::over(HEADERS);
    for (rule, who) in [
        ("\"Lifecycle Stage\" is customer", &[1][..]),
        ("not \"Lifecycle Stage\" is customer", &[2, 3]),
        ("\"# Employees\" < 50", &[2, 3]),
        ("\"Score\" >= 0.6", &[1, 3]),
        ("\"Last Activity Date\" within 30 days", &[1, 3]),
        ("\"Partner Level\" is gold", &[1]),
        ("Job Title is CEO", &[1]),
        ("Company Name is Zwei", &[2]),
    ] {
        assert_eq!(desk.who(rule), who, "{rule}");
    }
    // stored before the list was known: the header is looked up then
    let stored = parse("not \"Lifecycle Stage\" is customer", &desk.plan).unwrap();
    let found = Evaluator::new(&desk.columns, today(), &desk.plan.segments).matches(&stored).unwrap();
    assert_eq!(found.rows().collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn countries_answer_to_their_names_codes_and_short_forms_g2a() {
    let desk = Desk::over(HEADERS);
    for rule in [
        "country is Germany",
        "country is germany",
        "country is Deutschland",
        "country is DE",
        "country = de",
    ] {
        assert_eq!(desk.who(rule), [1, 3], "{rule}");
    }
    assert_eq!(desk.who("country is one of (Austria, France)"), [2]);
    assert_eq!(desk.who("country is not Germany"), [2]);
}

#[test]
fn a_part_of_a_country_name_finds_it_however_the_list_writes_it_g2a() {
    let desk =
        Desk::over("Email,Country\na@a.example,Germany\nb@b.example,AT\nc@c.example,UK\nd@d.example,\n");
    for (text, found) in [
        ("country contains German", &[1][..]),
        ("country contains deutsch", &[1]),
        ("country starts with Aus", &[2]),
        ("country starts with öster", &[2]),
        ("country ends with Kingdom", &[3]),
        ("country like \"*brit*\"", &[3]),
        ("country contains DE", &[1]),
        // two letters are a code: no country is found by a part of its name in some language
        ("country contains ri", &[]),
        ("not country contains German", &[2, 3, 4]),
    ] {
        assert_eq!(desk.who(text), found, "{text}");
    }
}

const AGREED: &str = "Email,Email Consent,Consent Expires,Lifecycle Stage,Legal Basis,Do Not Call\n\
    a@a.example,yes,,,,\n\
    b@b.example,no,,,,\n\
    c@c.example,2025-03-01,2026-12-10,,,\n\
    d@d.example,yes,2026-11-01,,,yes\n\
    e@e.example,,,Customer,,\n\
    f@f.example,,,,Legitimate interest,\n\
    g@g.example,,,,,\n";

#[test]
fn consent_is_asked_by_channel_state_ground_and_last_day_g2() {
    let desk = Desk::over(AGREED);
    for (text, found) in [
        ("consent for email is given", &[1, 3, 5, 6][..]),
        ("consent for email", &[1, 3, 5, 6]),
        ("consent email = given", &[1, 3, 5, 6]),
        ("has consent for email", &[1, 3, 5, 6]),
        ("has no consent for email", &[2, 4, 7]),
        ("not consent for email is given", &[2, 4, 7]),
        ("consent for email is not given", &[2, 4, 7]),
        ("consent email != given", &[2, 4, 7]),
        ("consent for e-mail is refused", &[2]),
        // Dora's has ended, and nothing was ever known of Gus
        ("consent for email is unknown", &[4, 7]),
        ("consent for email based on consent", &[1, 3]),
        ("consent for email based on existing customer or legitimate interest", &[5, 6]),
        ("consent for email based on consent or consent for calls is refused", &[1, 3, 4]),
        ("consent for email expires within 30 days", &[3]),
        ("consent for email ends in the next 2 weeks", &[3]),
        ("consent for email expires within 5 days", &[]),
        ("consent for calls is refused", &[4]),
        ("consent for sms is given", &[5, 6]),
    ] {
        assert_eq!(desk.who(text), found, "{text}");
    }
    // the column that is called so is the column
    assert_eq!(desk.who("email consent is yes"), [1, 4]);
    assert_eq!(desk.who("consent expires before 2026-12-01"), [4]);
    for (text, word) in [
        ("consent for pigeons is given", "pigeons"),
        ("consent for email is perhaps", "perhaps"),
        ("consent for email based on luck", "luck"),
        ("consent for email expires soon", "soon"),
        ("has consent", ""),
    ] {
        let error = desk.parse(text).unwrap_err();
        assert_eq!(&text[error.at.clone()], word, "{text}: {error:?}");
        assert!(!error.expected.is_empty(), "{text}");
    }
    let rule = desk.parse("consent for email is given").unwrap();
    let evaluator = Evaluator::new(&desk.columns, today(), &desk.plan.segments);
    let value = |row| evaluator.why(&rule, row).unwrap()[0].value.clone();
    assert_eq!([value(2), value(6)], ["given, consent, until 2026-12-10", "unknown"]);
}

#[test]
fn texts_are_compared_in_one_form_whatever_their_case_and_spaces_g2a() {
    let desk = Desk::over(
        "Email,City,Job Title\n\
         a@a.example,Zu\u{308}rich,Head\u{a0}of Sales\n\
         b@b.example,ZÜRICH,head of sales\n\
         c@c.example,STRASSBURG,ΟΔΗΓΟΣ\n\
         d@d.example,Straßburg,οδηγος\n",
    );
    assert_eq!(desk.who("city is Zürich"), [1, 2]);
    assert_eq!(desk.who("city is straßburg"), [3, 4]);
    assert_eq!(desk.who("city contains strass"), [3, 4]);
    assert_eq!(desk.who("title is \"Head of Sales\""), [1, 2]);
    assert_eq!(desk.who("title is οδηγος"), [3, 4], "a final sigma is a sigma");
    assert_eq!(desk.who("title is οδηγοσ"), [3, 4]);
}

#[test]
fn what_the_list_cannot_answer_is_refused_with_the_near_word_g2a() {
    let desk = Desk::over(HEADERS);
    let near = |text: &str| desk.refused(text).suggestion;
    assert_eq!(near("\"Partner Lvel\" is gold").as_deref(), Some("\"partner level\""));
    assert_eq!(near("not \"Partner Lvel\" is gold").as_deref(), Some("\"partner level\""));
    assert_eq!(near("partner lvel is gold").as_deref(), Some("\"partner level\""));
    assert_eq!(near("job titel is CEO").as_deref(), Some("title"));
    assert_eq!(near("contry is DE").as_deref(), Some("country"));
    let message = |text: &str| desk.refused(text).message;
    assert_eq!(message("city is Berlin"), "the list has no column for City");
    assert_eq!(message("not city is Berlin"), "the list has no column for City");
    assert_eq!(message("title < 5"), "Job title is a text: “is less than 5” cannot be asked of it");
    assert_eq!(message("employees contains 5"), "Employees is a number: “contains 5” cannot be asked of it");
    assert_eq!(
        message("\"partner level\" within 30 days"),
        "“partner level” is a text: “is within the last 30 days” cannot be asked of it"
    );
    assert_eq!(
        message("employees before 2026-01-01"),
        "Employees is a number: “is before 2026-01-01” cannot be asked of it"
    );
    assert!(message("last activity within last 3 months").contains("differ in length"));
    assert_eq!(near("last activity within last 3 months").as_deref(), Some("90 days"));
    // an `or` is no place to hide a slip of the pen
    assert_eq!(near("title contains CEO or titel contains CFO").as_deref(), Some("title"));
}

#[test]
fn an_event_of_a_run_is_refused_in_a_list_with_the_way_to_say_it_g2a() {
    let desk = Desk::over(HEADERS);
    let way = |text: &str| desk.refused(text).suggestion;
    assert_eq!(way("opted out").as_deref(), Some("opted out of email is yes"));
    assert_eq!(way("opened").as_deref(), Some("opened count >= 1"));
    assert_eq!(way("not opened \"Intro\"").as_deref(), Some("opened count >= 1"));
    assert_eq!(way("meeting booked"), None);
    assert!(desk.refused("meeting booked").message.contains("only a run knows who booked a meeting"));
    // a branch may ask
    assert!(parse("opted out or never replied", &OnTheWay { names: &plan() }).is_ok());
    // a plan may still hold one: its answer is an error, with the segment named
    let mut stored = plan();
    let rule = Rule::None(vec![parse("opened", &OnTheWay { names: &plan() }).unwrap()]);
    stored.segments.insert(SegmentId(1), Arc::new(Segment { name: "Quiet".into(), rule }));
    let error = Evaluator::new(&desk.columns, today(), &stored.segments)
        .matches(&Rule::Segment(SegmentId(1)))
        .unwrap_err();
    assert_eq!(error.place, Place::Segment(SegmentId(1)));
    assert!(error.sentence().contains("only a run knows"), "{}", error.sentence());
}

#[test]
fn what_happened_before_is_asked_by_how_often_and_how_lately_g2b() {
    let desk = Desk::over("Email,Emails opened,Replies\na@a.example,3,0\nb@b.example,1,\nc@c.example,,2\n");
    assert_eq!(desk.who("never opened"), [3]);
    assert_eq!(desk.who("did not open"), [3]);
    assert_eq!(desk.who("has opened"), [1, 2]);
    assert_eq!(desk.who("opened at least 2 times"), [1]);
    assert_eq!(desk.who("opened more than once"), [1]);
    assert_eq!(desk.who("opened exactly 1 time"), [2]);
    assert_eq!(desk.who("opened at most 2 times"), [2, 3]);
    assert_eq!(desk.who("never replied"), [1, 2]);
    let lately = desk.parse("opened at least 2 times in the last 90 days").unwrap();
    assert_eq!(print(&lately, &desk.plan), "opened at least 2 times in the last 90 days");
    let evaluator = Evaluator::new(&desk.columns, today(), &desk.plan.segments);
    let error = evaluator.matches(&lately).unwrap_err();
    assert!(error.sentence().contains("not when"), "{}", error.sentence());
    let event = |row: u32, day: &str| (row, EventKind::Opened, day.parse().unwrap());
    let history = History::of([
        event(1, "2026-11-01"),
        event(0, "2026-11-02"),
        event(0, "2026-11-29"),
        event(2, "2026-01-01"),
    ]);
    let also = Also { history: Some(&history), ..Also::default() };
    let rows = |rule: &Rule| evaluator.with(also).matches(rule).unwrap().rows().collect::<Vec<_>>();
    assert_eq!(rows(&lately), [0]);
    assert_eq!(rows(&desk.parse("not opened at least once in the last 90 days").unwrap()), [2]);
    assert_eq!(rows(&desk.parse("never opened in the last 90 days").unwrap()), [2]);
}

#[test]
fn another_list_is_asked_by_address_and_by_page_g2() {
    let desk = Desk::over(
        "Email,First Name,Person Linkedin Url\nANN@one.example,Ann,\nb@b.example,Ben,https://www.linkedin.com/in/ben/\nc@c.example,Cem,\n",
    );
    let rule = desk.parse("not on list \"Customers\"").unwrap();
    assert_eq!(print(&rule, &desk.plan), "not on list \"Customers\"");
    let evaluator = Evaluator::new(&desk.columns, today(), &desk.plan.segments);
    assert!(evaluator.matches(&rule).unwrap_err().sentence().contains("no list “Customers”"));
    let customers = read("Email,Person Linkedin Url\nann@one.example,\n,linkedin.com/in/ben\n");
    let mut people = People::default();
    people.on_lists.put("customers", &desk.columns, &Members::of(&customers));
    let also = Also { people: Some(&people), ..Also::default() };
    let found = evaluator.with(also).matches(&rule).unwrap();
    assert_eq!(found.rows().collect::<Vec<_>>(), [2]);
}

#[test]
fn a_zone_is_asked_as_it_is_inferred_g2() {
    let desk = Desk::over("Email,Country,State\na@a.example,Germany,\nb@b.example,US,CA\nc@c.example,,\n");
    assert_eq!(desk.who("zone is Europe/Berlin"), [1]);
    assert_eq!(desk.who("zone starts with America"), [2]);
    assert_eq!(desk.who("zone is empty"), [3], "an assumed zone is none");
}

#[test]
fn inside_none_of_a_line_that_does_not_hold_helps_g4() {
    let desk = Desk::over(HEADERS);
    let rule = desk.parse("country is Germany and none of (stage is customer, not title is CTO)").unwrap();
    let why = Evaluator::new(&desk.columns, today(), &desk.plan.segments).why(&rule, 2).unwrap();
    let lines: Vec<(usize, bool, bool)> =
        why.iter().map(|line| (line.depth, line.holds, line.helps)).collect();
    // the rule; country; none of; stage; not; title
    assert_eq!(
        lines,
        [
            (0, true, true),
            (1, true, true),
            (1, true, true),
            (2, false, true),
            (2, false, true),
            (3, true, true)
        ]
    );
}

/// A plan of one sequence over a segment.
fn sequence(segment: &str, steps: &str) -> Plan {
    let text = format!(
        "calendar \"Office\": Mon-Fri 9:00-17:00\nsender \"out@desk.example\": cap 50 a day, UTC\nsequence \"S\"\nenter all\n  from 2026-11-30\n  calendar \"Office\"\nsenders: round robin\n{steps}\n"
    );
    let made = plan_from_text(&text);
    assert_eq!(made.problems, [], "{text}");
    let mut plan = made.plan;
    let rule = parse(segment, &plan).unwrap();
    let id = SegmentId(plan.next_number);
    plan.next_number += 1;
    plan.segments.insert(id, Arc::new(Segment { name: "Who".into(), rule }));
    for sequence in plan.sequences.values_mut() {
        Arc::make_mut(sequence).segment = Some(id);
    }
    plan
}

#[test]
fn a_stored_plan_that_meets_another_list_lets_nobody_enter_g2a() {
    let columns = read(HEADERS);
    let people = People::of(&columns, Zone::UTC);
    let said = |plan: &Plan| {
        let id = *plan.sequences.keys().next().unwrap();
        let problems = unanswerable(plan, id, &columns);
        let (program, _) = compile(plan, id);
        assert_eq!(
            Cohort::of_list(&program, plan, &columns, &people, today()).is_err(),
            !problems.is_empty()
        );
        assert!(problems.iter().all(|problem| problem.severity() == Severity::Error));
        problems.into_iter().map(|problem| (problem.place, problem.sentence())).collect::<Vec<_>>()
    };
    assert_eq!(said(&sequence("not stage is customer", "email \"Mail\"")), []);
    let unbound = said(&sequence("not city is Berlin", "email \"Mail\""));
    assert!(matches!(unbound[0].0, Place::Segment(_)), "{unbound:?}");
    assert_eq!(unbound[0].1, "the list has no column for City");
    let slip = said(&sequence("everybody", "email \"Mail\", skip if \"partner lvel\" is gold"));
    assert!(matches!(slip[0].0, Place::Step(_)), "{slip:?}");
    assert_eq!(slip[0].1, "the list has no column for “partner lvel”; did you mean \"partner level\"?");
    let branch = said(&sequence("everybody", "if not city is Berlin\n  email \"Mail\"\nend"));
    assert_eq!(branch[0].1, "the list has no column for City");
    let kind = said(&sequence("everybody", "if \"partner level\" < 5\n  email \"Mail\"\nend"));
    assert_eq!(kind[0].1, "“partner level” is a text: “is less than 5” cannot be asked of it");
    // what the sequence sets itself, the list need not have
    assert_eq!(said(&sequence("everybody", "add tag \"warm\"\nif tag is warm\n  email \"Mail\"\nend")), []);
}

#[test]
fn what_could_stand_at_the_caret_is_offered() {
    let desk = Desk::over(HEADERS);
    let names = OverList::new(&desk.plan, &desk.headings);
    let at = |text: &str| {
        let caret = text.find('|').unwrap();
        let text = text.replace('|', "");
        let found = complete(&text, caret, &names);
        (text[found.at.clone()].to_owned(), found)
    };
    let inserts = |text: &str| at(text).1.offers.into_iter().map(|offer| offer.insert).collect::<Vec<_>>();
    assert_eq!(inserts("par|")[0], "\"partner level\" ");
    assert_eq!(
        at("title is CEO and lifecycle st|").0,
        "lifecycle st",
        "a name of several words is replaced whole"
    );
    assert_eq!(inserts("title is CEO and lifecycle st|"), ["stage "]);
    assert!(inserts("employees |").contains(&">= ".to_owned()));
    assert!(inserts("last activity wi|").contains(&"within last 30 days".to_owned()));
    let values = |text: &str| at(text).1.values.map(|(field, typed)| (format!("{field:?}"), typed));
    assert_eq!(values("title is C|"), Some(("Std(Title)".into(), "C".into())));
    assert_eq!(
        values("\"partner level\" is one of (gold, sil|"),
        Some(("Custom(\"partner level\")".into(), "sil".into()))
    );
    assert_eq!(values("title is \"Chief of|"), Some(("Std(Title)".into(), "Chief of".into())));
    assert!(inserts("any of (|").len() > 5, "a group begins with a field");
}

#[test]
fn other_lists_and_segments_are_offered_and_a_slip_in_their_names_is_refused_with_the_near_one_g2a() {
    let mut desk = Desk::over(HEADERS);
    let id = SegmentId(desk.plan.fresh_number());
    let segment = Segment { name: "Große Kunden".into(), rule: Rule::default() };
    desk.plan.segments.insert(id, Arc::new(segment));
    let over = OverList::new(&desk.plan, &desk.headings);
    let lists = ["Customers".to_owned(), "Key accounts".to_owned()];
    let names = Beside { names: &over, lists: &lists };
    let refused = |text: &str| {
        let error = parse(text, &names).unwrap_err();
        (error.message, error.suggestion.unwrap_or_default())
    };
    assert_eq!(
        refused("not on list Customrs"),
        ("there is no list “Customrs”".into(), "\"Customers\"".into())
    );
    assert_eq!(
        refused("title is CEO and in segment \"grosse kundn\"").1,
        "\"Große Kunden\"",
        "the name as it is written"
    );
    assert_eq!(refused("on list key acounts and title is CEO").1, "\"Key accounts\"", "all its words");
    assert_eq!(
        parse("on list Customrs", &over).unwrap(),
        Rule::OnList("Customrs".into()),
        "nobody has looked"
    );
    // a name of several words needs no quotes, in any case
    let read = parse("on list key ACCOUNTS and not in segment GROSSE KUNDEN", &names).unwrap();
    assert_eq!(print(&read, &desk.plan), r#"on list "Key accounts" and not in segment "Große Kunden""#);
    let inserts = |text: &str| {
        complete(text, text.len(), &names).offers.into_iter().map(|offer| offer.insert).collect::<Vec<_>>()
    };
    assert_eq!(inserts("title is CEO and not on list cu"), [r#"on list "Customers""#]);
    assert_eq!(inserts("on list \"key a"), [r#"on list "Key accounts""#]);
    assert_eq!(inserts("in segment gro"), [r#"in segment "Große Kunden""#]);
}

/// A field with a meaning has one type wherever it is asked about: what a list refuses, a plan refuses too.
#[test]
fn what_a_test_fits_is_told_once_g2() {
    let tests = [
        Test::OneOf(vec!["a word".into()]),
        Test::Contains(vec!["a".into()]),
        Test::StartsWith("a".into()),
        Test::Like("a*".into()),
        Test::Equals(1.0),
        Test::Between(1.0, 2.0),
        Test::WithinLast(3),
        Test::InMonth(3),
        Test::AnniversaryNext(3),
        Test::Yes,
        Test::Empty,
        Test::Known,
    ];
    let plan = Plan::new("p", "P", 1, "UTC".into());
    for field in StdField::ALL {
        let own = Field::Std(*field);
        let heading = Heading { header: "Header".into(), field: own.clone(), kind: field.kind() };
        let headings = [heading];
        let names = OverList::new(&plan, &headings);
        for test in &tests {
            let rule = Rule::Is(Condition { field: own.clone(), test: test.clone() });
            assert_eq!(rule.misfit().is_some(), !faults(&rule, &names).is_empty(), "{field:?} {test:?}");
        }
    }
}

#[test]
fn a_day_is_typed_as_people_write_it_and_one_that_may_be_two_is_refused_with_both_g2b() {
    let desk = Desk::over(HEADERS);
    let said = |text: &str| {
        let rule = desk.parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        print(&rule, &desk.plan)
    };
    for written in
        ["2026-11-16", "16.11.2026", "16 Nov 2026", "16 November 2026", "\"16 Nov 2026\"", "16/11/2026"]
    {
        assert_eq!(said(&format!("last activity before {written}")), "last activity before 2026-11-16");
        let more = said(&format!("last activity is {written} and title is CEO"));
        assert_eq!(more, "last activity on 2026-11-16 and title is CEO");
    }
    assert_eq!(said("last activity = 16 Nov 2026"), "last activity on 2026-11-16");
    let two = desk.parse("title is CEO and last activity after 03/05/2024").unwrap_err();
    assert_eq!(two.message, "“03/05/2024” may be two days");
    assert_eq!(two.expected, ["2024-05-03", "2024-03-05"]);
    // what has no year, and a bare number, is no day
    for wrong in ["last activity before 16 Nov", "last activity before 45000", "last activity is soon"] {
        assert!(desk.parse(wrong).is_err(), "{wrong}");
    }
}

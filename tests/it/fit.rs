//! Personas, fit and pilots (G6, G7): asked for by name in rules, refused where the plan has none, drawn the same for one seed.

use std::collections::BTreeSet;
use std::sync::Arc;

use cadenza::audience::{Columns, People, Reader, sniff};
use cadenza::calendar::{Date, Zone};
use cadenza::model::{
    Diff, Draw, FitTest, Persona, PersonaId, Pilot, Place, Plan, Rule, Score, ScoreId, Segment, SegmentId,
    Test, Weighted,
};
use cadenza::outline::text_onto;
use cadenza::program::{Cohort, compile};
use cadenza::segment::{Also, Evaluator, Named, NoNames, OverList, ParseError, headings, parse, print};
use cadenza::session::{Capture, Command, Session};
use cadenza::store::{read_plan, write_plan};
use proptest::prelude::*;

const PEOPLE: &str = "\
Record ID,First Name,Email,Job Title,Company,Country,Employees
1,Ann,ann@one.example,CFO,One,DE,120
2,Ben,ben@two.example,Head of Finance,Two,DE,40
3,Cyd,cyd@two.example,Head of RevOps,Two,US,40
4,Dee,dee@three.example,Driver,Three,US,900
5,Eve,eve@three.example,,Three,AT,900
";

fn read(csv: &str) -> Columns {
    let sniffed = sniff(csv.as_bytes()).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(csv.as_bytes()).unwrap();
    reader.finish().unwrap().import(&sniffed.mapping(), 1).columns
}

fn today() -> Date {
    "2026-11-29".parse().unwrap()
}

fn rule(text: &str) -> Rule {
    parse(text, &NoNames).unwrap()
}

/// Two personas, a score and a segment.
fn plan() -> Plan {
    let mut plan = Plan::new("p", "P", 42, "UTC".into());
    let persona = |name: &str, text: &str| Persona { name: name.to_owned(), rule: rule(text) };
    let (finance, revops) = (
        persona("Finance", "title contains any of (CFO, Finance)"),
        persona("RevOps lead", "title contains RevOps"),
    );
    Diff::put(&plan, PersonaId(1), Some(finance)).apply(&mut plan);
    Diff::put(&plan, PersonaId(2), Some(revops)).apply(&mut plan);
    let weighted = |rule: Rule, weight| Weighted { rule, weight };
    let conditions = vec![
        weighted(Rule::Persona(PersonaId(1)), 30),
        weighted(rule("country is DE"), 10),
        weighted(rule("employees >= 500"), -20),
    ];
    Diff::put(&plan, ScoreId(3), Some(Score { name: "Fit".to_owned(), conditions })).apply(&mut plan);
    let segment = Segment { name: "Small".to_owned(), rule: rule("employees < 500") };
    Diff::put(&plan, SegmentId(4), Some(segment)).apply(&mut plan);
    plan
}

fn asked(text: &str, plan: &Plan, list: &Columns) -> Result<Rule, ParseError> {
    parse(text, &OverList::new(plan, &headings(list)))
}

#[track_caller]
fn who(text: &str) -> Vec<u32> {
    let (plan, list) = (plan(), read(PEOPLE));
    let rule = asked(text, &plan, &list).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    let printed = print(&rule, &plan);
    assert_eq!(asked(&printed, &plan, &list).as_ref(), Ok(&rule), "{text} is printed as {printed}");
    matched(&rule, &plan, &list).unwrap()
}

fn matched(rule: &Rule, plan: &Plan, list: &Columns) -> Result<Vec<u32>, String> {
    let people = People::of(list, Zone::UTC);
    let also = Also { people: Some(&people), named: Some(Named::of(plan)), ..Also::default() };
    let evaluator = Evaluator::new(list, today(), &plan.segments).with(also);
    let found = evaluator.matches(rule).map_err(|problem| problem.sentence())?;
    Ok(found.rows().map(|row| list.numbers()[row]).collect())
}

#[test]
fn a_persona_is_asked_for_by_its_name() {
    assert_eq!(who("persona is Finance"), [1, 2]);
    assert_eq!(who("persona is RevOps lead and country is US"), [3]);
    assert_eq!(who("persona is one of (Finance, \"RevOps lead\")"), [1, 2, 3]);
    assert_eq!(who("persona is not Finance"), [3, 4, 5]);
    assert_eq!(who("country is DE and not persona is \"finance\""), [] as [u32; 0]);
}

#[test]
fn the_fit_is_asked_for_as_a_number() {
    // Ann and Ben 40 of 40; Cyd 0; Dee and Eve below zero is zero
    assert_eq!(who("fit >= 60"), [1, 2]);
    assert_eq!(who("fit < 30 and employees > 100"), [4, 5]);
    assert_eq!(who("fit between 90 and 100"), [1, 2]);
    assert_eq!(who("fit \"Fit\" = 100"), [1, 2]);
}

#[test]
fn what_the_plan_does_not_have_is_refused_and_never_false() {
    let (plan, list) = (plan(), read(PEOPLE));
    let error = asked("persona is Finanse", &plan, &list).unwrap_err();
    assert_eq!((error.suggestion.as_deref(), error.at), (Some("\"Finance\""), 11..18));
    let bare = Plan::new("p", "P", 1, "UTC".into());
    assert!(asked("persona is Finance", &bare, &list).unwrap_err().message.contains("no persona yet"));
    assert!(asked("fit >= 60", &bare, &list).unwrap_err().message.contains("no fit score yet"));
    assert!(asked("fit is empty", &plan, &list).is_err(), "everybody has a fit");
    // a stored rule over a plan that lost them: an error with its place, so that "not" lets nobody in
    for lost in
        [Rule::Persona(PersonaId(9)), Rule::Fit(FitTest { score: ScoreId(9), test: Test::LessThan(50.0) })]
    {
        for rule in [lost.clone(), Rule::None(vec![lost.clone()])] {
            assert!(matched(&rule, &plan, &list).unwrap_err().contains("does not exist"));
        }
    }
    let mut empty = plan.clone();
    Diff::put(&plan, ScoreId(3), Some(Score { name: "Fit".into(), conditions: vec![] })).apply(&mut empty);
    let low = Rule::Fit(FitTest { score: ScoreId(3), test: Test::LessThan(50.0) });
    assert!(
        matched(&low, &empty, &list).unwrap_err().contains("no condition that counts"),
        "not 0 for everybody"
    );
    // a column that the list lacks is the persona's fault with its place, and lets nobody in
    let without = read("Email,Country,Employees\na@one.example,DE,5\n");
    assert!(matched(&Rule::Persona(PersonaId(1)), &plan, &without).is_err());
    assert!(matched(&Rule::None(vec![Rule::Persona(PersonaId(1))]), &plan, &without).is_err());
}

#[test]
fn a_column_called_persona_or_fit_still_counts_where_the_plan_has_none() {
    let bare = Plan::new("p", "P", 1, "UTC".into());
    let list = read("Email,Persona,Fit\na@one.example,Finance,70\nb@two.example,Legal,10\n");
    assert_eq!(matched(&asked("persona is Finance", &bare, &list).unwrap(), &bare, &list).unwrap(), [1]);
    let with = plan();
    let rule = asked("\"Persona\" is Legal", &with, &list).unwrap();
    assert_eq!(matched(&rule, &with, &list).unwrap(), [2], "in quotes it is always the column");
}

const OUTLINE: &str = r#"
calendar "Office": Mon-Fri 9:00-17:00
sender "out@desk.example": cap 50 a day, UTC
sequence "S"
enter all
  from 2026-11-30
  calendar "Office"
senders: round robin
email "One"
if persona is Finance and fit >= 60
  email "Two"
otherwise
  email "Three"
end
"#;

#[test]
fn a_branch_asks_for_persona_and_fit_of_each_contact() {
    let plan = plan();
    let made = text_onto(plan, OUTLINE);
    assert_eq!(made.problems, []);
    let (plan, sequence) = (made.plan, made.sequence.unwrap());
    assert_eq!(plan.broken_invariants(), []);
    let list = read(PEOPLE);
    let people = People::of(&list, Zone::UTC);
    let (program, _) = compile(&plan, sequence);
    assert!(!program.has_errors(), "{:?}", program.problems());
    let cohort = Cohort::of_list(&program, &plan, &list, &people, today()).unwrap();
    assert_eq!(cohort.n_contacts(), 5);
    // the list that cannot answer the persona lets nobody in, with the persona named
    let without = read("Email,Country,Employees\na@one.example,DE,5\n");
    let people = People::of(&without, Zone::UTC);
    let problem = Cohort::of_list(&program, &plan, &without, &people, today()).unwrap_err();
    assert_eq!(problem.place, Place::Persona(PersonaId(1)));
}

#[test]
fn commands_change_them_with_undo_and_what_is_used_is_not_deleted() {
    let mut session = Session::new(plan());
    fn put(session: &mut Session, command: Command) -> Result<(), String> {
        session.apply(command, Capture::Now).map(drop).map_err(|refusal| refusal.to_string())
    }
    let uses = Segment { name: "Money".into(), rule: Rule::Persona(PersonaId(1)) };
    put(&mut session, Command::PutSegment(None, uses)).unwrap();
    let refused = put(&mut session, Command::DeletePersona(PersonaId(1))).unwrap_err();
    assert!(refused.contains("Money") && refused.contains("Fit"), "{refused}");
    put(&mut session, Command::DeletePersona(PersonaId(2))).unwrap();
    put(&mut session, Command::DeleteScore(ScoreId(3))).unwrap();
    let cyclic = Persona { name: "X".into(), rule: Rule::Segment(SegmentId(4)) };
    assert!(put(&mut session, Command::PutPersona(None, cyclic)).is_err(), "a persona names no segment");
    let heavy = Score { name: "Y".into(), conditions: vec![Weighted { rule: Rule::default(), weight: 101 }] };
    assert!(put(&mut session, Command::PutScore(None, heavy)).is_err());
    assert!(session.undo().is_some() && session.undo().is_some());
    assert_eq!((session.plan().personas.len(), session.plan().scores.len()), (2, 1));
}

#[test]
fn a_plan_file_that_names_what_it_does_not_have_is_repaired_so_that_nobody_comes_in() {
    let mut plan = plan();
    let uses = Segment {
        name: "Money".into(),
        rule: Rule::All(vec![
            Rule::Persona(PersonaId(1)),
            Rule::Fit(FitTest { score: ScoreId(3), test: Test::LessThan(50.0) }),
        ]),
    };
    plan.segments.insert(SegmentId(5), Arc::new(uses));
    plan.next_number = 6;
    let whole = write_plan(&plan);
    assert_eq!(read_plan(whole.as_bytes()).unwrap(), (plan.clone(), vec![]));
    plan.personas.clear();
    plan.scores.clear();
    let (read, problems) = read_plan(write_plan(&plan).as_bytes()).unwrap();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert_eq!(read.broken_invariants(), []);
    let error = matched(&read.segments[&SegmentId(5)].rule, &read, &read_list()).map_err(drop);
    assert!(error.is_err() || error == Ok(vec![]));
}

fn read_list() -> Columns {
    read(PEOPLE)
}

// ---- pilots ----

fn drawn(pilot: Pilot, plan: &Plan, list: &Columns) -> Vec<u32> {
    matched(&Rule::Pilot(pilot), plan, list).unwrap()
}

#[test]
fn a_pilot_is_drawn_by_seed_from_a_segment_and_the_rest_is_everybody_else() {
    assert_eq!(who("in pilot of 2 from segment \"Small\" by seed 7").len(), 2);
    assert_eq!(who("pilot of 40% from everybody by seed 7").len(), 2);
    let pilot = who("in pilot of 2 from segment Small by seed 7");
    let rest = who("in segment Small and not in pilot of 2 from segment Small by seed 7");
    let mut both: Vec<u32> = pilot.iter().chain(&rest).copied().collect();
    both.sort_unstable();
    assert_eq!(both, [1, 2, 3]);
    let seeds: BTreeSet<Vec<u32>> =
        (0..40).map(|seed| who(&format!("pilot of 2 from everybody by seed {seed}"))).collect();
    assert!(seeds.len() > 5, "another seed draws others");
}

#[test]
fn a_draw_by_company_never_parts_colleagues_and_never_takes_more_than_asked() {
    let (plan, list) = (plan(), read(PEOPLE));
    for seed in 0..50 {
        for n in 0..6 {
            let pilot = Pilot { of: None, take: Draw::People(n), seed, by_account: true };
            let drawn = drawn(pilot, &plan, &list);
            assert!(drawn.len() <= n as usize);
            assert_eq!(drawn.contains(&2), drawn.contains(&3), "{drawn:?}");
            assert_eq!(drawn.contains(&4), drawn.contains(&5), "{drawn:?}");
        }
    }
}

proptest! {
    /// The draw hangs on numbers alone: a list in another order, or with others behind it, draws the same of the same.
    #[test]
    fn a_draw_does_not_hang_on_the_order_of_the_list(seed in any::<u32>(), n in 0..12_u32, order in Just((0..12_u32).collect::<Vec<_>>()).prop_shuffle()) {
        let plan = Plan::new("p", "P", 1, "UTC".into());
        let csv = |ids: &[u32]| {
            let rows: Vec<String> = ids.iter().map(|id| format!("{id},p{id}@acme{id}.example\n")).collect();
            format!("Record ID,Email\n{}", rows.concat())
        };
        let by_id = |list: &Columns, numbers: Vec<u32>| -> BTreeSet<String> {
            let id = |number: &u32| {
                let row = list.row_of(*number).unwrap();
                list.std(cadenza::model::StdField::ContactId).unwrap().text(row).unwrap().into_owned()
            };
            numbers.iter().map(id).collect()
        };
        let pilot = Pilot { of: None, take: Draw::People(n), seed, by_account: false };
        let straight = read(&csv(&(0..12).collect::<Vec<_>>()));
        // a newer export of the same people in another order keeps their numbers, and so the draw
        let update = cadenza::audience::Update::between(&straight, &read(&csv(&order)));
        let turned = update.apply(&straight, &read(&csv(&order)), 100, cadenza::audience::Take::Everything);
        let one = by_id(&straight, drawn(pilot, &plan, &straight));
        let two = by_id(&turned, drawn(pilot, &plan, &turned));
        prop_assert_eq!(one.len(), n as usize);
        prop_assert_eq!(one, two);
    }

    #[test]
    fn fit_and_pilot_are_printed_and_read_back(low in 0..101_i32, percent in 1..101_u8, people in 0..9_999_u32, seed in any::<u32>(), by_account in any::<bool>(), some in any::<bool>()) {
        let plan = plan();
        let take = if some { Draw::People(people) } else { Draw::Percent(percent) };
        let of = some.then_some(SegmentId(4));
        for rule in [
            Rule::Fit(FitTest { score: ScoreId(3), test: Test::AtLeast(f64::from(low)) }),
            Rule::None(vec![Rule::Fit(FitTest { score: ScoreId(3), test: Test::Between(0.0, f64::from(low)) })]),
            Rule::Pilot(Pilot { of, take, seed, by_account }),
            Rule::None(vec![Rule::Pilot(Pilot { of, take, seed, by_account })]),
            Rule::Any(vec![Rule::Persona(PersonaId(1)), Rule::Persona(PersonaId(2))]),
        ] {
            let text = print(&rule, &plan);
            prop_assert_eq!(parse(&text, &plan).map_err(|e| format!("{text}\n{e:?}")), Ok(rule));
        }
    }
}

//! Preflight over a long list, natively: `cargo bench --bench preflight [-- CONTACTS]`. Rules of design, text and list over 12 steps: the first
//! look at a list, and looks after an edit of a text, of a step and of the segment. What an edit costs beside the first look is a ratio of one
//! run; after an edit no row is looked at again whose answer cannot have changed.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use cadenza::audience::{Columns, People, Reader, sniff};
use cadenza::calendar::{Date, Zone};
use cadenza::interop::Template;
use cadenza::model::{Length, Plan, Segment, StepKind, Wait};
use cadenza::preflight::{Inputs, Known, ListInput, preflight};
use cadenza::segment::{OverList, headings, parse};

fn main() {
    let asked = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    for contacts in asked.map_or(vec![100_000, 1_000_000], |n| vec![n]) {
        if run(contacts).is_none() {
            println!("the template or the list does not read");
        }
    }
}

fn run(contacts: u32) -> Option<()> {
    let today: Date = "2026-11-30".parse().ok()?;
    let text = std::fs::read_to_string("templates/b2b-cold-outbound.txt").ok()?;
    let mut plan = Template::read(&text).ok()?.instantiate("bench", 1, today).ok()?.plan;
    let (columns, people) = list(contacts)?;
    let known = Known::default();
    let look = |plan: &Plan| {
        let list = ListInput { columns: &columns, people: &people, known: &known };
        let began = Instant::now();
        let report = black_box(preflight(&Inputs { list: Some(list), ..Inputs::of(plan, today) }));
        (began.elapsed().as_secs_f64() * 1e3, report)
    };
    let (first, report) = look(&plan);
    println!(
        "{contacts} contacts, {} steps: first look {first:.1} ms, {} found",
        plan.steps.len(),
        report.found.len()
    );
    if !report.unfinished.is_empty() {
        println!("  not to the end: {:?}", report.unfinished);
    }
    let tell = |what: &str, (millis, _): (f64, _)| {
        println!("  after {what}: {millis:.1} ms, {:.0} % of the first look", 100.0 * millis / first);
    };
    let message = *plan.messages.keys().next()?;
    Arc::make_mut(plan.messages.get_mut(&message)?).body.push_str("\n{{city}} and {{company}}");
    tell("an edit of a text", look(&plan));
    let wait = *plan.steps.iter().find(|(_, step)| matches!(step.kind, StepKind::Wait { .. }))?.0;
    Arc::make_mut(plan.steps.get_mut(&wait)?).kind =
        StepKind::Wait { until: Wait::For(Length::BusinessDays(4)) };
    tell("an edit of a step", look(&plan));
    let columns_of = headings(&columns);
    let rule =
        parse("employees between 20 and 900 and not country is FR", &OverList::new(&plan, &columns_of))
            .ok()?;
    let segment = *plan.segments.keys().next()?;
    let name = plan.segments.get(&segment)?.name.clone();
    plan.segments.insert(segment, Arc::new(Segment { name, rule }));
    tell("an edit of the segment", look(&plan));
    Some(())
}

/// A list with a bit of everything: countries, states, free addresses, gaps.
fn list(contacts: u32) -> Option<(Columns, People)> {
    let places = [
        "Germany,",
        "United States,Texas",
        "United States,FL",
        "France,",
        "United Kingdom,",
        "Canada,ON",
        ",",
        "Spain,",
    ];
    let mut csv = String::from(
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lifecycle Stage,Job Title,Company Name,Number of Employees,City,Country/Region,State/Region,Last Activity Date,Marketing consent\n",
    );
    for n in 0..contacts {
        let place = places[(n % 8) as usize];
        let domain = if n % 9 == 0 { "gmail.com".to_owned() } else { format!("company-{}.example", n / 6) };
        csv.push_str(&format!(
            "{n},{},Lovelace{},p{n}@{domain},+1 555 01{:02},{},{},Head of Revenue Operations,Company {},{},Town {},{place},2026-0{}-11,{}\n",
            if n % 17 == 0 { "ADA" } else { "Ada" },
            n % 997,
            n % 100,
            ["Mara Lindholt", "Tomás Ibarrola", ""][(n % 3) as usize],
            if n % 21 == 0 { "Customer" } else { "Lead" },
            n / 6,
            10 + n % 1500,
            n % 400,
            1 + n % 9,
            if n % 4 == 0 { "Yes" } else { "" },
        ));
    }
    let sniffed = sniff(&csv.as_bytes()[..csv.len().min(64 << 10)]).ok()?;
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(csv.as_bytes()).ok()?;
    let columns = reader.finish().ok()?.import(&sniffed.mapping(), 1).columns;
    let people = People::of(&columns, Zone::from_name("Europe/Berlin")?);
    Some((columns, people))
}

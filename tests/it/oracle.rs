//! Rules against an independent opinion: tests/oracle/rules.py asks pandas over the same file (its head says how).

use cadenza::audience::{Columns, Reader, sniff};
use cadenza::calendar::Date;
use cadenza::model::Plan;
use cadenza::segment::{Evaluator, OverList, headings, normal, parse, print};

const CONTACTS: &str = include_str!("../oracle/contacts.csv");
const RULES: &str = include_str!("../oracle/rules.tsv");

fn columns() -> Columns {
    let sniffed = sniff(CONTACTS.as_bytes()).unwrap();
    let mut reader = Reader::new(&sniffed.options);
    reader.feed(CONTACTS.as_bytes()).unwrap();
    reader.finish().unwrap().import(&sniffed.mapping(), 1).columns
}

/// Contact numbers in a hexadecimal number whose lowest bit is contact 1.
fn numbers(hex: &str) -> Vec<u32> {
    let bits = hex.chars().rev().enumerate().flat_map(|(place, digit)| {
        let digit = digit.to_digit(16).unwrap();
        (0..4).filter(move |bit| digit >> bit & 1 == 1).map(move |bit| place as u32 * 4 + bit + 1)
    });
    bits.collect()
}

#[test]
fn pandas_finds_the_same_contacts_for_every_rule() {
    let columns = columns();
    assert_eq!(columns.len(), 240);
    let (plan, headings) = (Plan::new("p", "P", 1, "UTC".into()), headings(&columns));
    let names = OverList::new(&plan, &headings);
    let today: Date = "2026-11-29".parse().unwrap();
    let evaluator = Evaluator::new(&columns, today, &plan.segments);
    let (mut wrong, mut n) = (Vec::new(), 0);
    for line in RULES.lines() {
        let (text, hex) = line.split_once('\t').unwrap();
        n += 1;
        let rule = match parse(text, &names) {
            Ok(rule) => rule,
            Err(error) => {
                wrong.push(format!(
                    "{text}\n    does not read: {} at {:?}",
                    error.message,
                    text.get(error.at)
                ));
                continue;
            }
        };
        let found = match evaluator.matches(&rule) {
            Ok(found) => found.rows().map(|row| columns.numbers()[row]).collect::<Vec<_>>(),
            Err(problem) => {
                wrong.push(format!("{text}\n    has no answer: {}", problem.sentence()));
                continue;
            }
        };
        if found != numbers(hex) {
            wrong.push(format!("{text}\n    found {} for {}", found.len(), numbers(hex).len()));
        }
        // G2b: printed, it takes the canonical form, which reads as the same
        let printed = print(&rule, &names);
        if parse(&printed, &names).as_ref() != Ok(&normal(rule)) {
            wrong.push(format!("{text}\n    printed as {printed}, which reads as another"));
        }
    }
    assert!(n >= 2_000, "{n} rules");
    assert!(wrong.is_empty(), "{} of {n}:\n{}", wrong.len(), wrong[..wrong.len().min(25)].join("\n"));
}

//! Conditions over whole columns, held against each row's own value; and answers that are kept between questions.

use std::collections::BTreeMap;

use cadenza::audience::{Columns, Value};
use cadenza::calendar::Date;
use cadenza::model::{Condition, Field, Rule, StdField, Test};
use cadenza::segment::{Answers, Evaluator, number_holds, text_holds};
use proptest::prelude::*;

const TODAY: &str = "2026-11-24";

fn today() -> Date {
    TODAY.parse().unwrap()
}

/// One column of each type; some cells empty.
fn list(rows: &[(u8, u8)]) -> Columns {
    let texts = |of: &dyn Fn(u8) -> String| -> Vec<String> {
        rows.iter().map(|(seed, empty)| if *empty == 0 { String::new() } else { of(*seed) }).collect()
    };
    let all = [
        (
            "Job Title",
            StdField::Title,
            texts(&|n| ["CFO", "Head of Sales", "sales ops", "Dr. X"][usize::from(n) % 4].to_owned()),
        ),
        ("Company", StdField::Company, texts(&|n| format!("Company {n} Ltd"))),
        ("Employees", StdField::Employees, texts(&|n| (i32::from(n) - 20).to_string())),
        (
            "Last Activity",
            StdField::LastActivity,
            texts(&|n| today().plus_days(i32::from(n) - 128).to_string()),
        ),
        ("Do Not Call", StdField::DoNotCall, texts(&|n| ["yes", "no"][usize::from(n) % 2].to_owned())),
        ("Tags", StdField::Tags, texts(&|n| ["vip;new", "new", "lost"][usize::from(n) % 3].to_owned())),
    ];
    let columns = all.iter().map(|(header, field, texts)| {
        (*header, Field::Std(*field), texts.iter().map(String::as_str).collect::<Vec<_>>())
    });
    Columns::from_texts((1..=rows.len() as u32).collect(), columns.collect())
}

fn condition() -> impl Strategy<Value = Condition> {
    let number = || (-30_i32..240).prop_map(f64::from);
    let day = || (-140_i32..140).prop_map(|days| today().plus_days(days));
    let words = || {
        proptest::sample::subsequence(vec!["sales", "CFO", "company 7 ltd", "1", "new"], 1..3)
            .prop_map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    let numbers = prop_oneof![
        number().prop_map(Test::Equals),
        number().prop_map(Test::LessThan),
        number().prop_map(Test::AtMost),
        number().prop_map(Test::MoreThan),
        number().prop_map(Test::AtLeast),
        (number(), number()).prop_map(|(low, high)| Test::Between(low, high)),
    ];
    let days = prop_oneof![
        day().prop_map(Test::On),
        day().prop_map(Test::Before),
        day().prop_map(Test::After),
        (0_u32..100).prop_map(Test::WithinLast),
        (0_u32..100).prop_map(Test::WithinNext),
        (0_u32..100).prop_map(Test::MoreThanAgo),
    ];
    let texts = prop_oneof![
        words().prop_map(Test::OneOf),
        words().prop_map(Test::Contains),
        Just(Test::StartsWith("Head".to_owned())),
        Just(Test::EndsWith("LTD".to_owned())),
    ];
    let filled = prop_oneof![Just(Test::Empty), Just(Test::Known)];
    let any = proptest::sample::select(vec![
        StdField::Title,
        StdField::Company,
        StdField::Employees,
        StdField::LastActivity,
        StdField::DoNotCall,
        StdField::Tags,
    ]);
    prop_oneof![
        numbers.prop_map(|test| (StdField::Employees, test)),
        days.prop_map(|test| (StdField::LastActivity, test)),
        (proptest::sample::select(vec![StdField::Title, StdField::Company]), texts),
        prop_oneof![words().prop_map(Test::OneOf), words().prop_map(Test::Contains)]
            .prop_map(|test| (StdField::Tags, test)),
        prop_oneof![Just(Test::Yes), Just(Test::No)].prop_map(|test| (StdField::DoNotCall, test)),
        (any, filled),
    ]
    .prop_map(|(field, test)| Condition { field: Field::Std(field), test })
}

/// Whether one value passes, said without columns.
fn passes(value: &Value, test: &Test) -> bool {
    match (test, value) {
        (Test::Empty, value) => *value == Value::Empty,
        (Test::Known, value) => *value != Value::Empty,
        (_, Value::Empty) => false,
        (Test::Yes, value) => *value == Value::YesNo(true),
        (Test::No, value) => *value == Value::YesNo(false),
        (test, Value::Number(number)) => number_holds(test, Some(*number)),
        (Test::On(on), Value::Date(day)) => day == on,
        (Test::Before(before), Value::Date(day)) => day < before,
        (Test::After(after), Value::Date(day)) => day > after,
        (Test::WithinLast(days), Value::Date(day)) => {
            (0..=*days as i32).any(|back| today().plus_days(-back) == *day)
        }
        (Test::WithinNext(days), Value::Date(day)) => {
            (0..=*days as i32).any(|on| today().plus_days(on) == *day)
        }
        (Test::MoreThanAgo(days), Value::Date(day)) => today().plus_days(-(*days as i32)) > *day,
        (test, Value::Text(text)) => text_holds(test, text),
        (test, Value::List(items)) => items.iter().any(|item| text_holds(test, item)),
        _ => false,
    }
}

fn rows(evaluator: &Evaluator, rule: &Rule) -> Vec<usize> {
    evaluator.matches(rule).unwrap().rows().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_condition_over_a_column_holds_where_it_holds_of_the_rows_value(
        cells in proptest::collection::vec((any::<u8>(), 0_u8..5), 0..300),
        conditions in proptest::collection::vec(condition(), 1..6),
    ) {
        let columns = list(&cells);
        let none = BTreeMap::new();
        let evaluator = Evaluator::new(&columns, today(), &none);
        let holds = |row: usize, condition: &Condition| passes(&columns.value(row, &condition.field), &condition.test);
        for condition in &conditions {
            let wanted: Vec<usize> = (0..columns.len()).filter(|row| holds(*row, condition)).collect();
            prop_assert_eq!(rows(&evaluator, &Rule::Is(condition.clone())), wanted, "{:?}", condition);
        }
        // of rows that are left by others, too
        let all = |row: &usize| conditions.iter().all(|condition| holds(*row, condition));
        let wanted: Vec<usize> = (0..columns.len()).filter(all).collect();
        let rule = Rule::All(conditions.iter().cloned().map(Rule::Is).collect());
        prop_assert_eq!(rows(&evaluator, &rule), wanted);
    }

    #[test]
    fn what_is_kept_from_earlier_questions_never_changes_an_answer(
        cells in proptest::collection::vec((any::<u8>(), 0_u8..5), 0..200),
        questions in proptest::collection::vec((proptest::collection::vec(condition(), 1..5), 0..3), 1..12),
    ) {
        let columns = list(&cells);
        let (none, answers) = (BTreeMap::new(), Answers::default());
        for (conditions, group) in questions {
            let members: Vec<Rule> = conditions.into_iter().map(Rule::Is).collect();
            let rule = match group {
                0 => Rule::All(members),
                1 => Rule::Any(members),
                _ => Rule::None(members),
            };
            let fresh = Evaluator::new(&columns, today(), &none);
            let keeping = Evaluator::new(&columns, today(), &none).keeping(answers.at(1));
            prop_assert_eq!(rows(&keeping, &rule), rows(&fresh, &rule));
        }
    }
}

#[test]
fn answers_about_another_state_of_the_list_are_forgotten() {
    let rule = Rule::Is(Condition { field: Field::Std(StdField::Employees), test: Test::AtLeast(0.0) });
    let (none, answers) = (BTreeMap::new(), Answers::default());
    let (before, after) = (list(&[(10, 1), (50, 1)]), list(&[(50, 1), (10, 1)]));
    let ask = |columns: &Columns, state| {
        rows(&Evaluator::new(columns, today(), &none).keeping(answers.at(state)), &rule)
    };
    assert_eq!(ask(&before, 1), [1]);
    assert_eq!(ask(&after, 2), [0]);
    // a relative date is another question tomorrow
    let recent = Rule::Is(Condition { field: Field::Std(StdField::LastActivity), test: Test::WithinLast(0) });
    let columns = list(&[(128, 1), (129, 1)]);
    let on = |day: Date| rows(&Evaluator::new(&columns, day, &none).keeping(answers.at(3)), &recent);
    assert_eq!((on(today()), on(today().plus_days(1))), (vec![0], vec![1]));
}

//! The small helpers say what std and `serde_json` say.

use cadenza::lean::json;
use cadenza::lean::number::parse;
use cadenza::lean::order::{Gather, number_of, sort_by, sort_by_key, sort_by_number};
use cadenza::lean::text::{guarded, nearest, quoted, unguarded, unquoted};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

fn same(text: &str) {
    let std: Option<f64> = text.parse().ok().filter(|n: &f64| n.is_finite());
    let words = text.trim_start_matches(['+', '-']);
    let std = std.filter(|_| !words.starts_with(|c: char| c.is_ascii_alphabetic()));
    assert_eq!(parse(text).map(f64::to_bits), std.map(f64::to_bits), "{text}");
}

#[test]
fn odd_numbers_read_as_std_reads_them() {
    for text in [
        "",
        "-",
        "+",
        ".",
        "1.",
        ".5",
        "-0",
        "00012",
        "1e",
        "1e+",
        "1e5",
        "1E-5",
        "e5",
        "1.2.3",
        "1 ",
        "inf",
        "NaN",
        "1e400",
        "-1e400",
        "1e-400",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "9007199254740993",
        "9007199254740992.5",
        "9007199254740993.00000000000000000000000001",
        "1e99999999999999999999",
        "0e99999999999999999999",
        "1e-99999999999999999999",
        "1e+-5",
        "123456789012345678901234567890",
        "0.1",
        "1e23",
        "8.5e-23",
    ] {
        same(text);
    }
    same(&format!("1{}", "0".repeat(400)));
    same(&format!("0.{}1", "0".repeat(400)));
    same(&format!("{}e-2000", "7".repeat(2000)));
    same(&format!("9007199254740993.{}1", "0".repeat(900)));
}

#[derive(PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Nothing,
    One(f64),
    Two(i32, String),
    Named { at: Option<u8>, list: Vec<Kind> },
}

#[derive(PartialEq, Debug, Serialize, Deserialize)]
struct Unit;

#[derive(PartialEq, Debug, Serialize, Deserialize)]
struct Things {
    kinds: Vec<Kind>,
    by_number: BTreeMap<String, (bool, Unit)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    maybe: Option<char>,
    #[serde(flatten)]
    rest: Rest,
}

#[derive(PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Rest {
    A { n: i64 },
    B(Inner),
}

#[derive(PartialEq, Debug, Serialize, Deserialize)]
struct Inner {
    words: Vec<String>,
    none: (),
}

fn things() -> Things {
    let odd = "a\"b\\c/\u{1}\n\t\u{8}\u{c}\r\u{7f}é\u{1f600}\u{2028}";
    Things {
        kinds: vec![
            Kind::Nothing,
            Kind::One(0.1),
            Kind::One(-3.0),
            Kind::Two(-7, odd.to_owned()),
            Kind::Named { at: Some(255), list: vec![Kind::Named { at: None, list: Vec::new() }] },
        ],
        by_number: BTreeMap::from([(odd.to_owned(), (true, Unit))]),
        maybe: Some('ü'),
        rest: Rest::B(Inner { words: vec![String::new()], none: () }),
    }
}

#[test]
fn text_is_what_serde_json_writes_and_reads_back() {
    for things in [
        things(),
        Things { maybe: None, kinds: Vec::new(), by_number: BTreeMap::new(), rest: Rest::A { n: -5 } },
    ] {
        assert_eq!(json::text(&things).unwrap(), serde_json::to_string(&things).unwrap());
        assert_eq!(json::indented(&things).unwrap(), serde_json::to_string_pretty(&things).unwrap());
        assert_eq!(json::read::<Things>(&json::text(&things).unwrap()).unwrap(), things);
    }
    let numbered = BTreeMap::from([(7_u32, 1), (12, 2)]);
    assert_eq!(json::text(&numbered).unwrap(), r#"{"7":1,"12":2}"#);
    assert_eq!(json::text(&[f64::NAN, f64::INFINITY]).unwrap(), "[null,null]");
}

#[test]
fn what_does_not_read_is_said_in_serdes_words() {
    for (text, words) in [
        (r#"{"words":"x","none":null}"#, "invalid type: string \"x\", expected a sequence"),
        (r#"{"words":[1],"none":null}"#, "invalid type: integer `1`, expected a string"),
        (r#"{"words":[]}"#, "missing field `none`"),
        (r#"[]"#, "invalid type: sequence, expected struct Inner"),
        (r#"{"words":[null],"none":null}"#, "invalid type: null, expected a string"),
    ] {
        assert_eq!(json::read::<Inner>(text).unwrap_err().to_string(), words);
    }
    assert_eq!(json::read::<u8>("256").unwrap_err().to_string(), "invalid value: integer `256`, expected u8");
    assert_eq!(json::read::<(u8, u8)>("[1,2,3]").unwrap_err().to_string(), "1 values too many");
    assert!(json::read::<Kind>(r#""five""#).unwrap_err().to_string().starts_with("unknown variant `five`"));
    assert!(json::read::<u8>("{").unwrap_err().to_string().contains("line 1"));
}

proptest! {
    #[test]
    fn numbers_read_as_std_reads_them(bits: u64, digits in "[0-9]{1,40}", point in 0_usize..40, exponent in -350_i32..350) {
        let number = f64::from_bits(bits);
        same(&format!("{number}"));
        same(&format!("{number:e}"));
        let point = point.min(digits.len());
        same(&format!("{}.{}e{exponent}", &digits[..point], &digits[point..]));
    }

    #[test]
    fn small_sorts_are_stable(items in prop::collection::vec((0_u8..8, any::<u16>()), 0..60)) {
        let (mut own, mut std) = (items.clone(), items.clone());
        sort_by_key(&mut own, |(key, _)| *key);
        std.sort_by_key(|(key, _)| *key);
        prop_assert_eq!(&own, &std);
        sort_by(&mut own, |a, b| b.cmp(a));
        std.sort_by(|a, b| b.cmp(a));
        prop_assert_eq!(own, std);
        prop_assert_eq!(items.iter().copied().into_map(), items.iter().copied().collect::<BTreeMap<_, _>>());
        prop_assert_eq!(items.iter().into_set(), items.iter().collect::<BTreeSet<_>>());
    }
    #[test]
    fn the_sort_by_numbers_is_stable(items in prop::collection::vec((0_u8..8, any::<u16>()), 0..60)) {
        let (mut own, mut std) = (items.clone(), items);
        sort_by_number(&mut own, |(key, _)| u128::from(*key));
        std.sort_by_key(|(key, _)| *key);
        prop_assert_eq!(own, std);
    }

    #[test]
    fn numbers_order_as_std_orders_them(a in any::<f64>(), b in any::<f64>()) {
        prop_assert_eq!(number_of(a).cmp(&number_of(b)), a.total_cmp(&b));
    }
}

#[test]
fn a_name_between_quotes_reads_back_whatever_it_holds_and_says_where_it_ends() {
    for name in ["", "Ann", "say \"no\"", "back\\slash", "two\nlines\r\t", "\u{7}\u{1b} ü 漢"] {
        let text = quoted(name);
        assert!(!text.contains(char::is_control), "{text:?} is one line");
        let after = format!("{} rest", &text[1..]);
        assert_eq!(unquoted(&after), (name.to_owned(), text.len() - 1, true));
    }
    assert_eq!(unquoted("never closed\\"), ("never closed\\".to_owned(), 13, false));
    assert_eq!(unquoted("\\u{zz}\""), ("\\u{zz}".to_owned(), 7, true), "what is no code stays as it is");
}

#[test]
fn the_nearest_word_is_at_a_letter_or_two_and_a_swap_is_one_edit() {
    let words = ["country", "company", "title"];
    assert_eq!(nearest("Contury", words).as_deref(), Some("country"));
    assert_eq!(nearest("titel", words).as_deref(), Some("title"));
    assert_eq!(nearest("zebra", words), None);
    assert_eq!(nearest("is", ["a"]), None, "nothing of it would be kept");
}

#[test]
fn a_key_that_stands_twice_is_refused_with_the_way_to_it() {
    let fault = |text: &str| json::parse(text).unwrap_err();
    for (text, path, line) in [
        ("{\"a\": 1,\n\"a\": 1}", "a", 2),
        ("{\"steps\": {\"step-1\": {\"name\": \"x\", \"name\": \"y\"}}}", "steps.step-1.name", 1),
        ("{\"touches\": [{\"id\": 1}, {\"at\": {\"b\": [], \"b\": []}}]}", "touches[1].at.b", 1),
        ("{\"a\": 1, \"\\u0061\": 2}", "a", 1),
    ] {
        let fault = fault(text);
        assert_eq!((fault.path.as_str(), fault.line), (path, line), "{text}");
        assert_eq!(fault.why, "the key stands twice");
    }
    assert_eq!(
        json::parse("{\"a\": {\"b\": 1}, \"b\": {\"b\": 1}}").unwrap().to_string(),
        "{\"a\":{\"b\":1},\"b\":{\"b\":1}}"
    );
    let torn = fault("{\"a\": [1, 2");
    assert_eq!((torn.path.as_str(), torn.line, torn.why.as_str()), ("", 1, "EOF while parsing a list"));
    assert!(json::parse("{} x").is_err() && json::parse(&"[".repeat(100_000)).is_err());
}

#[test]
fn what_a_type_does_not_read_is_noted_with_its_place_and_what_does_not_read_too() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Inner {
        #[serde(default)]
        n: Option<u8>,
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    enum Way {
        Left(Inner),
        Right { to: Vec<Inner> },
    }
    let read = |text: &str| {
        let mut unread = Vec::new();
        json::noting::<Vec<Way>>(&json::parse(text).unwrap(), &mut unread).map(|_| unread)
    };
    let text =
        r#"[{"Left": {"n": null, "m": {"n": 1}}}, {"Right": {"to": [{}, {"n": 1, "o": []}], "at": null}}]"#;
    assert_eq!(read(text).unwrap(), ["[0].Left.m", "[1].Right.to[1].o", "[1].Right.at"]);
    let misread = read(r#"[{"Left": {}}, {"Right": {"to": [{"n": 300}]}}]"#).unwrap_err();
    assert_eq!(misread.path, "[1].Right.to[0].n");
    assert_eq!(misread.why.to_string(), "invalid value: integer `300`, expected u8");
}

#[test]
fn a_cell_that_a_spreadsheet_would_take_for_a_formula_is_guarded_wherever_a_cell_may_begin() {
    for (text, guard) in [
        ("=1+1", "'=1+1"),
        ("x;=1+1", "x;'=1+1"),
        ("x\n=1+1", "x\n'=1+1"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠SUM", "'＠SUM"),
        ("'=1", "''=1"),
        ("a;b;-c;@d", "a;b;'-c;'@d"),
        ("O'Neil; Ann-Marie = x", "O'Neil; Ann-Marie = x"),
        ("'quoted'", "'quoted'"),
    ] {
        assert_eq!(guarded(text), guard);
        assert_eq!(unguarded(guard), text);
    }
}

proptest! {
    #[test]
    fn no_guarded_cell_begins_a_formula_and_the_guard_comes_off_again(text in "['=+\\-@;x\t\r\n＝＠ü ]{0,12}") {
        let guard = guarded(&text);
        for part in guard.split([';', '\t', '\n', '\r']) {
            prop_assert!(!part.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{guard:?}");
        }
        prop_assert!(unguarded(&guard) == text, "{guard:?}");
    }
}

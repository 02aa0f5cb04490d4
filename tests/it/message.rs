//! Merge fields as people write them.

use std::borrow::Cow;

use cadenza::message::{Part, field, fill, merges, name, parts, sms, unknown_merges, with_fallback};
use cadenza::model::{Field, FieldKind, Plan, StdField};
use cadenza::segment::Heading;
use proptest::prelude::*;

fn ann<'v>(field: &Field) -> Option<Cow<'v, str>> {
    match field {
        Field::Std(StdField::FirstName) => Some("Ann".into()),
        Field::Std(StdField::Company) => Some("  ".into()),
        Field::Custom(header) if header == "favourite tea" => Some("Assam".into()),
        _ => None,
    }
}

#[test]
fn a_field_is_filled_and_a_fallback_stands_in() {
    let filled =
        fill("Hi {{first_name | there}}, {{ company|your company }} drinks {{Favourite  tea}}.", ann);
    assert_eq!(filled.text, "Hi Ann, your company drinks Assam.");
    assert!(filled.missing.is_empty());
}

#[test]
fn a_field_without_value_and_fallback_leaves_nothing_and_is_named() {
    let filled = fill("Hi {{last name}}!", ann);
    assert_eq!(filled.text, "Hi !");
    assert_eq!(filled.missing, ["last name"]);
}

#[test]
fn a_merge_field_that_no_column_gives_is_refused_with_the_near_word_as_it_would_be_written_g2a() {
    let heading = |header: &str, field: Field, kind| Heading { header: header.into(), field, kind };
    let list = [
        heading("First Name", Field::Std(StdField::FirstName), FieldKind::Text),
        heading("Partner Level", Field::Custom("partner level".into()), FieldKind::Text),
    ];
    let plan = Plan::new("p", "P", 1, "UTC".into());
    let text = "Hi {{frist_name | there}}, {{first_name}} {{Partner Levl}} {{unsubscribe}} {{last_name}}";
    let wrong = unknown_merges(text, &plan, &list);
    let said: Vec<(&str, Option<&str>)> =
        wrong.iter().map(|wrong| (&text[wrong.at.clone()], wrong.meant.as_deref())).collect();
    assert_eq!(
        said,
        [
            ("{{frist_name | there}}", Some("{{first_name | there}}")),
            ("{{Partner Levl}}", Some("{{partner level}}"))
        ],
        "a fallback does not make a slip right; a field that the list lacks is empty"
    );
    assert!(wrong[0].message.contains("the list has no column for “frist_name”"), "{}", wrong[0].message);
}

#[test]
fn an_empty_fallback_is_a_fallback() {
    let filled = fill("Hi{{title|}}!", ann);
    assert_eq!((filled.text.as_str(), filled.missing.len()), ("Hi!", 0));
}

#[test]
fn a_fallback_is_put_into_every_field_of_its_kind_and_into_no_other() {
    let text = "Hi {{first_name}}, {{First Name | you}} at {{company}}";
    let changed = with_fallback(text, &Field::Std(StdField::FirstName), " there | } ");
    assert_eq!(changed, "Hi {{first_name | there}}, {{First Name | there}} at {{company}}");
    assert_eq!(
        with_fallback(&changed, &Field::Std(StdField::FirstName), ""),
        "Hi {{first_name}}, {{First Name}} at {{company}}"
    );
}

#[test]
fn a_text_message_is_counted_as_networks_count_it() {
    let counted = |text: &str| {
        let sms = sms(text);
        (sms.length, sms.parts, sms.room, sms.is_wide)
    };
    assert_eq!(counted(&"a".repeat(160)), (160, 1, 160, false));
    assert_eq!(counted(&"a".repeat(161)), (161, 2, 306, false), "two parts carry 153 each");
    assert_eq!(counted("5 €"), (4, 1, 160, false), "the euro sign takes two");
    assert_eq!(counted(&"ž".repeat(70)), (70, 1, 70, true));
    assert_eq!(counted(&"ž".repeat(71)), (71, 2, 134, true));
    assert_eq!(counted("👋"), (2, 1, 70, true), "letters beyond the first plane take two");
    assert_eq!(counted(""), (0, 1, 160, false));
}

#[test]
fn braces_that_do_not_read_stay_text_and_are_named() {
    for (text, at) in [("Hi {{first_name", 3..15), ("a {{ }} b", 2..7), ("{{first\nname}} x", 0..14)] {
        let (parts, problems) = parts(text);
        assert_eq!(parts, [Part::Text(text)]);
        assert_eq!(problems.len(), 1, "{text}");
        assert_eq!(problems[0].at, at, "{text}");
    }
    let (parts, problems) = parts("{{a {{first_name}}");
    assert_eq!(problems.len(), 1);
    assert_eq!(parts.len(), 2, "the field inside is still one: {parts:?}");
}

#[test]
fn every_field_with_a_meaning_is_named_with_underscores() {
    for std in StdField::ALL {
        assert_eq!(field(&name(&Field::Std(*std))), Field::Std(*std));
    }
    assert_eq!(field("first name"), field("First_Name"));
    assert_eq!(field("deal_size"), Field::Custom("deal_size".to_owned()));
}

proptest! {
    #[test]
    fn any_text_can_be_cut_and_its_parts_put_together_again(text in "(\\{\\{|\\}\\}|\\||[a-z ü\n]){0,20}") {
        let (parts, _) = parts(&text);
        let again: String = parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => *text,
                Part::Merge(merge) => &text[merge.at.clone()],
            })
            .collect();
        prop_assert_eq!(again, text);
    }

    #[test]
    fn text_without_braces_is_filled_with_itself(text in "[^{}]{0,40}") {
        prop_assert_eq!(fill(&text, ann).text, text);
        prop_assert!(merges("none").is_empty());
    }
}

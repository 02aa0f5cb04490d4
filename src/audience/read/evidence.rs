//! Whether a column's values can be the field that its header names: "Last Activity" with "Email Opened" is text, "contact" with "cellular" is
//! no name, a "Title" of Mr. and Ms. is no position, a "state" that is disabled or enabled is no place. Knows no file.

use crate::audience::numbers::{self, Reading};
use crate::audience::values::{self, DateStyle};
use crate::audience::{places, zones};
use crate::model::{FieldKind, StdField};

/// Different values looked at.
pub(super) const LOOK: usize = 400;

/// Whether a column with these (different, filled) values can be `field`; `is_weak` where its header means other things too. Without values
/// nothing speaks against it.
pub(super) fn can_be(field: StdField, is_weak: bool, style: DateStyle, values: &[&str]) -> bool {
    if values.is_empty() {
        return true;
    }
    let share = |test: &dyn Fn(&str) -> bool| {
        values.iter().filter(|value| test(value)).count() as f64 / values.len() as f64
    };
    let most = |test: &dyn Fn(&str) -> bool| share(test) >= 0.5;
    let some = |test: &dyn Fn(&str) -> bool| share(test) >= 0.2;
    // words by which anything may be answered are the value of none of these fields
    let are_answers = || share(&|value| values::is_yes_no_word(value)) == 1.0;
    let is_day = |value: &str| values::styled_day(value, style).is_some();
    let is_number = |value: &str| numbers::number(value, Reading::default()).is_some();
    let is_address = |value: &str| value.contains('@');
    use StdField::*;
    match field {
        Email => some(&is_address),
        FirstName | LastName => {
            !are_answers_of(values) && !most(&|value| is_number(value) || is_address(value) || is_day(value))
        }
        FullName if is_weak => {
            !some(&|value| is_number(value) || is_address(value)) && most(&is_name) && !are_answers()
        }
        FullName => !most(&|value| is_number(value) || is_address(value)),
        Title => {
            let is_other = |value: &str| {
                is_salutation(value) || (is_weak && is_role_of_an_account(value)) || is_number(value)
            };
            !most(&is_other) && !are_answers()
        }
        Company => {
            !are_answers()
                && !most(&|value| is_day(value) || (is_weak && (is_number(value) || is_address(value))))
        }
        Website => most(&|value| value.contains('.') && !value.contains(' ') && !is_number(value)),
        Employees => most(&|value| {
            numbers::size(value, Reading::default()).is_some()
                || numbers::is_damaged_size(value)
                || values::is_placeholder(value)
        }),
        MobilePhone | DirectPhone | CompanyPhone => most(&|value| {
            let digits = value.bytes().filter(u8::is_ascii_digit).count();
            (3..=60).contains(&digits) && !is_address(value) && !value.contains("://")
                || values::is_damaged_phone(value)
        }),
        LinkedIn => {
            most(&|value| value.contains('/') || (!value.contains(' ') && !is_number(value)))
                && !are_answers()
        }
        City => {
            !most(&|value| is_number(value) || is_address(value) || value.contains("://")) && !are_answers()
        }
        State => {
            !most(&|value| is_address(value) || is_state_of_a_thing(value) || (is_weak && is_number(value)))
                && !are_answers()
        }
        Country => {
            let is_no_place =
                |value: &str| value.chars().any(|c| c.is_ascii_digit() || matches!(c, '@' | '+'));
            let is_known = |value: &str| places::country_code(value).is_some();
            !most(&is_no_place) && (!is_weak || some(&is_known)) && (!are_answers() || values.contains(&"NO"))
        }
        TimeZone => !is_weak || some(&|value| zones::zone_named(value).is_some()),
        Owner => !are_answers() && !most(&is_day),
        Stage | LeadStatus | Source => !most(&|value| is_day(value) || is_address(value)),
        Tags => !most(&|value| is_day(value)),
        _ if field.kind() == FieldKind::Date => most(&is_day),
        _ if field.kind() == FieldKind::Number => {
            most(&|value| is_number(value) || values::is_placeholder(value))
        }
        _ => true,
    }
}

/// Whether all are yes or no, and more than one person's name could be: a first name may be "Yes".
fn are_answers_of(values: &[&str]) -> bool {
    values.len() > 1 && values.iter().all(|value| values::is_yes_no_word(value))
}

/// Letters, and either two words, a capital or a script without capitals: `cellular` is none.
fn is_name(value: &str) -> bool {
    !value.chars().any(|c| c.is_ascii_digit())
        && (value.contains(' ')
            || value.chars().any(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase())))
}

/// How people are addressed, which some files call their title.
fn is_salutation(value: &str) -> bool {
    const WORDS: [&str; 34] = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "rev", "herr", "frau", "hr", "fr",
        "herr dr", "frau dr", "prof dr", "m", "mme", "mlle", "monsieur", "madame", "sr", "sra", "srta",
        "don", "dona", "sig", "sigra", "dott", "dhr", "mevr", "pan", "pani",
    ];
    WORDS.contains(&places::folded(value).as_str())
}

/// What somebody is in a shop's or a blog's administration.
fn is_role_of_an_account(value: &str) -> bool {
    let words = [
        "customer",
        "subscriber",
        "administrator",
        "editor",
        "author",
        "contributor",
        "shop manager",
        "user",
        "member",
        "guest",
    ];
    words.contains(&places::folded(value).as_str())
}

/// In which state a thing is, not in which somebody lives.
fn is_state_of_a_thing(value: &str) -> bool {
    const WORDS: [&str; 24] = [
        "enabled",
        "disabled",
        "invited",
        "declined",
        "active",
        "inactive",
        "open",
        "closed",
        "new",
        "pending",
        "published",
        "draft",
        "done",
        "approved",
        "rejected",
        "subscribed",
        "unsubscribed",
        "archived",
        "blocked",
        "confirmed",
        "unconfirmed",
        "complete",
        "failed",
        "lead",
    ];
    WORDS.contains(&places::folded(value).as_str())
}

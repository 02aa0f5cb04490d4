//! What could stand at the caret of a rule's text: fields and columns, tests of their type, values. Knows no screen.

use std::ops::Range;

use super::lex::{Kind, tokens};
use super::parse::{self, Subject};
use super::print::print_field;
use super::{Names, field_words};
use crate::lean::fold::folded;
use crate::lean::text::quoted;
use crate::model::{EventKind, Field, FieldKind, StdField};

/// What could stand there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// Bytes of the text that an offer replaces.
    pub at: Range<usize>,
    /// In the order they are offered.
    pub offers: Vec<Offer>,
    /// The field whose values could stand there, and what they contain.
    pub values: Option<(Field, String)>,
}

/// Something that could stand there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// The text put in.
    pub insert: String,
    /// What it is, in short.
    pub detail: String,
}

/// The tests of a type as they are typed, up to their value.
fn tests(kind: Option<FieldKind>) -> &'static [&'static str] {
    match kind {
        Some(FieldKind::Number) => &[">= ", "<= ", "> ", "< ", "between ", "= ", "is known", "is empty"],
        Some(FieldKind::Date) => &[
            "within last 30 days",
            "within next 30 days",
            "more than 30 days ago",
            "before ",
            "after ",
            "between ",
            "this month",
            "on a Monday",
            "in month ",
            "anniversary within next 30 days",
            "is known",
            "is empty",
        ],
        Some(FieldKind::YesNo) => &["is yes", "is no", "is known", "is empty"],
        Some(FieldKind::List) => &["is ", "is one of (", "contains ", "is known", "is empty"],
        _ => &[
            "is ",
            "is one of (",
            "contains ",
            "starts with ",
            "ends with ",
            "like ",
            "is known",
            "is empty",
        ],
    }
}

/// What could stand at `caret`, a byte of the text.
pub fn complete(text: &str, caret: usize, names: &dyn Names) -> Completion {
    let Some(before) = text.get(..caret) else { return Completion::default() };
    // inside a quote that is still open: its beginning is what is looked for
    let (known, open) = match tokens(before) {
        Ok(tokens) => (tokens, None),
        Err(quote) => (tokens(&before[..quote.start]).unwrap_or_default(), Some(quote.start)),
    };
    let mut known = known;
    let (from, typed) = match open {
        Some(start) => (start, before[start + 1..].to_owned()),
        None => match known.last() {
            Some(last) if last.at.end == caret && matches!(last.kind, Kind::Word(_)) => {
                let start = last.at.start;
                known.pop();
                (start, before[start..].to_owned())
            }
            _ => (caret, String::new()),
        },
    };
    // the tokens of the condition that the caret stands in
    let mut begin = 0;
    let mut in_values = false;
    for (index, token) in known.iter().enumerate() {
        let is_word = |words: &[&str]| matches!(&token.kind, Kind::Word(word) if words.iter().any(|one| word.eq_ignore_ascii_case(one)));
        let after_of = index > 0
            && matches!(&known[index - 1].kind, Kind::Word(word) if word.eq_ignore_ascii_case("of"));
        match &token.kind {
            Kind::Open => {
                // "is one of (" holds values, "any of (" conditions
                in_values = after_of && index > begin + 2;
                if !in_values {
                    begin = index + 1;
                }
            }
            Kind::Close => in_values = false,
            Kind::Comma if !in_values => begin = index + 1,
            _ if !in_values && (is_word(&["and", "or"]) || (index == begin && is_word(&["not"]))) => {
                begin = index + 1
            }
            _ => {}
        }
    }
    let here = &known[begin..];
    let mut completion = Completion { at: from..caret, ..Completion::default() };
    let words: Vec<&str> = here
        .iter()
        .map_while(|token| if let Kind::Word(word) = &token.kind { Some(word.as_str()) } else { None })
        .collect();
    let headings = names.headings().unwrap_or_default();
    let asked = match here.first().map(|token| &token.kind) {
        Some(Kind::Quoted(header)) => {
            let field = Field::Custom(crate::audience::normal_header(header));
            let column = super::column_of(&field, headings);
            Some((column.map_or(field, |column| column.field.clone()), column.map(|column| column.kind), 1))
        }
        _ => match parse::subject(&words, headings, names.in_run()) {
            Some((Subject::Field(field, kind), n)) => Some((field, kind, n)),
            Some((Subject::Event(_), _)) => return completion,
            None => None,
        },
    };
    let fits = |text: &str| folded(text).contains(folded(typed.trim()).as_ref());
    match asked {
        None if words.is_empty() || words.iter().all(|word| !word.is_empty()) => {
            // a name of several words is replaced whole
            if let Some(first) = here.first() {
                completion.at.start = first.at.start;
            }
            let typed =
                text.get(completion.at.clone()).unwrap_or_default().replace('"', "").trim().to_owned();
            completion.offers = subjects(names, &typed);
        }
        None => {}
        Some((_, kind, n)) if here.len() == n => {
            let offer = |insert: &&str| Offer { insert: (*insert).to_owned(), detail: String::new() };
            completion.offers = tests(kind).iter().filter(|test| fits(test)).map(offer).collect();
        }
        Some((field, kind, _)) => {
            if matches!(kind, None | Some(FieldKind::Text | FieldKind::List)) {
                completion.values = Some((field, typed));
            }
        }
    }
    completion
}

/// What a condition may begin with.
fn subjects(names: &dyn Names, typed: &str) -> Vec<Offer> {
    let typed = folded(typed);
    let fits = |text: &str| folded(text).contains(typed.as_ref());
    let mut offers = Vec::new();
    let mut offer = |insert: String, detail: String| offers.push(Offer { insert, detail });
    match names.headings() {
        Some(headings) => {
            for heading in headings {
                let label = field_words(&heading.field);
                if fits(&heading.header) || fits(&label) || fits(&print_field(&heading.field)) {
                    offer(
                        format!("{} ", print_field(&heading.field)),
                        format!("{}, {}", heading.header, heading.kind.words()),
                    );
                }
            }
        }
        None => {
            for field in StdField::ALL.iter().filter(|field| fits(field.name()) || fits(field.label())) {
                offer(format!("{} ", field.name()), field.kind().words().to_owned());
            }
        }
    }
    if names.in_run() {
        for event in EventKind::ALL.iter().filter(|event| fits(event.name())) {
            offer(event.name().to_owned(), "happened in this run".to_owned());
        }
    }
    for segment in names.segments().iter().filter(|segment| fits(&format!("in segment {segment}"))) {
        offer(format!("in segment {}", quoted(segment)), "a segment".to_owned());
    }
    for list in names.lists().unwrap_or_default().iter().filter(|list| fits(&format!("on list {list}"))) {
        offer(format!("on list {}", quoted(list)), "another list".to_owned());
    }
    for persona in names.personas().iter().filter(|persona| fits(&format!("persona is {persona}"))) {
        offer(format!("persona is {}", super::print::value(persona)), "a persona".to_owned());
    }
    let scores = names.scores();
    for score in scores.iter().filter(|score| fits(score) || fits("fit")) {
        offer(format!("{} >= ", super::print::fit_words(score, scores.len())), "a fit score".to_owned());
    }
    for words in [
        "has email",
        "has phone",
        "has mobile",
        "has linkedin",
        "no email",
        "no phone",
        "consent for email is given",
        "consent for email is refused",
        "consent for email is unknown",
        "consent for email based on existing customer",
        "consent for email expires within 30 days",
        "consent for sms is given",
        "consent for calls is given",
        "not ",
        "any of (",
        "none of (",
    ] {
        if fits(words) {
            offer(words.to_owned(), String::new());
        }
    }
    offers
}

/// A value of a field as it is typed.
pub fn typed_value(text: &str) -> String {
    super::print::value(text)
}

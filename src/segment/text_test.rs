//! Tests of texts, compared without case, in one Unicode form, every space alike; countries answer to all their names.

use crate::audience::{DateOrder, country_code, country_names, read_date, read_number, read_yes_no};
use crate::lean::fold::folded;
use crate::model::{FieldKind, Test};

/// A text test with its needles folded.
pub(super) enum TextTest {
    OneOf(Vec<String>),
    Contains(Vec<String>),
    StartsWith(String),
    EndsWith(String),
    Like(Vec<char>),
}

impl TextTest {
    pub(super) fn new(test: &Test) -> TextTest {
        let fold = |text: &str| folded(text.trim()).into_owned();
        let all = |texts: &[String]| texts.iter().map(|text| fold(text)).collect::<Vec<_>>();
        match test {
            Test::Contains(texts) => TextTest::Contains(all(texts)),
            Test::StartsWith(text) => TextTest::StartsWith(folded(text).into_owned()),
            Test::EndsWith(text) => TextTest::EndsWith(folded(text).into_owned()),
            Test::Like(text) => TextTest::Like(folded(text).chars().collect()),
            Test::OneOf(texts) => TextTest::OneOf(all(texts)),
            _ => TextTest::OneOf(Vec::new()),
        }
    }

    pub(super) fn holds(&self, text: &str) -> bool {
        self.holds_folded(&folded(text))
    }

    fn holds_folded(&self, text: &str) -> bool {
        match self {
            TextTest::OneOf(texts) => texts.iter().any(|one| one == text),
            TextTest::Contains(texts) => {
                texts.iter().any(|part| !part.is_empty() && text.contains(part.as_str()))
            }
            TextTest::StartsWith(start) => !start.is_empty() && text.starts_with(start.as_str()),
            TextTest::EndsWith(end) => !end.is_empty() && text.ends_with(end.as_str()),
            TextTest::Like(pattern) => fits_pattern(pattern, &text.chars().collect::<Vec<_>>()),
        }
    }

    /// The test of a country: of what the list writes, of its code, and of whatever else names it.
    pub(super) fn holds_country(&self, text: &str) -> bool {
        if self.holds(text) {
            return true;
        }
        let Some(code) = country_code(text) else { return false };
        match self {
            TextTest::OneOf(texts) => {
                self.holds(code) || texts.iter().any(|one| country_code(one) == Some(code))
            }
            _ => self.holds(code) || country_names(code).any(|name| self.holds_name(&folded(name))),
        }
    }

    /// Whether a name of a country has what is looked for; one or two letters are a code and no part of a name.
    fn holds_name(&self, name: &str) -> bool {
        let is_long = |text: &str| text.chars().count() > 2;
        match self {
            TextTest::Contains(texts) => {
                texts.iter().any(|part| is_long(part) && name.contains(part.as_str()))
            }
            TextTest::StartsWith(text) | TextTest::EndsWith(text) if !is_long(text) => false,
            TextTest::Like(pattern) if pattern.iter().filter(|c| !matches!(c, '*' | '?')).count() <= 2 => {
                false
            }
            _ => self.holds_folded(name),
        }
    }
}

/// Whether a test of texts holds for one; false for tests of numbers, dates and answers.
pub fn text_holds(test: &Test, text: &str) -> bool {
    match test {
        Test::Empty => text.is_empty(),
        Test::Known => !text.is_empty(),
        Test::OneOf(_) | Test::Contains(_) | Test::StartsWith(_) | Test::EndsWith(_) | Test::Like(_) => {
            !text.is_empty() && TextTest::new(test).holds(text)
        }
        _ => false,
    }
}

/// Tests that ask for what these texts are as values of a type, one each; `None` where one is none.
pub(super) fn read_of(texts: &[String], kind: FieldKind) -> Option<Vec<Test>> {
    let read = |text: &String| match kind {
        FieldKind::Number => read_number(text.trim()).map(Test::Equals),
        FieldKind::Date => read_date(text.trim(), DateOrder::DayFirst).map(Test::On),
        FieldKind::YesNo => read_yes_no(text.trim()).map(|yes| if yes { Test::Yes } else { Test::No }),
        FieldKind::Text | FieldKind::List => None,
    };
    texts.iter().map(read).collect()
}

/// `*` is any run, `?` one character. Linear in the text for each star, never exponential.
fn fits_pattern(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    p = at + 1;
                    t = from + 1;
                    star = Some((at, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

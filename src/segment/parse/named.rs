//! Conditions on what the plan names: personas, the fit, a pilot. They begin with a word of their own; a column of the same name counts
//! where the plan has nothing of the kind.

use super::{ParseError, Reader};
use crate::lean::text::{nearest, quoted};
use crate::model::{Draw, Field, FieldKind, FitTest, PersonaId, Pilot, Rule, ScoreId};
use crate::segment::lex::Kind;

impl Reader<'_> {
    /// A condition on a persona, the fit or a pilot, if one begins here.
    pub(super) fn named(&mut self, in_group: bool) -> Result<Option<Rule>, ParseError> {
        let is_column = |reader: &Self| reader.subject_at(0).is_some();
        if self.sees("persona") && (!self.names.personas().is_empty() || !is_column(self)) {
            return self.persona(in_group).map(Some);
        }
        if self.sees("in pilot") || self.sees("pilot of") || self.sees("in the pilot") {
            return self.pilot().map(Some);
        }
        let scored = matches!(self.kind(1), Some(Kind::Quoted(_) | Kind::Sign(_)))
            || ["is", "between", "at", "more", "less", "under", "over"]
                .iter()
                .any(|word| self.word(1).is_some_and(|next| next.eq_ignore_ascii_case(word)));
        if self.sees("fit") && scored && (!self.names.scores().is_empty() || !is_column(self)) {
            return self.fit(in_group).map(Some);
        }
        Ok(None)
    }

    fn persona(&mut self, in_group: bool) -> Result<Rule, ParseError> {
        self.at += 1;
        let is_not = self.take_any(&["is not one of", "is not any of", "is none of", "is not", "isn't"]);
        if !is_not
            && !self.take_any(&["is one of", "is any of", "is a", "is an", "is"])
            && !self.take_kind(&Kind::Sign("="))
        {
            return Err(self.unexpected(&["is", "is one of", "is not"]));
        }
        let mut named = Vec::new();
        if self.take_kind(&Kind::Open) {
            loop {
                named.push(self.persona_named()?);
                if self.take_kind(&Kind::Close) {
                    break;
                }
                if !self.take_kind(&Kind::Comma) {
                    return Err(self.unexpected(&[",", ")"]));
                }
            }
        } else {
            named.push(self.persona_named()?);
            while !in_group && self.kind(0) == Some(&Kind::Comma) {
                self.at += 1;
                named.push(self.persona_named()?);
            }
        }
        let rules: Vec<Rule> = named.into_iter().map(Rule::Persona).collect();
        Ok(if is_not { Rule::None(rules) } else { super::single(rules, Rule::Any) })
    }

    /// A persona by its name, in quotes or in bare words, the longest name that stands here.
    fn persona_named(&mut self) -> Result<PersonaId, ParseError> {
        let at = self.place();
        let known = self.names.personas();
        if let Some(name) = self.quoted() {
            return self.names.persona(&name).ok_or_else(|| no_such(at, "persona", &name, known));
        }
        let words = self.words_from(0);
        let found =
            (1..=words.len()).rev().find_map(|n| Some((n, self.names.persona(&words[..n].join(" "))?)));
        match found {
            Some((n, id)) => {
                self.at += n;
                Ok(id)
            }
            None => match words.first() {
                Some(word) => Err(no_such(at, "persona", word, known)),
                None => Err(self.unexpected(&["the name of a persona in quotes"])),
            },
        }
    }

    fn fit(&mut self, in_group: bool) -> Result<Rule, ParseError> {
        let at = self.place();
        self.at += 1;
        let score = self.score(at)?;
        // read as a test of a number field is, and then asked of the score
        let stand_in = Field::Custom("fit".to_owned());
        let start = self.place();
        let rule = self.condition(stand_in, Some(FieldKind::Number), in_group, false)?;
        self.last = None;
        let end = self.tokens.get(self.at.wrapping_sub(1)).map_or(self.end, |token| token.at.end);
        of_score(rule, score).ok_or_else(|| {
            self.error(
                start.start..end.max(start.start),
                "everybody has a fit: it is tested as a number".to_owned(),
                &["fit >= 60", "fit between 40 and 60"],
            )
        })
    }

    /// The score that is meant: by its name, else the only one.
    fn score(&mut self, at: std::ops::Range<usize>) -> Result<ScoreId, ParseError> {
        let known = self.names.scores();
        let named_at = self.place();
        if let Some(name) = self.quoted() {
            return self.names.score(&name).ok_or_else(|| no_such(named_at, "fit score", &name, known));
        }
        match known.as_slice() {
            [only] => self.names.score(only).ok_or_else(|| no_such(at, "fit score", only, Vec::new())),
            [] => Err(self.error(
                at,
                "the plan has no fit score yet; a column of the list is asked as “fit score”".to_owned(),
                &[],
            )),
            _ => Err(ParseError {
                expected: known.iter().map(|name| format!("fit {}", quoted(name))).collect(),
                ..self.error(at, "the plan has several fit scores: say which".to_owned(), &[])
            }),
        }
    }

    /// `in pilot of 60 from segment "X" by seed 42`.
    fn pilot(&mut self) -> Result<Rule, ParseError> {
        let _ = self.take_any(&["in the pilot of", "in pilot of", "pilot of", "in pilot", "in the pilot"]);
        let n = self.number_word()?;
        let is_percent = self.take("percent") || self.take("%");
        let take = match (n, is_percent) {
            ((n, false), false) => Draw::People(n),
            ((n, _), _) => Draw::Percent(u8::try_from(n).unwrap_or(u8::MAX).min(100)),
        };
        let _ = self.take_any(&["people", "contacts", "person", "contact"]);
        let of = if self.take_any(&["from everybody", "of everybody"]) {
            None
        } else if self.take_any(&["from segment", "of segment", "from the segment"]) {
            self.segment()?.segments().first().copied()
        } else {
            return Err(self.unexpected(&["from segment", "from everybody"]));
        };
        let by_account = self.take_any(&["by account", "by company"]);
        if !self.take_any(&["by seed", "with seed", "seed"]) {
            return Err(self.unexpected(&["by seed"]));
        }
        let (seed, _) = self.number_word()?;
        Ok(Rule::Pilot(Pilot { of, take, seed, by_account }))
    }

    /// A whole number, and whether a percent sign stands right behind it.
    fn number_word(&mut self) -> Result<(u32, bool), ParseError> {
        let read = self.word(0).and_then(|word| {
            let digits = word.strip_suffix('%');
            Some((digits.unwrap_or(word).parse::<u32>().ok()?, digits.is_some()))
        });
        match read {
            Some(read) => {
                self.at += 1;
                Ok(read)
            }
            None => Err(self.unexpected(&["a whole number"])),
        }
    }
}

/// A rule over one number field as the same rule over a score; `None` where it asks something that no score answers.
fn of_score(rule: Rule, score: ScoreId) -> Option<Rule> {
    let each =
        |rules: Vec<Rule>| rules.into_iter().map(|rule| of_score(rule, score)).collect::<Option<Vec<_>>>();
    Some(match rule {
        Rule::Is(condition) if condition.test.fits(FieldKind::Number) => {
            if matches!(condition.test, crate::model::Test::Empty | crate::model::Test::Known) {
                return None;
            }
            Rule::Fit(FitTest { score, test: condition.test })
        }
        Rule::All(rules) => Rule::All(each(rules)?),
        Rule::Any(rules) => Rule::Any(each(rules)?),
        Rule::None(rules) => Rule::None(each(rules)?),
        _ => return None,
    })
}

/// What is named is not there.
pub(super) fn no_such(at: std::ops::Range<usize>, what: &str, name: &str, known: Vec<String>) -> ParseError {
    ParseError {
        at,
        message: match (known.is_empty(), what) {
            (true, "persona" | "fit score") => format!("the plan has no {what} yet"),
            _ => format!("there is no {what} “{name}”"),
        },
        suggestion: nearest(name, &known).map(|name| quoted(&name)),
        expected: known,
    }
}

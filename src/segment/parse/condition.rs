//! What is asked of one field: the tests, in the usual ways of saying them (G2b). What they become is canonical.

use super::{OPERATORS, ParseError, Reader, reads_as_field};
use crate::audience::{DateOrder, read_date};
use crate::calendar::{Date, Weekday, Weekdays};
use crate::lean::number;
use crate::model::{Condition, Field, FieldKind, Period, Rule, Test};
use crate::segment::dates::month_named;
use crate::segment::heading;
use crate::segment::lex::Kind;
use crate::segment::operator::operators_for;

/// What a test says of a field: tests that all hold, or one that does not.
enum Said {
    One(Test),
    /// The one does not hold.
    Not(Test),
    All(Vec<Test>),
    Any(Vec<Test>),
    /// The values of a test of texts, each of which may have been said with `or`.
    Texts(fn(Vec<String>) -> Test, Vec<String>),
}

impl Reader<'_> {
    /// What is asked of the field that was just read.
    pub(super) fn condition(
        &mut self,
        field: Field,
        kind: Option<FieldKind>,
        in_group: bool,
        is_anniversary: bool,
    ) -> Result<Rule, ParseError> {
        self.step_back_onto_on();
        let at = self.place();
        let (mut negated, mut linked) = (false, false);
        if self.take_any(&["is not", "isn't", "are not", "aren't", "was not", "wasn't"]) {
            (negated, linked) = (true, true);
        } else if self.take_any(&["does not", "doesn't", "do not", "don't", "did not", "didn't"]) {
            negated = true;
        } else if self.take_any(&["has no value", "have no value", "is not set"]) {
            return Ok(self.rule(&field, false, vec![Test::Empty]));
        } else if self.take_any(&["has a value", "has any value", "exists", "is set"]) {
            return Ok(self.rule(&field, false, vec![Test::Known]));
        } else if self.take_any(&["is", "are", "was", "were", "has been"]) {
            linked = true;
        }
        if !negated && !linked && self.sees("not") && !self.ends(1) {
            self.at += 1;
            negated = true;
        }
        let is_anniversary = is_anniversary
            || self.take_any(&[
                "has its anniversary",
                "has an anniversary",
                "anniversary is",
                "anniversary",
                "yearly",
            ]);
        let comes_round = is_anniversary || heading::comes_round(&field);
        let said = self.said(kind, linked, in_group, comes_round, is_anniversary)?;
        self.last = Some((field.clone(), kind));
        let (tests, any) = match said {
            Said::One(test) => (vec![test], false),
            Said::Not(test) => {
                negated = !negated;
                (vec![test], false)
            }
            Said::All(tests) => (tests, false),
            Said::Any(tests) => (tests, true),
            Said::Texts(make, texts) => (vec![make(texts)], false),
        };
        if let Some(kind) = kind
            && let Some(test) = tests.iter().find(|test| !test.fits(kind))
        {
            return Err(self.misfit(at, &field, kind, test));
        }
        // what is not known is empty, and the other way round
        let tests = match (negated, tests.as_slice()) {
            (true, [Test::Empty]) => return Ok(self.rule(&field, false, vec![Test::Known])),
            (true, [Test::Known]) => return Ok(self.rule(&field, false, vec![Test::Empty])),
            _ => tests,
        };
        let rule = self.rule(&field, any, tests);
        Ok(if negated { Rule::None(vec![rule]) } else { rule })
    }

    /// The name of a date may end with "on": in `created on a Monday` it is the test's word too.
    fn step_back_onto_on(&mut self) {
        let on = self.at.checked_sub(1).and_then(|before| self.tokens.get(before)).map(|token| &token.kind);
        let is_on = matches!(on, Some(Kind::Word(word)) if word.eq_ignore_ascii_case("on"));
        let begins_day = self.sees("or after")
            || self.sees("or before")
            || (self.sees("a") && self.word(1).is_some_and(|word| weekday(word).is_some()))
            || ["a weekday", "a weekend", "weekdays", "weekends"].iter().any(|words| self.sees(words))
            || self.word(0).is_some_and(|word| weekday(word).is_some())
            || self.reads_day();
        self.at -= usize::from(is_on && begins_day);
    }

    fn rule(&mut self, field: &Field, any: bool, tests: Vec<Test>) -> Rule {
        let one = |test| Rule::Is(Condition { field: field.clone(), test });
        let rules: Vec<Rule> = tests.into_iter().map(one).collect();
        super::single(rules, if any { Rule::Any } else { Rule::All })
    }

    fn misfit(&self, at: std::ops::Range<usize>, field: &Field, kind: FieldKind, test: &Test) -> ParseError {
        let end = self.tokens.get(self.at - 1).map_or(self.end, |token| token.at.end);
        let (words, kind_words) = (heading::field_words(field), kind.words());
        let asked = crate::segment::words::test_words(test);
        ParseError {
            expected: operators_for(kind).iter().map(|operator| operator.label().to_owned()).collect(),
            ..self.error(
                at.start..end,
                format!("{words} is {kind_words}: “{asked}” cannot be asked of it"),
                &[],
            )
        }
    }

    fn said(
        &mut self,
        kind: Option<FieldKind>,
        linked: bool,
        in_group: bool,
        comes_round: bool,
        is_anniversary: bool,
    ) -> Result<Said, ParseError> {
        let is_text = matches!(kind, Some(FieldKind::Text | FieldKind::List));
        let may = |wanted: FieldKind| kind.is_none_or(|kind| kind == wanted);
        if let Some(Kind::Sign(sign)) = self.kind(0).cloned() {
            self.at += 1;
            return self.compared(sign, kind);
        }
        if linked || is_anniversary {
            // "empty" is a word that no list holds; the others may be values
            let more: &[&str] = if is_text { &[] } else { &["unknown", "missing"] };
            if self.ends(1) && (self.take_any(&["empty", "blank"]) || self.take_any(more)) {
                return Ok(Said::One(Test::Empty));
            }
            if self.ends(1) && (self.take("known") || (!is_text && self.take("filled"))) {
                return Ok(Said::One(Test::Known));
            }
            if may(FieldKind::YesNo) && self.ends(1) {
                if self.take_any(&["yes", "true", "checked"]) {
                    return Ok(Said::One(Test::Yes));
                }
                if self.take_any(&["no", "false", "unchecked"]) {
                    return Ok(Said::One(Test::No));
                }
            }
        }
        if may(FieldKind::Date)
            && let Some(said) = self.day_said(kind, comes_round, is_anniversary)?
        {
            return Ok(said);
        }
        if let Some(said) = self.number_said(kind, linked)? {
            return Ok(said);
        }
        if let Some(said) = self.text_said(kind, linked, in_group)? {
            return Ok(said);
        }
        if kind == Some(FieldKind::YesNo) && !linked && self.ends(0) {
            return Ok(Said::One(Test::Yes));
        }
        // whatever is no test of this type: said as such where it reads as one of another
        if may_be_other(kind) || (kind.is_some() && !linked) {
            let before = self.at;
            if let Ok(Some(said)) = self.day_said(None, false, false) {
                return Ok(said);
            }
            self.at = before;
        }
        if linked {
            return match kind {
                Some(FieldKind::Number) => self.number().map(|n| Said::One(Test::Equals(n))),
                Some(FieldKind::Date) => self.date().map(|day| Said::One(Test::On(day))),
                Some(FieldKind::YesNo) => Err(self.unexpected(&["yes", "no", "known", "empty"])),
                _ => self.texts(Test::OneOf),
            };
        }
        Err(self.unexpected(expected(kind)))
    }

    /// `= 5`, `!= customer`, `>= 2026-11-01`.
    fn compared(&mut self, sign: &str, kind: Option<FieldKind>) -> Result<Said, ParseError> {
        let is_equality = matches!(sign, "=" | "!=");
        let reads_day = self.reads_day();
        if kind == Some(FieldKind::Date) || (kind != Some(FieldKind::Number) && reads_day) {
            let day = self.date()?;
            let test = match sign {
                "=" | "!=" => Test::On(day),
                "<" => Test::Before(day),
                "<=" => Test::Before(day.plus_days(1)),
                ">" => Test::After(day),
                _ => Test::After(day.plus_days(-1)),
            };
            return Ok(negated_by(sign, test));
        }
        if is_equality && kind == Some(FieldKind::YesNo) {
            if self.take_any(&["yes", "true"]) {
                return Ok(negated_by(sign, Test::Yes));
            }
            if self.take_any(&["no", "false"]) {
                return Ok(negated_by(sign, Test::No));
            }
            return Err(self.unexpected(&["yes", "no"]));
        }
        if is_equality && kind != Some(FieldKind::Number) {
            if kind.is_none() && self.word(0).and_then(number::parse).is_some() && self.ends(1) {
                return self.number().map(|n| negated_by(sign, Test::Equals(n)));
            }
            return self.value().map(|text| negated_by(sign, Test::OneOf(vec![text])));
        }
        let n = self.number()?;
        let test = match sign {
            "=" | "!=" => Test::Equals(n),
            "<" => Test::LessThan(n),
            "<=" => Test::AtMost(n),
            ">" => Test::MoreThan(n),
            _ => Test::AtLeast(n),
        };
        Ok(negated_by(sign, test))
    }

    /// Tests of days; `None` where nothing of the kind stands here.
    fn day_said(
        &mut self,
        kind: Option<FieldKind>,
        comes_round: bool,
        is_anniversary: bool,
    ) -> Result<Option<Said>, ParseError> {
        let one = |test| Ok(Some(Said::One(test)));
        let round = |next: bool, days: u32| match (comes_round, next) {
            (true, true) => Test::AnniversaryNext(days),
            (true, false) => Test::AnniversaryLast(days),
            (false, true) => Test::WithinNext(days),
            (false, false) => Test::WithinLast(days),
        };
        let is_date = kind == Some(FieldKind::Date);
        if self.take_any(&["on or after", "since", "from"]) {
            return one(Test::After(self.date()?.plus_days(-1)));
        }
        if self.take_any(&["on or before", "until", "up to"]) {
            return one(Test::Before(self.date()?.plus_days(1)));
        }
        if self.take("before") {
            return one(Test::Before(self.date()?));
        }
        if self.take("after") {
            return one(Test::After(self.date()?));
        }
        if self.sees("between") && (is_date || self.word(1).is_some_and(|word| word.parse::<Date>().is_ok()))
        {
            self.at += 1;
            let from = self.date()?;
            if !self.take("and") {
                return Err(self.unexpected(&["and"]));
            }
            return one(Test::BetweenDays(from, self.date()?));
        }
        if self.take_any(&["on a weekday", "on weekdays"]) {
            return one(Test::OnWeekday(Weekdays::WORKING));
        }
        if self.take_any(&["on a weekend", "on weekends", "on the weekend"]) {
            return one(Test::OnWeekday([Weekday::Sat, Weekday::Sun].into_iter().collect()));
        }
        let begins = ["weekday is one of", "weekday is", "on a", "on"];
        if let Some(begin) = begins.into_iter().find(|begin| self.sees(begin)) {
            let n = begin.split(' ').count();
            let bracket = usize::from(self.kind(n) == Some(&Kind::Open));
            if self.word(n + bracket).is_some_and(|word| weekday(word).is_some()) {
                self.at += n;
                return self.weekdays().map(|days| Some(Said::One(Test::OnWeekday(days))));
            }
            if begin == "on" {
                self.at += 1;
                return one(Test::On(self.date()?));
            }
        }
        let months = ["month is one of", "month is", "in the month of", "in month", "in"];
        if let Some(begin) = months.into_iter().find(|begin| self.sees(begin)) {
            let n = begin.split(' ').count();
            let is_number = begin != "in"
                && self.word(n).is_some_and(|word| word.parse::<u8>().is_ok_and(|n| (1..=12).contains(&n)));
            if is_number || self.word(n).is_some_and(|word| month_named(word).is_some()) {
                self.at += n;
                return self.months().map(Some);
            }
            if begin.contains("month") {
                self.at += n;
                return Err(self.unexpected(&["a month such as December"]));
            }
            // a year of four digits
            let year = self.word(1).filter(|word| word.len() == 4).and_then(|word| word.parse().ok());
            if let Some((from, to)) =
                year.and_then(|year| Some((Date::new(year, 1, 1)?, Date::new(year, 12, 31)?)))
                && (is_date || self.ends(2))
            {
                self.at += 2;
                return one(Test::BetweenDays(from, to));
            }
        }
        let last = [
            "within the last",
            "within last",
            "within the past",
            "within past",
            "in the last",
            "in the past",
            "in past",
            "the last",
            "the past",
        ];
        let next = ["within the next", "within next", "in the next", "the next"];
        // "last month" is another thing than "last 30 days"
        let counts = |reader: &Self, n: usize| reader.word(n).is_some_and(|word| word.parse::<u32>().is_ok());
        let begins =
            |reader: &Self, text: &&str| reader.sees(text) && counts(reader, text.split(' ').count());
        let bare = [("in last", false), ("last", false), ("past", false), ("in next", true), ("next", true)];
        let ways =
            last.iter().map(|text| (*text, false)).chain(next.iter().map(|text| (*text, true))).chain(bare);
        let found = ways.into_iter().find(|(text, _)| begins(self, text));
        if let Some((text, is_next)) = found {
            self.take(text);
            let days = self.days()?;
            if !is_anniversary && self.take("with the year") {
                return one(if is_next { Test::WithinNext(days) } else { Test::WithinLast(days) });
            }
            return one(round(is_next, days));
        }
        if self.sees("within last")
            || self.sees("within the last")
            || self.sees("within next")
            || self.sees("within the next")
        {
            self.at += if self.sees("within the last") || self.sees("within the next") { 3 } else { 2 };
            return Err(self.unexpected(&["a number of days"]));
        }
        for period in Period::ALL {
            let name = period.name();
            for words in
                [name.to_owned(), format!("in {name}"), format!("within {name}"), format!("during {name}")]
            {
                if self.take(&words) {
                    return one(Test::During(period));
                }
            }
        }
        if self.take("within") {
            let days = self.days()?;
            if self.take_any(&["from now", "ahead"]) {
                return one(round(true, days));
            }
            return one(round(comes_round, days));
        }
        if self.take("in") && comes_round {
            // "in 7 days" would be that one day
            return Err(self.unexpected(&["within next 7 days", "in month December"]));
        }
        if self.take("today") {
            return one(if is_anniversary || comes_round {
                Test::AnniversaryNext(0)
            } else {
                Test::WithinLast(0)
            });
        }
        let ago = |reader: &Self, n: usize| {
            counts(reader, n) && reader.word(n + 2).is_some_and(|word| word.eq_ignore_ascii_case("ago"))
        };
        if (is_date && self.sees("more than")) || (self.sees("more than") && ago(self, 2)) {
            self.at += 2;
            let days = self.days()?;
            if !self.take("ago") {
                return Err(self.unexpected(&["ago"]));
            }
            return one(Test::MoreThanAgo(days));
        }
        if self.take("older than") {
            let days = self.days()?;
            let _ = self.take("ago");
            return one(Test::MoreThanAgo(days));
        }
        if is_date && self.take_any(&["one of", "any of"]) {
            let mut days = Vec::new();
            let in_brackets = self.take_kind(&Kind::Open);
            loop {
                days.push(Test::On(self.date()?));
                if !self.take_kind(&Kind::Comma) {
                    break;
                }
            }
            if in_brackets && !self.take_kind(&Kind::Close) {
                return Err(self.unexpected(&[",", ")"]));
            }
            return Ok(Some(Said::Any(days)));
        }
        Ok(None)
    }

    /// `a Monday`, `Mondays`, `Monday or Tuesday`, `(Monday, Tuesday)`.
    fn weekdays(&mut self) -> Result<Weekdays, ParseError> {
        let in_brackets = self.take_kind(&Kind::Open);
        let mut days = Weekdays::default();
        loop {
            let Some(day) = self.word(0).and_then(weekday) else {
                return Err(self.unexpected(&["a weekday such as Monday"]));
            };
            self.at += 1;
            days = days.with(day);
            let n = 1 + usize::from(self.sees("or a") || self.sees("or on"));
            let more = self.sees("or") && self.word(n).and_then(weekday).is_some();
            if more {
                self.at += n;
            } else if in_brackets || self.word(1).and_then(weekday).is_some() {
                if !self.take_kind(&Kind::Comma) {
                    break;
                }
            } else {
                break;
            }
        }
        if in_brackets && !self.take_kind(&Kind::Close) {
            return Err(self.unexpected(&[",", ")"]));
        }
        Ok(days)
    }

    /// `December`, `12`, `March or April`.
    fn months(&mut self) -> Result<Said, ParseError> {
        let month =
            |word: &str| month_named(word).or_else(|| word.parse().ok().filter(|n| (1..=12).contains(n)));
        let in_brackets = self.take_kind(&Kind::Open);
        let mut tests = Vec::new();
        loop {
            let Some(month) = self.word(0).and_then(month) else {
                return Err(self.unexpected(&["a month such as December"]));
            };
            self.at += 1;
            tests.push(Test::InMonth(month));
            let more = self.sees("or") && self.word(1).and_then(month_named).is_some();
            if more {
                self.at += 1;
            } else if !(in_brackets && self.take_kind(&Kind::Comma)) {
                break;
            }
        }
        if in_brackets && !self.take_kind(&Kind::Close) {
            return Err(self.unexpected(&[",", ")"]));
        }
        Ok(Said::Any(tests))
    }

    /// Tests of numbers; `None` where nothing of the kind stands here.
    fn number_said(&mut self, kind: Option<FieldKind>, linked: bool) -> Result<Option<Said>, ParseError> {
        let is_number = kind == Some(FieldKind::Number);
        let is_text = matches!(kind, Some(FieldKind::Text | FieldKind::List));
        let counts = |reader: &Self, n: usize| reader.word(n).and_then(number::parse).is_some();
        // a text may begin with these words
        if self.sees("between") && (is_number || !(is_text && linked)) && (is_number || counts(self, 1)) {
            self.at += 1;
            let low = self.number()?;
            if !self.take("and") {
                return Err(self.unexpected(&["and"]));
            }
            return Ok(Some(Said::One(Test::Between(low, self.number()?))));
        }
        type Way = (&'static str, fn(f64) -> Test);
        let ways: &[Way] = &[
            ("at least", Test::AtLeast),
            ("at most", Test::AtMost),
            ("greater than or equal to", Test::AtLeast),
            ("less than or equal to", Test::AtMost),
            ("more than", Test::MoreThan),
            ("greater than", Test::MoreThan),
            ("over", Test::MoreThan),
            ("less than", Test::LessThan),
            ("fewer than", Test::LessThan),
            ("under", Test::LessThan),
            ("exactly", Test::Equals),
            ("equal to", Test::Equals),
        ];
        let found = ways
            .iter()
            .find(|(words, _)| self.sees(words) && (is_number || counts(self, words.split(' ').count())));
        if let Some((words, make)) = found.filter(|_| !(is_text && linked)) {
            self.take(words);
            return self.number().map(|n| Some(Said::One(make(n))));
        }
        if is_number && self.take_any(&["one of", "any of", "in"]) {
            let in_brackets = self.take_kind(&Kind::Open);
            let mut tests = Vec::new();
            loop {
                let Some(n) = self.word(0).and_then(number::parse) else {
                    return Err(self.unexpected(&["a number"]));
                };
                self.at += 1;
                tests.push(Test::Equals(n));
                if !self.take_kind(&Kind::Comma) {
                    break;
                }
            }
            if in_brackets && !self.take_kind(&Kind::Close) {
                return Err(self.unexpected(&[",", ")"]));
            }
            return Ok(Some(Said::Any(tests)));
        }
        Ok(None)
    }

    /// Tests of texts; `None` where nothing of the kind stands here.
    fn text_said(
        &mut self,
        kind: Option<FieldKind>,
        linked: bool,
        in_group: bool,
    ) -> Result<Option<Said>, ParseError> {
        let may = kind.is_none_or(|kind| matches!(kind, FieldKind::Text | FieldKind::List));
        if linked && may {
            if self.take_any(&["one of", "any of"])
                || (self.sees("in") && self.kind(1) == Some(&Kind::Open) && self.take("in"))
            {
                return self.values(in_group).map(|values| Some(Said::One(Test::OneOf(values))));
            }
            if self.take("none of") {
                return self.values(in_group).map(|values| Some(Said::Not(Test::OneOf(values))));
            }
            if self.take_any(&["exactly", "equal to"]) {
                return self.texts(Test::OneOf).map(Some);
            }
        }
        if may && !linked && self.sees("in") && self.kind(1) == Some(&Kind::Open) {
            self.at += 1;
            return self.values(in_group).map(|values| Some(Said::One(Test::OneOf(values))));
        }
        if self.take_any(&[
            "contains any of",
            "contains one of",
            "contain any of",
            "contain one of",
            "includes any of",
            "include any of",
        ]) {
            return self.values(in_group).map(|values| Some(Said::One(Test::Contains(values))));
        }
        if self.take_any(&["contains none of", "includes none of"]) {
            return self.values(in_group).map(|values| Some(Said::Not(Test::Contains(values))));
        }
        if self.take_any(&["contains all of", "contain all of", "includes all of"]) {
            let each = |value| Test::Contains(vec![value]);
            return self
                .values(in_group)
                .map(|values| Some(Said::All(values.into_iter().map(each).collect())));
        }
        if self.take_any(&["contains", "contain", "includes", "include", "containing"]) {
            return self.texts(Test::Contains).map(Some);
        }
        if self.take_any(&["starts with", "start with", "begins with", "begin with"]) {
            return self.value().map(|text| Some(Said::One(Test::StartsWith(text))));
        }
        if self.take_any(&["ends with", "end with"]) {
            return self.value().map(|text| Some(Said::One(Test::EndsWith(text))));
        }
        if self.take_any(&[
            "fits the pattern",
            "fits",
            "fit the pattern",
            "matches the pattern",
            "matches",
            "like",
        ]) {
            return self.value().map(|text| Some(Said::One(Test::Like(text))));
        }
        Ok(None)
    }

    /// One value, or several with `or` between them.
    fn texts(&mut self, make: fn(Vec<String>) -> Test) -> Result<Said, ParseError> {
        let mut texts = vec![self.value()?];
        while self.sees("or") && self.is_value(1) {
            self.at += 1;
            texts.push(self.value()?);
        }
        Ok(Said::Texts(make, texts))
    }

    /// Whether what stands at `ahead` is a value alone and no condition, not even one with a slip of the pen.
    fn is_value(&self, ahead: usize) -> bool {
        if matches!(self.kind(ahead), Some(Kind::Quoted(_))) {
            return self.ends(ahead + 1);
        }
        let words = self.words_from(ahead);
        let n = words
            .iter()
            .take_while(|word| !["and", "or"].iter().any(|end| word.eq_ignore_ascii_case(end)))
            .count();
        let is_operator = |word: &&str| OPERATORS.iter().any(|operator| operator.eq_ignore_ascii_case(word));
        n > 0
            && self.ends(ahead + n)
            && !words[..n].iter().any(is_operator)
            && !words[0].eq_ignore_ascii_case("not")
            && !reads_as_field(&words[..n])
            && self.subject_at(ahead).is_none()
            && !["never", "everybody", "everyone", "nobody", "no"]
                .iter()
                .any(|word| words[0].eq_ignore_ascii_case(word))
    }

    fn number(&mut self) -> Result<f64, ParseError> {
        // 1,000 and 1,000,000: the commas stand inside the number, without spaces
        let digits = |reader: &Self, ahead: usize, wanted: &dyn Fn(usize) -> bool| {
            let word = reader
                .word(ahead)
                .filter(|word| wanted(word.len()) && word.bytes().all(|byte| byte.is_ascii_digit()));
            word.map(str::to_owned)
        };
        let touches = |reader: &Self, ahead: usize| match (
            reader.tokens.get(reader.at + ahead - 1),
            reader.tokens.get(reader.at + ahead),
        ) {
            (Some(before), Some(here)) => before.at.end == here.at.start,
            _ => false,
        };
        if let Some(mut whole) = digits(self, 0, &|n| (1..=3).contains(&n)) {
            let mut n = 1;
            while self.kind(n) == Some(&Kind::Comma) && touches(self, n) && touches(self, n + 1) {
                // the last part may carry decimals
                let part = self.word(n + 1).unwrap_or_default();
                let (thousands, decimals) = part.split_once('.').unwrap_or((part, ""));
                let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                if thousands.len() != 3 || !all(thousands) || !all(decimals) {
                    break;
                }
                whole.push_str(part);
                n += 2;
            }
            if n > 1
                && let Some(number) = number::parse(&whole)
            {
                self.at += n;
                return Ok(number);
            }
        }
        match self.word(0).and_then(number::parse) {
            Some(number) => {
                self.at += 1;
                Ok(number)
            }
            None => Err(self.unexpected(&["a number"])),
        }
    }

    /// A number of days; weeks are seven of them. Months and years have no fixed number: refused with one that fits.
    pub(super) fn days(&mut self) -> Result<u32, ParseError> {
        let Some(n) = self.word(0).and_then(|word| word.parse::<u32>().ok()).filter(|n| *n <= 36_500) else {
            return Err(self.unexpected(&["a number of days"]));
        };
        let about = |days: u32| format!("{} days", n.saturating_mul(days).min(36_500));
        let (unit, days) = match self.word(1).map(str::to_lowercase).as_deref() {
            Some("days" | "day") => (1, None),
            Some("weeks" | "week") => (7, None),
            Some("months" | "month") => (0, Some(about(30))),
            Some("quarters" | "quarter") => (0, Some(about(91))),
            Some("years" | "year") => (0, Some(about(365))),
            _ => {
                self.at += 1;
                return Err(self.unexpected(&["days"]));
            }
        };
        if let Some(days) = days {
            let at = self.place().start..self.tokens.get(self.at + 1).map_or(self.end, |token| token.at.end);
            let words = "months and years differ in length: say how many days".to_owned();
            return Err(ParseError {
                suggestion: Some(days.clone()),
                ..self.error(at, words, &[days.as_str()])
            });
        }
        match n.checked_mul(unit).filter(|days| *days <= 36_500) {
            Some(days) => {
                self.at += 2;
                Ok(days)
            }
            None => Err(self.unexpected(&["a number of days up to 36500"])),
        }
    }

    /// Whether a day stands here.
    fn reads_day(&mut self) -> bool {
        let here = self.at;
        let is_day = self.date().is_ok();
        self.at = here;
        is_day
    }

    /// A day with its year as people write it: `2026-11-16`, `16.11.2026`, `16 Nov 2026`. What may be two days is refused with both.
    fn date(&mut self) -> Result<Date, ParseError> {
        let (words, quoted) = match self.kind(0) {
            Some(Kind::Quoted(text)) => (vec![text.as_str()], true),
            _ => (self.words_from(0), false),
        };
        let with_year = |text: &str| {
            text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4)
                && !text.bytes().all(|byte| byte.is_ascii_digit())
        };
        for n in (1..=words.len().min(3)).rev() {
            let text = words[..n].join(" ");
            let read = |order| read_date(&text, order).filter(|_| with_year(&text));
            let (Some(day), Some(other)) = (read(DateOrder::DayFirst), read(DateOrder::MonthFirst)) else {
                continue;
            };
            if day != other {
                let last = if quoted { 0 } else { n - 1 };
                let end = self.tokens.get(self.at + last).map_or(self.end, |token| token.at.end);
                let at = self.place().start..end;
                let (day, other) = (day.to_string(), other.to_string());
                return Err(ParseError {
                    suggestion: Some(day.clone()),
                    ..self.error(at, format!("“{text}” may be two days"), &[&day, &other])
                });
            }
            self.at += if quoted { 1 } else { n };
            return Ok(day);
        }
        Err(self.unexpected(&["a date such as 2026-11-16"]))
    }

    /// One value: quoted, or bare words up to a comma, a bracket, `and` or `or`.
    fn value(&mut self) -> Result<String, ParseError> {
        if let Some(text) = self.quoted() {
            return Ok(text);
        }
        let mut words: Vec<String> = Vec::new();
        while let Some(word) = self.word(0).map(str::to_owned) {
            let lower = word.to_lowercase();
            if lower == "and" || lower == "or" || (words.is_empty() && lower == "not") {
                break;
            }
            words.push(word);
            self.at += 1;
        }
        if words.is_empty() { Err(self.unexpected(&["a value"])) } else { Ok(words.join(" ")) }
    }

    /// Values in brackets, or bare ones with commas between them. In a bare list what could begin a condition ends it.
    fn values(&mut self, in_group: bool) -> Result<Vec<String>, ParseError> {
        let mut values = Vec::new();
        if self.take_kind(&Kind::Open) {
            while !self.take_kind(&Kind::Close) {
                if !values.is_empty() && !self.take_kind(&Kind::Comma) && !self.take("or") {
                    return Err(self.unexpected(&[",", ")"]));
                }
                values.push(self.value()?);
            }
            return Ok(values);
        }
        values.push(self.value()?);
        loop {
            let before = self.at;
            if self.sees("or") && self.is_value(1) {
                self.at += 1;
                values.push(self.value()?);
                continue;
            }
            if !self.take_kind(&Kind::Comma) {
                return Ok(values);
            }
            let _ = self.is_value(1) && self.take("or");
            let words = self.words_from(0);
            let begins_condition = match self.kind(0) {
                Some(Kind::Quoted(_)) => matches!(self.kind(1), Some(Kind::Word(_) | Kind::Sign(_))),
                Some(Kind::Word(word)) => {
                    word.eq_ignore_ascii_case("not") || reads_as_field(&words) || self.subject_at(0).is_some()
                }
                _ => true,
            };
            if in_group && begins_condition {
                self.at = before;
                return Ok(values);
            }
            values.push(self.value()?);
        }
    }
}

fn negated_by(sign: &str, test: Test) -> Said {
    if sign == "!=" { Said::Not(test) } else { Said::One(test) }
}

/// A weekday, in the plural too.
fn weekday(word: &str) -> Option<Weekday> {
    word.parse().ok().or_else(|| word.strip_suffix(['s', 'S']).and_then(|word| word.parse().ok()))
}

/// Whether a test of days may be said of a field of another type, so that the misfit can be named.
fn may_be_other(kind: Option<FieldKind>) -> bool {
    matches!(kind, Some(FieldKind::Number | FieldKind::YesNo))
}

/// What may stand behind a field.
fn expected(kind: Option<FieldKind>) -> &'static [&'static str] {
    match kind {
        Some(FieldKind::Number) => &["=", "<", "<=", ">", ">=", "between", "is empty", "is known"],
        Some(FieldKind::Date) => &[
            "within last",
            "within next",
            "more than",
            "before",
            "after",
            "between",
            "on",
            "this month",
            "on a Monday",
            "in month December",
            "anniversary within next",
            "is empty",
            "is known",
        ],
        Some(FieldKind::YesNo) => &["is yes", "is no", "is empty", "is known"],
        _ => &[
            "is",
            "is one of",
            "contains",
            "contains any of",
            "starts with",
            "ends with",
            "like",
            "is empty",
            "is known",
        ],
    }
}

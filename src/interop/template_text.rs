//! Template files as text: sections, lines, rates with their sources. What they become is said in `template`.
//!
//! The format is described at the head of `templates/b2b-cold-outbound.txt`. It must not know plans or outlines: it keeps
//! their text and the line it begins on.

use std::collections::BTreeSet;
use std::fmt;

use crate::calendar::Zone;
use crate::lean::number;
use crate::lean::order;
use crate::model::{
    ChannelKind, Delay, Denominator, EventKind, Factor, Frailty, Ignorance, Probability, Rate, RateOf,
    Source, SourceKind, Variance, rate_faults,
};

/// Longer templates (in bytes) are not read.
pub const MAX_TEXT: usize = 2_000_000;
/// Sections of a template, at most.
pub const MAX_SECTIONS: usize = 2_000;

/// A line of a template that does not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateProblem {
    /// From 1.
    pub line: usize,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
}

impl fmt::Display for TemplateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// Some lines of the file, kept as they are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Lines {
    /// The number of its first line in the file, from 1.
    pub(super) first: usize,
    pub(super) text: String,
}

/// A named section.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) lines: Lines,
}

/// The text of one touch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Letter {
    pub(super) name: String,
    /// The line of its section's name.
    pub(super) line: usize,
    pub(super) channel: ChannelKind,
    pub(super) subject: String,
    pub(super) preview: String,
    pub(super) body: String,
}

/// A template as it was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Template {
    /// What the template is called.
    pub name: String,
    /// What a plan made from it is called.
    pub plan_name: String,
    /// In a sentence or two: for whom, how long, on which channels.
    pub summary: String,
    /// Zone of contacts whose zone is not known.
    pub zone: Zone,
    pub(super) segments: Vec<Named>,
    pub(super) outline: Lines,
    pub(super) letters: Vec<Letter>,
    pub(super) rates: Vec<Rate>,
    pub(super) delays: Vec<Delay>,
    pub(super) frailty: Option<Frailty>,
    pub(super) ignorance: Option<Ignorance>,
    pub(super) team: Lines,
}

impl Template {
    /// Reads a template file.
    ///
    /// # Errors
    /// Every line that does not read.
    pub fn read(text: &str) -> Result<Template, Vec<TemplateProblem>> {
        if text.len() > MAX_TEXT {
            let message = format!("the template is too long: {} bytes, at most {MAX_TEXT}", text.len());
            return Err(vec![TemplateProblem { line: 1, message }]);
        }
        let mut reader = Reader::default();
        let sections = reader.sections(text);
        if let Some(section) = sections.get(MAX_SECTIONS) {
            let message = format!("more than {MAX_SECTIONS} sections");
            return Err(vec![TemplateProblem { line: section.line, message }]);
        }
        let mut template = Template {
            name: String::new(),
            plan_name: String::new(),
            summary: String::new(),
            zone: Zone::UTC,
            segments: Vec::new(),
            outline: Lines::default(),
            letters: Vec::new(),
            rates: Vec::new(),
            delays: Vec::new(),
            frailty: None,
            ignorance: None,
            team: Lines::default(),
        };
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for section in sections {
            let title = match &section.name {
                Some(name) => format!("{} {name:?}", section.kind),
                None => section.kind.clone(),
            };
            if !seen.insert(title.clone()) {
                reader.problem(section.line, format!("there is a section {title} before this one"));
                continue;
            }
            match (section.kind.as_str(), section.name.clone()) {
                ("about", None) => reader.about(&section, &mut template),
                ("segment", Some(name)) => {
                    template.segments.push(Named { name, lines: section.trimmed() });
                }
                ("outline", None) => template.outline = section.trimmed(),
                ("message", Some(name)) => template.letters.extend(reader.letter(&section, name)),
                ("rates", None) => template.rates = reader.rates(&section),
                ("delays", None) => template.delays = reader.delays(&section),
                ("spread", None) => reader.spread(&section, &mut template),
                ("team", None) => template.team = section.trimmed(),
                ("segment" | "message", None) => {
                    let kind = &section.kind;
                    reader.problem(
                        section.line,
                        format!("a name in quotes is missing, such as --- {kind} \"Name\""),
                    );
                }
                (kind, _) => {
                    reader.problem(section.line, format!("there is no section {kind:?} with this heading"))
                }
            }
        }
        if template.outline.text.is_empty() {
            reader.problem(
                text.lines().count().max(1),
                "the section --- outline is missing or empty".to_owned(),
            );
        }
        if reader.problems.is_empty() {
            return Ok(template);
        }
        order::sort_by_key(&mut reader.problems, |problem| problem.line);
        Err(reader.problems)
    }
}

/// A section as it stands in the file.
struct Section<'a> {
    kind: String,
    name: Option<String>,
    /// The line of its heading.
    line: usize,
    /// What stands in it, with line numbers.
    lines: Vec<(usize, &'a str)>,
}

impl Section<'_> {
    /// Its text without empty lines at both ends.
    fn trimmed(&self) -> Lines {
        lines_of(&self.lines).unwrap_or(Lines { first: self.line + 1, text: String::new() })
    }
}

fn lines_of(lines: &[(usize, &str)]) -> Option<Lines> {
    let is_full = |(_, line): &(usize, &str)| !line.trim().is_empty();
    let first = lines.iter().position(is_full)?;
    let last = lines.iter().rposition(is_full)?;
    let text: Vec<&str> = lines[first..=last].iter().map(|(_, line)| line.trim_end()).collect();
    Some(Lines { first: lines[first].0, text: text.join("\n") })
}

#[derive(Default)]
struct Reader {
    problems: Vec<TemplateProblem>,
}

impl Reader {
    fn problem(&mut self, line: usize, message: String) {
        self.problems.push(TemplateProblem { line, message });
    }

    fn sections<'a>(&mut self, text: &'a str) -> Vec<Section<'a>> {
        let mut sections: Vec<Section<'a>> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            if let Some(heading) = line.strip_prefix("---") {
                let heading = heading.trim();
                let (kind, name) = match heading.split_once(char::is_whitespace) {
                    None => (heading, None),
                    Some((kind, name)) => (kind, Some(name.trim())),
                };
                let quoted = name.map(|name| {
                    name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or_default()
                });
                if quoted.is_some_and(str::is_empty) {
                    self.problem(number, "the name of a section stands in quotes".to_owned());
                }
                sections.push(Section {
                    kind: kind.to_owned(),
                    name: quoted.map(str::to_owned),
                    line: number,
                    lines: Vec::new(),
                });
            } else if let Some(section) = sections.last_mut() {
                section.lines.push((number, line));
            } else if !line.trim().is_empty() && !line.starts_with('#') {
                self.problem(
                    number,
                    "before the first section only lines that begin with # may stand".to_owned(),
                );
            }
        }
        sections
    }

    fn about(&mut self, section: &Section, template: &mut Template) {
        for (number, line) in section.lines.iter().filter(|(_, line)| !line.trim().is_empty()) {
            let Some((key, value)) = line.split_once(':') else {
                self.problem(*number, "a line here is \"key: text\"".to_owned());
                continue;
            };
            let value = value.trim();
            match key.trim() {
                "name" => value.clone_into(&mut template.name),
                "plan" => value.clone_into(&mut template.plan_name),
                "summary" => value.clone_into(&mut template.summary),
                "zone" => match Zone::from_name(value) {
                    Some(zone) => template.zone = zone,
                    None => self.problem(*number, format!("there is no time zone {value:?}")),
                },
                other => self.problem(*number, format!("{other:?} is none of name, plan, summary, zone")),
            }
        }
        if template.name.is_empty() {
            self.problem(section.line, "the name of the template is missing".to_owned());
        }
        if template.plan_name.is_empty() {
            template.plan_name.clone_from(&template.name);
        }
    }

    fn letter(&mut self, section: &Section, name: String) -> Option<Letter> {
        let mut channel = None;
        let (mut subject, mut preview) = (String::new(), String::new());
        let mut lines = section.lines.iter();
        let mut body = None;
        for (number, line) in lines.by_ref() {
            let Some((key, value)) = line.split_once(':') else {
                if !line.trim().is_empty() {
                    self.problem(
                        *number,
                        "before \"body:\" only channel, subject and preview may stand".to_owned(),
                    );
                }
                continue;
            };
            match key.trim() {
                "channel" => match ChannelKind::ALL.into_iter().find(|kind| kind.name() == value.trim()) {
                    Some(kind) => channel = Some(kind),
                    None => self.problem(*number, format!("there is no channel {:?}", value.trim())),
                },
                "subject" => value.trim().clone_into(&mut subject),
                "preview" => value.trim().clone_into(&mut preview),
                "body" => {
                    body = Some(*number);
                    break;
                }
                other => {
                    self.problem(*number, format!("{other:?} is none of channel, subject, preview, body"))
                }
            }
        }
        if body.is_none() {
            self.problem(section.line, format!("the message {name:?} has no line \"body:\""));
        }
        let Some(channel) = channel else {
            self.problem(section.line, format!("the message {name:?} has no line \"channel: …\""));
            return None;
        };
        if channel == ChannelKind::Email && subject.is_empty() {
            self.problem(section.line, format!("the mail {name:?} has no subject"));
        }
        let rest: Vec<(usize, &str)> = lines.copied().collect();
        let body = lines_of(&rest).map(|lines| lines.text).unwrap_or_default();
        Some(Letter { name, line: section.line, channel, subject, preview, body })
    }

    fn rates(&mut self, section: &Section) -> Vec<Rate> {
        let rates = self.table(section, 7, |cells| {
            let of = touches(cells[0])?;
            let outcome = event(cells[1])?;
            let percent =
                cells[2].strip_suffix('%').map(str::trim).ok_or("a rate is written as 2.5 %".to_owned())?;
            // by its decimal digits, so that 0.9 % is 0.009 and nothing beside it
            let value = number(&format!("{percent}e-2"))
                .and_then(Probability::new)
                .ok_or_else(|| format!("{:?} is not between 0 and 100", cells[2]))?;
            Ok(Rate { of, outcome, value, per: denominator(cells[3])?, source: source(&cells[4..])? })
        });
        let mut lines = section.lines.iter().filter(|(_, line)| !line.trim().is_empty());
        // rates are lines one by one where all of them read
        if rates.len() == lines.clone().count() {
            let numbers: Vec<usize> = lines.by_ref().map(|(number, _)| *number).collect();
            for fault in rate_faults(&rates, |_| None) {
                self.problem(numbers[fault.at], fault.message);
            }
        }
        rates
    }

    fn delays(&mut self, section: &Section) -> Vec<Delay> {
        self.table(section, 7, |cells| {
            let RateOf::Channel(channel) = touches(cells[0])? else {
                return Err("a delay is of a channel, not of one touch".to_owned());
            };
            let outcome = event(cells[1])?;
            let not_positive = || format!("{:?} is no number of minutes", cells[2]);
            let median_minutes = number(cells[2]).filter(|n| *n > 0.0).ok_or_else(not_positive)?;
            let sigma = number(cells[3])
                .filter(|n| *n >= 0.0)
                .ok_or_else(|| format!("{:?} is no sigma", cells[3]))?;
            Ok(Delay { channel, outcome, median_minutes, sigma, source: source(&cells[4..])? })
        })
    }

    fn spread(&mut self, section: &Section, template: &mut Template) {
        let rows = self.table(section, 5, |cells| {
            let source = source(&cells[2..])?;
            match cells[0] {
                "frailty" => {
                    let not = || format!("{:?} is no variance between 0 and {}", cells[1], Variance::MOST);
                    let variance = number(cells[1]).and_then(Variance::new).ok_or_else(not)?;
                    Ok((Some(Frailty { variance, source }), None))
                }
                "ignorance" => {
                    let not = || format!("{:?} is no factor between 1 and {}", cells[1], Factor::MOST);
                    let factor = number(cells[1]).and_then(Factor::new).ok_or_else(not)?;
                    Ok((None, Some(Ignorance { factor, source })))
                }
                other => Err(format!("{other:?} is neither frailty nor ignorance")),
            }
        });
        for (frailty, ignorance) in rows {
            template.frailty = frailty.or(template.frailty.take());
            template.ignorance = ignorance.or(template.ignorance.take());
        }
    }

    /// Rows of cells between `|`; the last cell takes the rest of the line.
    fn table<T>(
        &mut self,
        section: &Section,
        n: usize,
        read: impl Fn(&[&str]) -> Result<T, String>,
    ) -> Vec<T> {
        let mut rows = Vec::new();
        for (number, line) in section.lines.iter().filter(|(_, line)| !line.trim().is_empty()) {
            let cells: Vec<&str> = line.splitn(n, '|').map(str::trim).collect();
            if cells.len() < n {
                self.problem(*number, format!("{n} cells between | are wanted, there are {}", cells.len()));
                continue;
            }
            match read(&cells) {
                Ok(row) => rows.push(row),
                Err(message) => self.problem(*number, message),
            }
        }
        rows
    }
}

/// `email`, `email 2`, `linkedin message`.
fn touches(text: &str) -> Result<RateOf, String> {
    let find = |name: &str| ChannelKind::ALL.into_iter().find(|kind| kind.name() == name);
    if let Some(channel) = find(text) {
        return Ok(RateOf::Channel(channel));
    }
    text.rsplit_once(' ')
        .and_then(|(name, nth)| Some((find(name)?, nth.parse::<u16>().ok().filter(|nth| *nth > 0)?)))
        .map(|(channel, nth)| RateOf::Nth { channel, nth })
        .ok_or_else(|| format!("{text:?} is no touch such as \"email\" or \"email 2\""))
}

fn event(text: &str) -> Result<EventKind, String> {
    let found = EventKind::ALL.iter().copied().find(|event| event.name() == text);
    found.ok_or_else(|| format!("{text:?} is nothing that can happen"))
}

fn denominator(text: &str) -> Result<Denominator, String> {
    let found = Denominator::ALL.into_iter().find(|per| per.name() == text);
    found.ok_or_else(|| format!("{text:?} does not say of whom the rate is"))
}

/// Kind, year and text of a source.
fn source(cells: &[&str]) -> Result<Source, String> {
    let kind = match cells[0] {
        "primary" => SourceKind::Primary,
        "secondary" => SourceKind::Secondary,
        "vendor" => SourceKind::Vendor,
        "derived" => SourceKind::Derived,
        "assumed" => SourceKind::Assumed,
        other => return Err(format!("{other:?} is none of primary, secondary, vendor, derived, assumed")),
    };
    let year = match cells[1] {
        "-" => None,
        year => Some(year.parse().map_err(|_| format!("{year:?} is no year; \"-\" if it is not known"))?),
    };
    if cells[2].is_empty() {
        return Err("the source is missing".to_owned());
    }
    Ok(Source { kind, text: cells[2].to_owned(), year })
}

fn number(text: &str) -> Option<f64> {
    number::parse(text)
}

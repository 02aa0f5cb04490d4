//! A cadence as people keep it, pasted from a sheet, a page or a chat (a table Day | Channel | Purpose | Text), read into the text of a
//! template. What had to be guessed is said. Knows no clipboard and no screen.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::lean::fold::folded;

/// Longest text that is read (bytes).
pub const MAX_CADENCE_BYTES: usize = 200_000;
/// Most touches of a cadence.
pub const MAX_CADENCE_TOUCHES: usize = 300;
/// Longest name of a touch (characters); what is longer is cut at a word.
const MAX_NAME: usize = 60;

/// A cadence that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cadence {
    /// The text of a template: [`super::Template::read`] reads it.
    pub template: String,
    /// Touches.
    pub touches: usize,
    /// Channels, in the order in which they come.
    pub channels: Vec<&'static str>,
    /// The last day.
    pub last_day: u32,
    /// What was guessed, a sentence each, with its row where it is about one.
    pub guesses: Vec<String>,
}

/// Why a text is no cadence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CadenceProblem {
    /// The row, counted from 1 as pasted; none where it is about the whole.
    pub row: Option<usize>,
    /// What, in a sentence without a full stop.
    pub message: String,
}

impl std::fmt::Display for CadenceProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.row {
            Some(row) => write!(f, "Row {row}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for CadenceProblem {}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Column {
    Day,
    Channel,
    Purpose,
    Subject,
    Text,
}

/// Words of headers, folded.
const HEADERS: [(Column, &[&str]); 5] = [
    (Column::Day, &["day", "days", "when", "timing", "time", "date", "tag", "step day", "send on"]),
    (
        Column::Channel,
        &[
            "channel",
            "type",
            "touch",
            "touch type",
            "step type",
            "activity",
            "medium",
            "kanal",
            "method",
            "action",
        ],
    ),
    (
        Column::Purpose,
        &[
            "purpose",
            "goal",
            "objective",
            "why",
            "name",
            "title",
            "step",
            "step name",
            "theme",
            "topic",
            "zweck",
        ],
    ),
    (Column::Subject, &["subject", "subject line", "betreff"]),
    (
        Column::Text,
        &[
            "text",
            "message",
            "content",
            "body",
            "copy",
            "notes",
            "script",
            "template",
            "description",
            "details",
        ],
    ),
];

/// Words of a channel, how the outline writes it, and what people call it. The first that stands in the cell is it.
const CHANNELS: [(&[&str], &str, &str); 14] = [
    (
        &["linkedin message", "linkedin dm", "linkedin msg", "inmail", "in mail", "li message", "li dm"],
        "linkedin message",
        "LinkedIn",
    ),
    (
        &[
            "linkedin connection",
            "linkedin connect",
            "linkedin invite",
            "linkedin invitation",
            "connection request",
            "connect request",
            "li connect",
            "li invite",
        ],
        "linkedin invite",
        "LinkedIn",
    ),
    (&["whatsapp", "whats app"], "whatsapp", "WhatsApp"),
    (&["sms", "text message", "text"], "sms", "SMS"),
    (&["voicemail", "voice mail", "phone", "call", "dial", "anruf", "telefon"], "call", "calls"),
    (&["email", "e-mail", "e mail", "mail", "newsletter"], "email", "email"),
    (&["in-app", "in app", "push"], "in-app", "in-app"),
    (&["retargeting", "advert", "ads", "ad"], "ad", "ads"),
    (&["linkedin", "social", "li", "xing"], "linkedin", "LinkedIn"),
    (&["research", "task", "letter", "gift", "video", "event", "aufgabe"], "task", "tasks"),
    (&["demo", "meeting"], "task", "tasks"),
    (&["review"], "task", "tasks"),
    (&["visit"], "task", "tasks"),
    (&["note"], "task", "tasks"),
];

/// Whether a text looks like a cadence rather than a list of people: its first line names a day and a channel.
pub fn looks_like_cadence(text: &str) -> bool {
    let Some(first) = text.lines().find(|line| !line.trim().is_empty()) else { return false };
    let cells: Vec<String> =
        first.split(['\t', '|', ';', ',']).map(|cell| cell.trim_matches('"').to_owned()).collect();
    let columns = header(&cells).unwrap_or_default();
    let has = |wanted: Column| columns.contains(&Some(wanted));
    has(Column::Day) && has(Column::Channel)
}

/// Reads a cadence.
///
/// # Errors
/// With the row, where a text has no day or no touch, or is longer than is read.
pub fn read_cadence(text: &str) -> Result<Cadence, CadenceProblem> {
    let whole = |message: &str| CadenceProblem { row: None, message: message.to_owned() };
    if text.len() > MAX_CADENCE_BYTES {
        return Err(whole("This is longer than a cadence can be: 200 KB are read"));
    }
    let mut rows = cells(text);
    let Some((_, first)) = rows.first() else {
        return Err(whole("Nothing to read: one row a touch, with its day and its channel"));
    };
    let mut guesses = Vec::new();
    let columns = match header(first) {
        Some(columns) => {
            rows.remove(0);
            columns
        }
        None => {
            let columns = by_evidence(&rows);
            let named: Vec<&str> = columns.iter().map(|column| column.map_or("not read", name_of)).collect();
            guesses.push(format!("There is no header: the columns were read as {}", named.join(", ")));
            columns
        }
    };
    let at = |wanted: Column| columns.iter().position(|column| *column == Some(wanted));
    let (Some(day_at), Some(channel_at)) = (at(Column::Day), at(Column::Channel)) else {
        return Err(whole(
            "A cadence needs a column of days and one of channels, such as Day | Channel | Purpose | Text",
        ));
    };
    if rows.len() > MAX_CADENCE_TOUCHES {
        return Err(whole("This is longer than a cadence can be: 300 touches are read"));
    }
    let mut touches: Vec<Touch> = Vec::new();
    for (row, cells) in &rows {
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim());
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let before = touches.last().map(|touch| touch.day);
        let day = day_of(cell(Some(day_at)), before, *row, &mut guesses)?;
        if before.is_some_and(|before| day < before) {
            return Err(CadenceProblem {
                row: Some(*row),
                message: format!("day {day} comes after day {}", before.unwrap_or(0)),
            });
        }
        let words = cell(Some(channel_at));
        let (channel, called) = channel_of(words, &touches).unwrap_or_else(|| {
            guesses.push(if words.is_empty() {
                format!("Row {row} names no channel: it is a task")
            } else {
                format!("Row {row}: “{}” is no channel that is known: it is a task", short(words))
            });
            ("task", "tasks")
        });
        if channel == "linkedin invite" && fold(words).trim() == "linkedin" {
            guesses
                .push(format!("Row {row}: the first “LinkedIn” is an invitation, later ones are messages"));
        }
        let (purpose, subject, text) =
            (cell(at(Column::Purpose)), cell(at(Column::Subject)), cell(at(Column::Text)));
        touches.push(Touch {
            day,
            channel,
            called,
            name: [purpose, subject, words]
                .into_iter()
                .find(|name| !name.is_empty())
                .unwrap_or("Touch")
                .to_owned(),
            purpose: purpose.to_owned(),
            subject: subject.to_owned(),
            text: text.to_owned(),
        });
    }
    if touches.is_empty() {
        return Err(whole("Nothing to read: one row a touch, with its day and its channel"));
    }
    if touches.first().is_some_and(|touch| touch.day == 0) {
        guesses.push("Day 0 is the day of entry, so every day counts one more".to_owned());
        touches.iter_mut().for_each(|touch| touch.day += 1);
    }
    Ok(written(&touches, guesses))
}

fn fold(text: &str) -> String {
    folded(text).into_owned()
}

struct Touch {
    day: u32,
    channel: &'static str,
    called: &'static str,
    name: String,
    purpose: String,
    subject: String,
    text: String,
}

fn name_of(column: Column) -> &'static str {
    match column {
        Column::Day => "day",
        Column::Channel => "channel",
        Column::Purpose => "purpose",
        Column::Subject => "subject",
        Column::Text => "text",
    }
}

// ---- rows and columns -----------------------------------------------------------------------------------------------------

/// Rows that hold something, with their number as pasted, cut at what most of them are cut by.
fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
    let lines: Vec<(usize, &str)> =
        text.lines().enumerate().map(|(at, line)| (at + 1, line.trim_matches(['\r', '\u{feff}']))).collect();
    let filled = || lines.iter().map(|(_, line)| *line).filter(|line| !line.trim().is_empty());
    let n = filled().count();
    let most = |mark: char| filled().filter(|line| line.contains(mark)).count() * 2 > n;
    let cut: fn(&str) -> Vec<String> = if most('\t') {
        |line| line.split('\t').map(str::to_owned).collect()
    } else if most('|') {
        |line| {
            // a table of Markdown has a mark at both ends, one from a chat only between cells
            let inner = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
            inner.unwrap_or(line).split('|').map(str::to_owned).collect()
        }
    } else if most(';') {
        |line| quoted(line, ';')
    } else if filled().all(starts_with_day) {
        // as in a chat: Day 1: Email - Intro
        prose
    } else {
        |line| quoted(line, ',')
    };
    let is_rule = |cells: &[String]| cells.iter().all(|cell| cell.trim().chars().all(|c| "-:= ".contains(c)));
    lines
        .into_iter()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(row, line)| (row, cut(line)))
        .filter(|(_, cells)| !is_rule(cells))
        .collect()
}

fn starts_with_day(line: &str) -> bool {
    let folded = fold(line.trim().trim_start_matches(['-', '*', '•', ' ']));
    ["day", "tag", "week"].iter().any(|word| folded.starts_with(word))
}

/// `Day 1: Email - Intro` as its cells.
fn prose(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches(['-', '*', '•', ' ']);
    let end = line.find([':', '–', '—']).or_else(|| line.find(" - ")).unwrap_or(line.len());
    let (day, rest) = line.split_at(end);
    let rest = rest.trim_start_matches([':', '–', '—', '-', ' ']);
    let cut = [":", " – ", " — ", " - ", ", "]
        .into_iter()
        .filter_map(|mark| Some((rest.find(mark)?, mark.len())))
        .min();
    match cut {
        Some((at, len)) => vec![day.to_owned(), rest[..at].to_owned(), rest[at + len..].trim().to_owned()],
        None => vec![day.to_owned(), rest.to_owned()],
    }
}

/// Cells of a line that may stand in quotes.
fn quoted(line: &str, mark: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut inside, mut chars) = (false, line.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '"' if inside && chars.peek() == Some(&'"') => {
                chars.next();
                cells.last_mut().into_iter().for_each(|cell| cell.push('"'));
            }
            '"' => inside = !inside,
            c if c == mark && !inside => cells.push(String::new()),
            c => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells
}

/// The columns, where the row is a header.
fn header(cells: &[String]) -> Option<Vec<Option<Column>>> {
    let mut taken = BTreeSet::new();
    let columns: Vec<Option<Column>> = cells
        .iter()
        .map(|cell| {
            let words = fold(cell.trim().trim_matches(['*', '#', ':', '_']));
            let found =
                HEADERS.iter().find(|(_, names)| names.contains(&words.as_str())).map(|(column, _)| *column);
            found.filter(|column| taken.insert(*column))
        })
        .collect();
    (taken.contains(&Column::Day) || taken.len() > 1).then_some(columns)
}

/// What columns without a header hold.
fn by_evidence(rows: &[(usize, Vec<String>)]) -> Vec<Option<Column>> {
    let n = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let share = |at: usize, fits: &dyn Fn(&str) -> bool| {
        rows.iter().filter(|(_, cells)| cells.get(at).is_some_and(|cell| fits(cell.trim()))).count() * 2
            > rows.len()
    };
    let mut columns: Vec<Option<Column>> = vec![None; n];
    let mut give = |column: Column, fits: &dyn Fn(&str) -> bool| {
        let free = (0..n).find(|at| columns[*at].is_none() && share(*at, fits));
        if let Some(at) = free {
            columns[at] = Some(column);
        }
    };
    give(Column::Day, &|cell| number_in(cell).is_some());
    give(Column::Channel, &|cell| channel_of(cell, &[]).is_some());
    give(Column::Purpose, &|cell| !cell.is_empty());
    give(Column::Text, &|cell| !cell.is_empty());
    columns
}

// ---- days and channels ----------------------------------------------------------------------------------------------------

fn number_in(cell: &str) -> Option<u32> {
    let digits: String =
        cell.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|day| *day <= 1_000)
}

/// `1`, `Day 1`, `D1`, `+2`, `Week 2`, `Day 3-4`; empty is the day before it.
fn day_of(
    cell: &str,
    before: Option<u32>,
    row: usize,
    guesses: &mut Vec<String>,
) -> Result<u32, CadenceProblem> {
    let wrong = |message: String| CadenceProblem { row: Some(row), message };
    if cell.is_empty() {
        return before.ok_or_else(|| wrong("the first touch has no day".to_owned()));
    }
    let Some(number) = number_in(cell) else {
        return Err(wrong(format!("“{}” is no day: write a number, such as 3", short(cell))));
    };
    let folded = fold(cell);
    if folded.starts_with('+') {
        return Ok(before.unwrap_or(1) + number);
    }
    if folded.contains("week") || folded.starts_with('w') {
        let day = (number.max(1) - 1) * 5 + 1;
        guesses.push(format!("Row {row}: “{}” is day {day}, five business days a week", short(cell)));
        return Ok(day);
    }
    if folded.trim_start_matches(|c: char| !c.is_ascii_digit()).contains(['-', '–']) {
        guesses.push(format!("Row {row}: of “{}” the first day is taken", short(cell)));
    }
    Ok(number)
}

/// How the outline writes the channel of a cell, and what people call it.
fn channel_of(cell: &str, before: &[Touch]) -> Option<(&'static str, &'static str)> {
    let folded = fold(cell);
    let has = |word: &str| {
        folded.match_indices(word).any(|(at, _)| {
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            edge(folded[..at].chars().next_back())
                && edge(folded[at + word.len()..].trim_start_matches('s').chars().next())
        })
    };
    let (_, channel, called) = CHANNELS.iter().find(|(words, ..)| words.iter().any(|word| has(word)))?;
    if *channel != "linkedin" {
        return Some((channel, called));
    }
    // a profile is looked at by hand; the first of the others asks for the connection
    if has("view") || has("profile") || has("follow") || has("like") || has("comment") || has("post") {
        return Some(("task", "tasks"));
    }
    let asked = before.iter().any(|touch| touch.channel == "linkedin invite");
    Some((if asked || has("message") || has("dm") { "linkedin message" } else { "linkedin invite" }, called))
}

fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(40).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

// ---- written as a template ------------------------------------------------------------------------------------------------

/// A name on one line, without what would end its quotes, at most so long.
fn plain_name(text: &str) -> String {
    let one: String =
        text.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "'").replace('\\', "/");
    if one.chars().count() <= MAX_NAME {
        return one;
    }
    let cut: String = one.chars().take(MAX_NAME - 1).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head))
}

/// Text that no section and no merge field begins in.
fn plain_text(text: &str) -> String {
    text.replace("<br>", "\n")
        .replace("\\n", "\n")
        .lines()
        .map(str::trim_end)
        .map(|line| if line.starts_with("---") { format!(" {line}") } else { line.to_owned() })
        .collect::<Vec<_>>()
        .join("\n")
}

fn written(touches: &[Touch], guesses: Vec<String>) -> Cadence {
    let mut names: Vec<String> = Vec::new();
    for touch in touches {
        let name = plain_name(&touch.name);
        let mut own = name.clone();
        let mut n = 2;
        while names.iter().any(|other| fold(other) == fold(&own)) {
            own = format!("{name} {n}");
            n += 1;
        }
        names.push(own);
    }
    let mut channels: Vec<&'static str> = Vec::new();
    for touch in touches {
        if !channels.contains(&touch.called) {
            channels.push(touch.called);
        }
    }
    let mut outline = String::from(
        "--- about\nname: Pasted cadence\nplan: Pasted cadence\nsummary: A cadence as it was pasted.\n\n--- outline\nsequence \"Pasted cadence\"\nenter all\n  from 2026-01-05\n  calendar \"Working hours\"\n",
    );
    let mut messages = String::new();
    let mut day = 1;
    for (touch, name) in touches.iter().zip(&names) {
        if touch.day > day {
            // writing to a string cannot fail
            let _ = writeln!(outline, "wait day {}", touch.day);
            day = touch.day;
        }
        let by = match touch.channel {
            "ad" => ", for 14 days",
            "email" | "sms" | "whatsapp" | "in-app" => "",
            "call" => ", owner, 6 min",
            _ => ", owner, 3 min",
        };
        let _ = writeln!(outline, "{} \"{name}\"{by}", touch.channel);
        let text = plain_text(if touch.text.is_empty() { &touch.purpose } else { &touch.text });
        let is_mail = touch.channel == "email";
        if text.trim().is_empty() && touch.subject.is_empty() {
            continue;
        }
        let _ = writeln!(messages, "\n--- message \"{name}\"\nchannel: {}", touch.channel);
        if is_mail {
            let subject = if touch.subject.is_empty() { name } else { &touch.subject };
            let _ = writeln!(messages, "subject: {}", plain_name(subject));
        }
        let _ = writeln!(messages, "body:\n{text}");
    }
    outline.push_str("leave when replied, meeting booked, hard bounce, opted out, colleague replied\n");
    outline.push_str(&messages);
    outline.push_str("\n--- team\ncalendar \"Working hours\": Mon-Fri 9:00-17:00\n");
    Cadence { template: outline, touches: touches.len(), channels, last_day: day, guesses }
}

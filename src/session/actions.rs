//! One registry of what a person can do: its words, its key or its place, its glyph, when it can be done, and the name of the undo step.
//! Palette, shortcut sheet, menus and the keys' line below the list read it. Knows no screen: what runs an action is the page's.

use super::{Command, NewStep};
use crate::model::{ChannelKind, List, Plan, SequenceId, Spot, StepId};

/// Something to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Opens the palette.
    Find,
    /// Opens the sheet of keys.
    Keys,
    /// Takes the last change back.
    Undo,
    /// Does again what was taken back.
    Redo,
    /// To Home.
    AllPlans,
    /// A copy of the open plan.
    DuplicatePlan,
    /// The open plan as a file.
    SaveFile,
    /// The versions of the open plan.
    Versions,
    /// A new sequence.
    AddSequence,
    /// To the next finding.
    NextFinding,
    /// To the finding before.
    FindingBefore,
    /// A new step after the selected one, else at the end.
    Add(NewStep),
    /// Opens the menu of new steps.
    NewStep,
    /// Copies of the selected steps.
    Duplicate,
    /// The selected steps a row up.
    Up,
    /// The selected steps a row down.
    Down,
    /// Takes the selected steps away.
    Delete,
    /// A key that works where the focus is.
    InPlace,
}

/// When an action can be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// Always.
    Always,
    /// While a plan is open.
    Plan,
    /// While there is something to take back.
    CanUndo,
    /// While there is something to do again.
    CanRedo,
    /// While a sequence is in sight.
    Sequence,
    /// While steps are selected.
    Steps,
    /// While the focus is in its place: no palette runs it.
    InPlace,
}

/// Where a key works: the heads of the sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// On every page.
    Everywhere,
    /// In a plan.
    InPlan,
    /// In the list of steps and the Flow.
    Steps,
    /// In the Score.
    Score,
    /// In lists and tables.
    Tables,
    /// In charts and on handles.
    Charts,
}

impl Place {
    /// All of them, in the order of the sheet.
    pub const ALL: [Place; 6] =
        [Place::Everywhere, Place::InPlan, Place::Steps, Place::Score, Place::Tables, Place::Charts];

    /// Its head.
    pub fn name(self) -> &'static str {
        match self {
            Place::Everywhere => "Everywhere",
            Place::InPlan => "In a plan",
            Place::Steps => "Steps",
            Place::Score => "Score",
            Place::Tables => "Lists and tables",
            Place::Charts => "Charts and handles",
        }
    }
}

/// An action of the registry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What it does.
    pub act: Act,
    /// Its words.
    pub words: &'static str,
    /// Words that other tools use for it.
    pub also: &'static str,
    /// Its keys, one after the other or together; none where it has a place alone.
    pub keys: &'static [&'static str],
    /// Its glyph.
    pub glyph: &'static str,
    /// When it can be done.
    pub when: When,
    /// Where its key works, or where it stands in the page.
    pub place: Place,
    /// How the name of its undo step begins; empty where the plan stays as it is.
    pub undo: &'static str,
}

const fn entry(act: Act, words: &'static str, keys: &'static [&'static str], place: Place) -> Entry {
    Entry { act, words, also: "", keys, glyph: "arrow", when: When::Always, place, undo: "" }
}

const fn in_place(words: &'static str, keys: &'static [&'static str], place: Place) -> Entry {
    Entry { when: When::InPlace, ..entry(Act::InPlace, words, keys, place) }
}

/// Everything but new steps, which [`NEW_STEPS`] adds.
const ENTRIES: [Entry; 39] = [
    Entry {
        glyph: "search",
        also: "palette command search",
        ..entry(Act::Find, "Find or do", &["Ctrl", "K"], Place::Everywhere)
    },
    Entry {
        glyph: "hint",
        also: "shortcuts help keyboard",
        ..entry(Act::Keys, "Keys", &["?"], Place::Everywhere)
    },
    Entry {
        glyph: "undo",
        when: When::CanUndo,
        also: "back revert",
        ..entry(Act::Undo, "Undo", &["Ctrl", "Z"], Place::Everywhere)
    },
    Entry {
        glyph: "redo",
        when: When::CanRedo,
        also: "again",
        ..entry(Act::Redo, "Redo", &["Ctrl", "Y"], Place::Everywhere)
    },
    Entry {
        glyph: "template",
        also: "home start templates",
        ..entry(Act::AllPlans, "All plans", &[], Place::Everywhere)
    },
    Entry {
        glyph: "copy",
        when: When::Plan,
        also: "clone",
        ..entry(Act::DuplicatePlan, "Duplicate the plan", &[], Place::InPlan)
    },
    Entry {
        glyph: "export",
        when: When::Plan,
        also: "download backup",
        ..entry(Act::SaveFile, "Save as a file", &[], Place::InPlan)
    },
    Entry {
        glyph: "history",
        when: When::Plan,
        also: "snapshots restore",
        ..entry(Act::Versions, "Versions", &[], Place::InPlan)
    },
    Entry {
        glyph: "plus",
        when: When::Plan,
        also: "new cadence journey flow campaign",
        undo: "Add New sequence",
        ..entry(Act::AddSequence, "Add a sequence", &[], Place::InPlan)
    },
    Entry {
        glyph: "below",
        when: When::Plan,
        also: "problem error warning",
        ..entry(Act::NextFinding, "Next finding", &["F8"], Place::InPlan)
    },
    Entry {
        glyph: "up",
        when: When::Plan,
        also: "problem error warning",
        ..entry(Act::FindingBefore, "Finding before", &["Shift", "F8"], Place::InPlan)
    },
    Entry { glyph: "plus", when: When::InPlace, ..entry(Act::NewStep, "New step", &["N"], Place::Steps) },
    Entry {
        glyph: "copy",
        when: When::Steps,
        also: "clone copy",
        undo: "Duplicate",
        ..entry(Act::Duplicate, "Duplicate", &["Ctrl", "D"], Place::Steps)
    },
    Entry {
        glyph: "up",
        when: When::Steps,
        also: "earlier before",
        undo: "Move",
        ..entry(Act::Up, "Move up", &["Alt", "↑"], Place::Steps)
    },
    Entry {
        glyph: "below",
        when: When::Steps,
        also: "later after",
        undo: "Move",
        ..entry(Act::Down, "Move down", &["Alt", "↓"], Place::Steps)
    },
    Entry {
        glyph: "trash",
        when: When::Steps,
        also: "remove",
        undo: "Delete",
        ..entry(Act::Delete, "Delete", &["Del"], Place::Steps)
    },
    in_place("Choose a step", &["↑", "↓"], Place::Steps),
    in_place("Choose more", &["Shift", "↓"], Place::Steps),
    in_place("Choose one more", &["Space"], Place::Steps),
    in_place("First, last step", &["Home", "End"], Place::Steps),
    in_place("Edit", &["Enter"], Place::Steps),
    in_place("All fields", &["I"], Place::Steps),
    in_place("Into, out of a group", &["Alt", "→", "←"], Place::Steps),
    in_place("Close, open a group", &["←", "→"], Place::Steps),
    in_place("A day earlier, later", &["←", "→"], Place::Score),
    in_place("An hour earlier, later", &["↑", "↓"], Place::Score),
    in_place("Put back", &["Esc"], Place::Score),
    in_place("Choose a row", &["Space"], Place::Tables),
    in_place("Look at the row", &["Enter"], Place::Tables),
    in_place("Take the fix", &["Ctrl", "Enter"], Place::Tables),
    in_place("Read the pasted text", &["Ctrl", "Enter"], Place::Everywhere),
    in_place("Close", &["Esc"], Place::Everywhere),
    in_place("Next field, button, link", &["Tab"], Place::Everywhere),
    in_place("Walk along", &["←", "→"], Place::Charts),
    in_place("Move a handle", &["←", "→"], Place::Charts),
    in_place("A handle by more", &["Page ↑", "Page ↓"], Place::Charts),
    in_place("A handle to its ends", &["Home", "End"], Place::Charts),
    in_place("Walk the calendar", &["↑", "↓"], Place::Charts),
    in_place("Open what is counted", &["Enter"], Place::Charts),
];

/// A kind of step to add.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NewStepEntry {
    /// Which.
    pub kind: NewStep,
    /// Its name.
    pub name: &'static str,
    /// A few words about it.
    pub what: &'static str,
    /// The letter that picks it in the menu of new steps.
    pub letter: &'static str,
    /// Words that other tools use for it.
    pub also: &'static str,
}

const fn step(
    kind: NewStep,
    name: &'static str,
    what: &'static str,
    letter: &'static str,
    also: &'static str,
) -> NewStepEntry {
    NewStepEntry { kind, name, what, letter, also }
}

/// All kinds of steps, the touches first.
pub const NEW_STEPS: [NewStepEntry; 16] = [
    step(NewStep::Touch(ChannelKind::Email), "Email", "automatic or by hand", "E", "mail message"),
    step(NewStep::Touch(ChannelKind::Call), "Call", "script, minutes", "C", "phone dial"),
    step(
        NewStep::Touch(ChannelKind::LinkedinInvite),
        "LinkedIn invitation",
        "with or without a note",
        "L",
        "connect connection request",
    ),
    step(NewStep::Touch(ChannelKind::LinkedinMessage), "LinkedIn message", "once accepted", "M", "inmail dm"),
    step(NewStep::Touch(ChannelKind::Whatsapp), "WhatsApp", "mobile only", "H", "message"),
    step(NewStep::Touch(ChannelKind::Sms), "SMS", "mobile only", "X", "text message"),
    step(NewStep::Touch(ChannelKind::InApp), "In-app", "at the next visit", "I", "product push popup"),
    step(NewStep::Touch(ChannelKind::Ad), "Ad", "in the audience for days", "D", "retargeting"),
    step(NewStep::Touch(ChannelKind::Task), "Task", "research, a letter", "T", "todo manual"),
    step(NewStep::Wait, "Wait", "days, hours, until a date", "W", "delay pause"),
    step(NewStep::Await, "Await", "an event, at most so long", "A", "wait until trigger"),
    step(NewStep::Branch, "Branch", "if, otherwise", "B", "condition decision split"),
    step(NewStep::Split, "Split", "A and B by chance", "S", "ab test experiment random"),
    step(NewStep::Repeat, "Repeat", "until an event", "R", "loop retry"),
    step(NewStep::Action, "Action", "tag, field, notify, enrol", "O", "update property webhook"),
    step(NewStep::End, "Leave", "with a reason", "Q", "exit stop end"),
];

/// How many of [`NEW_STEPS`] are touches.
pub const N_TOUCHES: usize = 9;

/// The words of adding each kind of step, in the order of [`NEW_STEPS`].
const ADD: [&str; 16] = [
    "Add an email",
    "Add a call",
    "Add a LinkedIn invitation",
    "Add a LinkedIn message",
    "Add a WhatsApp message",
    "Add an SMS",
    "Add an in-app message",
    "Add an ad",
    "Add a task",
    "Add a wait",
    "Add a wait for an event",
    "Add a branch",
    "Add a split",
    "Add a repeat",
    "Add an action",
    "Add a way out",
];

/// The whole registry.
pub fn all() -> impl Iterator<Item = Entry> {
    let steps = NEW_STEPS.iter().zip(ADD).map(|(of, words)| Entry {
        also: of.also,
        glyph: "plus",
        when: When::Sequence,
        undo: "Add",
        ..entry(Act::Add(of.kind), words, &[], Place::Steps)
    });
    ENTRIES.into_iter().chain(steps)
}

/// What the registry says of an action.
pub fn entry_of(act: Act) -> Entry {
    all().find(|entry| entry.act == act).unwrap_or(ENTRIES[0])
}

/// The keys of a place, in the order of the sheet.
pub fn keys_of(place: Place) -> impl Iterator<Item = Entry> {
    all().filter(move |entry| entry.place == place && !entry.keys.is_empty())
}

/// Whether a key is one letter or sign alone, which a person can switch off (WCAG 2.1.4).
pub fn is_single(entry: &Entry) -> bool {
    matches!(entry.keys, [key] if key.chars().count() == 1 && !matches!(*key, "↑" | "↓" | "←" | "→"))
}

impl Act {
    /// The change that it makes to the steps of a sequence, where it makes one; `steps` are those selected, the leading one last.
    pub fn command(self, plan: &Plan, sequence: Option<SequenceId>, steps: &[StepId]) -> Option<Command> {
        let all = || (!steps.is_empty()).then(|| steps.to_vec());
        let lead = || steps.last().copied();
        Some(match self {
            Act::Add(kind) => Command::AddStep { at: spot_after(plan, sequence, lead())?, kind },
            Act::Duplicate => Command::DuplicateSteps(all()?),
            Act::Delete => Command::DeleteSteps(all()?),
            Act::Up => Command::MoveUp(lead()?),
            Act::Down => Command::MoveDown(lead()?),
            _ => return None,
        })
    }
}

/// After a step of the sequence, else at its end.
fn spot_after(plan: &Plan, sequence: Option<SequenceId>, step: Option<StepId>) -> Option<Spot> {
    let sequence = sequence?;
    let beside = step.and_then(|id| plan.find(id)).filter(|(of, _)| *of == sequence);
    if let Some((_, visit)) = beside {
        return Some(Spot { index: visit.spot.index + 1, ..visit.spot });
    }
    let list = List::Body(sequence);
    Some(Spot { list, index: plan.list(list)?.len() })
}

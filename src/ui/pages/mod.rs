//! The pages of a plan, and Home. A page registers here with one entry in [`ALL`]; the rail, the bottom bar and the frame read it.

pub mod check;
pub mod contacts;
pub mod do_not_contact;
pub mod forecast;
pub mod home;
pub mod import;
pub mod lists;
pub mod messages;
pub mod outline;
pub mod schedule;
pub mod segments;
pub mod standing;
pub mod team;
pub mod whole;

use leptos::prelude::*;

use super::router::Page;
use super::workbench::Workbench;

/// The part of the rail a page stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// One link for each sequence.
    Sequences,
    /// Who.
    Audience,
    /// What would come of it.
    Rehearse,
    /// What it is made with.
    Plan,
    /// What is looked for, and what the words mean.
    Help,
}

impl Group {
    /// In the order of the rail.
    pub const ALL: [Group; 5] =
        [Group::Sequences, Group::Audience, Group::Rehearse, Group::Plan, Group::Help];

    /// The heading.
    pub fn name(self) -> &'static str {
        match self {
            Group::Sequences => "Sequences",
            Group::Audience => "Audience",
            Group::Rehearse => "Rehearse",
            Group::Plan => "Plan",
            Group::Help => "Help",
        }
    }
}

/// A page of a plan.
pub struct PageEntry {
    /// Where it is, without a record's number.
    pub page: Page,
    /// Part of the rail.
    pub group: Group,
    /// Its name.
    pub name: &'static str,
    /// Its glyph.
    pub glyph: &'static str,
    /// Its name on a phone's bottom bar, where it stands there.
    pub bottom: Option<&'static str>,
    /// The number beside its name; read reactively.
    pub count: fn(Workbench) -> Option<u64>,
    /// Makes it.
    pub view: fn(Page) -> AnyView,
}

/// All pages, in the order of the rail and the bottom bar.
pub const ALL: &[PageEntry] = &[
    outline::ENTRY,
    contacts::ENTRY,
    segments::ENTRY,
    import::ENTRY,
    do_not_contact::ENTRY,
    check::ENTRY,
    forecast::ENTRY,
    schedule::ENTRY,
    whole::ENTRY,
    messages::ENTRY,
    team::TEAM,
    team::CALENDARS,
    team::ASSUMPTIONS,
    check::RULES,
    check::TERMS,
];

/// The page at an address.
pub fn at(page: Page) -> Option<&'static PageEntry> {
    ALL.iter().find(|entry| entry.page == page.whole())
}

//! Which rows of a file are one contact (G9), which row wins, and which cells come from the others. Knows texts and fields, no types.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::turns;
use crate::audience::columns::quick_hash;
use crate::audience::values;
use crate::lean::order;

/// Which row of a contact wins where several have different values. Gaps are always filled from the others, and a no, an earlier
/// day of opting out, an invalid address, "customer" and "in a sequence" stay from any of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeRule {
    /// The row with the newest activity; the first where none is newer.
    #[default]
    Newest,
    /// The first row.
    First,
    /// What stands there stays: within a file as `First`; where a list is updated, the new file fills gaps only.
    FillOnly,
}

impl MergeRule {
    /// All rules, in the order they are offered.
    pub const ALL: [MergeRule; 3] = [MergeRule::Newest, MergeRule::First, MergeRule::FillOnly];

    /// The words on screen and in the module.
    pub fn name(self) -> &'static str {
        match self {
            MergeRule::Newest => "newest",
            MergeRule::First => "first",
            MergeRule::FillOnly => "fill only",
        }
    }
}

/// By what rows were found to be one contact, the surest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergedBy {
    /// The same id.
    Id,
    /// The same first valid address, in any case.
    Address,
    /// The same LinkedIn page.
    Page,
    /// The same phone, and a person said that it is one person's.
    Phone,
}

impl MergedBy {
    /// The words on screen and in files.
    pub fn label(self) -> &'static str {
        match self {
            MergedBy::Id => "same id",
            MergedBy::Address => "same address",
            MergedBy::Page => "same LinkedIn page",
            MergedBy::Phone => "same phone, as you said",
        }
    }
}

/// A contact that was made of several rows: what was kept from which.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Merged {
    /// Number of the contact.
    pub contact: u32,
    /// Why the rows are one contact.
    pub by: MergedBy,
    /// The row that won, as a spreadsheet numbers it.
    pub kept: u32,
    /// The other rows.
    pub others: Vec<u32>,
    /// Headers of the columns whose value comes from another row, and that row.
    pub taken: Vec<(String, u32)>,
}

/// What was merged in a list.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Merges {
    /// Contacts made of several rows.
    pub contacts: u32,
    /// Rows that went into others.
    pub rows: u32,
    /// The first of them, at most [`Merges::MOST`].
    pub records: Vec<Merged>,
}

impl Merges {
    /// Records that are kept.
    pub const MOST: usize = 20_000;
}

/// The cells by which people are told apart.
pub(super) trait Known {
    /// The list's own id, "" where there is none.
    fn id(&self, row: u32) -> &str;
    /// Whether each id comes before the next by length and letters, so that none stands twice.
    fn ids_rise(&self) -> bool;
    /// The first valid address.
    fn address(&self, row: u32) -> Option<&str>;
    /// A number that is the same where the first valid address is, in any case.
    fn address_hash(&self, row: u32) -> Option<u64>;
    /// The person's LinkedIn page.
    fn page(&self, row: u32) -> Option<Cow<'_, str>>;
    /// The name, folded; "" where none is known.
    fn name(&self, row: u32) -> String;
    /// Whether the list has anything of the kind.
    fn has(&self, key: MergedBy) -> bool;
}

/// One row.
struct Who<'a> {
    id: &'a str,
    address: Option<String>,
    page: Option<Cow<'a, str>>,
    name: String,
}

impl Who<'_> {
    fn of(known: &impl Known, row: u32) -> Who<'_> {
        let address = known.address(row).map(str::to_lowercase);
        Who { id: known.id(row), address, page: known.page(row), name: known.name(row) }
    }

    /// Whether the names can be one person's.
    fn may_be(&self, other: &Who) -> bool {
        self.name.is_empty() || other.name.is_empty() || self.name == other.name
    }
}

/// Rows that are one contact, in the file's order.
pub(super) struct Group {
    pub(super) rows: Vec<u32>,
    pub(super) by: MergedBy,
}

/// What was found of rows that share something.
#[derive(Default)]
pub(super) struct Alike {
    /// Rows that are one contact.
    pub(super) groups: Vec<Group>,
    /// Rows of other people at the role address of an earlier row.
    pub(super) shared_address: Vec<u32>,
    /// Rows with an id that another person has too.
    pub(super) shared_id: Vec<u32>,
}

/// The rows whose number another row has too, equal ones together and in the rows' order.
///
/// # Errors
/// That of a turn.
pub(super) async fn repeated<E>(
    rows: impl ExactSizeIterator<Item = u32>,
    hash: impl Fn(u32) -> Option<u64>,
    turn: &mut impl AsyncFnMut() -> Result<(), E>,
) -> Result<Vec<(u64, u32)>, E> {
    // half of a number and a row in each slot: a map of a million addresses would cost more than the list
    let mut slots: Vec<u64> = vec![0; (rows.len() * 2).next_power_of_two()];
    let mask = slots.len() - 1;
    let mut twice: Vec<u32> = Vec::new();
    for (nth, row) in rows.enumerate() {
        if nth % turns::ROWS == 0 {
            turn().await?;
        }
        let Some(hash) = hash(row) else { continue };
        let mut at = (hash >> 32) as usize & mask;
        loop {
            let slot = slots[at];
            if slot == 0 {
                slots[at] = hash & !u64::from(u32::MAX) | u64::from(row + 1);
                break;
            }
            if slot >> 32 == hash >> 32 {
                twice.extend([slot as u32 - 1, row]);
                break;
            }
            at = (at + 1) & mask;
        }
    }
    turn().await?;
    order::sort_by_number(&mut twice, |row| u128::from(*row));
    twice.dedup();
    let mut hashes: Vec<(u64, u32)> = twice.into_iter().filter_map(|row| Some((hash(row)?, row))).collect();
    turn().await?;
    order::sort_by_number(&mut hashes, |(hash, row)| u128::from(*hash) << 32 | u128::from(*row));
    Ok(hashes)
}

/// Finds the rows that are one contact among `rows`.
///
/// # Errors
/// That of a turn.
pub(super) async fn alike<E>(
    rows: u32,
    known: &impl Known,
    turn: &mut impl AsyncFnMut() -> Result<(), E>,
) -> Result<Alike, E> {
    let mut found = Alike::default();
    let mut joined = Joined { parent: BTreeMap::new(), by: BTreeMap::new() };
    for key in [MergedBy::Id, MergedBy::Address, MergedBy::Page].into_iter().filter(|key| known.has(*key)) {
        if key == MergedBy::Id && known.ids_rise() {
            continue;
        }
        let hash = |row: u32| match key {
            MergedBy::Id => Some(known.id(row)).filter(|id| !id.is_empty()).map(quick_hash),
            MergedBy::Address => known.address_hash(row),
            MergedBy::Page => known.page(row).as_deref().map(quick_hash),
            MergedBy::Phone => None,
        };
        let hashes = repeated(0..rows, hash, turn).await?;
        for (nth, same) in hashes.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1).enumerate() {
            if nth % 1024 == 0 {
                turn().await?;
            }
            // rows met, one for each person with this key
            let mut met: Vec<(u32, Who)> = Vec::new();
            for (_, row) in same {
                let this = Who::of(known, *row);
                let is_same = |other: &Who| match key {
                    MergedBy::Id => other.id == this.id,
                    MergedBy::Address => other.address == this.address,
                    MergedBy::Page | MergedBy::Phone => other.page == this.page,
                };
                let is_one = |other: &Who| {
                    is_same(other)
                        && match key {
                            // an id that two people with two addresses have is no id of people
                            MergedBy::Id => {
                                let two = other.address.is_some() && this.address.is_some();
                                !two || other.address == this.address || other.may_be(&this)
                            }
                            // a desk's address is nobody's own
                            MergedBy::Address => {
                                !this.address.as_deref().is_some_and(values::is_role_address)
                                    || other.may_be(&this)
                            }
                            MergedBy::Page | MergedBy::Phone => true,
                        }
                };
                match met.iter().find(|(_, other)| is_one(other)) {
                    Some((other, _)) => joined.join(*other, *row, key),
                    None => {
                        if met.iter().any(|(_, other)| is_same(other)) {
                            match key {
                                MergedBy::Id => found.shared_id.push(*row),
                                _ => found.shared_address.push(*row),
                            }
                        }
                        met.push((*row, this));
                    }
                }
            }
        }
    }
    found.groups = joined.groups();
    order::sort(&mut found.shared_address);
    order::sort(&mut found.shared_id);
    Ok(found)
}

/// Rows joined to each other, each group under its first row.
struct Joined {
    parent: BTreeMap<u32, u32>,
    by: BTreeMap<u32, MergedBy>,
}

impl Joined {
    fn first(&self, mut row: u32) -> u32 {
        while let Some(parent) = self.parent.get(&row).filter(|parent| **parent != row) {
            row = *parent;
        }
        row
    }

    fn join(&mut self, a: u32, b: u32, by: MergedBy) {
        let (a, b) = (self.first(a), self.first(b));
        let (first, second) = (a.min(b), a.max(b));
        self.parent.insert(first, first);
        if first != second {
            self.parent.insert(second, first);
            let known =
                self.by.remove(&second).into_iter().chain(self.by.get(&first).copied()).chain([by]).min();
            self.by.extend(known.map(|by| (first, by)));
        }
    }

    fn groups(&self) -> Vec<Group> {
        let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for row in self.parent.keys() {
            groups.entry(self.first(*row)).or_default().push(*row);
        }
        let by = |first: &u32| self.by.get(first).copied().unwrap_or(MergedBy::Address);
        groups
            .into_iter()
            .filter(|(_, rows)| rows.len() > 1)
            .map(|(first, rows)| Group { by: by(&first), rows })
            .collect()
    }
}

/// The person's page within a link to it, so that two spellings are one; `None` where it is no person's page.
pub(super) fn person_page(link: &str) -> Option<Cow<'_, str>> {
    let name = |lower: &str| {
        let from = lower.find("linkedin.")? + "linkedin.".len();
        let from = from + lower[from..].find("/in/")? + "/in/".len();
        let name = lower[from..].split(['/', '?', '#', ' ']).next().unwrap_or_default();
        (!name.is_empty()).then(|| from..from + name.len())
    };
    if link.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return name(link).map(|place| Cow::Borrowed(&link[place]));
    }
    let lower = link.to_lowercase();
    name(&lower).map(|place| Cow::Owned(lower[place].to_owned()))
}

/// A name for comparing: lower case, single spaces.
pub(super) fn folded_name(parts: [&str; 2]) -> String {
    let words: Vec<String> =
        parts.iter().flat_map(|part| part.split_whitespace()).map(str::to_lowercase).collect();
    words.join(" ")
}

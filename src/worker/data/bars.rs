//! The do-not-contact lists of this browser: read from storage when another tab or this one has changed them, shown, added to, taken
//! from. A list that cannot be read lets nobody in. Knows no plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::audience::{BarLine, BarList, BarRead, Columns, DoNotContact, Named, decoded};
use crate::lean::json;
use crate::lean::order;
use crate::worker::host::Host;
use crate::worker::lists::OpenList;
use crate::worker::protocol::{BarInfo, BarLook, BarRow, BarsInfo, Code, Failure, Kept, Reply};
use crate::worker::shelf::{ListShelf, MemoryLists, ShelfError};

/// `format` of a stored do-not-contact list.
const FORMAT: &str = "cadenza-do-not-contact";
/// The layout that is written, and the newest that is read.
const SCHEMA: u32 = 1;
/// The most lines and problems in one answer.
const MOST: usize = 200;

#[derive(Serialize, Deserialize)]
struct StoredBar {
    format: String,
    schema: u32,
    list: BarList,
}

/// The lists as they were read last.
#[derive(Debug, Default)]
pub(super) struct Bars {
    /// Nothing before they were read.
    revision: Option<u32>,
    kept: Kept,
    all: Arc<DoNotContact>,
    /// Id and reason of those that cannot be read.
    broken: Vec<(String, String)>,
}

impl Bars {
    /// Reads them again if they were changed, and applies them to the open list; whether they were.
    pub(super) async fn follow<H: Host>(
        &mut self,
        host: &H,
        tab: &MemoryLists,
        list: Option<&mut OpenList>,
    ) -> Result<bool, Failure> {
        let (kept, revision) = match host.lists().bars_revision().await {
            Ok(revision) => (Kept::Browser, revision),
            Err(ShelfError::Blocked(_)) => (Kept::Tab, tab.bars_revision().await?),
            Err(error) => return Err(error.into()),
        };
        let is_new = self.revision != Some(revision) || self.kept != kept;
        if is_new {
            let stored = match kept {
                Kept::Browser => host.lists().bars().await?,
                Kept::Tab => tab.bars().await?,
            };
            let (mut lists, mut broken) = (Vec::new(), Vec::new());
            for (id, text) in stored.lists {
                match read_stored(&text) {
                    Ok(list) => lists.push(list),
                    Err(why) => broken.push((id, why)),
                }
            }
            order::sort_by(&mut lists, |a: &BarList, b| (&a.added_at, &a.id).cmp(&(&b.added_at, &b.id)));
            *self = Bars {
                revision: Some(stored.revision),
                kept,
                all: Arc::new(DoNotContact::new(lists)),
                broken,
            };
        }
        if let Some(list) = list {
            list.bar(&self.all);
        }
        Ok(is_new)
    }

    /// Refuses where a list cannot be read: nobody is written to because of that.
    pub(super) fn are_whole(&self) -> Result<(), Failure> {
        match self.broken.first() {
            None => Ok(()),
            Some((_, why)) => Err(Failure::new(
                Code::CannotRun,
                format!(
                    "A do-not-contact list cannot be read ({why}). It may name anybody, so nobody enters. “Do not contact” shows what can be done."
                ),
            )),
        }
    }

    fn place(&self, id: &str) -> Result<&BarList, Failure> {
        let gone = || Failure::new(Code::NoList, "This do-not-contact list is not in this browser any more.");
        self.all.lists().iter().find(|list| list.id == id).ok_or_else(gone)
    }

    /// All of them in short.
    pub(super) fn info(&self, list: Option<&OpenList>) -> Reply {
        let counts = list.map(|list| list.people.held_by.counts()).unwrap_or_default();
        let mut held: BTreeMap<u32, u32> = BTreeMap::new();
        for ((of, _), n) in &counts {
            *held.entry(*of).or_default() += n;
        }
        let info = |(index, list): (u32, &BarList)| BarInfo {
            id: list.id.clone(),
            name: list.name.clone(),
            added_at: list.added_at.clone(),
            lines: list.lines.len() as u32,
            kinds: kinds(&list.lines),
            held: held.get(&index).copied().unwrap_or_default(),
        };
        Reply::Bars(Box::new(BarsInfo {
            kept: self.kept,
            lists: (0..).zip(self.all.lists()).map(info).collect(),
            broken: self.broken.clone(),
            held: counts.values().sum(),
        }))
    }

    /// Some lines of one of them.
    pub(super) fn lines(
        &self,
        list: Option<&OpenList>,
        id: &str,
        find: &str,
        from: u32,
        n: u32,
    ) -> Result<Reply, Failure> {
        let bar = self.place(id)?;
        let index = self.all.lists().iter().position(|other| other.id == id).unwrap_or_default() as u32;
        let counts = list.map(|list| list.people.held_by.counts()).unwrap_or_default();
        let find = find.trim().to_lowercase();
        let found: Vec<(u32, &BarLine)> = (0..)
            .zip(&bar.lines)
            .filter(|(_, line)| find.is_empty() || line.text.to_lowercase().contains(&find))
            .collect();
        let row = |(at, line): &(u32, &BarLine)| BarRow {
            at: *at,
            line: line.line,
            text: line.text.clone(),
            kind: kind(line).to_owned(),
            held: counts.get(&(index, *at)).copied().unwrap_or_default(),
        };
        let rows = found.iter().skip(from as usize).take((n as usize).min(MOST)).map(row).collect();
        Ok(Reply::BarLines { total: found.len() as u32, rows })
    }

    /// What a text would hold back, before it is added.
    pub(super) fn look(&self, list: Option<&OpenList>, bytes: &[u8]) -> Result<Reply, Failure> {
        let read = read(bytes)?;
        let new =
            BarList { id: String::new(), name: String::new(), added_at: String::new(), lines: read.lines };
        let kinds = kinds(&new.lines);
        let lines = new.lines.len() as u32;
        let would = DoNotContact::new(vec![new]);
        let held_now = |columns: &Columns| would.hold(columns).rows().count() as u32;
        Ok(Reply::BarLooked(Box::new(BarLook {
            lines,
            kinds,
            n_problems: read.problems.len() as u32,
            problems: read.problems.into_iter().take(MOST).collect(),
            held: list.map(|list| held_now(&list.columns)),
        })))
    }

    /// Adds a text as a list of its own, or to one that is there.
    pub(super) async fn add<H: Host>(
        &self,
        host: &H,
        tab: &MemoryLists,
        (id, name, now): (&str, &str, &str),
        bytes: &[u8],
    ) -> Result<(), Failure> {
        let read = read(bytes)?;
        if read.lines.is_empty() {
            return Err(Failure::new(Code::BadFile, "No line of it names anybody."));
        }
        // in a list that is there, line numbers go on
        let there = self.all.lists().iter().find(|list| list.id == id);
        let last = there.and_then(|list| list.lines.last()).map_or(0, |line| line.line);
        let mut lines = read.lines;
        lines.iter_mut().for_each(|line| line.line += last);
        self.put(host, tab, (id, name, now), lines).await
    }

    /// Puts lines into a list, in the order of their numbers; a list that is not there begins with them.
    pub(super) async fn put<H: Host>(
        &self,
        host: &H,
        tab: &MemoryLists,
        (id, name, now): (&str, &str, &str),
        lines: Vec<BarLine>,
    ) -> Result<(), Failure> {
        let mut list = self.all.lists().iter().find(|list| list.id == id).cloned().unwrap_or_else(|| {
            BarList { id: id.to_owned(), name: name.to_owned(), added_at: now.to_owned(), lines: Vec::new() }
        });
        let mut known: BTreeSet<Vec<Named>> = list.lines.iter().map(|line| line.names.clone()).collect();
        // whoever is named already needs no second line
        list.lines.extend(lines.into_iter().filter(|line| known.insert(line.names.clone())));
        order::sort_by_key(&mut list.lines, |line| line.line);
        self.save(host, tab, list).await
    }

    /// Takes lines out of a list, by their places.
    pub(super) async fn remove<H: Host>(
        &self,
        host: &H,
        tab: &MemoryLists,
        id: &str,
        at: &[u32],
    ) -> Result<Vec<BarLine>, Failure> {
        let list = self.place(id)?;
        let (mut gone, mut stay) = (Vec::new(), Vec::new());
        for (place, line) in (0..).zip(&list.lines) {
            if at.contains(&place) { gone.push(line.clone()) } else { stay.push(line.clone()) }
        }
        self.save(host, tab, BarList { lines: stay, ..list.clone() }).await?;
        Ok(gone)
    }

    /// Deletes a list, also one that cannot be read.
    pub(super) async fn delete<H: Host>(&self, host: &H, tab: &MemoryLists, id: &str) -> Result<(), Failure> {
        self.change(host, tab, id, None).await
    }

    async fn save<H: Host>(&self, host: &H, tab: &MemoryLists, list: BarList) -> Result<(), Failure> {
        let id = list.id.clone();
        let stored = StoredBar { format: FORMAT.to_owned(), schema: SCHEMA, list };
        let text = json::text(&stored).map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
        self.change(host, tab, &id, Some(&text)).await
    }

    async fn change<H: Host>(
        &self,
        host: &H,
        tab: &MemoryLists,
        id: &str,
        text: Option<&str>,
    ) -> Result<(), Failure> {
        let seen = self.revision.unwrap_or_default();
        match self.kept {
            Kept::Browser => host.lists().change_bars(seen, id, text).await?,
            Kept::Tab => tab.change_bars(seen, id, text).await?,
        };
        Ok(())
    }
}

fn read_stored(text: &str) -> Result<BarList, String> {
    #[derive(Deserialize)]
    struct Version {
        format: String,
        schema: u32,
    }
    let version: Version = json::read(text).map_err(|error| error.to_string())?;
    if version.format != FORMAT {
        return Err("it is no do-not-contact list".to_owned());
    }
    if version.schema > SCHEMA {
        return Err("a newer version of Cadenza wrote it; reload the page".to_owned());
    }
    json::read::<StoredBar>(text).map(|stored| stored.list).map_err(|error| error.to_string())
}

fn read(bytes: &[u8]) -> Result<BarRead, Failure> {
    let text = decoded(bytes);
    if text.contains('\0') || bytes.starts_with(b"PK\x03\x04") {
        let words = "This is no text. A spreadsheet must be saved as CSV first.";
        return Err(Failure::new(Code::BadFile, words));
    }
    Ok(BarRead::of(&text))
}

/// What a line names: several things by the first.
fn kind(line: &BarLine) -> &'static str {
    line.names.first().map_or("", Named::label)
}

/// Lines by what they name, in the order of [`Named`].
fn kinds(lines: &[BarLine]) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<&'static str, u32> = BTreeMap::new();
    for line in lines {
        *counts.entry(kind(line)).or_default() += 1;
    }
    let order = ["address", "domain", "company", "number"];
    order.iter().filter_map(|kind| Some(((*kind).to_owned(), *counts.get(kind)?))).collect()
}

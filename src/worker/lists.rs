//! Lists in and out of storage, and what is said about an open one. Knows columns and what they imply, no plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::host::Host;
use super::protocol::{
    Code, ColumnInfo, EventsInfo, Failure, Kept, ListEntry, ListInfo, ListRef, ZoneCounts,
};
use super::shelf::{ListShelf, Stored};
use crate::audience::{
    AudienceRecord, Column, Columns, DoNotContact, Noted, OnList, People, Standing, ZoneOrigin,
};
use crate::calendar::{Date, Zone};
use crate::lean::json;
use crate::lean::order;
use crate::model::{Segment, SegmentId};
use crate::preflight::Known;
use crate::segment::{Also, Answers, Evaluator, History, Named};

/// `format` of a stored list.
const FORMAT: &str = "cadenza-list";
/// The layout that is written, and the newest that is read: with 2 the chunks keep the cells' texts, with 3 the rows that were merged, which
/// an older version of Cadenza would take for damage.
const SCHEMA: u32 = 3;
/// Different values are counted up to here.
const MOST_DISTINCT: usize = 10_000;

/// A list's head in storage.
#[derive(Serialize, Deserialize)]
struct Head {
    format: String,
    schema: u32,
    /// How many chunks there must be.
    chunks: usize,
    record: AudienceRecord,
}

/// An open list.
#[derive(Debug)]
pub(super) struct OpenList {
    pub(super) record: AudienceRecord,
    pub(super) columns: Columns,
    pub(super) people: People,
    /// Zone of contacts whose zone is not known, in `people`.
    pub(super) zone: Zone,
    pub(super) kept: Kept,
    /// Which rows pass the conditions that were asked about; see [`OpenList::evaluator`].
    answers: Answers,
    /// The do-not-contact lists that were applied to `people`.
    bars: Arc<DoNotContact>,
    /// What happened when, where a file of events says it.
    history: Option<History>,
    /// By the name of each other list that rules name: the lists that were read for it.
    others: BTreeMap<String, OtherMark>,
    /// What rules found out about its rows.
    known: Known,
}

/// Lists of one name as they were read: id, revision, whether it was locked.
pub(super) type OtherMark = Vec<(String, u32, bool)>;

impl OpenList {
    pub(super) fn new(record: AudienceRecord, columns: Columns, kept: Kept) -> OpenList {
        let people = People::of(&columns, Zone::UTC);
        let history = History::of_list(&columns);
        OpenList {
            record,
            columns,
            people,
            zone: Zone::UTC,
            kept,
            answers: Answers::default(),
            bars: Arc::default(),
            history,
            others: BTreeMap::new(),
            known: Known::default(),
        }
    }

    /// What rules found out about its rows.
    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    pub(super) fn state(&self) -> ListRef {
        ListRef { id: self.record.id.clone(), revision: self.record.revision }
    }

    /// From now on, contacts whose zone is not known live in this one.
    pub(super) fn assume(&mut self, zone: Zone) {
        if self.zone != zone {
            let on_lists = std::mem::take(&mut self.people.on_lists);
            self.people = People { on_lists, ..People::of(&self.columns, zone) };
            self.people.bar(&self.columns, &self.bars);
            self.zone = zone;
            self.answers.forget();
        }
    }

    /// Evaluates rules over it, and knows what was asked before for as long as the list stays as it is.
    pub(super) fn evaluator<'a>(
        &'a self,
        today: Date,
        segments: &'a BTreeMap<SegmentId, Arc<Segment>>,
        named: Option<Named<'a>>,
    ) -> Evaluator<'a> {
        let also = Also { people: Some(&self.people), history: self.history.as_ref(), named };
        Evaluator::new(&self.columns, today, segments)
            .keeping(self.answers.at(self.record.revision))
            .with(also)
    }

    /// What was read for another list's name.
    pub(super) fn other_mark(&self, name: &str) -> Option<&OtherMark> {
        self.others.get(name)
    }

    /// From now on, this is known of another list.
    pub(super) fn put_other(&mut self, name: &str, mark: OtherMark, known: Option<OnList>) {
        self.others.insert(name.to_owned(), mark);
        self.people.on_lists.set(name, known);
        // what rows answered stood on who is on which list
        self.known = Known::default();
    }

    /// Forgets the other lists but these.
    pub(super) fn keep_others(&mut self, keep: impl Fn(&str) -> bool) {
        let on_lists = &mut self.people.on_lists;
        self.others.retain(|name, _| {
            let is_kept = keep(name);
            if !is_kept {
                on_lists.set(name, None);
            }
            is_kept
        });
    }

    /// The do-not-contact lists that hold.
    pub(super) fn bars(&self) -> &DoNotContact {
        &self.bars
    }

    /// From now on, these do-not-contact lists hold.
    pub(super) fn bar(&mut self, bars: &Arc<DoNotContact>) {
        if !Arc::ptr_eq(&self.bars, bars) {
            self.people.bar(&self.columns, bars);
            self.bars = bars.clone();
            self.known = Known::default();
        }
    }

    pub(super) async fn info<H: Host>(&self, host: &H) -> Result<ListInfo, Failure> {
        let mut columns = Vec::new();
        for column in self.columns.columns() {
            columns.push(column_info(column));
            host.turn().await?;
        }
        let mut zones = ZoneCounts::default();
        for origin in &self.people.zone_origin {
            match origin {
                ZoneOrigin::Column => zones.from_file += 1,
                ZoneOrigin::Assumed => zones.unknown += 1,
                _ => zones.inferred += 1,
            }
        }
        Ok(ListInfo {
            record: self.record.clone(),
            kept: self.kept,
            columns,
            accounts: self.people.accounts,
            standing: Standing::of(&self.columns, &self.people, 0..self.columns.len()),
            zones,
            suspects: self.columns.consents().suspects().to_vec(),
            events: events(&self.columns),
            noted: noted(&self.columns),
        })
    }
}

/// What was noted about contacts, in short.
fn noted(columns: &Columns) -> Vec<(Option<String>, String, u32)> {
    let note =
        |noted: &Noted| (noted.header.clone(), noted.kind.label().to_owned(), noted.contacts.len() as u32);
    columns.noted().iter().map(note).collect()
}

/// The events of a list in short.
fn events(columns: &Columns) -> Option<EventsInfo> {
    let events = columns.events();
    (!events.is_empty()).then(|| EventsInfo {
        events: events.rows().len() as u32,
        kinds: events.by_kind(),
        days: events.days(),
        files: events.files().to_vec(),
    })
}

fn column_info(column: &Column) -> ColumnInfo {
    let (mut filled, mut distinct) = (0, BTreeSet::new());
    match column.dictionary() {
        Some((words, code)) => {
            let mut seen = vec![false; words.len()];
            for row in 0..column.len() {
                let code = code(row);
                filled += u32::from(code != 0);
                if let Some(seen) = seen.get_mut(code) {
                    *seen = true;
                }
            }
            let n = seen.iter().skip(1).filter(|seen| **seen).count().min(MOST_DISTINCT);
            return info(column, filled, n as u32);
        }
        None => {
            for row in 0..column.len() {
                let Some(text) = column.text(row) else { continue };
                filled += 1;
                if distinct.len() < MOST_DISTINCT {
                    distinct.insert(text);
                }
            }
        }
    }
    info(column, filled, distinct.len() as u32)
}

fn info(column: &Column, filled: u32, distinct: u32) -> ColumnInfo {
    ColumnInfo {
        header: column.header().to_owned(),
        field: column.field().clone(),
        kind: column.kind(),
        filled,
        distinct,
    }
}

/// A list as it is stored; its record then knows how much that is.
pub(super) fn stored(record: &mut AudienceRecord, columns: &Columns) -> Stored {
    let stored = with_head(record, columns.to_chunks());
    record.bytes = stored.chunks.iter().map(|chunk| chunk.len() as u64).sum();
    stored
}

/// The same in turns; it may be stopped meanwhile.
pub(super) async fn stored_in_turns<H: Host>(
    host: &H,
    record: &mut AudienceRecord,
    columns: &Columns,
) -> Result<Stored, Failure> {
    let chunks = columns.to_chunks_in_turns(&mut async || host.turn().await).await?;
    let stored = with_head(record, chunks);
    record.bytes = stored.chunks.iter().map(|chunk| chunk.len() as u64).sum();
    Ok(stored)
}

/// A list that another worker cut into chunks, as it is stored.
pub(super) fn with_head(record: &AudienceRecord, chunks: Vec<Vec<u8>>) -> Stored {
    let bytes = chunks.iter().map(|chunk| chunk.len() as u64).sum();
    let record = AudienceRecord { bytes, ..record.clone() };
    Stored { head: head_text(record, chunks.len()), chunks }
}

fn head_text(record: AudienceRecord, chunks: usize) -> String {
    let head = Head { format: FORMAT.to_owned(), schema: SCHEMA, chunks, record };
    json::text(&head).expect("a record is JSON")
}

/// The head of a stored list with a changed record.
pub(super) fn changed_head(
    stored: &Stored,
    change: impl FnOnce(&mut AudienceRecord),
) -> Result<(AudienceRecord, String), Failure> {
    match read_head(&stored.head) {
        HeadOf::Ours(mut head) => {
            change(&mut head.record);
            Ok((head.record.clone(), head_text(head.record, head.chunks)))
        }
        HeadOf::Newer | HeadOf::Corrupt(_) => {
            Err(Failure::new(Code::CorruptList, "This list cannot be changed: its record cannot be read."))
        }
    }
}

/// What the head says.
enum HeadOf {
    Ours(Box<Head>),
    /// Written by a newer version: left alone.
    Newer,
    Corrupt(String),
}

fn read_head(text: &str) -> HeadOf {
    #[derive(Deserialize)]
    struct Version {
        format: String,
        schema: u32,
    }
    match json::read::<Version>(text) {
        Ok(version) if version.format == FORMAT && version.schema > SCHEMA => HeadOf::Newer,
        Ok(version) if version.format == FORMAT => match json::read::<Head>(text) {
            Ok(head) => HeadOf::Ours(Box::new(head)),
            Err(error) => HeadOf::Corrupt(error.to_string()),
        },
        Ok(_) => HeadOf::Corrupt("it is no list of Cadenza".to_owned()),
        Err(error) => HeadOf::Corrupt(error.to_string()),
    }
}

/// The record and the columns in what was stored.
pub(super) fn read_stored(stored: &Stored) -> Result<(AudienceRecord, Columns), Failure> {
    let head = match read_head(&stored.head) {
        HeadOf::Ours(head) => head,
        HeadOf::Newer => {
            let words = "This list was stored by a newer version of Cadenza. Reload the page to get it.";
            return Err(Failure::new(Code::Storage, words));
        }
        HeadOf::Corrupt(why) => return Err(Failure::new(Code::CorruptList, why)),
    };
    if stored.chunks.len() != head.chunks {
        let why = format!("{} of {} parts are there", stored.chunks.len(), head.chunks);
        return Err(Failure::new(Code::CorruptList, why));
    }
    let columns = Columns::from_chunks(&stored.chunks)
        .map_err(|corrupt| Failure::new(Code::CorruptList, corrupt.to_string()))?;
    if columns.len() != head.record.rows as usize {
        let why = format!("it has {} contacts and should have {}", columns.len(), head.record.rows);
        return Err(Failure::new(Code::CorruptList, why));
    }
    Ok((head.record, columns))
}

/// Opens a list. One that cannot be read is put aside, so that nothing is lost and the others are as they were.
pub(super) async fn open<S: ListShelf>(shelf: &S, id: &str, kept: Kept) -> Result<Option<OpenList>, Failure> {
    let Some(stored) = shelf.load(id).await? else { return Ok(None) };
    match read_stored(&stored) {
        Ok((record, columns)) => Ok(Some(OpenList::new(record, columns, kept))),
        Err(failure) if failure.code == Code::CorruptList => {
            let aside = match shelf.put_aside(id).await {
                Ok(()) => "It was put aside and can be downloaded",
                Err(_) => "It was left where it is",
            };
            let words =
                format!("This list cannot be read ({}). {aside}; import the file again.", failure.message);
            Err(Failure::new(Code::CorruptList, words))
        }
        Err(failure) => Err(failure),
    }
}

/// The lists of a shelf by name. Heads that cannot be read are put aside; those of a newer version are not shown.
pub(super) async fn entries<S: ListShelf>(shelf: &S, kept: Kept) -> Result<Vec<ListEntry>, Failure> {
    let mut entries = Vec::new();
    for (id, head) in shelf.heads().await? {
        match read_head(&head) {
            HeadOf::Ours(head) => entries.push(ListEntry { record: head.record, kept }),
            HeadOf::Newer => {}
            HeadOf::Corrupt(_) => shelf.put_aside(&id).await?,
        }
    }
    order::sort_by(&mut entries, |a, b| (&a.record.name, &a.record.id).cmp(&(&b.record.name, &b.record.id)));
    Ok(entries)
}

//! One import from choosing a file to the list: what is known of the file, what the person corrected, how far it is.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::audience::consent::ConsentChoice;
use crate::audience::{AudienceRecord, Mapping, MappingMemory, Meaning, ReadOptions, Sniffed};
use crate::browser::workers::{Data, Import, Imported, Stop};
use crate::browser::{clock, files, local};
use crate::lean::json;
use crate::ui::desk::Desk;
use crate::ui::format;
use crate::ui::workbench::Workbench;
use crate::worker::protocol::{Code, Failure};

/// A file may have so many bytes.
const MOST_BYTES: f64 = 2_147_483_648.0;

/// The preference that holds what was decided about header rows.
const MEMORY: &str = "mappings";

/// Where the import is.
#[derive(Clone)]
pub enum Stage {
    /// No file yet.
    Choose,
    /// Its beginning is being looked at.
    Looking,
    /// Its columns can be corrected.
    Columns,
    /// It is being read: bytes done and in all, rows, milliseconds.
    Reading(RwSignal<(f64, f64, u32, f64)>),
    /// The list is in.
    Done(Box<Imported>),
}

/// The import of this page. Copy it freely.
#[derive(Clone, Copy)]
pub struct Importer {
    /// Where it is.
    pub stage: RwSignal<Stage>,
    /// Name of the file.
    pub name: RwSignal<String>,
    /// Bytes of the file.
    pub size: RwSignal<f64>,
    /// What was found at its beginning.
    pub sniffed: RwSignal<Option<Sniffed>>,
    /// How its columns are read.
    pub mapping: RwSignal<Mapping>,
    /// Whether the mapping is the one a person made for this header row before.
    pub remembered: RwSignal<bool>,
    /// What went wrong, in a sentence.
    pub failure: RwSignal<Option<String>>,
    /// How far it is. Lives as long as the page: the view that begins the reading is gone while it reads.
    progress: RwSignal<(f64, f64, u32, f64)>,
    import: StoredValue<Option<Import>, LocalStorage>,
    /// Counts the files taken: an answer about an older one is dropped.
    file: StoredValue<u32>,
    /// The list that this file became already, when it is read again.
    became: StoredValue<Option<String>>,
    stopper: StoredValue<Option<Stop>, LocalStorage>,
    desk: Desk,
    bench: Workbench,
}

impl Importer {
    /// Nothing chosen yet.
    pub fn new(desk: Desk) -> Importer {
        let importer = Importer {
            stage: RwSignal::new(Stage::Choose),
            name: RwSignal::new(String::new()),
            size: RwSignal::new(0.0),
            sniffed: RwSignal::new(None),
            mapping: RwSignal::new(Mapping::default()),
            remembered: RwSignal::new(false),
            failure: RwSignal::new(None),
            progress: RwSignal::new((0.0, 0.0, 0, 0.0)),
            import: StoredValue::new_local(None),
            file: StoredValue::new(0),
            became: StoredValue::new(None),
            stopper: StoredValue::new_local(None),
            desk,
            bench: Workbench::here(),
        };
        // leaving the page ends the import: nothing of a half-read file is kept
        on_cleanup(move || importer.stop_now());
        importer
    }

    /// Asks for a file.
    pub fn choose(self) {
        spawn_local(async move {
            if let Some(file) = files::choose(".csv,.tsv,.txt,text/csv,text/plain").await {
                self.take(file);
            }
        });
    }

    /// Looks at a file.
    pub fn take(self, file: File) {
        self.stop_now();
        self.file.update_value(|file| *file += 1);
        self.became.set_value(None);
        self.failure.set(None);
        self.name.set(file.name());
        self.size.set(file.size());
        if file.size() > MOST_BYTES {
            self.fail("The file is larger than 2 GB. Split it and import the parts.".to_owned());
            return;
        }
        self.import.set_value(Some(Import::new(file)));
        self.look(None);
    }

    /// Looks again, with what the person corrected.
    pub fn look(self, options: Option<ReadOptions>) {
        let Some(import) = self.import.with_value(Clone::clone) else { return };
        let again = options.is_some();
        let file = self.file.get_value();
        if !again {
            self.stage.set(Stage::Looking);
        }
        spawn_local(async move {
            let answer = import.sniff(options).await;
            if self.file.try_get_value() != Some(file) {
                return;
            }
            match answer {
                Ok(sniffed) => {
                    let found = sniffed.mapping();
                    let before = memory().applied(&found);
                    self.remembered.set(before.is_some());
                    self.mapping.set(before.unwrap_or(found));
                    self.sniffed.set(Some(sniffed));
                    self.stage.set(Stage::Columns);
                }
                Err(failure) if again => self.failure.set(Some(format::sentence(&failure.message))),
                Err(failure) => self.fail(format::sentence(&failure.message)),
            }
        });
    }

    /// Sets what a column means.
    pub fn set_meaning(self, index: usize, meaning: Meaning) {
        self.mapping.update(|mapping| mapping.set(index, meaning));
        self.remembered.set(false);
    }

    /// Forgets what was decided about this header row, and reads it as it was found.
    pub fn forget(self) {
        let Some(found) = self.sniffed.with_untracked(|sniffed| sniffed.as_ref().map(Sniffed::mapping))
        else {
            return;
        };
        change_memory(|memory| memory.forget(&found));
        self.remembered.set(false);
        self.mapping.set(found);
    }

    /// Reads the whole file into a list and binds the plan to it.
    pub fn read(self) {
        let (Some(import), Some(sniffed)) =
            (self.import.with_value(Clone::clone), self.sniffed.get_untracked())
        else {
            return;
        };
        let mapping = self.mapping.get_untracked();
        // a file without a header row is not known again by its first person
        if sniffed.options.header_row.is_some() {
            change_memory(|memory| memory.remember(&mapping));
        }
        let file_name = self.name.get_untracked();
        let name = file_name.rsplit_once('.').map_or(file_name.as_str(), |(stem, _)| stem).to_owned();
        let record = AudienceRecord { layout: sniffed.layout, ..Data::new_record(&name, &file_name) };
        let progress = self.progress;
        progress.set((0.0, self.size.get_untracked(), 0, 0.0));
        let began = clock::milliseconds();
        self.failure.set(None);
        self.stage.set(Stage::Reading(progress));
        let heard = move |p: crate::worker::protocol::Progress| {
            progress.try_set((p.done, p.total, p.rows, clock::milliseconds() - began));
        };
        let file = self.file.get_value();
        let (stop, answer) = import.read(mapping, sniffed.options, record, heard);
        self.stopper.set_value(Some(stop));
        spawn_local(async move {
            let answer = answer.await;
            if self.file.try_get_value() != Some(file) {
                return;
            }
            self.stopper.try_set_value(None);
            let result = match answer {
                Ok(imported) => {
                    let before = self.became.get_value();
                    self.desk.open_imported(imported.clone(), before).await.map(|()| imported)
                }
                Err(failure) => Err(failure),
            };
            match result {
                Ok(imported) => {
                    self.became.try_set_value(Some(imported.record.id.clone()));
                    self.stage.try_set(Stage::Done(Box::new(imported)));
                }
                Err(failure) => self.back(&failure),
            }
        });
    }

    fn back(self, failure: &Failure) {
        if failure.code != Code::Cancelled {
            self.failure.try_set(Some(format::sentence(&failure.message)));
        }
        self.stage.try_set(Stage::Columns);
    }

    /// Stops reading; nothing of the list is kept.
    pub fn stop(self) {
        self.stopper.with_value(|stop| {
            if let Some(stop) = stop {
                stop.stop();
            }
        });
    }

    fn stop_now(self) {
        self.stopper.try_update_value(|stop| {
            if let Some(stop) = stop.take() {
                stop.stop();
            }
        });
    }

    /// Changes what is said about a column's consent, and reads the file with it.
    pub fn answer_consent(self, header: &str, change: impl FnOnce(&mut ConsentChoice)) {
        self.mapping.update(|mapping| {
            if let Some(column) = mapping.columns.iter_mut().find(|column| column.header == header) {
                change(column.consent.get_or_insert_default());
            }
        });
        self.read();
    }

    /// Back to the columns of the file that was read, to read it otherwise; the list it became is then replaced.
    pub fn correct(self) {
        self.failure.set(None);
        self.stage.set(Stage::Columns);
    }

    /// Starts over.
    pub fn again(self) {
        self.file.update_value(|file| *file += 1);
        self.import.set_value(None);
        self.sniffed.set(None);
        self.name.set(String::new());
        self.failure.set(None);
        self.stage.set(Stage::Choose);
    }

    /// Takes the demo list instead.
    pub fn use_demo(self) {
        spawn_local(async move {
            match self.desk.open_demo().await {
                Ok(()) => self.bench.go(crate::ui::router::Page::Segments(None)),
                Err(failure) => self.fail(format::sentence(&failure.message)),
            }
        });
    }

    fn fail(self, words: String) {
        self.name.set(String::new());
        self.failure.set(Some(words));
        self.stage.set(Stage::Choose);
    }
}

/// What was decided about header rows before.
fn memory() -> MappingMemory {
    local::preference(MEMORY).and_then(|text| json::read(&text).ok()).unwrap_or_default()
}

fn change_memory(change: impl FnOnce(&mut MappingMemory)) {
    let before = memory();
    let mut memory = before.clone();
    change(&mut memory);
    if memory != before {
        let text = (memory != MappingMemory::default()).then(|| json::text(&memory).unwrap_or_default());
        // where this browser keeps nothing, nothing is remembered
        local::set_preference(MEMORY, text.as_deref());
    }
}

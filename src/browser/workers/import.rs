//! Reading one file into one list, in a worker of its own: wasm memory never shrinks, so it ends with the import.

use wasm_bindgen::JsValue;
use web_sys::File;

use super::client::{Client, Stop};
use crate::audience::{AudienceRecord, Mapping, ReadOptions, Report, Sniffed};
use crate::worker::protocol::{Code, Failure, Kept, Progress, Reply, Request};

/// A file that is looked at and then read. Dropping it ends its worker.
#[derive(Clone)]
pub struct Import {
    client: Client,
    file: File,
}

/// A list that came in.
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    /// As stored.
    pub record: AudienceRecord,
    /// What came in, what is wrong and where.
    pub report: Report,
    /// Where it lies.
    pub kept: Kept,
    /// Its columns where the browser could not store them; `Data::open_imported` takes them.
    pub chunks: Vec<Vec<u8>>,
}

impl Import {
    /// An import of this file; nothing is read yet.
    pub fn new(file: File) -> Import {
        Import { client: Client::new("import"), file }
    }

    /// The file.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Looks at the beginning of the file; `options` are what the person corrected.
    ///
    /// # Errors
    /// `BadFile` where it is no list.
    pub async fn sniff(&self, options: Option<ReadOptions>) -> Result<Sniffed, Failure> {
        let doing = format!("Looking at “{}”", self.file.name());
        match self.client.ask_with(Request::Sniff { options }, doing, Some(self.beside()), |_| {}).await? {
            Reply::Sniffed(sniffed) => Ok(*sniffed),
            _ => Err(unexpected()),
        }
    }

    /// Reads the whole file and stores the list: the stop handle, and what comes of it. Progress is in bytes, with rows so far.
    /// After a stop or a failure nothing of the list is kept.
    pub fn read<P: Fn(Progress) + 'static>(
        &self,
        mapping: Mapping,
        options: ReadOptions,
        record: AudienceRecord,
        progress: P,
    ) -> (Stop, impl Future<Output = Result<Imported, Failure>> + use<P>) {
        self.ask(Request::Import { mapping, options, record }, progress)
    }

    /// As [`Import::read`], but stores nothing: the columns come back, for `Data::compare_update`.
    pub fn read_update<P: Fn(Progress) + 'static>(
        &self,
        mapping: Mapping,
        options: ReadOptions,
        record: AudienceRecord,
        progress: P,
    ) -> (Stop, impl Future<Output = Result<Imported, Failure>> + use<P>) {
        self.ask(Request::ReadUpdate { mapping, options, record }, progress)
    }

    fn ask<P: Fn(Progress) + 'static>(
        &self,
        request: Request,
        progress: P,
    ) -> (Stop, impl Future<Output = Result<Imported, Failure>> + use<P>) {
        let doing = format!("Reading “{}”", self.file.name());
        let asked = self.client.ask_with(request, doing, Some(self.beside()), progress);
        let stop = asked.stopper();
        // The worker lives as long as the answer is awaited, even where the import itself was dropped.
        let client = self.client.clone();
        let imported = async move {
            let answer = asked.await;
            client.end();
            match answer? {
                Reply::Imported { record, report, kept, chunks } => {
                    Ok(Imported { record, report, kept, chunks })
                }
                _ => Err(unexpected()),
            }
        };
        (stop, imported)
    }

    fn beside(&self) -> &JsValue {
        self.file.as_ref()
    }
}

pub(super) fn unexpected() -> Failure {
    Failure::new(Code::Internal, "The worker answered something else.")
}

//! Reading one file into one list. Holds the gathered columns, never the whole text; stores whole or not at all.

use super::host::Host;
use super::lists;
use super::protocol::{Code, Failure, Kept, Progress, Reply};
use super::shelf::{ListShelf, ShelfError, Stored};
use crate::audience::{
    AudienceRecord, Columns, Imported, Mapping, ReadError, ReadOptions, Reader, Report, Sniffed, sniff,
    sniff_as,
};

/// So much of a file is looked at to say what it is (bytes).
const LOOK: u64 = 64 * 1024;
/// So much of it is asked for at a time (bytes): the browser's overhead a piece is then small, and memory stays flat.
const PIECE: u64 = 4 << 20;
/// So much is read between two turns (bytes): a few milliseconds.
const BITE: usize = 128 * 1024;
/// Progress is told this often (ms).
const TELL_MS: f64 = 100.0;

/// Says what the beginning of the file is.
pub(super) async fn look<H: Host>(host: &H, options: Option<&ReadOptions>) -> Result<Reply, Failure> {
    let size = file_size(host)?;
    let head = host.read_file(0, size.min(LOOK)).await?;
    Ok(Reply::Sniffed(Box::new(sniffed(&head, options)?)))
}

/// Reads the whole file and stores the list.
pub(super) async fn read<H: Host>(
    host: &H,
    mapping: &Mapping,
    options: &ReadOptions,
    record: AudienceRecord,
) -> Result<Reply, Failure> {
    let (record, report, stored) = gathered(host, mapping, options, record).await?;
    let (kept, chunks) = match host.lists().save(&record.id, &stored).await {
        Ok(()) => (Kept::Browser, Vec::new()),
        // No room, or nothing is stored here: the list still works while the tab is open.
        Err(ShelfError::Quota | ShelfError::Blocked(_)) => (Kept::Tab, stored.chunks),
        Err(error) => return Err(error.into()),
    };
    Ok(Reply::Imported { record, report, kept, chunks })
}

/// Reads the whole file and stores nothing: the list it is a newer export of stays as it is.
pub(super) async fn read_only<H: Host>(
    host: &H,
    mapping: &Mapping,
    options: &ReadOptions,
    record: AudienceRecord,
) -> Result<Reply, Failure> {
    let (record, report, stored) = gathered(host, mapping, options, record).await?;
    Ok(Reply::Imported { record, report, kept: Kept::Tab, chunks: stored.chunks })
}

/// The whole file as a list.
async fn gathered<H: Host>(
    host: &H,
    mapping: &Mapping,
    options: &ReadOptions,
    record: AudienceRecord,
) -> Result<(AudienceRecord, Report, Stored), Failure> {
    let size = file_size(host)?;
    let mut reader = Reader::new(options).expecting(size);
    let mut told = host.milliseconds();
    let mut done = 0;
    while done < size {
        let piece = host.read_file(done, (done + PIECE).min(size)).await?;
        if piece.is_empty() {
            return Err(Failure::new(Code::BadFile, "The file became shorter while it was read."));
        }
        let mut bitten = 0;
        for bite in piece.chunks(BITE) {
            reader.feed(bite).map_err(bad_file)?;
            bitten += bite.len();
            host.turn().await?;
            if host.milliseconds() - told >= TELL_MS {
                told = host.milliseconds();
                tell(host, done + bitten as u64, size, reader.rows() as u32);
            }
        }
        done += piece.len() as u64;
    }
    tell(host, size, size, reader.rows() as u32);
    let imported = finish(host, reader, mapping, record.next_contact_number).await?;
    host.turn().await?;
    let mut record = filled(record, mapping, &imported.columns);
    let stored = lists::stored_in_turns(host, &mut record, &imported.columns).await?;
    host.turn().await?;
    Ok((record, imported.report, stored))
}

/// A whole file that is small and our own: the demo.
pub(super) async fn read_own<H: Host>(
    host: &H,
    bytes: &[u8],
    mut record: AudienceRecord,
) -> Result<(AudienceRecord, Columns), Failure> {
    let looked = sniffed(&bytes[..bytes.len().min(LOOK as usize)], None)?;
    let mut reader = Reader::new(&looked.options);
    for bite in bytes.chunks(BITE) {
        reader.feed(bite).map_err(bad_file)?;
        host.turn().await?;
    }
    let mapping = looked.mapping();
    let imported = finish(host, reader, &mapping, record.next_contact_number).await?;
    record.layout = looked.layout;
    Ok((filled(record, &mapping, &imported.columns), imported.columns))
}

fn filled(record: AudienceRecord, mapping: &Mapping, columns: &Columns) -> AudienceRecord {
    let next = columns.numbers().iter().max().map_or(1, |number| number + 1);
    AudienceRecord {
        rows: columns.len() as u32,
        mapping: mapping.clone(),
        next_contact_number: record.next_contact_number.max(next),
        ..record
    }
}

fn sniffed(head: &[u8], options: Option<&ReadOptions>) -> Result<Sniffed, Failure> {
    let looked = match options {
        Some(options) => sniff_as(head, options),
        None => sniff(head),
    };
    looked.map_err(|refusal| Failure::new(Code::BadFile, sentence(&refusal.to_string())))
}

/// The list out of what was read; it may be stopped meanwhile.
async fn finish<H: Host>(
    host: &H,
    reader: Reader,
    mapping: &Mapping,
    first_number: u32,
) -> Result<Imported, Failure> {
    let raw = reader.finish().map_err(bad_file)?;
    raw.into_list_in_turns(mapping, first_number, &mut async || host.turn().await).await
}

fn bad_file(error: ReadError) -> Failure {
    Failure::new(Code::BadFile, sentence(&error.to_string()))
}

/// An error's words as a sentence for a person.
fn sentence(words: &str) -> String {
    format!("{}.", crate::lean::capital(words))
}

fn file_size<H: Host>(host: &H) -> Result<u64, Failure> {
    match host.file_size() {
        Some(0) => Err(Failure::new(Code::BadFile, "The file is empty.")),
        Some(size) => Ok(size),
        None => Err(Failure::new(Code::BadRequest, "No file was given.")),
    }
}

fn tell<H: Host>(host: &H, done: u64, total: u64, rows: u32) {
    host.progress(Progress { done: done as f64, total: total as f64, rows });
}

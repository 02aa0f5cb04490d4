//! What a file is by its first bytes, so that any file finds its reader. What calls itself a plan is read as one, so that it is said
//! what is wrong with it.

use super::looks_like_cadence;

/// The readers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// A plan or a schedule: who reads it says which.
    Json,
    /// A template or a cadence.
    Text,
    /// A list of people.
    List,
}

/// The kind of a file, from its name and its beginning.
///
/// ```
/// use cadenza::interop::{FileKind, file_kind};
/// assert_eq!(file_kind("file.csv", b"First Name,Email\nAda,ada@example.com\n"), FileKind::List);
/// assert_eq!(file_kind("file.csv", b"Day,Channel,Text\n1,Email,Hi\n"), FileKind::Text);
/// ```
pub fn file_kind(name: &str, beginning: &[u8]) -> FileKind {
    let text = String::from_utf8_lossy(beginning);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    // the last line may be cut
    let whole = text.rsplit_once('\n').map_or(text, |(whole, _)| whole);
    let says_plan = [".json", ".cadenza"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
    if says_plan || text.starts_with('{') {
        FileKind::Json
    } else if whole.lines().any(|line| line.starts_with("--- about") || line.starts_with("--- outline"))
        || looks_like_cadence(whole)
    {
        FileKind::Text
    } else {
        FileKind::List
    }
}

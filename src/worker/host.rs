//! What a job asks of where it runs: a turn now and then, the time, the file, the lists. The browser has one, the tests another.

use std::future::Future;

use super::job::Rest;
use super::protocol::{Code, Failure, Progress};
use super::shelf::ListShelf;

/// Where a job runs.
pub trait Host: Sized + 'static {
    /// Where lists lie.
    type Lists: ListShelf;

    /// The lists.
    fn lists(&self) -> &Self::Lists;

    /// All roles but simulation, as they begin; asked for once, when they are first needed.
    ///
    /// # Errors
    /// `Internal` where their code cannot be had now; the next request asks again.
    fn rest(&self) -> impl Future<Output = Result<Box<dyn Rest<Self>>, Failure>>;

    /// Says how far the job is.
    fn progress(&self, progress: Progress);

    /// Lets messages in if the last time is more than about 10 ms ago; call it often.
    ///
    /// # Errors
    /// `Cancelled` where the job was stopped meanwhile.
    fn turn(&self) -> impl Future<Output = Result<(), Failure>>;

    /// Milliseconds since some moment; for durations alone.
    fn milliseconds(&self) -> f64;

    /// Size of the file that came with the request (bytes); `None` where none came.
    fn file_size(&self) -> Option<u64>;

    /// Bytes of that file, from `from` (inclusive) to `to` (exclusive).
    ///
    /// # Errors
    /// `BadFile` where the file was changed, moved or may not be read.
    fn read_file(&self, from: u64, to: u64) -> impl Future<Output = Result<Vec<u8>, Failure>>;
}

/// The answer of a job that was stopped.
pub fn cancelled() -> Failure {
    Failure::new(Code::Cancelled, "It was stopped.")
}

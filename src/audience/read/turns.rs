//! Long work in turns: between two of them others are let in, and the work may be stopped. Knows no work.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// So many rows are looked at between two turns: a few milliseconds, also where each takes long.
pub(crate) const ROWS: usize = 1 << 15;

/// Work that nobody lets anybody in between: a turn that takes no time and stops nothing.
pub(crate) async fn none() -> Result<(), Infallible> {
    Ok(())
}

/// Does work that waits for nothing but such turns.
pub(crate) fn at_once<T>(work: impl Future<Output = Result<T, Infallible>>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(done)) => done,
        Poll::Ready(Err(never)) => match never {},
        Poll::Pending => unreachable!("there is nothing to wait for"),
    }
}

//! Long work in pieces: it asks for a turn now and then, and whoever gave it the turns hears others meanwhile, or stops it. Knows no event
//! loop.
//!
//! Such work is an `async fn` that takes `turn: &mut impl AsyncFnMut() -> Result<(), S>`; it waits for nothing else.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// So many contacts, touches or rows of a list are gone through between two turns: a fraction of a millisecond to a few.
pub const A_TURN: usize = 2_048;

/// A turn that lets nobody in, for work that is done at once.
///
/// # Errors
/// None: nobody stops it.
pub async fn straight_on() -> Result<(), Infallible> {
    Ok(())
}

/// The result of work whose turns let nobody in.
pub fn at_once<T>(work: impl Future<Output = Result<T, Infallible>>) -> T {
    let mut work = pin!(work);
    loop {
        if let Poll::Ready(Ok(done)) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
}

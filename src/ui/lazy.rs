//! Parts of the page whose code is a file of its own, which comes when it is first needed: the first load stays small. Marked with
//! `lazy!`, cut out by scripts/link, placed by scripts/after_build.mjs.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use leptos::prelude::AnyView;
pub use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// What is under way, without its own type.
pub type Pending<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// A part: its code, and the view that the code makes.
#[derive(Clone, Copy)]
pub struct Lazy {
    /// Fetches the code; at once when it is there. A failure is not kept: the next call tries again.
    pub load: fn() -> Pending<()>,
    /// Makes the view, after [`Lazy::load`] has come to its end.
    pub make: fn() -> Pending<AnyView>,
}

impl Lazy {
    /// The view, when the code is there: made here and now, so that it belongs to the owner that asks.
    pub fn view(self) -> Option<AnyView> {
        let mut making = pin!((self.make)());
        match making.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(made) => made.ok(),
            Poll::Pending => None,
        }
    }
}

/// A [`Lazy`]: `lazy!(file, view)`; parts of the same file come together.
macro_rules! lazy {
    ($file:ident, $view:expr) => {{
        #[$crate::ui::lazy::wasm_split($file, fallible, preload(load))]
        fn make() -> Result<leptos::prelude::AnyView, $crate::ui::lazy::SplitLoaderError> {
            Ok($view)
        }
        $crate::ui::lazy::Lazy { load: || Box::pin(load()), make: || Box::pin(make()) }
    }};
}
pub(crate) use lazy;

//! The rest of the page: what Home's first sight does not need is a second file of code, which comes right after it. What only a
//! `rest!` reaches, scripts/link cuts out of the app, and scripts/after_build.mjs puts it beside it.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::SplitLoaderError;

use super::components::{Button, severity};

/// What is under way.
pub type Pending<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// Something that the rest makes, mostly a view.
pub struct Part<T> {
    /// Fetches the code; at once when it is there. A failure is not kept: the next call tries again.
    pub load: fn() -> Pending<()>,
    /// Makes it.
    pub make: fn() -> Pending<T>,
}

/// A [`Part`]: `rest!(Type, expression)`.
macro_rules! rest {
    ($made:ty, $expression:expr) => {{
        #[wasm_split_helpers::wasm_split(rest, fallible, preload(load))]
        fn make() -> Result<$made, wasm_split_helpers::SplitLoaderError> {
            Ok($expression)
        }
        $crate::ui::rest::Part { load: || Box::pin(load()), make: || Box::pin(make()) }
    }};
}
pub(crate) use rest;

impl<T> Part<T> {
    /// What it makes, when the code is there: made here and now, so that it belongs to the owner that asks.
    fn now(&self) -> Option<T> {
        let mut making = pin!((self.make)());
        match making.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(made) => made.ok(),
            Poll::Pending => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Coming,
    Here,
    Failed,
}

/// Where the rest is; a copyable handle kept in the context.
#[derive(Clone, Copy)]
pub struct Rest {
    state: RwSignal<State>,
    /// Made as soon as the code is there, for the owner that asked for it: what all other parts build on.
    first: &'static Part<()>,
    owner: StoredValue<Option<Owner>>,
}

impl Rest {
    /// Fetches the rest, and makes `first` of it for the owner that asks.
    pub fn fetch(first: &'static Part<()>) -> Rest {
        let rest =
            Rest { state: RwSignal::new(State::Coming), first, owner: StoredValue::new(Owner::current()) };
        rest.again();
        rest
    }

    /// The rest of this app.
    pub fn here() -> Rest {
        expect_context()
    }

    fn again(self) {
        self.state.set(State::Coming);
        spawn_local(async move {
            let came = (self.first.load)().await.is_ok();
            let made =
                came && self.owner.get_value().and_then(|owner| owner.with(|| self.first.now())).is_some();
            self.state.set(if made { State::Here } else { State::Failed });
        });
    }

    /// The view of a part as soon as it can be.
    pub fn view(self, part: &'static Part<AnyView>) -> impl Fn() -> Option<AnyView> + Copy {
        move || (self.state.get() == State::Here).then(|| part.now()).flatten()
    }
}

/// Says so where the rest does not come.
#[component]
pub fn RestFailed() -> impl IntoView {
    let rest = Rest::here();
    move || {
        (rest.state.get() == State::Failed).then(|| {
            view! {
                <div class="banner error round" role="alert">
                    {severity("error")} <span class="grow">"Part of Cadenza could not be loaded. What is saved is untouched."</span>
                    <Button kind="line" label="Try again" on_press=move || rest.again() />
                </div>
            }
        })
    }
}

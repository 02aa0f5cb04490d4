//! Memos, effects and derived signals with their closure behind a pointer. The library makes the code around a closure anew for each closure
//! that it meets; behind a pointer it is made once for each type of value: so many bytes less to load, for one call through a table.

use leptos::prelude::*;

type Next<T> = Box<dyn Fn(Option<&T>) -> T + Send + Sync>;

/// As `Memo::new`.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    value: impl Fn(Option<&T>) -> T + Send + Sync + 'static,
) -> Memo<T> {
    let value: Next<T> = Box::new(value);
    Memo::new(value)
}

/// As `Signal::derive`.
pub fn derive<T: Send + Sync + 'static>(value: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    let value: Box<dyn Fn() -> T + Send + Sync> = Box::new(value);
    Signal::derive(value)
}

/// As `Effect::new`, for what needs nothing of its last run.
pub fn effect(run: impl FnMut(Option<()>) + 'static) -> Effect<LocalStorage> {
    let mut run: Box<dyn FnMut(Option<()>)> = Box::new(run);
    Effect::new(move |_: Option<()>| run(None))
}

//! Futures and look-ups that JavaScript makes awkward. Knows no domain type.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A value that arrives once.
pub(super) struct Arrival<T>(Rc<RefCell<Slot<T>>>);

/// The end that gives the value.
pub(super) struct Giver<T>(Rc<RefCell<Slot<T>>>);

struct Slot<T> {
    value: Option<T>,
    waker: Option<Waker>,
}

/// A value that will arrive, and the end that gives it. The first value counts.
pub(super) fn arrival<T>() -> (Giver<T>, Arrival<T>) {
    let slot = Rc::new(RefCell::new(Slot { value: None, waker: None }));
    (Giver(slot.clone()), Arrival(slot))
}

impl<T> Clone for Giver<T> {
    fn clone(&self) -> Self {
        Giver(self.0.clone())
    }
}

impl<T> Giver<T> {
    pub(super) fn give(&self, value: T) {
        let mut slot = self.0.borrow_mut();
        if slot.value.is_none() {
            slot.value = Some(value);
        }
        let waker = slot.waker.take();
        drop(slot);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Future for Arrival<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let mut slot = self.0.borrow_mut();
        match slot.value.take() {
            Some(value) => Poll::Ready(value),
            None => {
                slot.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// `object[name]`, `None` where it is undefined, null or its getter throws.
pub(super) fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// The method `object[name]`.
pub(super) fn method(object: &JsValue, name: &str) -> Option<Function> {
    get(object, name)?.dyn_into().ok()
}

/// A plain object with these properties.
pub(super) fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in properties {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// Resolves after so many milliseconds, in a page and in a worker.
pub(super) async fn sleep(milliseconds: u32) {
    let waiting = Promise::new(&mut |resolve, _| {
        if let Some(set_timeout) = method(&js_sys::global(), "setTimeout") {
            // A timer that cannot be set would hang its caller: resolve at once instead.
            if set_timeout.call2(&JsValue::UNDEFINED, &resolve, &milliseconds.into()).is_err() {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }
        }
    });
    let _ = JsFuture::from(waiting).await;
}

/// The future's value, or `None` where it takes longer than this.
pub(super) async fn within<T>(milliseconds: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    let mut timer = std::pin::pin!(sleep(milliseconds));
    std::future::poll_fn(|cx| {
        if let Poll::Ready(value) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(value));
        }
        timer.as_mut().poll(cx).map(|()| None)
    })
    .await
}

/// What a JavaScript error says: `name: message`, or the value as text.
pub(super) fn words_of(error: &JsValue) -> String {
    let text = |name| get(error, name).and_then(|value| value.as_string()).filter(|text| !text.is_empty());
    match (text("name"), text("message")) {
        (Some(name), Some(message)) => format!("{name}: {message}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}

/// Whether the browser says that there is no room left. Firefox had a name of its own; some engines give only the old code.
pub(super) fn is_quota(error: &JsValue) -> bool {
    let name = get(error, "name").and_then(|name| name.as_string()).unwrap_or_default();
    let code = get(error, "code").and_then(|code| code.as_f64()).unwrap_or_default();
    matches!(name.as_str(), "QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") || code == 22.0
}

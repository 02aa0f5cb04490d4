//! The worker: receives a request, drives a job, posts replies. Knows no page and no Leptos.
//!
//! boot.js starts it and says when it listens: `onmessage` must be set before `main` returns.

use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    console_error_panic_hook::set_once();
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let listener = Closure::<dyn Fn(MessageEvent)>::new({
        let scope = scope.clone();
        move |event: MessageEvent| answer(&scope, &event.data())
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// `{ping: x}` is answered by `{pong: x}`: the sign that wasm runs here.
fn answer(scope: &DedicatedWorkerGlobalScope, request: &JsValue) {
    let Ok(ping) = js_sys::Reflect::get(request, &"ping".into()) else { return };
    if ping.is_undefined() {
        return;
    }
    let reply = js_sys::Object::new();
    if js_sys::Reflect::set(&reply, &"pong".into(), &ping).is_ok() && scope.post_message(&reply).is_err() {
        web_sys::console::error_1(&"the answer to a ping could not be cloned".into());
    }
}

//! The page and its workers: one binary, so that what both need stands once. The page mounts the user interface; a worker listens when
//! boot.js tells it to. Holds no rules.

use wasm_bindgen::prelude::*;

fn main() {
    // a worker has no window
    if web_sys::window().is_some() {
        show();
    }
}

/// Makes a worker of this instance: when it resolves, requests are heard. Rejects where the worker's part of the code does not come.
#[wasm_bindgen]
pub async fn listen() -> Result<(), JsValue> {
    cadenza::browser::furnish();
    let listening = cadenza::browser::host::listen().await;
    listening.map_err(|_| js_sys::Error::new("a part of the worker did not come").into())
}

fn show() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        announce_death(&info.to_string());
    }));
    cadenza::browser::furnish();
    leptos::mount::mount_to_body(cadenza::ui::App);
}

/// Tells boot.js that this instance is broken from here on; it takes over the page.
fn announce_death(reason: &str) {
    let init = web_sys::CustomEventInit::new();
    init.set_detail(&reason.into());
    let event = web_sys::CustomEvent::new_with_event_init_dict("cadenza-dead", &init);
    if let (Some(window), Ok(event)) = (web_sys::window(), event) {
        // Nobody can be told when even this fails: the error event that follows the panic is boot.js's second chance.
        let _ = window.dispatch_event(&event);
    }
}

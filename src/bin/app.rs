//! The page: mounts the user interface. Holds no rules.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

fn main() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        announce_death(&info.to_string());
    }));
    leptos::mount::mount_to_body(App);
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

#[component]
fn App() -> impl IntoView {
    let status = RwSignal::new("Starting".to_owned());
    spawn_local(async move {
        match ping().await {
            Ok(()) => status.set("Ready".to_owned()),
            Err(error) => status.set(format!("The worker did not start: {error:?}")),
        }
    });
    view! {
        <main>
            <h1>"Cadenza"</h1>
            <p role="status">{status}</p>
        </main>
    }
}

/// Starts a worker and waits for its answer to a ping.
async fn ping() -> Result<(), JsValue> {
    let cadenza = js_sys::Reflect::get(&js_sys::global(), &"cadenza".into())?;
    let start: js_sys::Function = js_sys::Reflect::get(&cadenza, &"startWorker".into())?.dyn_into()?;
    let started: js_sys::Promise = start.call0(&cadenza)?.dyn_into()?;
    let worker: web_sys::Worker = JsFuture::from(started).await?.dyn_into()?;
    let answered = js_sys::Promise::new(&mut |resolve, _| {
        worker.set_onmessage(Some(&resolve));
    });
    let question = js_sys::Object::new();
    js_sys::Reflect::set(&question, &"ping".into(), &JsValue::from(1))?;
    worker.post_message(&question)?;
    JsFuture::from(answered).await.map(drop)
}

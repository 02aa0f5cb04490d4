//! The page: mounts the user interface. Holds no rules.

fn main() {
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

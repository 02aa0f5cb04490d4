//! The measured width of an element, followed.

use crate::ui::erased::effect;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// A node reference and its content width (CSS pixels, 0 until measured), kept up to date by a `ResizeObserver`.
pub fn use_width() -> (NodeRef<html::Div>, ReadSignal<f64>) {
    let node = NodeRef::<html::Div>::new();
    let (width_now, set_width) = signal(0.0);
    let observer =
        StoredValue::new_local(None::<(web_sys::ResizeObserver, Closure<dyn FnMut(js_sys::Array)>)>);
    effect(move |_| {
        let Some(element) = node.get() else { return };
        let heard = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if let Some(entry) = entries.iter().last() {
                let width =
                    entry.unchecked_into::<web_sys::ResizeObserverEntry>().content_rect().width().floor();
                // an equal value would draw again for nothing
                if width_now.try_get_untracked().is_some_and(|now| now != width) {
                    set_width.set(width);
                }
            }
        });
        if let Ok(resize) = web_sys::ResizeObserver::new(heard.as_ref().unchecked_ref()) {
            resize.observe(&element);
            observer.set_value(Some((resize, heard)));
        }
    });
    on_cleanup(move || {
        observer.try_update_value(|kept| {
            if let Some((resize, _)) = kept.take() {
                resize.disconnect();
            }
        });
    });
    (node, width_now)
}

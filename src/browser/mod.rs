//! What only a browser can do: storage, tabs, files, the clock, workers. The one place beside `ui` that names the DOM.
//! Holds no rules and no words of the domain beyond what it stores and sends.

pub mod clock; // now, today, zone, fresh numbers
pub mod files; // choose, read, save
pub mod host; // a worker's side: slices, storage, file pieces
pub mod idb; // IndexedDB: lists and what was put aside
mod js; // futures and look-ups that JavaScript makes awkward
pub mod local; // localStorage: plans and preferences
pub mod tabs; // one tab edits a plan, the others read
pub mod texts; // IndexedDB on the page: plans with their undo logs, and versions
mod wire; // messages as JavaScript values
pub mod workers; // the page's side: ask a worker, get the answer

/// Hands the core what the browser has: Unicode's normal forms. Before anything else.
pub fn furnish() {
    crate::lean::fold::set_normal_form(|text, together| {
        let form = if together { "NFC" } else { "NFD" };
        js_sys::JsString::from(text).normalize(form).into()
    });
}

//! The glyphs: 16 × 16, one stroke. Knows names, not meanings.

use leptos::prelude::*;

/// A glyph by its name; decoration, so the text beside it must say the same. An unknown name draws nothing.
pub fn icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class={"icon"} viewBox="0 0 16 16" aria-hidden="true">
            <path d=path(name) />
        </svg>
    }
}

/// A small, bolder glyph for chips and pills.
pub fn icon_small(name: &'static str) -> impl IntoView {
    view! {
        <svg class={"icon icon-12"} viewBox="0 0 16 16" aria-hidden="true">
            <path d=path(name) />
        </svg>
    }
}

/// A mark of severity (`error`, `warn`, `hint`, `ok`) that says its name.
pub fn severity(kind: &'static str) -> impl IntoView {
    let (glyph, label) = match kind {
        "error" => ("error", "Error"),
        "warn" => ("warn", "Warning"),
        "ok" => ("check", "Fine"),
        _ => ("hint", "Hint"),
    };
    view! {
        <svg class=format!("icon sev {kind}") viewBox="0 0 16 16" role="img" aria-label=label>
            <path d=path(glyph) />
        </svg>
    }
}

/// The mark: a fermata, the sign over a cadenza.
pub fn mark() -> impl IntoView {
    view! {
        <svg class={"mark"} viewBox="0 0 20 20" aria-hidden="true">
            <path d={"M3 13.5a7 7 0 0 1 14 0"} />
            <circle cx={"10"} cy="13" r="2" />
        </svg>
    }
}

/// The drawing of a glyph.
pub fn path(name: &str) -> &'static str {
    match name {
        "arrow" => "M2.5 8h11 M9.5 4l4 4-4 4",
        "await" => {
            "M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4z M8 9.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z"
        }
        "below" => "M8 3v10 M4 9l4 4 4-4",
        "branch" => "M4 2v12 M4 5.5c0 3.5 8 1.5 8 5V14 M10 12l2 2 2-2",
        "calendar" => "M2.5 4h11v9.5h-11z M2.5 7h11 M5.5 2.3v3 M10.5 2.3v3",
        "call" => {
            "M3.6 2.3h2.2l1.1 3-1.5 1.2a8 8 0 0 0 4.1 4.1l1.2-1.5 3 1.1v2.2c0 .7-.6 1.3-1.3 1.3C6.9 13.7 2.3 9.1 2.3 3.6c0-.7.6-1.3 1.3-1.3z"
        }
        "ad" => "M2.5 6.3v3.4h2.3l6.2 3V3.3l-6.2 3z M13.5 6.8v2.4 M5.2 9.9l.9 3.3",
        "action" => "M8.8 2 4 9h3.4l-.6 5L12 7H8.4z",
        "repeat" => {
            "M3 7.5A4.5 4.5 0 0 1 7.5 3H12 M10 1l2.2 2L10 5 M13 8.5A4.5 4.5 0 0 1 8.5 13H4 M6 15l-2.2-2L6 11"
        }
        "check" => "M3 8.6l3.2 3.2L13 4.8",
        "close" => "M4 4l8 8 M12 4l-8 8",
        "contrast" => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M8 2v12 M8 5l4.2 0 M8 8h6 M8 11h4.2",
        "copy" => "M5.5 5.5h8v8h-8z M10.5 5.5v-3h-8v8h3",
        "down" => "M4.5 6.3 8 9.8l3.5-3.5",
        "edit" => "M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z M9.3 4.5l2.2 2.2",
        "email" => "M2 3.5h12v9H2z M2.3 4.3 8 8.8l5.7-4.5",
        "end" => "M6 2.5H2.5v11H6 M6 8h8 M11 5l3 3-3 3",
        "enter" => "M2 8h8 M7 5l3 3-3 3 M10.5 2.5h3v11h-3",
        "error" => "M5.5 2h5L14 5.5v5L10.5 14h-5L2 10.5v-5z M8 5v3.6 M8 10.9v.01",
        "export" => "M8 10V2.5 M5 5.5l3-3 3 3 M2.5 10.5v3h11v-3",
        "fit" => "M2.5 6V2.5H6 M10 2.5h3.5V6 M13.5 10v3.5H10 M6 13.5H2.5V10",
        "fold" => "M4 6l4-3.5L12 6 M4 10l4 3.5L12 10",
        "folder" => "M2 13V3.5h4L7.5 5H14v8z",
        "forecast" => "M2 13.5C6 12.5 8 7 14 3 M2 13.5c5-.6 8-2.5 12-5 M2 2.5v11h12",
        "globe" => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M2 8h12 M8 2c4 3.7 4 8.3 0 12 M8 2c-4 3.7-4 8.3 0 12",
        "grip" => "M6 4v.01 M10 4v.01 M6 8v.01 M10 8v.01 M6 12v.01 M10 12v.01",
        "help" => {
            "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M6.3 6.3c0-2.2 3.4-2.2 3.4 0 0 1.4-1.7 1.4-1.7 2.9 M8 11.2v.01"
        }
        "hint" => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M8 7.5v3.4 M8 5.1v.01",
        "history" => "M2.5 8A5.5 5.5 0 1 0 4.5 3.7 M2.5 2.5v3h3 M8 5v3.2l2 1.2",
        "import" => "M8 2.5V10 M5 7l3 3 3-3 M2.5 10.5v3h11v-3",
        "in-app" => "M2 3h12v10H2z M2 6h12 M4.2 4.5v.01 M8 8v3 M6.5 9.5h3",
        "left" => "M9.8 4.5 6.3 8l3.5 3.5",
        "linkedin" => "M3.5 7v6 M3.5 3.5v.01 M7.3 13V7 M7.3 9.7C7.3 8 8.5 7 10 7s2.7 1 2.7 2.7V13",
        "stop" => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M3.9 3.9l8.2 8.2",
        "lock" => "M3.5 7.5h9v6h-9z M5.5 7.5V5.3a2.5 2.5 0 0 1 5 0v2.2",
        "menu" => "M2.5 4.5h11 M2.5 8h11 M2.5 11.5h11",
        "minus" => "M3 8h10",
        "moon" => "M13.3 9.6A5.6 5.6 0 0 1 6.4 2.7a5.6 5.6 0 1 0 6.9 6.9z",
        "more" => "M3.5 8v.01 M8 8v.01 M12.5 8v.01",
        "people" => {
            "M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z M1.5 13.5c0-2.6 2-4.2 4.5-4.2s4.5 1.6 4.5 4.2 M10.7 2.7a2.5 2.5 0 0 1 0 4.6 M12.3 9.8c1.4.6 2.2 1.9 2.2 3.7"
        }
        "person" => "M8 7.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4z M3 13.8c0-2.8 2.2-4.5 5-4.5s5 1.7 5 4.5",
        "play" => "M4.5 2.8v10.4L13 8z",
        "plus" => "M8 3v10 M3 8h10",
        "redo" => "M10.5 2.8 13.7 6l-3.2 3.2 M13.7 6H6.3a4 4 0 0 0 0 8h3.2",
        "right" => "M6.3 4.5 9.8 8l-3.5 3.5",
        "score" => "M2 3.5h12 M2 8h12 M2 12.5h12 M4.7 12.5a1.2 1.2 0 1 0 0-.01z M10.7 8a1.2 1.2 0 1 0 0-.01z",
        "search" => "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z M10.3 10.3l3.2 3.2",
        "segment" => {
            "M6 12.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z M10 12.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z"
        }
        "sequence" => {
            "M2 5h12 M2 8h12 M2 11h12 M5 8m-1.3 0a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0 M10.5 5m-1.3 0a1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0"
        }
        "sliders" => "M2.5 5h6.2 M12 5h1.5 M10.3 3.3v3.4 M2.5 11h1.5 M7.3 11h6.2 M5.7 9.3v3.4",
        "sms" => "M2 3h12v8H7.5L4.5 13.5V11H2z M5.2 7v.01 M8 7v.01 M10.8 7v.01",
        "split" => "M8 14V8.5 M8 8.5 3.5 4 M8 8.5 12.5 4 M3.5 7V4h3 M9.5 4h3v3",
        "sun" => {
            "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z M8 1.5v1.3 M8 13.2v1.3 M1.5 8h1.3 M13.2 8h1.3 M3.4 3.4l.9.9 M11.7 11.7l.9.9 M3.4 12.6l.9-.9 M11.7 4.3l.9-.9"
        }
        "table" => "M2.5 3h11v10h-11z M2.5 6.3h11 M2.5 9.6h11 M6.5 6.3V13",
        "task" => "M3 3h10v10H3z M5.6 8.2l1.7 1.7 3.2-3.7",
        "template" => "M2.5 2.5h4.5v11H2.5z M9.5 2.5h4v4.5h-4z M9.5 9.5h4v4h-4z",
        "text" => "M3 4h10 M3 8h10 M3 12h6",
        "trash" => "M3 4.5h10 M6 4.5v-2h4v2 M4.5 4.5l.6 9h5.8l.6-9",
        "undo" => "M5.5 2.8 2.3 6l3.2 3.2 M2.3 6h7.4a4 4 0 0 1 0 8H6.5",
        "up" => "M8 13V3 M4 7l4-4 4 4",
        "wait" => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z M8 4.8V8l2.2 1.4",
        "warn" => "M8 2.3 14.5 13.5h-13z M8 6.7v3 M8 11.6v.01",
        "whatsapp" => "M8 2a6 6 0 0 0-5.2 9L2 14l3-.8A6 6 0 1 0 8 2z M5.9 6.1c.1 2.1 1.9 3.9 4 4",
        _ => "",
    }
}

//! The app: handles in the context, the page for the address, keys that work everywhere.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::components::{Button, ToastStack, Toasts};
use super::frame::Title;
use super::keep::Keep;
use super::pages;
use super::rest::{Rest, RestFailed};
use super::router::{Page, Route, Router};
use super::workbench::Workbench;
use crate::ui::erased::{effect, memo};

/// Whether the palette and the sheet of keys are open.
#[derive(Clone, Copy)]
pub struct Finder {
    /// Find or do.
    pub find: RwSignal<bool>,
    /// The sheet of keys.
    pub keys: RwSignal<bool>,
}

/// The button that opens Find or do, for those who have no keys.
#[component]
pub fn FindButton() -> impl IntoView {
    let finder = expect_context::<Finder>();
    view! { <Button glyph="search" icon_only=true label="Find or do (Ctrl K)" on_press=move || finder.find.set(true) /> }
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let toasts = Toasts::default();
    let router = Router::follow();
    let title = Title(RwSignal::new(String::new()));
    let bench = Workbench::new(toasts, router);
    provide_context(toasts);
    provide_context(router);
    provide_context(title);
    provide_context(bench);
    provide_context(Finder { find: RwSignal::new(false), keys: RwSignal::new(false) });
    let keep = Keep::new(bench, toasts, router);
    provide_context(keep);
    keep.watch();
    let plan = memo(move |_| router.route.with(|route| route.plan().map(str::to_owned)));
    effect(move |_| match plan.get() {
        Some(id) => keep.open(&id),
        None => {
            keep.leave();
            keep.refresh();
        }
    });

    effect(move |_| {
        let name = title.0.get();
        document().set_title(&if name.is_empty() {
            "Cadenza".to_owned()
        } else {
            format!("{name} · Cadenza")
        });
    });
    focus_heading(router);
    let keys = window_event_listener(leptos::ev::keydown, move |event| undo_keys(bench, &event));
    on_cleanup(move || keys.remove());

    let rest = Rest::fetch();
    provide_context(rest);
    let is_plan = memo(move |_| matches!(router.route.get(), Route::Plan { .. }));
    view! {
        {move || {
            if is_plan.get() {
                view! {
                    <RestFailed />
                    {rest.view(|parts| (parts.frame)())}
                }
                    .into_any()
            } else {
                view! { <pages::home::Home /> }.into_any()
            }
        }}
        {rest.view(|parts| (parts.palette)())}
        <ToastStack />
        <div class="sr" role="status" aria-live="polite">{bench.said}</div>
    }
}

/// Ctrl or Cmd with Z, Shift+Z and Y; inside a field the browser's own undo is meant.
fn undo_keys(bench: Workbench, event: &KeyboardEvent) {
    if !(event.ctrl_key() || event.meta_key())
        || event.alt_key()
        || event.default_prevented()
        || is_typing(event)
    {
        return;
    }
    match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("z", false) => bench.undo(),
        ("z", true) | ("y", false) => bench.redo(),
        _ => return,
    }
    event.prevent_default();
}

/// Whether the key goes into a text.
pub fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    target.is_some_and(|element| match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio" | "button")),
        _ => element.is_content_editable(),
    })
}

/// After another page came, its heading gets the focus: what a screen reader reads next.
fn focus_heading(router: Router) {
    let kind = memo(move |_| match router.route.get() {
        Route::Plan { id, page } => Some((id, page.whole())),
        Route::Home | Route::Unknown => None,
    });
    Effect::new(move |before: Option<Option<(String, Page)>>| {
        let now = kind.get();
        if before.is_some_and(|before| before != now) {
            // a new page begins at its top; on a phone the window itself scrolls
            window().scroll_to_with_x_and_y(0.0, 0.0);
            request_animation_frame(to_heading);
        }
        now
    });
}

fn to_heading() {
    let headings = document().query_selector_all("h1");
    let Ok(headings) = headings else { return };
    let seen = (0..headings.length())
        .filter_map(|i| headings.item(i)?.dyn_into::<HtmlElement>().ok())
        .find(|heading| heading.offset_parent().is_some() || heading.offset_width() > 0);
    if let Some(heading) = seen {
        let _ = heading.focus();
    }
}

/// Where what was pressed has gone with what it brought, the heading has the focus next: the keyboard goes on from there.
pub fn keep_focus() {
    request_animation_frame(|| {
        if document().active_element().is_none_or(|element| element.tag_name() == "BODY") {
            to_heading();
        }
    });
}

//! Where the field of a finding is on the page that shows its place: by the names that fields have on screen. Changes nothing.

use leptos::leptos_dom::helpers::document;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::model::{Part, Place};
use crate::worker::protocol::FoundRef;

/// A page that comes may have to be made first: it is looked for so often, this far apart.
const TRIES: u32 = 40;
const APART: Duration = Duration::from_millis(50);
/// What can have the focus.
const FIELDS: &str = ":is(input, select, textarea, button, [tabindex]):not([disabled])";

/// Rows of findings: of the launch check, else of the panel beside a sequence.
const LISTED: &str = ".checkpage [data-found], main .panel [data-found]";

/// The beginning of a field's name on screen.
fn names(part: Part) -> &'static [&'static str] {
    match part {
        Part::Called => &["Name", "Address"],
        Part::Window => &["Window"],
        Part::By => &["Done", "Mails are sent", "Whose"],
        Part::ChannelKind => &["Channel"],
        Part::Text => &["Text", "Message", "Script", "What to do", "Subject"],
        Part::Subject => &["Subject"],
        Part::Preview => &["Preview"],
        Part::Body => &["Text", "Message", "Script", "What to do"],
        Part::SkipIf => &["Skip if"],
        Part::OnMissing => &["Without"],
        Part::Effort => &["Effort"],
        Part::Wait => &["How long", "Wait", "Date", "Weekdays", "Days"],
        Part::Cases => &["If"],
        Part::Entry => &["A business day", "They enter", "From"],
        Part::Who => &["Segment"],
        Part::Consent => &["Before somebody", "What suffices"],
        Part::Goal => &["Goal"],
        Part::Calendar | Part::Hours => &["Hours", "Calendar", "Mon"],
        Part::Limit => &["Minutes a day", "At most a day", "Tasks a day"],
        Part::Zone => &["Time zone"],
        Part::Scenario => &["In force"],
        Part::Whole
        | Part::Arms
        | Part::Steps
        | Part::Exits
        | Part::Holidays
        | Part::Rates
        | Part::Rule
        | Part::Columns
        | Part::Contacts => &[],
    }
}

/// What holds the fields of a place; the first that is there is taken.
fn holders(place: Place, part: Part) -> &'static [&'static str] {
    match (place, part) {
        (Place::Sequence(_), Part::Exits) => &["main .exits"],
        (Place::Sequence(_), Part::Steps | Part::Whole) => &["main [role=treegrid]", "main .olcentre"],
        (Place::Sequence(_), _) => &["dialog[open] .body"],
        (Place::Step(_), _) => &["main .panel.insp .one", "main [role=treegrid] [aria-selected=true]"],
        (Place::Message(_), _) => &["main .msgedit"],
        (Place::Owner(_) | Place::Sender(_) | Place::Calendar(_), _) => &["main [role=group]"],
        (Place::Segment(_), _) => &["main .centre", "main .scroll"],
        _ => &["main .scroll", "main .page", "main"],
    }
}

/// Opens the field of a place, as soon as its page is there.
pub fn field(place: Place, part: Part, name: String) {
    if matches!(place, Place::Sequence(_)) && !matches!(part, Part::Exits | Part::Steps | Part::Whole) {
        // these stand in a dialog behind the entry's button
        wait(TRIES, move || match all("main .olentry .btn").into_iter().next().and_then(html) {
            Some(button) => {
                button.click();
                true
            }
            None => false,
        });
    }
    // not before the new page is there: its heading takes the focus first
    set_timeout(move || wait(TRIES, move || open(place, part, &name)), APART * 2);
}

/// Tries until it is done, or too often.
fn wait(tries: u32, mut done: impl FnMut() -> bool + 'static) {
    if !done() && tries > 0 {
        set_timeout(move || wait(tries - 1, done), APART);
    }
}

fn open(place: Place, part: Part, name: &str) -> bool {
    let named = matches!(place, Place::Owner(_) | Place::Sender(_) | Place::Calendar(_));
    let is_it = |element: &Element| !named || element.get_attribute("aria-label").as_deref() == Some(name);
    let holder =
        holders(place, part).iter().flat_map(|holder| all(holder)).find(|it| is_it(it) && is_seen(it));
    let Some(holder) = holder else { return false };
    let labels = inside(&holder, "label, .field");
    let by_name = names(part).iter().find_map(|name| {
        let label =
            labels.iter().find(|label| label.text_content().unwrap_or_default().trim().starts_with(name))?;
        inside(label, FIELDS).into_iter().next()
    });
    let target = by_name.or_else(|| {
        let row = holder.matches("[role=row]").unwrap_or(false).then(|| holder.clone());
        row.or_else(|| inside(&holder, FIELDS).into_iter().find(is_seen))
    });
    match target.and_then(html) {
        Some(target) => {
            target.scroll_into_view_with_bool(false);
            target.focus().is_ok()
        }
        None => false,
    }
}

/// Moves the focus to the row of a finding, where one is in sight; whether there is one. Without a finding, to the page's heading.
pub fn focus_row(key: Option<FoundRef>) -> bool {
    let Some(key) = key else { return focus("main h1") };
    let id = id_of(key);
    let row = all(LISTED)
        .into_iter()
        .filter(|row| row.get_attribute("data-found").as_deref() == Some(&id))
        .find(is_seen);
    row.and_then(html).is_some_and(|row| row.focus().is_ok())
}

/// Whether all findings are listed in sight, and not those of one step alone.
pub fn has_rows() -> bool {
    all(".checkpage [data-found], main .problems [data-found]").iter().any(is_seen)
}

/// A finding as an attribute.
pub fn id_of(key: FoundRef) -> String {
    format!("{}/{}/{}/{}", key.code, key.place, key.part.name(), key.nth)
}

/// Moves the focus; whether there was something to move it to.
pub fn focus(selector: &str) -> bool {
    let found = all(selector).into_iter().find(is_seen).and_then(html);
    found.is_some_and(|element| element.focus().is_ok())
}

fn html(element: Element) -> Option<HtmlElement> {
    element.dyn_into().ok()
}

fn is_seen(element: &Element) -> bool {
    element.get_bounding_client_rect().width() > 0.0
}

fn all(selector: &str) -> Vec<Element> {
    document().document_element().map(|root| inside(&root, selector)).unwrap_or_default()
}

fn inside(holder: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = holder.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.item(i)?.dyn_into().ok()).collect()
}

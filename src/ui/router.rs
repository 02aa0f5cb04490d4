//! Where the page is: an address behind `#`, read and written. Knows the kinds of page, not what they show.

use std::rc::Rc;

use leptos::prelude::*;

use crate::model::{MessageId, SegmentId, SequenceId};
use crate::ui::erased::memo;

/// A place in the app.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Route {
    /// `#/`
    Home,
    /// `#/plan/<id>/…`
    Plan {
        /// Which plan.
        id: String,
        /// What of it.
        page: Page,
    },
    /// No such address.
    Unknown,
}

/// A page of a plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Page {
    /// `sequence/<n>`: the outline; without a number, the first sequence.
    Sequence(Option<SequenceId>),
    /// `contacts`
    Contacts,
    /// `segments`, `segments/<n>`
    Segments(Option<SegmentId>),
    /// `import`
    Import,
    /// `do-not-contact`
    DoNotContact,
    /// `forecast`
    Forecast,
    /// `schedule`
    Schedule,
    /// `whole`: the sequences side by side.
    Whole,
    /// `check`
    Check,
    /// `rules`: the catalogue of the launch check's rules.
    Rules,
    /// `words`: the field's terms.
    Terms,
    /// `messages`, `messages/<n>`
    Messages(Option<MessageId>),
    /// `schedule/contact/<number>`: one contact's way if nobody reacts; `…/future/<n>` through the nth future, counted from 1.
    Walk {
        /// Number of the contact.
        contact: u32,
        /// Which future.
        future: Option<u32>,
    },
    /// `team`
    Team,
    /// `calendars`
    Calendars,
    /// `assumptions`
    Assumptions,
}

impl Page {
    /// The page without the record it shows: two records of one page are the same.
    pub fn whole(self) -> Page {
        match self {
            Page::Sequence(_) => Page::Sequence(None),
            Page::Segments(_) => Page::Segments(None),
            Page::Messages(_) => Page::Messages(None),
            Page::Walk { .. } => Page::Schedule,
            page => page,
        }
    }
}

impl Route {
    /// Reads what stands behind `#`.
    pub fn parse(hash: &str) -> Route {
        let path = hash.trim_start_matches('#').trim_matches('/');
        if path.is_empty() {
            return Route::Home;
        }
        let parts: Vec<&str> = path.split('/').collect();
        let page = match parts.as_slice() {
            ["plan", _] | ["plan", _, "sequence"] => Some(Page::Sequence(None)),
            ["plan", _, "sequence", n] => n.parse().ok().map(|n| Page::Sequence(Some(SequenceId(n)))),
            ["plan", _, "contacts"] => Some(Page::Contacts),
            ["plan", _, "segments"] => Some(Page::Segments(None)),
            ["plan", _, "segments", n] => n.parse().ok().map(|n| Page::Segments(Some(SegmentId(n)))),
            ["plan", _, "import"] => Some(Page::Import),
            ["plan", _, "do-not-contact"] => Some(Page::DoNotContact),
            ["plan", _, "forecast"] => Some(Page::Forecast),
            ["plan", _, "schedule"] => Some(Page::Schedule),
            ["plan", _, "whole"] => Some(Page::Whole),
            ["plan", _, "check"] => Some(Page::Check),
            ["plan", _, "rules"] => Some(Page::Rules),
            ["plan", _, "words"] => Some(Page::Terms),
            ["plan", _, "messages"] => Some(Page::Messages(None)),
            ["plan", _, "messages", n] => n.parse().ok().map(|n| Page::Messages(Some(MessageId(n)))),
            ["plan", _, "schedule", "contact", n] => {
                n.parse().ok().map(|contact| Page::Walk { contact, future: None })
            }
            ["plan", _, "schedule", "contact", n, "future", k] => {
                let future: Option<u32> = k.parse().ok().filter(|k| *k > 0);
                n.parse().ok().filter(|_| future.is_some()).map(|contact| Page::Walk { contact, future })
            }
            ["plan", _, "team"] => Some(Page::Team),
            ["plan", _, "calendars"] => Some(Page::Calendars),
            ["plan", _, "assumptions"] => Some(Page::Assumptions),
            _ => None,
        };
        match (page, parts.get(1)) {
            (Some(page), Some(id)) => Route::Plan { id: (*id).to_owned(), page },
            _ => Route::Unknown,
        }
    }

    /// The address, with `#`.
    pub fn href(&self) -> String {
        match self {
            Route::Home | Route::Unknown => "#/".to_owned(),
            Route::Plan { id, page } => match page {
                Page::Sequence(None) => format!("#/plan/{id}/sequence"),
                Page::Sequence(Some(n)) => format!("#/plan/{id}/sequence/{}", n.0),
                Page::Contacts => format!("#/plan/{id}/contacts"),
                Page::Segments(None) => format!("#/plan/{id}/segments"),
                Page::Segments(Some(n)) => format!("#/plan/{id}/segments/{}", n.0),
                Page::Import => format!("#/plan/{id}/import"),
                Page::DoNotContact => format!("#/plan/{id}/do-not-contact"),
                Page::Forecast => format!("#/plan/{id}/forecast"),
                Page::Schedule => format!("#/plan/{id}/schedule"),
                Page::Whole => format!("#/plan/{id}/whole"),
                Page::Check => format!("#/plan/{id}/check"),
                Page::Rules => format!("#/plan/{id}/rules"),
                Page::Terms => format!("#/plan/{id}/words"),
                Page::Messages(None) => format!("#/plan/{id}/messages"),
                Page::Messages(Some(n)) => format!("#/plan/{id}/messages/{}", n.0),
                Page::Walk { contact, future: None } => format!("#/plan/{id}/schedule/contact/{contact}"),
                Page::Walk { contact, future: Some(k) } => {
                    format!("#/plan/{id}/schedule/contact/{contact}/future/{k}")
                }
                Page::Team => format!("#/plan/{id}/team"),
                Page::Calendars => format!("#/plan/{id}/calendars"),
                Page::Assumptions => format!("#/plan/{id}/assumptions"),
            },
        }
    }

    /// The plan it belongs to.
    pub fn plan(&self) -> Option<&str> {
        match self {
            Route::Plan { id, .. } => Some(id),
            Route::Home | Route::Unknown => None,
        }
    }
}

/// The address bar as a signal; a copyable handle kept in the context.
#[derive(Clone, Copy)]
pub struct Router {
    /// Where the page is.
    pub route: Memo<Route>,
    /// Where the person wants to go, while they are asked whether to.
    pub wanted: RwSignal<Option<Route>>,
    guard: StoredValue<Option<Guard>, LocalStorage>,
}

/// Where among the entries of the browser's history the page is: each is stamped with its number.
#[derive(Clone, Copy)]
struct Place {
    at: i32,
    /// The next change of the address leads back to where the page is.
    is_returning: bool,
}

/// Whether going there needs a question first.
type Guard = Rc<dyn Fn(&Route) -> bool>;

impl Router {
    /// Follows the address bar.
    pub fn follow() -> Router {
        let hash = RwSignal::new(current_hash());
        let wanted = RwSignal::new(None);
        let guard = StoredValue::<Option<Guard>, LocalStorage>::new_local(None);
        let place = StoredValue::new(Place { at: stamp().unwrap_or(0), is_returning: false });
        set_stamp(place.with_value(|place| place.at));
        let listener = window_event_listener(leptos::ev::hashchange, move |_| {
            let now = current_hash();
            let Place { at, is_returning } = place.get_value();
            if is_returning && now == hash.get_untracked() {
                return place.update_value(|place| place.is_returning = false);
            }
            let to = Route::parse(&now);
            // an entry that is new comes after the one where the page is
            let there = stamp().unwrap_or(at + 1);
            let asks = guard.with_value(Clone::clone).is_some_and(|guard| guard(&to));
            if asks && there != at {
                // a link, the brand or Back has changed the address already: back to where the page is
                place.update_value(|place| place.is_returning = true);
                // refused only when the window is going away
                let _ = window().history().and_then(|history| history.go_with_delta(at - there));
                wanted.set(Some(to));
            } else {
                set_stamp(there);
                place.set_value(Place { at: there, is_returning: false });
                wanted.set(None);
                hash.set(now);
            }
        });
        on_cleanup(move || listener.remove());
        Router { route: memo(move |_| Route::parse(&hash.get())), wanted, guard }
    }

    /// Asks this before the page goes anywhere.
    pub fn guard(self, asks: impl Fn(&Route) -> bool + 'static) {
        self.guard.set_value(Some(Rc::new(asks)));
    }

    /// The router of this app.
    pub fn here() -> Router {
        expect_context()
    }

    /// Goes there; the browser's Back leads back.
    pub fn go(self, route: &Route) {
        // refused only when the window is going away
        let _ = window().location().set_hash(&route.href());
    }

    /// The address of another page of the same plan.
    pub fn to(self, page: Page) -> Option<Route> {
        self.route.with(|route| route.plan().map(|id| Route::Plan { id: id.to_owned(), page }))
    }
}

/// The number of the entry where the browser is; `None` where it is new.
fn stamp() -> Option<i32> {
    let state = window().history().and_then(|history| history.state()).ok()?;
    state.as_f64().map(|number| number as i32)
}

fn set_stamp(number: i32) {
    // refused only when the window is going away
    let _ = window().history().and_then(|history| history.replace_state(&number.into(), ""));
}

fn current_hash() -> String {
    window().location().hash().unwrap_or_default()
}

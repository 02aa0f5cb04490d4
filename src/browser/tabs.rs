//! One tab edits a plan, the others read it. A Web Lock named after the plan decides; it ends with the tab that holds it, however
//! that ends. Knows an id and a standing, not what a plan is.
//!
//! Taking over is polite first: the other tab is asked over a `BroadcastChannel` to save and let go, and only a tab that does not
//! answer (frozen, or busy) loses the lock by force.
//!
//! A page that goes away lets go by itself. WebKit would keep the lock of a page that is reloaded, so that the page would find its own
//! plan open "in another tab"; and a page that the browser keeps for Back must not keep the plan.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

use super::js::{self, arrival, object, within};

/// How long another tab may take to save and let go before it loses the lock by force (ms).
const POLITE_MS: u32 = 2_000;
/// How long to listen for a tab that edits already, where there are no Web Locks (ms).
const LISTEN_MS: u32 = 250;

/// The page goes away; it is there (again).
const PAGE_EVENTS: [&str; 2] = ["pagehide", "pageshow"];

/// What this tab may do with the plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Change it. After [`Standing::Reading`] read it from storage again first: another tab wrote meanwhile.
    Editing,
    /// Look at it; another tab edits.
    Reading,
}

type Listener = Closure<dyn Fn(MessageEvent)>;
type PageListener = Closure<dyn Fn(web_sys::Event)>;

/// This tab's standing towards one plan; ends when it is dropped.
#[derive(Clone)]
pub struct Tab(Rc<Inner>);

struct Inner {
    lock: String,
    standing: Cell<Standing>,
    /// Lets the Web Lock go.
    release: RefCell<Option<Function>>,
    /// Leaves the line of those who wait for the lock.
    in_line: RefCell<Option<AbortController>>,
    channel: Option<BroadcastChannel>,
    _on_message: RefCell<Option<Listener>>,
    /// Hears that the page goes away and that it is back.
    on_page: RefCell<Option<PageListener>>,
    /// Somebody answered that they edit (only without Web Locks).
    rival: Cell<bool>,
    before_leaving: Box<dyn Fn()>,
    on_change: Box<dyn Fn(Standing)>,
}

impl Tab {
    /// Takes the plan for this tab if nobody has it, else reads and waits in line.
    ///
    /// `before_leaving` saves what is unsaved: it is called when another tab takes over, while this one may still write.
    /// `on_change` hears every later change of the standing.
    pub async fn open(
        plan: &str,
        before_leaving: impl Fn() + 'static,
        on_change: impl Fn(Standing) + 'static,
    ) -> Tab {
        let lock = format!("cadenza-plan-{plan}");
        let inner = Rc::new(Inner {
            channel: BroadcastChannel::new(&lock).ok(),
            lock,
            standing: Cell::new(Standing::Reading),
            release: RefCell::new(None),
            in_line: RefCell::new(None),
            _on_message: RefCell::new(None),
            on_page: RefCell::new(None),
            rival: Cell::new(false),
            before_leaving: Box::new(before_leaving),
            on_change: Box::new(on_change),
        });
        inner.listen();
        inner.follow_page();
        let standing = if locks().is_none() {
            inner.ask_around().await
        } else if request(Rc::downgrade(&inner), How::IfFree).await {
            Standing::Editing
        } else {
            inner.wait_in_line();
            Standing::Reading
        };
        inner.standing.set(standing);
        Tab(inner)
    }

    /// What this tab may do now.
    pub fn standing(&self) -> Standing {
        self.0.standing.get()
    }

    /// Makes this the tab that edits: the other one saves and reads from then on.
    pub async fn take_over(&self) {
        if self.standing() == Standing::Editing {
            return;
        }
        self.0.say("let go");
        if locks().is_none() {
            js::sleep(LISTEN_MS).await;
            self.0.change(Standing::Editing);
            return;
        }
        // Who waits in line gets the lock as soon as the other tab lets go.
        let waited = within(POLITE_MS, async {
            while self.standing() == Standing::Reading {
                js::sleep(20).await;
            }
        });
        if waited.await.is_none() {
            self.0.leave_the_line();
            if request(Rc::downgrade(&self.0), How::ByForce).await {
                self.0.change(Standing::Editing);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum How {
    IfFree,
    WhenFree,
    ByForce,
}

fn locks() -> Option<JsValue> {
    js::get(&js::get(&js_sys::global(), "navigator")?, "locks")
}

/// Asks for the lock; true once it is held, for as long as `release` is not called. Knows the tab weakly: a closed plan does not
/// stay in line.
async fn request(weak: Weak<Inner>, how: How) -> bool {
    let Some(inner) = weak.upgrade() else { return false };
    let Some((locks, request)) =
        locks().and_then(|locks| Some((locks.clone(), js::method(&locks, "request")?)))
    else {
        return true;
    };
    let options = match how {
        How::IfFree => object(&[("ifAvailable", true.into())]),
        How::ByForce => object(&[("steal", true.into())]),
        How::WhenFree => {
            let leaving = AbortController::new().ok();
            let signal = leaving.as_ref().map_or(JsValue::UNDEFINED, |leaving| leaving.signal().into());
            *inner.in_line.borrow_mut() = leaving;
            object(&[("signal", signal)])
        }
    };
    let (given, answered) = arrival();
    let is_held = Rc::new(Cell::new(false));
    let granted = Closure::once_into_js({
        let (given, weak, is_held) = (given.clone(), weak.clone(), is_held.clone());
        move |lock: JsValue| -> JsValue {
            let Some(inner) = weak.upgrade().filter(|_| !lock.is_null()) else {
                given.give(false);
                return JsValue::UNDEFINED;
            };
            is_held.set(true);
            given.give(true);
            Promise::new(&mut |resolve, _| *inner.release.borrow_mut() = Some(resolve)).into()
        }
    });
    let ended = request.call3(&locks, &inner.lock.as_str().into(), &options, &granted);
    drop(inner);
    let Some(ended) = ended.ok().and_then(|ended| ended.dyn_into::<Promise>().ok()) else { return true };
    wasm_bindgen_futures::spawn_local(async move {
        // Rejects when the lock is taken by force, or when this tab left the line.
        if JsFuture::from(ended).await.is_err() {
            given.give(false);
            if let Some(inner) = weak.upgrade().filter(|_| is_held.get()) {
                inner.lost();
            }
        }
    });
    answered.await
}

impl Inner {
    fn lost(self: &Rc<Self>) {
        self.release.borrow_mut().take();
        self.change(Standing::Reading);
        self.wait_in_line();
    }

    /// Becomes the editing tab when the others are gone or have let go.
    fn wait_in_line(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        wasm_bindgen_futures::spawn_local(async move {
            if request(weak.clone(), How::WhenFree).await
                && let Some(inner) = weak.upgrade()
            {
                inner.in_line.borrow_mut().take();
                inner.change(Standing::Editing);
            }
        });
    }

    fn leave_the_line(&self) {
        if let Some(leaving) = self.in_line.borrow_mut().take() {
            leaving.abort();
        }
    }

    fn change(&self, standing: Standing) {
        if self.standing.replace(standing) != standing {
            (self.on_change)(standing);
        }
    }

    fn say(&self, words: &str) {
        if let Some(channel) = &self.channel {
            // A channel that cannot be used leaves the lock to decide.
            let _ = channel.post_message(&words.into());
        }
    }

    fn listen(self: &Rc<Self>) {
        let Some(channel) = &self.channel else { return };
        let weak = Rc::downgrade(self);
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let (Some(inner), Some(words)) = (weak.upgrade(), event.data().as_string()) else { return };
            match words.as_str() {
                "let go" if inner.standing.get() == Standing::Editing => inner.let_go(),
                "who edits" if inner.standing.get() == Standing::Editing => inner.say("I do"),
                "I do" => inner.rival.set(true),
                _ => {}
            }
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        *self._on_message.borrow_mut() = Some(on_message);
    }

    fn follow_page(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let on_page = PageListener::new(move |event: web_sys::Event| {
            let Some(inner) = weak.upgrade().filter(|_| locks().is_some()) else { return };
            if event.type_() == "pagehide" {
                inner.leave_the_line();
                inner.release();
            } else if js::get(&event, "persisted").is_some_and(|persisted| persisted.is_truthy()) {
                inner.change(Standing::Reading);
                inner.wait_in_line();
            }
        });
        if let Some(window) = web_sys::window() {
            for name in PAGE_EVENTS {
                // a window takes listeners
                let _ = window.add_event_listener_with_callback(name, on_page.as_ref().unchecked_ref());
            }
        }
        *self.on_page.borrow_mut() = Some(on_page);
    }

    fn release(&self) {
        if let Some(release) = self.release.borrow_mut().take() {
            // Resolving a promise does not fail.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }

    fn let_go(self: &Rc<Self>) {
        (self.before_leaving)();
        self.change(Standing::Reading);
        self.release();
        if locks().is_some() {
            self.wait_in_line();
        }
    }

    /// Without Web Locks: whoever edits says so.
    async fn ask_around(&self) -> Standing {
        self.say("who edits");
        js::sleep(LISTEN_MS).await;
        if self.rival.get() { Standing::Reading } else { Standing::Editing }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.leave_the_line();
        self.release();
        if let (Some(window), Some(on_page)) = (web_sys::window(), self.on_page.borrow_mut().take()) {
            for name in PAGE_EVENTS {
                let _ = window.remove_event_listener_with_callback(name, on_page.as_ref().unchecked_ref());
            }
        }
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
    }
}

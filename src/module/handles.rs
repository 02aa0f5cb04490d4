//! What stays inside the engine and is known outside by a number: lists and schedules. A number that is not (or no longer)
//! known is an error with a sentence, never a wild pointer.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::fault::Fault;

/// Things by number.
pub(super) struct Handles<T>(RefCell<BTreeMap<u32, Rc<T>>>);

thread_local! {
    static NEXT: RefCell<u32> = const { RefCell::new(1) };
}

impl<T> Handles<T> {
    pub(super) const fn new() -> Handles<T> {
        Handles(RefCell::new(BTreeMap::new()))
    }

    /// Keeps a thing until [`Handles::forget`].
    pub(super) fn keep(&self, thing: T) -> u32 {
        // one counter for all kinds, so that a schedule never passes for a list
        let number = NEXT.with_borrow_mut(|next| {
            *next = next.wrapping_add(1);
            *next
        });
        self.0.borrow_mut().insert(number, Rc::new(thing));
        number
    }

    pub(super) fn forget(&self, number: u32) {
        self.0.borrow_mut().remove(&number);
    }

    pub(super) fn by_number(&self, number: u32) -> Option<Rc<T>> {
        self.0.borrow().get(&number).cloned()
    }

    /// The thing behind what the caller gives as `path`.
    pub(super) fn of(&self, value: &JsValue, path: &str, what: &str) -> Result<Rc<T>, Fault> {
        if !value.is_object() {
            return Err(Fault::input(path, what, value));
        }
        // reading the handle of something that was freed throws
        let number = js_sys::Reflect::get(value, &"handle".into());
        let freed = || {
            Fault::new("freed", path, format!("{path} was freed, or is of another instance of the module"))
        };
        let number = number.map_err(|_| freed())?;
        let Some(number) = number.as_f64() else { return Err(Fault::input(path, what, value)) };
        self.by_number(number as u32).ok_or_else(freed)
    }
}

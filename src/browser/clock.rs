//! Now, today, the zone of this computer, fresh random numbers: everything that the pure half must be told.

use js_sys::{Array, Date as JsDate, Intl};
use wasm_bindgen::prelude::*;

use super::js;
use crate::calendar::Date;

/// This instant, RFC 3339 in UTC with milliseconds.
pub fn now() -> String {
    JsDate::new_0().to_iso_string().into()
}

/// Milliseconds since this page or worker started; never runs backwards.
pub fn milliseconds() -> f64 {
    let performance = js::get(&js_sys::global(), "performance");
    performance
        .and_then(|performance| js::method(&performance, "now")?.call0(&performance).ok()?.as_f64())
        .unwrap_or_else(JsDate::now)
}

/// The future's value, or `None` where it takes longer than this. Give it by reference to go on waiting.
pub async fn at_most<T>(milliseconds: u32, future: impl Future<Output = T>) -> Option<T> {
    js::within(milliseconds, future).await
}

/// Lets the browser do what waits: paint, answer keys.
pub async fn turn() {
    js::sleep(0).await;
}

/// The date on the wall of whoever looks at the screen.
pub fn today() -> Date {
    let now = JsDate::new_0();
    let month = now.get_month() + 1;
    // The browser's own year, month and day make a date, unless somebody set the clock beyond year 9999.
    Date::new(now.get_full_year() as i32, month, now.get_date()).unwrap_or(Date::from_days(0))
}

/// The IANA zone that the browser says it is in; `UTC` where it does not say.
pub fn zone() -> String {
    let options = Intl::DateTimeFormat::new(&Array::new(), &js_sys::Object::new()).resolved_options();
    js::get(&options, "timeZone").and_then(|zone| zone.as_string()).unwrap_or_else(|| "UTC".to_owned())
}

/// A random number, for a new plan's seed.
pub fn seed() -> u32 {
    let mut bytes = [0; 4];
    fill(&mut bytes);
    u32::from_le_bytes(bytes)
}

/// A fresh id such as `plan-4f9d02ac71be`, for a document or a list.
pub fn fresh_id(kind: &str) -> String {
    let mut bytes = [0; 6];
    fill(&mut bytes);
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{kind}-{digits}")
}

fn fill(bytes: &mut [u8]) {
    let crypto: Option<web_sys::Crypto> = js::get(&js_sys::global(), "crypto").map(JsCast::unchecked_into);
    let filled = crypto.is_some_and(|crypto| crypto.get_random_values_with_u8_array(bytes).is_ok());
    if !filled {
        // Every browser that runs this has it; where it is taken away, ids may still not collide.
        bytes.iter_mut().for_each(|byte| *byte = (js_sys::Math::random() * 256.0) as u8);
    }
}

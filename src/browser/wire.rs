//! Messages as JavaScript values: `[text, file or null, buffer…]`. Knows how they travel, not what they say.

use js_sys::{Array, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;

use crate::worker::protocol::{Carries, Envelope};

/// A message and what is transferred with it, so that big bytes are moved and not copied once more.
pub(super) struct Packed {
    pub(super) message: Array,
    pub(super) transfer: Array,
}

pub(super) fn pack<T: Carries + Serialize>(mut envelope: Envelope<T>, file: Option<&JsValue>) -> Packed {
    let taken: Vec<Vec<u8>> = envelope.body.buffers().into_iter().map(std::mem::take).collect();
    let text = serde_json::to_string(&envelope).expect("the protocol's own types are JSON");
    let (message, transfer) = (Array::new(), Array::new());
    message.push(&text.into());
    message.push(file.unwrap_or(&JsValue::NULL));
    for bytes in taken {
        let copy = Uint8Array::from(bytes.as_slice());
        transfer.push(&copy.buffer());
        message.push(&copy);
    }
    Packed { message, transfer }
}

/// The message and the file beside it; `None` where it is none of ours.
pub(super) fn unpack<T: Carries + DeserializeOwned>(data: &JsValue) -> Option<(Envelope<T>, JsValue)> {
    let parts: &Array = data.dyn_ref()?;
    let mut envelope: Envelope<T> = serde_json::from_str(&parts.get(0).as_string()?).ok()?;
    for (index, field) in envelope.body.buffers().into_iter().enumerate() {
        *field = parts.get(index as u32 + 2).dyn_into::<Uint8Array>().ok()?.to_vec();
    }
    Some((envelope, parts.get(1)))
}

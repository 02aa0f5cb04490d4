//! Messages as JavaScript values: `[text, file or null, buffer…]`. Knows how they travel, not what they say.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
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

/// A message that is none of ours, with the job that it names, if it names one.
pub(super) struct Garbled {
    pub(super) job: Option<u32>,
}

/// The message and the file beside it.
pub(super) fn unpack<T: Carries + DeserializeOwned>(
    data: &JsValue,
) -> Result<(Envelope<T>, JsValue), Garbled> {
    let nobody = || Garbled { job: None };
    let parts: &Array = data.dyn_ref().ok_or_else(nobody)?;
    let text = parts.get(0).as_string().ok_or_else(nobody)?;
    let mut envelope: Envelope<T> =
        serde_json::from_str(&text).map_err(|_| Garbled { job: job_of(&text) })?;
    let job = Some(envelope.job);
    for (index, field) in envelope.body.buffers().into_iter().enumerate() {
        let bytes = parts.get(index as u32 + 2).dyn_into::<Uint8Array>();
        *field = bytes.map_err(|_| Garbled { job })?.to_vec();
    }
    Ok((envelope, parts.get(1)))
}

/// Whoever waits for an answer must hear that it cannot be read.
fn job_of(text: &str) -> Option<u32> {
    serde_json::from_str::<Envelope<IgnoredAny>>(text).ok().map(|envelope| envelope.job)
}

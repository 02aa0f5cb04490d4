//! Messages as JavaScript values: `[text, file or null, buffer…]`. Knows how they travel, not what they say.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use crate::lean::json;
use crate::worker::protocol::{Carries, Envelope};

/// A message and what is transferred with it, so that big bytes are moved and not copied once more.
pub(super) struct Packed {
    pub(super) message: Array,
    pub(super) transfer: Array,
}

pub(super) fn pack<T: Carries + Serialize>(mut envelope: Envelope<T>, file: Option<&JsValue>) -> Packed {
    let taken: Vec<Vec<u8>> = envelope.body.buffers().into_iter().map(std::mem::take).collect();
    let text = json::text(&envelope).expect("the protocol's own types are JSON");
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
    let tree = json::parse(&text).map_err(|_| nobody())?;
    let job = tree.get("job").and_then(|job| u32::try_from(job.as_u64()?).ok());
    // Whoever waits for an answer must hear that it cannot be read.
    let mut envelope: Envelope<T> = json::from_tree(&tree).map_err(|_| Garbled { job })?;
    for (index, field) in envelope.body.buffers().into_iter().enumerate() {
        let bytes = parts.get(index as u32 + 2).dyn_into::<Uint8Array>();
        *field = bytes.map_err(|_| Garbled { job })?.to_vec();
    }
    Ok((envelope, parts.get(1)))
}

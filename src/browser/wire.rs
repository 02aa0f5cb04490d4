//! Messages as JavaScript values: `[text, file or null, buffer…]`. Knows how they travel, not what they say.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde_json::Value;
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

/// A message that has arrived.
pub(super) struct Incoming {
    /// The job it is about.
    pub(super) job: u32,
    /// What it says, as a tree.
    pub(super) body: Value,
    parts: Array,
}

impl Incoming {
    pub(super) fn open(data: &JsValue) -> Result<Incoming, Garbled> {
        let nobody = || Garbled { job: None };
        let parts: &Array = data.dyn_ref().ok_or_else(nobody)?;
        let text = parts.get(0).as_string().ok_or_else(nobody)?;
        let mut tree = json::parse(&text).map_err(|_| nobody())?;
        let job = tree.get("job").and_then(|job| u32::try_from(job.as_u64()?).ok()).ok_or_else(nobody)?;
        // Whoever waits for an answer must hear that it cannot be read.
        let body = tree.get_mut("body").map(Value::take).ok_or(Garbled { job: Some(job) })?;
        Ok(Incoming { job, body, parts: parts.clone() })
    }

    /// The file beside it.
    pub(super) fn file(&self) -> JsValue {
        self.parts.get(1)
    }

    /// Puts the bytes that came beside it into what was read from its body.
    pub(super) fn fill<T: Carries>(&self, mut body: T) -> Result<T, Garbled> {
        for (index, field) in body.buffers().into_iter().enumerate() {
            let bytes = self.parts.get(index as u32 + 2).dyn_into::<Uint8Array>();
            *field = bytes.map_err(|_| self.garbled())?.to_vec();
        }
        Ok(body)
    }

    /// It does not read.
    pub(super) fn garbled(&self) -> Garbled {
        Garbled { job: Some(self.job) }
    }
}

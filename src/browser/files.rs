//! Files that a person gives or gets. Nothing is ever sent anywhere.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, DragEvent, File, HtmlAnchorElement, HtmlInputElement, Url};

use super::js::{self, arrival};

/// Why a file was not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadError {
    /// It has more bytes than are read here.
    TooBig {
        /// Its size (bytes).
        bytes: u64,
        /// The most that is read (bytes).
        most: u64,
    },
    /// It is not UTF-8 text.
    NotText,
    /// It was moved, changed or may not be read; what the browser says.
    Gone(String),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReadError::TooBig { bytes, most } => {
                write!(f, "The file has {} MB; at most {} MB are read.", bytes.div_ceil(1 << 20), most >> 20)
            }
            ReadError::NotText => f.write_str("The file is not text in UTF-8."),
            ReadError::Gone(why) => write!(f, "The file could not be read ({why})."),
        }
    }
}

impl std::error::Error for ReadError {}

/// Puts a text on the clipboard; false where the browser refuses. Call it soon after a click.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}

/// Lets the person choose one file; `None` when they think better of it. Call it from a click, or the browser refuses.
///
/// `accept` is a list of endings and media types, such as `.csv,text/csv`.
pub async fn choose(accept: &str) -> Option<File> {
    let input: HtmlInputElement =
        web_sys::window()?.document()?.create_element("input").ok()?.dyn_into().ok()?;
    input.set_type("file");
    input.set_accept(accept);
    let (given, chosen) = arrival();
    let on_change = Closure::<dyn Fn()>::new({
        let (given, input) = (given.clone(), input.clone());
        move || given.give(input.files().and_then(|files| files.get(0)))
    });
    let on_cancel = Closure::<dyn Fn()>::new(move || given.give(None));
    input.add_event_listener_with_callback("change", on_change.as_ref().unchecked_ref()).ok()?;
    input.add_event_listener_with_callback("cancel", on_cancel.as_ref().unchecked_ref()).ok()?;
    input.click();
    chosen.await
}

/// The first file of a drop; call `prevent_default` on the event as well, or the browser opens the file itself.
pub fn dropped(event: &DragEvent) -> Option<File> {
    event.data_transfer()?.files()?.get(0)
}

/// The file as text, if it has at most so many bytes.
pub async fn read_text(file: &Blob, most: u64) -> Result<String, ReadError> {
    let mut bytes = read_bytes(file, most).await?;
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    if bytes.contains(&0) {
        return Err(ReadError::NotText);
    }
    String::from_utf8(bytes).map_err(|_| ReadError::NotText)
}

/// The file's bytes, if there are at most so many.
pub async fn read_bytes(file: &Blob, most: u64) -> Result<Vec<u8>, ReadError> {
    let bytes = file.size() as u64;
    if bytes > most {
        return Err(ReadError::TooBig { bytes, most });
    }
    let buffer =
        JsFuture::from(file.array_buffer()).await.map_err(|error| ReadError::Gone(js::words_of(&error)))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Gives the person a file; it lands where the browser puts downloads. False where the browser refused.
pub fn save(name: &str, media_type: &str, bytes: &[u8]) -> bool {
    try_save(name, media_type, bytes).is_ok()
}

fn try_save(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let body = document.body().ok_or("no body")?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    body.append_child(&link)?;
    link.click();
    link.remove();
    // The download reads the URL after the click returned: give it time before the memory is freed.
    wasm_bindgen_futures::spawn_local(async move {
        js::sleep(60_000).await;
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}

/// One of the app's own files, such as the demo list, by its path beside the page. It is asked for at once.
pub fn fetch_own(path: &str) -> impl Future<Output = Result<Vec<u8>, ReadError>> + use<> {
    let asked = web_sys::window().map(|window| JsFuture::from(window.fetch_with_str(path)));
    let path = path.to_owned();
    async move {
        let gone = |error: JsValue| ReadError::Gone(js::words_of(&error));
        let asked = asked.ok_or_else(|| ReadError::Gone("no window".to_owned()))?;
        let answer: web_sys::Response = asked.await.map_err(gone)?.dyn_into().map_err(gone)?;
        if !answer.ok() {
            return Err(ReadError::Gone(format!("{path}: {} {}", answer.status(), answer.status_text())));
        }
        let buffer = JsFuture::from(answer.array_buffer().map_err(gone)?).await.map_err(gone)?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }
}

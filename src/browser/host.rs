//! A worker's side: hears requests, lets them run one after the other in slices of about 10 ms, posts replies. Knows the queue and
//! the browser; what a request means is for `worker`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use super::clock::milliseconds;
use super::idb::IdbLists;
use super::js;
use super::wire::{Garbled, Incoming, pack};
use crate::audience::KeptList;
use crate::calendar::holidays;
use crate::lean::json;
use crate::worker::protocol::{Code, Envelope, Failure, Progress, Reply, Request};
use crate::worker::{Host, Rest, Worker, cancelled};

/// A slice of work (ms): short enough that *cancel* feels instant, long enough that yielding costs nothing.
const SLICE_MS: f64 = 10.0;

thread_local! {
    /// For the panic hook: the job that is being worked on.
    static CURRENT: Cell<u32> = const { Cell::new(0) };
}

/// Listens for requests from now on. What is reached from here and not from the page is a file of code of its own, which scripts/link cuts
/// out of the app.
#[wasm_split(engine, fallible)]
pub fn listen() -> Result<(), SplitLoaderError> {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // The page then ends this instance, whose state cannot be trusted.
        let failure = Failure::new(Code::Internal, info.to_string());
        post(CURRENT.get(), Reply::Failed(failure));
    }));
    let queue = Rc::new(Queue::new());
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| queue.hear(&event.data()));
    scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    Ok(())
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn post(job: u32, reply: Reply) {
    let packed = pack(Envelope { job, body: reply }, None);
    if scope().post_message_with_transfer(&packed.message, &packed.transfer).is_err() {
        web_sys::console::error_1(&"an answer could not be posted".into());
    }
}

fn unreadable() -> Failure {
    Failure::new(Code::BadRequest, "The question could not be read.")
}

/// Says that a message cannot be read, where somebody waits for its answer.
fn refuse(garbled: &Garbled) {
    match garbled.job {
        Some(job) => post(job, Reply::Failed(unreadable())),
        None => web_sys::console::error_1(&"a message that is no request".into()),
    }
}

/// The rest of the worker's code did not come.
fn not_whole<E>(_: E) -> Failure {
    Failure::new(Code::Internal, "Part of Cadenza could not be loaded.")
}

/// Requests in the order in which they came; read at once if a simulation worker must understand them.
struct Queue {
    jobs: RefCell<VecDeque<(Incoming, Option<Request>)>>,
    is_working: Cell<bool>,
    /// The job that was stopped while it ran.
    stopped: Rc<Cell<u32>>,
    /// Taken while a job runs.
    worker: RefCell<Worker<BrowserHost>>,
    lists: IdbLists,
    turns: Rc<Turns>,
}

impl Queue {
    fn new() -> Queue {
        Queue {
            jobs: RefCell::default(),
            is_working: Cell::new(false),
            stopped: Rc::default(),
            worker: RefCell::default(),
            lists: IdbLists::new(),
            turns: Rc::new(Turns::new()),
        }
    }

    fn hear(self: &Rc<Self>, data: &JsValue) {
        if let Some(ping) = js::get(data, "ping") {
            // The sign that wasm runs here, in words that anybody can say.
            let pong = js::object(&[("pong", ping)]);
            let _ = scope().post_message(&pong);
            return;
        }
        let message = match Incoming::open(data) {
            Ok(message) => message,
            Err(garbled) => return refuse(&garbled),
        };
        match Request::of_simulation(&message.body).map(|request| message.fill(request)) {
            Some(Ok(Request::Cancel { job })) => return self.cancel(job),
            Some(Ok(request)) => self.jobs.borrow_mut().push_back((message, Some(request))),
            Some(Err(garbled)) => return refuse(&garbled),
            None => self.jobs.borrow_mut().push_back((message, None)),
        }
        if !self.is_working.replace(true) {
            let queue = self.clone();
            spawn_local(async move { queue.work().await });
        }
    }

    fn cancel(&self, job: u32) {
        let mut jobs = self.jobs.borrow_mut();
        match jobs.iter().position(|(message, _)| message.job == job) {
            Some(at) => {
                jobs.remove(at);
                post(job, Reply::Cancelled);
            }
            None => self.stopped.set(job),
        }
    }

    async fn work(&self) {
        loop {
            let next = self.jobs.borrow_mut().pop_front();
            let Some((message, request)) = next else { break };
            let job = message.job;
            CURRENT.set(job);
            let request = match request {
                Some(request) => Ok(request),
                None => {
                    read(&message).await.map_err(not_whole).and_then(|request| request.ok_or_else(unreadable))
                }
            };
            let reply = match request {
                Ok(request) => self.answer(&message, request).await,
                Err(failure) => Reply::Failed(failure),
            };
            post(job, reply);
        }
        self.is_working.set(false);
    }

    async fn answer(&self, message: &Incoming, request: Request) -> Reply {
        let host = BrowserHost {
            job: message.job,
            file: message.file().dyn_into().ok(),
            lists: self.lists.clone(),
            stopped: self.stopped.clone(),
            turns: self.turns.clone(),
        };
        self.turns.begin();
        // one request at a time: nobody else has it
        let mut worker = self.worker.take();
        let reply = worker.handle(&host, request).await;
        self.worker.replace(worker);
        reply
    }
}

/// Turns of the event loop. Not `setTimeout`: nested timers wait 4 ms each.
struct Turns {
    channel: Option<MessageChannel>,
    began: Cell<f64>,
}

impl Turns {
    fn new() -> Turns {
        Turns { channel: MessageChannel::new().ok(), began: Cell::new(milliseconds()) }
    }

    fn begin(&self) {
        self.began.set(milliseconds());
    }

    async fn turn(&self) {
        if milliseconds() - self.began.get() < SLICE_MS {
            return;
        }
        match &self.channel {
            Some(channel) => {
                let (near, far) = (channel.port1(), channel.port2());
                let arrived = Promise::new(&mut |resolve, _| near.set_onmessage(Some(&resolve)));
                // A port of our own does not refuse a plain value.
                if far.post_message(&JsValue::NULL).is_ok() {
                    let _ = JsFuture::from(arrived).await;
                }
            }
            None => js::sleep(0).await,
        }
        self.begin();
    }
}

/// All roles but simulation: one more file of code. Only what is reached from here alone is in it, so a worker that simulates stays small.
#[wasm_split(roles, fallible)]
fn rest() -> Result<Box<dyn Rest<BrowserHost>>, SplitLoaderError> {
    Ok(crate::worker::rest())
}

/// The kept lists beside the worker's code; nothing where one does not come, and the next call tries again.
async fn fetch_kept_lists() -> Option<()> {
    if KeptList::are_there() {
        return Some(());
    }
    // where the files lie, as boot.js says: a worker that starts from a blob does not know
    let place = js::get(&js_sys::global(), "cadenzaFiles")?.as_string()?;
    let ask = |file: &str| JsFuture::from(scope().fetch_with_str(&format!("{place}{file}")));
    let files = KeptList::ALL.iter().map(|list| list.file()).chain([holidays::FILE]);
    let asked: Vec<JsFuture> = files.map(ask).collect();
    let mut texts = Vec::new();
    for answer in asked {
        let answer: web_sys::Response = answer.await.ok()?.dyn_into().ok().filter(web_sys::Response::ok)?;
        texts.push(JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?);
    }
    holidays::keep(texts.pop()?);
    KeptList::keep(texts);
    Some(())
}

/// Reads what the other roles are asked.
#[wasm_split(roles, fallible)]
fn read(message: &Incoming) -> Result<Option<Request>, SplitLoaderError> {
    Ok(json::from_tree(&message.body).ok().and_then(|request| message.fill(request).ok()))
}

/// What one job may use.
struct BrowserHost {
    job: u32,
    file: Option<Blob>,
    lists: IdbLists,
    stopped: Rc<Cell<u32>>,
    turns: Rc<Turns>,
}

impl Host for BrowserHost {
    type Lists = IdbLists;

    fn lists(&self) -> &IdbLists {
        &self.lists
    }

    async fn rest(&self) -> Result<Box<dyn Rest<BrowserHost>>, Failure> {
        let rest = rest().await.map_err(not_whole)?;
        fetch_kept_lists().await.ok_or_else(|| not_whole(()))?;
        Ok(rest)
    }

    fn progress(&self, progress: Progress) {
        post(self.job, Reply::Progress(progress));
    }

    async fn turn(&self) -> Result<(), Failure> {
        self.turns.turn().await;
        if self.stopped.get() == self.job { Err(cancelled()) } else { Ok(()) }
    }

    fn milliseconds(&self) -> f64 {
        milliseconds()
    }

    fn file_size(&self) -> Option<u64> {
        self.file.as_ref().map(|file| file.size() as u64)
    }

    async fn read_file(&self, from: u64, to: u64) -> Result<Vec<u8>, Failure> {
        let unreadable = |error: &JsValue| {
            let why = js::words_of(error);
            Failure::new(
                Code::BadFile,
                format!("The file cannot be read any more ({why}). Was it moved or changed?"),
            )
        };
        let file = self.file.as_ref().ok_or_else(|| Failure::new(Code::BadRequest, "No file was given."))?;
        let piece =
            file.slice_with_f64_and_f64(from as f64, to as f64).map_err(|error| unreadable(&error))?;
        let buffer = JsFuture::from(piece.array_buffer()).await.map_err(|error| unreadable(&error))?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }
}

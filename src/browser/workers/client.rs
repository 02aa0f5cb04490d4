//! One worker and the questions that are on their way to it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll};

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::super::clock::milliseconds;
use super::super::js::{self, Arrival, Giver, arrival};
use super::super::wire::{Garbled, Incoming, Packed, pack};
use crate::lean::json;
use crate::worker::protocol::{Code, Envelope, Failure, Progress, Reply, Request};
use crate::worker::{doing, reason};

/// A worker that is told to stop is ended after so long.
const GRACE_MS: u32 = 2_000;

/// A worker that starts when it is first asked. Copies of the handle mean the same worker; the last one ends it.
#[derive(Clone)]
pub struct Client(Rc<Inner>);

struct Inner {
    name: &'static str,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    link: Link,
    next_job: u32,
    waiting: BTreeMap<u32, Waiting>,
    /// Counts the workers that were started.
    life: u32,
    /// Since when the oldest question is worked on.
    began: f64,
}

/// What a worker has been doing, and for how long.
#[derive(Clone, PartialEq, Debug)]
pub struct Busy {
    /// In words, without a full stop.
    pub doing: String,
    /// Milliseconds.
    pub for_ms: f64,
}

#[derive(Default)]
enum Link {
    #[default]
    None,
    /// Messages to a worker before it listens are lost: they wait here.
    Starting(Vec<Packed>),
    Up(Up),
}

struct Up {
    worker: Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(ErrorEvent)>,
}

impl Drop for Up {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

struct Waiting {
    answer: Giver<Result<Reply, Failure>>,
    progress: Rc<dyn Fn(Progress)>,
    /// What is done for it, in words.
    doing: String,
}

/// An answer on its way. Dropping it stops the work.
pub struct Asked {
    client: Weak<Inner>,
    job: u32,
    answer: Arrival<Result<Reply, Failure>>,
    is_answered: bool,
}

/// Stops a job from elsewhere; its answer is then `Cancelled`.
#[derive(Clone)]
pub struct Stop {
    client: Weak<Inner>,
    job: u32,
}

impl Stop {
    /// Stops it; nothing happens where it is answered already. A worker that does not hear of it in time is ended.
    pub fn stop(&self) {
        let Some(inner) = self.client.upgrade().filter(|inner| inner.waits_for(self.job)) else { return };
        inner.cancel(self.job);
        let (client, job) = (self.client.clone(), self.job);
        spawn_local(async move {
            js::sleep(GRACE_MS).await;
            if let Some(inner) = client.upgrade().filter(|inner| inner.waits_for(job)) {
                let answer = inner.state.borrow_mut().waiting.remove(&job);
                if let Some(waiting) = answer {
                    waiting.answer.give(Err(Failure::new(Code::Cancelled, "It was stopped.")));
                }
                // those that wait behind it are not at fault
                inner.fail_all(
                    Code::Interrupted,
                    "The worker did not hear that it should stop, and was ended.",
                );
            }
        });
    }
}

impl Asked {
    /// A handle that stops it.
    pub fn stopper(&self) -> Stop {
        Stop { client: self.client.clone(), job: self.job }
    }
}

impl Future for Asked {
    type Output = Result<Reply, Failure>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = Pin::new(&mut self.answer).poll(cx);
        self.is_answered |= polled.is_ready();
        polled
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        if !self.is_answered
            && let Some(inner) = self.client.upgrade()
        {
            inner.cancel(self.job);
        }
    }
}

impl Client {
    /// A worker of this name (for the developer tools), not yet started.
    pub fn new(name: &'static str) -> Client {
        Client(Rc::new(Inner { name, state: RefCell::default() }))
    }

    /// Asks and gets the answer.
    ///
    /// # Errors
    /// What the worker says; `Cancelled` after a stop; `WorkerDied` where it died on the way or does not start.
    pub fn ask(&self, request: Request) -> Asked {
        let doing = doing(&request, None);
        self.ask_with(request, doing, None, |_| {})
    }

    /// Asks, says what is done for it, passes a file beside the question, and hears how far it is.
    ///
    /// # Errors
    /// As [`Client::ask`].
    pub fn ask_with(
        &self,
        request: Request,
        doing: String,
        file: Option<&JsValue>,
        progress: impl Fn(Progress) + 'static,
    ) -> Asked {
        let (given, answer) = arrival();
        let job = {
            let mut state = self.0.state.borrow_mut();
            state.next_job += 1;
            let job = state.next_job;
            if state.waiting.is_empty() {
                state.began = milliseconds();
            }
            state.waiting.insert(job, Waiting { answer: given, progress: Rc::new(progress), doing });
            job
        };
        self.0.post(pack(Envelope { job, body: request }, file));
        Asked { client: Rc::downgrade(&self.0), job, answer, is_answered: false }
    }

    /// Starts the worker where there is none, and says which one it is: another number than before means that it died and that the
    /// new one knows nothing of what was sent.
    pub fn wake(&self) -> u32 {
        let is_down = matches!(self.0.state.borrow().link, Link::None);
        if is_down {
            let mut state = self.0.state.borrow_mut();
            state.link = Link::Starting(Vec::new());
            state.life += 1;
            drop(state);
            self.0.start();
        }
        self.0.state.borrow().life
    }

    /// Ends the worker; what is on its way fails. The next question starts a new one.
    pub fn end(&self) {
        self.0.died("the worker was ended");
    }

    /// What the worker is working on, if anything.
    pub fn busy(&self) -> Option<Busy> {
        let state = self.0.state.borrow();
        let (_, front) = state.waiting.first_key_value()?;
        Some(Busy { doing: front.doing.clone(), for_ms: milliseconds() - state.began })
    }

    /// Ends the worker because the person, or another plan, does not want to wait for it: what is on its way fails with a sentence.
    /// The next question starts a new one.
    pub fn stop(&self) {
        if let Some(busy) = self.busy() {
            self.0.fail_all(Code::WorkerDied, &format!("{} was stopped.", busy.doing));
        }
    }
}

impl Inner {
    fn post(self: &Rc<Self>, packed: Packed) {
        Client(self.clone()).wake();
        let mut state = self.state.borrow_mut();
        match &mut state.link {
            Link::Up(up) => {
                let posted = up.worker.post_message_with_transfer(&packed.message, &packed.transfer);
                if let Err(error) = posted {
                    drop(state);
                    self.died(&js::words_of(&error));
                }
            }
            Link::Starting(queue) => queue.push(packed),
            Link::None => {}
        }
    }

    fn start(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let name = self.name;
        spawn_local(async move {
            let started = start_worker(name).await;
            let Some(inner) = weak.upgrade() else {
                if let Ok(worker) = started {
                    worker.terminate();
                }
                return;
            };
            match started {
                Ok(worker) => inner.up(worker),
                Err(error) => inner.died(&format!("the worker did not start ({})", js::words_of(&error))),
            }
        });
    }

    fn up(self: &Rc<Self>, worker: Worker) {
        let on_message = Closure::<dyn Fn(MessageEvent)>::new({
            let weak = Rc::downgrade(self);
            move |event: MessageEvent| {
                if let Some(inner) = weak.upgrade() {
                    inner.hear(&event.data());
                }
            }
        });
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new({
            let weak = Rc::downgrade(self);
            move |event: ErrorEvent| {
                event.prevent_default();
                if let Some(inner) = weak.upgrade() {
                    inner.died(&event.message());
                }
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let up = Link::Up(Up { worker, _on_message: on_message, _on_error: on_error });
        let before = std::mem::replace(&mut self.state.borrow_mut().link, up);
        if let Link::Starting(queue) = before {
            queue.into_iter().for_each(|packed| self.post(packed));
        } else {
            // It was ended while it started.
            self.state.borrow_mut().link = before;
        }
    }

    fn hear(self: &Rc<Self>, data: &JsValue) {
        let read = |message: &Incoming| {
            let body = json::from_tree(&message.body).map_err(|_| message.garbled())?;
            Ok(Envelope { job: message.job, body: message.fill::<Reply>(body)? })
        };
        let envelope = match Incoming::open(data).and_then(|message| read(&message)) {
            Ok(envelope) => envelope,
            Err(Garbled { job: Some(job) }) => {
                let words = "The answer of the calculation could not be read.";
                Envelope { job, body: Reply::Failed(Failure::new(Code::BadRequest, words)) }
            }
            Err(Garbled { job: None }) => return,
        };
        if let Reply::Progress(progress) = envelope.body {
            let heard =
                self.state.borrow().waiting.get(&envelope.job).map(|waiting| waiting.progress.clone());
            if let Some(heard) = heard {
                heard(progress);
            }
            return;
        }
        let waiting = {
            let mut state = self.state.borrow_mut();
            state.began = milliseconds();
            state.waiting.remove(&envelope.job)
        };
        let answer = match envelope.body {
            Reply::Failed(failure) if failure.code == Code::Internal => {
                let doing = waiting.as_ref().map_or("The calculation", |waiting| waiting.doing.as_str());
                let message = format!("{doing} failed: {}.", reason(&failure.message));
                Err(Failure { message, ..failure })
            }
            Reply::Failed(failure) => Err(failure),
            Reply::Cancelled => Err(Failure::new(Code::Cancelled, "It was stopped.")),
            reply => Ok(reply),
        };
        let fault = match &answer {
            Err(failure) if failure.code == Code::Internal => Some(failure.message.clone()),
            _ => None,
        };
        if let Some(waiting) = waiting {
            waiting.answer.give(answer);
        }
        // After a panic the instance still answers, with broken state.
        if let Some(fault) = fault {
            self.died(&fault);
        }
    }

    fn waits_for(&self, job: u32) -> bool {
        self.state.borrow().waiting.contains_key(&job)
    }

    fn cancel(self: &Rc<Self>, job: u32) {
        if self.waits_for(job) {
            self.post(pack(Envelope { job, body: Request::Cancel { job } }, None));
        }
    }

    fn died(self: &Rc<Self>, why: &str) {
        let doing = self.state.borrow().waiting.first_key_value().map(|(_, front)| front.doing.clone());
        let doing = doing.unwrap_or_else(|| "The calculation".to_owned());
        self.fail_all(Code::WorkerDied, &format!("{doing} was interrupted: {}.", reason(why)));
    }

    /// Ends the worker and answers all that is on its way with this sentence.
    fn fail_all(self: &Rc<Self>, code: Code, message: &str) {
        let (link, waiting) = {
            let mut state = self.state.borrow_mut();
            (std::mem::take(&mut state.link), std::mem::take(&mut state.waiting))
        };
        drop(link);
        for waiting in waiting.into_values() {
            waiting.answer.give(Err(Failure::new(code, message)));
        }
    }
}

/// `cadenza.startWorker(name)` of boot.js: resolves with a worker that listens.
async fn start_worker(name: &str) -> Result<Worker, JsValue> {
    let cadenza = js::get(&js_sys::global(), "cadenza").ok_or("boot.js is missing")?;
    let start = js::method(&cadenza, "startWorker").ok_or("boot.js starts no workers")?;
    let started: Promise = start.call1(&cadenza, &name.into())?.dyn_into()?;
    let worker = JsFuture::from(started).await?;
    worker.dyn_into()
}

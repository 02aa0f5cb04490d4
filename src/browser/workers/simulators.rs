//! The simulation workers: ranges of replications are handed out, answers are put together in replication order, so that the
//! result does not depend on how many there are. Knows no program.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::client::{Client, Stop};
use super::import::unexpected;
use crate::browser::js::{self, arrival};
use crate::simulate::Forecast;
use crate::worker::doing;
use crate::worker::protocol::{Code, Failure, Progress, Reply, Request};

/// Replications handed out at a time: enough to make the message free, few enough that all workers end together.
const RANGE: u32 = 16;
/// More workers than this gain nothing that a person notices and cost memory.
const MOST: u32 = 4;

/// The pool. Copies of the handle mean the same one.
#[derive(Clone)]
pub struct Simulators(Rc<Inner>);

struct Inner {
    pool: Vec<Client>,
    /// Number of the newest run.
    newest: Cell<u32>,
    current: RefCell<Option<Rc<Run>>>,
}

/// One run: what is handed out and what came back.
struct Run {
    next: Cell<u32>,
    asked: u32,
    is_stopped: Cell<bool>,
    /// Why it ended early, if not by a stop.
    failure: RefCell<Option<Failure>>,
    batches: RefCell<BTreeMap<u32, Vec<u8>>>,
    /// Replications done by range, those under way included.
    done: RefCell<BTreeMap<u32, f64>>,
    stops: RefCell<Vec<Stop>>,
    progress: Box<dyn Fn(Progress)>,
}

impl Run {
    /// The next range, unless it is over.
    fn take(&self) -> Option<(u32, u32)> {
        let from = self.next.get();
        if from >= self.asked || self.is_stopped.get() || self.failure.borrow().is_some() {
            return None;
        }
        let to = (from + RANGE).min(self.asked);
        self.next.set(to);
        Some((from, to))
    }

    fn heard(&self, from: u32, done: f64) {
        self.done.borrow_mut().insert(from, done);
        let done = self.done.borrow().values().sum();
        (self.progress)(Progress { done, total: f64::from(self.asked), rows: 0 });
    }

    fn stop(&self) {
        self.is_stopped.set(true);
        self.stops.borrow().iter().for_each(Stop::stop);
    }

    /// What is done without a gap from the first replication on.
    fn prefix(&self) -> Vec<Vec<u8>> {
        let batches = self.batches.borrow();
        let whole = (0..).step_by(RANGE as usize).map_while(|from| batches.get(&from));
        whole.cloned().collect()
    }
}

impl Default for Simulators {
    fn default() -> Self {
        Simulators::new()
    }
}

impl Simulators {
    /// One worker less than the machine has cores, at least one and at most four; they start with the first run.
    pub fn new() -> Simulators {
        let cores = js::get(&js_sys::global(), "navigator")
            .and_then(|navigator| js::get(&navigator, "hardwareConcurrency")?.as_f64())
            .unwrap_or(2.0) as u32;
        let n = cores.saturating_sub(1).clamp(1, MOST);
        let pool = (0..n).map(|_| Client::new("simulation")).collect();
        Simulators(Rc::new(Inner { pool, newest: Cell::new(0), current: RefCell::default() }))
    }

    /// How many workers it has.
    pub fn n_workers(&self) -> usize {
        self.0.pool.len()
    }

    /// Stops the run that is under way; what is done is kept and labelled: its forecast has fewer replications than asked.
    pub fn stop(&self) {
        let current = self.0.current.borrow().clone();
        if let Some(run) = current {
            run.stop();
        }
    }

    /// Runs so many replications of what was compiled and gives their batches beside the forecast; `luck_only` = its rates are taken as exact. A newer run ends an older one, which then answers `Cancelled`.
    ///
    /// # Errors
    /// `Cancelled` where a newer run came or nothing was done before the stop; `WorkerDied`.
    pub async fn run(
        &self,
        parts: Vec<u8>,
        luck_only: bool,
        replications: u32,
        progress: impl Fn(Progress) + 'static,
    ) -> Result<(Forecast, Vec<Vec<u8>>), Failure> {
        let number = self.0.newest.get() + 1;
        self.0.newest.set(number);
        let run = Rc::new(Run {
            next: Cell::new(0),
            asked: replications,
            is_stopped: Cell::new(false),
            failure: RefCell::default(),
            batches: RefCell::default(),
            done: RefCell::default(),
            stops: RefCell::default(),
            progress: Box::new(progress),
        });
        let older = self.0.current.replace(Some(run.clone()));
        if let Some(older) = older {
            older.stop();
        }
        let n_workers = self.0.pool.len().min(replications.div_ceil(RANGE).max(1) as usize);
        let mut ends = Vec::new();
        for client in &self.0.pool[..n_workers] {
            let (given, ended) = arrival();
            let load = Request::Load { parts: parts.clone(), luck_only };
            let (client, run) = (client.clone(), run.clone());
            spawn_local(async move {
                if let Err(failure) = work(&client, load, &run).await {
                    run.fail(failure);
                }
                given.give(());
            });
            ends.push(ended);
        }
        for ended in ends {
            ended.await;
        }
        let cancelled = || Failure::new(Code::Cancelled, "It was stopped.");
        if self.0.newest.get() != number {
            return Err(cancelled());
        }
        self.0.current.replace(None);
        if let Some(failure) = run.failure.borrow_mut().take() {
            return Err(failure);
        }
        let batches = run.prefix();
        if batches.is_empty() && run.is_stopped.get() {
            return Err(cancelled());
        }
        let asked = Request::Summarise { batches: batches.clone(), asked: replications };
        match self.0.pool[0].ask(asked).await? {
            Reply::Forecast(forecast) => Ok((*forecast, batches)),
            _ => Err(unexpected()),
        }
    }
}

impl Run {
    fn fail(&self, failure: Failure) {
        if failure.code != Code::Cancelled {
            self.failure.borrow_mut().get_or_insert(failure);
            self.stops.borrow().iter().for_each(Stop::stop);
        }
    }
}

/// What one worker does of a run.
async fn work(client: &Client, load: Request, run: &Rc<Run>) -> Result<(), Failure> {
    client.ask(load).await?;
    while let Some((from, to)) = run.take() {
        let heard = run.clone();
        let request = Request::Run { from, to };
        let doing = doing(&request, None);
        let asked = client.ask_with(request, doing, None, move |progress| heard.heard(from, progress.done));
        run.stops.borrow_mut().push(asked.stopper());
        match asked.await? {
            Reply::Batch { bytes, .. } => {
                run.batches.borrow_mut().insert(from, bytes);
                run.heard(from, f64::from(to - from));
            }
            _ => return Err(unexpected()),
        }
    }
    Ok(())
}

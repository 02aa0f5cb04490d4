//! Which request is whose: the worker of all roles. Knows no browser; the host gives it turns, time, files and lists.

use std::future::Future;
use std::pin::Pin;

use super::data::DataWorker;
use super::host::Host;
use super::import;
use super::protocol::{Code, Failure, Reply, Request};
use super::simulation::SimulationWorker;

/// An answer on its way.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + 'a>>;

/// All roles but simulation. Behind a trait, because a host may have to fetch its code first: a worker that simulates never needs it.
pub trait Rest<H> {
    /// Does what is asked.
    fn answer<'a>(&'a mut self, host: &'a H, request: Request) -> Answer<'a>;
}

/// The rest, as it begins.
pub fn rest<H: Host>() -> Box<dyn Rest<H>> {
    Box::<DataWorker>::default()
}

impl<H: Host> Rest<H> for DataWorker {
    fn answer<'a>(&'a mut self, host: &'a H, request: Request) -> Answer<'a> {
        Box::pin(async move {
            match request {
                Request::Sniff { options } => import::look(host, options.as_ref()).await,
                Request::Import { mapping, options, record } => {
                    import::read(host, &mapping, &options, record).await
                }
                Request::ReadUpdate { mapping, options, record } => {
                    import::read_only(host, &mapping, &options, record).await
                }
                Request::Bench { for_ms } => super::simulation::bench(host, for_ms).await,
                request => self.answer(host, request).await,
            }
        })
    }
}

/// What a worker keeps between requests.
pub struct Worker<H> {
    simulation: SimulationWorker,
    rest: Option<Box<dyn Rest<H>>>,
}

impl<H> Default for Worker<H> {
    fn default() -> Worker<H> {
        Worker { simulation: SimulationWorker::default(), rest: None }
    }
}

impl<H: Host> Worker<H> {
    /// Does what is asked, in slices between which the host lets messages in. Requests come one at a time.
    pub async fn handle(&mut self, host: &H, request: Request) -> Reply {
        match self.answer(host, request).await {
            Ok(reply) => reply,
            Err(failure) if failure.code == Code::Cancelled => Reply::Cancelled,
            Err(failure) => Reply::Failed(failure),
        }
    }

    async fn answer(&mut self, host: &H, request: Request) -> Result<Reply, Failure> {
        match request {
            Request::Ping => Ok(Reply::Pong),
            // The host hears of it between two slices; here it is about a job that is answered already.
            Request::Cancel { .. } => Ok(Reply::Done),
            Request::Load { parts, luck_only } => self.simulation.load(&parts, luck_only),
            Request::Run { from, to } => self.simulation.run(host, from..to).await,
            Request::Summarise { batches, asked } => self.simulation.summarise(&batches, asked),
            request => {
                if self.rest.is_none() {
                    self.rest = Some(host.rest().await?);
                }
                match &mut self.rest {
                    Some(rest) => rest.answer(host, request).await,
                    None => Err(Failure::new(Code::Internal, "The worker is not whole.")),
                }
            }
        }
    }
}

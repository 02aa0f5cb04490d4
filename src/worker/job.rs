//! Which request is whose: the worker of all roles. Knows no browser; the host gives it turns, time, files and lists.

use super::data::DataWorker;
use super::host::Host;
use super::import;
use super::protocol::{Code, Failure, Reply, Request};
use super::simulation::SimulationWorker;

/// What a worker keeps between requests.
#[derive(Debug, Default)]
pub struct Worker {
    data: DataWorker,
    simulation: SimulationWorker,
}

impl Worker {
    /// Does what is asked, in slices between which the host lets messages in. Requests come one at a time.
    pub async fn handle<H: Host>(&mut self, host: &H, request: Request) -> Reply {
        match self.answer(host, request).await {
            Ok(reply) => reply,
            Err(failure) if failure.code == Code::Cancelled => Reply::Cancelled,
            Err(failure) => Reply::Failed(failure),
        }
    }

    async fn answer<H: Host>(&mut self, host: &H, request: Request) -> Result<Reply, Failure> {
        match request {
            Request::Ping => Ok(Reply::Pong),
            // The host hears of it between two slices; here it is about a job that is answered already.
            Request::Cancel { .. } => Ok(Reply::Done),
            Request::Sniff { options } => import::look(host, options.as_ref()).await,
            Request::Import { mapping, options, record } => {
                import::read(host, &mapping, &options, record).await
            }
            Request::Load { program, cohort, luck_only } => {
                self.simulation.load(&program, &cohort, luck_only)
            }
            Request::Run { from, to } => self.simulation.run(host, from..to).await,
            Request::Summarise { batches, asked } => self.simulation.summarise(&batches, asked),
            Request::Bench { for_ms } => super::simulation::bench(host, for_ms).await,
            request => self.data.answer(host, request).await,
        }
    }
}

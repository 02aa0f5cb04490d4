//! The data worker's state: the copy of the plan, the open list, the lists that this tab alone keeps.

mod plan_copy;

use super::host::Host;
use super::import;
use super::lists::{self, OpenList};
use super::protocol::{Code, Failure, Kept, ListRef, Reply, Request};
use super::record::new_record;
use super::shelf::{ListShelf, MemoryLists, ShelfError, Stored};
use crate::audience::{AudienceRecord, Columns};
use plan_copy::PlanCopy;

/// What the data worker keeps.
#[derive(Debug, Default)]
pub(super) struct DataWorker {
    plan: PlanCopy,
    list: Option<OpenList>,
    /// Lists that the browser could not store.
    tab: MemoryLists,
}

impl DataWorker {
    pub(super) async fn answer<H: Host>(&mut self, host: &H, request: Request) -> Result<Reply, Failure> {
        match request {
            Request::Plan { revision, plan } => {
                self.plan.set(revision, *plan);
                Ok(Reply::Done)
            }
            Request::Diff { from, revision, diff } => {
                Ok(if self.plan.change(from, revision, &diff) { Reply::Done } else { Reply::PlanWanted })
            }
            Request::OpenList { id } => self.open(host, &id).await,
            Request::OpenDemo { id, csv, name, now } => {
                let record = AudienceRecord { is_demo: true, ..new_record(&id, &name, "contacts.csv", &now) };
                let (record, columns) = import::read_own(host, &csv, record).await?;
                self.keep(host, record, columns).await
            }
            Request::AdoptList { record, chunks } => {
                let stored = lists::with_head(&record, chunks);
                self.adopt(host, &record.id, stored).await
            }
            Request::DeleteList { id } => self.delete(host, &id).await,
            Request::Lists => self.lists(host).await,
            Request::Aside => Ok(Reply::Aside(host.lists().aside().await?)),
            Request::AsideFile { name } => self.aside_file(host, name).await,
            Request::ForgetAside { name } => {
                host.lists().forget_aside(&name).await?;
                Ok(Reply::Done)
            }
            _ => Err(Failure::new(Code::BadRequest, "The data worker does not do this.")),
        }
    }

    /// The open list, if it is still the one that is asked about.
    fn list(&self, asked: &ListRef) -> Result<&OpenList, Failure> {
        let list = self.list.as_ref().ok_or_else(no_list)?;
        if list.state() == *asked {
            Ok(list)
        } else {
            Err(Failure::new(Code::StaleList, "Another list is open now."))
        }
    }

    async fn open<H: Host>(&mut self, host: &H, id: &str) -> Result<Reply, Failure> {
        if let Some(list) = self.list.as_ref().filter(|list| list.record.id == id && list.kept == Kept::Tab) {
            return Ok(Reply::List(Box::new(list.info(host).await?)));
        }
        let opened = match lists::open(&self.tab, id, Kept::Tab).await? {
            Some(list) => Some(list),
            None => lists::open(host.lists(), id, Kept::Browser).await?,
        };
        let Some(list) = opened else {
            return Err(Failure::new(Code::NoList, "This list is not in this browser."));
        };
        self.show(host, list).await
    }

    async fn show<H: Host>(&mut self, host: &H, list: OpenList) -> Result<Reply, Failure> {
        let info = list.info(host).await?;
        self.list = Some(list);
        Ok(Reply::List(Box::new(info)))
    }

    /// Stores a list, in the tab where the browser has no room, and opens it.
    async fn keep<H: Host>(
        &mut self,
        host: &H,
        record: AudienceRecord,
        columns: Columns,
    ) -> Result<Reply, Failure> {
        let stored = lists::stored(&record, &columns);
        let kept = match host.lists().save(&record.id, &stored).await {
            Ok(()) => Kept::Browser,
            Err(ShelfError::Quota | ShelfError::Blocked(_)) => {
                self.tab.save(&record.id, &stored).await?;
                Kept::Tab
            }
            Err(error) => return Err(error.into()),
        };
        self.show(host, OpenList::new(record, columns, kept)).await
    }

    async fn adopt<H: Host>(&mut self, host: &H, id: &str, stored: Stored) -> Result<Reply, Failure> {
        self.tab.save(id, &stored).await?;
        self.open(host, id).await
    }

    async fn delete<H: Host>(&mut self, host: &H, id: &str) -> Result<Reply, Failure> {
        self.tab.delete(id).await?;
        match host.lists().delete(id).await {
            // Where nothing is stored there is nothing to delete.
            Ok(()) | Err(ShelfError::Blocked(_)) => {}
            Err(error) => return Err(error.into()),
        }
        self.list = self.list.take().filter(|list| list.record.id != id);
        Ok(Reply::Done)
    }

    async fn lists<H: Host>(&mut self, host: &H) -> Result<Reply, Failure> {
        let mut entries = lists::entries(&self.tab, Kept::Tab).await?;
        match host.lists().heads().await {
            Err(ShelfError::Blocked(_)) => {}
            _ => entries.extend(lists::entries(host.lists(), Kept::Browser).await?),
        }
        Ok(Reply::Lists(entries))
    }

    async fn aside_file<H: Host>(&mut self, host: &H, name: String) -> Result<Reply, Failure> {
        let Some(bytes) = host.lists().aside_bytes(&name).await? else {
            return Err(Failure::new(Code::NoList, "This is not there any more."));
        };
        let mime = "application/octet-stream".to_owned();
        Ok(Reply::File { name: format!("{name}.bin"), mime, bytes })
    }
}

fn no_list() -> Failure {
    Failure::new(Code::NoList, "No list is open.")
}

//! What is seen. Derives, dispatches commands, holds no rules.

pub mod app; // the whole page
pub mod channel; // how channels look
pub mod charts;
pub mod components; // parts that know no domain type
pub mod counted; // a number as the way to what it counts
pub mod desk; // the open list and the live forecast
pub mod erased; // memos and effects whose code is made once a type
pub mod format; // numbers, ranges, dates as shown
pub mod frame; // rail, bars, notices
pub mod keep; // plans of this browser
pub mod launch; // what is found before launch, and what mends it
pub mod live; // the forecast that answers while the plan is edited
pub mod looked; // which contacts are looked at
pub mod pages; // the registry, and the pages
pub mod palette; // find or do, and the sheet of keys
pub mod rest; // the second file of code
pub mod router; // addresses
pub mod score; // a sequence as a small score
pub mod theme; // light and dark
pub mod versions; // versions of the open plan
pub mod workbench; // the open plan

pub use app::App;

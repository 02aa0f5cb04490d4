//! Parts that every page is made of. They know no domain type.

mod button;
mod dialog;
mod empty;
mod field;
mod find;
mod icon;
mod menu;
mod progress;
mod segmented;
mod toast;

pub use button::{Button, CopyButton};
pub use dialog::{Dialog, open_while};
pub use empty::Empty;
pub use field::{Area, Field, GROUP, Select, Take};
pub use find::Find;
pub use icon::{icon, icon_small, mark, path, severity};
pub use menu::{Item, Menu};
pub use progress::JobProgress;
pub use segmented::Segmented;
pub use toast::{ToastStack, Toasts};

//! What comes in and goes out as files: templates, the schedule as JSON and CSV. Knows no screen.

mod template;
mod template_text;

pub use template::FromTemplate;
pub use template_text::{Template, TemplateProblem};

//! Geometry of charts and long lists: numbers in, positions and path texts out (CSS pixels). Knows no domain type and no screen.

mod axis;
mod dots;
mod fan;
mod load;
mod scroll;
mod weeks;

pub use axis::{Axis, Span};
pub use dots::{Dot, dots};
pub use fan::{Fan, FanPoint};
pub use load::{Bar, Load, LoadDay, Piece};
pub use scroll::Scroll;
pub use weeks::Weeks;

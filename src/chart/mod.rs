//! Geometry of charts: numbers in, positions and path texts out (CSS pixels). Knows no domain type and no screen.

mod axis;
mod dots;
mod fan;
mod load;

pub use axis::{Axis, Span};
pub use dots::{Dot, dots};
pub use fan::{Fan, FanPoint};
pub use load::{Bar, Load, LoadDay, Piece};

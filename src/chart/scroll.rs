//! Which rows of a long list are in sight where a scroll bar is too short to give each a place of its own: small steps move the
//! rows one to one, jumps go to the same share of the list, and both ends are exact.

/// The tallest spacer [px]: Chromium clamps an element at 33 million.
const TALLEST: f64 = 8_000_000.0;
/// Steps of up to so many heights of the view are small.
const SMALL: f64 = 2.0;

/// A list that is scrolled.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scroll {
    /// Rows in all.
    pub rows: f64,
    /// Height of a row [px].
    pub row: f64,
    /// Height of the rows in sight [px].
    pub view: f64,
}

impl Scroll {
    /// Height of the spacer that the rows stand in [px].
    pub fn height(self) -> f64 {
        (self.rows * self.row).min(TALLEST)
    }

    /// The furthest that the bar goes [px].
    fn end(self) -> f64 {
        (self.height() - self.view).max(0.0)
    }

    /// Rows above the upper edge, with the part of one that is cut, when the bar goes from `top` (where it was `first`) to `to`.
    pub fn first(self, (top, first): (f64, f64), to: f64) -> f64 {
        let last = (self.rows - self.view / self.row).max(0.0);
        let (end, step) = (self.end(), to - top);
        if self.rows * self.row <= TALLEST {
            to / self.row
        } else if to <= 0.0 {
            0.0
        } else if to >= end - 1.0 {
            last // browsers round the place of the bar
        } else if step.abs() <= SMALL * self.view {
            (first + step / self.row).clamp(0.0, last)
        } else {
            to / end * last
        }
    }

    /// Where the row with that number stands in the spacer [px].
    pub fn place(self, number: f64, (top, first): (f64, f64)) -> f64 {
        if self.rows * self.row <= TALLEST { number * self.row } else { top + (number - first) * self.row }
    }
}

//! Load: stacked bars a day against a cap.

use super::{Axis, Span};

/// One day: stacked amounts with the range of each, what waits.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LoadDay {
    /// Mean amounts, from the bottom up, in the order of the series.
    pub amounts: Vec<f64>,
    /// 10 and 90 % quantiles of each amount. Ranges do not add up, so each part keeps its own.
    pub ranges: Vec<(f64, f64)>,
    /// What had to wait for another day, in the same unit.
    pub waiting: f64,
}

impl LoadDay {
    /// The highest value it reaches, whiskers and all.
    fn top(&self) -> f64 {
        let mut base = 0.0;
        let mut top = 0.0_f64;
        for (series, amount) in self.amounts.iter().enumerate() {
            top = top.max(base + self.ranges.get(series).map_or(0.0, |(_, to)| *to));
            base += amount;
        }
        top.max(base + self.waiting)
    }
}

/// A piece of a bar.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Piece {
    /// Series, by position.
    pub series: usize,
    /// Top edge (pixels).
    pub y: f64,
    /// Height (pixels).
    pub height: f64,
    /// Top and bottom of its whisker (pixels): its range, standing on the parts below it.
    pub whisker: Option<(f64, f64)>,
}

/// One bar.
#[derive(Clone, PartialEq, Debug)]
pub struct Bar {
    /// Left edge (pixels).
    pub x: f64,
    /// Its pieces; amounts of nothing have none.
    pub pieces: Vec<Piece>,
    /// Top and height of what waits, above the bar.
    pub waiting: Option<(f64, f64)>,
    /// Middle (pixels).
    pub middle: f64,
    /// Highest pixel of it, whiskers and all.
    pub top: f64,
}

/// Bars in a box.
#[derive(Clone, PartialEq, Debug)]
pub struct Load {
    /// Day `i` stands in the middle of `x.px(i)` and `x.px(i + 1)`.
    pub x: Span,
    /// Amounts to pixels.
    pub y: Axis,
    /// Width of a bar (pixels).
    pub bar_width: f64,
    /// The bars, one a day.
    pub bars: Vec<Bar>,
    /// The line of the cap (pixel).
    pub cap: Option<f64>,
}

impl Load {
    /// Lays days out between `left`, `right`, `top` and `bottom` (pixels), in view of a cap.
    pub fn new(days: &[LoadDay], cap: Option<f64>, left: f64, right: f64, top: f64, bottom: f64) -> Load {
        let tallest = days.iter().map(LoadDay::top).fold(cap.unwrap_or(0.0), f64::max);
        let y = Axis::from_zero(tallest, 4, bottom, top);
        let x = Span { from: 0.0, until: days.len().max(1) as f64, at: left, to: right };
        let slot = (right - left) / days.len().max(1) as f64;
        let bar_width = (slot * 0.72).clamp(1.0, 28.0);
        let bars = days
            .iter()
            .enumerate()
            .map(|(i, day)| {
                let middle = x.px(i as f64 + 0.5);
                let mut base = 0.0;
                let mut pieces = Vec::new();
                for (series, amount) in day.amounts.iter().enumerate().filter(|(_, amount)| **amount > 0.0) {
                    let (low, high) = (y.span.px(base), y.span.px(base + amount));
                    let whisker = day
                        .ranges
                        .get(series)
                        .filter(|(from, to)| from < to)
                        .map(|(from, to)| (y.span.px(base + to), y.span.px(base + from)));
                    pieces.push(Piece { series, y: high, height: low - high, whisker });
                    base += amount;
                }
                let waiting = (day.waiting > 0.0).then(|| {
                    let (low, high) = (y.span.px(base), y.span.px(base + day.waiting));
                    (high, low - high)
                });
                Bar { x: middle - bar_width / 2.0, pieces, waiting, middle, top: y.span.px(day.top()) }
            })
            .collect();
        let cap = cap.map(|cap| y.span.px(cap));
        Load { x, y, bar_width, bars, cap }
    }
}

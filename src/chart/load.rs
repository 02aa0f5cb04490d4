//! Load: stacked bars a day against a cap.

use super::{Axis, Span};

/// One day: stacked amounts, the 10–90 % range of their sum, what waits.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LoadDay {
    /// Mean amounts, from the bottom up, in the order of the series.
    pub amounts: Vec<f64>,
    /// 10 % quantile of the day's sum.
    pub low: f64,
    /// 90 % quantile of the day's sum.
    pub high: f64,
    /// What had to wait for another day, in the same unit.
    pub waiting: f64,
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
    /// Middle of the whisker, its top and its bottom.
    pub whisker: Option<(f64, f64, f64)>,
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
        let tallest = days
            .iter()
            .map(|day| (day.amounts.iter().sum::<f64>() + day.waiting).max(day.high))
            .fold(cap.unwrap_or(0.0), f64::max);
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
                    pieces.push(Piece { series, y: high, height: low - high });
                    base += amount;
                }
                let waiting = (day.waiting > 0.0).then(|| {
                    let (low, high) = (y.span.px(base), y.span.px(base + day.waiting));
                    (high, low - high)
                });
                let whisker = (day.high > 0.0 && day.high > day.low)
                    .then(|| (middle, y.span.px(day.high), y.span.px(day.low)));
                Bar { x: middle - bar_width / 2.0, pieces, waiting, whisker }
            })
            .collect();
        let cap = cap.map(|cap| y.span.px(cap));
        Load { x, y, bar_width, bars, cap }
    }
}

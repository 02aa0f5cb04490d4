//! A fan: bands of futures over days, with the median.

use std::fmt::Write as _;

use super::{Axis, Span};

/// The futures of one day.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct FanPoint {
    /// 5 %.
    pub q05: f64,
    /// 10 %.
    pub q10: f64,
    /// 25 %.
    pub q25: f64,
    /// Median.
    pub q50: f64,
    /// 75 %.
    pub q75: f64,
    /// 90 %.
    pub q90: f64,
    /// 95 %.
    pub q95: f64,
}

/// Paths of a fan in a box.
#[derive(Clone, PartialEq, Debug)]
pub struct Fan {
    /// Days to pixels: day `i` stands at `x.px(i)`.
    pub x: Span,
    /// Counts to pixels.
    pub y: Axis,
    /// Nine in ten.
    pub band_90: String,
    /// Eight in ten.
    pub band_80: String,
    /// Half.
    pub band_50: String,
    /// The middle future.
    pub median: String,
}

impl Fan {
    /// Lays points out between `left`, `right`, `top` and `bottom` (pixels). Fewer than two points give flat, empty paths.
    pub fn new(points: &[FanPoint], left: f64, right: f64, top: f64, bottom: f64) -> Fan {
        let max = points.iter().fold(0.0_f64, |max, p| max.max(p.q95));
        let y = Axis::from_zero(max, 5, bottom, top);
        let x = Span { from: 0.0, until: points.len().saturating_sub(1).max(1) as f64, at: left, to: right };
        let band = |low: fn(&FanPoint) -> f64, high: fn(&FanPoint) -> f64| {
            let mut path = String::new();
            for (i, point) in points.iter().enumerate() {
                push(&mut path, if i == 0 { 'M' } else { 'L' }, x.px(i as f64), y.span.px(high(point)));
            }
            for (i, point) in points.iter().enumerate().rev() {
                push(&mut path, 'L', x.px(i as f64), y.span.px(low(point)));
            }
            if !path.is_empty() {
                path.push('z');
            }
            path
        };
        let band_90 = band(|p| p.q05, |p| p.q95);
        let band_80 = band(|p| p.q10, |p| p.q90);
        let band_50 = band(|p| p.q25, |p| p.q75);
        let mut median = String::new();
        for (i, point) in points.iter().enumerate() {
            push(&mut median, if i == 0 { 'M' } else { 'L' }, x.px(i as f64), y.span.px(point.q50));
        }
        Fan { x, y, band_90, band_80, band_50, median }
    }
}

fn push(path: &mut String, command: char, x: f64, y: f64) {
    let tenth = |value: f64| (value * 10.0).round() / 10.0;
    let _ = write!(path, "{command}{} {}", tenth(x), tenth(y));
}

//! Linear axes with round ticks.

/// A linear map from values to pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Span {
    /// Value at `at`.
    pub from: f64,
    /// Value at `to`.
    pub until: f64,
    /// Pixel of `from`.
    pub at: f64,
    /// Pixel of `until`.
    pub to: f64,
}

impl Span {
    /// The pixel of a value; values outside are not clipped. An empty span maps everything to its start.
    pub fn px(&self, value: f64) -> f64 {
        let width = self.until - self.from;
        if width == 0.0 { self.at } else { self.at + (value - self.from) / width * (self.to - self.at) }
    }
}

/// A value axis from 0 with round ticks.
#[derive(Clone, PartialEq, Debug)]
pub struct Axis {
    /// The map.
    pub span: Span,
    /// Tick values, from 0 up.
    pub ticks: Vec<f64>,
}

impl Axis {
    /// An axis from 0 that holds `max`, with about `wanted` round steps of 1, 2 or 5 times a power of ten, whole numbers at least 1
    /// apart. `at` is the pixel of 0 and `to` the pixel of the top.
    pub fn from_zero(max: f64, wanted: usize, at: f64, to: f64) -> Axis {
        let max = if max.is_finite() && max > 0.0 { max } else { 1.0 };
        let raw = max / wanted.max(1) as f64;
        let mut power = 1.0;
        while power * 10.0 <= raw {
            power *= 10.0;
        }
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|k| k * power)
            .find(|step| *step >= raw)
            .unwrap_or(power * 10.0);
        let steps = (max / step).ceil().max(1.0);
        Axis {
            span: Span { from: 0.0, until: steps * step, at, to },
            ticks: (0..=steps as usize).map(|i| i as f64 * step).collect(),
        }
    }
}

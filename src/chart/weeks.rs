//! Business days side by side, in weeks of five with a gap between them.

/// Where business days stand.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Weeks {
    /// Left edge of the first day (pixels).
    left: f64,
    /// Width of a day (pixels).
    pub day: f64,
}

impl Weeks {
    /// Days of a week.
    const FIVE: usize = 5;
    /// The gap between two weeks, in days.
    const GAP: f64 = 0.6;

    /// Lays so many days out between two pixels.
    pub fn new(days: usize, left: f64, right: f64) -> Weeks {
        let days = days.max(1);
        let gaps = (days - 1) / Weeks::FIVE;
        Weeks { left, day: (right - left) / (days as f64 + Weeks::GAP * gaps as f64) }
    }

    /// Left edge of a day, counted from 0 (pixels).
    pub fn x(&self, day: usize) -> f64 {
        self.left + self.day * (day as f64 + Weeks::GAP * (day / Weeks::FIVE) as f64)
    }

    /// The first day of every week that begins at least `gap` pixels after the one before.
    pub fn starts(&self, days: usize, gap: f64) -> Vec<usize> {
        let mut shown: Vec<usize> = Vec::new();
        for day in (0..days).step_by(Weeks::FIVE) {
            if shown.last().is_none_or(|last| self.x(day) - self.x(*last) >= gap) {
                shown.push(day);
            }
        }
        shown
    }
}

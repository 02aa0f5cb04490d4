//! The one way in which a quantile is taken: by nearest rank, so that it is a value that was there. Knows no quantity.

use super::Range;
use crate::lean::order;

/// The value below or at which so many percent of the sorted values lie, by nearest rank: the middle of an even count is the lower one
/// of the two, and the quantile of whole numbers is a whole number. `None` where there is none.
///
/// # Examples
/// ```
/// use cadenza::simulate::quantile;
/// assert_eq!(quantile(&[1, 2, 3, 10], 50), Some(2));
/// assert_eq!(quantile(&[1, 2, 3, 10], 90), Some(10));
/// assert_eq!(quantile::<u32>(&[], 50), None);
/// ```
pub fn quantile<T: Copy>(sorted: &[T], percent: u32) -> Option<T> {
    let rank = (sorted.len() as u64 * u64::from(percent)).div_ceil(100).max(1);
    sorted.get(rank as usize - 1).copied()
}

impl Range {
    /// The range of one quantity: its values in replication order.
    pub(super) fn of(values: &[f64]) -> Range {
        let n = values.len() as f64;
        if values.is_empty() {
            return Range::default();
        }
        let mean = values.iter().sum::<f64>() / n;
        let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
        let sd = if values.len() > 1 { (squares / (n - 1.0)).sqrt() } else { 0.0 };
        let mut sorted = values.to_vec();
        order::sort_by_number(&mut sorted, |value| order::number_of(*value).into());
        let at = |percent| quantile(&sorted, percent).unwrap_or_default();
        Range {
            mean,
            sd,
            q05: at(5),
            q10: at(10),
            q25: at(25),
            q50: at(50),
            q75: at(75),
            q90: at(90),
            q95: at(95),
        }
    }
}

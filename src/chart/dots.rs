//! Quantile dots: fifty equally likely futures, stacked.

/// One dot.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dot {
    /// The value it stands for, rounded to its column.
    pub value: f64,
    /// Column, from 0.
    pub column: usize,
    /// Height in its column, from 0.
    pub row: usize,
}

/// `n` dots that stand for equally likely futures: the quantiles at (i + ½) / n, put into columns `width` values wide. Returns the dots,
/// and the first value of column 0. No values, no dots.
pub fn dots(values: &[u32], n: usize, width: u32) -> (Vec<Dot>, u32) {
    let width = width.max(1);
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    if sorted.is_empty() || n == 0 {
        return (Vec::new(), 0);
    }
    let picked: Vec<u32> = (0..n)
        .map(|i| {
            let at = ((i as f64 + 0.5) / n as f64 * sorted.len() as f64) as usize;
            sorted[at.min(sorted.len() - 1)] / width * width
        })
        .collect();
    let first = picked[0];
    let mut dots = Vec::with_capacity(n);
    let mut row = 0;
    for (i, value) in picked.iter().enumerate() {
        row = if i > 0 && picked[i - 1] == *value { row + 1 } else { 0 };
        dots.push(Dot { value: f64::from(*value), column: ((value - first) / width) as usize, row });
    }
    (dots, first)
}

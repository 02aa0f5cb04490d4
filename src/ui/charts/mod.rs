//! Charts, drawn 1:1 in CSS pixels and never stretched; each has a sentence and a table from the same source. Knows no domain type.

mod card;
mod dots;
mod fan;
mod histogram;
mod load;
mod overlap;
mod strip;
mod width;

pub use card::{DataTable, PlotCard, TableData, TableSwitch};
pub use dots::{Dots, DotsData};
pub use fan::{FanChart, FanData};
pub use histogram::Histogram;
pub use load::{LoadChart, LoadData, Series, hatch};
pub use overlap::{OverlapChart, OverlapData};
pub use strip::{Strip, StripData};
pub use width::use_width;

/// The days of a horizontal axis.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct DayAxis {
    /// Per day: a short label such as `16 Nov`.
    pub labels: Vec<String>,
    /// Per day: a weekend or holiday, drawn as a band.
    pub rest: Vec<bool>,
    /// Per day: the first of a week, labelled where there is room.
    pub week: Vec<bool>,
}

impl DayAxis {
    /// The days to label so that labels stand at least `gap` pixels apart, when a day is `day` pixels wide.
    fn labelled(&self, day: f64, gap: f64) -> Vec<usize> {
        let weeks: Vec<usize> = (0..self.labels.len()).filter(|i| self.week.get(*i) == Some(&true)).collect();
        let candidates: Vec<usize> = if weeks.is_empty() { (0..self.labels.len()).collect() } else { weeks };
        let mut shown: Vec<usize> = Vec::new();
        for i in candidates {
            if shown.last().is_none_or(|last| (i - last) as f64 * day >= gap) {
                shown.push(i);
            }
        }
        shown
    }
}

/// A number for people: whole where it is large, one digit where it is small.
pub fn short(value: f64) -> String {
    let rounded = if value.abs() < 10.0 && (value - value.round()).abs() > 0.05 {
        (value * 10.0).round() / 10.0
    } else {
        value.round()
    };
    let text = rounded.to_string();
    let (whole, rest) =
        text.split_once('.').map_or((text.as_str(), String::new()), |(w, r)| (w, format!(".{r}")));
    let digits: Vec<char> = whole.chars().collect();
    let mut grouped = String::new();
    for (i, digit) in digits.iter().enumerate() {
        let left = digits.len() - i;
        if i > 0 && left.is_multiple_of(3) && digits[i - 1] != '-' {
            grouped.push(',');
        }
        grouped.push(*digit);
    }
    grouped + &rest
}

//! Fit: weighted conditions as a score from 0 to 100 (G6), its spread over a list, and who reaches a threshold.

use super::{Bitmap, Evaluator};
use crate::model::{Finding, Rule};

/// The scores of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Fit {
    /// By row, 0 to 100: the weights of what holds as a share of all weights, rounded to the nearest.
    pub scores: Vec<u8>,
    /// Contacts by ten: 0–9, 10–19 … 90–100.
    pub spread: [u32; 10],
}

/// Scores a list by conditions with their weights; a weight below zero counts against. Without a weight above zero everybody has 0.
///
/// # Errors
/// As [`Evaluator::matches`].
pub fn fit(conditions: &[(Rule, i16)], evaluator: &Evaluator, rows: usize) -> Result<Fit, Finding> {
    let most: i64 = conditions.iter().map(|(_, weight)| i64::from((*weight).max(0))).sum();
    let mut sums = vec![0_i64; rows];
    for (rule, weight) in conditions {
        for row in evaluator.matches(rule)?.rows() {
            sums[row] += i64::from(*weight);
        }
    }
    let score =
        |sum: &i64| if most == 0 { 0 } else { ((sum.clamp(&0, &most) * 200 + most) / (2 * most)) as u8 };
    let scores: Vec<u8> = sums.iter().map(score).collect();
    let mut spread = [0; 10];
    for score in &scores {
        spread[usize::from(score / 10).min(9)] += 1;
    }
    Ok(Fit { scores, spread })
}

impl Fit {
    /// Who has at least so much.
    pub fn reaching(&self, threshold: u8) -> Bitmap {
        let mut reaching = Bitmap::none(self.scores.len());
        for (row, _) in self.scores.iter().enumerate().filter(|(_, score)| **score >= threshold) {
            reaching.insert(row);
        }
        reaching
    }
}

//! Fit: weighted conditions as a score from 0 to 100 (G6), its spread over a list, and who passes a test.

use super::{Bitmap, Evaluator, number_holds};
use crate::model::{Finding, Rule, Score, Test};

/// The scores of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Fit {
    /// By row, 0 to 100: the weights of what holds as a share of all weights above zero, rounded to the nearest.
    pub scores: Vec<u8>,
    /// Contacts by five: 0–4, 5–9 … 95–100.
    pub spread: [u32; 20],
}

/// Scores a list by conditions with their weights; a weight below zero counts against. Without a weight above zero everybody has 0.
///
/// # Errors
/// As [`Evaluator::matches`].
pub fn fit(conditions: &[(Rule, i16)], evaluator: &Evaluator, rows: usize) -> Result<Fit, Finding> {
    let weighted = conditions.iter().map(|(rule, weight)| (rule, *weight));
    let scores = scored(weighted, rows, |rule| evaluator.matches(rule))?;
    let mut spread = [0; 20];
    for score in &scores {
        spread[usize::from(score / 5).min(19)] += 1;
    }
    Ok(Fit { scores, spread })
}

/// The score of each row.
fn scored<'r>(
    conditions: impl Iterator<Item = (&'r Rule, i16)> + Clone,
    rows: usize,
    mut matches: impl FnMut(&'r Rule) -> Result<Bitmap, Finding>,
) -> Result<Vec<u8>, Finding> {
    let most: i64 = conditions.clone().map(|(_, weight)| i64::from(weight.max(0))).sum();
    let mut sums = vec![0_i64; rows];
    for (rule, weight) in conditions {
        for row in matches(rule)?.rows() {
            sums[row] += i64::from(weight);
        }
    }
    let score =
        |sum: &i64| if most == 0 { 0 } else { ((sum.clamp(&0, &most) * 200 + most) / (2 * most)) as u8 };
    Ok(sums.iter().map(score).collect())
}

/// The rows of `rows` whose score passes a test.
pub(super) fn passes(
    score: &Score,
    test: &Test,
    rows: &Bitmap,
    matches: impl FnMut(&Rule) -> Result<Bitmap, Finding>,
) -> Result<Bitmap, Finding> {
    let weighted = score.conditions.iter().map(|condition| (&condition.rule, condition.weight));
    let scores = scored(weighted, rows.len(), matches)?;
    Ok(rows.keep(|row| number_holds(test, Some(f64::from(scores[row])))))
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

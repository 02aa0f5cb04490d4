//! Who of some contacts is drawn for a pilot (G7): by a hash of the seed and the contact's number, or of the lowest number of its account, so
//! that a draw does not hang on the order of the list. Knows no rule.

use std::collections::BTreeMap;

use super::Bitmap;
use crate::lean::order;
use crate::model::Pilot;

/// The place of a number in the draw of a seed.
fn place(seed: u32, number: u32) -> u64 {
    // the finaliser of splitmix64: every bit of seed and number moves every bit of the place
    let mut hash = (u64::from(seed) << 32 | u64::from(number)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Draws from `from`; `account` gives the account of a row, where whole accounts are drawn.
pub(super) fn drawn(pilot: &Pilot, from: &Bitmap, numbers: &[u32], account: Option<&[u32]>) -> Bitmap {
    let wanted = pilot.take.of(from.count()) as usize;
    // rows together, each with the number that they are drawn by
    let mut together: Vec<(u32, Vec<usize>)> = match account {
        None => from.rows().map(|row| (numbers[row], vec![row])).collect(),
        Some(account) => {
            let mut by_account: BTreeMap<u32, (u32, Vec<usize>)> = BTreeMap::new();
            for row in from.rows() {
                let of = account.get(row).copied().unwrap_or(u32::MAX);
                let (lowest, rows) = by_account.entry(of).or_insert((u32::MAX, Vec::new()));
                *lowest = (*lowest).min(numbers[row]);
                rows.push(row);
            }
            by_account.into_values().collect()
        }
    };
    order::sort_by_number(&mut together, |(number, _)| {
        u128::from(place(pilot.seed, *number)) << 32 | u128::from(*number)
    });
    let mut drawn = Bitmap::none(from.len());
    let mut left = wanted;
    for (_, rows) in together {
        // an account that has no room any more is passed over: never more than were asked for
        if rows.len() <= left {
            left -= rows.len();
            rows.into_iter().for_each(|row| drawn.insert(row));
        }
    }
    drawn
}

//! Segments beside each other (G5): who is in several, who in none, and whose a contact is when the first that has them counts.

use std::collections::BTreeMap;

use super::Bitmap;
use crate::lean::order;

/// How segments share a list. The segments stand in the order that was given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cover {
    /// Contacts of the list.
    pub of: u32,
    /// Contacts in each.
    pub sizes: Vec<u32>,
    /// Contacts in each and in no other.
    pub alone: Vec<u32>,
    /// Contacts of each that no segment before it has: what it gets when the first counts.
    pub first: Vec<u32>,
    /// Contacts in both, for each pair (earlier, later) that shares any.
    pub shared: Vec<(usize, usize, u32)>,
    /// Contacts in any.
    pub covered: u32,
    /// Nobody's contacts.
    pub nobody: Bitmap,
    /// Contacts by the very segments they are in (bit n: the nth), the most frequent first. Of the first 64 segments.
    pub combos: Vec<(u64, u32)>,
}

/// Lays segments beside each other; sets of rows of one list with `of` rows.
pub fn cover(sets: &[Bitmap], of: usize) -> Cover {
    let mut any = Bitmap::none(of);
    let mut several = Bitmap::none(of);
    let mut first = Vec::with_capacity(sets.len());
    for set in sets {
        several = several.or(&any.clone().and(set));
        first.push(set.clone().minus(&any).count());
        any = any.or(set);
    }
    let mut shared = Vec::new();
    for (later, set) in sets.iter().enumerate() {
        for (earlier, other) in sets[..later].iter().enumerate() {
            let both = set.clone().and(other).count();
            if both > 0 {
                shared.push((earlier, later, both));
            }
        }
    }
    let mut masks = vec![0_u64; of];
    for (bit, set) in sets.iter().take(64).enumerate() {
        set.rows().for_each(|row| masks[row] |= 1 << bit);
    }
    let mut counted: BTreeMap<u64, u32> = BTreeMap::new();
    for mask in masks.into_iter().filter(|mask| *mask != 0) {
        *counted.entry(mask).or_default() += 1;
    }
    let mut combos: Vec<(u64, u32)> = counted.into_iter().collect();
    order::sort_by(&mut combos, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Cover {
        combos,
        of: of as u32,
        sizes: sets.iter().map(Bitmap::count).collect(),
        alone: sets.iter().map(|set| set.clone().minus(&several).count()).collect(),
        first,
        shared,
        covered: any.count(),
        nobody: Bitmap::all(of).minus(&any),
    }
}

/// Whose each contact is when the first segment that has them counts.
pub fn by_priority(sets: &[Bitmap], of: usize) -> Vec<Bitmap> {
    let mut taken = Bitmap::none(of);
    let mine = sets.iter().map(|set| {
        let mine = set.clone().minus(&taken);
        taken = std::mem::take(&mut taken).or(set);
        mine
    });
    mine.collect()
}

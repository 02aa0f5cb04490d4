//! Order by two compiled sorts for all types, and ordered maps and sets without one. Knows no type of ours.
//!
//! Each sort of a type of its own is 3 to 8 KB of code, and `collect` into a `BTreeMap` or a `BTreeSet` sorts as well. So where a list has
//! the size of a plan (hundreds), use [`sort_by`] and its like; where it has the size of a contact list and its order can be said as a
//! number, [`sort_by_number`], which is as quick as std's.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts; what is equal keeps its order.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let from = sorted_places(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    arrange(items, from);
}

/// Sorts; what is equal keeps its order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts by a key; what is equal keeps its order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by a number; what is equal keeps its order. For long lists.
pub fn sort_by_number<T>(items: &mut [T], number: impl FnMut(&T) -> u128) {
    let numbers = items.iter().map(number);
    let mut numbered: Vec<(u128, u32)> = numbers.zip(0..).collect();
    numbered.sort_unstable();
    arrange(items, numbered.into_iter().map(|(_, place)| place as usize).collect());
}

/// A number that orders as `f64::total_cmp` does.
pub fn number_of(value: f64) -> u64 {
    let bits = value.to_bits();
    if value.is_sign_negative() { !bits } else { bits | 1 << 63 }
}

/// Moves to each place the item that stands where `from` says.
fn arrange<T>(items: &mut [T], mut from: Vec<usize>) {
    for start in 0..from.len() {
        // one ring of the permutation at a time; a place that is right names itself
        let mut at = start;
        loop {
            let next = std::mem::replace(&mut from[at], at);
            if next == start || next == at {
                break;
            }
            items.swap(at, next);
            at = next;
        }
    }
}

/// Where the item that belongs at each place stands.
#[inline(never)]
fn sorted_places(n: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..n).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

/// `collect` without a sort.
pub trait Gather: Iterator + Sized {
    /// Its items, each once.
    fn into_set(self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut set = BTreeSet::new();
        self.for_each(|item| {
            set.insert(item);
        });
        set
    }

    /// Its pairs; of equal keys the last one stays.
    fn into_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        self.for_each(|(key, value)| {
            map.insert(key, value);
        });
        map
    }
}

impl<I: Iterator> Gather for I {}

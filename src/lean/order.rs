//! Order by two compiled sorts for all types, and ordered maps and sets without one. Knows no type of ours.
//!
//! Each sort of a type of its own is 3 to 8 KB of code, and `collect` into a `BTreeMap` or a `BTreeSet` sorts as well. So where a list has
//! the size of a plan (hundreds), use [`sort_by`] and its like; where it has the size of a contact list and its order can be said as a
//! number, [`sort_by_number`], which is as quick as std's.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::turns::A_TURN;

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

/// As [`sort_by_number`], a piece at a time.
///
/// # Errors
/// Where it was stopped; the items are then in any order.
pub async fn sort_by_number_in_turns<T, S>(
    items: &mut [T],
    mut number: impl FnMut(&T) -> u128,
    turn: &mut impl AsyncFnMut() -> Result<(), S>,
) -> Result<(), S> {
    // pieces are sorted, and then drawn from in order
    let mut pieces: Vec<std::vec::IntoIter<(u128, u32)>> = Vec::new();
    let mut at = 0_u32;
    for piece in items.chunks(4 * A_TURN) {
        let mut numbered: Vec<(u128, u32)> = piece.iter().map(&mut number).zip(at..).collect();
        at += numbered.len() as u32;
        numbered.sort_unstable();
        pieces.push(numbered.into_iter());
        turn().await?;
    }
    let mut heads: BinaryHeap<_> = BinaryHeap::with_capacity(pieces.len());
    for (piece, numbers) in pieces.iter_mut().enumerate() {
        heads.extend(numbers.next().map(|first| Reverse((first, piece))));
    }
    let mut from = Vec::with_capacity(items.len());
    while let Some(Reverse(((_, place), piece))) = heads.pop() {
        from.push(place as usize);
        heads.extend(pieces[piece].next().map(|next| Reverse((next, piece))));
        if from.len().is_multiple_of(4 * A_TURN) {
            turn().await?;
        }
    }
    drop(pieces);
    let mut moved = 0;
    for start in 0..from.len() {
        moved += follow_ring(items, &mut from, start);
        if moved >= 4 * A_TURN {
            moved = 0;
            turn().await?;
        }
    }
    Ok(())
}

/// A number that orders as `f64::total_cmp` does.
pub fn number_of(value: f64) -> u64 {
    let bits = value.to_bits();
    if value.is_sign_negative() { !bits } else { bits | 1 << 63 }
}

/// Moves to each place the item that stands where `from` says.
fn arrange<T>(items: &mut [T], mut from: Vec<usize>) {
    for start in 0..from.len() {
        follow_ring(items, &mut from, start);
    }
}

/// Puts the items of one ring of the permutation right, and says how many; a place that is right names itself.
fn follow_ring<T>(items: &mut [T], from: &mut [usize], start: usize) -> usize {
    let (mut at, mut n) = (start, 1);
    loop {
        let next = std::mem::replace(&mut from[at], at);
        if next == start || next == at {
            return n;
        }
        items.swap(at, next);
        at = next;
        n += 1;
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

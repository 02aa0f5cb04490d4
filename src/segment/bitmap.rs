//! Sets of rows as bits.

/// A set of rows of a list of known length.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bitmap {
    words: Vec<u64>,
    len: usize,
}

impl Bitmap {
    /// No row of `len`.
    pub fn none(len: usize) -> Bitmap {
        Bitmap { words: vec![0; len.div_ceil(64)], len }
    }

    /// Every row of `len`.
    pub fn all(len: usize) -> Bitmap {
        let mut bitmap = Bitmap { words: vec![u64::MAX; len.div_ceil(64)], len };
        if let Some(last) = bitmap.words.last_mut().filter(|_| !len.is_multiple_of(64)) {
            *last = (1 << (len % 64)) - 1;
        }
        bitmap
    }

    /// Rows of the list.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Rows in the set.
    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether a row is in the set; rows beyond the list are not.
    pub fn contains(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Puts a row in; rows beyond the list are ignored.
    pub fn insert(&mut self, row: usize) {
        if row < self.len {
            self.words[row / 64] |= 1 << (row % 64);
        }
    }

    /// The rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        let mut words = self.words.iter().enumerate();
        let (mut from, mut rest) = (0, 0);
        std::iter::from_fn(move || {
            while rest == 0 {
                let (index, word) = words.next()?;
                (from, rest) = (index * 64, *word);
            }
            let row = from + rest.trailing_zeros() as usize;
            rest &= rest - 1;
            Some(row)
        })
    }

    /// Those of its rows for which something holds. Where most of 64 rows are in it, all are asked: that is quicker than to look for them.
    #[must_use]
    pub fn keep(&self, mut holds: impl FnMut(usize) -> bool) -> Bitmap {
        let mut found = Bitmap::none(self.len);
        for ((index, word), found) in self.words.iter().enumerate().zip(&mut found.words) {
            let from = index * 64;
            if *word == u64::MAX {
                for bit in 0..64 {
                    *found |= u64::from(holds(from + bit)) << bit;
                }
                continue;
            }
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros() as usize;
                *found |= u64::from(holds(from + bit)) << bit;
                rest &= rest - 1;
            }
        }
        found
    }

    /// Those of its rows that are also in the set whose words `of` gives: 64 rows at a time, the first of which it is told. Asked only where
    /// the set has rows; what it says of rows beyond the list does not count.
    #[must_use]
    pub(super) fn keep_words(&self, mut of: impl FnMut(usize) -> u64) -> Bitmap {
        let mut found = Bitmap::none(self.len);
        for ((index, word), found) in self.words.iter().enumerate().zip(&mut found.words) {
            if *word != 0 {
                *found = *word & of(index * 64);
            }
        }
        found
    }

    /// Whether a row is in both.
    pub fn meets(&self, other: &Bitmap) -> bool {
        self.words.iter().zip(&other.words).any(|(mine, other)| mine & other != 0)
    }

    /// Rows in both.
    #[must_use]
    pub fn and(mut self, other: &Bitmap) -> Bitmap {
        self.words.iter_mut().zip(&other.words).for_each(|(mine, other)| *mine &= other);
        self
    }

    /// Rows in either.
    #[must_use]
    pub fn or(mut self, other: &Bitmap) -> Bitmap {
        self.words.iter_mut().zip(&other.words).for_each(|(mine, other)| *mine |= other);
        self
    }

    /// Rows in this and not in the other.
    #[must_use]
    pub fn minus(mut self, other: &Bitmap) -> Bitmap {
        self.words.iter_mut().zip(&other.words).for_each(|(mine, other)| *mine &= !other);
        self
    }
}

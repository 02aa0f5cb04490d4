//! What an address says at one look, sixty-four bytes together: whether it is one as nearly all are, whether it may be a desk's, and a number
//! by which the same one is found again. Knows no column.

use wide::u8x16;

use super::texts::mix;

/// A plain address, with nothing around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Plain {
    /// Of its letters, in whatever case; see [`hash`].
    pub(super) hash: u64,
    /// Whether it may be the address of a desk: for [`super::values::is_role_address`] to judge.
    pub(super) may_be_desk: bool,
}

/// Bytes looked at; what stands behind the address among them counts for nothing.
pub(super) const LOOK: usize = 64;
/// No name of a desk is longer [bytes].
const LONGEST_DESK: u32 = 15;
/// Makes capitals of ASCII small; of the other signs of a plain address no two become one.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// Looks at a text, whose bytes and those behind it may be at hand.
#[inline(always)]
pub(super) fn look(text: &str, bytes: Option<&[u8; LOOK]>) -> Option<Plain> {
    if let Some(bytes) = bytes {
        return plain(bytes, text.len());
    }
    let mut bytes = [0; LOOK];
    bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    plain(&bytes, text.len())
}

/// Looks at a text of `length` bytes. What is said here of an address is true; of what this does not know `values::email` judges, which
/// looks at each character many times.
#[inline(always)]
fn plain(bytes: &[u8; LOOK], length: usize) -> Option<Plain> {
    if length == 0 || length > LOOK {
        return None;
    }
    let (mut known, mut letters, mut ats, mut dots, mut hyphens, mut inner) = (0, 0, 0, 0, 0, 0);
    let of = |byte: u8| u8x16::splat(byte);
    for (index, bytes) in bytes.as_chunks::<16>().0.iter().enumerate() {
        let shift = index * 16;
        if shift >= length {
            break;
        }
        let bytes = u8x16::new(*bytes);
        let within = |from: u8, count: u8, bytes: u8x16| {
            let place = bytes - of(from);
            place.min(of(count - 1)).simd_eq(place)
        };
        let bits = |found: u8x16| u64::from(found.to_bitmask()) << shift;
        let letter = within(b'a', 26, bytes | of(0x20));
        let (at, dot, hyphen) = (bytes.simd_eq(of(b'@')), bytes.simd_eq(of(b'.')), bytes.simd_eq(of(b'-')));
        let other = bytes.simd_eq(of(b'_')) | bytes.simd_eq(of(b'+'));
        known |= bits(letter | within(b'0', 10, bytes) | at | dot | hyphen | other);
        letters |= bits(letter);
        ats |= bits(at);
        dots |= bits(dot);
        hyphens |= bits(hyphen);
        inner |= bits(other);
    }
    let all = u64::MAX >> (LOOK - length);
    let (at, dots, last) = (ats & all, dots & all, 1 << (length - 1));
    // one sign of it, and something before it
    if known & all != all || !at.is_power_of_two() || at == 1 {
        return None;
    }
    let local = at - 1;
    let domain = all & !local & !at;
    let (starts, hyphens_there) = (dots << 1 | at << 1, hyphens & domain);
    let is_one = dots & (dots << 1 | 1 | at >> 1 | at << 1) == 0
        && dots & domain != 0
        && inner & domain == 0
        && hyphens_there & starts == 0
        && (hyphens_there << 1) & dots == 0
        && letters & last != 0;
    is_one.then(|| Plain {
        hash: hash_of(bytes, length),
        may_be_desk: at.trailing_zeros() <= LONGEST_DESK && local & !(letters | hyphens) == 0,
    })
}

#[inline(always)]
fn hash_of(bytes: &[u8; LOOK], length: usize) -> u64 {
    let mut hash = length as u64;
    for (index, bytes) in bytes.as_chunks::<8>().0.iter().enumerate() {
        let left = length.saturating_sub(index * 8);
        if left == 0 {
            break;
        }
        let word = u64::from_le_bytes(*bytes) | SMALL;
        hash = mix(hash ^ if left < 8 { word & ((1 << (left * 8)) - 1) } else { word });
    }
    mix(hash)
}

/// The number of an address in small letters: that of [`plain`] where it is plain.
pub(super) fn hash(small: &str) -> u64 {
    let mut hash = small.len() as u64;
    for bytes in small.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        let mask = if bytes.len() < 8 { (1 << (bytes.len() * 8)) - 1 } else { u64::MAX };
        hash = mix(hash ^ ((u64::from_le_bytes(word) | SMALL) & mask));
    }
    mix(hash)
}

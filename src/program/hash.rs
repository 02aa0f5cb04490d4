//! Mixing of numbers into numbers that look random (E2). What the exported schedule also decides is hashed here from the
//! plan's seed, without the replication; draws of a replication build on the same finaliser.

/// The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection in which every input bit moves every output bit.
#[inline(always)]
pub(crate) fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A number for (seed, step number, contact number): the same in every replication, as in the exported schedule (S5).
#[inline]
pub(crate) fn pick(seed: u32, step: u32, contact: u32) -> u64 {
    mix(mix(u64::from(seed) ^ 0x5eed_cade_0000_0000) ^ (u64::from(contact) << 32 | u64::from(step)))
}

//! Decimal numbers, correct to the last bit. `str::parse::<f64>` says the same and brings a table of 10 KB that does not compress.

use std::cmp::Ordering;

/// More digits than any midpoint of two numbers has: those behind only say whether there is anything.
const DIGITS: usize = 800;

/// The number nearest to a decimal: `12`, `-1.5`, `.5`, `2e3`. Nothing where it is none, or too great to be finite.
pub fn parse(text: &str) -> Option<f64> {
    let (is_negative, plain) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (mut digits, mut exponent, mut any, mut dot, mut at) = (Vec::new(), 0_i64, false, false, 0);
    while let Some(byte) = plain.get(at) {
        match byte {
            b'0'..=b'9' => {
                any = true;
                exponent -= i64::from(dot);
                if digits.len() < DIGITS {
                    if *byte != b'0' || !digits.is_empty() {
                        digits.push(byte - b'0');
                    }
                } else {
                    exponent += 1;
                    if *byte != b'0' {
                        digits[DIGITS - 1] |= 1;
                    }
                }
            }
            b'.' if !dot => dot = true,
            _ => break,
        }
        at += 1;
    }
    if !any {
        return None;
    }
    match plain.get(at) {
        None => {}
        Some(b'e' | b'E') => {
            let written = std::str::from_utf8(&plain[at + 1..]).ok()?;
            if !written.trim_start_matches(['+', '-']).bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let sign = if written.starts_with('-') { -1 } else { 1 };
            // a longer one is out of every range
            exponent += written.parse::<i64>().unwrap_or(sign * 1_000_000).clamp(-1_000_000, 1_000_000);
        }
        Some(_) => return None,
    }
    let number = nearest(&digits, exponent);
    number.is_finite().then_some(if is_negative { -number } else { number })
}

/// The number nearest to `digits` × 10^`exponent`; of two the even one.
fn nearest(digits: &[u8], exponent: i64) -> f64 {
    let magnitude = digits.len() as i64 + exponent;
    if digits.is_empty() || magnitude < -330 {
        return 0.0;
    }
    if magnitude > 310 {
        return f64::INFINITY;
    }
    if digits.len() <= 15 && exponent.abs() <= 22 {
        // both sides and the power are exact, so one operation rounds once
        let whole = digits.iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(*digit)) as f64;
        let power = (0..exponent.abs()).fold(1.0, |power, _| power * 10.0);
        return if exponent < 0 { whole / power } else { whole * power };
    }
    let (mut above, mut below) = (Big::default(), Big(vec![1]));
    digits.iter().for_each(|digit| above.times_plus(10, u32::from(*digit)));
    let scaled = if exponent < 0 { &mut below } else { &mut above };
    (0..exponent.abs()).for_each(|_| scaled.times_plus(10, 0));

    // above / below × 2^k has 54 or 55 bits before the point: long division finds them
    let k = 54 + below.bits() - above.bits();
    if k > 0 {
        above.shift(k)
    } else {
        below.shift(-k)
    }
    below.shift(54);
    let mut quotient = 0_u64;
    for _ in 0..55 {
        quotient <<= 1;
        if above.compare(&below).is_ge() {
            above.minus(&below);
            quotient |= 1;
        }
        above.shift(1);
    }
    let bits = 64 - i64::from(quotient.leading_zeros());
    // the last bit of a number of this size, or of the smallest ones
    let unit = (bits - 53 - k).max(-1074);
    let dropped = unit + k;
    if dropped > 60 {
        return 0.0;
    }
    let (half, rest) = (1_u64 << (dropped - 1), quotient & ((1 << dropped) - 1));
    let mut kept = quotient >> dropped;
    if rest > half || (rest == half && (above.bits() > 0 || kept % 2 == 1)) {
        kept += 1;
    }
    // in two steps, because the smallest numbers are less than the smallest power that is normal
    let step = if unit < -1000 { 100 } else { 0 };
    kept as f64 * power_of_two(unit + step) * power_of_two(-step)
}

fn power_of_two(exponent: i64) -> f64 {
    if exponent > 1023 { f64::INFINITY } else { f64::from_bits(((exponent + 1023) as u64) << 52) }
}

/// A natural number of any size, its lowest 32 bits first.
#[derive(Default)]
struct Big(Vec<u32>);

impl Big {
    fn times_plus(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for part in &mut self.0 {
            carry += u64::from(*part) * u64::from(factor);
            *part = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn shift(&mut self, bits: i64) {
        for _ in 0..bits % 32 {
            self.times_plus(2, 0);
        }
        self.0.splice(0..0, std::iter::repeat_n(0, bits as usize / 32));
    }

    fn bits(&self) -> i64 {
        let used = self.0.iter().rposition(|part| *part > 0).map_or(0, |last| last + 1);
        used as i64 * 32 - self.0[..used].last().map_or(0, |part| i64::from(part.leading_zeros()))
    }

    fn compare(&self, other: &Big) -> Ordering {
        self.bits().cmp(&other.bits()).then_with(|| {
            let parts = self.0.len().min(other.0.len());
            self.0[..parts].iter().rev().cmp(other.0[..parts].iter().rev())
        })
    }

    /// Takes a smaller number away.
    fn minus(&mut self, other: &Big) {
        let mut borrow = false;
        for (index, part) in self.0.iter_mut().enumerate() {
            let (left, under) = part.overflowing_sub(other.0.get(index).copied().unwrap_or(0));
            let (left, again) = left.overflowing_sub(u32::from(borrow));
            *part = left;
            borrow = under || again;
        }
    }
}

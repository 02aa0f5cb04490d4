//! Delays as tables of quantiles (B3): built once with `libm`, read with integers, so that every machine draws the same minutes.

use std::f64::consts::{PI, SQRT_2};

/// Delays are cut off here and what remains is renormalised [minutes].
pub(crate) const LONGEST: u32 = 30 * 24 * 60;

/// Knots of a table; the last interval has as many of its own.
const KNOTS: usize = 1024;
/// Table entries are in this fraction of a minute.
const FRACTION_BITS: u32 = 6;

/// A distribution of delays, in whole minutes of at least 1.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Delay {
    Always(u32),
    /// At any minute up to this one alike.
    Even(u32),
    Table(Box<[u32]>),
}

impl Delay {
    /// A lognormal delay with that median [minutes] and standard deviation of the logarithm, truncated at [`LONGEST`].
    pub(crate) fn lognormal(median_minutes: f64, sigma: f64) -> Delay {
        Delay::lognormal_within(median_minutes, sigma, LONGEST)
    }

    /// A lognormal delay as before, truncated at `longest` minutes.
    pub(crate) fn lognormal_within(median_minutes: f64, sigma: f64, longest: u32) -> Delay {
        let longest = f64::from(longest);
        if sigma <= 0.0 {
            return Delay::Always(libm::round(median_minutes.clamp(1.0, longest)) as u32);
        }
        let mu = libm::log(median_minutes);
        let kept = normal_cdf((libm::log(longest) - mu) / sigma);
        let quantile = |share: f64| {
            let z = normal_quantile((share * kept).clamp(1e-300, 1.0 - 1e-16));
            libm::exp(mu + sigma * z).clamp(0.0, longest)
        };
        let entry = |share: f64| libm::round(quantile(share) * f64::from(1 << FRACTION_BITS)) as u32;
        let knots = KNOTS as f64;
        // the outermost knots stand half a fine step inside: the very ends of a lognormal carry no weight
        let inside = 0.5 / (knots * knots);
        let coarse = (0..=KNOTS).map(|k| entry((k as f64 / knots).clamp(inside, 1.0 - inside)));
        let fine =
            (0..=KNOTS).map(|k| entry((1.0 - (1.0 - k as f64 / knots) / knots).clamp(inside, 1.0 - inside)));
        Delay::Table(coarse.chain(fine).collect())
    }

    /// The delay [minutes] at 64 even bits.
    #[inline(always)]
    pub(crate) fn minutes(&self, bits: u64) -> u32 {
        let table = match self {
            Delay::Always(minutes) => return *minutes,
            Delay::Even(longest) => {
                return 1 + ((u128::from(bits) * u128::from(*longest)) >> 64) as u32;
            }
            Delay::Table(table) => table,
        };
        let mut knot = (bits >> 54) as usize;
        let mut rest = bits << 10;
        if knot == KNOTS - 1 {
            knot = KNOTS + 1 + (rest >> 54) as usize;
            rest <<= 10;
        }
        let (low, high) = (u64::from(table[knot]), u64::from(table[knot + 1]));
        let value = low + (((high - low) * (rest >> 48)) >> 16);
        ((value + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS).max(1) as u32
    }
}

/// Standard normal distribution function.
pub(crate) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// Inverse of [`normal_cdf`]: the rational approximation of Acklam (2003), refined once by Halley's method.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];
    let tail = |q: f64| {
        (((((C[0] * q + C[1]) * q + C[2]) * q + C[3]) * q + C[4]) * q + C[5])
            / ((((D[0] * q + D[1]) * q + D[2]) * q + D[3]) * q + 1.0)
    };
    let z = if p < 0.02425 {
        tail((-2.0 * libm::log(p)).sqrt())
    } else if p > 1.0 - 0.02425 {
        -tail((-2.0 * libm::log1p(-p)).sqrt())
    } else {
        let q = p - 0.5;
        let r = q * q;
        (((((A[0] * r + A[1]) * r + A[2]) * r + A[3]) * r + A[4]) * r + A[5]) * q
            / (((((B[0] * r + B[1]) * r + B[2]) * r + B[3]) * r + B[4]) * r + 1.0)
    };
    let error = normal_cdf(z) - p;
    let u = error * (2.0 * PI).sqrt() * libm::exp(z * z / 2.0);
    let refined = z - u / (1.0 + z * u / 2.0);
    if refined.is_finite() { refined } else { z }
}

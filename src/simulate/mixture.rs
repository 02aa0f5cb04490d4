//! Populations whose chances differ: quantiles of a Gamma, and the hazards that make a mixture respond as often as is observed
//! (B2, B4). Knows no touches and no draws. `libm` only, fixed quadrature: the same bits everywhere.
//!
//! A contact responds with 1 − exp(−Z·F·λ): Z is the contact's readiness (Gamma, mean 1, variance θ), F the campaign's factor on
//! that channel (lognormal, median 1). Entered rates are observed shares, so λ is solved such that the mean over Z and F of those
//! still on the path is the entered rate: with one channel and F = 1 that is L(Λ_k) = Π(1 − p_j), L(s) = (1 + θs)^(−1/θ).
//! Z is integrated by the trapezoidal rule in ln z, which converges faster than any power for such integrands; the mean over F of
//! exp(−F·x), which all channels share, is a table in ln x.

use std::f64::consts::PI;

use crate::lean::order;

/// Standard deviations of the normal between its 10 % and its 90 % quantile, halved.
const Z90: f64 = 1.281_551_565_544_600_4;

/// Standard deviation of the logarithm of a factor of which eight in ten lie between 1 ÷ `factor` and `factor`.
pub fn sigma_of(factor: f64) -> f64 {
    if factor > 1.0 { libm::log(factor) / Z90 } else { 0.0 }
}

/// Nodes in ln z with their weights, for a Gamma with mean 1 and that variance; one node for no variance.
fn gamma_nodes(variance: f64) -> Vec<(f64, f64)> {
    if variance <= 0.0 {
        return vec![(0.0, 1.0)];
    }
    let shape = 1.0 / variance;
    // the density of ln z relative to its highest point at z = 1
    let log_density = |u: f64| shape * (u - libm::exp(u) + 1.0);
    let step = (0.6 / shape.sqrt()).min(0.4);
    let mut nodes = vec![(0.0, 1.0)];
    for direction in [-step, step] {
        let mut u = direction;
        while log_density(u) > -26.0 {
            nodes.push((u, libm::exp(log_density(u))));
            u += direction;
        }
    }
    order::sort_by(&mut nodes, |(a, _), (b, _)| a.total_cmp(b));
    let sum: f64 = nodes.iter().map(|(_, weight)| weight).sum();
    nodes.iter_mut().for_each(|(_, weight)| *weight /= sum);
    // what the cut-off tails took from the mean is given back
    let mean: f64 = nodes.iter().map(|(u, weight)| weight * libm::exp(*u)).sum();
    nodes.iter_mut().for_each(|(u, _)| *u -= libm::log(mean));
    nodes
}

/// The mean over the campaign factor of exp(−F·x), by ln x: ln(−ln mean), which is nearly straight.
#[derive(Clone, Debug)]
struct Damping {
    /// Empty = the factor is 1.
    knots: Vec<f64>,
    /// Logarithm of the factor's mean.
    log_mean: f64,
}

const DAMPING_FROM: f64 = -20.0;
const DAMPING_TO: f64 = 40.0;
const DAMPING_STEP: f64 = 0.1;

impl Damping {
    fn new(sigma: f64) -> Damping {
        let log_mean = sigma * sigma / 2.0;
        if sigma <= 0.0 {
            return Damping { knots: Vec::new(), log_mean: 0.0 };
        }
        let n = ((DAMPING_TO - DAMPING_FROM) / DAMPING_STEP) as usize + 1;
        // the wider the factor, the more sharply the integrand bends
        let width = (0.6 / sigma).min(0.5);
        let n_nodes = (9.0 / width) as i32;
        let nodes: Vec<(f64, f64)> = (-n_nodes..=n_nodes)
            .map(|k| f64::from(k) * width)
            .map(|z| (libm::exp(sigma * z), width * libm::exp(-z * z / 2.0) / (2.0 * PI).sqrt()))
            .collect();
        let mean = |k: usize| {
            let x = libm::exp(DAMPING_FROM + k as f64 * DAMPING_STEP);
            // 1 − mean, so that small x keep their digits
            let lost: f64 = nodes.iter().map(|(factor, weight)| -weight * libm::expm1(-factor * x)).sum();
            libm::log(-libm::log1p(-lost.min(1.0 - 1e-15)))
        };
        Damping { knots: (0..n).map(mean).collect(), log_mean }
    }

    /// −ln of the mean of exp(−F·x), at ln x.
    #[inline]
    fn exponent(&self, log_x: f64) -> f64 {
        if self.knots.is_empty() {
            return libm::exp(log_x);
        }
        let place = (log_x - DAMPING_FROM) / DAMPING_STEP;
        if place < 1.0 {
            return libm::exp(log_x + self.log_mean);
        }
        let knot = place as usize;
        let Some([a, b, c, d]) =
            self.knots.get(knot - 1..knot + 3).and_then(|k| <[f64; 4]>::try_from(k).ok())
        else {
            return f64::INFINITY;
        };
        // through four knots (Lagrange)
        let t = place - knot as f64;
        let value = a * (-t * (t - 1.0) * (t - 2.0) / 6.0)
            + b * ((t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0)
            + c * (-(t + 1.0) * t * (t - 2.0) / 2.0)
            + d * ((t + 1.0) * t * (t - 1.0) / 6.0);
        libm::exp(value)
    }
}

/// Those still on a path: what they have been exposed to, by channel, and have not responded to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Exposed(Vec<(u8, f64)>);

impl Exposed {
    /// The hazard on a channel so far.
    pub fn on(&self, channel: u8) -> f64 {
        self.0.iter().find(|(of, _)| *of == channel).map_or(0.0, |(_, hazard)| *hazard)
    }

    /// The same after `hazard` more on a channel.
    pub fn and(&self, channel: u8, hazard: f64) -> Exposed {
        let mut more = self.clone();
        match more.0.iter_mut().find(|(of, _)| *of == channel) {
            Some((_, known)) => *known += hazard,
            None => more.0.push((channel, hazard)),
        }
        more
    }
}

/// A population of contacts and campaigns.
#[derive(Clone, Debug)]
pub struct Mixture {
    nodes: Vec<(f64, f64)>,
    damping: Damping,
}

impl Mixture {
    /// Readiness of that variance, a campaign factor whose logarithm has that standard deviation.
    pub fn new(variance: f64, sigma: f64) -> Mixture {
        Mixture { nodes: gamma_nodes(variance), damping: Damping::new(sigma) }
    }

    /// The same campaigns over contacts who are all alike.
    pub fn without_frailty(&self) -> Mixture {
        Mixture { nodes: gamma_nodes(0.0), damping: self.damping.clone() }
    }

    /// Weights of the nodes among those exposed on other channels than this.
    fn weights(&self, exposed: &Exposed, channel: u8) -> Vec<(f64, f64)> {
        let others = exposed.0.iter().filter(|(of, hazard)| *of != channel && *hazard > 0.0);
        let others: Vec<f64> = others.map(|(_, hazard)| libm::log(*hazard)).collect();
        let weigh = |(u, weight): &(f64, f64)| {
            let exponent: f64 = others.iter().map(|log| self.damping.exponent(u + log)).sum();
            (*u, weight * libm::exp(-exponent))
        };
        self.nodes.iter().map(weigh).collect()
    }

    /// Of those weighed, how many fewer are left after a hazard of `from` + `more` than after `from` on one channel.
    fn lost(&self, weights: &[(f64, f64)], from: f64, more: f64) -> f64 {
        let (log_from, log_to) = (libm::log(from), libm::log(from + more));
        let lost = |(u, weight): &(f64, f64)| {
            let before = if from > 0.0 { self.damping.exponent(u + log_from) } else { 0.0 };
            if before == f64::INFINITY {
                return 0.0; // none of these are left to lose
            }
            let after = self.damping.exponent(u + log_to);
            weight * -libm::exp(-before) * libm::expm1(before - after)
        };
        weights.iter().map(lost).sum()
    }

    fn left(&self, weights: &[(f64, f64)], hazard: f64) -> f64 {
        let log = libm::log(hazard);
        let left = |(u, weight): &(f64, f64)| {
            if hazard > 0.0 { weight * libm::exp(-self.damping.exponent(u + log)) } else { *weight }
        };
        weights.iter().map(left).sum()
    }

    /// The share of those exposed who respond to a hazard on a channel.
    pub fn share(&self, exposed: &Exposed, channel: u8, hazard: f64) -> f64 {
        let weights = self.weights(exposed, channel);
        let from = exposed.on(channel);
        self.lost(&weights, from, hazard) / self.left(&weights, from)
    }

    /// The hazard to which that share of those exposed responds; infinite where all do.
    ///
    /// With `after` above 0 the share is of those who responded to a hazard of `after` on the same channel (a message to people
    /// who accepted): they are readier than the rest, and their campaign goes better.
    pub fn hazard(&self, exposed: &Exposed, channel: u8, share: f64, after: f64) -> f64 {
        if share <= 0.0 {
            return 0.0;
        }
        if share >= 1.0 {
            return f64::INFINITY;
        }
        let weights = self.weights(exposed, channel);
        let from = exposed.on(channel);
        let everybody =
            if after > 0.0 { self.lost(&weights, from, after) } else { self.left(&weights, from) };
        if everybody.is_nan() || everybody <= 1e-280 {
            return f64::INFINITY; // nobody is left whom it could be a share of
        }
        let missing = |log_hazard: f64| {
            let hazard = libm::exp(log_hazard);
            let responded = self.lost(&weights, from, hazard);
            let responded =
                if after > 0.0 { responded - self.lost(&weights, from + after, hazard) } else { responded };
            responded / everybody - share
        };
        root(missing, libm::log(-libm::log1p(-share)))
    }
}

/// exp of the place where an increasing function crosses 0, from a guess on: bracketed, then regula falsi with the Illinois rule.
fn root(f: impl Fn(f64) -> f64, guess: f64) -> f64 {
    let (mut low, mut high) = (guess - 1.0, guess + 1.0);
    let mut step = 2.0;
    while f(low) > 0.0 && low > -100.0 {
        low -= step;
        step *= 1.5;
    }
    step = 2.0;
    while f(high) < 0.0 {
        if high > 80.0 {
            return f64::INFINITY;
        }
        high += step;
        step *= 1.5;
    }
    let (mut at_low, mut at_high) = (f(low), f(high));
    let mut last = 0_i8;
    for _ in 0..100 {
        if high - low < 1e-12 || at_high == at_low {
            break;
        }
        let mid = (low * at_high - high * at_low) / (at_high - at_low);
        let mid = if mid > low && mid < high { mid } else { 0.5 * (low + high) };
        let at_mid = f(mid);
        if at_mid.abs() < 1e-14 {
            return libm::exp(mid);
        }
        if at_mid < 0.0 {
            (low, at_low) = (mid, at_mid);
            if last == -1 {
                at_high *= 0.5;
            }
            last = -1;
        } else {
            (high, at_high) = (mid, at_mid);
            if last == 1 {
                at_low *= 0.5;
            }
            last = 1;
        }
    }
    libm::exp(0.5 * (low + high))
}

/// Knots of a quantile table; the topmost interval has as many of its own, because the ready few weigh most.
const KNOTS: usize = 1024;

/// Readiness by quantiles: Gamma with mean 1, read by 64 even bits.
#[derive(Clone, Debug)]
pub struct Readiness(Box<[f64]>);

impl Readiness {
    /// The table for a variance above 0. The mean of what it draws is exactly 1.
    pub fn new(variance: f64) -> Readiness {
        let shape = 1.0 / variance;
        let log_density = |u: f64| shape * (u - libm::exp(u) + 1.0);
        let sd = (variance.sqrt()).min(1.0);
        let mut low = 0.0;
        while log_density(low) > -30.0 {
            low -= sd;
        }
        let mut high = 0.0;
        while log_density(high) > -30.0 {
            high += sd.min(0.25);
        }
        // cumulated by Simpson's rule from both ends: the upper tail keeps its digits
        let n = 4_096;
        let step = (high - low) / n as f64;
        let densities: Vec<f64> =
            (0..=2 * n).map(|k| libm::exp(log_density(low + 0.5 * k as f64 * step))).collect();
        let pieces: Vec<f64> = densities.windows(3).step_by(2).map(|d| d[0] + 4.0 * d[1] + d[2]).collect();
        let sum: f64 = pieces.iter().sum();
        let mut above = vec![0.0; n + 1];
        for k in (0..n).rev() {
            above[k] = above[k + 1] + pieces[k] / sum;
        }
        // shares are asked from the highest on, so the place only moves down
        let mut place = n;
        let mut quantile = |share_above: f64| {
            while place > 0 && above[place - 1] <= share_above {
                place -= 1;
            }
            if place == 0 {
                return libm::exp(low);
            }
            let (x, y) = (above[place], above[place - 1]);
            let part = ((share_above - x) / (y - x)).clamp(0.0, 1.0);
            libm::exp(low + (place as f64 - part) * step)
        };
        let knots = KNOTS as f64;
        let inside = 0.5 / (knots * knots);
        let fine: Vec<f64> =
            (0..=KNOTS).rev().map(|k| quantile(((1.0 - k as f64 / knots) / knots).max(inside))).collect();
        let coarse: Vec<f64> =
            (0..=KNOTS).rev().map(|k| quantile((1.0 - k as f64 / knots).clamp(1.0 / knots, 1.0))).collect();
        let mut table: Vec<f64> = coarse.into_iter().rev().chain(fine.into_iter().rev()).collect();
        let mean_of =
            |part: &[f64]| part.windows(2).map(|pair| 0.5 * (pair[0] + pair[1])).sum::<f64>() / knots;
        // the last coarse interval is drawn from the fine ones
        let mean = mean_of(&table[..KNOTS]) + mean_of(&table[KNOTS + 1..]) / knots;
        table.iter_mut().for_each(|value| *value /= mean);
        Readiness(table.into())
    }

    /// The readiness at 64 even bits.
    #[inline]
    pub fn at(&self, bits: u64) -> f64 {
        let mut knot = (bits >> 54) as usize;
        let mut rest = bits << 10;
        if knot == KNOTS - 1 {
            knot = KNOTS + 1 + (rest >> 54) as usize;
            rest <<= 10;
        }
        let part = (rest >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0);
        let (low, high) = (self.0[knot], self.0[knot + 1]);
        low + (high - low) * part
    }
}

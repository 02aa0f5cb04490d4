//! Chart geometry: nothing leaves its box, nothing overlaps, a dot is a future.

use cadenza::chart::{Axis, Fan, FanPoint, Load, LoadDay, Scroll, dots};
use proptest::prelude::*;

#[test]
fn ticks_are_round_and_hold_the_largest_value() {
    let ticks = |max| Axis::from_zero(max, 5, 100.0, 0.0).ticks;
    assert_eq!(ticks(42.0), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0]);
    assert_eq!(ticks(3.0), [0.0, 1.0, 2.0, 3.0]);
    assert_eq!(ticks(0.0), [0.0, 1.0]);
    assert_eq!(ticks(f64::NAN), [0.0, 1.0]);
    assert_eq!(ticks(749.0), [0.0, 200.0, 400.0, 600.0, 800.0]);
}

#[test]
fn fifty_dots_show_the_quantiles_of_two_hundred_futures() {
    let values: Vec<u32> = (0..200).map(|i| i / 20).collect();
    let (dots, first) = dots(&values, 50, 1);
    assert_eq!((dots.len(), first), (50, 0));
    for value in 0..10 {
        assert_eq!(dots.iter().filter(|dot| dot.value == f64::from(value)).count(), 5);
    }
}

#[test]
fn dots_of_one_future_stack_on_one_column() {
    let (dots, first) = dots(&[7], 50, 1);
    assert_eq!(first, 7);
    assert!(dots.iter().enumerate().all(|(i, dot)| dot.column == 0 && dot.row == i));
}

#[test]
fn what_waits_stands_on_top_of_the_bar_and_the_cap_is_inside_the_box() {
    let day = LoadDay {
        amounts: vec![100.0, 0.0, 50.0],
        ranges: vec![(90.0, 110.0), (0.0, 0.0), (30.0, 60.0)],
        waiting: 30.0,
    };
    let load = Load::new(&[day], Some(150.0), 0.0, 100.0, 0.0, 200.0);
    assert_eq!(load.y.ticks.last(), Some(&200.0));
    let bar = &load.bars[0];
    assert_eq!(
        bar.pieces.iter().map(|p| (p.series, p.y, p.height)).collect::<Vec<_>>(),
        [(0, 100.0, 100.0), (2, 50.0, 50.0)]
    );
    assert_eq!(bar.waiting, Some((20.0, 30.0)));
    assert_eq!(load.cap, Some(50.0));
    assert_eq!(bar.pieces[1].whisker, Some((40.0, 70.0)), "a part's range stands on the parts below it");
}

proptest! {
    #[test]
    fn a_fan_stays_in_its_box(counts in prop::collection::vec(prop::collection::vec(0.0..1e6f64, 7), 0..60)) {
        let points: Vec<FanPoint> = counts
            .into_iter()
            .map(|mut q| {
                q.sort_by(f64::total_cmp);
                FanPoint { q05: q[0], q10: q[1], q25: q[2], q50: q[3], q75: q[4], q90: q[5], q95: q[6] }
            })
            .collect();
        let fan = Fan::new(&points, 30.0, 548.0, 14.0, 228.0);
        for path in [&fan.band_90, &fan.band_80, &fan.band_50, &fan.median] {
            prop_assert_eq!(path.is_empty(), points.is_empty());
            for pair in path.split(['M', 'L', 'z']).filter(|part| !part.is_empty()) {
                let (x, y) = pair.split_once(' ').expect("x and y");
                let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
                prop_assert!((29.9..=548.1).contains(&x) && (13.9..=228.1).contains(&y), "{} {}", x, y);
            }
        }
    }

    #[test]
    fn bars_do_not_overlap_and_stay_in_their_box(
        days in prop::collection::vec((prop::collection::vec(0.0..1e4f64, 3), 0.0..1e4f64), 1..90),
        cap in prop::option::of(1.0..1e4f64),
    ) {
        let days: Vec<LoadDay> = days
            .into_iter()
            .map(|(amounts, waiting)| {
                let ranges = amounts.iter().map(|amount| (amount * 0.9, amount * 1.1)).collect();
                LoadDay { amounts, ranges, waiting }
            })
            .collect();
        let load = Load::new(&days, cap, 40.0, 600.0, 10.0, 210.0);
        for pair in load.bars.windows(2) {
            prop_assert!(pair[0].x + load.bar_width <= pair[1].x + 1e-6);
        }
        for bar in &load.bars {
            prop_assert!(bar.x >= 40.0 - 1e-6 && bar.x + load.bar_width <= 600.0 + 1e-6);
            prop_assert!(bar.top >= 10.0 - 1e-6);
            for piece in &bar.pieces {
                prop_assert!(piece.y >= 10.0 - 1e-6 && piece.y + piece.height <= 210.0 + 1e-6);
            }
            if let Some((y, height)) = bar.waiting {
                prop_assert!(y >= 10.0 - 1e-6 && height >= 0.0);
            }
        }
    }
}

#[test]
fn a_million_rows_scroll_one_to_one_jump_in_proportion_and_end_at_the_last() {
    let list = Scroll { rows: 1_000_000.0, row: 40.0, view: 600.0 };
    assert_eq!(list.height(), 8_000_000.0);
    // a turn of the wheel moves the rows as far as the bar
    let mut at = (0.0, 0.0);
    for y in [100.0, 220.0, 340.0] {
        let before = list.place(7.0, at) - at.0;
        at = (y, list.first(at, y));
        let after = list.place(7.0, at) - y;
        assert_eq!(before - after, y - if y == 100.0 { 0.0 } else { y - 120.0 });
    }
    assert_eq!(at.1, 8.5, "340 px are eight and a half rows");
    // a jump to the middle is the middle of the list, and from there steps are small again
    let end = 8_000_000.0 - 600.0;
    let middle = (end / 2.0, list.first(at, end / 2.0));
    assert_eq!(middle.1, (1_000_000.0 - 15.0) / 2.0);
    assert_eq!(list.first(middle, end / 2.0 - 80.0), middle.1 - 2.0);
    // the last row ends where the view ends
    let bottom = (end, list.first(middle, end));
    assert_eq!(list.place(999_999.0, bottom) + 40.0, end + 600.0);
    assert_eq!(list.first(bottom, 0.0), 0.0);
}

#[test]
fn a_list_that_fits_stands_where_it_is() {
    let list = Scroll { rows: 200_000.0, row: 40.0, view: 600.0 };
    assert_eq!(list.first((0.0, 0.0), 4_000_020.0), 100_000.5);
    assert_eq!(list.place(3.0, (4_000_020.0, 100_000.5)), 120.0);
    let few = Scroll { rows: 3.0, row: 40.0, view: 600.0 };
    assert_eq!((few.height(), few.first((0.0, 0.0), 0.0)), (120.0, 0.0));
}

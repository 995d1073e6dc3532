//! Days of the console in memory: a busy one, and a first one.

use crate::fake_console::{MARKUP, NOW};
use crate::fake_stores::store_name;
use domain::attempt::DeclineReason;
use domain::console::{DayFigures, StoreTakings, TimeToPay, Today, WayFigures};
use domain::day::Day;
use domain::merchant_store::StoreName;
use domain::money::Money;

const DAY: Day = Day::constant(2026, 11, 22);

/// A day with its payments spread as `shape` says, in tenths of a thousand.
fn day(day: Day, (payments, fen): (u32, i64), shape: [i64; 24]) -> DayFigures {
    let empty = DayFigures::empty(day);
    let ways = empty.ways.map(|way| {
        let many = payments / 4;
        WayFigures {
            completed: many,
            declined: many / 20,
            abandoned: many / 40,
            ..way
        }
    });
    let mut declines = [0; DeclineReason::ALL.len()];
    declines[0] = payments / 40;
    declines[2] = payments / 80;
    let mut took = [0; TimeToPay::ALL.len()];
    took[1] = payments / 2;
    took[2] = payments - payments / 2;
    DayFigures {
        takings: Money::fen(fen),
        payments,
        refunded: Money::fen(fen / 50),
        refunds: payments / 50,
        ways,
        took,
        declines,
        hours: shape.map(|part| Money::fen(fen * part / 100)),
        ..empty
    }
}

const MORNING: [i64; 24] = [
    1, 0, 0, 0, 0, 0, 1, 2, 5, 8, 12, 13, 9, 8, 11, 12, 0, 0, 0, 0, 0, 0, 0, 0,
];
const WHOLE: [i64; 24] = [
    1, 0, 0, 0, 0, 0, 1, 2, 4, 7, 9, 11, 8, 7, 9, 8, 7, 6, 9, 12, 13, 9, 5, 2,
];

/// A day with payments, better than the day before and worse than last week.
pub(crate) fn busy() -> Today {
    Today {
        now: NOW,
        summed_until: Some(NOW),
        has_orders: true,
        figures: day(DAY, (1_240, 12_345_678), MORNING),
        yesterday: Some(day(Day::constant(2026, 11, 21), (1_148, 11_431_183), WHOLE)),
        last_week: Some(day(Day::constant(2026, 11, 15), (1_300, 13_000_000), WHOLE)),
        stores: vec![
            StoreTakings {
                takings: Money::fen(9_000_050),
                payments: 900,
                completed: 900,
                failed: 100,
                ..StoreTakings::empty(store_name())
            },
            StoreTakings::empty(StoreName {
                name: MARKUP.into(),
                ..store_name()
            }),
        ],
    }
}

/// The day of a merchant that has no orders yet.
pub(crate) fn first_day() -> Today {
    Today {
        now: NOW,
        summed_until: Some(NOW),
        has_orders: false,
        figures: DayFigures::empty(DAY),
        yesterday: None,
        last_week: None,
        stores: Vec::new(),
    }
}

//! How often something may be done: one table of limits, and the arithmetic.
//!
//! A limit is a budget. Each use takes one from it, and it fills again evenly:
//! "10 in 600 s" allows ten at once, then one a minute. So one instant says all
//! about a budget, the time at which it is full again, and the wait that a
//! refusal names is true (the generic cell rate algorithm, ITU-T I.371).
//!
//! The table in `server/README.md` is compared with this one by a test.

use crate::clock::At;
use serde::{Deserialize, Serialize};

/// What a limit counts, and how many it allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// What is counted, in plural.
    pub counts: &'static str,
    /// Per what.
    pub per: &'static str,
    /// How many.
    pub most: u32,
    /// In which time, in seconds; `None` for a number at one time.
    pub window_s: Option<u32>,
}

macro_rules! limits {
    ($($(#[$doc:meta])* $variant:ident $name:literal: $most:literal $counts:literal per $per:literal $(in $window_s:literal)?;)+) => {
        /// The limits.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum RateLimit { $($(#[$doc])* $variant),+ }

        impl RateLimit {
            /// All variants, in the order of the README.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in metrics and SQL.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What it counts, and how many it allows.
            pub const fn bound(self) -> Bound {
                match self {
                    $(Self::$variant => Bound {
                        counts: $counts,
                        per: $per,
                        most: $most,
                        window_s: limits!(@window $($window_s)?),
                    }),+
                }
            }
        }
    };
    (@window) => { None };
    (@window $window_s:literal) => { Some($window_s) };
}

limits! {
    /// Attempts of an order. They are read from its attempts.
    AttemptsPerOrder "attempts_per_order": 10 "attempts" per "order" in 600;
    /// The same for a day.
    AttemptsPerOrderDay "attempts_per_order_day": 60 "attempts" per "order" in 86_400;
    /// SMS codes of an attempt, which lives for ten minutes. They are read from
    /// its requests.
    CodesPerAttempt "codes_per_attempt": 5 "SMS codes" per "attempt" in 3_600;
    /// SMS codes of an order. They are read from its requests.
    CodesPerOrder "codes_per_order": 10 "SMS codes" per "order" in 86_400;
    /// SMS codes to a phone number, for whatever order.
    CodesPerPhone "codes_per_phone": 5 "SMS codes" per "phone number" in 3_600;
    /// The same for a day.
    CodesPerPhoneDay "codes_per_phone_day": 20 "SMS codes" per "phone number" in 86_400;
    /// SMS codes for a visitor. Mobile networks put thousands of visitors behind
    /// one address.
    CodesPerAddress "codes_per_address": 300 "SMS codes" per "visitor's address" in 3_600;
    /// SMS codes for a merchant's orders.
    CodesPerMerchant "codes_per_merchant": 20_000 "SMS codes" per "merchant" in 3_600;
    /// Declines that say that the data of a card is wrong.
    WrongCardsPerCard "wrong_cards_per_card": 5 "declines for wrong card data" per "card number" in 21_600;
    /// The same, whatever card.
    WrongCardsPerAddress "wrong_cards_per_address": 60 "declines for wrong card data" per "visitor's address" in 3_600;
    /// Passwords that are tried for an account of a console. Right ones are given
    /// back.
    PasswordsPerAccount "passwords_per_account": 10 "wrong passwords" per "account of a console" in 900;
    /// Codes and recovery codes, after the right password.
    SecondFactorsPerAccount "second_factors_per_account": 10 "wrong second factors" per "account of a console" in 900;
    /// Both, for any account.
    SignInsPerAddress "sign_ins_per_address": 100 "wrong passwords and second factors" per "visitor's address" in 900;
    /// Orders of a mall, by API and link. `--orders-per-second` sets another
    /// number.
    OrdersPerMall "orders_per_mall": 10_000 "calls that create an order" per "mall and process" in 10;
    /// Event streams of an order's pages.
    StreamsPerOrder "streams_per_order": 16 "open event streams" per "order and process";
    /// Event streams of all pages.
    Streams "streams": 4_000 "open event streams" per "process";
    /// Deliveries of events under way to a mall that took one a moment ago.
    DeliveriesPerMall "deliveries_per_mall": 8 "deliveries under way" per "mall and process";
    /// The same for a mall that took none lately: it may hang.
    DeliveriesPerOtherMall "deliveries_per_other_mall": 1 "deliveries under way" per "mall that took none in the last minute, and process";
    /// The same for all malls whose last delivery failed.
    DeliveriesToFailingMalls "deliveries_to_failing_malls": 32 "deliveries under way to malls whose last one failed" per "process";
}

/// A refusal by a limit: which, and how long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limited {
    /// The limit.
    pub limit: RateLimit,
    /// Seconds until the same may be done; at least 1. For `Retry-After`.
    pub wait_s: i64,
}

impl Bound {
    /// Milliseconds in which one use comes back; 0 without a window.
    pub fn interval_ms(self) -> i64 {
        let window_ms = i64::from(self.window_s.unwrap_or(0)) * 1000;
        window_ms / i64::from(self.most)
    }

    /// The latest time of a full budget at which one more use is allowed now.
    pub fn full_by(self, now: At) -> At {
        let others = i64::from(self.most) - 1;
        At::from_ms(now.ms().saturating_add(self.interval_ms() * others))
    }

    /// When the budget is full again after these uses, oldest first.
    pub fn full_after(self, uses: impl IntoIterator<Item = At>) -> At {
        let start = At::from_ms(i64::MIN);
        uses.into_iter().fold(start, |full, used| {
            At::from_ms(full.max(used).ms().saturating_add(self.interval_ms()))
        })
    }
}

impl RateLimit {
    /// Checks whether one more use is allowed now of a budget that is full again
    /// at `full_at`.
    ///
    /// # Errors
    /// How long to wait.
    pub fn check(self, full_at: At, now: At) -> Result<(), Limited> {
        let latest = self.bound().full_by(now);
        if full_at <= latest {
            return Ok(());
        }
        Err(Limited {
            limit: self,
            wait_s: full_at.seconds_left(latest).max(1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RateLimit;
    use crate::clock::At;
    use std::collections::BTreeSet;

    /// Uses a budget every `pause_ms`; how many of `tries` were allowed.
    fn allowed(limit: RateLimit, tries: i64, pause_ms: i64) -> usize {
        let mut uses = Vec::new();
        for n in 0..tries {
            let now = At::from_ms(n * pause_ms);
            let full_at = limit.bound().full_after(uses.iter().copied());
            if limit.check(full_at, now).is_ok() {
                uses.push(now);
            }
        }
        uses.len()
    }

    #[test]
    fn a_budget_allows_its_number_at_once_and_fills_evenly() {
        let limit = RateLimit::AttemptsPerOrder;
        assert_eq!(allowed(limit, 300, 0), 10);
        assert_eq!(allowed(limit, 300, 200), 10, "300 in a minute");
        assert_eq!(allowed(limit, 100, 60_000), 100, "one a minute");
        assert_eq!(allowed(limit, 1_200, 1_000), 29, "in twenty minutes");
    }

    #[test]
    fn a_refusal_names_the_wait_after_which_it_is_allowed() {
        let limit = RateLimit::AttemptsPerOrder;
        let uses = [0, 100, 200, 300, 400, 500, 600, 700, 800, 900].map(At::from_ms);
        let full_at = limit.bound().full_after(uses);
        let now = At::from_ms(20_500);
        let limited = limit.check(full_at, now).expect_err("ten were used");
        assert_eq!((limited.limit, limited.wait_s), (limit, 40));
        assert!(limit.check(full_at, now.plus_s(38)).is_err());
        assert!(limit.check(full_at, now.plus_s(limited.wait_s)).is_ok());
    }

    #[test]
    fn the_readme_has_each_limit() {
        let readme = include_str!("../../README.md");
        let (_, after) = readme.split_once("\n## Limits\n").expect("a section");
        let (section, _) = after.split_once("\n### ").expect("its end");
        let mut names = BTreeSet::new();
        for limit in RateLimit::ALL {
            let (name, bound) = (limit.name(), limit.bound());
            let most = match bound.window_s {
                Some(s) => format!("{} in {s} s", bound.most),
                None => format!("{} at once", bound.most),
            };
            let row = format!("| `{name}` | {} | {} | {most} |", bound.counts, bound.per);
            assert!(section.contains(&row), "{row}");
            assert!(names.insert(name), "{name} is there twice");
        }
        let rows = section.lines();
        let listed = rows.filter_map(|row| row.strip_prefix("| `")?.split_once('`'));
        for (name, _) in listed {
            assert!(names.contains(name), "{name} is not in the code's table");
        }
    }
}

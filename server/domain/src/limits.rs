//! Rule R6: what one payer may pay per day with a product, by its strength of
//! verification: a table with dates, versions and sources, and its check.
//!
//! Online banking and quick pay have no entry: their limits are agreed between
//! the bank and its customer, and the bank enforces them (Notice 2015-43 limits
//! the balances of payment accounts only).

use crate::day::Day;
use crate::money::Money;
use crate::product::Product;
use crate::refusal::{Code, Refusal};

/// How well the payer is verified, by 条码支付业务规范 (银发〔2017〕296). Class A
/// (a certificate or electronic signature) has no statutory limit, and no
/// product here uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VerificationStrength {
    /// Class B: two factors or more, none of them a certificate.
    TwoFactors,
    /// Class C: fewer than two factors.
    OneFactor,
    /// Class D: a static code, whatever the factors.
    StaticCode,
}

/// One statutory limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DailyLimit {
    /// Its name in refusals.
    pub rule: &'static str,
    /// The strength of verification it applies to, of every product that has
    /// it.
    pub strength: VerificationStrength,
    /// The most that one payer may pay per day, in China's time.
    pub per_day: Money,
    /// The regulation.
    pub source: &'static str,
    /// The first day it is in force.
    pub in_force_from: Day,
    /// Incremented when the amount or a date changes.
    pub version: u32,
}

const BARCODE: &str = "条码支付业务规范(试行), 银发〔2017〕296号";

/// All limits. A change of the regulation is a new entry with a later date, so
/// that earlier days keep their limit.
const LIMITS: &[DailyLimit] = &[
    DailyLimit {
        rule: "barcode payment class B (dynamic code, two factors)",
        strength: VerificationStrength::TwoFactors,
        per_day: Money::fen(500_000),
        source: BARCODE,
        in_force_from: Day::constant(2018, 4, 1),
        version: 1,
    },
    DailyLimit {
        rule: "barcode payment class C (dynamic code, fewer than two factors)",
        strength: VerificationStrength::OneFactor,
        per_day: Money::fen(100_000),
        source: BARCODE,
        in_force_from: Day::constant(2018, 4, 1),
        version: 1,
    },
    DailyLimit {
        rule: "barcode payment class D (static code)",
        strength: VerificationStrength::StaticCode,
        per_day: Money::fen(50_000),
        source: BARCODE,
        in_force_from: Day::constant(2018, 4, 1),
        version: 1,
    },
];

/// How well a product verifies its payers; `None` where no limit by regulation
/// applies. A QR code here is made for one order (a dynamic code), and the
/// scanning app asks for a password or fingerprint on a bound device, without a
/// certificate: two factors.
const fn strength(product: Product) -> Option<VerificationStrength> {
    match product {
        Product::Scan | Product::Wechat => Some(VerificationStrength::TwoFactors),
        Product::GatewayPersonal | Product::QuickAgreement => None,
    }
}

/// The limit of a product on a day, if there is one.
pub fn limit(product: Product, on: Day) -> Option<&'static DailyLimit> {
    let strength = strength(product)?;
    in_force(LIMITS, strength, on)
}

/// The latest limit of this kind that is in force on the day.
fn in_force(limits: &[DailyLimit], strength: VerificationStrength, on: Day) -> Option<&DailyLimit> {
    limits
        .iter()
        .filter(|l| l.strength == strength && l.in_force_from <= on)
        .max_by_key(|l| (l.in_force_from, l.version))
}

/// Rule R6: checks that a payer who paid `spent_today` with this product may
/// pay `amount` more. `on` is the day in China ([`Day::in_china`]).
///
/// # Errors
/// [`Code::LimitExceeded`], with the limit and its source in the text.
pub fn check(product: Product, amount: Money, spent_today: Money, on: Day) -> Result<(), Refusal> {
    let Some(limit) = limit(product, on) else {
        return Ok(());
    };
    match spent_today.plus(amount) {
        Ok(sum) if sum.minor() <= limit.per_day.minor() => Ok(()),
        _ => Err(Refusal::new(
            Code::LimitExceeded,
            format!(
                "{} allows {} per payer and day ({}, in force from {}, version {})",
                limit.rule, limit.per_day, limit.source, limit.in_force_from, limit.version,
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{DailyLimit, LIMITS, VerificationStrength, check, in_force, limit, strength};
    use crate::day::Day;
    use crate::money::Money;
    use crate::product::Product;
    use crate::refusal::Code;

    fn day(year: i16, month: i8, day: i8) -> Day {
        Day::constant(year, month, day)
    }

    #[test]
    fn the_limit_itself_may_be_paid_and_one_fen_more_may_not() {
        let today = day(2026, 11, 22);
        assert_eq!(
            check(Product::Scan, Money::fen(500_000), Money::fen(0), today),
            Ok(())
        );
        assert_eq!(
            check(Product::Scan, Money::fen(1), Money::fen(499_999), today),
            Ok(())
        );
        for (amount, spent) in [(500_001, 0), (1, 500_000), (i64::MAX, 1)] {
            let refused = check(Product::Scan, Money::fen(amount), Money::fen(spent), today)
                .expect_err("over");
            assert_eq!(refused.code, Code::LimitExceeded);
            assert!(
                refused.detail.contains("class B") && refused.detail.contains("5000.00 CNY"),
                "{}",
                refused.detail
            );
        }
    }

    #[test]
    fn a_limit_is_not_in_force_before_its_day() {
        assert!(
            check(
                Product::Scan,
                Money::fen(500_001),
                Money::fen(0),
                day(2018, 3, 31)
            )
            .is_ok()
        );
        assert!(
            check(
                Product::Scan,
                Money::fen(500_001),
                Money::fen(0),
                day(2018, 4, 1)
            )
            .is_err()
        );
    }

    #[test]
    fn a_later_limit_replaces_an_earlier_one_on_its_day() {
        let old = LIMITS[0];
        let new = DailyLimit {
            per_day: Money::fen(1),
            in_force_from: Day::constant(2030, 1, 1),
            version: 2,
            ..old
        };
        let limits = [old, new];
        let at = |on| in_force(&limits, VerificationStrength::TwoFactors, on).map(|l| l.version);
        assert_eq!(at(day(2029, 12, 31)), Some(1));
        assert_eq!(at(day(2030, 1, 1)), Some(2));
    }

    #[test]
    fn bank_account_products_are_limited_by_the_bank() {
        let today = day(2026, 11, 22);
        for product in [Product::GatewayPersonal, Product::QuickAgreement] {
            assert_eq!(limit(product, today), None);
            assert!(
                check(
                    product,
                    Money::fen(Money::MAX_ORDER_MINOR),
                    Money::fen(0),
                    today
                )
                .is_ok()
            );
        }
    }

    #[test]
    fn every_limit_has_a_source_and_every_strength_a_limit() {
        for l in LIMITS {
            assert!(!l.source.is_empty() && l.version >= 1 && l.per_day.minor() > 0);
        }
        for product in Product::ALL {
            let limited = limit(product, day(2026, 11, 22)).is_some();
            assert_eq!(limited, strength(product).is_some(), "{}", product.name());
        }
    }
}

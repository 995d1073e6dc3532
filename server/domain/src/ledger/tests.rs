//! Properties of the ledger: every journal balances, and each account has one
//! name.

use super::{Account, Journal, JournalError, Posting, Reference};
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::ids::{AttemptId, MerchantId, OrderId, RefundId};
use crate::money::{Currency, Money};
use crate::refund::Refund;
use crate::surplus::Surplus;
use proptest::prelude::*;

fn merchant(n: usize) -> MerchantId {
    MerchantId::stored(format!("mer_{n}"))
}

fn account() -> impl Strategy<Value = Account> {
    prop_oneof![
        Just(Account::Clearing(ChannelId::constant("union_pay"))),
        (0_usize..3).prop_map(|n| Account::Payable(merchant(n))),
        (0_usize..3).prop_map(|n| Account::Payout(merchant(n))),
        Just(Account::Fees),
        Just(Account::Suspense),
        Just(Account::RefundsInTransit),
    ]
}

/// Small amounts, so that random lines often balance or nearly do, and the ends
/// of the range, where sums overflow.
fn amount() -> impl Strategy<Value = Money> {
    prop_oneof![
        8 => (-2_i64..=2).prop_map(Money::fen),
        1 => Just(Money::fen(i64::MAX)),
        1 => Just(Money::fen(i64::MIN)),
    ]
}

fn reference() -> Reference {
    Reference::Surplus(String::from("q1"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_journal_is_built_exactly_when_its_lines_balance(
        lines in proptest::collection::vec((account(), amount()), 0..6),
    ) {
        let sum: i128 = lines.iter().map(|(_, m)| i128::from(m.minor())).sum();
        let zero = lines.iter().any(|(_, m)| m.minor() == 0);
        let mut names: Vec<_> = lines.iter().map(|(a, _)| a.clone()).collect();
        names.sort();
        names.dedup();
        let twice = names.len() != lines.len();
        match Journal::new(reference(), lines.clone()) {
            Ok(journal) => {
                prop_assert!((2..=4).contains(&lines.len()) && !zero && !twice);
                prop_assert_eq!(sum, 0);
                prop_assert_eq!(journal.lines().len(), lines.len());
                for line in journal.lines() {
                    prop_assert!(lines.contains(&(line.account().clone(), line.amount())));
                }
            }
            Err(JournalError::TooFewLines) => prop_assert!(lines.len() < 2),
            Err(JournalError::TooManyLines) => prop_assert!(lines.len() > 4),
            Err(JournalError::ZeroLine) => prop_assert!(zero),
            Err(JournalError::AccountTwice) => prop_assert!(twice),
            Err(JournalError::Unbalanced) => prop_assert!(sum != 0),
            Err(JournalError::Money(_)) => {
                prop_assert!(lines.iter().any(|(_, m)| m.minor().unsigned_abs() > 2));
            }
        }
    }

    #[test]
    fn equal_content_is_equal_in_whatever_order_it_came(
        lines in proptest::collection::vec((account(), amount()), 2..6),
    ) {
        let turned: Vec<_> = lines.iter().rev().cloned().collect();
        if let (Ok(a), Ok(b)) = (Journal::new(reference(), lines), Journal::new(reference(), turned)) {
            prop_assert_eq!(a, b);
        }
    }

    #[test]
    fn an_account_is_found_by_its_name(account in account()) {
        prop_assert_eq!(Account::parse(&account.to_string()), Some(account));
    }
}

#[test]
fn there_is_no_other_account() {
    for name in [
        "",
        "cash",
        "clearing:",
        "clearing:ICBC",
        "payable:",
        "payable",
        "fees:x",
        "Suspense",
    ] {
        assert_eq!(Account::parse(name), None, "{name:?}");
    }
}

#[test]
fn nothing_and_the_ends_of_the_range_are_no_transfer() {
    let move_on = |minor| {
        let amount = Money::new(minor, Currency::Cny);
        Journal::transfer(reference(), Account::Fees, Account::Suspense, amount)
    };
    assert_eq!(move_on(0), Err(JournalError::ZeroLine));
    assert!(matches!(move_on(i64::MIN), Err(JournalError::Money(_))));
    assert!(move_on(i64::MAX).is_ok());
    let onto_itself = Journal::transfer(reference(), Account::Fees, Account::Fees, Money::fen(1));
    assert_eq!(onto_itself, Err(JournalError::AccountTwice));
}

fn surplus() -> Surplus {
    Surplus {
        order_id: OrderId::stored(String::from("ord_1")),
        attempt_id: AttemptId::stored(String::from("att_1")),
        channel: ChannelId::constant("union_pay"),
        receipt: crate::attempt::Receipt {
            network_id: String::from("q1"),
            trace: None,
            settle_date: None,
            amount: Money::fen(12_800),
            account: None,
            defect: false,
        },
    }
}

/// A refund takes its money from its owner's account and returns it there when it
/// fails.
#[test]
fn a_refund_reserves_its_owners_money_and_a_failure_releases_it() {
    let merchant = merchant(1);
    let given_back = Refund::of_surplus(
        RefundId::stored(String::from("rfd_1")),
        &surplus(),
        At::from_ms(0),
    );
    let asked = Refund {
        cause: crate::refund::RefundCause::Merchant,
        ..given_back.clone()
    };
    for (refund, owner) in [
        (given_back, Account::Suspense),
        (asked, Account::Payable(merchant.clone())),
    ] {
        let begun = Posting::RefundBegun(&refund, &merchant).journal();
        let failed = Posting::RefundFailed(&refund, &merchant).journal();
        assert_eq!(begun.lines()[0].account(), &owner);
        assert_eq!(failed.lines()[1].account(), &owner);
        assert_eq!(failed.lines()[1].amount(), Money::fen(-12_800));
        assert_eq!(begun.reference().to_string(), "refund/rfd_1/begun");
        assert_eq!(failed.reference().to_string(), "refund/rfd_1/failed");
    }
}

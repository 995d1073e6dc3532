//! Properties of the ledger: every journal balances in each book, and each
//! account has one name.

use super::account::{Owner, Purpose};
use super::table::Samples;
use super::{Account, Book, Journal, JournalError, Reference, postings};
use crate::channel_id::ChannelId;
use crate::ids::MerchantId;
use crate::money::{Currency, Money};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn merchant(n: usize) -> MerchantId {
    MerchantId::stored(format!("mer_{n}"))
}

/// Every account of the client book, with three merchants, and of the own book.
fn account() -> impl Strategy<Value = Account> {
    let books = proptest::sample::select(&Book::ALL[..]);
    let purposes = proptest::sample::select(&Purpose::ALL[..]);
    (books, purposes, 0_usize..3).prop_map(|(book, purpose, n)| Account {
        book,
        purpose,
        owner: match purpose {
            Purpose::Payable | Purpose::Payout => Owner::Merchant(merchant(n)),
            _ => Owner::Provider,
        },
        channel: matches!(purpose, Purpose::Clearing).then_some(ChannelId::constant("union_pay")),
    })
}

/// Random lines, and often one more for each book that balances it.
fn lines() -> impl Strategy<Value = Vec<(Account, Money)>> {
    let some = proptest::collection::vec((account(), amount()), 0..6);
    (some, any::<bool>()).prop_map(|(mut lines, balance)| {
        for book in Book::ALL {
            let of_book = lines.iter().filter(|(a, _)| a.book() == book);
            let sum: i128 = of_book.map(|(_, m)| i128::from(m.minor())).sum();
            if let (true, Ok(rest)) = (balance && sum != 0, i64::try_from(-sum)) {
                let rest_of = Account {
                    book,
                    ..Account::payable(merchant(9))
                };
                lines.push((rest_of, Money::fen(rest)));
            }
        }
        lines
    })
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
    Reference::surplus(&ChannelId::constant("union_pay"), "q1")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_journal_is_built_exactly_when_its_lines_balance(lines in lines()) {
        let mut sums: BTreeMap<Book, i128> = BTreeMap::new();
        for (account, amount) in &lines {
            *sums.entry(account.book()).or_default() += i128::from(amount.minor());
        }
        let balanced = sums.values().all(|sum| *sum == 0);
        let zero = lines.iter().any(|(_, m)| m.minor() == 0);
        let mut names: Vec<_> = lines.iter().map(|(a, _)| a.clone()).collect();
        names.sort();
        names.dedup();
        let twice = names.len() != lines.len();
        match Journal::new(reference(), lines.clone()) {
            Ok(journal) => {
                prop_assert!(lines.len() >= 2 && !zero && !twice && balanced);
                prop_assert_eq!(journal.lines().len(), lines.len());
                for line in journal.lines() {
                    prop_assert!(lines.contains(&(line.account().clone(), line.amount())));
                }
            }
            Err(JournalError::TooFewLines) => prop_assert!(lines.len() < 2),
            Err(JournalError::TooManyLines) => prop_assert!(false, "a hundred are allowed"),
            Err(JournalError::ZeroLine) => prop_assert!(zero),
            Err(JournalError::AccountTwice) => prop_assert!(twice),
            Err(JournalError::Unbalanced) => prop_assert!(!balanced),
            Err(JournalError::Money(_)) => {
                prop_assert!(lines.iter().any(|(_, m)| m.minor().unsigned_abs() > 10));
            }
        }
    }

    #[test]
    fn equal_content_is_equal_in_whatever_order_it_came(
        lines in lines(),
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
        "own",
        "own:",
        "own:cash",
        "own:own:fees",
        "client:fees",
    ] {
        assert_eq!(Account::parse(name), None, "{name:?}");
    }
}

/// As stored in databases of before.
#[test]
fn names_of_accounts_and_references_stay() {
    let id = |text: &str| text.to_owned();
    let refund = crate::ids::RefundId::stored(id("rfd_1"));
    let accounts = [
        (
            Account::clearing(&ChannelId::constant("union_pay")),
            "clearing:union_pay",
        ),
        (Account::payable(merchant(1)), "payable:mer_1"),
        (Account::suspense(), "suspense"),
        (Account::refunds_in_transit(), "refunds_in_transit"),
    ];
    for (account, name) in accounts {
        assert_eq!(account.to_string(), name);
        assert_eq!(account.book(), Book::Client);
    }
    let paid = Reference::paid(&crate::ids::AttemptId::stored(id("att_1")));
    for (reference, text) in [
        (paid, "paid/att_1"),
        (reference(), "surplus/q1"),
        (Reference::refund_begun(&refund), "refund/rfd_1/begun"),
        (
            Reference::refund_succeeded(&refund),
            "refund/rfd_1/succeeded",
        ),
        (Reference::refund_failed(&refund), "refund/rfd_1/failed"),
        (Reference::refund_revived(&refund), "refund/rfd_1/revived"),
    ] {
        assert_eq!(reference.to_string(), text);
    }
}

#[test]
fn a_journal_has_at_most_a_hundred_lines() {
    let journal = |lines: usize| {
        let credits = (1..lines).map(|n| (Account::payable(merchant(n)), Money::fen(-1)));
        let sum = i64::try_from(lines - 1).expect("few");
        let debit = (Account::suspense(), Money::fen(sum));
        Journal::new(reference(), credits.chain([debit]))
    };
    assert_eq!(journal(100).expect("balances").lines().len(), 100);
    assert_eq!(journal(101), Err(JournalError::TooManyLines));
}

/// What one book gains, the other does not pay for.
#[test]
fn a_journal_of_two_books_balances_in_each() {
    let own = |account: Account| Account {
        book: Book::Own,
        ..account
    };
    let (suspense, payable) = (Account::suspense(), Account::payable(merchant(1)));
    let between = Journal::transfer(
        reference(),
        own(suspense.clone()),
        payable.clone(),
        Money::fen(5),
    );
    assert_eq!(between, Err(JournalError::Unbalanced));
    let both = [
        (suspense.clone(), Money::fen(5)),
        (payable.clone(), Money::fen(-5)),
        (own(suspense), Money::fen(2)),
        (own(payable), Money::fen(-2)),
    ];
    assert_eq!(
        Journal::new(reference(), both)
            .expect("balances")
            .lines()
            .len(),
        4
    );
}

#[test]
fn nothing_and_the_ends_of_the_range_are_no_transfer() {
    let move_on = |minor| {
        let amount = Money::new(minor, Currency::Cny);
        Journal::transfer(
            reference(),
            Account::refunds_in_transit(),
            Account::suspense(),
            amount,
        )
    };
    assert_eq!(move_on(0), Err(JournalError::ZeroLine));
    assert!(matches!(move_on(i64::MIN), Err(JournalError::Money(_))));
    assert!(move_on(i64::MAX).is_ok());
    let suspense = Account::suspense;
    let onto_itself = Journal::transfer(reference(), suspense(), suspense(), Money::fen(1));
    assert_eq!(onto_itself, Err(JournalError::AccountTwice));
}

/// A refund takes its money from its owner's account and returns it there when it
/// fails.
#[test]
fn a_refund_reserves_its_owners_money_and_a_failure_releases_it() {
    let samples = Samples::new();
    let merchant = &samples.merchant;
    for (refund, owner) in [
        (&samples.of_surplus, Account::suspense()),
        (&samples.requested, Account::payable(merchant.clone())),
    ] {
        let begun = postings::refund_begun(refund, merchant);
        let failed = postings::refund_failed(refund, merchant);
        assert_eq!(begun.lines()[0].account(), &owner);
        assert_eq!(failed.lines()[1].account(), &owner);
        assert_eq!(failed.lines()[1].amount(), Money::fen(-12_800));
        assert_eq!(begun.reference(), &Reference::refund_begun(&refund.id));
        assert_eq!(failed.reference(), &Reference::refund_failed(&refund.id));
    }
}

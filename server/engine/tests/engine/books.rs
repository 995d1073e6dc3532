//! The ledger: what the database itself refuses, journals posted twice, and
//! each fault that `check_books` finds in records changed by hand.

use super::refunds::{order, partial_refund, refund_order};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::ids::MerchantId;
use domain::ledger::{Account, Journal, Reference};
use domain::money::Money;
use domain::refusal::Code;
use futures::future::BoxFuture;
use std::sync::{Arc, Mutex};
use store::{Books, Dialect, Error, Tx, args, check_books_in, ledger};
use testkit::fixture::Fixture;
use testkit::network::{notice_call, signed_notice};

/// An order of 128.00 with 10.00 refunded and 5.00 in refund, and an order
/// paid twice whose second payment was refunded.
async fn used() -> Fixture {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let id = order(&fixture, &token).await.id;
    refund_order(&fixture, &id, partial_refund("R-1", 1_000))
        .await
        .expect("begins");
    let twice = fixture.another_order("N-2").await;
    let form = fixture.go_to_bank(&twice, "ICBC").await;
    for _ in 0..2 {
        let notice = fixture.network.pay_form(&form);
        fixture
            .engine
            .notice(
                &channels::unionpay::ID,
                &notice_call(&signed_notice(notice)),
            )
            .await
            .expect("accepted");
    }
    fixture.run_for(10).await;
    refund_order(&fixture, &id, partial_refund("R-2", 500))
        .await
        .expect("begins");
    fixture
}

/// Runs `work` in a transaction that is rolled back; returns what it read.
async fn rolled_back<T, F>(fixture: &Fixture, work: F) -> T
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, T> + Clone + Sync + Send + 'static,
{
    let seen = Arc::new(Mutex::new(None));
    let result = Arc::clone(&seen);
    let written = fixture.engine.store.write(move |tx| {
        Box::pin(async move {
            let saw = work(tx).await;
            *result.lock().expect("no panic") = Some(saw);
            Err::<(), _>(Error::refused(Code::NotFound, "only looked"))
        })
    });
    assert!(matches!(written.await, Err(Error::Refused(_))));
    let saw = seen.lock().expect("no panic").take();
    saw.expect("ran")
}

/// The faults found after the triggers were dropped and `statements` were run.
async fn broken(fixture: &Fixture, statements: &'static [&'static str]) -> Books {
    rolled_back(fixture, move |tx| {
        Box::pin(async move {
            let triggers: &[_] = match tx.dialect() {
                Dialect::Sqlite => &[
                    "DROP TRIGGER journals_not_changed",
                    "DROP TRIGGER journals_not_deleted",
                    "DROP TRIGGER journals_balance",
                    "DROP TRIGGER journal_lines_not_changed",
                    "DROP TRIGGER journal_lines_not_deleted",
                    "DROP TRIGGER journal_lines_closed",
                ],
                Dialect::Postgres => &[
                    "ALTER TABLE journals DISABLE TRIGGER USER",
                    "ALTER TABLE journal_lines DISABLE TRIGGER USER",
                ],
            };
            for sql in triggers {
                tx.run(sql, args![]).await.expect("a trigger less");
            }
            for sql in statements {
                assert_ne!(tx.run(sql, args![]).await.expect(sql), 0, "{sql}");
            }
            check_books_in(tx).await.expect("asked")
        })
    })
    .await
}

/// The names of the audit questions that failed, in order.
fn names(books: &Books) -> Vec<&str> {
    let mut names: Vec<_> = books
        .faults()
        .iter()
        .map(|line| line.split_once(':').expect("a name").0)
        .collect();
    names.dedup();
    names
}

/// Statements, and the audit questions they make fail.
type Break = (&'static [&'static str], &'static [&'static str]);

/// Faults of journals and their lines.
const LEDGER_BREAKS: &[Break] = &[
    // A line of another amount; two that make up for each other.
    (
        &["UPDATE journal_lines SET amount = amount + 1 WHERE reference LIKE 'paid/%' AND account = 'clearing:union_pay'"],
        &["trial_balance", "journal_balances", "paid_order_is_booked", "balance_is_lines"],
    ),
    (
        &[
            "UPDATE journal_lines SET amount = amount + 1 WHERE reference LIKE 'paid/%' AND account LIKE 'clearing:%'",
            "UPDATE journal_lines SET amount = amount - 2 WHERE reference LIKE 'surplus/%' AND account LIKE 'clearing:%'",
        ],
        &["journal_balances", "paid_order_is_booked", "surplus_is_booked"],
    ),
    // Lines that are missing, too many, or orphans.
    (
        &["DELETE FROM journal_lines WHERE reference LIKE 'surplus/%' AND account = 'suspense'"],
        &["trial_balance", "journal_balances", "journal_has_lines", "surplus_is_booked", "balance_is_lines"],
    ),
    (
        &["DELETE FROM journal_lines WHERE reference LIKE 'surplus/%'"],
        &["journal_has_lines", "surplus_is_booked", "balance_is_lines"],
    ),
    (
        &["INSERT INTO journal_lines (reference, account, currency, amount)
           SELECT reference, 'fees', 'CNY', 7 FROM journals WHERE kind = 'surplus'"],
        &["trial_balance", "journal_balances", "surplus_is_booked", "balance_is_lines"],
    ),
    (
        &[
            "INSERT INTO journal_lines (reference, account, currency, amount)
             SELECT reference, 'fees', 'CNY', 7 FROM journals WHERE kind = 'surplus'",
            "INSERT INTO journal_lines (reference, account, currency, amount)
             SELECT reference, 'payout:' || (SELECT id FROM merchants), 'CNY', -7 FROM journals WHERE kind = 'surplus'",
        ],
        &["surplus_is_booked", "balance_is_lines"],
    ),
    (
        &["INSERT INTO journal_lines (reference, account, currency, amount) VALUES ('nothing', 'fees', 'CNY', 7)"],
        &["trial_balance", "journal_balances", "line_has_its_journal", "balance_is_lines"],
    ),
    // Another book: of one line, of both, and of an account that exists there.
    (
        &["UPDATE journal_lines SET book = 'own' WHERE reference LIKE 'surplus/%' AND amount > 0"],
        &["trial_balance", "journal_balances", "account_exists", "surplus_is_booked"],
    ),
    (
        &["UPDATE journal_lines SET book = 'own' WHERE reference LIKE 'surplus/%'"],
        &["account_exists", "surplus_is_booked"],
    ),
    (
        &["UPDATE journal_lines SET book = 'own', account = 'own:suspense'
           WHERE reference LIKE 'surplus/%' AND account = 'suspense'"],
        &["trial_balance", "journal_balances", "surplus_is_booked", "balance_is_lines"],
    ),
    (
        &["UPDATE journal_lines SET book = 'bank' WHERE reference LIKE 'paid/%'"],
        &["account_exists", "paid_order_is_booked"],
    ),
    // Accounts that do not exist.
    (
        &[
            "UPDATE journal_lines SET account = 'clearing:icbc' WHERE reference LIKE 'surplus/%' AND amount > 0",
            "INSERT INTO balances (account, currency, shard, amount) VALUES ('clearing:union_pay', 'CNY', 99, -12800)",
            "INSERT INTO balances (account, currency, shard, amount) VALUES ('clearing:icbc', 'CNY', 0, 12800)",
        ],
        &["account_exists", "surplus_is_booked", "clearing_is_money"],
    ),
    (
        &["UPDATE journal_lines SET account = 'payable:mer_none' WHERE reference LIKE 'paid/%' AND amount < 0"],
        &["account_exists", "paid_order_is_booked", "balance_is_lines"],
    ),
    // Journals without lines, without their event, and events without journals.
    (
        &["INSERT INTO journals VALUES ('paid/att_none', 'paid', 'att_none', 0)"],
        &["journal_has_lines"],
    ),
    (
        &[
            "INSERT INTO journals VALUES ('paid/att_none', 'paid', 'att_none', 0)",
            "INSERT INTO journal_lines (reference, account, currency, amount)
             VALUES ('paid/att_none', 'clearing:union_pay', 'CNY', 7), ('paid/att_none', 'suspense', 'CNY', -7)",
        ],
        &["paid_order_is_booked", "balance_is_lines"],
    ),
    (
        &["UPDATE journals SET kind = 'gift' WHERE kind = 'surplus'"],
        &["reference_fits", "surplus_is_booked"],
    ),
    (
        &["UPDATE journals SET subject = 'none' WHERE kind = 'paid'"],
        &["reference_fits"],
    ),
    (
        &["DELETE FROM journals WHERE kind = 'paid'"],
        &["line_has_its_journal", "paid_order_is_booked"],
    ),
    (
        &["DELETE FROM journals WHERE kind = 'surplus'"],
        &["line_has_its_journal", "surplus_is_booked"],
    ),
    (
        &["DELETE FROM journals WHERE kind = 'refund_begun'"],
        &["line_has_its_journal", "refund_begun_is_booked"],
    ),
    (
        &["DELETE FROM journals WHERE kind = 'refund_succeeded'"],
        &["line_has_its_journal", "refund_succeeded_is_booked"],
    ),
    // A refund that failed and was revived has both journals, or neither.
    (
        &[FAILED, FAILED_LINES],
        &["refund_failed_is_booked", "refund_revived_is_booked", "balance_is_lines"],
    ),
    (
        &[REVIVED, REVIVED_LINES],
        &["refund_failed_is_booked", "refund_revived_is_booked", "balance_is_lines"],
    ),
    (&[FAILED, FAILED_LINES, REVIVED, REVIVED_LINES], &[]),
    (
        &[
            FAILED,
            FAILED_LINES,
            REVIVED,
            REVIVED_LINES,
            "UPDATE journal_lines SET amount = amount * 2 WHERE reference LIKE '%/revived'",
        ],
        &["refund_revived_is_booked", "balance_is_lines"],
    ),
    // Balances.
    (
        &["UPDATE balances SET amount = amount + 1 WHERE account = 'suspense'"],
        &["balance_is_lines", "suspense_is_surplus"],
    ),
    (
        &["UPDATE balances SET amount = amount + 1 WHERE account = 'refunds_in_transit'"],
        &["balance_is_lines", "transit_is_open_refunds"],
    ),
    (
        &["UPDATE balances SET amount = amount + 1 WHERE account LIKE 'payable:%'"],
        &["balance_is_lines", "payable_is_orders"],
    ),
    (
        &["DELETE FROM balances WHERE account = 'clearing:union_pay'"],
        &["balance_is_lines", "clearing_is_money"],
    ),
];

/// The journal that `R-1`, which succeeded, had failed before.
const FAILED: &str =
    "INSERT INTO journals SELECT 'refund/' || id || '/failed', 'refund_failed', id, 0
    FROM refunds WHERE mall_refund_no = 'R-1'";
const FAILED_LINES: &str = "INSERT INTO journal_lines (reference, account, currency, amount)
    SELECT 'refund/' || r.id || '/failed', 'refunds_in_transit', 'CNY', r.amount
    FROM refunds r WHERE r.mall_refund_no = 'R-1'
    UNION ALL SELECT 'refund/' || r.id || '/failed', 'payable:' || o.merchant_id, 'CNY', -r.amount
    FROM refunds r JOIN orders o ON o.id = r.order_id WHERE r.mall_refund_no = 'R-1'";
/// The journal that it was revived.
const REVIVED: &str =
    "INSERT INTO journals SELECT 'refund/' || id || '/revived', 'refund_revived', id, 0
    FROM refunds WHERE mall_refund_no = 'R-1'";
const REVIVED_LINES: &str = "INSERT INTO journal_lines (reference, account, currency, amount)
    SELECT 'refund/' || r.id || '/revived', 'refunds_in_transit', 'CNY', -r.amount
    FROM refunds r WHERE r.mall_refund_no = 'R-1'
    UNION ALL SELECT 'refund/' || r.id || '/revived', 'payable:' || o.merchant_id, 'CNY', r.amount
    FROM refunds r JOIN orders o ON o.id = r.order_id WHERE r.mall_refund_no = 'R-1'";

/// Faults of orders, attempts, surplus and refunds.
const RECORD_BREAKS: &[Break] = &[
    (
        &["UPDATE orders SET amount = amount + 100 WHERE mall_order_no = 'N-2'"],
        &[
            "paid_order_is_booked",
            "clearing_is_money",
            "payable_is_orders",
        ],
    ),
    (
        &["UPDATE orders SET state = 'open' WHERE mall_order_no = 'N-2'"],
        &["order_has_its_payment", "refunds_are_within_paid"],
    ),
    (
        &[
            "UPDATE orders SET paid_attempt = NULL, paid_at = NULL, state = 'open' WHERE mall_order_no = 'N-2'",
        ],
        &[
            "paid_order_is_booked",
            "payment_has_its_order",
            "clearing_is_money",
            "payable_is_orders",
        ],
    ),
    (
        &["UPDATE orders SET reserved = 1400 WHERE refunded > 0"],
        &["reserved_is_refunds", "payable_is_orders"],
    ),
    (
        &["UPDATE orders SET refunded = 900 WHERE refunded > 0"],
        &["refunded_is_refunds"],
    ),
    (
        &["UPDATE orders SET state = 'refunded' WHERE refunded > 0"],
        &["refunds_are_within_paid"],
    ),
    (
        &[
            "UPDATE attempts SET state = 'surplus' WHERE id IN (SELECT paid_attempt FROM orders WHERE reserved > 0)",
        ],
        &["order_has_its_payment", "surplus_has_its_attempt"],
    ),
    (
        &["DELETE FROM surplus"],
        &[
            "surplus_is_booked",
            "surplus_goes_back_whole",
            "clearing_is_money",
            "suspense_is_surplus",
        ],
    ),
    (
        &["UPDATE refunds SET amount = amount - 1 WHERE cause = 'surplus'"],
        &[
            "refund_begun_is_booked",
            "refund_succeeded_is_booked",
            "surplus_goes_back_whole",
            "clearing_is_money",
            "suspense_is_surplus",
        ],
    ),
    (
        &["UPDATE refunds SET state = 'failed' WHERE mall_refund_no = 'R-1'"],
        &[
            "refund_succeeded_is_booked",
            "refund_failed_is_booked",
            "reserved_is_refunds",
            "refunded_is_refunds",
            "clearing_is_money",
        ],
    ),
    (
        &["UPDATE refunds SET state = 'succeeded' WHERE mall_refund_no = 'R-2'"],
        &[
            "refund_succeeded_is_booked",
            "refunded_is_refunds",
            "clearing_is_money",
            "transit_is_open_refunds",
        ],
    ),
];

#[tokio::test]
async fn each_kind_of_fault_is_found_and_no_other() {
    let fixture = used().await;
    let right = broken(&fixture, &[]).await;
    assert!(right.are_right(), "{:?}", right.faults());
    assert_eq!(
        right.to_string(),
        "the books are right: 2 orders, 2 paid, 3 refunds, 1 surplus, 8 journals, 16 lines; \
         clearing:union_pay 246.00 CNY; payable -241.00 CNY; refunds_in_transit -5.00 CNY; suspense 0.00 CNY"
    );
    let mut found = std::collections::BTreeSet::new();
    for (statements, questions) in LEDGER_BREAKS.iter().chain(RECORD_BREAKS) {
        let books = broken(&fixture, statements).await;
        assert_eq!(
            &names(&books),
            questions,
            "{statements:?}\n{:#?}",
            books.faults()
        );
        found.extend(questions.iter().copied());
    }
    for question in store::audit::questions() {
        assert!(
            found.contains(question.name),
            "{} never fails",
            question.name
        );
    }
}

/// Everything of the order that was paid twice is moved to another network, at
/// which no merchant has an account.
#[tokio::test]
async fn books_with_two_clearing_accounts_are_checked_by_the_same_questions() {
    let fixture = used().await;
    let books = broken(
        &fixture,
        &[
            "UPDATE attempts SET channel = 'other' WHERE id IN (SELECT attempt_id FROM surplus)",
            "UPDATE refunds SET channel = 'other' WHERE cause = 'surplus'",
            "UPDATE journal_lines SET account = 'clearing:other' WHERE account = 'clearing:union_pay' AND reference IN (
                 SELECT 'paid/' || attempt_id FROM surplus UNION SELECT 'surplus/' || network_id FROM surplus
                 UNION SELECT 'refund/' || id || '/succeeded' FROM refunds WHERE cause = 'surplus')",
            "UPDATE journal_lines SET reference = 'surplus/other/' || SUBSTR(reference, 9) WHERE reference LIKE 'surplus/%'",
            "UPDATE journals SET reference = 'surplus/other/' || subject, subject = 'other/' || subject
             WHERE kind = 'surplus'",
            "INSERT INTO balances (account, currency, shard, amount)
             VALUES ('clearing:union_pay', 'CNY', 99, -12800), ('clearing:other', 'CNY', 99, 12800)",
        ],
    )
    .await;
    assert_eq!(
        books.faults(),
        [
            "account_exists: clearing:other (accounts are a closed set, each of one book)",
            "account_exists: clearing:other in the client book (accounts are a closed set, each of one book)",
        ]
    );
}

#[tokio::test]
async fn a_fault_is_one_line_with_its_amounts() {
    let fixture = used().await;
    let books = broken(
        &fixture,
        &["INSERT INTO balances (account, currency, shard, amount) VALUES ('suspense', 'CNY', 99, -250)"],
    )
    .await;
    assert_eq!(
        books.faults(),
        [
            "balance_is_lines: suspense is -2.50 CNY, not 0.00 CNY (a balance is the sum of its account's lines)",
            "suspense_is_surplus: suspense is -2.50 CNY, not 0.00 CNY \
             (suspense holds the surplus that is not on its way back)",
        ]
    );
    assert!(!books.are_right());
}

#[tokio::test]
async fn thousands_of_faults_are_cut_to_a_hundred_lines() {
    let fixture = Fixture::new().await;
    let books = broken(
        &fixture,
        &[
            "INSERT INTO journals SELECT 'surplus/' || n, 'surplus', n, 0 FROM (
               WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 300)
               SELECT CAST(i AS TEXT) AS n FROM c) AS many",
            "INSERT INTO journal_lines (reference, account, currency, amount)
             SELECT 'paid/' || subject, 'fees', 'CNY', 1 FROM journals
             UNION ALL SELECT 'paid/' || subject, 'suspense', 'CNY', -1 FROM journals",
            "INSERT INTO journals SELECT 'paid/' || subject, 'paid', subject, 0 FROM journals",
        ],
    )
    .await;
    let lines = books.faults().len();
    let balances = 2;
    assert_eq!(lines, 2 * 101 + balances, "{:?}", books.faults().last());
    assert!(books.faults()[100].ends_with("and more of this kind"));
}

/// Statements that empty a whole table skip row triggers; they are refused
/// too. `SQLite` has only one such statement.
#[tokio::test]
async fn the_database_refuses_to_delete_ledger_rows() {
    let fixture = used().await;
    let dialect = rolled_back(&fixture, |tx| Box::pin(async move { tx.dialect() })).await;
    let statements: &[_] = match dialect {
        Dialect::Sqlite => &["DELETE FROM journals", "DELETE FROM journal_lines"],
        Dialect::Postgres => &[
            "TRUNCATE journals",
            "TRUNCATE journal_lines",
            "TRUNCATE balances, journal_lines RESTART IDENTITY CASCADE",
            "TRUNCATE ONLY journals, journal_lines",
        ],
    };
    for sql in statements {
        let ran = rolled_back(&fixture, move |tx| {
            Box::pin(async move { tx.run(sql, args![]).await })
        });
        match ran.await {
            Err(Error::Fault(fault)) => {
                assert!(fault.chain().contains("append-only"), "{sql}: {fault:?}");
            }
            other => panic!("{sql}: {other:?}"),
        }
    }
}

/// The triggers refuse the change, through any connection.
#[tokio::test]
async fn the_database_refuses_to_change_or_unbalance_a_journal() {
    let fixture = used().await;
    for sql in [
        "UPDATE journals SET posted_at = 0",
        "UPDATE journal_lines SET amount = -amount",
        "DELETE FROM journals",
        "DELETE FROM journal_lines WHERE account = 'suspense'",
        "INSERT INTO journal_lines SELECT reference, 'fees', 'CNY', 1, 'client' FROM journals",
        "INSERT INTO journal_lines VALUES ('gift', 'fees', 'CNY', 0, 'client')",
    ] {
        let ran = rolled_back(&fixture, move |tx| {
            Box::pin(async move { tx.run(sql, args![]).await })
        });
        assert!(matches!(ran.await, Err(Error::Fault(_))), "{sql}");
    }
    // The journal is written after its lines, so they must balance by then, in
    // each book.
    for lines in [
        "INSERT INTO journal_lines VALUES ('gift', 'fees', 'CNY', 2, 'client'), ('gift', 'suspense', 'CNY', -1, 'client')",
        "INSERT INTO journal_lines VALUES ('gift', 'own:fees', 'CNY', 2, 'own'), ('gift', 'suspense', 'CNY', -2, 'client')",
    ] {
        let ran = rolled_back(&fixture, move |tx| {
            Box::pin(async move {
                match tx.run(lines, args![]).await {
                    Ok(_) => {
                        let journal = "INSERT INTO journals VALUES ('gift', 'paid', 'x', 0)";
                        tx.run(journal, args![]).await
                    }
                    refused => refused,
                }
            })
        });
        assert!(matches!(ran.await, Err(Error::Fault(_))), "{lines}");
    }
}

fn journal(fen: i64) -> Journal {
    Journal::transfer(
        Reference::surplus(&ChannelId::constant("union_pay"), "q-1"),
        Account::clearing(&ChannelId::constant("union_pay")),
        Account::suspense(),
        Money::fen(fen),
    )
    .expect("balances")
}

#[tokio::test]
async fn a_journal_is_written_once_and_never_with_other_lines() {
    let fixture = Fixture::new().await;
    let (once, balance) = rolled_back(&fixture, |tx| {
        Box::pin(async move {
            for _ in 0..3 {
                ledger::post(tx, &journal(700), At::from_ms(1)).await.expect("posted");
            }
            let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS many, (SELECT CAST(SUM(amount) AS BIGINT) FROM balances
                       WHERE account = 'suspense') AS balance FROM journals";
            let row = tx.one(sql, args![]).await.expect("read").expect("a row");
            (row.int("many").expect("a count"), row.int("balance").expect("a sum"))
        })
    })
    .await;
    assert_eq!((once, balance), (1, -700));
    let other = rolled_back(&fixture, |tx| {
        Box::pin(async move {
            ledger::post(tx, &journal(700), At::from_ms(1))
                .await
                .expect("posted");
            ledger::post(tx, &journal(701), At::from_ms(1)).await
        })
    });
    assert!(
        matches!(other.await, Err(Error::Fault(_))),
        "two events taken for one"
    );
}

#[tokio::test]
async fn a_journal_may_have_as_many_lines_as_the_ledger_allows() {
    let fixture = Fixture::new().await;
    for many in [2, 3, 4, 7, 50, Journal::LINES_MAX] {
        let balances = rolled_back(&fixture, move |tx| {
            Box::pin(async move {
                let payable = |n| Account::payable(MerchantId::stored(format!("mer_{n}")));
                let credits = (1..many).map(|n| (payable(n), Money::fen(-5)));
                let whole = 5 * i64::try_from(many - 1).expect("few");
                let debit = (Account::clearing(&ChannelId::constant("union_pay")), Money::fen(whole));
                let journal = Journal::new(
                    Reference::surplus(&ChannelId::constant("union_pay"), "q-1"),
                    credits.chain([debit]),
                )
                .expect("balances");
                ledger::post(tx, &journal, At::from_ms(1)).await.expect("posted");
                let sql = "SELECT CAST(COUNT(*) AS BIGINT) AS many, CAST(SUM(amount) AS BIGINT) AS sum FROM balances";
                let row = tx.one(sql, args![]).await.expect("read").expect("a row");
                (row.int("many").expect("a count"), row.int("sum").expect("a sum"))
            })
        })
        .await;
        assert_eq!(balances, (i64::try_from(many).expect("few"), 0));
    }
}

//! What the database itself holds of approvals, whoever writes; and the plan of
//! the list of refunds.

use super::order_list::{ORDERS, plan};
use super::schema::left_by;
use super::{At, TestDatabase, args, checked_database, store};
use crate::dialect::Dialect;
use crate::migrate::run;
use crate::{Store, approvals, refund_list};
use domain::console::{RefundCursor, Scope};
use domain::ids::{MerchantId, RefundId};

pub(super) const PEOPLE: &str = "INSERT INTO people (id, account, name, password_hash, authenticator_sealed, authenticator_step,
         created_at)
     VALUES ('usr_a', 'a', 'A', 'x', 'x', 0, 0), ('usr_b', 'b', 'B', 'x', 'x', 0, 0)";

macro_rules! request {
    ($id:literal, $subject:literal) => {
        concat!(
            "INSERT INTO approvals (id, scope, kind, subject, maker_id, made_at, expires_at, command, before_hash, state)
             VALUES ('",
            $id,
            "', 'mer_a', 'refund', '",
            $subject,
            "', 'usr_a', 100, 200, '{}', 'h', 'open')"
        )
    };
}

pub(super) async fn does(store: &Store, sql: &'static str) -> Result<u64, String> {
    let written = store.write(move |tx| Box::pin(async move { tx.run(sql, args![]).await }));
    written.await.map_err(|error| match error {
        crate::Error::Fault(fault) => fault.chain(),
        crate::Error::Refused(refusal) => refusal.to_string(),
    })
}

#[tokio::test]
async fn the_database_refuses_what_no_approval_may_be() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    for sql in [
        PEOPLE,
        request!("apr_1", "ord_1"),
        request!("apr_2", "ord_2"),
    ] {
        does(&store, sql).await.expect(sql);
    }
    for (sql, why) in [
        // Who asked does not check.
        ("UPDATE approvals SET state = 'done', checker_id = 'usr_a', checked_at = 150 WHERE id = 'apr_1'", ""),
        // A state that takes a second person has one, and no other has.
        ("UPDATE approvals SET state = 'done' WHERE id = 'apr_1'", ""),
        ("UPDATE approvals SET state = 'stale' WHERE id = 'apr_1'", ""),
        ("UPDATE approvals SET state = 'refused', reason = 'x' WHERE id = 'apr_1'", ""),
        ("UPDATE approvals SET checker_id = 'usr_b', checked_at = 150 WHERE id = 'apr_1'", ""),
        ("UPDATE approvals SET state = 'withdrawn', checker_id = 'usr_b', checked_at = 150 WHERE id = 'apr_1'", ""),
        ("UPDATE approvals SET state = 'done', checker_id = 'usr_b' WHERE id = 'apr_1'", ""),
        ("UPDATE approvals SET state = 'refused', checker_id = 'usr_b', checked_at = 150 WHERE id = 'apr_1'", ""),
        ("UPDATE approvals SET state = 'approved' WHERE id = 'apr_1'", ""),
        // It is checked in its time.
        ("UPDATE approvals SET state = 'done', checker_id = 'usr_b', checked_at = 99 WHERE id = 'apr_1'", ""),
        ("UPDATE approvals SET state = 'done', checker_id = 'usr_b', checked_at = 200 WHERE id = 'apr_1'", ""),
        // By a person that exists.
        ("UPDATE approvals SET state = 'done', checker_id = 'usr_c', checked_at = 150 WHERE id = 'apr_1'", ""),
        // One request for a subject is open.
        (request!("apr_3", "ord_1"), ""),
        // It begins open.
        (
            "INSERT INTO approvals (id, scope, kind, subject, maker_id, made_at, expires_at, command, before_hash, state,
                 checker_id, checked_at)
             VALUES ('apr_4', 'mer_a', 'refund', 'ord_4', 'usr_a', 100, 200, '{}', 'h', 'done', 'usr_b', 150)",
            "an approval begins open",
        ),
        // What was asked for stays.
        ("UPDATE approvals SET command = '[]' WHERE id = 'apr_1'", "what was asked for does not change"),
        ("UPDATE approvals SET maker_id = 'usr_b' WHERE id = 'apr_1'", "what was asked for does not change"),
        ("UPDATE approvals SET before_hash = 'i' WHERE id = 'apr_1'", "what was asked for does not change"),
        ("UPDATE approvals SET expires_at = 900 WHERE id = 'apr_1'", "what was asked for does not change"),
        ("UPDATE approvals SET scope = 'mer_b', kind = 'fee' WHERE id = 'apr_1'", "what was asked for does not change"),
        (
            "UPDATE approvals SET maker_id = 'usr_b', state = 'done', checker_id = 'usr_a', checked_at = 150
             WHERE id = 'apr_1'",
            "what was asked for does not change",
        ),
        ("DELETE FROM approvals WHERE id = 'apr_1'", "approvals are not deleted"),
    ] {
        let refused = does(&store, sql).await.expect_err(sql);
        assert!(refused.contains(why), "{sql}: {refused}");
    }
    for sql in [
        "UPDATE approvals SET state = 'done', checker_id = 'usr_b', checked_at = 199 WHERE id = 'apr_1'",
        "UPDATE approvals SET state = 'expired' WHERE id = 'apr_2'",
        // The subject is free again.
        request!("apr_5", "ord_1"),
    ] {
        assert_eq!(does(&store, sql).await, Ok(1), "{sql}");
    }
    for sql in [
        "UPDATE approvals SET state = 'open', checker_id = NULL, checked_at = NULL WHERE id = 'apr_1'",
        "UPDATE approvals SET state = 'open' WHERE id = 'apr_2'",
    ] {
        let refused = does(&store, sql).await.expect_err(sql);
        assert!(
            refused.contains("an approval ends once"),
            "{sql}: {refused}"
        );
    }
    store.close().await;
}

/// A server knows the sizes of its tables after a while.
pub(super) async fn analyze(store: &Store) {
    let analyzed = store.write(|tx| {
        Box::pin(async move {
            match tx.dialect() {
                Dialect::Sqlite => Ok(()),
                Dialect::Postgres => Ok(tx.raw("ANALYZE").await?),
            }
        })
    });
    analyzed.await.expect("analyzed");
}

/// The list of refunds reads one range of its index, and sorts nothing.
#[tokio::test]
async fn a_page_of_refunds_reads_one_range_of_its_index() {
    let test_database = TestDatabase::new();
    let store = store(&test_database).await;
    let rows = "INSERT INTO refunds (id, mall_id, order_id, attempt_id, channel, payment, cause, amount, currency, rest,
             state, created_at, merchant_id, version)
         SELECT 'rfd_' || o.id, 'mal_a', o.id, 'att_a', 'union_pay', o.id, 'merchant', 1, 'CNY', 0, 'succeeded',
             o.created_at, o.merchant_id, 1 FROM orders o";
    let attempt = "INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, details, version)
         VALUES ('att_a', 'ord_1', 'scan', 'union_pay', 'declined', 8, 9, '{\"v\":1,\"kind\":\"qr\",\"code\":null}', 1)";
    for sql in [ORDERS[0], ORDERS[1], ORDERS[2], attempt, rows] {
        does(&store, sql).await.expect(sql);
    }
    analyze(&store).await;
    let read = store.read(|tx| {
        Box::pin(async move {
            let merchant = MerchantId::stored(String::from("mer_a"));
            let after = RefundCursor {
                created_at: At::from_ms(1_000),
                id: RefundId::stored(String::from("rfd_ord_2001")),
            };
            for after in [None, Some(&after)] {
                let lines =
                    plan(tx, refund_list::PAGE, refund_list::values(&merchant, after)).await;
                let shown = lines.join("\n");
                assert!(shown.contains("refunds_by_merchant"), "{shown}");
                for word in [
                    "Sort",
                    "TEMP B-TREE",
                    "SCAN r",
                    "Seq Scan on refunds",
                    "Bitmap",
                ] {
                    assert!(!shown.contains(word), "{word}:\n{shown}");
                }
                let page = refund_list::page(tx, &merchant, after).await?;
                assert_eq!(page.rows.len(), 50);
                let places = page.rows.iter().map(|row| (row.created_at, row.id.clone()));
                let places: Vec<_> = places.collect();
                assert!(places.is_sorted_by(|newer, older| newer > older));
            }
            Ok(())
        })
    });
    read.await.expect("read");
    store.close().await;
}

/// So does the list of requests that have ended.
#[tokio::test]
async fn a_page_of_ended_requests_reads_one_range_of_its_index() {
    let test_database = TestDatabase::new();
    let store = store(&test_database).await;
    let rows = "INSERT INTO approvals (id, scope, kind, subject, maker_id, made_at, expires_at, command, before_hash, state)
         SELECT 'apr_' || o.id, CASE WHEN o.created_at < 1000 THEN 'provider' ELSE o.merchant_id END, 'refund_limit', o.id,
             'usr_a', o.created_at, 90000,
             '{\"merchant\":\"mer_a\",\"before\":{\"minor\":1,\"currency\":\"CNY\"},\"after\":{\"minor\":2,\"currency\":\"CNY\"}}',
             'h', 'open' FROM orders o";
    let names = "UPDATE people SET account = account || '@shop.example'";
    let end = "UPDATE approvals SET state = 'withdrawn' WHERE made_at % 2 = 0";
    for sql in [ORDERS[0], ORDERS[1], ORDERS[2], PEOPLE, names, rows, end] {
        does(&store, sql).await.expect(sql);
    }
    analyze(&store).await;
    let read = store.read(|tx| {
        Box::pin(async move {
            let scope = Scope::Provider;
            let first = approvals::ended_of_scope(tx, &scope, None).await?;
            let second = approvals::ended_of_scope(tx, &scope, first.next.as_ref()).await?;
            let places = first.rows.iter().chain(&second.rows);
            let places: Vec<_> = places.map(|row| (row.made_at, row.id.clone())).collect();
            assert_eq!(places.len(), 100);
            assert!(places.is_sorted_by(|newer, older| newer > older));
            let after = first.next.as_ref();
            let lines = plan(tx, approvals::ENDED, approvals::ended_values(&scope, after)).await;
            let shown = lines.join("\n");
            assert!(shown.contains("approvals_ended"), "{shown}");
            for word in [
                "Sort",
                "TEMP B-TREE",
                "SCAN a",
                "Seq Scan on approvals",
                "Bitmap",
            ] {
                assert!(!shown.contains(word), "{word}:\n{shown}");
            }
            Ok(())
        })
    });
    read.await.expect("read");
    store.close().await;
}

/// Refunds of before are listed, but surplus is not.
#[tokio::test]
async fn older_refunds_have_their_merchant_and_merchants_a_limit() {
    let rows = [
        ORDERS[0],
        ORDERS[1],
        "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, facts, state,
                 created_at, expires_at, extensions, sequence, version)
             VALUES ('ord_a', 't', 'mal_a', '1', 'mer_b', 1, 'CNY', '{}', 'paid', 7, 0, 0, 0, 1)",
        r#"INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, details, version)
             VALUES ('att_a', 'ord_a', 'scan', 'union_pay', 'declined', 8, 9, '{"v":1,"kind":"qr","code":null}', 1)"#,
        "INSERT INTO refunds (id, mall_id, order_id, attempt_id, channel, payment, cause, amount, currency, rest,
                 state, created_at, version)
             VALUES ('rfd_a', 'mal_a', 'ord_a', 'att_a', 'union_pay', 'q1', 'merchant', 1, 'CNY', 0, 'failed', 9, 1),
                    ('rfd_b', 'mal_a', 'ord_a', 'att_a', 'union_pay', 'q2', 'surplus', 1, 'CNY', 0, 'pending', 9, 1)",
    ];
    let test_database = TestDatabase::new();
    let mut old = left_by(&test_database, 17, &rows).await;
    run(&mut old, At::from_ms(1))
        .await
        .expect("brought up to date");
    let sql = "SELECT merchant_id FROM refunds ORDER BY id";
    let rows = old.all(sql, args![]).await.expect("asked");
    let merchants = rows
        .iter()
        .map(|row| row.maybe_text("merchant_id").expect("a text"));
    assert_eq!(
        merchants.collect::<Vec<_>>(),
        [Some("mer_b".to_owned()), None]
    );
    let sql = "SELECT MIN(refund_limit) AS n FROM merchants";
    let limit = old.one(sql, args![]).await.expect("asked").expect("a row");
    assert_eq!(limit.int("n").expect("a number"), 100_000);
    old.close().await;
}

//! The list of orders: its plans, and what the migration finds of older orders.

use super::schema::left_by;
use super::{At, TestDatabase, args, store};
use crate::dialect::Dialect;
use crate::migrate::run;
use crate::order_list::{Range, explained, explained_card, looked_up};
use crate::{Store, Tx};
use domain::console::{OrderCursor, OrderFilter, OrdersOf, Toward};
use domain::ids::{MallId, MerchantId, OrderId, StoreId};

/// Orders of two merchants in all states, with the ends of their cards.
pub(super) const ORDERS: [&str; 4] = [
    "INSERT INTO malls (id, name, operator_uscc, return_origins, active, created_at)
         VALUES ('mal_a', 'A', 'x', '[]', 1, 0)",
    "INSERT INTO merchants (id, legal_name, short_name, uscc, mcc, products, brand, active, created_at)
         VALUES ('mer_a', 'A', 'A', 'x', 'x', '[]', '{}', 1, 0), ('mer_b', 'B', 'B', 'x', 'x', '[]', '{}', 1, 0)",
    "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, facts, state, created_at,
         expires_at, extensions, sequence, store_id, version)
     WITH RECURSIVE numbers (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < 4000)
     SELECT 'ord_' || n, 't' || n, 'mal_a', 'JN' || (100000 + n), CASE WHEN n % 3 = 0 THEN 'mer_b' ELSE 'mer_a' END,
         100, 'CNY', '{}', CASE n % 4 WHEN 0 THEN 'open' WHEN 1 THEN 'paid' WHEN 2 THEN 'expired' ELSE 'closed' END,
         n / 2, 0, 0, 0, CASE n % 5 WHEN 0 THEN 'sto_a' WHEN 1 THEN 'sto_b' END, 1 FROM numbers",
    "INSERT INTO order_numbers (merchant_id, kind, number, created_at, order_id)
     SELECT merchant_id, 'card', substr(mall_order_no, length(mall_order_no) - 3), created_at, id FROM orders",
];

pub(super) async fn filled(test_database: &TestDatabase) -> Store {
    let store = store(test_database).await;
    fill(&store, &ORDERS).await;
    store
}

/// Adds rows. A server knows the sizes of its tables after a while. SQLite is
/// never asked to analyze: it plans by the statistics of the migration.
pub(super) async fn fill(store: &Store, rows: &'static [&'static str]) {
    let written = store.write(move |tx| {
        Box::pin(async move {
            for sql in rows {
                tx.run(sql, args![]).await?;
            }
            Ok(())
        })
    });
    written.await.expect("written");
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

/// The lines of a plan.
pub(super) async fn plan(
    tx: &mut Tx,
    sql: &'static str,
    values: Vec<crate::SqlValue>,
) -> Vec<String> {
    let (explain, column) = match tx.dialect() {
        Dialect::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        Dialect::Postgres => ("EXPLAIN", "QUERY PLAN"),
    };
    let sql = Box::leak(format!("{explain} {sql}").into_boxed_str());
    let rows = tx.all(sql, values).await.expect("explained");
    rows.iter()
        .map(|row| row.text(column).expect("a line"))
        .collect()
}

/// A statement reads a range of its own index and nothing else of the tables
/// that grow; no plan sorts.
#[tokio::test]
async fn each_statement_reads_one_range_of_its_index_and_sorts_nothing() {
    let test_database = TestDatabase::new();
    let store = filled(&test_database).await;
    let days = OrderFilter {
        created_from: Some(At::from_ms(10)),
        created_to: Some(At::from_ms(1_900)),
        ..OrderFilter::default()
    };
    let beside = |toward| OrderCursor {
        toward,
        created_at: At::from_ms(1_000),
        id: OrderId::stored(String::from("ord_2001")),
    };
    let places = [
        None,
        Some(beside(Toward::Older)),
        Some(beside(Toward::Newer)),
    ];
    for (filter, cursor) in [
        (OrderFilter::default(), &places[0]),
        (days.clone(), &places[1]),
        (days, &places[2]),
    ] {
        let range = Range::of(&filter, cursor.as_ref(), 51);
        let read = store.read(move |tx| {
            Box::pin(async move {
                let merchant = MerchantId::stored(String::from("mer_a"));
                let mall = MallId::stored(String::from("mal_a"));
                for of in [
                    OrdersOf::All,
                    OrdersOf::Merchant(merchant.clone()),
                    OrdersOf::Store(merchant, StoreId::stored(String::from("sto_a"))),
                    OrdersOf::Mall(mall),
                ] {
                    for (index, sql, values) in explained(&of, &range) {
                        let lines = plan(tx, sql, values).await;
                        check(tx.dialect(), index, sql, &lines);
                    }
                }
                Ok(())
            })
        });
        read.await.expect("read");
    }
    store.close().await;
}

fn check(dialect: Dialect, index: &str, sql: &str, lines: &[String]) {
    let shown = lines.join("\n");
    let has = |what: &str| lines.iter().any(|line| line.contains(what));
    let (sorts, ranges) = match dialect {
        Dialect::Sqlite => {
            let name = if index == "order_numbers" {
                "sqlite_autoindex_order_numbers_1"
            } else {
                index
            };
            let used = format!("INDEX {name} (");
            let range = lines.iter().find(|line| line.contains(&used));
            let bounded = range.is_some_and(|line| line.contains(")>(?,?"));
            let scans = has("SCAN o") || has("SCAN n");
            (has("TEMP B-TREE"), bounded && !scans)
        }
        Dialect::Postgres => {
            let name = if index == "order_numbers" {
                "order_numbers_pkey"
            } else {
                index
            };
            let used = lines
                .iter()
                .position(|line| line.contains(&format!("using {name} on")));
            let bounds = |at: usize| {
                lines[at + 1..]
                    .iter()
                    .find(|line| line.contains("Index Cond"))
            };
            let bounded = used.and_then(bounds).is_some_and(|line| {
                line.contains("ROW(") && line.contains(") > ROW(") && line.contains(") < ROW(")
            });
            let scans =
                has("Seq Scan on orders") || has("Seq Scan on order_numbers") || has("Bitmap");
            (has("Sort"), bounded && !scans)
        }
    };
    assert!(!sorts, "{sql}\nsorts:\n{shown}");
    assert!(ranges, "{sql}\nis no range of {index}:\n{shown}");
}

/// The end of a card is read in one range of its day, whoever the merchant is.
#[tokio::test]
async fn a_card_is_looked_up_in_a_range_of_its_day() {
    let test_database = TestDatabase::new();
    let store = filled(&test_database).await;
    let read = store.read(|tx| {
        Box::pin(async move {
            let (sql, values) = explained_card();
            let lines = plan(tx, sql, values).await;
            let shown = lines.join("\n");
            let (used, bounds) = match tx.dialect() {
                Dialect::Sqlite => (
                    "INDEX order_numbers_by_number (",
                    "created_at>? AND created_at<?",
                ),
                Dialect::Postgres => ("using order_numbers_by_number on", "created_at < "),
            };
            assert!(shown.contains(used) && shown.contains(bounds), "{shown}");
            let sorts = ["TEMP B-TREE", "Sort", "SCAN o", "Seq Scan on orders"];
            assert!(!sorts.iter().any(|sort| shown.contains(sort)), "{shown}");
            Ok(())
        })
    });
    read.await.expect("read");
    store.close().await;
}

/// A number that is known exactly is looked up in a unique index.
#[tokio::test]
async fn an_exact_number_is_looked_up_in_a_unique_index() {
    let test_database = TestDatabase::new();
    let store = filled(&test_database).await;
    let read = store.read(|tx| {
        Box::pin(async move {
            for ([sqlite, postgres], sql, values) in looked_up("mer_a") {
                let lines = plan(tx, sql, values).await;
                let used = match tx.dialect() {
                    Dialect::Sqlite => format!("INDEX {sqlite} ("),
                    Dialect::Postgres => format!("using {postgres} on"),
                };
                let shown = lines.join("\n");
                assert!(
                    shown.contains(&used),
                    "{sql}\ndoes not use {used}:\n{shown}"
                );
                assert!(
                    !shown.contains("orders_by_"),
                    "{sql}\nreads a list:\n{shown}"
                );
            }
            Ok(())
        })
    });
    read.await.expect("read");
    store.close().await;
}

/// Orders of before are found by their cards and receipts.
#[tokio::test]
async fn the_numbers_of_older_orders_are_found_once() {
    let rows = [
        ORDERS[0],
        ORDERS[1],
        "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, facts, state,
                 created_at, expires_at, extensions, sequence, version)
             VALUES ('ord_a', 't', 'mal_a', '1', 'mer_a', 1, 'CNY', '{}', 'paid', 7, 0, 0, 0, 1)",
        r#"INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, details, receipt, version)
             VALUES ('att_a', 'ord_a', 'quick_agreement', 'union_pay', 'declined', 8, 9,
                     '{"v":1,"kind":"card","last4":"1234"}', NULL, 1),
                    ('att_b', 'ord_a', 'quick_agreement', 'union_pay', 'declined', 8, 9,
                     '{"v":1,"kind":"card","last4":"1234"}', NULL, 1),
                    ('att_c', 'ord_a', 'scan', 'union_pay', 'paid', 8, 9, '{"v":1,"kind":"qr","code":null}',
                     '{"network_id":"q1","account":"622202******0123"}', 1),
                    ('att_d', 'ord_a', 'scan', 'union_pay', 'surplus', 8, 9, '{"v":1,"kind":"qr","code":null}',
                     '{"network_id":"q2","account":null}', 1)"#,
        r#"INSERT INTO refunds (id, mall_id, order_id, attempt_id, channel, payment, cause, amount, currency, rest,
                 state, created_at, receipt, version)
             VALUES ('rfd_a', 'mal_a', 'ord_a', 'att_c', 'union_pay', 'q1', 'merchant', 1, 'CNY', 0, 'succeeded', 9,
                     '{"network_id":"q3","account":null}', 1)"#,
    ];
    let test_database = TestDatabase::new();
    let mut old = left_by(&test_database, 15, &rows).await;
    run(&mut old, At::from_ms(1))
        .await
        .expect("brought up to date");
    let sql =
        "SELECT kind, number, created_at, order_id FROM order_numbers WHERE merchant_id = 'mer_a'
               ORDER BY kind, number";
    let mut numbers = Vec::new();
    for row in old.all(sql, args![]).await.expect("asked") {
        let text = |name| row.text(name).expect("a text");
        assert_eq!(
            (row.int("created_at").expect("a time"), text("order_id")),
            (7, "ord_a".to_owned())
        );
        numbers.push(format!("{} {}", text("kind"), text("number")));
    }
    assert_eq!(
        numbers,
        [
            "card 0123",
            "card 1234",
            "network q1",
            "network q2",
            "network q3"
        ]
    );
    old.close().await;
}

//! Sums of payments: what they say is what a direct count of all orders,
//! attempts and refunds says, whatever happens between and however it stops.

use super::schema::left_by;
use super::{At, TestDatabase, args, store};
use crate::dialect::Dialect;
use crate::error::Fault;
use crate::migrate::run;
use crate::payment_sums::{AT_ONCE, explained, is_to_sum, sum, until};
use crate::{Row, Store, Tx, WriteQueue};
use domain::attempt::DeclineReason;
use domain::console::{Hour, TimeToPay};
use domain::day::Day;
use domain::product::Product;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const MERCHANTS: [&str; 2] = [
    "INSERT INTO malls (id, name, operator_uscc, return_origins, active, created_at)
         VALUES ('mal_a', 'A', 'x', '[]', 1, 0)",
    "INSERT INTO merchants (id, legal_name, short_name, uscc, mcc, products, brand, active, created_at)
         VALUES ('mer_0', 'A', 'A', 'x', 'x', '[]', '{}', 1, 0), ('mer_1', 'B', 'B', 'x', 'x', '[]', '{}', 1, 0)",
];
const ORDERS: i64 = 6;
const DAY: Day = Day::constant(2026, 11, 22);
/// After all that happens in a test.
const NOW: At = At::from_ms(1_795_500_000_000);

/// How an attempt ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Paid(i64),
    Declined(DeclineReason),
    Abandoned,
    Surplus,
}

#[derive(Clone, Debug)]
struct TestAttempt {
    order: i64,
    product: Product,
    begun_ms: i64,
    /// The second one is not looked at after a payment.
    ends: [Option<End>; 2],
}

#[derive(Clone, Debug)]
struct TestRefund {
    order: i64,
    is_surplus: bool,
    amount: i64,
    ended_ms: i64,
}

/// What is done after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Nothing,
    Sum,
    /// Sums, and stops before the commit.
    Crash,
}

/// Around both midnights of the day in China.
fn time() -> impl Strategy<Value = i64> {
    let start = DAY.start_in_china().ms();
    prop_oneof![
        (start - 90_000)..(start + 90_000),
        start..(start + 86_400_000),
        (start + 86_400_000 - 90_000)..(start + 86_400_000 + 90_000),
    ]
}

fn end() -> impl Strategy<Value = Option<End>> {
    prop_oneof![
        Just(None),
        (0_i64..2_000_000).prop_map(|ms| Some(End::Paid(ms))),
        (0..DeclineReason::ALL.len()).prop_map(|n| Some(End::Declined(DeclineReason::ALL[n]))),
        Just(Some(End::Abandoned)),
        Just(Some(End::Surplus)),
    ]
}

fn attempt() -> impl Strategy<Value = TestAttempt> {
    let product = (0..Product::ALL.len()).prop_map(|n| Product::ALL[n]);
    let ends = [end().boxed(), end().boxed()];
    (0..ORDERS, product, time(), ends).prop_map(|(order, product, begun_ms, ends)| TestAttempt {
        order,
        product,
        begun_ms,
        ends,
    })
}

fn refund() -> impl Strategy<Value = TestRefund> {
    (0..ORDERS, any::<bool>(), 1_i64..1_000, time()).prop_map(
        |(order, is_surplus, amount, ended_ms)| TestRefund {
            order,
            is_surplus,
            amount,
            ended_ms,
        },
    )
}

fn then() -> impl Strategy<Value = Then> {
    prop_oneof![Just(Then::Nothing), Just(Then::Sum), Just(Then::Crash)]
}

async fn put(store: &Store, sql: &'static str, values: Vec<crate::SqlValue>) {
    let put = store.write(move |tx| {
        let values = values.clone();
        Box::pin(async move { tx.run(sql, values).await })
    });
    put.await.expect(sql);
}

async fn add_order(store: &Store, id: i64) {
    let sql = "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, facts, state,
                   created_at, expires_at, extensions, sequence, store_id, version)
               VALUES ($1, $1, 'mal_a', $1, $2, $3, 'CNY', '{}', 'open', $4, 0, 0, 0, $5, 1)";
    let merchant = format!("mer_{}", id % 2);
    // Two of the first merchant's orders are of its store.
    let store_id = matches!(id, 0 | 4).then(|| "sto_0".to_owned());
    let created = DAY.start_in_china().ms() - 86_400_000 + id;
    put(
        store,
        sql,
        args![format!("ord_{id}"), merchant, 100 + id, created, store_id],
    )
    .await;
}

async fn add_attempt(store: &Store, id: usize, attempt: &TestAttempt) {
    let sql = "INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, details, version)
               VALUES ($1, $2, $3, 'union_pay', 'declined', $4, 0, '{}', 1)";
    // Inserted as ended, and at once set back: an order has one live attempt.
    let values = args![
        format!("att_{id}"),
        format!("ord_{}", attempt.order),
        attempt.product.name(),
        attempt.begun_ms
    ];
    put(store, sql, values).await;
    let back = "UPDATE attempts SET state = 'other' WHERE id = $1";
    put(store, back, args![format!("att_{id}")]).await;
}

/// Ends an attempt as the order machine would: one payment for an order, and
/// none after money moved.
async fn end_attempt(store: &Store, id: usize, attempt: &TestAttempt, end: End) {
    let (id, order, begun) = (
        format!("att_{id}"),
        format!("ord_{}", attempt.order),
        attempt.begun_ms,
    );
    let ended = store.write(move |tx| {
        let (id, order) = (id.clone(), order.clone());
        Box::pin(async move {
            let has_moved =
                "SELECT id FROM attempts WHERE id = $1 AND state IN ('paid', 'surplus')";
            if tx.one(has_moved, args![&id]).await?.is_some() {
                return Ok(());
            }
            let pays = "UPDATE orders SET paid_attempt = $2, paid_at = $3, state = 'paid'
                        WHERE id = $1 AND paid_attempt IS NULL";
            let (state, reason) = match end {
                End::Paid(ms) if tx.run(pays, args![&order, &id, begun + ms]).await? == 1 => {
                    ("paid", None)
                }
                End::Paid(_) | End::Surplus => ("surplus", None),
                End::Declined(reason) => ("declined", Some(reason.name())),
                End::Abandoned => ("abandoned", None),
            };
            // Only money that moved ends an attempt that has ended.
            let sql = "UPDATE attempts SET state = $2, declined_reason = $3, version = version + 1
                       WHERE id = $1 AND (state = 'other' OR $2 IN ('paid', 'surplus'))";
            tx.run(sql, args![&id, state, reason]).await?;
            Ok(())
        })
    });
    ended.await.expect("ended");
}

async fn add_refund(store: &Store, id: usize, refund: &TestRefund) {
    let sql = "INSERT INTO refunds (id, mall_id, order_id, attempt_id, channel, payment, cause, amount, currency, rest,
                   state, created_at, ended_at, version)
               SELECT $1, 'mal_a', $2, a.id, 'union_pay', $1, $3, $4, 'CNY', 0, 'succeeded', $5, $5, 1
               FROM attempts a WHERE a.order_id = $2 LIMIT 1";
    let cause = if refund.is_surplus {
        "surplus"
    } else {
        "merchant"
    };
    let order = format!("ord_{}", refund.order);
    let values = args![
        format!("rfd_{id}"),
        order,
        cause,
        refund.amount,
        refund.ended_ms
    ];
    put(store, sql, values).await;
}

async fn sum_once(store: &Store) -> bool {
    let summed = store.write_in(WriteQueue::Jobs, |tx| {
        Box::pin(async move { sum(tx, NOW).await })
    });
    summed.await.expect("summed")
}

async fn sum_all(store: &Store) -> usize {
    let mut times = 1;
    while sum_once(store).await {
        times += 1;
    }
    times
}

async fn and_then(store: &Store, then: Then) {
    match then {
        Then::Nothing => {}
        Then::Sum => drop(sum_all(store).await),
        Then::Crash => {
            let stopped = store.write_in(WriteQueue::Jobs, |tx| {
                Box::pin(async move {
                    sum(tx, NOW).await?;
                    Err::<(), _>(Fault::new("stopped").into())
                })
            });
            stopped.await.expect_err("undone");
        }
    }
}

type Sums = BTreeMap<(String, i64, i64, String), (i64, i64)>;
type Listed = BTreeSet<(String, String, String)>;

async fn summed(tx: &mut Tx) -> (Sums, Listed) {
    let (mut sums, mut listed) = (Sums::new(), Listed::new());
    let sql = "SELECT * FROM payment_sums WHERE n > 0";
    for row in &tx.all(sql, args![]).await.expect("read") {
        let of = (text(row, "merchant_id"), text(row, "result"));
        let key = (of.0, int(row, "span"), int(row, "at"), of.1);
        sums.insert(key, (int(row, "n"), int(row, "amount")));
    }
    let sql = "SELECT * FROM store_payment_sums WHERE n > 0";
    for row in &tx.all(sql, args![]).await.expect("read") {
        let of = (text(row, "store_id"), text(row, "result"));
        let key = (of.0, int(row, "span"), int(row, "at"), of.1);
        sums.insert(key, (int(row, "n"), int(row, "amount")));
    }
    let sql = "SELECT * FROM order_numbers WHERE kind = 'day'";
    for row in &tx.all(sql, args![]).await.expect("read") {
        let of = ["merchant_id", "number", "order_id"].map(|column| text(row, column));
        listed.insert(of.into());
    }
    (sums, listed)
}

/// A direct count.
#[derive(Default)]
struct Count {
    sums: Sums,
    listed: Listed,
}

impl Count {
    /// `result` of an order of a merchant at a time, listed under these names.
    fn add(&mut self, row: &Row, at: i64, (result, amount): (&str, i64), names: &[&str]) {
        let (merchant, order) = (text(row, "merchant_id"), text(row, "order_id"));
        let store = row.maybe_text("store_id").expect("a column");
        for of in [Some(merchant.clone()), store].into_iter().flatten() {
            for span in [3_600_000, 60_000] {
                let key = (of.clone(), span, at / span * span, result.to_owned());
                let sum = self.sums.entry(key).or_insert((0, 0));
                *sum = (sum.0 + 1, sum.1 + amount);
            }
        }
        let day = Day::in_china(At::from_ms(at));
        for name in names {
            let number = format!("{day}.{name}");
            self.listed
                .insert((merchant.clone(), number, order.clone()));
        }
    }

    fn add_attempt(&mut self, row: &Row) {
        let way = text(row, "product");
        let begun = int(row, "created_at");
        let tried = format!("tried.{way}");
        match text(row, "state").as_str() {
            "paid" => {
                let paid = int(row, "paid_at");
                let hour = format!("hour.{}", (paid / 3_600_000 + 8) % 24);
                let result = format!("paid.{way}");
                self.add(row, paid, (&result, int(row, "amount")), &["paid", &hour]);
                let took = format!("took.{}", TimeToPay::of_ms(paid - begun).name());
                self.add(row, paid, (&took, 0), &[&took]);
                let completed = format!("completed.{way}");
                self.add(row, begun, (&completed, 0), &[&tried, &completed]);
            }
            "declined" => {
                let reason = text(row, "declined_reason");
                let result = format!("declined.{way}.{reason}");
                let (by, of) = (format!("declined.{way}"), format!("reason.{reason}"));
                self.add(row, begun, (&result, 0), &[&tried, &by, &of]);
            }
            "abandoned" => {
                let abandoned = format!("abandoned.{way}");
                self.add(row, begun, (&abandoned, 0), &[&tried, &abandoned]);
            }
            _ => {}
        }
    }
}

fn text(row: &Row, column: &str) -> String {
    row.text(column).expect("a text")
}

fn int(row: &Row, column: &str) -> i64 {
    row.int(column).expect("a number")
}

/// The same, counted from the rows themselves.
async fn counted(tx: &mut Tx) -> (Sums, Listed) {
    let mut count = Count::default();
    let sql = "SELECT a.*, o.merchant_id, o.store_id, o.amount, o.paid_at FROM attempts a JOIN orders o ON o.id = a.order_id";
    for row in tx.all(sql, args![]).await.expect("read") {
        count.add_attempt(&row);
    }
    let sql = "SELECT r.order_id, r.amount, r.ended_at, o.merchant_id, o.store_id FROM refunds r JOIN orders o ON o.id = r.order_id
               WHERE r.state = 'succeeded' AND r.cause = 'merchant'";
    for row in tx.all(sql, args![]).await.expect("read") {
        let (ended, amount) = (int(&row, "ended_at"), int(&row, "amount"));
        count.add(&row, ended, ("refunded", amount), &["refunded"]);
    }
    (count.sums, count.listed)
}

/// Nothing is left to sum, and the sums are the count.
async fn check(store: &Store) {
    let read = store.read(|tx| {
        Box::pin(async move {
            let is_left = is_to_sum(tx).await?;
            let until = until(tx).await?;
            Ok((is_left, until, summed(tx).await, counted(tx).await))
        })
    });
    let (is_left, until, summed, counted) = read.await.expect("read");
    assert_eq!((is_left, until), (false, Some(NOW)));
    assert_eq!(summed.0, counted.0, "sums");
    assert_eq!(summed.1, counted.1, "lists");
}

/// An empty store with the merchants.
async fn with_merchants(test_database: &TestDatabase) -> Store {
    let store = store(test_database).await;
    for sql in MERCHANTS {
        put(&store, sql, args![]).await;
    }
    store
}

async fn forget_all(store: &Store) {
    for sql in [
        "DELETE FROM payment_sums",
        "DELETE FROM store_payment_sums",
        "DELETE FROM order_numbers",
        "DELETE FROM refunds",
        "DELETE FROM attempts",
        "DELETE FROM orders",
        "UPDATE payment_sums_progress SET until = NULL",
    ] {
        put(store, sql, args![]).await;
    }
}

type Case = (Vec<TestAttempt>, Vec<TestRefund>, Vec<Then>);

async fn check_case(store: &Store, (attempts, refunds, thens): Case) {
    forget_all(store).await;
    let mut thens = thens.into_iter().cycle();
    let row = "INSERT INTO stores (id, merchant_id, store_no, name, is_open, revision, created_at)
               VALUES ('sto_0', 'mer_0', '1', 'A', 1, 1, 0) ON CONFLICT DO NOTHING";
    put(store, row, args![]).await;
    for order in 0..ORDERS {
        add_order(store, order).await;
    }
    for (id, attempt) in attempts.iter().enumerate() {
        add_attempt(store, id, attempt).await;
    }
    for round in 0..2 {
        for (id, attempt) in attempts.iter().enumerate() {
            if let Some(end) = attempt.ends[round] {
                end_attempt(store, id, attempt, end).await;
                and_then(store, thens.next().expect("endless")).await;
            }
        }
        for (id, refund) in refunds.iter().enumerate().filter(|(id, _)| id % 2 == round) {
            add_refund(store, id, refund).await;
            and_then(store, thens.next().expect("endless")).await;
        }
    }
    sum_all(store).await;
    check(store).await;
}

#[test]
fn the_sums_are_a_direct_count_of_what_happened() {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    let test_database = TestDatabase::new();
    let store = runtime.block_on(with_merchants(&test_database));
    let config = ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let case = (
        prop::collection::vec(attempt(), 1..14),
        prop::collection::vec(refund(), 0..5),
        prop::collection::vec(then(), 1..9),
    );
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let checked = runner.run(&case, |case| {
        runtime.block_on(check_case(&store, case));
        Ok(())
    });
    checked.expect("the sums");
    runtime.block_on(store.close());
}

/// What an older release left is summed in bounded transactions.
#[tokio::test]
async fn an_older_database_is_caught_up_with_in_batches() {
    let many = i64::from(AT_ONCE) * 2 + 1;
    let test_database = TestDatabase::new();
    let rows = [
        MERCHANTS[0],
        MERCHANTS[1],
        "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, facts, state, created_at,
             expires_at, extensions, paid_attempt, paid_at, sequence, version)
         WITH RECURSIVE numbers (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < 201)
         SELECT 'ord_' || n, 't' || n, 'mal_a', n, 'mer_0', n, 'CNY', '{}', 'paid', 1795276800000 + n, 0, 0,
             'att_' || n, 1795276800000 + n * 60000, 0, 1 FROM numbers",
        "INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, details, version)
         SELECT paid_attempt, id, 'scan', 'union_pay', 'paid', created_at, 0, '{}', 1 FROM orders",
    ];
    let before = crate::migrations::MIGRATIONS
        .iter()
        .position(|migration| migration.version == 19);
    let mut old = left_by(&test_database, before.expect("a migration"), &rows).await;
    run(&mut old, At::from_ms(1))
        .await
        .expect("brought up to date");
    old.close().await;
    let store = store(&test_database).await;
    let read = store.read(|tx| {
        Box::pin(async move {
            let count = tx
                .one("SELECT COUNT(*) AS n FROM attempts", args![])
                .await?;
            let count = count.expect("a row").int("n")?;
            Ok((count, is_to_sum(tx).await?, until(tx).await?))
        })
    });
    assert_eq!(read.await.expect("read"), (many, true, None));
    assert!(sum_once(&store).await, "there is more");
    let read = store.read(|tx| Box::pin(async move { until(tx).await }));
    assert_eq!(
        read.await.expect("read"),
        None,
        "it is not said to be whole"
    );
    assert_eq!(sum_all(&store).await, 2);
    check(&store).await;
    store.close().await;
}

/// What is to be summed is found by the indexes that hold nothing else.
#[tokio::test]
async fn what_is_to_be_summed_is_found_by_its_own_index() {
    let test_database = TestDatabase::new();
    let store = with_merchants(&test_database).await;
    let read = store.read(|tx| {
        Box::pin(async move {
            if tx.dialect() == Dialect::Postgres {
                // The tables are empty, for which a planner may scan them.
                tx.raw("SET LOCAL enable_seqscan = off").await?;
            }
            for (index, sql, has_limit) in explained() {
                let values = if has_limit { args![100_i64] } else { args![] };
                let lines = super::order_list::plan(tx, sql, values).await.join("\n");
                assert!(lines.contains(index), "{sql}\nis not by {index}:\n{lines}");
                assert!(!lines.contains("SCAN o"), "{lines}");
                if tx.dialect() == Dialect::Sqlite {
                    assert!(!lines.contains("TEMP B-TREE"), "{lines}");
                }
            }
            Ok(())
        })
    });
    read.await.expect("read");
    store.close().await;
}

/// Every hour of the day has a number of its own.
#[test]
fn hours_are_those_of_china() {
    let start = DAY.start_in_china();
    let hours = (0..24).map(|hour| Hour::in_china(start.plus_s(hour * 3_600 + 3_599)).number());
    assert!(hours.eq(0..24));
}

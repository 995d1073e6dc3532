//! Migrations: what they keep, what they refuse, and what is rolled back.

use super::concurrent_stores::{bare_order, event, number};
use super::{At, TestDatabase, args, checked_database, database, job, store};
use crate::connection::Connection;
use crate::events;
use crate::jobs::{self, Lane};
use crate::migrate::{run, run_all};
use crate::migrations::MIGRATIONS;
use crate::migrations::{Migration, MigrationCheck};
use crate::role::Role;
use crate::schema::schema_differences;
use crate::signatures::{self, UsedSignature};
use domain::ids::MallId;

pub(super) async fn maker(test_database: &TestDatabase) -> Connection {
    let opened = Connection::open(&database(test_database), Role::Creator).await;
    opened.expect("opens")
}

/// A database as its first `migrations` made it, with these rows.
pub(super) async fn left_by(
    test_database: &TestDatabase,
    migrations: usize,
    rows: &[&'static str],
) -> Connection {
    let mut old = maker(test_database).await;
    let made = run_all(&mut old, &MIGRATIONS[..migrations], At::from_ms(0));
    made.await.expect("made");
    for sql in rows {
        old.run(sql, args![]).await.expect("put down");
    }
    old
}

#[tokio::test]
async fn old_events_keep_their_positions_and_the_next_comes_after_them() {
    let test_database = checked_database();
    let rows = [
        "INSERT INTO malls (id, name, operator_uscc, return_origins, active, created_at)
             VALUES ('mal_a', 'A', 'x', '[]', 1, 0), ('mal_b', 'B', 'x', '[]', 1, 0)",
        "INSERT INTO merchants (id, legal_name, short_name, uscc, network_no, mcc, products, brand, active, created_at)
             VALUES ('mer_a', 'A', 'A', 'x', 'x', 'x', '[]', '{}', 1, 0)",
        "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, facts, state,
                 created_at, expires_at, extensions, sequence, version)
             VALUES ('ord_a', 't', 'mal_a', '1', 'mer_a', 1, 'CNY', '{}', 'open', 0, 0, 0, 0, 1)",
        "INSERT INTO events (id, mall_id, order_id, sequence, type, body, created_at, position)
             VALUES ('evt_x', 'mal_a', 'ord_a', 101, 'order.paid', '{}', 0, 4),
                    ('evt_y', 'mal_a', 'ord_a', 102, 'order.paid', '{}', 0, 9)",
        "INSERT INTO deliveries (event_id, tries) VALUES ('evt_x', 3)",
    ];
    let mut old = left_by(&test_database, 1, &rows).await;
    run(&mut old, At::from_ms(1))
        .await
        .expect("brought up to date");
    let delivery = old
        .one(
            "SELECT tries FROM deliveries WHERE event_id = 'evt_x'",
            args![],
        )
        .await;
    let delivery = delivery.expect("asked").expect("it is there");
    assert_eq!(delivery.int("tries").expect("a number"), 3);
    old.close().await;

    let store = store(&test_database).await;
    let mall = MallId::stored(String::from("mal_a"));
    let written = store.write(|tx| Box::pin(async move { events::insert(tx, &event(103)).await }));
    written.await.expect("written");
    number(&store).await.expect("numbered");
    let read = store.read(move |tx| Box::pin(async move { events::after(tx, &mall, 4, 9).await }));
    let places: Vec<i64> = read
        .await
        .expect("read")
        .iter()
        .map(|e| e.position)
        .collect();
    assert_eq!(places, [9, 10]);
    store.close().await;
}

/// Rule R2 is new to this database; what its malls ordered stays possible.
#[tokio::test]
async fn malls_keep_the_merchants_that_they_ordered_for() {
    let test_database = checked_database();
    let rows = [
        "INSERT INTO malls (id, name, operator_uscc, return_origins, active, created_at)
             VALUES ('mal_a', 'A', 'x', '[]', 1, 0), ('mal_b', 'B', 'x', '[]', 1, 0)",
        "INSERT INTO merchants (id, legal_name, short_name, uscc, mcc, products, brand, active, created_at)
             VALUES ('mer_a', 'A', 'A', 'x', 'x', '[]', '{}', 1, 0), ('mer_b', 'B', 'B', 'x', 'x', '[]', '{}', 1, 0),
                    ('mer_c', 'C', 'C', 'x', 'x', '[]', '{}', 1, 0)",
        "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, facts, state,
                 created_at, expires_at, extensions, sequence, version)
             VALUES ('ord_a', 't1', 'mal_a', '1', 'mer_a', 1, 'CNY', '{}', 'open', 30, 0, 0, 0, 0),
                    ('ord_b', 't2', 'mal_a', '2', 'mer_a', 1, 'CNY', '{}', 'expired', 20, 0, 0, 0, 0),
                    ('ord_c', 't3', 'mal_b', '1', 'mer_b', 1, 'CNY', '{}', 'open', 10, 0, 0, 0, 0)",
    ];
    let mut old = left_by(&test_database, 12, &rows).await;
    run(&mut old, At::from_ms(99))
        .await
        .expect("brought up to date");
    let sql =
        "SELECT mall_id, merchant_id, created_at FROM mall_merchants ORDER BY mall_id, merchant_id";
    let mut pairs = Vec::new();
    for row in old.all(sql, args![]).await.expect("asked") {
        let text = |name| row.text(name).expect("a text");
        let since = row.int("created_at").expect("a number");
        pairs.push((text("mall_id"), text("merchant_id"), since));
    }
    let pair = |mall: &str, merchant: &str, since| (mall.to_owned(), merchant.to_owned(), since);
    let expected = [pair("mal_a", "mer_a", 20), pair("mal_b", "mer_b", 10)];
    assert_eq!(pairs, expected);
    old.close().await;
}

/// Jobs are still to be done, once; used signatures are still used.
#[tokio::test]
async fn old_jobs_and_used_signatures_are_the_same_after_migration() {
    let test_database = checked_database();
    let rows = [
        "INSERT INTO jobs (id, kind, subject, due_at, tries, lease_until)
             VALUES ('refund/rfd_x', 'refund', 'rfd_x', 5, 3, NULL), ('query/att_y', 'query', 'att_y', 6, 0, 900),
                    ('deliver/evt_z', 'deliver', 'evt_z', 7, 1, NULL)",
        "INSERT INTO used_signatures (key_id, signature_hash, expires_at) VALUES ('key', 'hash', 700)",
    ];
    left_by(&test_database, 4, &rows).await.close().await;

    let store = store(&test_database).await;
    let done = store.write(|tx| {
        Box::pin(async move {
            let known = job("refund", Lane::Money, "rfd_x");
            jobs::put_if_none(tx, &known, At::from_ms(99)).await?;
            let (now, until) = (At::from_ms(500), At::from_ms(800));
            let places = jobs::DeliveryPlaces::of_each(8);
            let mut due = jobs::claim(tx, Lane::Money, now, until, 9, &places).await?;
            due.extend(jobs::claim(tx, Lane::Events, now, until, 9, &places).await?);
            let used = |hash: &str| UsedSignature {
                key_id: String::from("key"),
                hash: String::from(hash),
                until: At::from_ms(700),
            };
            let again = signatures::bind(tx, &used("hash"), Some("k")).await?;
            let other = signatures::bind(tx, &used("other"), Some("k")).await?;
            Ok((due, again, other))
        })
    });
    let (due, again, other) = done.await.expect("done");
    let jobs: Vec<_> = due
        .iter()
        .map(|job| (job.to_string(), job.tries, job.payload.as_str()))
        .collect();
    let refund = (String::from("refund/rfd_x"), 3, "null");
    let delivery = (String::from("deliver/evt_z"), 1, "null");
    assert_eq!(jobs, [refund, delivery]);
    assert_eq!((again, other), (false, true), "used is used");
    store.close().await;
}

/// As an older release that still runs writes them, before and after.
#[tokio::test]
async fn old_lines_are_of_the_client_book_and_journals_balance_in_each_book() {
    let lines = [
        "INSERT INTO journal_lines (reference, account, currency, amount)
             VALUES ('surplus/q1', 'clearing:union_pay', 'CNY', 700), ('surplus/q1', 'suspense', 'CNY', -700)",
        "INSERT INTO journals VALUES ('surplus/q1', 'surplus', 'q1', 0)",
        "INSERT INTO balances (account, currency, shard, amount)
             VALUES ('clearing:union_pay', 'CNY', 0, 700), ('suspense', 'CNY', 0, -700)",
    ];
    let test_database = TestDatabase::new();
    let mut old = left_by(&test_database, 7, &lines).await;
    run(&mut old, At::from_ms(1))
        .await
        .expect("brought up to date");
    let later = [
        "INSERT INTO journal_lines (reference, account, currency, amount)
             VALUES ('surplus/q2', 'clearing:union_pay', 'CNY', 1), ('surplus/q2', 'suspense', 'CNY', -1)",
        "INSERT INTO journals VALUES ('surplus/q2', 'surplus', 'q2', 0)",
    ];
    for sql in later {
        old.run(sql, args![])
            .await
            .expect("an older release writes");
    }
    let sql = "SELECT COUNT(*) AS n, CAST(SUM(amount) AS BIGINT) AS debits FROM journal_lines
               WHERE book = 'client' AND amount > 0";
    let row = old.one(sql, args![]).await.expect("asked").expect("a row");
    let number = |column| row.int(column).expect("a number");
    assert_eq!((number("n"), number("debits")), (2, 701));
    let of_two_books = "INSERT INTO journal_lines (reference, book, account, currency, amount)
         VALUES ('paid/a', 'client', 'suspense', 'CNY', 5), ('paid/a', 'own', 'own:suspense', 'CNY', -5)";
    let mut written = old.run(of_two_books, args![]).await;
    if written.is_ok() {
        let journal = "INSERT INTO journals VALUES ('paid/a', 'paid', 'a', 0)";
        written = old.run(journal, args![]).await;
    }
    let refused = written.expect_err("each book balances by itself");
    assert!(
        refused.chain().contains("a journal balances"),
        "{refused:?}"
    );
    old.close().await;
}

#[tokio::test]
async fn a_migration_that_fails_its_check_is_rolled_back_and_named() {
    const SQL: &str = "INSERT INTO wrong (id) VALUES (2)";
    const WRONG: &[Migration] = &[Migration::new(
        1,
        "wrong",
        "CREATE TABLE wrong (id BIGINT PRIMARY KEY); INSERT INTO wrong (id) VALUES (1)",
    )
    .on_sqlite(SQL)
    .on_postgres(SQL)
    .checked(&[MigrationCheck::None {
        what: "rows in a new table",
        after: "SELECT COUNT(*) AS n FROM wrong",
    }])];
    let test_database = checked_database();
    let mut connection = maker(&test_database).await;
    let fault = run_all(&mut connection, WRONG, At::from_ms(0))
        .await
        .expect_err("undone");
    assert_eq!(
        fault.to_string(),
        "migration 1 (wrong) was undone: rows in a new table: 0 expected, 2 found"
    );
    let left = connection
        .one("SELECT COUNT(*) AS n FROM schema_migrations", args![])
        .await;
    assert_eq!(
        left.expect("asked")
            .expect("a row")
            .int("n")
            .expect("a number"),
        0
    );
    run(&mut connection, At::from_ms(0))
        .await
        .expect("the right ones run after it");
    connection.close().await;
    bare_order(&store(&test_database).await).await;
}

#[tokio::test]
async fn a_schema_that_was_changed_by_hand_is_reported_line_by_line() {
    let test_database = checked_database();
    let database = database(&test_database);
    let mut connection = maker(&test_database).await;
    let pending = schema_differences(&database).await.expect("read");
    assert_eq!(
        pending,
        ["it holds no Paydesk database: `paydesk migrate` makes one there"]
    );
    let first = run_all(&mut connection, &MIGRATIONS[..1], At::from_ms(0));
    first.await.expect("made");
    let pending = schema_differences(&database).await.expect("read");
    assert_eq!(pending.len(), MIGRATIONS.len() - 1);
    assert!(pending[0].starts_with("migration 2 ("), "{pending:?}");
    assert!(
        pending[0].ends_with(" has not run: `paydesk migrate` runs it"),
        "{pending:?}"
    );
    run(&mut connection, At::from_ms(0)).await.expect("made");
    assert_eq!(
        schema_differences(&database).await.expect("read"),
        Vec::<String>::new()
    );

    for sql in [
        "DROP INDEX attempts_one_live",
        "DROP TABLE notices",
        "ALTER TABLE orders ADD COLUMN note TEXT",
        "CREATE TABLE stray (id BIGINT)",
        "ALTER TABLE used_links RENAME COLUMN jti TO jwt_id",
    ] {
        connection.raw(sql).await.expect("changed");
    }
    assert_eq!(
        schema_differences(&database).await.expect("read"),
        [
            "table notices is missing",
            "table stray is not one of ours",
            "column used_links.jti is missing",
            "column orders.note is not one of ours",
            "column used_links.jwt_id is not one of ours",
            "index attempts (order_id), unique, of a part is missing",
            "index used_links (key_id, jti), unique is missing",
            "index used_links (key_id, jwt_id), unique is not one of ours",
        ]
    );
    connection.close().await;
}

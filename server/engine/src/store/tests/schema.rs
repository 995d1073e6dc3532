//! Migrations: what they keep, what they refuse, and what is undone.

use super::several::{bare_order, event};
use super::{At, TestDatabase, args, database, store};
use crate::store::connection::{Connection, Role};
use crate::store::dialect::Dialect;
use crate::store::events;
use crate::store::jobs::{self, Kind, Lane};
use crate::store::migrate::{run, run_all};
use crate::store::migrations::{MIGRATIONS, Migration, Proof};
use crate::store::schema::differences;
use crate::store::signatures::{self, Used};
use crate::tests::database::checked_database;
use domain::ids::MallId;

async fn maker(ground: &TestDatabase) -> Connection {
    let opened = Connection::open(&database(ground), Role::Maker).await;
    opened.expect("opens")
}

/// A database as its first `migrations` made it, with these rows.
async fn left_by(ground: &TestDatabase, migrations: usize, rows: &[&'static str]) -> Connection {
    let mut old = maker(ground).await;
    let made = run_all(&mut old, &MIGRATIONS[..migrations], At::from_ms(0));
    made.await.expect("made");
    for sql in rows {
        old.run(sql, args![]).await.expect("put down");
    }
    old
}

#[tokio::test]
async fn events_of_before_keep_their_places_and_the_next_comes_after_them() {
    let ground = checked_database();
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
    let mut old = left_by(&ground, 1, &rows).await;
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

    let store = store(&ground).await;
    let mall = MallId::stored(String::from("mal_a"));
    let written = store.write(|tx| Box::pin(async move { events::insert(tx, &event(103)).await }));
    written.await.expect("written");
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

/// What was to be done is still to be done, once; what was used up is.
#[tokio::test]
async fn jobs_and_used_signatures_of_before_are_the_same_after() {
    let ground = checked_database();
    let rows = [
        "INSERT INTO jobs (id, kind, subject, due_at, tries, lease_until)
             VALUES ('refund/rfd_x', 'refund', 'rfd_x', 5, 3, NULL), ('query/att_y', 'query', 'att_y', 6, 0, 900)",
        "INSERT INTO used_signatures (key_id, signature_hash, expires_at) VALUES ('key', 'hash', 700)",
    ];
    left_by(&ground, 4, &rows).await.close().await;

    let store = store(&ground).await;
    let done = store.write(|tx| {
        Box::pin(async move {
            jobs::put_if_none(tx, Kind::Refund, "rfd_x", At::from_ms(99)).await?;
            let due = jobs::claim(tx, Lane::Money, At::from_ms(500), At::from_ms(800), 9).await?;
            let used = |hash: &str| Used {
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
    let names: Vec<_> = due.iter().map(|job| (job.to_string(), job.tries)).collect();
    assert_eq!(names, [(String::from("refund/rfd_x"), 3)]);
    assert_eq!((again, other), (false, true), "used is used");
    store.close().await;
}

#[tokio::test]
async fn a_migration_that_does_not_do_what_it_should_is_undone_and_named() {
    const WRONG: &[Migration] = &[Migration {
        version: 1,
        name: "wrong",
        sql: "CREATE TABLE wrong (id BIGINT PRIMARY KEY); INSERT INTO wrong (id) VALUES (1)",
        only: &[
            (Dialect::Sqlite, "INSERT INTO wrong (id) VALUES (2)"),
            (Dialect::Postgres, "INSERT INTO wrong (id) VALUES (2)"),
        ],
        proofs: &[Proof::None {
            what: "rows in a new table",
            after: "SELECT COUNT(*) AS n FROM wrong",
        }],
    }];
    let ground = checked_database();
    let mut connection = maker(&ground).await;
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
    bare_order(&store(&ground).await).await;
}

#[tokio::test]
async fn a_schema_that_was_changed_by_hand_is_told_line_by_line() {
    let ground = checked_database();
    let database = database(&ground);
    let mut connection = maker(&ground).await;
    let pending = differences(&database).await.expect("read");
    assert_eq!(pending.len(), MIGRATIONS.len());
    assert_eq!(
        pending[0],
        "migration 1 (house) has not run: `paydesk migrate` runs it"
    );
    run(&mut connection, At::from_ms(0)).await.expect("made");
    assert_eq!(
        differences(&database).await.expect("read"),
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
        differences(&database).await.expect("read"),
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

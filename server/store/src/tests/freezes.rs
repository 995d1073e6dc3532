//! What the database itself holds of freezes, whoever writes; and the plans of
//! their lists.

use super::approvals::{PEOPLE, analyze, does};
use super::order_list::{ORDERS, plan};
use super::{TestDatabase, checked_database, store};
use crate::freezes;
use domain::clock::At;
use domain::console::FreezeCursor;
use domain::ids::FreezeId;

macro_rules! freeze {
    ($id:literal, $values:literal) => {
        concat!(
            "INSERT INTO freezes (id, subject, merchant_id, order_id, payments, refunds, cause, begun_at, until_at,
                 asked_by, approved_by)
             VALUES ('",
            $id,
            "', ",
            $values,
            ")"
        )
    };
}

#[tokio::test]
async fn the_database_refuses_what_no_freeze_may_be() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    for sql in [
        ORDERS[0],
        ORDERS[1],
        PEOPLE,
        // By two persons, and by one alone.
        freeze!(
            "frz_1",
            "'mer_a', 'mer_a', NULL, 1, 1, '{}', 100, NULL, 'usr_a', 'usr_b'"
        ),
        freeze!(
            "frz_2",
            "'mer_a', 'mer_a', NULL, 1, 0, '{}', 100, 86400100, 'usr_a', NULL"
        ),
    ] {
        does(&store, sql).await.expect(sql);
    }
    for sql in [
        // Who asked does not approve.
        freeze!("frz_3", "'mer_a', 'mer_a', NULL, 1, 1, '{}', 100, NULL, 'usr_a', 'usr_a'"),
        "UPDATE freezes SET approved_by = 'usr_a' WHERE id = 'frz_2'",
        // One alone: for a day at most, and no refunds.
        freeze!("frz_3", "'mer_a', 'mer_a', NULL, 1, 0, '{}', 100, 86400101, 'usr_a', NULL"),
        freeze!("frz_3", "'mer_a', 'mer_a', NULL, 1, 0, '{}', 100, NULL, 'usr_a', NULL"),
        freeze!("frz_3", "'mer_a', 'mer_a', NULL, 1, 1, '{}', 100, 200, 'usr_a', NULL"),
        "UPDATE freezes SET until_at = 86400101 WHERE id = 'frz_2'",
        // It stops something, and ends after it began.
        freeze!("frz_3", "'mer_a', 'mer_a', NULL, 0, 0, '{}', 100, NULL, 'usr_a', 'usr_b'"),
        freeze!("frz_3", "'mer_a', 'mer_a', NULL, 1, 0, '{}', 100, 100, 'usr_a', 'usr_b'"),
        // Its subject is the order's, or the merchant's.
        freeze!("frz_3", "'mer_b', 'mer_a', NULL, 1, 0, '{}', 100, NULL, 'usr_a', 'usr_b'"),
        // A release takes two.
        "UPDATE freezes SET released_at = 200 WHERE id = 'frz_1'",
        "UPDATE freezes SET released_at = 200, release_asked_by = 'usr_a' WHERE id = 'frz_1'",
        "UPDATE freezes SET released_at = 200, release_asked_by = 'usr_a', release_approved_by = 'usr_a'
         WHERE id = 'frz_1'",
        // What is frozen stays.
        "UPDATE freezes SET refunds = 0 WHERE id = 'frz_1'",
        "UPDATE freezes SET cause = '[]' WHERE id = 'frz_1'",
        "UPDATE freezes SET subject = 'mer_b', merchant_id = 'mer_b' WHERE id = 'frz_1'",
        "DELETE FROM freezes WHERE id = 'frz_1'",
    ] {
        does(&store, sql).await.expect_err(sql);
    }
    let release = "UPDATE freezes SET released_at = 200, release_asked_by = 'usr_b', release_approved_by = 'usr_a'
                   WHERE id = 'frz_1'";
    assert_eq!(does(&store, release).await, Ok(1));
    for sql in [
        release,
        "UPDATE freezes SET released_at = NULL, release_asked_by = NULL, release_approved_by = NULL
         WHERE id = 'frz_1'",
    ] {
        let refused = does(&store, sql).await.expect_err(sql);
        assert!(refused.contains("released once"), "{refused}");
    }
    store.close().await;
}

/// Each list reads one range of its index, and sorts nothing.
#[tokio::test]
async fn a_page_of_freezes_reads_one_range_of_its_index() {
    let test_database = TestDatabase::new();
    let store = store(&test_database).await;
    let names = "UPDATE people SET account = account || '@shop.example'";
    let rows = "INSERT INTO freezes (id, subject, merchant_id, order_id, payments, refunds, cause, begun_at, asked_by,
             approved_by, released_at, release_asked_by, release_approved_by)
         SELECT 'frz_' || o.id, o.id, o.merchant_id, o.id, 1, 0, '{\"by\":\"authority\",\"issuer\":\"A\",\"document\":\"1\"}',
             o.created_at, 'usr_a', 'usr_b', CASE WHEN o.created_at % 4 > 0 THEN 5000 END,
             CASE WHEN o.created_at % 4 > 0 THEN 'usr_a' END, CASE WHEN o.created_at % 4 > 0 THEN 'usr_b' END
         FROM orders o";
    for sql in [ORDERS[0], ORDERS[1], ORDERS[2], PEOPLE, names, rows] {
        does(&store, sql).await.expect(sql);
    }
    analyze(&store).await;
    let read = store.read(|tx| {
        Box::pin(async move {
            let after = FreezeCursor {
                begun_at: At::from_ms(1_000),
                id: FreezeId::stored(String::from("frz_ord_2001")),
            };
            for (unreleased, sql, index) in [
                (false, freezes::ALL, "freezes_by_time"),
                (true, freezes::UNRELEASED, "freezes_unreleased_by_time"),
            ] {
                let page = freezes::page(tx, unreleased, Some(&after)).await?;
                let places = page.rows.iter().map(|row| (row.begun_at, row.id.clone()));
                let places: Vec<_> = places.collect();
                assert_eq!(places.len(), 50);
                assert!(places.is_sorted_by(|newer, older| newer > older));
                assert!(
                    page.rows
                        .iter()
                        .all(|row| !unreleased || row.released.is_none())
                );
                let lines = plan(tx, sql, freezes::page_values(Some(&after))).await;
                let shown = lines.join("\n");
                assert!(shown.contains(index), "{shown}");
                for word in [
                    "Sort",
                    "TEMP B-TREE",
                    "SCAN f",
                    "Seq Scan on freezes",
                    "Bitmap",
                ] {
                    assert!(!shown.contains(word), "{word}:\n{shown}");
                }
            }
            Ok(())
        })
    });
    read.await.expect("read");
    store.close().await;
}

//! What needs to be looked at: each statement reads its own index, and the
//! counts stop. And the lists of merchants and malls.

use super::order_list::{fill, filled, plan};
use super::{At, TestDatabase, args, store};
use crate::dialect::Dialect;
use crate::directory;
use crate::work::{self, CHANNEL, sources};
use domain::channel_id::ChannelId;
use domain::console::{DirectoryQuery, WorkCount, WorkItem, WorkKind};
use domain::ids::{MallId, MerchantId};

/// When it is.
const NOW: At = At::from_ms(1_000_000_000);

/// Large tables in which few rows need to be looked at.
const ROWS: [&str; 6] = [
    r#"INSERT INTO attempts (id, order_id, product, channel, state, created_at, pay_until, details, version)
       SELECT 'att_' || substr(o.id, 5), o.id, 'scan', CASE WHEN o.created_at % 3 = 0 THEN 'other' ELSE 'union_pay' END,
           CASE WHEN o.created_at % 100 = 0 THEN 'unsettled' ELSE 'abandoned' END,
           o.created_at * 1000 + 990000000, 991000000, '{"v":1,"kind":"qr","code":null}', 1 FROM orders o"#,
    "INSERT INTO network_requests (channel, number, subject, purpose, account, amount, currency, network_time, sends,
         money_at, ended, data)
     SELECT a.channel, substr(a.id, 5), a.id, 'pay_by_qr', 'x', 100, 'CNY', a.created_at, 1, a.created_at,
         CASE WHEN a.state = 'unsettled' THEN NULL ELSE 'lapsed' END, '{}' FROM attempts a",
    "INSERT INTO refunds (id, mall_id, order_id, attempt_id, channel, payment, cause, amount, currency, rest, state,
         created_at, declined, version)
     SELECT 'rfd_' || substr(a.id, 5), 'mal_a', a.order_id, a.id, a.channel, a.id,
         CASE WHEN a.state = 'unsettled' THEN 'surplus' ELSE 'merchant' END, 100, 'CNY', 0,
         CASE WHEN a.state = 'unsettled' THEN 'unknown' ELSE 'succeeded' END, a.created_at, '61', 1 FROM attempts a",
    "INSERT INTO events (id, mall_id, order_id, sequence, type, body, created_at, position)
     SELECT 'evt_' || substr(o.id, 5), o.mall_id, o.id, 1, 'order.paid', '{}', o.created_at * 1000,
         CAST(substr(o.id, 5) AS BIGINT) FROM orders o",
    "INSERT INTO deliveries (event_id, tries, next_at, last_status, delivered_at, given_up_at)
     SELECT e.id, CASE WHEN e.position % 80 = 0 THEN 6 ELSE 1 END,
         CASE WHEN e.position % 40 = 0 THEN 2000000000 END, 500,
         CASE WHEN e.position % 40 > 1 THEN 5 END, CASE WHEN e.position % 40 = 1 THEN 999999000 END FROM events e",
    "INSERT INTO jobs (name, subject, lane, payload, due_at, tries)
     SELECT 'query', a.id, 'money', 'null', CASE WHEN a.state = 'unsettled' THEN 5 ELSE 2000000000 END, 3 FROM attempts a
     UNION ALL SELECT 'deliver', e.id, 'events', 'null', CASE WHEN e.position % 40 = 0 THEN 7 ELSE 2000000000 END, 3
     FROM events e",
];

/// The index of each statement, in the order of the sources.
const INDEXES: [&str; 7] = [
    "attempts_unsettled",
    "refunds_open",
    "network_requests_open",
    "deliveries_failing",
    "deliveries_given_up",
    "jobs_by_lane_and_due",
    "jobs_by_lane_and_due",
];

/// True where a plan reads the whole of a large table.
fn scans(plan: &[String]) -> bool {
    let sqlite = ["SCAN a", "SCAN r", "SCAN d", "SCAN e", "SCAN j", "SCAN o"];
    let postgres = [
        "attempts",
        "refunds",
        "network_requests",
        "deliveries",
        "events",
        "jobs",
        "orders",
    ];
    plan.iter().any(|line| {
        let whole = |table: &&str| line.contains(&format!("Seq Scan on {table} "));
        sqlite.contains(&line.as_str()) || postgres.iter().any(whole)
    })
}

#[tokio::test]
async fn each_statement_reads_its_own_index() {
    let test_database = TestDatabase::new();
    let store = filled(&test_database).await;
    fill(&store, &ROWS).await;
    let read = store.read(|tx| {
        Box::pin(async move {
            let kinds = WorkKind::ALL.into_iter();
            let all: Vec<_> = kinds.flat_map(sources).collect();
            assert_eq!(all.len(), INDEXES.len());
            for ((source, age_s), index) in all.into_iter().zip(INDEXES) {
                for sql in [source.counted, source.listed] {
                    let values = args![NOW.plus_s(-age_s), 100_i64];
                    let lines = plan(tx, sql, values).await;
                    let shown = lines.join("\n");
                    let used = match tx.dialect() {
                        Dialect::Sqlite => format!("INDEX {index}"),
                        Dialect::Postgres => index.to_owned(),
                    };
                    assert!(
                        shown.contains(&used),
                        "{sql}\ndoes not use {index}:\n{shown}"
                    );
                    assert!(!scans(&lines), "{sql}\nreads a table:\n{shown}");
                }
            }
            let values = args!["other", NOW.plus_s(-86_400), 500_i64];
            let lines = plan(tx, CHANNEL, values).await;
            let shown = lines.join("\n");
            assert!(shown.contains("attempts_by_channel"), "{shown}");
            assert!(!scans(&lines), "{shown}");
            Ok(())
        })
    });
    read.await.expect("read");
    store.close().await;
}

#[tokio::test]
async fn what_is_counted_is_listed_the_oldest_first() {
    let test_database = TestDatabase::new();
    let store = filled(&test_database).await;
    fill(&store, &ROWS).await;
    let read = store.read(|tx| {
        Box::pin(async move {
            for kind in WorkKind::ALL {
                let WorkCount { count, oldest, .. } = work::count(tx, kind, NOW).await?;
                let items = work::items(tx, kind, NOW).await?;
                let listed = u32::try_from(items.len()).expect("few");
                assert!(count > 0, "{kind:?}");
                assert_eq!(listed, count.min(WorkItem::ROWS), "{kind:?}");
                assert!(items.is_sorted_by_key(|item| item.since), "{kind:?}");
                assert_eq!(items.first().map(|item| item.since), oldest, "{kind:?}");
                assert!(items.iter().all(|item| item.order.is_some()), "{kind:?}");
            }
            // Nothing was late in the beginning, but for what was declined and
            // what was given up since.
            for kind in WorkKind::ALL {
                let early = work::count(tx, kind, At::from_ms(0)).await?;
                let is_work = matches!(kind, WorkKind::FailingWebhooks | WorkKind::StuckSurplus);
                assert_eq!(early.count > 0, is_work, "{kind:?}");
            }
            let channel = ChannelId::constant("other");
            let health = work::channel(tx, &channel, NOW).await?;
            assert_eq!(health.attempts, 500, "no more are read");
            assert_eq!(health.attempts, health.unknown + health.unpaid);
            assert_eq!(health.last_paid, None);
            Ok(())
        })
    });
    read.await.expect("read");
    store.close().await;
}

/// Two merchants and a mall.
const DIRECTORY: [&str; 2] = [
    "INSERT INTO merchants (id, legal_name, short_name, uscc, mcc, products, brand, active, created_at)
         VALUES ('mer_00000000000000000000000001', '杭州云上茶叶有限公司', 'Tea_100%', '91350100M000100Y43', 'x', '[]', '{}', 1, 1),
                ('mer_00000000000000000000000002', '杭州云上丝绸有限公司', 'SILK', 'y', 'x', '[]', '{}', 0, 2)",
    "INSERT INTO malls (id, name, operator_uscc, return_origins, active, created_at)
         VALUES ('mal_00000000000000000000000001', '云上商城', '91350100M000100Y43', '[]', 1, 3)",
];

#[tokio::test]
async fn merchants_and_malls_are_found_by_id_number_or_part_of_a_name() {
    const USCC: &str = "91350100M000100Y43";
    let test_database = TestDatabase::new();
    let store = store(&test_database).await;
    fill(&store, &DIRECTORY).await;
    let read = store.read(|tx| {
        Box::pin(async move {
            let silk = "mer_00000000000000000000000002";
            for (search, expected) in [
                ("", vec!["SILK", "Tea_100%"]),
                (silk, vec!["SILK"]),
                (USCC, vec!["Tea_100%"]),
                ("silk", vec!["SILK"]),
                ("云上", vec!["SILK", "Tea_100%"]),
                ("100%", vec!["Tea_100%"]),
                ("_", vec!["Tea_100%"]),
                ("%s", vec![]),
                ("\\", vec![]),
            ] {
                let query = DirectoryQuery::<MerchantId> {
                    search: (!search.is_empty()).then(|| search.to_owned()),
                    after: None,
                };
                let found = directory::merchants(tx, &query).await?;
                let names: Vec<_> = found.rows.iter().map(|row| row.name.as_str()).collect();
                assert_eq!(names, expected, "{search}");
                assert_eq!(found.next, None);
            }
            let query = DirectoryQuery {
                search: None,
                after: Some(MerchantId::stored(silk.into())),
            };
            let rows = directory::merchants(tx, &query).await?.rows;
            assert_eq!(rows.len(), 1);
            for (search, count) in [
                ("商城", 1),
                (USCC, 1),
                ("mal_00000000000000000000000001", 1),
                ("茶", 0),
            ] {
                let query = DirectoryQuery::<MallId> {
                    search: Some(search.to_owned()),
                    after: None,
                };
                let rows = directory::malls(tx, &query).await?.rows;
                assert_eq!(rows.len(), count, "{search}");
            }
            Ok(())
        })
    });
    read.await.expect("read");
    store.close().await;
}

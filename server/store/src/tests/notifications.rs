//! Notifications: bounded, read by each person for itself, and by one range of
//! the primary key.

use super::order_list::{fill, filled, plan};
use super::{At, TestDatabase, args, store};
use crate::dialect::Dialect;
use crate::notifications::{self, NewNotification, PAGE, UNREAD, values};
use domain::console::{Notification, NotificationKind, NotificationSubject, Unread};
use domain::ids::{MerchantId, OrderId, PersonId};
use domain::money::Money;

const PERSON: [&str; 3] = [
    "INSERT INTO malls (id, name, operator_uscc, return_origins, active, created_at)
         VALUES ('mal_a', 'A', 'x', '[]', 1, 0)",
    "INSERT INTO merchants (id, legal_name, short_name, uscc, mcc, products, brand, active, created_at)
         VALUES ('mer_a', 'A', 'A', 'x', 'x', '[]', '{}', 1, 0), ('mer_b', 'B', 'B', 'x', 'x', '[]', '{}', 1, 0)",
    "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, facts, state, created_at,
         expires_at, extensions, sequence, version)
     VALUES ('ord_1', 't', 'mal_a', 'M-1', 'mer_a', 100, 'CNY', '{}', 'paid', 0, 0, 0, 0, 1)",
];

fn merchant(id: &str) -> MerchantId {
    MerchantId::stored(id.to_owned())
}

/// One more than is kept, of which the oldest goes; and one of another merchant.
#[tokio::test]
async fn the_oldest_goes_and_a_number_is_never_given_again() {
    let test_database = TestDatabase::new();
    let store = store(&test_database).await;
    fill(&store, &PERSON).await;
    let kept = u32::try_from(Notification::KEPT).expect("small");
    let written = store.write(move |tx| {
        Box::pin(async move {
            let (a, b) = (merchant("mer_a"), merchant("mer_b"));
            let mut new = NewNotification {
                merchant: &b,
                kind: NotificationKind::RefundFailed,
                subject: "ord_1",
                amount: Some(Money::fen(100)),
                at: At::from_ms(1),
            };
            notifications::insert(tx, new.clone()).await?;
            new.merchant = &a;
            for _ in 0..=kept {
                notifications::insert(tx, new.clone()).await?;
            }
            let all = &NotificationKind::ALL;
            let newest = notifications::below(tx, &a, i64::MAX, all).await?;
            assert_eq!(newest.len(), Notification::ROWS + 1);
            assert_eq!(newest[0].number, Notification::KEPT + 1);
            let subject = NotificationSubject::RefundFailed(
                OrderId::stored("ord_1".to_owned()),
                "M-1".to_owned(),
            );
            assert_eq!(newest[0].subject, subject);
            assert_eq!(newest[0].amount, Some(Money::fen(100)));
            let oldest = notifications::below(tx, &a, 10, all).await?;
            assert_eq!(oldest.last().map(|row| row.number), Some(2));
            assert_eq!(notifications::below(tx, &b, i64::MAX, all).await?.len(), 1);
            let paid = &[NotificationKind::OrderPaid];
            assert_eq!(notifications::below(tx, &a, i64::MAX, paid).await?, []);
            assert_eq!(
                notifications::unread(tx, &a, 0, all).await?,
                Unread(Unread::MAX + 1)
            );
            notifications::prune(tx, At::from_ms(2)).await?;
            assert_eq!(notifications::below(tx, &a, i64::MAX, all).await?, []);
            notifications::insert(tx, new).await?;
            let newest = notifications::below(tx, &a, i64::MAX, all).await?;
            assert_eq!(newest[0].number, Notification::KEPT + 2);
            Ok(())
        })
    });
    written.await.expect("written");
    store.close().await;
}

#[tokio::test]
async fn what_a_person_has_read_only_grows_and_stops_at_the_last() {
    let test_database = TestDatabase::new();
    let store = store(&test_database).await;
    fill(&store, &PERSON).await;
    let written = store.write(|tx| {
        Box::pin(async move {
            let person = "INSERT INTO people (id, account, name, password_hash, authenticator_sealed, authenticator_step,
                              created_at) VALUES ('usr_1', 'a', 'A', '', '', 0, 0)";
            tx.run(person, args![]).await?;
            let (a, one) = (merchant("mer_a"), PersonId::stored("usr_1".to_owned()));
            notifications::set_read(tx, &a, &one, 5).await?;
            let new = NewNotification {
                merchant: &a,
                kind: NotificationKind::OrderPaid,
                subject: "ord_1",
                amount: None,
                at: At::from_ms(1),
            };
            for _ in 0..3 {
                notifications::insert(tx, new.clone()).await?;
            }
            for (up_to, read) in [(2, 2), (1, 2), (i64::MAX, 3), (0, 3)] {
                notifications::set_read(tx, &a, &one, up_to).await?;
                let reader = notifications::reader(tx, &a, &one).await?;
                assert_eq!(reader.read_to, read, "{up_to}");
            }
            let kinds = [NotificationKind::OrderPaid, NotificationKind::RefundFailed];
            notifications::set_unwanted(tx, &a, &one, &kinds).await?;
            let reader = notifications::reader(tx, &a, &one).await?;
            assert_eq!((reader.read_to, &reader.unwanted[..]), (3, &kinds[..]));
            notifications::set_unwanted(tx, &a, &one, &[]).await?;
            assert_eq!(notifications::reader(tx, &a, &one).await?.unwanted, []);
            Ok(())
        })
    });
    written.await.expect("written");
    store.close().await;
}

const MANY: [&str; 1] = [
    "INSERT INTO notifications (merchant_id, n, kind, subject, amount, happened_at)
     SELECT merchant_id, CAST(substr(id, 5) AS BIGINT), 'order_paid', id, 100, created_at FROM orders",
];

#[tokio::test]
async fn each_statement_reads_one_range_of_the_primary_key() {
    let test_database = TestDatabase::new();
    let store = filled(&test_database).await;
    fill(&store, &MANY).await;
    let read = store.read(|tx| {
        Box::pin(async move {
            for (sql, number) in [(PAGE, 3_000), (UNREAD, 3_000)] {
                let values = values(&merchant("mer_a"), number, &NotificationKind::ALL);
                let lines = plan(tx, sql, values).await;
                let (range, sorts) = match tx.dialect() {
                    Dialect::Sqlite => (
                        "sqlite_autoindex_notifications_1 (merchant_id=? AND n",
                        "TEMP B-TREE",
                    ),
                    Dialect::Postgres => ("notifications_pkey on notifications", "Sort"),
                };
                let has = |what: &str| lines.iter().any(|line| line.contains(what));
                assert!(has(range), "{sql}\n{}", lines.join("\n"));
                assert!(
                    !has(sorts) && !has("Seq Scan") && !has("SCAN n"),
                    "{}",
                    lines.join("\n")
                );
            }
            Ok(())
        })
    });
    read.await.expect("read");
    store.close().await;
}

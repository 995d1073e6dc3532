//! Several stores on one database, like several processes: the second sees
//! what the first wrote, nothing is done twice, and nothing is skipped.

use super::{
    At, Error, Fault, Store, TestDatabase, add, args, checked_database, job, names, store,
};
use crate::WriteQueue;
use crate::events::{self, EventRow};
use crate::jobs::{self, ClaimedJob, Lane};
use domain::ids::{EventId, MallId, OrderId};
use futures::future::{join_all, try_join_all};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Barrier;

const MANY: u32 = 60;

async fn two(test_database: &TestDatabase) -> [Store; 2] {
    [store(test_database).await, store(test_database).await]
}

/// What a store claims of the money lane at this time, for a minute.
async fn claimed(store: &Store, now: At) -> Vec<ClaimedJob> {
    let claimed = store.write_in(WriteQueue::Jobs, move |tx| {
        Box::pin(async move {
            let places = jobs::DeliveryPlaces::of_each(8);
            jobs::claim(tx, Lane::Money, now, now.plus_s(60), 7, &places).await
        })
    });
    claimed.await.expect("claims")
}

#[tokio::test]
async fn stores_opened_at_once_create_the_tables_once() {
    let test_database = checked_database();
    let stores = join_all((0..6).map(|_| store(&test_database))).await;
    try_join_all(
        ["a", "b", "c"]
            .iter()
            .zip(&stores)
            .map(|(name, store)| add(store, name)),
    )
    .await
    .expect("each can write");
    assert_eq!(names(&stores[5]).await, ["a", "b", "c"]);
}

#[tokio::test]
async fn a_number_that_all_increment_at_once_loses_no_increment() {
    let test_database = checked_database();
    let stores = two(&test_database).await;
    add(&stores[0], "count").await.expect("written");
    let counts = (0..MANY).map(|n| {
        stores[n as usize % 2].write(|tx| {
            Box::pin(async move {
                let row = tx
                    .one("SELECT tries FROM jobs WHERE subject = 'count'", args![])
                    .await?;
                let tries = row.expect("it is there").int("tries")?;
                let sql = "UPDATE jobs SET tries = $1 WHERE subject = 'count' AND tries = $2";
                match tx.run(sql, args![tries + 1, tries]).await? {
                    1 => Ok(tries),
                    _ => Err(Fault::stale("counted by somebody else").into()),
                }
            })
        })
    });
    let seen: BTreeSet<i64> = try_join_all(counts)
        .await
        .expect("all counted")
        .into_iter()
        .collect();
    assert_eq!(
        seen,
        (0..i64::from(MANY)).collect(),
        "each number was seen once"
    );
}

/// A transaction that was open before does not see it, so the second write may
/// not join one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_sees_what_its_caller_wrote_before() {
    let test_database = checked_database();
    let store = Arc::new(store(&test_database).await);
    let callers = (0..16).map(|caller| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            for n in 0..20 {
                let subject = format!("{caller}/{n}");
                let added = subject.clone();
                let add = store.write(move |tx| {
                    Box::pin(async move {
                        jobs::put(tx, &job("query", Lane::Money, &added), At::from_ms(0)).await
                    })
                });
                add.await.expect("written");
                let read = store.write(move |tx| {
                    Box::pin(async move {
                        let sql = "SELECT subject FROM jobs WHERE name = 'query' AND subject = $1";
                        tx.one(sql, args![subject]).await
                    })
                });
                assert!(read.await.expect("read").is_some(), "{caller}/{n}");
            }
        })
    });
    for caller in join_all(callers).await {
        caller.expect("each write is there");
    }
}

#[tokio::test]
async fn two_writes_that_read_each_others_rows_are_serializable() {
    let test_database = checked_database();
    let stores = two(&test_database).await;
    try_join_all(["left", "right"].map(|name| add(&stores[0], name)))
        .await
        .expect("written");
    // Both look before either writes, where the database lets them.
    let both = Arc::new(Barrier::new(2));
    let leave = async |store: &Store, name: &'static str| {
        let both = Arc::clone(&both);
        let left = store.write(move |tx| {
            Box::pin(async move {
                let here = "SELECT COUNT(*) AS many FROM jobs WHERE tries = 0";
                let here = tx
                    .one(here, args![])
                    .await?
                    .expect("a number")
                    .int("many")?;
                drop(tokio::time::timeout(Duration::from_millis(200), both.wait()).await);
                if here == 2 {
                    tx.run("UPDATE jobs SET tries = 1 WHERE subject = $1", args![name])
                        .await?;
                }
                Ok(here)
            })
        });
        left.await
    };
    let (left, right) = tokio::join!(leave(&stores[0], "left"), leave(&stores[1], "right"));
    let seen = BTreeSet::from([left.expect("answered"), right.expect("answered")]);
    assert_eq!(
        seen,
        BTreeSet::from([1, 2]),
        "one of them saw that the other had left"
    );
}

#[tokio::test]
async fn a_job_is_claimed_by_one() {
    let test_database = checked_database();
    let stores = two(&test_database).await;
    let put = |n: u32| {
        stores[0].write(move |tx| {
            Box::pin(async move {
                let subject = n.to_string();
                jobs::put(tx, &job("query", Lane::Money, &subject), At::from_ms(0)).await
            })
        })
    };
    try_join_all((0..MANY).map(put)).await.expect("put down");
    let claim = async |store: &Store| {
        let mut mine = Vec::new();
        loop {
            let claimed = claimed(store, At::from_ms(1)).await;
            if claimed.is_empty() {
                return mine;
            }
            mine.extend(claimed.into_iter().map(|job| job.subject));
        }
    };
    let (first, second) = tokio::join!(claim(&stores[0]), claim(&stores[1]));
    let all: Vec<String> = [first, second].concat();
    let once: BTreeSet<&String> = all.iter().collect();
    assert_eq!((all.len(), once.len()), (MANY as usize, MANY as usize));
}

/// A runner whose job was moved, or claimed by another after its lease ended,
/// changes nothing any more.
#[tokio::test]
async fn a_job_that_was_moved_or_claimed_again_is_not_changed_by_its_first_runner() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let put = async || {
        let put = store.write(|tx| {
            Box::pin(async move {
                jobs::put(tx, &job("query", Lane::Money, "it"), At::from_ms(0)).await
            })
        });
        put.await.expect("put down");
    };
    let claim = async |at_s: i64| claimed(&store, At::from_ms(at_s * 1000)).await.pop();
    let let_go = async |job: &ClaimedJob, done: bool| {
        let job = job.clone();
        let gone = store.write_in(WriteQueue::Jobs, move |tx| {
            Box::pin(async move {
                if done {
                    jobs::done(tx, &job).await
                } else {
                    jobs::postpone(tx, &job, At::from_ms(9_000_000), 1).await
                }
            })
        });
        gone.await.expect("written");
    };
    for done in [true, false] {
        put().await;
        let moved = claim(1).await.expect("due");
        put().await;
        let_go(&moved, done).await;
        let first = claim(2).await.expect("moved, so still due");
        assert_eq!(claim(61).await, None, "it is held");
        let second = claim(62).await.expect("the first fell silent");
        let_go(&first, done).await;
        assert_eq!(claim(121).await, None, "the second holds it still");
        let_go(&second, true).await;
        assert_eq!(claim(9_999).await, None, "done by whoever holds it");
    }
}

/// A mall, a merchant and an order, as bare as the tables allow.
pub(super) async fn bare_order(store: &Store) {
    let put = store.write(|tx| {
        Box::pin(async move {
            for sql in [
                "INSERT INTO malls (id, name, operator_uscc, return_origins, active, created_at)
                     VALUES ('mal_a', 'A', 'x', '[]', 1, 0)",
                "INSERT INTO merchants (id, legal_name, short_name, uscc, mcc, products, brand, active, created_at)
                     VALUES ('mer_a', 'A', 'A', 'x', 'x', '[]', '{}', 1, 0)",
                "INSERT INTO orders (id, token, mall_id, mall_order_no, merchant_id, amount, currency, facts, state,
                         created_at, expires_at, extensions, sequence, version)
                     VALUES ('ord_a', 't', 'mal_a', '1', 'mer_a', 1, 'CNY', '{}', 'open', 0, 0, 0, 0, 1)",
            ] {
                tx.run(sql, args![]).await?;
            }
            Ok(())
        })
    });
    put.await.expect("put down");
}

pub(super) fn event(sequence: u32) -> EventRow {
    EventRow {
        id: EventId::stored(format!("evt_{sequence}")),
        mall_id: MallId::stored(String::from("mal_a")),
        order_id: OrderId::stored(String::from("ord_a")),
        sequence,
        kind: String::from("order.paid"),
        body: String::from("{}"),
        created_at: At::from_ms(0),
        position: 0,
    }
}

/// Gives positions, as each process does before it reads.
pub(super) async fn number(store: &Store) -> Result<(), Error> {
    let mall = MallId::stored(String::from("mal_a"));
    let numbered = store.write_in(WriteQueue::Jobs, move |tx| {
        Box::pin(async move { events::number(tx, &mall).await })
    });
    numbered.await.map(drop)
}

#[tokio::test]
async fn a_reader_with_a_cursor_gets_each_event_once_while_others_write() {
    let test_database = checked_database();
    let stores = two(&test_database).await;
    bare_order(&stores[0]).await;
    let writes = (1..=MANY).map(|n| {
        stores[n as usize % 2]
            .write(move |tx| Box::pin(async move { events::insert(tx, &event(n)).await }))
    });
    let read = async {
        let (mut cursor, mut places) = (0, Vec::new());
        while places.len() < MANY as usize {
            try_join_all(stores.iter().map(number)).await?;
            let mall = MallId::stored(String::from("mal_a"));
            let page = stores[0]
                .read(move |tx| Box::pin(async move { events::after(tx, &mall, cursor, 7).await }))
                .await?;
            places.extend(page.iter().map(|event| event.position));
            cursor = places.last().copied().unwrap_or(0);
            tokio::task::yield_now().await;
        }
        Ok::<_, Error>(places)
    };
    let deadline = tokio::time::timeout(Duration::from_secs(60), read);
    let (written, places) = tokio::join!(try_join_all(writes), deadline);
    written.expect("all written");
    let places = places.expect("read in time").expect("read");
    assert_eq!(places, (1..=i64::from(MANY)).collect::<Vec<_>>());
}

//! The runner is called to work when it can find it, and not before.

use super::store;
use crate::store::jobs::{self, Kind, Lane};
use crate::tests::database::checked_database;
use domain::clock::At;
use futures::FutureExt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

const NOW: At = At::from_ms(1000);

/// Turns that others get before we say that nothing happened.
const TURNS: u32 = 200;

async fn others() {
    for _ in 0..TURNS {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn nobody_is_called_before_the_commit() {
    let ground = checked_database();
    let store = Arc::new(store(&ground).await);
    let (put, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let writing = tokio::spawn({
        let (store, put, go_on) = (Arc::clone(&store), Arc::clone(&put), Arc::clone(&go_on));
        async move {
            let work = store.write(move |tx| {
                Box::pin(async move {
                    jobs::put(tx, Kind::Deliver, "evt_1", NOW).await?;
                    put.notify_one();
                    go_on.notified().await;
                    Ok(())
                })
            });
            work.await
        }
    });
    put.notified().await;
    let mut called = pin!(store.called(Lane::Events, || NOW));
    let mut other = pin!(store.called(Lane::Money, || NOW));
    others().await;
    assert!(
        called.as_mut().now_or_never().is_none(),
        "it could not be found yet"
    );
    go_on.notify_one();
    tokio::time::timeout(Duration::from_secs(5), called)
        .await
        .expect("called after the commit");
    writing.await.expect("ends").expect("is kept");
    let found = store.read(|tx| Box::pin(async move { jobs::look(tx, Lane::Events, NOW).await }));
    assert!(found.await.expect("reads").due);
    others().await;
    assert!(
        other.as_mut().now_or_never().is_none(),
        "not this lane's work"
    );
}

#[tokio::test]
async fn work_for_later_calls_nobody_now() {
    let ground = checked_database();
    let store = store(&ground).await;
    let mut called = pin!(store.called(Lane::Money, || NOW));
    let put = |subject: &'static str, due: At| {
        store.write(move |tx| {
            Box::pin(async move { jobs::put(tx, Kind::Expire, subject, due).await })
        })
    };
    put("ord_1", NOW.plus_s(60)).await.expect("is kept");
    others().await;
    assert!(called.as_mut().now_or_never().is_none());
    put("ord_2", NOW).await.expect("is kept");
    tokio::time::timeout(Duration::from_secs(5), called)
        .await
        .expect("called to what is due");
}

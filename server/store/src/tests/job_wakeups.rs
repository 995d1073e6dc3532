//! The job runner is woken when it can find the job, and not before.

use super::{checked_database, job, store};
use crate::jobs::{self, Lane};
use domain::clock::At;
use futures::FutureExt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

const NOW: At = At::from_ms(1000);

/// Turns that other tasks get before nothing is taken to have happened.
const TURNS: u32 = 200;

async fn others() {
    for _ in 0..TURNS {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn no_runner_is_woken_before_the_commit() {
    let test_database = checked_database();
    let store = Arc::new(store(&test_database).await);
    let (put, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let writing = tokio::spawn({
        let (store, put, go_on) = (Arc::clone(&store), Arc::clone(&put), Arc::clone(&go_on));
        async move {
            let work = store.write(move |tx| {
                Box::pin(async move {
                    jobs::put(tx, &job("deliver", Lane::Events, "evt_1"), NOW).await?;
                    put.notify_one();
                    go_on.notified().await;
                    Ok(())
                })
            });
            work.await
        }
    });
    put.notified().await;
    let mut woken = pin!(store.wait_for_due_job(Lane::Events, || NOW));
    let mut other_lane = pin!(store.wait_for_due_job(Lane::Money, || NOW));
    others().await;
    assert!(
        woken.as_mut().now_or_never().is_none(),
        "the job could not be found yet"
    );
    go_on.notify_one();
    tokio::time::timeout(Duration::from_secs(5), woken)
        .await
        .expect("woken after the commit");
    writing.await.expect("ends").expect("is kept");
    let found =
        store.read(|tx| Box::pin(async move { jobs::oldest_due(tx, Lane::Events, NOW).await }));
    assert_eq!(found.await.expect("reads"), Some(NOW));
    others().await;
    assert!(
        other_lane.as_mut().now_or_never().is_none(),
        "not this lane's job"
    );
}

#[tokio::test]
async fn a_job_for_later_wakes_no_runner_now() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let mut woken = pin!(store.wait_for_due_job(Lane::Money, || NOW));
    let put = |subject: &'static str, due: At| {
        store.write(move |tx| {
            Box::pin(async move { jobs::put(tx, &job("expire", Lane::Money, subject), due).await })
        })
    };
    put("ord_1", NOW.plus_s(60)).await.expect("is kept");
    others().await;
    assert!(woken.as_mut().now_or_never().is_none());
    put("ord_2", NOW).await.expect("is kept");
    tokio::time::timeout(Duration::from_secs(5), woken)
        .await
        .expect("woken for the job that is due");
}

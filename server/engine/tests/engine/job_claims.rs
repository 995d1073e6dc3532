//! Several engines claim jobs at once; no claim waits for another.

use domain::clock::At;
use domain::ids::AttemptId;
use engine::testing::put_query_job;
use std::sync::Arc;
use std::time::Duration;
use store::jobs::{self, ClaimedJob, DeliveryPlaces, Lane};
use store::{Dialect, WriteQueue, args};
use testkit::fixture::Fixture;
use tokio::sync::Notify;

/// How long the first claim stays uncommitted if nothing ends it. On
/// PostgreSQL far longer than a second claim takes; on SQLite, with its single
/// writer, far shorter than the busy timeout.
const fn open(dialect: Dialect) -> Duration {
    match dialect {
        Dialect::Sqlite => Duration::from_millis(300),
        Dialect::Postgres => Duration::from_secs(4),
    }
}

fn subjects(jobs: &[ClaimedJob]) -> Vec<&str> {
    jobs.iter().map(|job| job.subject.as_str()).collect()
}

/// One engine has claimed a job and commits slowly. On PostgreSQL a second
/// engine claims the next job at once. On both databases no job is claimed
/// twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_claimed_by_another_desk_is_skipped() {
    let fixture = Fixture::new().await;
    let second = fixture.second_engine().await;
    let put = fixture.engine.store.write(|tx| {
        Box::pin(async move {
            for (subject, due) in [("first", 0), ("next", 1)] {
                let attempt = AttemptId::stored(String::from(subject));
                put_query_job(tx, &attempt, At::from_ms(due)).await?;
            }
            Ok(tx.dialect())
        })
    });
    let dialect = put.await.expect("scheduled");
    let (claimed, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (engine, now) = (fixture.engine.clone(), fixture.engine.now());
    let (tell, hear) = (claimed.clone(), done.clone());
    let slow = tokio::spawn(async move {
        let claim = engine.store.write_in(WriteQueue::Jobs, move |tx| {
            Box::pin(async move {
                let jobs = jobs::claim(
                    tx,
                    Lane::Money,
                    now,
                    now.plus_s(30),
                    1,
                    &DeliveryPlaces::of_each(8),
                )
                .await?;
                tell.notify_one();
                let ended = tokio::time::timeout(open(dialect), hear.notified())
                    .await
                    .is_ok();
                Ok((jobs, ended))
            })
        });
        claim.await.expect("claims")
    });
    claimed.notified().await;
    let others = second.lease_jobs(Lane::Money, 16).await;
    done.notify_one();
    let (jobs, ended) = slow.await.expect("ends");
    assert_eq!(subjects(&jobs), ["first"]);
    assert_eq!(subjects(&others), ["next"]);
    assert_eq!(
        ended,
        dialect == Dialect::Postgres,
        "the second waited for the first exactly where there is one writer"
    );
    let clear = fixture.engine.store.write(|tx| {
        Box::pin(async move {
            tx.run("DELETE FROM jobs WHERE name = 'query'", args![])
                .await
        })
    });
    assert_eq!(clear.await.expect("cleared"), 2);
}

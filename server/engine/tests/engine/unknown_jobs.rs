//! Jobs of a name or lane that this release does not know: they stay, and stop
//! no other.

use super::observed::{Lines, metrics};
use domain::clock::At;
use domain::order::OrderState;
use store::args;
use store::jobs::{self, Lane, NewJob};
use testkit::fixture::Fixture;

/// More than one claim takes.
const MANY: u32 = 40;

async fn put_unknown(fixture: &Fixture) {
    let put = fixture.engine.store.write(|tx| {
        Box::pin(async move {
            for n in 0..MANY {
                let unknown = NewJob {
                    name: "reconcile",
                    subject: &n.to_string(),
                    lane: Lane::Money,
                    payload: r#"{"date":"2026-11-29"}"#,
                };
                jobs::put(tx, &unknown, At::from_ms(0)).await?;
            }
            Ok(())
        })
    });
    put.await.expect("put");
}

#[tokio::test]
async fn they_stay_for_a_release_that_knows_them_and_stop_no_other() {
    let (lines, _log) = Lines::of_this_thread();
    let fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    fixture.network.pay_form(&form);
    put_unknown(&fixture).await;
    fixture.run_for(10).await;
    assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);

    let now = fixture.engine.now().ms();
    let left = fixture.engine.store.read(move |tx| {
        Box::pin(async move {
            let sql = r#"SELECT COUNT(*) AS n FROM jobs WHERE name = 'reconcile' AND due_at > $1 AND tries = 0
                         AND lease_until IS NULL AND payload = '{"date":"2026-11-29"}'"#;
            let row = tx.one(sql, args![now]).await?.expect("a row");
            row.int("n")
        })
    });
    assert_eq!(left.await.expect("read"), i64::from(MANY));
    let metrics = metrics(&fixture);
    let counted = format!("paydesk_jobs_unknown_total {MANY}");
    assert!(metrics.lines().any(|line| line == counted), "{metrics}");
    let lines = lines.text();
    let logged = lines.matches("does not know a job").count();
    assert_eq!(logged, 1, "{lines}");
}

#[tokio::test]
async fn those_of_an_unknown_lane_are_counted_logged_once_and_left_alone() {
    let (lines, _log) = Lines::of_this_thread();
    let fixture = Fixture::new().await;
    let backlog = fixture.engine.backlog().await.expect("read");
    assert_eq!(backlog.unknown_lanes, 0);
    put_unknown(&fixture).await;
    let moved = fixture.engine.store.write(|tx| {
        Box::pin(async move {
            let sql = "UPDATE jobs SET lane = 'files' WHERE name = 'reconcile'";
            tx.run(sql, args![]).await
        })
    });
    assert_eq!(moved.await.expect("moved"), u64::from(MANY));
    fixture.run_for(10).await;
    for _ in 0..2 {
        let backlog = fixture.engine.backlog().await.expect("read");
        assert_eq!(backlog.unknown_lanes, i64::from(MANY));
    }
    let lines = lines.text();
    let logged = lines.matches("does not know a lane").count();
    assert_eq!(logged, 1, "{lines}");
}

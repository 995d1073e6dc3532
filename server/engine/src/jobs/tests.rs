//! A job is stored with its type's name and lane, and with its payload.

use super::{Job, Next, payload, put};
use crate::engine::Engine;
use domain::clock::At;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::jobs::{ClaimedJob, DeliveryPlaces, Lane};
use store::{Database, Error, Store, WriteQueue, jobs};
use testkit::database::TestDatabase;

const NOW: At = At::from_ms(1000);

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Day {
    date: String,
    file: Option<u32>,
}

struct Reconcile;

impl Job for Reconcile {
    const NAME: &'static str = "reconcile";
    const LANE: Lane = Lane::Events;
    type Payload = Day;

    async fn run(_: &Arc<Engine>, _: &ClaimedJob, _: Day) -> Result<Next, Error> {
        Ok(Next::Done)
    }
}

fn day(file: Option<u32>) -> Day {
    Day {
        date: String::from("2026-11-29"),
        file,
    }
}

async fn claim(store: &Store, lane: Lane) -> Vec<ClaimedJob> {
    let claimed = store.write_in(WriteQueue::Jobs, move |tx| {
        Box::pin(async move {
            jobs::claim(
                tx,
                lane,
                NOW,
                NOW.plus_s(30),
                9,
                &DeliveryPlaces::of_each(8),
            )
            .await
        })
    });
    claimed.await.expect("claimed")
}

#[tokio::test]
async fn a_payload_is_read_as_it_was_last_put() {
    let test_database = TestDatabase::new();
    let database = Database::parse(&test_database.address()).expect("a database");
    let store = Store::open(&database, NOW).await.expect("opens");
    for file in [None, Some(7)] {
        let put = store.write(move |tx| {
            Box::pin(async move { put::<Reconcile>(tx, "union_pay", &day(file), NOW).await })
        });
        put.await.expect("put");
    }
    assert_eq!(claim(&store, Lane::Money).await, []);
    let claimed = claim(&store, Lane::Events).await;
    let names: Vec<String> = claimed.iter().map(ClaimedJob::to_string).collect();
    assert_eq!(names, ["reconcile/union_pay"]);
    let read = payload::<Reconcile>(&claimed[0]).expect("read");
    assert_eq!(read, day(Some(7)));

    let unreadable = ClaimedJob {
        payload: String::from("null"),
        ..claimed[0].clone()
    };
    let error = payload::<Reconcile>(&unreadable).expect_err("no day");
    assert!(matches!(error, Error::Fault(_)), "{error:?}");
    store.close().await;
}

//! What counts as delivered, and which event comes first.

use super::{Answer, Delivery, End, Plan, judged, plan, wait_s};
use crate::store::deliveries;
use crate::store::events::{self, Event};
use crate::store::jobs::{self, Kind};
use crate::tests::house::House;
use domain::clock::At;
use domain::ids::EventId;

#[test]
fn only_2xx_is_success() {
    let end = |status| {
        let answer = Answer::Status {
            status,
            retry_after_s: Some(7),
        };
        judged(&Delivery::default(), &answer).1
    };
    for (statuses, expected) in [
        (vec![200, 204, 299], End::Delivered),
        (
            vec![199, 301, 302, 308, 400, 404, 500, 501],
            End::Failed(None),
        ),
        (vec![429, 502, 503, 504], End::Failed(Some(7))),
        (vec![410], End::Gone),
    ] {
        for status in statuses {
            assert_eq!(end(status), expected, "{status}");
        }
    }
    let (delivery, end) = judged(&Delivery::default(), &Answer::None("time-out"));
    assert_eq!(
        (delivery.tries, delivery.last_error.as_deref(), end),
        (1, Some("time-out"), End::Failed(None))
    );
}

#[tokio::test]
async fn an_event_waits_for_the_earlier_ones_of_its_order() {
    let house = House::new().await;
    let order = house.create(house.draft()).await.expect("an order").order;
    let event = |sequence| Event {
        id: EventId::new(house.entropy.as_ref()),
        mall_id: order.mall_id.clone(),
        order_id: order.id.clone(),
        sequence,
        kind: "order.closed".to_owned(),
        body: "{}".to_owned(),
        created_at: At::from_ms(0),
        position: 0,
    };
    let (first, second, third) = (event(1), event(2), event(3));
    let written = house.engine.store.write(move |tx| {
        Box::pin(async move {
            for event in [&first, &second, &third] {
                events::insert(tx, event).await?;
            }
            // The first was made when the mall had no endpoint: it has no job.
            for event in [&second, &third] {
                jobs::put(tx, Kind::Deliver, event.id.as_str(), At::from_ms(0)).await?;
            }
            let second_goes = matches!(plan(tx, &second.id).await?, Plan::Try(..));
            let third_waits = matches!(plan(tx, &third.id).await?, Plan::Wait);
            let over = Delivery {
                given_up_at: Some(At::from_ms(1)),
                ..Delivery::default()
            };
            deliveries::put(tx, &second.id, &over).await?;
            let following = deliveries::following(tx, &second).await?;
            let third_goes = matches!(plan(tx, &third.id).await?, Plan::Try(..));
            let second_is_over = matches!(plan(tx, &second.id).await?, Plan::Nothing);
            Ok((
                second_goes,
                third_waits,
                following == Some(third.id),
                third_goes,
                second_is_over,
            ))
        })
    });
    assert_eq!(
        written.await.expect("written"),
        (true, true, true, true, true)
    );
}

#[test]
fn a_wait_is_short_at_first_and_an_hour_at_most() {
    let waits: Vec<i64> = [0, 1, 7, 8, u32::MAX].map(wait_s).to_vec();
    assert_eq!(waits, [15, 30, 1920, 3600, 3600]);
}

/// As where two transactions of PostgreSQL do not see each other: the earlier
/// event is over, and whoever ended it saw nothing that follows.
#[tokio::test]
async fn an_event_nobody_woke_goes_within_seconds() {
    let house = House::new().await;
    let order = house.create(house.draft()).await.expect("an order").order;
    let event = |sequence| Event {
        id: EventId::new(house.entropy.as_ref()),
        mall_id: order.mall_id.clone(),
        order_id: order.id.clone(),
        sequence,
        kind: "order.closed".to_owned(),
        body: "{}".to_owned(),
        created_at: At::from_ms(0),
        position: 0,
    };
    let (first, second) = (event(1), event(2));
    let (earlier, later) = (first.id.clone(), second.id.clone());
    let far = house.engine.now().plus_s(86_400);
    let written = house.engine.store.write(move |tx| {
        let (first, second) = (first.clone(), second.clone());
        Box::pin(async move {
            for (event, due) in [(&first, far), (&second, At::from_ms(0))] {
                events::insert(tx, event).await?;
                jobs::put(tx, Kind::Deliver, event.id.as_str(), due).await?;
            }
            Ok(())
        })
    });
    written.await.expect("written");
    let over = async || {
        let id = later.clone();
        let found = house
            .engine
            .store
            .read(move |tx| Box::pin(async move { deliveries::find(tx, &id).await }));
        found.await.expect("read").is_over()
    };
    house.live(1).await;
    assert!(!over().await, "it waits for the earlier one");
    let ended = house.engine.store.write(move |tx| {
        let id = earlier.clone();
        Box::pin(async move {
            let given_up = Delivery {
                given_up_at: Some(At::from_ms(1)),
                ..Delivery::default()
            };
            deliveries::put(tx, &id, &given_up).await
        })
    });
    ended.await.expect("written");
    house.live(20).await;
    assert!(over().await, "nobody woke it");
}

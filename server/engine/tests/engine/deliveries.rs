//! Deliveries of events: which event comes first, and two runners of one.

use crate::observed::Lines;
use domain::clock::At;
use domain::ids::EventId;
use engine::testing::{DeliveryStep, delivery_step, put_delivery_job};
use store::deliveries::{self, Delivery};
use store::events::{self, EventRow};
use store::{Error, malls};
use testkit::fixture::Fixture;

/// A desk with an order, and its first events.
async fn with_events<const MANY: usize>() -> (Fixture, [EventRow; MANY]) {
    let fixture = Fixture::new().await;
    let order = fixture
        .create(fixture.draft())
        .await
        .expect("an order")
        .order;
    let events = std::array::from_fn(|before| EventRow {
        id: EventId::new(fixture.entropy.as_ref(), At::from_ms(0)),
        mall_id: order.mall_id.clone(),
        order_id: order.id.clone(),
        sequence: u32::try_from(before).expect("few") + 1,
        kind: "order.closed".to_owned(),
        body: "{}".to_owned(),
        created_at: At::from_ms(0),
        position: 0,
    });
    (fixture, events)
}

/// The same with one event, which is stored.
async fn with_stored_event() -> (Fixture, EventRow) {
    let (fixture, [event]) = with_events().await;
    let kept = event.clone();
    let written = fixture.engine.store.write(move |tx| {
        let event = kept.clone();
        Box::pin(async move { events::insert(tx, &event).await })
    });
    written.await.expect("written");
    (fixture, event)
}

/// Its delivery on record.
async fn found(fixture: &Fixture, event: &EventRow) -> Delivery {
    let id = event.id.clone();
    let read = fixture
        .engine
        .store
        .read(move |tx| Box::pin(async move { deliveries::find(tx, &id).await }));
    read.await.expect("read")
}

/// The endpoint of its mall.
async fn endpoint(fixture: &Fixture, event: &EventRow) -> Option<String> {
    let id = event.mall_id.clone();
    let read = fixture
        .engine
        .store
        .read(move |tx| Box::pin(async move { malls::find(tx, &id).await }));
    read.await.expect("read").expect("a mall").webhook_url
}

fn given_up() -> Delivery {
    Delivery {
        given_up_at: Some(At::from_ms(1)),
        ..Delivery::default()
    }
}

/// The mall's endpoint, and the status that it answered.
fn answered(status: u16) -> (String, u16) {
    (String::from("https://mall.example/events"), status)
}

#[tokio::test]
async fn an_event_waits_for_the_earlier_ones_of_its_order() {
    let (fixture, [first, second, third]) = with_events().await;
    let written = fixture.engine.store.write(move |tx| {
        Box::pin(async move {
            for event in [&first, &second, &third] {
                events::insert(tx, event).await?;
            }
            // The first was made when the mall had no endpoint: it has no job.
            for event in [&second, &third] {
                put_delivery_job(tx, &event.id, At::from_ms(0)).await?;
            }
            let second_goes = delivery_step(tx, &second.id).await? == DeliveryStep::Try;
            let third_waits = delivery_step(tx, &third.id).await? == DeliveryStep::Wait;
            deliveries::put(tx, &second.id, &Delivery::default(), &given_up()).await?;
            let following = deliveries::following(tx, &second).await?;
            let third_goes = delivery_step(tx, &third.id).await? == DeliveryStep::Try;
            let second_is_over = delivery_step(tx, &second.id).await? == DeliveryStep::Nothing;
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

/// As where two transactions of PostgreSQL do not see each other: the earlier
/// delivery is over, and its end started no job.
#[tokio::test]
async fn an_event_whose_job_was_not_started_goes_within_seconds() {
    let (fixture, [first, second]) = with_events().await;
    let (earlier, later) = (first.id.clone(), second.clone());
    let far = fixture.engine.now().plus_s(86_400);
    let written = fixture.engine.store.write(move |tx| {
        let (first, second) = (first.clone(), second.clone());
        Box::pin(async move {
            for (event, due) in [(&first, far), (&second, At::from_ms(0))] {
                events::insert(tx, event).await?;
                put_delivery_job(tx, &event.id, due).await?;
            }
            Ok(())
        })
    });
    written.await.expect("written");
    fixture.run_for(1).await;
    assert!(
        !found(&fixture, &later).await.is_over(),
        "it waits for the earlier one"
    );
    let ended = fixture.engine.store.write(move |tx| {
        let id = earlier.clone();
        Box::pin(async move { deliveries::put(tx, &id, &Delivery::default(), &given_up()).await })
    });
    ended.await.expect("written");
    fixture.run_for(20).await;
    assert!(
        found(&fixture, &later).await.is_over(),
        "it checks by itself"
    );
}

/// The first runner's lease was lost while it waited for the mall, and a
/// second one called the mall too. Whatever each was answered and in whatever
/// order they write, a delivered event is not sent again and every try counts.
#[tokio::test]
async fn two_runners_of_one_delivery_never_overwrite_each_other() {
    for (first, second, tries, over) in [
        (200, 500, 1, true),
        (500, 200, 2, true),
        (410, 200, 1, true),
        (500, 503, 2, false),
    ] {
        let (fixture, event) = with_stored_event().await;
        let record = async |status| {
            let tried = Some(answered(status));
            let next = fixture.engine.record_delivery(event.clone(), tried).await;
            next.expect("written")
        };
        record(first).await;
        let before = found(&fixture, &event).await;
        let next = record(second).await;
        let after = found(&fixture, &event).await;
        let how = format!("{first}, {second}: {after:?}");
        assert_eq!((after.tries, after.is_over()), (tries, over), "{how}");
        assert_eq!(after.next_at, next, "{how}");
        if before.is_over() {
            assert_eq!(after, before, "{how}");
        }
    }
}

#[tokio::test]
async fn a_failed_delivery_is_a_warning_that_says_what_comes_next() {
    let (fixture, event) = with_stored_event().await;
    let (lines, _log) = Lines::of_this_thread();
    let mut expected = Vec::new();
    for status in [500, 200] {
        let tried = Some(answered(status));
        let next = fixture.engine.record_delivery(event.clone(), tried).await;
        expected.push(next.expect("written").map(At::rfc3339));
    }
    let text = lines.text();
    let delivery = |line: &&str| line.contains(event.id.as_str()) && line.contains("status=");
    let told: Vec<&str> = text.lines().filter(delivery).collect();
    let [failed, delivered] = told[..] else {
        panic!("one line each: {text}")
    };
    assert!(
        failed.contains("WARN") && failed.contains("status=500"),
        "{failed}"
    );
    let next = expected[0].as_deref().expect("sent again");
    assert!(failed.contains(&format!("next=\"{next}\"")), "{failed}");
    assert!(failed.contains(event.order_id.as_str()), "{failed}");
    assert!(
        delivered.contains("INFO") && expected[1].is_none(),
        "{delivered}"
    );
}

#[tokio::test]
async fn the_log_says_that_an_address_was_removed_and_how_to_set_one_again() {
    let (fixture, event) = with_stored_event().await;
    let (lines, _log) = Lines::of_this_thread();
    let tried = Some(answered(410));
    let (endpoint, _) = tried.clone().expect("an endpoint");
    let host = url::Url::parse(&endpoint).expect("an address");
    let host = host.host_str().expect("a host").to_owned();
    let next = fixture.engine.record_delivery(event.clone(), tried).await;
    assert_eq!(next.expect("written"), None);
    let text = lines.text();
    let removed = text.lines().find(|line| line.contains("was removed"));
    let removed = removed.expect(&text);
    for words in [
        "WARN",
        event.mall_id.as_str(),
        &host,
        "`paydesk mall webhook`",
    ] {
        assert!(removed.contains(words), "{words}: {removed}");
    }
}

/// The mall set another endpoint while its old one was tried, or after it was
/// found to have none: the event goes there and is not given up.
#[tokio::test]
async fn an_endpoint_that_was_replaced_ends_nothing() {
    const NEW: &str = "https://mall.example/new";
    for tried in [Some(answered(410)), None] {
        let (fixture, [event]) = with_events().await;
        let kept = event.clone();
        let written = fixture.engine.store.write(move |tx| {
            let event = kept.clone();
            Box::pin(async move {
                events::insert(tx, &event).await?;
                malls::set_webhook(tx, &event.mall_id, Some(NEW)).await
            })
        });
        written.await.expect("written");
        let next = fixture.engine.record_delivery(event.clone(), tried).await;
        assert_eq!(next.expect("written"), Some(fixture.engine.now()));
        assert!(!found(&fixture, &event).await.is_over());
        assert_eq!(endpoint(&fixture, &event).await.as_deref(), Some(NEW));

        let tried = Some((NEW.to_owned(), 410));
        let next = fixture.engine.record_delivery(event.clone(), tried).await;
        assert_eq!(next.expect("written"), None);
        assert!(found(&fixture, &event).await.given_up_at.is_some());
        assert_eq!(endpoint(&fixture, &event).await, None, "switched off");
    }
}

#[tokio::test]
async fn a_result_is_written_only_over_the_one_it_was_made_of() {
    let (fixture, [event]) = with_events().await;
    let kept = event.clone();
    let failed = |tries| Delivery {
        tries,
        next_at: Some(At::from_ms(9)),
        ..Delivery::default()
    };
    let written = fixture.engine.store.write(move |tx| {
        let event = kept.clone();
        Box::pin(async move {
            events::insert(tx, &event).await?;
            let mut stale = Vec::new();
            for (before, now) in [
                (failed(0), failed(1)),
                (failed(0), failed(1)),
                (failed(1), failed(2)),
                (failed(1), given_up()),
                (
                    failed(2),
                    Delivery {
                        tries: 2,
                        ..given_up()
                    },
                ),
                (failed(2), failed(3)),
            ] {
                let put = deliveries::put(tx, &event.id, &before, &now).await;
                stale.push(matches!(put, Err(Error::Fault(fault)) if fault.may_retry()));
            }
            Ok(stale)
        })
    });
    assert_eq!(
        written.await.expect("written"),
        [false, true, false, true, false, true]
    );
}

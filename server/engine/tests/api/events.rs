//! `GET /v1/events`: every event of the mall, in order, page by page.

use crate::caller::{Caller, Got, send};
use crate::house::House;
use crate::orders::order;
use domain::mall::KeyAlgorithm;
use serde_json::json;

/// Makes an order and closes it: one event.
pub(crate) async fn close_one(house: &House, caller: &Caller, number: &str) -> Got {
    let made = caller.create(house, number, &order(house, number)).await;
    let id = made.body["id"].as_str().expect("an id").to_owned();
    let close = caller.request(
        "POST",
        &format!("/v1/orders/{id}/close"),
        Some(number),
        "",
        house.now(),
    );
    send(&house.router(), close).await
}

#[tokio::test]
async fn events_are_read_page_by_page_and_only_by_their_mall() {
    let (mut house, caller) = House::with_caller().await;
    for number in ["A-1", "A-2", "A-3"] {
        assert_eq!(
            close_one(&house, &caller, number).await.body["state"],
            "closed"
        );
    }
    let other = house.caller(KeyAlgorithm::Ed25519).await;
    assert_eq!(
        other.get(&house, "/v1/events").await.body,
        json!({ "data": [], "has_more": false })
    );
    let mut path = String::from("/v1/events?limit=2");
    let mut seen = Vec::new();
    loop {
        let page = caller.get(&house, &path).await;
        let data = page.body["data"].as_array().expect("a list").clone();
        seen.extend(
            data.iter()
                .map(|event| event["data"]["mall_order_no"].clone()),
        );
        let last = data.last().expect("one")["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        path = format!("/v1/events?limit=2&after={last}");
        if page.body["has_more"] == false {
            let rest = other.get(&house, &path).await;
            assert_eq!(rest.code(), "bad_request", "another mall's cursor");
            break;
        }
    }
    assert_eq!(seen, ["A-1", "A-2", "A-3"]);
    assert_eq!(caller.get(&house, &path).await.body["data"], json!([]));
}

#[tokio::test]
async fn an_event_says_what_happened_to_what() {
    let (house, caller) = House::with_caller().await;
    let closed = close_one(&house, &caller, "A-1").await;
    let event = caller.get(&house, "/v1/events").await.body["data"][0].clone();
    assert!(
        event["id"]
            .as_str()
            .is_some_and(|id| id.starts_with("evt_") && !id.contains('.'))
    );
    assert_eq!(event["type"], "order.closed");
    assert_eq!(event["timestamp"], "2026-11-22T04:00:00.000Z");
    assert_eq!(
        event["data"],
        json!({
            "id": closed.body["id"], "mall_order_no": "A-1", "merchant_id": house.merchant.id.as_str(), "state": "closed",
            "amount": { "value": "128.00", "currency": "CNY" }, "sequence": 1,
            "paid_at": null, "product": null, "network_id": null,
            "refunded": { "value": "0.00", "currency": "CNY" },
        })
    );
}

#[tokio::test]
async fn an_order_whose_time_is_over_is_told_too() {
    let (house, caller) = House::with_caller().await;
    caller.create(&house, "k", &order(&house, "A-1")).await;
    house.clock.forward_s(901);
    while house.engine.run_due_jobs().await > 0 {}
    let event = caller.get(&house, "/v1/events").await.body["data"][0].clone();
    assert_eq!(
        (&event["type"], &event["data"]["state"]),
        (&json!("order.closed"), &json!("expired"))
    );
}

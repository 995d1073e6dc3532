//! `GET /v1/events`: every event of the mall, in order, page by page.

use crate::fixture::ApiFixture;
use crate::orders::order;
use domain::mall::KeyAlgorithm;
use serde_json::json;
use testkit::api::ApiAnswer;
use testkit::signer::MallSigner;

/// Makes an order and closes it: one event.
pub(crate) async fn close_one(
    fixture: &ApiFixture,
    caller: &MallSigner,
    number: &str,
) -> ApiAnswer {
    let made = fixture
        .create(caller, number, &order(fixture, number))
        .await;
    let id = made.body["id"].as_str().expect("an id").to_owned();
    let close = caller.request(
        "POST",
        &format!("/v1/orders/{id}/close"),
        Some(number),
        "",
        fixture.now(),
    );
    fixture.send(close).await
}

#[tokio::test]
async fn events_are_read_page_by_page_and_only_by_their_mall() {
    let (mut fixture, caller) = ApiFixture::with_caller().await;
    for number in ["A-1", "A-2", "A-3"] {
        assert_eq!(
            close_one(&fixture, &caller, number).await.body["state"],
            "closed"
        );
    }
    let other = fixture.caller(KeyAlgorithm::Ed25519).await;
    assert_eq!(
        fixture.get(&other, "/v1/events").await.body,
        json!({ "data": [], "has_more": false })
    );
    let mut path = String::from("/v1/events?limit=2");
    let mut seen = Vec::new();
    loop {
        let page = fixture.get(&caller, &path).await;
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
            let rest = fixture.get(&other, &path).await;
            assert_eq!(rest.code(), "bad_request", "another mall's cursor");
            break;
        }
    }
    assert_eq!(seen, ["A-1", "A-2", "A-3"]);
    assert_eq!(fixture.get(&caller, &path).await.body["data"], json!([]));
}

#[tokio::test]
async fn an_event_says_what_happened_to_what() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let closed = close_one(&fixture, &caller, "A-1").await;
    let event = fixture.get(&caller, "/v1/events").await.body["data"][0].clone();
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
            "id": closed.body["id"], "mall_order_no": "A-1", "merchant_id": fixture.merchant.id.as_str(), "store_id": null, "state": "closed",
            "amount": { "value": "128.00", "currency": "CNY" }, "sequence": 1,
            "paid_at": null, "product": null, "network_id": null,
            "refunded": { "value": "0.00", "currency": "CNY" },
        })
    );
}

#[tokio::test]
async fn an_order_whose_time_is_over_is_told_too() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    fixture.create(&caller, "k", &order(&fixture, "A-1")).await;
    fixture.clock.advance(901);
    while fixture.engine.run_due_jobs().await > 0 {}
    let event = fixture.get(&caller, "/v1/events").await.body["data"][0].clone();
    assert_eq!(
        (&event["type"], &event["data"]["state"]),
        (&json!("order.closed"), &json!("expired"))
    );
}

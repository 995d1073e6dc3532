//! `Idempotency-Key` over HTTP.

use crate::caller::send;
use crate::house::House;
use crate::orders::{order, with_order};
use domain::mall::KeyAlgorithm;
use serde_json::json;

#[tokio::test]
async fn the_same_key_and_body_give_the_same_answer_also_after_a_restart() {
    let (mut house, caller, made) = with_order().await;
    house.clock.forward_s(60);
    let again = caller.create(&house, "k1", &order(&house, "A-1")).await;
    assert_eq!(
        (again.status, &again.text),
        (201, &made.text),
        "quotes or not, the key is the same"
    );
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(made.headers.get("idempotent-replayed"), None);
    house.restart().await;
    let later = caller.create(&house, "\"k1\"", &order(&house, "A-1")).await;
    assert_eq!((later.status, &later.text), (201, &made.text));
}

#[tokio::test]
async fn another_body_under_the_key_is_refused() {
    let (house, caller, _) = with_order().await;
    let got = caller.create(&house, "\"k1\"", &order(&house, "A-2")).await;
    assert_eq!((got.status, got.code()), (422, "idempotency_key_reused"));
    let none = caller.get(&house, "/v1/orders?mall_order_no=A-2").await;
    assert_eq!(none.code(), "not_found", "nothing was made");
}

#[tokio::test]
async fn a_key_is_the_mall_s_own_and_the_call_s_own() {
    let (mut house, caller, made) = with_order().await;
    let id = made.body["id"].as_str().expect("an id");
    let close = caller.request(
        "POST",
        &format!("/v1/orders/{id}/close"),
        Some("\"k1\""),
        "",
        house.now(),
    );
    assert_eq!(
        send(&house.router(), close).await.body["state"],
        "closed",
        "another call, another answer"
    );
    let other = house.caller(KeyAlgorithm::RsaV15Sha256).await;
    let theirs = other.create(&house, "\"k1\"", &order(&house, "A-1")).await;
    assert_eq!(theirs.status, 201, "{}", theirs.text);
    assert_ne!(theirs.body["id"], made.body["id"]);
}

#[tokio::test]
async fn a_refusal_is_not_kept_because_nothing_was_done() {
    let mut house = House::new().await;
    let caller = house.caller(KeyAlgorithm::Ed25519).await;
    let mut wrong = order(&house, "A-1");
    wrong["amount"]["value"] = json!("127.00");
    assert_eq!(
        caller.create(&house, "k", &wrong).await.code(),
        "items_sum_differs"
    );
    let made = caller.create(&house, "k", &order(&house, "A-1")).await;
    assert_eq!(made.status, 201, "{}", made.text);
}

#[tokio::test]
async fn the_same_key_at_the_same_time_makes_one_order() {
    let mut house = House::new().await;
    let caller = house.caller(KeyAlgorithm::Ed25519).await;
    let body = order(&house, "A-1").to_string();
    let router = house.router();
    let post = || {
        send(
            &router,
            caller.request("POST", "/v1/orders", Some("k"), &body, house.now()),
        )
    };
    let (one, two, three) = tokio::join!(post(), post(), post());
    assert_eq!((one.status, two.status, three.status), (201, 201, 201));
    assert_eq!((&one.text, &one.text), (&two.text, &three.text));
    let replayed = [&one, &two, &three]
        .iter()
        .filter(|got| got.headers.contains_key("idempotent-replayed"))
        .count();
    assert_eq!(replayed, 2);
}

#[tokio::test]
async fn a_key_is_kept_a_day_at_least_and_then_forgotten() {
    let (house, caller, _) = with_order().await;
    for hours in [24, 26] {
        house.clock.forward_s(hours * 3600);
        while house.engine.run_due_jobs().await > 0 {}
        let got = caller.create(&house, "k1", &order(&house, "A-1")).await;
        let kept = hours == 24;
        assert_eq!(
            got.headers.contains_key("idempotent-replayed"),
            kept,
            "{hours} {}",
            got.text
        );
    }
}

//! Creating, getting, finding and closing orders.

use crate::fixture::ApiFixture;
use domain::mall::KeyAlgorithm;
use prometheus_client::encoding::text;
use prometheus_client::registry::Registry;
use serde_json::{Value, json};
use testkit::api::ApiAnswer;
use testkit::signer::MallSigner;

/// An order the desk takes.
pub(crate) fn order(fixture: &ApiFixture, number: &str) -> Value {
    json!({
        "mall_order_no": number, "merchant_id": fixture.merchant.id.as_str(),
        "amount": { "value": "128.00", "currency": "CNY" }, "subject": "龙井茶 250g",
        "items": [{ "name": "龙井茶 250g", "quantity": 2, "unit_price": "64.00" }],
        "return_url": "https://mall.example/orders/1?cart=7", "expires_in_s": 900,
        "buyer_ref": "buyer-77", "metadata": { "store": "hangzhou-2" },
    })
}

/// A fixture, a mall that calls it, and an order made.
pub(crate) async fn with_order() -> (ApiFixture, MallSigner, ApiAnswer) {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let made = fixture
        .create(&caller, "\"k1\"", &order(&fixture, "A-1"))
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    (fixture, caller, made)
}

#[tokio::test]
async fn an_order_is_made_and_shown_whole() {
    let (fixture, caller, made) = with_order().await;
    let body = &made.body;
    assert_eq!(body["state"], "open");
    assert_eq!(
        body["amount"],
        json!({ "value": "128.00", "currency": "CNY" })
    );
    assert_eq!(body["items"][0]["unit_price"], "64.00");
    assert_eq!(
        (&body["created_at"], &body["expires_at"]),
        (
            &json!("2026-11-22T04:00:00.000Z"),
            &json!("2026-11-22T04:15:00.000Z")
        )
    );
    assert_eq!(
        (&body["paid_at"], &body["attempts"]),
        (&Value::Null, &json!([]))
    );
    let pay_url = body["pay_url"].as_str().expect("an address");
    assert!(
        pay_url.starts_with("https://pay.example/pay/") && pay_url.len() == 24 + 36,
        "{pay_url}"
    );
    let id = body["id"].as_str().expect("an id");
    assert!(id.starts_with("ord_"));
    assert_eq!(
        fixture.get(&caller, &format!("/v1/orders/{id}")).await.body,
        *body
    );
    let found = fixture.get(&caller, "/v1/orders?mall_order_no=A-1").await;
    assert_eq!((found.status, &found.body), (200, body));
    let none = fixture.get(&caller, "/v1/orders?mall_order_no=A-2").await;
    assert_eq!((none.status, none.code()), (404, "not_found"));
}

#[tokio::test]
async fn the_same_content_is_the_same_order_and_other_content_a_conflict() {
    let (fixture, caller, made) = with_order().await;
    let again = fixture
        .create(&caller, "\"k2\"", &order(&fixture, "A-1"))
        .await;
    assert_eq!((again.status, &again.body["id"]), (200, &made.body["id"]));
    assert_eq!(
        again.headers.get("idempotent-replayed"),
        None,
        "found, not replayed"
    );
    let mut other = order(&fixture, "A-1");
    other["subject"] = json!("红茶");
    let refused = fixture.create(&caller, "\"k3\"", &other).await;
    assert_eq!((refused.status, refused.code()), (409, "order_conflict"));
}

#[tokio::test]
async fn another_mall_s_order_is_not_there() {
    let (mut fixture, _, made) = with_order().await;
    let other = fixture.caller(KeyAlgorithm::EcdsaP256Sha256).await;
    let id = made.body["id"].as_str().expect("an id");
    let got = fixture.get(&other, &format!("/v1/orders/{id}")).await;
    assert_eq!((got.status, got.code()), (404, "not_found"));
    let none = fixture.get(&other, "/v1/orders?mall_order_no=A-1").await;
    assert_eq!((none.status, none.code()), (404, "not_found"));
    let close = other.request(
        "POST",
        &format!("/v1/orders/{id}/close"),
        Some("k"),
        "",
        fixture.now(),
    );
    assert_eq!(fixture.send(close).await.code(), "not_found");
}

#[tokio::test]
async fn an_order_is_closed_once_and_for_all() {
    let (fixture, caller, made) = with_order().await;
    let path = format!(
        "/v1/orders/{}/close",
        made.body["id"].as_str().expect("an id")
    );
    let close = |key: &'static str, body: &'static str| {
        caller.request("POST", &path, Some(key), body, fixture.now())
    };
    let closed = fixture.send(close("c1", "")).await;
    assert_eq!(
        (closed.status, closed.body["state"].as_str()),
        (200, Some("closed")),
        "{}",
        closed.text
    );
    let again = fixture.send(close("c2", "{}")).await;
    assert_eq!(
        (again.status, again.body["state"].as_str()),
        (200, Some("closed"))
    );
    let fields = fixture.send(close("c3", r#"{"why":"x"}"#)).await;
    assert_eq!(
        (fields.status, fields.code(), fields.pointer()),
        (400, "malformed_json", Some("/why"))
    );
    let credential = fixture.send(close("c4", r#"{"pin":"x"}"#)).await;
    assert_eq!(
        (credential.status, credential.code()),
        (422, "credentials_not_accepted")
    );
}

#[tokio::test]
async fn every_answer_has_a_name_and_is_not_kept() {
    let (fixture, caller, made) = with_order().await;
    let plain = |path: &str| {
        axum::http::Request::get(path)
            .body(axum::body::Body::empty())
            .expect("a request")
    };
    let answers = [
        made,
        fixture.get(&caller, "/v1/orders/ord_x").await,
        fixture.send(plain("/v1/orders")).await,
        fixture.send(plain("/v1/nothing")).await,
        fixture.send(plain("/.well-known/jwks.json")).await,
        fixture.send(plain("/openapi.json")).await,
    ];
    let mut names = std::collections::BTreeSet::new();
    for answer in &answers {
        let id = answer.headers["request-id"].to_str().expect("text");
        assert!(id.starts_with("req_"), "{id}");
        assert!(names.insert(id.to_owned()), "each its own");
        assert_eq!(answer.headers["cache-control"], "no-store");
        if answer.status >= 400 {
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            assert_eq!(answer.body["request_id"], id);
            assert_eq!(answer.body["status"], answer.status);
            assert_eq!(answer.body["type"], "about:blank");
        }
    }
    assert_eq!(
        answers[4].body["keys"][0]["x"],
        testkit::keys::PROVIDER_PUBLIC_KEY
    );
    assert_eq!(answers[5].body["openapi"], "3.1.0");
}

#[tokio::test]
async fn wrong_paths_and_methods_are_problems_too() {
    let (fixture, _, _) = with_order().await;
    for (method, path, status, code) in [
        ("GET", "/v1", 404, "not_found"),
        ("GET", "/v1/", 404, "not_found"),
        ("GET", "/v1/orders/ord_x/refund", 404, "not_found"),
        ("GET", "/v1/refunds", 404, "not_found"),
        ("GET", "/v1/orders/ord_x/refunds", 405, "method_not_allowed"),
        ("POST", "/v1/refunds/rfd_x", 405, "method_not_allowed"),
        ("DELETE", "/v1/orders", 405, "method_not_allowed"),
        ("PUT", "/v1/orders/ord_x", 405, "method_not_allowed"),
        ("GET", "/v1/orders/ord_x/close", 405, "method_not_allowed"),
        ("POST", "/v1/events", 405, "method_not_allowed"),
    ] {
        let request = axum::http::Request::builder().method(method).uri(path);
        let got = fixture
            .send(request.body(axum::body::Body::empty()).expect("a request"))
            .await;
        assert_eq!((got.status, got.code()), (status, code), "{method} {path}");
    }
}

#[tokio::test]
async fn a_mall_over_its_budget_is_told_when_to_go_on() {
    let mut fixture = ApiFixture::with_orders_per_second(1).await;
    let first = fixture.caller(KeyAlgorithm::Ed25519).await;
    let other = fixture.caller(KeyAlgorithm::Ed25519).await;
    let create = async |caller: &MallSigner, number: &str| {
        let body = order(&fixture, number);
        fixture.create(caller, number, &body).await
    };
    for n in 0..10 {
        assert_eq!(create(&first, &format!("F-{n}")).await.status, 201);
    }
    let refused = create(&first, "F-10").await;
    assert_eq!(refused.status, 429, "{}", refused.text);
    assert_eq!(refused.body["code"], "too_many_requests");
    assert_eq!(refused.headers["retry-after"], "1");
    assert_eq!(create(&other, "O-1").await.status, 201);
    let mut registry = Registry::with_prefix("paydesk");
    fixture.engine.register_metrics(&mut registry);
    let mut page = String::new();
    text::encode(&mut page, &registry).expect("written");
    let line = r#"paydesk_limited_total{limit="orders_per_mall"} 1"#;
    assert!(page.lines().any(|one| one == line), "{page}");
    fixture.clock.advance(1);
    assert_eq!(create(&first, "F-10").await.status, 201);
}

//! What bad input gets: the table of the contract, row by row. Whatever
//! comes, no order is made and nothing panics.

use crate::caller::send;
use crate::house::{House, nobody};
use crate::orders::order;
use axum::body::Body;
use axum::http::Request;
use domain::mall::KeyAlgorithm;
use serde_json::{Value, json};

/// A pointer into the order, what to put there (null: take it away), and
/// what that gets: status, code, and the pointer named.
type Row = (&'static str, Value, u16, &'static str, &'static str);

fn rows(house: &House) -> Vec<Row> {
    let (_, stranger) = nobody();
    vec![
        (
            "/amount/value",
            json!("128.005"),
            422,
            "amount_invalid",
            "/amount/value",
        ),
        (
            "/amount/value",
            json!("0.00"),
            422,
            "amount_invalid",
            "/amount/value",
        ),
        (
            "/amount/value",
            json!("-128.00"),
            422,
            "amount_invalid",
            "/amount/value",
        ),
        (
            "/amount/value",
            json!("10000000000.01"),
            422,
            "amount_invalid",
            "/amount/value",
        ),
        (
            "/amount/value",
            json!("1e3"),
            422,
            "amount_invalid",
            "/amount/value",
        ),
        (
            "/amount/value",
            json!("127.99"),
            422,
            "items_sum_differs",
            "/amount/value",
        ),
        (
            "/amount/value",
            json!(128),
            400,
            "malformed_json",
            "/amount/value",
        ),
        (
            "/amount/currency",
            json!("USD"),
            422,
            "currency_not_supported",
            "/amount/currency",
        ),
        ("/amount", Value::Null, 400, "malformed_json", "/amount"),
        (
            "/items/0/quantity",
            json!(0),
            422,
            "field_invalid",
            "/items/0/quantity",
        ),
        (
            "/items/0/quantity",
            json!("2"),
            400,
            "malformed_json",
            "/items/0/quantity",
        ),
        ("/items", json!([]), 422, "field_invalid", "/items"),
        (
            "/items/0/name",
            json!("三年期大额存单"),
            422,
            "goods_not_payable",
            "/items/0/name",
        ),
        (
            "/merchant_id",
            json!(stranger.as_str()),
            422,
            "merchant_unknown",
            "/merchant_id",
        ),
        (
            "/merchant_id",
            json!("x"),
            422,
            "merchant_unknown",
            "/merchant_id",
        ),
        (
            "/merchant_id",
            json!(house.platform.id.as_str()),
            422,
            "payee_is_platform",
            "/merchant_id",
        ),
        (
            "/products",
            json!(["wallet"]),
            422,
            "field_invalid",
            "/products/0",
        ),
        (
            "/return_url",
            json!("https://mall.example.evil.example/"),
            422,
            "return_url_not_registered",
            "/return_url",
        ),
        (
            "/return_url",
            json!("http://mall.example/"),
            422,
            "return_url_not_registered",
            "/return_url",
        ),
        (
            "/return_url",
            json!("javascript:alert(1)"),
            422,
            "return_url_not_registered",
            "/return_url",
        ),
        (
            "/mall_order_no",
            json!("a b"),
            422,
            "field_invalid",
            "/mall_order_no",
        ),
        (
            "/mall_order_no",
            json!("x".repeat(65)),
            422,
            "field_invalid",
            "/mall_order_no",
        ),
        ("/subject", json!(""), 422, "field_invalid", "/subject"),
        (
            "/subject",
            json!("x".repeat(129)),
            422,
            "field_invalid",
            "/subject",
        ),
        (
            "/expires_in_s",
            json!(59),
            422,
            "field_invalid",
            "/expires_in_s",
        ),
        (
            "/expires_in_s",
            json!(86_401),
            422,
            "field_invalid",
            "/expires_in_s",
        ),
        ("/locale", json!("fr"), 422, "field_invalid", "/locale"),
        (
            "/metadata/store",
            json!("6200 0000 0000 0005"),
            422,
            "credentials_not_accepted",
            "/metadata/store",
        ),
        (
            "/cvn2",
            json!("123"),
            422,
            "credentials_not_accepted",
            "/cvn2",
        ),
        (
            "/expire_in_s",
            json!(60),
            400,
            "malformed_json",
            "/expire_in_s",
        ),
    ]
}

/// Puts a value where a pointer leads; null takes away what is there.
fn put(body: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = body.pointer_mut(parent).expect("there");
    match (parent, value) {
        (Value::Object(map), Value::Null) => drop(map.remove(name)),
        (parent, value) => parent[name] = value,
    }
}

#[tokio::test]
async fn every_row_of_the_table() {
    let mut house = House::new().await;
    let caller = house.caller(KeyAlgorithm::Ed25519).await;
    for (n, (at, value, status, code, pointer)) in rows(&house).into_iter().enumerate() {
        let mut body = order(&house, &format!("A-{n}"));
        put(&mut body, at, value.clone());
        let got = caller.create(&house, &format!("k{n}"), &body).await;
        assert_eq!(
            (got.status, got.code()),
            (status, code),
            "{at} {value}: {}",
            got.text
        );
        assert_eq!(got.pointer(), Some(pointer), "{at} {value}: {}", got.text);
        assert!(
            !got.text.contains("6200 0000"),
            "a card number is not repeated"
        );
        let none = caller
            .get(&house, &format!("/v1/orders?mall_order_no=A-{n}"))
            .await;
        assert_eq!(none.body["data"], json!([]), "{at}: no order was made");
    }
    let mut body = order(&house, "A-1");
    body["merchant_id"] = json!(house.scan_only.id.as_str());
    body["products"] = json!(["quick_agreement"]);
    assert_eq!(
        caller.create(&house, "p", &body).await.code(),
        "product_not_contracted"
    );
}

#[tokio::test]
async fn bodies_that_are_no_order() {
    let mut house = House::new().await;
    let caller = house.caller(KeyAlgorithm::Ed25519).await;
    let twice = order(&house, "A-1").to_string().replacen(
        "\"subject\"",
        "\"subject\":\"x\",\"subject\"",
        1,
    );
    let deep = format!("{{\"metadata\":{}{}}}", "[".repeat(40), "]".repeat(40));
    for (body, pointer) in [
        ("", None),
        ("not json", None),
        ("[]", Some("")),
        ("{\"amount\": }", Some("/amount")),
        (twice.as_str(), Some("/subject")),
        (deep.as_str(), None),
        ("\u{feff}{}", None),
    ] {
        let request = caller.request("POST", "/v1/orders", Some("k"), body, house.now());
        let got = send(&house.router(), request).await;
        assert_eq!(
            (got.status, got.code()),
            (400, "malformed_json"),
            "{body}: {}",
            got.text
        );
        if let Some(pointer) = pointer {
            assert_eq!(got.pointer(), Some(pointer), "{body}: {}", got.text);
        }
    }
}

#[tokio::test]
async fn size_comes_first_then_the_signature_then_the_key() {
    let mut house = House::new().await;
    let caller = house.caller(KeyAlgorithm::Ed25519).await;
    let just = " ".repeat(64 * 1024);
    let unsigned = |body: String| {
        Request::post("/v1/orders")
            .body(Body::from(body))
            .expect("a request")
    };
    let router = house.router();
    let over = send(&router, unsigned(format!("{just} "))).await;
    assert_eq!((over.status, over.code()), (413, "body_too_large"));
    assert_eq!(
        send(&router, unsigned(just.clone())).await.code(),
        "signature_missing"
    );
    let streamed =
        Body::from_stream(futures::stream::iter((0..80).map(|_| {
            Ok::<_, std::io::Error>(axum::body::Bytes::from(vec![b' '; 1024]))
        })));
    let request = Request::post("/v1/orders")
        .body(streamed)
        .expect("a request");
    assert_eq!(
        send(&router, request).await.code(),
        "body_too_large",
        "also without a length"
    );
    let keyless = caller.request("POST", "/v1/orders", None, "not json", house.now());
    let got = send(&router, keyless).await;
    assert_eq!(
        (got.status, got.code()),
        (400, "idempotency_key_missing"),
        "before the body is looked at"
    );
}

#[tokio::test]
async fn a_notice_nobody_signed_is_refused() {
    let house = House::new().await;
    for body in [
        "",
        "a=b",
        "orderId=1&signature=AAAA&respCode=00",
        "\u{0}\u{1}",
        "%zz=%",
    ] {
        let request = Request::post("/notify/union_pay")
            .body(Body::from(body))
            .expect("a request");
        let got = send(&house.router(), request).await;
        assert_eq!((got.status, got.code()), (400, "bad_request"), "{body}");
    }
}

#[tokio::test]
async fn queries_are_read_strictly() {
    let mut house = House::new().await;
    let caller = house.caller(KeyAlgorithm::Ed25519).await;
    for path in [
        "/v1/orders",
        "/v1/orders?mall_order_no=",
        "/v1/orders?number=1",
        "/v1/orders?mall_order_no=a&mall_order_no=b",
        "/v1/events?limit=0",
        "/v1/events?limit=101",
        "/v1/events?limit=x",
        "/v1/events?after=evt_x",
        "/v1/events?after=evt_00000000000000000000000000",
        "/v1/events?page=2",
    ] {
        let got = caller.get(&house, path).await;
        assert_eq!(
            (got.status, got.code()),
            (400, "bad_request"),
            "{path}: {}",
            got.text
        );
    }
}

//! What bad input gets: the table of the contract, row by row. Whatever
//! comes, no order is made and nothing panics.

use crate::fixture::{ApiFixture, nobody};
use crate::orders::order;
use axum::body::Body;
use axum::http::{HeaderValue, Request};
use serde_json::{Value, json};

/// A pointer into a good order, the JSON put there (nothing: it is taken
/// away), and what that gets: status, code, and the pointer named.
const TABLE: &str = r#"
/amount/value       | "128.005"              | 422 | amount_invalid            | /amount/value
/amount/value       | "0.00"                 | 422 | amount_invalid            | /amount/value
/amount/value       | "-128.00"              | 422 | amount_invalid            | /amount/value
/amount/value       | "10000000000.00"       | 422 | amount_invalid            | /amount/value
/amount/value       | "1e3"                  | 422 | amount_invalid            | /amount/value
/amount/value       | "127.99"               | 422 | items_sum_differs         | /amount/value
/amount/value       | 128                    | 400 | malformed_json            | /amount/value
/amount/currency    | "USD"                  | 422 | currency_not_supported    | /amount/currency
/amount             |                        | 400 | malformed_json            | /amount
/items/0/quantity   | 0                      | 422 | field_invalid             | /items/0/quantity
/items/0/quantity   | "2"                    | 400 | malformed_json            | /items/0/quantity
/items/0/quantity   | 1.5                    | 400 | malformed_json            | /items/0/quantity
/items/0/quantity   | 1e18                   | 422 | field_invalid             | /items/0/quantity
/items/0/unit_price | "64.001"               | 422 | amount_invalid            | /items/0/unit_price
/items/0/name       | "三年期大额存单"       | 422 | goods_not_payable         | /items/0/name
/items              | []                     | 422 | field_invalid             | /items
/merchant_id        | $NOBODY                | 422 | merchant_unknown          | /merchant_id
/merchant_id        | "x"                    | 422 | merchant_unknown          | /merchant_id
/merchant_id        | $PLATFORM              | 422 | payee_is_platform         | /merchant_id
/products           | ["wallet"]             | 422 | field_invalid             | /products/0
/return_url         | "https://mall.example.evil.example/" | 422 | return_url_not_registered | /return_url
/return_url         | "http://mall.example/" | 422 | return_url_not_registered | /return_url
/return_url         | "javascript:alert(1)"  | 422 | field_invalid             | /return_url
/return_url         | "https://user:pw@mall.example/" | 422 | field_invalid    | /return_url
/return_url         | "https://mall.example/{id}" | 422 | field_invalid        | /return_url
/return_url         | "https://mall.example/#x" | 422 | field_invalid          | /return_url
/mall_order_no      | "a b"                  | 422 | field_invalid             | /mall_order_no
/mall_order_no      | $LONG                  | 422 | field_invalid             | /mall_order_no
/subject            | ""                     | 422 | field_invalid             | /subject
/subject            | $LONG                  | 422 | field_invalid             | /subject
/subject            | "\u200b"               | 422 | field_invalid             | /subject
/subject            | "\u0301"               | 422 | field_invalid             | /subject
/subject            | "\ue000"               | 422 | field_invalid             | /subject
/subject            | "茶\ufffa"             | 422 | field_invalid             | /subject
/subject            | "龙井\u202e茶"         | 422 | field_invalid             | /subject
/subject            | "龙井\u0000茶"         | 422 | field_invalid             | /subject
/subject            | "龙井\u2028茶"         | 422 | field_invalid             | /subject
/items/0/name       | "\u3164\ufeff"         | 422 | field_invalid             | /items/0/name
/items/0/name       | "存\u00ad款"           | 422 | field_invalid             | /items/0/name
/buyer_ref          | "buyer\u0000"          | 422 | field_invalid             | /buyer_ref
/mall_order_no      | "A\u0000"              | 422 | field_invalid             | /mall_order_no
/merchant_id        | "mer_\u0000"           | 422 | merchant_unknown          | /merchant_id
/return_url         | "https://mall.example/\u0000" | 422 | field_invalid      | /return_url
/expires_in_s       | 59                     | 422 | field_invalid             | /expires_in_s
/expires_in_s       | 86401                  | 422 | field_invalid             | /expires_in_s
/locale             | "fr"                   | 422 | field_invalid             | /locale
/metadata/store     | "6200 0000 0000 0005"  | 422 | credentials_not_accepted  | /metadata/store
/cvn2               | "123"                  | 422 | credentials_not_accepted  | /cvn2
/expire_in_s        | 60                     | 400 | malformed_json            | /expire_in_s
"#;

/// The JSON a cell of the table stands for.
fn value(fixture: &ApiFixture, cell: &str) -> Value {
    match cell {
        "" => Value::Null,
        "$NOBODY" => json!(nobody().1.as_str()),
        "$PLATFORM" => json!(fixture.platform.id.as_str()),
        "$LONG" => json!("x".repeat(129)),
        json => serde_json::from_str(json).expect("JSON"),
    }
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
    let (fixture, caller) = ApiFixture::with_caller().await;
    for (n, row) in TABLE.trim().lines().enumerate() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let &[at, cell, status, code, pointer] = cells.as_slice() else {
            panic!("five cells: {row}")
        };
        let mut body = order(&fixture, &format!("A-{n}"));
        put(&mut body, at, value(&fixture, cell));
        let got = fixture.create(&caller, &format!("k{n}"), &body).await;
        assert_eq!(
            (got.status.to_string().as_str(), got.code()),
            (status, code),
            "{row}: {}",
            got.text
        );
        assert_eq!(got.pointer(), Some(pointer), "{row}: {}", got.text);
        assert!(
            !got.text.contains("6200 0000"),
            "a card number is not repeated"
        );
        let none = fixture
            .get(&caller, &format!("/v1/orders?mall_order_no=A-{n}"))
            .await;
        assert_eq!(none.code(), "not_found", "{row}: no order was made");
    }
    let mut body = order(&fixture, "A-1");
    body["merchant_id"] = json!(fixture.scan_only.id.as_str());
    body["products"] = json!(["quick_agreement"]);
    assert_eq!(
        fixture.create(&caller, "p", &body).await.code(),
        "product_not_contracted"
    );
}

#[tokio::test]
async fn bodies_that_are_no_order() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let twice = order(&fixture, "A-1").to_string().replacen(
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
        let request = caller.request("POST", "/v1/orders", Some("k"), body, fixture.now());
        let got = fixture.send(request).await;
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
    let (fixture, caller) = ApiFixture::with_caller().await;
    let just = " ".repeat(64 * 1024);
    let unsigned = |body: String| {
        Request::post("/v1/orders")
            .body(Body::from(body))
            .expect("a request")
    };
    let over = fixture.send(unsigned(format!("{just} "))).await;
    assert_eq!((over.status, over.code()), (413, "body_too_large"));
    assert_eq!(
        fixture.send(unsigned(just.clone())).await.code(),
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
        fixture.send(request).await.code(),
        "body_too_large",
        "also without a length"
    );
    let keyless = caller.request("POST", "/v1/orders", None, "not json", fixture.now());
    let got = fixture.send(keyless).await;
    assert_eq!(
        (got.status, got.code()),
        (400, "idempotency_key_missing"),
        "before the body is looked at"
    );
}

/// A body whose headers say that it is not JSON is refused, with a valid signature
/// too.
#[tokio::test]
async fn a_body_of_another_type_is_refused_before_its_signature() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let body = order(&fixture, "A-1").to_string();
    let with = |key: &str, name: &'static str, value: &'static str| {
        let mut request = caller.request("POST", "/v1/orders", Some(key), &body, fixture.now());
        let value = HeaderValue::from_static(value);
        request.headers_mut().insert(name, value);
        request
    };
    for of in [
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/json; charset=gbk",
    ] {
        let got = fixture.send(with("k", "content-type", of)).await;
        let refused = (got.status, got.code());
        assert_eq!(refused, (415, "media_type_not_supported"), "{of}");
        assert_eq!(got.headers["accept"], "application/json");
    }
    for of in ["gzip", "br"] {
        let mut request = with("k", "content-encoding", of);
        *request.body_mut() = Body::from(vec![0x1F, 0x8B, 8]);
        let got = fixture.send(request).await;
        let refused = (got.status, got.code());
        assert_eq!(refused, (415, "content_encoding_not_supported"), "{of}");
        assert_eq!(got.headers["accept-encoding"], "identity");
    }
    let none = fixture.get(&caller, "/v1/orders?mall_order_no=A-1").await;
    assert_eq!(none.code(), "not_found", "no order was made");
    let mut read = caller.request("GET", "/v1/events", None, "", fixture.now());
    let of = HeaderValue::from_static("text/plain");
    read.headers_mut().insert("content-type", of);
    assert_eq!(fixture.send(read).await.status, 200, "no body, no type");
    let taken = with("k", "content-type", "Application/JSON; charset=\"UTF-8\"");
    assert_eq!(fixture.send(taken).await.status, 201);
    let mut plain = with("k", "content-encoding", "identity");
    plain.headers_mut().remove("content-type");
    let again = fixture.send(plain).await;
    assert_eq!((again.status, again.replayed()), (201, true));
}

/// Integers as JSON Schema 2020-12 reads them.
#[tokio::test]
async fn a_whole_number_is_taken_however_it_is_written() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let body = order(&fixture, "A-1").to_string();
    let written = body
        .replace("\"quantity\":2", "\"quantity\":2.0")
        .replace("\"expires_in_s\":900", "\"expires_in_s\":9.00e2");
    assert_ne!(body, written);
    let post = |key: &str, body: &str| {
        fixture.send(caller.request("POST", "/v1/orders", Some(key), body, fixture.now()))
    };
    let made = post("k1", &written).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(made.text.contains("\"quantity\":2,"), "{}", made.text);
    let found = post("k2", &body).await;
    assert_eq!((found.status, &found.body["id"]), (200, &made.body["id"]));
    for number in ["1e400", "-1e999999999999", "9e99"] {
        let huge = body.replace("\"quantity\":2", &format!("\"quantity\":{number}"));
        let got = post(number, &huge).await;
        let refused = (400, "malformed_json", "/items/0/quantity");
        assert_eq!(got.refusal(), refused, "{number}: {}", got.text);
    }
}

#[tokio::test]
async fn a_notice_nobody_signed_is_refused() {
    let fixture = ApiFixture::new().await;
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
        let got = fixture.send(request).await;
        assert_eq!((got.status, got.code()), (400, "bad_request"), "{body}");
    }
}

/// Rule R7: nothing but a configured clearing house reports payments.
#[tokio::test]
async fn r7_a_notice_of_no_configured_network_is_not_found() {
    let fixture = ApiFixture::new().await;
    for channel in ["icbc_direct", "wechat", "UNION_PAY", "union%20pay"] {
        let request = Request::post(format!("/notify/{channel}"))
            .body(Body::from("orderId=1"))
            .expect("a request");
        let got = fixture.send(request).await;
        assert_eq!((got.status, got.code()), (404, "not_found"), "{channel}");
    }
}

#[tokio::test]
async fn queries_are_read_strictly() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    for path in [
        "/v1/orders",
        "/v1/orders?mall_order_no=",
        "/v1/orders?number=1",
        "/v1/orders?mall_order_no=a&mall_order_no=b",
        "/v1/orders?mall_order_no=%00",
        "/v1/orders?mall_order_no=a%20b",
        "/v1/orders?mall_order_no=%e8%8c%b6",
        "/v1/events?after=%00",
        "/v1/events?limit=0",
        "/v1/events?limit=101",
        "/v1/events?limit=x",
        "/v1/events?after=evt_x",
        "/v1/events?after=evt_00000000000000000000000000",
        "/v1/events?page=2",
    ] {
        let got = fixture.get(&caller, path).await;
        assert_eq!(
            (got.status, got.code()),
            (400, "bad_request"),
            "{path}: {}",
            got.text
        );
    }
}

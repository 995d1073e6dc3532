//! Who may call: signatures over HTTP, replays, restarts.

use crate::caller::{Caller, send};
use crate::house::{House, NOON};
use crate::orders::order;
use axum::body::Body;
use axum::http::{HeaderValue, Request};
use domain::mall::KeyAlgorithm;

/// The same request once more, byte for byte.
async fn twin(request: Request<Body>) -> (Request<Body>, Request<Body>) {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    let copy = |parts: &axum::http::request::Parts| {
        Request::from_parts(parts.clone(), Body::from(bytes.clone()))
    };
    (copy(&parts), copy(&parts))
}

#[tokio::test]
async fn each_algorithm_opens_the_door() {
    let mut house = House::new().await;
    for algorithm in KeyAlgorithm::ALL {
        let caller = house.caller(algorithm).await;
        let made = caller.create(&house, "\"k\"", &order(&house, "A-1")).await;
        assert_eq!(made.status, 201, "{algorithm:?}: {}", made.text);
    }
}

#[tokio::test]
async fn a_request_sent_again_is_refused_also_after_a_restart() {
    let (mut house, caller) = House::with_caller().await;
    let body = order(&house, "A-1").to_string();
    let (first, copy) = twin(caller.request("POST", "/v1/orders", Some("k"), &body, NOON)).await;
    let (read, read_copy) = twin(caller.request("GET", "/v1/events", None, "", NOON)).await;
    let (refused, refused_copy) =
        twin(caller.request("POST", "/v1/orders", Some("k"), "{}", NOON)).await;
    let wrong = order(&house, "A-2").to_string().replace("128.00", "128.50");
    let (ruled_out, ruled_out_copy) =
        twin(caller.request("POST", "/v1/orders", Some("k9"), &wrong, NOON)).await;
    assert_eq!(send(&house.router(), first).await.status, 201);
    assert_eq!(send(&house.router(), read).await.status, 200);
    assert_eq!(
        send(&house.router(), refused).await.code(),
        "malformed_json"
    );
    assert_eq!(
        send(&house.router(), ruled_out).await.code(),
        "items_sum_differs"
    );
    house.restart().await;
    for (copy, code) in [
        (copy, "signature_replayed"),
        (read_copy, "signature_replayed"),
        (ruled_out_copy, "signature_replayed"),
        // Refused before its signature was used up: it did nothing, and does nothing.
        (refused_copy, "malformed_json"),
    ] {
        let got = send(&house.router(), copy).await;
        assert_eq!(got.code(), code, "{}", got.text);
    }
}

/// A key that was not signed can be changed by whoever sends the request again.
#[tokio::test]
async fn a_signature_that_leaves_the_key_out_is_good_once_under_any_key() {
    let (mut house, caller) = House::with_caller().await;
    let body = order(&house, "A-1").to_string();
    let (mut first, mut copy) = twin(caller.request("POST", "/v1/orders", None, &body, NOON)).await;
    for (request, key) in [(&mut first, "k1"), (&mut copy, "k2")] {
        let key = HeaderValue::from_static(key);
        request.headers_mut().insert("idempotency-key", key);
    }
    assert_eq!(send(&house.router(), first).await.status, 201);
    house.restart().await;
    let got = send(&house.router(), copy).await;
    assert_eq!((got.status, got.code()), (401, "signature_replayed"));
}

#[tokio::test]
async fn a_repetition_s_own_signature_is_good_once_too() {
    let (mut house, caller) = House::with_caller().await;
    let body = order(&house, "A-1");
    let made = caller.create(&house, "k", &body).await;
    let body = body.to_string();
    let (again, copy) = twin(caller.request("POST", "/v1/orders", Some("k"), &body, NOON)).await;
    let again = send(&house.router(), again).await;
    assert_eq!((again.status, &again.text), (201, &made.text));
    house.restart().await;
    let got = send(&house.router(), copy).await;
    assert_eq!((got.status, got.code()), (401, "signature_replayed"));
}

#[tokio::test]
async fn two_replays_at_once_do_one_thing() {
    let (house, caller) = House::with_caller().await;
    let body = order(&house, "A-1").to_string();
    let (one, two) = twin(caller.request("POST", "/v1/orders", Some("k"), &body, NOON)).await;
    let (two, third) = twin(two).await;
    let router = house.router();
    let (one, two) = tokio::join!(send(&router, one), send(&router, two));
    let (made, copy) = if one.status == 201 {
        (one, two)
    } else {
        (two, one)
    };
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!((copy.status, copy.code()), (401, "signature_replayed"));
    let later = send(&router, third).await;
    assert_eq!((later.status, later.code()), (401, "signature_replayed"));
    let found = caller.get(&house, "/v1/orders?mall_order_no=A-1").await;
    assert_eq!(found.body["id"], made.body["id"], "{}", found.text);
}

#[tokio::test]
async fn a_forged_changed_or_old_request_is_refused() {
    let (house, caller) = House::with_caller().await;
    let stranger = Caller::new(KeyAlgorithm::Ed25519, "nobody");
    let impostor = Caller::new(KeyAlgorithm::Ed25519, &caller.key_id);
    let body = order(&house, "A-1").to_string();
    let post = |by: &Caller, now| by.request("POST", "/v1/orders", Some("k"), &body, now);
    let changed = |header: &'static str, value: &'static str| {
        let mut request = post(&caller, NOON);
        request
            .headers_mut()
            .insert(header, HeaderValue::from_static(value));
        request
    };
    let mut unsigned = post(&caller, NOON);
    unsigned.headers_mut().remove("signature");
    let mut other_body = post(&caller, NOON);
    *other_body.body_mut() = Body::from(body.replace("128.00", "1.00"));
    for (request, code) in [
        (unsigned, "signature_missing"),
        (other_body, "signature_invalid"),
        (post(&stranger, NOON), "key_unknown"),
        (post(&impostor, NOON), "signature_invalid"),
        (post(&caller, NOON.plus_s(-301)), "signature_expired"),
        (post(&caller, NOON.plus_s(301)), "signature_expired"),
        (changed("idempotency-key", "other"), "signature_invalid"),
        (changed("signature", "sig=:AAAA:"), "signature_invalid"),
        (changed("signature-input", "sig=()"), "signature_invalid"),
    ] {
        let got = send(&house.router(), request).await;
        assert_eq!((got.status, got.code()), (401, code), "{}", got.text);
        assert_eq!(
            got.headers["www-authenticate"],
            "Signature realm=\"paydesk\""
        );
        assert!(got.headers.contains_key("accept-signature"));
    }
    let none = caller.get(&house, "/v1/orders?mall_order_no=A-1").await;
    assert_eq!(none.code(), "not_found", "nothing was made");
}

#[tokio::test]
async fn of_two_signatures_the_first_known_key_counts() {
    let (house, caller) = House::with_caller().await;
    let stranger = Caller::new(KeyAlgorithm::Ed25519, "nobody");
    let (ours, theirs) = (
        caller.request("GET", "/v1/events", None, "", NOON),
        stranger.request("GET", "/v1/events", None, "", NOON),
    );
    let both = |name: &str| {
        let text =
            |request: &Request<Body>| request.headers()[name].to_str().expect("text").to_owned();
        format!(
            "{}, {}",
            text(&theirs).replacen("sig=", "proxy=", 1),
            text(&ours)
        )
    };
    let request = Request::get("/v1/events")
        .header("signature-input", both("signature-input"))
        .header("signature", both("signature"));
    let got = send(
        &house.router(),
        request.body(Body::empty()).expect("a request"),
    )
    .await;
    assert_eq!(got.status, 200, "{}", got.text);
}

//! Who may call: signatures over HTTP, replays, restarts.

use crate::fixture::{ApiFixture, DESK, NOON};
use crate::orders::order;
use axum::body::Body;
use axum::http::{HeaderValue, Request};
use domain::mall::KeyAlgorithm;
use testkit::signer::MallSigner;

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
    let mut fixture = ApiFixture::new().await;
    for algorithm in KeyAlgorithm::ALL {
        let caller = fixture.caller(algorithm).await;
        let made = fixture
            .create(&caller, "\"k\"", &order(&fixture, "A-1"))
            .await;
        assert_eq!(made.status, 201, "{algorithm:?}: {}", made.text);
    }
}

/// Deterministic signatures, retrying proxies and HTTP clients send the same
/// bytes more than once.
#[tokio::test]
async fn the_same_bytes_again_are_answered_also_after_a_restart() {
    let (mut fixture, caller) = ApiFixture::with_caller().await;
    let body = order(&fixture, "A-1").to_string();
    let (first, copy) = twin(caller.request("POST", "/v1/orders", Some("k"), &body, NOON)).await;
    let (read, read_copy) = twin(caller.request("GET", "/v1/events", None, "", NOON)).await;
    let (refused, refused_copy) =
        twin(caller.request("POST", "/v1/orders", Some("k"), "{}", NOON)).await;
    let wrong = order(&fixture, "A-2")
        .to_string()
        .replace("128.00", "128.50");
    let (ruled_out, ruled_out_copy) =
        twin(caller.request("POST", "/v1/orders", Some("k9"), &wrong, NOON)).await;
    let made = fixture.send(first).await;
    assert_eq!(made.status, 201);
    let first_read = fixture.send(read).await;
    assert_eq!(first_read.status, 200);
    assert_eq!(fixture.send(refused).await.code(), "malformed_json");
    assert_eq!(fixture.send(ruled_out).await.code(), "items_sum_differs");
    fixture.restart().await;
    let again = fixture.send(copy).await;
    assert_eq!((again.status, &again.text), (201, &made.text));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let again = fixture.send(read_copy).await;
    assert_eq!((again.status, &again.text), (200, &first_read.text));
    // Nothing was done by what was refused, and nothing is now.
    for (copy, code) in [
        (refused_copy, "malformed_json"),
        (ruled_out_copy, "items_sum_differs"),
    ] {
        let got = fixture.send(copy).await;
        assert_eq!(got.code(), code, "{}", got.text);
    }
}

/// A POST with this `Idempotency-Key`, which its signature does not cover.
async fn with_key(request: Request<Body>, key: &'static str) -> (Request<Body>, Request<Body>) {
    let (request, mut keyed) = twin(request).await;
    let key = HeaderValue::from_static(key);
    keyed.headers_mut().insert("idempotency-key", key);
    (request, keyed)
}

/// A key that was not signed can be changed by whoever sends the request again.
#[tokio::test]
async fn a_signature_that_leaves_the_key_out_is_good_for_the_key_it_came_with() {
    let (mut fixture, caller) = ApiFixture::with_caller().await;
    let body = order(&fixture, "A-1").to_string();
    let plain = caller.request("POST", "/v1/orders", None, &body, NOON);
    let (plain, first) = with_key(plain, "k1").await;
    let (plain, again) = with_key(plain, "k1").await;
    let (bare, changed) = with_key(plain, "k2").await;
    let made = fixture.send(first).await;
    assert_eq!(made.status, 201, "{}", made.text);
    fixture.restart().await;
    let again = fixture.send(again).await;
    assert_eq!((again.status, &again.text), (201, &made.text));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let got = fixture.send(changed).await;
    assert_eq!((got.status, got.code()), (401, "signature_replayed"));
    assert!(got.text.contains("cover idempotency-key"), "{}", got.text);
    let got = fixture.send(bare).await;
    assert_eq!((got.status, got.code()), (401, "signature_replayed"));
}

/// Nor where the type of the body was wrong, or was changed, on the way.
#[tokio::test]
async fn a_signature_is_used_up_by_a_refusal_of_the_media_type() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let body = order(&fixture, "A-1").to_string();
    for (name, value, code) in [
        ("content-type", "text/plain", "media_type_not_supported"),
        ("content-encoding", "gzip", "content_encoding_not_supported"),
    ] {
        let plain = caller.request("POST", "/v1/orders", None, &body, NOON);
        let (mut wrong, keyed) = with_key(plain, "k1").await;
        wrong
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
        let got = fixture.send(wrong).await;
        assert_eq!((got.status, got.code()), (415, code));
        let got = fixture.send(keyed).await;
        assert_eq!(
            (got.status, got.code()),
            (401, "signature_replayed"),
            "{name}"
        );
    }
    let none = fixture.get(&caller, "/v1/orders?mall_order_no=A-1").await;
    assert_eq!(none.code(), "not_found", "no order was made");
}

/// The mall saw a refusal and moved on: no order may come of it.
#[tokio::test]
async fn a_key_added_on_the_way_is_not_believed() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let body = order(&fixture, "A-1").to_string();
    for broken in ["", "two, keys"] {
        let plain = caller.request("POST", "/v1/orders", None, &body, NOON);
        let (plain, added) = with_key(plain, "k1").await;
        let (mut seen, mut again) = twin(plain).await;
        if !broken.is_empty() {
            for request in [&mut seen, &mut again] {
                let key = HeaderValue::from_str(broken).expect("a value");
                request.headers_mut().insert("idempotency-key", key);
            }
        }
        let first = fixture.send(seen).await;
        assert_eq!(first.status, 400, "{}", first.text);
        let got = fixture.send(added).await;
        assert_eq!((got.status, got.code()), (401, "signature_replayed"));
        let got = fixture.send(again).await;
        assert_eq!((got.status, got.code()), (400, first.code()));
    }
    let none = fixture.get(&caller, "/v1/orders?mall_order_no=A-1").await;
    assert_eq!(none.code(), "not_found", "nothing was made");
}

/// Two processes of one database, or two of one, in turn: the row decides.
#[tokio::test]
async fn of_two_keys_at_once_with_one_signature_one_is_taken() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    for round in 0..20 {
        let body = order(&fixture, &format!("A-{round}")).to_string();
        let plain = caller.request("POST", "/v1/orders", None, &body, NOON);
        let (plain, one) = with_key(plain, "one").await;
        let (_, two) = with_key(plain, "two").await;
        let (one, two) = tokio::join!(fixture.send(one), fixture.send(two));
        let (taken, other) = if one.status == 401 {
            (two, one)
        } else {
            (one, two)
        };
        // Each key was used for the round before: 422 is an answer to it.
        assert!(matches!(taken.status, 201 | 422), "{}", taken.text);
        assert_eq!((other.status, other.code()), (401, "signature_replayed"));
    }
}

#[tokio::test]
async fn a_repetition_s_own_signature_may_be_repeated_too() {
    let (mut fixture, caller) = ApiFixture::with_caller().await;
    let body = order(&fixture, "A-1");
    let made = fixture.create(&caller, "k", &body).await;
    let body = body.to_string();
    let (again, copy) = twin(caller.request("POST", "/v1/orders", Some("k"), &body, NOON)).await;
    let again = fixture.send(again).await;
    assert_eq!((again.status, &again.text), (201, &made.text));
    fixture.restart().await;
    let got = fixture.send(copy).await;
    assert_eq!((got.status, &got.text), (201, &made.text));
}

#[tokio::test]
async fn eight_copies_at_once_do_one_thing_and_none_is_turned_away() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let body = order(&fixture, "A-1").to_string();
    for key in [Some("k"), None] {
        let plain = caller.request("POST", "/v1/orders", key, &body, NOON);
        let (mut plain, _) = with_key(plain, "k").await;
        let mut copies = Vec::new();
        for _ in 0..8 {
            let (rest, mut copy) = twin(plain).await;
            let name = HeaderValue::from_static("k");
            copy.headers_mut().insert("idempotency-key", name);
            copies.push(copy);
            plain = rest;
        }
        let sent = copies.into_iter().map(|copy| fixture.send(copy));
        for got in futures::future::join_all(sent).await {
            if got.status == 409 {
                assert_eq!(got.code(), "idempotency_in_flight", "{}", got.text);
                assert_eq!(got.headers["retry-after"], "1");
            } else {
                assert_eq!(got.status, 201, "{}", got.text);
            }
        }
        let (_, mut last) = twin(plain).await;
        let name = HeaderValue::from_static("k");
        last.headers_mut().insert("idempotency-key", name);
        let got = fixture.send(last).await;
        let found = fixture.get(&caller, "/v1/orders?mall_order_no=A-1").await;
        assert_eq!(found.body["id"], got.body["id"], "{}", got.text);
    }
}

#[tokio::test]
async fn a_forged_changed_or_old_request_is_refused() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let stranger = MallSigner::new(KeyAlgorithm::Ed25519, "nobody", DESK);
    let impostor = MallSigner::new(KeyAlgorithm::Ed25519, &caller.key_id, DESK);
    let body = order(&fixture, "A-1").to_string();
    let post = |by: &MallSigner, now| by.request("POST", "/v1/orders", Some("k"), &body, now);
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
        let got = fixture.send(request).await;
        assert_eq!((got.status, got.code()), (401, code), "{}", got.text);
        assert_eq!(
            got.headers["www-authenticate"],
            "Signature realm=\"paydesk\""
        );
        assert!(got.headers.contains_key("accept-signature"));
    }
    let none = fixture.get(&caller, "/v1/orders?mall_order_no=A-1").await;
    assert_eq!(none.code(), "not_found", "nothing was made");
}

/// A GET with the fields of several, each under a label of its own.
fn signed_by_all(labels: &[(&str, String, String)]) -> Request<Body> {
    let all = |field: fn(&(&str, String, String)) -> (String, String)| {
        let members: Vec<String> = labels
            .iter()
            .map(field)
            .map(|(l, v)| format!("{l}={v}"))
            .collect();
        members.join(", ")
    };
    let request = Request::get("/v1/events")
        .header(
            "signature-input",
            all(|(l, input, _)| ((*l).to_owned(), input.clone())),
        )
        .header(
            "signature",
            all(|(l, _, signature)| ((*l).to_owned(), signature.clone())),
        );
    request.body(Body::empty()).expect("a request")
}

/// What a caller signed of a GET, under a label.
fn signed<'a>(caller: &MallSigner, label: &'a str) -> (&'a str, String, String) {
    let request = caller.request("GET", "/v1/events", None, "", NOON);
    let value = |name: &str| {
        let text = request.headers()[name].to_str().expect("text");
        text.strip_prefix("sig=").expect("its label").to_owned()
    };
    (label, value("signature-input"), value("signature"))
}

#[tokio::test]
async fn of_several_signatures_the_first_that_holds_counts() {
    let (mut fixture, caller) = ApiFixture::with_caller().await;
    let ours = signed(&caller, "sig1");
    let stranger = signed(
        &MallSigner::new(KeyAlgorithm::Ed25519, "nobody", DESK),
        "proxy",
    );
    // As a proxy adds it: over the other signature, without time and key.
    let unreadable = (
        "proxy",
        String::from(r#"("@method" "signature";key="sig1")"#),
        String::from(":AAAA:"),
    );
    // Known, and covers too little.
    let mut narrow = signed(&fixture.caller(KeyAlgorithm::Ed25519).await, "proxy");
    narrow.1 = narrow
        .1
        .replace("\"@method\" \"@target-uri\"", "\"@method\"");
    for other in [stranger, unreadable, narrow.clone()] {
        for labels in [[other.clone(), ours.clone()], [ours.clone(), other]] {
            let got = fixture.send(signed_by_all(&labels)).await;
            assert_eq!(got.status, 200, "{labels:?}: {}", got.text);
        }
    }
    let got = fixture.send(signed_by_all(&[narrow])).await;
    assert_eq!((got.status, got.code()), (401, "signature_invalid"));
}

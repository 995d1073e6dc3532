//! The signature and the headers that every request needs.

use reqwest::Method;
use serde_json::Value;

use super::desk::{WechatDesk, code, kit, plain_headers, query_path};

#[tokio::test]
async fn only_what_the_provider_signed_is_accepted() {
    let desk = WechatDesk::new().await;
    let (path, now) = (query_path("order000001"), desk.clock_seconds());
    let signed = format!("/wechat_pay{path}");
    let right = desk.authorization("GET", &signed, "");
    let (mchid, serial) = (kit().sp_mchid, &kit().signing_serial);
    for (what, authorization) in [
        (
            "the path without its prefix",
            desk.authorization("GET", &path, ""),
        ),
        (
            "another path",
            desk.authorization("GET", &format!("{signed}&a=1"), ""),
        ),
        ("another method", desk.authorization("POST", &signed, "")),
        ("another body", desk.authorization("GET", &signed, "{}")),
        (
            "an old time",
            desk.authorization_at("GET", &signed, "", now - 301),
        ),
        (
            "a coming time",
            desk.authorization_at("GET", &signed, "", now + 301),
        ),
        ("another provider", right.replace(mchid, "1900000199")),
        ("another certificate", right.replace(serial, "ABCD")),
        (
            "another scheme",
            right.replace("WECHATPAY2-SHA256-RSA2048", "WECHATPAY2-SM2-WITH-SM3"),
        ),
        ("no signature", right.replace("signature=", "sign=")),
    ] {
        let mut headers = plain_headers();
        headers.push(("authorization", authorization));
        let (status, headers, body) = desk
            .send(Method::GET, &path, "", &headers)
            .await
            .expect("a reply");
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!((status, code(&body)), (401, "SIGN_ERROR"), "{what}");
        assert!(body["message"].is_string() && body["detail"].is_object());
        assert!(!headers.contains_key("wechatpay-signature"), "{what}");
    }
    let (status, ..) = desk
        .send(Method::GET, &path, "", &plain_headers())
        .await
        .expect("a reply");
    assert_eq!(status, 401, "nothing signed at all");

    let mut headers = plain_headers();
    headers.push((
        "authorization",
        desk.authorization_at("GET", &signed, "", now - 300),
    ));
    let (status, ..) = desk
        .send(Method::GET, &path, "", &headers)
        .await
        .expect("a reply");
    assert_eq!(status, 404, "signed, but there is no such order");
}

#[tokio::test]
async fn headers_that_every_request_needs() {
    let desk = WechatDesk::new().await;
    let path = query_path("order000001");
    let authorization = desk.authorization("GET", &format!("/wechat_pay{path}"), "");
    for missing in ["accept", "user-agent"] {
        let mut headers = plain_headers();
        headers.retain(|(name, _)| *name != missing);
        if missing == "accept" {
            headers.push(("accept", "text/html".to_owned()));
        }
        headers.push(("authorization", authorization.clone()));
        let (status, _, body) = desk
            .send(Method::GET, &path, "", &headers)
            .await
            .expect("a reply");
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!((status, code(&body)), (400, "PARAM_ERROR"), "{missing}");
    }
    let unknown = desk
        .call(Method::GET, "/v3/pay/transactions/native", &Value::Null)
        .await;
    assert_eq!(
        (unknown.status, code(&unknown.body)),
        (404, "RESOURCE_NOT_EXISTS")
    );
}

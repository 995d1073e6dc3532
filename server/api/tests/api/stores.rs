//! Orders that name one of the merchant's stores, by the API and by signed links.

use crate::fixture::ApiFixture;
use crate::orders::order;
use domain::visit::Visit;
use serde_json::{Value, json};

#[tokio::test]
async fn an_order_shows_the_store_that_it_names() {
    let (fixture, caller) = ApiFixture::with_caller().await;
    let registry = fixture.engine.registry();
    let store = |merchant, no| registry.store_of(merchant, (no, "西湖店", "龙井路 1 号"));
    let own = store(&fixture.merchant.id, "HZ-1").await.expect("a store");
    let other = store(&fixture.scan_only.id, "HZ-1").await.expect("a store");

    let plain = order(&fixture, "S-0");
    let plain = fixture.create(&caller, "\"s0\"", &plain).await;
    assert_eq!(plain.body["store_id"], Value::Null);
    let mut body = order(&fixture, "S-1");
    body["store_id"] = json!(own.id.as_str());
    let made = fixture.create(&caller, "\"s1\"", &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.body["id"].as_str().expect("an id");
    let read = fixture.get(&caller, &format!("/v1/orders/{id}")).await;
    assert_eq!(read.body["store_id"], own.id.as_str());
    let path = format!("/v1/orders/{id}/close");
    let close = caller.request("POST", &path, Some("\"s2\""), "", fixture.now());
    assert_eq!(fixture.send(close).await.status, 200);
    let events = fixture.get(&caller, "/v1/events").await;
    let data = &events.body["data"][0]["data"];
    assert_eq!(
        (&data["id"], &data["store_id"]),
        (&json!(id), &json!(own.id.as_str()))
    );

    let malformed = json!("HZ-1");
    for (key, store_id) in [("\"s3\"", json!(other.id.as_str())), ("\"s4\"", malformed)] {
        let mut body = order(&fixture, "S-3");
        body["store_id"] = store_id;
        let refused = fixture.create(&caller, key, &body).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert_eq!(refused.body["code"], "store_unknown");
        assert_eq!(refused.body["errors"][0]["pointer"], "/store_id");
    }

    let mut claims = order(&fixture, "S-5");
    let iat = fixture.now().ms() / 1000;
    claims["store_id"] = json!(own.id.as_str());
    claims["iss"] = json!(caller.key_id);
    claims["iat"] = json!(iat);
    claims["exp"] = json!(iat + 900);
    claims["jti"] = json!("s-5");
    let link = caller.link(&json!({ "alg": "EdDSA" }), &claims);
    let token = fixture.engine.order_by_link(&link).await.expect("an order");
    let page = fixture.engine.desk().page(&token, &Visit::default()).await;
    let page = page.expect("a page");
    assert_eq!(page.store.as_deref(), Some("西湖店"));
}

//! Rule R2: a mall creates orders only for merchants that are contracted for
//! it, by the API and by signed links.

use crate::fixture::{ApiFixture, DESK};
use crate::orders::order;
use domain::mall::{KeyAlgorithm, Mall};
use domain::refusal::Code;
use serde_json::json;
use store::Error;
use testkit::signer::MallSigner;

/// A mall registered just now, without any merchant.
async fn newcomer(fixture: &mut ApiFixture) -> MallSigner {
    let registry = fixture.engine.registry();
    let signer = MallSigner::new(KeyAlgorithm::Ed25519, "newcomer", DESK);
    let mall = Mall {
        id: registry.new_mall_id(),
        ..fixture.mall.clone()
    };
    let added = registry.add_mall(&mall, &signer.mall_key(&mall.id)).await;
    added.expect("a mall");
    fixture.mall = mall;
    signer
}

#[tokio::test]
async fn a_mall_orders_for_its_own_merchants_alone() {
    let mut fixture = ApiFixture::new().await;
    let caller = newcomer(&mut fixture).await;
    let first = order(&fixture, "P-1");
    let refused = fixture.create(&caller, "\"p1\"", &first).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert_eq!(refused.body["code"], "merchant_not_of_mall");
    assert_eq!(refused.body["errors"][0]["pointer"], "/merchant_id");
    let none = fixture.get(&caller, "/v1/orders?mall_order_no=P-1").await;
    assert_eq!(none.status, 404, "{}", none.text);

    let (registry, mall) = (fixture.engine.registry(), fixture.mall.id.clone());
    let merchants = [fixture.merchant.id.clone()];
    for _ in 0..2 {
        let allowed = registry.allow(&mall, &merchants).await;
        allowed.expect("allowed, as often as it is said");
    }
    let made = fixture.create(&caller, "\"p2\"", &first).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let other = json!(fixture.scan_only.id.as_str());
    let mut for_another = order(&fixture, "P-2");
    for_another["merchant_id"] = other;
    let refused = fixture.create(&caller, "\"p3\"", &for_another).await;
    assert_eq!(refused.body["code"], "merchant_not_of_mall");

    for _ in 0..2 {
        registry.deny(&mall, &merchants).await.expect("denied");
    }
    let again = fixture.create(&caller, "\"p4\"", &first).await;
    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(again.body["id"], made.body["id"], "it stays");
    let fresh = order(&fixture, "P-3");
    let refused = fixture.create(&caller, "\"p5\"", &fresh).await;
    assert_eq!(refused.body["code"], "merchant_not_of_mall");
}

#[tokio::test]
async fn a_signed_link_orders_for_them_alone() {
    let mut fixture = ApiFixture::new().await;
    let caller = newcomer(&mut fixture).await;
    let mut claims = order(&fixture, "P-1");
    let iat = fixture.now().ms() / 1000;
    claims["iss"] = json!(caller.key_id);
    claims["iat"] = json!(iat);
    claims["exp"] = json!(iat + 900);
    claims["jti"] = json!("p-1");
    let link = caller.link(&json!({ "alg": "EdDSA" }), &claims);
    let opened = fixture.engine.order_by_link(&link).await;
    let Err(Error::Refused(refusal)) = opened else {
        panic!("not refused: {opened:?}")
    };
    assert_eq!(refusal.code, Code::MerchantNotOfMall);

    let merchants = [fixture.merchant.id.clone()];
    let registry = fixture.engine.registry();
    let allowed = registry.allow(&fixture.mall.id, &merchants).await;
    allowed.expect("allowed");
    let opened = fixture.engine.order_by_link(&link).await;
    opened.expect("the same link, now that it may");
}

//! Accounts and products that a registered merchant gets later.

use super::refunds::{refund_order, remaining_refund};
use domain::channel_id::ChannelId;
use domain::desk::Choice;
use domain::ids::MerchantId;
use domain::merchant::{AccountNumber, Merchant};
use domain::product::Product;
use domain::refund::RefundState;
use domain::refusal::Code;
use store::{Error, network_requests};
use testkit::fixture::{Fixture, visit};
use testkit::second_network::ID;

fn account(channel: &ChannelId, number: &str) -> AccountNumber {
    AccountNumber::for_all_products(channel.clone(), number.to_owned())
}

async fn stored(fixture: &Fixture) -> Merchant {
    let merchants = fixture.engine.registry().merchants().await;
    let mut merchants = merchants.expect("read").into_iter();
    let ours = merchants.find(|merchant| merchant.id == fixture.merchant.id);
    ours.expect("registered")
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> Code {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn an_account_is_checked_and_then_added_or_changed() {
    let fixture = Fixture::new().await;
    let (registry, id) = (fixture.engine.registry(), &fixture.merchant.id);
    let (first, other) = (&channels::unionpay::ID, ChannelId::constant("unknown"));
    let before = stored(&fixture).await.accounts;
    let good = account(first, "777290058110049");
    for bad in [account(&other, "1"), account(first, "7")] {
        let put = registry.put_accounts(id, &[good.clone(), bad]).await;
        assert_eq!(code(put), Code::FieldInvalid);
        assert_eq!(stored(&fixture).await.accounts, before, "none of them");
    }
    let nobody = MerchantId::parse("mer_00000000000000000000000000").expect("an id");
    let put = registry.put_accounts(&nobody, std::slice::from_ref(&good));
    assert_eq!(code(put.await), Code::NotFound);
    let put = registry.put_accounts(id, std::slice::from_ref(&good));
    put.await.expect("changed");
    assert_eq!(stored(&fixture).await.accounts, [good]);
}

#[tokio::test]
async fn a_product_is_offered_once_the_merchant_has_an_account_that_carries_it() {
    let fixture = Fixture::with_second_network_only().await;
    let token = fixture.order().await;
    let id = fixture.merchant.id.as_str().to_owned();
    let forget = fixture.engine.store.write(move |tx| {
        let sql = "DELETE FROM merchant_accounts WHERE merchant_id = $1";
        let id = id.clone();
        Box::pin(async move { tx.run(sql, store::args![id.as_str()]).await })
    });
    assert_eq!(forget.await.expect("deleted"), 1);
    fixture.clock.advance(60);
    assert!(fixture.page(&token).await.offers.is_empty());
    let choice = Choice::Qr(Product::Scan);
    let next = fixture.desk.confirm(&token, choice.clone(), &visit()).await;
    next.expect("the form again");
    assert!(fixture.found(&token).await.attempts.is_empty());

    let registry = fixture.engine.registry();
    let new = [account(&ID, "A-1")];
    let put = registry.put_accounts(&fixture.merchant.id, &new);
    put.await.expect("added");
    fixture.clock.advance(60);
    assert_eq!(fixture.page(&token).await.offers.len(), 1);
    let next = fixture.desk.confirm(&token, choice, &visit()).await;
    next.expect("a code to scan");
    assert_eq!(fixture.found(&token).await.attempts.len(), 1);
}

#[tokio::test]
async fn products_are_added_to_the_contract_once() {
    let fixture = Fixture::new().await;
    let (registry, id) = (fixture.engine.registry(), &fixture.merchant.id);
    let before = stored(&fixture).await.products;
    registry
        .add_products(id, &Product::ALL)
        .await
        .expect("nothing new");
    assert_eq!(stored(&fixture).await.products, before);
}

/// The network knows the payment under the number that it was made to.
#[tokio::test]
async fn a_refund_goes_to_the_account_that_was_paid() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let paid_to = fixture.merchant.accounts[0].number.clone();
    let changed = [account(&channels::unionpay::ID, "777290058110049")];
    let registry = fixture.engine.registry();
    let put = registry.put_accounts(&fixture.merchant.id, &changed);
    put.await.expect("changed");

    let order = fixture.found(&token).await.order.id;
    let refund = refund_order(&fixture, &order, remaining_refund("R1")).await;
    let refund = refund.expect("begins").refund.id;
    fixture.run_for_minutes(2).await;
    let state = fixture.found(&token).await.refunds[0].state;
    assert_eq!(state, RefundState::Succeeded);
    let requests = fixture.engine.store.read(move |tx| {
        Box::pin(async move { network_requests::of_subject(tx, refund.as_str()).await })
    });
    for request in requests.await.expect("read") {
        assert_eq!(request.account, paid_to);
    }
}

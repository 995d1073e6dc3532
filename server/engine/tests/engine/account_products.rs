//! A merchant's account may list the products that it is used for.

use super::new_card::shown;
use domain::desk::{Choice, Field, FieldProblem, NextPage, Place};
use domain::merchant::{AccountNumber, Merchant};
use domain::product::Product;
use store::args;
use testkit::fixture::{Fixture, visit};

/// Limits the merchant's accounts to these products, as JSON.
async fn limit_accounts(fixture: &Fixture, products: &'static str) {
    let sql = "UPDATE merchant_accounts SET products = $1";
    let limited = fixture
        .engine
        .store
        .write(move |tx| Box::pin(async move { tx.run(sql, args![products]).await }));
    assert_eq!(limited.await.expect("limited"), 1);
    fixture.engine.forget_names();
}

#[tokio::test]
async fn an_account_is_not_used_for_a_product_that_it_does_not_list() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    limit_accounts(&fixture, r#"["gateway_personal"]"#).await;
    let visit = visit();
    let confirm = |choice| fixture.desk.confirm(&token, choice, &visit);
    let refused = shown(confirm(Choice::Qr(Product::Scan)).await.expect("answered"));
    assert_eq!(refused.0, Place::Choose);
    assert_eq!(refused.2, [(Field::Way, FieldProblem::NotOffered)]);
    let next = confirm(Choice::Bank("ICBC".into())).await;
    assert!(matches!(next, Ok(NextPage::Go(Place::Bank))), "{next:?}");
}

/// The account's number is still needed to query and to refund.
#[tokio::test]
async fn a_payment_that_has_begun_ends_when_its_product_is_no_longer_listed() {
    let fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    limit_accounts(&fixture, "[]").await;
    fixture.network.pay_form(&form);
    fixture.run_for_minutes(1).await;
    assert_eq!(fixture.page(&token).await.place, Place::Paid);
}

#[tokio::test]
async fn an_account_is_read_as_it_was_registered() {
    let fixture = Fixture::new().await;
    let registry = fixture.engine.registry();
    let account = AccountNumber {
        products: Some(vec![Product::Scan]),
        ..fixture.merchant.accounts[0].clone()
    };
    let merchant = Merchant {
        id: registry.new_merchant_id(),
        accounts: vec![account],
        ..fixture.merchant.clone()
    };
    let added = registry.add_merchant(&merchant, &[]).await;
    added.expect("registered");
    let mut read = registry.merchants().await.expect("read");
    read.retain(|one| one.id == merchant.id);
    assert_eq!(read[0].accounts, merchant.accounts);
}

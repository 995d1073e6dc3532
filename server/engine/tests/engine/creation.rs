//! Creating orders, and each rule that refuses one.

use channels::unionpay;
use domain::desk::Place;
use domain::merchant::Merchant;
use domain::order::OrderDraft;
use domain::product::Product;
use domain::refusal::Code;
use store::{Error, args};
use testkit::fixture::Fixture;

/// The provider suspends the merchant's contract.
async fn suspend_merchant(fixture: &Fixture) {
    let id = fixture.merchant.id.clone();
    let sql = "UPDATE merchants SET active = $2 WHERE id = $1";
    let written = fixture.engine.store.write(move |tx| {
        let id = id.clone();
        Box::pin(async move { tx.run(sql, args![id.as_str(), false]).await })
    });
    assert_eq!(written.await.expect("written"), 1);
    // Cached merchants expire.
    fixture.engine.forget_names();
}

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> Code {
    match answer {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("not a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn the_same_content_is_the_same_order_and_other_content_a_conflict() {
    let fixture = Fixture::new().await;
    let first = fixture.create(fixture.draft()).await.expect("made");
    assert!(first.fresh);
    fixture.clock.advance(5);
    let again = fixture.create(fixture.draft()).await.expect("found");
    assert!(!again.fresh);
    assert_eq!(again.order, first.order);
    let other = OrderDraft {
        subject: String::from("另一份"),
        ..fixture.draft()
    };
    assert_eq!(code(fixture.create(other).await), Code::OrderConflict);
    let (one, two) = tokio::join!(
        fixture.create(other_number(&fixture)),
        fixture.create(other_number(&fixture))
    );
    let (one, two) = (one.expect("made"), two.expect("found"));
    assert_eq!(one.order.id, two.order.id);
    assert!(one.fresh != two.fresh, "made once");
}

#[tokio::test]
async fn a_suspended_merchant_keeps_its_orders_and_gets_no_new_ones() {
    let fixture = Fixture::new().await;
    let first = fixture.create(fixture.draft()).await.expect("made");
    suspend_merchant(&fixture).await;
    let again = fixture.create(fixture.draft()).await.expect("found");
    assert_eq!((again.order, again.fresh), (first.order, false));
    let other = OrderDraft {
        subject: String::from("另一份"),
        ..fixture.draft()
    };
    assert_eq!(code(fixture.create(other).await), Code::OrderConflict);
    let fresh = fixture.create(other_number(&fixture)).await;
    assert_eq!(code(fresh), Code::MerchantUnknown);
}

fn other_number(fixture: &Fixture) -> OrderDraft {
    OrderDraft {
        mall_order_no: String::from("N-2"),
        ..fixture.draft()
    }
}

/// A change to a draft that breaks one rule.
type Breaks = fn(&mut OrderDraft);

const BROKEN: &[(Breaks, Code)] = &[
    (
        |d| d.merchant_id = "mer_00000000000000000000000000".into(),
        Code::MerchantUnknown,
    ),
    (|d| d.amount = "129.00".into(), Code::ItemsSumDiffers),
    (|d| d.subject = "理财产品 A".into(), Code::GoodsNotPayable),
    (|d| d.amount = "1.005".into(), Code::AmountInvalid),
    (|d| d.currency = "USD".into(), Code::CurrencyNotSupported),
    (
        |d| d.return_url = "https://evil.example/".into(),
        Code::ReturnUrlNotRegistered,
    ),
];

#[tokio::test]
async fn each_rule_refuses_with_its_own_code_and_creates_nothing() {
    let fixture = Fixture::new().await;
    for (breaks, expected) in BROKEN {
        let mut draft = fixture.draft();
        breaks(&mut draft);
        assert_eq!(
            code(fixture.create(draft.clone()).await),
            *expected,
            "{draft:?}"
        );
    }
    let none = fixture
        .engine
        .orders
        .order_by_number(&fixture.mall.id, &fixture.draft().mall_order_no)
        .await;
    assert_eq!(code(none), Code::NotFound);
}

#[tokio::test]
async fn r2_a_merchant_is_paid_only_by_products_of_its_contract() {
    let fixture = Fixture::new().await;
    let mut narrow = fixture.merchant.clone();
    narrow.id = fixture.engine.registry().new_merchant_id();
    narrow.products = vec![Product::Scan];
    fixture
        .engine
        .registry()
        .add_merchant(&narrow, std::slice::from_ref(&fixture.mall.id))
        .await
        .expect("added");
    let draft = OrderDraft {
        merchant_id: narrow.id.to_string(),
        products: vec![String::from("gateway_personal")],
        ..fixture.draft()
    };
    assert_eq!(
        code(fixture.create(draft).await),
        Code::ProductNotContracted
    );
}

/// A contract alone does not suffice: the page could offer nothing.
#[tokio::test]
async fn r2_a_product_needs_an_account_at_a_network_that_carries_it() {
    let fixture = Fixture::with_wechat_pay().await;
    let registry = fixture.engine.registry();
    let new = fixture.merchant.accounts.clone().into_iter();
    let (here, wechat): (Vec<_>, Vec<_>) = new.partition(|one| one.channel == unionpay::ID);
    let merchant = Merchant {
        id: registry.new_merchant_id(),
        accounts: here,
        products: vec![Product::Wechat, Product::Scan],
        ..fixture.merchant.clone()
    };
    let malls = std::slice::from_ref(&fixture.mall.id);
    registry
        .add_merchant(&merchant, malls)
        .await
        .expect("added");
    let order = |number: &str, products: &[&str]| {
        fixture.create(OrderDraft {
            mall_order_no: number.to_owned(),
            merchant_id: merchant.id.to_string(),
            products: products.iter().map(ToString::to_string).collect(),
            ..fixture.draft()
        })
    };
    for products in [&["wechat"][..], &["wechat", "scan"]] {
        let refused = order("N-1", products).await;
        let Err(Error::Refused(refusal)) = refused else {
            panic!("{products:?}: {refused:?}")
        };
        assert_eq!(refusal.code, Code::ProductNotContracted);
        assert_eq!(refusal.pointer.as_deref(), Some("/products"));
    }
    order("N-2", &["scan"])
        .await
        .expect("the account is for it");
    order("N-3", &[]).await.expect("one of them can be paid");
    registry
        .put_accounts(&merchant.id, &wechat)
        .await
        .expect("put");
    order("N-1", &["wechat"]).await.expect("it has both");

    let none = Merchant {
        id: registry.new_merchant_id(),
        accounts: Vec::new(),
        ..merchant.clone()
    };
    registry.add_merchant(&none, malls).await.expect("added");
    let draft = OrderDraft {
        merchant_id: none.id.to_string(),
        products: Vec::new(),
        ..fixture.draft()
    };
    assert_eq!(
        code(fixture.create(draft).await),
        Code::ProductNotContracted
    );
}

#[tokio::test]
async fn r2_the_malls_operator_cannot_be_the_payee() {
    let fixture = Fixture::new().await;
    let mut own = fixture.merchant.clone();
    own.id = fixture.engine.registry().new_merchant_id();
    own.uscc = fixture.mall.operator_uscc.clone();
    fixture
        .engine
        .registry()
        .add_merchant(&own, std::slice::from_ref(&fixture.mall.id))
        .await
        .expect("added");
    let draft = OrderDraft {
        merchant_id: own.id.to_string(),
        ..fixture.draft()
    };
    assert_eq!(code(fixture.create(draft).await), Code::PayeeIsPlatform);
}

#[tokio::test]
async fn r2_an_order_is_payable_after_its_merchants_contract_for_the_mall_ended() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let merchants = [fixture.merchant.id.clone()];
    let registry = fixture.engine.registry();
    let denied = registry.deny(&fixture.mall.id, &merchants).await;
    denied.expect("denied");
    let fresh = fixture.create(other_number(&fixture)).await;
    assert_eq!(code(fresh), Code::MerchantNotOfMall);
    fixture.pay_by_scan(&token).await;
    assert_eq!(fixture.page(&token).await.place, Place::Paid);
}

#[tokio::test]
async fn r2_only_registered_malls_and_merchants_are_contracted_and_all_or_none() {
    let fixture = Fixture::new().await;
    let registry = fixture.engine.registry();
    let (mall, merchant) = (&fixture.mall.id, &fixture.merchant.id);
    let (no_mall, no_merchant) = (registry.new_mall_id(), registry.new_merchant_id());
    let pair = [merchant.clone(), no_merchant.clone()];
    for refused in [
        registry.allow(&no_mall, &pair[..1]).await,
        registry.allow(mall, &pair).await,
        registry.deny(&no_mall, &pair[..1]).await,
        registry.deny(mall, &pair).await,
    ] {
        assert_eq!(code(refused), Code::NotFound);
    }
    let allowed = fixture.create(fixture.draft()).await;
    allowed.expect("nothing was changed");
    let second = Merchant {
        id: no_merchant,
        ..fixture.merchant.clone()
    };
    let malls = [mall.clone(), no_mall];
    let refused = registry.add_merchant(&second, &malls).await;
    assert_eq!(code(refused), Code::NotFound);
    let known = registry.merchants().await.expect("read");
    assert_eq!(known.len(), 1, "nothing was stored");
}

#[tokio::test]
async fn r2_the_mall_cannot_be_the_payee() {
    let fixture = Fixture::new().await;
    for mall in [
        fixture.mall.id.clone(),
        fixture.engine.registry().new_mall_id(),
    ] {
        let draft = OrderDraft {
            merchant_id: mall.to_string(),
            ..fixture.draft()
        };
        assert_eq!(code(fixture.create(draft).await), Code::PayeeIsPlatform);
    }
}

#[tokio::test]
async fn a_mall_reads_only_its_own_orders() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let id = fixture.page(&token).await.order_id;
    let stranger = fixture.engine.registry().new_mall_id();
    assert_eq!(
        code(fixture.engine.orders.order_by_id(&stranger, &id).await),
        Code::NotFound
    );
    let found = fixture
        .engine
        .orders
        .order_by_number(&fixture.mall.id, "JN20260601-000001")
        .await
        .expect("theirs");
    assert_eq!(found.order.id, id);
}

#[tokio::test]
async fn many_concurrent_orders_are_each_created_once() {
    let fixture = Fixture::new().await;
    let crowd = (0..300).map(|n| {
        fixture.create(OrderDraft {
            mall_order_no: format!("crowd-{n}"),
            ..fixture.draft()
        })
    });
    let made = futures::future::join_all(crowd).await;
    let ids: std::collections::BTreeSet<_> = made
        .into_iter()
        .map(|made| made.expect("an order").order.id)
        .collect();
    let figures = fixture.engine.store.metrics();
    assert_eq!(ids.len(), 300, "{figures:?}");
}

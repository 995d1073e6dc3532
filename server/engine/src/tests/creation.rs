//! Creating orders, and each rule that refuses one.

use super::house::House;
use domain::order::OrderDraft;
use domain::product::Product;
use domain::refusal::Code;
use store::Error;

fn code<T: std::fmt::Debug>(answer: Result<T, Error>) -> Code {
    match answer {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("not a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn the_same_content_is_the_same_order_and_other_content_a_conflict() {
    let house = House::new().await;
    let first = house.create(house.draft()).await.expect("made");
    assert!(first.fresh);
    house.clock.pass(5);
    let again = house.create(house.draft()).await.expect("found");
    assert!(!again.fresh);
    assert_eq!(again.order, first.order);
    let other = OrderDraft {
        subject: String::from("另一份"),
        ..house.draft()
    };
    assert_eq!(code(house.create(other).await), Code::OrderConflict);
    let (one, two) = tokio::join!(
        house.create(other_number(&house)),
        house.create(other_number(&house))
    );
    let (one, two) = (one.expect("made"), two.expect("found"));
    assert_eq!(one.order.id, two.order.id);
    assert!(one.fresh != two.fresh, "made once");
}

#[tokio::test]
async fn an_order_is_found_when_its_merchant_is_suspended_and_no_new_one_made() {
    let house = House::new().await;
    let first = house.create(house.draft()).await.expect("made");
    house.suspend().await;
    let again = house.create(house.draft()).await.expect("found");
    assert_eq!((again.order, again.fresh), (first.order, false));
    let other = OrderDraft {
        subject: String::from("另一份"),
        ..house.draft()
    };
    assert_eq!(code(house.create(other).await), Code::OrderConflict);
    let fresh = house.create(other_number(&house)).await;
    assert_eq!(code(fresh), Code::MerchantUnknown);
}

fn other_number(house: &House) -> OrderDraft {
    OrderDraft {
        mall_order_no: String::from("N-2"),
        ..house.draft()
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
async fn each_rule_refuses_by_its_own_code_and_makes_nothing() {
    let house = House::new().await;
    for (breaks, expected) in BROKEN {
        let mut draft = house.draft();
        breaks(&mut draft);
        assert_eq!(
            code(house.create(draft.clone()).await),
            *expected,
            "{draft:?}"
        );
    }
    let none = house
        .engine
        .orders
        .order_by_number(&house.mall.id, &house.draft().mall_order_no)
        .await;
    assert_eq!(code(none), Code::NotFound);
}

#[tokio::test]
async fn r2_a_merchant_is_paid_by_what_it_has_a_contract_for() {
    let house = House::new().await;
    let mut narrow = house.merchant.clone();
    narrow.id = house.engine.registry().new_merchant_id();
    narrow.products = vec![Product::Scan];
    house
        .engine
        .registry()
        .add_merchant(&narrow)
        .await
        .expect("added");
    let draft = OrderDraft {
        merchant_id: narrow.id.to_string(),
        products: vec![String::from("gateway_personal")],
        ..house.draft()
    };
    assert_eq!(code(house.create(draft).await), Code::ProductNotContracted);
}

#[tokio::test]
async fn r2_the_malls_own_operator_is_no_payee() {
    let house = House::new().await;
    let mut own = house.merchant.clone();
    own.id = house.engine.registry().new_merchant_id();
    own.uscc = house.mall.operator_uscc.clone();
    house
        .engine
        .registry()
        .add_merchant(&own)
        .await
        .expect("added");
    let draft = OrderDraft {
        merchant_id: own.id.to_string(),
        ..house.draft()
    };
    assert_eq!(code(house.create(draft).await), Code::PayeeIsPlatform);
}

#[tokio::test]
async fn r2_the_mall_itself_is_no_payee() {
    let house = House::new().await;
    for mall in [house.mall.id.clone(), house.engine.registry().new_mall_id()] {
        let draft = OrderDraft {
            merchant_id: mall.to_string(),
            ..house.draft()
        };
        assert_eq!(code(house.create(draft).await), Code::PayeeIsPlatform);
    }
}

#[tokio::test]
async fn an_order_is_its_malls_alone() {
    let house = House::new().await;
    let token = house.order().await;
    let id = house.page(&token).await.order_id;
    let stranger = house.engine.registry().new_mall_id();
    assert_eq!(
        code(house.engine.orders.order_by_id(&stranger, &id).await),
        Code::NotFound
    );
    let found = house
        .engine
        .orders
        .order_by_number(&house.mall.id, "JN20260601-000001")
        .await
        .expect("theirs");
    assert_eq!(found.order.id, id);
}

#[tokio::test]
async fn a_crowd_of_orders_is_made_whole_however_often_writers_meet() {
    let house = House::new().await;
    let crowd = (0..300).map(|n| {
        house.create(OrderDraft {
            mall_order_no: format!("crowd-{n}"),
            ..house.draft()
        })
    });
    let made = futures::future::join_all(crowd).await;
    let ids: std::collections::BTreeSet<_> = made
        .into_iter()
        .map(|made| made.expect("an order").order.id)
        .collect();
    let figures = house.engine.store.metrics();
    assert_eq!(ids.len(), 300, "{figures:?}");
}

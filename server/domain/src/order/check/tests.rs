//! Tests of order creation, one per rule and field.

use super::{EXPIRES_IN_S_DEFAULT, facts};
use crate::brand::{Brand, Colour};
use crate::clock::At;
use crate::day::Day;
use crate::ids::{MallId, MerchantId};
use crate::mall::Mall;
use crate::merchant::Merchant;
use crate::money::Money;
use crate::order::{Facts, OrderDraft};
use crate::payee::Payee;
use crate::product::Product;
use crate::refusal::{Code, Refusal};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

const MALL: &str = "mal_7zzzzzzzzzzzzzzzzzzzzzzzzz";
const MERCHANT: &str = "mer_00000000000000000000000001";

fn now() -> At {
    Day::new(2026, 11, 22).expect("a day").start_in_china()
}

fn mall() -> Mall {
    Mall {
        id: MallId::parse(MALL).expect("an id"),
        name: String::from("Mall"),
        operator_uscc: String::from("91110000802100433B"),
        return_origins: vec![String::from("https://mall.example")],
        webhook_url: None,
        active: true,
        created_at: At::from_ms(0),
    }
}

fn merchant() -> Merchant {
    Merchant {
        id: MerchantId::parse(MERCHANT).expect("an id"),
        legal_name: String::from("杭州龙井茶业有限公司"),
        short_name: String::from("龙井茶业"),
        uscc: String::from("91350100M000100Y43"),
        accounts: Vec::new(),
        mcc: String::from("5499"),
        products: Product::ALL.to_vec(),
        brand: Arc::new(Brand::plain(
            "龙井",
            Colour {
                r: 11,
                g: 110,
                b: 79,
            },
        )),
        active: true,
        created_at: At::from_ms(0),
    }
}

fn body() -> Value {
    json!({
        "mall_order_no": "A-1", "merchant_id": MERCHANT, "amount": {"value": "128.00", "currency": "CNY"},
        "subject": "龙井茶", "items": [
            {"name": "龙井茶 250g", "quantity": 2, "unit_price": "50.00"},
            {"name": "茶杯", "quantity": 1, "unit_price": "28.00"},
        ],
        "return_url": "https://mall.example/back",
    })
}

/// Both checks, as for a new order.
fn checked(draft: &OrderDraft, merchant: Option<&Merchant>) -> Result<Facts, Refusal> {
    let contracted = |merchant: &Merchant| Payee {
        merchant: merchant.clone(),
        of_mall: true,
        suspended: false,
    };
    let facts = facts(draft)?;
    let payee = merchant.map(contracted);
    super::judge(&facts, &mall(), payee.as_ref(), |_, _| true, now())?;
    Ok(facts)
}

fn judge(body: &Value) -> Result<Facts, Refusal> {
    let draft = OrderDraft::from_value(body, &[]).expect("of the right shape");
    checked(&draft, Some(&merchant()))
}

/// The refusal of a body with one value changed.
fn with(pointer: &str, value: Value) -> (Code, String) {
    let mut body = body();
    match body.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => drop(
            body.as_object_mut()
                .expect("an object")
                .insert(pointer[1..].to_owned(), value),
        ),
    }
    let refusal = judge(&body).expect_err("refused");
    (refusal.code, refusal.pointer.expect("points at a field"))
}

#[test]
fn a_good_order_is_taken_as_it_was_signed() {
    let facts = judge(&body()).expect("taken");
    assert_eq!(facts.amount, Money::fen(12_800));
    assert_eq!(facts.items[0].unit_price, Money::fen(5_000));
    assert_eq!(facts.expires_in_s, EXPIRES_IN_S_DEFAULT);
    assert_eq!(facts.products, []);
}

#[test]
fn equal_content_is_equal_facts_and_other_content_is_not() {
    let mut listed = body();
    listed["products"] = json!(["scan", "gateway_personal", "scan"]);
    let mut turned = body();
    turned["products"] = json!(["gateway_personal", "scan"]);
    assert_eq!(judge(&listed), judge(&turned));
    assert_ne!(judge(&listed), judge(&body()));
    let mut spelt = body();
    spelt["amount"]["value"] = json!("128");
    assert_eq!(judge(&spelt), judge(&body()), "one amount, two spellings");
}

#[test]
fn amounts_must_be_exact_positive_and_within_bounds() {
    for bad in [
        "1.005",
        "0.00",
        "-1.00",
        "10000000000.00",
        "1e3",
        "",
        "1,000.00",
        "NaN",
    ] {
        let got = with("/amount/value", json!(bad));
        assert_eq!(
            got,
            (Code::AmountInvalid, String::from("/amount/value")),
            "{bad}"
        );
    }
    assert_eq!(
        with("/items/1/unit_price", json!("28.000")),
        (Code::AmountInvalid, String::from("/items/1/unit_price"))
    );
    assert_eq!(
        with("/amount/currency", json!("USD")),
        (Code::CurrencyNotSupported, String::from("/amount/currency"))
    );
}

#[test]
fn r3_the_items_are_the_amount_to_the_fen() {
    for value in ["127.99", "128.01"] {
        assert_eq!(with("/amount/value", json!(value)).0, Code::ItemsSumDiffers);
    }
    let most = json!([{"name": "a", "quantity": 1_000_000, "unit_price": "9999999999.99"}]);
    assert_eq!(
        with("/items", most).0,
        Code::ItemsSumDiffers,
        "a sum past any amount is no overflow"
    );
    let many: Vec<_> = (0..100)
        .map(|_| json!({"name": "a", "quantity": 1_000_000, "unit_price": "9999999999.99"}))
        .collect();
    assert_eq!(
        with("/items", json!(many)).0,
        Code::AmountInvalid,
        "nor past 64 bits"
    );
}

#[test]
fn r3_goods_that_are_money_are_refused() {
    assert_eq!(
        with("/items/1/name", json!("稳健理财产品")),
        (Code::GoodsNotPayable, String::from("/items/1/name"))
    );
    assert_eq!(
        with("/subject", json!("大额存单")),
        (Code::GoodsNotPayable, String::from("/subject"))
    );
    let draft = OrderDraft::from_value(&body(), &[]).expect("of the right shape");
    let bank = Merchant {
        mcc: String::from("6012"),
        ..merchant()
    };
    assert_eq!(
        checked(&draft, Some(&bank)).expect_err("refused").code,
        Code::GoodsNotPayable
    );
}

#[test]
fn r2_only_a_contracted_merchant_is_paid_never_the_mall() {
    let draft = OrderDraft::from_value(&body(), &[]).expect("of the right shape");
    let code = |m: Option<&Merchant>| checked(&draft, m).expect_err("refused").code;
    assert_eq!(code(None), Code::MerchantUnknown);
    assert_eq!(
        code(Some(&Merchant {
            active: false,
            ..merchant()
        })),
        Code::MerchantUnknown
    );
    assert_eq!(
        code(Some(&Merchant {
            uscc: mall().operator_uscc,
            ..merchant()
        })),
        Code::PayeeIsPlatform
    );
    assert_eq!(
        code(Some(&Merchant {
            products: Vec::new(),
            ..merchant()
        })),
        Code::ProductNotContracted
    );
    assert_eq!(
        with("/merchant_id", json!("mer_1")).0,
        Code::MerchantUnknown
    );
    let scan_only = Merchant {
        products: vec![Product::Scan],
        ..merchant()
    };
    let mut asks = body();
    asks["products"] = json!(["quick_agreement"]);
    let asks = OrderDraft::from_value(&asks, &[]).expect("of the right shape");
    let refused = checked(&asks, Some(&scan_only)).expect_err("refused");
    assert_eq!(refused.code, Code::ProductNotContracted);
}

#[test]
fn r2_a_merchant_is_paid_by_orders_of_its_own_malls_alone() {
    let draft = OrderDraft::from_value(&body(), &[]).expect("of the right shape");
    let facts = facts(&draft).expect("well formed");
    let judged = |merchant: Merchant, of_mall| {
        let payee = Payee {
            merchant,
            of_mall,
            suspended: false,
        };
        super::judge(&facts, &mall(), Some(&payee), |_, _| true, now())
    };
    assert_eq!(judged(merchant(), true), Ok(()));
    let refused = judged(merchant(), false).expect_err("not of this mall");
    assert_eq!(refused.code, Code::MerchantNotOfMall);
    assert_eq!(refused.pointer.as_deref(), Some("/merchant_id"));
    let own = Merchant {
        uscc: mall().operator_uscc,
        ..merchant()
    };
    for of_mall in [true, false] {
        let refused = judged(own.clone(), of_mall).expect_err("the mall's operator");
        assert_eq!(refused.code, Code::PayeeIsPlatform);
    }
}

#[test]
fn r2_a_mall_is_no_payee_by_its_id_either() {
    for mall in ["mal_00000000000000000000000001", MALL] {
        assert_eq!(
            with("/merchant_id", json!(mall)),
            (Code::PayeeIsPlatform, String::from("/merchant_id"))
        );
    }
}

#[test]
fn facts_do_not_depend_on_who_may_be_paid_today() {
    let mut barred = body();
    barred["subject"] = json!("大额存单");
    barred["return_url"] = json!("https://evil.example/back");
    let draft = OrderDraft::from_value(&barred, &[]).expect("of the right shape");
    assert_eq!(facts(&draft).expect("read").subject, "大额存单");
    assert!(checked(&draft, None).is_err(), "and none is made of it");
}

#[test]
fn r5_the_return_url_is_registered() {
    let got = with("/return_url", json!("https://evil.example/back"));
    assert_eq!(
        got,
        (Code::ReturnUrlNotRegistered, String::from("/return_url"))
    );
}

#[test]
fn r6_an_order_over_the_limit_of_every_product_is_refused() {
    let mut large = body();
    large["amount"]["value"] = json!("5000.01");
    large["items"] = json!([{"name": "茶", "quantity": 1, "unit_price": "5000.01"}]);
    assert!(judge(&large).is_ok(), "the bank's page may carry it");
    large["products"] = json!(["scan"]);
    let refused = judge(&large).expect_err("over the limit");
    assert_eq!(
        (refused.code, refused.pointer.as_deref()),
        (Code::LimitExceeded, Some("/amount/value"))
    );
    large["amount"]["value"] = json!("5000.00");
    large["items"][0]["unit_price"] = json!("5000.00");
    assert!(judge(&large).is_ok(), "the limit itself may be paid");
}

#[test]
fn every_field_has_its_bounds() {
    let cases = [
        ("/mall_order_no", json!("")),
        ("/mall_order_no", json!("a b")),
        ("/mall_order_no", json!("x".repeat(65))),
        ("/subject", json!("  ")),
        ("/subject", json!("茶".repeat(129))),
        ("/subject", json!("tea\u{202e}eat")),
        ("/items", json!([])),
        ("/items/0/name", json!("a\nb")),
        ("/items/0/quantity", json!(0)),
        ("/items/0/quantity", json!(-1)),
        ("/items/0/quantity", json!(1_000_001)),
        ("/expires_in_s", json!(59)),
        ("/expires_in_s", json!(86_401)),
        ("/buyer_ref", json!("")),
        ("/buyer_ref", json!("two words")),
        ("/locale", json!("fr")),
    ];
    for (pointer, value) in cases {
        assert_eq!(
            with(pointer, value),
            (Code::FieldInvalid, pointer.to_owned())
        );
    }
    assert_eq!(
        with("/products", json!(["wallet"])),
        (Code::FieldInvalid, String::from("/products/0"))
    );
    assert_eq!(with("/metadata", json!({"a b": "x"})).1, "/metadata");
    assert_eq!(
        with("/metadata", json!({"k": "x".repeat(501)})).1,
        "/metadata/k"
    );
    let many: serde_json::Map<_, _> = (0..21).map(|i| (format!("k{i}"), json!("x"))).collect();
    assert_eq!(with("/metadata", Value::Object(many)).1, "/metadata");
    let crowd: Vec<_> = (0..101)
        .map(|_| json!({"name": "a", "quantity": 1, "unit_price": "1.00"}))
        .collect();
    assert_eq!(with("/items", json!(crowd)).1, "/items");
}

proptest! {
    #[test]
    fn no_draft_panics_and_what_passes_adds_up(
        value in "[0-9]{1,12}(\\.[0-9]{0,3})?", price in "[0-9]{1,12}(\\.[0-9]{0,3})?", quantity: i64, text in ".{0,20}",
    ) {
        let mut body = body();
        body["amount"]["value"] = json!(value);
        body["items"] = json!([{"name": "a", "quantity": quantity, "unit_price": price}]);
        body["subject"] = json!(text);
        let facts = OrderDraft::from_value(&body, &[]).and_then(|d| checked(&d, Some(&merchant())));
        if let Ok(facts) = facts {
            prop_assert_eq!(facts.items[0].unit_price.times(facts.items[0].quantity), Ok(facts.amount));
        }
    }
}

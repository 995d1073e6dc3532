//! Orders: placed, paid, queried, closed, and what is refused.

use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{MERCHANT, WechatDesk, code, kit, query_path};

#[tokio::test]
async fn placed_paid_and_noticed() {
    let desk = WechatDesk::new().await;
    let url = desk.code("order000001", 12_800).await;
    assert!(url.starts_with("weixin://wxpay/bizpayurl?pr="), "{url}");
    let open = desk.query("order000001").await.body;
    assert_eq!(open["trade_state"], "NOTPAY");
    assert_eq!(open["amount"]["total"], 12_800);
    assert_eq!(open.get("transaction_id"), None);

    assert_eq!(desk.pay(&url, "icbc-debit").await.0, 200);
    let paid = desk.query("order000001").await.body;
    let expected = json!({
        "sp_appid": kit().sp_appid,
        "sp_mchid": kit().sp_mchid,
        "sub_mchid": MERCHANT,
        "out_trade_no": "order000001",
        "attach": "att_1",
        "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功",
        "trade_type": "NATIVE",
        "bank_type": "ICBC_DEBIT",
        "success_time": "2026-11-22T12:00:00+08:00",
        "transaction_id": paid["transaction_id"],
        "payer": paid["payer"],
        "amount": {
            "total": 12_800,
            "payer_total": 12_800,
            "currency": "CNY",
            "payer_currency": "CNY",
        },
    });
    assert_eq!(paid, expected);
    assert_eq!(paid["transaction_id"].as_str().expect("text").len(), 28);
    assert!(paid["payer"]["sp_openid"].is_string());

    assert_eq!(desk.network.deliver_due().await, 1);
    let notices = desk.notices();
    assert_eq!(notices[0].event_type, "TRANSACTION.SUCCESS");
    assert_eq!(
        notices[0].content, expected,
        "a notice reports what a query does"
    );
}

#[tokio::test]
async fn the_same_order_again_has_a_new_code() {
    let desk = WechatDesk::new().await;
    let old = desk.code("order000001", 12_800).await;
    let new = desk.code("order000001", 12_800).await;
    assert_ne!(old, new);
    assert!(desk.get(&scan(&old)).await.1.contains("已失效"));
    desk.pay(&old, "balance").await;
    assert_eq!(
        desk.state("order000001").await,
        "NOTPAY",
        "the old code is dead"
    );

    let mut elsewhere = desk.order("order000001", 12_800);
    elsewhere["scene_info"]["payer_client_ip"] = json!("127.0.0.2");
    assert_eq!(desk.place(&elsewhere).await.status, 200, "the payer moved");
    for (field, value, status, expected) in [
        ("/amount/total", json!(12_801), 403, "OUT_TRADE_NO_USED"),
        (
            "/description",
            json!("《西游记》"),
            403,
            "OUT_TRADE_NO_USED",
        ),
        ("/attach", json!("att_2"), 403, "OUT_TRADE_NO_USED"),
        ("/sub_mchid", json!("1900000110"), 400, "INVALID_REQUEST"),
    ] {
        let mut other = desk.order("order000001", 12_800);
        *other.pointer_mut(field).expect("a field") = value;
        let refused = desk.place(&other).await;
        assert_eq!(
            (refused.status, code(&refused.body)),
            (status, expected),
            "{field}"
        );
    }
    let newest = desk.code("order000001", 12_800).await;
    desk.pay(&newest, "balance").await;
    let again = desk.place(&desk.order("order000001", 12_800)).await;
    assert_eq!((again.status, code(&again.body)), (400, "ORDERPAID"));
}

#[tokio::test]
async fn a_closed_order_is_not_paid() {
    let desk = WechatDesk::new().await;
    let url = desk.code("order000001", 12_800).await;
    let closed = desk.close("order000001").await;
    assert_eq!(
        (closed.status, &closed.body),
        (204, &Value::Null),
        "signed, and empty"
    );
    assert_eq!(desk.state("order000001").await, "CLOSED");
    assert!(desk.pay(&url, "balance").await.1.contains("订单已关闭"));
    assert_eq!(desk.state("order000001").await, "CLOSED");
    for refused in [
        desk.close("order000001").await,
        desk.place(&desk.order("order000001", 12_800)).await,
    ] {
        assert_eq!((refused.status, code(&refused.body)), (400, "ORDER_CLOSED"));
    }
    let unknown = desk.close("order000009").await;
    assert_eq!(
        (unknown.status, code(&unknown.body)),
        (404, "ORDER_NOT_EXIST")
    );
    desk.paid("order000002", 12_800).await;
    let paid = desk.close("order000002").await;
    assert_eq!((paid.status, code(&paid.body)), (400, "ORDERPAID"));
}

#[tokio::test]
async fn an_order_is_its_merchants() {
    let desk = WechatDesk::new().await;
    desk.code("order000001", 12_800).await;
    let path = query_path("order000001");
    for (other, status, expected) in [
        (path.replace(MERCHANT, "1900000110"), 404, "ORDER_NOT_EXIST"),
        (
            path.replace(kit().sp_mchid, "1900000199"),
            400,
            "PARAM_ERROR",
        ),
        (path.replace("sub_mchid", "mchid"), 400, "PARAM_ERROR"),
        (query_path("order000009"), 404, "ORDER_NOT_EXIST"),
    ] {
        let refused = desk.call(Method::GET, &other, &Value::Null).await;
        assert_eq!(
            (refused.status, code(&refused.body)),
            (status, expected),
            "{other}"
        );
    }
}

#[tokio::test]
async fn the_time_to_pay_is_kept() {
    let desk = WechatDesk::new().await;
    let mut soon = desk.order("order000000", 12_800);
    soon["time_expire"] = json!("2026-11-22T12:00:01+08:00");
    assert_eq!(desk.place(&soon).await.status, 200);
    desk.pass(60);
    assert_eq!(
        desk.state("order000000").await,
        "NOTPAY",
        "a minute at least"
    );
    desk.pass(1);
    assert_eq!(desk.state("order000000").await, "CLOSED");

    let url = desk.code("order000001", 12_800).await;
    desk.pass(839);
    assert_eq!(desk.state("order000001").await, "NOTPAY");
    desk.pass(1);
    assert_eq!(desk.state("order000001").await, "CLOSED");
    desk.pay(&url, "balance").await;
    assert_eq!(desk.state("order000001").await, "CLOSED");

    let mut week = desk.order("order000002", 12_800);
    week.as_object_mut()
        .expect("an object")
        .remove("time_expire");
    let url = desk.place(&week).await.body["code_url"]
        .as_str()
        .expect("a code")
        .to_owned();
    desk.pass(2 * 3600 + 1);
    assert!(
        desk.get(&scan(&url)).await.1.contains("已失效"),
        "a code lives two hours"
    );
    assert_eq!(
        desk.state("order000002").await,
        "NOTPAY",
        "the order lives on"
    );
    let url = desk.place(&week).await.body["code_url"]
        .as_str()
        .expect("a code")
        .to_owned();
    assert!(desk.get(&scan(&url)).await.1.contains("确认付款"));
    desk.pass(7 * 86_400);
    assert_eq!(desk.state("order000002").await, "CLOSED");
}

/// The address of the page that scans a code.
fn scan(code: &str) -> String {
    let code: String = url::form_urlencoded::byte_serialize(code.as_bytes()).collect();
    format!("/phone/scan?code={code}")
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let mut desk = WechatDesk::new().await;
    let payment = desk.paid("order000001", 12_800).await;
    let open = desk.code("order000002", 900).await;
    desk.ask_refund(&desk.refund("refund000001", &payment, 800, 12_800))
        .await;
    desk.answer(500);
    desk.pass(1);
    assert_eq!(
        desk.network.deliver_due().await,
        2,
        "the payment's and the refund's"
    );
    let before = (
        desk.query("order000001").await.body,
        desk.query_refund("refund000001").await.body,
    );
    desk.restart().await;
    let after = (
        desk.query("order000001").await.body,
        desk.query_refund("refund000001").await.body,
    );
    assert_eq!(after, before);
    assert_eq!(desk.network.deliver_due().await, 0, "not before their time");
    desk.pass(15);
    desk.answer(204);
    assert_eq!(desk.network.deliver_due().await, 2);
    assert_eq!(desk.pay(&open, "balance").await.0, 200, "the code is known");
    assert_eq!(desk.state("order000002").await, "SUCCESS");
    desk.restart().await;
    desk.pass(3600);
    assert_eq!(
        desk.network.deliver_due().await,
        1,
        "the acknowledged ones are not sent again"
    );
}

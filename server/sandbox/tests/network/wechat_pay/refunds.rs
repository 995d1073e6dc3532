//! Refunds: accepted, ended, noticed, and what a payment does not allow.

use serde_json::{Value, json};

use super::desk::{MERCHANT, WechatDesk};

/// The status and the code of an error.
fn refused(reply: &super::desk::WechatReply) -> (u16, &str) {
    (reply.status, reply.body["code"].as_str().expect("a code"))
}

#[tokio::test]
async fn accepted_ended_a_moment_later_and_noticed() {
    let desk = WechatDesk::new().await;
    let payment = desk.paid("order000001", 12_800).await;
    desk.network.deliver_due().await;
    let asked = desk
        .ask_refund(&desk.refund("refund000001", &payment, 800, 12_800))
        .await;
    assert_eq!(
        (asked.status, &asked.body["status"]),
        (200, &json!("PROCESSING"))
    );
    assert_eq!(asked.body["out_trade_no"], "order000001");
    assert_eq!(asked.body["amount"]["refund"], 800);
    assert_eq!(asked.body["user_received_account"], "支付用户零钱");
    assert_eq!(asked.body.get("success_time"), None);
    assert_eq!(desk.state("order000001").await, "REFUND");

    desk.pass(1);
    let ended = desk.query_refund("refund000001").await.body;
    assert_eq!(ended["status"], "SUCCESS");
    assert_eq!(ended["success_time"], "2026-11-22T12:00:01+08:00");
    assert_eq!(ended["refund_id"].as_str().expect("text").len(), 29);
    assert_eq!(desk.network.deliver_due().await, 1);
    let notice = desk.notices().pop().expect("a notice");
    assert_eq!(notice.event_type, "REFUND.SUCCESS");
    assert_eq!(
        notice.content,
        json!({
            "sp_mchid": super::desk::kit().sp_mchid,
            "sub_mchid": MERCHANT,
            "transaction_id": payment,
            "out_trade_no": "order000001",
            "refund_id": ended["refund_id"],
            "out_refund_no": "refund000001",
            "refund_status": "SUCCESS",
            "success_time": "2026-11-22T12:00:01+08:00",
            "user_received_account": "支付用户零钱",
            "amount": {"total": 12_800, "refund": 800, "payer_total": 12_800, "payer_refund": 800},
        })
    );
    assert!(desk.get("/phone").await.1.contains("已退回原账户"));
}

#[tokio::test]
async fn the_same_number_is_one_refund() {
    let desk = WechatDesk::new().await;
    let payment = desk.paid("order000001", 12_800).await;
    let refund = desk.refund("refund000001", &payment, 12_800, 12_800);
    let first = desk.ask_refund(&refund).await.body;
    desk.pass(1);
    let again = desk.ask_refund(&refund).await.body;
    assert_eq!(again["refund_id"], first["refund_id"]);
    assert_eq!(again["status"], "SUCCESS");
    let mut by_order = refund.clone();
    let fields = by_order.as_object_mut().expect("an object");
    fields.remove("transaction_id");
    fields.insert("out_trade_no".to_owned(), json!("order000001"));
    assert_eq!(
        desk.ask_refund(&by_order).await.body["refund_id"],
        first["refund_id"]
    );
    let other = desk.refund("refund000001", &payment, 12_700, 12_800);
    assert_eq!(
        refused(&desk.ask_refund(&other).await),
        (400, "INVALID_REQUEST")
    );
}

#[tokio::test]
async fn never_more_than_was_paid() {
    let desk = WechatDesk::new().await;
    let payment = desk.paid("order000001", 1_000).await;
    for (no, fen) in [("refund000001", 600), ("refund000002", 300)] {
        let accepted = desk
            .ask_refund(&desk.refund(no, &payment, fen, 1_000))
            .await;
        assert_eq!(accepted.status, 200);
    }
    let over = desk.refund("refund000003", &payment, 101, 1_000);
    assert_eq!(
        refused(&desk.ask_refund(&over).await),
        (400, "INVALID_REQUEST")
    );
    let rest = desk.refund("refund000004", &payment, 100, 1_000);
    assert_eq!(desk.ask_refund(&rest).await.status, 200);

    let many = desk.paid("order000002", 5_100).await;
    for part in 0..50 {
        let no = format!("part{part}");
        assert_eq!(
            desk.ask_refund(&desk.refund(&no, &many, 100, 5_100))
                .await
                .status,
            200
        );
    }
    let more = desk.refund("part50", &many, 100, 5_100);
    assert_eq!(
        refused(&desk.ask_refund(&more).await),
        (400, "INVALID_REQUEST")
    );
}

#[tokio::test]
async fn a_payment_that_is_not_there_or_not_so() {
    let desk = WechatDesk::new().await;
    let payment = desk.paid("order000001", 1_000).await;
    desk.code("order000002", 1_000).await;
    let right = desk.refund("refund000001", &payment, 100, 1_000);
    let with = |pointer: &str, value: Value| {
        let mut refund = right.clone();
        match refund.pointer_mut(pointer) {
            Some(field) => *field = value,
            None => refund[&pointer[1..]] = value,
        }
        refund
    };
    let mut open = with("/out_trade_no", json!("order000002"));
    open.as_object_mut()
        .expect("an object")
        .remove("transaction_id");
    for (refund, expected) in [
        (
            with("/transaction_id", json!("4200000000202611220000000000")),
            (404, "RESOURCE_NOT_EXISTS"),
        ),
        (
            with("/sub_mchid", json!("1900000110")),
            (404, "RESOURCE_NOT_EXISTS"),
        ),
        (open, (400, "INVALID_REQUEST")),
        (
            with("/amount/total", json!(1_001)),
            (400, "INVALID_REQUEST"),
        ),
        (with("/amount/refund", json!(0)), (400, "PARAM_ERROR")),
        (with("/amount/currency", json!("USD")), (400, "PARAM_ERROR")),
        (
            with("/out_refund_no", json!("x".repeat(65))),
            (400, "PARAM_ERROR"),
        ),
        (with("/reason", json!("x".repeat(81))), (400, "PARAM_ERROR")),
        (
            with("/out_trade_no", json!("order000001")),
            (400, "PARAM_ERROR"),
        ),
    ] {
        assert_eq!(
            refused(&desk.ask_refund(&refund).await),
            expected,
            "{refund}"
        );
    }
    assert_eq!(
        refused(&desk.query_refund("refund000001").await),
        (404, "RESOURCE_NOT_EXISTS")
    );
    desk.pass(365 * 86_400 + 1);
    assert_eq!(
        refused(&desk.ask_refund(&right).await),
        (400, "INVALID_REQUEST"),
        "after a year"
    );
}

#[tokio::test]
async fn without_an_address_there_is_no_notice() {
    let desk = WechatDesk::new().await;
    let payment = desk.paid("order000001", 1_000).await;
    desk.network.deliver_due().await;
    let mut refund = desk.refund("refund000001", &payment, 100, 1_000);
    refund
        .as_object_mut()
        .expect("an object")
        .remove("notify_url");
    assert_eq!(desk.ask_refund(&refund).await.status, 200);
    desk.pass(1);
    assert_eq!(desk.network.deliver_due().await, 0);
    assert_eq!(
        desk.query_refund("refund000001").await.body["status"],
        "SUCCESS"
    );
}

#[tokio::test]
async fn closed_and_abnormal() {
    let desk = WechatDesk::new().await;
    let payment = desk.paid("order000001", 1_000).await;
    desk.network.deliver_due().await;
    let all = desk.refund("refund000001", &payment, 1_000, 1_000);
    desk.control("next", json!({"trouble": "decline", "of": "refund"}))
        .await;
    assert_eq!(desk.ask_refund(&all).await.body["status"], "PROCESSING");
    desk.pass(1);
    assert_eq!(
        desk.query_refund("refund000001").await.body["status"],
        "CLOSED"
    );
    assert_eq!(
        desk.state("order000001").await,
        "SUCCESS",
        "nothing was refunded"
    );

    desk.control(
        "next",
        json!({"trouble": "refund_abnormal", "of": "refund"}),
    )
    .await;
    let again = desk.refund("refund000002", &payment, 1_000, 1_000);
    assert_eq!(
        desk.ask_refund(&again).await.status,
        200,
        "the money is there again"
    );
    desk.pass(1);
    assert_eq!(
        desk.query_refund("refund000002").await.body["status"],
        "ABNORMAL"
    );
    desk.network.deliver_due().await;
    let types: Vec<String> = desk.notices().into_iter().map(|n| n.event_type).collect();
    assert_eq!(
        types,
        ["TRANSACTION.SUCCESS", "REFUND.CLOSED", "REFUND.ABNORMAL"]
    );
    let third = desk.refund("refund000003", &payment, 1, 1_000);
    assert_eq!(
        refused(&desk.ask_refund(&third).await),
        (400, "INVALID_REQUEST")
    );
}

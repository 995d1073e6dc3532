//! Each failure at WeChat Pay, as a provider meets it.

use std::time::Duration;

use reqwest::Method;
use sandbox::networks::InjectedFailure;
use serde_json::{Value, json};

use super::desk::{WechatDesk, query_path};
use crate::desk::{TestDesk, declined, pay};

/// An order whose amount brings `failure` on; the status of the phone's page.
async fn meet(failure: InjectedFailure) -> (WechatDesk, u16) {
    let desk = WechatDesk::new().await;
    let code = desk.code("order000001", 900 + failure.fen()).await;
    let (status, _) = desk.pay(&code, "balance").await;
    (desk, status)
}

/// The status of a query, which may be no reply of WeChat Pay's.
async fn query_status(desk: &WechatDesk) -> u16 {
    let reply = desk
        .call_raw(Method::GET, &query_path("order000001"), &Value::Null, &[])
        .await;
    reply.expect("a reply").0
}

#[tokio::test]
async fn decline() {
    let (desk, status) = meet(InjectedFailure::Decline).await;
    desk.pass(1);
    assert_eq!(
        (status, desk.state("order000001").await.as_str()),
        (200, "PAYERROR")
    );
}

#[tokio::test]
async fn bad_gateway() {
    for (failure, ends, notices) in [
        (InjectedFailure::BadGatewayPaid, "SUCCESS", 1),
        (InjectedFailure::BadGatewayUnpaid, "NOTPAY", 0),
    ] {
        let (desk, status) = meet(failure).await;
        assert_eq!(status, 502);
        assert_eq!(
            [query_status(&desk).await, query_status(&desk).await],
            [502, 502]
        );
        assert_eq!(desk.state("order000001").await, ends);
        assert_eq!(desk.network.deliver_due().await, notices);
    }
}

#[tokio::test]
async fn notices_lost_late_wrong_and_twice() {
    let (desk, _) = meet(InjectedFailure::NoticeLost).await;
    desk.pass(86_400);
    assert_eq!(desk.network.deliver_due().await, 0);

    let (desk, _) = meet(InjectedFailure::NoticeLate).await;
    desk.pass(89);
    assert_eq!(desk.network.deliver_due().await, 0);
    assert_eq!(
        desk.control("release", json!({})).await,
        json!({"released": 1})
    );
    assert_eq!(desk.network.deliver_due().await, 1);

    let (desk, _) = meet(InjectedFailure::WrongSignature).await;
    desk.answer(401);
    for _ in 0..3 {
        assert_eq!(desk.network.deliver_due().await, 1);
        desk.pass(30);
    }
    assert!(desk.notices().is_empty(), "none of them holds");
    assert_eq!(desk.state("order000001").await, "SUCCESS");

    let (desk, _) = meet(InjectedFailure::WrongAmount).await;
    desk.network.deliver_due().await;
    let told = &desk.notices()[0].content["amount"]["total"];
    assert_eq!(*told, 900 + InjectedFailure::WrongAmount.fen() + 1);

    let (desk, _) = meet(InjectedFailure::OtherMerchant).await;
    desk.network.deliver_due().await;
    assert_eq!(desk.notices()[0].content["sub_mchid"], "1999999999");
    assert_eq!(desk.state("order000001").await, "SUCCESS");

    for (failure, same_event, same_payment) in [
        (InjectedFailure::PaidTwice, false, false),
        (InjectedFailure::RepeatedEvent, true, true),
    ] {
        let (desk, _) = meet(failure).await;
        assert_eq!(desk.network.deliver_due().await, 1);
        desk.pass(1);
        assert_eq!(desk.network.deliver_due().await, 1);
        let [first, second] = &desk.notices()[..] else {
            panic!("two notices")
        };
        assert_eq!(first.id == second.id, same_event, "{failure:?}");
        let id = |notice: &super::desk::ReadNotice| notice.content["transaction_id"].clone();
        assert_eq!(id(first) == id(second), same_payment, "{failure:?}");
        let refund = desk.refund(
            "refund000001",
            id(second).as_str().expect("text"),
            100,
            900 + failure.fen(),
        );
        assert_eq!(
            desk.ask_refund(&refund).await.status,
            200,
            "either payment may be refunded"
        );
    }
}

#[tokio::test]
async fn a_probe_and_an_old_timestamp_are_followed_by_the_truth() {
    for failure in [InjectedFailure::SignTest, InjectedFailure::OldTimestamp] {
        let (desk, _) = meet(failure).await;
        desk.answer(401);
        desk.network.deliver_due().await;
        assert!(desk.notices().is_empty(), "{failure:?}");
        let (headers, _) = &desk.raw_notices()[0];
        let text = |name: &str| headers[name].to_str().expect("text").to_owned();
        let probe = text("wechatpay-signature").starts_with("WECHATPAY/SIGNTEST/");
        assert_eq!(probe, failure == InjectedFailure::SignTest);
        let age =
            desk.clock_seconds() - text("wechatpay-timestamp").parse::<i64>().expect("seconds");
        assert_eq!(age, if probe { 0 } else { 600 });
        desk.answer(204);
        desk.pass(15);
        desk.network.deliver_due().await;
        assert_eq!(desk.notices().len(), 1, "{failure:?}");
    }
}

#[tokio::test]
async fn refunds_meet_failures_on_the_wire() {
    let desk = WechatDesk::new().await;
    let payment = desk.paid("order000001", 100_000).await;
    desk.network.deliver_due().await;
    let mut total = 0;
    for failure in [
        InjectedFailure::Cut,
        InjectedFailure::Slow,
        InjectedFailure::BadGatewayPaid,
        InjectedFailure::BadGatewayUnpaid,
    ] {
        let fen = 900 + failure.fen();
        total += fen;
        let number = format!("refund-{}", failure.name());
        let refund = desk.refund(&number, &payment, fen, 100_000);
        let path = "/v3/refund/domestic/refunds";
        let reply = desk.call_raw(Method::POST, path, &refund, &[]).await;
        match failure {
            InjectedFailure::Cut => assert!(reply.is_none(), "half a reply"),
            InjectedFailure::Slow => assert_eq!(reply.expect("a reply").0, 200),
            _ => assert_eq!(reply.expect("a reply").0, 502),
        }
        let again = desk.ask_refund(&refund).await;
        assert_eq!(again.status, 200, "{failure:?}: the same refund again");
    }
    let rest = desk.refund("rest", &payment, 100_000 - total + 1, 100_000);
    assert_eq!(
        desk.ask_refund(&rest).await.status,
        400,
        "each was booked once"
    );
}

#[tokio::test]
async fn no_answer_before_or_after() {
    for (failure, booked) in [
        (InjectedFailure::Timeout, true),
        (InjectedFailure::TimeoutUnpaid, false),
    ] {
        let desk = WechatDesk::new().await;
        let payment = desk.paid("order000001", 12_800).await;
        desk.network.deliver_due().await;
        let refund = desk.refund("refund000001", &payment, 900 + failure.fen(), 12_800);
        let path = "/v3/refund/domestic/refunds";
        let call = desk.call_raw(Method::POST, path, &refund, &[]);
        let given_up = tokio::time::timeout(Duration::from_millis(500), call).await;
        assert!(given_up.is_err(), "no answer");
        let status = desk.query_refund("refund000001").await.status;
        assert_eq!(status, if booked { 200 } else { 404 }, "{failure:?}");
        assert_eq!(desk.ask_refund(&refund).await.status, 200);
    }
}

#[tokio::test]
async fn held_replies_are_recorded() {
    let desk = WechatDesk::new().await;
    let held = desk.control("hold", json!({"step": "native_order"})).await;
    assert_eq!(held["holding"], json!(["native_order"]));
    let order = desk.order("order000001", 900);
    let call = desk.place(&order);
    let given_up = tokio::time::timeout(Duration::from_millis(500), call).await;
    assert!(given_up.is_err(), "held");
    let heard = desk.control("hold", json!({"step": "native_order"})).await;
    assert_eq!(
        heard["heard"],
        json!([{"step": "native_order", "order_id": "order000001"}])
    );
    assert_eq!(
        desk.state("order000001").await,
        "NOTPAY",
        "placed all the same"
    );
    desk.control("hold", json!({"step": null})).await;
    assert_eq!(desk.place(&order).await.status, 200);
}

#[tokio::test]
async fn a_failure_of_wechat_pay_waits_for_a_payment_there() {
    let desk = TestDesk::new().await;
    let token = desk.token().await;
    desk.network.fail_next(InjectedFailure::SignTest);
    desk.network.fail_next(InjectedFailure::Decline);
    let trade = desk.trade("payment00001", 900);
    assert_eq!(
        declined(desk.call(&pay(&trade, &token)).await),
        "64",
        "the second of the queue"
    );
    assert!(
        desk.get("/control")
            .await
            .1
            .contains("已排队：<code>sign_test</code>")
    );
}

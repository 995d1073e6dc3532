//! WeChat Pay through its real channel, beside UnionPay: a code that is shown,
//! paid, left and closed; notices that are repeated, of another account or
//! amount, or of the other network; and silence.

use super::new_card::state;
use super::refunds::{refund_order, remaining_refund};
use domain::attempt::AttemptStatus;
use domain::desk::{Choice, DeskError, NextPage, Place};
use domain::ids::PayToken;
use domain::order::OrderState;
use domain::product::Product;
use domain::refund::RefundState;
use domain::refusal::Code;
use serde_json::json;
use store::{Error, args};
use testkit::fixture::{Fixture, visit};
use testkit::network::{Failure, notice_call, signed_notice};
use testkit::wechat_pay::{WechatNotice, WechatOperation, WechatSigner};

async fn confirm(fixture: &Fixture, token: &PayToken, product: Product) {
    let choice = Choice::Qr(product);
    let next = fixture.desk.confirm(token, choice, &visit()).await;
    assert!(matches!(next, Ok(NextPage::Go(Place::Scan))), "{next:?}");
}

/// An order whose WeChat Pay code is shown.
async fn scanning(fixture: &Fixture) -> PayToken {
    let token = fixture.order().await;
    confirm(fixture, &token, Product::Wechat).await;
    token
}

/// The payer pays the last code of WeChat Pay.
fn paid(fixture: &Fixture) -> WechatNotice {
    let now = fixture.engine.now();
    fixture.network.pay_wechat(now).expect("accepted")
}

/// WeChat Pay sends a notice; returns the status.
async fn send(fixture: &Fixture, notice: &WechatNotice) -> Result<u16, Error> {
    let call = notice.signed(WechatSigner::PublicKey, fixture.engine.now());
    let answer = fixture.engine.notice(&channels::wechatpay::ID, &call).await;
    answer.map(|answer| answer.status)
}

fn assert_refused(answer: Result<u16, Error>) {
    match answer {
        Err(Error::Refused(refusal)) => assert_eq!(refusal.code, Code::BadRequest),
        other => panic!("not refused: {other:?}"),
    }
}

async fn run_jobs(fixture: &Fixture) {
    while fixture.engine.run_due_jobs().await > 0 {}
}

#[tokio::test]
async fn a_code_is_shown_and_paid_and_refunded() {
    let fixture = Fixture::with_wechat_pay().await;
    let token = scanning(&fixture).await;
    let attempt = fixture.page(&token).await.attempt.expect("one");
    assert_eq!(attempt.channel, channels::wechatpay::ID);
    let code = attempt.qr.expect("a code");
    assert!(code.starts_with("weixin://wxpay/"), "{code}");
    confirm(&fixture, &token, Product::Wechat).await;
    let asked = fixture.network.wechat_operations();
    assert_eq!(asked, [WechatOperation::Order], "the same code again");

    let notice = paid(&fixture);
    assert_eq!(send(&fixture, &notice).await.expect("taken"), 204);
    let order = fixture.found(&token).await.order;
    assert_eq!(order.state, OrderState::Paid);

    let refund = refund_order(&fixture, &order.id, remaining_refund("R1")).await;
    refund.expect("begins");
    fixture.run_for(20).await;
    let refunds = fixture.found(&token).await.refunds;
    assert_eq!(refunds[0].state, RefundState::Succeeded);
}

#[tokio::test]
async fn a_code_that_the_shopper_left_is_closed_and_another_network_is_paid() {
    let fixture = Fixture::with_wechat_pay().await;
    let token = scanning(&fixture).await;
    let next = fixture.desk.cancel(&token).await;
    assert!(matches!(next, Ok(NextPage::Go(Place::Choose))), "{next:?}");
    run_jobs(&fixture).await;
    let asked = fixture.network.wechat_operations();
    assert_eq!(asked.last(), Some(&WechatOperation::Close));
    let now = fixture.engine.now();
    assert!(fixture.network.pay_wechat(now).is_none(), "it is closed");

    fixture.pay_by_scan(&token).await;
    let found = fixture.found(&token).await;
    assert_eq!(found.order.state, OrderState::Paid);
    let channels = found.attempts.iter().map(|attempt| &attempt.channel);
    assert!(channels.eq([&channels::wechatpay::ID, &channels::unionpay::ID]));
}

/// The code is paid between the query and the close, which is then refused.
#[tokio::test]
async fn a_payment_just_before_the_close_pays_the_order() {
    let fixture = Fixture::with_wechat_pay().await;
    let token = scanning(&fixture).await;
    fixture.desk.cancel(&token).await.expect("leaves");
    let notice = paid(&fixture);
    fixture
        .network
        .fail_after(1, &[Failure::Refuse("ORDERPAID")]);
    run_jobs(&fixture).await;
    assert_eq!(send(&fixture, &notice).await.expect("taken"), 204);
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paid, AttemptStatus::Paid)
    );
}

#[tokio::test]
async fn a_repeated_notice_settles_once() {
    let fixture = Fixture::with_wechat_pay().await;
    let token = scanning(&fixture).await;
    let notice = paid(&fixture);
    for _ in 0..3 {
        assert_eq!(send(&fixture, &notice).await.expect("taken"), 204);
        fixture.clock.advance(30);
    }
    assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);
    assert_eq!(fixture.event_types().await, ["order.paid"]);
    let read = fixture.engine.store.read(|tx| {
        Box::pin(async move { tx.all("SELECT network_id FROM surplus", args![]).await })
    });
    assert!(read.await.expect("surplus").is_empty());
}

/// Rightly signed, with another's account or another amount.
#[tokio::test]
async fn a_notice_that_differs_from_the_request_changes_nothing() {
    let fixture = Fixture::with_wechat_pay().await;
    let token = scanning(&fixture).await;
    let notice = paid(&fixture);
    let before = state(&fixture, &token).await;
    for (pointer, value) in [
        ("/sub_mchid", json!("1900000110")),
        ("/amount/total", json!(12_799)),
        ("/sp_mchid", json!("1230000110")),
        ("/out_trade_no", json!("01kt0ng1e9bt3vh89adxa8kkr200")),
    ] {
        let mut other = notice.clone();
        *other.content.pointer_mut(pointer).expect("a field") = value;
        assert_refused(send(&fixture, &other).await);
        assert_eq!(state(&fixture, &token).await, before, "{pointer}");
    }
    assert_eq!(send(&fixture, &notice).await.expect("taken"), 204);
    assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);
}

#[tokio::test]
async fn a_notice_that_was_signed_by_another_or_wrongly_or_long_ago_changes_nothing() {
    let fixture = Fixture::with_wechat_pay().await;
    let token = scanning(&fixture).await;
    let (notice, now) = (paid(&fixture), fixture.engine.now());
    let before = state(&fixture, &token).await;
    for (by, at) in [
        (WechatSigner::Stranger, now),
        (WechatSigner::Probe, now),
        (WechatSigner::PublicKey, now.plus_s(-301)),
    ] {
        let call = notice.signed(by, at);
        let answer = fixture.engine.notice(&channels::wechatpay::ID, &call).await;
        assert_refused(answer.map(|answer| answer.status));
        assert_eq!(state(&fixture, &token).await, before, "{by:?}");
    }
    let by_certificate = notice.signed(WechatSigner::Certificate, now);
    let engine = &fixture.engine;
    let answer = engine.notice(&channels::wechatpay::ID, &by_certificate);
    assert_eq!(answer.await.expect("taken").status, 204);
}

#[tokio::test]
async fn a_notice_of_one_network_touches_no_request_of_the_other() {
    let fixture = Fixture::with_wechat_pay().await;
    let (union_pay, form) = fixture.order_at_bank("ICBC").await;
    let wechat = fixture.another_order("wechat").await;
    confirm(&fixture, &wechat, Product::Wechat).await;
    let notice = paid(&fixture);

    // Signed by WeChat Pay, with UnionPay's number and amount.
    let mut claim = notice.clone();
    let number = form.fields.iter().find(|(name, _)| name == "orderId");
    claim.content["out_trade_no"] = json!(number.expect("a number").1);
    assert_refused(send(&fixture, &claim).await);

    // Signed by UnionPay, with WeChat Pay's number and amount.
    let mut claim = fixture.network.pay_form(&form);
    let number = notice.content["out_trade_no"].as_str().expect("a number");
    claim.insert("orderId".into(), number.to_owned());
    let call = notice_call(&signed_notice(claim));
    let answer = fixture.engine.notice(&channels::unionpay::ID, &call).await;
    assert_refused(answer.map(|answer| answer.status));

    for token in [&union_pay, &wechat] {
        assert_eq!(fixture.found(token).await.order.state, OrderState::Paying);
    }
}

/// While WeChat Pay is silent nothing is decided, and other networks go on.
#[tokio::test]
async fn silence_of_one_network_holds_up_no_other() {
    let fixture = Fixture::with_wechat_pay().await;
    let token = scanning(&fixture).await;
    drop(paid(&fixture));
    fixture.network.fail_next(&[Failure::AnswerLost; 3]);
    let next = fixture.desk.cancel(&token).await;
    assert!(
        matches!(&next, Err(DeskError::Refused(no)) if no.code == Code::PaymentUnknown),
        "{next:?}"
    );
    // Two queries of the job are lost too.
    fixture.run_for(30).await;
    let kept = (OrderState::Paying, AttemptStatus::AwaitingPayer);
    assert_eq!(state(&fixture, &token).await, kept);

    let other = fixture.another_order("other").await;
    fixture.pay_by_scan(&other).await;
    assert_eq!(fixture.found(&other).await.order.state, OrderState::Paid);

    fixture.run_for(60).await;
    let paid = (OrderState::Paid, AttemptStatus::Paid);
    assert_eq!(state(&fixture, &token).await, paid, "it was asked again");
}

/// No code came, so the shopper takes another way; the silent network is asked
/// about the first attempt later.
#[tokio::test]
async fn a_code_that_did_not_come_leaves_the_other_ways_open() {
    let fixture = Fixture::with_wechat_pay().await;
    let token = fixture.order().await;
    fixture.network.fail_next(&[Failure::AnswerLost]);
    let choice = Choice::Qr(Product::Wechat);
    let next = fixture.desk.confirm(&token, choice, &visit()).await;
    assert!(
        matches!(next, Ok(NextPage::Show(Place::Choose, _))),
        "{next:?}"
    );
    fixture.pay_by_scan(&token).await;
    assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);
    run_jobs(&fixture).await;
    let asked = [
        WechatOperation::Order,
        WechatOperation::Query,
        WechatOperation::Close,
    ];
    assert_eq!(fixture.network.wechat_operations(), asked);
}

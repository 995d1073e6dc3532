//! Unwanted money is refunded automatically: paid late, beside another
//! payment, or twice.

use domain::ids::PayToken;
use domain::money::Money;
use domain::order::OrderState;
use domain::refund::{Refund, RefundCause, RefundState};
use testkit::fixture::Fixture;
use testkit::network::{Failure, Fields, notice_call, signed_notice};

async fn send_notice(fixture: &Fixture, notice: Fields) {
    fixture
        .engine
        .notice(
            &channels::unionpay::ID,
            &notice_call(&signed_notice(notice)),
        )
        .await
        .expect("accepted");
}

/// The order's only surplus refund.
async fn surplus(fixture: &Fixture, token: &PayToken) -> Refund {
    let refunds = fixture.found(token).await.refunds;
    assert_eq!(refunds.len(), 1, "{refunds:?}");
    assert_eq!(refunds[0].cause, RefundCause::Surplus);
    refunds[0].clone()
}

/// The surplus was refunded in full, once, and the order's state is unchanged.
pub(super) async fn check_refunded(
    fixture: &Fixture,
    token: &PayToken,
    state: OrderState,
    fen: i64,
) {
    fixture.run_for(30).await;
    let refund = surplus(fixture, token).await;
    assert_eq!(
        (refund.state, refund.amount),
        (RefundState::Succeeded, Money::fen(fen))
    );
    assert_eq!(fixture.network.refunded_fen(), fen);
    assert_eq!(fixture.engine.surplus().await.expect("counts"), (1, fen));
    let order = fixture.found(token).await.order;
    assert_eq!((order.state, order.refunded), (state, Money::fen(0)));
    let events = fixture.event_types().await;
    assert_eq!(events.last().map(String::as_str), Some("refund.succeeded"));
    assert_eq!(events.len(), 2, "{events:?}");
}

#[tokio::test]
async fn money_after_the_order_expired_is_refunded() {
    let fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    fixture.run_for(1000).await;
    assert_eq!(fixture.found(&token).await.order.state, OrderState::Expired);
    let notice = fixture.network.pay_form(&form);
    for _ in 0..3 {
        send_notice(&fixture, notice.clone()).await;
    }
    check_refunded(&fixture, &token, OrderState::Expired, 12_800).await;
}

#[tokio::test]
async fn money_after_the_order_was_closed_is_refunded() {
    let fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    fixture.desk.cancel(&token).await.expect("cancelled");
    fixture.close(&token).await.expect("closed");
    fixture.network.pay_form(&form);
    // No notice arrives; the old number is queried.
    fixture.run_for(60).await;
    check_refunded(&fixture, &token, OrderState::Closed, 12_800).await;
}

#[tokio::test]
async fn money_of_a_second_attempt_is_refunded() {
    let fixture = Fixture::new().await;
    let (token, old) = fixture.order_at_bank("ICBC").await;
    fixture.desk.cancel(&token).await.expect("cancelled");
    fixture.clock.advance(1);
    fixture.pay_by_scan(&token).await;
    send_notice(&fixture, fixture.network.pay_form(&old)).await;
    check_refunded(&fixture, &token, OrderState::Paid, 12_800).await;
}

#[tokio::test]
async fn a_second_payment_of_one_attempt_is_refunded() {
    let fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    let (first, second) = (
        fixture.network.pay_form(&form),
        fixture.network.pay_form(&form),
    );
    for notice in [&first, &second, &first, &second] {
        send_notice(&fixture, notice.clone()).await;
    }
    check_refunded(&fixture, &token, OrderState::Paid, 12_800).await;
    assert_eq!(
        surplus(&fixture, &token).await.payment,
        second["queryId"],
        "the second, not the one that paid the order"
    );
}

#[tokio::test]
async fn a_refused_surplus_refund_is_tried_again_each_day() {
    let fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    fixture.run_for(1000).await;
    send_notice(&fixture, fixture.network.pay_form(&form)).await;
    // The undo, the refund, and the refund of the next day.
    fixture.network.fail_next(&[
        Failure::Refuse("35"),
        Failure::Refuse("31"),
        Failure::Refuse("31"),
    ]);
    fixture.run_for(60).await;
    let refused = surplus(&fixture, &token).await;
    assert_eq!(
        (refused.state, refused.declined.as_deref()),
        (RefundState::Pending, Some("31"))
    );
    assert_eq!(fixture.engine.open_refunds().await.expect("counts"), (1, 1));
    assert_eq!(fixture.network.refunded_fen(), 0);
    let sent = |fixture: &Fixture| {
        let requests = fixture.network.requests();
        requests.iter().filter(|kind| *kind == "04/00").count()
    };
    fixture.clock.advance(23 * 3600);
    fixture.run_for(60).await;
    assert_eq!(sent(&fixture), 1, "not before a day is over");
    fixture.clock.advance(3600);
    fixture.run_for(60).await;
    assert_eq!(surplus(&fixture, &token).await.state, RefundState::Pending);
    fixture.clock.advance(24 * 3600);
    fixture.run_for(60).await;
    assert_eq!(
        surplus(&fixture, &token).await.state,
        RefundState::Succeeded
    );
    assert_eq!(fixture.network.refunded_fen(), 12_800);
    assert_eq!(fixture.engine.open_refunds().await.expect("counts"), (0, 0));
    assert_eq!(
        fixture.event_types().await,
        ["order.closed", "refund.succeeded"]
    );
}

#[tokio::test]
async fn a_surplus_refund_survives_a_restart_before_it_is_sent() {
    let mut fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    fixture.run_for(1000).await;
    send_notice(&fixture, fixture.network.pay_form(&form)).await;
    fixture.restart().await;
    check_refunded(&fixture, &token, OrderState::Expired, 12_800).await;
}

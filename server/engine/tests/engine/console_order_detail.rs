//! One order in the console: all that happened to it, and nothing of others.

use super::refunds::{partial_refund, refund_order, remaining_refund};
use crate::new_card::{code_sent, pay};
use domain::attempt::{AttemptStatus, DeclineReason};
use domain::clock::At;
use domain::console::{OrderDetail, RefundRequester, TimelineEntry, TimelineEvent, WebhookState};
use domain::entropy::Entropy;
use domain::ids::{MerchantId, OrderId, PayToken};
use domain::network_request::{Purpose, RequestEnd};
use domain::order::OrderState;
use domain::product::Product;
use domain::refund::{RefundRequest, RefundState};
use domain::refusal::Code;
use store::{Error, malls};
use testkit::clock::NOON;
use testkit::fixture::Fixture;
use testkit::network::{notice_call, signed_notice};

async fn detail(fixture: &Fixture, token: &PayToken) -> OrderDetail {
    let id = fixture.found(token).await.order.id;
    let orders = fixture.engine.console_orders();
    orders
        .detail(&fixture.merchant.id, &id)
        .await
        .expect("the order")
}

/// The entries in words.
fn told(detail: &OrderDetail) -> Vec<String> {
    detail
        .timeline
        .iter()
        .map(|entry| in_words(&entry.event))
        .collect()
}

fn in_words(event: &TimelineEvent) -> String {
    match event {
        TimelineEvent::State(state) => format!("order {}", state.name()),
        TimelineEvent::Attempt(attempt) => format!("attempt {}", attempt.state.name()),
        TimelineEvent::Request(request) => format!("request {}", request.purpose.name()),
        TimelineEvent::Notice { verdict, .. } => format!("notice {verdict}"),
        TimelineEvent::Approval(_) | TimelineEvent::ApprovalChecked(_) => "approval".into(),
        TimelineEvent::Refund(refund) => format!("refund {}", refund.amount),
        TimelineEvent::RefundEnded { state, .. } => format!("refund {}", state.name()),
        TimelineEvent::Journal(journal) => format!("journal {}", journal.reference().kind()),
        TimelineEvent::Event(event) => format!("event {}", event.kind),
    }
}

fn is_sorted(entries: &[TimelineEntry]) -> bool {
    entries.is_sorted_by_key(|entry| entry.at)
}

/// The mall listens at an address that is never called.
async fn listen(fixture: &Fixture) {
    let mall = fixture.mall.id.clone();
    let listens = fixture.engine.store.write(move |tx| {
        let mall = mall.clone();
        Box::pin(async move { malls::set_webhook(tx, &mall, Some("https://127.0.0.1/hook")).await })
    });
    listens.await.expect("written");
}

/// A declined attempt, a paid one, two refunds, and a mall that is not reached.
#[tokio::test]
async fn the_timeline_has_all_that_happened_in_its_order() {
    let fixture = Fixture::new().await;
    listen(&fixture).await;
    let token = fixture.order().await;
    fixture.clock.advance(1);
    let sealed = code_sent(&fixture, &token).await;
    for _ in 0..5 {
        pay(&fixture, &token, &sealed, "000000").await;
    }
    fixture.clock.advance(60);
    fixture.pay_by_scan(&token).await;
    fixture.clock.advance(1);
    let order = fixture.found(&token).await.order.id;
    let ask = RefundRequest {
        reason: Some(String::from("茶叶受潮")),
        ..partial_refund("R-1", 2_800)
    };
    refund_order(&fixture, &order, ask).await.expect("begins");
    fixture.run_for(20).await;
    refund_order(&fixture, &order, remaining_refund("R-2"))
        .await
        .expect("begins");
    fixture.run_for(20).await;

    let detail = detail(&fixture, &token).await;
    assert!(is_sorted(&detail.timeline));
    assert_eq!(
        told(&detail),
        [
            "order open",
            "attempt declined",
            "request sign",
            "attempt paid",
            "request pay_by_qr",
            "notice applied",
            "journal paid",
            "order paid",
            "event order.paid",
            "refund 28.00 CNY",
            "journal refund_begun",
            "request refund",
            "refund succeeded",
            "journal refund_succeeded",
            "order partially_refunded",
            "event refund.succeeded",
            "refund 100.00 CNY",
            "journal refund_begun",
            "request refund",
            "refund succeeded",
            "journal refund_succeeded",
            "order refunded",
            "event refund.succeeded",
        ]
    );
    assert_eq!(detail.row.state, OrderState::Refunded);
    let items = detail
        .items
        .iter()
        .map(|item| (item.name.as_str(), item.quantity));
    assert_eq!(items.collect::<Vec<_>>(), [("明前龙井 250g", 2)]);
    assert_eq!(detail.expires_at, NOON.plus_s(900));
    for entry in &detail.timeline {
        check_facts(&fixture, &entry.event);
    }
}

/// What the entries of the order above say.
fn check_facts(fixture: &Fixture, event: &TimelineEvent) {
    match event {
        TimelineEvent::Attempt(attempt) if attempt.state == AttemptStatus::Declined => {
            assert_eq!(attempt.product, Product::QuickAgreement);
            assert_eq!(attempt.channel, channels::unionpay::ID);
            assert_eq!(attempt.card_last4.as_deref(), Some("0123"));
            let reason = attempt.declined.as_ref().map(|(reason, _)| *reason);
            assert_eq!(reason, Some(DeclineReason::WrongCode));
        }
        TimelineEvent::Attempt(attempt) => {
            assert_eq!(attempt.product, Product::Scan);
            let receipt = attempt.receipt.as_ref().expect("paid");
            assert_eq!(receipt.amount.minor(), 12_800);
        }
        TimelineEvent::Request(request) => {
            let ended = match request.purpose {
                Purpose::PayByQr => Some(RequestEnd::Paid),
                Purpose::Refund => Some(RequestEnd::Returned),
                _ => None,
            };
            assert_eq!(request.ended, ended, "{request:?}");
            let signs = request.purpose == Purpose::Sign;
            assert_eq!(request.code_requested_at.is_some(), signs);
            assert!(!request.number.is_empty());
        }
        TimelineEvent::Refund(refund) => {
            assert_eq!(refund.requester, RefundRequester::Mall);
            assert_eq!(refund.state, RefundState::Succeeded);
            let first = refund.mall_refund_no.as_deref() == Some("R-1");
            assert_eq!(refund.reason.as_deref(), first.then_some("茶叶受潮"));
        }
        TimelineEvent::Journal(journal) => {
            assert_eq!(journal.lines().len(), 2);
        }
        // Later events of an order wait for the first one.
        TimelineEvent::Event(event) if event.kind == "order.paid" => {
            assert!(event.tries > 0, "{event:?}");
            let now = fixture.engine.now();
            assert!(matches!(event.webhook, WebhookState::Retried(at) if at > now));
            assert_eq!(event.last_status, None);
            assert!(event.last_error.is_some(), "{event:?}");
        }
        TimelineEvent::Event(event) => {
            assert_eq!((event.tries, event.webhook), (0, WebhookState::NotSent));
        }
        _ => {}
    }
}

#[tokio::test]
async fn a_closed_and_an_expired_order_say_when() {
    let fixture = Fixture::new().await;
    let closed = fixture.order().await;
    fixture.clock.advance(5);
    fixture.close(&closed).await.expect("closed");
    let expired = fixture.another_order("N-2").await;
    fixture.run_for_minutes(16).await;
    for (token, name) in [(&closed, "closed"), (&expired, "expired")] {
        let detail = detail(&fixture, token).await;
        let state = format!("order {name}");
        assert_eq!(told(&detail), ["order open", &state, "event order.closed"]);
        assert!(detail.timeline[1].at > detail.row.created_at);
        assert_eq!(detail.timeline[1].at, detail.timeline[2].at);
    }
}

/// Paid after the order expired: the money goes back.
#[tokio::test]
async fn surplus_is_booked_and_returned_by_the_desk() {
    let fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    fixture.run_for(1000).await;
    let notice = notice_call(&signed_notice(fixture.network.pay_form(&form)));
    let late = fixture.engine.notice(&channels::unionpay::ID, &notice);
    late.await.expect("accepted");
    fixture.run_for(30).await;

    let detail = detail(&fixture, &token).await;
    assert_eq!(
        told(&detail),
        [
            "order open",
            "attempt surplus",
            "request pay_on_page",
            "order expired",
            "event order.closed",
            "refund 128.00 CNY",
            "notice applied",
            "journal surplus",
            "journal refund_begun",
            "request undo",
            "refund succeeded",
            "journal refund_succeeded",
            "event refund.succeeded",
        ]
    );
    assert_eq!(detail.row.state, OrderState::Expired);
    assert_eq!(
        (detail.row.refunded.minor(), detail.row.refundable.minor()),
        (0, 0)
    );
    let requesters = detail
        .timeline
        .iter()
        .filter_map(|entry| match &entry.event {
            TimelineEvent::Refund(refund) => Some(refund.requester.clone()),
            _ => None,
        });
    assert_eq!(requesters.collect::<Vec<_>>(), [RefundRequester::Desk]);
}

#[tokio::test]
async fn another_merchants_order_is_not_found() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let order = fixture.found(&token).await.order.id;
    let entropy: &dyn Entropy = fixture.entropy.as_ref();
    let nobody = OrderId::new(entropy, At::from_ms(0));
    let other = MerchantId::new(entropy, At::from_ms(0));
    let orders = fixture.engine.console_orders();
    for (merchant, order) in [(&other, &order), (&fixture.merchant.id, &nobody)] {
        let read = orders.detail(merchant, order).await;
        assert!(matches!(read, Err(Error::Refused(refusal)) if refusal.code == Code::NotFound));
    }
}

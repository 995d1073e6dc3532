//! A refund's network number that was given up as lost and arrives later: no
//! money is refunded twice.

use super::refunds::{order, partial_refund, refund_order, tries};
use domain::ids::PayToken;
use domain::money::Money;
use domain::network_request::RequestEnd;
use domain::refund::{Refund, RefundState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use testkit::fixture::Fixture;
use testkit::network::{Fields, notice_call, signed_notice};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// A refund of 3.00 whose first number was given up and whose second was just
/// sent. The network has received neither. Returns both requests.
async fn lost_number(fixture: &Fixture) -> (PayToken, Fields, Fields) {
    let token = fixture.paid_order().await;
    fixture.network.lose_refunds(true);
    let id = order(fixture, &token).await.id;
    refund_order(fixture, &id, partial_refund("R-1", 300))
        .await
        .expect("begins");
    fixture.run_for(1).await;
    let first = fixture.network.last_request("04/00");
    fixture.run_for(2000).await;
    for _ in 0..200 {
        if number_ends(fixture, &token).await.len() == 2 {
            break;
        }
        fixture.run_for(5).await;
    }
    assert_eq!(refund(fixture, &token).await.state, RefundState::Unknown);
    assert_eq!(
        number_ends(fixture, &token).await,
        [Some(RequestEnd::NotReceived), None]
    );
    fixture.network.lose_refunds(false);
    (token, first, fixture.network.last_request("04/00"))
}

async fn refund(fixture: &Fixture, token: &PayToken) -> Refund {
    fixture.found(token).await.refunds[0].clone()
}

/// How each number of the refund ended, oldest first.
async fn number_ends(fixture: &Fixture, token: &PayToken) -> Vec<Option<RequestEnd>> {
    let refund = refund(fixture, token).await;
    let rows = tries(fixture, &refund).await.into_iter();
    rows.map(|row| row.ended).collect()
}

/// The refund's state, the order's reserved amount, and the fen that the
/// network refunded.
async fn outcome(fixture: &Fixture, token: &PayToken) -> (RefundState, Money, i64) {
    let reserved = order(fixture, token).await.reserved;
    let state = refund(fixture, token).await.state;
    (state, reserved, fixture.network.refunded_fen())
}

#[tokio::test]
async fn a_decline_counts_when_the_lost_number_is_still_unknown() {
    let fixture = Fixture::new().await;
    let (token, ..) = lost_number(&fixture).await;
    fixture.network.set_refund_results(&["61"]);
    fixture.run_for(4000).await;
    let failed = (RefundState::Failed, Money::fen(0), 0);
    assert_eq!(outcome(&fixture, &token).await, failed);
    assert_eq!(fixture.event_types().await, ["order.paid", "refund.failed"]);
}

#[tokio::test]
async fn a_decline_does_not_count_when_the_lost_number_was_refunded() {
    let fixture = Fixture::new().await;
    let (token, first, _) = lost_number(&fixture).await;
    fixture.network.set_refund_results(&["00", "61"]);
    fixture.network.deliver(&first);
    fixture.run_for(4000).await;
    let done = (RefundState::Succeeded, Money::fen(300), 300);
    assert_eq!(outcome(&fixture, &token).await, done);
    let known = [Some(RequestEnd::Returned), Some(RequestEnd::Declined)];
    assert_eq!(number_ends(&fixture, &token).await, known);
    assert_eq!(
        fixture.event_types().await,
        ["order.paid", "refund.succeeded"]
    );
}

#[tokio::test]
async fn a_decline_of_each_number_fails_the_refund() {
    let fixture = Fixture::new().await;
    let (token, first, _) = lost_number(&fixture).await;
    fixture.network.set_refund_results(&["61", "61"]);
    fixture.network.deliver(&first);
    fixture.run_for(4000).await;
    let failed = (RefundState::Failed, Money::fen(0), 0);
    assert_eq!(outcome(&fixture, &token).await, failed);
    assert_eq!(fixture.event_types().await, ["order.paid", "refund.failed"]);
}

#[tokio::test]
async fn a_decline_does_not_count_while_the_lost_number_is_pending() {
    let fixture = Fixture::new().await;
    let (token, first, _) = lost_number(&fixture).await;
    fixture.network.set_refund_results(&["05", "61"]);
    fixture.network.deliver(&first);
    fixture.run_for(4000).await;
    let open = (RefundState::Unknown, Money::fen(300), 0);
    assert_eq!(outcome(&fixture, &token).await, open);
    fixture.network.settle_refunds("00");
    fixture.run_for(4000).await;
    let done = (RefundState::Succeeded, Money::fen(300), 300);
    assert_eq!(outcome(&fixture, &token).await, done);
}

#[tokio::test]
async fn a_declining_notice_beside_a_lost_number_makes_the_job_query_first() {
    for result in ["00", "61"] {
        let fixture = Fixture::new().await;
        let (token, first, second) = lost_number(&fixture).await;
        fixture.network.set_refund_results(&["05", result]);
        fixture.network.deliver(&second);
        fixture.network.deliver(&first);
        fixture.network.settle_refunds("61");
        let notice = signed_notice(fixture.network.notice_of(&second["orderId"]));
        fixture
            .engine
            .notice(&channels::unionpay::ID, &notice_call(&notice))
            .await
            .expect("accepted");
        let state = refund(&fixture, &token).await.state;
        assert_eq!(state, RefundState::Unknown, "not by itself");
        // The job runs at once, not at its next scheduled query.
        fixture.engine.run_due_jobs().await;
        let expected = match result {
            "00" => (RefundState::Succeeded, Money::fen(300), 300),
            _ => (RefundState::Failed, Money::fen(0), 0),
        };
        assert_eq!(outcome(&fixture, &token).await, expected, "{result}");
    }
}

/// Counts this thread's log entries about a double refund.
#[derive(Clone, Default)]
struct Alarms(Arc<AtomicUsize>);

impl Visit for &Alarms {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" && format!("{value:?}").contains("made twice") {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Subscriber for Alarms {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut &*self);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The first number succeeds, reported by a notice, while the second is pending.
async fn succeeded_under_the_first(fixture: &Fixture) -> PayToken {
    let (token, first, second) = lost_number(fixture).await;
    fixture.network.set_refund_results(&["05", "00"]);
    fixture.network.deliver(&second);
    fixture.network.deliver(&first);
    let notice = signed_notice(fixture.network.notice_of(&first["orderId"]));
    fixture
        .engine
        .notice(&channels::unionpay::ID, &notice_call(&notice))
        .await
        .expect("accepted");
    fixture.run_for(200).await;
    let done = (RefundState::Succeeded, Money::fen(300), 300);
    assert_eq!(outcome(fixture, &token).await, done);
    assert_eq!(
        number_ends(fixture, &token).await,
        [Some(RequestEnd::Returned), None]
    );
    token
}

#[tokio::test]
async fn a_pending_number_is_queried_after_the_refund_succeeded_under_another() {
    for (result, ended, alarms) in [
        ("00", RequestEnd::Returned, 1),
        ("61", RequestEnd::Declined, 0),
    ] {
        let fixture = Fixture::new().await;
        let seen = Alarms::default();
        let _here = tracing::subscriber::set_default(seen.clone());
        let token = succeeded_under_the_first(&fixture).await;
        fixture.network.settle_refunds(result);
        fixture.run_for(4000).await;
        let known = [Some(RequestEnd::Returned), Some(ended)];
        assert_eq!(number_ends(&fixture, &token).await, known);
        assert_eq!(seen.0.load(Ordering::Relaxed), alarms, "{result}");
        assert_eq!(
            fixture.event_types().await,
            ["order.paid", "refund.succeeded"]
        );
        let asked = fixture.network.requests().len();
        fixture.run_for(4000).await;
        assert_eq!(fixture.network.requests().len(), asked, "all is known");
    }
}

#[tokio::test]
async fn a_lost_number_is_queried_for_a_day_after_the_refund_succeeded() {
    for arrives in [true, false] {
        let fixture = Fixture::new().await;
        let seen = Alarms::default();
        let _here = tracing::subscriber::set_default(seen.clone());
        let (token, first, second) = lost_number(&fixture).await;
        fixture.network.deliver(&second);
        fixture.run_for(200).await;
        let done = (RefundState::Succeeded, Money::fen(300), 300);
        assert_eq!(outcome(&fixture, &token).await, done);
        if arrives {
            fixture.network.deliver(&first);
        }
        fixture.run_for(1300).await;
        let (ended, alarms) = if arrives {
            (RequestEnd::Returned, 1)
        } else {
            (RequestEnd::NotReceived, 0)
        };
        let known = [Some(ended), Some(RequestEnd::Returned)];
        assert_eq!(number_ends(&fixture, &token).await, known);
        assert_eq!(seen.0.load(Ordering::Relaxed), alarms);
        fixture.clock.advance(86_400);
        fixture.run_for(5).await;
        let asked = fixture.network.requests().len();
        fixture.clock.advance(86_400);
        fixture.run_for(5).await;
        assert_eq!(fixture.network.requests().len(), asked, "no more");
    }
}

//! A refund's number that was given up as lost, and arrives after all: the
//! guard against money that goes back twice.

use super::house::House;
use super::network::{Map, notice};
use super::refunds::{ask, order, paid, part, tries};
use domain::ids::PayToken;
use domain::money::Money;
use domain::refund::{Refund, RefundState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::refund_tries::RefundTryEnd;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// A refund of 3.00 whose first number is given up and whose second was sent
/// just now, both never heard of by the network; with their messages.
async fn given_up(house: &House) -> (PayToken, Map, Map) {
    let token = paid(house).await;
    house.network.lose(true);
    let id = order(house, &token).await.id;
    ask(house, &id, part("R-1", 300)).await.expect("begins");
    house.live(1).await;
    let first = house.network.last("04/00");
    house.live(2000).await;
    for _ in 0..200 {
        if ends(house, &token).await.len() == 2 {
            break;
        }
        house.live(5).await;
    }
    assert_eq!(refund(house, &token).await.state, RefundState::Unknown);
    assert_eq!(ends(house, &token).await, [Some(RefundTryEnd::Lost), None]);
    house.network.lose(false);
    (token, first, house.network.last("04/00"))
}

async fn refund(house: &House, token: &PayToken) -> Refund {
    house.found(token).await.refunds[0].clone()
}

/// How each number ended, oldest first.
async fn ends(house: &House, token: &PayToken) -> Vec<Option<RefundTryEnd>> {
    let refund = refund(house, token).await;
    let rows = tries(house, &refund).await.into_iter();
    rows.map(|row| row.ended).collect()
}

/// The refund's state, what is set aside, and what the network gave back.
async fn outcome(house: &House, token: &PayToken) -> (RefundState, Money, i64) {
    let reserved = order(house, token).await.reserved;
    let state = refund(house, token).await.state;
    (state, reserved, house.network.returned())
}

#[tokio::test]
async fn a_no_is_believed_when_the_number_given_up_is_still_unheard_of() {
    let house = House::new().await;
    let (token, ..) = given_up(&house).await;
    house.network.refunds_end(&["61"]);
    house.live(4000).await;
    let failed = (RefundState::Failed, Money::fen(0), 0);
    assert_eq!(outcome(&house, &token).await, failed);
    assert_eq!(house.events().await, ["order.paid", "refund.failed"]);
}

#[tokio::test]
async fn a_no_is_not_believed_when_the_number_given_up_has_moved_the_money() {
    let house = House::new().await;
    let (token, first, _) = given_up(&house).await;
    house.network.refunds_end(&["00", "61"]);
    house.network.arrive(&first);
    house.live(4000).await;
    let done = (RefundState::Succeeded, Money::fen(300), 300);
    assert_eq!(outcome(&house, &token).await, done);
    let known = [Some(RefundTryEnd::Returned), Some(RefundTryEnd::Declined)];
    assert_eq!(ends(&house, &token).await, known);
    assert_eq!(house.events().await, ["order.paid", "refund.succeeded"]);
}

#[tokio::test]
async fn a_no_to_each_of_its_numbers_ends_it() {
    let house = House::new().await;
    let (token, first, _) = given_up(&house).await;
    house.network.refunds_end(&["61", "61"]);
    house.network.arrive(&first);
    house.live(4000).await;
    let failed = (RefundState::Failed, Money::fen(0), 0);
    assert_eq!(outcome(&house, &token).await, failed);
    assert_eq!(house.events().await, ["order.paid", "refund.failed"]);
}

#[tokio::test]
async fn a_no_is_not_believed_while_the_number_given_up_is_in_work() {
    let house = House::new().await;
    let (token, first, _) = given_up(&house).await;
    house.network.refunds_end(&["05", "61"]);
    house.network.arrive(&first);
    house.live(4000).await;
    let open = (RefundState::Unknown, Money::fen(300), 0);
    assert_eq!(outcome(&house, &token).await, open);
    house.network.decide("00");
    house.live(4000).await;
    let done = (RefundState::Succeeded, Money::fen(300), 300);
    assert_eq!(outcome(&house, &token).await, done);
}

#[tokio::test]
async fn a_notice_of_a_no_beside_a_number_given_up_has_the_job_ask_first() {
    for result in ["00", "61"] {
        let house = House::new().await;
        let (token, first, second) = given_up(&house).await;
        house.network.refunds_end(&["05", result]);
        house.network.arrive(&second);
        house.network.arrive(&first);
        house.network.decide("61");
        let told = notice(house.network.word_of(&second["orderId"]));
        house.engine.notice(&told).await.expect("taken in");
        let state = refund(&house, &token).await.state;
        assert_eq!(state, RefundState::Unknown, "not by itself");
        // At once, not when it would have been asked about anyway.
        house.engine.run_due_jobs().await;
        let expected = match result {
            "00" => (RefundState::Succeeded, Money::fen(300), 300),
            _ => (RefundState::Failed, Money::fen(0), 0),
        };
        assert_eq!(outcome(&house, &token).await, expected, "{result}");
    }
}

/// Counts the alarms of this thread.
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

/// The first number is made after all, and a notice says so, while the second
/// is still in work.
async fn made_under_the_first(house: &House) -> PayToken {
    let (token, first, second) = given_up(house).await;
    house.network.refunds_end(&["05", "00"]);
    house.network.arrive(&second);
    house.network.arrive(&first);
    let told = notice(house.network.word_of(&first["orderId"]));
    house.engine.notice(&told).await.expect("believed");
    house.live(200).await;
    let done = (RefundState::Succeeded, Money::fen(300), 300);
    assert_eq!(outcome(house, &token).await, done);
    assert_eq!(
        ends(house, &token).await,
        [Some(RefundTryEnd::Returned), None]
    );
    token
}

#[tokio::test]
async fn a_number_in_work_is_asked_about_after_the_refund_has_succeeded_by_another() {
    for (result, ended, alarms) in [
        ("00", RefundTryEnd::Returned, 1),
        ("61", RefundTryEnd::Declined, 0),
    ] {
        let house = House::new().await;
        let seen = Alarms::default();
        let _here = tracing::subscriber::set_default(seen.clone());
        let token = made_under_the_first(&house).await;
        house.network.decide(result);
        house.live(4000).await;
        let known = [Some(RefundTryEnd::Returned), Some(ended)];
        assert_eq!(ends(&house, &token).await, known);
        assert_eq!(seen.0.load(Ordering::Relaxed), alarms, "{result}");
        assert_eq!(house.events().await, ["order.paid", "refund.succeeded"]);
        let asked = house.network.heard().len();
        house.live(4000).await;
        assert_eq!(house.network.heard().len(), asked, "all is known");
    }
}

#[tokio::test]
async fn a_number_given_up_is_asked_about_for_a_day_after_the_refund_has_succeeded() {
    for arrives in [true, false] {
        let house = House::new().await;
        let seen = Alarms::default();
        let _here = tracing::subscriber::set_default(seen.clone());
        let (token, first, second) = given_up(&house).await;
        house.network.arrive(&second);
        house.live(200).await;
        let done = (RefundState::Succeeded, Money::fen(300), 300);
        assert_eq!(outcome(&house, &token).await, done);
        if arrives {
            house.network.arrive(&first);
        }
        house.live(1300).await;
        let (ended, alarms) = if arrives {
            (RefundTryEnd::Returned, 1)
        } else {
            (RefundTryEnd::Lost, 0)
        };
        let known = [Some(ended), Some(RefundTryEnd::Returned)];
        assert_eq!(ends(&house, &token).await, known);
        assert_eq!(seen.0.load(Ordering::Relaxed), alarms);
        house.clock.pass(86_400);
        house.live(5).await;
        let asked = house.network.heard().len();
        house.clock.pass(86_400);
        house.live(5).await;
        assert_eq!(house.network.heard().len(), asked, "no more");
    }
}

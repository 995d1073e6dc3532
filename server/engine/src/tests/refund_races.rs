//! Refunds at once: against each other, from two processes, notice against
//! question, and words that contradict each other.

use super::caller::post_to;
use super::house::{House, ask_at};
use super::network::{Trouble, notice};
use super::refunds::{ask, order, paid, part, tries};
use crate::engine::Engine;
use domain::ids::OrderId;
use domain::money::Money;
use domain::order::OrderState;
use domain::refund::RefundRequest;
use domain::refusal::Code;
use futures::future::join_all;
use serde_json::json;
use std::sync::Arc;
use store::Error;

/// Asks by one of the processes, again where the database was too busy.
async fn insist(engine: &Arc<Engine>, house: &House, order: &OrderId, ask: RefundRequest) -> bool {
    loop {
        let (desk, mall) = (Arc::clone(engine), house.mall.id.clone());
        match ask_at(desk, mall, order.clone(), ask.clone()).await {
            Ok(asked) => return asked.fresh,
            Err(Error::Refused(no)) => {
                assert_eq!(no.code, Code::RefundExceedsPaid);
                return false;
            }
            Err(Error::Fault(fault)) => assert!(fault.is_temporary(), "{fault}"),
        }
    }
}

#[tokio::test]
async fn two_processes_give_back_no_more_than_was_paid_and_each_refund_once() {
    let house = House::new().await;
    let token = paid(&house).await;
    let id = order(&house, &token).await.id;
    let (one, two) = (Arc::clone(&house.engine), house.second().await);
    let asks = (0..60).map(|n| {
        let (engine, id, house) = (if n % 2 == 0 { &one } else { &two }, &id, &house);
        async move { insist(engine, house, id, part(&format!("R-{n}"), 300)).await }
    });
    let begun = join_all(asks).await.into_iter().filter(|fit| *fit).count();
    assert_eq!(begun, 42, "of 128.00");
    for _ in 0..40 {
        house.clock.pass(2);
        tokio::join!(one.run_due_jobs(), two.run_due_jobs());
    }
    house.live(120).await;
    assert_eq!(house.network.returned(), 12_600);
    let sent = house.network.heard();
    let sent = sent.iter().filter(|kind| *kind == "04/00").count();
    assert_eq!(sent, 42, "each once");
    let after = order(&house, &token).await;
    assert_eq!(
        (after.state, after.refunded),
        (OrderState::PartiallyRefunded, Money::fen(12_600))
    );
    let events = house.events().await;
    assert_eq!(events.len(), 43, "order.paid, and one for each refund");
}

#[tokio::test]
async fn the_same_number_from_two_processes_is_one_refund() {
    let house = House::new().await;
    let token = paid(&house).await;
    let id = order(&house, &token).await.id;
    let (one, two) = (Arc::clone(&house.engine), house.second().await);
    let asks = (0..20).map(|n| {
        let (engine, id, house) = (if n % 2 == 0 { &one } else { &two }, &id, &house);
        async move { insist(engine, house, id, part("R-1", 300)).await }
    });
    let fresh = join_all(asks).await.into_iter().filter(|fresh| *fresh);
    assert_eq!(fresh.count(), 1);
    assert_eq!(order(&house, &token).await.reserved, Money::fen(300));
}

#[tokio::test]
async fn one_key_at_two_processes_is_one_answer() {
    let house = House::new().await;
    let token = paid(&house).await;
    let path = format!("/v1/orders/{}/refunds", order(&house, &token).await.id);
    let (one, two) = (Arc::clone(&house.engine), house.second().await);
    let body = json!({ "mall_refund_no": "R-1" });
    let calls = (0..20).map(|n| {
        let (engine, path, body) = (if n % 2 == 0 { &one } else { &two }, &path, &body);
        post_to(engine, &house, path, "k", body)
    });
    let (mut made, mut ids) = (0, std::collections::BTreeSet::new());
    for got in join_all(calls).await {
        if got.status == 201 {
            made += usize::from(!got.replayed);
            ids.insert(got.body["id"].to_string());
        } else {
            assert_eq!(got.no(), (409, "idempotency_in_flight", ""));
        }
    }
    assert_eq!((made, ids.len()), (1, 1));
    let again = post_to(&two, &house, &path, "k", &body).await;
    assert!(again.replayed && ids.contains(&again.body["id"].to_string()));
}

#[tokio::test]
async fn notice_and_question_race_to_one_result() {
    for code in ["00", "61"] {
        let house = House::new().await;
        let token = paid(&house).await;
        house.network.refunds_end(&["05"]);
        let id = order(&house, &token).await.id;
        insist(&house.engine, &house, &id, part("R-1", 300)).await;
        house.live(1).await;
        house.network.decide(code);
        let word = notice(house.network.refund_word());
        house.clock.pass(2);
        let (a, _, b) = tokio::join!(
            house.engine.notice(&word),
            house.engine.run_due_jobs(),
            house.engine.notice(&word),
        );
        assert!(a.is_ok() && b.is_ok());
        let (kind, left) = match code {
            "00" => ("refund.succeeded", 300),
            _ => ("refund.failed", 0),
        };
        assert_eq!(house.events().await, ["order.paid", kind]);
        assert_eq!(order(&house, &token).await.reserved, Money::fen(left));
    }
}

#[tokio::test]
async fn a_refund_made_after_it_was_refused_is_booked_again() {
    let house = House::new().await;
    let token = paid(&house).await;
    house.network.refunds_end(&["61"]);
    let id = order(&house, &token).await.id;
    insist(&house.engine, &house, &id, part("R-1", 300)).await;
    house.live(10).await;
    assert_eq!(order(&house, &token).await.reserved, Money::fen(0));
    let mut word = house.network.refund_word();
    word.insert("respCode".into(), "00".into());
    for _ in 0..2 {
        house
            .engine
            .notice(&notice(word.clone()))
            .await
            .expect("believed");
    }
    let after = order(&house, &token).await;
    assert_eq!(
        (after.reserved, after.refunded),
        (Money::fen(300), Money::fen(300))
    );
    assert_eq!(
        house.events().await,
        ["order.paid", "refund.failed", "refund.succeeded"]
    );
}

#[tokio::test]
async fn many_lost_messages_at_once_all_end_and_none_twice() {
    let house = House::new().await;
    let token = paid(&house).await;
    let id = order(&house, &token).await.id;
    for n in 0..12 {
        insist(&house.engine, &house, &id, part(&format!("R-{n}"), 300)).await;
    }
    let troubles = [
        Trouble::AnswerLost,
        Trouble::RequestLost,
        Trouble::BadGateway,
        Trouble::Forged,
        Trouble::Refuse("03"),
        Trouble::Refuse("34"),
    ];
    house
        .network
        .trouble(&[troubles, troubles, troubles].concat());
    house.live(600).await;
    assert_eq!(house.network.returned(), 3600);
    assert_eq!(order(&house, &token).await.refunded, Money::fen(3600));
}

/// Both have asked, and heard that the network never heard of the number:
/// one sends it again, and the other leaves it at that.
#[tokio::test]
async fn of_two_processes_about_to_send_a_number_again_one_does() {
    let house = House::new().await;
    let token = paid(&house).await;
    house.network.trouble(&[Trouble::RequestLost]);
    let id = order(&house, &token).await.id;
    let refund = ask(&house, &id, part("R-1", 500))
        .await
        .expect("begins")
        .refund;
    house.live(1).await;
    house.clock.pass(61);
    let (one, two) = (Arc::clone(&house.engine), house.second().await);
    let both =
        join_all([&one, &two].map(|engine| engine.refunds.refund_job(refund.id.as_str()))).await;
    assert!(both.iter().all(Result::is_ok), "{both:?}");
    let sends: Vec<u32> = tries(&house, &refund)
        .await
        .iter()
        .map(|row| row.sends)
        .collect();
    assert_eq!(sends, [2], "one number, sent and sent again");
    house.live(120).await;
    assert_eq!(house.network.returned(), 500);
}

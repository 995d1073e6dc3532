//! Each failure, as the desk meets it: whatever goes wrong on the way, a
//! query ends it right.

use channels::{Moved, Outcome, PaymentMessage, PaymentMethod, UnknownReason};
use std::time::Duration;

use sandbox::networks::InjectedFailure;

use crate::desk::{TestDesk, declined, pay};

/// A payment of 9 yuan and the fen that bring `failure` on.
async fn meet(failure: InjectedFailure) -> (TestDesk, PaymentMessage, Outcome) {
    let desk = TestDesk::new().await;
    let token = desk.token().await;
    let trade = desk.trade("payment00001", 900 + failure.fen());
    let patience = match failure {
        InjectedFailure::Timeout | InjectedFailure::TimeoutUnpaid => Duration::from_millis(300),
        _ => Duration::from_secs(20),
    };
    let outcome = desk.call_within(&pay(&trade, &token), patience).await;
    (desk, trade, outcome)
}

async fn is_paid(desk: &TestDesk, trade: &PaymentMessage) -> bool {
    matches!(desk.query(trade, PaymentMethod::Agreement).await, Outcome::Moved(Moved::Payment(p)) if p.amount == trade.request.amount)
}

#[tokio::test]
async fn decline() {
    let (desk, trade, outcome) = meet(InjectedFailure::Decline).await;
    assert_eq!(declined(outcome), "64");
    assert_eq!(
        declined(desk.query(&trade, PaymentMethod::Agreement).await),
        "64"
    );
}

#[tokio::test]
async fn no_answer_yet_paid() {
    for failure in [InjectedFailure::Timeout, InjectedFailure::Cut] {
        let (desk, trade, outcome) = meet(failure).await;
        assert_eq!(
            outcome,
            Outcome::Unknown(UnknownReason::NoReply),
            "{failure:?}"
        );
        assert!(is_paid(&desk, &trade).await, "{failure:?}");
        assert_eq!(desk.network.deliver_due().await, 1);
    }
}

#[tokio::test]
async fn no_answer_and_unpaid() {
    let (desk, trade, outcome) = meet(InjectedFailure::TimeoutUnpaid).await;
    assert_eq!(outcome, Outcome::Unknown(UnknownReason::NoReply));
    let found = desk.query(&trade, PaymentMethod::Agreement).await;
    assert_eq!(found, Outcome::Unknown(UnknownReason::NotFound));
    assert_eq!(desk.network.deliver_due().await, 0);
}

#[tokio::test]
async fn slow() {
    let (desk, trade, outcome) = meet(InjectedFailure::Slow).await;
    assert_eq!(outcome, Outcome::Waiting);
    assert!(is_paid(&desk, &trade).await);
}

#[tokio::test]
async fn paid_twice() {
    let (desk, trade, _) = meet(InjectedFailure::PaidTwice).await;
    assert_eq!(desk.network.deliver_due().await, 1);
    desk.pass(1);
    assert_eq!(desk.network.deliver_due().await, 1);
    let ids: Vec<String> = desk
        .notices()
        .into_iter()
        .map(|notice| match notice.outcome {
            Outcome::Moved(Moved::Payment(paid)) => paid.network_id,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
    let Outcome::Moved(Moved::Payment(paid)) = desk.query(&trade, PaymentMethod::Agreement).await
    else {
        panic!("unpaid")
    };
    assert_eq!(paid.network_id, ids[0], "the query knows the first");
}

#[tokio::test]
async fn notice_lost() {
    let (desk, trade, _) = meet(InjectedFailure::NoticeLost).await;
    desk.pass(3600);
    assert_eq!(desk.network.deliver_due().await, 0);
    assert!(is_paid(&desk, &trade).await);
}

#[tokio::test]
async fn notice_late_or_let_go() {
    let (desk, trade, _) = meet(InjectedFailure::NoticeLate).await;
    desk.pass(89);
    assert_eq!(desk.network.deliver_due().await, 0);
    assert!(is_paid(&desk, &trade).await);
    desk.pass(1);
    assert_eq!(desk.network.deliver_due().await, 1);

    let (desk, _, _) = meet(InjectedFailure::NoticeLate).await;
    let url = format!("{}/control/release", desk.base);
    let json = "application/json";
    let sent = desk
        .http
        .post(url)
        .header("content-type", json)
        .send()
        .await
        .expect("answers");
    assert_eq!(sent.text().await.expect("text"), r#"{"released":1}"#);
    assert_eq!(desk.network.deliver_due().await, 1);
    assert_eq!(desk.notices().len(), 1);
}

#[tokio::test]
async fn wrong_signature_each_time() {
    let (desk, trade, _) = meet(InjectedFailure::WrongSignature).await;
    desk.mailbox.answer(400);
    for _ in 0..5 {
        assert_eq!(desk.network.deliver_due().await, 1);
        desk.pass(120);
    }
    assert_eq!(desk.network.deliver_due().await, 0);
    assert_eq!(desk.mailbox.bodies().len(), 5);
    assert!(desk.notices().is_empty(), "none of them holds");
    assert!(is_paid(&desk, &trade).await);
}

#[tokio::test]
async fn wrong_amount() {
    let (desk, trade, _) = meet(InjectedFailure::WrongAmount).await;
    desk.network.deliver_due().await;
    assert_eq!(
        desk.notices()[0].amount.minor(),
        trade.request.amount.minor() + 1
    );
    assert!(is_paid(&desk, &trade).await);
}

#[tokio::test]
async fn bad_gateway() {
    for failure in [
        InjectedFailure::BadGatewayPaid,
        InjectedFailure::BadGatewayUnpaid,
    ] {
        let (desk, trade, outcome) = meet(failure).await;
        let bad_gateway = Outcome::Unknown(UnknownReason::Http(502));
        assert_eq!(outcome, bad_gateway, "{failure:?}");
        assert_eq!(
            desk.query(&trade, PaymentMethod::Agreement).await,
            bad_gateway
        );
        assert_eq!(
            desk.query(&trade, PaymentMethod::Agreement).await,
            bad_gateway
        );
        if failure == InjectedFailure::BadGatewayPaid {
            assert!(is_paid(&desk, &trade).await);
            assert_eq!(desk.network.deliver_due().await, 1);
        } else {
            let third = desk.query(&trade, PaymentMethod::Agreement).await;
            assert_eq!(third, Outcome::Unknown(UnknownReason::NotFound));
            assert_eq!(desk.network.deliver_due().await, 0);
        }
    }
}

#[tokio::test]
async fn the_control_page_picks_for_the_next_payment_only() {
    let desk = TestDesk::new().await;
    let token = desk.token().await;
    let url = format!("{}/control/next", desk.base);
    let json = |body: &'static str| {
        desk.http
            .post(&url)
            .header("content-type", "application/json")
            .body(body)
            .send()
    };
    let picked = json(r#"{"trouble":"decline"}"#).await.expect("answers");
    assert_eq!(
        picked.text().await.expect("text"),
        r#"{"next":["decline"]}"#
    );
    assert_eq!(
        json(r#"{"trouble":"rain"}"#)
            .await
            .expect("answers")
            .status(),
        400
    );
    let trade = desk.trade("payment00001", 900);
    assert_eq!(declined(desk.call(&pay(&trade, &token)).await), "64");
    let fresh = desk
        .sign("signing00002", &crate::desk::debit(), &crate::desk::lin())
        .await;
    let next = desk.trade("payment00002", 900);
    assert_eq!(desk.call(&pay(&next, &fresh)).await, Outcome::Waiting);

    // By the page's form, and taken back.
    let (status, _) = desk
        .post("/control/next", "trouble=notice_lost".to_owned())
        .await;
    assert_eq!(status, 303);
    assert!(desk.get("/control").await.1.contains("已排队"));
    desk.post("/control/next", "trouble=".to_owned()).await;
    assert!(!desk.get("/control").await.1.contains("已排队"));
}

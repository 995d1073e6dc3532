//! Money back: refunds and undos, what is refused, and their failures.

use channels::{Moved, NoticeAbout, Op, Outcome, PaymentMethod, RefundMessage, UnknownReason};
use std::sync::Arc;
use std::time::Duration;
use testkit::wait::{SOON, until};

use domain::money::Money;
use domain::refund::RefundMethod;
use sandbox::networks::InjectedFailure;

use crate::desk::{TestDesk, as_undo, declined};

async fn send(desk: &TestDesk, refund: &RefundMessage) -> Outcome {
    let refund = refund.clone();
    desk.call(&Op::Refund(refund)).await
}

async fn undo(desk: &TestDesk, refund: &RefundMessage) -> Outcome {
    let refund = refund.clone();
    desk.call(&Op::Refund(as_undo(refund))).await
}

async fn is_back(desk: &TestDesk, refund: &RefundMessage) -> bool {
    match desk.query_refund(refund).await {
        Outcome::Moved(Moved::Refund(back)) => {
            assert_eq!(back.amount, refund.request.amount);
            true
        }
        _ => false,
    }
}

#[tokio::test]
async fn accepted_done_a_moment_later_and_noticed() {
    let desk = TestDesk::new().await;
    let payment = desk.paid("payment00001", 12_800).await;
    desk.network.deliver_due().await;
    let refund = desk.refund("refund000001", 2_800, &payment);
    assert_eq!(send(&desk, &refund).await, Outcome::Waiting);
    assert_eq!(desk.query_refund(&refund).await, Outcome::Waiting);
    assert_eq!(desk.network.deliver_due().await, 0);
    desk.pass(1);
    assert!(is_back(&desk, &refund).await);
    assert_eq!(desk.network.deliver_due().await, 1);
    let notice = desk.notices().pop().expect("came");
    assert_eq!(notice.about, NoticeAbout::Refund(RefundMethod::Refund));
    assert_eq!(notice.number, "refund000001");
    assert_eq!(notice.payment, Some(payment));
    assert!(
        matches!(notice.outcome, Outcome::Moved(Moved::Refund(r)) if r.amount == Money::fen(2_800))
    );
}

#[tokio::test]
async fn many_refunds_never_more_than_was_paid() {
    let desk = TestDesk::new().await;
    let payment = desk.paid("payment00001", 1_000).await;
    for (n, fen) in [400, 400, 200].into_iter().enumerate() {
        let refund = desk.refund(&format!("refund00000{n}"), fen, &payment);
        assert_eq!(send(&desk, &refund).await, Outcome::Waiting);
    }
    let over = desk.refund("refund000009", 1, &payment);
    assert_eq!(declined(send(&desk, &over).await), "36");
    desk.pass(1);
    let unknown = desk.query_refund(&over).await;
    assert_eq!(
        unknown,
        Outcome::Unknown(UnknownReason::NotFound),
        "never taken in"
    );
}

#[tokio::test]
async fn many_at_once_never_more_than_was_paid() {
    let desk = Arc::new(TestDesk::new().await);
    let payment = desk.paid("payment00001", 1_000).await;
    let mut sending = tokio::task::JoinSet::new();
    for n in 0..8 {
        let (desk, payment) = (Arc::clone(&desk), payment.clone());
        sending.spawn(async move {
            let refund = desk.refund(&format!("refund00000{n}"), 300, &payment);
            send(&desk, &refund).await == Outcome::Waiting
        });
    }
    let taken = sending.join_all().await;
    assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 3);
}

#[tokio::test]
async fn a_number_is_a_refund_once() {
    let mut desk = TestDesk::new().await;
    let payment = desk.paid("payment00001", 1_000).await;
    let refund = desk.refund("refund000001", 100, &payment);
    assert_eq!(send(&desk, &refund).await, Outcome::Waiting);
    let again = Outcome::Unknown(UnknownReason::PendingCode("12".into()));
    assert_eq!(send(&desk, &refund).await, again);
    let other = desk.refund("refund000001", 200, &payment);
    assert_eq!(send(&desk, &other).await, again);
    let paid = desk.refund("payment00001", 100, &payment);
    assert_eq!(send(&desk, &paid).await, again);
    desk.restart_network().await;
    desk.pass(1);
    assert_eq!(send(&desk, &refund).await, again, "over a restart too");
    assert!(is_back(&desk, &refund).await);
    let rest = desk.refund("refund000002", 901, &payment);
    assert_eq!(declined(send(&desk, &rest).await), "36");
}

#[tokio::test]
async fn an_undo_gives_back_the_whole_on_its_day() {
    let desk = TestDesk::new().await;
    let payment = desk.paid("payment00001", 1_000).await;
    let refund = |no: &str, fen| desk.refund(no, fen, &payment);
    assert_eq!(
        declined(undo(&desk, &refund("undo00000001", 999)).await),
        "36"
    );
    let whole = refund("undo00000002", 1_000);
    assert_eq!(undo(&desk, &whole).await, Outcome::Waiting);
    desk.pass(1);
    let asked = Op::QueryRefund(as_undo(whole));
    assert!(matches!(
        desk.call(&asked).await,
        Outcome::Moved(Moved::Refund(_))
    ));
    for (no, fen) in [("refund000003", 1), ("refund000004", 1_000)] {
        assert_eq!(declined(send(&desk, &refund(no, fen)).await), "45");
    }
    assert_eq!(
        declined(undo(&desk, &refund("undo00000005", 1_000)).await),
        "45"
    );

    // After a refund, and after eleven at night, there is no undo.
    let part = desk.paid("payment00002", 1_000).await;
    send(&desk, &desk.refund("refund000006", 1, &part)).await;
    let late = desk.refund("undo00000007", 1_000, &part);
    assert_eq!(declined(undo(&desk, &late).await), "35");
    let next_day = desk.paid("payment00003", 1_000).await;
    desk.pass(11 * 3600 - 1);
    desk.pass(1);
    let late = desk.refund("undo00000008", 1_000, &next_day);
    assert_eq!(declined(undo(&desk, &late).await), "35");
    assert_eq!(
        send(&desk, &desk.refund("refund000009", 1_000, &next_day)).await,
        Outcome::Waiting
    );
}

#[tokio::test]
async fn a_payment_that_is_not_there_or_not_so() {
    let desk = TestDesk::new().await;
    let payment = desk.paid("payment00001", 1_000).await;
    let unknown = desk.refund("refund000001", 100, "782606011200000674028");
    let nobody = Outcome::Unknown(UnknownReason::NotFound);
    assert_eq!(send(&desk, &unknown).await, nobody);
    let other = Op::Refund(desk.refund("refund000002", 100, &payment));
    let other = desk.call_for("898310000000002", &other).await;
    assert_eq!(other, nobody, "another merchant's");
    let mut product = desk.refund("refund000003", 100, &payment);
    product.paid_by = PaymentMethod::Qr;
    assert_eq!(
        declined(send(&desk, &product).await),
        "36",
        "another product"
    );
}

#[tokio::test]
async fn the_second_of_two_payments_comes_back_alone() {
    let desk = TestDesk::new().await;
    let first = desk.paid("payment00001", 993).await;
    desk.network.deliver_due().await;
    desk.pass(1);
    desk.network.deliver_due().await;
    let ids: Vec<String> = desk
        .notices()
        .into_iter()
        .filter_map(|notice| match notice.outcome {
            Outcome::Moved(Moved::Payment(paid)) => Some(paid.network_id),
            _ => None,
        })
        .collect();
    assert_eq!(ids[0], first);
    for (no, payment) in [("refund000001", &ids[1]), ("refund000002", &first)] {
        let refund = desk.refund(no, 993, payment);
        assert_eq!(send(&desk, &refund).await, Outcome::Waiting);
        desk.pass(1);
        assert!(is_back(&desk, &refund).await);
    }
}

/// A refund of one yuan and the fen that bring `failure` on.
async fn meet(failure: InjectedFailure) -> (TestDesk, RefundMessage, Outcome) {
    let desk = TestDesk::new().await;
    let payment = desk.paid("payment00001", 10_000).await;
    desk.network.deliver_due().await;
    let refund = desk.refund("refund000001", 100 + failure.fen(), &payment);
    let patience = match failure {
        InjectedFailure::Timeout => Duration::from_millis(300),
        _ => Duration::from_secs(20),
    };
    let op = Op::Refund(refund.clone());
    let outcome = desk.call_within(&op, patience).await;
    desk.pass(1);
    (desk, refund, outcome)
}

#[tokio::test]
async fn declined_by_the_bank_a_moment_later() {
    let (desk, refund, outcome) = meet(InjectedFailure::Decline).await;
    assert_eq!(outcome, Outcome::Waiting);
    assert_eq!(declined(desk.query_refund(&refund).await), "64");
    assert_eq!(desk.network.deliver_due().await, 1);
    assert_eq!(declined(desk.notices().remove(1).outcome), "64");
    // What was refused is not given back: the whole is still there.
    let whole = desk.refund("refund000002", 10_000, &refund.payment);
    assert_eq!(send(&desk, &whole).await, Outcome::Waiting);
}

#[tokio::test]
async fn no_answer_yet_back() {
    for failure in [InjectedFailure::Timeout, InjectedFailure::Cut] {
        let (desk, refund, outcome) = meet(failure).await;
        assert_eq!(
            outcome,
            Outcome::Unknown(UnknownReason::NoReply),
            "{failure:?}"
        );
        assert!(is_back(&desk, &refund).await, "{failure:?}");
        assert_eq!(desk.network.deliver_due().await, 1);
    }
}

#[tokio::test]
async fn bad_gateway_and_sent_again() {
    for failure in [
        InjectedFailure::BadGatewayPaid,
        InjectedFailure::BadGatewayUnpaid,
    ] {
        let (desk, refund, outcome) = meet(failure).await;
        let bad_gateway = Outcome::Unknown(UnknownReason::Http(502));
        assert_eq!(outcome, bad_gateway, "{failure:?}");
        assert_eq!(desk.query_refund(&refund).await, bad_gateway);
        assert_eq!(desk.query_refund(&refund).await, bad_gateway);
        if failure == InjectedFailure::BadGatewayUnpaid {
            let third = desk.query_refund(&refund).await;
            assert_eq!(third, Outcome::Unknown(UnknownReason::NotFound));
            assert_eq!(send(&desk, &refund).await, Outcome::Waiting);
            desk.pass(1);
        }
        assert!(is_back(&desk, &refund).await, "{failure:?}");
        assert_eq!(desk.network.deliver_due().await, 1);
    }
}

#[tokio::test]
async fn notices_lost_late_wrong_and_twice() {
    for (failure, came, hold) in [
        (InjectedFailure::NoticeLost, 0, 0),
        (InjectedFailure::NoticeLate, 0, 0),
        (InjectedFailure::WrongSignature, 1, 0),
        (InjectedFailure::WrongAmount, 1, 1),
        (InjectedFailure::PaidTwice, 1, 1),
    ] {
        let (desk, refund, outcome) = meet(failure).await;
        assert_eq!(outcome, Outcome::Waiting, "{failure:?}");
        assert_eq!(desk.network.deliver_due().await, came, "{failure:?}");
        let told = desk.notices().split_off(1);
        assert_eq!(told.len(), hold, "{failure:?}");
        let right = told
            .iter()
            .all(|notice| notice.amount == refund.request.amount);
        assert_eq!(
            right,
            failure != InjectedFailure::WrongAmount,
            "{failure:?}"
        );
        assert!(is_back(&desk, &refund).await, "{failure:?}");
        desk.pass(90);
        let more = desk.network.deliver_due().await;
        let again = matches!(
            failure,
            InjectedFailure::NoticeLate | InjectedFailure::PaidTwice
        );
        assert_eq!(more, usize::from(again), "{failure:?}");
    }
}

#[tokio::test]
async fn the_control_page_picks_for_the_next_refund_only() {
    let desk = TestDesk::new().await;
    let picked = desk
        .control("next", r#"{"trouble":"decline","of":"refund"}"#)
        .await;
    assert_eq!(picked, r#"{"next":["decline"]}"#);
    let payment = desk.paid("payment00001", 1_000).await;
    let first = desk.refund("refund000001", 100, &payment);
    assert_eq!(send(&desk, &first).await, Outcome::Waiting);
    desk.pass(1);
    assert_eq!(declined(desk.query_refund(&first).await), "64");
    let (status, _) = desk
        .post("/control/next", "of=refund&trouble=notice_lost".into())
        .await;
    assert_eq!(status, 303);
    let page = desk.get("/control").await.1;
    assert!(page.contains("退款已排队") && page.contains("银行拒绝，未退回"));
    let second = desk.refund("refund000002", 100, &payment);
    send(&desk, &second).await;
    desk.pass(1);
    desk.network.deliver_due().await;
    assert!(is_back(&desk, &second).await);
    assert!(desk.get("/control").await.1.contains("已退回原账户"));
    assert!(
        desk.get("/phone")
            .await
            .1
            .contains("退回 ¥1.00 · 已退回原账户")
    );
}

#[tokio::test]
async fn a_held_answer_waits_and_its_work_is_done() {
    let desk = Arc::new(TestDesk::new().await);
    let payment = desk.paid("payment00001", 1_000).await;
    desk.control("hold", r#"{"step":"refund"}"#).await;
    let refund = desk.refund("refund000001", 100, &payment);
    let asking = {
        let (desk, refund) = (Arc::clone(&desk), refund.clone());
        tokio::spawn(async move { send(&desk, &refund).await })
    };
    let heard = r#"{"holding":["refund"],"heard":[{"step":"refund","order_id":"refund000001"}]}"#;
    until("the held refund", SOON, || async {
        (desk.get("/control/hold").await.1 == heard).then_some(())
    })
    .await;
    assert!(!asking.is_finished());
    desk.pass(1);
    assert!(is_back(&desk, &refund).await, "done, and not answered");
    let free = desk.control("hold", r#"{"step":null}"#).await;
    assert_eq!(free, r#"{"holding":[],"heard":[]}"#);
    assert_eq!(asking.await.expect("answered"), Outcome::Waiting);
}

#[tokio::test]
async fn held_notices_wait() {
    let desk = TestDesk::new().await;
    desk.control("hold", r#"{"step":"notice"}"#).await;
    desk.paid("payment00001", 1_000).await;
    assert_eq!(desk.network.deliver_due().await, 0);
    desk.control("hold", r#"{"step":null}"#).await;
    assert_eq!(desk.network.deliver_due().await, 1);
    let refused = desk.control("hold", r#"{"step":"rain"}"#).await;
    assert_eq!(refused, "no such step");
}

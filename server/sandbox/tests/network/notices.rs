//! Notices: repeated on schedule, stopped by an acknowledgement, kept over a
//! restart.

use channels::{Moved, Outcome, PaymentMethod};
use testkit::wait::{SOON, until};

use crate::desk::{TestDesk, pay};

async fn paid(desk: &TestDesk) {
    let token = desk.token().await;
    desk.call(&pay(&desk.trade("payment00001", 900), &token))
        .await;
}

#[tokio::test]
async fn five_times_at_0_1_2_4_and_5_minutes() {
    let desk = TestDesk::new().await;
    desk.mailbox.answer(500);
    paid(&desk).await;
    let mut sent_at = Vec::new();
    for second in 0..=600 {
        if desk.network.deliver_due().await > 0 {
            sent_at.push(second);
        }
        desk.pass(1);
    }
    assert_eq!(sent_at, [0, 60, 120, 240, 300]);
    assert_eq!(desk.notices().len(), 5);
}

#[tokio::test]
async fn an_acknowledgement_ends_it() {
    for status in [200, 302] {
        let desk = TestDesk::new().await;
        desk.mailbox.answer(404);
        paid(&desk).await;
        assert_eq!(desk.network.deliver_due().await, 1);
        desk.mailbox.answer(status);
        desk.pass(60);
        assert_eq!(desk.network.deliver_due().await, 1);
        desk.pass(600);
        assert_eq!(desk.network.deliver_due().await, 0, "{status}");
    }
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let mut desk = TestDesk::new().await;
    let token = desk.token().await;
    let trade = desk.trade("payment00001", 900);
    desk.mailbox.answer(500);
    desk.call(&pay(&trade, &token)).await;
    assert_eq!(desk.network.deliver_due().await, 1);
    let before = desk.query(&trade, PaymentMethod::Agreement).await;

    desk.restart_network().await;
    assert_eq!(desk.query(&trade, PaymentMethod::Agreement).await, before);
    assert_eq!(desk.network.deliver_due().await, 0, "not before its time");
    desk.mailbox.answer(200);
    desk.pass(60);
    assert_eq!(desk.network.deliver_due().await, 1);
    desk.restart_network().await;
    desk.pass(600);
    assert_eq!(
        desk.network.deliver_due().await,
        0,
        "the acknowledgement was kept"
    );
    // The token was used, and is known.
    let again = desk
        .call(&pay(&desk.trade("payment00002", 900), &token))
        .await;
    assert!(matches!(again, Outcome::Declined(no) if no.code == "71"));
}

#[tokio::test]
async fn the_running_network_sends_by_itself() {
    let desk = TestDesk::new().await;
    let task = desk.network.start_notices();
    paid(&desk).await;
    until("a notice", SOON, || async {
        (!desk.mailbox.bodies().is_empty()).then_some(())
    })
    .await;
    task.abort();
    assert!(matches!(
        desk.notices()[0].outcome,
        Outcome::Moved(Moved::Payment(_))
    ));
}

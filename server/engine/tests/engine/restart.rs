//! The process dies between the record, the call and the answer. After a
//! restart the order still ends right. A call that hangs for ever stands for a
//! dead process.

use super::new_card::{code_sent, pay, state};
use domain::attempt::AttemptStatus;
use domain::desk::{Choice, NextPage, Place};
use domain::ids::PayToken;
use domain::order::OrderState;
use domain::product::Product;
use domain::secret::Secret;
use store::jobs::Lane;
use testkit::fixture::{Fixture, card, visit};
use testkit::network::{Failure, SMS_CODE};

/// Starts `pay`; the process dies in call number `after`, counted from 0.
async fn die_paying(
    fixture: &mut Fixture,
    token: &PayToken,
    sealed: &str,
    after: usize,
    how: Failure,
) {
    fixture.network.fail_after(after, &[how]);
    let (desk, token, sealed) = (fixture.desk.clone(), token.clone(), sealed.to_owned());
    let dying = tokio::spawn(async move {
        desk.pay(&token, &sealed, Secret::new(SMS_CODE), &visit())
            .await
    });
    fixture.network.wait_for_hang().await;
    dying.abort();
    fixture.restart().await;
}

#[tokio::test]
async fn a_process_that_dies_before_the_code_is_sent() {
    let mut fixture = Fixture::new().await;
    let token = fixture.order().await;
    fixture.network.fail_next(&[Failure::Hang]);
    let (desk, at) = (fixture.desk.clone(), token.clone());
    let dying = tokio::spawn(async move { desk.send_code(&at, card(), &visit()).await });
    fixture.network.wait_for_hang().await;
    dying.abort();
    fixture.restart().await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::Started)
    );
    assert_eq!(fixture.page(&token).await.place, Place::Card);
    fixture.clock.advance(61);
    let sealed = code_sent(&fixture, &token).await;
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn a_process_that_dies_while_signing_a_card() {
    for how in [Failure::Hang, Failure::HangDone] {
        let mut fixture = Fixture::new().await;
        let token = fixture.order().await;
        let sealed = code_sent(&fixture, &token).await;
        die_paying(&mut fixture, &token, &sealed, 0, how).await;
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paying, AttemptStatus::AwaitingPayer)
        );
        assert!(
            matches!(
                pay(&fixture, &token, &sealed, SMS_CODE).await,
                NextPage::Go(Place::Paid)
            ),
            "{how:?}"
        );
    }
}

#[tokio::test]
async fn a_process_that_dies_in_a_payment_that_was_made() {
    let mut fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    die_paying(&mut fixture, &token, &sealed, 1, Failure::HangDone).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::Unsettled)
    );
    assert!(
        matches!(
            pay(&fixture, &token, &sealed, SMS_CODE).await,
            NextPage::Go(Place::Waiting)
        ),
        "never twice"
    );
    fixture.run_for(5).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paid, AttemptStatus::Paid)
    );
    assert_eq!(fixture.event_types().await, ["order.paid"]);
}

#[tokio::test]
async fn a_process_that_dies_in_a_payment_that_never_arrived() {
    let mut fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    die_paying(&mut fixture, &token, &sealed, 1, Failure::Hang).await;
    fixture.run_for(600).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::Unsettled)
    );
    fixture.run_for(65).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Abandoned)
    );
    let sealed = code_sent(&fixture, &token).await;
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn a_process_that_dies_in_the_query_after_the_payment() {
    let mut fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    die_paying(&mut fixture, &token, &sealed, 2, Failure::Hang).await;
    fixture.run_for(5).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paid, AttemptStatus::Paid)
    );
}

#[tokio::test]
async fn a_process_that_dies_before_a_bank_page_or_a_qr_code() {
    let mut fixture = Fixture::new().await;
    let (token, before) = fixture.order_at_bank("ICBC").await;
    fixture.restart().await;
    let after = fixture.bank_form(&token).await;
    assert_eq!(before, after, "the same payment after a restart");
    fixture.network.pay_form(&after);
    fixture.run_for(10).await;
    assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);

    let token = fixture.another_order("N-2").await;
    fixture.network.fail_next(&[Failure::HangDone]);
    let (desk, at) = (fixture.desk.clone(), token.clone());
    let dying =
        tokio::spawn(async move { desk.confirm(&at, Choice::Qr(Product::Scan), &visit()).await });
    fixture.network.wait_for_hang().await;
    dying.abort();
    fixture.restart().await;
    assert_eq!(
        fixture.page(&token).await.place,
        Place::Choose,
        "no QR code was shown"
    );
    fixture.clock.advance(1);
    let turn = fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &visit())
        .await
        .expect("begins anew");
    assert!(matches!(turn, NextPage::Go(Place::Scan)));
}

#[tokio::test]
async fn a_job_of_a_dead_process_is_run_again_when_its_lease_expires() {
    let mut fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    fixture.network.pay_form(&form);
    fixture.clock.advance(6);
    fixture.network.fail_next(&[Failure::Hang]);
    let engine = fixture.engine.clone();
    let dying = tokio::spawn(async move { engine.run_due_jobs().await });
    fixture.network.wait_for_hang().await;
    dying.abort();
    fixture.restart().await;
    fixture.run_for(20).await;
    assert_eq!(
        fixture.found(&token).await.order.state,
        OrderState::Paying,
        "another runner may still have it"
    );
    fixture.run_for(60).await;
    assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);
}

#[tokio::test]
async fn a_long_job_stays_with_its_runner_as_long_as_it_renews_its_lease() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let turn = fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &visit())
        .await;
    turn.expect("begins");
    fixture.clock.advance(6);
    let claimed = fixture.engine.lease_jobs(Lane::Money, 16).await;
    let mut job = claimed
        .into_iter()
        .find(|job| job.name == "query")
        .expect("a question");
    for _ in 0..3 {
        fixture.clock.advance(20);
        fixture.engine.renew_lease(&mut job).await;
        let others = fixture.engine.lease_jobs(Lane::Money, 16).await;
        assert!(
            others.iter().all(|other| other.subject != job.subject),
            "two at once"
        );
    }
    fixture.clock.advance(31);
    let others = fixture.engine.lease_jobs(Lane::Money, 16).await;
    assert!(
        others.iter().any(|other| other.subject == job.subject),
        "taken up"
    );
    let before = job.clone();
    fixture.engine.renew_lease(&mut job).await;
    assert_eq!(job, before, "it is another's by now");
}

#[tokio::test]
async fn jobs_run_in_the_background_and_stop_on_request() {
    let fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    fixture.network.pay_form(&form);
    fixture.clock.advance(6);
    let mut watch = fixture.desk.watch(&token).await.expect("a watch");
    let jobs = fixture.engine.start_jobs();
    let paid = async {
        use futures::StreamExt;
        while watch.next().await.expect("goes on").place != Place::Paid {}
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), paid)
        .await
        .expect("settled by itself");
    jobs.stop().await;
    fixture.engine.close().await;
    assert!(!fixture.engine.ready().await);
}

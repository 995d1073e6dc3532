//! The process dies between the record, the call and the answer; after a
//! restart the order ends right. A call that hangs for ever stands for the
//! process that dies in it.

use super::house::{House, card, visit};
use super::network::{CODE, Trouble};
use super::quick::{code_sent, pay, state};
use domain::attempt::AttemptState;
use domain::desk::{Choice, NextPage, Place};
use domain::ids::PayToken;
use domain::order::OrderState;
use domain::secret::Secret;
use store::jobs::{JobKind, Lane};

/// Starts `pay` and dies in its call number `after` (0 is the first).
async fn die_paying(house: &mut House, token: &PayToken, sealed: &str, after: usize, how: Trouble) {
    house.network.trouble_after(after, &[how]);
    let (desk, token, sealed) = (house.desk.clone(), token.clone(), sealed.to_owned());
    let dying =
        tokio::spawn(async move { desk.pay(&token, &sealed, Secret::new(CODE), &visit()).await });
    house.network.hangs().await;
    dying.abort();
    house.restart().await;
}

#[tokio::test]
async fn before_the_code_is_sent() {
    let mut house = House::new().await;
    let token = house.order().await;
    house.network.trouble(&[Trouble::Hang]);
    let (desk, at) = (house.desk.clone(), token.clone());
    let dying = tokio::spawn(async move { desk.send_code(&at, card(), &visit()).await });
    house.network.hangs().await;
    dying.abort();
    house.restart().await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::Started)
    );
    assert_eq!(house.page(&token).await.place, Place::Card);
    house.clock.pass(61);
    let sealed = code_sent(&house, &token).await;
    assert!(matches!(
        pay(&house, &token, &sealed, CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn while_signing() {
    for how in [Trouble::Hang, Trouble::HangDone] {
        let mut house = House::new().await;
        let token = house.order().await;
        let sealed = code_sent(&house, &token).await;
        die_paying(&mut house, &token, &sealed, 0, how).await;
        assert_eq!(
            state(&house, &token).await,
            (OrderState::Paying, AttemptState::AwaitingPayer)
        );
        assert!(
            matches!(
                pay(&house, &token, &sealed, CODE).await,
                NextPage::Go(Place::Paid)
            ),
            "{how:?}"
        );
    }
}

#[tokio::test]
async fn while_paying_and_the_payment_was_made() {
    let mut house = House::new().await;
    let token = house.order().await;
    let sealed = code_sent(&house, &token).await;
    die_paying(&mut house, &token, &sealed, 1, Trouble::HangDone).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::Unsettled)
    );
    assert!(
        matches!(
            pay(&house, &token, &sealed, CODE).await,
            NextPage::Go(Place::Waiting)
        ),
        "never twice"
    );
    house.live(5).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paid, AttemptState::Paid)
    );
    assert_eq!(house.events().await, ["order.paid"]);
}

#[tokio::test]
async fn while_paying_and_the_payment_never_arrived() {
    let mut house = House::new().await;
    let token = house.order().await;
    let sealed = code_sent(&house, &token).await;
    die_paying(&mut house, &token, &sealed, 1, Trouble::Hang).await;
    house.live(600).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::Unsettled)
    );
    house.live(65).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Open, AttemptState::Abandoned)
    );
    let sealed = code_sent(&house, &token).await;
    assert!(matches!(
        pay(&house, &token, &sealed, CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn after_the_payment_while_asking_for_its_result() {
    let mut house = House::new().await;
    let token = house.order().await;
    let sealed = code_sent(&house, &token).await;
    die_paying(&mut house, &token, &sealed, 2, Trouble::Hang).await;
    house.live(5).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paid, AttemptState::Paid)
    );
}

#[tokio::test]
async fn at_the_bank_and_before_a_qr() {
    let mut house = House::new().await;
    let (token, before) = house.at_bank("ICBC").await;
    house.restart().await;
    let after = house.bank_form(&token).await;
    assert_eq!(before, after, "the same payment after a restart");
    house.network.pay_form(&after);
    house.live(10).await;
    assert_eq!(house.found(&token).await.order.state, OrderState::Paid);

    let token = house.another("N-2").await;
    house.network.trouble(&[Trouble::HangDone]);
    let (desk, at) = (house.desk.clone(), token.clone());
    let dying = tokio::spawn(async move { desk.confirm(&at, Choice::Scan, &visit()).await });
    house.network.hangs().await;
    dying.abort();
    house.restart().await;
    assert_eq!(
        house.page(&token).await.place,
        Place::Choose,
        "nobody was shown a code"
    );
    house.clock.pass(1);
    let turn = house
        .desk
        .confirm(&token, Choice::Scan, &visit())
        .await
        .expect("begins anew");
    assert!(matches!(turn, NextPage::Go(Place::Scan)));
}

#[tokio::test]
async fn a_job_that_dies_is_run_again_when_its_lease_is_over() {
    let mut house = House::new().await;
    let (token, form) = house.at_bank("ICBC").await;
    house.network.pay_form(&form);
    house.clock.pass(6);
    house.network.trouble(&[Trouble::Hang]);
    let engine = house.engine.clone();
    let dying = tokio::spawn(async move { engine.run_due_jobs().await });
    house.network.hangs().await;
    dying.abort();
    house.restart().await;
    house.live(20).await;
    assert_eq!(
        house.found(&token).await.order.state,
        OrderState::Paying,
        "another runner may still have it"
    );
    house.live(60).await;
    assert_eq!(house.found(&token).await.order.state, OrderState::Paid);
}

#[tokio::test]
async fn a_job_that_takes_long_stays_with_its_runner_until_it_falls_silent() {
    let house = House::new().await;
    let token = house.order().await;
    let turn = house.desk.confirm(&token, Choice::Scan, &visit()).await;
    turn.expect("begins");
    house.clock.pass(6);
    let claimed = house.engine.claim(Lane::Money, 16).await;
    let mut job = claimed
        .into_iter()
        .find(|job| job.kind == JobKind::Query)
        .expect("a question");
    for _ in 0..3 {
        house.clock.pass(20);
        house.engine.renew(&mut job).await;
        let others = house.engine.claim(Lane::Money, 16).await;
        assert!(
            others.iter().all(|other| other.subject != job.subject),
            "two at once"
        );
    }
    house.clock.pass(31);
    let others = house.engine.claim(Lane::Money, 16).await;
    assert!(
        others.iter().any(|other| other.subject == job.subject),
        "taken up"
    );
    let before = job.clone();
    house.engine.renew(&mut job).await;
    assert_eq!(job, before, "it is another's by now");
}

#[tokio::test]
async fn jobs_run_by_themselves_and_stop_when_told() {
    let house = House::new().await;
    let (token, form) = house.at_bank("ICBC").await;
    house.network.pay_form(&form);
    house.clock.pass(6);
    let mut watch = house.desk.watch(&token).await.expect("watches");
    let jobs = house.engine.start_jobs();
    let paid = async {
        use futures::StreamExt;
        while watch.next().await.expect("goes on").place != Place::Paid {}
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), paid)
        .await
        .expect("settled by itself");
    jobs.stop().await;
    house.engine.close().await;
    assert!(!house.engine.ready().await);
}

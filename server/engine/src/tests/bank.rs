//! Online banking: from the choice to the end, whatever the network does.

use super::house::{House, told, visit};
use super::network::{Map, Trouble, form, notice, sign};
use domain::attempt::AttemptState;
use domain::desk::{BankForm, Choice, Field, FieldError, FieldProblem, NextPage, Place};
use domain::ids::PayToken;
use domain::order::OrderState;
use domain::refusal::Code;
use store::Error;

async fn at_the_bank(house: &House) -> PayToken {
    house.at_bank("ICBC").await.0
}

async fn paid_there(house: &House, token: &PayToken) -> Map {
    house.network.pay_form(&house.bank_form(token).await)
}

async fn state(house: &House, token: &PayToken) -> (OrderState, AttemptState) {
    let found = house.found(token).await;
    (
        found.order.state,
        found.attempts.last().expect("an attempt").state,
    )
}

const PAID: (OrderState, AttemptState) = (OrderState::Paid, AttemptState::Paid);

#[tokio::test]
async fn from_choice_to_paid_by_notice_with_one_event() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    let before = house.page(&token).await;
    assert_eq!(
        (before.place, before.also),
        (Place::Waiting, [Place::Bank].as_slice())
    );
    let again = house.page(&token).await;
    let forms = [before, again].map(|p| p.attempt.expect("one").bank_form.expect("a form").fields);
    assert_eq!(forms[0], forms[1], "a reload is the same payment");
    assert!(forms[0].contains(&("issInsCode".into(), "ICBC".into())));
    let mut watch = house.desk.watch(&token).await.expect("watches");
    assert_eq!(told(&mut watch).await, Place::Waiting);
    let word = paid_there(&house, &token).await;
    house
        .engine
        .notice(&notice(word.clone()))
        .await
        .expect("believed");
    assert_eq!(
        told(&mut watch).await,
        Place::Paid,
        "the page order_locks by itself"
    );
    assert_eq!(state(&house, &token).await, PAID);
    house
        .engine
        .notice(&notice(word))
        .await
        .expect("a repeat is acknowledged too");
    assert_eq!(
        house.desk.returned(&token).await.expect("home"),
        Place::Paid
    );
    assert_eq!(house.events().await, ["order.paid"]);
    assert_eq!(house.engine.surplus().await.expect("counts"), (0, 0));
    let page = house.page(&token).await;
    assert!(
        page.home.starts_with("https://mall.example/orders/1?") && page.home.contains("state=paid")
    );
    assert_eq!(
        page.attempt.expect("one").paid_at.as_deref(),
        Some("2026-06-01T04:00:00.000Z")
    );
}

#[tokio::test]
async fn a_lost_notice_is_settled_by_query_and_a_return_asks_at_once() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    paid_there(&house, &token).await;
    house.live(10).await;
    assert_eq!(state(&house, &token).await, PAID);
    let second = house.another("N-2").await;
    house
        .desk
        .confirm(&second, Choice::Bank("ABC".into()), &visit())
        .await
        .expect("begins");
    let asked = house.network.heard().len();
    assert_eq!(
        house.desk.returned(&second).await.expect("waits"),
        Place::Waiting
    );
    assert_eq!(
        house.desk.returned(&second).await.expect("waits"),
        Place::Waiting
    );
    assert_eq!(
        house.network.heard().len(),
        asked + 1,
        "asked once in three seconds"
    );
    paid_there(&house, &second).await;
    house.clock.pass(3);
    assert_eq!(
        house.desk.returned(&second).await.expect("paid"),
        Place::Paid
    );
}

#[tokio::test]
async fn a_notice_that_differs_or_is_forged_touches_nothing() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    let word = paid_there(&house, &token).await;
    let with = |name: &str, value: &str| {
        let mut fields = word.clone();
        fields.insert(name.into(), value.into());
        fields
    };
    for (name, value) in [
        ("txnAmt", "12799"),
        ("merId", "777290058110099"),
        ("txnTime", "20260601120001"),
        ("orderId", "zzzzzzzzzzzzzzzzzzzzzzzzzz00"),
    ] {
        let refused = house.engine.notice(&notice(with(name, value))).await;
        assert!(
            matches!(refused, Err(Error::Refused(r)) if r.code == Code::BadRequest),
            "{name}"
        );
    }
    let mut forged = sign(word.clone());
    forged.insert("txnAmt".into(), "12801".into());
    assert!(house.engine.notice(&form(&forged)).await.is_err());
    assert!(house.engine.notice(b"not a notice").await.is_err());
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::AwaitingPayer)
    );
    assert!(house.events().await.is_empty());
}

#[tokio::test]
async fn notice_and_query_race_to_one_result() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    let told = notice(paid_there(&house, &token).await);
    house.clock.pass(6);
    let (a, b, c, d) = tokio::join!(
        house.engine.notice(&told),
        house.engine.run_due_jobs(),
        house.desk.returned(&token),
        house.engine.notice(&told),
    );
    assert!(a.is_ok() && b > 0 && c.is_ok() && d.is_ok());
    assert_eq!(state(&house, &token).await, PAID);
    assert_eq!(house.events().await, ["order.paid"]);
    assert_eq!(house.engine.surplus().await.expect("counts"), (0, 0));
}

#[tokio::test]
async fn paid_twice_under_one_number_is_surplus_once() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    let first = paid_there(&house, &token).await;
    let second = paid_there(&house, &token).await;
    for word in [&first, &second, &second] {
        house
            .engine
            .notice(&notice(word.clone()))
            .await
            .expect("believed");
    }
    assert_eq!(state(&house, &token).await, PAID);
    assert_eq!(house.engine.surplus().await.expect("counts"), (1, 12_800));
}

#[tokio::test]
async fn a_502_or_a_forged_answer_is_no_answer() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    house
        .network
        .trouble(&[Trouble::BadGateway, Trouble::Forged, Trouble::AnswerLost]);
    for _ in 0..3 {
        house.clock.pass(3);
        assert_eq!(
            house.desk.returned(&token).await.expect("waits"),
            Place::Waiting
        );
    }
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::AwaitingPayer)
    );
    paid_there(&house, &token).await;
    house.live(60).await;
    assert_eq!(state(&house, &token).await, PAID);
}

#[tokio::test]
async fn nobody_paid_until_the_networks_time_was_over_then_the_order_expires() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    house.live(900).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::AwaitingPayer),
        "not before"
    );
    house.live(120).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Expired, AttemptState::Abandoned)
    );
    assert_eq!(house.events().await, ["order.closed"]);
    let page = house.page(&token).await;
    assert_eq!((page.place, page.seconds_left), (Place::Expired, 0));
    assert!(page.home.contains("state=expired"));
}

#[tokio::test]
async fn money_after_the_end_is_surplus_and_the_order_stays_ended() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    let form = house
        .page(&token)
        .await
        .attempt
        .expect("one")
        .bank_form
        .expect("a form");
    house.live(1020).await;
    let late = house.network.pay_form(&form);
    house.engine.notice(&notice(late)).await.expect("believed");
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Expired, AttemptState::Surplus)
    );
    assert_eq!(house.engine.surplus().await.expect("counts"), (1, 12_800));
    assert_eq!(house.events().await, ["order.closed"]);
}

#[tokio::test]
async fn an_attempt_given_up_may_still_pay_the_order() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    let form = house
        .page(&token)
        .await
        .attempt
        .expect("one")
        .bank_form
        .expect("a form");
    let turn = house.desk.cancel(&token).await.expect("given up");
    assert!(matches!(turn, NextPage::Go(Place::Choose)));
    assert_eq!(house.page(&token).await.place, Place::Choose);
    house.network.pay_form(&form);
    house.live(30).await;
    assert_eq!(
        state(&house, &token).await,
        PAID,
        "late money is seen by query"
    );
}

#[tokio::test]
async fn paid_in_two_ways_pays_once_and_the_rest_goes_back() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    let first = house
        .page(&token)
        .await
        .attempt
        .expect("one")
        .bank_form
        .expect("a form");
    house.desk.cancel(&token).await.expect("given up");
    house.clock.pass(1);
    house
        .desk
        .confirm(&token, Choice::Bank("CCB".into()), &visit())
        .await
        .expect("begins");
    let second = house
        .page(&token)
        .await
        .attempt
        .expect("one")
        .bank_form
        .expect("a form");
    for form in [&first, &second] {
        let word = house.network.pay_form(form);
        house.engine.notice(&notice(word)).await.expect("believed");
    }
    let found = house.found(&token).await;
    let states: Vec<_> = found.attempts.iter().map(|a| a.state).collect();
    assert_eq!(
        (found.order.state, states),
        (
            OrderState::Paid,
            vec![AttemptState::Paid, AttemptState::Surplus]
        )
    );
    assert_eq!(house.engine.surplus().await.expect("counts"), (1, 12_800));
    assert_eq!(house.events().await, ["order.paid"]);
}

#[tokio::test]
async fn two_tabs_make_one_attempt() {
    let house = House::new().await;
    let token = house.order().await;
    let visit = visit();
    let bank = |code: &str| {
        house
            .desk
            .confirm(&token, Choice::Bank(code.into()), &visit)
    };
    let (one, two, three) = tokio::join!(bank("ICBC"), bank("ICBC"), bank("ABC"));
    assert!(
        matches!(one, Ok(NextPage::Go(_)))
            && matches!(two, Ok(NextPage::Go(_)))
            && matches!(three, Ok(NextPage::Go(_)))
    );
    assert_eq!(house.found(&token).await.attempts.len(), 1);
}

#[tokio::test]
async fn a_failed_try_at_the_bank_is_told_on_return_and_another_way_is_open() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    let form = house
        .page(&token)
        .await
        .attempt
        .expect("one")
        .bank_form
        .expect("a form");
    let fields: Map = form.fields.into_iter().collect();
    house.network.pay(&fields, "64");
    house.live(10).await;
    assert_eq!(
        state(&house, &token).await.1,
        AttemptState::AwaitingPayer,
        "the payer may be at it again"
    );
    assert_eq!(
        house.desk.returned(&token).await.expect("told"),
        Place::Declined
    );
    let page = house.page(&token).await;
    assert!(page.also.contains(&Place::Choose));
    house.network.pay(&fields, "00");
    house.live(60).await;
    assert_eq!(
        state(&house, &token).await,
        PAID,
        "the second try at the bank is not lost"
    );
}

#[tokio::test]
async fn more_time_moves_the_end_and_closing_waits_for_a_live_attempt() {
    let house = House::new().await;
    let token = house.order().await;
    let left = house.desk.more_time(&token).await.expect("more");
    assert_eq!(left, 1500);
    house.live(1000).await;
    assert_eq!(house.page(&token).await.place, Place::Choose);
    house
        .desk
        .confirm(&token, Choice::Bank("ICBC".into()), &visit())
        .await
        .expect("begins");
    let refused = house.close(&token).await;
    assert!(matches!(refused, Err(Error::Refused(r)) if r.code == Code::PaymentInProgress));
    house.desk.cancel(&token).await.expect("given up");
    let closed = house.close(&token).await.expect("closed");
    assert_eq!(closed.order.state, OrderState::Closed);
    house.close(&token).await.expect("closed twice is closed");
    assert_eq!(house.events().await, ["order.closed"]);
    let late = house
        .desk
        .confirm(&token, Choice::Scan, &visit())
        .await
        .expect("told");
    assert!(matches!(late, NextPage::Go(Place::Closed)));
}

#[tokio::test]
async fn a_bank_not_offered_is_named() {
    let house = House::new().await;
    let token = house.order().await;
    let turn = house
        .desk
        .confirm(&token, Choice::Bank("XXX".into()), &visit())
        .await
        .expect("told");
    let NextPage::Show(Place::Choose, form) = turn else {
        panic!("{turn:?}")
    };
    assert_eq!(
        form.errors,
        [FieldError {
            field: Field::Bank,
            problem: FieldProblem::NotOffered
        }]
    );
}

async fn leave(house: &House, token: &PayToken) -> BankForm {
    house
        .desk
        .leave_for_bank(token, &visit())
        .await
        .expect("a form");
    house.bank_form(token).await
}

#[tokio::test]
async fn a_form_too_old_for_the_network_gets_a_new_number_and_both_are_asked_about() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    let old = leave(&house, &token).await;
    house.clock.pass(299);
    assert_eq!(leave(&house, &token).await, old);
    house.clock.pass(1);
    let (new, tab) = tokio::join!(leave(&house, &token), leave(&house, &token));
    assert_eq!(new, tab, "two tabs, one number");
    let field = |form: &BankForm, name: &str| {
        let fields: Map = form.fields.iter().cloned().collect();
        fields[name].clone()
    };
    assert_ne!(field(&new, "orderId"), field(&old, "orderId"));
    assert_eq!(field(&old, "txnTime"), "20260601120000");
    assert_eq!(field(&new, "txnTime"), "20260601120500");
    assert_eq!(house.found(&token).await.attempts.len(), 1);
    house.network.pay_form(&new);
    house.live(10).await;
    assert_eq!(state(&house, &token).await, PAID, "by query, at once");
    house.network.pay_form(&old);
    house.live(660).await;
    assert_eq!(
        house.engine.surplus().await.expect("counts"),
        (1, 12_800),
        "the other number is asked about until its time is over"
    );
    assert_eq!(state(&house, &token).await, PAID);
    assert_eq!(house.events().await, ["order.paid", "refund.succeeded"]);
    assert_eq!(house.network.returned(), 12_800, "and its money goes back");
    let asked = house.network.heard().len();
    house.live(1200).await;
    assert_eq!(house.network.heard().len(), asked, "then nobody asks");
}

#[tokio::test]
async fn an_old_form_that_paid_is_not_made_new() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    let old = leave(&house, &token).await;
    house.clock.pass(400);
    house.network.pay_form(&old);
    house
        .desk
        .leave_for_bank(&token, &visit())
        .await
        .expect("asked first");
    assert_eq!(state(&house, &token).await, PAID);
    assert_eq!(house.page(&token).await.place, Place::Paid);
}

#[tokio::test]
async fn a_word_of_the_old_number_pays_too_and_nobody_pays_when_time_is_over() {
    let house = House::new().await;
    let token = at_the_bank(&house).await;
    let old = leave(&house, &token).await;
    house.clock.pass(300);
    leave(&house, &token).await;
    let word = house.network.pay_form(&old);
    house.engine.notice(&notice(word)).await.expect("believed");
    assert_eq!(state(&house, &token).await, PAID);
    let second = house.another("N-2").await;
    house
        .desk
        .confirm(&second, Choice::Bank("ICBC".into()), &visit())
        .await
        .expect("begins");
    house.clock.pass(300);
    leave(&house, &second).await;
    house.live(1020).await;
    assert_eq!(
        state(&house, &second).await,
        (OrderState::Expired, AttemptState::Abandoned)
    );
    assert_eq!(house.engine.surplus().await.expect("counts"), (0, 0));
}

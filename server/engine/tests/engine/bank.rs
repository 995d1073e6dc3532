//! Online banking, from the choice of a bank to the result, with every failure
//! of the network.

use domain::attempt::AttemptStatus;
use domain::clock::At;
use domain::desk::{BankForm, Choice, Field, FieldError, FieldProblem, NextPage, Place};
use domain::ids::PayToken;
use domain::order::OrderState;
use domain::product::Product;
use domain::refusal::Code;
use store::Error;
use testkit::fixture::{Fixture, next_place, visit};
use testkit::network::{Failure, Fields, notice_body, notice_call, sign, signed_notice};

async fn order_at_icbc(fixture: &Fixture) -> PayToken {
    fixture.order_at_bank("ICBC").await.0
}

async fn pay_at_bank(fixture: &Fixture, token: &PayToken) -> Fields {
    fixture.network.pay_form(&fixture.bank_form(token).await)
}

async fn state(fixture: &Fixture, token: &PayToken) -> (OrderState, AttemptStatus) {
    let found = fixture.found(token).await;
    (
        found.order.state,
        found.attempts.last().expect("an attempt").state.status(),
    )
}

const PAID: (OrderState, AttemptStatus) = (OrderState::Paid, AttemptStatus::Paid);

#[tokio::test]
async fn a_bank_payment_is_paid_by_notice_with_one_event() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    let before = fixture.page(&token).await;
    assert_eq!(
        (before.place, before.also),
        (Place::Waiting, [Place::Bank].as_slice())
    );
    let again = fixture.page(&token).await;
    let forms = [before, again].map(|p| p.attempt.expect("one").bank_form.expect("a form").fields);
    assert_eq!(forms[0], forms[1], "a reload is the same payment");
    assert!(forms[0].contains(&("issInsCode".into(), "ICBC".into())));
    let mut watch = fixture.desk.watch(&token).await.expect("a watch");
    assert_eq!(next_place(&mut watch).await, Place::Waiting);
    let notice = pay_at_bank(&fixture, &token).await;
    fixture
        .engine
        .notice(
            &channels::unionpay::ID,
            &notice_call(&signed_notice(notice.clone())),
        )
        .await
        .expect("accepted");
    assert_eq!(
        next_place(&mut watch).await,
        Place::Paid,
        "the page turns by itself"
    );
    assert_eq!(state(&fixture, &token).await, PAID);
    fixture
        .engine
        .notice(
            &channels::unionpay::ID,
            &notice_call(&signed_notice(notice)),
        )
        .await
        .expect("a repeat is acknowledged too");
    assert_eq!(
        fixture.desk.returned(&token).await.expect("home"),
        Place::Paid
    );
    assert_eq!(fixture.event_types().await, ["order.paid"]);
    assert_eq!(fixture.engine.surplus().await.expect("counts"), (0, 0));
    let page = fixture.page(&token).await;
    assert!(
        page.home.starts_with("https://mall.example/orders/1?") && page.home.contains("state=paid")
    );
    assert_eq!(
        page.attempt
            .expect("one")
            .paid_at
            .map(At::rfc3339)
            .as_deref(),
        Some("2026-06-01T04:00:00.000Z")
    );
}

#[tokio::test]
async fn a_lost_notice_is_settled_by_query_and_a_return_queries_at_once() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    pay_at_bank(&fixture, &token).await;
    fixture.run_for(10).await;
    assert_eq!(state(&fixture, &token).await, PAID);
    let second = fixture.another_order("N-2").await;
    fixture
        .desk
        .confirm(&second, Choice::Bank("ABC".into()), &visit())
        .await
        .expect("begins");
    let asked = fixture.network.requests().len();
    assert_eq!(
        fixture.desk.returned(&second).await.expect("waits"),
        Place::Waiting
    );
    assert_eq!(
        fixture.desk.returned(&second).await.expect("waits"),
        Place::Waiting
    );
    assert_eq!(
        fixture.network.requests().len(),
        asked + 1,
        "asked once in three seconds"
    );
    pay_at_bank(&fixture, &second).await;
    fixture.clock.advance(3);
    assert_eq!(
        fixture.desk.returned(&second).await.expect("paid"),
        Place::Paid
    );
}

#[tokio::test]
async fn a_notice_that_differs_or_is_forged_changes_nothing() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    let notice = pay_at_bank(&fixture, &token).await;
    let with = |name: &str, value: &str| {
        let mut fields = notice.clone();
        fields.insert(name.into(), value.into());
        fields
    };
    for (name, value) in [
        ("txnAmt", "12799"),
        ("merId", "777290058110099"),
        ("txnTime", "20260601120001"),
        ("orderId", "zzzzzzzzzzzzzzzzzzzzzzzzzz00"),
    ] {
        let refused = fixture
            .engine
            .notice(
                &channels::unionpay::ID,
                &notice_call(&signed_notice(with(name, value))),
            )
            .await;
        assert!(
            matches!(refused, Err(Error::Refused(r)) if r.code == Code::BadRequest),
            "{name}"
        );
    }
    let mut forged = sign(notice.clone());
    forged.insert("txnAmt".into(), "12801".into());
    assert!(
        fixture
            .engine
            .notice(&channels::unionpay::ID, &notice_call(&notice_body(&forged)))
            .await
            .is_err()
    );
    assert!(
        fixture
            .engine
            .notice(&channels::unionpay::ID, &notice_call(b"not a notice"))
            .await
            .is_err()
    );
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::AwaitingPayer)
    );
    assert!(fixture.event_types().await.is_empty());
}

#[tokio::test]
async fn notice_and_query_race_to_one_result() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    let told = signed_notice(pay_at_bank(&fixture, &token).await);
    fixture.clock.advance(6);
    let call = notice_call(&told);
    let (a, b, c, d) = tokio::join!(
        fixture.engine.notice(&channels::unionpay::ID, &call),
        fixture.engine.run_due_jobs(),
        fixture.desk.returned(&token),
        fixture.engine.notice(&channels::unionpay::ID, &call),
    );
    assert!(a.is_ok() && b > 0 && c.is_ok() && d.is_ok());
    assert_eq!(state(&fixture, &token).await, PAID);
    assert_eq!(fixture.event_types().await, ["order.paid"]);
    assert_eq!(fixture.engine.surplus().await.expect("counts"), (0, 0));
}

#[tokio::test]
async fn a_second_payment_of_one_number_is_surplus_once() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    let first = pay_at_bank(&fixture, &token).await;
    let second = pay_at_bank(&fixture, &token).await;
    for notice in [&first, &second, &second] {
        fixture
            .engine
            .notice(
                &channels::unionpay::ID,
                &notice_call(&signed_notice(notice.clone())),
            )
            .await
            .expect("accepted");
    }
    assert_eq!(state(&fixture, &token).await, PAID);
    assert_eq!(fixture.engine.surplus().await.expect("counts"), (1, 12_800));
}

#[tokio::test]
async fn a_502_or_a_forged_answer_is_no_answer() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    fixture
        .network
        .fail_next(&[Failure::BadGateway, Failure::Forged, Failure::AnswerLost]);
    for _ in 0..3 {
        fixture.clock.advance(3);
        assert_eq!(
            fixture.desk.returned(&token).await.expect("waits"),
            Place::Waiting
        );
    }
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::AwaitingPayer)
    );
    pay_at_bank(&fixture, &token).await;
    fixture.run_for(60).await;
    assert_eq!(state(&fixture, &token).await, PAID);
}

#[tokio::test]
async fn an_unpaid_order_expires_after_the_networks_time_limit() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    fixture.run_for(900).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::AwaitingPayer),
        "not before"
    );
    fixture.run_for(120).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Expired, AttemptStatus::Abandoned)
    );
    assert_eq!(fixture.event_types().await, ["order.closed"]);
    let page = fixture.page(&token).await;
    assert_eq!((page.place, page.seconds_left), (Place::Expired, 0));
    assert!(page.home.contains("state=expired"));
}

#[tokio::test]
async fn money_after_the_end_is_surplus_and_the_order_stays_ended() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    let form = fixture.bank_form(&token).await;
    fixture.run_for(1020).await;
    let late = fixture.network.pay_form(&form);
    fixture
        .engine
        .notice(&channels::unionpay::ID, &notice_call(&signed_notice(late)))
        .await
        .expect("accepted");
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Expired, AttemptStatus::Surplus)
    );
    assert_eq!(fixture.engine.surplus().await.expect("counts"), (1, 12_800));
    assert_eq!(fixture.event_types().await, ["order.closed"]);
}

#[tokio::test]
async fn a_cancelled_attempt_may_still_pay_the_order() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    let form = fixture.bank_form(&token).await;
    let turn = fixture.desk.cancel(&token).await.expect("cancelled");
    assert!(matches!(turn, NextPage::Go(Place::Choose)));
    assert_eq!(fixture.page(&token).await.place, Place::Choose);
    fixture.network.pay_form(&form);
    fixture.run_for(30).await;
    assert_eq!(
        state(&fixture, &token).await,
        PAID,
        "late money is seen by query"
    );
}

#[tokio::test]
async fn two_paid_attempts_pay_once_and_the_rest_is_surplus() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    let first = fixture.bank_form(&token).await;
    fixture.desk.cancel(&token).await.expect("cancelled");
    fixture.clock.advance(1);
    fixture
        .desk
        .confirm(&token, Choice::Bank("CCB".into()), &visit())
        .await
        .expect("begins");
    let second = fixture.bank_form(&token).await;
    for form in [&first, &second] {
        let notice = fixture.network.pay_form(form);
        fixture
            .engine
            .notice(
                &channels::unionpay::ID,
                &notice_call(&signed_notice(notice)),
            )
            .await
            .expect("accepted");
    }
    let found = fixture.found(&token).await;
    let states: Vec<_> = found.attempts.iter().map(|a| a.state.status()).collect();
    assert_eq!(
        (found.order.state, states),
        (
            OrderState::Paid,
            vec![AttemptStatus::Paid, AttemptStatus::Surplus]
        )
    );
    assert_eq!(fixture.engine.surplus().await.expect("counts"), (1, 12_800));
    assert_eq!(fixture.event_types().await, ["order.paid"]);
}

#[tokio::test]
async fn two_tabs_start_one_attempt() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let visit = visit();
    let bank = |code: &str| {
        fixture
            .desk
            .confirm(&token, Choice::Bank(code.into()), &visit)
    };
    let (one, two, three) = tokio::join!(bank("ICBC"), bank("ICBC"), bank("ABC"));
    assert!(
        matches!(one, Ok(NextPage::Go(_)))
            && matches!(two, Ok(NextPage::Go(_)))
            && matches!(three, Ok(NextPage::Go(_)))
    );
    assert_eq!(fixture.found(&token).await.attempts.len(), 1);
}

#[tokio::test]
async fn a_failed_try_at_the_bank_is_shown_on_return_and_another_method_is_offered() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    let form = fixture.bank_form(&token).await;
    let fields: Fields = form.fields.into_iter().collect();
    fixture.network.pay(&fields, "64");
    fixture.run_for(10).await;
    assert_eq!(
        state(&fixture, &token).await.1,
        AttemptStatus::AwaitingPayer,
        "the payer may be at it again"
    );
    assert_eq!(
        fixture.desk.returned(&token).await.expect("answered"),
        Place::Declined
    );
    let page = fixture.page(&token).await;
    assert!(page.also.contains(&Place::Choose));
    fixture.network.pay(&fields, "00");
    fixture.run_for(60).await;
    assert_eq!(
        state(&fixture, &token).await,
        PAID,
        "the second try at the bank is not lost"
    );
}

#[tokio::test]
async fn more_time_extends_the_order_and_a_live_attempt_prevents_closing() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let left = fixture.desk.more_time(&token).await.expect("more");
    assert_eq!(left, 1500);
    fixture.run_for(1000).await;
    assert_eq!(fixture.page(&token).await.place, Place::Choose);
    fixture
        .desk
        .confirm(&token, Choice::Bank("ICBC".into()), &visit())
        .await
        .expect("begins");
    let refused = fixture.close(&token).await;
    assert!(matches!(refused, Err(Error::Refused(r)) if r.code == Code::PaymentInProgress));
    fixture.desk.cancel(&token).await.expect("cancelled");
    let closed = fixture.close(&token).await.expect("closed");
    assert_eq!(closed.order.state, OrderState::Closed);
    fixture.close(&token).await.expect("closed twice is closed");
    assert_eq!(fixture.event_types().await, ["order.closed"]);
    let late = fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &visit())
        .await
        .expect("answered");
    assert!(matches!(late, NextPage::Go(Place::Closed)));
}

#[tokio::test]
async fn a_bank_that_is_not_offered_is_a_field_error() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let turn = fixture
        .desk
        .confirm(&token, Choice::Bank("XXX".into()), &visit())
        .await
        .expect("answered");
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

async fn open_bank_page(fixture: &Fixture, token: &PayToken) -> BankForm {
    fixture
        .desk
        .leave_for_bank(token, &visit())
        .await
        .expect("a form");
    fixture.bank_form(token).await
}

#[tokio::test]
async fn a_form_too_old_for_the_network_gets_a_new_number_and_both_are_queried() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    let old = open_bank_page(&fixture, &token).await;
    fixture.clock.advance(299);
    assert_eq!(open_bank_page(&fixture, &token).await, old);
    fixture.clock.advance(1);
    let (new, tab) = tokio::join!(
        open_bank_page(&fixture, &token),
        open_bank_page(&fixture, &token)
    );
    assert_eq!(new, tab, "two tabs, one number");
    let field = |form: &BankForm, name: &str| {
        let fields: Fields = form.fields.iter().cloned().collect();
        fields[name].clone()
    };
    assert_ne!(field(&new, "orderId"), field(&old, "orderId"));
    assert_eq!(field(&old, "txnTime"), "20260601120000");
    assert_eq!(field(&new, "txnTime"), "20260601120500");
    assert_eq!(fixture.found(&token).await.attempts.len(), 1);
    fixture.network.pay_form(&new);
    fixture.run_for(10).await;
    assert_eq!(state(&fixture, &token).await, PAID, "by query, at once");
    fixture.network.pay_form(&old);
    fixture.run_for(660).await;
    assert_eq!(
        fixture.engine.surplus().await.expect("counts"),
        (1, 12_800),
        "the other number is asked about until its time is over"
    );
    assert_eq!(state(&fixture, &token).await, PAID);
    assert_eq!(
        fixture.event_types().await,
        ["order.paid", "refund.succeeded"]
    );
    assert_eq!(
        fixture.network.refunded_fen(),
        12_800,
        "and its money goes back"
    );
    let asked = fixture.network.requests().len();
    fixture.run_for(1200).await;
    assert_eq!(
        fixture.network.requests().len(),
        asked,
        "then it is not queried again"
    );
}

#[tokio::test]
async fn an_old_form_that_was_paid_gets_no_new_number() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    let old = open_bank_page(&fixture, &token).await;
    fixture.clock.advance(400);
    fixture.network.pay_form(&old);
    fixture
        .desk
        .leave_for_bank(&token, &visit())
        .await
        .expect("asked first");
    assert_eq!(state(&fixture, &token).await, PAID);
    assert_eq!(fixture.page(&token).await.place, Place::Paid);
}

#[tokio::test]
async fn a_notice_of_the_old_number_pays_too_and_an_expired_order_offers_no_form() {
    let fixture = Fixture::new().await;
    let token = order_at_icbc(&fixture).await;
    let old = open_bank_page(&fixture, &token).await;
    fixture.clock.advance(300);
    open_bank_page(&fixture, &token).await;
    let notice = fixture.network.pay_form(&old);
    fixture
        .engine
        .notice(
            &channels::unionpay::ID,
            &notice_call(&signed_notice(notice)),
        )
        .await
        .expect("accepted");
    assert_eq!(state(&fixture, &token).await, PAID);
    let second = fixture.another_order("N-2").await;
    fixture
        .desk
        .confirm(&second, Choice::Bank("ICBC".into()), &visit())
        .await
        .expect("begins");
    fixture.clock.advance(300);
    open_bank_page(&fixture, &second).await;
    fixture.run_for(1020).await;
    assert_eq!(
        state(&fixture, &second).await,
        (OrderState::Expired, AttemptStatus::Abandoned)
    );
    assert_eq!(fixture.engine.surplus().await.expect("counts"), (0, 0));
}

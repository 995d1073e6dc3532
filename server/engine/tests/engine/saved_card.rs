//! Quick payment with a saved card.

use super::new_card::{code_sent, pay, shown, state};
use domain::attempt::AttemptStatus;
use domain::desk::{Choice, Field, FieldProblem, NextPage, Place};
use domain::ids::{AgreementId, PayToken};
use domain::order::{OrderDraft, OrderState};
use domain::product::Product;
use store::agreements;
use testkit::fixture::{Fixture, visit};
use testkit::network::{CARD_TOKEN, Failure, SMS_CODE, notice_call, signed_notice};

/// A buyer with a saved card, and a new order of that buyer.
pub(super) async fn with_card(fixture: &Fixture) -> (PayToken, AgreementId) {
    let first = fixture.order().await;
    let sealed = code_sent(fixture, &first).await;
    pay(fixture, &first, &sealed, SMS_CODE).await;
    fixture.clock.advance(61);
    let token = fixture.another_order("N-2").await;
    let card = fixture.page(&token).await.cards[0].id.clone();
    (token, card)
}

pub(super) async fn begin(fixture: &Fixture, token: &PayToken, card: &AgreementId) -> NextPage {
    fixture
        .desk
        .confirm(token, Choice::SavedCard(card.clone()), &visit())
        .await
        .expect("an answer")
}

#[tokio::test]
async fn a_saved_card_pays_with_a_code_only() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    assert!(matches!(
        begin(&fixture, &token, &card).await,
        NextPage::Go(Place::Code)
    ));
    let view = fixture.page(&token).await.attempt.expect("one");
    assert_eq!(
        (view.saved_card, view.phone_masked.as_deref()),
        (Some(card), Some("138****8000"))
    );
    assert!(matches!(
        pay(&fixture, &token, "", SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
    let (sms, paid) = (
        fixture.network.last_request("77/02"),
        fixture.network.last_request("01/01"),
    );
    assert_eq!(
        sms["orderId"], paid["orderId"],
        "a code and its payment share a number"
    );
    assert!(paid["tokenPayData"].contains(CARD_TOKEN));
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paid, AttemptStatus::Paid)
    );
}

#[tokio::test]
async fn a_wrong_code_moves_no_money_and_the_next_try_has_a_new_number() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    begin(&fixture, &token, &card).await;
    let (place, _, errors) = shown(pay(&fixture, &token, "", "000000").await);
    assert_eq!(
        (place, errors),
        (Place::Code, vec![(Field::Code, FieldProblem::WrongCode)])
    );
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::AwaitingPayer)
    );
    let first = fixture.network.last_request("01/01")["orderId"].clone();
    assert!(matches!(
        pay(&fixture, &token, "", SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
    assert_ne!(fixture.network.last_request("01/01")["orderId"], first);
}

#[tokio::test]
async fn a_code_that_is_not_six_digits_costs_a_saved_card_no_try() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    begin(&fixture, &token, &card).await;
    let asked = fixture.network.requests().len();
    for (typed, problem) in [
        ("13579", FieldProblem::TooShort),
        ("1357901", FieldProblem::TooLong),
    ] {
        let (place, _, errors) = shown(pay(&fixture, &token, "", typed).await);
        assert_eq!((place, errors), (Place::Code, vec![(Field::Code, problem)]));
    }
    assert_eq!(fixture.network.requests().len(), asked);
    let attempt = fixture.page(&token).await.attempt.expect("one");
    assert_eq!(attempt.codes_left, 5);
}

#[tokio::test]
async fn five_wrong_codes_decline_a_saved_card() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    begin(&fixture, &token, &card).await;
    for _ in 0..4 {
        shown(pay(&fixture, &token, "", "000000").await);
    }
    assert!(matches!(
        pay(&fixture, &token, "", "000000").await,
        NextPage::Go(Place::Declined)
    ));
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Declined)
    );
    let page = fixture.page(&token).await;
    assert_eq!(page.place, Place::Declined);
    assert!(page.also.contains(&Place::Choose));

    // A new code for the same card: not before the pause is over, and the page
    // says how long that takes.
    fixture.clock.advance(20);
    let (place, _, errors) = shown(begin(&fixture, &token, &card).await);
    assert_eq!(
        (place, errors),
        (
            Place::Code,
            vec![(Field::Code, FieldProblem::TooSoon { wait_s: 40 })]
        )
    );
    let wait = async || fixture.page(&token).await.attempt.expect("one").resend_in_s;
    assert_eq!(wait().await, 40);
    fixture.clock.advance(40);
    assert_eq!(wait().await, 0);
    let sent = fixture.desk.resend_code(&token, "", &visit()).await;
    assert!(matches!(sent, Ok(NextPage::Go(Place::Code))), "{sent:?}");
    assert_eq!(wait().await, 60);
    assert!(matches!(
        pay(&fixture, &token, "", SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn a_saved_card_within_the_pause_leaves_the_code_that_was_sent() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    let sealed = code_sent(&fixture, &token).await;
    let (place, _, errors) = shown(begin(&fixture, &token, &card).await);
    let too_soon = (Field::Way, FieldProblem::TooSoon { wait_s: 60 });
    assert_eq!((place, errors), (Place::Choose, vec![too_soon]));
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn a_wrong_code_reported_late_by_query_counts_once() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    begin(&fixture, &token, &card).await;
    fixture
        .network
        .fail_next(&[Failure::AnswerLost, Failure::RequestLost]);
    assert!(matches!(
        pay(&fixture, &token, "", "000000").await,
        NextPage::Go(Place::Waiting)
    ));
    fixture.run_for(20).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::AwaitingPayer)
    );
    assert_eq!(
        fixture.page(&token).await.attempt.expect("one").codes_left,
        4
    );
}

/// Money of an earlier attempt pays the order before the wrong code is known.
/// No new code can be typed then, and the attempt ends by the network's
/// answer.
#[tokio::test]
async fn a_wrong_code_reported_after_late_money_paid_the_order_ends_the_attempt() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    let form = fixture.go_to_bank(&token, "ICBC").await;
    fixture
        .desk
        .cancel(&token)
        .await
        .expect("cancelled, as nothing is paid");
    fixture.clock.advance(1);
    begin(&fixture, &token, &card).await;
    fixture
        .network
        .fail_next(&[Failure::AnswerLost, Failure::RequestLost]);
    let turn = pay(&fixture, &token, "", "000000").await;
    assert!(matches!(turn, NextPage::Go(Place::Waiting)), "{turn:?}");
    let notice = fixture.network.pay_form(&form);
    fixture
        .engine
        .notice(
            &channels::unionpay::ID,
            &notice_call(&signed_notice(notice)),
        )
        .await
        .expect("accepted");
    let states = async || {
        let found = fixture.found(&token).await;
        let attempts: Vec<_> = found.attempts.iter().map(|a| a.state.status()).collect();
        (found.order.state, attempts)
    };
    assert_eq!(
        states().await,
        (
            OrderState::Paid,
            vec![AttemptStatus::Paid, AttemptStatus::Unsettled]
        ),
        "what became of the second is not known"
    );
    fixture.run_for(20).await;
    assert_eq!(
        states().await,
        (
            OrderState::Paid,
            vec![AttemptStatus::Paid, AttemptStatus::Declined]
        )
    );
    let asked = fixture.network.requests().len();
    fixture.run_for_minutes(60).await;
    assert_eq!(
        fixture.network.requests().len(),
        asked,
        "its result is known, so it is not queried again"
    );
    assert_eq!(fixture.event_types().await, ["order.paid", "order.paid"]);
    assert_eq!(fixture.page(&token).await.place, Place::Paid);
}

#[tokio::test]
async fn a_card_without_funds_is_declined_and_another_method_is_offered() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    begin(&fixture, &token, &card).await;
    fixture.network.fail_next(&[Failure::Refuse("64")]);
    assert!(matches!(
        pay(&fixture, &token, "", SMS_CODE).await,
        NextPage::Go(Place::Declined)
    ));
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Declined)
    );
    let turn = fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &visit())
        .await
        .expect("begins");
    assert!(matches!(turn, NextPage::Go(Place::Scan)));
}

#[tokio::test]
async fn a_code_that_cannot_be_sent_leaves_the_order_open() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    fixture.network.fail_next(&[Failure::RequestLost]);
    let (place, _, errors) = shown(begin(&fixture, &token, &card).await);
    assert_eq!(
        (place, errors),
        (Place::Choose, vec![(Field::Way, FieldProblem::NoAnswer)])
    );
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Abandoned)
    );
}

#[tokio::test]
async fn a_removed_card_is_deleted_here_at_once_and_at_the_network_by_a_job() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    let turn = fixture
        .desk
        .remove_card(&token, &card)
        .await
        .expect("removed");
    assert!(matches!(turn, NextPage::Go(Place::Choose)));
    assert!(fixture.page(&token).await.cards.is_empty());
    let (_, _, errors) = shown(begin(&fixture, &token, &card).await);
    assert_eq!(errors, [(Field::Way, FieldProblem::NotOffered)]);
    fixture.network.fail_next(&[Failure::BadGateway]);
    fixture.run_for(5).await;
    fixture.run_for(65).await;
    assert_eq!(
        fixture
            .network
            .requests()
            .iter()
            .filter(|kind| *kind == "74/01")
            .count(),
        2,
        "tried until it is gone"
    );
    let kept = fixture
        .engine
        .store
        .read(move |tx| Box::pin(async move { agreements::find(tx, &card).await }));
    assert_eq!(
        kept.await
            .expect("reads")
            .expect("the row stays")
            .token_sealed,
        ""
    );
}

#[tokio::test]
async fn a_saved_card_of_another_buyer_cannot_be_used() {
    let fixture = Fixture::new().await;
    let (_, card) = with_card(&fixture).await;
    let stranger = OrderDraft {
        mall_order_no: String::from("N-3"),
        buyer_ref: Some(String::from("another-buyer")),
        ..fixture.draft()
    };
    let token = fixture
        .create(stranger)
        .await
        .expect("an order")
        .order
        .token;
    assert!(fixture.page(&token).await.cards.is_empty());
    let (_, _, errors) = shown(begin(&fixture, &token, &card).await);
    assert_eq!(errors, [(Field::Way, FieldProblem::NotOffered)]);
    fixture
        .desk
        .remove_card(&token, &card)
        .await
        .expect("an answer");
    let theirs = fixture.another_order("N-4").await;
    assert_eq!(
        fixture.page(&theirs).await.cards.len(),
        1,
        "a stranger removes nothing"
    );
}

#[tokio::test]
async fn a_card_signed_twice_is_saved_once() {
    let fixture = Fixture::new().await;
    let (token, _) = with_card(&fixture).await;
    let sealed = code_sent(&fixture, &token).await;
    pay(&fixture, &token, &sealed, SMS_CODE).await;
    let third = fixture.another_order("N-3").await;
    assert_eq!(fixture.page(&third).await.cards.len(), 1);
}

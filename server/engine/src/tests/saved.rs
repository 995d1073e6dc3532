//! Quick pay with a signed card.

use super::house::{House, visit};
use super::network::{CODE, TOKEN, Trouble, notice};
use super::quick::{code_sent, pay, shown, state};
use domain::attempt::AttemptState;
use domain::desk::{Choice, Field, FieldProblem, NextPage, Place};
use domain::ids::{AgreementId, PayToken};
use domain::order::{OrderDraft, OrderState};
use store::agreements;

/// A buyer with a signed card, and a new order of theirs.
async fn with_card(house: &House) -> (PayToken, AgreementId) {
    let first = house.order().await;
    let sealed = code_sent(house, &first).await;
    pay(house, &first, &sealed, CODE).await;
    house.clock.pass(61);
    let token = house.another("N-2").await;
    let card = house.page(&token).await.cards[0].id.clone();
    (token, card)
}

async fn begin(house: &House, token: &PayToken, card: &AgreementId) -> NextPage {
    house
        .desk
        .confirm(token, Choice::SavedCard(card.clone()), &visit())
        .await
        .expect("an answer")
}

#[tokio::test]
async fn the_next_time_takes_a_code_only() {
    let house = House::new().await;
    let (token, card) = with_card(&house).await;
    assert!(matches!(
        begin(&house, &token, &card).await,
        NextPage::Go(Place::Code)
    ));
    let view = house.page(&token).await.attempt.expect("one");
    assert_eq!(
        (view.saved_card, view.phone_masked.as_deref()),
        (Some(card), Some("138****8000"))
    );
    assert!(matches!(
        pay(&house, &token, "", CODE).await,
        NextPage::Go(Place::Paid)
    ));
    let (sms, paid) = (house.network.last("77/02"), house.network.last("01/01"));
    assert_eq!(
        sms["orderId"], paid["orderId"],
        "a code and its payment share a number"
    );
    assert!(paid["tokenPayData"].contains(TOKEN));
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paid, AttemptState::Paid)
    );
}

#[tokio::test]
async fn a_wrong_code_moves_no_money_and_the_next_try_has_its_own_number() {
    let house = House::new().await;
    let (token, card) = with_card(&house).await;
    begin(&house, &token, &card).await;
    let (place, _, errors) = shown(pay(&house, &token, "", "000000").await);
    assert_eq!(
        (place, errors),
        (Place::Code, vec![(Field::Code, FieldProblem::WrongCode)])
    );
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::AwaitingPayer)
    );
    let first = house.network.last("01/01")["orderId"].clone();
    assert!(matches!(
        pay(&house, &token, "", CODE).await,
        NextPage::Go(Place::Paid)
    ));
    assert_ne!(house.network.last("01/01")["orderId"], first);
}

#[tokio::test]
async fn five_wrong_codes_end_it() {
    let house = House::new().await;
    let (token, card) = with_card(&house).await;
    begin(&house, &token, &card).await;
    for _ in 0..4 {
        shown(pay(&house, &token, "", "000000").await);
    }
    assert!(matches!(
        pay(&house, &token, "", "000000").await,
        NextPage::Go(Place::Declined)
    ));
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Open, AttemptState::Declined)
    );
    let page = house.page(&token).await;
    assert_eq!(page.place, Place::Declined);
    assert!(page.also.contains(&Place::Choose));
}

#[tokio::test]
async fn a_wrong_code_told_late_by_query_counts_once() {
    let house = House::new().await;
    let (token, card) = with_card(&house).await;
    begin(&house, &token, &card).await;
    house
        .network
        .trouble(&[Trouble::AnswerLost, Trouble::RequestLost]);
    assert!(matches!(
        pay(&house, &token, "", "000000").await,
        NextPage::Go(Place::Waiting)
    ));
    house.live(20).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::AwaitingPayer)
    );
    assert_eq!(house.page(&token).await.attempt.expect("one").codes_left, 4);
}

/// The code is wrong, which nobody knows yet, when money of the attempt before
/// pays the order: then there is no code to type any more, and the attempt
/// ends by what the network says of it.
#[tokio::test]
async fn a_wrong_code_told_after_late_money_paid_the_order_ends_the_attempt() {
    let house = House::new().await;
    let (token, card) = with_card(&house).await;
    let form = house.go_to_bank(&token, "ICBC").await;
    house.desk.cancel(&token).await.expect("nobody has paid");
    house.clock.pass(1);
    begin(&house, &token, &card).await;
    house
        .network
        .trouble(&[Trouble::AnswerLost, Trouble::RequestLost]);
    let turn = pay(&house, &token, "", "000000").await;
    assert!(matches!(turn, NextPage::Go(Place::Waiting)), "{turn:?}");
    let word = house.network.pay_form(&form);
    house.engine.notice(&notice(word)).await.expect("believed");
    let states = async || {
        let found = house.found(&token).await;
        let attempts: Vec<_> = found.attempts.iter().map(|a| a.state).collect();
        (found.order.state, attempts)
    };
    assert_eq!(
        states().await,
        (
            OrderState::Paid,
            vec![AttemptState::Paid, AttemptState::Unsettled]
        ),
        "what became of the second is not known"
    );
    house.live(20).await;
    assert_eq!(
        states().await,
        (
            OrderState::Paid,
            vec![AttemptState::Paid, AttemptState::Declined]
        )
    );
    let asked = house.network.heard().len();
    house.doze(60).await;
    assert_eq!(
        house.network.heard().len(),
        asked,
        "its end is known: nobody asks about it any more"
    );
    assert_eq!(house.events().await, ["order.paid", "order.paid"]);
    assert_eq!(house.page(&token).await.place, Place::Paid);
}

#[tokio::test]
async fn a_card_without_money_is_declined_and_another_way_is_open() {
    let house = House::new().await;
    let (token, card) = with_card(&house).await;
    begin(&house, &token, &card).await;
    house.network.trouble(&[Trouble::Refuse("64")]);
    assert!(matches!(
        pay(&house, &token, "", CODE).await,
        NextPage::Go(Place::Declined)
    ));
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Open, AttemptState::Declined)
    );
    let turn = house
        .desk
        .confirm(&token, Choice::Scan, &visit())
        .await
        .expect("begins");
    assert!(matches!(turn, NextPage::Go(Place::Scan)));
}

#[tokio::test]
async fn a_code_that_cannot_be_sent_leaves_the_order_open() {
    let house = House::new().await;
    let (token, card) = with_card(&house).await;
    house.network.trouble(&[Trouble::RequestLost]);
    let (place, _, errors) = shown(begin(&house, &token, &card).await);
    assert_eq!(
        (place, errors),
        (Place::Choose, vec![(Field::Way, FieldProblem::NoAnswer)])
    );
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Open, AttemptState::Abandoned)
    );
}

#[tokio::test]
async fn a_removed_card_is_gone_here_at_once_and_at_the_network_by_a_job() {
    let house = House::new().await;
    let (token, card) = with_card(&house).await;
    let turn = house
        .desk
        .remove_card(&token, &card)
        .await
        .expect("removed");
    assert!(matches!(turn, NextPage::Go(Place::Choose)));
    assert!(house.page(&token).await.cards.is_empty());
    let (_, _, errors) = shown(begin(&house, &token, &card).await);
    assert_eq!(errors, [(Field::Way, FieldProblem::NotOffered)]);
    house.network.trouble(&[Trouble::BadGateway]);
    house.live(5).await;
    house.live(65).await;
    assert_eq!(
        house
            .network
            .heard()
            .iter()
            .filter(|kind| *kind == "74/01")
            .count(),
        2,
        "tried until it is gone"
    );
    let kept = house
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
async fn another_buyers_card_is_nobodys() {
    let house = House::new().await;
    let (_, card) = with_card(&house).await;
    let stranger = OrderDraft {
        mall_order_no: String::from("N-3"),
        buyer_ref: Some(String::from("somebody-else")),
        ..house.draft()
    };
    let token = house.create(stranger).await.expect("an order").order.token;
    assert!(house.page(&token).await.cards.is_empty());
    let (_, _, errors) = shown(begin(&house, &token, &card).await);
    assert_eq!(errors, [(Field::Way, FieldProblem::NotOffered)]);
    house
        .desk
        .remove_card(&token, &card)
        .await
        .expect("an answer");
    let theirs = house.another("N-4").await;
    assert_eq!(
        house.page(&theirs).await.cards.len(),
        1,
        "a stranger removes nothing"
    );
}

#[tokio::test]
async fn a_card_signed_again_is_one_card() {
    let house = House::new().await;
    let (token, _) = with_card(&house).await;
    let sealed = code_sent(&house, &token).await;
    pay(&house, &token, &sealed, CODE).await;
    let third = house.another("N-3").await;
    assert_eq!(house.page(&third).await.cards.len(), 1);
}

//! A card that the shopper does not want remembered: it pays as any other, and
//! its agreement is removed at the network after the payment.

use super::new_card::{pay, shown, state};
use domain::attempt::AttemptStatus;
use domain::desk::{CardEntry, NextPage, Place};
use domain::ids::PayToken;
use domain::order::{OrderDraft, OrderState};
use testkit::fixture::{Fixture, card, visit};
use testkit::network::{Failure, SMS_CODE};

/// Sends the card form; returns the sealed card.
async fn code_sent(fixture: &Fixture, token: &PayToken, remember: bool) -> String {
    let entry = CardEntry { remember, ..card() };
    let sent = fixture.desk.send_code(token, entry, &visit()).await;
    let (place, form, errors) = shown(sent.expect("sent"));
    assert_eq!((place, errors), (Place::Code, vec![]));
    form.sealed.expect("a sealed card")
}

fn removals(fixture: &Fixture) -> usize {
    let requests = fixture.network.requests();
    requests.iter().filter(|kind| *kind == "74/01").count()
}

async fn saved_cards(fixture: &Fixture, order_no: &str) -> usize {
    let token = fixture.another_order(order_no).await;
    fixture.page(&token).await.cards.len()
}

#[tokio::test]
async fn it_pays_and_is_removed_at_the_network_at_once() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    assert!(fixture.page(&token).await.buyer_known);
    let sealed = code_sent(&fixture, &token, false).await;
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paid, AttemptStatus::Paid)
    );
    assert_eq!(saved_cards(&fixture, "N-2").await, 0, "never offered");
    assert_eq!(removals(&fixture), 0, "not before the payment is over");
    fixture.run_for(2).await;
    assert_eq!(removals(&fixture), 1);
    fixture.run_for_minutes(60).await;
    assert_eq!(removals(&fixture), 1, "once");
}

#[tokio::test]
async fn a_buyer_without_a_name_is_not_remembered_at_the_network_either() {
    let fixture = Fixture::new().await;
    let draft = OrderDraft {
        buyer_ref: None,
        ..fixture.draft()
    };
    let token = fixture.create(draft).await.expect("an order").order.token;
    assert!(!fixture.page(&token).await.buyer_known);
    let sealed = code_sent(&fixture, &token, true).await;
    pay(&fixture, &token, &sealed, SMS_CODE).await;
    fixture.run_for(2).await;
    assert_eq!(removals(&fixture), 1);
}

#[tokio::test]
async fn it_stays_while_the_result_of_its_payment_is_unknown() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token, false).await;
    // Signing succeeds; the payment does not arrive.
    fixture.network.fail_after(1, &[Failure::RequestLost]);
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::Waiting)
    ));
    fixture.run_for(590).await;
    assert_eq!(removals(&fixture), 0);
    fixture.run_for(80).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Abandoned)
    );
    assert_eq!(removals(&fixture), 1, "the time to pay is over");
}

#[tokio::test]
async fn it_is_removed_after_a_payment_that_is_declined() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token, false).await;
    fixture.network.fail_after(1, &[Failure::Refuse("64")]);
    let declined = pay(&fixture, &token, &sealed, SMS_CODE).await;
    assert!(matches!(declined, NextPage::Show(Place::Declined, _)));
    fixture.run_for(2).await;
    assert_eq!(removals(&fixture), 1);
}

/// The same card within a minute gets no second code, but the box counts as it
/// was last.
#[tokio::test]
async fn the_last_answer_of_the_shopper_counts() {
    for (first, last, saved) in [(true, false, 0), (false, true, 1)] {
        let fixture = Fixture::new().await;
        let token = fixture.order().await;
        code_sent(&fixture, &token, first).await;
        let sealed = code_sent(&fixture, &token, last).await;
        assert_eq!(fixture.network.requests(), ["77/00"], "one code");
        pay(&fixture, &token, &sealed, SMS_CODE).await;
        assert_eq!(saved_cards(&fixture, "N-2").await, saved);
    }
}

/// The network gives a card its former token again.
#[tokio::test]
async fn a_card_that_was_remembered_is_forgotten_when_the_shopper_says_so() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token, true).await;
    pay(&fixture, &token, &sealed, SMS_CODE).await;
    assert_eq!(saved_cards(&fixture, "N-2").await, 1);
    fixture.clock.advance(61);
    let token = fixture.another_order("N-3").await;
    let sealed = code_sent(&fixture, &token, false).await;
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
    assert_eq!(saved_cards(&fixture, "N-4").await, 0);
    fixture.run_for(2).await;
    assert_eq!(removals(&fixture), 1);
}

/// The network gives a card the same token for everyone, so removing it for one
/// would take it from the other.
#[tokio::test]
async fn a_token_that_another_buyer_saved_is_removed_with_the_last_of_them() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token, true).await;
    pay(&fixture, &token, &sealed, SMS_CODE).await;
    fixture.clock.advance(61);
    let nameless = OrderDraft {
        mall_order_no: String::from("N-2"),
        buyer_ref: None,
        ..fixture.draft()
    };
    let other = fixture.create(nameless).await.expect("an order");
    let other = other.order.token;
    let sealed = code_sent(&fixture, &other, true).await;
    pay(&fixture, &other, &sealed, SMS_CODE).await;
    fixture.run_for_minutes(60).await;
    assert_eq!(removals(&fixture), 0, "the saved card still pays");
    let third = fixture.another_order("N-3").await;
    let saved = fixture.page(&third).await.cards[0].id.clone();
    fixture
        .desk
        .remove_card(&third, &saved)
        .await
        .expect("removed");
    fixture.run_for(2).await;
    assert_eq!(removals(&fixture), 1);
}

#[tokio::test]
async fn a_form_that_is_shown_again_keeps_the_answer() {
    for remember in [true, false] {
        let fixture = Fixture::new().await;
        let token = fixture.order().await;
        let sealed = code_sent(&fixture, &token, remember).await;
        fixture.network.fail_next(&[Failure::Refuse("66")]);
        let (place, form, _) = shown(pay(&fixture, &token, &sealed, SMS_CODE).await);
        assert_eq!(place, Place::Card);
        assert_eq!(form.card.expect("kept").remember, remember);
    }
}

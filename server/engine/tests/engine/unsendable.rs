//! Data that cannot be sent to the network: refused at registration or in the
//! form. Where an older version stored it, no order hangs.

use super::new_card::{code_sent, pay, shown, state};
use super::refunds::{order, partial_refund, refund_order};
use super::saved_card::{begin, with_card};
use domain::attempt::AttemptStatus;
use domain::desk::{CardEntry, Choice, Field, FieldProblem, NextPage, Place};
use domain::ids::PayToken;
use domain::merchant::Merchant;
use domain::order::OrderState;
use domain::product::Product;
use domain::refund::RefundState;
use domain::refusal::Code;
use domain::secret::Secret;
use store::{Error, agreements, args};
use testkit::fixture::{Fixture, card, visit};
use testkit::network::{Failure, SMS_CODE};

/// Gives the merchant a name of which no character can be sent, as an older
/// version could have registered.
pub(super) async fn rename_to_emoji(fixture: &Fixture) {
    let id = fixture.merchant.id.clone();
    let sql = "UPDATE merchants SET short_name = $2 WHERE id = $1";
    let renamed = fixture.engine.store.write(move |tx| {
        let id = id.clone();
        Box::pin(async move { tx.run(sql, args![id.as_str(), "🍵🍵"]).await })
    });
    assert_eq!(renamed.await.expect("renamed"), 1);
    fixture.engine.forget_names();
}

/// No attempt is live: the mall can close the order.
async fn can_be_closed(fixture: &Fixture, token: &PayToken) {
    let closed = fixture.close(token).await.expect("closes");
    assert_eq!(closed.order.state, OrderState::Closed);
}

#[tokio::test]
async fn a_merchant_whose_name_cannot_be_sent_is_not_registered() {
    let fixture = Fixture::new().await;
    let registry = fixture.engine.registry();
    let id = registry.new_merchant_id();
    let ours = fixture.merchant.clone();
    let merchant = |legal: &str, short: &str| Merchant {
        id: id.clone(),
        legal_name: legal.to_owned(),
        short_name: short.to_owned(),
        ..ours.clone()
    };
    for (legal, short, pointer) in [
        ("杭州龙井茶业有限公司", "🍵🍵", "/short_name"),
        ("杭州龙井茶业有限公司", "\u{200B}\u{FEFF}", "/short_name"),
        ("杭州龙井茶业有限公司", "\"='&", "/short_name"),
        ("𝔗𝔢𝔞 🍵", "龙井茶业", "/legal_name"),
    ] {
        let refused = registry.add_merchant(&merchant(legal, short), &[]).await;
        let Err(Error::Refused(refusal)) = refused else {
            panic!("{legal} {short}: {refused:?}")
        };
        assert_eq!(refusal.code, Code::FieldInvalid, "{refusal}");
        assert_eq!(refusal.pointer.as_deref(), Some(pointer), "{legal} {short}");
    }
    let left = merchant("杭州龙井茶业有限公司", "🍵茶");
    let added = registry.add_merchant(&left, &[]).await;
    added.expect("something is left");
}

#[tokio::test]
async fn an_old_merchant_whose_name_cannot_be_sent_is_offered_no_method() {
    let fixture = Fixture::new().await;
    rename_to_emoji(&fixture).await;
    let token = fixture.order().await;
    for choice in [Choice::Qr(Product::Scan), Choice::Bank("ICBC".into())] {
        let turn = fixture.desk.confirm(&token, choice, &visit()).await;
        let (place, _, errors) = shown(turn.expect("answered"));
        let expected = (Place::Choose, vec![(Field::Way, FieldProblem::NotOffered)]);
        assert_eq!((place, errors), expected);
    }
    let turn = fixture.desk.send_code(&token, card(), &visit()).await;
    assert_eq!(
        shown(turn.expect("answered")).2,
        [(Field::Way, FieldProblem::NotOffered)]
    );
    assert!(fixture.network.requests().is_empty());
    assert_eq!(fixture.page(&token).await.place, Place::Choose);
    can_be_closed(&fixture, &token).await;
}

/// As an older version left it: recorded, but nothing can be sent.
#[tokio::test]
async fn an_attempt_that_cannot_be_queried_expires_and_can_be_cancelled_before() {
    let fixture = Fixture::new().await;
    let (token, _) = fixture.order_at_bank("ICBC").await;
    rename_to_emoji(&fixture).await;
    let page = fixture.page(&token).await;
    let attempt = page.attempt.expect("shown all the same");
    assert_eq!(attempt.bank_form, None);
    fixture.run_for(600).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::AwaitingPayer)
    );
    fixture.run_for(370).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Expired, AttemptStatus::Abandoned)
    );

    let fixture = Fixture::new().await;
    let (token, _) = fixture.order_at_bank("ICBC").await;
    rename_to_emoji(&fixture).await;
    let left = fixture.desk.cancel(&token).await;
    assert!(matches!(left, Ok(NextPage::Go(Place::Choose))), "{left:?}");
    can_be_closed(&fixture, &token).await;
    assert!(fixture.network.requests().is_empty(), "nothing was asked");
}

/// A QR payment began, and the process died before the network was called.
#[tokio::test]
async fn an_attempt_that_was_never_sent_expires() {
    let mut fixture = Fixture::new().await;
    let token = fixture.order().await;
    fixture.network.fail_next(&[Failure::Hang]);
    let desk = fixture.desk.clone();
    let asked = {
        let token = token.clone();
        tokio::spawn(async move {
            desk.confirm(&token, Choice::Qr(Product::Scan), &visit())
                .await
        })
    };
    fixture.network.wait_for_hang().await;
    asked.abort();
    fixture.restart().await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::Started)
    );
    fixture.run_for(970).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Expired, AttemptStatus::Abandoned)
    );
}

/// The payment was recorded as requested, but its message could not be written.
#[tokio::test]
async fn a_payment_that_cannot_be_sent_is_declined_at_once() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    let before = fixture.network.requests();
    let turn = begin(&fixture, &token, &card).await;
    assert!(matches!(turn, NextPage::Go(Place::Code)), "{turn:?}");
    rename_to_emoji(&fixture).await;
    let turn = pay(&fixture, &token, "", SMS_CODE).await;
    assert!(matches!(turn, NextPage::Go(Place::Declined)), "{turn:?}");
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Declined)
    );
    let asked = &fixture.network.requests()[before.len()..];
    assert_eq!(asked, ["77/02"], "no payment, and no query of one");
    can_be_closed(&fixture, &token).await;
}

#[tokio::test]
async fn a_refund_that_cannot_be_sent_fails_and_leaves_the_money_with_the_merchant() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    rename_to_emoji(&fixture).await;
    let id = order(&fixture, &token).await.id;
    let begun = refund_order(&fixture, &id, partial_refund("R-1", 100)).await;
    assert_eq!(begun.expect("begins").refund.state, RefundState::Pending);
    fixture.run_for(60).await;
    let found = fixture.found(&token).await;
    assert_eq!(found.refunds[0].state, RefundState::Failed);
    assert_eq!(found.order.reserved.minor(), 0);
    let types = fixture.event_types().await;
    assert_eq!(types.last().map(String::as_str), Some("refund.failed"));
    let refunds = fixture.network.requests();
    let sent = |kind: &&String| kind.starts_with("04") || kind.starts_with("31");
    assert_eq!(refunds.iter().find(sent), None);
}

/// The network is not configured any more, and no payment was requested there.
#[tokio::test]
async fn an_attempt_whose_network_is_gone_ends_if_nothing_was_requested() {
    let mut fixture = Fixture::new().await;
    let token = fixture.order().await;
    code_sent(&fixture, &token).await;
    fixture.restart_with_second_network_only().await;
    fixture.run_for(650).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::AwaitingPayer)
    );
    fixture.run_for(15).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Abandoned)
    );
}

#[tokio::test]
async fn a_removal_that_can_never_be_sent_is_given_up() {
    let fixture = Fixture::new().await;
    let (token, card) = with_card(&fixture).await;
    rename_to_emoji(&fixture).await;
    let removed = fixture.desk.remove_card(&token, &card).await;
    removed.expect("removed");
    let secret = async || {
        let card = card.clone();
        let read = fixture.engine.store.read(move |tx| {
            Box::pin(async move {
                let kept = agreements::find(tx, &card).await?;
                Ok(kept.expect("the row stays").token_sealed)
            })
        });
        read.await.expect("read")
    };
    for _ in 0..7 {
        fixture.clock.advance(21_600);
        while fixture.engine.run_due_jobs().await > 0 {}
    }
    assert_ne!(secret().await, "", "an operator may mend it");
    for _ in 0..130 {
        fixture.clock.advance(21_600);
        while fixture.engine.run_due_jobs().await > 0 {}
    }
    assert_eq!(secret().await, "");
    assert!(!fixture.network.requests().contains(&String::from("74/01")));
}

#[tokio::test]
async fn a_name_may_have_an_apostrophe_and_twelve_digits_are_no_card_number() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let twelve = CardEntry {
        number: Secret::new("6222 0200 0000"),
        ..card()
    };
    let turn = fixture.desk.send_code(&token, twelve, &visit()).await;
    assert_eq!(
        shown(turn.expect("answered")).2,
        [(Field::Number, FieldProblem::TooShort)]
    );
    assert!(fixture.network.requests().is_empty());
    // No waiting time started, because nothing was sent.
    let entry = CardEntry {
        name: Secret::new("Anne O’Neil"),
        ..card()
    };
    let turn = fixture.desk.send_code(&token, entry, &visit()).await;
    let (place, form, errors) = shown(turn.expect("sent"));
    assert_eq!((place, errors), (Place::Code, vec![]));
    let sealed = form.sealed.expect("a sealed card");
    let paid = pay(&fixture, &token, &sealed, SMS_CODE).await;
    assert!(matches!(paid, NextPage::Go(Place::Paid)), "{paid:?}");
}

/// The network refused the card before it sent a code. The right card gets its
/// code at once.
#[tokio::test]
async fn the_resend_pause_begins_when_a_code_was_sent() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    fixture.network.fail_next(&[Failure::Refuse("61")]);
    let turn = fixture.desk.send_code(&token, card(), &visit()).await;
    assert_eq!(
        shown(turn.expect("answered")).2,
        [(Field::Number, FieldProblem::WrongCard)]
    );
    fixture.clock.advance(2);
    let sealed = code_sent(&fixture, &token).await;
    fixture.clock.advance(2);
    let again = fixture.desk.resend_code(&token, &sealed, &visit()).await;
    assert_eq!(
        shown(again.expect("answered")).2,
        [(Field::Code, FieldProblem::TooSoon { wait_s: 58 })],
        "this one was sent"
    );
    assert_eq!(fixture.network.requests(), ["77/00", "77/00"]);
}

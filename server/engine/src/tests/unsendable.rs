//! What cannot be put on the wire: refused when it is registered or typed, and
//! where it is on record all the same, no order hangs on it.

use super::house::{House, card, visit};
use super::network::{CODE, Trouble};
use super::quick::{code_sent, pay, shown, state};
use domain::attempt::AttemptState;
use domain::desk::{CardEntry, Choice, Field, FieldProblem, NextPage, Place};
use domain::ids::PayToken;
use domain::merchant::Merchant;
use domain::order::OrderState;
use domain::refusal::Code;
use domain::secret::Secret;
use store::{Error, args};

impl House {
    /// The merchant has a name, as one registered by an older version might,
    /// of which nothing is left on the wire.
    async fn rename_to_emoji(&self) {
        let id = self.merchant.id.clone();
        let sql = "UPDATE merchants SET short_name = $2 WHERE id = $1";
        let renamed = self.engine.store.write(move |tx| {
            let id = id.clone();
            Box::pin(async move { tx.run(sql, args![id.as_str(), "🍵🍵"]).await })
        });
        assert_eq!(renamed.await.expect("renamed"), 1);
        self.engine.orders.pages.forget();
    }

    /// The live attempt is over: the order can be closed by its mall.
    async fn is_free(&self, token: &PayToken) {
        let closed = self.close(token).await.expect("closes");
        assert_eq!(closed.order.state, OrderState::Closed);
    }
}

#[tokio::test]
async fn a_merchant_whose_names_leave_nothing_on_the_wire_is_not_registered() {
    let house = House::new().await;
    let registry = house.engine.registry();
    let id = registry.new_merchant_id();
    let ours = house.merchant.clone();
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
        let refused = registry.add_merchant(&merchant(legal, short)).await;
        let Err(Error::Refused(refusal)) = refused else {
            panic!("{legal} {short}: {refused:?}")
        };
        assert_eq!(refusal.code, Code::FieldInvalid, "{refusal}");
        assert_eq!(refusal.pointer.as_deref(), Some(pointer), "{legal} {short}");
    }
    let left = merchant("杭州龙井茶业有限公司", "🍵茶");
    let added = registry.add_merchant(&left).await;
    added.expect("something is left");
}

#[tokio::test]
async fn a_merchant_of_before_that_cannot_be_named_is_offered_nothing_and_no_order_hangs() {
    let house = House::new().await;
    house.rename_to_emoji().await;
    let token = house.order().await;
    for choice in [Choice::Scan, Choice::Bank("ICBC".into())] {
        let turn = house.desk.confirm(&token, choice, &visit()).await;
        let (place, _, errors) = shown(turn.expect("told"));
        let told = (Place::Choose, vec![(Field::Way, FieldProblem::NotOffered)]);
        assert_eq!((place, errors), told);
    }
    let turn = house.desk.send_code(&token, card(), &visit()).await;
    assert_eq!(
        shown(turn.expect("told")).2,
        [(Field::Way, FieldProblem::NotOffered)]
    );
    assert!(house.network.heard().is_empty());
    assert_eq!(house.page(&token).await.place, Place::Choose);
    house.is_free(&token).await;
}

/// As an older version left it: on record, and nothing can be sent.
#[tokio::test]
async fn an_attempt_that_cannot_be_asked_about_ends_by_itself_and_can_be_left_before() {
    let house = House::new().await;
    let (token, _) = house.at_bank("ICBC").await;
    house.rename_to_emoji().await;
    let page = house.page(&token).await;
    let attempt = page.attempt.expect("shown all the same");
    assert_eq!(attempt.bank_form, None);
    house.live(600).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::AwaitingPayer)
    );
    house.live(370).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Expired, AttemptState::Abandoned)
    );

    let house = House::new().await;
    let (token, _) = house.at_bank("ICBC").await;
    house.rename_to_emoji().await;
    let left = house.desk.cancel(&token).await;
    assert!(matches!(left, Ok(NextPage::Go(Place::Choose))), "{left:?}");
    house.is_free(&token).await;
    assert!(house.network.heard().is_empty(), "nothing was asked");
}

/// A scan began, and the process died before the network was asked.
#[tokio::test]
async fn an_attempt_that_was_never_asked_for_ends_by_itself() {
    let mut house = House::new().await;
    let token = house.order().await;
    house.network.trouble(&[Trouble::Hang]);
    let desk = house.desk.clone();
    let asked = {
        let token = token.clone();
        tokio::spawn(async move { desk.confirm(&token, Choice::Scan, &visit()).await })
    };
    house.network.hangs().await;
    asked.abort();
    house.restart().await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::Started)
    );
    house.live(970).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Expired, AttemptState::Abandoned)
    );
}

#[tokio::test]
async fn an_apostrophe_is_part_of_a_name_and_twelve_digits_are_no_card() {
    let house = House::new().await;
    let token = house.order().await;
    let twelve = CardEntry {
        number: Secret::new("6222 0200 0000"),
        ..card()
    };
    let turn = house.desk.send_code(&token, twelve, &visit()).await;
    assert_eq!(
        shown(turn.expect("told")).2,
        [(Field::Number, FieldProblem::TooShort)]
    );
    assert!(house.network.heard().is_empty());
    // No pause began: nothing was sent.
    let entry = CardEntry {
        name: Secret::new("Anne O’Neil"),
        ..card()
    };
    let turn = house.desk.send_code(&token, entry, &visit()).await;
    let (place, form, errors) = shown(turn.expect("sent"));
    assert_eq!((place, errors), (Place::Code, vec![]));
    let sealed = form.sealed.expect("a sealed card");
    let paid = pay(&house, &token, &sealed, CODE).await;
    assert!(matches!(paid, NextPage::Go(Place::Paid)), "{paid:?}");
}

/// The network refused the card before it sent a code: the right one, a moment
/// later, gets its code at once.
#[tokio::test]
async fn a_pause_begins_with_a_code_that_was_sent() {
    let house = House::new().await;
    let token = house.order().await;
    house.network.trouble(&[Trouble::Refuse("61")]);
    let turn = house.desk.send_code(&token, card(), &visit()).await;
    assert_eq!(
        shown(turn.expect("told")).2,
        [(Field::Number, FieldProblem::WrongCard)]
    );
    house.clock.pass(2);
    let sealed = code_sent(&house, &token).await;
    house.clock.pass(2);
    let again = house.desk.resend_code(&token, &sealed, &visit()).await;
    assert_eq!(
        shown(again.expect("told")).2,
        [(Field::Code, FieldProblem::TooSoon)],
        "this one was sent"
    );
    assert_eq!(house.network.heard(), ["77/00", "77/00"]);
}

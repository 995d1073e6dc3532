//! Quick pay with a new card.

use super::house::{House, card, visit};
use super::network::{CODE, Trouble};
use domain::attempt::AttemptState;
use domain::desk::{CardEntry, Choice, Field, FieldProblem, FormState, NextPage, Place};
use domain::ids::PayToken;
use domain::order::OrderState;
use domain::refusal::Code;
use domain::secret::Secret;

pub(super) fn shown(turn: NextPage) -> (Place, FormState, Vec<(Field, FieldProblem)>) {
    let NextPage::Show(place, form) = turn else {
        panic!("not shown: {turn:?}")
    };
    let errors = form.errors.iter().map(|e| (e.field, e.problem)).collect();
    (place, *form, errors)
}

/// A code was sent; the order's token and the sealed card.
pub(super) async fn code_sent(house: &House, token: &PayToken) -> String {
    let turn = house
        .desk
        .send_code(token, card(), &visit())
        .await
        .expect("sent");
    let (place, form, errors) = shown(turn);
    assert_eq!((place, errors), (Place::Code, vec![]));
    form.sealed.expect("a sealed card")
}

pub(super) async fn pay(house: &House, token: &PayToken, sealed: &str, code: &str) -> NextPage {
    house
        .desk
        .pay(token, sealed, Secret::new(code), &visit())
        .await
        .expect("an answer")
}

pub(super) async fn state(house: &House, token: &PayToken) -> (OrderState, AttemptState) {
    let found = house.found(token).await;
    (
        found.order.state,
        found.attempts.last().expect("an attempt").state,
    )
}

#[tokio::test]
async fn a_new_card_is_signed_and_pays_and_is_remembered() {
    let house = House::new().await;
    let token = house.order().await;
    let turn = house
        .desk
        .confirm(&token, Choice::NewCard, &visit())
        .await
        .expect("noted");
    assert!(matches!(turn, NextPage::Go(Place::Card)));
    let sealed = code_sent(&house, &token).await;
    let page = house.page(&token).await;
    assert_eq!(page.place, Place::Code);
    let view = page.attempt.expect("one");
    assert_eq!(
        (view.card_last4.as_deref(), view.phone_masked.as_deref()),
        (Some("0123"), Some("138****8000"))
    );
    assert_eq!((view.resend_in_s, view.codes_left), (60, 5));
    assert!(matches!(
        pay(&house, &token, &sealed, " 135 790 ").await,
        NextPage::Go(Place::Paid)
    ));
    assert_eq!(house.network.heard(), ["77/00", "79/00", "01/01", "00/00"]);
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paid, AttemptState::Paid)
    );
    assert_eq!(house.events().await, ["order.paid"]);
    let numbers =
        ["77/00", "79/00", "01/01"].map(|kind| house.network.last(kind)["orderId"].clone());
    assert_eq!(
        numbers[0], numbers[1],
        "a code and its signing share a number"
    );
    assert_ne!(numbers[1], numbers[2], "paying has its own");
    let again = house.another("N-2").await;
    let cards = house.page(&again).await.cards;
    assert_eq!(cards.len(), 1);
    assert_eq!(
        (cards[0].last4.as_str(), cards[0].bank.map(|b| b.code)),
        ("0123", Some("ICBC"))
    );
    assert!(matches!(
        pay(&house, &token, &sealed, CODE).await,
        NextPage::Go(Place::AlreadyPaid)
    ));
}

#[tokio::test]
async fn mistakes_come_back_with_what_was_typed_but_the_security_code() {
    let house = House::new().await;
    let token = house.order().await;
    let typed = CardEntry {
        phone: Secret::new("12"),
        security_code: Secret::new("999"),
        ..card()
    };
    let turn = house
        .desk
        .send_code(&token, typed, &visit())
        .await
        .expect("told");
    let (place, form, errors) = shown(turn);
    assert_eq!(
        (place, errors),
        (Place::Card, vec![(Field::Phone, FieldProblem::TooShort)])
    );
    let kept = form.card.expect("kept");
    assert_eq!(
        (kept.name, kept.security_code),
        (card().name, Secret::default())
    );
    assert!(house.found(&token).await.attempts.is_empty());
    for (code, expected) in [
        ("61", (Field::Number, FieldProblem::WrongCard)),
        ("66", (Field::IdNumber, FieldProblem::WrongIdentity)),
        ("62", (Field::Number, FieldProblem::NotOffered)),
    ] {
        house.clock.pass(61);
        house.network.trouble(&[Trouble::Refuse(code)]);
        let turn = house
            .desk
            .send_code(&token, card(), &visit())
            .await
            .expect("told");
        let (place, form, errors) = shown(turn);
        assert_eq!((place, errors), (Place::Card, vec![expected]));
        assert_eq!(form.card.expect("kept").number, card().number);
        assert_eq!(
            state(&house, &token).await,
            (OrderState::Open, AttemptState::Declined)
        );
    }
}

#[tokio::test]
async fn a_wrong_identity_found_at_signing_leads_back_to_the_form() {
    let house = House::new().await;
    let token = house.order().await;
    let sealed = code_sent(&house, &token).await;
    house.network.trouble(&[Trouble::Refuse("66")]);
    let (place, form, errors) = shown(pay(&house, &token, &sealed, CODE).await);
    assert_eq!(
        (place, errors),
        (
            Place::Card,
            vec![(Field::IdNumber, FieldProblem::WrongIdentity)]
        )
    );
    assert_eq!(form.card.expect("kept").number, card().number);
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Open, AttemptState::Declined)
    );
}

#[tokio::test]
async fn five_wrong_codes_end_the_attempt_not_the_order() {
    let house = House::new().await;
    let token = house.order().await;
    let sealed = code_sent(&house, &token).await;
    for left in [4, 3, 2, 1] {
        let (place, form, errors) = shown(pay(&house, &token, &sealed, "000000").await);
        assert_eq!(
            (place, errors),
            (Place::Code, vec![(Field::Code, FieldProblem::WrongCode)])
        );
        assert_eq!(form.sealed.as_deref(), Some(sealed.as_str()));
        assert_eq!(
            house.page(&token).await.attempt.expect("one").codes_left,
            left
        );
    }
    assert!(matches!(
        pay(&house, &token, &sealed, "000000").await,
        NextPage::Go(Place::Declined)
    ));
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Open, AttemptState::Declined)
    );
    house.clock.pass(60);
    let sealed = code_sent(&house, &token).await;
    assert!(matches!(
        pay(&house, &token, &sealed, CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn codes_are_read_before_the_network_is_asked() {
    let house = House::new().await;
    let token = house.order().await;
    let sealed = code_sent(&house, &token).await;
    let asked = house.network.heard().len();
    for (typed, problem) in [
        ("", FieldProblem::Empty),
        ("12a4", FieldProblem::Format),
        ("12", FieldProblem::TooShort),
        ("123456789", FieldProblem::TooLong),
    ] {
        let (_, _, errors) = shown(pay(&house, &token, &sealed, typed).await);
        assert_eq!(errors, [(Field::Code, problem)]);
    }
    assert_eq!(house.network.heard().len(), asked);
}

#[tokio::test]
async fn no_answer_before_money_moves_is_try_again_and_nothing_is_charged() {
    let house = House::new().await;
    let token = house.order().await;
    for trouble in [Trouble::RequestLost, Trouble::BadGateway, Trouble::Forged] {
        house.clock.pass(61);
        house.network.trouble(&[trouble]);
        let turn = house
            .desk
            .send_code(&token, card(), &visit())
            .await
            .expect("told");
        let (place, form, errors) = shown(turn);
        assert_eq!(
            (place, errors),
            (Place::Card, vec![(Field::Phone, FieldProblem::NoAnswer)]),
            "{trouble:?}"
        );
        assert!(form.card.is_some());
        assert_eq!(
            state(&house, &token).await,
            (OrderState::Open, AttemptState::Abandoned)
        );
    }
    house.clock.pass(61);
    let sealed = code_sent(&house, &token).await;
    house.network.trouble(&[Trouble::AnswerLost]);
    let (place, _, errors) = shown(pay(&house, &token, &sealed, CODE).await);
    assert_eq!(
        (place, errors),
        (Place::Code, vec![(Field::Code, FieldProblem::NoAnswer)])
    );
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::AwaitingPayer)
    );
    assert!(matches!(
        pay(&house, &token, &sealed, CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn an_unknown_answer_to_the_payment_is_settled_by_query_never_a_failure() {
    for trouble in [Trouble::AnswerLost, Trouble::BadGateway] {
        let house = House::new().await;
        let token = house.order().await;
        let sealed = code_sent(&house, &token).await;
        // Signing goes well; paying and the first question do not.
        house
            .network
            .trouble_after(1, &[trouble, Trouble::RequestLost]);
        assert!(
            matches!(
                pay(&house, &token, &sealed, CODE).await,
                NextPage::Go(Place::Waiting)
            ),
            "{trouble:?}"
        );
        assert_eq!(
            state(&house, &token).await,
            (OrderState::Paying, AttemptState::Unsettled)
        );
        let late = house.desk.cancel(&token).await.expect("told");
        assert!(
            matches!(late, NextPage::Go(Place::Waiting)),
            "what may have been paid cannot be given up"
        );
        house.live(5).await;
        assert_eq!(
            state(&house, &token).await,
            (OrderState::Paid, AttemptState::Paid),
            "{trouble:?}"
        );
    }
}

#[tokio::test]
async fn a_payment_that_never_arrived_lapses_after_the_networks_time_only() {
    let house = House::new().await;
    let token = house.order().await;
    let sealed = code_sent(&house, &token).await;
    house.network.trouble_after(1, &[Trouble::RequestLost]);
    assert!(matches!(
        pay(&house, &token, &sealed, CODE).await,
        NextPage::Go(Place::Waiting)
    ));
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
    assert_eq!(house.page(&token).await.place, Place::Choose);
}

#[tokio::test]
async fn another_code_after_a_minute_and_five_at_most() {
    let house = House::new().await;
    let token = house.order().await;
    let mut sealed = code_sent(&house, &token).await;
    let turn = house
        .desk
        .resend_code(&token, &sealed, &visit())
        .await
        .expect("told");
    assert_eq!(shown(turn).2, [(Field::Code, FieldProblem::TooSoon)]);
    for _ in 1..5 {
        house.clock.pass(60);
        let turn = house
            .desk
            .resend_code(&token, &sealed, &visit())
            .await
            .expect("sent");
        let (place, form, errors) = shown(turn);
        assert_eq!((place, errors), (Place::Code, vec![]));
        sealed = form.sealed.expect("sealed again");
    }
    house.clock.pass(60);
    let refused = house.desk.resend_code(&token, &sealed, &visit()).await;
    let too_many = |e: &domain::desk::DeskError| matches!(e, domain::desk::DeskError::Refused(r) if r.code == Code::TooManyRequests);
    assert!(refused.as_ref().is_err_and(too_many), "{refused:?}");
    assert!(matches!(
        pay(&house, &token, &sealed, CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn a_double_click_sends_one_code_and_pays_once() {
    let house = House::new().await;
    let token = house.order().await;
    let visit = visit();
    let send = || house.desk.send_code(&token, card(), &visit);
    let (one, two) = tokio::join!(send(), send());
    let (one, two) = (shown(one.expect("sent")), shown(two.expect("the same")));
    assert_eq!((one.0, two.0), (Place::Code, Place::Code));
    assert_eq!(house.network.heard(), ["77/00"]);
    let sealed = two.1.sealed.expect("sealed");
    let (one, two) = tokio::join!(
        pay(&house, &token, &sealed, CODE),
        pay(&house, &token, &sealed, CODE)
    );
    let paid = |turn: &NextPage| matches!(turn, NextPage::Go(Place::Paid | Place::AlreadyPaid));
    assert!(paid(&one) && paid(&two), "{one:?} {two:?}");
    assert_eq!(
        house
            .network
            .heard()
            .iter()
            .filter(|kind| *kind == "01/01")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_seal_that_is_altered_old_or_of_another_order_asks_for_the_card_again() {
    let house = House::new().await;
    let (token, other) = (house.order().await, house.another("N-2").await);
    let sealed = code_sent(&house, &token).await;
    house.clock.pass(61);
    let theirs = code_sent(&house, &other).await;
    let asked = house.network.heard().len();
    for bad in ["", "AAAA", &theirs, &sealed[1..]] {
        let (place, _, errors) = shown(pay(&house, &token, bad, CODE).await);
        assert_eq!(
            (place, errors),
            (Place::Card, vec![(Field::Number, FieldProblem::CardAgain)])
        );
    }
    assert_eq!(house.network.heard().len(), asked);
    house.clock.pass(600);
    let (place, _, errors) = shown(pay(&house, &token, &sealed, CODE).await);
    assert_eq!(
        (place, errors),
        (Place::Choose, vec![(Field::Way, FieldProblem::CardAgain)])
    );
}

#[tokio::test]
async fn a_network_that_is_silent_for_hours_is_asked_on_until_it_answers() {
    let house = House::new().await;
    let token = house.order().await;
    let sealed = code_sent(&house, &token).await;
    house.network.trouble_after(1, &[Trouble::AnswerLost]);
    house.network.trouble(&[Trouble::RequestLost; 75]);
    let turn = pay(&house, &token, &sealed, CODE).await;
    assert!(matches!(turn, NextPage::Go(Place::Waiting)));
    house.doze(2 * 60).await;
    let unsettled = (OrderState::Paying, AttemptState::Unsettled);
    assert_eq!(
        state(&house, &token).await,
        unsettled,
        "long after its time silence is still no no"
    );
    house.doze(12 * 60).await;
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paid, AttemptState::Paid)
    );
}

#[tokio::test]
async fn a_shopper_does_not_wait_for_a_silent_network() {
    let house = House::new().await;
    let token = house.order().await;
    let sealed = code_sent(&house, &token).await;
    house.network.trouble_after(1, &[Trouble::Hang]);
    let turn = pay(&house, &token, &sealed, CODE).await;
    assert!(matches!(turn, NextPage::Go(Place::Waiting)));
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paying, AttemptState::Unsettled)
    );
}

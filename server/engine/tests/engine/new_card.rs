//! Quick payment with a new card.

use crate::limits::limited;
use domain::attempt::AttemptStatus;
use domain::desk::{CardEntry, Choice, Field, FieldProblem, FormState, NextPage, Place};
use domain::ids::PayToken;
use domain::order::OrderState;
use domain::rate_limits::RateLimit;
use domain::secret::Secret;
use testkit::fixture::{Fixture, card, visit};
use testkit::network::{Failure, SMS_CODE};

pub(super) fn shown(turn: NextPage) -> (Place, FormState, Vec<(Field, FieldProblem)>) {
    let NextPage::Show(place, form) = turn else {
        panic!("not shown: {turn:?}")
    };
    let errors = form.errors.iter().map(|e| (e.field, e.problem)).collect();
    (place, *form, errors)
}

/// Requests an SMS code; returns the sealed card.
pub(super) async fn code_sent(fixture: &Fixture, token: &PayToken) -> String {
    let turn = fixture
        .desk
        .send_code(token, card(), &visit())
        .await
        .expect("sent");
    let (place, form, errors) = shown(turn);
    assert_eq!((place, errors), (Place::Code, vec![]));
    form.sealed.expect("a sealed card")
}

pub(super) async fn pay(fixture: &Fixture, token: &PayToken, sealed: &str, code: &str) -> NextPage {
    fixture
        .desk
        .pay(token, sealed, Secret::new(code), &visit())
        .await
        .expect("an answer")
}

pub(super) async fn state(fixture: &Fixture, token: &PayToken) -> (OrderState, AttemptStatus) {
    let found = fixture.found(token).await;
    (
        found.order.state,
        found.attempts.last().expect("an attempt").state.status(),
    )
}

/// The network does not say which of them is wrong.
const WRONG_IDENTITY: [(Field, FieldProblem); 3] = [
    (Field::Name, FieldProblem::WrongIdentity),
    (Field::IdNumber, FieldProblem::WrongIdentity),
    (Field::Phone, FieldProblem::WrongIdentity),
];

#[tokio::test]
async fn a_new_card_is_signed_pays_and_is_saved() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let turn = fixture
        .desk
        .confirm(&token, Choice::NewCard, &visit())
        .await
        .expect("noted");
    assert!(matches!(turn, NextPage::Go(Place::Card)));
    let sealed = code_sent(&fixture, &token).await;
    let page = fixture.page(&token).await;
    assert_eq!(page.place, Place::Code);
    let view = page.attempt.expect("one");
    assert_eq!(
        (view.card_last4.as_deref(), view.phone_masked.as_deref()),
        (Some("0123"), Some("138****8000"))
    );
    assert_eq!((view.resend_in_s, view.codes_left), (60, 5));
    assert!(matches!(
        pay(&fixture, &token, &sealed, " 135 790 ").await,
        NextPage::Go(Place::Paid)
    ));
    assert_eq!(
        fixture.network.requests(),
        ["77/00", "79/00", "01/01", "00/00"]
    );
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paid, AttemptStatus::Paid)
    );
    assert_eq!(fixture.event_types().await, ["order.paid"]);
    let numbers = ["77/00", "79/00", "01/01"]
        .map(|kind| fixture.network.last_request(kind)["orderId"].clone());
    assert_eq!(
        numbers[0], numbers[1],
        "a code and its signing share a number"
    );
    assert_ne!(numbers[1], numbers[2], "paying has its own");
    let again = fixture.another_order("N-2").await;
    let cards = fixture.page(&again).await.cards;
    assert_eq!(cards.len(), 1);
    assert_eq!(
        (cards[0].last4.as_str(), cards[0].bank.map(|b| b.code)),
        ("0123", Some("ICBC"))
    );
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::AlreadyPaid)
    ));
}

#[tokio::test]
async fn a_refused_card_form_keeps_all_values_except_the_security_code() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let typed = CardEntry {
        phone: Secret::new("12"),
        security_code: Secret::new("999"),
        ..card()
    };
    let turn = fixture
        .desk
        .send_code(&token, typed, &visit())
        .await
        .expect("answered");
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
    assert!(fixture.found(&token).await.attempts.is_empty());
    for (code, expected) in [
        ("61", vec![(Field::Number, FieldProblem::WrongCard)]),
        ("66", WRONG_IDENTITY.to_vec()),
        ("62", vec![(Field::Number, FieldProblem::NotOffered)]),
    ] {
        fixture.clock.advance(61);
        fixture.network.fail_next(&[Failure::Refuse(code)]);
        let turn = fixture
            .desk
            .send_code(&token, card(), &visit())
            .await
            .expect("answered");
        let (place, form, errors) = shown(turn);
        assert_eq!((place, errors), (Place::Card, expected));
        assert_eq!(form.card.expect("kept").number, card().number);
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Open, AttemptStatus::Declined)
        );
    }
}

#[tokio::test]
async fn a_wrong_identity_found_at_signing_shows_the_card_form_again() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    fixture.network.fail_next(&[Failure::Refuse("66")]);
    let (place, form, errors) = shown(pay(&fixture, &token, &sealed, SMS_CODE).await);
    assert_eq!((place, errors), (Place::Card, WRONG_IDENTITY.to_vec()));
    assert_eq!(form.card.expect("kept").number, card().number);
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Declined)
    );
}

#[tokio::test]
async fn five_wrong_codes_end_the_attempt_not_the_order() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    for left in [4, 3, 2, 1] {
        let (place, form, errors) = shown(pay(&fixture, &token, &sealed, "000000").await);
        assert_eq!(
            (place, errors),
            (Place::Code, vec![(Field::Code, FieldProblem::WrongCode)])
        );
        assert_eq!(form.sealed.as_deref(), Some(sealed.as_str()));
        assert_eq!(
            fixture.page(&token).await.attempt.expect("one").codes_left,
            left
        );
    }
    let (place, form, _) = shown(pay(&fixture, &token, &sealed, "000000").await);
    assert_eq!(place, Place::Declined);
    assert_eq!(form.sealed.as_deref(), Some(sealed.as_str()));
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Declined)
    );
    // Another code to the same phone: the page says how long that takes.
    fixture.clock.advance(18);
    let turn = fixture.desk.send_code(&token, card(), &visit()).await;
    let told = (Field::Phone, FieldProblem::TooSoon { wait_s: 42 });
    assert_eq!(shown(turn.expect("answered")).2, [told]);
    fixture.clock.advance(42);
    let sealed = code_sent(&fixture, &token).await;
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn another_card_within_the_pause_leaves_the_code_that_was_sent() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    fixture.clock.advance(20);
    let other = CardEntry {
        number: Secret::new("6222021234567890115"),
        ..card()
    };
    assert!(other.check(fixture.engine.now()).is_ok());
    let told = fixture.desk.send_code(&token, other, &visit()).await;
    let too_soon = (Field::Phone, FieldProblem::TooSoon { wait_s: 40 });
    assert_eq!(shown(told.expect("answered")).2, [too_soon]);
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn a_malformed_code_is_refused_before_the_network_is_called() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    let asked = fixture.network.requests().len();
    for (typed, problem) in [
        ("", FieldProblem::Empty),
        ("12a4", FieldProblem::Format),
        ("12345", FieldProblem::TooShort),
        ("1234567", FieldProblem::TooLong),
    ] {
        let (_, _, errors) = shown(pay(&fixture, &token, &sealed, typed).await);
        assert_eq!(errors, [(Field::Code, problem)]);
    }
    assert_eq!(fixture.network.requests().len(), asked);
    let attempt = fixture.page(&token).await.attempt.expect("one");
    assert_eq!(attempt.codes_left, 5, "no try was used");
}

#[tokio::test]
async fn the_wait_for_another_code_is_a_minute_at_most_whatever_the_clock_does() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    code_sent(&fixture, &token).await;
    let wait = async || {
        let attempt = fixture.page(&token).await.attempt;
        attempt.expect("one").resend_in_s
    };
    assert_eq!(wait().await, 60);
    fixture.clock.advance(-3600);
    assert_eq!(wait().await, 60);
}

#[tokio::test]
async fn without_an_answer_before_the_payment_nothing_is_charged() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    for failure in [Failure::RequestLost, Failure::BadGateway, Failure::Forged] {
        fixture.clock.advance(61);
        fixture.network.fail_next(&[failure]);
        let turn = fixture
            .desk
            .send_code(&token, card(), &visit())
            .await
            .expect("answered");
        let (place, form, errors) = shown(turn);
        assert_eq!(
            (place, errors),
            (Place::Card, vec![(Field::Phone, FieldProblem::NoAnswer)]),
            "{failure:?}"
        );
        assert!(form.card.is_some());
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Open, AttemptStatus::Abandoned)
        );
    }
    fixture.clock.advance(61);
    let sealed = code_sent(&fixture, &token).await;
    fixture.network.fail_next(&[Failure::AnswerLost]);
    let (place, _, errors) = shown(pay(&fixture, &token, &sealed, SMS_CODE).await);
    assert_eq!(
        (place, errors),
        (Place::Code, vec![(Field::Code, FieldProblem::NoAnswer)])
    );
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::AwaitingPayer)
    );
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

#[tokio::test]
async fn an_unknown_payment_result_is_settled_by_query_and_never_a_failure() {
    for failure in [Failure::AnswerLost, Failure::BadGateway] {
        let fixture = Fixture::new().await;
        let token = fixture.order().await;
        let sealed = code_sent(&fixture, &token).await;
        // Signing succeeds; the payment and the first query fail.
        fixture
            .network
            .fail_after(1, &[failure, Failure::RequestLost]);
        assert!(
            matches!(
                pay(&fixture, &token, &sealed, SMS_CODE).await,
                NextPage::Go(Place::Waiting)
            ),
            "{failure:?}"
        );
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paying, AttemptStatus::Unsettled)
        );
        let late = fixture.desk.cancel(&token).await.expect("answered");
        assert!(
            matches!(late, NextPage::Go(Place::Waiting)),
            "what may have been paid cannot be given up"
        );
        fixture.run_for(5).await;
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paid, AttemptStatus::Paid),
            "{failure:?}"
        );
    }
}

#[tokio::test]
async fn a_payment_that_never_arrived_lapses_only_after_the_networks_time_limit() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    fixture.network.fail_after(1, &[Failure::RequestLost]);
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::Waiting)
    ));
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
    assert_eq!(fixture.page(&token).await.place, Place::Choose);
}

#[tokio::test]
async fn another_code_can_be_sent_after_a_minute_and_five_at_most() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let mut sealed = code_sent(&fixture, &token).await;
    let turn = fixture
        .desk
        .resend_code(&token, &sealed, &visit())
        .await
        .expect("answered");
    let told = (Field::Code, FieldProblem::TooSoon { wait_s: 60 });
    assert_eq!(shown(turn).2, [told]);
    for _ in 1..5 {
        fixture.clock.advance(60);
        let turn = fixture
            .desk
            .resend_code(&token, &sealed, &visit())
            .await
            .expect("sent");
        let (place, form, errors) = shown(turn);
        assert_eq!((place, errors), (Place::Code, vec![]));
        sealed = form.sealed.expect("sealed again");
    }
    fixture.clock.advance(60);
    let refused = fixture.desk.resend_code(&token, &sealed, &visit()).await;
    assert_eq!(limited(refused).limit, RateLimit::CodesPerAttempt);
    assert!(matches!(
        pay(&fixture, &token, &sealed, SMS_CODE).await,
        NextPage::Go(Place::Paid)
    ));
}

/// Whatever phones they go to.
#[tokio::test]
async fn an_order_gets_ten_codes() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    for n in 0..10 {
        let phone = Secret::new(format!("1390013900{n}"));
        let entry = CardEntry { phone, ..card() };
        let turn = fixture.desk.send_code(&token, entry, &visit()).await;
        assert_eq!(shown(turn.expect("sent")).0, Place::Code, "{n}");
        fixture.clock.advance(61);
    }
    let refused = fixture.desk.send_code(&token, card(), &visit()).await;
    assert_eq!(limited(refused).limit, RateLimit::CodesPerOrder);
}

#[tokio::test]
async fn a_double_click_sends_one_code_and_pays_once() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let visit = visit();
    let send = || fixture.desk.send_code(&token, card(), &visit);
    let (one, two) = tokio::join!(send(), send());
    let (one, two) = (shown(one.expect("sent")), shown(two.expect("the same")));
    assert_eq!((one.0, two.0), (Place::Code, Place::Code));
    assert_eq!(fixture.network.requests(), ["77/00"]);
    let sealed = two.1.sealed.expect("sealed");
    let (one, two) = tokio::join!(
        pay(&fixture, &token, &sealed, SMS_CODE),
        pay(&fixture, &token, &sealed, SMS_CODE)
    );
    let paid = |turn: &NextPage| matches!(turn, NextPage::Go(Place::Paid | Place::AlreadyPaid));
    assert!(paid(&one) && paid(&two), "{one:?} {two:?}");
    assert_eq!(
        fixture
            .network
            .requests()
            .iter()
            .filter(|kind| *kind == "01/01")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_sealed_card_that_is_altered_old_or_of_another_order_is_asked_for_again() {
    let fixture = Fixture::new().await;
    let (token, other) = (fixture.order().await, fixture.another_order("N-2").await);
    let sealed = code_sent(&fixture, &token).await;
    fixture.clock.advance(61);
    let theirs = code_sent(&fixture, &other).await;
    let asked = fixture.network.requests().len();
    for bad in ["", "AAAA", &theirs, &sealed[1..]] {
        let (place, _, errors) = shown(pay(&fixture, &token, bad, SMS_CODE).await);
        assert_eq!(
            (place, errors),
            (Place::Card, vec![(Field::Number, FieldProblem::CardAgain)])
        );
    }
    assert_eq!(fixture.network.requests().len(), asked);
    fixture.clock.advance(600);
    let (place, _, errors) = shown(pay(&fixture, &token, &sealed, SMS_CODE).await);
    assert_eq!(
        (place, errors),
        (Place::Choose, vec![(Field::Way, FieldProblem::CardAgain)])
    );
}

#[tokio::test]
async fn a_network_without_answers_is_queried_for_hours_until_it_answers() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    fixture.network.fail_after(1, &[Failure::AnswerLost]);
    fixture.network.fail_next(&[Failure::RequestLost; 75]);
    let turn = pay(&fixture, &token, &sealed, SMS_CODE).await;
    assert!(matches!(turn, NextPage::Go(Place::Waiting)));
    fixture.run_for_minutes(2 * 60).await;
    let unsettled = (OrderState::Paying, AttemptStatus::Unsettled);
    assert_eq!(
        state(&fixture, &token).await,
        unsettled,
        "long after its time silence is still no no"
    );
    fixture.run_for_minutes(12 * 60).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paid, AttemptStatus::Paid)
    );
}

#[tokio::test]
async fn a_shopper_does_not_wait_for_a_network_that_does_not_answer() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    fixture.network.fail_after(1, &[Failure::Hang]);
    let turn = pay(&fixture, &token, &sealed, SMS_CODE).await;
    assert!(matches!(turn, NextPage::Go(Place::Waiting)));
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::Unsettled)
    );
}

#[tokio::test]
async fn a_declined_card_is_corrected_with_what_was_typed() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    fixture.network.fail_after(1, &[Failure::Refuse("64")]);
    let (place, form, _) = shown(pay(&fixture, &token, &sealed, SMS_CODE).await);
    assert_eq!(place, Place::Declined);
    let sealed = form.sealed.expect("the card is kept");
    let desk = &fixture.desk;
    let (place, form, errors) = shown(desk.change_card(&token, &sealed).await.expect("shown"));
    assert_eq!((place, errors), (Place::Card, Vec::new()));
    let (kept, typed) = (form.card.expect("a card"), card());
    assert_eq!(kept.number, typed.number);
    assert_eq!(kept.name, typed.name);
    assert_eq!(kept.id_number, typed.id_number);
    assert_eq!(kept.phone, typed.phone);
    assert!(kept.security_code.expose().is_empty(), "rule R8");

    for forged in ["", "x", &sealed[1..]] {
        let (place, _, errors) = shown(desk.change_card(&token, forged).await.expect("shown"));
        let again = vec![(Field::Number, FieldProblem::CardAgain)];
        assert_eq!((place, errors), (Place::Card, again), "{forged}");
    }
    // With another payment under way, its page is next.
    fixture.run_for(61).await;
    code_sent(&fixture, &token).await;
    let next = desk.change_card(&token, &sealed).await.expect("led on");
    assert!(matches!(next, NextPage::Go(_)), "{next:?}");
}

#[tokio::test]
async fn a_mistyped_phone_is_corrected_while_its_code_is_awaited() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    let desk = &fixture.desk;
    let (place, form, errors) = shown(desk.change_card(&token, &sealed).await.expect("shown"));
    assert_eq!((place, errors), (Place::Card, Vec::new()));
    let kept = form.card.expect("a card");
    assert_eq!((&kept.number, &kept.name), (&card().number, &card().name));
    assert_eq!(kept.remember, card().remember);
    assert!(kept.security_code.expose().is_empty(), "rule R8");
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Abandoned)
    );
    // A reload of that page changes nothing.
    let (place, ..) = shown(desk.change_card(&token, &sealed).await.expect("shown"));
    assert_eq!(place, Place::Card);

    let corrected = CardEntry {
        phone: Secret::new("13900139001"),
        ..kept
    };
    let again = desk.send_code(&token, corrected, &visit()).await;
    let (place, form, errors) = shown(again.expect("sent"));
    assert_eq!((place, errors), (Place::Code, Vec::new()), "without a wait");
    let new = form.sealed.expect("a sealed card");
    let stale = desk.change_card(&token, &sealed).await.expect("led on");
    assert!(matches!(stale, NextPage::Go(Place::Code)), "{stale:?}");
    let paid = pay(&fixture, &token, &new, SMS_CODE).await;
    assert!(matches!(paid, NextPage::Go(Place::Paid)), "{paid:?}");
    let late = desk.change_card(&token, &new).await.expect("led on");
    assert!(matches!(late, NextPage::Go(Place::AlreadyPaid)), "{late:?}");
}

#[tokio::test]
async fn a_card_is_not_changed_once_its_payment_was_requested() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    fixture.network.fail_after(1, &[Failure::AnswerLost]);
    fixture.network.fail_next(&[Failure::RequestLost; 10]);
    pay(&fixture, &token, &sealed, SMS_CODE).await;
    let next = fixture.desk.change_card(&token, &sealed).await;
    assert!(matches!(next, Ok(NextPage::Go(Place::Waiting))), "{next:?}");
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paying, AttemptStatus::Unsettled)
    );
}

//! Limits: budgets that orders, phones, cards and processes share, what a
//! refusal says, and what stays possible.

use crate::new_card::{code_sent, shown};
use crate::observed::metrics;
use crate::saved_card::{begin, with_card};
use crate::unsendable::rename_to_emoji;
use domain::clock::At;
use domain::desk::{CardEntry, Choice, DeskError, Field, FieldProblem, NextPage, Place, Visit};
use domain::ids::PayToken;
use domain::product::Product;
use domain::rate_limits::{Limited, RateLimit};
use domain::refusal::Code;
use domain::secret::Secret;
use futures::future::join_all;
use store::args;
use testkit::fixture::{Fixture, card, visit};
use testkit::network::Failure;

/// The limit that refused.
pub(super) fn limited<T: std::fmt::Debug>(answer: Result<T, DeskError>) -> Limited {
    match answer {
        Err(DeskError::Refused(refusal)) => {
            assert_eq!(refusal.code, Code::TooManyRequests, "{refusal}");
            refusal.limited.expect("a limit")
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// This many lines of a card form of new orders, until one is refused.
async fn codes_until_refused(
    fixture: &Fixture,
    entry: &CardEntry,
    visit: &Visit,
) -> (u32, Limited) {
    for n in 0..100 {
        let token = fixture.another_order(&format!("CODES-{n}")).await;
        match fixture.desk.send_code(&token, entry.clone(), visit).await {
            Ok(turn) => assert_eq!(shown(turn).0, Place::Code),
            refused => return (n, limited(refused)),
        }
    }
    panic!("never refused")
}

async fn scan(fixture: &Fixture, token: &PayToken) -> Result<NextPage, DeskError> {
    let choice = Choice::Qr(Product::Scan);
    fixture.desk.confirm(token, choice, &visit()).await
}

/// Requests of this type and subtype at the network.
fn sent(fixture: &Fixture, kind: &str) -> usize {
    let requests = fixture.network.requests();
    requests.iter().filter(|request| *request == kind).count()
}

#[tokio::test]
async fn an_order_begins_ten_attempts_at_once_and_then_one_a_minute() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let mut refused = 0;
    for _ in 0..300 {
        match scan(&fixture, &token).await {
            Ok(NextPage::Go(Place::Scan)) => {
                fixture.desk.cancel(&token).await.expect("cancelled");
            }
            other => {
                let limited = limited(other);
                assert_eq!(limited.limit, RateLimit::AttemptsPerOrder);
                assert_eq!(limited.wait_s, 60);
                refused += 1;
            }
        }
    }
    assert_eq!((refused, sent(&fixture, "01/07")), (290, 10));
    let line = r#"paydesk_limited_total{limit="attempts_per_order"} 290"#;
    let page = metrics(&fixture);
    assert!(page.lines().any(|one| one == line), "{page}");
    assert_eq!(fixture.page(&token).await.place, Place::Choose);
    fixture.clock.advance(59);
    limited(scan(&fixture, &token).await);
    fixture.clock.advance(1);
    let again = scan(&fixture, &token).await;
    assert!(matches!(again, Ok(NextPage::Go(Place::Scan))), "{again:?}");
}

/// Five times as many codes that were left are not five times as many queries.
#[tokio::test]
async fn attempts_that_ended_share_one_cadence_of_queries() {
    let mut queries = Vec::new();
    for attempts in [2, 10] {
        let fixture = Fixture::new().await;
        let token = fixture.order().await;
        for _ in 0..attempts {
            scan(&fixture, &token).await.expect("a code");
            fixture.desk.cancel(&token).await.expect("cancelled");
        }
        let before = sent(&fixture, "00/00");
        // The first query of each attempt was planned when it began.
        fixture.run_for(10).await;
        assert_eq!(sent(&fixture, "00/00") - before, attempts);
        let before = sent(&fixture, "00/00");
        fixture.run_for(840).await;
        queries.push(sent(&fixture, "00/00") - before);
    }
    // Each of the ten is queried, but far less often than each of the two.
    assert!(queries[1] >= 10, "{queries:?}");
    assert!(queries[1] <= 2 * queries[0], "{queries:?}");
}

#[tokio::test]
async fn a_phone_gets_five_codes_for_whatever_orders() {
    let fixture = Fixture::new().await;
    let (codes, limited) = codes_until_refused(&fixture, &card(), &visit()).await;
    assert_eq!((codes, limited.limit), (5, RateLimit::CodesPerPhone));
    assert_eq!(limited.wait_s, 720);
    assert_eq!(sent(&fixture, "77/00"), 5, "the sixth was not asked for");
    let other = CardEntry {
        phone: Secret::new("13900139000"),
        ..card()
    };
    let token = fixture.another_order("OTHER-PHONE").await;
    let turn = fixture.desk.send_code(&token, other, &visit()).await;
    assert_eq!(shown(turn.expect("sent")).0, Place::Code);
    fixture.clock.advance(720);
    let token = fixture.another_order("LATER").await;
    let turn = fixture.desk.send_code(&token, card(), &visit()).await;
    assert_eq!(shown(turn.expect("sent")).0, Place::Code);
}

/// When the last of the budgets of codes is full again; `None` without one.
async fn codes_full_at(fixture: &Fixture) -> Option<At> {
    let read = fixture.engine.store.read(|tx| {
        Box::pin(async move {
            let sql = "SELECT MAX(full_at) AS at FROM rate_limits WHERE rule LIKE 'codes_per_%'";
            let row = tx.one(sql, args![]).await?;
            row.expect("a row").maybe_at("at")
        })
    });
    read.await.expect("read")
}

/// If such codes were counted, invented cards would shut out a phone number.
#[tokio::test]
async fn a_code_that_the_network_refused_to_send_is_not_counted() {
    let fixture = Fixture::new().await;
    let visit = Visit {
        ip: Some("203.0.113.7".parse().expect("an address")),
        ..visit()
    };
    for n in 0..12 {
        let token = fixture.another_order(&format!("MISTYPED-{n}")).await;
        fixture.network.fail_next(&[Failure::Refuse("62")]);
        let turn = fixture.desk.send_code(&token, card(), &visit).await;
        assert_eq!(
            shown(turn.expect("answered")).2,
            [(Field::Number, FieldProblem::NotOffered)]
        );
    }
    let full_at = codes_full_at(&fixture).await;
    let now = fixture.engine.now();
    assert!(full_at.is_some_and(|at| at <= now), "{full_at:?}, {now:?}");
    // Nor for the order: the eleventh code of one would be refused.
    let token = fixture.another_order("ONE-ORDER").await;
    for _ in 0..11 {
        fixture.clock.advance(61);
        fixture.network.fail_next(&[Failure::Refuse("62")]);
        let turn = fixture.desk.send_code(&token, card(), &visit).await;
        assert_eq!(shown(turn.expect("answered")).0, Place::Card);
    }
    // A refused code to a card that got one before.
    let sealed = code_sent(&fixture, &token).await;
    let before = codes_full_at(&fixture).await;
    fixture.clock.advance(61);
    fixture.network.fail_next(&[Failure::Refuse("62")]);
    let turn = fixture.desk.resend_code(&token, &sealed, &visit).await;
    assert_eq!(shown(turn.expect("answered")).0, Place::Card);
    assert_eq!(codes_full_at(&fixture).await, before);
}

#[tokio::test]
async fn a_code_that_may_have_been_sent_is_counted() {
    let fixture = Fixture::new().await;
    for n in 0..5 {
        let token = fixture.another_order(&format!("LOST-{n}")).await;
        let lost = [Failure::AnswerLost, Failure::RequestLost][n % 2];
        fixture.network.fail_next(&[lost]);
        let turn = fixture.desk.send_code(&token, card(), &visit()).await;
        assert_eq!(
            shown(turn.expect("answered")).2,
            [(Field::Phone, FieldProblem::NoAnswer)]
        );
    }
    let (codes, limited) = codes_until_refused(&fixture, &card(), &visit()).await;
    assert_eq!((codes, limited.limit), (0, RateLimit::CodesPerPhone));
}

/// With a saved card too.
#[tokio::test]
async fn a_refused_code_for_a_saved_card_is_not_counted() {
    let fixture = Fixture::new().await;
    let (_, saved) = with_card(&fixture).await;
    let before = codes_full_at(&fixture).await;
    for n in 0..6 {
        let token = fixture.another_order(&format!("REFUSED-{n}")).await;
        fixture.network.fail_next(&[Failure::Refuse("62")]);
        let turn = begin(&fixture, &token, &saved).await;
        assert!(matches!(turn, NextPage::Go(Place::Declined)), "{turn:?}");
        assert_eq!(codes_full_at(&fixture).await, before);
    }
    let token = fixture.another_order("SENT").await;
    let turn = begin(&fixture, &token, &saved).await;
    assert!(matches!(turn, NextPage::Go(Place::Code)), "{turn:?}");
}

#[tokio::test]
async fn a_code_that_was_not_put_on_the_wire_is_not_counted() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let sealed = code_sent(&fixture, &token).await;
    let before = codes_full_at(&fixture).await;
    rename_to_emoji(&fixture).await;
    for _ in 0..6 {
        fixture.clock.advance(61);
        let turn = fixture.desk.resend_code(&token, &sealed, &visit()).await;
        assert_eq!(
            shown(turn.expect("answered")).2,
            [(Field::Code, FieldProblem::NoAnswer)]
        );
    }
    assert_eq!(codes_full_at(&fixture).await, before);
    assert_eq!(sent(&fixture, "77/00"), 1);
}

/// Two processes share the budget of a phone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_desks_at_once_send_no_more_codes_than_one() {
    let fixture = Fixture::new().await;
    let desks = [fixture.desk.clone(), fixture.second_engine().await.desk()];
    let mut tokens = Vec::new();
    for n in 0..12 {
        tokens.push(fixture.another_order(&format!("RACE-{n}")).await);
    }
    let visit = visit();
    let codes = tokens.iter().zip(desks.iter().cycle());
    let codes = codes.map(|(token, desk)| desk.send_code(token, card(), &visit));
    let answers = join_all(codes).await;
    let passed = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!((passed, sent(&fixture, "77/00")), (5, 5));
}

#[tokio::test]
async fn an_address_is_counted_where_it_is_a_visitors_and_nothing_is_stored_in_clear() {
    let fixture = Fixture::new().await;
    let from = |ip: &str| Visit {
        ip: Some(ip.parse().expect("an address")),
        ..visit()
    };
    let counted = async || {
        let read = fixture.engine.store.read(|tx| {
            Box::pin(async move {
                let sql = "SELECT rule, subject FROM rate_limits ORDER BY rule";
                let rows = tx.all(sql, args![]).await?;
                let row = |row: &store::Row| Ok((row.text("rule")?, row.text("subject")?));
                rows.iter()
                    .map(row)
                    .collect::<Result<Vec<_>, store::Error>>()
            })
        });
        read.await.expect("read")
    };
    let token = fixture.order().await;
    let turn = fixture
        .desk
        .send_code(&token, card(), &from("10.0.0.1"))
        .await;
    turn.expect("sent");
    let rules = |rows: &[(String, String)]| {
        let rules = rows.iter().map(|(rule, _)| rule.clone());
        rules.collect::<Vec<_>>()
    };
    let behind_a_proxy = counted().await;
    let expected = [
        "codes_per_merchant",
        "codes_per_phone",
        "codes_per_phone_day",
    ];
    assert_eq!(rules(&behind_a_proxy), expected);
    let token = fixture.another_order("FROM-OUTSIDE").await;
    let turn = fixture
        .desk
        .send_code(&token, card(), &from("203.0.113.7"))
        .await;
    turn.expect("sent");
    let rows = counted().await;
    assert_eq!(rules(&rows)[0], "codes_per_address");
    assert_eq!(rows.len(), behind_a_proxy.len() + 1);
    for (rule, subject) in &rows {
        let merchant = subject == fixture.merchant.id.as_str();
        assert!(merchant || subject.len() == 22, "{rule}: {subject}");
        assert!(!subject.contains("138001"), "{rule}: {subject}");
    }
}

#[tokio::test]
async fn a_card_is_not_tried_again_after_a_run_of_wrong_data() {
    let fixture = Fixture::new().await;
    let mut refused = None;
    for n in 0..6 {
        let token = fixture.another_order(&format!("GUESS-{n}")).await;
        // Each guess has another phone, which does not help.
        let guess = CardEntry {
            phone: Secret::new(format!("1390013900{n}")),
            ..card()
        };
        fixture.network.fail_next(&[Failure::Refuse("61")]);
        match fixture.desk.send_code(&token, guess, &visit()).await {
            Ok(turn) => {
                let errors = shown(turn).2;
                assert_eq!(errors, [(Field::Number, FieldProblem::WrongCard)]);
            }
            answer => refused = Some((n, limited(answer))),
        }
    }
    let (guesses, limited) = refused.expect("refused");
    assert_eq!((guesses, limited.limit), (5, RateLimit::WrongCardsPerCard));
    assert_eq!(sent(&fixture, "77/00"), 5);
    let token = fixture.another_order("OTHER-CARD").await;
    let other = CardEntry {
        number: Secret::new("6222020200012345670"),
        ..card()
    };
    fixture.network.fail_next(&[]);
    let turn = fixture.desk.send_code(&token, other, &visit()).await;
    assert!(turn.is_ok(), "{turn:?}");
}

/// A card number of one bank with a right check digit (Luhn).
fn card_number(n: u32) -> Secret {
    let digits = format!("622202{n:012}");
    let sum: u32 = digits.chars().rev().enumerate().fold(0, |sum, (at, c)| {
        let digit = c.to_digit(10).expect("a digit") * if at % 2 == 0 { 2 } else { 1 };
        sum + digit / 10 + digit % 10
    });
    Secret::new(format!("{digits}{}", (10 - sum % 10) % 10))
}

#[tokio::test]
async fn an_address_does_not_try_one_card_after_another() {
    let fixture = Fixture::new().await;
    let from_outside = Visit {
        ip: Some("203.0.113.7".parse().expect("an address")),
        ..visit()
    };
    for n in 0..=60 {
        let token = fixture.another_order(&format!("CARD-{n}")).await;
        let guess = CardEntry {
            number: card_number(n),
            phone: Secret::new(format!("139{n:08}")),
            ..card()
        };
        fixture.network.fail_next(&[Failure::Refuse("61")]);
        let answer = fixture.desk.send_code(&token, guess, &from_outside).await;
        if n == 60 {
            assert_eq!(limited(answer).limit, RateLimit::WrongCardsPerAddress);
        } else {
            let errors = shown(answer.expect("answered")).2;
            assert_eq!(errors, [(Field::Number, FieldProblem::WrongCard)]);
        }
    }
    assert_eq!(sent(&fixture, "77/00"), 60);
}

#[tokio::test]
async fn full_budgets_are_deleted() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let turn = fixture.desk.send_code(&token, card(), &visit()).await;
    turn.expect("sent");
    let rows = async || {
        let read = fixture.engine.store.read(|tx| {
            Box::pin(async move {
                let sql = "SELECT COUNT(*) AS n FROM rate_limits";
                let row = tx.one(sql, args![]).await?;
                row.expect("a row").int("n")
            })
        });
        read.await.expect("read")
    };
    assert_eq!(rows().await, 4);
    fixture.run_for_minutes(190).await;
    assert_eq!(rows().await, 0);
}

#[tokio::test]
async fn streams_of_one_order_are_bounded_and_its_page_can_still_be_asked_for() {
    let fixture = Fixture::new().await;
    let (token, other) = (fixture.order().await, fixture.another_order("OTHER").await);
    let mut open = Vec::new();
    for _ in 0..RateLimit::StreamsPerOrder.bound().most {
        open.push(fixture.desk.watch(&token).await.expect("a stream"));
    }
    let refused = fixture.desk.watch(&token).await.map(drop);
    assert_eq!(limited(refused).limit, RateLimit::StreamsPerOrder);
    assert!(fixture.desk.watch(&other).await.is_ok());
    let state = fixture.desk.page_state(&token).await.expect("a state");
    assert_eq!(state.place, Place::Choose);
    open.pop();
    assert!(fixture.desk.watch(&token).await.is_ok());
}

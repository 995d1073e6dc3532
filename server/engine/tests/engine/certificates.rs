//! Certificates of the channels: one that has ended takes its channel out of
//! the offer, and those that a network publishes are fetched.

use super::new_card::shown;
use super::observed::Lines;
use domain::bank::BANKS;
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::desk::{Choice, Field, FieldProblem, NextPage, Place};
use domain::ids::PayToken;
use domain::product::Product;
use std::time::Duration;
use testkit::clock::NOON;
use testkit::fixture::{Fixture, visit};
use testkit::second_network::ID;
use testkit::wait::{SOON, until};

/// Before UnionPay's certificates of these tests begin.
const BEFORE_2020: At = At::from_ms(1_577_000_000_000);
/// When UnionPay's certificates of these tests have ended.
const AFTER_2040: At = At::from_ms(2_209_000_000_000);

async fn offers(fixture: &Fixture, token: &PayToken) -> Vec<Product> {
    let offers = fixture.page(token).await.offers;
    offers.into_iter().map(|offer| offer.product).collect()
}

async fn confirm(fixture: &Fixture, token: &PayToken, choice: Choice) -> NextPage {
    let next = fixture.desk.confirm(token, choice, &visit()).await;
    next.expect("answered")
}

/// The channel of the order's newest attempt.
async fn paid_through(fixture: &Fixture, token: &PayToken) -> ChannelId {
    fixture.found(token).await.attempts[0].channel.clone()
}

#[tokio::test]
async fn a_channel_with_an_ended_certificate_is_not_offered_and_the_log_says_so_once() {
    let (lines, _log) = Lines::of_this_thread();
    let fixture = Fixture::with_second_network().await;
    fixture.clock.set(AFTER_2040);
    let token = fixture.order().await;
    for _ in 0..3 {
        assert_eq!(offers(&fixture, &token).await, [Product::Scan]);
    }
    assert_eq!(fixture.page(&token).await.banks, []);
    let bank = Choice::Bank(BANKS[0].code.to_owned());
    let (place, _, errors) = shown(confirm(&fixture, &token, bank).await);
    let not_offered = vec![(Field::Way, FieldProblem::NotOffered)];
    assert_eq!((place, errors), (Place::Choose, not_offered));
    let lines = lines.text();
    let logged = lines.matches("a certificate has ended").count();
    assert_eq!(logged, 1, "{lines}");
    assert!(lines.contains("channel=union_pay"), "{lines}");

    let next = confirm(&fixture, &token, Choice::Qr(Product::Scan)).await;
    assert!(matches!(next, NextPage::Go(Place::Scan)), "{next:?}");
    assert_eq!(paid_through(&fixture, &token).await, ID);
}

#[tokio::test]
async fn a_channel_with_a_certificate_that_has_not_begun_is_not_offered() {
    let (lines, _log) = Lines::of_this_thread();
    let fixture = Fixture::with_second_network().await;
    fixture.clock.set(BEFORE_2020);
    let token = fixture.order().await;
    for _ in 0..2 {
        assert_eq!(offers(&fixture, &token).await, [Product::Scan]);
    }
    let lines = lines.text();
    let logged = lines.matches("a certificate has not begun").count();
    assert_eq!(logged, 1, "{lines}");
    assert!(lines.contains("at=2020-01-01"), "{lines}");
}

#[tokio::test]
async fn a_start_logs_the_certificates_outside_their_validity_before_a_page_is_opened() {
    for (now, says) in [
        (BEFORE_2020, "a certificate has not begun"),
        (AFTER_2040, "a certificate has ended"),
    ] {
        let (lines, _log) = Lines::of_this_thread();
        let fixture = Fixture::with_second_network().await;
        fixture.clock.set(now);
        fixture.engine.start_jobs().stop().await;
        let is_logged_once = || {
            let lines = lines.text();
            assert!(lines.contains("channel=union_pay"), "{lines}");
            assert_eq!(lines.matches(says).count(), 1, "{lines}");
        };
        is_logged_once();
        let token = fixture.order().await;
        assert_eq!(offers(&fixture, &token).await, [Product::Scan]);
        is_logged_once();
    }
    let (lines, _log) = Lines::of_this_thread();
    let fixture = Fixture::with_second_network().await;
    fixture.engine.start_jobs().stop().await;
    assert!(!lines.text().contains("a certificate has"));
}

#[tokio::test]
async fn another_channel_that_carries_the_product_takes_over() {
    let fixture = Fixture::with_second_certificate_until(NOON.plus_s(60)).await;
    for (age_s, channel) in [(60, &ID), (1, &channels::unionpay::ID)] {
        fixture.clock.advance(age_s);
        let token = fixture.another_order(channel.as_str()).await;
        let next = confirm(&fixture, &token, Choice::Qr(Product::Scan)).await;
        assert!(matches!(next, NextPage::Go(Place::Scan)), "{next:?}");
        assert_eq!(paid_through(&fixture, &token).await, *channel);
    }
}

#[tokio::test]
async fn published_certificates_are_fetched_at_the_start() {
    let fixture = Fixture::with_second_network().await;
    let not_after = NOON.plus_s(86_400);
    fixture.network.publish_certificate(not_after);
    let jobs = fixture.engine.start_jobs();
    let fetched = async || {
        let mut certificates = fixture.engine.certificates();
        let (_, published) = certificates.find(|(channel, _)| **channel == ID)?;
        Some(published.not_after)
    };
    assert_eq!(
        until("the fetched certificate", SOON, fetched).await,
        not_after
    );
    jobs.stop().await;
    assert_eq!(fixture.network.second_operations(), ["certificates"]);
}

#[tokio::test]
async fn a_network_that_does_not_answer_delays_neither_start_nor_stop() {
    let fixture = Fixture::with_second_network().await;
    fixture
        .network
        .fail_next(&[testkit::network::Failure::Hang]);
    let jobs = fixture.engine.start_jobs();
    fixture.network.wait_for_hang().await;
    assert!(fixture.engine.ready().await);
    let token = fixture.order().await;
    assert!(offers(&fixture, &token).await.contains(&Product::Scan));
    let stopped = tokio::time::timeout(Duration::from_secs(20), jobs.stop()).await;
    stopped.expect("in time");
}

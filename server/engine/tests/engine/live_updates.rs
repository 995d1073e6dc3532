//! A receipt that is open sees money go back, and is not followed for ever.

use crate::refunds::{order, partial_refund, refund_order};
use domain::clock::{At, Clock};
use domain::desk::{Choice, PageState, PageStates, Place};
use domain::product::Product;
use futures::StreamExt;
use std::time::Duration;
use testkit::fixture::{Fixture, next_place, visit};
use testkit::network::{Failure, notice_call, signed_notice};

/// What a receipt is told next of its refunds; `None` when it is told no more.
async fn seen(watch: &mut PageStates) -> Option<String> {
    let next = tokio::time::timeout(Duration::from_secs(20), watch.next()).await;
    let PageState { place, refunds, .. } = next.expect("a change in time")?;
    assert_eq!(place, Place::Paid);
    Some(refunds)
}

#[tokio::test]
async fn refunds_are_told_as_they_begin_and_end() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let mut watch = fixture.desk.watch(&token).await.expect("a watch");
    assert_eq!(seen(&mut watch).await.as_deref(), Some(""));
    let id = order(&fixture, &token).await.id;
    refund_order(&fixture, &id, partial_refund("R-1", 2_000))
        .await
        .expect("begins");
    assert_eq!(seen(&mut watch).await.as_deref(), Some("w"));
    fixture.run_for(30).await;
    assert_eq!(seen(&mut watch).await.as_deref(), Some("s"));
    fixture.network.fail_next(&[Failure::Refuse("61")]);
    refund_order(&fixture, &id, partial_refund("R-2", 100))
        .await
        .expect("begins");
    assert_eq!(seen(&mut watch).await.as_deref(), Some("sw"));
    fixture.run_for(30).await;
    assert_eq!(seen(&mut watch).await.as_deref(), Some("sf"));
    let page = fixture.page(&token).await;
    let shown = domain::desk::refund_digest(page.refunds.iter().map(|refund| refund.state));
    assert_eq!(shown, "sf", "the page is drawn with the same marks");
}

/// On the page of a QR code and of a bank: after a look for the shopper, and
/// after the job's own query.
#[tokio::test]
async fn a_page_that_waits_is_told_when_the_network_was_asked() {
    for choice in [Choice::Qr(Product::Scan), Choice::Bank("ICBC".into())] {
        let fixture = Fixture::new().await;
        let token = fixture.order().await;
        let begun = fixture.desk.confirm(&token, choice, &visit()).await;
        begun.expect("begins");
        let mut watch = fixture.desk.watch(&token).await.expect("a watch");
        assert_eq!(asked(&mut watch).await, None, "not yet");
        let place = fixture.desk.returned(&token).await.expect("asked");
        let first = fixture.clock.now();
        assert_eq!(asked(&mut watch).await, Some(first));
        let page = fixture.page(&token).await;
        assert_eq!(page.place, place);
        assert_eq!(page.attempt.expect("one").asked_at, Some(first));
        fixture.clock.advance(2);
        fixture.desk.returned(&token).await.expect("too soon");
        let page = fixture.page(&token).await;
        assert_eq!(page.attempt.expect("one").asked_at, Some(first));
        fixture.run_for(10).await;
        let by_job = asked(&mut watch).await;
        assert!(by_job > Some(first), "{by_job:?}");
    }
}

/// When the page was told that the network was asked.
async fn asked(watch: &mut PageStates) -> Option<At> {
    let next = tokio::time::timeout(Duration::from_secs(20), watch.next()).await;
    next.expect("a change in time").expect("a state").asked_at
}

#[tokio::test]
async fn what_is_over_is_watched_for_a_while_and_what_is_not_for_as_long_as_it_takes() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let scanned = fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &visit())
        .await;
    scanned.expect("begins");
    let mut paying = fixture.desk.watch(&token).await.expect("a watch");
    assert_eq!(next_place(&mut paying).await, Place::Scan);
    fixture.clock.advance(800);
    fixture.desk.more_time(&token).await.expect("more");
    fixture.clock.advance(200);
    let notice = signed_notice(fixture.network.pay_qr());
    fixture
        .engine
        .notice(&channels::unionpay::ID, &notice_call(&notice))
        .await
        .expect("accepted");
    assert_eq!(seen(&mut paying).await.as_deref(), Some(""));

    let mut over = fixture.desk.watch(&token).await.expect("a watch");
    assert_eq!(seen(&mut over).await.as_deref(), Some(""));
    fixture.clock.advance(900);
    let id = order(&fixture, &token).await.id;
    refund_order(&fixture, &id, partial_refund("R-1", 2_000))
        .await
        .expect("begins");
    assert_eq!(seen(&mut paying).await, None);
    assert_eq!(seen(&mut over).await, None);
}
